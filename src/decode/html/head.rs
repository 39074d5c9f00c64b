//! What a page says about itself outside its text: meta elements, links, JSON-LD, microdata, its first headings.

use url::Url;

use super::dom::{Dom, Id};
use super::jsonld::{self, Linked};
use super::site::letters;
use super::tag::Tag;
use crate::normalise;

/// Most meta elements that are kept.
const MAX_METAS: usize = 500;
/// Most scripts of JSON-LD that are read.
const MAX_SCRIPTS: usize = 200;
/// Most first-level headings that are kept.
const MAX_HEADINGS: usize = 10;

/// Longest heading, in bytes; what is longer is a page in a heading's clothes.
const LONGEST_HEADING: usize = 10_000;

/// The self-description of a page.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Name or property in lower case, and content, in page order.
    metas: Vec<(String, String)>,
    /// `<title>`.
    pub(super) title: Option<String>,
    /// `<html lang>`.
    pub(super) language: Option<String>,
    /// `<link rel=canonical>`.
    pub(super) canonical: Option<String>,
    /// `<base href>`.
    pub(super) base: Option<String>,
    /// The first-level headings.
    pub(super) headings: Vec<(Id, String)>,
    /// What a part of a heading says of an embargo: `<h1>Harbour closed <small>Embargoed until 6 a.m. on Friday</small></h1>`.
    pub(super) embargo: Option<String>,
    /// JSON-LD.
    pub(super) linked: Linked<'static>,
    /// Whether a copy for phones (AMP) or of a print edition was declared.
    pub(super) is_amp: bool,
}

impl Head {
    /// Reads a page.
    pub(super) fn read(dom: &Dom) -> Head {
        let mut head = Head::default();
        let mut scripts: Vec<String> = Vec::new();
        let mut at = 0;
        while at < dom.len() {
            match dom.tag(at) {
                Tag::Html => {
                    head.language = dom.attribute(at, "lang").map(str::to_owned);
                    head.is_amp = dom.attribute(at, "amp").is_some() || dom.attribute(at, "⚡").is_some();
                }
                Tag::Title if head.title.is_none() && !dom.is_in(at, Tag::Svg) => {
                    head.title = Some(dom.plain(at)).filter(|t| !t.is_empty());
                }
                Tag::Meta => head.meta(dom, at),
                Tag::Link => head.link(dom, at),
                Tag::Base if head.base.is_none() => head.base = dom.attribute(at, "href").map(str::to_owned),
                Tag::Script if scripts.len() < MAX_SCRIPTS && is_linked_data(dom, at) => {
                    scripts.push(dom.raw(at));
                }
                Tag::H1 if head.headings.len() < MAX_HEADINGS => {
                    let parted = without_embargo(dom, at);
                    let text = match parted {
                        Some((text, said)) => {
                            head.embargo.get_or_insert(said);
                            Some(text)
                        }
                        None => heading(dom, at, head.title.as_deref()),
                    };
                    if let Some(text) = text.filter(|text| !text.is_empty()) {
                        head.headings.push((at, text));
                    }
                }
                _ => {}
            }
            at += 1;
        }
        head.linked = Linked::read(scripts.iter().map(String::as_str));
        head
    }

    fn meta(&mut self, dom: &Dom, id: Id) {
        let Some(content) = dom.attribute(id, "content").map(super::flow::fold).filter(|c| !c.is_empty())
        else {
            return;
        };
        let names = ["property", "name", "itemprop"].iter().filter_map(|n| dom.attribute(id, n));
        if self.metas.len() < MAX_METAS {
            self.metas.extend(names.map(|name| (name.trim().to_ascii_lowercase(), content.clone())));
        }
    }

    fn link(&mut self, dom: &Dom, id: Id) {
        let canonical = dom.attribute(id, "rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical"));
        if canonical && self.canonical.is_none() {
            self.canonical = dom.attribute(id, "href").map(|h| h.trim().to_owned()).filter(|h| !h.is_empty());
        }
    }

    /// The JSON-LD object of the story that the page's titles and its address name.
    pub(super) fn story(&self, fetched_from: Option<&str>) -> Option<jsonld::Story<'_>> {
        let titles = self.headings.iter().map(|(_, text)| text.as_str());
        let shared = ["og:title", "twitter:title"].into_iter().filter_map(|n| self.meta_named(n));
        let titles = titles.chain(shared).chain(self.title.as_deref()).collect();
        let address = self.own_address().or(fetched_from);
        self.linked.story(&jsonld::Known { titles, address })
    }

    /// The address that the page says it has.
    pub(super) fn own_address(&self) -> Option<&str> {
        self.canonical.as_deref().or_else(|| self.meta_named("og:url"))
    }

    /// The first meta element of this name (lower case).
    pub(super) fn meta_named(&self, name: &str) -> Option<&str> {
        self.metas.iter().find(|(n, _)| n == name).map(|(_, content)| content.as_str())
    }

    /// All meta elements whose name, in lower case, is as wanted.
    pub(super) fn metas_like(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
        self.metas.iter().filter(move |(name, _)| wanted(name)).map(|(_, content)| content.as_str())
    }

    /// All meta elements of this name (lower case).
    pub(super) fn metas_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.metas.iter().filter(move |(n, _)| n == name).map(|(_, content)| content.as_str())
    }

    /// The address against which the page's addresses are read.
    pub(super) fn base_url(&self, fetched_from: Option<&str>) -> Option<Url> {
        let own = fetched_from
            .and_then(|u| Url::parse(u).ok())
            .or_else(|| Url::parse(self.canonical.as_deref()?).ok())
            .or_else(|| Url::parse(self.meta_named("og:url")?).ok());
        match (&self.base, own) {
            (Some(base), Some(own)) => own.join(base).ok().or(Some(own)),
            (Some(base), None) => Url::parse(base).ok(),
            (None, own) => own,
        }
    }
}

/// Words in the names of what stands in a heading above the headline.
const KICKERS: [&str; 17] = [
    "kicker",
    "eyebrow",
    "overline",
    "roofline",
    "topline",
    "dachzeile",
    "spitzmarke",
    "rubrik",
    "antetitulo",
    "occhiello",
    "surtitre",
    "topic",
    "label",
    "flag",
    "badge",
    "category",
    "sr-only",
];

/// Longest count of comments, in bytes.
const LONGEST_COUNTER: usize = 60;

/// Words in the names and addresses of what stands at the end of a heading for those who read the page.
const COUNTERS: [&str; 9] = [
    "comment",
    "kommentar",
    "respond",
    "disqus",
    "permalink",
    "headerlink",
    "header-link",
    "editsection",
    "share-count",
];

/// A heading without the count of its comments, a button or the link to itself, which end it in an element of their own.
fn without_counter<'h>(dom: &Dom, id: Id, whole: &'h str, title: Option<&str>) -> Option<&'h str> {
    let title = title.map(letters).unwrap_or_default();
    let is_untold = |rest: &str| title.contains(&letters(rest)) && !title.contains(&letters(whole));
    if let Some((rest, count)) = whole.strip_suffix(')').and_then(|open| open.rsplit_once(" (")) {
        let counts = !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit());
        return Some(rest).filter(|rest| counts && is_untold(rest));
    }
    let is_last = |n: Id| dom.tag(n) != Tag::Text && dom.end(n) == dom.end(id);
    (id + 1..dom.end(id)).find_map(|n| {
        let is_named = is_counter(dom, n);
        let counter = (is_named || is_last(n)).then(|| dom.line(n, LONGEST_COUNTER)).flatten()?;
        let rest = whole.strip_suffix(counter.as_str())?.trim_end();
        // what is not named so is one where the title has all but that, in a word or two
        let tells = matches!(dom.tag(n), Tag::Em | Tag::I | Tag::B | Tag::Strong);
        let is_told = || tells || counter.split_whitespace().count() > 3 || !is_untold(rest);
        (!counter.is_empty() && rest.len() > counter.len() && (is_named || !is_told())).then_some(rest)
    })
}

/// Whether an element is named as a count of comments, or leads to a place of its own page.
fn is_counter(dom: &Dom, id: Id) -> bool {
    let named = |name: &str| {
        let value = dom.attribute(id, name).unwrap_or_default().to_ascii_lowercase();
        COUNTERS.iter().any(|counter| value.contains(counter))
    };
    let leads_down = dom.tag(id) == Tag::A && dom.attribute(id, "href").is_some_and(|h| h.starts_with('#'));
    dom.tag(id) != Tag::Text && (named("class") || named("href") || leads_down)
}

/// The words of a heading beside those of its parts that ask not to use the story yet, and what they say.
fn without_embargo(dom: &Dom, id: Id) -> Option<(String, String)> {
    let is_one = |line: &str| normalise::asks_until(line);
    let mut inside =
        (id + 1..dom.end(id)).filter(|n| dom.tag(*n) != Tag::Text || !dom.text(*n).trim().is_empty());
    let part = inside.find(|n| dom.line(*n, LONGEST_HEADING).is_some_and(|line| is_one(&line)))?;
    let said = dom.line(part, LONGEST_HEADING)?;
    let holder = dom.parent(part);
    let beside = dom.children(holder).filter(|n| *n != part).filter_map(|n| dom.line(n, LONGEST_HEADING));
    let rest = beside.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    rest.contains(char::is_alphanumeric).then_some((rest, said))
}

/// The words of a heading, without a kicker in an element of its own.
fn heading(dom: &Dom, id: Id, title: Option<&str>) -> Option<String> {
    let whole = dom.line(id, LONGEST_HEADING)?;
    if let Some(rest) = without_counter(dom, id, &whole, title) {
        return Some(rest.to_owned());
    }
    let only = std::iter::successors(Some(id), |n| {
        let mut children =
            dom.children(*n).filter(|c| dom.tag(*c) != Tag::Text || !dom.text(*c).trim().is_empty());
        children.next().filter(|c| children.next().is_none() && dom.tag(*c) != Tag::Text)
    });
    let holder = only.last().unwrap_or(id);
    let parts: Vec<(Id, String)> = dom
        .children(holder)
        .filter(|c| !matches!(dom.tag(*c), Tag::Script | Tag::Style | Tag::Svg))
        .filter_map(|c| Some((c, dom.line(c, LONGEST_HEADING)?)))
        .filter(|(_, line)| !line.is_empty())
        .collect();
    let Some(((first, kicker), rest)) = parts.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return Some(whole);
    };
    let rest = rest.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join(" ");
    let named = dom.attribute(*first, "class").is_some_and(|c| {
        c.to_ascii_lowercase().split_whitespace().any(|c| {
            let names_headline = c.contains("headline") || c.contains("title");
            KICKERS.iter().any(|k| c.ends_with(k) || c.contains(k) && !names_headline)
        })
    });
    let told_apart = title.is_some_and(|t| {
        let behind = t.trim().strip_prefix(kicker.as_str()).map(str::trim_start);
        behind
            .and_then(|b| b.strip_prefix(['/', '|', ':', '–', '—', '-', '+', '•']))
            .is_some_and(|b| b.trim_start().starts_with(&rest))
    });
    let told_apart = told_apart
        || title.is_some_and(|t| {
            let (title, rest) = (letters(t), letters(&rest));
            rest.chars().count() > 12 && title.starts_with(&rest) && !title.contains(&letters(kicker))
        });
    let is_element = dom.tag(*first) != Tag::Text;
    let glued = is_element && dom.tag(*first) != Tag::A && whole.len() < kicker.len() + 1 + rest.len();
    Some(match () {
        () if is_element && (named || told_apart) && rest.split_whitespace().count() >= 2 => rest,
        () if glued && kicker.ends_with(char::is_lowercase) && rest.starts_with(char::is_uppercase) => {
            format!("{kicker} {rest}")
        }
        () => whole,
    })
}

fn is_linked_data(dom: &Dom, id: Id) -> bool {
    dom.attribute(id, "type")
        .is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/ld+json"))
}
