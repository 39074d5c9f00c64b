//! What was refused of what is fetched or sent goes back to its source, with its address.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::daemon::{Daemon, records, until};
use crate::outside::web::{Web, answer};
use crate::support::Desk;
use crate::urls::page;

/// Bytes that nothing can be made of.
const ODD: [u8; 160] = {
    let mut bytes = [0; 160];
    let mut at = 1;
    while at < 160 {
        bytes[at] = 150;
        at += 3;
    }
    bytes
};
const NO_FEED: &str = "<html><body>We will be back</body></html>";
const FEED: &str = "<rss version=\"2.0\"><channel><title>News</title><item><title>Storm closes the port of Lumen</title>\
     <guid isPermaLink=\"false\">urn:n:1</guid><link>http://a.test/story/1</link><description>The port of Lumen was closed \
     on Monday after a storm, the harbour master said.</description></item></channel></rss>";

const SOURCES: &str = "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n\
     [source.backlog]\ntype = \"urls\"\nurls = [\"http://a.test/old\"]\n\
     [source.world]\ntype = \"feed\"\nurls = [\"http://a.test/rss\"]\n\
     [source.sent]\ntype = \"push\"\nlisten = \"127.0.0.1:0\"\n";

fn listed(desk: &Desk) -> Vec<Value> {
    let ended = desk.run(&["quarantine", "list", "--json"]);
    ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of_source(desk: &Desk, source: &str) -> Option<Value> {
    listed(desk).into_iter().find(|entry| entry["source"] == source)
}

/// Writes something else over what is kept of a source, and has it tried again.
fn mend(desk: &Desk, source: &str, bytes: impl AsRef<[u8]>) {
    let entry = of_source(desk, source).unwrap();
    fs::write(desk.path(entry["file"].as_str().unwrap()), bytes).unwrap();
    let ended = desk.run(&["quarantine", "retry", entry["key"].as_str().unwrap()]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert!(of_source(desk, source).is_none());
}

fn record(desk: &Desk, source: &str) -> Value {
    until(source, || {
        let there = if desk.path("out").is_dir() { records(desk) } else { Vec::new() };
        there.into_iter().find(|record| record["source"]["name"] == source)
    })
}

#[test]
fn what_is_mended_comes_in_as_it_would_have_come() {
    let web = Web::serve(|asked, wire| {
        let said = match asked.path.as_str() {
            "/old" => answer("302 Found", &[("Location", "/new")], ""),
            "/new" => answer("200 OK", &[("Content-Type", "text/html; charset=utf-8")], ODD),
            "/rss" => answer("200 OK", &[], NO_FEED),
            _ => answer("404 Not Found", &[], ""),
        };
        wire.write_all(&said).ok();
    });
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{SOURCES}{}", web.config("")));
    let daemon = Daemon::open(&desk, &[]);
    let address = until("the address for pushes", || {
        let log = daemon.log();
        log.split_once("listens=")?.1.split_whitespace().next().map(str::to_owned)
    });
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(stream, "POST / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 160\r\n\r\n")
        .unwrap();
    stream.write_all(&ODD).unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 422"), "{said}");
    until("what is refused", || (listed(&desk).len() == 3).then_some(()));
    let kept = of_source(&desk, "backlog").unwrap();
    assert_eq!(
        (&kept["path"], &kept["came"]["final_url"]),
        (&"http://a.test/old".into(), &"http://a.test/new".into())
    );

    // A feed that is still none is refused again.
    let ended = desk.run(&["quarantine", "retry", "--all"]);
    assert!(ended.status == 0 && ended.stderr.contains("1 put back"), "{}", ended.stderr);
    let again = until("the feed again", || of_source(&desk, "world"));
    assert_eq!((&again["code"], &again["path"]), (&"not-a-feed".into(), &"http://a.test/rss".into()));
    mend(&desk, "world", FEED);
    let feed = record(&desk, "world");
    assert_eq!(
        (&feed["source"]["feed"], &feed["headline"]),
        (&"http://a.test/rss".into(), &"Storm closes the port of Lumen".into())
    );

    mend(
        &desk,
        "sent",
        "Board meets\n\nThe board of the port of Lumen met on Monday and talked of cranes.\n",
    );
    let sent = record(&desk, "sent");
    assert_eq!((&sent["source"]["type"], &sent["headline"]), (&"push".into(), &"Board meets".into()));

    // What is given back while nobody runs waits for the next start, also through a kill.
    drop(daemon);
    mend(&desk, "backlog", page(7));
    let daemon = Daemon::open(&desk, &[]);
    let fetched = record(&desk, "backlog");
    assert_eq!(
        (&fetched["source"]["url"], &fetched["source"]["final_url"], &fetched["source"]["type"]),
        (&"http://a.test/old".into(), &"http://a.test/new".into(), &"urls".into())
    );
    until("nothing left", || {
        let left = |source: &str| fs::read_dir(desk.path("var/state/returned").join(source)).unwrap().count();
        (left("backlog") + left("world") + left("sent") == 0).then_some(())
    });
    let pages = desk.run(&["feeds", "pages", "backlog"]).stdout;
    assert!(pages.starts_with("done") && pages.lines().count() == 1, "{pages}");
    let done = "wiredesk_pages{source=\"backlog\",state=\"done\"}";
    assert_eq!(daemon.metric(done), Some(1.0));
    assert!(daemon.close().success());
    assert_eq!(records(&desk).len(), 3);
    assert!(listed(&desk).is_empty());
}
