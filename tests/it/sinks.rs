//! Where records go beside the journal: files and standard output, through kills, reloads and trouble.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use wiredesk::host::RealFiles;
use wiredesk::journal::Lines;
use wiredesk::model::Position;
use wiredesk::sink::{Cursor, Cursors};

use crate::daemon::{Daemon, QUICK, inputs, records, story, until};
use crate::support::Desk;

const FILE: &str = "[sink.archive]\ntype = \"file\"\npath = \"export\"\nfrom = \"beginning\"\nrotate = { every = \"100ms\" }\n";

/// Every line of the journal with where it ends.
fn journal(desk: &Desk) -> Vec<(Position, String)> {
    let mut lines = Lines::open(Arc::new(RealFiles), &desk.path("out"), Position::default()).unwrap();
    let (mut line, mut found) = (Vec::new(), Vec::new());
    while let Some(end) = lines.next(&mut line).unwrap() {
        found.push((end, String::from_utf8(line.clone()).unwrap()));
    }
    found
}

/// The lines of a file, or of everything that is published in a folder.
fn lines_of(path: &Path) -> Vec<String> {
    let files =
        if path.is_dir() { files_in(path, |name| !name.starts_with('.')) } else { vec![path.to_owned()] };
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap_or_default());
    texts.flat_map(|text| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Files in a folder in the order of their names, which is that of their numbers.
fn files_in(folder: &Path, wanted: fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(Result::unwrap);
    let mut files: Vec<PathBuf> = entries
        .filter(|entry| wanted(entry.file_name().to_str().unwrap()))
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
}

fn whole_journal(desk: &Desk) -> Vec<String> {
    journal(desk).into_iter().map(|(_, line)| line).collect()
}

/// Whether a file has each record of the journal once, in order, byte for byte.
fn assert_same(exported: &Path, desk: &Desk) {
    let (there, written) = (lines_of(exported), whole_journal(desk));
    let differs = there.iter().zip(&written).position(|(there, written)| there != written);
    assert!(
        there.len() == written.len() && differs.is_none(),
        "{} lines, {} records, the first that differs is {differs:?}",
        there.len(),
        written.len()
    );
}

fn deliver(desk: &Desk, numbers: std::ops::Range<usize>) {
    let last = numbers.end;
    for number in numbers {
        desk.write(&format!("inbox/{number}.txt"), story(number));
    }
    until("their records", || (desk.path("out").is_dir() && inputs(desk).len() == last).then_some(()));
}

#[test]
fn a_file_and_standard_output_have_every_record_as_it_stands_in_the_journal() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{FILE}[sink.pipe]\ntype = \"stdout\"\n"));
    let printed = File::create(desk.path("printed")).unwrap();
    let log = File::create(desk.path("log")).unwrap();
    let mut child = desk.command(&["run"]).stdout(printed).stderr(log).spawn().unwrap();
    deliver(&desk, 0..30);
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert!(until("the end", || child.try_wait().unwrap()).success());
    assert_eq!(whole_journal(&desk).len(), 30);
    assert_same(&desk.path("export"), &desk);
    assert_same(&desk.path("printed"), &desk);
}

#[test]
fn every_record_reaches_the_file_through_kills_and_the_place_never_runs_ahead() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{FILE}[journal]\nrotate = {{ size = \"20KiB\" }}\n"));
    let exported = desk.path("export");
    for round in 0..8_usize {
        let daemon = Daemon::open(&desk, &[]);
        for number in 0..12 {
            let number = round * 12 + number;
            desk.write(&format!("inbox/{number}.txt"), story(number));
        }
        std::thread::sleep(Duration::from_millis(40 + 170 * u64::try_from(round).unwrap()));
        daemon.signal(Signal::KILL);
        drop(daemon);
        let cursors = Cursors::open(Arc::new(RealFiles), &desk.path("var/state")).unwrap();
        let at = cursors.get("archive").unwrap().unwrap_or_default().position();
        // What has its name, and what is hidden until it gets it.
        let mut there = lines_of(&exported);
        let hidden = files_in(&exported, |name| name.starts_with(".archive-"));
        there.extend(hidden.iter().flat_map(|file| lines_of(file)));
        for (end, line) in journal(&desk).into_iter().filter(|(end, _)| *end <= at) {
            assert!(
                there.contains(&line),
                "round {round}: the place is {at:?}, and what ends at {end:?} is not there"
            );
        }
    }
    let daemon = Daemon::open(&desk, &[]);
    until("every record", || (inputs(&desk).len() == 96).then_some(()));
    assert!(daemon.close().success());
    assert_same(&exported, &desk);
}

#[test]
fn a_reload_begins_changes_and_ends_sinks_one_by_one() {
    let desk = Desk::new();
    let with = |sinks: &str| desk.write("pipeline.toml", format!("{QUICK}{sinks}"));
    let other = |keys: &str| {
        format!("[sink.other]\ntype = \"file\"\npath = \"other\"\nrotate = {{ every = \"100ms\" }}\n{keys}")
    };
    with(FILE);
    let daemon = Daemon::open(&desk, &[]);
    let reload = |times: usize| {
        daemon.signal(Signal::HUP);
        let taken = || daemon.log().matches("another configuration is taken").count() == times;
        until("the reload", || taken().then_some(()));
    };
    deliver(&desk, 0..3);
    // What a sink has is synced.
    until("it has them", || (lines_of(&desk.path("export")).len() == 3).then_some(()));
    with(&format!("{FILE}{}", other("from = \"now\"\n")));
    reload(1);
    deliver(&desk, 3..5);
    until("both have them", || (lines_of(&desk.path("other")).len() == 2).then_some(()));
    // Paused, it keeps its place.
    with(&format!("{FILE}{}", other("paused = true\n")));
    reload(2);
    deliver(&desk, 5..7);
    until("the first has them", || (lines_of(&desk.path("export")).len() == 7).then_some(()));
    assert_eq!(lines_of(&desk.path("other")).len(), 2);
    assert_eq!(daemon.metric("wiredesk_sink_state{sink=\"other\",state=\"paused\"}"), Some(1.0));
    with(&format!("{FILE}{}", other("format = \"ninjs\"\n")));
    reload(3);
    until("what came meanwhile", || (lines_of(&desk.path("other")).len() == 4).then_some(()));
    assert!(lines_of(&desk.path("other"))[3].contains("\"standard\""), "ninjs");
    with(FILE);
    reload(4);
    assert_eq!(daemon.metric("wiredesk_sink_lag_bytes{sink=\"other\"}"), None);
    assert!(daemon.close().success());
    assert_same(&desk.path("export"), &desk);
}

#[test]
fn a_sink_in_trouble_holds_up_nobody_until_what_is_held_for_it_fills_the_journal() {
    let desk = Desk::new();
    let stuck = "[sink.stuck]\ntype = \"file\"\npath = \"folder/deeper\"\nfrom = \"beginning\"\nrotate = { every = \"100ms\" }\n";
    let journal = "[journal]\nrotate = { size = \"12KiB\" }\nkeep_size = \"24KiB\"\n";
    desk.write("pipeline.toml", format!("{QUICK}{FILE}{stuck}{journal}"));
    fs::write(desk.path("folder"), "no folder").unwrap();
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 0..3);
    until("the other sink has them", || (lines_of(&desk.path("export")).len() == 3).then_some(()));
    assert_eq!(daemon.get("/readyz").0, 200, "a sink in trouble is no trouble of the desk");
    let waits = "wiredesk_sink_state{sink=\"stuck\",state=\"waiting\"}";
    until("it waits", || (daemon.metric(waits) == Some(1.0)).then_some(()));
    assert!(daemon.metric("wiredesk_sink_failures_total{sink=\"stuck\",code=\"broken\"}").unwrap() >= 1.0);
    until("its lag", || daemon.metric("wiredesk_sink_lag_bytes{sink=\"stuck\"}").filter(|lag| *lag > 1000.0));
    // More than the journal may hold: nothing is deleted, the intake stands still.
    for number in 3..60 {
        desk.write(&format!("inbox/{number}.txt"), story(number));
    }
    let why =
        until("the intake stands still", || Some(daemon.get("/readyz")).filter(|(status, _)| *status == 503));
    assert!(why.1.contains("sink.stuck") && why.1.contains("keep_size"), "{}", why.1);
    for number in 60..80 {
        desk.write(&format!("inbox/{number}.txt"), story(number));
    }
    std::thread::sleep(Duration::from_secs(1));
    let taken = records(&desk).len();
    assert!(taken < 80, "{taken}");
    fs::remove_file(desk.path("folder")).unwrap();
    until("every record in both", || {
        let exported = lines_of(&desk.path("export")).len();
        (exported == 80 && lines_of(&desk.path("folder/deeper")).len() == 80).then_some(())
    });
    until("ready again", || (daemon.get("/readyz").0 == 200).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn a_reader_that_goes_away_stops_its_sink_only() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{FILE}[sink.pipe]\ntype = \"stdout\"\n"));
    let log = File::create(desk.path("log")).unwrap();
    let mut child = desk.command(&["run"]).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    deliver(&desk, 0..2);
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).unwrap();
    drop(out);
    deliver(&desk, 2..5);
    let said = || fs::read_to_string(desk.path("log")).unwrap();
    until("it stops", || said().contains("nobody reads standard output any more").then_some(()));
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert!(until("the end", || child.try_wait().unwrap()).success());
    assert_same(&desk.path("export"), &desk);
}

#[test]
fn what_is_published_may_be_taken_away_and_a_folder_that_goes_comes_back() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{FILE}"));
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 0..2);
    let exported = desk.path("export");
    until("they are there", || (lines_of(&exported).len() == 2).then_some(()));
    let mut taken = lines_of(&exported);
    fs::remove_dir_all(&exported).unwrap();
    deliver(&desk, 2..4);
    until("the others too", || (lines_of(&exported).len() == 2).then_some(()));
    taken.extend(lines_of(&exported));
    files_in(&exported, |name| !name.starts_with('.'))
        .into_iter()
        .for_each(|file| fs::remove_file(file).unwrap());
    deliver(&desk, 4..5);
    until("the last", || (lines_of(&exported).len() == 1).then_some(()));
    taken.extend(lines_of(&exported));
    assert!(daemon.close().success());
    assert_eq!(taken, whole_journal(&desk));
}

#[test]
fn a_configuration_of_one_growing_file_says_what_to_change() {
    let desk = Desk::new();
    desk.write("export", "{\"id\":\"of an earlier version\"}\n")
        .write("pipeline.toml", format!("{QUICK}{FILE}"));
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 0..2);
    until("it says so", || {
        daemon.log().contains("names a folder, in which it publishes files").then_some(())
    });
    assert_eq!(lines_of(&desk.path("export")).len(), 1, "it stays as it is");
    fs::rename(desk.path("export"), desk.path("earlier.jsonl")).unwrap();
    daemon.signal(Signal::HUP);
    assert!(daemon.close().success());
    let daemon = Daemon::open(&desk, &[]);
    until("they are there", || (lines_of(&desk.path("export")).len() == 2).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn tables_are_published_as_lines_are_and_wait_for_no_further_record() {
    let desk = Desk::new();
    let table = |name: &str, keys: &str| {
        format!(
            "[sink.{name}]\ntype = \"file\"\npath = \"tables/{name}/{{kind}}\"\nrotate = {{ every = \"200ms\" }}\n{keys}\n"
        )
    };
    let sinks = [
        table("stories", "format = \"csv\""),
        table("packed", "format = \"csv\"\ncompression = \"zstd\""),
        table("columns", if cfg!(feature = "parquet") { "format = \"parquet\"" } else { "" }),
    ];
    desk.write("pipeline.toml", format!("{QUICK}{}", sinks.concat()));
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 0..5);
    let published = |name: &str| {
        let folder = desk.path(&format!("tables/{name}/article"));
        if folder.is_dir() { files_in(&folder, |name| !name.starts_with('.')) } else { Vec::new() }
    };
    let rows = || {
        let files = published("stories");
        files.iter().map(|file| csv::Reader::from_path(file).unwrap().records().count()).sum::<usize>()
    };
    until("every row", || (rows() == 5).then_some(()));
    until("the packed ones", || (!published("packed").is_empty()).then_some(()));
    assert!(daemon.close().success());
    assert!(published("packed").iter().all(|file| file.to_str().unwrap().ends_with(".csv.zst")));
    #[cfg(feature = "parquet")]
    {
        use parquet::file::reader::{FileReader, SerializedFileReader};
        let count = |file: &PathBuf| {
            let reader = SerializedFileReader::new(File::open(file).unwrap()).unwrap();
            reader.metadata().file_metadata().num_rows()
        };
        assert_eq!(published("columns").iter().map(count).sum::<i64>(), 5);
    }
}

#[test]
fn a_number_that_a_sink_has_read_is_never_used_again() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{FILE}"));
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 0..3);
    assert!(daemon.close().success());
    // The journal is lost, and the index with it; the place of the sink is not.
    fs::remove_dir_all(desk.path("out")).unwrap();
    fs::remove_file(desk.path("var/state/index.redb")).unwrap();
    let daemon = Daemon::open(&desk, &[]);
    desk.write("inbox/later.txt", story(9));
    until("it is sent too", || (lines_of(&desk.path("export")).len() == 4).then_some(()));
    assert!(daemon.close().success());
    let cursors = Cursors::open(Arc::new(RealFiles), &desk.path("var/state")).unwrap();
    let Cursor { segment, .. } = cursors.get("archive").unwrap().unwrap();
    assert!(segment > 1, "{segment}");
}

#[test]
fn what_is_written_after_lines_were_removed_reaches_every_sink() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{FILE}"));
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk, 0..4);
    assert!(daemon.close().success());
    let segment = fs::read_dir(desk.path("out")).unwrap().next().unwrap().unwrap().path();
    let two: String = lines_of(&segment).drain(..2).collect();
    fs::write(segment, two).unwrap();
    let daemon = Daemon::open(&desk, &[]);
    desk.write("inbox/later.txt", story(9));
    until("it is sent too", || (lines_of(&desk.path("export")).len() == 5).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn what_is_wrong_with_a_sink_is_said_at_its_place() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("var/state/deeper")).unwrap();
    symlink("var/state/deeper", desk.path("link")).unwrap();
    for (sinks, said) in [
        ("[sink.a]\ntype = \"fiel\"\n", "unknown type of sink in [sink.a]: \"fiel\"; did you mean \"file\"?"),
        ("[sink.a]\ntype = \"file\"\n", "does not say its `path`"),
        ("[sink.a]\ntype = \"stdout\"\npath = \"x\"\n", "unknown key `path`"),
        ("[sink.a]\ntype = \"stdout\"\nfrom = \"then\"\n", "expected \"now\", \"beginning\" or a time"),
        (
            "[sink.a]\ntype = \"stdout\"\n[sink.b]\ntype = \"stdout\"\n",
            "writes to standard output, as sink.a does",
        ),
        ("[sink.a]\ntype = \"file\"\npath = \"inbox/a\"\n", "lies inside source.inbox.path"),
        (
            "[sink.a]\ntype = \"file\"\npath = \"x/records.jsonl\"\n",
            "looks like one file: leave \".jsonl\" out",
        ),
        ("[sink.a]\ntype = \"file\"\npath = \"{language}/x\"\n", "name one before it"),
        (
            "[sink.a]\ntype = \"file\"\npath = \"x\"\ntable = \"quotes\"\n",
            "`table` goes with the formats \"csv\" and \"parquet\"",
        ),
        (
            "[sink.a]\ntype = \"file\"\npath = \"x\"\nformat = \"csv\"\nshape = \".quotes[]?\"\n",
            "of which no table is made",
        ),
        (
            "[sink.a]\ntype = \"file\"\npath = \"x\"\nformat = \"parquet\"\ncompression = \"gzip\"\n",
            "parquet is compressed with zstd, within",
        ),
        ("[sink.a]\ntype = \"file\"\npath = \"out/x\"\n", "sink.a.path lies inside journal.path"),
        ("[sink.a]\ntype = \"file\"\npath = \"link/x\"\n", "sink.a.path lies inside pipeline.state"),
        ("[sink.a]\ntype = \"file\"\npath = \"var/quarantine/x\"\n", "lies inside pipeline.quarantine"),
        ("[sink.a]\ntype = \"file\"\npath = \"done/2026/x\"\n", "lies inside source.inbox.done"),
        ("[sink.a]\ntype = \"file\"\npath = \"var\"\n", "is a folder that holds pipeline.state"),
        ("[sink.a]\ntype = \"file\"\npath = \"pipeline.toml\"\n", "is this configuration itself"),
    ] {
        desk.write("pipeline.toml", format!("{QUICK}{sinks}"));
        for command in ["check", "run"] {
            let ended = desk.run(&[command]);
            assert!(ended.stderr.contains(said), "{command}, {sinks}: {}", ended.stderr);
            assert_eq!(ended.status, 78, "{command}, {sinks}");
        }
    }
    desk.write("pipeline.toml", format!("{QUICK}{FILE}"));
    let ended = desk.run(&["check"]);
    assert!(ended.stdout.contains("archive (file): "), "{}", ended.stdout);
    assert!(ended.stdout.contains("confirmed once its file is synced"), "{}", ended.stdout);
}
