use redb::{ReadableTable, TableDefinition};

use super::*;
use crate::host::RealFiles;

const COUNTS: Table<u64> = Table::named("counts");
const NAMES: Table<Vec<u8>> = Table::named("names");
const LAYOUT: Layout = Layout::first("the store of a test", "nothing is missed");

fn real() -> Arc<dyn Files> {
    Arc::new(RealFiles)
}

fn put(keep: &Keep, key: &[u8], count: u64) -> Result<(), KeepError> {
    let mut batch = Batch::default();
    batch.put(COUNTS, key, &count);
    batch.put(NAMES, key, &b"name".to_vec());
    keep.write(&batch)
}

fn counts(keep: &Keep) -> Vec<(Vec<u8>, u64)> {
    let mut found = Vec::new();
    keep.each(COUNTS, None, &mut |key, count| {
        found.push((key.to_vec(), count));
        ControlFlow::Continue(())
    })
    .unwrap();
    found
}

#[test]
fn rows_are_written_read_and_removed_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/store.redb");
    let keep = Keep::open(real(), &path, LAYOUT).unwrap();
    assert_eq!(keep.get(COUNTS, b"a").unwrap(), None);
    put(&keep, b"a", 1).unwrap();
    put(&keep, b"b", 2).unwrap();
    put(&keep, b"c", 3).unwrap();
    let mut batch = Batch::default();
    batch.remove(COUNTS, b"b");
    batch.put(COUNTS, b"c", &9);
    keep.write(&batch).unwrap();
    assert_eq!(counts(&keep), [(b"a".to_vec(), 1), (b"c".to_vec(), 9)]);
    assert_eq!(keep.get(NAMES, b"b").unwrap(), Some(b"name".to_vec()));
    let mut after = Vec::new();
    keep.each(COUNTS, Some(b"a"), &mut |key, _| {
        after.extend_from_slice(key);
        ControlFlow::Break(())
    })
    .unwrap();
    assert_eq!(after, b"c");
    drop(keep);
    assert_eq!(counts(&Keep::open(real(), &path, LAYOUT).unwrap()).len(), 2);
}

#[test]
fn a_file_that_is_taken_away_or_replaced_is_made_anew_with_all_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state/store.redb");
    let keep = Keep::open(real(), &path, LAYOUT).unwrap();
    put(&keep, b"a", 1).unwrap();
    std::fs::remove_dir_all(folder.path().join("state")).unwrap();
    put(&keep, b"b", 2).unwrap();
    std::fs::rename(&path, folder.path().join("moved")).unwrap();
    std::fs::write(&path, "something else").unwrap();
    put(&keep, b"c", 3).unwrap();
    assert_eq!(keep.trouble(), None);
    drop(keep);
    let keep = Keep::open(real(), &path, LAYOUT).unwrap();
    assert_eq!(counts(&keep).len(), 3);
    assert_eq!(std::fs::read(folder.path().join("state/store.redb.replaced")).unwrap(), b"something else");
}

/// A disk that has no room for a while.
#[derive(Debug)]
struct Full(redb::backends::FileBackend, Arc<std::sync::atomic::AtomicBool>);

impl redb::StorageBackend for Full {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        if self.1.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }
}

#[test]
fn after_a_failure_it_is_opened_again_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.redb");
    let keep = Keep::open(real(), &path, LAYOUT).unwrap();
    put(&keep, b"a", 1).unwrap();
    // The same file through a disk that can refuse.
    let refuses = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let inode = keep.alone().take().unwrap().inode;
    let file = std::fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let backend = Full(redb::backends::FileBackend::new(file).unwrap(), Arc::clone(&refuses));
    *keep.alone() =
        Some(Open { database: builder().create_with_backend(backend).unwrap(), inode, opening: 0 });
    put(&keep, b"b", 2).unwrap();
    refuses.store(true, std::sync::atomic::Ordering::Relaxed);
    let error = put(&keep, b"c", 3).unwrap_err();
    assert!(matches!(error, KeepError::Io { .. }), "{error}");
    assert!(keep.trouble().is_some());
    refuses.store(false, std::sync::atomic::Ordering::Relaxed);
    // Taken away meanwhile it is missed, and not begun anew as if there had never been anything in it.
    let away = folder.path().join("away");
    std::fs::rename(&path, &away).unwrap();
    for _ in 0..2 {
        let error = put(&keep, b"c", 3).unwrap_err();
        assert!(matches!(error, KeepError::Gone { .. }), "{error}");
        assert_eq!(keep.trouble(), Some(error.to_string()));
    }
    std::fs::rename(&away, &path).unwrap();
    put(&keep, b"c", 3).unwrap();
    assert_eq!(keep.trouble(), None);
    assert_eq!(counts(&keep).len(), 3);
}

#[test]
fn damage_and_a_newer_layout_are_said_and_the_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.redb");
    for content in [Vec::new(), b"no store".repeat(1000)] {
        std::fs::write(&path, &content).unwrap();
        let error = Keep::open(real(), &path, LAYOUT).unwrap_err();
        assert!(matches!(error, KeepError::Damaged { .. }), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
    std::fs::remove_file(&path).unwrap();
    drop(Keep::open(real(), &path, Layout { number: 3, ..LAYOUT }).unwrap());
    let error = Keep::open(real(), &path, Layout { number: 2, ..LAYOUT }).unwrap_err();
    assert!(matches!(error, KeepError::Newer { found: 3, known: 2, .. }), "{error}");
}

#[test]
fn a_file_that_was_closed_in_order_is_not_written_again_and_a_large_one_not_checked() {
    let folder = tempfile::tempdir().unwrap();
    let (path, cut_off) = (folder.path().join("store.redb"), folder.path().join("cut-off.redb"));
    let keep = Keep::open(real(), &path, LAYOUT).unwrap();
    let mut batch = Batch::default();
    for key in 0..500_u32 {
        batch.put(NAMES, &key.to_be_bytes(), &vec![b'n'; 1000]);
    }
    keep.write(&batch).unwrap();
    std::fs::copy(&path, &cut_off).unwrap();
    drop(keep);
    let open = |path: &Path, size: u64| {
        let mut refreshed = 0;
        let opened = guarded(
            || {
                open_database(&RealFiles, path, size, &mut || {
                    refreshed += 1;
                    Ok(())
                })
            },
            Begun::confused,
        );
        (opened.is_ok(), refreshed)
    };
    assert_eq!(open(&path, 1), (true, 0));
    assert_eq!(open(&path, u64::MAX), (true, 0));
    assert_eq!(open(&cut_off, 1), (true, 1));
    // Some bytes in the middle of the rows.
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(8).position(|bytes| bytes == b"nnnnnnnn").unwrap();
    bytes[at + 3] = b'x';
    std::fs::write(&path, &bytes).unwrap();
    assert!(open(&path, u64::MAX).0, "nobody looks at it");
    assert!(!open(&path, 1).0, "it is checked");
}

#[test]
fn an_earlier_layout_is_brought_up_once() {
    const OLD: TableDefinition<'_, &[u8], u64> = TableDefinition::new("old");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.redb");
    // A file of a time that said nothing of layouts.
    let database = Database::create(&path).unwrap();
    let write = database.begin_write().unwrap();
    write.open_table(OLD).unwrap().insert(b"a".as_slice(), 7).unwrap();
    write.commit().unwrap();
    drop(database);
    let upgrade = |write: &redb::WriteTransaction, from: u64| -> Result<(), redb::Error> {
        assert_eq!(from, 1);
        let mut new = write.open_table(COUNTS.rows())?;
        for row in write.open_table(OLD)?.iter()? {
            let (key, count) = row?;
            new.insert(key.value(), count.value().to_row().as_slice())?;
        }
        write.delete_table(OLD)?;
        Ok(())
    };
    for _ in 0..2 {
        let keep = Keep::open(real(), &path, Layout { number: 2, upgrade, ..LAYOUT }).unwrap();
        assert_eq!(counts(&keep), [(b"a".to_vec(), 7)]);
    }
}
