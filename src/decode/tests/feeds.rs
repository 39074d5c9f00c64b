//! What records say that come out of feeds: whose they are, who wrote them, their pictures, their paragraphs.

use super::*;
use crate::model::Record;
use crate::normalise::normalise;

fn records(bytes: &str) -> Vec<Record> {
    let hints = Hints { received_at: "2026-03-05T12:00:00Z".to_owned(), ..Hints::default() };
    let limits = TextLimits::default();
    let mut found = Vec::new();
    decode(bytes.as_bytes(), &hints, &limits, &mut |piece| {
        if let Piece::Document(document, _) = piece {
            found.push(normalise(*document, &hints, &limits));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    found
}

/// The first record of an RSS feed with this said of the feed and of its entry.
fn rss(channel: &str, item: &str) -> Record {
    let feed = format!(
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:prism='http://prismstandard.org/namespaces/basic/2.0/' xmlns:media='http://search.yahoo.com/mrss/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>{channel}<item><title>Port of Lumen shut</title><link>https://pages.example/port</link>{item}</item></channel></rss>"
    );
    records(&feed).remove(0)
}

fn publisher(record: &Record) -> (&str, Option<&str>) {
    let publisher = record.publisher.as_ref().unwrap();
    (&publisher.name, publisher.domain.as_deref())
}

#[test]
fn whose_an_entry_is() {
    let site = "<title>Lumen Courier - Harbour</title><link>https://www.lumencourier.example/</link>";
    assert_eq!(publisher(&rss(site, "")), ("Lumen Courier", Some("lumencourier.example")));
    let own = rss(site, "<dc:publisher>Lumen Press</dc:publisher>");
    assert_eq!(publisher(&own), ("Lumen Press", Some("pages.example")));
    let named = format!("{site}<prism:publicationName>The Quay</prism:publicationName>");
    assert_eq!(publisher(&rss(&named, "<dc:publisher>Lumen Press</dc:publisher>")).0, "The Quay");
    let collected = rss(site, "<source url='https://www.bote.example/feed'>Der Bote - Hafen</source>");
    assert_eq!(publisher(&collected), ("Der Bote", Some("bote.example")));
    let bare = rss(
        site,
        "<source url='https://www.bote.example/feed'>Der Bote</source><description>&lt;a href='https://x.example'&gt;Port of Lumen shut&lt;/a&gt; &lt;font&gt;Der Bote&lt;/font&gt;</description>",
    );
    assert_eq!(bare.text, "");
    assert_eq!(publisher(&rss("<title>Lumen Courier</title>", "")), ("Lumen Courier", Some("pages.example")));
}

#[test]
fn entries_have_their_feeds_author_and_address() {
    let feed = |head: &str, entry: &str| {
        let feed = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Quay</title>{head}<entry><title>Port of Lumen shut</title><link href='/a/1'/><id>urn:1</id><updated>2026-03-04T10:00:00Z</updated>{entry}<summary>The port is shut.</summary></entry></feed>"
        );
        let record = records(&feed).remove(0);
        let names: Vec<String> = record.authors.into_iter().map(|a| a.name).collect();
        (names.join(", "), record.url.unwrap_or_default())
    };
    let head = "<link rel='self' href='https://quay.example/feed.xml'/><author><name>Ann Ray</name></author>";
    let url = "https://quay.example/a/1".to_owned();
    assert_eq!(feed(head, ""), ("Ann Ray".to_owned(), url.clone()));
    assert_eq!(feed(head, "<author><name>Bo Lind</name></author>"), ("Bo Lind".to_owned(), url.clone()));
    let house = "<link rel='self' href='https://quay.example/feed.xml'/><author><name>Quay</name></author>";
    assert_eq!(feed(house, ""), (String::new(), url.clone()));
    let source = "<source><author><name>Cy Dorn</name></author></source>";
    assert_eq!(feed(head, source), ("Cy Dorn".to_owned(), url));
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Blog – Quay","home_page_url":"https://quay.example/","authors":[{"name":"Ann Ray"}],"items":[{"id":"1","url":"https://pages.example/1","title":"Port shut","content_text":"The port is shut."}]}"#;
    let record = records(json).remove(0);
    assert_eq!(record.authors[0].name, "Ann Ray");
    assert_eq!(publisher(&record), ("Quay", Some("quay.example")));
}

#[test]
fn a_picture_in_several_sizes_is_one() {
    let urls = |item: &str| -> Vec<String> {
        rss("<title>Quay</title>", item).images.into_iter().filter_map(|image| image.url).collect()
    };
    let picture = |name: &str, more: &str| {
        format!("<media:content url='https://p.example/{name}' medium='image'{more}/>")
    };
    let group = format!(
        "<media:group>{}{}</media:group>",
        picture("a-small.jpg", " width='100' height='50'"),
        picture("a-large.jpg", " width='800' height='400'")
    );
    assert_eq!(urls(&group), ["https://p.example/a-large.jpg"]);
    assert_eq!(
        urls(&format!("{}<media:thumbnail url='https://p.example/t.jpg'/>", picture("a.jpg", ""))),
        ["https://p.example/a.jpg"]
    );
    assert_eq!(urls("<media:thumbnail url='https://p.example/t.jpg'/>"), ["https://p.example/t.jpg"]);
    assert_eq!(urls(&format!("{}{}", picture("a.jpg?w=10", ""), picture("a.jpg?w=99", ""))).len(), 1);
    // two pictures are two
    assert_eq!(urls(&format!("{}{}", picture("a.jpg", ""), picture("b.jpg", ""))).len(), 2);
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Quay</title><entry><title>Port shut</title><id>urn:1</id><link rel='enclosure' type='image/jpeg' href='https://p.example/e.jpg'/><link rel='enclosure' type='audio/mpeg' href='https://p.example/e.mp3'/><summary>The port is shut.</summary></entry></feed>";
    assert_eq!(records(atom)[0].images.len(), 1);
}

#[test]
fn lines_of_an_entry_are_its_paragraphs_where_no_tag_parts_them() {
    let text = |item: &str| rss("<title>Quay</title>", item).text;
    let encoded = |words: &str| format!("<content:encoded><![CDATA[{words}]]></content:encoded>");
    assert_eq!(
        text(&encoded("The port is shut.\n\nIt opens <a href='https://x.example'>in May</a>.")),
        "The port is shut.\n\nIt opens in May."
    );
    assert_eq!(
        text(&encoded("The port is\nshut, and the <b>lock</b>\nis too")),
        "The port is shut, and the lock is too"
    );
    assert_eq!(
        text(&encoded("<p>The port is\nshut.</p>\n\n<p>It opens\nin May.</p>")),
        "The port is shut.\n\nIt opens in May."
    );
    let export = rss(
        "<title>Quay</title>",
        &format!(
            "<wp:post_id xmlns:wp='http://wordpress.org/export/1.2/'>1</wp:post_id>{}",
            encoded(
                "<p>By Ray\nLUMEN, March 4 (Quay) - The port of Lumen is shut, the mayor said on Wednesday.\nIt opens in May.</p>"
            )
        ),
    );
    assert_eq!(export.dateline.unwrap().place.as_deref(), Some("LUMEN"));
    assert_eq!(export.authors[0].name, "Ray");
}

#[test]
fn what_tells_nothing_is_refused() {
    for bytes in [
        "<!-- an empty document -->\n",
        "<?xml version='1.0'?>\n<!-- a -->\n<!-- b -->",
        "https://n.example/a\nhttps://n.example/b\n",
    ] {
        refused(bytes, FaultCode::NoText);
    }
}

#[test]
fn a_date_label_may_begin_a_sentence() {
    let day = rss(
        "<title>Aviso</title>",
        "<description>Publicado el 14-05-2021 resultado de las pruebas de la plaza.</description>",
    );
    assert_eq!(day.text, "Publicado el 14-05-2021 resultado de las pruebas de la plaza.");
    let line = rss(
        "<title>Aviso</title>",
        "<content:encoded><![CDATA[<p>Publicado el 14-05-2021</p><p>Las pruebas de la plaza acaban.</p>]]></content:encoded>",
    );
    assert_eq!(line.text, "Las pruebas de la plaza acaban.");
}
