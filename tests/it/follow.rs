//! `follow` through the daemon: entry and page are one record, each once, whatever the page's host does and whenever the
//! desk is killed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::daemon::{Daemon, records, story, until};
use crate::outside::web::{Asked, Web, Wire, answer, page};
use crate::support::Desk;

/// A feed whose entries name pages: address, what else stands in the entry.
#[derive(Clone, Default)]
struct Listed(Arc<Mutex<Vec<(String, String)>>>);

impl Listed {
    fn add(&self, link: &str, more: &str) {
        self.0.lock().unwrap().insert(0, (link.to_owned(), more.to_owned()));
    }

    fn change(&self, link: &str, more: &str) {
        let mut all = self.0.lock().unwrap();
        all.iter_mut().filter(|entry| entry.0 == link).for_each(|entry| more.clone_into(&mut entry.1));
    }

    fn text(&self) -> String {
        let entry = |(link, more): &(String, String)| {
            format!(
                "<entry><id>urn:{link}</id><title>Told by {link}</title><link href=\"{link}\"/>\
                 <summary>What the feed says of {link}, which is one long sentence about the harbour of Lumen.</summary>{more}</entry>"
            )
        };
        let entries: String = self.0.lock().unwrap().iter().map(entry).collect();
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:feed</id><title>News of Lumen</title>{entries}</feed>"
        )
    }
}

const EACH_SECOND: &str = "interval = { least = \"1s\", first = \"1s\", most = \"1s\" }\n";

fn desk(web: &Web, more: &str) -> Desk {
    let desk = Desk::new();
    let source = format!(
        "[source.world]\ntype = \"feed\"\nurls = [\"http://a.test/feed\"]\nfollow = true\n{EACH_SECOND}"
    );
    let web_key = "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n";
    desk.write("pipeline.toml", format!("{web_key}{source}{more}{}", web.config("")));
    desk
}

/// A web whose `a.test/feed` lists these; everything else is for `other`.
fn web(listed: &Listed, other: impl Fn(&Asked, &mut dyn Wire) -> Vec<u8> + Send + Sync + 'static) -> Web {
    let listed = listed.clone();
    Web::serve(move |asked, wire| {
        let said = match asked.path.as_str() {
            "/feed" => answer("200 OK", &[], listed.text()),
            _ => other(asked, wire),
        };
        wire.write_all(&said).ok();
    })
}

/// A page whose words are its own.
fn html(title: &str) -> Vec<u8> {
    let number = title.bytes().fold(7_usize, |number, byte| number.wrapping_mul(31) + usize::from(byte));
    let page = page(title).replace("</article>", &format!("<p>{}</p></article>", story(number)));
    answer("200 OK", &[("Content-Type", "text/html; charset=utf-8")], page)
}

/// Records by their item, in the order in which they were written.
fn told(desk: &Desk) -> BTreeMap<String, Vec<Value>> {
    let mut told: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    if desk.path("out").is_dir() {
        for record in records(desk) {
            let item = record["source"]["item"].as_str().unwrap_or("none").to_owned();
            told.entry(item.trim_start_matches("urn:").to_owned()).or_default().push(record);
        }
    }
    told
}

fn code(record: &Value) -> Option<&str> {
    let warnings = record["warnings"].as_array()?;
    let warning = warnings.iter().find(|warning| warning["code"] == "page-not-fetched")?;
    warning["message"].as_str()?.split(['(', ')']).nth(1)
}

fn asked_for(web: &Web, path: &str) -> usize {
    web.log().iter().filter(|asked| asked.path == path).count()
}

#[test]
fn entry_and_page_are_one_record_and_what_has_no_page_is_told_by_its_entry() {
    let listed = Listed::default();
    let links = [
        ("http://a.test/story", None),
        ("http://a.test/private/story", Some("robots")),
        ("http://a.test/gone", Some("http-410")),
        ("http://a.test/broken", Some("http-500")),
        ("http://a.test/binary", Some("binary")),
        ("http://a.test/empty", Some("empty")),
        ("http://a.test/large", Some("too-large")),
        ("http://b.test/moved", None),
    ];
    for (link, _) in links {
        let more = if link.ends_with("large") {
            format!(
                "<content type=\"html\">&lt;p&gt;{}&lt;/p&gt;</content>",
                "Ships lie still. ".repeat(5000)
            )
        } else {
            String::new()
        };
        listed.add(link, &more);
    }
    let web = web(&listed, |asked, _| match asked.path.as_str() {
        "/robots.txt" => answer("200 OK", &[], "User-agent: wiredesk\nDisallow: /private/\n"),
        "/gone" => answer("410 Gone", &[], ""),
        "/broken" => answer("500 Internal Server Error", &[], ""),
        "/binary" => answer("200 OK", &[], b"\x00\x01\x02\xff\xfe".repeat(300)),
        "/empty" => answer("200 OK", &[], ""),
        "/moved" => answer("302 Found", &[("Location", "http://c.test/here")], ""),
        path => html(&format!("Shown at {path}")),
    });
    let desk = desk(&web, "");
    let daemon = Daemon::open(&desk, &[]);
    until("every entry", || (told(&desk).len() == links.len()).then_some(()));
    let polls = asked_for(&web, "/feed");
    until("two more polls", || (asked_for(&web, "/feed") >= polls + 2).then_some(()));
    let off_limits = "wiredesk_feed_entries_total{source=\"world\",outcome=\"off_limits\"}";
    assert_eq!(daemon.metric(off_limits), Some(1.0), "{}", daemon.get("/metrics").1);
    assert!(daemon.close().success());
    let told = told(&desk);
    for (link, expected) in links {
        let [record] = told[link].as_slice() else { panic!("{link}: {:?}", told[link]) };
        assert_eq!(code(record), expected, "{link}: {}", record["warnings"]);
        assert_eq!(record["source"]["feed"], "http://a.test/feed");
        if expected.is_some() {
            assert_eq!(record["headline"], format!("Told by {link}"));
            continue;
        }
        assert!(record["headline"].as_str().unwrap().starts_with("Shown at "), "{record}");
        assert_eq!(record["headline_alt"][0], format!("Told by {link}"));
        assert!(record["text"].as_str().unwrap().contains("harbour master said"), "the page's text is read");
        assert_eq!(record["source"]["url"], link);
    }
    assert_eq!(told["http://b.test/moved"][0]["source"]["final_url"], "http://c.test/here");
    assert_eq!(asked_for(&web, "/private/story"), 0, "robots.txt is obeyed");
    assert_eq!(asked_for(&web, "/large"), 0);
    assert_eq!((asked_for(&web, "/broken"), asked_for(&web, "/gone")), (3, 1));
    // A page that cannot be read is kept under its address.
    let reasons = desk.reasons();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!(
        (&reasons[0]["code"], &reasons[0]["path"]),
        (&"binary".into(), &"http://a.test/binary".into())
    );
    assert_eq!(reasons[0]["bytes"], 1500);
}

#[test]
fn the_page_of_an_entry_that_says_it_changed_is_fetched_again_once_an_hour_at_most() {
    let listed = Listed::default();
    let dated = |minute: u32| format!("<updated>2026-03-05T09:{minute:02}:00Z</updated>");
    listed.add("http://a.test/story", &dated(1));
    listed.add("http://a.test/other", &dated(1));
    let served = AtomicUsize::new(0);
    let web = web(&listed, move |asked, _| match asked.path.as_str() {
        "/robots.txt" => answer("404 Not Found", &[], ""),
        path => html(&format!("{path}, edition {}", served.fetch_add(1, Relaxed))),
    });
    let desk = desk(&web, "oldest = \"0s\"\n");
    let daemon = Daemon::open(&desk, &[]);
    until("both", || (told(&desk).len() == 2).then_some(()));
    // It was fetched just now: the next fetch is an hour away, and waits.
    listed.change("http://a.test/story", &dated(2));
    // Other words are a further version, and are fetched at once.
    listed.change("http://a.test/other", &format!("{}<content>Other words.</content>", dated(2)));
    until("the further version", || (told(&desk)["http://a.test/other"].len() == 2).then_some(()));
    let polls = asked_for(&web, "/feed");
    until("two more polls", || (asked_for(&web, "/feed") >= polls + 2).then_some(()));
    assert!(daemon.close().success());
    assert_eq!((asked_for(&web, "/story"), asked_for(&web, "/other")), (1, 2));
    assert_eq!(told(&desk)["http://a.test/story"].len(), 1);
}

#[test]
fn pages_of_a_slow_host_hold_up_no_others() {
    let listed = Listed::default();
    for number in 0..15 {
        let host = if number < 12 { "slow" } else { "quick" };
        listed.add(&format!("http://{host}.test/{number}"), "");
    }
    let web = web(&listed, |asked, _| match (asked.host.as_str(), asked.path.as_str()) {
        (_, "/robots.txt") => answer("404 Not Found", &[], ""),
        ("slow", _) | ("slow.test", _) => {
            std::thread::sleep(Duration::from_millis(900));
            html(&asked.path)
        }
        (_, path) => html(path),
    });
    let desk = desk(&web, "");
    let daemon = Daemon::open(&desk, &[]);
    let quick = |desk: &Desk| told(desk).keys().filter(|item| item.contains("quick")).count();
    until("those of the quick host", || (quick(&desk) == 3).then_some(()));
    assert!(told(&desk).len() < 15, "{:?}", told(&desk).keys());
    // What waits outlives an end in order.
    assert!(daemon.close().success());
    let daemon = Daemon::open(&desk, &[]);
    daemon.says("entries wait for their pages from before");
    until("all of them", || (told(&desk).len() == 15).then_some(()));
    assert!(daemon.close().success());
    assert!(told(&desk).values().all(|records| records.len() == 1));
}

#[test]
fn no_story_is_lost_or_doubled_by_kills_while_pages_are_fetched() {
    let listed = Listed::default();
    let served = Arc::new(AtomicUsize::new(0));
    let is_slow = Arc::new(AtomicBool::new(true));
    let (count, slow) = (Arc::clone(&served), Arc::clone(&is_slow));
    let web = web(&listed, move |asked, _| {
        if asked.path == "/robots.txt" {
            return answer("404 Not Found", &[], "");
        }
        if slow.load(Relaxed) {
            std::thread::sleep(Duration::from_millis(60));
        }
        // Another page at each request.
        let nonce = count.fetch_add(1, Relaxed);
        html(&format!("Shown at {} the {nonce}th time", asked.path))
    });
    let desk = desk(&web, "backfill = 1000\n");
    let mut number = 0;
    for round in 0..10u64 {
        for _ in 0..6 {
            listed.add(&format!("http://h{}.test/{number}", number % 3), "");
            number += 1;
        }
        let daemon = Daemon::start(&desk, &[]);
        std::thread::sleep(Duration::from_millis(500 + 97 * round));
        // Killed, wherever it is.
        drop(daemon);
    }
    is_slow.store(false, Relaxed);
    let daemon = Daemon::open(&desk, &[]);
    until("every entry", || (told(&desk).len() == number).then_some(()));
    let polls = asked_for(&web, "/feed");
    until("two more polls", || (asked_for(&web, "/feed") >= polls + 2).then_some(()));
    assert!(daemon.close().success());
    for (item, records) in told(&desk) {
        assert_eq!(records.len(), 1, "{item}");
        assert_eq!(code(&records[0]), None, "{item}: its page was there");
    }
    assert!(served.load(Relaxed) >= number);
}
