//! Which top-level fields of a record are asked for.

use std::collections::BTreeSet;

/// Some fields by name, or all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    is_all: bool,
    named: BTreeSet<String>,
}

impl Names {
    /// Every field.
    pub fn all() -> Names {
        Names { is_all: true, named: BTreeSet::new() }
    }

    /// Whether nothing is asked for.
    pub fn is_none(&self) -> bool {
        !self.is_all && self.named.is_empty()
    }

    /// Whether every field is asked for.
    pub fn is_all(&self) -> bool {
        self.is_all
    }

    /// Whether a field is asked for.
    pub fn has(&self, name: &str) -> bool {
        self.is_all || self.named.contains(name)
    }

    /// Asks for a field too.
    pub fn add(&mut self, name: &str) {
        if !self.has(name) {
            self.named.insert(name.to_owned());
        }
    }

    /// Asks for what others ask for too.
    pub fn add_all(&mut self, others: &Names) {
        self.is_all |= others.is_all;
        self.named.extend(others.named.iter().cloned());
    }

    /// Those that are named.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(String::as_str)
    }
}
