//! Service messages: short deliveries that say as a whole that an earlier one is taken back, in whatever order of words and in more
//! languages than requests are known by heart ([`super::notice`]).
//!
//! Three things come together: a sentence in which a piece of copy, what is done to it and its name stand; somebody to whom it is
//! said, or a label above it; and nothing else beside. That a journal has withdrawn an article lacks the second.

use super::words::{ADDRESSED, COPY};
use super::{names, notice};
use crate::normalise::embargo;
use crate::normalise::shape;

/// Longest message, in bytes and lines, and how many lines may stand above what it says.
const LONGEST: usize = 1500;
const MOST_LINES: usize = 10;
const HEAD: usize = 4;
/// Most words of a label: `ANULAÇÃO DE NOTÍCIA`.
const LABEL: usize = 6;
/// Most sentences of a line that are looked at.
const SENTENCES: usize = 6;

/// Whether a delivery is such a message. `lines`: its headline, if it has one, and what stands below.
pub(in crate::normalise) fn is_message(lines: &[&str]) -> bool {
    let size: usize = lines.iter().map(|line| line.len()).sum();
    if lines.len() > MOST_LINES || size > LONGEST {
        return false;
    }
    let head = || lines.iter().take(HEAD);
    let has_label = head().any(|line| is_label(line));
    let is_set_off = has_label || head().any(|line| is_to_editors(line));
    let sentences = || lines.iter().flat_map(|line| notice::sentences(line).take(SENTENCES));
    let is_known = |said: &str| is_set_off || is_ours(said);
    if sentences().any(|said| takes_back(said) && names_it(said) && is_known(said)) {
        return true;
    }
    // `ANULACIÓN`, and below it `Por un error se ha difundido la noticia "El transbordador encalla"`
    if has_label && sentences().any(|said| is_about_copy(said) && names_it(said) && is_plain(said)) {
        return true;
    }
    // `RECALL: Ferry runs aground`, and below it `The above story is recalled`
    let labels: Vec<Vec<String>> =
        head().filter_map(|line| labelled(line)).map(|(label, _)| words_of(label)).collect();
    labels.iter().any(|label| is_of_copy(label))
        || !labels.is_empty()
            && sentences().any(|said| takes_back(said) && (names_it(said) || begins_with_copy(said)))
}

/// Whether a sentence says that a piece of copy is taken back, or asks for it.
pub(super) fn takes_back(sentence: &str) -> bool {
    let outside = outside_marks(sentence);
    let words = words_of(&outside);
    let folded = words.join(" ");
    let is_done = words.iter().any(|word| begins(word, TAKES))
        || PHRASES.iter().any(|phrase| folded.contains(phrase))
        || has_letters_of(&outside, TAKING_SIGNS)
        || embargo::forbids_use(&outside);
    is_done && is_about_copy(sentence) && is_plain(sentence)
}

/// Whether a piece of copy is named in a sentence, outside of its marks.
fn is_about_copy(sentence: &str) -> bool {
    let outside = outside_marks(sentence);
    let is_one = |word: &String| begins(word, COPY_STEMS) || COPY.contains(&word.as_str());
    words_of(&outside).iter().any(is_one) || has_letters_of(&outside, COPY_SIGNS)
}

/// Whether a sentence is neither what somebody said, nor one that asks to wait or to correct.
fn is_plain(sentence: &str) -> bool {
    let waits = |word: &String| WAITS.contains(&word.as_str());
    !notice::is_attributed(sentence) && !words_of(&outside_marks(sentence)).iter().any(waits)
}

/// Whether a sentence speaks of the sender's own copy.
fn is_ours(sentence: &str) -> bool {
    words_of(&outside_marks(sentence)).iter().any(|word| OUR.contains(&word.as_str()))
}

/// Whether a sentence is about a piece of copy from its first words on: `HNA is withdrawing its story`.
fn begins_with_copy(sentence: &str) -> bool {
    const FIRST: usize = 6;
    let outside = outside_marks(sentence);
    let said = outside.rsplit_once(") - ").map_or(outside.as_str(), |(_, said)| said);
    let words = words_of(said);
    let names = |word: &String| begins(word, COPY_STEMS) || COPY.contains(&word.as_str());
    words.iter().take(FIRST).any(names) || has_letters_of(&outside, COPY_SIGNS)
}

/// The label at the head of a line, and the headline behind it: `RECALL: Ferry runs aground`, `[RETRACTED] Ferry runs aground`.
pub(super) fn labelled(line: &str) -> Option<(&str, &str)> {
    let bracketed = line.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')']));
    let parted = || [": ", " : ", " - ", " – ", " — "].into_iter().find_map(|mark| line.split_once(mark));
    let glued = || line.split_once('-').filter(|(label, _)| !label.contains(char::is_lowercase));
    let (label, rest) = bracketed.or_else(parted).or_else(glued)?;
    let rest = rest.trim_start_matches([' ', ':', '-']);
    (is_label(label) && shape::words_up_to(rest, 3) == 3).then_some((label, rest))
}

/// Whether all words of a line are those of a label, and one says that something is taken back.
fn is_label(line: &str) -> bool {
    if line.len() > 20 * LABEL {
        return false;
    }
    let words = words_of(line);
    let is_taking = |word: &String| begins(word, TAKES) || begins(word, IN_LABELS);
    let is_known = |word: &String| {
        is_taking(word)
            || begins(word, COPY_STEMS)
            || COPY.contains(&word.as_str())
            || BESIDE.contains(&word.as_str())
    };
    let signs = has_letters_of(line, TAKING_SIGNS) && line.chars().count() <= 2 * LABEL;
    signs || words.len() <= LABEL && words.iter().any(is_taking) && words.iter().all(is_known)
}

/// Whether a label says by itself that it is of a piece of copy; one that reminds of a release, or calls goods back, does not.
fn is_of_copy(label: &[String]) -> bool {
    let takes = |word: &String| begins(word, TAKES) && !begins(word, CALLS);
    label.iter().any(|word| begins(word, COPY_STEMS)) && label.iter().any(takes)
}

/// Whether a line is to editors: `AVISO A LOS ABONADOS`, `Hinweis an die Kunden: ...`.
fn is_to_editors(line: &str) -> bool {
    const MOST: usize = 7;
    let head = line.split([':', '!', '.', '"', '“', '„', '«', '\'']).next().unwrap_or_default();
    let words = words_of(head);
    let speaks = |word: &String| ADDRESSED.contains(&word.as_str()) || begins(word, READERS);
    words.len() <= MOST && (words.iter().any(speaks) || SERVICE.contains(&words.join(" ").as_str()))
}

/// Whether a sentence names a piece of copy, as desks do.
fn names_it(sentence: &str) -> bool {
    const WORDS: usize = 2;
    let in_single = || {
        let inside = sentence.split_once(['\'', '‘', '‚']).map_or("", |(_, rest)| rest);
        let inside = inside.split(['\'', '’']).next().unwrap_or_default();
        shape::words_up_to(inside, WORDS) == WORDS && inside.starts_with(char::is_uppercase)
    };
    names::holds_marks(sentence) || sentence.split_whitespace().any(names::looks_like_slug) || in_single()
}

/// What of a sentence stands outside of quotation marks.
fn outside_marks(sentence: &str) -> String {
    const MARKS: [char; 10] = ['"', '“', '”', '„', '«', '»', '「', '」', '《', '》'];
    sentence.split(MARKS).step_by(2).collect::<Vec<_>>().join(" ")
}

/// Words in small letters without accents.
fn words_of(text: &str) -> Vec<String> {
    let lower = embargo::folded(&shape::lower(text));
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn begins(word: &str, stems: &[&str]) -> bool {
    stems.iter().any(|stem| word.starts_with(stem))
}

/// Whether signs stand in a text that is written without spaces between its words.
fn has_letters_of(text: &str, signs: &[&str]) -> bool {
    signs.iter().any(|sign| text.contains(sign))
}

/// Beginnings of words for what is done to copy. By hand, without accents, a language after the other.
#[rustfmt::skip]
const TAKES: &[&str] = &[
    "kill", "withdraw", "retract", "recall", "disregard", "delet", "spike", "cancel", "ignor", "discard", "pulled", "pulling", "remov", "rescind",
    "zuruckgezogen", "zuruckzieh", "zuruckgeruf", "zieht", "ruckzug", "ruckruf", "widerruf", "storn", "annullier", "streich", "gestrichen", "losch", "geloscht", "hinfallig", "ungultig", "gegenstandslos", "entfallt", "ziehen",
    "annul", "retir", "supprim", "anul", "elimin", "desconsider", "descart", "suprim", "annull", "ritir", "cestin", "revoc",
    "ingetrok", "intrek", "verwijder", "vervalt", "negeer", "aterkall", "utgar", "udgar", "stryk", "struken", "tilbagek", "tilbagetr", "trukket", "traekk", "trekk", "slett", "perut", "peruu", "perum", "mitato", "poist",
    "anulow", "anuluj", "wycof", "usuni", "zrus", "stahuj", "stazen", "vymaz", "visszavon", "torol", "retrag", "ponist", "povlac", "povuc", "preklic", "umik",
    "аннулир", "отмен", "снят", "отзыв", "отозв", "недействит", "анулю", "анулов", "анулир", "скасов", "відклик", "оттегл", "поништ", "повлач",
    "ακυρ", "αποσυρ", "iptal", "الغاء", "إلغاء", "ملغ", "سحب", "ביטול", "לבטל", "בוטל", "מבוטל", "रदद",
];
/// Of these, what is said of goods and of reminders as well.
const CALLS: &[&str] = &["recall", "ruckruf", "retir", "ritir", "zieht", "ziehen"];
/// What stands for it in labels alone.
const IN_LABELS: &[&str] = &["rappel"];
/// What is done in several words.
#[rustfmt::skip]
const PHRASES: &[&str] = &[
    "sent in error", "issued in error", "published in error", "transmitted in error", "released in error", "envoye par erreur", "envoyee par erreur", "diffusee par erreur", "transmise par erreur", "difundida por error", "transmitida por error", "enviada por error", "enviado por error", "trasmessa per errore", "inviato per errore", "enviada por engano", "irrtumlich verbreitet", "irrtumlich versandt", "versehentlich verschickt", "versehentlich versandt", "versehentlich verbreitet", "ne hasznalj",
    "nul et non avenu", "nulle et non avenue", "tenir compte", "tener en cuenta", "tener conto", "tenere conto", "caso omiso", "geri cek", "abzusehen",
];
/// The same in languages without spaces.
const TAKING_SIGNS: &[&str] = &["取り消", "取消", "撤稿", "撤销", "撤回", "作废", "취소"];

/// Beginnings of the names of pieces of copy, beside those of the notes.
#[rustfmt::skip]
const COPY_STEMS: &[&str] = &[
    "story", "stories", "release", "communique", "comunicado", "comunicato", "pressemitteilung", "medienmitteilung", "presseinformation", "meldung", "depeche", "despacho", "noticia", "informacion", "notizia", "persbericht", "bericht", "pressmeddeland", "pressemeddelels", "pressemelding", "tiedot", "telegram",
    "zprav", "sprav", "hirunk", "hiranyag", "stire", "stiri", "vijest", "vest", "ειδηση", "ειδησ", "خبر", "الخبر", "للخبر", "ידיעה", "הידיעה", "повідомлен", "новин", "сообщен", "haber", "depesz", "wiadomosc", "खबर",
];
const COPY_SIGNS: &[&str] = &["記事", "稿", "기사"];

/// Who gets copy, beside those of the notes.
#[rustfmt::skip]
const READERS: &[&str] = &["editor", "subscriber", "client", "abon", "redak", "redac", "redaz", "redact", "kund", "абонент", "редак", "szerkeszto", "συντακ", "للمحرر", "המחרר", "subskryb", "odberat"];

/// Labels of messages to who gets copy.
const SERVICE: &[&str] =
    &["service message", "service advisory", "servicemeldung", "message de service", "mensaje de servicio"];

/// By what a sender speaks of its own.
#[rustfmt::skip]
const OUR: &[&str] = &[
    "our", "we", "unsere", "unserer", "unseren", "unser", "wir", "notre", "nos", "nous", "nuestra", "nuestro", "nuestras", "nostra", "nostro", "nossa", "nosso", "onze", "ons", "wij", "vart", "vores", "naszej", "nasza", "nasze", "nasi", "nase", "nasu", "nasi", "наше", "нашего", "нашу", "нашей", "haberimiz", "haberimizi",
];

/// What else stands in labels.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "a", "of", "the", "please", "mandatory", "urgent", "notice", "advisory", "attention", "service", "message", "test", "previous", "and", "replace", "replaces", "substitute", "achtung", "eil", "hinweis", "der", "die", "des", "von", "unserer", "bitte", "zuruck", "und",
    "de", "du", "la", "le", "une", "d", "et", "remplace", "avis", "dikkat", "attenzione", "atencion", "atencao", "aviso", "e", "y", "sostituisce", "sustituye", "substitui", "let", "op", "obs", "uwaga", "внимание", "увага", "pozor", "figyelem", "atentie",
];

/// Words by which a sentence asks to wait, or tells what else is done to copy.
#[rustfmt::skip]
const WAITS: &[&str] = &["before", "until", "till", "unless", "embargo", "embargoed", "sperrfrist", "paragraph", "absatz", "paragraphe", "parrafo", "paragrafo", "below", "following", "corrects", "updated", "update"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_houses_in_whatever_words() {
        for message in [
            &[
                "Service message",
                "Subscribers should delete the item \"Ferry runs aground\" sent earlier today.",
            ][..],
            &["RECALL: Ferry runs aground off Lumen", "The above story is recalled."],
            &[
                "[RETRACTED] Ferry runs aground off Lumen",
                "This story has been retracted. The captain was not asked.",
            ],
            &[
                "WITHDRAWN-Ferry runs aground off Lumen",
                "LUMEN, Dec 1 (HNA) - HNA is withdrawing its story \"Ferry runs aground off Lumen, officials say\".",
            ],
            &["Achtung - Hinweis an die Kunden", "Die Meldung «Fähre auf Grund» (09.12 Uhr) ist hinfällig."],
            &["Rückzug der Meldung: Fähre läuft auf Grund", "Die Polizei hat ihre Angaben zurückgenommen."],
            &["ANNULLIERUNG", "Die Meldung \"Fähre auf Grund\" von heute ist zu annullieren."],
            &[
                "HINWEIS AN DIE REDAKTIONEN: Widerruf",
                "Die gestern verbreitete Pressemitteilung \"Fähre auf Grund\" wird widerrufen.",
            ],
            &["Avis aux clients", "La dépêche intitulée « Le bac s'échoue » est retirée du fil."],
            &["AVISO A LOS ABONADOS", "Rogamos que anulen la información \"El transbordador encalla\"."],
            &["ANULAÇÃO DE NOTÍCIA", "Pedimos que anulem a notícia \"Balsa encalha\", distribuída às 9."],
            &[
                "ANNULLA E SOSTITUISCE",
                "Annullare la notizia \"Il traghetto si arena\". Segue una nuova versione.",
            ],
            &["Attentie redacties", "Het bericht 'Veerboot loopt vast' is ingetrokken."],
            &["Till redaktionerna", "Telegrammet med rubriken ”Färja på grund” utgår."],
            &["Upozornění redakcím", "Prosíme, zrušte zprávu „Trajekt uvízl“."],
            &["Figyelem, szerkesztőségek!", "Kérjük, töröljék a „Komp zátonyon” című hírünket."],
            &["Atenție redacții", "Vă rugăm să anulați știrea „Un bac a eșuat”."],
            &["Προς τους συντάκτες", "Η είδηση με τίτλο «Πλοίο προσάραξε» ακυρώνεται."],
            &["До уваги редакцій", "Просимо анулювати повідомлення «Пором сів на мілину»."],
            &["DİKKAT - HABER İPTALİ", "\"Feribot karaya oturdu\" başlıklı haberimiz iptal edilmiştir."],
            &["تنبيه للمحررين", "يرجى إلغاء الخبر المعنون «جنوح عبارة»."],
            &["撤稿通知", "请撤销我社播发的《渡轮搁浅》一稿。"],
        ] {
            assert!(is_message(message), "{message:?}");
        }
    }

    #[test]
    fn stories_of_what_is_withdrawn_and_other_messages() {
        for told in [
            &["Recall: Car maker calls back 40,000 vans", "Owners were told not to use them."][..],
            &["Rückruf: Babynahrung der Marke Olmo", "Der Hersteller ruft zwei Sorten Babynahrung zurück."],
            &[
                "Journal retracts study on ferries",
                "The article \"Ferries and fog\" has been withdrawn by the journal.",
            ],
            &[
                "Paper pulls story on minister",
                "The Courier has pulled its story \"Minister and the ferry\" from its site.",
            ],
            &["Annulé: le concert du port n'aura pas lieu", "Le concert est annulé, a annoncé la mairie."],
            &["Retiran del mercado un lote de atún", "La empresa ha retirado un lote de atún."],
            &["Note to editors", "The story \"Ferry runs aground\" will be updated at 1500 GMT."],
            &["Note to editors", "Please do not use the story \"Ferry runs aground\" before Friday."],
            &["Note to editors", "The minister withdrew his offer for the ferry \"Star of Lumen\"."],
            &["Hinweis an die Redaktionen", "Die Pressekonferenz zur Meldung beginnt um 11 Uhr."],
            &[
                "Withdrawn: ferry service to the island",
                "The service is withdrawn from January, the company said.",
            ],
        ] {
            assert!(!is_message(told), "{told:?}");
        }
    }
}
