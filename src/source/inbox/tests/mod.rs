//! An inbox on a real disk, driven by hand.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, symlink};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::SystemTime;

use jiff::Timestamp;

use super::find::{Hint, Hinted};
use super::*;
use crate::model::FaultCode;

mod disk;
mod driven;
mod once;

use disk::Disk;

const SETTLE: Duration = Duration::from_secs(2);

/// A clock that is put forward by hand.
#[derive(Default)]
struct Hands(AtomicU64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::now() + jiff::SignedDuration::from_millis(i64::try_from(self.0.load(Relaxed)).unwrap())
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.load(Relaxed)) + Duration::from_secs(1000)
    }
}

struct House {
    folder: tempfile::TempDir,
    clock: Arc<Hands>,
    disk: Arc<Disk>,
}

impl House {
    fn new() -> House {
        House { folder: tempfile::tempdir().unwrap(), clock: Arc::default(), disk: Arc::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn pass(&self, time: Duration) {
        self.clock.0.fetch_add(u64::try_from(time.as_millis()).unwrap(), Relaxed);
    }

    fn open_with(&self, after: After, change: impl FnOnce(&mut Settings)) -> Inbox {
        let files: Arc<dyn Files> = Arc::clone(&self.disk) as Arc<dyn Files>;
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let quarantine = Quarantine::new(Arc::clone(&files), Arc::clone(&clock), self.path("quarantine"));
        let mut settings = Settings {
            name: "inbox".into(),
            folder: self.path("inbox"),
            after,
            settle: SETTLE,
            settle_closed: Duration::ZERO,
            ignore: Ignore::default(),
            own: Vec::new(),
        };
        change(&mut settings);
        Inbox::open(files, clock, quarantine, settings).unwrap()
    }

    fn moving(&self) -> Inbox {
        self.open_with(After::Move(self.path("done")), |_| {})
    }

    fn keeping(&self) -> Inbox {
        let ledger = Ledger::with_backend(redb::backends::InMemoryBackend::new()).unwrap();
        self.open_with(After::Keep(ledger), |_| {})
    }

    /// Every file below a folder, relative to the house; the day of `done` is left out.
    fn files(&self, below: &str) -> Vec<String> {
        let mut found = BTreeSet::new();
        let mut unread = vec![self.path(below)];
        while let Some(folder) = unread.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                if entry.file_type().unwrap().is_dir() {
                    unread.push(entry.path());
                } else {
                    let path = entry.path().strip_prefix(self.path(below)).unwrap().display().to_string();
                    found.insert(path);
                }
            }
        }
        let day = |path: String| {
            if below == "done" { path.splitn(4, '/').nth(3).unwrap().to_owned() } else { path }
        };
        found.into_iter().map(day).collect()
    }
}

/// Takes what is ready; the text of each, or how it was not taken.
fn take(inbox: &Inbox) -> Vec<(Claim, String)> {
    inbox.scan().unwrap().ready.into_iter().filter_map(|candidate| read(inbox, candidate)).collect()
}

fn read(inbox: &Inbox, candidate: Candidate) -> Option<(Claim, String)> {
    match inbox.take(candidate) {
        Taken::Read(claim, content) => {
            let Content::Bytes(bytes) = content else { panic!("not in memory") };
            Some((claim, String::from_utf8(bytes).unwrap()))
        }
        _ => None,
    }
}

fn committed(inbox: &Inbox, claim: Claim) {
    let finished = inbox.finish(claim, Outcome::Committed);
    assert!(matches!(finished, Finished::Done), "{finished:?}");
}

/// Takes everything and finishes with it; the texts.
fn round(inbox: &Inbox) -> Vec<String> {
    let taken = take(inbox);
    taken
        .into_iter()
        .map(|(claim, text)| {
            committed(inbox, claim);
            text
        })
        .collect()
}

#[test]
fn the_hundredth_file_of_one_name_and_day_is_put_away() {
    let house = House::new();
    let inbox = house.moving();
    for number in 0..100 {
        house.write("inbox/feed.xml", &number.to_string());
        house.pass(SETTLE);
        assert_eq!(round(&inbox), [number.to_string()]);
    }
    // A new start knows no numbers.
    drop(inbox);
    let inbox = house.moving();
    house.write("inbox/feed.xml", "100");
    house.pass(SETTLE);
    assert_eq!(round(&inbox), ["100"]);
    let names = house.files("done");
    assert_eq!(names.len(), 101);
    assert!(names.contains(&"feed~101.xml".to_owned()), "{names:?}");
}

#[test]
fn of_a_kept_folder_with_more_files_than_one_scan_hands_over_each_is_read_once() {
    let house = House::new();
    let inbox = house.keeping();
    for number in 0..230 {
        house.write(&format!("inbox/{}/{number}.txt", number % 3), &number.to_string());
    }
    house.pass(SETTLE);
    let mut seen = Vec::new();
    let mut open = Vec::new();
    for _ in 0..12 {
        // Some are finished with late, while further scans go on.
        let taken = take(&inbox);
        seen.extend(taken.iter().map(|(_, text)| text.parse::<u32>().unwrap()));
        open.extend(taken.into_iter().map(|(claim, _)| (claim, Outcome::Committed)));
        let some = open.split_off(open.len() / 2);
        assert!(inbox.finish_all(some).iter().all(|finished| matches!(finished, Finished::Done)));
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..230).collect::<Vec<_>>());
    inbox.finish_all(open);
    let scan = inbox.scan().unwrap();
    assert!(scan.ready.is_empty() && !scan.more);
}

#[test]
fn a_kept_file_of_the_same_size_and_time_is_read_when_its_content_is_new_only() {
    let house = House::new();
    let inbox = house.keeping();
    let time = SystemTime::now() - Duration::from_secs(3600);
    let write = |text: &str| {
        // A file's times are only as fine as the kernel's tick.
        std::thread::sleep(Duration::from_millis(20));
        house.write("inbox/a.txt", text);
        File::options().write(true).open(house.path("inbox/a.txt")).unwrap().set_modified(time).unwrap();
    };
    write("one");
    assert_eq!(round(&inbox), ["one"]);
    assert!(round(&inbox).is_empty());
    write("two");
    assert_eq!(round(&inbox), ["two"]);
    // Touched: the same bytes, another mode.
    write("two");
    assert!(round(&inbox).is_empty());
    assert!(inbox.scan().unwrap().ready.is_empty(), "what was touched is noted");
}

#[test]
fn a_folder_that_is_replaced_by_a_link_leads_nowhere() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/sub/a.txt", "inside");
    house.write("outside/a.txt", "outside");
    let Hinted::Ready(hinted) = inbox.hinted(Path::new("sub/a.txt"), Hint::MovedIn) else {
        panic!("not ready")
    };
    house.pass(SETTLE);
    let scanned = inbox.scan().unwrap().ready.remove(0).unwrap();
    fs::rename(house.path("inbox/sub"), house.path("elsewhere")).unwrap();
    symlink(house.path("outside"), house.path("inbox/sub")).unwrap();
    for candidate in [hinted, scanned] {
        let taken = inbox.take(candidate);
        assert!(matches!(taken, Taken::Left), "{taken:?}");
    }
    assert_eq!(inbox.hinted(Path::new("sub/a.txt"), Hint::MovedIn), Hinted::Nothing);
    let scan = inbox.scan().unwrap();
    assert!(scan.ready.is_empty());
    assert_eq!(scan.special, 1, "the link");
    assert_eq!(house.files("outside"), ["a.txt"]);
}

#[test]
fn a_claimed_file_whose_folder_becomes_a_link_is_not_sought_behind_it() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/sub/a.txt", "inside");
    house.write("outside/.wiredesk/a.txt", "outside");
    house.pass(SETTLE);
    let (claim, _) = take(&inbox).remove(0);
    fs::rename(house.path("inbox/sub"), house.path("elsewhere")).unwrap();
    symlink(house.path("outside"), house.path("inbox/sub")).unwrap();
    committed(&inbox, claim);
    assert_eq!(house.files("outside"), [".wiredesk/a.txt"]);
    assert!(!house.path("done").try_exists().unwrap());
}

#[test]
fn wiredesks_own_files_are_no_copy_under_any_name() {
    let house = House::new();
    house.write("out/000001.jsonl", "{}\n");
    house.write("inbox/a.txt", "a");
    let own = vec![house.path("out"), house.path("state")];
    let inbox = house.open_with(After::Move(house.path("done")), |settings| settings.own = own);
    fs::hard_link(house.path("out/000001.jsonl"), house.path("inbox/b.jsonl")).unwrap();
    fs::hard_link(house.path("inbox/a.txt"), house.path("a-second-name")).unwrap();
    house.pass(SETTLE);
    assert_eq!(inbox.hinted(Path::new("b.jsonl"), Hint::MovedIn), Hinted::Nothing);
    let scan = inbox.scan().unwrap();
    assert_eq!((scan.ready.len(), scan.special), (1, 1));
    assert_eq!(round(&inbox), ["a"], "another file with two names is copy");
    assert_eq!(house.files("inbox"), ["b.jsonl"]);
}

#[test]
fn a_private_folder_that_is_none_holds_up_its_folder_only_and_is_said() {
    for kind in ["file", "link", "dangling"] {
        let house = House::new();
        let inbox = house.moving();
        for name in ["a.txt", "sub/b.txt"] {
            house.write(&format!("inbox/{name}"), name);
        }
        let private = house.path("inbox/sub/.wiredesk");
        match kind {
            "file" => fs::write(&private, "").unwrap(),
            "link" => symlink(house.path(""), &private).unwrap(),
            _ => symlink("nowhere", &private).unwrap(),
        }
        house.pass(SETTLE);
        assert_eq!(round(&inbox), ["a.txt"], "{kind}");
        let said = inbox.blocked().unwrap();
        assert!(said.starts_with("sub: sub/.wiredesk is no folder of wiredesk's"), "{kind}: {said}");
        // It is left alone for a while, and tried again.
        assert!(inbox.scan().unwrap().ready.is_empty(), "{kind}");
        assert!(inbox.blocked().is_some());
        fs::remove_file(&private).unwrap();
        house.pass(Duration::from_secs(60));
        assert_eq!(round(&inbox), ["sub/b.txt"], "{kind}");
        assert_eq!(inbox.blocked(), None);
    }
}

#[test]
fn what_stands_in_a_private_folder_is_taken_and_what_is_no_file_there_holds_up_its_name_only() {
    let house = House::new();
    let inbox = house.moving();
    for name in ["a.txt", "b.txt", "c.txt"] {
        house.write(&format!("inbox/{name}"), name);
    }
    house.write("inbox/.wiredesk/a.txt", "put there by somebody");
    fs::create_dir(house.path("inbox/.wiredesk/b.txt")).unwrap();
    house.pass(SETTLE);
    let mut found: Vec<String> = Vec::new();
    for _ in 0..4 {
        found.extend(round(&inbox));
        house.pass(SETTLE);
    }
    found.sort();
    assert_eq!(found, ["a.txt", "c.txt", "put there by somebody"]);
    let said = inbox.blocked().unwrap();
    assert!(said.starts_with("b.txt: .wiredesk beside it holds a folder or link called \"b.txt\""), "{said}");
    fs::remove_file(house.path("inbox/b.txt")).unwrap();
    inbox.scan().unwrap();
    assert_eq!(inbox.blocked(), None, "there is nothing to be taken any more");
}

#[test]
fn a_folder_gets_another_name_as_a_file_does() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/report", "file");
    house.pass(SETTLE);
    round(&inbox);
    for name in ["report/x.txt", "report/deep/y.txt"] {
        house.write(&format!("inbox/{name}"), name);
    }
    house.pass(SETTLE);
    assert_eq!(round(&inbox).len(), 2);
    house.write("inbox/report2/x.txt", "folder first");
    house.pass(SETTLE);
    round(&inbox);
    fs::remove_dir_all(house.path("inbox/report2")).unwrap();
    house.write("inbox/report2", "then a file");
    house.pass(SETTLE);
    round(&inbox);
    assert_eq!(
        house.files("done"),
        ["report", "report2/x.txt", "report2~2", "report~2/deep/y.txt", "report~2/x.txt"]
    );
}

#[test]
fn the_longest_names_pass_from_one_file_system_to_another() {
    let house = House::new();
    let Ok(other) = tempfile::tempdir_in("/dev/shm") else { return };
    if fs::metadata(other.path()).unwrap().dev() == fs::metadata(house.path("")).unwrap().dev() {
        println!("skipped: needs two file systems");
        return;
    }
    let inbox = house.open_with(After::Move(other.path().join("done")), |_| {});
    let name = "n".repeat(251) + ".txt";
    for text in ["one", "two"] {
        house.write(&format!("inbox/{name}"), text);
        house.pass(SETTLE);
        assert_eq!(round(&inbox), [text]);
    }
    assert!(house.files("inbox").is_empty());
}

#[test]
fn a_file_that_cannot_be_put_away_is_stuck_after_some_tries() {
    let house = House::new();
    house.write("done", "no folder");
    house.write("inbox/a.txt", "a");
    let inbox = house.moving();
    house.pass(SETTLE);
    let (mut claim, _) = take(&inbox).remove(0);
    for attempt in 1.. {
        claim = match inbox.finish(claim, Outcome::Committed) {
            Finished::Failed(claim, _, _) => claim,
            Finished::Stuck(claim, _, _) => {
                assert_eq!(attempt, 5);
                assert_eq!(claim.path, Path::new("a.txt"));
                break;
            }
            other => panic!("{other:?}"),
        };
    }
}

#[test]
fn nothing_is_taken_while_a_writer_has_it_open() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/a.txt", "first half");
    let mut writer = File::options().append(true).open(house.path("inbox/a.txt")).unwrap();
    for _ in 0..20 {
        house.pass(SETTLE);
        assert!(take(&inbox).is_empty());
        assert!(inbox.due().ready.is_empty());
    }
    writer.write_all(b", second half").unwrap();
    drop(writer);
    // Who only reads is not waited for.
    let _reader = File::open(house.path("inbox/a.txt")).unwrap();
    take(&inbox);
    house.pass(SETTLE);
    let due = inbox.due().ready.remove(0).unwrap();
    assert_eq!(read(&inbox, due).unwrap().1, "first half, second half");
}

#[test]
fn a_file_that_was_opened_by_who_cannot_be_seen_waits_until_it_is_closed() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/a.txt", "a");
    // As the notices of the system would say it.
    inbox.handles.opened("a.txt".into());
    house.pass(SETTLE * 10);
    assert!(take(&inbox).is_empty());
    assert!(inbox.handles.closed(Path::new("a.txt")), "somebody waits for it");
    assert!(matches!(inbox.hinted(Path::new("a.txt"), Hint::Closed), Hinted::Ready(_)));
    // Not for ever, though.
    inbox.handles.opened("a.txt".into());
    assert!(take(&inbox).is_empty());
    house.pass(Duration::from_secs(125));
    assert_eq!(round(&inbox), ["a"]);
}

#[test]
fn a_grace_after_a_close_begins_anew_with_each() {
    let house = House::new();
    let grace = Duration::from_secs(5);
    let inbox = house.open_with(After::Delete, |settings| settings.settle_closed = grace);
    house.write("inbox/a.txt", "first");
    let closed = |wait: Duration| {
        assert_eq!(inbox.hinted(Path::new("a.txt"), Hint::Closed), Hinted::Later(wait));
    };
    closed(grace);
    house.pass(Duration::from_secs(3));
    assert!(inbox.due().ready.is_empty() && take(&inbox).is_empty());
    house.write("inbox/a.txt", "first, second");
    closed(grace);
    house.pass(Duration::from_secs(3));
    assert!(inbox.due().ready.is_empty());
    house.pass(Duration::from_secs(2));
    let due = inbox.due().ready.remove(0).unwrap();
    assert_eq!(read(&inbox, due).unwrap().1, "first, second");
}

#[test]
fn what_changes_where_it_was_put_away_is_read_again() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/sub/a.txt", "first half");
    house.pass(SETTLE);
    let (claim, _) = take(&inbox).remove(0);
    // A writer that nobody could see.
    let claimed = house.path("inbox/sub/.wiredesk/a.txt");
    let mut writer = File::options().append(true).open(claimed).unwrap();
    committed(&inbox, claim);
    let folders = inbox.new_away_folders();
    assert!(folders[0].ends_with("sub"), "{folders:?}");
    let place = folders[0].join("a.txt");
    assert_eq!(inbox.closed_away(&place), None, "nothing has changed");
    writer.write_all(b", second half").unwrap();
    drop(writer);
    let again = inbox.closed_away(&place).unwrap();
    assert_eq!(again.path, Path::new("sub/a.txt"), "the same input");
    let (claim, text) = read(&inbox, again).unwrap();
    assert_eq!(text, "first half, second half");
    committed(&inbox, claim);
    assert_eq!(inbox.closed_away(&place), None);
    assert_eq!(house.files("done"), ["sub/a.txt"]);
    // Without a notice it is found as well, once it stands still.
    fs::write(&place, "third").unwrap();
    house.pass(SETTLE);
    let again = inbox.changed_away().remove(0);
    assert_eq!(read(&inbox, again).unwrap().1, "third");
}

#[test]
fn what_ends_early_is_refused_only_once_it_stood_still_for_long() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/a.xml", "<a><b>");
    house.pass(SETTLE);
    let (claim, _) = take(&inbox).remove(0);
    let cut = Outcome::Rejected(Fault::new(FaultCode::Malformed, "it ends early"));
    let Finished::Later(claim, outcome) = inbox.finish(claim, cut.clone()) else { panic!("not later") };
    // The rest comes: nothing is lost.
    let claimed = house.path("inbox/.wiredesk/a.xml");
    File::options().append(true).open(claimed).unwrap().write_all(b"</b></a>").unwrap();
    let Finished::Changed(candidate) = inbox.finish(claim, outcome) else { panic!("not changed") };
    assert_eq!(candidate.stands, Stands::Inbox);
    house.pass(SETTLE);
    let (claim, text) = take(&inbox).remove(0);
    assert_eq!(text, "<a><b></b></a>");
    house.pass(SETTLE * 10);
    assert!(matches!(inbox.finish(claim, cut.clone()), Finished::Done), "it is refused now");
    // Of a closed one it is known at once.
    house.write("inbox/b.xml", "<a>");
    let Hinted::Ready(closed) = inbox.hinted(Path::new("b.xml"), Hint::Closed) else { panic!("not ready") };
    let (claim, _) = read(&inbox, closed).unwrap();
    assert!(matches!(inbox.finish(claim, cut), Finished::Done));
    assert_eq!(house.files("quarantine").len(), 4);
}

#[test]
fn a_folder_that_is_renamed_or_removed_while_its_files_are_claimed_loses_nothing() {
    let house = House::new();
    let inbox = house.moving();
    for name in ["sub/a.txt", "sub/b.txt", "gone/c.txt", "d.txt"] {
        house.write(&format!("inbox/{name}"), name);
    }
    house.pass(SETTLE);
    let ready = inbox.scan().unwrap().ready;
    let taken: Vec<_> = ready.into_iter().filter_map(|candidate| read(&inbox, candidate)).collect();
    assert_eq!(taken.len(), 4);
    fs::rename(house.path("inbox/sub"), house.path("inbox/renamed")).unwrap();
    fs::remove_dir_all(house.path("inbox/gone")).unwrap();
    for (claim, _) in taken {
        committed(&inbox, claim);
    }
    assert_eq!(house.files("done"), ["d.txt", "sub/a.txt", "sub/b.txt"]);
    assert!(house.files("inbox").is_empty());
}

#[test]
fn what_is_claimed_in_a_renamed_folder_and_not_read_is_found() {
    let house = House::new();
    house.write("inbox/sub/a.txt", "a");
    house.pass(SETTLE);
    let first = house.moving();
    take(&first);
    drop(first);
    // The next start lists it under its old name, then the folder gets another one.
    let inbox = house.moving();
    let back = inbox.take_back().unwrap().remove(0).unwrap();
    fs::rename(house.path("inbox/sub"), house.path("inbox/renamed")).unwrap();
    assert!(read(&inbox, back).is_none());
    assert_eq!(round(&inbox), ["a"]);
    assert_eq!(house.files("done"), ["renamed/a.txt"]);
}

#[test]
fn an_inbox_that_is_made_anew_goes_on_and_what_was_claimed_in_the_old_one_is_finished_with() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/a.txt", "a");
    house.pass(SETTLE);
    let (claim, _) = take(&inbox).remove(0);
    assert!(!inbox.look_for_root().unwrap());
    fs::rename(house.path("inbox"), house.path("old")).unwrap();
    assert_eq!(inbox.look_for_root().unwrap_err().kind(), io::ErrorKind::NotFound);
    house.write("inbox/b.txt", "b");
    assert!(inbox.look_for_root().unwrap());
    house.pass(SETTLE);
    assert_eq!(round(&inbox), ["b"]);
    committed(&inbox, claim);
    assert_eq!(house.files("done"), ["a.txt", "b.txt"]);
}

#[test]
fn names_that_the_user_ignores_are_left_alone() {
    let house = House::new();
    let patterns = ["*.filepart".to_owned(), "work-*".to_owned()];
    let inbox = house.open_with(After::Delete, |settings| settings.ignore = Ignore::new(&patterns));
    for name in ["a.txt", "b.txt.filepart", "work-1/c.txt"] {
        house.write(&format!("inbox/{name}"), name);
    }
    house.pass(SETTLE);
    assert_eq!(inbox.hinted(Path::new("b.txt.filepart"), Hint::Closed), Hinted::Nothing);
    assert_eq!(inbox.hinted(Path::new("work-1/c.txt"), Hint::Closed), Hinted::Nothing);
    let scan = inbox.scan().unwrap();
    assert_eq!((scan.ready.len(), scan.ignored), (1, 2));
}

#[test]
fn a_large_file_is_handed_over_as_a_stream() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/large.txt", &"x".repeat((1 << 20) + 1));
    house.pass(SETTLE);
    let candidate = inbox.scan().unwrap().ready.remove(0).unwrap();
    let Taken::Read(claim, content) = inbox.take(candidate) else { panic!("not read") };
    let Content::Stream(stream, size) = content else { panic!("not a stream") };
    assert_eq!(size, (1 << 20) + 1);
    assert_eq!(crate::source::whole(stream, size).unwrap().len(), (1 << 20) + 1);
    committed(&inbox, claim);
}
