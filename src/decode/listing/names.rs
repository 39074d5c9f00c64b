//! By which names an entry is known again from one answer to the next.

use std::collections::HashMap;

use super::Entry;

/// A name of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    /// Its own id.
    Id(String),
    /// The canonical address of its page.
    Address(String),
    /// Its content, by the newest recipe.
    Content([u8; 32]),
}

/// The names of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Its id, where no other entry of the answer has the same.
    pub id: Option<Name>,
    /// The canonical address of its page, where no other entry of the answer has the same.
    pub address: Option<Name>,
    /// Its content, where it has neither.
    pub content: Option<Name>,
}

impl Names {
    /// All of them, the strongest first. Who has never seen any knows the entry by the first.
    pub fn all(&self) -> impl Iterator<Item = &Name> {
        self.id.iter().chain(&self.address).chain(&self.content)
    }
}

/// The names of the entries of one answer, in order. What several of them share does not count: a feed that gives all
/// its entries one id or one address has none. An entry that stands there twice, word for word, is one entry.
#[must_use]
pub fn names(entries: &[Entry]) -> Vec<Names> {
    let told = |entry: &Entry| {
        let id = entry.id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
        let address = entry.link.as_ref().and_then(|link| crate::normalise::canonical_address(link.as_str()));
        (id.map(Name::Id), address.map(Name::Address), entry.contents.newest())
    };
    let told: Vec<_> = entries.iter().map(told).collect();
    let mut first: HashMap<&Name, Option<usize>> = HashMap::new();
    for (at, one) in told.iter().enumerate() {
        for name in one.0.iter().chain(&one.1) {
            let holder = first.entry(name).or_insert(Some(at));
            if holder.is_some_and(|holder| told.get(holder) != Some(one)) {
                *holder = None;
            }
        }
    }
    let own = |name: &Option<Name>| name.clone().filter(|name| first.get(name).copied().flatten().is_some());
    let of = |(id, address, content): &(Option<Name>, Option<Name>, [u8; 32])| {
        let (id, address) = (own(id), own(address));
        let content = (id.is_none() && address.is_none()).then_some(Name::Content(*content));
        Names { id, address, content }
    };
    told.iter().map(of).collect()
}
