//! Reading values whose shape is not agreed: strings, numbers, lists, objects with a name in them.

use serde_json::{Map, Value};

use super::keys;
use crate::model::{Byline, DateClaim};
use crate::normalise::{asks_until, embargo_lines};

/// An object's members under folded keys, in the order of the table that asks.
pub(in crate::decode) struct Fields<'a> {
    members: Vec<(String, &'a Value)>,
}

impl<'a> Fields<'a> {
    pub(in crate::decode) fn of(object: &'a Map<String, Value>) -> Self {
        let mut members: Vec<(String, &Value)> =
            object.iter().filter(|(_, v)| !is_empty(v)).map(|(key, value)| (fold_key(key), value)).collect();
        members.sort_by(|a, b| a.0.cmp(&b.0));
        Fields { members }
    }

    /// The value under exactly this folded key.
    pub(in crate::decode) fn get(&self, key: &str) -> Option<&'a Value> {
        let at = self.members.binary_search_by(|m| m.0.as_str().cmp(key)).ok()?;
        self.members.get(at).map(|m| m.1)
    }

    /// The first of `keys` whose value `read` accepts, with the key.
    pub(in crate::decode) fn first<T>(
        &self,
        keys: &'static [&'static str],
        mut read: impl FnMut(&'a Value) -> Option<T>,
    ) -> Option<(T, &'static str)> {
        keys.iter().find_map(|key| Some((read(self.get(key)?)?, *key)))
    }

    /// The end of an embargo: under a key for it, here or in an object one level down.
    pub(in crate::decode) fn embargo(&self) -> Option<(DateClaim, &'static str)> {
        self.first(keys::EMBARGO, embargo)
            .or_else(|| {
                let objects = self.members.iter().filter_map(|(_, value)| value.as_object());
                objects.map(Fields::of).find_map(|inner| inner.first(keys::EMBARGO, embargo))
            })
            .or_else(|| {
                let objects = self.members.iter().filter_map(|(key, value)| Some((key, value.as_object()?)));
                let of_one = |(key, object): (&String, &'a Map<String, Value>)| {
                    let inner = Fields::of(object);
                    let is_word = |value: &Value| value.as_str().is_some_and(names_embargo);
                    let is_named =
                        names_embargo(key) || inner.members.iter().any(|(_, value)| is_word(value));
                    is_named.then(|| inner.first(keys::END, date)).flatten()
                };
                objects.into_iter().find_map(of_one)
            })
    }

    /// Lines that ask not to use the story yet: houses have fields of their own for what they tell editors. Under a key
    /// that is no such field they must name their time.
    pub(in crate::decode) fn embargoes(&self) -> impl Iterator<Item = String> {
        const TOLD: [&str; 7] = ["note", "instruct", "advis", "editor", "desk", "comment", "message"];
        let listed = |value: &'a Value| {
            value.as_array().into_iter().flatten().chain([value]).filter_map(Value::as_str)
        };
        let asks = |key: &str, line: &str| {
            let is_told = TOLD.iter().any(|word| key.contains(word));
            line.len() <= LONGEST_NOTE && (asks_until(line) || is_told && embargo_lines(&[line]) > 0)
        };
        let lines =
            self.members.iter().flat_map(move |(key, value)| listed(value).map(move |line| (key, line)));
        lines.filter(move |(key, line)| asks(key, line)).map(|(_, line)| line.to_owned())
    }
}

/// Whether a key or a short value is the name of an embargo.
fn names_embargo(word: &str) -> bool {
    let word = word.trim().to_ascii_lowercase();
    matches!(&*word, "embargo" | "embargoed" | "sperrfrist" | "embargoinfo" | "press-embargo")
}

/// Longest line to editors, in bytes.
const LONGEST_NOTE: usize = 500;

/// Lower case, letters and digits only.
pub(in crate::decode) fn fold_key(key: &str) -> String {
    let local = key.rsplit(':').next().unwrap_or(key);
    local.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(s) => s.trim().is_empty(),
        Value::Array(a) => a.is_empty(),
        Value::Object(o) => o.is_empty(),
        _ => false,
    }
}

/// A line of text: a string, or the name, value or rendering in an object; the first such of a list.
pub(in crate::decode) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.trim()).filter(|s| !s.is_empty()).map(str::to_owned),
        Value::Array(list) => list.iter().find_map(text),
        Value::Object(object) => {
            let keys =
                ["rendered", "main", "value", "@value", "name", "title", "text", "uri", "label", "#text"];
            keys.iter()
                .find_map(|key| object.get(*key).filter(|v| v.is_string() || v.is_array()).and_then(text))
        }
        _ => None,
    }
}

/// The lines of a list, or the one line that there is; `None` if there is none.
pub(in crate::decode) fn texts(value: &Value) -> Option<Vec<String>> {
    let found: Vec<String> = match value {
        Value::Array(list) => list.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    };
    Some(found).filter(|found| !found.is_empty())
}

/// An id: a string or a number.
pub(in crate::decode) fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(n) => Some(n.to_string()),
        _ => text(value),
    }
}

/// An address: a string that is one, or the `url`, `href` or `@id` of an object.
pub(in crate::decode) fn url(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => {
            let s = s.trim();
            (s.starts_with("http://") || s.starts_with("https://") || s.starts_with("//"))
                .then(|| s.replace("&amp;", "&").replace("&#038;", "&").replace("&#38;", "&"))
        }
        Value::Array(list) => list.iter().find_map(url),
        Value::Object(object) => {
            ["url", "href", "contentUrl", "@id", "src"].iter().find_map(|k| object.get(*k).and_then(url))
        }
        _ => None,
    }
}

/// A date as written; a number is seconds or milliseconds since 1970.
pub(in crate::decode) fn date(value: &Value) -> Option<DateClaim> {
    match value {
        Value::Number(n) => epoch(n.as_f64()?),
        Value::String(s) => {
            let s = s.trim();
            let all_digits = s.len() >= 9 && s.bytes().all(|b| b.is_ascii_digit()) && !looks_like_day(s);
            if all_digits {
                return epoch(s.parse().ok()?);
            }
            (!s.is_empty()).then(|| DateClaim { raw: s.to_owned() })
        }
        Value::Object(object) => ["$date", "value", "@value", "seconds", "_seconds"]
            .iter()
            .find_map(|k| object.get(*k).and_then(date)),
        Value::Array(list) => list.iter().find_map(date),
        _ => None,
    }
}

/// The end of an embargo: a date, or what else is said of it; `true` is one without an end.
pub(in crate::decode) fn embargo(value: &Value) -> Option<DateClaim> {
    match value {
        Value::Bool(true) => Some(DateClaim { raw: "until further notice".to_owned() }),
        other => date(other),
    }
}

/// `20260304`, `20260304120000` are days and times, not seconds.
fn looks_like_day(s: &str) -> bool {
    matches!(s.len(), 8 | 12 | 14) && (s.starts_with("19") || s.starts_with("20"))
}

fn epoch(number: f64) -> Option<DateClaim> {
    let seconds = if number.abs() > 1e11 { number / 1000.0 } else { number };
    if !(1e8..1e10).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked above")]
    let timestamp = jiff::Timestamp::from_second(seconds as i64).ok()?;
    Some(DateClaim { raw: timestamp.to_string() })
}

/// Authors in any shape: a string, a list of strings, objects with names.
pub(in crate::decode) fn bylines(value: &Value) -> Vec<Byline> {
    let mut found = Vec::new();
    collect_bylines(value, 0, &mut found);
    found
}

fn collect_bylines(value: &Value, depth: usize, found: &mut Vec<Byline>) {
    if depth > 3 || found.len() > 200 {
        return;
    }
    match value {
        Value::String(s) if !s.trim().is_empty() => {
            found.push(Byline { raw: s.trim().to_owned(), ..Byline::default() });
        }
        Value::Array(list) => list.iter().for_each(|v| collect_bylines(v, depth + 1, found)),
        Value::Object(object) => match person(object) {
            Some(person) => found.push(person),
            None => {
                let inside = ["authors", "author", "people", "contributors", "items"];
                if let Some(people) = inside.iter().find_map(|key| object.get(*key)) {
                    collect_bylines(people, depth + 1, found);
                }
            }
        },
        _ => {}
    }
}

/// A person as an object: `name`, or given and family name.
pub(in crate::decode) fn person(object: &Map<String, Value>) -> Option<Byline> {
    let part = |key: &str| object.get(key).and_then(text);
    let whole = [
        "name",
        "original",
        "by",
        "byline",
        "full_name",
        "fullName",
        "display_name",
        "displayName",
        "author",
    ];
    let given = || ["givenName", "first_name", "firstName"].iter().find_map(|k| part(k));
    let family = || ["familyName", "last_name", "lastName"].iter().find_map(|k| part(k));
    let joined = || {
        Some([given(), family()].into_iter().flatten().collect::<Vec<_>>().join(" "))
            .filter(|n| !n.is_empty())
    };
    let raw = whole.iter().find_map(|k| part(k)).or_else(joined)?;
    let organization = ["worksFor", "affiliation", "organization"].iter().find_map(|k| part(k));
    Some(Byline {
        raw,
        title: ["jobTitle", "title", "rel"]
            .iter()
            .find_map(|k| part(k))
            .filter(|t| t.contains(' ') || t.chars().any(char::is_uppercase)),
        organization,
        ..Byline::default()
    })
}

/// Words: a list of strings or of named objects, or one string with commas or semicolons.
pub(in crate::decode) fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(s) => split_words(s),
        Value::Array(list) if list.len() == 1 => list.first().map(words).unwrap_or_default(),
        Value::Array(list) => list.iter().filter_map(text).collect(),
        Value::Object(_) => text(value).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// One string with commas or semicolons between words.
pub(in crate::decode) fn split_words(s: &str) -> Vec<String> {
    s.split([',', ';', '|']).map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Yes or no in all its spellings; anything else says nothing.
pub(in crate::decode) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(b) => Some(*b),
        Value::String(s) => match s.trim().rsplit('/').next()?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        },
        Value::Array(list) => list.first().and_then(flag),
        _ => None,
    }
}
