//! The hall and the budget under a model checker: the real files, with the checker's locks in place of the system's.
//!
//! Three sources and two workers, with less room than one of the sources asks for at once; the others take a container apart
//! and ask for room for each slice, while they hold what the container itself takes. Whatever the order of events: all of it is judged and committed once, in the order
//! of the numbers and of each source; all room is given back; everybody ends. Where somebody waits for what never comes,
//! the checker sees that nobody can go on, and prints the order of events.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "two files of the library, of which not everything is used here"
)]

use shuttle::sync::{Arc, Mutex};
use shuttle::thread;

mod sync {
    pub(crate) use shuttle::sync::{Arc, Condvar, Mutex, MutexGuard};
    pub(crate) use std::sync::PoisonError;
}

#[path = "../src/flow/budget.rs"]
mod budget;
#[path = "../src/flow/hall.rs"]
mod hall;
#[path = "../src/flow/order.rs"]
mod order;

use budget::{Budget, Room};
use hall::{Entry, Hall, Load, Next, Ready, Stages};
pub use order::Reorder;

/// A document: its source, its place there, and what it holds.
struct Document(u8, u8, Room);

impl Load for Document {
    fn load(&self) -> usize {
        1
    }
}

struct Stations;

impl Stages for Stations {
    type Unread = Document;
    type Prepared = Vec<Document>;
    type Judged = Vec<Document>;
    type Done = Vec<Document>;
}

type Seen = Arc<Mutex<Vec<(u64, u8, u8)>>>;

/// Takes a container apart: holds its bytes, but no slice, while it waits for room.
fn container(entry: &Entry<Stations>, budget: &Budget, source: u8, slices: u8) {
    let mut held = budget.room_blocking(1, 1, &|| false).unwrap();
    held.set_under_way(false);
    for place in 0..slices {
        let mut room = budget.room_blocking(1, 1, &|| false).unwrap();
        room.set_under_way(true);
        assert!(entry.push(Document(source, place, room), 1, &|| false).is_ok());
    }
}

/// Reads files in one go: holds room for all of them, and one room that it does not use.
fn files(entry: &Entry<Stations>, budget: &Budget, count: u8) {
    let first = budget.room_blocking(1, 1, &|| false).unwrap();
    let others: Vec<Room> = (1..count).map_while(|_| budget.try_room(1, 1)).collect();
    drop(budget.try_room(1, 1));
    let mut place = 0;
    for mut room in std::iter::once(first).chain(others) {
        room.set_under_way(true);
        assert!(entry.push(Document(1, place, room), usize::MAX, &|| false).is_ok());
        place += 1;
    }
    for place in place..count {
        let mut room = budget.room_blocking(1, 1, &|| false).unwrap();
        room.set_under_way(true);
        assert!(entry.push(Document(1, place, room), usize::MAX, &|| false).is_ok());
    }
}

fn work(hall: &Hall<Stations>, judged: &Seen) {
    loop {
        match hall.next() {
            Next::Prepare(number, mut documents) => {
                // What was read takes more than it did.
                documents.iter_mut().for_each(|document| document.2.set(2, 1));
                let mut turn = hall.offer(number, documents).map(|documents| (number, documents));
                while let Some((number, documents)) = turn {
                    let each = documents.iter().map(|document| (number, document.0, document.1));
                    judged.lock().unwrap().extend(each);
                    turn = hall.pass();
                    match turn {
                        Some(_) => hall.leave(number, documents),
                        None => hall.finish(number, documents),
                    }
                }
            }
            Next::Extract(number, documents) => hall.finish(number, documents),
            Next::Wait => hall.wait_for_work(),
            Next::Ended => return,
        }
    }
}

fn write(hall: &Hall<Stations>, committed: &Seen) {
    loop {
        match hall.ready(2) {
            Ready::Done(batches) => {
                let numbers = batches.len();
                let each = batches.iter().flatten().map(|document| (0, document.0, document.1));
                committed.lock().unwrap().extend(each);
                drop(batches);
                hall.committed(numbers);
            }
            Ready::Wait => hall.wait_for_done(None),
            Ready::Ended => return,
        }
    }
}

fn one_run(room: (u64, usize), handful: usize, slices: u8, count: u8) {
    let budget = Budget::new(room.0, room.1);
    let hall: Hall<Stations> = Hall::new(budget.clone(), 2, handful);
    let (judged, committed) = (Seen::default(), Seen::default());
    let mut threads = Vec::new();
    for source in [0, 2] {
        let (entry, room) = (hall.enter(), budget.clone());
        threads.push(thread::spawn(move || container(&entry, &room, source, slices)));
    }
    let (entry, room) = (hall.enter(), budget.clone());
    threads.push(thread::spawn(move || files(&entry, &room, count)));
    for _ in 0..2 {
        let (hall, judged) = (hall.clone(), judged.clone());
        threads.push(thread::spawn(move || work(&hall, &judged)));
    }
    let (hall_of, committed_of) = (hall.clone(), committed.clone());
    threads.push(thread::spawn(move || write(&hall_of, &committed_of)));
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let judged = judged.lock().unwrap().clone();
    assert!(judged.is_sorted_by_key(|(number, _, _)| *number), "out of turn: {judged:?}");
    let documents: Vec<_> = judged.iter().map(|(_, source, place)| (0, *source, *place)).collect();
    assert_eq!(documents, *committed.lock().unwrap(), "committed as judged");
    for (source, count) in [(0, slices), (1, count), (2, slices)] {
        let places = judged.iter().filter(|seen| seen.1 == source).map(|seen| seen.2);
        assert!(places.eq(0..count), "all of {source}, in its order: {judged:?}");
    }
    assert_eq!(budget.in_flight(), (0, 0));
}

#[test]
fn whatever_the_order_of_events_everything_is_judged_once_in_order_and_everybody_ends() {
    shuttle::check_random(|| one_run((3, 2), 1, 2, 3), 3000);
    shuttle::check_random(|| one_run((3, 2), 3, 2, 3), 3000);
    shuttle::check_random(|| one_run((3, 3), 1, 2, 3), 3000);
}

#[test]
fn nor_is_there_an_order_of_few_changes_that_locks_it() {
    shuttle::check_pct(|| one_run((3, 2), 1, 2, 2), 3000, 3);
    shuttle::check_pct(|| one_run((3, 2), 2, 2, 2), 3000, 4);
    shuttle::check_pct(|| one_run((3, 3), 1, 2, 2), 3000, 3);
}
