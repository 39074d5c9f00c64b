//! Standard output: for a pipe into another program.

use std::io::{self, Write};
use std::sync::Arc;

use super::table::sink_table;
use super::{Contract, Kind, Message, Opening, Sending, Sent, Sink, SinkError, Target, blocking};

sink_table! {
    /// Standard output, one JSON object on each line: for a pipe into another program. One at most.
    struct Stdout {}
}

pub(super) const KIND: Kind = Kind {
    name: "stdout",
    contract: Contract {
        confirmed: "once the system has taken it into the pipe or file; a reader that dies loses what it had not read",
        repeated: "what was written in the second before a crash",
        order: "the journal's",
    },
    schema: Stdout::schema,
    read: Stdout::read,
    open,
    target: |_| Some(Target::Only("standard output")),
    templates: |_| Vec::new(),
};

fn open(opening: Opening<'_>) -> Result<Box<dyn Sink>, SinkError> {
    Stdout::of(opening.table).map(|_| Box::new(Output) as Box<dyn Sink>)
}

struct Output;

impl Sink for Output {
    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        blocking(move || {
            let mut out = io::stdout().lock();
            for (confirmed, message) in batch.iter().enumerate() {
                if let Err(error) = out.write_all(&message.line).and_then(|()| out.flush()) {
                    return Sent::until(confirmed, of(error));
                }
            }
            Sent::all(batch.len())
        })
    }
}

fn of(error: io::Error) -> SinkError {
    match error.kind() {
        io::ErrorKind::BrokenPipe => {
            SinkError::Closed { code: "pipe".into(), why: "nobody reads standard output any more".to_owned() }
        }
        _ => SinkError::passing(error),
    }
}
