//! Words of datelines: what can be a place, a date, an agency's mark. Lists written by hand.

use crate::normalise::{agencies, dates, places};

/// Most words in one place name.
const MOST_PLACE_WORDS: usize = 4;

/// Words between two places.
pub(super) const JOINTS: &[&str] = &["and", "und", "et", "y", "e", "en", "och", "og", "ja", "i", "и", "&"];

/// A month with a day, perhaps a year or weekday beside it; a weekday alone; a day in figures.
pub(super) fn is_date(words: &str) -> bool {
    if is_in_figures(words) {
        return true;
    }
    let (mut month, mut day, mut weekday, mut count) = (0, 0, 0, 0);
    for word in words.split([' ', ',', '.', '/', '\u{a0}']).filter(|w| !w.is_empty()) {
        count += 1;
        let lower = word.to_lowercase();
        if dates::month(&lower).is_some() && month == 0 {
            month += 1;
        } else if number(&lower).is_some_and(|n| (1..=31).contains(&n) || (1900..2200).contains(&n)) {
            day += 1;
        } else if WEEKDAYS.contains(&lower.as_str()) {
            weekday += 1;
        } else if !FILLERS.contains(&lower.as_str()) {
            return false;
        }
    }
    count > 0
        && (month == 1 && (1..=2).contains(&day) && weekday <= 1 || weekday == 1 && month == 0 && day == 0)
}

/// `04.03.2026`, `2026-03-04`, `4/3`.
fn is_in_figures(words: &str) -> bool {
    let words = words.trim_end_matches('.');
    ['.', '/', '-'].iter().any(|mark| {
        let parts: Option<Vec<u16>> = words.split(*mark).map(|p| p.trim().parse().ok()).collect();
        let is_day = |day: u16, month: u16| (1..=31).contains(&day) && (1..=12).contains(&month);
        match parts.as_deref() {
            Some([day, month, year]) if (1900..2200).contains(year) || (20..60).contains(year) => {
                is_day(*day, *month) || is_day(*month, *day)
            }
            Some([year, month, day]) if (1900..2200).contains(year) => is_day(*day, *month),
            Some([day, month]) if *mark == '/' => is_day(*day, *month) || is_day(*month, *day),
            _ => false,
        }
    })
}

/// A number, with the ending of an ordinal.
fn number(word: &str) -> Option<u16> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, ending) = word.split_at_checked(digits)?;
    matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "-го" | "г" | "-е")
        .then(|| number.parse().ok())
        .flatten()
}

/// The number of a day and nothing else: `São Paulo, 4 (AE)`.
pub(super) fn is_bare_day(words: &str) -> bool {
    words.len() <= 2
        && words.bytes().all(|b| b.is_ascii_digit())
        && words.parse().is_ok_and(|n: u8| (1..=31).contains(&n))
}

const FILLERS: &[&str] =
    &["de", "del", "den", "le", "of", "di", "da", "the", "d'", "d", "r", "roku", "г", "года", "року", "van"];

#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "lun", "mié", "jue", "vie", "sáb", "dom",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag", "mandag", "tirsdag", "lørdag", "søndag",
    "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela", "hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap",
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
];

/// Whether words can be an agency's mark: one to three words, no digits, not a party and state.
pub(super) fn is_mark(mark: &str) -> bool {
    agencies::wire(mark).is_some()
        || (mark.len() >= 2
            && mark.len() <= 40
            && mark.split_whitespace().count() <= 3
            && mark.chars().all(|c| {
                c.is_alphabetic()
                    || matches!(c, ' ' | '/' | '.' | '&')
                    || c == '-' && !mark.contains(char::is_lowercase)
            })
            && !is_party_and_state(mark)
            && !WEEKDAYS.contains(&mark.to_lowercase().as_str()))
}

fn is_party_and_state(mark: &str) -> bool {
    mark.chars().count() <= 2 || places::is_region(mark) || matches!(mark, "ret" | "Ret" | "retired")
}

/// Whether a mark in brackets looks like the small code of an agency: `hgb`, `hgb/lno`; not `left`, `neu`, `ret`.
pub(super) fn is_code(mark: &str) -> bool {
    let first = mark.split('/').next().unwrap_or_default();
    (3..=4).contains(&first.chars().count())
        && mark.chars().all(|c| c.is_lowercase() || c == '/')
        && !NO_CODES.contains(&first)
}

/// Short words that stand in brackets behind a name.
#[rustfmt::skip]
const NO_CODES: &[&str] = &[
    "left", "right", "top", "back", "front", "below", "above", "ret", "née", "dead", "aged", "live", "video", "photo", "new", "old", "sic", "all", "both", "not", "out", "see",
    "neu", "alt", "links", "rechts", "oben", "unten", "mitte", "live", "foto", "archiv", "geb", "tot", "frei", "kurz",
    "haut", "bas", "vidéo", "mort", "suite", "fin", "nue", "nuevo", "nueva", "izq", "dcha", "vivo", "fotos", "dir", "esq", "novo", "nova", "sopra", "sotto", "link",
    "home", "away", "men", "boys", "next", "last", "map", "pic", "pix", "week", "year", "days", "none", "wide", "east", "west", "nord", "ost", "süd", "jahre", "tour", "team", "wm", "em", "cup", "ein", "eine", "over", "onder", "rood", "nieuw", "beeld", "film", "pdf", "vor", "nach", "und", "the", "and", "for", "con", "par", "por",
];

/// Codes that stand behind the place with nothing between them: `Helsinki STT Satama`.
const BARE_CODES: &[&str] = &["STT", "NTB", "TT", "RITZAU", "BNS", "FNB", "LETA", "ELTA"];

pub(super) fn is_bare_code(word: &str) -> bool {
    BARE_CODES.contains(&word)
}

/// Whether the last word before a place in the text is such a code.
pub(super) fn ends_with_bare_code(before: &str) -> bool {
    before.rsplit_once(' ').is_some_and(|(_, word)| is_bare_code(word))
}

/// `KOMPAS.com`: an outlet by its address.
pub(super) fn is_domain(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(house, end)| {
        house.len() >= 3
            && matches!(
                end.to_lowercase().as_str(),
                "com" | "co" | "net" | "org" | "id" | "ru" | "ua" | "by" | "kz" | "info" | "news"
            )
    }) && !name.contains(' ')
}

/// `Media OutReach Newswire`, `Examplewire`: a release service by its name.
pub(super) fn is_wire_name(name: &str) -> bool {
    let Some(last) = name.split_whitespace().next_back() else { return false };
    let last = last.to_lowercase();
    name.split_whitespace().count() <= 4
        && name.starts_with(char::is_uppercase)
        && (last.ends_with("wire") || last.ends_with("newswires"))
}

/// Few words, each capitalised or a particle, letters only.
pub(super) fn has_place_shape(part: &str) -> bool {
    // a byline that runs into the place
    if ["By ", "BY ", "Von ", "VON ", "Par ", "PAR ", "Por ", "POR "].iter().any(|by| part.starts_with(by)) {
        return false;
    }
    let mut words = 0;
    let (mut here, mut joints) = (0, 0);
    for word in part.split([' ', '/']).filter(|w| !w.is_empty()) {
        words += 1;
        here += 1;
        if JOINTS.contains(&word) {
            (here, joints) = (0, joints + 1);
            continue;
        }
        // `Frankfurt a.M.`, `Freiburg i.Br.`
        let is_short = word.ends_with('.') && word.len() <= 6 && word.get(1..2) == Some(".");
        let proper = word.chars().all(is_of_place) && (begins_name(word) || is_particle(word) || is_short);
        if !proper || here > MOST_PLACE_WORDS {
            return false;
        }
    }
    let most = MOST_PLACE_WORDS + (joints + usize::from(part.contains('/'))) * 3;
    (1..=most).contains(&words) && joints <= 2 && part.split([' ', '/']).any(begins_name)
}

fn is_of_place(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '`' | '\u{900}'..='\u{97f}')
}

fn begins_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
}

#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "de", "del", "la", "le", "les", "of", "the", "and", "am", "an", "der", "im", "in", "bei", "ob", "sur", "sous", "en", "el", "al", "upon", "on", "do", "da", "dos", "du", "d'",
    "near", "aboard", "nad", "pod", "pri", "při",
];

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// Whether nearly all letters are capitals: `d'` and `Mc` keep a small one, and so do the words between two places.
pub(super) fn is_in_capitals(words: &str) -> bool {
    let (mut capital, mut small) = (0usize, 0usize);
    for word in words.split(' ').filter(|w| !JOINTS.contains(w)) {
        capital += word.chars().filter(|c| c.is_uppercase()).count();
        small += word.chars().filter(|c| c.is_lowercase()).count();
    }
    capital >= 3 && small * 5 <= capital
}

/// Not a word that heads notices, rubrics and other lines in capitals before a dash.
pub(super) fn is_place(place: &str) -> bool {
    let is_known = places::is_city(place) || places::is_region(place) || places::is_country(place);
    is_known
        || !place
            .split([' ', '/', '-', '.', '\'', '’'])
            .filter(|word| !JOINTS.contains(word))
            .any(|word| NOT_PLACES.contains(&word.to_lowercase().as_str()))
}

/// Words in capitals before a dash that make it something else than a dateline. Written by hand.
#[rustfmt::skip]
const NOT_PLACES: &[&str] = &[
    "a", "about", "all", "also", "analysis", "and", "are", "as", "ask", "at", "background", "be", "breaking", "brief", "briefs", "bulletin", "but", "by",
    "can", "caption", "comment", "commentary", "correction", "corrected", "day", "did", "do", "does", "don", "editor", "editorial", "editors",
    "exclusive", "explainer", "fact", "factbox", "file", "first", "five", "flash", "for", "four", "from", "get", "go", "graphic", "had", "happening", "has",
    "have", "he", "headline", "headlines", "her", "here", "highlights", "his", "how", "i", "if", "in", "insight", "interview", "is", "it", "its",
    "just", "know", "latest", "lead", "let", "lets", "live", "make", "more", "must", "my", "need", "new", "news", "next", "no", "not", "note", "notes",
    "now", "number", "of", "off", "on", "one", "opinion", "or", "our", "out", "over", "photo", "photos", "picture", "plus", "poll",
    "preview", "profile", "q", "qa", "quote", "quotes", "read", "recap", "related", "report", "review", "roundup", "say", "says", "scoop", "see", "she", "should",
    "show", "so", "some", "source", "sources", "special", "story", "summary", "take", "than", "that", "their", "them", "then", "there", "these", "they", "this",
    "three", "through", "timeline", "tip", "tips", "to", "today", "tonight", "top", "trending", "two", "until", "till", "since", "after", "before", "between", "results", "standings", "scores", "week", "weekend", "month", "year", "deadline", "season", "schedule", "warning", "question", "answer", "up", "update", "updated", "urgent", "us", "video",
    "wait", "want", "was", "watch", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "wrapup", "write", "you", "your",
    "bis", "seit", "ab", "ergebnisse", "achtung", "hinweis", "termin", "frage", "antwort", "jusqu", "depuis", "résultats", "hasta", "desde", "resultados", "fino", "risultati", "atenção", "até", "tot", "vanaf",
    "nato", "opec", "unesco", "unicef", "fifa", "uefa", "nasa", "asean", "brics", "closed", "league", "cup", "rangers", "team", "teams", "club", "stocks", "shares", "markets", "weather", "sports", "business", "politics", "world",
    "der", "die", "das", "und", "nicht", "mit", "für", "von", "wie", "warum", "analyse", "kommentar", "eilmeldung", "hintergrund", "porträt", "überblick",
    "et", "dans", "pour", "avec", "encadré", "portrait", "reportage", "actualisation", "por", "para", "con", "análisis", "opinión",
];
