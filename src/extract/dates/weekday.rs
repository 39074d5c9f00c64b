//! Weekdays: with their dates, with what tells their week, and in names that tell no day.

use super::find::{Expression, Finder, Says, Told, Which};
use super::language::{Mark, Meaning, at_end, at_head, has, is_edge};
use super::parts::{closed, word_before};

impl Finder<'_> {
    /// A weekday, with what the words beside it say of its week.
    pub(super) fn weekday(
        &self,
        start: usize,
        end: usize,
        weekday: i8,
        meaning: Meaning,
    ) -> Option<Expression> {
        let (text, lexicon) = (self.text, self.language.lexicon);
        let tail = text.get(end..)?;
        // Domingo Pérez
        let begins_name = meaning.only_at_head
            && tail.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
        if meaning.mark == Mark::Weak
            || begins_name
            || has(lexicon.every, &word_before(text, start))
            || self.names(start, end)
        {
            return None;
        }
        let at = |start: usize, end: usize, which: Which| {
            Some(Expression { start, end, says: Says::Weekday(weekday, which) })
        };
        if let Some((to, which)) = self.week_behind(end) {
            return at(start, to, which);
        }
        // sexta-feira (27)
        if let Some((to, day)) = day_in_brackets(text, end) {
            return Some(Expression {
                start,
                end: to,
                says: Says::DayOfMonth { day, weekday: Some(weekday) },
            });
        }
        if let Some((from, which)) = self.week_before(start) {
            return at(from, end, which);
        }
        let told = match meaning.mark {
            Mark::Ahead => Told::Next,
            Mark::Behind => Told::Last,
            _ => self.told(start, end),
        };
        at(start, end, Which::Nearest(told))
    }

    /// The week told behind a weekday: `Friday last week`, `vrijdag (vorige week)`, `Monday week`.
    fn week_behind(&self, end: usize) -> Option<(usize, Which)> {
        let (text, lexicon) = (self.text, self.language.lexicon);
        let tail = text.get(end..)?;
        let rest = [" (", ", ", " "].iter().find_map(|opening| tail.strip_prefix(opening))?;
        let at = text.len() - rest.len();
        if let Some((weeks, length)) = at_head(lexicon.of_week, rest) {
            return Some((closed(text, at + length), Which::OfWeek(weeks)));
        }
        let (weeks, length) = at_head(lexicon.weeks_behind, rest)?;
        (!text.get(at + length..)?.starts_with('-')).then_some((at + length, Which::Further(weeks)))
    }

    /// The week told before one: `a week from Monday`, `先週の金曜日`.
    fn week_before(&self, start: usize) -> Option<(usize, Which)> {
        let lexicon = self.language.lexicon;
        let is_parted = self.language.signs().is_none_or(|signs| signs.spaced);
        let head = self.text.get(..start)?;
        let bare = if is_parted { head.strip_suffix(' ')? } else { head };
        if let Some((weeks, length)) = at_end(lexicon.of_week, bare, is_parted)
            && !BEFORE_NO_WEEK.iter().any(|word| bare.ends_with(word))
        {
            return Some((bare.len() - length, Which::OfWeek(weeks)));
        }
        let (weeks, length) = at_end(lexicon.weeks_before, bare, is_parted)?;
        let from = bare.len() - length;
        // closed for two weeks from Monday: that is how long
        (!ends_with_for(bare.get(..from)?)).then_some((from, Which::Further(weeks)))
    }

    /// Whether a weekday is part of a name: `the Sunday Argus`, `Sunday Times`.
    fn names(&self, start: usize, end: usize) -> bool {
        if self.language.lexicon.language != "en" {
            return false;
        }
        let next = self.text.get(end..).and_then(|rest| rest.strip_prefix(' ')).unwrap_or_default();
        let next = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let is_capital = next.starts_with(char::is_uppercase);
        is_capital
            && (matches!(word_before(self.text, start).as_str(), "the" | "a")
                || NAMED_FOR_DAYS.contains(&next))
    }

    /// A date together with the weekday that stands before it.
    pub(super) fn with_weekday(
        &self,
        it: Expression,
        (start, end, weekday, mark): (usize, usize, i8, Mark),
    ) -> Expression {
        let Says::Day { year, month, day, told, .. } = it.says else { return it };
        let between = self.text.get(end..it.start);
        let links = between.is_some_and(|between| {
            let bare = between.trim_matches(|c: char| {
                matches!(c, ' ' | ',' | '(' | '\u{a0}' | '،') || c == '.' && mark == Mark::Weak
            });
            between.len() <= 12
                && !between.is_empty()
                && (bare.is_empty() || has(self.language.lexicon.link, bare))
        });
        if !links {
            return it;
        }
        let in_brackets = between.is_some_and(|between| between.contains('('));
        let end = if in_brackets { closed(self.text, it.end) } else { it.end };
        Expression { start, end, says: Says::Day { year, month, day, weekday: Some(weekday), told } }
    }

    /// The date before a weekday, if that belongs to it: `27 Şubat Cuma`, `27 February (Friday)`.
    pub(super) fn weekday_behind<'e>(
        &self,
        last: &'e mut Expression,
        start: usize,
        end: usize,
        named: i8,
    ) -> Option<&'e mut Expression> {
        let Says::Day { weekday: weekday @ None, .. } = &mut last.says else { return None };
        let between = self.text.get(last.end..start)?;
        let is_bracketed =
            between.trim_start() == "(" && self.text.get(end..).is_some_and(|rest| rest.starts_with(')'));
        let follows = match self.language.lexicon.language {
            "tr" => between == " ",
            "hu" => between.ends_with(", ") && between.len() <= 8,
            _ => false,
        };
        if !is_bracketed && !follows {
            return None;
        }
        *weekday = Some(named);
        Some(last)
    }
}

/// ` (27)` behind a weekday.
fn day_in_brackets(text: &str, end: usize) -> Option<(usize, i8)> {
    let inside = text.get(end..)?.strip_prefix(" (")?;
    let (day, _) = inside.split_once(')')?;
    let day: i8 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    Some((end + 3 + inside.find(')')?, day))
}

/// Words that end with that for a week and are none.
const BEFORE_NO_WEEK: [&str; 7] = ["晚上", "早上", "以上", "网上", "線上", "线上", "日本"];

/// What is named for a day, by the word behind it.
#[rustfmt::skip]
const NAMED_FOR_DAYS: [&str; 30] = [
    "Times", "Mail", "Mirror", "Telegraph", "Argus", "Post", "Herald", "Tribune", "News", "Independent", "Express", "People", "World", "Star", "Observer", "Mercury", "Night", "Nights", "Magazine", "Review", "Agreement", "Football", "Standard", "Gazette", "Chronicle", "Courier", "Record", "Echo", "League", "Live",
];

fn ends_with_for(before: &str) -> bool {
    let before = before.trim_end();
    ["for", "of", "für", "next", "last"]
        .iter()
        .any(|word| before.strip_suffix(word).is_some_and(|b| is_edge(b.chars().next_back())))
}
