//! What a sink is sent of one line: nothing, the line, another format of it, or what its shape makes of it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{SinkError, Table};
use crate::export::Format;
use crate::host::Clock;
use crate::model::{FaultCode, Head, Record};
use crate::sieve::{Failure, Fields, Limits, Names, Passed, Sieve, Template, Which, with_stack};

/// How long filter and shape may each take for one record.
const LONGEST: Duration = Duration::from_secs(5);
/// After so long a batch is handed over, whatever is in it.
const BATCH: Duration = Duration::from_millis(500);

/// Filter, shape, format and templates of one sink, compiled once.
pub(super) struct Sift {
    sieve: Sieve,
    /// Where messages go.
    templates: Vec<Template>,
    /// What all of them read of a record.
    names: Names,
    format: Format,
    limits: Limits,
}

/// What became of a line.
pub(super) enum Sifted {
    /// It is not sent.
    Nothing,
    /// Where they go, and under which ids what is sent.
    Messages { address: Vec<String>, lines: Vec<(String, Bytes)> },
    /// Filter or shape fail for it.
    Failed { id: String, code: FaultCode, why: String },
    /// It is no record.
    Strange(String),
}

impl Sift {
    pub(super) fn new(table: &Table, results: usize, clock: &Arc<dyn Clock>) -> Result<Sift, SinkError> {
        let wrong = |why: String| SinkError::Closed { code: "settings".into(), why };
        let sieve = Sieve::compile(&table.common.filter, &table.common.shape).map_err(|mistakes| {
            let why = mistakes.iter().map(|(which, mistake)| format!("{which}: {mistake}"));
            wrong(why.collect::<Vec<_>>().join("; "))
        })?;
        let templates = (table.kind.templates)(table).into_iter();
        let templates = templates.map(|typed| {
            Template::parse(&typed.text, typed.form).map_err(|mistake| wrong(mistake.to_string()))
        });
        let templates = templates.collect::<Result<Vec<_>, _>>()?;
        let mut names = sieve.names().clone();
        templates.iter().for_each(|template| names.add_all(&template.names()));
        let clock = Arc::clone(clock);
        let limits = Limits { results, time: LONGEST, now: Arc::new(move || clock.monotonic()) };
        Ok(Sift { sieve, templates, names, format: table.common.format, limits })
    }

    /// Reads lines with all that their expressions need; `read` is told when it has gone on for long enough.
    pub(super) fn reading<T: Send>(&self, read: impl FnOnce(&dyn Fn() -> bool) -> T + Send) -> T {
        if self.sieve.is_open() {
            return read(&|| false);
        }
        with_stack(|| {
            let until = (self.limits.now)() + BATCH;
            read(&|| (self.limits.now)() > until)
        })
    }

    /// What is sent of a line, whose head this is.
    pub(super) fn of(&self, line: &[u8], head: &Head) -> Sifted {
        let id = format!("{}.{}", head.id, head.generation);
        let fields = match self.is_read() {
            true => Fields::of(line, &self.names),
            false => Ok(Fields::default()),
        };
        let fields = match fields {
            Ok(fields) => fields,
            Err(error) => return Sifted::Strange(error.to_string()),
        };
        let passed = match self.sieve.pass(&fields, &id, &self.limits) {
            Ok(passed) => passed,
            Err(Failure { which, why }) => {
                let code = match which {
                    Which::Filter => FaultCode::FilterFailed,
                    Which::Shape => FaultCode::ShapeFailed,
                };
                return Sifted::Failed { id, code, why };
            }
        };
        let lines = match passed {
            Passed::Filtered => return Sifted::Nothing,
            Passed::Shaped(lines) if lines.is_empty() => return Sifted::Nothing,
            Passed::Shaped(lines) => numbered(&id, lines),
            Passed::Whole => match self.whole(line) {
                Ok(line) => vec![(id, line)],
                Err(why) => return Sifted::Strange(why),
            },
        };
        let address = self.templates.iter().map(|template| template.fill(&fields)).collect();
        Sifted::Messages { address, lines }
    }

    /// Whether anything is asked of a record: else its line is not looked at.
    fn is_read(&self) -> bool {
        !self.sieve.is_open() || !self.names.is_none()
    }

    /// A record that is sent in the form that was asked for. The journal's own line is not parsed for that.
    fn whole(&self, line: &[u8]) -> Result<Bytes, String> {
        if self.format == Format::Wiredesk {
            return Ok(Bytes::copy_from_slice(line));
        }
        let record: Record = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        let mut out = Vec::with_capacity(line.len());
        self.format.write(&record, &mut out).map_err(|error| error.to_string())?;
        Ok(out.into())
    }
}

/// Messages that a shape makes of one record: a number behind the id where they are several.
fn numbered(id: &str, lines: Vec<Vec<u8>>) -> Vec<(String, Bytes)> {
    let is_one = lines.len() == 1;
    let id = |n: usize| if is_one { id.to_owned() } else { format!("{id}.{n}") };
    lines.into_iter().enumerate().map(|(n, line)| (id(n), line.into())).collect()
}
