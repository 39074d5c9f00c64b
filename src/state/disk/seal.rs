//! Sealing: unsealed entries become chunks of payloads and a segment of postings. And dropping partitions.

use std::sync::Arc;

use redb::{TableDefinition, WriteTransaction};

use super::stand::Stand;
use super::{RedbIndex, RedbOptions, layout, merge};
use crate::state::postings::{self, Posting};
use crate::state::{Entry, Events, IndexError};

/// A chunk with redb's overhead fills a page of 16 KiB.
const CHUNK: usize = (16 << 10) - 128;

/// Seals the entries that are waiting, all that follow the sealed ones, into a segment of the last partition.
pub(super) fn seal(
    write: &WriteTransaction,
    stand: &mut Stand,
    waiting: &[Arc<Entry>],
    options: &RedbOptions,
) -> Result<(), IndexError> {
    let Some(partition) = stand.partitions.last() else { return Ok(()) };
    let mut events = Events { from: i64::MAX, to: i64::MIN };
    let mut posts = Vec::new();
    for (number, entry) in (0..postings::MOST_ENTRIES).zip(waiting) {
        let when = entry.when();
        let span = when.span_of_hour();
        events = Events { from: events.from.min(span.from), to: events.to.max(span.to) };
        posts.extend(entry.keys.iter().map(|key| Posting::new(*key, number, when)));
    }
    postings::sort_and_cap(&mut posts);
    write_chunks(write, &partition.chunks(), stand.sealed, waiting)?;
    let segment = merge::Sealing {
        number: stand.next_segment(),
        partition: partition.number,
        level: 0,
        first: stand.sealed,
        entries: waiting.len() as u64,
        events,
        filter_bytes: options.one_filter(),
    }
    .write(write, posts.len(), |_| Ok(std::mem::take(&mut posts)))?;
    stand.sealed += waiting.len() as u64;
    stand.segments.push(Arc::new(segment));
    layout::fold(&mut stand.segments, options.filter_bytes);
    Ok(())
}

fn write_chunks(
    write: &WriteTransaction,
    table: &str,
    mut first: u64,
    waiting: &[Arc<Entry>],
) -> Result<(), IndexError> {
    let mut chunks = write.open_table(TableDefinition::<u64, &[u8]>::new(table))?;
    let mut chunk = Vec::with_capacity(CHUNK);
    for (number, entry) in (first..).zip(waiting) {
        let row = Row { number, payload: &entry.payload };
        if !chunk.is_empty() && chunk.len() + row.size() > CHUNK {
            chunks.insert(first, chunk.as_slice())?;
            chunk.clear();
            first = number;
        }
        row.write(&mut chunk);
    }
    if !chunk.is_empty() {
        chunks.insert(first, chunk.as_slice())?;
    }
    Ok(())
}

impl RedbIndex {
    /// Drops the oldest partitions, never the last, with all that is in them.
    pub(super) fn drop_partitions(&self, stand: &mut Stand, old: usize) -> Result<u64, IndexError> {
        let mut left = stand.clone();
        let gone: Vec<_> = left.partitions.drain(..old).collect();
        let is_gone = |segment: &layout::Segment| gone.iter().any(|it| it.number == segment.partition);
        let write = layout::begin(&self.database, self.options.lasting)?;
        for partition in &gone {
            layout::drop_partition(&write, partition)?;
        }
        for segment in left.segments.iter().filter(|segment| is_gone(segment)) {
            layout::drop_segment(&write, segment)?;
        }
        write.commit()?;
        left.segments.retain(|segment| !is_gone(segment));
        left.reopen(&self.database)?;
        let entries = stand.len() - left.len();
        *stand = left;
        Ok(entries)
    }
}

/// An entry in a chunk: the payload's length, the payload, and a checksum of both the payload and the entry's number,
/// so that reading one entry does not cost a look at its whole chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    number: u64,
    pub(super) payload: &'a [u8],
}

impl<'a> Row<'a> {
    fn size(&self) -> usize {
        4 + self.payload.len() + 8
    }

    fn checksum(&self) -> u64 {
        postings::checksum(self.payload) ^ self.number
    }

    fn write(&self, chunk: &mut Vec<u8>) {
        chunk.extend_from_slice(&u32::try_from(self.payload.len()).unwrap_or(u32::MAX).to_le_bytes());
        chunk.extend_from_slice(self.payload);
        chunk.extend_from_slice(&self.checksum().to_le_bytes());
    }

    /// The entry of this number in a chunk that begins with the entry `first`. `None` if the chunk is not what was
    /// written, or does not go so far.
    pub(super) fn find(mut chunk: &'a [u8], first: u64, number: u64) -> Option<Row<'a>> {
        for _ in first..number {
            let (length, rest) = chunk.split_first_chunk::<4>()?;
            chunk = rest.get((u32::from_le_bytes(*length) as usize).checked_add(8)?..)?;
        }
        let (length, rest) = chunk.split_first_chunk::<4>()?;
        let (payload, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let row = Row { number, payload };
        (u64::from_le_bytes(*rest.first_chunk::<8>()?) == row.checksum()).then_some(row)
    }
}
