//! Quarantine: what was refused, with its bytes and the reason.
//!
//! `<folder>/2026-11-23/<key>-<name>` holds the bytes, the same name with `.reason.json` the reason. Both are
//! synced before whoever refused it lets go of the original. Keeping the same thing twice (a crash in between)
//! leaves one entry. What is there can be looked through, retried and dropped ([`Entry`]).

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::{Deserialize, Serialize};

use crate::host::{Clock, FileKind, Files, temporary, transfer, write_anew, write_whole};
use crate::model::{Fault, FaultCode};

mod came;
mod shelf;

pub use came::Came;
pub use shelf::{Entry, Filter, LOG, Limits, RetryError};

/// So many are synced one by one: the whole disk is asked to sync for more.
const FEW: usize = 4;

/// Why something is in quarantine: the content of a `.reason.json` file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable code.
    pub code: String,
    /// The stage that refused it.
    pub stage: String,
    /// What was expected, what was found.
    pub message: String,
    /// When: RFC 3339, UTC.
    pub time: String,
    /// Whether the same bytes may pass another time (a limit raised, a defect mended).
    pub retryable: bool,
    /// Configured name of the source.
    pub source: String,
    /// Path at the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Member of a bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Size in bytes, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// What delivery knew of what was fetched or sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came: Option<Came>,
}

/// What is refused, and by whom it was delivered.
#[derive(Debug, Clone)]
pub struct Refused<'a> {
    /// Why.
    pub fault: &'a Fault,
    /// Configured name of the source.
    pub source: &'a str,
    /// Path at the source.
    pub path: Option<&'a str>,
    /// Member of a bundle.
    pub member: Option<&'a str>,
    /// Size in bytes, where known.
    pub bytes: Option<u64>,
    /// What delivery knew of what was fetched or sent: with it the bytes can be handed to their source again.
    pub came: Option<Came>,
    /// The same for the same thing: hashed into the entry's name.
    pub key: &'a [u8],
}

/// The quarantine folder.
#[derive(Clone)]
pub struct Quarantine {
    files: Arc<dyn Files>,
    clock: Arc<dyn Clock>,
    folder: PathBuf,
    /// How many were kept since the start, by code in the order of [`FaultCode::ALL`].
    kept: Arc<[AtomicU64]>,
}

impl std::fmt::Debug for Quarantine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Quarantine").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Quarantine {
    /// A quarantine in `folder`, which is made when it is first needed.
    pub fn new(files: Arc<dyn Files>, clock: Arc<dyn Clock>, folder: PathBuf) -> Self {
        let kept = FaultCode::ALL.iter().map(|_| AtomicU64::new(0)).collect();
        Quarantine { files, clock, folder, kept }
    }

    /// How many were kept since the start, by code.
    pub fn counts(&self) -> impl Iterator<Item = (FaultCode, u64)> + '_ {
        FaultCode::ALL.iter().zip(self.kept.iter()).map(|(code, kept)| (*code, kept.load(Relaxed)))
    }

    /// Keeps bytes. Returns where.
    ///
    /// # Errors
    /// As the operating system says; call again later, the entry is whole or not there.
    pub fn keep_bytes(&self, bytes: &[u8], refused: &Refused<'_>) -> io::Result<PathBuf> {
        let place = self.prepare(refused)?;
        write_whole(&*self.files, &place, bytes)?;
        self.finish(&place, refused.fault.code)
    }

    /// Keeps many at once: all bytes and reasons are written, then synced together, then given their names. Returns
    /// where, in the same order.
    ///
    /// # Errors
    /// As the operating system says; call again later with the same ones: each entry is whole or not there.
    pub fn keep_all(&self, group: &[(Refused<'_>, &[u8])]) -> io::Result<Vec<PathBuf>> {
        if group.len() < FEW {
            return group.iter().map(|(refused, bytes)| self.keep_bytes(bytes, refused)).collect();
        }
        let days = self.days()?;
        let files = &*self.files;
        let mut places = Vec::with_capacity(group.len());
        let mut folders = BTreeSet::new();
        for (refused, bytes) in group {
            let (place, reason) = self.place(refused, &days)?;
            write_anew(files, &temporary(&with_reason(&place)), &reason)?;
            write_anew(files, &temporary(&place), bytes)?;
            folders.extend(place.parent().map(Path::to_owned));
            places.push(place);
        }
        files.sync_everything(&self.folder)?;
        for place in &places {
            for whole in [with_reason(place), place.clone()] {
                match files.replace(&temporary(&whole), &whole) {
                    // The same thing twice in one group.
                    Err(e) if e.kind() == io::ErrorKind::NotFound && files.stat(&whole).is_ok() => {}
                    other => other?,
                }
            }
        }
        folders.iter().try_for_each(|folder| files.sync_folder(folder))?;
        group.iter().for_each(|(refused, _)| self.count(refused.fault.code));
        Ok(places)
    }

    /// Keeps a file by moving it here. Returns where.
    ///
    /// # Errors
    /// As the operating system says; call again later, the file is then still where it was.
    pub fn keep_file(&self, from: &Path, refused: &Refused<'_>) -> io::Result<PathBuf> {
        let place = self.prepare(refused)?;
        // The daemon answers for these bytes from now on; who wrote them may not have synced them.
        if let Ok(mut file) = self.files.open_append(from) {
            file.sync()?;
        }
        match transfer(&*self.files, from, &place) {
            // Kept before, and cut before the original was gone. It may lie on another disk than its place here.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                self.files.remove(&place)?;
                transfer(&*self.files, from, &place)?;
            }
            other => other?,
        }
        self.finish(&place, refused.fault.code)
    }

    /// Keeps a copy of `bytes` bytes of a file from `offset`; the file stays. Returns where.
    ///
    /// # Errors
    /// As the operating system says.
    pub fn keep_part(
        &self,
        from: &Path,
        offset: u64,
        bytes: u64,
        refused: &Refused<'_>,
    ) -> io::Result<PathBuf> {
        let place = self.prepare(refused)?;
        match self.files.remove(&place) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let mut file = self.files.create(&place)?;
        let mut buffer = vec![0; 1 << 16];
        let end = offset.saturating_add(bytes);
        let mut at = offset;
        while at < end {
            let want = usize::try_from(end - at).unwrap_or(usize::MAX).min(buffer.len());
            let read = self.files.read_at(from, at, buffer.get_mut(..want).unwrap_or_default())?;
            if read == 0 {
                break;
            }
            file.append(buffer.get(..read).unwrap_or_default())?;
            at += read as u64;
        }
        file.sync()?;
        self.finish(&place, refused.fault.code)
    }

    /// Writes the reason and returns the place for the bytes.
    fn prepare(&self, refused: &Refused<'_>) -> io::Result<PathBuf> {
        let (place, reason) = self.place(refused, &self.days()?)?;
        write_whole(&*self.files, &with_reason(&place), &reason)?;
        Ok(place)
    }

    /// The folders of days that are there.
    fn days(&self) -> io::Result<Vec<OsString>> {
        let mut days = Vec::new();
        let listed = self.files.list(&self.folder, &mut |name, kind| {
            if kind == FileKind::Folder {
                days.push(name);
            }
            true
        });
        match listed {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
            _ => Ok(days),
        }
    }

    /// Where the bytes of an entry stand, and its reason. An entry that stands there already, of a try that was cut,
    /// keeps its day; else it is today's.
    fn place(&self, refused: &Refused<'_>, days: &[OsString]) -> io::Result<(PathBuf, Vec<u8>)> {
        let now = self.clock.now();
        let key = blake3::hash(refused.key).to_hex();
        let key = key.get(..12).unwrap_or_default();
        let name = refused.member.or(refused.path).unwrap_or("document");
        let name = format!("{key}-{}", safe_name(name));
        let stands = |day: &&OsString| {
            let place = self.folder.join(day).join(&name);
            self.files.stat(&with_reason(&place)).is_ok()
        };
        let day = days.iter().find(stands).cloned();
        let folder = self.folder.join(day.unwrap_or_else(|| now.strftime("%Y-%m-%d").to_string().into()));
        self.files.create_folders(&folder)?;
        let reason = Reason {
            code: refused.fault.code.as_str().to_owned(),
            stage: refused.fault.code.stage().to_owned(),
            message: refused.fault.message.clone(),
            time: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            retryable: refused.fault.code.retryable(),
            source: refused.source.to_owned(),
            path: refused.path.map(str::to_owned),
            member: refused.member.map(str::to_owned),
            bytes: refused.bytes,
            came: refused.came.clone(),
        };
        let text = serde_json::to_vec_pretty(&reason).map_err(io::Error::other)?;
        Ok((folder.join(name), text))
    }

    fn finish(&self, place: &Path, code: FaultCode) -> io::Result<PathBuf> {
        if let Some(folder) = place.parent() {
            self.files.sync_folder(folder)?;
        }
        self.count(code);
        Ok(place.to_owned())
    }

    fn count(&self, code: FaultCode) {
        if let Some((_, kept)) = FaultCode::ALL.iter().zip(self.kept.iter()).find(|(each, _)| **each == code)
        {
            kept.fetch_add(1, Relaxed);
        }
    }
}

/// Where the reason of an entry stands.
pub(crate) fn with_reason(place: &Path) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(".reason.json");
    name.into()
}

/// A file name made of letters, digits, `.`, `_` and `-` only, at most 80 bytes, that begins with no dot.
fn safe_name(name: &str) -> String {
    let base = name.rsplit(['/', '!']).find(|part| !part.is_empty()).unwrap_or("document");
    let safe: String = base
        .chars()
        .take(80)
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '_' })
        .collect();
    if safe.starts_with('.') { format!("_{safe}") } else { safe }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::RealFiles;

    /// A clock that stands where it is put.
    struct Stands(std::sync::Mutex<jiff::Timestamp>);

    impl Clock for Stands {
        fn now(&self) -> jiff::Timestamp {
            *self.0.lock().unwrap()
        }

        fn monotonic(&self) -> Duration {
            Duration::ZERO
        }
    }

    #[test]
    fn a_file_on_another_disk_that_was_kept_before_is_kept_again() {
        let folder = tempfile::tempdir().unwrap();
        let Ok(elsewhere) = tempfile::tempdir_in("/dev/shm") else { return };
        let clock = Arc::new(Stands(std::sync::Mutex::new("2026-11-30T12:00:00Z".parse().unwrap())));
        let quarantine = Quarantine::new(Arc::new(RealFiles), clock, folder.path().join("q"));
        let fault = Fault::new(FaultCode::Empty, "nothing in it".to_owned());
        let refused = Refused {
            fault: &fault,
            source: "inbox",
            path: Some("a"),
            member: None,
            bytes: Some(1),
            came: None,
            key: b"a",
        };
        for _ in 0..2 {
            let from = elsewhere.path().join("a");
            std::fs::write(&from, " ").unwrap();
            let kept = quarantine.keep_file(&from, &refused).unwrap();
            assert_eq!(std::fs::read(kept).unwrap(), b" ");
            assert!(!from.try_exists().unwrap());
        }
        assert_eq!(quarantine.entries().unwrap().len(), 1);
    }

    fn files_below(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for day in std::fs::read_dir(folder).unwrap() {
            let day = day.unwrap();
            for file in std::fs::read_dir(day.path()).unwrap() {
                let name = file.unwrap().file_name();
                found.push(format!("{}/{}", day.file_name().display(), name.display()));
            }
        }
        found.sort();
        found
    }

    #[test]
    fn one_thing_is_one_entry_over_midnight_alone_and_in_a_group() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Stands(std::sync::Mutex::new("2026-11-30T23:59:59Z".parse().unwrap())));
        let quarantine = Quarantine::new(Arc::new(RealFiles), clock.clone(), folder.path().join("q"));
        let fault = Fault::new(FaultCode::Malformed, "not what it says".to_owned());
        let refused = |key: &'static str| Refused {
            fault: &fault,
            source: "inbox",
            path: Some("bundle.jsonl"),
            member: Some(key),
            bytes: Some(3),
            came: None,
            key: key.as_bytes(),
        };
        let keys = ["one", "two", "three", "four", "five", "five"];
        let group: Vec<_> = keys.iter().map(|key| (refused(key), key.as_bytes())).collect();
        quarantine.keep_bytes(b"one", &refused("one")).unwrap();
        let before = quarantine.keep_all(&group).unwrap();
        *clock.0.lock().unwrap() = "2026-12-01T00:00:01Z".parse().unwrap();
        assert_eq!(quarantine.keep_all(&group).unwrap(), before);
        quarantine.keep_bytes(b"two", &refused("two")).unwrap();
        let found = files_below(&folder.path().join("q"));
        assert_eq!(found.len(), 10, "{found:?}");
        assert!(found.iter().all(|name| name.starts_with("2026-11-30/")), "{found:?}");
        assert_eq!(quarantine.entries().unwrap().len(), 5);
        for (place, key) in before.iter().zip(keys) {
            assert_eq!(std::fs::read(place).unwrap(), key.as_bytes());
        }
    }

    #[test]
    fn names_are_made_safe() {
        for (name, safe) in [
            ("a/b/story.txt", "story.txt"),
            ("../../etc/passwd", "passwd"),
            ("-rf", "-rf"),
            (".hidden", "_.hidden"),
            ("zip.zip!/dir/näme\n.xml", "n_me_.xml"),
            ("", "document"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
        assert_eq!(safe_name(&"x".repeat(300)).len(), 80);
    }
}
