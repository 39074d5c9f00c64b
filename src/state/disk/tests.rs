use super::*;
use crate::state::MemoryIndex;

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

fn fill(index: &mut dyn Index, from: u64, to: u64, batch: usize) {
    let entries: Vec<Entry> = (from..to).map(entry).collect();
    let mut n = from;
    for batch in entries.chunks(batch) {
        n += batch.len() as u64;
        index.append(batch.to_vec(), at(n)).unwrap();
    }
}

fn payloads(index: &dyn Index, key: u64, within: Events) -> Vec<String> {
    let mut found = Vec::new();
    index.find(key, within, 300, &mut found).unwrap();
    found.iter().map(|number| String::from_utf8(index.payload(*number).unwrap()).unwrap()).collect()
}

#[test]
fn finds_what_the_index_in_memory_finds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.redb");
    let options = RedbOptions { partition_seconds: 40 * 86_400, ..options() };
    let mut disk = RedbIndex::create(&path, options).unwrap();
    let mut memory = MemoryIndex::new();
    for (from, to, batch) in [(0, 700, 7), (700, 1500, 1), (1500, 2500, 100)] {
        fill(&mut disk, from, to, batch);
        fill(&mut memory, from, to, batch);
        disk.close().unwrap();
        disk = RedbIndex::open(&path, options).unwrap();
        assert_eq!(disk.covers(), at(to));
        assert_eq!(disk.len(), memory.len());
        for n in (0..10_100).chain((1 << 40)..(1 << 40) + 10) {
            assert_eq!(payloads(&disk, key(n), Events::ALL), payloads(&memory, key(n), Events::ALL), "{n}");
        }
    }
    assert!(disk.segments.len() > disk.partitions.len(), "merging never left two levels");
    assert!(disk.segments.iter().any(|segment| segment.level > 0), "nothing was merged");
}

#[test]
fn a_window_passes_over_segments() {
    let mut index = RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options()).unwrap();
    fill(&mut index, 0, 1000, 10);
    let found = payloads(&index, key((1 << 40) + 3), Events { from: 700 * 3600, to: 720 * 3600 });
    assert!(found.contains(&String::from_utf8(entry(703).payload).unwrap()));
    assert!(found.len() < 10, "{} of 100 looked at for a window of two", found.len());
}

#[test]
fn forgets_whole_days_and_nothing_younger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.redb");
    let mut index = RedbIndex::create(&path, options()).unwrap();
    fill(&mut index, 0, 2400, 10);
    assert_eq!(index.forget(50 * 86_400 + 3600).unwrap(), 50 * 24);
    assert_eq!(index.forget(50 * 86_400 + 3600).unwrap(), 0);
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
fn forgets_everything_and_goes_on() {
    let mut index = RedbIndex::with_backend(redb::backends::InMemoryBackend::new(), options()).unwrap();
    fill(&mut index, 0, 100, 10);
    assert_eq!(index.forget(i64::MAX).unwrap(), 100);
    assert!(index.is_empty());
    fill(&mut index, 100, 200, 10);
    assert_eq!(payloads(&index, key(4 * 150), Events::ALL).len(), 1);
}

#[test]
fn says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.redb");
    let open = |content| RedbIndex::open(&path, RedbOptions { content, ..options() });
    assert!(matches!(open(3), Err(IndexError::Absent(_))));
    let mut index = RedbIndex::create(&path, options()).unwrap();
    assert!(matches!(open(3), Err(IndexError::Locked)));
    fill(&mut index, 0, 100, 10);
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
    let mut index = RedbIndex::create(&path, options()).unwrap();
    fill(&mut index, 0, 300, 10);
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
                index.find(key(4 * n), Events::ALL, 10, &mut found)?;
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
