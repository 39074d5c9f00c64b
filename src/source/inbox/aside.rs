//! Putting files away under a name that is free, and knowing them again where they were put: a writer who still has one
//! open can change it there.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::flow::held;
use crate::host::{Stat, transfer};

use super::names::free_number;
use super::{Candidate, Inbox, Stands, numbered};

/// Files that were put away and are still known.
const MOST_AWAY: usize = 10_000;
/// Of these, how many are looked at in one go where no notice says which has changed.
const LOOKED_AT: usize = 500;
/// Folders of these that are watched.
pub(super) const MOST_FOLDERS: usize = 64;
/// Taken names whose last number is remembered.
const MOST_NUMBERS: usize = 10_000;

/// What was put away lately, by where it stands.
#[derive(Debug, Default)]
pub(super) struct Away {
    known: HashMap<PathBuf, PutAway>,
    order: VecDeque<PathBuf>,
    /// The folders that were used last, the newest at the end.
    folders: VecDeque<PathBuf>,
    new_folders: Vec<PathBuf>,
}

#[derive(Debug)]
struct PutAway {
    /// The path below the inbox that it had.
    path: PathBuf,
    stat: Stat,
    /// Whether it was seen to have changed, and is on its way.
    changed: bool,
}

impl Away {
    fn put(&mut self, place: PathBuf, path: PathBuf, stat: Stat) {
        if let Some(folder) = place.parent()
            && !self.folders.iter().any(|known| known == folder)
        {
            self.folders.push_back(folder.to_owned());
            self.new_folders.push(folder.to_owned());
            if self.folders.len() > MOST_FOLDERS {
                self.folders.pop_front();
            }
        }
        if self.known.insert(place.clone(), PutAway { path, stat, changed: false }).is_none() {
            self.order.push_back(place);
        }
        while self.order.len() > MOST_AWAY {
            if let Some(oldest) = self.order.pop_front() {
                self.known.remove(&oldest);
            }
        }
    }
}

impl Inbox {
    /// Moves a file under its name, or the name with `~2`, `~3`, ... where that is taken. Returns where it stands.
    pub(super) fn move_aside(&self, from: &Path, folder: &Path, name: &OsStr) -> io::Result<PathBuf> {
        let whole = folder.join(name);
        let last = held(&self.numbers).get(&whole).copied();
        let mut made_again = false;
        let mut number = last.map_or(1, |last| last + 1);
        let mut tries = 0;
        loop {
            let to = if number == 1 { whole.clone() } else { folder.join(numbered(name, number)) };
            match transfer(&*self.files, from, &to) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && tries < 100 => {
                    tries += 1;
                    // Somebody may have made a few by hand; beyond that the first free one is looked for.
                    let taken = |number| self.files.stat(&folder.join(numbered(name, number))).is_ok();
                    number = if tries % 8 == 1 { free_number(taken) } else { number + 1 };
                }
                Err(e) if e.kind() == io::ErrorKind::NotFound && !made_again => {
                    made_again = true;
                    held(&self.made).remove(folder);
                    self.make_folder(folder)?;
                }
                Ok(()) => {
                    if number > 1 {
                        let mut numbers = held(&self.numbers);
                        if numbers.len() >= MOST_NUMBERS {
                            numbers.clear();
                        }
                        numbers.insert(whole, number);
                    }
                    return Ok(to);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The folder for what stood in `below`, made if need be. Where a file has the name of one of its parts, the folder
    /// gets another name, as a file does.
    pub(super) fn folder_aside(&self, done: &Path, below: &Path) -> io::Result<PathBuf> {
        let whole = done.join(below);
        let refused = match self.make_folder(&whole) {
            Ok(()) => return Ok(whole),
            Err(e) if matches!(e.kind(), io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists) => e,
            Err(e) => return Err(e),
        };
        let mut at = done.to_owned();
        for part in below.components() {
            let Component::Normal(name) = part else { return Err(refused) };
            let mut made = self.make_folder(&at.join(name)).map(|()| at.join(name));
            for number in 2..100 {
                if made.is_ok() {
                    break;
                }
                let other = at.join(numbered(name, number));
                made = self.make_folder(&other).map(|()| other);
            }
            at = made?;
        }
        Ok(at)
    }

    /// Remembers where a file was put, and as what it was read.
    pub(super) fn note_away(&self, place: PathBuf, path: &Path, read: &Stat) {
        if let Ok(stat) = self.files.stat(&place) {
            // A copy on another file system has a time of its own.
            let known = if stat.inode == read.inode { *read } else { stat };
            held(&self.away).put(place, path.to_owned(), known);
        }
    }

    /// Folders into which files were put since the last call and that were not named before.
    pub(super) fn new_away_folders(&self) -> Vec<PathBuf> {
        std::mem::take(&mut held(&self.away).new_folders)
    }

    /// The folders into which files were put last.
    pub(super) fn away_folders(&self) -> Vec<PathBuf> {
        held(&self.away).folders.iter().cloned().collect()
    }

    /// A file of which a hint says that it was closed where it was put away: once it has changed, it is to be read again.
    pub fn closed_away(&self, place: &Path) -> Option<Candidate> {
        let stat = self.files.stat(place).ok()?;
        let mut away = held(&self.away);
        let known = away.known.get_mut(place)?;
        // Another file of that name is nobody's further version.
        if known.changed || stat.inode != known.stat.inode || is_unchanged(&stat, &known.stat) {
            return None;
        }
        known.changed = true;
        tracing::info!(path = %known.path.display(), place = %place.display(), "changed after it was put away; reading it again");
        let (path, stands) = (known.path.clone(), Stands::Away(place.to_owned()));
        Some(Candidate { path, size: stat.size, stands, seen: None, closed: true })
    }

    /// Those of the files put away last that have changed and stand still, where no notice came.
    pub(super) fn changed_away(&self) -> Vec<Candidate> {
        let now = self.clock.now().as_nanosecond();
        let settle = i128::try_from(self.settings.settle.as_nanos()).unwrap_or(i128::MAX);
        let settled = |stat: &Stat| now - stat.modified >= settle;
        let last: Vec<PathBuf> = held(&self.away).order.iter().rev().take(LOOKED_AT).cloned().collect();
        let still = |place: &PathBuf| self.files.stat(place).is_ok_and(|stat| settled(&stat));
        last.iter().filter(|place| still(place)).filter_map(|place| self.closed_away(place)).collect()
    }

    /// Drops what is known of a file that was put away and is gone.
    pub(super) fn forget_away(&self, place: &Path) {
        let mut away = held(&self.away);
        away.known.remove(place);
        away.order.retain(|known| known != place);
    }
}

/// Whether the content is the same, as far as can be told; being moved alone changes the time of the last change of status.
fn is_unchanged(one: &Stat, other: &Stat) -> bool {
    (one.size, one.modified) == (other.size, other.modified)
}
