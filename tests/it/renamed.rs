//! A source under another name: `was` lets it go on with what it knew, and what it read once stays read.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use serde_json::Value;

use crate::daemon::{Daemon, records, story, until};
use crate::outside::web::{Web, answer};
use crate::push::{address, post};
use crate::support::Desk;
use crate::urls::page;

fn rss(host: &str, numbers: std::ops::Range<usize>) -> Vec<u8> {
    let item = |n: usize| {
        format!(
            "<item><title>Story {n}</title><guid isPermaLink=\"false\">urn:n:{n}</guid><link>http://{host}/story/{n}</link>\
             <description>{}</description></item>",
            story(n)
        )
    };
    let items: String = numbers.map(item).collect();
    answer("200 OK", &[], format!("<rss version=\"2.0\"><channel><title>News</title>{items}</channel></rss>"))
}

/// Feeds and pages; the pages that the second feed names come once `open` is set.
fn web(open: &Arc<AtomicBool>) -> Web {
    let open = Arc::clone(open);
    Web::serve(move |asked, wire| {
        let number = asked.path.rsplit('/').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let is_open = open.load(Relaxed);
        let said = match (asked.host.as_str(), asked.path.as_str()) {
            ("a.test", "/rss") => rss("a.test", 1..if is_open { 4 } else { 3 }),
            ("b.test", "/rss") => rss("c.test", 10..11),
            (_, "/robots.txt") => answer("404 Not Found", &[], ""),
            ("c.test", _) if !is_open => answer("503 Service Unavailable", &[], ""),
            _ => answer("200 OK", &[("Content-Type", "text/html; charset=utf-8")], page(number)),
        };
        wire.write_all(&said).ok();
    })
}

/// The five sources, each by a name that begins so.
fn write(desk: &Desk, web: &Web, name: &str, was: &str) {
    let each = "interval = { least = \"1s\", first = \"1s\", most = \"1s\" }";
    let table = |kind: &str, keys: &str| {
        let was = if was.is_empty() { String::new() } else { format!("was = \"{was}-{kind}\"\n") };
        let (kind, of) = kind.split_once('-').map_or((kind, kind), |(of, _)| (kind, of));
        format!("[source.{name}-{kind}]\ntype = \"{of}\"\n{keys}\n{was}")
    };
    let tables = [
        table("feed", &format!("urls = [\"http://a.test/rss\"]\n{each}")),
        table("feed-deep", &format!("urls = [\"http://b.test/rss\"]\nfollow = true\n{each}")),
        table("urls", "list = \"urls.txt\""),
        table("push", "listen = \"127.0.0.1:0\""),
        table("inbox", "path = \"inbox\"\nafter = \"keep\"\nsettle = \"50ms\"\nrescan = \"200ms\""),
    ];
    desk.write("pipeline.toml", format!("{}{}", tables.concat(), web.config("")));
}

/// What each source has told, by the beginning of its name.
fn told(desk: &Desk, begins: &str) -> Vec<Value> {
    let all = if desk.path("out").is_dir() { records(desk) } else { Vec::new() };
    all.into_iter().filter(|record| record["source"]["name"].as_str().unwrap().starts_with(begins)).collect()
}

fn asked_for(web: &Web, path: &str) -> usize {
    web.paths().iter().filter(|asked| *asked == path).count()
}

#[test]
fn a_renamed_source_goes_on_with_what_it_knew_and_tells_nothing_twice() {
    let open = Arc::new(AtomicBool::new(false));
    let (web, desk) = (web(&open), Desk::new());
    write(&desk, &web, "old", "");
    desk.write("urls.txt", "http://d.test/story/20\n").write("inbox/one.txt", story(30));
    let daemon = Daemon::open(&desk, &[]);
    let key = "Idempotency-Key: one\r\n";
    let first = post(&address(&daemon), key, story(40));
    assert_eq!(first.0, 200);
    // Two entries, a page, a file, a push; and an entry that waits for its page.
    until("all of them", || (told(&desk, "old-").len() == 5).then_some(()));
    until("a page that is not there yet", || (asked_for(&web, "c.test/story/10") > 0).then_some(()));
    assert!(daemon.close().success());

    open.store(true, Relaxed);
    write(&desk, &web, "new", "old");
    let check = desk.run(&["check"]);
    assert!(check.stdout.contains("new-urls (urls, which was old-urls): "), "{}", check.stdout);
    fs::write(desk.path("urls.txt"), "http://d.test/story/20\nhttp://d.test/story/21\n").unwrap();
    desk.write("inbox/two.txt", story(31));
    let daemon = Daemon::open(&desk, &[]);
    assert_eq!(post(&address(&daemon), key, story(40)), first, "the same answer to the same key");
    assert_eq!(post(&address(&daemon), "", story(40)).1["known"], 1);
    // A third entry, another page, another file, and the page that was waited for: nothing else.
    until("what is new", || (told(&desk, "new-").len() == 4).then_some(()));
    let waited = told(&desk, "new-feed-deep");
    assert_eq!((waited.len(), &waited[0]["headline"]), (1, &"Harbour board meets, item 10".into()));
    let asked = asked_for(&web, "a.test/rss");
    until("two more polls", || (asked_for(&web, "a.test/rss") >= asked + 2).then_some(()));
    assert_eq!(asked_for(&web, "d.test/story/20"), 1);
    let feeds = desk.run(&["feeds", "--json", "--source", "new-feed"]);
    assert!(feeds.stdout.contains("\"source\":\"new-feed\""), "{}", feeds.stdout);
    let pages = desk.run(&["feeds", "pages", "new-urls"]);
    assert_eq!(pages.stdout.matches("done").count(), 2, "{}", pages.stdout);
    assert!(daemon.close().success());

    // Without what it knew, and once more renamed: all is read again, and is known by its identity.
    for lost in ["fetch.redb", "ledgers", "sources"] {
        let lost = desk.path("var/state").join(lost);
        fs::remove_file(&lost).or_else(|_| fs::remove_dir_all(&lost)).unwrap();
    }
    write(&desk, &web, "third", "old");
    let daemon = Daemon::open(&desk, &[]);
    assert_eq!(post(&address(&daemon), "", story(40)).1["known"], 1);
    until("all pages again", || (asked_for(&web, "d.test/story/21") == 2).then_some(()));
    until("the entry's page again", || (asked_for(&web, "c.test/story/10") >= 3).then_some(()));
    let done = || desk.run(&["feeds", "pages", "third-urls"]).stdout.matches("done").count();
    until("the pages are done with", || (done() == 2).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(told(&desk, "third-").len(), 0);
    assert_eq!(told(&desk, "").len(), 9);
}

#[test]
fn what_was_refused_under_the_old_name_goes_back_under_the_new_one() {
    let desk = Desk::new();
    let odd: Vec<u8> = (0..160).map(|n| if n % 3 == 1 { 150 } else { 0 }).collect();
    let write = |name: &str, was: &str| {
        let table = format!("[source.{name}]\ntype = \"push\"\nlisten = \"127.0.0.1:0\"\n{was}\n");
        desk.write("pipeline.toml", table);
    };
    write("old", "");
    let daemon = Daemon::open(&desk, &[]);
    assert_eq!(post(&address(&daemon), "", &odd).0, 422);
    assert!(daemon.close().success());
    write("new", "was = \"old\"");
    let list = desk.run(&["quarantine", "list", "--json"]);
    let entry: Value = serde_json::from_str(list.stdout.trim()).unwrap();
    fs::write(desk.path(entry["file"].as_str().unwrap()), story(1)).unwrap();
    let ended = desk.run(&["quarantine", "retry", entry["key"].as_str().unwrap()]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let daemon = Daemon::open(&desk, &[]);
    let record = until("its record", || told(&desk, "new").pop());
    assert_eq!(record["headline"], "Harbour board meets, item 1");
    assert!(daemon.close().success());
}

#[test]
fn a_source_that_is_gone_is_named_where_it_may_have_been_renamed() {
    let desk = Desk::new();
    let write = |name: &str, was: &str| {
        let table = format!("[source.{name}]\ntype = \"inbox\"\npath = \"inbox\"\n{was}\n");
        desk.write("pipeline.toml", table).write("inbox/.keep", "");
    };
    let said =
        "source.old is gone and what is known of it stands still: where it was renamed, write was = \"old\"";
    write("old", "");
    assert!(Daemon::open(&desk, &[]).close().success());
    write("new", "");
    assert!(desk.run(&["check"]).stdout.contains(said));
    let daemon = Daemon::open(&desk, &[]);
    daemon.says(said);
    assert!(daemon.close().success());
    write("new", "was = \"old\"");
    let check = desk.run(&["check"]).stdout;
    assert!(!check.contains(said) && check.contains("source.new is gone"), "{check}");
}
