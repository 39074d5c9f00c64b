//! `wiredesk process`: the same pipeline over files and folders, once.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Exit, Fatal, out};
use crate::{config, decode, extract, model, normalise};

/// Flags of `process`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk process article.txt               one record on standard output
  wiredesk process archive/ -o out.jsonl     a folder, recursively and sorted
  cat article.txt | wiredesk process -       standard input
  wiredesk process --strict -q incoming/     status 65 if anything was refused
  wiredesk process --state seen/ archive/    goes on where it was stopped

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
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    /// Keeps what was seen between runs here, and resumes an interrupted one; without it nothing is left behind
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// No progress bar, and no word about what was refused
    #[arg(short, long)]
    pub quiet: bool,
    /// What is written for each document
    #[arg(long, value_enum, default_value_t = Format::Record)]
    pub format: Format,
}

/// What is written for each document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The record, one JSON object on one line
    Record,
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

    /// Opens what `--output` names.
    ///
    /// # Errors
    /// [`Exit::CantCreate`] if the file cannot be created.
    pub fn open_output(&self) -> Result<Box<dyn Write>, Fatal> {
        if self.output == Path::new("-") {
            return Ok(Box::new(BufWriter::new(std::io::stdout())));
        }
        let file = File::create(&self.output).map_err(|error| {
            let what = self.output.display().to_string();
            Fatal::new(Exit::CantCreate, anyhow::Error::new(error).context(what))
        })?;
        Ok(Box::new(BufWriter::new(file)))
    }

    /// A failed write to what [`Self::open_output`] opened.
    pub fn output_failed(&self, error: std::io::Error) -> Fatal {
        if self.output == Path::new("-") {
            Fatal::output(error)
        } else {
            Fatal::io(self.output.display(), error)
        }
    }
}

// One file after the other: stands in until the pipeline itself is joined here.
pub(super) fn process(args: &ProcessArgs) -> Result<Exit, Fatal> {
    let plan = args.plan()?;
    let mut output = args.open_output()?;
    let mut refused = false;
    for (path, name) in files(&args.paths)? {
        let bytes = std::fs::read(&path).map_err(|error| Fatal::io(path.display(), error))?;
        let mut failed = None;
        let mut refuse = |what: String| {
            refused = true;
            if !args.quiet {
                out::note(what);
            }
        };
        let hints = model::Hints {
            source: "process".into(),
            source_type: "process",
            path: Some(name.clone()),
            received_at: "2026-11-23T00:00:00Z".to_owned(),
            ..model::Hints::default()
        };
        let mut emit = |piece| {
            match piece {
                decode::Piece::Document(document, _) => {
                    let mut record = normalise::normalise(*document, &hints, &plan.limits);
                    extract::extract(&mut record, &plan.limits);
                    let line = serde_json::to_vec(&record).map_err(std::io::Error::other);
                    let written =
                        line.and_then(|line| output.write_all(&line).and_then(|()| output.write_all(b"\n")));
                    failed = written.err();
                }
                decode::Piece::Refused { member, fault, .. } => refuse(format!("{name}: {member}: {fault}")),
            }
            if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        if let Err(fault) = decode::decode(&bytes, &hints, &plan.limits, &mut emit) {
            refuse(format!("{name}: {fault}"));
        }
        if let Some(error) = failed {
            return Err(args.output_failed(error));
        }
    }
    output.flush().map_err(|error| args.output_failed(error))?;
    Ok(if args.strict && refused { Exit::Data } else { Exit::Ok })
}

/// The files that are named or lie in the folders that are named, sorted, each with its name in the record.
fn files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, String)>, Fatal> {
    let mut files = Vec::new();
    for path in paths {
        let failed = |error| Fatal::io(path.display(), error);
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(failed)?;
            let mut inside: Vec<PathBuf> = entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<_, _>>()
                .map_err(failed)?;
            inside.sort();
            files.extend(inside);
        } else {
            files.push(path.clone());
        }
    }
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(files.into_iter().map(|path| (path.clone(), name(&path))).collect())
}
