//! Captions, and the credits of pictures.

use super::marks;
use super::openers::{self, Opener};
use crate::normalise::{agencies, dates, people, shape};

/// A picture's credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Credit {
    pub(super) credit: String,
    pub(super) agency: Option<String>,
}

impl Credit {
    fn new(credit: &str) -> Option<Credit> {
        let credit = credit.trim().trim_matches(['(', ')', '[', ']']).trim();
        let credit = credit
            .trim_start_matches([':', '-', '–', '—', '/', '|', '.', ' '])
            .trim_end_matches([' ', '/', ',']);
        (!credit.is_empty()).then(|| Credit { credit: credit.to_owned(), agency: agency(credit) })
    }
}

/// The house named in a credit.
fn agency(credit: &str) -> Option<String> {
    let whole = agencies::named(credit);
    let parts = || credit.split(['/', '|', ',', '(', ')', ';']).flat_map(|p| p.split(" via "));
    let part = || parts().filter_map(|p| agencies::named(p.trim().trim_start_matches("via "))).last();
    let inside = || agencies::in_text(credit).next().map(|n| n.house);
    whole.or_else(part).or_else(inside).map(|h| h.name.to_owned())
}

/// What release services call what they link to: pictures of the story, and what shows nothing of it.
#[rustfmt::skip]
const PICTURES: &[&str] = &[
    "photo", "photos", "image", "images", "picture", "pictures", "foto", "fotos", "bild", "bilder", "imagen", "imágenes", "immagine", "imagem", "afbeelding", "pressefoto", "fotografía", "fotografia", "写真",
];
#[rustfmt::skip]
const BESIDE_PICTURES: &[&str] =
    &["logo", "logos", "video", "videos", "vídeo", "vidéo", "infographic", "infografik", "infografía", "infographie", "multimedia", "webcast"];

/// `Photo - https://media.example/quay.jpg`, `(Logo: https://media.example/l.png)`: a line that only links to a picture. Whether it
/// shows the story, and the address.
pub(super) fn linked(line: &str) -> Option<(bool, &str)> {
    let bare = line.trim_matches(['(', ')', '[', ']', ' ']);
    let (label, address) = bare.rsplit_once(char::is_whitespace)?;
    let label = label.trim_end();
    let name = label.trim_end_matches([':', '-', '–', '—', '：', ' ']);
    let is_label = name.len() < label.len() && shape::words_up_to(name, 4) <= 3;
    if !is_label || !(address.starts_with("http://") || address.starts_with("https://")) {
        return None;
    }
    let first = name.split(|c: char| !c.is_alphabetic()).next()?.to_lowercase();
    let shows = PICTURES.contains(&first.as_str());
    (shows || BESIDE_PICTURES.contains(&first.as_str())).then_some((shows, address))
}

/// Most words of a line that is only a credit.
const MOST_WORDS: usize = 12;

/// The credit, if the whole line is one: `Photo: Ana Exemplar`, `Ana Exemplar / AFP`, `AP Photo/Ana Exemplar`.
pub(super) fn alone(line: &str, opener: Option<(Opener, &str)>) -> Option<Credit> {
    if line.len() > 160 || shape::words_up_to(line, MOST_WORDS + 1) > MOST_WORDS {
        return None;
    }
    if let Some((Opener::Photo, rest)) = opener {
        let named = rest.starts_with([':', '：', '|', '/', '©']) || openers_says_by(line, rest);
        let credit = Credit::new(rest)?;
        let all_known = has_only_credit_parts(&credit.credit);
        let names = credit.agency.is_some()
            || credit.credit.split([',', '/', '|']).any(|p| people::is_person(p.trim()));
        return (named && (names || !shape::ends_sentence(line)) || all_known && rest.starts_with(' '))
            .then_some(credit);
    }
    let bare = line.trim_matches(['(', ')', '©', ' ']).trim_end_matches('.');
    // between strokes an agency signs its copy
    if line.starts_with('/') && line.ends_with('/') {
        return None;
    }
    if agencies::named(bare).is_some_and(agencies::is_picture_house) {
        return Credit::new(bare);
    }
    let parted =
        line.contains(['/', '|']) || line.contains(", ") || line.contains(" via ") || line.starts_with('©');
    (parted && has_only_credit_parts(bare) && agency(bare).is_some()).then(|| Credit::new(bare)).flatten()
}

/// Names and houses between strokes, and nothing else.
fn has_only_credit_parts(credit: &str) -> bool {
    let parts = credit.split(['/', '|', ',', '(', ')', ';']).flat_map(|p| p.split(" via ")).map(str::trim);
    let mut any = false;
    let all = parts.filter(|p| !p.is_empty()).inspect(|_| any = true).all(is_credit_part);
    any && all
}

fn openers_says_by(line: &str, rest: &str) -> bool {
    let opener = line.get(..line.len() - rest.len()).unwrap_or_default().to_lowercase();
    [" by", " von", " of", " de", " di", "credit", "courtesy"]
        .iter()
        .any(|by| opener.trim_end().ends_with(by))
}

fn is_credit_part(part: &str) -> bool {
    agencies::named(part.trim_start_matches("via ")).is_some()
        || people::is_person(part)
        || agencies::named(part.trim_start_matches(|c: char| !c.is_uppercase())).is_some()
            && part.starts_with("Handout")
        || matches!(
            part.to_lowercase().as_str(),
            "ap photo"
                | "afp photo"
                | "pool"
                | "handout"
                | "file"
                | "file photo"
                | "archive"
                | "archiv"
                | "stf"
                | "stringer"
                | "reuters"
                | "contributor"
                | "staff"
                | "afp"
                | "ap"
        )
        || part.starts_with("Handout via")
        || part.len() <= 4 && part.chars().all(char::is_numeric)
}

/// A caption that ends with its credit, which begins at byte `at`: the caption and the credit.
pub(super) fn captioned(paragraph: &str, at: usize) -> Option<(&str, Credit)> {
    if at == 0 || paragraph.len() > 900 || shape::is_quoted(paragraph) && paragraph.len() > 400 {
        return None;
    }
    parted(paragraph, at)
}

/// A caption that a format keeps apart without the credit at its end, and that credit; the caption is empty where all
/// of it is one.
pub(in crate::normalise) fn credit_in_caption(caption: &str) -> Option<(&str, String)> {
    if let Some(credit) = alone(caption, openers::of(caption)) {
        return Some(("", credit.credit));
    }
    let marked = marks::of(caption).picture.filter(|at| *at > 0).and_then(|at| parted(caption, at));
    let bracketed = || {
        let at = caption.trim_end().strip_suffix(')')?.rfind('(').filter(|at| *at > 0)?;
        let inner = caption.get(at + 1..)?.trim_end().trim_end_matches(')');
        let names_house = agency(inner).is_some()
            && (has_only_credit_parts(inner) || inner.contains('/') || inner.contains(" via "));
        parted(caption, at).filter(|_| names_house)
    };
    marked.or_else(bracketed).map(|(told, credit)| (told, without_label(credit.credit)))
}

/// `Foto: Ana Exemplar/dpa` without the word that only says what it is; `AP Photo/Ana Exemplar` stays.
fn without_label(credit: String) -> String {
    match openers::of(&credit) {
        Some((Opener::Photo, rest)) if rest.starts_with(':') => {
            rest.trim_start_matches([':', ' ']).to_owned()
        }
        _ => credit,
    }
}

fn parted(paragraph: &str, at: usize) -> Option<(&str, Credit)> {
    let (caption, credit) = (paragraph.get(..at)?, paragraph.get(at..)?);
    let caption = match caption.trim_end().strip_suffix("TOPSHOT") {
        Some(bare) => bare,
        None => caption,
    };
    // `Ana Exemplar / AFP`: the name before the stroke belongs to the credit
    let (caption, credit) = if credit.starts_with("/ AFP") {
        split_before_name(caption, credit, paragraph)?
    } else {
        (caption, credit)
    };
    let words = shape::words_up_to(credit, 17);
    let named = Credit::new(credit)?;
    let marked = credit.starts_with('(')
        || ["Photo:", "Foto:", "Photograph:", "Picture:", "Image:", "Credit:"]
            .iter()
            .any(|m| credit.starts_with(m));
    let is_credit = has_only_credit_parts(named.credit.trim_end_matches('.'))
        || marked
            && words <= 16
            && shape::sentences(credit) <= 1
            && (named.agency.is_some() || words <= 6 && shape::is_capitalised(&named.credit));
    let told = shape::words_up_to(caption, 3) >= 3
        && (shape::ends_sentence(caption.trim_end()) || credit.starts_with('('));
    (is_credit && told)
        .then_some((caption.trim_end().trim_end_matches(['/', '|', '-', '–', '—', ' ']), named))
}

fn split_before_name<'a>(caption: &'a str, credit: &'a str, whole: &'a str) -> Option<(&'a str, &'a str)> {
    let end = caption.trim_end().rfind(['.', '!', '?', '”', '"'])?;
    let name = caption.get(end + 1..)?;
    if shape::words_up_to(name, 5) > 4 {
        return Some((caption, credit));
    }
    whole.split_at_checked(end + 1).map(|(c, credit)| (c, credit.trim_start()))
}

/// Verbs of captions, in the present: what a picture shows. Written by hand.
#[rustfmt::skip]
const SHOWN: &[&str] = &[
    "addresses", "arrive", "arrives", "attend", "attends", "carries", "carry", "celebrate", "celebrates", "cheer", "cheers", "clash", "climb", "climbs", "compete", "competes", "dance", "dances", "demonstrate", "embrace", "embraces",
    "enter", "enters", "escort", "fire", "gather", "gathers", "gesture", "gestures", "give", "gives", "greet", "greets", "hold", "holds", "inspect", "inspects", "kick", "kicks", "kiss", "kisses", "laugh", "laughs", "lead", "leads", "lie", "lies",
    "leave", "leaves", "light", "lights", "line", "listen", "listens", "look", "looks", "march", "marches", "meet", "meets", "pass", "passes", "patrol", "perform", "performs", "pose", "poses", "pray", "prays", "prepare", "prepares", "protest", "protests",
    "queue", "raise", "raises", "react", "reacts", "rest", "rests", "ride", "rides", "run", "runs", "salute", "salutes", "search", "shake", "shakes", "shout", "shouts", "show", "shows", "sing", "sings", "sit", "sits", "sleep", "sleeps", "smile", "smiles", "smokes",
    "speak", "speaks", "stand", "stands", "stare", "stares", "stroll", "swim", "swims", "take", "takes", "talk", "talks", "throw", "throws", "touch", "touches", "try", "visit", "visits", "wait", "waits", "walk", "walks", "wave", "waves", "watch", "watches", "wear", "wears", "wipe", "wipes", "work", "works",
];

/// Whether a paragraph reads like a caption: one or two sentences that say what a picture shows.
pub(super) fn reads_like_caption(paragraph: &str) -> bool {
    if paragraph.len() > 450 || shape::is_quoted(paragraph) || shape::sentences(paragraph) > 2 {
        return false;
    }
    let lower_marks = [
        "(L)",
        "(R)",
        "(C)",
        ", left,",
        ", right,",
        ", left ",
        " left, ",
        "(left)",
        "(right)",
        "pictured",
        "file photo",
        "is seen ",
        "are seen ",
        "in this photo",
        "in this image",
    ];
    if lower_marks.iter().any(|m| paragraph.contains(m)) || has_full_date(paragraph) {
        return true;
    }
    let mut words = paragraph.split_whitespace().take(9).skip(1);
    words.any(|w| SHOWN.contains(&w))
}

/// `on July 20, 2012`: a day with its year.
fn has_full_date(paragraph: &str) -> bool {
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    words.windows(3).any(|w| {
        let [a, b, c] = w else { return false };
        let month = |w: &str| dates::month(&w.trim_end_matches([',', '.']).to_lowercase()).is_some();
        let day = |w: &str| w.trim_end_matches([',', '.']).parse::<u8>().is_ok_and(|d| (1..=31).contains(&d));
        let year = |w: &str| {
            w.trim_end_matches(|c: char| !c.is_ascii_digit())
                .parse::<u16>()
                .is_ok_and(|y| (1850..2200).contains(&y))
        };
        year(c) && (month(a) && day(b) || day(a) && month(b))
    })
}

/// `FILE - In this July 20, 2012 file photo, ...`.
pub(super) fn is_marked_caption(line: &str, opener: Option<(Opener, &str)>) -> bool {
    let marked = matches!(opener, Some((Opener::Caption, rest)) if !rest.starts_with(char::is_alphanumeric))
        && line.len() <= 900;
    let in_this = line.starts_with("In this ")
        && line.len() <= 900
        && [
            "file photo",
            "photo taken",
            "photo provided",
            "photo released",
            " photo,",
            "image made from",
            "image taken",
        ]
        .iter()
        .any(|m| line.find(m).is_some_and(|at| at < 90));
    marked || in_this
}

#[cfg(test)]
mod tests {
    use super::super::{marks, openers};
    use super::*;

    #[test]
    fn credits_on_their_own_line() {
        let check = |line: &str, expected: Option<(&str, Option<&str>)>| {
            let found = alone(line, openers::of(line));
            assert_eq!(
                found.as_ref().map(|c| (c.credit.as_str(), c.agency.as_deref())),
                expected,
                "{line:?}"
            );
        };
        check("Photo: Ana Exemplar", Some(("Ana Exemplar", None)));
        check("Foto: Ana Exemplar/dpa", Some(("Ana Exemplar/dpa", Some("Deutsche Presse-Agentur"))));
        check("Ana Exemplar / AP", Some(("Ana Exemplar / AP", Some("Associated Press"))));
        check("AP Photo/Ana Exemplar", Some(("AP Photo/Ana Exemplar", Some("Associated Press"))));
        check("AFP/Getty Images", Some(("AFP/Getty Images", Some("Getty Images"))));
        check(
            "Ana Exemplar via Getty Images.",
            Some(("Ana Exemplar via Getty Images", Some("Getty Images"))),
        );
        check("Ana Exemplar", None);
        check("Photo finishes decide races, says AP", None);
        check("The picture is clear: nobody knows.", None);
        check("Image is everything, she said.", None);
    }

    #[test]
    fn captions_that_end_with_their_credit() {
        let check = |line: &str, expected: Option<(&str, &str)>| {
            let found = marks::of(line).picture.and_then(|at| captioned(line, at));
            assert_eq!(found.as_ref().map(|(c, k)| (*c, k.credit.as_str())), expected, "{line:?}");
        };
        check(
            "A ferry lies at the quay in Port Lumen. (AP Photo/Ana Exemplar)",
            Some(("A ferry lies at the quay in Port Lumen.", "AP Photo/Ana Exemplar")),
        );
        check(
            "A ferry lies at the quay. REUTERS/Ana Exemplar",
            Some(("A ferry lies at the quay.", "REUTERS/Ana Exemplar")),
        );
        check(
            "A ferry lies at the quay. Ana Exemplar / AFP",
            Some(("A ferry lies at the quay.", "Ana Exemplar / AFP")),
        );
        check("With AP Photos.", None);
        check(
            "He sold the picture to Getty Images for a thousand dollars, then left the country and was not heard of again until the next spring.",
            None,
        );
    }

    #[test]
    fn captions_by_their_words() {
        assert!(reads_like_caption(
            "Residents look across the strait from the old customs quay on March 3, 2014."
        ));
        assert!(reads_like_caption("The minister speaks to reporters in Port Lumen."));
        assert!(!reads_like_caption("The ministry did not respond to requests for comment."));
        assert!(!reads_like_caption("\"We were promised a bridge,\" said the minister."));
        assert!(is_marked_caption(
            "FILE - In this July 20, 2012 file photo, a ferry lies at the quay.",
            openers::of("FILE - In this July")
        ));
    }
}
