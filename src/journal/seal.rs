//! Sealing: a full segment is compressed into one zstd frame, with its length and a checksum, and its plain file
//! is removed.
//!
//! Under a temporary name first, synced, read back and compared, then renamed, then the plain file is removed; each
//! name is synced before the next step leans on it. A cut at any point leaves a whole plain file, a whole sealed
//! one, or both, and at start [`tidy`] removes what is left over.

use std::ffi::OsString;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use crate::host::{AppendFile, Files, remove_if_there};

use super::read::unpack;
use super::segment::{Segment, SegmentName, segments};

/// zstd's own default: a quarter of the size at a few hundred megabytes a second.
const LEVEL: i32 = 3;
const CHUNK: usize = 1 << 18;

/// A segment that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which.
    pub name: SegmentName,
    /// Bytes of its plain file.
    pub from: u64,
    /// Bytes of its sealed file.
    pub to: u64,
}

/// Removes what a cut left: half-written sealed files, and the plain twins of whole ones. For the owner of the
/// folder's lock. Returns the segments that stand there.
pub(super) fn tidy(files: &dyn Files, folder: &Path) -> io::Result<Vec<Segment>> {
    let mut partial: Vec<OsString> = Vec::new();
    files.list(folder, &mut |name, _| {
        let is_partial = name.to_str().is_some_and(|name| {
            let whole = name.strip_prefix('.').and_then(|name| name.strip_suffix(".zst.part"));
            whole.is_some_and(|name| SegmentName::parse(name).is_some())
        });
        partial.extend(is_partial.then_some(name));
        true
    })?;
    for name in &partial {
        files.remove(&folder.join(name))?;
    }
    let mut found = segments(files, folder)?;
    let mut removed = !partial.is_empty();
    for segment in found.iter_mut().filter(|segment| segment.plain && segment.sealed) {
        remove_plain(files, folder, &segment.name)?;
        segment.plain = false;
        removed = true;
    }
    if removed {
        files.sync_folder(folder)?;
    }
    Ok(found)
}

fn remove_plain(files: &dyn Files, folder: &Path, name: &SegmentName) -> io::Result<()> {
    // The sealed file's name must be on the disk before the plain one goes.
    files.sync_folder(folder)?;
    files.remove(&folder.join(name.file_name()))
}

/// Seals one segment that is not written any more.
///
/// # Errors
/// As the operating system says; `Interrupted` when told to stop; `InvalidData` if what was written does not read
/// back. The plain file is whole then.
pub(super) fn seal(
    files: &Arc<dyn Files>,
    folder: &Path,
    segment: &Segment,
    stop: &AtomicBool,
) -> io::Result<Sealed> {
    let name = &segment.name;
    let (plain, sealed) = (folder.join(name.file_name()), folder.join(name.sealed_name()));
    let from = files.stat(&plain)?.size;
    if !segment.sealed {
        let partial = folder.join(name.partial_name());
        let written = compress(files, &plain, from, &partial, stop).and_then(|()| {
            files.rename(&partial, &sealed)?;
            files.sync_folder(folder)
        });
        if let Err(error) = written {
            // What cannot be removed now is removed at the next start.
            files.remove(&partial).ok();
            return Err(error);
        }
    }
    let to = files.stat(&sealed)?.size;
    remove_plain(&**files, folder, name)?;
    files.sync_folder(folder)?;
    Ok(Sealed { name: name.clone(), from, to })
}

fn compress(
    files: &Arc<dyn Files>,
    plain: &Path,
    size: u64,
    partial: &Path,
    stop: &AtomicBool,
) -> io::Result<()> {
    remove_if_there(&**files, partial)?;
    let file = BufWriter::with_capacity(CHUNK, Appending(files.create(partial)?));
    let mut encoder = zstd::stream::write::Encoder::new(file, LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.set_pledged_src_size(Some(size))?;
    encoder.include_contentsize(true)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; CHUNK];
    let mut at = 0;
    while at < size {
        if stop.load(Relaxed) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let read = files.read_at(plain, at, &mut buffer)?;
        let bytes =
            buffer.get(..read).filter(|bytes| !bytes.is_empty()).ok_or(io::ErrorKind::UnexpectedEof)?;
        hasher.update(bytes);
        encoder.write_all(bytes)?;
        at += read as u64;
    }
    let file = encoder.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    let Appending(mut file) = file;
    file.sync()?;
    drop(file);
    let back = hash(unpack(Arc::clone(files), partial.to_owned())?, stop)?;
    if back != hasher.finalize() {
        let message = format!("{} does not read back as it was written", partial.display());
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    Ok(())
}

fn hash(mut content: impl Read, stop: &AtomicBool) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        if stop.load(Relaxed) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let read = content.read(&mut buffer)?;
        if read == 0 {
            return Ok(hasher.finalize());
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
}

/// An append-only file as a writer.
struct Appending(Box<dyn AppendFile>);

impl Write for Appending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.append(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
