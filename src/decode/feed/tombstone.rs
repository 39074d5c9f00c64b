//! Tombstones of Atom (RFC 6721): what says that an entry is deleted takes it back.

use super::Channel;
use crate::decode::agency::push_note;
use crate::decode::html::fragment;
use crate::decode::xml::{Id, Xml};
use crate::model::{DateClaim, Document, Found, Status};

pub(super) const NAME: &str = "deleted-entry";

pub(super) fn all(xml: &Xml) -> impl Iterator<Item = Id> + '_ {
    let is_tombstone = |n: &Id| xml.name(*n) == NAME && matches!(xml.prefix(*n), "" | "at");
    xml.subtree(xml.root().unwrap_or(0)).skip(1).filter(is_tombstone)
}

/// The entry that it names is taken back, at its own time, for the reason that it gives.
pub(super) fn read(xml: &Xml, id: Id, channel: &Channel) -> Document {
    let mut document = Document {
        format: channel.format,
        item: xml.attribute(id, "ref").map(str::to_owned),
        status: Some(Found::new(Status::Canceled, NAME)),
        modified: xml
            .attribute(id, "when")
            .map(|when| Found::new(DateClaim { raw: when.to_owned() }, "when")),
        publisher: channel.title.as_deref().map(|title| Found::new(fragment::line(title), "channel")),
        ..Document::default()
    };
    let comment = xml.children(id).find(|c| xml.name(*c) == "comment").and_then(|c| xml.line(c));
    push_note(&mut document, comment.as_deref().map(fragment::line));
    document
}
