//! The days that readers see: in microdata, in `<time>`, in lines near the heading.
//!
//! Each is a candidate with a role (published, changed) and a distance from the heading; the nearest wins. What stands
//! in sentences, comments, cards and banners is none.

use super::clause::Clause;
use super::labels::{self, Role};
use super::{NEARER_THAN_ADDRESS, Page, Reader, marked, near_after, near_before};
use crate::decode::html::classes::{self, Sense};
use crate::decode::html::dom::{Dom, Id};
use crate::decode::html::places::{Around, Belongs};
use crate::decode::html::tag::Tag;
use crate::model::{DateClaim, Found};
use crate::normalise::dates::{self, Moment};

/// A day on the page.
#[derive(Debug, Clone)]
pub(in crate::decode::html) struct Candidate {
    /// As it is written.
    pub(super) raw: String,
    pub(super) moment: Moment,
    pub(super) from: &'static str,
    role: Option<Role>,
    /// Nodes from the heading, and more for what is less certain.
    pub(super) score: usize,
}

impl Candidate {
    pub(super) fn claim(&self, reader: &Reader<'_>) -> Found<DateClaim> {
        Found::new(reader.claim(&self.raw, &self.moment), self.from)
    }
}

/// What the page shows.
#[derive(Debug, Default)]
pub(in crate::decode::html) struct Shown {
    /// When it appeared.
    pub(in crate::decode::html) published: Option<Candidate>,
    /// When it was changed.
    pub(in crate::decode::html) modified: Option<Candidate>,
    /// All days of publication that were found, for what is ambiguous elsewhere.
    pub(in crate::decode::html) days: Vec<Moment>,
    /// All that says at which offset it holds.
    pub(super) stamps: Vec<Moment>,
    /// A line with a day of a calendar that is not read.
    pub(super) unread: Option<String>,
}

impl Shown {
    /// Whether no day was found.
    pub(super) fn is_empty(&self) -> bool {
        self.published.is_none() && self.modified.is_none()
    }
}

/// A candidate without a label is less certain than one with; one at the foot of the story still less.
const UNLABELLED: usize = 60;
const AT_FOOT: usize = 600;
const IN_PLAIN_TEXT: usize = 40;
/// How far a candidate without a label may be.
const UNLABELLED_WITHIN: usize = 1_000;

/// Longest line that holds a distance in time, and how far from the heading.
const LONGEST_RELATIVE: usize = 120;
const RELATIVE_WITHIN: usize = 200;

/// A day in parts: the longest part, the longest whole, and most nodes of what holds them.
const LONGEST_PART: usize = 16;
const LONGEST_PARTED: usize = 60;
const LARGEST_PARTED: usize = 16;

/// Longest line that holds a date and is no sentence, in bytes.
const LONGEST_LINE: usize = 240;

/// Reads the days around a heading.
pub(super) fn read(page: &Page<'_>, reader: &Reader<'_>) -> Shown {
    let (dom, anchor) = (page.dom, page.anchor);
    let around = Around::of(dom, anchor, page.head.own_address().or(page.fetched_from));
    let closed = around.closed(dom.len());
    let (found, relative, words) = (Vec::new(), Vec::new(), classes::Words::default());
    let mut search =
        Search { dom, anchor, reader, around, closed, found, relative, unread: None, done: 0, words };
    let (low, high) = (near_before(anchor), near_after(anchor, dom.len()));
    for id in 0..dom.len() {
        let is_near = id >= low && id < high;
        match dom.tag(id) {
            Tag::Text if is_near => search.text(id),
            Tag::Text => {}
            _ if is_near => search.marked(id),
            _ if marked::is_property(dom, id) => search.element(id, "microdata"),
            _ => {}
        }
    }
    search.choose()
}

struct Search<'a> {
    dom: &'a Dom,
    anchor: Option<Id>,
    reader: &'a Reader<'a>,
    around: Around<'a>,
    /// Parts of the page that a heading says are about something else.
    closed: Vec<std::ops::Range<Id>>,
    found: Vec<Candidate>,
    /// Distances in time, where nothing better is found.
    relative: Vec<Candidate>,
    unread: Option<String>,
    /// Up to where lines were read.
    done: Id,
    words: classes::Words<'a>,
}

impl Search<'_> {
    /// How far a node is from the heading, with what makes it uncertain; nothing where it is another story's.
    fn distance(&self, id: Id) -> Option<usize> {
        // in order, and none in another
        let closed = self.closed.get(self.closed.partition_point(|closed| closed.end <= id));
        if closed.is_some_and(|closed| closed.contains(&id)) || self.around.is_parted_by_menu(id) {
            return None;
        }
        let foot = match self.around.belongs(id) {
            Belongs::Well => 0,
            Belongs::Weakly => AT_FOOT,
            Belongs::Not => return None,
        };
        let nodes = match self.anchor {
            Some(a) if id < a => (a - id) * 2,
            Some(a) => id.saturating_sub(self.dom.end(a)),
            None => id,
        };
        Some(nodes + foot)
    }

    fn add(&mut self, raw: String, role: Option<Role>, from: &'static str, score: usize) {
        let Some(moment) = self.reader.day(&raw) else { return };
        self.found.push(Candidate { raw, moment, from, role, score });
    }

    /// An element that may say itself that it holds a day.
    fn marked(&mut self, id: Id) {
        if let Some(from) = marked::kind(self.dom, id) {
            self.element(id, from);
        }
    }

    /// A `<time>`, an element of microdata, one with a day in an attribute.
    fn element(&mut self, id: Id, from: &'static str) {
        let Some(distance) = self.distance(id) else { return };
        let text = self.dom.line(id, LONGEST_LINE).unwrap_or_default();
        let folded = dates::folded(&text);
        let found = dates::sightings(&folded, self.reader.language());
        let several = found.len() > 1;
        let given = marked::given(self.dom, id).map(str::to_owned);
        let first = found.first().map_or(0, |s| s.span.start);
        let inside = folded.get(..first).filter(|_| !several).and_then(labels::before);
        let label = inside.or_else(|| self.label_before(id));
        let role = inside.or_else(|| marked::role(self.dom, id)).or(label);
        if role == Some(Role::Other) {
            return;
        }
        let score = distance + if role.is_none() { UNLABELLED } else { 0 };
        match given {
            Some(raw) => {
                // the time that readers see is more than a day alone, and less than an instant
                self.add(raw, role, from, if from == "microdata" { score / 2 } else { score });
            }
            None if !several && !folded.is_empty() => {
                let raw = found.first().and_then(|s| folded.get(s.span.clone()).map(str::to_owned));
                if let Some(raw) = raw.or_else(|| super::names_a_day(&folded).then_some(folded)) {
                    self.add(raw, role, from, score);
                }
            }
            None => {}
        }
    }

    /// What stands before an element in its line, or in the short line before it.
    fn label_before(&self, id: Id) -> Option<Role> {
        let dom = self.dom;
        let block_of = |n: Id| dom.ancestors(n).find(|a| dom.tag(*a).is_block());
        let block = block_of(id)?;
        let own = (block..id).rev().take(60).take_while(|n| dom.tag(*n) != Tag::Br);
        let own = own.filter(|n| dom.tag(*n) == Tag::Text && block_of(*n) == Some(block));
        let mut text = String::new();
        for n in own.take(8) {
            text.insert_str(0, dom.text(n));
            if text.len() > 200 {
                break;
            }
        }
        let folded = dates::folded(&text);
        let last = dates::sightings(&folded, self.reader.language()).last().map_or(0, |s| s.span.end);
        let own = folded.get(last..).unwrap_or_default();
        if own.chars().any(char::is_alphanumeric) {
            labels::before(own)
        } else {
            self.line_above(block, last > 0)
        }
    }

    /// The label that is a short line of its own above a block: `<dt>Updated</dt><dd>4 March 2026</dd>`. A heading is
    /// none, whatever its words.
    fn line_above(&self, block: Id, has_own: bool) -> Option<Role> {
        if has_own {
            return None;
        }
        let dom = self.dom;
        let above = (block.saturating_sub(12)..block)
            .rev()
            .find(|n| dom.tag(*n) == Tag::Text && dom.text(*n).chars().any(char::is_alphanumeric))?;
        let is_heading = dom.ancestors(above).take(4).any(|n| dom.tag(n).heading().is_some());
        if is_heading { None } else { labels::alone(dom.text(above).trim()) }
    }

    /// The line in which a text stands.
    fn text(&mut self, id: Id) {
        let may_tell_a_time = |text: &str| {
            text.chars().any(char::is_numeric)
                || dates::may_hold_letters(text)
                || self.reader.taken.is_some() && dates::may_tell(text)
        };
        if id < self.done || !may_tell_a_time(self.dom.text(id)) {
            return;
        }
        let dom = self.dom;
        let block = dom.ancestors(id).take(8).find(|n| dom.tag(*n).is_block()).unwrap_or(dom.parent(id));
        let run = Run::around(dom, block, id);
        self.done = run.end;
        let line = run.text;
        if line.len() > LONGEST_LINE || in_script(dom, id) || in_figure(dom, id) {
            return;
        }
        let Some(distance) = self.distance(id) else { return };
        let is_heading = dom.ancestors(id).take(4).any(|n| dom.tag(n).heading().is_some());
        let folded = dates::folded(&line);
        let found = dates::sightings(&folded, self.reader.language());
        if found.is_empty() {
            if self.unread.is_none() && dates::gives_lunar_day(&folded) {
                self.unread = Some(line);
            }
            self.relative(distance, &folded);
            return self.in_parts(id);
        }
        let named = std::iter::once(block).chain(dom.ancestors(id).take(3)).any(|n| {
            dom.tag(n) != Tag::Text
                && classes::senses(dom, n, &mut self.words).any(&[Sense::Byline, Sense::Lead])
        });
        let class_role = if found.len() == 1 { marked::role(dom, dom.parent(id)) } else { None };
        let linked = dom.tag(dom.parent(id)) == Tag::A;
        let mut from = 0;
        for (n, seen) in found.iter().enumerate() {
            let next = found.get(n + 1).map_or(folded.len(), |next| next.span.start);
            let (before, after) = (
                folded.get(from..seen.span.start).unwrap_or_default(),
                folded.get(seen.span.end..next).unwrap_or_default(),
            );
            let is_last = n + 1 == found.len();
            let role = labels::before(before)
                .or_else(|| if is_last { labels::behind(after) } else { None })
                .or(class_role)
                .or_else(|| {
                    let alone = n == 0 && !before.chars().any(char::is_alphanumeric);
                    alone.then(|| self.line_above(block, false)).flatten()
                });
            from = seen.span.end;
            let clause = Clause { before, after, is_first: n == 0, is_heading };
            let role =
                if clause.is_until(&seen.moment, self.reader.language()) { Some(Role::Other) } else { role };
            let stands = match role {
                Some(Role::Other) => false,
                Some(_) => !is_heading && clause.is_labelled_line(),
                None => clause.is_a_date(linked),
            };
            if stands && let Some(raw) = folded.get(seen.span.clone()) {
                let plain = if named { 0 } else { IN_PLAIN_TEXT };
                let label = if role.is_some() { 0 } else { UNLABELLED + plain };
                self.add(raw.to_owned(), role, "rule:date-near-headline", distance + label);
            }
            if is_last
                && role != Some(Role::Modified)
                && stands
                && let Some(tail) = labels::after_update(after)
                && let Some(moment) = dates::time_alone(tail, &seen.moment, self.reader.language())
            {
                self.add(moment.value(), Some(Role::Modified), "rule:date-near-headline", distance);
            }
        }
    }

    /// A day whose parts stand in elements of their own: `<span>04</span><span>mar</span><span>2026</span>`.
    fn in_parts(&mut self, id: Id) {
        let dom = self.dom;
        if dom.text(id).trim().len() > LONGEST_PART {
            return;
        }
        let mut parted = dom.ancestors(id).take(3).filter(|n| dom.end(*n) - n <= LARGEST_PARTED);
        let whole = |n: Id| {
            let line = dates::folded(&dom.spaced(n, LONGEST_PARTED)?.replace(['/', '|', '\n'], " "));
            (dates::is_only_a_date(&line) && self.reader.day(&line).is_some()).then_some((n, line))
        };
        let Some((around, line)) = parted.find_map(whole) else { return };
        self.done = self.done.max(dom.end(around));
        let role = marked::role(dom, around).or_else(|| self.line_above(around, false));
        if role != Some(Role::Other)
            && let Some(distance) = self.distance(around)
        {
            let label = if role.is_some() { 0 } else { UNLABELLED };
            self.add(line, role, "rule:date-near-headline", distance + label);
        }
    }

    /// A distance such as "3 hours ago" in a short line near the heading of a page of which is known when it was taken.
    fn relative(&mut self, distance: usize, line: &str) {
        let is_near = distance <= RELATIVE_WITHIN && line.len() <= LONGEST_RELATIVE;
        let Some(taken) = self.reader.taken.filter(|_| is_near) else { return };
        let Some(dates::Told { moment, lead }) = dates::before(line, taken) else { return };
        let role = labels::before(&lead);
        if role == Some(Role::Other) || self.relative.iter().any(|c| c.role == role) {
            return;
        }
        let (raw, from) = (moment.value(), "rule:relative-time");
        self.relative.push(Candidate { raw, moment, from, role, score: distance });
    }

    fn choose(mut self) -> Shown {
        let best = |wanted: &dyn Fn(&&Candidate) -> bool| {
            self.found.iter().filter(wanted).min_by_key(|c| c.score).cloned()
        };
        let published =
            best(&|c| c.role == Some(Role::Published) || c.role.is_none() && c.score <= UNLABELLED_WITHIN);
        let modified = best(&|c| c.role == Some(Role::Modified));
        // far below a line that says when the story was changed stand days of something else
        let outdone = |c: &Candidate| {
            c.role.is_none()
                && c.score > NEARER_THAN_ADDRESS
                && modified.as_ref().is_some_and(|m| m.score < NEARER_THAN_ADDRESS)
        };
        let published = published.filter(|c| !outdone(c));
        let told =
            |wanted: bool| self.relative.iter().find(|c| (c.role == Some(Role::Modified)) == wanted).cloned();
        let (published, modified) = (published.or_else(|| told(false)), modified.or_else(|| told(true)));
        let days = self.found.iter().filter(|c| c.role != Some(Role::Modified)).map(|c| c.moment).collect();
        let published = published.map(|chosen| self.most_exact(chosen));
        let modified = modified.map(|chosen| self.most_exact(chosen));
        let says_where = |m: &Moment| m.time.is_some_and(|t| t.offset.is_some());
        let unread = self.unread.take();
        let stamps = self.found.iter().map(|c| c.moment).filter(says_where).collect();
        Shown { published, modified, days, stamps, unread }
    }

    /// Of what says the same day in the same role near by, that which says most about its time.
    fn most_exact(&self, chosen: Candidate) -> Candidate {
        let day = |m: &Moment| (m.year, m.month, m.day);
        let weight = |m: &Moment| {
            m.time.map_or(0, |t| 1 + usize::from(t.offset.is_some()) * 2 + usize::from(t.second.is_some()))
        };
        let same_role =
            |c: &Candidate| (c.role == Some(Role::Modified)) == (chosen.role == Some(Role::Modified));
        self.found
            .iter()
            .filter(|c| {
                same_role(c)
                    && day(&c.moment) == day(&chosen.moment)
                    && (c.score <= chosen.score + 150 || c.from == "microdata")
            })
            .filter(|c| weight(&c.moment) > weight(&chosen.moment) && chosen.moment.time.is_none())
            .min_by_key(|c| c.score)
            .cloned()
            .unwrap_or(chosen)
    }
}

/// The words that flow on one line around a text: what stands in the same block with no break between.
struct Run {
    text: String,
    end: Id,
}

impl Run {
    fn around(dom: &Dom, block: Id, id: Id) -> Run {
        let breaks = |n: Id| dom.tag(n).is_block() || dom.tag(n) == Tag::Br;
        let elsewhere = |n: Id| {
            dom.tag(n) == Tag::Text
                && dom.ancestors(n).take(8).find(|a| dom.tag(*a).is_block()).is_some_and(|b| b != block)
        };
        let start = (block + 1..id)
            .rev()
            .take(MOST_NODES)
            .take_while(|n| !breaks(*n) && !elsewhere(*n))
            .last()
            .unwrap_or(id);
        let mut text = String::new();
        let mut end = start;
        // where an element ends that is named as a day's
        let mut named_until = None;
        while end < dom.end(block) && end < start + MOST_NODES * 2 && text.len() <= LONGEST_LINE * 2 {
            let tag = dom.tag(end);
            if end > id && (breaks(end) || elsewhere(end)) {
                break;
            }
            if named_until == Some(end) && dom.text(end).trim_start().starts_with(char::is_alphanumeric) {
                text.push_str(PART);
            }
            if tag == Tag::Text {
                text.push_str(dom.text(end));
            } else if tag.is_silent() {
                end = dom.end(end);
                continue;
            } else if marked::is_named_date(dom, end) {
                if !text.trim().is_empty() {
                    text.push_str(PART);
                }
                named_until = Some(dom.end(end));
            } else if parts_words(dom, end) && text.ends_with(|c: char| !c.is_whitespace()) {
                text.push_str(PART);
            }
            end += 1;
        }
        Run { text: crate::decode::html::flow::fold(&text), end: end.max(id + 1) }
    }
}

/// Most nodes of one line on each side.
const MOST_NODES: usize = 60;
/// What stands between two elements side by side with no space between.
const PART: &str = " | ";

/// Whether an element begins something of its own: not a word in bold in the middle of a line.
fn parts_words(dom: &Dom, id: Id) -> bool {
    matches!(dom.tag(id), Tag::Span | Tag::Time | Tag::Other) && dom.end(id) > id + 1
}

fn in_figure(dom: &Dom, id: Id) -> bool {
    dom.ancestors(id).take(5).any(|n| matches!(dom.tag(n), Tag::Figure | Tag::Figcaption))
}

fn in_script(dom: &Dom, id: Id) -> bool {
    matches!(dom.tag(dom.parent(id)), Tag::Script | Tag::Style | Tag::Noscript | Tag::Template | Tag::Title)
}
