//! An entry and its page as one story. Pairs are made by a table: each disagrees in every field, and the table says who is
//! right. All invented.

use wiredesk::decode::{Request, alone, join, story};
use wiredesk::extract::extract;
use wiredesk::model::{Document, Hints, Record, TextLimits};
use wiredesk::normalise::normalise;

use crate::support::records;

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

/// In which format the feed tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dress {
    Rss,
    Atom,
    Json,
}

/// A field that either can leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Headline,
    Lead,
    Author,
    Keyword,
    Publisher,
    Rights,
    Image,
    Language,
}

const FIELDS: [Field; 8] = [
    Field::Headline,
    Field::Lead,
    Field::Author,
    Field::Keyword,
    Field::Publisher,
    Field::Rights,
    Field::Image,
    Field::Language,
];

/// Fields that are left out, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lacks(u8);

impl Lacks {
    fn has(self, field: Field) -> bool {
        self.0 & (1 << field as u8) == 0
    }
}

/// A pair: how each writes its dates, how many days these lie apart, where the text is, in what dress the feed tells, and
/// what either leaves out. Whatever both have, they say otherwise.
#[derive(Debug, Clone, Copy)]
struct Pair {
    number: usize,
    entry: Written,
    page: Written,
    apart: usize,
    text: Text,
    dress: Dress,
    entry_lacks: Lacks,
    page_lacks: Lacks,
}

/// Every text with every two dates in every dress: once with every field on both sides, once with some left out by either.
fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for is_whole in [true, false] {
        for text in [Text::OnPage, Text::Locked, Text::NotOnPage] {
            for entry in WRITTEN {
                for page in WRITTEN {
                    for dress in [Dress::Rss, Dress::Atom, Dress::Json] {
                        let number = pairs.len();
                        // Both go through all that can be left out, each at its own pace.
                        let lacks = |step: usize| {
                            let bits = u8::try_from(number * step % 256).unwrap();
                            Lacks(if is_whole { 0 } else { bits })
                        };
                        // A page has a headline, whatever else it lacks; a JSON Feed has no word for rights.
                        let page_lacks = Lacks(lacks(89).0 & !(1 << Field::Headline as u8));
                        let no_rights = u8::from(dress == Dress::Json) << Field::Rights as u8;
                        let entry_lacks = Lacks(lacks(151).0 | no_rights);
                        let apart = number % 4;
                        pairs.push(Pair { number, entry, page, apart, text, dress, entry_lacks, page_lacks });
                    }
                }
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

/// The hours, from the begin of the month, in which what is written may lie.
fn hours(day: usize, how: Written) -> (i64, i64) {
    let midnight = i64::try_from(day).unwrap() * 24;
    match how {
        Written::Nowhere | Written::Day => (midnight, midnight + 24),
        Written::Time => (midnight + 10, midnight + 10),
        Written::TimeAndZone => (midnight + 8, midnight + 8),
    }
}

const SENTENCES: [&str; 4] = [
    "The harbour of Lumen was closed on Monday after a night of storms that nobody had foretold.",
    "Ships were sent to Freedonia, where the quays are longer and the nights are shorter.",
    "The fish market lost a week of trade, and its sellers want to be paid for it by the town.",
    "Divers look for containers that went over board, and they will look for another week.",
];

/// What the entry and the page say of the first and of the last change of the story: their days.
const PUBLISHED: usize = 10;
const MODIFIED: usize = 14;

impl Pair {
    /// A part of the feed, unless it is left out.
    fn told(self, field: Field, words: &str) -> String {
        if self.entry_lacks.has(field) {
            words.replace("{n}", &self.number.to_string())
        } else {
            String::new()
        }
    }

    /// A part of the page, unless it is left out.
    fn shown(self, field: Field, words: &str) -> String {
        if self.page_lacks.has(field) {
            words.replace("{n}", &self.number.to_string())
        } else {
            String::new()
        }
    }

    fn dates(self, how: Written, apart: usize, [first, last]: [&str; 2]) -> String {
        let each = |day: usize, words: &str| words.replace("{date}", &written(day + apart, how));
        if how == Written::Nowhere { String::new() } else { each(PUBLISHED, first) + &each(MODIFIED, last) }
    }

    fn entry_text(self) -> String {
        SENTENCES.iter().map(|s| format!("<p>Feed {}. {s}</p>", self.number)).collect()
    }

    fn entry_bytes(self) -> String {
        match self.dress {
            Dress::Rss => self.rss(),
            Dress::Atom => self.atom(),
            Dress::Json => self.json(),
        }
    }

    fn rss(self) -> String {
        let Pair { number, .. } = self;
        let dates = ["<dc:date>{date}</dc:date>", "<atom:updated>{date}</atom:updated>"];
        [
            "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:atom='http://www.w3.org/2005/Atom'\
             xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
                .to_owned(),
            self.told(Field::Publisher, "<title>Feed house {n}</title>"),
            self.told(Field::Language, "<language>de</language>"),
            self.told(Field::Rights, "<copyright>Feed rights {n}</copyright>"),
            "<item>".to_owned(),
            self.told(Field::Headline, "<title>Feed headline {n}</title>"),
            format!("<link>https://feeds.example/r/{number}</link><guid isPermaLink='false'>entry-{number}</guid>"),
            self.dates(self.entry, 0, dates),
            self.told(Field::Author, "<dc:creator>Ana Exemplar</dc:creator>"),
            self.told(Field::Keyword, "<category>feedword{n}</category>"),
            self.told(Field::Lead, "<description>Feed lead {n}.</description>"),
            format!("<content:encoded><![CDATA[{}]]></content:encoded>", self.entry_text()),
            self.told(Field::Image, "<enclosure url='https://feeds.example/{n}.jpg' type='image/jpeg'/>"),
            "</item></channel></rss>".to_owned(),
        ]
        .concat()
    }

    fn atom(self) -> String {
        let Pair { number, .. } = self;
        [
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'{}><id>urn:all</id>",
                self.told(Field::Language, " xml:lang='de'")
            ),
            self.told(Field::Publisher, "<title>Feed house {n}</title>"),
            self.told(Field::Rights, "<rights>Feed rights {n}</rights>"),
            format!("<entry><id>entry-{number}</id><link href='https://feeds.example/r/{number}'/>"),
            self.told(Field::Headline, "<title>Feed headline {n}</title>"),
            self.dates(self.entry, 0, ["<published>{date}</published>", "<updated>{date}</updated>"]),
            self.told(Field::Author, "<author><name>Ana Exemplar</name></author>"),
            self.told(Field::Keyword, "<category term='feedword{n}'/>"),
            self.told(Field::Lead, "<summary>Feed lead {n}.</summary>"),
            format!("<content type='html'><![CDATA[{}]]></content>", self.entry_text()),
            self.told(
                Field::Image,
                "<media:content type='image/jpeg' url='https://feeds.example/{n}.jpg'/>",
            ),
            "</entry></feed>".to_owned(),
        ]
        .concat()
    }

    fn json(self) -> String {
        let Pair { number, .. } = self;
        [
            "{\"version\":\"https://jsonfeed.org/version/1.1\"".to_owned(),
            self.told(Field::Publisher, ",\"title\":\"Feed house {n}\""),
            self.told(Field::Language, ",\"language\":\"de\""),
            format!(",\"items\":[{{\"id\":\"entry-{number}\",\"url\":\"https://feeds.example/r/{number}\""),
            self.told(Field::Headline, ",\"title\":\"Feed headline {n}\""),
            self.dates(self.entry, 0, [",\"date_published\":\"{date}\"", ",\"date_modified\":\"{date}\""]),
            self.told(Field::Author, ",\"authors\":[{\"name\":\"Ana Exemplar\"}]"),
            self.told(Field::Keyword, ",\"tags\":[\"feedword{n}\"]"),
            self.told(Field::Lead, ",\"summary\":\"Feed lead {n}.\""),
            format!(",\"content_html\":\"{}\"", self.entry_text()),
            self.told(Field::Image, ",\"image\":\"https://feeds.example/{n}.jpg\""),
            "}]}".to_owned(),
        ]
        .concat()
    }

    fn page_bytes(self) -> String {
        let Pair { number, .. } = self;
        let shown: &[&str] = match self.text {
            Text::OnPage => &SENTENCES[..3],
            Text::Locked => &SENTENCES[..1],
            Text::NotOnPage => &[],
        };
        let text: String = shown.iter().map(|s| format!("<p>Page {number}. {s}</p>")).collect();
        let free = self.text != Text::Locked;
        let told = [
            self.dates(
                self.page,
                self.apart,
                [",\"datePublished\":\"{date}\"", ",\"dateModified\":\"{date}\""],
            ),
            self.shown(Field::Author, ",\"author\":{\"@type\":\"Person\",\"name\":\"Tom Sample\"}"),
            self.shown(Field::Keyword, ",\"keywords\":[\"pageword{n}\"]"),
            self.shown(Field::Rights, ",\"copyrightNotice\":\"Page rights {n}\""),
            self.shown(
                Field::Publisher,
                ",\"publisher\":{\"@type\":\"Organization\",\"name\":\"Page house {n}\"}",
            ),
        ]
        .concat();
        let metas = [
            self.shown(Field::Lead, "<meta property=og:description content='Page lead {n}.'>"),
            self.shown(Field::Image, "<meta property=og:image content='https://www.news.example/{n}.jpg'>"),
        ]
        .concat();
        format!(
            "<!doctype html><html{lang}><head><title>Page headline {number}</title>{metas}\
             <link rel=canonical href='https://www.news.example/story/{number}'><script type=application/ld+json>\
             {{\"@type\":\"NewsArticle\",\"headline\":\"Page headline {number}\",\"articleSection\":\"Ports\",\
             \"isAccessibleForFree\":{free}{told}}}\
             </script></head><body><article><h1>Page headline {number}</h1>{text}</article></body></html>",
            lang = self.shown(Field::Language, " lang=en")
        )
    }

    /// What is right of a field that the page tells better than the entry, where it tells it.
    fn of_either(self, field: Field, page: &str, feed: &str) -> Option<String> {
        let right = match (self.page_lacks.has(field), self.entry_lacks.has(field)) {
            (true, _) => Some(page),
            (false, true) => Some(feed),
            (false, false) => None,
        };
        right.map(|words| words.replace("{n}", &self.number.to_string()))
    }

    /// Whether the date of the entry is right: it says more than the page's.
    fn has_better_date(self) -> bool {
        self.entry > self.page
    }

    /// The date that is right of two that lie around a day.
    fn date(self, day: usize) -> Option<String> {
        let (day, how) =
            if self.has_better_date() { (day, self.entry) } else { (day + self.apart, self.page) };
        (how != Written::Nowhere).then(|| written(day, how))
    }

    /// Whether both dates lie more than a day apart, however they are meant.
    fn dates_differ(self) -> bool {
        let (entry, page) = (hours(PUBLISHED, self.entry), hours(PUBLISHED + self.apart, self.page));
        let (earlier, later) = if entry.0 <= page.0 { (entry, page) } else { (page, entry) };
        let both = self.entry != Written::Nowhere && self.page != Written::Nowhere;
        both && later.0 - earlier.1 > 24
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

fn joined_document(pair: Pair) -> Document {
    let page = read(&pair.page_bytes(), &format!("https://www.news.example/story/{}?from=feed", pair.number));
    join(read(&pair.entry_bytes(), "https://feeds.example/all"), page)
}

fn joined(pair: Pair) -> Record {
    record(joined_document(pair))
}

fn has(record: &Record, code: &str) -> bool {
    record.warnings.iter().any(|warning| warning.code == code)
}

/// The record as it is written, held against its schema.
fn checked(mut record: Record, number: usize) -> Record {
    record.id = format!("{number:032x}");
    record.hashes.raw = format!("{number:064x}");
    extract(&mut record, &TextLimits::default(), None);
    let line = serde_json::to_string(&record).unwrap() + "\n";
    assert_eq!(records(&line).len(), 1);
    record
}

#[test]
fn every_field_is_left_out_by_neither_either_and_both() {
    let pairs = pairs();
    assert!(pairs.len() >= 200);
    for field in FIELDS {
        let mut seen: Vec<(bool, bool)> =
            pairs.iter().map(|pair| (pair.page_lacks.has(field), pair.entry_lacks.has(field))).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), if field == Field::Headline { 2 } else { 4 }, "{field:?}");
    }
}

#[test]
fn each_field_comes_from_where_it_is_better_founded() {
    let wrong: Vec<usize> = pairs()
        .into_iter()
        .filter(|pair| std::panic::catch_unwind(|| holds(*pair)).is_err())
        .map(|pair| pair.number)
        .collect();
    assert_eq!(wrong, [0; 0]);
}

/// Holds what became of a pair against what is right.
fn holds(pair: Pair) {
    let document = joined_document(pair);
    let language = document.language.as_ref().map(|language| language.value.clone());
    let record = checked(record(document), pair.number);
    let Pair { number, .. } = pair;
    // What the entry says is told as such.
    let from = |field: &str, right: Field| {
        let from = record.provenance.get(field).map_or("-", String::as_str);
        let by_entry = !pair.page_lacks.has(right) && pair.entry_lacks.has(right);
        assert_eq!(from.starts_with("feed:"), by_entry, "{pair:?}: {field} from {from}");
    };
    let right = |field, page, feed| pair.of_either(field, page, feed);
    // The entry's.
    assert_eq!(record.source.item.as_deref(), Some(&*format!("entry-{number}")), "{pair:?}");
    // The page's.
    assert_eq!(record.headline, Some(format!("Page headline {number}")), "{pair:?}");
    let own = format!("https://www.news.example/story/{number}");
    assert_eq!(record.url, Some(format!("{own}?from=feed")), "{pair:?}");
    assert_eq!(record.canonical_url, Some(own), "{pair:?}");
    assert_eq!(record.section.as_deref(), Some("Ports"), "{pair:?}");
    // The page's where it has it, else the entry's.
    let other = pair.entry_lacks.has(Field::Headline).then(|| format!("Feed headline {number}"));
    assert_eq!(record.headline_alt, Vec::from_iter(other), "{pair:?}");
    let publisher = record.publisher.as_ref().map(|publisher| publisher.name.clone());
    let house = right(Field::Publisher, "Page house {n}", "Feed house {n}");
    assert_eq!(publisher.filter(|_| house.is_some()), house, "{pair:?}");
    from("publisher", Field::Publisher);
    // Where neither says one, the text has a first paragraph.
    if let Some(lead) = right(Field::Lead, "Page lead {n}.", "Feed lead {n}.") {
        assert_eq!(record.lead, Some(lead), "{pair:?}");
        from("lead", Field::Lead);
    }
    let keywords = Vec::from_iter(right(Field::Keyword, "pageword{n}", "feedword{n}"));
    assert_eq!(record.keywords, keywords, "{pair:?}");
    let names: Vec<String> = record.authors.iter().map(|author| author.name.clone()).collect();
    assert_eq!(names, Vec::from_iter(right(Field::Author, "Tom Sample", "Ana Exemplar")), "{pair:?}");
    from("authors", Field::Author);
    let rights = record.rights.as_ref().unwrap();
    assert_eq!(rights.copyright, right(Field::Rights, "Page rights {n}", "Feed rights {n}"), "{pair:?}");
    assert_eq!(rights.free, Some(pair.text != Text::Locked), "{pair:?}");
    let image = record.images.first().and_then(|image| image.url.clone());
    let pictures = ("https://www.news.example/{n}.jpg", "https://feeds.example/{n}.jpg");
    assert_eq!(image, right(Field::Image, pictures.0, pictures.1), "{pair:?}");
    assert_eq!(language, right(Field::Language, "en", "de"), "{pair:?}");
    // The text of the page, but for less of it behind a wall, or none.
    let (teller, others) = if pair.text == Text::OnPage { ("Page", "Feed") } else { ("Feed", "Page") };
    let text = &record.text;
    assert!(text.contains(&format!("{teller} {number}. The harbour")), "{pair:?}: {text}");
    assert!(!text.contains(&format!("{others} {number}.")), "{pair:?}: {text}");
    // The dates that say more.
    let value = |date: &Option<wiredesk::model::record::Dated>| date.as_ref().map(|date| date.value.clone());
    assert_eq!(value(&record.published), pair.date(PUBLISHED), "{pair:?}");
    assert_eq!(value(&record.modified), pair.date(MODIFIED), "{pair:?}");
    for field in ["published", "modified"] {
        if let Some(from) = record.provenance.get(field) {
            assert_eq!(from.starts_with("feed:"), pair.has_better_date(), "{pair:?}: {field} from {from}");
        }
    }
    assert_eq!(has(&record, "dates-differ"), pair.dates_differ(), "{pair:?}: {:?}", record.warnings);
    assert!(!has(&record, "page-not-fetched"));
}

#[test]
fn both_dates_are_told_where_they_differ() {
    let pair = Pair {
        number: 1,
        entry: Written::TimeAndZone,
        page: Written::TimeAndZone,
        apart: 3,
        text: Text::OnPage,
        dress: Dress::Rss,
        entry_lacks: Lacks(0),
        page_lacks: Lacks(0),
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
    let pair = pairs()[3];
    let entry = read(&pair.entry_bytes(), "https://feeds.example/all");
    let record = record(alone(entry, "robots"));
    assert_eq!(record.headline.as_deref(), Some("Feed headline 3"));
    assert!(record.text.contains("Feed 3. Divers"));
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
