//! What stands in the file: the tables, and how their rows are written.

use std::sync::Arc;

use redb::{
    Database, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, TableError, WriteTransaction,
};

use crate::model::Position;
use crate::state::filter::Filter;
use crate::state::postings;
use crate::state::span::Span;
use crate::state::{Entry, Events, IndexError, Recent};

/// The layout that this program writes. Counts up whenever a row changes its shape.
pub(super) const LAYOUT: u64 = 3;

const SUMMARY: TableDefinition<'_, u32, &[u8]> = TableDefinition::new("summary");
const PARTITIONS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("partitions");
const SEGMENTS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("segments");
const FILTERS: TableDefinition<'_, (u64, u32), &[u8]> = TableDefinition::new("filters");
/// Entries not yet sealed, by number.
pub(super) const UNSEALED: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("unsealed");

/// A value that fills a page of 32 KiB.
const FILTER_CHUNK: usize = (32 << 10) - 128;

/// The row that says what the file is and how far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Summary {
    pub(super) layout: u64,
    pub(super) content: u64,
    pub(super) covers: Position,
    /// Number after the last entry.
    pub(super) end: u64,
    /// How many of them are not sealed.
    pub(super) unsealed: u64,
}

/// What arrived in one span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Partition {
    pub(super) number: u64,
    /// Number of its first entry; it goes on to the next partition's.
    pub(super) first: u64,
    pub(super) span: Span,
}

impl Partition {
    pub(super) fn chunks(&self) -> String {
        format!("entries-{}", self.number)
    }
}

/// Sealed postings of consecutive entries of one partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) number: u64,
    pub(super) partition: u64,
    pub(super) level: u64,
    pub(super) first: u64,
    pub(super) entries: u64,
    pub(super) postings: u64,
    pub(super) buckets: u32,
    /// What a search must meet for any of its entries to be found, or to stand before one that is.
    pub(super) events: Events,
    pub(super) filter: Filter,
}

impl Segment {
    pub(super) fn end(&self) -> u64 {
        self.first + self.entries
    }

    /// Bits of its filter for each key.
    fn filter_bits(&self) -> f64 {
        self.filter.size() as f64 * 8.0 / self.postings.max(1) as f64
    }

    /// The same with a filter of half the size, if that can be.
    pub(super) fn folded(&self) -> Option<Segment> {
        Some(Segment { filter: self.filter.folded()?, ..*self })
    }

    pub(super) fn buckets_table(&self) -> String {
        format!("postings-{}", self.number)
    }
}

pub(super) fn damaged(what: impl ToString) -> IndexError {
    IndexError::Damaged(what.to_string())
}

/// A write transaction after which the file opens at once even if the process is killed, where it is to be opened again.
pub(super) fn begin(database: &Database, lasting: bool) -> Result<WriteTransaction, IndexError> {
    let mut write = database.begin_write()?;
    write.set_quick_repair(lasting);
    Ok(write)
}

/// Whether nothing was ever written.
pub(super) fn is_new(database: &Database) -> Result<bool, IndexError> {
    match database.begin_read()?.open_table(SUMMARY) {
        Ok(_) => Ok(false),
        Err(TableError::TableDoesNotExist(_)) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn make_tables(write: &WriteTransaction) -> Result<(), IndexError> {
    write.open_table(PARTITIONS)?;
    write.open_table(SEGMENTS)?;
    write.open_table(FILTERS)?;
    write.open_table(UNSEALED)?;
    Ok(())
}

fn fields(values: &[u64]) -> Vec<u8> {
    let mut bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    postings::seal(&mut bytes);
    bytes
}

fn read_fields<const N: usize>(bytes: &[u8], what: &str) -> Result<[u64; N], IndexError> {
    let read = || {
        let (chunks, rest) = postings::unseal(bytes)?.as_chunks::<8>();
        let values: Vec<u64> = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect();
        if rest.is_empty() { values.try_into().ok() } else { None }
    };
    read().ok_or_else(|| damaged(format!("a {what} row is not what was written")))
}

pub(super) fn put_summary(write: &WriteTransaction, summary: &Summary) -> Result<(), IndexError> {
    let row = fields(&[
        summary.layout,
        summary.content,
        summary.covers.segment,
        summary.covers.offset,
        summary.end,
        summary.unsealed,
    ]);
    write.open_table(SUMMARY)?.insert(0, row.as_slice())?;
    Ok(())
}

pub(super) fn summary(read: &ReadTransaction) -> Result<Summary, IndexError> {
    let table = read.open_table(SUMMARY)?;
    let row = table.get(0)?.ok_or_else(|| damaged("the summary is missing"))?;
    // the layout is read first: the rest of the row may look different in another one
    let content =
        postings::unseal(row.value()).ok_or_else(|| damaged("the summary is not what was written"))?;
    let layout = content.first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes)).unwrap_or_default();
    if layout != LAYOUT {
        return Ok(Summary { layout, ..Summary::default() });
    }
    let [layout, content, segment, offset, end, unsealed] = read_fields(row.value(), "summary")?;
    Ok(Summary { layout, content, covers: Position { segment, offset }, end, unsealed })
}

pub(super) fn put_partition(write: &WriteTransaction, partition: &Partition) -> Result<(), IndexError> {
    let Span { newest, late } = partition.span;
    let row = fields(&[partition.first, late.unwrap_or(newest) as u64, newest as u64]);
    write.open_table(PARTITIONS)?.insert(partition.number, row.as_slice())?;
    Ok(())
}

pub(super) fn partitions(read: &ReadTransaction) -> Result<Vec<Partition>, IndexError> {
    let mut partitions: Vec<Partition> = Vec::new();
    for row in read.open_table(PARTITIONS)?.iter()? {
        let (number, row) = row?;
        let [first, late, newest] = read_fields(row.value(), "partition")?;
        if partitions.last().is_some_and(|last| last.first > first || last.number + 1 != number.value()) {
            return Err(damaged("the partitions are out of order"));
        }
        let span = Span { newest: newest as i64, late: Some(late as i64).filter(|_| late != newest) };
        partitions.push(Partition { number: number.value(), first, span });
    }
    Ok(partitions)
}

pub(super) fn drop_partition(write: &WriteTransaction, partition: &Partition) -> Result<(), IndexError> {
    write.open_table(PARTITIONS)?.remove(partition.number)?;
    write.delete_table(TableDefinition::<u64, &[u8]>::new(&partition.chunks()))?;
    Ok(())
}

pub(super) fn put_segment(write: &WriteTransaction, segment: &Segment) -> Result<(), IndexError> {
    let row = fields(&[
        segment.partition,
        segment.level,
        segment.first,
        segment.entries,
        segment.postings,
        u64::from(segment.buckets),
        segment.events.from as u64,
        segment.events.to as u64,
        segment.filter.size() as u64,
    ]);
    write.open_table(SEGMENTS)?.insert(segment.number, row.as_slice())?;
    let mut chunks = write.open_table(FILTERS)?;
    for (place, mut chunk) in (0..).zip(segment.filter.chunks(FILTER_CHUNK)) {
        postings::seal(&mut chunk);
        chunks.insert((segment.number, place), chunk.as_slice())?;
    }
    Ok(())
}

pub(super) fn drop_segment(write: &WriteTransaction, segment: &Segment) -> Result<(), IndexError> {
    write.open_table(SEGMENTS)?.remove(segment.number)?;
    write.open_table(FILTERS)?.retain_in((segment.number, 0)..=(segment.number, u32::MAX), |_, _| false)?;
    write.delete_table(TableDefinition::<u32, &[u8]>::new(&segment.buckets_table()))?;
    Ok(())
}

/// In the order of their entries; their filters take no more than so many bytes, if they can be folded so far.
pub(super) fn segments(read: &ReadTransaction, most_bytes: usize) -> Result<Vec<Arc<Segment>>, IndexError> {
    let filters = read.open_table(FILTERS)?;
    let mut segments = Vec::new();
    for row in read.open_table(SEGMENTS)?.iter()? {
        let (number, row) = row?;
        let number = number.value();
        let [partition, level, first, entries, postings, buckets, from, to, filter_bytes] =
            read_fields(row.value(), "segment")?;
        let mut bytes = Vec::new();
        for chunk in filters.range((number, 0)..=(number, u32::MAX))? {
            let (_, chunk) = chunk?;
            bytes.extend_from_slice(
                postings::unseal(chunk.value()).ok_or_else(|| damaged("a filter is not what was written"))?,
            );
        }
        let filter = Filter::from_bytes(&bytes).filter(|_| bytes.len() as u64 == filter_bytes);
        segments.push(Arc::new(Segment {
            number,
            partition,
            level,
            first,
            entries,
            postings,
            buckets: u32::try_from(buckets).map_err(damaged)?,
            events: Events { from: from as i64, to: to as i64 },
            filter: filter.ok_or_else(|| damaged("a filter is incomplete"))?,
        }));
        segments.sort_by_key(|segment| segment.first);
        fold(&mut segments, most_bytes);
    }
    if segments.windows(2).any(|pair| matches!(pair, [a, b] if a.end() > b.first)) {
        return Err(damaged("segments overlap"));
    }
    Ok(segments)
}

/// Folds filters until all of them take no more than so many bytes, the oldest entries' first, since most look-ups are for
/// what is as new as the news; a few times each before any is folded further.
pub(super) fn fold(segments: &mut [Arc<Segment>], most_bytes: usize) {
    let mut size: usize = segments.iter().map(|segment| segment.filter.size()).sum();
    for least_bits in [2.0, 0.0] {
        for segment in &mut *segments {
            while size > most_bytes
                && let Some(folded) = segment.folded()
                && folded.filter_bits() > least_bits
            {
                size -= folded.filter.size();
                *segment = Arc::new(folded);
            }
        }
    }
}

pub(super) fn entry_row(entry: &Entry) -> Vec<u8> {
    let mut row = Vec::with_capacity(40 + entry.keys.len() * 8 + entry.payload.len());
    row.extend_from_slice(&entry.arrived.to_le_bytes());
    row.extend_from_slice(&entry.event.to_le_bytes());
    row.extend_from_slice(&entry.slack.to_le_bytes());
    row.extend_from_slice(&(entry.keys.len() as u64).to_le_bytes());
    entry.keys.iter().for_each(|key| row.extend_from_slice(&key.to_le_bytes()));
    row.extend_from_slice(&entry.payload);
    postings::seal(&mut row);
    row
}

fn read_entry_row(row: &[u8]) -> Option<Entry> {
    let (arrived, rest) = postings::unseal(row)?.split_first_chunk::<8>()?;
    let (event, rest) = rest.split_first_chunk::<8>()?;
    let (slack, rest) = rest.split_first_chunk::<8>()?;
    let (count, rest) = rest.split_first_chunk::<8>()?;
    let keys = usize::try_from(u64::from_le_bytes(*count)).ok()?.checked_mul(8)?;
    let (keys, payload) = rest.split_at_checked(keys)?;
    Some(Entry {
        arrived: i64::from_le_bytes(*arrived),
        event: i64::from_le_bytes(*event),
        slack: i64::from_le_bytes(*slack),
        keys: keys.as_chunks::<8>().0.iter().map(|key| u64::from_le_bytes(*key)).collect(),
        payload: payload.to_vec(),
    })
}

/// The unsealed entries, which go on after the sealed ones.
pub(super) fn unsealed(read: &ReadTransaction, first: u64) -> Result<Recent, IndexError> {
    let mut recent = Recent::starting_at(first);
    for row in read.open_table(UNSEALED)?.iter()? {
        let (number, row) = row?;
        if number.value() != recent.end() {
            return Err(damaged(format!("entry {} is missing", recent.end())));
        }
        let entry = read_entry_row(row.value()).ok_or_else(|| damaged("an entry is not what was written"))?;
        recent.push(Arc::new(entry));
    }
    Ok(recent)
}
