//! Headlines that stand in a heading of the second or third level, or in an element named as one, since the first is the site's name, a logo or the name
//! of a section; and by what else a page calls its site.

use super::{heads_a_story, length, likeness, names_the_site};
use crate::decode::html::dom::{Dom, Id};
use crate::decode::html::head::Head;
use crate::decode::html::prose::is_dense_script;
use crate::decode::html::site::{Site, letters};
use crate::decode::html::tag::Tag;
use crate::model::Found;

/// How many lesser headings are looked at.
const MOST: usize = 30;
/// Longest lesser heading, in bytes.
const LONGEST: usize = 600;
/// Longest name of a section, in characters and words.
const LONGEST_LABEL: usize = 28;
const WORDS_OF_A_LABEL: usize = 3;
/// Longest name of a site, the same.
const LONGEST_SITE: (usize, usize) = (40, 5);
/// How many nodes before the last heading one may stand that is over it.
const MOST_OVER: usize = 30;
/// How alike a title and a lesser heading are that say the same.
const ALIKE: f64 = 0.7;

/// The lesser heading above the story that the page's title repeats.
pub(super) fn named_by(dom: &Dom, head: &Head, site: &Site, title: &str) -> Option<Found<String>> {
    let whole = letters(head.title.as_deref().unwrap_or(title));
    let (_, text) = lesser(dom, head, site).find(|(id, text)| {
        let own = letters(text);
        let same = length(&own) > 8 && whole.contains(&own) || likeness(text, title) >= ALIKE;
        same && heads_a_story(dom, *id, text)
    })?;
    Some(Found::new(text, FROM))
}

/// Where the story begins: its first long paragraph.
pub(super) fn first_told(dom: &Dom) -> Option<Id> {
    let tells = |n: &Id| dom.tag(*n) == Tag::P && dom.line(*n, 5_000).is_some_and(|line| length(&line) >= 80);
    (0..dom.len()).find(tells)
}

/// The lesser heading that heads the story: the last before its first words, or one that stands over that and its like.
pub(super) fn above_story(dom: &Dom, head: &Head, site: &Site) -> Option<(Id, String)> {
    let told = first_told(dom)?;
    let all: Vec<(Id, String)> = lesser(dom, head, site).take_while(|(id, _)| *id < told).collect();
    let last = all.last()?.0;
    let lists =
        |between: std::ops::Range<Id>| between.clone().any(|n| matches!(dom.tag(n), Tag::Ul | Tag::Ol));
    let stands_over = |id: Id| {
        dom.subtree(dom.parent(id)).contains(&last) && last.saturating_sub(id) < MOST_OVER && !lists(id..last)
    };
    let heads = |(id, text): &(Id, String)| stands_over(*id) && heads_a_story(dom, *id, text);
    all.into_iter().find(heads)
}

/// The heading of the story below one that names a section or the site, saying more; outside of what holds a section's.
pub(super) fn below_label(
    dom: &Dom,
    head: &Head,
    site: &Site,
    (label, name): &(Id, String),
    is_the_site: bool,
) -> Option<Found<String>> {
    let (longest, words) = if is_the_site { LONGEST_SITE } else { (LONGEST_LABEL, WORDS_OF_A_LABEL) };
    let is_short = name.chars().count() <= longest && name.split_whitespace().count() <= words;
    let (id, text) = is_short.then(|| above_story(dom, head, site)).flatten()?;
    let says_more = text.chars().count() * 2 > name.chars().count() * 3;
    let is_apart = is_the_site
        || !dom.subtree(dom.parent(*label)).contains(&id)
        || in_article_of_its_own(dom, id, *label);
    (id > *label && says_more && is_apart).then(|| Found::new(text, FROM))
}

fn in_article_of_its_own(dom: &Dom, id: Id, label: Id) -> bool {
    dom.ancestors(id).take(8).any(|a| dom.tag(a) == Tag::Article && !dom.subtree(a).contains(&label))
}

/// Whether a heading that the title repeats may yet be the site's name: named so, before a menu, in the last line of the
/// page, or with a whole article that lacks it.
pub(super) fn may_be_the_site(dom: &Dom, head: &Head, site: &Site, (label, name): &(Id, String)) -> bool {
    let own = letters(name);
    let Some((id, _)) = above_story(dom, head, site).filter(|(id, _)| id > label) else { return false };
    let is_named = std::iter::once(*label).chain(dom.ancestors(*label).take(1)).any(|n| {
        let names = ["class", "id"].iter().filter_map(|a| dom.attribute(n, a)).map(str::to_ascii_lowercase);
        names.into_iter().any(|value| ["logo", "brand", "masthead", "site"].iter().any(|w| value.contains(w)))
    });
    head.title.as_deref().is_some_and(|title| letters(title).starts_with(&own))
        && (is_named
            || in_article_of_its_own(dom, id, *label)
            || (*label..id).any(|n| dom.tag(n) == Tag::Nav)
            || signed_by(dom).is_some_and(|by| letters(&by) == own))
}

/// Words of the names of sections, small. By hand.
#[rustfmt::skip]
const SECTIONS: &[&str] = &[
    "news", "local", "press", "releases", "notices", "sport", "sports", "business", "politics", "culture", "nachrichten", "aktuelles", "meldungen", "pressemitteilungen", "lokales", "wirtschaft", "politik", "kultur", "actualités", "actualité", "actus", "communiqués", "économie", "politique", "noticias", "actualidad", "deportes", "notizie", "attualità", "comunicati", "cronaca",
    "notícias", "atualidade", "nieuws", "persberichten", "nyheter", "nyheder", "pressmeddelanden", "uutiset", "tiedotteet", "wiadomości", "aktualności", "zprávy", "aktuality", "hírek", "știri", "νέα", "haberler", "новости", "новини", "أخبار", "新闻", "新聞", "ニュース", "お知らせ", "뉴스",
];

/// Whether a heading names a section: one of their words in three at most.
pub(super) fn is_section(heading: &str) -> bool {
    let words: Vec<String> = heading.split_whitespace().map(str::to_lowercase).collect();
    words.len() <= WORDS_OF_A_LABEL && words.iter().any(|word| SECTIONS.contains(&word.as_str()))
}

/// Whether a heading is one word, which a title can repeat and yet be a section's.
pub(super) fn is_bare_label(heading: &str) -> bool {
    let most = if is_dense_script(heading) { 4 } else { LONGEST_LABEL };
    heading.split_whitespace().count() == 1 && heading.chars().count() <= most
}

/// Whether a title is nothing but what the page calls its site: by its heading, its address or its link to the first page.
pub(super) fn calls_the_site(dom: &Dom, head: &Head, site: &Site, title: &str) -> bool {
    let own = letters(title);
    let is_heading = || {
        head.headings
            .iter()
            .any(|(id, text)| letters(text) == own && names_the_site(dom, head, site, *id, text))
    };
    site.is_called(title) || is_heading() || home_names(dom).any(|name| letters(&name) == own)
}

/// A title without the name by which the page links to its first one: `Norvik Paper - Mill reopened` under a logo.
pub(super) fn without_home(dom: &Dom, title: String) -> String {
    let cut = home_names(dom).find_map(|name| {
        let parted = |c: char| matches!(c, '-' | '–' | '—' | '|' | ':' | '·' | '•' | '»' | '›' | '/');
        let behind = || Some(title.strip_prefix(name.as_str())?.trim_start().strip_prefix(parted)?.trim());
        let before = || Some(title.strip_suffix(name.as_str())?.trim_end().strip_suffix(parted)?.trim());
        behind().or_else(before).filter(|rest| length(rest) > 8).map(str::to_owned)
    });
    cut.unwrap_or(title)
}

pub(super) const FROM: &str = "rule:story-heading";

/// The headings of the second and third level that are neither a menu's nor the site's, in order.
fn lesser<'a>(dom: &'a Dom, head: &'a Head, site: &'a Site) -> impl Iterator<Item = (Id, String)> + 'a {
    let stands_aside =
        |n: Id| dom.ancestors(n).take(12).any(|a| matches!(dom.tag(a), Tag::Nav | Tag::Aside | Tag::Footer));
    (0..dom.len())
        .filter(|n| dom.tag(*n) != Tag::H1 && super::is_heading(dom, *n))
        .take(MOST)
        .filter(move |n| !stands_aside(*n))
        .filter_map(|n| Some((n, dom.line(n, LONGEST)?)))
        .filter(|(n, text)| !text.is_empty() && !names_the_site(dom, head, site, *n, text))
}

/// How many links of a page are looked at for one to its first page.
const LINKS: usize = 12;

/// What the links to a site's first page and its first-level headings are called, their words or those of the picture in
/// them; and who signs the page's last line.
fn home_names(dom: &Dom) -> impl Iterator<Item = String> + '_ {
    let is_home = |n: &Id| dom.attribute(*n, "href").is_some_and(super::leads_home);
    let picture = |n: Id| dom.subtree(n).find_map(|inner| dom.attribute(inner, "alt")).map(str::to_owned);
    (0..dom.len())
        .filter(|n| matches!(dom.tag(*n), Tag::A | Tag::H1))
        .take(LINKS)
        .filter(move |n| is_home(n) || dom.tag(*n) == Tag::H1)
        .filter_map(move |n| dom.line(n, LONGEST).filter(|line| !line.is_empty()).or_else(|| picture(n)))
        .chain(signed_by(dom))
        .map(|name| without_logo(&name).to_owned())
        .filter(|name| letters(name).len() >= 4)
}

/// `Norvik Paper logo` is the Norvik Paper.
fn without_logo(name: &str) -> &str {
    let name = name.trim();
    let cut = [" logo", " Logo", " LOGO", " home", " Home", " homepage"]
        .iter()
        .find_map(|end| name.strip_suffix(end));
    let cut = cut.or_else(|| ["Logo ", "logo ", "Logo: "].iter().find_map(|head| name.strip_prefix(head)));
    cut.map_or(name, str::trim)
}

/// Whose copyright the page's foot claims: `© 2026 Norvik Paper`.
fn signed_by(dom: &Dom) -> Option<String> {
    let foot = (0..dom.len()).rev().find(|n| dom.tag(*n) == Tag::Footer)?;
    let line = dom.line(foot, LONGEST)?;
    let (_, behind) = line.split_once(['©', 'Ⓒ'])?;
    let name =
        behind.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '–' | ',' | '.'));
    let name = name.split(['.', '|', '–', '·', ',', '•', '-']).next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
