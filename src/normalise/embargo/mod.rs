//! Embargoes: lines by which a desk asks not to use a story yet, `EMBARGOED UNTIL 0001 GMT FRIDAY, JANUARY 1, 2027`,
//! `Achtung Sperrfrist 1. Januar, 6.00 Uhr`, `(Eds: Embargoed for release until 0600 GMT Jan 1.)`.
//!
//! A line is one where nothing but an embargo is said: an anchor (`embargoed`, `not for publication before`), a time, and
//! beside them words to editors. So a story about an arms embargo, or about a report that was embargoed until Friday, is
//! none. What stands in the line before or behind it, parted by a mark, stays what it was: a headline, a paragraph.

mod closed;
mod east_asian;
mod hours;
mod lines;
mod tokens;
mod until;
mod vocabulary;
mod words;
mod zones;

use std::sync::LazyLock;

use super::dates::{self, Moment};
use super::phrases::{Phrase, Phrases, spellings};
use super::shape;
use crate::model::Precision;
pub(super) use lines::{over_lines, over_lines_from};
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

impl Stated<'_> {
    /// Whether the line says nothing else.
    pub(super) fn is_all(&self) -> bool {
        ![self.before, self.after].into_iter().any(|beside| beside.contains(char::is_alphanumeric))
    }
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

    /// Whether it says when it ends, as far as it can be told without knowing when the story was sent.
    pub(super) fn is_readable(&self) -> bool {
        self.until.is_said()
    }

    /// Whether it names the hour at which it ends.
    pub(super) fn names_hour(&self) -> bool {
        self.until.has_time()
    }

    /// Whether two of them end at different times.
    pub(super) fn differs(&self, other: &Said) -> bool {
        self.until != other.until
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
    let known = by_phrase(line, place);
    let is_full = |stated: &Stated<'_>| stated.said.until.has_time() && stated.said.until.has_day();
    let is_read = |stated: &Stated<'_>| stated.said.is_readable() && (!stated.is_all() || is_full(stated));
    if place == Place::Slug || known.as_ref().is_some_and(is_read) {
        return known;
    }
    if known.as_ref().is_some_and(|stated| stated.said.is_readable()) {
        return lines::by_words(line, place).filter(is_full).or(known);
    }
    lines::by_words(line, place).filter(|stated| known.is_none() || stated.said.is_readable()).or(known)
}

/// Whether a story tells of embargoes, so that a line about one may be part of it.
pub(super) fn is_told_of(story: &str) -> bool {
    let names = |word: &str| word.len() > 5 && vocabulary::names_embargo(&tokens::fold(&shape::lower(word)));
    let tells = |line: &&str| line.split(|c: char| !c.is_alphabetic()).any(names);
    story.lines().filter(tells).any(|line| find(line, Place::Line).is_none())
}

/// Whether the words of a sentence forbid to use something.
pub(super) fn forbids_use(sentence: &str) -> bool {
    closed::forbids_within(sentence, MOST_TOKENS)
}

/// A text in small letters without its accents.
pub(super) fn folded(lower: &str) -> String {
    tokens::fold(lower)
}

/// `Embargo: Harbour closed`: what the label says, and the headline. Where the story tells of an embargo, it may be a title.
pub(super) fn label(line: &str) -> Option<(Said, &str)> {
    let (label, rest) =
        [": ", " : ", " - ", " – ", " — "].into_iter().find_map(|mark| line.split_once(mark))?;
    let named = tokens::of(label, 3);
    let is_label =
        !named.is_empty() && named.len() < 3 && named.iter().any(|token| token.folded() == Some("embargo"));
    let is_known =
        |token: &Token<'_>| token.word().is_none_or(|w| ["embargo", "press", "media", "strict"].contains(&w));
    (is_label && named.iter().all(is_known) && shape::words_up_to(rest, 3) == 3).then(|| {
        (Said { until: Until::default(), raw: label.to_owned(), is_ban: true, is_field: false }, rest.trim())
    })
}

/// Whether a line begins with whom it is for.
pub(super) fn is_to_editors(line: &str) -> bool {
    tokens::of(line, 4).iter().filter_map(Token::word).any(words::is_address)
}

/// The embargo that stands beside something else in a line, as entries of calendars have it.
pub(super) fn beside(line: &str) -> Option<Said> {
    by_phrase(line, Place::Line).filter(|stated| !stated.is_all()).map(|stated| stated.said)
}

/// The embargo that a line states by an anchor.
fn by_phrase(line: &str, place: Place) -> Option<Stated<'_>> {
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
        if !leads || hours::leads_to_clock(token.folded().unwrap_or_default()) {
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
    /// It names the embargo.
    is_named: bool,
}

impl Statement {
    /// The embargo that begins with the first of these anchors: its time may stand behind a later one.
    fn read<'a>(line: &'a str, anchors: &[(Phrase, Anchor)], place: Place) -> Option<Stated<'a>> {
        let (first, kind) = *anchors.first()?;
        let before = line.get(..first.start)?;
        // a slug is a list of words
        let listed = || (place == Place::Slug).then(|| Before { is_story: true, ..Before::default() });
        let stands = Before::of(before).or_else(listed)?;
        let mut statement = Statement::behind(line, first, kind)?;
        for (anchor, kind) in anchors.iter().skip(1).take(2) {
            let between = line.get(first.end..anchor.start)?;
            if statement.until.is_said() || shape::words_up_to(between, MOST_UNREAD) >= MOST_UNREAD {
                break;
            }
            let next = Statement::behind(line, *anchor, *kind)?;
            let is_bounded = statement.is_bounded || next.is_bounded;
            let Statement { anchor, is_loud, is_of_copy, is_named, .. } = statement;
            statement = Statement { is_bounded, anchor, is_loud, is_of_copy, is_named, ..next };
        }
        let end = match statement.until.is_said() {
            true => statement.readable(line, &stands, place)?,
            false => {
                let later = later(line.get(first.end..)?);
                let end = statement.unreadable(line, &stands, place, first.end, later.is_some())?;
                statement.until = later.unwrap_or(statement.until);
                end
            }
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
        // `..., not for distribution before then without permission`: more of the same
        if stands.is_open || closed::forbids(line.get(end..)?) {
            end = if stands.is_open { end } else { line.len() };
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
        let is_named = !words::is_hold(said);
        Some(Statement {
            until,
            end,
            is_bounded,
            anchor,
            is_loud,
            is_of_copy: words::is_of_copy(said),
            is_named,
        })
    }

    /// Where it ends, its time being read, if nothing but an embargo is said.
    fn readable(&self, line: &str, stands: &Before, place: Place) -> Option<usize> {
        let rest = line.get(self.end..)?;
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
            Anchor::Plain => is_bare && self.until.is_full() && !rest.contains(": "),
        };
        let end = tail(line, self.end).or_else(|| {
            // `EMBARGOED UNTIL 0600 GMT JAN. 15 Harbour closed`: capitals set it off
            let begins_story = rest.trim_start().starts_with(char::is_uppercase)
                && rest.contains(char::is_lowercase)
                && self.until.has_time()
                && self.until.has_day();
            let is_set_off = self.is_loud && begins_story && is_bare && self.anchor == Anchor::Firm;
            (is_set_off || place == Place::Slug && self.until.has_time()).then_some(self.end)
        });
        // `EMBARGO: 15 January, 6 a.m., when the report is laid before parliament`
        let is_labelled =
            line.get(..self.end)?.contains(": ") || self.is_loud && line.contains(char::is_lowercase);
        let is_asked = is_labelled && is_bare && place == Place::Line && self.until.is_dated();
        let end = end.or_else(|| {
            let goes_on = rest.starts_with([',', ';', '(']) || words::begins_remark(rest);
            (is_asked && goes_on && self.anchor != Anchor::Plain && self.anchor != Anchor::Release)
                .then_some(line.len())
        });
        let end = end.or_else(|| {
            let is_loud = !line.contains(char::is_lowercase) && shape::words_up_to(line, 30) < 30;
            let is_sure = is_bare && matches!(self.anchor, Anchor::Firm | Anchor::Before);
            let is_apart = is_loud || stands.is_to_editors && !stands.is_open;
            (is_apart && is_sure && place == Place::Line).then_some(line.len())
        })?;
        // `LUMEN, Nov. 30 (HNA) - EMBARGOED UNTIL 0600 GMT JAN. 15 - The board met`
        let is_between = self.is_loud && self.until.is_dated() && line.contains(char::is_lowercase);
        let ends = || line.get(end..).is_some_and(|rest| rest.trim().is_empty());
        (fits && (!stands.is_story || stands.is_open || is_between || ends())).then_some(end)
    }

    /// Where it ends, its time not being read, if it cannot be anything else.
    /// `is_timed`: whether a day and an hour stand further on.
    fn unreadable(
        &self,
        line: &str,
        stands: &Before,
        place: Place,
        anchored: usize,
        is_timed: bool,
    ) -> Option<usize> {
        let is_last = place != Place::Line && line.get(anchored..)?.trim().is_empty()
            || place == Place::Slug && self.anchor == Anchor::Firm;
        if matches!(self.anchor, Anchor::Release | Anchor::Plain)
            || stands.is_story && !stands.is_open && !is_last
        {
            return None;
        }
        let rest = line.get(anchored..)?;
        let clause = rest.get(..clause_end(rest))?;
        let clause = if place == Place::Headline { before_mark(clause) } else { clause };
        let count = shape::words_up_to(clause, 2 * MOST_UNREAD + 1);
        let hangs = || shape::lower(clause).split(|c: char| !c.is_alphabetic()).any(words::is_occasion);
        let bare = rest.trim_start();
        let is_alone = count == 0;
        let is_parted = bare.starts_with(['_', ':', '-', '–', '—', '|', '*', '/', ')', ']']);
        let is_said = match self.anchor {
            Anchor::Firm => {
                let is_sure = self.is_loud || stands.is_open || stands.is_to_editors;
                let is_of_copy = place == Place::Line && self.is_of_copy && !is_bare(clause);
                // `Hold for release: why the studio waited` is a title like any other
                let is_told = !stands.is_open && !stands.is_to_editors && !self.is_loud && !self.is_named;
                self.is_bounded && (is_sure || is_of_copy) || is_alone || is_parted && !is_told || hangs()
            }
            Anchor::Noun => {
                is_alone && (place == Place::Line || stands.is_open)
                    || (self.is_bounded || is_parted) && hangs()
                    // `EMBARGO jusqu'à la fin du conseil`: set off by its capitals
                    || self.is_bounded
                        && self.is_loud
                        && place == Place::Line
                        && rest.contains(char::is_lowercase)
                        && rest.len() == clause.len()
                    // `EMBARGO: Harbour closed`
                    || is_parted && self.is_loud && rest.contains(char::is_lowercase)
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
        let is_request = self.is_bounded && self.is_of_copy && !stands.is_story && !clause.contains(',');
        let most = if is_request && place == Place::Line { 2 * MOST_UNREAD } else { MOST_UNREAD };
        (count <= most || is_timed).then_some(anchored + clause.len())
    }
}

/// Whether a clause names nothing: `until 2027`.
fn is_bare(clause: &str) -> bool {
    tokens::of(clause, MOST_TOKENS).iter().filter_map(Token::word).all(words::bounds)
}

/// What stands before the mark that parts it from a headline.
fn before_mark(clause: &str) -> &str {
    let from = clause.find(char::is_alphanumeric).unwrap_or_default();
    let marks = [": ", " - ", " – ", " — "].into_iter();
    let ends = marks.filter_map(|mark| Some(from + clause.get(from..)?.find(mark)?));
    ends.min().and_then(|end| clause.get(..end)).unwrap_or(clause)
}

/// Where a clause ends: at a mark, and at a full stop that ends a sentence.
fn clause_end(text: &str) -> usize {
    let ends = |(at, mark): &(usize, &str)| {
        let after = text.get(at + mark.len()..).unwrap_or_default();
        let ends_sentence =
            after.is_empty() || after.starts_with(' ') && after.trim_start().starts_with(char::is_uppercase);
        *mark != "." || ends_sentence
    };
    text.match_indices(['.', ';', ')', ']', '|']).find(ends).map_or(text.len(), |(at, _)| at)
}

/// A day and an hour further on in the clause.
fn later(rest: &str) -> Option<Until> {
    let tokens = tokens::of(rest.get(..clause_end(rest))?, MOST_TOKENS);
    let times = (0..tokens.len()).map(|at| Until::read(tokens.get(at..).unwrap_or_default()).0);
    times.into_iter().find(|until| until.has_time() && until.has_day())
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
        // what stands in quotation marks is told, not asked
        let is_quoted = ended.ends_with(['“', '„', '«', '‘', '‚']) || before.matches('"').count() % 2 == 1;
        if is_quoted && before.contains(char::is_alphanumeric) {
            return None;
        }
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
