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
const KEPT: &str = "compress = true\nkeep_size = \"64KiB\"\n";

/// Files of the furnished house, and those that arrive while it is kept in order.
const BEFORE: u64 = 16;
const AFTER: u64 = 6;

/// Content of each segment, unpacked, by number.
type Segments = BTreeMap<u64, Vec<u8>>;

/// A house with a journal of several segments that nobody has sealed or removed.
#[derive(Debug)]
pub(crate) struct Furnished {
    folder: PathBuf,
    segments: Segments,
}

/// The call at which a daemon is killed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    /// The so-manieth of its kind of any thread.
    Number(&'static str, u32),
    /// The first of its kind on the file into which a segment is being sealed.
    OnSealing(&'static str),
    /// The first of its kind on the file of a segment that is sealed by then.
    OnSealed(&'static str),
    /// The first of its kind on the oldest segment.
    OnOldest(&'static str),
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
        let daemon = house.open()?;
        // One after the other: what is written together stands in one segment.
        for number in 0..BEFORE {
            put(&house, number..number + 1)?;
            if !until(Duration::from_secs(20), || is_empty(&house)) {
                return Err(io::Error::other(format!("it does not come to rest\n{}", house.said())));
            }
        }
        let status = daemon.stop(Duration::from_secs(30))?;
        if !status.success() {
            return Err(io::Error::other(format!("{status}\n{}", house.said())));
        }
        let segments = segments(&house.path("out"))?;
        if segments.len() < 4 {
            return Err(io::Error::other(format!("only {} segments", segments.len())));
        }
        Ok(Furnished { folder: folder.to_owned(), segments })
    }

    /// One run in an empty folder, with a kill at a step.
    ///
    /// # Errors
    /// If a promise was broken; the message says which.
    pub(crate) fn kill_at(&self, binary: &Path, folder: &Path, step: Step) -> io::Result<Kept> {
        copy(&self.folder, folder)?;
        let house = House::new(binary, folder, &format!("{INBOX}{KEPT}"))?;
        let wrong = |what: &str| io::Error::other(format!("{step:?}: {what}\n{}", house.said()));
        let hit = self.cut(&house, step).map_err(|what| wrong(&what))?;
        // `cat` reads right while the cut is still there.
        let mut known = self.segments.clone();
        check(&house, &mut known, BEFORE).map_err(|what| wrong(&format!("at the cut: {what}")))?;
        let left = leftovers(&house.path("out"));
        // Everything once more: what is remembered is not written again.
        put(&house, 0..BEFORE + AFTER)?;
        let second = house.open()?;
        let rested = until(Duration::from_secs(20), || is_empty(&house) && self.is_kept(&house));
        let status = second.stop(Duration::from_secs(30))?;
        if !rested || !status.success() {
            return Err(wrong(&format!("the second came to rest: {rested}; {status}")));
        }
        check(&house, &mut known, BEFORE + AFTER).map_err(|what| wrong(&format!("at the end: {what}")))?;
        let files = files_below(&house.path("out"));
        let sealed = files.iter().filter(|path| is_sealed(path)).count();
        let removed = known.len() - segments(&house.path("out"))?.len();
        Ok(Kept { hit, sealed, removed, left })
    }

    /// Lets a daemon keep the house in order while files arrive, until the call at which it is killed. Whether it was.
    fn cut(&self, house: &House, step: Step) -> Result<bool, String> {
        let mut plain = files_below(&house.path("out"));
        plain.sort();
        // The last may be written; the one before it is full, and too young to be removed.
        let full = plain.iter().rev().nth(1).and_then(|path| path.file_name()?.to_str()).unwrap_or_default();
        let oldest = plain.first().and_then(|path| path.file_name()?.to_str()).unwrap_or_default();
        let (call, at, on) = match step {
            Step::Number(call, at) => (call, at, None),
            Step::OnSealing(call) => (call, 1, Some(format!("out/.{full}.zst.part"))),
            Step::OnSealed(call) => (call, 1, Some(format!("out/{full}"))),
            Step::OnOldest(call) => (call, 1, Some(format!("out/{oldest}"))),
        };
        // As the daemon names it, and as the kernel does.
        let absolute = on.as_ref().map(|on| house.path(on).to_string_lossy().into_owned());
        let inject = format!("inject={call}:signal=KILL:when={at}");
        let trace = format!("trace={call}");
        let mut wrapper = vec!["strace", "-D", "-f", "-qqq", "-o", "/dev/null", "-e", &trace, "-e", &inject];
        for path in on.iter().chain(&absolute) {
            wrapper.extend(["-P", path.as_str()]);
        }
        let said = |error: io::Error| error.to_string();
        put(house, BEFORE..BEFORE + AFTER).map_err(said)?;
        let mut daemon = house.start_under(&wrapper).map_err(said)?;
        let ended = until(Duration::from_secs(20), || {
            daemon.ended().is_ok_and(|ended| ended.is_some()) || (is_empty(house) && self.is_kept(house))
        });
        let status = match daemon.ended().map_err(said)? {
            Some(status) => status,
            None if ended => daemon.stop(Duration::from_secs(30)).map_err(said)?,
            None => return Err("it does not come to rest".to_owned()),
        };
        let hit = status.signal() == Some(Signal::KILL.as_raw());
        // While it opens, SIGTERM still has its usual effect.
        if !hit && !status.success() && status.signal() != Some(Signal::TERM.as_raw()) {
            return Err(format!("it ended with {status}"));
        }
        Ok(hit)
    }

    /// Whether all segments of the furnished house but its last are sealed or gone: they were full from the start.
    fn is_kept(&self, house: &House) -> bool {
        let last = self.segments.keys().next_back().copied().unwrap_or(0);
        let files = files_below(&house.path("out"));
        let plain = files.iter().filter(|path| !is_sealed(path)).filter_map(|path| number(path));
        !files.is_empty() && plain.min().is_some_and(|first| first >= last)
    }

    fn wrong(&self, house: &House, call: &str, at: u32, what: &str) -> io::Error {
        io::Error::other(format!("{call} {at}: {what}\n{}", house.said()))
    }
}

/// Holds the journal against what it held before, and `wiredesk cat` against the journal; `known` grows by what it holds
/// now. The first so many stories must be in it or have been.
fn check(house: &House, known: &mut Segments, stories: u64) -> Result<(), String> {
    let now = segments(&house.path("out")).map_err(|error| error.to_string())?;
    let first = now.keys().next().copied().unwrap_or(u64::MAX);
    let last = known.keys().next_back().copied().unwrap_or(0);
    for (number, content) in known.iter() {
        match now.get(number) {
            Some(same) if same == content => {}
            // It went on, or its torn end was cut.
            Some(other) if *number == last && (other.starts_with(whole(content))) => {}
            Some(_) => return Err(format!("changed: segment {number}")),
            None if *number < first => {}
            None => return Err(format!("lost: segment {number}, with older ones still there")),
        }
    }
    known.extend(now.clone());
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for line in lines(known) {
        *seen.entry(text(&line?, "/source/path")).or_default() += 1;
    }
    if let Some((path, count)) = seen.iter().find(|(_, count)| **count > 1) {
        return Err(format!("twice: {path} is in the journal {count} times"));
    }
    match (0..stories).map(name).find(|name| !seen.contains_key(name)) {
        Some(name) => Err(format!("lost: {name}")),
        None => check_cat(house, &now),
    }
}

/// Everything up to the last newline.
fn whole(content: &[u8]) -> &[u8] {
    &content[..content.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)]
}

/// What `cat` says from the beginning, and from a record in the middle of each segment on.
fn check_cat(house: &House, now: &Segments) -> Result<(), String> {
    let expected: Vec<u8> = now.values().flat_map(|content| whole(content)).copied().collect();
    if cat(house, &[])? != expected {
        return Err("`cat` gives something else than the segments hold".to_owned());
    }
    for content in now.values() {
        let lines: Vec<&[u8]> = whole(content).split_inclusive(|byte| *byte == b'\n').collect();
        let Some(line) = lines.get(lines.len() / 2) else { continue };
        let record: Value = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let at = expected.windows(line.len()).position(|window| window == *line);
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
        let Some(number) = number(&path) else { continue };
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

/// The number of a segment's file.
fn number(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.split_once('-')?.0.parse().ok()
}

fn is_sealed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "zst")
}

/// Files that stand there only where sealing was cut.
fn leftovers(folder: &Path) -> usize {
    let files = files_below(folder);
    let is_part = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "part");
    let has_twin = |path: &&PathBuf| is_sealed(path) && fs::metadata(path.with_extension("")).is_ok();
    files.iter().filter(is_part).count() + files.iter().filter(has_twin).count()
}

fn is_empty(house: &House) -> bool {
    files_below(&house.path("inbox")).is_empty()
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
