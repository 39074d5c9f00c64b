//! Whether a guess of the charset fits the language that is found with it.
//!
//! A detector goes by bytes; a reader sees at once that `fõigazgató` is no Hungarian. Each candidate is read, its language told, and
//! what does not belong to it counted: letters that the language does not write, marks and capitals inside words, characters that
//! nothing prints. A name from elsewhere proves nothing: the guess is given up only where a good share of what is beyond ASCII does
//! not belong, and another charset is taken only where it leaves less than half of that.

use encoding_rs::Encoding;
use whatlang::Lang;

use super::tables::{TABLES, Table};

/// How many bytes are looked at, and how many of them before the first beyond ASCII.
const LOOKED_AT: usize = 8 * 1024;
const BEFORE: usize = 1024;
/// Fewest faults by which a guess is given up, and how many there are at least to a hundred letters beyond ASCII: fewer in scripts
/// of which every letter is. What is taken instead has less than the share.
const FEWEST_FAULTS: usize = 4;
const SHARE: usize = 20;
const SHARE_OF_OTHER_SCRIPTS: usize = 4;

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
    let guessed_text = Candidate::Standard(guess).decode(sample);
    let guessed = Reading::of(&guessed_text);
    if guessed.faults < FEWEST_FAULTS || guessed.faults * 100 < guessed.beyond * guessed.share {
        return None;
    }
    let judged = candidates().map(|candidate| {
        let text = candidate.decode(sample);
        let read = Reading::of(&text);
        (read.faults + made_signs(&guessed_text, &text) * 2, read.beyond, candidate)
    });
    let (least, of, best) = judged.min_by_key(|(faults, ..)| *faults)?;
    let is_clear = least * 2 < guessed.faults && least * 100 < of.max(1) * SHARE;
    (is_clear && best.name() != guess.name()).then_some(best)
}

/// Whether what was declared as Latin-1 is Turkish in Latin-5: `ý`, `þ` and `ð` are where Icelandic has them, and Turkish letters there
/// make Turkish.
pub(super) fn is_turkish(bytes: &[u8]) -> bool {
    const FEWEST: usize = 4;
    let Some(sample) = sample(bytes) else { return false };
    let other = sample.iter().filter(|b| matches!(b, 0xd0 | 0xdd | 0xde | 0xf0 | 0xfd | 0xfe)).count();
    let read = || Candidate::Standard(encoding_rs::WINDOWS_1254).decode(sample);
    other >= FEWEST && whatlang::detect_lang(&read()) == Some(Lang::Tur)
}

/// How many letters of one reading are signs in the other, as `Simões` and `Sim§es`. Both have a character for each byte.
fn made_signs(guessed: &str, other: &str) -> usize {
    guessed.chars().zip(other.chars()).filter(|(g, o)| g.is_alphabetic() && is_sign(*o)).count()
}

/// The part of the bytes where what is beyond ASCII begins.
fn sample(bytes: &[u8]) -> Option<&[u8]> {
    let first = bytes.iter().position(|b| !b.is_ascii())?;
    let from = first.saturating_sub(BEFORE);
    bytes.get(from..(from + LOOKED_AT).min(bytes.len()))
}

/// A text as it is read with a charset.
struct Reading {
    /// How much of it does not belong to its language.
    faults: usize,
    /// How many letters beyond ASCII there are, or what stands for one.
    beyond: usize,
    /// How many faults to a hundred of those speak against it.
    share: usize,
}

impl Reading {
    fn of(text: &str) -> Reading {
        let letters = Letters::of(whatlang::detect_lang(text));
        let (mut faults, mut beyond) = (0, 0);
        let mut chars = text.chars().peekable();
        let (mut before, mut word_is_latin, mut marked) = (' ', None, 0);
        while let Some(c) = chars.next() {
            let next = chars.peek().copied().unwrap_or(' ');
            if !c.is_alphabetic() {
                word_is_latin = None;
            }
            marked = if is_latin(c) && !c.is_ascii() { marked + 1 } else { 0 };
            if !c.is_ascii() {
                let fault = fault(c, before, next, &letters);
                beyond += usize::from(fault > 0 || c.is_alphabetic());
                faults += fault + letters.of_a_run(marked);
            }
            if c.is_alphabetic() {
                let is_latin = is_latin(c);
                faults += usize::from(word_is_latin.is_some_and(|latin| latin != is_latin)) * 2;
                faults += usize::from(is_turned(before, c, next));
                word_is_latin = Some(is_latin);
            }
            before = c;
        }
        Reading { faults, beyond, share: letters.share() }
    }
}

/// `fŠhrt`, `KŠthe`: a capital behind a small letter or between a capital and a small one, as in another order of the same alphabet.
fn is_turned(before: char, c: char, next: char) -> bool {
    c.is_uppercase()
        && (before.is_lowercase() && !(c.is_ascii() && before.is_ascii())
            || before.is_uppercase() && !c.is_ascii() && next.is_lowercase())
}

fn is_latin(c: char) -> bool {
    c.is_ascii() || matches!(c, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn fault(c: char, before: char, next: char, letters: &Letters) -> usize {
    if c == char::REPLACEMENT_CHARACTER || c.is_control() {
        return 3;
    }
    if c.is_alphabetic() {
        return letters.of_letter(c);
    }
    let inside = before.is_alphabetic() && next.is_alphabetic();
    match c {
        '’' | '‐' | '·' | '\u{ad}' => 0,
        '“' | '”' | '„' | '‘' | '‚' | '«' | '»' | '‹' | '›' | '–' | '—' | '…' | '¿' | '¡' => {
            usize::from(inside) * 2
        }
        // `Bene ,`: a space that holds two words together ends none
        '\u{a0}' => {
            let ends = before.is_alphabetic() && matches!(next, ' ' | ',' | '.' | ')' | '\n' | '\r');
            let begins = matches!(before, ' ' | '(' | '\n') && next.is_alphabetic();
            usize::from(ends || begins || inside) * 2
        }
        _ if is_sign(c) => usize::from(inside) * 2,
        _ => 2,
    }
}

/// Whether a character is a sign that papers print, and no mark of punctuation.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '•' | '€'
            | '£'
            | '°'
            | '§'
            | '©'
            | '®'
            | '½'
            | '¼'
            | '¾'
            | '№'
            | '×'
            | '²'
            | '³'
            | '™'
            | '¢'
            | '¥'
    )
}

/// Letters beyond ASCII that names from elsewhere bring into any Latin text, small.
const OF_NAMES: &str = "àáâãäåæçèéêëíîïñóôõöøúüýßðšžčćđřłńśżőğşı";

/// What letters beyond ASCII prove in a language.
struct Letters {
    own: Option<&'static str>,
    /// Names from elsewhere are as common in it as marked letters of its own.
    takes_names: bool,
}

impl Letters {
    fn of(language: Option<Lang>) -> Letters {
        let takes_names = matches!(language, Some(Lang::Eng | Lang::Deu | Lang::Fra | Lang::Nld | Lang::Ita));
        Letters { own: language.and_then(alphabet), takes_names }
    }

    /// How much a letter speaks against a reading. One that a language with letters of its own does not write stands in for one of
    /// them, as `õ` for `ő`, and they are only some of those: it weighs double.
    fn of_letter(&self, c: char) -> usize {
        let lower = c.to_lowercase().next().unwrap_or(c);
        match self.own {
            Some(own) if own.contains(lower) || matches!(lower, 'ª' | 'º' | 'µ') => 0,
            Some(_) if self.takes_names => usize::from(!OF_NAMES.contains(lower)),
            Some(_) => 2,
            None => 0,
        }
    }

    fn share(&self) -> usize {
        let is_latin = self.own.is_none_or(|own| own.starts_with(is_latin));
        if is_latin { SHARE } else { SHARE_OF_OTHER_SCRIPTS }
    }

    /// A name has its marked letters one or two at a time; words of another script, read as Latin, are made of them.
    fn of_a_run(&self, marked: usize) -> usize {
        match marked {
            3 if self.takes_names => 3,
            4.. if self.takes_names => 1,
            _ => 0,
        }
    }
}

/// The letters beyond ASCII that a language is written with, small. Nothing: too many, or not known.
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
