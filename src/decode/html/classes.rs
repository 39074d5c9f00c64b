//! What the class, id and other attributes of an element say about it.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::class_words::WORDS;
use super::dom::{Dom, Id};
use super::phrases;
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
    /// Not read aloud, and no more is known: it may be on the page for all to see.
    Muted,
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

    pub(super) fn join(&mut self, other: Senses) {
        self.0 |= other.0;
    }

    pub(super) fn add(&mut self, sense: Sense) {
        self.0 |= 1 << sense as u32;
    }

    /// These without some.
    pub(super) fn without(self, others: Senses) -> Senses {
        Senses(self.0 & !others.0)
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
const NAMING: [&str; 9] = [
    "class",
    "id",
    "data-testid",
    "data-component",
    "data-embed",
    "data-qa",
    "data-test",
    "data-type",
    "role",
];

/// `no-sidebar`, `has-newsletter`: about the page, not about this element.
const NEGATIONS: [&str; 7] = ["-no", "-has", "-with", "-without", "-not", "-hide", "-before"];

/// What the names on a page say, each found out once: a page says the same few again and again.
#[derive(Debug, Default)]
pub(super) struct Words<'a> {
    known: HashMap<&'a str, (String, Senses)>,
}

impl<'a> Words<'a> {
    /// A name folded, with what it says.
    fn of(&mut self, name: &'a str) -> (&str, Senses) {
        let (folded, said) = self.known.entry(name).or_insert_with(|| {
            let folded = folded(name);
            let said = FINDER.as_ref().map(|finder| finder.of_name(&folded)).unwrap_or_default();
            (folded, said)
        });
        (folded, *said)
    }
}

/// What the attributes of an element say.
pub(super) fn senses<'a>(dom: &'a Dom, id: Id, words: &mut Words<'a>) -> Senses {
    let mut senses = Senses::default();
    by_names(dom, id, words, |_, said| senses.join(said));
    senses.join(by_other_attributes(dom, id));
    senses
}

/// Hands on each name of an element that says something, folded, with what it says.
pub(super) fn by_names<'a>(dom: &'a Dom, id: Id, words: &mut Words<'a>, mut told: impl FnMut(&str, Senses)) {
    for (attribute, value) in dom.attributes(id).filter(|(name, _)| NAMING.contains(name)) {
        for name in value.split_ascii_whitespace() {
            let (name, said) = words.of(name);
            let is_no_name = said.is_empty() || attribute == "id" && is_slug(dom, id, name);
            if !is_no_name {
                told(name, said);
            }
        }
    }
}

/// From so many words on an id is a sentence, and no name.
const SENTENCE: usize = 5;
/// How far into an element its heading is looked for, and how much may stand in that, in nodes.
const HEADING_WITHIN: usize = 40;

/// Whether an id was made from the words of a heading, so that others can point to it.
fn is_slug(dom: &Dom, id: Id, name: &str) -> bool {
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    if words().count() >= SENTENCE {
        return true;
    }
    let mut near = dom.subtree(id).take(HEADING_WITHIN).chain(dom.ancestors(id).take(2));
    let is_heading = |n: &Id| dom.tag(*n).heading().is_some() && dom.end(*n) - n < HEADING_WITHIN;
    let Some(heading) = near.find(is_heading).and_then(|n| dom.line(n, 300)) else { return false };
    if phrases::closes_a_story(&heading) || phrases::points_elsewhere(&heading, false) {
        return false;
    }
    let is_number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    // `toc_1`: what leads to a heading is counted
    if dom.tag(id).heading().is_some() && words().next_back().is_some_and(is_number) {
        return true;
    }
    let heading = heading.to_lowercase();
    let mut told = heading.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words().count() > 1 && words().all(|word| is_number(word) || told.any(|other| other == word))
}

/// What the attributes of an element say that are no names.
pub(super) fn by_other_attributes(dom: &Dom, id: Id) -> Senses {
    let mut senses = Senses::default();
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
    let unseen = is_unseen(dom, id);
    let muted = dom.attribute(id, "aria-hidden").is_some_and(|h| h == "true");
    if unseen || muted {
        senses.add(Sense::Hidden);
    }
    if muted && !unseen {
        senses.add(Sense::Muted);
    }
    senses
}

/// Whether an element is not shown by its own attributes.
pub(super) fn is_unseen(dom: &Dom, id: Id) -> bool {
    dom.attribute(id, "hidden").is_some_and(|h| h != "false")
        || dom.attribute(id, "style").is_some_and(is_invisible_style)
        || dom.attribute(id, "class").is_some_and(is_hidden_class)
}

/// `hidden` among the classes of an element, and none by which wider screens show it (`md:block`).
fn is_hidden_class(class: &str) -> bool {
    const SHOWN: [&str; 7] = [":block", ":flex", ":grid", ":inline", ":table", ":contents", ":visible"];
    class.contains("hidden")
        && class.split_ascii_whitespace().any(|name| name == "hidden")
        && !SHOWN.iter().any(|shown| class.contains(shown))
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

/// A name in lower case, camelCase split, other characters as one `-`, a `-` and a space at both ends.
fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len() + 8);
    folded.push_str(" -");
    let mut after_lower = false;
    for c in name.chars() {
        if c.is_alphanumeric() {
            if c.is_uppercase() && after_lower {
                folded.push('-');
            }
            after_lower = c.is_lowercase() || c.is_ascii_digit();
            folded.extend(c.to_lowercase());
        } else {
            after_lower = false;
            if !folded.ends_with('-') {
                folded.push('-');
            }
        }
    }
    if !folded.ends_with('-') {
        folded.push('-');
    }
    folded.push(' ');
    folded
}

/// Whether the element holds what a picture shows.
pub(super) fn is_caption(dom: &Dom, id: Id) -> bool {
    dom.tag(id) != Tag::Text && senses(dom, id, &mut Words::default()).has(Sense::Caption)
}

/// Whether the element holds who took a picture.
pub(super) fn is_credit(dom: &Dom, id: Id) -> bool {
    dom.tag(id) != Tag::Text && senses(dom, id, &mut Words::default()).has(Sense::Credit)
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
        let found = senses(&dom, div, &mut Words::default());
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
        check("aria-hidden=true", &[Sense::Hidden, Sense::Muted]);
        check("hidden aria-hidden=true", &[Sense::Hidden]);
        check("class='box hidden'", &[Sense::Hidden]);
        check("class='box hidden md:block'", &[]);
    }

    #[test]
    fn slugs_of_headings_are_no_names() {
        let check = |id: &str, heading: &str, is_name: bool| {
            let html = format!("<body><div id={id}><h2>{heading}</h2><p>x</div>");
            let dom = Dom::of(&dom_query::Document::from(html));
            let div = (0..dom.len()).find(|n| dom.tag(*n) == Tag::Div).unwrap();
            assert_eq!(!senses(&dom, div, &mut Words::default()).is_empty(), is_name, "{id}");
        };
        check("what-related-costs-mean-for-the-town", "x", false);
        check("related-costs", "Related costs", false);
        check("popular-demand-2", "Popular demand", false);
        check("popular-stories", "What people read", true);
        check("ad-ban", "The ad ban", false);
        check("mehr-zum-hafen", "Mehr zum Hafen in Zahlen", false);
        check("related-stories", "Related stories", true);
        check("related", "x", true);
    }
}
