//! The list of formats: a new one is one file and one entry here, which says how it is told, who reads it and who
//! finds what it says about its fields. What they are told by is said in words too: `explain`
//! and docs/formats.md take it from here.

use super::claims::{in_headers, in_json, in_page, in_xml};
use super::reading::{About, Claims, Format, How, Outcome, Reading, Sheet};
use super::{agency, bundle, email, feed, html, json, sitemap, text, vendor_xml};

const fn format(
    about: (&'static str, &'static str, &'static str),
    how: How,
    claims: Option<Claims>,
) -> Format {
    let (name, what, sign) = about;
    Format { about: About { name, what, sign }, how, claims }
}

const fn text_format(
    about: (&'static str, &'static str, &'static str),
    recognise: fn(&str) -> bool,
    decode: fn(&mut Reading<'_>, &Sheet<'_>) -> Outcome,
    claims: Option<Claims>,
) -> Format {
    format(about, How::Text { recognise, decode }, claims)
}

/// Every format, in the order in which they are tried.
pub(super) const FORMATS: &[Format] = &[
    format(
        ("zip", "zip archive", "the bytes PK\\x03\\x04 at the beginning; no Office file"),
        How::Container { recognise: bundle::zip::recognise, packed: true, walk: bundle::zip::walk },
        None,
    ),
    format(
        ("gzip", "gzip stream", "the bytes 1F 8B 08 at the beginning"),
        How::Compressed { recognise: bundle::gzip::recognise, open: bundle::gzip::open },
        None,
    ),
    format(
        ("zstd", "zstd stream", "the bytes 28 B5 2F FD at the beginning"),
        How::Compressed { recognise: bundle::zstd::recognise, open: bundle::zstd::open },
        None,
    ),
    format(
        ("tar", "tar archive", "`ustar` at byte 257"),
        How::Container { recognise: bundle::tar::recognise, packed: false, walk: bundle::tar::walk },
        None,
    ),
    format(
        ("warc", "WARC or ARC of a crawler", "`WARC/` or `filedesc://` at the beginning, also in gzip"),
        How::Container { recognise: bundle::warc::recognise, packed: false, walk: bundle::warc::walk },
        None,
    ),
    format(
        ("mbox", "mailbox", "a line `From ` with headers after it"),
        How::Container { recognise: bundle::mbox::recognise, packed: false, walk: bundle::mbox::walk },
        None,
    ),
    format(
        ("email", "letter with MIME parts", "header lines, of which several are such as only mail has"),
        How::Bytes { recognise: email::recognise, decode: email::decode },
        Some(in_headers),
    ),
    text_format(
        (
            "iptc7901",
            "IPTC 7901 agency text",
            "SOH, the letters and figures of a source, later STX; or that line, and keywords between strokes or the day at the end, without control characters",
        ),
        agency::iptc7901::recognise,
        agency::iptc7901::decode,
        None,
    ),
    text_format(
        (
            "anpa1312",
            "ANPA 1312 agency text, and Kyodo's",
            "SOH with a service line, a second line with a control character DC1 to DC4, STX",
        ),
        agency::anpa::recognise,
        agency::anpa::decode,
        None,
    ),
    text_format(
        ("zczc", "telex copy from ZCZC to NNNN", "a line that begins with ZCZC"),
        agency::zczc::recognise,
        agency::zczc::decode,
        None,
    ),
    text_format(
        ("newsml-g2", "NewsML-G2", "outermost element newsMessage, newsItem, packageItem or a kin"),
        agency::newsml_g2::recognise,
        agency::newsml_g2::decode,
        Some(in_xml),
    ),
    text_format(
        ("newsml-1", "NewsML 1", "outermost element NewsML"),
        agency::newsml1::recognise,
        agency::newsml1::decode,
        Some(in_xml),
    ),
    text_format(
        ("nitf", "NITF", "outermost element nitf"),
        agency::nitf::recognise,
        agency::nitf::decode,
        Some(in_xml),
    ),
    text_format(
        ("feed", "RSS, RDF and Atom feeds", "outermost element rss, RDF, feed or channel"),
        feed::recognise,
        feed::decode,
        Some(in_xml),
    ),
    text_format(
        ("news-sitemap", "news sitemap", "outermost element urlset or sitemapindex"),
        sitemap::recognise,
        sitemap::decode,
        Some(in_xml),
    ),
    format(
        ("xml", "XML of a vendor", "an XML declaration, or a first element that HTML does not know"),
        How::Mapped {
            recognise: vendor_xml::recognise,
            decode: vendor_xml::decode,
            mapped: vendor_xml::named_by,
            decode_mapped: vendor_xml::decode_mapped,
        },
        Some(in_xml),
    ),
    text_format(
        ("html", "web page", "a doctype, or a tag that only pages have near the beginning"),
        html::recognise,
        html::decode,
        Some(in_page),
    ),
    format(
        ("jsonl", "JSON Lines: one article a line", "several lines, the first of which is an object"),
        How::Lines {
            recognise: json::recognise_lines,
            decode: json::decode_lines,
            decode_line: json::decode_line,
        },
        Some(in_json),
    ),
    text_format(
        ("json", "one JSON article, or a list of them", "a brace or bracket, and what follows it in JSON"),
        json::recognise,
        json::decode,
        Some(in_json),
    ),
    text_format(("text", "plain text", "no other format"), |_| true, text::decode, None),
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
