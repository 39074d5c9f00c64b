use super::*;

/// A Monday.
const SENT: &str = "2026-12-28T09:00:00Z";

fn end(stated: &Stated<'_>) -> String {
    let moment = stated.said.moment(dates::read(SENT, None), None);
    moment.map_or_else(|| "unreadable".to_owned(), |moment| moment.value())
}

#[track_caller]
fn check(line: &str, place: Place, until: &str, beside: (&str, &str)) {
    let Some(stated) = find(line, place) else { panic!("no embargo in {line:?}") };
    assert_eq!((end(&stated).as_str(), stated.before, stated.after), (until, beside.0, beside.1), "{line:?}");
}

#[test]
fn lines_in_many_languages() {
    for (line, until) in [
        ("NOT FOR PUBLICATION BEFORE 12:00 CET 1 JANUARY 2027", "2027-01-01T12:00+01:00"),
        ("Strictly embargoed until 00.01 GMT on Friday", "2027-01-01T00:01Z"),
        ("EMBARGOED UNTIL 0001 GMT FRIDAY, JANUARY 1, 2027", "2027-01-01T00:01Z"),
        ("EMBARGOED UNTIL 0001 GMT/1901 EST FRIDAY, JANUARY 1, 2027", "2027-01-01T00:01Z"),
        ("(Eds: Embargoed for release until 0600 GMT Jan 1.)", "2027-01-01T06:00Z"),
        ("Embargo: 1 January 2027, 06:00 (UTC+1)", "2027-01-01T06:00+01:00"),
        ("EMBARGO 6 a.m. EST Friday", "2027-01-01T06:00-05:00"),
        ("Under embargo until 6pm ET on Thursday 31 December", "2026-12-31T18:00-05:00"),
        (
            "Note to editors: this report is strictly embargoed until 00:01 on Friday 1 January 2027.",
            "2027-01-01T00:01",
        ),
        ("STRICTLY EMBARGOED. Not for public release until 12noon", "2026-12-28T12:00"),
        ("HOLD FOR RELEASE UNTIL 1800 GMT THURSDAY", "2026-12-31T18:00Z"),
        ("*** NOT FOR USE BEFORE 0500 GMT, FRIDAY JAN 1 ***", "2027-01-01T05:00Z"),
        ("No use before midnight Thursday London time", "2027-01-01T00:00Z"),
        ("FOR RELEASE 6 A.M. EST, FRIDAY, JANUARY 1, 2027", "2027-01-01T06:00-05:00"),
        ("Embargoed to 0001 Friday January 1", "2027-01-01T00:01"),
        (
            "Embargoed until 00:01hrs Friday, January 1st 2027 - not for broadcast, print or online use before then",
            "2027-01-01T00:01",
        ),
        ("Achtung Sperrfrist 1. Januar, 6.00 Uhr", "2027-01-01T06:00"),
        ("Sperrfrist: Freitag, 1. Januar 2027, 06.00 Uhr MEZ", "2027-01-01T06:00+01:00"),
        ("SPERRFRIST BIS 31.12., 18 UHR", "2026-12-31T18:00"),
        ("+++ Gesperrt bis Freitag, 6 Uhr +++", "2027-01-01T06:00"),
        (
            "Achtung Redaktionen: Diese Meldung ist mit einer Sperrfrist bis 1.1.2027, 0.00 Uhr, versehen",
            "2027-01-01T00:00",
        ),
        ("Frei ab Donnerstag 18.00 Uhr", "2026-12-31T18:00"),
        ("Nicht zur Veröffentlichung vor dem 1. Januar 2027, 5 Uhr", "2027-01-01T05:00"),
        ("SOUS EMBARGO JUSQU'AU VENDREDI 1ER JANVIER 2027 À 6H00", "2027-01-01T06:00"),
        ("Embargo jusqu’à vendredi 6 heures (heure de Paris)", "2027-01-01T06:00+01:00"),
        ("À ne pas publier avant le 1er janvier 2027 à 00h01", "2027-01-01T00:01"),
        ("EMBARGADO HASTA EL 1 DE ENERO DE 2027 A LAS 6.00 HORAS", "2027-01-01T06:00"),
        ("Embargada hasta las 12:00 h del viernes", "2027-01-01T12:00"),
        ("Atención editores: no difundir antes del 1 de enero a las 00:01 GMT", "2027-01-01T00:01Z"),
        ("SOTTO EMBARGO FINO ALLE ORE 12 DEL 1 GENNAIO 2027", "2027-01-01T12:00"),
        ("Da non pubblicare prima delle 6.00 di venerdì", "2027-01-01T06:00"),
        ("Onder embargo tot vrijdag 1 januari 2027, 06.00 uur", "2027-01-01T06:00"),
        ("Embargado até sexta, 1 de janeiro, às 6h", "2027-01-01T06:00"),
        ("Embargo till fredag 1 januari kl. 06.00", "2027-01-01T06:00"),
        ("Embargo til 1. januar 2027 kl. 06.00", "2027-01-01T06:00"),
        ("Embargo 2027-01-01 06:00", "2027-01-01T06:00"),
        ("EMBARGOED UNTIL TOMORROW 0600 GMT", "2026-12-29T06:00Z"),
        ("Sperrfrist: morgen, 6 Uhr", "2026-12-29T06:00"),
        ("EMBARGOED UNTIL 8 A.M. EASTERN TIME ON JAN. 1", "2027-01-01T08:00-05:00"),
        ("Embargoed until Friday, January 1, 2027, 6:00 a.m. PT", "2027-01-01T06:00-08:00"),
        ("This story is embargoed until 0600 GMT Jan 1.", "2027-01-01T06:00Z"),
        ("EMBARGOED UNTIL 8 A.M. MONDAY", "2027-01-04T08:00"),
        ("Bitte beachten Sie die Sperrfrist: 1. Januar 2027, 12 Uhr", "2027-01-01T12:00"),
        ("Veröffentlichung erst ab 1. Januar 2027, 6.00 Uhr gestattet", "2027-01-01T06:00"),
        ("Nur zur Veröffentlichung nach dem 1. Januar 2027, 6 Uhr", "2027-01-01T06:00"),
        ("Frei für Freitag, 1. Januar 2027", "2027-01-01"),
        ("EMBARGADO PARA EL 1 DE ENERO A LAS 06.00 HORAS", "2027-01-01T06:00"),
        ("Эмбарго до 6:00 1 января 2027 года", "2027-01-01T06:00"),
        ("Eds: Moving in advance for use after 6 a.m. EST Friday, Jan. 1.", "2027-01-01T06:00-05:00"),
        ("For use Friday, Jan. 1, and thereafter", "2027-01-01"),
        ("Advance for Friday, Jan. 1", "2027-01-01"),
        (
            "This press release is embargoed until 10:00 GMT on Friday, January 1, 2027, and may not be published before then.",
            "2027-01-01T10:00Z",
        ),
        (
            "Please note: the information in this release is under embargo until 1 January 2027, 6am GMT.",
            "2027-01-01T06:00Z",
        ),
    ] {
        check(line, Place::Line, until, ("", ""));
    }
}

#[test]
fn what_cannot_be_read_is_one_all_the_same() {
    for line in [
        "EMBARGOED UNTIL DELIVERY",
        "EMBARGO",
        "(Sous embargo)",
        "STRICT EMBARGO",
        "Sperrfrist: Redebeginn",
        "Embargoed until the minister begins to speak",
        "Embargado hasta nuevo aviso",
        "EMBARGOED UNTIL 6AM ON 32 JANUARY",
        "EMBARGO: until further notice",
        "Sperrfrist: Silvester 24 Uhr",
        "Publication embargoed until the minister has spoken.",
    ] {
        let stated = find(line, Place::Line);
        let Some(stated) = stated else { panic!("no embargo in {line:?}") };
        assert_eq!((stated.before, stated.after), ("", ""), "{line:?}");
    }
}

#[test]
fn what_stands_beside_it_stays() {
    let check = |line, until, before, after| check(line, Place::Headline, until, (before, after));
    check("EMBARGOED UNTIL 6AM FRIDAY: Ferry report is out", "2027-01-01T06:00", "", "Ferry report is out");
    check("EMBARGOED - Ferry report is out", "unreadable", "", "Ferry report is out");
    check(
        "Ferry report is out (embargoed until 6 a.m. Friday)",
        "2027-01-01T06:00",
        "Ferry report is out",
        "",
    );
    check("Ferry report is out - EMBARGO Jan 1, 0600 GMT", "2027-01-01T06:00Z", "Ferry report is out", "");
    check("Sperrfrist 6 Uhr: Fähre bleibt im Hafen", "2026-12-29T06:00", "", "Fähre bleibt im Hafen");
    check("[EMBARGO vendredi 6h] Le bac reste à quai", "2027-01-01T06:00", "", "Le bac reste à quai");
    super::tests::check(
        "(Eds: Embargoed for release until 0600 GMT Jan 1.) LUMEN (AP) - The board met.",
        Place::Line,
        "2027-01-01T06:00Z",
        ("", "LUMEN (AP) - The board met."),
    );
    super::tests::check(
        "Embargoed until 00.01 Friday. The board of the harbour met on Monday.",
        Place::Line,
        "2027-01-01T00:01",
        ("", "The board of the harbour met on Monday."),
    );
}

#[test]
fn slugs_and_keywords() {
    for slug in [
        "EMBARGOED-Ferry-Report",
        "Ferry-Report-EMBARGOED",
        "Sperrfrist/Hafen",
        "Ferry (HFR)",
        "Ferry Embargoed_BC1",
        "Embargo until Friday 6am",
    ] {
        assert!(find(slug, Place::Slug).is_some(), "{slug:?}");
    }
    for slug in ["Cuba-embargo", "Embargo-Talks", "oil embargo", "embargo"] {
        assert_eq!(find(slug, Place::Slug), None, "{slug:?}");
    }
}

#[test]
fn stories_about_embargoes_are_none() {
    for line in [
        "Embargo talks between the two countries went on.",
        "Embargoed oil reached the port, the ministry said.",
        "The report, embargoed until Friday, shows that fares rose.",
        "The figures were embargoed until 6 p.m. Tuesday.",
        "Arms embargo until 2027",
        "Embargo until 2030 on northern oil agreed, ministers say",
        "Embargo lifts hopes on the island",
        "Embargo ends Friday, ministry says",
        "EMBARGO ENDS FRIDAY, MINISTRY SAYS",
        "Embargo: how the sanctions work",
        "Sperrfrist für Rückkehrer verlängert",
        "Sperrfrist bis Freitag verlängert",
        "Straße gesperrt bis Freitag, 6 Uhr",
        "Embargoed goods were held until Friday at the border",
        "El embargo hasta 2027 preocupa a los puertos",
        "L'embargo sur le blé jusqu'en janvier 2027 inquiète",
        "The embargo was lifted on Friday at 6 a.m.",
        "EMBARGO LIFTED",
        "Sperrfrist aufgehoben",
        "Not for publication",
        "For release on bail he paid a fine",
        "FOR IMMEDIATE RELEASE",
        "Nicht vor Freitag",
        "Hold until the last ferry leaves",
        "The report is embargoed. It will be out next week.",
        "The report is embargoed until Friday.",
        "To be released on 5 March 2027: five films",
        "For release on Friday: the new album by Tom Sample",
        "Under embargo until 2027",
        "Advance for women on the island",
        "Hold for ransom ends",
        "For use after surgery",
        "Publication of the report was embargoed until Friday, officials said",
    ] {
        assert_eq!(find("Oil - Embargo until 1 January 2027", Place::Headline), None);
        for place in [Place::Line, Place::Headline] {
            assert_eq!(find(line, place), None, "{line:?} {place:?}");
        }
    }
}

#[test]
fn an_embargo_over_several_lines() {
    let check = |lines: &[&str], until: &str, count: usize| {
        let Some((said, taken)) = over_lines(lines) else { panic!("no embargo in {lines:?}") };
        let moment = said.moment(dates::read(SENT, None), None);
        let end = moment.map_or_else(|| "unreadable".to_owned(), |moment| moment.value());
        assert_eq!((end.as_str(), taken), (until, count), "{lines:?}");
    };
    check(
        &["EMBARGO", "Until 00:01 GMT", "Wednesday 13 January 2027", "Quarry owner to pay"],
        "2027-01-13T00:01Z",
        3,
    );
    check(&["EMBARGOED UNTIL:", "0001 GMT, Friday January 1", "Quarry owner to pay"], "2027-01-01T00:01Z", 2);
    check(
        &["NOT FOR PUBLICATION", "OR BROADCAST BEFORE", "0600 GMT, 13 JANUARY 2027", "QUARRY OWNER TO PAY"],
        "2027-01-13T06:00Z",
        3,
    );
    check(
        &["Sperrfrist", "Freitag, 15. Januar 2027", "6 Uhr", "Gericht: Besitzer muss zahlen"],
        "2027-01-15T06:00",
        3,
    );
    check(&["Embargo", "Thursday, 21 January 2027, 11:00 GMT", "Contact"], "2027-01-21T11:00Z", 2);
    check(&["Embargo : vendredi 15 janvier", "à 6 heures", "La mairie renonce"], "2027-01-15T06:00", 2);
    check(&["EMBARGOED UNTIL 6AM FRIDAY", "Friday 18 December 2026"], "2027-01-01T06:00", 1);
    check(&["EMBARGOED UNTIL:", "The board of the harbour met on Friday."], "unreadable", 1);
    for lines in [
        ["Not for publication", "The board of the harbour met.", "Friday"],
        ["Until 6 a.m.", "Friday 15 January", "Harbour closed"],
        ["Friday 15 January", "6 a.m.", "Harbour opens"],
    ] {
        assert_eq!(over_lines(&lines), None, "{lines:?}");
    }
}

/// The rows of a table of the documentation, below its heading.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let page = include_str!("../../../docs/embargo.md");
    let (_, below) = page.split_once(heading).unwrap();
    let rows =
        below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |row: &'static str| {
        row.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect()
    };
    rows.skip(2).map(cells).collect()
}

#[test]
fn the_tables_of_the_documentation_are_true() {
    let mut wrong = Vec::new();
    let ones = rows("## Lines that are one");
    for row in &ones {
        let [language, line, until] = row.as_slice() else { panic!("{row:?}") };
        let Some(stated) = find(line, Place::Line) else {
            wrong.push(format!("no embargo in {line:?}"));
            continue;
        };
        let moment = stated.said.moment(dates::read(SENT, None), Some(language));
        let end = moment.map_or_else(|| "unreadable".to_owned(), |moment| moment.value());
        if end != *until || !stated.is_all() {
            wrong.push(format!("{end}, not {until}; {:?} {:?} beside {line:?}", stated.before, stated.after));
        }
    }
    for row in &ones {
        let line = row.get(1).copied().unwrap_or_default().trim_end_matches(['.', '!']);
        for headline in
            [format!("[{line}] Harbour board keeps ferry"), format!("Harbour board keeps ferry ({line})")]
        {
            let stated = find(&headline, Place::Headline);
            let beside = stated.map(|it| format!("{}{}", it.before, it.after).trim().to_owned());
            if beside.as_deref() != Some("Harbour board keeps ferry") {
                wrong.push(format!("{beside:?} beside {headline:?}"));
            }
        }
    }
    let none = rows("## Lines that are none");
    for row in &none {
        let [_, line] = row.as_slice() else { panic!("{row:?}") };
        for place in [Place::Line, Place::Headline] {
            wrong.extend(find(line, place).map(|_| format!("an embargo in {line:?} {place:?}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let languages: std::collections::BTreeSet<&str> =
        ones.iter().filter_map(|row| row.first().copied()).collect();
    assert!(ones.len() >= 90 && none.len() >= 30 && languages.len() >= 25, "{} {}", ones.len(), none.len());
}

#[test]
fn labels_before_headlines() {
    for (line, expected) in [
        ("Embargo: Harbour closed for a year", Some("Harbour closed for a year")),
        ("Embargo - Harbour closed for a year", Some("Harbour closed for a year")),
        ("Press embargo: Harbour closed for a year", Some("Harbour closed for a year")),
        ("Arms embargo: ministers agree on a ban", None),
        ("The embargo - what it means for Cuba", None),
        ("Embargo: none", None),
    ] {
        assert_eq!(label(line).map(|(_, rest)| rest), expected, "{line}");
    }
    assert!(find("Hold for release: why the studio waited", Place::Headline).is_none());
    assert!(find("HOLD FOR RELEASE: Harbour closed for a year", Place::Headline).is_some());
}
