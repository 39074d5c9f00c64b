//! `wiredesk check`: is this configuration right, and what would it do?

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;

use super::out::shown;
use super::{Exit, Fatal, out};
use crate::config;
use crate::config::plan::{OnDuplicate, Plan};
use crate::config::units::{Period, Size};
use crate::sink::Target;

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
    out::page(format_args!("{}: ok\n{}", shown(args.config.display()), summary(&plan)))?;
    Ok(Exit::Ok)
}

/// What would run, a line for each part.
fn summary(plan: &Plan) -> String {
    let mut lines = String::new();
    let mut line = |what: &str, text: String| {
        writeln!(lines, "  {what:<12}{text}").ok();
    };
    for source in &plan.sources {
        let (name, kind) = (&source.name, source.table.kind());
        line("source", format!("{name} ({}): {}", kind.name, shown(source.table.says())));
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
            Some(Target::File(path)) => format!(": {}", shown(sink.folder.join(path).display())),
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
    }
    if plan.sinks.is_empty() {
        line("sinks", "none".to_owned());
    }
    lines
}
