//! `wiredesk run`: the daemon.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::{Exit, Fatal};
use crate::config;
use crate::config::plan::{Log, LogFormat};
use crate::desk::daemon;
use crate::host::{RealFiles, SystemClock};

/// Flags of `run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk run                       with the pipeline.toml of this folder
  wiredesk run -c /etc/wiredesk.toml
  RUST_LOG=debug wiredesk run        more on standard error than [log] says

SIGTERM and SIGINT end it once what is in flight is written, or after
pipeline.shutdown_deadline.")]
pub struct RunArgs {
    /// The configuration
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    pub config: PathBuf,
}

pub(super) fn run(args: &RunArgs) -> Result<Exit, Fatal> {
    let plan = config::load(&args.config)?;
    plan.require_source()?;
    start_log(plan.log);
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Fatal::io("the runtime", error))?;
    let ended = runtime.block_on(async {
        let shutdown = stop_signal().map_err(|error| Fatal::io("the signals", error))?;
        let clock = Arc::new(SystemClock::default());
        daemon::run(&plan, Arc::new(RealFiles), clock, shutdown).await.map_err(Fatal::from)
    });
    // Threads that would not end in time are left to the end of the process.
    runtime.shutdown_background();
    match ended? {
        daemon::Ended::Drained => Ok(Exit::Ok),
        daemon::Ended::Late { running } => Err(Fatal::message(
            Exit::Temporary,
            format!(
                "stopped after pipeline.shutdown_deadline with work in flight, which the next start takes up again: {}",
                running.join(", ")
            ),
        )),
        daemon::Ended::Broken => {
            Err(Fatal::message(Exit::Internal, "a step of the pipeline ended by itself"))
        }
    }
}

/// Resolves at the first SIGTERM or SIGINT; the second ends the process at once, which loses nothing.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        let first = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = first, "told to stop");
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::warn!("told to stop again: ending at once");
            std::process::exit(i32::from(Exit::Temporary.code()));
        });
    })
}

fn start_log(log: Log) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(log.level.as_str()));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => {
            let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
            lines.with_ansi(colours).with_target(false).init();
        }
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}

impl From<daemon::Fatal> for Fatal {
    fn from(error: daemon::Fatal) -> Fatal {
        let exit = if error.is_locked() { Exit::Temporary } else { Exit::Io };
        Fatal::new(exit, error)
    }
}
