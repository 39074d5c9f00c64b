//! What a run with a state folder began with, until it has come to its end: the next run over the same inputs goes on
//! with it as if it had never been interrupted.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::batch::Input;
use crate::host::{Files, remove_if_there, write_whole};

const FILE: &str = "unfinished.json";

/// A run that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Begun {
    inputs: Vec<String>,
    /// When its inputs count as received: a story without a date has its place among others from that.
    pub(super) received_at: String,
    /// How far the index had come by then.
    #[serde(default)]
    pub(super) index_end: u64,
    /// Whether it was begun before, and interrupted.
    #[serde(skip)]
    pub(super) again: bool,
}

/// Notes that a run begins, at the time and with the index that are told; where it was interrupted, it began before.
pub(super) fn begin(
    files: &dyn Files,
    folder: &Path,
    inputs: &[Input],
    now: String,
    index_end: u64,
) -> io::Result<Begun> {
    let inputs: Vec<String> = inputs.iter().map(name).collect();
    if let Some(begun) = interrupted(folder)?.filter(|begun| begun.inputs == inputs) {
        return Ok(Begun { again: true, ..begun });
    }
    let begun = Begun { inputs, received_at: now, index_end, again: false };
    write_whole(files, &folder.join(FILE), &serde_json::to_vec(&begun)?)?;
    Ok(begun)
}

/// Notes that the run has come to its end.
pub(super) fn end(files: &dyn Files, folder: &Path) -> io::Result<()> {
    remove_if_there(files, &folder.join(FILE))
}

fn interrupted(folder: &Path) -> io::Result<Option<Begun>> {
    match std::fs::read(folder.join(FILE)) {
        // One that cannot be read is none: all it decides is a time.
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

fn name(input: &Input) -> String {
    match input {
        Input::Stdin => "-".to_owned(),
        Input::Path(path) => {
            let whole = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
            whole.to_string_lossy().into_owned()
        }
    }
}
