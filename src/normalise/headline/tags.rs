//! Marks of the version around a headline, which the record gives as its `update_tag`: before it, in brackets before or
//! behind it, and in slugs.

use crate::normalise::shape;

/// Tags that agencies put before a headline, with a number after some. Written by hand from agencies' conventions.
#[rustfmt::skip]
const TAGS: &[&str] = &[
    "UPDATE", "WRAPUP", "RPT", "REFILE", "CORRECTED", "CORRECTION", "RECAST", "REPEAT", "CLARIFICATION", "ADVISORY", "LEAD", "TAKE", "URGENT", "EXTRA", "BULLETIN", "FLASH", "ALERT", "KORREKTUR", "EIL", "BERICHTIGUNG", "Achtung", "Eds", "RETRANSMISSION", "ACTUALIZACIÓN", "AMPLIACIÓN", "CORRECCIÓN",
    "EILMELDUNG", "Eilmeldung", "Update", "Urgent",  "EXCLUSIVE", "Exclusive", "EXKLUSIV", "EXCLUSIF", "EXCLUSIVA", "EXCLUSIVO", "ESCLUSIVA", "BREAKING NEWS", "BREAKING", "Breaking", "ROUNDUP", "ÜBERBLICK", "ZUSAMMENFASSUNG", "Zusammenfassung", "WDH", "WIEDERHOLUNG", "BERICHTIGT", "KORRIGIERT", "KORR", "AKTUALISIERUNG", "AKTUALISIERT", "VORSCHAU", "ALERTE", "REPRISE", "ACTUALISATION", "RECTIFICATIF", "CORRECTIF", "CORRIGÉ", "URGENTE", "ÚLTIMA HORA", "ULTIM'ORA", "ULTIM’ORA", "ACTUALIZA", "AMPLÍA", "CORRIGE", "AGGIORNAMENTO", "RETTIFICA", "ATUALIZAÇÃO", "CORREÇÃO", "SPOED", "CORRECTIE", "RÄTTELSE", "UPPDATERING", "OPDATERING", "RETTELSE", "OPPDATERING", "CORRECTS", "CORRECTING", "CORRECTION ET MISE À JOUR", "CORRECTING and REPLACING", "CORRECTION and REPLACEMENT", "UPDATE and CORRECTION", "UPDATED", "UPDATES", "RELEAD", "NEWSALERT", "NEWS ALERT", "AMPL", "AMP", "AVANCE", "JUST IN", "DEVELOPING", "DEVELOPING STORY", "FLASH INFO", "MISE À JOUR", "DERNIÈRE MINUTE", "SPOEDBERICHT", "NIEUWSFLITS", "LAATSTE NIEUWS", "PILNE", "SPROSTOWANIE", "AKTUALIZACJA", "OPDATERET", "OPPDATERT", "UPPDATERAD", "JUST NU", "HASTER", "KIIRE", "OIKAISU", "AKTUALIZOVÁNO", "OPRAVA", "SÜRGŐS", "FRISSÍTVE", "ULTIMA ORĂ", "ACTUALIZARE", "FLAŞ", "DÜZELTME", "GÜNCELLEME", "ТЕРМІНОВО", "ОНОВЛЕНО", "ОБНОВЛЕНО", "УТОЧНЕНИЕ", "ACTUALIZADO", "ATUALIZADO", "AGGIORNATO",
    "NEW VERSION", "UPDATED VERSION", "REVISED VERSION", "FULL VERSION", "CORRECTED VERSION", "AMENDED", "REVISED", "RESEND", "RESENDING", "RETRANSMITTING", "REISSUE", "REISSUED", "NEU", "NEUE FASSUNG", "NEUFASSUNG", "NEUE VERSION", "AKTUALISIERTE FASSUNG", "KORRIGIERTE FASSUNG", "BERICHTIGTE FASSUNG", "ERGÄNZUNG", "ERGÄNZT", "NEUER STAND",
    "NOUVELLE VERSION", "VERSION ACTUALISÉE", "VERSION CORRIGÉE", "ACTUALISÉ", "COMPLÉMENT", "AVEC PRÉCISIONS", "NUEVA VERSIÓN", "VERSIÓN ACTUALIZADA", "VERSIÓN CORREGIDA", "RECTIFICACIÓN", "REPETICIÓN", "NUOVA VERSIONE", "VERSIONE AGGIORNATA", "VERSIONE CORRETTA", "CORREZIONE", "RIPETIZIONE", "NOVA VERSÃO", "VERSÃO ATUALIZADA", "VERSÃO CORRIGIDA", "REPETIÇÃO", "CORRIGIDA", "ATUALIZADA",
    "NIEUWE VERSIE", "HERZIENE VERSIE", "AANVULLING", "HERHALING", "RECTIFICATIE", "GECORRIGEERD", "BIJGEWERKT", "NY VERSION", "RÄTTAD VERSION", "UPPDATERAD VERSION", "RÄTTAD", "RÄTTAT", "UTÖKAD", "KOMPLETTERING", "KOMPLETTERAD", "REPETITION", "NY VERSJON", "RETTET VERSJON", "RETTET", "OPPDATERT VERSJON", "NY UDGAVE", "RETTET VERSION", "OPDATERET VERSION", "GENTAGELSE", "UUSI VERSIO", "KORJATTU", "KORJATTU VERSIO", "PÄIVITETTY", "PÄIVITETTY VERSIO", "TÄYDENNETTY",
    "NOWA WERSJA", "KOREKTA", "UZUPEŁNIENIE", "POWTÓRZENIE", "NOVÁ VERZE", "DOPLNĚNO", "OPRAVENO", "NOVÁ VERZIA", "ÚJ VERZIÓ", "HELYESBÍTÉS", "NOUĂ VERSIUNE", "CORECTURĂ", "YENİ SÜRÜM", "GÜNCELLENDİ", "НОВАЯ ВЕРСИЯ", "ИСПРАВЛЕНИЕ", "ПОВТОР", "ДОПОЛНЕНИЕ", "НОВА ВЕРСІЯ", "ВИПРАВЛЕННЯ", "ΝΕΑ ΕΚΔΟΣΗ", "ΔΙΟΡΘΩΣΗ",
    "速報", "続報", "訂正", "快讯", "快訊", "突发", "突發", "更正", "속보", "정정", "عاجل", "СРОЧНО", "Срочно", "МОЛНИЯ", "ΕΚΤΑΚΤΟ", "SON DAKİKA",
];

/// What follows the number of a version, and the names of versions behind it; those with a hyphen in any case.
const ORDINALS: [&str; 12] = ["st", "nd", "rd", "th", "ème", "ÈME", "eme", "er", "e", "ª", "º", "."];
#[rustfmt::skip]
const NUMBERED: [&str; 21] = [
    "Ld-Writethru", "Lead-Writethru", "Ld-Writethrough", "Writethrough", "Writethru", "WRITETHRU", "LD", "Ld", "LEAD", "Lead", "NewsNow", "UPDATE", "Update", "TAKE", "Zusammenfassung", "ZUSAMMENFASSUNG", "ZF", "Ampliación", "AMPLIACIÓN", "Ampliação", "Actualización",
];

/// Tags after which a headline in small letters needs no mark: `URGENT Ferry sinks off Halden`.
#[rustfmt::skip]
const LOUD: &[&str] = &["CORRECTING and REPLACING", "EXCLUSIVE", "EXKLUSIV", "UPDATE", "UPDATED", "CORRECTED", "CORRECTION", "KORREKTUR", "ACTUALISATION", "ACTUALIZACIÓN", "AMPLIACIÓN", "AGGIORNAMENTO", "RECTIFICATIF", "RÄTTELSE", "SPOED", "PILNE", "СРОЧНО", "МОЛНИЯ", "ΕΚΤΑΚΤΟ", "URGENT", "EILMELDUNG", "ALERTE", "FLASH", "URGENTE", "BREAKING", "LEAD", "BULLETIN"];

/// Splits the update tag off a headline: `UPDATE 2-Ferries halted`, `1st Ld-Writethru`, `CORRECTED-UPDATE 1-...`.
pub(in crate::normalise) fn split_tag(headline: &str) -> (Option<String>, &str) {
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
pub(in crate::normalise) fn skip_tags(line: &str) -> (Vec<&str>, &str) {
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
    // `FLASH flood warning lifted`: a word of the headline
    let spoken = rest
        .split_whitespace()
        .next()
        .is_some_and(|w| w.contains(char::is_lowercase) && !w.starts_with(char::is_lowercase));
    let loud = LOUD.iter().any(|l| tag.strip_prefix(l).is_some_and(|t| t.is_empty() || numbered));
    let is_loud = loud && spoken && rest.starts_with(' ') && (numbered || !tag.starts_with("LEAD"));
    let stopped = loud && rest.starts_with(". ");
    let joined = is_loud
        || stopped
        || rest.starts_with('：')
        || rest.starts_with(['-', ':', '–', '—', '!'])
        || rest.starts_with(" | ")
        || rest.starts_with(".-")
        || rest.starts_with('/') && !rest.starts_with("//")
        || [" ++", " **", " =="].iter().any(|marks| rest.starts_with(marks))
        || rest.starts_with(" — ")
        || rest.starts_with(" - ")
        || rest.starts_with(" – ")
        || tag.starts_with('(');
    let tail = rest.trim_start_matches(['-', ':', '：', '–', '—', '!', '|', '.', ' ', '+', '*', '=', '/']);
    (joined && !tail.is_empty()).then_some((tag.trim_matches(['(', ')']), tail))
}

/// Words of which one makes what stands in brackets a note about the version: `(2. Zusammenfassung)`.
#[rustfmt::skip]
const VERSIONS: &[&str] = &[
    "zusammenfassung", "lead", "neu", "aktualisiert", "aktualisierung", "berichtigt", "berichtigung", "korrigiert", "korrektur", "überblick", "wiederholung", "ergänzt", "update", "updated", "updates", "corrects", "corrected", "correction", "correcting", "recasts", "adds", "repeats", "refiles", "refile", "clarifies", "writethru", "ld-writethru", "ld", "roundup", "actualisation", "actualisé", "corrige", "corrigé", "rectifie", "rectificatif", "actualiza", "actualizado", "actualización", "amplía", "ampliación", "corrección", "aggiornamento", "aggiornato", "corregge", "rettifica", "atualizado", "atualização", "correção", "papier", "eil", "exklusiv", "exclusive",
];

/// A note about the version in brackets at the head of a line, and what follows.
fn bracketed(line: &str) -> Option<(&str, &str)> {
    const MARKS: [(char, char); 5] = [('*', '*'), ('(', ')'), ('[', ']'), ('【', '】'), ('＜', '＞')];
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
pub(in crate::normalise) fn correction_in(tag: &str) -> Option<&str> {
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
            ORDINALS.iter().find(|o| after.get(..o.len()).is_some_and(|a| a.eq_ignore_ascii_case(o)))?;
        let word = after.get(ordinal.len()..)?.strip_prefix([' ', '-'])?;
        let is_writethru =
            |n: &&&str| word.get(..n.len()).is_some_and(|w| w.eq_ignore_ascii_case(n) && n.contains('-'));
        let name = NUMBERED.iter().find(|n| word.starts_with(**n) || is_writethru(n))?;
        let end = bare.len() - word.len() + name.len();
        return is_end(bare, end).then_some(shift + end);
    }
    let listed = TAGS.iter().filter(|t| bare.starts_with(**t) && is_tag_end(bare, t.len())).copied();
    let tag = listed.chain(spoken_tag(bare)).max_by_key(|t| t.len())?;
    let mut end = tag.len();
    // Kyodo counts without a space: `UPDATE2:`
    let behind = bare.get(end..)?;
    if let Some(digits) = behind
        .strip_prefix(' ')
        .or_else(|| behind.starts_with(|c: char| c.is_ascii_digit()).then_some(behind))
    {
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=2).contains(&count) {
            end += behind.len() - digits.len() + count;
        }
    }
    Some(shift + end)
}

/// Tags that are ordinary words, too, where they are not cried.
#[rustfmt::skip]
const ORDINARY: &[&str] = &["LEAD", "TAKE", "EXTRA", "REPRISE", "FLASH", "AMP", "NEU", "AMENDED", "REVISED", "ERGÄNZUNG", "COMPLÉMENT", "REPETITION", "RECTIFICACIÓN", "REPETICIÓN", "ПОВТОР", "ДОПОЛНЕНИЕ"];

/// A tag in small letters, which a colon sets off: `Breaking news: ...`.
fn spoken_tag(line: &str) -> Option<&str> {
    let (label, _) = line.split_once([':', '：']).filter(|(label, _)| label.len() <= 40)?;
    let cried = label.to_uppercase();
    let is_one = TAGS.contains(&cried.as_str()) && !ORDINARY.contains(&cried.as_str());
    (is_one && label.starts_with(char::is_uppercase)).then_some(label)
}

/// Whether a tag ends at a place: no word goes on, but perhaps a number that a mark follows.
fn is_tag_end(line: &str, end: usize) -> bool {
    let rest = line.get(end..).unwrap_or_default();
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    is_end(line, end)
        || rest.len() - behind.len() <= 2 && behind.len() < rest.len() && behind.starts_with([':', '-', ' '])
}

fn is_end(line: &str, end: usize) -> bool {
    line.get(end..).is_some_and(|r| !r.starts_with(|c: char| c.is_alphanumeric()))
}

/// `Ferries halted, 1st Ld-Writethru,416<`, `Ferries halted - UPDATE 2`.
fn trailing_tag(headline: &str) -> Option<(&str, &str)> {
    if let Some((head, tail)) = [" - ", " – ", " | "].iter().find_map(|mark| headline.rsplit_once(mark))
        && tail.ends_with(|c: char| c.is_ascii_digit())
        && is_tag(tail)
        && shape::words_up_to(head, 3) >= 2
    {
        return Some((tail, head));
    }
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
pub(in crate::normalise) fn is_tag(line: &str) -> bool {
    let line = line.trim_matches(['=', ' ', ':', '+', '(', ')', '-', '*']);
    tag_end(line).is_some_and(|end| end == line.len())
}

/// Splits a slug from its take and number of words: `BC-Halden-Ferry, 1st Ld-Writethru,416`, `HALDEN-FERRY/ (UPDATE 2, PIX)`.
pub(in crate::normalise) fn split_slug(slug: &str) -> (&str, Option<&str>) {
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
        for tag in [
            "1st LD-Writethru",
            "2nd Ld-writethru",
            "3RD LD-WRITETHRU",
            "2nd Update",
            "2e LEAD",
            "1ª Ampliación",
        ] {
            check(&format!("{tag}: Ferries halted"), Some(tag), "Ferries halted");
        }
        check("2. Zusammenfassung: Fähre gesunken", Some("2. Zusammenfassung"), "Fähre gesunken");
        check("EIL +++ Fähre gesunken", Some("EIL"), "Fähre gesunken");
        check("Urgent: ferry sinks off Halden", Some("Urgent"), "ferry sinks off Halden");
        check("UPDATE2: Ferry sinks", Some("UPDATE2"), "Ferry sinks");
        check("(2nd LD) Ferry sinks off Halden", Some("2nd LD"), "Ferry sinks off Halden");
        for (tag, mark) in [
            ("ROUNDUP", "/"),
            ("Eil", ": "),
            ("Breaking news", ": "),
            ("Última hora", ": "),
            ("PILNE", ": "),
            ("Alert", ": "),
        ] {
            check(&format!("{tag}{mark}Ferries halted"), Some(tag), "Ferries halted");
        }
        check("Update 2 - Ferries halted", Some("Update 2"), "Ferries halted");
        check("*UPDATE* Ferries halted", Some("UPDATE"), "Ferries halted");
        check("Ferries halted - UPDATE 2", Some("UPDATE 2"), "Ferries halted");
        check("ACTUALISATION Un bac coule", Some("ACTUALISATION"), "Un bac coule");
        check("Lead: what it does to children", None, "Lead: what it does to children");
        check("Flash: a hero's return", None, "Flash: a hero's return");
        check("AMPL.- Se hunde un barco", Some("AMPL"), "Se hunde un barco");
        check("2EME LEAD - Un bac coule", Some("2EME LEAD"), "Un bac coule");
        check("1st lead role for Halden actor", None, "1st lead role for Halden actor");
        check("2nd update of the ferry plan", None, "2nd update of the ferry plan");
        check("3. Lauf: Fähre gewinnt", None, "3. Lauf: Fähre gewinnt");
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
        for line in [
            "FLASH flood warning lifted for Halden",
            "EXCLUSIVE club shuts its doors",
            "URGENT call for blood donors",
            "BREAKING point for ferry crews",
        ] {
            check(line, None, line);
        }
        for line in [
            "NY VERSION",
            "NEW VERSION",
            "Neue Fassung".to_uppercase().as_str(),
            "NOUVELLE VERSION",
            "NUEVA VERSIÓN",
            "NIEUWE VERSIE",
            "NY VERSJON",
            "UUSI VERSIO",
            "RÄTTELSE",
            "RETTELSE",
            "OIKAISU",
            "SPROSTOWANIE",
            "CORRECTIE",
            "RECTIFICATIF",
            "KORREKTUR",
            "PÄIVITETTY",
            "+++ NEU +++",
            "(UPPDATERING)",
        ] {
            assert!(is_tag(line), "{line}");
        }
        assert!(!is_tag("NY SIMHALL") && !is_tag("NEW FERRY") && !is_tag("Neue Fassung der Satzung"));
        assert!(is_tag("1ST LEAD") && is_tag("REFILE") && is_tag("UPDATE 2") && !is_tag("Lead the way"));
    }
}
