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
