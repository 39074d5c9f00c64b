//! Runs the binary in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::outside::daemon::{House, files_below, until};

/// How long a command that is no daemon may take on a busy machine.
const LONGEST_COMMAND: Duration = Duration::from_secs(180);

/// An empty folder that a test has for itself; it is removed with the value.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of what lies in the folder, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// A command that is ready to run here, without standard input and without the variables of this environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wiredesk"));
        command.args(args).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command
    }

    /// Runs a command to its end, which must come: what hangs is killed, and fails its test.
    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        let mut command = self.command(args);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let pid = Pid::from_child(&child);
        let (ended, end) = std::sync::mpsc::channel::<()>();
        let watch = std::thread::spawn(move || {
            // The sender is dropped when the command has ended.
            let hangs = end.recv_timeout(LONGEST_COMMAND) == Err(RecvTimeoutError::Timeout);
            if hangs {
                kill_process(pid, Signal::KILL).ok();
            }
            hangs
        });
        let output = child.wait_with_output().unwrap();
        drop(ended);
        assert!(!watch.join().unwrap(), "{args:?} does not end: {}", String::from_utf8_lossy(&output.stderr));
        Ended {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Desk {
    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A house in this folder, where a daemon can be started; `settings` are further keys of its inbox, `more` is the
    /// rest of its configuration.
    pub(crate) fn house(&self, settings: &str, more: &str) -> House {
        let inbox = "[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\n";
        let binary = Path::new(env!("CARGO_BIN_EXE_wiredesk"));
        House::new(binary, self.folder(), &format!("{inbox}{settings}\n{more}\n")).unwrap()
    }

    /// The records of the journal in order, each held against the schema.
    pub(crate) fn journal(&self) -> Vec<Value> {
        let mut segments = files_below(&self.path("out"));
        segments.sort();
        segments.iter().flat_map(|segment| records(&std::fs::read_to_string(segment).unwrap())).collect()
    }

    /// Waits until the journal holds so many records and the inbox no file; gives them.
    pub(crate) fn records_when_done(&self, count: usize) -> Vec<Value> {
        let done = || crate::outside::daemon::journal_lines(&self.path("out")) >= count;
        let _ = until(PATIENCE, || done() && files_below(&self.path("inbox")).is_empty());
        let records = self.journal();
        let left = files_below(&self.path("inbox"));
        let log = std::fs::read_to_string(self.path("stderr.log")).unwrap_or_default();
        assert!(
            records.len() == count && left.is_empty(),
            "{} records, left: {left:?}\n{log}",
            records.len()
        );
        records
    }

    /// The reasons of what is in quarantine, sorted by path.
    pub(crate) fn reasons(&self) -> Vec<Value> {
        let files = files_below(&self.path("var/quarantine"));
        let reasons = files.iter().filter(|path| path.to_string_lossy().ends_with(".reason.json"));
        let mut reasons: Vec<Value> =
            reasons.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect();
        reasons.sort_by_key(|reason| reason["path"].to_string());
        reasons
    }
}

/// How long a daemon under load on a busy machine may take for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

static SCHEMA: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::validator_for(&wiredesk::cli::schema::record()).unwrap());

/// The records in JSON Lines, each held against the schema.
pub(crate) fn records(lines: &str) -> Vec<Value> {
    assert!(lines.is_empty() || lines.ends_with('\n'), "a torn last line");
    let each = lines.lines().map(|line| {
        let record: Value = serde_json::from_str(line).unwrap();
        let problems: Vec<String> = SCHEMA.iter_errors(&record).map(|error| error.to_string()).collect();
        assert_eq!(problems, Vec::<String>::new(), "{line}");
        record
    });
    each.collect()
}

/// The source paths of records, in order.
pub(crate) fn paths(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["source"]["path"].as_str().unwrap_or_default()).collect()
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
