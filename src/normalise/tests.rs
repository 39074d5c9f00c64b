//! Whole documents: what a careful editor makes of copy of the poorest kind. All articles are invented.

use proptest::prelude::*;

use super::*;
use crate::model::{AuthorRole, Found, LinkRel, Precision, Status};

const RECEIVED: &str = "2014-03-05T12:00:00Z";

fn hints() -> Hints {
    Hints { received_at: RECEIVED.to_owned(), ..Hints::default() }
}

/// The record of a plain text: blocks as the decoder parts them, at blank lines.
fn record(text: &str) -> Record {
    let blocks = text.split("\n\n").filter(|b| !b.trim().is_empty()).map(Block::unknown).collect();
    let document = Document { format: "text", blocks, ..Document::default() };
    normalise(document, &hints(), &TextLimits::default())
}

/// `kind: first words` of every block.
fn kinds(record: &Record) -> Vec<String> {
    let kind =
        |b: &crate::model::BodyBlock| serde_json::to_value(b.kind).unwrap().as_str().unwrap().to_owned();
    let words = |t: &str| t.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    record.body.iter().map(|b| format!("{}: {}", kind(b), words(&b.text))).collect()
}

/// Text and body agree: spans hold their blocks, in order, and nothing else is in the text.
fn assert_sound(record: &Record) {
    let chars: Vec<char> = record.text.chars().collect();
    let mut last = 0;
    let mut covered = 0;
    for block in &record.body {
        assert_eq!(block.span.is_some(), block.kind.is_story());
        let Some([start, end]) = block.span else { continue };
        assert!(start >= last && end <= chars.len() && start <= end);
        assert_eq!(chars[start..end].iter().collect::<String>(), block.text);
        covered += end - start;
        last = end;
    }
    let joints =
        record.text.matches("\n\n").count() * 2 + record.text.replace("\n\n", "").matches('\n').count();
    assert_eq!(covered + joints, chars.len());
}

#[test]
fn scraped_text_with_a_caption_and_promotions() {
    let record = record(
        "Islanders warn of \"hungry\" winter as ferries stop\n\n\n\
         Residents of Port Lumen wait for news at the old customs quay on March 3, 2014.\n\n\n\
         Kim Model\n\n\
         Officials have slammed the ferry company for leaving the islands without supplies.\n\n\
         \"The situation on the quay continues to worsen,\" Agence France-Presse quoted Marta Oduya, a fish seller, as saying.\n\n\
         More from GlobalPost: Why islands: sink\n\n\
         \"We were promised a bridge,\" Oduya said, according to Australia's ABC.\n\n\
         Human rights groups called for the ministry to do more  to help.\n\n\
         More from GlobalPost: Five ports that beat the odds",
    );
    assert_sound(&record);
    assert_eq!(record.headline.as_deref(), Some("Islanders warn of \"hungry\" winter as ferries stop"));
    assert_eq!(record.publisher.as_ref().map(|p| p.name.as_str()), Some("GlobalPost"));
    let image = &record.images[0];
    assert_eq!(
        image.caption.as_deref(),
        Some("Residents of Port Lumen wait for news at the old customs quay on March 3, 2014.")
    );
    assert_eq!(image.credit.as_deref(), Some("Kim Model"));
    assert!(record.authors.is_empty(), "a photographer is not an author");
    assert_eq!(record.published, None, "a caption's date is not the story's");
    let links: Vec<_> = record.links.iter().map(|l| (l.text.as_str(), l.rel)).collect();
    assert_eq!(
        links,
        [("Why islands: sink", LinkRel::Promo), ("Five ports that beat the odds", LinkRel::Promo)]
    );
    assert_eq!(record.counts.paragraphs, 4);
    assert!(record.text.starts_with("Officials have slammed") && record.text.ends_with("do more to help."));
    assert_eq!(record.language.as_deref(), Some("en"));
    assert_eq!(record.lead.as_deref(), record.text.split("\n\n").next());
    assert_eq!(record.provenance["headline"], "rule:first-line");
    assert_eq!(record.provenance["publisher"], "rule:more-from");
    assert_eq!(record.provenance["images"], "rule:caption");
}

#[test]
fn lines_without_blank_lines_between_them() {
    let record = record(
        "Harbor town waits for ferries that may never return\n\
         Residents look across the strait from the old customs quay on March 3, 2014.\n\
         Kim Model\n\
         PORT LUMEN, Freedonia — The last ferry left at dawn on Monday, and nobody expected another.\n\n\
         \"We were promised a bridge,\" said Marta Oduya, 61.\n\n\
         Read more: Five ports that beat the odds\n\n\
         (Reporting by Ana Exemplar in Port Lumen; Editing by Tom Sample)\n\n\
         Follow Ana Exemplar on Twitter: @anaexemplar\n\n\
         Copyright 2014 Example News. All rights reserved.",
    );
    assert_sound(&record);
    assert_eq!(
        kinds(&record),
        [
            "caption: Residents look across",
            "credit: Kim Model",
            "text: PORT LUMEN, Freedonia",
            "text: \"We were promised",
            "promo: Read more: Five",
            "credit: (Reporting by Ana",
            "contact: Follow Ana Exemplar",
            "note: Copyright 2014 Example",
        ]
    );
    let authors: Vec<_> = record.authors.iter().map(|a| (a.name.as_str(), a.role)).collect();
    assert_eq!(authors, [("Ana Exemplar", AuthorRole::Reporter), ("Tom Sample", AuthorRole::Editor)]);
    assert_eq!(record.dateline.as_ref().and_then(|d| d.place.as_deref()), Some("PORT LUMEN"));
    let copyright = record.rights.as_ref().and_then(|r| r.copyright.as_deref());
    assert_eq!(copyright, Some("Copyright 2014 Example News. All rights reserved."));
}

#[test]
fn a_wire_story_with_embargo_update_and_corrections() {
    let record = record(
        "EMBARGOED UNTIL 0001 GMT TUESDAY MARCH 4\n\
         UPDATE 2-Freedonia ferries halted as fuel runs out\n\
         * Ministry says service to resume \"within weeks\"\n\
         * Islanders queue for bread\n\
         (Adds minister quote, paragraph 4; corrects day of last sailing, paragraph 1)\n\
         By Ana Exemplar and Tom Sample\n\
         PORT LUMEN, March 3 (Examplewire) - The last ferry left at dawn on Monday.\n\
         CORRECTION: An earlier version of this story misspelled the name of Marta Oduya.\n\
         (Additional reporting by Jo Placeholder in Eastport; Writing by Tom Sample; Editing by Kim Model)",
    );
    assert_sound(&record);
    assert_eq!(record.headline.as_deref(), Some("Freedonia ferries halted as fuel runs out"));
    assert_eq!(record.update_tag.as_deref(), Some("UPDATE 2"));
    assert_eq!(
        kinds(&record),
        [
            "note: EMBARGOED UNTIL 0001",
            "list: Ministry says service",
            "list: Islanders queue for",
            "correction: (Adds minister quote,",
            "byline: By Ana Exemplar",
            "text: PORT LUMEN, March",
            "correction: CORRECTION: An earlier",
            "credit: (Additional reporting by",
        ]
    );
    let authors: Vec<_> = record.authors.iter().map(|a| (a.name.as_str(), a.role)).collect();
    assert_eq!(
        authors,
        [
            ("Ana Exemplar", AuthorRole::Author),
            ("Tom Sample", AuthorRole::Author),
            ("Jo Placeholder", AuthorRole::Contributor),
            ("Kim Model", AuthorRole::Editor),
        ]
    );
    assert_eq!(record.corrections.len(), 2);
    assert_eq!(record.embargo_until.as_deref(), Some("2014-03-04T00:01Z"), "the year is that of its Tuesday");
    assert_eq!(record.status, Some(Status::Withheld), "nothing says that it was sent after its time");
    assert_eq!(record.warnings, []);
    let dateline = record.dateline.as_ref().unwrap();
    assert_eq!(
        (dateline.date.as_deref(), dateline.agency.as_deref()),
        (Some("March 3"), Some("Examplewire"))
    );
    assert!(record.text.contains("(Examplewire) - The last ferry"), "an inline dateline stays in the text");
}

#[test]
fn wrapped_agency_copy() {
    let record = record(
        "REFILE\n\
         1ST LEAD\n\
         Freedonia joins list of countries without ferries\n\
         By Manuel Muster, dpa =\n\n\
         Port Lumen (dpa) - Freedonia is joining a growing number of countries\n\
         that will refrain from running ferries in December, the\n\
         government announced on Wednesday.\n\n\
         The government said it \"wishes to postpone its final decision pending\n\
         conclusion of the parliamentary debates.\"\n\n\
         # Notebook\n\n\
         ## Internet links\n\
         - [Ferries](http://example.org/x)\n\n\
         The following information is not intended for publication\n\n\
         dpa wsz jln npr",
    );
    assert_sound(&record);
    assert_eq!(record.headline.as_deref(), Some("Freedonia joins list of countries without ferries"));
    assert_eq!(record.update_tag.as_deref(), Some("1ST LEAD"));
    assert_eq!(record.authors[0].name, "Manuel Muster");
    assert_eq!(record.authors[0].organization.as_deref(), Some("dpa"));
    assert_eq!(
        record.text,
        "Port Lumen (dpa) - Freedonia is joining a growing number of countries that will refrain from running ferries in December, the government announced on Wednesday.\n\nThe government said it \"wishes to postpone its final decision pending conclusion of the parliamentary debates.\""
    );
}

#[test]
fn text_without_a_headline_keeps_its_first_paragraph() {
    let record = record(
        "Die letzte Fähre hat am Montag den Hafen verlassen. Niemand am Kai rechnete noch mit einer weiteren vor dem Frühjahr.\n\n\
         Das Ministerium äußerte sich zunächst nicht.",
    );
    assert_eq!(record.headline, None);
    assert_eq!(record.counts.paragraphs, 2);
    assert_eq!(record.language.as_deref(), Some("de"));
}

#[test]
fn sentences_that_look_like_something_else_stay_text() {
    let story = [
        "By Thursday afternoon, Exemplar had accepted the offer of a new ferry.",
        "Related services suffered too, the company said in a statement.",
        "Read my lips, she said: there will be no bridge before the spring comes.",
        "Follow the money, said the harbour master, and you will find the fuel.",
        "Corrections officers reported from the island that all was quiet there.",
        "Copyright law does not cover the shape of a boat, the court said.",
        "Photo finishes are rare in ferry races, the captain explained.",
        "Embargoed fuel still reaches the port, three captains told the paper.",
        "Published figures show that one in three islanders has left.",
        "Contact with the ferry was lost at noon, the coast guard said.",
        "The storm contributed to this winter's losses, the report says.",
        "7 p.m.",
    ];
    let text = format!("Ferries stop\n\n{}\n\nThe end came soon.", story.join("\n\n"));
    let record = record(&text);
    for line in story {
        assert!(record.text.contains(line), "lost: {line}");
    }
}

#[test]
fn fields_of_formats_are_cleaned() {
    let found = |v: &str| Some(Found::new(v.to_owned(), "json-ld"));
    let document = Document {
        format: "json",
        headline: found("Ferries  halted: a clichÃ©\u{ad}"),
        url: found("https://m.example.org/a?utm_source=x#top"),
        publisher: found("Example News"),
        published: Some(Found::new(
            crate::model::DateClaim { raw: "4 mars 2014 06:00".to_owned() },
            "json-ld",
        )),
        modified: Some(Found::new(crate::model::DateClaim { raw: "2031-01-01".to_owned() }, "og")),
        bylines: vec![
            Found::new(
                crate::model::Byline { raw: "By Ana Exemplar".to_owned(), ..Default::default() },
                "json-ld",
            ),
            Found::new(
                crate::model::Byline { raw: "Example News".to_owned(), ..Default::default() },
                "json-ld",
            ),
        ],
        blocks: vec![
            Block::of(BlockKind::Text, "Port Lumen (dpa) - The last ferry left."),
            Block::unknown("Read more: x"),
        ],
        ..Document::default()
    };
    let record = normalise(document, &hints(), &TextLimits::default());
    assert_eq!(record.headline.as_deref(), Some("Ferries halted: a cliché"));
    assert_eq!(record.canonical_url.as_deref(), Some("https://example.org/a"));
    assert_eq!(record.publisher.as_ref().and_then(|p| p.domain.as_deref()), Some("example.org"));
    let published = record.published.as_ref().unwrap();
    assert_eq!((published.value.as_str(), published.precision), ("2014-03-04T06:00", Precision::Minute));
    assert_eq!(record.modified, None);
    let codes: Vec<_> = record.warnings.iter().map(|w| w.code.as_str()).collect();
    assert_eq!(codes, ["date-in-future", "mojibake-repaired"]);
    let authors: Vec<_> = record.authors.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(authors, ["Ana Exemplar"]);
    assert_eq!(record.text, "Port Lumen (dpa) - The last ferry left.");
    assert_eq!(record.dateline.as_ref().and_then(|d| d.agency.as_deref()), Some("dpa"));
}

#[test]
fn kills_are_cancels() {
    for text in [
        "KILL: Ferry runs aground off Port Lumen",
        "MANDATORY KILL\n\nFerry runs aground off Port Lumen\n\nThe story was wrong.",
        "*** KILL ***\n\nFerry runs aground off Port Lumen\n\nThe story was wrong.",
        "CANCELED: Ferry runs aground off Port Lumen\n\nThe story was wrong, the harbour office says.",
        "Ferry runs aground off Port Lumen (KILL)\n\nThe story was wrong.",
    ] {
        let record = record(text);
        assert_eq!((record.kind, record.status), (Kind::Cancel, Some(Status::Canceled)), "{text:?}");
        assert_eq!(record.headline.as_deref(), Some("Ferry runs aground off Port Lumen"), "{text:?}");
        assert!(record.update_tag.is_some_and(|tag| tag.contains("KILL") || tag == "CANCELED"));
        assert!(record.provenance["status"].starts_with("rule:kill"));
    }
    let advisory = record("ADVISORY: KILL\n\nEditors: Please kill the story slugged FERRY-AGROUND.");
    assert_eq!((advisory.kind, advisory.headline), (Kind::Cancel, None));
    for text in [
        "Kill Bill returns to Port Lumen\n\nThe film opens on the quay.",
        "Canceled flights strand thousands\n\nNobody left the island.",
        "Council may kill ferry\n\nThe vote is on Monday.\n\nA kill is rare, the mayor said.",
    ] {
        assert_eq!(record(text).kind, Kind::Article, "{text:?}");
    }
}

#[test]
fn news_under_a_tag_or_an_address_that_kills_have_too_is_no_kill() {
    for text in [
        "RÜCKRUF: Hersteller holt Babynahrung zurück\n\nLUMEN (dpa) - Der Hersteller holt zwei Sorten Babynahrung aus \
         den Läden. In den Gläsern könnten Splitter sein, teilte die Firma am Montag mit.",
        "RÜCKRUF\n\nHersteller holt Babynahrung zurück\n\nLUMEN (dpa) - Der Hersteller holt zwei Sorten Babynahrung \
         aus den Läden. In den Gläsern könnten Splitter sein, teilte die Firma am Montag mit.",
        "WIDERRUF: Minister nimmt Vorwurf zurück\n\nLUMEN (dpa) - Der Minister hat seine Vorwürfe gegen die \
         Bürgermeisterin von Halden am Montag nicht mehr aufrechterhalten.",
        "CANCELED – Show of the season falls to a new boss\n\nLUMEN (Wire) - The network of Halden ended the drama \
         after nine years on Monday, its head said. The last part will be shown in May.",
        "Club pulls report\n\nOur report on the club was withdrawn, the club of Halden said on Monday after a meeting \
         of its board. The club said it would write another one in May.",
        "Mayor to council on housing\n\nAttention: do not use the new version of the app, the police said on Monday. \
         It sends the names of its users to strangers, the police of Halden said in a statement.",
        "Editor: Ignore the report on housing, write three readers\n\nThe council should not heed the report on \
         housing, three readers wrote to the paper on Monday. They said that it was full of errors.",
    ] {
        assert_eq!(record(text).kind, Kind::Article, "{text:?}");
    }
}

#[test]
fn an_event_that_is_canceled_is_no_kill_on_a_page() {
    let page = |headline: &str| {
        let blocks = vec![Block::unknown("Nobody left the island.".to_owned())];
        let headline = Some(Found::new(headline.to_owned(), "h1"));
        let document = Document { format: "html", headline, blocks, ..Document::default() };
        normalise(document, &hints(), &TextLimits::default())
    };
    assert_eq!(page("CANCELED: Jazz on the quay").kind, Kind::Article);
    assert_eq!(page("KILL: Jazz on the quay").kind, Kind::Cancel);
}

#[test]
fn a_press_release_in_its_frame() {
    let record = record(
        "Source: Example Ferries Ltd.\nMEDIA RELEASE PR10001\nExample Ferries opens a new line\n\n\
         PORT LUMEN, Freedonia, March 4, 2014 /Examplewire/ --\n\n\
         Example Ferries opened a new line between the islands on Tuesday, and it sails twice a day.\n\n\
         Advertisement\n\n<tweet id=\"7\">\n\nSign up for our newsletter\n\n\
         The company said that it had waited for this day for years and that it knew of no other line like it.\n\n\
         Media contact:\nAna Exemplar\nPhone: +99 123 456 789\nana@example.com\n\nSOURCE: Example Ferries Ltd.",
    );
    assert_sound(&record);
    assert_eq!(record.headline.as_deref(), Some("Example Ferries opens a new line"));
    let story: Vec<_> = kinds(&record).into_iter().filter(|k| k.starts_with("text")).collect();
    assert!(story.iter().all(|k| !k.contains("Ana") && !k.contains("Source")), "{story:?}");
    assert!(record.text.ends_with("no other line like it."), "{}", record.text);
    assert!(
        !record.text.contains("tweet")
            && !record.text.contains("Advert")
            && !record.text.contains("newsletter")
    );
}

#[test]
fn the_publication_is_no_author() {
    let by = |name: &str, site: &str| {
        let bylines =
            vec![Found::new(crate::model::Byline { raw: name.to_owned(), ..Default::default() }, "json")];
        let url = Some(Found::new(format!("https://{site}/a"), "json"));
        let document = Document { format: "json", bylines, url, ..Document::default() };
        normalise(document, &hints(), &TextLimits::default()).authors.len()
    };
    assert_eq!(by("Example Sailor", "examplesailormag.com"), 0);
    assert_eq!(by("Ana Exemplar", "anaexemplar.com"), 1);
}

#[test]
fn lists_that_are_cut_are_told() {
    let links = (0..3).map(|n| crate::model::Link {
        url: Some(format!("https://n.example/{n}")),
        text: n.to_string(),
        rel: LinkRel::Citation,
    });
    let document = Document {
        format: "json",
        links: links.collect(),
        keywords: ["a", "b", "c"].map(str::to_owned).to_vec(),
        ..Document::default()
    };
    let whole =
        normalise(document.clone(), &hints(), &TextLimits { list_entries: 3, ..TextLimits::default() });
    assert_eq!((whole.links.len(), whole.warnings.len()), (3, 0));
    let cut = normalise(document, &hints(), &TextLimits { list_entries: 2, ..TextLimits::default() });
    assert_eq!((cut.links.len(), cut.keywords.len(), cut.warnings.len()), (2, 2, 1));
    assert_eq!(cut.warnings[0].code, "lists-capped");
    assert!(cut.warnings[0].message.starts_with("keywords, links: "));
}

#[test]
fn paragraphs_are_capped() {
    let limits = TextLimits { paragraphs: 10, ..TextLimits::default() };
    let blocks = (0..50).map(|n| Block::unknown(format!("Paragraph {n} is told here at length."))).collect();
    let document = Document { format: "json", blocks, ..Document::default() };
    let record = normalise(document, &hints(), &limits);
    assert_eq!(record.body.len(), 10);
    assert_eq!(record.warnings[0].code, "paragraphs-capped");
}

#[test]
fn long_input_takes_no_longer_than_its_length() {
    let piles = [
        "A ferry lies at the quay on March 3, 2014.\n\nAna Exemplar\n\n",
        "Read more: x\n\n",
        "\"No,\" he told AFP.\n\nTV.\n\n",
        "(Reporting by Ana Exemplar, Ana Exemplar; Editing by A)\n\n",
        "Ã©Ã©Ã© ",
        "March 3, 2014 in 2012 ",
        "told AFP told AFP ",
        "- ",
        "a\n",
        "....",
        "« ",
    ];
    for pile in piles {
        let record = record(&pile.repeat(400_000 / pile.len()));
        let limits = TextLimits::default();
        let started = std::time::Instant::now();
        let found = crate::extract::agencies::agencies(&record, &limits).len()
            + crate::extract::dates::dates_mentioned(&record, &limits).len();
        assert!(started.elapsed().as_secs() < 5, "{pile:?}: {found}");
        assert!(record.body.len() <= limits.paragraphs);
    }
}

#[test]
fn the_hash_folds_white_space_only() {
    let hash = |text: &str| record(text).hashes.text;
    let text = "Ferries stop\n\nThe last ferry left.\n\nNobody waved.";
    assert_eq!(hash(text), hash("Other headline\n\nThe last  ferry left.\n\nNobody\u{a0}waved."));
    assert_ne!(hash(text), hash("Ferries stop\n\nThe last ferry left!\n\nNobody waved."));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_gives_a_sound_record(text in "[A-Za-z0-9 .,:;()\"“”'’—–\\-@©éß船\u{ad}\u{200b}\u{e9}\u{301}\n\t*•_/]{0,400}") {
        assert_sound(&record(&text));
    }

    #[test]
    fn any_characters_give_a_sound_record(text in "\\PC{0,200}(\n\n\\PC{0,200}){0,4}") {
        assert_sound(&record(&text));
    }

    #[test]
    fn any_string_may_be_a_date_or_a_name(raw in "\\PC{0,80}") {
        if let Some((value, _)) = dates::parse(&raw, Some("en-US")) {
            prop_assert_eq!(dates::parse(&value, None).map(|(again, _)| again), Some(value));
        }
        let _ = (people::field(&raw), people::line(&raw), urls::canonical(&raw));
    }
}

#[test]
fn words_for_desks_at_the_head_of_a_story_are_its_own() {
    let record = super::tests::record(
        "Mayor holds up the report\n\nNot for publication were the words on the cover that the mayor held up on Monday.\n\n\
         The report is embargoed. It will be out next week.\n\nNobody had read it before, she said.",
    );
    assert_eq!((record.counts.paragraphs, record.status), (3, None), "{}", record.text);
    for headline in [
        "Children of Halden get jabs against hepatitis A",
        "Sturm zieht über der Küste von Lumen auf",
        "The bill that nobody wants to sign on",
    ] {
        let record = super::tests::record(&format!(
            "{headline}\nBy Jane Exemplar\n\nThe storm reached the coast on Monday, and it was over by noon.\n\nNobody was hurt."
        ));
        let names: Vec<&str> = record.authors.iter().map(|author| author.name.as_str()).collect();
        assert_eq!((record.headline.as_deref(), names.as_slice()), (Some(headline), &["Jane Exemplar"][..]));
    }
}
