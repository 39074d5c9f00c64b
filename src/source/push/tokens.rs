//! Who may send: tokens in a file, one a line, so that one can be changed while the other still holds.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::flow::held;
use crate::host::{Files, Stat};

/// A file of tokens is no larger.
const MOST_BYTES: u64 = 1 << 20;

/// The tokens of a file, read again when it changes.
pub(super) struct Tokens {
    files: Arc<dyn Files>,
    path: PathBuf,
    known: Mutex<(Stat, Vec<blake3::Hash>)>,
}

impl Tokens {
    /// Reads the file.
    ///
    /// # Errors
    /// If it cannot be read, or holds no token.
    pub(super) fn open(files: Arc<dyn Files>, path: &Path) -> io::Result<Tokens> {
        let known = Mutex::new(read(&*files, path)?);
        Ok(Tokens { files, path: path.to_owned(), known })
    }

    /// Whether this is one of them. Tells nothing by the time it takes: hashes are compared, in constant time.
    pub(super) fn admit(&self, token: &[u8]) -> bool {
        let token = blake3::hash(token);
        let mut known = held(&self.known);
        let changed = self.files.stat(&self.path).is_ok_and(|stat| !stat.same_content(&known.0));
        if changed {
            match read(&*self.files, &self.path) {
                Ok(read) => *known = read,
                // Half written, perhaps: those that were known hold until it can be read.
                Err(error) => {
                    tracing::warn!(path = %self.path.display(), %error, "the tokens cannot be read again; the old ones hold");
                }
            }
        }
        known.1.iter().fold(false, |found, one| (*one == token) | found)
    }
}

fn read(files: &dyn Files, path: &Path) -> io::Result<(Stat, Vec<blake3::Hash>)> {
    let (stat, bytes) = files.read(path, MOST_BYTES)?;
    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let tokens: Vec<_> = lines.map(blake3::hash).collect();
    if tokens.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "expected one token a line, found none"));
    }
    Ok((stat, tokens))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;

    #[test]
    fn any_line_of_the_file_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens");
        std::fs::write(&path, "\n").unwrap();
        assert!(Tokens::open(Arc::new(RealFiles), &path).is_err(), "no token is no way to let everybody in");
        std::fs::write(&path, "one\r\n two\n").unwrap();
        let tokens = Tokens::open(Arc::new(RealFiles), &path).unwrap();
        let admitted = |token: &str| tokens.admit(token.as_bytes());
        assert_eq!(["one", "two", "", "three", "on"].map(admitted), [true, true, false, false, false]);
        std::fs::write(&path, "two\nthree\n").unwrap();
        assert_eq!(["one", "two", "three"].map(admitted), [false, true, true]);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(["one", "two"].map(admitted), [false, true]);
    }
}
