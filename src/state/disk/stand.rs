//! One account of what stands in the file, as of one commit.

use std::sync::Arc;

use redb::Database;

use super::layout::{Partition, Segment, Summary};
use super::reading::Reading;
use super::{RedbOptions, layout};
use crate::model::Position;
use crate::state::IndexError;
use crate::state::span::Span;

/// Partitions, segments and how far they go.
#[derive(Clone)]
pub(super) struct Stand {
    pub(super) covers: Position,
    /// Number after the last entry.
    pub(super) end: u64,
    /// Number after the last entry that is sealed.
    pub(super) sealed: u64,
    pub(super) partitions: Vec<Partition>,
    /// In the order of their entries.
    pub(super) segments: Vec<Arc<Segment>>,
    pub(super) reading: Arc<Reading>,
}

impl Stand {
    pub(super) fn new(
        database: &Database,
        covers: Position,
        end: u64,
        sealed: u64,
        partitions: Vec<Partition>,
        segments: Vec<Arc<Segment>>,
    ) -> Result<Stand, IndexError> {
        let reading = Arc::new(Reading::open(database, &partitions, &segments)?);
        Ok(Stand { covers, end, sealed, partitions, segments, reading })
    }

    /// Opens the tables as they are after a commit.
    pub(super) fn reopen(&mut self, database: &Database) -> Result<(), IndexError> {
        self.reading = Arc::new(Reading::open(database, &self.partitions, &self.segments)?);
        Ok(())
    }

    pub(super) fn len(&self) -> u64 {
        self.partitions.first().map_or(0, |first| self.end - first.first)
    }

    /// The place of the partition that holds an entry.
    pub(super) fn partition_of(&self, number: u64) -> Option<usize> {
        self.partitions.partition_point(|partition| partition.first <= number).checked_sub(1)
    }

    pub(super) fn summary(&self, options: &RedbOptions) -> Summary {
        Summary {
            layout: layout::LAYOUT,
            content: options.content,
            covers: self.covers,
            end: self.end,
            unsealed: self.end - self.sealed,
        }
    }

    /// Whether something that arrives now belongs to the last partition.
    pub(super) fn fits(&self, arrived: i64, options: &RedbOptions) -> bool {
        self.partitions.last().is_some_and(|last| last.span.takes(arrived, options.partition_seconds))
    }

    /// A new last partition, for what comes next.
    pub(super) fn begin_partition(&mut self, arrived: i64, options: &RedbOptions) {
        let last = self.partitions.last();
        let number = last.map_or(1, |last| last.number + 1);
        let span = Span::after(last.map(|last| &last.span), arrived, options.partition_seconds);
        self.partitions.push(Partition { number, first: self.end, span });
    }

    /// Counts one more entry into the last partition.
    pub(super) fn count(&mut self, arrived: i64, options: &RedbOptions) {
        if let Some(last) = self.partitions.last_mut() {
            last.span.count(arrived, options.partition_seconds);
        }
        self.end += 1;
    }

    pub(super) fn next_segment(&self) -> u64 {
        self.segments.iter().map(|segment| segment.number).max().map_or(1, |last| last + 1)
    }
}
