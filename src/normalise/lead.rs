//! Leads: what the description of a page says, where that is a lead, and summaries that were cut.
//!
//! Descriptions are made for lists of search results: cut where these have no more room, the headline once more, or all
//! of the text run together. A cut one goes on as the text does to the end of its sentence.

use super::shape;
use crate::model::record::BodyBlock;
use crate::model::{BlockKind, Record};

/// From so many characters on a description that begins like the text is the text.
const WHOLE: usize = 600;
/// How much of the text is looked at for a cut description, and how far its sentence may go on, in bytes.
const LOOKED_AT: usize = 40_000;
const GOES_ON: usize = 600;
/// Fewest letters that tell where in a text a description stands.
const TELLING: usize = 30;
/// Shortest lead that is left of a cut one, in characters.
const LEFT: usize = 60;

/// The lead that a description is; nothing where the text tells it better.
pub(super) fn settled(description: &str, headline: Option<&str>, text: &str) -> Option<String> {
    let told = letters(description);
    if headline.is_some_and(|headline| repeats(&told, &letters(headline))) {
        return None;
    }
    let head = text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or(text);
    if description.chars().nth(WHOLE).is_some() && begins_alike(&told, &letters(head)) {
        return None;
    }
    let (bare, is_cut) = without_ellipsis(description);
    if !is_cut && shape::ends_sentence(description.trim_end()) {
        return Some(description.to_owned());
    }
    let completed = completed(bare, head);
    let shortened = || is_cut.then(|| whole_sentences(bare)).flatten().map(str::to_owned);
    Some(completed.or_else(shortened).unwrap_or_else(|| description.to_owned()))
}

/// A summary that was cut with dots where the story goes on: the paragraph that it was cut from.
pub(super) fn complete(record: &mut Record) {
    const FEWEST: usize = 40;
    let cut = record.lead.as_deref().and_then(|l| l.strip_suffix("...").or_else(|| l.strip_suffix('…')));
    let Some(cut) = cut.map(str::trim_end).filter(|cut| cut.len() >= FEWEST) else { return };
    // its last word may be cut, too
    let whole = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    let is_of = |paragraph: &&BodyBlock| {
        paragraph.kind == BlockKind::Text
            && paragraph.text.len() > whole.len()
            && shape::first_characters(&paragraph.text, 4 * cut.len()).contains(whole)
    };
    if let Some(paragraph) = record.body.iter().take(6).find(is_of) {
        record.lead = Some(paragraph.text.clone());
        record.provenance.insert("lead".to_owned(), "rule:cut-lead".to_owned());
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a description is the headline, with no more than a site's name beside it.
fn repeats(told: &str, headline: &str) -> bool {
    let is_long = headline.chars().count() >= 12;
    told == headline || is_long && told.len() <= headline.len() * 5 / 4 && told.starts_with(headline)
}

fn begins_alike(told: &str, text: &str) -> bool {
    let head: String = told.chars().take(120).collect();
    text.contains(&head)
}

/// A description without the dots of a cut, and whether it had some.
fn without_ellipsis(description: &str) -> (&str, bool) {
    let bare = description.trim_end().trim_end_matches([']', ')', '}']);
    let cut = bare.trim_end_matches(['.', '…']);
    let is_cut = bare.ends_with('…') || bare.len() >= cut.len() + 3;
    let bare = if is_cut {
        cut.trim_end().trim_end_matches(['[', '(', '{']).trim_end()
    } else {
        description.trim_end()
    };
    (bare, is_cut)
}

/// A cut description with the rest of its sentence, where the text has both.
fn completed(bare: &str, text: &str) -> Option<String> {
    let wanted = letters(bare);
    // the last word may be half a word
    if wanted.chars().count() < TELLING {
        return None;
    }
    let mut folded = String::with_capacity(text.len());
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        places.push((folded.len(), at + c.len_utf8()));
        folded.extend(c.to_lowercase());
    }
    let end = folded.find(&wanted)? + wanted.len();
    let last = places.partition_point(|(at, _)| *at < end).checked_sub(1)?;
    let from = places.get(last).map(|(_, after)| *after)?;
    let rest = text.get(from..)?;
    let line = rest.split('\n').next().unwrap_or_default();
    let more = sentence_end(line)?;
    if more > GOES_ON {
        return None;
    }
    let own = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
    Some(format!("{own}{}", line.get(..more)?).trim_end().to_owned())
}

/// Where the sentence ends in whose middle a text begins.
fn sentence_end(line: &str) -> Option<usize> {
    let ends = line.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '।'));
    for (at, c) in ends {
        let after = at + c.len_utf8();
        let rest = line.get(after..)?;
        let closed = rest.trim_start_matches(shape::CLOSERS);
        let width = rest.len() - closed.len();
        let is_end = closed.is_empty() || closed.starts_with(char::is_whitespace) || !c.is_ascii();
        let begins =
            closed.trim_start().chars().next().is_none_or(|c| !c.is_lowercase() && !c.is_ascii_digit());
        if is_end && begins && !is_initial(line.get(..at).unwrap_or_default()) {
            return Some(after + width);
        }
    }
    None
}

/// `J`, `Mr`, `St`: what has a full stop and ends no sentence.
fn is_initial(before: &str) -> bool {
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    let letters = last.chars().filter(|c| c.is_alphabetic()).count();
    letters == 1 && last.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())
        || matches!(
            last,
            "Mr" | "Mrs" | "Ms" | "Dr" | "St" | "Prof" | "Gov" | "Sen" | "Rep" | "Gen" | "No" | "Nr"
        )
}

/// The sentences of a cut description that are whole, if they say enough.
fn whole_sentences(bare: &str) -> Option<&str> {
    let mut end = 0;
    while let Some(more) = bare.get(end..).and_then(sentence_end) {
        end += more;
    }
    bare.get(..end).map(str::trim_end).filter(|whole| whole.chars().count() >= LEFT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "PORT LUMEN — The ferry to the islands will not run before Monday, the company said on Friday. Two hundred travellers wait.\n\nDie Fähre zu den Inseln fährt vor Montag nicht, teilte die Reederei am Freitag mit.";

    #[track_caller]
    fn check(description: &str, expected: Option<&str>) {
        assert_eq!(
            settled(description, Some("Ferry to the islands stays in port"), TEXT).as_deref(),
            expected,
            "{description}"
        );
    }

    #[test]
    fn cut_descriptions_go_on_as_the_text_does() {
        let whole = "The ferry to the islands will not run before Monday, the company said on Friday.";
        check("The ferry to the islands will not run before Monday, the comp", Some(whole));
        check("The ferry to the islands will not run before Monday, the...", Some(whole));
        check("The ferry to the islands will not run before Mon […]", Some(whole));
        check(
            "Die Fähre zu den Inseln fährt vor Montag nicht, teilte die…",
            Some("Die Fähre zu den Inseln fährt vor Montag nicht, teilte die Reederei am Freitag mit."),
        );
        check(
            "Travellers have waited since Friday, and nobody has told them why. The company said that it…",
            Some("Travellers have waited since Friday, and nobody has told them why."),
        );
    }

    #[test]
    fn the_headline_and_the_text_are_no_leads() {
        check("Ferry to the islands stays in port", None);
        check("Ferry to the islands stays in port | Courier", None);
        check(&format!("{} {}", TEXT.replace('\n', " "), "More was said. ".repeat(40)), None);
    }

    #[test]
    fn what_is_whole_stays() {
        for lead in [
            "Two hundred travellers wait for the ferry, and some of them have waited since Friday.",
            "Two hundred wait",
            "Nobody knows when the ferry runs again, says J. Sample of the company",
            "It ends as it began... with a ferry.",
        ] {
            check(lead, Some(lead));
        }
    }
}
