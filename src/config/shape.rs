//! Compares a table with its JSON Schema, so that every misspelt key and every value of the wrong kind is reported at once and in
//! words about this file. What is wrong is taken out of the table: the rest can still be read and checked.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::problem::Problem;

/// What is wanted of one file.
pub(super) struct Shape<'x, 's> {
    /// Tables with fixed names and their keys: for a key that stands in the wrong table.
    pub(super) sections: &'x Value,
    /// Strings that held a variable, by where they start: `"${N}"` may stand for a number.
    pub(super) interpolated: &'s BTreeMap<usize, String>,
}

impl<'s> Shape<'_, 's> {
    /// Checks a table named `name` (`source.inbox`; empty for the whole file) and takes out what is wrong.
    pub(super) fn table(
        &self,
        name: &str,
        table: &mut DeTable<'s>,
        schema: &Value,
        problems: &mut Vec<Problem>,
    ) {
        let Some(known) = schema.get("properties").and_then(Value::as_object) else { return };
        let mut wrong = Vec::new();
        for (key, value) in table.iter_mut() {
            let right = match known.get(key.get_ref().as_ref()) {
                Some(schema) => self.value(&dotted(name, key.get_ref()), value, schema, problems),
                None => {
                    problems.push(self.unknown(name, key, known));
                    false
                }
            };
            if !right {
                wrong.push(key.get_ref().to_string());
            }
        }
        for key in wrong {
            table.remove(key.as_str());
        }
    }

    /// The keys that must stand in a table and do not.
    pub(super) fn missing<'v>(schema: &'v Value, table: &DeTable<'_>) -> Vec<(&'v str, &'v str)> {
        let required = schema.get("required").and_then(Value::as_array);
        let names = required.into_iter().flatten().filter_map(Value::as_str);
        let what = |name: &str| {
            schema
                .pointer(&format!("/properties/{name}/description"))
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        names.filter(|name| !table.contains_key(*name)).map(|name| (name, what(name))).collect()
    }

    /// Whether a value is of the kind its schema says.
    fn value(
        &self,
        name: &str,
        value: &mut Spanned<DeValue<'s>>,
        schema: &Value,
        problems: &mut Vec<Problem>,
    ) -> bool {
        let span = value.span();
        let from_environment = self.number(span.start);
        let wrong = match (kind(schema), value.get_mut()) {
            (Kind::Table, DeValue::Table(table)) => {
                self.table(name, table, schema, problems);
                None
            }
            (Kind::Table, other) => {
                let message = format!("`{name}` is a table, found {}", found(other));
                Some(Problem::at(Some(span), message).hint(keys(schema)))
            }
            (Kind::Choice(choices), DeValue::String(text)) if choices.contains(&text.as_ref()) => None,
            (Kind::Choice(choices), other) => Some(not_among(name, other, &choices, span)),
            (Kind::Integer { least, most }, other) => {
                if let Some(number) = from_environment {
                    *other = number;
                }
                out_of_range(name, other, least, most).map(|message| Problem::at(Some(span), message))
            }
            (Kind::Text, DeValue::String(_)) | (Kind::Other, _) => None,
            (Kind::Text, other) => Some(Problem::at(
                Some(span),
                format!("expected a string for `{name}`, found {}", found(other)),
            )),
        };
        let right = wrong.is_none();
        problems.extend(wrong);
        right
    }

    /// The integer that the string starting here became when its variables were put in.
    fn number(&self, start: usize) -> Option<DeValue<'s>> {
        let text = self.interpolated.get(&start)?;
        DeValue::parse(text.trim()).ok().map(Spanned::into_inner).filter(DeValue::is_integer)
    }

    fn unknown(&self, name: &str, key: &Spanned<DeString<'_>>, known: &Map<String, Value>) -> Problem {
        let found = key.get_ref().as_ref();
        let place = if name.is_empty() { "at the top".to_owned() } else { format!("in [{name}]") };
        let mut message = format!("unknown key `{found}` {place}");
        let names: Vec<&str> = known.keys().map(String::as_str).collect();
        if let Some(near) = nearest(found, &names) {
            message.push_str(&format!("; did you mean `{near}`?"));
        } else if let Some(section) = self.belongs_to(found) {
            message.push_str(&format!("; it belongs in [{section}]"));
        }
        Problem::at(Some(key.span()), message).hint(format!("known here: {}", names.join(", ")))
    }

    /// The table with a fixed name that knows this key.
    fn belongs_to(&self, key: &str) -> Option<&str> {
        let sections = self.sections.get("properties")?.as_object()?;
        let holds = |section: &Value| section.get("properties").is_some_and(|keys| keys.get(key).is_some());
        sections.iter().find(|(_, section)| holds(section)).map(|(name, _)| name.as_str())
    }
}

/// What a schema asks of a value.
enum Kind<'s> {
    Table,
    Choice(Vec<&'s str>),
    Integer {
        least: i128,
        most: i128,
    },
    Text,
    /// Left to the type that reads it: durations and sizes say better themselves what is wrong.
    Other,
}

fn kind(schema: &Value) -> Kind<'_> {
    if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
        return Kind::Choice(choices.iter().filter_map(|choice| choice.get("const")?.as_str()).collect());
    }
    if let Some(only) = schema.get("const").and_then(Value::as_str) {
        return Kind::Choice(vec![only]);
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => Kind::Table,
        Some("integer") => {
            let bound = |name: &str| schema.get(name).and_then(Value::as_i64).map(i128::from);
            Kind::Integer {
                least: bound("minimum").unwrap_or(0),
                most: bound("maximum").unwrap_or(i64::MAX.into()),
            }
        }
        Some("string") if schema.get("pattern").is_none() => Kind::Text,
        _ => Kind::Other,
    }
}

fn out_of_range(name: &str, value: &DeValue<'_>, least: i128, most: i128) -> Option<String> {
    let range =
        if most == i64::MAX.into() { format!("from {least}") } else { format!("from {least} to {most}") };
    let in_range = value
        .as_integer()
        .and_then(|integer| i128::from_str_radix(integer.as_str(), integer.radix()).ok())
        .is_some_and(|number| (least..=most).contains(&number));
    (!in_range).then(|| format!("expected an integer {range} for `{name}`, found {}", found(value)))
}

fn not_among(name: &str, value: &DeValue<'_>, choices: &[&str], span: std::ops::Range<usize>) -> Problem {
    let listed: Vec<String> = choices.iter().map(|choice| format!("\"{choice}\"")).collect();
    let mut message = format!("expected {} for `{name}`, found {}", listed.join(" or "), found(value));
    if let Some(near) = value.as_str().and_then(|text| nearest(text, choices)) {
        message.push_str(&format!("; did you mean \"{near}\"?"));
    }
    Problem::at(Some(span), message)
}

/// `limits` and `paragraphs` make `limits.paragraphs`.
fn dotted(name: &str, key: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
}

fn keys(schema: &Value) -> String {
    let known = schema.get("properties").and_then(Value::as_object);
    let names: Vec<&str> = known.into_iter().flat_map(Map::keys).map(String::as_str).collect();
    format!("its keys: {}", names.join(", "))
}

/// A value as an error names it.
pub(super) fn found(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.chars().count() > 60 => "a long string".to_owned(),
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => format!("the integer {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(value) => format!("{value}"),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// The known word that was probably meant: at most one slip for three letters.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    if word.chars().count() > 64 {
        return None;
    }
    let lower = word.to_lowercase();
    let distance = |candidate: &str| strsim::damerau_levenshtein(&lower, candidate);
    let close = |candidate: &str, distance: usize| {
        distance <= (candidate.chars().count() / 3).clamp(1, 3)
            || (lower.len() > 3 && candidate.starts_with(&lower))
    };
    known
        .iter()
        .map(|candidate| (distance(candidate), *candidate))
        .filter(|(distance, candidate)| close(candidate, *distance))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn what_was_probably_meant() {
        let known = ["path", "after", "done", "settle", "rescan", "document_bytes"];
        for (word, meant) in [
            ("pth", Some("path")),
            ("Path", Some("path")),
            ("aftr", Some("after")),
            ("setle", Some("settle")),
            ("document_byte", Some("document_bytes")),
            ("document", Some("document_bytes")),
            ("dne", Some("done")),
            ("xyz", None),
            ("interval", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &known), meant, "{word}");
        }
    }
}
