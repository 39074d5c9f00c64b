//! What stands at the foot of a story about itself: who its writer is, where it was first published, that readers may give
//! money. Only there, and only as far up as one such paragraph stands on the next.

use super::{Paragraph, TAIL};
use crate::model::{Author, BlockKind};
use crate::normalise::shape;

/// What writers do, behind their names. Written by hand.
#[rustfmt::skip]
const DOES: &[&str] = &[
    "is", "was", "has", "covers", "writes", "reports", "joined", "lives", "teaches", "edits", "worked", "works", "contributed", "began", "studied",
    "ist", "war", "arbeitet", "schreibt", "lebt", "leitet", "berichtet", "est", "écrit", "couvre", "travaille", "es", "escribe", "cubre", "trabaja", "è", "scrive", "lavora", "schrijft", "werkt", "é", "escreve", "cobre", "är", "skriver", "er", "jest", "pisze", "on",
];

/// How a line begins that says who wrote what stands above.
#[rustfmt::skip]
const WRITERS: &[&str] = &[
    "the writer is ", "the author is ", "the writer, ", "the author, ", "the writer was ", "the author was ", "the writers are ", "the authors are ", "der autor ist ", "die autorin ist ", "der verfasser ist ", "l’auteur est ", "l'auteur est ", "l’autrice est ", "l'autrice est ", "el autor es ", "la autora es ", "l’autore è ", "l'autore è ", "l’autrice è ", "l'autrice è ", "de auteur is ", "o autor é ", "a autora é ",
];

/// How a line begins that is about the piece that it stands under.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "this story ", "this article ", "this report ", "this piece ", "this post ", "this essay ", "this column ", "this commentary ", "this interview ", "this content ", "this analysis ", "this op-ed ", "a version of this ", "this is an adapted ", "this is an edited ", "the original version of this ", "the article was ", "the story was ",
    "dieser artikel ", "dieser beitrag ", "dieser text ", "diese geschichte ", "dieses interview ", "der artikel erschien ", "der beitrag erschien ", "der text erschien ", "cet article ", "ce texte ", "cette tribune ", "este artículo ", "este texto ", "esta noticia ", "este reportaje ", "questo articolo ", "questo testo ", "dit artikel ", "dit verhaal ", "dit stuk ", "este artigo ", "este conteúdo ", "denna artikel ", "denne artikel ", "denne artikkelen ", "denne saken ", "ten artykuł ",
];

/// What such a line says of it.
#[rustfmt::skip]
const SAID: &[&str] = &[
    "published", "republished", "appeared", "appears", "produced", "written by", "reported by", "translated", "supported by", "made possible", "funded", "excerpted", "adapted", "reprinted", "syndicated", "provided by", "in partnership", "machine translation", "affiliate",
    "erschien", "erschienen", "veröffentlicht", "übersetzt", "übersetzung", "übernommen", "publié", "paru", "traduit", "extrait", "publicado", "publicó", "apareció", "traducido", "traducción", "pubblicato", "apparso", "tradotto", "gepubliceerd", "verscheen", "vertaald", "apareceu", "traduzido", "publicerad", "publicerades", "udgivet", "publisert", "opublikowany",
];

/// Words of a house that asks for money.
#[rustfmt::skip]
const MONEY: &[&str] = &[
    "donate", "donation", "donations", "patreon", "patron", "paypal", "ko-fi", "affiliate", "crowdfunding", "support our", "support us", "your support", "member today", "become a member", "tax-deductible", "readers like you", "spende", "spenden", "spendenkonto", "unterstützen sie", "faire un don", "faites un don", "soutenez", "vos dons", "dona", "donación", "donativo", "apóyanos", "dona ora", "sostienici", "doneer", "steun ons", "apoie", "doe",
];

/// By what a house speaks to its readers.
#[rustfmt::skip]
const READERS: &[&str] = &[
    "you", "your", "our", "us", "unsere", "uns", "ihre", "ihrer", "vous", "vos", "votre", "nous", "tu", "nuestro", "nuestra", "te", "tuo", "noi", "ons", "uw", "nosso", "seu",
];

/// Longest paragraph of a foot, in bytes, and longest label above one, in words.
const LONGEST: usize = 1_500;
const LABEL: usize = 4;

/// Marks the foot of a story that is signed by some people.
pub(in crate::normalise) fn mark(paragraphs: &mut [Paragraph], authors: &[Author]) {
    let is_story = |p: &Paragraph| p.kind == BlockKind::Text && p.is_open();
    let story: Vec<usize> =
        paragraphs.iter().enumerate().filter(|(_, p)| p.kind.is_story()).map(|(n, _)| n).collect();
    let mut below = None;
    for at in story.iter().skip(2).rev().take(TAIL + 1) {
        let Some(paragraph) = paragraphs.get_mut(*at).filter(|p| is_story(p) || below.is_some()) else {
            return;
        };
        let found = kind_of(&paragraph.text, authors).or_else(|| {
            let label = shape::words_up_to(&paragraph.text, LABEL + 1) <= LABEL
                && !shape::ends_sentence(&paragraph.text);
            below.filter(|(_, rule)| label && *rule == BIO)
        });
        let Some((kind, rule)) = found else { return };
        paragraph.is(kind, rule);
        below = found;
    }
}

const BIO: &str = "writer";

fn kind_of(text: &str, authors: &[Author]) -> Option<(BlockKind, &'static str)> {
    if text.len() > LONGEST {
        return None;
    }
    let head = shape::lower(text.get(..text.floor_char_boundary(400)).unwrap_or(text));
    let of_piece = || PIECES.iter().filter_map(|piece| head.strip_prefix(piece));
    if of_piece().any(|rest| says_of_itself(rest) || says_at_last(rest) || says_what_of(rest)) {
        return Some((BlockKind::Credit, "about-itself"));
    }
    if shape::is_quoted(text) {
        return None;
    }
    let does = |author: &Author| {
        let rest = text.strip_prefix(author.name.as_str()).filter(|rest| rest.starts_with([' ', ',']));
        rest.is_some_and(|rest| {
            let mut words = rest.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
            rest.starts_with(',') || words.next().is_some_and(|word| DOES.contains(&word))
        })
    };
    let is_writer = |writer: &str| {
        let first =
            head.strip_prefix(writer).and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
        first.is_some_and(|word| IS_A.contains(&word))
    };
    if WRITERS.iter().any(|writer| is_writer(writer))
        || authors.iter().any(|a| a.name.contains(' ') && does(a))
    {
        return Some((BlockKind::Contact, BIO));
    }
    let asked = MONEY.iter().filter(|word| is_in(&head, word)).count();
    let to_readers = head.split(|c: char| !c.is_alphanumeric()).any(|word| READERS.contains(&word));
    (asked >= 2 && to_readers).then_some((BlockKind::Promo, "asks-money"))
}

/// What a writer is said to be begins with one of these: that one is expected, or was found, is news.
#[rustfmt::skip]
const IS_A: &[&str] = &[
    "a", "an", "the", "one", "co", "professor", "director", "editor", "chief", "senior", "former", "executive", "associate", "assistant", "president", "based", "ein", "eine", "der", "die", "redakteur", "redakteurin", "professorin", "un", "une", "le", "la", "l", "una", "el", "il", "lo", "een", "de", "um", "uma", "o",
    "journalist", "reporter", "freier", "freie", "journaliste", "periodista", "giornalista",
];

/// Words between a piece and what is said of it.
#[rustfmt::skip]
const AUXILIARY: &[&str] = &[
    "was", "is", "has", "been", "were", "first", "originally", "also", "which", "that", "article", "story", "ist", "wurde", "zuerst", "war", "est", "a", "été", "d", "abord", "fue", "ha", "sido", "se", "è", "stato", "is", "werd", "foi", "originalmente", "har", "er", "blev", "ble", "został",
];

/// Whether a piece is said to have been published, translated, paid for: right behind its name.
fn says_of_itself(rest: &str) -> bool {
    let mut rest = rest;
    for _ in 0..6 {
        if let Some(said) = SAID.iter().find(|said| rest.starts_with(**said)) {
            let behind = rest.get(said.len()..).unwrap_or_default().trim_start();
            // `appears to be vacant`, `was reported by local police`
            return match *said {
                "appears" => ["in ", "on ", "as ", "here", "at "].iter().any(|word| behind.starts_with(word)),
                "reported by" => false,
                _ => true,
            };
        }
        let Some((word, next)) = rest.split_once([' ', ',', '\'', '’']) else { return false };
        if !AUXILIARY.contains(&word) {
            return false;
        }
        rest = next.trim_start();
    }
    false
}

/// Most words between a piece and a verb at the end of its sentence, or what it tells about.
const BETWEEN: usize = 12;

/// `Dieser Artikel ist zuerst bei "Capital" erschienen.`: German and Dutch say last what was done.
fn says_at_last(rest: &str) -> bool {
    let sentence = rest.split(['.', '!', '?']).next().unwrap_or_default();
    let mut words = sentence.split_whitespace();
    let first = words.next().unwrap_or_default();
    let at_last = ["erschienen", "veröffentlicht", "publiziert", "verschenen", "gepubliceerd"];
    matches!(first, "ist" | "wurde" | "is" | "werd" | "war")
        && words.clone().count() <= BETWEEN
        && words.next_back().is_some_and(|last| at_last.contains(&last))
        && sentence.split_whitespace().any(|w| {
            matches!(
                w,
                "zuerst"
                    | "zunächst"
                    | "ursprünglich"
                    | "erstmals"
                    | "auch"
                    | "eerder"
                    | "eerst"
                    | "oorspronkelijk"
            )
        })
}

/// `This story about tutors was produced by the Courier, ...`
fn says_what_of(rest: &str) -> bool {
    const MADE: [&str; 6] = [
        "was produced by ",
        "was written by ",
        "was originally ",
        "was first published ",
        "was published by ",
        "was reported and ",
    ];
    let of = ["about ", "on ", "by "].iter().any(|of| rest.starts_with(of));
    let made = MADE.iter().filter_map(|made| rest.find(made)).min();
    of && made
        .is_some_and(|at| rest.get(..at).is_some_and(|told| shape::words_up_to(told, BETWEEN + 1) <= BETWEEN))
}

fn is_in(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(lines: &[&str]) -> usize {
        let mut paragraphs: Vec<_> = lines.iter().map(|l| Paragraph::new((*l).to_owned(), None)).collect();
        let author = Author {
            name: "Ana Exemplar".to_owned(),
            role: crate::model::AuthorRole::Author,
            title: None,
            organization: None,
            raw: None,
        };
        mark(&mut paragraphs, &[author]);
        paragraphs.iter().filter(|p| p.kind != BlockKind::Text).count()
    }

    const STORY: [&str; 3] =
        ["The port was closed on Monday.", "Ships went elsewhere.", "Nobody was hurt in the storm."];

    #[test]
    fn a_foot_is_no_story() {
        for (foot, count) in [
            (&["Ana Exemplar is a writer who lives in Lumen."][..], 1),
            (&["Contributing Writer", "Ana Exemplar has covered ports for ten years."], 2),
            (
                &[
                    "Ana Exemplar, a reporter of the Courier, covers ports.",
                    "This story was produced by the Courier and is free.",
                ],
                2,
            ),
            (&["The writer is a professor of ports at Lumen."], 1),
            (&["Dieser Beitrag erschien zuerst im Lumener Boten."], 1),
            (&["Cet article a été publié en partenariat avec Le Phare."], 1),
            (&["Dieser Artikel ist zuerst bei „Kapital“ erschienen."], 1),
            (
                &[
                    "This story about the port was produced by the Courier, a non-profit newsroom. Sign up for its letter.",
                ],
                1,
            ),
            (&["Support our work! Donate by PayPal or become a patron on Patreon."], 1),
        ] {
            assert_eq!(marked(&[&STORY[..], foot].concat()), count, "{foot:?}");
        }
        for foot in [
            &["Tom Sample is a skipper who lives in Lumen."][..],
            &["Ana Exemplar told the court that she was there.", "Nobody believed her."],
            &["This story of a storm is as old as the port."],
            &["The author is expected to appear in court on Friday."],
            &["The writer was found dead in her home on Tuesday, police said."],
            &["This report comes two weeks after a study published by the university."],
            &["This story was reported by local police to the ministry."],
            &["This story about the storm was told for a hundred years."],
            &["Dieser Text ist so alt wie der Hafen, in dem er gefunden wurde."],
            &["This post appears to have been vacant since 2019, the council said."],
            &["He wanted to donate the boat to the town, his patron said, and the town took it."],
        ] {
            assert_eq!(marked(&[&STORY[..], foot].concat()), 0, "{foot:?}");
        }
        assert_eq!(marked(&["Ana Exemplar is a writer.", "This story was published."]), 0);
    }
}
