//! One file of JSON Lines that grows.
//!
//! What it held when the place in the journal was last synced is remembered with that place: after a crash whatever
//! stands behind is cut and written again, so that each record stands in it once. A file that is renamed, removed or
//! cut short by others is begun anew, or gone on with at its end.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::table::sink_table;
use super::{Contract, Kind, Memory, Message, Sending, Sent, Sink, SinkError, Table, blocking};
use crate::flow::held;

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
    place: |table| ToFile::of(table).ok().map(|typed| typed.path),
};

fn open(table: &Table, folder: &Path, memory: Memory) -> Result<Box<dyn Sink>, SinkError> {
    let path = folder.join(ToFile::of(table)?.path);
    let mut growing = Growing { path, open: None };
    growing.take_back(&Remembered::from(&memory)).map_err(SinkError::passing)?;
    growing.open = Some(growing.begin().map_err(SinkError::passing)?);
    Ok(Box::new(Output(Arc::new(Mutex::new(growing)))))
}

struct Output(Arc<Mutex<Growing>>);

impl Sink for Output {
    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        let growing = Arc::clone(&self.0);
        blocking(move || match held(&growing).append(&batch) {
            Ok(()) => Sent { confirmed: batch.len(), error: None },
            Err(error) => Sent { confirmed: 0, error: Some(SinkError::passing(error)) },
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
    /// Cuts what an earlier process wrote behind what it remembered.
    fn take_back(&mut self, remembered: &Remembered) -> io::Result<()> {
        let Ok(metadata) = fs::symlink_metadata(&self.path) else { return Ok(()) };
        let is_the_same = (metadata.dev(), metadata.ino()) == remembered.inode;
        if metadata.is_file() && is_the_same && metadata.len() > remembered.length {
            let file = OpenOptions::new().write(true).open(&self.path)?;
            file.set_len(remembered.length)?;
            file.sync_all()?;
        }
        Ok(())
    }

    fn append(&mut self, batch: &[Message]) -> io::Result<()> {
        let mut open = match self.open.take() {
            Some(open) if self.stands(&open) => open,
            _ => self.begin()?,
        };
        // After a failure the file is opened again, and what this batch left in it is cut.
        let wrote = batch
            .iter()
            .try_for_each(|message| open.file.write_all(&message.line))
            .and_then(|()| open.file.sync_data());
        if let Err(error) = wrote {
            open.file.set_len(open.remembered.length).ok();
            return Err(error);
        }
        let more: usize = batch.iter().map(|message| message.line.len()).sum();
        open.remembered.length += more as u64;
        self.open = Some(open);
        Ok(())
    }

    /// Whether the file still has its name and is as long as it was left.
    fn stands(&self, open: &Open) -> bool {
        fs::symlink_metadata(&self.path).is_ok_and(|metadata| {
            (metadata.dev(), metadata.ino()) == open.remembered.inode
                && metadata.len() == open.remembered.length
        })
    }

    fn begin(&self) -> io::Result<Open> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&self.path)?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            let message = format!("{} is no regular file", self.path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        let mut length = metadata.len();
        if length > 0 {
            // Somebody's last line may be half a one.
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                file.write_all(b"\n")?;
                length += 1;
            }
        }
        file.sync_all()?;
        File::open(folder)?.sync_all()?;
        Ok(Open { file, remembered: Remembered { inode: (metadata.dev(), metadata.ino()), length } })
    }
}
