//! `wiredesk run`: the daemon.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use super::{Exit, Fatal};
use crate::broker;
use crate::config;
use crate::config::plan::{Log, LogFormat, LogLevel};
use crate::daemon::log::Unhurried;
use crate::daemon::run as daemon;
use crate::host::{RealFiles, SystemClock};

/// Flags of `run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk run                       with the pipeline.toml of this folder
  wiredesk run -c /etc/wiredesk.toml
  RUST_LOG=debug wiredesk run        more on standard error than [log] says

SIGTERM and SIGINT end it once what is in flight is written, or after
pipeline.shutdown_deadline; a second one ends it at once, which loses nothing.
SIGHUP reads the configuration again: sources, sinks, [limits], [xml],
log.level and pipeline.shutdown_deadline. A file that is wrong changes nothing.")]
pub struct RunArgs {
    /// The configuration
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    pub config: PathBuf,
}

pub(super) fn run(args: &RunArgs) -> Result<Exit, Fatal> {
    let plan = config::load(&args.config)?;
    plan.require_source()?;
    let (set_level, log) = start_log(plan.log).map_err(|error| Fatal::io("the log", error))?;
    plan.without_effect.iter().for_each(|what| tracing::warn!("{what}"));
    raise_descriptors();
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Fatal::io("the runtime", error))?;
    let ended = runtime.block_on(async {
        let shutdown = stop_signal(log.clone()).map_err(|error| Fatal::io("the signals", error))?;
        let reload = reload_signal().map_err(|error| Fatal::io("the signals", error))?;
        let config = args.config.clone();
        let hooks = daemon::Hooks { reload, load: Box::new(move || config::load(&config)), set_level };
        let clock = Arc::new(SystemClock::default());
        daemon::run(&plan, Arc::new(RealFiles), clock, &hooks, shutdown).await.map_err(Fatal::from)
    });
    // Threads that would not end in time are left to the end of the process.
    runtime.shutdown_background();
    let outcome = outcome(ended);
    if !log.finish() {
        // Nobody reads standard error, and the message that ends the process would wait for a reader.
        let exit = outcome.as_ref().map_or_else(|fatal| fatal.exit, |exit| *exit);
        std::process::exit(i32::from(exit.code()));
    }
    outcome
}

fn outcome(ended: Result<daemon::Ended, Fatal>) -> Result<Exit, Fatal> {
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
fn stop_signal(log: Unhurried) -> std::io::Result<impl Future<Output = ()>> {
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
            // Whether anybody reads it or not.
            log.finish();
            std::process::exit(i32::from(Exit::Temporary.code()));
        });
    })
}

/// Wakes at each SIGHUP; those that come while one is being dealt with are one.
fn reload_signal() -> std::io::Result<Arc<Notify>> {
    let mut hangup = signal(SignalKind::hangup())?;
    let reload = Arc::new(Notify::new());
    let wake = Arc::clone(&reload);
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            tracing::info!(signal = "SIGHUP", "told to read the configuration again");
            wake.notify_one();
        }
    });
    Ok(reload)
}

/// Takes as many descriptors as the system gives for the asking: for inboxes with many folders, and connections.
fn raise_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.unwrap_or(1 << 16).min(1 << 16);
    if limit.current.is_some_and(|current| current < most) {
        let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum: limit.maximum });
        if let Err(error) = raised {
            tracing::debug!(%error, "the number of descriptors stays as it was");
        }
    }
}

/// Starts the log. Returns what changes its level, and what it is written to.
fn start_log(log: Log) -> std::io::Result<(daemon::SetLevel, Unhurried)> {
    let unhurried = Unhurried::to(std::io::stderr())?;
    let from_environment = EnvFilter::try_from_default_env().ok();
    let fixed = from_environment.is_some();
    let at = |level: LogLevel| EnvFilter::new(format!("{},{}", level.as_str(), broker::SILENCED));
    let filter = from_environment.unwrap_or_else(|| at(log.level));
    let (filter, handle) = tracing_subscriber::reload::Layer::new(filter);
    let lines = fmt::layer().with_writer(unhurried.clone());
    let lines = match log.format {
        LogFormat::Text => {
            let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
            lines.with_ansi(colours).with_target(false).boxed()
        }
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry().with(filter).with(lines).init();
    // What panics is said like everything else, not past the log.
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a defect")));
    let set_level = move |level: LogLevel| !fixed && handle.reload(at(level)).is_ok();
    Ok((Box::new(set_level), unhurried))
}

impl From<daemon::Fatal> for Fatal {
    fn from(error: daemon::Fatal) -> Fatal {
        let exit = if error.is_locked() { Exit::Temporary } else { Exit::Io };
        Fatal::new(exit, error)
    }
}
