//! The binary is killed, or its disk refuses, and nothing is lost, twice, torn or changed. `cargo xtask crash` and
//! `cargo xtask eio` do the same with more.

use std::path::Path;
use std::time::Duration;

use crate::outside::housekept::{Furnished, Step};
use crate::outside::injected::{self, LASTING, Refusal};
use crate::outside::kills::{self, Kills};
use crate::outside::polled;
use crate::outside::strace;
use crate::support::Desk;

const BINARY: &str = env!("CARGO_BIN_EXE_wiredesk");

#[test]
fn twenty_kills_lose_nothing() {
    let desk = Desk::new();
    let kills = Kills {
        kills: 20,
        files: 300,
        seed: 20,
        longest_life: Duration::from_millis(500),
        patience: Duration::from_secs(60),
        bundles: None,
    };
    let account = kills::run(Path::new(BINARY), desk.folder(), kills, &|_| ()).unwrap();
    assert!(account.is_clean(), "{account}");
    assert!(account.records > 200, "{account}");
}

#[test]
fn kills_while_two_inboxes_bring_bundles_lose_nothing() {
    let desk = Desk::new();
    let kills = Kills {
        kills: 15,
        files: 120,
        seed: 21,
        longest_life: Duration::from_millis(700),
        patience: Duration::from_secs(120),
        bundles: Some(90),
    };
    let account = kills::run(Path::new(BINARY), desk.folder(), kills, &|_| ()).unwrap();
    assert!(account.is_clean(), "{account}");
    assert!(account.records > 500, "{account}");
}

#[test]
fn kills_while_it_polls_follows_reads_a_list_and_takes_pushes_lose_nothing_and_hurry_nobody() {
    let desk = Desk::new();
    let kills = polled::Kills {
        kills: 5,
        seed: 22,
        longest_life: Duration::from_millis(2500),
        patience: Duration::from_secs(90),
    };
    let account = polled::run(Path::new(BINARY), desk.folder(), kills, &|_| ()).unwrap();
    assert!(account.is_clean(), "{account}");
}

/// Whether system calls can be traced here; says so if not.
fn strace() -> bool {
    let there = strace::is_there();
    if !there {
        println!("skipped: needs strace");
    }
    there
}

#[test]
fn no_file_is_moved_before_the_sync_that_covers_its_record() {
    if !strace() {
        return;
    }
    for after in ["move", "delete"] {
        let desk = Desk::new();
        let moves = strace::trace(Path::new(BINARY), desk.folder(), 60, 3, after).unwrap();
        assert_eq!(moves.early, Vec::<String>::new());
        assert_eq!(moves.checked, 60, "{moves:?}");
        assert!(moves.quarantined > 0 && moves.syncs > 0, "{moves:?}");
    }
}

#[test]
fn a_kill_at_a_call_that_matters_loses_nothing() {
    if !strace() {
        return;
    }
    for (call, at) in [
        ("renameat2", 1),
        ("renameat2", 9),
        ("renameat2", 14),
        ("fdatasync", 3),
        ("fdatasync", 6),
        ("pwrite64", 5),
    ] {
        let desk = Desk::new();
        strace::kill_at(Path::new(BINARY), desk.folder(), 8, call, at).unwrap();
    }
}

#[test]
fn a_kill_while_segments_are_sealed_and_removed_loses_nothing() {
    if !strace() {
        return;
    }
    let (binary, template) = (Path::new(BINARY), Desk::new());
    let furnished = Furnished::new(binary, template.folder()).unwrap();
    let (mut hits, mut left, mut sealed, mut removed) = (0, 0, 0, 0);
    for step in [
        Step::OnSealing("openat"),
        Step::OnSealing("write"),
        Step::OnSealing("fdatasync"),
        Step::OnSealing("renameat2"),
        Step::OnSealed("unlink"),
        Step::OnOldest("unlink"),
        // A segment is begun.
        Step::Number("fsync", 2),
        Step::Number("write", 2),
    ] {
        let desk = Desk::new();
        let kept = furnished.kill_at(binary, desk.folder(), step).unwrap();
        hits += u32::from(kept.hit);
        left += kept.left;
        sealed += kept.sealed;
        removed += kept.removed;
    }
    // A half three times, a twin once.
    assert!(hits >= 6 && left >= 4 && sealed > 0 && removed > 0, "{hits} {left} {sealed} {removed}");
}

#[test]
fn a_disk_that_refuses_is_waited_for() {
    if !strace() {
        return;
    }
    let single = [Refusal::Once("fdatasync", 3), Refusal::Once("openat", 12), Refusal::Once("renameat2", 4)];
    for (seed, refusal) in (1..).zip(LASTING.iter().chain(&single)) {
        let desk = Desk::new();
        injected::run(Path::new(BINARY), desk.folder(), *refusal, seed).unwrap();
    }
}
