//! From bytes to text, before any parser sees them.
//!
//! Promises: every byte string becomes text; the same bytes and the same declared label always become the same
//! text; a declaration that the bytes contradict is not followed but reported (`charset-lied`), and bytes that fit
//! no encoding are reported (`charset-damaged`). It does not repair text that was decoded wrongly before it came
//! here (mojibake): that is `normalise`.
//!
//! An unlabelled guess is held against the language that is found with it: see `judged`.
//!
//! Order: byte order mark; UTF-16 and UTF-32 by where their zero bytes stand; UTF-8 by validity; the declared
//! label (`Content-Type`, XML declaration, `<meta charset>`) where the bytes bear it out; detection by chardetng.

mod judged;
mod tables;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1254};

use crate::model::{Charset, Hints, Warning};

/// How many bytes at the head are searched for a declaration.
const DECLARATION_WINDOW: usize = 8 * 1024;
/// How many bytes the detector looks at.
const DETECTION_WINDOW: usize = 256 * 1024;
/// How many bytes are looked at to tell UTF-16 and UTF-32 without a byte order mark.
const ZERO_WINDOW: usize = 4 * 1024;

/// Text with what was noticed while decoding it.
#[derive(Debug)]
pub(super) struct Transcript<'a> {
    /// The text, without a byte order mark.
    pub(super) text: Cow<'a, str>,
    /// What the reader should know.
    pub(super) warning: Option<Warning>,
    /// Which it was, and what decided.
    pub(super) charset: Charset,
}

impl<'a> Transcript<'a> {
    fn new(text: Cow<'a, str>, encoding: &'static Encoding, by: &'static str) -> Self {
        Transcript { text, warning: None, charset: Charset { name: encoding.name(), by } }
    }
}

const MARK: &str = "byte order mark";
const ZEROS: &str = "where its zero bytes stand";
const DECLARED: &str = "declared, and the bytes bear it out";
const DETECTED: &str = "detected";
const VALID: &str = "all bytes are valid UTF-8";
const ASCII: &str = "all bytes are ASCII";
const JUDGED: &str = "the one that fits its language";
const STRAYS: &str = "UTF-8 but for a few bytes";

/// Reads `bytes` as text.
pub(super) fn transcribe<'a>(bytes: &'a [u8], hints: &Hints) -> Transcript<'a> {
    if let Some((text, name)) = by_byte_order_mark(bytes) {
        return Transcript { text, warning: None, charset: Charset { name, by: MARK } };
    }
    if let Some((text, name)) = by_zero_bytes(bytes) {
        return Transcript { text, warning: None, charset: Charset { name, by: ZEROS } };
    }
    let declared = || declared_label(bytes, hints);
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.is_ascii() => ascii(text, declared().as_deref()),
        Ok(text) => Transcript {
            warning: lie(declared().as_deref(), UTF_8),
            ..Transcript::new(Cow::Borrowed(text), UTF_8, VALID)
        },
        Err(_) => not_utf8(bytes, declared().as_deref(), hints),
    }
}

/// Reads bytes under the label that an envelope gives them (a letter's part, a header): it stands above what they say
/// themselves, wherever they bear it out.
pub(super) fn labelled<'a>(bytes: &'a [u8], label: Option<&str>, hints: &Hints) -> Transcript<'a> {
    let Some(label) = label.filter(|l| !is_unknown(l)) else {
        return transcribe(bytes, &Hints { content_type: None, url: hints.url.clone(), ..Hints::default() });
    };
    if by_byte_order_mark(bytes).is_some() || by_zero_bytes(bytes).is_some() {
        return transcribe(bytes, hints);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.is_ascii() => ascii(text, Some(label)),
        Ok(text) => Transcript {
            warning: lie(Some(label), UTF_8),
            ..Transcript::new(Cow::Borrowed(text), UTF_8, VALID)
        },
        Err(_) => not_utf8(bytes, Some(label), hints),
    }
}

/// Whether nothing is known by a label.
pub(super) fn is_unknown(label: &str) -> bool {
    Encoding::for_label(label.trim().as_bytes()).is_none()
}

fn by_byte_order_mark(bytes: &[u8]) -> Option<(Cow<'_, str>, &'static str)> {
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE\0\0") {
        return Some((utf32(rest, u32::from_le_bytes), "UTF-32LE"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\0\0\xFE\xFF") {
        return Some((utf32(rest, u32::from_be_bytes), "UTF-32BE"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF")
        && let Ok(text) = std::str::from_utf8(rest)
    {
        return Some((Cow::Borrowed(text), UTF_8.name()));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return Some((UTF_16LE.decode_without_bom_handling(rest).0, UTF_16LE.name()));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return Some((UTF_16BE.decode_without_bom_handling(rest).0, UTF_16BE.name()));
    }
    None
}

fn utf32<'a>(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Cow<'a, str> {
    let chars = bytes.as_chunks::<4>().0.iter();
    Cow::Owned(chars.map(|&c| char::from_u32(unit(c)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// UTF-16 or UTF-32 without a mark: the zero bytes of ASCII letters all stand in the same column.
fn by_zero_bytes(bytes: &[u8]) -> Option<(Cow<'_, str>, &'static str)> {
    let head = bytes.get(..ZERO_WINDOW).unwrap_or(bytes);
    memchr::memchr(0, head)?;
    let mut zeros = [0usize; 4];
    for (n, _) in head.iter().enumerate().filter(|(_, b)| **b == 0) {
        zeros[n % 4] += 1;
    }
    let quarter = (head.len() / 4).max(1);
    let most = |n: usize| n * 10 >= quarter * 9;
    let none = |n: usize| n * 50 <= quarter;
    let (text, name) = match zeros.map(|n| (most(n), none(n))) {
        [(_, true), (true, _), (true, _), (true, _)] => (utf32(bytes, u32::from_le_bytes), "UTF-32LE"),
        [(true, _), (true, _), (true, _), (_, true)] => (utf32(bytes, u32::from_be_bytes), "UTF-32BE"),
        [(_, true), (_, false), (_, true), (_, false)] => {
            (UTF_16LE.decode_without_bom_handling(bytes).0, UTF_16LE.name())
        }
        [(_, false), (_, true), (_, false), (_, true)] => {
            (UTF_16BE.decode_without_bom_handling(bytes).0, UTF_16BE.name())
        }
        _ => return None,
    };
    reads_like_text(&text).then_some((text, name))
}

/// Whether nearly all characters of the head are such as text is made of.
fn reads_like_text(text: &str) -> bool {
    let (mut seen, mut odd) = (0usize, 0usize);
    for c in text.chars().take(2048) {
        seen += 1;
        let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
        odd +=
            usize::from(control || c == char::REPLACEMENT_CHARACTER || matches!(c, '\u{e000}'..='\u{f8ff}'));
    }
    seen > 0 && odd * 50 <= seen
}

/// ASCII is the same in nearly all encodings; the exception writes Japanese with escape sequences.
fn ascii<'a>(text: &'a str, declared: Option<&str>) -> Transcript<'a> {
    let escaped = text.contains("\u{1b}$") || text.contains("\u{1b}(J");
    if escaped && declared.is_none_or(|label| label.to_ascii_lowercase().contains("2022")) {
        let japanese = encoding_rs::ISO_2022_JP;
        return Transcript::new(japanese.decode(text.as_bytes()).0, japanese, "its escape sequences");
    }
    Transcript::new(Cow::Borrowed(text), UTF_8, ASCII)
}

fn not_utf8<'a>(bytes: &'a [u8], declared: Option<&str>, hints: &Hints) -> Transcript<'a> {
    if nearly_utf8(bytes) {
        let warning =
            Warning::new("charset-damaged", "UTF-8 with bytes that are not: these were read as windows-1252");
        return Transcript {
            warning: Some(warning),
            ..Transcript::new(Cow::Owned(utf8_with_strays(bytes)), UTF_8, STRAYS)
        };
    }
    if let Some(encoding) = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        && encoding != UTF_8
    {
        let (text, _, broken) = encoding.decode(bytes);
        if encoding == WINDOWS_1252 && judged::is_turkish(bytes) {
            let turkish = WINDOWS_1254.decode_without_bom_handling(bytes).0;
            let warning = declared.map(|label| lied(label, WINDOWS_1254.name()));
            return Transcript { warning, ..Transcript::new(turkish, WINDOWS_1254, JUDGED) };
        }
        if !broken && (encoding != WINDOWS_1252 || !reads_like_another_script(&text)) {
            return Transcript::new(text, encoding, DECLARED);
        }
    }
    let found = detect(bytes, hints);
    if let Some(better) = judged::better(bytes, found) {
        let text = better.decode(bytes);
        let lied = declared.filter(|label| !is_unknown(label)).map(|label| lied(label, better.name()));
        let warning = lied.or_else(|| damaged(&text, better.name()));
        let charset = Charset { name: better.name(), by: JUDGED };
        return Transcript { text: Cow::Owned(text), warning, charset };
    }
    let text = found.decode(bytes).0;
    let warning = lie(declared, found).or_else(|| damaged(&text, found.name()));
    Transcript { warning, ..Transcript::new(text, found, DETECTED) }
}

/// Bytes that no character of the charset is written with: they stand as U+FFFD, or as controls that nothing prints.
fn damaged(text: &str, name: &str) -> Option<Warning> {
    let is_lost = |c: &char| {
        *c == char::REPLACEMENT_CHARACTER || matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}')
    };
    let lost = text.chars().filter(is_lost).count();
    (lost > 0).then(|| {
        Warning::new(
            "charset-damaged",
            format!("read as {name}, but {lost} of its bytes belong to no character of it"),
        )
    })
}

/// Whether the bytes are UTF-8 but for a few: a cut at the end, a line pasted from another encoding.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * 4 <= good
}

fn utf8_with_strays(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let cut_at_end = chunks.peek().is_none() && chunk.invalid().len() > 1;
        if !chunk.invalid().is_empty() && !cut_at_end {
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    text
}

/// Western text has its accented letters one at a time; another script read as Western has them in whole words.
fn reads_like_another_script(text: &str) -> bool {
    let (mut accented, mut in_runs, mut run) = (0usize, 0usize, 0usize);
    for c in text.chars().chain([' ']) {
        if matches!(c, '\u{c0}'..='\u{ff}') {
            run += 1;
            continue;
        }
        accented += run;
        in_runs += if run > 2 { run } else { 0 };
        run = 0;
    }
    accented > 8 && in_runs * 2 > accented
}

fn detect(bytes: &[u8], hints: &Hints) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..DETECTION_WINDOW).unwrap_or(bytes), bytes.len() <= DETECTION_WINDOW);
    let domain = hints.url.as_deref().and_then(top_level_domain);
    let guess = detector.guess(domain.as_deref().map(str::as_bytes), Utf8Detection::Deny);
    if guess.is_single_byte() || has_words_of_its_own(bytes, guess) { guess } else { WINDOWS_1252 }
}

/// Whether letters of a charset of several bytes stand beside each other, as in words: `5 µg` has one such pair of bytes.
fn has_words_of_its_own(bytes: &[u8], guess: &'static Encoding) -> bool {
    let text = guess.decode_without_bom_handling(bytes.get(..DETECTION_WINDOW).unwrap_or(bytes)).0;
    let mut chars = text.chars().peekable();
    let is_own = |c: char| c >= '\u{2e80}' && c != char::REPLACEMENT_CHARACTER;
    let escaped = guess == encoding_rs::ISO_2022_JP;
    escaped
        || std::iter::from_fn(|| chars.next().map(|c| (c, chars.peek().copied())))
            .any(|(c, next)| is_own(c) && next.is_some_and(is_own))
}

/// The last label of the host, where it is plain ASCII: chardetng panics on any other.
fn top_level_domain(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    let label = host.rsplit('.').next()?.to_ascii_lowercase();
    (!label.is_empty() && label.bytes().all(|b| b.is_ascii_lowercase())).then_some(label)
}

fn lie(declared: Option<&str>, found: &'static Encoding) -> Option<Warning> {
    let label = declared?;
    let claimed = Encoding::for_label(label.trim().as_bytes())?;
    (claimed != found).then(|| lied(label, found.name()))
}

fn lied(label: &str, found: &str) -> Warning {
    Warning::new("charset-lied", format!("declared as {}, but it is {found}", label.trim()))
}

/// The label that delivery or the head of the content names. Content stands above delivery.
fn declared_label(bytes: &[u8], hints: &Hints) -> Option<String> {
    declared_within(bytes).or_else(|| label_after(hints.content_type.as_deref()?.as_bytes(), b"charset"))
}

fn declared_within(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..DECLARATION_WINDOW).unwrap_or(bytes);
    let start = head.iter().position(|b| !b.is_ascii_whitespace())?;
    let head = head.get(start..)?;
    if head.first() != Some(&b'<') {
        return None;
    }
    if head.starts_with(b"<?xml") {
        let end = memchr::memmem::find(head, b"?>").unwrap_or(head.len());
        if let Some(label) = label_after(head.get(..end)?, b"encoding") {
            return Some(label);
        }
    }
    memchr::memmem::find_iter(head, b"charset").find_map(|at| {
        let before = head.get(..at)?;
        let tag = memchr::memrchr(b'<', before)?;
        let opens_meta = before.get(tag + 1..tag + 5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta"));
        if opens_meta { label_after(head.get(at..)?, b"charset") } else { None }
    })
}

/// The value after `key =`, with or without quotation marks.
fn label_after(bytes: &[u8], key: &[u8]) -> Option<String> {
    let at = bytes.windows(key.len()).position(|w| w.eq_ignore_ascii_case(key))?;
    let mut rest = bytes.get(at + key.len()..)?.trim_ascii_start();
    rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(b)).count();
    let label = std::str::from_utf8(rest.get(..length)?).ok()?;
    (!label.is_empty()).then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, text: &str, warning: Option<&str>) {
        let hints = Hints { content_type: content_type.map(str::to_owned), ..Hints::default() };
        let transcript = transcribe(bytes, &hints);
        assert_eq!(transcript.text, text);
        assert_eq!(transcript.warning.map(|w| w.code).as_deref(), warning, "{text}");
    }

    fn utf16le(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn byte_order_marks() {
        check(b"\xEF\xBB\xBFna\xC3\xAFve", None, "naïve", None);
        check(&[b"\xFF\xFE".as_slice(), &utf16le("Ein Süßer")].concat(), None, "Ein Süßer", None);
        let utf32: Vec<u8> = "\u{feff}Čas".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        check(&utf32, None, "Čas", None);
    }

    #[test]
    fn wide_encodings_without_a_mark() {
        let story = "The harbour was closed on Monday, the mayor said.\n".repeat(3);
        check(&utf16le(&story), None, &story, None);
        let big: Vec<u8> = story.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&big, None, &story, None);
        let wide: Vec<u8> = story.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        check(&wide, None, &story, None);
    }

    #[test]
    fn declarations_that_lie_are_not_followed() {
        check(
            "<meta charset=iso-8859-1>Müller".as_bytes(),
            None,
            "<meta charset=iso-8859-1>Müller",
            Some("charset-lied"),
        );
        check(
            "Müller".as_bytes(),
            Some("text/html; charset=\"windows-1252\""),
            "Müller",
            Some("charset-lied"),
        );
        let cyrillic = "Мэр города закрыл порт после шторма, сообщили в понедельник местные власти";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(cyrillic);
        check(&bytes, Some("text/plain; charset=iso-8859-1"), cyrillic, Some("charset-lied"));
        check(b"caf\xe9 au lait", Some("text/plain; charset=utf-8"), "café au lait", Some("charset-lied"));
    }

    #[test]
    fn declarations_that_hold_are_followed() {
        check(
            b"<?xml version='1.0' encoding='ISO-8859-2'?>\xb1",
            None,
            "<?xml version='1.0' encoding='ISO-8859-2'?>ą",
            None,
        );
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("首相は会見した");
        check(&bytes, Some("text/plain; charset=Shift_JIS"), "首相は会見した", None);
        check(b"\x1b$B<sAj\x1b(B", None, "首相", None);
    }

    #[test]
    fn a_few_stray_bytes_do_not_spoil_utf8() {
        let mut bytes = "Žluťoučký kůň pěl ďábelské ódy ".as_bytes().to_vec();
        bytes.extend(b"\x93quote\x94");
        check(&bytes, None, "Žluťoučký kůň pěl ďábelské ódy “quote”", Some("charset-damaged"));
        let cut = "Žluťoučký kůň — ".as_bytes();
        check(&cut[..cut.len() - 2], None, "Žluťoučký kůň ", Some("charset-damaged"));
    }

    /// Texts of several languages in the charsets that they came in, without a label.
    #[test]
    fn a_guess_is_held_against_its_language() {
        let hungarian = "Megnyílt a felújított könyvtár. Öt év után megújult a város könyvtára. A főigazgató szerint erre vártak húsz éve, és a gyűjtemény is bővült.";
        let russian = "В посёлке открылась новая школа. В посёлке Лесном открылась новая школа на триста мест. Мы ждали этого десять лет, сказала директор Анна Лебедева.";
        let german = "Das Hafenamt sperrt von Montag an für zwei Wochen das Nordtor, weil die Angeln erneuert werden. Käthe Groß bat um Geduld, die Fähre fährt später.";
        let french = "Le pont a été fermé après la tempête, a déclaré la préfète. Les élèves ont été évacués dès l'aube, à la demande de la mairie.";
        let polish = "Port został zamknięty po burzy, poinformował w poniedziałek rzecznik. Łodzie wrócą dopiero wtedy, gdy wiatr osłabnie, a część z nich jest zniszczona.";
        let check = |text: &str, bytes: &[u8]| {
            let read = transcribe(bytes, &Hints::default());
            assert_eq!(read.text, text, "{}", read.charset.name);
            assert!(read.warning.is_none(), "{:?}", read.warning);
        };
        check(hungarian, &encoding_rs::ISO_8859_2.encode(hungarian).0);
        check(hungarian, &encoding_rs::WINDOWS_1250.encode(hungarian).0);
        check(russian, &encoding_rs::X_MAC_CYRILLIC.encode(russian).0);
        check(russian, &encoding_rs::KOI8_R.encode(russian).0);
        check(russian, &encoding_rs::IBM866.encode(russian).0);
        check(german, &encoding_rs::MACINTOSH.encode(german).0);
        check(french, &encoding_rs::MACINTOSH.encode(french).0);
        check(french, &encoding_rs::WINDOWS_1252.encode(french).0);
        check(polish, &encoding_rs::ISO_8859_2.encode(polish).0);
        for (text, name) in [
            (german, "IBM850"),
            (german, "IBM437"),
            (french, "IBM850"),
            (hungarian, "IBM852"),
            (polish, "IBM852"),
        ] {
            let table = tables::TABLES.iter().find(|t| t.name == name).unwrap();
            let upper: Vec<char> = table.decode(&(0x80..=0xffu8).collect::<Vec<u8>>()).chars().collect();
            let byte = |c: char| {
                if c.is_ascii() { c as u8 } else { 0x80 + upper.iter().position(|u| *u == c).unwrap() as u8 }
            };
            check(text, &text.chars().map(byte).collect::<Vec<u8>>());
        }
    }

    #[test]
    fn foreign_names_change_nothing() {
        for text in [
            "El puerto reabrió el miércoles, dijo Käthe Groß, que dirige la oficina desde hace años.",
            "The café on the quay reopened, said François Müller, its owner, on Wednesday in the afternoon.",
            "Der Hafen ist wieder offen, sagte Zoë Peña am Mittwoch, während die Fähren fuhren.",
            "Škoda said on Monday that it would build cars in Halden. Škoda has built none there since 1990.",
            "Edvard Beneš, the minister, will visit the port on Monday. Mr Beneš last came in May. Beneš is 70.",
            "João Simões signed for Halden on Monday. João said he was glad, and so did Željko Simões of Porto.",
            "Škoda baut ab Montag Autos in Halden, sagte Edvard Beneš, der Chef, und Željko Šimun stimmte ihm zu.",
            "João Simões spielt ab Montag in Halden, sagte der Verein, und João freut sich darüber.",
            "Le ministre Edvard Beneš, que Škoda avait invité, a visité le port lundi avec Željko Šimun.",
        ] {
            let long =
                format!("{text} {}", "The company spoke of a good year and of its plants. ".repeat(60));
            for text in [text, long.as_str()] {
                let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
                assert_eq!(transcribe(&bytes, &Hints::default()).text, text);
            }
        }
    }

    #[test]
    fn lost_bytes_are_told() {
        let transcript =
            transcribe(b"The caf\xe9 was shut \x81 on Monday, said the owner \x8d of it.", &Hints::default());
        assert_eq!(transcript.warning.map(|w| w.code).as_deref(), Some("charset-damaged"));
    }

    #[test]
    fn any_host_name_is_safe() {
        for url in ["http://例え.テスト/x", "http://[::1]/", "x", "http://a.B1/", "http://"] {
            let hints = Hints { url: Some(url.to_owned()), ..Hints::default() };
            assert_eq!(transcribe(b"caf\xe9 au lait", &hints).text, "café au lait");
        }
    }
}
