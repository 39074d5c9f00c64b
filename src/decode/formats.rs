//! The list of formats: a new one is one file and one entry here. What they are told by is said in words too: `explain`
//! and docs/formats.md take it from here.

use super::reading::{Outcome, Place, Reading, Sheet};
use super::{agency, bundle, email, feed, html, json, sitemap, text, vendor_xml};

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

/// A format that is told from the bytes as they came.
pub(super) struct Bundle {
    pub(super) recognise: fn(&[u8]) -> bool,
    pub(super) decode: fn(&mut Reading<'_>, &[u8], &Place) -> Outcome,
}

/// A format that is told from its text, once that is UTF-8.
pub(super) struct TextFormat {
    pub(super) recognise: fn(&str) -> bool,
    pub(super) decode: fn(&mut Reading<'_>, &Sheet<'_>) -> Outcome,
}

/// How a format is told and read.
pub(super) enum How {
    Bytes(Bundle),
    Text(TextFormat),
}

/// One format.
pub(super) struct Format {
    pub(super) about: About,
    pub(super) how: How,
}

const fn text_format(
    about: (&'static str, &'static str, &'static str),
    recognise: fn(&str) -> bool,
    decode: fn(&mut Reading<'_>, &Sheet<'_>) -> Outcome,
) -> Format {
    let (name, what, sign) = about;
    Format { about: About { name, what, sign }, how: How::Text(TextFormat { recognise, decode }) }
}

const fn byte_format(
    about: (&'static str, &'static str, &'static str),
    recognise: fn(&[u8]) -> bool,
    decode: fn(&mut Reading<'_>, &[u8], &Place) -> Outcome,
) -> Format {
    let (name, what, sign) = about;
    Format { about: About { name, what, sign }, how: How::Bytes(Bundle { recognise, decode }) }
}

/// Every format, in the order in which they are tried.
pub(super) const FORMATS: &[Format] = &[
    byte_format(
        ("zip", "zip archive", "the bytes PK\\x03\\x04 at the beginning; no Office file"),
        bundle::zip::recognise,
        bundle::zip::decode,
    ),
    byte_format(
        ("gzip", "gzip stream", "the bytes 1F 8B 08 at the beginning"),
        bundle::gzip::recognise,
        bundle::gzip::decode,
    ),
    byte_format(
        ("zstd", "zstd stream", "the bytes 28 B5 2F FD at the beginning"),
        bundle::zstd::recognise,
        bundle::zstd::decode,
    ),
    byte_format(("tar", "tar archive", "`ustar` at byte 257"), bundle::tar::recognise, bundle::tar::decode),
    byte_format(
        ("warc", "WARC or ARC of a crawler", "`WARC/` or `filedesc://` at the beginning, also in gzip"),
        bundle::warc::recognise,
        bundle::warc::decode,
    ),
    byte_format(
        ("mbox", "mailbox", "a line `From ` with headers after it"),
        bundle::mbox::recognise,
        bundle::mbox::decode,
    ),
    byte_format(
        ("email", "letter with MIME parts", "header lines, of which several are such as only mail has"),
        email::recognise,
        email::decode,
    ),
    text_format(
        ("iptc7901", "IPTC 7901 agency text", "SOH, the letters and figures of a source, later STX"),
        agency::iptc7901::recognise,
        agency::iptc7901::decode,
    ),
    text_format(
        (
            "anpa1312",
            "ANPA 1312 agency text, and Kyodo's",
            "SOH with a service line, a second line with a control character DC1 to DC4, STX",
        ),
        agency::anpa::recognise,
        agency::anpa::decode,
    ),
    text_format(
        ("zczc", "telex copy from ZCZC to NNNN", "a line that begins with ZCZC"),
        agency::zczc::recognise,
        agency::zczc::decode,
    ),
    text_format(
        ("newsml-g2", "NewsML-G2", "outermost element newsMessage, newsItem, packageItem or a kin"),
        agency::newsml_g2::recognise,
        agency::newsml_g2::decode,
    ),
    text_format(
        ("newsml-1", "NewsML 1", "outermost element NewsML"),
        agency::newsml1::recognise,
        agency::newsml1::decode,
    ),
    text_format(("nitf", "NITF", "outermost element nitf"), agency::nitf::recognise, agency::nitf::decode),
    text_format(
        ("feed", "RSS, RDF and Atom feeds", "outermost element rss, RDF, feed or channel"),
        feed::recognise,
        feed::decode,
    ),
    text_format(
        ("news-sitemap", "news sitemap", "outermost element urlset or sitemapindex"),
        sitemap::recognise,
        sitemap::decode,
    ),
    text_format(
        ("xml", "XML of a vendor", "an XML declaration, or a first element that HTML does not know"),
        vendor_xml::recognise,
        vendor_xml::decode,
    ),
    text_format(
        ("html", "web page", "a doctype, or a tag that only pages have near the beginning"),
        html::recognise,
        html::decode,
    ),
    text_format(
        ("jsonl", "JSON Lines: one article a line", "several lines, the first of which is an object"),
        json::recognise_lines,
        json::decode_lines,
    ),
    text_format(
        ("json", "one JSON article, or a list of them", "a brace or bracket, and what follows it in JSON"),
        json::recognise,
        json::decode,
    ),
    text_format(("text", "plain text", "no other format"), |_| true, text::decode),
];

/// What a format is called more exactly, once it is read: the name in `source.format`.
pub(super) const DIALECTS: &[About] = &[
    About { name: "rss", what: "RSS 0.9x or 2.0", sign: "element rss or channel" },
    About { name: "rdf", what: "RSS 1.0", sign: "element RDF" },
    About { name: "atom", what: "Atom", sign: "element feed" },
    About { name: "json-feed", what: "JSON Feed", sign: "`version` names jsonfeed.org" },
    About {
        name: "ninjs",
        what: "ninjs of the IPTC",
        sign: "an identity and two members that only ninjs has",
    },
    About {
        name: "ap-media-api",
        what: "AP Media API",
        sign: "ninjs with `altids.itemid` or an address at the API",
    },
    About { name: "json-ld", what: "JSON-LD", sign: "`@type` or `@graph` of schema.org" },
];

/// The formats that can be read, in the order in which they are tried.
pub fn formats() -> impl Iterator<Item = About> {
    FORMATS.iter().map(|format| format.about)
}

/// What formats are called more exactly, once they are read.
pub fn dialects() -> &'static [About] {
    DIALECTS
}
