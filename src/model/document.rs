//! A document as a decoder hands it over: what the format says about itself, nothing cleaned or judged yet.

use std::borrow::Cow;

use super::record::{AuthorRole, BlockKind, Image, Link, Rights, Status, Warning};

/// A value and where it was found (`json-ld`, `og`, `rule:first-line`): the entry for `provenance`.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was found.
    pub from: Cow<'static, str>,
}

impl<T> Found<T> {
    /// A value with its origin.
    pub fn new(value: T, from: impl Into<Cow<'static, str>>) -> Self {
        Found { value, from: from.into() }
    }
}

/// A date as it was written; `normalise` reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct DateClaim {
    /// The string of the format: `2014-03-04T06:00:01Z`, `Tue, 4 Mar 2014 06:00:01 +0000`, `March 4, 2014`.
    pub raw: String,
}

/// An author as the format gives them: a name that may still hold "By", several people, or a role.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Byline {
    /// The line or name.
    pub raw: String,
    /// Role or job title, where the format keeps it apart (`byttl`, `jobTitle`).
    pub title: Option<String>,
    /// Organisation, where the format keeps it apart.
    pub organization: Option<String>,
    /// What they did, where the format says that: who took the picture, who edited or helped.
    pub role: Option<AuthorRole>,
    /// Whether the format says that it is a house (a desk, an agency, the publication itself) and no person.
    pub is_house: bool,
}

/// How the bytes became text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset {
    /// Its name as the WHATWG writes it: `UTF-8`, `windows-1252`.
    pub name: &'static str,
    /// What decided: `byte order mark`, `valid UTF-8`, `declared`, `detected`, ...
    pub by: &'static str,
}

/// Something that the content says about a field, whether it was taken or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Field of the record.
    pub field: &'static str,
    /// Where it stands, as exactly as its format names places: `meta og:title`, `hl1`, `headlines[main]`.
    pub place: String,
    /// As written.
    pub value: String,
}

/// How a document was read: only kept where someone asks (`explain`).
#[derive(Debug, Clone, Default)]
pub struct Trail {
    /// The formats by which it was read, the outermost first: `gzip`, `tar`, `html`.
    pub formats: Vec<&'static str>,
    /// How its bytes became text; `None` where each part says it itself (e-mail).
    pub charset: Option<Charset>,
    /// Everything that the content says about the fields of the record, in the order of the content.
    pub claims: Vec<Claim>,
}

/// One paragraph or comparable piece in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    /// What the format says it is; `None` leaves the judgement to `normalise`.
    pub kind: Option<BlockKind>,
    /// Its text; inner line breaks are `\n`.
    pub text: String,
}

impl Block {
    /// A block whose kind the format does not say.
    pub fn unknown(text: impl Into<String>) -> Self {
        Block { kind: None, text: text.into() }
    }

    /// A block whose kind the format says.
    pub fn of(kind: BlockKind, text: impl Into<String>) -> Self {
        Block { kind: Some(kind), text: text.into() }
    }
}

/// What a decoder yields for one story.
///
/// Every field is optional: absent means that the format did not say.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The recognised format: `text`, `json`, `jsonl`, `html`, ...
    pub format: &'static str,
    /// Which member of a bundle it is: an archive path, or the line number in a JSON Lines file.
    pub member: Option<String>,
    /// The delivery's own id (guid, NewsItemId, a JSON object's `id`).
    pub item: Option<String>,
    /// The delivery's own version of that item.
    pub version: Option<String>,
    /// Address the story was taken from.
    pub url: Option<Found<String>>,
    /// Address the story names as its own.
    pub canonical_url: Option<Found<String>>,
    /// Name of the publisher.
    pub publisher: Option<Found<String>>,
    /// An address of the publisher's own pages, where the format says one.
    pub publisher_site: Option<String>,
    /// Headline.
    pub headline: Option<Found<String>>,
    /// Other headlines.
    pub headline_alt: Vec<String>,
    /// Slug.
    pub slug: Option<Found<String>>,
    /// `UPDATE 2`, `1st Ld-Writethru`, where the format keeps it apart.
    pub update_tag: Option<Found<String>>,
    /// Authors.
    pub bylines: Vec<Found<Byline>>,
    /// Dateline, where the format keeps it apart.
    pub dateline: Option<Found<String>>,
    /// First publication.
    pub published: Option<Found<DateClaim>>,
    /// Last change.
    pub modified: Option<Found<DateClaim>>,
    /// Not to be used before.
    pub embargo_until: Option<Found<DateClaim>>,
    /// Whether the story may be used.
    pub status: Option<Found<Status>>,
    /// BCP 47 tag as the format claims it: a hint.
    pub language: Option<Found<String>>,
    /// Section of the publication.
    pub section: Option<Found<String>>,
    /// Genre.
    pub genre: Option<Found<String>>,
    /// Urgency, 1 (flash) to 9.
    pub urgency: Option<Found<u8>>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Subjects (codes or names).
    pub subjects: Vec<String>,
    /// Summary or standfirst.
    pub lead: Option<Found<String>>,
    /// Paragraphs in reading order.
    pub blocks: Vec<Block>,
    /// Pictures.
    pub images: Vec<Image>,
    /// Links.
    pub links: Vec<Link>,
    /// Names of agencies that the format credits as origin (`infoSource`, `creditline`).
    pub credits: Vec<Found<String>>,
    /// Rights.
    pub rights: Option<Rights>,
    /// What was noticed on the way.
    pub warnings: Vec<Warning>,
    /// How it was read, where that was asked for.
    pub trail: Option<Box<Trail>>,
}

impl Document {
    /// Whether it takes back an item that it names: there need be no text for that.
    #[must_use]
    pub fn takes_back_item(&self) -> bool {
        let canceled = self.status.as_ref().is_some_and(|status| status.value == Status::Canceled);
        canceled && self.item.as_ref().is_some_and(|item| !item.trim().is_empty())
    }
}
