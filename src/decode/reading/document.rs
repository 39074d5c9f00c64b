//! The reading of one arrival: where its pieces go, and what it may cost.
//!
//! Promises: no more members, depth, bytes or ratio than [`TextLimits`] allows; every document leaves with its
//! member path, its warnings and capped lists; a broken member is refused alone.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::raw::{Raw, What};
use super::rooms::{Level, Rooms, too_many};
use super::stream::{CHUNK, Stream};
use super::walk::{Walk, lines_format, utf8_prefix};
use super::{Format, GO_ON, How, Outcome, Piece, Place, Request, Sheet};
use crate::decode::{binary, charset, preamble};
use crate::model::{
    BlockKind, Charset, Claim, Document, Fault, FaultCode, Found, Hints, TextLimits, Trail, VendorXml,
    Warning, record,
};

/// The state of making documents of one arrival, or of one member.
pub(in crate::decode) struct Reading<'a> {
    /// What delivery knows.
    pub(in crate::decode) hints: &'a Hints,
    /// What it may cost.
    pub(in crate::decode) limits: &'a TextLimits,
    /// What the user says about XML of vendors.
    pub(in crate::decode) vendors: &'a [VendorXml],
    table: &'static [Format],
    /// The formats that are being read, the outermost first.
    formats: Vec<&'static str>,
    /// Whether documents leave with their trail.
    explain: bool,
    emit: &'a mut dyn FnMut(Piece) -> ControlFlow<()>,
    rooms: Rooms,
    members: usize,
    pieces: usize,
    /// Whether something was read that is whole and has no stories in it today.
    is_vacant: bool,
    /// Whether what is read was taken out of what arrived.
    taken_apart: bool,
}

impl<'a> Reading<'a> {
    /// Of an arrival of so many bytes.
    pub(in crate::decode) fn new(
        table: &'static [Format],
        size: usize,
        request: &Request<'a>,
        emit: &'a mut dyn FnMut(Piece) -> ControlFlow<()>,
    ) -> Self {
        let Request { hints, limits, vendors, explain } = *request;
        let rooms = Rooms::new(Level::of_arrival(Some(size as u64), limits));
        let formats = Vec::new();
        Reading {
            hints,
            limits,
            vendors,
            table,
            formats,
            explain,
            emit,
            rooms,
            members: 0,
            pieces: 0,
            is_vacant: false,
            taken_apart: false,
        }
    }

    /// Reads what a container was taken apart into, with limits of its own; a member that cannot be read is refused.
    ///
    /// # Errors
    /// Where it is no member but the arrival.
    pub(in crate::decode) fn raw(&mut self, raw: &Raw) -> Outcome {
        let size = Some(raw.bytes.len() as u64);
        let level = match raw.formats.is_empty() && raw.member.is_none() {
            true => Level::of_arrival(size, self.limits),
            false => Level::inside(size, self.limits),
        };
        let around = (
            std::mem::replace(&mut self.rooms, Rooms::new(level)),
            std::mem::replace(&mut self.formats, raw.formats.clone()),
            std::mem::take(&mut self.members),
        );
        let before = self.pieces;
        self.is_vacant = false;
        let outcome = match &raw.what {
            What::Document => self.read(&raw.bytes, &raw.place),
            What::Line { number, charset } => self.line(raw, *number, charset.as_ref()),
            What::Refused(fault) => Err(fault.clone()),
        };
        (self.rooms, self.formats, self.members) = around;
        let is_line = matches!(raw.what, What::Line { .. });
        let fault = match outcome {
            Ok(ControlFlow::Continue(())) if self.pieces == before && !is_line && !self.is_vacant => {
                nothing_inside()
            }
            Err(fault) => fault,
            outcome => return outcome,
        };
        match &raw.member {
            Some(member) => {
                let (member, bytes) = (member.clone(), raw.bytes.clone());
                Ok(self.pass_on(Piece::Refused { member, bytes, fault }))
            }
            None => Err(fault),
        }
    }

    /// Reads a line of a format that has a document in each.
    fn line(&mut self, raw: &Raw, number: usize, known: Option<&(Charset, Option<Warning>)>) -> Outcome {
        let decode_line = self.table.iter().find_map(|format| match format.how {
            How::Lines { decode_line, .. } if self.formats.last() == Some(&format.about.name) => {
                Some(decode_line)
            }
            _ => None,
        });
        let Some(decode_line) = decode_line else { return GO_ON };
        let (text, charset, warning) = match known {
            Some((charset, warning)) => (String::from_utf8_lossy(&raw.bytes), *charset, warning.clone()),
            None => {
                let transcript = charset::transcribe(&raw.bytes, self.hints);
                (transcript.text, transcript.charset, transcript.warning)
            }
        };
        if text.trim().is_empty() {
            return GO_ON;
        }
        let sheet =
            Sheet { text: &text, raw: &raw.bytes, place: &raw.place, warning, charset: Some(charset) };
        decode_line(self, &sheet, number)
    }

    /// Reads an arrival or a member of one: containers and letters by their bytes, everything else as text.
    pub(in crate::decode) fn read(&mut self, bytes: &[u8], place: &Place) -> Outcome {
        if self.table.iter().any(|format| format.holds(bytes)) {
            return self.unpack(bytes, place);
        }
        for Format { about, how, .. } in self.table {
            if let How::Bytes { recognise, decode } = how
                && recognise(bytes)
            {
                return self.as_format(about.name, |reading| decode(reading, bytes, place));
            }
        }
        if let Some(what) = binary::magic(bytes) {
            let message = format!("expected text or a known format, found {what}");
            return Err(Fault::new(FaultCode::Binary, message));
        }
        // what comes out of a compressed stream was looked at for lines there
        let is_arrival = place.member.is_none() && self.formats.is_empty() && !self.taken_apart;
        let head = bytes.get(..CHUNK).unwrap_or(bytes);
        let has_lines = || lines_format(self.table, utf8_prefix(head)).is_some();
        if bytes.len() > self.limits.document_bytes || (is_arrival && has_lines()) {
            return self.unpack(bytes, place);
        }
        let transcript = charset::transcribe(bytes, &hints_at(place, self.hints));
        if transcript.text.trim_start().is_empty() {
            return Err(Fault::new(FaultCode::Empty, "expected a story, found nothing but white space"));
        }
        let charset = Some(transcript.charset);
        let (text, passed_over) = preamble::pass_over(&transcript.text);
        let warning = transcript.warning.or(passed_over);
        let sheet = Sheet { text, raw: bytes, place, warning, charset };
        self.sheet(&sheet)
    }

    /// Reads a text: as the user says, else as the first format that knows it.
    fn sheet(&mut self, sheet: &Sheet<'_>) -> Outcome {
        for Format { about, how, .. } in self.table {
            if let How::Mapped { mapped, decode_mapped, .. } = how
                && let Some(vendor) = mapped(self.vendors, sheet.text)
            {
                return self.as_format(about.name, |reading| decode_mapped(reading, sheet, vendor));
            }
        }
        let Some(Format { about, how, .. }) = self.table.iter().find(|format| format.is_of(sheet.text))
        else {
            return Err(Fault::new(FaultCode::Binary, "expected text or a known format, found neither"));
        };
        match how {
            How::Text { decode, .. } | How::Lines { decode, .. } | How::Mapped { decode, .. } => {
                self.as_format(about.name, |reading| decode(reading, sheet))
            }
            How::Container { .. } | How::Compressed { .. } | How::Bytes { .. } => GO_ON,
        }
    }

    /// Takes a container apart that is held, and reads its members.
    fn unpack(&mut self, bytes: &[u8], place: &Place) -> Outcome {
        let Reading { hints, limits, vendors, table, explain, .. } = *self;
        let request = Request { hints, limits, vendors, explain };
        let (rooms, formats) = (self.rooms.clone(), self.formats.clone());
        let mut whole = None;
        self.taken_apart = true;
        let mut each = |raw: Raw| match self.raw(&raw) {
            Ok(flow) => flow,
            Err(fault) => {
                whole = Some(fault);
                ControlFlow::Break(())
            }
        };
        let outcome =
            Walk::inside(table, &request, rooms, formats, &mut each).all(&mut Stream::of(bytes), place);
        whole.map_or(outcome, Err)
    }

    /// Whether bytes begin as a letter does, or as something that holds others.
    pub(in crate::decode) fn is_bundle(&self, bytes: &[u8]) -> bool {
        self.table.iter().any(|format| format.holds(bytes) || format.is_letter(bytes))
    }

    /// Reads something as a format: whatever is handed over meanwhile was read by it.
    pub(in crate::decode) fn as_format(
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
        if !self.explain {
            return None;
        }
        let format = self.formats.last().and_then(|name| self.table.iter().find(|f| f.about.name == *name));
        let claims = format.and_then(|format| format.claims);
        let claims = claims.map(|claims| shown(claims(text, sheet, self.hints))).unwrap_or_default();
        Some(Box::new(Trail { formats: self.formats.clone(), charset: sheet.charset, claims }))
    }

    /// Hands over the one story of a sheet.
    ///
    /// # Errors
    /// [`FaultCode::NoText`] if there is nothing in it that a reader could read.
    pub(in crate::decode) fn story(&mut self, sheet: &Sheet<'_>, mut document: Document) -> Outcome {
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
    pub(in crate::decode) fn item(
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

    /// Refuses together what stands so deep in other items of a sheet that it is not read, if there is any.
    pub(in crate::decode) fn left_out(&mut self, sheet: &Sheet<'_>, number: usize, count: usize) -> Outcome {
        if count == 0 {
            return GO_ON;
        }
        let message = format!("{count} items stand so deep in other items that they are not read");
        self.item(sheet, &number.to_string(), b"", Err(Fault::new(FaultCode::TooDeep, message)))
    }

    /// Reads a member of a document; a member that cannot be read is refused alone.
    ///
    /// # Errors
    /// A fault only where there are more members than there may be.
    pub(in crate::decode) fn member(&mut self, outer: &Place, name: &str, bytes: &[u8]) -> Outcome {
        self.count_member()?;
        let place = outer.member(name, outer.origin.clone());
        let before = self.pieces;
        let fault = match self.read(bytes, &place) {
            Ok(ControlFlow::Continue(())) if self.pieces == before && !self.is_vacant => nothing_inside(),
            Err(fault) => fault,
            outcome => return outcome,
        };
        let member = place.member.unwrap_or_default();
        Ok(self.pass_on(Piece::Refused { member, bytes: bytes.to_vec(), fault }))
    }

    fn count_member(&mut self) -> Result<(), Fault> {
        self.members += 1;
        if self.members > self.limits.stories {
            return Err(too_many(self.limits.stories, "limits.stories"));
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

    /// Notes that something is whole and has no stories in it today: a feed without entries.
    pub(in crate::decode) fn nothing_today(&mut self) -> Outcome {
        self.is_vacant = true;
        GO_ON
    }

    /// Whether neither a piece was handed on nor anything found that has none today.
    pub(in crate::decode) fn found_nothing(&self) -> bool {
        self.pieces == 0 && !self.is_vacant
    }
}

/// What is known about something at a place: of a page from a crawl, only where that took it from.
pub(super) fn hints_at<'h>(place: &Place, hints: &'h Hints) -> Cow<'h, Hints> {
    if place.origin.url.is_none() {
        return Cow::Borrowed(hints);
    }
    let (url, content_type) = (place.origin.url.clone(), place.origin.content_type.clone());
    Cow::Owned(Hints { url, content_type, ..Hints::default() })
}

/// Most claims of one document, and the longest value kept, in characters.
const MOST_CLAIMS: usize = 200;
const LONGEST_CLAIM: usize = 300;

/// Claims as they are shown: values on one line, cut where they are long.
fn shown(mut claims: Vec<Claim>) -> Vec<Claim> {
    for claim in &mut claims {
        let line = claim.value.split_whitespace().collect::<Vec<_>>().join(" ");
        claim.value = match line.char_indices().nth(LONGEST_CLAIM) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        };
    }
    claims.retain(|claim| !claim.value.is_empty());
    claims.truncate(MOST_CLAIMS);
    claims
}

/// The fault of a bundle in which nothing is a story.
pub(in crate::decode) fn nothing_inside() -> Fault {
    Fault::new(FaultCode::NoText, "a bundle in which nothing is a story")
}

/// # Errors
/// [`FaultCode::NoText`] if there is neither headline, paragraph nor caption, and no item that is taken back.
pub(in crate::decode) fn require_text(document: &Document) -> Result<(), Fault> {
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
