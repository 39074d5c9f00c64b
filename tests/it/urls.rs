//! Pages of lists through the daemon: each once, through kills, lists that grow and lists that are replaced.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use serde_json::Value;

use crate::daemon::{Daemon, records, story, until};
use crate::outside::web::{Asked, Web, Wire, answer};
use crate::reload::reload;
use crate::support::Desk;

pub(crate) fn desk(web: &Web, keys: &str) -> Desk {
    let desk = Desk::new();
    let web_key = "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n";
    desk.write(
        "pipeline.toml",
        format!("{web_key}[source.backlog]\ntype = \"urls\"\n{keys}\n{}", web.config("")),
    );
    desk
}

/// A page of its own for each number.
pub(crate) fn page(number: usize) -> String {
    let words = story(number);
    let (headline, text) = words.split_once("\n\n").unwrap();
    let text: String =
        text.lines().filter(|line| !line.is_empty()).map(|line| format!("<p>{line}</p>")).collect();
    format!(
        "<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{text}</article></body></html>"
    )
}

fn number(asked: &Asked) -> usize {
    asked.path.trim_start_matches("/story/").parse().unwrap_or(usize::MAX)
}

/// No robots.txt, and a page for each number.
pub(crate) fn pages(asked: &Asked, wire: &mut dyn Wire) {
    let said = match asked.path.as_str() {
        "/robots.txt" => answer("404 Not Found", &[], ""),
        _ => answer("200 OK", &[("Content-Type", "text/html; charset=utf-8")], page(number(asked))),
    };
    wire.write_all(&said).ok();
}

fn lines(numbers: Range<usize>, hosts: usize) -> String {
    numbers.map(|n| format!("http://h{}.test/story/{n}\n", n % hosts)).collect()
}

fn append(desk: &Desk, text: &str) {
    let list = fs::OpenOptions::new().append(true).create(true).open(desk.path("urls.txt"));
    list.unwrap().write_all(text.as_bytes()).unwrap();
}

/// How many records each address has.
fn told(desk: &Desk) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    if desk.path("out").is_dir() {
        for record in records(desk) {
            let headline = record["headline"].as_str().unwrap_or("none").to_owned();
            *told.entry(headline).or_default() += 1;
        }
    }
    told
}

/// Whether there is one record of each of these pages, and no other.
fn all(desk: &Desk, numbers: Range<usize>) -> bool {
    let told = told(desk);
    let each = |n| told.get(&format!("Harbour board meets, item {n}")) == Some(&1);
    told.len() == numbers.len() && numbers.clone().all(each)
}

/// How often each address was asked for, robots.txt left out.
pub(crate) fn asked(web: &Web) -> BTreeMap<String, usize> {
    let mut asked = BTreeMap::new();
    for path in web.paths().into_iter().filter(|path| !path.ends_with("/robots.txt")) {
        *asked.entry(path).or_default() += 1;
    }
    asked
}

fn stand(daemon: &Daemon) -> [f64; 3] {
    ["waiting", "done", "failed"].map(|state| {
        let name = format!("wiredesk_pages{{source=\"backlog\",state=\"{state}\"}}");
        daemon.metric(&name).unwrap_or(f64::NAN)
    })
}

#[test]
fn each_page_is_fetched_once_and_its_record_says_where_from() {
    let web = Web::serve(|asked, wire| match asked.path.as_str() {
        "/old" => drop(wire.write_all(&answer("301 Moved", &[("Location", "/story/7")], ""))),
        _ => pages(asked, wire),
    });
    let desk =
        desk(&web, "urls = [\"http://a.test/story/1#top\", \"http://a.test/old\"]\nlist = \"urls.txt\"\n");
    desk.write("urls.txt", "# pages\nhttp://a.test/story/1\n\nnonsense\nhttp://b.test/story/2\n");
    let daemon = Daemon::open(&desk, &[]);
    until("three pages", || (told(&desk).len() == 3).then_some(()));
    let found = records(&desk);
    let of =
        |url: &str| found.iter().find(|record| record["source"]["url"] == url).unwrap()["source"].clone();
    assert_eq!(
        (&of("http://a.test/story/1")["name"], &of("http://a.test/story/1")["type"]),
        (&"backlog".into(), &"urls".into())
    );
    assert_eq!(of("http://a.test/story/1")["final_url"], Value::Null);
    assert_eq!(of("http://a.test/old")["final_url"], "http://a.test/story/7");
    // A last line that nobody has finished yet is none, until it stood still.
    append(&desk, "http://c.test/st");
    std::thread::sleep(Duration::from_millis(300));
    append(&desk, "ory/3");
    until("the fourth", || (told(&desk).len() == 4).then_some(()));
    until("the count", || (stand(&daemon) == [0.0, 4.0, 0.0]).then_some(()));
    assert!(daemon.log().contains("not every line of a list is an address"), "{}", daemon.log());
    assert!(daemon.close().success());
    let first = asked(&web);
    assert!(first.values().all(|count| *count == 1) && first.len() == 5, "{first:?}");
    assert!(web.paths().contains(&"c.test/robots.txt".to_owned()), "robots.txt is asked for everything");
    // Nor is anything asked for again by the next process, be the list another one.
    desk.write("urls.txt", "http://c.test/story/3\nhttp://b.test/story/2\nhttp://d.test/story/4\n");
    let daemon = Daemon::open(&desk, &[]);
    until("the fifth", || (told(&desk).len() == 5).then_some(()));
    until("the count", || (stand(&daemon) == [0.0, 5.0, 0.0]).then_some(()));
    assert!(daemon.close().success());
    let again = asked(&web);
    assert!(again.values().all(|count| *count == 1) && again.len() == 6, "{again:?}");
}

#[test]
fn what_may_pass_is_tried_again_and_what_does_not_is_kept_with_its_code() {
    let web = Web::serve(|asked, wire| {
        let said = match (asked.host.as_str(), asked.path.as_str()) {
            ("shut.test", "/robots.txt") => answer("200 OK", &[], "User-agent: *\nDisallow: /story/"),
            (_, "/robots.txt") => answer("404 Not Found", &[], ""),
            ("gone.test", _) => answer("410 Gone", &[], ""),
            ("ill.test", _) => answer("503 Service Unavailable", &[], ""),
            ("empty.test", _) => answer("200 OK", &[], ""),
            ("odd.test", _) => {
                answer("200 OK", &[("Content-Type", "text/html")], [0, 159, 146, 150].repeat(40))
            }
            _ => return pages(asked, wire),
        };
        wire.write_all(&said).ok();
    });
    let hosts = ["shut", "gone", "ill", "empty", "odd", "well"];
    let list: String = hosts.iter().map(|host| format!("http://{host}.test/story/1\n")).collect();
    let desk = desk(&web, "list = \"urls.txt\"\ntries = 2\n");
    desk.write("urls.txt", format!("{list}http://10.9.8.7/story/1\n"));
    let daemon = Daemon::open(&desk, &[]);
    until("all of them", || (stand(&daemon) == [0.0, 1.0, 6.0]).then_some(()));
    let total = |outcome: &str| {
        daemon.metric(&format!("wiredesk_pages_total{{source=\"backlog\",outcome=\"{outcome}\"}}"))
    };
    assert_eq!(["waiting", "done", "failed"].map(total), [Some(1.0), Some(1.0), Some(6.0)]);
    let log = daemon.log();
    for code in ["robots", "http-410", "http-503", "empty", "address"] {
        assert!(log.contains(&format!("code=\"{code}\"")), "{code}: {log}");
    }
    assert!(daemon.close().success());
    let asked = asked(&web);
    assert_eq!(asked.get("ill.test/story/1"), Some(&2));
    assert_eq!((asked.get("shut.test/story/1"), asked.get("gone.test/story/1")), (None, Some(&1)));
    let reasons = desk.reasons();
    assert_eq!(reasons.len(), 1, "there is one whose bytes are worth keeping: {reasons:?}");
    assert_eq!(
        (&reasons[0]["path"], &reasons[0]["source"]),
        (&"http://odd.test/story/1".into(), &"backlog".into())
    );
    assert_eq!(told(&desk).len(), 1);
}

#[test]
fn a_slow_host_holds_up_no_other_wherever_its_pages_stand() {
    let web = Web::serve(|asked, wire| {
        if asked.host == "slow.test" && asked.path != "/robots.txt" {
            std::thread::sleep(Duration::from_millis(800));
        }
        pages(asked, wire);
    });
    let desk = desk(&web, "list = \"urls.txt\"\n");
    let slow: String = (0..2000).map(|n| format!("http://slow.test/story/{n}\n")).collect();
    let quick: String = (2000..2060).map(|n| format!("http://h{n}.test/story/{n}\n")).collect();
    desk.write("urls.txt", format!("{slow}{quick}"));
    let daemon = Daemon::open(&desk, &[]);
    let quick = || asked(&web).keys().filter(|path| path.starts_with('h')).count();
    until("the others", || (quick() == 60).then_some(()));
    let slow = asked(&web).keys().filter(|path| path.starts_with("slow")).count();
    assert!(slow < 40, "{slow} of the slow host came first");
    // And of one host they come in the order of the list, one at a time.
    let order: Vec<usize> =
        web.log().iter().filter(|a| a.host == "slow.test" && a.path != "/robots.txt").map(number).collect();
    assert!(order.is_sorted(), "{order:?}");
    drop(daemon);
}

#[test]
fn no_page_is_lost_or_doubled_by_kills_while_the_list_grows_and_is_replaced() {
    let web = Web::serve(pages);
    let desk = desk(&web, "list = \"urls.txt\"\n");
    let mut count = 0;
    for round in 0..8u64 {
        append(&desk, &lines(count..count + 60, 12));
        count += 60;
        if round == 4 {
            // Another file with the same pages and more, in another order.
            let mut all: Vec<String> =
                lines(0..count + 60, 12).lines().map(|line| format!("{line}\n")).collect();
            all.reverse();
            desk.write("new.txt", all.concat());
            fs::rename(desk.path("new.txt"), desk.path("urls.txt")).unwrap();
            count += 60;
        }
        let daemon = Daemon::start(&desk, &[]);
        std::thread::sleep(Duration::from_millis(250 + 97 * round));
        // Killed, wherever it is.
        drop(daemon);
    }
    let daemon = Daemon::open(&desk, &[]);
    until("every page", || all(&desk, 0..count).then_some(()));
    until("the count", || {
        #[allow(clippy::cast_precision_loss, reason = "a few hundred")]
        let done = count as f64;
        (stand(&daemon) == [0.0, done, 0.0]).then_some(())
    });
    assert!(daemon.close().success());
    assert!(all(&desk, 0..count), "{:?}", told(&desk));
    // What was asked for twice was cut off by a kill.
    let twice = asked(&web).values().filter(|count| **count > 1).count();
    assert!(twice < count / 2, "{twice} of {count}");
}

#[test]
fn what_is_on_no_list_any_more_is_not_asked_for() {
    let web = Web::serve(|asked, wire| {
        if asked.host == "slow.test" && asked.path != "/robots.txt" {
            std::thread::sleep(Duration::from_millis(600));
        }
        pages(asked, wire);
    });
    let desk = desk(&web, "list = \"urls.txt\"\n");
    desk.write("urls.txt", (0..500).map(|n| format!("http://slow.test/story/{n}\n")).collect::<String>());
    let daemon = Daemon::open(&desk, &[]);
    until("the first", || (told(&desk).len() == 1).then_some(()));
    desk.write("urls.txt", "http://h.test/story/1000\n");
    until("the other list", || asked(&web).contains_key("h.test/story/1000").then_some(()));
    until("the count", || (stand(&daemon)[0] == 0.0).then_some(()));
    assert!(asked(&web).len() < 100);
    assert!(daemon.close().success());
}

#[test]
fn check_says_what_is_wrong_at_its_own_place_and_what_would_be_done() {
    let desk = Desk::new();
    let fetch = "[fetch]\ncontact = \"desk@example.org\"\n";
    for (keys, said) in [
        ("tries = 1", "names no page"),
        ("urls = [\"http://a.example/1\"]\ntries = 0", "expected at least 1"),
        ("urls = [\"http://a.example/1\",\n  \"story.html\"]", ":4:3"),
        ("urls = [\"http://a.example/1\",\n  \"ftp://a.example/\"]", "found another scheme"),
        ("urls = [\"http://a.example/1\",\n  \"http://me:pw@a.example/\"]", "must hold no user name"),
        ("urls = [\"http://a.example/1\",\n\n \"http://a.example/1\"]", ":5:2"),
        ("urls = [\"http://a.example/1\"]\nurl = \"x\"", "url"),
    ] {
        desk.write("pipeline.toml", format!("[source.a]\ntype = \"urls\"\n{keys}\n{fetch}"));
        let ended = desk.run(&["check"]);
        assert!(ended.stderr.contains(said) && ended.status == 78, "{keys}: {}", ended.stderr);
    }
    desk.write("pipeline.toml", format!("[source.a]\ntype = \"urls\"\nlist = \"urls.txt\"\n{fetch}"));
    let ended = desk.run(&["check"]);
    assert!(
        ended.stdout.contains("each once, as robots.txt allows; asked up to 5 times"),
        "{}",
        ended.stdout
    );
}

/// A desk whose hosts all lead to a port at which nobody listens.
fn unreached(keys: &str) -> Desk {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let web = Web::serve(pages);
    let desk = desk(&web, keys);
    let config = desk.read("pipeline.toml").replace(&web.address.to_string(), &nobody.to_string());
    desk.write("pipeline.toml", config);
    desk
}

#[test]
fn no_page_fails_for_a_machine_that_reaches_nobody() {
    let desk = unreached("list = \"urls.txt\"\ntries = 2\n");
    desk.write("urls.txt", lines(0..30, 30));
    let daemon = Daemon::open(&desk, &[]);
    daemon.says("this machine reaches nobody");
    // Longer than the first wait, after which the second try would be the last.
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(stand(&daemon), [30.0, 0.0, 0.0], "{}", daemon.log());
    assert!(daemon.close().success());
}

#[test]
fn what_two_sources_list_is_fetched_by_the_first_alone_until_that_ends() {
    let web = Web::serve(pages);
    let second = "[source.second]\ntype = \"urls\"\nlist = \"more.txt\"\n";
    let desk = desk(&web, &format!("list = \"urls.txt\"\n{second}"));
    let both = "http://a.test/story/1\nhttp://b.test/story/2\n";
    desk.write("urls.txt", both).write("more.txt", format!("{both}http://c.test/story/3\n"));
    let daemon = Daemon::open(&desk, &[]);
    until("three pages", || all(&desk, 1..4).then_some(()));
    let of = |n: usize| {
        let found = records(&desk);
        let is_it = |record: &&Value| record["headline"] == format!("Harbour board meets, item {n}");
        found.iter().find(is_it).unwrap()["source"]["name"].clone()
    };
    assert_eq!([of(3)], ["second"]);
    // What the first begins to list while it is not done with, and what it lists no more.
    append(&desk, "http://c.test/story/3\n");
    append(&desk, "http://slow.test/story/4\n");
    until("the fourth", || all(&desk, 1..5).then_some(()));
    assert_eq!([of(4)], ["backlog"]);
    assert!(daemon.close().success());
    assert!(asked(&web).values().all(|count| *count == 1), "{:?}", asked(&web));
}

#[test]
fn what_the_first_source_cannot_have_or_leaves_is_fetched_by_the_second() {
    let is_open = Arc::new(AtomicBool::new(false));
    let opens = Arc::clone(&is_open);
    let web =
        Web::serve(move |asked: &Asked, wire: &mut dyn Wire| match (number(asked), opens.load(Relaxed)) {
            (1, _) => drop(wire.write_all(&answer("404 Not Found", &[], ""))),
            (2, false) => {
                drop(wire.write_all(&answer("503 Service Unavailable", &[("Retry-After", "1")], "")))
            }
            _ => pages(asked, wire),
        });
    let desk = desk(
        &web,
        "list = \"urls.txt\"\ntries = 100\n[source.second]\ntype = \"urls\"\nlist = \"more.txt\"\n",
    );
    let both = "http://a.test/story/1\nhttp://b.test/story/2\n";
    desk.write("urls.txt", both);
    desk.write("more.txt", "");
    let daemon = Daemon::open(&desk, &[]);
    until("both were asked for", || (asked(&web).len() == 2).then_some(()));
    desk.write("more.txt", both);
    until("the second tries what failed", || (asked(&web).get("a.test/story/1") == Some(&2)).then_some(()));
    let first = "[source.backlog]\ntype = \"urls\"\nlist = \"urls.txt\"\ntries = 100\n";
    let config = desk.read("pipeline.toml");
    assert!(config.contains(first), "{config}");
    desk.write("pipeline.toml", config.replace(first, ""));
    reload(&daemon);
    is_open.store(true, Relaxed);
    until("what the first has left", || all(&desk, 2..3).then_some(()));
    assert_eq!(records(&desk)[0]["source"]["name"], "second");
    assert!(daemon.close().success());
}

#[test]
fn a_host_gives_its_pages_as_soon_as_its_pace_allows() {
    let web = Web::serve(pages);
    let desk = desk(&web, "list = \"urls.txt\"\n");
    let config = desk.read("pipeline.toml").replace("delay = \"0s\"", "delay = \"1100ms\"");
    desk.write("pipeline.toml", config).write("urls.txt", lines(0..4, 1));
    let daemon = Daemon::open(&desk, &[]);
    until("all pages", || all(&desk, 0..4).then_some(()));
    let at: Vec<_> = web.log().iter().map(|asked| asked.at).collect();
    for pair in at.windows(2) {
        let gap = pair[1] - pair[0];
        // Whole seconds would make two of it.
        assert!(gap >= Duration::from_millis(1090) && gap < Duration::from_millis(1700), "{gap:?}");
    }
    assert!(daemon.close().success());
}

#[test]
fn a_long_list_costs_no_memory() {
    let desk = unreached("list = \"urls.txt\"\n");
    desk.write("urls.txt", lines(0..60_000, 500));
    let daemon = Daemon::open(&desk, &[]);
    let mut most = 0.0_f64;
    until("all of it", || {
        most = most.max(daemon.metric("process_resident_memory_bytes").unwrap());
        (stand(&daemon) == [60_000.0, 0.0, 0.0]).then_some(())
    });
    assert!(most < 160e6, "{most} bytes");
    assert!(daemon.close().success());
}
