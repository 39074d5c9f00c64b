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
    taken("2026-03-05T12:00:00Z", "en", head, body)
}

/// The record of a page that was taken then.
fn taken(received_at: &str, language: &str, head: &str, body: &str) -> Record {
    let page = format!("<!doctype html><html lang={language}><head>{head}</head><body>{body}</body></html>");
    delivered(received_at, page.as_bytes())
}

/// The record of a delivery that came then.
pub(super) fn delivered(received_at: &str, bytes: &[u8]) -> Record {
    let hints = Hints { received_at: received_at.to_owned(), ..Hints::default() };
    let limits = TextLimits::default();
    let mut found = None;
    decode(bytes, &hints, &limits, &mut |piece| {
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

/// The record of a page that came late in 2026.
pub(super) fn page(language: &str, head: &str, body: &str) -> Record {
    taken("2026-11-05T12:00:00Z", language, head, body)
}

/// What a page says of its days: published and changed.
#[track_caller]
pub(super) fn dated(
    language: &str,
    head: &str,
    around: &str,
    published: Option<&str>,
    modified: Option<&str>,
) {
    let body = match around.split_once("STORY") {
        Some((before, after)) => format!("{before}{STORY}{after}"),
        None => format!("<article><h1>Port of Lumen closed</h1>{around}{STORY}</article>"),
    };
    let record = page(language, &format!("<title>Port of Lumen closed</title>{head}"), &body);
    let value = |d: &Option<wiredesk::model::Dated>| d.as_ref().map(|d| d.value.clone());
    let found = (value(&record.published), value(&record.modified));
    let wanted = (published.map(str::to_owned), modified.map(str::to_owned));
    assert_eq!(found, wanted, "{head}{around}");
}

#[test]
fn a_time_that_says_it_is_an_update_is_no_publication() {
    for (language, line, published, modified) in [
        (
            "fr",
            "<p>Publié le 12 mars 2026 à 08h15 - Mis à jour le 12 mars 2026 à 17h40</p>",
            "2026-03-12T08:15",
            "2026-03-12T17:40",
        ),
        (
            "fr",
            "<p>Publié le 12 mars 2026 à 08h15, mis à jour à 17h40</p>",
            "2026-03-12T08:15",
            "2026-03-12T17:40",
        ),
        (
            "de",
            "<p>Aktualisiert am 13.03.2026, 9.05 Uhr</p><p>Veröffentlicht am 12.03.2026, 08:15 Uhr</p>",
            "2026-03-12T08:15",
            "2026-03-13T09:05",
        ),
        (
            "en",
            "<p><span>Last updated on:</span> <span>13 March 2026</span></p><p><span>Published:</span> <span>12 March 2026</span></p>",
            "2026-03-12",
            "2026-03-13",
        ),
        (
            "es",
            "<time itemprop=dateModified datetime=2026-03-12T19:20:45+01:00>12/03/2026 01:57 | Actualizado a 12/03/2026 19:20</time>",
            "2026-03-12T01:57",
            "2026-03-12T19:20:45+01:00",
        ),
        (
            "it",
            "<div><span>12 marzo 2026 alle 08:15</span> <span>Aggiornato il 13 marzo 2026 alle 10:00</span></div>",
            "2026-03-12T08:15",
            "2026-03-13T10:00",
        ),
        (
            "ja",
            "<p>公開：2026年3月12日 8時15分</p><p>更新：2026年3月13日 9時00分</p>",
            "2026-03-12T08:15",
            "2026-03-13T09:00",
        ),
        (
            "en",
            "<dl><dt>Updated</dt><dd>13 March 2026</dd><dt>Posted</dt><dd>12 March 2026</dd></dl>",
            "2026-03-12",
            "2026-03-13",
        ),
        ("nl", "<p class=date>12 maart 2026 (bijgewerkt: 13 maart 2026)</p>", "2026-03-12", "2026-03-13"),
    ] {
        dated(language, "", line, Some(published), Some(modified));
    }
    // where a page shows no other day, its story is of that one
    let only = "2026-03-13T10:00";
    dated("en", "", "<p>Updated: 13 March 2026, 10:00</p>", Some(only), Some(only));
    // a class of both means the first
    dated(
        "en",
        "",
        "<time class='entry-date published updated' datetime=2026-03-12>12 Mar</time>",
        Some("2026-03-12"),
        None,
    );
}

#[test]
fn days_of_something_else_are_none_of_publication() {
    for around in [
        "<p>The storm of Wednesday, January 14, 2026, had closed the coast road for nine days.</p>",
        "<h2>The attack on Oct. 7, 2023</h2>",
        "<p>Applications until 4 March 2026</p>",
        "<figure><img src=a.jpg><figcaption>The quay on 4 March 2026</figcaption></figure>",
        "<blockquote>We love it! <a href=https://t.example/1>March 4, 2026</a></blockquote>",
        "<header><div class=bar><span>Saturday, 14 March 2026</span></div></header><article><h1>Port of Lumen closed</h1>STORY</article>",
        "<div>Saturday, 14 March 2026</div><nav><a href=/>Home</a></nav><h1>Port of Lumen closed</h1>STORY",
        "<article><h1>Port of Lumen closed</h1>STORY</article><aside><h3>Most read</h3><ul><li><a href=/a>Storm closes road</a> <time>1 March 2026</time></li></ul></aside>",
        "<article><h1>Port of Lumen closed</h1>STORY</article><section><h3>Read on</h3><div><a href=/b><h3>School bus moves</h3></a><p>Ola Berg - 2 January 2026</p></div></section>",
        "<article><h1>Port of Lumen closed</h1>STORY</article><div id=comments><p>Nora <span class=date>5 March 2026 at 08:44</span></p></div>",
        "<article><h1>Port of Lumen closed</h1>STORY<h3>2 comments</h3><p>Nora, 5 March 2026 at 08:44</p></article>",
        "<article><h1>Port of Lumen closed</h1>STORY</article><footer><p>© 4 March 2026 Lumen Courier</p></footer>",
    ] {
        dated("en", "", around, None, None);
    }
    let above =
        "<main><p class=css-1>February 4, 2026 - 11 minutes</p><h1>Port of Lumen closed</h1>STORY</main>";
    dated("en", "", above, Some("2026-02-04"), None);
    let crumbs = "<nav><a href=/>Home</a><a href=/sea>Sea</a><h1>Port of Lumen closed</h1></nav>";
    let far = format!(
        "{crumbs}{}<div><time datetime=2026-03-04>4 March</time></div>STORY",
        "<i></i>".repeat(3_000)
    );
    dated("en", "", &far, Some("2026-03-04"), None);
    let blog = "<div><h2 class=date-header><span>Wednesday, 4 March 2026</span></h2><div class='post hentry'>\
        <h3 class=post-title>Port of Lumen closed</h3>STORY<div class=post-footer>Posted by <span class=fn>Ana Exemplar</span> at \
        <abbr class=published itemprop=datePublished title=2026-03-04T10:30:00+01:00>10:30</abbr></div></div></div>";
    dated("en", "", blog, Some("2026-03-04T10:30:00+01:00"), None);
}

#[test]
fn a_date_that_is_none_hands_on_to_the_next_place() {
    let linked = |date: &str| {
        format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Port of Lumen closed\",\"datePublished\":\"{date}\"}}</script>"
        )
    };
    let shown = "<p class=date>March 12, 2026</p>";
    for none in [
        "1970-01-01T00:00:00+00:00",
        "0001-01-01T00:00:00",
        "9999-12-31",
        "soon, 2026 perhaps 12",
        "2027-06-01T10:00:00Z",
    ] {
        dated("en", &linked(none), shown, Some("2026-03-12"), None);
        dated(
            "en",
            &format!("<meta property=article:published_time content='{none}'>"),
            shown,
            Some("2026-03-12"),
            None,
        );
    }
    let record =
        page("en", &linked("2027-06-01T10:00:00Z"), &format!("<h1>Port of Lumen closed</h1>{shown}{STORY}"));
    assert!(record.warnings.iter().any(|w| w.code == "date-in-future"));
    let record =
        page("en", &linked("2027-06-01T10:00:00Z"), &format!("<h1>Port of Lumen closed</h1>{STORY}"));
    assert!(record.published.is_none() && record.warnings.iter().any(|w| w.code == "date-in-future"));
    dated("en", "", "<p>Harbour diary 2026 week 9</p><p>4 March 2026</p>", Some("2026-03-04"), None);
}

#[test]
fn figures_and_instants_are_settled_by_the_days_of_the_readers() {
    dated(
        "de",
        "<meta name=date content='11/01/2025 12:43:42'>",
        "<p>Erstellt am: 01.11.2025</p>",
        Some("2025-11-01T12:43:42"),
        None,
    );
    dated("de", "<meta name=date content='11/01/2025 12:43:42'>", "", Some("2025-01-11T12:43:42"), None);
    dated("en", "<meta name=date content='03/04/2026'>", "<p>4 March 2026</p>", Some("2026-03-04"), None);
    dated(
        "en",
        "<meta name=date content='03/04/2026'><meta property=og:locale content=en_US>",
        "",
        Some("2026-03-04"),
        None,
    );
    dated(
        "en",
        "<meta name=date content='03/04/2026'><link rel=canonical href=https://lumen.co.uk/a>",
        "",
        Some("2026-04-03"),
        None,
    );
    let utc = "<meta property=article:published_time content=2026-03-03T23:30:00Z>";
    dated(
        "de",
        utc,
        "<p>Veröffentlicht am 4. März 2026, 00:30 Uhr</p>",
        Some("2026-03-04T00:30:00+01:00"),
        None,
    );
    dated(
        "de",
        &format!("{utc}<link rel=canonical href=https://lumen.example/2026/03/04/port>"),
        "",
        Some("2026-03-04"),
        None,
    );
    dated(
        "en",
        "<meta property=article:published_time content=2026-03-04T02:30:00Z>",
        "<p>Published March 3, 2026 9:30 pm</p>",
        Some("2026-03-03T21:30:00-05:00"),
        None,
    );
    dated("de", utc, "<p>Veröffentlicht am 3. März 2026</p>", Some("2026-03-03T23:30:00Z"), None);
}

#[test]
fn the_byline_at_the_heading_signs() {
    let heading = "<title>Port of Lumen closed</title>";
    for (around, names) in [
        (
            "<article><h1>Port of Lumen closed</h1><p class=meta>By Ana Exemplar <span class=date>2 hours ago</span></p>STORY</article>",
            &["Ana Exemplar"][..],
        ),
        (
            "<article><h1>Port of Lumen closed</h1><div class=byline>Ana Exemplar<span>@ana</span> / <time>5:04 pm UTC March 1, 2026</time></div>STORY</article><div class=card><a href=/5>Routers in towers</a><div class=byline><a rel=author href=/author/jo>Jo Placeholder</a></div></div>",
            &["Ana Exemplar"],
        ),
        (
            "<article><h1>Port of Lumen closed</h1><div class=byline>Monday March 9, 2026 10:05 am PST by Ana Exemplar</div>STORY</article>",
            &["Ana Exemplar"],
        ),
        (
            "<article><h1>Port of Lumen closed</h1><div class=byline><a class=author href=/ana>Ana Exemplar</a><span>Follow Ana</span></div>STORY<div class=author-box><a rel=author href=/ana>Learn More</a></div></article>",
            &["Ana Exemplar"],
        ),
        (
            "<article><h1>Port of Lumen closed</h1><div class=article-author><span>Ana Exemplar</span><span>Founder</span></div>STORY</article>",
            &["Ana Exemplar"],
        ),
        (
            "<article><h1>Port of Lumen closed</h1><div class=author><strong><a href=/m>Mara</a></strong> <a href=/m>Mara</a></div>STORY</article>",
            &["Mara"],
        ),
        (
            "<article><h1>Port of Lumen closed</h1>STORY</article><section><h2>Latest stories</h2><div class=card><a href=/s><h3>Storm closes the road</h3></a><span class=byline>by <a rel=author href=/author/ola>Ola Berg</a></span></div></section>",
            &[],
        ),
        (
            "<article><h1>Port of Lumen closed</h1>STORY</article><div><article><h2>Brandt stays</h2><p class=byline>Per Holm</p><p>He has signed.</p></article></div>",
            &[],
        ),
        ("<article><h1>Port of Lumen closed</h1><p class=byline>The Standard Staff</p>STORY</article>", &[]),
        (
            "<article><h1>Port of Lumen closed</h1><p>Autor: Ana Exemplar, aktualisiert am 4. März 2026</p>STORY</article>",
            &["Ana Exemplar"],
        ),
    ] {
        let body = around.replace("STORY", STORY);
        let record = page("en", heading, &body);
        let found: Vec<&str> = record.authors.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(found, names, "{around}");
    }
    let letters = "<title>Port of Lumen closed - by Ana Exemplar</title><meta name=author content='Ana Exemplar'>\
        <meta property=og:site_name content='Ana Exemplar'>";
    let record = page("en", letters, &format!("<h1>Port of Lumen closed</h1>{STORY}"));
    assert_eq!(record.authors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Ana Exemplar"]);
    let paper = letters.replace("Ana Exemplar", "Lumen Courier");
    assert!(
        page("en", &paper, &format!("<h1>Port of Lumen closed</h1>{STORY}"))
            .authors
            .iter()
            .all(|a| a.name == "Lumen Courier")
    );
    let shared = "<meta property=og:site_name content='Le Courrier de Lumen'><script type=application/ld+json>{\"@type\":\"NewsArticle\",\
        \"headline\":\"x\",\"author\":[{\"@type\":\"Person\",\"name\":\"Le Courrier de Lumen et AFP\"}]}</script>";
    let record = page("fr", shared, &format!("<h1>Port of Lumen closed</h1>{STORY}"));
    assert!(record.agencies.iter().any(|a| a.name == "Agence France-Presse"), "{:?}", record.agencies);
}

#[test]
fn damaged_json_ld_is_mended_or_said() {
    for script in [
        r#"{ "@type": "NewsArticle", "headline": "Port of Lumen closed", "description": "The board said "we keep it" on Tuesday.", "datePublished": "2026-03-04T10:30:00+01:00", "author": [ { "name": "Ana Exemplar", }, ], }"#,
        r#"{"@type":"NewsArticle","headline":"<hl class="mark other">Port of Lumen closed</hl>","datePublished":"2026-03-04T10:30:00+01:00","author":[{"@type":"Person","name":"Ana Exemplar"}]}"#,
        r#"{"@type":"NewsArticle","datePublished":"2026-03-04T10:30:00+01:00","author":{"name":"Ana Exemplar"},"articleBody":"It was cut off"#,
    ] {
        let head = format!("<script type=application/ld+json>{script}</script>");
        let record = page("en", &head, &format!("<h1>Port of Lumen closed</h1>{STORY}"));
        assert_eq!(
            record.published.map(|p| p.value).as_deref(),
            Some("2026-03-04T10:30:00+01:00"),
            "{script}"
        );
        assert_eq!(record.authors.first().map(|a| a.name.as_str()), Some("Ana Exemplar"), "{script}");
        let is_cut = !script.trim_end().ends_with('}');
        assert_eq!(record.warnings.iter().any(|w| w.code == "json-ld-damaged"), is_cut, "{script}");
    }
}

#[test]
fn a_distance_in_time_counts_where_it_is_known_when_the_page_was_taken() {
    let page = |line: &str| {
        format!(
            "<!doctype html><html lang=en><title>Port of Lumen closed</title><article><h1>Port of Lumen closed</h1>{line}{STORY}</article></html>"
        )
    };
    let read = |bytes: &[u8], hints: &Hints| {
        let limits = TextLimits::default();
        let mut found = None;
        decode(bytes, hints, &limits, &mut |piece| {
            if let Piece::Document(document, _) = piece {
                found = Some(normalise(*document, hints, &limits));
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        found.unwrap().published.map(|p| (p.value, p.from))
    };
    let told = |value: &str| Some((value.to_owned(), "rule:relative-time".to_owned()));
    let received_at = "2026-03-05T12:00:00Z".to_owned();
    let inbox = Hints { received_at: received_at.clone(), ..Hints::default() };
    let url = Some("https://lumen.example/port".to_owned());
    let fetched = Hints { received_at, source_type: "urls", url, ..Hints::default() };
    for (line, value) in [
        ("<p class=meta>By Ana Exemplar <span>2 hours ago</span></p>", "2026-03-05"),
        ("<p>Vor 2 Tagen</p>", "2026-03-03"),
        ("<time>20 minutes ago</time>", "2026-03-05T11:40Z"),
    ] {
        assert_eq!(read(page(line).as_bytes(), &inbox), None, "{line}");
        assert_eq!(read(page(line).as_bytes(), &fetched), told(value), "{line}");
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(line));
        let archive = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:1>\r\nWARC-Date: 2026-03-05T12:00:00Z\r\n\
             WARC-Target-URI: https://n.example/a\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        );
        assert_eq!(read(archive.as_bytes(), &inbox), told(value), "{line}");
    }
    let shown = page("<p>2 hours ago</p><p>4 March 2026</p>");
    assert_eq!(read(shown.as_bytes(), &fetched).map(|p| p.0).as_deref(), Some("2026-03-04"));
}

#[test]
fn leads_keywords_and_other_headlines_are_for_readers() {
    let article = format!("<article><h1>Port of Lumen closed</h1>{STORY}</article>");
    let with = |head: &str| {
        record(
            &format!(
                "<title>Port of Lumen closed | Lumen Courier</title><link rel=canonical href=https://www.lumencourier.example/port>{head}"
            ),
            &article,
        )
    };
    let lead = |description: &str| {
        with(&format!("<meta property=og:description content='{description}'>")).lead.unwrap()
    };
    let first = "The port of Lumen was closed on Monday after a night of storms, the harbour master said, and it \
        will stay closed for a week while divers look for containers.";
    assert_eq!(lead("The port of Lumen was closed on Monday after a night of storms, the har"), first);
    assert_eq!(lead("Port of Lumen closed"), first);
    assert_eq!(lead("Nobody knows when ships return"), "Nobody knows when ships return");

    let keywords = |head: &str| with(head).keywords;
    assert_eq!(
        keywords(
            "<meta name=keywords content='ports, smg2_world, @river, 48211307, Lumen Courier, Port of Lumen, all-pages-reach-team'>"
        ),
        ["ports", "Port of Lumen"]
    );
    assert_eq!(
        keywords("<meta property=article:tag content=free><meta name=keywords content='ports,storms'>"),
        ["ports", "storms"]
    );
    assert_eq!(
        keywords("<meta name=keywords content='covid-19,2026,prime-minister'>"),
        ["covid-19", "2026", "prime-minister"]
    );

    let titled = with("<meta property=og:title content='Port of Lumen closed - Lumen Courier'>");
    assert_eq!(titled.headline_alt, Vec::<String>::new());
    assert_eq!(titled.publisher.unwrap().name, "Lumen Courier");
    let other = with("<meta property=og:title content='Storm shuts Lumen for a week | Lumen Courier'>");
    let both: Vec<String> = other.headline.into_iter().chain(other.headline_alt).collect();
    assert!(both.contains(&"Storm shuts Lumen for a week".to_owned()), "{both:?}");
}
