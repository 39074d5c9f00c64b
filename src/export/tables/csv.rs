//! RFC 4180: a header line, fields in quotation marks where they need them, lines that end with CR LF.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::{Column, Value};

/// Rows on their way.
pub(super) struct Rows<W: Write>(csv::Writer<W>);

impl<W: Write> Rows<W> {
    /// Writes the header.
    pub(super) fn begin(columns: &[Column], out: W) -> io::Result<Rows<W>> {
        let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        writer.write_record(columns.iter().map(|column| column.name))?;
        Ok(Rows(writer))
    }

    pub(super) fn write(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        for value in row {
            self.0.write_field(field(value)?.as_bytes())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }

    pub(super) fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// A value as it stands in a field.
fn field<'v>(value: &'v Value<'_>) -> io::Result<Cow<'v, str>> {
    Ok(match value {
        Value::Nothing => Cow::Borrowed(""),
        Value::Text(text) => Cow::Borrowed(text),
        Value::Integer(number) => number.to_string().into(),
        Value::Number(number) => number.to_string().into(),
        Value::Truth(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
        Value::Time(time) => time.to_string().into(),
        Value::Texts(texts) => serde_json::to_string(texts)?.into(),
        Value::Spans(spans) => serde_json::to_string(spans)?.into(),
    })
}
