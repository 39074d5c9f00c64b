//! Whose copy a story is: the agency that it credits, or that its cluster knows.

use crate::model::{Agency, AgencyRole, Cluster, Record};

/// The agency that a story is from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// `Agence France-Presse`.
    pub name: String,
    /// `AFP`.
    pub code: Option<String>,
}

/// Provenance of an origin that a record has from its cluster.
const TOLD: &str = "cluster";

/// Longer names and codes are no agency's.
const LONGEST: usize = 100;

impl Origin {
    /// The agency that a record credits first.
    pub(in crate::dedup) fn of(record: &Record) -> Option<Origin> {
        let agency = record.agencies.iter().find(|agency| agency.role == AgencyRole::Origin)?;
        let short = |text: &str| text.len() <= LONGEST;
        (short(&agency.name) && agency.code.as_deref().is_none_or(short))
            .then(|| Origin { name: agency.name.clone(), code: agency.code.clone() })
    }

    /// Gives a record that credits nobody the agency that its cluster knows, with the record it was linked to as
    /// evidence.
    pub fn tell(self, record: &mut Record, cluster: &Cluster) {
        let Origin { name, code } = self;
        let of = cluster.of.as_deref().unwrap_or_default();
        let evidence = format!("{} of {of}", cluster.relation.as_str());
        record.agencies.retain(|agency| agency.name != name);
        record.agencies.insert(0, Agency { name, code, role: AgencyRole::Origin, evidence });
        record.provenance.insert("agencies".to_owned(), TOLD.to_owned());
    }

    /// Whether a record has its origin from its cluster and credits nobody itself.
    pub(in crate::dedup) fn is_told(record: &Record) -> bool {
        record.provenance.get("agencies").is_some_and(|from| from == TOLD)
    }
}
