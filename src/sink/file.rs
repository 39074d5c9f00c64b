//! One file of JSON Lines that grows.
//!
//! What it held when the place in the journal was last synced is remembered with that place: after a crash whatever
//! stands behind is cut and written again, so that each record stands in it once. A file that is renamed, removed or
//! cut short by others is begun anew, or gone on with at its end. It is locked while it is open: it has one writer.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustix::fs::FlockOperation;
use rustix::io::Errno;

use super::table::sink_table;
use super::{Contract, Kind, Memory, Message, Opening, Sending, Sent, Sink, SinkError, Target, blocking};
use crate::flow::held;
use crate::host::{Files, RealFiles};

sink_table! {
    /// A file, one JSON object on each line. To begin another one, rename it: the next record makes it anew.
    struct ToFile {
        /// The file. Its folder is made if need be; it must lie outside every inbox and wiredesk's own folders.
        path: PathBuf,
    }
}

pub(super) const KIND: Kind = Kind {
    name: "file",
    contract: Contract {
        confirmed: "once the file is synced",
        repeated: "nothing: what stands in it behind the synced place is cut at the next start; after it was renamed, what \
                   was written in the second before a crash",
        order: "the journal's",
    },
    schema: crate::config::inline_schema::<ToFile>,
    read: ToFile::read,
    open,
    target: |table| ToFile::of(table).ok().map(|typed| Target::File(typed.path)),
    templates: |_| Vec::new(),
};

fn open(opening: Opening<'_>) -> Result<Box<dyn Sink>, SinkError> {
    let path = opening.folder.join(ToFile::of(opening.table)?.path);
    let open = begin(&path, &Remembered::from(&opening.memory)).map_err(SinkError::passing)?;
    Ok(Box::new(Output(Arc::new(Mutex::new(Growing { path, open: Some(open) })))))
}

struct Output(Arc<Mutex<Growing>>);

impl Sink for Output {
    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        let growing = Arc::clone(&self.0);
        blocking(move || match held(&growing).append(&batch) {
            Ok(()) => Sent::all(batch.len()),
            Err(error) => Sent::until(0, SinkError::passing(error)),
        })
    }

    fn memory(&self) -> Memory {
        held(&self.0).open.as_ref().map(|open| open.remembered.to_bytes()).unwrap_or_default()
    }
}

/// Which file it was, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Remembered {
    inode: (u64, u64),
    length: u64,
}

impl Remembered {
    fn to_bytes(self) -> Memory {
        [self.inode.0, self.inode.1, self.length].iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    fn from(memory: &[u8]) -> Remembered {
        match memory.as_chunks::<8>() {
            ([device, inode, length], []) => Remembered {
                inode: (u64::from_le_bytes(*device), u64::from_le_bytes(*inode)),
                length: u64::from_le_bytes(*length),
            },
            _ => Remembered::default(),
        }
    }
}

/// The file, locked for as long as it is open.
struct Open {
    file: File,
    /// All of it is synced.
    remembered: Remembered,
}

struct Growing {
    path: PathBuf,
    open: Option<Open>,
}

impl Growing {
    fn append(&mut self, batch: &[Message]) -> io::Result<()> {
        let mut open = match self.open.take() {
            Some(open) if open.stands(&self.path) => open,
            // Others may have written at its end since: what they wrote stays.
            _ => begin(&self.path, &Remembered::default())?,
        };
        // In one piece, so that whoever reads along sees whole lines. After a failure nothing of it stays: what is not
        // cut now is cut when the file is opened again with what was remembered.
        let lines: Vec<u8> = batch.iter().flat_map(|message| message.line.iter().copied()).collect();
        if let Err(error) = open.file.write_all(&lines).and_then(|()| open.file.sync_data()) {
            open.file.set_len(open.remembered.length).ok();
            return Err(error);
        }
        open.remembered.length += lines.len() as u64;
        self.open = Some(open);
        Ok(())
    }
}

impl Open {
    /// Whether the file still has its name and is as long as it was left.
    fn stands(&self, path: &Path) -> bool {
        fs::metadata(path).is_ok_and(|metadata| {
            (metadata.dev(), metadata.ino()) == self.remembered.inode
                && metadata.len() == self.remembered.length
        })
    }
}

/// Opens the file for this sink alone, or makes it. Cuts what an earlier process wrote behind what it remembered.
fn begin(path: &Path, remembered: &Remembered) -> io::Result<Open> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    RealFiles.create_folders(folder)?;
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        let message = format!("{} is no regular file", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    lock(&file, path)?;
    let inode = (metadata.dev(), metadata.ino());
    let mut length = file.metadata()?.len();
    if inode == remembered.inode && length > remembered.length {
        file.set_len(remembered.length)?;
        length = remembered.length;
    }
    if length > 0 {
        // Somebody's last line may be half a one.
        let mut last = [0];
        file.seek(SeekFrom::Start(length - 1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            file.write_all(b"\n")?;
            length += 1;
        }
    }
    file.sync_all()?;
    File::open(folder)?.sync_all()?;
    Ok(Open { file, remembered: Remembered { inode, length } })
}

/// Two who write one file would cut what the other wrote. Where the disk knows no locks, it is done without.
fn lock(file: &File, path: &Path) -> io::Result<()> {
    match rustix::fs::flock(file, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => {
            let message =
                format!("{} is written by another sink or process, which has it locked", path.display());
            Err(io::Error::new(io::ErrorKind::WouldBlock, message))
        }
        Err(Errno::NOLCK | Errno::OPNOTSUPP | Errno::NOSYS) | Ok(()) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(line: &str) -> Message {
        Message { line: line.to_owned().into(), ..Message::default() }
    }

    fn growing(path: &Path, remembered: &Remembered) -> io::Result<Growing> {
        Ok(Growing { path: path.to_owned(), open: Some(begin(path, remembered)?) })
    }

    #[test]
    fn one_file_has_one_writer_and_nobody_cuts_what_another_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        let mut first = growing(&path, &Remembered::default()).unwrap();
        first.append(&[message("1\n")]).unwrap();
        let remembered = first.open.as_ref().unwrap().remembered;
        first.append(&[message("2\n"), message("3\n")]).unwrap();
        fs::hard_link(&path, &other).unwrap();
        for path in [&path, &other] {
            let error = growing(path, &remembered).err().unwrap();
            assert!(error.to_string().contains("is written by another"), "{error}");
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n2\n3\n");
        drop(first);
        growing(&other, &remembered).unwrap().append(&[message("4\n")]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n4\n");
    }

    #[test]
    fn a_link_to_a_file_is_that_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("link"));
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut first = growing(&link, &Remembered::default()).unwrap();
        first.append(&[message("1\n")]).unwrap();
        let remembered = first.open.as_ref().unwrap().remembered;
        assert!(first.open.as_ref().unwrap().stands(&link));
        first.append(&[message("2\n")]).unwrap();
        drop(first);
        growing(&link, &remembered).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "1\n");
    }
}
