//! `wiredesk feeds`: asked of the running daemon and of what it has left, as a table and as data.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use serde_json::Value;

use crate::daemon::{Daemon, until};
use crate::outside::web::{Web, answer};
use crate::support::Desk;
use crate::urls::{asked, pages};

/// A feed without entries, whose title would turn a terminal over.
const FEED: &str =
    "<rss version=\"2.0\"><channel><title>News\u{1b}[31m of \u{202e}Lumen</title></channel></rss>";

/// Hosts: a feed at a.test and c.test, one that fails until it is mended, and pages.
fn web(mended: &Arc<AtomicBool>) -> Web {
    let mended = Arc::clone(mended);
    Web::serve(move |asked, wire| {
        let said = match (asked.host.as_str(), asked.path.as_str()) {
            ("ill.test", path) if path != "/robots.txt" && !mended.load(Relaxed) => {
                answer("404 Not Found", &[], "")
            }
            (_, "/rss") => answer("200 OK", &[("Content-Type", "application/rss+xml")], FEED),
            _ => return pages(asked, wire),
        };
        wire.write_all(&said).ok();
    })
}

const SOURCES: &str = "[source.world]\ntype = \"feed\"\nurls = [\"http://a.test/rss\", \"http://c.test/rss\", \
     \"http://10.9.8.7/rss\", \"http://ill.test/rss\"]\n[source.backlog]\ntype = \"urls\"\nlist = \"urls.txt\"\n";

fn desk(web: &Web) -> Desk {
    let desk = Desk::new();
    let web_key = "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n";
    desk.write("pipeline.toml", format!("{web_key}{SOURCES}{}", web.config("")));
    desk.write("urls.txt", "http://p.test/story/1\nhttp://ill.test/story/2\nhttp://p.test/story/3\n");
    desk
}

fn lines(desk: &Desk, args: &[&str]) -> Vec<Value> {
    let ended = desk.run(args);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn states(desk: &Desk) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = lines(desk, &["feeds", "--json"]);
    let mut states: Vec<_> = found.iter().map(|feed| (text(&feed["url"]), text(&feed["state"]))).collect();
    states.sort();
    states
}

fn stood(desk: &Desk) -> bool {
    let expected = [("10.9.8.7", "refused"), ("a.test", "ok"), ("c.test", "ok"), ("ill.test", "failing")];
    states(desk) == expected.map(|(host, state)| (format!("http://{host}/rss"), state.to_owned()))
}

fn page_states(desk: &Desk) -> Vec<String> {
    let mut states: Vec<_> = lines(desk, &["feeds", "pages", "backlog", "--json"])
        .iter()
        .map(|page| format!("{} {}", page["url"].as_str().unwrap(), page["state"].as_str().unwrap()))
        .collect();
    states.sort();
    states
}

#[test]
fn feeds_and_pages_are_told_by_the_daemon_and_by_what_it_has_left() {
    let web = web(&Arc::default());
    let desk = desk(&web);
    assert_eq!(desk.run(&["feeds"]).stdout, "", "nothing was ever fetched");
    let daemon = Daemon::open(&desk, &[]);
    let socket = desk.path("var/state/control.sock");
    assert_eq!(socket.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    until("all polls", || stood(&desk).then_some(()));
    let failed =
        ["http://ill.test/story/2 failed", "http://p.test/story/1 done", "http://p.test/story/3 done"];
    until("all pages", || (page_states(&desk) == failed).then_some(()));
    let told = |desk: &Desk| {
        let ok = lines(desk, &["feeds", "--json", "--state", "ok", "A.TEST"]);
        let [feed] = ok.as_slice() else { panic!("{ok:?}") };
        assert_eq!(
            (&feed["source"], &feed["format"], &feed["last_status"]),
            (&"world".into(), &"rss".into(), &200.into())
        );
        assert_eq!((&feed["failures"], &feed["entries"]["new"]), (&0.into(), &0.into()));
        for time in ["last_poll", "last_success", "next_poll"] {
            feed[time].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        }
        assert!(
            feed["interval_from"].is_string() && feed.get("error").is_none() && feed.get("hub").is_none()
        );
        let refused = lines(desk, &["feeds", "--json", "--state", "refused"]);
        assert_eq!((refused.len(), &refused[0]["error"]["code"]), (1, &"address".into()));
        let table = desk.run(&["feeds", "--source", "world"]).stdout;
        assert_eq!(table.lines().count(), 7, "a head, four feeds, two of them with why: {table}");
        assert!(!table.contains(['\u{1b}', '\u{202e}']) && table.contains("\\u{1b}"), "{table}");
        let failed = lines(desk, &["feeds", "pages", "backlog", "--state", "failed", "--json"]);
        assert_eq!(
            (failed.len(), &failed[0]["code"], &failed[0]["tries"]),
            (1, &"http-404".into(), &1.into())
        );
        let table = desk.run(&["feeds", "pages", "backlog", "--state", "done"]).stdout;
        assert_eq!(table.lines().count(), 2, "{table}");
    };
    told(&desk);
    // Killed: nobody answers the socket that it leaves, and what it knew is read.
    drop(daemon);
    assert!(socket.try_exists().unwrap());
    told(&desk);
    // The next one puts its own in its place, and takes it away when it closes.
    let daemon = Daemon::open(&desk, &[]);
    told(&desk);
    assert!(daemon.close().success());
    assert!(!socket.try_exists().unwrap());
    told(&desk);
    // What no list names any more is told no more.
    let config = desk.read("pipeline.toml").replace("\"http://c.test/rss\", ", "");
    desk.write("pipeline.toml", config);
    let daemon = Daemon::open(&desk, &[]);
    until("three feeds", || (states(&desk).len() == 3).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn what_is_retried_is_asked_for_at_once_now_or_at_the_next_start() {
    let mended = Arc::default();
    let web = web(&mended);
    let desk = desk(&web);
    let daemon = Daemon::open(&desk, &[]);
    until("all polls", || stood(&desk).then_some(()));
    until("all pages", || page_states(&desk)[0].ends_with("failed").then_some(()));
    let count = |path: &str| asked(&web).get(path).copied().unwrap_or(0);
    mended.store(true, Relaxed);
    let ended = desk.run(&["feeds", "retry", "http://ill.test/rss", "http://ill.test/story/2#part"]);
    assert_eq!((ended.status, ended.stdout.matches("is due now").count()), (0, 2), "{}", ended.stderr);
    until("the feed", || states(&desk).contains(&("http://ill.test/rss".into(), "ok".into())).then_some(()));
    until("the page", || page_states(&desk)[0].ends_with("done").then_some(()));
    assert_eq!((count("ill.test/rss"), count("ill.test/story/2"), count("a.test/rss")), (2, 2, 1));
    for (address, why) in [
        ("http://ill.test/atom", "nobody asks for it"),
        ("http://p.test/story/1", "it is done with"),
        ("ill.test", "expected an absolute"),
    ] {
        let ended = desk.run(&["feeds", "retry", address]);
        assert!(ended.status == 66 && ended.stderr.contains(why), "{address}: {}", ended.stderr);
    }
    assert!(daemon.close().success());
    // While nobody runs it is noted for the next start.
    let told = lines(&desk, &["feeds", "retry", "--json", "http://a.test/rss"]);
    assert_eq!((&told[0]["source"], told[0].get("error")), (&"world".into(), None));
    let daemon = Daemon::open(&desk, &[]);
    until("the feed", || (count("a.test/rss") == 2).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(count("c.test/rss"), 1);
}

#[test]
fn what_is_not_there_is_said_in_words() {
    let web = web(&Arc::default());
    let desk = desk(&web);
    for (args, status, why) in [
        (&["feeds", "pages", "world"][..], 66, "is of type feed"),
        (&["feeds", "pages", "nobody"], 66, "the configuration has no source \"nobody\"; it has"),
        (&["feeds", "--source", "nobody"], 66, "the configuration has no source"),
        (&["feeds", "--state", "bad"], 64, "possible values: new, ok, failing"),
        (&["feeds", "-c", "none.toml"], 78, "none.toml"),
    ] {
        let ended = desk.run(args);
        assert!(
            ended.status == status && ended.stderr.contains(why),
            "{args:?}: {} {}",
            ended.status,
            ended.stderr
        );
    }
    // A state folder that somebody has who does not answer.
    let daemon = Daemon::open(&desk, &[]);
    std::fs::remove_file(desk.path("var/state/control.sock")).unwrap();
    let ended = desk.run(&["feeds"]);
    assert!(ended.status == 75 && ended.stderr.contains("does not answer now"), "{}", ended.stderr);
    drop(daemon);
}

#[test]
fn feeds_and_sitemaps_of_a_site_are_found() {
    let web = Web::serve(|asked, wire| {
        let said = match asked.path.as_str() {
            "/robots.txt" => answer("200 OK", &[], "Sitemap: /news.xml\nSitemap: http://b.test/all.xml\n"),
            "/" => answer(
                "200 OK",
                &[("Content-Type", "text/html")],
                "<html><head><link rel=alternate type='application/rss+xml' title='All\u{1b}' href=/rss></head>\
                 <body><a href='/feed.xml'>Feed</a></body></html>",
            ),
            "/rss" => answer("200 OK", &[], FEED),
            _ => answer("404 Not Found", &[], ""),
        };
        wire.write_all(&said).ok();
    });
    let desk = Desk::new();
    desk.write("pipeline.toml", web.config(""));
    let found = lines(&desk, &["feeds", "find", "--json", "http://a.test/"]);
    let told: Vec<_> =
        found.iter().map(|one| format!("{} {} {}", one["kind"], one["address"], one["by"])).collect();
    assert_eq!(
        told,
        [
            "\"feed\" \"http://a.test/rss\" \"declared\"",
            "\"feed\" \"http://a.test/feed.xml\" \"linked\"",
            "\"sitemap\" \"http://a.test/news.xml\" \"robots.txt\"",
            "\"sitemap\" \"http://b.test/all.xml\" \"robots.txt\"",
        ]
    );
    let table = desk.run(&["feeds", "find", "http://a.test/"]).stdout;
    assert!(table.contains("All") && !table.contains('\u{1b}'), "{table}");
    let itself = lines(&desk, &["feeds", "find", "--json", "http://a.test/rss"]);
    assert_eq!((&itself[0]["by"], &itself[0]["kind"]), (&"itself".into(), &"feed".into()));
    let none = desk.run(&["feeds", "find", "http://a.test/none"]);
    assert!(none.status == 69 && none.stderr.contains("http-404"), "{}", none.stderr);
}
