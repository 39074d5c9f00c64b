//! From the bytes of a part to its text, by the label that its sender gave, however oddly it is written.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders};

use crate::decode::charset::{self, Transcript};
use crate::model::{Charset, Hints};

/// How a part says that its text is written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) charset: Option<String>,
    /// RFC 3676: lines that end with a space go on in the next.
    pub(super) flowed: bool,
    /// Of these, the space goes.
    pub(super) delsp: bool,
}

pub(super) fn of(part: &MessagePart<'_>) -> Label {
    let Some(kind) = part.content_type() else { return Label::default() };
    let attribute = |name: &str| kind.attribute(name).unwrap_or_default().to_ascii_lowercase();
    // `charset="iso-8859-1;format=flowed"`: the rest of the line, taken into the quotation marks
    let charset = attribute("charset");
    let says = |words: &str| charset.replace([' ', '"'], "").contains(words);
    Label {
        charset: bare(&charset),
        flowed: attribute("format").trim() == "flowed" || says("format=flowed"),
        delsp: attribute("delsp").trim() == "yes" || says("delsp=yes"),
    }
}

/// `"utf-8"`, `3Dutf-8`, `iso-8859-1;format=flowed` without what does not belong to it.
fn bare(label: &str) -> Option<String> {
    let label = label.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let label = label.strip_prefix("3d").unwrap_or(label);
    let end = label
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+')))
        .unwrap_or(label.len());
    label.get(..end).filter(|l| !l.is_empty()).map(str::to_owned)
}

/// The text of a part.
pub(super) fn read<'m>(
    message: &'m Message<'_>,
    part: &'m MessagePart<'_>,
    label: &Label,
    hints: &Hints,
) -> Transcript<'m> {
    let raw =
        message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let bytes: Option<Cow<'m, [u8]>> = match part.encoding {
        Encoding::None => Some(Cow::Borrowed(raw)),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).map(Cow::Owned),
        Encoding::Base64 => base64_decode(raw).map(Cow::Owned),
    };
    match bytes {
        Some(Cow::Borrowed(bytes)) => text(bytes, label.charset.as_deref(), hints),
        Some(Cow::Owned(bytes)) => owned(text(&bytes, label.charset.as_deref(), hints)),
        None => owned(text(part.contents(), Some("utf-8"), hints)),
    }
}

fn owned(transcript: Transcript<'_>) -> Transcript<'static> {
    let Transcript { text, warning, charset } = transcript;
    Transcript { text: Cow::Owned(text.into_owned()), warning, charset }
}

/// The text of bytes under a label. Charsets that only mail has (UTF-7) are read as the mail library reads them.
pub(super) fn text<'b>(bytes: &'b [u8], label: Option<&str>, hints: &Hints) -> Transcript<'b> {
    let of_mail = label
        .filter(|l| charset::is_unknown(l))
        .and_then(|l| charset_decoder(l.as_bytes()))
        .map(|decode| decode(bytes))
        .filter(|text| !text.contains(char::REPLACEMENT_CHARACTER));
    match of_mail {
        Some(text) => Transcript {
            text: Cow::Owned(text),
            warning: None,
            charset: Charset { name: "of mail", by: "declared, and known to mail alone" },
        },
        None => charset::labelled(bytes, label, hints),
    }
}

/// Plain text without the line breaks that its sender's program put in, and without the program's quoting.
pub(super) fn unflowed(text: &str, label: &Label) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let words = line.get(depth..).unwrap_or_default();
        // a line that would begin with a space, `From ` or `>` was stuffed with one
        let words = words.strip_prefix(' ').unwrap_or(words);
        let is_signature = words == "-- ";
        match open {
            Some(before) if before == depth && !is_signature => {}
            Some(_) => out.push('\n'),
            None => {}
        }
        if open != Some(depth) || is_signature {
            out.extend(std::iter::repeat_n("> ", depth));
        }
        let is_soft = words.ends_with(' ') && !is_signature;
        out.push_str(if is_soft && label.delsp { words.strip_suffix(' ').unwrap_or(words) } else { words });
        open = is_soft.then_some(depth);
        if !is_soft {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_however_they_are_written() {
        let check =
            |label: &str, expected: Option<&str>| assert_eq!(bare(label).as_deref(), expected, "{label}");
        check("iso-8859-1;format=flowed", Some("iso-8859-1"));
        check("'utf-8'", Some("utf-8"));
        check("3Dutf-8".to_lowercase().as_str(), Some("utf-8"));
        check("windows-1252 (Western)", Some("windows-1252"));
        check("", None);
    }

    #[test]
    fn soft_line_ends_go() {
        let check = |text: &str, delsp: bool, expected: &str| {
            let label = Label { delsp, flowed: true, ..Label::default() };
            assert_eq!(unflowed(text, &label), expected, "{text:?}");
        };
        check("The gate \nis shut.\n\nIt opens \nsoon.\n", false, "The gate is shut.\n\nIt opens soon.\n");
        check("Der Ha \nfen ist zu.\n", true, "Der Hafen ist zu.\n");
        check("A line.\n-- \nRuth\n", false, "A line.\n-- \nRuth\n");
        check("> one \n> two\nthree\n", false, "> one two\nthree\n");
        check(" From the quay\n", false, "From the quay\n");
        check("open \n-- \nRuth\n", false, "open \n-- \nRuth\n");
    }
}
