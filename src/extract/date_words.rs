//! Words of dates in running text: English, German, French, Spanish. Written by hand.

/// What a word says about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateWord {
    /// A month by its number; whether it is written small in running text.
    Month(i8, bool),
    /// A weekday, Monday is 1, with its language.
    Weekday(i8, &'static str),
    /// So many days after publication, with its language.
    Days(i8, &'static str),
    /// The month so many months after publication, with its language.
    Months(i8, &'static str),
    /// The year so many years after publication, with its language.
    Years(i8, &'static str),
    /// So many units before publication, the number before it, after a prefix if there is one; with its language.
    Ago(Unit, &'static str, &'static str),
}

/// What distances are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Month,
    Year,
}

use DateWord::{Ago, Days, Month, Months, Weekday, Years};

/// In the case of running text: what is listed with a capital is one only with it.
#[rustfmt::skip]
pub(super) const WORDS: &[(&[&str], DateWord)] = &[
    (&["January", "Jan", "Januar", "Jänner"], Month(1, false)), (&["janvier", "enero"], Month(1, true)),
    (&["February", "Feb", "Februar"], Month(2, false)), (&["février", "febrero"], Month(2, true)),
    (&["March", "Mar", "März"], Month(3, false)), (&["mars", "marzo"], Month(3, true)),
    (&["April", "Apr"], Month(4, false)), (&["avril", "abril"], Month(4, true)),
    (&["May", "Mai"], Month(5, false)), (&["mai", "mayo"], Month(5, true)),
    (&["June", "Jun", "Juni"], Month(6, false)), (&["juin", "junio"], Month(6, true)),
    (&["July", "Jul", "Juli"], Month(7, false)), (&["juillet", "julio"], Month(7, true)),
    (&["August", "Aug"], Month(8, false)), (&["août", "agosto"], Month(8, true)),
    (&["September", "Sept", "Sep"], Month(9, false)), (&["septembre", "septiembre", "setiembre"], Month(9, true)),
    (&["October", "Oct", "Oktober", "Okt"], Month(10, false)), (&["octobre", "octubre"], Month(10, true)),
    (&["November", "Nov"], Month(11, false)), (&["novembre", "noviembre"], Month(11, true)),
    (&["December", "Dec", "Dezember", "Dez"], Month(12, false)), (&["décembre", "diciembre"], Month(12, true)),

    (&["Monday"], Weekday(1, "en")), (&["Tuesday"], Weekday(2, "en")), (&["Wednesday"], Weekday(3, "en")), (&["Thursday"], Weekday(4, "en")), (&["Friday"], Weekday(5, "en")), (&["Saturday"], Weekday(6, "en")), (&["Sunday"], Weekday(7, "en")),
    (&["Montag"], Weekday(1, "de")), (&["Dienstag"], Weekday(2, "de")), (&["Mittwoch"], Weekday(3, "de")), (&["Donnerstag"], Weekday(4, "de")), (&["Freitag"], Weekday(5, "de")), (&["Samstag", "Sonnabend"], Weekday(6, "de")), (&["Sonntag"], Weekday(7, "de")),
    (&["lundi"], Weekday(1, "fr")), (&["mardi"], Weekday(2, "fr")), (&["mercredi"], Weekday(3, "fr")), (&["jeudi"], Weekday(4, "fr")), (&["vendredi"], Weekday(5, "fr")), (&["samedi"], Weekday(6, "fr")), (&["dimanche"], Weekday(7, "fr")),
    (&["lunes"], Weekday(1, "es")), (&["martes"], Weekday(2, "es")), (&["miércoles"], Weekday(3, "es")), (&["jueves"], Weekday(4, "es")), (&["viernes"], Weekday(5, "es")), (&["sábado"], Weekday(6, "es")), (&["domingo"], Weekday(7, "es")),

    (&["yesterday", "Yesterday"], Days(-1, "en")), (&["today", "Today", "tonight"], Days(0, "en")), (&["tomorrow", "Tomorrow"], Days(1, "en")),
    (&["vorgestern"], Days(-2, "de")), (&["gestern", "Gestern"], Days(-1, "de")), (&["heute", "Heute"], Days(0, "de")), (&["morgen"], Days(1, "de")), (&["übermorgen"], Days(2, "de")),
    (&["avant-hier"], Days(-2, "fr")), (&["hier", "Hier"], Days(-1, "fr")), (&["aujourd'hui", "aujourd’hui", "Aujourd'hui", "Aujourd’hui"], Days(0, "fr")), (&["demain", "Demain"], Days(1, "fr")),
    (&["anteayer"], Days(-2, "es")), (&["ayer", "Ayer"], Days(-1, "es")), (&["hoy", "Hoy"], Days(0, "es")),

    (&["this morning", "This morning", "this afternoon", "This afternoon", "this evening", "This evening"], Days(0, "en")), (&["last night", "Last night"], Days(-1, "en")),
    (&["heute Morgen", "Heute Morgen", "heute Abend", "Heute Abend"], Days(0, "de")), (&["gestern Abend", "Gestern Abend"], Days(-1, "de")),
    (&["ce matin", "Ce matin", "ce soir", "Ce soir"], Days(0, "fr")), (&["hier soir", "Hier soir"], Days(-1, "fr")), (&["esta mañana", "Esta mañana", "esta tarde", "Esta tarde", "esta noche", "Esta noche"], Days(0, "es")), (&["anoche", "Anoche"], Days(-1, "es")),

    (&["last month", "Last month"], Months(-1, "en")), (&["this month", "This month"], Months(0, "en")), (&["next month", "Next month"], Months(1, "en")),
    (&["letzten Monat", "vergangenen Monat", "vorigen Monat", "Letzten Monat"], Months(-1, "de")), (&["diesen Monat", "diesem Monat"], Months(0, "de")), (&["nächsten Monat", "kommenden Monat"], Months(1, "de")),
    (&["le mois dernier", "Le mois dernier"], Months(-1, "fr")), (&["ce mois-ci"], Months(0, "fr")), (&["le mois prochain", "Le mois prochain"], Months(1, "fr")),
    (&["el mes pasado", "El mes pasado"], Months(-1, "es")), (&["este mes", "Este mes"], Months(0, "es")), (&["el próximo mes", "El próximo mes", "el mes que viene"], Months(1, "es")),

    (&["last year", "Last year"], Years(-1, "en")), (&["this year", "This year"], Years(0, "en")), (&["next year", "Next year"], Years(1, "en")),
    (&["letztes Jahr", "letzten Jahr", "vergangenen Jahr", "vergangenes Jahr", "vorigen Jahr", "Vorjahr", "Letztes Jahr"], Years(-1, "de")), (&["dieses Jahr", "diesem Jahr", "heuer", "Dieses Jahr"], Years(0, "de")), (&["nächstes Jahr", "nächsten Jahr", "kommenden Jahr", "kommendes Jahr", "Nächstes Jahr"], Years(1, "de")),
    (&["l'an dernier", "l’an dernier", "l'année dernière", "l’année dernière", "L'an dernier", "L’an dernier", "L'année dernière", "L’année dernière"], Years(-1, "fr")), (&["cette année", "Cette année"], Years(0, "fr")), (&["l'an prochain", "l’an prochain", "l'année prochaine", "l’année prochaine"], Years(1, "fr")),
    (&["el año pasado", "El año pasado"], Years(-1, "es")), (&["este año", "Este año"], Years(0, "es")), (&["el próximo año", "El próximo año", "el año que viene", "el año próximo"], Years(1, "es")),

    (&["day ago", "days ago"], Ago(Unit::Day, "", "en")), (&["month ago", "months ago"], Ago(Unit::Month, "", "en")), (&["year ago", "years ago"], Ago(Unit::Year, "", "en")),
    (&["Tag", "Tagen"], Ago(Unit::Day, "vor", "de")), (&["Monat", "Monaten"], Ago(Unit::Month, "vor", "de")), (&["Jahr", "Jahren"], Ago(Unit::Year, "vor", "de")),
    (&["jour", "jours"], Ago(Unit::Day, "il y a", "fr")), (&["mois"], Ago(Unit::Month, "il y a", "fr")), (&["an", "ans"], Ago(Unit::Year, "il y a", "fr")),
    (&["día", "días"], Ago(Unit::Day, "hace", "es")), (&["mes", "meses"], Ago(Unit::Month, "hace", "es")), (&["año", "años"], Ago(Unit::Year, "hace", "es")),
];

/// Words before a weekday that put it into the coming week.
#[rustfmt::skip]
pub(super) const COMING: &[&str] = &["next", "coming", "upcoming", "kommenden", "nächsten", "kommende", "nächste", "prochain", "próximo", "próxima"];

/// Words before a weekday that put it into the past week.
pub(super) const PAST: &[&str] = &["last", "past", "letzten", "vergangenen", "pasado"];

/// Words of a sentence by which a day beside them lies ahead.
#[rustfmt::skip]
pub(super) const AHEAD: &[&str] = &[
    "will", "won't", "won’t", "would", "shall", "could", "may", "might", "should", "scheduled", "due", "expected", "expects", "planned", "plans", "planning", "slated", "hopes", "vows", "going", "upcoming",
    "wird", "werden", "soll", "sollen", "sollte", "wollen", "plant", "planen", "geplant", "geplante", "geplanten", "dürfte", "doit", "doivent", "devrait", "devraient", "va", "vont", "sera", "seront", "aura", "auront",
    "prévu", "prévue", "prévus", "prévues", "deberá", "deberán", "prevista", "previsto", "previstas", "previstos", "van",
];

/// Verbs of timetables: in the present they tell what lies ahead.
#[rustfmt::skip]
pub(super) const SCHEDULED: &[&str] = &["opens", "reopens", "starts", "begins", "closes", "ends", "resumes", "expires", "votes", "convenes", "premieres", "airs", "debuts", "departs", "travels", "faces", "hosts"];

/// The same of several; only right before the day.
pub(super) const BASES: &[&str] = &[
    "open", "reopen", "start", "begin", "close", "end", "resume", "expire", "vote", "convene", "depart",
    "travel", "meet",
];

/// Words by which a day beside them lies behind, beside English verbs in `-ed`.
#[rustfmt::skip]
pub(super) const BEHIND: &[&str] = &[
    "said", "told", "wrote", "was", "were", "had", "has", "have", "did", "went", "came", "began", "met", "left", "took", "held", "fell", "rose", "won", "lost", "struck", "hit", "made", "gave", "got", "ran", "broke", "shot",
    "sank", "saw", "found", "spoke", "sent", "died", "led", "drew", "flew", "put", "set", "beat", "says",
    "sagte", "sagten", "erklärte", "erklärten", "teilte", "teilten", "mitteilte", "mitteilten", "berichtete", "berichteten", "wurde", "wurden", "war", "waren", "hatte", "hatten", "hat", "haben", "kam", "kamen", "starb", "starben",
    "a", "ont", "avait", "avaient", "était", "étaient", "dit", "dijo", "dijeron", "ha", "han", "fue", "fueron", "había", "habían", "era", "eran",
];

/// Words before a month without its year.
#[rustfmt::skip]
pub(super) const WITH_MONTH: &[&str] = &[
    "in", "since", "until", "last", "next", "past", "coming", "early", "late", "mid", "early-", "late-", "mid-", "during", "im", "seit", "bis", "anfang", "mitte", "ende", "letzten", "vergangenen", "kommenden", "nächsten", "en", "depuis", "fin", "début", "desde", "hasta",
];

/// Those of them that look back.
pub(super) const SINCE: &[&str] = &["since", "seit", "depuis", "desde"];

/// Words before a number that make a distance only about right.
pub(super) const VAGUE: &[&str] = &[
    "than",
    "nearly",
    "almost",
    "about",
    "around",
    "some",
    "over",
    "least",
    "roughly",
    "approximately",
    "to",
    "or",
    "under",
];

/// Numbers in words, by language.
#[rustfmt::skip]
pub(super) const NUMBERS: &[(&str, &[(&str, i64)])] = &[
    ("en", &[("a", 1), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7), ("eight", 8), ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("twenty", 20), ("thirty", 30)]),
    ("de", &[("einem", 1), ("zwei", 2), ("drei", 3), ("vier", 4), ("fünf", 5), ("sechs", 6), ("sieben", 7), ("acht", 8), ("neun", 9), ("zehn", 10), ("elf", 11), ("zwölf", 12), ("zwanzig", 20), ("dreißig", 30)]),
    ("fr", &[("un", 1), ("deux", 2), ("trois", 3), ("quatre", 4), ("cinq", 5), ("six", 6), ("sept", 7), ("huit", 8), ("neuf", 9), ("dix", 10), ("onze", 11), ("douze", 12), ("vingt", 20), ("trente", 30)]),
    ("es", &[("un", 1), ("dos", 2), ("tres", 3), ("cuatro", 4), ("cinco", 5), ("seis", 6), ("siete", 7), ("ocho", 8), ("nueve", 9), ("diez", 10), ("once", 11), ("doce", 12), ("veinte", 20), ("treinta", 30)]),
];

/// Words before a year that stands alone.
#[rustfmt::skip]
pub(super) const BEFORE_YEAR: &[&str] = &[
    "in", "since", "by", "until", "till", "during", "before", "after", "from", "of", "early", "late", "mid", "In", "Since", "By", "year", "between", "and", "to", "through", "around", "Jahr", "Jahre", "seit", "bis", "Im", "im", "Seit", "von", "en", "depuis", "dès", "jusqu'en", "année", "En", "Depuis", "desde", "hasta", "año", "Desde",
];
