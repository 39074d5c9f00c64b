//! What press release wires put around a release: whose it is, that it is one, and whom to ask.

use super::Paragraph;
use crate::normalise::shape;

/// Longest line of such a frame, in words, and most lines of a contact block.
const MOST_WORDS: usize = 12;
const MOST_LINES: usize = 24;
/// Longest heading of a contact block, in bytes.
const LONGEST_CONTACT: usize = 32;

/// What releases are called above their headline. Written by hand.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "media release", "press release", "news release", "for immediate release", "immediate release", "media advisory", "pressemitteilung", "presseinformation", "medienmitteilung", "communiqué de presse",
    "comunicado de prensa", "nota de prensa", "comunicato stampa", "persbericht", "comunicado de imprensa", "pressmeddelande", "pressemelding", "pressemeddelelse", "tiedote", "lehdistötiedote", "informacja prasowa", "komunikat prasowy", "tisková zpráva", "tlačová správa", "sajtóközlemény", "comunicat de presă", "priopćenje za medije", "sporočilo za javnost", "δελτίο τύπου", "basın bülteni", "пресс-релиз", "прес-реліз", "بيان صحفي", "הודעה לעיתונות", "プレスリリース", "新聞稿", "新闻稿", "보도자료", "thông cáo báo chí", "siaran pers",
];

/// What stands above a speech that is sent before it is held. Written by hand.
#[rustfmt::skip]
const AS_DELIVERED: &[&str] = &[
    "check against delivery", "please check against delivery", "es gilt das gesprochene wort", "seul le prononcé fait foi", "seul le texte prononcé fait foi", "sólo es válido el discurso pronunciado", "fa fede il testo pronunciato", "fa fede il discorso pronunciato", "vale o discurso proferido", "alleen de uitgesproken tekst geldt", "uitsluitend de uitgesproken tekst geldt", "det talte ord gælder", "det talade ordet gäller", "det talte ord gjelder", "puhuttaessa muutosvarauksin", "obowiązuje słowo wypowiedziane", "platí mluvené slovo",
];

/// `Check against delivery`, `Es gilt das gesprochene Wort!`: how a speech may be used.
pub(super) fn is_as_delivered(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    bare.len() <= 60 && AS_DELIVERED.contains(&shape::lower(bare).as_str())
}

/// Longest name of a house above its release, in words.
pub(super) const MOST_NAMES: usize = 6;

/// Whether a line is the name of whose release it is, and the one below the embargo its headline: a name is short, and loud or much shorter.
pub(super) fn is_letterhead(line: &str, headline: &str) -> bool {
    let (words, below) = (shape::words_up_to(line, MOST_NAMES + 1), shape::words_up_to(headline, 20));
    let is_loud = |line: &str| !line.contains(char::is_lowercase);
    let sets_off = is_loud(line) && !is_loud(headline) || words * 2 <= below;
    words <= MOST_NAMES
        && sets_off
        && below > 3
        && !shape::ends_sentence(line)
        && !line.contains(['"', '“', '„', '?', '!'])
        && shape::is_capitalised(line)
}

/// Headings of those whom editors may ask. Written by hand.
#[rustfmt::skip]
const CONTACTS: &[&str] = &[
    "contact", "contacts", "media contact", "media contacts", "press contact", "press contacts", "media enquiries", "media inquiries", "press enquiries", "press inquiries", "investor contact",
    "investor contacts", "investor relations", "media relations", "contact information", "company contact", "for further information", "for more information", "kontakt", "pressekontakt", "rückfragen", "rückfragehinweis", "rückfragen bitte an",
    "veuillez communiquer avec", "pour plus d'informations", "pour plus d’informations", "pour plus de renseignements", "renseignements", "weitere informationen", "ansprechpartner", "per informazioni", "para más información", "contact presse", "contacts presse", "contacto", "contacto de prensa", "contacto para medios", "contatto stampa",
];

/// `Source: Example Ferries Ltd`, `SOURCE Example Ferries Ltd`.
pub(super) fn is_source(line: &str) -> bool {
    let marked = ["Source:", "SOURCE:", "Sources:", "Quelle:", "QUELLE:", "Fuente:", "FUENTE:", "SOURCE "];
    let Some(rest) = marked.iter().find_map(|mark| line.strip_prefix(mark)) else { return false };
    shape::words_up_to(rest, MOST_WORDS + 1) <= MOST_WORDS
        && shape::is_capitalised(rest)
        && rest.contains(char::is_alphabetic)
        && shape::sentences(rest) <= 1
        // `SOURCE OF THE FIRE FOUND` is a headline
        && (!line.starts_with("SOURCE ") || rest.contains(char::is_lowercase))
}

/// `MEDIA RELEASE PR74541`, `FOR IMMEDIATE RELEASE`, `Press release:`.
pub(super) fn is_label(line: &str) -> bool {
    let lower = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    LABELS.iter().filter_map(|label| lower.strip_prefix(label)).any(|rest| {
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        rest.is_empty() || !rest.contains(char::is_whitespace) && rest.contains(|c: char| c.is_ascii_digit())
    })
}

/// A headline behind such a label: `Press release: Ferry stays`.
pub(in crate::normalise) fn without_label(headline: &str) -> &str {
    let Some((label, rest)) = headline.split_once([':', '：', '|', '–']) else { return headline };
    let is_label = LABELS.contains(&label.trim().to_lowercase().as_str());
    if is_label && shape::words_up_to(rest, 2) >= 2 { rest.trim_start() } else { headline }
}

/// A line of the frame above a headline.
pub(in crate::normalise) fn is_frame(line: &str) -> bool {
    is_source(line) || is_label(line)
}

/// How many paragraphs from an index on say whom to ask: a heading, names, numbers and addresses to the end of the
/// copy or its source line.
pub(super) fn contact_block(paragraphs: &[Paragraph], at: usize) -> Option<usize> {
    let (heading, below) = paragraphs.get(at..)?.split_first()?;
    // small letters are at least a third as long as what they are made of
    let is_short = |text: &str| text.len() <= 3 * LONGEST_CONTACT;
    let beginning = heading.text.split_once(':').map(|(head, _)| head.trim());
    let whole = heading.text.trim_end_matches(|c: char| !c.is_alphanumeric());
    if !is_short(whole) && !beginning.is_some_and(is_short) {
        return None;
    }
    let lower = heading.text.to_lowercase();
    let named = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    // `For more about it, please contact:`
    let alone = CONTACTS.contains(&named)
        || lower.ends_with(':') && named.rsplit_once(", ").is_some_and(|(_, last)| CONTACTS.contains(&last));
    let begun =
        lower.split_once(':').is_some_and(|(head, _)| CONTACTS.contains(&head.trim())) && is_entry(heading);
    if !(alone || begun) {
        return None;
    }
    let entries = below.iter().take(MOST_LINES).take_while(|p| is_entry(p)).count();
    let ends = below
        .get(entries)
        .is_none_or(|next| !next.is_open() || is_source(&next.text) || shape::is_rule(&next.text));
    let block = below.get(..entries)?;
    let reachable = block.iter().chain([heading]).any(|p| is_reachable(&p.text));
    (ends && reachable).then_some(1 + entries)
}

/// With what a release begins to say what its company is. Written by hand.
const ABOUT: [&str; 14] = [
    "About ",
    "ABOUT ",
    "Über ",
    "ÜBER ",
    "À propos de ",
    "À propos d’",
    "A propos de ",
    "Acerca de ",
    "Sobre ",
    "Informazioni su ",
    "Over ",
    "Om ",
    "O firmie ",
    "À PROPOS DE ",
];
/// Most paragraphs that say what a company is.
const MOST_ABOUT: usize = 2;

/// How many paragraphs from an index on say what the company of a release is: `About Halden Ports`, whose name the release has
/// told of, and below it nothing but more of the kind, whom to ask, and who sends it.
pub(super) fn about_block(paragraphs: &[Paragraph], at: usize) -> Option<usize> {
    let (heading, below) = paragraphs.get(at..)?.split_first()?;
    let named = about(&heading.text)?;
    let name = named.split([' ', ',', '(']).next().filter(|word| word.chars().count() >= 3)?;
    let capitals = name.to_uppercase();
    let above = paragraphs.get(..at)?;
    // looked for near the end of a copy alone: what stands above it may be long
    let told = || above.iter().any(|p| p.text.contains(name) || p.text.contains(&capitals));
    let alone = heading.text.rsplit(named).next().is_some_and(|rest| !rest.contains(char::is_alphanumeric));
    let is_part = |p: &&Paragraph| {
        p.is_open() && about(&p.text).is_none() && !is_entry(p) && !is_heading_of_contacts(&p.text)
    };
    let count = if alone { below.iter().take(MOST_ABOUT).take_while(is_part).count() } else { 0 };
    let is_frame = |p: &Paragraph| !p.is_open() || is_entry(p) || is_source(&p.text) || is_reachable(&p.text);
    let mut rest = below.get(count..)?.iter();
    let ends = rest.len() <= MOST_LINES
        && rest.all(|p| is_frame(p) || about(&p.text).is_some() || is_behind_about(below, p));
    (ends && (count > 0 || !alone) && told()).then_some(1 + count)
}

/// The name in `About Halden Ports`, `About Halden Ports: Halden Ports, Inc. runs ...`.
fn about(line: &str) -> Option<&str> {
    let rest = ABOUT.iter().find_map(|about| line.strip_prefix(about))?;
    let name = match rest.split_once([':', '：']) {
        Some((name, _)) => name,
        None if line.len() <= 100 && !shape::ends_sentence(line) => {
            rest.trim_end_matches(|c: char| !c.is_alphanumeric())
        }
        None => return None,
    };
    let is_name = name.starts_with(char::is_uppercase) && shape::words_up_to(name, 9) <= 8;
    is_name.then_some(name)
}

/// Whether a paragraph stands right below another company's heading.
fn is_behind_about(below: &[Paragraph], paragraph: &Paragraph) -> bool {
    let at = below.iter().position(|p| std::ptr::eq(p, paragraph));
    at.and_then(|at| below.get(at.checked_sub(1)?)).is_some_and(|before| about(&before.text).is_some())
}

fn is_heading_of_contacts(line: &str) -> bool {
    let lower = line.to_lowercase();
    let head = lower.split_once(':').map_or(lower.as_str(), |(head, _)| head);
    CONTACTS.contains(&head.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// How many paragraphs above a headline say whom to ask: `Contact: Ruth Levin`, a number, an address.
pub(super) fn contacts_above(paragraphs: &[Paragraph], at: usize) -> Option<usize> {
    const MOST: usize = 6;
    let block = paragraphs.get(at..)?.get(..MOST.min(paragraphs.len() - at))?;
    let heading = block.first().filter(|p| p.is_open() && is_heading_of_contacts(&p.text) && is_entry(p))?;
    let entries = block.iter().take_while(|p| is_entry(p));
    let last = entries.enumerate().filter(|(_, p)| is_reachable(&p.text)).map(|(n, _)| n).last()?;
    (heading.text.contains(':') || last > 0).then_some(last + 1)
}

/// `Nr. 12/2026`, `No. 7`, `PR-12/26`: the number of a release.
pub(super) fn is_release_number(line: &str) -> bool {
    let bare = line.trim();
    let figures = bare.bytes().filter(u8::is_ascii_digit).count();
    let letters: String = bare.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    bare.len() <= 20
        && figures > 0
        && matches!(
            letters.as_str(),
            "nr" | "no" | "n" | "pr" | "pm" | "nummer" | "number" | "núm" | "nº" | "num"
        )
}

/// A line of a contact block: short, no sentence.
fn is_entry(paragraph: &Paragraph) -> bool {
    let text = paragraph.text.as_str();
    let sentence = shape::ends_sentence(text) && shape::words_up_to(text, 7) > 6 && !is_reachable(text);
    paragraph.is_open()
        && shape::words_up_to(text, MOST_WORDS + 1) <= MOST_WORDS
        && !sentence
        && !is_source(text)
}

/// `Contact: press@port.example`: a short line with an address.
pub(super) fn is_address(line: &str) -> bool {
    let is_one = |word: &str| {
        word.find('@').is_some_and(|at| at > 0) || word.contains("://") || word.starts_with("www.")
    };
    shape::words_up_to(line, 9) < 9 && line.split_whitespace().any(is_one)
}

fn is_reachable(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.contains('@') || text.contains("www.") || text.contains("://") || digits >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_to_ask_may_stand_above_the_headline() {
        let copy = |lines: &[&str]| -> Vec<Paragraph> {
            lines.iter().map(|line| Paragraph::new((*line).to_owned(), None)).collect()
        };
        assert_eq!(
            contacts_above(
                &copy(&["Contact: Ruth Levin", "(555) 010-0200", "ruth@ports.example", "Ferry Stays"]),
                0
            ),
            Some(3)
        );
        assert_eq!(
            contacts_above(&copy(&["Media contact:", "Ruth Levin", "ruth@ports.example", "Ferry Stays"]), 0),
            Some(3)
        );
        assert_eq!(
            contacts_above(
                &copy(&["Contact: the film that changed Lumen", "It was shot in May.", "Ferry Stays"]),
                0
            ),
            None
        );
        assert!(is_release_number("Nr. 12/2026") && is_release_number("No. 7"));
        assert!(!is_release_number("12 ferries") && !is_release_number("No. 10 denies it"));
    }

    #[test]
    fn labels_are_no_part_of_a_headline() {
        assert_eq!(without_label("PRESS RELEASE: Ferry stays"), "Ferry stays");
        assert_eq!(without_label("Pressemitteilung – Fähre fährt weiter"), "Fähre fährt weiter");
        for headline in
            ["Press release blunder: minister goes", "Ferry stays: press release", "Press release: no"]
        {
            assert_eq!(without_label(headline), headline);
        }
    }

    #[test]
    fn what_a_company_is_is_no_part_of_its_release() {
        let copy = |lines: &[&str]| -> Vec<Paragraph> {
            lines.iter().map(|line| Paragraph::new((*line).to_owned(), None)).collect()
        };
        const TOLD: &str = "Halden Ports keeps its north ferry through the winter, its board said on Tuesday after a long vote.";
        const COMPANY: &str = "Halden Ports, Inc. runs eleven harbours in four states and has nine hundred employees in all of them.";
        let inline = format!("About Halden Ports: {COMPANY}");
        assert_eq!(about_block(&copy(&[TOLD, &inline]), 1), Some(1));
        assert_eq!(
            about_block(
                &copy(&[TOLD, "About Halden Ports", COMPANY, "Media contact:", "Dana Roy, +1 555 010 0200"]),
                1
            ),
            Some(2)
        );
        assert_eq!(
            about_block(&copy(&[TOLD, "Über Halden Ports", COMPANY, "Über Lumen AG", COMPANY]), 1),
            Some(2)
        );
        for lines in [
            [TOLD, "About Halden Ports", COMPANY, TOLD, TOLD],
            [TOLD, "About 1,400 people use the crossing each week.", COMPANY, "", ""],
            [TOLD, "About Kysten Lines: nobody has told of them before", "", "", ""],
        ] {
            assert_eq!(about_block(&copy(&lines), 1), None, "{lines:?}");
        }
    }

    #[test]
    fn frames_of_releases() {
        for line in ["Source: Example Ferries Ltd.", "SOURCE:  Example Ferries", "SOURCE Example Ferries Ltd"]
        {
            assert!(is_source(line), "{line}");
        }
        for line in [
            "SOURCE OF THE FIRE FOUND",
            "Sources say the ferry left",
            "Source: he saw it. She did not. They left.",
        ] {
            assert!(!is_source(line), "{line}");
        }
        assert!(
            is_label("MEDIA RELEASE PR74541")
                && is_label("For immediate release")
                && is_label("Press Release:")
        );
        assert!(!is_label("Press release by minister angers islanders") && !is_label("Media"));
    }

    #[test]
    fn no_heading_is_longer_than_is_looked_for() {
        assert!(CONTACTS.iter().all(|heading| heading.len() <= LONGEST_CONTACT));
    }

    #[test]
    fn contact_blocks_reach_to_the_end() {
        let check = |lines: &[&str], expected: Option<usize>| {
            let paragraphs: Vec<_> = lines.iter().map(|l| Paragraph::new((*l).to_owned(), None)).collect();
            assert_eq!(contact_block(&paragraphs, 0), expected, "{lines:?}");
        };
        check(
            &[
                "Media contact:",
                "Ana Exemplar",
                "Phone: +99 123 456 789",
                "ana@example.com",
                "Source: Example Ferries",
            ],
            Some(4),
        );
        check(&["Contact: Ana Exemplar, COO", "(E) ana@example.com"], Some(2));
        check(
            &[
                "Contact:",
                "Ana Exemplar",
                "The ferry left at dawn and nobody on the quay expected another before the spring.",
            ],
            None,
        );
        check(&["Contact sports are safe", "ana@example.com"], None);
    }
}
