//! The binary is killed, and nothing is lost, twice, torn or changed. `cargo xtask crash` does the same with more.

use std::path::Path;
use std::time::Duration;

use crate::outside::kills::{self, Kills};
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
    };
    let account = kills::run(Path::new(BINARY), desk.folder(), kills, &|_| ()).unwrap();
    assert!(account.is_clean(), "{account}");
    assert!(account.records > 200, "{account}");
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
