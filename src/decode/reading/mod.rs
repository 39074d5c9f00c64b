//! What formats are given to read with, and what they give.
//!
//! [`Walk`] takes containers apart into [`Raw`] members; [`Reading`] makes documents of them. Both are handed the table
//! of formats and know none by name: formats know this folder, and nothing here knows them.

use std::ops::ControlFlow;

use crate::model::{Charset, Claim, Document, Fault, FaultCode, Hints, TextLimits, VendorXml, Warning};
pub(super) use document::{Reading, nothing_inside};
pub use raw::Raw;
pub(super) use rooms::FREE_EXPANSION;
pub(super) use stream::{CHUNK, Gap, Got, Limited, Source, Stop, Stream};
pub(super) use walk::{Tally, Walk, beginning, lines_format, utf8_prefix};

mod document;
mod gaps;
mod raw;
mod rooms;
mod stream;
mod walk;

/// What a decoder yields, in reading order.
#[derive(Debug)]
pub enum Piece {
    /// A story, with the bytes it was read from: `None` for all bytes of the arrival, else the member's.
    Document(Box<Document>, Option<Vec<u8>>),
    /// A member that could not be read.
    Refused {
        /// Which member of the bundle.
        member: String,
        /// Its bytes.
        bytes: Vec<u8>,
        /// Why.
        fault: Fault,
    },
}

/// What a reading is told beside the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// What delivery knows.
    pub hints: &'a Hints,
    /// What it may cost.
    pub limits: &'a TextLimits,
    /// What the user says about XML of vendors.
    pub vendors: &'a [VendorXml],
    /// Whether documents leave with their trail: by which formats, and everything the content says about a field.
    pub explain: bool,
}

/// What a decoder returns: whether to go on, or why the whole could not be read.
pub(super) type Outcome = Result<ControlFlow<()>, Fault>;

/// Go on.
pub(super) const GO_ON: Outcome = Ok(ControlFlow::Continue(()));

/// Who asked wants no more: whoever hears it reads nothing further and says the same to whoever called.
pub(super) const STOP: Outcome = Ok(ControlFlow::Break(()));

/// What is known about a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Its name: what `source.format` says, but where a format has `DIALECTS`.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// By what it is told from all others.
    pub sign: &'static str,
}

/// One format: a line of the table.
pub(super) struct Format {
    /// Its name, and what people should know.
    pub(super) about: About,
    /// How it is told and read.
    pub(super) how: How,
    /// Everything that its content says about the fields of the record, for whoever asks; not every format has names
    /// for its fields.
    pub(super) claims: Option<Claims>,
}

/// Finds what a text says about the fields of its record.
pub(super) type Claims = fn(&str, &Sheet<'_>, &Hints) -> Vec<Claim>;

/// How a format is told and read.
pub(super) enum How {
    /// Holds members, and is told from its first bytes.
    Container {
        recognise: fn(&[u8]) -> bool,
        /// Whether its members are packed one by one: they count when they are unpacked, their container's bytes do not.
        packed: bool,
        walk: for<'s> fn(&mut Walk<'_>, &mut Stream<'s>, &Place) -> Outcome,
    },
    /// Is another form of one stream: no level of its own, what is in it keeps the name.
    Compressed {
        recognise: fn(&[u8]) -> bool,
        open: for<'a, 's> fn(&'a mut Stream<'s>) -> Box<dyn Source + 'a>,
    },
    /// One document with its bytes as they came.
    Bytes { recognise: fn(&[u8]) -> bool, decode: fn(&mut Reading<'_>, &[u8], &Place) -> Outcome },
    /// One text, once it is UTF-8.
    Text { recognise: fn(&str) -> bool, decode: fn(&mut Reading<'_>, &Sheet<'_>) -> Outcome },
    /// One text, read as the user says where that is said, and else by the names that are usual.
    Mapped {
        recognise: fn(&str) -> bool,
        decode: fn(&mut Reading<'_>, &Sheet<'_>) -> Outcome,
        mapped: for<'v> fn(&'v [VendorXml], &str) -> Option<&'v VendorXml>,
        decode_mapped: fn(&mut Reading<'_>, &Sheet<'_>, &VendorXml) -> Outcome,
    },
    /// Many documents, one a line: read line by line where it is long.
    Lines {
        recognise: fn(&str) -> bool,
        decode: fn(&mut Reading<'_>, &Sheet<'_>) -> Outcome,
        decode_line: fn(&mut Reading<'_>, &Sheet<'_>, usize) -> Outcome,
    },
}

impl Format {
    /// Whether bytes begin as this format does, one that holds others.
    pub(super) fn holds(&self, head: &[u8]) -> bool {
        match &self.how {
            How::Container { recognise, .. } | How::Compressed { recognise, .. } => recognise(head),
            How::Bytes { .. } | How::Text { .. } | How::Mapped { .. } | How::Lines { .. } => false,
        }
    }

    /// Whether bytes begin as this format does, one that is a document by its bytes.
    pub(super) fn is_letter(&self, head: &[u8]) -> bool {
        matches!(self.how, How::Bytes { recognise, .. } if recognise(head))
    }

    /// Whether a text is of this format.
    pub(super) fn is_of(&self, text: &str) -> bool {
        match &self.how {
            How::Text { recognise, .. } | How::Mapped { recognise, .. } | How::Lines { recognise, .. } => {
                recognise(text)
            }
            How::Container { .. } | How::Compressed { .. } | How::Bytes { .. } => false,
        }
    }
}

/// Where in the arrival something stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// The path of members down to here; `None` is the arrival itself.
    pub(super) member: Option<String>,
    /// How many bundles stand around it.
    pub(super) depth: usize,
    /// What the bundle knows about it.
    pub(super) origin: Origin,
}

/// What a bundle knows about a member: where a crawler took it from.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// Address.
    pub(super) url: Option<String>,
    /// `Content-Type` as answered.
    pub(super) content_type: Option<String>,
    /// When it was taken.
    pub(super) at: Option<String>,
}

impl Place {
    /// The path of a member of this place.
    pub(super) fn member_path(&self, name: &str) -> String {
        match &self.member {
            Some(outer) => format!("{outer}!/{name}"),
            None => name.to_owned(),
        }
    }

    /// The place of a member of this place.
    pub(super) fn member(&self, name: &str, origin: Origin) -> Place {
        Place { member: Some(self.member_path(name)), depth: self.depth + 1, origin }
    }

    /// # Errors
    /// [`FaultCode::TooDeep`] if a bundle at this place would be nested deeper than allowed.
    pub(super) fn may_hold_others(&self, limits: &TextLimits) -> Result<(), Fault> {
        if self.depth < limits.nesting {
            return Ok(());
        }
        let message = format!("a bundle inside {} others: limits.nesting allows no more", self.depth);
        Err(Fault::new(FaultCode::TooDeep, message))
    }
}

/// One text to be read: an arrival, or a member of one.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// Its text in UTF-8, without a byte order mark.
    pub(super) text: &'a str,
    /// Its bytes as delivered.
    pub(super) raw: &'a [u8],
    /// Where it stands.
    pub(super) place: &'a Place,
    /// What was noticed about its charset.
    pub(super) warning: Option<Warning>,
    /// How its bytes became text; `None` where each part says it itself.
    pub(super) charset: Option<Charset>,
}

impl Sheet<'_> {
    /// The address it was taken from: where redirects ended.
    pub(super) fn url<'h>(&'h self, hints: &'h Hints) -> Option<&'h str> {
        let delivered = hints.final_url.as_deref().or(hints.url.as_deref());
        self.place.origin.url.as_deref().or(delivered)
    }

    /// When it was taken from there, if a crawler or we ourselves did that.
    pub(super) fn taken_at<'h>(&'h self, hints: &'h Hints) -> Option<&'h str> {
        let fetched = matches!(hints.source_type, "feed" | "sitemap" | "urls") && hints.url.is_some();
        self.place.origin.at.as_deref().or_else(|| fetched.then_some(hints.received_at.as_str()))
    }
}

/// The fault of something that is longer than a document may be.
fn too_large(size: u64, limits: &TextLimits) -> Fault {
    let message = format!("{size} bytes: limits.document_bytes allows {}", limits.document_bytes);
    Fault::new(FaultCode::TooLarge, message)
}
