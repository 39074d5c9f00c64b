//! XML of vendors, whose elements are called in their own language.

use super::agency::{authors, read};

const STORY: [&str; 2] = [
    "The ferry to the islands stays in port until Monday, the harbour office said.",
    "Two hundred passengers wait on the quay of Lumen for the next crossing.",
];

/// A delivery of elements called so: the story's, headline's, author's, day's, list of keywords' and keyword's, text's, paragraph's.
fn delivery(names: [&str; 8]) -> String {
    let [root, headline, author, day, list, keyword, text, paragraph] = names;
    format!(
        "<?xml version='1.0'?><{root}><{headline}>Ferry stays in port</{headline}><{author}>Ana Exemplar</{author}><{day}>2026-03-10</{day}>\
         <{list}><{keyword}>ferries</{keyword}><{keyword}>Lumen</{keyword}></{list}>\
         <{text}><{paragraph}>{}</{paragraph}><{paragraph}>{}</{paragraph}></{text}></{root}>",
        STORY[0], STORY[1]
    )
}

#[test]
fn fields_are_known_in_the_languages_of_houses() {
    for names in [
        ["artikel", "titel", "autor", "datum", "schlagworte", "schlagwort", "text", "absatz"],
        [
            "meldung",
            "überschrift",
            "verfasser",
            "erscheinungsdatum",
            "stichworte",
            "stichwort",
            "inhalt",
            "absatz",
        ],
        ["article", "titre", "auteur", "date_publication", "mots-cles", "mot-cle", "corps", "paragraphe"],
        ["noticia", "titular", "firma", "fecha", "etiquetas", "etiqueta", "cuerpo", "parrafo"],
        ["notizia", "titolo", "autore", "data", "parole_chiave", "parola_chiave", "testo", "capoverso"],
        [
            "noticia",
            "titulo",
            "autora",
            "dataPublicacao",
            "palavras-chave",
            "palavra-chave",
            "conteudo",
            "par",
        ],
        ["bericht", "kop", "auteur", "publicatiedatum", "trefwoorden", "trefwoord", "inhoud", "alinea"],
        [
            "artikel",
            "rubrik",
            "skribent",
            "publiceringsdatum",
            "nyckelord",
            "nyckelord",
            "brodtext",
            "stycke",
        ],
        ["Story", "Headline", "ByLine", "PubDate", "Keywords", "Keyword", "Content", "Para"],
    ] {
        let (records, refused) = read(delivery(names));
        assert!(refused.is_empty() && records.len() == 1, "{names:?} {refused:?}");
        let record = &records[0];
        assert_eq!(record.headline.as_deref(), Some("Ferry stays in port"), "{names:?}");
        assert_eq!(authors(record), ["Ana Exemplar|Author||"], "{names:?}");
        assert_eq!(record.published.as_ref().map(|p| p.value.as_str()), Some("2026-03-10"), "{names:?}");
        assert_eq!(record.keywords, ["ferries", "Lumen"], "{names:?}");
        assert_eq!(record.text, STORY.join("\n\n"), "{names:?}");
        assert_eq!(record.section, None, "{names:?}");
    }
}

#[test]
fn fields_beside_the_story_are_no_text() {
    for (before, after) in [
        (
            "<story><header><storyId>KX-1</storyId><headline>Ferry stays</headline><location>LUMEN</location><created>2026-03-11</created></header><content>",
            "</content></story>",
        ),
        (
            "<article><id>KX-1</id><title>Ferry stays</title><author><name>Ana Exemplar</name></author>",
            "</article>",
        ),
        (
            "<story id='KX-1'><body><headline>Ferry stays</headline><byline>Ana Exemplar</byline><par>",
            "</par></body></story>",
        ),
    ] {
        let text = format!("<?xml version='1.0'?>{before}<p>{}</p><p>{}</p>{after}", STORY[0], STORY[1]);
        let (records, _) = read(&text);
        assert_eq!(records[0].text, STORY.join("\n\n"), "{text}");
        assert_eq!(records[0].headline.as_deref(), Some("Ferry stays"), "{text}");
        assert_eq!(records[0].source.item.as_deref(), Some("KX-1"), "{text}");
    }
    // parts of one text stay together, and a word in a line is no field
    let parts = format!(
        "<story><headline>Ferry stays</headline><text>{}</text><text>{} <keyword>Lumen</keyword> waits.</text></story>",
        STORY[0], STORY[1]
    );
    let (records, _) = read(&parts);
    assert_eq!(records[0].text, format!("{}\n\n{} Lumen waits.", STORY[0], STORY[1]));
}

#[test]
fn deliveries_of_several_stories_are_taken_apart() {
    let one = |name: &str, n: usize| {
        format!(
            "<{name}><id>A-{n}</id><title>Ferry {n} stays</title><body><p>{}</p></body></{name}>",
            STORY[n % 2]
        )
    };
    for (around, end, name) in [
        ("<NewsBatch>", "</NewsBatch>", "Article"),
        ("<export><meta>x</meta><artikel>", "</artikel></export>", "meldung"),
        ("<delivery><title>Evening list</title>", "</delivery>", "item"),
    ] {
        let text = format!("<?xml version='1.0'?>{around}{}{}{end}", one(name, 1), one(name, 2));
        let (records, _) = read(&text);
        let found: Vec<_> = records
            .iter()
            .map(|r| {
                (r.headline.as_deref(), r.source.item.as_deref(), r.source.member.as_deref(), r.text.as_str())
            })
            .collect();
        assert_eq!(
            found,
            [
                (Some("Ferry 1 stays"), Some("A-1"), Some("1"), STORY[1]),
                (Some("Ferry 2 stays"), Some("A-2"), Some("2"), STORY[0])
            ],
            "{text}"
        );
    }
    // a story with parts under headings of their own, and one that points to others
    for inside in [
        format!(
            "<section><title>Port</title><text>{}</text></section><section><title>Quay</title><text>{}</text></section>",
            STORY[0], STORY[1]
        ),
        format!(
            "<body><p>{}</p><p>{}</p></body><related>{}{}</related>",
            STORY[0],
            STORY[1],
            one("item", 1),
            one("item", 2)
        ),
    ] {
        let text =
            format!("<?xml version='1.0'?><story><headline>Ferry stays in port</headline>{inside}</story>");
        let (records, _) = read(&text);
        assert_eq!(records.len(), 1, "{text}");
        assert_eq!(records[0].headline.as_deref(), Some("Ferry stays in port"));
    }
}
