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
    /// It stands beside another name of its manner, or in another request: it is the name of a further story.
    pub(crate) is_other: bool,
}

/// In what manner a story is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Id,
    Slug,
    Headline,
    /// The kill's own headline and slug.
    Own,
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
        names.add(headline, Manner::Own);
        // `Withdrawal: Ferry runs aground`, in whatever words
        let tail = headline.split_once(": ").or_else(|| headline.split_once(" - "));
        if let Some((_, tail)) = tail.filter(|(tag, _)| tag.split_whitespace().count() <= 3) {
            names.add(tail, Manner::Own);
        }
    }
    let slug = kill.slug.as_deref().map(|slug| shape::first_characters(slug, HEAD));
    if let Some(slug) = slug.filter(|slug| !is_line(slug, true)) {
        names.add_own_slug(slug);
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
    /// The manner of each, and the sentence in which it stands, counted.
    manners: Vec<(Manner, usize)>,
    /// The sentence that is read, in small letters, and how many were before it.
    sentence: String,
    count: usize,
}

impl Names {
    fn add(&mut self, name: &str, manner: Manner) {
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        let letters = name.chars().filter(|c| c.is_alphanumeric()).take(4).count();
        if letters > 3
            && name.len() <= LONGEST
            && self.list.len() < MOST
            && self.known.insert(shape::lower(name))
        {
            let is_other = manner != Manner::Own && self.is_other(name, manner);
            self.list.push(Named { name: name.to_owned(), is_slug: manner == Manner::Slug, is_other });
            self.manners.push((manner, self.count));
        }
    }

    fn add_own_slug(&mut self, slug: &str) {
        let before = self.list.len();
        self.add(slug, Manner::Own);
        self.list.iter_mut().skip(before).for_each(|named| named.is_slug = true);
    }

    /// Whether a name stands beside an earlier one of its manner, as in a list, or in a request of its own. What is part
    /// of the other, or holds it, is the same name read shorter or longer.
    fn is_other(&self, name: &str, manner: Manner) -> bool {
        let name = shape::lower(name);
        let known = self.list.iter().zip(&self.manners).filter(|(_, (it, _))| *it == manner);
        let mut known = known.map(|(named, (_, sentence))| (shape::lower(&named.name), *sentence)).peekable();
        let is_first = known.peek().is_none();
        let mut is_listed = false;
        for (earlier, sentence) in known {
            if earlier.contains(&name) || name.contains(&earlier) {
                return false;
            }
            is_listed |= sentence != self.count || self.stand_together(&earlier, &name);
        }
        !is_first && is_listed
    }

    /// Whether nothing but what joins the members of a list stands between two names, or the sentence speaks of several.
    fn stand_together(&self, earlier: &str, name: &str) -> bool {
        let between = self.sentence.find(earlier).and_then(|at| {
            let rest = self.sentence.get(at + earlier.len()..)?;
            rest.get(..rest.find(name)?)
        });
        let joins = |between: &str| {
            let words = between.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let first = words.clone().next();
            first.is_none_or(|word| AND.contains(&word))
        };
        let mut words = self.sentence.split(|c: char| !c.is_alphanumeric());
        between.is_some_and(joins) || words.any(|word| SEVERAL.contains(&word))
    }

    fn of_sentence(&mut self, sentence: &str) {
        self.count += 1;
        self.sentence = shape::lower(sentence);
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
                self.add(word, Manner::Slug);
            } else if ["urn:", "tag:", "http://", "https://"].iter().any(|head| word.starts_with(head)) {
                self.add(word, Manner::Id);
            }
        }
        quoted(sentence).for_each(|words| self.add(words, Manner::Headline));
    }

    /// Takes what stands behind one of the marks, where the text begins with one.
    fn behind(&mut self, text: &str, marks: &[&str], take: fn(&mut Names, &str)) {
        let mark = marks.iter().filter(|mark| begins(text, mark)).max_by_key(|mark| mark.len());
        if let Some(rest) = mark.and_then(|mark| text.get(mark.len()..)) {
            take(self, rest.trim_start_matches([':', ' ', '=', '(', '#', '-', '–', '—']));
        }
    }

    /// A word with a figure in it, and those that are listed behind it.
    fn id(&mut self, rest: &str) {
        let mut rest = rest;
        for _ in 0..LISTED {
            let word = rest
                .split([' ', ',', ';', ')', '"', '”', '“', '»'])
                .find(|word| !word.is_empty())
                .unwrap_or_default();
            if !word.contains(|c: char| c.is_ascii_digit()) {
                return;
            }
            self.add(word.trim_end_matches(['.', ':']), Manner::Id);
            let Some(next) = rest.split_once(word).and_then(|(_, tail)| behind_and(tail)) else { return };
            rest = next;
        }
    }

    /// Quoted words, else words in capitals, else one word; and those that are listed behind it.
    fn slug(&mut self, rest: &str) {
        let mut rest = rest;
        for number in 0..LISTED {
            if let Some(words) = quoted_at_head(rest) {
                return self.add(words, Manner::Slug);
            }
            let name = slug_at_head(rest);
            // `slugged SOCCER Wexcombe, which was sent at noon`
            let whole = rest.split([',', ';', '.', '(']).next().unwrap_or_default().trim();
            let is_whole = rest.len() > whole.len()
                && shape::words_up_to(whole, MOST_OF_SLUG + 1) <= MOST_OF_SLUG
                && !whole.contains('-')
                && !whole.split(' ').any(|word| AND.contains(&word));
            if number == 0 && is_whole {
                self.add(whole, Manner::Slug);
            }
            if number > 0 && !is_loud(name) {
                return;
            }
            self.add(name, Manner::Slug);
            let Some(next) = rest.get(name.len()..).and_then(behind_and) else { return };
            rest = next;
        }
    }

    /// Quoted words, else what stands before a stop, a bracket, or where it says when it was sent; and each shorter form.
    fn headline(&mut self, rest: &str) {
        if let Some(words) = quoted_at_head(rest) {
            return self.add(words, Manner::Headline);
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
                self.add(words, Manner::Headline);
            }
        }
    }
}

/// Most words of a slug.
const MOST_OF_SLUG: usize = 4;
/// Most names of one list.
const LISTED: usize = 8;

/// What joins the members of a list.
const AND: &[&str] =
    &["and", "und", "sowie", "et", "y", "e", "ed", "en", "or", "oder", "ou", "o", "plus", "also", "&"];

/// Words by which a sentence speaks of several pieces of copy.
#[rustfmt::skip]
const SEVERAL: &[&str] = &[
    "stories", "items", "dispatches", "reports", "articles", "alerts", "bulletins", "both", "meldungen", "beiträge", "berichte", "beide", "beiden",
    "dépêches", "alertes", "papiers", "noticias", "informaciones", "despachos", "notas", "ambas", "ambos", "notizie", "dispacci", "articoli", "entrambe", "notícias", "matérias", "reportagens", "artigos", "berichten", "artikelen", "beide",
];

/// What stands behind the sign or word that joins the next member of a list; nothing where no list goes on.
fn behind_and(rest: &str) -> Option<&str> {
    let parted = rest.trim_start_matches(['"', '”', '“', '»', '.']);
    let listed = parted.trim_start_matches([',', ';', ' ', '/', '+', '&']);
    let word = listed.split_whitespace().next().unwrap_or_default();
    let is_and = AND.contains(&shape::lower(word).as_str());
    let next = if is_and { listed.get(word.len()..)?.trim_start() } else { listed };
    (is_and || parted.trim_start().starts_with([',', ';', '/', '+', '&'])).then_some(next)
}

fn is_loud(words: &str) -> bool {
    words.contains(char::is_uppercase) && !words.contains(char::is_lowercase)
}

/// Words in capitals, else one word, up to a mark.
fn slug_at_head(rest: &str) -> &str {
    let mut end = 0;
    for word in rest.split_inclusive(' ') {
        if end > 0 && !is_loud(word) {
            break;
        }
        end += word.len();
        if word.trim_end().ends_with([',', ';', '.', ')', ':']) {
            break;
        }
    }
    rest.get(..end).unwrap_or_default().trim_end_matches([',', ';', ')', ':', ' '])
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

/// Whether words in double marks stand in a text.
pub(super) fn holds_marks(text: &str) -> bool {
    quoted(text).next().is_some()
}

/// Whether a text begins with words in double marks.
pub(super) fn opens_with_marks(text: &str) -> bool {
    text.starts_with(['"', '“', '„', '«', '「', '《']) && quoted_at_head(text).is_some()
}

/// The words in marks at the head of a text, else the text.
pub(super) fn without_marks(text: &str) -> &str {
    quoted_at_head(text).unwrap_or(text)
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
    ('”', &['”']),
    ('「', &['」']),
    ('『', &['』']),
    ('《', &['》']),
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
            let at = rest.find(['"', '“', '”', '„', '«', '»', '「', '『', '《'])?;
            let open = rest.get(at..)?.chars().next()?;
            let found = quoted_at_head(rest.get(at..)?);
            from += at + open.len_utf8() + found.map_or(0, |words| words.len());
            match found {
                Some(words) if !words.is_empty() => {
                    // past the closing mark
                    from = text
                        .get(from..)?
                        .find(['"', '”', '“', '»', '«', '」', '』', '》'])
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
    fn several_stories() {
        let others = |note: &str| -> Vec<String> {
            let body = vec![BodyBlock { kind: BlockKind::Note, text: note.into(), span: None }];
            let named = named(&Record { body, ..Record::default() });
            named.into_iter().filter(|named| named.is_other).map(|named| named.name).collect()
        };
        for (note, expected) in [
            ("Editors: Please kill the stories slugged FERRY-AGROUND and RATE-RISE.", &["RATE-RISE"][..]),
            ("Please kill the stories slugged FERRY, RATES and VANE. Thank you.", &["RATES", "VANE"]),
            ("Please kill story ids EXW-4711, EXW-4712 and EXW-4715.", &["EXW-4712", "EXW-4715"]),
            (
                "Please disregard the stories headlined \"Ferry runs aground\" (0912 GMT) and \"Bank raises rate\" (0940 GMT).",
                &["Bank raises rate"],
            ),
            (
                "Bitte die Meldungen „Fähre auf Grund gelaufen“ und „Bank hebt Zinsen“ nicht verwenden.",
                &["Bank hebt Zinsen"],
            ),
            (
                "Prière d'annuler les dépêches intitulées « Le bac s'échoue » et « La banque relève son taux ».",
                &["La banque relève son taux"],
            ),
            (
                "Editors: Please kill the story slugged FERRY-AGROUND. Please also kill the story slugged RATE-RISE.",
                &["RATE-RISE"],
            ),
        ] {
            assert_eq!(others(note), expected, "{note}");
        }
        // one story by two of its names, or beside one that stands
        for note in [
            "Please kill story id EXW-4711, slugged FERRY-AGROUND, headlined \"Ferry runs aground\".",
            "Please kill the story headlined Ferry runs aground sent at 0912 GMT. It was slugged FERRY-AGROUND.",
            "Please kill the story \"Ferry runs aground\", which has to do with the story \"Barge runs aground\".",
            "Editors: Please kill the story slugged FERRY AGROUND, which is wrong.",
        ] {
            assert_eq!(others(note), [""; 0], "{note}");
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
