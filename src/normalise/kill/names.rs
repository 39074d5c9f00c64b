//! What a kill names: the story's headline, its slug, its id.
//!
//! Generous, since a name that no story bears finds none: what stands behind a word such as `slugged`, what stands in
//! quotation marks, what looks like a slug or an address, and the kill's own headline and slug. But of sentences that
//! speak of what comes instead nothing is taken.

use std::collections::HashSet;

use super::words::{BEFORE_HEADLINE, BEFORE_ID, BEFORE_SLUG, COPY};
use super::{is_line, notice};
use crate::model::{BlockKind, Record};
use crate::normalise::shape;

/// A name that a kill gives to what it takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// As written.
    pub(crate) name: String,
    /// It is a slug, which a house uses again for another day's story.
    pub(crate) is_slug: bool,
}

/// Most names of one kill.
const MOST: usize = 24;
/// Blocks of its body and characters of each that are read.
const BLOCKS: usize = 8;
const HEAD: usize = 800;
/// Longest name, in bytes.
const LONGEST: usize = 300;

/// What a kill names, the surest first.
pub(crate) fn named(kill: &Record) -> Vec<Named> {
    let mut names = Names::default();
    let told = kill.body.iter().filter(|block| block.kind != BlockKind::Promo).take(BLOCKS);
    // a kill that repeats the whole story speaks of it in its notes only
    let notes: Vec<&str> = told
        .map(|block| (block.kind, shape::first_characters(&block.text, HEAD)))
        .filter(|(kind, text)| *kind == BlockKind::Note || notice::takes_copy_back(text) || is_labelled(text))
        .map(|(_, text)| text)
        .collect();
    let sentences: Vec<&str> =
        notes.iter().flat_map(|note| note.split('\n')).flat_map(sentences_about_it).collect();
    sentences.iter().filter(|sentence| is_meant(sentence)).for_each(|sentence| names.of_sentence(sentence));
    // what stands elsewhere may be another story: `The story "Barge runs aground" stands.`
    if names.list.is_empty() {
        sentences.iter().for_each(|sentence| names.of_sentence(sentence));
    }
    let headline = kill.headline.as_deref().map(|headline| shape::first_characters(headline, HEAD));
    let headline = headline.filter(|headline| !is_line(headline, true));
    if let Some(headline) = headline {
        sentences_about_it(headline).into_iter().for_each(|sentence| names.of_sentence(sentence));
        names.add(headline, false);
        // `Withdrawal: Ferry runs aground`, in whatever words
        let tail = headline.split_once(": ").or_else(|| headline.split_once(" - "));
        if let Some((_, tail)) = tail.filter(|(tag, _)| tag.split_whitespace().count() <= 3) {
            names.add(tail, false);
        }
    }
    let slug = kill.slug.as_deref().map(|slug| shape::first_characters(slug, HEAD));
    if let Some(slug) = slug.filter(|slug| !is_line(slug, true)) {
        names.add(slug, true);
    }
    names.list
}

/// Whether a sentence of a kill names what it takes back: it takes something back, is a label with a name behind it, or
/// goes on about what the last one meant.
fn is_meant(sentence: &str) -> bool {
    let goes_on = ["It ", "it ", "Sie ", "Er ", "Es ", "Elle ", "Il ", "ID ", "Id ", "id ", "Slug "];
    notice::is_marked(sentence)
        || is_labelled(sentence)
        || goes_on.iter().any(|head| sentence.starts_with(head))
}

/// The sentences of a line up to where it speaks of what comes instead.
fn sentences_about_it(line: &str) -> Vec<&str> {
    const INSTEAD: &[&str] = &[
        "substitute",
        "replacement",
        "corrected",
        "ersatz",
        "neufassung",
        "korrigierte",
        "remplacée par",
        "version corrigée",
        "corregida",
        "corretta",
        "corrigida",
        "gecorrigeerde",
    ];
    let mut about = Vec::new();
    // a stop ends a sentence, but not inside marks
    for sentence in notice::sentences(line) {
        let lower = shape::lower(sentence);
        let comes = INSTEAD.iter().filter_map(|word| lower.find(word)).min();
        // `... slugged FERRY, a corrected version will follow`
        about.push(comes.map_or(sentence, |at| sentence.get(..at).unwrap_or_default()));
        if comes.is_some() {
            break;
        }
    }
    about
}

/// `Slug: FERRY-AGROUND`, `Headline: Ferry runs aground`.
fn is_labelled(line: &str) -> bool {
    let Some((label, _)) = line.split_once(':').filter(|(label, _)| label.len() <= 40) else { return false };
    let label = shape::lower(label.trim());
    [BEFORE_SLUG, BEFORE_HEADLINE, BEFORE_ID].iter().any(|marks| marks.contains(&label.as_str()))
}

#[derive(Default)]
struct Names {
    list: Vec<Named>,
    known: HashSet<String>,
}

impl Names {
    fn add(&mut self, name: &str, is_slug: bool) {
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        let letters = name.chars().filter(|c| c.is_alphanumeric()).take(4).count();
        if letters > 3
            && name.len() <= LONGEST
            && self.list.len() < MOST
            && self.known.insert(shape::lower(name))
        {
            self.list.push(Named { name: name.to_owned(), is_slug });
        }
    }

    fn of_sentence(&mut self, sentence: &str) {
        for (start, _) in word_starts(sentence) {
            if self.list.len() >= MOST {
                return;
            }
            let Some(rest) = sentence.get(start..) else { continue };
            self.behind(rest, BEFORE_ID, Names::id);
            self.behind(rest, BEFORE_SLUG, Names::slug);
            self.behind(rest, BEFORE_HEADLINE, Names::headline);
            let word = rest.split_whitespace().next().unwrap_or_default();
            if looks_like_slug(word) {
                self.add(word, true);
            } else if ["urn:", "tag:", "http://", "https://"].iter().any(|head| word.starts_with(head)) {
                self.add(word, false);
            }
        }
        quoted(sentence).for_each(|words| self.add(words, false));
    }

    /// Takes what stands behind one of the marks, where the text begins with one.
    fn behind(&mut self, text: &str, marks: &[&str], take: fn(&mut Names, &str)) {
        let mark = marks.iter().filter(|mark| begins(text, mark)).max_by_key(|mark| mark.len());
        if let Some(rest) = mark.and_then(|mark| text.get(mark.len()..)) {
            take(self, rest.trim_start_matches([':', ' ', '=', '(', '#', '-', '–', '—']));
        }
    }

    /// A word with a figure in it.
    fn id(&mut self, rest: &str) {
        let word = rest
            .split([' ', ',', ';', ')', '"', '”', '“', '»'])
            .find(|word| !word.is_empty())
            .unwrap_or_default();
        if word.contains(|c: char| c.is_ascii_digit()) {
            self.add(word.trim_end_matches(['.', ':']), false);
        }
    }

    /// Quoted words, else words in capitals, else one word.
    fn slug(&mut self, rest: &str) {
        if let Some(words) = quoted_at_head(rest) {
            return self.add(words, true);
        }
        let mut end = 0;
        for word in rest.split_inclusive(' ') {
            let loud = word.contains(char::is_uppercase) && !word.contains(char::is_lowercase);
            if end > 0 && !loud {
                break;
            }
            end += word.len();
            if word.trim_end().ends_with([',', ';', '.', ')', ':']) {
                break;
            }
        }
        self.add(rest.get(..end).unwrap_or_default(), true);
    }

    /// Quoted words, else what stands before a stop, a bracket, or where it says when it was sent; and each shorter form.
    fn headline(&mut self, rest: &str) {
        if let Some(words) = quoted_at_head(rest) {
            return self.add(words, false);
        }
        // what goes on beyond that is too long to be added
        let rest = shape::first_characters(rest, LONGEST + 1);
        if !rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric()) {
            return;
        }
        let lower = shape::lower(rest);
        let ends = [
            " (",
            " sent ",
            " moved ",
            " issued ",
            " filed ",
            " which ",
            " that was ",
            " timed ",
            " transmitted ",
            " published ",
            " at ",
            " because ",
            " as ",
            " has been ",
            " is withdrawn",
            " gesendet ",
            " vom ",
            " von ",
            " wird ",
            " ist ",
            " nicht ",
            " zurück",
            ", ",
            "; ",
            " - ",
            " – ",
            " — ",
            " diffusée ",
            " transmise ",
            " est ",
            " del ",
            " de las ",
            " queda ",
            " transmitida ",
            " trasmessa ",
            " è ",
            " delle ",
            " foi ",
            " enviada ",
            " is ",
            " wordt ",
            " van ",
            " niet ",
            ".",
            ":",
        ];
        let mut cuts: Vec<usize> = ends.iter().filter_map(|end| lower.find(end)).collect();
        cuts.push(rest.len());
        cuts.sort_unstable();
        cuts.dedup();
        // the longest says most
        for cut in cuts.into_iter().rev().take(6) {
            let words = rest.get(..cut).unwrap_or_default();
            if words.split_whitespace().nth(1).is_some() {
                self.add(words, false);
            }
        }
    }
}

/// Where words of a text begin.
fn word_starts(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut before = ' ';
    text.char_indices().filter(move |(_, c)| {
        let starts = !before.is_alphanumeric() && c.is_alphanumeric();
        before = *c;
        starts
    })
}

fn begins(text: &str, mark: &str) -> bool {
    let Some((head, rest)) = text.split_at_checked(mark.len()) else { return false };
    shape::lower(head) == mark && !rest.starts_with(char::is_alphanumeric)
}

/// `FERRY-AGROUND`, `BC-EXW--Ferry-Aground`, `ferry/aground/`.
pub(super) fn looks_like_slug(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let parts = word.split(['-', '/', '_']).filter(|part| !part.is_empty());
    parts.clone().count() > 1
        && word.len() >= 7
        && word.chars().filter(|c| c.is_uppercase()).count() >= 4
        && parts.clone().all(|part| part.starts_with(|c: char| !c.is_lowercase()))
        && !COPY.contains(&shape::lower(word).as_str())
}

const MARKS: &[(char, &[char])] = &[
    ('"', &['"']),
    ('“', &['”', '"']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('»', &['«']),
    ('‘', &['’']),
    ('\'', &['\'']),
    ('‚', &['‘', '’']),
];

/// The words in marks at the head of a text.
fn quoted_at_head(text: &str) -> Option<&str> {
    let open = text.chars().next()?;
    let (_, closers) = MARKS.iter().find(|(mark, _)| *mark == open)?;
    let inside = text.get(open.len_utf8()..)?;
    // a mark that does not close soon opens no name
    let inside = shape::first_characters(inside, LONGEST + 1);
    inside.find(*closers).and_then(|end| inside.get(..end)).map(str::trim)
}

/// All words in double marks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(from..)?;
            let at = rest.find(['"', '“', '„', '«', '»'])?;
            let open = rest.get(at..)?.chars().next()?;
            let found = quoted_at_head(rest.get(at..)?);
            from += at + open.len_utf8() + found.map_or(0, |words| words.len());
            match found {
                Some(words) if !words.is_empty() => {
                    // past the closing mark
                    from = text
                        .get(from..)?
                        .find(['"', '”', '“', '»', '«'])
                        .map_or(text.len(), |end| from + end);
                    from += text.get(from..)?.chars().next().map_or(1, char::len_utf8);
                    return Some(words);
                }
                _ => {}
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BodyBlock;

    fn names(note: &str) -> Vec<String> {
        let body = vec![BodyBlock { kind: BlockKind::Note, text: note.into(), span: None }];
        named(&Record { body, ..Record::default() }).into_iter().map(|named| named.name).collect()
    }

    #[test]
    fn by_headline_slug_and_id() {
        for (note, name) in [
            ("Editors: Please kill the story slugged FERRY-AGROUND, sent at noon.", "FERRY-AGROUND"),
            ("Please kill the story slugged Ferry Aground. The office denies it.", "Ferry"),
            ("Editors: Please withdraw the story slugged FERRY AGROUND, which is wrong.", "FERRY AGROUND"),
            (
                "Please kill the story headlined \"Ferry runs aground, all safe\" sent at 0912.",
                "Ferry runs aground, all safe",
            ),
            (
                "Please disregard the story headlined Ferry runs aground, all safe.",
                "Ferry runs aground, all safe",
            ),
            (
                "Please disregard the story headlined Ferry runs aground sent at 0912 GMT.",
                "Ferry runs aground",
            ),
            ("Please kill story id EXW-4711.", "EXW-4711"),
            (
                "Please kill item urn:newsml:wire.example:20260304:TX-1.",
                "urn:newsml:wire.example:20260304:TX-1",
            ),
            ("Bitte die Meldung „Fähre auf Grund gelaufen“ nicht verwenden.", "Fähre auf Grund gelaufen"),
            ("Bitte die Meldung »Fähre auf Grund gelaufen« nicht verwenden.", "Fähre auf Grund gelaufen"),
            ("Bitte die Meldung exw0123 nicht verwenden.", "exw0123"),
            ("Prière d'annuler la dépêche intitulée « Le bac s'échoue ».", "Le bac s'échoue"),
            ("Se ruega anular la noticia titulada “El transbordador encalla”.", "El transbordador encalla"),
            (
                "Si prega di annullare la notizia dal titolo \"Il traghetto si arena\".",
                "Il traghetto si arena",
            ),
            ("Headline: Ferry runs aground\nSlug: ferry-x", "Ferry runs aground"),
        ] {
            assert!(names(note).iter().any(|found| found == name), "{note}: {:?}", names(note));
        }
    }

    #[test]
    fn what_stands_is_not_named() {
        for (note, named, other) in [
            (
                "Editors: Please kill the story \"Ferry runs aground\". The story \"Barge runs aground\" stands.",
                "Ferry runs aground",
                "Barge runs aground",
            ),
            (
                "The story slugged BARGE-AGROUND is right. Please kill the story slugged FERRY-AGROUND.",
                "FERRY-AGROUND",
                "BARGE-AGROUND",
            ),
            (
                "Bitte die Meldung „Fähre auf Grund“ nicht verwenden. Die Meldung „Kahn auf Grund“ gilt weiter.",
                "Fähre auf Grund",
                "Kahn auf Grund",
            ),
        ] {
            let names = names(note);
            assert!(names.iter().any(|name| name == named), "{note}: {names:?}");
            assert!(!names.iter().any(|name| name.contains(other)), "{note}: {names:?}");
        }
        // but what goes on about it is, and so is whatever a note without a word for it names
        for (note, name) in [
            ("Please kill the story slugged FERRY-AGROUND. It was sent at noon, id EXW-4711.", "EXW-4711"),
            ("Please kill this story.\nSlug: FERRY-AGROUND", "FERRY-AGROUND"),
            ("The story \"Ferry runs aground\" was wrong.", "Ferry runs aground"),
        ] {
            assert!(names(note).iter().any(|found| found == name), "{note}: {:?}", names(note));
        }
    }

    #[test]
    fn a_kill_without_end_is_read_as_far_as_its_head() {
        let begun = std::time::Instant::now();
        let long =
            format!("{}the story headlined \"Late ferry runs aground\"", "headlined A ".repeat(10_000));
        let marks = format!("Kill {}", "«x \"y ".repeat(20_000));
        for text in [long, marks] {
            let body = vec![BodyBlock { kind: BlockKind::Note, text: text.clone(), span: None }];
            let kill = Record { headline: Some(text.clone()), slug: Some(text), body, ..Record::default() };
            let found = named(&kill);
            assert!(found.len() <= MOST && found.iter().all(|named| named.name.len() <= LONGEST));
            assert!(!found.iter().any(|named| named.name.contains("Late ferry")), "{found:?}");
        }
        assert!(begun.elapsed().as_secs() < 2);
    }

    #[test]
    fn what_comes_instead_is_not_named() {
        let note = "Please kill the story headlined \"Ferry runs aground\". A corrected story headlined \"Barge runs aground\" will follow.";
        let names = names(note);
        assert!(names.contains(&"Ferry runs aground".to_owned()), "{names:?}");
        assert!(!names.contains(&"Barge runs aground".to_owned()), "{names:?}");
    }
}
