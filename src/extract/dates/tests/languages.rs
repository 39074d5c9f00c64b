//! A little of each language that is read.

use super::{WEDNESDAY, check};

/// The words of each date, and which it is.
type Expected = &'static [(&'static str, &'static str)];

/// Each language: the days around, a weekday with last and next, a day with and without its year, a month, a year told in words.
#[test]
fn every_language_is_read() {
    let all: &[(&str, &str, Expected)] = &[
        (
            "en",
            "Yesterday it shut; last Friday, 12 December 2025 and October 7 last year.",
            &[
                ("Yesterday", "2026-03-03"),
                ("Friday, 12 December 2025", "2025-12-12"),
                ("October 7 last year", "2025-10-07"),
            ],
        ),
        (
            "de",
            "Gestern, vorgestern und übermorgen; am kommenden Montag; am 7. Oktober vergangenen Jahres; im Mai 2024.",
            &[
                ("Gestern", "2026-03-03"),
                ("vorgestern", "2026-03-02"),
                ("übermorgen", "2026-03-06"),
                ("Montag", "2026-03-09"),
                ("7. Oktober vergangenen Jahres", "2025-10-07"),
                ("Mai 2024", "2024-05"),
            ],
        ),
        (
            "sv",
            "I går stängde den, i övermorgon öppnar den; förra fredagen; den 12 november i fjol; i mars 2024.",
            &[
                ("I går", "2026-03-03"),
                ("i övermorgon", "2026-03-06"),
                ("fredagen", "2026-02-27"),
                ("12 november i fjol", "2025-11-12"),
                ("mars 2024", "2024-03"),
            ],
        ),
        (
            "da",
            "I forgårs kom de, i overmorgen går de; den 12. november sidste år; sidste fredag.",
            &[
                ("I forgårs", "2026-03-02"),
                ("i overmorgen", "2026-03-06"),
                ("12. november sidste år", "2025-11-12"),
                ("fredag", "2026-02-27"),
            ],
        ),
        (
            "nb",
            "I går kom de; neste mandag går de; 12. desember 2025; for tre dager siden.",
            &[
                ("I går", "2026-03-03"),
                ("mandag", "2026-03-09"),
                ("12. desember 2025", "2025-12-12"),
                ("for tre dager siden", "2026-03-01"),
            ],
        ),
        (
            "fi",
            "Eilen he tulivat; viime perjantaina; 12. joulukuuta 2025; maaliskuussa 2024.",
            &[
                ("Eilen", "2026-03-03"),
                ("perjantaina", "2026-02-27"),
                ("12. joulukuuta 2025", "2025-12-12"),
                ("maaliskuussa 2024", "2024-03"),
            ],
        ),
        (
            "pl",
            "Wczoraj przyszli; w ubiegły piątek; 12 grudnia 2025 r.; 13 grudnia ubiegłego roku; w maju 2024.",
            &[
                ("Wczoraj", "2026-03-03"),
                ("piątek", "2026-02-27"),
                ("12 grudnia 2025", "2025-12-12"),
                ("13 grudnia ubiegłego roku", "2025-12-13"),
                ("maju 2024", "2024-05"),
            ],
        ),
        (
            "cs",
            "Předevčírem přišli, pozítří odejdou; minulý pátek; 13. prosince loňského roku; v květnu 2024.",
            &[
                ("Předevčírem", "2026-03-02"),
                ("pozítří", "2026-03-06"),
                ("pátek", "2026-02-27"),
                ("13. prosince loňského roku", "2025-12-13"),
                ("květnu 2024", "2024-05"),
            ],
        ),
        (
            "sk",
            "Včera prišli; budúci pondelok odídu; 12. decembra 2025; 13. decembra minulého roka.",
            &[
                ("Včera", "2026-03-03"),
                ("pondelok", "2026-03-09"),
                ("12. decembra 2025", "2025-12-12"),
                ("13. decembra minulého roka", "2025-12-13"),
            ],
        ),
        (
            "hu",
            "Tegnapelőtt jöttek; múlt pénteken; 2025. december 12-én; tavaly október 7-én.",
            &[
                ("Tegnapelőtt", "2026-03-02"),
                ("pénteken", "2026-02-27"),
                ("2025. december 12", "2025-12-12"),
                ("tavaly október 7", "2025-10-07"),
            ],
        ),
        (
            "ro",
            "Alaltăieri au venit; vinerea trecută; luni viitoare; 12 decembrie 2025; 7 octombrie anul trecut.",
            &[
                ("Alaltăieri", "2026-03-02"),
                ("vinerea", "2026-02-27"),
                ("luni", "2026-03-09"),
                ("12 decembrie 2025", "2025-12-12"),
                ("7 octombrie anul trecut", "2025-10-07"),
            ],
        ),
        (
            "el",
            "Χθες ήρθαν· την περασμένη Παρασκευή· στις 12 Δεκεμβρίου 2025· τον Μάιο 2024.",
            &[
                ("Χθες", "2026-03-03"),
                ("Παρασκευή", "2026-02-27"),
                ("12 Δεκεμβρίου 2025", "2025-12-12"),
                ("Μάιο 2024", "2024-05"),
            ],
        ),
        (
            "tr",
            "Dün geldiler; geçen cuma; 12 Aralık 2025'te; önümüzdeki pazartesi.",
            &[
                ("Dün", "2026-03-03"),
                ("cuma", "2026-02-27"),
                ("12 Aralık 2025", "2025-12-12"),
                ("pazartesi", "2026-03-09"),
            ],
        ),
        (
            "ru",
            "Вчера пришли; в прошлую пятницу; 12 декабря 2025 года; 7 октября прошлого года; в 2012 году.",
            &[
                ("Вчера", "2026-03-03"),
                ("пятницу", "2026-02-27"),
                ("12 декабря 2025", "2025-12-12"),
                ("7 октября прошлого года", "2025-10-07"),
                ("2012", "2012"),
            ],
        ),
        (
            "uk",
            "Позавчора прийшли; минулої суботи; 12 грудня 2025 року; 7 жовтня минулого року.",
            &[
                ("Позавчора", "2026-03-02"),
                ("суботи", "2026-02-28"),
                ("12 грудня 2025", "2025-12-12"),
                ("7 жовтня минулого року", "2025-10-07"),
            ],
        ),
        (
            "ar",
            "وصلوا أمس، ويوم الجمعة الماضي، 12 ديسمبر 2025.",
            &[("أمس", "2026-03-03"), ("الجمعة", "2026-02-27"), ("12 ديسمبر 2025", "2025-12-12")],
        ),
        (
            "ja",
            "一昨日に視察した。昨年10月7日に閉鎖され、今年4月1日に開業する。令和6年1月1日の地震。",
            &[
                ("一昨日", "2026-03-02"),
                ("昨年10月7日", "2025-10-07"),
                ("今年4月1日", "2026-04-01"),
                ("令和6年1月1日", "2024-01-01"),
            ],
        ),
        (
            "ja",
            "３月２日に発表した。2日、町長が語った。",
            &[("３月２日", "2026-03-02"), ("2日", "2026-03-02")],
        ),
        (
            "zh",
            "前天，专家查看了厂房。厂房于去年10月7日停产，将在3月16日搬入，2024年5月开工。",
            &[
                ("前天", "2026-03-02"),
                ("去年10月7日", "2025-10-07"),
                ("3月16日", "2026-03-16"),
                ("2024年5月", "2024-05"),
            ],
        ),
        (
            "ko",
            "그제 방문했다. 지난해 10월 7일 문을 닫았고 2025년 12월 12일 열었다. 지난 금요일.",
            &[
                ("그제", "2026-03-02"),
                ("지난해 10월 7일", "2025-10-07"),
                ("2025년 12월 12일", "2025-12-12"),
                ("금요일", "2026-02-27"),
            ],
        ),
        ("vi", "20 July 2012, 2012-07-20.", &[("20 July 2012", "2012-07-20"), ("2012-07-20", "2012-07-20")]),
    ];
    for (language, text, expected) in all {
        check(text, language, WEDNESDAY, expected);
    }
}
