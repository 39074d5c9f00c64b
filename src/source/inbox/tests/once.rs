//! Each file once: not twice under one name or two, not half written, and in nobody's way.

use super::*;

/// What a scan finds, by path.
fn found(inbox: &Inbox) -> Vec<String> {
    inbox.scan().unwrap().ready.iter().map(|candidate| candidate.path.display().to_string()).collect()
}

#[test]
fn what_is_found_claimed_is_found_once() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/sub/.wiredesk/a.txt", "a");
    let first = inbox.scan().unwrap().ready;
    assert!(found(&inbox).is_empty(), "it waits to be taken");
    let taken: Vec<_> = first.into_iter().filter_map(|candidate| read(&inbox, candidate)).collect();
    assert!(found(&inbox).is_empty(), "it is in hand");
    taken.into_iter().for_each(|(claim, _)| committed(&inbox, claim));
    house.write("inbox/sub/.wiredesk/a.txt", "another");
    assert_eq!(found(&inbox), ["sub/a.txt"]);
}

#[test]
fn what_is_in_hand_is_not_found_in_a_folder_that_got_another_name() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/sub/a.txt", "a");
    house.pass(SETTLE);
    let (claim, _) = take(&inbox).remove(0);
    fs::rename(house.path("inbox/sub"), house.path("inbox/renamed")).unwrap();
    assert!(found(&inbox).is_empty());
    committed(&inbox, claim);
    assert_eq!(house.files("done"), ["sub/a.txt"]);
}

#[test]
fn a_kept_file_that_is_ready_twice_is_read_once() {
    let house = House::new();
    let inbox = house.keeping();
    house.write("inbox/a.txt", "a");
    let hinted = || match inbox.hinted(Path::new("a.txt"), Hint::Closed) {
        Hinted::Ready(candidate) => candidate,
        other => panic!("{other:?}"),
    };
    let (first, second, third) = (hinted(), hinted(), hinted());
    let (claim, _) = read(&inbox, first).unwrap();
    assert!(matches!(inbox.take(second), Taken::Left), "it is being read");
    committed(&inbox, claim);
    assert!(matches!(inbox.take(third), Taken::Left), "it is done with");
    house.write("inbox/a.txt", "other");
    assert_eq!(read(&inbox, hinted()).unwrap().1, "other");
}

#[test]
fn what_changes_between_being_ready_and_being_taken_has_to_stand_still_again() {
    let house = House::new();
    for keeps in [false, true] {
        let inbox = if keeps { house.keeping() } else { house.moving() };
        house.write("inbox/a.txt", "whole");
        house.pass(SETTLE);
        let ready = inbox.scan().unwrap().ready.remove(0).unwrap();
        house.write("inbox/a.txt", "first half");
        assert!(matches!(inbox.take(ready), Taken::Busy));
        assert_eq!(house.files("inbox"), ["a.txt"], "it went back");
        assert!(inbox.due().ready.is_empty());
        house.write("inbox/a.txt", "first half, second half");
        house.pass(SETTLE);
        inbox.due();
        house.pass(SETTLE);
        let due = inbox.due().ready.remove(0).unwrap();
        let (claim, text) = read(&inbox, due).unwrap();
        assert_eq!(text, "first half, second half");
        committed(&inbox, claim);
        drop(inbox);
        fs::remove_dir_all(house.path("inbox")).unwrap();
    }
}

#[test]
fn no_name_that_has_to_wait_asks_for_a_look_at_everything() {
    let house = House::new();
    let inbox = house.moving();
    house.write("inbox/a.txt", "one");
    house.pass(SETTLE);
    let (claim, _) = take(&inbox).remove(0);
    house.write("inbox/a.txt", "two");
    house.pass(SETTLE);
    // Another of its name is in hand, for long.
    for _ in 0..3 {
        let scan = inbox.scan().unwrap();
        assert!(scan.ready.is_empty());
        assert_eq!(scan.scan_again, None);
        assert!(scan.look_again.unwrap() <= Duration::from_secs(1));
        house.pass(Duration::from_secs(1));
        assert!(inbox.due().ready.is_empty());
    }
    let lists = house.disk.lists();
    committed(&inbox, claim);
    house.pass(Duration::from_secs(1));
    let due = inbox.due().ready.remove(0).unwrap();
    let (claim, _) = read(&inbox, due).unwrap();
    // What went back because it changed is found without one, too.
    File::options().append(true).open(house.path("inbox/.wiredesk/a.txt")).unwrap().write_all(b"!").unwrap();
    assert!(matches!(inbox.finish(claim, Outcome::Committed), Finished::Changed(_)));
    house.pass(SETTLE);
    let due = inbox.due().ready.remove(0).unwrap();
    assert_eq!(read(&inbox, due).unwrap().1, "two!");
    assert_eq!(house.disk.lists(), lists);
}

#[test]
fn what_the_system_refuses_of_one_file_holds_up_no_other() {
    use rustix::io::Errno;
    for errno in [Errno::PERM, Errno::BUSY, Errno::TXTBSY, Errno::NAMETOOLONG] {
        let house = House::new();
        let inbox = house.moving();
        for name in ["a.txt", "bad.txt", "c.txt"] {
            house.write(&format!("inbox/{name}"), name);
        }
        held(&house.disk.refused).insert("bad.txt".into(), errno.raw_os_error());
        house.pass(SETTLE);
        assert_eq!(round(&inbox), ["a.txt", "c.txt"], "{errno}");
        house.write("inbox/d.txt", "d.txt");
        let Hinted::Ready(closed) = inbox.hinted(Path::new("d.txt"), Hint::Closed) else { panic!("{errno}") };
        committed(&inbox, read(&inbox, closed).unwrap().0);
        assert!(inbox.blocked().unwrap().starts_with("bad.txt: "), "{errno}: {:?}", inbox.blocked());
        held(&house.disk.refused).clear();
        house.pass(Duration::from_secs(60));
        assert_eq!(round(&inbox), ["bad.txt"], "{errno}");
    }
}

#[test]
fn files_of_a_folder_that_got_another_name_are_found_in_one_walk() {
    let house = House::new();
    let inbox = house.moving();
    for number in 0..40 {
        house.write(&format!("inbox/sub/{number}.txt"), &number.to_string());
        fs::create_dir(house.path(&format!("inbox/other-{number}"))).unwrap();
    }
    house.pass(SETTLE);
    let back: Vec<_> = take(&inbox).into_iter().map(|(claim, _)| (claim, Outcome::Committed)).collect();
    assert_eq!(back.len(), 40);
    fs::rename(house.path("inbox/sub"), house.path("inbox/renamed")).unwrap();
    let lists = house.disk.lists();
    assert!(inbox.finish_all(back).iter().all(|finished| matches!(finished, Finished::Done)));
    assert_eq!(house.files("done").len(), 40);
    assert!(house.disk.lists() - lists < 100, "{}", house.disk.lists() - lists);
}

#[test]
fn files_with_several_names_are_told_from_the_own_ones_without_listing_these_each_time() {
    let house = House::new();
    house.write("out/000001.jsonl", "{}\n");
    house.write("elsewhere/a.txt", "a");
    let own = vec![house.path("out")];
    let inbox = house.open_with(After::Delete, |settings| {
        settings.own = own;
        settings.settle = Duration::from_secs(3600);
    });
    fs::hard_link(house.path("elsewhere/a.txt"), house.path("inbox/a.txt")).unwrap();
    std::thread::sleep(Duration::from_millis(150));
    let lists = house.disk.lists();
    for _ in 0..5 {
        inbox.scan().unwrap();
        house.pass(SETTLE);
    }
    assert_eq!(house.disk.lists() - lists, 6, "the inbox five times, the own folder once");
    // One that is linked later is known all the same.
    fs::hard_link(house.path("out/000001.jsonl"), house.path("inbox/b.jsonl")).unwrap();
    assert_eq!(inbox.scan().unwrap().special, 1);
}

#[test]
fn what_is_known_of_folders_is_bounded() {
    let house = House::new();
    let inbox = house.moving();
    for number in 0..MOST_MADE + 5 {
        house.write(&format!("inbox/{number}/a.txt"), &number.to_string());
    }
    house.pass(SETTLE);
    while !take(&inbox).is_empty() {}
    assert!(held(&inbox.made).len() <= MOST_MADE);
}
