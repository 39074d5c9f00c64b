//! `wiredesk check`: is this configuration right, and what would it do?

use std::fmt::Display;
use std::path::PathBuf;

use clap::Args;

use super::out::shown;
use super::{Exit, Fatal, out, sample};
use crate::config;
use crate::config::plan::{OnDuplicate, Plan};
use crate::config::units::{Period, Size};
use crate::host::{Clock, RealFiles, SystemClock};
use crate::sink::Target;
use crate::source::renamed;

/// Flags of `check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk check
  wiredesk check -c /etc/wiredesk.toml && systemctl reload wiredesk

Every problem is listed with its line and column. Exit status 0 if there is
none, 78 if there is one. Nothing is created or touched.")]
pub struct CheckArgs {
    /// The configuration
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
}

pub(super) fn check(args: &CheckArgs) -> Result<Exit, Fatal> {
    let plan = config::load(&args.config)?;
    plan.require_source()?;
    out::page(format_args!("{}: ok\n{}{}", shown(args.config.display()), summary(&plan), left(&plan)))?;
    Ok(Exit::Ok)
}

/// What stands in the state folder and no source goes on with. One that cannot be looked at tells nothing.
fn left(plan: &Plan) -> String {
    let now = SystemClock::default().now().as_second();
    let left = renamed::left(&RealFiles, &plan.state, &plan.sources, now).unwrap_or_default();
    left.iter().map(|left| line("note", left)).collect()
}

fn line(what: &str, text: impl Display) -> String {
    format!("  {what:<12}{text}\n")
}

/// What would run, a line for each part.
fn summary(plan: &Plan) -> String {
    let mut lines = String::new();
    let mut line = |what: &str, text: String| lines.push_str(&line(what, text));
    for source in &plan.sources {
        let (name, kind) = (&source.name, source.table.kind());
        let was = source.was.as_ref().map(|was| format!(", which was {was}")).unwrap_or_default();
        line("source", format!("{name} ({}{was}): {}", kind.name, shown(source.table.says())));
        for (word, clause) in [
            ("acknowledged", kind.contract.acknowledged),
            ("redelivered", kind.contract.redelivered),
            ("order", kind.contract.order),
        ] {
            line("", format!("{word}: {clause}"));
        }
    }
    for vendor in plan.vendors.iter() {
        let (name, root, fields) = (&vendor.name, &vendor.root, vendor.fields.len());
        line("xml", format!("{name}: files of <{root}>; {fields} fields are pointed to"));
    }
    let copies = match plan.dedup.on_duplicate {
        OnDuplicate::Link => "linked to their original",
        OnDuplicate::Drop => "counted only",
        OnDuplicate::Keep => "written whole",
    };
    let (window, remember) = (Period(plan.dedup.window), Period(plan.dedup.remember));
    line("dedup", format!("copies within {window} are {copies}; what arrived is remembered for {remember}"));
    let journal = &plan.journal;
    let (path, keep) = (shown(journal.path.display()), Period(journal.keep));
    let (size, every) = (Size(journal.rotate.size), Period(journal.rotate.every));
    line("journal", format!("{path}; a new segment at {size} or {every}, kept for {keep}"));
    line("state", shown(plan.state.display()));
    line("quarantine", shown(plan.quarantine.display()));
    line("workers", plan.workers.to_string());
    line("web", plan.web.map_or("off".to_owned(), |address| format!("http://{address}/")));
    plan.without_effect.iter().for_each(|what| line("note", (*what).to_owned()));
    for sink in &plan.sinks {
        let (name, kind, common) = (&sink.name, sink.table.kind, &sink.table.common);
        let place = match (kind.target)(&sink.table) {
            Some(Target::Folder(path)) => format!(": {}", shown(sink.folder.join(path).display())),
            Some(Target::Only(_)) | None => String::new(),
        };
        let held = if common.hold { "segments are held for it" } else { "segments are not held for it" };
        line(
            "sink",
            format!(
                "{name} ({}){place}; begins at {}; confirmed {}; comes twice: {}; order: {}; {held}",
                kind.name, common.from, kind.contract.confirmed, kind.contract.repeated, kind.contract.order,
            ),
        );
        if let Some(tried) = sample::tried(sink) {
            line("", tried);
        }
    }
    if plan.sinks.is_empty() {
        line("sinks", "none".to_owned());
    }
    lines
}
