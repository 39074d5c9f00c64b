//! What is asked of whoever is watched: by probes, by metrics.

use std::sync::Arc;

use crate::fetch::tally::Fetching;
use crate::journal::Progress;
use crate::line::Line;
use crate::model::FaultCode;
use crate::sink::SinkStatus;
use crate::source::SourceStatus;

/// A desk as seen from outside. Only counters and gauges: asking changes nothing and waits for nobody.
pub trait Watched: Send + Sync {
    /// Whether copy is taken and written.
    ///
    /// # Errors
    /// Why not, in a few words for people.
    fn ready(&self) -> Result<(), String>;

    /// Whether it is worth leaving it alone.
    ///
    /// # Errors
    /// Why it should be started again.
    fn live(&self) -> Result<(), String>;

    /// What needs a look though copy is taken and written, in words for people.
    fn notes(&self) -> Vec<String>;

    /// When it was started, in seconds since 1970.
    fn started(&self) -> i64;

    /// The time of day, in seconds since 1970.
    fn now(&self) -> i64;

    /// Reloads of the configuration: taken, and refused.
    fn reloads(&self) -> (u64, u64);

    /// Every source, by name.
    fn sources(&self) -> Vec<Arc<SourceStatus>>;

    /// What is fetched, if any source asks hosts of others.
    fn fetching(&self) -> Option<Fetching>;

    /// Every sink, by name.
    fn sinks(&self) -> Vec<Arc<SinkStatus>>;

    /// The line, once it runs.
    fn line(&self) -> Option<Line>;

    /// How far the journal has come.
    fn journal(&self) -> Progress;

    /// How much was put into quarantine, by code.
    fn quarantined(&self) -> Vec<(FaultCode, u64)>;

    /// Lines of the log that were dropped, since nobody read it.
    fn dropped_lines(&self) -> u64;
}
