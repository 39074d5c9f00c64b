//! The words of days and hours to come: weekdays, midnight and noon, halves of the day, in the languages of the wires.
//! Written by hand, without accents.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tokens::{Token, fold};
use crate::normalise::dates;

/// Weekdays: whole words, and the beginnings of those that are inflected.
#[rustfmt::skip]
const WEEKDAYS: [(&[&str], &[&str]); 7] = [
    (&["monday", "mon", "montag", "lundi", "lunes", "lunedi", "maandag", "segunda", "mandag", "luni", "senin", "pazartesi", "شنبه"], &["poniedzial", "pondel", "ponedelj", "ponedjelj", "hetfo", "maanantai", "δευτερα", "понедельник", "понедел", "понеділ", "الاثنين", "الإثنين"]),
    (&["tuesday", "tue", "tues", "dienstag", "mardi", "martes", "martedi", "dinsdag", "terca", "tisdag", "tirsdag", "marti", "selasa", "sali", "wtorek", "wtorku"], &["uter", "utor", "tork", "torek", "kedd", "tiistai", "τριτη", "вторник", "вівтор", "الثلاثاء"]),
    (&["wednesday", "wed", "weds", "mittwoch", "mercredi", "miercoles", "mercoledi", "woensdag", "quarta", "onsdag", "miercuri", "rabu", "carsamba"], &["srod", "stred", "srijed", "sred", "szerd", "keskivii", "τεταρτη", "сред", "серед", "الاربعاء"]),
    (&["thursday", "thu", "thur", "thurs", "donnerstag", "jeudi", "jueves", "giovedi", "donderdag", "quinta", "torsdag", "joi", "kamis", "persembe"], &["czwart", "ctvrt", "stvrt", "cetvrt", "cetrt", "csutortok", "torstai", "πεμπτη", "четверг", "четвер", "الخميس"]),
    (&["friday", "fri", "freitag", "vendredi", "viernes", "venerdi", "vrijdag", "sexta", "fredag", "vineri", "jumat", "cuma", "patek", "petkom", "petku", "patku", "patkem", "piatka", "piatkom", "piatkiem", "wtorkiem", "piatek", "piatku", "piatok", "petak", "petka", "petek"], &["pentek", "perjantai", "παρασκευη", "пятниц", "ятниц", "الجمعة"]),
    (&["saturday", "sat", "samstag", "sonnabend", "samedi", "sabado", "sabato", "zaterdag", "lordag", "sambata", "sabtu", "cumartesi"], &["sobot", "subot", "szombat", "lauantai", "σαββατο", "суббот", "субот", "السبت"]),
    (&["sunday", "sun", "sonntag", "dimanche", "domingo", "domenica", "zondag", "sondag", "duminica", "minggu", "pazar"], &["niedziel", "nedel", "nedjelj", "nedelj", "vasarnap", "sunnuntai", "κυριακη", "воскресень", "неділ", "الاحد"]),
];

/// The weekday that a word names, Monday is 1.
pub(super) fn weekday(word: &str) -> Option<i8> {
    static NAMES: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| {
        let numbered = WEEKDAYS.iter().zip(1..);
        numbered.flat_map(|((whole, _), number)| whole.iter().map(move |name| (*name, number))).collect()
    });
    NAMES.get(word).copied().or_else(|| {
        let begins = |stems: &&[&str]| stems.iter().any(|stem| word.starts_with(stem));
        WEEKDAYS.iter().zip(1..).find(|((_, stems), _)| begins(stems)).map(|(_, number)| number)
    })
}

/// Days to come by name, with how many tokens that are.
pub(super) fn ahead(rest: &[Token<'_>]) -> Option<(i8, usize)> {
    let days = match rest.first()?.folded()? {
        "today" | "tonight" | "heute" | "hoy" | "oggi" | "stasera" | "vandaag" | "vanavond" | "hoje"
        | "idag" | "dzisiaj" | "dzis" | "dnes" | "danas" | "danes" | "azi" | "astazi" | "tanaan"
        | "bugun" | "σημερα" | "сегодня" | "сьогодні" | "اليوم" | "היום" => 0,
        "aujourd" => return Some((0, rest.iter().take(3).count())),
        "tomorrow" | "morgen" | "demain" | "manana" | "domani" | "amanha" | "imorgen" | "imorgon"
        | "jutro" | "zitra" | "zajtra" | "sutra" | "jutri" | "holnap" | "maine" | "huomenna" | "yarin"
        | "αυριο" | "завтра" | "besok" | "غدا" | "מחר" => 1,
        "ubermorgen" | "overmorgen" | "dopodomani" => 2,
        _ => return None,
    };
    Some((days, 1))
}

const NOON: &[&str] = &[
    "noon",
    "midday",
    "mittag",
    "mittags",
    "midi",
    "mediodia",
    "mezzogiorno",
    "middag",
    "middags",
    "poledne",
    "poludnie",
    "delben",
    "podne",
    "poldne",
    "keskipaivalla",
    "μεσημερι",
    "полдень",
    "полудня",
    "опівдні",
    "ظهرا",
];
const MIDNIGHT: &[&str] = &[
    "midnight",
    "mitternacht",
    "minuit",
    "medianoche",
    "mezzanotte",
    "middernacht",
    "midnatt",
    "midnat",
    "pulnoc",
    "pulnoci",
    "polnoc",
    "polnoci",
    "ejfel",
    "ejfelkor",
    "ponoc",
    "ponoci",
    "keskiyolla",
    "keskiyo",
    "μεσανυχτα",
    "полночь",
    "полуночи",
    "опівночі",
    "חצות",
];
/// Those of several words.
#[rustfmt::skip]
const IN_WORDS: &[(&[&str], bool)] = &[
    (&["meio", "-", "dia"], false), (&["meia", "-", "noite"], true), (&["meio", "dia"], false), (&["meia", "noite"], true), (&["miezul", "noptii"], true), (&["gece", "yarisi"], true),
    (&["tengah", "malam"], true), (&["nua", "dem"], true), (&["منتصف", "الليل"], true),
];

/// `one minute past midnight`: how many tokens it is.
fn minute_past(rest: &[Token<'_>]) -> Option<usize> {
    let word = |at: usize| rest.get(at).and_then(Token::folded);
    let is_one = rest.first()?.number().is_some_and(|(value, _)| value == 1)
        || matches!(word(0), Some("one" | "a" | "eine" | "une" | "un" | "uma"));
    let is_minute = word(1).is_some_and(|w| w.starts_with("minut") || w == "minuto");
    let is_past = matches!(word(2), Some("past" | "after" | "nach" | "apres" | "despues" | "depois"));
    let from = 3 + usize::from(matches!(word(3), Some("de" | "da")));
    (is_one && is_minute && is_past && word(from).is_some_and(|w| MIDNIGHT.contains(&w))).then_some(from + 1)
}

/// Midnight and noon by name: the time, whether it ends the day, how many tokens.
pub(super) fn named_time(rest: &[Token<'_>]) -> Option<((i8, i8), bool, usize)> {
    if let Some(step) = minute_past(rest) {
        return Some(((0, 1), false, step));
    }
    let twelve = usize::from(rest.first()?.number().is_some_and(|(value, _)| value == 12));
    let at = |n: usize| rest.get(twelve + n);
    let says = |n: usize, word: &str| {
        at(n).is_some_and(|token| token.folded() == Some(word) || word == "-" && token.mark() == Some('-'))
    };
    let several = IN_WORDS.iter().find(|(words, _)| words.iter().enumerate().all(|(n, word)| says(n, word)));
    let (is_midnight, step) = match several {
        Some((words, is_midnight)) => (*is_midnight, words.len()),
        None => {
            let word = at(0)?.folded()?;
            let is_midnight = MIDNIGHT.contains(&word);
            (is_midnight || NOON.contains(&word)).then_some((is_midnight, 1))?
        }
    };
    Some((if is_midnight { (0, 0) } else { (12, 0) }, is_midnight, twelve + step))
}

/// Halves of the day behind a time: the words, whether it is the second.
#[rustfmt::skip]
const HALVES: &[(&[&str], bool)] = &[
    (&["am"], false), (&["pm"], true), (&["a", "m"], false), (&["p", "m"], true), (&["morgens"], false), (&["vormittags"], false), (&["fruh"], false), (&["nachmittags"], true), (&["abends"], true),
    (&["du", "matin"], false), (&["du", "soir"], true), (&["de", "l", "'", "apres", "-", "midi"], true), (&["de", "la", "manana"], false), (&["de", "la", "madrugada"], false), (&["de", "la", "tarde"], true), (&["de", "la", "noche"], true),
    (&["del", "mattino"], false), (&["di", "mattina"], false), (&["di", "sera"], true), (&["del", "pomeriggio"], true), (&["da", "manha"], false), (&["da", "madrugada"], false), (&["da", "tarde"], true), (&["da", "noite"], true),
    (&["in", "the", "morning"], false), (&["in", "the", "afternoon"], true), (&["in", "the", "evening"], true), (&["at", "night"], true), (&["ochtends"], false), (&["avonds"], true),
    (&["rano"], false), (&["utra"], false), (&["утра"], false), (&["вечера"], true), (&["ранку"], false), (&["вечора"], true), (&["sang"], false), (&["chieu"], true), (&["toi"], true), (&["pagi"], false), (&["sore"], true), (&["malam"], true),
    (&["πμ"], false), (&["μμ"], true), (&["π", "μ"], false), (&["μ", "μ"], true), (&["صباحا"], false), (&["مساء"], true), (&["בבוקר"], false), (&["בערב"], true), (&["dimineata"], false), (&["seara"], true),
];

/// The half of the day that stands first, whether it is the second, and how many tokens.
pub(super) fn half(rest: &[Token<'_>]) -> Option<(bool, usize)> {
    let (words, is_second) = HALVES.iter().find(|(words, _)| {
        let mut at = 0;
        words.iter().all(|word| {
            // "π.μ.": full stops between the letters
            if words.len() == 2 && at > 0 && rest.get(at).and_then(Token::mark) == Some('.') {
                at += 1;
            }
            let token = rest.get(at);
            at += 1;
            token.is_some_and(|token| match token.mark() {
                Some(mark) => *word == "'" && matches!(mark, '\'' | '’') || *word == "-" && mark == '-',
                None => token.folded() == Some(word),
            })
        })
    })?;
    let dots = rest.iter().take(2).filter(|token| token.mark() == Some('.')).count();
    Some((*is_second, words.len() + dots))
}

/// Words behind a time that only say that it is one.
#[rustfmt::skip]
const CLOCK_WORDS: &[&str] = &[
    "uhr", "h", "hs", "hrs", "hours", "heures", "heure", "horas", "hora", "uur", "ore", "noon", "hod", "hodin", "hodiny", "ora", "orakor", "oraig", "sati", "uri", "ur", "gio", "ч", "час", "часов", "часа", "годин", "години", "год", "ωρα", "godz", "oclock", "local", "locale", "ortszeit", "oratol", "orai", "lokal", "lokalni", "lokale",
];

/// Whether a word behind a time only says that it is one.
pub(super) fn is_clock_word(word: &str) -> bool {
    CLOCK_WORDS.contains(&word)
}

/// Between hour and minute: `6h30`, `14 Uhr 30`.
pub(super) fn is_hour_mark(word: &str) -> bool {
    matches!(word, "h" | "heures" | "heure" | "uhr" | "uur" | "gio" | "u" | "g" | "ч" | "часов" | "hod")
}

/// Words that only a time follows.
#[rustfmt::skip]
const LEADING_TO_CLOCK: &[&str] = &[
    "ore", "delle", "dalle", "kl", "klo", "kello", "klockan", "klokken", "godz", "godziny", "godzina", "godzine", "as", "las", "um", "alle", "saat", "pukul", "jam", "luc", "στισ", "ωρα", "h", "ora", "orele", "ob", "בשעה", "שעה", "الساعة", "hodina",
];

/// Whether only a time follows a word.
pub(super) fn leads_to_clock(word: &str) -> bool {
    LEADING_TO_CLOCK.contains(&word)
}

/// Between a time and its day.
pub(super) fn is_on(word: &str) -> bool {
    matches!(
        word,
        "on" | "of"
            | "am"
            | "le"
            | "du"
            | "el"
            | "del"
            | "il"
            | "di"
            | "op"
            | "de"
            | "den"
            | "d"
            | "hrs"
            | "hours"
            | "dne"
            | "dana"
            | "dnia"
            | "em"
            | "pe"
            | "ngay"
            | "pada"
            | "tanggal"
    )
}

/// Between day, month and year.
pub(super) fn is_of(word: &str) -> bool {
    matches!(word, "of" | "de" | "del" | "di" | "do" | "d" | "thang" | "nam" | "bulan" | "tahun")
}

/// The month that stands first, and how many tokens name it.
pub(super) fn month(rest: &[Token<'_>]) -> Option<(u32, usize)> {
    let first = rest.first()?;
    let month = dates::month(first.word()?).or_else(|| folded_month(first.folded()?))?;
    let stop = rest.get(1).is_some_and(|next| next.mark() == Some('.') && next.is_joined());
    Some((u32::from(month), 1 + usize::from(stop)))
}

/// A month whose accents are left out, as capitals often do, and a Hebrew one with its "in".
fn folded_month(word: &str) -> Option<u8> {
    static NAMES: LazyLock<HashMap<String, u8>> =
        LazyLock::new(|| dates::months().map(|(name, number)| (fold(name), number)).collect());
    let known = |word: &str| NAMES.get(word).copied();
    let case = || {
        let bases = ["jem", "om", "em", "u"].into_iter().filter_map(|end| word.strip_suffix(end));
        bases.into_iter().find_map(|base| known(base).or_else(|| known(&format!("{base}a"))))
    };
    known(word).or_else(|| known(word.strip_prefix(['ב', 'ל'])?)).or_else(case)
}

/// Whether a month stands first, or after an ordinal's mark.
pub(super) fn begins_month(rest: &[Token<'_>]) -> bool {
    month(rest).is_some() || rest.get(ordinal(Some(rest))..).is_some_and(|rest| month(rest).is_some())
}

/// How many tokens make an ordinal of the number before them: `1st`, `1er`, `1.`, `15-én`, `5-го`.
pub(super) fn ordinal(rest: Option<&[Token<'_>]>) -> usize {
    let Some(next) = rest.and_then(<[_]>::first) else { return 0 };
    if next.mark() == Some('-') && next.is_joined() {
        let suffix = rest.and_then(|rest| rest.get(1)).filter(|suffix| suffix.is_joined());
        let is_suffix = suffix
            .and_then(Token::word)
            .is_some_and(|word| word.chars().count() <= 3 && dates::month(word).is_none());
        return if is_suffix { 2 } else { 0 };
    }
    let is_ordinal = match next.folded() {
        Some(word) => {
            matches!(word, "st" | "nd" | "rd" | "th" | "er" | "e" | "ter" | "º" | "ª" | "η" | "ησ" | "го")
        }
        None => matches!(next.mark(), Some('.' | '°' | 'º')),
    };
    usize::from(is_ordinal && next.is_joined())
}
