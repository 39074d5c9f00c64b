//! What people write around copy that they send: a greeting and a covering sentence above it, regards and a signature below it, what
//! the recipient's program warns of, what the sender's program adds.
//!
//! Only at the two ends of a letter. Phrases written by hand.

use crate::model::{Block, BlockKind};

/// How many blocks at the head may be such words, and how many lines and characters a signature has at most.
const AT_HEAD: usize = 4;
const MOST_BLOCKS: usize = 14;
const LONGEST: usize = 220;
/// Longest covering sentence.
const LONGEST_COVER: usize = 200;

/// How greetings begin, small.
#[rustfmt::skip]
const GREETINGS: &[&str] = &[
    "dear", "hello", "hi", "hi all", "good morning", "good afternoon", "greetings", "sehr geehrte", "sehr geehrter", "liebe", "lieber", "guten tag", "guten morgen", "hallo", "moin", "madame", "monsieur", "mesdames", "bonjour", "chers", "cher", "chère", "chères", "estimado", "estimada", "estimados", "estimadas", "buenos días", "buenas tardes", "hola", "apreciado",
    "gentile", "gentili", "buongiorno", "egregio", "egregi", "spettabile", "caro", "cari", "geachte", "beste", "goedemorgen", "goedemiddag", "prezado", "prezada", "prezados", "caros", "bom dia", "boa tarde", "exmos", "bästa", "hej", "god morgon", "kære", "kjære", "hei", "szanowni", "szanowny", "dzień dobry", "vážení", "dobrý den", "уважаемые", "уважаемый", "добрый день", "здравствуйте", "шановні", "sayın", "merhaba",
];

/// How regards begin, small.
#[rustfmt::skip]
const REGARDS: &[&str] = &[
    "kind regards", "best regards", "warm regards", "regards", "best wishes", "with best wishes", "many thanks", "yours sincerely", "yours faithfully", "sincerely", "all the best", "thank you for your", "mit freundlichen grüßen", "mit freundlichem gruß", "mit besten grüßen", "freundliche grüße", "freundliche grüsse", "mit freundlichen grüssen", "viele grüße", "beste grüße", "herzliche grüße", "schöne grüße", "mfg", "cordialement", "bien cordialement", "bien à vous", "sincères salutations", "meilleures salutations", "avec nos meilleures salutations", "veuillez agréer",
    "atentamente", "un saludo", "un cordial saludo", "saludos", "saludos cordiales", "cordialmente", "cordiali saluti", "distinti saluti", "un cordiale saluto", "met vriendelijke groet", "met vriendelijke groeten", "met hartelijke groet", "hartelijke groet", "atenciosamente", "com os melhores cumprimentos", "cumprimentos", "melhores cumprimentos", "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "med venlig hilsen", "med vennlig hilsen", "vennlig hilsen", "hilsen", "z poważaniem", "pozdrawiam", "s pozdravem", "с уважением", "з повагою", "saygılarımızla", "ystävällisin terveisin",
];

/// Words for copy, and words that say where it is to be found: a sentence of both covers it.
#[rustfmt::skip]
const COPY: &[&str] = &[
    "press release", "news release", "media release", "release", "statement", "announcement", "article", "pressemitteilung", "presseinformation", "medienmitteilung", "meldung", "mitteilung", "communiqué", "nota de prensa", "comunicado", "comunicato", "persbericht", "pressmeddelande", "pressemeddelelse", "pressemelding", "informacja prasowa", "informację prasową", "tisková zpráva", "tiskovou zprávu", "пресс-релиз",
];
#[rustfmt::skip]
const FOUND: &[&str] = &[
    "below", "attached", "find", "enclosed", "following", "anbei", "nachfolgend", "nachstehend", "unten", "im anhang", "folgende", "ci-dessous", "ci-joint", "ci-après", "veuillez", "adjunt", "a continuación", "le remitimos", "les remitimos", "allegat", "di seguito", "in allegato", "bijgaand", "hieronder", "bijgevoegd", "abaixo", "em anexo", "segue", "bifogad", "nedan", "vedlagt", "vedhæftet", "nedenfor", "poniżej", "w załączeniu", "przesyłamy", "níže", "в приложении", "ниже", "направляем",
];

/// What the recipient's house writes above letters from elsewhere, small.
#[rustfmt::skip]
const WARNINGS: &[&str] = &[
    "originated from outside", "originated outside", "external email", "external e-mail", "external sender", "from outside the organi", "from outside of the organi", "from outside your organi", "externe e-mail", "externer absender", "externe mail", "von außerhalb", "expéditeur externe", "courriel externe", "remitente externo", "correo externo", "mittente esterno", "externe afzender", "remetente externo",
];

/// What programs write below letters, small.
#[rustfmt::skip]
const SENT_FROM: &[&str] = &[
    "sent from my", "sent from mail", "sent from outlook", "sent from yahoo", "get outlook for", "von meinem iphone gesendet", "von meinem ipad gesendet", "gesendet von", "von meinem smartphone", "envoyé de mon", "envoyé depuis mon", "enviado desde mi", "inviato da", "verzonden vanaf mijn", "verstuurd vanaf mijn", "enviado do meu", "skickat från min", "sendt fra min", "wysłane z", "отправлено с",
];

/// Marks what stands around the copy of a letter.
pub(super) fn mark(blocks: &mut [Block]) {
    let is_open = |b: &Block| b.kind.is_none_or(BlockKind::is_story);
    let told: Vec<usize> = (0..blocks.len()).filter(|at| blocks.get(*at).is_some_and(is_open)).collect();
    let text = |blocks: &[Block], at: usize| blocks.get(at).map(|b| b.text.clone()).unwrap_or_default();
    let mut greeted = false;
    for &at in told.iter().take(AT_HEAD).filter(|at| Some(*at) != told.last()) {
        let words = text(blocks, at);
        let kind = if is_warning(&words) {
            BlockKind::Promo
        } else if !greeted && is_greeting(&words) {
            greeted = true;
            BlockKind::Note
        } else if is_cover(&words) {
            BlockKind::Note
        } else {
            break;
        };
        set(blocks, at, kind);
    }
    let ends = |at: &usize| {
        let words = text(blocks, *at);
        begins_with(words.lines().next().unwrap_or_default(), REGARDS, 6)
    };
    let last = told.iter().skip(1).rev().take(MOST_BLOCKS);
    let from = last
        .clone()
        .take_while(|at| text(blocks, **at).chars().count() <= LONGEST)
        .find(|at| ends(at))
        .copied();
    if let Some(from) = from {
        told.iter().filter(|at| **at >= from).for_each(|at| set(blocks, *at, BlockKind::Contact));
    } else if let Some(at) = told.iter().skip(1).next_back()
        && begins_with(&text(blocks, *at), SENT_FROM, 12)
    {
        set(blocks, *at, BlockKind::Promo);
    }
}

fn set(blocks: &mut [Block], at: usize, kind: BlockKind) {
    if let Some(block) = blocks.get_mut(at) {
        block.kind = Some(kind);
    }
}

/// Whether a line of a few words begins with one of these phrases.
fn begins_with(line: &str, phrases: &[&str], most: usize) -> bool {
    let lower = line.trim().to_lowercase();
    let is = |phrase: &&str| {
        lower
            .strip_prefix(*phrase)
            .is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
    };
    lower.split_whitespace().count() <= most && phrases.iter().any(is)
}

fn is_greeting(words: &str) -> bool {
    let is_called = words.trim_end().ends_with([',', '!', ':', '.']) || words.split_whitespace().count() <= 3;
    words.lines().count() == 1 && is_called && begins_with(words, GREETINGS, 9)
}

fn is_cover(words: &str) -> bool {
    let lower = words.to_lowercase();
    words.chars().count() <= LONGEST_COVER
        && COPY.iter().any(|word| lower.contains(word))
        && FOUND.iter().any(|word| lower.contains(word))
}

fn is_warning(words: &str) -> bool {
    let lower = words.to_lowercase();
    words.chars().count() <= 2 * LONGEST && WARNINGS.iter().any(|phrase| lower.contains(phrase))
}

/// A subject without what the recipient's server puts before it: `[EXTERNAL] Ferry to run`.
pub(super) fn without_marks(subject: &str) -> &str {
    const MARKS: [&str; 12] = [
        "[EXTERNAL]",
        "[External]",
        "[EXT]",
        "[EXTERN]",
        "[Extern]",
        "(EXTERNAL)",
        "EXTERNAL:",
        "[EXTERNAL EMAIL]",
        "***SPAM***",
        "[SPAM]",
        "[EXTERNE]",
        "[EXTERNO]",
    ];
    let bare = subject.trim_start();
    match MARKS.iter().find_map(|mark| bare.strip_prefix(mark)).map(str::trim_start) {
        Some(rest) if !rest.is_empty() => rest,
        _ => subject,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The harbour office will close its north gate for two weeks from Monday, because the hinges are to be replaced.";

    #[track_caller]
    fn check(lines: &[(&str, bool)]) {
        let mut blocks: Vec<Block> = lines.iter().map(|(text, _)| Block::unknown(*text)).collect();
        mark(&mut blocks);
        let found: Vec<(&str, bool)> = blocks.iter().map(|b| (b.text.as_str(), b.kind.is_none())).collect();
        assert_eq!(found, lines);
    }

    #[test]
    fn greetings_and_regards_are_no_copy() {
        check(&[
            ("Dear editors,", false),
            ("please find below our press release.", false),
            (STORY, true),
            ("Kind regards,\nRuth Levin", false),
            ("Head of Press\nHalden Ports\n+47 55 00 00 00", false),
        ]);
        check(&[
            ("Sehr geehrte Damen und Herren,", false),
            ("anbei unsere Pressemitteilung mit der Bitte um Veröffentlichung.", false),
            ("Tor gesperrt", true),
            (STORY, true),
            ("Mit freundlichen Grüßen", false),
            ("Ruth Levin\nPressesprecherin", false),
        ]);
        check(&[
            ("Bonjour,", false),
            ("Veuillez trouver ci-dessous un communiqué.", false),
            (STORY, true),
            ("Cordialement,", false),
            ("R. Levin", false),
        ]);
        check(&[
            ("CAUTION: This email originated from outside of the organization. Do not click links.", false),
            (STORY, true),
            ("Sent from my iPhone", false),
        ]);
    }

    #[test]
    fn words_of_a_story_stay() {
        check(&[("Dear life: what bread costs in Halden", true), (STORY, true)]);
        check(&[("Hi-tech gates are to come to the port of Lumen next year", true), (STORY, true)]);
        check(&[
            (STORY, true),
            (
                "Regards for the sailors were sent from all over the coast, said the harbour master, who read them.",
                true,
            ),
            (STORY, true),
        ]);
        check(&[("The press release found its way into the bin.", false), (STORY, true)][1..]);
    }

    #[test]
    fn marks_of_servers_leave_the_subject() {
        assert_eq!(without_marks("[EXTERNAL] Gate shut"), "Gate shut");
        assert_eq!(without_marks("[EXTERNAL]"), "[EXTERNAL]");
        assert_eq!(without_marks("External auditors leave"), "External auditors leave");
    }
}
