//! Words of dates in running text: English, German, French, Spanish, Italian, Portuguese, Dutch. Written by hand.

/// What a word says about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateWord {
    /// A month by its number; whether it is written small in running text.
    Month(i8, bool),
    /// A month whose name is an ordinary word elsewhere, with its language.
    MonthOf(i8, &'static str),
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
    /// So many units after publication, as [`DateWord::Ago`]; surely, or only where the sentence looks ahead.
    Ahead(Unit, &'static str, &'static str, bool),
}

/// What distances are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Month,
    Year,
}

use DateWord::{Ago, Ahead, Days, Month, MonthOf, Months, Weekday, Years};

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

    (&["gennaio", "janeiro"], Month(1, true)), (&["febbraio", "fevereiro"], Month(2, true)), (&["março"], Month(3, true)), (&["aprile"], Month(4, true)), (&["maggio", "maio"], Month(5, true)), (&["giugno", "junho"], Month(6, true)),
    (&["luglio", "julho"], Month(7, true)), (&["settembre", "setembro"], Month(9, true)), (&["ottobre", "outubro"], Month(10, true)), (&["dicembre", "dezembro"], Month(12, true)),
    (&["januari"], MonthOf(1, "nl")), (&["februari"], MonthOf(2, "nl")), (&["maart"], MonthOf(3, "nl")), (&["april"], MonthOf(4, "nl")), (&["mei"], MonthOf(5, "nl")), (&["juni"], MonthOf(6, "nl")), (&["juli"], MonthOf(7, "nl")), (&["augustus"], MonthOf(8, "nl")),
    (&["september"], MonthOf(9, "nl")), (&["oktober"], MonthOf(10, "nl")), (&["november"], MonthOf(11, "nl")), (&["december"], MonthOf(12, "nl")),

    (&["lunedì"], Weekday(1, "it")), (&["martedì"], Weekday(2, "it")), (&["mercoledì"], Weekday(3, "it")), (&["giovedì"], Weekday(4, "it")), (&["venerdì"], Weekday(5, "it")), (&["sabato"], Weekday(6, "it")), (&["domenica"], Weekday(7, "it")),
    (&["segunda-feira"], Weekday(1, "pt")), (&["terça-feira"], Weekday(2, "pt")), (&["quarta-feira"], Weekday(3, "pt")), (&["quinta-feira"], Weekday(4, "pt")), (&["sexta-feira"], Weekday(5, "pt")), (&["sábado"], Weekday(6, "pt")), (&["domingo"], Weekday(7, "pt")),
    (&["maandag"], Weekday(1, "nl")), (&["dinsdag"], Weekday(2, "nl")), (&["woensdag"], Weekday(3, "nl")), (&["donderdag"], Weekday(4, "nl")), (&["vrijdag"], Weekday(5, "nl")), (&["zaterdag"], Weekday(6, "nl")), (&["zondag"], Weekday(7, "nl")),

    // the longest wins: none of these is the yesterday or tomorrow in it
    (&["the day before yesterday", "The day before yesterday", "day before yesterday"], Days(-2, "en")), (&["the day after tomorrow", "The day after tomorrow", "day after tomorrow"], Days(2, "en")),
    (&["a week ago today"], Days(-7, "en")), (&["a week ago yesterday"], Days(-8, "en")), (&["a week from today"], Days(7, "en")), (&["a week from tomorrow"], Days(8, "en")), (&["two weeks from today"], Days(14, "en")), (&["the night before last"], Days(-2, "en")),
    (&["vorvorgestern", "Vorvorgestern"], Days(-3, "de")), (&["Vorgestern", "vorgestern Abend", "Vorgestern Abend"], Days(-2, "de")), (&["Übermorgen"], Days(2, "de")), (&["überübermorgen"], Days(3, "de")), (&["heute in einer Woche"], Days(7, "de")), (&["morgen in einer Woche"], Days(8, "de")), (&["heute vor einer Woche"], Days(-7, "de")),
    (&["avant-avant-hier"], Days(-3, "fr")), (&["Avant-hier", "avant-hier soir"], Days(-2, "fr")), (&["après-demain", "Après-demain"], Days(2, "fr")), (&["il y a huit jours"], Days(-7, "fr")),
    (&["trasanteayer"], Days(-3, "es")), (&["Anteayer", "antes de ayer", "Antes de ayer", "antier", "anteanoche"], Days(-2, "es")), (&["pasado mañana", "Pasado mañana"], Days(2, "es")),
    (&["l'altro ieri", "l’altro ieri", "L'altro ieri", "L’altro ieri", "altro ieri", "avantieri", "ier l'altro"], Days(-2, "it")), (&["ieri", "Ieri", "ieri sera", "Ieri sera"], Days(-1, "it")), (&["oggi", "Oggi", "stamattina", "stamani", "stasera", "Stasera", "stanotte"], Days(0, "it")), (&["domani", "Domani"], Days(1, "it")), (&["dopodomani", "Dopodomani"], Days(2, "it")),
    (&["anteontem", "Anteontem", "antes de ontem"], Days(-2, "pt")), (&["ontem", "Ontem"], Days(-1, "pt")), (&["hoje", "Hoje"], Days(0, "pt")), (&["amanhã", "Amanhã"], Days(1, "pt")), (&["depois de amanhã", "Depois de amanhã"], Days(2, "pt")),
    (&["eergisteren", "Eergisteren"], Days(-2, "nl")), (&["gisteren", "Gisteren", "gisteravond", "gisterochtend"], Days(-1, "nl")), (&["vandaag", "Vandaag", "vanochtend", "vanavond", "vanmiddag"], Days(0, "nl")), (&["overmorgen", "Overmorgen"], Days(2, "nl")),
    (&["i förrgår"], Days(-2, "sv")), (&["i går", "I går"], Days(-1, "sv")), (&["i dag", "I dag"], Days(0, "sv")), (&["i morgon", "I morgon"], Days(1, "sv")), (&["i övermorgon"], Days(2, "sv")),
    (&["i forgårs"], Days(-2, "da")), (&["i går", "I går"], Days(-1, "da")), (&["i dag", "I dag"], Days(0, "da")), (&["i morgen", "I morgen"], Days(1, "da")), (&["i overmorgen"], Days(2, "da")),
    (&["i forgårs"], Days(-2, "nb")), (&["i går", "I går"], Days(-1, "nb")), (&["i dag", "I dag"], Days(0, "nb")), (&["i morgen", "I morgen"], Days(1, "nb")), (&["i overmorgen"], Days(2, "nb")),

    (&["il mese scorso", "lo scorso mese", "mese scorso"], Months(-1, "it")), (&["questo mese"], Months(0, "it")), (&["il mese prossimo", "il prossimo mese"], Months(1, "it")), (&["l'anno scorso", "l’anno scorso", "lo scorso anno"], Years(-1, "it")), (&["quest'anno", "quest’anno"], Years(0, "it")), (&["l'anno prossimo", "l’anno prossimo", "il prossimo anno"], Years(1, "it")),
    (&["o mês passado", "no mês passado", "mês passado"], Months(-1, "pt")), (&["este mês"], Months(0, "pt")), (&["no próximo mês", "o próximo mês"], Months(1, "pt")), (&["o ano passado", "no ano passado"], Years(-1, "pt")), (&["este ano"], Years(0, "pt")), (&["no próximo ano", "o próximo ano"], Years(1, "pt")),
    (&["vorige maand", "afgelopen maand"], Months(-1, "nl")), (&["deze maand"], Months(0, "nl")), (&["volgende maand"], Months(1, "nl")), (&["vorig jaar", "afgelopen jaar"], Years(-1, "nl")), (&["dit jaar"], Years(0, "nl")), (&["volgend jaar"], Years(1, "nl")),
    (&["the month before last"], Months(-2, "en")), (&["the month after next"], Months(2, "en")), (&["the year before last"], Years(-2, "en")), (&["the year after next"], Years(2, "en")), (&["vorletzten Monat"], Months(-2, "de")), (&["übernächsten Monat"], Months(2, "de")), (&["vorletztes Jahr", "vorletzten Jahr", "Vorvorjahr"], Years(-2, "de")), (&["übernächstes Jahr", "übernächsten Jahr"], Years(2, "de")),
    (&["giorno fa", "giorni fa"], Ago(Unit::Day, "", "it")), (&["mese fa", "mesi fa"], Ago(Unit::Month, "", "it")), (&["anno fa", "anni fa"], Ago(Unit::Year, "", "it")), (&["dia", "dias"], Ago(Unit::Day, "há", "pt")), (&["mês", "meses"], Ago(Unit::Month, "há", "pt")), (&["ano", "anos"], Ago(Unit::Year, "há", "pt")),
    (&["dag geleden", "dagen geleden"], Ago(Unit::Day, "", "nl")), (&["maand geleden", "maanden geleden"], Ago(Unit::Month, "", "nl")), (&["jaar geleden"], Ago(Unit::Year, "", "nl")),
    (&["days"], Ahead(Unit::Day, "in", "en", false)), (&["months"], Ahead(Unit::Month, "in", "en", false)), (&["giorni", "giorno"], Ahead(Unit::Day, "fra", "it", true)), (&["mesi", "mese"], Ahead(Unit::Month, "fra", "it", true)), (&["dagen"], Ahead(Unit::Day, "over", "nl", true)), (&["maanden"], Ahead(Unit::Month, "over", "nl", true)),
    (&["days from now", "day from now"], Ahead(Unit::Day, "", "en", true)), (&["months from now", "month from now"], Ahead(Unit::Month, "", "en", true)), (&["years from now", "year from now"], Ahead(Unit::Year, "", "en", true)),

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

/// Units behind `in` and the like, of which each language counts what lies ahead: `in drei Tagen`, `dans trois jours`.
pub(super) const AHEAD_PREFIXES: &[(&str, &[&str], bool)] = &[
    ("en", &["in"], false),
    ("de", &["in"], false),
    ("fr", &["dans", "d'ici", "d’ici"], true),
    ("es", &["dentro de"], true),
    ("pt", &["daqui a", "dentro de"], true),
    ("it", &["fra", "tra"], true),
    ("nl", &["over"], false),
];

/// Words beside a weekday that put it weeks further than it would be: language, words, weeks, whether they stand before it.
#[rustfmt::skip]
pub(super) const WEEKS_FURTHER: &[(&str, &str, i8, bool)] = &[
    ("en", "a week from", 1, true), ("en", "one week from", 1, true), ("en", "two weeks from", 2, true), ("en", "three weeks from", 3, true), ("en", "a fortnight from", 2, true), ("en", "a week on", 1, true), ("en", "two weeks on", 2, true), ("en", "a week ago", -1, true), ("en", "a week ago on", -1, true),
    ("en", "a week ago last", -1, true), ("en", "two weeks ago", -2, true), ("en", "two weeks ago on", -2, true), ("en", "a week from next", 1, true), ("en", "a week from this", 1, true),
    ("en", "week", 1, false), ("en", "after next", 1, false), ("en", "before last", -1, false), ("en", "fortnight", 2, false),
    ("de", "übernächsten", 1, true), ("de", "übernächster", 1, true), ("de", "übernächste", 1, true), ("de", "vorletzten", -1, true), ("de", "vorletzter", -1, true), ("de", "vorvergangenen", -1, true), ("de", "in einer Woche", 1, false), ("de", "in acht Tagen", 1, false), ("de", "in zwei Wochen", 2, false), ("de", "in vierzehn Tagen", 2, false), ("de", "vor einer Woche", -1, false), ("de", "vor acht Tagen", -1, false),
    ("fr", "en huit", 1, false), ("fr", "en quinze", 2, false), ("es", "en ocho días", 1, false), ("es", "en ocho", 1, false), ("es", "en quince días", 2, false), ("it", "a otto", 1, false), ("nl", "over een week", 1, false), ("nl", "over twee weken", 2, false),
];

/// Words right behind a weekday that put it into the coming or the past week.
pub(super) const COMING_AFTER: &[&str] = &[
    "prochain",
    "prochaine",
    "próximo",
    "próxima",
    "prossimo",
    "prossima",
    "que vem",
    "que viene",
    "next",
    "kommender",
];
pub(super) const PAST_AFTER: &[&str] =
    &["dernier", "dernière", "pasado", "pasada", "scorso", "scorsa", "passado", "passada", "last"];

/// Words before a weekday that put it into the coming week.
#[rustfmt::skip]
pub(super) const COMING: &[&str] = &["next", "coming", "upcoming", "kommenden", "nächsten", "kommende", "nächste", "prochain", "próximo", "próxima", "prossimo", "prossima", "komende", "volgende", "aanstaande"];

/// Words before a weekday that put it into the past week.
pub(super) const PAST: &[&str] = &[
    "last",
    "past",
    "letzten",
    "vergangenen",
    "pasado",
    "scorso",
    "scorsa",
    "passado",
    "passada",
    "afgelopen",
    "vorige",
];

/// Words of a sentence by which a day beside them lies ahead.
#[rustfmt::skip]
pub(super) const AHEAD: &[&str] = &[
    "will", "won't", "won’t", "would", "shall", "could", "may", "might", "should", "scheduled", "due", "expected", "expects", "planned", "plans", "planning", "slated", "hopes", "vows", "going", "upcoming",
    "wird", "werden", "soll", "sollen", "sollte", "wollen", "plant", "planen", "geplant", "geplante", "geplanten", "dürfte", "doit", "doivent", "devrait", "devraient", "va", "vont", "sera", "seront", "aura", "auront",
    "zal", "zullen", "gaat", "gaan", "moet", "deve", "devono", "dovrebbe", "dovrebbero", "previsti", "vai", "vão", "deverá", "deverão",
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

/// Words by which a day beside them lies behind, by language; beside English verbs in `-ed`.
#[rustfmt::skip]
pub(super) const BEHIND: &[(&str, &[&str])] = &[
    ("en", &[
        "said", "told", "wrote", "was", "were", "had", "has", "have", "did", "went", "came", "began", "met", "left", "took", "held", "fell", "rose", "won", "lost", "struck", "hit", "made", "gave", "got", "ran", "broke", "shot",
        "sank", "saw", "found", "spoke", "sent", "died", "led", "drew", "flew", "put", "set", "beat", "says", "born", "sold", "built", "taken", "bought", "caught", "swept", "burst", "seen",
    ]),
    ("de", &["sagte", "sagten", "erklärte", "erklärten", "teilte", "teilten", "mitteilte", "mitteilten", "berichtete", "berichteten", "wurde", "wurden", "war", "waren", "hatte", "hatten", "hat", "haben", "kam", "kamen", "starb", "starben", "begann", "fand", "fanden"]),
    ("fr", &["a", "ont", "avait", "avaient", "était", "étaient", "dit", "est", "été", "fut", "furent"]),
    ("es", &["dijo", "dijeron", "ha", "han", "fue", "fueron", "había", "habían", "era", "eran", "murieron", "murió"]),
    ("it", &["ha", "hanno", "aveva", "avevano", "è", "sono", "stato", "stata", "stati", "detto", "disse", "fu", "furono"]),
    ("pt", &["disse", "disseram", "foi", "foram", "tinha", "tinham", "afirmou", "era", "eram", "morreu", "morreram"]),
    ("nl", &["zei", "zeiden", "werd", "werden", "was", "waren", "heeft", "hebben", "had", "hadden", "kwam", "kwamen"]),
];

/// Those of them that say little of a day a few words on: `have until March 20`.
pub(super) const AUXILIARIES: &[&str] = &[
    "has", "have", "says", "left", "set", "put", "est", "sono", "a", "ont", "ha", "han", "hanno", "hat",
    "haben", "heeft", "hebben",
];

/// Words before a month without its year.
#[rustfmt::skip]
pub(super) const WITH_MONTH: &[&str] = &[
    "in", "since", "until", "last", "next", "past", "coming", "early", "late", "mid", "early-", "late-", "mid-", "during", "im", "seit", "bis", "anfang", "mitte", "ende", "letzten", "vergangenen", "kommenden", "nächsten", "en", "depuis", "fin", "début", "desde", "hasta",
];

/// Those of them that look back.
pub(super) const SINCE: &[&str] = &["since", "seit", "depuis", "desde", "dal", "dallo", "dalla", "sinds"];

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

/// Words before a year that stands alone.
#[rustfmt::skip]
pub(super) const BEFORE_YEAR: &[&str] = &[
    "in", "since", "by", "until", "till", "during", "before", "after", "from", "of", "early", "late", "mid", "In", "Since", "By", "year", "between", "and", "to", "through", "around", "Jahr", "Jahre", "seit", "bis", "Im", "im", "Seit", "von", "en", "depuis", "dès", "jusqu'en", "année", "En", "Depuis", "desde", "hasta", "año", "Desde",
];
