//! Lines for editors and readers beside the story: corrections, updates, legal lines, embargoes, sign-offs.

use super::openers::Opener;
use crate::model::Correction;
use crate::normalise::{agencies, dates, shape};

/// The correction that a paragraph is: its kind is `correction`, `clarification`, `update` or `editors-note`.
pub(super) fn correction(line: &str, opener: Opener, rest: &str) -> Option<Correction> {
    let kind = match opener {
        Opener::Correction => "correction",
        Opener::Clarification => "clarification",
        Opener::EditorsNote => "editors-note",
        Opener::Update => "update",
        _ => return None,
    };
    let opened = line.get(..line.len() - rest.len()).unwrap_or_default().to_lowercase();
    let marked = rest.trim_start().starts_with([':', '：'])
        || line.starts_with(['(', '[']) && line.ends_with([')', ']']);
    let alone = rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    let about_itself = opened.contains("this ")
        || opened.contains("version")
        || opened.contains("artikel")
        || opened.contains("text wurde")
        || opened.contains("artículo")
        || opened.contains("cet article")
        || opened.contains("appended")
        || ["replace", "communiqué", "mitteilung", "esta nota"].iter().any(|word| opened.contains(word));
    let general = matches!(opener, Opener::EditorsNote) && (marked || alone || rest.starts_with([' ', '.']));
    // "Eds" and "Neu" are words of their own without a colon
    if !(marked && line.len() < 2500 || alone || about_itself || general) || alone && opened.len() < 5 {
        return None;
    }
    let kind = if kind == "update" && marked && says_corrects(line) { "correction" } else { kind };
    Some(Correction { text: line.to_owned(), kind: kind.to_owned() })
}

/// Words about a piece of copy, not about what it tells. Written by hand.
#[rustfmt::skip]
const ABOUT_COPY: &[&str] = &[
    "story", "article", "version", "adds", "added", "adding", "corrects", "corrected", "correct", "quote", "quotes", "paragraph", "paragraphs", "headline", "byline", "lead", "throughout", "background", "details", "comment", "comments", "reaction", "updated", "updates", "updating", "recasts", "slug", "photo", "photos", "information",
    "artikel", "fassung", "absatz", "absätze", "ergänzt", "überschrift", "zitat", "zitate", "hintergrund", "article", "paragraphe", "précisions", "réaction", "réactions", "artículo", "párrafo", "declaraciones", "versión", "detalles", "articolo", "versione", "artigo", "versão",
];

/// Whether a note speaks of the copy.
pub(super) fn is_about_copy(note: &str) -> bool {
    let mut words = note.split(|c: char| !c.is_alphanumeric()).take(60);
    words.any(|word| ABOUT_COPY.contains(&word.to_lowercase().as_str()))
}

/// Whether what stands behind a label tells the story on: several sentences, none of them about the copy.
pub(super) fn tells_on(note: &str) -> bool {
    shape::words_up_to(note, 26) > 25 && shape::sentences(note) > 1 && !is_about_copy(note)
}

/// `(In Tuesday's story, corrects the second paragraph to say ...)`: a bracket above the story that corrects an earlier
/// version of it.
pub(super) fn bracketed_correction(line: &str) -> Option<Correction> {
    let inner = line.strip_prefix(['(', '['])?.strip_suffix([')', ']'])?;
    if line.len() > 700 || shape::is_quoted(inner) || inner.contains(['(', '[']) {
        return None;
    }
    let words: Vec<String> =
        inner.split(|c: char| !c.is_alphanumeric()).take(60).map(str::to_lowercase).collect();
    let at = words.iter().take(8).position(|word| CORRECTS.contains(&word.as_str()))?;
    let named =
        |words: Option<&[String]>| words.unwrap_or_default().iter().any(|word| COPY.contains(&word.as_str()));
    let of_copy = if at == 0 { named(words.get(1..)) } else { named(words.get(..at)) };
    of_copy.then(|| Correction { text: line.to_owned(), kind: "correction".to_owned() })
}

/// What a note does to an earlier version, and what copy and its parts are called. Written by hand.
#[rustfmt::skip]
const CORRECTS: &[&str] = &[
    "corrects", "corrected", "correcting", "clarifies", "berichtigt", "korrigiert", "korrigierte", "corrige", "corrigé", "rectifie", "corrigida", "corregida", "corregido", "rectifica", "corregge", "corretto", "corrigeert",
];
#[rustfmt::skip]
const COPY: &[&str] = &[
    "story", "version", "article", "item", "report", "copy", "paragraph", "paragraphs", "para", "headline", "byline", "lead", "spelling", "name", "date", "day", "figure", "absatz", "fassung", "meldung", "überschrift", "zahl", "paragraphe", "titre", "dépêche", "chiffre",
    "párrafo", "título", "versión", "nota", "cifra", "paragrafo", "titolo", "versione", "parágrafo", "alinea", "bericht",
];

fn says_corrects(line: &str) -> bool {
    ["orrects ", "orrected", "orrecting ", "orrect "].iter().any(|w| line.contains(w))
}

/// Whether a paragraph is about the copy, not the story, in legal words (`legal`: such words stand in it).
pub(super) fn is_copyright(line: &str, opener: Option<(Opener, &str)>, legal: bool) -> bool {
    if line.len() > 500 {
        return false;
    }
    if legal {
        return true;
    }
    let rest = match opener {
        Some((Opener::Copyright, rest)) => rest,
        _ => match line.strip_prefix("(c)") {
            Some(rest) => rest,
            None => return false,
        },
    };
    let rest = rest.trim_start_matches([' ', '(', ')', ':', '©', '-', 'c']);
    let year = rest.chars().take(4).filter(char::is_ascii_digit).count() == 4;
    let short = shape::words_up_to(line, 16) <= 15;
    let brief = shape::words_up_to(rest, 6) <= 5 && !shape::ends_sentence(rest.trim_end_matches('.'));
    let is_year = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.len() == 4 && word.starts_with(['1', '2']) && word.bytes().all(|b| b.is_ascii_digit())
    };
    let names_owner =
        agencies::named(rest.trim_end_matches('.')).is_some() || rest.split_whitespace().any(is_year);
    short
        && (year
            || brief && names_owner
            || rest.starts_with("by ") && shape::is_capitalised(rest.get(3..).unwrap_or_default())
            || line.starts_with('©')
            || line.starts_with("(c) Copyright")
            || line.starts_with("(c)") && rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// `(h/t Example)`: thanks to who saw it first.
pub(super) fn is_hat_tip(line: &str) -> bool {
    let bare = line.trim_start_matches(['(', '[']);
    let tip = ["h/t", "H/T", "hat tip", "Hat tip", "HT:"]
        .iter()
        .any(|t| bare.strip_prefix(*t).is_some_and(|r| r.starts_with([' ', ':'])));
    tip && shape::words_up_to(line, 9) <= 8
}

/// Sign-offs at the end of a story: `dpa wsz jln npr`, `AFP`, `AAP be/`, `(SDA/sj)`, `==Kyodo`, `NNNN`,
/// `AP-WF-08-29-16 1626GMT`, `-ENDS-`.
pub(super) fn is_sign_off(line: &str) -> bool {
    if line.len() <= 100 && is_routing(line) {
        return true;
    }
    if line.len() > 60 || shape::words_up_to(line, 7) > 6 {
        return false;
    }
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    if matches!(
        lower.as_str(),
        "nnnn" | "ends" | "end" | "eom" | "ende" | "fin" | "end it" | "more to come" | "mehr" | "zczc"
    ) {
        return line != bare || bare.chars().all(|c| c.is_uppercase() || c.is_whitespace()) || bare == lower;
    }
    if is_stamp(bare) || is_initials_of_two(line) {
        return true;
    }
    if agencies::wire(bare).is_some() && agencies::named(bare).is_some() {
        return true;
    }
    let mut words = bare.split([' ', '/', '-', '\\']).filter(|w| !w.is_empty());
    let signs = words.next().is_some_and(|first| agencies::named(first).is_some_and(|h| h.wire));
    let initials = |w: &str| {
        w.len() <= 4 && w.chars().all(|c| c.is_lowercase())
            || w.len() <= 4 && w.chars().all(|c| c.is_ascii_digit())
            || matches!(w.to_lowercase().as_str(), "rtv" | "fim" | "fin" | "ende" | "end" | "ends")
            || w.len() <= 3 && agencies::named(w).is_some_and(|h| h.wire)
            || w.len() <= 7 && w.ends_with("GMT")
    };
    let mixed = |w: &str| initials(w) || w.len() <= 3 && w.chars().all(|c| c.is_ascii_uppercase());
    let rest: Vec<&str> = words.collect();
    let words = rest.iter().any(|w| {
        matches!(
            *w,
            "did"
                | "not"
                | "say"
                | "said"
                | "was"
                | "has"
                | "is"
                | "the"
                | "and"
                | "to"
                | "of"
                | "in"
                | "on"
                | "at"
                | "by"
        )
    });
    signs
        && !words
        && !rest.is_empty()
        && if bare.contains("GMT") { rest.iter().all(|w| mixed(w)) } else { rest.iter().all(|w| initials(w)) }
}

/// `AAP RESULTS`, `AFP SPORT`: an agency signs with one of its services, all in capitals.
pub(super) fn is_service_sign_off(line: &str) -> bool {
    let words: Vec<&str> = line.split([' ', '/', '-']).filter(|w| !w.is_empty()).collect();
    let [agency, services @ ..] = words.as_slice() else { return false };
    let is_loud = |w: &&str| w.len() <= 10 && w.bytes().all(|b| b.is_ascii_uppercase());
    (1..=2).contains(&services.len())
        && words.iter().all(is_loud)
        && !services.iter().any(|w| SAYS.contains(w))
        && agencies::named(agency).is_some_and(|house| house.wire)
}

/// What an agency does in a headline in capitals.
#[rustfmt::skip]
const SAYS: &[&str] = &[
    "SAYS", "SAID", "SAY", "REPORTS", "REPORTED", "CITES", "QUOTES", "DENIES", "POLL", "SOURCE", "SOURCES", "CHIEF", "HEAD", "STRIKE", "NOT", "DID", "IS", "WAS", "HAS", "TO",
];

/// `04-MAR-26 10:12 NNNN`, `AFP 041012 GMT MAR 26`, `PA 041012 MAR 26`: day and time in figures, by whom, or with a mark of the wire.
fn is_stamp(line: &str) -> bool {
    let is_zone = |w: &str| matches!(w, "GMT" | "UTC" | "BST" | "CET" | "CEST" | "EST" | "EDT" | "NNNN");
    let is_month = |w: &str| {
        w.len() == 3 && w.chars().all(char::is_uppercase) && dates::month(&w.to_lowercase()).is_some()
    };
    let is_wire =
        |w: &str| w.chars().all(|c| c.is_ascii_uppercase()) && agencies::named(w).is_some_and(|h| h.wire);
    let figures = |w: &str| {
        w.starts_with(|c: char| c.is_ascii_digit())
            && w.split([':', '-']).all(|p| p.bytes().all(|b| b.is_ascii_digit()) || is_month(p))
    };
    let words = || line.split_whitespace();
    words().all(|w| is_zone(w) || is_month(w) || is_wire(w) || figures(w))
        && words().any(|w| is_zone(w) || is_wire(w))
        && words().any(|w| figures(w) && w.len() >= 4)
}

/// `51 77 03 CRO01 1113 GEST GEST03 QBXB`: the codes by which copy was sent on.
fn is_routing(line: &str) -> bool {
    let is_code = |w: &str| w.len() <= 8 && w.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let has = |w: &str, is: fn(&u8) -> bool| w.as_bytes().iter().any(is);
    let is_mixed = |w: &&str| has(w, u8::is_ascii_digit) && has(w, u8::is_ascii_uppercase);
    let words = || line.split_whitespace();
    words().take(4).count() == 4 && words().all(is_code) && words().filter(is_mixed).count() >= 2
}

/// `MCB // JAP`, `YM4-BNT/ ARC`: who wrote and who edited, by the letters that their desk knows them by.
fn is_initials_of_two(line: &str) -> bool {
    let is_code = |part: &str| {
        (2..=4).contains(&part.len())
            && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && part.contains(|c: char| c.is_ascii_uppercase())
    };
    let parts: Vec<&str> =
        line.split('/').flat_map(|p| p.split('-')).map(str::trim).filter(|p| !p.is_empty()).collect();
    line.contains("//") && parts.len() == 2 && parts.iter().all(|p| is_code(p))
        || line.contains("/ ") && (2..=4).contains(&parts.len()) && parts.iter().all(|p| is_code(p))
}

#[cfg(test)]
mod tests {
    use super::super::{marks, openers};
    use super::*;

    #[test]
    fn corrections_by_kind() {
        let check = |line: &str, expected: Option<&str>| {
            let found = openers::of(line).and_then(|(o, rest)| correction(line, o, rest)).map(|c| c.kind);
            assert_eq!(found.as_deref(), expected, "{line:?}");
        };
        check("CORRECTION: An earlier version misspelled a name.", Some("correction"));
        check("Clarification: The quay is public.", Some("clarification"));
        check("(Adds minister quote, paragraph 4)", Some("update"));
        check("(Adds minister quote, paragraph 4; corrects day of last sailing)", Some("correction"));
        check("(Corrects day of last sailing, paragraph 1)", Some("correction"));
        check("EDITOR’S NOTE: Names were changed.", Some("editors-note"));
        check("This story has been updated with a comment from the ministry.", Some("update"));
        check("An earlier version of this article misstated the day.", Some("correction"));
        check("Eds: Adds photo links.", Some("update"));
        check("Corrections officers said the prison was quiet.", None);
        check("Updates are expected on Monday.", None);
        check("Correction fluid was found on the page.", None);
    }

    #[test]
    fn brackets_that_correct() {
        for line in [
            "(In Tuesday's story, corrects the second paragraph to say that the sum is for three years, not for one)",
            "(This March 4 story corrects the spelling of the owner's name)",
            "(Berichtigt im zweiten Absatz: drei Jahre, nicht eines)",
            "(In der Meldung vom Dienstag korrigiert: drei Jahre)",
            "(Corrige le nom au deuxième paragraphe)",
            "[Corrects day in paragraph 1]",
        ] {
            assert!(bracketed_correction(line).is_some(), "{line}");
        }
        for line in [
            "(The teacher corrects the boys every day)",
            "(The ferry left at nine.)",
            "Corrects day in paragraph 1",
            "(He corrects) the day (twice)",
        ] {
            assert!(bracketed_correction(line).is_none(), "{line}");
        }
    }

    #[test]
    fn legal_lines() {
        let check = |line: &str| is_copyright(line, openers::of(line), marks::of(line).legal);
        assert!(check("Copyright 2014 Example News. All rights reserved."));
        assert!(check("© EFE 2019."));
        assert!(check("(c)2018 The Example Tribune"));
        for line in [
            "(c) ANP 2026, alle rechten voorbehouden",
            "(c) ANP 2026",
            "© dpa",
            "Copyright AFP",
            "Copyright ANSA 2026",
            "© RIPRODUZIONE RISERVATA",
            "Riproduzione riservata © Copyright ANSA",
            "Tous droits de reproduction et de représentation réservés. © Agence France-Presse",
            "Alla rättigheter förbehållna",
            "Alle rettigheter forbeholdt",
            "Todos os direitos reservados.",
            "Wszelkie prawa zastrzeżone",
            "Všechna práva vyhrazena",
            "Все права защищены.",
            "Kaikki oikeudet pidätetään.",
            "Tüm hakları saklıdır",
            "無断転載を禁じます",
        ] {
            assert!(check(line), "{line}");
        }
        assert!(!check("Copyright fees will rise in 2026, the minister told the committee on Monday."));
        assert!(!check("Copyright AFP reporters fought over was sold."));
        assert!(check("This material may not be published, broadcast, rewritten or redistributed."));
        assert!(!check("Copyright law is a matter for parliament, the minister said."));
        assert!(!check("(c) The third point is this."));
    }

    #[test]
    fn sign_offs() {
        for line in [
            "dpa wsz jln npr",
            "AFP",
            "AAP be/",
            "(SDA/sj)",
            "==Kyodo",
            "NNNN",
            "AP-WF-08-29-16 1626GMT",
            "-ENDS-",
            "dpa",
            "AAP RTV",
            "(SDA\\/sj)",
            "(SDA-ATS\\lp)",
            "Lusa/Fim",
            "MCB // JAP",
            "YM4-BNT/ ARC",
            "04-MAR-26 10:12 NNNN",
            "AFP 041012 GMT MAR 26",
            "ends",
            "(END)",
            "51 77 03 CRO01 1113 APE4800 GEST GEST03 MAE03 LOC03 QBXBSXB",
        ] {
            assert!(is_sign_off(line), "{line}");
        }
        for line in ["The end", "AP writers", "End", "Reuters did not say", "7 p.m."] {
            assert!(!is_sign_off(line) && !is_service_sign_off(line), "{line}");
        }
        for line in
            ["USA/UK", "May 26", "10:12", "AC/DC", "Ends meet.", "rope/twine/nets", "1 2 3 4", "USA UK EU UN"]
        {
            assert!(!is_sign_off(line), "{line}");
        }
        for line in ["AAP RESULTS", "AFP SPORT", "AAP RACING FIELDS", "REUTERS TV"] {
            assert!(is_service_sign_off(line), "{line}");
        }
        for line in ["AFP", "TASS SAYS", "REUTERS REPORTS", "AAP Results", "LUMEN SPORT", "AP POLL"] {
            assert!(!is_service_sign_off(line), "{line}");
        }
    }
}
