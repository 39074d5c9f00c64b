//! Small numbers in words. Written by hand.

/// Numbers in words, by language.
#[rustfmt::skip]
pub(crate) const NUMBERS: &[(&str, &[(&str, i64)])] = &[
    ("en", &[("a", 1), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("twenty", 20), ("thirty", 30)]),
    ("de", &[("einem", 1), ("zwei", 2), ("drei", 3), ("vier", 4), ("fünf", 5), ("sechs", 6), ("sieben", 7), ("acht", 8), ("neun", 9), ("zehn", 10), ("elf", 11), ("zwölf", 12), ("zwanzig", 20), ("dreißig", 30)]),
    ("fr", &[("un", 1), ("deux", 2), ("trois", 3), ("quatre", 4), ("cinq", 5), ("six", 6), ("sept", 7), ("huit", 8), ("neuf", 9), ("dix", 10), ("onze", 11), ("douze", 12), ("vingt", 20), ("trente", 30)]),
    ("it", &[("un", 1), ("due", 2), ("tre", 3), ("quattro", 4), ("cinque", 5), ("sei", 6), ("sette", 7), ("otto", 8), ("nove", 9), ("dieci", 10), ("dodici", 12), ("venti", 20), ("trenta", 30)]),
    ("pt", &[("um", 1), ("dois", 2), ("duas", 2), ("três", 3), ("quatro", 4), ("cinco", 5), ("seis", 6), ("sete", 7), ("oito", 8), ("nove", 9), ("dez", 10), ("doze", 12), ("vinte", 20), ("trinta", 30)]),
    ("nl", &[("een", 1), ("twee", 2), ("drie", 3), ("vier", 4), ("vijf", 5), ("zes", 6), ("zeven", 7), ("acht", 8), ("negen", 9), ("tien", 10), ("twaalf", 12), ("twintig", 20), ("dertig", 30)]),
    ("es", &[("un", 1), ("dos", 2), ("tres", 3), ("cuatro", 4), ("cinco", 5), ("seis", 6), ("siete", 7), ("ocho", 8), ("nueve", 9), ("diez", 10), ("once", 11), ("doce", 12), ("veinte", 20), ("treinta", 30)]),
];

/// What stands for one in distances, beside the words of [`NUMBERS`].
#[rustfmt::skip]
const ONE: &[&str] = &["an", "einer", "eine", "einen", "une", "una", "uma", "en", "ett", "et", "eén", "één", "bir", "satu", "se"];

/// A number in figures or in words of any of the languages, lower case.
pub(super) fn number(word: &str) -> Option<i64> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok();
    }
    let of_language = NUMBERS.iter().flat_map(|(_, words)| words.iter()).find(|(name, _)| *name == word);
    of_language.map(|(_, number)| *number).or_else(|| ONE.contains(&word).then_some(1))
}
