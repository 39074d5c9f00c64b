//! The inbox of the real daemon: writers that pause, neighbours, links, and what cannot be taken or put away.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use wiredesk::host::{Files, RealFiles};
use wiredesk::source::Suspects;
use wiredesk::state::keep::{Keep, Layout};

use crate::daemon::{Daemon, QUICK, inputs, records, story, until};
use crate::outside::daemon::files_below;
use crate::support::{Desk, PATIENCE};

fn ready(daemon: &Daemon) -> Result<(), String> {
    let (status, why) = daemon.get("/readyz");
    if status == 200 { Ok(()) } else { Err(why) }
}

#[test]
fn a_writer_that_pauses_is_waited_for() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    let whole = story(1);
    let (first, second) = whole.split_at(whole.len() / 2);
    let mut writer = File::create(desk.path("inbox/a.txt")).unwrap();
    writer.write_all(first.as_bytes()).unwrap();
    // Twenty times `settle`, and many rescans; others go on.
    desk.write("inbox/b.txt", story(2));
    until("the other", || (inputs(&desk).len() == 1).then_some(()));
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(inputs(&desk).len(), 1, "{}", daemon.log());
    writer.write_all(second.as_bytes()).unwrap();
    drop(writer);
    until("its record", || (inputs(&desk).len() == 2).then_some(()));
    let raw = blake3::hash(whole.as_bytes()).to_hex().to_string();
    assert!(records(&desk).iter().any(|record| record["hashes"]["raw"] == raw.as_str()));
    assert!(daemon.close().success());
}

#[test]
fn a_writer_that_opens_its_file_again_is_one_story_with_a_grace_after_the_close() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}settle_closed = \"1500ms\"\n"));
    let daemon = Daemon::open(&desk, &[]);
    let whole = story(1);
    let (first, second) = whole.split_at(whole.len() / 2);
    desk.write("inbox/a.txt", first);
    std::thread::sleep(Duration::from_millis(700));
    let mut again = File::options().append(true).open(desk.path("inbox/a.txt")).unwrap();
    again.write_all(second.as_bytes()).unwrap();
    drop(again);
    until("its record", || (inputs(&desk).len() == 1).then_some(()));
    let raw = blake3::hash(whole.as_bytes()).to_hex().to_string();
    assert_eq!(records(&desk)[0]["hashes"]["raw"], raw.as_str(), "{}", daemon.log());
    assert!(daemon.close().success());
    assert_eq!(records(&desk).len(), 1);
}

#[test]
fn what_is_written_on_in_done_becomes_a_further_version_of_the_same_input() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    desk.write("inbox/a.txt", story(1));
    let done = until("done", || files_below(&desk.path("done")).into_iter().next());
    until("its record", || (records(&desk).len() == 1).then_some(()));
    // Time for the folder to be watched.
    std::thread::sleep(Duration::from_millis(300));
    let more = "\n\nThe tide tables for the second week were added in the evening, said Ann Ray.\n";
    File::options().append(true).open(&done).unwrap().write_all(more.as_bytes()).unwrap();
    until("its second version", || (records(&desk).len() == 2).then_some(()));
    let records = records(&desk);
    assert_eq!(records[1]["source"]["path"], "a.txt", "the same place");
    assert_ne!(records[0]["id"], records[1]["id"]);
    assert_ne!(records[1]["cluster"]["relation"], "original");
    assert_eq!(records[1]["cluster"]["of"], records[0]["id"]);
    assert!(daemon.close().success());
    assert_eq!(files_below(&desk.path("done")).len(), 1);
}

#[test]
fn two_daemons_on_folders_in_each_other_refuse() {
    let desk = Desk::new();
    desk.write("outer/inner/.keep", "");
    let config = |name: &str, path: &str| {
        format!(
            "[pipeline]\nstate = \"{name}/state\"\nquarantine = \"{name}/quarantine\"\n[journal]\npath = \"{name}/out\"\n\
             [source.a]\ntype = \"inbox\"\npath = \"{path}\"\ndone = \"{name}/done\"\n"
        )
    };
    for (first, second) in [("outer", "outer/inner"), ("outer/inner", "outer")] {
        desk.write(
            "pipeline.toml",
            format!("[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n{}", config("one", first)),
        );
        desk.write("second.toml", config("two", second));
        let daemon = Daemon::open(&desk, &[]);
        let refused = desk.run(&["run", "-c", "second.toml"]);
        assert_eq!(refused.status, 75, "{second}: {}", refused.stderr);
        assert!(refused.stderr.contains("another wiredesk watches "), "{}", refused.stderr);
        assert!(daemon.close().success());
    }
    // Side by side they do not mind each other.
    desk.write(
        "pipeline.toml",
        format!("[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n{}", config("one", "outer/inner")),
    );
    let daemon = Daemon::open(&desk, &[]);
    desk.write("second.toml", config("two", "outer/other"));
    let mut second = desk.command(&["run", "-c", "second.toml"]).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    assert!(second.try_wait().unwrap().is_none());
    second.kill().unwrap();
    second.wait().unwrap();
    assert!(daemon.close().success());
}

#[test]
fn a_folder_of_which_nothing_can_be_taken_is_said_and_the_rest_goes_on() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    desk.write("inbox/sub/.wiredesk", "somebody's file").write("inbox/sub/a.txt", story(1));
    let daemon = Daemon::open(&desk, &[]);
    desk.write("inbox/b.txt", story(2));
    until("the other", || (inputs(&desk).get("inbox/b.txt") == Some(&1)).then_some(()));
    let why = until("unready", || ready(&daemon).err());
    assert!(
        why.starts_with("source.inbox leaves files alone: sub: sub/.wiredesk is no folder of wiredesk's"),
        "{why}"
    );
    fs::remove_file(desk.path("inbox/sub/.wiredesk")).unwrap();
    until("its record", || (inputs(&desk).len() == 2).then_some(()));
    until("ready", || ready(&daemon).ok());
    assert!(daemon.close().success());
}

#[test]
fn the_journal_linked_into_the_inbox_is_no_copy() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    desk.write("inbox/a.txt", story(1));
    until("its record", || (inputs(&desk).len() == 1).then_some(()));
    let segment = files_below(&desk.path("out")).remove(0);
    fs::hard_link(&segment, desk.path("inbox/b.jsonl")).unwrap();
    symlink(desk.path("out"), desk.path("inbox/out")).unwrap();
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(records(&desk).len(), 1, "{}", daemon.log());
    assert_eq!(daemon.metric("wiredesk_source_special_files{source=\"inbox\"}"), Some(2.0));
    assert!(daemon.close().success());
}

#[test]
fn a_file_that_cannot_be_put_away_holds_up_neither_others_nor_a_reload_nor_the_stop() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    // Its place in `done` has a path that is longer than the system takes.
    let deep = vec!["d".repeat(200); 10].join("/");
    fs::create_dir_all(desk.path(&format!("inbox/{deep}"))).unwrap();
    desk.write(&format!("y/{deep}/{}/a.txt", "e".repeat(56)), story(1));
    let bad = desk.path(&format!("inbox/{deep}/y"));
    fs::rename(desk.path("y"), &bad).unwrap();
    desk.write("inbox/b.txt", story(2));
    until("both", || (inputs(&desk).len() == 2).then_some(()));
    let stuck = "wiredesk_source_stuck_files{source=\"inbox\"}";
    until("stuck", || (daemon.metric(stuck) == Some(1.0)).then_some(()));
    assert!(
        daemon.log().contains("a finished file cannot be put away; the rest goes on"),
        "{}",
        daemon.log()
    );
    desk.write("inbox/c.txt", story(3));
    until("another", || (inputs(&desk).len() == 3).then_some(()));
    until("put away", || (!desk.path("inbox/c.txt").try_exists().unwrap()).then_some(()));
    ready(&daemon).unwrap();
    let begin = Instant::now();
    desk.write("pipeline.toml", QUICK.replace("200ms", "210ms"));
    daemon.signal(Signal::HUP);
    let applied = "wiredesk_reloads_total{result=\"applied\"}";
    until("the reload", || (daemon.metric(applied) == Some(1.0)).then_some(()));
    assert!(daemon.close().success());
    assert!(begin.elapsed() < PATIENCE / 2, "{:?}", begin.elapsed());
    // Nothing is lost, and nothing is written twice.
    fs::rename(bad.join(&deep), desk.path("inbox/shorter")).unwrap();
    let daemon = Daemon::open(&desk, &[]);
    until("all put away", || files_below(&desk.path("inbox")).is_empty().then_some(()));
    assert!(daemon.close().success());
    assert_eq!(files_below(&desk.path("done")).len(), 3);
}

#[test]
fn an_inbox_made_anew_is_watched_again() {
    let desk = Desk::new();
    // No scan finds a file in time.
    desk.write("pipeline.toml", QUICK.replace("200ms", "1h"));
    let daemon = Daemon::open(&desk, &[]);
    for round in 0..3 {
        // One that is removed is held until the next scan: the kernel says nothing of it before.
        fs::rename(desk.path("inbox"), desk.path(&format!("old-{round}"))).unwrap();
        until("unready", || ready(&daemon).err());
        fs::create_dir(desk.path("inbox")).unwrap();
        until("ready", || ready(&daemon).ok());
        desk.write(&format!("inbox/{round}.txt"), story(round));
        until("its record", || (inputs(&desk).len() == round + 1).then_some(()));
    }
    assert!(daemon.close().success());
}

#[test]
fn files_that_are_rewritten_all_the_time_starve_nobody_and_hold_up_no_stop() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    let ended = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 1000;
            while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                for name in ["x.txt", "y.txt", "z.txt"] {
                    desk.write(&format!("inbox/{name}"), story(number));
                    number += 1;
                }
                std::thread::sleep(Duration::from_millis(3));
            }
        });
        for number in 0..20 {
            desk.write(&format!("inbox/{number}.txt"), story(number));
            let name = format!("inbox/{number}.txt");
            until("its record", || (inputs(&desk).get(&name) == Some(&1)).then_some(()));
        }
        let begin = Instant::now();
        assert!(daemon.close().success());
        assert!(begin.elapsed() < PATIENCE / 2, "{:?}", begin.elapsed());
        ended.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

/// What a desk has counted of a claimed file.
struct Counted {
    path: std::path::PathBuf,
    keep: Keep,
    version: Vec<u8>,
}

impl Counted {
    fn of(desk: &Desk, name: &str) -> Counted {
        let path = desk.path("var/state/suspects.redb");
        let keep =
            Keep::open(Arc::new(RealFiles), &path, Layout::first("the counts of suspects", "")).unwrap();
        let stat = RealFiles.stat(&desk.path("inbox/.wiredesk").join(name)).unwrap();
        let version = [&stat.size.to_le_bytes()[..], &stat.modified.to_le_bytes()].concat();
        Counted { path: name.into(), keep, version }
    }

    /// So many ends of the process more, and how many there are then.
    fn count(&self, ends: u64) -> u64 {
        let suspects = Suspects::of(&self.keep, "inbox");
        let suspect = suspects.named(self.path.as_os_str().as_encoded_bytes(), &self.version);
        for _ in 0..ends {
            // As a daemon does before it delivers it, each time before it ends.
            assert_eq!(suspects.begin(suspect, None).unwrap(), None);
        }
        suspects.ends(suspect).unwrap()
    }
}

#[test]
fn what_ended_the_process_three_times_is_refused_and_the_rest_goes_on() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    desk.write("inbox/.wiredesk/bad.txt", story(1));
    for number in 2..12 {
        desk.write(&format!("inbox/.wiredesk/{number}.txt"), story(number));
    }
    assert_eq!(Counted::of(&desk, "bad.txt").count(3), 3);
    let daemon = Daemon::open(&desk, &[]);
    until("its reason", || (desk.reasons().len() == 1).then_some(()));
    until("the others", || (inputs(&desk).len() == 10).then_some(()));
    assert!(daemon.close().success());
    let reason = desk.reasons().remove(0);
    assert_eq!((reason["code"].as_str(), reason["path"].as_str()), (Some("ends-the-desk"), Some("bad.txt")));
    // One that has ended it fewer times is tried again, and its receipt clears the count.
    desk.write("inbox/.wiredesk/bad.txt", story(1));
    assert_eq!(Counted::of(&desk, "bad.txt").count(2), 2);
    let kept = desk.path("inbox/.wiredesk/bad.txt");
    let (modified, text) = (fs::metadata(&kept).unwrap().modified().unwrap(), story(1));
    let daemon = Daemon::open(&desk, &[]);
    until("its record", || (inputs(&desk).len() == 11).then_some(()));
    until("put away", || (!kept.try_exists().unwrap()).then_some(()));
    assert!(daemon.close().success());
    desk.write("inbox/.wiredesk/bad.txt", text);
    File::options().write(true).open(&kept).unwrap().set_modified(modified).unwrap();
    assert_eq!(Counted::of(&desk, "bad.txt").count(0), 0);
}

#[test]
fn what_another_source_writes_meanwhile_acquits_nobody() {
    let desk = Desk::new();
    let other = QUICK.replace("source.inbox", "source.other").replace("path = \"inbox\"", "path = \"other\"");
    desk.write("pipeline.toml", &other);
    desk.write("inbox/.wiredesk/bad.txt", story(1));
    for number in 2..5 {
        assert_eq!(Counted::of(&desk, "bad.txt").count(1), number - 1);
        let daemon = Daemon::open(&desk, &[]);
        desk.write(&format!("other/{number}.txt"), story(usize::try_from(number).unwrap()));
        until("its record", || (records(&desk).len() as u64 == number - 1).then_some(()));
        assert!(daemon.close().success());
    }
    desk.write("pipeline.toml", format!("{other}[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\n"));
    let daemon = Daemon::open(&desk, &[]);
    until("its reason", || (desk.reasons().len() == 1).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(desk.reasons()[0]["code"], "ends-the-desk");
}

#[test]
fn who_ends_the_process_by_hand_condemns_nothing_that_makes_progress() {
    // so many that a fast desk has not written them all before it is looked at
    const MANY: usize = 16_000;
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let line = |number| serde_json::json!({ "headline": format!("Story {number}"), "text": story(number) });
    let bundle: String = (0..MANY).map(|number| format!("{}\n", line(number))).collect();
    desk.write("inbox/.wiredesk/bundle.jsonl", bundle);
    let mut written = 0;
    for _ in 0..2 {
        let daemon = Daemon::open(&desk, &[]);
        until("some of it", || (records(&desk).len() > written + 100).then_some(()));
        drop(daemon);
        written = records(&desk).len();
        assert!(written < MANY, "killed too late");
        assert_eq!(Counted::of(&desk, "bundle.jsonl").count(0), 0);
    }
}
