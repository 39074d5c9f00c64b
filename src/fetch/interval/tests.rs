//! Each sentence of the rules, then all of them at random.

use proptest::prelude::*;

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

const RULES: Rules = Rules {
    bounds: Bounds { least: Duration::from_secs(900), first: HOUR, most: Duration::from_secs(24 * 3600) },
    dead: Dead {
        failures: 30,
        after: Duration::from_secs(14 * 86_400),
        again: Duration::from_secs(30 * 86_400),
    },
    wait_most: Duration::from_secs(24 * 3600),
};

const KNOWN: Outcome = Outcome::Read { known: 30, of: 30 };
const ADDRESS: &str = "https://example.org/a";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A Wednesday.
fn noon() -> Timestamp {
    at("2026-11-25T12:00:00Z")
}

/// How long after `now` the next poll is, at least and at most.
#[track_caller]
fn check(next: Next, now: Timestamp, wait: Duration, from: Reason) {
    let waits = next.at.duration_since(now).unsigned_abs();
    let most = wait + (wait / 10).min(JITTER_MOST);
    assert!((wait..=most).contains(&waits), "{waits:?} for {wait:?}");
    assert_eq!(next.from, from);
}

fn poll(rhythm: &mut Rhythm, outcome: Outcome, wishes: &Wishes) -> Next {
    let now = rhythm.due.unwrap_or_else(noon);
    rhythm.polled(outcome, wishes, &RULES, ADDRESS, now)
}

#[test]
fn the_longest_wish_decides_up_to_the_cap() {
    let hours = |n: u32| Some(HOUR * n);
    let cases = [
        (Wishes::default(), HOUR, Reason::Learned),
        (Wishes { ttl: Some(HOUR / 2), ..Wishes::default() }, HOUR, Reason::Learned),
        (Wishes { ttl: hours(2), ..Wishes::default() }, HOUR * 2, Reason::Ttl),
        (Wishes { ttl: hours(2), period: hours(3), ..Wishes::default() }, HOUR * 3, Reason::Period),
        (
            Wishes { ttl: hours(2), period: hours(3), fresh: hours(4), ..Wishes::default() },
            HOUR * 4,
            Reason::Fresh,
        ),
        (
            Wishes { retry_after: hours(5), fresh: hours(4), ..Wishes::default() },
            HOUR * 5,
            Reason::RetryAfter,
        ),
        (Wishes { fresh: Some(Duration::MAX), ..Wishes::default() }, HOUR * 24, Reason::Fresh),
    ];
    for (wishes, wait, from) in cases {
        let next = Rhythm::default().polled(KNOWN, &wishes, &RULES, ADDRESS, noon());
        check(next, noon(), wait, from);
    }
}

#[test]
fn skipped_hours_and_days_are_passed_over() {
    let check = |skip_hours: u32, skip_days: u8, from: &str, to: &str| {
        let wishes = Wishes { skip_hours, skip_days, ..Wishes::default() };
        let rules = Rules { bounds: Bounds { least: Duration::ZERO, first: HOUR, most: HOUR }, ..RULES };
        let next = Rhythm::default().polled(KNOWN, &wishes, &rules, ADDRESS, at(from));
        let late = next.at.duration_since(at(to));
        assert!(!late.is_negative() && late.unsigned_abs() <= JITTER_MOST, "{from}: {} for {to}", next.at);
    };
    check(1 << 13, 0, "2026-11-25T12:00:00Z", "2026-11-25T14:00:00Z");
    check(0b111 << 13, 0, "2026-11-25T12:30:00Z", "2026-11-25T16:00:00Z");
    check(1 << 0 | 1 << 23, 0, "2026-11-25T22:30:00Z", "2026-11-26T01:00:00Z");
    // Saturday and Sunday: a day at most, and not in the middle of one that is skipped too
    check(0, 1 << 3, "2026-11-25T23:30:00Z", "2026-11-26T23:30:00Z");
    check(0, 1 << 3, "2026-11-26T05:00:00Z", "2026-11-27T00:00:00Z");
    check(0, 0b110_0000, "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z");
    check(u32::MAX, u8::MAX, "2026-11-25T12:00:00Z", "2026-11-25T13:00:00Z");
    check(1 << 12, 0, "2026-11-25T12:00:00Z", "2026-11-25T13:00:00Z");
}

#[test]
fn chance_leads_into_no_skipped_hour() {
    let wishes = Wishes { skip_hours: 1 << 13, ..Wishes::default() };
    for n in 0..200 {
        let now = at("2026-11-25T11:57:00Z");
        let next = Rhythm::default().polled(KNOWN, &wishes, &RULES, &format!("https://example.org/{n}"), now);
        assert_ne!(TimeZone::UTC.to_datetime(next.at).hour(), 13, "{}", next.at);
    }
}

#[test]
fn intervals_are_learned_from_two_polls_on_time() {
    let learned = |outcomes: &[Outcome]| {
        let mut rhythm = Rhythm::default();
        poll(&mut rhythm, KNOWN, &Wishes::default());
        for outcome in outcomes {
            poll(&mut rhythm, *outcome, &Wishes::default());
        }
        rhythm.interval(&RULES).as_secs()
    };
    let read = |known, of| Outcome::Read { known, of };
    assert_eq!(learned(&[]), 3600);
    assert_eq!(learned(&[read(20, 30)]), 3600);
    assert_eq!(learned(&[read(20, 30), read(30, 30)]), 4500);
    assert_eq!(learned(&[read(20, 30); 3]), 4500);
    assert_eq!(learned(&[read(20, 30); 4]), 5625);
    assert_eq!(learned(&[read(9, 30), read(0, 30)]), 1800);
    assert_eq!(learned(&[read(9, 30), read(10, 30), read(9, 30)]), 3600, "a third is not fewer than a third");
    assert_eq!(learned(&[read(19, 30), read(19, 30)]), 3600);
    assert_eq!(learned(&[read(9, 30), read(30, 30), read(9, 30)]), 3600);
    assert_eq!(learned(&[read(0, 0), read(0, 0)]), 4500, "nothing in it is nothing new");
    assert_eq!(learned(&[read(0, 30); 40]), 900);
    assert_eq!(learned(&[KNOWN; 400]), 86_400);
    assert_eq!(learned(&[read(9, 30), Outcome::Failed, read(9, 30), read(9, 30)]), 3600);
}

#[test]
fn a_late_poll_teaches_nothing() {
    let mut rhythm = Rhythm::default();
    for _ in 0..10 {
        let now = rhythm.due.map_or_else(noon, |due| due + HOUR);
        rhythm.polled(Outcome::Read { known: 0, of: 30 }, &Wishes::default(), &RULES, ADDRESS, now);
    }
    assert_eq!(rhythm.interval(&RULES), HOUR);
}

#[test]
fn failures_back_off_linearly_and_a_success_ends_that() {
    let mut rhythm = Rhythm::default();
    for n in 1..=40_u32 {
        let now = rhythm.due.unwrap_or_else(noon);
        assert_eq!(rhythm.back_off(&RULES), (HOUR * n).min(HOUR * 24));
        let next = rhythm.polled(Outcome::Failed, &Wishes::default(), &RULES, ADDRESS, now);
        if rhythm.standing != Standing::Dead {
            check(next, now, (HOUR * n).min(HOUR * 24), Reason::BackOff);
            assert_eq!(rhythm.standing, Standing::Failing);
        }
    }
    let now = rhythm.due.unwrap();
    check(rhythm.polled(KNOWN, &Wishes::default(), &RULES, ADDRESS, now), now, HOUR, Reason::Learned);
    assert_eq!((rhythm.failures, rhythm.standing), (0, Standing::Ok));
}

#[test]
fn dead_is_what_failed_often_and_for_long() {
    let mut rhythm = Rhythm::default();
    let mut now = noon();
    let mut failed = 0;
    while rhythm.standing != Standing::Dead {
        now = rhythm.due.unwrap_or(now);
        poll(&mut rhythm, Outcome::Failed, &Wishes::default());
        failed += 1;
    }
    assert!(
        failed >= 30 && now.duration_since(noon()).unsigned_abs() >= RULES.dead.after,
        "{failed} until {now}"
    );
    check(Next { at: rhythm.due.unwrap(), from: Reason::Again }, now, RULES.dead.again, Reason::Again);
    poll(&mut rhythm, Outcome::Failed, &Wishes::default());
    assert_eq!(rhythm.standing, Standing::Dead);
    poll(&mut rhythm, KNOWN, &Wishes::default());
    assert_eq!(rhythm.standing, Standing::Ok);

    // Often is not enough, nor is long; and a clock that went back kills nobody.
    let mut often = Rhythm::default();
    (0..100).for_each(|_| {
        often.polled(Outcome::Failed, &Wishes::default(), &RULES, ADDRESS, noon());
    });
    assert_eq!(often.standing, Standing::Failing);
    let mut long = Rhythm::default();
    long.polled(Outcome::Failed, &Wishes::default(), &RULES, ADDRESS, noon());
    long.polled(Outcome::Failed, &Wishes::default(), &RULES, ADDRESS, at("2028-01-01T00:00:00Z"));
    assert_eq!(long.standing, Standing::Failing);
    often.polled(Outcome::Failed, &Wishes::default(), &RULES, ADDRESS, at("2020-01-01T00:00:00Z"));
    assert_eq!(often.standing, Standing::Failing);
}

#[test]
fn gone_is_gone_at_once_and_comes_back() {
    let mut rhythm = Rhythm::default();
    check(poll(&mut rhythm, Outcome::Gone, &Wishes::default()), noon(), RULES.dead.again, Reason::Again);
    poll(&mut rhythm, Outcome::Failed, &Wishes::default());
    assert_eq!(rhythm.standing, Standing::Gone, "a failure is no return");
    poll(&mut rhythm, KNOWN, &Wishes::default());
    assert_eq!((rhythm.standing, rhythm.failures), (Standing::Ok, 0));
}

#[test]
fn an_outage_of_our_own_counts_for_nobody() {
    let mut rhythm = Rhythm::default();
    poll(&mut rhythm, KNOWN, &Wishes::default());
    let before = rhythm;
    for _ in 0..100 {
        poll(&mut rhythm, Outcome::Offline, &Wishes::default());
    }
    assert_eq!(Rhythm { due: None, ..rhythm }, Rhythm { due: None, ..before });
    poll(&mut rhythm, Outcome::Failed, &Wishes::default());
    rhythm.forgive();
    assert_eq!((rhythm.failures, rhythm.failing_since, rhythm.standing), (0, None, Standing::Ok));
}

#[test]
fn limited_is_shown_as_such() {
    let mut rhythm = Rhythm::default();
    let wishes = Wishes { retry_after: Some(HOUR * 3), ..Wishes::default() };
    check(poll(&mut rhythm, Outcome::Limited, &wishes), noon(), HOUR * 3, Reason::RetryAfter);
    assert_eq!(rhythm.standing, Standing::Limited);
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        (0_usize..40, 0_usize..40).prop_map(|(known, new)| Outcome::Read { known, of: known + new }),
        Just(Outcome::Failed),
        Just(Outcome::Limited),
        Just(Outcome::Gone),
        Just(Outcome::Offline),
    ]
}

fn wishes() -> impl Strategy<Value = Wishes> {
    let wish = || prop::option::of((0_u64..400_000).prop_map(Duration::from_secs));
    (wish(), wish(), wish(), wish(), any::<u32>(), any::<u8>()).prop_map(
        |(ttl, period, fresh, retry_after, skip_hours, skip_days)| Wishes {
            ttl,
            period,
            fresh,
            retry_after,
            skip_hours,
            skip_days,
        },
    )
}

proptest! {
    #[test]
    fn never_sooner_than_least_nor_later_than_anybody_may_ask_for(
        polls in prop::collection::vec((outcomes(), wishes(), 0_u64..100_000), 1..40),
        least in 0_u64..10_000, first in 0_u64..20_000, most in 0_u64..200_000,
    ) {
        let least = Duration::from_secs(least);
        let bounds = Bounds { least, first: least + Duration::from_secs(first), most: least + Duration::from_secs(first + most) };
        let rules = Rules { bounds, ..RULES };
        let (mut rhythm, mut now) = (Rhythm::default(), noon());
        for (outcome, wishes, late) in polls {
            let mut restarted = rhythm;
            let next = rhythm.polled(outcome, &wishes, &rules, ADDRESS, now);
            prop_assert_eq!(restarted.polled(outcome, &wishes, &rules, ADDRESS, now), next);
            prop_assert_eq!(restarted, rhythm);
            let waits = next.at.duration_since(now).unsigned_abs();
            prop_assert!(next.at >= now && waits >= least, "{:?}", waits);
            let own = match rhythm.standing {
                Standing::Gone | Standing::Dead => rules.dead.again.max(least),
                _ => bounds.most,
            };
            // chance twice at most: once behind a skipped hour
            let longest = own.max(rules.wait_most) + JITTER_MOST * 2;
            prop_assert!(waits <= longest, "{:?} > {:?}", waits, longest);
            let wished = [wishes.ttl, wishes.period, wishes.fresh, wishes.retry_after].into_iter().flatten().max();
            prop_assert!(waits >= wished.unwrap_or_default().min(rules.wait_most));
            prop_assert!((bounds.least..=bounds.most).contains(&rhythm.interval(&rules)));
            now = next.at + Duration::from_secs(late);
        }
    }
}
