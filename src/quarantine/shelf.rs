//! What stands in quarantine: looking through it, giving it another chance, letting it go.
//!
//! A retry puts the bytes back where their source reads them and leaves the reason as `.retried.json`; whatever
//! leaves quarantine is a line in `log.jsonl`. Both are written before the bytes move, so that a cut in between loses
//! neither the bytes nor the trace. Needs no lock: the daemon may run.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::host::{FileKind, transfer, write_whole};
use crate::model::FaultCode;
use crate::source::inbox::{is_ignored, numbered};

use super::{Quarantine, Reason, with_reason};

/// The file that says what left quarantine.
pub const LOG: &str = "log.jsonl";
/// Where that file goes once it is full.
const OLD_LOG: &str = "log.old.jsonl";
const FULL_LOG: u64 = 8 << 20;
const REASON: &str = ".reason.json";
const RETRIED: &str = ".retried.json";
/// Largest reason that is read.
const LARGEST_REASON: u64 = 1 << 20;
/// So much older than is kept, and nothing was dropped: a clock was wrong, or nobody looked for a month.
const LONG_AGO: Duration = Duration::from_secs(31 * 86_400);
/// How far a clock may be ahead of what is known to have passed.
const AHEAD: Duration = Duration::from_secs(7 * 86_400);
/// What is younger is never dropped to make room.
const YOUNG: Duration = Duration::from_secs(86_400);

/// One thing in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// By what it is named: the first part of its file name, or more of it.
    pub key: String,
    /// Why it is there.
    #[serde(flatten)]
    pub reason: Reason,
    /// Where its bytes stand, or stood.
    pub file: PathBuf,
    /// How many there are; none if they are gone.
    pub size: Option<u64>,
    /// Whether it was given another chance.
    pub retried: bool,
}

/// Which entries are meant; without anything, all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Keys, or the beginnings of some.
    pub keys: Vec<String>,
    /// Codes.
    pub codes: Vec<String>,
    /// Configured name of the source.
    pub source: Option<String>,
    /// Refused at this moment or later.
    pub since: Option<Timestamp>,
    /// Refused earlier than this.
    pub before: Option<Timestamp>,
}

/// How much is kept in quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For how long.
    pub keep: Duration,
    /// Most bytes; none is no limit. What is younger than a day stays.
    pub size: Option<u64>,
}

/// Why an entry cannot be given another chance.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// Its bytes are not there.
    #[error("its bytes are gone: nothing is left to retry")]
    Gone,
    /// Only the beginning of its bytes was kept.
    #[error(
        "only the first {0} bytes of it were kept: put the whole bundle into the inbox again, once limits.document_bytes allows for it"
    )]
    Cut(u64),
    /// Its path leads out of the inbox.
    #[error("its path {0:?} is none that an inbox gives: move the file into an inbox by hand")]
    Path(String),
    /// The operating system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A line of the log.
#[derive(Serialize)]
struct Left<'a> {
    /// When it left.
    left: String,
    action: &'static str,
    #[serde(flatten)]
    entry: &'a Entry,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a Path>,
}

impl Entry {
    /// When it was refused.
    pub fn time(&self) -> Option<Timestamp> {
        self.reason.time.parse().ok()
    }

    /// Whether only the beginning was kept: of a member of a bundle that grows past the limit.
    fn is_cut(&self) -> bool {
        let codes = [FaultCode::Expands, FaultCode::TooLarge].map(|code| code.as_str());
        self.reason.member.is_some() && codes.contains(&self.reason.code.as_str())
    }

    fn reason_file(&self) -> PathBuf {
        with_ending(&self.file, REASON)
    }

    fn retried_file(&self) -> PathBuf {
        with_ending(&self.file, RETRIED)
    }

    /// Where it stood in its inbox: its path, or for a member of a bundle a name beside the bundle.
    fn place(&self) -> Result<PathBuf, RetryError> {
        let written = self.reason.path.as_deref().unwrap_or("document");
        let path = Path::new(written);
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        let (true, Some(name)) = (plain && !written.is_empty(), path.file_name()) else {
            return Err(RetryError::Path(written.to_owned()));
        };
        let mut name = name.to_owned();
        if let Some(member) = &self.reason.member {
            // Letters of any script stay; what would be a folder or a control character does not.
            let safe = |c: char| if c == '/' || c.is_control() { '_' } else { c };
            name.push("!");
            name.push(member.chars().take(100).map(safe).collect::<String>());
        }
        if is_ignored(&name) {
            name.push("_");
        }
        Ok(path.with_file_name(name))
    }
}

impl Filter {
    /// Whether anything is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// Whether an entry is meant.
    pub fn takes(&self, entry: &Entry) -> bool {
        let keyed = self.keys.is_empty() || self.keys.iter().any(|key| entry.key.starts_with(key.as_str()));
        let coded = self.codes.is_empty() || self.codes.contains(&entry.reason.code);
        let sourced = self.source.as_ref().is_none_or(|source| *source == entry.reason.source);
        let time = entry.time();
        let since = self.since.is_none_or(|since| time.is_some_and(|time| time >= since));
        let before = self.before.is_none_or(|before| time.is_some_and(|time| time < before));
        keyed && coded && sourced && since && before
    }
}

impl Quarantine {
    /// Everything that stands there, oldest first; what was retried too.
    ///
    /// # Errors
    /// If a folder cannot be listed. A quarantine that was never needed is empty.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let days = self.days()?;
        let mut found = Vec::new();
        for day in days {
            let folder = self.folder.join(day);
            let mut names = Vec::new();
            self.files.list(&folder, &mut |name, kind| {
                names.extend(name.into_string().ok().filter(|_| kind == FileKind::File));
                true
            })?;
            for name in names.iter().filter(|name| !name.starts_with('.')) {
                let retried = name.strip_suffix(RETRIED);
                let Some(stem) = retried.or(name.strip_suffix(REASON)) else { continue };
                let entry = self.entry(&folder, name, stem, retried.is_some());
                // A retry that was cut after the bytes had moved.
                let moved =
                    entry.size.is_none() && !entry.retried && names.contains(&format!("{stem}{RETRIED}"));
                found.extend((!moved).then_some(entry));
            }
        }
        found.sort_by(|a, b| (&a.reason.time, &a.key, a.retried).cmp(&(&b.reason.time, &b.key, b.retried)));
        Ok(found)
    }

    fn entry(&self, folder: &Path, reason: &str, stem: &str, retried: bool) -> Entry {
        let read = self.files.read(&folder.join(reason), LARGEST_REASON);
        let parsed = read.and_then(|(_, bytes)| serde_json::from_slice(&bytes).map_err(io::Error::from));
        let day = folder.file_name().unwrap_or_default().to_string_lossy();
        let reason = parsed.unwrap_or_else(|error| Reason {
            code: "unknown".to_owned(),
            stage: "unknown".to_owned(),
            message: format!("its reason cannot be read: {error}"),
            time: format!("{day}T00:00:00Z"),
            retryable: false,
            source: String::new(),
            path: None,
            member: None,
            bytes: None,
            came: None,
        });
        let file = folder.join(stem);
        let size = self.files.stat(&file).ok().map(|stat| stat.size).filter(|_| !retried);
        Entry { key: stem.to_owned(), reason, file, size, retried }
    }

    /// Gives an entry another chance: its bytes go back into `inbox`, under the path they came from or one beside
    /// it. Returns where.
    ///
    /// # Errors
    /// [`RetryError`]; the bytes stand in one of the two places.
    pub fn retry(&self, entry: &Entry, inbox: &Path) -> Result<PathBuf, RetryError> {
        if entry.size.is_none() {
            return Err(RetryError::Gone);
        }
        if entry.is_cut() {
            return Err(RetryError::Cut(entry.size.unwrap_or_default()));
        }
        let to = self.free(&inbox.join(entry.place()?))?;
        self.put_back(entry, &to)?;
        Ok(to)
    }

    /// Gives an entry another chance with a source that has no inbox: its bytes go into `folder` with their reason, where
    /// the source finds both. Returns where.
    ///
    /// # Errors
    /// [`RetryError`]; the bytes stand in one of the two places.
    pub fn hand_back(&self, entry: &Entry, folder: &Path) -> Result<PathBuf, RetryError> {
        if entry.size.is_none() {
            return Err(RetryError::Gone);
        }
        if entry.is_cut() {
            return Err(RetryError::Cut(entry.size.unwrap_or_default()));
        }
        let to = self.free(&folder.join(&entry.key))?;
        let text = serde_json::to_vec_pretty(&entry.reason).map_err(io::Error::other)?;
        write_whole(&*self.files, &with_reason(&to), &text)?;
        self.put_back(entry, &to)?;
        Ok(to)
    }

    /// The place itself, or one beside it where something stands there, in a folder that is there.
    fn free(&self, wanted: &Path) -> io::Result<PathBuf> {
        let folder = wanted.parent().unwrap_or(Path::new(""));
        self.files.create_folders(folder)?;
        let mut to = wanted.to_owned();
        let mut copy = 1;
        while self.files.stat(&to).is_ok() {
            copy += 1;
            to = folder.join(numbered(wanted.file_name().unwrap_or_default(), copy));
        }
        Ok(to)
    }

    /// Moves the bytes of an entry to a place, with a trace of it.
    fn put_back(&self, entry: &Entry, to: &Path) -> io::Result<()> {
        self.log("retried", entry, Some(to))?;
        let text = serde_json::to_vec_pretty(&entry.reason).map_err(io::Error::other)?;
        write_whole(&*self.files, &entry.retried_file(), &text)?;
        transfer(&*self.files, &entry.file, to)?;
        if let Some(folder) = to.parent() {
            self.files.sync_folder(folder)?;
        }
        self.files.remove(&entry.reason_file())?;
        self.sync_day(entry)
    }

    /// Removes an entry for good.
    ///
    /// # Errors
    /// As the operating system says; call again.
    pub fn drop_entry(&self, entry: &Entry) -> io::Result<()> {
        self.let_go(entry, "dropped")
    }

    /// Drops what is older than is kept, then the oldest while there is too much. Returns what was dropped; what
    /// was retried earlier goes without a word.
    ///
    /// `known` is a moment that is known to have passed (the journal says so): a clock that is far ahead of it is not
    /// believed. Neither is the time of an entry that ought to have gone long ago: a clock may have been wrong when it
    /// was kept. Such a one goes for want of room only, or by hand.
    ///
    /// # Errors
    /// As the operating system says.
    pub fn enforce(&self, limits: &Limits, known: Option<Timestamp>) -> io::Result<Vec<Entry>> {
        let entries = self.entries()?;
        let now = self.clock.now();
        let now = known.and_then(|known| known.checked_add(AHEAD).ok()).map_or(now, |most| now.min(most));
        let doubtful = limits.keep.saturating_add(LONG_AGO);
        let mut total: u64 = entries.iter().filter_map(|entry| entry.size).sum();
        let mut dropped = Vec::new();
        for entry in entries {
            let age = entry.time().map_or(Duration::ZERO, |time| {
                Duration::try_from(now.duration_since(time)).unwrap_or(Duration::ZERO)
            });
            let too_much = limits.size.is_some_and(|most| total > most);
            let size = entry.size.unwrap_or(0);
            let old = age > limits.keep && age <= doubtful;
            if !(old || too_much && age > YOUNG && size > 0) {
                continue;
            }
            if entry.retried {
                self.files.remove(&entry.retried_file())?;
                continue;
            }
            self.let_go(&entry, "expired")?;
            total -= size;
            let (key, code) = (entry.key.as_str(), entry.reason.code.as_str());
            tracing::info!(key, code, size, "dropped from quarantine");
            dropped.push(entry);
        }
        Ok(dropped)
    }

    fn let_go(&self, entry: &Entry, action: &'static str) -> io::Result<()> {
        self.log(action, entry, None)?;
        for file in [&entry.file, &entry.reason_file()] {
            match self.files.remove(file) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
                _ => {}
            }
        }
        self.sync_day(entry)?;
        // A day with nothing left; not empty is fine.
        if let Some(day) = entry.file.parent() {
            self.files.remove_folder(day).ok();
        }
        Ok(())
    }

    fn sync_day(&self, entry: &Entry) -> io::Result<()> {
        entry.file.parent().map_or(Ok(()), |day| self.files.sync_folder(day))
    }

    fn log(&self, action: &'static str, entry: &Entry, to: Option<&Path>) -> io::Result<()> {
        let time = self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut line = serde_json::to_vec(&Left { left: time, action, entry, to })?;
        line.push(b'\n');
        let path = self.folder.join(LOG);
        if self.files.stat(&path).is_ok_and(|stat| stat.size > FULL_LOG) {
            self.files.replace(&path, &self.folder.join(OLD_LOG))?;
        }
        let mut file = match self.files.open_append(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => self.files.create(&path)?,
            other => other?,
        };
        file.append(&line)?;
        file.sync()
    }
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    file.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::host::{Clock, RealFiles};
    use crate::model::Fault;
    use crate::quarantine::Refused;

    struct At(Mutex<Timestamp>);

    impl Clock for At {
        fn now(&self) -> Timestamp {
            *self.0.lock().unwrap()
        }

        fn monotonic(&self) -> Duration {
            Duration::ZERO
        }
    }

    struct Desk {
        folder: tempfile::TempDir,
        clock: Arc<At>,
        quarantine: Quarantine,
    }

    impl Desk {
        fn new() -> Desk {
            let folder = tempfile::tempdir().unwrap();
            let clock = Arc::new(At(Mutex::new("2026-11-23T20:00:00Z".parse().unwrap())));
            let quarantine =
                Quarantine::new(Arc::new(RealFiles), clock.clone(), folder.path().join("quarantine"));
            Desk { folder, clock, quarantine }
        }

        fn refuse(&self, code: FaultCode, path: &str, member: Option<&str>, bytes: &[u8]) {
            let fault = Fault::new(code, "as a test asks for");
            let key = format!("{path}{member:?}");
            let refused = Refused {
                fault: &fault,
                source: "inbox",
                path: Some(path),
                member,
                bytes: Some(bytes.len() as u64),
                came: None,
                key: key.as_bytes(),
            };
            self.quarantine.keep_bytes(bytes, &refused).unwrap();
        }

        fn pass(&self, hours: u64) {
            *self.clock.0.lock().unwrap() += Duration::from_secs(hours * 3600);
        }

        /// Code, size and whether it was retried, of each.
        fn stands(&self) -> Vec<(String, Option<u64>, bool)> {
            let entries = self.quarantine.entries().unwrap();
            entries.into_iter().map(|e| (e.reason.code, e.size, e.retried)).collect()
        }

        fn log(&self) -> String {
            std::fs::read_to_string(self.folder.path().join("quarantine").join(LOG)).unwrap()
        }
    }

    #[test]
    fn a_retry_puts_the_bytes_back_and_leaves_a_trace() {
        let desk = Desk::new();
        desk.refuse(FaultCode::TooLarge, "day/long.txt", None, b"long");
        desk.refuse(FaultCode::Malformed, "day/all.zip", Some("in/räty.xml"), b"<x");
        let inbox = desk.folder.path().join("inbox");
        std::fs::create_dir_all(inbox.join("day")).unwrap();
        std::fs::write(inbox.join("day/long.txt"), "a newer one").unwrap();
        for entry in desk.quarantine.entries().unwrap() {
            desk.quarantine.retry(&entry, &inbox).unwrap();
        }
        assert_eq!(std::fs::read(inbox.join("day/long~2.txt")).unwrap(), b"long");
        assert_eq!(std::fs::read(inbox.join("day/all.zip!in_räty.xml")).unwrap(), b"<x");
        assert!(desk.stands().iter().all(|(_, size, retried)| *retried && size.is_none()));
        assert_eq!(desk.log().matches("\"action\":\"retried\"").count(), 2, "{}", desk.log());
        assert!(desk.log().contains("day/long~2.txt"));
    }

    #[test]
    fn of_what_only_the_beginning_was_kept_there_is_no_retry() {
        let desk = Desk::new();
        desk.refuse(FaultCode::Expands, "all.zip", Some("long.txt"), b"the beginning");
        desk.refuse(FaultCode::TooLarge, "long.txt", None, b"all of it");
        let inbox = desk.folder.path().join("inbox");
        let each = desk.quarantine.entries().unwrap();
        let retried: Vec<_> = each.iter().map(|entry| desk.quarantine.retry(entry, &inbox)).collect();
        let cut = retried.iter().filter(|it| matches!(it, Err(RetryError::Cut(13)))).count();
        assert_eq!((cut, retried.iter().filter(|it| it.is_ok()).count()), (1, 1), "{retried:?}");
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_not_followed() {
        let desk = Desk::new();
        for path in ["../../elsewhere.txt", "/elsewhere.txt", "a/./../b.txt"] {
            desk.refuse(FaultCode::Empty, path, None, b"x");
        }
        for entry in desk.quarantine.entries().unwrap() {
            let refused = desk.quarantine.retry(&entry, &desk.folder.path().join("inbox"));
            assert!(matches!(refused, Err(RetryError::Path(_))), "{entry:?} {refused:?}");
        }
    }

    #[test]
    fn a_retried_name_is_one_that_the_inbox_takes() {
        for (path, member, expected) in [
            ("a.zip", Some(".hidden"), "a.zip!.hidden"),
            ("a.zip", Some("b.tmp"), "a.zip!b.tmp_"),
            ("x/a.zip", Some("../../etc/passwd"), "x/a.zip!.._.._etc_passwd"),
            ("x/a.part", None, "x/a.part_"),
        ] {
            let desk = Desk::new();
            desk.refuse(FaultCode::Empty, path, member, b"x");
            let entry = desk.quarantine.entries().unwrap().remove(0);
            assert_eq!(entry.place().unwrap(), Path::new(expected));
        }
    }

    #[test]
    fn filters() {
        let desk = Desk::new();
        desk.refuse(FaultCode::Empty, "a.txt", None, b" ");
        desk.pass(1);
        desk.refuse(FaultCode::Binary, "b.txt", None, b"\0");
        let entries = desk.quarantine.entries().unwrap();
        let check = |filter: Filter, expected: &[&str]| {
            let found: Vec<_> =
                entries.iter().filter(|e| filter.takes(e)).filter_map(|e| e.reason.path.as_deref()).collect();
            assert_eq!(found, expected, "{filter:?}");
        };
        let moment: Timestamp = "2026-11-23T20:30:00Z".parse().unwrap();
        check(Filter::default(), &["a.txt", "b.txt"]);
        check(Filter { codes: vec!["empty".into()], ..Filter::default() }, &["a.txt"]);
        check(Filter { since: Some(moment), ..Filter::default() }, &["b.txt"]);
        check(Filter { before: Some(moment), ..Filter::default() }, &["a.txt"]);
        check(Filter { source: Some("other".into()), ..Filter::default() }, &[]);
        let key = entries[1].key.get(..8).unwrap().to_owned();
        check(Filter { keys: vec![key, "nothing".into()], ..Filter::default() }, &["b.txt"]);
        assert!(Filter::default().is_empty());
    }

    #[test]
    fn the_oldest_go_first_and_the_young_stay() {
        let desk = Desk::new();
        for n in 0..4 {
            desk.refuse(FaultCode::Empty, &format!("{n}.txt"), None, &[b' '; 100]);
            desk.pass(20);
        }
        let entry = desk.quarantine.entries().unwrap().remove(3);
        desk.quarantine.retry(&entry, &desk.folder.path().join("inbox")).unwrap();
        let week = Limits { keep: Duration::from_secs(7 * 86_400), size: Some(250) };
        let dropped = desk.quarantine.enforce(&week, None).unwrap();
        assert_eq!(dropped.len(), 1);
        assert_eq!(dropped[0].reason.path.as_deref(), Some("0.txt"));
        assert!(desk.log().contains("\"action\":\"expired\""));
        let rest = desk.quarantine.enforce(&Limits { size: Some(50), ..week }, None).unwrap();
        assert_eq!(rest.len(), 2, "both are older than a day by now");
        desk.refuse(FaultCode::Empty, "young.txt", None, &[b' '; 100]);
        assert_eq!(desk.quarantine.enforce(&Limits { size: Some(50), ..week }, None).unwrap(), []);
        desk.pass(24 * 8);
        assert_eq!(desk.quarantine.enforce(&week, None).unwrap().len(), 1);
        assert_eq!(desk.stands(), [], "what was retried long ago is gone too");
    }

    #[test]
    fn a_reason_that_cannot_be_read_hides_nothing() {
        let desk = Desk::new();
        desk.refuse(FaultCode::Empty, "a.txt", None, b" ");
        let entry = desk.quarantine.entries().unwrap().remove(0);
        std::fs::write(entry.reason_file(), "{ not json").unwrap();
        assert_eq!(desk.stands(), [("unknown".to_owned(), Some(1), false)]);
        desk.quarantine.drop_entry(&desk.quarantine.entries().unwrap().remove(0)).unwrap();
        assert_eq!(desk.stands(), []);
        assert!(desk.log().contains("\"action\":\"dropped\""));
    }
}
