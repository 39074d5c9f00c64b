//! What a sink can never be sent goes to quarantine, under the sink's name.

use std::io;

use bytes::Bytes;

use crate::model::{Fault, FaultCode};
use crate::quarantine::{Quarantine, Refused};

/// A record, or a line that is none.
pub(super) struct Unsendable {
    pub(super) line: Bytes,
    /// What it is called there; the same is kept once.
    pub(super) path: String,
    pub(super) code: FaultCode,
    pub(super) why: String,
}

/// Returns once all of them are kept, synced.
pub(super) fn keep(quarantine: &Quarantine, sink: &str, unsendable: &[Unsendable]) -> io::Result<()> {
    let source = format!("sink:{sink}");
    let faults: Vec<_> = unsendable
        .iter()
        .map(|one| (Fault::new(one.code, &*one.why), format!("{source}\0{}", one.path)))
        .collect();
    let group = unsendable.iter().zip(&faults).map(|(one, (fault, key))| {
        let (path, bytes) = (Some(&*one.path), Some(one.line.len() as u64));
        let refused =
            Refused { fault, source: &source, path, member: None, bytes, came: None, key: key.as_bytes() };
        (refused, &*one.line)
    });
    let places = quarantine.keep_all(&group.collect::<Vec<_>>())?;
    for (one, kept) in unsendable.iter().zip(places) {
        tracing::warn!(sink, what = one.path, message = one.why, kept = %kept.display(), "quarantined");
    }
    Ok(())
}
