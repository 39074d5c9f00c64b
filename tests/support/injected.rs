//! The running daemon meets a disk that refuses: errors injected by `strace` and short writes, once or for a while.
//!
//! What must hold: while a disk refuses for good, nothing more is taken or written and readiness says why; once it
//! serves again everything goes on within ten seconds; nothing is lost, twice, torn or changed.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};

use super::daemon::{Daemon, House, age, files_below, until};
use super::feed::Feed;
use super::oracle::{Account, account};

/// After the disk serves again, everything must be done within this.
pub(crate) const RECOVERY: Duration = Duration::from_secs(10);

const CONFIGURATION: &str = "\
[source.inbox]
type = \"inbox\"
path = \"inbox\"
settle = \"100ms\"
rescan = \"500ms\"
[web]
enabled = true
listen = \"127.0.0.1:0\"
";

/// What the disk refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// `EIO` from every write to the journal's segment, for a while.
    Write,
    /// `EIO` from every sync of data, for a while.
    Sync,
    /// `EIO` from every rename, for a while.
    Rename,
    /// `EIO` from every opening of a file or folder, for a while.
    Open,
    /// `EIO` from every write to the index, for a while.
    Index,
    /// Writes end early, then fail: no file may grow beyond a point inside the next record, for a while.
    Short,
    /// `EIO` from one call of this kind, the `u32`-th of each thread, from the start on.
    Once(&'static str, u32),
}

/// Those that last.
pub(crate) const LASTING: &[Refusal] =
    &[Refusal::Write, Refusal::Sync, Refusal::Rename, Refusal::Open, Refusal::Index, Refusal::Short];

/// The calls of which a single one fails.
pub(crate) const SINGLE: &[&str] =
    &["fdatasync", "renameat2", "openat", "pwrite64", "fsync", "rename", "ftruncate", "unlink"];

impl Refusal {
    /// The calls that fail, as `strace` names them; none where it is not `strace` that lets them fail.
    fn calls(self) -> Option<&'static str> {
        match self {
            Refusal::Write => Some("write"),
            Refusal::Sync => Some("fdatasync"),
            Refusal::Rename => Some("rename,renameat,renameat2"),
            Refusal::Open => Some("openat"),
            Refusal::Index => Some("pwrite64"),
            Refusal::Short => None,
            Refusal::Once(call, _) => Some(call),
        }
    }

    /// Whether the desk can neither take nor write anything meanwhile. An index that cannot be written holds up nothing
    /// that the journal can still take.
    fn stops_the_intake(self) -> bool {
        !matches!(self, Refusal::Index | Refusal::Once(..))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Write => f.write_str("EIO on write"),
            Refusal::Sync => f.write_str("EIO on fdatasync"),
            Refusal::Rename => f.write_str("EIO on rename"),
            Refusal::Open => f.write_str("EIO on open"),
            Refusal::Index => f.write_str("EIO on writes of the index"),
            Refusal::Short => f.write_str("short writes"),
            Refusal::Once(call, at) => write!(f, "EIO on {call} number {at}"),
        }
    }
}

/// What one run showed.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Calls that failed; for short writes, failed commits.
    pub(crate) failures: usize,
    /// What readiness said while it was not ready.
    pub(crate) why: Option<String>,
    /// From when the disk served again until everything was done.
    pub(crate) recovery: Duration,
    /// What came out in the end.
    pub(crate) account: Account,
}

/// One run: some files, the refusal, more files, the end of the refusal, rest.
///
/// # Errors
/// If a promise was broken; the message says which.
pub(crate) fn run(binary: &Path, folder: &Path, refusal: Refusal, seed: u64) -> io::Result<Seen> {
    let house = House::new(binary, folder, CONFIGURATION)?;
    let seen = match refusal {
        Refusal::Once(call, at) => once(&house, call, at, seed),
        lasting => for_a_while(&house, lasting, seed),
    };
    let seen = seen.map_err(|error| wrong(refusal, seed, &house, &error.to_string()))?;
    if !seen.account.is_clean() {
        return Err(wrong(refusal, seed, &house, &seen.account.to_string()));
    }
    if seen.recovery > RECOVERY {
        return Err(wrong(refusal, seed, &house, &format!("it goes on after {:?} only", seen.recovery)));
    }
    if refusal.stops_the_intake() && seen.why.is_none() {
        return Err(wrong(refusal, seed, &house, "readiness did not say that it stands still"));
    }
    Ok(seen)
}

fn wrong(refusal: Refusal, seed: u64, house: &House, what: &str) -> io::Error {
    io::Error::other(format!("{refusal}, seed {seed}: {what}\n{}", house.said()))
}

fn for_a_while(house: &House, refusal: Refusal, seed: u64) -> io::Result<Seen> {
    // What passes the limit of a file's size is an error then, and not the end of the process.
    let mut daemon = house.start_under(&["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""])?;
    let address =
        until_some(Duration::from_secs(20), || address(house)).ok_or_else(|| other("no address"))?;
    let mut feed = Feed::new(&house.path("inbox"), seed);
    for _ in 0..20 {
        feed.put()?;
    }
    let begun = until(Duration::from_secs(20), || journal_bytes(house) > 0 && ready(&address).is_ok());
    if !begun {
        return Err(other("nothing is written before the refusal"));
    }
    let injection = Injection::begin(house, &daemon, refusal, seed)?;
    let end = Instant::now() + Duration::from_millis(1500 + 100 * (seed % 16));
    let mut why = None;
    for _ in 0..40 {
        feed.put()?;
    }
    while Instant::now() < end || (why.is_none() && Instant::now() < end + Duration::from_secs(8)) {
        match ready(&address) {
            Err(said) => why = Some(said),
            Ok(()) if !refusal.stops_the_intake() && Instant::now() >= end => break,
            Ok(()) => {}
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    if let Some(status) = daemon.ended()? {
        return Err(other(&format!("it ended while the disk refused: {status}")));
    }
    // A try cuts off what the one before left and leaves as much again: of some moments one must be still.
    let is_still = || {
        let before = journal_bytes(house);
        std::thread::sleep(Duration::from_millis(300));
        before == journal_bytes(house)
    };
    if refusal.stops_the_intake() && why.is_some() && !(0..3).any(|_| is_still()) {
        return Err(other("the journal grows while the disk refuses"));
    }
    // The index is written now and then only.
    until(Duration::from_secs(10), || injection.strace.is_none() || injected(&injection.log) > 0);
    let failures = injection.end(&daemon, &address)?;
    if failures == 0 {
        return Err(other("nothing was refused"));
    }
    let served = Instant::now();
    let rested = until(RECOVERY + Duration::from_secs(20), || {
        files_below(&house.path("inbox")).is_empty() && ready(&address).is_ok()
    });
    let recovery = served.elapsed();
    let status = daemon.stop(Duration::from_secs(30))?;
    let account = account(&house.path(""), &feed.puts);
    if !rested || !status.success() {
        return Err(other(&format!("it came to rest: {rested}; {status}\n{account}")));
    }
    Ok(Seen { failures, why, recovery, account })
}

fn once(house: &House, call: &str, at: u32, seed: u64) -> io::Result<Seen> {
    let mut feed = Feed::new(&house.path("inbox"), seed);
    for _ in 0..12 {
        feed.put()?;
    }
    for path in files_below(&house.path("inbox")) {
        age(&path, Duration::from_secs(60))?;
    }
    let log = house.path("strace.log");
    let log_name = log.to_string_lossy().into_owned();
    let inject = format!("inject={call}:error=EIO:when={at}");
    let trace = format!("trace={call}");
    let wrapper = ["strace", "-D", "-f", "-qqq", "-o", &log_name, "-e", &trace, "-e", &inject];
    let mut daemon = house.start_under(&wrapper)?;
    let empty = || files_below(&house.path("inbox")).is_empty();
    let begin = Instant::now();
    until(RECOVERY + Duration::from_secs(20), || {
        empty() || daemon.ended().is_ok_and(|ended| ended.is_some())
    });
    let recovery = begin.elapsed();
    let status = match daemon.ended()? {
        Some(status) => status,
        None => daemon.stop(Duration::from_secs(30))?,
    };
    // An error while it opens ends it in order, as does one that the loader of programs meets.
    if !matches!(status.code(), Some(0 | 74 | 127)) && status.code().is_some() {
        return Err(other(&format!("it ended with {status}")));
    }
    if !status.success() || !empty() {
        let second = house.open()?;
        let rested = until(Duration::from_secs(20), empty);
        let status = second.stop(Duration::from_secs(30))?;
        if !rested || !status.success() {
            return Err(other(&format!("the next start came to rest: {rested}; {status}")));
        }
    }
    let failures = injected(&log);
    Ok(Seen { failures, why: None, recovery, account: account(&house.path(""), &feed.puts) })
}

/// A refusal that is going on.
struct Injection {
    strace: Option<Child>,
    log: std::path::PathBuf,
}

impl Injection {
    fn begin(house: &House, daemon: &Daemon, refusal: Refusal, seed: u64) -> io::Result<Injection> {
        let log = house.path("strace.log");
        let Some(calls) = refusal.calls() else {
            let segments = files_below(&house.path("out"));
            let sizes = segments.iter().filter_map(|path| Some(fs::metadata(path).ok()?.len()));
            let longest = sizes.max().unwrap_or(0);
            limit_files(daemon, Some(longest + 1 + seed * 97 % 800))?;
            return Ok(Injection { strace: None, log });
        };
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qqq", "-p", &daemon.id().to_string(), "-o"]).arg(&log);
        strace.args(["-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:error=EIO")]);
        if refusal == Refusal::Write {
            // Of all writes only these: others wake threads or go to the log.
            for segment in files_below(&house.path("out")) {
                strace.arg("-P").arg(segment);
            }
        }
        let strace = strace.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let injection = Injection { strace: Some(strace), log };
        let attached = until(Duration::from_secs(10), || {
            let tasks = fs::read_dir(format!("/proc/{}/task", daemon.id())).into_iter().flatten().flatten();
            let mut tasks = tasks.peekable();
            tasks.peek().is_some() && tasks.all(|task| is_traced(&task.path()))
        });
        if attached { Ok(injection) } else { Err(other("strace does not attach")) }
    }

    /// Lets the disk serve again. Returns how often it refused.
    fn end(mut self, daemon: &Daemon, address: &str) -> io::Result<usize> {
        let Some(mut strace) = self.strace.take() else {
            let failed = metric(address, "wiredesk_commit_failures_total");
            limit_files(daemon, None)?;
            return Ok(failed);
        };
        if let Some(pid) = i32::try_from(strace.id()).ok().and_then(Pid::from_raw) {
            kill_process(pid, Signal::TERM).ok();
        }
        strace.wait()?;
        Ok(injected(&self.log))
    }
}

impl Drop for Injection {
    fn drop(&mut self) {
        if let Some(strace) = &mut self.strace {
            // A tracer that is killed lets go of what it traced.
            strace.kill().ok();
            strace.wait().ok();
        }
    }
}

fn is_traced(task: &Path) -> bool {
    let status = fs::read_to_string(task.join("status")).unwrap_or_default();
    status.lines().any(|line| line.strip_prefix("TracerPid:").is_some_and(|pid| pid.trim() != "0"))
}

/// How many calls of a trace failed because they were told to.
fn injected(log: &Path) -> usize {
    let text = fs::read(log).unwrap_or_default();
    String::from_utf8_lossy(&text).matches("(INJECTED)").count()
}

/// Sets how large a file of the daemon may become.
fn limit_files(daemon: &Daemon, most: Option<u64>) -> io::Result<()> {
    let pid = i32::try_from(daemon.id()).ok().and_then(Pid::from_raw);
    prlimit(pid, Resource::Fsize, Rlimit { current: most, maximum: None })?;
    Ok(())
}

fn journal_bytes(house: &House) -> u64 {
    let files = files_below(&house.path("out"));
    files.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum()
}

fn address(house: &House) -> Option<String> {
    let said = house.said();
    let (_, rest) = said.split_once("address=")?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// What `/readyz` says when it says no.
fn ready(address: &str) -> Result<(), String> {
    match super::daemon::get(address, "/readyz") {
        Ok((200, _)) => Ok(()),
        Ok((_, why)) => Err(why.trim().to_owned()),
        Err(error) => Err(format!("no answer: {error}")),
    }
}

fn metric(address: &str, name: &str) -> usize {
    let (_, text) = super::daemon::get(address, "/metrics").unwrap_or_default();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.and_then(|value| value.parse().ok()).unwrap_or(0)
}

fn until_some<T>(limit: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let mut found = None;
    until(limit, || {
        found = look();
        found.is_some()
    });
    found
}

fn other(what: &str) -> io::Error {
    io::Error::other(what)
}
