//! `wiredesk process`: the same pipeline over files and folders, once.

use std::io::{ErrorKind, IsTerminal};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::runtime::Builder;

use super::out::shown;
use super::{Exit, Fatal, out};
use crate::config::plan::OnDuplicate;
use crate::daemon::opening::dedup_settings;
use crate::export::Format;
use crate::export::tables::{self, Encoding, Table};
use crate::host::{Files, RealFiles, SystemClock};
use crate::line::{Rules, Settings as LineSettings};
use crate::once::batch::{self, BatchError, Form, Input, OnRefused, Options, Output, Progress, Report};
use crate::sieve::Sieve;
use crate::{config, dedup};

/// Flags of `process`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk process article.txt               one record on standard output
  wiredesk process archive/ -o out.jsonl     a folder, recursively and sorted
  cat article.txt | wiredesk process -       standard input
  wiredesk process --strict -q incoming/     status 65 if anything was refused
  wiredesk process --state seen/ archive/    goes on where it was stopped
  wiredesk process --format ninjs archive/   ninjs 3.1 in place of records
  wiredesk process --format parquet --table quotes -o quotes.parquet archive/
                                             who said what, for DuckDB or pandas
  wiredesk process --filter '.urgency < 3' archive/
  wiredesk process --shape '.quotes[]? + {record: $record}' archive/

Each readable document gives one whole record, copies included, unless -c says
otherwise. What is refused is said on standard error.")]
pub struct ProcessArgs {
    /// Files and folders; - is standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Where the records go; - is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,
    /// A configuration; without it the built-in defaults are used
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Ends with exit status 65 if anything was refused
    #[arg(long)]
    pub strict: bool,
    /// Documents at once [default: as many as there are cores]
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Keeps what was seen between runs here, and resumes an interrupted one; without it nothing is left behind
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// No progress bar; of what was refused only how much
    #[arg(short, long)]
    pub quiet: bool,
    /// What is written for each document
    #[arg(long, value_enum, default_value_t = Written::Wiredesk)]
    pub format: Written,
    /// Which table csv and parquet hold [default: records]
    #[arg(long, value_enum)]
    pub table: Option<Rows>,
    /// Writes only records for which the first result of this is neither false nor null
    #[arg(long, value_name = "JQ", default_value = "", hide_default_value = true)]
    pub filter: String,
    /// Writes each result of this in place of a record
    #[arg(long, value_name = "JQ", default_value = "", hide_default_value = true)]
    pub shape: String,
}

/// What is written for each document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Written {
    /// The record, one JSON object on one line
    #[value(alias = "record")]
    Wiredesk,
    /// ninjs 3.1 of the IPTC, one item on one line
    Ninjs,
    /// schema.org NewsArticle as JSON-LD, one object on one line
    SchemaOrg,
    /// A table as RFC 4180, with a header line
    Csv,
    /// A table as Parquet
    Parquet,
}

impl Written {
    fn form(self, table: Table) -> Form {
        match self {
            Written::Wiredesk => Form::Lines(Format::Wiredesk),
            Written::Ninjs => Form::Lines(Format::Ninjs),
            Written::SchemaOrg => Form::Lines(Format::SchemaOrg),
            Written::Csv => Form::Rows(table, Encoding::Csv),
            Written::Parquet => Form::Rows(table, Encoding::Parquet),
        }
    }

    fn as_str(self) -> &'static str {
        match self.form(Table::Records) {
            Form::Lines(format) => format.as_str(),
            Form::Rows(_, encoding) => encoding.as_str(),
        }
    }
}

/// Which table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rows {
    /// A row for each story
    Records,
    /// A row for each quotation
    Quotes,
}

impl From<Rows> for Table {
    fn from(rows: Rows) -> Table {
        match rows {
            Rows::Records => Table::Records,
            Rows::Quotes => Table::Quotes,
        }
    }
}

impl ProcessArgs {
    /// The plan that these flags ask for.
    ///
    /// # Errors
    /// Every problem of the configuration.
    pub fn plan(&self) -> Result<config::Plan, Fatal> {
        let mut plan = match &self.config {
            Some(file) => config::load(file)?.for_process(),
            None => config::Plan::builtin().for_process(),
        };
        plan.workers = self.jobs.unwrap_or(plan.workers);
        Ok(plan)
    }

    /// How much was refused, where the exit status does not tell and nothing else did.
    fn say_refused(&self, refused: u64) {
        if refused == 0 || self.strict {
            return;
        }
        if self.quiet {
            out::note(format!(
                "wiredesk: {refused} refused: without -q each is named with its reason; with --strict the exit status is 65"
            ));
        } else if std::io::stderr().is_terminal() {
            out::note(format!("wiredesk: {refused} refused, exit status 0: with --strict it is 65"));
        }
    }

    /// Filter and shape.
    fn sieve(&self) -> Result<Arc<Sieve>, Fatal> {
        let usage = |message: String| Fatal::message(Exit::Usage, message);
        let sieve = Sieve::compile(&self.filter, &self.shape).map_err(|mistakes| {
            let each = mistakes.iter().map(|(which, mistake)| format!("--{which}: {mistake}"));
            usage(out::shown(each.collect::<Vec<_>>().join("; ")))
        })?;
        if self.state.is_some() && !sieve.is_open() {
            let message =
                "--state goes on by reading its own records back: it goes with neither --filter nor --shape";
            return Err(usage(message.to_owned()));
        }
        if sieve.shapes() && self.format != Written::Wiredesk {
            let name = self.format.as_str();
            return Err(usage(format!(
                "--shape gives objects of its own: it goes with --format wiredesk, not {name}"
            )));
        }
        Ok(Arc::new(sieve))
    }

    /// What is to be written, if that can be.
    fn form(&self) -> Result<Form, Fatal> {
        let refused = |message: String| Err(Fatal::message(Exit::Usage, message));
        let name = self.format.as_str();
        if self.state.is_some() && self.format != Written::Wiredesk {
            return refused(format!(
                "--state goes on by reading its own records back: it goes with --format wiredesk, not {name}"
            ));
        }
        let form = self.format.form(self.table.map_or(Table::default(), Table::from));
        match form {
            Form::Lines(_) if self.table.is_some() => {
                refused(format!("--table goes with --format csv and parquet, not {name}"))
            }
            Form::Rows(_, encoding) if !encoding.is_built() => refused(tables::NOT_BUILT.to_owned()),
            Form::Rows(_, Encoding::Parquet)
                if self.output == Path::new("-") && std::io::stdout().is_terminal() =>
            {
                refused("parquet is no text for a terminal: give a file (-o FILE) or a pipe".to_owned())
            }
            form => Ok(form),
        }
    }

    fn options(&self) -> Result<Options, Fatal> {
        let form = self.form()?;
        let sieve = self.sieve()?;
        let plan = self.plan()?;
        let each = |path: &PathBuf| {
            if path == Path::new("-") { Input::Stdin } else { Input::Path(path.clone()) }
        };
        let whole = plan.dedup.on_duplicate == OnDuplicate::Keep;
        let rules = Rules {
            limits: plan.limits,
            vendors: Arc::clone(&plan.vendors),
            on_duplicate: plan.dedup.on_duplicate,
        };
        Ok(Options {
            inputs: self.paths.iter().map(each).collect(),
            output: if self.output == Path::new("-") {
                Output::Stdout
            } else {
                Output::File(self.output.clone())
            },
            form,
            sieve,
            state: self.state.clone(),
            line: LineSettings::new(rules, plan.workers.get()),
            dedup: dedup::Settings { every_arrival: whole, ..dedup_settings(&plan.dedup) },
            index_memory: plan.dedup.memory,
            in_flight_bytes: plan.in_flight.bytes,
            in_flight_documents: plan.in_flight.documents,
        })
    }
}

pub(super) fn process(args: &ProcessArgs) -> Result<Exit, Fatal> {
    let options = args.options()?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_time()
        .build()
        .map_err(|error| Fatal::io("the runtime", error))?;
    let progress = Arc::new(Progress::default());
    let bar = Arc::new(Bar::new(args.quiet, &options.output));
    let on_refused: OnRefused = {
        let (bar, quiet) = (Arc::clone(&bar), args.quiet);
        Arc::new(move |path, fault| {
            if !quiet {
                bar.above(&shown(format_args!("wiredesk: {path}: {fault}")));
            }
        })
    };
    let files: Arc<dyn Files> = Arc::new(RealFiles);
    let clock = SystemClock::default();
    let report = {
        let _drawing = bar.draw(&progress);
        batch::run(&options, &files, &clock, runtime.handle(), &progress, &on_refused)
    };
    let report = report.map_err(Fatal::from)?;
    bar.end(&report);
    if let Some(state) = &args.state
        && !args.quiet
        && !report.goes_on
        && report.records == 0
        && report.known > 0
    {
        let (known, state) = (report.known, shown(state.display()));
        out::note(format!("nothing new: {known} of the inputs are known to the state in {state}"));
    }
    args.say_refused(report.refused);
    Ok(if args.strict && report.refused > 0 { Exit::Data } else { Exit::Ok })
}

/// The progress bar: only on a terminal, and only where records go elsewhere.
struct Bar(Option<ProgressBar>);

impl Bar {
    fn new(quiet: bool, output: &Output) -> Bar {
        let terminal = std::io::stderr().is_terminal();
        let elsewhere = *output != Output::Stdout || !std::io::stdout().is_terminal();
        if quiet || !terminal || !elsewhere {
            return Bar(None);
        }
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {per_sec}, {elapsed} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Bar(Some(bar))
    }

    /// Draws until the returned value is dropped.
    fn draw(&self, progress: &Arc<Progress>) -> Drawing {
        let stop = Arc::new(AtomicBool::new(false));
        let thread = self.0.clone().map(|bar| {
            let (stop, progress) = (Arc::clone(&stop), Arc::clone(progress));
            std::thread::spawn(move || {
                while !stop.load(Relaxed) {
                    bar.set_length(progress.found.load(Relaxed));
                    bar.set_position(progress.done.load(Relaxed));
                    let refused = progress.refused.load(Relaxed);
                    if refused > 0 {
                        bar.set_message(format!("({refused} refused)"));
                    }
                    std::thread::sleep(Duration::from_millis(100));
                }
            })
        });
        Drawing { stop, thread }
    }

    fn above(&self, line: &str) {
        match &self.0 {
            Some(bar) => bar.suspend(|| out::note(line)),
            None => out::note(line),
        }
    }

    fn end(&self, report: &Report) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
            let Report { files, records, known, refused, .. } = report;
            out::note(format!("{files} files, {records} records, {known} known already, {refused} refused"));
        }
    }
}

struct Drawing {
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            // It only draws: a panic in it is nobody's loss.
            thread.join().ok();
        }
    }
}

/// As many threads as `pipeline.workers` allows for.
const MOST_JOBS: usize = 1024;

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    let jobs = text.parse::<usize>().ok().and_then(NonZeroUsize::new);
    let allowed = |jobs: &NonZeroUsize| jobs.get() <= MOST_JOBS;
    jobs.filter(allowed).ok_or_else(|| format!("expected a number from 1 to {}", MOST_JOBS))
}

impl From<BatchError> for Fatal {
    fn from(error: BatchError) -> Fatal {
        let exit = match &error {
            BatchError::Output { error: cause, .. } => match cause.kind() {
                // The reader of a pipe went away: it has what it wanted.
                ErrorKind::BrokenPipe => Exit::Ok,
                ErrorKind::NotFound | ErrorKind::PermissionDenied | ErrorKind::IsADirectory => {
                    Exit::CantCreate
                }
                ErrorKind::InvalidInput => Exit::Usage,
                _ => Exit::Io,
            },
            BatchError::Input { error: cause, .. } if cause.kind() == ErrorKind::NotFound => Exit::NoInput,
            BatchError::Locked(_) => Exit::Temporary,
            BatchError::Broken(_) => Exit::Internal,
            BatchError::Input { .. } | BatchError::State { .. } | BatchError::Temporary { .. } => Exit::Io,
        };
        // A name in it may hold line breaks.
        Fatal::message(exit, out::shown(error))
    }
}
