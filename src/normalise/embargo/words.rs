//! The words of embargoes and of what is to come, in the languages of the wires. Written by hand.

use super::tokens::Token;
use crate::normalise::dates;

/// How surely a phrase says that a story is not to be used yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// `embargoed`, `Sperrfrist`: said of copy, and of little else.
    Firm,
    /// `embargo`: said of goods as well.
    Noun,
    /// `not for publication before`: what follows must be a time, or short.
    Before,
    /// `for release`: what follows must be a time.
    Release,
    /// `hold until`, `no use before`: what follows must be a time, and nothing may stand beside it.
    Plain,
}

use Anchor::{Before, Firm, Noun, Plain, Release};

/// In small letters; the longest counts.
#[rustfmt::skip]
pub(super) const ANCHORS: &[(&str, Anchor)] = &[
    ("embargoed", Firm), ("embargoed for release", Firm), ("embargoed for publication", Firm), ("embargoed for use", Firm), ("embargoed material", Firm), ("under embargo", Firm), ("under strict embargo", Firm), ("press embargo", Firm), ("media embargo", Firm), ("news embargo", Firm), ("strict embargo", Firm), ("embargo notice", Firm), ("embargo date", Firm), ("embargo time", Firm),
    ("hold for release", Firm), ("held for release", Firm), ("hfr", Firm), ("hold for publication", Firm),
    ("embargo", Noun), ("embargo lifts", Noun), ("embargo ends", Noun), ("embargo expires", Noun),
    ("not for release", Before), ("not for publication", Before), ("not for use", Before), ("not for broadcast", Before), ("not for distribution", Before), ("not for transmission", Before), ("not for public release", Before), ("not for immediate release", Before), ("not for posting", Before), ("not to be published", Before), ("not to be released", Before), ("not to be used", Before), ("not to be broadcast", Before), ("not to be posted", Before), ("do not publish", Before), ("do not release", Before), ("do not use", Before), ("do not broadcast", Before), ("do not post", Before), ("no publication", Before), ("no use", Before), ("no release", Before), ("publication prohibited", Before), ("publication forbidden", Before),
    ("hold until", Plain), ("hold till", Plain), ("hold to", Plain), ("hold for", Release), ("advance for", Release), ("for use after", Firm), ("for release after", Firm), ("for publication after", Firm), ("for broadcast after", Firm),
    ("for release", Release), ("for publication", Release), ("for use", Release), ("release time", Release), ("release date", Release), ("for broadcast", Release), ("to be released", Release),

    ("sperrfrist", Firm), ("sperrfrist beachten", Firm), ("sperrvermerk", Firm), ("embargofrist", Firm), ("unter embargo", Firm), ("mit sperrfrist", Firm), ("unter sperrfrist", Firm), ("gesperrt", Plain), ("frei ab", Plain), ("zur veröffentlichung nach", Firm), ("zur verwendung nach", Firm), ("veröffentlichung nach", Plain), ("frei zur veröffentlichung ab", Plain), ("frei für", Plain), ("freigabe ab", Plain), ("freigabe", Release), ("veröffentlichung ab", Plain), ("veröffentlichung erst", Plain), ("veröffentlichung erst ab", Plain), ("veröffentlichung frühestens", Plain), ("veröffentlichung nicht vor", Before), ("nicht veröffentlichen vor", Before), ("nicht vor", Plain), ("nicht zur veröffentlichung vor", Before), ("keine veröffentlichung vor", Before), ("nicht freigegeben vor", Before),

    ("sous embargo", Firm), ("sous embargo strict", Firm), ("embargo strict", Firm), ("embargo presse", Firm), ("ne pas publier", Before), ("ne pas diffuser", Before), ("ne pas utiliser", Before), ("à ne pas publier", Before), ("à ne pas diffuser", Before), ("publication interdite", Before), ("diffusion interdite", Before), ("pas de publication", Before), ("pas de diffusion", Before), ("interdit de publication", Before), ("interdit de diffusion", Before), ("à diffuser", Plain), ("à publier", Plain),

    ("embargado", Firm), ("embargada", Firm), ("embargados", Firm), ("embargadas", Firm), ("bajo embargo", Firm), ("no publicar", Before), ("no difundir", Before), ("no usar", Before), ("no utilizar", Before), ("prohibida su publicación", Before), ("prohibida su difusión", Before), ("prohibida la difusión", Before), ("prohibida la publicación", Before), ("no puede publicarse", Before), ("no puede difundirse", Before),

    ("sotto embargo", Firm), ("embargato", Firm), ("embargata", Firm), ("non pubblicare", Before), ("da non pubblicare", Before), ("non diffondere", Before), ("da non diffondere", Before), ("non utilizzare", Before), ("divieto di pubblicazione", Before), ("divieto di diffusione", Before), ("vietata la pubblicazione", Before), ("vietata la diffusione", Before),

    ("onder embargo", Firm), ("onder strikt embargo", Firm), ("niet publiceren", Before), ("niet gebruiken", Before), ("niet voor publicatie", Before), ("publicatie verboden", Before),
    ("sob embargo", Firm), ("embargada até", Firm), ("embargado até", Firm), ("não publicar", Before), ("não divulgar", Before), ("proibida a publicação", Before), ("proibida a divulgação", Before), ("não usar", Before),
    ("under embargo til", Firm), ("belagd med embargo", Firm), ("sperrfrist til", Firm), ("får ej publiceras", Before), ("får inte publiceras", Before), ("ej för publicering", Before), ("ikke for publisering", Before), ("må ikke offentliggøres", Before), ("må ikke publiseres", Before), ("ikke til offentliggørelse", Before), ("klausul", Plain), ("klausuleret", Firm), ("klausulert", Firm),
    ("pod embargiem", Firm), ("nie publikować", Before), ("эмбарго", Noun), ("под эмбарго", Firm), ("не публиковать", Before), ("не для публикации", Before),
];

/// Words after a ban by which it ends: a ban without any is for good, and no embargo.
#[rustfmt::skip]
const BOUNDS: &[&str] = &["before", "until", "till", "til", "prior", "vor", "bis", "avant", "jusqu", "antes", "hasta", "prima", "fino", "voor", "tot", "até", "före", "før", "przed", "do", "до", "earlier"];

/// Whether a word ends a ban.
pub(super) fn bounds(word: &str) -> bool {
    BOUNDS.contains(&word)
}

/// Words that lead from what is said to its time.
#[rustfmt::skip]
const LEADING: &[&str] = &[
    "until", "till", "til", "to", "for", "release", "publication", "use", "broadcast", "delivery", "at", "on", "from", "before", "prior", "after", "the", "is", "are", "and", "in", "date", "time", "strictly", "not", "earlier", "than", "up", "effect", "lifts", "ends", "expires", "lifted", "all", "media",
    "bis", "zum", "zur", "ab", "am", "um", "den", "dem", "der", "vor", "des", "erst", "frühestens", "veröffentlichung", "endet", "einschließlich", "für", "alle", "von", "nach",
    "jusqu", "jusque", "au", "aux", "à", "le", "la", "les", "du", "de", "l", "avant", "partir", "date", "heure", "publication", "diffusion", "d", "ce",
    "hasta", "el", "las", "del", "día", "dia", "los", "antes", "a", "su", "publicación", "difusión", "próximo", "próxima", "para",
    "fino", "al", "alle", "allo", "ore", "delle", "della", "dello", "dell", "del", "di", "prima", "giorno", "prossimo", "per",
    "tot", "om", "op", "voor", "uur", "aanstaande",
    "até", "as", "às", "ao", "aos", "o", "da", "das", "do", "dos", "às",
    "till", "til", "kl", "klokken", "klockan", "den", "före", "før", "innan", "do", "godz", "godziny", "przed", "до",
];

/// Whether the token leads to a time that follows; a full stop only inside a line of figures.
pub(super) fn leads(rest: &[Token<'_>]) -> bool {
    let Some(token) = rest.first() else { return false };
    if let Some(word) = token.word() {
        return LEADING.contains(&word);
    }
    match token.mark() {
        Some('.') => !rest.get(1).is_some_and(|next| next.raw.starts_with(char::is_uppercase)),
        Some(',' | '(' | '/' | '–' | '-' | '—' | '\'' | '’' | '|') => true,
        _ => false,
    }
}

/// Words that may stand before what is said without being part of the story: whom it is for, and how much it is meant.
#[rustfmt::skip]
const PREFACE: &[&str] = &[
    "eds", "editors", "editor", "s", "ed", "note", "notes", "to", "attention", "attn", "all", "media", "press", "advisory", "please", "important", "urgent", "warning", "reminder", "this", "these", "the", "story", "stories", "article", "report", "item", "copy", "material", "release", "information", "document", "text", "speech", "content", "dispatch", "study", "paper", "news", "newsroom", "newsrooms", "clients", "is", "are", "be", "must", "has", "been", "and", "its", "contents", "strictly", "strict", "under", "remains", "for", "of", "desk", "desks", "an", "with", "following", "it", "data", "survey", "pictures", "photos", "picture", "photo", "video", "images", "private", "confidential", "publication", "publishing", "use", "in", "our", "from", "herein", "contained", "attached", "below", "above", "that", "moving", "moved", "advance", "sent", "status", "special", "service", "slug", "n", "b", "nb", "by", "line",
    "achtung", "bitte", "hinweis", "redaktion", "redaktionen", "an", "die", "der", "das", "für", "diese", "dieser", "dieses", "meldung", "beitrag", "text", "pressemitteilung", "presseinformation", "mitteilung", "ist", "sind", "strenge", "strikte", "mit", "unter", "beachten", "wichtig", "einer", "einem", "dem", "sie", "zur", "nur", "veröffentlichung", "wiedergabe", "verwendung", "nachricht", "informationen", "es", "gilt", "eine", "redaktioneller", "anmerkung", "artikel", "rede", "bericht", "redaktionshinweis",
    "attention", "note", "à", "aux", "la", "le", "les", "rédaction", "rédactions", "cet", "cette", "ce", "article", "dépêche", "communiqué", "est", "sont", "sous", "strictement", "information", "document", "avis", "texte", "ne", "informations",
    "atención", "nota", "al", "a", "los", "editores", "editor", "esta", "este", "información", "noticia", "texto", "comunicado", "está", "estrictamente", "redacción", "redacciones", "bajo", "material", "queda", "contenido", "aviso", "ojo",
    "attenzione", "nota", "per", "redazioni", "redazione", "alle", "questo", "questa", "testo", "notizia", "comunicato", "è", "sotto", "rigorosamente", "informazioni", "il", "lo", "di",
    "let", "op", "dit", "bericht", "persbericht", "is", "streng", "strikt", "redacties", "redactie", "aan", "de", "onder", "artikel",
    "atenção", "nota", "aos", "editores", "este", "esta", "texto", "matéria", "notícia", "comunicado", "está", "sob", "o",
    "obs", "denne", "denna", "detta", "dette", "er", "är", "til", "till", "redaktionen", "redaksjonen", "redaksjoner", "nyhet", "tekst", "saken", "pressmeddelandet", "pressemelding",
];

/// Whether a word may stand before what is said.
pub(super) fn is_preface(word: &str) -> bool {
    PREFACE.contains(&word)
}

/// Words that may follow the time and belong to it.
#[rustfmt::skip]
const TAIL: &[&str] = &[
    "local", "time", "times", "sharp", "hours", "hour", "hrs", "please", "exactly", "uk", "london", "only", "not", "for", "release", "publication", "use", "broadcast", "online", "web", "print", "all", "media", "strictly", "and", "or", "before", "then", "in", "any", "form", "prior", "to", "no", "this", "when", "it", "is", "delivered", "against", "delivery", "check", "by", "radio", "tv", "television", "newspapers", "social", "posting", "on", "the", "that", "at", "may", "must", "should", "cannot", "be", "published", "released", "used", "shared", "distributed", "reported", "thereafter", "later", "embargo", "lifted", "expires", "ends", "subject", "change",
    "ortszeit", "versehen", "belegt", "gestattet", "erlaubt", "zulässig", "möglich", "freigegeben", "bestimmt", "uhr", "bitte", "beachten", "frei", "gesperrt", "nicht", "vor", "veröffentlichen", "veröffentlichung", "verwenden", "zur", "es", "gilt", "das", "gesprochene", "wort", "bitte", "einhalten", "zu",
    "heure", "heures", "locale", "précises", "merci", "de", "respecter", "l", "embargo", "publication", "interdite", "diffusion", "locales",
    "hora", "horas", "local", "peninsular", "locales", "en", "punto", "gmt", "ora", "ore", "locale", "locali", "italiana", "uur", "lokale", "tijd", "tid", "lokal", "horário", "brasília", "lisboa", "года", "году", "г", "по", "московскому", "времени",
];

/// Whether a word may follow the time.
pub(super) fn is_tail(word: &str) -> bool {
    TAIL.contains(&word)
}

/// Words that say that the embargo is over.
#[rustfmt::skip]
const LIFTED: &[&str] = &["lifted", "over", "expired", "broken", "aufgehoben", "abgelaufen", "beendet", "levé", "levée", "levantado", "terminado", "rimosso", "scaduto", "opgeheven", "encerrado", "opphevet", "hävt"];

/// Whether a word says that the embargo is over.
pub(super) fn is_lifted(word: &str) -> bool {
    LIFTED.contains(&word)
}

#[rustfmt::skip]
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "mon", "montag", "lundi", "lunes", "lunedì", "lunedi", "maandag", "segunda", "måndag", "mandag", "poniedziałek", "poniedziałku", "понедельник", "понедельника"],
    &["tuesday", "tue", "tues", "dienstag", "mardi", "martes", "martedì", "martedi", "dinsdag", "terça", "tisdag", "tirsdag", "wtorek", "wtorku", "вторник", "вторника"],
    &["wednesday", "wed", "weds", "mittwoch", "mercredi", "miércoles", "miercoles", "mercoledì", "mercoledi", "woensdag", "quarta", "onsdag", "środa", "środy", "среда", "среды"],
    &["thursday", "thu", "thur", "thurs", "donnerstag", "jeudi", "jueves", "giovedì", "giovedi", "donderdag", "quinta", "torsdag", "czwartek", "czwartku", "четверг", "четверга"],
    &["friday", "fri", "freitag", "vendredi", "viernes", "venerdì", "venerdi", "vrijdag", "sexta", "fredag", "piątek", "piątku", "пятница", "пятницы"],
    &["saturday", "sat", "samstag", "sonnabend", "samedi", "sábado", "sabado", "sabato", "zaterdag", "lördag", "lørdag", "sobota", "soboty", "суббота", "субботы"],
    &["sunday", "sun", "sonntag", "dimanche", "domingo", "domenica", "zondag", "söndag", "søndag", "niedziela", "niedzieli", "воскресенье", "воскресенья"],
];

/// The weekday that a word names, Monday is 1.
pub(super) fn weekday(word: &str) -> Option<i8> {
    WEEKDAYS.iter().zip(1..).find(|(names, _)| names.contains(&word)).map(|(_, number)| number)
}

/// Days to come by name, with how many tokens that are.
pub(super) fn ahead(rest: &[Token<'_>]) -> Option<(i8, usize)> {
    let word = rest.first()?.word()?;
    let days = match word {
        "today" | "tonight" | "heute" | "hoy" | "oggi" | "stasera" | "vandaag" | "vanavond" | "hoje"
        | "idag" | "dzisiaj" | "сегодня" => 0,
        "aujourd" => return Some((0, rest.iter().take(3).count())),
        "tomorrow" | "morgen" | "demain" | "mañana" | "domani" | "amanhã" | "imorgen" | "imorgon"
        | "jutro" | "завтра" => 1,
        "übermorgen" | "overmorgen" | "dopodomani" => 2,
        _ => return None,
    };
    Some((days, 1))
}

/// Midnight and noon by name: the time, whether it ends the day, how many tokens.
pub(super) fn named_time(rest: &[Token<'_>]) -> Option<((i8, i8), bool, usize)> {
    let twelve = usize::from(rest.first()?.number().is_some_and(|(value, _)| value == 12));
    let word = rest.get(twelve)?.word()?;
    let (time, ends_day) = match word {
        "noon" | "midday" | "mittag" | "mittags" | "midi" | "mediodía" | "mezzogiorno" | "middag" => {
            ((12, 0), false)
        }
        "midnight" | "mitternacht" | "minuit" | "medianoche" | "mezzanotte" | "middernacht" | "midnatt" => {
            ((0, 0), true)
        }
        _ => return None,
    };
    Some((time, ends_day, twelve + 1))
}

/// The half of the day that a word names, and whether it is the second.
pub(super) fn half(word: &str) -> Option<bool> {
    match word {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// Words behind a time that only say that it is one.
pub(super) fn is_clock_word(word: &str) -> bool {
    matches!(
        word,
        "uhr" | "h" | "hs" | "hrs" | "hours" | "heures" | "heure" | "horas" | "hora" | "uur" | "ore" | "noon"
    )
}

/// Between hour and minute: `6h30`.
pub(super) fn is_hour_mark(word: &str) -> bool {
    matches!(word, "h" | "heures" | "heure")
}

/// Words that only a time follows.
pub(super) fn leads_to_clock(word: &str) -> bool {
    matches!(
        word,
        "ore" | "delle" | "dalle" | "kl" | "klockan" | "klokken" | "godz" | "às" | "las" | "um" | "alle"
    )
}

/// Between a time and its day.
pub(super) fn is_on(word: &str) -> bool {
    matches!(
        word,
        "on" | "of" | "am" | "le" | "du" | "el" | "del" | "il" | "di" | "op" | "de" | "den" | "hrs" | "hours"
    )
}

/// Between day, month and year.
pub(super) fn is_of(word: &str) -> bool {
    matches!(word, "of" | "de" | "del" | "di" | "do" | "d")
}

/// The month that stands first, and how many tokens name it.
pub(super) fn month(rest: &[Token<'_>]) -> Option<(u32, usize)> {
    let month = dates::month(rest.first()?.word()?)?;
    let stop = rest.get(1).is_some_and(|next| next.mark() == Some('.') && next.is_joined());
    Some((u32::from(month), 1 + usize::from(stop)))
}

/// Whether a month stands first, or after an ordinal's mark.
pub(super) fn begins_month(rest: &[Token<'_>]) -> bool {
    month(rest).is_some() || rest.get(ordinal(Some(rest))..).is_some_and(|rest| month(rest).is_some())
}

/// How many tokens make an ordinal of the number before them.
pub(super) fn ordinal(rest: Option<&[Token<'_>]>) -> usize {
    let Some(next) = rest.and_then(<[_]>::first) else { return 0 };
    let is_ordinal = match next.word() {
        Some(word) => matches!(word, "st" | "nd" | "rd" | "th" | "er" | "e" | "ter" | "º" | "ª"),
        None => matches!(next.mark(), Some('.' | '°')),
    };
    usize::from(is_ordinal && next.is_joined())
}

/// Whose summer time a place keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Summer {
    /// From the second Sunday in March to the first in November.
    American,
    /// From the last Sunday in March to the last in October.
    European,
}

/// The clock of a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// Minutes east of Greenwich in winter.
    pub(super) winter: i16,
    pub(super) summer: Summer,
    pub(super) tokens: usize,
}

/// `ET`, `Eastern time`, `London time`, `heure de Paris`, `hora de Madrid`, `ora di Roma`.
pub(super) fn place(rest: &[Token<'_>]) -> Option<Clock> {
    let word = |at: usize| rest.get(at).and_then(Token::word);
    let clock = |winter, summer, tokens| Some(Clock { winter, summer, tokens });
    let first = word(0)?;
    let is_loud = rest.first()?.raw.chars().all(char::is_uppercase);
    match first {
        "et" if is_loud => return clock(-300, Summer::American, 1),
        "ct" if is_loud => return clock(-360, Summer::American, 1),
        "mt" if is_loud => return clock(-420, Summer::American, 1),
        "pt" if is_loud => return clock(-480, Summer::American, 1),
        _ => {}
    }
    let of_place =
        matches!(first, "heure" | "heures" | "hora" | "horas" | "ora") && word(1).is_some_and(is_of);
    if of_place {
        let (winter, summer) = keeps(word(2)?)?;
        return clock(winter, summer, 3);
    }
    if (first, word(1)) == ("central", Some("european")) {
        return clock(60, Summer::European, 2 + usize::from(word(2) == Some("time")));
    }
    let two = matches!(first, "new" | "u" | "los").then(|| word(1)).flatten();
    let (name, at) = match two {
        Some("york") => ("eastern", 2),
        Some("angeles") => ("pacific", 2),
        _ => (first, 1),
    };
    let at = at + usize::from(matches!(word(at), Some("standard" | "daylight")));
    let (winter, summer) = keeps(name)?;
    matches!(word(at), Some("time" | "tijd" | "zeit" | "tid"))
        .then(|| clock(winter, summer, at + 1))
        .flatten()
}

fn keeps(place: &str) -> Option<(i16, Summer)> {
    Some(match place {
        "london" | "uk" | "british" | "londres" | "londra" | "lisbon" | "lisbonne" | "lisboa" | "irish"
        | "dublin" => (0, Summer::European),
        "paris" | "parigi" | "parís" | "berlin" | "berlín" | "berlino" | "madrid" | "rome" | "roma"
        | "brussels" | "bruxelles" | "brüssel" | "brussel" | "bruselas" | "vienna" | "wien" | "zurich"
        | "zürich" | "geneva" | "genève" | "genf" | "amsterdam" | "frankfurt" | "stockholm" | "oslo"
        | "copenhagen" | "warsaw" | "prague" | "milan" | "milano" => (60, Summer::European),
        "eastern" | "washington" => (-300, Summer::American),
        "central" | "chicago" => (-360, Summer::American),
        "mountain" | "denver" => (-420, Summer::American),
        "pacific" => (-480, Summer::American),
        _ => return None,
    })
}

/// Words of what an embargo may hang on instead of a time.
#[rustfmt::skip]
const OCCASIONS: &[&str] = &["delivery", "speech", "announcement", "notice", "further", "advised", "publication", "release", "completion", "kickoff", "lifting", "conference", "redebeginn", "beginn", "rede", "freigabe", "widerruf", "ende", "weiteres", "discours", "ordre", "allocution", "nouvel", "discurso", "aviso", "nuevo", "intervención", "comunicación", "discorso", "avviso", "nuovo", "toespraak", "order", "tale"];

/// Whether a word names what an embargo may hang on instead of a time.
pub(super) fn is_occasion(word: &str) -> bool {
    OCCASIONS.contains(&word)
}

/// Whether a word says that the line is for editors.
pub(super) fn is_address(word: &str) -> bool {
    matches!(
        word,
        "eds"
            | "editors"
            | "editor"
            | "desks"
            | "clients"
            | "newsrooms"
            | "redaktion"
            | "redaktionen"
            | "rédaction"
            | "rédactions"
            | "editores"
            | "redacción"
            | "redazioni"
            | "redazione"
            | "redactie"
            | "redacties"
            | "redaksjonen"
            | "redaksjoner"
            | "hinweis"
            | "anmerkung"
    )
}

/// Whether a phrase is said of copy alone: `embargoed`, `Sperrfrist`.
pub(super) fn is_of_copy(phrase: &str) -> bool {
    const STEMS: [&str; 8] =
        ["embargoed", "sperrfrist", "embargad", "embargat", "hold for", "held for", "hfr", "klausul"];
    let phrase = phrase.to_ascii_lowercase();
    STEMS.iter().any(|stem| phrase.starts_with(stem))
}

/// Whether words before an embargo, if they make a sentence with it, point at the copy: `this report is`, not `the report is`.
pub(super) fn is_said_of_copy<'a>(words: impl Iterator<Item = &'a str> + Clone) -> bool {
    #[rustfmt::skip]
    const VERBS: [&str; 17] = ["is", "are", "be", "has", "been", "remains", "ist", "sind", "gilt", "est", "sont", "está", "queda", "è", "er", "är", "zijn"];
    #[rustfmt::skip]
    const POINTERS: [&str; 27] = [
        "this", "these", "following", "its", "contents", "herein", "attached", "below", "above", "eds", "editors", "please", "note", "diese", "dieser", "dieses", "cet", "cette", "ce", "esta", "este", "questo",
        "questa", "dit", "denne", "denna", "detta",
    ];
    let mut both = words.clone();
    let mut pointing = words;
    !both.any(|word| VERBS.contains(&word)) || pointing.any(|word| POINTERS.contains(&word))
}
