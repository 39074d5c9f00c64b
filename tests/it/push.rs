//! Copy that is sent to the desk: what the answer promises, who is refused, and what a kill in between costs.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::daemon::{Daemon, QUICK, records, story, until};
use crate::support::Desk;

const PUSH: &str = "[source.partners]\ntype = \"push\"\nlisten = \"127.0.0.1:0\"\n";

/// Where a daemon takes what is pushed.
pub(crate) fn address(daemon: &Daemon) -> String {
    until("the address for pushes", || {
        let log = daemon.log();
        let (_, rest) = log.split_once("listens=")?;
        rest.split_whitespace().next().map(str::to_owned)
    })
}

/// An answer that came: its status, headers and JSON. None if the connection ended before.
fn exchange(address: &str, head: &str, body: &[u8]) -> Option<(u16, String, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    write!(stream, "{head}Host: desk\r\nConnection: close\r\n\r\n").ok()?;
    // Who is refused by its head may be answered before all of its body is taken.
    stream.write_all(body).ok();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok();
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head.to_ascii_lowercase(), serde_json::from_str(body).unwrap_or_default()))
}

fn try_post(address: &str, headers: &str, body: &[u8]) -> Option<(u16, Value)> {
    let head = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n{headers}", body.len());
    exchange(address, &head, body).map(|(status, _, json)| (status, json))
}

pub(crate) fn post(address: &str, headers: &str, body: impl AsRef<[u8]>) -> (u16, Value) {
    try_post(address, headers, body.as_ref()).expect("an answer")
}

fn ids(answer: &Value) -> BTreeSet<String> {
    answer["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn written(desk: &Desk) -> BTreeSet<String> {
    if !desk.path("out").is_dir() {
        return BTreeSet::new();
    }
    records(desk).iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect()
}

fn lines(from: usize, count: usize) -> String {
    let line = |n: usize| format!("{}\n", json!({ "title": format!("Story {n}"), "text": story(n) }));
    (from..from + count).map(line).collect()
}

#[test]
fn what_is_answered_is_in_the_journal_once_whatever_form_it_has() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{PUSH}"));
    let daemon = Daemon::open(&desk, &[]);
    let address = address(&daemon);
    let (status, one) = post(&address, "Content-Type: text/plain; charset=utf-8\r\n", story(1));
    assert_eq!((status, ids(&one).len(), &one["known"]), (200, 1, &json!(0)), "{one}");
    assert_eq!(written(&desk), ids(&one), "it is there when it is answered");
    let (status, many) = post(&address, "Content-Type: application/x-ndjson\r\n", lines(10, 300));
    assert_eq!((status, ids(&many).len(), written(&desk).len()), (200, 300, 301));
    // Of more than a thousand the first thousand are named.
    let (status, more) = post(&address, "", lines(1000, 1200));
    assert_eq!((status, ids(&more).len(), written(&desk).len()), (200, 1000, 1501));
    // The same again gives no second record, and names the one that is there.
    let (status, again) = post(&address, "", story(1));
    assert_eq!((status, ids(&again), &again["known"]), (200, ids(&one), &json!(1)));
    let record = records(&desk).into_iter().find(|record| record["source"]["name"] == "partners").unwrap();
    assert_eq!(record["source"]["type"], "push");
    let answered = daemon.get("/metrics").1;
    let count = "wiredesk_push_requests_total{source=\"partners\",status=\"200\"} 4";
    assert!(answered.contains(count), "{answered}");
    assert!(daemon.close().success());
    assert_eq!(written(&desk).len(), 1501);
}

#[test]
fn what_is_refused_is_named_and_kept() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{PUSH}"));
    let daemon = Daemon::open(&desk, &[]);
    let address = address(&daemon);
    let (status, nothing) = post(&address, "", "");
    assert_eq!((status, &nothing["refused"][0]["code"]), (422, &json!("empty")), "{nothing}");
    let (status, noise) = post(&address, "", [0, 159, 146, 150, 7, 7, 7, 255, 0, 1]);
    assert_eq!((status, ids(&noise).len()), (422, 0), "{noise}");
    let mixed = format!("{}{{\"title\":\n{}", lines(1, 1), lines(2, 1));
    let (status, mixed) = post(&address, "", mixed);
    assert_eq!((status, ids(&mixed).len(), &mixed["refused"][0]["member"]), (200, 2, &json!("2")), "{mixed}");
    let reasons = desk.reasons();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons.iter().all(|reason| reason["source"] == "partners"), "{reasons:?}");
    assert!(daemon.close().success());
}

#[test]
fn who_may_not_send_is_told_before_a_byte_of_its_body_is_taken() {
    let desk = Desk::new();
    let limits = "body = \"10kB\"\ntoken_file = \"tokens\"\npath = \"/copy\"\n";
    desk.write("pipeline.toml", format!("{QUICK}{PUSH}{limits}")).write("tokens", "one\ntwo\n");
    let daemon = Daemon::open(&desk, &[]);
    let address = address(&daemon);
    let ask = |first: &str, headers: &str, body: &[u8]| {
        exchange(&address, &format!("{first} HTTP/1.1\r\n{headers}"), body).unwrap()
    };
    let good = "Authorization: Bearer two\r\n";
    assert_eq!(
        ask("POST /copy", "Content-Length: 5\r\n", b"").0,
        401,
        "no body was sent, and none is waited for"
    );
    assert_eq!(ask("POST /copy", "Authorization: Bearer on\r\nContent-Length: 5\r\n", b"").0, 401);
    assert_eq!(ask("POST /copy", "Authorization: Basic b25l\r\nContent-Length: 5\r\n", b"").0, 401);
    assert_eq!(ask("POST /other", &format!("{good}Content-Length: 5\r\n"), b"").0, 404);
    let (status, head, _) = ask("GET /copy", good, b"");
    assert!(status == 405 && head.contains("allow: post"), "{head}");
    assert_eq!(ask("POST /copy", &format!("{good}Content-Length: 10001\r\n"), b"").0, 413);
    let mut chunked = Vec::new();
    for _ in 0..12 {
        chunked.extend_from_slice(b"3e8\r\n");
        chunked.extend_from_slice(&[b'a'; 1000]);
        chunked.extend_from_slice(b"\r\n");
    }
    assert_eq!(ask("POST /copy", &format!("{good}Transfer-Encoding: chunked\r\n"), &chunked).0, 413);
    let long = "k".repeat(256);
    let key = format!("{good}Idempotency-Key: {long}\r\nContent-Length: 0\r\n");
    assert_eq!(ask("POST /copy", &key, b"").0, 400);
    let body = story(1);
    let fine = format!("{good}Content-Length: {}\r\n", body.len());
    assert_eq!(ask("POST /copy", &fine, body.as_bytes()).0, 200);
    // A token is changed while it runs.
    desk.write("tokens", "three\n");
    assert_eq!(ask("POST /copy", &fine, body.as_bytes()).0, 401);
    assert!(daemon.close().success());
    assert_eq!(written(&desk).len(), 1);
}

#[test]
fn a_slow_sender_takes_one_place_and_holds_up_no_stop() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{PUSH}waiting = 1\n"));
    let daemon = Daemon::open(&desk, &[]);
    let address = address(&daemon);
    let body = story(1);
    let head = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n", body.len());
    // One who sends a few bytes and no more, once it has the place; the answer to who comes then.
    let take_the_place = || {
        let mut slow = TcpStream::connect(&address).unwrap();
        slow.write_all(b"POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: 100\r\n\r\nabc").unwrap();
        std::thread::sleep(Duration::from_millis(50));
        let answer = exchange(&address, &head, body.as_bytes()).filter(|answer| answer.0 == 429);
        answer.map(|answer| (slow, answer))
    };
    let (slow, refused) = until("the place to be taken", take_the_place);
    assert!(refused.1.contains("retry-after: "), "{}", refused.1);
    drop(slow);
    until("the place to be free", || (post(&address, "", &body).0 == 200).then_some(()));
    let _slow = until("the place to be taken", take_the_place);
    let asked = Instant::now();
    assert!(daemon.close().success());
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
}

#[test]
fn two_sources_share_an_address_and_a_reload_changes_one() {
    let desk = Desk::new();
    let two = "[source.others]\ntype = \"push\"\nlisten = \"127.0.0.1:0\"\npath = \"/others\"\n";
    desk.write("pipeline.toml", format!("{QUICK}{PUSH}{two}"));
    let daemon = Daemon::open(&desk, &[]);
    let address = address(&daemon);
    let (status, _) = post(&address, "", story(1));
    assert_eq!(status, 200);
    let body = story(2);
    let to = |path: &str| {
        let head = format!("POST {path} HTTP/1.1\r\nContent-Length: {}\r\n", body.len());
        exchange(&address, &head, body.as_bytes()).unwrap().0
    };
    assert_eq!(to("/others"), 200);
    let names: BTreeSet<_> =
        records(&desk).iter().map(|r| r["source"]["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, BTreeSet::from(["others".to_owned(), "partners".to_owned()]));
    desk.write("pipeline.toml", format!("{QUICK}{PUSH}{}", two.replace("\"/others\"", "\"/else\"")));
    daemon.signal(rustix::process::Signal::HUP);
    daemon.says("another configuration is taken");
    until("the new path", || (to("/else") == 200).then_some(()));
    assert_eq!((to("/others"), to("/")), (404, 200));
    assert!(daemon.close().success());
}

#[test]
fn a_key_is_honoured_through_kills_and_nothing_that_was_acknowledged_is_lost() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{PUSH}"));
    let mut acknowledged: Vec<(String, String, Value)> = Vec::new();
    let mut number = 0;
    for round in 0..6u64 {
        let daemon = Daemon::open(&desk, &[]);
        let address = address(&daemon);
        for (key, body, answer) in &acknowledged {
            let header = format!("Idempotency-Key: {key}\r\n");
            assert_eq!(post(&address, &header, body), (200, answer.clone()), "{key}");
        }
        if let Some((key, ..)) = acknowledged.first() {
            assert_eq!(post(&address, &format!("Idempotency-Key: {key}\r\n"), "Another body").0, 422);
        }
        let killed = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(20 + 37 * round));
            drop(daemon);
        });
        while !killed.is_finished() {
            number += 1;
            let (key, body) = (format!("key-{number}"), lines(number * 10, 3));
            if let Some((200, answer)) =
                try_post(&address, &format!("Idempotency-Key: {key}\r\n"), body.as_bytes())
            {
                acknowledged.push((key, body, answer));
            }
        }
        killed.join().unwrap();
    }
    assert!(acknowledged.len() > 6, "{}", acknowledged.len());
    let daemon = Daemon::open(&desk, &[]);
    let written = records(&desk);
    let all: BTreeSet<_> = written.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(all.len(), written.len(), "none twice");
    for (key, _, answer) in &acknowledged {
        assert!(ids(answer).is_subset(&all), "{key}: {answer}");
    }
    assert!(daemon.close().success());
}

#[test]
fn what_cannot_be_is_refused_before_it_runs() {
    let desk = Desk::new();
    for (keys, said) in [
        ("listen = \"0.0.0.0:9621\"", "can be reached by others, and no token is asked for"),
        ("listen = \"here\"", "expected an address and a port, found \"here\""),
        ("path = \"copy\"", "expected a path that begins with `/`, found \"copy\""),
        ("waiting = 0", "expected at least 1, found 0"),
        ("[source.b]\ntype = \"push\"", "source.b.listen is the same as source.a.listen"),
        ("[web]\nenabled = true\nlisten = \"127.0.0.1:9621\"", "source.a.listen is the same as web.listen"),
    ] {
        desk.write("pipeline.toml", format!("[source.a]\ntype = \"push\"\n{keys}\n"));
        let ended = desk.run(&["check"]);
        assert!(ended.stderr.contains(said) && ended.status == 78, "{keys}: {}", ended.stderr);
    }
    desk.write("pipeline.toml", "[source.a]\ntype = \"push\"\ntoken_file = \"none\"\n[source.i]\ntype = \"inbox\"\npath = \"inbox\"\n");
    let daemon = Daemon::start(&desk, &[]);
    daemon.says("token_file");
    drop(daemon);
}
