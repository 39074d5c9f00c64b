//! Lines that name nothing but agencies, and perhaps what they gave: `rol/dpa`, `With files from Reuters`, `Quelle: dpa`, `mit Material von
//! AFP und dpa`. Whole lines only: words of a sentence are none.

use super::agencies::{self, House};
use super::people;

/// Longest of these lines, in bytes.
const LONGEST: usize = 160;

/// What agencies have to do with a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// It is theirs.
    Origin,
    /// They gave material for it.
    Helped,
}

/// A line of agencies.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) part: Part,
    pub(crate) houses: Vec<&'static House>,
    /// Whether words or initials beside the names say what it is; a name alone may be something else.
    pub(crate) is_sure: bool,
}

/// What sources are called, before a colon. By hand.
#[rustfmt::skip]
const SOURCES: &[&str] = &[
    "source", "sources", "agency", "agencies", "wire", "quelle", "quellen", "agentur", "agence", "agences", "fuente", "fuentes", "agencia", "agencias", "fonte", "fonti", "fontes", "agenzia", "agenzie", "agência", "agências", "bron", "bronnen", "persbureau", "källa", "källor", "kilde", "kilder", "bureau", "lähde", "lähteet",
    "źródło", "źródła", "zdroj", "zdroje", "forrás", "sursa", "izvor", "vir", "kaynak", "sumber", "nguồn", "источник", "джерело", "източник", "πηγή", "出典", "来源", "來源", "출처", "المصدر", "מקור",
];

/// How a line begins that says who gave material. By hand; longer ones first where one begins another.
#[rustfmt::skip]
const HELPED: &[&str] = &[
    "with files from", "with material from", "with reporting by", "with reporting from", "with additional reporting by", "with additional reporting from", "with information from", "with inputs from", "with input from", "with agency inputs from", "with contributions from", "with copy from", "compiled from", "includes reporting by", "includes material from", "contains material from", "this report includes material from", "this story includes reporting by", "additional reporting by", "with",
    "mit material von", "mit material der", "mit informationen von", "mit informationen der", "mit angaben von", "mit angaben der", "mit agenturmaterial von", "unter verwendung von material der", "unter verwendung von material von", "mit",
    "avec les informations de", "avec des informations de", "avec informations de", "avec la contribution de", "avec le concours de", "avec",
    "con información de", "con informaciones de", "con informes de", "con datos de", "con material de", "con aportes de", "con informazioni di", "con materiale di", "con il contributo di", "con",
    "com informações da", "com informações do", "com informações de", "com informação da", "com dados da", "com dados de", "com material da", "com",
    "met informatie van", "met medewerking van", "met bijdragen van", "met materiaal van", "mede op basis van", "met", "med uppgifter från", "med material från", "med information från", "med stoff fra", "med materiale fra", "med bidrag fra", "med oplysninger fra", "med",
    "z wykorzystaniem materiałów", "na podstawie", "s využitím materiálů", "s přispěním", "cu informații de la", "с использованием материалов", "по материалам", "за матеріалами", "dengan bahan dari", "dengan laporan",
];

/// Small words before and behind an agency's name.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "the", "der", "die", "dem", "den", "la", "le", "les", "de", "des", "du", "del", "dell", "della", "di", "da", "do", "dos", "das", "il", "lo", "el", "a", "o", "l", "d", "het", "van", "von", "från", "fra", "from", "by", "agency", "agencies", "wires", "wire", "news", "staff", "newsroom", "agentur", "agenturen", "agence", "agences", "agencia", "agencias", "agenzia", "agenzie", "agência", "agências",
];

/// The line, if it is one.
pub(crate) fn read(line: &str) -> Option<Line> {
    if line.len() > LONGEST {
        return None;
    }
    let bare = line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '-' | '–' | '—' | '*' | '.' | '/' | '_')
    });
    let (part, rest) = opened(bare);
    let mut houses: Vec<&'static House> = Vec::new();
    let mut initials = false;
    for piece in rest.split([',', '/', '&', '+', ';', '|']).flat_map(people::parted) {
        let piece = piece.trim();
        if piece.is_empty() {
            return None;
        }
        if is_initials(piece) && agencies::named(piece).is_none() {
            initials = true;
        } else if let Some(house) = house_of(piece) {
            houses.push(house);
        } else {
            return None;
        }
    }
    let is_sure = part.is_some() || initials || houses.len() > 1;
    (!houses.is_empty()).then_some(Line { part: part.unwrap_or(Part::Origin), houses, is_sure })
}

/// What a line begins with, and the rest.
fn opened(line: &str) -> (Option<Part>, &str) {
    if let Some((label, rest)) = line.split_once([':', '：']) {
        return match SOURCES.contains(&label.trim().to_lowercase().as_str()) {
            true => (Some(Part::Origin), rest),
            false => (None, line),
        };
    }
    let head: String = line.chars().take(60).flat_map(char::to_lowercase).collect();
    let found =
        HELPED.iter().filter(|phrase| head.strip_prefix(**phrase).is_some_and(|rest| rest.starts_with(' ')));
    let Some(phrase) = found.max_by_key(|phrase| phrase.len()) else { return (None, line) };
    let width: usize = line.chars().take(phrase.chars().count()).map(char::len_utf8).sum();
    (Some(Part::Helped), line.get(width..).unwrap_or_default())
}

/// A wire's name with small words around it.
fn house_of(piece: &str) -> Option<&'static House> {
    let wire = |name: &str| agencies::named(name).filter(|house| house.wire);
    let small = |word: &str| BESIDE.contains(&word.to_lowercase().as_str());
    let mut rest = piece;
    loop {
        if let Some(house) = wire(rest) {
            return Some(house);
        }
        rest = match (rest.split_once([' ', '\'', '’']), rest.rsplit_once(' ')) {
            (Some((first, tail)), _) if small(first) => tail.trim_start(),
            (_, Some((head, last))) if small(last) => head.trim_end(),
            _ => return None,
        };
    }
}

/// How a desk knows one of its own: `rol`, `mwe`.
fn is_initials(piece: &str) -> bool {
    (2..=4).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Option<String> {
        let found = read(line)?;
        let names: Vec<&str> = found.houses.iter().map(|house| house.code.unwrap_or(house.name)).collect();
        Some(format!("{:?} {}", found.part, names.join(" ")))
    }

    #[test]
    fn lines_of_agencies() {
        for (line, expected) in [
            ("rol/dpa", "Origin DPA"),
            ("(mwe/dpa)", "Origin DPA"),
            ("Reuters/AFP", "Origin RTR AFP"),
            ("— With files from Reuters", "Helped RTR"),
            ("With files from The Associated Press.", "Helped AP"),
            ("(With inputs from PTI)", "Helped PTI"),
            ("Mit Material von dpa und AFP", "Helped DPA AFP"),
            ("mit Informationen der Deutschen Presse-Agentur", "Helped DPA"),
            ("Avec AFP", "Helped AFP"),
            ("Avec l'AFP", "Helped AFP"),
            ("Con información de EFE y AP", "Helped EFE AP"),
            ("Com informações da Lusa", "Helped LUSA"),
            ("Met informatie van het ANP", "Helped ANP"),
            ("Med uppgifter från TT", "Helped TT"),
            ("Quelle: dpa", "Origin DPA"),
            ("Fuente: EFE", "Origin EFE"),
            ("Fonte: ANSA", "Origin ANSA"),
            ("Källa: TT", "Origin TT"),
            ("Lähde: STT", "Origin STT"),
        ] {
            let found = shown(line).unwrap_or_default().to_uppercase();
            assert_eq!(found, expected.to_uppercase(), "{line}");
        }
        for line in [
            "With files from the harbour office",
            "With Reuters reporting a fall, shares closed lower.",
            "Source: harbour office",
            "Mit dpa-Chef Sample sprach die Zeitung",
            "and/or",
            "With love",
            "Reuters did not say",
        ] {
            assert!(read(line).is_none(), "{line}");
        }
    }
}
