//! What stands in bylines beside names and is no part of them: days and times, honours, what buttons say, the name
//! once more.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::normalise::dates;

/// Times that are no dates: `3 hours ago`, `vor 2 Stunden`, `10:05 am PST`, `4 min read`.
static TIMES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b\d+\+?[\s-]?(?:minutes?|mins?\.?|minuten|minuti|minutos|minuter|minutter)\s?(?:read|reading|lesezeit|de\slecture|de\slectura|de\sleitura|di\slettura|leestijd|läsning|lesetid)?\b(?:\sago)?",
        r"|\b(?:about\s|over\s)?(?:\d+|an?|one|two|three)\s?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|months?|years?)\sago\b",
        r"|\bvor\s(?:\d+|einer?|einem|wenigen)\s\p{L}+\b",
        r"|\bil\sy\sa\s\S+\s\p{L}+|\bhace\s\S+\s\p{L}+|\bh[áa]\s\d+\s\p{L}+",
        r"|\b\d+\s\p{L}+\s(?:fa|geleden|sedan|siden|temu|назад|тому|önce|sitten|lalu|atrás|trước)\b",
        r"|\bfor\s\d+\s\p{L}+\ssiden|\bför\s\d+\s\p{L}+\ssedan",
        r"|\d+\s?(?:秒|分|時間|日|小时|小時|分钟|分鐘|天|시간|분|일)\s?[前전]",
        r"|\b\d{1,2}[:.h]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\b\.?)?(?:\suhr|\sh\b)?(?:\s(?:UTC|GMT|[A-Z]{1,3}T|ME[SZ]Z?)\b)?",
        r"|\b\d{1,2}\s?[ap]\.?m\b\.?(?:\s[A-Z]{1,3}T\b)?",
    ))
    .ok()
});

/// A button beside a name: `Mara Lindqvist Follow Mara`.
static FOLLOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\s)(?:Follow(?:ing)?|Folgen|Suivre|Seguir|Segui|Volgen|Följ|Følg|Seuraa|Contact|Email|E-Mail)(?:\s.*)?$").ok()
});

/// Words of what a day is, which stand before it.
static LABELS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[\s|,;(/–—-])(?:(?:last|first|originally)\s)?(?:published|updated|posted|modified|veröffentlicht|aktualisiert|erschienen|publié|mis\sà\sjour|publicado|actualizado|pubblicato|aggiornato|atualizado|gepubliceerd|bijgewerkt|publicerad|uppdaterad|publisert|oppdatert|opdateret|stand|datum|date|fecha|data|dato)(?:\s(?:on|am|le|el|il|em|op|den|at|a|à|:))*\s*:?\s*\|").ok()
});

/// Longest byline that is looked through, in bytes.
const LONGEST: usize = 600;

/// The line with a stroke in place of each day and time.
pub(super) fn without_times(line: &str) -> Cow<'_, str> {
    let line = FOLLOW
        .as_ref()
        .and_then(|r| r.find(line))
        .filter(|hit| stands_beside(line.get(..hit.start()).unwrap_or_default(), hit.as_str()))
        .map_or(line, |hit| line.get(..hit.start()).unwrap_or(line));
    if line.len() > LONGEST || !(line.chars().any(char::is_numeric) || line.contains(" ago")) {
        return Cow::Borrowed(line);
    }
    let folded = dates::folded(line);
    let mut rest = String::with_capacity(folded.len());
    let mut at = 0;
    for seen in dates::sightings(&folded, None) {
        rest.push_str(folded.get(at..seen.span.start).unwrap_or_default());
        rest.push_str(" | ");
        at = seen.span.end;
    }
    let any = at > 0;
    rest.push_str(folded.get(at..).unwrap_or_default());
    let Some(times) = TIMES.as_ref() else { return Cow::Owned(rest) };
    let cut = times.replace_all(&rest, " | ");
    if !any && cut == rest {
        return Cow::Borrowed(line);
    }
    let cut = cut.into_owned();
    Cow::Owned(match LABELS.as_ref() {
        Some(labels) => labels.replace_all(&cut, " | ").into_owned(),
        None => cut,
    })
}

/// Whether a word such as `Follow` is a button: a whole name stands before it, and behind it nothing but that name again.
/// Some are surnames too: `By Anna Segui and Tom Sample`.
fn stands_beside(before: &str, found: &str) -> bool {
    let joins = |word: &&str| {
        matches!(
            *word,
            "and"
                | "und"
                | "et"
                | "y"
                | "e"
                | "en"
                | "och"
                | "og"
                | "&"
                | "By"
                | "by"
                | "Von"
                | "von"
                | "Par"
                | "par"
                | "Por"
                | "por"
                | "Di"
                | "di"
        )
    };
    let name: Vec<&str> = before.split([' ', ',', '|', '/', ';']).filter(|word| !word.is_empty()).collect();
    let last = name.iter().rev().take_while(|word| !joins(word)).count();
    let again = found.split_whitespace().skip(1).all(|word| name.contains(&word));
    last >= 2 && again
}

/// Honours, degrees and offices that stand behind a name and are no part of it.
#[rustfmt::skip]
const HONOURS: &[&str] = &[
    "MBE", "OBE", "CBE", "DBE", "KBE", "GBE", "BEM", "CH", "KC", "QC", "MP", "MEP", "MSP", "MS", "TD", "FRS", "FRSA", "PhD", "DPhil", "MSc", "BSc", "BA", "MA", "MBA", "LLB", "LLM", "JD", "RN", "CPA", "CFA", "LVO", "CVO", "MVO", "OAM", "AO", "OC", "CM", "SJ", "OFM", "OP", "ONZM", "CNZM", "DL", "JP", "MdB", "MdL", "MdEP",
];

/// The name without what was bestowed on it.
pub(super) fn without_honours(name: &str) -> &str {
    let mut rest = name.trim_end();
    while let Some((before, last)) = rest.rsplit_once([' ', '\u{a0}']) {
        let bare: String = last.chars().filter(|c| *c != '.').collect();
        let shouts = !before.contains(char::is_lowercase);
        let bestowed = HONOURS.contains(&bare.as_str()) && !(shouts && bare.len() < 3);
        if !bestowed || before.split_whitespace().count() < 2 {
            break;
        }
        rest = before.trim_end().trim_end_matches(',');
    }
    if HONOURS.contains(&rest) && rest.len() == name.len() { "" } else { rest }
}

/// What links and buttons beside names say.
const BUTTONS: [&str; 26] = [
    "learn more",
    "read more",
    "see more",
    "show more",
    "view all",
    "view profile",
    "more articles",
    "more stories",
    "about the author",
    "full bio",
    "sign up",
    "sign in",
    "log in",
    "load more",
    "click here",
    "contact author",
    "mehr erfahren",
    "mehr lesen",
    "zum profil",
    "zur person",
    "voir plus",
    "leer más",
    "saber más",
    "ver más",
    "saiba mais",
    "view posts",
];

/// Whether a piece is what a button says.
pub(super) fn is_button(piece: &str) -> bool {
    piece.len() <= 24 && BUTTONS.contains(&piece.to_lowercase().as_str())
        || matches!(
            piece.to_lowercase().as_str(),
            "close"
                | "follow"
                | "subscribe"
                | "schließen"
                | "fermer"
                | "cerrar"
                | "chiudi"
                | "fechar"
                | "sluiten"
        )
}

/// A name that is said twice in a row, once: a link beside a picture's link.
pub(super) fn said_once(line: &str) -> Cow<'_, str> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (once, again) = words.split_at(words.len() / 2);
    let same = |(a, b): (&&str, &&str)| a.to_lowercase() == b.to_lowercase();
    let twice =
        once.len() == again.len() && (1..=4).contains(&once.len()) && once.iter().zip(again).all(same);
    if twice { Cow::Owned(once.join(" ")) } else { Cow::Borrowed(line) }
}

#[cfg(test)]
mod tests {

    #[test]
    fn days_and_times_go() {
        let names =
            |line: &str| super::super::field(line).people.into_iter().map(|p| p.name).collect::<Vec<_>>();
        for line in [
            "By Mara Lindqvist 2 hours ago",
            "Monday November 9, 2026 10:05 am PST by Mara Lindqvist",
            "Mara Lindqvist @mara / 5:04 pm UTC March 1, 2026",
            "Von Mara Lindqvist, aktualisiert am 4. März 2026, 08.15 Uhr",
            "Mara Lindqvist | vor 3 Stunden | 4 Min. Lesezeit",
            "Par Mara Lindqvist, publié le 4 mars 2026 à 08h15",
            "Mara Lindqvist Mara Lindqvist",
            "Mara Lindqvist MBE",
            "By Mara Lindqvist, OBE",
        ] {
            assert_eq!(names(line), ["Mara Lindqvist"], "{line}");
        }
        assert_eq!(names("Mara Mara"), ["Mara"]);
        assert_eq!(names("Learn More"), [""; 0]);
        assert_eq!(names("Anna Holt, Local Democracy Reporter"), ["Anna Holt"]);
        assert_eq!(names("Lund, Petra; Osei, Kwame"), ["Petra Lund", "Kwame Osei"]);
        assert_eq!(
            names("Anna Holt, Chief Reporter, and Tom Sample, Political Editor"),
            ["Anna Holt", "Tom Sample"]
        );
    }
}
