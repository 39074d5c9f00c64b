//! Many feeds of which none is due: what they cost at the start, in memory, and while nothing happens.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::ensure;

use super::host::Hosts;
use super::{Aims, Running, config, list};
use crate::support::daemon::House;

/// For how long nothing happens.
const IDLE: Duration = Duration::from_secs(30);

/// What a daemon holds, in KiB: at most so far, and now.
struct Memory {
    peak: u64,
    now: u64,
}

impl Memory {
    fn of(running: &Running) -> Memory {
        Memory { peak: running.daemon.status("VmHWM"), now: running.daemon.status("VmRSS") }
    }
}

pub(super) fn run(binary: &Path, (feeds, hosts): (u64, u64), aims: &mut Aims) -> anyhow::Result<()> {
    println!("{feeds} feeds on {hosts} hosts, none due");
    let web = Hosts::start(Duration::ZERO)?;
    let folder = tempfile::tempdir()?;
    let source =
        "backfill = 0\noldest = \"0s\"\ninterval = { least = \"1s\", first = \"20h\", most = \"24h\" }";
    let house = House::new(binary, &folder.path().join("many"), &config(&web, "delay = \"0s\"", source))?;
    std::fs::write(house.path("feeds.txt"), list((feeds, hosts), &["short"]))?;
    let is_ok = |count| count == feeds as f64;
    let running = Running::start(&house)?;
    let begun = Instant::now();
    let limit = Duration::from_millis(60_000 + feeds * 10);
    ensure!(
        running.until("wiredesk_feeds", "state=\"ok\"", is_ok, limit),
        "not every feed was polled\n{}",
        house.said()
    );
    println!(
        "  before: each polled once in {:.0?}, {:.1} CPU s",
        begun.elapsed(),
        running.daemon.spent()?.as_secs_f64()
    );
    running.stop(&house)?;

    let bare = House::new(binary, &folder.path().join("none"), &config(&web, "", source))?;
    std::fs::write(bare.path("feeds.txt"), "# none yet\n")?;
    let running = Running::start(&bare)?;
    std::thread::sleep(Duration::from_secs(5));
    let without = Memory::of(&running);
    running.stop(&bare)?;

    web.anew()?;
    let begun = Instant::now();
    let running = Running::start(&house)?;
    let open = begun.elapsed();
    ensure!(
        running.until("wiredesk_feeds", "state=\"ok\"", is_ok, Duration::from_secs(60)),
        "not every feed is known\n{}",
        house.said()
    );
    let known = begun.elapsed();
    std::thread::sleep(Duration::from_secs(5));
    let before = running.daemon.spent()?;
    std::thread::sleep(IDLE);
    let spent = running.daemon.spent()?.saturating_sub(before);
    let with = Memory::of(&running);
    let asked = web.seen()?["requests"].as_u64().unwrap_or_default();
    running.stop(&house)?;
    ensure!(asked == 0, "{asked} feeds were asked that were not due");
    println!("  the desk is open after {open:.2?}");
    aims.at_most("seconds from the start until every feed is known", 5.0, known.as_secs_f64());
    let more = |with: u64, without: u64| with.saturating_sub(without) as f64 / 1024.0;
    aims.at_most("MiB at the peak over a daemon without feeds", 64.0, more(with.peak, without.peak));
    let held = more(with.now, without.now);
    aims.at_most("bytes held for each feed", 200.0, held * 1024.0 * 1024.0 / feeds as f64);
    aims.at_most("% of a core", 1.0, spent.as_secs_f64() / IDLE.as_secs_f64() * 100.0);
    Ok(())
}
