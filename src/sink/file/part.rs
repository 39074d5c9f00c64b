//! One file while it is written: lines or rows, packed or not.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use flate2::write::GzEncoder;
use zstd::stream::write::Encoder as ZstdEncoder;

use crate::export::tables::{Encoding, Table, Writer};
use crate::host::AppendFile;
use crate::model::Record;

/// Bytes that are gathered before they are written: small, since many files are open.
const GATHERED: usize = 16 << 10;
/// What zstd looks back over, as a power of two: small, since many files are open.
const LOOK_BACK: u32 = 18;

/// What stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// Rows of a table; else what was sent, as it is.
    pub(super) rows: Option<(Table, Encoding)>,
    pub(super) packing: Packing,
}

/// How the file is packed as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Form {
    /// How names of such files end.
    pub(super) fn extension(self) -> String {
        let what = self.rows.map_or("jsonl", |(_, encoding)| encoding.as_str());
        let packed = match self.packing {
            Packing::Plain => "",
            Packing::Gzip => ".gz",
            Packing::Zstd => ".zst",
        };
        format!("{what}{packed}")
    }
}

/// What a message gives to a file.
pub(super) enum Piece<'m> {
    Line(&'m [u8]),
    Record(&'m Record),
}

/// A file that is being written.
pub(super) struct Part {
    body: Body,
    written: Arc<AtomicU64>,
    /// When it was last written to, counted in messages.
    pub(super) touched: u64,
}

enum Body {
    Lines(Packed),
    Rows(Box<Writer<Packed>>),
}

impl Part {
    pub(super) fn begin(file: Box<dyn AppendFile>, form: Form) -> io::Result<Part> {
        let written = Arc::new(AtomicU64::new(0));
        let out = BufWriter::with_capacity(GATHERED, Out { file, written: Arc::clone(&written) });
        let packed = match form.packing {
            Packing::Plain => Packed::Plain(out),
            Packing::Gzip => Packed::Gzip(GzEncoder::new(out, flate2::Compression::default())),
            Packing::Zstd => {
                let mut encoder = ZstdEncoder::new(out, 1)?;
                encoder.window_log(LOOK_BACK)?;
                Packed::Zstd(encoder)
            }
        };
        let body = match form.rows {
            None => Body::Lines(packed),
            Some((table, encoding)) => Body::Rows(Box::new(Writer::new(table, encoding, packed)?)),
        };
        Ok(Part { body, written, touched: 0 })
    }

    pub(super) fn write(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        match (&mut self.body, piece) {
            (Body::Lines(out), Piece::Line(line)) => out.write_all(line),
            (Body::Rows(writer), Piece::Record(record)) => writer.write(record),
            _ => Err(io::Error::other("a line is no row")),
        }
    }

    /// How many bytes are in the file.
    pub(super) fn written(&self) -> u64 {
        self.written.load(Relaxed)
    }

    /// How many bytes of rows are in memory.
    pub(super) fn waiting(&self) -> usize {
        match &self.body {
            Body::Lines(_) => 0,
            Body::Rows(writer) => writer.waiting(),
        }
    }

    /// Writes the rows that are in memory.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        match &mut self.body {
            Body::Lines(_) => Ok(()),
            Body::Rows(writer) => writer.flush(),
        }
    }

    /// Writes what ends the file, and syncs it.
    pub(super) fn finish(self) -> io::Result<()> {
        let packed = match self.body {
            Body::Lines(packed) => packed,
            Body::Rows(writer) => writer.finish()?,
        };
        let out = match packed {
            Packed::Plain(out) => out,
            Packed::Gzip(encoder) => encoder.finish()?,
            Packed::Zstd(encoder) => encoder.finish()?,
        };
        out.into_inner().map_err(io::IntoInnerError::into_error)?.file.sync()
    }
}

enum Packed {
    Plain(BufWriter<Out>),
    Gzip(GzEncoder<BufWriter<Out>>),
    Zstd(ZstdEncoder<'static, BufWriter<Out>>),
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Packed::Plain(out) => out.write(bytes),
            Packed::Gzip(out) => out.write(bytes),
            Packed::Zstd(out) => out.write(bytes),
        }
    }

    /// Nobody reads along: what is gathered goes on being gathered.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Out {
    file: Box<dyn AppendFile>,
    written: Arc<AtomicU64>,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.append(bytes)?;
        self.written.fetch_add(bytes.len() as u64, Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
