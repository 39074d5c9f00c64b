//! The reading of one arrival: where its pieces go, and what it may cost.
//!
//! Promises: no more members, depth, bytes or ratio than [`TextLimits`] allows; every document leaves with its
//! member path, its warnings and capped lists; a broken member is refused alone.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::bundle::Short;
use super::{Piece, Request, claims};
use crate::model::{
    BlockKind, Charset, Document, Fault, FaultCode, Found, Hints, TextLimits, Trail, VendorXml, Warning,
    record,
};

/// What a decoder returns: whether to go on, or why the whole could not be read.
pub(super) type Outcome = Result<ControlFlow<()>, Fault>;

/// Go on.
pub(super) const GO_ON: Outcome = Ok(ControlFlow::Continue(()));

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
}

impl Place {
    /// The path of a member of this place.
    pub(super) fn member_path(&self, name: &str) -> String {
        match &self.member {
            Some(outer) => format!("{outer}!/{name}"),
            None => name.to_owned(),
        }
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
    /// The address it was taken from.
    pub(super) fn url<'h>(&'h self, hints: &'h Hints) -> Option<&'h str> {
        self.place.origin.url.as_deref().or(hints.url.as_deref())
    }
}

/// The state of reading one arrival.
pub(super) struct Reading<'a> {
    /// What delivery knows.
    pub(super) hints: &'a Hints,
    /// What it may cost.
    pub(super) limits: &'a TextLimits,
    /// What the user says about XML of vendors.
    pub(super) vendors: &'a [VendorXml],
    /// The formats that are being read, the outermost first.
    formats: Vec<&'static str>,
    /// Whether documents leave with their trail.
    explain: bool,
    emit: &'a mut dyn FnMut(Piece) -> ControlFlow<()>,
    room: Rc<Cell<u64>>,
    members: usize,
    pieces: usize,
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        bytes: &[u8],
        request: &Request<'a>,
        emit: &'a mut dyn FnMut(Piece) -> ControlFlow<()>,
    ) -> Self {
        let Request { hints, limits, vendors, explain } = *request;
        let by_ratio = (bytes.len() as u64).saturating_mul(limits.expansion_ratio).max(FREE_EXPANSION);
        let room = Rc::new(Cell::new(limits.expanded_bytes.min(by_ratio)));
        Reading { hints, limits, vendors, formats: Vec::new(), explain, emit, room, members: 0, pieces: 0 }
    }

    /// Reads something as a format: whatever is handed over meanwhile was read by it.
    pub(super) fn as_format(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Outcome,
    ) -> Outcome {
        self.formats.push(name);
        let outcome = read(self);
        self.formats.pop();
        outcome
    }

    /// How a document was read, if someone asks; `text` is what it was read from.
    fn trail(&self, sheet: &Sheet<'_>, text: &str) -> Option<Box<Trail>> {
        let claims = || claims::of(self.formats.last().copied().unwrap_or_default(), text, sheet, self.hints);
        self.explain.then(|| {
            Box::new(Trail { formats: self.formats.clone(), charset: sheet.charset, claims: claims() })
        })
    }

    /// Hands over the one story of a sheet.
    ///
    /// # Errors
    /// [`FaultCode::NoText`] if there is nothing in it that a reader could read.
    pub(super) fn story(&mut self, sheet: &Sheet<'_>, mut document: Document) -> Outcome {
        require_text(&document)?;
        document.member.clone_from(&sheet.place.member);
        let url = sheet.place.origin.url.as_ref().filter(|_| document.url.is_none());
        document.url = url.map(|u| Found::new(u.clone(), "warc")).or(document.url);
        document.warnings.extend(sheet.warning.clone());
        document.trail = self.trail(sheet, sheet.text);
        let bytes = sheet.place.member.is_some().then(|| sheet.raw.to_vec());
        Ok(self.hand_over(document, bytes))
    }

    /// Hands over one of several stories of a sheet; what cannot be read is refused alone.
    pub(super) fn item(
        &mut self,
        sheet: &Sheet<'_>,
        name: &str,
        bytes: &[u8],
        document: Result<Document, Fault>,
    ) -> Outcome {
        self.count_member()?;
        let member = sheet.place.member_path(name);
        let document = document.and_then(|document| require_text(&document).map(|()| document));
        match document {
            Ok(mut document) => {
                document.member = Some(member);
                document.warnings.extend(sheet.warning.clone());
                document.trail = self.trail(sheet, std::str::from_utf8(bytes).unwrap_or_default());
                Ok(self.hand_over(document, Some(bytes.to_vec())))
            }
            Err(fault) => Ok(self.pass_on(Piece::Refused { member, bytes: bytes.to_vec(), fault })),
        }
    }

    /// Reads a member of a bundle; a member that cannot be read is refused alone.
    ///
    /// # Errors
    /// A fault only where the limits of the whole arrival are spent.
    pub(super) fn member(&mut self, outer: &Place, name: &str, bytes: &[u8]) -> Outcome {
        self.member_from(outer, name, bytes, outer.origin.clone())
    }

    /// Reads a member of which the bundle knows where it comes from.
    ///
    /// # Errors
    /// As [`Reading::member`].
    pub(super) fn member_from(&mut self, outer: &Place, name: &str, bytes: &[u8], origin: Origin) -> Outcome {
        self.count_member()?;
        let place = Place { member: Some(outer.member_path(name)), depth: outer.depth + 1, origin };
        let before = self.pieces;
        let outcome = match super::read(self, bytes, &place) {
            Ok(ControlFlow::Continue(())) if self.pieces == before => Err(nothing_inside()),
            outcome => outcome,
        };
        match outcome {
            Err(fault) if self.is_spent(&fault) => Err(fault),
            Err(fault) => {
                let member = place.member.unwrap_or_default();
                Ok(self.pass_on(Piece::Refused { member, bytes: bytes.to_vec(), fault }))
            }
            outcome => outcome,
        }
    }

    /// Refuses a member that could not even be taken out of its bundle; ends the reading if its room is spent.
    ///
    /// # Errors
    /// A fault only where the limits of the whole arrival are spent.
    pub(super) fn refuse_or_end(&mut self, outer: &Place, name: &str, short: Short) -> Outcome {
        self.count_member()?;
        if self.is_spent(&short.fault) {
            return Err(short.fault);
        }
        Ok(self.pass_on(Piece::Refused {
            member: outer.member_path(name),
            bytes: short.bytes,
            fault: short.fault,
        }))
    }

    /// Whether a fault is about the whole arrival: nothing more can be read.
    fn is_spent(&self, fault: &Fault) -> bool {
        fault.code == FaultCode::TooManyMembers || (fault.code == FaultCode::Expands && self.room() == 0)
    }

    /// How many more bytes may come out of a decompressor.
    pub(super) fn room(&self) -> u64 {
        self.room.get()
    }

    /// The room as decompressors share it.
    pub(super) fn meter(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.room)
    }

    /// # Errors
    /// [`FaultCode::TooDeep`] if a bundle at this place would be nested deeper than allowed.
    pub(super) fn may_open(&self, place: &Place) -> Result<(), Fault> {
        if place.depth < self.limits.nesting {
            return Ok(());
        }
        let message = format!("a bundle inside {} others: limits.nesting allows no more", place.depth);
        Err(Fault::new(FaultCode::TooDeep, message))
    }

    fn count_member(&mut self) -> Result<(), Fault> {
        self.members += 1;
        if self.members > self.limits.members {
            let message = format!(
                "more than {} members: raise limits.members, or split the bundle",
                self.limits.members
            );
            return Err(Fault::new(FaultCode::TooManyMembers, message));
        }
        Ok(())
    }

    fn hand_over(&mut self, mut document: Document, bytes: Option<Vec<u8>>) -> ControlFlow<()> {
        tidy(&mut document);
        cap(&mut document, self.limits);
        self.pass_on(Piece::Document(Box::new(document), bytes))
    }

    fn pass_on(&mut self, piece: Piece) -> ControlFlow<()> {
        self.pieces += 1;
        (self.emit)(piece)
    }

    /// How many pieces were handed on.
    pub(super) fn pieces(&self) -> usize {
        self.pieces
    }
}

/// However small an arrival is, it may always expand to this many bytes: a ratio says nothing about small files.
const FREE_EXPANSION: u64 = 1 << 20;

/// The fault of a bundle in which nothing is a story.
pub(super) fn nothing_inside() -> Fault {
    Fault::new(FaultCode::NoText, "a bundle in which nothing is a story")
}

/// # Errors
/// [`FaultCode::NoText`] if there is neither headline, paragraph nor caption, and no item that is taken back.
pub(super) fn require_text(document: &Document) -> Result<(), Fault> {
    let readable = document.headline.is_some()
        || document.takes_back_item()
        || document.blocks.iter().any(|b| !b.text.is_empty())
        || document.images.iter().any(|i| i.caption.is_some());
    if readable {
        return Ok(());
    }
    let message =
        format!("readable as {}, but it holds no headline, no paragraph and no caption", document.format);
    Err(Fault::new(FaultCode::NoText, message))
}

/// What formats write twice: the headline once more above the text, a dash after a credit.
fn tidy(document: &mut Document) {
    let headline = document.headline.as_ref().map(|h| h.value.as_str());
    let first = document.blocks.iter().position(|b| b.kind != Some(BlockKind::Note));
    let repeated = first.filter(|n| {
        document
            .blocks
            .get(*n)
            .is_some_and(|b| b.kind == Some(BlockKind::Subhead) && Some(b.text.trim()) == headline)
    });
    if let Some(n) = repeated.filter(|_| document.blocks.len() > 1) {
        document.blocks.remove(n);
    }
    for credit in &mut document.credits {
        let end = credit.value.trim_end_matches([' ', '-', '–', '—', '/']).len();
        credit.value.truncate(end);
    }
    document.credits.retain(|c| !c.value.is_empty());
}

fn cap(document: &mut Document, limits: &TextLimits) {
    if document.blocks.len() > limits.paragraphs {
        document.blocks.truncate(limits.paragraphs);
        let message = format!("only the first {} paragraphs are kept", limits.paragraphs);
        document.warnings.push(Warning::new("paragraphs-capped", message));
    }
    let most = limits.list_entries;
    let warnings = &mut document.warnings;
    record::cap(&mut document.headline_alt, "headline_alt", most, warnings);
    record::cap(&mut document.bylines, "authors", most, warnings);
    record::cap(&mut document.keywords, "keywords", most, warnings);
    record::cap(&mut document.subjects, "subjects", most, warnings);
    record::cap(&mut document.images, "images", most, warnings);
    record::cap(&mut document.links, "links", most, warnings);
    document.credits.truncate(most);
    document.warnings.truncate(most);
}
