//! Names under which state stands that no source goes on with: whoever renames a source and does not say `was` is told.
//!
//! A small file of the state folder has every name that there was; of one that is gone is told for a month. It is advice:
//! without it nothing is lost but that.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::config::plan::Source;
use crate::host::{Files, write_whole};

const NAME: &str = "sources.json";
/// It is no larger than this.
const LARGEST: u64 = 1 << 20;
/// Folders with a store for each source that needs one.
const STORES: [&str; 2] = ["ledgers", "sources"];
/// How long a name is told that nobody has any more, in seconds.
const TOLD: i64 = 30 * 86_400;

/// What is known of a name under which state stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Stand {
    /// The name that its source had last.
    name: String,
    /// Since when no source has it, in seconds since 1970; 0 while one does.
    gone: i64,
}

type Names = BTreeMap<String, Stand>;

/// State that no source goes on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Left {
    /// The name under which it stands.
    was: String,
    /// The name that its source had last.
    last: String,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Left { was, last } = self;
        write!(
            f,
            "source.{last} is gone and what is known of it stands still: where it was renamed, write was = {was:?} in its new table"
        )
    }
}

/// What is left behind in a state folder, as these sources are.
///
/// # Errors
/// As the operating system says.
pub(crate) fn left(files: &dyn Files, state: &Path, sources: &[Source], now: i64) -> io::Result<Vec<Left>> {
    Ok(told(&names(files, state, sources, now)?, now))
}

/// The same, and keeps which names there are.
///
/// # Errors
/// As the operating system says.
pub(crate) fn note(files: &dyn Files, state: &Path, sources: &[Source], now: i64) -> io::Result<Vec<Left>> {
    let names = names(files, state, sources, now)?;
    if names != read(files, state)? {
        write(files, state, &names)?;
    }
    Ok(told(&names, now))
}

fn told(names: &Names, now: i64) -> Vec<Left> {
    let is_told = |stand: &&Stand| stand.gone > 0 && now - stand.gone <= TOLD;
    let gone = names.iter().filter(|(_, stand)| is_told(stand));
    gone.map(|(was, stand)| Left { was: was.clone(), last: stand.name.clone() }).collect()
}

/// All names: those that were kept, those that have a store, and those of these sources.
fn names(files: &dyn Files, state: &Path, sources: &[Source], now: i64) -> io::Result<Names> {
    let mut names = read(files, state)?;
    for name in with_stores(files, state)? {
        names.entry(name.clone()).or_insert(Stand { name, gone: 0 });
    }
    for source in sources {
        let stand = names.entry(source.kept_as().to_string()).or_default();
        *stand = Stand { name: source.name.to_string(), gone: 0 };
    }
    let is_kept = |name: &str| sources.iter().any(|source| **source.kept_as() == *name);
    for (name, stand) in &mut names {
        if stand.gone == 0 && !is_kept(name) {
            stand.gone = now.max(1);
        }
    }
    Ok(names)
}

fn with_stores(files: &dyn Files, state: &Path) -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for folder in STORES {
        let listed = files.list(&state.join(folder), &mut |file, _| {
            let name = file.to_string_lossy().strip_suffix(".redb").map(str::to_owned);
            names.extend(name.filter(|name| !name.starts_with('.')));
            true
        });
        match listed {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            listed => listed?,
        }
    }
    Ok(names)
}

/// What was kept; nothing where that is gone or cannot be understood.
fn read(files: &dyn Files, state: &Path) -> io::Result<Names> {
    match files.read(&state.join(NAME), LARGEST) {
        Ok((_, bytes)) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Names::new()),
        Err(error) => Err(error),
    }
}

fn write(files: &dyn Files, state: &Path, names: &Names) -> io::Result<()> {
    write_whole(files, &state.join(NAME), &serde_json::to_vec(names)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Plan, parse};
    use crate::host::RealFiles;

    const DAY: i64 = 86_400;

    fn sources(tables: &[(&str, &str)]) -> Vec<Source> {
        let table = |(name, was): &(&str, &str)| {
            format!("[source.{name}]\ntype = \"inbox\"\npath = \"in-{name}\"\nwas = \"{was}\"\n")
        };
        let text: String = tables.iter().map(table).collect();
        let Plan { sources, .. } = parse(&text, Path::new("pipeline.toml"), &|_| None).unwrap();
        sources
    }

    #[test]
    fn a_name_that_nobody_goes_on_with_is_told_for_a_month_by_the_name_that_is_to_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let (files, state) = (&RealFiles, folder.path());
        let note = |tables: &[(&str, &str)], day: i64| -> Vec<String> {
            let sources = sources(tables);
            let looked = left(files, state, &sources, day * DAY).unwrap();
            let noted = note(files, state, &sources, day * DAY).unwrap();
            assert_eq!(looked, noted);
            noted.iter().map(|left| format!("{} of {}", left.was, left.last)).collect()
        };
        assert_eq!(note(&[("first", ""), ("other", "")], 1), [""; 0]);
        assert_eq!(note(&[("second", "first"), ("other", "")], 2), [""; 0]);
        assert_eq!(note(&[("third", "second"), ("other", "")], 3), ["first of second"]);
        assert_eq!(note(&[("third", "first"), ("other", "")], 4), ["second of third"]);
        assert_eq!(note(&[("third", "first"), ("other", "")], 40), [""; 0]);
        std::fs::create_dir(state.join("ledgers")).unwrap();
        std::fs::write(state.join("ledgers/old.redb"), "").unwrap();
        std::fs::write(state.join(NAME), "no longer what it was").unwrap();
        assert_eq!(note(&[("third", "first")], 41), ["old of old"], "from before there was such a file");
    }
}
