//! `wiredesk explain`: why the record of a file is as it is.

use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use clap::Args;

use super::{Exit, Fatal, input, out};
use crate::config;
use crate::explain::{Explanation, Question, explain as explain_each, render};
use crate::host::{Clock, SystemClock};
use crate::model::{Hints, Place};

/// Flags of `explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk explain page.html                     each field: from where, and what else was seen
  wiredesk explain --url https://n.example/a -   a page from standard input
  wiredesk explain --json item.xml | jq '.paragraphs[] | {rule, kind, text}'
  wiredesk explain -c pipeline.toml vendor.xml   with the [xml.NAME] tables of a configuration

Of a bundle every member is explained. Nothing is written and nothing remembered.
Exit status 65 if the file, or every member of it, is refused.")]
pub struct ExplainArgs {
    /// The file; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// One JSON object for each document, on one line
    #[arg(long)]
    json: bool,
    /// The address that it was fetched from
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// A configuration: its [limits] and [xml.NAME]; without it the built-in defaults
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
}

pub(super) fn explain(args: &ExplainArgs) -> Result<Exit, Fatal> {
    let plan = match &args.config {
        Some(file) => config::load(file)?,
        None => config::Plan::builtin(),
    };
    let (path, bytes) = input::read(&args.file, plan.limits.document_bytes as u64)?;
    let place = Place::At(
        if path.is_some() { args.file.file_name().unwrap_or_default().as_bytes() } else { b"-" }.to_vec(),
    );
    let hints = Hints {
        source: "process".into(),
        source_type: "process",
        path,
        url: args.url.clone(),
        received_at: SystemClock::default().stamp(),
        ..Hints::default()
    };
    let question = Question { hints: &hints, limits: &plan.limits, vendors: &plan.vendors, place: &place };
    let (mut records, mut failed) = (0usize, None);
    let flow = explain_each(&bytes, &question, &mut |explanation| {
        records += usize::from(matches!(explanation, Explanation::Record(_)));
        let printed = if args.json {
            out::print(line(&explanation))
        } else {
            out::page(render(&named_for_reading(explanation)))
        };
        match printed {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    match (flow, failed) {
        (ControlFlow::Break(()), Some(error)) => Err(error),
        _ => Ok(if records > 0 { Exit::Ok } else { Exit::Data }),
    }
}

fn line(explanation: &Explanation) -> String {
    serde_json::to_string(explanation).map_or_else(|error| format!("{error}\n"), |line| line + "\n")
}

/// With the names of its file and member as a terminal may show them.
fn named_for_reading(mut explanation: Explanation) -> Explanation {
    let (path, member) = match &mut explanation {
        Explanation::Record(of) => (&mut of.path, &mut of.member),
        Explanation::Refused(of) => (&mut of.path, &mut of.member),
    };
    for name in [path, member].into_iter().flatten() {
        *name = out::shown(&*name);
    }
    explanation
}
