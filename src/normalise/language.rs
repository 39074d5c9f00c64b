//! Which language a story is in, from its first part, with a confidence. Absent where it cannot be told.
//!
//! Function words decide where they are plain; whatlang's trigrams where they are not.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::{Lang, detect};

use super::function_words::FUNCTION_WORDS;
use super::letters::is_alphabetic;

/// Bytes of text looked at: enough to be sure, few enough to be quick.
const LOOKED_AT: usize = 600;
/// Fewest function words, and the least share of all words, by which a language is plain.
const FEWEST_FUNCTION_WORDS: u32 = 10;
const LEAST_SHARE: f64 = 0.2;
/// Fewest letters from which a language can be told without a hint.
const FEWEST_LETTERS: usize = 24;

/// The language as a BCP 47 tag, its confidence, and where it was found.
pub(super) fn identify(text: &str, hint: Option<&str>) -> Option<(String, f64, &'static str)> {
    let hint = hint.and_then(tag);
    let sample = sample(text);
    if let Some((language, confidence)) = by_function_words(sample) {
        return match hint.filter(|h| primary(h) == language) {
            Some(hint) => Some((hint, confidence, "text")),
            None => Some((language.to_owned(), confidence, "text")),
        };
    }
    if is_names_and_figures(sample) {
        return hint.map(|hint| (hint, 0.5, "claim"));
    }
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let found = detect(sample)
        .and_then(|info| Some((iso_639_1(info.lang())?, info.confidence(), info.is_reliable())));
    if hint.is_none()
        && let Some((language, confidence, _)) = found
        && function_words(sample).is_some_and(|told| told.leans_to(language))
    {
        return Some((language.to_owned(), rounded(confidence.max(0.8)), "text"));
    }
    match (found, hint) {
        // what the text shows and the claim agree: the claim may be finer ("en-GB")
        (Some((language, confidence, _)), Some(hint)) if primary(&hint) == language => {
            Some((hint, rounded(confidence.max(0.9)), "text"))
        }
        (Some((language, confidence, reliable)), hint)
            if reliable && letters >= FEWEST_LETTERS * 2
                || confidence >= 0.9 && letters >= FEWEST_LETTERS =>
        {
            // close kin are mistaken for each other: there the claim is the better witness
            match hint.filter(|h| are_kin(primary(h), language)) {
                Some(hint) => Some((hint, 0.8, "claim")),
                None => Some((language.to_owned(), rounded(confidence), "text")),
            }
        }
        (_, Some(hint)) => Some((hint, 0.5, "claim")),
        (Some((language, confidence, _)), None) if confidence >= 0.3 && letters >= FEWEST_LETTERS * 2 => {
            Some((language.to_owned(), rounded(confidence), "text"))
        }
        _ => None,
    }
}

/// Whether a sample is names and figures, as tables of results are: next to no word of it begins small, and none is one
/// that ties sentences together.
fn is_names_and_figures(sample: &str) -> bool {
    let words =
        || sample.split(|c: char| c.is_whitespace() || c == ';' || c == '|').filter(|w| !w.is_empty());
    let (mut all, mut small, mut capital, mut figures) = (0, 0, 0, 0);
    for word in words() {
        all += 1;
        let first = word.chars().find(|c| c.is_alphanumeric());
        small += usize::from(first.is_some_and(char::is_lowercase));
        capital += usize::from(first.is_some_and(char::is_uppercase));
        figures += usize::from(word.contains(|c: char| c.is_ascii_digit()));
    }
    let ties = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        word.chars().count() > 1 && FUNCTION_WORDS.iter().any(|(_, words)| words.contains(&word.as_str()))
    };
    all >= 4
        && small * 10 <= all
        && (capital + figures) * 10 >= all * 8
        && figures > 0
        && words().filter(|word| ties(word)).count() * 10 <= all
}

/// The language whose function words the sample is full of, if it is twice as full of them as of any other's.
fn by_function_words(sample: &str) -> Option<(&'static str, f64)> {
    let Told { language, best, second, words } = function_words(sample)?;
    let plain = best >= FEWEST_FUNCTION_WORDS
        && f64::from(best) >= LEAST_SHARE * f64::from(words)
        && best >= 2 * second;
    let confidence = rounded(1.0 - 0.1 * f64::from(second) / f64::from(best.max(1)));
    plain.then_some((language, confidence))
}

/// How many function words of the language that has most of them a sample has, of any other at most, and how many words in all.
struct Told {
    language: &'static str,
    best: u32,
    second: u32,
    words: u32,
}

impl Told {
    /// Whether a few words say the same as another witness.
    fn leans_to(&self, language: &str) -> bool {
        self.language == language
            && self.best >= FEWEST_AS_WITNESS
            && f64::from(self.best) >= LEAST_SHARE * f64::from(self.words)
            && self.best > self.second
    }
}

/// Fewest function words that confirm what letters show.
const FEWEST_AS_WITNESS: u32 = 3;

fn function_words(sample: &str) -> Option<Told> {
    static LANGUAGES: LazyLock<FxHashMap<u128, u32>> = LazyLock::new(|| {
        let mut languages = FxHashMap::default();
        for (at, (_, words)) in FUNCTION_WORDS.iter().enumerate() {
            for word in *words {
                debug_assert!(packed(word).is_some(), "longer than what is looked up: {word}");
                *languages.entry(packed(word).unwrap_or_default()).or_insert(0) |= 1 << at;
            }
        }
        languages
    });
    let languages = LazyLock::force(&LANGUAGES);
    let mut counts = [0u32; 32];
    let mut words = 0u32;
    for word in sample.split(|c: char| !is_alphabetic(c)).filter(|w| !w.is_empty()) {
        words += 1;
        let mut of = packed(word).and_then(|word| languages.get(&word)).copied().unwrap_or(0);
        while of != 0 {
            if let Some(count) = counts.get_mut(of.trailing_zeros() as usize) {
                *count += 1;
            }
            of &= of - 1;
        }
    }
    let (at, best) = counts.iter().enumerate().max_by_key(|(at, count)| (**count, std::cmp::Reverse(*at)))?;
    let second =
        counts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, count)| *count).max()?;
    Some(Told { language: FUNCTION_WORDS.get(at)?.0, best: *best, second, words })
}

/// A word of up to sixteen bytes as a number, in small letters.
fn packed(word: &str) -> Option<u128> {
    let mut sixteen = [0; 16];
    let to = sixteen.get_mut(..word.len())?;
    if word.is_ascii() {
        to.copy_from_slice(word.as_bytes());
        to.make_ascii_lowercase();
    } else {
        let mut lower = [0; 16];
        let mut length = 0;
        for c in word.chars().flat_map(char::to_lowercase) {
            length += c.encode_utf8(lower.get_mut(length..length + c.len_utf8())?).len();
        }
        sixteen = lower;
    }
    Some(u128::from_le_bytes(sixteen))
}

fn rounded(confidence: f64) -> f64 {
    (confidence.clamp(0.0, 1.0) * 100.0).round() / 100.0
}

fn sample(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or_default()
}

/// A claim as a BCP 47 tag in its usual case: `en_gb` is `en-GB`. Three-letter codes of languages that have one of two
/// letters become that; words ("English") and nonsense are no claim.
pub(super) fn tag(claim: &str) -> Option<String> {
    let claim = claim.trim();
    if claim.len() > 35 || !claim.is_ascii() {
        return None;
    }
    let mut parts = claim.split(['-', '_']);
    let language =
        parts.next().filter(|l| (2..=3).contains(&l.len()) && l.chars().all(|c| c.is_ascii_alphabetic()))?;
    let language = language.to_ascii_lowercase();
    let language = match language.as_str() {
        "und" | "mul" | "zxx" | "mis" => return None,
        three if three.len() == 3 => Lang::from_code(three).and_then(iso_639_1).unwrap_or(three),
        two => two,
    };
    let mut tag = language.to_owned();
    for part in parts.take(3) {
        if part.is_empty() || part.len() > 8 || !part.chars().all(|c| c.is_ascii_alphanumeric()) {
            break;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if part.chars().all(|c| c.is_ascii_alphabetic()) => {
                let lower = part.to_ascii_lowercase();
                let (head, rest) = lower.split_at_checked(1)?;
                tag.push_str(&head.to_ascii_uppercase());
                tag.push_str(rest);
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

fn primary(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "no" | "nn" => "nb",
        "in" => "id",
        "iw" => "he",
        other => other,
    }
}

fn are_kin(a: &str, b: &str) -> bool {
    const KIN: &[&[&str]] = &[
        &["nb", "da", "sv"],
        &["hr", "sr", "sl", "bs", "mk", "bg"],
        &["id", "jv", "ms"],
        &["cs", "sk"],
        &["es", "pt", "ca", "gl", "it"],
        &["ru", "uk", "be", "bg"],
        &["nl", "af"],
        &["hi", "mr", "ne"],
        &["ar", "fa", "ur"],
        &["zh", "ja"],
    ];
    KIN.iter().any(|kin| kin.contains(&a) && kin.contains(&b))
}

#[rustfmt::skip]
fn iso_639_1(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Epo => "eo", Lang::Eng => "en", Lang::Rus => "ru", Lang::Cmn => "zh", Lang::Spa => "es", Lang::Por => "pt", Lang::Ita => "it", Lang::Ben => "bn", Lang::Fra => "fr", Lang::Deu => "de", Lang::Ukr => "uk", Lang::Kat => "ka", Lang::Ara => "ar", Lang::Hin => "hi", Lang::Jpn => "ja", Lang::Heb => "he", Lang::Yid => "yi", Lang::Pol => "pl", Lang::Amh => "am", Lang::Jav => "jv", Lang::Kor => "ko", Lang::Nob => "nb", Lang::Dan => "da", Lang::Swe => "sv", Lang::Fin => "fi", Lang::Tur => "tr", Lang::Nld => "nl", Lang::Hun => "hu", Lang::Ces => "cs", Lang::Ell => "el", Lang::Bul => "bg", Lang::Bel => "be", Lang::Mar => "mr", Lang::Kan => "kn", Lang::Ron => "ro", Lang::Slv => "sl", Lang::Hrv => "hr", Lang::Srp => "sr", Lang::Mkd => "mk", Lang::Lit => "lt", Lang::Lav => "lv", Lang::Est => "et", Lang::Tam => "ta", Lang::Vie => "vi", Lang::Urd => "ur", Lang::Tha => "th", Lang::Guj => "gu", Lang::Uzb => "uz", Lang::Pan => "pa", Lang::Aze => "az", Lang::Ind => "id", Lang::Tel => "te", Lang::Pes => "fa", Lang::Mal => "ml", Lang::Ori => "or", Lang::Mya => "my", Lang::Nep => "ne", Lang::Sin => "si", Lang::Khm => "km", Lang::Tuk => "tk", Lang::Aka => "ak", Lang::Zul => "zu", Lang::Sna => "sn", Lang::Afr => "af", Lang::Lat => "la", Lang::Slk => "sk", Lang::Cat => "ca", Lang::Tgl => "tl", Lang::Hye => "hy",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, hint: Option<&str>, expected: Option<&str>) {
        assert_eq!(identify(text, hint).map(|(tag, ..)| tag).as_deref(), expected, "{text:?}");
    }

    const ENGLISH: &str =
        "The last ferry left at dawn on Monday, and nobody on the quay expected another before spring.";
    const GERMAN: &str = "Die letzte Fähre verließ den Hafen am Montag im Morgengrauen, und niemand am Kai erwartete eine weitere.";

    #[test]
    fn text_decides_and_claims_refine() {
        check(ENGLISH, None, Some("en"));
        check(ENGLISH, Some("en_gb"), Some("en-GB"));
        check(ENGLISH, Some("de"), Some("en"));
        check(GERMAN, None, Some("de"));
        check("船は月曜日の夜明けに出港し、埠頭の誰も春まで次の船を期待していなかった。", None, Some("ja"));
    }

    #[test]
    fn function_words_are_quick_and_sure() {
        let found = by_function_words(&ENGLISH.repeat(2)).map(|(l, _)| l);
        assert_eq!(found, Some("en"));
        assert_eq!(by_function_words(&GERMAN.repeat(3)).map(|(l, _)| l), Some("de"));
        assert_eq!(by_function_words("Ferry Ferry"), None);
        assert!(FUNCTION_WORDS.len() <= 32);
    }

    #[test]
    fn names_and_figures_are_in_no_language() {
        check("Goals: Brandt, Norvik, 31; Moe, Halden, 28; Berg, Kysten, 21.", None, None);
        check("Halden | 24 | 14 | .632 Kysten | 18 | 17 | .514 Brandby | 18 | 19 | .486", None, None);
        check("NORVIK LEAGUE Halden 2 Kysten 0 Brandby 5 Esker 1 Norvik 1 Holm 1", Some("nb"), Some("nb"));
        check(
            "THE FERRY LEFT AT DAWN ON MONDAY MARCH 4, AND NOBODY ON THE QUAY EXPECTED ANOTHER BEFORE SPRING.",
            None,
            Some("en"),
        );
        check(
            "Der Hafen Lumen bleibt am Montag, 4. März, bis zum Abend gesperrt, sagte der Hafenmeister.",
            None,
            Some("de"),
        );
    }

    #[test]
    fn short_text_falls_back_to_the_claim() {
        check("Ferry!", Some("fr-CA"), Some("fr-CA"));
        check("Ferry!", None, None);
        check("12 345", None, None);
        check("", Some("English"), None);
    }

    #[test]
    fn tags_in_their_usual_case() {
        assert_eq!(tag("zh_hant_tw").as_deref(), Some("zh-Hant-TW"));
        assert_eq!(tag("deu").as_deref(), Some("de"));
        assert_eq!(tag("und"), None);
        assert_eq!(tag("English"), None);
    }
}
