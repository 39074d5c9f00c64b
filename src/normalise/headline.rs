//! The headline of plain text, and what stands around headlines: update tags, wire marks, the publisher's name.

use super::embargo::{self, Place};
use super::{agencies, dateline, people, shape};

/// Longest headline, in characters and words.
const LONGEST: usize = 250;
const MOST_WORDS: usize = 40;
/// Most words of a headline that ends with a full stop.
const MOST_WORDS_WITH_STOP: usize = 22;

/// Phrases with which lines for desks begin: how copy is to be handled, not what it says.
#[rustfmt::skip]
const ROUTING: &[&str] = &[
    "attention editors", "attn editors", "note to editors", "editors note", "eds", "eds note", "for immediate release", "not for publication", "not for release", "no embargo", "embargo none", "embargo lifted", "keine sperrfrist", "ohne sperrfrist", "strictly embargoed", "embargoed", "embargo", "advisory to editors", "news advisory", "media advisory", "press release",
    "achtung redaktionen", "achtung redaktion", "hinweis an die redaktionen", "sperrfrist", "achtung sperrfrist", "zur sofortigen veröffentlichung", "pressemitteilung", "medienmitteilung", "sous embargo", "à l attention des rédactions", "attention rédactions", "communiqué de presse", "pour diffusion immédiate", "bajo embargo", "embargado", "a los señores editores", "atención editores", "nota de prensa", "comunicado de prensa", "para publicación inmediata", "sotto embargo", "comunicato stampa", "attenzione redazioni", "comunicado de imprensa", "persbericht", "onder embargo", "pressmeddelande", "pressemelding", "pressemeddelelse",
];

/// Whether a short line is for desks and no headline: `FOR IMMEDIATE RELEASE`, `Achtung Redaktionen:`.
pub(super) fn is_routing(line: &str) -> bool {
    let mut folded = String::new();
    for c in line.chars().take(80) {
        match c {
            '\'' | '’' | '.' => {}
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    let folded = folded.trim_end();
    let marked = line.contains([':', '(']) || line.contains(" - ");
    let is_loud = !line.contains(char::is_lowercase);
    let is_embargo = |phrase: &str| phrase.contains("embarg") || phrase.contains("sperrfrist");
    let begins = ROUTING.iter().any(|phrase| {
        folded == *phrase
            || !is_embargo(phrase)
                && (marked || is_loud && phrase.matches(' ').count() > 1)
                && folded
                    .strip_prefix(phrase)
                    .is_some_and(|rest| rest.starts_with(' ') && (phrase.contains(' ') || line.contains(':')))
    });
    begins
        || embargo::find(line, Place::Headline).is_some_and(|it| it.before.is_empty() && it.after.is_empty())
}

/// Whether the first line of a text can be its headline: one short statement, no dateline, no paragraph.
pub(super) fn can_be_headline(line: &str) -> bool {
    let words = shape::words_up_to(line, MOST_WORDS + 1);
    let stop = line.ends_with('.') && !line.ends_with("...");
    words <= if stop { MOST_WORDS_WITH_STOP } else { MOST_WORDS }
        && line.chars().take(LONGEST + 1).count() <= LONGEST
        && line.chars().any(char::is_alphabetic)
        && !begins_with_markup(line)
        && !is_placeholder(line)
        && !is_routing(line)
        && (shape::sentences(line) <= 1 || words <= 16)
        && (is_loud_label(line) || !dateline::begins_story(line))
}

/// Words with which no headline ends, small.
#[rustfmt::skip]
const OPEN_ENDS: &[&str] = &[
    "the", "a", "an", "of", "on", "in", "for", "and", "to", "at", "by", "with", "from", "or", "as", "into", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "und", "von", "für", "mit", "im", "am", "zur", "zum", "bei",
    "le", "la", "les", "de", "du", "des", "et", "à", "au", "aux", "pour", "dans", "sur", "un", "une", "el", "los", "las", "del", "y", "en", "por", "para", "con", "il", "lo", "di", "della", "e", "per", "het", "een", "van", "voor", "met", "op", "o", "os", "da", "do", "em", "com",
];

/// Whether a line of a headline ends with a word that something must follow.
pub(super) fn breaks_off(line: &str) -> bool {
    // `hepatitis A`, `Team B`: a letter alone is a name
    let is_open = |word: &str| {
        OPEN_ENDS.contains(&word) || word.len() > 1 && OPEN_ENDS.contains(&word.to_lowercase().as_str())
    };
    line.split_whitespace().next_back().is_some_and(is_open) && shape::words_up_to(line, 4) >= 4
}

/// Whether a line can be the second one of a headline.
pub(super) fn can_go_on(line: &str) -> bool {
    shape::words_up_to(line, 13) <= 12
        && !shape::ends_sentence(line)
        && !begins_with_markup(line)
        && !dateline::begins_story(line)
        && people::line(line).is_none()
        && !people::is_bare_person(line)
}

/// `<tweet id=1>`, `</p>`; a company in angle brackets (`<EXAMPLE FERRIES LTD> YEAR NET`) is none.
fn begins_with_markup(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('<') else { return false };
    let Some((inside, _)) = rest.split_once('>') else { return true };
    !inside.starts_with(char::is_uppercase) || inside.contains('=')
}

/// `ECONOMIC OUTLOOK - FERRIES RUN DRY`: all of it in capitals, no agency and no date before its dash, no sentence.
fn is_loud_label(line: &str) -> bool {
    let loud = !line.contains(char::is_lowercase) && !shape::ends_sentence(line);
    loud && dateline::inline(line)
        .is_none_or(|found| found.dateline.agency.is_none() && found.dateline.date.is_none())
}

/// Tags that agencies put before a headline, with a number after some. Written by hand from agencies' conventions.
#[rustfmt::skip]
const TAGS: &[&str] = &[
    "UPDATE", "WRAPUP", "RPT", "REFILE", "CORRECTED", "CORRECTION", "RECAST", "REPEAT", "CLARIFICATION", "ADVISORY", "LEAD", "TAKE", "URGENT", "EXTRA", "BULLETIN", "FLASH", "ALERT", "KORREKTUR", "EIL", "BERICHTIGUNG", "Achtung", "Eds", "RETRANSMISSION", "ACTUALIZACIÓN", "AMPLIACIÓN", "CORRECCIÓN",
    "EILMELDUNG", "Eilmeldung", "EXCLUSIVE", "Exclusive", "EXKLUSIV", "EXCLUSIF", "EXCLUSIVA", "EXCLUSIVO", "ESCLUSIVA", "BREAKING NEWS", "BREAKING", "Breaking", "ROUNDUP", "ÜBERBLICK", "ZUSAMMENFASSUNG", "Zusammenfassung", "WDH", "WIEDERHOLUNG", "BERICHTIGT", "KORRIGIERT", "KORR", "AKTUALISIERUNG", "AKTUALISIERT", "VORSCHAU", "ALERTE", "REPRISE", "ACTUALISATION", "RECTIFICATIF", "CORRECTIF", "CORRIGÉ", "URGENTE", "ÚLTIMA HORA", "ULTIM'ORA", "ULTIM’ORA", "ACTUALIZA", "AMPLÍA", "CORRIGE", "AGGIORNAMENTO", "RETTIFICA", "ATUALIZAÇÃO", "CORREÇÃO", "SPOED", "CORRECTIE", "RÄTTELSE", "UPPDATERING", "OPDATERING", "RETTELSE", "OPPDATERING", "CORRECTS", "CORRECTING", "CORRECTION ET MISE À JOUR", "MISE À JOUR", "CORRECTING and REPLACING", "CORRECTION and REPLACEMENT", "UPDATE and CORRECTION", "UPDATED", "UPDATES", "RELEAD", "NEWSALERT", "NEWS ALERT",
    "速報", "続報", "訂正", "快讯", "快訊", "突发", "突發", "更正", "속보", "정정", "عاجل", "СРОЧНО", "Срочно", "МОЛНИЯ", "ΕΚΤΑΚΤΟ", "SON DAKİKA",
];

/// Tags after which a headline in small letters needs no mark: `URGENT Ferry sinks off Halden`.
const LOUD: &[&str] = &[
    "URGENT",
    "EILMELDUNG",
    "ALERTE",
    "FLASH",
    "URGENTE",
    "BREAKING",
    "LEAD",
    "BULLETIN",
    "CORRECTING and REPLACING",
];

/// Splits the update tag off a headline: `UPDATE 2-Ferries halted`, `1st Ld-Writethru`, `CORRECTED-UPDATE 1-...`.
pub(super) fn split_tag(headline: &str) -> (Option<String>, &str) {
    let (tags, rest) = skip_tags(headline);
    if let Some((tag, head)) = bracketed_behind(rest) {
        let mut tags = tags;
        tags.push(tag);
        return (Some(tags.join(" ")), head);
    }
    if tags.is_empty()
        && let Some((tag, head)) = trailing_tag(headline)
    {
        return (Some(tag.to_owned()), head);
    }
    if rest.is_empty() {
        return (None, headline);
    }
    ((!tags.is_empty()).then(|| tags.join(" ")), rest)
}

/// The update tags at the head of a line, and what follows them.
pub(super) fn skip_tags(line: &str) -> (Vec<&str>, &str) {
    let (mut tags, mut rest) = (Vec::new(), line);
    while tags.len() < 3
        && let Some((tag, tail)) = leading_tag(rest)
    {
        tags.push(tag);
        rest = tail;
    }
    (tags, rest)
}

/// The tag at the head of the line, if it is followed by its hyphen or colon, and what follows.
fn leading_tag(line: &str) -> Option<(&str, &str)> {
    if let Some((tag, rest)) = bracketed(line) {
        return Some((tag, rest));
    }
    let end = tag_end(line)?;
    let (tag, rest) = line.split_at_checked(end)?;
    let rest = rest.trim_start_matches(')');
    let numbered = tag.ends_with(|c: char| c.is_ascii_digit());
    let spoken = rest.split_whitespace().next().is_some_and(|w| w.contains(char::is_lowercase));
    let loud = LOUD.iter().any(|l| tag.strip_prefix(l).is_some_and(|t| t.is_empty() || numbered));
    let is_loud = loud && spoken && rest.starts_with(' ') && (numbered || !tag.starts_with("LEAD"));
    let stopped = loud && rest.starts_with(". ");
    let joined = is_loud
        || stopped
        || rest.starts_with('：')
        || rest.starts_with(['-', ':', '–', '—', '!'])
        || rest.starts_with(" | ")
        || rest.starts_with(" — ")
        || rest.starts_with(" - ")
        || rest.starts_with(" – ")
        || tag.starts_with('(');
    let tail = rest.trim_start_matches(['-', ':', '：', '–', '—', '!', '|', '.', ' ']);
    (joined && !tail.is_empty()).then_some((tag.trim_matches(['(', ')']), tail))
}

/// Words of which one makes what stands in brackets a note about the version: `(2. Zusammenfassung)`.
#[rustfmt::skip]
const VERSIONS: &[&str] = &[
    "zusammenfassung", "lead", "neu", "aktualisiert", "aktualisierung", "berichtigt", "berichtigung", "korrigiert", "korrektur", "überblick", "wiederholung", "ergänzt", "update", "updated", "updates", "corrects", "corrected", "correction", "correcting", "recasts", "adds", "repeats", "refiles", "refile", "clarifies", "writethru", "ld-writethru", "roundup", "actualisation", "actualisé", "corrige", "corrigé", "rectifie", "rectificatif", "actualiza", "actualizado", "actualización", "amplía", "ampliación", "corrección", "aggiornamento", "aggiornato", "corregge", "rettifica", "atualizado", "atualização", "correção", "papier", "eil", "exklusiv", "exclusive",
];

/// A note about the version in brackets at the head of a line, and what follows.
fn bracketed(line: &str) -> Option<(&str, &str)> {
    const MARKS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('【', '】'), ('＜', '＞')];
    let (open, close) = MARKS.into_iter().find(|(open, _)| line.starts_with(*open))?;
    let (inside, rest) = line.strip_prefix(open)?.split_once(close)?;
    let rest = rest.trim_start_matches([':', '-', '–', ' ']);
    let is_tag = open != '(' && tag_end(inside).is_some_and(|end| end == inside.len());
    ((is_version(inside) || is_tag) && !rest.is_empty()).then_some((inside.trim(), rest))
}

/// The same at the end of a headline.
fn bracketed_behind(headline: &str) -> Option<(&str, &str)> {
    let (head, inside) = headline.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let head = head.trim_end_matches([' ', '-', '–']);
    (is_version(inside) && shape::words_up_to(head, 3) >= 2).then_some((inside.trim(), head))
}

/// Whether words in brackets tell of a version: one of [`VERSIONS`] at their head, after a number perhaps.
fn is_version(inside: &str) -> bool {
    let mut words =
        inside.split_whitespace().map(|w| w.trim_matches([':', ',', '.', '-', '–']).to_lowercase());
    let numbered = |w: &str| {
        let rest = w.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < w.len() && matches!(rest, "" | "st" | "nd" | "rd" | "th" | "e" | "ème" | "º" | "ª")
    };
    inside.len() <= 120
        && match words.next() {
            Some(first) if numbered(&first) => words.next().is_some_and(|w| VERSIONS.contains(&w.as_str())),
            // `(lead)` is a metal
            Some(first) if first == "lead" => !inside.contains(char::is_lowercase),
            Some(first) => VERSIONS.contains(&first.as_str()),
            None => false,
        }
}

/// What a tag says was put right: `corrects day in paragraph 1`.
pub(super) fn correction_in(tag: &str) -> Option<&str> {
    const RIGHTS: [&str; 12] = [
        "corrects",
        "corrected",
        "correcting",
        "correction",
        "clarifies",
        "berichtigt",
        "korrigiert",
        "corrige",
        "corrigé",
        "rectifie",
        "corregge",
        "retirage",
    ];
    let first = tag.split_whitespace().next()?.trim_end_matches([':', ',']).to_lowercase();
    // all in capitals it says only that something was
    (RIGHTS.contains(&first.as_str())
        && tag.contains(char::is_lowercase)
        && tag.split_whitespace().count() >= 2)
        .then_some(tag)
}

/// Where a tag at the head of the line ends: `UPDATE 2`, `1ST LEAD`, `2nd Ld-Writethru`.
fn tag_end(line: &str) -> Option<usize> {
    let bare = line.strip_prefix('(').unwrap_or(line);
    let shift = line.len() - bare.len();
    let number = bare.bytes().take_while(u8::is_ascii_digit).count();
    if number > 0 {
        let after = bare.get(number..)?;
        let ordinal =
            after.get(..2).filter(|o| ["st", "nd", "rd", "th"].contains(&o.to_lowercase().as_str()))?;
        let word = after.get(ordinal.len()..)?.strip_prefix([' ', '-'])?;
        let name = [
            "Ld-Writethru",
            "LD-WRITETHRU",
            "Ld",
            "LEAD",
            "Lead",
            "NewsNow",
            "UPDATE",
            "Update",
            "TAKE",
            "Writethru",
            "WRITETHRU",
            "Writethrough",
        ]
        .into_iter()
        .find(|n| word.starts_with(n))?;
        let end = bare.len() - word.len() + name.len();
        return is_end(bare, end).then_some(shift + end);
    }
    let tag =
        TAGS.iter().filter(|t| bare.starts_with(**t) && is_end(bare, t.len())).max_by_key(|t| t.len())?;
    let mut end = tag.len();
    if let Some(digits) = bare.get(end..)?.strip_prefix(' ') {
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=2).contains(&count) {
            end += 1 + count;
        }
    }
    Some(shift + end)
}

fn is_end(line: &str, end: usize) -> bool {
    line.get(end..).is_some_and(|r| !r.starts_with(|c: char| c.is_alphanumeric()))
}

/// `Ferries halted, 1st Ld-Writethru,416<`.
fn trailing_tag(headline: &str) -> Option<(&str, &str)> {
    let at = headline
        .rfind(", ")
        .filter(|at| headline.get(at + 2..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit())))?;
    let (head, tail) = headline.split_at_checked(at)?;
    let tail = tail.trim_start_matches([',', ' ']);
    let end = tag_end(tail)?;
    let tag = tail.get(..end)?;
    tag.contains(['L', 'l']).then_some((tag, head))
}

/// Whether a whole line is an update tag, as some agencies put it above the headline.
pub(super) fn is_tag(line: &str) -> bool {
    let line = line.trim_matches(['=', ' ', ':', '+', '(', ')', '-', '*']);
    tag_end(line).is_some_and(|end| end == line.len())
}

/// Splits a slug from its take and number of words: `BC-Halden-Ferry, 1st Ld-Writethru,416`, `HALDEN-FERRY/ (UPDATE 2, PIX)`.
pub(super) fn split_slug(slug: &str) -> (&str, Option<&str>) {
    for open in [",", " (", ";"] {
        let Some((head, tail)) = slug.split_once(open) else { continue };
        let mut parts = tail.split([',', ';']).map(|p| p.trim_matches([' ', '(', ')', '<', '/']));
        if let Some(tag) = parts.find(|part| is_tag(part)) {
            return (head.trim_end_matches([' ', '/', ',']), Some(tag));
        }
    }
    // `BC-Halden-Ferry 1st Ld-Writethru`, `UPDATE 2-FERRY-HALDEN`
    let behind = slug.match_indices(' ').find(|(at, _)| slug.get(at + 1..).is_some_and(is_tag));
    if let Some((at, _)) = behind {
        return (slug.get(..at).unwrap_or(slug), slug.get(at + 1..));
    }
    match leading_tag(slug) {
        Some((tag, rest)) if tag.contains(|c: char| c.is_ascii_digit()) => (rest, Some(tag)),
        _ => (slug, None),
    }
}

/// What systems write where somebody left the headline out, letters alone, small. By hand.
#[rustfmt::skip]
const PLACEHOLDERS: &[&str] = &[
    "noheadline", "notitle", "nosubject", "untitled", "headline", "headlinehere", "headlinetocome", "titletocome", "tbd", "tbc", "tk", "na", "null", "none", "undefined", "missingheadline", "nohead", "placeholder",
    "ohnetitel", "keintitel", "keinebetreffzeile", "keinbetreff", "ohnebetreff", "keineüberschrift", "ohneüberschrift", "titelfolgt", "sanstitre", "sansobjet", "aucuntitre", "pasdetitre", "sintítulo", "sintitulo", "sinasunto", "sintitular",
    "senzatitolo", "nessuntitolo", "nessunoggetto", "semtítulo", "semassunto", "geentitel", "geenonderwerp", "untitleddocument", "untitledpage", "headlinegoeshere", "titlehere", "titel", "titre", "título", "titolo", "semtitulo", "безназви", "無標題", "제목없음", "başlıksız", "utantitel", "ingenrubrik", "utentittel", "ingentittel", "udentitel", "eiotsikkoa", "beztytułu", "beznázvu", "безназвания", "безтемы", "無題", "无标题",
];

/// Whether a headline only fills its place: `No Headline !`, `(no subject)`.
pub(super) fn is_placeholder(line: &str) -> bool {
    let letters: String = line.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    // `NA` and `TK` are names, `n/a` is none
    let is_short = letters.chars().count() <= 4
        && !line.contains(['/', '(', '[', '<'])
        && letters != "null"
        && letters != "none";
    let has_digits = line.contains(|c: char| c.is_ascii_digit());
    !has_digits
        && (letters.is_empty()
            || PLACEHOLDERS.contains(&letters.as_str())
                && (!is_short || matches!(letters.as_str(), "tbd" | "tbc")))
}

/// Whether a line is a slug, not a headline: `BC-BKN--Heat-Hawks`, `Yemen/conflict/`.
pub(super) fn is_slug(line: &str) -> bool {
    let one_word = !line.contains(' ') || line.starts_with("BC-");
    one_word && line.len() < 80 && (line.starts_with("BC-") || line.ends_with('/') && line.contains('/'))
}

/// The headline without the marks of the wire: ` =`, `+`, `<` at its end, `>>>ANSA/` and `++` at its beginning.
pub(super) fn without_wire_marks(headline: &str) -> &str {
    let pointed = headline.trim_start_matches('>').trim_start();
    let agency = pointed.split_once('/').filter(|_| pointed.len() < headline.len());
    let pointed = match agency {
        Some((code, rest)) if agencies::named(code.trim()).is_some_and(|house| house.wire) => {
            rest.trim_start()
        }
        _ => pointed,
    };
    let crossed = pointed.strip_prefix("++").map(|rest| rest.trim_start_matches('+').trim_start());
    let mut rest = crossed.unwrap_or(pointed);
    if crossed.is_some() {
        rest = rest.trim_end_matches(['+', ' ']);
    }
    loop {
        let marks = rest.trim_end_matches(['=', '<', '^', ' ']);
        // `++ Ferry sinks ++`: a flash
        let marks = marks.strip_prefix("++").map_or(marks, |inner| inner.trim_matches(['+', ' ']));
        // "C++", "Google+", "18+" keep their end
        let plus = marks.trim_end_matches('+');
        let next = if plus.len() < marks.len() && plus.ends_with([' ', '=', '<']) { plus } else { marks };
        if next.len() == rest.len() {
            return next;
        }
        rest = next;
    }
}

/// The headline of a page's title without the publisher's name: `Ferries halted - Example News`.
///
/// Conservative: the part cut off must be the publisher's name, or, where the publisher is unknown and the headline
/// comes from a page's title, a house of the table.
pub(super) fn without_publisher<'a>(
    headline: &'a str,
    publisher: Option<&str>,
    is_page_title: bool,
) -> &'a str {
    for separator in [" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", " / "] {
        let Some((head, tail)) = headline.rsplit_once(separator) else { continue };
        if shape::words_up_to(head, 3) >= 3 && names_publisher(tail, publisher, is_page_title) {
            return head.trim_end();
        }
        if let Some((first, rest)) = headline.split_once(separator)
            && is_page_title
            && shape::words_up_to(rest, 3) >= 3
            && names_publisher(first, publisher, true)
        {
            return rest.trim_start();
        }
    }
    headline
}

fn names_publisher(part: &str, publisher: Option<&str>, is_page_title: bool) -> bool {
    let plain = |s: &str| -> String {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let part = part.trim();
    let without_domain = |s: &str| -> String {
        let s = s.to_lowercase();
        let s = s.strip_prefix("www.").unwrap_or(&s);
        s.split_once('.')
            .filter(|(_, tld)| tld.len() <= 6 && !tld.contains(' '))
            .map_or_else(|| s.to_owned(), |(n, _)| n.to_owned())
    };
    let same = |p: &str| {
        let (short, publisher) = (plain(part), plain(p));
        !short.is_empty()
            && (short == publisher
                || format!("the{short}") == publisher
                || short == format!("the{publisher}")
                || plain(&without_domain(part)) == plain(&without_domain(p)))
    };
    const AGENCIES: [&str; 9] =
        ["agency", "agentur", "agence", "agenzia", "agencia", "agência", "nyhetsbyrå", "агентство", "ajansı"];
    let calls_itself_agency = || {
        let words: Vec<String> = part.split_whitespace().map(str::to_lowercase).collect();
        (2..=5).contains(&words.len())
            && part.starts_with(char::is_uppercase)
            && [words.first(), words.last()].into_iter().flatten().any(|w| AGENCIES.contains(&w.as_str()))
    };
    let house = agencies::named(part);
    publisher.is_some_and(same)
        || is_page_title && (publisher.is_none() && house.is_some() || house.is_some_and(|h| h.wire))
        || is_page_title && calls_itself_agency()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_split_off() {
        let check = |headline: &str, tag: Option<&str>, rest: &str| {
            let (found, left) = split_tag(headline);
            assert_eq!((found.as_deref(), left), (tag, rest), "{headline:?}");
        };
        check("UPDATE 2-Freedonia ferries halted", Some("UPDATE 2"), "Freedonia ferries halted");
        check("CORRECTED-UPDATE 1-Ferries halted", Some("CORRECTED UPDATE 1"), "Ferries halted");
        check("RPT-Ferries halted", Some("RPT"), "Ferries halted");
        check("UPDATE: Ferries halted", Some("UPDATE"), "Ferries halted");
        check("Ferries halted, 1st Ld-Writethru,416<", Some("1st Ld-Writethru"), "Ferries halted");
        check("Update on ferries due Monday", None, "Update on ferries due Monday");
        check("Ferries halted", None, "Ferries halted");
        check("Lead-free paint for ferries", None, "Lead-free paint for ferries");
        check("LEAD POISONING KILLS FISH", None, "LEAD POISONING KILLS FISH");
        check("Leadership vote delayed", None, "Leadership vote delayed");
        check("Urgent call for blood donors", None, "Urgent call for blood donors");
        check("EILMELDUNG: Fähre gesunken", Some("EILMELDUNG"), "Fähre gesunken");
        check("URGENT Ferry sinks off Halden", Some("URGENT"), "Ferry sinks off Halden");
        check("URGENT - Un bac coule au large", Some("URGENT"), "Un bac coule au large");
        check("LEAD 1 Ferry sinks off Halden", Some("LEAD 1"), "Ferry sinks off Halden");
        check("EXCLUSIVE-Ferry line to be sold", Some("EXCLUSIVE"), "Ferry line to be sold");
        check("(2. Zusammenfassung) Fähre gesunken", Some("2. Zusammenfassung"), "Fähre gesunken");
        check(
            "Fähre vor Halden gesunken (2. Zusammenfassung)",
            Some("2. Zusammenfassung"),
            "Fähre vor Halden gesunken",
        );
        check("Fähre gesunken (Neu: Zahl der Toten)", Some("Neu: Zahl der Toten"), "Fähre gesunken");
        check(
            "Ferry sinks off Halden (corrects day in paragraph 1)",
            Some("corrects day in paragraph 1"),
            "Ferry sinks off Halden",
        );
        check("[속보] 북항 폐쇄", Some("속보"), "북항 폐쇄");
        check("【速報】渡し船沈む", Some("速報"), "渡し船沈む");
        check("速報：渡し船沈む", Some("速報"), "渡し船沈む");
        check("URGENT. Un bac coule", Some("URGENT"), "Un bac coule");
        check("[Watch] Ferry leaves", None, "[Watch] Ferry leaves");
        check("ÚLTIMA HORA: Se hunde un barco", Some("ÚLTIMA HORA"), "Se hunde un barco");
        check("Ferry line (Halden) to be sold", None, "Ferry line (Halden) to be sold");
        check("Breaking up is hard to do", None, "Breaking up is hard to do");
        check("Exclusive club shuts its doors", None, "Exclusive club shuts its doors");
        check("Flash floods hit Halden", None, "Flash floods hit Halden");
        assert!(is_tag("1ST LEAD") && is_tag("REFILE") && is_tag("UPDATE 2") && !is_tag("Lead the way"));
    }

    #[test]
    fn paragraphs_are_no_headlines() {
        assert!(can_be_headline("US slams Beijing over \"deteriorating\" human rights conditions in China"));
        assert!(can_be_headline("Is the ferry coming back? Nobody on the quay knows."));
        assert!(!can_be_headline("PORT LUMEN (Examplewire) - The last ferry left."));
        assert!(!can_be_headline(
            "The last ferry left at dawn on Monday. Nobody on the quay expected another before spring, and the ministry did not say anything about it."
        ));
        assert!(!can_be_headline("<tweet id=1>") && !can_be_headline("</p>"));
        assert!(can_be_headline("<EXAMPLE FERRIES LTD> MAKES INITIAL OFFER"));
        assert!(can_be_headline("ECONOMIC OUTLOOK - EXAMPLE FERRIES <EXF>"));
        assert!(!can_be_headline("PORT LUMEN, MARCH 3 - THE LAST FERRY LEFT"));
        assert!(!can_be_headline("PORT LUMEN - THE LAST FERRY LEFT."));
    }

    #[test]
    fn marks_of_the_wire_are_no_words() {
        for (line, kept) in [
            ("Ferries halted =", "Ferries halted"),
            ("Ferries halted +", "Ferries halted"),
            ("Why C++ is here to stay", "Why C++ is here to stay"),
            ("The end of C++", "The end of C++"),
            ("++ Ferry sinks off Halden ++", "Ferry sinks off Halden"),
            ("+++ Ferry sinks +++", "Ferry sinks"),
            ("What became of Google+", "What became of Google+"),
            ("A film for those of 18+", "A film for those of 18+"),
        ] {
            assert_eq!(without_wire_marks(line), kept);
        }
    }

    #[test]
    fn placeholders_and_lines_for_desks_are_no_headlines() {
        for line in ["No Headline !", "[untitled]", "Ohne Titel", "(no subject)", "Sans titre", "-"] {
            assert!(is_placeholder(line), "{line}");
        }
        for line in [
            "FOR IMMEDIATE RELEASE",
            "Achtung Redaktionen:",
            "ATTENTION EDITORS - new times",
            "Sperrfrist: 1. Januar, 6 Uhr",
            "Communiqué de presse",
        ] {
            assert!(is_routing(line), "{line}");
        }
        for line in [
            "Embargo on grain lifted",
            "Press release of hostages urged",
            "Titles for two",
            "No headline is safe",
            "Editors fight over ferry",
            "Embargo: what it means for Cuba",
            "EMBARGO: UN EXTENDS BAN UNTIL FRIDAY",
            "PRESS RELEASE BLUNDER COSTS MINISTER HIS JOB",
        ] {
            assert!(!is_routing(line) && !is_placeholder(line), "{line}");
        }
    }

    #[test]
    fn publishers_are_cut_off_titles() {
        let cut = |title, publisher| without_publisher(title, publisher, true);
        assert_eq!(
            cut("Ferries halted at noon - Example News", Some("Example News")),
            "Ferries halted at noon"
        );
        assert_eq!(cut("Ferries halted at noon | BBC News", None), "Ferries halted at noon");
        assert_eq!(
            cut("Ferries halted at noon - and nobody knows", Some("Example News")),
            "Ferries halted at noon - and nobody knows"
        );
        assert_eq!(cut("Ferries halted at noon | example.com", Some("Example")), "Ferries halted at noon");
    }
}
