//! A desk with a journal, and items as they come in.

use std::sync::Arc;

use crate::dedup::{Dedup, Identity, Settings, Verdict, signature};
use crate::model::{
    Agency, AgencyRole, BlockKind, BodyBlock, Dated, Hashes, Kind, Position, Precision, Record, Source,
    Status,
};
use crate::state::{Index, MemoryIndex};

/// One delivery.
#[derive(Debug, Clone)]
pub(in crate::dedup) struct Delivery {
    pub(in crate::dedup) name: &'static str,
    pub(in crate::dedup) source: String,
    pub(in crate::dedup) item: Option<String>,
    pub(in crate::dedup) url: Option<String>,
    pub(in crate::dedup) headline: String,
    pub(in crate::dedup) tag: Option<String>,
    pub(in crate::dedup) text: String,
    pub(in crate::dedup) hours: f64,
    pub(in crate::dedup) kind: Kind,
    pub(in crate::dedup) credit: Option<&'static str>,
    pub(in crate::dedup) status: Option<Status>,
    pub(in crate::dedup) version: Option<&'static str>,
    pub(in crate::dedup) slug: Option<&'static str>,
    /// A note beside the text.
    pub(in crate::dedup) note: Option<&'static str>,
    /// A kill in words, not by its format.
    pub(in crate::dedup) in_words: bool,
    /// It does not say when it was published.
    pub(in crate::dedup) undated: bool,
    /// Only the day of its publication is known.
    pub(in crate::dedup) day: bool,
    /// When it says this version was made, in hours.
    pub(in crate::dedup) made: Option<f64>,
}

/// A delivery of a story, at midnight, from an inbox.
pub(in crate::dedup) fn story(name: &'static str, headline: &str, text: &str) -> Delivery {
    Delivery {
        name,
        source: "inbox".into(),
        item: None,
        url: None,
        headline: headline.into(),
        tag: None,
        text: text.into(),
        hours: 0.0,
        kind: Kind::Article,
        credit: None,
        status: None,
        version: None,
        slug: None,
        note: None,
        in_words: false,
        undated: false,
        day: false,
        made: None,
    }
}

impl Delivery {
    pub(in crate::dedup) fn at(mut self, hours: f64) -> Self {
        self.hours = hours;
        self
    }

    pub(in crate::dedup) fn item(mut self, item: &str) -> Self {
        self.item = Some(item.into());
        self
    }

    pub(in crate::dedup) fn url(mut self, url: &str) -> Self {
        self.url = Some(url.into());
        self
    }

    pub(in crate::dedup) fn tag(mut self, tag: &str) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// It names the agency whose copy it is.
    pub(in crate::dedup) fn credit(mut self, agency: &'static str) -> Self {
        self.credit = Some(agency);
        self
    }

    pub(in crate::dedup) fn status(mut self, status: Status) -> Self {
        self.status = Some(status);
        self
    }

    pub(in crate::dedup) fn cancel(mut self) -> Self {
        self.kind = Kind::Cancel;
        self
    }

    pub(in crate::dedup) fn version(mut self, version: &'static str) -> Self {
        self.version = Some(version);
        self
    }

    pub(in crate::dedup) fn slug(mut self, slug: &'static str) -> Self {
        self.slug = Some(slug);
        self
    }

    pub(in crate::dedup) fn note(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }

    /// It takes back, in these words, what they name.
    pub(in crate::dedup) fn kill(self, note: &'static str) -> Self {
        let mut kill = self.cancel().note(note);
        kill.in_words = true;
        kill
    }

    pub(in crate::dedup) fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    pub(in crate::dedup) fn undated(mut self) -> Self {
        self.undated = true;
        self
    }

    pub(in crate::dedup) fn made(mut self, hours: f64) -> Self {
        self.made = Some(hours);
        self
    }

    pub(in crate::dedup) fn of_source(mut self, source: &str) -> Self {
        self.source = source.into();
        self
    }

    pub(in crate::dedup) fn replacing(mut self, name: &'static str, old: &str, new: &str) -> Self {
        assert!(self.text.contains(old), "nothing to replace in {name}");
        self.name = name;
        self.text = self.text.replace(old, new);
        self
    }

    pub(in crate::dedup) fn record(&self) -> Record {
        let at = |hours: f64| jiff::Timestamp::from_second(1_000_000_000 + (hours * 3600.0) as i64).unwrap();
        let moment = at(self.hours);
        let hash = |text: &str| blake3::hash(text.as_bytes()).to_hex().to_string();
        Record {
            id: hash(&format!(
                "{}|{}|{}|{}|{:?}",
                self.name, self.source, self.headline, self.text, self.version
            ))
            .chars()
            .take(32)
            .collect(),
            kind: self.kind,
            status: self.status,
            headline: Some(self.headline.clone()),
            text: self.text.clone(),
            update_tag: self.tag.clone(),
            canonical_url: self.url.clone(),
            published: (!self.undated).then(|| Dated {
                value: moment.to_string(),
                precision: if self.day { Precision::Day } else { Precision::Second },
                from: "test".into(),
            }),
            modified: self.made.map(|made| Dated {
                value: at(made).to_string(),
                precision: Precision::Second,
                from: "test".into(),
            }),
            slug: self.slug.map(str::to_owned),
            item_version: self.version.map(str::to_owned),
            body: Vec::from_iter(self.note.map(|note| BodyBlock {
                kind: BlockKind::Note,
                text: note.to_owned(),
                span: None,
            })),
            provenance: Iterator::collect(
                self.in_words.then(|| ("status".to_owned(), "rule:kill".to_owned())).into_iter(),
            ),
            source: Source {
                name: self.source.clone(),
                item: self.item.clone(),
                received_at: moment.to_string(),
                ..Source::default()
            },
            agencies: credits(self.credit),
            hashes: Hashes { raw: String::new(), text: hash(&self.text) },
            ..Record::default()
        }
    }
}

/// The agencies of a record that credits one as its origin, or none.
pub(in crate::dedup) fn credits(origin: Option<&str>) -> Vec<Agency> {
    let agency = |name: &str| Agency {
        name: name.into(),
        code: None,
        role: AgencyRole::Origin,
        evidence: format!("({name})"),
    };
    Vec::from_iter(origin.map(agency))
}

/// A desk with its journal.
pub(in crate::dedup) struct Desk {
    pub(in crate::dedup) dedup: Dedup,
    pub(in crate::dedup) settings: Settings,
    pub(in crate::dedup) journal: Vec<(Record, Position)>,
    names: Vec<(String, &'static str)>,
}

impl Desk {
    pub(in crate::dedup) fn new() -> Desk {
        Desk::with(Settings::default())
    }

    pub(in crate::dedup) fn with(settings: Settings) -> Desk {
        let dedup = Dedup::new(Box::new(MemoryIndex::new()), settings);
        Desk { dedup, settings, journal: Vec::new(), names: Vec::new() }
    }

    fn name(&self, id: &str) -> &'static str {
        self.names.iter().find(|(known, _)| known == id).map_or("?", |(_, name)| name)
    }

    /// Judges without journaling; what happened, in words.
    pub(in crate::dedup) fn judge(&mut self, delivery: &Delivery) -> (Record, String) {
        let mut record = delivery.record();
        let id = Identity::parse(&record.id).unwrap();
        let signature = signature(&record);
        if !self.names.iter().any(|(known, _)| *known == record.id) {
            self.names.push((record.id.clone(), delivery.name));
        }
        let received = 1_000_000_000 + (delivery.hours * 3600.0) as i64;
        let verdict = self.dedup.judge(id, signature, received).unwrap();
        record.cluster = verdict.cluster().cloned();
        let told = match &verdict {
            Verdict::New(cluster) => {
                assert_eq!(cluster.id, record.id);
                format!("{}: original", delivery.name)
            }
            Verdict::Replay { of, .. } => {
                format!("{}: replay of {}", delivery.name, self.name(&of.to_string()))
            }
            Verdict::Linked { cluster, thin, origin, killed } => {
                let from = origin.as_ref().map(|origin| format!(", from {}", origin.name));
                if let Some(origin) = origin {
                    origin.clone().tell(&mut record, cluster);
                }
                if *thin {
                    record.kind = Kind::Duplicate;
                    record.text.clear();
                }
                let of = self.name(cluster.of.as_deref().unwrap_or_default());
                let first = self.name(&cluster.id);
                let revision = cluster.revision.map(|n| format!(" ({n})")).unwrap_or_default();
                let within = if of == first { String::new() } else { format!(" in {first}") };
                let from = from.unwrap_or_default();
                if *killed {
                    record.status = Some(Status::Canceled);
                }
                let late = match (cluster.late, killed) {
                    (true, true) => ", canceled",
                    (true, false) => ", late",
                    (false, _) => "",
                };
                let cancels = cluster.cancels.as_deref().map(|id| format!(", cancels {}", self.name(id)));
                let mut cancels = cancels.unwrap_or_default();
                cluster
                    .cancels_also
                    .iter()
                    .for_each(|id| cancels.push_str(&format!(" and {}", self.name(id))));
                let relation = cluster.relation.as_str();
                format!("{}: {relation}{revision} of {of}{within}{from}{late}{cancels}", delivery.name)
            }
        };
        (record, told)
    }

    /// The line is written and synced.
    pub(in crate::dedup) fn sync(&mut self, record: Record) {
        if record.cluster.is_none() {
            return;
        }
        let last = self.journal.last().map_or(0, |(_, position)| position.offset);
        let position = Position { segment: 1, offset: last + 100 };
        let id = Identity::parse(&record.id).unwrap();
        self.journal.push((record, position));
        self.dedup.synced(id, position);
    }

    /// Judges and journals each.
    pub(in crate::dedup) fn feed(&mut self, deliveries: &[Delivery]) -> Vec<String> {
        let mut told = Vec::new();
        for delivery in deliveries {
            let (record, line) = self.judge(delivery);
            self.sync(record);
            told.push(line);
        }
        told
    }

    /// The process is killed: what was not flushed is gone, the journal stays, its tail is read.
    pub(in crate::dedup) fn crash(&mut self) {
        self.restart(Arc::clone(&self.dedup.index));
    }

    /// The index is lost: all of the journal is read.
    pub(in crate::dedup) fn reindex(&mut self) {
        self.restart(Arc::new(MemoryIndex::new()));
    }

    fn restart(&mut self, index: Arc<dyn Index>) {
        self.dedup = Dedup::over(index, self.settings);
        let covered = self.dedup.covers();
        let last = self.journal.last().map_or(Position::default(), |(_, position)| *position);
        assert!(covered <= last, "the index leads the journal: {covered:?} > {last:?}");
        for (record, position) in &self.journal {
            if *position > covered {
                self.dedup.replay(record, *position).unwrap();
            }
        }
    }
}

/// Feeds the deliveries to a fresh desk and compares what is told, line by line.
pub(in crate::dedup) fn check(deliveries: &[Delivery], expected: &[&str]) {
    assert_eq!(Desk::new().feed(deliveries), expected);
}

/// The same, and again with kills, flushes and a lost index between any two deliveries.
pub(in crate::dedup) fn check_restarted(settings: Settings, deliveries: &[Delivery], expected: &[&str]) {
    let nothing: fn(&mut Desk) = |_| {};
    let flush: fn(&mut Desk) = |desk| desk.dedup.flush().unwrap();
    for between in [nothing, flush, Desk::crash, Desk::reindex] {
        let mut desk = Desk::with(settings);
        let mut told = Vec::new();
        for delivery in deliveries {
            told.extend(desk.feed(std::slice::from_ref(delivery)));
            between(&mut desk);
        }
        assert_eq!(told, expected);
    }
}
