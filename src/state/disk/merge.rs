//! Segments: writing one, and merging several of one partition into one.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use redb::{TableDefinition, WriteTransaction};

use super::RedbIndex;
use super::layout::{self, Segment, damaged};
use super::reading::Reading;
use super::stand::Stand;
use crate::state::filter::Filter;
use crate::state::postings::{self, Posting};
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
    /// Most bytes of its filter.
    pub(super) filter_bytes: usize,
}

impl Sealing {
    /// Writes the segment. `more` is called with the bucket that is being filled and yields sorted postings,
    /// at least all those of that bucket; later ones may come along.
    pub(super) fn write(
        self,
        write: &WriteTransaction,
        postings: usize,
        mut more: impl FnMut(u32) -> Result<Vec<Posting>, IndexError>,
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
            filter: Filter::for_keys(postings, self.filter_bytes),
        };
        let name = segment.buckets_table();
        let mut table = write.open_table(TableDefinition::<u32, &[u8]>::new(&name))?;
        let mut waiting: VecDeque<Posting> = VecDeque::new();
        for bucket in 0..segment.buckets {
            waiting.extend(more(bucket)?);
            let mut here = Vec::new();
            while let Some(&posting) = waiting.front() {
                if postings::bucket_of(posting.key(), segment.buckets) > bucket {
                    break;
                }
                here.push(posting);
                waiting.pop_front();
            }
            segment.postings += here.len() as u64;
            here.iter().for_each(|posting| segment.filter.insert(posting.key()));
            table.insert(bucket, postings::encode(&here).as_slice())?;
        }
        drop(table);
        layout::put_segment(write, &segment)?;
        Ok(segment)
    }
}

impl RedbIndex {
    /// Merges segments that are due, in a transaction of its own. Whether there were any.
    pub(super) fn merge_due(&self, stand: &mut Stand) -> Result<bool, IndexError> {
        match over(stand).or_else(|| due(stand)) {
            Some(due) => self.merge(stand, due).map(|()| true),
            None => Ok(false),
        }
    }

    fn merge(&self, stand: &mut Stand, due: Range<usize>) -> Result<(), IndexError> {
        let inputs = stand.segments.get(due.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (inputs.first(), inputs.last()) else { return Ok(()) };
        let total: u64 = inputs.iter().map(|segment| segment.postings).sum();
        let sealing = Sealing {
            number: stand.next_segment(),
            partition: first.partition,
            level: first.level + 1,
            first: first.first,
            entries: last.end() - first.first,
            events: Events {
                from: inputs.iter().map(|segment| segment.events.from).min().unwrap_or(i64::MIN),
                to: inputs.iter().map(|segment| segment.events.to).max().unwrap_or(i64::MAX),
            },
            filter_bytes: self.options.one_filter(),
        };
        let total = usize::try_from(total).map_err(damaged)?;
        let buckets = postings::buckets_for(total);
        let mut readers: Vec<Reader> = inputs
            .iter()
            .zip(due.clone())
            .map(|(input, place)| Reader::new(place, input, sealing.first))
            .collect();
        let write = layout::begin(&self.database, self.options.lasting)?;
        let merged = sealing.write(&write, total, |bucket| {
            let mut posts = Vec::new();
            for reader in &mut readers {
                reader.take(&stand.reading, bucket, buckets, &mut posts)?;
            }
            postings::sort_and_cap(&mut posts);
            Ok(posts)
        })?;
        for input in inputs {
            layout::drop_segment(&write, input)?;
        }
        write.commit()?;
        let mut left = stand.clone();
        left.segments.splice(due, [Arc::new(merged)]);
        layout::fold(&mut left.segments, self.options.filter_bytes);
        left.reopen(&self.database)?;
        *stand = left;
        Ok(())
    }
}

/// All segments of a partition to which nothing will be added any more, if there are several.
fn over(stand: &Stand) -> Option<Range<usize>> {
    let last = stand.partitions.last()?.number;
    let mut start = 0;
    for run in stand.segments.chunk_by(|a, b| a.partition == b.partition) {
        let entries: u64 = run.iter().map(|segment| segment.entries).sum();
        let is_over = run.first().is_some_and(|segment| segment.partition != last);
        if is_over && run.len() > 1 && entries < postings::MOST_ENTRIES {
            return Some(start..start + run.len());
        }
        start += run.len();
    }
    None
}

/// The newest run of segments of one partition and level that is long enough.
fn due(stand: &Stand) -> Option<Range<usize>> {
    let mut end = stand.segments.len();
    while let Some(last) = end.checked_sub(1).and_then(|place| stand.segments.get(place)) {
        let same =
            |segment: &&Arc<Segment>| segment.partition == last.partition && segment.level == last.level;
        let run = stand.segments.iter().take(end).rev().take_while(same).count();
        let start = end - run;
        let entries: u64 = stand.segments.iter().skip(start).take(run).map(|segment| segment.entries).sum();
        if run >= FANOUT && entries < postings::MOST_ENTRIES {
            return Some(start..end);
        }
        end = start;
    }
    None
}

/// Reads one input of a merge, bucket by bucket, in the order of keys.
struct Reader {
    place: usize,
    buckets: u32,
    next: u32,
    /// What is added to its numbers.
    shift: u64,
    waiting: VecDeque<Posting>,
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
        reading: &Reading,
        bucket: u32,
        buckets: u32,
        posts: &mut Vec<Posting>,
    ) -> Result<(), IndexError> {
        loop {
            while let Some(&posting) = self.waiting.front() {
                if postings::bucket_of(posting.key(), buckets) > bucket {
                    return Ok(());
                }
                posts.push(posting.shifted(self.shift));
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
