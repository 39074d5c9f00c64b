//! Notes by which a house asks editors not to use what it sent: `Editors: Please kill the story slugged FERRY-AGROUND`.
//!
//! That a paper withdrew an article is news as any other. A note is known by whom it speaks to, how it asks, and that
//! what is taken back is a piece of copy: the lights, an offer, a concert and a paragraph are none.

use super::{is_line, names, service};
use crate::normalise::shape;

use super::words::{
    ADDRESSED, ADDRESSES, ASKED, ASKED_BEHIND, BEFORE_SLUG, CONDITIONS, COPY, COURTESIES, DESKS, OURS,
    RELATIVES, REPLACED, TAKEN_BACK, TOLD,
};

/// How much of a paragraph is looked at, in characters.
const HEAD: usize = 400;
/// Longest way to address editors, in bytes, with white space around it.
const LONGEST_ADDRESS: usize = 80;
/// How many words may stand between a verb and the piece of copy that it is about: `kill our earlier urgent story`.
const NEAR: usize = 6;

/// Whether a paragraph asks editors not to use the story: `Editors: Please kill the story ...`, `A kill is mandatory.`
pub(in crate::normalise) fn asks_editors(paragraph: &str) -> bool {
    let head = shape::first_characters(paragraph, HEAD);
    if shape::is_quoted(paragraph) || !may_ask(head) {
        return false;
    }
    let lower = shape::lower(head);
    let tagged = head.split(". ").next().is_some_and(|first| is_line(first, false));
    if tagged || lower.starts_with("a kill is mandatory") || lower.contains(". a kill is mandatory") {
        return true;
    }
    if is_replaced(&lower) {
        return false;
    }
    let (address, rest) = after_address(&lower);
    let by_slug = head.split_whitespace().any(names::looks_like_slug);
    sentences(rest).take(3).enumerate().any(|(number, sentence)| {
        let named = by_slug || names_copy(sentence);
        let addressed = address == Address::Editors || address == Address::Anybody && named;
        let imperative = number == 0 && (addressed || by_slug && begins(sentence, "kill"));
        // what somebody said is news, unless it is told to editors and names the copy
        let reported = is_attributed(sentence) && !(address == Address::Editors && named);
        !reported
            && (asks(sentence, addressed || by_slug, imperative) || says(sentence, addressed || by_slug))
    })
}

/// Whether another text stands for it here: not where it says that none comes (`Es folgt keine Neufassung`).
fn is_replaced(lower: &str) -> bool {
    const NONE: [&str; 11] =
        ["no", "not", "kein", "keine", "aucun", "aucune", "ninguna", "nessuna", "nenhuma", "geen", "ingen"];
    REPLACED.iter().any(|word| {
        lower.match_indices(word).any(|(at, _)| {
            let (before, after) =
                (lower.get(..at).unwrap_or_default(), lower.get(at + word.len()..).unwrap_or_default());
            let is_word =
                !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
            let next = after.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
            is_word && !next.is_some_and(|next| NONE.contains(&next))
        })
    })
}

/// Whether a sentence takes copy back, by whatever word: what it names is meant.
pub(super) fn is_marked(sentence: &str) -> bool {
    let lower = shape::lower(unquoted(sentence));
    let whole = shape::lower(sentence);
    let behind = ASKED_BEHIND.iter().filter(|verb| verb.len() > 6);
    ASKED.iter().any(|verb| holds(&lower, verb))
        || behind.chain(TAKEN_BACK).any(|said| holds(&whole, said))
        || service::takes_back(sentence)
        || is_ours(&lower)
}

/// Whether a paragraph begins with a piece of copy: `The story was wrong`.
pub(super) fn speaks_of_copy(paragraph: &str) -> bool {
    const BEGINNING: usize = 3;
    is_about_copy(&shape::lower(shape::first_characters(paragraph, LONGEST_ADDRESS)), BEGINNING)
}

/// What opens or closes a headline in a sentence.
const MARKS: [char; 6] = ['"', '“', '”', '„', '«', '»'];

/// Whether a sentence is what somebody said: `..., the police said on Monday`, `..., sagte der Minister`. A clause that
/// tells what the copy said (`which said that`) does not count, nor what stands in marks.
pub(super) fn is_attributed(sentence: &str) -> bool {
    const REACH: usize = 8;
    let plain: Vec<&str> = sentence.split(MARKS).step_by(2).collect();
    let plain = plain.join(" ");
    plain.split(',').skip(1).any(|clause| {
        let mut words = clause
            .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
            .filter(|word| !word.is_empty());
        let first = words.clone().next().unwrap_or_default();
        !RELATIVES.contains(&first) && words.by_ref().take(REACH).any(|word| TOLD.contains(&word))
    })
}

/// Whether a text says anywhere that a piece of copy is taken back.
pub(super) fn takes_copy_back(text: &str) -> bool {
    let lower = shape::lower(text);
    if text.lines().flat_map(sentences).any(service::takes_back) {
        return true;
    }
    lower.lines().any(|line| {
        sentences(after_address(line).1).filter(|sentence| !is_attributed(sentence)).any(|sentence| {
            asks(sentence, true, true)
                || is_about_copy(sentence, NEAR) && TAKEN_BACK.iter().any(|said| holds(sentence, said))
                || is_ours(sentence)
        })
    })
}

/// Whether a text may be such a note: most paragraphs are not even looked at.
fn may_ask(head: &str) -> bool {
    let bytes = head.as_bytes();
    let begins = |word: &[u8]| {
        memchr::memchr2_iter(
            word.first().copied().unwrap_or_default(),
            word.first().map_or(0, u8::to_ascii_uppercase),
            bytes,
        )
        .any(|at| bytes.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word)))
    };
    [
        &b"kill"[..],
        b"stor",
        b"item",
        b"dispatch",
        b"report",
        b"article",
        b"version",
        b"bulletin",
        b"alert",
        b"copy",
        b"slug",
    ]
    .into_iter()
    .chain([&b"meldung"[..], b"beitrag", b"bericht", b"artikel", b"text", b"che", b"papier", b"informa"])
    .chain([
        &b"notic"[..],
        b"nota",
        b"despacho",
        b"teletipo",
        b"notiz",
        b"dispaccio",
        b"lancio",
        b"articolo",
        b"cia ",
        b"ria ",
    ])
    .chain([
        &b"nyhet"[..],
        b"telegram",
        b"notis",
        b"histori",
        b"meddel",
        b"melding",
        b"saken",
        b"artik",
        b"jut",
        b"uuti",
    ])
    .chain([&b"depesz"[..], b"wiadomo", b"informacj", b"materia", b"artyku", b"haber"])
    .chain(["сообщени", "ообщени", "овост", "атериал", "аметк", "тать"].map(str::as_bytes))
    .any(begins)
}

/// To whom a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Address {
    Nobody,
    /// `Attention`, `Achtung`: a warning to the public begins so too.
    Anybody,
    Editors,
}

/// To whom a note says that it is, and what follows.
fn after_address(lower: &str) -> (Address, &str) {
    let mut rest = lower.trim_start_matches(['(', '[', '*', '-', '–', '—', '+', '=', ' ', '!']);
    let mut address = Address::Nobody;
    while let Some((to, tail)) = rest
        .split_once([':', ',', '!', '–', '—'])
        .or_else(|| rest.split_once(" - "))
        .filter(|(to, _)| to.len() <= LONGEST_ADDRESS)
    {
        let to = to.trim().trim_end_matches([':', '-', ' ']);
        let to = address_of(to);
        if to == Address::Nobody {
            break;
        }
        address = address.max(to);
        rest = tail.trim_start_matches([':', ',', '!', '-', '–', '—', ' ', '*']);
    }
    // `ATTENTION EDITORS Please kill the story`
    if address == Address::Nobody {
        let bare = ADDRESSES.iter().filter_map(|to| Some((to, rest.strip_prefix(*to)?.strip_prefix(' ')?)));
        if let Some((_, tail)) = bare.max_by_key(|(to, _)| to.len())
            && COURTESIES.iter().any(|asking| begins(tail, asking))
        {
            return (address_of(rest.strip_suffix(tail).unwrap_or_default().trim()), tail);
        }
    }
    (address, rest)
}

/// `editors`, `note to all editors and news directors`: a few words, one of which says to whom. One word alone is to
/// anybody, unless only desks are called so.
fn address_of(to: &str) -> Address {
    const MOST: usize = 7;
    let words = || to.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let count = words().count();
    let known = ADDRESSES.contains(&to) || count <= MOST && words().any(|word| ADDRESSED.contains(&word));
    let alone = count == 1 || to == "let op";
    match known {
        true if alone && !words().any(|word| DESKS.contains(&word)) => Address::Anybody,
        true => Address::Editors,
        false => Address::Nobody,
    }
}

/// Whether a sentence asks that a piece of copy be taken back.
/// `known`: to whom it is, or what it names, is known as desks tell it; `imperative`: it need not ask kindly.
fn asks(sentence: &str, known: bool, imperative: bool) -> bool {
    let courtesy =
        COURTESIES.iter().filter(|asking| begins(sentence, asking)).max_by_key(|asking| asking.len());
    let asked = match courtesy {
        Some(asking) => sentence.get(asking.len()..).unwrap_or_default().trim_start_matches([',', ' ']),
        None if imperative => sentence,
        None => return false,
    };
    let names = known || names_copy(sentence);
    let before = ASKED.iter().filter(|verb| begins(asked, verb)).max_by_key(|verb| verb.len());
    if let Some(verb) = before {
        let object = asked.get(verb.len()..).unwrap_or_default();
        let separable = [
            "ziehen sie",
            "verwenden sie",
            "beachten sie",
            "benutzen sie",
            "veröffentlichen sie",
            "trek",
            "gebruik",
        ];
        let is_whole = !separable.contains(verb) || ASKED_BEHIND.iter().any(|end| holds(object, end));
        return names && is_whole && is_about_copy(object, NEAR) && !is_conditional(sentence);
    }
    names
        && is_about_copy(asked, NEAR)
        && ASKED_BEHIND.iter().filter(|verb| verb.len() > 5).any(|verb| holds(asked, verb))
        && !is_conditional(sentence)
}

/// Whether a sentence says of a piece of copy that it is taken back. Said to nobody, it must name it as desks do.
fn says(sentence: &str, addressed: bool) -> bool {
    if is_ours(sentence) {
        return true;
    }
    (addressed || names_copy(sentence))
        && is_about_copy(sentence, NEAR)
        && TAKEN_BACK.iter().any(|said| holds(sentence, said))
        && !is_conditional(sentence)
}

/// `We are withdrawing our story`, `Wir ziehen die Meldung zurück`.
fn is_ours(sentence: &str) -> bool {
    OURS.iter()
        .any(|we| begins(sentence, we) && is_about_copy(sentence.get(we.len()..).unwrap_or_default(), NEAR))
        && (!begins(sentence, "wir ziehen") || holds(sentence, "zurück"))
}

/// Whether a piece of copy is named within so many words.
fn is_about_copy(words: &str, within: usize) -> bool {
    let names = |word: &str| COPY.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
    // the words of a headline in marks do not count
    let outside = words.split(MARKS).step_by(2).flat_map(str::split_whitespace).take(within).any(names);
    let plain = outside || words.split_whitespace().take(within).any(names);
    // `kill FERRY-AGROUND`, in small letters by now
    plain || words.split_whitespace().next().is_some_and(is_slug)
}

fn is_slug(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let parts = word.split(['-', '/']).filter(|part| !part.is_empty()).count();
    parts > 1 && word.len() >= 7 && !word.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether copy is named as desks name it: by a slug, a number, when it was sent.
fn names_copy(sentence: &str) -> bool {
    const SENT: &[&str] = &[
        "following story",
        "following item",
        "following report",
        "following dispatch",
        "folgende meldung",
        "dépêche suivante",
        "siguiente noticia",
        "noticia siguiente",
        "seguente notizia",
        "seguinte notícia",
        "volgende bericht",
        "headlined",
        "sent at",
        "sent on",
        "moved at",
        "moved on",
        "issued at",
        "filed at",
        "transmitted at",
        "timed at",
        "id",
        "ids",
        "gesendet",
        "verbreitet",
        "von heute",
        "intitulée",
        "intitulé",
        "diffusée",
        "transmise",
        "titulada",
        "titulado",
        "transmitida",
        "difundida",
        "intitolata",
        "dal titolo",
        "trasmessa",
        "diffusa",
        "intitulada",
        "enviada",
        "getiteld",
        "met de kop",
        "onder de kop",
        "verzonden",
        "mit der überschrift",
        "mit dem titel",
        "unter dem titel",
        "unter der überschrift",
        "con el título",
        "bajo el título",
        "sous le titre",
        "con il titolo",
        "com o título",
        "sob o título",
        "med rubriken",
        "med overskriften",
        "med tittelen",
        "otsikolla",
        "pod tytułem",
        "zatytułowaną",
        "под заголовком",
        "başlıklı",
    ];
    BEFORE_SLUG.iter().chain(SENT).any(|mark| holds(sentence, mark))
        || sentence.contains(['"', '“', '”', '„', '«', '»', '「'])
        || ["urn:", "http://", "https://"].iter().any(|head| sentence.contains(head))
        || is_numbered(sentence)
}

/// `our dispatch hna0311`, `Meldung EXW-4711`: a piece of copy, and behind it a word with letters and three figures or more.
fn is_numbered(sentence: &str) -> bool {
    const FIGURES: usize = 3;
    let words: Vec<&str> = sentence.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let [copy, id] = pair else { return false };
        COPY.contains(&copy.trim_matches(|c: char| !c.is_alphanumeric()))
            && id.chars().filter(char::is_ascii_digit).count() >= FIGURES
            && id.contains(char::is_alphabetic)
    })
}

fn is_conditional(sentence: &str) -> bool {
    CONDITIONS.iter().any(|word| holds(unquoted(sentence), word))
}

/// What stands before the first quotation mark: a headline's own words are no condition.
fn unquoted(sentence: &str) -> &str {
    sentence.split(['"', '“', '„', '«', '»']).next().unwrap_or_default()
}

/// The sentences of a text, roughly: a stop and a space end one.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(". ")
        .flat_map(|part| part.split("! "))
        .map(|part| part.trim().trim_start_matches(['(', '*', ' ']))
}

/// Whether a text begins with whole words.
fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words)
        .is_some_and(|rest| words.ends_with(['\'', '’']) || !rest.starts_with(char::is_alphanumeric))
}

/// Whether words stand in a text, whole.
pub(super) fn holds(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + words.len()..).unwrap_or_default());
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_houses() {
        for asked in [
            "Editors: Please kill the story slugged FERRY-AGROUND, sent at noon.",
            "Eds, disregard the story about a ferry.",
            "The harbour office denies it. A kill is mandatory.",
            "EDITORS: PLEASE WITHDRAW THE STORY HEADLINED FERRY RUNS AGROUND.",
            "ATTENTION EDITORS - Please disregard the item headlined \"Ferry runs aground\".",
            "Please kill the story slugged FERRY-AGROUND.",
            "Clients are asked to disregard the report headlined \"Ferry runs aground\" issued at 0912 GMT.",
            "Eds: The story slugged FERRY-AGROUND has been withdrawn. The harbour office denies it.",
            "We are withdrawing our story on the ferry. A substitute will be sent.",
            "Editors/news directors: Kill the story slugged FERRY-AGROUND.",
            "Note to all editors and news directors: The story about a ferry is killed.",
            "Please disregard the following story: Ferry runs aground. It was sent at 0912 GMT in error, id EXW-4711.",
            "Please do not use the story FERRY-AGROUND (0912 GMT).",
            "MANDATORY KILL. Please kill this story.",
            "(Eds: Do not use the story id EXW-4711, which was sent in error.)",
            "Editors: kill FERRY-AGROUND.",
            "Achtung Redaktionen: Bitte verwenden Sie die Meldung „Fähre auf Grund gelaufen“ nicht.",
            "Bitte die Meldung „Fähre auf Grund gelaufen“ nicht verwenden.",
            "Achtung: Die Meldung „Fähre auf Grund gelaufen“ wird zurückgezogen.",
            "Wir ziehen unsere Meldung vom Mittag zurück.",
            "Prière d'annuler la dépêche intitulée « Le bac s'échoue ».",
            "Aux rédactions: la dépêche « Le bac s'échoue » est annulée.",
            "Veuillez ne pas utiliser la dépêche intitulée « Le bac s'échoue ».",
            "Se ruega anular la noticia titulada “El transbordador encalla”.",
            "A los editores: queda anulada la noticia “El transbordador encalla”.",
            "Si prega di annullare la notizia dal titolo “Il traghetto si arena”.",
            "Alle redazioni: la notizia “Il traghetto si arena” è da considerarsi annullata.",
            "Por favor, desconsiderem a notícia intitulada “Balsa encalha”.",
            "Editors: Please kill the story slugged FERRY-AGROUND, the harbour office said it is wrong.",
            "Please kill the story slugged FERRY-AGROUND, which said that a ferry ran aground.",
            "Attention: do not use the story headlined \"Ferry runs aground\".",
            "Our story headlined \"Ferry runs aground\" has been withdrawn.",
            "Gelieve het bericht met de kop “Veerboot loopt vast” niet te gebruiken.",
            "Please withdraw and delete our article at https://courier.example/2026/ferry from all sites.",
            "Bitte streichen Sie unsere Meldung exw0311 (Fähre auf Grund gelaufen).",
            "Veuillez annuler la dépêche EXW4711 de ce matin.",
            "Till redaktionerna: Använd inte artikeln med rubriken ”Färja går på grund”.",
            "Vänligen stryk telegrammet ”Färja går på grund”.",
            "Til redaktionerne: Artiklen »Færge går på grund« er trukket tilbage.",
            "Vennligst ikke bruk saken «Ferge går på grunn».",
            "Toimituksille: Juttu ”Lautta ajoi karille” on peruttu.",
            "Prosimy o anulowanie depeszy „Prom osiadł na mieliźnie”.",
            "Uwaga redakcje: depesza „Prom osiadł na mieliźnie” została anulowana.",
            "Вниманию редакций: просим аннулировать сообщение «Паром сел на мель».",
            "Bitte „Fähre läuft vor dem Hafen von Lumen auf Grund“ als Meldung nicht verwenden.",
            "Lütfen “Feribot karaya oturdu” başlıklı haberimizi kullanmayınız.",
        ] {
            assert!(asks_editors(asked), "{asked}");
        }
    }

    #[test]
    fn other_requests_and_stories_about_withdrawals() {
        for told in [
            "Please kill the lights, the captain said.",
            "Bitte streichen Sie Artikel 218, forderte die Rednerin.",
            "Please ignore the report 2026 of the board.",
            "Saken mot rederen er trukket, sier advokaten.",
            "Prosimy o anulowanie biletów, powiedział kasjer.",
            "Konserten är inställd, säger arrangören.",
            "Просим не использовать лифт, сообщила полиция.",
            "Materiał wycofano ze sklepów, podała firma.",
            "Lütfen asansörü kullanmayınız.",
            "Editors: please note the new spelling.",
            "Eds: please disregard the embargo on the budget.",
            "Editors: Please kill the third paragraph, which repeats the second.",
            "Editors: Please do not use this story before 0001 GMT on Friday.",
            "Eds: Please withdraw the earlier story. The following replaces it with the right figure.",
            "The newspaper withdrew the story headlined \"Ferry runs aground\" after complaints, its editor said.",
            "The company withdrew its offer for the ferry line on Monday.",
            "\"Please kill the story,\" the minister told the editor.",
            "Bitte beachten Sie die neue Schreibweise.",
            "Bitte verwenden Sie die Umleitung nicht vor Freitag.",
            "Der Minister zog die Meldung über seinen Rücktritt zurück.",
            "Le concert est annulé, a annoncé la mairie.",
            "Queda anulada la carrera de mañana, dijo el alcalde.",
            "La gara è stata annullata, ha detto il sindaco.",
            "Please ignore the noise, the harbour office says in a report.",
            "Our report on the club was withdrawn, the club of Halden said on Monday after a meeting of its board.",
            "Our report on the club was withdrawn.",
            "Attention: do not use the new version of the app, the police said on Monday.",
            "Attention: do not use the new version of the app.",
            "Achtung: Bitte verwenden Sie die neue Version des Textes nicht, teilte die Polizei mit.",
            "Editor: Ignore the report on housing, write three readers",
            "Editors: Ignore the report on housing, three readers wrote to the paper.",
            "We have withdrawn our report, the minister told the council.",
            "Nous retirons notre article, a dit le maire.",
        ] {
            assert!(!asks_editors(told), "{told}");
        }
    }

    #[test]
    fn a_tag_that_its_story_tells_of() {
        use super::super::is_told_of;
        assert!(is_told_of("CANCELED", "The concert on the quay was canceled on Monday because of rain."));
        assert!(is_told_of("ANULADO", "La carrera ha sido anulada por la lluvia."));
        assert!(!is_told_of("CANCELED", "A ferry ran aground off Port Lumen."));
        assert!(!is_told_of("CANCELED", "The story headlined Ferry runs aground has been canceled."));
        assert!(!is_told_of("KILL", "Two men were killed."));
        let recall = "LUMEN (dpa) - Der Hersteller holt zwei Sorten Babynahrung aus den Läden.";
        let drama =
            "LUMEN (Wire) - The network of Halden ended the drama after nine years on Monday, its head said.";
        let prose = "The network of Halden ended the drama after nine years on Monday, its head said.\n\
                     The last part will be shown in May, she said, and the cast has been told of it.";
        for (tag, story) in [
            ("RÜCKRUF", recall),
            ("WIDERRUF", recall),
            ("RETRACTION", prose),
            ("CANCELED", drama),
            ("CANCELED", prose),
        ] {
            assert!(is_told_of(tag, story), "{tag} {story}");
        }
        let reasons = "The story was wrong, the harbour office says, and no ferry ran aground off Port Lumen.\n\
                       The dispatch was sent at noon by mistake, and a new one will be sent in an hour.";
        for (tag, story) in [
            ("STORY WITHDRAWN", drama),
            ("MELDUNG ZURÜCKGEZOGEN", recall),
            ("DISREGARD", drama),
            ("KILL", drama),
            ("CANCELED", reasons),
            ("RÜCKRUF", "Die Meldung „Fähre auf Grund gelaufen“ wird zurückgezogen."),
            ("ZURÜCKGEZOGEN", "Eine Fähre ist auf Grund gelaufen."),
        ] {
            assert!(!is_told_of(tag, story), "{tag} {story}");
        }
    }
}
