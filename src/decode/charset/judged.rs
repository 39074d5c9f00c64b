//! Whether a guess of the charset fits the language that is found with it.
//!
//! A detector goes by bytes; a reader sees at once that `fõigazgató` is no Hungarian. Each candidate is read, its language told, and
//! what does not belong to it counted: letters that the language does not write, marks and capitals inside words, characters that
//! nothing prints. Another charset is taken only where it leaves less than half of what the guess leaves.

use encoding_rs::Encoding;
use whatlang::Lang;

use super::tables::{TABLES, Table};

/// How many bytes are looked at, and how many of them before the first beyond ASCII.
const LOOKED_AT: usize = 8 * 1024;
const BEFORE: usize = 1024;
/// Fewest letters beyond ASCII by which anything is judged, and the most of their faults, in a hundred, that are let pass.
const MOST_FAULTS: usize = 15;

/// A single-byte charset.
#[derive(Debug, Clone, Copy)]
pub(super) enum Candidate {
    Standard(&'static Encoding),
    Table(&'static Table),
}

impl Candidate {
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self {
            Candidate::Standard(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Candidate::Table(table) => table.decode(bytes),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Candidate::Standard(encoding) => encoding.name(),
            Candidate::Table(table) => table.name,
        }
    }
}

/// The charsets that are tried, the likelier first.
fn candidates() -> impl Iterator<Item = Candidate> {
    use encoding_rs as e;
    let standard = [
        e::WINDOWS_1252,
        e::WINDOWS_1250,
        e::ISO_8859_2,
        e::WINDOWS_1251,
        e::KOI8_R,
        e::KOI8_U,
        e::WINDOWS_1254,
        e::WINDOWS_1253,
        e::ISO_8859_7,
        e::WINDOWS_1257,
        e::ISO_8859_13,
        e::ISO_8859_4,
        e::ISO_8859_16,
        e::ISO_8859_3,
        e::ISO_8859_5,
        e::ISO_8859_15,
        e::MACINTOSH,
        e::X_MAC_CYRILLIC,
        e::IBM866,
    ];
    standard.into_iter().map(Candidate::Standard).chain(TABLES.iter().map(Candidate::Table))
}

/// A charset that fits clearly better than the guess, if there is one.
pub(super) fn better(bytes: &[u8], guess: &'static Encoding) -> Option<Candidate> {
    if !guess.is_single_byte() {
        return None;
    }
    let sample = sample(bytes)?;
    let (guessed, letters) = faults(&Candidate::Standard(guess).decode(sample));
    if guessed == 0 || guessed * 100 <= letters {
        return None;
    }
    let judged = candidates().map(|candidate| (faults(&candidate.decode(sample)), candidate));
    let ((least, of), best) = judged.min_by_key(|((faults, _), _)| *faults)?;
    let is_clear = least * 2 < guessed && least * 100 <= of.max(1) * MOST_FAULTS;
    (is_clear && best.name() != guess.name()).then_some(best)
}

/// The part of the bytes where what is beyond ASCII begins.
fn sample(bytes: &[u8]) -> Option<&[u8]> {
    let first = bytes.iter().position(|b| !b.is_ascii())?;
    let from = first.saturating_sub(BEFORE);
    bytes.get(from..(from + LOOKED_AT).min(bytes.len()))
}

/// How much of a text does not belong to its language, and how many characters beyond ASCII there are.
fn faults(text: &str) -> (usize, usize) {
    let language = whatlang::detect_lang(text);
    let alphabet = language.and_then(alphabet);
    let (mut faults, mut beyond) = (0, 0);
    let mut chars = text.chars().peekable();
    let (mut before, mut word_is_latin) = (' ', None);
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        if !c.is_alphabetic() {
            word_is_latin = None;
        }
        if !c.is_ascii() {
            beyond += 1;
            faults += fault(c, before, next, alphabet);
        }
        if c.is_alphabetic() {
            let is_latin = is_latin(c);
            faults += usize::from(word_is_latin.is_some_and(|latin| latin != is_latin)) * 2;
            // a capital behind a small letter: another order of the same alphabet
            let turned = before.is_lowercase() && c.is_uppercase() && !(c.is_ascii() && before.is_ascii());
            faults += usize::from(turned);
            word_is_latin = Some(is_latin);
        }
        before = c;
    }
    (faults, beyond)
}

fn is_latin(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn fault(c: char, before: char, next: char, alphabet: Option<&str>) -> usize {
    if c == char::REPLACEMENT_CHARACTER || c.is_control() {
        return 3;
    }
    if c.is_alphabetic() {
        let lower = c.to_lowercase().next().unwrap_or(c);
        // a language of another script than the letter's, or one that has no such letter
        return alphabet
            .map_or(0, |letters| usize::from(!letters.contains(lower) && lower != 'ª' && lower != 'º'));
    }
    let inside = before.is_alphabetic() && next.is_alphabetic();
    match c {
        '’' | '‐' | '·' | '\u{ad}' => 0,
        '“' | '”' | '„' | '‘' | '‚' | '«' | '»' | '‹' | '›' | '–' | '—' | '…' | '•' | '€' | '£' | '°'
        | '§' | '©' | '®' | '\u{a0}' | '½' | '¼' | '¾' | '¿' | '¡' | '№' | '×' | '²' | '³' | '™' | '¢'
        | '¥' => usize::from(inside) * 2,
        _ => 2,
    }
}

/// The letters beyond ASCII that a language is written with, small. Common foreign names are not counted in: both sides of a
/// comparison have them. Nothing: too many, or not known.
#[rustfmt::skip]
fn alphabet(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Hun => "áéíóöőúüű",
        Lang::Pol => "ąćęłńóśźż",
        Lang::Ces => "áčďéěíňóřšťúůýžöü",
        Lang::Slk => "áäčďéíĺľňóôŕšťúýž",
        Lang::Slv => "čšžćđ",
        Lang::Hrv => "čćđšž",
        Lang::Ron => "ăâîșțşţ",
        Lang::Tur => "çğıöşüâîûi\u{307}",
        Lang::Aze => "çğıöşüəi\u{307}",
        Lang::Deu => "äöüßéèàç",
        Lang::Fra => "àâæçéèêëîïôœùûüÿ",
        Lang::Spa => "áéíñóúüçª",
        Lang::Por => "áâãàçéêíóôõúü",
        Lang::Cat => "àçèéíïòóúü",
        Lang::Ita => "àèéìíîòóùú",
        Lang::Nld => "éëïèöüáóç",
        Lang::Swe => "åäöéàü",
        Lang::Dan | Lang::Nob => "æøåéèêòóôäöü",
        Lang::Fin => "äöåšž",
        Lang::Est => "äöõüšž",
        Lang::Lav => "āčēģīķļņšūžō",
        Lang::Lit => "ąčęėįšųūž",
        Lang::Epo => "ĉĝĥĵŝŭ",
        Lang::Eng => "éèêëàáâäçñöóôüúïîíæøåœ",
        Lang::Rus => "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        Lang::Ukr => "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        Lang::Bel => "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
        Lang::Bul => "абвгдежзийклмнопрстуфхцчшщъьюя",
        Lang::Srp => "абвгдђежзијклљмнњопрстћуфхцчџшčćđšž",
        Lang::Mkd => "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
        Lang::Ell => "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
        Lang::Heb | Lang::Yid | Lang::Ara | Lang::Pes | Lang::Urd | Lang::Tha | Lang::Vie => return None,
        _ => return None,
    })
}
