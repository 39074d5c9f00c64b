//! The daemon as it is used: what becomes of files that are put into its inbox, and how it starts and ends.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;

use crate::outside::corpus::article;
use crate::outside::daemon::{age, files_below, journal_lines, until};
use crate::support::{Desk, PATIENCE, paths};

/// Ends a daemon that has nothing to do, which must go quickly and well.
fn ends_well(daemon: crate::outside::daemon::Daemon) {
    assert!(daemon.stop(PATIENCE).unwrap().success());
}

/// Names and contents of what was put away, sorted.
fn done(desk: &Desk) -> Vec<(PathBuf, String)> {
    let root = desk.path("done");
    let mut files: Vec<_> = files_below(&root)
        .into_iter()
        .map(|path| (path.strip_prefix(&root).unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// The part of a path in `done` after YYYY/MM/DD.
fn after_day(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let [year, month, day, rest @ ..] = parts.as_slice() else { panic!("{path:?}") };
    assert_eq!((year.len(), month.len(), day.len()), (4, 2, 2), "{path:?}");
    rest.join("/")
}

#[test]
fn a_file_becomes_a_record_within_a_second() {
    let desk = Desk::new();
    let house = desk.house("", "");
    let daemon = house.open().unwrap();
    // The best of three: other tests want the processors too.
    let mut best = PATIENCE;
    for number in 1..=3 {
        let begin = Instant::now();
        desk.write(&format!("inbox/story{number}.txt"), article(1, number, 3000));
        let count = number as usize;
        assert!(until(PATIENCE, || journal_lines(&desk.path("out")) == count), "{}", house.said());
        best = best.min(begin.elapsed());
    }
    let records = desk.records_when_done(3);
    assert_eq!(paths(&records), ["story1.txt", "story2.txt", "story3.txt"]);
    let raw = blake3::hash(article(1, 1, 3000).as_bytes()).to_hex();
    assert_eq!(records[0]["hashes"]["raw"].as_str(), Some(raw.as_str()));
    assert_eq!(records[0]["source"]["name"], "inbox");
    ends_well(daemon);
    assert!(best < Duration::from_secs(1), "{best:?}");
}

#[test]
fn done_never_overwrites() {
    let desk = Desk::new();
    let daemon = desk.house("", "").open().unwrap();
    for number in 1..=3 {
        desk.write("inbox/wires/story.txt", article(1, number, 500));
        desk.records_when_done(number as usize);
    }
    let done = done(&desk);
    let names: Vec<String> = done.iter().map(|(path, _)| after_day(path)).collect();
    assert_eq!(names, ["wires/story.txt", "wires/story~2.txt", "wires/story~3.txt"]);
    for (number, (_, content)) in (1..=3).zip(&done) {
        assert_eq!(*content, article(1, number, 500));
    }
    ends_well(daemon);
    // The private folders of an empty inbox are gone.
    assert!(!desk.path("inbox/wires/.wiredesk").try_exists().unwrap());
}

#[test]
fn the_same_file_again_is_put_away_without_a_second_record() {
    let desk = Desk::new();
    let daemon = desk.house("", "").open().unwrap();
    for copies in 1..=2 {
        desk.write("inbox/story.txt", article(1, 1, 500));
        assert!(until(PATIENCE, || done(&desk).len() == copies));
    }
    assert_eq!(desk.journal().len(), 1);
    ends_well(daemon);
}

#[test]
fn delete_leaves_only_the_record() {
    let desk = Desk::new();
    let daemon = desk.house("after = \"delete\"", "").open().unwrap();
    desk.write("inbox/story.txt", article(1, 1, 500));
    assert_eq!(paths(&desk.records_when_done(1)), ["story.txt"]);
    assert!(!desk.path("done").try_exists().unwrap());
    ends_well(daemon);
}

#[test]
fn kept_files_are_read_once_and_again_when_they_change() {
    let desk = Desk::new();
    let house = desk.house("after = \"keep\"\nsettle = \"200ms\"\nrescan = \"1s\"", "");
    desk.write("inbox/a.txt", article(1, 1, 500)).write("inbox/b/b.txt", article(1, 2, 500));
    let lines = |count: usize| {
        assert!(until(PATIENCE, || journal_lines(&desk.path("out")) >= count), "{}", house.said());
        // Long enough for two more looks at the folder.
        std::thread::sleep(Duration::from_millis(2300));
        assert_eq!(desk.journal().len(), count, "{}", house.said());
    };
    let first = house.open().unwrap();
    lines(2);
    first.kill().unwrap();
    let second = house.open().unwrap();
    lines(2);
    desk.write("inbox/a.txt", article(1, 3, 700));
    lines(3);
    ends_well(second);
    let third = house.open().unwrap();
    lines(3);
    ends_well(third);
    assert_eq!(desk.read("inbox/a.txt"), article(1, 3, 700));
    let records = desk.journal();
    assert_eq!(paths(&records[2..]), ["a.txt"]);
    assert_ne!(records[2]["id"], records[0]["id"]);
}

#[test]
fn claims_are_given_back_when_files_are_kept_from_now_on() {
    let desk = Desk::new();
    let house = desk.house("after = \"keep\"\nsettle = \"200ms\"\nrescan = \"1s\"", "");
    // As a killed daemon with `after = "move"` leaves it.
    desk.write("inbox/wires/.wiredesk/story.txt", article(1, 1, 500));
    age(&desk.path("inbox/wires/.wiredesk/story.txt"), Duration::from_secs(5)).unwrap();
    let daemon = house.open().unwrap();
    assert!(until(PATIENCE, || journal_lines(&desk.path("out")) == 1), "{}", house.said());
    assert_eq!(paths(&desk.journal()), ["wires/story.txt"]);
    assert_eq!(desk.read("inbox/wires/story.txt"), article(1, 1, 500));
    ends_well(daemon);
}

#[test]
fn what_is_no_finished_regular_file_is_left_alone() {
    let desk = Desk::new();
    let house = desk.house("settle = \"100ms\"\nrescan = \"1s\"", "");
    let text = article(1, 1, 500);
    let begin =
        ["inbox/.hidden", "inbox/half.tmp", "inbox/half.part", "inbox/.folder/story.txt", "elsewhere.txt"];
    for name in begin {
        desk.write(name, &text);
    }
    let inbox = desk.path("inbox");
    std::os::unix::fs::symlink(desk.path("elsewhere.txt"), inbox.join("link.txt")).unwrap();
    std::os::unix::fs::symlink(desk.path("."), inbox.join("folder-link")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        inbox.join("fifo.txt"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o644),
        0,
    )
    .unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(inbox.join("socket.txt")).unwrap();
    let before = files_below(&inbox).len();
    let daemon = house.open().unwrap();
    // A hint for the FIFO too: somebody opens it for writing and closes it.
    drop(File::options().read(true).write(true).open(inbox.join("fifo.txt")).unwrap());
    desk.write("inbox/story.txt", &text);
    assert!(until(PATIENCE, || journal_lines(&desk.path("out")) == 1), "{}", house.said());
    // Long enough for two more looks at the folder.
    std::thread::sleep(Duration::from_millis(2300));
    assert_eq!(paths(&desk.journal()), ["story.txt"]);
    assert_eq!(files_below(&inbox).len(), before);
    assert_eq!(desk.reasons(), Vec::<Value>::new());
    ends_well(daemon);
}

#[test]
fn a_file_written_in_steps_gives_one_whole_record() {
    let desk = Desk::new();
    let daemon = desk.house("settle = \"1s\"\nrescan = \"200ms\"", "").open().unwrap();
    let text = article(1, 1, 12_000);
    let mut file = File::create(desk.path("inbox/slow.txt")).unwrap();
    for step in text.as_bytes().chunks(1024) {
        file.write_all(step).unwrap();
        std::thread::sleep(Duration::from_millis(60));
    }
    drop(file);
    let records = desk.records_when_done(1);
    assert_eq!(
        records[0]["hashes"]["raw"].as_str().unwrap(),
        blake3::hash(text.as_bytes()).to_hex().as_str()
    );
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(desk.journal().len(), 1);
    ends_well(daemon);
}

#[test]
fn a_file_that_is_opened_long_before_its_first_byte_is_waited_for() {
    let desk = Desk::new();
    let daemon = desk.house("settle = \"300ms\"\nrescan = \"50ms\"", "").open().unwrap();
    let mut file = File::create(desk.path("inbox/slow.txt")).unwrap();
    std::thread::sleep(Duration::from_millis(900));
    file.write_all(article(1, 1, 500).as_bytes()).unwrap();
    drop(file);
    let records = desk.records_when_done(1);
    assert_eq!(paths(&records), ["slow.txt"]);
    assert!(desk.reasons().is_empty());
    ends_well(daemon);
}

#[test]
fn a_file_renamed_from_tmp_is_taken_under_its_last_name() {
    let desk = Desk::new();
    let daemon = desk.house("", "").open().unwrap();
    desk.write("inbox/story.txt.tmp", article(1, 1, 500)).write("outside.txt", article(1, 2, 500));
    fs::rename(desk.path("inbox/story.txt.tmp"), desk.path("inbox/story.txt")).unwrap();
    fs::rename(desk.path("outside.txt"), desk.path("inbox/moved.txt")).unwrap();
    let records = desk.records_when_done(2);
    let mut paths = paths(&records);
    paths.sort_unstable();
    assert_eq!(paths, ["moved.txt", "story.txt"]);
    ends_well(daemon);
}

#[test]
fn subfolders_made_while_it_runs_are_followed() {
    let desk = Desk::new();
    // A rescan would be too late to help.
    let daemon = desk.house("settle = \"200ms\"\nrescan = \"1h\"", "").open().unwrap();
    for number in 0..20 {
        desk.write(&format!("inbox/{}/{number}/deep/story.txt", number % 3), article(1, number, 500));
    }
    desk.records_when_done(20);
    desk.write("inbox/0/0/deep/later.txt", article(1, 21, 500));
    fs::create_dir_all(desk.path("whole/moved/in")).unwrap();
    desk.write("whole/moved/in/story.txt", article(1, 22, 500));
    fs::rename(desk.path("whole"), desk.path("inbox/whole")).unwrap();
    let records = desk.records_when_done(22);
    assert!(paths(&records).contains(&"whole/moved/in/story.txt"));
    ends_well(daemon);
}

#[test]
fn a_file_rewritten_while_it_is_claimed_is_read_again_once_it_stands_still() {
    let desk = Desk::new();
    let house = desk.house("settle = \"500ms\"\nrescan = \"1s\"", "");
    let daemon = house.open().unwrap();
    let (first, second) = (article(1, 1, 600), article(1, 2, 6000));
    // Nothing can be put away for a while, so that there is time between reading a file and finishing with it.
    fs::remove_dir(desk.path("done")).ok();
    desk.write("done", "");
    desk.write("inbox/story.txt", &first);
    let claimed = desk.path("inbox/.wiredesk/story.txt");
    assert!(until(PATIENCE, || claimed.try_exists().unwrap()), "{}", house.said());
    std::thread::sleep(Duration::from_millis(200));
    // Its writer goes on, in steps.
    let mut file = File::options().write(true).open(&claimed).unwrap();
    for step in second.as_bytes().chunks(512) {
        file.write_all(step).unwrap();
        fs::remove_file(desk.path("done")).ok();
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(file);
    let records = desk.records_when_done(2);
    let raw = |text: &str| blake3::hash(text.as_bytes()).to_hex().to_string();
    let hashes: Vec<&str> = records.iter().map(|record| record["hashes"]["raw"].as_str().unwrap()).collect();
    assert_eq!(hashes, [raw(&first), raw(&second)]);
    let done = done(&desk);
    assert_eq!(done.len(), 1);
    assert_eq!(done[0].1, second);
    ends_well(daemon);
}

#[test]
fn another_file_of_the_name_of_a_claimed_one_waits_its_turn() {
    let desk = Desk::new();
    let house = desk.house(
        "settle = \"100ms\"\nrescan = \"500ms\"",
        "[journal]\ncommit = { count = 100000, every = \"900ms\" }",
    );
    let daemon = house.open().unwrap();
    desk.write("inbox/story.txt", article(1, 1, 600));
    let claimed = desk.path("inbox/.wiredesk/story.txt");
    assert!(until(PATIENCE, || claimed.try_exists().unwrap()), "{}", house.said());
    desk.write("inbox/story.txt", article(1, 2, 600));
    desk.records_when_done(2);
    assert_eq!(done(&desk).len(), 2);
    ends_well(daemon);
}

#[test]
fn a_second_daemon_on_the_same_folders_refuses() {
    let desk = Desk::new();
    let daemon = desk.house("", "").open().unwrap();
    let inbox = |path: &str| format!("[source.a]\ntype = \"inbox\"\npath = \"{path}\"\ndone = \"done2\"\n");
    for (config, said) in [
        (inbox("inbox2"), "another wiredesk uses the state in "),
        (inbox("inbox2") + "[pipeline]\nstate = \"state2\"\n", "another wiredesk writes the journal in "),
        (
            inbox("inbox") + "[pipeline]\nstate = \"state2\"\n[journal]\npath = \"out2\"\n",
            "another wiredesk watches ",
        ),
    ] {
        desk.write("second.toml", &config);
        let second = desk.run(&["run", "-c", "second.toml"]);
        assert_eq!(second.status, 75, "{config}\n{}", second.stderr);
        assert!(
            second.stderr.contains(said) && second.stderr.contains("give this one another"),
            "{}",
            second.stderr
        );
    }
    ends_well(daemon);
    desk.write("third.toml", inbox("inbox"));
    let third = desk.house("", "").open().unwrap();
    ends_well(third);
}

#[test]
fn sigterm_under_load_drains_and_the_next_start_goes_on() {
    let desk = Desk::new();
    let house = desk.house("", "");
    for number in 0..1500 {
        desk.write(&format!("inbox/{number:04}.txt"), article(1, number, 1500));
        age(&desk.path(&format!("inbox/{number:04}.txt")), Duration::from_secs(60)).unwrap();
    }
    let daemon = house.open().unwrap();
    assert!(until(PATIENCE, || journal_lines(&desk.path("out")) > 0));
    assert_eq!(daemon.stop(Duration::from_secs(25)).unwrap().code(), Some(0), "{}", house.said());
    let (written, put_away) = (desk.journal().len(), done(&desk).len());
    assert_eq!(written, put_away, "what was taken is not done with");
    assert!(
        files_below(&desk.path("inbox")).iter().all(|path| !path.to_string_lossy().contains(".wiredesk"))
    );
    let next = house.open().unwrap();
    desk.records_when_done(1500);
    ends_well(next);
}

#[test]
fn a_second_signal_ends_it_at_once_and_loses_nothing() {
    let desk = Desk::new();
    let house = desk.house("", "");
    for number in 0..150 {
        desk.write(&format!("inbox/{number:04}.txt"), article(1, number, 200_000));
        age(&desk.path(&format!("inbox/{number:04}.txt")), Duration::from_secs(60)).unwrap();
    }
    let mut daemon = house.open().unwrap();
    assert!(until(PATIENCE, || files_below(&desk.path("inbox/.wiredesk")).len() > 50));
    daemon.signal(Signal::INT);
    daemon.signal(Signal::TERM);
    let begin = Instant::now();
    let status = daemon.ends_within(PATIENCE).unwrap().unwrap();
    assert_eq!(status.code(), Some(75), "{:?} {}", begin.elapsed(), house.said());
    assert!(house.said().contains("told to stop again"));
    let next = house.open().unwrap();
    desk.records_when_done(150);
    ends_well(next);
}

#[test]
fn it_does_nothing_while_there_is_nothing_to_do() {
    let desk = Desk::new();
    let daemon = desk.house("", "").open().unwrap();
    desk.write("inbox/story.txt", article(1, 1, 500));
    desk.records_when_done(1);
    // How often it wakes is its own doing, how long that takes the machine's: what it costs is for `cargo xtask idle`. The
    // first moments are for what comes after a record, so it is given several.
    let moment = || {
        let before = (daemon.wakes(), daemon.processor_time());
        std::thread::sleep(Duration::from_secs(4));
        (daemon.wakes().saturating_sub(before.0), daemon.processor_time() - before.1)
    };
    let mut seen = Vec::new();
    let is_idle = (0..4).any(|_| {
        let (wakes, used) = moment();
        seen.push((wakes, used));
        (1..80).contains(&wakes) && used < Duration::from_millis(400)
    });
    assert!(is_idle, "wakes and processor time of each 4 s: {seen:?}");
    ends_well(daemon);
}

/// The journal without what says when it was made.
fn timeless(mut records: Vec<Value>) -> Vec<Value> {
    for record in &mut records {
        let source = record["source"].as_object_mut().unwrap();
        assert!(source.remove("received_at").is_some());
    }
    records
}

#[test]
fn the_journal_is_the_same_at_any_number_of_workers() {
    let journal = |workers: u32| {
        let desk = Desk::new();
        let mut feed = crate::outside::feed::Feed::new(&desk.path("inbox"), 7);
        let house = desk.house("", &format!("[pipeline]\nworkers = {workers}"));
        for number in 0..200_u64 {
            feed.put().unwrap();
            let last = desk.path("inbox").join(&feed.puts.last().unwrap().path);
            age(&last, Duration::from_secs(10_000 - number)).unwrap();
        }
        let daemon = house.open().unwrap();
        assert!(until(PATIENCE, || files_below(&desk.path("inbox")).is_empty()), "{}", house.said());
        ends_well(daemon);
        timeless(desk.journal())
    };
    let one = journal(1);
    assert!(one.len() > 150, "{}", one.len());
    assert!(one.iter().any(|record| record["kind"] == "duplicate"));
    for workers in [2, 8] {
        assert!(journal(workers) == one, "{workers} workers write another journal");
    }
}
