//! The fields that each format fills, on invented deliveries in the manner of real ones.

use super::*;
use crate::model::{Found, Status};

/// Every field that the first document of an arrival has, one `name=value` each.
fn fields(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    decode(bytes, &Hints::default(), &TextLimits::default(), &mut |piece| {
        if let Piece::Document(document, _) = piece {
            found.push(describe(&document));
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    found.into_iter().next().unwrap()
}

fn describe(d: &Document) -> Vec<String> {
    let mut lines = vec![format!("format={}", d.format)];
    let mut text = |name: &str, value: &Option<Found<String>>| {
        lines.extend(value.as_ref().map(|f| format!("{name}={}", f.value)));
    };
    text("headline", &d.headline);
    text("slug", &d.slug);
    text("update_tag", &d.update_tag);
    text("dateline", &d.dateline);
    text("language", &d.language);
    text("genre", &d.genre);
    text("section", &d.section);
    text("publisher", &d.publisher);
    text("lead", &d.lead);
    text("url", &d.url);
    let mut date = |name: &str, value: &Option<Found<crate::model::DateClaim>>| {
        lines.extend(value.as_ref().map(|f| format!("{name}={}", f.value.raw)));
    };
    date("published", &d.published);
    date("modified", &d.modified);
    date("embargo", &d.embargo_until);
    lines.extend(d.item.iter().map(|i| format!("item={i}")));
    lines.extend(d.version.iter().map(|v| format!("version={v}")));
    lines.extend(d.status.iter().map(|s| format!("status={:?}", s.value)));
    lines.extend(d.urgency.iter().map(|u| format!("urgency={}", u.value)));
    lines.extend(d.headline_alt.iter().map(|h| format!("alt={h}")));
    lines.extend(d.keywords.iter().map(|k| format!("keyword={k}")));
    lines.extend(d.subjects.iter().map(|s| format!("subject={s}")));
    lines.extend(d.credits.iter().map(|c| format!("credit={}", c.value)));
    lines.extend(
        d.bylines
            .iter()
            .map(|b| format!("byline={}/{}", b.value.raw, b.value.title.as_deref().unwrap_or(""))),
    );
    lines.extend(d.images.iter().map(|i| {
        let part = |p: &Option<String>| p.clone().unwrap_or_default();
        format!("image={}/{}/{}", part(&i.url), part(&i.caption), part(&i.credit))
    }));
    lines.extend(
        d.rights
            .iter()
            .flat_map(|r| {
                [
                    r.copyright.as_ref().map(|c| format!("copyright={c}")),
                    r.usage_terms.as_ref().map(|u| format!("terms={u}")),
                ]
            })
            .flatten(),
    );
    lines.extend(d.warnings.iter().map(|w| format!("warning={}", w.code)));
    lines.extend(d.blocks.iter().map(|b| {
        format!("{}={}", b.kind.map_or("text".to_owned(), |k| format!("{k:?}").to_lowercase()), b.text)
    }));
    lines
}

fn check(bytes: &[u8], expected: &[&str]) {
    let found = fields(bytes);
    for line in expected {
        assert!(found.iter().any(|f| f == line), "expected {line}, found {found:#?}");
    }
}

macro_rules! fixture {
    ($path:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/decode/", $path))
    };
}

#[test]
fn newsml_g2() {
    check(
        fixture!("newsml-g2/message.xml"),
        &[
            "format=newsml-g2",
            "item=urn:newsml:wire.example:20260304:PORT-1",
            "version=3",
            "headline=Storm closes the port of Lumen",
            "slug=LUMEN-PORT",
            "byline=By Ann Ray/",
            "dateline=PORT LUMEN, Freedonia, March 4 (Examplewire) -",
            "published=2026-03-04T08:00:00Z",
            "modified=2026-03-04T09:58:00Z",
            "embargo=2026-03-04T12:00:00Z",
            "status=Usable",
            "urgency=3",
            "genre=Current",
            "subject=transport",
            "keyword=port",
            "credit=Examplewire",
            "copyright=(c) Examplewire 2026",
            "terms=Not for archives",
            "note=Adds the harbour master",
            "subhead=Ships sent away",
            "text=\"We had no choice,\" harbour master Tom Pell said.",
            "image=https://pics.wire.example/port.jpg/Ships lie at anchor off Lumen./Examplewire/Bo Lind",
        ],
    );
}

#[test]
fn newsml_1() {
    check(
        fixture!("newsml-1/item.xml"),
        &[
            "format=newsml-1",
            "item=urn:newsml:wire.example:20260304:TX-1",
            "version=2",
            "headline=Le port de Lumen fermé",
            "lead=La tempête ferme le port.",
            "byline=Par Ann Ray/",
            "dateline=Lumen, 4 mars 2026 (EXW) -",
            "slug=Lumen-port",
            "status=Canceled",
            "urgency=4",
            "published=20260304T080000+0000",
            "text=Le port a été fermé mercredi.",
            "text=Personne n'a été blessé.",
        ],
    );
    assert!(!fields(fixture!("newsml-1/item.xml")).iter().any(|f| f.contains("margin")));
}

#[test]
fn nitf() {
    check(
        fixture!("nitf/story.xml"),
        &[
            "format=nitf",
            "item=exw-4711",
            "version=2",
            "slug=LUMEN-PORT",
            "headline=Storm closes the port of Lumen",
            "alt=Ships sent to Freedonia",
            "byline=By ANN RAY/Examplewire Transport Writer",
            "dateline=PORT LUMEN, Freedonia",
            "lead=The port is closed for a week.",
            "published=20260304T095800+0000",
            "embargo=20260304T120000+0000",
            "urgency=2",
            "status=Usable",
            "subject=Transport",
            "keyword=port",
            "credit=Examplewire",
            "copyright=Examplewire 2026",
            "note=Adds quote",
            "subhead=A week",
            "text=It will stay closed.",
            "image=https://pics.wire.example/port.jpg/Ships at anchor./",
        ],
    );
}

#[test]
fn ninjs_of_two_generations() {
    check(
        fixture!("ninjs/text-3.json"),
        &[
            "format=ninjs",
            "item=urn:exw:4711",
            "version=2",
            "headline=Storm closes the port of Lumen",
            "byline=By Ann Ray/",
            "dateline=Port Lumen",
            "lead=The port is closed for a week.",
            "published=2026-03-04T08:00:00Z",
            "urgency=3",
            "subject=transport",
            "note=Adds quote",
            "text=It will stay closed.",
            "image=https://pics.wire.example/port.jpg/Ships at anchor./Bo Lind",
        ],
    );
    check(
        fixture!("ninjs/text-1.json"),
        &[
            "format=ninjs",
            "status=Canceled",
            "slug=lumen-port",
            "terms=Not for archives",
            "text=The port was closed.",
        ],
    );
    assert_eq!(status_of(fixture!("ninjs/text-1.json")), Some(Status::Canceled));
}

fn status_of(bytes: &[u8]) -> Option<Status> {
    let mut status = None;
    decode(bytes, &Hints::default(), &TextLimits::default(), &mut |piece| {
        if let Piece::Document(document, _) = piece {
            status = document.status.map(|s| s.value);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    status
}

#[test]
fn ap_media_api() {
    check(
        fixture!("ap-media-api/item.json"),
        &[
            "format=ap-media-api",
            "item=abc",
            "version=2",
            "headline=Storm closes the port of Lumen",
            "byline=By ANN RAY/Examplewire Writer",
            "lead=The port is closed for a week.",
            "note=Adds quote",
            "terms=Editorial use only",
            "credit=EXW",
        ],
    );
}

#[test]
fn iptc7901() {
    check(
        fixture!("iptc7901/lead.txt"),
        &[
            "format=iptc7901",
            "item=exw042",
            "urgency=3",
            "slug=Freedonia/transport/port",
            "update_tag=1ST LEAD",
            "headline=Storm closes the port of Lumen",
            "byline=By Ann Ray, exw/",
            "published=2026-03-04T10:58Z",
            "text=Port Lumen (exw) - The port of Lumen was closed on\nWednesday.",
            "text=It will stay closed for a week.",
        ],
    );
    assert!(!fields(fixture!("iptc7901/lead.txt")).iter().any(|f| f.starts_with("text=exw contacts")));
}

#[test]
fn anpa1312() {
    check(
        fixture!("anpa1312/writethru.txt"),
        &[
            "format=anpa1312",
            "item=W0042",
            "urgency=4",
            "section=i",
            "slug=BC-FRD--Lumen Port",
            "update_tag=1st Ld-Writethru",
            "headline=Storm closes the port of Lumen",
            "byline=By ANN RAY/",
            "note=Eds: Adds quote.",
            "published=2026-03-04T10:58Z",
            "text=\tPORT LUMEN, Freedonia (EXW) — The port was closed.",
            "text=\t“We had no choice,” the harbour master said.",
        ],
    );
}

#[test]
fn zczc() {
    check(
        fixture!("zczc/fields.txt"),
        &[
            "format=zczc",
            "slug=LUMEN PORT",
            "headline=Storm closes the port of Lumen",
            "update_tag=2",
            "section=K",
            "text=    PORT LUMEN, March 4 EXW - The port was closed.",
        ],
    );
}

#[test]
fn feeds_with_pictures() {
    check(
        fixture!("rss/media.xml"),
        &[
            "format=rss",
            "headline=Storm closes the port of Lumen",
            "url=https://courier.example/port",
            "item=c-1",
            "byline=Ann Ray/",
            "keyword=Transport",
            "publisher=Lumen Courier",
            "language=en",
            "published=Wed, 04 Mar 2026 09:58:00 GMT",
            "text=The port was closed.",
            "image=https://pics.courier.example/port.jpg/Ships at anchor./Bo Lind",
        ],
    );
}

#[test]
fn xml_of_a_vendor_and_linked_data() {
    check(
        fixture!("xml/vendor.xml"),
        &[
            "format=xml",
            "headline=Storm closes the port of Lumen",
            "byline=Ann Ray/",
            "published=2026-03-04T09:58:00",
            "text=It will stay closed.",
        ],
    );
    check(
        fixture!("json-ld/article.json"),
        &[
            "format=json-ld",
            "headline=Storm closes the port of Lumen",
            "byline=Ann Ray/",
            "text=It will stay closed.",
        ],
    );
}
