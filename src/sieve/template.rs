//! Texts with fields of the record in them: where a message goes, and what goes with it.
//!
//! `{FIELD}` is a dotted path to a text, number or boolean; `{FIELD:%Y-%m-%d}` to a time, in UTC; `{A|B}` the first that is
//! there; where none is, `none`.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::fields::Fields;
use super::mistake::Mistake;
use super::names::Names;

mod known;

/// What stands in for a field that a record lacks.
const NONE: &str = "none";
/// The longest value of a field where names are made of it.
const LONGEST: usize = 64;
/// The member that holds the time of those fields that say more about it.
const TIME_ITSELF: &str = "value";

/// What values of fields may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A part of a name (subject, topic, stream, routing key, folder): ASCII letters, digits, `-`, `_`; each run of others
    /// is one `_`; 64 bytes at most.
    Token,
    /// A text on one line (key, headers, fields): each run of control characters is one space.
    Free,
}

/// A text with fields in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    form: Form,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Plain(String),
    Field(Field),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    /// The first that is there.
    paths: Vec<Vec<String>>,
    /// How a time is written.
    time: Option<String>,
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// If a brace has no other, a record has no such field, or a field has no single value.
    pub fn parse(text: &str, form: Form) -> Result<Template, Mistake> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while !rest.is_empty() {
            let brace = rest.find(['{', '}']).unwrap_or(rest.len());
            let (plain, from_brace) = rest.split_at_checked(brace).unwrap_or((rest, ""));
            if !plain.is_empty() {
                parts.push(Part::Plain(plain.to_owned()));
            }
            if from_brace.is_empty() {
                break;
            }
            let inside = from_brace.strip_prefix('{').ok_or_else(|| {
                Mistake::of(text, from_brace.get(..1).unwrap_or_default(), "`}` without `{` before it")
                    .hint("a field stands in braces: {language}")
            })?;
            let (field, behind) = inside.split_once('}').ok_or_else(|| {
                Mistake::of(text, from_brace, "`{` without `}` behind it")
                    .hint("a field stands in braces: {language}")
            })?;
            parts.push(Part::Field(Field::parse(text, field)?));
            rest = behind;
        }
        Ok(Template { text: text.to_owned(), form, parts })
    }

    /// The top-level fields that it holds.
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        self.fields()
            .flat_map(|field| &field.paths)
            .filter_map(|path| path.first())
            .for_each(|name| names.add(name));
        names
    }

    /// Whether it is the same for every record.
    pub fn is_plain(&self) -> bool {
        self.fields().next().is_none()
    }

    /// The template with something in place of each field: `*` makes of a subject what takes all that it gives.
    pub fn with_each_field(&self, instead: &str) -> String {
        let part = |part: &Part| match part {
            Part::Plain(text) => text.clone(),
            Part::Field(_) => instead.to_owned(),
        };
        self.parts.iter().map(part).collect()
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.parts.iter().filter_map(|part| match part {
            Part::Plain(_) => None,
            Part::Field(field) => Some(field),
        })
    }

    /// The text for one record, of which the fields of [`names`](Template::names) were looked for.
    pub fn fill(&self, record: &Fields<'_>) -> String {
        let mut filled = String::with_capacity(self.text.len());
        for part in &self.parts {
            match part {
                Part::Plain(text) => filled.push_str(text),
                Part::Field(field) => match self.form {
                    Form::Token => push_token(&mut filled, &field.value(record)),
                    Form::Free => push_line(&mut filled, &field.value(record)),
                },
            }
        }
        filled
    }
}

impl Field {
    /// Reads what stands between braces.
    fn parse(text: &str, inside: &str) -> Result<Field, Mistake> {
        let (paths, time) = match inside.split_once(':') {
            Some((paths, time)) => (paths, Some(time)),
            None => (inside, None),
        };
        let mut read = Vec::new();
        for path in paths.split('|') {
            let parts: Vec<String> = path.split('.').map(str::to_owned).collect();
            known::look_up(text, path, &parts, time.is_some())?;
            read.push(parts);
        }
        if let Some(time) = time {
            let written = written(time, Timestamp::UNIX_EPOCH).map_err(|error| {
                let hint = "as in {published|source.received_at:%Y-%m-%d}";
                Mistake::of(text, time, format!("no way to write a time: {error}")).hint(hint)
            })?;
            if written == time {
                return Err(
                    Mistake::of(text, time, "no part of a time is in it").hint("such as %Y, %m, %d, %H")
                );
            }
        }
        Ok(Field { paths: read, time: time.map(str::to_owned) })
    }

    fn value(&self, record: &Fields<'_>) -> String {
        let mut there = self.paths.iter().filter_map(|path| single(record, path));
        match &self.time {
            None => there.next().map(Cow::into_owned),
            Some(time) => there.find_map(|value| written(time, moment(&value)?).ok()),
        }
        .filter(|value| !value.is_empty())
        .unwrap_or_else(|| NONE.to_owned())
    }
}

/// A text, number or boolean; what is empty is not there.
fn single<'l>(record: &Fields<'l>, path: &[String]) -> Option<Cow<'l, str>> {
    let mut written = record.written(path)?;
    if written.first() == Some(&b'{') {
        written = super::scan::member(written, &[TIME_ITSELF.to_owned()])?;
    }
    let value = match written.first()? {
        b'"' => serde_json::from_slice::<Text<'_>>(written).ok()?.0,
        b'{' | b'[' | b'n' => return None,
        _ => Cow::Borrowed(std::str::from_utf8(written).ok()?),
    };
    (!value.is_empty()).then_some(value)
}

/// A text that is borrowed where nothing in it is escaped.
#[derive(serde::Deserialize)]
struct Text<'l>(#[serde(borrow)] Cow<'l, str>);

fn written(format: &str, time: Timestamp) -> Result<String, jiff::Error> {
    jiff::fmt::strtime::format(format, time)
}

/// A time as records hold it, in UTC. Where it says no offset, it is taken to be in UTC; where only a part of it is known,
/// the rest is its beginning.
fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let civil = match text.len() {
        4 => Date::strptime("%Y-%m-%d", format!("{text}-01-01")).map(DateTime::from),
        7 => Date::strptime("%Y-%m-%d", format!("{text}-01")).map(DateTime::from),
        _ => text.parse::<DateTime>(),
    };
    TimeZone::UTC.to_timestamp(civil.ok()?).ok()
}

fn push_token(into: &mut String, value: &str) {
    let (begin, mut is_in_run) = (into.len(), false);
    for byte in value.bytes() {
        let is_kept = byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if is_kept || !is_in_run {
            if into.len() - begin == LONGEST {
                return;
            }
            into.push(if is_kept { char::from(byte) } else { '_' });
        }
        is_in_run = !is_kept;
    }
}

fn push_line(into: &mut String, value: &str) {
    let mut is_in_run = false;
    for c in value.chars() {
        let is_kept = !c.is_control();
        if is_kept || !is_in_run {
            into.push(if is_kept { c } else { ' ' });
        }
        is_in_run = !is_kept;
    }
}
