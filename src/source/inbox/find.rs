//! Which files stand in the inbox, and which of them are ready: by looking at all of them, or by a hint at one.

use std::collections::{HashMap, HashSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::flow::held;
use crate::host::{FileKind, Held, Stat};

use super::ledger::Known;
use super::{After, CLAIMS, Candidate, Inbox, Root, Stands, Watched};

/// Most files that one scan hands over; the rest come with the next.
const SCAN_MOST: usize = if cfg!(test) { 50 } else { 50_000 };
/// So many times as long an empty file must stand still, and one that was refused although nobody saw it closed.
pub(super) const EMPTY: u32 = 10;
/// So many times as long a file must stand still that somebody has open of whom nothing is known; at least so long.
const OPEN: u32 = 60;
const OPEN_LEAST: Duration = Duration::from_secs(120);
/// Most files that are watched at one time; the time of more is read from the files alone.
const MOST_WATCHED: usize = 100_000;
/// How long a file waits for another one of its name that is being read.
const BUSY: Duration = Duration::from_secs(1);

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scan {
    /// Ready, oldest first.
    pub ready: VecDeque<Candidate>,
    /// How long until one that is watched may be ready.
    pub look_again: Option<Duration>,
    /// How long until everything is to be looked at again: something was left alone for a while.
    pub scan_again: Option<Duration>,
    /// More files stand there than one scan hands over.
    pub more: bool,
    /// Left alone by their name.
    pub ignored: usize,
    /// Left alone because they are no regular files, or wiredesk's own.
    pub special: usize,
}

impl Scan {
    fn wait(&mut self, wait: Duration) {
        self.look_again = Some(self.look_again.map_or(wait, |soonest| soonest.min(wait)));
    }

    fn again(&mut self, wait: Duration) {
        self.scan_again = Some(self.scan_again.map_or(wait, |soonest| soonest.min(wait)));
    }
}

/// What a hint at a file came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Hinted {
    /// It is ready.
    Ready(Candidate),
    /// It may be, after so long.
    Later(Duration),
    /// It is nothing that is to be taken, or not now.
    Nothing,
}

/// What a file was hinted at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    /// Its writer closed it.
    Closed,
    /// It was moved in.
    MovedIn,
}

/// A file that stands still by its times, and is taken if nobody has it open.
struct Settled {
    path: PathBuf,
    stat: Stat,
    closed: bool,
}

impl Inbox {
    /// What an earlier process had claimed and not finished with.
    ///
    /// # Errors
    /// If the inbox itself cannot be listed. Folders in it that cannot are skipped.
    pub fn take_back(&self) -> io::Result<VecDeque<Candidate>> {
        let root = self.root();
        let mut found = VecDeque::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let listed = self.held_folder(&root, &folder).and_then(|held| {
                self.files.list(held.path(), &mut |name, kind| {
                    if kind == FileKind::Folder && (name == CLAIMS || !self.settings.ignore.holds(&name)) {
                        folders.push(folder.join(name));
                    } else if kind == FileKind::File && folder.file_name() == Some(OsStr::new(CLAIMS)) {
                        let path = folder.parent().unwrap_or(Path::new("")).join(name);
                        found.push_back(claimed(path, 0));
                    }
                    true
                })
            });
            match listed {
                Ok(()) => {}
                Err(e) if folder == Path::new("") => return Err(e),
                Err(e) if super::take::is_gone(&e) => {}
                Err(e) => {
                    let folder = folder.display();
                    tracing::warn!(%folder, error = %e, "cannot look for what was claimed before");
                }
            }
        }
        if self.keeps() {
            // Claimed when files were not yet kept: they go back to where they are to stay.
            found.drain(..).for_each(|candidate| self.give_back(&root, &candidate.path));
        }
        for candidate in &mut found {
            let place = self.claim_spot(&root, &candidate.path);
            candidate.size = place.and_then(|place| self.files.stat(&place.path)).map_or(0, |stat| stat.size);
            self.claims.begin(&candidate.path);
        }
        found.make_contiguous().sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    fn held_folder(&self, root: &Arc<Root>, folder: &Path) -> io::Result<Place> {
        if folder == Path::new("") {
            return Ok(Place::Root(Arc::clone(root)));
        }
        self.files.hold_below(&root.held, folder).map(Place::Below)
    }

    /// Everything that is ready, by looking at every file.
    ///
    /// # Errors
    /// If the inbox itself cannot be listed. Folders in it that cannot are skipped.
    pub fn scan(&self) -> io::Result<Scan> {
        let root = self.root();
        let now = self.clock.monotonic();
        let mut scan = Scan::default();
        let mut settled: Vec<Settled> = Vec::new();
        let mut blocked: HashSet<PathBuf> = HashSet::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let listed =
                self.scan_folder(&root, &folder, &mut scan, &mut folders, &mut settled, &mut blocked);
            match listed {
                Ok(()) => {}
                Err(e) if folder == Path::new("") => return Err(e),
                Err(e) if super::take::is_gone(&e) => {}
                Err(e) => {
                    tracing::warn!(folder = %folder.display(), error = %e, "cannot list a folder of the inbox");
                }
            }
            if scan.more {
                break;
            }
        }
        if !scan.more {
            self.blocked.keep(|path| blocked.contains(path));
            let root = &root;
            let stands =
                |path: &Path| self.own_spot(root, path).and_then(|at| self.files.stat(&at.path)).is_ok();
            held(&self.watched)
                .retain(|path, watched| now.saturating_sub(watched.since) < watched.need * 4 || stands(path));
        }
        let mut ready = self.closed_ones(settled, &mut scan);
        ready.sort_by(|a, b| (a.0, &a.1.path).cmp(&(b.0, &b.1.path)));
        scan.ready.extend(ready.into_iter().map(|(_, candidate)| candidate));
        Ok(scan)
    }

    fn scan_folder(
        &self,
        root: &Arc<Root>,
        folder: &Path,
        scan: &mut Scan,
        folders: &mut Vec<PathBuf>,
        settled: &mut Vec<Settled>,
        blocked: &mut HashSet<PathBuf>,
    ) -> io::Result<()> {
        let now = self.clock.monotonic();
        let place = self.held_folder(root, folder)?;
        if self.own.is_folder(place.held().inode()) {
            scan.special += 1;
            return Ok(());
        }
        let is_claims = folder.file_name() == Some(OsStr::new(CLAIMS));
        let wait = self.blocked.wait(folder, now);
        self.files.list(place.path(), &mut |name, kind| {
            match kind {
                FileKind::File if is_claims => {
                    let path = folder.parent().unwrap_or(Path::new("")).join(&name);
                    self.find_orphan(&place.path().join(&name), path, scan);
                }
                _ if is_claims => {}
                FileKind::Folder if name == CLAIMS && !self.keeps() => folders.push(folder.join(name)),
                _ if self.settings.ignore.holds(&name) => scan.ignored += usize::from(name != CLAIMS),
                FileKind::Folder => folders.push(folder.join(name)),
                FileKind::File => {
                    let path = folder.join(&name);
                    let waits = wait.or_else(|| self.blocked.wait(&path, now));
                    // What is still there to be taken is still said, until it can be.
                    blocked.extend(self.blocked.known(&path));
                    match waits {
                        Some(wait) => scan.again(wait),
                        None => self.scan_file(&place.path().join(&name), &path, scan, settled),
                    }
                }
                FileKind::Other => scan.special += 1,
            }
            scan.more = settled.len() + scan.ready.len() >= SCAN_MOST;
            !scan.more
        })
    }

    fn scan_file(&self, place: &Path, path: &Path, scan: &mut Scan, settled: &mut Vec<Settled>) {
        let Ok(stat) = self.files.stat(place) else { return };
        let claimed = self.claims.holds(path);
        if claimed && !self.keeps() && stat.kind == FileKind::File {
            // Another of its name is being read.
            self.watch(path, &stat, BUSY);
            scan.wait(BUSY);
            return;
        }
        if stat.kind != FileKind::File || claimed || !self.is_news(path, &stat) {
            held(&self.watched).remove(path);
            return;
        }
        if self.own.is_file(&stat) {
            scan.special += 1;
            return;
        }
        match self.settled(path, &stat) {
            Ok(closed) => settled.push(Settled { path: path.to_owned(), stat, closed }),
            Err(wait) => scan.wait(wait),
        }
    }

    /// What stands claimed and nobody knows of: its folder got another name, or somebody put it there.
    fn find_orphan(&self, place: &Path, path: PathBuf, scan: &mut Scan) {
        if self.keeps() || self.claims.holds(&path) {
            return;
        }
        // What is in hand under its old name is finished with, wherever it stands then.
        let Ok(stat) = self.files.stat(place) else { return };
        if !self.claims.holds_file(stat.inode) && self.claims.begin(&path) {
            scan.ready.push_back(claimed(path, stat.size));
        }
    }

    /// Whether size and time have stood still long enough, by the file's own time or by our watching it, and then whether
    /// it was seen being closed; else how much longer.
    fn settled(&self, path: &Path, stat: &Stat) -> Result<bool, Duration> {
        let now = self.clock.monotonic();
        let need = self.settle(stat);
        let mut watched = held(&self.watched);
        match watched.get_mut(path) {
            Some(known) if known.stat.same_content(stat) => {
                let end = known.since + known.need;
                if now >= end { Ok(known.closed) } else { Err(end - now) }
            }
            Some(known) => {
                *known = Watched { stat: *stat, since: now, need, closed: false };
                Err(need)
            }
            None => {
                let age = self.clock.now().as_nanosecond() - stat.modified;
                if age >= i128::try_from(need.as_nanos()).unwrap_or(i128::MAX) {
                    return Ok(false);
                }
                put_watched(&mut watched, path, Watched { stat: *stat, since: now, need, closed: false });
                Err(need)
            }
        }
    }

    /// Of files that stand still, those that nobody has open, as far as can be known.
    fn closed_ones(&self, settled: Vec<Settled>, scan: &mut Scan) -> Vec<(i128, Candidate)> {
        let names: HashSet<OsString> = settled
            .iter()
            .filter(|file| !file.closed)
            .filter_map(|file| Some(file.path.file_name()?.to_owned()))
            .collect();
        let open = if names.is_empty() { HashMap::new() } else { self.files.open_handles(&names) };
        let mut ready = Vec::new();
        for Settled { path, stat, closed } in settled {
            let wait = match open.get(&stat.inode) {
                Some(true) => Some(self.settle(&stat)),
                // Only read by somebody: `tail -f`, a scanner.
                Some(false) => None,
                None if self.handles.is_open(&path) => self.open_for(&path, &stat),
                None => None,
            };
            if let Some(wait) = wait {
                self.watch(&path, &stat, wait);
                scan.wait(wait);
                continue;
            }
            held(&self.watched).remove(&path);
            ready.push((stat.modified, in_inbox(path, stat, closed)));
        }
        ready
    }

    /// How much longer a file is left alone that somebody has open whom this process may not look at.
    fn open_for(&self, path: &Path, stat: &Stat) -> Option<Duration> {
        let now = self.clock.monotonic();
        let long = (self.settle(stat) * OPEN).max(OPEN_LEAST);
        let age = self.clock.now().as_nanosecond() - stat.modified;
        let still =
            held(&self.watched).get(path).map_or(Duration::ZERO, |known| now.saturating_sub(known.since));
        let old = u64::try_from(age).map_or(Duration::ZERO, Duration::from_nanos).max(still);
        (old < long).then(|| self.settle(stat))
    }

    /// Watches a file for so long, or longer; from when it is known to have stood still, if it still does.
    fn watch(&self, path: &Path, stat: &Stat, more: Duration) {
        let now = self.clock.monotonic();
        let mut watched = held(&self.watched);
        match watched.get_mut(path) {
            Some(known) if known.stat.same_content(stat) => {
                known.need = now.saturating_sub(known.since) + more
            }
            _ => put_watched(
                &mut watched,
                path,
                Watched { stat: *stat, since: now, need: more, closed: false },
            ),
        }
    }

    /// A file that was about to be taken is being written, or went back to where it was: it has to stand still.
    pub(super) fn watch_again(&self, path: &Path) {
        self.watch_for(path, |stat| self.settle(stat));
    }

    /// Another file of this name is being read.
    pub(super) fn watch_busy(&self, path: &Path) {
        self.watch_for(path, |_| BUSY);
    }

    fn watch_for(&self, path: &Path, more: impl FnOnce(&Stat) -> Duration) {
        let root = self.root();
        if let Ok(stat) = self.own_spot(&root, path).and_then(|at| self.files.stat(&at.path)) {
            self.watch(path, &stat, more(&stat));
        }
    }

    /// How long a file must stand still. One without a byte is most likely one whose writer has not come to its first.
    fn settle(&self, stat: &Stat) -> Duration {
        let settle = self.settings.settle;
        if stat.size == 0 { settle.saturating_mul(EMPTY) } else { settle }
    }

    /// With `after = "keep"`: whether the file is not known as it stands.
    fn is_news(&self, path: &Path, stat: &Stat) -> bool {
        let After::Keep(ledger) = &self.settings.after else { return true };
        match ledger.known(path.as_os_str().as_bytes(), stat) {
            Ok(known) => known != Known::Same,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "cannot read the ledger");
                false
            }
        }
    }

    /// A file of which a hint says that its writer closed it or moved it in; its path is relative to the inbox.
    pub fn hinted(&self, path: &Path, hint: Hint) -> Hinted {
        let mut parts = path.components();
        if parts.any(|part| !matches!(part, Component::Normal(name) if !self.settings.ignore.holds(name))) {
            return Hinted::Nothing;
        }
        if held(&self.put_back).remove(path) {
            return Hinted::Nothing;
        }
        let now = self.clock.monotonic();
        let folder = path.parent().unwrap_or(Path::new(""));
        if let Some(wait) = self.blocked.wait(folder, now).or_else(|| self.blocked.wait(path, now)) {
            return Hinted::Later(wait);
        }
        let root = self.root();
        let Ok(stat) = self.own_spot(&root, path).and_then(|at| self.files.stat(&at.path)) else {
            return Hinted::Nothing;
        };
        if stat.kind != FileKind::File || self.own.is_file(&stat) || !self.is_news(path, &stat) {
            return Hinted::Nothing;
        }
        // One that was closed without a byte may be written yet: it is to stand still like any other.
        let need = match hint {
            _ if stat.size == 0 || self.handles.is_open(path) => self.settle(&stat),
            Hint::Closed => self.settings.settle_closed,
            Hint::MovedIn => Duration::ZERO,
        };
        if need.is_zero() {
            held(&self.watched).remove(path);
            return Hinted::Ready(in_inbox(path.to_owned(), stat, true));
        }
        let closed = stat.size > 0 && !self.handles.is_open(path);
        put_watched(&mut held(&self.watched), path, Watched { stat, since: now, need, closed });
        Hinted::Later(need)
    }

    /// Those of the watched files that may be ready by now, and how long until the next may be. Nothing else is looked at.
    pub fn due(&self) -> Scan {
        let root = self.root();
        let now = self.clock.monotonic();
        let mut scan = Scan::default();
        let mut due = Vec::new();
        for (path, watched) in &*held(&self.watched) {
            let end = watched.since + watched.need;
            if now >= end { due.push(path.clone()) } else { scan.wait(end - now) }
        }
        due.truncate(SCAN_MOST);
        let mut settled = Vec::new();
        for path in due {
            match self.own_spot(&root, &path) {
                Ok(at) if self.files.stat(&at.path).is_ok() => {
                    self.scan_file(&at.path, &path, &mut scan, &mut settled);
                }
                _ => drop(held(&self.watched).remove(&path)),
            }
        }
        let mut ready = self.closed_ones(settled, &mut scan);
        ready.sort_by(|a, b| (a.0, &a.1.path).cmp(&(b.0, &b.1.path)));
        scan.ready.extend(ready.into_iter().map(|(_, candidate)| candidate));
        scan
    }

    /// With `after = "keep"`: forgets files that no longer stand in the inbox.
    ///
    /// # Errors
    /// If the ledger cannot be written.
    pub fn prune(&self) -> io::Result<usize> {
        let After::Keep(ledger) = &self.settings.after else { return Ok(0) };
        let root = self.root();
        let stands = |path: &[u8]| {
            self.own_spot(&root, Path::new(OsStr::from_bytes(path)))
                .and_then(|at| self.files.stat(&at.path))
                .is_ok()
        };
        ledger.forget(stands).map_err(io::Error::other)
    }
}

/// A folder that is being listed.
enum Place {
    Root(Arc<Root>),
    Below(Held),
}

impl Place {
    fn held(&self) -> &Held {
        match self {
            Place::Root(root) => &root.held,
            Place::Below(held) => held,
        }
    }

    fn path(&self) -> &Path {
        self.held().path()
    }
}

fn claimed(path: PathBuf, size: u64) -> Candidate {
    Candidate { path, size, stands: Stands::Claimed, seen: None, closed: false }
}

/// A file that is ready where its writer put it.
fn in_inbox(path: PathBuf, stat: Stat, closed: bool) -> Candidate {
    Candidate { path, size: stat.size, stands: Stands::Inbox, seen: Some(stat), closed }
}

/// Watches a file, unless too many are watched: then a scan goes by its own times.
fn put_watched(watched: &mut HashMap<PathBuf, Watched>, path: &Path, file: Watched) {
    if watched.len() < MOST_WATCHED || watched.contains_key(path) {
        watched.insert(path.to_owned(), file);
    }
}
