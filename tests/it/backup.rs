//! Backup and restore, as docs/guide/backup.md says: after any of them everything may be delivered again, and
//! nothing is in the journal twice.

use std::fs;
use std::path::Path;

use crate::daemon::{Daemon, QUICK, inputs, story, until};
use crate::support::Desk;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

const FILES: usize = 400;

fn deliver(desk: &Desk) {
    for number in 0..FILES {
        desk.write(&format!("inbox/{number}.txt"), story(number));
    }
}

/// Delivers everything to the restored desk and checks that each input is there once.
fn deliver_again(desk: &Desk) {
    desk.write("pipeline.toml", QUICK);
    deliver(desk);
    let daemon = Daemon::open(desk, &[]);
    until("all", || {
        let left = fs::read_dir(desk.path("inbox"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_type().unwrap().is_file());
        (left.count() == 0 && daemon.metric("wiredesk_source_claimed_files{source=\"inbox\"}") == Some(0.0))
            .then_some(())
    });
    assert!(daemon.close().success());
    let inputs = inputs(desk);
    assert_eq!(inputs.len(), FILES);
    assert!(inputs.values().all(|count| *count == 1), "{inputs:?}");
}

#[test]
fn the_journal_may_be_copied_while_it_is_written() {
    let (desk, restored) = (Desk::new(), Desk::new());
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    std::thread::scope(|scope| {
        scope.spawn(|| deliver(&desk));
        until("something", || (inputs(&desk).len() > 20).then_some(()));
        copy(&desk.path("out"), &restored.path("out"));
    });
    until("all", || (inputs(&desk).len() == FILES).then_some(()));
    assert!(daemon.close().success());
    deliver_again(&restored);
}

#[test]
fn a_stopped_desk_may_be_copied_whole() {
    let (desk, restored) = (Desk::new(), Desk::new());
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    deliver(&desk);
    until("some", || (inputs(&desk).len() > 100).then_some(()));
    assert!(daemon.close().success());
    copy(&desk.path("out"), &restored.path("out"));
    copy(&desk.path("var"), &restored.path("var"));
    deliver_again(&restored);
}
