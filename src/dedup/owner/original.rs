//! Which member of a cluster wrote it first.

use std::cmp::Ordering;

use crate::model::{AgencyRole, Record, Relation};

use crate::dedup::Origin;
use crate::dedup::signature::when;

/// The place of the record that the others come from, as far as the members tell: the earliest publication; of those
/// published together, the agency that a credit names as origin before the outlets; then the longest, then the
/// first that arrived. A revision is not asked where there is another. `None` for no records.
///
/// Written records never change: where an earlier-published story arrives late, this is how it is found.
pub fn original(members: &[Record]) -> Option<usize> {
    let places = 0..members.len();
    places.min_by(|a, b| match (members.get(*a), members.get(*b)) {
        (Some(first), Some(second)) => rank(first, second).then(a.cmp(b)),
        _ => Ordering::Equal,
    })
}

/// Within so many seconds two publications are one: feeds round to minutes and clocks differ.
const TOGETHER: i64 = 300;

fn rank(first: &Record, second: &Record) -> Ordering {
    let revised = |record: &Record| {
        record.cluster.as_ref().is_some_and(|cluster| cluster.relation == Relation::Revision)
    };
    let moment = |record: &Record| {
        let published = when::event(record.published.as_ref()).map(|(moment, _)| moment);
        published.or_else(|| when::seconds(&record.source.received_at)).unwrap_or(i64::MAX)
    };
    revised(first)
        .cmp(&revised(second))
        .then((moment(first).div_euclid(TOGETHER)).cmp(&moment(second).div_euclid(TOGETHER)))
        .then(is_agency(second).cmp(&is_agency(first)))
        .then(second.text.len().cmp(&first.text.len()))
}

/// Whether the copy is an agency's own: the publisher, if known, is the agency that it credits as its origin.
fn is_agency(record: &Record) -> bool {
    if Origin::is_told(record) {
        return false;
    }
    let publisher = record.publisher.as_ref().map(|publisher| publisher.name.to_lowercase());
    let origins = record.agencies.iter().filter(|agency| agency.role == AgencyRole::Origin);
    let named = |agency: &crate::model::Agency, publisher: &str| {
        let code = agency.code.as_deref().is_some_and(|code| code.to_lowercase() == publisher);
        code || agency.name.to_lowercase() == publisher
    };
    origins.into_iter().any(|agency| publisher.as_deref().is_none_or(|publisher| named(agency, publisher)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::tests::day::credits;
    use crate::model::{Dated, Precision, Publisher};

    fn member(minute: u32, publisher: &str, origin: Option<&str>) -> Record {
        Record {
            published: Some(Dated {
                value: format!("2014-03-04T10:{minute:02}:00Z"),
                precision: Precision::Second,
                from: "test".into(),
            }),
            publisher: Some(Publisher { name: publisher.into(), domain: None }),
            agencies: credits(origin),
            ..Record::default()
        }
    }

    #[test]
    fn earliest_then_the_agency() {
        let wire = "Examplewire";
        let check = |members: &[Record], expected| assert_eq!(original(members), expected);
        check(&[], None);
        check(&[member(30, "Herald", None), member(10, "Courier", None)], Some(1));
        check(&[member(11, "Herald", Some(wire)), member(12, wire, Some(wire))], Some(1));
        check(&[member(11, "Herald", Some(wire)), member(50, wire, Some(wire))], Some(0));
        // what a copy was told by its cluster proves nothing
        let mut told = member(12, "", Some(wire));
        told.publisher = None;
        check(&[member(11, "Herald", None), told.clone()], Some(1));
        told.provenance.insert("agencies".into(), "cluster".into());
        check(&[member(11, "Herald", None), told], Some(0));
    }
}
