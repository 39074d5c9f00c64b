//! The words of embargoes and of what is to come, in the languages of the wires. Written by hand.

use super::tokens::Token;

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
    ("for release", Release), ("for publication", Release), ("for use", Release), ("release time", Release), ("release date", Release), ("date of release", Release), ("for broadcast", Release), ("to be released", Release),

    ("sperrfrist", Firm), ("sperrfrist beachten", Firm), ("sperrvermerk", Firm), ("embargofrist", Firm), ("unter embargo", Firm), ("mit sperrfrist", Firm), ("unter sperrfrist", Firm), ("gesperrt", Plain), ("frei ab", Plain), ("zur veröffentlichung", Release), ("zur veröffentlichung am", Release), ("zur veröffentlichung ab", Release), ("zur veröffentlichung nach", Firm), ("zur verwendung nach", Firm), ("veröffentlichung nach", Plain), ("frei zur veröffentlichung ab", Plain), ("frei für", Plain), ("freigabe ab", Plain), ("freigabe", Release), ("veröffentlichung ab", Plain), ("veröffentlichung erst", Plain), ("veröffentlichung erst ab", Plain), ("veröffentlichung frühestens", Plain), ("veröffentlichung nicht vor", Before), ("nicht veröffentlichen vor", Before), ("nicht vor", Plain), ("nicht zur veröffentlichung vor", Before), ("keine veröffentlichung vor", Before), ("nicht freigegeben vor", Before),

    ("sous embargo", Firm), ("sous embargo strict", Firm), ("embargo strict", Firm), ("embargo presse", Firm), ("ne pas publier", Before), ("ne pas diffuser", Before), ("ne pas utiliser", Before), ("à ne pas publier", Before), ("à ne pas diffuser", Before), ("publication interdite", Before), ("diffusion interdite", Before), ("pas de publication", Before), ("pas de diffusion", Before), ("interdit de publication", Before), ("interdit de diffusion", Before), ("pour diffusion", Release), ("pour publication", Release), ("à diffuser", Plain), ("à publier", Plain),

    ("embargado", Firm), ("embargada", Firm), ("embargados", Firm), ("embargadas", Firm), ("bajo embargo", Firm), ("no publicar", Before), ("no difundir", Before), ("no usar", Before), ("no utilizar", Before), ("prohibida su publicación", Before), ("para publicación", Release), ("para difusión", Release), ("para su publicación", Release), ("para su difusión", Release), ("prohibida su difusión", Before), ("prohibida la difusión", Before), ("prohibida la publicación", Before), ("no puede publicarse", Before), ("no puede difundirse", Before),

    ("sotto embargo", Firm), ("embargato", Firm), ("embargata", Firm), ("non pubblicare", Before), ("da non pubblicare", Before), ("non diffondere", Before), ("da non diffondere", Before), ("non utilizzare", Before), ("divieto di pubblicazione", Before), ("per la pubblicazione", Release), ("per la diffusione", Release), ("divieto di diffusione", Before), ("vietata la pubblicazione", Before), ("vietata la diffusione", Before),

    ("onder embargo", Firm), ("onder strikt embargo", Firm), ("niet publiceren", Before), ("niet gebruiken", Before), ("niet voor publicatie", Before), ("publicatie verboden", Before), ("voor publicatie", Release),
    ("sob embargo", Firm), ("embargada até", Firm), ("embargado até", Firm), ("não publicar", Before), ("não divulgar", Before), ("proibida a publicação", Before), ("proibida a divulgação", Before), ("não usar", Before), ("para publicação", Release), ("para divulgação", Release),
    ("under embargo til", Firm), ("belagd med embargo", Firm), ("sperrfrist til", Firm), ("får ej publiceras", Before), ("får inte publiceras", Before), ("ej för publicering", Before), ("ikke for publisering", Before), ("må ikke offentliggøres", Before), ("må ikke publiseres", Before), ("ikke til offentliggørelse", Before), ("ikke til publisering", Before), ("ikke til offentliggjøring", Before), ("til offentliggørelse", Release), ("til publisering", Release), ("för publicering", Release), ("klausul", Plain), ("klausuleret", Firm), ("klausulert", Firm),
    ("pod embargiem", Firm), ("nie publikować", Before), ("эмбарго", Noun), ("под эмбарго", Firm), ("не публиковать", Before), ("не для публикации", Before),
];

/// Words after a ban by which it ends: a ban without any is for good, and no embargo.
#[rustfmt::skip]
const BOUNDS: &[&str] = &["before", "until", "till", "til", "prior", "vor", "bis", "avant", "jusqu", "antes", "hasta", "prima", "fino", "sino", "voor", "tot", "até", "före", "før", "przed", "do", "до", "earlier"];

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
    "fino", "sino", "al", "alle", "allo", "ore", "delle", "della", "dello", "dell", "del", "di", "prima", "giorno", "prossimo", "per",
    "tot", "om", "op", "voor", "uur", "aanstaande",
    "até", "as", "às", "ao", "aos", "o", "da", "das", "do", "dos", "às",
    "till", "til", "kl", "klokken", "klockan", "den", "före", "før", "innan", "do", "godz", "godziny", "przed", "до",
    "r", "roku", "dnia", "dne", "hod", "v", "o", "w", "u", "ob", "г", "года", "р", "року", "в", "о", "с", "з", "на", "часов", "по", "за", "ora", "orele", "la", "data", "klo", "asti", "saat", "pukul", "jam", "hari", "tanggal", "ngay", "luc", "nam", "thang", "feira", "ώρα", "στις", "τις", "από", "και", "την", "ημέρα", "الساعة", "يوم", "بتاريخ", "في", "בשעה", "שעה", "ביום", "יום", "ב", "saa", "t", "alla", "vigore", "og", "och", "e", "y", "et", "und", "i", "a", "la", "pe", "in", "em", "ter", "next", "coming", "kommenden", "prochain", "prochaine",
];

/// Whether the token leads to a time that follows; a full stop only inside a line of figures.
pub(super) fn leads(rest: &[Token<'_>]) -> bool {
    let Some(token) = rest.first() else { return false };
    if let Some(word) = token.word() {
        return LEADING.contains(&word) || token.folded().is_some_and(|word| LEADING.contains(&word));
    }
    match token.mark() {
        Some('.') => !rest.get(1).is_some_and(|next| next.raw.starts_with(char::is_uppercase)),
        Some(',' | '(' | ')' | '/' | '–' | '-' | '—' | '\'' | '’' | '|') => true,
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

/// All words that stand around a time or before what is said.
pub(super) fn beside() -> impl Iterator<Item = &'static str> {
    [LEADING, PREFACE, TAIL].into_iter().flatten().copied()
}

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

/// Whether a remark follows that says what happens then.
pub(super) fn begins_remark(rest: &str) -> bool {
    const WORDS: [&str; 16] = [
        "when", "once", "as", "wenn", "sobald", "zum", "lorsque", "quand", "moment", "cuando", "momento",
        "quando", "wanneer", "zodra", "när", "når",
    ];
    rest.split_whitespace().next().is_some_and(|word| WORDS.contains(&word))
}

/// Words that say that the embargo is over.
#[rustfmt::skip]
const LIFTED: &[&str] = &["lifted", "over", "expired", "broken", "aufgehoben", "abgelaufen", "beendet", "levé", "levée", "levantado", "terminado", "rimosso", "scaduto", "opgeheven", "encerrado", "opphevet", "hävt"];

/// Whether a word says that the embargo is over.
pub(super) fn is_lifted(word: &str) -> bool {
    LIFTED.contains(&word)
}

/// Words of what an embargo may hang on instead of a time.
#[rustfmt::skip]
const OCCASIONS: &[&str] = &["delivery", "speech", "announcement", "notice", "further", "advised", "publication", "release", "completion", "kickoff", "lifting", "conference", "redebeginn", "beginn", "rede", "freigabe", "widerruf", "ende", "weiteres", "discours", "ordre", "allocution", "nouvel", "discurso", "aviso", "nuevo", "intervención", "comunicación", "discorso", "avviso", "nuovo", "toespraak", "order", "tale", "council", "meeting", "session", "hearing", "verdict", "ruling", "briefing", "ceremony", "press", "start", "opening", "begins", "sitzung", "pressekonferenz", "konferenz", "kabinett", "redeende", "urteil", "verkündung", "audience", "audiencia", "audiência", "udienza", "procès", "sentencia", "final", "conseil", "réunion", "séance", "conférence", "prononcé", "début", "inicio", "rueda", "consejo", "reunión", "pleno", "sesión", "consiglio", "termine", "seduta", "conferenza", "inizio", "reunião", "conselho", "sessão", "conferência", "início", "coletiva", "raadsvergadering", "vergadering", "afloop", "persconferentie", "aanvang", "pressträff", "presskonferens", "presskonferensen", "pressekonference", "pressekonferansen", "mötet", "mødet", "møtet", "talen", "konferencji", "posiedzenia", "konference", "konferencie", "zasedání", "ülés", "beszéd", "sajtótájékoztató", "ședinței", "conferinței", "sjednice", "seje", "konferencije", "konferenssi", "tilaisuuden", "συνεδρίασης", "ομιλίας", "συνέντευξης", "toplantının", "konuşmanın", "заседания", "выступления", "конференции", "засідання", "виступу"];

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
    #[rustfmt::skip]
    const STEMS: [&str; 15] =
        [
        "embargoed", "sperrfrist", "embargad", "embargat", "hold for", "held for", "hfr", "klausul", "under embargo", "unter embargo", "sous embargo", "bajo embargo", "sotto embargo", "sob embargo", "onder embargo",
    ];
    let phrase = phrase.to_ascii_lowercase();
    STEMS.iter().any(|stem| phrase.starts_with(stem))
}

/// Whether a phrase asks to hold something, without naming an embargo.
pub(super) fn is_hold(phrase: &str) -> bool {
    let phrase = phrase.to_ascii_lowercase();
    phrase.starts_with("hold") || phrase.starts_with("held")
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
