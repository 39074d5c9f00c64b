//! What makes one version of an item another one than the last: whatever a reader or an editor sees.
//!
//! A date alone says nothing, nor do advertisements, counters and where pictures lie: what differs by no more than
//! that is the same version once more. A copy that is journaled without its text has no paragraphs any more, so what
//! they say is hashed beside what the rest of the record says.

use crate::model::{BlockKind, Kind, Record, Status};
use crate::normalise::dates;

use super::hash::Hasher;

/// A version of an item, in hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::dedup) struct Version {
    /// Of everything but the paragraphs.
    pub(in crate::dedup) fields: u64,
    /// Of the text as its record gives it.
    pub(in crate::dedup) text: u64,
    /// Of the paragraphs that say something, notes and captions among them; 0 for a record without its text.
    pub(in crate::dedup) seen: u64,
    /// Whether it may be used.
    pub(in crate::dedup) use_: Use,
}

/// Whether a version may be used, as far as that makes it another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::dedup) enum Use {
    #[default]
    Free = 0,
    /// It is held back: once it is set free it is another version.
    Withheld = 1,
    /// It takes a story back.
    Kill = 2,
    /// It came after its kill.
    Killed = 3,
}

impl Use {
    pub(in crate::dedup) const ALL: [Use; 4] = [Use::Free, Use::Withheld, Use::Kill, Use::Killed];

    fn of(record: &Record) -> Use {
        match (record.kind, record.status) {
            (Kind::Cancel, _) => Use::Kill,
            (_, Some(Status::Canceled)) => Use::Killed,
            (_, Some(Status::Withheld)) => Use::Withheld,
            _ => Use::Free,
        }
    }
}

impl Version {
    pub(in crate::dedup) fn of(record: &Record) -> Version {
        Version { fields: fields(record), text: text(record), seen: seen(record), use_: Use::of(record) }
    }

    /// Whether two are one version.
    pub(in crate::dedup) fn is(&self, other: &Version) -> bool {
        let told =
            if self.seen == 0 || other.seen == 0 { self.text == other.text } else { self.seen == other.seen };
        told && self.fields == other.fields && self.use_ == other.use_
    }

    /// Of a record that is journaled without its text.
    pub(in crate::dedup) fn thin(self) -> Version {
        Version { seen: 0, ..self }
    }
}

fn fields(record: &Record) -> u64 {
    let mut hasher = Hasher::new(0);
    let mut add = |field: &str, words: &str| {
        if !words.is_empty() {
            hasher.add_text(field);
            hasher.add_text(words);
        }
    };
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    add("headline", &some(&record.headline));
    record.headline_alt.iter().for_each(|headline| add("alt", headline));
    add("slug", &some(&record.slug));
    add("tag", &some(&record.update_tag));
    add("embargo", &some(&record.embargo_until));
    add("section", &some(&record.section));
    add("genre", &some(&record.genre));
    add("urgency", &record.urgency.map(|urgency| urgency.to_string()).unwrap_or_default());
    add("publisher", record.publisher.as_ref().map_or("", |publisher| &publisher.name));
    for author in &record.authors {
        add("author", &author.name);
        add("title", &some(&author.title));
    }
    record.keywords.iter().for_each(|keyword| add("keyword", keyword));
    record.subjects.iter().for_each(|subject| add("subject", subject));
    if let Some(rights) = &record.rights {
        add("copyright", &some(&rights.copyright));
        add("terms", &some(&rights.usage_terms));
    }
    record.corrections.iter().for_each(|correction| add("correction", &correction.text));
    for image in &record.images {
        add("caption", &some(&image.caption));
        add("credit", &some(&image.credit));
    }
    hasher.finish()
}

fn text(record: &Record) -> u64 {
    let mut hasher = Hasher::new(1);
    hasher.add_text(if record.hashes.text.is_empty() { &record.text } else { &record.hashes.text });
    hasher.finish()
}

fn seen(record: &Record) -> u64 {
    if record.text.is_empty() && record.body.is_empty() {
        return 0;
    }
    let mut hasher = Hasher::new(2);
    let lines: Vec<&str> = record.text.split('\n').filter(|line| !line.is_empty()).collect();
    let counters = lines.iter().rev().take(COUNTERS).take_while(|line| is_counter(line)).count();
    lines.iter().take(lines.len() - counters).for_each(|line| hasher.add_text(line));
    hasher.add_text(record.lead.as_deref().unwrap_or_default());
    let around =
        |kind: BlockKind| !kind.is_story() && !matches!(kind, BlockKind::Promo | BlockKind::Dateline);
    let blocks = record.body.iter().filter(|block| around(block.kind));
    let says = |text: &str| !is_counter(text) && !is_date_line(text);
    blocks.filter(|block| says(&block.text)).for_each(|block| hasher.add_text(&block.text));
    hasher.finish().max(1)
}

/// Words beside which a number counts readers, not news.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "comment", "comments", "share", "shares", "view", "views", "like", "likes", "read", "reads", "readers", "reactions", "reaction", "clicks", "visits", "followers", "reposts", "min", "minute", "minutes",
    "kommentar", "kommentare", "aufrufe", "mal", "gelesen", "leser", "geteilt", "klicks", "lesezeit", "minuten", "reaktionen",
    "commentaire", "commentaires", "partages", "vues", "lectures", "réactions",
    "comentario", "comentarios", "visitas", "compartidos", "lecturas", "vistas", "reacciones",
    "commento", "commenti", "condivisioni", "letture", "visualizzazioni",
    "comentário", "comentários", "visualizações", "leituras", "partilhas", "reacties", "weergaven",
];

/// Words that may stand beside them: `Show all 12 comments`, `Artikel 12 mal gelesen`.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "show", "all", "view", "see", "hide", "leave", "a", "add", "of", "the", "this", "article", "story", "post", "time", "times", "people", "total", "online", "shared", "facebook", "twitter", "whatsapp",
    "wurde", "bisher", "artikel", "dieser", "beitrag", "alle", "anzeigen", "ca", "tous", "les", "voir", "lire", "temps", "de", "lecture", "ver", "todos", "los", "tiempo", "lectura", "os", "tempo", "leitura", "mostra", "tutti", "i", "di", "lettura",
];

/// Most counters at the end of a story's text; elsewhere in it a number is news.
const COUNTERS: usize = 3;

/// `Comments (12)`, `1,204 views`, `4 min read`: a number, what is counted, and no word that says more; no sentence.
fn is_counter(line: &str) -> bool {
    const LONGEST: usize = 48;
    if line.len() > LONGEST || !line.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let lower = line.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let named = words().filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    let plain = named.clone().all(|word| COUNTED.contains(&word) || BESIDE.contains(&word));
    plain && named.clone().any(|word| COUNTED.contains(&word)) && !line.trim_end().ends_with(['.', '!', '?'])
}

/// A line beside the story that holds a date and nothing else: `Updated: March 4, 2026, 10:15`. Whatever it puts right
/// is no date: `Correction: toll 120, not 210`.
fn is_date_line(line: &str) -> bool {
    dates::is_only_a_date(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Author, AuthorRole, BodyBlock, Correction, Dated, Image, Precision, Publisher, Rights,
    };

    fn story() -> Record {
        Record {
            headline: Some("Ferry runs aground".into()),
            text: "A ferry ran aground.\n\nAll are safe.".into(),
            keywords: vec!["ferry".into()],
            images: vec![Image { caption: Some("The ferry".into()), ..Image::default() }],
            ..Record::default()
        }
    }

    type Change<With> = fn(&mut Record, With);

    fn block(kind: BlockKind, text: &str) -> BodyBlock {
        BodyBlock { kind, text: text.into(), span: None }
    }

    #[test]
    fn what_a_reader_or_an_editor_sees() {
        let author = Author {
            name: "Ana Holt".into(),
            role: AuthorRole::Author,
            title: None,
            organization: None,
            raw: None,
        };
        let changes: [(&str, Change<Author>); 13] = [
            ("headline", |it, _| it.headline = Some("Ferry aground".into())),
            ("text", |it, _| it.text.push_str(" Not all.")),
            ("byline", |it, author| it.authors.push(author)),
            ("caption", |it, _| it.images[0].caption = Some("The ferry at noon".into())),
            ("publisher", |it, _| it.publisher = Some(Publisher { name: "Herald".into(), domain: None })),
            ("keywords", |it, _| it.keywords.push("harbour".into())),
            ("rights", |it, _| {
                it.rights = Some(Rights { usage_terms: Some("None".into()), ..Rights::default() })
            }),
            ("urgency", |it, _| it.urgency = Some(2)),
            ("embargo", |it, _| it.embargo_until = Some("2026-03-04T10:00:00Z".into())),
            ("status", |it, _| it.status = Some(Status::Withheld)),
            ("note", |it, _| it.body.push(block(BlockKind::Note, "Eds: adds quote"))),
            ("section", |it, _| it.section = Some("Sea".into())),
            ("correction", |it, _| {
                it.corrections.push(Correction { text: "It was Tuesday.".into(), kind: "correction".into() });
            }),
        ];
        for (what, change) in changes {
            let mut changed = story();
            change(&mut changed, author.clone());
            assert!(!Version::of(&changed).is(&Version::of(&story())), "{what}");
        }
    }

    #[test]
    fn what_says_nothing() {
        let changes: [(&str, Change<()>); 6] = [
            ("date", |it, ()| {
                it.published = Some(Dated {
                    value: "2026-03-04".into(),
                    precision: Precision::Day,
                    from: String::new(),
                });
            }),
            ("advertisement", |it, ()| it.body.push(block(BlockKind::Promo, "Subscribe now"))),
            ("counter", |it, ()| it.text.push_str("\n\nComments (12)")),
            ("views", |it, ()| it.body.push(block(BlockKind::Note, "1,204 views"))),
            ("picture's address", |it, ()| it.images[0].url = Some("https://a.example/x.jpg?w=3".into())),
            ("date line", |it, ()| it.body.push(block(BlockKind::Note, "Updated: March 4, 2026, 10:15"))),
        ];
        for (what, change) in changes {
            let mut changed = story();
            change(&mut changed, ());
            assert!(Version::of(&changed).is(&Version::of(&story())), "{what}");
        }
    }

    #[test]
    fn numbers_that_are_news() {
        let text = |text: &str| Version::of(&Record { text: text.into(), ..story() });
        for (old, new) in [
            ("Motion passed with 51 votes.", "Motion lost with 49 votes."),
            ("Motion passed with 51 votes", "Motion lost with 49 votes"),
            ("Holt fell 40 shares.", "Holt won 40 shares."),
            ("Yes: 51 votes", "Yes: 49 votes"),
            ("51 votes", "49 votes"),
            ("It drew 12 readers.", "It drew 14 readers."),
            ("12 shares\n\nThe sale is over.", "14 shares\n\nThe sale is over."),
        ] {
            assert!(!text(old).is(&text(new)), "{old} {new}");
        }
        for (old, new) in [
            ("All are safe.\n\n1,204 views", "All are safe.\n\n1,310 views"),
            (
                "All are safe.\n\nShow all 12 comments\n\n40 shares",
                "All are safe.\n\nShow all 14 comments\n\n44 shares",
            ),
            ("Alle leben.\n\nArtikel 12 mal gelesen", "Alle leben.\n\nArtikel 14 mal gelesen"),
        ] {
            assert!(text(old).is(&text(new)), "{old} {new}");
        }
        let noted = |note: &str| Version::of(&Record { body: vec![block(BlockKind::Note, note)], ..story() });
        for (old, new) in [
            ("Correction: toll 120, not 210", "Correction: toll 130, not 210"),
            ("Doors open 10:15", "Doors open 11:15"),
            ("Eds: 120 dead", "Eds: 210 dead"),
        ] {
            assert!(!noted(old).is(&noted(new)), "{old} {new}");
        }
        assert!(noted("March 4, 2026, 10:15").is(&noted("March 5, 2026, 11:30")));
        assert!(noted("Stand: 4. März 2026").is(&noted("Stand: 5. März 2026")));
    }
}
