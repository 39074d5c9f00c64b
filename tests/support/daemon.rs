//! The real binary as a daemon in a folder of its own, and what can be done to it from outside.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// A folder with a configuration, an inbox and everything that the daemon makes.
#[derive(Debug)]
pub(crate) struct House {
    folder: PathBuf,
    binary: PathBuf,
}

impl House {
    /// A house in an existing folder: the default layout, with `more` as further configuration.
    pub(crate) fn new(binary: &Path, folder: &Path, more: &str) -> io::Result<House> {
        fs::create_dir_all(folder.join("inbox"))?;
        fs::write(folder.join("pipeline.toml"), more)?;
        Ok(House { folder: folder.to_owned(), binary: binary.to_owned() })
    }

    /// A path in the house.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.join(name)
    }

    /// The program.
    pub(crate) fn binary(&self) -> &Path {
        &self.binary
    }

    /// What the daemons have said so far.
    pub(crate) fn said(&self) -> String {
        fs::read(self.path("stderr.log"))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }

    /// Starts the daemon and waits until it says that it is open, which it says at level `info`.
    pub(crate) fn open(&self) -> io::Result<Daemon> {
        let before = self.said().len();
        let mut daemon = self.start()?;
        let open = until(Duration::from_secs(20), || {
            self.said().get(before..).is_some_and(|said| said.contains("the desk is open"))
                || daemon.ended().is_ok_and(|ended| ended.is_some())
        });
        match daemon.ended()? {
            None if open => Ok(daemon),
            ended => Err(io::Error::other(format!("the desk does not open ({ended:?})\n{}", self.said()))),
        }
    }

    /// Starts the daemon.
    pub(crate) fn start(&self) -> io::Result<Daemon> {
        self.start_under(&[] as &[&str])
    }

    /// Starts the daemon under another command, which must run it as its own process (`setpriv`, `strace -D`).
    pub(crate) fn start_under(&self, wrapper: &[impl AsRef<OsStr>]) -> io::Result<Daemon> {
        let mut words: Vec<&OsStr> = wrapper.iter().map(AsRef::as_ref).collect();
        words.extend([self.binary.as_os_str(), OsStr::new("run")]);
        let log = OpenOptions::new().create(true).append(true).open(self.path("stderr.log"))?;
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).current_dir(&self.folder).env_remove("RUST_LOG");
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Ok(Daemon { child: command.spawn()? })
    }
}

/// A running daemon; it is killed with the value.
#[derive(Debug)]
pub(crate) struct Daemon {
    child: Child,
}

impl Daemon {
    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // It may have ended by itself; whoever waits for it will see.
            kill_process(pid, signal).ok();
        }
    }

    /// Kills it and waits until it is gone.
    pub(crate) fn kill(mut self) -> io::Result<ExitStatus> {
        self.child.kill()?;
        self.child.wait()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits for its end, at most for `limit`.
    pub(crate) fn ends_within(&mut self, limit: Duration) -> io::Result<Option<ExitStatus>> {
        let end = Instant::now() + limit;
        loop {
            let ended = self.child.try_wait()?;
            if ended.is_some() || Instant::now() >= end {
                return Ok(ended);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks it to stop and waits for its exit status, which must come within `limit`.
    pub(crate) fn stop(mut self, limit: Duration) -> io::Result<ExitStatus> {
        self.signal(Signal::TERM);
        self.ends_within(limit)?
            .ok_or_else(|| io::Error::new(io::ErrorKind::TimedOut, "the daemon does not end"))
    }

    /// A line of `/proc/PID/status`, in its own unit: `VmHWM`, `VmRSS` in KiB.
    pub(crate) fn status(&self, key: &str) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
    }

    /// How many files it has open.
    pub(crate) fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.id())).map_or(0, Iterator::count)
    }

    /// Processor time it has used so far, to the kernel's nanosecond accounting of each thread that still runs.
    pub(crate) fn processor_time(&self) -> Duration {
        let threads = fs::read_dir(format!("/proc/{}/task", self.id())).into_iter().flatten().flatten();
        let each = threads.filter_map(|thread| fs::read_to_string(thread.path().join("schedstat")).ok());
        Duration::from_nanos(each.filter_map(|text| text.split(' ').next()?.parse::<u64>().ok()).sum())
    }

    /// Processor time that it has used so far, threads that have ended among it, in the kernel's ticks.
    pub(crate) fn spent(&self) -> io::Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.id()))?;
        // The name in brackets may hold anything; fields are counted after it. 11 and 12 there: utime, stime.
        let (_, fields) = stat.rsplit_once(") ").unwrap_or_default();
        let ticks: u64 =
            fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        let each = rustix::param::clock_ticks_per_second() as f64;
        Ok(Duration::from_secs_f64(ticks as f64 / each))
    }

    /// How often its threads that live now have gone to sleep.
    pub(crate) fn wakes(&self) -> u64 {
        let threads = fs::read_dir(format!("/proc/{}/task", self.id())).into_iter().flatten().flatten();
        let each = threads.filter_map(|thread| fs::read_to_string(thread.path().join("status")).ok());
        let switches = |text: String| {
            text.lines()
                .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))
                .and_then(|count| count.trim().parse::<u64>().ok())
        };
        each.filter_map(switches).sum()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // Ended already: fine.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Status and body of what a daemon's own address answers.
pub(crate) fn get(address: &str, path: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    status.zip(body).ok_or_else(|| io::Error::other(format!("a strange answer: {answer}")))
}

/// Looks every few milliseconds until `holds`, at most for `limit`; whether it came to hold.
pub(crate) fn until(limit: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + limit;
    loop {
        if holds() {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Every file below a folder that is no folder itself, in no order.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(_) => found.push(entry.path()),
                Err(_) => {}
            }
        }
    }
    found
}

/// How many whole lines the journal in a folder holds.
pub(crate) fn journal_lines(folder: &Path) -> usize {
    let read = |path: &PathBuf| fs::read(path).unwrap_or_default();
    let count = |bytes: Vec<u8>| bytes.iter().filter(|&&byte| byte == b'\n').count();
    files_below(folder).iter().map(|path| count(read(path))).sum()
}

/// Sets when a file was last changed to `ago` before now, so that it has stood still for long enough.
pub(crate) fn age(path: &Path, ago: Duration) -> io::Result<()> {
    let then = std::time::SystemTime::now() - ago;
    File::options().write(true).open(path)?.set_modified(then)
}

/// Whether a mount namespace with a tmpfs in it can be had.
pub(crate) fn can_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["-m", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"])
        .stderr(Stdio::null())
        .status();
    tried.is_ok_and(|status| status.success())
}
