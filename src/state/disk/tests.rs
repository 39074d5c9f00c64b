use super::*;
use crate::state::{Events, MemoryIndex};

fn key(n: u64) -> u64 {
    (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The n-th entry: four keys of its own, one shared by every tenth, an hour apart.
fn entry(n: u64) -> Entry {
    let mut keys: Vec<u64> = (0..4).map(|i| key(n * 4 + i)).collect();
    keys.push(key((1 << 40) + n % 10));
    Entry {
        arrived: n as i64 * 3600,
        event: n as i64 * 3600,
        slack: 0,
        keys,
        payload: format!("payload {n} {}", "x".repeat((n % 90) as usize * 10)).into_bytes(),
    }
}

fn at(offset: u64) -> Position {
    Position { segment: 1, offset }
}

fn options() -> RedbOptions {
    RedbOptions { unsealed: 16, content: 3, ..RedbOptions::default() }
}

fn fill(index: &dyn Index, from: u64, to: u64, batch: usize) {
    let entries: Vec<Arc<Entry>> = (from..to).map(entry).map(Arc::new).collect();
    let mut n = from;
    for batch in entries.chunks(batch) {
        n += batch.len() as u64;
        index.append(batch.to_vec(), at(n)).unwrap();
        index.publish();
    }
}

fn payloads(index: &dyn Index, key: u64, within: Events) -> Vec<String> {
    let mut found = Vec::new();
    index.find(&mut Search::new(key, within, 300), &mut found).unwrap();
    found.iter().map(|number| String::from_utf8(index.payload(*number).unwrap()).unwrap()).collect()
}

#[test]
fn finds_what_the_index_in_memory_finds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.redb");
    let options = RedbOptions { partition_seconds: 40 * 86_400, ..options() };
    let mut disk = RedbIndex::create(&path, options).unwrap();
    let memory = MemoryIndex::new();
    for (from, to, batch) in [(0, 700, 7), (700, 1500, 1), (1500, 2500, 100)] {
        fill(&disk, from, to, batch);
        fill(&memory, from, to, batch);
        disk.close().unwrap();
        disk = RedbIndex::open(&path, options).unwrap();
        assert_eq!(disk.covers(), at(to));
        assert_eq!(disk.len(), memory.len());
        for n in (0..10_100).chain((1 << 40)..(1 << 40) + 10) {
            assert_eq!(payloads(&disk, key(n), Events::ALL), payloads(&memory, key(n), Events::ALL), "{n}");
        }
    }
    let stand = disk.view().stand.clone();
    assert!(stand.segments.len() > stand.partitions.len(), "merging never left two levels");
    assert!(stand.segments.iter().any(|segment| segment.level > 0), "nothing was merged");
}

#[test]
fn a_window_passes_over_segments() {
    let index = RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options()).unwrap();
    fill(&index, 0, 1000, 10);
    let found = payloads(&index, key((1 << 40) + 3), Events { from: 700 * 3600, to: 720 * 3600 });
    let expected = [713, 703].map(|n| String::from_utf8(entry(n).payload).unwrap());
    assert_eq!(found, expected);
}

#[test]
fn forgets_whole_days_and_nothing_younger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.redb");
    let mut index = RedbIndex::create(&path, options()).unwrap();
    fill(&index, 0, 2400, 10);
    for entries in [50 * 24, 0] {
        assert_eq!(index.forget(59 * 86_400 + 3600, 9 * 86_400).unwrap(), entries);
        index.publish();
    }
    for reopened in [false, true] {
        if reopened {
            index.close().unwrap();
            index = RedbIndex::open(&path, options()).unwrap();
        }
        assert_eq!(index.len(), 50 * 24);
        assert_eq!(payloads(&index, key(4 * 1199), Events::ALL).len(), 0);
        assert_eq!(payloads(&index, key(4 * 1200), Events::ALL).len(), 1);
    }
}

#[test]
fn what_comes_later_makes_old_and_not_the_clock() {
    let index = RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options()).unwrap();
    fill(&index, 0, 100, 10);
    assert_eq!(index.forget(i64::MAX, 4 * 86_400).unwrap(), 0);
    assert_eq!(index.forget(i64::MAX, 3 * 86_400).unwrap(), 24);
    assert_eq!(index.len(), 100, "gone before that was published");
    index.publish();
    assert_eq!(index.len(), 76);
    assert_eq!(index.forget(i64::MAX, 0).unwrap(), 48);
    index.publish();
    fill(&index, 100, 200, 10);
    assert_eq!(payloads(&index, key(4 * 97), Events::ALL).len(), 1);
    assert_eq!(payloads(&index, key(4 * 150), Events::ALL).len(), 1);
}

/// To which partition an entry belongs, and so when it is forgotten, does not follow from when it is written.
#[test]
fn batches_leave_no_trace() {
    let partitions = |batch| {
        let index = RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options()).unwrap();
        fill(&index, 0, 300, batch);
        index.view().stand.partitions.clone()
    };
    let one = partitions(1);
    assert_eq!(one.len(), 13);
    for batch in [7, 24, 100, 300] {
        assert_eq!(partitions(batch), one, "{batch}");
    }
}

/// Two sources around midnight, and a clock that is ahead for a moment: in memory and on disk one account of the days.
#[test]
fn what_lies_where_is_forgotten_alike() {
    let midnight = 30 * 86_400;
    let mut arrivals: Vec<i64> = (0..60).map(|n| n * 86_400 / 2).collect();
    arrivals.extend((-40..40).flat_map(|n| [midnight + n, midnight - n]));
    arrivals.push(4000 * 86_400);
    arrivals.extend((0..60).map(|n| midnight + 60 + n * 86_400 / 2));
    let disk = RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options()).unwrap();
    let memory = MemoryIndex::new();
    for (n, arrived) in (0..).zip(arrivals) {
        for index in [&disk as &dyn Index, &memory] {
            index.append(vec![Arc::new(Entry { arrived, ..entry(n) })], at(n + 1)).unwrap();
            index.publish();
        }
    }
    assert_eq!(disk.view().stand.partitions.len(), 61);
    for now in (20..60).map(|day| day * 86_400) {
        let gone = disk.forget(now, 5 * 86_400).unwrap();
        assert_eq!(gone, memory.forget(now, 5 * 86_400).unwrap());
        disk.publish();
        memory.publish();
        assert_eq!(disk.len(), memory.len());
    }
    assert!(disk.len() <= 24, "{} are left of six days, two a day", disk.len());
}

#[test]
fn what_was_appended_is_found_once_it_is_published_and_only_once() {
    let index = RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options()).unwrap();
    for n in 0..100 {
        index.append(vec![Arc::new(entry(n))], at(n + 1)).unwrap();
        assert_eq!((index.covers(), index.len()), (if n == 0 { Position::default() } else { at(n) }, n));
        assert_eq!(payloads(&index, key(4 * n), Events::ALL).len(), 0);
        index.publish();
        index.publish();
        assert_eq!((index.covers(), index.len()), (at(n + 1), n + 1));
        assert_eq!(payloads(&index, key(4 * n), Events::ALL).len(), 1);
    }
}

/// Of one thing in a window and many outside it, the one is found, whatever lies where.
#[test]
fn what_is_outside_the_window_takes_no_place_in_it() {
    let shared = key(1 << 50);
    let alike = |n: u64, event: i64| {
        Arc::new(Entry { event, keys: vec![shared], payload: n.to_string().into_bytes(), ..Entry::default() })
    };
    for (unsealed, batch) in [(1, 1), (16, 5), (400, 400), (4096, 100)] {
        let options = RedbOptions { unsealed, ..options() };
        let index = RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options).unwrap();
        let entries: Vec<_> = (0..2000).map(|n| alike(n, if n == 30 { 0 } else { 400_000 })).collect();
        for entries in entries.chunks(batch) {
            index.append(entries.to_vec(), at(1)).unwrap();
            index.publish();
        }
        let found = payloads(&index, shared, Events { from: -300_000, to: 300_000 });
        assert_eq!(found, ["30"], "unsealed {unsealed}, by {batch}");
        let newest: Vec<String> = (2000 - 256..2000).rev().map(|n| n.to_string()).collect();
        assert_eq!(payloads(&index, shared, Events { from: 400_000, to: 400_000 }), newest);
    }
}

/// A disk that fails where it is synced.
#[derive(Debug)]
struct Unsyncable(redb::backends::InMemoryBackend);

impl StorageBackend for Unsyncable {
    fn len(&self) -> Result<u64, std::io::Error> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), std::io::Error> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> Result<(), std::io::Error> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> Result<(), std::io::Error> {
        Err(std::io::Error::other("synced"))
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), std::io::Error> {
        self.0.write(offset, data)
    }
}

/// However much is remembered, filters take no more than they are given, and what is there is found.
#[test]
fn filters_stay_within_their_budget() {
    const MOST: usize = 24 << 10;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.redb");
    let options =
        RedbOptions { unsealed: 256, partition_seconds: i64::MAX / 4, filter_bytes: MOST, ..options() };
    let index = RedbIndex::create(&path, options).unwrap();
    let size = |index: &RedbIndex| -> usize {
        index.view().stand.segments.iter().map(|segment| segment.filter.size()).sum()
    };
    let all_is_found = |index: &RedbIndex| {
        for n in (0..20_000).step_by(97) {
            assert_eq!(payloads(index, key(n * 4 + 1), Events::ALL).len(), 1, "entry {n}");
        }
        assert_eq!(payloads(index, key(1 << 50), Events::ALL), [""; 0]);
    };
    for from in (0..20_000).step_by(1000) {
        fill(&index, from, from + 1000, 250);
        assert!(size(&index) <= MOST, "{} bytes of filters", size(&index));
    }
    all_is_found(&index);
    index.close().unwrap();
    for most in [MOST, MOST / 2] {
        let index = RedbIndex::open(&path, RedbOptions { filter_bytes: most, ..options }).unwrap();
        assert!(size(&index) <= most, "{} bytes of filters", size(&index));
        all_is_found(&index);
        index.close().unwrap();
    }
}

#[test]
fn what_is_thrown_away_is_never_synced() {
    let backend = || Unsyncable(redb::backends::InMemoryBackend::new());
    assert!(RedbIndex::with_backend(backend(), options()).is_err());
    let index = RedbIndex::with_backend(backend(), RedbOptions { lasting: false, ..options() }).unwrap();
    fill(&index, 0, 300, 10);
    assert_eq!(payloads(&index, key(4 * 150), Events::ALL).len(), 1);
    index.close().unwrap();
}

#[test]
fn says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.redb");
    let open = |content| RedbIndex::open(&path, RedbOptions { content, ..options() });
    assert!(matches!(open(3), Err(IndexError::Absent(_))));
    let index = RedbIndex::create(&path, options()).unwrap();
    assert!(matches!(open(3), Err(IndexError::Locked)));
    fill(&index, 0, 100, 10);
    index.close().unwrap();
    assert!(matches!(open(4), Err(IndexError::Older { found: 3, current: 4 })));
    assert!(matches!(open(2), Err(IndexError::Newer { found: 3, current: 2 })));
    assert!(open(3).is_ok());
    let whole = std::fs::read(&path).unwrap();
    for length in [0, 1, 100, 5000, whole.len() / 2] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(matches!(open(3), Err(IndexError::Damaged(_))), "cut to {length}");
    }
    std::fs::write(&path, "this is not an index").unwrap();
    assert!(matches!(open(3), Err(IndexError::Damaged(_))));
}

/// A flipped bit is either noticed, at opening or at a look-up, or does not matter.
#[test]
fn a_flipped_bit_never_makes_it_forget() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.redb");
    let index = RedbIndex::create(&path, options()).unwrap();
    fill(&index, 0, 300, 10);
    index.close().unwrap();
    let whole = std::fs::read(&path).unwrap();
    std::panic::set_hook(Box::new(|_| {}));
    let mut noticed = 0;
    for round in 0..200_u64 {
        let bit = (key(round) % (whole.len() as u64 * 8)) as usize;
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, &flipped).unwrap();
        let look = |index: &RedbIndex| -> Result<(), IndexError> {
            for n in 0..300 {
                let mut found = Vec::new();
                index.find(&mut Search::new(key(4 * n), Events::ALL, 10), &mut found)?;
                assert!(!found.is_empty(), "bit {bit}: entry {n} is not found");
                for number in found {
                    index.payload(number)?;
                }
            }
            Ok(())
        };
        match RedbIndex::open(&path, options()).and_then(|index| look(&index)) {
            Ok(()) => {}
            Err(IndexError::Damaged(_) | IndexError::Older { .. } | IndexError::Newer { .. }) => noticed += 1,
            Err(other) => panic!("bit {bit}: {other}"),
        }
    }
    drop(std::panic::take_hook());
    assert!(noticed > 0);
}

/// A disk that keeps what was synced and forgets the rest.
#[derive(Debug, Clone, Default)]
struct Forgetful {
    written: std::sync::Arc<std::sync::Mutex<Vec<u8>>>,
    synced: std::sync::Arc<std::sync::Mutex<Vec<u8>>>,
    /// Writes and syncs that still succeed.
    left: std::sync::Arc<std::sync::atomic::AtomicI64>,
}

impl Forgetful {
    fn after(steps: i64, content: Vec<u8>) -> Forgetful {
        let disk = Forgetful::default();
        *disk.written.lock().unwrap() = content.clone();
        *disk.synced.lock().unwrap() = content;
        disk.left.store(steps, std::sync::atomic::Ordering::Relaxed);
        disk
    }

    fn step(&self) -> Result<(), std::io::Error> {
        let left = self.left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
        if left > 0 { Ok(()) } else { Err(std::io::Error::other("the power is gone")) }
    }
}

impl StorageBackend for Forgetful {
    fn len(&self) -> Result<u64, std::io::Error> {
        Ok(self.written.lock().unwrap().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), std::io::Error> {
        let written = self.written.lock().unwrap();
        let start = offset as usize;
        out.copy_from_slice(written.get(start..start + out.len()).ok_or(std::io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<(), std::io::Error> {
        self.step()?;
        self.written.lock().unwrap().resize(len as usize, 0);
        Ok(())
    }

    fn sync_data(&self) -> Result<(), std::io::Error> {
        self.step()?;
        *self.synced.lock().unwrap() = self.written.lock().unwrap().clone();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), std::io::Error> {
        self.step()?;
        let start = offset as usize;
        self.written.lock().unwrap()[start..start + data.len()].copy_from_slice(data);
        Ok(())
    }
}

/// However soon the power goes, what is left is one of the positions that were to be covered, with all before it.
#[test]
fn a_crash_leaves_whole_appends() {
    for steps in (20..1500).step_by(37) {
        let disk = Forgetful::after(steps, Vec::new());
        let mut told = Position::default();
        if let Ok(index) = RedbIndex::with_backend(disk.clone(), options()) {
            for n in 0..60 {
                let entries = (n * 3..n * 3 + 3).map(entry).map(Arc::new);
                if index.append(entries.collect(), at(n * 3 + 3)).is_err() {
                    break;
                }
                index.publish();
                told = at(n * 3 + 3);
            }
        }
        let synced = disk.synced.lock().unwrap().clone();
        let index = RedbIndex::with_backend(Forgetful::after(i64::MAX, synced), options()).unwrap();
        let covered = index.covers();
        assert!(covered >= told, "{steps}: told {told:?}, left {covered:?}");
        assert_eq!(index.len(), covered.offset);
        for n in 0..covered.offset {
            assert_eq!(payloads(&index, key(4 * n), Events::ALL).len(), 1, "{steps}: entry {n}");
        }
        assert_eq!(payloads(&index, key(4 * covered.offset), Events::ALL).len(), 0);
    }
}
