//! An entry and its page as one story. Pairs are made by a table: each disagrees in every field, and the table says who is
//! right. All invented.

use wiredesk::decode::{Request, alone, join, story};
use wiredesk::model::{Document, Hints, Record, TextLimits};
use wiredesk::normalise::normalise;

/// How a date is written: as the value, and as what the record makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Written {
    Nowhere,
    Day,
    Time,
    TimeAndZone,
}

const WRITTEN: [Written; 4] = [Written::Nowhere, Written::Day, Written::Time, Written::TimeAndZone];

/// Who of both has the text, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Text {
    OnPage,
    Locked,
    NotOnPage,
}

/// A pair: how each writes its date, how many days they lie apart, where the text is, and what either leaves out.
#[derive(Debug, Clone, Copy)]
struct Pair {
    number: usize,
    entry: Written,
    page: Written,
    apart: usize,
    text: Text,
    page_is_bare: bool,
}

fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for text in [Text::OnPage, Text::Locked, Text::NotOnPage] {
        for entry in WRITTEN {
            for page in WRITTEN {
                let number = pairs.len();
                let (apart, page_is_bare) = (number % 4, number % 5 == 4);
                pairs.push(Pair { number, entry, page, apart, text, page_is_bare });
            }
        }
    }
    pairs
}

fn written(day: usize, how: Written) -> String {
    match how {
        Written::Nowhere => String::new(),
        Written::Day => format!("2026-03-{day:02}"),
        Written::Time => format!("2026-03-{day:02}T10:20:30"),
        Written::TimeAndZone => format!("2026-03-{day:02}T10:20:30+02:00"),
    }
}

const SENTENCES: [&str; 4] = [
    "The harbour of Lumen was closed on Monday after a night of storms that nobody had foretold.",
    "Ships were sent to Freedonia, where the quays are longer and the nights are shorter.",
    "The fish market lost a week of trade, and its sellers want to be paid for it by the town.",
    "Divers look for containers that went over board, and they will look for another week.",
];

impl Pair {
    fn entry_bytes(self) -> String {
        let Pair { number, .. } = self;
        let date = written(10, self.entry);
        let date = if date.is_empty() { date } else { format!("<dc:date>{date}</dc:date>") };
        let text: String = SENTENCES.iter().map(|s| format!("<p>Feed {number}. {s}</p>")).collect();
        format!(
            "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'>\
             <channel><title>Feed house {number}</title><language>de</language><copyright>Feed rights {number}</copyright>\
             <item><title>Feed headline {number}</title><link>https://feeds.example/r/{number}</link>\
             <guid isPermaLink='false'>entry-{number}</guid>{date}<dc:creator>Ana Exemplar</dc:creator>\
             <category>feedword{number}</category><description>Feed lead {number}.</description>\
             <content:encoded><![CDATA[{text}]]></content:encoded>\
             <enclosure url='https://feeds.example/{number}.jpg' type='image/jpeg'/></item></channel></rss>"
        )
    }

    fn page_bytes(self) -> String {
        let Pair { number, .. } = self;
        let date = written(10 + self.apart, self.page);
        let date = if date.is_empty() { date } else { format!(",\"datePublished\":\"{date}\"") };
        let shown: &[&str] = match self.text {
            Text::OnPage => &SENTENCES[..3],
            Text::Locked => &SENTENCES[..1],
            Text::NotOnPage => &[],
        };
        let text: String = shown.iter().map(|s| format!("<p>Page {number}. {s}</p>")).collect();
        let free = self.text != Text::Locked;
        let told = if self.page_is_bare {
            String::new()
        } else {
            format!(
                ",\"author\":{{\"@type\":\"Person\",\"name\":\"Tom Sample\"}},\"keywords\":[\"pageword{number}\"],\
                 \"articleSection\":\"Ports\",\"copyrightNotice\":\"Page rights {number}\",\
                 \"publisher\":{{\"@type\":\"Organization\",\"name\":\"Page house {number}\"}}"
            )
        };
        let metas = if self.page_is_bare {
            String::new()
        } else {
            format!(
                "<meta property=og:description content='Page lead {number}.'>\
                 <meta property=og:image content='https://www.news.example/{number}.jpg'>\
                 <link rel=canonical href='https://www.news.example/story/{number}'>"
            )
        };
        format!(
            "<!doctype html><html{lang}><head><title>Page headline {number}</title>{metas}<script type=application/ld+json>\
             {{\"@type\":\"NewsArticle\",\"headline\":\"Page headline {number}\",\"isAccessibleForFree\":{free}{date}{told}}}\
             </script></head><body><article><h1>Page headline {number}</h1>{text}</article></body></html>",
            lang = if self.page_is_bare { "" } else { " lang=en" }
        )
    }

    /// The date that is right, where it was found, and whether both differ by more than a day.
    fn date(self) -> (Option<String>, &'static str, bool) {
        let by_entry = self.entry > self.page;
        let (day, how, from) =
            if by_entry { (10, self.entry, "feed:date") } else { (10 + self.apart, self.page, "json-ld") };
        let (entry, page) = (self.entry, self.page);
        // A bare day lasts until midnight: ten hours and more lie between its end and the time of the page's next day.
        let hours = match (entry, page) {
            (Written::Nowhere, _) | (_, Written::Nowhere) => 0,
            (Written::Day, Written::Day) => 24 * (self.apart.max(1) - 1),
            (Written::Day, _) => (24 * self.apart + 10).saturating_sub(24),
            (_, Written::Day) => (24 * self.apart).saturating_sub(10),
            _ => 24 * self.apart,
        };
        let zoned = entry == Written::TimeAndZone || page == Written::TimeAndZone;
        // Two hours of zone, where only one of them says it.
        let hours = match (entry, page) {
            (Written::TimeAndZone, Written::Time) => hours + 2 * usize::from(self.apart > 0),
            (Written::Time, Written::TimeAndZone) => hours.saturating_sub(2),
            _ if zoned && entry != page && hours > 0 => {
                if entry == Written::TimeAndZone {
                    hours + 2
                } else {
                    hours - 2
                }
            }
            _ => hours,
        };
        ((how != Written::Nowhere).then(|| written(day, how)), from, hours > 24)
    }
}

fn read(bytes: &str, url: &str) -> Document {
    let (hints, limits) = (Hints { url: Some(url.to_owned()), ..Hints::default() }, TextLimits::default());
    story(bytes.as_bytes(), &Request { hints: &hints, limits: &limits, vendors: &[], explain: false })
        .unwrap()
}

fn record(document: Document) -> Record {
    let hints = Hints { received_at: "2026-03-20T12:00:00Z".to_owned(), ..Hints::default() };
    normalise(document, &hints, &TextLimits::default())
}

fn joined(pair: Pair) -> Record {
    let page = read(&pair.page_bytes(), &format!("https://www.news.example/story/{}?from=feed", pair.number));
    record(join(read(&pair.entry_bytes(), "https://feeds.example/all"), page))
}

fn has(record: &Record, code: &str) -> bool {
    record.warnings.iter().any(|warning| warning.code == code)
}

#[test]
fn each_field_comes_from_where_it_is_better_founded() {
    let pairs = pairs();
    assert!(pairs.len() >= 40);
    for pair in pairs {
        let record = joined(pair);
        let Pair { number, page_is_bare: bare, .. } = pair;
        let from = |field: &str| record.provenance.get(field).map_or("-", String::as_str);
        let either = |page: &str, feed: &str| format!("{} {number}", if bare { feed } else { page });
        // The entry's.
        assert_eq!(record.source.item.as_deref(), Some(&*format!("entry-{number}")), "{pair:?}");
        // The page's, and the entry's where the page says nothing.
        assert_eq!(record.headline, Some(format!("Page headline {number}")), "{pair:?}");
        assert_eq!(record.headline_alt, [format!("Feed headline {number}")], "{pair:?}");
        assert_eq!(
            record.url,
            Some(format!("https://www.news.example/story/{number}?from=feed")),
            "{pair:?}"
        );
        if !bare {
            let own = format!("https://www.news.example/story/{number}");
            assert_eq!(record.canonical_url, Some(own), "{pair:?}");
            assert_eq!(record.section.as_deref(), Some("Ports"), "{pair:?}");
        }
        assert_eq!(record.publisher.as_ref().unwrap().name, either("Page house", "Feed house"), "{pair:?}");
        assert_eq!(record.lead, Some(either("Page lead", "Feed lead") + "."), "{pair:?}");
        assert_eq!(record.keywords, [either("pageword", "feedword").replace(' ', "")], "{pair:?}");
        let names: Vec<&str> = record.authors.iter().map(|author| author.name.as_str()).collect();
        assert_eq!(names, [if bare { "Ana Exemplar" } else { "Tom Sample" }], "{pair:?}");
        let rights = record.rights.as_ref().unwrap();
        assert_eq!(rights.copyright, Some(either("Page rights", "Feed rights")), "{pair:?}");
        assert_eq!(rights.free, Some(pair.text != Text::Locked), "{pair:?}");
        let house = if bare { "https://feeds.example" } else { "https://www.news.example" };
        assert_eq!(record.images[0].url, Some(format!("{house}/{number}.jpg")), "{pair:?}");
        for (field, feed) in
            [("lead", "feed:description"), ("publisher", "feed:channel"), ("authors", "feed:creator")]
        {
            assert_eq!(from(field) == feed, bare, "{pair:?}: {field} from {}", from(field));
        }
        // The text of the page, but for less of it behind a wall, or none.
        let (teller, others) = if pair.text == Text::OnPage { ("Page", "Feed") } else { ("Feed", "Page") };
        assert!(
            record.text.contains(&format!("{teller} {number}. The harbour")),
            "{pair:?}: {}",
            record.text
        );
        assert!(!record.text.contains(&format!("{others} {number}.")), "{pair:?}: {}", record.text);
        // The date that says more.
        let (value, source, differ) = pair.date();
        assert_eq!(record.published.as_ref().map(|date| date.value.clone()), value, "{pair:?}");
        if value.is_some() {
            assert_eq!(from("published"), source, "{pair:?}");
        }
        assert_eq!(has(&record, "dates-differ"), differ, "{pair:?}: {:?}", record.warnings);
        assert!(!has(&record, "page-not-fetched"));
    }
}

#[test]
fn both_dates_are_told_where_they_differ() {
    let pair = Pair {
        number: 1,
        entry: Written::TimeAndZone,
        page: Written::TimeAndZone,
        apart: 3,
        text: Text::OnPage,
        page_is_bare: false,
    };
    let record = joined(pair);
    let warning = record.warnings.iter().find(|warning| warning.code == "dates-differ").unwrap();
    assert_eq!(
        warning.message,
        "the entry says 2026-03-10T10:20:30+02:00 (feed:date), the page 2026-03-13T10:20:30+02:00 (json-ld)"
    );
}

#[test]
fn an_entry_without_its_page_says_so() {
    let pair = pairs()[1];
    let entry = read(&pair.entry_bytes(), "https://feeds.example/all");
    let record = record(alone(entry, "robots"));
    assert_eq!(record.headline.as_deref(), Some("Feed headline 1"));
    assert!(record.text.contains("Feed 1. Divers"));
    let warning = record.warnings.iter().find(|warning| warning.code == "page-not-fetched").unwrap();
    assert!(warning.message.contains("robots"), "{}", warning.message);
    assert_eq!(record.provenance.get("headline").map(String::as_str), Some("title"));
}

#[test]
fn the_same_headline_in_the_dress_of_a_title_is_no_other() {
    let entry = |title: &str| {
        let rss = format!("<rss><channel><item><title>{title}</title><guid>x</guid></item></channel></rss>");
        read(&rss, "https://feeds.example/all")
    };
    let page = |title: &str| {
        let text: String = SENTENCES.iter().map(|s| format!("<p>{s}</p>")).collect();
        let html = format!(
            "<!doctype html><html><head><title>{title}</title></head><body><article>{text}</article></body></html>"
        );
        read(&html, "https://www.news.example/a")
    };
    let others = |feed: &str, title: &str| join(entry(feed), page(title)).headline_alt;
    let none: [&str; 0] = [];
    assert_eq!(
        others("Port of Lumen closed after storms", "Port of Lumen closed after storms | Lumen Courier"),
        none
    );
    assert_eq!(others("PORT OF LUMEN closed after storms!", "Port of Lumen closed after storms"), none);
    assert_eq!(others("Storms: port shut", "Port of Lumen closed after storms"), ["Storms: port shut"]);
}

#[test]
fn a_news_sitemap_is_named_as_one() {
    let map = "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://www.news.example/1</loc>\
        <news:news><news:publication><news:name>Lumen Courier</news:name><news:language>en</news:language></news:publication>\
        <news:publication_date>2026-03-02T06:00:00Z</news:publication_date><news:title>Port closed</news:title></news:news></url></urlset>";
    let text: String = SENTENCES.iter().map(|s| format!("<p>{s}</p>")).collect();
    let page = format!(
        "<!doctype html><html><head><title>Port of Lumen closed</title></head><body><article>{text}</article></body></html>"
    );
    let record = record(join(read(map, "https://x.example"), read(&page, "https://www.news.example/1")));
    assert_eq!(record.headline.as_deref(), Some("Port of Lumen closed"));
    assert_eq!(record.headline_alt, ["Port closed"]);
    assert_eq!(record.provenance.get("published").map(String::as_str), Some("sitemap:news:publication_date"));
    assert_eq!(record.publisher.unwrap().name, "Lumen Courier");
}
