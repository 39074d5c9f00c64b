//! A line all of whose words are those of a request not to use copy yet: `Nothing in this message may be used before Friday, 00:01
//! GMT`, `Darf nicht vor dem 15. Januar 2027, 6 Uhr, veröffentlicht werden`, `Zur Veröffentlichung frei ab 6 Uhr`.
//!
//! Where phrases are known by heart ([`super::words`]) any order and inflection is read here; one strange word makes a story of it.

use super::tokens::{self, Token};
use super::until::Until;
use super::vocabulary::{self, Role};
use super::words::Anchor;

/// Longest line that is looked at, in bytes, and most words of it.
const LONGEST: usize = 500;
const MOST_TOKENS: usize = 60;
/// How many words of a line are looked at first.
const FIRST_TOKENS: usize = 8;
/// Longest remark in brackets behind a time, in tokens, and most strange words in a line in brackets or to editors.
const LONGEST_REMARK: usize = 12;
const MOST_STRANGE: usize = 2;

/// What a line that says nothing else states.
pub(super) struct Request {
    pub(super) until: Until,
    /// A ban, or the day of a release.
    pub(super) anchor: Anchor,
    /// It says that copy is published or used, or points at it.
    pub(super) uses: bool,
}

/// The request that a whole line is.
pub(super) fn read(line: &str) -> Option<Request> {
    if line.len() > LONGEST || line.contains(['"', '“', '”', '„', '«', '»', '?']) || !begins(line) {
        return None;
    }
    let tokens = tokens::of(line, MOST_TOKENS + 1);
    if tokens.len() > MOST_TOKENS {
        return None;
    }
    Words::of(&tokens).request(line)
}

/// Whether the first words of a line are those of a request: those of a story seldom are, and are not looked at further.
pub(super) fn begins(line: &str) -> bool {
    strange_at_head(line) <= MOST_STRANGE
}

/// How many of the first words of a line stand in no request.
fn strange_at_head(line: &str) -> usize {
    tokens::of(line, FIRST_TOKENS).iter().filter(|token| vocabulary::is_strange(token)).count()
}

/// Whether a line may begin a request that the lines below end: `NOT FOR PUBLICATION`.
pub(super) fn opens(line: &str) -> bool {
    if strange_at_head(line) > 0 {
        return false;
    }
    let words = Words::of(&tokens::of(line, MOST_TOKENS));
    words.strange == 0
        && [Role::Embargo, Role::Not, Role::Hold, Role::Free].into_iter().any(|role| words.says(role))
}

/// Whether the first words of what stands behind a request forbid once more.
pub(super) fn forbids(rest: &str) -> bool {
    forbids_within(rest, FIRST_TOKENS)
}

/// The same of so many tokens.
pub(super) fn forbids_within(text: &str, most: usize) -> bool {
    let said: Vec<Role> = tokens::of(text, most).iter().flat_map(vocabulary::roles).collect();
    said.contains(&Role::Not) && said.contains(&Role::Use)
}

/// Whether a line may go on with a request: a time, or words of one.
pub(super) fn goes_on(line: &str) -> Option<Until> {
    let tokens = tokens::of(line, MOST_TOKENS);
    let words = Words::of(&tokens);
    let is_of_one = words.strange == 0 && !words.counts && (words.until.is_said() || !words.said.is_empty());
    is_of_one.then_some(words.until)
}

/// The words of a line by what they do.
#[derive(Default)]
struct Words {
    until: Until,
    said: Vec<Role>,
    /// Words that stand in no request.
    strange: usize,
    /// A figure that belongs to no time.
    counts: bool,
}

impl Words {
    fn of(tokens: &[Token<'_>]) -> Words {
        let mut words = Words::default();
        let mut at = 0;
        while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
            let (until, count) = if Until::begins(rest) { Until::read(rest) } else { (Until::default(), 0) };
            if until.is_said() {
                let run = rest.iter().take(count).flat_map(vocabulary::roles);
                words.said.extend(run.filter(|role| matches!(role, Role::Bound | Role::From)));
                at += count;
                words.until.join(until);
                continue;
            }
            let remark = words.until.is_said().then(|| remark(rest)).flatten();
            at += remark.unwrap_or(1);
            let Some(token) = rest.first().filter(|_| remark.is_none()) else { continue };
            words.counts |= token.number().is_some();
            if token.word().is_some() {
                let roles = vocabulary::roles(token);
                words.strange += usize::from(roles.is_empty());
                words.said.extend(roles);
            }
        }
        words
    }

    fn says(&self, role: Role) -> bool {
        self.said.contains(&role)
    }

    fn request(self, line: &str) -> Option<Request> {
        let is_apart = line.starts_with(['(', '[', '*', '+', '【', '（']);
        let names = self.says(Role::Embargo);
        let forbids = self.says(Role::Not) && self.says(Role::Use) && self.says(Role::Bound);
        let holds = self.says(Role::Hold) && (self.says(Role::Use) || self.says(Role::Bound));
        let frees = (self.says(Role::Use) || self.says(Role::Free)) && self.says(Role::From)
            || self.says(Role::Free) && (self.says(Role::Use) || self.until.has_day());
        let strange = if is_apart && names && self.until.has_time() { MOST_STRANGE } else { 0 };
        if self.strange > strange || self.counts && !(names && self.until.is_said()) {
            return None;
        }
        // "Embargo lifted: 15 January, 6 a.m." says when as long as that lies ahead
        if self.says(Role::Lifted) {
            let is_timed = names && self.until.is_dated() && line.contains(": ");
            return is_timed.then_some(Request { uses: false, until: self.until, anchor: Anchor::Release });
        }
        // "the report is embargoed" is told, "this report is embargoed" is asked
        // "Not before 0600 GMT, 15 January 2027": a whole line of it
        let bars =
            self.says(Role::Not) && self.says(Role::Bound) && self.until.has_time() && self.until.has_day();
        let is_told = self.says(Role::Is) && !self.says(Role::Pointer) && !is_apart;
        if is_told && !(forbids && self.until.has_time()) {
            return None;
        }
        let when = self.until.is_said();
        let anchor = if when && (names || forbids) || bars {
            Anchor::Firm
        } else if self.until.has_time() && holds {
            Anchor::Plain
        } else if self.until.has_time() && frees {
            Anchor::Release
        } else if !when && names && self.says(Role::Bound) {
            Anchor::Firm
        } else if !when && (forbids || names && !self.says(Role::Not) && self.says(Role::Pointer)) {
            Anchor::Before
        } else {
            return None;
        };
        Some(Request { uses: self.says(Role::Use) || self.says(Role::Pointer), until: self.until, anchor })
    }
}

/// How many tokens a short remark in brackets is, that stands first.
fn remark(rest: &[Token<'_>]) -> Option<usize> {
    if rest.first()?.mark() != Some('(') {
        return None;
    }
    let closed = rest.iter().take(LONGEST_REMARK).position(|token| token.mark() == Some(')'))?;
    Some(closed + 1)
}
