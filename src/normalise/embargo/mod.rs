//! Embargoes: lines by which a desk asks not to use a story yet, `EMBARGOED UNTIL 0001 GMT FRIDAY, JANUARY 1, 2027`,
//! `Achtung Sperrfrist 1. Januar, 6.00 Uhr`, `(Eds: Embargoed for release until 0600 GMT Jan 1.)`.
//!
//! A line is one where nothing but an embargo is said: an anchor (`embargoed`, `not for publication before`), a time, and
//! beside them words to editors. So a story about an arms embargo, or about a report that was embargoed until Friday, is
//! none. What stands in the line before or behind it, parted by a mark, stays what it was: a headline, a paragraph.

mod tokens;
mod until;
mod words;

use std::sync::LazyLock;

use super::dates::{self, Moment};
use super::phrases::{Phrase, Phrases, spellings};
use super::shape;
use crate::model::Precision;
use tokens::Token;
use until::Until;
use words::Anchor;

/// What kind of line is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A line of its own, a paragraph, a note.
    Line,
    /// A headline: what stands beside the embargo is one.
    Headline,
    /// A slug or keyword.
    Slug,
}

/// What a line says of an embargo.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    until: Until,
    /// As it was written.
    pub(super) raw: String,
    /// Whether it is a ban; else it may be no more than the day of a press release.
    pub(super) is_ban: bool,
    /// Whether it stood in a field that is made for it.
    is_field: bool,
}

/// An embargo in a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stated<'a> {
    pub(super) said: Said,
    /// What stands before and behind it and is something else.
    pub(super) before: &'a str,
    pub(super) after: &'a str,
}

impl Said {
    /// What a field that is made for it says.
    pub(super) fn by_field(raw: &str) -> Said {
        let tokens = tokens::of(raw, MOST_TOKENS);
        let led = leading(&tokens).0;
        let (until, _) = Until::read(tokens.get(led..).unwrap_or_default());
        Said { until, raw: raw.to_owned(), is_ban: true, is_field: true }
    }

    /// When it ends, for a story that was sent then, in that language.
    pub(super) fn moment(&self, sent: Option<Moment>, language: Option<&str>) -> Option<Moment> {
        let written =
            dates::read(&self.raw, language).filter(|m| self.is_field && m.precision() >= Precision::Day);
        if written.is_some_and(|moment| moment.time.is_some()) {
            return written;
        }
        sent.and_then(|sent| self.until.moment(sent, language)).or(written)
    }

    /// Whether it says no more than that there is one, so that its time may stand in the next line.
    pub(super) fn lacks_its_time(&self) -> bool {
        !self.until.is_said()
    }

    /// Adds the line below it, if that is only a time.
    pub(super) fn add(&mut self, line: &str) -> bool {
        let tokens = tokens::of(line, MOST_TOKENS);
        let led = leading(&tokens).0;
        let (until, count) = Until::read(tokens.get(led..).unwrap_or_default());
        let rest = tokens.get(led + count..).unwrap_or_default();
        let is_time = until.is_said() && rest.iter().all(|token| token.word().is_none_or(words::is_tail));
        if is_time {
            self.until = until;
            self.raw = format!("{} {line}", self.raw);
        }
        is_time
    }
}

/// How far into a line an embargo is looked for, and as far before its end, in bytes.
const WITHIN: usize = 240;
/// Most pieces of a line that are read behind an anchor, and most words of one that cannot be read.
const MOST_TOKENS: usize = 60;
const MOST_UNREAD: usize = 8;
/// Most words to editors before it.
const MOST_PREFACE: usize = 12;

struct Table {
    phrases: Phrases,
    anchors: Vec<Anchor>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let spelled = words::ANCHORS.iter().flat_map(|(phrase, anchor)| {
        spellings(phrase).into_iter().map(|phrase| (phrase.to_ascii_lowercase(), *anchor))
    });
    let (phrases, anchors): (Vec<String>, Vec<Anchor>) = spelled.unzip();
    Table { phrases: Phrases::new(phrases), anchors }
});

/// The embargo that a line states.
pub(super) fn find(line: &str, place: Place) -> Option<Stated<'_>> {
    let head = line.get(..line.floor_char_boundary(WITHIN))?;
    in_part(line, 0, head, place).or_else(|| {
        let from = line.ceil_char_boundary(line.len().saturating_sub(WITHIN).max(head.len()));
        let is_closed = line.ends_with([')', ']']) || line.trim_end().ends_with(").");
        let tail = line.get(from..).filter(|tail| is_closed && !tail.is_empty())?;
        in_part(line, from, tail, place)
    })
}

/// The embargo whose anchor stands in a part of a line.
fn in_part<'a>(line: &'a str, from: usize, part: &str, place: Place) -> Option<Stated<'a>> {
    let lower = part.to_ascii_lowercase();
    let anchors: Vec<(Phrase, Anchor)> = TABLE
        .phrases
        .as_words(&lower)
        .filter_map(|found| {
            let anchor = *TABLE.anchors.get(found.index)?;
            Some((Phrase { start: found.start + from, end: found.end + from, ..found }, anchor))
        })
        .collect();
    (0..anchors.len()).find_map(|at| Statement::read(line, anchors.get(at..)?, place))
}

/// How many tokens lead from an anchor to its time, and whether a word among them ends a ban.
fn leading(tokens: &[Token<'_>]) -> (usize, bool) {
    let (mut at, mut is_bounded) = (0, false);
    while let Some(token) = tokens.get(at) {
        let leads = match token.word() {
            Some(word) => words::leads(tokens.get(at..).unwrap_or_default()) || words::bounds(word),
            None => matches!(
                token.mark(),
                Some(':' | '*' | '=' | '.' | ',' | '-' | '–' | '—' | '(' | '[' | '\'' | '’' | '|' | '+')
            ),
        };
        // "le 1er janvier", "6 Uhr": what is a time by itself leads to none
        if !leads || words::leads_to_clock(token.word().unwrap_or_default()) {
            break;
        }
        is_bounded |= token.word().is_some_and(words::bounds);
        at += 1;
    }
    (at, is_bounded)
}

/// What was read behind the anchor of an embargo.
struct Statement {
    until: Until,
    /// Where it ends in the line.
    end: usize,
    is_bounded: bool,
    anchor: Anchor,
    /// The anchor stands in capitals.
    is_loud: bool,
    /// It is said of nothing but copy.
    is_of_copy: bool,
}

impl Statement {
    /// The embargo that begins with the first of these anchors: its time may stand behind a later one.
    fn read<'a>(line: &'a str, anchors: &[(Phrase, Anchor)], place: Place) -> Option<Stated<'a>> {
        let (first, kind) = *anchors.first()?;
        let before = line.get(..first.start)?;
        let stands = Before::of(before)?;
        let mut statement = Statement::behind(line, first, kind)?;
        for (anchor, kind) in anchors.iter().skip(1).take(2) {
            let between = line.get(first.end..anchor.start)?;
            if statement.until.is_said() || shape::words_up_to(between, MOST_UNREAD) >= MOST_UNREAD {
                break;
            }
            let next = Statement::behind(line, *anchor, *kind)?;
            let is_bounded = statement.is_bounded || next.is_bounded;
            let Statement { anchor, is_loud, is_of_copy, .. } = statement;
            statement = Statement { is_bounded, anchor, is_loud, is_of_copy, ..next };
        }
        let end = match statement.until.is_said() {
            true => statement.readable(line, &stands, place)?,
            false => statement.unreadable(line, &stands, place, first.end)?,
        };
        let (mut start, mut end) = (stands.start(before), end);
        if stands.is_open
            && let Some(closed) = line.get(first.start..)?.find([')', ']'])
        {
            end = end.max(first.start + closed + 1);
        }
        if stands.is_to_editors && place == Place::Line && !stands.is_open {
            (start, end) = (start.min(stands.start(before)), line.len());
        }
        let raw = line.get(start..end)?.trim().to_owned();
        let parting = |c: char| " :-–—|/*+=.;,!>#)]".contains(c);
        Some(Stated {
            said: Said {
                until: statement.until,
                raw,
                is_ban: statement.anchor != Anchor::Release,
                is_field: false,
            },
            before: line.get(..start)?.trim_end_matches(|c: char| parting(c) && !".!)]".contains(c)),
            after: line.get(end..)?.trim_start_matches(parting),
        })
    }

    /// What stands behind an anchor. Nothing where that says that the embargo is over.
    fn behind(line: &str, found: Phrase, anchor: Anchor) -> Option<Statement> {
        let rest = line.get(found.end..)?;
        let tokens = tokens::of(rest, MOST_TOKENS);
        if tokens.iter().take(4).filter_map(Token::word).any(words::is_lifted) {
            return None;
        }
        let (led, mut is_bounded) = leading(&tokens);
        is_bounded |=
            line.get(found.start..found.end)?.split(' ').any(|word| words::bounds(&shape::lower(word)));
        let (until, count) = Until::read(tokens.get(led..).unwrap_or_default());
        let last = (led + count).checked_sub(1).and_then(|last| tokens.get(last)).filter(|_| count > 0);
        let end = found.end + last.map_or(0, |token| token.end);
        let said = line.get(found.start..found.end)?;
        let is_loud = !said.contains(char::is_lowercase);
        Some(Statement { until, end, is_bounded, anchor, is_loud, is_of_copy: words::is_of_copy(said) })
    }

    /// Where it ends, its time being read, if nothing but an embargo is said.
    fn readable(&self, line: &str, stands: &Before, place: Place) -> Option<usize> {
        let is_bare = !stands.is_story || stands.is_open;
        let is_apart = stands.is_story && place != Place::Slug;
        let fits = match self.anchor {
            Anchor::Firm => is_bare || is_apart,
            Anchor::Noun => is_bare || is_apart && (self.until.has_time() || self.is_loud),
            Anchor::Before => self.is_bounded && (is_bare || is_apart),
            Anchor::Release => {
                let is_sure = self.until.is_full() || self.is_loud;
                is_bare && (self.until.has_time() || is_sure && place == Place::Line)
            }
            Anchor::Plain => is_bare && self.until.is_full(),
        };
        let end = tail(line, self.end).or_else(|| {
            let is_loud = !line.contains(char::is_lowercase) && shape::words_up_to(line, 30) < 30;
            let is_sure = is_bare && matches!(self.anchor, Anchor::Firm | Anchor::Before);
            let is_apart = is_loud || stands.is_to_editors && !stands.is_open;
            (is_apart && is_sure && place == Place::Line).then_some(line.len())
        })?;
        (fits && (!stands.is_story || stands.is_open || line.get(end..)?.trim().is_empty())).then_some(end)
    }

    /// Where it ends, its time not being read, if it cannot be anything else.
    fn unreadable(&self, line: &str, stands: &Before, place: Place, anchored: usize) -> Option<usize> {
        let is_last = place != Place::Line && line.get(anchored..)?.trim().is_empty();
        if matches!(self.anchor, Anchor::Release | Anchor::Plain)
            || stands.is_story && !stands.is_open && !is_last
        {
            return None;
        }
        let rest = line.get(anchored..)?;
        let clause = rest.find(['.', ';', ')', ']', '|']).unwrap_or(rest.len());
        let clause = rest.get(..clause)?;
        let count = shape::words_up_to(clause, MOST_UNREAD + 1);
        let hangs = || shape::lower(clause).split(|c: char| !c.is_alphabetic()).any(words::is_occasion);
        let bare = rest.trim_start();
        let is_alone = count == 0;
        let is_parted = bare.starts_with([':', '-', '–', '—', '|', '*', '/', ')', ']']);
        let is_said = match self.anchor {
            Anchor::Firm => {
                let is_sure = self.is_loud || stands.is_open || stands.is_to_editors;
                let is_of_copy = place == Place::Line && self.is_of_copy;
                self.is_bounded && (is_sure || is_of_copy) || is_alone || is_parted || hangs()
            }
            Anchor::Noun => {
                is_alone && (place == Place::Line || stands.is_open)
                    || (self.is_bounded || is_parted) && hangs()
            }
            Anchor::Before => {
                self.is_bounded
                    && (count <= 1 || self.is_loud || stands.is_open || stands.is_to_editors || hangs())
            }
            Anchor::Release | Anchor::Plain => false,
        };
        if !is_said || place == Place::Slug && self.anchor != Anchor::Firm {
            return None;
        }
        // `EMBARGOED: Ferry report`: what follows the mark is the story's
        let says_when = place == Place::Line && clause.contains(|c: char| c.is_ascii_digit());
        if is_parted && !self.is_bounded && !hangs() && !says_when {
            return Some(anchored);
        }
        (count <= MOST_UNREAD).then_some(anchored + clause.len())
    }
}

/// Where what is said behind a time ends. Nothing where a sentence goes on.
fn tail(line: &str, from: usize) -> Option<usize> {
    let rest = line.get(from..)?;
    let tokens = tokens::of(rest, MOST_TOKENS);
    let parts = |token: &Token<'_>| {
        matches!(
            token.mark(),
            Some('.' | ':' | ';' | ')' | ']' | '-' | '–' | '—' | '|' | '/' | '*' | '+' | '=' | '!')
        )
    };
    let mut end = from;
    for (number, segment) in tokens.split_inclusive(parts).enumerate() {
        let belongs = |token: &Token<'_>| {
            token.word().is_none_or(|word| words::is_tail(word) || dates::fixed_zone(word).is_some())
        };
        if !segment.iter().all(belongs) {
            return (number > 0).then_some(end);
        }
        end = from + segment.last().map_or(0, |token| token.end);
    }
    Some(end)
}

/// What stands before an embargo in its line.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// Something that is not said to editors.
    is_story: bool,
    /// A bracket that is open.
    is_open: bool,
    /// Words to editors, which the whole line is for.
    is_to_editors: bool,
    /// Where the bracket stands.
    bracket: usize,
}

impl Before {
    /// Nothing where it is a sentence that goes on.
    fn of(before: &str) -> Option<Before> {
        let bracket =
            before.rfind(['(', '[']).filter(|at| !before.get(*at..).is_some_and(|b| b.contains([')', ']'])));
        let near = before.get(bracket.map_or(0, |at| at + 1)..)?;
        let mut said = tokens::of(near, MOST_TOKENS);
        said.retain(|token| token.mark().is_none());
        let is_preface = said.len() <= MOST_PREFACE
            && said.iter().all(|token| token.word().is_some_and(words::is_preface))
            && words::is_said_of_copy(said.iter().filter_map(Token::word));
        let addresses = |token: &Token<'_>| token.word().is_some_and(words::is_address);
        let is_to_editors = is_preface && said.iter().any(addresses);
        let story = bracket.and_then(|at| before.get(..at)).unwrap_or(if is_preface { "" } else { before });
        let is_story = story.contains(char::is_alphanumeric);
        if bracket.is_some() {
            let bracket = bracket.unwrap_or_default();
            return is_preface.then_some(Before { is_story, is_open: true, is_to_editors, bracket });
        }
        let ended = before.trim_end();
        let is_parted = ended.ends_with(['.', '!', '?', '|', '*', '+', '=', ']', ')', '"', '”'])
            || before.ends_with("- ")
            || before.ends_with("– ")
            || before.ends_with("— ")
            || before.ends_with('-');
        (is_preface || is_parted).then_some(Before { is_story, is_to_editors, ..Before::default() })
    }

    /// Where the embargo begins, with what belongs to it.
    fn start(self, before: &str) -> usize {
        match (self.is_open, self.is_story) {
            (true, _) => self.bracket,
            (false, true) => before.len(),
            (false, false) => 0,
        }
    }
}

#[cfg(test)]
mod tests;
