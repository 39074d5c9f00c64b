//! Records as rows: one for each story, or one for each quotation.
//!
//! One list of columns for each table ([`columns`]): its names, types and meanings, and how a value is got from a
//! record. Both writers and docs/tables.md are made from that list. Pure: rows go into any [`io::Write`], and memory does
//! not grow with their number: a row group of Parquet is closed by its bytes.
//!
//! What a record does not say is empty in CSV and null in Parquet; a list that has nothing is an empty list.

use std::borrow::Cow;
use std::io;

use jiff::Timestamp;

use crate::model::{Record, Span};

pub mod columns;
mod csv;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(test)]
mod tests;

pub use columns::Column;

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Table {
    /// A story.
    #[default]
    Records,
    /// A quotation; a story without any has no row.
    Quotes,
}

impl Table {
    /// Every table.
    pub const ALL: &'static [Table] = &[Table::Records, Table::Quotes];

    /// The name by which it is asked for.
    pub fn as_str(self) -> &'static str {
        match self {
            Table::Records => "records",
            Table::Quotes => "quotes",
        }
    }

    /// Its columns, in order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Table::Records => columns::RECORDS,
            Table::Quotes => columns::QUOTES,
        }
    }

    /// Gives each row of a record.
    fn rows<'r>(self, record: &'r Record) -> impl Iterator<Item = Vec<Value<'r>>> {
        let count = match self {
            Table::Records => 1,
            Table::Quotes => record.quotes.len(),
        };
        let row = move |n| self.columns().iter().map(|column| column.value(record, n)).collect();
        (0..count).map(row)
    }
}

/// What a table is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// RFC 4180 with a header line, in UTF-8; lists as JSON, times as RFC 3339 in UTC.
    Csv,
    /// Parquet, with zstd; lists as lists, times in microseconds of UTC.
    Parquet,
}

impl Encoding {
    /// The name by which it is asked for, and how names of such files end.
    pub fn as_str(self) -> &'static str {
        match self {
            Encoding::Csv => "csv",
            Encoding::Parquet => "parquet",
        }
    }

    /// Whether this build can write it.
    pub fn is_built(self) -> bool {
        self == Encoding::Csv || cfg!(feature = "parquet")
    }
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Text, never empty.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A number of double precision.
    Number,
    /// True or false.
    Truth,
    /// A moment, to the microsecond, in UTC.
    Time,
    /// A list of texts.
    Texts,
    /// A list of lists of two whole numbers: begin and end.
    Spans,
}

impl Form {
    /// What docs call it, in CSV and in Parquet.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Form::Text => ("text", "string"),
            Form::Integer => ("whole number", "int64"),
            Form::Number => ("number", "double"),
            Form::Truth => ("`true` or `false`", "bool"),
            Form::Time => ("RFC 3339, UTC", "timestamp[us, UTC]"),
            Form::Texts => ("JSON list of strings", "list<string>"),
            Form::Spans => ("JSON list of `[begin, end]`", "list<list<int64>>"),
        }
    }
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'r> {
    /// The record does not say.
    Nothing,
    /// Text.
    Text(Cow<'r, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A moment.
    Time(Timestamp),
    /// Texts.
    Texts(Vec<Cow<'r, str>>),
    /// Spans.
    Spans(&'r [Span]),
}

/// Writes the rows of records.
pub struct Writer<W: io::Write + Send> {
    table: Table,
    rows: Rows<W>,
}

enum Rows<W: io::Write + Send> {
    Csv(Box<csv::Rows<W>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::Rows<W>>),
}

impl<W: io::Write + Send> Writer<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// If `out` cannot be written, or this build cannot write such tables.
    pub fn new(table: Table, encoding: Encoding, out: W) -> io::Result<Writer<W>> {
        let rows = match encoding {
            Encoding::Csv => Rows::Csv(Box::new(csv::Rows::begin(table.columns(), out)?)),
            #[cfg(feature = "parquet")]
            Encoding::Parquet => Rows::Parquet(Box::new(parquet::Rows::begin(table, out)?)),
            #[cfg(not(feature = "parquet"))]
            Encoding::Parquet => return Err(io::Error::new(io::ErrorKind::Unsupported, NOT_BUILT)),
        };
        Ok(Writer { table, rows })
    }

    /// Writes the rows of a record, or keeps them until there is enough for a group.
    ///
    /// # Errors
    /// If they cannot be written: the table is of no use then.
    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        for row in self.table.rows(record) {
            match &mut self.rows {
                Rows::Csv(rows) => rows.write(&row)?,
                #[cfg(feature = "parquet")]
                Rows::Parquet(rows) => rows.write(&row)?,
            }
        }
        Ok(())
    }

    /// How many bytes of rows are in memory and not written.
    pub fn waiting(&self) -> usize {
        match &self.rows {
            Rows::Csv(_) => 0,
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => rows.waiting(),
        }
    }

    /// Writes what is in memory.
    ///
    /// # Errors
    /// If it cannot be written: the table is of no use then.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.rows {
            Rows::Csv(rows) => rows.flush(),
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => rows.close_group(),
        }
    }

    /// Writes what is in memory and what ends the table. Returns where it was written to.
    ///
    /// # Errors
    /// If it cannot be written: the table is of no use then.
    pub fn finish(self) -> io::Result<W> {
        match self.rows {
            Rows::Csv(rows) => rows.finish(),
            #[cfg(feature = "parquet")]
            Rows::Parquet(rows) => rows.finish(),
        }
    }
}

impl<W: io::Write + Send> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("table", &self.table).field("waiting", &self.waiting()).finish()
    }
}

/// What is said where Parquet is asked for and not there.
pub const NOT_BUILT: &str = "this wiredesk was built without the feature `parquet`: csv has the same rows";
