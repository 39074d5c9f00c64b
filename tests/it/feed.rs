//! Feeds through the daemon: each entry once, each version once, nobody asked sooner than allowed, through kills.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::daemon::{Daemon, records, story, until};
use crate::fetch::tls;
use crate::outside::web::{Asked, Web, answer};
use crate::support::Desk;

/// A feed as its publisher has it: entries from the newest, each with number and words.
#[derive(Clone, Default)]
struct Published(Arc<Mutex<Vec<(usize, String)>>>);

impl Published {
    fn of(numbers: impl IntoIterator<Item = usize>) -> Published {
        let published = Published::default();
        numbers.into_iter().for_each(|number| published.publish(number));
        published
    }

    fn publish(&self, number: usize) {
        self.0.lock().unwrap().insert(0, (number, story(number)));
    }

    fn change(&self, number: usize, words: &str) {
        self.0.lock().unwrap().iter_mut().filter(|entry| entry.0 == number).for_each(|entry| {
            write!(entry.1, " {words}").unwrap();
        });
    }

    fn text(&self) -> String {
        let now = jiff::Timestamp::now();
        let items: String = self.0.lock().unwrap().iter().map(|(number, words)| {
            let minutes = i64::try_from(*number).unwrap();
            let at = now - jiff::Span::new().minutes(600 - minutes.min(500));
            let at = at.strftime("%a, %d %b %Y %H:%M:00 +0000");
            format!(
                "<item><title>Story {number}</title><guid isPermaLink=\"false\">urn:n:{number}</guid><link>/story/{number}</link>\
                 <pubDate>{at}</pubDate><description>{words}</description></item>"
            )
        }).collect();
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News of Lumen</title>\
             <link>http://a.test/</link><description>All</description>{items}</channel></rss>"
        )
    }
}

/// Every feed that lives at `/rss` of a host; asked once a second.
const EACH_SECOND: &str = "interval = { least = \"1s\", first = \"1s\", most = \"1s\" }\n";

fn desk(web: &Web, source: &str) -> Desk {
    let desk = Desk::new();
    let web_key = "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n";
    desk.write(
        "pipeline.toml",
        format!("{web_key}[source.world]\ntype = \"feed\"\n{source}\n{}", web.config("")),
    );
    desk
}

/// How many records each headline has.
fn told(desk: &Desk) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    if desk.path("out").is_dir() {
        for record in records(desk) {
            *told.entry(record["headline"].as_str().unwrap_or("none").to_owned()).or_default() += 1;
        }
    }
    told
}

fn all(told: &BTreeMap<String, usize>, numbers: std::ops::Range<usize>) -> bool {
    numbers.clone().all(|n| told.get(&format!("Story {n}")) == Some(&1)) && told.len() == numbers.len()
}

/// The value of the one line of a metric that has a word among its labels; 0 without one.
fn sample(daemon: &Daemon, metric: &str, word: &str) -> f64 {
    let (_, text) = daemon.get("/metrics");
    let is_it =
        |line: &&str| line.starts_with(metric) && (word.is_empty() || line.contains(&format!("\"{word}\"")));
    let line = text.lines().find(is_it);
    line.and_then(|line| line.rsplit_once(' ')?.1.parse().ok()).unwrap_or(0.0)
}

fn polls(web: &Web, path: &str) -> Vec<Asked> {
    web.log().into_iter().filter(|asked| asked.path == path).collect()
}

#[test]
fn each_entry_is_one_record_and_each_change_one_more() {
    let published = Published::of(0..5);
    let feed = published.clone();
    let web = Web::serve(move |_, wire| {
        wire.write_all(&answer("200 OK", &[("Content-Type", "application/rss+xml")], feed.text())).ok();
    });
    let desk = desk(&web, &format!("urls = [\"http://a.test/rss\"]\n{EACH_SECOND}"));
    let daemon = Daemon::open(&desk, &[]);
    until("the first entries", || all(&told(&desk), 0..5).then_some(()));
    let first: Vec<Value> = records(&desk);
    assert_eq!(first[0]["headline"], "Story 0", "the oldest first");
    let source = &first[0]["source"];
    assert_eq!((&source["type"], &source["name"]), (&"feed".into(), &"world".into()));
    assert_eq!((&source["feed"], &source["item"]), (&"http://a.test/rss".into(), &"urn:n:0".into()));
    assert_eq!(first[0]["url"], "http://a.test/story/0", "read against where the feed came from");
    // Entries on top of it, and a feed that is another text at each request: neither makes the others news.
    published.publish(5);
    until("the sixth", || all(&told(&desk), 0..6).then_some(()));
    published.change(2, "The port stays closed.");
    until("the change", || (told(&desk).get("Story 2") == Some(&2)).then_some(()));
    let asked = polls(&web, "/rss").len();
    until("two more polls", || (polls(&web, "/rss").len() >= asked + 2).then_some(()));
    until("the counts", || {
        let entries = |outcome: &str| sample(&daemon, "wiredesk_feed_entries_total", outcome);
        (entries("new") == 6.0 && entries("changed") == 1.0 && entries("known") >= 5.0).then_some(())
    });
    assert_eq!(sample(&daemon, "wiredesk_feeds", "ok"), 1.0);
    assert!(sample(&daemon, "wiredesk_fetch_requests_total", "fresh") >= 5.0);
    for metric in ["bytes_total", "seconds_total"] {
        assert!(sample(&daemon, &format!("wiredesk_fetch_{metric}"), "world") > 0.0, "{metric}");
    }
    assert!(daemon.close().success());
    assert_eq!(told(&desk).values().sum::<usize>(), 7, "{:?}", told(&desk));
    let changed: Vec<Value> = records(&desk).into_iter().filter(|r| r["headline"] == "Story 2").collect();
    assert_eq!(changed[1]["cluster"]["id"], changed[0]["cluster"]["id"]);
}

#[test]
fn validators_go_back_byte_for_byte_and_nothing_is_sent_twice_for_them() {
    let etag = "W/\"x-\u{e4}-gzip\"";
    let published = Published::of(0..3);
    let feed = published.clone();
    let web = Web::serve(move |asked, wire| {
        let tags: Vec<&str> =
            asked.headers.iter().filter(|(n, _)| n == "if-none-match").map(|(_, v)| v.as_str()).collect();
        let headers = [("ETag", etag), ("Last-Modified", "Thu, 05 Mar 2026 09:30:00 GMT")];
        let said = if tags == [etag] {
            answer("304 Not Modified", &headers, "")
        } else {
            answer("200 OK", &headers, feed.text())
        };
        wire.write_all(&said).ok();
    });
    let desk = desk(&web, &format!("urls = [\"http://a.test/rss\"]\n{EACH_SECOND}"));
    let daemon = Daemon::open(&desk, &[]);
    let asked = until("four polls", || Some(polls(&web, "/rss")).filter(|polls| polls.len() >= 4));
    assert!(daemon.close().success());
    assert_eq!(asked[0].header("if-none-match"), None);
    for again in &asked[1..] {
        assert_eq!(again.header("if-none-match"), Some(etag));
        assert_eq!(again.header("if-modified-since"), Some("Thu, 05 Mar 2026 09:30:00 GMT"));
        assert_eq!(again.header("a-im"), Some("feed"));
    }
    assert!(all(&told(&desk), 0..3));
    // They are known after a restart, too: nothing is read anew.
    let daemon = Daemon::open(&desk, &[]);
    let before = asked.len();
    let again = until("a poll", || polls(&web, "/rss").get(before + 1).cloned());
    assert_eq!(again.header("if-none-match"), Some(etag));
    assert!(daemon.close().success());
    assert!(all(&told(&desk), 0..3));
}

#[test]
fn what_is_no_feed_is_said_once_kept_once_and_costs_no_entry() {
    let published = Published::of(0..2);
    let broken = Arc::new(Mutex::new(false));
    let (feed, is_broken) = (published.clone(), Arc::clone(&broken));
    let web = Web::serve(move |_, wire| {
        let body = if *is_broken.lock().unwrap() {
            "<html><body>We will be back</body></html>".to_owned()
        } else {
            feed.text()
        };
        wire.write_all(&answer("200 OK", &[("ETag", "\"always\"")], body)).ok();
    });
    let desk = desk(&web, &format!("urls = [\"http://a.test/rss\"]\n{EACH_SECOND}"));
    let daemon = Daemon::open(&desk, &[]);
    until("the first entries", || all(&told(&desk), 0..2).then_some(()));
    *broken.lock().unwrap() = true;
    daemon.says("a feed cannot be read");
    let asked = polls(&web, "/rss").len();
    until("more of it", || (polls(&web, "/rss").len() >= asked + 2).then_some(()));
    published.publish(2);
    *broken.lock().unwrap() = false;
    until("the third", || all(&told(&desk), 0..3).then_some(()));
    daemon.says("a feed can be read again");
    let log = daemon.log();
    assert_eq!(log.matches("a feed cannot be read").count(), 1, "{log}");
    assert!(daemon.close().success());
    let reasons = desk.reasons();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!((&reasons[0]["code"], &reasons[0]["source"]), (&"not-a-feed".into(), &"world".into()));
}

#[test]
fn a_feed_that_fails_holds_up_no_other_and_a_list_grows_while_it_runs() {
    let web = Web::serve(|asked, wire| {
        let number: usize = asked.host.trim_start_matches('h').trim_end_matches(".test").parse().unwrap_or(0);
        match number % 4 {
            0 => drop(wire.write_all(&answer("500 Internal Server Error", &[], ""))),
            1 => std::thread::sleep(Duration::from_secs(3)),
            _ => {
                let published = Published::of([number]);
                wire.write_all(&answer("200 OK", &[], published.text())).ok();
            }
        }
    });
    let desk = desk(&web, &format!("list = \"feeds.txt\"\n{EACH_SECOND}"));
    let list = |hosts: std::ops::Range<usize>| -> String {
        hosts.map(|n| format!("http://h{n}.test/rss\n")).collect()
    };
    desk.write("feeds.txt", format!("# all of them\n{}", list(0..40)));
    let daemon = Daemon::open(&desk, &[]);
    let good = |most: usize| (0..most).filter(|n| n % 4 > 1).count();
    until("every feed that can be read", || (told(&desk).len() == good(40)).then_some(()));
    desk.write("feeds.txt", list(0..60));
    until("those that were added", || (told(&desk).len() == good(60)).then_some(()));
    assert!(told(&desk).values().all(|count| *count == 1), "{:?}", told(&desk));
    assert!(daemon.close().success());
}

#[test]
fn no_entry_is_lost_or_doubled_by_kills_and_nobody_is_asked_sooner() {
    let published = Published::of(0..3);
    let feed = published.clone();
    let web = Web::serve(move |_, wire| {
        wire.write_all(&answer("200 OK", &[], feed.text())).ok();
    });
    let desk = desk(&web, &format!("urls = [\"http://a.test/rss\"]\n{EACH_SECOND}"));
    let mut number = 3;
    for round in 0..8u64 {
        let daemon = Daemon::start(&desk, &[]);
        for _ in 0..3 {
            published.publish(number);
            number += 1;
        }
        std::thread::sleep(Duration::from_millis(700 + 151 * round));
        // Killed, wherever it is.
        drop(daemon);
    }
    let daemon = Daemon::open(&desk, &[]);
    until("every entry", || all(&told(&desk), 0..number).then_some(()));
    let asked = polls(&web, "/rss").len();
    until("two more polls", || (polls(&web, "/rss").len() >= asked + 2).then_some(()));
    assert!(daemon.close().success());
    assert!(all(&told(&desk), 0..number), "{:?}", told(&desk));
    let times: Vec<_> = polls(&web, "/rss").iter().map(|asked| asked.at).collect();
    for pair in times.windows(2) {
        // The store counts in whole seconds: a poll may begin up to one earlier than a second after the other.
        assert!(pair[1] - pair[0] > Duration::from_millis(50), "{:?}", pair[1] - pair[0]);
    }
}

#[test]
fn a_feed_that_is_not_reached_over_http_is_asked_over_https_and_stays_there() {
    let published = Published::of(0..2);
    let feed = published.clone();
    let authority = tls::authority();
    let config = tls::host(&authority, "a.test", false, &[]);
    let plain = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&plain);
    let web = Web::wired(
        move |_, wire| {
            wire.write_all(&answer("200 OK", &[], feed.text())).ok();
        },
        move |stream| {
            let mut first = [0];
            stream.peek(&mut first).ok()?;
            if first != [0x16] {
                *counted.lock().unwrap() += 1;
                std::thread::sleep(Duration::from_millis(1500));
                return None;
            }
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).ok()?;
            Some(Box::new(rustls::StreamOwned::new(connection, stream)))
        },
    );
    let desk = Desk::new();
    desk.write("ca.pem", authority.pem());
    let authorities = format!("authorities = {:?}", desk.path("ca.pem"));
    let source = format!("[source.world]\ntype = \"feed\"\nurls = [\"http://a.test/rss\"]\n{EACH_SECOND}");
    desk.write("pipeline.toml", format!("{source}\n{}", web.config(&authorities)));
    let daemon = Daemon::start(&desk, &[]);
    until("the entries", || all(&told(&desk), 0..2).then_some(()));
    daemon.says("a feed is reached over https alone");
    let asked = polls(&web, "/rss").len();
    until("two more polls", || (polls(&web, "/rss").len() >= asked + 2).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(*plain.lock().unwrap(), 1, "once, and not again after it moved");
    assert_eq!(records(&desk)[0]["source"]["feed"], "http://a.test/rss", "as it was typed");
}

#[test]
fn while_nobody_is_reached_failures_count_for_nobody_and_one_host_a_minute_is_tried() {
    let web = Web::serve(|_, _| {});
    // Nobody listens on port 1.
    let dead: Vec<String> = (1..=5).map(|n| format!("\"http://d{n}.test:1/rss\"")).collect();
    let desk = desk(&web, &format!("urls = [{}]\n{EACH_SECOND}", dead.join(", ")));
    let daemon = Daemon::open(&desk, &[]);
    daemon.says("this machine reaches nobody");
    let asked = || sample(&daemon, "wiredesk_fetch_requests_total", "failed");
    until("the fifth is counted", || (asked() >= 5.0).then_some(()));
    let before = asked();
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(asked(), before, "each was due three times");
    assert_eq!(sample(&daemon, "wiredesk_fetch_offline", ""), 1.0);
    assert_eq!(sample(&daemon, "wiredesk_fetch_failures_total", "connect"), before);
    let late = || sample(&daemon, "wiredesk_fetch_late_seconds", "");
    until("what waits is said to be late", || (late() >= 1.0).then_some(()));
    let log = daemon.log();
    assert_eq!(log.matches("this machine reaches nobody").count(), 1, "{log}");
    assert!(log.matches("a feed cannot be read").count() < 5, "{log}");
    assert!(daemon.close().success());
}

#[test]
fn another_fetch_is_taken_while_it_runs_and_nothing_under_way_is_lost() {
    let web = Web::serve(|asked, wire| {
        let said = match asked.host.as_str() {
            "busy.test" => answer("429 Slow", &[("Retry-After", "3600")], ""),
            "slow.test" => {
                std::thread::sleep(Duration::from_millis(800));
                answer("200 OK", &[], Published::of([1]).text())
            }
            _ => answer("200 OK", &[], Published::of([2]).text()),
        };
        wire.write_all(&said).ok();
    });
    let hosts = ["busy", "slow", "a"].map(|host| format!("\"http://{host}.test/rss\"")).join(", ");
    let config = |agent: &str| {
        let fetch = web.config(&format!("agent = \"{agent}\""));
        format!("[source.world]\ntype = \"feed\"\nurls = [{hosts}]\n{EACH_SECOND}\n{fetch}")
    };
    let desk = Desk::new();
    desk.write("pipeline.toml", config("early"));
    let daemon = Daemon::start(&desk, &[]);
    let of = |host: &str, agent: &str| {
        let is_it = |asked: &&Asked| {
            asked.host == host && asked.header("user-agent").is_some_and(|own| own.starts_with(agent))
        };
        web.log().iter().filter(is_it).count()
    };
    until("the first is under way", || (of("slow.test", "early") == 1).then_some(()));
    desk.write("pipeline.toml", config("late"));
    daemon.signal(rustix::process::Signal::HUP);
    daemon.says("another configuration is taken");
    // The one that was under way is read, and asked again by the new name.
    until("its entry", || (told(&desk).get("Story 1") == Some(&1)).then_some(()));
    until("both again", || (of("slow.test", "late") > 0 && of("a.test", "late") > 1).then_some(()));
    assert_eq!((of("busy.test", "early"), of("busy.test", "late")), (1, 0), "what was promised holds");
    assert!(!daemon.log().contains("taken only when it is started again"));
    assert!(daemon.close().success());
}

#[test]
fn a_host_of_two_sources_is_asked_in_one_order_by_each_in_turn() {
    let web = Web::serve(|asked, wire| {
        let number = asked.path.trim_start_matches('/').parse().unwrap_or(0);
        wire.write_all(&answer("200 OK", &[], Published::of([number]).text())).ok();
    });
    let source = |name: &str, numbers: std::ops::Range<usize>| {
        let urls = numbers.map(|n| format!("\"http://a.test/{n}\"")).collect::<Vec<_>>().join(", ");
        format!("[source.{name}]\ntype = \"feed\"\nurls = [{urls}]\n{EACH_SECOND}")
    };
    let fetch = web.config("").replace("delay = \"0s\"", "delay = \"250ms\"");
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{}{}{fetch}", source("many", 10..20), source("one", 1..2)));
    let daemon = Daemon::start(&desk, &[]);
    let asked = until("twelve requests", || Some(web.log()).filter(|asked| asked.len() >= 12));
    assert!(daemon.close().success());
    let gaps = asked.windows(2).map(|pair| pair[1].at - pair[0].at);
    assert!(gaps.clone().all(|gap| gap >= Duration::from_millis(245)), "{:?}", gaps.collect::<Vec<_>>());
    // It is due again each second, and comes between the others' ten.
    let of_one = asked.iter().filter(|asked| asked.path == "/1").count();
    assert!(of_one >= 2, "{:?}", web.paths());
}

#[test]
fn what_two_sources_name_is_asked_for_by_the_first_alone_until_it_ends() {
    let web = Web::serve(|asked, wire| {
        let number = if asked.path == "/both" { 1 } else { 2 };
        wire.write_all(&answer("200 OK", &[], Published::of([number]).text())).ok();
    });
    let desk = Desk::new();
    let source =
        |name: &str| format!("[source.{name}]\ntype = \"feed\"\nlist = \"{name}.txt\"\n{EACH_SECOND}\n");
    let second = source("second");
    desk.write("pipeline.toml", format!("{}{second}{}", source("first"), web.config("")));
    desk.write("first.txt", "http://a.test/both\n")
        .write("second.txt", "http://a.test/both\nhttp://b.test/own\n");
    let daemon = Daemon::start(&desk, &[]);
    daemon.says("what another source names too is asked for by that one alone");
    assert!(daemon.log().contains("source=\"second\" count=1"), "{}", daemon.log());
    until("both stories", || (told(&desk).len() == 2).then_some(()));
    let of = |headline: &str| {
        let record = records(&desk).into_iter().find(|record| record["headline"] == headline).unwrap();
        record["source"]["name"].as_str().unwrap().to_owned()
    };
    assert_eq!((of("Story 1"), of("Story 2")), ("first".to_owned(), "second".to_owned()));
    // Once the first is gone the other one asks for it, and knows what it brought.
    desk.write("pipeline.toml", format!("{second}{}", web.config("")));
    daemon.signal(rustix::process::Signal::HUP);
    daemon.says("another configuration is taken");
    let asked = polls(&web, "/both").len();
    until("a poll by the second", || (polls(&web, "/both").len() > asked).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(told(&desk).values().sum::<usize>(), 2);
}

#[test]
fn what_a_host_asks_for_outlives_a_kill() {
    let web = Web::serve(|asked, wire| {
        let said = match (asked.host.as_str(), asked.path.as_str()) {
            ("busy.test", _) => answer("429 Slow", &[("Retry-After", "3600")], ""),
            (_, "/robots.txt") => answer("200 OK", &[], "User-agent: *\nDisallow: /private\n"),
            _ => answer("200 OK", &[], Published::of([1]).text()),
        };
        wire.write_all(&said).ok();
    });
    let desk = Desk::new();
    let run = |urls: &str| {
        let robots = if urls.contains("busy") { "pages" } else { "always" };
        let fetch = web.config(&format!("robots = \"{robots}\""));
        desk.write(
            "pipeline.toml",
            format!("[source.world]\ntype = \"feed\"\nurls = [{urls}]\n{EACH_SECOND}\n{fetch}"),
        );
        Daemon::start(&desk, &[])
    };
    let daemon = run("\"http://busy.test/one\"");
    daemon.says("a feed cannot be read");
    drop(daemon);
    // Another feed of the host, which nobody has asked for yet, and one of a host that asks for nothing.
    let daemon = run("\"http://busy.test/two\", \"http://a.test/rss\"");
    until("two polls of the other host", || (polls(&web, "/rss").len() >= 2).then_some(()));
    drop(daemon);
    assert_eq!(web.log().iter().filter(|asked| asked.host == "busy.test").count(), 1, "{:?}", web.paths());
    // robots.txt is asked for once a day, however often the daemon ends.
    for _ in 0..2 {
        let before = polls(&web, "/rss").len();
        let daemon = run("\"http://a.test/rss\", \"http://a.test/private\"");
        until("two more polls", || (polls(&web, "/rss").len() >= before + 2).then_some(()));
        drop(daemon);
    }
    assert_eq!(polls(&web, "/robots.txt").len(), 1, "{:?}", web.paths());
    assert_eq!(polls(&web, "/private").len(), 0);
}

#[test]
fn what_cannot_be_is_refused_before_it_runs() {
    let desk = Desk::new();
    let fetch = "[fetch]\ncontact = \"desk@example.org\"\n";
    for (keys, fetch, said) in [
        ("", fetch, "names no feed"),
        ("urls = [\"rss.xml\"]", fetch, "expected an absolute http:// or https:// address"),
        ("urls = [\"http://a.example/\", \"http://a.example/\"]", fetch, "stands there twice"),
        (
            "urls = [\"http://a.example/\"]\ninterval = { least = \"2h\" }",
            fetch,
            "expected least <= first <= most",
        ),
        ("urls = [\"http://a.example/\"]", "", "fetch.contact does not say who does"),
    ] {
        desk.write("pipeline.toml", format!("[source.a]\ntype = \"feed\"\n{keys}\n{fetch}"));
        let ended = desk.run(&["check"]);
        assert!(ended.stderr.contains(said) && ended.status == 78, "{keys}: {}", ended.stderr);
    }
}
