//! Kills: lines by which an agency takes a story back, `MANDATORY KILL`, `KILL: Ferry runs aground`, `ANNULE`.
//!
//! Loud words, written by hand from agencies' conventions, that stand alone on a line or are parted from the headline
//! by a mark. A headline that is about a kill ("Kill Bill returns", "Canceled flights strand thousands") has neither.

use super::{dateline, headline, shape};

mod names;
mod notice;
mod service;
mod words;

pub(crate) use names::{Named, named};
pub(super) use notice::asks_editors;
pub(super) use service::is_message;
use words::{ASKED, KILLS, WITHDRAWALS};

/// The tag by which a line takes its story back, and what follows it: the headline, or nothing. `wire`: whether it
/// stands in wire copy.
pub(super) fn split(line: &str, wire: bool) -> Option<(String, &str)> {
    let (before, rest) = headline::skip_tags(line);
    at_head(rest, wire)
        .or_else(|| at_end(rest, wire))
        .map(|(tag, rest)| (before.into_iter().chain([tag]).collect::<Vec<_>>().join(" "), rest))
}

/// Whether a whole line is such a tag.
pub(super) fn is_line(line: &str, wire: bool) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    // `KILL KILL KILL KILL`
    if is_kill(first) && line.len() <= LONGEST_CRY && words.all(|word| word == first) {
        return true;
    }
    split(
        line.trim_matches(['=', ' ', ':', '+', '(', ')', '[', ']', '【', '】', '<', '>', '-', '*', '.', '!']),
        wire,
    )
    .is_some_and(|(_, rest)| rest.is_empty())
}

/// Whether a story tells of what the tag before its headline says: that of a concert that is off says so again, or is
/// news of its own; that of a dispatch that is taken back does not, or speaks of the dispatch. `story`: how it begins.
pub(super) fn is_told_of(tag: &str, story: &str) -> bool {
    let tag = shape::lower(tag);
    if KILLS.iter().any(|kill| tag.ends_with(&shape::lower(kill))) || notice::takes_copy_back(story) {
        return false;
    }
    if is_bare(&tag) && is_news(story) {
        return true;
    }
    let stem = |word: &str| word.chars().take(STEM).collect::<String>();
    let stems: Vec<String> =
        tag.split_whitespace().map(stem).filter(|word| word.chars().count() == STEM).collect();
    story.lines().filter(|line| split(line, true).is_none()).any(|line| {
        let line = shape::lower(line);
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        words.any(|word| stems.iter().any(|stem| word.starts_with(stem.as_str())))
    })
}

/// Whether a tag in small letters is one word that is said of goods, offers and shows too: `RÜCKRUF`, `CANCELED`. One
/// that asks (`DISREGARD`) or names copy (`STORY WITHDRAWN`) is none.
fn is_bare(tag: &str) -> bool {
    let tags = WITHDRAWALS.iter().map(|withdrawal| shape::lower(withdrawal));
    let longest = tags.filter(|withdrawal| tag.ends_with(withdrawal.as_str())).max_by_key(String::len);
    longest.is_some_and(|tag| !tag.contains(' ') && !ASKED.contains(&tag.as_str()))
}

/// Whether what stands below the tag is prose as stories are: behind a dateline, or several paragraphs of it that do
/// not speak of a piece of copy.
fn is_news(story: &str) -> bool {
    const PROSE: usize = 12;
    let told = || story.lines().filter(|line| split(line, true).is_none());
    let prose = told().filter(|line| shape::words_up_to(line, PROSE) == PROSE);
    told().any(dateline::begins_story) || prose.filter(|line| !notice::speaks_of_copy(line)).count() > 1
}

/// Longest line of one word said again and again, in bytes.
const LONGEST_CRY: usize = 80;
/// What of a word stays when it is bent, in letters.
const STEM: usize = 5;

/// `KILL: Ferry runs aground`, `(KILL) Ferry runs aground`, `KILL-Ferry runs aground`, `KILL`.
fn at_head(line: &str, wire: bool) -> Option<(&str, &str)> {
    let bare = line.trim_start_matches(['(', '[', '【', '*', ' ']);
    let bracketed = line.starts_with(['(', '[', '【', '*']);
    let tag = longest(wire, |tag| {
        let rest = bare.get(tag.len()..).filter(|_| says(bare.get(..tag.len()), tag));
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })?;
    let (tag, rest) = bare.split_at_checked(tag.len())?;
    let rest = if bracketed { rest.trim_start_matches([')', ']', '】', '*']) } else { rest };
    let tail = rest.trim_start_matches([':', '-', '–', '—', '/', ' ', '!', '.', '=']);
    if tail.is_empty() {
        return Some((tag, tail));
    }
    let first = tail.split_whitespace().next().unwrap_or_default();
    let hyphenated = rest.starts_with('-');
    // `KILL FERRY-AGROUND`
    let slug = is_kill(tag) && names::looks_like_slug(tail) && !tail.contains(' ');
    // `KILL "Ferry runs aground"`
    let quoted = is_kill(tag) && rest.starts_with([' ', ':']) && names::opens_with_marks(tail);
    let spaced = slug
        || quoted
        || [":", " - ", " – ", " — ", "--", "/", " :", "–", "—"].iter().any(|mark| rest.starts_with(mark));
    // `KILL-SWITCH LAW PASSES` is one word; `KILL-US ferry halted` is a tag and a country
    let parted = bracketed || spaced || hyphenated && !(is_loud(first) && first.chars().count() > 3);
    let tail = if quoted { names::without_marks(tail) } else { tail };
    let begins = tail.starts_with(|c: char| !c.is_lowercase());
    // in a headline that is all capitals a word in capitals is no tag
    let stands_out = is_kill(tag) || !is_loud(tail);
    (parted && begins && stands_out).then_some((tag, tail))
}

/// `Ferry runs aground (KILL)`, `Ferry runs aground, KILL`.
fn at_end(line: &str, wire: bool) -> Option<(&str, &str)> {
    let bare = line.trim_end_matches([')', ']', ' ']);
    let tag = longest(wire, |tag| {
        let head = bare.len().checked_sub(tag.len()).and_then(|at| bare.split_at_checked(at));
        head.is_some_and(|(head, end)| {
            let parted = || {
                bare.len() < line.len() && head.ends_with(['(', '['])
                    || [" - ", " – ", " — ", ", ", "--", "/"].iter().any(|mark| head.ends_with(mark))
            };
            says(Some(end), tag) && parted()
        })
    })?;
    let (head, tag) = bare.split_at_checked(bare.len() - tag.len())?;
    let head = head.trim_end_matches(['(', '[', ' ', '-', '–', '—', ',', '/']);
    (!head.is_empty() && !is_loud(head)).then_some((tag, head))
}

/// The longest tag that a test finds.
fn longest(wire: bool, found: impl Fn(&str) -> bool) -> Option<&'static str> {
    let withdrawals = WITHDRAWALS.iter().filter(|_| wire);
    KILLS.iter().chain(withdrawals).filter(|tag| found(tag)).max_by_key(|tag| tag.len()).copied()
}

/// Whether words are the tag: as loud as it, or, where it is several words, in any case.
fn says(words: Option<&str>, tag: &str) -> bool {
    let begins = |words: &str| match (words.bytes().next(), tag.bytes().next()) {
        (Some(head), Some(tag)) => !head.is_ascii() || head.to_ascii_uppercase() == tag,
        (head, tag) => head == tag,
    };
    words.is_some_and(|words| {
        begins(words) && (words == tag || tag.contains(' ') && words.to_uppercase() == tag)
    })
}

fn is_kill(tag: &str) -> bool {
    KILLS.contains(&tag.to_uppercase().as_str())
}

fn is_loud(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kills_are_told_from_headlines_about_them() {
        let check = |line: &str, expected: Option<(&str, &str)>| {
            let found = split(line, true);
            let found = found.as_ref().map(|(tag, rest)| (tag.as_str(), *rest));
            assert_eq!(found, expected, "{line:?}");
        };
        check("KILL: Ferry runs aground", Some(("KILL", "Ferry runs aground")));
        check("KILL-Ferry runs aground", Some(("KILL", "Ferry runs aground")));
        check("KILL: FERRY RUNS AGROUND", Some(("KILL", "FERRY RUNS AGROUND")));
        check("(KILL) Ferry runs aground", Some(("KILL", "Ferry runs aground")));
        check("MANDATORY KILL - Ferry runs aground", Some(("MANDATORY KILL", "Ferry runs aground")));
        check("Mandatory Kill: Ferry runs aground", Some(("Mandatory Kill", "Ferry runs aground")));
        check("ADVISORY: KILL: Ferry runs aground", Some(("ADVISORY KILL", "Ferry runs aground")));
        check("ADVISORY: KILL", Some(("ADVISORY KILL", "")));
        check("KILL NOTICE", Some(("KILL NOTICE", "")));
        check("CANCELED: Ferry runs aground", Some(("CANCELED", "Ferry runs aground")));
        check("WITHDRAWN - Ferry runs aground", Some(("WITHDRAWN", "Ferry runs aground")));
        check("ZURÜCKGEZOGEN: Fähre auf Grund gelaufen", Some(("ZURÜCKGEZOGEN", "Fähre auf Grund gelaufen")));
        check("ANNULE - Le bac s'échoue", Some(("ANNULE", "Le bac s'échoue")));
        check("Ferry runs aground (KILL)", Some(("KILL", "Ferry runs aground")));
        for line in [
            "Kill Bill returns",
            "KILL BILL RETURNS",
            "Kill: a new film opens",
            "KILL-SWITCH LAW PASSES",
            "Canceled flights strand thousands",
            "Canceled: Jazz on the quay",
            "CANCELED: JAZZ ON THE QUAY",
            "CANCEL CULTURE ON TRIAL",
            "Withdrawn from sale: the last ferry",
            "Council votes to kill ferry",
            "LAST FERRY LEFT, KILL",
        ] {
            check(line, None);
        }
        assert!(split("CANCELED: Jazz on the quay", false).is_none());
        assert!(split("KILL: Ferry runs aground", false).is_some());
    }

    #[test]
    fn lines_and_notes() {
        assert!(
            is_line("【記事取り消し】", false) && is_line("撤稿通知", false) && is_line("[전문취소]", false)
        );
        assert!(!is_line("記事取り消しを求めた", false) && !is_line("機密撤稿件数", false));
        assert!(
            is_line("*** KILL ***", false)
                && is_line("KILL NOTICE:", true)
                && is_line("ZURÜCKGEZOGEN =", true)
        );
        assert!(!is_line("Killed", true) && !is_line("KILL: Ferry", true) && !is_line("CANCELED", false));
    }
}
