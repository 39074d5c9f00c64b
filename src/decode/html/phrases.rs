//! Set phrases of news pages: promotion, buttons, closing headings.
//!
//! The tables are in [`super::phrase_words`]; here stands how they are met.

use super::phrase_words::{BYLINES, CLOSERS, Call, Close, FURNITURE, POINTERS, PROMOS, SALES};

/// The letters and digits of a text as lower-case words.
fn words(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') && !matches!(c, '\'' | '’') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// How many bytes longer one of two texts may be that are the same.
const BEYOND: usize = 40;

/// The words of the beginning of a text: enough of it to tell whether they are more than so many bytes.
fn beginning(text: &str, most: usize) -> String {
    let mut read = 0;
    for (at, c) in text.char_indices() {
        read += if c.is_alphanumeric() { c.len_utf8() } else { 0 };
        // small letters may take fewer bytes
        if read > most * 2 + 8 {
            return words(text.get(..at).unwrap_or(text));
        }
    }
    words(text)
}

/// Whether two texts are the same words; the shorter may end in an ellipsis.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    let cut = |t: &str| t.trim_end().ends_with('…') || t.trim_end().ends_with("...");
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let s = words(short);
    // no more of the longer one than tells: it may be a headline of any length beside each of many lines
    let l = beginning(long, s.len() + BEYOND);
    !s.is_empty()
        && (s == l || (s.len() > 40 && l.starts_with(&s) && (cut(short) || l.len() < s.len() + BEYOND)))
}

/// Whether a page's title is that of a story, as it is or with the site's name behind it.
pub(super) fn is_titled(page: &str, story: &str) -> bool {
    let (whole, title) = (words(page), words(story));
    same_words(page, story) || title.chars().count() > 12 && begins(&whole, &title)
}

/// How many of the words of a piece may stand between a phrase and the mark behind it.
const BEFORE_MARK: usize = 4;
/// Most words of a sentence that asks readers to do something.
const ASKED: usize = 24;

/// Whether a short piece points to another story or calls to subscribe; of its `chars`, so many are `linked`.
pub(super) fn is_promo(text: &str, linked: usize, chars: usize) -> bool {
    let folded = words(text);
    let marked = words_before_mark(text);
    PROMOS.iter().filter(|(phrase, _)| begins(&folded, phrase)).any(|(phrase, call)| {
        let own = phrase.split(' ').count();
        let is_marked = |most: usize| marked.is_some_and(|at| at >= own && at <= own + most);
        let rest = chars.saturating_sub(phrase.chars().filter(|c| *c != ' ').count());
        let is_link = linked * 10 >= rest * 6;
        let whole = folded.len() == phrase.len();
        whole
            || linked > 0 && is_link
            || match call {
                Call::Sure => true,
                Call::Asks => {
                    is_marked(BEFORE_MARK) || linked > 0 && folded.split(' ').count() <= own + ASKED
                }
                Call::Heads => is_marked(BEFORE_MARK) || !super::prose::ends_a_sentence(text),
                Call::Names => is_marked(1),
            }
    })
}

/// Whether a heading points elsewhere: it begins with a phrase of more than one word that does, or is one. One that
/// `announces` what follows may begin with any.
pub(super) fn points_elsewhere(heading: &str, announces: bool) -> bool {
    let folded = words(heading);
    PROMOS.iter().any(|(phrase, _)| {
        begins(&folded, phrase) && (announces || phrase.contains(' ') || folded.len() == phrase.len())
    })
}

/// Whether words begin with a phrase.
fn begins(folded: &str, phrase: &str) -> bool {
    folded.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// How many words stand before the first mark that parts a label from what it names.
fn words_before_mark(text: &str) -> Option<usize> {
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let head = bare.char_indices().take(60);
    let (at, _) = head.clone().find(|(_, c)| matches!(c, ':' | '：' | '|' | '>' | '»' | '→' | '►' | '▶'))?;
    let label = words(bare.get(..at)?);
    (!label.is_empty()).then(|| label.split(' ').count())
}

/// Whether a short piece is a label or button of the page.
pub(super) fn is_furniture(text: &str) -> bool {
    let folded = words(text);
    FURNITURE.contains(&folded.as_str())
}

/// Whether a link says nothing but that there is more.
pub(super) fn is_pointer(link: &str) -> bool {
    POINTERS.contains(&words(link).as_str())
}

/// Whether a link says where to buy what stands before it.
pub(super) fn sells(link: &str) -> bool {
    let folded = words(link);
    SALES.iter().any(|phrase| begins(&folded, phrase)) && folded.split(' ').count() <= 6
}

/// What a heading says that closes stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closing {
    /// The story is over.
    Ends,
    /// The story is over if what follows points elsewhere.
    Points,
}

/// Most words of a heading that closes a story beyond the phrase that it begins with.
const CLOSING_WORDS: usize = 6;

/// Whether a heading closes the story, and how surely.
pub(super) fn closing(text: &str) -> Option<Closing> {
    let folded = words(text);
    if names_more(&folded) {
        return Some(Closing::Points);
    }
    let is_dense = super::prose::is_dense_script(&folded);
    let (_, close) = CLOSERS.iter().find(|(phrase, close)| match close {
        Close::Alone => folded == *phrase,
        Close::Begins | Close::Ends => {
            begins(&folded, phrase) && folded.split(' ').count() <= phrase.split(' ').count() + CLOSING_WORDS
                || is_dense && folded.starts_with(phrase)
        }
    })?;
    Some(if *close == Close::Begins { Closing::Points } else { Closing::Ends })
}

/// `More Great Lumen Stories`, `Weitere spannende Artikel`, `Otras noticias del puerto`.
fn names_more(folded: &str) -> bool {
    const MORE: [&str; 13] = [
        "more", "other", "mehr", "weitere", "andere", "plus", "autres", "más", "otras", "otros", "altri",
        "altre", "meer",
    ];
    const STORIES: [&str; 22] = [
        "stories",
        "articles",
        "news",
        "coverage",
        "headlines",
        "posts",
        "reads",
        "artikel",
        "beiträge",
        "nachrichten",
        "themen",
        "geschichten",
        "actualités",
        "noticias",
        "artículos",
        "historias",
        "articoli",
        "notizie",
        "nieuws",
        "artikelen",
        "verhalen",
        "reading",
    ];
    let mut list = folded.split(' ');
    list.next().is_some_and(|first| MORE.contains(&first))
        && folded.split(' ').count() <= CLOSING_WORDS
        && list.any(|word| STORIES.contains(&word))
}

/// Whether a heading may close a story.
pub(super) fn closes_a_story(text: &str) -> bool {
    closing(text).is_some()
}

/// Whether a short line begins as bylines do.
pub(super) fn names_authors(text: &str) -> bool {
    let folded = words(text);
    BYLINES.iter().any(|by| folded.strip_prefix(by).is_some_and(|rest| rest.starts_with(' ')))
        && folded.split(' ').count() <= 14
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promotion_is_told_from_prose() {
        let check = |text: &str, linked: &str, expected: bool| {
            let chars = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            assert_eq!(is_promo(text, chars(linked), chars(text)), expected, "{text}");
        };
        check("READ MORE: Port closes for a week", "Port closes for a week", true);
        check("Lesen Sie auch: Hafen gesperrt", "", true);
        check("Related:", "", true);
        check("More on the strike", "the strike", true);
        check("Read more about the strike on our live page.", "live page", true);
        check("Most read", "", true);
        check("Related stories Port closes", "", true);
        check("Mehr: Hafen gesperrt", "", true);
        check("Read more books, the minister told schools on Monday.", "", false);
        check("More than half of the shops had signed a letter that asked for time.", "a letter", false);
        check("Most read the letter as a threat, one member said.", "one member", false);
        check("Related charges against the captain were dropped in May.", "in May", false);
        check("Mehr als die Hälfte der Läden hatte einen Brief unterschrieben.", "einen Brief", false);
        check("Leggi più severe: il consiglio vota lunedì sera.", "lunedì", false);
        check("Watch sales fell for the third year, the guild said on Monday.", "the guild said", false);
        check("Video of the fire: what the court saw of it on Monday.", "", false);
    }

    #[test]
    fn headings_that_close_stories() {
        assert!(is_furniture("Advertisement"));
        assert_eq!(closing("More from Business"), Some(Closing::Points));
        assert_eq!(closing("About the author"), Some(Closing::Ends));
        assert_eq!(closing("関連記事一覧"), Some(Closing::Points));
        assert_eq!(closing("More Great Lumen Stories"), Some(Closing::Points));
        assert_eq!(closing("Weitere spannende Artikel"), Some(Closing::Points));
        assert_eq!(closing("Other ports"), None);
        for text in [
            "More than a hundred ships",
            "Share this list with neighbours who have no letter box.",
            "Mehr ausgegeben als geplant",
            "Tags der offenen Tür",
        ] {
            assert_eq!(closing(text), None, "{text}");
        }
        assert!(points_elsewhere("More on the ferry", false));
        assert!(!points_elsewhere("More money for ferries", false));
        assert!(points_elsewhere("Mehr zur Lage lesen Sie hier:", true));
    }

    #[test]
    fn a_cut_description_is_the_same_words() {
        assert!(same_words(
            "The port was closed on Monday, the mayor said, and…",
            "The port was closed on Monday, the mayor said, and will stay closed."
        ));
        assert!(!same_words("", "x"));
        assert!(!same_words("Short", "Short and more"));
    }
}
