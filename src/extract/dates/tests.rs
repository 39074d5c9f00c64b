//! What stories mention.

mod languages;

use crate::model::Dated;

use super::*;

fn mentions(text: &str, language: &str, published: Option<&str>) -> Vec<(String, String)> {
    let record = Record {
        text: text.to_owned(),
        language: Some(language.to_owned()),
        published: published.map(|p| Dated {
            value: p.to_owned(),
            precision: Precision::Day,
            from: "test".to_owned(),
        }),
        ..Record::default()
    };
    let found = dates_mentioned(&record, &TextLimits::default());
    for mention in &found {
        for [start, end] in &mention.spans {
            let there: String = text.chars().skip(*start).take(end - start).collect();
            assert_eq!(there, mention.text);
        }
    }
    found.into_iter().map(|m| (m.text, m.value)).collect()
}

#[track_caller]
fn check(text: &str, language: &str, published: Option<&str>, expected: &[(&str, &str)]) {
    let found = mentions(text, language, published);
    let found: Vec<_> = found.iter().map(|(t, v)| (t.as_str(), v.as_str())).collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn absolute_dates() {
    check("at his compound in Beijing on July 20, 2012.", "en", None, &[("July 20, 2012", "2012-07-20")]);
    check(
        "from 4 March 2014 to Sept. 5, 2014",
        "en",
        None,
        &[("4 March 2014", "2014-03-04"), ("Sept. 5, 2014", "2014-09-05")],
    );
    check(
        "In July 2012 and in 2013, ‘since 1990’",
        "en",
        None,
        &[("July 2012", "2012-07"), ("2013", "2013"), ("1990", "1990")],
    );
    check("Größe am 20. Juli 2012", "de", None, &[("20. Juli 2012", "2012-07-20")]);
    check("am 20.07.2012 um 12.30 Uhr", "de", None, &[("20.07.2012", "2012-07-20")]);
    check("le 1er août 2012", "fr", None, &[("1er août 2012", "2012-08-01")]);
    check("el 20 de julio de 2012", "es", None, &[("20 de julio de 2012", "2012-07-20")]);
    check("on 2012-07-20 at noon", "en", None, &[("2012-07-20", "2012-07-20")]);
}

#[test]
fn numbers_and_words_that_are_no_dates() {
    check("The march of 3,000 may end in 2012 dollars", "en", None, &[]);
    check("He may 5 times say so. March on! Version 1.2.2012.4", "en", None, &[]);
    check("on July 20 and Monday and yesterday", "en", None, &[]);
}

#[test]
fn relative_dates_need_the_day_of_publication() {
    // 2014-03-04 is a Tuesday
    let published = Some("2014-03-04");
    check("He spoke on Monday.", "en", published, &[("Monday", "2014-03-03")]);
    check("He will speak on Monday.", "en", published, &[("Monday", "2014-03-10")]);
    check("The board will vote on Tuesday.", "en", published, &[("Tuesday", "2014-03-04")]);
    check("Er wird am Dienstag sprechen.", "de", published, &[("Dienstag", "2014-03-04")]);
    check(
        "On Tuesday and yesterday.",
        "en",
        published,
        &[("Tuesday", "2014-03-04"), ("yesterday", "2014-03-03")],
    );
    check(
        "on Dec. 30 and March 20",
        "en",
        published,
        &[("Dec. 30", "2013-12-30"), ("March 20", "2014-03-20")],
    );
    for text in [
        "The port would open on Monday.",
        "The port opens on Monday.",
        "A test is planned for Monday.",
        "The port is to open on Monday.",
        "Elections on Monday will decide.",
        "It said the port would be closed on Monday.",
        "Talks resume on Monday.",
        "The port is set to open on Monday.",
    ] {
        check(text, "en", published, &[("Monday", "2014-03-10")]);
    }
    for text in [
        "The port will open, the ministry said on Monday.",
        "The port refused to open on Monday.",
        "It closed due to the storm on Monday.",
        "On Monday, the ministry said it would wait.",
        "The port would have opened on Monday.",
        "The port opened last Monday and will close.",
    ] {
        check(text, "en", published, &[("Monday", "2014-03-03")]);
    }
    check("Am Montag soll er kommen.", "de", published, &[("Montag", "2014-03-10")]);
    check("Die Polizei teilte am Montag mit, er werde kommen.", "de", published, &[("Montag", "2014-03-03")]);
    check("Le bac partira lundi.", "fr", published, &[("lundi", "2014-03-10")]);
    check("Er kam am Montag.", "de", published, &[("Montag", "2014-03-03")]);
    check("Hier, er kam.", "de", published, &[]);
    check("Hier, il est venu.", "fr", published, &[("Hier", "2014-03-03")]);
}

#[test]
fn distances_are_as_precise_as_they_are_told() {
    let published = Some("2014-03-04");
    check(
        "It left three days ago, this morning and 20 years ago.",
        "en",
        published,
        &[("three days ago", "2014-03-01"), ("this morning", "2014-03-04"), ("20 years ago", "1994")],
    );
    check(
        "It closed last month, last year, and opens next year.",
        "en",
        published,
        &[("last month", "2014-02"), ("last year", "2013"), ("next year", "2015")],
    );
    check("It left last week, nearly two years ago, over the last year, days ago.", "en", published, &[]);
    check("It sank in January.", "en", published, &[("January", "2014-01")]);
    check("It sank in December.", "en", published, &[("December", "2013-12")]);
    check("It will sail in October.", "en", published, &[("October", "2014-10")]);
    check("It sank last March, not in May Example's film.", "en", published, &[("March", "2013-03")]);
    check(
        "Vor drei Tagen und vor zwei Jahren.",
        "de",
        published,
        &[("Vor drei Tagen", "2014-03-01"), ("vor zwei Jahren", "2012")],
    );
    check(
        "Im Januar und im vergangenen Jahr.",
        "de",
        published,
        &[("Januar", "2014-01"), ("vergangenen Jahr", "2013")],
    );
    check(
        "Il y a deux mois, l'an dernier.",
        "fr",
        published,
        &[("Il y a deux mois", "2014-01"), ("l'an dernier", "2013")],
    );
    check(
        "Hace dos días, el año pasado.",
        "es",
        published,
        &[("Hace dos días", "2014-03-02"), ("el año pasado", "2013")],
    );
    check("It left three days ago, in January, last year.", "en", None, &[]);
}

#[test]
fn the_longest_expression_wins() {
    // 2026-03-12 is a Thursday
    let published = Some("2026-03-12");
    check(
        "It met the day before yesterday, will meet a week from Monday and the day after tomorrow.",
        "en",
        published,
        &[
            ("the day before yesterday", "2026-03-10"),
            ("a week from Monday", "2026-03-23"),
            ("the day after tomorrow", "2026-03-14"),
        ],
    );
    check("It will meet Monday week.", "en", published, &[("Monday week", "2026-03-23")]);
    check("It met a week ago Monday.", "en", published, &[("a week ago Monday", "2026-03-02")]);
    check("It will meet two weeks from Friday.", "en", published, &[("two weeks from Friday", "2026-03-27")]);
    check("It will close for two weeks from Friday.", "en", published, &[("Friday", "2026-03-13")]);
    check("The Monday weekend rush was over.", "en", published, &[("Monday", "2026-03-09")]);
    check(
        "Er kam vorgestern und geht übermorgen.",
        "de",
        published,
        &[("vorgestern", "2026-03-10"), ("übermorgen", "2026-03-14")],
    );
    check("Er kommt übernächsten Montag.", "de", published, &[("übernächsten Montag", "2026-03-23")]);
    check(
        "Er soll Montag in einer Woche kommen.",
        "de",
        published,
        &[("Montag in einer Woche", "2026-03-23")],
    );
    check(
        "Il est venu avant-hier, il part après-demain.",
        "fr",
        published,
        &[("avant-hier", "2026-03-10"), ("après-demain", "2026-03-14")],
    );
    check("Il partira lundi en huit.", "fr", published, &[("lundi en huit", "2026-03-23")]);
    check(
        "Vino anteayer y se va pasado mañana.",
        "es",
        published,
        &[("anteayer", "2026-03-10"), ("pasado mañana", "2026-03-14")],
    );
    check(
        "È arrivato l'altro ieri e parte dopodomani.",
        "it",
        published,
        &[("l'altro ieri", "2026-03-10"), ("dopodomani", "2026-03-14")],
    );
    check(
        "Chegou anteontem e parte depois de amanhã.",
        "pt",
        published,
        &[("anteontem", "2026-03-10"), ("depois de amanhã", "2026-03-14")],
    );
    check(
        "Hij kwam eergisteren en gaat overmorgen.",
        "nl",
        published,
        &[("eergisteren", "2026-03-10"), ("overmorgen", "2026-03-14")],
    );
    check("Er wird in drei Tagen kommen.", "de", published, &[("in drei Tagen", "2026-03-15")]);
    check("Die Stadt fiel in drei Tagen.", "de", published, &[]);
    check("They will meet in three days.", "en", published, &[("in three days", "2026-03-15")]);
    check("They built it in three days.", "en", published, &[]);
    check("Si vedranno fra tre giorni.", "it", published, &[("fra tre giorni", "2026-03-15")]);
    check("Il part dans deux jours.", "fr", published, &[("dans deux jours", "2026-03-14")]);
}

#[test]
fn tense_decides_the_year() {
    let check_on = |published: &str, text: &str, language: &str, expected: (&str, &str)| {
        check(text, language, Some(published), &[expected]);
    };
    check_on("2024-09-20", "Her brother was killed on Oct. 7.", "en", ("Oct. 7", "2023-10-07"));
    check_on(
        "2024-06-01",
        "The attack that killed them on Oct. 7 changed it.",
        "en",
        ("Oct. 7", "2023-10-07"),
    );
    check_on("2024-06-01", "They have fought since Oct. 7.", "en", ("Oct. 7", "2023-10-07"));
    check_on("2024-02-01", "The bridge will open on Jan. 20.", "en", ("Jan. 20", "2025-01-20"));
    check_on("2024-06-01", "The bridge will open in December.", "en", ("December", "2024-12"));
    check_on("2024-09-20", "Zwei Menschen wurden am 7. Oktober getötet.", "de", ("7. Oktober", "2023-10-07"));
    check_on("2024-09-20", "Le pont a été détruit le 7 octobre.", "fr", ("7 octobre", "2023-10-07"));
    check_on("2024-03-12", "They have until March 20 to pay.", "en", ("March 20", "2024-03-20"));
    check_on("2024-03-12", "It will hold a vote on March 20.", "en", ("March 20", "2024-03-20"));
    check_on("2024-03-12", "The bridge is due to open on Feb. 3.", "en", ("Feb. 3", "2025-02-03"));
    check_on("2024-03-12", "Il ponte aprirà a dicembre.", "it", ("dicembre", "2024-12"));
    check_on("2024-03-12", "A ponte abriu em dezembro.", "pt", ("dezembro", "2023-12"));
    // the nearest where no verb stands beside it
    check_on("2024-03-12", "Ministers prepared for the March 20 vote.", "en", ("March 20", "2024-03-20"));
    check_on("2024-03-12", "The port will be closed, it said on March 12.", "en", ("March 12", "2024-03-12"));
    check_on("2024-01-02", "It sank on Dec. 30.", "en", ("Dec. 30", "2023-12-30"));
}

#[test]
fn repetitions_are_one_mention() {
    let record = Record { text: "On July 20, 2012, yes, July 20, 2012.".to_owned(), ..Record::default() };
    let found = dates_mentioned(&record, &TextLimits::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].spans, [[3, 16], [23, 36]]);
}

/// 2026-03-04 is a Wednesday.
const WEDNESDAY: Option<&str> = Some("2026-03-04");

#[test]
fn a_weekday_and_its_date_are_one_expression() {
    check(
        "It began on Friday, February 27, and ends on Sunday (8 March).",
        "en",
        WEDNESDAY,
        &[("Friday, February 27", "2026-02-27"), ("Sunday (8 March)", "2026-03-08")],
    );
    check("on Thurs., March 5, 2026.", "en", None, &[("Thurs., March 5, 2026", "2026-03-05")]);
    // the weekday decides the year
    check("They met on Thursday, March 6.", "en", WEDNESDAY, &[("Thursday, March 6", "2025-03-06")]);
    check(
        "Am Freitag, den 27. Februar, kam er.",
        "de",
        WEDNESDAY,
        &[("Freitag, den 27. Februar", "2026-02-27")],
    );
    check("Il est venu vendredi 27 février.", "fr", WEDNESDAY, &[("vendredi 27 février", "2026-02-27")]);
    check("El viernes 27 de febrero llegó.", "es", WEDNESDAY, &[("viernes 27 de febrero", "2026-02-27")]);
    check("Venerdì 27 febbraio è arrivato.", "it", WEDNESDAY, &[("Venerdì 27 febbraio", "2026-02-27")]);
    check("Chegou na sexta-feira (27).", "pt", WEDNESDAY, &[("sexta-feira (27)", "2026-02-27")]);
    check("Hij kwam vrijdag 27 februari.", "nl", WEDNESDAY, &[("vrijdag 27 februari", "2026-02-27")]);
    check("Bolag stänger fredagen den 27 mars.", "sv", WEDNESDAY, &[("fredagen den 27 mars", "2026-03-27")]);
    check("W piątek, 27 lutego, przyjechał.", "pl", WEDNESDAY, &[("piątek, 27 lutego", "2026-02-27")]);
    check("В пятницу, 27 февраля, он приехал.", "ru", WEDNESDAY, &[("пятницу, 27 февраля", "2026-02-27")]);
    check("27 Şubat Cuma günü geldi.", "tr", WEDNESDAY, &[("27 Şubat Cuma", "2026-02-27")]);
    check(
        "2026. február 27-én, pénteken jött.",
        "hu",
        None,
        &[("2026. február 27-én, pénteken", "2026-02-27")],
    );
    check("会议于2月27日（星期五）举行。", "zh", WEDNESDAY, &[("2月27日（星期五）", "2026-02-27")]);
    check("2月27日(金)に開いた。", "ja", WEDNESDAY, &[("2月27日(金)", "2026-02-27")]);
    // what follows by chance is none of it
    check(
        "It opened on Friday. March 20 is the last day.",
        "en",
        WEDNESDAY,
        &[("Friday", "2026-02-27"), ("March 20", "2026-03-20")],
    );
}

#[test]
fn a_range_is_told_by_its_first_day() {
    for (language, text, expected) in [
        ("en", "It runs March 10-14 in Halden.", ("March 10-14", "2026-03-10")),
        ("en", "It runs from March 10 to 14, 2027.", ("March 10 to 14, 2027", "2027-03-10")),
        ("en", "It runs from 10–14 March.", ("10–14 March", "2026-03-10")),
        ("de", "Vom 12. bis 14. Juni wird gefeiert.", ("12. bis 14. Juni", "2026-06-12")),
        ("de", "Am 12./13. Juni wird gefeiert.", ("12./13. Juni", "2026-06-12")),
        ("fr", "Le salon se tiendra du 10 au 14 avril.", ("10 au 14 avril", "2026-04-10")),
        ("es", "La feria se celebrará del 10 al 14 de abril.", ("10 al 14 de abril", "2026-04-10")),
        ("it", "La fiera si terrà dal 10 al 14 aprile.", ("10 al 14 aprile", "2026-04-10")),
        ("pt", "A feira será de 10 a 14 de abril.", ("10 a 14 de abril", "2026-04-10")),
        ("nl", "De beurs is van 10 tot 14 april.", ("10 tot 14 april", "2026-04-10")),
        ("pl", "Targi odbędą się od 10 do 14 kwietnia.", ("10 do 14 kwietnia", "2026-04-10")),
        ("ru", "Ярмарка пройдет с 10 по 14 апреля.", ("10 по 14 апреля", "2026-04-10")),
        ("ja", "祭りは4月10日から14日まで。", ("4月10日から14日", "2026-04-10")),
        ("ko", "축제는 4월 10~14일 열린다.", ("4월 10~14일", "2026-04-10")),
    ] {
        check(text, language, WEDNESDAY, &[expected]);
    }
    // no range
    check("He beat her 6-4 March 3.", "en", WEDNESDAY, &[("March 3", "2026-03-03")]);
    check("On March 10 and 14 people died.", "en", WEDNESDAY, &[("March 10", "2026-03-10")]);
}

#[test]
fn names_of_days_are_no_dates() {
    for text in [
        "She sings in a band called Bloody Sunday and wrote in the Sunday Argus.",
        "Sales on Black Friday paid for it. The Good Friday Agreement hangs on the wall.",
        "The service is held every Sunday. Trains run each Monday and most Fridays.",
        "The Saturday Evening Review reported it; Sunday Times reporters were there.",
        "USA Today reported it. Wednesday Addams and Mr Friday came.",
    ] {
        check(text, "en", WEDNESDAY, &[]);
    }
    check("Die Welt am Sonntag berichtet, jeden Montag tagt der Rat.", "de", WEDNESDAY, &[]);
    check("El mercado abre los lunes y Plácido Domingo canta. Domingo Pérez también.", "es", WEDNESDAY, &[]);
    check(
        "Le musée est fermé le lundi. Mercredi, elle viendra.",
        "fr",
        WEDNESDAY,
        &[("Mercredi", "2026-03-04")],
    );
    check("Защита окружающей среды важна.", "ru", WEDNESDAY, &[]);
    check("Veniram mai 12 oameni.", "ro", None, &[]);
    check("明日香さんは日本へ。3日間で5年ぶり。", "ja", WEDNESDAY, &[]);
    check("오늘날 3일간 그제야.", "ko", WEDNESDAY, &[]);
    check(
        "Torsdag 5 Oktober 2023, January 4 fixtures.",
        "sv",
        WEDNESDAY,
        &[("Torsdag 5 Oktober 2023", "2023-10-05"), ("January 4", "2026-01-04")],
    );
    check("De boringen beginnen komende maandag.", "nl", WEDNESDAY, &[("maandag", "2026-03-09")]);
    check("Jan Kowalski kom med 12 mars-barer.", "sv", None, &[]);
}

#[test]
fn a_clause_of_its_own_has_a_time_of_its_own() {
    check(
        "A câmara aprovou na terça-feira a compra, que será paga.",
        "pt",
        WEDNESDAY,
        &[("terça-feira", "2026-03-03")],
    );
    check("Der Rat tagte am Montag, die Brücke wird saniert.", "de", WEDNESDAY, &[("Montag", "2026-03-02")]);
    check("The council met on Monday, and a bridge will open.", "en", WEDNESDAY, &[("Monday", "2026-03-02")]);
    check("Samedi dernier, une fanfare avait joué.", "fr", WEDNESDAY, &[("Samedi", "2026-02-28")]);
    // the day of publication by its name is that day
    check("He will speak on Wednesday.", "en", WEDNESDAY, &[("Wednesday", "2026-03-04")]);
    check("He will speak next Wednesday.", "en", WEDNESDAY, &[("Wednesday", "2026-03-11")]);
    check(
        "Die Sitzung findet am Donnerstag statt, ab Montag gilt Tempo 30.",
        "de",
        WEDNESDAY,
        &[("Donnerstag", "2026-03-05"), ("Montag", "2026-03-09")],
    );
    check("Mañana llega; abre por la mañana.", "es", WEDNESDAY, &[("Mañana", "2026-03-05")]);
    check("Morgen komt de notaris, in de morgen.", "nl", WEDNESDAY, &[("Morgen", "2026-03-05")]);
    check("Ouvert depuis le 04/03/2025.", "fr", None, &[("04/03/2025", "2025-03-04")]);
    check("Le salon débute vendredi.", "fr", WEDNESDAY, &[("vendredi", "2026-03-06")]);
    check(
        "7日(土)に開く。3日前、5年前に。",
        "ja",
        WEDNESDAY,
        &[("7日(土)", "2026-03-07"), ("3日前", "2026-03-01"), ("5年前", "2021")],
    );
    check("He spoke last Wednesday.", "en", WEDNESDAY, &[("Wednesday", "2026-02-25")]);
}

#[test]
fn weekdays_of_another_week() {
    for (language, text, expected) in [
        ("en", "It met on Friday last week.", ("Friday last week", "2026-02-27")),
        ("en", "It will meet on Tuesday of next week.", ("Tuesday of next week", "2026-03-10")),
        ("de", "Er kam am Freitag vergangener Woche.", ("Freitag vergangener Woche", "2026-02-27")),
        ("nl", "Vrijdag (vorige week) stemde de provincie toe.", ("Vrijdag (vorige week)", "2026-02-27")),
        ("nl", "Vrijdag vorige week stemde de provincie toe.", ("Vrijdag vorige week", "2026-02-27")),
        ("zh", "议会下周一表决。", ("下周一", "2026-03-09")),
        ("zh", "议会上星期五表决。", ("上星期五", "2026-02-27")),
        ("ja", "先週の金曜日に可決した。", ("先週の金曜日", "2026-02-27")),
        ("ko", "지난주 금요일에 가결했다.", ("지난주 금요일", "2026-02-27")),
        ("sv", "Det skedde i fredags.", ("i fredags", "2026-02-27")),
        ("sv", "Det öppnar på fredag.", ("på fredag", "2026-03-06")),
        ("da", "Det åbner på fredag.", ("på fredag", "2026-03-06")),
    ] {
        check(text, language, WEDNESDAY, &[expected]);
    }
    check("昨天晚上周五乐队演出。", "zh", WEDNESDAY, &[("昨天", "2026-03-03"), ("周五", "2026-02-27")]);
}
