//! What a page says it is about: its keywords and its section, as far as they are for readers.
//!
//! The same places hold what steers the system: codes, labels of lists, the place on the front page, words for search
//! engines that stand on each page of the site.

use super::flow::fold;
use super::head::Head;
use super::metadata::{Linked, source_of};
use super::site::{Site, letters};
use crate::decode::json::value;
use crate::model::Found;

/// Where keywords stand in meta elements, most trusted first; of the first, each element holds one.
const KEYWORDS: [&str; 5] = ["article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags"];

/// The keywords of the first place that has some for readers; one alone gives way to a list that holds it.
pub(super) fn keywords(head: &Head, linked: Option<&Linked<'_>>, site: &Site) -> Vec<String> {
    let told = linked.and_then(|l| l.object.get("keywords")).map(value::words);
    let metas = KEYWORDS.iter().map(|name| {
        let most = if *name == "article:tag" { usize::MAX } else { 1 };
        head.metas_named(name).take(most).flat_map(value::split_words).collect()
    });
    let title = head.meta_named("og:title").or(head.title.as_deref()).map(letters).unwrap_or_default();
    let mut places = told.into_iter().chain(metas).map(|words| for_readers(words, site, &title));
    let Some(first) = places.find(|words| !words.is_empty()) else { return Vec::new() };
    if let [only] = first.as_slice() {
        let only = only.to_lowercase();
        let is_slug = |w: &String| w.contains('-') && !w.contains(' ') && !w.contains(char::is_uppercase);
        let holds = |words: &Vec<String>| {
            words.len() > 1 && words.iter().any(|w| w.to_lowercase() == only) && !words.iter().any(is_slug)
        };
        if let Some(list) = places.find(holds) {
            return list;
        }
    }
    first
}

/// The words of one place that are for readers.
fn for_readers(words: Vec<String>, site: &Site, title: &str) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let words: Vec<String> = words
        .into_iter()
        .filter_map(|w| without_label(&fold(&w)).map(str::to_owned))
        .filter(|w| !w.is_empty() && seen.insert(w.to_lowercase()))
        .collect();
    let is_told = |w: &String| letters(w).chars().count() >= TOLD && title.contains(&letters(w));
    if is_of_codes(&words) || is_for_search_engines(&words) && !words.iter().any(is_told) {
        return Vec::new();
    }
    let is_written = words.iter().any(|w| w.contains(' ') || w.contains(char::is_uppercase));
    let is_kept = |w: &String| !is_code(w, is_written) && !site.is_called(w) && !is_title(w, title);
    words.into_iter().filter(is_kept).collect()
}

/// What lists are called before their words: `Category: Wine`.
#[rustfmt::skip]
const LABELS: [&str; 18] = [
    "category", "categories", "tag", "tags", "topic", "topics", "keyword", "keywords", "section", "kategorie", "thema", "catégorie", "rubrique", "categoría", "categoria", "tema", "categorie", "kategori",
];

/// A keyword without the name of its list; nothing where a system made the list by itself (`NLP Category: General`).
fn without_label(word: &str) -> Option<&str> {
    let Some((label, rest)) = word.split_once(": ") else { return Some(word) };
    let label = label.to_lowercase();
    let is_label = |name: &str| LABELS.contains(&name);
    match label.rsplit_once(' ') {
        None if is_label(&label) => Some(rest.trim()),
        Some((_, last)) if is_label(last) => None,
        _ => Some(word),
    }
}

/// Fewest words, and longest, of a list of codes.
const CODES: usize = 8;
const LONGEST_CODE: usize = 9;

/// Whether a list is one of codes: `AER, AIRS08, CYCS08, MTVID, ...`. A few capitals in a row are parties and houses.
fn is_of_codes(words: &[String]) -> bool {
    let is_capital = |w: &&String| {
        w.len() <= LONGEST_CODE && w.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let has_figures = |w: &String| w.bytes().any(|b| b.is_ascii_digit()) && is_capital(&w);
    words.len() >= CODES
        && words.iter().filter(is_capital).count() * 10 >= words.len() * 9
        && words.iter().any(has_figures)
}

/// Fewest keywords of a site that are told as its own, and how many of them speak of its news.
const OF_SITE: usize = 5;
const OF_NEWS: usize = 3;
/// Fewest letters of a keyword by which a title tells of it.
const TOLD: usize = 5;

/// Words for news, as sites say of themselves in keywords that stand on each of their pages.
#[rustfmt::skip]
const NEWS: [&str; 22] = [
    "news", "headlines", "nachrichten", "schlagzeilen", "actualité", "actualités", "infos", "noticias", "notícias", "notizie", "nieuws", "nyheter", "nyheder", "uutiset", "wiadomości", "informacje", "новости", "новини", "zprávy", "haberler", "haberleri", "समाचार",
];

/// Whether a list is for search engines and on each page of the site: `latest news, sport news, Norvik news, ...`.
fn is_for_search_engines(words: &[String]) -> bool {
    let speaks_of_news = |w: &&String| {
        w.to_lowercase()
            .split(|c: char| !c.is_alphanumeric() && c != '\u{93e}')
            .any(|part| NEWS.contains(&part))
    };
    let count = words.iter().filter(speaks_of_news).count();
    words.len() >= OF_SITE && count >= OF_NEWS && count * 5 >= words.len()
}

/// Fewest letters of a title by which a keyword is told as one.
const TITLE: usize = 20;
/// Longest keyword, in characters.
const LONGEST: usize = 120;

/// Whether a keyword is the page's title, or a sentence.
fn is_title(word: &str, title: &str) -> bool {
    let told = letters(word);
    let is_long = |text: &str| text.chars().count() >= TITLE;
    word.chars().count() > LONGEST
        || is_long(&told) && is_long(title) && told.len() * 10 >= title.len() * 8 && {
            told.starts_with(title) || title.starts_with(&told)
        }
}

/// Words by which a system says how a page is to be treated.
const TREATED: [&str; 14] = [
    "free",
    "premium",
    "paid",
    "metered",
    "locked",
    "article",
    "articles",
    "post",
    "page",
    "default",
    "noads",
    "amp",
    "uncategorized",
    "uncategorised",
];

/// Whether a keyword is for programs: `smg2_world`, `section:news`, `@lll`, an id, `stats-reach-team-all` among others
/// that are written for readers.
fn is_code(word: &str, among_written: bool) -> bool {
    let figures = word.chars().filter(char::is_ascii_digit).count();
    let is_id = figures == word.len() && figures == 1
        || figures >= 4 && (figures == word.len() || figures * 3 >= word.len() && word.contains('-'));
    let is_year = figures == word.len() && figures == 4;
    let is_slug = among_written && word.matches('-').count() >= 3 && !word.contains(char::is_uppercase);
    !word.contains(' ') && (word.contains('_') || word.contains(':') || is_slug || is_id && !is_year)
        || word.starts_with('@')
        || TREATED.contains(&&*word.to_ascii_lowercase())
}

/// Where the section stands in meta elements, most trusted first.
const SECTIONS: [&str; 6] = [
    "article:section",
    "section",
    "parsely-section",
    "cxenseparse:category",
    "prism.section",
    "articlesection",
];

/// The first section that is for readers.
pub(super) fn section(head: &Head, linked: Option<&Linked<'_>>) -> Option<Found<String>> {
    let told = linked.and_then(|l| l.object.get("articleSection")).map(value::words).unwrap_or_default();
    let told = told.into_iter().map(|word| Found::new(word, "json-ld"));
    let metas = SECTIONS
        .iter()
        .flat_map(|name| head.metas_named(name).map(|value| Found::new(value.to_owned(), source_of(name))));
    let found: Vec<Found<String>> = told.chain(metas).collect();
    let named = found.iter().find(|section| names_a_section(&section.value)).cloned();
    named.or_else(|| {
        let first = found.into_iter().next()?;
        Some(Found::new(first_step(&first.value)?, first.from))
    })
}

/// Whether this names a section: it is no code (`sport_football`) and no place on a page (`- Top 1`).
fn names_a_section(section: &str) -> bool {
    let is_path = !section.contains(' ') && section.contains('_');
    section.starts_with(char::is_alphanumeric) && section.contains(char::is_alphabetic) && !is_path
}

/// The section that a code begins with, each of its steps repeating the one before: `sport_sport-football`.
fn first_step(code: &str) -> Option<String> {
    let (first, rest) = code.split_once('_')?;
    let mut letters = first.chars();
    let capital = letters.next().filter(|c| c.is_alphabetic())?;
    rest.starts_with(first).then(|| capital.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::super::dom::Dom;
    use super::*;
    use crate::model::Document;

    fn head(metas: &[(&str, &str)]) -> Head {
        let metas = metas.iter().map(|(name, value)| format!("<meta name='{name}' content='{value}'>"));
        let html: String = metas.collect();
        Head::read(&Dom::of(&dom_query::Document::from(html)))
    }

    #[track_caller]
    fn check(metas: &[(&str, &str)], expected: &[&str]) {
        let site = Site::of(&Document::default(), None);
        assert_eq!(keywords(&head(metas), None, &site), expected, "{metas:?}");
    }

    #[test]
    fn labels_and_codes_are_no_keywords() {
        check(&[("keywords", "Category: Wine, NLP Category: General, Ferry")], &["Wine", "Ferry"]);
        check(&[("keywords", "Kategorie: Hafen; Thema: Fähre")], &["Hafen", "Fähre"]);
        check(&[("keywords", "AER, AERO, AIRS08, CYCS08, MTVID, BSVC, DEST:X, NA, US, G20X")], &[]);
        check(
            &[("keywords", "Star Wars: Andor, Ferry: a history")],
            &["Star Wars: Andor", "Ferry: a history"],
        );
        check(
            &[("keywords", "NATO, EU, UN, USA, SPD, CDU, FDP, AFD")],
            &["NATO", "EU", "UN", "USA", "SPD", "CDU", "FDP", "AFD"],
        );
    }

    #[test]
    fn words_for_search_engines_are_of_no_story() {
        check(&[("keywords", "Norvik, Norvik news, latest news, sport news, island ferry")], &[]);
        check(&[("keywords", "Hafen Nachrichten, Inseln, Nachrichten, Schlagzeilen, Wetter, Sport")], &[]);
        check(
            &[("keywords", "Fox News, ferry, strike, media, Norvik")],
            &["Fox News", "ferry", "strike", "media", "Norvik"],
        );
    }

    #[test]
    fn a_title_is_no_keyword() {
        let title = ("og:title", "Ferry to the islands stays in port");
        check(
            &[title, ("keywords", "Ferry to the islands stays in port, because of the storm; ferry")],
            &["because of the storm", "ferry"],
        );
        check(
            &[
                title,
                ("keywords", "Ferry to the islands stays in port Nobody knows until when it stays there"),
            ],
            &[],
        );
        check(&[title, ("keywords", "Ferry to the islands")], &["Ferry to the islands"]);
    }

    #[test]
    fn one_tag_gives_way_to_the_list_that_holds_it() {
        check(
            &[("article:tag", "Ferries"), ("keywords", "port, ferries, storm")],
            &["port", "ferries", "storm"],
        );
        check(&[("article:tag", "Ferries"), ("keywords", "port, storm")], &["Ferries"]);
    }

    #[test]
    fn sections_are_named_for_readers() {
        let check = |metas: &[(&str, &str)], expected: Option<&str>| {
            assert_eq!(section(&head(metas), None).map(|s| s.value).as_deref(), expected, "{metas:?}");
        };
        check(&[("article:section", "- Top 1"), ("article:section", "Hafen")], Some("Hafen"));
        check(&[("article:section", "sport_sport-football")], Some("Sport"));
        check(&[("article:section", "12"), ("prism.section", "News")], Some("News"));
        check(&[("article:section", "News / Politics")], Some("News / Politics"));
        check(&[("article:section", "smg2_world")], None);
    }
}
