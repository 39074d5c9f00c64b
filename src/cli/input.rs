//! One file or standard input, for commands that read a few files for reading.

use std::io::{ErrorKind, Read};
use std::path::Path;

use super::out::shown;
use super::{Exit, Fatal};
use crate::host::{Files, RealFiles};

/// Reads one file as `process` does: its name on its own is where it comes from.
pub(super) fn read(file: &Path, most: u64) -> Result<(Option<String>, Vec<u8>), Fatal> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes);
        read.map_err(|error| Fatal::io("standard input", error))?;
        if bytes.len() as u64 > most {
            return Err(Fatal::message(
                Exit::Data,
                format!("standard input: more than {most} bytes, which limits.document_bytes does not allow"),
            ));
        }
        return Ok((None, bytes));
    }
    let read = std::fs::canonicalize(file).and_then(|real| RealFiles.read(&real, most));
    match read {
        Ok((_, bytes)) => Ok((file.file_name().map(|name| name.to_string_lossy().into_owned()), bytes)),
        Err(error) => {
            let shown = shown(file.display());
            let exit = if error.kind() == ErrorKind::NotFound { Exit::NoInput } else { Exit::Io };
            if file.is_dir() {
                let what = format!("{shown} is a folder: name files, or use `wiredesk process {shown}`");
                return Err(Fatal::message(Exit::NoInput, what));
            }
            Err(Fatal::new(exit, anyhow::Error::new(error).context(shown)))
        }
    }
}
