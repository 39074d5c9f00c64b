//! The dateline grammar: where and when a story was filed, and by which agency.
//!
//! Reads what stands at the head of a paragraph, in the dresses that agencies and release services use: `PORT LUMEN, Freedonia, March 3
//! (Examplewire) -`, `Munich (dpa) -`, `BEIRUT/THE HAGUE, March 7 (Reuters) -`, `(ANSA) - ROMA, 04 MAR -`, `MOSCOW, March 4. /TASS/.`,
//! `Montevideo, 4 mar (EFE).-`, `OSLO (NTB):`, `HAAG /ritzau/`, `Paris (ats afp)`, `SAN FRANCISCO--(BUSINESS WIRE)--`, `LUMEN and PORT
//! ALDER (March 9, 2026) —`, `【ロンドン共同】`. `pieces` takes apart what stands before an ending, whatever its order; here is decided
//! whether that proves a dateline. When unsure it reads none: a subhead in capitals before a dash is no place.

mod east_asian;
mod pieces;
#[cfg(test)]
mod tests;
mod words;

use super::{agencies, places, shape};
use crate::model::Dateline;
use pieces::{Form, Mark, Parts};
use words::{has_place_shape, is_code, is_in_capitals, is_place};

/// Longest dateline, in bytes.
const LONGEST: usize = 200;
/// Fewest bytes of a paragraph that need not end as a sentence does.
const A_PARAGRAPH: usize = 120;

/// A dateline and where the story begins after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inline {
    pub(super) dateline: Dateline,
    /// Byte offset of the first word after the dateline.
    pub(super) story: usize,
    /// Whether it is only a place before a colon, as labels are, too.
    pub(super) is_label: bool,
}

/// The dateline at the head of a paragraph: the longest, where it goes on behind a dash (`(ANSA) - ROMA, 04 MAR -`).
pub(super) fn inline(paragraph: &str) -> Option<Inline> {
    let window = head(paragraph);
    if let Some(found) = east_asian::inline(window) {
        return Some(found);
    }
    if let Some(rest) = behind_tag(paragraph) {
        let found = inline(rest)?;
        return Some(Inline { story: paragraph.len() - rest.len() + found.story, ..found });
    }
    let first = window.chars().next()?;
    if !(first.is_alphanumeric() && !first.is_lowercase() || matches!(first, '(' | '[')) {
        return None;
    }
    let is_told = paragraph.len() > A_PARAGRAPH || shape::ends_sentence(paragraph);
    let mut best: Option<(usize, Inline)> = None;
    for ending in endings(window) {
        let before = window.get(..ending.at).unwrap_or_default();
        // `SANTO DOMINGO.- El consejo`: the full stop is the dash's
        let before = if window.get(ending.at..).is_some_and(|end| end.starts_with('-')) {
            before.strip_suffix('.').unwrap_or(before)
        } else {
            before
        };
        let Some(parts) = pieces::parts(before) else { continue };
        let known = best.as_ref().map_or(0, |(count, _)| *count);
        if parts.count <= known || known > 0 && !ending.may_lengthen(&parts) {
            continue;
        }
        if ending.how == How::Dash
            && is_aside(&parts, before, paragraph.get(ending.story..).unwrap_or_default())
        {
            continue;
        }
        let is_label = ending.how == How::Colon && parts.agency.is_none() && parts.date.is_none();
        if is_label && names_a_work(paragraph.get(ending.story..).unwrap_or_default()) {
            continue;
        }
        if proves(&parts, Some(ending.how), is_told) {
            let raw = window.get(..ending.story).unwrap_or_default().trim_end();
            best = Some((
                parts.count,
                Inline { dateline: dateline(&parts, raw), story: ending.story, is_label },
            ));
        }
    }
    best.map(|(_, inline)| inline)
}

/// Most words of an aside that begins with a capital, and how many bytes of a story are looked at for its end.
const LONGEST_ASIDE: usize = 6;
const LONGEST_SENTENCE: usize = 1_000;

/// `PARIS – Texas, that is – has a tower`: whether the dash opens or closes words put in between, and no story follows it. Only
/// what has neither a date nor a known agency is in doubt.
fn is_aside(parts: &Parts<'_>, before: &str, story: &str) -> bool {
    if parts.date.is_some() || parts.agency.as_ref().is_some_and(Mark::is_known) {
        return false;
    }
    if before.contains(is_dash) && story.starts_with(char::is_lowercase) {
        return true;
    }
    let story = story.get(..story.floor_char_boundary(LONGEST_SENTENCE)).unwrap_or(story);
    let sentence = story.split(['.', '!', '?']).next().unwrap_or_default();
    let stretches: Vec<&str> = sentence
        .split(is_dash)
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split("--"))
        .collect();
    let [first, .., last] = stretches.as_slice() else { return false };
    if first.starts_with(char::is_lowercase) {
        return true;
    }
    // pairs of dashes belong to the story
    let is_odd = stretches.len().is_multiple_of(2);
    is_odd && first.split_whitespace().count() <= LONGEST_ASIDE && !is_afterthought(last)
}

/// `The tower is shut — again.`, `— and nobody knows why.`: words that a sentence ends with, and no verb of what stands before the
/// first dash.
fn is_afterthought(words: &str) -> bool {
    let mut words = words.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let Some(first) = words.next() else { return false };
    let first = first.to_lowercase();
    JOINED_ON.contains(&first.as_str()) || words.next().is_none() && !VERBS.contains(&first.as_str())
}

/// Words with which something is added behind a dash. By hand.
#[rustfmt::skip]
const JOINED_ON: &[&str] = &[
    "again", "and", "but", "or", "not", "for", "with", "without", "after", "at", "once", "this", "even", "too", "just", "only", "thanks", "despite", "und", "aber", "oder", "wieder", "erneut", "nicht", "mit", "ohne", "trotz", "et", "mais", "ou", "encore", "pas", "avec", "sans", "y", "pero", "o", "otra", "no", "con", "sin", "e", "ma", "ancora", "non", "senza", "mas", "sem", "en", "maar", "weer", "niet", "zonder",
];
/// Short verbs that may stand alone behind an aside.
const VERBS: &[&str] =
    &["won", "lost", "burned", "fell", "brennt", "siegt", "gewann", "gagne", "gana", "vince"];

/// `WASHINGTON: A Life in Letters, by Hedda Brun (Quay Press)`: a work under review, whose title begins with a place's name.
fn names_a_work(story: &str) -> bool {
    let head = story.get(..story.floor_char_boundary(LONGEST)).unwrap_or(story);
    [", by ", ", von ", ", par ", ", de ", ", di ", ", por "].iter().any(|by| {
        head.split_once(by).is_some_and(|(title, rest)| {
            let author = rest.split_once('(').map_or("", |(author, _)| author.trim());
            !title.contains(". ")
                && (2..=4).contains(&author.split_whitespace().count())
                && author.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        })
    })
}

/// `(LEAD) SEOUL, March 4 (Yonhap) --`: what stands behind an update tag in brackets.
fn behind_tag(paragraph: &str) -> Option<&str> {
    let (tag, rest) = paragraph.strip_prefix('(')?.split_once(") ")?;
    (tag.len() <= 30 && super::headline::is_tag(tag) && !rest.starts_with('(')).then_some(rest)
}

/// Whether a line is the beginning of a story behind its dateline, and no headline.
pub(super) fn begins_story(line: &str) -> bool {
    inline(line).is_some_and(|found| !found.is_label || shape::ends_sentence(line))
}

/// A dateline that stands alone, as formats with a field for it and some papers give it.
pub(super) fn alone(line: &str) -> Option<Dateline> {
    let line = line.trim();
    if line.len() > LONGEST {
        return None;
    }
    if let Some(found) = east_asian::alone(line) {
        return Some(found);
    }
    let bare = line.trim_end_matches(['-', '–', '—', '―', '_', ':', '=', ' ']);
    let parts = pieces::parts(bare)?;
    proves(&parts, None, false).then(|| dateline(&parts, line))
}

/// A dateline of a format's field that the grammar does not read: its words, and nothing guessed.
pub(super) fn unread(line: &str) -> Dateline {
    let is_short = line.len() <= LONGEST;
    // `Newport News, VA`: a town and what it lies in
    let around = line.rsplit_once(", ").filter(|(town, around)| {
        let lies_in = places::is_region(around) || places::is_country(around) || is_letters_of_state(around);
        is_short && lies_in && has_place_shape(town)
    });
    let one_place = is_short && has_place_shape(line);
    let (place, region) = with_letters(one_place.then(|| line.to_owned()));
    let country =
        around.filter(|(_, around)| places::is_country(around)).map(|(_, country)| country.to_owned());
    let state = around.filter(|_| country.is_none()).map(|(_, region)| region.to_owned());
    Dateline {
        raw: line.to_owned(),
        place: around.map(|(town, _)| town.to_owned()).or(place),
        region: state.or(region),
        country,
        date: None,
        agency: None,
    }
}

/// Whether the story's own dateline says more than the one in its format's field: the same place with agency or day, which
/// the field leaves out, or another place under an agency's mark, which is what readers see.
pub(super) fn says_more(told: &Dateline, field: &Dateline) -> bool {
    let is_bare = field.agency.is_none() && field.date.is_none();
    let adds = told.agency.is_some() || told.date.is_some() && is_same_place(told, field);
    is_bare && adds && told.place.is_some() || field.place.is_none() && told.place.is_some() && adds
}

fn is_same_place(a: &Dateline, b: &Dateline) -> bool {
    let folded = |dateline: &Dateline| dateline.place.as_deref().map(str::to_lowercase);
    folded(a) == folded(b)
}

/// The story's dateline with region and country from the field, where both name one place.
pub(super) fn completed(told: Dateline, field: Dateline) -> Dateline {
    if !is_same_place(&told, &field) {
        return told;
    }
    Dateline { region: told.region.or(field.region), country: told.country.or(field.country), ..told }
}

/// The part of the paragraph that a dateline can take up.
fn head(paragraph: &str) -> &str {
    paragraph.get(..paragraph.floor_char_boundary(LONGEST)).unwrap_or_default()
}

/// What a dateline ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// A dash with space around it, or a long one.
    Dash,
    /// A hyphen right behind a bracket, or `=`.
    Tight,
    Colon,
    /// A full stop, behind an agency.
    Stop,
    /// A stroke between spaces, behind agency and date.
    Stroke,
    /// Nothing but the agency's mark itself.
    Open,
}

/// Where a dateline may end, and where the words after it begin.
#[derive(Debug, Clone, Copy)]
struct Ending {
    at: usize,
    story: usize,
    how: How,
}

impl Ending {
    /// Whether what stands before this ending can be a dateline that another ending was already found in.
    fn may_lengthen(self, parts: &Parts<'_>) -> bool {
        let is_long = self.how == How::Dash || self.how == How::Stroke;
        is_long || parts.ends_with_agency || self.how == How::Colon && parts.date.is_some()
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '—' | '―' | '–')
}

/// Every place where a dateline may end, in order.
fn endings(window: &str) -> Vec<Ending> {
    let mut endings: Vec<Ending> = Vec::new();
    let (mut before, mut earlier) = (' ', ' ');
    for (at, c) in window.char_indices() {
        let after = window.get(at + c.len_utf8()..).unwrap_or_default();
        let inside_run = endings.last().is_some_and(|e| at < e.story);
        if !inside_run && let Some(ending) = ending(window, at, c, before, earlier, after) {
            endings.push(ending);
        }
        (earlier, before) = (before, c);
    }
    endings
}

fn ending(window: &str, at: usize, c: char, before: char, earlier: char, after: &str) -> Option<Ending> {
    let stands_apart = |c: char| matches!(c, ' ' | ')' | ']' | '/');
    let bracketed = matches!(before, ')' | ']' | '/') || before == '.' && matches!(earlier, ')' | '/');
    let next = after.chars().next();
    let new = |how| {
        let rest = after.trim_start_matches(|c| is_dash(c) || matches!(c, '-' | '_' | '|' | ' '));
        Some(Ending { at, story: window.len() - rest.len(), how })
    };
    match c {
        _ if is_dash(c) => new(How::Dash),
        '-' if next == Some('-') => new(How::Dash),
        '-' if before == '.' && next == Some(' ') => new(How::Dash),
        '-' | '_' | '|' if stands_apart(before) && next.is_none_or(|n| is_dash(n) || n == ' ') => {
            new(How::Dash)
        }
        '-' if bracketed => new(How::Tight),
        '=' if stands_apart(before) && next.is_none_or(|n| n == ' ') => new(How::Tight),
        ':' if next == Some(' ') || bracketed => new(How::Colon).filter(|_| begins_sentence(after)),
        '.' if next == Some(' ') => new(How::Stop).filter(|_| begins_sentence(after)),
        '/' if before == ' ' && next == Some(' ') => new(How::Stroke),
        ')' | ']' | '/' if next == Some(' ') && begins_sentence(after) => {
            Some(Ending { at: at + 1, story: at + 2, how: How::Open })
        }
        ' ' if begins_sentence(after) && words::ends_with_bare_code(window.get(..at)?) => new(How::Open),
        _ => None,
    }
}

/// Whether what follows one space begins as a sentence does.
fn begins_sentence(after: &str) -> bool {
    after
        .trim_start()
        .starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase() || is_opening_mark(c) || c == '(')
}

fn is_opening_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '«' | '»' | '‘' | '\'' | '`')
}

/// Whether the parts are a dateline's. `how` is what it ends with inside a paragraph, where more proof is needed; `is_told`:
/// whether the paragraph is one, and not a line.
fn proves(parts: &Parts<'_>, how: Option<How>, is_told: bool) -> bool {
    let place = parts.places.first().copied();
    let is_shouted = place.is_some_and(|p| is_in_capitals(p) && is_place(p));
    let is_city = place.is_some_and(places::is_city);
    let ends_well = match (how, &parts.agency) {
        (None | Some(How::Dash), _) => true,
        (Some(How::Tight), Some(mark)) => mark.is_known(),
        (Some(How::Stop), Some(mark)) => {
            let is_dotted = parts.date.is_some() && is_shouted && is_in_capitals(mark.words);
            parts.ends_with_agency && (mark.is_known() || mark.form == Form::Slash || is_dotted)
        }
        (Some(How::Stroke), Some(_)) => parts.date.is_some(),
        // `Lima, mar. 4. El consejo`
        (Some(How::Stop), None) => is_told && is_city && parts.date.is_some(),
        (Some(How::Open), None) => parts.is_bracketed && parts.date.is_some() && place.is_some(),
        (Some(How::Open), Some(mark)) => {
            parts.ends_with_agency
                && (place.is_some() || parts.date.is_some())
                && (mark.is_known() || mark.form == Form::Slash && is_told || parts.date.is_some())
        }
        (Some(How::Colon), Some(_)) => parts.ends_with_agency,
        (Some(How::Colon), None) if !is_shouted => {
            is_city && parts.places.get(1).is_some_and(|p| places::is_country(p) && is_in_capitals(p))
        }
        (Some(How::Colon), None) => {
            is_shouted
                && (parts.date.is_some()
                    || place.is_some_and(|p| places::is_city(p) && !places::names_people(p))
                    || parts.places.get(1).is_some_and(|p| places::is_region(p) || places::is_country(p)))
        }
        (Some(How::Tight | How::Stroke), None) => false,
    };
    let inline = how.is_some();
    ends_well
        && match (&parts.agency, parts.date, place) {
            (Some(mark), None, None) => {
                let is_outlet = || mark.form == Form::Bracket && agencies::named(mark.words).is_some();
                mark.is_known() && mark.form != Form::Bare || how == Some(How::Dash) && is_told && is_outlet()
            }
            (Some(mark), Some(_), Some(_)) if parts.is_only_a_day => mark.is_known() || is_shouted,
            (Some(mark), Some(_), None) if parts.is_only_a_day => mark.is_known(),
            (Some(_), Some(_), _) => true,
            (Some(mark), None, Some(_)) if parts.agency_first => {
                mark.is_known() && (is_shouted || is_city) || words::is_domain(mark.words) && is_city
            }
            (Some(mark), None, Some(place)) => {
                mark.is_known()
                    || is_shouted
                    || is_city
                    || (is_told && inline || mark.form == Form::Slash) && is_signed_by_code(mark, place)
            }
            (None, Some(_), Some(_)) if parts.is_only_a_day => false,
            (None, Some(date), Some(place)) => {
                // `Osnabrück, 4. März 2026 – Die Halden AG`: a whole date, as a company's release has it
                let has_year = || date.bytes().filter(u8::is_ascii_digit).count() >= 5;
                let is_placed = (how == Some(How::Dash) && is_told) || how.is_none();
                let is_release = || is_placed && has_year() && is_place(place);
                is_shouted || parts.places.len() > 1 || is_city || is_release()
            }
            (None, None, Some(_)) => {
                let further = parts
                    .places
                    .iter()
                    .skip(1)
                    .all(|p| places::is_region(p) || places::is_country(p) || !is_in_capitals(p));
                let is_agency =
                    parts.places.len() == 1 && place.is_some_and(|p| agencies::named(p).is_some());
                let is_named = parts.places.len() > 1 || is_city;
                let stands = is_shouted
                    || !inline && is_named
                    || parts.is_bracketed && is_city
                    || how == Some(How::Colon) && is_city && parts.places.len() > 1;
                further && !is_agency && place.is_some_and(is_place) && stands
            }
            (None, ..) => false,
        }
}

/// `Lumen (hgb)`, `HAAG /xyz/`: an agency that is in no table signs as agencies do, behind a short place.
fn is_signed_by_code(mark: &Mark<'_>, place: &str) -> bool {
    let is_short = place.split_whitespace().count() <= 3 || place.contains('/');
    is_short && is_place(place) && (mark.form == Form::Slash || is_code(mark.words))
}

fn dateline(parts: &Parts<'_>, raw: &str) -> Dateline {
    let named = &parts.places;
    let (mut region, mut country) = (None, None);
    for part in named.iter().skip(1) {
        match *part {
            name if places::is_region(name) && region.is_none() && !places::is_country(name) => {
                region = Some(name)
            }
            name if places::is_country(name) => country = Some(name),
            name if region.is_none() && (named.len() == 3 || is_letters_of_state(name)) => {
                region = Some(name)
            }
            _ => {}
        }
    }
    if let [_, "Georgia" | "Ga."] = named[..] {
        (region, country) = (Some("Georgia"), None);
    }
    let first = named.first().map(|first| match first.rsplit_once(' ') {
        // `Landquart GR`: a canton's or a state's letters behind the place
        Some((place, letters))
            if region.is_none() && is_letters_of_state(letters) && !is_in_capitals(place) =>
        {
            region = Some(letters);
            place
        }
        _ => *first,
    });
    let place = first.map(|first| match parts.second {
        Some((joint, second)) => format!("{first} {joint} {second}"),
        None => first.to_owned(),
    });
    let (place, canton) = with_letters(place);
    Dateline {
        raw: raw.to_owned(),
        place,
        region: region.map(str::to_owned).or(canton),
        country: country.map(str::to_owned),
        date: parts.date.map(str::to_owned),
        agency: parts.agency.as_ref().map(|mark| mark.words.to_owned()),
    }
}

/// `Landquart GR`: a town in small letters with those of its canton or county behind it.
fn with_letters(place: Option<String>) -> (Option<String>, Option<String>) {
    let parted = place.as_deref().and_then(|place| {
        let (town, letters) = place.rsplit_once(' ')?;
        (is_letters_of_state(letters) && town.contains(char::is_lowercase))
            .then(|| (town.to_owned(), letters.to_owned()))
    });
    match parted {
        Some((town, letters)) => (Some(town), Some(letters)),
        None => (place, None),
    }
}

/// `SÃO PAULO, SP`, `TORONTO, ON`: two capitals behind a place.
fn is_letters_of_state(name: &str) -> bool {
    name.len() == 2 && name.chars().all(|c| c.is_ascii_uppercase())
}
