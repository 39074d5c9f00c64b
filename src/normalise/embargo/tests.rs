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
fn the_time_may_stand_in_the_next_line() {
    let mut said = find("EMBARGOED UNTIL:", Place::Line).unwrap().said;
    assert!(said.lacks_its_time() && !said.add("The board of the harbour met on Friday."));
    assert!(said.add("0001 GMT, Friday January 1"));
    assert_eq!(said.moment(dates::read(SENT, None), None).unwrap().value(), "2027-01-01T00:01Z");
}
