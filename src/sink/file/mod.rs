//! Files in folders: lines or tables, each whole when it has its name.
//!
//! What is written stands in hidden files until all of them are closed together: synced, their names stored together
//! with the sink's place, then renamed. So each record stands in one published file, and no published file changes.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::table::sink_table;
use super::{
    Contract, Doing, Kind, Memory, Message, Opening, Sending, Sent, Sink, SinkError, Target, Typed, blocking,
};
use crate::config::units::{Period, Size};
use crate::export::Format;
use crate::export::tables::{self, Encoding};
use crate::flow::held;

mod part;
mod publishing;
#[cfg(test)]
mod tests;

use part::{Form, Packing};
use publishing::{Bounds, Publishing};

sink_table! {
    /// Files in folders, as lines or tables. They are hidden (`.NAME.part`) while they are written; then they get a name
    /// of their own, `NAME-20261201T093000Z-000001.jsonl`, and never change.
    struct ToFile in AsFormat {
        /// The folder: a template, such as "export/date={published|source.received_at:%Y-%m-%d}". It is made if need be,
        /// and lies outside every inbox and wiredesk's own folders.
        path: String,
        /// Of csv and parquet: "records" (a row for each record) or "quotes" (a row for each quotation).
        #[serde(default)]
        table: Rows,
        /// "none", "gzip" or "zstd"; "" is zstd in parquet, else none.
        #[serde(default)]
        compression: Compression,
        /// When all files that are being written are closed and get their names.
        #[serde(default)]
        rotate: Rotate,
        /// Most files that are being written, one a folder; with the next one all are closed.
        #[serde(default = "open_files")]
        #[schemars(range(min = 1, max = 1000))]
        open: usize,
        /// Most bytes of rows in memory, of all files together.
        #[serde(default = "buffer")]
        buffer: Size,
    }
}

/// What a record is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum AsFormat {
    /// The journal's line, byte for byte.
    #[default]
    Wiredesk,
    /// ninjs 3.1.
    Ninjs,
    /// schema.org NewsArticle.
    SchemaOrg,
    /// A table as RFC 4180.
    Csv,
    /// A table as Parquet.
    Parquet,
}

impl AsFormat {
    /// What the sink is sent: tables are made of records.
    fn meant(self) -> Format {
        match self {
            AsFormat::Wiredesk | AsFormat::Csv | AsFormat::Parquet => Format::Wiredesk,
            AsFormat::Ninjs => Format::Ninjs,
            AsFormat::SchemaOrg => Format::SchemaOrg,
        }
    }

    fn encoding(self) -> Option<Encoding> {
        match self {
            AsFormat::Csv => Some(Encoding::Csv),
            AsFormat::Parquet => Some(Encoding::Parquet),
            AsFormat::Wiredesk | AsFormat::Ninjs | AsFormat::SchemaOrg => None,
        }
    }
}

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Rows {
    /// A row for each record.
    #[default]
    Records,
    /// A row for each quotation.
    Quotes,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Compression {
    /// As the format does by itself.
    #[default]
    #[serde(rename = "")]
    Usual,
    /// Not at all.
    None,
    /// gzip.
    Gzip,
    /// zstd.
    Zstd,
}

/// When files are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Rotate {
    /// Once one of them holds so much.
    size: Size,
    /// Once the first record since the last time waits for so long.
    every: Period,
}

impl Default for Rotate {
    fn default() -> Self {
        Rotate { size: Size::mebibytes(256), every: Period::hours(1) }
    }
}

const fn open_files() -> usize {
    64
}

const fn buffer() -> Size {
    Size::mebibytes(32)
}

pub(super) const KIND: Kind = Kind {
    name: "file",
    contract: Contract {
        confirmed: "once its file is synced and has its name, at `rotate` or a stop",
        repeated: "nothing: each record stands in one published file, and no published file changes",
        order: "the journal's within a folder, by the numbers in the names",
    },
    schema: ToFile::schema,
    read: |keys| {
        let table = ToFile::read(keys)?;
        form(&ToFile::of(&table).map_err(serde::de::Error::custom)?).map_err(serde::de::Error::custom)?;
        Ok(table)
    },
    open,
    target: |table| ToFile::of(table).ok().map(|typed| Target::Folder(base(&typed.path).0)),
    templates: |table| {
        ToFile::of(table).map(|typed| vec![Typed::token("path", typed.path)]).unwrap_or_default()
    },
};

/// The folder in which all others lie, and how many levels below it these are.
fn base(path: &str) -> (PathBuf, usize) {
    // What stands in braces gives no level, whatever it holds.
    let mut inside = false;
    let outside = |c: &char| {
        let was = inside;
        inside = *c == '{' || (inside && *c != '}');
        !was || *c == '{'
    };
    let levels: String = path.chars().filter(outside).collect();
    let parts: Vec<Component<'_>> = Path::new(&levels).components().collect();
    let is_plain = |part: &&Component<'_>| !part.as_os_str().to_string_lossy().contains('{');
    let plain = parts.iter().take_while(is_plain).count();
    (parts.iter().take(plain).collect(), parts.len() - plain)
}

/// What its files hold, if that can be.
fn form(typed: &ToFile) -> Result<Form, String> {
    if base(&typed.path).0.as_os_str().is_empty() {
        let field = "a `path` that begins with a field can lead into any folder: name one before it, such as \"export/\"";
        return Err(field.to_owned());
    }
    if let Some(name) = Path::new(&typed.path).extension().and_then(|end| end.to_str())
        && OF_FILES.contains(&name)
    {
        return Err(format!(
            "`path` names a folder, in which files with names of their own are published, found {:?}, which looks like one \
             file: leave \".{name}\" out",
            typed.path
        ));
    }
    let table = match typed.table {
        Rows::Records => tables::Table::Records,
        Rows::Quotes => tables::Table::Quotes,
    };
    let encoding = typed.format.encoding();
    if encoding.is_some_and(|encoding| !encoding.is_built()) {
        return Err(tables::NOT_BUILT.to_owned());
    }
    if encoding.is_some() && !typed.shape.trim().is_empty() {
        return Err("a `shape` gives messages of its own, of which no table is made: remove one of the two"
            .to_owned());
    }
    if encoding.is_none() && typed.table == Rows::Quotes {
        return Err("`table` goes with the formats \"csv\" and \"parquet\"".to_owned());
    }
    let packing = match (typed.compression, encoding) {
        (Compression::Usual | Compression::Zstd, Some(Encoding::Parquet)) => Packing::Plain,
        (_, Some(Encoding::Parquet)) => {
            return Err("parquet is compressed with zstd, within: leave `compression` out".to_owned());
        }
        (Compression::Usual | Compression::None, _) => Packing::Plain,
        (Compression::Gzip, _) => Packing::Gzip,
        (Compression::Zstd, _) => Packing::Zstd,
    };
    Ok(Form { rows: encoding.map(|encoding| (table, encoding)), packing })
}

/// How names of single files end, as an earlier version was given one.
const OF_FILES: &[&str] = &["jsonl", "ndjson", "json", "csv", "parquet"];

fn open(opening: Opening<'_>) -> Result<Box<dyn Sink>, SinkError> {
    let typed = ToFile::of(opening.table)?;
    let form = form(&typed).map_err(|why| SinkError::Closed { code: "settings".into(), why })?;
    let (base, depth) = base(&typed.path);
    let bounds = Bounds {
        size: typed.rotate.size.0,
        every: typed.rotate.every.0,
        open: typed.open.max(1),
        buffer: usize::try_from(typed.buffer.0).unwrap_or(usize::MAX),
    };
    let names = [Some(opening.name), opening.table.common.was.as_deref()];
    let publishing = Publishing::open(
        Arc::clone(opening.files),
        publishing::Place { root: opening.folder.to_owned(), base, depth },
        &names.into_iter().flatten().collect::<Vec<_>>(),
        form,
        bounds,
        &opening.memory,
    )?;
    Ok(Box::new(Folders(Arc::new(Mutex::new(publishing)))))
}

struct Folders(Arc<Mutex<Publishing>>);

impl Folders {
    fn doing(&self, what: fn(&mut Publishing) -> io::Result<()>) -> Doing<'_> {
        let publishing = Arc::clone(&self.0);
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || what(&mut held(&publishing))).await;
            done.unwrap_or_else(|panicked| Err(io::Error::other(panicked))).map_err(SinkError::passing)
        })
    }
}

impl Sink for Folders {
    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        let publishing = Arc::clone(&self.0);
        blocking(move || {
            let mut publishing = held(&publishing);
            for (taken, message) in batch.iter().enumerate() {
                if let Err(error) = publishing.take(message, Instant::now()) {
                    return Sent { taken, error: Some(error), ..Sent::default() };
                }
            }
            Sent { taken: batch.len(), ..Sent::default() }
        })
    }

    fn memory(&self) -> Memory {
        held(&self.0).memory()
    }

    fn due(&self) -> Option<Instant> {
        held(&self.0).due()
    }

    fn settle(&mut self) -> Doing<'_> {
        self.doing(Publishing::settle)
    }

    fn settled(&mut self) -> Doing<'_> {
        self.doing(Publishing::publish)
    }
}
