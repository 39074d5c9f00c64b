//! `wiredesk fetch`.

use std::io::Write as _;

use serde_json::Value;

use crate::outside::web::{Web, answer, page};
use crate::support::{Desk, records};

const INDEX: &str = "<sitemapindex><sitemap><loc>http://a.test/news.xml</loc></sitemap><sitemap><loc>/old.xml</loc></sitemap>\
     </sitemapindex>";

fn site() -> Web {
    Web::serve(|asked, wire| {
        let said = match asked.path.as_str() {
            "/robots.txt" => answer("200 OK", &[], "User-agent: *\nDisallow: /closed\nAllow: /"),
            "/old" => answer("301 Moved", &[("Location", "/story")], ""),
            "/story" => answer(
                "200 OK",
                &[("Content-Type", "text/html; charset=utf-8"), ("ETag", "\"1\"")],
                page("Storm closes the port"),
            ),
            "/rss" => {
                let entry = |n: usize| {
                    format!(
                        "<item><title>Pier {n} closed</title><guid>{n}</guid><description>Pier {n} was closed on Monday, the port said.</description></item>"
                    )
                };
                let entries: String = (1..=3).map(entry).collect();
                answer(
                    "200 OK",
                    &[("Content-Type", "application/rss+xml")],
                    format!("<rss version=\"2.0\"><channel><title>Port</title>{entries}</channel></rss>"),
                )
            }
            "/index" => answer("200 OK", &[], INDEX),
            "/index.gz" => {
                let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                packed.write_all(INDEX.as_bytes()).unwrap();
                answer("200 OK", &[], packed.finish().unwrap())
            }
            "/picture" => {
                answer("200 OK", &[("Content-Type", "image/png")], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
            }
            _ => answer("404 Not Found", &[], ""),
        };
        wire.write_all(&said).ok();
    })
}

#[test]
fn a_page_gives_its_record() {
    let (web, desk) = (site(), Desk::new());
    desk.write("pipeline.toml", web.config(""));
    let ended = desk.run(&["fetch", "--explain", "http://a.test/old"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let records = records(&ended.stdout);
    assert_eq!(records[0]["headline"], "Storm closes the port");
    assert_eq!(records[0]["source"]["type"], "fetch");
    assert_eq!(records[0]["source"]["url"], "http://a.test/old");
    assert_eq!(records[0]["source"]["final_url"], "http://a.test/story");
    for said in [
        "  robots.txt http://a.test/robots.txt",
        "  asked http://a.test/old",
        "    301 over HTTP/1.1 from 127.0.0.1:",
        "    location: /story",
        "    allowed by the rule",
        "    etag: \"1\"",
        "  moved for good to http://a.test/story",
    ] {
        assert!(ended.stderr.contains(said), "{said}\n{}", ended.stderr);
    }
    assert_eq!(desk.names(), ["pipeline.toml"], "nothing is kept");
}

#[test]
fn a_feed_gives_its_entries_without_a_question_for_robots() {
    let (web, desk) = (site(), Desk::new());
    desk.write("feeds.toml", web.config(""));
    let ended = desk.run(&["fetch", "-c", "feeds.toml", "--feed", "http://a.test/rss"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let headlines: Vec<Value> =
        records(&ended.stdout).into_iter().map(|record| record["headline"].clone()).collect();
    assert_eq!(headlines, ["Pier 1 closed", "Pier 2 closed", "Pier 3 closed"]);
    assert_eq!(web.paths(), ["a.test/rss"]);
}

#[test]
fn what_does_not_come_or_cannot_be_read_has_its_status() {
    let (web, desk) = (site(), Desk::new());
    desk.write("pipeline.toml", web.config(""));
    let closed = desk.run(&["fetch", "http://a.test/closed/1", "http://a.test/story"]);
    assert_eq!((closed.status, records(&closed.stdout).len()), (69, 1));
    assert!(closed.stderr.contains("wiredesk: http://a.test/closed/1: robots: "), "{}", closed.stderr);
    let gone = desk.run(&["fetch", "http://a.test/gone"]);
    assert_eq!((gone.status, gone.stdout.as_str()), (69, ""));
    assert!(gone.stderr.contains("http-404"), "{}", gone.stderr);
    let picture = desk.run(&["fetch", "http://a.test/picture"]);
    assert_eq!((picture.status, picture.stdout.as_str()), (65, ""), "{}", picture.stderr);
    assert_eq!(desk.run(&["fetch", "a.test/story"]).status, 64);
    assert_eq!(desk.run(&["fetch", "-c", "nowhere.toml", "http://a.test/"]).status, 78);
}

#[test]
fn an_index_of_sitemaps_says_which_it_names_and_what_to_do() {
    let (web, desk) = (site(), Desk::new());
    desk.write("pipeline.toml", web.config(""));
    for address in ["http://a.test/index", "http://a.test/index.gz"] {
        let ended = desk.run(&["fetch", "--feed", address]);
        assert_eq!((ended.status, ended.stdout.as_str()), (0, ""), "{}", ended.stderr);
        let said = &ended.stderr;
        assert!(said.contains(": an index, which names sitemaps and no story: 2 of them"), "{said}");
        assert!(said.contains("  http://a.test/news.xml\n  http://a.test/old.xml\n"), "{said}");
    }
}
