//! Segments: writing one, and merging several of one partition into one.

use std::collections::VecDeque;

use redb::{TableDefinition, WriteTransaction};

use super::RedbIndex;
use super::layout::{self, Segment, damaged};
use crate::state::filter::Filter;
use crate::state::postings;
use crate::state::{Events, IndexError};

/// How many segments of one level make one of the next.
const FANOUT: usize = 8;

/// A segment about to be written.
pub(super) struct Sealing {
    pub(super) number: u64,
    pub(super) partition: u64,
    pub(super) level: u64,
    pub(super) first: u64,
    pub(super) entries: u64,
    pub(super) events: Events,
}

impl Sealing {
    /// Writes the segment. `more` is called with the bucket that is being filled and yields sorted postings,
    /// at least all those of that bucket; later ones may come along.
    pub(super) fn write(
        self,
        write: &WriteTransaction,
        postings: usize,
        mut more: impl FnMut(u32) -> Result<Vec<u64>, IndexError>,
    ) -> Result<Segment, IndexError> {
        let mut segment = Segment {
            number: self.number,
            partition: self.partition,
            level: self.level,
            first: self.first,
            entries: self.entries,
            postings: 0,
            buckets: postings::buckets_for(postings),
            events: self.events,
            filter: Filter::for_keys(postings),
        };
        let name = segment.buckets_table();
        let mut table = write.open_table(TableDefinition::<u32, &[u8]>::new(&name))?;
        let mut waiting: VecDeque<u64> = VecDeque::new();
        for bucket in 0..segment.buckets {
            waiting.extend(more(bucket)?);
            let mut here = Vec::new();
            while let Some(&posting) = waiting.front() {
                if postings::bucket_of(posting, segment.buckets) > bucket {
                    break;
                }
                here.push(posting);
                waiting.pop_front();
            }
            segment.postings += here.len() as u64;
            here.iter().for_each(|posting| segment.filter.insert(postings::key_of(*posting)));
            table.insert(bucket, postings::encode(&here).as_slice())?;
        }
        drop(table);
        layout::put_segment(write, &segment)?;
        Ok(segment)
    }
}

impl RedbIndex {
    /// Merges the newest segments that are due, in a transaction of its own. Whether there were any.
    pub(super) fn merge_due(&mut self) -> Result<bool, IndexError> {
        match self.due() {
            Some(due) => self.merge(due).map(|()| true),
            None => Ok(false),
        }
    }

    /// Merges all segments of the last partition, to which nothing will be added any more.
    pub(super) fn merge_last_partition(&mut self) -> Result<(), IndexError> {
        let Some(last) = self.partitions.last() else { return Ok(()) };
        let start = self.segments.partition_point(|segment| segment.partition != last.number);
        let parts = self.segments.get(start..).unwrap_or_default();
        let entries: u64 = parts.iter().map(|segment| segment.entries).sum();
        if parts.len() < 2 || entries >= postings::MOST_ENTRIES {
            return Ok(());
        }
        self.merge(start..self.segments.len())
    }

    fn merge(&mut self, due: std::ops::Range<usize>) -> Result<(), IndexError> {
        let inputs = self.segments.get(due.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (inputs.first(), inputs.last()) else { return Ok(()) };
        let total: u64 = inputs.iter().map(|segment| segment.postings).sum();
        let sealing = Sealing {
            number: self.next_segment(),
            partition: first.partition,
            level: first.level + 1,
            first: first.first,
            entries: last.end() - first.first,
            events: Events {
                from: inputs.iter().map(|segment| segment.events.from).min().unwrap_or(i64::MIN),
                to: inputs.iter().map(|segment| segment.events.to).max().unwrap_or(i64::MAX),
            },
        };
        let total = usize::try_from(total).map_err(damaged)?;
        let buckets = postings::buckets_for(total);
        let mut readers: Vec<Reader> = inputs
            .iter()
            .zip(due.clone())
            .map(|(input, place)| Reader::new(place, input, sealing.first))
            .collect();
        let write = layout::begin(&self.database)?;
        let merged = sealing.write(&write, total, |bucket| {
            let mut posts = Vec::new();
            for reader in &mut readers {
                reader.take(&self.reading, bucket, buckets, &mut posts)?;
            }
            postings::sort_and_cap(&mut posts);
            Ok(posts)
        })?;
        for input in inputs {
            layout::drop_segment(&write, input)?;
        }
        write.commit()?;
        self.segments.splice(due, [merged]);
        self.refresh()
    }

    /// The newest run of segments of one partition and level that is long enough.
    fn due(&self) -> Option<std::ops::Range<usize>> {
        let mut end = self.segments.len();
        while let Some(last) = end.checked_sub(1).and_then(|place| self.segments.get(place)) {
            let same =
                |segment: &&Segment| segment.partition == last.partition && segment.level == last.level;
            let run = self.segments.iter().take(end).rev().take_while(same).count();
            let start = end - run;
            let entries: u64 =
                self.segments.iter().skip(start).take(run).map(|segment| segment.entries).sum();
            if run >= FANOUT && entries < postings::MOST_ENTRIES {
                return Some(start..end);
            }
            end = start;
        }
        None
    }
}

/// Reads one input of a merge, bucket by bucket, in the order of keys.
struct Reader {
    place: usize,
    buckets: u32,
    next: u32,
    /// What is added to its numbers.
    shift: u64,
    waiting: VecDeque<u64>,
}

impl Reader {
    fn new(place: usize, segment: &Segment, first: u64) -> Reader {
        Reader {
            place,
            buckets: segment.buckets,
            next: 0,
            shift: segment.first - first,
            waiting: VecDeque::new(),
        }
    }

    /// Adds this input's postings of one output bucket.
    fn take(
        &mut self,
        reading: &super::Reading,
        bucket: u32,
        buckets: u32,
        posts: &mut Vec<u64>,
    ) -> Result<(), IndexError> {
        loop {
            while let Some(&posting) = self.waiting.front() {
                if postings::bucket_of(posting, buckets) > bucket {
                    return Ok(());
                }
                posts.push(posting + self.shift);
                self.waiting.pop_front();
            }
            if self.next == self.buckets {
                return Ok(());
            }
            self.waiting.extend(reading.bucket(self.place, self.next)?);
            self.next += 1;
        }
    }
}
