//! What the class, id and other attributes of an element say about it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::class_words::WORDS;
use super::dom::{Dom, Id};
use super::tag::Tag;

/// What an element is by its attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sense {
    /// The body of the story.
    Body,
    /// The standfirst.
    Lead,
    /// Pointers to other stories.
    Promo,
    /// Tags and topics.
    Tags,
    /// Calls to subscribe, sign in, install.
    Newsletter,
    /// What stands in place of a story that is not free.
    Paywall,
    /// Buttons to share and like.
    Social,
    /// Advertisements.
    Ad,
    /// What readers wrote.
    Comments,
    /// Questions about cookies.
    Consent,
    /// Menus, bars, footers, pop-ups.
    Chrome,
    /// Who wrote it and when.
    Byline,
    /// Who the author is.
    Bio,
    /// What a picture shows.
    Caption,
    /// Who took a picture.
    Credit,
    /// Galleries and players.
    Media,
    /// Boxes beside the story.
    Box,
    /// Not shown.
    Hidden,
}

/// A set of senses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Senses(u32);

impl Senses {
    pub(super) fn has(self, sense: Sense) -> bool {
        self.0 & (1 << sense as u32) != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn any(self, senses: &[Sense]) -> bool {
        senses.iter().any(|s| self.has(*s))
    }

    fn join(&mut self, other: Senses) {
        self.0 |= other.0;
    }

    fn add(&mut self, sense: Sense) {
        self.0 |= 1 << sense as u32;
    }
}

struct Finder {
    words: AhoCorasick,
    senses: Vec<Sense>,
}

static FINDER: LazyLock<Option<Finder>> = LazyLock::new(|| {
    let pairs = WORDS.iter().flat_map(|(sense, words)| words.iter().map(move |w| (*sense, *w)));
    let (senses, words): (Vec<Sense>, Vec<&str>) = pairs.unzip();
    let words = AhoCorasick::builder().match_kind(MatchKind::Standard).build(words).ok()?;
    Some(Finder { words, senses })
});

impl Finder {
    /// What one name says, given with a space at both ends. A name that has another sense beside the body's is that
    /// of a part: `article-body__share`.
    fn of_name(&self, name: &str) -> Senses {
        let mut senses = Senses::default();
        for found in self.words.find_overlapping_iter(name) {
            let before = name.get(..found.start()).unwrap_or_default();
            if NEGATIONS.iter().any(|n| before.ends_with(n)) {
                continue;
            }
            if let Some(sense) = self.senses.get(found.pattern().as_usize()) {
                senses.add(*sense);
            }
        }
        if senses.has(Sense::Body) && senses.0 & !(1 << Sense::Body as u32) != 0 {
            senses.0 &= !(1 << Sense::Body as u32);
        }
        senses
    }
}

/// The attributes whose words are read.
const NAMING: [&str; 8] =
    ["class", "id", "data-testid", "data-component", "data-qa", "data-test", "data-type", "role"];

/// `no-sidebar`, `has-newsletter`: about the page, not about this element.
const NEGATIONS: [&str; 7] = ["-no", "-has", "-with", "-without", "-not", "-hide", "-before"];

/// What the attributes of an element say. `buffer` is scratch space, kept between calls.
pub(super) fn senses(dom: &Dom, id: Id, buffer: &mut String) -> Senses {
    let mut senses = Senses::default();
    buffer.clear();
    for value in NAMING.iter().filter_map(|name| dom.attribute(id, name)) {
        fold_into(value, buffer);
    }
    if buffer.len() > 1
        && let Some(finder) = FINDER.as_ref()
    {
        let mut start = 0;
        for end in memchr::memchr_iter(b' ', buffer.as_bytes()).skip(1) {
            senses.join(finder.of_name(buffer.get(start..=end).unwrap_or_default()));
            start = end;
        }
    }
    by_other_attributes(dom, id, &mut senses);
    senses
}

fn by_other_attributes(dom: &Dom, id: Id, senses: &mut Senses) {
    match dom.attribute(id, "itemprop") {
        Some("articleBody") => senses.add(Sense::Body),
        Some("author" | "datePublished" | "dateModified") => senses.add(Sense::Byline),
        Some("caption") => senses.add(Sense::Caption),
        Some("copyrightHolder" | "creditText") => senses.add(Sense::Credit),
        _ => {}
    }
    if names_an_author(dom, id) {
        senses.add(Sense::Byline);
    }
    match dom.tag(id) {
        Tag::Footer => senses.add(Sense::Chrome),
        Tag::Aside => senses.add(Sense::Box),
        Tag::Figcaption => senses.add(Sense::Caption),
        Tag::Form | Tag::Fieldset | Tag::Search => senses.add(Sense::Newsletter),
        Tag::Address => senses.add(Sense::Byline),
        _ => {}
    }
    match dom.attribute(id, "role") {
        Some(
            "navigation" | "banner" | "contentinfo" | "search" | "dialog" | "alertdialog" | "menu"
            | "menubar" | "toolbar",
        ) => {
            senses.add(Sense::Chrome);
        }
        Some("complementary" | "note") => senses.add(Sense::Box),
        _ => {}
    }
    let unseen = dom.attribute(id, "hidden").is_some_and(|h| h != "false")
        || dom.attribute(id, "aria-hidden").is_some_and(|h| h == "true")
        || dom.attribute(id, "style").is_some_and(is_invisible_style);
    if unseen {
        senses.add(Sense::Hidden);
    }
}

fn is_invisible_style(style: &str) -> bool {
    let style = folded_style(style);
    style.contains("display:none") || style.contains("visibility:hidden")
}

fn folded_style(style: &str) -> String {
    style.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Whether an element of a letter is not for reading: hidden, by the ways that mail programs understand as well, a preview
/// for lists of letters, or a signature.
pub(super) fn is_unread_in_letter(dom: &Dom, id: Id) -> bool {
    if dom.tag(id) == Tag::Text {
        return false;
    }
    let names = [dom.attribute(id, "class"), dom.attribute(id, "id")];
    let named = |words: &[&str]| {
        let mut all = names.iter().flatten().flat_map(|n| n.split_ascii_whitespace());
        all.any(|name| words.iter().any(|word| name.to_ascii_lowercase().contains(word)))
    };
    let hides = |style: &str| {
        let style = folded_style(style);
        let nothing = ["max-height:0", "font-size:0", "line-height:0", "opacity:0", "width:0"];
        let is = |rule: &str| {
            let end = style.find(rule).map(|at| at + rule.len());
            let rest = end.and_then(|end| style.get(end..));
            rest.is_some_and(|r| !r.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
        };
        is_invisible_style(&style)
            || style.contains("mso-hide:all")
            || nothing.iter().filter(|rule| is(rule)).count() >= 2
            || is("max-height:0")
    };
    dom.attribute(id, "hidden").is_some_and(|h| h != "false")
        || dom.attribute(id, "style").is_some_and(hides)
        || named(&["preheader", "pre-header", "previewtext", "preview-text"])
        || named(&["gmail_signature", "moz-signature", "email-signature", "emailsignature"])
}

/// Each name: lower case, camelCase split, other characters as one `-`, a `-` at both ends and a space after.
fn fold_into(value: &str, buffer: &mut String) {
    if buffer.is_empty() {
        buffer.push(' ');
    }
    for name in value.split_ascii_whitespace() {
        buffer.push('-');
        let mut after_lower = false;
        for c in name.chars() {
            if c.is_alphanumeric() {
                if c.is_uppercase() && after_lower {
                    buffer.push('-');
                }
                after_lower = c.is_lowercase() || c.is_ascii_digit();
                buffer.extend(c.to_lowercase());
            } else {
                after_lower = false;
                if !buffer.ends_with('-') {
                    buffer.push('-');
                }
            }
        }
        if !buffer.ends_with('-') {
            buffer.push('-');
        }
        buffer.push(' ');
    }
}

/// Whether the element holds what a picture shows.
pub(super) fn is_caption(dom: &Dom, id: Id) -> bool {
    dom.tag(id) != Tag::Text && senses(dom, id, &mut String::new()).has(Sense::Caption)
}

/// Whether the element holds who took a picture.
pub(super) fn is_credit(dom: &Dom, id: Id) -> bool {
    dom.tag(id) != Tag::Text && senses(dom, id, &mut String::new()).has(Sense::Credit)
}

/// Whether the element says that it names an author.
pub(super) fn names_an_author(dom: &Dom, id: Id) -> bool {
    dom.attribute(id, "rel").is_some_and(|r| r.split_whitespace().any(|r| r.eq_ignore_ascii_case("author")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attributes: &str, expected: &[Sense]) {
        let dom = Dom::of(&dom_query::Document::from(format!("<body><div {attributes}>x</div>")));
        let div = (0..dom.len()).find(|n| dom.tag(*n) == Tag::Div).unwrap();
        let found = senses(&dom, div, &mut String::new());
        let mut wanted = Senses::default();
        expected.iter().for_each(|s| wanted.add(*s));
        assert_eq!(found, wanted, "{attributes}");
    }

    #[test]
    fn words_are_met_in_every_spelling() {
        check("class='articleBody'", &[Sense::Body]);
        check("class='c-article__body js'", &[Sense::Body]);
        check("class=relatedStories", &[Sense::Promo]);
        check("class='header shareholder adverb'", &[]);
        check("id=ad-3", &[Sense::Ad]);
        check("style='display: none'", &[Sense::Hidden]);
        check("itemprop=articleBody", &[Sense::Body]);
        check("class=Überschrift", &[]);
    }
}
