//! Redirects, followed by hand.

use wiredesk::fetch::client::{Purpose, Request};

use super::{ask, request, with, word, words};
use crate::outside::web::{Web, answer};

/// A web of redirects, each from HOST/PATH with a status to an address; anything else is there.
fn leading(steps: &'static [(&'static str, u16, &'static str)]) -> Web {
    Web::serve(move |asked, wire| {
        let from = format!("{}{}", asked.host, asked.path);
        let said = match steps.iter().find(|(known, ..)| *known == from) {
            Some((_, status, to)) => answer(&format!("{status} Elsewhere"), &[("Location", to)], ""),
            None => answer("200 OK", &[], "words"),
        };
        wire.write_all(&said).ok();
    })
}

#[test]
fn each_status_is_followed_and_a_permanent_beginning_told() {
    let web = leading(&[
        ("a.test/301", 301, "http://a.test/end"),
        ("a.test/302", 302, "/end"),
        ("a.test/303", 303, "end"),
        ("a.test/307", 307, "//a.test/end"),
        ("a.test/308", 308, "/end#part"),
        ("a.test/301-302", 301, "/302"),
        ("a.test/302-301", 302, "/301"),
        ("a.test/308-301", 308, "/301"),
        ("a.test/over", 301, "http://b.test/end"),
    ]);
    for (from, end, moved) in [
        ("301", "http://a.test/end", Some("http://a.test/end")),
        ("302", "http://a.test/end", None),
        ("303", "http://a.test/end", None),
        ("307", "http://a.test/end", None),
        ("308", "http://a.test/end", Some("http://a.test/end#part")),
        ("301-302", "http://a.test/end", Some("http://a.test/302")),
        ("302-301", "http://a.test/end", None),
        ("308-301", "http://a.test/end", Some("http://a.test/end")),
        ("over", "http://b.test/end", Some("http://b.test/end")),
    ] {
        let fetched = ask(&web, &format!("http://a.test/{from}"));
        assert_eq!(word(&fetched), "200", "{from}: {:?}", fetched.outcome.err());
        assert_eq!(
            (fetched.url.as_str(), fetched.moved.as_ref().map(url::Url::as_str)),
            (end, moved),
            "{from}"
        );
    }
}

#[test]
fn five_are_followed_and_not_a_sixth() {
    let web = leading(&[
        ("a.test/1", 302, "/2"),
        ("a.test/2", 302, "http://b.test/3"),
        ("b.test/3", 302, "/4"),
        ("b.test/4", 302, "/5"),
        ("b.test/5", 302, "/6"),
        ("a.test/0", 302, "/1"),
    ]);
    assert_eq!(words(&web, "http://a.test/1"), "200");
    assert_eq!(words(&web, "http://a.test/0"), "redirects");
    assert_eq!(web.paths().iter().filter(|path| *path == "b.test/6").count(), 1, "{:?}", web.paths());
}

#[test]
fn circles_end_where_they_close() {
    let web = leading(&[("a.test/x", 301, "/y"), ("a.test/y", 301, "/x"), ("a.test/self", 302, "/self")]);
    assert_eq!(words(&web, "http://a.test/x"), "redirects");
    assert_eq!(words(&web, "http://a.test/self"), "redirects");
    assert_eq!(web.paths(), ["a.test/x", "a.test/y", "a.test/self"]);
}

#[test]
fn what_is_no_address_of_the_web_is_not_followed() {
    let web = leading(&[
        ("a.test/file", 302, "file:///etc/passwd"),
        ("a.test/ftp", 302, "ftp://a.test/"),
        ("a.test/data", 302, "data:text/plain,words"),
        ("a.test/none", 302, "http://"),
        ("a.test/port", 302, "http://a.test:99999/"),
    ]);
    for (path, expected) in [
        ("file", "scheme"),
        ("ftp", "scheme"),
        ("data", "scheme"),
        ("none", "redirects"),
        ("port", "redirects"),
    ] {
        assert_eq!(words(&web, &format!("http://a.test/{path}")), expected, "{path}");
    }
}

#[test]
fn a_wall_of_cookies_is_passed_and_forgotten() {
    let web = Web::serve(|asked, wire| {
        let said = match asked.header("cookie") {
            Some("seen=1") => answer("200 OK", &[], "words"),
            _ => answer(
                "302 Found",
                &[("Set-Cookie", "seen=1; Path=/; HttpOnly"), ("Location", &asked.path)],
                "",
            ),
        };
        wire.write_all(&said).ok();
    });
    with(&web, "", async |client| {
        for _ in 0..2 {
            assert_eq!(word(&client.fetch(&request("http://wall.test/story")).await), "200");
        }
    });
    let sent: Vec<bool> = web.log().iter().map(|asked| asked.header("cookie").is_some()).collect();
    assert_eq!(sent, [false, true, false, true]);
}

#[test]
fn authorization_goes_to_its_own_host_only() {
    let web = leading(&[
        ("a.test/own", 302, "/there"),
        ("a.test/other", 302, "http://b.test/there"),
        ("b.test/there", 302, "http://a.test/back"),
    ]);
    with(&web, "", async |client| {
        for path in ["own", "other"] {
            let request = Request {
                authorization: Some("Basic c2VzYW1l".to_owned()),
                ..request(&format!("http://a.test/{path}"))
            };
            assert_eq!(word(&client.fetch(&request).await), "200");
        }
    });
    let sent = |asked: &crate::outside::web::Asked| {
        (format!("{}{}", asked.host, asked.path), asked.header("authorization").is_some())
    };
    let sent: Vec<(String, bool)> = web.log().iter().map(sent).collect();
    let expected = [
        ("a.test/own", true),
        ("a.test/there", true),
        ("a.test/other", true),
        ("b.test/there", false),
        ("a.test/back", true),
    ];
    assert_eq!(sent, expected.map(|(path, sent)| (path.to_owned(), sent)));
    assert!(web.log().iter().all(|asked| asked.header("referer").is_none()));
}

#[test]
fn robots_txt_holds_at_each_hop() {
    let web = Web::serve(|asked, wire| {
        let said = match (asked.host.as_str(), asked.path.as_str()) {
            ("a.test", "/robots.txt") => answer("404 Not Found", &[], ""),
            ("b.test", "/robots.txt") => answer("200 OK", &[], "User-agent: *\nDisallow: /"),
            ("a.test", "/story") => answer("302 Found", &[("Location", "http://b.test/story")], ""),
            _ => answer("200 OK", &[], "words"),
        };
        wire.write_all(&said).ok();
    });
    let code = with(&web, "", async |client| {
        word(&client.fetch(&Request { purpose: Purpose::Page, ..request("http://a.test/story") }).await)
    });
    assert_eq!(code, "robots");
    assert_eq!(web.paths(), ["a.test/robots.txt", "a.test/story", "b.test/robots.txt"]);
}
