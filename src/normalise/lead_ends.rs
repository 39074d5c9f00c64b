//! What systems put before or behind a lead: a byline, the label of a picture, tags of networks, how long it takes to read.
//!
//! Descriptions are filled by templates. What these add says nothing of the story, and where nothing else is there, the
//! story's own first paragraph is the lead.

use super::{people, shape};
use crate::model::Record;

/// Words for pictures and who took them, as labels behind a lead.
#[rustfmt::skip]
const PICTURES: [&str; 26] = [
    "photo", "photos", "photograph", "image", "picture", "foto", "fotos", "bild", "bilder", "symbolbild", "archivbild", "imagen", "imágenes", "fotografía", "fotografia", "immagine", "imagem", "afbeelding", "beeld", "kuva", "zdjęcie", "fot", "resim", "fotoğraf", "фото", "видео",
];
/// Words that lead a byline.
#[rustfmt::skip]
const BY: [&str; 12] = ["by", "von", "par", "por", "di", "door", "av", "af", "przez", "od", "text", "texto"];
/// Words for minutes, and what may follow them before a lead: `3 min read`, `2 minutos de leitura`.
#[rustfmt::skip]
const MINUTES: [&str; 12] = ["min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "minuti", "minut", "minuter", "minutter", "минут"];
#[rustfmt::skip]
const READ: [&str; 14] = ["read", "reading", "time", "de", "di", "leitura", "lectura", "lecture", "lettura", "lesezeit", "lezen", "leestijd", "czytania", "lästid"];

/// Most words of what stands behind a separator.
const BEHIND: usize = 6;
/// How much of a lead tells where in the text it stands, in bytes.
const TELLING: usize = 24;

/// A lead without what stands around it; nothing where it is all of that: who wrote, or the house.
pub(super) fn without<'l>(lead: &'l str, record: &Record) -> Option<&'l str> {
    let mut rest = lead.trim();
    loop {
        let bare = without_tail(rest);
        if bare == rest {
            break;
        }
        rest = bare;
    }
    let rest = without_minutes(rest, &record.text);
    let names_an_author = record.authors.iter().any(|author| is_same(&author.name, rest));
    let names_the_house = record.publisher.as_ref().is_some_and(|house| is_same(&house.name, rest));
    (rest.contains(char::is_alphanumeric) && !names_an_author && !names_the_house).then_some(rest)
}

fn is_same(name: &str, line: &str) -> bool {
    let words = line.strip_suffix('.').unwrap_or(line);
    name.to_lowercase() == words.to_lowercase()
}

/// A lead without the last thing that a template put behind it.
fn without_tail(lead: &str) -> &str {
    let bare = lead.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '•' | '·' | '/'));
    if bare.len() < lead.len() {
        return bare;
    }
    if let Some((before, word)) = lead.rsplit_once(' ')
        && word.strip_prefix('#').is_some_and(|tag| tag.chars().all(|c| c.is_alphanumeric() || c == '_'))
        && (shape::ends_sentence(before.trim_end())
            || before.rsplit(' ').next().is_some_and(|w| w.starts_with('#')))
    {
        return before.trim_end();
    }
    let parted = lead.match_indices(['|', '•', '·', '/', '–', '—']).find_map(|(at, mark)| {
        let (before, behind) = (lead.get(..at)?, lead.get(at + mark.len()..)?);
        (before.ends_with(char::is_whitespace) && is_label(behind.trim())).then_some(before.trim_end())
    });
    if let Some(before) = parted {
        return before;
    }
    match last_sentence(lead) {
        Some((before, last)) if is_label(last) || is_byline(last) => before,
        _ => lead,
    }
}

/// `Foto: Ana Exemplar/dpa`, `Resim 1`.
fn is_label(words: &str) -> bool {
    let Some(end) = words.find(|c: char| !c.is_alphabetic()) else { return false };
    let (label, rest) = (words.get(..end).unwrap_or_default(), words.get(end..).unwrap_or_default());
    let rest = rest.trim_start_matches('.').trim_start();
    let is_number = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    PICTURES.contains(&&*label.to_lowercase())
        && (is_number || rest.starts_with([':', '：', '©']) && shape::words_up_to(rest, BEHIND + 1) <= BEHIND)
}

/// `Von Ana Exemplar.`
fn is_byline(sentence: &str) -> bool {
    let Some((by, name)) = sentence.split_once(' ') else { return false };
    let name = name.trim().trim_end_matches('.');
    let by = by.trim_end_matches(':').to_lowercase();
    BY.contains(&by.as_str()) && name.contains(' ') && people::is_person(name)
}

/// A lead before its last sentence, and that.
fn last_sentence(lead: &str) -> Option<(&str, &str)> {
    let whole = lead.trim_end().trim_end_matches('.');
    let at = whole.match_indices(['.', '!', '?', '”', '"', '…']).filter_map(|(at, mark)| {
        let after = at + mark.len();
        whole.get(after..).filter(|rest| rest.starts_with(' ')).map(|_| after)
    });
    // initials have full stops, too
    let starts = at.collect::<Vec<_>>();
    starts.into_iter().rev().take(3).find_map(|at| {
        let (before, last) = lead.split_at_checked(at)?;
        let last = last.trim();
        (is_label(last) || is_byline(last)).then_some((before, last))
    })
}

/// A lead without how long its story takes to read, where the story begins as the lead does behind that.
fn without_minutes<'l>(lead: &'l str, text: &str) -> &'l str {
    let Some((number, rest)) = lead.split_once(' ') else { return lead };
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return lead;
    }
    let Some((unit, mut rest)) = rest.split_once(' ') else { return lead };
    if !MINUTES.contains(&unit.trim_end_matches('.').to_lowercase().as_str()) {
        return lead;
    }
    while let Some((word, after)) = rest.split_once(' ')
        && READ.contains(&&*word.to_lowercase())
    {
        rest = after;
    }
    let begins = shape::first_characters(rest, TELLING);
    if text.trim_start().starts_with(begins) { rest } else { lead }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, AuthorRole};

    fn record() -> Record {
        let name = "Ana Exemplar".to_owned();
        let author = Author { name, role: AuthorRole::Author, title: None, organization: None, raw: None };
        let text = "O professor Tom abriu uma loja de materiais em Halden.".to_owned();
        Record { authors: vec![author], text, ..Record::default() }
    }

    #[track_caller]
    fn check(lead: &str, expected: Option<&str>) {
        assert_eq!(without(lead, &record()), expected, "{lead}");
    }

    #[test]
    fn what_templates_put_around_a_lead_goes() {
        let lead = "The ferry stays in port.";
        let bare = "Nobody knows when the ferry leaves";
        check(&format!("{lead} #Ferry #Norvik"), Some(lead));
        check(&format!("{bare} |"), Some(bare));
        check(&format!("{bare} • Foto: Ana Exemplar/dpa"), Some(bare));
        check(&format!("{bare} / Resim 1"), Some(bare));
        check(&format!("{lead} Fotos: Ana Exemplar."), Some(lead));
        check(&format!("{lead} Von Tom Sample."), Some(lead));
        check(&format!("{lead} Par Tom J. Sample"), Some(lead));
        check("2 minutos O professor Tom abriu uma loja.", Some("O professor Tom abriu uma loja."));
        check("4 min read O professor Tom abriu uma loja.", Some("O professor Tom abriu uma loja."));
        check("ANA EXEMPLAR", None);
        check("Ana Exemplar.", None);
    }

    #[test]
    fn what_a_lead_says_stays() {
        for lead in [
            "The ferry stays in port. By Friday it may leave.",
            "Who is behind #Ferry",
            "Sailors gather under the tag #Ferry",
            "Strom und Gas / Wasser 1",
            "Nobody saw the picture - Photo finishes are rare",
            "2 minutes before the end the ferry struck the quay.",
            "The ferry stays in port. Von Tom Sample ist nichts zu hören.",
            "Ana Exemplar leaves the ferry.",
            "10 minutos de espera.",
        ] {
            check(lead, Some(lead));
        }
    }
}
