//! Whether a day stands by itself in its line, or in a sentence that tells of something else.

use super::labels;
use crate::decode::html::prose;
use crate::normalise::dates::{self, Moment};

/// What stands beside a day in its line.
pub(super) struct Clause<'a> {
    pub(super) before: &'a str,
    pub(super) after: &'a str,
    pub(super) is_first: bool,
    pub(super) is_heading: bool,
}

/// Words that stand beside dates in lines about a story, beside those of [`dates::is_filler`].
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "by", "von", "par", "por", "di", "da", "door", "av", "af", "od", "oleh", "from", "in", "min", "mins", "minute", "minutes", "minuten", "minuti", "minutos", "minuter", "read", "reading", "lesezeit", "lecture", "lectura", "lettura", "leitura", "leestijd", "comments", "comment", "kommentare", "commentaires", "comentarios", "views", "shares", "share", "est", "edition", "print", "online", "category", "kategorie", "catégorie", "tags", "written", "reporter", "editor", "staff", "correspondent", "redaktion", "rédaction", "author", "autor", "auteur", "autore", "and", "und", "et", "y", "e", "och", "og", "for", "photo", "foto", "text", "source", "quelle", "fuente", "fonte", "vol", "issue", "no", "nr", "nº", "location", "page", "seite", "story", "news",
];

/// Articles with which phrases about things begin.
#[rustfmt::skip]
const ARTICLES: &[&str] = &["the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el", "los", "las", "una", "il", "lo", "gli", "o", "os", "de", "het", "een", "den", "det", "en", "ett"];

/// What stands between two times of day from one of which something goes on to the other.
const UNTIL: [&str; 20] = [
    "–", "—", "-", "to ", "till ", "until ", "bis ", "à ", "a ", "al ", "alle ", "às ", "até ", "tot ",
    "til ", "till ", "do ", "до ", "～", "~",
];

impl Clause<'_> {
    /// Whether a day with a label stands in a line about the story: "The report was published on" tells of another.
    pub(super) fn is_labelled_line(&self) -> bool {
        let lead = self.last_part(labels::lead(self.before));
        let (small, big, _) = strange(lead);
        let after = strange(self.first_part());
        let of_a_thing = opens_with_article(lead) && small + big > 0;
        !of_a_thing && small <= 3 && after.0 <= 3 && self.before.chars().count() <= 160
    }

    /// Whether a time goes on to another behind the day: what is then lasts for hours.
    pub(super) fn is_until(&self, seen: &Moment, language: Option<&str>) -> bool {
        let rest = self.after.trim_start();
        let until = UNTIL.iter().find_map(|word| rest.strip_prefix(word)).map(str::trim_start);
        seen.time.is_some()
            && until.is_some_and(|until| {
                until.starts_with(|c: char| c.is_ascii_digit())
                    && dates::time_alone(&format!(" {until}"), seen, language).is_some()
            })
    }

    /// What stands before a day since the last stroke, dot or dash.
    fn last_part<'t>(&self, text: &'t str) -> &'t str {
        let last =
            text.rsplit(['|', '·', '•', '–', '—', '/', '\n', '›', '»', ':', '>']).next().unwrap_or_default();
        last.rsplit(" - ").next().unwrap_or_default()
    }

    fn first_part(&self) -> &str {
        self.after.split(['|', '·', '•', '–', '—', '\n', '›', '»', '(', '-']).next().unwrap_or_default()
    }

    /// Whether the day stands by itself, or with what stands beside dates, and not in a sentence.
    pub(super) fn is_a_date(&self, linked: bool) -> bool {
        let (last, first) = (self.last_part(self.before), self.first_part());
        let (small_before, big_before, cased) = strange(last);
        let (small_after, big_after, _) = strange(first);
        if self.is_heading {
            return self.is_first && small_before + big_before + small_after + big_after == 0;
        }
        if linked && small_before + big_before + small_after + big_after > 3 {
            return false;
        }
        let of_a_thing = opens_with_article(last) && small_before + big_before > 0 && !last.contains(',');
        let ends_sentence = prose::ends_a_sentence(self.after)
            || self.after.trim().is_empty() && self.before.trim_end().ends_with('.');
        let wordy = small_after + big_after;
        !of_a_thing
            && small_before == 0
            && if cased { big_before <= 8 } else { big_before + big_after <= 8 }
            && small_after <= 2
            && !(ends_sentence && wordy + small_before + big_before > 3)
    }
}

/// Whether a phrase is one about a thing: "The attack on".
fn opens_with_article(phrase: &str) -> bool {
    phrase.split_whitespace().next().is_some_and(|w| ARTICLES.contains(&w.to_lowercase().as_str()))
}

/// How many words of a clause have nothing to do with dates: small ones, capitalised ones, and whether its script has
/// small letters.
fn strange(clause: &str) -> (usize, usize, bool) {
    let (mut small, mut big, mut cased) = (0, 0, false);
    for word in clause.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}'))) {
        let lower = word.to_lowercase();
        let Some(first) = word.chars().next().filter(|_| word.chars().any(char::is_alphabetic)) else { continue };
        cased |= first.is_lowercase() || first.is_uppercase();
        if dates::is_filler(&lower) || BESIDE.contains(&lower.as_str()) {
            continue;
        }
        if prose::is_dense_script(word) {
            big += word.chars().count().div_ceil(3);
        } else if first.is_lowercase() {
            small += 1;
        } else {
            big += 1;
        }
    }
    (small, big, cased)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(line: &str) -> bool {
        let folded = dates::folded(line);
        let found = dates::sightings(&folded, Some("en"));
        let seen = found.first().unwrap();
        let (before, after) = (folded.get(..seen.span.start).unwrap(), folded.get(seen.span.end..).unwrap());
        Clause { before, after, is_first: true, is_heading: false }.is_a_date(false)
    }

    #[test]
    fn a_day_in_a_sentence_is_none_of_publication() {
        for line in [
            "The storm of Wednesday, January 14, 2026, had closed the coast road for nine days.",
            "The attack on Oct. 7, 2023",
            "Der Angriff vom 7. Oktober 2023",
            "L’attaque du 7 octobre 2023 a tout changé pour la ville",
            "It was signed on 4 March 2026.",
            "Since the fire of 4 March 2026 nobody lives there.",
            "La tormenta del 14 de enero de 2026 cerró la carretera.",
        ] {
            assert!(!stands(line), "{line}");
        }
        for line in [
            "March 4, 2026",
            "Wednesday, 4 March 2026",
            "By Mara Lindqvist, Halden Courier, 4 March 2026",
            "February 4, 2026 - 11 minutes",
            "LONDON, March 4, 2026 (Reuters)",
            "Von Ana Exemplar | 4. März 2026 | 3 Min. Lesezeit",
            "Monday November 9, 2026 10:05 am PST by Julie Clovis",
            "4 mars 2026 - Politique",
        ] {
            assert!(stands(line), "{line}");
        }
    }
}
