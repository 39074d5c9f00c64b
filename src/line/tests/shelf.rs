//! What was refused, where quarantine can and cannot be written, and where a thread ends by a defect.

use super::*;
use crate::flow::Room;
use crate::line::{Envelope, RefusedMember, Shelved};
use crate::model::{Fault, FaultCode};

const WHOLE: &str = r#"{"headline": "One", "text": "The first line of it is whole and says what it says."}"#;

/// A bundle of one whole member and so many that are refused.
fn bundle(count: usize) -> Vec<u8> {
    let broken = (0..count).map(|number| format!("{{\"headline\": broken {number}\n"));
    format!("{WHOLE}\n{}", broken.collect::<String>()).into_bytes()
}

/// A file stands where quarantine wants a folder.
fn forbid(folder: &tempfile::TempDir) {
    std::fs::write(folder.path().join("quarantine"), "").unwrap();
}

fn allow(folder: &tempfile::TempDir) {
    std::fs::remove_file(folder.path().join("quarantine")).unwrap();
}

#[test]
fn refused_members_hold_nobody_up_and_are_kept_or_let_go_of() {
    let mut desk = Desk::open(2, 1 << 20, 256);
    forbid(&desk.folder);
    desk.deliver("bundles", "first.jsonl", bundle(20));
    within(Duration::from_secs(60), || desk.line.quarantine_trouble().is_some());
    desk.deliver("bundles", "many.jsonl", bundle(400));
    desk.deliver("files", "after.txt", story("after"));
    within(Duration::from_secs(60), || desk.outcome("after.txt") == Some(Outcome::Committed));
    assert_eq!((desk.outcome("first.jsonl"), desk.outcome("many.jsonl")), (None, None), "some of it waits");
    allow(&desk.folder);
    within(Duration::from_secs(60), || desk.outcome("many.jsonl").is_some());
    assert_eq!(desk.outcome("many.jsonl"), Some(Outcome::Dropped), "what was let go of is read again");
    assert_eq!(desk.outcome("first.jsonl"), Some(Outcome::Committed));
    desk.deliver("bundles", "few.jsonl", bundle(20));
    within(Duration::from_secs(60), || desk.outcome("few.jsonl") == Some(Outcome::Committed));
    assert_eq!(desk.line.quarantine_trouble(), None);
    desk.close();
}

#[test]
fn with_little_room_too_others_go_on_beside_what_cannot_be_kept() {
    let mut desk = Desk::open(1, 20_000, 8);
    forbid(&desk.folder);
    for number in 0..4 {
        desk.deliver("bundles", &format!("{number}.jsonl"), bundle(30));
        desk.deliver("files", &format!("{number}.txt"), story(&format!("beside {number}")));
        within(Duration::from_secs(30), || desk.outcome(&format!("{number}.txt")).is_some());
    }
    allow(&desk.folder);
    desk.close();
    assert!((0..4).all(|number| desk.outcome(&format!("{number}.txt")) == Some(Outcome::Committed)));
}

#[test]
fn a_writer_that_ends_by_a_defect_leaves_nobody_waiting() {
    let mut desk = Desk::open(2, 1 << 20, 256);
    forbid(&desk.folder);
    desk.deliver("bundles", "first.jsonl", bundle(20));
    within(Duration::from_secs(60), || desk.line.quarantine_trouble().is_some());
    desk.paper.panics.store(true, SeqCst);
    desk.deliver("files", "after.txt", story("after"));
    desk.entrance = None;
    within(Duration::from_secs(30), || desk.line.pool.running().is_empty());
    assert!(desk.line.pool.join());
    assert_eq!(
        (desk.outcome("first.jsonl"), desk.outcome("after.txt")),
        (Some(Outcome::Dropped), Some(Outcome::Dropped))
    );
    assert_eq!(desk.line.budget.in_flight(), (0, 0));
}

/// A shelf before a quarantine that cannot be written, with what became of what was put on it.
struct Stand {
    shelf: Shelf,
    budget: Budget,
    outcomes: Outcomes,
    folder: tempfile::TempDir,
}

impl Stand {
    fn new(bytes: u64, documents: usize) -> Stand {
        let folder = tempfile::tempdir().unwrap();
        forbid(&folder);
        let clock = Arc::new(SystemClock::default());
        let quarantine = Quarantine::new(Arc::new(RealFiles), clock, folder.path().join("quarantine"));
        let budget = Budget::new(bytes, documents);
        Stand { shelf: Shelf::new(quarantine, budget.clone()), budget, outcomes: Arc::default(), folder }
    }

    /// Puts a member there that is on its way.
    fn put(&self, number: usize, bytes: usize) {
        let fault = Fault::new(FaultCode::Malformed, "broken");
        let (member, source) = (number.to_string(), "bundles".into());
        let member =
            RefusedMember { member, bytes: vec![b'x'; bytes], fault, source, path: None, came: None };
        let receipt = arrival(&self.outcomes, "bundles", &number.to_string(), Vec::new()).receipt;
        let mut room: Room = self.budget.try_room(bytes as u64, 1).unwrap();
        room.set_under_way(true);
        self.shelf.put(Envelope { item: Box::new(member), span: tracing::Span::none(), receipt }, room);
    }

    fn let_go(&self) -> Vec<String> {
        let dropped =
            |(name, outcome): &(String, Outcome)| (*outcome == Outcome::Dropped).then(|| name.clone());
        held(&self.outcomes).iter().filter_map(dropped).collect()
    }
}

#[test]
fn the_first_failure_leaves_a_quarter_of_all_room_there_and_what_came_first() {
    for (bytes, documents) in [(1000, 400), (100_000, 40)] {
        let stand = Stand::new(bytes, documents);
        (0..30).for_each(|number| stand.put(number, 25));
        assert!(matches!(stand.shelf.step(), Shelved::Failed(_)));
        assert_eq!(stand.shelf.waiting(), 10);
        stand.put(30, 25);
        assert_eq!(stand.shelf.waiting(), 10);
        let mut let_go = stand.let_go();
        let_go.sort_unstable_by_key(|name| name.parse::<usize>().unwrap());
        assert_eq!(let_go, (10..31).map(|number| number.to_string()).collect::<Vec<_>>());
        assert_eq!(stand.budget.in_flight(), (250, 10));
        allow(&stand.folder);
        assert!(matches!(stand.shelf.step(), Shelved::Kept(10)));
        assert_eq!(stand.budget.in_flight(), (0, 0));
    }
}

#[test]
fn what_cannot_be_kept_is_not_on_its_way() {
    let stand = Stand::new(1000, 40);
    stand.put(0, 200);
    let stop = || true;
    assert!(
        stand.budget.room_blocking(900, 1, &stop).is_none(),
        "it is on its way, and will give its room back"
    );
    assert!(matches!(stand.shelf.step(), Shelved::Failed(_)));
    assert!(stand.budget.room_blocking(900, 1, &stop).is_some());
    stand.put(1, 20);
    assert!(stand.budget.room_blocking(900, 1, &stop).is_some());
}

#[test]
fn what_comes_after_everybody_gave_up_is_let_go_of_at_once() {
    let stand = Stand::new(1000, 40);
    stand.put(0, 20);
    stand.shelf.give_up();
    stand.put(1, 20);
    assert_eq!(stand.let_go(), ["0", "1"]);
    assert!(matches!(stand.shelf.step(), Shelved::Ended));
    assert_eq!(stand.budget.in_flight(), (0, 0));
}
