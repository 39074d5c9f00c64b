//! Invented articles: seeded, in the manner of wire copy, and put together word by word, so that no two are near copies.

use super::rng::Rng;
use super::words::{
    AGENCIES, FIRST, LAST, LINKS, MONTHS, NOUNS, PLACES, QUALITIES, SAYING, TIMES, TITLES, VERBS,
};

/// An article of about `bytes` bytes, never fewer; the same number and seed give the same article.
pub(crate) fn article(seed: u64, number: u64, bytes: usize) -> String {
    let mut rng = Rng::new(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    let rng = &mut rng;
    let mut text = format!("{}\n", capital(&clause(rng)));
    text.push_str(&format!("By {} {}\n\n", rng.one(FIRST), rng.one(LAST)));
    let (place, month, agency) = (rng.one(PLACES), rng.one(MONTHS), rng.one(AGENCIES));
    text.push_str(&format!("{place}, {month} {} ({agency}) - ", rng.below(27) + 1));
    while text.len() < bytes {
        let paragraph = if rng.below(5) < 2 { quoted(rng) } else { told(rng) };
        text.push_str(&paragraph);
        text.push_str("\n\n");
    }
    text.push_str(&format!("More from {}: {} {number}\n", rng.one(AGENCIES), capital(&clause(rng))));
    text
}

/// One to three sentences.
fn told(rng: &mut Rng) -> String {
    let mut paragraph = sentence(rng);
    for _ in 0..rng.below(3) {
        paragraph.push(' ');
        paragraph.push_str(&sentence(rng));
    }
    paragraph
}

fn sentence(rng: &mut Rng) -> String {
    let clause = capital(&clause(rng));
    let time = rng.one(TIMES);
    match rng.below(4) {
        0 => format!("{clause} {time}."),
        1 => format!("{clause} {} {}, {time}.", rng.one(LINKS), thing(rng)),
        2 => format!("{clause}, {} {}.", rng.one(&["and", "but", "while", "although"]), self::clause(rng)),
        _ => format!(
            "{clause}, worth {} million crowns, {} {}.",
            rng.below(900) + 11,
            rng.one(LINKS),
            thing(rng)
        ),
    }
}

fn clause(rng: &mut Rng) -> String {
    format!("{} {} {}", thing(rng), rng.one(VERBS), thing(rng))
}

fn thing(rng: &mut Rng) -> String {
    let (quality, noun) = (rng.one(QUALITIES), rng.one(NOUNS));
    match rng.below(3) {
        0 => format!("the {quality} {noun}"),
        1 => format!("the {noun} of the {quality} {}", rng.one(NOUNS)),
        _ => format!("a {quality} {noun}"),
    }
}

fn quoted(rng: &mut Rng) -> String {
    let (first, last) = (rng.one(FIRST), rng.one(LAST));
    let role = format!("{} of {}", rng.one(TITLES), thing(rng));
    let words = capital(&clause(rng));
    match rng.below(4) {
        0 => format!("\"{words},\" {} {first} {last}, {role}. \"{}\"", rng.one(SAYING), sentence(rng)),
        1 => format!("{first} {last}, {role}, said {}. \"{words},\" {last} said.", clause(rng)),
        2 => format!("According to {first} {last}, {role}, {}.", clause(rng)),
        _ => format!("\"{words}, and {},\" said {last}. {}", clause(rng), sentence(rng)),
    }
}

fn capital(words: &str) -> String {
    words.chars().take(1).flat_map(char::to_uppercase).chain(words.chars().skip(1)).collect()
}
