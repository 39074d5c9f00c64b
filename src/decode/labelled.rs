//! Plain copy that begins with its fields by name: `Headline: ...`, `Byline: ...`, or between two lines of hyphens as sites are
//! written. What nobody labels so stays copy: two known names are needed, one of them a headline's.

use super::text::lines;
use crate::model::{Byline, DateClaim, Document, Found};

/// Most lines of fields, and longest of them.
const MOST_LINES: usize = 20;
const LONGEST: usize = 400;

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Headline,
    Byline,
    Date,
    Publisher,
    Slug,
    Keywords,
    Section,
    Lead,
    Language,
    Place,
    Body,
    Other,
}

/// Labels by field, small. Written by hand.
#[rustfmt::skip]
const LABELS: &[(Field, &[&str])] = &[
    (Field::Headline, &["headline", "title", "hed", "überschrift", "titel", "schlagzeile", "titre", "título", "titular", "titolo", "kop", "rubrik", "overskrift", "tytuł", "заголовок"]),
    (Field::Byline, &["byline", "author", "authors", "by", "autor", "autorin", "autoren", "verfasser", "auteur", "auteurs", "autores", "autore", "författare", "forfatter", "автор"]),
    (Field::Date, &["date", "published", "pubdate", "datum", "publié", "fecha", "data", "dato", "дата"]),
    (Field::Publisher, &["publication", "publisher", "outlet", "zeitung", "medium"]),
    (Field::Slug, &["slug", "slugline"]),
    (Field::Keywords, &["keywords", "tags", "stichworte", "schlagworte", "schlagwörter", "mots-clés", "palabras clave", "parole chiave", "trefwoorden"]),
    (Field::Section, &["section", "category", "ressort", "rubrique", "sección", "sezione", "rubriek"]),
    (Field::Lead, &["summary", "abstract", "standfirst", "deck", "dek", "description", "vorspann", "teaser", "unterzeile", "chapô", "entradilla", "sommario"]),
    (Field::Language, &["language", "lang", "sprache", "langue", "idioma", "lingua"]),
    (Field::Place, &["dateline", "place", "ort", "lieu", "lugar", "luogo"]),
    (Field::Body, &["body", "text", "story", "copy", "content", "artikel", "texte", "texto", "testo"]),
    (Field::Other, &["source", "id", "copyright", "credit", "photo", "image", "url", "link", "layout", "draft", "word count", "words", "length", "status", "version", "permalink"]),
];

/// Takes the fields at the head of a text into a document; what is left of the text. Nothing: it has none.
pub(super) fn read<'t>(document: &mut Document, text: &'t str) -> Option<&'t str> {
    let mut fields: Vec<(Field, &str)> = Vec::new();
    let (mut at, mut fenced) = (0, false);
    for line in lines(text).take(MOST_LINES) {
        let told = line.trim();
        let begin = at;
        at = text.get(begin..)?.find(line).map_or(begin, |shift| begin + shift + line.len());
        if told == "---" && (fields.is_empty() || fenced) {
            let ends = fenced;
            fenced = true;
            if ends {
                break;
            }
            continue;
        }
        if told.is_empty() {
            if !fields.is_empty() && !fenced {
                break;
            }
            continue;
        }
        match label(told) {
            Some((Field::Body, rest)) => {
                fields.push((Field::Body, rest));
                at = begin + text.get(begin..at)?.rfind(rest).unwrap_or(0);
                break;
            }
            Some(field) => fields.push(field),
            None if fenced => {}
            None => {
                at = begin;
                break;
            }
        }
    }
    let has_headline = fields.iter().any(|(field, value)| *field == Field::Headline && !value.is_empty());
    if !has_headline || fields.len() < 2 {
        return None;
    }
    fields.into_iter().for_each(|(field, value)| put(document, field, value));
    text.get(at..)
}

/// The field that a line names, and what it says.
fn label(line: &str) -> Option<(Field, &str)> {
    let (name, value) = line.split_once([':', '：']).filter(|_| line.len() <= LONGEST)?;
    let name = name.trim().trim_matches('*').to_lowercase();
    let (field, _) = LABELS.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    let value = value.trim().trim_matches('*').trim();
    Some((*field, value.trim_matches(['"', '\''])))
}

fn put(document: &mut Document, field: Field, value: &str) {
    if value.is_empty() {
        return;
    }
    let found = || Some(Found::new(value.to_owned(), "label"));
    match field {
        Field::Headline => document.headline = document.headline.take().or_else(found),
        Field::Byline => {
            document.bylines.push(Found::new(Byline { raw: value.to_owned(), ..Byline::default() }, "label"));
        }
        Field::Date => document.published = Some(Found::new(DateClaim { raw: value.to_owned() }, "label")),
        Field::Publisher => document.publisher = found(),
        Field::Slug => document.slug = found(),
        Field::Keywords => {
            let words = value
                .trim_matches(['[', ']'])
                .split([',', ';'])
                .map(|word| word.trim().trim_matches(['"', '\'']));
            document.keywords.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
        Field::Section => document.section = found(),
        Field::Lead => document.lead = found(),
        Field::Language => document.language = found(),
        Field::Place => document.dateline = found(),
        Field::Body | Field::Other => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The harbour board voted on Tuesday to keep the ferry.\n\nThe plan is two years old.";

    fn read_all(text: &str) -> Option<(Document, String)> {
        let mut document = Document::default();
        let rest = read(&mut document, text)?.trim().to_owned();
        Some((document, rest))
    }

    #[test]
    fn fields_by_name() {
        for head in [
            "Headline: Ferry stays\nByline: Dana Roy\nDate: March 4, 2026\nSource: Halden Post\n\n",
            "TITLE: Ferry stays\nAUTHOR: Dana Roy\nPUBLISHED: March 4, 2026\nBODY:\n",
            "---\ntitle: \"Ferry stays\"\nauthor: Dana Roy\ndate: March 4, 2026\ndraft: false\n---\n\n",
            "Titel: Ferry stays\nAutor: Dana Roy\nDatum: March 4, 2026\nText: ",
        ] {
            let (document, rest) = read_all(&format!("{head}{STORY}")).unwrap();
            assert_eq!(document.headline.unwrap().value, "Ferry stays", "{head}");
            assert_eq!(document.bylines[0].value.raw, "Dana Roy", "{head}");
            assert_eq!(document.published.unwrap().value.raw, "March 4, 2026", "{head}");
            assert_eq!(rest, STORY, "{head}");
        }
        let (document, _) = read_all(&format!("Title: Ferry stays\nTags: [ferry, port]\n\n{STORY}")).unwrap();
        assert_eq!(document.keywords, ["ferry", "port"]);
    }

    #[test]
    fn copy_is_no_field() {
        for text in [
            "Ferry stays\n\nBy: Dana Roy\nDate: March 4\n",
            "Source: Halden Ports\nMEDIA RELEASE PR1\nFerry stays\n",
            "Title: a word that few understand\n\nThe story begins.",
            "WHAT: Opening\nWHEN: Wednesday\n",
        ] {
            assert!(read_all(text).is_none(), "{text}");
        }
    }
}
