//! `cargo xtask bench feeds`: what polls, idle feeds, pushes and endless bodies cost the daemon, and what a week of many
//! feeds comes to.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};

use crate::release;
use crate::support::daemon::{Daemon, House, get, until};
use host::Hosts;

pub(crate) mod host;
mod idle;
mod polls;
mod push;

#[derive(Debug, clap::Args)]
pub(super) struct Feeds {
    /// What is measured; all of it where nothing is said
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// For how long feeds are polled (a)
    #[arg(long, default_value_t = 2.0)]
    minutes: f64,
    /// How many feeds; without it 20,000 that are polled (a), 100,000 else
    #[arg(long)]
    feeds: Option<u64>,
    /// On how many hosts; without it a tenth of the feeds
    #[arg(long)]
    hosts: Option<u64>,
    /// Tells what is missed, and ends well all the same
    #[arg(long)]
    report: bool,
    /// The program; without it the release build
    #[arg(long)]
    bin: Option<PathBuf>,
}

/// A part of it, by its letter in what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Polls in real time: a third is answered 304, a third the same body, a third one new entry of thirty
    #[value(name = "a")]
    Polls,
    /// Feeds of which none is due: the start, memory, processor time
    #[value(name = "b")]
    Idle,
    /// A week under a clock of its own
    #[value(name = "c")]
    Week,
    /// Documents that are pushed, many at a time and one by one
    #[value(name = "d")]
    Push,
    /// Memory while 64 bodies come that do not end
    Endless,
}

/// What was wanted, and what came of it.
#[derive(Debug, Default)]
struct Aims {
    missed: usize,
}

impl Aims {
    fn at_most(&mut self, what: &str, wanted: f64, got: f64) {
        self.tell(what, "at most", wanted, got, got <= wanted);
    }

    fn at_least(&mut self, what: &str, wanted: f64, got: f64) {
        self.tell(what, "at least", wanted, got, got >= wanted);
    }

    fn tell(&mut self, what: &str, bound: &str, wanted: f64, got: f64, is_met: bool) {
        self.missed += usize::from(!is_met);
        let said = if is_met { "" } else { "  MISSED" };
        println!("  {what}: {got:.2}, {bound} {wanted:.2} wanted{said}");
    }
}

pub(super) fn run(args: &Feeds) -> anyhow::Result<()> {
    let all = [Part::Polls, Part::Idle, Part::Week, Part::Push, Part::Endless];
    let parts = if args.only.is_empty() { &all[..] } else { &args.only };
    let mut aims = Aims::default();
    let binary = || release::binary(args.bin.as_deref());
    let feeds = |usual| args.feeds.unwrap_or(usual);
    let hosts = |feeds: u64| args.hosts.unwrap_or(feeds / 10).max(1);
    for part in parts {
        match part {
            Part::Polls => {
                let feeds = feeds(20_000);
                let length = Duration::from_secs_f64(args.minutes * 60.0);
                polls::run(&binary()?, (feeds, hosts(feeds)), length, &mut aims)?;
            }
            Part::Idle => {
                let feeds = feeds(100_000);
                idle::run(&binary()?, (feeds, hosts(feeds)), &mut aims)?;
            }
            Part::Week => week(feeds(100_000))?,
            Part::Push => push::run(&binary()?, &mut aims)?,
            Part::Endless => polls::endless(&binary()?, &mut aims)?,
        }
    }
    ensure!(args.report || aims.missed == 0, "{} of the aims are missed", aims.missed);
    Ok(())
}

/// The week is a test of the library, which alone can name what is due: it says itself what it came to.
fn week(feeds: u64) -> anyhow::Result<()> {
    println!("a week of {feeds} feeds under a clock of its own");
    let status = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--locked", "--package", "wiredesk", "--lib", "--profile", "quick"])
        .args(["source::listed::week::a_week_of_many_feeds", "--", "--exact", "--ignored", "--nocapture"])
        .env("WIREDESK_FEEDS", feeds.to_string())
        .status()
        .context("cargo test")?;
    ensure!(status.success(), "the week: {status}");
    Ok(())
}

/// The list of feeds, an address a line: those of a host next to each other's neighbours, of each kind as many.
fn list((feeds, hosts): (u64, u64), kinds: &[&str]) -> String {
    let mut list = String::new();
    for (number, kind) in (0..feeds).zip(kinds.iter().cycle()) {
        // A text takes whatever is written.
        writeln!(list, "http://h{}.test/{kind}-{number}", number % hosts).unwrap_or_default();
    }
    list
}

/// What a configuration says that polls hosts at an address.
fn config(hosts: &Hosts, fetch: &str, source: &str) -> String {
    format!(
        "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n[fetch]\ncontact = \"desk@example.org\"\n{fetch}\n\
         [fetch.resolve]\n\"*.test\" = \"{}\"\n[source.world]\ntype = \"feed\"\nlist = \"feeds.txt\"\n{source}\n",
        hosts.address
    )
}

/// A daemon, and where its metrics are.
struct Running {
    daemon: Daemon,
    address: String,
}

impl Running {
    fn start(house: &House) -> anyhow::Result<Running> {
        let before = house.said().len();
        let daemon = house.open()?;
        let said = house.said();
        let (_, rest) =
            said.get(before..).unwrap_or_default().split_once("address=").context("it says no address")?;
        let address = rest.split_whitespace().next().unwrap_or_default().to_owned();
        Ok(Running { daemon, address })
    }

    /// The sum of the samples of a metric whose labels hold a text.
    fn metric(&self, name: &str, label: &str) -> anyhow::Result<f64> {
        let text = get(&self.address, "/metrics")?.1;
        let samples = text.lines().filter(|line| {
            let rest = line.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with([' ', '{']) && rest.contains(label))
        });
        Ok(samples.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum())
    }

    /// Waits until a metric holds what it should.
    fn until(&self, name: &str, label: &str, holds: impl Fn(f64) -> bool, limit: Duration) -> bool {
        until(limit, || self.metric(name, label).is_ok_and(&holds))
    }

    fn stop(self, house: &House) -> anyhow::Result<()> {
        let ended = self.daemon.stop(Duration::from_secs(60))?;
        ensure!(ended.success(), "the daemon ended badly\n{}", house.said());
        Ok(())
    }
}
