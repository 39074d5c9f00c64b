//! What comes out of [`decode`](super::decode) for whole arrivals.

use super::*;

/// Reads an arrival; each piece as `member|format|headline|blocks` or `member! code`.
fn pieces(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    let limits = TextLimits { members: 50, nesting: 3, expanded_bytes: 64 << 20, ..TextLimits::default() };
    decode(bytes, &Hints::default(), &limits, &mut |piece| {
        found.push(match piece {
            Piece::Document(document, _) => {
                let blocks: Vec<_> = document.blocks.iter().map(|b| b.text.as_str()).collect();
                let headline = document.headline.as_ref().map_or("", |h| h.value.as_str());
                let member = document.member.as_deref().unwrap_or("");
                format!("{member}|{}|{headline}|{}", document.format, blocks.join("¶"))
            }
            Piece::Refused { member, fault, .. } => format!("{member}! {}", fault.code),
        });
        ControlFlow::Continue(())
    })
    .map(|()| found)
}

fn check(bytes: impl AsRef<[u8]>, expected: &[&str]) {
    assert_eq!(pieces(bytes.as_ref()).unwrap(), expected);
}

fn refused(bytes: impl AsRef<[u8]>, code: FaultCode) {
    assert_eq!(pieces(bytes.as_ref()).unwrap_err().code, code);
}

#[test]
fn plain_text() {
    check("Port closed\n\nThe port was closed.\n", &["|text||Port closed¶The port was closed."]);
}

#[test]
fn what_is_no_copy_is_refused_with_its_reason() {
    refused("", FaultCode::Empty);
    refused(" \r\n\u{a0}\u{feff}", FaultCode::Empty);
    refused(b"\x89PNG\r\n\x1a\n\0\0\0", FaultCode::Binary);
    refused([0u8, 1, 2, 3, 200, 201, 0, 7].repeat(20), FaultCode::Binary);
    refused("{\"temperature\": 21}", FaultCode::NoText);
    refused("{\"title\": \"cut sho", FaultCode::Malformed);
    refused("[".repeat(100_000), FaultCode::Malformed);
}

#[test]
fn json_articles_in_the_spellings_of_the_field() {
    check(r#"{"title":"A","text":"One.\n\nTwo."}"#, &["|json|A|One.¶Two."]);
    check(r#"{"headline":"A","body":"<p>One.</p><p>Two.</p>","id":7}"#, &["|json|A|One.¶Two."]);
    check(
        r#"[{"title":"A","maintext":"One."},{"title":"B","date_publish":"2026-03-01","url":"https://n.example/b"}]"#,
        &["1|json|A|One.", "2|json|B|"],
    );
    check(
        r#"{"status":"ok","articles":{"results":[{"title":"A","body":"One."},{"x":1}]}}"#,
        &["1|json|A|One.", "2! no-text"],
    );
    check(
        r#"{"title":"A","body":{"summary":["S."],"sections":[{"headline":["H"],"paragraphs":["P."]}]}}"#,
        &["|json|A|S.¶H¶P."],
    );
    check(
        r#"{"_source":{"title":{"rendered":"A &amp; B"},"content":{"rendered":"<p>One.</p>"}}}"#,
        &["|json|A & B|One."],
    );
}

#[test]
fn a_broken_line_is_refused_alone() {
    let lines =
        "{\"title\":\"A\",\"text\":\"One.\"}\n\n{\"title\":\"B\",\n{\"title\":\"C\",\"text\":\"Three.\"}\n";
    check(lines, &["1|jsonl|A|One.", "3! malformed", "4|jsonl|C|Three."]);
}

#[test]
fn a_page() {
    let page = format!("<!doctype html><title>Port closed</title><body><article><h1>Port closed</h1>{}</article>",
        "<p>The port of Lumen was closed on Monday, the mayor said, and it will stay closed for a week.</p>".repeat(1)
        + &"<p>Ships were sent to Freedonia, where the harbour master, who had been told late, was angry.</p>".repeat(1)
        + &"<p>Nobody was hurt, but the fish market, which feeds the town, lost a week of trade, officials said.</p>");
    let found = pieces(page.as_bytes()).unwrap();
    assert!(found[0].starts_with("|html|Port closed|"), "{found:?}");
    assert!(found[0].contains("Ships were sent to Freedonia"), "{found:?}");
}

#[test]
#[ignore = "looks at one page"]
fn look() {
    let path = std::env::var("LOOK").unwrap();
    html::look(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
}

#[test]
#[ignore = "looks at a folder"]
fn survey() {
    let mut dirs = vec![std::path::PathBuf::from(std::env::var("SURVEY").unwrap())];
    let mut files = Vec::new();
    while let Some(d) = dirs.pop() {
        for e in std::fs::read_dir(d).unwrap() {
            let p = e.unwrap().path();
            if p.is_dir() { dirs.push(p) } else { files.push(p) }
        }
    }
    files.sort();
    for f in files {
        let bytes = std::fs::read(&f).unwrap();
        let t = std::time::Instant::now();
        println!("=== {}", f.display());
        let r = decode(&bytes, &Hints::default(), &TextLimits::default(), &mut |piece| {
            match piece {
                Piece::Document(d, _) => {
                    let c = |o: &Option<crate::model::Found<String>>| {
                        o.as_ref().map_or("-".to_owned(), |f| f.value.chars().take(60).collect())
                    };
                    let date = |o: &Option<crate::model::Found<crate::model::DateClaim>>| {
                        o.as_ref().map_or("-".to_owned(), |f| f.value.raw.chars().take(40).collect())
                    };
                    println!(
                        "  [{}] m={:?} item={:?} v={:?} H={} slug={} tag={} by={:?} dl={} pub={} mod={} emb={} st={:?} lang={} sec={} gen={} urg={:?} publ={} lead={} kw={} subj={} cred={:?} img={} links={} rights={:?} url={} warn={:?} alt={:?}",
                        d.format,
                        d.member,
                        d.item,
                        d.version,
                        c(&d.headline),
                        c(&d.slug),
                        c(&d.update_tag),
                        d.bylines.iter().map(|b| (&b.value.raw, &b.value.title)).collect::<Vec<_>>(),
                        c(&d.dateline),
                        date(&d.published),
                        date(&d.modified),
                        date(&d.embargo_until),
                        d.status.as_ref().map(|s| s.value),
                        c(&d.language),
                        c(&d.section),
                        c(&d.genre),
                        d.urgency.as_ref().map(|u| u.value),
                        c(&d.publisher),
                        c(&d.lead),
                        d.keywords.len(),
                        d.subjects.len(),
                        d.credits.iter().map(|b| &b.value).collect::<Vec<_>>(),
                        d.images.len(),
                        d.links.len(),
                        d.rights,
                        c(&d.url),
                        d.warnings,
                        d.headline_alt
                    );
                    println!(
                        "      {} blocks: {}",
                        d.blocks.len(),
                        d.blocks
                            .iter()
                            .take(4)
                            .map(|b| format!(
                                "{:?}:{}",
                                b.kind,
                                b.text.chars().take(70).collect::<String>().replace('\n', "⏎")
                            ))
                            .collect::<Vec<_>>()
                            .join(" ¶ ")
                    );
                }
                Piece::Refused { member, fault, .. } => println!("  REFUSED {member}: {fault}"),
            }
            ControlFlow::Continue(())
        });
        if let Err(e) = r {
            println!("  FAULT {e}");
        }
        if t.elapsed().as_millis() > 100 {
            println!("  SLOW {:?}", t.elapsed());
        }
    }
}
