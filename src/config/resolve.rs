//! From what was typed to what it means: paths resolved, and settings that do not go together refused.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::expressions;
use super::fetch;
use super::folders::{self, Folder, Role};
use super::kinds::{RawSink, RawSource};
use super::over_sources;
use super::plan::{Commit, Dedup, InFlight, Journal, Log, Plan, QuarantineLimits, Rotate, Sink, Source};
use super::problem::Problem;
use super::raw::{Limits, Raw};
use super::raw_xml;
use super::units::{Period, Size};
use super::written::Written;
use crate::model::{TextLimits, VendorField, VendorXml};
use crate::sink::Target;
use crate::source::{self, Resource};

/// The part of a plan that every configuration has; sources and sinks are added by the caller.
pub(super) fn fixed(raw: &Raw, file: Option<&Path>) -> Plan {
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    let limits = &raw.limits;
    Plan {
        file: file.map(Path::to_owned),
        without_effect: without_effect(raw),
        state: folder.join(&raw.pipeline.state),
        quarantine: folder.join(&raw.pipeline.quarantine),
        quarantine_limits: QuarantineLimits {
            keep: raw.pipeline.quarantine_keep.0,
            size: limit(raw.pipeline.quarantine_size),
        },
        workers: workers(raw.pipeline.workers),
        shutdown_deadline: raw.pipeline.shutdown_deadline.0,
        log: Log { format: raw.log.format, level: raw.log.level },
        sources: Vec::new(),
        vendors: [].into(),
        limits: TextLimits {
            document_bytes: usize::try_from(limits.document_bytes.0).unwrap_or(usize::MAX),
            paragraphs: limits.paragraphs,
            list_entries: limits.list_entries,
            members: limits.members,
            stories: limits.stories,
            nesting: limits.nesting,
            arrival_bytes: limits.arrival_bytes.0,
            expanded_bytes: limits.expanded_bytes.0,
            expansion_ratio: limits.expansion_ratio,
        },
        in_flight: InFlight { bytes: limits.in_flight_bytes.0, documents: limits.in_flight_documents },
        dedup: Dedup {
            window: raw.dedup.window.0,
            remember: raw.dedup.remember.0,
            memory: raw.dedup.memory.0,
            on_duplicate: raw.dedup.on_duplicate,
            on_duplicate_written: false,
        },
        journal: Journal {
            path: folder.join(&raw.journal.path),
            rotate: Rotate { size: raw.journal.rotate.size.0, every: raw.journal.rotate.every.0 },
            keep: raw.journal.keep.0,
            keep_size: limit(raw.journal.keep_size),
            compress: raw.journal.compress,
            floor: raw.journal.floor.0,
            commit: Commit { count: raw.journal.commit.count },
        },
        web: raw.web.enabled.then(|| raw.web.listen.parse().ok()).flatten(),
        fetch: fetch::read(&raw.fetch, limits.document_bytes, folder).0,
        sinks: Vec::new(),
    }
}

/// A limit that "0B" takes away.
fn limit(size: Size) -> Option<u64> {
    Some(size.0).filter(|bytes| *bytes > 0)
}

/// What is set and has no effect any more.
fn without_effect(raw: &Raw) -> Vec<&'static str> {
    let every = (!raw.journal.commit.every.0.is_zero()).then_some(
        "journal.commit.every has no effect: what is written is synced as soon as what was written before is; remove it",
    );
    every.into_iter().collect()
}

fn workers(asked: usize) -> NonZeroUsize {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    NonZeroUsize::new(asked).unwrap_or_else(cores)
}

/// What one source means.
pub(super) fn source(name: &str, raw: &RawSource, file: &Path) -> Source {
    let table = raw.table.at(file.parent().unwrap_or(Path::new("")));
    let expect = Some(table.expect()).filter(|expect| !expect.is_zero());
    let was = Some(raw.common.was.as_str()).filter(|was| !was.is_empty()).map(Into::into);
    Source { name: name.into(), was, table, expect }
}

/// What one `[xml.NAME]` means.
pub(super) fn vendor(name: &str, raw: &raw_xml::VendorXml) -> VendorXml {
    VendorXml {
        name: name.to_owned(),
        root: raw.root.clone(),
        story: raw.story.as_ref().map(|path| path.0.clone()),
        fields: raw.fields(),
    }
}

/// Tables that could never be followed: of an element that another table has, or without anything to read.
pub(super) fn vendor_clashes(
    vendors: &[(String, raw_xml::VendorXml)],
    written: &Written<'_>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, (name, raw)) in vendors.iter().enumerate() {
        let key = ["xml", name, "root"];
        let mut wrong = |message: String, hint: &str| {
            problems.push(Problem::at(written.value(&key), message).hint(hint));
        };
        if let Some((first, _)) = vendors.iter().take(at).find(|(_, other)| other.root == raw.root) {
            wrong(
                format!("xml.{name}.root is {:?}, which xml.{first} has already", raw.root),
                "a file is read by the first table of its outermost element: make one table of the two",
            );
        }
        if raw.root.parse::<crate::model::ElementPath>().map(|p| p.to_string()) != Ok(raw.root.clone())
            || raw.root.contains(['/', '@', '*', '|', '.'])
        {
            wrong(
                format!("expected the name of an element for xml.{name}.root, found {:?}", raw.root),
                "write the local name of the outermost element alone, such as \"Dispatch\"",
            );
        }
        let says = |field| raw.fields().iter().any(|(known, _)| *known == field);
        if !says(VendorField::Text) && !says(VendorField::Headline) && !says(VendorField::Caption) {
            wrong(
                format!("[xml.{name}] does not say where `text` stands"),
                "without `text`, `headline` or `caption` there is nothing to make a record of",
            );
        }
    }
    problems
}

/// What one sink means.
pub(super) fn sink(name: &str, raw: &RawSink, file: &Path, limits: &Limits) -> Sink {
    let folder = file.parent().unwrap_or(Path::new("")).to_owned();
    Sink { name: name.into(), table: raw.clone(), folder, results: limits.list_entries }
}

/// What is wrong with a configuration though every value by itself can be read. `known` is what could not be: such a
/// value stands at its default, which is held against nothing.
pub(super) fn contradictions(
    raw: &Raw,
    sources: &[(String, RawSource)],
    sinks: &[(String, RawSink)],
    file: &Path,
    written: &Written<'_>,
    real: fn(&Path) -> PathBuf,
    known: &[Problem],
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut check = Check { written, known, problems: &mut problems };
    check.values(raw);
    check.times(raw);
    check.keep_size(raw);
    check.fetch(raw);
    check.contact(raw, sources);
    for (name, source) in sources {
        source.table.check(&mut OfSource { check: &mut check, name });
    }
    check.problems.extend(over_sources::problems(sources, written));
    check.sinks(sinks);
    let complete = problems.is_empty();
    if complete {
        folder_clashes(raw, sources, sinks, file, written, real, &mut problems);
    }
    problems
}

/// The checks of one source's table.
struct OfSource<'a, 'c, 't> {
    check: &'a mut Check<'c, 't>,
    name: &'a str,
}

impl source::Wrong for OfSource<'_, '_, '_> {
    fn folder(&mut self, key: &str, path: &Path) {
        self.check.folder(&["source", self.name, key], path);
    }

    fn period(&mut self, key: &str, period: Period) {
        self.check.period(&["source", self.name, key], period);
    }

    fn entry(&mut self, key: &str, at: usize, message: String, hint: &str) {
        let message = format!("source.{}.{key}: {message}", self.name);
        let place = self.check.written.element(&["source", self.name, key], at);
        self.check.problems.push(Problem::at(place, message).hint(hint));
    }

    fn say(&mut self, key: &str, message: String, hint: &str) {
        self.check.wrong(&["source", self.name, key], format!("source.{}.{key}: {message}", self.name), hint);
    }
}

struct Check<'c, 't> {
    written: &'c Written<'t>,
    known: &'c [Problem],
    problems: &'c mut Vec<Problem>,
}

impl Check<'_, '_> {
    fn wrong(&mut self, key: &[&str], message: String, hint: &str) {
        self.problems.push(Problem::at(self.written.value(key), message).hint(hint));
    }

    fn values(&mut self, raw: &Raw) {
        self.folder(&["pipeline", "state"], &raw.pipeline.state);
        self.folder(&["pipeline", "quarantine"], &raw.pipeline.quarantine);
        self.folder(&["journal", "path"], &raw.journal.path);
        self.period(&["pipeline", "shutdown_deadline"], raw.pipeline.shutdown_deadline);
        self.period(&["pipeline", "quarantine_keep"], raw.pipeline.quarantine_keep);
        self.period(&["dedup", "window"], raw.dedup.window);
        self.period(&["dedup", "remember"], raw.dedup.remember);
        self.size(&["dedup", "memory"], raw.dedup.memory);
        self.period(&["journal", "keep"], raw.journal.keep);
        self.period(&["journal", "rotate", "every"], raw.journal.rotate.every);
        self.size(&["journal", "rotate", "size"], raw.journal.rotate.size);
        self.address(&["web", "listen"], &raw.web.listen);
        self.size(&["limits", "document_bytes"], raw.limits.document_bytes);
        self.size(&["limits", "arrival_bytes"], raw.limits.arrival_bytes);
        self.size(&["limits", "expanded_bytes"], raw.limits.expanded_bytes);
        self.size(&["limits", "in_flight_bytes"], raw.limits.in_flight_bytes);
    }

    fn sinks(&mut self, sinks: &[(String, RawSink)]) {
        let mut taken: Vec<(&str, &str)> = Vec::new();
        for (name, sink) in sinks {
            self.problems.extend(expressions::problems(name, sink, self.written));
            match (sink.kind.target)(sink) {
                Some(Target::Folder(path)) => self.folder(&["sink", name, "path"], &path),
                Some(Target::Only(what)) => {
                    if let Some((first, _)) = taken.iter().find(|(_, other)| *other == what) {
                        let message = format!("sink.{name} writes to {what}, as sink.{first} does");
                        let hint = format!("there is one {what}: remove one of them");
                        self.wrong(&["sink", name], message, &hint);
                    }
                    taken.push((name, what));
                }
                None => {}
            }
        }
    }

    /// Whether a setting could be read, or was left to its default on purpose.
    fn sound(&self, key: &[&str]) -> bool {
        let place = self.written.value(key).filter(|_| self.written.has(key));
        place.is_none_or(|place| {
            !self.known.iter().any(|problem| problem.lies_in(std::slice::from_ref(&place)))
        })
    }

    /// The index answers for `window`, the journal for what the index must be rebuilt from.
    fn times(&mut self, raw: &Raw) {
        let (window, remember, keep) = (raw.dedup.window, raw.dedup.remember, raw.journal.keep);
        if remember < window && self.sound(&["dedup", "window"]) && self.sound(&["dedup", "remember"]) {
            let key = self.written.first(&[&["dedup", "remember"], &["dedup", "window"]]);
            self.wrong(
                key,
                format!("dedup.remember ({remember}) is shorter than dedup.window ({window})"),
                "what is forgotten cannot be recognised: let `remember` be at least `window`",
            );
        }
        let (longest, other): (Period, &[&str]) = if remember >= window {
            (remember, &["dedup", "remember"])
        } else {
            (window, &["dedup", "window"])
        };
        if keep < longest && self.sound(&["journal", "keep"]) && self.sound(other) {
            let key = self.written.first(&[&["journal", "keep"], other]);
            self.wrong(
                key,
                format!("journal.keep ({keep}) is shorter than {} ({longest})", other.join(".")),
                "what is remembered is rebuilt from the journal: let `keep` be at least as long",
            );
        }
    }

    /// The segment that is being written is never removed, so less than one cannot be kept.
    fn keep_size(&mut self, raw: &Raw) {
        let (most, rotate) = (raw.journal.keep_size, raw.journal.rotate.size);
        let keys: [&[&str]; 2] = [&["journal", "keep_size"], &["journal", "rotate", "size"]];
        if most.0 > 0 && most < rotate && keys.iter().all(|key| self.sound(key)) {
            let key = self.written.first(&keys);
            self.wrong(
                key,
                format!("journal.keep_size ({most}) is smaller than journal.rotate.size ({rotate})"),
                "the segment that is being written is never removed: let `keep_size` hold several",
            );
        }
    }

    fn fetch(&mut self, raw: &Raw) {
        for wrong in fetch::read(&raw.fetch, raw.limits.document_bytes, Path::new("")).1 {
            let key: Vec<&str> =
                std::iter::once("fetch").chain(wrong.key.iter().map(String::as_str)).collect();
            let place = match wrong.entry {
                Some(entry) => self.written.element(&key, entry),
                None => self.written.value(&key),
            };
            let message = format!("fetch.{}: {}", wrong.key.join("."), wrong.message);
            self.problems.push(Problem::at(place, message).hint(wrong.hint));
        }
        let timeout = &raw.fetch.timeout;
        self.period(&["fetch", "timeout", "connect"], timeout.connect);
        self.period(&["fetch", "timeout", "first"], timeout.first);
        self.period(&["fetch", "timeout", "idle"], timeout.idle);
        self.period(&["fetch", "timeout", "whole"], timeout.whole);
        self.period(&["fetch", "wait_most"], raw.fetch.wait_most);
        self.size(&["fetch", "body"], raw.fetch.body);
        let (delay, body) = (["fetch", "delay"], ["fetch", "body"]);
        let (delay_most, buffer, document) =
            (["fetch", "delay_most"], ["fetch", "buffer"], ["limits", "document_bytes"]);
        let hint = "a body waits in the buffer: let `buffer` hold one at least";
        self.at_most((&body, raw.fetch.body), (&buffer, raw.fetch.buffer), hint);
        let hint = "what is fetched is a document: let `body` be no larger";
        if self.written.has(&body) {
            self.at_most((&body, raw.fetch.body), (&document, raw.limits.document_bytes), hint);
        }
        let hint =
            "a host may ask for more than `delay`, never for less: let `delay_most` be at least as long";
        self.at_most((&delay, raw.fetch.delay), (&delay_most, raw.fetch.delay_most), hint);
    }

    /// That one setting is not more than another; said at the one that was written.
    fn at_most<T: PartialOrd + std::fmt::Display>(
        &mut self,
        (less, value): (&[&str], T),
        (more, most): (&[&str], T),
        hint: &str,
    ) {
        if value > most && self.sound(less) && self.sound(more) {
            let key = self.written.first(&[less, more]);
            self.wrong(
                key,
                format!("{} ({value}) is more than {} ({most})", less.join("."), more.join(".")),
                hint,
            );
        }
    }

    /// Whoever is asked must be able to find out who asks.
    fn contact(&mut self, raw: &Raw, sources: &[(String, RawSource)]) {
        let key = ["fetch", "contact"];
        let asks = sources.iter().find(|(_, source)| source.table.fetches());
        let Some((name, _)) = asks.filter(|_| raw.fetch.contact.is_empty() && self.sound(&key)) else {
            return;
        };
        let at_source = ["source", name];
        let key: &[&str] = if self.written.has(&["fetch"]) { &key } else { &at_source };
        self.wrong(
            key,
            format!("source.{name} asks hosts of others, and fetch.contact does not say who does"),
            "write [fetch] with contact = \"desk@example.org\", an address that is read, or that of a page",
        );
    }

    fn folder(&mut self, key: &[&str], path: &Path) {
        let name = key.join(".");
        if path.as_os_str().is_empty() {
            self.wrong(
                key,
                format!("expected a folder for `{name}`, found nothing"),
                "name a folder, such as \"inbox\"",
            );
        } else if path.starts_with("~") {
            let message = format!("`~` is not expanded, found {path:?} for `{name}`");
            self.wrong(key, message, "write ${HOME} in its place");
        } else if path.as_os_str().as_encoded_bytes().contains(&0) {
            self.wrong(key, format!("`{name}` holds a NUL, which no path can"), "remove it");
        }
    }

    fn address(&mut self, key: &[&str], text: &str) {
        if text.parse::<std::net::SocketAddr>().is_err() {
            let message = format!("expected an address and a port for `{}`, found {text:?}", key.join("."));
            self.wrong(
                key,
                message,
                "write it as \"127.0.0.1:9620\" or \"[::1]:9620\"; names are not looked up",
            );
        }
    }

    fn period(&mut self, key: &[&str], period: Period) {
        if period.0.is_zero() {
            self.zero(key, "a duration longer than 0");
        }
    }

    fn size(&mut self, key: &[&str], size: Size) {
        if size.0 == 0 {
            self.zero(key, "a size larger than 0");
        }
    }

    fn zero(&mut self, key: &[&str], expected: &str) {
        let message = format!("expected {expected} for `{}`, found 0", key.join("."));
        self.problems.push(Problem::at(self.written.value(key), message));
    }
}

/// A port, or the name of a consumer, is one source's.
fn resource_clashes(
    raw: &Raw,
    sources: &[(String, RawSource)],
    written: &Written<'_>,
    problems: &mut Vec<Problem>,
) {
    let web = raw.web.listen.parse().ok().filter(|_| raw.web.enabled);
    let mut seen: Vec<(String, Resource)> =
        web.map(|address| ("web.listen".to_owned(), Resource::Port(address, None))).into_iter().collect();
    for (name, source) in sources {
        for hold in source.table.holds() {
            let is_folder = matches!(hold.resource, Resource::Folder(..));
            let other = seen.iter().find(|(_, other)| !is_folder && other.excludes(&hold.resource));
            let own = format!("source.{name}.{}", hold.key);
            if let Some((other, _)) = other {
                let message = format!("{own} is the same as {other}");
                let place = written.value(&["source", name, hold.key]);
                problems.push(Problem::at(place, message).hint("each source has its own"));
            }
            seen.push((own, hold.resource));
        }
    }
}

/// Rule: what stands in an inbox is read, so nothing else may be put there; and no folder serves two ends.
fn folder_clashes(
    raw: &Raw,
    sources: &[(String, RawSource)],
    sinks: &[(String, RawSink)],
    file: &Path,
    written: &Written<'_>,
    real: fn(&Path) -> PathBuf,
    problems: &mut Vec<Problem>,
) {
    let base = file.parent().unwrap_or(Path::new(""));
    let folder = |key: &[&str], path: &Path, role| Folder {
        key: key.iter().map(|part| (*part).to_owned()).collect(),
        path: real(&base.join(path)),
        role,
    };
    let mut all = vec![
        folder(&["pipeline", "state"], &raw.pipeline.state, Role::Own),
        folder(&["pipeline", "quarantine"], &raw.pipeline.quarantine, Role::Own),
        folder(&["journal", "path"], &raw.journal.path, Role::Own),
    ];
    for (name, source) in sources {
        for hold in source.table.holds() {
            if let Resource::Folder(path, role) = &hold.resource {
                all.push(folder(&["source", name, hold.key], path, *role));
            }
        }
    }
    resource_clashes(raw, sources, written, problems);
    for (name, sink) in sinks {
        if let Some(Target::Folder(path)) = (sink.kind.target)(sink) {
            let output = folder(&["sink", name, "path"], &path, Role::Output);
            if output.path == real(file) {
                let place = written.value(&["sink", name, "path"]);
                let message = format!("sink.{name}.path is this configuration itself");
                problems.push(Problem::at(place, message).hint("name a folder"));
            }
            all.push(output);
        }
    }
    for (one, other, why) in folders::clashes(&all) {
        let key: Vec<&str> = one.key.iter().map(String::as_str).collect();
        let other_key: Vec<&str> = other.key.iter().map(String::as_str).collect();
        let key = written.first(&[&key, &other_key]).to_vec();
        let message = format!("{} {why} {}", one.key.join("."), other.key.join("."));
        let hint = match (one.role, other.role) {
            (Role::Inbox, Role::Inbox) => {
                "subfolders are followed, so each file would be read twice: let them lie apart"
            }
            (_, Role::Inbox) => "what stands in an inbox is read as copy: put it outside",
            (Role::Output, _) => {
                "what a sink publishes lies outside of what wiredesk keeps for itself: put it elsewhere"
            }
            _ => "give each its own folder",
        };
        problems.push(Problem::at(written.value(&key), message).hint(hint));
    }
}
