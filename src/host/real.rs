//! [`Files`] on the operating system.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt, FileTypeExt, MetadataExt};
use std::path::Path;

use redb::{Builder, Database, DatabaseError};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, RenameFlags};

use super::{AppendFile, FileKind, Files, Held, Lock, ReadSeek, Stat, TreeLock, beneath, locks};

/// The operating system's files.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealFiles;

struct RealFile(File);

impl AppendFile for RealFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }
}

fn kind_of(file_type: fs::FileType) -> FileKind {
    if file_type.is_file() {
        FileKind::File
    } else if file_type.is_dir() {
        FileKind::Folder
    } else {
        debug_assert!(file_type.is_symlink() || file_type.is_fifo() || !file_type.is_file());
        FileKind::Other
    }
}

fn stat_of(metadata: &fs::Metadata) -> Stat {
    Stat {
        kind: kind_of(metadata.file_type()),
        inode: (metadata.dev(), metadata.ino()),
        size: metadata.size(),
        modified: i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec()),
        changed: i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec()),
        links: metadata.nlink(),
    }
}

fn open_quietly(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    match rustix::fs::openat(CWD, path, flags, Mode::empty()) {
        Ok(descriptor) => Ok(File::from(descriptor)),
        // A link, or a socket: nothing that is read.
        Err(rustix::io::Errno::LOOP | rustix::io::Errno::NXIO) => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
        }
        Err(e) => Err(e.into()),
    }
}

impl Files for RealFiles {
    fn list(&self, folder: &Path, each: &mut dyn FnMut(OsString, FileKind) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = match entry.file_type() {
                Ok(file_type) => kind_of(file_type),
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                Err(e) => return Err(e),
            };
            if !each(entry.file_name(), kind) {
                break;
            }
        }
        Ok(())
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        fs::symlink_metadata(path).map(|m| stat_of(&m))
    }

    fn read(&self, path: &Path, cap: u64) -> io::Result<(Stat, Vec<u8>)> {
        let file = open_quietly(path)?;
        let before = stat_of(&file.metadata()?);
        if before.kind != FileKind::File {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        if before.size > cap {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("{} bytes, the limit is {cap}", before.size),
            ));
        }
        let size = usize::try_from(before.size).unwrap_or(usize::MAX);
        let mut bytes = Vec::with_capacity(size);
        (&file).take(before.size).read_to_end(&mut bytes)?;
        let after = stat_of(&file.metadata()?);
        if !after.same_content(&before) || bytes.len() != size {
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, "the file changed while it was read"));
        }
        Ok((before, bytes))
    }

    fn open_read(&self, path: &Path) -> io::Result<(Stat, Box<dyn ReadSeek>)> {
        let file = open_quietly(path)?;
        let stat = stat_of(&file.metadata()?);
        if stat.kind != FileKind::File {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok((stat, Box::new(file)))
    }

    fn read_at(&self, path: &Path, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        open_quietly(path)?.read_at(buffer, offset)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        Ok(Box::new(RealFile(fs::OpenOptions::new().append(true).create_new(true).open(path)?)))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        Ok(Box::new(RealFile(fs::OpenOptions::new().append(true).open(path)?)))
    }

    fn refresh(&self, path: &Path, offset: u64) -> io::Result<()> {
        let file = fs::OpenOptions::new().read(true).write(true).open(path)?;
        let mut buffer = vec![0; 1 << 18];
        let mut at = offset;
        loop {
            let read = file.read_at(&mut buffer, at)?;
            if read == 0 {
                return file.sync_data();
            }
            file.write_all_at(buffer.get(..read).unwrap_or_default(), at)?;
            at += read as u64;
        }
    }

    fn open_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError> {
        how.open(path)
    }

    fn make_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError> {
        how.create(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // The file system does not know the flag (some network ones): a hard link refuses an existing name too.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {
                rustix::fs::linkat(CWD, from, CWD, to, AtFlags::empty())?;
                fs::remove_file(from)
            }
            other => Ok(other?),
        }
    }

    fn replace(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn create_folders(&self, path: &Path) -> io::Result<()> {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.is_dir();
        let missing: Vec<&Path> = path.ancestors().take_while(is_missing).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
                other => other?,
            }
            let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
            if let Err(error) = self.sync_folder(above.unwrap_or(Path::new("."))) {
                // The next attempt is to sync it again.
                fs::remove_dir(folder).ok();
                return Err(error);
            }
        }
        Ok(())
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn sync_everything(&self, folder: &Path) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(folder)?)?)
    }

    fn room(&self, folder: &Path) -> io::Result<u64> {
        let found = rustix::fs::statvfs(folder)?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }

    fn lock_folder(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
        locks::lock_folder(path)
    }

    fn lock_tree(&self, path: &Path) -> io::Result<TreeLock> {
        locks::lock_tree(path)
    }

    fn hold(&self, path: &Path) -> io::Result<Held> {
        beneath::hold(path)
    }

    fn hold_below(&self, root: &Held, folder: &Path) -> io::Result<Held> {
        beneath::hold_below(root, folder)
    }

    fn open_handles(&self, names: &HashSet<OsString>) -> HashMap<(u64, u64), bool> {
        beneath::open_handles(names)
    }
}
