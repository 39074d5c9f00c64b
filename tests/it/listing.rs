//! What answers of the web name: feeds of every dialect, sitemaps, lists, pages; whole, cut and damaged. All invented.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use jiff::civil::Weekday;
use wiredesk::decode::listing::{
    Answer, Entry, Feed, FeedKind, NEWEST, Name, Other, SitemapKind, address, feed, feeds_of_page, names,
    outlines, sitemap,
};
use wiredesk::decode::{Piece, decode};
use wiredesk::model::{Hints, Record, TextLimits};
use wiredesk::normalise::normalise;

use crate::outside::rng::Rng;

const FROM: &str = "https://news.example/feeds/world.xml";

fn answered<T>(bytes: impl AsRef<[u8]>, read: impl Fn(&Answer<'_>) -> T) -> T {
    let address = address(FROM).unwrap();
    read(&Answer { bytes: bytes.as_ref(), content_type: None, address: &address, most: 100 })
}

fn list(bytes: impl AsRef<[u8]>) -> Feed {
    answered(bytes, |answer| feed(answer).unwrap())
}

/// An entry as `id[*] link published updated`, `-` for what it does not say; `*` where the id is a permalink.
fn told(entry: &Entry) -> String {
    let day = |stamp: &Option<wiredesk::decode::listing::Stamp>| match stamp {
        Some(stamp) => stamp.at.map_or("?".to_owned(), |at| at.strftime("%d").to_string()),
        None => "-".to_owned(),
    };
    format!(
        "{}{} {} {} {}",
        entry.id.as_deref().unwrap_or("-"),
        if entry.is_permalink { "*" } else { "" },
        entry.link.as_ref().map_or("-", |link| link.as_str()),
        day(&entry.published),
        day(&entry.updated)
    )
}

#[track_caller]
fn check(bytes: impl AsRef<[u8]>, kind: FeedKind, entries: &[&str]) {
    let feed = list(bytes);
    let found: Vec<String> = feed.entries.iter().map(told).collect();
    assert_eq!((feed.kind, found), (kind, entries.iter().map(|&e| e.to_owned()).collect()));
}

const RSS: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
    xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
    xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"><channel><title>Lumen &amp;amp; Port</title>\
    <link>https://www.news.example/</link><language>en-GB</language><copyright>Lumen Courier</copyright>\
    <atom:link rel=\"self\" href=\"/feeds/own.xml\"/><atom:link rel=\"hub\" href=\"https://hub.example/\"/>\
    <ttl>45</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>\
    <skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>99</hour></skipHours>\
    <skipDays><day>Sunday</day><day>sat</day></skipDays>\
    <item><title>Port of Lumen closed</title><link>https://news.example/a?utm_source=rss</link>\
    <guid isPermaLink=\"false\">lumen-1</guid><pubDate>Mon, 02 Mar 2026 06:00:00 GMT</pubDate>\
    <dc:creator>Ana Exemplar</dc:creator><category>Ports</category>\
    <description>&lt;p&gt;The port is &lt;a href=\"/map\"&gt;closed&lt;/a&gt;.&lt;/p&gt;</description>\
    <content:encoded><![CDATA[<p>The port of Lumen was closed on Monday.</p><p>Ships wait. <img src=\"/p.jpg\"></p>]]>\
    </content:encoded><enclosure url=\"/a.jpg?w=300\" type=\"image/jpeg\" length=\"1\"/></item>\
    <item><title>Ferries sail again</title><guid>https://news.example/b</guid>\
    <pubDate>Tue, 03 Mar 2026 06:00:00 +0100</pubDate><description>They sail.</description></item>\
    <item><title>Fish sold</title><link>/c</link><dc:date>2026-03-04T01:02:03Z</dc:date>\
    <description>It was sold.</description></item></channel></rss>";

const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\" xml:base=\"/blog/\"><title type=\"html\">\
    Le &lt;b&gt;port&lt;/b&gt;</title><rights>Lumen</rights><link rel=\"self\" href=\"own.atom\"/>\
    <entry xml:base=\"2026/\"><id>tag:news.example,2026:1</id><title>Le port est fermé</title><link href=\"a.html\"/>\
    <link rel=\"enclosure\" href=\"https://cdn.example/a.mp3?x=1\"/><published>2026-03-02T06:00:00Z</published>\
    <updated>2026-03-05T06:00:00Z</updated><author><name>Ana Exemplar</name></author><category term=\"Ports\"/>\
    <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Le port <b>de Lumen</b> est fermé. \
    <img src=\"p.jpg\" alt=\"Port\"/></p></div></content></entry>\
    <entry><id>https://news.example/b</id><title>Les bateaux</title><link rel=\"alternate\" href=\"//other.example/b\"/>\
    <updated>2026-03-06T06:00:00Z</updated><summary>Ils partent.</summary></entry></feed>";

const RDF: &str = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"https://news.example/\"><title>Lumen</title>\
    <dc:language>de</dc:language><dc:rights>Lumen GmbH</dc:rights></channel>\
    <item rdf:about=\"https://news.example/a\"><title>Hafen zu</title><link>https://news.example/a</link>\
    <description>Der Hafen ist zu.</description><dc:date>2026-03-02</dc:date></item>\
    <item rdf:about=\"urn:x:b\"><title>Fähre</title><link>b</link><description>Sie fährt.</description></item></rdf:RDF>";

const JSON: &str = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Lumen\",\"language\":\"en\",\
    \"feed_url\":\"own.json\",\"hubs\":[{\"type\":\"WebSub\",\"url\":\"https://hub.example/\"}],\"items\":[\
    {\"id\":7,\"url\":\"/a\",\"title\":\"Port closed\",\"content_html\":\"<p>The port is closed.</p>\",\
    \"date_published\":\"2026-03-02T06:00:00Z\",\"authors\":[{\"name\":\"Ana Exemplar\"}],\"tags\":[\"Ports\"]},\
    {\"id\":\"https://news.example/b\",\"content_text\":\"Ferries sail.\",\"date_modified\":\"2026-03-05T06:00:00Z\"}]}";

const SITEMAP: &str = "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
    xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"><url><loc>https://news.example/a</loc>\
    <lastmod>2026-03-05</lastmod><news:news><news:publication><news:name>Lumen Courier</news:name>\
    <news:language>en</news:language></news:publication><news:publication_date>2026-03-02T06:00:00Z\
    </news:publication_date><news:title>Port closed</news:title><news:keywords>ports, ships</news:keywords></news:news>\
    </url><url><loc>/b</loc></url><url><loc>mailto:x</loc></url></urlset>";

#[test]
fn feeds_of_every_dialect_are_listed() {
    let rss = [
        "lumen-1 https://news.example/a?utm_source=rss 02 -",
        "https://news.example/b* https://news.example/b 03 -",
        "- https://news.example/c 04 -",
    ];
    check(RSS, FeedKind::Rss, &rss);
    check(
        ATOM,
        FeedKind::Atom,
        &[
            "tag:news.example,2026:1 https://news.example/blog/2026/a.html 02 05",
            "https://news.example/b* https://other.example/b 06 06",
        ],
    );
    check(
        RDF,
        FeedKind::Rdf,
        &["https://news.example/a* https://news.example/a 02 -", "urn:x:b https://news.example/feeds/b - -"],
    );
    check(
        JSON,
        FeedKind::Json,
        &["7 https://news.example/a 02 -", "https://news.example/b* https://news.example/b - 05"],
    );
    // RSS 0.91 with a document type, Atom 0.3, channel without rss, other prefixes, items in their own namespace.
    check(
        "<!DOCTYPE rss PUBLIC \"-//Netscape//DTD RSS 0.91//EN\" \"x\"><rss version=\"0.91\"><channel><title>L</title>\
         <item><title>A</title><link>https://n.example/a</link></item></channel></rss>",
        FeedKind::Rss,
        &["- https://n.example/a - -"],
    );
    check(
        "<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><title>L</title><entry><title>A</title><id>x</id>\
         <link rel=\"alternate\" href=\"https://n.example/a\"/><issued>2026-03-02T06:00:00Z</issued>\
         <modified>2026-03-03T06:00:00Z</modified></entry></feed>",
        FeedKind::Atom,
        &["x https://n.example/a 02 03"],
    );
    check(
        "<channel><item><link>https://n.example/a</link></item></channel>",
        FeedKind::Rss,
        &["- https://n.example/a - -"],
    );
    check(
        "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\"><a:entry><a:id>x</a:id><a:link href=\"/a\"/></a:entry></a:feed>",
        FeedKind::Atom,
        &["x https://news.example/a - -"],
    );
    check(
        "<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:i=\"http://purl.org/rss/1.0/\">\
         <i:item><i:link>https://n.example/a</i:link></i:item></r:RDF>",
        FeedKind::Rdf,
        &["- https://n.example/a - -"],
    );
}

#[test]
fn a_feed_says_when_it_wants_to_be_asked() {
    let feed = list(RSS);
    assert_eq!(feed.title.as_deref(), Some("Lumen & Port"));
    assert_eq!(feed.language.as_deref(), Some("en-GB"));
    assert_eq!(feed.schedule.ttl, Some(Duration::from_secs(45 * 60)));
    assert_eq!(feed.schedule.update, Some(Duration::from_secs(900)));
    let hours: Vec<u8> = (0..=30).filter(|hour| feed.schedule.skip_hours.holds(*hour)).collect();
    assert_eq!(hours, [0, 7]);
    assert!(
        feed.schedule.skip_days.holds(Weekday::Sunday) && feed.schedule.skip_days.holds(Weekday::Saturday)
    );
    assert!(!feed.schedule.skip_days.holds(Weekday::Monday));
    assert_eq!(feed.own.unwrap().as_str(), "https://news.example/feeds/own.xml");
    assert_eq!(feed.hubs.len(), 1);
    assert_eq!(list(ATOM).own.unwrap().as_str(), "https://news.example/blog/own.atom");
    assert_eq!(list(JSON).hubs.len(), 1);
    let update = |told: &str| list(format!("<rss><channel>{told}</channel></rss>")).schedule.update;
    let wait = |seconds: u64| Some(Duration::from_secs(seconds));
    assert_eq!(update("<sy:updatePeriod>2 minutes</sy:updatePeriod>"), wait(120));
    assert_eq!(update("<sy:updateFrequency>0.1</sy:updateFrequency>"), wait(864_000));
    for nonsense in [
        "<sy:updatePeriod>often</sy:updatePeriod>",
        "<ttl>-5</ttl>",
        "<sy:updateFrequency>0</sy:updateFrequency>",
    ] {
        assert_eq!(update(nonsense), None);
    }
    let ttl = |told: &str| list(format!("<rss><channel><ttl>{told}</ttl></channel></rss>")).schedule.ttl;
    assert_eq!(ttl("1e300"), wait(10 * 366 * 86_400));
    assert_eq!((ttl("0"), ttl("NaN"), ttl("soon"), ttl("-1")), (None, None, None, None));
}

fn records(bytes: &[u8], url: Option<&str>) -> Vec<Record> {
    let hints = Hints {
        url: url.map(str::to_owned),
        received_at: "2026-03-07T12:00:00Z".to_owned(),
        ..Hints::default()
    };
    let limits = TextLimits::default();
    let mut found = Vec::new();
    decode(bytes, &hints, &limits, &mut |piece| {
        match piece {
            Piece::Document(document, _) => {
                found.push(normalise(*document, &Hints { url: None, ..hints.clone() }, &limits))
            }
            Piece::Refused { fault, .. } => panic!("{fault:?}"),
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    found
}

/// Everything of a record but which member it was.
fn but_its_place(mut record: Record) -> serde_json::Value {
    record.source.member = None;
    serde_json::to_value(record).unwrap()
}

#[test]
fn an_entry_by_itself_is_the_entry_in_its_feed() {
    for text in [RSS, ATOM, RDF, JSON] {
        let inside = records(text.as_bytes(), Some(FROM));
        let feed = list(text);
        assert_eq!(inside.len(), feed.entries.len());
        for (entry, inside) in feed.entries.iter().zip(inside) {
            // Whatever delivery says of an entry does not change against what its addresses are read.
            let alone = records(&entry.bytes, Some("https://elsewhere.example/x/y"));
            assert_eq!(alone.len(), 1, "{}", String::from_utf8_lossy(&entry.bytes));
            let alone = alone.into_iter().next().unwrap();
            assert_eq!(but_its_place(alone), but_its_place(inside));
            assert!(alone_lists_itself(entry));
        }
    }
    let pages = answered(SITEMAP, |answer| sitemap(answer).unwrap()).pages;
    let inside = records(SITEMAP.as_bytes(), Some(FROM));
    assert_eq!(but_its_place(records(&pages[0].bytes, None).remove(0)), but_its_place(inside[0].clone()));
}

fn alone_lists_itself(entry: &Entry) -> bool {
    let elsewhere = address("https://elsewhere.example/").unwrap();
    let answer = Answer { bytes: &entry.bytes, content_type: None, address: &elsewhere, most: 10 };
    let again = feed(&answer).unwrap();
    again.entries.len() == 1 && again.entries[0].contents == entry.contents && again.entries[0].id == entry.id
}

#[test]
fn links_are_read_against_what_stands_around_them() {
    let urls = |text: &str| -> Vec<Option<String>> {
        records(text.as_bytes(), Some(FROM)).into_iter().map(|record| record.url).collect()
    };
    let some = |url: &str| Some(url.to_owned());
    assert_eq!(urls(ATOM), [some("https://news.example/blog/2026/a.html"), some("https://other.example/b")]);
    assert_eq!(urls(JSON)[0], some("https://news.example/a"));
    let record = &records(ATOM.as_bytes(), Some(FROM))[0];
    assert_eq!(record.images[0].url.as_deref(), Some("https://news.example/blog/2026/p.jpg"));
    // A file has no address: the site's own is the next best.
    let lone = "<rss><channel><link>https://site.example/x/</link><item><title>A</title><link>y</link></item></channel></rss>";
    assert_eq!(records(lone.as_bytes(), None)[0].url.as_deref(), Some("https://site.example/x/y"));
    let denied = "<rss><channel><item><title>A</title><guid isPermaLink='false'>https://n.example/1</guid></item></channel></rss>";
    assert_eq!(records(denied.as_bytes(), None)[0].url, None);
}

#[test]
fn entries_that_the_end_cuts_are_left_out_and_counted() {
    for text in [RSS, ATOM, RDF, JSON] {
        let whole = list(text);
        let mut most = 0;
        for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let Ok(cut) = answered(&text[..end], feed) else { continue };
            most = most.max(cut.entries.len());
            assert!(cut.cut <= 1);
            for (found, expected) in cut.entries.iter().zip(&whole.entries) {
                assert_eq!(found.contents, expected.contents, "{}", &text[..end]);
                assert_eq!(told(found), told(expected));
            }
        }
        assert_eq!(most, whole.entries.len());
    }
    let middle = &RSS[..RSS.find("It was").unwrap()];
    let cut = list(middle);
    assert_eq!((cut.entries.len(), cut.cut), (2, 1));
    assert!(cut.problem.is_some());
    assert_eq!(
        answered(&JSON[..JSON.find("Ferries").unwrap()], |a| feed(a).map(|f| (f.entries.len(), f.cut))),
        Ok((1, 1))
    );
    let ends_missing = RSS.replace("</item>", "");
    assert_eq!((list(&ends_missing).entries.len(), list(&ends_missing).cut), (3, 0));
    let torn = RSS.replacen("They sail.</description></item>", "", 1);
    assert_eq!((list(&torn).entries.len(), list(&torn).cut), (2, 1));
    let many = format!("<rss><channel>{}</channel></rss>", "<item><guid>x</guid></item>".repeat(120));
    assert_eq!((list(&many).entries.len(), list(&many).further), (100, 20));
    let endless = format!("<rss><channel>{}", "<item><title>A</title>".repeat(3000));
    assert_eq!((list(&endless).entries.len(), list(&endless).further, list(&endless).cut), (100, 2899, 1));
}

#[test]
fn an_empty_feed_is_one_and_what_is_none_says_what_it_is() {
    for empty in [
        "<rss/>",
        "<rss version='2.0'><channel><title>L</title></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'/>",
        "{\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"L\",\"items\":[]}",
    ] {
        assert!(list(empty).entries.is_empty());
        assert_eq!(records(empty.as_bytes(), None).len(), 0, "no fault in an inbox either");
    }
    let index = "<sitemapindex><sitemap><loc>https://n.example/1.xml</loc></sitemap></sitemapindex>";
    assert_eq!(records(index.as_bytes(), None).len(), 0);
    let other = |text: &str| answered(text, |answer| feed(answer).unwrap_err());
    assert_eq!(other(" \n"), Other::Empty);
    assert_eq!(other("<!doctype html><html><body>Sorry"), Other::Page);
    assert_eq!(other("<p>Too many requests"), Other::Page);
    assert_eq!(other("<!DOCTYPE html><html><channel><item><title>A</title></item></channel>"), Other::Page);
    assert_eq!(other("{\"error\":404}"), Other::Json);
    assert_eq!(other("{\"version\":\"https://jsonfeed.org/version/1\"}"), Other::Json);
    assert_eq!(other(index), Other::Sitemap);
    assert_eq!(other("<opml><body/></opml>"), Other::Opml);
    assert_eq!(other("<?xml version='1.0'?><nitf/>"), Other::Xml("nitf".to_owned()));
    assert_eq!(other("Not found"), Other::Text);
    assert!(matches!(answered(b"\x89PNG\r\n\x1a\n\0", |answer| feed(answer).unwrap_err()), Other::Binary(_)));
    assert!(matches!(other(&format!("<rss>{}", "<a>".repeat(5000))), Other::Hostile(_)));
    // What a script or a cache writes above a feed hides none of it.
    for before in
        ["<b>Warning</b>: x in y on line 3\n", "\n\n ", "<!-- cached -->", "HTTP headers: x\r\n\r\n"]
    {
        assert_eq!(list(format!("{before}{RSS}")).entries.len(), 3, "{before:?}");
    }
}

#[test]
fn character_sets_are_told_by_the_bytes() {
    let rss = |declared: &str| {
        format!(
            "<?xml version=\"1.0\"{declared}?><rss><channel><title>Žluťoučký kůň</title><item><title>Příliš žluťoučký kůň úpěl ďábelské ódy</title></item></channel></rss>"
        )
    };
    let title = |bytes: &[u8], content_type: Option<&str>| {
        let address = address(FROM).unwrap();
        feed(&Answer { bytes, content_type, address: &address, most: 10 }).unwrap().title.unwrap()
    };
    let utf16: Vec<u8> = rss("").encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(title(&utf16, None), "Žluťoučký kůň");
    assert_eq!(
        title(rss(" encoding=\"iso-8859-1\"").as_bytes(), Some("text/xml; charset=us-ascii")),
        "Žluťoučký kůň"
    );
    let latin2: Vec<u8> = rss(" encoding=\"ISO-8859-2\"").chars().map(in_latin2).collect();
    assert_eq!(title(&latin2, Some("text/xml; charset=utf-8")), "Žluťoučký kůň");
    let bare: Vec<u8> = rss("").chars().map(in_latin2).collect();
    assert_eq!(title(&bare, Some("application/rss+xml; charset=iso-8859-2")), "Žluťoučký kůň");
}

fn in_latin2(c: char) -> u8 {
    match c {
        'Ž' => 0xae,
        'ž' => 0xbe,
        'ť' => 0xbb,
        'č' => 0xe8,
        'ů' => 0xf9,
        'ň' => 0xf2,
        'ř' => 0xf8,
        'š' => 0xb9,
        'ď' => 0xef,
        'ě' => 0xec,
        c => u8::try_from(u32::from(c)).unwrap(),
    }
}

#[test]
fn content_is_what_a_reader_sees() {
    let content = |item: &str| {
        list(format!("<rss><channel><item>{item}</item></channel></rss>")).entries[0].contents.newest()
    };
    let one = content(
        "<title>A</title><description>B &lt;b&gt;c&lt;/b&gt;</description><pubDate>x</pubDate><enclosure url='u?a'/><category>p</category><category>q</category>",
    );
    let same = content(
        "<guid>9</guid><title> A\n</title><description>&lt;p class=x&gt;B  c&lt;/p&gt;</description><enclosure url='u?b'/><category>q</category><category>p</category><slash:comments>7</slash:comments>",
    );
    assert_eq!(one, same);
    for other in [
        "<title>A!</title>",
        "<title>A</title><description>B d</description>",
        "<title>A</title><author>Z</author>",
        "",
    ] {
        assert_ne!(one, content(other));
    }
    assert_eq!(list(RSS).entries[0].contents.by(NEWEST), Some(list(RSS).entries[0].contents.newest()));
    assert_eq!(list(RSS).entries[0].contents.by(NEWEST + 1), None);
}

#[test]
fn names_that_entries_share_do_not_count() {
    let item = |guid: &str, link: &str, title: &str| {
        format!(
            "<item><guid isPermaLink='false'>{guid}</guid><link>{link}</link><title>{title}</title></item>"
        )
    };
    let kinds = |items: &[String]| -> Vec<String> {
        let feed = list(format!("<rss><channel>{}</channel></rss>", items.concat()));
        let kind = |name: &Name| match name {
            Name::Id(id) => id.clone(),
            Name::Address(address) => address.clone(),
            Name::Content(_) => "content".to_owned(),
        };
        names(&feed.entries).iter().map(|names| names.all().map(kind).collect::<Vec<_>>().join(" ")).collect()
    };
    let (a, b) = ("https://n.example/a?utm_source=rss", "https://n.example/b");
    assert_eq!(
        kinds(&[item("1", a, "A"), item("2", b, "B")]),
        ["1 https://n.example/a", "2 https://n.example/b"]
    );
    assert_eq!(
        kinds(&[item("1", a, "A"), item("1", b, "B")]),
        ["https://n.example/a", "https://n.example/b"]
    );
    assert_eq!(kinds(&[item("1", a, "A"), item("2", a, "B")]), ["1", "2"]);
    assert_eq!(kinds(&[item("1", a, "A"), item("1", a, "B")]), ["content", "content"]);
    assert_eq!(
        kinds(&[item("1", a, "A"), item("1", a, "A")]),
        ["1 https://n.example/a", "1 https://n.example/a"]
    );
    assert_eq!(kinds(&[item("", "", "A")]), ["content"]);
}

#[test]
fn sitemaps_of_every_kind_are_listed() {
    let map = |text: &str| answered(text, |answer| sitemap(answer).unwrap());
    let news = map(SITEMAP);
    assert_eq!((news.kind, news.pages.len(), news.bad_addresses), (SitemapKind::Pages, 2, 1));
    let story = news.pages[0].news.as_ref().unwrap();
    assert_eq!((story.title.as_deref(), story.language.as_deref()), (Some("Port closed"), Some("en")));
    assert_eq!(story.publication.as_deref(), Some("Lumen Courier"));
    assert!(story.published.as_ref().unwrap().at.is_some() && news.pages[0].lastmod.is_some());
    assert!(news.pages[1].news.is_none());
    assert_eq!(news.pages[1].address.as_str(), "https://news.example/b");
    let index = map(
        "<sitemapindex><sitemap><loc>https://n.example/1.xml.gz</loc><lastmod>2026-03-05</lastmod></sitemap>\
                     <sitemap><loc>https://n.example/2.xml</loc></sitemapindex>",
    );
    assert_eq!((index.kind, index.sitemaps.len(), index.cut), (SitemapKind::Index, 2, 0));
    let text = map("https://n.example/a\r\nhttps://n.example/b\n\nnonsense\n");
    assert_eq!((text.kind, text.pages.len(), text.bad_addresses), (SitemapKind::Text, 2, 1));
    let feed = map(RSS);
    assert_eq!((feed.kind, feed.pages.len()), (SitemapKind::Feed, 3));
    assert!(feed.pages.iter().all(|page| page.lastmod.is_some()));
    let cut = map(&SITEMAP[..SITEMAP.find("/b<").unwrap()]);
    assert_eq!((cut.pages.len(), cut.cut), (1, 1));
    let many = format!("<urlset>{}</urlset>", "<url><loc>https://n.example/</loc></url>".repeat(150));
    assert_eq!((map(&many).pages.len(), map(&many).further), (100, 50));
    assert!(map("<urlset/>").pages.is_empty());
    let other = |text: &str| answered(text, |answer| sitemap(answer).unwrap_err());
    assert_eq!(other("<html><body>x"), Other::Page);
    assert_eq!(other("User-agent: *\nDisallow: /"), Other::Text);
    assert_eq!(other(""), Other::Empty);
}

#[test]
fn opml_is_read_however_broken() {
    let found = |text: &str| -> Vec<String> {
        let outlines = answered(text, outlines);
        let told = outlines.into_iter().map(|outline| {
            let address = outline.address.map_or_else(|(raw, _)| format!("!{raw}"), |url| url.to_string());
            format!("{} {address}", outline.title.unwrap_or_default())
        });
        told.collect()
    };
    let outline = |attributes: &str| format!("<outline {attributes}/>");
    assert_eq!(
        found(&format!(
            "<opml version='2.0'><head><title>x</title></head><body><outline text='News'>{}<outline text='Deep'>{}\
             </outline></outline><!-- {} -->{}",
            outline(
                "text='A &amp; B' type='rss' xmlUrl='https://a.example/?x=1&amp;y=2' htmlUrl='https://a.example'"
            ),
            outline("title=\"C\" text=\"c\" xmlurl=\"feed://c.example/rss\""),
            outline("xmlUrl='https://hidden.example/'"),
            outline("text='No feed' htmlUrl='https://d.example/'")
        )),
        ["A & B https://a.example/?x=1&y=2", "C http://c.example/rss"]
    );
    assert_eq!(
        found(
            "<outline text='a & b < c' xmlUrl='https://a.example/?x=1&y=2'><OUTLINE XMLURL=https://b.example/ >\
               <outline xmlUrl='https://c.example/><outline xmlUrl='https://d.example/' text='D'"
        ),
        [
            "a & b < c https://a.example/?x=1&y=2",
            " https://b.example/",
            " https://c.example/",
            "D https://d.example/"
        ]
    );
    assert_eq!(
        found("<outline xmlUrl='file:///etc/passwd'/><outlines xmlUrl='https://x.example/'/>"),
        [" !file:///etc/passwd"]
    );
    let deep =
        format!("<opml>{}", "<outline text='x'>".repeat(5000)) + &outline("xmlUrl='https://a.example/'");
    assert_eq!(found(&deep), [" https://a.example/"]);
}

#[test]
fn pages_name_their_feeds() {
    let page = "<!doctype html><html><head><base href='/start/'><link rel='Alternate' type='application/rss+xml; charset=utf-8' \
        title='World' href='rss.xml'><link rel=alternate type=application/atom+xml href=https://n.example/atom>\
        <link rel=alternate type=application/feed+json href=/feed.json><link rel=alternate type=application/json href=/api>\
        <link rel=stylesheet href=/feed.css><link rel=alternate hreflang=de href=/de></head><body>\
        <a href=rss.xml>again</a><a href='/sport/feed/'>Sport</a><a href='/?feed=rss2'>all</a><a href=/feedback>tell us</a>\
        <a href='mailto:feed@n.example'>mail</a><a href=https://feeds.n.example/top#x>Top</a><a href=/news>News</a></body></html>";
    let found: Vec<String> = answered(page, feeds_of_page)
        .into_iter()
        .map(|f| {
            format!("{}{} {}", if f.declared { "" } else { "?" }, f.address, f.title.unwrap_or_default())
        })
        .collect();
    assert_eq!(
        found,
        [
            "https://news.example/start/rss.xml World",
            "https://n.example/atom ",
            "https://news.example/feed.json ",
            "?https://news.example/sport/feed/ Sport",
            "?https://news.example/?feed=rss2 all",
            "?https://feeds.n.example/top Top",
        ]
    );
}

#[test]
fn what_stands_around_each_entry_is_short() {
    let long = "x".repeat(100_000);
    let items = "<item><title>A</title></item>".repeat(100);
    for (feed, most) in [
        (
            format!("<rss {long}='1' xmlns:a='{long}'><channel><title>{long}</title>{items}</channel></rss>"),
            500,
        ),
        (format!("<{long}:RDF><channel><language>{long}</language></channel>{items}</{long}:RDF>"), 500),
        (JSON.replace("\"Lumen\"", &format!("\"{long}\"")), 2_000),
    ] {
        let feed = list(feed);
        assert!(feed.entries.len() >= 2);
        assert!(feed.entries.iter().all(|entry| entry.bytes.len() < most), "{}", feed.entries[0].bytes.len());
    }
}

/// Bytes with some of them changed, lost, doubled or cut, or all in another encoding.
fn mutated(text: &str, rng: &mut Rng) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=rng.below(6) {
        let at = rng.below(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
        let to = (at + rng.below(200)).min(bytes.len());
        match rng.below(8) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = u8::try_from(rng.below(256)).unwrap(),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let piece = bytes[at..to].to_vec();
                bytes.splice(at..at, piece.repeat(1 + rng.below(40)));
            }
            4 => {
                let piece = rng.one(&[
                    "<",
                    ">",
                    "&",
                    "\"",
                    "]]>",
                    "<![CDATA[",
                    "<!--",
                    "<item>",
                    "</item>",
                    "<entry",
                    "\0",
                    "{\"items\":[",
                ]);
                bytes.splice(at..at, piece.repeat(1 + rng.below(3)).bytes());
            }
            5 => bytes.iter_mut().filter(|b| **b == b'>').take(1 + rng.below(3)).for_each(|b| *b = b' '),
            6 => bytes.rotate_left(at),
            _ => bytes = String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect(),
        }
    }
    bytes
}

/// How many mutations are read: more for `WIREDESK_MUTATIONS`.
fn mutations(by_default: usize) -> usize {
    std::env::var("WIREDESK_MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(by_default)
}

#[test]
fn mutated_feeds_are_listed_in_time() {
    let mut rng = Rng::new(13);
    let mut listed = 0;
    for n in 0..mutations(400) {
        let bytes = mutated([RSS, ATOM, RDF, JSON][n % 4], &mut rng);
        let begun = Instant::now();
        let found = answered(&bytes, feed);
        let took = begun.elapsed();
        assert!(took < Duration::from_millis(100), "{n}: {took:?}");
        let Ok(found) = found else { continue };
        listed += 1;
        assert!(names(&found.entries).len() == found.entries.len() && found.entries.len() <= 100);
        for entry in &found.entries {
            let mut pieces = 0;
            let read = decode(&entry.bytes, &Hints::default(), &TextLimits::default(), &mut |_| {
                pieces += 1;
                ControlFlow::Continue(())
            });
            // An entry of mutated text may hold no story: that is said, and is no panic.
            drop(read);
            assert!(pieces <= 8, "{n}: {}", String::from_utf8_lossy(&entry.bytes));
        }
    }
    assert!(listed > 50, "{listed}");
}

#[test]
fn mutated_sitemaps_are_listed_in_time() {
    let mut rng = Rng::new(14);
    for n in 0..mutations(400) / 5 {
        let bytes = mutated(SITEMAP, &mut rng);
        let begun = Instant::now();
        drop((answered(&bytes, sitemap), answered(&bytes, outlines)));
        assert!(begun.elapsed() < Duration::from_millis(100), "{n}");
    }
}
