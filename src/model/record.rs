//! The record: what leaves the desk, one JSON object on one line.
//!
//! schema.org `NewsArticle` words where they exist. Absent means unknown. Fields are only ever added.
//! Offsets are Unicode code points, half-open, into the field that is named.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::quote::Quote;

/// The generation of the record's shape.
pub const SCHEMA: &str = "wiredesk/1";

/// `[start, end]` in Unicode code points, half-open.
pub type Span = [usize; 2];

/// What the record stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A whole story.
    #[default]
    Article,
    /// A copy, thinned to its own metadata (`on_duplicate = "link"`).
    Duplicate,
    /// A withdrawal of an earlier item.
    Cancel,
}

/// Where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
pub struct Source {
    /// Configured name of the source.
    pub name: String,
    /// Type of the source: `inbox`, `process`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Path relative to the inbox, or to the folder given to `process`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Where it was fetched from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where redirects from there ended, if elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_url: Option<String>,
    /// The feed or sitemap that named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// Member of a bundle; in a JSON Lines file, the line number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The delivery's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Format as recognised from content.
    pub format: String,
    /// When it arrived: RFC 3339, UTC.
    pub received_at: String,
}

/// Who published it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Publisher {
    /// Name.
    pub name: String,
    /// Registered domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

/// What an author did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AuthorRole {
    /// Wrote it.
    Author,
    /// Reported for it.
    Reporter,
    /// Edited it.
    Editor,
    /// Took pictures for it.
    Photographer,
    /// Contributed to it.
    Contributor,
}

/// One person who made the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Author {
    /// The person's name; never "By", "Staff" or an e-mail address.
    pub name: String,
    /// What they did.
    pub role: AuthorRole,
    /// `AP Business Writer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `Press Association`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The line it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// Where and when a story was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dateline {
    /// As written: `PORT LUMEN, Freedonia, March 3 (Examplewire) -`.
    pub raw: String,
    /// `PORT LUMEN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// State or province.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// As written: `March 3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// `Examplewire`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
}

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the year.
    Year,
    /// To the month.
    Month,
    /// To the day.
    Day,
    /// To the minute.
    Minute,
    /// To the second.
    Second,
}

/// A date with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dated {
    /// RFC 3339 with the offset as given, and without one where the source gives none; shortened to what the precision
    /// covers (`2026-03-04T10:12Z`, `2012-07-20`, `2012-07`).
    pub value: String,
    /// How exactly it is known.
    pub precision: Precision,
    /// Where it was found.
    pub from: String,
}

/// Whether a story may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Free to use.
    Usable,
    /// Not yet to be used.
    Withheld,
    /// Withdrawn.
    Canceled,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// A paragraph of the story.
    Text,
    /// A heading inside the story.
    Subhead,
    /// What a picture shows.
    Caption,
    /// Who took a picture, or who reported, wrote, edited.
    Credit,
    /// A pointer elsewhere: "More from ...", "Read more".
    Promo,
    /// The line that names the authors.
    Byline,
    /// A dateline on a line of its own.
    Dateline,
    /// A correction or clarification.
    Correction,
    /// A note to editors or readers, legal lines, sign-offs.
    Note,
    /// How to reach someone.
    Contact,
    /// A list item.
    List,
    /// A table row or table.
    Table,
    /// A quoted block.
    Blockquote,
}

impl BlockKind {
    /// Whether blocks of this kind are part of `text`.
    pub fn is_story(self) -> bool {
        matches!(self, BlockKind::Text | BlockKind::Subhead | BlockKind::List | BlockKind::Blockquote)
    }
}

/// One piece of the document in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BodyBlock {
    /// What it is.
    pub kind: BlockKind,
    /// Its text.
    pub text: String,
    /// Where it stands in the record's `text`, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
pub struct Image {
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Caption without the credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Photographer or credit line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Agency in the credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Alternative text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LinkRel {
    /// Related reading named by the story.
    Related,
    /// Promotion of other stories.
    Promo,
    /// A source the story cites.
    Citation,
    /// The story's own address.
    Canonical,
    /// An author's page.
    Author,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// Address; absent where the text only names the story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What it says.
    pub text: String,
    /// What it is for.
    pub rel: LinkRel,
}

/// What an agency has to do with a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum AgencyRole {
    /// The copy is the agency's.
    Origin,
    /// The agency contributed.
    Contributor,
    /// The story cites it.
    Cited,
}

/// A news agency or outlet in the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Agency {
    /// `Associated Press`.
    pub name: String,
    /// `AP`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it has to do with the story.
    pub role: AgencyRole,
    /// The words that say so.
    pub evidence: String,
}

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EntityType {
    /// A human being.
    Person,
    /// A company, office, party, agency.
    Organization,
    /// A place.
    Place,
}

/// The field of the record in which something is mentioned.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, PartialOrd, Ord, Default,
)]
#[serde(rename_all = "lowercase")]
pub enum TextField {
    /// The record's `text`.
    #[default]
    Text,
    /// The record's `headline`.
    Headline,
    /// The caption of `images[image]`.
    Caption,
}

/// One mention of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mention {
    /// As written.
    pub text: String,
    /// In which field.
    pub field: TextField,
    /// Index into `images`, where `field` is `caption`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<usize>,
    /// Where.
    pub span: Span,
}

/// A person, organisation or place with all its mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// As fully as the article names it.
    pub name: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Where it is mentioned.
    pub mentions: Vec<Mention>,
    /// How often.
    pub count: usize,
}

/// A date that the story mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DateMention {
    /// As written: `July 20, 2012`.
    pub text: String,
    /// ISO 8601 to the precision: `2012-07-20`.
    pub value: String,
    /// How exactly.
    pub precision: Precision,
    /// In which field.
    pub field: TextField,
    /// Index into `images`, where `field` is `caption`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<usize>,
    /// Where.
    pub spans: Vec<Span>,
}

/// A correction that the story carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// Its words.
    pub text: String,
    /// `correction`, `clarification`, `update`, `editors-note`.
    pub kind: String,
}

/// What one member of a cluster is to the one it was linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// Nothing like it within the window.
    Original,
    /// (Nearly) all of the other's story and no news.
    Copy,
    /// Only a part of the other's story and no news.
    Excerpt,
    /// The same story taken further or put right.
    Revision,
}

impl Relation {
    /// The relation as written in the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::Original => "original",
            Relation::Copy => "copy",
            Relation::Excerpt => "excerpt",
            Relation::Revision => "revision",
        }
    }
}

/// Which stories it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cluster {
    /// Record id of the first member; never changes once given.
    pub id: String,
    /// What this record is to `of`.
    pub relation: Relation,
    /// Record id it was linked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    /// Which version of the same item this is, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
    /// It came too late: an older version of its item after a newer one, or a story after its kill.
    #[serde(default, skip_serializing_if = "is_false")]
    pub late: bool,
    /// For a kill: id of the record that it withdraws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancels: Option<String>,
    /// For a kill that names several stories: ids of the others that it withdraws.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cancels_also: Vec<String>,
    /// For a revision: what is different from `of`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Changes>,
}

/// What is different in a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
pub struct Changes {
    /// Figures that the older version does not have, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures_added: Vec<String>,
    /// Figures that only the older version has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures_removed: Vec<String>,
    /// Capitalised words, mostly of names, that the older version does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names_added: Vec<String>,
    /// Capitalised words that only the older version has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names_removed: Vec<String>,
    /// How many paragraphs are new or have other words.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paragraphs_added: usize,
    /// How many paragraphs of the older version are gone or have other words.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paragraphs_removed: usize,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// How much there is of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
pub struct Counts {
    /// Words in `text`.
    pub words: usize,
    /// Sentences in `text`.
    pub sentences: usize,
    /// Story paragraphs.
    pub paragraphs: usize,
    /// Quotations.
    pub quotes: usize,
}

/// blake3 hashes, hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
pub struct Hashes {
    /// Of the bytes as delivered.
    pub raw: String,
    /// Of the normalised story text.
    pub text: String,
}

/// What may be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
pub struct Rights {
    /// Copyright line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    /// Usage terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_terms: Option<String>,
    /// Whether the page is free to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<bool>,
}

/// Something a user should know about this record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// Stable code: `charset-lied`, `date-in-future`.
    pub code: String,
    /// What was found.
    pub message: String,
}

impl Warning {
    /// A warning with its message.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Warning { code: code.to_owned(), message: message.into() }
    }
}

/// The code of the warning that a list of the record was cut.
pub const LISTS_CAPPED: &str = "lists-capped";

/// Cuts a list of a record at `most` entries (`limits.list_entries`), and says so: one warning names all such fields.
pub fn cap<T>(list: &mut Vec<T>, field: &str, most: usize, warnings: &mut Vec<Warning>) {
    if list.len() <= most {
        return;
    }
    list.truncate(most);
    note_capped(field, most, warnings);
}

/// Says that a field was cut at `most` entries.
pub fn note_capped(field: &str, most: usize, warnings: &mut Vec<Warning>) {
    let told = |fields: &str| format!("{fields}: only {most} entries are kept (limits.list_entries)");
    let Some(warning) = warnings.iter_mut().find(|w| w.code == LISTS_CAPPED) else {
        warnings.push(Warning::new(LISTS_CAPPED, told(field)));
        return;
    };
    if let Some((fields, _)) = warning.message.split_once(": ")
        && !fields.split(", ").any(|f| f == field)
    {
        warning.message = told(&format!("{fields}, {field}"));
    }
}

/// Whether a field is among those that were cut.
#[must_use]
pub fn is_capped(field: &str, warnings: &[Warning]) -> bool {
    let mut capped =
        warnings.iter().filter(|w| w.code == LISTS_CAPPED).filter_map(|w| w.message.split_once(": "));
    capped.any(|(fields, _)| fields.split(", ").any(|f| f == field))
}

/// One story as it leaves the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[schemars(title = "wiredesk record")]
pub struct Record {
    /// `wiredesk/1`.
    pub schema: String,
    /// Stable: the same input always gets the same id. The message id everywhere.
    pub id: String,
    /// Article, duplicate or cancel.
    pub kind: Kind,
    /// Where it came from.
    pub source: Source,
    /// Address as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Address without tracking parameters, fragment, AMP and mobile forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<String>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Publisher>,
    /// Headline without update tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// Other headlines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headline_alt: Vec<String>,
    /// Slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// `UPDATE 2`, `CORRECTED`, `1st Ld-Writethru`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_tag: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// Where and when it was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// First publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Dated>,
    /// Last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<Dated>,
    /// Not to be used before: RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embargo_until: Option<String>,
    /// Whether it may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The delivery's own version or sequence of `source.item`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_version: Option<String>,
    /// BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language_confidence: Option<f64>,
    /// Section of the publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Genre.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genre: Option<String>,
    /// 1 (flash) to 9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<u8>,
    /// Keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Subjects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
    /// Description or first text paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The story only: story paragraphs joined by blank lines, list items by one newline. NFC.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Everything in reading order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<BodyBlock>,
    /// Pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
    /// Links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Agencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<Agency>,
    /// Who said what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Quote>,
    /// People, organisations, places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    /// Dates that the story mentions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates_mentioned: Vec<DateMention>,
    /// Corrections that the story carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// Which stories it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Cluster>,
    /// How much there is of it.
    pub counts: Counts,
    /// Hashes.
    pub hashes: Hashes,
    /// 1; `reprocess` writes the same id with the next generation.
    pub generation: u32,
    /// What may be done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// Where each extracted field was found.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub provenance: BTreeMap<String, String>,
    /// What a user should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// `wiredesk 0.1.0`.
    pub extractor: String,
}
