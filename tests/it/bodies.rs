//! What a page's text is, on invented pages: where the story begins and ends, and what stands among it and is none.

use std::ops::ControlFlow;

use wiredesk::decode::{Piece, decode};
use wiredesk::model::{BlockKind, Hints, Record, TextLimits};
use wiredesk::normalise::normalise;

const HEADLINE: &str = "Port of Lumen closed";
pub(super) const ONE: &str = "The port of Lumen was closed on Monday after a night of storms, the harbour master said, and it will stay so for a week.";
pub(super) const TWO: &str = "Ships were sent to Freedonia instead, where the quays are longer, and where nobody had been told of their coming.";
pub(super) const THREE: &str = "Nobody was hurt, but the fish market, which feeds the town, lost a week of trade, and its sellers want to be paid for it.";
pub(super) const FOUR: &str = "Divers look for nine containers that fell from the quay, and the harbour opens again when the last of them is found.";
const OTHER: &str = "The club has a new striker, who comes from the coast and scored eleven goals there in the spring, his agent said on Sunday.";

fn read(bytes: &str) -> Result<Vec<Record>, String> {
    let hints = Hints { received_at: "2026-03-05T12:00:00Z".to_owned(), ..Hints::default() };
    let limits = TextLimits::default();
    let mut found = Vec::new();
    decode(bytes.as_bytes(), &hints, &limits, &mut |piece| {
        match piece {
            Piece::Document(document, _) => found.push(normalise(*document, &hints, &limits)),
            Piece::Refused { member, fault, .. } => {
                found.push(Record { slug: Some(format!("{member}: {}", fault.code)), ..Record::default() });
            }
        }
        ControlFlow::Continue(())
    })
    .map_err(|fault| fault.message)?;
    Ok(found)
}

pub(super) fn page(body: &str) -> Record {
    let page = format!(
        "<!doctype html><html lang=en><head><title>{HEADLINE} | Lumen Courier</title></head><body><nav><a href=/>Home</a></nav>{body}\
         <footer><p>Lumen Courier, Quay Street 4. All rights reserved.</p></footer></body></html>"
    );
    read(&page).unwrap().pop().unwrap()
}

pub(super) fn paragraphs(text: &[&str]) -> String {
    text.iter().map(|p| format!("<p>{p}</p>")).collect()
}

fn lines(record: &Record) -> Vec<&str> {
    record.text.lines().filter(|line| !line.is_empty()).collect()
}

/// The text of a page whose article begins with the heading.
#[track_caller]
fn check(article: &str, expected: &[&str]) {
    let record = page(&format!("<article><h1>{HEADLINE}</h1>{article}</article>"));
    assert_eq!(lines(&record), expected, "{article}");
}

#[test]
fn a_name_that_cannot_be_true_of_one_part_is_believed_of_none() {
    for (class, tag) in [("column paywalled", "div"), ("text-ad-chunk", "section"), ("c sponsored", "div")] {
        let part = |text: &[&str]| format!("<{tag} class='{class}'>{}</{tag}>", paragraphs(text));
        check(
            &format!("{}<div class=ad></div>{}{}", part(&[ONE]), part(&[TWO]), part(&[THREE, FOUR])),
            &[ONE, TWO, THREE, FOUR],
        );
    }
    // cards that lead nowhere are parts, those that lead elsewhere are cards
    let card = |text: &str| format!("<div class=article-card><div><p>{text}</p></div></div>");
    check(
        &format!("{}{}{}", paragraphs(&[ONE, TWO]), card(THREE), card(&format!("{FOUR}</p><p>{OTHER}"))),
        &[ONE, TWO, THREE, FOUR, OTHER],
    );
    let teaser = "<div class=article-card><a href=/x><h3>A new striker</h3></a><p>The club has a new striker, his agent said.</p></div>";
    check(&format!("{}{teaser}", paragraphs(&[ONE, TWO, THREE])), &[ONE, TWO, THREE]);
}

#[test]
fn what_the_house_adds_is_no_text() {
    let body = |line: &str| {
        page(&format!("<article><h1>{HEADLINE}</h1>{}{line}</article>", paragraphs(&[ONE, TWO, THREE, FOUR])))
    };
    for line in [
        "<p>This story about ports was produced by the Courier, a non-profit newsroom. Sign up for its letter.</p>",
        "<p>Dieser Artikel ist zuerst bei „Kapital“ erschienen.</p>",
        "<p>[button link=”https://n.example/kit/” type=”big”] Send us your review[/button]</p>",
        "<p>https://n.example/news/port-of-lumen-closed</p>",
        "<ul><li><img src=/b.jpg> Harbour binoculars <span>£129.00</span> <a href=https://shop.example/1>Buy now</a></li></ul>",
    ] {
        assert_eq!(lines(&body(line)).last(), Some(&FOUR), "{line}");
    }
    let more = format!("<p>{FOUR} <a href=/more>Read more</a></p>");
    let told = body(&more).text;
    assert!(!told.contains("Read more") && told.contains(FOUR), "{told}");
    let sections = ["toc_1", "section-2", "anchor-3"]
        .map(|id| format!("<h2 id={id}>What divers found</h2><p>{ONE} {TWO}</p>"));
    for section in sections {
        assert!(lines(&body(&section)).contains(&"What divers found"), "{section}");
    }
}

#[test]
fn a_story_in_two_articles_is_one() {
    let parts = format!(
        "<main><h1>{HEADLINE}</h1><article class=part>{}</article><article class=part><h2>What divers found</h2>{}</article></main>",
        paragraphs(&[ONE, TWO]),
        paragraphs(&[THREE, FOUR])
    );
    assert_eq!(lines(&page(&parts)), [ONE, TWO, "What divers found", THREE, FOUR]);
    let others = format!(
        "<main><article><h1>{HEADLINE}</h1>{}</article><article><h2><a href=/b>The club has a striker</a></h2><p>{OTHER}</p></article></main>",
        paragraphs(&[ONE, TWO, THREE])
    );
    assert_eq!(lines(&page(&others)), [ONE, TWO, THREE]);
}

#[test]
fn ids_made_from_headings_are_no_names() {
    for (id, heading) in [
        ("what-related-costs-mean-for-the-town", "What related costs mean for the town"),
        ("popular-demand", "Popular demand"),
        ("mehr-aus-dem-hafen", "Mehr aus dem Hafen in Zahlen"),
    ] {
        let section = format!("<section id={id}><h2>{heading}</h2>{}</section>", paragraphs(&[TWO]));
        check(
            &format!("{}{section}{}", paragraphs(&[ONE]), paragraphs(&[THREE, FOUR])),
            &[ONE, heading, TWO, THREE, FOUR],
        );
    }
    let box_of_links = "<section id=related-stories><h2>Related stories</h2><p>Read what else is told of the port.</p></section>";
    check(&format!("{}{box_of_links}{}", paragraphs(&[ONE, TWO]), paragraphs(&[THREE])), &[ONE, TWO, THREE]);
}

#[test]
fn of_stories_side_by_side_the_headline_has_one() {
    let own = format!("<h1>{HEADLINE}</h1><div class=by>By Ana Exemplar</div>{}", paragraphs(&[ONE, TWO]));
    let longer = format!(
        "<h1>The club has a new striker</h1><div class=by>By Tom Sample</div>{}",
        paragraphs(&[OTHER, OTHER, THREE, FOUR, OTHER])
    );
    let lesser = longer.replace("h1>", "h2>");
    for (open, close) in [
        ("<article>", "</article>"),
        ("<div class=story>", "</div>"),
        ("<section class='post post-17'>", "</section>"),
    ] {
        for other in [&longer, &lesser] {
            let record = page(&format!("<main>{open}{own}{close}{open}{other}{close}</main>"));
            assert_eq!(lines(&record), [ONE, TWO], "{open}{other}");
        }
    }
    let record = page(&format!(
        "<main><article>{own}</article><div class=scroll><article class=next>{lesser}</article></div></main>"
    ));
    assert_eq!(lines(&record), [ONE, TWO]);
    // the parts of a story are none: they have titles, and nobody signs them
    let part = format!("<h1>What happens next</h1>{}", paragraphs(&[THREE, FOUR]));
    for (one, next) in [("section", &part), ("div", &part.replace("h1>", "h2>"))] {
        let first = format!("<h1>{HEADLINE}</h1>{}", paragraphs(&[ONE, TWO]));
        let record = page(&format!("<main><{one}>{first}</{one}><{one}>{next}</{one}></main>"));
        let text = &record.text;
        assert!(text.contains(THREE) && text.contains(FOUR), "{one}: {text}");
    }
    // one below the other in one element
    let flat = format!(
        "<div class=content><h1>{HEADLINE}</h1>{}{lesser}</div>",
        paragraphs(&[ONE, TWO, THREE, FOUR])
    );
    assert_eq!(lines(&page(&flat)), [ONE, TWO, THREE, FOUR]);
    // parts of one story have headings too
    let parts = format!(
        "<div class=part><h1>{HEADLINE}</h1>{}</div><div class=part><h2>What comes next</h2>{}</div>",
        paragraphs(&[ONE, TWO]),
        paragraphs(&[THREE, FOUR])
    );
    assert_eq!(lines(&page(&parts)), [ONE, TWO, "What comes next", THREE, FOUR]);
}

#[test]
fn a_story_ends_where_readers_and_teasers_begin() {
    let story = paragraphs(&[ONE, TWO, THREE]);
    let told = [ONE, TWO, THREE];
    let answer = "<li><b>harbourman</b><p>I have used this port for thirty years and nobody ever told me of a storm like this one, so there.</p></li>";
    for heading in [
        "3 responses",
        "Comments (12)",
        "12 Kommentare",
        "2 commentaires",
        "Comentarios",
        "Reacties (4)",
        "One thought on “Port of Lumen closed”",
    ] {
        check(&format!("{story}<h3>{heading}</h3><ol>{answer}{answer}{answer}</ol>"), &told);
    }
    let teaser = |n: u8| {
        format!(
            "<div><h3><a href=/x{n}>The club has a new striker</a></h3><p>He comes from the coast and scored eleven goals.</p></div>"
        )
    };
    check(&format!("{story}<div class=tail>{}{}{}</div>", teaser(1), teaser(2), teaser(3)), &told);
    check(&format!("{story}{}{}", teaser(1), teaser(2)), &told);
    let item = "<li><a href=/1>The road is closed</a><p>It is closed for a week.</p></li>";
    check(&format!("{story}<ul class=rows>{item}{item}</ul>"), &told);
    for line in [
        "Questions about your paper? Our service desk answers letters and calls: ring 0555 1200 for the paper, or write to desk@courier.example.",
        "Fragen zu Ihrem Abo? Sie erreichen uns unter 0555/120 33 44 oder per Mail an abo@bote.example.",
        "Une question ? Notre service vous répond au 05 55 12 00 33 ou à abonnes@phare.example.",
    ] {
        check(&format!("{story}<p>{line}</p>"), &told);
    }
    // look-alikes
    let asked = "Witnesses are asked to call the police on 0555 1200 or 0555 1201, the harbour master said.";
    check(&format!("{story}<p>{asked}</p>"), &[ONE, TWO, THREE, asked]);
    check(
        &format!("{}<h2>Reactions</h2>{}", paragraphs(&[ONE, TWO]), paragraphs(&[THREE, FOUR])),
        &[ONE, TWO, "Reactions", THREE, FOUR],
    );
    let linked = format!(
        "<h2><a href=/quay>The quay</a></h2><p>{THREE}</p><h2><a href=/market>The market</a></h2><p>{FOUR}</p>"
    );
    check(&format!("{}{linked}", paragraphs(&[ONE])), &[ONE, "The quay", THREE, "The market", FOUR]);
}

#[test]
fn a_box_in_which_a_reader_agrees_to_something_is_none_of_it() {
    for agreement in [
        "If you send us your number you agree to receive advertising messages from the shop.",
        "Mit der Anmeldung stimmen Sie unserer Datenschutzerklärung und dem Empfang von Werbung zu.",
        "En vous inscrivant, vous acceptez de recevoir nos offres et messages.",
        "Al registrarte aceptas recibir nuestros correos y ofertas.",
    ] {
        let sign_up = format!(
            "<section class=box><p>Never miss a boat again!</p><p>We text you the best offers of the week.</p><p>{agreement}</p></section>"
        );
        check(&format!("{}{sign_up}{}", paragraphs(&[ONE, TWO]), paragraphs(&[THREE])), &[ONE, TWO, THREE]);
    }
    let told = "“Will you agree to the terms of the port or not?” the chair asked the owners of the ships.";
    check(&format!("{}<section><p>{told}</p></section>", paragraphs(&[ONE, TWO])), &[ONE, TWO, told]);
}

#[test]
fn opening_words_alone_are_no_promotion_and_no_correction() {
    for sentence in [
        "More than half of the shops in the town had signed <a href=/r>a letter</a> that asked for time.",
        "Most read the letter as a threat, <a href=/m>one member</a> of the board said.",
        "Related charges against the captain were dropped <a href=/c>in May</a>.",
        "Mehr als die Hälfte der Läden hatte <a href=/r>einen Brief</a> an den Rat unterschrieben.",
        "Plus de la moitié des commerces avaient signé <a href=/r>une lettre</a> au conseil.",
        "Más de la mitad de las tiendas había firmado <a href=/r>una carta</a> al consejo.",
        "Share this list with neighbours who have no letter box.",
    ] {
        let text = sentence.split(['<', '>']).step_by(2).collect::<String>();
        check(
            &format!("{}<p>{sentence}</p>{}", paragraphs(&[ONE]), paragraphs(&[TWO, THREE])),
            &[ONE, &text, TWO, THREE],
        );
    }
    for promo in [
        "Read more: <a href=/r>Port closed</a>",
        "<a href=/r>More from the port</a>",
        "Mehr dazu: <a href=/r>Hafen gesperrt</a>",
        "Lire aussi : <a href=/r>Le port ferme</a>",
    ] {
        check(
            &format!("{}<p>{promo}</p>{}", paragraphs(&[ONE]), paragraphs(&[TWO, THREE])),
            &[ONE, TWO, THREE],
        );
    }
    let label = |text: &str| format!("Updates: {text}");
    let (first, second) = (label(TWO), label(FOUR));
    check(&paragraphs(&[ONE, &first, THREE, &second]), &[ONE, &first, THREE, &second]);
    check(
        &paragraphs(&["UPDATE: This story has been updated with a comment.", ONE, TWO, THREE]),
        &[ONE, TWO, THREE],
    );
}

#[test]
fn links_in_sentences_and_announced_lists_are_the_storys() {
    let linked = "The board <a href=/a>had closed the port once before, in the winter of 2019</a>, and <a href=/b>opened it after nine weeks</a>.";
    let text =
        "The board had closed the port once before, in the winter of 2019, and opened it after nine weeks.";
    check(&format!("{}<p>{linked}</p>", paragraphs(&[ONE, TWO])), &[ONE, TWO, text]);
    let list = "<ul><li><a href=/1>Otter quay</a></li><li><a href=/2>Mill quay</a></li><li><a href=/3>Fern quay</a></li></ul>";
    for announced in [
        "The rangers have opened three quays that most ships can use:",
        "Der Hafenmeister nannte drei Kais, die offen bleiben:",
        "Trois quais restent ouverts aux navires de passage :",
    ] {
        check(
            &format!("{}<p>{announced}</p>{list}{}", paragraphs(&[ONE]), paragraphs(&[TWO])),
            &[ONE, announced.trim_end(), "Otter quay", "Mill quay", "Fern quay", TWO],
        );
        check(
            &format!("<div><p>{ONE}</p><p>{announced}</p></div>{list}{}", paragraphs(&[TWO])),
            &[ONE, announced.trim_end(), "Otter quay", "Mill quay", "Fern quay", TWO],
        );
    }
    check(
        &format!("{}<p>Read more on the quays:</p>{list}{}", paragraphs(&[ONE, TWO]), paragraphs(&[THREE])),
        &[ONE, TWO, THREE],
    );
    check(
        &format!("{}<h3>More on the port</h3>{list}{}", paragraphs(&[ONE, TWO]), paragraphs(&[THREE])),
        &[ONE, TWO, THREE],
    );
    let points = "<p>What the storm means for the town</p><ul><li>the port stays closed for a week</li><li>ships go to Freedonia until then</li></ul>";
    check(
        &format!("<div class=entry-content>{points}{}</div>", paragraphs(&[ONE, TWO])),
        &[
            "What the storm means for the town",
            "the port stays closed for a week",
            "ships go to Freedonia until then",
            ONE,
            TWO,
        ],
    );
}

#[test]
fn what_folds_out_is_read_and_a_hidden_copy_is_not() {
    for folded in [
        format!(
            "<h2><button aria-controls=c>What now?</button></h2><div id=c style='display:none'>{}</div>",
            paragraphs(&[THREE])
        ),
        format!(
            "<h2>What now?</h2><div class='tab-panel' role=tabpanel hidden>{}</div>",
            paragraphs(&[THREE])
        ),
        format!(
            "<div class=faq><h2>What now?</h2><div class=answer hidden>{}</div></div>",
            paragraphs(&[THREE])
        ),
        format!("<details><summary>What now?</summary>{}</details>", paragraphs(&[THREE])),
    ] {
        let record =
            page(&format!("<article><h1>{HEADLINE}</h1>{}{folded}</article>", paragraphs(&[ONE, TWO])));
        assert!(
            record.text.contains(THREE) && record.text.contains("What now?"),
            "{folded}\n{}",
            record.text
        );
    }
    check(
        &format!(
            "<div id=text><p>{ONE}</p><p class=wall aria-hidden=true>{TWO}</p><p aria-hidden=true>{THREE}</p><p>{FOUR}</p></div>"
        ),
        &[ONE, TWO, THREE, FOUR],
    );
    for copy in [
        format!("<pre hidden># {HEADLINE}\n\n{ONE}\n\n{TWO}\n\n{OTHER}\n\n{FOUR}</pre>"),
        format!("<div class='print sr-only'>{}</div>", paragraphs(&[ONE, TWO, OTHER])),
        format!("<div style='display: none'>{}</div>", paragraphs(&[ONE, TWO])),
    ] {
        check(&format!("{}{copy}", paragraphs(&[ONE, TWO, THREE])), &[ONE, TWO, THREE]);
    }
    let form = "<div id=share hidden><p>Send this page to whom you like, and to as many as you like, by this form.</p></div>";
    check(&format!("{}{form}", paragraphs(&[ONE, TWO, THREE])), &[ONE, TWO, THREE]);
}

#[test]
fn parts_that_are_sent_later_stand_where_they_belong() {
    for (hidden, wait) in
        [("hidden id=\"S:0\"", "<p>One moment, the text is on its way.</p>"), ("id=\"S:0\" hidden", "")]
    {
        let body = format!(
            "<main><h1>{HEADLINE}</h1><p>{ONE}</p><!--$?--><template id=\"B:0\"></template><div>{wait}</div><!--/$--><p>{FOUR}</p></main>\
             <div {hidden}>{}</div><script>$RC(\"B:0\",\"S:0\")</script>",
            paragraphs(&[TWO, THREE])
        );
        assert_eq!(lines(&page(&body)), [ONE, TWO, THREE, FOUR], "{body}");
    }
    let nested = format!(
        "<main><h1>{HEADLINE}</h1><!--$?--><template id=\"B:0\"></template><!--/$--></main><div hidden id=\"S:0\"><p>{ONE}</p><!--$?-->\
         <template id=\"B:1\"></template><p>Wait for the rest of it, please.</p><!--/$--><p>{FOUR}</p></div><div hidden id=\"S:1\">{}</div>",
        paragraphs(&[TWO, THREE])
    );
    assert_eq!(lines(&page(&nested)), [ONE, TWO, THREE, FOUR]);
}

#[test]
fn tables_of_the_story_keep_their_cells_apart() {
    let prices = "<tr><th>Line</th><th>Fare</th></tr><tr><td><a href=/n>North</a></td><td>54 kr</td></tr>";
    for table in [
        format!("<table>{prices}</table>"),
        format!("<figure class=wp-block-table><table>{prices}</table></figure>"),
    ] {
        let record =
            page(&format!("<article><h1>{HEADLINE}</h1>{}{table}</article>", paragraphs(&[ONE, TWO, THREE])));
        let rows: Vec<&str> =
            record.body.iter().filter(|b| b.kind == BlockKind::Table).map(|b| b.text.as_str()).collect();
        assert_eq!(
            (lines(&record).len(), rows.as_slice()),
            (3, ["Line | Fare", "North | 54 kr"].as_slice()),
            "{table}"
        );
    }
    let links = "<table><tr><td><a href=/1>The club has a striker</a></td><td><a href=/2>The road is closed</a></td></tr></table>";
    let record = page(&format!("<article><h1>{HEADLINE}</h1>{}{links}</article>", paragraphs(&[ONE, TWO])));
    assert!(record.body.iter().all(|b| b.kind != BlockKind::Table));
}

#[test]
fn small_things_inside_and_between_paragraphs() {
    let card = "Members of the board asked Mayor <span class=person><a href=/p>Ingrid Solum</a><span class=c><a href=/p>Ingrid Solum</a>\
        <a href=/1>Storm closes the coast road</a> <a href=/2>School bus moves</a> <a class=more href=/p>MORE</a></span></span> on Monday to open the port.";
    let text = "Members of the board asked Mayor Ingrid Solum on Monday to open the port.";
    check(&format!("<p>{card}</p>{}", paragraphs(&[ONE, TWO])), &[text, ONE, TWO]);
    let marked = "The port <a href=/x>is closed<span class=sr-only>(opens in a new window)</span></a>, and will stay so for a week, the board said.";
    check(
        &format!("{}<p>{marked}</p>", paragraphs(&[ONE])),
        &[ONE, "The port is closed, and will stay so for a week, the board said."],
    );
    for name in ["dateline", "byline-place", "timestamp"] {
        let lead = format!("<p><span class={name}>LUMEN (AP) —</span> {ONE}</p>");
        let expected = format!("LUMEN (AP) — {ONE}");
        check(&format!("{lead}{}", paragraphs(&[TWO])), &[&expected, TWO]);
    }
    for time in ["11:20", "11.20 Uhr", "11h20", "11:20 a.m. GMT"] {
        let entry = format!("<div><time>{time}</time><h2>The board votes</h2><p>{TWO}</p></div>");
        check(&format!("{}{entry}", paragraphs(&[ONE])), &[ONE, "The board votes", TWO]);
    }
    for line in [
        "Share on Facebook",
        "Comments (12)",
        "Click here",
        "Click here for the full list.",
        "Auf Facebook teilen",
    ] {
        check(
            &format!("{}<p>{line}</p>{}", paragraphs(&[ONE, TWO]), paragraphs(&[THREE])),
            if line.starts_with("Comm") { &[ONE, TWO] } else { &[ONE, TWO, THREE] },
        );
    }
    check(&paragraphs(&[ONE, TWO, "asl/tib"]), &[ONE, TWO]);
    let via = "The line sold its pictures of the storm to the papers of the mainland via Getty Images.";
    check(&paragraphs(&[via, ONE, TWO]), &[via, ONE, TWO]);
}

#[test]
fn walls_are_no_stories_and_end_stories_with_a_warning() {
    for wall in [
        "<div class=cmp><h2>We value your privacy</h2><p>We and our 842 partners store information on a device, such as cookies, to process personal data. You may accept or manage your choices.</p></div>",
        "<h1>Just a moment...</h1><p>Please enable JavaScript and cookies to continue. Verify you are human.</p>",
        "<h1>Zugriff verweigert</h1><p>Bitte bestätigen Sie, dass Sie kein Roboter sind. Sicherheitsprüfung läuft.</p>",
    ] {
        let page = format!(
            "<!doctype html><html><head><title>Lumen Courier</title></head><body>{wall}</body></html>"
        );
        assert!(read(&page).unwrap_err().contains("in place of a story"), "{wall}");
    }
    for line in [
        "This article is for subscribers only.",
        "To continue reading, choose your plan.",
        "Cet article est réservé aux abonnés.",
        "Um weiterzulesen, melden Sie sich an.",
    ] {
        let body = format!(
            "<div><p>{line}</p><p>Two months for one kroner, and you may leave whenever you like to.</p></div>"
        );
        let record =
            page(&format!("<article><h1>{HEADLINE}</h1>{}{body}</article>", paragraphs(&[ONE, TWO])));
        assert_eq!(lines(&record), [ONE, TWO], "{line}");
        assert!(record.warnings.iter().any(|w| w.code == "paywalled"), "{line}");
    }
}

#[test]
fn a_page_of_data_tells_its_story_or_says_that_it_has_none() {
    let data = format!(
        r#"<div id=__next></div><script id=__NEXT_DATA__ type=application/json>{{"props":{{"article":{{"headline":"{HEADLINE}","byline":{{"authors":[{{"name":"Ana Exemplar"}}]}},"publishedAt":"2026-03-04T10:30:00+01:00","body":[{{"type":"paragraph","html":"{ONE}"}},{{"type":"paragraph","html":"{TWO}"}}]}},"related":[{{"headline":"The club","body":"{OTHER} {OTHER} {OTHER}"}}]}}}}</script>"#
    );
    let record = page(&data);
    assert_eq!(lines(&record), [ONE, TWO]);
    assert_eq!(record.authors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Ana Exemplar"]);
    assert_eq!(record.published.as_ref().map(|p| p.value.as_str()), Some("2026-03-04T10:30:00+01:00"));
    assert!(record.warnings.iter().any(|w| w.code == "body-from-data"));
    let bare = page("<div id=app></div><script>go({\"a\":1})</script>").warnings;
    assert!(bare.iter().any(|w| w.code == "no-story"));
}

#[test]
fn junk_before_a_document_does_not_decide_what_it_is() {
    let feed = format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Valley Post</title><item><title>{HEADLINE}</title><description>{ONE}</description></item></channel></rss>"
    );
    let html = format!(
        "<!doctype html><html><head><title>{HEADLINE}</title></head><body><article><h1>{HEADLINE}</h1>{}</article></body></html>",
        paragraphs(&[ONE, TWO])
    );
    let php =
        "<br />\n<b>Warning</b>:  date(): no time zone in <b>/srv/rss.php</b> on line <b>12</b><br />\n";
    for junk in [
        php.to_owned(),
        php.repeat(40),
        "\u{feff}\n\n".to_owned(),
        format!("<!--{}-->\n", " cached by the site\n".repeat(200)),
    ] {
        let records = read(&format!("{junk}{feed}")).unwrap();
        assert_eq!((records[0].source.format.as_str(), records[0].text.as_str()), ("rss", ONE), "{junk}");
        let records = read(&format!("{junk}{html}")).unwrap();
        assert_eq!(
            (records[0].source.format.as_str(), lines(&records[0])),
            ("html", vec![ONE, TWO]),
            "{junk}"
        );
    }
    let warned = read(&format!("{php}{feed}")).unwrap();
    assert_eq!(warned[0].warnings[0].code, "feed-damaged");
    let told = read(
        "How pages begin\n\nWrite <html> at the head, the teacher said, and nobody did, not even she.\n",
    )
    .unwrap();
    assert_eq!(told[0].source.format, "text");
}

#[test]
fn entries_of_feeds_lose_what_their_systems_add() {
    let entry = |content: &str| {
        let feed = format!(
            "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Valley Post</title><link>https://v.example/</link>\
             <item><title>{HEADLINE}</title><link>/x1</link><category><![CDATA[Ferry &amp; Fog]]></category><content:encoded><![CDATA[{content}]]></content:encoded></item></channel></rss>"
        );
        read(&feed).unwrap().remove(0)
    };
    for end in [
        "<p>The post <a href=/x1>Port of Lumen closed</a> appeared first on <a href=/>Valley Post</a>.</p>",
        "<p>Der Beitrag <a href=/x1>Hafen gesperrt</a> erschien zuerst auf <a href=/>Talpost</a>.</p>",
        "<p>L’article <a href=/x1>Le port ferme</a> est apparu en premier sur <a href=/>Le Phare</a>.</p>",
        "<p>La entrada <a href=/x1>Cierra el puerto</a> se publicó primero en <a href=/>El Faro</a>.</p>",
    ] {
        let record = entry(&format!("<p>{ONE}</p>{end}"));
        assert_eq!((lines(&record), record.links.len()), (vec![ONE], 0), "{end}");
    }
    let record = entry(&format!(
        "<p>[dropcap]T[/dropcap]{}</p>[gallery ids=\"1,2\"]<p>{TWO}</p>",
        ONE.trim_start_matches('T')
    ));
    assert_eq!(lines(&record), [ONE, TWO]);
    assert_eq!(record.url.as_deref(), Some("https://v.example/x1"));
    assert_eq!(record.keywords, ["Ferry & Fog"]);
    let escaped = format!(
        "<rss><channel><title>V</title><item><title>&lt;![CDATA[{HEADLINE}]]&gt;</title><description>&lt;![CDATA[{ONE}]]&gt;</description></item></channel></rss>"
    );
    let record = read(&escaped).unwrap().remove(0);
    assert_eq!((record.headline.as_deref(), record.text.as_str()), (Some(HEADLINE), ONE));
    let record = read(r#"{"title":"A &lt; B","text":"One &lt; two, the teacher said &amp; wrote it down."}"#)
        .unwrap()
        .remove(0);
    assert_eq!(record.text, "One < two, the teacher said & wrote it down.");
}

#[test]
fn an_item_in_two_languages_is_two_records() {
    let component = |language: &str, headline: &str, text: &str| {
        format!(
            "<NewsComponent xml:lang=\"{language}\"><NewsLines><HeadLine>{headline}</HeadLine></NewsLines><ContentItem><DataContent>{text}</DataContent></ContentItem></NewsComponent>"
        )
    };
    let item = |id: &str, components: &str| {
        format!(
            "<NewsItem><Identification><NewsIdentifier><ProviderId>hgb.example</ProviderId><DateId>20260309</DateId><NewsItemId>{id}</NewsItemId><RevisionId>1</RevisionId>\
             <PublicIdentifier>urn:newsml:hgb.example:20260309:{id}:1</PublicIdentifier></NewsIdentifier></Identification><NewsComponent><Role FormalName=\"Main\"/>{components}</NewsComponent></NewsItem>"
        )
    };
    let french =
        component("fr", "Le pont rouvre", "Le pont sur le fleuve a rouvert lundi après deux ans de travaux.");
    let dutch = component(
        "nl",
        "Brug weer open",
        "De brug over de rivier is maandag na twee jaar werken weer geopend.",
    );
    let told = |records: &[Record]| -> Vec<String> {
        records
            .iter()
            .map(|r| {
                format!("{} {}", r.headline.as_deref().unwrap_or("-"), r.language.as_deref().unwrap_or("-"))
            })
            .collect()
    };
    let two =
        read(&format!("<?xml version=\"1.0\"?><NewsML>{}</NewsML>", item("1", &format!("{french}{dutch}"))))
            .unwrap();
    assert_eq!(told(&two), ["Le pont rouvre fr", "Brug weer open nl"]);
    assert_ne!(two[0].source.item, two[1].source.item);
    assert!(!two[0].text.contains("brug"));
    let one = read(&format!(
        "<?xml version=\"1.0\"?><NewsML>{}</NewsML>",
        item("1", &format!("{french}{}", french.replace("rouvert", "fermé")))
    ))
    .unwrap();
    assert_eq!(one.len(), 1);
    // of several items a damaged one is refused alone
    let damaged = item("2", &dutch).replace("</DataContent>", "");
    let records = read(&format!(
        "<?xml version=\"1.0\"?><NewsML>{}{damaged}{}</NewsML>",
        item("1", &french),
        item("3", &dutch)
    ))
    .unwrap();
    assert_eq!(told(&records), ["Le pont rouvre fr", "- -", "Brug weer open nl"]);
    assert_eq!(records[1].slug.as_deref(), Some("2: malformed"));
}
