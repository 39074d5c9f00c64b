//! Parquet without arrow: a buffer for each column, written as a row group once they hold enough.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::{Column, Form, Table, Value};
use crate::model::record::SCHEMA;

/// A row group is closed once its rows hold so many bytes in memory.
const GROUP_BYTES: usize = 32 << 20;

/// What the metadata of a file says of each chunk; columns of long texts are left out.
const LONG: &[&str] = &["text", "lead"];

/// Rows on their way.
pub(super) struct Rows<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Buffer>,
    rows: usize,
    waiting: usize,
}

impl<W: Write + Send> Rows<W> {
    pub(super) fn begin(table: Table, out: W) -> io::Result<Rows<W>> {
        let schema = schema(table).map_err(io_error)?;
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties(table)));
        let columns = table.columns().iter().map(|column| Buffer::new(column.form)).collect();
        Ok(Rows { file: file.map_err(io_error)?, columns, rows: 0, waiting: 0 })
    }

    pub(super) fn write(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        for (column, value) in self.columns.iter_mut().zip(row) {
            self.waiting += column.push(value);
        }
        self.rows += 1;
        if self.waiting >= GROUP_BYTES { self.close_group() } else { Ok(()) }
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    pub(super) fn close_group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        write_group(&mut self.file, &mut self.columns).map_err(io_error)?;
        self.file.flush()?;
        (self.rows, self.waiting) = (0, 0);
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.close_group()?;
        self.file.into_inner().map_err(io_error)
    }
}

fn write_group<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    columns: &mut [Buffer],
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for column in columns {
        let Some(mut writer) = group.next_column()? else { break };
        std::mem::replace(column, Buffer::new(column.form)).write(&mut writer)?;
        writer.close()?;
    }
    group.close()?;
    Ok(())
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

fn properties(table: Table) -> WriterProperties {
    let about = |key: &str, value: &str| KeyValue::new(key.to_owned(), value.to_owned());
    let mut builder = WriterProperties::builder()
        .set_created_by(concat!("wiredesk ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        // What grows with the number of groups stays small.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_key_value_metadata(Some(vec![
            about("wiredesk.schema", SCHEMA),
            about("wiredesk.table", table.as_str()),
        ]));
    for column in table.columns().iter().filter(|column| LONG.contains(&column.name)) {
        let path = ColumnPath::from(column.name);
        builder = builder.set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    builder.build()
}

fn schema(table: Table) -> Result<Type, ParquetError> {
    let fields: Result<Vec<_>, _> =
        table.columns().iter().map(|column| field(column).map(Arc::new)).collect();
    Type::group_type_builder("wiredesk").with_fields(fields?).build()
}

fn field(Column { name, form, .. }: &Column) -> Result<Type, ParquetError> {
    let scalar = Repetition::OPTIONAL;
    match form {
        Form::Text => leaf(name, Physical::BYTE_ARRAY, Some(LogicalType::String), scalar),
        Form::Integer => leaf(name, Physical::INT64, None, scalar),
        Form::Number => leaf(name, Physical::DOUBLE, None, scalar),
        Form::Truth => leaf(name, Physical::BOOLEAN, None, scalar),
        Form::Time => {
            let time = LogicalType::timestamp(true, TimeUnit::MICROS);
            leaf(name, Physical::INT64, Some(time), scalar)
        }
        Form::Texts => {
            let text = Some(LogicalType::String);
            list(name, leaf("element", Physical::BYTE_ARRAY, text, Repetition::REQUIRED)?)
        }
        Form::Spans => {
            let number = leaf("element", Physical::INT64, None, Repetition::REQUIRED)?;
            list(name, list("element", number)?)
        }
    }
}

fn leaf(
    name: &str,
    physical: Physical,
    logical: Option<LogicalType>,
    repetition: Repetition,
) -> Result<Type, ParquetError> {
    let builder = Type::primitive_type_builder(name, physical);
    builder.with_repetition(repetition).with_logical_type(logical).build()
}

/// A list in three levels: itself, its places, what stands there.
fn list(name: &str, element: Type) -> Result<Type, ParquetError> {
    let places = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(places)])
        .build()
}

/// The values of one column, with the levels that say where there is none and where a list goes on.
struct Buffer {
    form: Form,
    values: Values,
    defined: Vec<i16>,
    /// Of lists alone.
    repeated: Vec<i16>,
}

enum Values {
    /// One behind the other, and how long each is.
    Texts(Vec<u8>, Vec<usize>),
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
    Truths(Vec<bool>),
}

impl Buffer {
    fn new(form: Form) -> Buffer {
        let values = match form {
            Form::Text | Form::Texts => Values::Texts(Vec::new(), Vec::new()),
            Form::Integer | Form::Time | Form::Spans => Values::Integers(Vec::new()),
            Form::Number => Values::Numbers(Vec::new()),
            Form::Truth => Values::Truths(Vec::new()),
        };
        Buffer { form, values, defined: Vec::new(), repeated: Vec::new() }
    }

    /// Takes the value of a further row. Returns how many bytes it holds.
    fn push(&mut self, value: &Value<'_>) -> usize {
        match value {
            Value::Texts(texts) if texts.is_empty() => self.level(0, 0),
            Value::Spans([]) => self.level(0, 0),
            Value::Texts(texts) => {
                let each = texts.iter().enumerate();
                each.map(|(n, text)| self.level(1, i16::from(n > 0)) + self.text(text)).sum()
            }
            Value::Spans(spans) => {
                let each = spans.iter().enumerate();
                each.map(|(n, [begin, end])| {
                    self.level(2, i16::from(n > 0))
                        + self.integer(whole(*begin))
                        + self.level(2, 2)
                        + self.integer(whole(*end))
                })
                .sum()
            }
            Value::Nothing => self.scalar(0),
            Value::Text(text) => self.scalar(1) + self.text(text),
            Value::Integer(number) => self.scalar(1) + self.integer(*number),
            Value::Time(time) => self.scalar(1) + self.integer(time.as_microsecond()),
            Value::Number(number) => self.scalar(1) + self.number(*number),
            Value::Truth(truth) => self.scalar(1) + self.truth(*truth),
        }
    }

    fn level(&mut self, defined: i16, repeated: i16) -> usize {
        self.defined.push(defined);
        self.repeated.push(repeated);
        2 * size_of::<i16>()
    }

    fn scalar(&mut self, defined: i16) -> usize {
        self.defined.push(defined);
        size_of::<i16>()
    }

    fn text(&mut self, text: &str) -> usize {
        if let Values::Texts(all, lengths) = &mut self.values {
            all.extend_from_slice(text.as_bytes());
            lengths.push(text.len());
        }
        text.len() + size_of::<usize>()
    }

    fn integer(&mut self, number: i64) -> usize {
        if let Values::Integers(all) = &mut self.values {
            all.push(number);
        }
        size_of::<i64>()
    }

    fn number(&mut self, number: f64) -> usize {
        if let Values::Numbers(all) = &mut self.values {
            all.push(number);
        }
        size_of::<f64>()
    }

    fn truth(&mut self, truth: bool) -> usize {
        if let Values::Truths(all) = &mut self.values {
            all.push(truth);
        }
        size_of::<bool>()
    }

    fn write(self, writer: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let defined = Some(&*self.defined);
        let repeated = matches!(self.form, Form::Texts | Form::Spans).then_some(&*self.repeated);
        match self.values {
            Values::Texts(all, lengths) => {
                let texts = cut(all, &lengths);
                writer.typed::<ByteArrayType>().write_batch(&texts, defined, repeated)?
            }
            Values::Integers(all) => writer.typed::<Int64Type>().write_batch(&all, defined, repeated)?,
            Values::Numbers(all) => writer.typed::<DoubleType>().write_batch(&all, defined, repeated)?,
            Values::Truths(all) => writer.typed::<BoolType>().write_batch(&all, defined, repeated)?,
        };
        Ok(())
    }
}

/// Texts that stand one behind the other, each by itself, without a copy.
fn cut(all: Vec<u8>, lengths: &[usize]) -> Vec<ByteArray> {
    let mut rest = Bytes::from(all);
    lengths.iter().map(|length| ByteArray::from(rest.split_to(*length))).collect()
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
