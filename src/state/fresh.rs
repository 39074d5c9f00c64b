//! A store's file made whole: under another name first, then renamed, so that a cut leaves nothing that looks like a
//! damaged one.

use std::io;
use std::path::{Path, PathBuf};

use crate::host::Files;

use super::said::Said;

/// Has `fill` make and close a file under another name, and gives it the name `path`.
pub(super) fn make_whole<E: From<Said>>(
    files: &dyn Files,
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    let said = |error| E::from(Said::Io(error));
    remove_left(files, path).map_err(said)?;
    let fresh = fresh(path);
    let made = fill(&fresh).and_then(|()| {
        files.replace(&fresh, path).map_err(said)?;
        path.parent().map_or(Ok(()), |folder| files.sync_folder(folder).map_err(said))
    });
    if made.is_err() {
        // What cannot be removed now is removed with the next try.
        files.remove(&fresh).ok();
    }
    made
}

/// Removes what a making that was cut left.
pub(super) fn remove_left(files: &dyn Files, path: &Path) -> io::Result<()> {
    match files.remove(&fresh(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The name under which a new file is made.
fn fresh(path: &Path) -> PathBuf {
    path.with_extension("redb.new")
}
