//! Pointers elsewhere: promotions, invitations, ways to follow or reach someone.

use super::openers::Opener;
use crate::normalise::shape;

/// A promotion and what it leads to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Promotion<'a> {
    /// The story it names.
    pub(super) story: Option<&'a str>,
    /// The house that promotes its own.
    pub(super) publisher: Option<&'a str>,
}

/// Most words of a promotion that names a story.
const MOST_WORDS: usize = 30;

/// "Read more: ..." and the like. `rest` is what follows the phrase.
pub(super) fn promotion<'a>(line: &'a str, rest: &'a str) -> Option<Promotion<'a>> {
    if line.len() > 300 || shape::words_up_to(line, MOST_WORDS + 1) > MOST_WORDS {
        return None;
    }
    let rest = rest.trim();
    if rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
        return Some(Promotion::default());
    }
    if let Some(story) = after_colon(rest) {
        // after a short word and a colon a sentence may stand that tells the story
        let telling = shape::sentences(story) > 1;
        return (!telling).then_some(Promotion { story: Some(story), publisher: None });
    }
    let leads_elsewhere = ends_here(rest) || has_address(rest);
    (leads_elsewhere && shape::words_up_to(line, 16) <= 15).then_some(Promotion::default())
}

/// "More from X: story".
pub(super) fn more_from<'a>(line: &'a str, rest: &'a str) -> Option<Promotion<'a>> {
    if line.len() > 300 {
        return None;
    }
    let Some((from, story)) = rest.split_once([':', '：']) else {
        let from = rest.trim();
        let short = shape::words_up_to(from, 6) <= 5 && !from.is_empty() && !shape::ends_sentence(from);
        return (short && shape::is_capitalised(from)).then_some(Promotion::default());
    };
    let (from, story) = (from.trim(), story.trim());
    if from.is_empty()
        || shape::words_up_to(from, 7) > 6
        || shape::ends_sentence(from)
        || shape::sentences(story) > 2
    {
        return None;
    }
    Some(Promotion { story: Some(story).filter(|s| !s.is_empty()), publisher: house(from) })
}

/// The name in "More from NAME:", unless it is a section, an author or a demonstrative.
fn house(from: &str) -> Option<&str> {
    let capitalised = from.split_whitespace().filter(|w| !matches!(*w, "the" | "of" | "and" | "for" | "on"));
    let proper = capitalised.clone().count() > 0
        && capitalised.clone().all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let general = from.split_whitespace().any(|w| GENERAL.contains(&w.to_lowercase().as_str()));
    (proper && !general).then_some(from)
}

/// Words after "More from" that name a section, not a publisher. Written by hand.
#[rustfmt::skip]
const GENERAL: &[&str] = &[
    "politics", "business", "opinion", "sport", "sports", "world", "science", "health", "technology", "tech", "culture", "entertainment", "lifestyle", "travel", "local", "national", "economy",
    "this", "author", "section", "series", "reporter", "elections", "election", "asia", "africa", "europe", "americas", "middle", "china", "russia", "us", "u.s.", "uk", "environment", "education", "money", "markets", "celebrity", "today", "our", "your", "that", "here", "trending", "stories",
];

/// "Watch the interview here." Only where it leads somewhere, and only one sentence.
pub(super) fn is_invitation(line: &str, rest: &str) -> bool {
    shape::words_up_to(line, 21) <= 20
        && !shape::is_quoted(line)
        && shape::sentences(line) <= 1
        && (ends_here(rest) || has_address(rest) || is_subscription(line))
}

fn is_subscription(line: &str) -> bool {
    let lower = line.to_lowercase();
    let verb = lower.starts_with("sign up")
        || lower.starts_with("subscribe")
        || lower.contains("abonn")
        || lower.starts_with("suscr");
    verb && ["email", "e-mail", "newsletter", "updates", "alerts", "podcast", "channel", "daily", "inbox"]
        .iter()
        .any(|w| lower.contains(w))
}

/// `Ferry timetable: https://example.org/x`: a label and an address, nothing told.
pub(super) fn is_label_with_address(line: &str) -> bool {
    let bare = line.trim_end_matches(['.', ' ']);
    let Some((label, address)) = bare.rsplit_once(char::is_whitespace) else { return false };
    has_address(address)
        && label.trim_end().ends_with(':')
        && shape::words_up_to(label, 9) <= 8
        && shape::sentences(label) <= 1
}

/// Ends with a place to go to: here, below, a colon after it.
fn ends_here(rest: &str) -> bool {
    let end = rest.trim_end_matches(['.', '!', ':', ')', ']', '»', '>', '"', '”', ' ', '…']);
    let last = end.rsplit(char::is_whitespace).next().unwrap_or_default();
    let last = last.trim_start_matches(['(', '[']).to_lowercase();
    matches!(
        last.as_str(),
        "here" | "below" | "above" | "hier" | "ici" | "aquí" | "aqui" | "qui" | "unten" | "ci-dessous"
    )
}

fn has_address(rest: &str) -> bool {
    rest.contains("http://") || rest.contains("https://") || rest.contains("www.") || rest.contains("</a>")
}

/// "Follow X on Twitter: @x", "X can be reached at x@example.com".
pub(super) fn is_contact(line: &str, opener: Option<(Opener, &str)>) -> bool {
    let words = shape::words_up_to(line, 61);
    if words > 60 {
        return false;
    }
    let social = [
        "on Twitter",
        "on Facebook",
        "On Twitter",
        "on Instagram",
        "on X at @",
        "on Bluesky",
        "on Mastodon",
        "auf Twitter",
        "sur Twitter",
        "en Twitter",
    ];
    let reach = [
        "be reached at",
        "Reach her at",
        "Reach him at",
        "Reach them at",
        "Reach him directly",
        "Reach her directly",
    ];
    let has_reach = reach.iter().any(|r| line.contains(r))
        && (line.contains('@') || has_address(line) || line.contains("http"));
    match opener {
        Some((Opener::Follow, _)) => {
            words <= 30 && (social.iter().any(|s| line.contains(s)) || line.contains('@'))
        }
        Some((Opener::Contact, rest)) => {
            let address = rest.contains('@')
                || has_address(rest)
                || rest.chars().filter(char::is_ascii_digit).count() >= 7;
            address && (after_colon(rest.trim()).is_some() && words <= 20 || words <= 12) || has_reach
        }
        _ => {
            let follow = ["Follow him on", "Follow her on", "Follow them on", "Follow me on"]
                .iter()
                .any(|f| line.contains(f));
            has_reach || follow && (line.contains('@') || social.iter().any(|s| line.contains(s)))
        }
    }
}

/// What follows a colon, a stroke or an arrow at the head of the rest of a line.
pub(super) fn after_colon(rest: &str) -> Option<&str> {
    let story = rest.strip_prefix([':', '：', '|', '»', '>', '→', '›'])?;
    Some(story.trim_start_matches([':', '>', '»', ' ']).trim()).filter(|s| !s.is_empty())
}
