//! Deliveries of agencies and letters as they come in practice, with what a careful editor reads in them. All of it is invented.

use std::ops::ControlFlow;

use crate::decode::{Piece, decode};
use crate::model::{Document, FaultCode, Hints, Record, TextLimits};

/// The documents of an arrival.
fn documents(bytes: &[u8]) -> Result<Vec<Document>, FaultCode> {
    let mut found = Vec::new();
    decode(bytes, &Hints::default(), &TextLimits::default(), &mut |piece| {
        if let Piece::Document(document, _) = piece {
            found.push(*document);
        }
        ControlFlow::Continue(())
    })
    .map(|()| found)
    .map_err(|fault| fault.code)
}

/// The record of an arrival that is one story.
fn record(bytes: impl AsRef<[u8]>) -> Record {
    let hints = Hints { received_at: "2026-03-20T12:00:00Z".to_owned(), ..Hints::default() };
    let document = documents(bytes.as_ref()).unwrap().pop().unwrap();
    crate::normalise::normalise(document, &hints, &TextLimits::default())
}

/// `place|date|agency`.
fn dateline(record: &Record) -> String {
    let Some(d) = record.dateline.clone() else { return String::new() };
    [d.place, d.date, d.agency].map(Option::unwrap_or_default).join("|")
}

const STORY: &str = "The harbour board voted on Tuesday to keep the north ferry open through the winter, ending a dispute that had lasted since the autumn storms.";
const MORE: &str =
    "The line carries about 1,400 passengers a week, and its operator had asked for a subsidy.";

#[test]
fn telex_frames_without_their_control_characters() {
    let copy = format!(
        "hna00075 3 i 310    hna 1003\n\n/politics/Norvik/Halden/\n2ND LEAD\nHalden keeps its north ferry\nBy Mara Lindqvist, hna  =\n \nHalden (hna) - {STORY}\n\n{MORE} hna ab\n\nhna ml jb\nAuthor: Mara Lindqvist\n041103 GMT Mar 26\n"
    );
    let read = record(copy);
    assert_eq!(read.source.format, "iptc7901");
    assert_eq!(read.headline.as_deref(), Some("Halden keeps its north ferry"));
    assert_eq!(read.update_tag.as_deref(), Some("2ND LEAD"));
    assert_eq!(read.urgency, Some(3));
    assert_eq!(read.keywords, ["politics", "Norvik", "Halden"]);
    assert_eq!(dateline(&read), "Halden||hna");
    assert_eq!(read.authors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Mara Lindqvist"]);
    assert_eq!(read.published.map(|p| p.value).as_deref(), Some("2026-03-04T11:03Z"));
    assert_eq!(read.text, format!("Halden (hna) - {STORY}\n\n{MORE}"));
    let german = format!(
        "bdt0123 4 pl 210  xyz 0456\nHafen/Norvik/\nHafen wieder offen =\n   Halden (xyz) - {STORY}\n   {MORE}\n"
    );
    let read = record(german);
    assert_eq!(
        (read.source.format.as_str(), read.headline.as_deref()),
        ("iptc7901", Some("Hafen wieder offen"))
    );
    let swiss = format!(
        "bsf045 4 ecf 150 0345\n\nferry, north\n\nLe port rouvre =\nHalden (ats) {STORY}\n\n{MORE}\n"
    );
    let read = record(swiss);
    assert_eq!((read.source.format.as_str(), read.headline.as_deref()), ("iptc7901", Some("Le port rouvre")));
    assert_eq!(read.keywords, ["ferry", "north"]);
    let noted = format!(
        "eca0123 4 vm 210  dpa 0456\n\nVerkehr/\n(Zusammenfassung - neu: Reaktion)\nHafen offen =\n\nHalden (dpa) - {STORY}\n\n{MORE}\n\n# dpa-Notizblock\n\n## Orte\n- [Hafen](Kai 1)\n"
    );
    let read = record(noted);
    assert_eq!(read.update_tag.as_deref(), Some("(Zusammenfassung - neu: Reaktion)"));
    assert!(read.text.ends_with(MORE), "{}", read.text);
    // a story whose first line has figures is none
    let read = record(format!("Norvik 3 Halden 310\n\n{STORY}\n\n{MORE}\n"));
    assert_eq!(read.source.format, "text");
}

#[test]
fn headlines_that_begin_as_tags_do() {
    let frame = |head: &str| {
        record(format!(
            "\u{1}hgb123 4 pl 240  hgb 0567\n\nPolitics/\n\u{2}{head} =\n\n   Lumen (hgb) - {STORY}\n\n{MORE}\n\u{3}\n091626 GMT Mar 26\n\u{4}"
        ))
    };
    for headline in
        ["Leadership vote delayed", "Taken by surprise", "Urgently needed boats", "Lead paint found"]
    {
        let read = frame(headline);
        assert_eq!((read.headline.as_deref(), read.update_tag), (Some(headline), None));
    }
    for tag in ["2ND LEAD", "1st Ld-Writethru", "2. Zusammenfassung", "URGENT", "UPDATE 3"] {
        let read = frame(&format!("{tag}\nHalden keeps its ferry"));
        assert_eq!(
            (read.headline.as_deref(), read.update_tag.as_deref()),
            (Some("Halden keeps its ferry"), Some(tag))
        );
    }
}

#[test]
fn zczc_fields_are_what_they_say() {
    let read = record(format!(
        "ZCZC HNA\n#Ferry vote\n=Round 3\n:12:00\n:(HALDEN)\n*04000000\n$Halden keeps its north ferry\n{STORY}\n\n{MORE}\n\nHNA\nNNNN\n"
    ));
    assert_eq!(read.slug.as_deref(), Some("Ferry vote"));
    assert_eq!(read.update_tag, None);
    assert_eq!(dateline(&read), "HALDEN||");
    assert_eq!(read.subjects, ["04000000"]);
    assert_eq!(read.headline.as_deref(), Some("Halden keeps its north ferry"));
    let read = record(format!(
        "ZCZC HNA\n:\n:Norvik Insolvency Office\nInsolvencies rise 0.6% in the September quarter\n\nTue 13 October 2025\n\n{STORY}\n\n{MORE}\nNNNN\n"
    ));
    assert_eq!(read.headline.as_deref(), Some("Insolvencies rise 0.6% in the September quarter"));
    assert_eq!(read.published.map(|p| p.value).as_deref(), Some("2025-10-13"));
    let read =
        record(format!("ZCZC HNA\n:Ferry\n=UPDATE 2\n^Halden keeps its ferry\n{STORY}\n\n{MORE}\nNNNN\n"));
    assert_eq!(read.update_tag.as_deref(), Some("UPDATE 2"));
}

#[test]
fn anpa_lines_that_all_begin_alike() {
    let copy = "\u{16}\u{16}\u{1}K2207\u{1f}__-----\r\ne\u{13}\u{11} HNA-Evening-List      03-04 0121\r\n\u{2}\u{8}*7114< \u{8}HNA-Evening-List,0212<\r\n\u{8}\u{8}HNA Evening List at 9:40 p.m.<\r\n\u{8}\u{8}Halden keeps its north ferry through the winter\r\n\u{8}\u{8}Storm closes the coast road for nine days\r\n\u{3}\r\n\u{8}\u{8}HNA-NO-03-04-26 2040GMT<\r\n\u{4}";
    let read = record(copy);
    assert_eq!(read.source.format, "anpa1312");
    assert_eq!(read.headline.as_deref(), Some("HNA Evening List at 9:40 p.m."));
    assert_eq!(read.slug.as_deref(), Some("HNA-Evening-List"));
    assert_eq!(
        read.text,
        "Halden keeps its north ferry through the winter\nStorm closes the coast road for nine days"
    );
    assert_eq!(read.published.map(|p| p.value).as_deref(), Some("2026-03-04T20:40Z"));
}

fn g2(meta: &str, headline: &str, body: &str) -> String {
    format!(
        r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:hna.example,2026:n1" version="1" standard="NewsML-G2"><itemMeta><provider qcode="hna:HNA"/><versionCreated>2026-03-04T10:30:00Z</versionCreated></itemMeta><contentMeta>{meta}<headline>{headline}</headline></contentMeta><contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html></inlineXML></contentSet></newsItem>"#
    )
}

#[test]
fn results_in_columns_are_a_line_each() {
    let body = "<p>March 4 (HNA) - Results from the Norvik league on Wednesday \nHalden              2 Kysten               0  \nBrandby             5 Esker                1  \nNorvik              1 Holm                 1  \n</p>";
    let read = record(g2("", "Norvik league results", body));
    assert!(read.text.contains("\nHalden 2 Kysten 0\n"), "{}", read.text);
    assert!(read.text.contains("\nBrandby 5 Esker 1\n"), "{}", read.text);
    // copy whose lines are wrapped stays a paragraph
    let read = record(g2(
        "",
        "A story",
        "<p>The harbour board voted on Tuesday\n   to keep the north ferry open\n   through the winter.</p>",
    ));
    assert_eq!(
        read.text,
        "The harbour board voted on Tuesday to keep the north ferry open through the winter."
    );
}

#[test]
fn codes_name_nobody() {
    let meta = r#"<infoSource role="cRole:source" qcode="photCode:Q20477"/><creator qcode="photCode:Q20477" role="cRole:phot"/>"#;
    let read = record(g2(meta, "Halden keeps its north ferry", &format!("<p>{STORY}</p>")));
    assert!(read.agencies.is_empty() && read.authors.is_empty(), "{:?} {:?}", read.agencies, read.authors);
    assert_eq!(read.publisher.map(|p| p.name).as_deref(), Some("HNA"));
    let ninjs = format!(
        r#"{{"uri":"urn:x:1","versioncreated":"2026-03-04T10:30:00Z","headline":"Halden","infosources":[{{"name":"nameCode-000213"}}],"body_text":"{STORY}"}}"#
    );
    assert!(record(ninjs).agencies.is_empty());
}

#[test]
fn placeholders_are_no_headlines() {
    let newsml = |headline: &str, text: &str| {
        format!(
            r#"<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier><NewsItemId>n9</NewsItemId></NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>{headline}</HeadLine></NewsLines><ContentItem><DataContent>{text}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"#
        )
    };
    let told = format!("<p>Halden keeps its ferry</p><p>{STORY}</p><p>{MORE}</p>");
    for placeholder in ["No Headline !", "(no subject)", "Ohne Titel", "SANS TITRE", "- - -"] {
        assert_eq!(
            record(newsml(placeholder, &told)).headline.as_deref(),
            Some("Halden keeps its ferry"),
            "{placeholder}"
        );
        assert_eq!(record(newsml(placeholder, &format!("<p>{STORY}</p><p>{MORE}</p>"))).headline, None);
    }
    for headline in ["No headline act at the fair", "Untitled work sold", "2026"] {
        assert_eq!(record(newsml(headline, &told)).headline.as_deref(), Some(headline));
    }
}

#[test]
fn slugs_give_up_their_take() {
    let ninjs = |slug: &str| {
        record(format!(
            r#"{{"uri":"urn:x:1","versioncreated":"2026-03-04T10:30:00Z","headline":"Halden","slugline":"{slug}","body_text":"{STORY}"}}"#
        ))
    };
    let check = |slug: &str, bare: &str, tag: Option<&str>| {
        let read = ninjs(slug);
        assert_eq!((read.slug.as_deref(), read.update_tag.as_deref()), (Some(bare), tag));
    };
    check("BC-Halden-Ferry, 1st Ld-Writethru", "BC-Halden-Ferry", Some("1st Ld-Writethru"));
    check(
        "BC-US--Giant Lobster Death, 2nd Ld-Writethru,416",
        "BC-US--Giant Lobster Death",
        Some("2nd Ld-Writethru"),
    );
    check("HALDEN-FERRY/ (UPDATE 2, PIX)", "HALDEN-FERRY", Some("UPDATE 2"));
    check("BC-Halden-Ferry 1st Ld-Writethru", "BC-Halden-Ferry", Some("1st Ld-Writethru"));
    check("UPDATE 2-FERRY-HALDEN", "FERRY-HALDEN", Some("UPDATE 2"));
    check("LEAD-POISONING", "LEAD-POISONING", None);
    check("Halden, ferries, take-offs", "Halden, ferries, take-offs", None);
    check("BC-Halden-Ferry", "BC-Halden-Ferry", None);
}

#[test]
fn vendors_name_their_fields_in_many_ways() {
    let read = record(format!(
        "<?xml version=\"1.0\"?><Publish><ContentItem><Byline>Mara Lindqvist</Byline><Headline>Halden keeps its ferry</Headline><Placeline>HALDEN</Placeline><SlugProper>Halden-Ferry</SlugProper><Keyword>ferries,harbour board</Keyword><CreatedDateTime>2026-03-04T10:14:53.377</CreatedDateTime><UpdatedDateTime>2026-03-04T10:30:53.43+01:00</UpdatedDateTime><PublishDateTime>2026-03-04T10:20:53.43</PublishDateTime><ContentText>&lt;p&gt;{STORY}&lt;/p&gt;&lt;p&gt;{MORE}&lt;/p&gt;</ContentText></ContentItem></Publish>"
    ));
    assert_eq!(read.published.as_ref().map(|p| p.value.as_str()), Some("2026-03-04T10:20:53"));
    assert!(read.modified.is_some());
    assert_eq!((read.slug.as_deref(), dateline(&read).as_str()), (Some("Halden-Ferry"), "HALDEN||"));
    assert_eq!(read.keywords, ["ferries", "harbour board"]);
    let read = record(format!(
        "<?xml version=\"1.0\"?><RBNews><PublishDate>2026-03-04T10:32:18.397</PublishDate><headline/><town>Halden</town><origin>/hna/</origin><content>&lt;p&gt;{STORY}&lt;/p&gt;</content></RBNews>"
    ));
    assert_eq!(dateline(&read), "Halden||hna");
}

#[test]
fn tables_are_refused_and_bulletins_read() {
    assert_eq!(
        documents(b"\"Topic\",\"Day\",\"Hour\"\n\"Fish\",\"12/7\",\"10:00\"\n\"Boats\",\"14/8\",\"11:00\"\n")
            .err(),
        Some(FaultCode::NoText)
    );
    let read = record(
        "NHX20417\nNorvik Coast Guard\nNorth Coast\n\nEnd of the\nWarning for Small Boats\n\nIssued at 6:40 pm on Thursday 5 March 2026.\n\nThe warning for small boats between Halden and Kysten has ended. The wind falls\nto a breeze in the night and turns to the north-east.\n",
    );
    assert_eq!(read.headline.as_deref(), Some("End of the Warning for Small Boats"));
    assert_eq!(read.published.map(|p| p.value).as_deref(), Some("2026-03-05T18:40"));
    assert!(read.text.starts_with("The warning for small boats"), "{}", read.text);
}

#[test]
fn datelines_behind_points_and_bylines() {
    let read = record(format!(
        "Halden shares rise after vote\n\n* Board keeps line\n* Fares rise\n* Shares up 4 pct\n\nBy Mara Lindqvist\n\nHALDEN, March 4 (Reuters) - {STORY}\n\n{MORE}\n"
    ));
    assert_eq!(dateline(&read), "HALDEN|March 4|Reuters");
    assert_eq!(read.authors.first().map(|a| a.name.as_str()), Some("Mara Lindqvist"));
    assert!(!read.text.contains("Mara Lindqvist"));
    let read = record(format!(
        "LONDON: Cloudy, with rain later on.\n\nPARIS: Fair, with a light breeze.\n\nROME: Hot.\n\n{MORE}"
    ));
    assert_eq!(dateline(&read), "");
}

/// A letter with the headers that all letters have.
fn letter(headers: &str, body: &str) -> Record {
    record(format!(
        "From: Carl Osei <carl@wire.example>\r\nTo: desk@wire.example\r\nDate: Mon, 9 Mar 2026 08:00:00 +0100\r\nMIME-Version: 1.0\r\n{headers}\r\n\r\n{}",
        body.replace('\n', "\r\n")
    ))
}

#[test]
fn letters_are_read_as_their_sender_meant_them() {
    let read = letter(
        "Subject: =?utf-8?B?QmVoww==?=\r\n =?utf-8?B?tnJkZW4gc3BlcnJlbg==?=\r\nContent-Type: text/plain; charset=\"iso-8859-1;format=flowed\"\r\nContent-Transfer-Encoding: quoted-printable",
        "Das Hafenamt sperrt von Montag an f=FCr zwei Wochen das Nordtor, weil die=20\nAngeln erneuert werden.\n\nK=E4the Gro=DF bat um Geduld.\n\n-- =20\nnoch eine Zeile\n",
    );
    assert_eq!(read.headline.as_deref(), Some("Behörden sperren"));
    assert!(read.text.starts_with("Das Hafenamt sperrt von Montag an für zwei Wochen das Nordtor, weil die Angeln erneuert werden.\n\nKäthe Groß"), "{}", read.text);
    let mut raw = b"From: Carl <carl@wire.example>\r\nDate: Mon, 9 Mar 2026 08:00:00 +0100\r\nSubject: Gr\xf6\xdfe am Quai\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n".to_vec();
    raw.extend(b"Die Gr\xf6\xdfe des Quais ist am Montag gemessen worden, sagte ein Sprecher.\r\n");
    let read = record(raw);
    assert_eq!(read.headline.as_deref(), Some("Größe am Quai"));
    assert!(read.text.starts_with("Die Größe"));
    let read = letter(
        "Subject: Gate\r\nContent-Type: text/plain; charset=utf-8; format=flowed",
        &format!("{STORY} \n{MORE}\n\n-- \nRuth Levin\nTel. 12\n"),
    );
    assert_eq!(read.text, format!("{STORY} {MORE}"));
}

#[test]
fn a_newsletter_is_its_story() {
    let html = format!(
        "<html><body><div style=\"display:none;max-height:0\">Gate closed, cats found</div><table><tr><td><a href=\"https://l.example/v\">View this email in your browser</a></td></tr><tr><td><h1>North gate closed</h1><p>{STORY}</p><p>{MORE}</p></td></tr><tr><td><p>You are receiving this email because you signed up.</p><p><a href=\"#\">Unsubscribe</a> | <a href=\"#\">Update your preferences</a></p><p>Harbour Office, 1 Pier Road, Lumen</p></td></tr></table></body></html>"
    );
    let read = letter("Subject: North gate closed\r\nContent-Type: text/html; charset=utf-8", &html);
    assert_eq!(read.text, format!("{STORY}\n\n{MORE}"));
    assert_eq!(read.lead.as_deref(), Some(STORY));
}

#[test]
fn a_forwarded_letter_is_the_one_inside() {
    let read = letter(
        "Subject: Fwd: North gate closed\r\nContent-Type: text/plain; charset=utf-8",
        &format!(
            "For the evening list, please.\n\nCarl\n\n---------- Forwarded message ---------\nFrom: Ruth Levin <ruth@harbour.example>\nDate: Sun, Mar 8, 2026 at 6:12 PM\nSubject: North gate closed for two weeks\nTo: Carl Osei <carl@wire.example>\n\n\n{STORY}\n\n{MORE}\n"
        ),
    );
    assert_eq!(read.headline.as_deref(), Some("North gate closed for two weeks"));
    assert_eq!(read.text, format!("{STORY}\n\n{MORE}"));
    assert_eq!(read.authors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Ruth Levin"]);
    assert_eq!(read.published.map(|p| p.value).as_deref(), Some("2026-03-08T18:12"));
    let html = format!(
        "<div>Zur Kenntnis</div><div><b>Von:</b> Ruth Levin &lt;ruth@harbour.example&gt;<br><b>Gesendet:</b> Sonntag, 8. März 2026 18:12<br><b>An:</b> Carl<br><b>Betreff:</b> Tor gesperrt</div><p>{STORY}</p><p>{MORE}</p>"
    );
    let read = letter("Subject: WG: Tor gesperrt\r\nContent-Type: text/html; charset=utf-8", &html);
    assert_eq!(read.headline.as_deref(), Some("Tor gesperrt"));
    assert_eq!(read.text, format!("{STORY}\n\n{MORE}"));
    assert_eq!(read.published.map(|p| p.value).as_deref(), Some("2026-03-08T18:12"));
}

#[test]
fn a_rule_of_two_hyphens_is_no_signature() {
    let read = letter(
        "Subject: Gate\r\nContent-Type: text/plain; charset=utf-8",
        &format!("{STORY}\n\n--\n{MORE}\n"),
    );
    assert!(read.text.ends_with(MORE), "{}", read.text);
}

#[test]
fn header_lines_of_a_forwarded_letter_name_nobody_else() {
    let read = letter(
        "Subject: WG: Nordtor gesperrt\r\nContent-Type: text/plain; charset=utf-8",
        &format!(
            "Gruß\nCarl\n\nVon: Ruth Levin <ruth@harbour.example> \nGesendet: Sonntag, 8. März 2026 18:12\nAn: Carl Osei <carl@wire.example>\nCc: Redaktion\nBetreff: Nordtor gesperrt\n\n{STORY}\n\n{MORE}\n"
        ),
    );
    assert_eq!(read.authors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Ruth Levin"]);
    let read = letter(
        "Subject: Fwd: Porte fermée\r\nContent-Type: text/plain; charset=utf-8",
        &format!(
            "-------- Message transféré --------\nSujet : \tPorte fermée\nDate : \tSun, 8 Mar 2026 18:12:00 +0100\nDe : \tRuth Levin <ruth@harbour.example>\nPour : \tCarl Osei\n\n\n{STORY}\n"
        ),
    );
    assert_eq!(read.text, STORY);
    assert_eq!(read.published.map(|p| p.value).as_deref(), Some("2026-03-08T18:12:00+01:00"));
}

#[test]
fn lost_characters_are_told_in_letters_too() {
    let read = letter(
        "Subject: Gate\r\nContent-Type: text/plain; charset=utf-8",
        &format!("{STORY} Beh\u{fffd}rde."),
    );
    assert!(read.warnings.iter().any(|w| w.code == "charset-damaged"));
    assert!(letter("Subject: Gate\r\nContent-Type: text/plain; charset=utf-8", STORY).warnings.is_empty());
}

#[test]
fn photo_items_are_picture_records() {
    let read = record(
        r#"<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier><NewsItemId>p9</NewsItemId></NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>North gate</HeadLine></NewsLines><NewsComponent><Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/><DataContent><p>The north gate of Halden, shut for two weeks.</p></DataContent></ContentItem></NewsComponent><NewsComponent><Role FormalName="Main"/><ContentItem Href="gate.jpg"><MediaType FormalName="Photo"/></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"#,
    );
    assert_eq!(read.text, "");
    assert_eq!(read.images.len(), 1);
    assert_eq!(read.images[0].caption.as_deref(), Some("The north gate of Halden, shut for two weeks."));
}

#[test]
fn a_headline_that_breaks_off_goes_on_in_the_next_line() {
    let read = record(format!(
        "Source: Halden Ports, Inc.\nMEDIA RELEASE HP20261\nHalden Ports Signs Contract for Three Quays on the\nNorth Coast\n\nHALDEN, Norvik, Feb. 4, 2026 /PRNewswire/ --\n\n{STORY}\n\n{MORE}\n"
    ));
    assert_eq!(
        read.headline.as_deref(),
        Some("Halden Ports Signs Contract for Three Quays on the North Coast")
    );
    assert_eq!(dateline(&read), "HALDEN|Feb. 4, 2026|PRNewswire");
    assert!(read.text.starts_with("The harbour board"), "{}", read.text);
    let read = record(format!("What the minister stands for\n\n{STORY}\n\n{MORE}"));
    assert_eq!(read.headline.as_deref(), Some("What the minister stands for"));
}

#[test]
fn parts_called_text_are_parts() {
    let body = format!(
        "This is a multipart message.\n----NEXT\nContent-Type: text/html; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: quoted-printable\n\n<p>{STORY}</p><p>Gr=F6=DFe</p>\n----NEXT--\n"
    );
    let read = letter("Subject: Gate\r\nContent-Type: text/HTML;\r\n\tboundary=\"--NEXT\"", &body);
    assert_eq!(read.text, format!("{STORY}\n\nGröße"));
    let read = letter("Subject: Gate\r\nContent-Type: text/plain; charset=utf-8", STORY);
    assert_eq!(read.text, STORY);
}

#[test]
fn telex_signs_with_its_service() {
    let read = record(format!(
        "ZCZC AAP\n%S\n#Ferry_BC1\n$Ferry stays open\n:(LUMEN)\n+15039001\n@NSW\n{STORY}\n\n   {MORE}\n\n   AAP RESULTS\nNNNN\n"
    ));
    assert_eq!(read.text, format!("{STORY}\n\n{MORE}"));
    assert_eq!(dateline(&read), "LUMEN||");
    assert_eq!(
        (read.section.as_deref(), read.keywords.len(), read.subjects.as_slice()),
        (Some("S"), 0, ["15039001".to_owned()].as_slice())
    );
    assert_eq!(read.agencies.first().and_then(|a| a.code.as_deref()), Some("AAP"));
    let separated = record(
        "ZCZC\n\u{1}KYSTEN\u{1f}6\u{1f}N\u{1f}Tuesday\n\n   6-TAB 2.10 fav Grey Duck, 7.50 Blue Gull\n   more ug\n   AAP FIELDS\nNNNN\n",
    );
    assert_eq!(separated.headline.as_deref(), Some("KYSTEN 6 N Tuesday"));
}

#[test]
fn frames_of_plain_copy() {
    let read = record(format!(
        "INDEX: Business, Politics\n\nBC-Lumen-Ferry, 1st Writethru, 0288\nEds: UPDATES with vote.\n\nBoard keeps ferry through winter\n\nBy Dana Roy\n\nTHE CANADIAN PRESS\n\nHALDEN, Ont. - {STORY}\n\n{MORE}\n\nThis report by The Canadian Press was first published March 4, 2026.\n\n(The Canadian Press)\n\n06:12ET 04-03-26\n"
    ));
    assert_eq!(read.headline.as_deref(), Some("Board keeps ferry through winter"));
    assert_eq!(
        (read.slug.as_deref(), read.update_tag.as_deref()),
        (Some("BC-Lumen-Ferry"), Some("1st Writethru"))
    );
    assert_eq!(read.keywords, ["Business", "Politics"]);
    assert_eq!(read.text, format!("HALDEN, Ont. - {STORY}\n\n{MORE}"));
    assert!(read.published.is_some_and(|p| p.value.starts_with("2026-03-04")));
    let spanish = record(format!(
        "TRANSPORTE PUERTO (Ampliación)\n\nEl transbordador seguirá todo el invierno\n\nMálaga, 4 mar (EFE).- {STORY}\n\n{MORE} EFE\n\njlg/mav/crf\n\n(foto) (vídeo)\n"
    ));
    assert_eq!(spanish.headline.as_deref(), Some("El transbordador seguirá todo el invierno"));
    assert_eq!(spanish.update_tag.as_deref(), Some("Ampliación"));
    assert!(!spanish.text.contains("foto") && !spanish.text.contains("jlg"), "{}", spanish.text);
    // a list of words with strokes between them is the story's where the story goes on
    let list = record(format!("What the shop sells\n\n{STORY}\n\nrope/twine/nets\n\n{MORE}\n\n{STORY}\n"));
    assert!(list.text.contains("rope/twine/nets"));
}

#[test]
fn the_headline_may_stand_below_who_wrote_it() {
    let read = record(format!("By Dana Roy\nHalden Post\n\nWhy I take the ferry\n\n{STORY}\n\n{MORE}\n"));
    assert_eq!(
        (read.headline.as_deref(), read.authors[0].name.as_str()),
        (Some("Why I take the ferry"), "Dana Roy")
    );
    let marked =
        record(format!("# Ferry stays\n\n*By Dana Roy*\n\n{STORY}\n\n## What comes next\n\n{MORE}\n"));
    assert_eq!(marked.headline.as_deref(), Some("Ferry stays"));
    assert_eq!(marked.text, format!("{STORY}\n\nWhat comes next\n\n{MORE}"));
    let labelled = record(format!(
        "Headline: Ferry stays\nByline: Dana Roy\nDate: March 4, 2026\n\n{STORY}\n\n{MORE}\n"
    ));
    assert_eq!(
        (labelled.headline.as_deref(), labelled.authors[0].name.as_str()),
        (Some("Ferry stays"), "Dana Roy")
    );
    assert_eq!(labelled.text, format!("{STORY}\n\n{MORE}"));
}

#[test]
fn a_release_names_its_pictures() {
    let read = record(format!(
        "Source: Halden Ports\nMEDIA RELEASE PR67255\nHalden Ports Keeps Ferry\n\nHALDEN, Norvik, Feb. 1, 2017 /PRNewswire/ --\n\nHalden Ports Keeps Ferry\n\n    -- The ferry is to run from the first of January until the\n       end of March\n\n{STORY}\n\nPhoto - https://media.example/quay.jpg\nPhoto - https://media.example/lock.jpg\nLogo - https://media.example/logo.jpg\n\n{MORE}\n"
    ));
    let urls: Vec<_> = read.images.iter().filter_map(|image| image.url.as_deref()).collect();
    assert_eq!(urls, ["https://media.example/quay.jpg", "https://media.example/lock.jpg"]);
    assert!(!read.text.contains("://") && !read.text.contains("Keeps Ferry"), "{}", read.text);
    assert!(
        read.text.starts_with("-- The ferry is to run from the first of January until the end of March\n\n"),
        "{}",
        read.text
    );
}

#[test]
fn letters_say_their_language_and_bring_their_stories() {
    let read = letter(
        "Subject: Gate\r\nOrganization: Halden Ports\r\nContent-Language: en-GB\r\nContent-Type: text/plain",
        "Gate shut.",
    );
    assert_eq!(read.language.as_deref(), Some("en-GB"));
    assert_eq!(read.authors[0].organization.as_deref(), Some("Halden Ports"));
    let attached = format!(
        "From: Carl Osei <carl@wire.example>\nDate: Mon, 9 Mar 2026 08:00:00 +0100\nSubject: Gate\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\n\n--b1\nContent-Type: text/plain; charset=windows-1252; name=\"release.txt\"\nContent-Disposition: attachment; filename=\"release.txt\"\nContent-Transfer-Encoding: quoted-printable\n\nNordtor gesperrt\n\nK=E4the Gro=DF bat am Montag um Geduld. {STORY}\n\n{STORY}\n--b1--\n"
    );
    let found = documents(attached.as_bytes()).unwrap();
    assert_eq!(found.len(), 1);
    assert!(
        found[0].blocks.iter().any(|block| block.text.starts_with("Käthe Groß")),
        "{:?}",
        found[0].blocks
    );
    let answer = letter(
        "Subject: Re: Gate\r\nContent-Type: text/plain",
        &format!("{STORY}\n\nOn Tue, 3 Mar 2026 at 17:40, Dana Roy <d@n.example> wrote:\n\n> {MORE}\n"),
    );
    assert_eq!(answer.text, STORY);
    let listed = letter(
        "Subject: [press] Gate shut\r\nList-Id: <press.lists.n.example>\r\nContent-Type: text/plain",
        &format!(
            "{STORY}\n\n______________________________\npress mailing list\nhttps://lists.n.example/listinfo/press\n"
        ),
    );
    assert_eq!((listed.headline.as_deref(), listed.text.as_str()), (Some("Gate shut"), STORY));
}

#[test]
fn vendors_number_their_items_and_send_pictures() {
    let read = record(format!(
        "<?xml version=\"1.0\"?><Feed version=\"2.0\"><NewsID>9a69</NewsID><version>3</version><Priority>2</Priority><headline>Gate shut</headline><content>{STORY}</content></Feed>"
    ));
    assert_eq!(
        (read.source.item.as_deref(), read.item_version.as_deref(), read.urgency),
        (Some("9a69"), Some("3"), Some(2))
    );
    let format_version = record(format!(
        "<?xml version=\"1.0\"?><Feed><ContentItemID>7</ContentItemID><version>1.0</version><headline>Gate shut</headline><content>{STORY}</content></Feed>"
    ));
    assert_eq!((format_version.source.item.as_deref(), format_version.item_version), (Some("7"), None));
    let picture = record(
        "<?xml version=\"1.0\"?><Publish><ContentType>Photo</ContentType><ContentItemID>73</ContentItemID><SlugProper>Lumen gate</SlugProper><Credit>HALDEN PRESS</Credit><ContentText/><EnglishCaption>The north gate of Lumen is shut on Monday.</EnglishCaption></Publish>",
    );
    assert_eq!((picture.text.as_str(), picture.images.len()), ("", 1));
    assert_eq!(picture.images[0].caption.as_deref(), Some("The north gate of Lumen is shut on Monday."));
    assert_eq!(documents(b"<?xml version=\"1.0\"?><Publish><ContentType>Text</ContentType><Caption>The north gate of Lumen is shut.</Caption></Publish>").unwrap_err(), FaultCode::NoText);
}

#[test]
fn misread_letters_that_a_story_is_about_stay() {
    let told = record(format!(
        "Why your name comes out as MÃ¼ller\n\nA letter to Mr Müller was addressed to “MÃ¼ller” again.\n\n{STORY}\n"
    ));
    assert!(
        told.text.contains("“MÃ¼ller”") && told.headline.as_deref().is_some_and(|h| h.ends_with("MÃ¼ller"))
    );
    let misread =
        record(format!("Why Mr MÃ¼ller is late\n\nMr MÃ¼ller was late, GrÃ¶Ã\u{9f}e or not.\n\n{STORY}\n"));
    assert!(misread.text.contains("Mr Müller was late, Größe or not."), "{}", misread.text);
    let lost = record(format!(
        "Nordf?hre f?hrt\n\nDie Nordf?hre f?hrt auch im Winter, w?hrend andere ruhen, sagte der Hafenrat.\n\n{MORE}\n"
    ));
    assert!(lost.warnings.iter().any(|w| w.code == "charset-damaged"));
    let asked =
        record(format!("What now?\n\nSee https://n.example/a?b=c and /x?y or what?s left.\n\n{MORE}\n"));
    assert!(asked.warnings.iter().all(|w| w.code != "charset-damaged"));
}

#[test]
fn bytes_of_other_charsets() {
    let turkish = "<!doctype html><html><head><meta charset=iso-8859-1><title>Kuzey feribotu</title></head><body><article><h1>Kuzey feribotu bütün kış çalışacak</h1><p>Liman kurulu salı günü kuzey feribotunun bütün kış çalışmasına karar verdi. Böylece sonbahar fırtınalarından beri süren tartışma bitti, dedi Ayşe Şahin.</p><p>Plan, rıhtımın haftalarca kapatılmak zorunda kaldığı iki kışın ardından hazırlandı ve bir ay boyunca belediyede sergilendi.</p></article></body></html>";
    let bytes = encoding_rs::WINDOWS_1254.encode(turkish).0.into_owned();
    let read = record(bytes);
    assert_eq!(read.headline.as_deref(), Some("Kuzey feribotu bütün kış çalışacak"));
    assert!(read.warnings.iter().any(|w| w.code == "charset-lied"));
    let mut unlabelled = format!("Lead in the water\n\n{STORY} Each litre held 5 ").into_bytes();
    unlabelled.extend(b"\xb5g of lead.\n");
    assert!(record(unlabelled).text.ends_with("5 µg of lead."));
}
