//! Which files stand in the inbox, and which of them are ready: by looking at all of them, or by a hint at one.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use crate::flow::held;
use crate::host::{FileKind, Stat};

use super::{After, CLAIMS, Candidate, Inbox, Scan, Watched, is_ignored};

/// Most files that one scan hands over; the rest come with the next.
const SCAN_MOST: usize = 50_000;
/// So many times as long an empty file must stand still.
const EMPTY: u32 = 10;

impl Inbox {
    /// What an earlier process had claimed and not finished with.
    ///
    /// # Errors
    /// If the inbox itself cannot be listed. Folders in it that cannot are skipped.
    pub fn take_back(&self) -> io::Result<VecDeque<Candidate>> {
        let mut found = VecDeque::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let listed = self.files.list(&self.settings.folder.join(&folder), &mut |name, kind| {
                if kind == FileKind::Folder && (name == CLAIMS || !is_ignored(&name)) {
                    folders.push(folder.join(name));
                } else if kind == FileKind::File && folder.file_name() == Some(OsStr::new(CLAIMS)) {
                    let path = folder.parent().unwrap_or(Path::new("")).join(name);
                    found.push_back(Candidate { path, size: 0, claimed: true });
                }
                true
            });
            match listed {
                Ok(()) => {}
                Err(e) if folder == Path::new("") => return Err(e),
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => {
                    let folder = folder.display();
                    tracing::warn!(%folder, error = %e, "cannot look for what was claimed before");
                }
            }
        }
        if self.keeps() {
            // Claimed when files were not yet kept: they go back to where they are to stay.
            found.drain(..).for_each(|candidate| self.give_back(&candidate.path));
        }
        for candidate in &mut found {
            let place = self.claim_place(&candidate.path);
            candidate.size = self.files.stat(&place).map_or(0, |stat| stat.size);
        }
        found.make_contiguous().sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// Everything that is ready, by looking at every file.
    ///
    /// # Errors
    /// If the inbox itself cannot be listed. Folders in it that cannot are skipped.
    pub fn scan(&self) -> io::Result<Scan> {
        let now = self.clock.monotonic();
        let wall = self.clock.now().as_nanosecond();
        let mut scan = Scan::default();
        let mut ready: Vec<(i128, Candidate)> = Vec::new();
        let mut still: HashMap<PathBuf, Watched> = HashMap::new();
        let mut before = std::mem::take(&mut *held(&self.watched));
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let mut names = Vec::new();
            let listed = self.files.list(&self.settings.folder.join(&folder), &mut |name, kind| {
                match kind {
                    _ if is_ignored(&name) => scan.ignored += usize::from(name != CLAIMS),
                    FileKind::Folder => folders.push(folder.join(name)),
                    FileKind::File if ready.len() + names.len() >= SCAN_MOST => scan.more = true,
                    FileKind::File => names.push(name),
                    FileKind::Other => scan.special += 1,
                }
                !scan.more
            });
            match listed {
                Err(e) if folder == Path::new("") => return Err(e),
                Err(e) => {
                    tracing::warn!(folder = %folder.display(), error = %e, "cannot list a folder of the inbox");
                    continue;
                }
                Ok(()) => {}
            }
            for name in names {
                let path = folder.join(name);
                let Ok(stat) = self.files.stat(&self.settings.folder.join(&path)) else { continue };
                if stat.kind != FileKind::File || !self.is_news(&path, &stat) {
                    continue;
                }
                match self.settled(&stat, now, wall, before.remove(&path)) {
                    Ok(()) => {
                        ready.push((stat.modified, Candidate { path, size: stat.size, claimed: false }));
                    }
                    Err(watched) => {
                        let wait = (watched.since + self.settle(&stat)).saturating_sub(now);
                        scan.look_again = Some(scan.look_again.map_or(wait, |soonest| soonest.min(wait)));
                        still.insert(path, watched);
                    }
                }
            }
            if scan.more {
                break;
            }
        }
        *held(&self.watched) = still;
        ready.sort_by(|a, b| (a.0, &a.1.path).cmp(&(b.0, &b.1.path)));
        scan.ready = ready.into_iter().map(|(_, candidate)| candidate).collect();
        Ok(scan)
    }

    /// Whether size and time have stood still long enough: by the file's own time, or by our watching it.
    fn settled(
        &self,
        stat: &Stat,
        now: Duration,
        wall: i128,
        before: Option<Watched>,
    ) -> Result<(), Watched> {
        let settle = self.settle(stat);
        let age = wall - stat.modified;
        if age >= i128::try_from(settle.as_nanos()).unwrap_or(i128::MAX) {
            return Ok(());
        }
        match before {
            Some(watched) if watched.stat.same_content(stat) => {
                if now.saturating_sub(watched.since) >= settle { Ok(()) } else { Err(watched) }
            }
            _ => Err(Watched { stat: *stat, since: now }),
        }
    }

    /// How long a file must stand still. One without a byte is most likely one whose writer has not come to its first.
    fn settle(&self, stat: &Stat) -> Duration {
        let settle = self.settings.settle;
        if stat.size == 0 { settle.saturating_mul(EMPTY) } else { settle }
    }

    /// With `after = "keep"`: whether the file is not known as it stands.
    pub(super) fn is_news(&self, path: &Path, stat: &Stat) -> bool {
        let After::Keep(ledger) = &self.settings.after else { return true };
        if held(&self.reading).contains(path) {
            return false;
        }
        match ledger.is_done(path.as_os_str().as_bytes(), stat) {
            Ok(done) => !done,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "cannot read the ledger");
                false
            }
        }
    }

    /// A file of which a hint says that its writer closed it or moved it in; `path` is absolute.
    pub fn hinted(&self, path: &Path) -> Option<Candidate> {
        let relative = path.strip_prefix(&self.settings.folder).ok()?;
        let mut parts = relative.components();
        if parts.any(|part| !matches!(part, Component::Normal(name) if !is_ignored(name))) {
            return None;
        }
        if held(&self.put_back).remove(relative) {
            return None;
        }
        let stat = self.files.stat(path).ok()?;
        // One that was closed without a byte may be written yet: it is to stand still like any other.
        if stat.kind != FileKind::File || stat.size == 0 || !self.is_news(relative, &stat) {
            return None;
        }
        held(&self.watched).remove(relative);
        Some(Candidate { path: relative.to_owned(), size: stat.size, claimed: false })
    }

    /// With `after = "keep"`: forgets files that no longer stand in the inbox.
    ///
    /// # Errors
    /// If the ledger cannot be written.
    pub fn prune(&self) -> io::Result<usize> {
        let After::Keep(ledger) = &self.settings.after else { return Ok(0) };
        let stands =
            |path: &[u8]| self.files.stat(&self.settings.folder.join(OsStr::from_bytes(path))).is_ok();
        ledger.forget(stands).map_err(io::Error::other)
    }
}
