//! Which of a page's many titles is the headline.
//!
//! Editors write one above the story (the heading), one for search engines (JSON-LD) and one for sharing
//! (`og:title`). What two of the three agree on is the headline; a kicker before it is left out. Where all differ
//! the heading stands, if anything on the page confirms it: some pages use headings for their logo or each teaser.
//! Where the first level is the site's name or a section's, the lesser heading right above the story is asked.

mod lesser;

use serde_json::{Map, Value};

use super::classes::{self, Sense};
use super::dom::{Dom, Id};
use super::head::Head;
use super::site::{Site, letters};
use super::tag::Tag;
use crate::decode::html::fragment;
use crate::decode::json::value;
use crate::model::Found;
use crate::normalise::{self, is_placeholder};

/// Chooses the headline.
pub(super) fn choose(
    dom: &Dom,
    head: &Head,
    linked: Option<&Map<String, Value>>,
    site: &Site,
) -> Option<Found<String>> {
    let told = |key: &str| linked.and_then(|o| value::text(o.get(key)?)).map(|t| fragment::line(&t));
    let linked = told("headline").or_else(|| told("name"));
    let shared = head
        .meta_named("og:title")
        .or_else(|| head.meta_named("twitter:title"))
        .map(|t| cut_site(t, site, false));
    let titles = [shared.as_deref(), linked.as_deref()];
    if let Some(displayed) = displayed(dom, head, &titles) {
        return Some(Found::new(displayed, "rule:displayed-heading"));
    }
    let title = head.title.as_deref().map(|t| cut_site(t, site, true));
    let witnesses: Vec<&str> =
        [linked.as_deref(), shared.as_deref(), title.as_deref()].into_iter().flatten().collect();
    let confirmed = |heading: &str| witnesses.iter().map(|w| likeness(heading, w)).fold(0.0, f64::max);
    let own: Vec<&(Id, String)> =
        head.headings.iter().filter(|(id, text)| !names_the_site(dom, head, site, *id, text)).collect();
    let heading = own
        .iter()
        .filter(|(_, text)| length(text) > 8)
        .map(|(_, text)| (confirmed(text), text))
        .filter(|(likeness, _)| *likeness >= 0.3)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let whole = head.title.as_deref().map(letters).unwrap_or_default();
    let repeats = |s: &str| letters(s) == whole;
    let is_only_titled = linked.is_none()
        && shared.as_deref().is_none_or(repeats)
        && head.meta_named("og:title").is_none_or(repeats);
    if let Some((_, heading)) = heading {
        let below = || {
            let own = own.iter().find(|(_, text)| text == heading)?;
            let is_the_site = lesser::may_be_the_site(dom, head, site, own);
            let is_label = is_the_site || lesser::is_bare_label(heading) || lesser::is_section(heading);
            is_label.then(|| lesser::below_label(dom, head, site, own, is_the_site)).flatten()
        };
        return is_only_titled
            .then(below)
            .flatten()
            .or_else(|| Some(elect(heading, linked.as_deref(), shared.as_deref())));
    }
    if let Some(linked) = linked.filter(|l| !l.is_empty() && !is_placeholder(l) && !site.is_called(l)) {
        return Some(Found::new(linked, "json-ld"));
    }
    let untold = |t: &String| !t.is_empty() && !is_placeholder(t) && !site.is_called(t);
    if let Some(shared) = shared.filter(untold) {
        return Some(Found::new(shared, "og"));
    }
    let title = title.filter(|t| !t.is_empty() && !is_placeholder(t));
    if let Some(confirmed) = title.as_deref().and_then(|title| lesser::named_by(dom, head, site, title)) {
        return Some(confirmed);
    }
    let only_heading = match own.as_slice() {
        [only] => Some(*only)
            .filter(|(id, text)| length(text) > 20 && title.is_none() || heads_a_story(dom, *id, text)),
        // a section's above the story's
        [.., last] => Some(*last).filter(|(id, text)| {
            lesser::first_told(dom).is_some_and(|told| *id < told) && heads_a_story(dom, *id, text)
        }),
        [] => None,
    };
    if let Some(only) = only_heading {
        let below = lesser::below_label(dom, head, site, only, false);
        return below.or_else(|| Some(Found::new(only.1.clone(), "h1")));
    }
    let title = title.map(|title| lesser::without_home(dom, title));
    if title.as_deref().is_none_or(|title| lesser::calls_the_site(dom, head, site, title)) {
        let above = lesser::above_story(dom, head, site);
        return above
            .map(|(_, text)| Found::new(text, lesser::FROM))
            .or_else(|| title.map(|t| Found::new(t, "title")));
    }
    title.map(|t| Found::new(t, "title"))
}

/// Scripts that part no words, and spell them.
fn without_spaces(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'))
}

/// How long a title is, a character of a dense script for three.
fn length(text: &str) -> usize {
    text.chars().count() * if super::prose::is_dense_script(text) { 3 } else { 1 }
}

/// Whether a heading is a menu's, a teaser's or the site's name: in a menu, a link to the home page or from a card, or
/// what the title says before or after the shared title.
fn names_the_site(dom: &Dom, head: &Head, site: &Site, id: Id, text: &str) -> bool {
    if is_placeholder(text) {
        return true;
    }
    let around = || dom.ancestors(id).take(3);
    let link = dom
        .subtree(id)
        .chain(around())
        .find(|n| dom.tag(*n) == Tag::A)
        .and_then(|n| dom.attribute(n, "href"));
    if link.is_some() && dom.ancestors(id).take(12).any(|n| matches!(dom.tag(n), Tag::Nav | Tag::Aside)) {
        return true;
    }
    if link.is_some_and(leads_home) || site.is_called(text) {
        return true;
    }
    let (Some(shared), Some(title)) = (head.meta_named("og:title"), head.title.as_deref()) else {
        return false;
    };
    let (whole, own, other) = (letters(title), letters(text), letters(shared));
    !own.is_empty() && own != other && (whole == format!("{own}{other}") || whole == format!("{other}{own}"))
}

/// Whether an address is that of a site's first page.
fn leads_home(href: &str) -> bool {
    let path =
        href.split_once("://").map_or(href, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    path.trim_matches('/').is_empty() || path.starts_with("index.")
}

/// How many nodes below a heading the story begins.
const BEGINS_WITHIN: usize = 60;

/// Whether a heading that nothing confirms stands right above running text, and says more than a section's name.
fn heads_a_story(dom: &Dom, id: Id, text: &str) -> bool {
    let says_much = super::prose::is_dense_script(text) && text.chars().count() >= 4
        || without_spaces(text) && text.chars().count() >= 10
        || text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count() >= 2;
    let from = dom.end(id);
    says_much
        && (from..dom.len())
            .take(BEGINS_WITHIN)
            .any(|n| dom.tag(n) == Tag::P && dom.line(n, 5_000).is_some_and(|line| length(&line) >= 80))
}

/// Chooses between a confirmed heading and the titles in the metadata.
fn elect(heading: &str, linked: Option<&str>, shared: Option<&str>) -> Found<String> {
    let own = Found::new(heading.to_owned(), "h1");
    let Some(shared) = shared else { return own };
    let (h, s) = (letters(heading), letters(shared));
    let others_agree = linked.is_some_and(|l| letters(l) == s) && h != s;
    let has_kicker = h.len() > s.len() && h.ends_with(&s) && s.chars().count() > 20;
    let alone = linked.is_none() && likeness(heading, shared) >= 0.4;
    let longer = s.len() > h.len() && h.chars().count() > 8;
    let with_site = longer && s.starts_with(&h) && s.len() < h.len() + 30;
    // an agency or a section before the headline: "Example News Agency - Port closed"
    let with_house = longer && s.ends_with(&h) && is_parted(shared, heading);
    if !with_site && !with_house && (others_agree || has_kicker || alone) {
        Found::new(shared.to_owned(), "og")
    } else {
        own
    }
}

/// Whether a title is the heading behind a separator.
fn is_parted(title: &str, heading: &str) -> bool {
    let before = title.trim_end().strip_suffix(heading.trim()).map(str::trim_end);
    before.is_some_and(|b| b.ends_with(['-', '–', '—', '|', '•', '·', '»']))
}

/// The titles that were not chosen and say something else, without the site's name.
pub(super) fn others(
    head: &Head,
    linked: Option<&Map<String, Value>>,
    chosen: Option<&Found<String>>,
    site: &Site,
) -> Vec<String> {
    let read = |key: &str| linked.and_then(|o| value::text(o.get(key)?)).map(|t| fragment::line(&t));
    let candidates =
        [read("headline"), read("alternativeHeadline"), head.meta_named("og:title").map(str::to_owned)];
    let mut others: Vec<String> = Vec::new();
    for other in candidates.into_iter().flatten() {
        let other = cut_site(&other, site, false);
        let repeats = |known: &str| {
            likeness(known, &other) > 0.95 || carries_on(&other, known) || is_cut(&other, known)
        };
        let known = chosen.is_some_and(|c| repeats(&c.value)) || others.iter().any(|known| repeats(known));
        if !known && !other.is_empty() && !site.is_called(&other) && !is_placeholder(&other) {
            others.push(other);
        }
    }
    others
}

/// Whether a title is a headline that was cut with dots.
fn is_cut(title: &str, headline: &str) -> bool {
    let bare = title.trim_end().trim_end_matches(['.', '…']);
    let has_dots = title.trim_end().ends_with('…') || title.trim_end().ends_with("...");
    has_dots && length(bare) > 8 && letters(headline).starts_with(&letters(bare))
}

/// Most words that a title may have behind or before a headline, for it to say nothing else.
const BESIDE: usize = 5;

/// Whether a title is a headline with a few words parted from it: the name of a site, of a section, of a series.
fn carries_on(title: &str, headline: &str) -> bool {
    let parted = |rest: &str| {
        let rest = rest.trim();
        let mark = |c: char| matches!(c, '-' | '–' | '—' | '|' | '•' | '·' | '»' | '｜');
        (rest.starts_with(mark) || rest.ends_with(mark)) && rest.split_whitespace().count() <= BESIDE + 1
    };
    length(headline) > 8
        && (title.strip_prefix(headline).is_some_and(parted)
            || title.strip_suffix(headline).is_some_and(parted))
}

/// How many nodes below a heading for search engines the one for readers is looked for.
const DISPLAYED_WITHIN: usize = 500;

/// The heading that readers see, where the first-level one is not meant for them: the first of the page's own titles
/// that a heading or an element named as one repeats.
fn displayed(dom: &Dom, head: &Head, titles: &[Option<&str>]) -> Option<String> {
    let (heading, own) = head.headings.iter().find(|(_, text)| length(text) > 8)?;
    if !ends_a_trail(dom, *heading) && !is_unseen(dom, *heading) {
        return None;
    }
    let own = letters(own);
    let wanted: Vec<(&str, String)> = titles
        .iter()
        .flatten()
        .map(|t| (*t, letters(t)))
        .filter(|(_, l)| length(l) > 8 && *l != own)
        .collect();
    let from = dom.end(*heading);
    (from..dom.len()).take(DISPLAYED_WITHIN).filter(|n| is_heading(dom, *n)).find_map(|n| {
        let text = dom.line(n, 599)?;
        let shown = letters(&text);
        // a kicker may stand before either
        let same =
            |l: &str| shown == l || shown.ends_with(l) || l.ends_with(&shown) && shown.chars().count() > 20;
        wanted.iter().find(|(_, l)| same(l)).map(|(title, _)| (*title).to_owned())
    })
}

fn is_heading(dom: &Dom, id: Id) -> bool {
    let named = || {
        dom.attribute(id, "itemprop") == Some("headline")
            || dom.attribute(id, "class").is_some_and(|c| {
                let c = c.to_ascii_lowercase();
                c.contains("headline") || c.contains("title")
            })
    };
    match dom.tag(id) {
        Tag::H1 | Tag::H2 | Tag::H3 => true,
        Tag::Div | Tag::P | Tag::Span => named(),
        _ => false,
    }
}

/// Whether a heading is the last step of a trail such as "Home > Politics > ...": named so, in a menu, or after two
/// links or more with nothing else around it.
fn ends_a_trail(dom: &Dom, heading: Id) -> bool {
    let named = |n: Id| {
        dom.tag(n) == Tag::Nav
            || ["class", "id", "data-testid", "itemtype"]
                .iter()
                .filter_map(|a| dom.attribute(n, a))
                .map(str::to_ascii_lowercase)
                .any(|v| v.contains("breadcrumb") || v.contains("seo-title") || v.contains("seotitle"))
    };
    let says = |n: Id| dom.tag(n) == Tag::Text && dom.text(n).chars().any(char::is_alphanumeric);
    let in_link = |n: Id| dom.ancestors(n).take(4).any(|a| dom.tag(a) == Tag::A);
    let only_links = |around: Id| {
        let before = || around + 1..heading;
        let steps = before().filter(|n| dom.tag(*n) == Tag::A).count();
        steps >= 2
            && before().all(|n| !says(n) || in_link(n))
            && !(dom.end(heading)..dom.end(around)).any(says)
    };
    let near = || std::iter::once(heading).chain(dom.ancestors(heading)).take(4);
    near().any(named) || near().skip(1).any(|n| heading - n < 80 && only_links(n))
}

fn is_unseen(dom: &Dom, heading: Id) -> bool {
    let mut words = classes::Words::default();
    std::iter::once(heading)
        .chain(dom.ancestors(heading).take(1))
        .any(|n| classes::senses(dom, n, &mut words).has(Sense::Hidden))
}

/// Cuts the site's name from a title. `guess` also cuts a short last part whose name is not known.
fn cut_site(title: &str, site: &Site, guess: bool) -> String {
    let title = fragment::line(title);
    if guess && let Some(said) = said_in_trail(&title) {
        return said.to_owned();
    }
    // a paper's name in Chinese, Japanese or Korean says that it is one
    for separator in [" : ", "：", "｜", "|", "-", "–", "—", "_", "／", " "] {
        if let Some((rest, last)) =
            title.rsplit_once(separator).filter(|(rest, _)| guess && rest.chars().count() >= 6)
            && normalise::names_east_asian_house(last.trim())
        {
            return rest.trim().trim_end_matches(['|', ':', '-', '–', '—', '｜', '：', ' ']).to_owned();
        }
    }
    for separator in [" | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", "｜", "ㅣ", "|", "："]
    {
        let is_plain = !separator.starts_with(' ');
        if let Some((rest, last)) = title.rsplit_once(separator)
            && (site.is_meant(last)
                || guess && !is_plain && last.split_whitespace().count() <= 4 && rest.chars().count() > 20)
        {
            return rest.trim().to_owned();
        }
        if let Some((first, rest)) = title.split_once(separator)
            && site.is_meant(first)
        {
            return rest.trim().to_owned();
        }
    }
    title
}

/// Most words of a step in a title that is a trail: `Bathhouse to be a workshop » News » Norvik Paper`.
const WORDS_OF_A_STEP: usize = 3;

/// What a title says that goes on or begins with the steps to its page: its first or last part, which alone says much.
fn said_in_trail(title: &str) -> Option<&str> {
    // dashes stand in headlines, too: between short words only
    let separators = [(" | ", WORDS_OF_A_STEP), (" » ", WORDS_OF_A_STEP), (" › ", WORDS_OF_A_STEP)];
    let separators = separators.into_iter().chain([
        (" « ", 3),
        (" < ", 3),
        (" :: ", 3),
        (" · ", 3),
        (" • ", 3),
        (" / ", 2),
        (" > ", 3),
    ]);
    let dashes = [(" - ", 2), (" – ", 2), (" — ", 2)];
    separators.map(|(s, most)| (s, most, true)).chain(dashes.map(|(s, most)| (s, most, false))).find_map(
        |(separator, most, either)| {
            let parts: Vec<&str> =
                title.split(separator).map(str::trim).filter(|part| !part.is_empty()).collect();
            let (first, last) = (*parts.first()?, *parts.last()?);
            let words = |part: &str| part.split_whitespace().count();
            let leads = words(first) >= words(last);
            let [said, end] = if leads { [first, last] } else { [last, first] };
            let steps = || parts.iter().filter(|part| **part != said);
            // the site's name may have more words than a section's
            let is_step =
                |part: &str| words(part) <= if part == end { most.max(WORDS_OF_A_STEP) } else { most };
            let says_more =
                words(said) >= 3 && steps().all(|step| words(step) < words(said) && is_step(step));
            (parts.len() >= 3 && says_more && (leads || either)).then_some(said)
        },
    )
}

/// The heading that shows the headline, or else the first of the first level: dates and names stand around it.
pub(super) fn anchor(dom: &Dom, head: &Head, headline: Option<&str>) -> Option<Id> {
    let first = head.headings.first().map(|(id, _)| *id);
    let Some(wanted) = headline.map(letters).filter(|l| length(l) > 8) else { return first };
    let shows = |text: &str| {
        let shown = letters(text);
        let is_most = shown.len() * 10 >= wanted.len() * 6 && wanted.contains(&shown);
        shown == wanted || shown.ends_with(&wanted) || is_most
    };
    let exact = head.headings.iter().find(|(_, text)| shows(text)).map(|(id, _)| *id);
    let lesser = || {
        (0..dom.len())
            .filter(|n| matches!(dom.tag(*n), Tag::H2 | Tag::H3) && dom.end(*n) - n < 40)
            .find(|n| shows(&dom.plain(*n)))
    };
    exact.or_else(lesser).or(first)
}

/// How many of the words of the shorter title stand in the other: 0 to 1.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let words = |t: &str| -> std::collections::BTreeSet<String> {
        if super::prose::is_dense_script(t) {
            return t.chars().filter(|c| c.is_alphanumeric()).map(String::from).collect();
        }
        t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let shorter = a.len().min(b.len());
    if shorter == 0 {
        return 0.0;
    }
    a.intersection(&b).count() as f64 / a.len().max(b.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;

    fn check(html: &str, expected: &str, from: &str) {
        let dom = Dom::of(&dom_query::Document::from(html));
        let head = Head::read(&dom);
        let name = head.meta_named("og:site_name").map(|n| Found::new(n.to_owned(), "og"));
        let site = Site::of(&Document { publisher: name, ..Document::default() }, None);
        let story = head.story(None);
        let found = choose(&dom, &head, story.as_ref().map(|(o, _)| &**o), &site).unwrap();
        assert_eq!((found.value.as_str(), found.from.as_ref()), (expected, from), "{html}");
    }

    #[test]
    fn where_a_heading_stands_tells_what_it_is() {
        let story = "<p>The highway company filed notice with the exchange on Monday that one of its directors had bought shares.</p>";
        check(
            &format!("<title>Tidewater Ledger</title><h1>Mayor resigns</h1>{story}"),
            "Mayor resigns",
            "h1",
        );
        check(
            &format!("<title></title><h1>新桥通车 两岸居民庆祝</h1>{story}"),
            "新桥通车 两岸居民庆祝",
            "h1",
        );
        check(
            &format!(
                "<title>Director buys shares - Al Bahira</title><nav><h1><a href=/m>Magazine: a boy and his kite</a></h1></nav>{story}"
            ),
            "Director buys shares - Al Bahira",
            "title",
        );
        check(
            &format!(
                "<title>Lessons from the Harbour: The lean ferry</title><meta property=og:title content='The lean ferry'><h1>Lessons from the Harbour</h1>{story}"
            ),
            "The lean ferry",
            "og",
        );
        check(
            &format!(
                "<title>x</title><meta property=og:title content='Norvik News Agency - Halden keeps its ferry'><h1>Halden keeps its ferry</h1>{story}"
            ),
            "Halden keeps its ferry",
            "h1",
        );
        for kicker in ["class=kicker", "class=topic-label", "class='article__dachzeile'"] {
            check(
                &format!(
                    "<title>Halden keeps its north ferry</title><h1><span {kicker}>Island traffic</span><span>Halden keeps its north ferry</span></h1>{story}"
                ),
                "Halden keeps its north ferry",
                "h1",
            );
        }
        check(
            &format!(
                "<title>Island traffic / Halden keeps its ferry</title><h1><span>Island traffic</span><span>Halden keeps its ferry</span></h1>{story}"
            ),
            "Halden keeps its ferry",
            "h1",
        );
        check(
            &format!("<title>Mayor resigns</title><meta property=og:title content='No Headline !'>{story}"),
            "Mayor resigns",
            "title",
        );
    }

    #[test]
    fn the_story_may_stand_below_a_lesser_heading() {
        let story = "<p>The highway company filed notice with the exchange on Monday that one of its directors had bought shares.</p>";
        let lesser = "rule:story-heading";
        let own = |html: String, expected: &str| check(&html, expected, lesser);
        own(
            format!(
                "<title>Tidewater Ledger</title><h1><a href=/>Tidewater Ledger</a></h1><div><h2>Ferry to return</h2><p>4 May</p>{story}</div>"
            ),
            "Ferry to return",
        );
        own(
            format!(
                "<title>Hafenbote</title><a href='/'><img alt=Hafenbote></a><main><h2>Fähre kehrt zurück</h2>{story}</main>"
            ),
            "Fähre kehrt zurück",
        );
        own(
            format!(
                "<title>Głos Portu - Prom wraca jutro</title><h1><a href=/><img alt='Głos Portu'></a></h1><div><h2>Prom wraca jutro</h2>{story}</div><h2>Najnowsze</h2>"
            ),
            "Prom wraca jutro",
        );
        own(
            format!(
                "<title>Aktuelles - Gemeinde Halden</title><div><h1>Aktuelles</h1></div><div><h2>Die Fähre fährt ab Mai wieder</h2>{story}</div>"
            ),
            "Die Fähre fährt ab Mai wieder",
        );
        own(
            format!(
                "<title>เทศบาล</title><div><h1>ข่าวประชาสัมพันธ์</h1></div><div><h2>เทศบาลเปิดท่าเรือเก่าให้ประชาชนใช้อีกครั้ง</h2>{story}</div>"
            ),
            "เทศบาลเปิดท่าเรือเก่าให้ประชาชนใช้อีกครั้ง",
        );
        own(
            format!(
                "<title>Local news - Tidewater Ledger</title><header><h1>Local news</h1></header><main><h2>Old mill to become workshops</h2>{story}</main>"
            ),
            "Old mill to become workshops",
        );
        own(
            format!(
                "<title>Hafenbote</title><body><h1>Hafenbote</h1><nav><a href=/a>Start</a></nav><div class=side><h2>Meist gelesen</h2><ul><li>Brücke zu</ul></div><div><h2>Alte Mühle wird Werkstatt</h2>{story}</div>"
            ),
            "Alte Mühle wird Werkstatt",
        );
        own(
            format!(
                "<title>La Voix du Port | Accueil</title><body><h1>La Voix du Port</h1><article><h2>Le vieux moulin rouvre ses portes</h2>{story}</article>"
            ),
            "Le vieux moulin rouvre ses portes",
        );
        // a second line below the headline, and a story's own parts
        for page in [
            format!(
                "<title>x</title><header><h1>Mayor resigns</h1><h2>He had been in office for twenty years</h2></header>{story}"
            ),
            format!(
                "<title>Mayor resigns - Tidewater Ledger</title><div><h1>Mayor resigns</h1></div><h2>He had been in office for twenty years</h2>{story}"
            ),
            format!(
                "<title>Mayor resigns</title><h1>Mayor resigns</h1>{story}<h2>What comes next for the town</h2>{story}"
            ),
        ] {
            check(&page, "Mayor resigns", "h1");
        }
        check(
            &format!(
                "<title>Storm closes the port of Lumen</title>{story}<h2>Storm damage at the port</h2>{story}"
            ),
            "Storm closes the port of Lumen",
            "title",
        );
    }

    #[test]
    fn titles_are_cut_where_they_lead_to_their_page() {
        for (title, expected) in [
            ("Badhuset blir verkstad » Nyheter » Norrviksbladet", "Badhuset blir verkstad"),
            ("Norrviksbladet » Nyheter » Badhuset blir verkstad", "Badhuset blir verkstad"),
            ("Old mill to reopen | Local | Tidewater Ledger", "Old mill to reopen"),
            ("Tidewater Ledger :: News :: Old mill to reopen again", "Old mill to reopen again"),
            ("Old mill to reopen again - Local news - Tidewater Ledger", "Old mill to reopen again"),
            ("Old mill to reopen - News - The Tidewater Ledger", "Old mill to reopen"),
            ("Prom wraca jutro rano › Miasto › Transport › Głos Portu", "Prom wraca jutro rano"),
            ("Halden - Lumen - what the new ferry costs", "Halden - Lumen - what the new ferry costs"),
        ] {
            check(&format!("<title>{title}</title><p>x</p>"), expected, "title");
        }
        check(
            "<title>Tidewater Ledger: Old mill to reopen in May</title><p>x</p><footer>© 2026 Tidewater Ledger. All rights reserved.</footer>",
            "Old mill to reopen in May",
            "title",
        );
        check(
            "<title>Tidewater Ledger - Old mill to reopen in May</title><a href='/'><img alt='Tidewater Ledger'></a>",
            "Old mill to reopen in May",
            "title",
        );
    }

    #[test]
    fn what_stands_in_a_heading_and_is_none_of_it() {
        for heading in [
            "Old mill to reopen <a class=comments-link href='#c'>12 comments</a>",
            "Old mill to reopen<span class=comment-count>(3)</span>",
            "Old mill to reopen <a href='#respond'>Leave a reply</a>",
            "Old mill to reopen <small>14</small>",
            "Old mill to reopen (12)",
            "Old mill to reopen <button>Share</button>",
            "Old mill to reopen <a href='/print/1'>Print</a>",
            "Old mill to reopen<span>7 Kommentare</span>",
            "Old mill to reopen <a class=headerlink href='#old-mill'>¶</a>",
            "<a href='/old-mill'>Old mill to reopen</a> <a href='/old-mill#disqus_thread'>0 Comments</a>",
        ] {
            check(
                &format!("<title>Old mill to reopen</title><h1>{heading}</h1>"),
                "Old mill to reopen",
                "h1",
            );
        }
        check(
            "<title>Ledger</title><h1>Old mill to reopen <em>in May</em></h1><p>The highway company filed notice with the exchange on Monday that one of its directors had bought shares.</p>",
            "Old mill to reopen in May",
            "h1",
        );
    }

    #[test]
    fn the_heading_wins_if_it_is_confirmed() {
        let head = "<title>Port of Lumen closed after storm | The Lumen Courier</title>\
                    <meta property=og:site_name content='Lumen Courier'>";
        check(
            &format!("{head}<h1>The Lumen Courier</h1><h1>Storm: port of Lumen closed</h1>"),
            "Storm: port of Lumen closed",
            "h1",
        );
        check(&format!("{head}<h1>Courier</h1>"), "Port of Lumen closed after storm", "title");
        check(
            &format!("{head}<meta property=og:title content='Lumen shuts its port'><h1>News</h1>"),
            "Lumen shuts its port",
            "og",
        );
        check(
            "<title>Lumen Courier - Port closed</title><meta property=og:site_name content='Lumen Courier'>",
            "Port closed",
            "title",
        );
    }

    #[test]
    fn a_headline_cut_with_dots_is_no_other() {
        let whole = "The ferry to the islands stays in port until Monday";
        assert!(is_cut("The ferry to the islands stays in ...", whole));
        assert!(is_cut("The ferry to the islands stays…", whole));
        assert!(!is_cut("The ferry to the islands leaves…", whole));
        assert!(!is_cut("The ferry to the islands stays in port", whole));
    }
}
