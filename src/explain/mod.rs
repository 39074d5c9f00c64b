//! Why a record is as it is: what each stage saw, decided, and by which rule.
//!
//! The document goes through the stages themselves (decode, normalise, extract), so that what is explained is what
//! `process` would write. Not the verdict of dedup: that is about a story among others, and here is one alone.
//! Pure: bytes go in, an [`Explanation`] for each document comes out.

use std::ops::ControlFlow;

use serde::Serialize;
use serde_json::Value;

use crate::decode::{self, About, Piece, Request};
use crate::extract::quotes::Analysis;
use crate::model::{
    Charset, Claim, Document, Fault, Hints, Place, Quote, Record, TextLimits, Trail, VendorXml, Warning,
};
use crate::normalise;
use crate::{dedup, extract};

mod fields;
mod render;

pub use fields::{Field, Said};
pub use render::render;

/// What became of one document, and why.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Explanation {
    /// It is a record.
    Record(Box<Explained>),
    /// It was refused.
    Refused(Refused),
}

/// Why a record is as it is.
#[derive(Debug, Serialize)]
pub struct Explained {
    /// Path, as in `source.path`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Member of a bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// What `source.format` says.
    pub format: String,
    /// The formats by which it was read, the outermost first, and by what each was told.
    pub recognised: Vec<Recognised>,
    /// How its bytes became text; absent where each part of the letter says it itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charset: Option<Decided>,
    /// What it is known by. There is no verdict: whether it is a copy is decided among other stories.
    pub identity: Identity,
    /// The fields of the record.
    pub fields: Vec<Field>,
    /// Every paragraph in reading order.
    pub paragraphs: Vec<Paragraph>,
    /// The quotations.
    pub quotes: Vec<Quote>,
    /// What stands in quotation marks and is no quotation.
    pub not_quoted: Vec<NotQuoted>,
    /// What a user should know.
    pub warnings: Vec<Warning>,
}

/// A format, and by what it was told.
#[derive(Debug, Clone, Serialize)]
pub struct Recognised {
    /// Its name.
    pub format: &'static str,
    /// What it is.
    pub what: &'static str,
    /// By what it is told from others.
    pub by: &'static str,
}

/// A decision and its ground.
#[derive(Debug, Serialize)]
pub struct Decided {
    /// What.
    pub name: &'static str,
    /// By what.
    pub by: &'static str,
}

/// What a record is known by.
#[derive(Debug, Serialize)]
pub struct Identity {
    /// The id that `process` gives the file when it is given alone: a hash of place, member and bytes.
    pub id: String,
    /// blake3 of the bytes: the same bytes at the same place again are a replay.
    pub raw: String,
    /// blake3 of the folded text: the same text elsewhere is a copy.
    pub text: String,
    /// The delivery's own id and version: the same id with other text is a revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// See `item`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A paragraph with its kind and the rule that gave it.
#[derive(Debug, Serialize)]
pub struct Paragraph {
    /// What it is.
    pub kind: crate::model::BlockKind,
    /// `format` where the format says so, `default` where nothing proves it to be anything but story.
    pub rule: &'static str,
    /// Whether it is part of `text`.
    pub in_text: bool,
    /// Its words.
    pub text: String,
}

/// A quoted span that is no quotation.
#[derive(Debug, Serialize)]
pub struct NotQuoted {
    /// The field it stands in.
    pub field: crate::model::QuoteField,
    /// What stands between the marks.
    pub text: String,
    /// Where, in code points.
    pub span: [usize; 2],
    /// Which rule decided: `title`, `scare-quotes`, `nickname`, `no-speaker`, ...
    pub rule: &'static str,
}

/// Why there is no record.
#[derive(Debug, Serialize)]
pub struct Refused {
    /// Path, as in `source.path`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Member of a bundle; absent where it is the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// Stable code.
    pub code: &'static str,
    /// What was expected and found.
    pub message: String,
    /// What the code means and what can be done.
    pub meaning: &'static str,
}

/// What explaining needs to know beside the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What delivery knows.
    pub hints: &'a Hints,
    /// Limits for one document.
    pub limits: &'a TextLimits,
    /// What the user says about XML of vendors.
    pub vendors: &'a [VendorXml],
    /// The place as part of the identity: the file's name.
    pub place: &'a Place,
}

/// Explains each document of an arrival in order. `emit` may stop it by returning [`ControlFlow::Break`], which is then
/// returned.
pub fn explain(
    bytes: &[u8],
    question: &Question<'_>,
    emit: &mut dyn FnMut(Explanation) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Question { hints, limits, vendors, .. } = *question;
    let request = Request { hints, limits, vendors, explain: true };
    let mut flow = ControlFlow::Continue(());
    let mut each = |piece: Piece| {
        flow = match piece {
            Piece::Document(document, own) => {
                let own = own.as_deref().unwrap_or(bytes);
                emit(Explanation::Record(Box::new(explained(*document, own, question))))
            }
            Piece::Refused { member, fault, .. } => emit(refused(hints, Some(member), &fault)),
        };
        flow
    };
    if let Err(fault) = decode::decode_as(bytes, &request, &mut each) {
        flow = emit(refused(hints, None, &fault));
    }
    flow
}

fn refused(hints: &Hints, member: Option<String>, fault: &Fault) -> Explanation {
    Explanation::Refused(Refused {
        path: hints.path.clone(),
        member,
        code: fault.code.as_str(),
        message: fault.message.clone(),
        meaning: fault.code.meaning(),
    })
}

fn explained(mut document: Document, bytes: &[u8], question: &Question<'_>) -> Explained {
    let mut trail = document.trail.take().map(|trail| *trail).unwrap_or_default();
    // What stands around the item (a feed's language) is not in the item's own bytes.
    if let Some(hint) = &document.language
        && trail.claims.iter().all(|claim| claim.field != "language")
    {
        let place = hint.from.clone().into_owned();
        trail.claims.push(Claim { field: "language", place, value: hint.value.clone() });
    }
    let version = document.version.clone();
    let (mut record, rules) = normalise::explained(document, question.hints, question.limits);
    let raw = blake3::hash(bytes);
    record.hashes.raw = raw.to_hex().to_string();
    let member = record.source.member.as_deref();
    record.id = dedup::Identity::of(question.hints.identified_by(), question.place, member, &raw).to_string();
    extract::extract(&mut record, question.limits, None);
    let not_quoted = Analysis::of(&record, question.limits).not_quoted;
    let fields = fields::fields(&record, &trail.claims);
    let paragraphs = record.body.iter().zip(rules).map(|(block, rule)| Paragraph {
        kind: block.kind,
        rule,
        in_text: block.span.is_some(),
        text: block.text.clone(),
    });
    let not_quoted = not_quoted.into_iter().map(|span| NotQuoted {
        field: span.field,
        text: span.text,
        span: span.span,
        rule: span.rule,
    });
    Explained {
        path: record.source.path.clone(),
        member: record.source.member.clone(),
        format: record.source.format.clone(),
        recognised: recognised(&trail, &record),
        charset: trail.charset.map(|Charset { name, by }| Decided { name, by }),
        identity: Identity {
            id: record.id.clone(),
            raw: record.hashes.raw.clone(),
            text: record.hashes.text.clone(),
            item: record.source.item.clone(),
            version,
        },
        fields,
        paragraphs: paragraphs.collect(),
        quotes: record.quotes,
        not_quoted: not_quoted.collect(),
        warnings: record.warnings,
    }
}

/// The formats of the trail, and what the last of them is called more exactly.
fn recognised(trail: &Trail, record: &Record) -> Vec<Recognised> {
    let line = |about: About| Recognised { format: about.name, what: about.what, by: about.sign };
    let known = |name: &str| decode::formats().find(|about| about.name == name);
    let mut found: Vec<Recognised> = trail.formats.iter().filter_map(|name| known(name)).map(line).collect();
    if found.last().is_none_or(|last| last.format != record.source.format) {
        let dialect = decode::dialects().iter().find(|about| about.name == record.source.format);
        found.extend(dialect.copied().map(line));
    }
    found
}

/// A value on one line, for reading.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

/// Whether a claim says the same as a value, punctuation and case aside.
fn says_the_same(claim: &Claim, value: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    !claim.value.is_empty() && letters(&claim.value) == letters(value)
}
