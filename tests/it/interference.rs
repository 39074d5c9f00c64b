//! What others do to the daemon's files, its readers and its connections while it runs.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::daemon::{Daemon, QUICK, inputs, records, story, until};
use crate::support::Desk;

fn last_segment(desk: &Desk) -> PathBuf {
    let mut found: Vec<_> =
        fs::read_dir(desk.path("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    found.sort();
    found.pop().unwrap()
}

/// Drops a story and waits until its record stands and the file is put away.
fn deliver(desk: &Desk, number: usize) {
    let name = format!("{number}.txt");
    desk.write(&format!("inbox/{name}"), story(number));
    until("its record and its file in done", || {
        let written = desk.path("out").is_dir() && inputs(desk).contains_key(&format!("inbox/{name}"));
        let left = desk.path(&format!("inbox/{name}")).try_exists().unwrap()
            || desk.path(&format!("inbox/.wiredesk/{name}")).try_exists().unwrap();
        (written && !left).then_some(())
    });
}

#[test]
fn a_live_segment_that_is_taken_away_costs_no_record_that_comes_after() {
    type Meddling = fn(&Desk);
    let meddling: [(&str, Meddling); 5] = [
        ("removed or renamed", |desk| fs::remove_file(last_segment(desk)).unwrap()),
        ("removed or renamed", |desk| {
            let segment = last_segment(desk);
            fs::rename(&segment, segment.with_extension("jsonl.1")).unwrap();
        }),
        ("cut short", |desk| {
            drop(OpenOptions::new().write(true).truncate(true).open(last_segment(desk)).unwrap())
        }),
        ("replaced", |desk| {
            let segment = last_segment(desk);
            fs::remove_file(&segment).unwrap();
            fs::write(segment, "").unwrap();
        }),
        ("removed or renamed", |desk| fs::remove_dir_all(desk.path("out")).unwrap()),
    ];
    for (what, meddle) in meddling {
        let desk = Desk::new();
        desk.write("pipeline.toml", QUICK);
        let daemon = Daemon::open(&desk, &[]);
        deliver(&desk, 1);
        meddle(&desk);
        deliver(&desk, 2);
        let (status, said) = daemon.get("/readyz");
        assert!(status == 200 && said.starts_with("ok, but: the journal's segment 1 "), "{status} {said}");
        assert!(said.contains(what) && daemon.log().contains(what), "{said}");
        assert_eq!(daemon.metric("wiredesk_journal_interferences_total"), Some(1.0));
        deliver(&desk, 3);
        // Once more, and stopped before anything else is written.
        meddle(&desk);
        assert!(daemon.close().success());
        let daemon = Daemon::open(&desk, &[]);
        deliver(&desk, 4);
        assert!(daemon.close().success());
        let ids = records(&desk).into_iter().map(|record| record["id"].to_string());
        let mut unique: Vec<String> = ids.clone().collect();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), ids.count(), "{what}: twice");
    }
}

#[test]
fn folders_that_are_taken_away_are_made_again() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 1);
    for (number, folder) in (2..).zip(["done", "var/state", "var/quarantine", "var"]) {
        desk.write(&format!("inbox/broken{number}.jsonl"), "{\"headline\": broken\n");
        until("it is refused", || (desk.reasons().len() == 1).then_some(()));
        fs::remove_dir_all(desk.path(folder)).unwrap();
        fs::remove_dir_all(desk.path("var/quarantine")).ok();
        deliver(&desk, number);
    }
    // The index is built again, and knows what the journal holds.
    until("the state is there", || desk.path("var/state/index.redb").is_file().then_some(()));
    desk.write("inbox/1.txt", story(1));
    deliver(&desk, 9);
    assert_eq!(inputs(&desk).len(), 6);
    assert_eq!(inputs(&desk)["inbox/1.txt"], 1, "a replay is no further record");
    assert!(daemon.close().success());
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 10);
    assert!(daemon.close().success());
}

#[test]
fn one_source_that_cannot_be_opened_waits_and_holds_nobody_up() {
    let desk = Desk::new();
    let with = |more: &str| {
        let other =
            "[source.other]\ntype = \"inbox\"\npath = \"other\"\nsettle = \"50ms\"\nrescan = \"200ms\"\n";
        desk.write("pipeline.toml", format!("{QUICK}{other}{more}"));
    };
    with("");
    desk.write("other", "a file where the folder should be");
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 1);
    let (status, why) = daemon.get("/readyz");
    assert!(
        status == 503 && why.contains("source.other") && why.contains("cannot be opened"),
        "{status} {why}"
    );
    with("[limits]\nparagraphs = 700\n");
    daemon.signal(Signal::HUP);
    until("the reload", || daemon.log().contains("another configuration is taken").then_some(()));
    fs::remove_file(desk.path("other")).unwrap();
    desk.write("other/2.txt", story(2));
    until("its record", || inputs(&desk).contains_key("other/2.txt").then_some(()));
    assert_eq!(daemon.get("/readyz").0, 200);
    assert!(daemon.close().success());
}

#[test]
fn a_stop_is_heard_while_the_tail_is_read_back() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 1);
    assert!(daemon.close().success());
    // A long journal whose index is lost.
    let segment = last_segment(&desk);
    let line = fs::read_to_string(&segment).unwrap();
    let id = records(&desk)[0]["id"].as_str().unwrap().to_owned();
    let mut lines = String::new();
    for number in 0..30_000 {
        lines.push_str(&line.replace(&id, &format!("{number:032x}")));
    }
    fs::write(&segment, lines).unwrap();
    fs::remove_dir_all(desk.path("var/state")).unwrap();
    let daemon = Daemon::start(&desk, &[]);
    until("it reads", || daemon.get("/readyz").1.contains("tail").then_some(()));
    let told = Instant::now();
    let log = desk.path("log");
    assert!(daemon.close().success());
    assert!(told.elapsed() < Duration::from_secs(5), "{:?}", told.elapsed());
    assert!(!fs::read_to_string(log).unwrap().contains("the desk is open"));
}

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}[log]\nlevel = \"trace\"\n"));
    let mut child = desk.command(&["run"]).stderr(Stdio::piped()).spawn().unwrap();
    for number in 0..400 {
        desk.write(&format!("inbox/{number}.txt"), story(number));
    }
    until("every record", || (desk.path("out").is_dir() && inputs(&desk).len() == 400).then_some(()));
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let status = until("the end", || child.try_wait().unwrap());
    assert!(status.success(), "{status}");
}

#[test]
fn connections_that_say_nothing_keep_nobody_out() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    daemon.get("/livez");
    let log = daemon.log();
    let address = log.split_once("address=").unwrap().1.split_whitespace().next().unwrap();
    let mut idle = Vec::new();
    for _ in 0..625 {
        let mut stream = TcpStream::connect(address).unwrap();
        // Half a head, and nothing more.
        stream.write_all(b"GET /livez HTTP/1.1\r\n").ok();
        idle.push(stream);
    }
    let asked = Instant::now();
    assert_eq!(daemon.get("/livez").0, 200);
    assert_eq!(daemon.get("/readyz").0, 200);
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    deliver(&desk, 1);
    let open = daemon.metric("process_open_fds").unwrap();
    assert!(open < 150.0, "{open} descriptors");
    drop(idle);
    assert!(daemon.close().success());
}

#[test]
fn standard_error_that_is_closed_stops_nothing() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let binary = desk.command(&["run"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec \"$0\" run 2>&-"]).arg(binary.get_program()).current_dir(desk.folder());
    let mut child = shell.spawn().unwrap();
    desk.write("inbox/1.txt", story(1));
    until("its record", || (desk.path("out").is_dir() && inputs(&desk).len() == 1).then_some(()));
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert!(until("the end", || child.try_wait().unwrap()).success());
}
