use crate::decode::*; use crate::model::*; use std::ops::ControlFlow;
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
                    let c = |o: &Option<crate::model::Found<String>>| o.as_ref().map_or("-".to_owned(), |f| f.value.chars().take(60).collect());
                    let date = |o: &Option<crate::model::Found<crate::model::DateClaim>>| o.as_ref().map_or("-".to_owned(), |f| f.value.raw.chars().take(40).collect());
                    println!("  [{}] m={:?} item={:?} v={:?} H={} slug={} tag={} by={:?} dl={} pub={} mod={} emb={} st={:?} lang={} sec={} gen={} urg={:?} publ={} lead={} kw={} subj={} cred={:?} img={} links={} rights={:?} url={} warn={:?} alt={:?}",
                        d.format, d.member, d.item, d.version, c(&d.headline), c(&d.slug), c(&d.update_tag),
                        d.bylines.iter().map(|b| (&b.value.raw, &b.value.title)).collect::<Vec<_>>(), c(&d.dateline), date(&d.published), date(&d.modified), date(&d.embargo_until),
                        d.status.as_ref().map(|s| s.value), c(&d.language), c(&d.section), c(&d.genre), d.urgency.as_ref().map(|u| u.value), c(&d.publisher), c(&d.lead), d.keywords.len(), d.subjects.len(),
                        d.credits.iter().map(|b| &b.value).collect::<Vec<_>>(), d.images.len(), d.links.len(), d.rights, c(&d.url), d.warnings, d.headline_alt);
                    println!("      {} blocks: {}", d.blocks.len(), d.blocks.iter().take(4).map(|b| format!("{:?}:{}", b.kind, b.text.chars().take(70).collect::<String>().replace('\n', "⏎"))).collect::<Vec<_>>().join(" ¶ "));
                }
                Piece::Refused { member, fault, .. } => println!("  REFUSED {member}: {fault}"),
            }
            ControlFlow::Continue(())
        });
        if let Err(e) = r { println!("  FAULT {e}"); }
        if t.elapsed().as_millis() > 100 { println!("  SLOW {:?}", t.elapsed()); }
    }
}
