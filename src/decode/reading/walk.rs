//! The way through a container: its members are handed on as bytes, one by one, and what cannot be read is refused alone.
//!
//! Promises: no member is held that is larger than a document may be, whatever the container's size; containers inside
//! are read as streams too, within their own limits. After damaged bytes reading goes on with what stands behind them;
//! their beginning is handed on as a refusal.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::gaps::Gaps;
use super::raw::{Raw, What};
use super::rooms::{Level, Metered, Rooms};
use super::stream::{CHUNK, Gap, Got, Source, Stop, Stream};
use super::{Format, GO_ON, How, Origin, Outcome, Place, Request, STOP, document, too_large};
use crate::decode::charset;
use crate::model::{Charset, Fault, FaultCode, Hints, TextLimits, Warning};

/// How many refusals wait for the first member that can be read: without one the whole is refused.
const MOST_PENDING: usize = 16;

/// The hash of all bytes of an arrival, as long as they are read from front to back.
pub(in crate::decode) type Tally = Rc<RefCell<Option<blake3::Hasher>>>;

/// The state of taking one container apart.
pub(in crate::decode) struct Walk<'a> {
    /// What it may cost.
    pub(in crate::decode) limits: &'a TextLimits,
    hints: &'a Hints,
    table: &'static [Format],
    emit: &'a mut dyn FnMut(Raw) -> ControlFlow<()>,
    formats: Vec<&'static str>,
    rooms: Rooms,
    tally: Option<Tally>,
    emitted: usize,
    pending: Vec<Raw>,
    /// The beginning of what is being read, in case that it cannot be.
    kept: Vec<u8>,
}

/// What bytes are, by their beginning.
enum Kind {
    Holds(&'static Format),
    Lines(&'static Format),
    Document,
}

impl<'a> Walk<'a> {
    /// Through an arrival of this size.
    pub(in crate::decode) fn of_arrival(
        table: &'static [Format],
        request: &Request<'a>,
        size: Option<u64>,
        tally: Option<Tally>,
        emit: &'a mut dyn FnMut(Raw) -> ControlFlow<()>,
    ) -> Self {
        let rooms = Rooms::new(Level::of_arrival(size, request.limits));
        Walk { tally, ..Walk::inside(table, request, rooms, Vec::new(), emit) }
    }

    /// Through something inside a document.
    pub(super) fn inside(
        table: &'static [Format],
        request: &Request<'a>,
        rooms: Rooms,
        formats: Vec<&'static str>,
        emit: &'a mut dyn FnMut(Raw) -> ControlFlow<()>,
    ) -> Self {
        let Request { hints, limits, .. } = *request;
        Walk {
            limits,
            hints,
            table,
            emit,
            formats,
            rooms,
            tally: None,
            emitted: 0,
            pending: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// If the whole cannot be read, or nothing of it; what was handed on before stands.
    pub(in crate::decode) fn all(&mut self, stream: &mut Stream<'_>, place: &Place) -> Outcome {
        let outcome = self.read(stream, place, false)?;
        match self.pending.drain(..).next().map(|raw| raw.what) {
            Some(What::Refused(fault)) => Err(fault),
            _ => Ok(outcome),
        }
    }

    /// How much was handed on.
    pub(in crate::decode) fn emitted(&self) -> usize {
        self.emitted
    }

    /// Reads what stands at a place, whatever it is; `compressed`: what a compressed stream gives.
    fn read(&mut self, stream: &mut Stream<'_>, place: &Place, compressed: bool) -> Outcome {
        let mut gaps = Gaps::default();
        let kind = loop {
            match self.kind(stream, compressed) {
                // what came out of something damaged, and looks like nothing, says nothing about what follows
                Ok(Kind::Document) if compressed && stream.sound_ahead() == Some(0) => {
                    stream.advance(CHUNK);
                }
                Ok(kind) => break kind,
                Err(Stop::Gap(gap)) => gaps.add(*gap, MOST_PENDING),
                Err(stop) => return Err(self.fault("a stream", stop)),
            }
        };
        for gap in gaps.all() {
            if matches!(kind, Kind::Document) {
                return Err(self.fault("a stream", Stop::Gap(Box::new(gap))));
            }
            if self.damaged(place, gap)?.is_break() {
                return STOP;
            }
        }
        match kind {
            Kind::Holds(format) => self.open(format, stream, place, compressed),
            // what is longer than a document is not gathered before that is known
            Kind::Lines(format) if compressed || self.is_too_long(stream) => {
                self.lines(format, stream, place)
            }
            Kind::Lines(format) => self.whole(stream, place, compressed, Some(format)),
            Kind::Document => self.whole(stream, place, compressed, None),
        }
    }

    /// What a stream is, by what it gives at first.
    fn kind(&self, stream: &mut Stream<'_>, compressed: bool) -> Got<Kind> {
        stream.peek(CHUNK)?;
        let sound = stream.sound_ahead();
        let head = stream.peek(CHUNK)?;
        if let Some(format) = self.table.iter().find(|format| format.holds(head)) {
            return Ok(Kind::Holds(format));
        }
        // what comes compressed and is not plainly lines is read as one text, as far as it may be one
        let plainly = |text: &&str| !text.starts_with('\u{feff}');
        let text = match compressed {
            true => match sound {
                Some(0) => Some(utf8_prefix(head)),
                Some(sound) => utf8_cut_at_end(head.get(..sound).unwrap_or(head)),
                None => utf8_cut_at_end(head),
            }
            .filter(plainly),
            false if self.table.iter().any(|format| format.is_letter(head)) => None,
            false => Some(utf8_prefix(head)),
        };
        Ok(text.and_then(|text| lines_format(self.table, text)).map_or(Kind::Document, Kind::Lines))
    }

    /// Reads a container, or what a compressed stream gives.
    fn open(
        &mut self,
        format: &'static Format,
        stream: &mut Stream<'_>,
        place: &Place,
        compressed: bool,
    ) -> Outcome {
        place.may_hold_others(self.limits)?;
        if place.member.is_some() && !compressed {
            self.kept = stream.peek(CHUNK).map_or_else(|_| Vec::new(), <[u8]>::to_vec);
        }
        self.formats.push(format.about.name);
        let outcome = match &format.how {
            How::Container { walk, packed: false, .. } if place.member.is_some() && !compressed => {
                // what is in it was counted for those around it, not for itself
                let mut counted = Stream::new(self.rooms.meter_innermost(stream));
                walk(self, &mut counted, place)
            }
            How::Container { walk, .. } => walk(self, stream, place),
            How::Compressed { open, .. } => {
                let mut inner = Stream::eager(self.rooms.meter(open(stream)));
                let place = Place { depth: place.depth + 1, ..place.clone() };
                self.read(&mut inner, &place, true)
            }
            How::Bytes { .. } | How::Text { .. } | How::Mapped { .. } | How::Lines { .. } => GO_ON,
        };
        self.formats.pop();
        outcome
    }

    /// Reads a member; one that cannot be read is refused alone.
    ///
    /// # Errors
    /// A fault only where the containers around it cannot be read further.
    pub(in crate::decode) fn member(
        &mut self,
        outer: &Place,
        name: &str,
        stream: &mut Stream<'_>,
        origin: Origin,
    ) -> Outcome {
        self.packed_member(outer, name, Vec::new(), stream, origin)
    }

    /// [`Walk::member`], of which its beginning as it is packed is kept if nothing comes out of it.
    ///
    /// # Errors
    /// As [`Walk::member`].
    pub(in crate::decode) fn packed_member(
        &mut self,
        outer: &Place,
        name: &str,
        packed: Vec<u8>,
        stream: &mut Stream<'_>,
        origin: Origin,
    ) -> Outcome {
        self.rooms.count_member()?;
        let place = outer.member(name, origin);
        let before = self.emitted;
        self.rooms.open(self.limits);
        let around = std::mem::replace(&mut self.kept, packed);
        let outcome = self.read(stream, &place, false);
        self.rooms.close();
        let bytes = std::mem::replace(&mut self.kept, around);
        let fault = match outcome {
            Ok(ControlFlow::Continue(())) if self.emitted == before => document::nothing_inside(),
            Err(fault) => self.own(fault)?,
            outcome => return outcome,
        };
        Ok(self.pass(self.raw(place.member.clone(), place, bytes, What::Refused(fault))))
    }

    /// A fault that is a member's own.
    ///
    /// # Errors
    /// The fault, if the containers around it cannot be read further either.
    fn own(&self, fault: Fault) -> Result<Fault, Fault> {
        match self.rooms.spent() {
            Some(spent) => Err(spent),
            None if fault.code == FaultCode::Unreadable => Err(fault),
            None => Ok(fault),
        }
    }

    /// Refuses a member that could not even be taken out of its container.
    ///
    /// # Errors
    /// A fault only where the containers around it cannot be read further.
    pub(in crate::decode) fn refuse(
        &mut self,
        outer: &Place,
        name: &str,
        bytes: Vec<u8>,
        fault: Fault,
    ) -> Outcome {
        self.rooms.count_member()?;
        let fault = self.own(fault)?;
        let place = outer.member(name, outer.origin.clone());
        Ok(self.pass(self.raw(place.member.clone(), place, bytes, What::Refused(fault))))
    }

    /// Refuses what was passed over. Where nothing could be read before, the refusal waits for something that can.
    ///
    /// # Errors
    /// As [`Walk::refuse`].
    pub(in crate::decode) fn damaged(&mut self, outer: &Place, gap: Gap) -> Outcome {
        self.rooms.count_member()?;
        let Gap { at, size, kept, why, .. } = gap;
        let cut = if (kept.len() as u64) < size {
            format!(", the first {} are kept", kept.len())
        } else {
            String::new()
        };
        let message = match size {
            0 => why,
            _ => format!("{why}: {size} bytes from byte {at} on were passed over{cut}"),
        };
        let place = outer.member(&format!("damaged at byte {at}"), outer.origin.clone());
        let fault = Fault::new(FaultCode::Malformed, message);
        let raw = self.raw(place.member.clone(), place, kept, What::Refused(fault));
        if self.emitted > 0 {
            return Ok(self.pass(raw));
        }
        self.pending.push(raw);
        if self.pending.len() > MOST_PENDING {
            return Ok(self.pass_pending());
        }
        GO_ON
    }

    /// The fault of a stream that stops.
    pub(in crate::decode) fn fault(&self, what: &str, stop: Stop) -> Fault {
        let broken = |why| {
            Fault::new(FaultCode::Malformed, format!("expected {what} that can be read to its end: {why}"))
        };
        match stop {
            Stop::Spent => self.rooms.expands(),
            Stop::Unreadable(why) => Fault::new(FaultCode::Unreadable, why),
            Stop::Broken(why) => broken(why),
            Stop::Gap(gap) => broken(gap.why),
        }
    }

    /// Makes what is decompressed count.
    pub(in crate::decode) fn meter<S: Source>(&self, source: S) -> Metered<S> {
        self.rooms.meter(source)
    }

    /// Reads something that is no container by its beginning, as far as a document may go; `lines`: it may be many in
    /// lines.
    fn whole(
        &mut self,
        stream: &mut Stream<'_>,
        place: &Place,
        compressed: bool,
        lines: Option<&'static Format>,
    ) -> Outcome {
        let most = self.limits.document_bytes;
        let mut bytes = Vec::new();
        if let Err(stop) = stream.take(most as u64 + 1, &mut bytes) {
            if !bytes.is_empty() {
                self.kept = bytes;
            }
            let what = if compressed { "a compressed stream" } else { "a member" };
            return Err(self.fault(what, stop));
        }
        if bytes.len() <= most {
            return match lines {
                Some(format) => self.split(format, bytes, place),
                None => Ok(self.document(bytes, place)),
            };
        }
        if let Some(format) = lines_format(self.table, utf8_prefix(&bytes)) {
            stream.give_back(bytes);
            return self.lines(format, stream, place);
        }
        bytes.truncate(CHUNK);
        self.kept = bytes;
        if let (None, false, Some(size)) = (&place.member, compressed, stream.known_size()) {
            return Err(too_large(size, self.limits));
        }
        Err(self.too_long())
    }

    /// Reads all of a stream, as far as a document may go.
    ///
    /// # Errors
    /// If it goes further, or cannot be read: `bytes` is what is kept of it.
    pub(in crate::decode) fn take_document(
        &self,
        stream: &mut Stream<'_>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let most = self.limits.document_bytes;
        stream.take(most as u64 + 1, bytes).map_err(|stop| self.fault("a member", stop))?;
        if bytes.len() > most {
            bytes.truncate(CHUNK);
            return Err(self.too_long());
        }
        Ok(())
    }

    /// Whether a stream is known to be longer than a document may be.
    fn is_too_long(&self, stream: &Stream<'_>) -> bool {
        stream.known_size().is_some_and(|size| size > self.limits.document_bytes as u64)
    }

    fn too_long(&self) -> Fault {
        let message = format!(
            "more than {} bytes when decompressed: limits.document_bytes allows no more; its beginning is kept",
            self.limits.document_bytes
        );
        Fault::new(FaultCode::Expands, message)
    }

    /// Hands on a document.
    fn document(&mut self, bytes: Vec<u8>, place: &Place) -> ControlFlow<()> {
        let tally = self.tally.as_ref().filter(|_| place.member.is_none());
        let arrival = tally.and_then(|tally| tally.borrow().as_ref().map(blake3::Hasher::finalize));
        let raw = self.raw(place.member.clone(), place.clone(), bytes, What::Document);
        self.pass(Raw { arrival, ..raw })
    }

    /// Hands on the lines of a text that could be one document by its size: their charset is that of all together.
    fn split(&mut self, format: &'static Format, bytes: Vec<u8>, place: &Place) -> Outcome {
        let transcript = charset::transcribe(&bytes, &document::hints_at(place, self.hints));
        let chosen = lines_format(self.table, &transcript.text);
        if chosen.is_none_or(|chosen| chosen.about.name != format.about.name) {
            drop(transcript);
            return Ok(self.document(bytes, place));
        }
        let lines = transcript.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        for (n, line) in lines {
            let charset = Some((transcript.charset, transcript.warning.clone()));
            if self.line(format, place, n + 1, line.as_bytes().to_vec(), charset)?.is_break() {
                return STOP;
            }
        }
        GO_ON
    }

    /// Hands on lines as they are read, without their ends, as [`Walk::split`] does: a line is the same by either way.
    fn lines(&mut self, format: &'static Format, stream: &mut Stream<'_>, place: &Place) -> Outcome {
        let most = self.limits.document_bytes;
        if stream.peek(3).is_ok_and(|head| head == b"\xEF\xBB\xBF") {
            stream.advance(3);
        }
        let (mut number, mut line) = (0, Vec::new());
        loop {
            line.clear();
            let began = stream.place();
            let outcome = match stream.line(most, &mut line) {
                Ok(true) if line.is_empty() => return GO_ON,
                Ok(true) => {
                    number += 1;
                    line.truncate(without_end(&line).len());
                    match line.trim_ascii().is_empty() {
                        true => continue,
                        false => self.line(format, place, number, line.clone(), None)?,
                    }
                }
                Ok(false) => {
                    number += 1;
                    let skipped = stream.skip_line();
                    if self.refuse_long_line(place, number, &line)?.is_break() {
                        return STOP;
                    }
                    match skipped {
                        Ok(()) => continue,
                        Err(Stop::Gap(gap)) => self.damaged(place, *gap)?,
                        Err(stop) => return Err(self.fault("JSON Lines", stop)),
                    }
                }
                Err(Stop::Gap(gap)) => {
                    number += 1;
                    self.torn_line(place, number, &line, began, *gap)?
                }
                Err(stop) => return Err(self.fault("JSON Lines", stop)),
            };
            if outcome.is_break() {
                return Ok(outcome);
            }
        }
    }

    fn refuse_long_line(&mut self, place: &Place, number: usize, line: &[u8]) -> Outcome {
        let message = format!(
            "a line of more than {} bytes: limits.document_bytes allows no more; its beginning is kept",
            self.limits.document_bytes
        );
        let fault = Fault::new(FaultCode::TooLarge, message);
        self.refuse(place, &number.to_string(), beginning(line), fault)
    }

    /// A line that damage cuts off, if it began before that, and the damage.
    fn torn_line(&mut self, place: &Place, number: usize, line: &[u8], began: u64, gap: Gap) -> Outcome {
        if began < gap.began && !line.trim_ascii().is_empty() {
            let fault =
                Fault::new(FaultCode::Malformed, format!("cut off after {} bytes: {}", line.len(), gap.why));
            if self.refuse(place, &number.to_string(), beginning(line), fault)?.is_break() {
                return STOP;
            }
        }
        self.damaged(place, gap)
    }

    fn line(
        &mut self,
        format: &'static Format,
        place: &Place,
        number: usize,
        bytes: Vec<u8>,
        charset: Option<(Charset, Option<Warning>)>,
    ) -> Outcome {
        self.rooms.count_member()?;
        let member = Some(place.member_path(&number.to_string()));
        let mut raw = self.raw(member, place.clone(), bytes, What::Line { number, charset });
        raw.formats.push(format.about.name);
        Ok(self.pass(raw))
    }

    fn raw(&self, member: Option<String>, place: Place, bytes: Vec<u8>, what: What) -> Raw {
        Raw { member, place, formats: self.formats.clone(), bytes, what, arrival: None }
    }

    fn pass(&mut self, raw: Raw) -> ControlFlow<()> {
        if raw.member.is_some()
            && let Some(tally) = self.tally.take()
        {
            tally.replace(None);
        }
        self.pass_pending()?;
        self.emitted += 1;
        (self.emit)(raw)
    }

    fn pass_pending(&mut self) -> ControlFlow<()> {
        for raw in std::mem::take(&mut self.pending) {
            self.emitted += 1;
            (self.emit)(raw)?;
        }
        ControlFlow::Continue(())
    }
}

/// The beginning of something, as much as is kept of what is refused.
pub(in crate::decode) fn beginning(bytes: &[u8]) -> Vec<u8> {
    bytes.get(..CHUNK).unwrap_or(bytes).to_vec()
}

/// The format of many documents in lines, if a text is of that and no other comes first.
pub(in crate::decode) fn lines_format(table: &'static [Format], text: &str) -> Option<&'static Format> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let at = table.iter().position(|format| matches!(format.how, How::Lines { .. }) && format.is_of(text))?;
    let (before, rest) = table.split_at(at);
    rest.first().filter(|_| !before.iter().any(|format| format.is_of(text)))
}

/// What of the beginning is UTF-8.
pub(in crate::decode) fn utf8_prefix(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
    }
}

/// Bytes that are UTF-8 throughout, but for a character that their end cuts.
fn utf8_cut_at_end(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => Some(utf8_prefix(bytes)).filter(|_| error.error_len().is_none()),
    }
}

/// A line without `\n` or `\r\n`.
fn without_end(line: &[u8]) -> &[u8] {
    let Some(line) = line.strip_suffix(b"\n") else { return line };
    line.strip_suffix(b"\r").unwrap_or(line)
}
