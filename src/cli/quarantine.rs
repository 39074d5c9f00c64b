//! `wiredesk quarantine`: what was refused, and what becomes of it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::out::shown;
use super::{Exit, Fatal, moment, out};
use crate::config;
use crate::config::plan::{Plan, Source};
use crate::config::units::about;
use crate::host::{RealFiles, SystemClock};
use crate::model::FaultCode;
use crate::quarantine::{Entry, Filter, Quarantine};
use crate::source::returned;

/// Flags of `quarantine`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk quarantine list
  wiredesk quarantine list --code malformed --since 7d --json
  wiredesk quarantine show 3f9c04
  wiredesk quarantine retry --code too-large      after limits.document_bytes was raised
  wiredesk quarantine drop --code empty --before 30d

The daemon may run. An entry is named by the first letters of its key. Every
code is explained in docs/guide/quarantine-codes.md.")]
pub struct QuarantineArgs {
    /// What to do
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Lists what is there, oldest first
    List(ListArgs),
    /// Says why one is there, what to do about it, and where its bytes are
    Show(ShowArgs),
    /// Gives files back to their source, so that they go through the whole pipeline again
    Retry(RetryArgs),
    /// Removes files for good
    Drop(DropArgs),
}

/// Which configuration, which entries.
#[derive(Debug, Args)]
struct Which {
    /// The configuration, which names the folder
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
    /// Only with this code; may be given several times
    #[arg(long, value_name = "CODE", value_parser = code())]
    code: Vec<String>,
    /// Only of this source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only what was refused at this time or later: RFC 3339, a date, or an age such as 2h
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<Timestamp>,
    /// Only what was refused before
    #[arg(long, value_name = "TIME", value_parser = time)]
    before: Option<Timestamp>,
}

#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    which: Which,
    /// One JSON object on each line
    #[arg(long)]
    json: bool,
    /// Also what was retried
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// The entry
    #[arg(value_name = "KEY")]
    key: String,
    /// The configuration, which names the folder
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
    /// One JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct RetryArgs {
    /// Entries
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    #[command(flatten)]
    which: Which,
    /// Everything that can pass unchanged another time
    #[arg(long)]
    all: bool,
    /// The source to give them to, where it is not the one they came from
    #[arg(long, value_name = "NAME")]
    into: Option<String>,
    /// Only says what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
struct DropArgs {
    /// Entries
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
    #[command(flatten)]
    which: Which,
    /// Everything
    #[arg(long)]
    all: bool,
    /// Only says what would be done
    #[arg(short = 'n', long)]
    dry_run: bool,
}

fn code() -> clap::builder::PossibleValuesParser {
    FaultCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>().into()
}

fn time(text: &str) -> Result<Timestamp, String> {
    moment::parse(text, Timestamp::now())
}

impl Which {
    fn open(&self, keys: &[String]) -> Result<(Plan, Quarantine, Filter), Fatal> {
        let (plan, quarantine) = open(&self.config)?;
        let filter = Filter {
            keys: keys.to_vec(),
            codes: self.code.clone(),
            source: self.source.clone(),
            since: self.since,
            before: self.before,
        };
        Ok((plan, quarantine, filter))
    }
}

fn open(config: &Path) -> Result<(Plan, Quarantine), Fatal> {
    let plan = config::load(config)?;
    let clock = Arc::new(SystemClock::default());
    let quarantine = Quarantine::new(Arc::new(RealFiles), clock, plan.quarantine.clone());
    Ok((plan, quarantine))
}

pub(super) fn quarantine(args: &QuarantineArgs) -> Result<Exit, Fatal> {
    match &args.what {
        What::List(args) => list(args),
        What::Show(args) => show(args),
        What::Retry(args) => retry(args),
        What::Drop(args) => drop_entries(args),
    }
}

/// The entries that are meant, without those that were retried. A key that names none is an error.
fn entries(quarantine: &Quarantine, plan: &Plan, filter: &Filter, all: bool) -> Result<Vec<Entry>, Fatal> {
    let found = quarantine.entries().map_err(|error| Fatal::io(shown(plan.quarantine.display()), error))?;
    let standing = |entry: &&Entry| all || !entry.retried;
    for key in &filter.keys {
        if !found.iter().filter(standing).any(|entry| entry.key.starts_with(key.as_str())) {
            return Err(Fatal::message(Exit::NoInput, format!("nothing in quarantine is named {key}")));
        }
    }
    Ok(found.iter().filter(standing).filter(|entry| filter.takes(entry)).cloned().collect())
}

fn list(args: &ListArgs) -> Result<Exit, Fatal> {
    let (plan, quarantine, filter) = args.which.open(&[])?;
    let mut text = String::new();
    for entry in entries(&quarantine, &plan, &filter, args.all)? {
        if args.json {
            writeln!(text, "{}", json(&entry)?).ok();
        } else {
            writeln!(text, "{}", line(&entry)).ok();
        }
    }
    if args.json {
        out::print(text)?
    } else {
        out::page(text)?
    }
    Ok(Exit::Ok)
}

fn json(entry: &Entry) -> Result<String, Fatal> {
    serde_json::to_string(entry).map_err(|error| Fatal::new(Exit::Internal, error))
}

/// Key, time, code, size, where from.
fn line(entry: &Entry) -> String {
    let key = entry.key.get(..12).unwrap_or(&entry.key);
    let size = match entry.size {
        Some(size) => about(size),
        None if entry.retried => "retried".to_owned(),
        None => "gone".to_owned(),
    };
    let reason = &entry.reason;
    format!("{key}  {}  {:<16} {size:>8}  {}", reason.time, reason.code, origin(entry))
}

fn origin(entry: &Entry) -> String {
    let mut origin = entry.reason.source.clone();
    for (mark, part) in [(":", &entry.reason.path), ("!", &entry.reason.member)] {
        if let Some(part) = part {
            origin.push_str(mark);
            origin.push_str(&shown(part));
        }
    }
    origin
}

fn show(args: &ShowArgs) -> Result<Exit, Fatal> {
    let (plan, quarantine) = open(&args.config)?;
    let filter = Filter { keys: vec![args.key.clone()], ..Filter::default() };
    let mut text = String::new();
    for entry in entries(&quarantine, &plan, &filter, true)? {
        if args.json {
            writeln!(text, "{}", json(&entry)?).ok();
            continue;
        }
        let reason = &entry.reason;
        let meaning = FaultCode::ALL.iter().find(|code| code.as_str() == reason.code);
        let meaning = meaning.map_or("a code of another version", |code| code.meaning());
        let file = shown(entry.file.display());
        let bytes = match entry.size {
            Some(size) => format!("{file} ({})", about(size)),
            None if entry.retried => "given back to its source: log.jsonl says where".to_owned(),
            None => "gone".to_owned(),
        };
        for (name, value) in [
            ("key", entry.key.as_str()),
            ("refused", &reason.time),
            ("from", &origin(&entry)),
            ("code", &format!("{} ({})", reason.code, reason.stage)),
            ("message", &shown(&reason.message)),
            ("meaning", meaning),
            ("retry", if reason.retryable { "may help" } else { "does not help unchanged" }),
            ("bytes", &bytes),
        ] {
            writeln!(text, "{name:<9}{value}").ok();
        }
        text.push('\n');
    }
    let text = text.trim_end_matches('\n').to_owned() + "\n";
    if args.json {
        out::print(text)?
    } else {
        out::page(text)?
    }
    Ok(Exit::Ok)
}

fn require_selection(filter: &Filter, all: bool, what: &str) -> Result<(), Fatal> {
    if !filter.is_empty() || all {
        return Ok(());
    }
    let message =
        format!("say what to {what}: keys, --code, --source, --since, --before or --all; see --help");
    Err(Fatal::message(Exit::Usage, message))
}

fn retry(args: &RetryArgs) -> Result<Exit, Fatal> {
    let (plan, quarantine, filter) = args.which.open(&args.keys)?;
    require_selection(&filter, args.all, "retry")?;
    let named = !filter.keys.is_empty() || !filter.codes.is_empty();
    let (mut done, mut left) = (0_u64, 0_u64);
    for entry in entries(&quarantine, &plan, &filter, false)? {
        // What cannot pass unchanged is tried only where it was asked for by name.
        if !named && !entry.reason.retryable {
            continue;
        }
        let key = entry.key.get(..12).unwrap_or(&entry.key);
        let source = args.into.as_deref().unwrap_or(&entry.reason.source);
        let outcome = match way_back(&plan, source) {
            None => Err(format!("{source:?} is no source of the configuration: --into NAME names one")),
            Some(WayBack::Inbox(folder) | WayBack::Returned(folder)) if args.dry_run => Ok(folder),
            Some(WayBack::Inbox(folder)) => {
                quarantine.retry(&entry, &folder).map_err(|error| error.to_string())
            }
            Some(WayBack::Returned(folder)) => {
                quarantine.hand_back(&entry, &folder).map_err(|error| error.to_string())
            }
        };
        match outcome {
            Ok(to) => {
                done += 1;
                out::page(format_args!("{key}  {} -> {}\n", origin(&entry), shown(to.display())))?;
            }
            Err(why) => {
                left += 1;
                out::note(format_args!("{key}  {}: {why}", origin(&entry)));
            }
        }
    }
    out::note(format_args!("{done} put back, {left} left"));
    Ok(if left > 0 { Exit::Data } else { Exit::Ok })
}

/// Where a source reads again what was refused.
enum WayBack {
    /// A folder of its own.
    Inbox(PathBuf),
    /// One of the state folder, where it looks.
    Returned(PathBuf),
}

fn way_back(plan: &Plan, name: &str) -> Option<WayBack> {
    let named = |source: &&Source| *source.name == *name;
    // What it refused under an earlier name goes back to it, too.
    let was = |source: &&Source| **source.kept_as() == *name;
    let source = plan.sources.iter().find(named).or_else(|| plan.sources.iter().find(was))?;
    let inbox = source.table.takes_back().map(|folder| WayBack::Inbox(folder.to_owned()));
    Some(inbox.unwrap_or_else(|| WayBack::Returned(returned::folder(&plan.state, source.kept_as()))))
}

fn drop_entries(args: &DropArgs) -> Result<Exit, Fatal> {
    let (plan, quarantine, filter) = args.which.open(&args.keys)?;
    require_selection(&filter, args.all, "drop")?;
    let mut count = 0_u64;
    for entry in entries(&quarantine, &plan, &filter, false)? {
        if !args.dry_run {
            quarantine.drop_entry(&entry).map_err(|error| Fatal::io(shown(entry.file.display()), error))?;
        }
        out::page(format_args!("{}\n", line(&entry)))?;
        count += 1;
    }
    out::note(format_args!("{count} dropped"));
    Ok(Exit::Ok)
}
