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
struct Begun {
    inputs: Vec<String>,
    received_at: String,
}

/// Notes that a run begins. Returns when its inputs count as received, and whether it was begun before: where one was
/// interrupted that is when it began, since a story without a date has its place among others from that.
pub(super) fn begin(
    files: &dyn Files,
    folder: &Path,
    inputs: &[Input],
    now: String,
) -> io::Result<(String, bool)> {
    let inputs: Vec<String> = inputs.iter().map(name).collect();
    if let Some(begun) = interrupted(folder)?.filter(|begun| begun.inputs == inputs) {
        return Ok((begun.received_at, true));
    }
    let begun = Begun { inputs, received_at: now };
    write_whole(files, &folder.join(FILE), &serde_json::to_vec(&begun)?)?;
    Ok((begun.received_at, false))
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
