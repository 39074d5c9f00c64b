//! A kill at each step of sealing, rotation and retention, and what must be true of the journal afterwards.
//!
//! A house is furnished once, with several full segments that are neither sealed nor removed. Each run takes a copy of
//! it, lets a daemon seal and remove there while files arrive, kills it at one call, delivers everything once more,
//! and lets a second daemon come to rest.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use super::corpus::article;
use super::daemon::{House, files_below, until};

const INBOX: &str = "\
[source.inbox]
type = \"inbox\"
path = \"inbox\"
settle = \"50ms\"
rescan = \"500ms\"
[journal]
floor = \"0B\"
rotate = { size = \"12KiB\" }
";
const KEPT: &str = "compress = true\nkeep_size = \"24KiB\"\n";

/// Files of the furnished house, and those that arrive while it is kept in order.
const BEFORE: u64 = 16;
const AFTER: u64 = 10;

/// Content of each segment, unpacked, by number.
type Segments = BTreeMap<u64, Vec<u8>>;

/// A house with a journal of several segments that nobody has sealed or removed.
#[derive(Debug)]
pub(crate) struct Furnished {
    folder: PathBuf,
    segments: Segments,
}

/// What one run showed.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Kept {
    /// Whether the call was made, and the daemon killed at it.
    pub(crate) hit: bool,
    /// Segments sealed and removed in the end.
    pub(crate) sealed: usize,
    /// Segments that were removed.
    pub(crate) removed: usize,
    /// Files that a cut of sealing had left: halves, and twins.
    pub(crate) left: usize,
}

impl Furnished {
    /// Furnishes a house in an empty folder.
    ///
    /// # Errors
    /// If the daemon does not come to rest.
    pub(crate) fn new(binary: &Path, folder: &Path) -> io::Result<Furnished> {
        let house = House::new(binary, folder, INBOX)?;
        put(&house, 0..BEFORE)?;
        rest_and_stop(&house, house.open()?)?;
        let segments = segments(&house.path("out"))?;
        if segments.len() < 4 {
            return Err(io::Error::other(format!("only {} segments", segments.len())));
        }
        Ok(Furnished { folder: folder.to_owned(), segments })
    }

    /// One run in an empty folder, with a kill at the `at`-th call of a kind of any thread.
    ///
    /// # Errors
    /// If a promise was broken; the message says which.
    pub(crate) fn kill_at(&self, binary: &Path, folder: &Path, call: &str, at: u32) -> io::Result<Kept> {
        copy(&self.folder, folder)?;
        let house = House::new(binary, folder, &format!("{INBOX}{KEPT}"))?;
        let inject = format!("inject={call}:signal=KILL:when={at}");
        let wrapper =
            ["strace", "-D", "-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject];
        put(&house, BEFORE..BEFORE + AFTER)?;
        let mut daemon = house.start_under(&wrapper)?;
        let ended = until(Duration::from_secs(20), || {
            daemon.ended().is_ok_and(|ended| ended.is_some()) || (is_empty(&house) && is_kept(&house))
        });
        let status = match daemon.ended()? {
            Some(status) => status,
            None if ended => daemon.stop(Duration::from_secs(30))?,
            None => return Err(self.wrong(&house, call, at, "it does not come to rest")),
        };
        let hit = status.signal() == Some(Signal::KILL.as_raw());
        if !hit && !status.success() && status.signal() != Some(Signal::TERM.as_raw()) {
            return Err(self.wrong(&house, call, at, &format!("it ended with {status}")));
        }
        // `cat` reads right while the cut is still there.
        self.check(&house, None)
            .map_err(|what| self.wrong(&house, call, at, &format!("at the cut: {what}")))?;
        let left = leftovers(&house.path("out"));
        // Everything once more: what is remembered is not written again.
        put(&house, 0..BEFORE + AFTER)?;
        let second = house.open()?;
        if !until(Duration::from_secs(20), || is_empty(&house) && is_kept(&house)) {
            return Err(self.wrong(&house, call, at, "the second does not come to rest"));
        }
        let status = second.stop(Duration::from_secs(30))?;
        if !status.success() {
            return Err(self.wrong(&house, call, at, &format!("the second ended with {status}")));
        }
        let removed = self
            .check(&house, Some(BEFORE + AFTER))
            .map_err(|what| self.wrong(&house, call, at, &format!("at the end: {what}")))?;
        let sealed = files_below(&house.path("out")).iter().filter(|path| is_sealed(path)).count();
        Ok(Kept { hit, sealed, removed, left })
    }

    fn wrong(&self, house: &House, call: &str, at: u32, what: &str) -> io::Error {
        io::Error::other(format!("{call} {at}: {what}\n{}", house.said()))
    }

    /// Holds the journal against the furnished one and `wiredesk cat` against the journal; how many segments are gone.
    fn check(&self, house: &House, files: Option<u64>) -> Result<usize, String> {
        let now = segments(&house.path("out")).map_err(|error| error.to_string())?;
        let first = now.keys().next().copied().unwrap_or(u64::MAX);
        for (number, content) in &self.segments {
            match now.get(number) {
                // The last one went on.
                Some(same) if same.starts_with(content) => {}
                Some(_) => return Err(format!("changed: segment {number}")),
                None if *number < first => {}
                None => return Err(format!("lost: segment {number}, with older ones still there")),
            }
        }
        let mut all = self.segments.clone();
        all.extend(now.clone());
        let mut seen: BTreeMap<String, u64> = BTreeMap::new();
        for line in lines(&all) {
            *seen.entry(text(&line?, "/source/path")).or_default() += 1;
        }
        if let Some((path, count)) = seen.iter().find(|(_, count)| **count > 1) {
            return Err(format!("twice: {path} is in the journal {count} times"));
        }
        for name in (0..files.unwrap_or(BEFORE)).map(name) {
            if !seen.contains_key(&name) {
                return Err(format!("lost: {name}"));
            }
        }
        check_cat(house, &now)?;
        Ok(self.segments.len() - self.segments.keys().filter(|number| now.contains_key(number)).count())
    }
}

/// What `cat` says from the beginning, and from a record in the middle of each segment on.
fn check_cat(house: &House, now: &Segments) -> Result<(), String> {
    let whole = |content: &Vec<u8>| content.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let expected: Vec<u8> = now.values().flat_map(|content| content[..whole(content)].to_vec()).collect();
    if cat(house, &[])? != expected {
        return Err("`cat` gives something else than the segments hold".to_owned());
    }
    for content in now.values() {
        let ends: Vec<usize> =
            content.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
        let Some(begin) =
            ends.get(ends.len() / 2).map(|_| if ends.len() > 1 { ends[ends.len() / 2 - 1] } else { 0 })
        else {
            continue;
        };
        let line = &content[begin..];
        let line = &line[..line.iter().position(|byte| *byte == b'\n').unwrap_or(line.len())];
        let record: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let at = expected.windows(line.len()).position(|window| window == line);
        let at = at.ok_or("a line of a segment is not in the whole")?;
        if cat(house, &["--from", &text(&record, "/id")])? != expected[at..] {
            return Err(format!("`cat --from {}` gives something else", text(&record, "/id")));
        }
    }
    Ok(())
}

fn cat(house: &House, more: &[&str]) -> Result<Vec<u8>, String> {
    let mut command = Command::new(house.binary());
    command.arg("cat").args(more).current_dir(house.path("")).stdin(Stdio::null());
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("`cat`: {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
    }
    Ok(output.stdout)
}

fn text(record: &Value, pointer: &str) -> String {
    record.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The whole lines of segments as records.
fn lines(segments: &Segments) -> impl Iterator<Item = Result<Value, String>> + '_ {
    let each = segments.iter().flat_map(|(number, content)| {
        content.split_inclusive(|byte| *byte == b'\n').map(move |line| (number, line))
    });
    each.filter(|(_, line)| line.ends_with(b"\n")).map(|(number, line)| {
        serde_json::from_slice(line).map_err(|error| format!("torn: {number}: {error}"))
    })
}

/// Every segment's content; a sealed one is unpacked, and must be what its plain twin is.
fn segments(folder: &Path) -> io::Result<Segments> {
    let mut found = Segments::new();
    for path in files_below(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(number) = name.split_once('-').and_then(|(number, _)| number.parse().ok()) else { continue };
        let bytes = fs::read(&path)?;
        let content = if is_sealed(&path) { zstd::decode_all(bytes.as_slice())? } else { bytes };
        if let Some(twin) = found.insert(number, content.clone())
            && twin != content
        {
            return Err(io::Error::other(format!("changed: the two files of segment {number} differ")));
        }
    }
    Ok(found)
}

fn is_sealed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "zst")
}

/// Files that stand there only where sealing was cut.
fn leftovers(folder: &Path) -> usize {
    let files = files_below(folder);
    let is_part = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "part");
    let has_twin = |path: &&PathBuf| is_sealed(path) && path.with_extension("").exists();
    files.iter().filter(is_part).count() + files.iter().filter(has_twin).count()
}

/// Whether all but the last segment are sealed and no more are there than are kept.
fn is_kept(house: &House) -> bool {
    let mut files = files_below(&house.path("out"));
    files.sort();
    let Some(last) = files.pop() else { return false };
    let sizes = files.iter().chain([&last]).filter_map(|path| Some(fs::metadata(path).ok()?.len()));
    files.iter().all(|path| is_sealed(path)) && sizes.sum::<u64>() <= 24 << 10
}

fn is_empty(house: &House) -> bool {
    files_below(&house.path("inbox")).is_empty()
}

fn rest_and_stop(house: &House, daemon: super::daemon::Daemon) -> io::Result<()> {
    let rested = until(Duration::from_secs(20), || is_empty(house));
    let status = daemon.stop(Duration::from_secs(30))?;
    if rested && status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("rested {rested}, {status}\n{}", house.said())))
}

fn name(number: u64) -> String {
    format!("story-{number:03}.txt")
}

fn put(house: &House, numbers: std::ops::Range<u64>) -> io::Result<()> {
    for number in numbers {
        let hidden = house.path(format!("inbox/.{number}"));
        fs::write(&hidden, article(7, number, 1500))?;
        fs::rename(hidden, house.path("inbox").join(name(number)))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place)?;
        }
    }
    Ok(())
}
