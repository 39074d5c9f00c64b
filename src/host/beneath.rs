//! Folders by handle: what is held stays the same folder whatever becomes of its name, and no link leads out of it. And
//! who has a file open, as far as the system tells.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

use super::Held;

/// A handle that only names a folder.
fn only_name() -> OFlags {
    OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

/// Holds the folder that a path leads to, through links too: they are the user's own.
pub(super) fn hold(path: &Path) -> io::Result<Held> {
    let opened = rustix::fs::openat(CWD, path, only_name() - OFlags::NOFOLLOW, Mode::empty())?;
    held(opened, path.to_owned())
}

/// Holds a folder below one that is held, through no link.
pub(super) fn hold_below(root: &Held, folder: &Path) -> io::Result<Held> {
    let Some(handle) = root.handle() else { return Err(Errno::BADF.into()) };
    let within = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    let opened = match rustix::fs::openat2(handle, folder, only_name(), Mode::empty(), within) {
        // An old kernel, or somebody who filters what he does not know.
        Err(Errno::NOSYS | Errno::PERM | Errno::INVAL) => part_by_part(handle, folder)?,
        other => other?,
    };
    held(opened, root.path().join(folder))
}

fn part_by_part(root: BorrowedFd<'_>, folder: &Path) -> io::Result<OwnedFd> {
    let mut at = root.try_clone_to_owned()?;
    for part in folder.components() {
        let Component::Normal(name) = part else { return Err(Errno::XDEV.into()) };
        at = rustix::fs::openat(&at, name, only_name(), Mode::empty())?;
    }
    Ok(at)
}

fn held(handle: OwnedFd, path: PathBuf) -> io::Result<Held> {
    static PROC: OnceLock<bool> = OnceLock::new();
    let stat = rustix::fs::fstat(handle.as_fd())?;
    let by_number = *PROC.get_or_init(|| Path::new("/proc/self/fd").is_dir());
    let path = if by_number { format!("/proc/self/fd/{}", handle.as_raw_fd()).into() } else { path };
    Ok(Held::new(path, (stat.st_dev, stat.st_ino), Some(handle)))
}

/// The regular files of these names that a process has open, by device and inode, and whether one of them for writing. Of
/// processes that this one may not look at, nothing is known.
pub(super) fn open_handles(names: &HashSet<OsString>) -> HashMap<(u64, u64), bool> {
    let mut found = HashMap::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        if !process.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit) {
            continue;
        }
        for handle in fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten() {
            let place = handle.path();
            let named =
                fs::read_link(&place).is_ok_and(|to| to.file_name().is_some_and(|name| names.contains(name)));
            if !named {
                continue;
            }
            // The modes of the link itself say what the file was opened for.
            if let (Ok(link), Ok(file)) = (fs::symlink_metadata(&place), fs::metadata(&place)) {
                *found.entry((file.dev(), file.ino())).or_default() |= link.mode() & 0o200 != 0;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_leads_out_of_a_held_folder_and_a_new_name_does_not_matter() {
        let house = tempfile::tempdir().unwrap();
        let path = |name: &str| house.path().join(name);
        fs::create_dir_all(path("in/a/b")).unwrap();
        fs::create_dir(path("out")).unwrap();
        std::os::unix::fs::symlink(path("out"), path("in/link")).unwrap();
        std::os::unix::fs::symlink(path("out"), path("in/a/link")).unwrap();
        let root = hold(&path("in")).unwrap();
        let held = hold_below(&root, Path::new("a/b")).unwrap();
        for wrong in ["link", "a/link", "..", "a/../../out"] {
            assert!(hold_below(&root, Path::new(wrong)).is_err(), "{wrong}");
            assert!(part_by_part(root.handle().unwrap(), Path::new(wrong)).is_err(), "{wrong}");
        }
        assert!(part_by_part(root.handle().unwrap(), Path::new("a/b")).is_ok());
        fs::rename(path("in"), path("elsewhere")).unwrap();
        fs::create_dir_all(path("in/a/b")).unwrap();
        fs::write(held.path().join("x"), "1").unwrap();
        assert!(path("elsewhere/a/b/x").is_file());
        assert_ne!(hold(&path("in")).unwrap().inode(), root.inode());
    }

    #[test]
    fn who_has_a_file_open_and_for_what() {
        let house = tempfile::tempdir().unwrap();
        let inode = |name: &str| {
            let file = fs::metadata(house.path().join(name)).unwrap();
            (file.dev(), file.ino())
        };
        let written = fs::File::create(house.path().join("written.txt")).unwrap();
        fs::write(house.path().join("read.txt"), "1").unwrap();
        fs::write(house.path().join("closed.txt"), "1").unwrap();
        let read = fs::File::open(house.path().join("read.txt")).unwrap();
        let names = ["written.txt", "read.txt", "closed.txt"].map(OsString::from).into();
        let found = open_handles(&names);
        assert_eq!(found.get(&inode("written.txt")), Some(&true));
        assert_eq!(found.get(&inode("read.txt")), Some(&false));
        assert_eq!(found.get(&inode("closed.txt")), None);
        drop((written, read));
    }
}
