//! SIGHUP: what is taken, what is refused, and that nothing is lost or read twice on the way.

use std::fs;
use std::time::Duration;

use rustix::process::Signal;

use crate::daemon::{Daemon, QUICK, inputs, story, until};
use crate::outside::web::{Web, answer};
use crate::outside::{self, daemon::files_below};
use crate::support::{Desk, PATIENCE};
use crate::urls::pages;
use crate::vendor_xml::{TABLE, WIRE};

/// Sends SIGHUP and waits until it was dealt with. Returns (applied, refused).
pub(crate) fn reload(daemon: &Daemon) -> (f64, f64) {
    let counts = || {
        let count = |result: &str| daemon.metric(&format!("wiredesk_reloads_total{{result=\"{result}\"}}"));
        (count("applied").unwrap(), count("refused").unwrap())
    };
    let before = counts();
    daemon.signal(Signal::HUP);
    until("the reload", || Some(counts()).filter(|after| after.0 + after.1 > before.0 + before.1))
}

const SECOND: &str =
    "[source.second]\ntype = \"inbox\"\npath = \"second\"\nsettle = \"50ms\"\nrescan = \"100ms\"\n";

#[test]
fn sources_come_change_and_go() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    desk.write("pipeline.toml", format!("{QUICK}{SECOND}")).write("second/a.txt", story(1));
    assert_eq!(reload(&daemon), (1.0, 0.0));
    until("its record", || (inputs(&desk).get("second/a.txt") == Some(&1)).then_some(()));
    // The same source with another folder: the old one is left alone.
    let moved = SECOND.replace("\"second\"\nsettle", "\"third\"\nsettle");
    desk.write("pipeline.toml", format!("{QUICK}{moved}"));
    assert_eq!(reload(&daemon), (2.0, 0.0));
    desk.write("third/b.txt", story(2)).write("second/c.txt", story(3));
    until("its record", || (inputs(&desk).get("second/b.txt") == Some(&1)).then_some(()));
    desk.write("pipeline.toml", QUICK);
    assert_eq!(reload(&daemon), (3.0, 0.0));
    assert_eq!(daemon.metric("wiredesk_source_arrivals_total{source=\"second\"}"), None);
    desk.write("inbox/d.txt", story(4));
    until("its record", || (inputs(&desk).get("inbox/d.txt") == Some(&1)).then_some(()));
    assert!(daemon.close().success());
    assert!(desk.path("second/c.txt").is_file());
    assert_eq!(inputs(&desk).len(), 3);
}

#[test]
fn tables_for_vendors_are_taken() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    // Under names that nobody knows without a table.
    let rename = |text: &str| text.replace("Story", "Tale").replace("Body", "Mass");
    let deliver = |name: &str| {
        desk.write("late.xml", rename(WIRE));
        fs::rename(desk.path("late.xml"), desk.path(&format!("inbox/{name}"))).unwrap();
    };
    deliver("before.xml");
    until("its reason", || (desk.reasons().len() == 1).then_some(()));
    desk.write("pipeline.toml", format!("{QUICK}{}", rename(TABLE)));
    assert_eq!(reload(&daemon), (1.0, 0.0));
    deliver("after.xml");
    until("its records", || (inputs(&desk).get("inbox/after.xml") == Some(&2)).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(desk.reasons().len(), 1);
}

#[test]
fn a_wrong_file_changes_nothing_and_says_where() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    let blocked = format!("{QUICK}{}", SECOND.replace("\"second\"\nsettle", "\"file/in\"\nsettle"));
    desk.write("file", "a file where a folder should be");
    for (n, (text, said)) in [
        ("[web\n".to_owned(), "pipeline.toml:1:"),
        (
            format!("{QUICK}[dedup]\nwindw = \"1h\"\n"),
            "pipeline.toml:10:1: unknown key `windw` in [dedup]; did you mean `window`?",
        ),
        ("[web]\nenabled = true\n".to_owned(), "pipeline.toml: there is no source"),
        (
            format!("{QUICK}[pipeline]\nstate = \"elsewhere\"\n"),
            "pipeline.state cannot change while it runs: start it again",
        ),
        (blocked, "source.second: cannot use the inbox"),
    ]
    .into_iter()
    .enumerate()
    {
        desk.write("pipeline.toml", text);
        let refused = f64::from(u32::try_from(n + 1).unwrap());
        assert_eq!(reload(&daemon), (0.0, refused), "{said}");
        daemon.says(said);
    }
    desk.write("inbox/a.txt", story(1));
    until("its record", || (inputs(&desk).get("inbox/a.txt") == Some(&1)).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn limits_and_the_level_of_the_log_are_taken() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    desk.write("inbox/a.txt", story(1));
    until("its record", || (inputs(&desk).len() == 1).then_some(()));
    assert!(!daemon.log().contains("DEBUG"));
    let limits = "[limits]\nparagraphs = 1\nin_flight_documents = 7\n[log]\nlevel = \"debug\"\n[pipeline]\nworkers = 77\n";
    desk.write("pipeline.toml", format!("{QUICK}{limits}"));
    assert_eq!(reload(&daemon), (1.0, 0.0));
    assert_eq!(daemon.metric("wiredesk_in_flight_limit_documents"), Some(7.0));
    daemon.says("taken only when it is started again settings=\"pipeline.workers\"");
    desk.write("inbox/b.txt", story(2));
    until("its record", || (inputs(&desk).len() == 2).then_some(()));
    let log = daemon.log();
    assert!(log.contains("DEBUG arrival{") && log.contains("path=\"b.txt\""), "{log}");
    assert!(log.contains("document{id=") && log.contains("judged verdict=\"whole\""), "{log}");
    let records = crate::daemon::records(&desk);
    let paragraphs = |n: usize| records[n]["body"].as_array().unwrap().len();
    assert_eq!((paragraphs(0) > 1, paragraphs(1)), (true, 1), "{}", records[1]);
    assert!(daemon.close().success());
}

#[test]
fn a_hundred_reloads_under_load_lose_nothing_and_repeat_nothing() {
    const FILES: usize = 1500;
    let desk = Desk::new();
    let files = [
        format!("{QUICK}{SECOND}"),
        QUICK.to_owned(),
        format!("{QUICK}{}", SECOND.replace("50ms", "60ms")),
        format!("{QUICK}{SECOND}[limits]\nin_flight_documents = 3\n"),
        "[source".to_owned(),
        format!("{}{SECOND}", QUICK.replace("200ms", "150ms")),
        format!("{QUICK}[journal]\npath = \"elsewhere\"\n"),
    ];
    desk.write("pipeline.toml", &files[0]);
    let daemon = Daemon::open(&desk, &[]);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0..FILES {
                let folder = if number % 2 == 0 { "inbox" } else { "second" };
                desk.write(&format!("{folder}/{}/{number}.txt", number % 10), story(number));
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
        });
        for n in 1..=100 {
            desk.write("pipeline.next", &files[n % files.len()]);
            fs::rename(desk.path("pipeline.next"), desk.path("pipeline.toml")).unwrap();
            reload(&daemon);
        }
    });
    desk.write("pipeline.toml", &files[0]);
    let (applied, refused) = reload(&daemon);
    assert!(applied + refused >= 101.0 && refused >= 25.0, "{applied} {refused}");
    let left = || [files_below(&desk.path("inbox")), files_below(&desk.path("second"))].concat();
    let emptied = outside::daemon::until(PATIENCE, || left().is_empty());
    assert!(emptied, "left: {:?}\n{}", left(), daemon.log());
    assert!(desk.reasons().is_empty(), "{:?}", desk.reasons());
    assert!(daemon.close().success());
    let found = inputs(&desk);
    assert_eq!(found.len(), FILES);
    let twice: Vec<_> = found.iter().filter(|(_, count)| **count != 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn lists_are_looked_at_when_it_is_told_to_read_its_configuration() {
    let web = Web::serve(|asked, wire| {
        let feed = "<rss version=\"2.0\"><channel><title>News</title></channel></rss>";
        match asked.path.as_str() {
            "/rss" => drop(wire.write_all(&answer("200 OK", &[], feed))),
            _ => pages(asked, wire),
        }
    });
    let desk = Desk::new();
    let sources = "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n[source.world]\ntype = \"feed\"\nlist = \"feeds.txt\"\n\
                   [source.backlog]\ntype = \"urls\"\nlist = \"urls.txt\"\n";
    desk.write("pipeline.toml", format!("{sources}{}", web.config("")));
    desk.write("feeds.txt", "http://a.test/rss\n").write("urls.txt", "http://a.test/story/1\n");
    // Lists are looked at by themselves ten seconds after the start.
    let begun = std::time::Instant::now();
    let daemon = Daemon::open(&desk, &[]);
    let is_asked = |path: &str| web.paths().iter().any(|asked| asked == path).then_some(());
    until("the first feed", || is_asked("a.test/rss"));
    until("the first page", || is_asked("a.test/story/1"));
    desk.write("feeds.txt", "http://a.test/rss\nhttp://b.test/rss\n");
    desk.write("urls.txt", "http://a.test/story/1\nhttp://b.test/story/2\n");
    reload(&daemon);
    until("the second feed", || is_asked("b.test/rss"));
    until("the second page", || is_asked("b.test/story/2"));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(daemon.close().success());
}
