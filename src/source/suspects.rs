//! What was in hand when the process ended is suspect: reading it may be what ended it.
//!
//! Each suspect is counted in a synced store just before it is delivered again, and its count is cleared by its receipt,
//! whatever that says, or before that by the first of its own records that is written: an end after which it has come
//! further is no end without a result, and whoever ends the process by hand condemns nobody. Who delivers suspects does
//! so one at a time, so that an end of the process counts against one only, and those with higher counts last, so that
//! nobody waits behind them. The one that has ended it three times in a row is refused.

use crate::model::{Fault, FaultCode};
use crate::state::keep::{Batch, Keep, KeepError, Layout, Table, Value};

const COUNTS: Table<Count> = Table::named("suspects");

/// How often one was in hand alone when the process ended.
#[derive(Debug, Clone, Copy)]
struct Count(u64);

impl Value for Count {
    fn to_row(&self) -> Vec<u8> {
        self.0.to_le_bytes().to_vec()
    }

    fn from_row(row: &[u8]) -> Option<Self> {
        Some(Count(u64::from_le_bytes(*row.first_chunk()?)))
    }
}

/// What the store is.
pub(crate) const LAYOUT: Layout =
    Layout::first("the counts of suspects", "a delivery that ends the process is tried three times more");
/// After so many ends of the process a suspect is refused.
const ENDS: u64 = 3;

/// What one source has in hand after the process ended.
#[derive(Debug, Clone)]
pub struct Suspects<'k> {
    keep: &'k Keep,
    source: &'k str,
}

/// The identity of a suspect: its place at the source and what it was when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Suspect([u8; 16]);

impl<'k> Suspects<'k> {
    /// The suspects of a source.
    pub fn of(keep: &'k Keep, source: &'k str) -> Self {
        Suspects { keep, source }
    }

    /// The identity of what was delivered from a place; `version` tells its contents apart.
    pub fn named(&self, place: &[u8], version: &[u8]) -> Suspect {
        let mut hasher = blake3::Hasher::new();
        for part in [self.source.as_bytes(), place, version] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Suspect(hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default())
    }

    /// How often the process has ended while this one alone was in hand.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn ends(&self, suspect: Suspect) -> Result<u64, KeepError> {
        Ok(self.keep.get(COUNTS, &suspect.0)?.map_or(0, |count| count.0))
    }

    /// It is about to be delivered, `before` has its receipt: counts the one, and clears the other, in one write. A fault
    /// if it is not to be delivered any more; its count is cleared then.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn begin(&self, suspect: Suspect, before: Option<Suspect>) -> Result<Option<Fault>, KeepError> {
        let ends = self.ends(suspect)?;
        let mut batch = Batch::default();
        if let Some(before) = before {
            batch.remove(COUNTS, &before.0);
        }
        let refused = ends >= ENDS;
        match refused {
            true => batch.remove(COUNTS, &suspect.0),
            false => batch.put(COUNTS, &suspect.0, &Count(ends + 1)),
        }
        self.keep.write(&batch)?;
        let message = format!("the process has ended {ends} times while this was read");
        Ok(refused.then(|| Fault::new(FaultCode::EndsTheDesk, message)))
    }

    /// Its receipt came, or a record of it was written.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn clear(&self, suspect: Suspect) -> Result<(), KeepError> {
        let mut batch = Batch::default();
        batch.remove(COUNTS, &suspect.0);
        self.keep.write(&batch)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::host::RealFiles;

    #[test]
    fn the_third_end_is_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let start = || Keep::open(Arc::new(RealFiles), &folder.path().join("suspects.redb"), LAYOUT).unwrap();
        for ends in 0..3 {
            let keep = start();
            let suspects = Suspects::of(&keep, "inbox");
            let bad = suspects.named(b"bad.txt", b"1");
            // One that is well behaved comes before it, each time.
            let good = suspects.named(b"good.txt", b"1");
            assert_eq!(suspects.begin(good, None).unwrap(), None);
            assert_eq!(suspects.ends(bad).unwrap(), ends);
            assert_eq!(suspects.begin(bad, Some(good)).unwrap(), None);
            assert_eq!(suspects.ends(good).unwrap(), 0);
        }
        let keep = start();
        let suspects = Suspects::of(&keep, "inbox");
        let bad = suspects.named(b"bad.txt", b"1");
        let fault = suspects.begin(bad, None).unwrap().unwrap();
        assert_eq!(fault.code, FaultCode::EndsTheDesk);
        assert_eq!(suspects.ends(bad).unwrap(), 0, "put back by hand it is tried again");
        // Another content of that name, and the same name of another source, are others.
        assert_ne!(suspects.named(b"bad.txt", b"2"), bad);
        assert_ne!(Suspects::of(&keep, "other").named(b"bad.txt", b"1"), bad);
    }

    #[test]
    fn a_receipt_clears_the_count() {
        let keep = Keep::with_backend(redb::backends::InMemoryBackend::new(), LAYOUT).unwrap();
        let suspects = Suspects::of(&keep, "inbox");
        let one = suspects.named(b"a", b"");
        for _ in 0..9 {
            assert_eq!(suspects.begin(one, None).unwrap(), None);
            suspects.clear(one).unwrap();
        }
    }
}
