use super::*;
use crate::host::RealFiles;
use crate::journal::{Journal, Lines, Settings};

struct At(std::sync::Mutex<jiff::Timestamp>);

impl Clock for At {
    fn now(&self) -> jiff::Timestamp {
        *self.0.lock().unwrap()
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

struct Desk {
    folder: tempfile::TempDir,
    clock: Arc<At>,
    journal: Option<Journal>,
    written: u64,
}

const HOUR: Duration = Duration::from_secs(3600);

impl Desk {
    fn new() -> Desk {
        let clock = Arc::new(At(std::sync::Mutex::new("2026-11-23T20:00:00Z".parse().unwrap())));
        let mut desk = Desk { folder: tempfile::tempdir().unwrap(), clock, journal: None, written: 0 };
        desk.open();
        desk
    }

    fn open(&mut self) {
        self.journal = None;
        let settings = Settings {
            folder: self.folder.path().into(),
            rotate_bytes: 300,
            rotate_after: HOUR * 1000,
            remembered: Position::default(),
        };
        let clock: Arc<dyn Clock> = self.clock.clone();
        let opened =
            Journal::open(Arc::new(RealFiles), clock, settings, Position::default(), &mut |_| Ok(()));
        self.journal = Some(opened.unwrap());
    }

    /// Writes lines of 100 bytes each, an hour apart: three fill a segment.
    fn write(&mut self, lines: u64) {
        for _ in 0..lines {
            *self.clock.0.lock().unwrap() += HOUR;
            let line = format!("{:<98}}}\n", format!("{{\"n\":{}", self.written));
            self.journal.as_mut().unwrap().commit(line.as_bytes()).unwrap();
            self.written += 1;
        }
    }

    fn keeping(&self, compress: bool, keep: Duration, keep_size: Option<u64>) -> Housekeeping {
        Housekeeping {
            files: Arc::new(RealFiles),
            clock: self.clock.clone(),
            folder: self.folder.path().into(),
            compress,
            keep,
            keep_size,
        }
    }

    /// The numbers of the segments, with `z` for sealed and `+` for both.
    fn stands(&self) -> String {
        let form = |s: &Segment| match (s.plain, s.sealed) {
            (true, true) => "+",
            (false, true) => "z",
            _ => "",
        };
        let all = segments(&RealFiles, self.folder.path()).unwrap();
        all.iter().map(|s| format!("{}{}", s.name.number, form(s))).collect::<Vec<_>>().join(" ")
    }

    fn read(&self, from: Position) -> Vec<u64> {
        let mut lines = Lines::open(Arc::new(RealFiles), self.folder.path(), from).unwrap();
        let (mut line, mut found) = (Vec::new(), Vec::new());
        while lines.next(&mut line).unwrap().is_some() {
            let value: serde_json::Value = serde_json::from_slice(&line).unwrap();
            found.push(value["n"].as_u64().unwrap());
        }
        found
    }
}

static GO: AtomicBool = AtomicBool::new(false);

#[test]
fn full_segments_are_sealed_and_read_back_from_any_offset() {
    let mut desk = Desk::new();
    desk.write(8);
    let round = desk.keeping(true, HOUR * 1000, None).round(&[], &GO).unwrap();
    assert_eq!(desk.stands(), "1z 2z 3");
    assert_eq!(round.sealed.len(), 2);
    assert!(round.sealed.iter().all(|sealed| sealed.from == 300 && sealed.to < 300), "{round:?}");
    assert_eq!(desk.read(Position::default()), (0..8).collect::<Vec<_>>());
    for n in 0..8 {
        let from = Position { segment: n / 3 + 1, offset: n % 3 * 100 };
        assert_eq!(desk.read(from), (n..8).collect::<Vec<_>>(), "{from:?}");
    }
    let past = Lines::open(Arc::new(RealFiles), desk.folder.path(), Position { segment: 1, offset: 301 });
    assert!(past.unwrap_err().to_string().contains("segment 1 byte 301"));
    desk.open();
    desk.write(2);
    assert_eq!(desk.read(Position { segment: 2, offset: 200 }), [5, 6, 7, 8, 9]);
}

#[test]
fn what_a_cut_left_is_removed_at_start() {
    let mut desk = Desk::new();
    desk.write(5);
    let first = segments(&RealFiles, desk.folder.path()).unwrap().remove(0);
    let plain = std::fs::read(desk.folder.path().join(first.name.file_name())).unwrap();
    desk.keeping(true, HOUR * 1000, None).round(&[], &GO).unwrap();
    let partial = desk.folder.path().join(first.name.partial_name());
    std::fs::write(&partial, "half").unwrap();
    std::fs::write(desk.folder.path().join(first.name.file_name()), plain).unwrap();
    assert_eq!(desk.stands(), "1+ 2");
    assert_eq!(desk.read(Position::default()), [0, 1, 2, 3, 4]);
    desk.open();
    assert_eq!(desk.stands(), "1z 2");
    assert!(partial.metadata().is_err());
    assert_eq!(desk.read(Position::default()), [0, 1, 2, 3, 4]);
}

#[test]
fn old_segments_go_and_what_is_needed_stays() {
    let mut desk = Desk::new();
    desk.write(12);
    let keeping = desk.keeping(false, HOUR * 4, None);
    let needed = [Position { segment: 2, offset: 100 }, Position { segment: 4, offset: 0 }];
    let round = keeping.round(&needed, &GO).unwrap();
    let why: Vec<_> = round.removed.iter().map(|r| (r.name.number, r.why, r.bytes)).collect();
    assert_eq!(why, [(1, Why::Age, 300)]);
    assert_eq!(round.held.unwrap().number, 2);
    assert_eq!(desk.stands(), "2 3 4");
    let round = keeping.round(&[Position { segment: 9, offset: 0 }], &GO).unwrap();
    assert_eq!((round.removed.len(), round.held), (1, None));
    assert_eq!(desk.stands(), "3 4");
    *desk.clock.0.lock().unwrap() += HOUR * 100;
    keeping.round(&[], &GO).unwrap();
    assert_eq!(desk.stands(), "4", "the last one is never removed");
    assert_eq!(desk.read(Position { segment: 2, offset: 100 }), [9, 10, 11]);
}

#[test]
fn a_total_size_removes_the_oldest_first() {
    let mut desk = Desk::new();
    desk.write(12);
    let round = desk.keeping(false, HOUR * 1000, Some(700)).round(&[], &GO).unwrap();
    assert!(round.removed.iter().all(|removed| removed.why == Why::Size));
    assert_eq!(desk.stands(), "3 4");
    desk.keeping(false, HOUR * 1000, Some(0)).round(&[Position { segment: 3, offset: 0 }], &GO).unwrap();
    assert_eq!(desk.stands(), "3 4");
}

#[test]
fn told_to_stop_it_leaves_the_plain_file() {
    let mut desk = Desk::new();
    desk.write(8);
    let keeping = desk.keeping(true, HOUR * 1000, None);
    assert_eq!(keeping.round(&[], &AtomicBool::new(true)).unwrap(), Round::default());
    assert_eq!(desk.stands(), "1 2 3");
}

#[test]
fn a_damaged_sealed_segment_says_so() {
    let mut desk = Desk::new();
    desk.write(8);
    desk.keeping(true, HOUR * 1000, None).round(&[], &GO).unwrap();
    let first = segments(&RealFiles, desk.folder.path()).unwrap().remove(0);
    let path = desk.folder.path().join(first.name.sealed_name());
    let whole = std::fs::read(&path).unwrap();
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, &flipped).unwrap();
        let opened = Lines::open(Arc::new(RealFiles), desk.folder.path(), Position::default());
        let (mut lines, mut line, mut found) = (opened.unwrap(), Vec::new(), 0);
        let ended = loop {
            match lines.next(&mut line) {
                Ok(Some(_)) => found += 1,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        match ended {
            // A bit that says nothing, such as an unused one of the header.
            Ok(()) => assert_eq!((found, lines.missed()), (8, 0), "bit {bit}"),
            Err(error) => {
                assert_eq!(error.kind(), io::ErrorKind::InvalidData, "bit {bit}: {error}");
                assert!(error.to_string().contains(".jsonl.zst cannot be unpacked"), "{error}");
            }
        }
    }
}

#[test]
fn a_reader_goes_on_while_its_segment_is_sealed_and_the_next_begun() {
    let mut desk = Desk::new();
    desk.write(2);
    let mut lines = Lines::open(Arc::new(RealFiles), desk.folder.path(), Position::default()).unwrap();
    let mut line = Vec::new();
    let mut found = 0;
    let mut drain = |lines: &mut Lines| {
        while lines.next(&mut line).unwrap().is_some() {
            found += 1;
        }
        found
    };
    assert_eq!(drain(&mut lines), 2);
    desk.write(3);
    lines.look_again().unwrap();
    desk.keeping(true, HOUR * 1000, None).round(&[], &GO).unwrap();
    assert_eq!(desk.stands(), "1z 2");
    assert_eq!(drain(&mut lines), 5);
    assert_eq!(lines.missed(), 0);
}

#[test]
fn a_clock_that_jumps_makes_nothing_old() {
    let day = HOUR * 24;
    let mut desk = Desk::new();
    desk.write(8);
    let stands = desk.stands();
    for jump in [day * 3650, day * 365] {
        let right = *desk.clock.0.lock().unwrap();
        // Years ahead; and what was written meanwhile stands there with its time.
        *desk.clock.0.lock().unwrap() = right + jump;
        assert_eq!(desk.keeping(false, day * 8, None).round(&[], &GO).unwrap().removed, []);
        desk.write(3);
        assert_eq!(desk.keeping(false, day * 8, None).round(&[], &GO).unwrap().removed, []);
        // Right again, years behind the last segment.
        *desk.clock.0.lock().unwrap() = right;
        desk.write(3);
        assert_eq!(desk.keeping(false, day * 16, None).round(&[], &GO).unwrap().removed, []);
    }
    assert!(desk.stands().starts_with(&stands), "{}", desk.stands());
    // Days that pass one after the other are believed.
    for _ in 0..20 {
        *desk.clock.0.lock().unwrap() += day;
        desk.write(3);
    }
    assert!(!desk.keeping(false, day * 16, None).round(&[], &GO).unwrap().removed.is_empty());
}
