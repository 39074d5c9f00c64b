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
