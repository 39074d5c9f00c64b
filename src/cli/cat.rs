//! `wiredesk cat`: the records of the journal, over all its segments, sealed or not.

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;

use super::out::shown;
use super::{Exit, Fatal, moment, out};
use crate::config;
use crate::dedup::Identity;
use crate::host::RealFiles;
use crate::journal::{Lines, OpenError, segments};
use crate::model::{Head, Position};

/// How often a followed journal is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// Flags of `cat`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk cat | jq .headline
  wiredesk cat --from 2h --follow          the last two hours, and whatever comes
  wiredesk cat --from 2026-11-23           what was received since midnight (UTC)
  wiredesk cat --from 3f9c...              from the record with this id on

The daemon may run. Only whole lines are printed, as they stand in the journal.
With --follow it goes on over new segments until it is stopped.")]
pub struct CatArgs {
    /// The configuration, which names the journal
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
    /// Where to begin: a time (RFC 3339, a date, or an age such as 2h), or a record's id
    #[arg(long, value_name = "TIME|ID")]
    from: Option<Begin>,
    /// Waits for more instead of ending
    #[arg(short, long)]
    follow: bool,
}

/// Where to begin.
#[derive(Debug, Clone)]
enum Begin {
    Time(Timestamp),
    Id(String),
}

impl std::str::FromStr for Begin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if Identity::parse(text).is_some() {
            return Ok(Begin::Id(text.to_ascii_lowercase()));
        }
        let time = moment::parse(text, Timestamp::now());
        time.map(Begin::Time).map_err(|error| format!("{error}, or a record's id of 32 hexadecimal digits"))
    }
}

impl Begin {
    /// Whether a line is the one to begin with.
    fn is_met(&self, line: &[u8]) -> bool {
        // An id stands in its line: most lines need no closer look.
        if let Begin::Id(id) = self
            && memchr::memmem::find(line, id.as_bytes()).is_none()
        {
            return false;
        }
        let Some(head) = Head::of(line) else { return false };
        match self {
            Begin::Id(id) => head.id == *id,
            Begin::Time(time) => {
                let received = head.received();
                received.is_some_and(|received| received >= *time)
            }
        }
    }
}

pub(super) fn cat(args: &CatArgs) -> Result<Exit, Fatal> {
    let plan = config::load(&args.config)?;
    let folder = &plan.journal.path;
    let io = |error| Fatal::io(shown(folder.display()), error);
    let begin = match first(args, folder) {
        Ok(begin) => begin,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && !args.follow => {
            return Err(Fatal::message(
                Exit::NoInput,
                format!("{}: there is no journal yet: `wiredesk run` writes it", shown(folder.display())),
            ));
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir_all(folder).map_err(io)?;
            Position::default()
        }
        Err(error) => return Err(io(error)),
    };
    let mut lines = Lines::open(Arc::new(RealFiles), folder, begin).map_err(read_error)?;
    let printed = print(args, &mut lines, folder)?;
    if lines.missed() > 0 {
        out::note(format_args!("{} segments were removed before they were read", lines.missed()));
    }
    match &args.from {
        Some(Begin::Id(id)) if !printed => {
            Err(Fatal::message(Exit::NoInput, format!("no record with the id {id} is in the journal")))
        }
        _ => Ok(Exit::Ok),
    }
}

/// The segment to begin with: for a time the last one that was certainly begun before it, since the name of one says
/// when to the second only.
fn first(args: &CatArgs, folder: &std::path::Path) -> std::io::Result<Position> {
    let found = segments(&RealFiles, folder)?;
    let Some(Begin::Time(time)) = args.from else { return Ok(Position::default()) };
    let before = found.iter().rev().find(|segment| segment.name.begun.as_second() < time.as_second());
    Ok(before.map_or(Position::default(), |segment| Position { segment: segment.name.number, offset: 0 }))
}

/// Prints lines from the one asked for on. Returns whether there was any.
fn print(args: &CatArgs, lines: &mut Lines, folder: &std::path::Path) -> Result<bool, Fatal> {
    let mut output = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut waiting = args.from.as_ref();
    let mut line = Vec::new();
    loop {
        let read = lines.next(&mut line).map_err(|error| Fatal::io(shown(folder.display()), error))?;
        if read.is_some() {
            if waiting.is_none_or(|from| from.is_met(&line)) {
                waiting = None;
                output.write_all(&line).map_err(Fatal::output)?;
            }
            continue;
        }
        output.flush().map_err(Fatal::output)?;
        if !args.follow {
            return Ok(waiting.is_none());
        }
        std::thread::sleep(LOOK);
        lines.look_again().map_err(|error| Fatal::io(shown(folder.display()), error))?;
    }
}

fn read_error(error: OpenError) -> Fatal {
    Fatal::new(Exit::Io, error)
}
