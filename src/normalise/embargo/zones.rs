//! Clocks by the name of their place: `ET`, `London time`, `heure de Paris`, `horário de Brasília`, `日本時間`.
//!
//! By hand, and not from the system's database, which a container may lack: the same delivery gives the same record anywhere.

use jiff::civil;

use super::tokens::Token;
use crate::normalise::dates::{self, Offset};

/// Whose summer time a place keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Summer {
    None,
    /// From the second Sunday in March to the first in November.
    American,
    /// From the last Sunday in March to the last in October.
    European,
    /// From the first Sunday in October to the first in April.
    Australian,
    /// From the last Sunday in September to the first in April.
    NewZealand,
}

/// The clock of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Clock {
    /// Minutes east of Greenwich in winter.
    winter: i16,
    summer: Summer,
}

impl Clock {
    pub(super) fn on(self, date: civil::Date) -> Offset {
        let Clock { winter, summer } = self;
        match summer {
            Summer::American => dates::american_offset(winter, date),
            Summer::European => dates::european_offset(winter, date),
            Summer::None => east(winter),
            Summer::Australian => southern(winter, date, (10, 1)),
            Summer::NewZealand => southern(winter, date, (9, -1)),
        }
    }
}

fn east(minutes: i16) -> Offset {
    if minutes == 0 { Offset::Zulu } else { Offset::East(minutes) }
}

/// An hour more from a Sunday of spring to the first one in April.
fn southern(winter: i16, date: civil::Date, (month, nth): (i8, i8)) -> Offset {
    let sunday = |month, nth| {
        civil::Date::new(date.year(), month, 1).ok()?.nth_weekday_of_month(nth, civil::Weekday::Sunday).ok()
    };
    let is_winter =
        sunday(4, 1).zip(sunday(month, nth)).is_some_and(|(ends, begins)| date >= ends && date < begins);
    east(if is_winter { winter } else { winter + 60 })
}

use Summer::{American, Australian, European, NewZealand, None as Never};

/// Places by name, without accents: a word for time stands before or behind them.
#[rustfmt::skip]
const PLACES: &[(i16, Summer, &[&str])] = &[
    (0, European, &["canarias", "london", "londoner", "londres", "londra", "londyn", "londen", "uk", "british", "britain", "lisbon", "lisbonne", "lisboa", "lisabon", "portuguese", "irish", "dublin", "edinburgh", "portugal continental", "greenwich mean"]),
    (60, European, &[
        "paris", "parigi", "parijs", "parisina", "berlin", "berlino", "madrid", "rome", "roma", "rom", "brussels", "bruxelles", "brussel", "bruselas", "vienna", "vienne", "wien", "zurich", "geneva", "geneve", "genf", "ginebra", "ginevra", "bern", "berne", "amsterdam", "frankfurt", "munich", "munchen", "stockholm", "oslo", "copenhagen", "kobenhavn", "warsaw", "varsovie", "prague", "prag", "praha", "milan", "milano", "barcelona", "budapest", "bratislava", "ljubljana", "zagreb", "belgrade", "beograd", "luxembourg", "monaco",
        "french", "berliner", "wiener", "zurcher", "pariser", "german", "deutscher", "deutsche", "spanish", "italian", "swiss", "schweizer", "osterreichischer", "belgian", "dutch", "nederlandse", "belgische", "svensk", "dansk", "norsk", "francaise", "suisse", "belge", "espanola", "peninsular", "peninsular espanola", "italiana", "central european", "mitteleuropaischer", "mitteleuropaische", "midden europese", "polskiego", "warszawskiego", "stredoevropskeho", "stredoeuropskeho", "srednjeeuropsko", "srednjeevropskem", "kozep europai", "prazskeho", "europe centrale", "d europe centrale", "centroeuropea", "europa central",
    ]),
    (120, European, &["helsinki", "athens", "athenes", "bucharest", "bucuresti", "bucarest", "sofia", "vilnius", "riga", "tallinn", "kyiv", "kiev", "київським", "киевскому", "finnish", "suomen", "romaniei", "greek", "ελλαδασ", "ελλασ", "eastern european", "nicosia", "israel", "ישראל", "jerusalem", "ירושלים", "tel aviv", "beirut"]),
    (180, Never, &["moscow", "moskauer", "moscou", "moscu", "mosca", "moskau", "московскому", "москве", "москви", "istanbul", "ankara", "turkey", "turkish", "turkiye", "τουρκιασ", "makkah", "mecca", "مكة", "مكة المكرمة", "riyadh", "السعودية", "السعودي", "kuwait", "doha", "qatar", "baghdad", "nairobi", "east africa", "minsk"]),
    (120, Never, &["maputo", "johannesburg", "south african", "south africa", "pretoria", "cape town", "tripoli", "central africa", "cairo", "القاهرة", "harare", "lusaka", "kigali"]),
    (60, Never, &["lagos", "west africa", "nigerian", "algiers", "alger", "d alger", "tunis", "kinshasa"]),
    (0, Never, &["accra", "dakar", "abidjan", "reykjavik", "greenwich", "grinvich", "غرينتش", "جرينتش", "universal", "universelle", "universel", "coordinated universal"]),
    (210, Never, &["tehran", "tehran s", "iran"]),
    (240, Never, &["dubai", "abu dhabi", "gulf", "الامارات", "gulf standard", "baku", "tbilisi", "yerevan"]),
    (300, Never, &["karachi", "islamabad", "pakistan", "tashkent"]),
    (330, Never, &["india", "indian", "delhi", "new delhi", "mumbai", "colombo", "sri lanka"]),
    (345, Never, &["nepal", "kathmandu"]),
    (360, Never, &["dhaka", "bangladesh"]),
    (420, Never, &["hanoi", "ha noi", "viet nam", "vietnam", "bangkok", "thailand", "jakarta", "indonesia barat"]),
    (480, Never, &["beijing", "pekin", "peking", "pechino", "china", "shanghai", "hong kong", "singapore", "singapur", "singapour", "manila", "philippine", "philippines", "kuala lumpur", "malaysia", "malaysian", "taipei", "taiwan", "perth", "western australian", "indonesia tengah"]),
    (540, Never, &["tokyo", "japan", "japanese", "japon", "seoul", "korea", "korean"]),
    (600, Never, &["brisbane", "queensland"]),
    (600, Australian, &["sydney", "melbourne", "canberra", "hobart", "australian eastern"]),
    (570, Australian, &["adelaide"]),
    (720, NewZealand, &["auckland", "wellington", "new zealand", "nz"]),
    (-180, Never, &["brasilia", "sao paulo", "rio", "brazilian", "brasil", "buenos aires", "argentina", "argentine", "montevideo", "uruguay", "brasileiro"]),
    (-240, Never, &["caracas", "venezuela", "la paz", "bolivia", "manaus", "puerto rico"]),
    (-300, Never, &["bogota", "colombia", "lima", "peru", "quito", "ecuador", "panama", "jamaica"]),
    (-360, Never, &["mexico", "ciudad de mexico", "mexico city", "cdmx", "guatemala", "costa rica", "san jose", "centro de mexico", "del centro"]),
    (-240, American, &["atlantic", "halifax"]),
    (-300, American, &["eastern", "washington", "new york", "new yorker", "nueva york", "u s eastern", "us eastern", "miami", "toronto", "ottawa", "montreal", "boston", "atlanta", "l est", "de l est", "del este", "este", "quebec"]),
    (-360, American, &["central", "chicago", "houston", "dallas", "winnipeg", "us central"]),
    (-420, American, &["mountain", "denver", "calgary"]),
    (-480, American, &["pacific", "los angeles", "san francisco", "seattle", "vancouver", "us pacific", "del pacifico"]),
];

/// Words for time beside a place.
#[rustfmt::skip]
const TIMES: &[&str] = &[
    "time", "zeit", "tijd", "tid", "heure", "heures", "hora", "horas", "ora", "ore", "horario", "saat", "saati", "saatiyle", "aikaa", "aika", "czasu", "czas", "casu", "cas", "vremenu", "vreme", "vrijeme", "vremena", "casom", "ido", "idő", "времени", "время", "часом", "часу", "час", "ωρα", "ωρασ", "שעון", "בשעון", "توقيت", "بتوقيت", "gio", "waktu",
];

/// Between the word and the place.
const OF: &[&str] = &["de", "d", "del", "di", "da", "do", "la", "l", "a", "of", "in", "w", "po", "по", "за"];

/// Zones that have no name of their own elsewhere.
#[rustfmt::skip]
const LETTERS: &[(&str, i16, Summer)] = &[
    ("et", -300, American), ("ct", -360, American), ("mt", -420, American), ("pt", -480, American), ("sec", 60, European), ("selc", 120, Never), ("hnec", 60, Never), ("tsi", 180, Never), ("мск", 180, Never), ("hne", -300, Never), ("hae", -240, Never),
    ("日本時間", 540, Never), ("한국시간", 540, Never), ("韓国時間", 540, Never), ("北京时间", 480, Never), ("北京時間", 480, Never), ("台北時間", 480, Never), ("臺北時間", 480, Never), ("香港時間", 480, Never), ("格林尼治时间", 0, Never), ("格林威治時間", 0, Never),
];

/// The clock of the place that stands first, and how many tokens name it.
pub(super) fn place(rest: &[Token<'_>]) -> Option<(Clock, usize)> {
    let word = |at: usize| rest.get(at).and_then(Token::folded);
    let first = word(0)?;
    let is_loud = !rest.first()?.raw.contains(char::is_lowercase);
    if let Some((_, winter, summer)) = LETTERS.iter().find(|(letters, ..)| *letters == first && is_loud) {
        return Some((Clock { winter: *winter, summer: *summer }, 1));
    }
    let is_time = |at: usize| word(at).is_some_and(|word| TIMES.contains(&word));
    let passes = |at: usize| {
        word(at).is_some_and(|word| OF.contains(&word))
            || rest.get(at).and_then(Token::mark).is_some_and(|mark| matches!(mark, '\'' | '’'))
    };
    let is_american = is_loud || rest.first()?.raw.starts_with(char::is_uppercase);
    let american = match first {
        "eastern" => Some(-300),
        "central" => Some(-360),
        "mountain" => Some(-420),
        "pacific" => Some(-480),
        _ => None,
    };
    let mut at = usize::from(is_time(0));
    let is_led = at > 0;
    let (clock, named) = loop {
        if let Some(found) = named(rest.get(at..)?) {
            break found;
        }
        if !passes(at) || at > 3 {
            return None;
        }
        at += 1;
    };
    at += named;
    at += usize::from(matches!(word(at), Some("standard" | "daylight" | "summer" | "s")));
    // "(Singapore)", "5 a.m. Eastern"
    let is_alone = rest.get(at).is_some_and(|next| next.mark() == Some(')')) && at == named
        || at == 1 && is_american && american.is_some();
    (is_led || is_time(at) || is_alone).then(|| (clock, at + usize::from(is_time(at))))
}

/// The place that stands first, the longest name first.
fn named(rest: &[Token<'_>]) -> Option<(Clock, usize)> {
    (1..=3).rev().find_map(|count| {
        let mut name = String::new();
        let mut tokens = 0;
        for token in rest {
            tokens += 1;
            match token.folded() {
                Some(word) => {
                    if !name.is_empty() {
                        name.push(' ');
                    }
                    name.push_str(word);
                }
                None if matches!(token.mark(), Some('\'' | '’' | '-' | '.')) && !name.is_empty() => {
                    continue;
                }
                None => return None,
            }
            if name.split(' ').count() == count {
                break;
            }
        }
        let (winter, summer, _) = PLACES.iter().find(|(.., names)| names.contains(&name.as_str()))?;
        Some((Clock { winter: *winter, summer: *summer }, tokens))
    })
}
