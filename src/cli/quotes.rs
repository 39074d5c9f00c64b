//! `wiredesk quotes`: who said what in a few articles, for reading.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde::Serialize;

use super::out::shown;
use super::{Exit, Fatal, input, out};
use crate::config::{self, Plan};
use crate::decode::{Raw, Request};
use crate::extract::quotes::{Look, render};
use crate::flow::Meters;
use crate::host::{Clock, SystemClock};
use crate::line::{self, Judged, Prepared};
use crate::model::{Fault, Hints, Image, Place, Quote, Record, Source};

/// Flags of `quotes`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk quotes article.html                   who said what, for reading
  wiredesk quotes examples/articles/*.txt | less
  curl -s https://example.org/story | wiredesk quotes -
  wiredesk quotes -c pipeline.toml vendor.xml    with the [xml.NAME] tables of a configuration
  wiredesk quotes --json article.txt | jq -r '.quotes[] | [.speaker.name, .text] | @tsv'

Any format that `process` reads, one article or a bundle of them. The margin
says who speaks: ~ before the name stands for indirect speech, ? for somebody
whom the article does not name, \"via\" for who carried the words. On a terminal
each speaker has a colour; in a pipe, or with NO_COLOR set, quotations stand
between \u{27e6} and \u{27e7}. Ends with status 65 if a file could not be read as an article.")]
pub struct QuotesArgs {
    /// Files; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// One JSON object for each article on one line: its quotes, and the texts into which their offsets count
    #[arg(long)]
    json: bool,
    /// A configuration: its [limits] and [xml.NAME]; without it the built-in defaults
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// What `--json` prints of an article: fields of its record, as they stand there.
#[derive(Serialize)]
struct Said<'r> {
    id: &'r str,
    source: &'r Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'r str>,
    text: &'r str,
    #[serde(skip_serializing_if = "<[Image]>::is_empty")]
    images: &'r [Image],
    quotes: &'r [Quote],
}

pub(super) fn quotes(args: &QuotesArgs) -> Result<Exit, Fatal> {
    let plan = match &args.config {
        Some(file) => config::load(file)?,
        None => Plan::builtin(),
    };
    let mut reading = Reading { args, plan, look: look(), exit: Exit::Ok, articles: 0 };
    for file in &args.files {
        reading.file(file)?;
    }
    Ok(reading.exit)
}

/// What is read, one file after the other.
struct Reading<'a> {
    args: &'a QuotesArgs,
    plan: Plan,
    look: Look,
    /// How it ends, so far.
    exit: Exit,
    /// Articles shown so far.
    articles: usize,
}

impl Reading<'_> {
    /// Shows the articles of a file. What cannot be read is said, and does not keep the next file from being shown.
    fn file(&mut self, file: &Path) -> Result<(), Fatal> {
        let (name, bytes) = match input::read(file, self.plan.limits.document_bytes as u64) {
            Ok(read) => read,
            Err(fatal) => {
                self.exit = fatal.exit;
                out::note(fatal);
                return Ok(());
            }
        };
        let (limits, vendors) = (self.plan.limits, Arc::clone(&self.plan.vendors));
        let hints = Hints {
            source: "process".into(),
            source_type: "process",
            path: name,
            received_at: SystemClock::default().stamp(),
            ..Hints::default()
        };
        let request = Request { hints: &hints, limits: &limits, vendors: &vendors, explain: false };
        let mut failed = None;
        let outcome = documents(&bytes, &request, &mut |prepared| match self.document(file, prepared) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        if let Err(fault) = outcome {
            self.refused(file, None, &fault);
        }
        Ok(())
    }

    fn document(&mut self, file: &Path, prepared: Prepared) -> Result<(), Fatal> {
        let record = match prepared {
            Prepared::Record(sighted) => sighted.record,
            Prepared::Refused(member) => {
                self.refused(file, Some(&member.member), &member.fault);
                return Ok(());
            }
        };
        let Some(story) = line::finish(Judged::Whole(Box::new(record)), &self.plan.limits, None) else {
            return Ok(());
        };
        let record = &story.record;
        if self.args.json {
            return json(record).and_then(out::print);
        }
        if self.args.files.len() > 1 || record.source.member.is_some() {
            out::page(title(file, record, self.articles))?;
        }
        self.articles += 1;
        out::coloured(render(record, self.look))
    }

    fn refused(&mut self, file: &Path, member: Option<&str>, fault: &Fault) {
        self.exit = Exit::Data;
        let member = member.map(|member| format!("{member}: ")).unwrap_or_default();
        out::note(shown(format_args!("wiredesk: {}: {member}{fault}", file.display())));
    }
}

/// Takes bytes through decode and normalise and hands on each document.
fn documents(
    bytes: &[u8],
    request: &Request<'_>,
    show: &mut dyn FnMut(Prepared) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let meters = Meters::new(&["decode", "normalise"]);
    let place = Place::At(request.hints.path.as_deref().unwrap_or("-").into());
    line::prepare(&Raw::arrival(bytes.to_vec()), request, &place, &meters, show)
}

fn json(record: &Record) -> Result<String, Fatal> {
    let said = Said {
        id: &record.id,
        source: &record.source,
        headline: record.headline.as_deref(),
        text: &record.text,
        images: &record.images,
        quotes: &record.quotes,
    };
    let mut line = serde_json::to_string(&said).map_err(|error| Fatal::new(Exit::Internal, error))?;
    line.push('\n');
    Ok(line)
}

/// Above an article where there are several.
fn title(file: &Path, record: &Record, before: usize) -> String {
    let mut title = format!("{}== {}", if before > 0 { "\n" } else { "" }, shown(file.display()));
    if let Some(member) = &record.source.member {
        write!(title, ": {}", shown(member)).ok();
    }
    title + "\n\n"
}

/// Colours only for a terminal whose user has not asked for none; lines as wide as it is.
fn look() -> Look {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    let stdout = std::io::stdout();
    if !stdout.is_terminal() {
        return Look::default();
    }
    let columns = rustix::termios::tcgetwinsize(stdout).map_or(0, |size| usize::from(size.ws_col));
    let usual = Look::default().columns;
    let columns = if columns == 0 { usual } else { columns.min(usual) };
    Look { colour: !is_set("NO_COLOR") && !dumb, columns }
}
