//! XML of a vendor whose fields the user has pointed to.
//!
//! A path that leads nowhere leaves its field unknown, as any absent field; where the path of the text leads nowhere, the
//! record says so in a warning, for then the vendor has changed something.

use super::path::follow;
use crate::decode::agency;
use crate::decode::html::fragment;
use crate::decode::json::value::split_words;
use crate::decode::reading::{GO_ON, Outcome, Reading, STOP, Sheet};
use crate::decode::xml::{self, Id, Xml};
use crate::model::{
    Byline, DateClaim, Document, Fault, FaultCode, Found, Image, Status, TextLimits, VendorField, VendorXml,
    Warning,
};

/// The table whose outermost element this is.
pub(in crate::decode) fn named_by<'v>(vendors: &'v [VendorXml], text: &str) -> Option<&'v VendorXml> {
    if vendors.is_empty() {
        return None;
    }
    let root = xml::root_name(text)?;
    vendors.iter().find(|vendor| vendor.root == root)
}

pub(in crate::decode) fn decode_mapped(
    reading: &mut Reading<'_>,
    sheet: &Sheet<'_>,
    vendor: &VendorXml,
) -> Outcome {
    let xml = Xml::parse_whole(sheet.text)?;
    let root = xml.root().unwrap_or(0);
    let Some(path) = &vendor.story else {
        let document = read(&xml, root, vendor, reading.limits)?;
        return reading.story(sheet, document);
    };
    let stories = follow(&xml, root, path).map(|(ids, _)| ids).unwrap_or_default();
    match stories.as_slice() {
        [] => {
            let message =
                format!("xml.{}.story: {path} leads to no element of <{}>", vendor.name, vendor.root);
            Err(Fault::new(FaultCode::NoText, message))
        }
        [story] => {
            let document = read(&xml, *story, vendor, reading.limits)?;
            reading.story(sheet, document)
        }
        stories => {
            for (n, story) in stories.iter().enumerate() {
                let bytes = sheet.text.get(xml.source(*story)).unwrap_or_default();
                let document = read(&xml, *story, vendor, reading.limits);
                if reading.item(sheet, &(n + 1).to_string(), bytes.as_bytes(), document)?.is_break() {
                    return STOP;
                }
            }
            GO_ON
        }
    }
}

fn read(xml: &Xml, story: Id, vendor: &VendorXml, limits: &TextLimits) -> Result<Document, Fault> {
    let place = Place { xml, story, vendor };
    let mut document = Document {
        format: "xml",
        item: place.line(VendorField::Item).map(|f| f.value),
        version: place.line(VendorField::Version).map(|f| f.value),
        headline: place.plain(VendorField::Headline),
        lead: place.plain(VendorField::Lead),
        slug: place.line(VendorField::Slug),
        bylines: place.bylines(),
        dateline: place.line(VendorField::Dateline),
        published: place.date(VendorField::Published),
        modified: place.date(VendorField::Modified),
        embargo_until: place.date(VendorField::EmbargoUntil),
        status: place.status(),
        language: place.line(VendorField::Language),
        section: place.line(VendorField::Section),
        genre: place.line(VendorField::Genre),
        urgency: place
            .line(VendorField::Urgency)
            .and_then(|f| Some(Found::new(agency::urgency(&f.value)?, f.from))),
        keywords: place.all(VendorField::Keywords).iter().flat_map(|f| split_words(&f.value)).collect(),
        subjects: place.all(VendorField::Subjects).into_iter().map(|f| f.value).collect(),
        publisher: place.line(VendorField::Publisher),
        credits: place.line(VendorField::Credit).into_iter().collect(),
        url: place.line(VendorField::Url).filter(|u| u.value.contains("://")),
        rights: agency::rights(
            place.line(VendorField::Copyright).map(|f| f.value),
            place.line(VendorField::UsageTerms).map(|f| f.value),
        ),
        ..Document::default()
    };
    for note in place.all(VendorField::Note) {
        agency::push_note(&mut document, Some(note.value));
    }
    place.text(&mut document, limits)?;
    agency::embargoes::read(&mut document, xml, story);
    place.images(&mut document);
    Ok(document)
}

/// One story of a vendor.
struct Place<'a> {
    xml: &'a Xml,
    story: Id,
    vendor: &'a VendorXml,
}

impl Place<'_> {
    /// Everything a field's path leads to, each as one line, with the way that led there.
    fn all(&self, field: VendorField) -> Vec<Found<String>> {
        let Some((ids, branch)) = self.vendor.path(field).and_then(|p| follow(self.xml, self.story, p))
        else {
            return Vec::new();
        };
        let read = |id: Id| match &branch.attribute {
            Some(name) => self.xml.attribute(id, name).map(str::to_owned),
            None => self.xml.line(id),
        };
        let from = branch.to_string();
        ids.into_iter().filter_map(read).map(|value| Found::new(value, from.clone())).collect()
    }

    fn line(&self, field: VendorField) -> Option<Found<String>> {
        self.all(field).into_iter().next()
    }

    /// A line without the markup that some vendors put into it.
    fn plain(&self, field: VendorField) -> Option<Found<String>> {
        self.line(field).map(|f| Found::new(fragment::line(&f.value), f.from)).filter(|f| !f.value.is_empty())
    }

    fn date(&self, field: VendorField) -> Option<Found<DateClaim>> {
        self.line(field).map(|f| Found::new(DateClaim { raw: f.value }, f.from))
    }

    fn bylines(&self) -> Vec<Found<Byline>> {
        let byline = |f: Found<String>| Found::new(Byline { raw: f.value, ..Byline::default() }, f.from);
        self.all(VendorField::Authors).into_iter().map(byline).collect()
    }

    fn status(&self) -> Option<Found<Status>> {
        let Found { value, from } = self.line(VendorField::Canceled)?;
        let is_yes = ["true", "1", "yes", "y"].iter().any(|yes| value.eq_ignore_ascii_case(yes));
        let status = if is_yes { Some(Status::Canceled) } else { agency::status(&value) };
        status.map(|status| Found::new(status, from))
    }

    fn text(&self, document: &mut Document, limits: &TextLimits) -> Result<(), Fault> {
        let Some(path) = self.vendor.path(VendorField::Text) else { return Ok(()) };
        let Some((ids, branch)) = follow(self.xml, self.story, path) else {
            let (name, root) = (&self.vendor.name, &self.vendor.root);
            let message = format!("xml.{name}.text: {path} leads to no element of this <{root}>");
            document.warnings.push(Warning::new("text-not-found", message));
            return Ok(());
        };
        for id in ids {
            match branch.attribute.as_ref().and_then(|name| self.xml.attribute(id, name)) {
                Some(text) => {
                    document.blocks.extend(crate::decode::text::blocks(text, limits.paragraphs));
                }
                None => agency::read_unknown_body(document, self.xml, id, &[], limits)?,
            }
            if document.blocks.len() > limits.paragraphs {
                break;
            }
        }
        Ok(())
    }

    fn images(&self, document: &mut Document) {
        let mut captions = self.all(VendorField::Caption).into_iter();
        for url in self.all(VendorField::Image) {
            let caption = captions.next().map(|c| c.value);
            document.images.push(Image { url: Some(url.value), caption, ..Image::default() });
        }
        let rest = captions.map(|c| Image { caption: Some(c.value), ..Image::default() });
        document.images.extend(rest);
    }
}
