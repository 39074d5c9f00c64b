//! The index built again from the journal: at start where the one that is there cannot be used, and by
//! `wiredesk reindex`. Ledgers and whatever else stands in the state folder stay as they are.

use std::ffi::OsString;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::plan::Plan;
use crate::dedup::Dedup;
use crate::host::{Clock, Files, remove_if_there};
use crate::journal;
use crate::model::Position;
use crate::quarantine::Quarantine;
use crate::state::{Index, IndexError, RedbIndex};

use super::opening::{StateFolder, dedup_settings, fold_in, open_journal};
use super::run::Fatal;
use crate::line::{INDEX, index_options};

/// What the name of one that was set aside has after that, before the time.
const ASIDE: &str = ".aside-";
/// How many of those are kept: they are for whoever looks into what happened.
const MOST_ASIDE: usize = 3;

/// How far a rebuilding has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes of the journal's files, sealed or not, that are read.
    pub bytes: u64,
    /// Bytes of all of them.
    pub of: u64,
    /// Records read.
    pub records: u64,
}

/// What a rebuilding came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Lines of the journal that were read.
    pub lines: u64,
    /// Lines that are no record.
    pub strange: u64,
    /// Records that are remembered now.
    pub remembered: u64,
    /// What was wrong with the index that was there before, if anything.
    pub before: Option<String>,
    /// Where that one was put, if it could not be used.
    pub aside: Option<PathBuf>,
}

/// Builds the index anew from all that the journal retains. Interrupted, it leaves the old index as it was.
///
/// # Errors
/// [`Fatal`]; with [`Fatal::is_locked`] while the daemon runs.
pub fn reindex(
    plan: &Plan,
    files: &Arc<dyn Files>,
    clock: &Arc<dyn Clock>,
    tell: &mut dyn FnMut(Progress),
) -> Result<Report, Fatal> {
    let _held = StateFolder::hold(&**files, &plan.state)?;
    let path = plan.state.join(INDEX);
    let state = |error| Fatal::State { path: plan.state.clone(), error };
    let mut remembered = Position::default();
    let options = index_options(plan.dedup.memory);
    let before = match RedbIndex::open(&path, options) {
        Ok(index) => {
            remembered = index.covers();
            None
        }
        Err(IndexError::Absent(_)) => None,
        Err(error @ (IndexError::Io(_) | IndexError::Locked)) => return Err(error.into()),
        Err(error) => Some(error.to_string()),
    };
    let fresh = path.with_extension("redb.new");
    remove_if_there(&**files, &fresh).map_err(state)?;
    let index = RedbIndex::create(&fresh, options)?;
    let mut dedup = Dedup::new(Box::new(index), dedup_settings(&plan.dedup));
    let quarantine = Quarantine::new(Arc::clone(files), Arc::clone(clock), plan.quarantine.clone());
    let journal = open_journal(plan, files, clock, &quarantine, dedup.covers(), remembered)?;
    let lines = journal.tail(dedup.covers())?;
    let (lines, strange) = read_into(&**files, &plan.journal.path, lines, &mut dedup, tell)?;
    dedup.forget(clock.now().as_second())?;
    let remembered = dedup.remembered();
    drop(dedup);
    let aside = match &before {
        Some(_) => Some(aside(&**files, &path, &**clock)?),
        None => None,
    };
    files.replace(&fresh, &path).map_err(state)?;
    files.sync_folder(&plan.state).map_err(state)?;
    Ok(Report { lines, strange, remembered, before, aside })
}

/// Reads lines into the index. Returns how many, and how many of them are no record.
fn read_into(
    files: &dyn Files,
    folder: &Path,
    mut lines: journal::Lines,
    dedup: &mut Dedup,
    tell: &mut dyn FnMut(Progress),
) -> Result<(u64, u64), Fatal> {
    let mut segments = Vec::new();
    for segment in journal::segments(files, folder).map_err(Fatal::Tail)? {
        let sizes = segment.files(folder).filter_map(|file| files.stat(&file).ok()).map(|stat| stat.size);
        segments.push((segment.name.number, segment.plain, sizes.max().unwrap_or(0)));
    }
    let of = segments.iter().map(|(_, _, size)| size).sum();
    let mut read = 0;
    let (_, strange) = fold_in(&mut lines, dedup, &mut |position| {
        read += 1;
        if read % 256 == 0 {
            let done = segments.iter().take_while(|(number, _, _)| *number < position.segment);
            let here = segments.iter().find(|(number, plain, _)| *number == position.segment && *plain);
            let bytes = done.map(|(_, _, size)| size).sum::<u64>() + here.map_or(0, |_| position.offset);
            tell(Progress { bytes, of, records: read });
        }
        ControlFlow::Continue(())
    })?;
    tell(Progress { bytes: of, of, records: read });
    Ok((read, strange))
}

/// Keeps an index that cannot be used under another name, and says so.
pub(super) fn set_aside(files: &dyn Files, path: &Path, clock: &dyn Clock, why: &str) -> Result<(), Fatal> {
    match files.stat(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            tracing::warn!(why, "the index is gone; building it again from the journal");
            return Ok(());
        }
        // What else may be wrong shows with the next step.
        _ => {}
    }
    let to = aside(files, path, clock)?;
    tracing::warn!(why, aside = %to.display(), "the index cannot be used; building it again from the journal");
    Ok(())
}

fn aside(files: &dyn Files, path: &Path, clock: &dyn Clock) -> Result<PathBuf, Fatal> {
    let state = |error| Fatal::State { path: path.to_owned(), error };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!("{ASIDE}{}", clock.now().strftime("%Y%m%dT%H%M%S%.3fZ")));
    let to = path.with_file_name(name);
    files.replace(path, &to).map_err(state)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    files.sync_folder(folder).map_err(state)?;
    if let Err(error) = prune(files, folder) {
        tracing::warn!(%error, "cannot remove indexes that were set aside long ago");
    }
    Ok(to)
}

/// Removes all but the newest of those that were set aside.
fn prune(files: &dyn Files, folder: &Path) -> io::Result<()> {
    let mut found: Vec<OsString> = Vec::new();
    files.list(folder, &mut |name, _| {
        let is_aside = name
            .to_str()
            .and_then(|name| name.strip_prefix(INDEX))
            .is_some_and(|rest| rest.starts_with(ASIDE));
        found.extend(is_aside.then_some(name));
        true
    })?;
    found.sort();
    for name in found.iter().rev().skip(MOST_ASIDE) {
        tracing::info!(name = %name.to_string_lossy(), "removing an index that was set aside long ago");
        files.remove(&folder.join(name))?;
    }
    Ok(())
}
