//! The sealed part of the file as of the last commit.

use std::sync::Arc;

use redb::{Database, ReadOnlyTable, ReadTransaction, ReadableDatabase, TableDefinition, TableError};

use super::layout::{Partition, Segment, damaged};
use super::seal::Row;
use crate::state::postings::{self, Posting};
use crate::state::{IndexError, Search};

/// Open tables: one of chunks for each partition, one of buckets for each segment.
pub(super) struct Reading {
    chunks: Vec<Option<ReadOnlyTable<u64, &'static [u8]>>>,
    buckets: Vec<ReadOnlyTable<u32, &'static [u8]>>,
}

impl Reading {
    pub(super) fn open(
        database: &Database,
        partitions: &[Partition],
        segments: &[Arc<Segment>],
    ) -> Result<Reading, IndexError> {
        let read = database.begin_read()?;
        let chunks =
            partitions.iter().map(|partition| open_chunks(&read, partition)).collect::<Result<_, _>>()?;
        let buckets = segments
            .iter()
            .map(|segment| Ok(read.open_table(TableDefinition::new(&segment.buckets_table()))?))
            .collect::<Result<_, IndexError>>()?;
        Ok(Reading { chunks, buckets })
    }

    /// Offers the entries that the segment in this place has under the key.
    pub(super) fn find(
        &self,
        place: usize,
        segment: &Segment,
        search: &mut Search,
        found: &mut Vec<u64>,
    ) -> Result<(), IndexError> {
        let table = self.buckets.get(place).ok_or_else(|| damaged("a segment is not open"))?;
        let bucket = postings::bucket_of(search.key(), segment.buckets);
        let row = table.get(bucket)?.ok_or_else(|| damaged("a bucket is missing"))?;
        postings::find(row.value(), segment.first, search, found)
            .ok_or_else(|| damaged("a bucket is not what was written"))
    }

    /// All postings of one bucket.
    pub(super) fn bucket(&self, place: usize, bucket: u32) -> Result<Vec<Posting>, IndexError> {
        let table = self.buckets.get(place).ok_or_else(|| damaged("a segment is not open"))?;
        let row = table.get(bucket)?.ok_or_else(|| damaged("a bucket is missing"))?;
        postings::decode(row.value()).ok_or_else(|| damaged("a bucket is not what was written"))
    }

    /// Shows the payload of a sealed entry of the partition in this place.
    pub(super) fn show(
        &self,
        place: usize,
        number: u64,
        see: &mut dyn FnMut(&[u8]),
    ) -> Result<(), IndexError> {
        let missing = || damaged(format!("entry {number} is missing"));
        let table = self.chunks.get(place).and_then(Option::as_ref).ok_or_else(missing)?;
        let (first, chunk) = table.range(..=number)?.next_back().ok_or_else(missing)??;
        let row = Row::find(chunk.value(), first.value(), number)
            .ok_or_else(|| damaged(format!("entry {number} is not what was written")))?;
        see(row.payload);
        Ok(())
    }
}

/// A partition none of whose entries is sealed yet has no chunks.
fn open_chunks(
    read: &ReadTransaction,
    partition: &Partition,
) -> Result<Option<ReadOnlyTable<u64, &'static [u8]>>, IndexError> {
    match read.open_table(TableDefinition::new(&partition.chunks())) {
        Ok(table) => Ok(Some(table)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
