//! The metrics in the text format that Prometheus scrapes (version 0.0.4).
//!
//! [`METRICS`] is the one list: the text, docs/guide/metrics.md and the tests derive from it. Names follow the
//! conventions of Prometheus: base units, `_total` for what only grows.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::fetch::tally::{Asked, Fetching};
use crate::flow::Meter;
use crate::sink::{SinkStatus, State};
use crate::source::{SourceStatus, Words};

use super::{Watched, process};

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Only grows; begins at 0 with the process.
    Counter,
    /// Goes up and down.
    Gauge,
}

impl Type {
    /// As Prometheus writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Type::Counter => "counter",
            Type::Gauge => "gauge",
        }
    }
}

/// One metric.
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: Type,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// What it says, in one line.
    pub help: &'static str,
    values: fn(&dyn Watched, &mut Samples<'_>),
}

impl std::fmt::Debug for Metric {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metric").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Writes the samples of one metric.
struct Samples<'t> {
    metric: &'t Metric,
    text: &'t mut String,
}

impl Samples<'_> {
    /// One number; the label values in the order of the metric's labels.
    fn put(&mut self, labels: &[&str], value: f64) {
        debug_assert_eq!(labels.len(), self.metric.labels.len(), "{}", self.metric.name);
        self.text.push_str(self.metric.name);
        for (n, (name, value)) in self.metric.labels.iter().zip(labels).enumerate() {
            let before = if n == 0 { '{' } else { ',' };
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            write!(self.text, "{before}{name}=\"{value}\"").ok();
        }
        let end = if labels.is_empty() { "" } else { "}" };
        writeln!(self.text, "{end} {value}").ok();
    }

    fn one(&mut self, value: f64) {
        self.put(&[], value);
    }
}

/// A count as Prometheus knows numbers: exact up to 2^53.
#[allow(clippy::cast_precision_loss, reason = "a count of 9 007 199 254 740 993 may be off by one")]
fn number(count: u64) -> f64 {
    count as f64
}

fn counter(atomic: &AtomicU64) -> f64 {
    number(atomic.load(Relaxed))
}

fn truth(is: bool) -> f64 {
    f64::from(u8::from(is))
}

fn size(count: usize) -> f64 {
    number(count as u64)
}

fn totals(status: &dyn Watched) -> (u64, u64, u64) {
    status.line().map(|line| line.totals()).unwrap_or_default()
}

fn commits(status: &dyn Watched) -> crate::line::Commits {
    status.line().map(|line| line.commits()).unwrap_or_default()
}

fn stages(status: &dyn Watched, samples: &mut Samples<'_>, value: fn(&Meter) -> f64) {
    let Some(line) = status.line() else { return };
    for meter in line.meters.all() {
        samples.put(&[meter.name], value(meter));
    }
}

fn sources(status: &dyn Watched, samples: &mut Samples<'_>, value: fn(&SourceStatus) -> Option<f64>) {
    for source in status.sources() {
        if let Some(value) = value(&source) {
            samples.put(&[&source.name], value);
        }
    }
}

fn words(status: &dyn Watched, samples: &mut Samples<'_>, words: fn(&SourceStatus) -> &Words) {
    for source in status.sources() {
        for (word, count) in words(&source).all() {
            samples.put(&[&source.name, word], number(count));
        }
    }
}

fn fetching(status: &dyn Watched, samples: &mut Samples<'_>, value: fn(&Fetching) -> f64) {
    if let Some(fetching) = status.fetching() {
        samples.one(value(&fetching));
    }
}

/// What was asked for each source that asked anything.
fn asked(status: &dyn Watched, mut each: impl FnMut(&str, &Asked)) {
    let Some(fetching) = status.fetching() else { return };
    for source in status.sources() {
        if let Some(asked) = fetching.asked_by(&source.name) {
            each(&source.name, asked);
        }
    }
}

/// What is due and not asked for yet, by what it waits for.
fn due(status: &dyn Watched) -> BTreeMap<&'static str, u64> {
    let mut due = BTreeMap::new();
    if let Some(fetching) = status.fetching() {
        due.insert("host", fetching.waiting as u64);
        due.insert("buffer", fetching.waiting_for_buffer as u64);
        for (word, count) in status.sources().iter().flat_map(|source| source.due.all()) {
            *due.entry(word).or_default() += count;
        }
    }
    due
}

fn sinks(status: &dyn Watched, samples: &mut Samples<'_>, value: fn(&SinkStatus, i64) -> f64) {
    let now = status.now();
    for sink in status.sinks() {
        samples.put(&[&sink.name], value(&sink, now));
    }
}

#[allow(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
fn moment(seconds: i64) -> f64 {
    seconds as f64
}

const fn counts(
    name: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
    values: fn(&dyn Watched, &mut Samples<'_>),
) -> Metric {
    Metric { name, kind: Type::Counter, labels, help, values }
}

const fn gauge(
    name: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
    values: fn(&dyn Watched, &mut Samples<'_>),
) -> Metric {
    Metric { name, kind: Type::Gauge, labels, help, values }
}

/// Every metric, in the order in which copy flows.
#[rustfmt::skip]
pub const METRICS: &[Metric] = &[
    gauge("wiredesk_build_info", &["version"], "Always 1; the label is the running version.",
        |_, samples| samples.put(&[env!("CARGO_PKG_VERSION")], 1.0)),
    gauge("wiredesk_start_time_seconds", &[], "When the process was started, in seconds since 1970.",
        |status, samples| samples.one(moment(status.started()))),
    gauge("wiredesk_ready", &[], "1 while copy is taken and written, as /readyz says; else 0.",
        |status, samples| samples.one(truth(status.ready().is_ok()))),
    gauge("wiredesk_stalled", &[], "1 while documents are in flight and no step has moved for long; /livez fails then.",
        |status, samples| samples.one(truth(status.live().is_err()))),
    counts("wiredesk_reloads_total", &["result"], "Reloads of the configuration, applied or refused.",
        |status, samples| {
            samples.put(&["applied"], number(status.reloads().0));
            samples.put(&["refused"], number(status.reloads().1));
        }),
    counts("wiredesk_push_requests_total", &["source", "status"], "Requests that brought copy, by the status of the answer.",
        |status, samples| for source in status.sources() {
            for (answer, count) in source.answers() {
                samples.put(&[&source.name, &answer.to_string()], number(count));
            }
        }),
    gauge("wiredesk_pages", &["source", "state"], "Pages of a source of type urls: waiting, done, failed.",
        |status, samples| for source in status.sources() {
            for (state, now, _) in source.pages() {
                samples.put(&[&source.name, state], number(now));
            }
        }),
    counts("wiredesk_pages_total", &["source", "outcome"], "Pages that were asked for, by what became of them: done, failed, or waiting for another try.",
        |status, samples| for source in status.sources() {
            for (outcome, _, became) in source.pages() {
                samples.put(&[&source.name, outcome], number(became));
            }
        }),
    counts("wiredesk_fetch_requests_total", &["source", "outcome"], "Requests of a source, redirects and robots.txt among them, by what came: fresh, not_modified, redirected, refused (by robots.txt, or an address that is not connected to), limited (429, or not to be asked now), client_error, server_error, failed.",
        |status, samples| asked(status, |source, asked| for (outcome, count) in &asked.outcomes {
            samples.put(&[source, outcome], number(*count));
        })),
    counts("wiredesk_fetch_failures_total", &["code"], "What did not come, by its code (docs/guide/politeness.md).",
        |status, samples| for (code, count) in status.fetching().unwrap_or_default().failures {
            samples.put(&[&code], number(count));
        }),
    counts("wiredesk_fetch_bytes_total", &["source"], "Bytes of bodies as hosts sent them.",
        |status, samples| asked(status, |source, asked| samples.put(&[source], number(asked.bytes)))),
    counts("wiredesk_fetch_seconds_total", &["source"], "From each request to the end of its answer, added up.",
        |status, samples| asked(status, |source, asked| samples.put(&[source], asked.took.as_secs_f64()))),
    gauge("wiredesk_fetch_in_flight", &[], "Requests in flight (at most fetch.connections).",
        |status, samples| fetching(status, samples, |fetching| size(fetching.in_flight))),
    gauge("wiredesk_fetch_buffer_bytes", &[], "Bytes of bodies that are being received or wait for the desk (fetch.buffer).",
        |status, samples| fetching(status, samples, |fetching| size(fetching.buffer_bytes))),
    gauge("wiredesk_fetch_due", &["reason"], "What is due and not asked for yet: for others of its host (host), since its host is not to be asked yet (wait), for room for its body (buffer), for fetch.connections (connections), since the desk takes nothing (desk).",
        |status, samples| for (reason, count) in due(status) {
            samples.put(&[reason], number(count));
        }),
    gauge("wiredesk_fetch_late_seconds", &[], "For how long something has been due that its host would allow; what lasts says that there is too much to ask for.",
        |status, samples| if status.fetching().is_some() {
            let late = status.sources().iter().map(|source| source.late.load(Relaxed)).max();
            samples.one(number(late.unwrap_or(0)));
        }),
    gauge("wiredesk_fetch_hosts", &["state"], "Hosts that are being asked (asked), that something waits for (waiting), that are not to be asked for longer than any pause between two requests (limited).",
        |status, samples| if let Some(fetching) = status.fetching() {
            samples.put(&["asked"], size(fetching.hosts.asked));
            samples.put(&["waiting"], size(fetching.hosts.waited_for));
            samples.put(&["limited"], size(fetching.hosts.limited));
        }),
    gauge("wiredesk_fetch_offline", &[], "1 while this machine reaches nobody: failures count for nobody then, and one host a minute is tried.",
        |status, samples| fetching(status, samples, |fetching| truth(fetching.is_offline))),
    gauge("wiredesk_feeds", &["source", "state"], "Feeds by how they stand: new, ok, failing, limited, gone, dead, refused.",
        |status, samples| words(status, samples, |source| &source.feeds)),
    counts("wiredesk_feed_entries_total", &["source", "outcome"], "Entries of feeds that were read, by what became of them: new and changed ones are delivered; known, too_old, in_future, backfill, too_many are not; refused ones went to quarantine; off_limits ones, beside, name a page that robots.txt forbids or whose address is not asked; of those of sitemaps, no_content says nothing of a story, and bad_address has none.",
        |status, samples| words(status, samples, |source| &source.entries)),
    counts("wiredesk_source_arrivals_total", &["source"], "Files and messages read from a source.",
        |status, samples| sources(status, samples, |source| Some(counter(&source.arrivals)))),
    counts("wiredesk_source_arrival_bytes_total", &["source"], "Bytes read from a source.",
        |status, samples| sources(status, samples, |source| Some(counter(&source.bytes)))),
    gauge("wiredesk_source_last_arrival_timestamp_seconds", &["source"], "When the last one came, in seconds since 1970; missing while none has come since the start.",
        |status, samples| sources(status, samples, |source| {
            Some(source.last_arrival.load(Relaxed)).filter(|at| *at > 0).map(moment)
        })),
    gauge("wiredesk_source_expected_interval_seconds", &["source"], "How often something is expected (source.NAME.expect); missing where nothing is.",
        |status, samples| sources(status, samples, |source| source.expect().map(|expect| expect.as_secs_f64()))),
    gauge("wiredesk_source_quiet", &["source"], "1 while nothing has come for longer than expected.",
        |status, samples| sources(status, samples, |source| Some(truth(source.quiet.load(Relaxed))))),
    gauge("wiredesk_source_stuck", &["source"], "1 while something of a source cannot be listed, taken or put away; /readyz says what.",
        |status, samples| sources(status, samples, |source| Some(truth(source.trouble().is_some())))),
    gauge("wiredesk_source_claimed_files", &["source"], "Files that were read and are not finished with.",
        |status, samples| sources(status, samples, |source| Some(counter(&source.claimed)))),
    gauge("wiredesk_source_ignored_files", &["source"], "Files that the last scan left alone because of their name (hidden, *.tmp, *.part, source.NAME.ignore).",
        |status, samples| sources(status, samples, |source| Some(counter(&source.ignored)))),
    gauge("wiredesk_source_special_files", &["source"], "Links, pipes, devices and files of wiredesk itself that the last scan left alone.",
        |status, samples| sources(status, samples, |source| Some(counter(&source.special)))),
    gauge("wiredesk_source_stuck_files", &["source"], "Files that are done with and cannot be put away, see the log; nothing waits for them.",
        |status, samples| sources(status, samples, |source| Some(counter(&source.stuck)))),
    counts("wiredesk_source_scan_failures_total", &["source"], "Scans of an inbox that the operating system refused.",
        |status, samples| sources(status, samples, |source| Some(counter(&source.scan_failures)))),
    gauge("wiredesk_in_flight_documents", &[], "Documents between the sources and the journal.",
        |status, samples| samples.one(status.line().map_or(0.0, |line| size(line.budget.in_flight().1)))),
    gauge("wiredesk_in_flight_bytes", &[], "Their bytes.",
        |status, samples| samples.one(status.line().map_or(0.0, |line| number(line.budget.in_flight().0)))),
    gauge("wiredesk_in_flight_limit_documents", &[], "Most documents that may be in flight (limits.in_flight_documents).",
        |status, samples| samples.one(status.line().map_or(0.0, |line| size(line.budget.limits().1)))),
    gauge("wiredesk_in_flight_limit_bytes", &[], "Most bytes that may be in flight (limits.in_flight_bytes).",
        |status, samples| samples.one(status.line().map_or(0.0, |line| number(line.budget.limits().0)))),
    gauge("wiredesk_queue_items", &["stage"], "Items that wait before a stage.",
        |status, samples| if let Some(line) = status.line() {
            for (stage, depth) in line.depths() {
                samples.put(&[stage], size(depth));
            }
        }),
    counts("wiredesk_stage_taken_total", &["stage"], "Items that a stage began with.",
        |status, samples| stages(status, samples, |meter| number(meter.read().0))),
    counts("wiredesk_stage_given_total", &["stage"], "Items that a stage handed on; for commit, lines and receipts.",
        |status, samples| stages(status, samples, |meter| number(meter.read().1))),
    counts("wiredesk_stage_refused_total", &["stage"], "Items that a stage refused.",
        |status, samples| stages(status, samples, |meter| number(meter.read().2))),
    counts("wiredesk_stage_busy_seconds_total", &["stage"], "Time that the threads of a stage have worked; decode holds the time of normalise.",
        |status, samples| stages(status, samples, |meter| meter.read().3.as_secs_f64())),
    counts("wiredesk_records_written_total", &[], "Records handed to the journal, copies included.",
        |status, samples| samples.one(number(totals(status).0))),
    counts("wiredesk_inputs_without_record_total", &[], "Inputs that needed no record: known already, or copies under on_duplicate = \"drop\".",
        |status, samples| samples.one(number(totals(status).1))),
    counts("wiredesk_refused_total", &[], "Arrivals and members of bundles that were refused.",
        |status, samples| samples.one(number(totals(status).2))),
    counts("wiredesk_quarantined_total", &["code"], "What was put into quarantine, by its code.",
        |status, samples| for (code, count) in status.quarantined() {
            samples.put(&[code.as_str()], number(count));
        }),
    counts("wiredesk_commits_total", &[], "Groups of records that were written and synced.",
        |status, samples| samples.one(number(commits(status).done))),
    counts("wiredesk_commit_failures_total", &[], "Attempts to write the journal or the index that failed; each is tried again.",
        |status, samples| samples.one(number(commits(status).failed))),
    counts("wiredesk_journal_bytes_total", &[], "Bytes appended to the journal.",
        |status, samples| samples.one(number(commits(status).bytes))),
    gauge("wiredesk_journal_segment", &[], "Number of the segment that was written last; 0 before the first commit.",
        |status, samples| samples.one(number(commits(status).end.segment))),
    gauge("wiredesk_journal_segment_bytes", &[], "Bytes in that segment.",
        |status, samples| samples.one(number(commits(status).end.offset))),
    counts("wiredesk_journal_interferences_total", &[], "Times that the segment being written was removed, renamed, replaced, cut or lengthened from outside; /readyz says how.",
        |status, samples| samples.one(number(status.journal().interferences))),
    counts("wiredesk_sink_records_total", &["sink", "outcome"], "Records that a sink confirmed (sent), keeps back by its filter (filtered), or can never take (refused).",
        |status, samples| for sink in status.sinks() {
            samples.put(&[&sink.name, "sent"], counter(&sink.sent));
            samples.put(&[&sink.name, "filtered"], counter(&sink.filtered));
            samples.put(&[&sink.name, "refused"], counter(&sink.refused));
        }),
    counts("wiredesk_sink_bytes_total", &["sink"], "Bytes that a sink confirmed.",
        |status, samples| sinks(status, samples, |sink, _| counter(&sink.bytes))),
    counts("wiredesk_sink_failures_total", &["sink", "code"], "Sends that failed and are tried again, by the word for why.",
        |status, samples| for sink in status.sinks() {
            for (code, times) in sink.failures() {
                samples.put(&[&sink.name, &code], number(times));
            }
        }),
    counts("wiredesk_sink_missed_segments_total", &["sink"], "Segments of the journal that were gone before a sink had read them.",
        |status, samples| sinks(status, samples, |sink, _| counter(&sink.missed))),
    gauge("wiredesk_sink_lag_seconds", &["sink"], "Age of the oldest record that is not confirmed; 0 without one.",
        |status, samples| sinks(status, samples, |sink, now| number(sink.lag_seconds(now)))),
    gauge("wiredesk_sink_lag_bytes", &["sink"], "Bytes of the journal that are not confirmed; of sealed segments their compressed ones.",
        |status, samples| sinks(status, samples, |sink, _| counter(&sink.lag_bytes))),
    gauge("wiredesk_sink_state", &["sink", "state"], "1 for what a sink is doing: idle, sending, waiting, paused or stopped.",
        |status, samples| for sink in status.sinks() {
            for state in State::ALL {
                samples.put(&[&sink.name, state.as_str()], truth(sink.state() == *state));
            }
        }),
    counts("wiredesk_log_dropped_lines_total", &[], "Lines of the log that were dropped, since nobody read standard error.",
        |status, samples| samples.one(number(status.dropped_lines()))),
    gauge("process_resident_memory_bytes", &[], "Memory that the process really uses.",
        |_, samples| if let Some(bytes) = process::resident_bytes() { samples.one(bytes) }),
    gauge("process_open_fds", &[], "Files and sockets that the process has open.",
        |_, samples| if let Some(count) = process::open_descriptors() { samples.one(count) }),
];

/// Everything, as Prometheus scrapes it.
pub fn metrics(status: &dyn Watched) -> String {
    let mut text = String::with_capacity(8192);
    for metric in METRICS {
        writeln!(text, "# HELP {} {}", metric.name, metric.help.replace('\\', "\\\\")).ok();
        writeln!(text, "# TYPE {} {}", metric.name, metric.kind.as_str()).ok();
        (metric.values)(status, &mut Samples { metric, text: &mut text });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_conventions() {
        let mut seen = std::collections::BTreeSet::new();
        for metric in METRICS {
            let name = metric.name;
            assert!(seen.insert(name), "{name} stands twice");
            assert!(name.starts_with("wiredesk_") || name.starts_with("process_"), "{name}");
            assert_eq!(name.ends_with("_total"), metric.kind == Type::Counter, "{name}");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
            assert!(!name.contains("milli") && !name.contains("_kb"), "{name}");
            assert!(metric.help.ends_with('.') && !metric.help.contains('\n'), "{name}");
        }
    }

    #[test]
    fn labels_are_escaped() {
        let metric = Metric {
            name: "x",
            kind: Type::Gauge,
            labels: &["a", "b"],
            help: "",
            values: |_, samples| samples.put(&["q\"\\", "n\n"], 0.5),
        };
        let mut text = String::new();
        Samples { metric: &metric, text: &mut text }.put(&["q\"\\", "n\n"], 0.5);
        assert_eq!(text, "x{a=\"q\\\"\\\\\",b=\"n\\n\"} 0.5\n");
    }
}
