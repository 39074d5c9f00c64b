//! Forwarded letters: the story is the letter inside, with its own sender, day and subject. What the forwarder wrote above it, and the
//! block of header lines, are notes.
//!
//! Programs write that block in the language of their user, with or without a line above it (`---------- Forwarded message ---------`,
//! `Anfang der weitergeleiteten Nachricht:`). An answer that quotes a letter has such a block, too: it is a forward only where the
//! subject or the line above says so, or where nothing but a few words stand above it. Times and places of a ferry look like one as
//! well (`From: Halden`, `To: Kysten`), so that a block that nothing announces has an address, or a subject and a day.

use crate::model::{Block, BlockKind, Byline, DateClaim, Document, Found};
use crate::normalise::dates;

/// Most letters in letters.
const DEEPEST: usize = 5;
/// Most lines, and bytes, that a forwarder writes above the letter.
const MOST_ABOVE: usize = 14;
const LONGEST_ABOVE: usize = 1_200;
/// Most lines of a block of headers.
const MOST_HEADERS: usize = 14;

/// What a header line of a forwarded letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    From,
    Date,
    Subject,
    Other,
}

/// Names of header lines as mail programs write them, lower case. By hand.
#[rustfmt::skip]
const NAMES: &[(Name, &[&str])] = &[
    (Name::From, &["from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "expéditeur", "remitente", "mittente", "afzender", "от", "від", "kimden", "feladó", "差出人", "发件人", "寄件者", "보낸사람", "보낸 사람"]),
    (Name::Date, &["date", "sent", "datum", "gesendet", "envoyé", "envoyé le", "fecha", "enviado", "enviado el", "enviada em", "enviado em", "data", "inviato", "inviata", "verzonden", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "päiväys", "data wysłania", "wysłano", "odesláno", "дата", "отправлено", "tarih", "gönderme tarihi", "dátum", "elküldve", "日付", "送信日時", "发送时间", "日期", "날짜", "보낸 날짜"]),
    (Name::Subject, &["subject", "betreff", "objet", "sujet", "asunto", "oggetto", "assunto", "onderwerp", "ämne", "emne", "aihe", "temat", "předmět", "тема", "konu", "tárgy", "件名", "主题", "主旨", "제목"]),
    (Name::Other, &["to", "an", "à", "a", "para", "aan", "till", "til", "do", "komu", "кому", "kime", "címzett", "vastaanottaja", "destinataire", "pour", "per", "za", "pro", "destinatario", "destinatário", "宛先", "收件人", "받는사람", "받는 사람", "cc", "kopie", "copie", "kopia", "copia", "копия", "kopi", "bcc", "reply-to", "antwort an", "répondre à", "importance", "wichtigkeit", "priority", "priorität", "attachments", "anlagen", "pièces jointes", "organization", "organisation"]),
];

/// Words of the line above: that a letter is forwarded; and those of answers, too.
#[rustfmt::skip]
const FORWARDED: &[&str] = &[
    "forward", "weitergeleitet", "weiterleitung", "transféré", "transmis", "réexpédi", "reenviad", "reenvía", "inoltrat", "doorgestuurd", "encaminhad", "reencaminhad", "vidarebefordr", "videresend", "videresendt", "edelleen lähet", "edelleenlähet", "välitetty", "przekazan", "przesłan", "přeposlan", "пересыла", "переслан", "iletilen", "iletilmiş", "továbbít", "転送", "转发", "轉寄", "전달된",
];

/// Prefixes that mean nothing but a forwarded letter.
const CERTAIN: &[&str] = &["fwd", "fw", "wg"];
/// Prefixes by which subjects say that a letter was forwarded, and by which they say that it is an answer.
const FORWARDS: &[&str] = &[
    "fwd",
    "fw",
    "wg",
    "tr",
    "rv",
    "enc",
    "doorst",
    "vb",
    "vl",
    "vs",
    "pd",
    "ilt",
    "i",
    "trs",
    "továbbítva",
    "転送",
    "转发",
];
const ANSWERS: &[&str] =
    &["re", "aw", "sv", "antw", "antwort", "rif", "r", "odp", "vá", "ynt", "回复", "答复", "ref"];

/// A subject without the prefixes of forwarding and, behind one of those, of answers; and whether it had any of the former.
///
/// `PD:`, `TR:` and the like may be a desk's label: they count where `in_doubt` says so, as a letter that is inside proves it.
pub(super) fn without_prefixes(subject: &str, in_doubt: bool) -> (&str, bool) {
    let (mut rest, mut forwarded) = (subject.trim(), false);
    if let Some(inner) = rest.strip_prefix('[').and_then(|r| r.strip_suffix(']'))
        && prefix(inner).is_some()
    {
        rest = inner;
    }
    let mut bare = rest;
    while let Some((name, after)) = prefix(bare) {
        let counts = in_doubt || [CERTAIN, ANSWERS].iter().any(|known| known.contains(&name.as_str()));
        if !counts {
            break;
        }
        forwarded |= FORWARDS.contains(&name.as_str()) && name != "i";
        bare = after;
    }
    (if forwarded { bare } else { rest }, forwarded)
}

/// `Fwd:`, `WG :`, `RE[2]:` at the head, in small letters, and what follows.
fn prefix(subject: &str) -> Option<(String, &str)> {
    let (name, rest) = subject.split_once([':', '：'])?;
    let name =
        name.trim().trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '[' | ']' | '(' | ')'));
    let is_shouted = !name.contains(char::is_lowercase);
    let lower = name.to_lowercase();
    let known = FORWARDS.contains(&lower.as_str()) || ANSWERS.contains(&lower.as_str());
    // `Enc:` and `R:` might be words: short ones are written in capitals, but for the English ones
    let is_usual = is_shouted
        || matches!(
            lower.as_str(),
            "fwd"
                | "fw"
                | "re"
                | "aw"
                | "wg"
                | "sv"
                | "vs"
                | "vb"
                | "tr"
                | "rv"
                | "enc"
                | "doorst"
                | "antw"
                | "odp"
                | "pd"
        );
    (known && is_usual && !rest.trim().is_empty()).then(|| (lower, rest.trim_start()))
}

/// What a block of header lines says.
#[derive(Debug, Default)]
struct Inside {
    from: Option<String>,
    has_address: bool,
    date: Option<String>,
    subject: Option<String>,
}

impl Inside {
    /// Whether it is a letter's without anything that says so: with an address, or a subject and a day.
    fn is_evident(&self) -> bool {
        self.has_address || self.subject.is_some() && self.date.as_deref().is_some_and(is_read)
    }
}

/// Whether a day is written as days are.
fn is_read(date: &str) -> bool {
    dates::parse(date, None).is_some()
}

/// Takes the forwarded letter out of what was written above it. Whether there was one.
pub(super) fn take(document: &mut Document, is_forwarded: bool) -> bool {
    let mut is_forwarded = is_forwarded;
    let mut taken = false;
    for _ in 0..DEEPEST {
        let Some(inside) = take_one(&mut document.blocks, is_forwarded) else { break };
        taken = true;
        document.bylines.clear();
        let byline = |raw| Found::new(Byline { raw, ..Byline::default() }, "forwarded");
        document.bylines.extend(inside.from.map(byline));
        let sent = inside.date.filter(|date| document.published.is_none() || is_read(date));
        document.published =
            sent.map(|raw| Found::new(DateClaim { raw }, "forwarded")).or(document.published.take());
        is_forwarded = false;
        if let Some(subject) = inside.subject {
            let (subject, again) = without_prefixes(&subject, true);
            document.headline = Some(Found::new(subject.to_owned(), "forwarded"));
            is_forwarded |= again;
        } else if let Some(headline) = &mut document.headline {
            headline.value = without_prefixes(&headline.value, true).0.to_owned();
        }
        if !is_forwarded {
            break;
        }
    }
    taken
}

/// Whether a block begins with the header lines of a letter.
pub(super) fn begins_with_headers(text: &str) -> bool {
    let lines: Vec<Line> =
        text.lines().map(|text| Line { block: 0, text: text.to_owned() }).take(MOST_HEADERS).collect();
    heads(&lines, 0)
}

/// Whether a subject says that its letter is an answer: `Re: Ferry`, `AW: Fähre`.
pub(super) fn is_answer(subject: &str) -> bool {
    prefix(subject).is_some_and(|(name, _)| ANSWERS.contains(&name.as_str()))
}

/// One line of a block.
#[derive(Debug, Clone)]
struct Line {
    block: usize,
    text: String,
}

fn take_one(blocks: &mut Vec<Block>, is_forwarded: bool) -> Option<Inside> {
    let first = blocks.iter().position(|b| b.kind != Some(BlockKind::Note)).unwrap_or(0);
    let lines: Vec<Line> = blocks
        .iter()
        .enumerate()
        .skip(first)
        .flat_map(|(block, b)| b.text.lines().map(move |text| Line { block, text: text.to_owned() }))
        .take(MOST_ABOVE + MOST_HEADERS * 2)
        .collect();
    let start = (0..lines.len().min(MOST_ABOVE + 1)).find(|at| heads(&lines, *at))?;
    let above: usize = lines.iter().take(start).map(|l| l.text.len()).sum();
    let (inside, end) = read(&lines, start);
    let mark = lines.iter().take(start).rev().take(2).any(|l| is_mark(&l.text));
    let says_so = is_forwarded || mark;
    // nothing but a greeting above, and no answer
    let is_answer = inside.subject.as_deref().is_some_and(is_answer);
    let is_alone = (1..200).contains(&above) && !is_answer && inside.is_evident();
    if above > LONGEST_ABOVE || !(says_so || is_alone) {
        return None;
    }
    let quoted = lines
        .get(start)
        .is_some_and(|l| blocks.get(l.block).is_some_and(|b| b.kind == Some(BlockKind::Blockquote)));
    cut(blocks, first, &lines, end, quoted);
    Some(inside)
}

/// Whether a block of header lines begins here: a sender, and a day or subject among the lines that follow.
fn heads(lines: &[Line], at: usize) -> bool {
    let named = |line: &Line| header(&line.text).map(|(name, _)| name);
    if lines.get(at).is_none_or(|l| named(l).is_none_or(|n| n == Name::Other)) {
        return false;
    }
    let run: Vec<Name> = lines.iter().skip(at).take(MOST_HEADERS).map_while(named).collect();
    let has = |name| run.contains(&name);
    run.len() >= 3 && has(Name::From) && (has(Name::Date) || has(Name::Subject))
}

/// What the header lines from here say, and where they end. A long line may go on in the next.
fn read(lines: &[Line], start: usize) -> (Inside, usize) {
    let mut inside = Inside::default();
    let mut at = start;
    while let Some(line) = lines.get(at).filter(|_| at < start + MOST_HEADERS) {
        let Some((name, value)) = header(&line.text) else {
            let goes_on = lines.get(at + 1).is_some_and(|next| header(&next.text).is_some())
                && lines.get(at - 1).is_some_and(|before| before.block == line.block);
            if !goes_on || at == start {
                break;
            }
            at += 1;
            continue;
        };
        let slot = match name {
            Name::From => &mut inside.from,
            Name::Date => &mut inside.date,
            Name::Subject => &mut inside.subject,
            Name::Other => {
                at += 1;
                continue;
            }
        };
        if slot.is_none() && !value.is_empty() {
            inside.has_address |= name == Name::From && value.contains('@');
            *slot = if name == Name::From { sender(&value) } else { Some(value) };
        }
        at += 1;
    }
    (inside, at)
}

/// `*From:* Ruth Levin <ruth@harbour.example>`: which header a line is, and what it says.
fn header(line: &str) -> Option<(Name, String)> {
    let line = line.trim_start_matches(['>', ' ', '*', '\t']);
    let (name, value) = line.split_once([':', '：'])?;
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '|')).to_lowercase();
    if name.len() > 40 {
        return None;
    }
    let (found, _) = NAMES.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '|')).to_owned();
    Some((*found, value))
}

/// The name of `Ruth Levin <ruth@harbour.example>`, `"Levin, Ruth" [mailto:ruth@harbour.example]`.
fn sender(value: &str) -> Option<String> {
    let name = value.split(['<', '[']).next().unwrap_or_default();
    let name = name.trim().trim_matches(['"', '\'']).trim();
    let name = if name.contains('@') {
        value.split_once('(').map_or("", |(_, n)| n.trim_end_matches(')'))
    } else {
        name
    };
    (!name.is_empty()).then(|| name.to_owned())
}

fn is_mark(line: &str) -> bool {
    let lower = line.to_lowercase();
    let framed = line.starts_with(['-', '>', '_', '=']) || line.trim_end().ends_with([':', '-', '：']);
    line.len() < 120 && framed && FORWARDED.iter().any(|word| lower.contains(word))
}

/// What stands above the letter and its header lines become notes; the rest is the letter, out of its quoting.
fn cut(blocks: &mut Vec<Block>, first: usize, lines: &[Line], end: usize, quoted: bool) {
    let mut out: Vec<Block> = blocks.drain(..first).collect();
    // where each block's lines begin among all lines
    let mut line = 0;
    for (n, block) in std::mem::take(blocks).into_iter().enumerate() {
        let count = lines.iter().filter(|l| l.block == first + n).count();
        let (from, to) = (line, line + count);
        line = to;
        if from >= end || count == 0 {
            out.push(opened(block, quoted));
            continue;
        }
        if to <= end {
            out.push(Block::of(BlockKind::Note, block.text));
            continue;
        }
        let (above, below): (Vec<_>, Vec<_>) =
            block.text.lines().enumerate().partition(|(at, _)| from + at < end);
        let joined =
            |lines: Vec<(usize, &str)>| lines.into_iter().map(|(_, l)| l).collect::<Vec<_>>().join("\n");
        out.push(Block::of(BlockKind::Note, joined(above)));
        out.push(opened(Block { kind: block.kind, text: joined(below) }, quoted));
    }
    *blocks = out;
}

fn opened(block: Block, quoted: bool) -> Block {
    match block.kind {
        Some(BlockKind::Blockquote) if quoted => Block::unknown(block.text),
        _ => block,
    }
}

/// Plain text whose forwarded letter is quoted line by line, without the quoting.
pub(super) fn unquoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines() {
        inside |= line.starts_with('>') && header(line).is_some_and(|(name, _)| name == Name::From);
        let kept = if inside {
            line.strip_prefix('>').map_or(line, |l| l.strip_prefix(' ').unwrap_or(l))
        } else {
            line
        };
        out.push_str(kept);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::text;

    #[test]
    fn prefixes_of_forwarding_go() {
        let check = |subject: &str, expected: &str, forwarded: bool| {
            assert_eq!(without_prefixes(subject, true), (expected, forwarded), "{subject:?}");
        };
        check("Fwd: Gate closed", "Gate closed", true);
        check("WG: AW: Tor gesperrt", "Tor gesperrt", true);
        check("FW: Fwd: RE: Gate closed", "Gate closed", true);
        check("TR : Porte fermée", "Porte fermée", true);
        check("RV: Puerta cerrada", "Puerta cerrada", true);
        check("[Fwd: Gate closed]", "Gate closed", true);
        check("Re: Gate closed", "Re: Gate closed", false);
        check("Tr: un mot", "un mot", true);
        check("Gate: closed", "Gate: closed", false);
        check("I: the jury", "I: the jury", false);
    }

    #[test]
    fn prefixes_in_doubt_stay_without_a_letter_inside() {
        let check = |subject: &str, expected: &str| {
            assert_eq!(without_prefixes(subject, false).0, expected, "{subject:?}");
        };
        for label in ["PD", "TR", "VS", "VB", "ENC", "RV"] {
            let subject = format!("{label}: Two held after crash in Halden");
            check(&subject, &subject);
            check(&format!("Fwd: {subject}"), &subject);
        }
        check("Fwd: Two held", "Two held");
        check("FW: RE: Two held", "Two held");
        check("WG: AW: Zwei gefasst", "Zwei gefasst");
        check("Re: Two held", "Re: Two held");
    }

    /// Kind of each block (`-` for open) and its text; who sent it, when and about what.
    fn shown(text: &str, is_forwarded: bool) -> (Vec<(String, String)>, [Option<String>; 3]) {
        let mut document = Document { blocks: text::blocks(&unquoted(text), 100), ..Document::default() };
        take(&mut document, is_forwarded);
        let kinds = document.blocks.iter().map(|b| {
            (b.kind.map_or_else(|| "-".to_owned(), |k| format!("{k:?}").to_lowercase()), b.text.clone())
        });
        let facts = [
            document.bylines.first().map(|b| b.value.raw.clone()),
            document.published.map(|p| p.value.raw),
            document.headline.map(|h| h.value),
        ];
        (kinds.collect(), facts)
    }

    #[track_caller]
    fn check(text: &str, is_forwarded: bool, story: &[&str], facts: [&str; 3]) {
        let (blocks, found) = shown(text, is_forwarded);
        let open: Vec<&str> = blocks.iter().filter(|(k, _)| k == "-").map(|(_, t)| t.as_str()).collect();
        assert_eq!(open, story, "{blocks:?}");
        assert_eq!(found.map(Option::unwrap_or_default), facts.map(str::to_owned));
    }

    #[test]
    fn the_letter_inside_is_the_story() {
        check(
            "For tonight.\n\nCarl\n\n---------- Forwarded message ---------\nFrom: Ruth Levin <ruth@harbour.example>\nDate: Sun, Mar 8, 2026 at 6:12 PM\nSubject: Gate closed\nTo: Carl Osei <carl@wire.example>\n\n\nThe gate is shut.\n\nIt opens soon.",
            false,
            &["The gate is shut.", "It opens soon."],
            ["Ruth Levin", "Sun, Mar 8, 2026 at 6:12 PM", "Gate closed"],
        );
        check(
            "Zur Kenntnis\n\nVon: Levin, Ruth <ruth@harbour.example>\nGesendet: Sonntag, 8. März 2026 18:12\nAn: Redaktion\nBetreff: Tor gesperrt\n\nDas Tor ist zu.",
            true,
            &["Das Tor ist zu."],
            ["Levin, Ruth", "Sonntag, 8. März 2026 18:12", "Tor gesperrt"],
        );
        check(
            "Anfang der weitergeleiteten Nachricht:\n\n> Von: Ruth Levin <ruth@harbour.example>\n> Betreff: Aw: Tor gesperrt\n> Datum: 8. März 2026 um 18:12:00 MEZ\n> An: Carl\n>\n> Das Tor ist zu.\n>\n> Es bleibt zu.",
            false,
            &["Das Tor ist zu.", "Es bleibt zu."],
            ["Ruth Levin", "8. März 2026 um 18:12:00 MEZ", "Aw: Tor gesperrt"],
        );
        check(
            "*De :* Ruth Levin [mailto:ruth@harbour.example]\n*Envoyé :* dimanche 8 mars 2026 18:12\n*À :* Carl\n*Objet :* TR: Porte fermée\nLa porte est fermée.",
            true,
            &["La porte est fermée."],
            ["Ruth Levin", "dimanche 8 mars 2026 18:12", "Porte fermée"],
        );
    }

    #[test]
    fn a_block_that_nothing_announces_is_evident() {
        let taken = |block: &str| {
            shown(&format!("A new ferry line opens.\n\n{block}\n\nTickets cost ten crowns."), false).1
                != [None, None, None]
        };
        for letter in [
            "From: Ruth Levin <ruth@harbour.example>\nTo: Carl\nDate: every day",
            "From: Ruth Levin\nSent: Sunday, March 8, 2026 6:12 PM\nTo: Carl\nSubject: Gate closed",
            "Von: Ruth Levin\nGesendet: Sonntag, 8. März 2026 18:12\nAn: Carl\nBetreff: Tor gesperrt",
        ] {
            assert!(taken(letter), "{letter}");
        }
        for notice in [
            "From: Halden, quay 4\nTo: Kysten\nDate: every Sunday from March 8",
            "From: Halden\nTo: Kysten\nDate: March 8, 2026",
            "Subject: ferries\nFrom: Halden\nTo: Kysten",
            "Von: Halden\nNach: Kysten\nAn: Sonntagen\nDatum: 8. März 2026",
            "Da: Halden\nA: Kysten\nData: 8 marzo 2026",
        ] {
            assert!(!taken(notice), "{notice}");
        }
    }

    #[test]
    fn the_envelope_dates_what_the_block_does_not() {
        let published = |date: &str| {
            let text =
                format!("From: Ruth Levin <ruth@harbour.example>\nDate: {date}\nSubject: Gate\n\nShut.");
            let envelope = Found::new(DateClaim { raw: "2026-03-04T10:00:00Z".to_owned() }, "date");
            let mut document = Document {
                blocks: text::blocks(&text, 100),
                published: Some(envelope),
                headline: Some(Found::new("TR: Gate".to_owned(), "subject")),
                ..Document::default()
            };
            assert!(take(&mut document, true));
            assert_eq!(document.headline.map(|h| h.value).as_deref(), Some("Gate"));
            document.published.map(|p| p.value.raw).unwrap_or_default()
        };
        assert_eq!(published("every Sunday"), "2026-03-04T10:00:00Z");
        assert_eq!(published("Sun, Mar 8, 2026 at 6:12 PM"), "Sun, Mar 8, 2026 at 6:12 PM");
    }

    #[test]
    fn answers_and_stories_stay() {
        let story = "The gate is shut.\n\nTo: the sea\n\nFrom: the land";
        check(story, false, &["The gate is shut.", "To: the sea", "From: the land"], ["", "", ""]);
        let answer = format!(
            "{}\n\nFrom: Ruth Levin\nDate: Sun, 8 Mar 2026\nSubject: Re: Gate\nTo: Carl\n\nShut.",
            "We have read what you sent about the gate and would like to know more of it, above all when it opens. ".repeat(3).trim()
        );
        assert!(shown(&answer, false).0.iter().all(|(kind, _)| kind == "-"));
    }
}
