//! `wiredesk process` as it is used: what is read in which order, where records go, and what a second run does.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use wiredesk::dedup;
use wiredesk::state::{RedbIndex, RedbOptions};

use crate::outside::corpus::article;
use crate::outside::daemon::until;
use crate::outside::rng::Rng;
use crate::support::{Desk, paths, records};

#[test]
fn folders_are_taken_whole_and_sorted() {
    let desk = Desk::new();
    let names = ["b/10.txt", "b/9.txt", "a.txt", "b/c/1.txt", "b.txt", "z/a.txt", "B.txt"];
    for (number, name) in (0..).zip(names) {
        desk.write(&format!("in/{name}"), article(1, number, 500));
    }
    desk.write("in/.hidden.txt", article(1, 50, 500)).write("in/.git/x.txt", article(1, 51, 500));
    std::os::unix::fs::symlink(desk.path("in/a.txt"), desk.path("in/link.txt")).unwrap();
    let ended = desk.run(&["process", "in"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let found = records(&ended.stdout);
    assert_eq!(paths(&found), ["B.txt", "a.txt", "b/10.txt", "b/9.txt", "b/c/1.txt", "b.txt", "z/a.txt"]);
    // Nothing was moved, made or left behind.
    assert_eq!(desk.names(), ["in"]);
}

#[test]
fn one_file_goes_by_its_name_and_standard_input_by_none() {
    let desk = Desk::new();
    desk.write("deep/down/story.txt", article(1, 1, 500));
    let file = desk.run(&["process", "deep/down/story.txt"]);
    assert_eq!(paths(&records(&file.stdout)), ["story.txt"]);
    let mut child =
        desk.command(&["process", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(article(1, 1, 500).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let piped = records(std::str::from_utf8(&output.stdout).unwrap());
    assert_eq!(piped.len(), 1);
    assert_eq!(piped[0]["source"].get("path"), None);
    assert_eq!(piped[0]["text"], records(&file.stdout)[0]["text"]);
}

#[test]
fn a_link_on_the_command_line_is_followed() {
    let desk = Desk::new();
    desk.write("real/story.txt", article(1, 1, 500));
    std::os::unix::fs::symlink(desk.path("real"), desk.path("link")).unwrap();
    std::os::unix::fs::symlink(desk.path("real/story.txt"), desk.path("other.txt")).unwrap();
    assert_eq!(paths(&records(&desk.run(&["process", "link"]).stdout)), ["story.txt"]);
    assert_eq!(paths(&records(&desk.run(&["process", "other.txt"]).stdout)), ["other.txt"]);
}

#[test]
fn copies_are_whole_records_in_place() {
    let desk = Desk::new();
    desk.write("in/1.txt", article(1, 1, 900)).write("in/2.txt", article(1, 1, 900));
    desk.write("in/3.txt", article(1, 2, 900));
    let found = records(&desk.run(&["process", "in"]).stdout);
    assert_eq!(paths(&found), ["1.txt", "2.txt", "3.txt"]);
    assert_eq!(found[1]["kind"], "article");
    assert_eq!(found[1]["cluster"]["relation"], "copy");
    assert_eq!(found[1]["cluster"]["of"], found[0]["id"]);
    assert_eq!(found[1]["text"], found[0]["text"]);
}

#[test]
fn a_withdrawal_is_a_cancel_of_its_item() {
    let desk = Desk::new();
    let item = |version: u32, status: &str| {
        format!(
            "{{\"uri\":\"urn:x:1\",\"version\":\"{version}\",\"type\":\"text\",\"pubstatus\":\"{status}\",\"headline\":\"Port closed\",\"body_text\":\"{}\"}}",
            "The port of Lumen was closed on Monday, and ships were sent to Freedonia for the week. "
                .repeat(4)
        )
    };
    desk.write("in/1.json", item(1, "usable")).write("in/2.json", item(2, "canceled"));
    desk.write("drop.toml", "[dedup]\non_duplicate = \"drop\"\n");
    let found = records(&desk.run(&["process", "-c", "drop.toml", "in"]).stdout);
    assert_eq!(found.len(), 2);
    assert_eq!((&found[0]["kind"], &found[1]["kind"]), (&"article".into(), &"cancel".into()));
    assert_eq!((&found[1]["status"], &found[1]["cluster"]["of"]), (&"canceled".into(), &found[0]["id"]));
}

#[test]
fn two_inputs_with_the_same_names_in_them_are_two_inputs() {
    let desk = Desk::new();
    for folder in ["monday", "tuesday"] {
        desk.write(&format!("{folder}/story.txt"), article(1, 1, 900));
    }
    let found = records(&desk.run(&["process", "monday", "tuesday", "monday/story.txt"]).stdout);
    assert_eq!(paths(&found), ["story.txt"; 3]);
    let mut ids: Vec<&str> = found.iter().map(|record| record["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::new();
    for number in 0..2000 {
        desk.write(&format!("in/{number}.txt"), article(1, number, 1500));
    }
    let mut child =
        desk.command(&["process", "in"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    drop(lines);
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap().as_str()), (Some(0), ""));
    assert_eq!(records(&first).len(), 1);
}

#[test]
fn the_same_records_at_any_number_of_jobs() {
    let desk = Desk::new();
    for number in 0..120 {
        // Every tenth is a copy of the one before.
        let content =
            article(1, if number % 10 == 9 { number - 1 } else { number }, 400 + 40 * (number as usize % 50));
        desk.write(&format!("in/{number:03}.txt"), content);
    }
    let run = |jobs: &str| {
        let ended = desk.run(&["process", "in", "--jobs", jobs]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
        let mut found = records(&ended.stdout);
        for record in &mut found {
            assert!(record["source"].as_object_mut().unwrap().remove("received_at").is_some());
        }
        found
    };
    let one = run("1");
    assert_eq!(one.len(), 120);
    for jobs in ["2", "8"] {
        assert!(run(jobs) == one, "--jobs {jobs} gives other records");
    }
}

#[test]
fn state_makes_a_second_run_give_only_what_is_new() {
    let desk = Desk::new();
    for number in 0..20 {
        desk.write(&format!("in/{number:02}.txt"), article(1, number, 900));
    }
    let run = |output: &str| {
        let ended = desk.run(&["process", "in", "--state", "seen", "--output", output]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        (records(&desk.read(output)), ended.stderr)
    };
    let count = |output: &str| {
        let (records, said) = run(output);
        (records.len(), said)
    };
    let nothing_new = "nothing new: 20 of the inputs are known to the state in seen\n";
    assert_eq!(count("out.jsonl"), (20, String::new()));
    // The same output is gone on with, another begins empty and says so.
    assert_eq!(count("out.jsonl"), (20, String::new()));
    assert_eq!(count("other.jsonl"), (0, nothing_new.to_owned()));
    desk.write("in/05.txt", article(1, 500, 900)).write("in/new.txt", article(1, 501, 900));
    assert_eq!(paths(&run("other.jsonl").0), ["05.txt", "new.txt"]);
    // Whatever way leads to an output, and whatever was written in between, it keeps what it has.
    std::os::unix::fs::symlink("out.jsonl", desk.path("link.jsonl")).unwrap();
    for output in ["in/../out.jsonl", "link.jsonl", "out.jsonl"] {
        assert_eq!(run(output).0.len(), 20, "{output}");
    }
    desk.write("in/last.txt", article(1, 502, 900));
    assert_eq!(run("out.jsonl").0.len(), 21);
    let piped = desk.run(&["process", "in", "--state", "seen"]);
    assert_eq!((piped.status, piped.stdout.as_str()), (0, ""));
}

#[test]
fn an_output_that_is_gone_or_holds_something_else_is_not_begun_anew() {
    let desk = Desk::new();
    desk.write("in/story.txt", article(1, 1, 900));
    let run = || desk.run(&["process", "in", "--state", "seen", "-o", "out.jsonl"]);
    assert_eq!(run().status, 0);
    std::fs::rename(desk.path("out.jsonl"), desk.path("away.jsonl")).unwrap();
    let gone = run();
    assert!(gone.stderr.contains("it is gone, and the state knows what was in it"), "{}", gone.stderr);
    assert_ne!(gone.status, 0);
    assert!(!desk.path("out.jsonl").try_exists().unwrap());
    let records = desk.read("away.jsonl");
    desk.write("out.jsonl", format!("{records}notes of my own\n"));
    let other = run();
    assert!(other.stderr.contains("is no record: put it back"), "{}", other.stderr);
    assert!(desk.read("out.jsonl").ends_with("notes of my own\n"));
}

#[test]
fn an_index_of_an_old_layout_is_moved_away_and_made_again_from_the_outputs() {
    let desk = Desk::new();
    let args = |output| ["process", "in", "--state", "seen", "-o", output];
    for (number, output) in [(1, "a.jsonl"), (2, "b.jsonl")] {
        desk.write(&format!("in/{number}.txt"), article(1, number, 500));
        assert_eq!(desk.run(&args(output)).status, 0);
        assert_eq!(records(&desk.read(output)).len(), 1);
    }
    let index = desk.path("seen/index.redb");
    fs::remove_file(&index).unwrap();
    let old = RedbOptions { content: dedup::CONTENT - 1, ..RedbOptions::default() };
    RedbIndex::create(&index, old).unwrap().close().unwrap();
    let refused = desk.run(&args("b.jsonl"));
    assert_eq!(refused.status, 74, "{}", refused.stderr);
    assert!(refused.stderr.contains("move seen/index.redb away and run again"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("reindex"), "{}", refused.stderr);
    fs::rename(&index, desk.path("moved")).unwrap();
    desk.write("in/3.txt", article(1, 3, 500));
    assert_eq!(desk.run(&args("b.jsonl")).status, 0);
    assert_eq!(paths(&records(&desk.read("b.jsonl"))), ["2.txt", "3.txt"]);
    assert_eq!(paths(&records(&desk.read("a.jsonl"))), ["1.txt"]);
}

#[test]
fn no_input_is_overwritten() {
    let desk = Desk::new();
    let text = article(1, 1, 900);
    desk.write("in/a.txt", &text).write("in/b.txt", article(1, 2, 900));
    for args in [
        &["process", "in/a.txt", "-o", "in/a.txt"][..],
        &["process", "in", "-o", "in/a.txt"],
        &["process", "in", "--state", "seen", "-o", "in/a.txt"],
    ] {
        let ended = desk.run(args);
        assert_eq!(ended.status, 64, "{args:?}: {}", ended.stderr);
        assert!(ended.stderr.contains("would be overwritten: give another name"), "{}", ended.stderr);
        assert_eq!(desk.read("in/a.txt"), text);
    }
    // An output that lies among the inputs is none of them.
    for _ in 0..2 {
        let ended = desk.run(&["process", "in", "-o", "in/out.jsonl"]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
        assert_eq!(paths(&records(&desk.read("in/out.jsonl"))), ["a.txt", "b.txt"]);
    }
    assert_eq!(desk.run(&["process", "nosuch"]).status, 66);
}

#[test]
fn one_state_serves_one_run_at_a_time() {
    let desk = Desk::new();
    desk.write("in/story.txt", article(1, 1, 900));
    let mut first = desk
        .command(&["process", "-", "--state", "seen"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    assert!(until(Duration::from_secs(10), || desk.path("seen/outputs.json").try_exists().unwrap()));
    let second = desk.run(&["process", "in", "--state", "seen"]);
    assert_eq!(second.status, 75, "{}", second.stderr);
    assert!(second.stderr.contains("another wiredesk uses the state in seen"), "{}", second.stderr);
    drop(first.stdin.take());
    first.wait().unwrap();
}

#[test]
fn a_killed_run_is_gone_on_with_and_gives_each_record_once() {
    let desk = Desk::new();
    let files = 1500;
    for number in 0..files {
        desk.write(&format!("in/{number:04}.txt"), article(1, number, 900));
    }
    let mut rng = Rng::new(5);
    let mut kills = 0;
    for _ in 0..40 {
        let mut run =
            desk.command(&["process", "in", "--state", "seen", "--output", "out.jsonl"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(rng.below(250) as u64));
        if run.try_wait().unwrap().is_some_and(|status| status.success()) {
            break;
        }
        run.kill().unwrap();
        run.wait().unwrap();
        kills += 1;
    }
    assert!(kills > 2, "it was too quick to be killed");
    let last = desk.run(&["process", "in", "--state", "seen", "--output", "out.jsonl"]);
    assert_eq!((last.status, last.stderr.as_str()), (0, ""));
    let found = records(&desk.read("out.jsonl"));
    let expected: Vec<String> = (0..files).map(|number| format!("{number:04}.txt")).collect();
    assert_eq!(paths(&found), expected);
}

#[test]
fn a_killed_run_without_state_leaves_nothing_behind() {
    let desk = Desk::new();
    for number in 0..500 {
        desk.write(&format!("in/{number}.txt"), article(1, number, 900));
    }
    fs::create_dir(desk.path("tmp")).unwrap();
    let mut command = desk.command(&["process", "in", "--output", "out.jsonl"]);
    let mut run = command.env("TMPDIR", desk.path("tmp")).spawn().unwrap();
    until(Duration::from_secs(10), || fs::metadata(desk.path("out.jsonl")).is_ok_and(|file| file.len() > 0));
    run.kill().unwrap();
    run.wait().unwrap();
    assert_eq!(fs::read_dir(desk.path("tmp")).unwrap().count(), 0);
    let whole: Vec<Value> = desk
        .read("out.jsonl")
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(!whole.is_empty());
}
