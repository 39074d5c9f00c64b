//! Takes apart what stands before a dateline's end: places, a date, an agency's mark, in whatever order and between whatever marks.
//!
//! Only the order is judged here: an agency first or last, places together, one date. Whether it all proves a dateline is for the
//! module above.

use super::words::{
    JOINTS, has_place_shape, is_bare_code, is_bare_day, is_date, is_domain, is_in_capitals, is_mark,
    is_wire_name,
};
use crate::normalise::{agencies, places};

/// Most words that are looked at one by one for a place, a date and an agency without a mark between them.
const MOST_WORDS: usize = 10;
/// Most pieces of one dateline, those of a date's own among them.
const MOST_PIECES: usize = 12;

/// How a piece is marked off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Bare,
    Bracket,
    Slash,
}

/// An agency's mark as it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark<'a> {
    pub(super) words: &'a str,
    pub(super) form: Form,
}

impl Mark<'_> {
    /// Whether a wire agency is known by it.
    pub(super) fn is_known(&self) -> bool {
        agencies::wire(self.words).is_some()
    }
}

/// What a dateline's words say, if they are a dateline's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    /// The place, then what it lies in.
    pub(super) places: Vec<&'a str>,
    /// A second place, with the word between the two.
    pub(super) second: Option<(&'a str, &'a str)>,
    pub(super) date: Option<&'a str>,
    /// The date is a day's number and no more.
    pub(super) is_only_a_day: bool,
    pub(super) agency: Option<Mark<'a>>,
    pub(super) agency_first: bool,
    pub(super) ends_with_agency: bool,
    /// All of it stands in one pair of brackets.
    pub(super) is_bracketed: bool,
    /// How many things it names.
    pub(super) count: usize,
}

/// A stretch between marks.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    form: Form,
    /// Whether a comma stands before it.
    comma: bool,
}

/// The parts of a text that may be a dateline's.
pub(super) fn parts(text: &str) -> Option<Parts<'_>> {
    let pieces = pieces(text)?;
    let mut parts = Parts::default();
    let mut at = 0;
    while let Some(rest) = pieces.get(at..).filter(|rest| !rest.is_empty()) {
        at += parts.take(text, rest)?;
    }
    (parts.count > 0).then_some(parts)
}

/// Cuts at commas, dashes and strokes, and takes out what stands in brackets or between strokes. Nothing: a bracket is open.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut cut = Cut { text, list: Vec::new(), start: 0, comma: false };
    let (mut before, mut skip) = (' ', 0);
    for (at, c) in text.char_indices() {
        if at < skip {
            before = c;
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let next = rest.chars().nth(1);
        match c {
            '(' | '[' => {
                let length = rest.find(if c == '(' { ')' } else { ']' })?;
                cut.marked(at, length, Form::Bracket);
                skip = at + length + 1;
            }
            '/' if slashed(rest).is_some_and(|length| !before.is_alphabetic() || closes(rest, length)) => {
                let length = slashed(rest)?;
                cut.marked(at, length, Form::Slash);
                skip = at + length + 1;
            }
            ',' | '،' | ';' => cut.at(at, c, true),
            '—' | '–' | '―' => cut.at(at, c, false),
            '-' if next == Some('-') || before == '-' => cut.at(at, c, false),
            '-' | '/' | '_' | '|' if before == ' ' && next.is_none_or(|n| n == ' ') => cut.at(at, c, false),
            _ => {}
        }
        if cut.list.len() > MOST_PIECES {
            return None;
        }
        before = c;
    }
    cut.bare(text.len());
    Some(cut.list)
}

/// The pieces so far, and where the next begins.
struct Cut<'a> {
    text: &'a str,
    list: Vec<Piece>,
    start: usize,
    comma: bool,
}

impl Cut<'_> {
    fn bare(&mut self, end: usize) {
        let words = self.text.get(self.start..end).unwrap_or_default();
        let kept = words.trim();
        if kept.chars().any(char::is_alphanumeric) {
            let start = self.start + (words.len() - words.trim_start().len());
            self.list.push(Piece { start, end: start + kept.len(), form: Form::Bare, comma: self.comma });
            self.comma = false;
        }
    }

    fn at(&mut self, at: usize, mark: char, comma: bool) {
        self.bare(at);
        self.comma = comma;
        self.start = at + mark.len_utf8();
    }

    fn marked(&mut self, at: usize, length: usize, form: Form) {
        self.bare(at);
        self.list.push(Piece { start: at + 1, end: at + length, form, comma: self.comma });
        self.comma = false;
        self.start = at + length + 1;
    }
}

/// A date without the full stop of its sentence; that of `4 mar.` is its own.
fn without_stop(words: &str) -> &str {
    let bare = words.trim_end_matches(['.', ' ']);
    let letters = bare.chars().rev().take_while(|c| c.is_alphabetic()).count();
    if (1..=4).contains(&letters) { words.trim_end() } else { bare }
}

/// `København/ritzau/`: a mark right behind a place, where an agency is known by it and the second stroke ends it.
fn closes(rest: &str, length: usize) -> bool {
    let name = rest.get(1..length).unwrap_or_default();
    let ends =
        rest.get(length + 1..).is_none_or(|after| after.is_empty() || after.starts_with([' ', '-', ':']));
    ends && agencies::named(name).is_some_and(|h| h.wire)
}

/// `/ritzau/`: the length to the second stroke, if a name stands between them.
fn slashed(rest: &str) -> Option<usize> {
    let inner = rest.get(1..)?;
    let length = inner.find('/')?;
    let name = inner.get(..length)?.trim();
    let is_name = (2..=40).contains(&name.len())
        && name.starts_with(char::is_alphabetic)
        && name.split_whitespace().count() <= 4
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '&'));
    is_name.then_some(length + 1)
}

impl<'a> Parts<'a> {
    /// Takes in the first of the pieces, with those behind it that belong to it; how many that were.
    fn take(&mut self, text: &'a str, pieces: &[Piece]) -> Option<usize> {
        let piece = pieces.first()?;
        let words = text.get(piece.start..piece.end)?.trim();
        match piece.form {
            Form::Bracket => self.bracketed(words)?,
            Form::Slash => self.agency(words, Form::Slash)?,
            Form::Bare => {
                if let Some(count) = self.dated(text, pieces) {
                    return Some(count);
                }
                self.bare(words, piece.comma)?;
            }
        }
        Some(1)
    }

    /// A date, with the commas inside `Monday, Aug 29, 2014`.
    fn dated(&mut self, text: &'a str, pieces: &[Piece]) -> Option<usize> {
        let bare = pieces.iter().take_while(|p| p.form == Form::Bare);
        let joined = 1 + bare.skip(1).take_while(|p| p.comma).take(2).count();
        (1..=joined).rev().find_map(|count| {
            let (first, last) = (pieces.first()?, pieces.get(count - 1)?);
            let words = without_stop(text.get(first.start..last.end)?);
            is_date(words).then(|| self.date(words, false))?.map(|()| count)
        })
    }

    fn bracketed(&mut self, words: &'a str) -> Option<()> {
        if is_date(words) {
            return self.date(words, false);
        }
        // `LONDON (PA)`: an agency's letters may be a state's
        let is_region = places::is_region(words) && agencies::wire(words).is_none();
        let is_within = places::is_country(words) || is_region;
        if !self.places.is_empty() && self.lacks_agency() && is_within && self.places.len() < 4 {
            self.places.push(words);
            return Some(());
        }
        // `(Nairobi) – The government`
        if self.count == 0 && places::is_city(words) && agencies::named(words).is_none() {
            self.is_bracketed = true;
            return self.place(words, false);
        }
        if is_mark(words) && !words.contains(|c: char| c.is_ascii_digit()) {
            return self.agency(words, Form::Bracket);
        }
        // `(Newsfile Corp. - March 4, 2026)`, `(Lumen, hgb)`, `(LUMEN, Norvik - March 4)`
        self.is_bracketed = self.count == 0;
        let inner = pieces(words)?;
        let mut at = 0;
        while let Some(rest) = inner.get(at..).filter(|rest| !rest.is_empty()) {
            at += match self.dated(words, rest) {
                Some(count) => count,
                None => {
                    let piece = rest.first().filter(|p| p.form == Form::Bare)?;
                    let name = words.get(piece.start..piece.end)?;
                    let is_agency = !self.places.is_empty() || agencies::named(name).is_some_and(|h| h.wire);
                    if is_agency && is_mark(name) {
                        self.agency(name, Form::Bracket)?;
                    } else {
                        self.place(name, piece.comma)?;
                    }
                    1
                }
            };
        }
        Some(())
    }

    /// Words without a mark around them.
    fn bare(&mut self, words: &'a str, comma: bool) -> Option<()> {
        let bare = words.trim_end_matches(['.', ' ']);
        let behind_date = self.date.is_some() && self.lacks_agency();
        let behind_dash = !comma && self.count > 0 && self.lacks_agency();
        let is_agency = agencies::named(bare).is_some_and(|h| h.wire) || is_wire_name(bare);
        if (behind_date || behind_dash) && is_agency {
            return self.agency(bare, Form::Bare);
        }
        if self.count == 0 && is_domain(bare) {
            return self.agency(bare, Form::Bare);
        }
        // `BRIDGETOWN, Barbados, CMC –`, `Kampala, Uganda | URN |`: letters of an agency behind a place and what it lies in
        let is_letters = (3..=5).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_uppercase());
        if is_letters
            && self.lacks_agency()
            && self.places.len() > 1
            && !places::is_region(bare)
            && !places::is_country(bare)
        {
            return self.agency(bare, Form::Bare);
        }
        let is_code =
            is_in_capitals(bare) && is_agency && !places::is_region(bare) && !places::is_country(bare);
        if comma && !self.places.is_empty() && self.lacks_agency() && (is_code || is_domain(bare)) {
            return self.agency(bare, Form::Bare);
        }
        if is_bare_day(bare) && !self.places.is_empty() && comma {
            return self.date(bare, true);
        }
        let signs = words.rsplit_once(' ').is_some_and(|(_, last)| is_bare_code(last));
        if has_place_shape(words) && (self.date.is_none() || self.count == 1) && !signs {
            return self.place(words, comma);
        }
        self.by_stops(words, comma)
            .or_else(|| self.by_spaces(words, comma))
            .or_else(|| self.behind_day(words, comma))
    }

    /// `4.3.Gdynia`, `04.03.2026 Gdynia`: the day in figures before the place.
    fn behind_day(&mut self, words: &'a str, comma: bool) -> Option<()> {
        let length = words.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let (day, place) = words.split_at_checked(length)?;
        let day = day.trim_end_matches('.');
        let mut figures = day.split('.').map(|n| n.parse::<u16>().ok());
        let is_day = matches!((figures.next()?, figures.next()?), (Some(1..=31), Some(1..=12)));
        if self.count > 0 || !is_day || !has_place_shape(place.trim()) {
            return None;
        }
        self.place(place.trim(), comma)?;
        self.date(day, false)
    }

    /// Whether no agency is named yet, but for a bracket that may hold what the place lies in: `Tamale (N/R)`.
    fn lacks_agency(&self) -> bool {
        self.agency.as_ref().is_none_or(|mark| {
            mark.form == Form::Bracket
                && !mark.is_known()
                && !self.agency_first
                && has_place_shape(mark.words)
        })
    }

    /// `Анкара. 4 марта. ИНТЕРФАКС`: full stops where others write commas.
    fn by_stops(&mut self, words: &'a str, comma: bool) -> Option<()> {
        let mut named = words.split(". ").map(|part| part.trim_matches(['.', ' ']));
        let (place, date, agency, more) = (named.next()?, named.next()?, named.next(), named.next());
        if more.is_some() || !has_place_shape(place) || !is_date(date) {
            return None;
        }
        let mut tried = self.clone();
        tried.place(place, comma)?;
        tried.date(date, false)?;
        if let Some(agency) = agency.filter(|a| !a.is_empty()) {
            if !(is_in_capitals(agency) || agencies::wire(agency).is_some()) || !is_mark(agency) {
                return None;
            }
            tried.agency(agency, Form::Bare)?;
        }
        *self = tried;
        Some(())
    }

    /// `PORT LUMEN March 22 AAP`, `Dec. 9 Kyodo`, `BRUSSEL 4/3`, `Helsinki STT`: nothing between them.
    fn by_spaces(&mut self, words: &'a str, comma: bool) -> Option<()> {
        let mut cuts: Vec<usize> = words.match_indices(' ').map(|(at, _)| at).collect();
        if cuts.len() >= MOST_WORDS {
            return None;
        }
        cuts.insert(0, 0);
        cuts.push(words.len());
        for (n, &first) in cuts.iter().enumerate() {
            for &second in cuts.get(n..).unwrap_or_default() {
                let place = words.get(..first)?.trim();
                let date = words.get(first..second)?.trim().trim_end_matches('.');
                let agency = words.get(second..)?.trim();
                if let Some(tried) = self.spaced(place, date, agency, comma) {
                    *self = tried;
                    return Some(());
                }
            }
        }
        None
    }

    fn spaced(&self, place: &'a str, date: &'a str, agency: &'a str, comma: bool) -> Option<Parts<'a>> {
        let is_day = is_bare_day(date) && !place.is_empty();
        let is_code = date.is_empty() && is_bare_code(agency) && !place.is_empty();
        if !(is_day || is_code || is_date(date)) || !(place.is_empty() || has_place_shape(place)) {
            return None;
        }
        let mut tried = self.clone();
        if !place.is_empty() {
            tried.place(place, comma)?;
        }
        if !date.is_empty() {
            tried.date(date, is_day)?;
        }
        if !agency.is_empty() {
            agencies::named(agency).filter(|h| h.wire)?;
            tried.agency(agency, Form::Bare)?;
        }
        Some(tried)
    }

    fn place(&mut self, words: &'a str, comma: bool) -> Option<()> {
        let date_first =
            self.count == 1 && self.date.is_some_and(|d| d.bytes().filter(u8::is_ascii_digit).count() >= 5);
        let in_order = (self.date.is_none() || date_first) && (self.agency.is_none() || self.agency_first);
        let together = self.places.is_empty() || comma;
        if !in_order || !together || !has_place_shape(words) {
            return None;
        }
        self.count += 1;
        self.ends_with_agency = false;
        if self.places.is_empty() {
            self.places.push(words);
            return Some(());
        }
        if self.second.is_some() || self.places.len() == 3 {
            // what the second place lies in, or too much of all
            return (self.second.is_some() && self.places.len() <= 3).then_some(());
        }
        // `LUMEN, Norvik, and PORT ALDER`, `LUMEN, Norvik and PORT ALDER`
        let joined = JOINTS.iter().find_map(|joint| {
            let (before, after) = words.split_once(&format!("{joint} "))?;
            let is_word = before.is_empty() || before.ends_with(' ');
            let (before, after) = (before.trim(), after.trim());
            let is_second = is_in_capitals(after) && !is_in_capitals(before);
            (is_word && (before.is_empty() || is_second)).then_some((before, *joint, after))
        });
        match joined {
            Some((before, joint, after)) => {
                self.places.extend(Some(before).filter(|b| !b.is_empty()));
                self.second = Some((joint, after));
            }
            None => self.places.push(words),
        }
        Some(())
    }

    fn date(&mut self, words: &'a str, is_only_a_day: bool) -> Option<()> {
        if self.date.is_some() {
            return None;
        }
        self.date = Some(words);
        self.is_only_a_day = is_only_a_day;
        self.ends_with_agency = false;
        self.count += 1;
        Some(())
    }

    fn agency(&mut self, words: &'a str, form: Form) -> Option<()> {
        let words = words.trim();
        if let Some(within) = self.agency.filter(|_| self.lacks_agency() && agencies::wire(words).is_some()) {
            self.places.push(within.words);
            self.agency = None;
        }
        if self.agency.is_some() {
            return None;
        }
        // `/TASS Correspondent Ivan Petrov/`
        let known = || words.split_whitespace().find(|w| agencies::named(w).is_some_and(|h| h.wire));
        let is_long = words.split_whitespace().count() >= 3 && agencies::named(words).is_none();
        let words = if is_long { known().unwrap_or(words) } else { words };
        self.agency_first = self.count == 0;
        self.agency = Some(Mark { words, form });
        self.ends_with_agency = true;
        self.count += 1;
        Some(())
    }
}
