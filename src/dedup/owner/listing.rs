//! A cluster for reading: its members in the order in which they were published, and what each did to the story.
//!
//! Written records never change. Where the story that the others come from arrives late, this is where it is named.

use std::collections::HashMap;

use crate::model::{AgencyRole, Changes, Kind, Record, Relation};

use super::Member;
use super::original::original;
use crate::dedup::Origin;
use crate::dedup::compare::changes::{changes, paragraphs};
use crate::dedup::signature::when;

/// A member of a cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// When it was published, else received, in seconds since 1970.
    pub event: i64,
    /// What it is to `of`, as was decided when it arrived.
    pub relation: Relation,
    /// Id of the record it was linked to.
    pub of: Option<String>,
    /// How alike the two are, 0 to 1.
    pub similarity: Option<f64>,
    /// Which version of its item, from 1.
    pub revision: u32,
    /// It is the one that the others come from, as far as the members tell: see [`original`].
    pub original: bool,
    /// Its record; `None` where only the index remembers it.
    pub record: Option<Record>,
    /// What it has that `of` has not, and the other way round. `None` where there is nothing to compare: the first,
    /// a copy that was written without its text, or one whose other record is gone.
    pub differences: Option<Differences>,
}

/// What is different between a member and the one it was linked to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences {
    /// Figures, names, and how many paragraphs.
    pub changes: Changes,
    /// Paragraphs that the other has not, or has in other words; in their order.
    pub added: Vec<String>,
    /// Paragraphs that only the other has; in their order.
    pub removed: Vec<String>,
}

impl Differences {
    /// Whether there are none: the same words.
    pub fn is_empty(&self) -> bool {
        *self == Differences::default()
    }

    fn between(old: &Record, new: &Record) -> Option<Differences> {
        if is_thin(old) || is_thin(new) {
            return None;
        }
        let (added, removed) = paragraphs(old, new);
        Some(Differences { changes: changes(old, new), added, removed })
    }
}

/// Whether a copy was written without its text, all of which stands in the other.
pub fn is_thin(record: &Record) -> bool {
    record.kind == Kind::Duplicate && record.text.is_empty()
}

/// The members of one cluster in order of publication: those whose records are given, in order of arrival, and those
/// that only the index knows.
pub fn listing(records: Vec<Record>, known: &[Member]) -> Vec<Listed> {
    let first = original(&records);
    let place: HashMap<&str, usize> =
        records.iter().enumerate().map(|(place, record)| (record.id.as_str(), place)).collect();
    let mut listed: Vec<Listed> = records
        .iter()
        .enumerate()
        .map(|(number, record)| {
            let cluster = record.cluster.as_ref();
            let of = cluster.and_then(|cluster| cluster.of.clone());
            let other = of.as_deref().and_then(|of| records.get(*place.get(of)?));
            Listed {
                id: record.id.clone(),
                event: event(record),
                relation: cluster.map_or(Relation::Original, |cluster| cluster.relation),
                similarity: cluster.and_then(|cluster| cluster.similarity),
                revision: cluster.and_then(|cluster| cluster.revision).unwrap_or(1),
                original: first == Some(number),
                differences: other.and_then(|other| Differences::between(other, record)),
                of,
                record: None,
            }
        })
        .collect();
    let unwritten = known.iter().filter(|member| !place.contains_key(member.id.to_string().as_str()));
    let unwritten: Vec<Listed> = unwritten.map(remembered).collect();
    for (member, record) in listed.iter_mut().zip(records) {
        member.record = Some(record);
    }
    listed.extend(unwritten);
    listed.sort_by_key(|member| member.event);
    listed
}

fn remembered(member: &Member) -> Listed {
    Listed {
        id: member.id.to_string(),
        event: member.event,
        relation: member.relation,
        of: member.of.map(|of| of.to_string()),
        similarity: None,
        revision: member.revision,
        original: false,
        record: None,
        differences: None,
    }
}

/// When a record was published, else received.
fn event(record: &Record) -> i64 {
    let published = when::event(record.published.as_ref()).map(|(moment, _)| moment);
    published.or_else(|| when::seconds(&record.source.received_at)).unwrap_or_default()
}

/// The agencies that members credit as the story's origin, with how many do, the most first: what the members without
/// a credit come from as well.
pub fn origins(members: &[Listed]) -> Vec<(String, usize)> {
    let mut counted: Vec<(String, usize)> = Vec::new();
    let records = members.iter().filter_map(|member| member.record.as_ref());
    for record in records.filter(|record| !Origin::is_told(record)) {
        let mut named: Vec<&str> = Vec::new();
        let origins = record.agencies.iter().filter(|agency| agency.role == AgencyRole::Origin);
        for agency in origins.filter(|agency| !agency.name.is_empty()) {
            if named.contains(&agency.name.as_str()) {
                continue;
            }
            named.push(&agency.name);
            match counted.iter_mut().find(|(name, _)| *name == agency.name) {
                Some((_, count)) => *count += 1,
                None => counted.push((agency.name.clone(), 1)),
            }
        }
    }
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::Identity;
    use crate::dedup::tests::day::{Desk, credits, story};
    use crate::dedup::tests::stories::FERRY;

    fn told(members: &[Listed]) -> Vec<String> {
        let headline = |member: &Listed| {
            member.record.as_ref().and_then(|record| record.headline.clone()).unwrap_or("-".to_owned())
        };
        let mark = |member: &Listed| if member.original { "*" } else { " " };
        let each = members.iter().map(|it| format!("{} {} {}", mark(it), it.relation.as_str(), headline(it)));
        each.collect()
    }

    #[test]
    fn in_event_time_with_the_late_original_marked() {
        let mut desk = Desk::new();
        let late = story("wire", "Ferry runs aground off Port Lumen", FERRY).at(1.0);
        let put_right = story("right", "Ferry aground with 217 on board", FERRY);
        desk.feed(&[
            story("herald", "Boats save passengers", FERRY).at(3.0),
            put_right.replacing("right", "214", "217").at(5.0),
            late,
        ]);
        let records: Vec<Record> = desk.journal.iter().map(|(record, _)| record.clone()).collect();
        let members = listing(records.clone(), &[]);
        assert_eq!(
            told(&members),
            [
                "* copy Ferry runs aground off Port Lumen",
                "  original Boats save passengers",
                "  revision Ferry aground with 217 on board",
            ]
        );
        assert!(members[0].differences.as_ref().unwrap().is_empty());
        let right = members[2].differences.as_ref().unwrap();
        assert_eq!(
            (&right.changes.figures_added, &right.changes.figures_removed),
            (&vec!["217".to_owned()], &vec!["214".to_owned()])
        );
        assert!(right.added[0].starts_with("A passenger ferry with 217 people"), "{:?}", right.added);
        assert!(right.removed[0].starts_with("A passenger ferry with 214 people"), "{:?}", right.removed);
        assert_eq!((right.added.len(), right.removed.len()), (1, 1));
        // one that only the index remembers stands among them
        let known = Identity::parse(&records[0].id).unwrap();
        let known = desk.dedup.members(known).unwrap();
        let members = listing(records[..1].to_vec(), &known);
        assert_eq!(told(&members), ["  copy -", "* original Boats save passengers", "  revision -"]);
        assert_eq!(members[2].of.as_deref(), Some(records[0].id.as_str()));
    }

    #[test]
    fn a_thin_copy_has_nothing_to_compare() {
        let mut desk = Desk::with(crate::dedup::Settings { thin: true, ..Default::default() });
        desk.feed(&[story("wire", "Ferry runs aground", FERRY), story("herald", "Boats save all", FERRY)]);
        let records: Vec<Record> = desk.journal.iter().map(|(record, _)| record.clone()).collect();
        assert!(is_thin(&records[1]));
        assert_eq!(listing(records, &[])[1].differences, None);
    }

    #[test]
    fn who_wrote_it() {
        let record = |name: &str, origin: Option<&str>| Record {
            id: name.to_owned(),
            agencies: credits(origin),
            ..Record::default()
        };
        let records = vec![
            record("a", None),
            record("b", Some("Examplewire")),
            record("c", Some("Otherwire")),
            record("d", Some("Examplewire")),
        ];
        let origins = origins(&listing(records, &[]));
        assert_eq!(origins, [("Examplewire".to_owned(), 2), ("Otherwire".to_owned(), 1)]);
    }
}
