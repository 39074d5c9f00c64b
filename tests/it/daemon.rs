//! A running daemon in a folder of its own, and what can be asked of it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::outside;
use crate::support::Desk;

/// An inbox that is looked at often, and an address of the system's choice.
pub(crate) const QUICK: &str = "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n\
    [source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\nsettle = \"50ms\"\nrescan = \"200ms\"\n";

/// A running daemon; killed with the value.
pub(crate) struct Daemon {
    child: Child,
    log: std::path::PathBuf,
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Waits for something to come true; a test that waits longer than half a minute has failed.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited too long: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

impl Daemon {
    /// Starts `wiredesk run` and waits until it takes copy.
    pub(crate) fn open(desk: &Desk, environment: &[(&str, &Path)]) -> Daemon {
        let daemon = Daemon::start(desk, environment);
        until("the desk is open", || daemon.log().contains("the desk is open").then_some(()));
        daemon
    }

    /// Starts `wiredesk run`; its log goes to `log`.
    pub(crate) fn start(desk: &Desk, environment: &[(&str, &Path)]) -> Daemon {
        let log = desk.path("log");
        let mut command = desk.command(&["run"]);
        command.stderr(File::create(&log).unwrap());
        for (name, value) in environment {
            command.env(name, value);
        }
        Daemon { child: command.spawn().unwrap(), log }
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// Waits until the log says something: it is written beside everything else.
    pub(crate) fn says(&self, what: &str) {
        until(what, || self.log().contains(what).then_some(()));
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Ends it with SIGTERM.
    pub(crate) fn close(mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        until("the end", || self.child.try_wait().unwrap())
    }

    /// Status and body of what it answers.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        let address = until("its address", || {
            let log = self.log();
            let (_, rest) = log.split_once("address=")?;
            Some(rest.split_whitespace().next()?.to_owned())
        });
        outside::daemon::get(&address, path).unwrap()
    }

    /// The value of a metric, by its name with labels.
    pub(crate) fn metric(&self, name: &str) -> Option<f64> {
        let (_, text) = self.get("/metrics");
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
        Some(line.parse().unwrap())
    }
}

/// Every record of the journal, in order.
pub(crate) fn records(desk: &Desk) -> Vec<Value> {
    let mut names: Vec<_> =
        fs::read_dir(desk.path("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    let texts = names.iter().map(|path| fs::read_to_string(path).unwrap());
    // What is being written has no end yet.
    let whole = texts.map(|mut text| {
        text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
        text
    });
    whole
        .flat_map(|text| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>())
        .collect()
}

/// How often each input is in the journal, by source and path.
pub(crate) fn inputs(desk: &Desk) -> BTreeMap<String, usize> {
    let mut inputs = BTreeMap::new();
    for record in records(desk) {
        let source = &record["source"];
        let name = format!("{}/{}", source["name"].as_str().unwrap(), source["path"].as_str().unwrap());
        *inputs.entry(name).or_default() += 1;
    }
    inputs
}

/// What a file sink has published in a folder, in the order of the names.
pub(crate) fn published(folder: &Path) -> String {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let is_hidden = |path: &Path| path.file_name().unwrap().to_string_lossy().starts_with('.');
    let mut paths: Vec<_> = entries.filter(|path| !is_hidden(path)).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// A story that is like no other.
pub(crate) fn story(number: usize) -> String {
    let mut seed = number as u64 + 1;
    let mut words = Vec::new();
    for _ in 0..60 {
        // The multiplier of Knuth's MMIX generator.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words.push(format!("w{:x}", (seed >> 40) % 4096));
    }
    let (one, other) = words.split_at(30);
    format!("Harbour board meets, item {number}\n\nThe board {}.\n\nIt {}.\n", one.join(" "), other.join(" "))
}
