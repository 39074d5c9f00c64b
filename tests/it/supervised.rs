//! What supervisors see: probes, metrics, systemd.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::Signal;
use wiredesk::web::METRICS;

use crate::daemon::{Daemon, QUICK, inputs, story, until};
use crate::support::{Desk, root};

#[test]
fn probes_follow_what_happens_to_the_disk() {
    let desk = Desk::new();
    // A file stands where quarantine wants a folder: what is refused cannot be kept, but the rest goes on.
    desk.write("pipeline.toml", QUICK).write("var/quarantine", "");
    let daemon = Daemon::open(&desk, &[]);
    assert_eq!(daemon.get("/livez"), (200, "ok\n".to_owned()));
    assert_eq!(daemon.get("/readyz"), (200, "ok\n".to_owned()));
    assert_eq!(daemon.get("/nothing").0, 404);
    let lines = format!("{{\"headline\": \"Tide\", \"text\": {:?}}}\n{{\"headline\": broken\n", story(1));
    desk.write("inbox/mixed.jsonl", lines);
    let why = until("unready", || Some(daemon.get("/readyz")).filter(|(status, _)| *status == 503));
    assert!(why.1.starts_with("cannot write to quarantine: "), "{}", why.1);
    assert_eq!(daemon.get("/livez").0, 200, "a restart would not help");
    assert_eq!(daemon.metric("wiredesk_ready"), Some(0.0));
    assert!(daemon.metric("wiredesk_commit_failures_total").unwrap() >= 1.0);
    until("its record", || (inputs(&desk).len() == 1).then_some(()));
    fs::remove_file(desk.path("var/quarantine")).unwrap();
    until("ready again", || (daemon.get("/readyz").0 == 200).then_some(()));
    assert_eq!(daemon.metric("wiredesk_quarantined_total{code=\"malformed\"}"), Some(1.0));
    assert!(daemon.close().success());
}

#[test]
fn a_disk_below_its_floor_closes_the_gate_and_readiness_says_so() {
    let desk = Desk::new();
    let floor = |size: &str| desk.write("pipeline.toml", format!("{QUICK}[journal]\nfloor = \"{size}\"\n"));
    // The most that can be asked for: hardly a disk has so much room.
    floor("1024TiB");
    desk.write("inbox/a.txt", story(1));
    let daemon = Daemon::open(&desk, &[]);
    let (status, why) = daemon.get("/readyz");
    assert_eq!(status, 503);
    assert!(why.starts_with("the intake stands still: the disk of the journal (out) has "), "{why}");
    assert!(why.contains(" left, journal.floor is "), "{why}");
    assert_eq!(daemon.get("/livez").0, 200, "a restart would not help");
    assert_eq!(daemon.metric("wiredesk_ready"), Some(0.0));
    std::thread::sleep(Duration::from_millis(500));
    assert!(desk.path("inbox/a.txt").is_file(), "nothing is taken");
    assert!(inputs(&desk).is_empty());
    assert!(daemon.close().success());
    floor("1MiB");
    let daemon = Daemon::open(&desk, &[]);
    assert_eq!(daemon.get("/readyz"), (200, "ok\n".to_owned()));
    until("its record", || (inputs(&desk).len() == 1).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn an_inbox_that_cannot_be_listed_is_said() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    let (inbox, away) = (desk.path("inbox"), desk.path("away"));
    fs::rename(&inbox, &away).unwrap();
    let why = until("unready", || Some(daemon.get("/readyz")).filter(|(status, _)| *status == 503)).1;
    assert!(why.starts_with("source.inbox stands still: cannot list the folder: No such file"), "{why}");
    assert_eq!(daemon.metric("wiredesk_source_stuck{source=\"inbox\"}"), Some(1.0));
    fs::rename(away, inbox).unwrap();
    until("ready again", || (daemon.get("/readyz").0 == 200).then_some(()));
    desk.write("inbox/a.txt", story(1));
    until("its record", || (inputs(&desk).len() == 1).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn metrics_say_what_happened() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let daemon = Daemon::open(&desk, &[]);
    desk.write("inbox/a.txt", story(1)).write("inbox/.hidden", "x").write("inbox/b.part", "x");
    desk.write("inbox/empty.txt", " ");
    until("all", || {
        let refused = daemon.metric("wiredesk_quarantined_total{code=\"empty\"}")?;
        let written = daemon.metric("wiredesk_commits_total")?;
        let ignored = daemon.metric("wiredesk_source_ignored_files{source=\"inbox\"}")?;
        (refused == 1.0 && written >= 1.0 && ignored == 2.0).then_some(())
    });
    for (name, value) in [
        ("wiredesk_records_written_total", 1.0),
        ("wiredesk_refused_total", 1.0),
        ("wiredesk_source_arrivals_total{source=\"inbox\"}", 2.0),
        ("wiredesk_stage_given_total{stage=\"extract\"}", 1.0),
        ("wiredesk_journal_segment", 1.0),
        ("wiredesk_ready", 1.0),
    ] {
        assert_eq!(daemon.metric(name), Some(value), "{name}");
    }
    let size = fs::read_dir(desk.path("out")).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len());
    assert_eq!(
        daemon.metric("wiredesk_journal_segment_bytes"),
        size.max().map(|size| f64::from(u32::try_from(size).unwrap()))
    );
    assert!(daemon.metric("process_open_fds").unwrap() > 3.0);
    let (_, text) = daemon.get("/metrics");
    for metric in METRICS {
        assert!(
            text.contains(&format!("\n# TYPE {} {}\n", metric.name, metric.kind.as_str()))
                || text.starts_with(&format!("# HELP {}", metric.name)),
            "{}",
            metric.name
        );
    }
    promtool_accepts(&text);
    assert!(daemon.close().success());
}

/// What `promtool check metrics` says, where it is installed (Debian: package prometheus).
fn promtool_accepts(text: &str) {
    let promtool = std::env::var_os("PROMTOOL").unwrap_or("promtool".into());
    let mut command = Command::new(promtool);
    command.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        println!("skipped: needs promtool");
        return;
    };
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.trim().is_empty(), "{said}");
}

#[test]
fn a_source_gone_quiet_is_noticed_and_welcomed_back() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}expect = \"1500ms\"\n"));
    let daemon = Daemon::open(&desk, &[]);
    let quiet = || daemon.metric("wiredesk_source_quiet{source=\"inbox\"}");
    assert_eq!(quiet(), Some(0.0));
    until("quiet", || (quiet() == Some(1.0)).then_some(()));
    std::thread::sleep(Duration::from_millis(1500));
    let said = |what: &str| daemon.log().matches(what).count();
    assert_eq!(
        said("nothing has come for longer than expected source=\"inbox\" expect=1.5s"),
        1,
        "{}",
        daemon.log()
    );
    desk.write("inbox/a.txt", story(1));
    until("heard", || (quiet() == Some(0.0)).then_some(()));
    assert_eq!(said("the source speaks again source=\"inbox\""), 1, "{}", daemon.log());
    assert!(daemon.close().success());
}

#[test]
fn two_desks_with_the_default_file_run_beside_each_other() {
    let (one, other) = (Desk::new(), Desk::new());
    for desk in [&one, &other] {
        assert_eq!(desk.run(&["init"]).status, 0);
    }
    let daemons = [Daemon::open(&one, &[]), Daemon::open(&other, &[])];
    for daemon in daemons {
        assert!(daemon.close().success());
    }
}

#[test]
fn an_address_that_is_taken_is_said_and_ends_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK.replace("127.0.0.1:0", &address));
    let ended = desk.run(&["run"]);
    assert_eq!(ended.status, 74, "{}", ended.stderr);
    assert!(
        ended.stderr.contains(&format!("cannot answer on web.listen = \"{address}\"")),
        "{}",
        ended.stderr
    );
}

/// What systemd hears.
struct Systemd {
    socket: UnixDatagram,
    heard: Vec<String>,
}

impl Systemd {
    fn at(path: &Path) -> Systemd {
        let socket = UnixDatagram::bind(path).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Systemd { socket, heard: Vec::new() }
    }

    /// The next message that holds this line.
    fn hears(&mut self, line: &str) -> String {
        loop {
            let mut buffer = [0; 4096];
            let size =
                self.socket.recv(&mut buffer).unwrap_or_else(|_| panic!("{line} after {:?}", self.heard));
            let message = String::from_utf8(buffer[..size].to_vec()).unwrap();
            self.heard.push(message.clone());
            if message.lines().any(|each| each.starts_with(line)) {
                return message;
            }
        }
    }
}

#[test]
fn systemd_hears_ready_watchdog_reloading_and_stopping() {
    let desk = Desk::new();
    desk.write("pipeline.toml", QUICK);
    let mut systemd = Systemd::at(&desk.path("notify"));
    let socket = desk.path("notify");
    let environment = [("NOTIFY_SOCKET", socket.as_path()), ("WATCHDOG_USEC", Path::new("400000"))];
    let daemon = Daemon::start(&desk, &environment);
    let ready = systemd.hears("READY=1");
    assert!(ready.contains("STATUS=0 written, 0 known already, 0 refused, 0 in flight"), "{ready}");
    for _ in 0..3 {
        systemd.hears("WATCHDOG=1");
    }
    daemon.signal(Signal::HUP);
    let reloading = systemd.hears("RELOADING=1");
    let since_boot = reloading.lines().find_map(|line| line.strip_prefix("MONOTONIC_USEC=")).unwrap();
    assert!(since_boot.parse::<u64>().unwrap() > 0);
    systemd.hears("READY=1");
    desk.write("pipeline.toml", "[web");
    daemon.signal(Signal::HUP);
    systemd.hears("RELOADING=1");
    let refused = systemd.hears("READY=1");
    assert!(refused.contains("STATUS=reload refused: pipeline.toml:1:"), "{refused}");
    systemd.hears("WATCHDOG=1");
    let closing = std::thread::spawn(move || daemon.close());
    systemd.hears("STOPPING=1");
    assert!(closing.join().unwrap().success());
}

#[test]
fn systemd_takes_the_unit() {
    let unit = root().join("deploy/wiredesk.service");
    let text = fs::read_to_string(&unit).unwrap();
    for line in ["Type=notify", "WatchdogSec=60s", "NoNewPrivileges=yes", "ProtectSystem=strict"] {
        assert!(text.lines().any(|each| each == line), "{line}");
    }
    // The verdict of systemd itself, where there is one; the program is put where the unit looks for it.
    let desk = Desk::new();
    let here = text.replace("/usr/bin/wiredesk", env!("CARGO_BIN_EXE_wiredesk"));
    desk.write("wiredesk.service", here);
    let Ok(output) = Command::new("systemd-analyze")
        .args(["verify", "--man=no"])
        .arg(desk.path("wiredesk.service"))
        .output()
    else {
        println!("skipped: needs systemd-analyze");
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("wiredesk.service"), "{said}");
}
