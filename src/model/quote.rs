//! Who said what: one quotation with its speaker.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::Span;

/// Whether the words stand in quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum QuoteKind {
    /// All of it inside quotation marks.
    Direct,
    /// Part of it inside quotation marks.
    Mixed,
    /// None of it inside quotation marks.
    Indirect,
}

/// The field of the record that a quote's offsets count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "lowercase")]
pub enum QuoteField {
    /// The record's `text`.
    #[default]
    Text,
    /// The record's `headline`.
    Headline,
    /// The caption of `images[image]`.
    Caption,
}

/// The words that introduce a quotation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cue {
    /// As written: `said`, `according to`.
    pub text: String,
    /// Where they stand.
    pub spans: Vec<Span>,
}

/// What kind of source a speaker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerType {
    /// A human being.
    Person,
    /// A company, office, party, state.
    Organization,
    /// Several people: `two officials`.
    Group,
    /// `the report`, `a statement`.
    Document,
    /// The article does not say.
    Unknown,
}

/// Who said it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Speaker {
    /// As fully as the article names them; absent where the article does not say who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What stands at the quotation: `he`, `the senator`, `Pruss`.
    pub mention: String,
    /// Where the mention stands, in the quote's field.
    pub spans: Vec<Span>,
    /// `assistant secretary of state for human rights`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// `Freedom Now`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// What kind of source it is.
    #[serde(rename = "type")]
    pub kind: SpeakerType,
    /// How the mention was resolved: `name`, `surname`, `pronoun`, `description`, `continuation`, ...
    pub resolved_by: String,
}

/// Who carried the words: an agency, a broadcaster, a paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Via {
    /// `Associated Press`.
    pub name: String,
    /// `AP`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// One quotation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Hash of the normalised words: the same quotation has the same id in every story.
    pub id: String,
    /// Direct, mixed or indirect.
    pub kind: QuoteKind,
    /// Which field the offsets count in.
    pub field: QuoteField,
    /// Index into `images`, where `field` is `caption`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<usize>,
    /// The pieces joined by ` … `.
    pub text: String,
    /// What was said without the marks, one span for each unbroken piece, in order.
    pub spans: Vec<Span>,
    /// The words that introduce it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<Cue>,
    /// Who said it; absent where the text does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Speaker>,
    /// Who carried the words, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Via>,
    /// `reportedly`, `allegedly`, `is said to have`.
    pub hedged: bool,
    /// How sure we are that quotation and speaker are right, 0 to 1.
    pub confidence: f64,
    /// Id of the quotation first seen of which this is a slightly altered form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}
