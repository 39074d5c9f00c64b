//! A line whose index or outlet fails or ends in a panic.

use super::*;
use crate::line::{Attempt, Indexed, Parts, Step, Written, assemble};
use crate::model::FaultCode;
use crate::state::{Entry, Index, IndexError, Search};

/// An index that ends in a panic where it is asked.
struct Broken(MemoryIndex);

impl Index for Broken {
    fn covers(&self) -> Position {
        self.0.covers()
    }

    fn len(&self) -> u64 {
        self.0.len()
    }

    fn end(&self) -> u64 {
        self.0.end()
    }

    fn find(&self, _: &mut Search, _: &mut Vec<u64>) -> Result<(), IndexError> {
        panic!("a defect of the index")
    }

    fn show(&self, _: u64, _: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        panic!("a defect of the index")
    }

    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError> {
        self.0.append(entries, covers)
    }

    fn publish(&self) {
        self.0.publish();
    }

    fn forget(&self, now: i64, remember: i64) -> Result<u64, IndexError> {
        self.0.forget(now, remember)
    }
}

#[test]
fn a_panic_in_the_verdict_or_after_it_costs_no_record() {
    let dedup = Dedup::new(Box::new(Broken(MemoryIndex::new())), dedup::Settings::default());
    let mut desk = Desk::with(Arc::new(Mutex::new(dedup)), 2, 1 << 20, 64);
    let said = "The gate opens\n\n\"We will open the gate of the harbour before the winter begins,\" said Ilse Marrow.\n";
    desk.deliver("files", "said.txt", said.into());
    for number in 0..10 {
        desk.deliver("files", &format!("{number}.txt"), story(&number.to_string()));
    }
    desk.close();
    let records = desk.paper.records();
    assert_eq!(records.len(), 11);
    assert_eq!(records[0].quotes.len(), 1);
    assert!(
        records.iter().all(|record| record.cluster.as_ref().is_some_and(|cluster| cluster.id == record.id))
    );
    assert!(held(&desk.outcomes).iter().all(|(_, outcome)| *outcome == Outcome::Committed));
}

/// An index that can be told to hear and to write nothing.
#[derive(Clone, Default)]
struct Ailing {
    index: Arc<MemoryIndex>,
    deaf: Arc<AtomicBool>,
    full: Arc<AtomicBool>,
}

fn refused<T>() -> Result<T, IndexError> {
    Err(IndexError::Io(io::Error::other("no index")))
}

impl Index for Ailing {
    fn covers(&self) -> Position {
        self.index.covers()
    }

    fn len(&self) -> u64 {
        self.index.len()
    }

    fn end(&self) -> u64 {
        self.index.end()
    }

    fn find(&self, search: &mut Search, found: &mut Vec<u64>) -> Result<(), IndexError> {
        if self.deaf.load(SeqCst) { refused() } else { self.index.find(search, found) }
    }

    fn show(&self, number: u64, see: &mut dyn FnMut(&[u8])) -> Result<(), IndexError> {
        self.index.show(number, see)
    }

    fn append(&self, entries: Vec<Arc<Entry>>, covers: Position) -> Result<(), IndexError> {
        if self.full.load(SeqCst) { refused() } else { self.index.append(entries, covers) }
    }

    fn publish(&self) {
        self.index.publish();
    }

    fn forget(&self, now: i64, remember: i64) -> Result<u64, IndexError> {
        self.index.forget(now, remember)
    }
}

/// A line without threads on an index that ails.
struct Sickbed {
    parts: Parts,
    index: Ailing,
    paper: Paper,
    outcomes: Outcomes,
}

impl Sickbed {
    fn open(with: impl FnOnce(&mut Settings, &mut Committer)) -> Sickbed {
        let (index, paper) = (Ailing::default(), Paper::default());
        let dedup = Dedup::new(Box::new(index.clone()), dedup::Settings::default());
        let dedup = Arc::new(Mutex::new(dedup));
        let mut committer =
            Committer::new(Box::new(paper.clone()), Arc::clone(&dedup), Refusals::Tell(Box::new(|_| {})));
        let mut settings = settings(1);
        with(&mut settings, &mut committer);
        let parts = assemble(&settings, Budget::new(1 << 20, 64), &dedup, committer);
        Sickbed { parts, index, paper, outcomes: Arc::default() }
    }

    fn deliver(&self, name: &str) {
        let arrival = arrival(&self.outcomes, "files", name, story(name));
        self.parts.entrance.deliver(arrival, self.parts.line.budget.nothing(), &|| false).unwrap();
    }

    /// Everything that a worker can do.
    fn work(&mut self) -> Result<(), io::Error> {
        loop {
            match self.parts.workers[0].step() {
                Step::Did => {}
                Step::Again(error) => return Err(error),
                Step::Wait | Step::Ended => return Ok(()),
            }
        }
    }
}

#[test]
fn what_works_again_clears_its_own_trouble_and_no_other() {
    let mut bed = Sickbed::open(|settings, _| settings.flush_count = 1);
    let line = bed.parts.line.clone();
    bed.deliver("first");
    bed.work().unwrap();
    bed.index.full.store(true, SeqCst);
    assert!(matches!(bed.parts.writer.step(Duration::ZERO), Written::Did));
    let Indexed::Again(error) = bed.parts.indexer.step(Duration::ZERO) else { panic!("it is full") };
    assert!(line.may_retry(Attempt::Index, error) && line.is_stuck());
    bed.index.deaf.store(true, SeqCst);
    bed.deliver("second");
    assert!(line.may_retry(Attempt::LookUp, bed.work().unwrap_err()));
    bed.paper.fails.store(true, SeqCst);
    assert!(line.may_retry(Attempt::Journal, io::Error::other("no paper")));
    assert_eq!(line.trouble().unwrap(), "no paper; the index could not be read or written (no index)");
    bed.index.deaf.store(false, SeqCst);
    bed.work().unwrap();
    assert!(line.is_stuck(), "the others fail as before");
    bed.paper.fails.store(false, SeqCst);
    assert!(matches!(bed.parts.writer.step(Duration::ZERO), Written::Did), "the index holds up no line");
    assert!(matches!(bed.parts.indexer.step(Duration::ZERO), Indexed::Again(_)), "it is full");
    assert_eq!(line.trouble().unwrap(), "the index could not be read or written (no index)");
    bed.index.full.store(false, SeqCst);
    assert!(matches!(bed.parts.indexer.step(Duration::ZERO), Indexed::Did));
    assert_eq!((line.trouble(), line.is_stuck()), (None, false));
}

#[test]
fn an_index_that_could_not_be_written_is_written_at_the_next_try_and_not_later() {
    let mut bed = Sickbed::open(|_, _| {});
    bed.deliver("first");
    bed.work().unwrap();
    bed.index.full.store(true, SeqCst);
    assert!(matches!(bed.parts.writer.step(Duration::ZERO), Written::Did));
    let (now, late) = (Duration::ZERO, Duration::from_secs(60));
    assert!(matches!(bed.parts.indexer.step(now), Indexed::Wait(Some(_))), "more may come");
    assert!(matches!(bed.parts.indexer.step(late), Indexed::Again(_)));
    bed.index.full.store(false, SeqCst);
    assert!(matches!(bed.parts.indexer.step(late), Indexed::Did));
    assert_eq!(bed.index.len(), 1);
    assert!(matches!(bed.parts.indexer.step(late), Indexed::Wait(None)));
}

#[test]
fn an_index_that_does_not_come_on_holds_up_the_writer_once_much_waits_for_it() {
    let mut bed = Sickbed::open(|settings, _| (settings.flush_count, settings.flush_behind) = (1, 3));
    bed.index.full.store(true, SeqCst);
    for name in ["first", "second", "third", "fourth"] {
        bed.deliver(name);
        bed.work().unwrap();
        let written = bed.parts.writer.step(Duration::ZERO);
        assert_eq!(matches!(written, Written::Behind), name == "fourth", "{name}: {written:?}");
        assert!(matches!(bed.parts.indexer.step(Duration::ZERO), Indexed::Again(_)));
    }
    assert_eq!(bed.paper.lines(), 3);
    bed.index.full.store(false, SeqCst);
    assert!(matches!(bed.parts.indexer.step(Duration::ZERO), Indexed::Did));
    bed.parts.writer.wait_for_index();
    assert!(matches!(bed.parts.writer.step(Duration::ZERO), Written::Did));
    assert_eq!(bed.paper.lines(), 4);
}

#[test]
fn a_record_that_cannot_be_written_has_no_receipt_and_counts_for_none() {
    for fails in [|| -> io::Result<()> { panic!("a defect") }, || Err(io::Error::other("no such thing"))] {
        let mut bed = Sickbed::open(|_, committer| {
            committer.other = Some(Box::new(move |record, line| {
                line.extend_from_slice(b"{}\n");
                if record.headline.as_deref() == Some("The second ferry sails") { fails() } else { Ok(()) }
            }));
        });
        ["first", "second", "third"].iter().for_each(|name| bed.deliver(name));
        bed.work().unwrap();
        assert!(matches!(bed.parts.writer.step(Duration::from_secs(60)), Written::Did));
        let outcomes = held(&bed.outcomes).clone();
        assert_eq!(outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Committed).count(), 2);
        let of_second =
            outcomes.iter().find(|(name, _)| name == "second").map(|(_, outcome)| outcome.clone());
        let Some(Outcome::Rejected(fault)) = of_second else { panic!("{of_second:?}") };
        assert_eq!(fault.code, FaultCode::Panicked);
        assert_eq!((bed.paper.lines(), bed.parts.line.totals().0), (2, 2));
        assert!(matches!(bed.parts.indexer.step(Duration::ZERO), Indexed::Wait(Some(_))));
        assert!(matches!(bed.parts.indexer.step(Duration::from_secs(60)), Indexed::Did));
        assert_eq!(bed.index.len(), 2, "nothing waits in vain for its line");
    }
}
