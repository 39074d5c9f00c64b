//! The day on which a page's readers have an instant that its metadata give in UTC.
//!
//! A record has offsets as they were given, and none that was guessed. Where the page or its address shows another day
//! than Greenwich has, the offset is looked for in what the page says: in the time of day beside that day, in other
//! instants of the page. Where nothing tells it, the day of the readers is what is known.

use crate::normalise::dates::{Moment, Offset, Time};

/// An instant as the page's readers have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Local {
    /// With the offset that the page tells.
    At(Moment),
    /// On a day, by an offset that nothing tells.
    On(Moment),
}

/// How far from an instant another one may lie of which it takes the offset, in seconds: summer time may begin between.
const SAME_SEASON: u64 = 2 * 86_400;

/// The offsets that places of this world have, in minutes east.
const OFFSETS: std::ops::RangeInclusive<i64> = -12 * 60..=14 * 60;

/// An instant in UTC as the readers have it on the day that they are shown, where that is another than Greenwich has;
/// `others` are what else the page says of its times.
pub(super) fn of(instant: &Moment, shown: &Moment, others: &[Moment]) -> Option<Local> {
    instant.time.filter(|t| matches!(t.offset, Some(Offset::Zulu | Offset::East(0))))?;
    let seconds = instant.earliest()?;
    if !can_fall_on(seconds, shown) || day(instant) == day(shown) {
        return None;
    }
    let on_that_day = |offset: i64| there(instant, seconds, offset).filter(|m| day(m) == day(shown));
    let told = told_beside(seconds, shown).or_else(|| {
        let stamps = others.iter().filter_map(|m| Some((m.earliest()?, east(m)?)));
        let near = stamps.filter(|(other, _)| other.abs_diff(seconds) <= SAME_SEASON);
        let fitting = near.filter(|(_, offset)| on_that_day(*offset).is_some());
        fitting.min_by_key(|(other, _)| other.abs_diff(seconds)).map(|(_, offset)| offset)
    });
    match (told.and_then(on_that_day), shown.time) {
        (Some(local), _) => Some(Local::At(local)),
        // a time that is not the instant's is another event's
        (None, Some(_)) => None,
        (None, None) => Some(Local::On(*shown)),
    }
}

fn day(moment: &Moment) -> (i16, Option<i8>, Option<i8>) {
    (moment.year, moment.month, moment.day)
}

/// The offset of a moment in minutes, where it says where it holds.
fn east(moment: &Moment) -> Option<i64> {
    match moment.time?.offset? {
        Offset::East(minutes) if minutes != 0 => Some(i64::from(minutes)),
        _ => None,
    }
}

/// The offset that a day tells by the time of day beside it: its own, or the one with which it is the same instant.
fn told_beside(instant: i64, shown: &Moment) -> Option<i64> {
    if shown.time?.offset.is_some() {
        return east(shown).filter(|_| shown.earliest().is_some_and(|s| s.abs_diff(instant) <= 5 * 60));
    }
    let minutes = (shown.earliest()? - instant).div_euclid(60);
    let quarter = (minutes + 7).div_euclid(15) * 15;
    (minutes.abs_diff(quarter) <= 5).then_some(quarter)
}

/// Whether an instant falls on a day anywhere.
fn can_fall_on(instant: i64, shown: &Moment) -> bool {
    let begins = Moment { time: None, ..*shown }.earliest();
    begins.is_some_and(|begins| {
        instant + OFFSETS.end() * 60 >= begins && instant + OFFSETS.start() * 60 < begins + 86_400
    })
}

/// An instant at an offset.
fn there(instant: &Moment, seconds: i64, offset: i64) -> Option<Moment> {
    let minutes = i16::try_from(offset).ok().filter(|_| OFFSETS.contains(&offset))?;
    let at = jiff::Timestamp::from_second(seconds + offset * 60).ok()?;
    let at = jiff::tz::Offset::UTC.to_datetime(at);
    let second = instant.time?.second.map(|_| at.second());
    let time = Time { hour: at.hour(), minute: at.minute(), second, offset: Some(Offset::East(minutes)) };
    Some(Moment { year: at.year(), month: Some(at.month()), day: Some(at.day()), time: Some(time) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::dates;

    #[track_caller]
    fn check(instant: &str, shown: &str, others: &[&str], expected: Option<(bool, &str)>) {
        let read = |raw: &str| dates::read(raw, None).unwrap();
        let others: Vec<Moment> = others.iter().map(|o| read(o)).collect();
        let found = match of(&read(instant), &read(shown), &others) {
            None => None,
            Some(Local::At(m)) => Some((true, m.value())),
            Some(Local::On(m)) => Some((false, m.value())),
        };
        assert_eq!(found, expected.map(|(at, v)| (at, v.to_owned())), "{instant} {shown} {others:?}");
    }

    #[test]
    fn an_offset_is_the_one_that_the_page_tells() {
        let late = "2026-03-04T02:30:00Z";
        // the time of day beside it, without and with a zone
        check(late, "March 3, 2026 9:30 pm", &[], Some((true, "2026-03-03T21:30:00-05:00")));
        check(late, "March 3, 2026 9:30 pm EST", &[], Some((true, "2026-03-03T21:30:00-05:00")));
        check("2026-03-03T20:00:00Z", "4 March 2026 01:30", &[], Some((true, "2026-03-04T01:30:00+05:30")));
        // another instant of the page
        check(late, "2026-03-03", &["2026-03-03T22:10:00-05:00"], Some((true, "2026-03-03T21:30:00-05:00")));
        check(late, "2026-03-03", &["2026-03-05", "2026-03-04T03:00:00Z"], Some((false, "2026-03-03")));
        // one months away may have been in summer
        check(late, "2026-03-03", &["2026-07-03T22:10:00-04:00"], Some((false, "2026-03-03")));
        // one with which it does not fall on that day
        check(late, "2026-03-03", &["2026-03-04T05:00:00+01:00"], Some((false, "2026-03-03")));
    }

    #[test]
    fn what_is_the_same_day_or_another_event_changes_nothing() {
        check("2026-03-04T12:00:00Z", "2026-03-04", &[], None);
        check("2026-03-04T12:00:00+01:00", "2026-03-03", &[], None);
        check("2026-03-04T12:00:00Z", "2026-03-06", &[], None);
        check("2026-03-04T12:00:00Z", "2026-03-02", &[], None);
        check("2026-03-04T02:30:00Z", "March 3, 2026 8:12 am", &[], None);
        check("2026-03-04T02:30:00Z", "March 3, 2026 8:12 am EST", &[], None);
        check("2026-03-04", "2026-03-03", &[], None);
    }
}
