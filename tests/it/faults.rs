//! What arrives broken, vanishes, cannot be read or overflows: each gets its reason, and nobody else is delayed.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::outside::corpus::article;
use crate::outside::daemon::{age, files_below, journal_lines, until};
use crate::outside::strace;
use crate::support::{Desk, PATIENCE, paths};

#[test]
fn broken_files_get_their_reasons_and_delay_nobody() {
    let desk = Desk::new();
    let house = desk.house("settle = \"200ms\"\nrescan = \"200ms\"", "");
    let daemon = house.open().unwrap();
    let json = format!(
        "{{\"title\": \"A title\", \"text\": {}",
        serde_json::to_string(&article(1, 9, 900)).unwrap()
    );
    desk.write("inbox/empty.txt", "")
        .write("inbox/blank.txt", " \n\t\n ")
        .write("inbox/binary.txt", [0_u8, 1, 2, 3, 0, 255, 254, 0].repeat(200));
    desk.write("inbox/truncated.json", &json);
    let huge = File::create(desk.path("inbox/huge.txt")).unwrap();
    huge.set_len(1 << 30).unwrap();
    drop(huge);
    let begin = Instant::now();
    desk.write("inbox/good.txt", article(1, 1, 1500));
    assert!(until(PATIENCE, || paths(&desk.journal()).contains(&"good.txt")), "{}", house.said());
    let took = begin.elapsed();
    assert!(until(PATIENCE, || files_below(&desk.path("inbox")).is_empty()), "{}", house.said());
    let reasons = desk.reasons();
    let codes: Vec<(&str, &str)> =
        reasons.iter().map(|r| (r["path"].as_str().unwrap(), r["code"].as_str().unwrap())).collect();
    assert_eq!(
        codes,
        [
            ("binary.txt", "binary"),
            ("blank.txt", "empty"),
            ("empty.txt", "empty"),
            ("huge.txt", "too-large"),
            ("truncated.json", "malformed"),
        ]
    );
    assert_eq!(paths(&desk.journal()), ["good.txt"]);
    assert!(took < Duration::from_secs(2), "the file beside them took {took:?}");
    assert!(daemon.status("VmHWM") < 128 << 10, "{} KiB", daemon.status("VmHWM"));
    assert!(daemon.stop(PATIENCE).unwrap().success());
    // What was refused is there whole.
    let kept = files_below(&desk.path("var/quarantine"));
    let size = |name: &str| {
        let kept = kept.iter().find(|path| path.to_string_lossy().ends_with(name)).unwrap();
        fs::metadata(kept).unwrap().len()
    };
    assert_eq!((size("-huge.txt"), size("-truncated.json")), (1 << 30, json.len() as u64));
}

#[test]
fn a_kept_file_that_is_too_large_is_not_copied() {
    let desk = Desk::new();
    let house = desk.house("after = \"keep\"\nsettle = \"100ms\"\nrescan = \"1s\"", "");
    File::create(desk.path("inbox/huge.txt")).unwrap().set_len(1 << 30).unwrap();
    desk.write("inbox/empty.txt", "");
    let daemon = house.open().unwrap();
    assert!(until(PATIENCE, || desk.reasons().len() == 2), "{}", house.said());
    std::thread::sleep(Duration::from_millis(2300));
    assert!(daemon.stop(PATIENCE).unwrap().success());
    assert_eq!(desk.reasons()[1]["code"], "too-large");
    assert_eq!(desk.reasons()[1]["bytes"], 1 << 30);
    let kept = files_below(&desk.path("var/quarantine"));
    assert!(kept.iter().all(|path| fs::metadata(path).unwrap().len() < 10_000), "{kept:?}");
    assert_eq!(files_below(&desk.path("inbox")).len(), 2);
}

#[test]
fn names_of_any_bytes_are_read_and_put_away() {
    let desk = Desk::new();
    let house = desk.house("", "");
    let long = "n".repeat(251) + ".txt";
    let names: [&[u8]; 7] = [
        b"bad-\xff\xfe.txt",
        long.as_bytes(),
        b"line\nbreak.txt",
        "emoji-🗞.txt".as_bytes(),
        b"-rf",
        b"a b'\"$(x).txt",
        b"..odd",
    ];
    let daemon = house.open().unwrap();
    for round in 0..2 {
        for (number, name) in (0..).zip(&names) {
            let path = desk.path("inbox").join(OsStr::from_bytes(name));
            fs::write(path, article(1, number + round * 100, 600)).unwrap();
        }
        // `..odd` begins with a dot: it is hidden.
        let count = usize::try_from(round + 1).unwrap() * 6;
        assert!(until(PATIENCE, || files_below(&desk.path("done")).len() == count), "{}", house.said());
    }
    let records = desk.journal();
    let mut found = paths(&records);
    found.sort_unstable();
    found.dedup();
    let mut expected =
        ["bad-\u{fffd}\u{fffd}.txt", &long, "line\nbreak.txt", "emoji-🗞.txt", "-rf", "a b'\"$(x).txt"];
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(daemon.stop(PATIENCE).unwrap().success());
}

#[test]
fn two_names_that_look_the_same_in_a_record_are_two_inputs() {
    let desk = Desk::new();
    let daemon = desk.house("", "[dedup]\non_duplicate = \"keep\"").open().unwrap();
    for name in [&b"n\xff.txt"[..], b"n\xfe.txt"] {
        fs::write(desk.path("inbox").join(OsStr::from_bytes(name)), article(1, 1, 600)).unwrap();
    }
    let records = desk.records_when_done(2);
    assert_ne!(records[0]["id"], records[1]["id"]);
    assert!(daemon.stop(PATIENCE).unwrap().success());
}

/// Whether a daemon can be run as somebody for whom file modes count; says so if not.
fn as_nobody() -> Option<[&'static str; 4]> {
    let root = rustix::process::geteuid().is_root();
    let setpriv =
        Command::new("setpriv").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if root && setpriv.is_ok() {
        return Some(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    println!("skipped: needs root and setpriv to run as another user");
    None
}

fn give_to_nobody(folder: &Path) {
    for path in [folder.to_owned(), folder.join("inbox")] {
        std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
    }
}

#[test]
fn what_cannot_be_read_is_refused_and_the_rest_goes_on() {
    let Some(wrapper) = as_nobody() else { return };
    let desk = Desk::new();
    let house = desk.house("settle = \"100ms\"\nrescan = \"1s\"", "");
    desk.write("inbox/secret.txt", article(1, 1, 600)).write("inbox/good.txt", article(1, 2, 600));
    desk.write("inbox/closed/story.txt", article(1, 3, 600))
        .write("inbox/fixed/story.txt", article(1, 4, 600));
    desk.write("stderr.log", "");
    give_to_nobody(desk.folder());
    let mode = |name: &str, mode: u32| {
        fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("inbox/secret.txt", 0o000);
    mode("inbox/closed", 0o000);
    mode("inbox/fixed", 0o555);
    // The program must be reachable for them: a copy that everybody may run.
    let program = desk.path("wiredesk");
    fs::copy(env!("CARGO_BIN_EXE_wiredesk"), &program).unwrap();
    let house_of_copy = crate::outside::daemon::House::new(
        &program,
        desk.folder(),
        &fs::read_to_string(house.path("pipeline.toml")).unwrap(),
    )
    .unwrap();
    let daemon = house_of_copy.start_under(&wrapper).unwrap();
    assert!(until(PATIENCE, || journal_lines(&desk.path("out")) == 1), "{}", house.said());
    assert!(until(PATIENCE, || desk.reasons().len() == 1), "{}", house.said());
    assert_eq!(desk.reasons()[0]["code"], "unreadable");
    assert_eq!(desk.reasons()[0]["path"], "secret.txt");
    // One folder that cannot be watched does not put an end to the hints for the others.
    assert!(!house.said().contains("rescanning only"), "{}", house.said());
    // What may be changed again is taken.
    mode("inbox/fixed", 0o777);
    mode("inbox/closed", 0o777);
    assert!(until(PATIENCE, || journal_lines(&desk.path("out")) == 3), "{}", house.said());
    let said = house.said();
    assert!(said.lines().count() < 40, "it complains too often:\n{said}");
    assert!(daemon.stop(PATIENCE).unwrap().success());
}

#[test]
fn a_file_on_a_bad_spot_of_the_disk_is_refused_after_a_few_tries() {
    if !strace::is_there() {
        println!("skipped: needs strace");
        return;
    }
    let desk = Desk::new();
    let house = desk.house("settle = \"100ms\"\nrescan = \"300ms\"", "");
    desk.write("inbox/bad.txt", article(1, 1, 600)).write("inbox/good.txt", article(1, 2, 600));
    // Claimed files are opened in their folder's handle, whichever number that has.
    let claimed: Vec<String> = (3..256).map(|handle| format!("/proc/self/fd/{handle}/bad.txt")).collect();
    let log = desk.path("strace.log");
    let mut wrapper = vec![OsStr::new("strace"), OsStr::new("-D"), OsStr::new("-f"), OsStr::new("-qqq")];
    wrapper.extend([OsStr::new("-o"), log.as_os_str()]);
    wrapper.extend(claimed.iter().flat_map(|path| [OsStr::new("-P"), OsStr::new(path)]));
    wrapper.extend(["-e", "trace=openat", "-e", "inject=openat:error=EIO"].map(OsStr::new));
    let daemon = house.start_under(&wrapper).unwrap();
    assert!(until(PATIENCE, || desk.reasons().len() == 1), "{}", house.said());
    assert_eq!(desk.reasons()[0]["code"], "unreadable");
    assert_eq!(desk.reasons()[0]["path"], "bad.txt");
    assert!(house.said().contains("cannot take a file; trying again"), "{}", house.said());
    assert!(until(PATIENCE, || paths(&desk.journal()) == ["good.txt"]), "{}", house.said());
    assert!(daemon.stop(PATIENCE).unwrap().success());
    assert!(fs::read_to_string(log).unwrap().matches("(INJECTED)").count() >= 3);
}

#[test]
fn files_that_vanish_under_its_hands_disturb_nobody() {
    let desk = Desk::new();
    let house = desk.house("settle = \"50ms\"\nrescan = \"100ms\"", "");
    let daemon = house.open().unwrap();
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Files come and go, claimed or not.
            for number in 0..3000_u64 {
                let path = desk.path(&format!("inbox/gone-{number}.txt"));
                fs::write(&path, article(2, number, 300)).unwrap();
                let claimed = desk.path(&format!("inbox/.wiredesk/gone-{number}.txt"));
                fs::remove_file(&path).ok();
                fs::remove_file(&claimed).ok();
            }
            ended.store(true, Relaxed);
        });
        for number in 0..50 {
            desk.write(&format!("inbox/stays-{number}.txt"), article(1, number, 600));
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    assert!(ended.load(Relaxed));
    assert!(until(PATIENCE, || files_below(&desk.path("inbox")).is_empty()), "{}", house.said());
    assert!(daemon.stop(PATIENCE).unwrap().success());
    let records = desk.journal();
    assert_eq!(paths(&records).iter().filter(|path| path.starts_with("stays-")).count(), 50);
}

#[test]
fn more_files_than_the_system_has_hints_for_are_all_found() {
    let desk = Desk::new();
    // A rescan by the clock would be too late to help.
    let house = desk.house("after = \"delete\"\nsettle = \"1s\"\nrescan = \"1h\"", "");
    let daemon = house.open().unwrap();
    desk.write("inbox/before.txt", article(1, 100_000, 300));
    desk.records_when_done(1);
    daemon.signal(Signal::STOP);
    let files = 20_000;
    for number in 0..files {
        fs::write(desk.path(&format!("inbox/{number:05}.txt")), article(1, number, 200)).unwrap();
    }
    daemon.signal(Signal::CONT);
    let all = usize::try_from(files).unwrap() + 1;
    assert!(
        until(Duration::from_secs(90), || {
            std::thread::sleep(Duration::from_millis(200));
            files_below(&desk.path("inbox")).is_empty()
        }),
        "{} are left\n{}",
        files_below(&desk.path("inbox")).len(),
        house.said()
    );
    assert_eq!(journal_lines(&desk.path("out")), all);
    assert!(daemon.stop(PATIENCE).unwrap().success());
}

#[test]
fn a_torn_end_is_repaired_wherever_it_was_cut() {
    let begin = Desk::new();
    for number in 0..6 {
        begin.write(&format!("inbox/{number}.txt"), article(1, number, 300));
        age(&begin.path(&format!("inbox/{number}.txt")), Duration::from_secs(100 - number)).unwrap();
    }
    let daemon = begin.house("", "").open().unwrap();
    let whole = begin.records_when_done(6);
    assert!(daemon.stop(PATIENCE).unwrap().success());
    let segment = files_below(&begin.path("out")).pop().unwrap();
    let bytes = fs::read(&segment).unwrap();
    let ends: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
    let mut cuts: Vec<usize> = (ends[2]..=bytes.len()).step_by((bytes.len() - ends[2]) / 12).collect();
    for end in &ends[2..] {
        cuts.extend([end - 1, *end, (*end + 1).min(bytes.len())]);
    }
    let garbage: [&[u8]; 4] = [b"", &[0; 300], b"{\"half\": ", b"\xff\xfe no json\n{\"schema\"\n"];
    for (number, cut) in cuts.into_iter().enumerate() {
        let desk = Desk::new();
        let end = garbage[number % garbage.len()];
        let torn = [&bytes[..cut], end].concat();
        desk.write(&format!("out/{}", segment.file_name().unwrap().to_str().unwrap()), torn);
        for number in 0..6 {
            desk.write(&format!("inbox/{number}.txt"), article(1, number, 300));
            age(&desk.path(&format!("inbox/{number}.txt")), Duration::from_secs(100 - number)).unwrap();
        }
        let house = desk.house("", "");
        let daemon = house.open().unwrap();
        let found = desk.records_when_done(6);
        assert!(daemon.stop(PATIENCE).unwrap().success(), "{}", house.said());
        let ids = |records: &[serde_json::Value]| records.iter().map(|r| r["id"].clone()).collect::<Vec<_>>();
        assert_eq!(ids(&found), ids(&whole), "cut at {cut} of {}, then {end:?}", bytes.len());
    }
}
