//! `wiredesk reindex`: builds the index of what was seen anew from the journal.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::out::shown;
use super::{Exit, Fatal, out};
use crate::config;
use crate::daemon::rebuild::{self, Progress};
use crate::host::{Clock, Files, RealFiles, SystemClock};

/// Flags of `reindex`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk reindex                       after the daemon was stopped
  wiredesk reindex -c /etc/wiredesk.toml

The daemon builds a lost or damaged index again by itself when it starts. This
does the same without starting it, for an index that is there too. Ledgers and
cursors stay as they are. What cannot be opened is set aside, not removed.")]
pub struct ReindexArgs {
    /// The configuration
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
    /// No progress bar
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn reindex(args: &ReindexArgs) -> Result<Exit, Fatal> {
    let plan = config::load(&args.config)?;
    let files: Arc<dyn Files> = Arc::new(RealFiles);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    let bar = bar(args.quiet);
    let report = rebuild::reindex(&plan, &files, &clock, &mut |Progress { bytes, of, records }| {
        bar.set_length(of);
        bar.set_position(bytes);
        bar.set_message(format!("{records} records"));
    });
    bar.finish_and_clear();
    let report = report?;
    if let (Some(before), Some(aside)) = (&report.before, &report.aside) {
        out::note(format_args!("{before}; it is kept as {}", shown(aside.display())));
    }
    if report.strange > 0 {
        out::note(format_args!("{} lines of the journal are no record and were passed over", report.strange));
    }
    out::page(format_args!("{} lines read, {} entries remembered\n", report.lines, report.remembered))?;
    Ok(Exit::Ok)
}

fn bar(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}, {elapsed}, {msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
