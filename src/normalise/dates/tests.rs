use super::*;

#[track_caller]
fn check(raw: &str, expected: Option<(&str, Precision)>) {
    let found = parse(raw, None);
    assert_eq!(found.as_ref().map(|(v, p)| (v.as_str(), *p)), expected, "{raw:?}");
}

#[track_caller]
fn second(raw: &str, value: &str) {
    check(raw, Some((value, Precision::Second)));
}

#[track_caller]
fn minute(raw: &str, value: &str) {
    check(raw, Some((value, Precision::Minute)));
}

#[track_caller]
fn day(raw: &str, value: &str) {
    check(raw, Some((value, Precision::Day)));
}

#[test]
fn iso_in_all_spellings() {
    second("2014-03-04T06:00:01Z", "2014-03-04T06:00:01Z");
    second("2014-03-04T06:00:01.123456+01:00", "2014-03-04T06:00:01+01:00");
    second("2014-03-04T06:00:01,5-0330", "2014-03-04T06:00:01-03:30");
    second("2014-03-04 06:00:01", "2014-03-04T06:00:01");
    second("2014-03-04 06:00:01 UTC", "2014-03-04T06:00:01Z");
    second("20140829T134951+0000", "2014-08-29T13:49:51+00:00");
    second("20200316T13:00:00Z", "2020-03-16T13:00:00Z");
    second("20140304060001", "2014-03-04T06:00:01");
    second("2014-03-04T06:00:01−05:00", "2014-03-04T06:00:01-05:00");
    second("2014-03-04T06:00:01+01:00[Europe/Berlin]", "2014-03-04T06:00:01+01:00");
    minute("2014-03-04T06:00Z", "2014-03-04T06:00Z");
    minute("2014-03-04T06:00+02", "2014-03-04T06:00+02:00");
    minute("201403040600", "2014-03-04T06:00");
    minute("2014-03-04 6:00 PM", "2014-03-04T18:00");
    day("2014-03-04", "2014-03-04");
    day("2014/03/04", "2014-03-04");
    day("2014.3.4", "2014-03-04");
    day("20140304", "2014-03-04");
    day("2014-W10-2", "2014-03-04");
    day("2014W102", "2014-03-04");
    day("2014-063", "2014-03-04");
    day("2014063", "2014-03-04");
    day("Published: 2014-03-04", "2014-03-04");
    check("2014-03", Some(("2014-03", Precision::Month)));
    check("2014", Some(("2014", Precision::Year)));
}

#[test]
fn epoch_seconds_and_milliseconds() {
    second("1393912801", "2014-03-04T06:00:01Z");
    second("1393912801000", "2014-03-04T06:00:01Z");
    second("1393912801.25", "2014-03-04T06:00:01Z");
    check("123456789012345", None);
}

#[test]
fn mail_and_asctime() {
    second("Tue, 4 Mar 2014 06:00:01 +0000", "2014-03-04T06:00:01+00:00");
    second("Tue, 04 Mar 2014 06:00:01 GMT", "2014-03-04T06:00:01Z");
    second("Tuesday, 04-Mar-14 06:00:01 GMT", "2014-03-04T06:00:01Z");
    second("Tue Mar  4 06:00:01 2014", "2014-03-04T06:00:01");
    second("Fri Apr 28 19:20:36 CEST 2023", "2023-04-28T19:20:36+02:00");
    second("Tue, Sep 15 2020 10:01:41 EDT", "2020-09-15T10:01:41-04:00");
    second("04:25:06 PM IST Apr 08, 2020", "2020-04-08T16:25:06+05:30");
    second("Tue Mar 04 2014 06:00:01 GMT+0100 (CET)", "2014-03-04T06:00:01+01:00");
}

#[test]
fn months_in_words() {
    day("March 4, 2014", "2014-03-04");
    day("4 March 2014", "2014-03-04");
    day("March 4th, 2014", "2014-03-04");
    day("Sept. 4, 2014", "2014-09-04");
    day("4. März 2014", "2014-03-04");
    day("4 mars 2014", "2014-03-04");
    day("1er août 2014", "2014-08-01");
    day("4 de marzo de 2014", "2014-03-04");
    day("4 marzo 2014", "2014-03-04");
    day("4 de março de 2014", "2014-03-04");
    day("4 maart 2014", "2014-03-04");
    day("4 mars 2014", "2014-03-04");
    day("4. marts 2014", "2014-03-04");
    day("4. maaliskuuta 2014", "2014-03-04");
    day("4 marca 2014", "2014-03-04");
    day("4. března 2014", "2014-03-04");
    day("4 марта 2014 г.", "2014-03-04");
    day("4 березня 2014", "2014-03-04");
    day("4 Μαρτίου 2014", "2014-03-04");
    day("4 Mart 2014", "2014-03-04");
    day("4 Ağustos 2014 Pazartesi", "2014-08-04");
    day("2014. március 4.", "2014-03-04");
    day("4 martie 2014", "2014-03-04");
    day("4 Maret 2014", "2014-03-04");
    day("4 मार्च 2014", "2014-03-04");
    day("4 مارس 2014", "2014-03-04");
    day("ngày 4 tháng 3 năm 2014", "2014-03-04");
    day("2014年3月4日", "2014-03-04");
    day("2014년 3월 4일", "2014-03-04");
    check("March 2014", Some(("2014-03", Precision::Month)));
}

#[test]
fn times_in_words() {
    minute("March 4, 2014 at 6:05 p.m. ET", "2014-03-04T18:05-05:00");
    minute("July 4, 2014 6:05 pm ET", "2014-07-04T18:05-04:00");
    minute("4. März 2014, 18.30 Uhr", "2014-03-04T18:30");
    minute("4. März 2014 um 18:30 Uhr", "2014-03-04T18:30");
    minute("Publié le 4 mars 2014 à 18h30", "2014-03-04T18:30");
    minute("2014年3月4日 18時30分", "2014-03-04T18:30");
    minute("2014년 3월 4일 오후 6:30", "2014-03-04T18:30");
    minute("04.03.2014, 18:30 MEZ", "2014-03-04T18:30+01:00");
    minute("Published 12:05 AM GMT, Tue March 4, 2014", "2014-03-04T00:05Z");
    minute("Mar 4, 2014, 6:05 PM | Updated Mar 5, 2014", "2014-03-04T18:05");
}

#[test]
fn numbers_are_read_where_they_are_certain() {
    day("04.03.2014", "2014-03-04");
    day("25/03/2014", "2014-03-25");
    day("03/25/2014", "2014-03-25");
    check("03/04/2014", None);
    let read = |language| parse("03/04/2014", Some(language)).map(|(v, _)| v);
    assert_eq!(read("en-US").as_deref(), Some("2014-03-04"));
    assert_eq!(read("en-GB").as_deref(), Some("2014-04-03"));
    assert_eq!(read("fr").as_deref(), Some("2014-04-03"));
    assert_eq!(read("en"), None);
}

#[test]
fn what_is_no_date_is_not_read() {
    for raw in [
        "",
        "2 hours ago",
        "yesterday",
        "March 4",
        "2014-02-30",
        "Tuesday",
        "99/99/2014",
        "hello world",
        "-",
        "12",
    ] {
        check(raw, None);
    }
    check("The march of the 3 penguins through 2014 was long and cold", None);
    check(&"4".repeat(5000), None);
}
