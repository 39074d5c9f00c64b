//! Feeds that are polled in real time, and bodies without an end.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::ensure;

use super::host::Hosts;
use super::{Aims, Running, config, list};
use crate::support::daemon::{House, journal_lines, until};

/// The pause that hosts are left, which is the default.
const DELAY: Duration = Duration::from_secs(5);

/// Polls many feeds for a time, after each was polled once.
pub(super) fn run(
    binary: &Path,
    (feeds, hosts): (u64, u64),
    length: Duration,
    aims: &mut Aims,
) -> anyhow::Result<()> {
    // So many of one host are asked in a minute, with a little to spare.
    let interval = 60.max(feeds.div_ceil(hosts) * 6);
    println!(
        "{feeds} feeds on {hosts} hosts, each about every {interval} s, {DELAY:?} between two requests to a host"
    );
    let web = Hosts::start(DELAY)?;
    let folder = tempfile::tempdir()?;
    let source = format!(
        "backfill = 0\noldest = \"0s\"\ninterval = {{ least = \"{interval}s\", first = \"{interval}s\", most = \"{interval}s\" }}"
    );
    let house = House::new(binary, folder.path(), &config(&web, "", &source))?;
    std::fs::write(house.path("feeds.txt"), list((feeds, hosts), &["unchanged", "same", "news"]))?;
    let running = Running::start(&house)?;
    let begun = Instant::now();
    let all = running.until(
        "wiredesk_feeds",
        "state=\"ok\"",
        |count| count == feeds as f64,
        Duration::from_secs(20 * interval),
    );
    ensure!(all, "not every feed was polled\n{}", house.said());
    println!(
        "  before: each polled once in {:.0?}, {:.1} CPU s",
        begun.elapsed(),
        running.daemon.spent()?.as_secs_f64()
    );
    let records = journal_lines(&house.path("out"));
    let (before, begun) = (running.daemon.spent()?, Instant::now());
    web.anew()?;
    let mut late = Vec::new();
    while begun.elapsed() < length {
        std::thread::sleep(Duration::from_millis(500));
        late.push(running.metric("wiredesk_fetch_late_seconds", "")?);
    }
    let (spent, seen) = (running.daemon.spent()?.saturating_sub(before).as_secs_f64(), web.seen()?);
    let wall = begun.elapsed();
    let count = |name: &str| seen[name].as_u64().unwrap_or_default();
    let memory = running.daemon.status("VmHWM") / 1024;
    // What is under way is told of a moment later.
    let news = count("news");
    let came = || journal_lines(&house.path("out")).saturating_sub(records) as u64;
    let is_whole = until(Duration::from_secs(10), || came() + 64 >= news);
    ensure!(is_whole, "{} records of {news} new entries\n{}", came(), house.said());
    running.stop(&house)?;
    late.sort_by(f64::total_cmp);
    let most = late.get(late.len() * 99 / 100).copied().unwrap_or_default();
    let polls = count("requests");
    println!(
        "  {polls} polls in {wall:.0?}, {} answered 304, {news} with a new entry; {spent:.2} CPU s, peak {memory} MB",
        count("unchanged")
    );
    aims.at_least("polls for each CPU-second", 1500.0, polls as f64 / spent);
    aims.at_most("seconds late, p99 of what is due and may be asked", 2.0, most);
    println!("  shortest pause that a host saw: {} ms", count("shortest"));
    aims.at_most("requests that broke the pace", 0.0, count("broken") as f64);
    Ok(())
}

/// Asks as many hosts at once as there may be connections, each of which sends without end.
pub(super) fn endless(binary: &Path, aims: &mut Aims) -> anyhow::Result<()> {
    const BODIES: u64 = 64;
    println!("{BODIES} bodies without an end at once");
    let web = Hosts::start(Duration::ZERO)?;
    let folder = tempfile::tempdir()?;
    let source = "interval = { least = \"1s\", first = \"1h\", most = \"24h\" }";
    let house = House::new(binary, folder.path(), &config(&web, "", source))?;
    std::fs::write(house.path("feeds.txt"), list((BODIES, BODIES), &["endless"]))?;
    let running = Running::start(&house)?;
    let mut flying = 0.0_f64;
    let refused = until(Duration::from_secs(120), || {
        flying = flying.max(running.metric("wiredesk_fetch_in_flight", "").unwrap_or_default());
        let count = running.metric("wiredesk_fetch_failures_total", "too-large");
        count.is_ok_and(|count| count >= BODIES as f64)
    });
    ensure!(refused, "not every body was refused\n{}", house.said());
    let peak = running.daemon.status("VmHWM") as f64 / 1024.0;
    println!("  at most {flying} of them at a time");
    aims.at_most("MiB at the peak", 160.0, peak);
    running.stop(&house)
}
