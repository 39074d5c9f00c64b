//! The content of an entry as a hash, by numbered recipes: what tells a further version from the same entry again.
//!
//! A recipe never changes once it is out: hashes by it are stored for years. Another way of hashing is another recipe
//! with the next number, and the old one stays. So everything that a recipe takes out of an entry is done here, down to
//! the tags, and nothing of it leans on what the decoder makes of an entry, which gets better from month to month.
//!
//! Recipe 1: the visible words of title, summary, content, authors and categories, and the addresses of enclosures
//! without query. No tags, attributes or dates; white space is folded; categories and enclosures in any order.

use std::borrow::Cow;

use serde_json::Value;

use crate::decode::xml::{Id, Xml, unescape};

/// The number of the newest recipe.
pub const NEWEST: u16 = 1;

/// What is hashed of an entry: as it is written there, nothing cleaned.
#[derive(Debug, Default)]
pub(super) struct Told {
    title: String,
    summary: String,
    content: String,
    authors: Vec<String>,
    categories: Vec<String>,
    enclosures: Vec<String>,
}

/// The hashes of one content by all recipes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    hashes: Vec<(u16, [u8; 32])>,
}

impl Contents {
    pub(super) fn of(told: &Told) -> Contents {
        Contents { hashes: vec![(1, one(told))] }
    }

    /// The hash by a recipe; nothing where there is no recipe of that number.
    #[must_use]
    pub fn by(&self, recipe: u16) -> Option<[u8; 32]> {
        self.hashes.iter().find(|(number, _)| *number == recipe).map(|(_, hash)| *hash)
    }

    /// The hash by the newest recipe.
    #[must_use]
    pub fn newest(&self) -> [u8; 32] {
        self.hashes.last().map(|(_, hash)| *hash).unwrap_or_default()
    }
}

/// Recipe 1.
fn one(told: &Told) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut field = |number: u8, words: &str| {
        hasher.update(&[number]);
        hasher.update(&(words.len() as u64).to_le_bytes());
        hasher.update(words.as_bytes());
    };
    field(1, &visible(&told.title));
    field(2, &visible(&told.summary));
    field(3, &visible(&told.content));
    told.authors.iter().for_each(|author| field(4, &visible(author)));
    in_order(told.categories.iter().map(|category| visible(category)))
        .iter()
        .for_each(|category| field(5, category));
    in_order(told.enclosures.iter().map(|address| without_query(address)))
        .iter()
        .for_each(|address| field(6, address));
    *hasher.finalize().as_bytes()
}

fn in_order(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.sort();
    words.dedup();
    words
}

fn without_query(address: &str) -> String {
    address.split(['?', '#']).next().unwrap_or_default().trim().to_owned()
}

/// Elements that part words; all others stand inside them.
const APART: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "img",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];

/// The words of a text that may hold tags, comments and entities.
fn visible(text: &str) -> String {
    let bare = bare(text);
    if bare.contains('&') { folded(&unescape(&bare).replace("&nbsp;", " ")) } else { folded(&bare) }
}

/// A text without its tags.
fn bare(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut bare = String::with_capacity(text.len());
    // A `<` behind the last `>` begins no tag.
    let (mut rest, tail) = text.split_at(text.rfind('>').map_or(0, |last| last + 1));
    while let Some((before, tag)) = rest.split_once('<') {
        bare.push_str(before);
        let (end, parts) = tag_end(tag).unwrap_or_else(|| {
            bare.push('<');
            (0, false)
        });
        if parts {
            bare.push(' ');
        }
        rest = tag.get(end..).unwrap_or_default();
    }
    bare.push_str(rest);
    bare.push_str(tail);
    Cow::Owned(bare)
}

/// A text with one space between its words.
fn folded(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    let mut tell = |word: &str| {
        if !told.is_empty() {
            told.push(' ');
        }
        told.push_str(word);
    };
    // Of ASCII, the vertical tab alone is white space to one of the two and not to the other.
    if text.is_ascii() && !text.contains('\u{b}') {
        text.split_ascii_whitespace().for_each(&mut tell);
    } else {
        text.split_whitespace().for_each(&mut tell);
    }
    told
}

/// Where a tag ends whose `<` was read, and whether it parts words. Comments and what scripts and styles hold end with
/// them.
fn tag_end(tag: &str) -> Option<(usize, bool)> {
    if tag.starts_with("!--") {
        return Some((tag.find("-->").map_or(tag.len(), |at| at + 3), false));
    }
    let bare = tag.strip_prefix(['/', '!', '?']).unwrap_or(tag);
    let length = bare.bytes().take_while(u8::is_ascii_alphanumeric).take(12).count();
    let name = bare.get(..length).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let end = tag.find('>')? + 1;
    let name = name.to_ascii_lowercase();
    if bare.len() == tag.len() && matches!(name.as_str(), "script" | "style") {
        let closing = format!("</{name}");
        let inner = tag.get(end..).unwrap_or_default();
        let closes = inner.match_indices("</").find(|(at, _)| {
            inner.get(*at..at + closing.len()).is_some_and(|found| found.eq_ignore_ascii_case(&closing))
        });
        return Some((closes.map_or(tag.len(), |(at, _)| end + at), true));
    }
    Some((end, APART.contains(&name.as_str())))
}

impl Told {
    /// Of an entry in XML.
    pub(super) fn of_xml(xml: &Xml, entry: Id) -> Told {
        let mut told = Told::default();
        for child in xml.children(entry) {
            let name = xml.name(child).to_ascii_lowercase();
            match (xml.prefix(child), name.as_str()) {
                ("", "title") => fill(&mut told.title, || words_in(xml, child)),
                ("", "description" | "summary" | "tagline") => {
                    fill(&mut told.summary, || words_in(xml, child))
                }
                ("content", "encoded") | ("", "content" | "body") => {
                    fill(&mut told.content, || words_in(xml, child))
                }
                ("" | "atom", "author") | ("dc", "creator") => {
                    let name = xml.child(child, "name").unwrap_or(child);
                    told.authors.push(xml.raw(name));
                }
                ("", "category") | ("dc", "subject") => {
                    let attribute = xml.attribute(child, "label").or_else(|| xml.attribute(child, "term"));
                    told.categories.push(attribute.map_or_else(|| xml.raw(child), str::to_owned));
                }
                ("", "enclosure") => told.enclosures.extend(xml.attribute(child, "url").map(str::to_owned)),
                ("" | "atom", "link") if xml.attribute(child, "rel") == Some("enclosure") => {
                    told.enclosures.extend(xml.attribute(child, "href").map(str::to_owned));
                }
                _ => {}
            }
        }
        told
    }

    /// Of an entry of a JSON Feed.
    pub(super) fn of_json(entry: &Value) -> Told {
        let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let list = |key: &str| entry.get(key).and_then(Value::as_array).into_iter().flatten();
        let names = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
        let content = Some(text("content_html")).filter(|html| !html.is_empty());
        Told {
            title: text("title"),
            summary: text("summary"),
            content: content.unwrap_or_else(|| text("content_text")),
            authors: list("authors").chain(entry.get("author")).filter_map(names).collect(),
            categories: list("tags").filter_map(Value::as_str).map(str::to_owned).collect(),
            enclosures: list("attachments")
                .filter_map(|a| a.get("url")?.as_str())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Of a page in a sitemap: its news.
    pub(super) fn of_news(title: Option<&str>, keywords: Option<&str>) -> Told {
        Told {
            title: title.unwrap_or_default().to_owned(),
            categories: keywords.unwrap_or_default().split(',').map(|word| word.trim().to_owned()).collect(),
            ..Told::default()
        }
    }
}

/// The first of its name counts.
fn fill(field: &mut String, words: impl FnOnce() -> String) {
    if field.trim().is_empty() {
        *field = words();
    }
}

/// What an element holds: markup as text, or as elements.
fn words_in(xml: &Xml, id: Id) -> String {
    if xml.children(id).all(|child| xml.name(child).is_empty()) {
        return xml.raw(id);
    }
    xml.to_html(id, |inner| Some(if inner == id { "" } else { xml.name(inner) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_a_reader_sees() {
        let check = |text: &str, words: &str| assert_eq!(visible(text), words, "{text:?}");
        check("<p>One &amp; <b>two</b>.</p>\n<p>Th<i>ree</i></p>", "One & two. Three");
        check("a < b > c", "a < b > c");
        check("a<br/>b<img src='x>y", "a b y");
        check("<!-- 4,711 readers -->A<script>var n = '<p>1</p>';</script><style>p{}</style> B", "A B");
        check("A&nbsp;B&#160;&#8212; C", "A B — C");
        check("1 <2 and 3> 2", "1 <2 and 3> 2");
        check("", "");
    }

    #[test]
    fn words_are_the_same_whichever_way_they_are_told() {
        // Each sign that is white space to somebody, between words: as the recipe says it, without a short cut.
        for sign in (0..=0x3000).filter_map(char::from_u32).filter(|sign| !"<>&".contains(*sign)) {
            for text in [format!(" one{sign}two \t{sign}\u{2014}"), format!("{sign}{sign}one {sign}two")] {
                let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert_eq!(visible(&text), plain, "{sign:?}");
            }
        }
    }

    /// Stored hashes are compared with these: if this test fails, a recipe has changed that must not.
    #[test]
    fn recipe_1_stays_as_it_is() {
        let told = Told {
            title: "Port &amp; harbour".to_owned(),
            summary: "<p>Closed.</p>".to_owned(),
            content: "<p>The port was <b>closed</b>.</p><p>Ships wait.</p>".to_owned(),
            authors: vec!["Ann Ray".to_owned()],
            categories: vec!["World".to_owned(), "Ports".to_owned()],
            enclosures: vec!["https://news.example/a.mp3?token=1".to_owned()],
        };
        let hash = blake3::Hash::from(one(&told)).to_hex();
        assert_eq!(hash.as_str(), "5353232439a63f630f716a68763de9926985ea97d1debb393c6b3146186b08b9");
        let same = Told {
            title: "Port  &amp; <i>harbour</i>\n".to_owned(),
            categories: vec!["Ports".to_owned(), "World".to_owned()],
            enclosures: vec!["https://news.example/a.mp3?token=2".to_owned()],
            ..told
        };
        assert_eq!(blake3::Hash::from(one(&same)).to_hex(), hash);
        assert_ne!(one(&Told { title: "Port and harbour".to_owned(), ..same }), one(&Told::default()));
    }
}
