//! What a letter carries beside what its sender wrote: the letter that it answers, the armour of a signature, a list's footer.

use crate::model::{Block, BlockKind};

/// A letter without the armour of OpenPGP (RFC 4880, 7): its marks, the hash's name, the signature.
pub(super) fn without_armour(text: &str) -> String {
    const BEGINS: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
    let Some((before, signed)) = text.split_once(BEGINS) else { return text.to_owned() };
    let signed = signed.split("-----BEGIN PGP SIGNATURE-----").next().unwrap_or_default();
    // the head of the armour ends with a blank line
    let mut lines = signed.trim_start_matches([' ', '\r']).trim_start_matches('\n').lines();
    let mut story = String::from(before);
    for line in lines.by_ref().take_while(|line| !line.trim().is_empty()) {
        if !line.contains(": ") {
            story.push_str(line);
            story.push('\n');
        }
    }
    for line in lines {
        story.push_str(line.strip_prefix("- ").unwrap_or(line));
        story.push('\n');
    }
    story
}

/// Fewest characters that an answer says itself, and most lines between its words and those that it quotes.
const LEAST_OF_ITS_OWN: usize = 80;
const MOST_LINES_OF_ATTRIBUTION: usize = 3;

/// Verbs of the line that says who wrote what is quoted below, small. By hand.
#[rustfmt::skip]
const WROTE: &[&str] = &[
    "wrote", "writes", "schrieb", "schreibt", "a écrit", "écrit", "escribió", "escribio", "ha scritto", "scritto", "schreef", "escreveu", "skrev", "kirjoitti", "napisał", "napisał(a)", "napsal", "napsal(a)", "írta", "yazdı", "написал", "пише", "пишет", "のメール",
];

/// An answer above the letter that it answers, and that letter with the line above it.
pub(super) fn answered(text: &str) -> (&str, Option<&str>) {
    let mut at = 0;
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            (at - line.len(), line.trim())
        })
        .collect();
    let is_quoted = |line: &str| line.starts_with('>') || line.is_empty();
    let from = lines.iter().rposition(|(_, line)| !is_quoted(line)).map_or(0, |last| last + 1);
    if !lines.iter().skip(from).any(|(_, line)| line.starts_with('>')) {
        return (text, None);
    }
    // `On Tue, 3 Mar 2026 at 17:40, Dana Roy <d.roy@ports.example>\nwrote:`
    let above = lines.iter().enumerate().take(from).rev().filter(|(_, (_, line))| !line.is_empty());
    let mut head = String::new();
    for (n, (start, line)) in above.take(MOST_LINES_OF_ATTRIBUTION) {
        head.insert_str(0, &format!("{line} "));
        let begins = n == 0 || lines.get(n - 1).is_some_and(|(_, before)| before.is_empty());
        if begins {
            let lower = head.trim_end().to_lowercase();
            let told = text.get(..*start).unwrap_or_default();
            let says = lower.ends_with([':', '：'])
                && WROTE.iter().any(|verb| lower.contains(verb))
                && told.chars().filter(|c| c.is_alphanumeric()).count() >= LEAST_OF_ITS_OWN;
            return if says { (told, text.get(*start..)) } else { (text, None) };
        }
    }
    (text, None)
}

/// Marks what an answer quotes below its own words: from the line or the header lines that announce it on.
pub(super) fn mark_answered(blocks: &mut [Block]) {
    let mut own = 0;
    let from = blocks.iter().position(|block| {
        let announces =
            own >= LEAST_OF_ITS_OWN && (heads_a_letter(&block.text) || says_who_wrote(&block.text));
        own += if block.kind.is_none_or(BlockKind::is_story) { block.text.chars().count() } else { 0 };
        announces
    });
    let Some(from) = from else { return };
    let quotes = blocks.iter().skip(from + 1).any(|block| block.kind == Some(BlockKind::Blockquote));
    let heads = blocks.get(from).is_some_and(|block| heads_a_letter(&block.text));
    if heads || quotes {
        blocks.iter_mut().skip(from).for_each(|block| block.kind = Some(BlockKind::Note));
    }
}

/// `On Tue, 3 Mar 2026 at 17:40, Dana Roy wrote:`
fn says_who_wrote(line: &str) -> bool {
    let lower = line.trim_end().to_lowercase();
    line.chars().count() <= 200
        && lower.ends_with([':', '：'])
        && WROTE.iter().any(|verb| lower.contains(verb))
}

/// `-----Original Message-----`, or header lines.
fn heads_a_letter(text: &str) -> bool {
    const ORIGINAL: [&str; 9] = [
        "original message",
        "ursprüngliche nachricht",
        "originalnachricht",
        "message d'origine",
        "mensaje original",
        "messaggio originale",
        "oorspronkelijk bericht",
        "mensagem original",
        "ursprungligt meddelande",
    ];
    let first = text.lines().next().unwrap_or_default();
    let lower = first.to_lowercase();
    let is_mark = first.starts_with('-') && ORIGINAL.iter().any(|words| lower.contains(words));
    is_mark || super::forwarded::begins_with_headers(text)
}

/// The letter above what a list's program puts below each: a rule, then lines with the list's name and address.
pub(super) fn without_list_footer(text: &str) -> (&str, Option<&str>) {
    const MOST_LINES: usize = 10;
    let is_rule =
        |line: &str| line.len() >= 10 && line.bytes().all(|b| matches!(b, b'_' | b'-' | b'=' | b'*'));
    let mut end = text.len();
    for line in text.split_inclusive('\n').rev().take(MOST_LINES) {
        end -= line.len();
        if is_rule(line.trim()) {
            let footer = text.get(end..).unwrap_or_default();
            let lower = footer.to_lowercase();
            let is_lists = [
                "mailing list",
                "mailing-list",
                "mailingliste",
                "mailman",
                "listinfo",
                "liste de diffusion",
                "lista de correo",
                "listserv",
                "groups.google",
                "googlegroups",
            ];
            return match is_lists.iter().any(|words| lower.contains(words)) {
                true => (text.get(..end).unwrap_or_default(), Some(footer)),
                false => (text, None),
            };
        }
    }
    (text, None)
}

/// A subject without the name of the list that it came by: `[press] Ferry to run`.
pub(super) fn without_list_name<'a>(subject: &'a str, list: Option<&str>) -> &'a str {
    let Some((name, rest)) = subject.trim_start().strip_prefix('[').and_then(|inner| inner.split_once(']'))
    else {
        return subject;
    };
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let is_lists = list.is_some_and(|list| !plain(name).is_empty() && plain(list).contains(&plain(name)));
    if is_lists && !rest.trim().is_empty() { rest.trim_start() } else { subject }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: &str = "The fares rise by four per cent from April, not by eight, and the rest of our release of Tuesday stands.";

    #[test]
    fn an_answer_is_what_stands_above_the_letter_that_it_answers() {
        for head in [
            "On Tue, 3 Mar 2026 at 17:40, Dana Roy <d.roy@ports.example> wrote:",
            "On Tue, 3 Mar 2026 at 17:40, Dana Roy\n<d.roy@ports.example> wrote:",
            "Am 03.03.2026 um 17:40 schrieb Dana Roy:",
            "Le mar. 3 mars 2026 à 17:40, Dana Roy a écrit :",
        ] {
            let letter = format!("{TOLD}\n\n{head}\n\n> The port is shut.\n>\n> It stays so.\n");
            let (own, quoted) = answered(&letter);
            assert_eq!((own.trim(), quoted.is_some()), (TOLD, true), "{head}");
        }
        for letter in [
            format!("{TOLD}\n\n> The port is shut.\n\nIt is not.\n"),
            format!("{TOLD}\n\nThe mayor wrote this to us.\n\n> The port is shut.\n"),
            format!("See below.\n\nAm 3.3. schrieb Dana Roy:\n> {TOLD}\n"),
            TOLD.to_owned(),
        ] {
            assert_eq!(answered(&letter), (letter.as_str(), None));
        }
    }

    #[test]
    fn signatures_and_lists_leave_the_letter() {
        let signed = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{TOLD}\n\n- -- \nRuth\n-----BEGIN PGP SIGNATURE-----\n\niQIz\n-----END PGP SIGNATURE-----\n"
        );
        assert_eq!(without_armour(&signed), format!("{TOLD}\n\n-- \nRuth\n"));
        assert_eq!(without_armour(TOLD), TOLD);
        let listed = format!(
            "{TOLD}\n\n____________________\nPress mailing list\nhttps://l.example/mailman/listinfo/press\n"
        );
        assert_eq!(without_list_footer(&listed).0.trim(), TOLD);
        let ruled = format!("{TOLD}\n\n____________________\nA second part is told here.\n");
        assert_eq!(without_list_footer(&ruled), (ruled.as_str(), None));
        assert_eq!(without_list_name("[press] Ferry", Some("<press.lists.l.example>")), "Ferry");
        assert_eq!(without_list_name("[Update] Ferry", Some("<press.lists.l.example>")), "[Update] Ferry");
        assert_eq!(without_list_name("[press] Ferry", None), "[press] Ferry");
    }
}
