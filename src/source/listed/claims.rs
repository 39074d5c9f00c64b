//! Whose an address is that several sources name: of the first that named it, until that one names it no more or ends.
//!
//! In memory, since it follows from the configuration, in whose order sources claim. Of an address it holds eight bytes
//! of its key, and the number of a source.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use crate::flow::held;

use super::rows::Key;

type Short = [u8; 8];

#[derive(Default)]
struct State {
    /// By number; the name stays while others are told of it.
    sources: Vec<Arc<str>>,
    of: HashMap<Short, u16>,
    /// How often something was let go.
    freed: u64,
}

/// What all sources claim.
#[derive(Default)]
pub(super) struct Claims(Mutex<State>);

/// What one source claims, until the value is dropped.
pub(super) struct Claim {
    all: Arc<Claims>,
    number: u16,
}

/// What a source has of what it names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claimed {
    /// It asks for these.
    pub(super) own: Vec<Arc<str>>,
    /// Others ask for these, with who does.
    pub(super) others: Vec<(Arc<str>, Arc<str>)>,
    /// What [`Claim::freed`] said then.
    pub(super) freed: u64,
}

fn short(key: &Key) -> Short {
    key.first_chunk().copied().unwrap_or_default()
}

impl Claim {
    /// Nothing, for the source of this name.
    pub(super) fn of(all: Arc<Claims>, source: &str) -> Claim {
        let mut state = held(&all.0);
        // Sources are few, and a reload adds some: the last number stands for all beyond it.
        let number = u16::try_from(state.sources.len()).unwrap_or(u16::MAX);
        state.sources.push(Arc::from(source));
        drop(state);
        Claim { all, number }
    }

    /// These are what the source names from now on, by the keys that addresses have.
    pub(super) fn take(&self, named: Vec<Arc<str>>, key_of: fn(&str) -> Key) -> Claimed {
        let mut state = held(&self.all.0);
        let keys: Vec<Short> = named.iter().map(|address| short(&key_of(address))).collect();
        let wanted: HashSet<&Short> = keys.iter().collect();
        let before = state.of.len();
        state.of.retain(|key, number| *number != self.number || wanted.contains(key));
        state.freed += u64::from(state.of.len() < before);
        let mut claimed = Claimed { own: Vec::new(), others: Vec::new(), freed: state.freed };
        for (address, key) in named.into_iter().zip(&keys) {
            let whose = *state.of.entry(*key).or_insert(self.number);
            if whose == self.number {
                claimed.own.push(address);
            } else {
                let name = state.sources.get(usize::from(whose)).cloned();
                claimed.others.push((address, name.unwrap_or_default()));
            }
        }
        claimed
    }

    /// A number that is another one once something was let go.
    pub(super) fn freed(&self) -> u64 {
        held(&self.all.0).freed
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut state = held(&self.all.0);
        let before = state.of.len();
        state.of.retain(|_, number| *number != self.number);
        state.freed += u64::from(state.of.len() < before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::listed::rows::feed_key;

    fn take(claim: &Claim, named: &[&str]) -> (Vec<String>, Vec<String>) {
        let named = named.iter().map(|address| Arc::from(*address)).collect();
        let claimed = claim.take(named, feed_key);
        let others = claimed.others.iter().map(|(address, whose)| format!("{address} of {whose}")).collect();
        (claimed.own.iter().map(ToString::to_string).collect(), others)
    }

    #[test]
    fn the_first_has_it_until_it_names_it_no_more_or_ends() {
        let all = Arc::new(Claims::default());
        let first = Claim::of(Arc::clone(&all), "first");
        let second = Claim::of(Arc::clone(&all), "second");
        let strings = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(take(&first, &["a", "b", "c"]), (strings(&["a", "b", "c"]), vec![]));
        assert_eq!(
            take(&second, &["b", "c", "d"]),
            (strings(&["d"]), strings(&["b of first", "c of first"]))
        );
        assert_eq!(take(&first, &["a", "b", "c", "d"]).1, strings(&["d of second"]));
        let freed = second.freed();
        assert_eq!(take(&first, &["a", "c"]).0, strings(&["a", "c"]));
        assert_ne!(second.freed(), freed, "it may look again");
        assert_eq!(take(&second, &["b", "c", "d"]).0, strings(&["b", "d"]));
        drop(first);
        assert_eq!(take(&second, &["b", "c", "d"]), (strings(&["b", "c", "d"]), vec![]));
    }
}
