//! The journal on a disk where somebody removes, renames, replaces, cuts and lengthens the segment that is being
//! written, and takes its folder away.
//!
//! What was acknowledged stands in the journal exactly once unless its own segment was interfered with afterwards;
//! a start after all of it works.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use wiredesk::host::Files;
use wiredesk::journal::{Journal, OpenError, Settings};
use wiredesk::model::Position;

use super::disk::{Dice, SimDisk};
use super::{SimClock, stored};

const OUT: &str = "/out";

/// What was acknowledged, by its segment; and what nobody answers for any more.
#[derive(Default)]
struct Told {
    standing: BTreeMap<u64, BTreeSet<String>>,
    taken: BTreeSet<String>,
}

impl Told {
    fn lose(&mut self, segment: u64) {
        self.taken.extend(self.standing.remove(&segment).unwrap_or_default());
    }

    fn lose_all(&mut self) {
        for lines in std::mem::take(&mut self.standing).into_values() {
            self.taken.extend(lines);
        }
    }
}

fn open(disk: &SimDisk, covered: Position, remembered: Position) -> Result<Journal, OpenError> {
    let rotate_after = Duration::from_secs(3600);
    let settings = Settings { folder: OUT.into(), rotate_bytes: 400, rotate_after, remembered };
    let files: Arc<dyn Files> = Arc::new(disk.clone());
    Journal::open(files, Arc::new(SimClock(disk.clone())), settings, covered, &mut |_| Ok(()))
}

fn number(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.split('-').next()?.parse().ok()
}

/// The last segment, if there is one.
fn last(disk: &SimDisk) -> Option<(u64, PathBuf, usize)> {
    let mut found: Vec<_> = disk
        .files_below(Path::new(OUT))
        .into_iter()
        .filter_map(|(path, bytes)| Some((number(&path)?, path, bytes.len())))
        .collect();
    found.sort();
    found.pop()
}

fn interfere(disk: &SimDisk, dice: &mut Dice, told: &mut Told) {
    let Some((number, path, length)) = last(disk) else { return };
    match dice.below(6) {
        0 => {
            disk.user_removes(&path);
            told.lose(number);
        }
        1 => {
            disk.user_renames(&path, Path::new(&format!("/out/rotated.{}", dice.roll())));
            told.lose(number);
        }
        2 => {
            disk.user_removes(&path);
            disk.user_writes(&path, b"{\"restored\":true}\n");
            told.lose(number);
        }
        3 => {
            let shorter = usize::try_from(dice.below(length as u64 + 1)).unwrap();
            disk.user_cuts(&path, shorter);
            told.lose(number);
        }
        4 => disk.user_cuts(&path, length + 7),
        _ => {
            disk.user_removes_folder(Path::new(OUT));
            told.lose_all();
        }
    }
}

fn run(seed: u64) -> Result<(), String> {
    let disk = SimDisk::new(seed);
    let mut dice = Dice::new(seed ^ 0x1F);
    let mut told = Told::default();
    let mut journal =
        open(&disk, Position::default(), Position::default()).map_err(|error| error.to_string())?;
    let mut interferences = 0;
    let mut pending: Option<String> = None;
    for n in 0..60 {
        if dice.chance(5) {
            interfere(&disk, &mut dice, &mut told);
            interferences += 1;
        }
        disk.fail_one_in(dice.chance(3).then_some(6));
        let line =
            pending.take().unwrap_or_else(|| format!("{{\"n\":{n},\"filler\":\"{}\"}}\n", "x".repeat(30)));
        if dice.chance(6) {
            disk.meddle_next(dice.below(3));
        }
        let committed = journal.commit(line.as_bytes());
        if let Some(number) = disk.meddled().as_deref().and_then(number) {
            told.lose(number);
        }
        match committed {
            Ok(at) => {
                told.standing.entry(at.segment).or_default().insert(line);
            }
            Err(_) => pending = Some(line),
        }
        disk.fail_one_in(None);
        disk.tick(1_000_000_000);
        if dice.chance(12) {
            // The next start knows how far the last one came, as the index would.
            let covered = if pending.is_none() { journal.end() } else { Position::default() };
            let remembered = journal.end();
            drop(journal);
            journal = match open(&disk, covered, remembered) {
                // The daemon sets the index aside then, and builds it from what is there.
                Err(OpenError::Shorter { .. }) => open(&disk, Position::default(), remembered)
                    .map_err(|error| format!("cannot start again: {error}"))?,
                other => other.map_err(|error| format!("cannot start: {error}"))?,
            };
            // What nobody was told of may stand there all the same: the tail is read back, and it is not written again.
            for (number, bytes) in stored(&disk)? {
                let stands = |line: &mut String| String::from_utf8_lossy(&bytes).contains(line.as_str());
                if let Some(line) = pending.take_if(stands) {
                    told.standing.entry(number).or_default().insert(line);
                }
            }
        }
    }
    drop(journal);
    let mut journal = open(&disk, Position::default(), Position::default())
        .map_err(|error| format!("cannot start: {error}"))?;
    journal.commit(b"{\"last\":true}\n").map_err(|error| error.to_string())?;
    check(&disk, &told, interferences)
}

fn check(disk: &SimDisk, told: &Told, interferences: u32) -> Result<(), String> {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for bytes in stored(disk)?.into_values() {
        for line in String::from_utf8_lossy(&bytes).split_inclusive('\n') {
            *times.entry(line.trim_start_matches('#').to_owned()).or_default() += 1;
        }
    }
    for line in told.standing.values().flatten() {
        match times.get(line) {
            Some(1) => {}
            found => {
                return Err(format!("after {interferences} interferences {line} stands {found:?} times"));
            }
        }
    }
    match told.taken.iter().find(|line| times.get(*line).is_some_and(|times| *times > 1)) {
        Some(line) => Err(format!("twice: {line}")),
        None => Ok(()),
    }
}

#[test]
fn no_word_is_given_for_a_record_that_is_nowhere() {
    super::each_seed(10_000, run);
}
