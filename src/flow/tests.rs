//! What the budget and the hall promise, one event after the other; every order of events is for `tests/turnstile.rs`.

use std::thread;
use std::time::{Duration, Instant};

use super::{Budget, Hall, Load, Next, Ready, Room, Stages};

#[test]
fn a_full_budget_refuses_and_a_returned_room_makes_room() {
    let budget = Budget::new(100, 10);
    let first = budget.try_room(80, 1).unwrap();
    assert!(budget.try_room(30, 1).is_none());
    drop(first);
    assert!(budget.try_room(30, 1).is_some());
    assert_eq!(budget.in_flight(), (0, 0));
}

#[test]
fn what_is_larger_than_the_budget_goes_alone() {
    let budget = Budget::new(100, 10);
    let huge = budget.try_room(1000, 1).unwrap();
    assert!(budget.is_overdrawn() && budget.try_room(1, 1).is_none());
    drop(huge);
    assert!(budget.try_room(1, 1).is_some());
}

#[test]
fn documents_are_counted_too() {
    let budget = Budget::new(100, 2);
    let held: Vec<_> = (0..2).map(|_| budget.try_room(1, 1).unwrap()).collect();
    assert!(budget.try_room(1, 1).is_none());
    assert_eq!(budget.in_flight(), (2, 2));
    drop(held);
    assert_eq!(budget.in_flight(), (0, 0));
}

#[test]
fn a_larger_limit_lets_in_who_waited() {
    let budget = Budget::new(100, 10);
    let mut held = budget.try_room(80, 1).unwrap();
    held.set_under_way(true);
    let waiting = {
        let budget = budget.clone();
        thread::spawn(move || budget.room_blocking(30, 1, &|| false).is_some())
    };
    while budget.waiting().0 == 0 {
        thread::yield_now();
    }
    budget.resize(200, 10);
    assert!(waiting.join().unwrap());
    budget.resize(50, 10);
    assert!(budget.try_room(1, 1).is_none());
    assert_eq!(budget.limits(), (50, 10));
}

#[test]
fn small_ones_do_not_pass_a_large_one_that_waits() {
    let budget = Budget::new(100, 10);
    let mut held = budget.try_room(60, 1).unwrap();
    held.set_under_way(true);
    let large = {
        let budget = budget.clone();
        thread::spawn(move || budget.room_blocking(90, 1, &|| false).unwrap().bytes())
    };
    while budget.waiting().0 == 0 {
        thread::yield_now();
    }
    assert!(budget.try_room(1, 1).is_none(), "it came after the large one");
    assert!(!held.try_grow(1, 1));
    drop(held);
    assert_eq!(large.join().unwrap(), 90);
}

#[test]
fn who_holds_room_while_waiting_for_more_is_served_once_nothing_is_under_way() {
    let budget = Budget::new(100, 10);
    let held = budget.try_room(60, 1).unwrap();
    // Two that hold what the other waits for.
    let other = budget.try_room(40, 1).unwrap();
    let more = budget.room_blocking(50, 1, &|| false).unwrap();
    assert!(budget.is_overdrawn());
    // One at a time: the next waits for that one.
    assert!(budget.room_blocking(50, 1, &|| true).is_none());
    drop(more);
    assert!(budget.room_blocking(50, 1, &|| false).is_some());
    drop((held, other));
    assert_eq!(budget.in_flight(), (0, 0));
}

#[test]
fn what_is_under_way_grows_past_the_budget() {
    let budget = Budget::new(100, 10);
    let mut room = budget.try_room(50, 1).unwrap();
    room.set_under_way(true);
    room.set(500, 7);
    assert_eq!((budget.in_flight(), budget.is_overdrawn()), ((500, 7), true));
    let part = room.split(100, 2);
    drop(room);
    assert_eq!(budget.in_flight(), (100, 2));
    drop(part);
    assert_eq!((budget.in_flight(), budget.waiting().1), ((0, 0), 0));
}

#[tokio::test]
async fn a_raced_wait_gives_nothing_away() {
    let budget = Budget::new(100, 10);
    let mut held = budget.try_room(100, 1).unwrap();
    held.set_under_way(true);
    tokio::select! {
        biased;
        _ = budget.room(10, 1) => panic!("there is no room"),
        () = tokio::task::yield_now() => {}
    }
    let waiting = tokio::spawn({
        let budget = budget.clone();
        async move { budget.room(10, 1).await.bytes() }
    });
    tokio::task::yield_now().await;
    drop(held);
    assert_eq!(waiting.await.unwrap(), 10);
    assert_eq!(budget.in_flight(), (0, 0));
}

#[derive(Debug)]
struct Plain;

impl Stages for Plain {
    type Unread = (u8, Room);
    type Prepared = (u8, Room);
    type Judged = (u8, Room);
    type Done = (u8, Room);
}

impl Load for (u8, Room) {
    fn load(&self) -> usize {
        1
    }
}

fn takes(hall: &Hall<Plain>) -> (u64, (u8, Room)) {
    match hall.next() {
        Next::Prepare(number, mut taken) => (number, taken.pop().unwrap()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_comes_early_waits_and_is_found_by_whoever_passes_the_turn_on() {
    let budget = Budget::new(100, 10);
    let hall: Hall<Plain> = Hall::new(budget.clone(), 2, 1);
    let entry = hall.enter();
    for name in 0..3 {
        entry.push((name, budget.try_room(1, 1).unwrap()), 9, &|| false).unwrap();
    }
    let [first, second, third] = [takes(&hall), takes(&hall), takes(&hall)];
    assert!(matches!(hall.next(), Next::Wait));
    assert!(hall.offer(third.0, third.1).is_none() && hall.offer(second.0, second.1).is_none());
    let mine = hall.offer(first.0, first.1).unwrap();
    let (number, next) = hall.pass().unwrap();
    assert_eq!((mine.0, number, next.0), (0, 1, 1));
    hall.finish(number, next);
    let (number, next) = hall.pass().unwrap();
    assert!(hall.pass().is_none());
    hall.leave(number, next);
    assert!(matches!(hall.ready(9), Ready::Wait), "the first is not done");
    hall.finish(0, mine);
    let Ready::Done(done) = hall.ready(9) else { panic!("two are done") };
    assert_eq!(done.iter().map(|(name, _)| *name).collect::<Vec<_>>(), [0, 1]);
    drop(done);
    hall.committed(2);
    let Next::Extract(number, left) = hall.next() else { panic!("it was left to others") };
    hall.finish(number, left);
    drop(entry);
    assert!(matches!(hall.ready(9), Ready::Done(_)) && hall.is_empty_but(1));
    hall.committed(1);
    assert!(matches!((hall.ready(9), hall.next()), (Ready::Ended, Next::Ended)));
}

#[test]
fn nothing_is_taken_while_more_is_held_than_may_be_unless_nothing_is_on_its_way() {
    let budget = Budget::new(100, 10);
    let hall: Hall<Plain> = Hall::new(budget.clone(), 2, 1);
    let entry = hall.enter();
    for name in 0..2 {
        entry.push((name, budget.try_room(10, 1).unwrap()), 9, &|| false).unwrap();
    }
    let (number, (name, mut room)) = takes(&hall);
    room.set(1000, 1);
    assert!(matches!(hall.next(), Next::Wait));
    let mine = hall.offer(number, (name, room)).unwrap();
    assert!(hall.pass().is_none());
    hall.finish(number, mine);
    drop(hall.ready(1));
    hall.committed(1);
    let (number, (_, mut room)) = takes(&hall);
    room.set(1000, 1);
    assert_eq!(number, 1);
    let entry_of = entry.clone();
    entry.push((2, budget.nothing()), 9, &|| false).unwrap();
    assert!(matches!(hall.next(), Next::Wait));
    drop(entry_of);
    hall.fail();
    assert!(matches!((hall.next(), hall.ready(1)), (Next::Ended, Ready::Ended)));
    assert!(entry.push((3, budget.nothing()), 9, &|| false).is_err());
}

#[test]
fn who_must_not_stand_behind_many_waits_and_others_do_not_pass() {
    let budget = Budget::new(100, 10);
    let hall: Hall<Plain> = Hall::new(budget.clone(), 1, 1);
    let entry = hall.enter();
    entry.push((0, budget.nothing()), 9, &|| false).unwrap();
    entry.push((1, budget.nothing()), 9, &|| false).unwrap();
    // Told to stop it gives back what it has.
    assert_eq!(entry.push((2, budget.nothing()), 1, &|| true).unwrap_err().0, 2);
    let slice = {
        let entry = entry.clone();
        let room = budget.nothing();
        thread::spawn(move || entry.push((2, room), 1, &|| false).is_ok())
    };
    while hall.delivering() == 0 {
        thread::yield_now();
    }
    let file = {
        let entry = entry.clone();
        let room = budget.nothing();
        thread::spawn(move || entry.push((3, room), 9, &|| false).is_ok())
    };
    while hall.delivering() == 1 {
        thread::yield_now();
    }
    let order: Vec<u8> = (0..4)
        .map(|_| {
            while matches!(hall.depths().queue, 0) {
                thread::yield_now();
            }
            takes(&hall).1.0
        })
        .collect();
    assert!(slice.join().unwrap() && file.join().unwrap());
    assert_eq!(order, [0, 1, 2, 3]);
}

#[test]
fn who_waited_for_more_is_told_by_whoever_takes_the_last() {
    let budget = Budget::new(100, 10);
    let hall: Hall<Plain> = Hall::new(budget.clone(), 2, 1);
    let entry = hall.enter();
    entry.push((0, budget.try_room(10, 1).unwrap()), 9, &|| false).unwrap();
    let (first, (_, mut room)) = takes(&hall);
    room.set(1000, 1);
    entry.push((1, budget.nothing()), 9, &|| false).unwrap();
    drop(entry);
    let idle = {
        let hall = hall.clone();
        // What is held is more than may be: it waits, though something lies in the queue and nobody delivers any more.
        thread::spawn(move || hall.wait_for_work())
    };
    while hall.idle() == 0 {
        thread::yield_now();
    }
    room.set(10, 1);
    let (second, last) = takes(&hall);
    let end = Instant::now() + Duration::from_secs(5);
    while !idle.is_finished() {
        assert!(Instant::now() < end, "it sleeps for ever");
        thread::yield_now();
    }
    idle.join().unwrap();
    assert!(matches!(hall.next(), Next::Ended));
    drop((first, room, second, last));
}
