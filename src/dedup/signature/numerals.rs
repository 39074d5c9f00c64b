//! Small numbers as words, which one outlet writes out and another does not.
//!
//! By hand. "One" and its sisters are left out: they are pronouns and articles more often than figures.

/// `(value, words)` in English, German, French, Spanish, Italian, Portuguese and Dutch.
pub(in crate::dedup) const NUMERALS: &[(&str, &[&str])] = &[
    ("2", &["two", "zwei", "deux", "dos", "due", "dois", "duas", "twee"]),
    ("3", &["three", "drei", "trois", "tres", "tre", "três", "drie"]),
    ("4", &["four", "vier", "quatre", "cuatro", "quattro", "quatro"]),
    ("5", &["five", "fünf", "cinq", "cinco", "cinque", "vijf"]),
    ("6", &["six", "sechs", "seis", "sei", "zes"]),
    ("7", &["seven", "sieben", "sept", "siete", "sette", "sete", "zeven"]),
    ("8", &["eight", "acht", "huit", "ocho", "otto", "oito"]),
    ("9", &["nine", "neun", "neuf", "nueve", "nove", "negen"]),
    ("10", &["ten", "zehn", "dix", "diez", "dieci", "dez", "tien"]),
    ("11", &["eleven", "elf", "onze", "once", "undici"]),
    ("12", &["twelve", "zwölf", "douze", "doce", "dodici", "doze", "twaalf"]),
    ("13", &["thirteen", "dreizehn", "treize", "trece", "tredici", "treze", "dertien"]),
    ("14", &["fourteen", "vierzehn", "quatorze", "catorce", "quattordici", "catorze", "veertien"]),
    ("15", &["fifteen", "fünfzehn", "quinze", "quince", "quindici", "vijftien"]),
    ("16", &["sixteen", "sechzehn", "seize", "dieciséis", "sedici", "dezesseis", "zestien"]),
    ("17", &["seventeen", "siebzehn", "diecisiete", "diciassette", "dezessete", "zeventien"]),
    ("18", &["eighteen", "achtzehn", "dieciocho", "diciotto", "dezoito", "achttien"]),
    ("19", &["nineteen", "neunzehn", "diecinueve", "diciannove", "dezenove", "negentien"]),
    ("20", &["twenty", "zwanzig", "vingt", "veinte", "venti", "vinte", "twintig"]),
    ("30", &["thirty", "dreißig", "trente", "treinta", "trenta", "trinta", "dertig"]),
    ("40", &["forty", "vierzig", "quarante", "cuarenta", "quaranta", "quarenta", "veertig"]),
    ("50", &["fifty", "fünfzig", "cinquante", "cincuenta", "cinquanta", "vijftig"]),
    ("60", &["sixty", "sechzig", "soixante", "sesenta", "sessanta", "sessenta", "zestig"]),
    ("70", &["seventy", "siebzig", "setenta", "settanta", "zeventig"]),
    ("80", &["eighty", "achtzig", "ochenta", "ottanta", "oitenta", "tachtig"]),
    ("90", &["ninety", "neunzig", "noventa", "novanta", "negentig"]),
];
