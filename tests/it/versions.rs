//! Versions of one item as agencies send them, through the whole program: each leads to a revision of what came before.

use serde_json::Value;

use crate::support::{Desk, paths, records};

const FIRST: &str = "The port of Lumen was closed on Wednesday after a storm broke the eastern mole, the harbour master \
said. Nine ships were sent to Cape Sorrow and 14 wait at anchor.";
const SECOND: &str = "Work on the mole is to begin on Friday and will take a week, harbour master Tom Pell told the port \
council. The council said that it would pay the shipping lines for the fuel they lose.";

fn body(figure: &str) -> String {
    format!("<p>{}</p><p>{SECOND}</p>", FIRST.replace("14", figure))
}

fn newsml_g2(version: u32, status: &str, figure: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" \
         guid=\"urn:newsml:wire.example:20260304:PORT-1\" version=\"{version}\" xml:lang=\"en\"><itemMeta>\
         <versionCreated>2026-03-04T0{version}:58:00Z</versionCreated><firstCreated>2026-03-04T01:00:00Z</firstCreated>\
         <pubStatus qcode=\"stat:{status}\"/></itemMeta><contentMeta><headline>Storm closes the port of Lumen</headline>\
         </contentMeta><contentSet><inlineXML contenttype=\"application/xhtml+xml\"><html \
         xmlns=\"http://www.w3.org/1999/xhtml\"><body>{}</body></html></inlineXML></contentSet></newsItem>\n",
        body(figure)
    )
}

fn newsml_1(version: u32, figure: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<NewsML Version=\"1.2\"><NewsItem><Identification><NewsIdentifier>\
         <ProviderId>wire.example</ProviderId><DateId>20260304</DateId><NewsItemId>TX-1</NewsItemId><RevisionId \
         PreviousRevision=\"{}\" Update=\"N\">{version}</RevisionId><PublicIdentifier>urn:newsml:wire.example:20260304:TX-1:\
         {version}N</PublicIdentifier></NewsIdentifier></Identification><NewsManagement><FirstCreated>20260304T010000Z\
         </FirstCreated><Status FormalName=\"Usable\"/></NewsManagement><NewsComponent><NewsLines><HeadLine>Storm closes the \
         port of Lumen</HeadLine></NewsLines><ContentItem><DataContent>{}</DataContent></ContentItem></NewsComponent>\
         </NewsItem></NewsML>\n",
        version - 1,
        body(figure)
    )
}

fn ninjs(version: u32, status: &str, figure: &str) -> String {
    serde_json::json!({
        "uri": "urn:exw:4711", "type": "text", "version": version.to_string(), "pubstatus": status, "language": "en",
        "versioncreated": format!("2026-03-04T0{version}:58:00Z"), "firstcreated": "2026-03-04T01:00:00Z",
        "headline": "Storm closes the port of Lumen", "body_html": body(figure),
    })
    .to_string()
}

/// What becomes of deliveries that follow one another, each told in a few words.
fn told(deliveries: &[String]) -> Vec<String> {
    let desk = Desk::new();
    for (number, delivery) in deliveries.iter().enumerate() {
        desk.write(&format!("in/{number}"), delivery);
    }
    let ended = desk.run(&["process", "in"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let written = records(&ended.stdout);
    let name = |id: &Value| {
        let place = written.iter().position(|record| record["id"] == *id).unwrap();
        paths(&written)[place].to_owned()
    };
    let each = written.iter().map(|record| {
        let cluster = &record["cluster"];
        let of =
            if cluster["of"].is_null() { String::new() } else { format!(" of {}", name(&cluster["of"])) };
        let revision = cluster["revision"].as_u64().map(|n| format!(" {n}")).unwrap_or_default();
        let kind = if record["kind"] == "cancel" { "cancel: " } else { "" };
        let changed: String = cluster["changes"]["figures_added"]
            .as_array()
            .map(|figures| figures.iter().map(|figure| format!(" +{}", figure.as_str().unwrap())).collect())
            .unwrap_or_default();
        format!("{kind}{}{revision}{of}{changed}", cluster["relation"].as_str().unwrap())
    });
    each.collect()
}

#[test]
fn newsml_g2_versions_and_a_cancel() {
    let versions =
        [newsml_g2(1, "usable", "14"), newsml_g2(2, "usable", "16"), newsml_g2(3, "canceled", "16")];
    assert_eq!(told(&versions), ["original", "revision 2 of 0 +16", "cancel: revision 3 of 1"]);
}

#[test]
fn newsml_1_revisions() {
    let versions = [newsml_1(1, "14"), newsml_1(2, "16"), newsml_1(3, "18")];
    assert_eq!(told(&versions), ["original", "revision 2 of 0 +16", "revision 3 of 1 +18"]);
}

#[test]
fn ninjs_versions_and_a_cancel() {
    let versions = [ninjs(1, "usable", "14"), ninjs(2, "usable", "16"), ninjs(3, "canceled", "16")];
    assert_eq!(told(&versions), ["original", "revision 2 of 0 +16", "cancel: revision 3 of 1"]);
}

#[test]
fn tags_of_headlines_lead_to_revisions_without_an_item() {
    let story = |headline: &str, text: &str| format!("{headline}\n\n{text}\n");
    let both = format!("{FIRST}\n\n{SECOND}");
    let lead = "Two tugs sank at their berths in the port of Lumen and the storm that closed it on Wednesday is moving \
                north, the harbour office said in a statement that it read out at noon to those who waited.";
    let deliveries = [
        story("Storm closes the port of Lumen", &both),
        story("UPDATE 1-Storm closes the port of Lumen", &both.replace("14", "16")),
        story("CORRECTED-Storm closes the port of Lumen", &both.replace("14", "17")),
        story("Storm closes the port of Lumen, 1st Ld-Writethru", &format!("{lead}\n\n{both}")),
    ];
    let told = told(&deliveries);
    assert_eq!(told[0], "original");
    for line in &told[1..] {
        assert!(line.starts_with("revision of "), "{told:?}");
    }
}

fn nitf(version: u32, status: &str, figure: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<nitf><head><title>Storm closes the port of Lumen</title><docdata \
         management-status=\"{status}\"><doc-id id-string=\"EXW4711\"/><du-key key=\"PORT\" version=\"{version}\"/>\
         <date.issue norm=\"20260304T0{version}5800Z\"/></docdata></head><body><body.head><hedline><hl1>Storm closes the \
         port of Lumen</hl1></hedline></body.head><body.content>{}</body.content></body></nitf>\n",
        body(figure)
    )
}

fn json(version: u32, status: &str, figure: &str) -> String {
    serde_json::json!({
        "id": "EXW-2026-4711", "version": version, "status": status, "headline": "Storm closes the port of Lumen",
        "text": format!("{}\n\n{SECOND}", FIRST.replace("14", figure)),
    })
    .to_string()
}

/// All orders of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let longer = |order: Vec<usize>| {
        (0..=order.len()).map(move |place| {
            let mut longer = order.clone();
            longer.insert(place, count - 1);
            longer
        })
    };
    orders(count - 1).into_iter().flat_map(longer).collect()
}

/// Three versions and a kill (version 4) in every order and several formats: what is late, canceled, and canceled by
/// which. A newer version that is there makes an older one late; the kill cancels the newest of them that is there, and
/// whatever comes after it.
#[test]
fn every_order_in_several_formats() {
    type Write = fn(u32, &str, &str) -> String;
    let formats: [(&str, Write); 4] =
        [("newsml-g2", newsml_g2), ("ninjs", ninjs), ("nitf", nitf), ("json", json)];
    for (name, write) in formats {
        for order in orders(if name == "newsml-g2" { 4 } else { 3 }) {
            let kill_last = name != "newsml-g2";
            let numbers: Vec<u32> =
                order.iter().map(|place| *place as u32 + 1).chain(kill_last.then_some(4)).collect();
            let desk = Desk::new();
            for (place, number) in numbers.iter().enumerate() {
                let status = if *number == 4 { "canceled" } else { "usable" };
                desk.write(&format!("in/{place}"), write(*number, status, &format!("{}", 12 + number)));
            }
            let written = records(&desk.run(&["process", "in"]).stdout);
            assert_eq!(written.len(), 4, "{name} {numbers:?}");
            for (place, (number, record)) in numbers.iter().zip(&written).enumerate() {
                let before = &numbers[..place];
                let told = format!("{name} {numbers:?}, the {number}: {}", record["cluster"]);
                assert_eq!(record["item_version"], number.to_string(), "{told}");
                let canceled = *number == 4 || before.contains(&4);
                assert_eq!(record["status"] == "canceled", canceled, "{told}");
                let late = before.iter().any(|other| other > number);
                assert_eq!(record["cluster"]["late"] == true, late, "{told}");
                let newest = before.iter().max().filter(|_| *number == 4);
                let cancels = newest.and_then(|newest| numbers.iter().position(|other| other == newest));
                assert_eq!(
                    record["cluster"]["cancels"],
                    cancels.map_or(Value::Null, |at| written[at]["id"].clone()),
                    "{told}"
                );
                let finds_nothing = record["warnings"].to_string().contains("kill-finds-nothing");
                assert_eq!(finds_nothing, *number == 4 && cancels.is_none(), "{told}");
            }
        }
    }
}

#[test]
fn a_kill_is_published_when_it_was_made() {
    let desk = Desk::new();
    desk.write("in/kill", newsml_g2(3, "canceled", "16"));
    let written = records(&desk.run(&["process", "in"]).stdout);
    assert_eq!(written[0]["published"]["value"], "2026-03-04T03:58:00Z");
}
