//! The daemon under `strace`: a kill at each call of a kind, and what must have been synced before a file is moved.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;

use super::daemon::{House, age, files_below, until};
use super::feed::Feed;
use super::kills::{CONFIGURATION, comes_to_rest};
use super::oracle::{Account, Put, account};

/// The calls that change what stands on the disk.
pub(crate) const CALLS: &[&str] =
    &["write", "pwrite64", "renameat2", "rename", "fdatasync", "fsync", "unlink", "ftruncate", "mkdir"];

/// Whether `strace` can be used here.
pub(crate) fn is_there() -> bool {
    let works = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    works.is_ok_and(|status| status.success())
}

/// A house with files that have stood there for a while.
fn furnished(binary: &Path, folder: &Path, files: u32, seed: u64) -> io::Result<(House, Vec<Put>)> {
    let house = House::new(binary, folder, CONFIGURATION)?;
    let mut feed = Feed::new(&house.path("inbox"), seed);
    for _ in 0..files {
        feed.put()?;
    }
    for path in files_below(&house.path("inbox")) {
        age(&path, Duration::from_secs(60))?;
    }
    Ok((house, feed.puts))
}

/// Runs once over a few files and kills the daemon at the `at`-th call of one kind of any of its threads; then runs
/// again to the end. `None` if no thread makes so many.
///
/// # Errors
/// If a daemon does not come to rest, or ends otherwise than it should.
pub(crate) fn kill_at(
    binary: &Path,
    folder: &Path,
    files: u32,
    call: &str,
    at: u32,
) -> io::Result<Option<Account>> {
    let (house, puts) = furnished(binary, folder, files, 2)?;
    let inject = format!("inject={call}:signal=KILL:when={at}");
    let wrapper =
        ["strace", "-D", "-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject];
    let mut daemon = house.start_under(&wrapper)?;
    let rested = until(Duration::from_secs(30), || {
        files_below(&house.path("inbox")).is_empty() || daemon.ended().is_ok_and(|ended| ended.is_some())
    });
    let status = match daemon.ended()? {
        Some(status) => status,
        None if rested => daemon.stop(Duration::from_secs(30))?,
        None => return Err(io::Error::other(format!("{call} {at}: no end\n{}", house.said()))),
    };
    let hit = status.signal() == Some(Signal::KILL.as_raw());
    // While it opens, SIGTERM still has its usual effect.
    if !hit && !status.success() && status.signal() != Some(Signal::TERM.as_raw()) {
        return Err(io::Error::other(format!("{call} {at}: {status}\n{}", house.said())));
    }
    if hit {
        let second = house.open()?;
        let rested = comes_to_rest(&house, puts.len(), Duration::from_secs(20));
        let status = second.stop(Duration::from_secs(30))?;
        if !rested || !status.success() {
            let found = account(folder, &puts);
            return Err(io::Error::other(format!(
                "{call} {at}: rested {rested}, {status}\n{found}\n{}",
                house.said()
            )));
        }
    }
    let account = account(folder, &puts);
    if !account.is_clean() {
        return Err(io::Error::other(format!("{call} {at}:\n{account}\n{}", house.said())));
    }
    Ok(hit.then_some(account))
}

/// What a trace showed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Moves {
    /// Files that were moved out of their claim or removed.
    pub(crate) checked: usize,
    /// Of those, into quarantine.
    pub(crate) quarantined: usize,
    /// Syncs of a segment.
    pub(crate) syncs: usize,
    /// Moves that came before the sync that covers them.
    pub(crate) early: Vec<String>,
}

/// Runs over some files under `strace` and checks the order of its calls: no inbox file leaves its claim before the
/// sync of the segment that holds its record has returned, or before its reason in quarantine is synced.
///
/// # Errors
/// If the daemon does not come to rest, or ends otherwise than it should.
pub(crate) fn trace(binary: &Path, folder: &Path, files: u32, seed: u64, after: &str) -> io::Result<Moves> {
    let (house, _) = furnished(binary, folder, files, seed)?;
    let with_after = CONFIGURATION.replace("settle =", &format!("after = \"{after}\"\nsettle ="));
    fs::write(house.path("pipeline.toml"), with_after)?;
    let log = house.path("trace.log");
    let wrapper: Vec<PathBuf> = ["strace", "-D", "-f", "-y", "-qq", "-s", "16777216", "-o"]
        .into_iter()
        .map(PathBuf::from)
        .chain([log.clone()])
        .chain(
            ["-e", "trace=write,rename,renameat2,unlink,fdatasync,fsync,openat,openat2"].map(PathBuf::from),
        )
        .collect();
    let daemon = house.start_under(&wrapper)?;
    let rested = comes_to_rest(&house, files as usize, Duration::from_secs(60));
    let status = daemon.stop(Duration::from_secs(60))?;
    if !rested || !status.success() {
        return Err(io::Error::other(format!("rested {rested}, {status}\n{}", house.said())));
    }
    // The tracer is a process of its own, and may still be writing.
    let mut before = 0;
    until(Duration::from_secs(10), || {
        std::thread::sleep(Duration::from_millis(100));
        let now = fs::metadata(&log).map_or(0, |metadata| metadata.len());
        std::mem::replace(&mut before, now) == now
    });
    let text = fs::read(&log)?;
    Ok(Order::default().read(&String::from_utf8_lossy(&text)))
}

/// What is known while a trace is read from top to bottom.
#[derive(Debug, Default)]
struct Order {
    /// Paths whose records were written to a segment and are not synced.
    written: BTreeMap<String, BTreeSet<String>>,
    /// Paths whose records are synced.
    synced: BTreeSet<String>,
    /// Names of quarantine entries whose reason is synced.
    reasons: BTreeSet<String>,
    /// What each handle of a folder leads to: claimed files are named by it.
    handles: BTreeMap<String, String>,
    /// By thread: the call that has begun and not returned.
    begun: BTreeMap<String, String>,
    moves: Moves,
}

impl Order {
    fn read(mut self, trace: &str) -> Moves {
        for line in trace.lines() {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            let call = call.trim_start();
            if let Some(begin) = call.strip_suffix(" <unfinished ...>") {
                self.begin(begin);
                self.begun.insert(thread.to_owned(), begin.to_owned());
            } else if call.starts_with("<... ") {
                let whole = self.begun.remove(thread).unwrap_or_default();
                self.end(&whole, call);
            } else {
                self.begin(call);
                self.end(call, call);
            }
        }
        self.moves
    }

    /// A call begins: a move must be covered by now.
    fn begin(&mut self, call: &str) {
        let names: Vec<&str> = call.split('"').skip(1).step_by(2).collect();
        // Names stand as the daemon gave them, mostly relative to its folder.
        let mut names = names.iter().map(|name| self.named(name));
        let (from, to) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
        let Some((_, claimed)) = from.split_once("/inbox/") else { return };
        let Some(path) = unclaimed(claimed) else { return };
        if call.starts_with("unlink(") || (call.starts_with("rename") && !to.contains("/inbox/")) {
            self.moves.checked += 1;
            let kept = to.rsplit('/').next().unwrap_or_default();
            let quarantined = to.contains("/var/quarantine/");
            self.moves.quarantined += usize::from(quarantined);
            if !(quarantined && self.reasons.contains(kept) || self.synced.contains(&path)) {
                self.moves.early.push(format!("{path}: {call}"));
            }
        }
    }

    /// A name as the daemon gave it, with the folder in place of a handle's number.
    fn named(&self, name: &str) -> String {
        let by_handle = name.strip_prefix("/proc/self/fd/").and_then(|rest| rest.split_once('/'));
        match by_handle.and_then(|(handle, rest)| Some((self.handles.get(handle)?, rest))) {
            Some((folder, rest)) => format!("{folder}/{rest}"),
            None => format!("/{name}"),
        }
    }

    /// A call returns. `result` is the text in which its result stands.
    fn end(&mut self, call: &str, result: &str) {
        if call.starts_with("openat") {
            let opened =
                result.rsplit_once(" = ").and_then(|(_, handle)| handle.trim_end().strip_suffix('>'));
            if let Some((number, path)) = opened.and_then(|opened| opened.split_once('<')) {
                self.handles.insert(number.to_owned(), path.to_owned());
            }
            return;
        }
        let Some(file) =
            call.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(file, _)| file)
        else {
            return;
        };
        let failed = result.rsplit_once(" = ").is_none_or(|(_, result)| result.starts_with('-'));
        let is_segment = file.contains("/out/") && file.ends_with(".jsonl");
        if call.starts_with("write(") && is_segment {
            self.written.entry(file.to_owned()).or_default().extend(paths(call));
        } else if call.starts_with("fdatasync(") && !failed {
            if is_segment {
                self.moves.syncs += 1;
                self.synced.extend(self.written.remove(file).unwrap_or_default());
            } else if let Some(name) = file.rsplit('/').next() {
                let entry = name.strip_prefix('.').and_then(|name| name.strip_suffix(".reason.json.tmp"));
                self.reasons.extend(entry.map(str::to_owned));
            }
        }
    }
}

/// `a/.wiredesk/b.txt` gives `a/b.txt`; what is not in a private folder gives nothing.
fn unclaimed(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = folder.strip_suffix(".wiredesk")?;
    Some(format!("{folder}{name}"))
}

/// The source paths of the records in a traced write, where quotation marks stand as `\"`.
fn paths(call: &str) -> Vec<String> {
    let parts = call.split("\\\"path\\\":\\\"").skip(1);
    parts.filter_map(|part| part.split_once("\\\"").map(|(path, _)| path.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn early(trace: &str) -> usize {
        Order::default().read(trace).early.len()
    }

    const WRITE: &str =
        "11 write(9</d/out/1.jsonl>, \"{\\\"source\\\":{\\\"path\\\":\\\"a/b.txt\\\"}}\\n\", 20) = 20\n";
    const MOVE: &str = "12 renameat2(AT_FDCWD, \"inbox/a/.wiredesk/b.txt\", AT_FDCWD, \"done/b.txt\", RENAME_NOREPLACE) = 0\n";

    #[test]
    fn a_move_before_the_sync_returned_is_early() {
        let sync = "11 fdatasync(9</d/out/1.jsonl>) = 0\n";
        let half = "11 fdatasync(9</d/out/1.jsonl> <unfinished ...>\n";
        let resumed = "11 <... fdatasync resumed>) = 0\n";
        let failed = "11 fdatasync(9</d/out/1.jsonl>) = -1 EIO (Input/output error)\n";
        assert_eq!(early(&[WRITE, sync, MOVE].concat()), 0);
        assert_eq!(early(&[WRITE, half, resumed, MOVE].concat()), 0);
        for wrong in
            [&[WRITE, MOVE][..], &[sync, MOVE], &[WRITE, half, MOVE, resumed], &[WRITE, failed, MOVE]]
        {
            assert_eq!(early(&wrong.concat()), 1, "{wrong:?}");
        }
    }

    #[test]
    fn a_move_out_of_a_held_folder_is_known_by_its_handle() {
        let held =
            "12 openat2(5</d/inbox>, \"a/.wiredesk\", {flags=O_PATH}, 24) = 14</d/inbox/a/.wiredesk>\n";
        let moved = "12 renameat2(AT_FDCWD, \"/proc/self/fd/14/b.txt\", AT_FDCWD, \"done/b.txt\", RENAME_NOREPLACE) = 0\n";
        let sync = "11 fdatasync(9</d/out/1.jsonl>) = 0\n";
        assert_eq!(Order::default().read(&[held, WRITE, sync, moved].concat()).checked, 1);
        assert_eq!(early(&[held, WRITE, sync, moved].concat()), 0);
        assert_eq!(early(&[held, WRITE, moved].concat()), 1);
    }

    #[test]
    fn a_move_into_quarantine_comes_after_its_reason() {
        let moved = "12 renameat2(AT_FDCWD, \"inbox/.wiredesk/b.txt\", AT_FDCWD, \"var/quarantine/1/k-b.txt\", 0) = 0\n";
        let reason = "12 fdatasync(7</d/var/quarantine/1/.k-b.txt.reason.json.tmp>) = 0\n";
        assert_eq!(early(&[reason, moved].concat()), 0);
        assert_eq!(early(moved), 1);
    }
}
