//! Header lines as their sender meant them: encoded words (RFC 2047) joined before they are decoded, since senders cut letters in
//! two between them; bytes beyond ASCII, which no header may hold, read as the body's charset or as what they are.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{HeaderName, Message};

use super::labels;
use crate::decode::charset;
use crate::model::Hints;

/// Longest header that is decoded here.
const LONGEST: usize = 64 * 1024;

/// How many places of plain words are tried for the next encoded one.
const MOST_TRIED: usize = 100;

/// The value of a header, decoded. `label`: the body's charset.
pub(super) fn value(
    message: &Message<'_>,
    name: &HeaderName<'_>,
    label: Option<&str>,
    hints: &Hints,
) -> Option<String> {
    let raw = raw(message, name)?;
    let line = decoded(raw, label, hints);
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// The name of the first sender, where the mail library could not be trusted with it: it holds encoded words or odd bytes.
pub(super) fn sender(message: &Message<'_>, label: Option<&str>, hints: &Hints) -> Option<String> {
    let raw = raw(message, &HeaderName::From)?;
    let odd = !raw.is_ascii() || memchr::memmem::find(raw, b"=?").is_some();
    let address = memchr::memchr(b'<', raw).filter(|_| odd)?;
    let name = decoded(raw.get(..address)?, label, hints);
    let name = name.trim().trim_matches('"').trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn raw<'m>(message: &'m Message<'_>, name: &HeaderName<'_>) -> Option<&'m [u8]> {
    let header = message.parts.first()?.headers.iter().rev().find(|h| h.name == *name)?;
    let raw = message.raw_message.get(header.offset_start as usize..header.offset_end as usize)?;
    (raw.len() <= LONGEST).then_some(raw)
}

/// Bytes of one charset that wait to be decoded together.
#[derive(Default)]
struct Waiting {
    label: Option<String>,
    bytes: Vec<u8>,
}

impl Waiting {
    fn flush(&mut self, line: &mut String, hints: &Hints) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            line.push_str(&labels::text(&bytes, self.label.take().as_deref(), hints).text);
        }
        self.label = None;
    }
}

fn decoded(raw: &[u8], label: Option<&str>, hints: &Hints) -> String {
    let mut line = String::with_capacity(raw.len());
    let mut waiting = Waiting::default();
    let mut rest = raw;
    while !rest.is_empty() {
        if let Some((word, after)) = Word::at_head(rest) {
            if waiting.label.as_deref().is_some_and(|l| !l.eq_ignore_ascii_case(&word.label)) {
                waiting.flush(&mut line, hints);
            }
            waiting.label = Some(word.label);
            waiting.bytes.extend(word.bytes);
            rest = after;
            // white space between two words is none
            let gap = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
            match rest.get(gap..) {
                Some(next) if gap > 0 && Word::at_head(next).is_some() => rest = next,
                _ => {}
            }
            continue;
        }
        waiting.flush(&mut line, hints);
        let words = memchr::memmem::find_iter(rest, b"=?");
        let is_word = |at: &usize| rest.get(*at..).is_some_and(|word| Word::at_head(word).is_some());
        let end = words.filter(|at| *at > 0).take(MOST_TRIED).find(is_word).unwrap_or(rest.len());
        let (plain, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        push_plain(&mut line, plain, label, hints);
        rest = after;
    }
    waiting.flush(&mut line, hints);
    line
}

/// Folded lines are one line; bytes beyond ASCII are the body's charset, if they can be.
fn push_plain(line: &mut String, plain: &[u8], label: Option<&str>, hints: &Hints) {
    let unfolded: Vec<u8> = plain.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    match std::str::from_utf8(&unfolded) {
        Ok(text) => line.push_str(text),
        Err(_) => line.push_str(&charset::labelled(&unfolded, label, hints).text),
    }
}

/// `=?utf-8?B?...?=`.
struct Word {
    label: String,
    bytes: Vec<u8>,
}

impl Word {
    fn at_head(rest: &[u8]) -> Option<(Word, &[u8])> {
        let inside = rest.strip_prefix(b"=?")?;
        let mut parts = inside.splitn(3, |b| *b == b'?');
        let (label, coding, tail) = (parts.next()?, parts.next()?, parts.next()?);
        let end = memchr::memmem::find(tail, b"?=")?;
        let (data, after) = (tail.get(..end)?, tail.get(end + 2..)?);
        // RFC 2231 names the language behind a star
        let label = label.split(|b| *b == b'*').next().and_then(|l| std::str::from_utf8(l).ok())?;
        let data: Vec<u8> = data.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
        let bytes = match coding {
            b"b" | b"B" => base64_decode(&data)?,
            b"q" | b"Q" => {
                let spaced: Vec<u8> = data.iter().map(|b| if *b == b'_' { b' ' } else { *b }).collect();
                quoted_printable_decode(&spaced)?
            }
            _ => return None,
        };
        (!label.is_empty() && label.len() <= 40).then(|| (Word { label: label.to_owned(), bytes }, after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &[u8], label: Option<&str>, expected: &str) {
        assert_eq!(decoded(raw, label, &Hints::default()).trim(), expected);
    }

    #[test]
    fn letters_cut_between_two_words_are_whole() {
        check(b"=?utf-8?B?R3LDtg==?= =?utf-8?B?w58=?=\r\n =?utf-8?B?ZQ==?=", None, "Größe");
        check(b"=?utf-8?B?R3LD?=\r\n\t=?UTF-8?B?tsOfZQ==?= am Quai", None, "Größe am Quai");
        check(b"=?utf-8?Q?Gr=C3?= =?utf-8?Q?=B6=C3=9Fe_am?= Quai", None, "Größe am Quai");
        check(b"=?iso-8859-1?Q?Gr=F6=DFe?= =?utf-8?B?IGFtIFF1YWk=?=", None, "Größe am Quai");
        check(b"=?ISO-2022-JP?B?GyRCOUEkLBsoQg==?=", None, "港が");
        check(b"=?utf-8*de?Q?Gr=C3=B6=C3=9Fe?=", None, "Größe");
    }

    #[test]
    fn odd_bytes_are_read_as_the_body_is() {
        check(b"Gr\xf6\xdfe", Some("iso-8859-1"), "Größe");
        check("Größe".as_bytes(), None, "Größe");
        check(b"\xcf\xee\xf0\xf2 \xee\xf2\xea\xf0\xfb\xf2", Some("windows-1251"), "Порт открыт");
    }

    #[test]
    fn what_is_no_word_stays() {
        check(b"a =? b ?= c", None, "a =? b ?= c");
        check(b"2 + 2 = 4", None, "2 + 2 = 4");
        check(b"=?utf-8?X?abc?=", None, "=?utf-8?X?abc?=");
    }
}
