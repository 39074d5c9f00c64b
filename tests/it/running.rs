//! The daemon as a process: started, waited for, stopped.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A running daemon; killed when dropped.
pub(crate) struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Daemon {
    /// Starts a command that becomes the daemon, and keeps what it says in `log`.
    pub(crate) fn start(mut command: Command, log: &Path) -> Daemon {
        let said = File::create(log).unwrap();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said).spawn().unwrap();
        Daemon { child, log: log.to_owned() }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Waits until it says something; false after so long.
    pub(crate) fn says(&self, what: &str, within: Duration) -> bool {
        wait_for(within, || self.said().contains(what))
    }

    /// Waits until it is open.
    pub(crate) fn open(self) -> Daemon {
        assert!(self.says("the desk is open", Duration::from_secs(20)), "{}", self.said());
        self
    }

    /// Tells it to stop, and returns its exit status and what it said.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let told = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(told.success());
        let mut status = None;
        let ended = wait_for(Duration::from_secs(30), || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        assert!(ended, "{}", self.said());
        (status.and_then(|status| status.code()), self.said())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Looks until something is so; false after so long.
pub(crate) fn wait_for(within: Duration, mut so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + within;
    loop {
        if so() {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// How often each path is in a journal, over all whole lines of its segments, sealed or not.
pub(crate) fn journal(folder: &Path) -> BTreeMap<String, usize> {
    let mut segments: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        // One that was sealed meanwhile is met again under its other name.
        let Ok(bytes) = fs::read(entry.path()) else { continue };
        if let Some(plain) = name.strip_suffix(".zst") {
            segments.insert(plain.to_owned(), zstd::decode_all(bytes.as_slice()).unwrap());
        } else if name.ends_with(".jsonl") {
            segments.insert(name, bytes);
        }
    }
    let mut found = BTreeMap::new();
    for line in segments.values().flat_map(|bytes| bytes.split_inclusive(|b| *b == b'\n')) {
        if line.ends_with(b"\n") {
            let record: Value = serde_json::from_slice(line).unwrap();
            *found.entry(record["source"]["path"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    found
}
