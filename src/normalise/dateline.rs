//! The dateline grammar: where and when a story was filed, and by which agency.
//!
//! Reads what stands before the dash at the head of a paragraph: `PORT LUMEN, Freedonia, March 3 (Examplewire) -`,
//! `Munich (dpa) -`, `BEIRUT/THE HAGUE, March 7 (Reuters) -`, `Jan 30 (Reuters) -`, `ADDIS ABABA, Ethiopia —`,
//! `SAITAMA, Japan, Dec. 9 Kyodo -`, `Paris (ats afp)`, `MUMBAI, India, July 25, 2018/PRNewswire/`.
//! When unsure it reads none: a subhead in capitals before a dash is no place.

use super::{agencies, dates, places};
use crate::model::Dateline;

/// Longest dateline, in bytes.
const LONGEST: usize = 120;
/// Most words in one place name.
const MOST_PLACE_WORDS: usize = 4;

/// A dateline and where the story begins after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inline {
    pub(super) dateline: Dateline,
    /// Byte offset of the first word after the dateline.
    pub(super) story: usize,
}

/// The dateline at the head of a paragraph.
pub(super) fn inline(paragraph: &str) -> Option<Inline> {
    let first = paragraph.chars().next()?;
    if !(first.is_uppercase() || first == '(') {
        return None;
    }
    let window = head(paragraph);
    for (dash, story) in dashes(window) {
        let (before, raw) = (window.get(..dash)?, window.get(..story)?);
        if let Some(dateline) = parts(before, raw.trim_end(), true) {
            return Some(Inline { dateline, story });
        }
    }
    without_dash(window)
}

/// A dateline that stands alone, as formats with a field for it and some papers give it.
pub(super) fn alone(line: &str) -> Option<Dateline> {
    let line = line.trim();
    if line.len() > LONGEST {
        return None;
    }
    let bare = line.trim_end_matches(['-', '–', '—', '―', '_', ':', ' ']);
    parts(bare, line, false)
}

/// A dateline of a format's field that the grammar does not read: its words, and nothing guessed.
pub(super) fn unread(line: &str) -> Dateline {
    let one_place = has_place_shape(line) && line.len() <= LONGEST;
    Dateline {
        raw: line.to_owned(),
        place: one_place.then(|| line.to_owned()),
        region: None,
        country: None,
        date: None,
        agency: None,
    }
}

/// The part of the paragraph that a dateline can take up.
fn head(paragraph: &str) -> &str {
    paragraph.get(..paragraph.floor_char_boundary(LONGEST)).unwrap_or_default()
}

/// Where dashes stand, and where the words after each begin.
fn dashes(window: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut chars = window.char_indices().peekable();
    let mut before = ' ';
    std::iter::from_fn(move || {
        while let Some((at, c)) = chars.next() {
            let spaced = before == ' ' || before == ')' || before == '/';
            before = c;
            let wide = matches!(c, '—' | '―' | '–');
            if !(wide || spaced && matches!(c, '-' | '_' | '|')) {
                continue;
            }
            let mut end = at + c.len_utf8();
            let mut followed = false;
            while let Some((next, _)) = chars.next_if(|(_, n)| matches!(n, '-' | '_' | '—' | '–' | ' ' | '|'))
            {
                followed = true;
                end = next + window.get(next..).and_then(|w| w.chars().next()).map_or(1, char::len_utf8);
            }
            if followed || wide || chars.peek().is_none() {
                return Some((at, end));
            }
        }
        None
    })
}

/// `Paris (ats afp) Les ...`: an agency in brackets, no dash, then a capital.
fn without_dash(window: &str) -> Option<Inline> {
    let close = window.find(") ")?;
    let (before, story) = (window.get(..=close)?, close + 2);
    let next = window.get(story..)?.chars().next()?;
    let open = before.rfind('(')?;
    let known = agencies::wire(before.get(open + 1..close)?).is_some();
    if !known || !(next.is_uppercase() || is_opening_mark(next)) || open == 0 {
        return None;
    }
    Some(Inline { dateline: parts(before, before, true)?, story })
}

fn is_opening_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '«' | '»' | '‘' | '\'' | '`')
}

/// What a dateline without its dash says, if it is one. A dateline inside a paragraph needs more proof.
fn parts(before: &str, raw: &str, inline: bool) -> Option<Dateline> {
    let (rest, agency) = agency(before.trim())?;
    let (places, date) = place_and_date(rest)?;
    let place = places.first().copied();
    let in_capitals = place.is_some_and(is_in_capitals);
    let proven = match (&agency, &date, place) {
        (Some(mark), None, None) => agencies::wire(mark).is_some(),
        (Some(_), Some(_), _) => true,
        (Some(mark), None, Some(place)) => agencies::wire(mark).is_some() || (in_capitals && is_place(place)),
        (None, Some(_), Some(place)) => {
            in_capitals && is_place(place) || places.len() > 1 || places::is_city(place)
        }
        (None, None, Some(place)) => {
            let further = places
                .iter()
                .skip(1)
                .all(|p| places::is_region(p) || places::is_country(p) || !is_in_capitals(p));
            further
                && is_place(place)
                && (in_capitals || !inline && (places.len() > 1 || places::is_city(place)))
        }
        (None, ..) => false,
    };
    if !proven {
        return None;
    }
    let (mut region, mut country) = (None, None);
    for part in places.iter().skip(1) {
        match *part {
            name if places::is_region(name) && region.is_none() && !places::is_country(name) => {
                region = Some(name)
            }
            name if places::is_country(name) => country = Some(name),
            name if places.len() == 3 && region.is_none() => region = Some(name),
            _ => {}
        }
    }
    if let [_, "Georgia" | "Ga."] = places[..] {
        (region, country) = (Some("Georgia"), None);
    }
    Some(Dateline {
        raw: raw.to_owned(),
        place: place.map(str::to_owned),
        region: region.map(str::to_owned),
        country: country.map(str::to_owned),
        date: date.map(str::to_owned),
        agency: agency.map(str::to_owned),
    })
}

/// Splits the agency off the end: `... (AFP)`, `... Kyodo`, `.../PRNewswire/`. Nothing if what stands in brackets is
/// no agency.
fn agency(before: &str) -> Option<(&str, Option<&str>)> {
    let before = before.trim_end_matches(['-', '–', ' ', ',', '/']);
    if let Some(inner) = before.strip_suffix(')') {
        let open = inner.rfind('(')?;
        let (rest, mark) = (inner.get(..open)?, inner.get(open + 1..)?.trim());
        return is_mark(mark).then_some((rest.trim_end_matches([' ', ',']), Some(mark)));
    }
    for separator in ['/', ' '] {
        if let Some((rest, mark)) = before.rsplit_once(separator)
            && rest.ends_with(|c: char| c.is_ascii_digit())
            && agencies::named(mark).is_some_and(|h| h.wire)
        {
            return Some((rest.trim_end_matches([' ', ',']), Some(mark)));
        }
    }
    Some((before, None))
}

/// Whether the words in brackets can be an agency's mark: one to three words, no digits, not a party and state.
fn is_mark(mark: &str) -> bool {
    agencies::wire(mark).is_some()
        || (mark.len() >= 2
            && mark.len() <= 30
            && mark.split_whitespace().count() <= 3
            && mark.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '/' | '.' | '&'))
            && !is_party_and_state(mark))
}

fn is_party_and_state(mark: &str) -> bool {
    mark.len() <= 2 || places::is_region(mark) || matches!(mark, "ret" | "Ret" | "retired")
}

/// The places and the date of `PLACE, REGION, DATE`.
fn place_and_date(rest: &str) -> Option<(Vec<&str>, Option<&str>)> {
    let rest = rest.trim_matches([' ', ',']);
    let (places, date) = split_date(rest);
    let mut named = Vec::new();
    for part in places.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        if named.len() == 3 || !has_place_shape(part) {
            return None;
        }
        named.push(part);
    }
    Some((named, date))
}

/// Splits the date off the end, with the comma inside `Aug 29, 2014`.
fn split_date(rest: &str) -> (&str, Option<&str>) {
    let mut starts = rest.match_indices(',').map(|(at, _)| at + 1).collect::<Vec<_>>();
    starts.insert(0, 0);
    for start in starts {
        let date = rest.get(start..).unwrap_or_default().trim();
        if is_date(date) {
            let places = rest.get(..start).unwrap_or_default();
            return (places.trim_end_matches([',', ' ']), Some(date));
        }
    }
    // `PORT LUMEN March 22`: no comma, but the place is in capitals
    for (at, _) in rest.match_indices(' ') {
        let (place, date) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if is_in_capitals(place) && !place.contains(',') && is_date(date.trim()) {
            return (place.trim_end(), Some(date.trim()));
        }
    }
    (rest, None)
}

/// A month with a day, perhaps a year or weekday beside it; or a weekday alone.
fn is_date(words: &str) -> bool {
    let (mut month, mut day, mut weekday, mut count) = (0, 0, 0, 0);
    for word in words.split([' ', ',', '.']).filter(|w| !w.is_empty()) {
        count += 1;
        let lower = word.to_lowercase();
        if dates::month(&lower).is_some() && month == 0 {
            month += 1;
        } else if lower.parse::<u16>().is_ok_and(|n| (1..=31).contains(&n) || (1900..2200).contains(&n)) {
            day += 1;
        } else if is_weekday(&lower) {
            weekday += 1;
        } else if !matches!(lower.as_str(), "de" | "den" | "le") {
            return false;
        }
    }
    count > 0 && (month == 1 && (1..=2).contains(&day) || weekday == 1 && month == 0 && day == 0)
}

fn is_weekday(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "mon"
            | "tue"
            | "wed"
            | "thu"
            | "fri"
            | "sat"
            | "sun"
            | "montag"
            | "dienstag"
            | "mittwoch"
            | "donnerstag"
            | "freitag"
            | "samstag"
            | "sonntag"
            | "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "samedi"
            | "dimanche"
    )
}

/// Few words, each capitalised or a particle, letters only.
fn has_place_shape(part: &str) -> bool {
    let mut words = 0;
    // a byline that runs into the place
    if ["By ", "BY ", "Von ", "VON ", "Par ", "PAR ", "Por ", "POR "].iter().any(|by| part.starts_with(by)) {
        return false;
    }
    for word in part.split([' ', '/']).filter(|w| !w.is_empty()) {
        words += 1;
        let proper = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '`'))
            && (word.starts_with(char::is_uppercase) || is_particle(word));
        if !proper {
            return false;
        }
    }
    (1..=MOST_PLACE_WORDS + usize::from(part.contains('/')) * 2).contains(&words)
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "del"
            | "la"
            | "le"
            | "les"
            | "of"
            | "the"
            | "and"
            | "am"
            | "an"
            | "der"
            | "im"
            | "in"
            | "bei"
            | "ob"
            | "sur"
            | "sous"
            | "en"
            | "el"
            | "al"
            | "upon"
            | "on"
            | "do"
            | "da"
            | "dos"
            | "du"
            | "d'"
            | "near"
            | "aboard"
    )
}

fn is_in_capitals(words: &str) -> bool {
    let mut letters = words.chars().filter(|c| c.is_alphabetic() && (c.is_uppercase() || c.is_lowercase()));
    // `d'` and `Mc` keep a small letter in capitals
    let (capital, small) = letters.by_ref().fold((0usize, 0usize), |(capital, small), c| {
        if c.is_uppercase() { (capital + 1, small) } else { (capital, small + 1) }
    });
    capital >= 3 && small * 5 <= capital
}

/// Not a word that heads notices, rubrics and other lines in capitals before a dash.
fn is_place(place: &str) -> bool {
    !place
        .split([' ', '/', '-', '.', '\'', '’'])
        .any(|word| NOT_PLACES.contains(&word.to_lowercase().as_str()))
}

/// Words in capitals before a dash that make it something else than a dateline. Written by hand.
#[rustfmt::skip]
const NOT_PLACES: &[&str] = &[
    "a", "about", "all", "also", "analysis", "and", "are", "as", "ask", "at", "background", "be", "breaking", "brief", "briefs", "bulletin", "but", "by",
    "can", "caption", "comment", "commentary", "correction", "corrected", "day", "did", "do", "does", "don", "editor", "editorial", "editors",
    "exclusive", "explainer", "fact", "factbox", "file", "first", "five", "flash", "for", "four", "from", "get", "go", "graphic", "had", "happening", "has",
    "have", "he", "headline", "headlines", "her", "here", "highlights", "his", "how", "i", "if", "in", "insight", "interview", "is", "it", "its",
    "just", "know", "latest", "lead", "let", "lets", "live", "make", "more", "must", "my", "need", "new", "news", "next", "no", "not", "note", "notes",
    "now", "number", "of", "off", "on", "one", "opinion", "or", "our", "out", "over", "photo", "photos", "picture", "plus", "poll",
    "preview", "profile", "q", "qa", "quote", "quotes", "read", "recap", "related", "report", "review", "roundup", "say", "says", "scoop", "see", "she", "should",
    "show", "so", "some", "source", "sources", "special", "story", "summary", "take", "than", "that", "their", "them", "then", "there", "these", "they", "this",
    "three", "timeline", "tip", "tips", "to", "today", "tonight", "top", "trending", "two", "up", "update", "updated", "urgent", "us", "video",
    "wait", "want", "was", "watch", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "wrapup", "write", "you", "your",
    "der", "die", "das", "und", "nicht", "mit", "für", "von", "wie", "warum", "analyse", "kommentar", "eilmeldung", "hintergrund", "porträt", "überblick",
    "et", "dans", "pour", "avec", "encadré", "portrait", "reportage", "actualisation", "por", "para", "con", "análisis", "opinión",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `place|region|country|date|agency`, then the first words of the story.
    fn shown(paragraph: &str) -> Option<(String, &str)> {
        let found = inline(paragraph)?;
        let d = found.dateline;
        let parts = [d.place, d.region, d.country, d.date, d.agency].map(Option::unwrap_or_default);
        Some((parts.join("|"), paragraph.get(found.story..).unwrap()))
    }

    #[track_caller]
    fn check(paragraph: &str, expected: &str, story: &str) {
        assert_eq!(shown(paragraph), Some((expected.to_owned(), story)), "{paragraph:?}");
    }

    #[test]
    fn agency_in_brackets() {
        check("BEIJING (AP) _ Ferries", "BEIJING||||AP", "Ferries");
        check("LA CROSSE, Wis. (AP) — Ferries", "LA CROSSE|Wis.|||AP", "Ferries");
        check("Munich (dpa) - Ferries", "Munich||||dpa", "Ferries");
        check("San Diego (tca/dpa) - Ferries", "San Diego||||tca/dpa", "Ferries");
        check(
            "BEIRUT/THE HAGUE, March 7 (Reuters) - Ferries",
            "BEIRUT/THE HAGUE|||March 7|Reuters",
            "Ferries",
        );
        check("Paris (ats afp) Les bacs", "Paris||||ats afp", "Les bacs");
        check("(Reuters) - Ferries", "||||Reuters", "Ferries");
        check("MOSCOW, Monday (Reuters) -- Ferries", "MOSCOW|||Monday|Reuters", "Ferries");
    }

    #[test]
    fn with_a_date() {
        check("NEW YORK, Jan 21 (Reuters) - F", "NEW YORK|||Jan 21|Reuters", "F");
        check("DUNMORE, N.Y., Sept. 14 (UPI) — F", "DUNMORE|N.Y.||Sept. 14|UPI", "F");
        check("STOCKHOLM, Aug 29, 2014 (AFP) - F", "STOCKHOLM|||Aug 29, 2014|AFP", "F");
        check("SAITAMA, Japan, Dec. 9 Kyodo - F", "SAITAMA||Japan|Dec. 9|Kyodo", "F");
        check("BRISBANE, Oct 12 AAP - F", "BRISBANE|||Oct 12|AAP", "F");
        check("PORT LUMEN March 22 AAP - F", "PORT LUMEN|||March 22|AAP", "F");
        check("Jan 30 (Reuters) - F", "|||Jan 30|Reuters", "F");
        check("ROCHESTER, N.Y., Feb 26 - F", "ROCHESTER|N.Y.||Feb 26|", "F");
        check("MUMBAI, India, July 25, 2018/PRNewswire/ -- F", "MUMBAI||India|July 25, 2018|PRNewswire", "F");
        check("PORT LUMEN, March 3 (Examplewire) - F", "PORT LUMEN|||March 3|Examplewire", "F");
    }

    #[test]
    fn place_alone() {
        check("ADDIS ABABA, Ethiopia — F", "ADDIS ABABA||Ethiopia||", "F");
        check("MIDWAY ATOLL - F", "MIDWAY ATOLL||||", "F");
        check("WASHINGTON ― F", "WASHINGTON||||", "F");
        check("OSCEOLA, Iowa — F", "OSCEOLA|Iowa|||", "F");
        check("SCRANTON, Pa. — F", "SCRANTON|Pa.|||", "F");
    }

    #[test]
    fn what_is_no_dateline() {
        for paragraph in [
            "OTHER CAPTAINS WOULD RATHER NOT SAIL WITH HIM — The senator",
            "Sen. Ana Exemplar (R-Texas) — Announced in March",
            "The ferry - the last of its kind - left",
            "EXCLUSIVE — The ferry left",
            "THE LATEST — The ferry left",
            "Ana Exemplar — the captain — left",
            "In March 2014 - the month of the storm - the ferry left",
            "“No,” she said — twice",
            "Port Lumen - the ferry left",
            "By Ana Exemplar Port Lumen, March 3 (Examplewire) - The ferry left",
            "Exemplar (left) - the captain",
            "ISLAND’S FERRIES FAVOR FUEL, BUT COAST FAVORS COAL - Fuel is dear",
        ] {
            assert_eq!(inline(paragraph), None, "{paragraph:?}");
        }
    }

    #[test]
    fn lines_of_their_own() {
        let place = |line| alone(line).and_then(|d| d.place);
        assert_eq!(place("PORT LUMEN, Freedonia").as_deref(), Some("PORT LUMEN"));
        assert_eq!(place("Berlin, 4. März 2014").as_deref(), Some("Berlin"));
        assert_eq!(place("Harbor town waits for ferries"), None);
    }
}
