//! The nouns: what passes between stages, and what comes out.
//!
//! No input or output, and no behaviour beyond each type's own invariants.
//! Nothing here imports another part of the crate.

pub mod arrival;
pub mod document;
pub mod fault;
pub mod head;
pub mod limits;
pub mod position;
pub mod quote;
pub mod record;
pub mod vendor_xml;

pub use arrival::{Hints, Place};
pub use document::{Block, Byline, Charset, Claim, DateClaim, Document, Found, Trail};
pub use fault::{Fault, FaultCode};
pub use head::Head;
pub use limits::TextLimits;
pub use position::Position;
pub use quote::{Cue, Quote, QuoteField, QuoteKind, Speaker, SpeakerType, Via};
pub use record::{
    Agency, AgencyRole, Author, AuthorRole, BlockKind, BodyBlock, Changes, Cluster, Correction, Counts,
    DateMention, Dated, Dateline, Entity, EntityType, Hashes, Image, Kind, Link, LinkRel, Mention, Precision,
    Publisher, Record, Relation, Rights, Source, Span, Status, TextField, Warning,
};
pub use vendor_xml::{Branch, ElementPath, Step, VendorField, VendorXml};
