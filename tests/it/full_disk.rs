//! The daemon on disks of 1, 4 and 16 MB that run full: the intake stops and says why, nothing is lost or twice, and
//! it goes on by itself.
//!
//! Each disk is a tmpfs in a mount namespace of the daemon's own; where the system gives none, the test says so and
//! proves nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::daemon::story;
use crate::outside;
use crate::outside::daemon::{can_mount, files_below};
use crate::outside::web::{Web, answer};
use crate::running::{Daemon, journal, wait_for};
use crate::support::Desk;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Small {
    Out,
    State,
    Both,
}

const INBOX: &str = "[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\nsettle = \"10ms\"\n";

struct Run {
    desk: Desk,
    daemon: Daemon,
}

impl Run {
    fn start(size: u32, small: Small, floor: &str, sources: &str) -> Run {
        let desk = Desk::new();
        let place = |is_small: bool| if is_small { "small" } else { "large" };
        let toml = format!(
            "[pipeline]\nstate = \"{}/state\"\n{sources}\n\
             [journal]\npath = \"{}/out\"\nfloor = \"{floor}\"\n[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n",
            place(small != Small::Out),
            place(small != Small::State),
        );
        desk.write("pipeline.toml", toml).write("small/.keep", "").write("inbox/.keep", "");
        let mut command = Command::new("unshare");
        let script = format!("mount -t tmpfs -o size={size}m tmpfs small && exec \"$0\" run");
        command.args(["-m", "sh", "-c", &script, env!("CARGO_BIN_EXE_wiredesk")]).current_dir(desk.path(""));
        let daemon = Daemon::start(command, &desk.path("log"));
        Run { desk, daemon }
    }

    /// A path as the daemon sees it.
    fn inside(&self, name: &str) -> PathBuf {
        let path = self.desk.path(name);
        PathBuf::from(format!("/proc/{}/root", self.daemon.id())).join(path.strip_prefix("/").unwrap())
    }

    /// What `/readyz` answers, once it says where.
    fn ready(&self) -> (u16, String) {
        let said = self.daemon.said();
        let (_, rest) = said.split_once("address=").unwrap();
        outside::daemon::get(rest.split_whitespace().next().unwrap(), "/readyz").unwrap()
    }

    /// Fills the small disk to the last byte.
    fn fill(&self) {
        let filler = self.inside("small/filler");
        let status = Command::new("sh")
            .args(["-c", "cat /dev/zero > \"$0\"", filler.to_str().unwrap()])
            .stderr(Stdio::null())
            .status();
        assert!(!status.unwrap().success());
    }

    fn put(&self, numbers: std::ops::Range<usize>) {
        for n in numbers {
            let filler = format!("The harbour office of quay {n} counted {} boats. ", n * 31).repeat(400);
            let text = format!(
                "Quay {n} reports\n\nPORT LUMEN (Northwire) - Quay {n} was full on day {n}.\n\n{filler}\n"
            );
            self.desk.write(&format!("inbox/.{n}"), text);
            fs::rename(self.desk.path(&format!("inbox/.{n}")), self.desk.path(&format!("inbox/{n}.txt")))
                .unwrap();
        }
    }

    fn out(&self) -> PathBuf {
        self.inside(if self.desk.path("large/out").is_dir() { "large/out" } else { "small/out" })
    }

    /// Takes away what fills the small disk, and makes it larger.
    fn make_room(&self) {
        fs::remove_file(self.inside("small/filler")).ok();
        let grown = Command::new("nsenter")
            .args(["-t", &self.daemon.id().to_string(), "-m", "mount", "-o", "remount,size=64m"])
            .arg(self.desk.path("small"))
            .status();
        assert!(grown.unwrap().success());
    }

    /// How many are in the journal; each once.
    fn written(&self) -> usize {
        let found = journal(&self.out());
        assert!(found.values().all(|count| *count == 1), "{found:?}");
        found.len()
    }
}

fn check(size: u32, small: Small, floor: &str) {
    const COUNT: usize = 60;
    let run = Run::start(size, small, floor, INBOX);
    let what = format!("{size} MB, {small:?}, floor {floor}");
    let said = |what: &str| run.daemon.says(what, Duration::from_secs(15));
    let begins = wait_for(Duration::from_secs(15), || {
        let said = run.daemon.said();
        said.contains("the desk is open") || said.contains("for want of room")
    });
    assert!(begins, "{what}: {}", run.daemon.said());
    if run.daemon.said().contains("the desk is open") {
        run.put(0..5);
        let first = wait_for(Duration::from_secs(10), || {
            run.written() == 5 || run.daemon.said().contains("stands still")
        });
        assert!(first, "{what}: {}", run.daemon.said());
        run.fill();
        std::thread::sleep(Duration::from_millis(1200));
        run.put(5..COUNT);
        assert!(said("stands still"), "{what}: {}", run.daemon.said());
    } else {
        run.put(0..COUNT);
    }
    // What cannot be written waits in the inbox, claimed or not.
    std::thread::sleep(Duration::from_millis(500));
    // An index that cannot be written holds up nothing that the journal can still take.
    let holds_up = small != Small::State || floor != "0B";
    assert!(!holds_up || run.written() < COUNT, "{what}: it was never full: {}", run.daemon.said());

    if holds_up {
        let (status, why) = run.ready();
        let says = ["cannot write: ", "the intake stands still: ", "starting: "];
        assert!(status == 503 && says.iter().any(|begin| why.starts_with(begin)), "{what}: {status} {why}");
    }
    let room = Instant::now();
    run.make_room();
    let done = wait_for(Duration::from_secs(20), || run.written() == COUNT);
    assert!(done, "{what}: {} of {COUNT}: {}", run.written(), run.daemon.said());
    assert!(room.elapsed() < Duration::from_secs(10), "{what}: {:?}", room.elapsed());
    let empty = wait_for(Duration::from_secs(5), || {
        fs::read_dir(run.desk.path("done")).is_ok_and(|_| count_files(&run.desk.path("done")) == COUNT)
    });
    assert!(empty, "{what}: {} of {COUNT} are done", count_files(&run.desk.path("done")));
    assert!(wait_for(Duration::from_secs(5), || run.ready().0 == 200), "{what}: {:?}", run.ready());
    let (status, said) = run.daemon.stop();
    assert_eq!(status, Some(0), "{what}: {said}");
}

fn count_files(folder: &std::path::Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().map(Result::unwrap);
    entries.map(|entry| if entry.path().is_dir() { count_files(&entry.path()) } else { 1 }).sum()
}

#[test]
fn a_full_disk_stops_the_intake_and_room_lets_it_go_on() {
    if !can_mount() {
        println!("skipped: this system gives no mount namespace");
        return;
    }
    for (n, size) in [1, 4, 16].into_iter().enumerate() {
        for (m, small) in [Small::Out, Small::State, Small::Both].into_iter().enumerate() {
            check(size, small, if (n + m) % 2 == 0 { "0B" } else { "256KiB" });
        }
    }
}

/// Entries by their ids, as often as they are in the journal.
fn entries(run: &Run) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for path in files_below(&run.out()) {
        let text = fs::read_to_string(path).unwrap_or_default();
        for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            let record: Value = serde_json::from_str(line).unwrap();
            *found.entry(record["source"]["item"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    found
}

#[test]
fn feeds_wait_for_room_and_none_of_their_entries_is_lost_or_told_twice() {
    if !can_mount() {
        println!("skipped: this system gives no mount namespace");
        return;
    }
    for (small, floor) in [(Small::Out, "0B"), (Small::State, "0B"), (Small::Both, "256KiB")] {
        let published = Arc::new(AtomicUsize::new(3));
        let count = Arc::clone(&published);
        let web = Web::serve(move |_, wire| {
            let item = |n| {
                format!(
                    "<item><title>Story {n}</title><guid>{n}</guid><description>{}</description></item>",
                    story(n)
                )
            };
            let items: String = (0..count.load(Relaxed)).map(item).collect();
            let feed = format!("<rss version=\"2.0\"><channel><title>News</title>{items}</channel></rss>");
            wire.write_all(&answer("200 OK", &[], feed)).ok();
        });
        let each = "interval = { least = \"1s\", first = \"1s\", most = \"1s\" }";
        let feed = format!("[source.world]\ntype = \"feed\"\nurls = [\"http://a.test/rss\"]\n{each}\n");
        let run = Run::start(4, small, floor, &format!("{feed}{}", web.config("")));
        let (polls, what) = (|| web.paths().len(), format!("{small:?}, floor {floor}"));
        let wait = |count: usize| wait_for(Duration::from_secs(30), || entries(&run).len() == count);
        assert!(wait(3), "{what}: {}", run.daemon.said());
        run.fill();
        published.store(8, Relaxed);
        assert!(run.daemon.says("stands still", Duration::from_secs(20)) || small == Small::State, "{what}");
        std::thread::sleep(Duration::from_millis(2500));
        if small != Small::Out {
            // When the next request may go out cannot be kept, so none goes out.
            let before = polls();
            std::thread::sleep(Duration::from_millis(2500));
            assert!(polls() <= before + 1, "{what}: {} polls\n{}", polls() - before, run.daemon.said());
        }
        run.make_room();
        assert!(wait(8), "{what}: {:?} {}", entries(&run), run.daemon.said());
        published.store(9, Relaxed);
        assert!(wait(9), "{what}: it goes on: {}", run.daemon.said());
        assert!(entries(&run).values().all(|count| *count == 1), "{what}: {:?}", entries(&run));
        let (status, said) = run.daemon.stop();
        assert_eq!(status, Some(0), "{what}: {said}");
        let asked = web.log();
        for pair in asked.windows(2) {
            let apart = pair[1].at - pair[0].at;
            assert!(apart >= Duration::from_millis(500), "{what}: {apart:?}");
        }
    }
}
