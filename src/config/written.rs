//! The parsed file with the place of every key: where to point when a value turns out wrong.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A parsed file. Keeps every key as it was written, also those that were refused.
pub(super) struct Written<'t> {
    text: &'t str,
    root: &'t DeTable<'t>,
}

impl<'t> Written<'t> {
    pub(super) fn new(text: &'t str, root: &'t DeTable<'t>) -> Self {
        Written { text, root }
    }

    /// The text of the file.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Where the value of a setting stands; else the innermost table around it that was written.
    pub(super) fn value(&self, key: &[&str]) -> Option<Range<usize>> {
        let mut table = self.root;
        let mut span = None;
        for part in key {
            let Some((name, value)) = table.get_key_value(*part) else { break };
            span = Some(match value.get_ref() {
                DeValue::Table(_) => name.span(),
                _ => value.span(),
            });
            match value.get_ref() {
                DeValue::Table(inner) => table = inner,
                _ => break,
            }
        }
        span
    }

    /// Where an entry of a list stands; else the list.
    pub(super) fn element(&self, key: &[&str], entry: usize) -> Option<Range<usize>> {
        let (last, tables) = key.split_last()?;
        let mut table = self.root;
        for part in tables {
            table = table.get(*part)?.get_ref().as_table()?;
        }
        let list = table.get(*last)?.get_ref().as_array()?;
        list.get(entry).map(Spanned::span).or_else(|| self.value(key))
    }

    /// Whether the setting itself was written.
    pub(super) fn has(&self, key: &[&str]) -> bool {
        let mut value: Option<&Spanned<DeValue<'t>>> = None;
        for part in key {
            let table = match value {
                None => Some(self.root),
                Some(value) => value.get_ref().as_table(),
            };
            match table.and_then(|table| table.get(*part)) {
                Some(inner) => value = Some(inner),
                None => return false,
            }
        }
        value.is_some()
    }

    /// The first of these settings that was written, else the first.
    pub(super) fn first<'k>(&self, keys: &[&'k [&'k str]]) -> &'k [&'k str] {
        keys.iter().find(|key| self.has(key)).or(keys.first()).copied().unwrap_or_default()
    }
}
