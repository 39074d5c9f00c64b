//! What the writer takes up again, and what a reader beside it sees.

use super::*;
use crate::host::{RealFiles, SystemClock};

fn open(folder: &Path, remembered: Position) -> Journal {
    let settings = Settings {
        folder: folder.to_owned(),
        rotate_bytes: 1 << 20,
        rotate_after: Duration::from_secs(3600),
        remembered,
    };
    let clock = Arc::new(SystemClock::default());
    Journal::open(Arc::new(RealFiles), clock, settings, Position::default(), &mut |_| Ok(())).unwrap()
}

fn last(folder: &Path) -> PathBuf {
    let last = segments(&RealFiles, folder).unwrap().pop().unwrap();
    folder.join(last.name.file_name())
}

#[test]
fn a_segment_that_somebody_has_read_beyond_its_end_is_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path(), Position::default());
    journal.commit(b"{\"a\":1}\n").unwrap();
    let short = journal.end();
    journal.commit(b"{\"b\":1}\n").unwrap();
    let long = journal.end();
    drop(journal);
    // Read to the end, it is gone on with.
    assert_eq!(open(folder.path(), long).commit(b"{\"c\":1}\n").unwrap(), long);
    let cut = std::fs::OpenOptions::new().write(true).open(last(folder.path())).unwrap();
    cut.set_len(short.offset).unwrap();
    assert_eq!(open(folder.path(), short).end(), short);
    // And so it is where its end must be cut to before that.
    std::fs::write(last(folder.path()), b"{\"a\":1}\n{\"b\":1,,,}\n").unwrap();
    let mut journal = open(folder.path(), long);
    assert_eq!(std::fs::read(last(folder.path())).unwrap(), b"{\"a\":1}\n");
    assert_eq!(journal.commit(b"{\"d\":1}\n").unwrap(), Position { segment: 2, offset: 0 });
}

#[test]
fn who_reads_along_sees_nothing_of_a_group_that_is_not_synced() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path(), Position::default());
    journal.commit(b"{\"a\":1}\n").unwrap();
    let end = journal.end().offset;
    let append = || std::fs::OpenOptions::new().append(true).open(last(folder.path())).unwrap();
    // A group is being written: its sync fails, and it is cut again.
    std::io::Write::write_all(&mut append(), b"{\"early\":1}\n").unwrap();
    let mut follow =
        Lines::follow(Arc::new(RealFiles), folder.path(), Position::default(), journal.progress()).unwrap();
    let (mut line, mut seen) = (Vec::new(), Vec::new());
    let mut look = |seen: &mut Vec<u8>| {
        while follow.next(&mut line).unwrap().is_some() {
            seen.extend_from_slice(&line);
        }
    };
    look(&mut seen);
    append().set_len(end).unwrap();
    journal.commit(b"{\"b\":\"later\"}\n").unwrap();
    look(&mut seen);
    assert_eq!(String::from_utf8(seen).unwrap(), "{\"a\":1}\n{\"b\":\"later\"}\n");
}

/// Follows a journal of one record a segment, of which some numbers are taken away first.
fn gone(from: Position, away: &[u64], then: impl FnOnce(&Path)) -> Vec<std::ops::RangeInclusive<u64>> {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path(), Position::default());
    journal.settings.rotate_bytes = 1;
    for _ in 0..6 {
        journal.commit(b"{\"a\":1}\n").unwrap();
    }
    let remove = |number: u64| {
        let found = segments(&RealFiles, folder.path()).unwrap();
        let found = found.iter().find(|found| found.name.number == number).unwrap();
        std::fs::remove_file(folder.path().join(found.name.file_name())).unwrap();
    };
    away.iter().for_each(|number| remove(*number));
    let mut follow = Lines::follow(Arc::new(RealFiles), folder.path(), from, journal.progress()).unwrap();
    let mut line = Vec::new();
    follow.next(&mut line).unwrap();
    then(folder.path());
    while follow.next(&mut line).unwrap().is_some() {}
    follow.gone()
}

#[test]
fn who_follows_is_told_of_every_segment_that_is_gone() {
    let at = |segment, offset| Position { segment, offset };
    // Its own, and those after it; in the middle; none of those before where it begins.
    assert_eq!(gone(at(1, 8), &[1, 2], |_| {}), [1..=2]);
    assert_eq!(gone(at(2, 0), &[1, 4, 5], |_| {}), [4..=5]);
    assert_eq!(gone(Position::default(), &[1, 2], |_| {}), []);
    // Taken away, and cut, after they were listed.
    let remove_third = |folder: &Path| {
        let third = segments(&RealFiles, folder).unwrap().remove(2);
        std::fs::remove_file(folder.join(third.name.file_name())).unwrap();
    };
    assert_eq!(gone(at(1, 0), &[], remove_third), [3..=3]);
}

#[test]
fn a_segment_that_is_cut_while_it_is_read_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path(), Position::default());
    journal.commit(b"{\"a\":1}\n").unwrap();
    journal.commit(b"{\"b\":1}\n").unwrap();
    let mut follow =
        Lines::follow(Arc::new(RealFiles), folder.path(), Position::default(), journal.progress()).unwrap();
    let mut line = Vec::new();
    let first = follow.next(&mut line).unwrap().unwrap();
    let cut = std::fs::OpenOptions::new().write(true).open(last(folder.path())).unwrap();
    cut.set_len(first.offset).unwrap();
    // What was read ahead still comes; the rest of a long segment would not.
    follow.lines = Lines::open(Arc::new(RealFiles), folder.path(), first).unwrap();
    assert_eq!(follow.next(&mut line).unwrap(), None);
    assert_eq!(journal.commit(b"{\"c\":1}\n").unwrap(), Position { segment: 2, offset: 0 });
    assert!(follow.next(&mut line).unwrap().is_some());
    assert_eq!(follow.gone(), [1..=1]);
}

#[test]
fn a_place_before_the_first_byte_of_a_segment_leaves_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let place = open(folder.path(), Position::default()).progress().borrow().end;
    assert_eq!(open(folder.path(), place).commit(b"{\"a\":1}\n").unwrap(), place);
}
