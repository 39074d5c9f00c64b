//! What the daemon asks of its host: files and time, through two narrow traits.
//!
//! The promises rest on a handful of operations (append, sync, rename, remove, list). All of them go through
//! [`Files`], so that a simulation can fail, tear or crash at any one of them; all time goes through [`Clock`].

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use redb::{Builder, Database, DatabaseError};

mod beneath;
mod clock;
mod locks;
mod real;

pub use clock::{Clock, SystemClock};
pub use real::RealFiles;

/// What stands under a name, without following links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, FIFO, socket or device: never opened.
    Other,
}

/// What identifies the content of a file as far as can be told without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stat {
    /// What it is.
    pub kind: FileKind,
    /// Device and inode.
    pub inode: (u64, u64),
    /// Bytes.
    pub size: u64,
    /// Time of the last change of content, nanoseconds since 1970.
    pub modified: i128,
    /// Time of the last change of anything, names and mode too, which nobody can set back.
    pub changed: i128,
    /// How many names it has.
    pub links: u64,
}

impl Stat {
    /// Whether the file is still the one that was seen, with the content that was seen.
    pub fn same_content(&self, other: &Stat) -> bool {
        let what = |stat: &Stat| (stat.kind, stat.inode, stat.size, stat.modified, stat.changed);
        what(self) == what(other)
    }

    /// The same for a file that may have got another name in between, which alone changes `changed`.
    pub fn same_but_for_names(&self, other: &Stat) -> bool {
        let what = |stat: &Stat| (stat.kind, stat.inode, stat.size, stat.modified);
        what(self) == what(other)
    }
}

/// Held for as long as nobody else may use what was locked.
pub trait Lock: Send + Sync {}

/// A folder held open: the same whatever becomes of the names that led to it.
#[derive(Debug)]
pub struct Held {
    path: PathBuf,
    inode: (u64, u64),
    handle: Option<OwnedFd>,
}

impl Held {
    /// A folder that a path leads to for as long as the handle is open.
    pub fn new(path: PathBuf, inode: (u64, u64), handle: Option<OwnedFd>) -> Self {
        Held { path, inode, handle }
    }

    /// A path that leads to it for as long as it is held. It is for calls, not for people.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its device and inode.
    pub fn inode(&self) -> (u64, u64) {
        self.inode
    }

    /// Its handle, where it is of the operating system.
    pub fn handle(&self) -> Option<BorrowedFd<'_>> {
        self.handle.as_ref().map(AsFd::as_fd)
    }
}

/// What taking a folder with everything below it came to.
pub enum TreeLock {
    /// It is this process's.
    Ours(Box<dyn Lock>),
    /// Somebody else has this folder, or one below it.
    Theirs(PathBuf),
}

/// Something that is read as a stream, from any place in it.
pub trait ReadSeek: io::Read + io::Seek + Send {}

impl<T: io::Read + io::Seek + Send> ReadSeek for T {}

/// A file open for appending.
pub trait AppendFile: Send {
    /// Appends all of `bytes`. On an error any part of them may have been written.
    ///
    /// # Errors
    /// As the operating system says.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns once everything appended so far survives a power failure.
    ///
    /// # Errors
    /// As the operating system says. After an error nothing may be assumed of what was appended since the last
    /// success, and a later success says nothing about it either.
    fn sync(&mut self) -> io::Result<()>;

    /// Cuts the file to `length` bytes.
    ///
    /// # Errors
    /// As the operating system says.
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

/// The file operations that the promises rest on.
pub trait Files: Send + Sync {
    /// Calls `each` for every entry of a folder, in no order, until it returns false.
    ///
    /// # Errors
    /// As the operating system says.
    fn list(&self, folder: &Path, each: &mut dyn FnMut(OsString, FileKind) -> bool) -> io::Result<()>;

    /// What stands under a name; links are not followed.
    ///
    /// # Errors
    /// `NotFound`, or as the operating system says.
    fn stat(&self, path: &Path) -> io::Result<Stat>;

    /// Reads a regular file of at most `cap` bytes, without following links and without waiting on a FIFO.
    ///
    /// The bytes are those of the returned [`Stat`]: where the file changed while it was read, an error of kind
    /// `ResourceBusy` is returned. A larger file is not read: `FileTooLarge`. What is no regular file:
    /// `InvalidInput`.
    ///
    /// # Errors
    /// As above, or as the operating system says.
    fn read(&self, path: &Path, cap: u64) -> io::Result<(Stat, Vec<u8>)>;

    /// Opens a regular file for reading, without following links and without waiting on a FIFO, with what it was when it
    /// was opened. What is no regular file: `InvalidInput`.
    ///
    /// # Errors
    /// As above, or as the operating system says.
    fn open_read(&self, path: &Path) -> io::Result<(Stat, Box<dyn ReadSeek>)>;

    /// Reads up to `buffer.len()` bytes from `offset`; 0 at the end.
    ///
    /// # Errors
    /// As the operating system says.
    fn read_at(&self, path: &Path, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Makes a new file.
    ///
    /// # Errors
    /// `AlreadyExists`, or as the operating system says.
    fn create(&self, path: &Path) -> io::Result<Box<dyn AppendFile>>;

    /// Opens an existing file at its end.
    ///
    /// # Errors
    /// As the operating system says.
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>>;

    /// Writes what stands in a file from `offset` on again in its place, and returns once it survives a power
    /// failure. After a failed sync the system's cache shows bytes that the disk does not have and that a mere
    /// sync would not write.
    ///
    /// # Errors
    /// As the operating system says; the file holds the same bytes as before.
    fn refresh(&self, path: &Path, offset: u64) -> io::Result<()>;

    /// Opens a database that is there: it reads and writes anywhere in its file, and nobody else can open it meanwhile.
    ///
    /// # Errors
    /// As the database says.
    fn open_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError>;

    /// Makes a database where nothing stands under its name.
    ///
    /// # Errors
    /// As the database says.
    fn make_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError>;

    /// Gives a file another name on the same file system, never over an existing one.
    ///
    /// # Errors
    /// `AlreadyExists`, `CrossesDevices`, or as the operating system says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Gives a file another name, replacing what stands there.
    ///
    /// # Errors
    /// As the operating system says.
    fn replace(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// As the operating system says.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes a folder and those above it; existing ones are fine. Returns once the names of those it made survive a
    /// power failure.
    ///
    /// # Errors
    /// As the operating system says.
    fn create_folders(&self, path: &Path) -> io::Result<()>;

    /// Removes an empty folder.
    ///
    /// # Errors
    /// As the operating system says.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Returns once the names in a folder survive a power failure.
    ///
    /// # Errors
    /// As the operating system says.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;

    /// Returns once everything that was written to the file system of a folder survives a power failure: one wait for
    /// many files.
    ///
    /// # Errors
    /// As the operating system says. After an error nothing may be assumed of anything that was written there.
    fn sync_everything(&self, folder: &Path) -> io::Result<()>;

    /// How many bytes the file system of a folder has left for this process.
    ///
    /// # Errors
    /// As the operating system says.
    fn room(&self, folder: &Path) -> io::Result<u64>;

    /// Takes a folder for this process alone; `None` where somebody else has it.
    ///
    /// # Errors
    /// As the operating system says.
    fn lock_folder(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>>;

    /// Takes a folder and everything below it for this process alone, against others that take a folder above or below.
    ///
    /// # Errors
    /// As the operating system says.
    fn lock_tree(&self, path: &Path) -> io::Result<TreeLock> {
        let lock = self.lock_folder(path)?;
        Ok(lock.map_or_else(|| TreeLock::Theirs(path.to_owned()), TreeLock::Ours))
    }

    /// Holds a folder.
    ///
    /// # Errors
    /// `NotFound`, `NotADirectory`, or as the operating system says.
    fn hold(&self, path: &Path) -> io::Result<Held> {
        let stat = self.stat(path)?;
        match stat.kind {
            FileKind::Folder => Ok(Held::new(path.to_owned(), stat.inode, None)),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// Holds a folder below one that is held: no part of the path may be a link, or lead out of it.
    ///
    /// # Errors
    /// `NotFound`, `NotADirectory`, an error for a link, or as the operating system says.
    fn hold_below(&self, root: &Held, folder: &Path) -> io::Result<Held> {
        let mut at = self.hold(root.path())?;
        for part in folder.components() {
            let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
            at = self.hold(&at.path().join(name))?;
        }
        Ok(at)
    }

    /// The regular files of these names that a process has open, by device and inode, and whether one of them for
    /// writing; as far as can be seen.
    fn open_handles(&self, names: &HashSet<OsString>) -> HashMap<(u64, u64), bool> {
        let _ = names;
        HashMap::new()
    }
}

/// Removes a file, which may be gone already.
///
/// # Errors
/// As the operating system says.
pub fn remove_if_there(files: &dyn Files, path: &Path) -> io::Result<()> {
    match files.remove(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Moves a file to another name, over file system borders if need be, never over an existing one.
///
/// Across a border the copy is synced before the original is removed; a cut leaves the original. Where that changed
/// meanwhile nothing is moved: `ResourceBusy`.
///
/// # Errors
/// `AlreadyExists`, `ResourceBusy`, or as the operating system says.
pub fn transfer(files: &dyn Files, from: &Path, to: &Path) -> io::Result<()> {
    match files.rename(from, to) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => copy_across(files, from, to),
        other => other,
    }
}

fn copy_across(files: &dyn Files, from: &Path, to: &Path) -> io::Result<()> {
    let partial = partial_of(from, to);
    remove_if_there(files, &partial)?;
    let before = files.stat(from)?;
    let copied = copy_to(files, from, &partial).and_then(|()| {
        if !files.stat(from)?.same_content(&before) {
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, "the file changed while it was copied"));
        }
        files.rename(&partial, to)
    });
    if let Err(error) = copied {
        // Else the next attempt removes it.
        files.remove(&partial).ok();
        return Err(error);
    }
    if let Some(folder) = to.parent() {
        files.sync_folder(folder)?;
    }
    files.remove(from)
}

/// The name of a copy that is not whole yet: short, whatever the file's own is, and the same for each attempt.
fn partial_of(from: &Path, to: &Path) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (from.file_name(), to).hash(&mut hasher);
    to.with_file_name(format!(".wiredesk-{:016x}.part", hasher.finish()))
}

fn copy_to(files: &dyn Files, from: &Path, to: &Path) -> io::Result<()> {
    let mut copy = files.create(to)?;
    let mut buffer = vec![0; 1 << 16];
    let mut offset = 0;
    loop {
        let read = files.read_at(from, offset, &mut buffer)?;
        if read == 0 {
            return copy.sync();
        }
        copy.append(buffer.get(..read).unwrap_or_default())?;
        offset += read as u64;
    }
}

/// Writes a small file whole or not at all: under a temporary name, synced, then renamed over `path`. The name itself
/// survives a power failure once its folder is synced.
///
/// # Errors
/// As the operating system says.
pub fn write_whole(files: &dyn Files, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary(path);
    write_anew(files, &temporary, bytes)?.sync()?;
    files.replace(&temporary, path)
}

/// The name under which a file is written before it is whole.
pub(crate) fn temporary(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".tmp");
    path.with_file_name(name)
}

/// Writes a file of which an earlier attempt may have left something; it is not synced yet.
pub(crate) fn write_anew(files: &dyn Files, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn AppendFile>> {
    remove_if_there(files, path)?;
    let mut file = files.create(path)?;
    file.append(bytes)?;
    Ok(file)
}

/// How long to wait before trying a failed operation again: doubles from `first` to `most`.
#[derive(Debug, Clone)]
pub struct Backoff {
    next: Duration,
    first: Duration,
    most: Duration,
}

impl Backoff {
    /// A back-off between two bounds.
    pub fn new(first: Duration, most: Duration) -> Self {
        Backoff { next: first, first, most }
    }

    /// The next wait.
    pub fn wait(&mut self) -> Duration {
        let wait = self.next;
        self.next = (self.next * 2).min(self.most);
        wait
    }

    /// Begins again after a success.
    pub fn reset(&mut self) {
        self.next = self.first;
    }
}
