//! Sealing: unsealed entries become chunks of payloads and a segment of postings. And dropping partitions.

use redb::{TableDefinition, WriteTransaction};

use super::layout;
use super::{RedbIndex, merge};
use crate::state::postings;
use crate::state::{Events, IndexError};

/// A chunk with redb's overhead fills a page of 16 KiB.
const CHUNK: usize = (16 << 10) - 128;

impl RedbIndex {
    /// Seals what is not sealed, in a transaction of its own.
    pub(super) fn seal(&mut self) -> Result<(), IndexError> {
        let Some(partition) = self.partitions.last() else { return Ok(()) };
        let first = self.unsealed.first();
        let mut events = Events { from: i64::MAX, to: i64::MIN };
        let mut posts = Vec::new();
        for (number, entry) in (0..postings::MOST_ENTRIES).zip(self.unsealed.entries()) {
            events = Events { from: events.from.min(entry.event), to: events.to.max(entry.event) };
            posts.extend(entry.keys.iter().map(|key| postings::posting(*key, number)));
        }
        postings::sort_and_cap(&mut posts);
        let write = layout::begin(&self.database)?;
        self.write_chunks(&write, &partition.chunks())?;
        let segment = merge::Sealing {
            number: self.next_segment(),
            partition: partition.number,
            level: 0,
            first,
            entries: self.unsealed.len() as u64,
            events,
        }
        .write(&write, posts.len(), |_| Ok(std::mem::take(&mut posts)))?;
        write.delete_table(layout::UNSEALED)?;
        write.open_table(layout::UNSEALED)?;
        layout::put_summary(&write, &self.summary(self.covers, self.unsealed.end(), 0))?;
        write.commit()?;
        self.unsealed.clear();
        self.segments.push(segment);
        self.refresh()
    }

    pub(super) fn next_segment(&self) -> u64 {
        self.segments.iter().map(|segment| segment.number).max().map_or(1, |last| last + 1)
    }

    fn write_chunks(&self, write: &WriteTransaction, table: &str) -> Result<(), IndexError> {
        let mut chunks = write.open_table(TableDefinition::<u64, &[u8]>::new(table))?;
        let mut first = self.unsealed.first();
        let mut chunk = Vec::with_capacity(CHUNK);
        for (number, entry) in (self.unsealed.first()..).zip(self.unsealed.entries()) {
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

    /// Drops the oldest partitions with all that is in them.
    pub(super) fn drop_partitions(&mut self, old: usize) -> Result<u64, IndexError> {
        let all = old >= self.partitions.len();
        let write = layout::begin(&self.database)?;
        let gone: Vec<u64> = self.partitions.iter().take(old).map(|partition| partition.number).collect();
        for partition in self.partitions.iter().take(old) {
            layout::drop_partition(&write, partition)?;
        }
        for segment in self.segments.iter().filter(|segment| gone.contains(&segment.partition)) {
            layout::drop_segment(&write, segment)?;
        }
        let end = self.unsealed.end();
        let unsealed = if all { 0 } else { self.unsealed.len() as u64 };
        if all {
            write.delete_table(layout::UNSEALED)?;
            write.open_table(layout::UNSEALED)?;
        }
        layout::put_summary(&write, &self.summary(self.covers, end, unsealed))?;
        write.commit()?;
        let first = self.partitions.first().map_or(end, |partition| partition.first);
        let next = self.partitions.get(old).map_or(end, |partition| partition.first);
        self.partitions.drain(..old);
        self.segments.retain(|segment| !gone.contains(&segment.partition));
        if all {
            self.unsealed.clear();
        }
        self.refresh()?;
        Ok(next - first)
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
