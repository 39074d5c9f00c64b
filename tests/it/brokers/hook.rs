//! A web server that takes records, and says what it is told to.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ring::hmac;
use rustix::process::Signal;

use super::rig::{Broker, Process, Received};
use super::{Bench, ROUND, failures};
use crate::daemon::until;
use crate::outside::web::{Asked, Web, Wire, answer};

/// A request with its body, and whether it was answered 2xx.
#[derive(Debug, Clone)]
struct Request {
    asked: Asked,
    body: Vec<u8>,
    taken: bool,
}

type Log = Arc<Mutex<Vec<Request>>>;

/// What is answered to which request: its number, from 0, and its body.
type Answering = dyn Fn(usize, &Request, &mut dyn Wire) -> bool + Send + Sync;

struct Hook {
    web: Web,
    log: Log,
    process: Process,
}

impl Hook {
    /// Answers as a function says, which returns whether it took what came.
    fn new(answering: impl Fn(usize, &Request, &mut dyn Wire) -> bool + Send + Sync + 'static) -> Hook {
        let log = Log::default();
        let (kept, answering) = (Arc::clone(&log), Box::new(answering) as Box<Answering>);
        let web = Web::serve(move |asked, wire| {
            let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
            let mut body = vec![0; length];
            if wire.read_exact(&mut body).is_err() {
                return;
            }
            let request = Request { asked: asked.clone(), body, taken: false };
            let number = kept.lock().unwrap().len();
            kept.lock().unwrap().push(request.clone());
            let taken = answering(number, &request, wire);
            kept.lock().unwrap()[number].taken = taken;
        });
        Hook { web, log, process: Process::none() }
    }

    fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().clone()
    }

    /// The same body always has the same id, and the same id the same body.
    fn assert_one_body_for_each_id(&self) {
        let mut bodies: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for request in self.requests() {
            let id = request.asked.header("webhook-id").unwrap().to_owned();
            assert_eq!(request.asked.header("idempotency-key"), Some(&*id));
            assert!(*bodies.entry(id).or_insert_with(|| request.body.clone()) == request.body);
        }
    }
}

impl Broker for Hook {
    fn keys(&self) -> String {
        format!("type = \"http\"\nurl = \"http://{}/hook\"\n", self.web.address)
    }

    fn start(&mut self) {}

    fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Each record that was taken, without what came again under its request's id.
    fn received(&self) -> Vec<Received> {
        let (mut seen, mut received) = (HashSet::new(), Vec::new());
        for request in self.requests().into_iter().filter(|request| request.taken) {
            if !seen.insert(request.asked.header("webhook-id").unwrap().to_owned()) {
                continue;
            }
            for line in request.body.split_inclusive(|byte| *byte == b'\n') {
                let record: serde_json::Value = serde_json::from_slice(line).unwrap();
                let id = format!("{}.{}", record["id"].as_str().unwrap(), record["generation"]);
                received.push(Received { id, body: line.to_vec() });
            }
        }
        received
    }
}

fn say(wire: &mut dyn Wire, status: &str, headers: &[(&str, &str)], body: &str) -> bool {
    wire.write_all(&answer(status, headers, body)).and_then(|()| wire.flush()).ok();
    status.starts_with('2')
}

/// Whether a request is signed by a secret, as Standard Webhooks wants it.
fn is_signed(request: &Request, secret: &[u8]) -> bool {
    let header = |name| request.asked.header(name).unwrap();
    let signed =
        [header("webhook-id").as_bytes(), header("webhook-timestamp").as_bytes(), &request.body].join(&b'.');
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let signatures = header("webhook-signature").split(' ').map(|one| one.strip_prefix("v1,").unwrap());
    use base64::Engine;
    let decoded = signatures.map(|one| base64::engine::general_purpose::STANDARD.decode(one).unwrap());
    decoded.into_iter().any(|signature| hmac::verify(&key, &signed, &signature).is_ok())
}

#[test]
fn a_webhook_takes_every_record_once_by_the_id_of_its_request_whatever_it_answers() {
    // A time-out that took, room asked for, half an answer, none, errors; then it behaves.
    let hook = Hook::new(|number, _, wire| match number {
        0 => {
            std::thread::sleep(Duration::from_millis(2500));
            say(wire, "200 OK", &[], "")
        }
        1 => say(wire, "503 Service Unavailable", &[("Retry-After", "1")], "down for a moment"),
        2 => say(wire, "429 Too Many Requests", &[("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")], ""),
        3 => wire.write_all(b"HTTP/1.1 200 OK\r\nContent-Le").is_err(),
        4 => false,
        5 => say(wire, "500 Internal Server Error", &[], "<h1>Oops</h1>"),
        6 => say(wire, "408 Request Timeout", &[], ""),
        _ => say(wire, "204 No Content", &[], ""),
    });
    let mut bench = Bench::new(hook, "secret_file = \"secrets\"\nauthorization_file = \"token\"\n");
    bench
        .desk
        .write("secrets", "whsec_c2VjcmV0IG9uZQ==\nwhsec_c2VjcmV0IHR3bw==\n")
        .write("token", "Bearer abc\n");
    let daemon = bench.open();
    bench.deliver(ROUND);
    bench.until_sent(&daemon);
    for code in ["timeout", "http-503", "limited", "broken", "http-500", "http-408"] {
        assert!(failures(&daemon, code).is_some_and(|times| times >= 1.0), "{code}\n{}", daemon.log());
    }
    assert!(daemon.log().contains("down for a moment"));
    // Killed while an answer is on its way, it sends the same again.
    for round in 0..4 {
        bench.deliver(ROUND / 4);
        std::thread::sleep(Duration::from_millis(30 * round));
    }
    daemon.signal(Signal::KILL);
    drop(daemon);
    let daemon = bench.open();
    bench.until_sent(&daemon);
    bench.assert_through();
    bench.broker.assert_one_body_for_each_id();
    for request in bench.broker.requests() {
        assert!(is_signed(&request, b"secret one") && is_signed(&request, b"secret two"));
        assert!(!is_signed(&request, b"another"));
        assert_eq!(request.asked.header("authorization"), Some("Bearer abc"));
        assert_eq!(request.asked.header("content-type"), Some("application/x-ndjson"));
    }
    assert!(daemon.close().success());
}

#[test]
fn a_webhook_that_is_killed_over_gets_the_same_body_under_the_same_id() {
    let hook = Hook::new(|number, _, wire| {
        if number == 0 {
            std::thread::sleep(Duration::from_millis(800));
        }
        say(wire, "200 OK", &[], "")
    });
    let mut bench = Bench::new(hook, "");
    let daemon = bench.open();
    bench.deliver(3);
    until("it is asked", || (!bench.broker.requests().is_empty()).then_some(()));
    daemon.signal(Signal::KILL);
    drop(daemon);
    // More has come meanwhile: it goes with the next.
    for number in 3..9 {
        bench.desk.write(&format!("inbox/{number}.txt"), crate::daemon::story(number));
    }
    bench.delivered = 9;
    let daemon = bench.open();
    bench.deliver(0);
    bench.until_sent(&daemon);
    bench.broker.assert_one_body_for_each_id();
    let requests = bench.broker.requests();
    assert_eq!(requests[0].asked.header("webhook-id"), requests[1].asked.header("webhook-id"));
    assert!(requests.len() >= 3);
    bench.assert_through();
    assert!(daemon.close().success());
}

#[test]
fn a_webhook_refuses_single_records_and_only_these_go_to_quarantine() {
    let hook = Hook::new(|_, request, wire| {
        let body = String::from_utf8_lossy(&request.body);
        match () {
            () if body.len() > 30_000 => say(wire, "413 Content Too Large", &[], ""),
            () if body.contains("item 7\"") => {
                say(wire, "422 Unprocessable Content", &[], "we want no sevens")
            }
            () => say(wire, "200 OK", &[], ""),
        }
    });
    let mut bench = Bench::new(hook, "");
    bench.configure("batch = { count = 20, wait = \"50ms\" }\n");
    let daemon = bench.open();
    let large = format!("Harbour log\n\n{}\n", "The port said that all was well today. ".repeat(1_500));
    bench.desk.write("inbox/large.txt", large);
    bench.delivered += 1;
    bench.deliver(20);
    bench.until_sent_but(2, &daemon);
    let (expected, received) = (bench.expected(), bench.broker.received());
    let is_right =
        |one: &&Received| one.body.len() < 30_000 && !String::from_utf8_lossy(&one.body).contains("item 7\"");
    assert!(expected.iter().filter(is_right).eq(&received), "{} of {}", received.len(), expected.len());
    let listed = bench.desk.run(&["quarantine", "list"]).stdout;
    assert!(listed.contains("too-large-to-send") && listed.contains("sink-refused"), "{listed}");
    assert!(daemon.log().contains("we want no sevens"), "{}", daemon.log());
    bench.broker.assert_one_body_for_each_id();
    assert!(daemon.close().success());
}

#[test]
fn a_webhook_that_moved_or_is_closed_to_us_is_a_setting_and_one_that_is_gone_ends_its_sink() {
    let hook = Hook::new(|_, request, wire| match request.asked.header("authorization") {
        Some("new") => say(wire, "302 Found", &[("Location", "/elsewhere")], ""),
        Some("newer") => say(wire, "410 Gone", &[], ""),
        Some("right") => say(wire, "200 OK", &[], ""),
        _ => say(wire, "401 Unauthorized", &[], ""),
    });
    let mut bench =
        Bench::new(hook, "authorization_file = \"token\"\nbody = \"array\"\ncompression = \"gzip\"\n");
    bench.desk.write("token", "old");
    let daemon = bench.open();
    bench.deliver(3);
    let wait = |code: &str| {
        until(code, || failures(&daemon, code).filter(|times| *times >= 1.0));
    };
    wait("unauthorized");
    bench.desk.write("token", "new");
    wait("redirect");
    bench.desk.write("token", "newer");
    wait("gone");
    daemon.says("the sink stops");
    bench.desk.write("token", "right");
    assert_eq!(daemon.metric("wiredesk_sink_state{sink=\"bus\",state=\"stopped\"}"), Some(1.0));
    assert!(daemon.close().success());
    let daemon = bench.open();
    let taken = until("it is taken", || bench.broker.requests().into_iter().find(|request| request.taken));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*taken.body).read_to_string(&mut text).unwrap();
    let records: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(records.len(), 3);
    assert_eq!(taken.asked.header("content-encoding"), Some("gzip"));
    assert_eq!(taken.asked.header("content-type"), Some("application/json"));
    assert!(daemon.close().success());
}

#[test]
fn one_record_a_request_has_its_own_id_and_costs_itself_alone() {
    let hook = Hook::new(|number, request, wire| match number {
        2 => say(wire, "503 Service Unavailable", &[], ""),
        _ if String::from_utf8_lossy(&request.body).contains("item 30\"") => {
            say(wire, "422 Unprocessable Content", &[], "")
        }
        _ => say(wire, "200 OK", &[], ""),
    });
    let mut bench = Bench::new(hook, "body = \"single\"\n");
    let daemon = bench.open();
    bench.deliver(ROUND);
    bench.until_sent_but(1, &daemon);
    let (expected, requests) = (bench.expected(), bench.broker.requests());
    // One more for the one that was sent again: nothing else was.
    assert_eq!(requests.len(), expected.len() + 1);
    bench.broker.assert_one_body_for_each_id();
    let taken: Vec<_> = requests.iter().filter(|request| request.taken).collect();
    let right = expected.iter().filter(|one| !String::from_utf8_lossy(&one.body).contains("item 30\""));
    for (request, record) in taken.iter().zip(right) {
        assert_eq!(request.asked.header("webhook-id"), Some(&*record.id));
        assert_eq!(request.asked.header("wiredesk-kind"), Some("article"));
        assert!(request.body == record.body);
    }
    assert_eq!(taken.len(), ROUND - 1);
    assert!(daemon.close().success());
}
