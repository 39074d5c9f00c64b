//! Records on their way to real brokers: killed, frozen, full, closed to us, and mended again. What holds for every
//! broker is written once and run for each.
//!
//! The counts here are small; `cargo xtask brokers` runs the same with more.

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use async_nats::jetstream::stream::{self, DiscardPolicy};
use rustix::process::Signal;
use wiredesk::host::RealFiles;
use wiredesk::journal::Lines;
use wiredesk::model::{Head, Position};

use crate::daemon::{Daemon, QUICK, inputs, story, until};
use crate::support::Desk;

mod hook;
mod nats;
mod redis;
mod rig;

use nats::Nats;
use redis::Redis;
use rig::{Broker, Received, empty};

/// Records of a round.
const ROUND: usize = 40;

/// Waits as in tests: failures are seen, and tried again, within a second or two.
const SOON: &str =
    "from = \"beginning\"\ntimeout = \"2s\"\nretry = { least = \"100ms\", most = \"500ms\" }\n";

/// What a test has: a desk, a daemon that sends to a broker, and one that writes a file beside it.
struct Bench<B> {
    desk: Desk,
    broker: B,
    delivered: usize,
}

impl<B: Broker> Bench<B> {
    fn new(broker: B, more: &str) -> Self {
        let bench = Bench { desk: Desk::new(), broker, delivered: 0 };
        bench.configure(more);
        bench
    }

    fn configure(&self, more: &str) {
        let keys = self.broker.keys();
        let batch = if more.contains("batch = ") { "" } else { "batch = { wait = \"5ms\" }\n" };
        self.desk.write("pipeline.toml", format!("{QUICK}[sink.bus]\n{keys}{SOON}{batch}{more}"));
    }

    fn open(&self) -> Daemon {
        Daemon::open(&self.desk, &[])
    }

    /// Delivers further stories and waits until they are in the journal: whatever a broker does, that goes on.
    fn deliver(&mut self, count: usize) {
        for number in self.delivered..self.delivered + count {
            self.desk.write(&format!("inbox/{number}.txt"), story(number));
        }
        self.delivered += count;
        let all = self.delivered;
        until("their records", || {
            (self.desk.path("out").is_dir() && inputs(&self.desk).len() == all).then_some(())
        });
    }

    /// Every record of the journal as it must arrive.
    fn expected(&self) -> Vec<Received> {
        let mut lines =
            Lines::open(Arc::new(RealFiles), &self.desk.path("out"), Position::default()).unwrap();
        let (mut line, mut expected) = (Vec::new(), Vec::new());
        while lines.next(&mut line).unwrap().is_some() {
            let head = Head::of(&line).unwrap();
            expected.push(Received { id: format!("{}.{}", head.id, head.generation), body: line.clone() });
        }
        expected
    }

    /// Waits until everything that is in the journal is there, but for some, and the sink says that it is done.
    fn until_sent_but(&self, missing: usize, daemon: &Daemon) {
        let wanted = self.expected().len() - missing;
        until("everything is sent", || {
            let ids: HashSet<String> = self.broker.received().into_iter().map(|one| one.id).collect();
            let idle = || daemon.metric("wiredesk_sink_state{sink=\"bus\",state=\"idle\"}") == Some(1.0);
            (ids.len() >= wanted && idle()).then_some(())
        });
    }

    fn until_sent(&self, daemon: &Daemon) {
        self.until_sent_but(0, daemon);
    }

    /// Everything is there, byte for byte, in order of its first arrival; what came again is the same.
    fn assert_through(&self) -> usize {
        let (expected, received) = (self.expected(), self.broker.received());
        let mut seen = HashSet::new();
        let first: Vec<&Received> = received.iter().filter(|one| seen.insert(one.id.clone())).collect();
        let differs = first.iter().zip(&expected).position(|(came, wanted)| **came != *wanted);
        assert!(
            first.len() == expected.len() && differs.is_none(),
            "{} came, {} are in the journal; the first that differs is {differs:?}",
            first.len(),
            expected.len(),
        );
        received.len() - first.len()
    }
}

/// All through, with the broker and the daemon killed and frozen in between.
fn survives<B: Broker>(broker: B, repeats: bool) {
    let mut bench = Bench::new(broker, "");
    let daemon = bench.open();
    bench.deliver(ROUND);
    bench.until_sent(&daemon);
    assert_eq!(bench.assert_through(), 0);
    // Killed amid sends, away for a while, and started again.
    let sent = daemon.metric("wiredesk_sink_records_total{sink=\"bus\",outcome=\"sent\"}");
    assert_eq!(sent, Some(bench.delivered as f64));
    bench.broker.process().kill();
    bench.deliver(ROUND);
    daemon.says("cannot send");
    assert_eq!(daemon.get("/readyz").0, 200, "a broker that is away is no trouble of the desk");
    bench.broker.start();
    bench.until_sent(&daemon);
    // Frozen for longer than the time-out: only time tells.
    bench.broker.process().signal(Signal::STOP);
    bench.deliver(ROUND);
    until("it says so", || {
        let timeout = daemon.metric("wiredesk_sink_failures_total{sink=\"bus\",code=\"timeout\"}");
        timeout.filter(|times| *times >= 1.0)
    });
    bench.broker.process().signal(Signal::CONT);
    bench.until_sent(&daemon);
    // The sink says what is wrong, in its own words, and nobody else does.
    let log = daemon.log();
    let strange = log.lines().find(|line| line.contains("auth callback") || line.contains("event: "));
    assert_eq!(strange, None);
    // The daemon is killed at any moment, and the broker is.
    drop(daemon);
    for round in 0..4 {
        let daemon = bench.open();
        bench.deliver(ROUND / 4);
        std::thread::sleep(Duration::from_millis(round * 40));
        if round % 2 == 0 {
            bench.broker.process().kill();
            bench.broker.start();
        }
        daemon.signal(Signal::KILL);
        drop(daemon);
    }
    let daemon = bench.open();
    bench.until_sent(&daemon);
    assert!(daemon.close().success());
    let again = bench.assert_through();
    assert!(repeats || again == 0, "{again} came twice");
    let kept = fs::read_dir(bench.desk.path("quarantine")).into_iter().flatten().count();
    assert_eq!(kept, 0, "nothing was at fault");
}

#[test]
fn nats_takes_everything_once_whoever_is_killed_or_frozen() {
    survives(Nats::with_stream(), false);
}

#[test]
fn nats_that_is_full_or_has_no_stream_is_waited_for() {
    let mut bench = Bench::new(Nats::new(""), "");
    let daemon = bench.open();
    bench.deliver(ROUND);
    daemon.says("no stream takes news.all");
    assert!(failures(&daemon, "no-stream").unwrap() >= 1.0);
    bench.broker.make_stream(stream::Config {
        max_messages: 15,
        discard: DiscardPolicy::New,
        ..stream::Config::default()
    });
    until("it is full", || failures(&daemon, "full").filter(|times| *times >= 1.0));
    assert!(daemon.log().contains("maximum messages exceeded"), "{}", daemon.log());
    bench.broker.make_stream(stream::Config { discard: DiscardPolicy::New, ..stream::Config::default() });
    bench.until_sent(&daemon);
    assert_eq!(bench.assert_through(), 0);
    assert!(daemon.close().success());
}

#[test]
fn nats_that_does_not_know_us_is_tried_until_the_password_is_right() {
    let users = "authorization { users = [ { user: desk, password: right } ] }";
    let mut nats = Nats::new(users);
    nats.user = Some(("desk", "right"));
    nats.make_stream(stream::Config::default());
    let mut bench = Bench::new(nats, "user = \"desk\"\npassword_file = \"password\"\n");
    let daemon = bench.open();
    bench.deliver(3);
    daemon.says("password: No such file");
    bench.desk.write("password", "wrong\n");
    daemon.says("check `user`, `password_file`");
    assert!(failures(&daemon, "unauthorized").unwrap() >= 2.0);
    bench.desk.write("password", "right\n");
    bench.until_sent(&daemon);
    assert_eq!(bench.assert_through(), 0);
    // One that may not publish there hears so, and goes on once it may.
    let may_not = "authorization { users = [ { user: desk, password: right, permissions: { publish: [\"$JS.>\"], \
                   subscribe: [\">\"] } } ] }";
    bench.broker.settings = may_not.to_owned();
    bench.broker.process().kill();
    bench.broker.start();
    bench.deliver(3);
    until("it is forbidden", || failures(&daemon, "forbidden").filter(|times| *times >= 1.0));
    bench.broker.settings = users.to_owned();
    bench.broker.process().kill();
    bench.broker.start();
    bench.until_sent(&daemon);
    assert_eq!(bench.assert_through(), 0);
    assert!(daemon.close().success());
}

#[test]
fn nats_refuses_what_is_too_large_and_only_that() {
    let mut bench = Bench::new(Nats::new("max_payload: 16KB"), "");
    bench.broker.make_stream(stream::Config::default());
    let daemon = bench.open();
    bench.deliver(5);
    let large = format!("Harbour log\n\n{}\n", "The port said that all was well today. ".repeat(1_500));
    bench.desk.write("inbox/large.txt", large);
    bench.delivered += 1;
    bench.deliver(5);
    bench.until_sent_but(1, &daemon);
    let expected = bench.expected();
    let received = bench.broker.received();
    assert_eq!((expected.len(), received.len()), (11, 10));
    assert!(expected.iter().filter(|one| one.body.len() < 16_000).eq(&received));
    let listed = bench.desk.run(&["quarantine", "list"]);
    assert!(
        listed.stdout.contains("too-large-to-send") && listed.stdout.contains("sink:bus"),
        "{}",
        listed.stdout
    );
    assert!(daemon.close().success());
}

#[test]
fn nats_makes_its_stream_and_goes_on_with_an_empty_server() {
    let create = "create = { duplicates = \"1m\" }\n";
    let mut bench = Bench::new(Nats::new(""), create);
    let daemon = bench.open();
    bench.deliver(5);
    bench.until_sent(&daemon);
    let message = bench.broker.messages().remove(0);
    let header = |name: &str| message.headers.get(name).map(|value| value.as_str().to_owned());
    assert_eq!(header("wiredesk-schema").as_deref(), Some("wiredesk/1"));
    assert_eq!(header("wiredesk-kind").as_deref(), Some("article"));
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(bench.assert_through(), 0);
    bench.broker.process().kill();
    empty(&bench.broker.store());
    bench.broker.start();
    bench.deliver(5);
    bench.until_sent_but(5, &daemon);
    assert_eq!(bench.broker.received(), bench.expected()[5..]);
    assert!(daemon.close().success());
}

#[test]
fn redis_takes_everything_whoever_is_killed_or_frozen() {
    survives(Redis::new(""), true);
}

#[test]
fn redis_that_remembers_ids_takes_everything_once() {
    let mut bench = Bench::new(Redis::new(""), "duplicates = \"10m\"\n");
    for round in 0..4 {
        let daemon = bench.open();
        bench.deliver(ROUND / 4);
        std::thread::sleep(Duration::from_millis(round * 40));
        daemon.signal(Signal::KILL);
        drop(daemon);
    }
    let daemon = bench.open();
    bench.until_sent(&daemon);
    assert_eq!(bench.assert_through(), 0);
    let kind: String = bench.broker.entries()[0].get("kind").unwrap();
    assert_eq!(kind, "article");
    assert!(daemon.close().success());
}

#[test]
fn redis_that_is_full_or_has_something_else_there_is_waited_for() {
    let mut bench = Bench::new(Redis::new("maxmemory 1500kb\nmaxmemory-policy noeviction"), "");
    bench.broker.ask(&["SET", "news", "a text"]);
    let daemon = bench.open();
    bench.deliver(ROUND);
    daemon.says("what has that name is no stream");
    bench.broker.ask(&["SETRANGE", "ballast", "2000000", "x"]);
    bench.broker.ask(&["DEL", "news"]);
    until("it is full", || failures(&daemon, "full").filter(|times| *times >= 1.0));
    bench.broker.ask(&["CONFIG", "SET", "maxmemory", "0"]);
    bench.until_sent(&daemon);
    bench.assert_through();
    assert!(daemon.close().success());
}

#[test]
fn redis_that_does_not_know_us_is_tried_until_the_password_is_right() {
    let redis = Redis::with_password("requirepass right", Some("right"));
    let mut bench = Bench::new(redis, "password_file = \"password\"\n");
    bench.desk.write("password", "wrong\n");
    let daemon = bench.open();
    bench.deliver(3);
    daemon.says("check `user` and what `password_file` holds");
    assert!(failures(&daemon, "unauthorized").unwrap() >= 1.0);
    bench.desk.write("password", "right\n");
    bench.until_sent(&daemon);
    assert_eq!(bench.assert_through(), 0);
    bench.broker.ask(&["ACL", "SETUSER", "default", "-xadd"]);
    bench.deliver(3);
    until("it is forbidden", || failures(&daemon, "forbidden").filter(|times| *times >= 1.0));
    bench.broker.ask(&["ACL", "SETUSER", "default", "+xadd"]);
    bench.until_sent(&daemon);
    assert_eq!(bench.assert_through(), 0);
    assert!(daemon.close().success());
}

#[test]
fn redis_refuses_what_is_too_large_and_only_that() {
    let mut bench = Bench::new(Redis::new("proto-max-bulk-len 1mb"), "");
    let daemon = bench.open();
    bench.deliver(5);
    let large = format!("Harbour log\n\n{}\n", "The port said that all was well today. ".repeat(20_000));
    bench.desk.write("inbox/large.txt", large);
    bench.delivered += 1;
    bench.deliver(5);
    bench.until_sent_but(1, &daemon);
    let (expected, received) = (bench.expected(), bench.broker.received());
    assert_eq!((expected.len(), received.len()), (11, 10));
    assert!(expected.iter().filter(|one| one.body.len() < 1_000_000).eq(&received));
    let listed = bench.desk.run(&["quarantine", "list"]);
    assert!(listed.stdout.contains("too-large-to-send"), "{}", listed.stdout);
    assert!(daemon.close().success());
}

#[test]
fn a_stream_of_redis_may_be_kept_short() {
    let mut bench = Bench::new(Redis::new("stream-node-max-entries 5"), "length = 10\nfield = \"line\"\n");
    let daemon = bench.open();
    bench.deliver(ROUND);
    let last = bench.expected().pop().unwrap();
    until("the last one", || {
        let entries = bench.broker.entries();
        (entries.last()?.get::<String>("id")? == last.id).then_some(())
    });
    let entries = bench.broker.entries();
    assert!((10..20).contains(&entries.len()), "{}", entries.len());
    assert_eq!(entries.last().unwrap().get::<Vec<u8>>("line").unwrap(), last.body);
    assert!(daemon.close().success());
}

fn failures(daemon: &Daemon, code: &str) -> Option<f64> {
    daemon.metric(&format!("wiredesk_sink_failures_total{{sink=\"bus\",code=\"{code}\"}}"))
}
