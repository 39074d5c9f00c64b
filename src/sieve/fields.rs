//! Some top-level fields of a record's line: found in one pass, parsed once, by need, for filter, shape and templates
//! together.

use std::borrow::Cow;
use std::sync::OnceLock;

use jaq_json::{Map, Val};

use super::names::Names;
use super::scan::{self, Members};

/// Fields of one line; by default none.
#[derive(Default)]
pub struct Fields<'l> {
    found: Vec<Field<'l>>,
}

struct Field<'l> {
    name: Cow<'l, str>,
    written: &'l [u8],
    parsed: OnceLock<Val>,
}

/// A line that is no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unread(String);

impl<'l> Fields<'l> {
    /// Finds the fields that are asked for.
    ///
    /// # Errors
    /// If the line is no JSON object, as far as it was looked at.
    pub fn of(line: &'l [u8], names: &Names) -> Result<Fields<'l>, Unread> {
        let mut found: Vec<Field<'l>> = Vec::new();
        let mut members = Members::of(line)
            .ok_or_else(|| Unread("expected an object: it does not begin with `{`".into()))?;
        for member in &mut members {
            let (name, written) = member.map_err(Unread)?;
            if !names.has(&name) {
                continue;
            }
            found.retain(|earlier| earlier.name != name);
            found.push(Field { name, written, parsed: OnceLock::new() });
        }
        match members.is_at_end() {
            true => Ok(Fields { found }),
            false => Err(Unread("something follows the object".to_owned())),
        }
    }

    /// A value as written, by the path to it.
    pub(super) fn written(&self, path: &[String]) -> Option<&'l [u8]> {
        let (first, rest) = path.split_first()?;
        let field = self.found.iter().find(|field| field.name == *first)?;
        scan::member(field.written, rest)
    }

    /// The record, as far as an expression asks for it, and how large it is written.
    pub(super) fn record(&self, names: &Names) -> Result<(Val, usize), String> {
        let asked = self.found.iter().filter(|field| names.has(&field.name));
        let (mut record, mut size) = (Map::default(), 0);
        for field in asked {
            size += field.written.len() + field.name.len();
            record.insert(Val::from(field.name.clone().into_owned()), field.parsed()?.clone());
        }
        Ok((Val::obj(record), size))
    }
}

impl Field<'_> {
    fn parsed(&self) -> Result<&Val, String> {
        if let Some(parsed) = self.parsed.get() {
            return Ok(parsed);
        }
        let parsed = jaq_json::read::parse_single(self.written)
            .map_err(|error| format!("the field `{}` is no JSON: {error}", self.name))?;
        Ok(self.parsed.get_or_init(|| parsed))
    }
}
