//! Statuses, headers, and what goes along with a request.

use wiredesk::fetch::client::Purpose;

use super::{ask, request, with, word, words};
use crate::outside::web::{Web, answer, page};

/// A web where the first part of the path is the status, and the query one header.
fn statuses() -> Web {
    Web::serve(|asked, wire| {
        let (status, header) =
            asked.path.trim_start_matches('/').split_once('?').unwrap_or((&asked.path[1..], ""));
        let header = header.replace("%20", " ");
        let headers: Vec<(&str, &str)> = header.split_once('=').into_iter().collect();
        wire.write_all(&answer(&format!("{status} Said"), &headers, "words")).ok();
    })
}

#[test]
fn statuses_are_codes() {
    let web = statuses();
    for (path, expected) in [
        ("200", "200"),
        ("203", "203"),
        ("206", "http-206"),
        ("226", "226"),
        ("300", "http-300"),
        ("301", "http-301"),
        ("305?location=/200", "http-305"),
        ("401", "http-401"),
        ("403", "http-403"),
        ("403?cf-mitigated=challenge", "challenge"),
        ("503?cf-mitigated=challenge", "challenge"),
        ("404", "http-404"),
        ("410", "http-410"),
        ("429", "limited"),
        ("500", "http-500"),
        ("503", "http-503"),
        ("599", "http-599"),
    ] {
        assert_eq!(
            words(&web, &format!("http://{}.test/{path}", path.replace(['?', '=', '/'], "-"))),
            expected,
            "{path}"
        );
    }
}

#[test]
fn retry_after_is_told() {
    let web = statuses();
    for (said, seconds) in [
        ("120", Some(120)),
        ("0", Some(0)),
        ("100000000000000000000", Some(86_400)),
        ("-5", None),
        ("soon", None),
    ] {
        let fetched = ask(&web, &format!("http://wait{}.test/503?retry-after={said}", said.len()));
        assert_eq!(fetched.retry_after.map(|wait| wait.as_secs()), seconds, "{said}");
        assert_eq!((word(&fetched).as_str(), fetched.status), ("http-503", Some(503)));
    }
}

#[test]
fn an_unchanged_answer_is_told_with_its_headers() {
    let web = Web::serve(|asked, wire| {
        let known = asked.header("if-none-match") == Some("W/\"a-gzip, \u{e9}\"");
        let said = if known {
            answer("304 Not Modified", &[("ETag", "\"newer\"")], "")
        } else {
            answer("200 OK", &[], "x")
        };
        wire.write_all(&said).ok();
    });
    with(&web, "", async |client| {
        let mut request = request("http://feed.test/rss");
        request.headers.push("if-none-match", "W/\"a-gzip, \u{e9}\"".as_bytes());
        request.headers.push("if-modified-since", "Mon, 2 Mar 2026 10:00:00 GMT");
        request.headers.push("a-im", "feed");
        let page = client.fetch(&request).await.outcome.unwrap();
        assert_eq!((page.status, page.body.len()), (304, 0));
        assert_eq!(page.headers.get("etag"), Some(&b"\"newer\""[..]));
    });
    let asked = &web.log()[0];
    // not a letter of a validator is changed, not even a date that should have two digits for its day
    assert_eq!(asked.header("if-modified-since"), Some("Mon, 2 Mar 2026 10:00:00 GMT"));
    assert_eq!(asked.header("a-im"), Some("feed"));
}

#[test]
fn who_asks_is_said_and_nothing_else() {
    let web = Web::serve(|_, wire| {
        wire.write_all(&answer("200 OK", &[("Set-Cookie", "seen=1; Path=/")], page("Port"))).ok();
    });
    with(&web, "", async |client| {
        for _ in 0..2 {
            let mut request = request("http://user:word@news.test./story#part");
            request.headers.push("accept", "text/html");
            request.authorization = Some("Bearer sesame".to_owned());
            assert_eq!(word(&client.fetch(&request).await), "200");
        }
    });
    for asked in web.log() {
        let mut names: Vec<&str> = asked.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "authorization", "from", "host", "user-agent"]);
        let agent = format!("wiredesk/{} (+desk@example.org)", env!("CARGO_PKG_VERSION"));
        assert_eq!(asked.header("user-agent"), Some(agent.as_str()));
        assert_eq!(asked.header("from"), Some("desk@example.org"));
        assert_eq!(asked.header("accept-encoding"), Some("gzip, deflate, br, zstd"));
        assert_eq!(asked.header("authorization"), Some("Bearer sesame"));
        assert_eq!((asked.host.as_str(), asked.path.as_str()), ("news.test", "/story"));
    }
}

#[test]
fn robots_txt_is_asked_for_pages_once_a_host() {
    let web = Web::serve(|asked, wire| {
        let said = match (asked.host.as_str(), asked.path.as_str()) {
            ("gone.test", "/robots.txt") => answer("404 Not Found", &[], ""),
            ("down.test", "/robots.txt") => answer("503 Down", &[], ""),
            ("away.test", "/robots.txt") => {
                answer("301 Moved", &[("Location", "http://open.test/robots.txt")], "")
            }
            (_, "/robots.txt") => {
                answer("200 OK", &[], "User-agent: wiredesk\nDisallow: /closed\nUser-agent: *\nDisallow: /\n")
            }
            _ => answer("200 OK", &[], page("Port")),
        };
        wire.write_all(&said).ok();
    });
    with(&web, "", async |client| {
        for (address, expected) in [
            ("http://open.test/story", "200"),
            ("http://open.test/closed/story", "robots"),
            ("http://open.test/other", "200"),
            ("http://gone.test/closed", "200"),
            ("http://down.test/story", "robots-unreachable"),
            ("http://down.test/other", "robots-unreachable"),
            ("http://away.test/closed", "robots"),
        ] {
            let request = wiredesk::fetch::client::Request { purpose: Purpose::Page, ..request(address) };
            assert_eq!(word(&client.fetch(&request).await), expected, "{address}");
        }
    });
    let asked = web.paths();
    assert_eq!(
        asked.iter().filter(|path| *path == "open.test/robots.txt").count(),
        2,
        "once itself, once for another"
    );
    assert_eq!(asked.iter().filter(|path| path.starts_with("down.test")).count(), 1, "{asked:?}");
    assert!(
        !asked.iter().any(|path| path.contains("open.test/closed") || path.contains("away.test/closed")),
        "{asked:?}"
    );
}

#[test]
fn never_and_always_are_for_listings_too() {
    let web = Web::serve(|asked, wire| {
        let body = if asked.path == "/robots.txt" { "User-agent: *\nDisallow: /" } else { "words" };
        wire.write_all(&answer("200 OK", &[], body)).ok();
    });
    let both = |more: &str| {
        with(&web, more, async |client| {
            let page =
                wiredesk::fetch::client::Request { purpose: Purpose::Page, ..request("http://a.test/x") };
            (word(&client.fetch(&page).await), word(&client.fetch(&request("http://a.test/x")).await))
        })
    };
    assert_eq!(both("robots = \"always\""), ("robots".to_owned(), "robots".to_owned()));
    assert_eq!(both("robots = \"pages\""), ("robots".to_owned(), "200".to_owned()));
    assert_eq!(both("robots = \"never\""), ("200".to_owned(), "200".to_owned()));
}
