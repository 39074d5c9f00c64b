//! Days of pages: what elements say of them, in other calendars, in the data of scripts. Days of deliveries that their
//! formats' own readers do not know.

use super::pages::{dated, delivered, page};

#[test]
fn days_stand_in_parts_and_attributes() {
    for (language, around, published) in [
        // parts of a day in elements of their own
        ("sv", "<div class=box><span>04</span><span>mar</span><span>2026</span></div>", "2026-03-04"),
        ("en", "<div class=cal><div>Mar</div><div>4</div><div>2026</div></div>", "2026-03-04"),
        ("fr", "<p><b>4</b> <i>mars</i> / <em>2026</em></p>", "2026-03-04"),
        ("de", "<ul><li>Mittwoch</li><li>4.</li><li>März</li><li>2026</li></ul>", "2026-03-04"),
        // what a script prints as a distance
        (
            "en",
            "<amp-timeago datetime=2026-03-04T09:12:00Z>8 months ago</amp-timeago>",
            "2026-03-04T09:12:00Z",
        ),
        ("en", "<time-ago datetime=2026-03-04T09:12:00Z></time-ago>", "2026-03-04T09:12:00Z"),
        ("en", "<span class=when data-timestamp=1772615520>8 months ago</span>", "2026-03-04T09:12:00Z"),
        ("de", "<span data-published='2026-03-04 09:12'>vor 8 Monaten</span>", "2026-03-04T09:12"),
        // an element that is named as a day's parts it from the words before it
        (
            "it",
            "<div class=byline>di Redazione cronaca <span class=data>9 gennaio 2026</span></div>",
            "2026-01-09",
        ),
        (
            "en",
            "<p>From our man in the harbour <span class=date>9 January 2026</span> about ships</p>",
            "2026-01-09",
        ),
        // labels with somebody's name behind them, times in rarer dresses
        ("en", "<p>Submitted by clerk on Wednesday 4th March 2026 @ 9.12am</p>", "2026-03-04T09:12"),
    ] {
        dated(language, "", around, Some(published), None);
    }
}

#[test]
fn a_headline_is_no_label_of_the_day_below_it() {
    for headline in
        ["Life after the flood", "Born to run again", "Hafen bis Mai zu", "Updated plans for the port"]
    {
        for day in [
            "<p>4 March 2026</p>",
            "<time datetime=2026-03-04>4 March</time>",
            "<p class=date>4 March 2026</p>",
        ] {
            dated(
                "en",
                "",
                &format!("<article><h1>{headline}</h1>{day}STORY</article>"),
                Some("2026-03-04"),
                None,
            );
        }
    }
    dated("en", "", "<dl><dt>Deadline</dt><dd>4 March 2026</dd></dl>", None, None);
}

#[test]
fn days_in_the_dresses_of_many_languages() {
    for (language, line, published) in [
        ("de", "<p>Dieser Beitrag wurde am 4. März 2026 von admin veröffentlicht.</p>", "2026-03-04"),
        ("zh-CN", "<p>2026年03月04日18:30 | 来源：卢门日报</p>", "2026-03-04T18:30"),
        ("zh-CN", "<p>2026年3月4日 星期三 下午6:30</p>", "2026-03-04T18:30"),
        ("uk", "<p>4 березня 2026 р., 18:30</p>", "2026-03-04T18:30"),
        ("ca", "<p>4 de març de 2026 a les 18:30</p>", "2026-03-04T18:30"),
        ("lv", "<p>2026. gada 4. marts, plkst. 18:30</p>", "2026-03-04T18:30"),
        ("ga", "<p>4 Márta 2026</p>", "2026-03-04"),
        ("km", "<p>4 មីនា 2026</p>", "2026-03-04"),
        ("kk", "<p>2026 жылғы 4 наурыз</p>", "2026-03-04"),
        ("en", "<p>March 4, 2026 at 6:30 p.m. Pacific Time</p>", "2026-03-04T18:30-08:00"),
    ] {
        dated(language, "", line, Some(published), None);
    }
    dated(
        "nl",
        "",
        "<p>Geplaatst op 4 maart 2026 om 18:30 uur, laatste update 5 maart 2026 om 7:20 uur</p>",
        Some("2026-03-04T18:30"),
        Some("2026-03-05T07:20"),
    );
}

#[test]
fn meta_elements_of_a_sites_own_making_are_known_by_their_names() {
    for name in
        ["article.published", "rnews:datePublished", "DCSext.articleFirstPublished", "firstpublishedtime"]
    {
        dated("en", &format!("<meta name='{name}' content=2026-03-04>"), "", Some("2026-03-04"), None);
    }
    dated(
        "en",
        "<meta name=lastPublishedDate content=2026-03-04><meta name=expires content=2026-03-04>",
        "",
        None,
        None,
    );
}

#[test]
fn an_edit_of_the_text_is_no_day_of_it() {
    dated(
        "en",
        "",
        "<p>The fee is <del datetime=2026-03-04>40</del> <ins datetime=2026-03-05>60</ins> euros.</p>",
        None,
        None,
    );
    dated("en", "", "<div class=box><span>04</span><span>of</span><span>2026</span></div>", None, None);
}

#[test]
fn labels_say_which_of_two_days_is_which() {
    for (language, line, published, modified) in [
        (
            "de",
            "<p>Stand: 14.03.2026, 18:22 Uhr | Veröffentlicht am 13.03.2026</p>",
            "2026-03-13",
            "2026-03-14T18:22",
        ),
        ("de", "<p>13.03.2026, 9.05 Uhr (Stand: 14.03.2026)</p>", "2026-03-13T09:05", "2026-03-14"),
        (
            "it",
            "<p>9 gennaio 2026 (modifica il 10 gennaio 2026 | 08:15)</p>",
            "2026-01-09",
            "2026-01-10T08:15",
        ),
        ("fr", "<p>9 janvier 2026 - modifié le 10 janvier 2026</p>", "2026-01-09", "2026-01-10"),
    ] {
        dated(language, "", line, Some(published), Some(modified));
    }
}

#[test]
fn what_lasts_for_hours_or_asks_when_is_an_event() {
    for (language, line) in [
        ("en", "<p><strong>When:</strong> Saturday, 9 May 2026, 10 am to 4 pm</p>"),
        ("en", "<p>Saturday, 9 May 2026, 10 am – 4 pm</p>"),
        ("de", "<p><b>Wann?</b> 9. Mai 2026</p>"),
        ("de", "<p>9. Mai 2026, 10:00 bis 16:00 Uhr</p>"),
        ("fr", "<dl><dt>Quand</dt><dd>9 mai 2026</dd></dl>"),
        ("es", "<p>Fecha y hora: 9 de mayo de 2026, 10:00</p>"),
        ("de", "<p>Bewerbungsfrist: 9. Mai 2026</p>"),
        ("it", "<p>Scadenza: 9 maggio 2026</p>"),
        ("en", "<p>Register by 9 May 2026</p>"),
        ("en", "<div class=event-date>9 May 2026</div>"),
        ("en", "<time itemprop=startDate datetime=2026-05-09T10:00>9 May 2026</time>"),
    ] {
        dated(language, "", line, None, None);
    }
    dated("en", "", "<p>4 March 2026, 10:30 - 5 min read</p>", Some("2026-03-04T10:30"), None);
    dated("en", "", "<p>When the harbour opens | 4 March 2026</p>", Some("2026-03-04"), None);
}

#[test]
fn days_of_other_calendars_are_read_or_said_to_be_none() {
    for (language, line, published) in [
        ("zh-TW", "<p>發布日期：115年3月4日</p>", "2026-03-04"),
        ("zh-TW", "<p>發布日期：115-03-04</p>", "2026-03-04"),
        ("zh-TW", "<p>115/03/04 10:30</p>", "2026-03-04T10:30"),
        ("he", "<p>פורסם: ט״ו באדר תשפ״ו</p>", "2026-03-04"),
        ("he", "<p class=date>ט\"ו באדר ה'תשפ\"ו</p>", "2026-03-04"),
        ("en", "<p class=date>15 Adar 5786</p>", "2026-03-04"),
        ("ar", "<p>15 رمضان 1447 هـ - 4 مارس 2026</p>", "2026-03-04"),
        ("zh-CN", "<p>2026年3月4日 农历正月十六</p>", "2026-03-04"),
    ] {
        dated(language, "", line, Some(published), None);
    }
    for (language, line) in [
        ("ar", "<p>١٥ رمضان ١٤٤٧ هـ</p>"),
        ("ar", "<p>١٤٤٧/٩/١٥ هـ</p>"),
        ("zh-CN", "<p>农历2026年1月16日</p>"),
        ("ko", "<p>음력 2026년 1월 16일</p>"),
    ] {
        dated(language, "", line, None, None);
        let story = "<p>The port of Lumen was closed on Tuesday, and the harbour board said that it would stay so.</p>";
        let record =
            page(language, "", &format!("<article><h1>Port of Lumen closed</h1>{line}{story}</article>"));
        assert!(record.warnings.iter().any(|w| w.code == "date-unreadable"), "{line}: {:?}", record.warnings);
    }
}

#[test]
fn data_of_scripts_tell_a_day_where_nothing_else_does() {
    let layer = "<script>dataLayer.push({'event': 'view', 'publishDate': '2026-03-04', 'lastPublishedDate': '2026-03-06'});</script>";
    dated("en", layer, "", Some("2026-03-04"), None);
    let next = r#"<script id=__NEXT_DATA__ type=application/json>{"props":{"deployDt":"2026.03.04 18:40","reDeployDt":"2026.03.06 18:49"}}</script>"#;
    dated("ko", next, "", Some("2026-03-04T18:40"), None);
    let escaped = r#"<script>self.__next_f.push([1,"{\"publishedAt\":\"2026-03-04T09:12:00Z\"}"])</script>"#;
    dated("en", escaped, "", Some("2026-03-04T09:12:00Z"), None);
    // what readers see goes before it, and several days tell nothing
    dated("en", layer, "<p>3 March 2026</p>", Some("2026-03-03"), None);
    let several =
        "<script>var a = [{\"publishDate\": \"2026-03-04\"}, {\"publishDate\": \"2026-03-01\"}];</script>";
    dated("en", several, "", None, None);
}

#[test]
fn days_of_deliveries_are_read_as_they_are_written() {
    let text = "The harbour board of Lumen voted on Tuesday to keep the north ferry open through the winter.";
    let letter = |date: &str| {
        format!("From: ana@lumen.example\nTo: desk@wire.example\nSubject: Ferry\nDate: {date}\n\n{text}\n")
    };
    let json =
        |date: &str| format!(r#"{{"headline": "Ferry stays", "body": "{text}", "published": {date}}}"#);
    let telex = format!(
        "\u{1}fgh0044 4 vm 188  fgh 0311\r\n\r\nFerry/\r\n\u{2}Ferry stays =\r\n\r\n  Lumen (fgh) - {text}\r\n\r\n041223 Mrz 26\r\n\u{3}"
    );
    for (delivery, published) in [
        (letter("Wed, 4 Mar 2026 09:12:00 -0500 (EST)"), Some("2026-03-04T09:12:00-05:00")),
        (letter("4 Mar 26 09:12 EST"), Some("2026-03-04T09:12-05:00")),
        (letter("Mi, 4 Mär 2026 09:12:00 +0100"), Some("2026-03-04T09:12:00+01:00")),
        (letter("Wed, 04 Mar 2026 09:12:00 GMT+01:00"), Some("2026-03-04T09:12:00+01:00")),
        (json(r#"{"seconds": 1772615520, "nanoseconds": 0}"#), Some("2026-03-04T09:12:00Z")),
        (json(r#""/Date(1772615520000)/""#), Some("2026-03-04T09:12:00Z")),
        (json(r#""0001-01-01T00:00:00""#), None),
        (json(r#""1970-01-01T00:00:00Z""#), None),
        (telex, Some("2026-03-04T12:23")),
    ] {
        let found =
            delivered("2026-11-05T12:00:00Z", delivery.as_bytes()).published.map(|published| published.value);
        assert_eq!(found.as_deref(), published, "{delivery}");
    }
}
