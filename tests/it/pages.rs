//! Pages of varied making, all invented: who signed them, what they are called, when they appeared.

use std::ops::ControlFlow;

use wiredesk::decode::{Piece, decode};
use wiredesk::model::{Hints, Record, TextLimits};
use wiredesk::normalise::normalise;

const STORY: &str = "<p>The port of Lumen was closed on Monday after a night of storms, the harbour master said, and it \
    will stay closed for a week while divers look for containers.</p>\
    <p>Ships were sent to Freedonia instead, where the quays are longer, and where nobody had been told of their \
    coming, according to two pilots who brought them in.</p>\
    <p>Nobody was hurt, but the fish market, which feeds the town, lost a week of trade, and its sellers want to be \
    paid for it, officials of the chamber said.</p>";

fn record(head: &str, body: &str) -> Record {
    let page = format!("<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>");
    let hints = Hints { received_at: "2026-03-05T12:00:00Z".to_owned(), ..Hints::default() };
    let limits = TextLimits::default();
    let mut found = None;
    decode(page.as_bytes(), &hints, &limits, &mut |piece| {
        if let Piece::Document(document, _) = piece {
            found = Some(normalise(*document, &hints, &limits));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    found.unwrap()
}

#[track_caller]
fn signed(head: &str, body: &str, expected: &[&str]) {
    let record = record(head, body);
    let names: Vec<&str> = record.authors.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, expected, "{head}{body}");
}

fn linked(author: &str) -> String {
    format!(
        "<meta property=og:site_name content='Lumen Courier'><script type=application/ld+json>\
         {{\"@type\":\"NewsArticle\",\"headline\":\"Port of Lumen closed\",\"publisher\":{{\"@type\":\"Organization\",\
         \"name\":\"Lumen Courier\"}},\"author\":{author}}}</script>"
    )
}

#[test]
fn a_page_is_signed_by_whom_its_list_names() {
    let article = format!("<article><h1>Port of Lumen closed</h1>{STORY}</article>");
    let check = |author: &str, expected: &[&str]| signed(&linked(author), &article, expected);
    check(r#"{"@type":"Person","name":"Ana Exemplar"}"#, &["Ana Exemplar"]);
    check(r#"[{"name":"Ana Exemplar"},{"name":"By Tom Sample"}]"#, &["Ana Exemplar", "Tom Sample"]);
    check(r#""Ana Exemplar and Tom Sample""#, &["Ana Exemplar", "Tom Sample"]);
    check(r#"{"@type":"Organization","name":"Lumen Courier"}"#, &["Lumen Courier"]);
    check(r#"{"@type":"Person","name":"Lumen Courier Business Desk"}"#, &["Lumen Courier Business Desk"]);
    check(
        r#"[{"@type":"Person","name":"Ana Exemplar"},{"@type":"Organization","name":"Lumen Courier"}]"#,
        &["Ana Exemplar", "Lumen Courier"],
    );
    for nobody in
        ["admin", "Staff", "Editorial Team", "3f2a-77b1", "desk@example.com", "https://example.com/a"]
    {
        check(&format!(r#"{{"@type":"Person","name":"{nobody}"}}"#), &[]);
    }
}

#[test]
fn who_stands_in_the_page_goes_before_its_house() {
    let house = linked(r#"{"@type":"Organization","name":"Lumen Courier"}"#);
    for byline in [
        "<p class=byline>By <a href=/authors/ana>Ana Exemplar</a></p>",
        "<a rel=author href=/ana>Ana Exemplar</a>",
        "<span itemprop=author itemscope><span itemprop=name>Ana Exemplar</span></span>",
        "<ul class=info><li>4 March 2026</li><li>Von: <span><a href=/ana>Ana Exemplar</a></span></li></ul>",
        "<ul class=info><li><strong>Autorin/Autor</strong> Ana Exemplar</li></ul>",
        "<div><span>Escrito por</span> <b>Ana Exemplar</b></div>",
        "<div>Par Ana Exemplar</div>",
    ] {
        signed(
            &house,
            &format!("<h1>Port of Lumen closed</h1>{byline}<article>{STORY}</article>"),
            &["Ana Exemplar"],
        );
    }
    let above = format!(
        "<article><h1>Port of Lumen closed</h1><p><strong>Ana Exemplar/Tom Sample</strong></p>{STORY}</article>"
    );
    signed(&house, &above, &["Ana Exemplar", "Tom Sample"]);
    let below = format!(
        "<article><h1>Port of Lumen closed</h1>{STORY}<p align=right><b>Ana Exemplar</b></p></article>"
    );
    signed(&house, &below, &["Ana Exemplar"]);
    assert!(!record(&house, &below).text.contains("Exemplar"));
}

#[test]
fn whom_a_story_speaks_of_did_not_sign_it() {
    let of = "<p>Harbour master Ana Exemplar told reporters that she had warned the ministry twice, once in writing, \
        and that nobody answered her letters.</p>";
    signed(
        "",
        &format!("<article><h1>Port of Lumen closed</h1><p><b>Ana Exemplar</b></p>{of}{STORY}</article>"),
        &[],
    );
    let signed_page = linked(r#"{"@type":"Person","name":"Ana Exemplar"}"#);
    let foot = "<p>(Reporting by Ana Exemplar in Port Lumen; Editing by Tom Sample)</p>";
    let bio = "<p class=author-bio>Ana Exemplar has edited three books, the last together with Senator Jo Placeholder.</p>";
    signed(
        &signed_page,
        &format!("<article><h1>Port of Lumen closed</h1>{STORY}{foot}{bio}</article>"),
        &["Ana Exemplar"],
    );
}

#[test]
fn the_heading_that_readers_see_is_the_headline() {
    let head = "<title>Lumen port closure: what to know - Lumen Courier</title>\
        <meta property=og:title content='Storm shuts the port of Lumen for a week'>\
        <meta property=og:site_name content='Lumen Courier'>\
        <script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Lumen port closure: what to know\"}</script>";
    let seo = "<h1>Lumen port closure: what to know</h1>";
    for trail in [
        format!("<ol class=breadcrumb><li><a href=/>Home</a></li><li>{seo}</li></ol>"),
        format!("<nav><a href=/>Home</a> &gt; {seo}</nav>"),
        format!("<div><div><a href=/>Home</a><a href=/sea>Sea</a>{seo}</div></div>"),
        format!("<div class=visually-hidden>{seo}</div>"),
    ] {
        for shown in [
            "<h2>Storm shuts the port of Lumen for a week</h2>",
            "<h2><span>Bad weather</span> <span>Storm shuts the port of Lumen for a week</span></h2>",
            "<div class='article__headline'>Storm shuts the port of Lumen for a week</div>",
        ] {
            let record = record(head, &format!("{trail}<article>{shown}{STORY}</article>"));
            assert_eq!(
                record.headline.as_deref(),
                Some("Storm shuts the port of Lumen for a week"),
                "{trail}{shown}"
            );
        }
        let record = record(head, &format!("{trail}<article>{STORY}<h2>Elsewhere</h2></article>"));
        assert_eq!(record.headline.as_deref(), Some("Lumen port closure: what to know"), "{trail}");
    }
    let record =
        record(head, &format!("<header><a href=/sea>Sea</a>{seo}</header><article>{STORY}</article>"));
    assert_eq!(record.headline.as_deref(), Some("Lumen port closure: what to know"));
}

#[test]
fn the_site_is_cut_from_a_title() {
    for title in [
        "Storm shuts the port of Lumen | COURIER.EXAMPLE",
        "Storm shuts the port of Lumen - Lumen Courier",
        "Storm shuts the port of Lumen｜Lumen Courier",
        "Lumen Courier: · Storm shuts the port of Lumen",
    ] {
        let head = format!(
            "<link rel=canonical href='https://www.courier.example/sea/storm'><title>{title}</title>\
             <meta property=og:title content='{title}'><meta property=og:site_name content='Lumen Courier'>"
        );
        let record = record(&head, &format!("<article>{STORY}</article>"));
        assert_eq!(record.headline.as_deref(), Some("Storm shuts the port of Lumen"), "{title}");
    }
}

#[test]
fn days_in_many_places() {
    for (head, body) in [
        (
            "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"x\",\"datePublished\":\"Wed, Mar 04 2026 10:00:00 EST\"}</script>",
            "",
        ),
        ("<meta property=article:published_time content=2026-03-04T10:00:00+01:00>", ""),
        ("<meta name=dc.date content='04.03.2026'>", ""),
        ("<link rel=canonical href=https://courier.example/2026/03/04/port>", ""),
        ("", "<time datetime=2026-03-04>4 Mar</time>"),
        ("", "<span itemprop=datePublished>March 4, 2026</span>"),
        ("", "<p class=meta>Stand: 4. März 2026, 10:30 Uhr</p>"),
        ("", "<p class=byline>By Ana Exemplar | Mar 4th, 2026</p>"),
        ("", "<p>Publicado el 4 de marzo de 2026</p>"),
        ("", "<p>2026年3月4日</p>"),
    ] {
        let record = record(head, &format!("<h1>Port of Lumen closed</h1>{body}<article>{STORY}</article>"));
        let day = record.published.map(|p| p.value.chars().take(10).collect::<String>());
        assert_eq!(day.as_deref(), Some("2026-03-04"), "{head}{body}");
    }
}
