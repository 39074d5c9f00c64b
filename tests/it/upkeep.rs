//! What keeps a daemon going, on the real binary: `cat`, `reindex`, `quarantine`, lost and damaged state.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use wiredesk::dedup;
use wiredesk::model::Position;
use wiredesk::state::{Entry, Index, RedbIndex, RedbOptions};

use crate::running::{Daemon, journal, wait_for};
use crate::support::{Desk, root};

const SOON: Duration = Duration::from_secs(20);

/// Segments of a few records, sealed when they are full.
const SMALL: &str = "[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\nsettle = \"10ms\"\n\
                     [journal]\nrotate = { size = \"12KiB\" }\ncompress = true\nfloor = \"0B\"\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("pipeline.toml", SMALL);
    desk
}

fn start(desk: &Desk) -> Daemon {
    Daemon::start(desk.command(&["run"]), &desk.path("log")).open()
}

/// A story of its own for each number.
fn story(n: usize) -> String {
    format!(
        "Storm number {n} closes {} roads in the north\n\nPORT LUMEN, March 3 (Northwire) - The road office counted {} \
         fallen trees after storm {n}, its head said on day {n}.\n\n\"We cleared {} of them before noon,\" Ida Brandvold \
         said of storm {n}.\n",
        n * 7 + 2,
        n * 131 + 17,
        n * 3 + 1,
    )
}

/// Puts stories into the inbox, moved in as a careful writer does.
fn put(desk: &Desk, numbers: std::ops::Range<usize>) {
    for n in numbers {
        desk.write(&format!("inbox/.story{n:03}.txt"), story(n));
        fs::rename(
            desk.path(&format!("inbox/.story{n:03}.txt")),
            desk.path(&format!("inbox/story{n:03}.txt")),
        )
        .unwrap();
    }
}

fn names(numbers: std::ops::Range<usize>) -> BTreeMap<String, usize> {
    numbers.map(|n| (format!("story{n:03}.txt"), 1)).collect()
}

/// Runs the daemon over stories until the inbox is empty.
fn run_over(desk: &Desk, numbers: std::ops::Range<usize>) -> String {
    let daemon = start(desk);
    put(desk, numbers);
    assert!(wait_for(SOON, || is_empty(desk)), "{}", daemon.said());
    let (status, said) = daemon.stop();
    assert_eq!(status, Some(0), "{said}");
    said
}

fn is_empty(desk: &Desk) -> bool {
    let waits =
        |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten().any(|e| e.path().is_file());
    !waits(desk.path("inbox")) && !waits(desk.path("inbox/.wiredesk"))
}

#[test]
fn cat_reads_over_all_segments_and_follows_them() {
    let desk = desk();
    let daemon = start(&desk);
    put(&desk, 0..10);
    assert!(wait_for(SOON, || is_empty(&desk)));
    let mut following = desk.command(&["cat", "--follow"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut followed = BufReader::new(following.stdout.take().unwrap()).lines();
    let mut take = |n: usize| -> Vec<String> { followed.by_ref().take(n).map(Result::unwrap).collect() };
    let first = take(10);
    put(&desk, 10..30);
    assert!(wait_for(SOON, || is_empty(&desk)));
    let sealed = || {
        fs::read_dir(desk.path("out"))
            .unwrap()
            .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().ends_with(".jsonl.zst"))
            .count()
    };
    assert!(wait_for(SOON, || sealed() >= 1), "{}", daemon.said());
    let rest = take(20);
    following.kill().unwrap();
    following.wait().unwrap();
    assert_eq!(daemon.stop().0, Some(0));

    let all = desk.run(&["cat"]);
    assert_eq!((all.status, all.stderr.as_str()), (0, ""));
    let lines: Vec<&str> = all.stdout.lines().collect();
    assert_eq!(lines.len(), 30);
    assert_eq!([first, rest].concat(), lines);

    let record: serde_json::Value = serde_json::from_str(lines[17]).unwrap();
    let from = desk.run(&["cat", "--from", record["id"].as_str().unwrap()]);
    assert_eq!(from.stdout.lines().collect::<Vec<_>>(), lines[17..]);
    let from = desk.run(&["cat", "--from", record["source"]["received_at"].as_str().unwrap()]);
    assert!(from.stdout.lines().count() >= 13 && all.stdout.ends_with(&from.stdout));
    assert_eq!(desk.run(&["cat", "--from", "1h"]).stdout, all.stdout);
    assert_eq!(desk.run(&["cat", "--from", &"0".repeat(32)]).status, 66);
    assert_eq!(desk.run(&["cat", "--from", "yesterday"]).status, 64);
}

#[test]
fn cat_without_a_journal_says_so() {
    let desk = desk();
    let ended = desk.run(&["cat"]);
    assert_eq!(ended.status, 66);
    assert!(ended.stderr.contains("there is no journal yet"), "{}", ended.stderr);
}

#[test]
fn reindex_waits_for_the_daemon_to_end_and_forgets_nothing() {
    let desk = desk();
    let daemon = start(&desk);
    put(&desk, 0..20);
    assert!(wait_for(SOON, || is_empty(&desk)));
    let refused = desk.run(&["reindex"]);
    assert_eq!(refused.status, 75, "{}", refused.stderr);
    assert!(refused.stderr.contains("another wiredesk uses the state"), "{}", refused.stderr);
    daemon.stop();
    let done = desk.run(&["reindex"]);
    assert_eq!((done.status, done.stderr.as_str()), (0, ""));
    // One entry for each record, and one for a quotation that could travel.
    assert_eq!(done.stdout, "20 lines read, 21 entries remembered\n");
    run_over(&desk, 0..25);
    assert_eq!(journal(&desk.path("out")), names(0..25));
}

#[test]
fn what_is_in_quarantine_is_listed_retried_and_dropped() {
    let desk = desk();
    let toml = SMALL.replace("[journal]", "[limits]\ndocument_bytes = \"400B\"\n[journal]");
    desk.write("pipeline.toml", &toml);
    desk.write("inbox/day/long.txt", story(1) + &story(2)).write("inbox/empty.txt", " \n");
    let daemon = start(&desk);
    assert!(wait_for(SOON, || is_empty(&desk) && daemon.said().matches("quarantined").count() == 2));
    daemon.stop();
    let list = desk.run(&["quarantine", "list"]);
    assert_eq!((list.status, list.stdout.lines().count()), (0, 2), "{}", list.stdout);
    assert!(list.stdout.contains("too-large") && list.stdout.contains("inbox:day/long.txt"));
    let json = desk.run(&["quarantine", "list", "--code", "too-large", "--since", "1h", "--json"]);
    let entry: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!((entry["code"].as_str(), entry["path"].as_str()), (Some("too-large"), Some("day/long.txt")));
    let key = entry["key"].as_str().unwrap();
    let show = desk.run(&["quarantine", "show", &key[..8]]);
    assert!(show.stdout.contains("raise the limit and retry"), "{}", show.stdout);
    assert_eq!(desk.run(&["quarantine", "retry"]).status, 64);
    assert_eq!(desk.run(&["quarantine", "show", "ffffffffffffff"]).status, 66);
    assert_eq!(desk.run(&["quarantine", "list", "--code", "nonsense"]).status, 64);

    desk.write("pipeline.toml", SMALL);
    let daemon = start(&desk);
    let retried = desk.run(&["quarantine", "retry", "--all"]);
    assert_eq!((retried.status, retried.stderr.as_str()), (0, "1 put back, 0 left\n"), "{}", retried.stdout);
    assert!(wait_for(SOON, || journal(&desk.path("out")).contains_key("day/long.txt")), "{}", daemon.said());
    // An empty file stays empty: it comes back.
    assert_eq!(desk.run(&["quarantine", "retry", "--code", "empty"]).status, 0);
    assert!(wait_for(SOON, || daemon.said().contains("quarantined")), "{}", daemon.said());
    daemon.stop();
    let trace = desk.read("var/quarantine/log.jsonl");
    assert_eq!(trace.matches("\"action\":\"retried\"").count(), 2, "{trace}");
    assert_eq!(desk.run(&["quarantine", "list"]).stdout.lines().count(), 1);
    assert_eq!(desk.run(&["quarantine", "drop", "--code", "empty"]).stderr, "1 dropped\n");
    assert_eq!(desk.run(&["quarantine", "list"]).stdout, "");
}

#[test]
fn state_that_was_lost_or_damaged_is_built_again_and_nothing_is_written_twice() {
    let desk = desk();
    run_over(&desk, 0..20);
    let index = desk.path("var/state/index.redb");
    let whole = fs::read(&index).unwrap();
    let (mut aside, mut at) = (0, 1);
    for round in 0..60_usize {
        fs::write(&index, &whole).unwrap();
        match round % 3 {
            0 => fs::remove_file(&index).unwrap(),
            1 => fs::write(&index, &whole[..whole.len() * round / 60]).unwrap(),
            _ => {
                let mut flipped = whole.clone();
                at = (at * 48_271) % (1 << 31);
                let bit = at % (flipped.len() * 8);
                flipped[bit / 8] ^= 1 << (bit % 8);
                fs::write(&index, flipped).unwrap();
            }
        }
        let said = run_over(&desk, 0..20);
        aside += usize::from(said.contains("building it again from the journal"));
        assert_eq!(journal(&desk.path("out")), names(0..20), "round {round}: {said}");
    }
    assert!(aside >= 19, "{aside}");
    let kept = fs::read_dir(desk.path("var/state")).unwrap();
    let kept = kept.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains(".aside-")).count();
    assert_eq!(kept, 3);
}

/// An index of another layout, with entries that mean nothing to this program.
fn strange_index(path: &Path, content: u64, entries: u64) {
    fs::remove_file(path).ok();
    let index =
        RedbIndex::create(path, RedbOptions { content, unsealed: 3, ..RedbOptions::default() }).unwrap();
    for n in 0..entries {
        let entry = Entry {
            arrived: 1_700_000_000,
            event: 1_700_000_000,
            keys: vec![n.wrapping_mul(0x9E37_79B9_7F4A_7C15); 2],
            payload: vec![7; usize::try_from(n % 40).unwrap()],
            ..Entry::default()
        };
        index.append(vec![entry.into()], Position { segment: 1, offset: n }).unwrap();
        index.publish();
    }
    index.close().unwrap();
}

const ROUNDS: usize = 20;

#[test]
fn an_older_index_is_built_again() {
    let desk = desk();
    run_over(&desk, 0..10);
    let index = desk.path("var/state/index.redb");
    for round in 1..=ROUNDS {
        strange_index(&index, dedup::CONTENT - 1, round as u64 * 3);
        let said = run_over(&desk, 0..10 + round);
        assert!(said.contains("the index has layout"), "round {round}: {said}");
        assert!(said.contains("building it again from the journal"), "round {round}: {said}");
        assert_eq!(journal(&desk.path("out")), names(0..10 + round), "round {round}: {said}");
    }
}

#[test]
fn a_newer_index_is_refused_and_left_as_it_is() {
    let desk = desk();
    run_over(&desk, 0..10);
    let index = desk.path("var/state/index.redb");
    let ours = fs::read(&index).unwrap();
    for round in 1..=ROUNDS {
        strange_index(&index, dedup::CONTENT + round as u64, round as u64 * 3);
        put(&desk, 0..12);
        let refused = desk.run(&["run"]);
        assert_eq!(refused.status, 74, "round {round}: {}", refused.stderr);
        assert!(refused.stderr.contains("use the newer wiredesk that wrote it"), "{}", refused.stderr);
        // What wrote it can still use it.
        let content = dedup::CONTENT + round as u64;
        let newer = RedbIndex::open(&index, RedbOptions { content, ..RedbOptions::default() }).unwrap();
        assert_eq!(newer.len(), round as u64 * 3);
        drop(newer);
        // Either way out: the right one put back, or another one built.
        if round % 2 == 0 {
            fs::write(&index, &ours).unwrap();
        } else {
            let done = desk.run(&["reindex"]);
            assert_eq!(done.status, 0, "round {round}: {}", done.stderr);
            assert!(done.stderr.contains("it is kept as"), "round {round}: {}", done.stderr);
        }
        run_over(&desk, 0..12);
        assert_eq!(journal(&desk.path("out")), names(0..12), "round {round}");
    }
}

/// A desk whose files stay in the inbox, which has read so many stories.
fn keeping_desk(stories: usize) -> Desk {
    let desk = desk();
    desk.write("pipeline.toml", SMALL.replace("settle", "after = \"keep\"\nrescan = \"200ms\"\nsettle"));
    put(&desk, 0..stories);
    run_until(&desk, stories);
    desk
}

/// Runs until the journal holds the first so many stories.
fn run_until(desk: &Desk, stories: usize) {
    let daemon = start(desk);
    let all = names(0..stories);
    assert!(wait_for(SOON, || journal(&desk.path("out")).len() == all.len()), "{}", daemon.said());
    let (status, said) = daemon.stop();
    assert_eq!(status, Some(0), "{said}");
    assert_eq!(journal(&desk.path("out")), all, "{said}");
}

#[test]
fn a_ledger_that_was_lost_or_damaged_is_begun_anew_or_refused() {
    let desk = keeping_desk(20);
    let ledger = desk.path("var/state/ledgers/inbox.redb");
    let whole = fs::read(&ledger).unwrap();
    let (mut refused, mut at) = (0, 1);
    for round in 0..3 * ROUNDS {
        match round % 3 {
            0 => fs::remove_file(&ledger).unwrap(),
            1 => fs::write(&ledger, &whole[..whole.len() * round / (3 * ROUNDS)]).unwrap(),
            _ => {
                let mut flipped = whole.clone();
                for _ in 0..64 {
                    at = (at * 48_271) % ((1 << 31) - 1);
                    let bit = at % (flipped.len() * 8);
                    flipped[bit / 8] ^= 1 << (bit % 8);
                }
                fs::write(&ledger, flipped).unwrap();
            }
        }
        put(&desk, 20 + round..21 + round);
        let mut checked = desk.command(&["run"]).stderr(Stdio::piped()).spawn().unwrap();
        let ended = wait_for(SOON, || {
            checked.try_wait().unwrap().is_some() || journal(&desk.path("out")).len() == 21 + round
        });
        assert!(ended, "round {round}");
        match checked.try_wait().unwrap() {
            Some(status) => {
                let mut said = String::new();
                std::io::Read::read_to_string(&mut checked.stderr.take().unwrap(), &mut said).unwrap();
                assert_eq!(status.code(), Some(74), "round {round}: {said}");
                assert!(said.contains("ledgers/inbox.redb is damaged"), "round {round}: {said}");
                assert!(said.contains("move it away"), "round {round}: {said}");
                fs::rename(&ledger, desk.path("moved-away")).unwrap();
                refused += 1;
            }
            None => {
                checked.kill().unwrap();
                checked.wait().unwrap();
            }
        }
        run_until(&desk, 21 + round);
    }
    assert!(refused > ROUNDS / 2, "{refused}");
}

#[test]
fn a_newer_ledger_is_refused_and_one_without_a_version_is_read() {
    let desk = keeping_desk(3);
    let ledger = desk.path("var/state/ledgers/inbox.redb");
    let about = redb::TableDefinition::<&str, u64>::new("about");
    let layout = |layout: Option<u64>| {
        let write = redb::Database::open(&ledger).unwrap().begin_write().unwrap();
        match layout {
            Some(layout) => drop(write.open_table(about).unwrap().insert("layout", layout).unwrap()),
            None => assert!(write.delete_table(about).unwrap()),
        }
        write.commit().unwrap();
    };
    layout(Some(3));
    let refused = desk.run(&["run"]);
    assert_eq!(refused.status, 74, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("inbox.redb has layout 3, this wiredesk knows up to 2"),
        "{}",
        refused.stderr
    );
    layout(None);
    put(&desk, 3..4);
    run_until(&desk, 4);
}

/// State and journal as the first version with an index wrote them: `tests/fixtures/state`. Whatever has become of the
/// layout since, everything in them is known, at first sight and after any number of stories.
///
/// `BLESS=1 cargo test --test it from_the_first_version` writes them anew, which only a change of the record's ids justifies.
#[test]
fn state_from_the_first_version_still_serves() {
    let fixture = root().join("tests/fixtures/state");
    if std::env::var_os("BLESS").is_some() {
        let desk = desk();
        desk.write("pipeline.toml", SMALL.replace("compress = true", "compress = false"));
        run_over(&desk, 0..6);
        let segment = fs::read_dir(desk.path("out")).unwrap().next().unwrap().unwrap();
        fs::create_dir_all(&fixture).unwrap();
        fs::copy(segment.path(), fixture.join(segment.file_name())).unwrap();
        let index = fs::read(desk.path("var/state/index.redb")).unwrap();
        fs::write(fixture.join("index.redb.zst"), zstd::encode_all(index.as_slice(), 19).unwrap()).unwrap();
        return;
    }
    for round in 0..ROUNDS {
        let desk = desk();
        desk.write("pipeline.toml", SMALL.replace("compress = true", "compress = false"));
        for entry in fs::read_dir(&fixture).unwrap().map(Result::unwrap) {
            let (name, bytes) = (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
            match name.strip_suffix(".zst") {
                Some(plain) => {
                    desk.write(&format!("var/state/{plain}"), zstd::decode_all(bytes.as_slice()).unwrap())
                }
                None => desk.write(&format!("out/{name}"), bytes),
            };
        }
        let said = run_over(&desk, 0..6 + round);
        assert_eq!(journal(&desk.path("out")), names(0..6 + round), "round {round}: {said}");
    }
}
