//! Words beside the name of an agency or outlet by which a story cites it. Written by hand: English, German, French,
//! Spanish.

/// Verbs of which the outlet is the subject: `AFP reported`, `berichtete die dpa`.
#[rustfmt::skip]
pub(super) const TELLS: &[&str] = &[
    "reported", "reports", "report", "reporting", "said", "says", "say", "saying", "quoted", "quotes", "quote", "quoting", "cited", "cites", "citing", "wrote", "writes", "noted", "notes", "revealed", "reveals", "published", "publishes", "broadcast", "aired", "carried", "added", "announced", "claimed", "disclosed", "interviewed", "learned", "obtained", "asked", "found", "described", "confirmed", "observed", "headlined", "called", "tweeted", "calculated", "counted", "relayed", "showed", "shows",
    "berichtet", "berichtete", "berichteten", "berichten", "meldete", "meldet", "meldeten", "melden", "schrieb", "schreibt", "zitierte", "zitiert", "teilte", "erfuhr", "verbreitete",
    "rapporte", "rapporté", "rapportait", "indique", "indiqué", "affirme", "affirmé", "écrit", "révèle", "révélé", "précise", "précisé", "annonce", "annoncé", "cite", "citait",
    "informó", "informa", "reportó", "reporta", "publicó", "publica", "citó", "cita", "señaló", "señala", "indicó", "aseguró", "reveló", "difundió", "dijo",
];

/// Words before the outlet that make it the one spoken to, or the source: `told`, `according to`, `laut`.
#[rustfmt::skip]
pub(super) const LEADS: &[&str] = &[
    "told", "tells", "telling", "to", "by", "citing", "cited", "quoting", "quoted", "via", "per", "from", "with", "in", "on",
    "laut", "gegenüber", "sagte", "sagten", "sagt", "zufolge", "nach", "wie", "zitierte", "berichtete", "meldete", "schrieb", "erklärte", "von",
    "selon", "d'après", "d’après", "à", "par", "au", "rapporte", "citant",
    "según", "a", "por", "al", "citando", "con", "informó",
];

/// Words that must stand before one of the weaker leads: `according to`, `interview with`, `said in`.
#[rustfmt::skip]
pub(super) const BEFORE_LEAD: &[&str] = &[
    "according", "spoke", "speaking", "spoken", "talking", "said", "statement", "comments", "remarks", "e-mail", "email", "interview", "interviews", "reported", "quoted", "cited", "published", "obtained", "seen", "reviewed", "broadcast", "aired", "carried", "provided", "confirmed", "report", "reports", "story", "article", "op-ed", "investigation", "released", "conducted", "told", "revealed", "shown", "footage", "wrote", "written", "appearing", "appearance", "interviewed", "poll", "leaked", "attributed", "column", "essay", "editorial", "admitted", "explained", "confided",
    "bericht", "angaben", "informationen", "interview", "gespräch", "zitiert", "berichtet",
    "déclaré", "dit", "confié", "expliqué", "indiqué", "affirmé", "précisé", "assuré", "entretien", "interview", "cité", "cités", "rapporté",
    "dijo", "declaró", "declarado", "dicho", "explicó", "afirmó", "aseguró", "entrevista", "declaraciones", "citado", "citada", "confirmó", "señaló", "contó", "comentó",
];

/// Leads that prove a citation by themselves.
#[rustfmt::skip]
pub(super) const STRONG_LEADS: &[&str] = &[
    "told", "tells", "telling", "citing", "quoting", "per", "laut", "gegenüber", "sagte", "sagten", "sagt", "erklärte", "zitierte", "berichtete", "meldete", "schrieb", "selon", "d'après", "d’après", "rapporte", "citant", "según", "citando", "informó",
];

/// Words that may stand between the lead or verb and the name.
#[rustfmt::skip]
pub(super) const BETWEEN: &[&str] = &[
    "the", "a", "an", "state", "state-run", "state-owned", "state-controlled", "official", "government", "government-run", "semi-official", "public", "private", "independent", "local", "daily", "weekly", "news", "agency", "agencies", "newswire", "wire", "service", "broadcaster", "broadcasters", "channel", "network", "newspaper", "newspapers", "paper", "magazine", "television", "tv", "radio", "station", "site", "website", "outlet", "tabloid", "business", "national", "international", "online", "media", "programme", "program", "and", "has", "have", "had", "also", "first", "earlier", "later", "previously", "then", "on", "in", "its", "late", "early", "correspondent", "reporter", "journalist", "today", "yesterday", "separately", "exclusively", "sunday's", "reuters'", "which",
    "der", "die", "das", "dem", "den", "des", "deutschen", "deutsche", "nachrichtenagentur", "agentur", "zeitung", "sender", "tageszeitung", "magazin", "portal", "onlineportal", "amtliche", "amtlichen", "staatliche", "staatlichen", "französischen", "russischen", "zuerst", "hatte", "hat", "am",
    "l", "l'agence", "l’agence", "la", "le", "les", "l'afp", "l’afp", "agence", "quotidien", "chaîne", "journal", "presse", "de", "officielle",
    "agencia", "diario", "cadena", "el", "emisora", "periódico", "estatal", "oficial", "noticias",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
];
