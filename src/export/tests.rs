//! One invented record in each format, and the places that formats are strict about.

use serde_json::{Value, json};

use super::*;
use crate::model::{
    Agency, AgencyRole, Author, AuthorRole, BodyBlock, Cluster, Dated, Dateline, Image, Link, LinkRel,
    Precision, Publisher, Quote, Relation, Rights, Source, Speaker, SpeakerType, Warning,
};

fn record() -> Record {
    let block = |kind, text: &str| BodyBlock { kind, text: text.into(), span: None };
    Record {
        id: "0123456789abcdef0123456789abcdef".into(),
        source: Source { format: "text".into(), ..Source::default() },
        headline: Some("Port of Lumen closed".into()),
        update_tag: Some("UPDATE 2".into()),
        publisher: Some(Publisher { name: "Lumen Courier".into(), domain: None }),
        authors: vec![Author {
            name: "Ann Ray".into(),
            role: AuthorRole::Author,
            title: Some("Harbour Writer".into()),
            organization: None,
            raw: None,
        }],
        dateline: Some(Dateline {
            raw: "PORT LUMEN, Freedonia (Examplewire) -".into(),
            place: Some("PORT LUMEN".into()),
            region: None,
            country: Some("Freedonia".into()),
            date: None,
            agency: None,
        }),
        published: Some(Dated {
            value: "2026-03-04T10:00+01:00".into(),
            precision: Precision::Minute,
            from: "x".into(),
        }),
        language: Some("en".into()),
        urgency: Some(3),
        lead: Some("It is closed.".into()),
        text: "It is <closed>.\n\nOne\nTwo".into(),
        body: vec![
            block(BlockKind::Text, "It is <closed>."),
            block(BlockKind::List, "One"),
            block(BlockKind::List, "Two"),
            block(BlockKind::Note, "Eds: adds list"),
        ],
        images: vec![Image {
            caption: Some("The port".into()),
            credit: Some("Bo Lens".into()),
            ..Image::default()
        }],
        links: vec![
            Link { url: Some("https://n.example/a b".into()), text: "More".into(), rel: LinkRel::Related },
            Link { url: Some("/relative".into()), text: "Here".into(), rel: LinkRel::Related },
        ],
        agencies: vec![Agency {
            name: "Examplewire".into(),
            code: Some("EXW".into()),
            role: AgencyRole::Origin,
            evidence: "(Examplewire)".into(),
        }],
        quotes: vec![Quote {
            id: "q".into(),
            kind: crate::model::QuoteKind::Direct,
            field: crate::model::QuoteField::Text,
            image: None,
            text: "It is closed.".into(),
            spans: vec![[0, 5]],
            cue: None,
            speaker: Some(Speaker {
                name: Some("Cy Mayor".into()),
                mention: "he".into(),
                spans: Vec::new(),
                role: Some("mayor".into()),
                organization: None,
                kind: SpeakerType::Person,
                resolved_by: "pronoun".into(),
            }),
            via: Vec::new(),
            hedged: false,
            confidence: 0.9,
            same_as: None,
        }],
        cluster: Some(Cluster {
            id: "fedcba9876543210fedcba9876543210".into(),
            relation: Relation::Revision,
            of: Some("fedcba9876543210fedcba9876543210".into()),
            similarity: None,
            revision: Some(2),
            late: false,
            cancels: None,
            cancels_also: Vec::new(),
            changes: None,
        }),
        rights: Some(Rights { copyright: Some("© Courier".into()), usage_terms: None, free: Some(true) }),
        ..Record::default()
    }
}

fn written(format: Format, record: &Record) -> Value {
    let mut line = Vec::new();
    format.write(record, &mut line).unwrap();
    assert_eq!(line.iter().filter(|b| **b == b'\n').count(), 1);
    serde_json::from_slice(&line).unwrap()
}

#[test]
fn ninjs_says_what_it_has_a_place_for() {
    let item = written(Format::Ninjs, &record());
    assert_eq!(item["uri"], "urn:uuid:01234567-89ab-8def-8123-456789abcdef");
    assert_eq!((&item["type"], &item["version"], &item["urgency"]), (&json!("text"), &json!("2"), &json!(3)));
    assert_eq!(item["firstCreated"], "2026-03-04T10:00:00+01:00");
    assert_eq!(item["headlines"][0]["value"], "Port of Lumen closed");
    assert_eq!(
        item["headlines"][1],
        json!({"role": "updateTag", "contentType": "text/plain", "value": "UPDATE 2"})
    );
    assert_eq!(item["bodies"][1]["value"], "<p>It is &lt;closed&gt;.</p><ul><li>One</li><li>Two</li></ul>");
    assert_eq!(item["edNote"], "Eds: adds list");
    assert_eq!((&item["by"], &item["located"]), (&json!("Ann Ray"), &json!("PORT LUMEN")));
    assert_eq!(item["associations"][0]["uri"], format!("{}#image-1", item["uri"].as_str().unwrap()));
    assert_eq!(item["associations"][1]["uri"], "https://n.example/a%20b");
    assert_eq!(item["associations"].as_array().unwrap().len(), 2);
    assert_eq!(item["infoSources"][1], json!({"name": "Examplewire", "role": "origin", "literal": "EXW"}));
}

#[test]
fn ninjs_is_given_no_date_that_is_not_known() {
    let mut record = record();
    for (value, expected) in [
        ("2026-03-04", Value::Null),
        ("2026-03-04T10:00:00", Value::Null),
        ("2026-03", Value::Null),
        ("2026-03-04T10:00Z", json!("2026-03-04T10:00:00Z")),
        ("2026-03-04T10:00:07-05:00", json!("2026-03-04T10:00:07-05:00")),
    ] {
        record.published.as_mut().unwrap().value = value.into();
        assert_eq!(written(Format::Ninjs, &record)["firstCreated"], expected, "{value}");
    }
}

#[test]
fn a_story_has_its_own_name_where_it_has_one() {
    let mut record = record();
    record.canonical_url = Some("https://courier.example/port".into());
    assert_eq!(written(Format::Ninjs, &record)["uri"], "https://courier.example/port");
    record.source.item = Some("tag:wire.example,2026:newsml_L1".into());
    assert_eq!(written(Format::Ninjs, &record)["uri"], "tag:wire.example,2026:newsml_L1");
    for no_uri in ["4711", "no uri: it has blanks", "urn:", "tag:a\"b", "https://"] {
        record.source.item = Some(no_uri.into());
        assert_eq!(written(Format::Ninjs, &record)["uri"], "https://courier.example/port", "{no_uri}");
    }
}

#[test]
fn ninjs_says_when_it_is_only_a_part_or_withdrawn() {
    let mut record = record();
    assert_eq!(written(Format::Ninjs, &record)["representationType"], "full");
    record.warnings = vec![Warning::new("paywalled", "x")];
    assert_eq!(written(Format::Ninjs, &record)["representationType"], "partial");
    record.kind = Kind::Cancel;
    record.status = Some(Status::Usable);
    assert_eq!(written(Format::Ninjs, &record)["pubStatus"], "canceled");
    assert_eq!(written(Format::SchemaOrg, &record)["creativeWorkStatus"], "Canceled");
}

#[test]
fn schema_org_carries_the_quotations() {
    let page = written(Format::SchemaOrg, &record());
    assert_eq!(page["@type"], "NewsArticle");
    assert_eq!(page["datePublished"], "2026-03-04T10:00+01:00");
    assert_eq!(page["author"], json!([{"@type": "Person", "name": "Ann Ray", "jobTitle": "Harbour Writer"}]));
    assert_eq!(page["locationCreated"]["address"]["addressCountry"], "Freedonia");
    assert_eq!(page["isBasedOn"], "urn:uuid:fedcba98-7654-8210-bedc-ba9876543210");
    assert_eq!(
        page["hasPart"],
        json!([{
            "@type": "Quotation", "identifier": "q", "text": "It is closed.",
            "spokenByCharacter": {"@type": "Person", "name": "Cy Mayor", "jobTitle": "mayor"}
        }])
    );
    assert_eq!(page.get("editor"), None);
}

#[test]
fn the_record_is_written_as_it_is() {
    let written = written(Format::Wiredesk, &record());
    assert_eq!(serde_json::from_value::<Record>(written).unwrap(), record());
}
