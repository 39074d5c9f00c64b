//! Hosts, hops and feeds under seeded crashes, failed syncs, lost answers, full disks and clocks that jump.
//!
//! The real sources ask simulated hosts by the real client and deliver to the real line, all on one thread whose clock
//! stands still while there is something to do; stores and journal stand on the simulated disk. Whatever happened, in the end
//! each version of an entry stands in the journal once, in order, and nothing is missing that stands in a feed; and no
//! request came sooner than its host was promised, against its robots.txt, or with validators of what was not there.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use wiredesk::config::plan::{Contact, Fetch, Plan, RobotsFor};

use super::disk::{Dice, SimDisk};
use super::machine::How;
use super::{alone, each_seed, stored};

mod desk;
mod hosts;
mod journal;
mod promises;
mod time;

use desk::{Desk, World};
use hosts::{Mood, Web};
use promises::Promises;
use time::Time;

/// How long everything may take to come to rest.
const REST: Duration = Duration::from_hours(12);
/// How long a process may take to stop.
const STOPPING: Duration = Duration::from_mins(3);

fn seconds(dice: &mut Dice, from: u64, to: u64) -> Duration {
    Duration::from_secs(from + dice.below(to - from + 1))
}

impl World {
    fn throw(seed: u64, dice: &mut Dice) -> World {
        let (disk, time) = (SimDisk::new(seed), Time::default());
        let connections = 1 + usize::try_from(dice.below(4)).unwrap();
        let fetch = Fetch {
            contact: Some(Contact::Mail("desk@desk.test".to_owned())),
            delay: seconds(dice, 1, 5),
            delay_most: seconds(dice, 5, 20),
            per_host: 1,
            connections,
            robots: if dice.chance(4) { RobotsFor::Always } else { RobotsFor::Pages },
            wait_most: Duration::from_mins(10),
            distrust: dice.chance(3).then(|| Duration::from_mins(2)),
            ..Plan::builtin().fetch
        };
        let least = seconds(dice, 20, 60);
        let promises = Promises::new(fetch.delay, fetch.delay_most, connections);
        let web = Arc::new(Web::new(&time, &disk, promises, least, dice));
        // Whoever waits for room would wait for the one thread.
        let how = How { bytes: 1 << 30, documents: 100_000, ..How::throw(dice) };
        let moved_after = seconds(dice, 0, 200);
        World { disk, time, web, how, fetch, least, moved_after }
    }
}

/// How a process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Crashed,
    Killed,
    Stopped,
    /// Everything has come to rest.
    Rests,
    /// It did not come to rest in time.
    Late,
}

/// What a process goes through.
struct Lot {
    lasts: Duration,
    stops: bool,
    jumps: Option<u64>,
    is_troubled: bool,
    /// Whether it is the last one, which ends once everything has come to rest.
    is_last: bool,
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

/// One process, from its start to its end.
fn live(world: &World, dice: &mut Dice, lot: &Lot) -> Result<End, String> {
    let runtime = runtime();
    let ended = runtime.block_on(async {
        world.time.begins();
        world.web.begins();
        if lot.is_troubled {
            world.web.disturbed();
        }
        let ended = open_and_run(world, dice, lot).await;
        // Outside of the runtime its clock is another one.
        world.time.ends();
        world.web.disturbed();
        ended
    });
    if matches!(ended, Ok((End::Killed | End::Late, _))) {
        world.disk.kill();
    }
    let ended = ended.map(|(end, desk)| {
        drop(runtime);
        drop(desk);
        end
    });
    match ended {
        Ok(End::Crashed) => world.disk.come_up(),
        Ok(_) => world.disk.go_on(),
        Err(_) => {}
    }
    ended
}

async fn open_and_run(world: &World, dice: &mut Dice, lot: &Lot) -> Result<(End, Option<Desk>), String> {
    let mut desk = match Desk::open(world) {
        Ok(desk) => desk,
        Err(_) if world.disk.has_crashed() => return Ok((End::Crashed, None)),
        Err(error) if lot.is_last => return Err(format!("cannot start again: {error}")),
        Err(_) => return Ok((End::Killed, None)),
    };
    let end = run_desk(world, &mut desk, dice, lot).await?;
    Ok((end, Some(desk)))
}

async fn run_desk(world: &World, desk: &mut Desk, dice: &mut Dice, lot: &Lot) -> Result<End, String> {
    let end = world.time.passed() + lot.lasts;
    let mut stopping = None;
    let mut rested = None;
    loop {
        desk.step(dice);
        let now = world.time.passed();
        if world.disk.has_crashed() {
            return Ok(End::Crashed);
        }
        if let Some(until) = stopping {
            if desk.has_stopped() {
                return Ok(End::Stopped);
            }
            if now >= until {
                return Ok(End::Killed);
            }
        } else if desk.has_ended() {
            return Err("a source has ended by itself".to_owned());
        } else if lot.is_last {
            if rested.is_none() && world.web.missing().is_empty() {
                rested = Some(now);
            }
            if rested.is_some_and(|rested| now >= rested + world.least * 10) {
                return Ok(End::Rests);
            }
            if now >= end {
                return Ok(End::Late);
            }
        } else if now >= end {
            if !lot.stops {
                return Ok(End::Killed);
            }
            desk.stop();
            world.web.disturbed();
            stopping = Some(now + STOPPING);
        }
        if lot.jumps.is_some_and(|odds| dice.chance(odds)) {
            jump(world, dice);
        }
        desk.waits(dice, lot.is_troubled).await;
    }
}

fn jump(world: &World, dice: &mut Dice) {
    let seconds = if dice.chance(2) { 365 * 86_400 } else { -3600 };
    world.disk.says(|| format!("the clock jumps by {seconds} s"));
    world.time.jumps(seconds);
}

fn run(seed: u64) -> Result<(), String> {
    let mut dice = Dice::new(seed ^ 0xFEED);
    let world = World::throw(seed, &mut dice);
    let outcome = all_lives(&world, &mut dice);
    if alone().is_some() {
        println!("{}\n{} requests", world.disk.trace().join("\n"), world.web.requests());
        for (_, bytes) in stored(&world.disk)? {
            println!("{}", String::from_utf8_lossy(&bytes));
        }
    }
    outcome
}

fn all_lives(world: &World, dice: &mut Dice) -> Result<(), String> {
    world.web.is_in(Mood {
        trouble: dice.chance(5).then_some(1000).or(Some(3 + dice.below(10))),
        publishes: true,
    });
    let jumps = dice.chance(2);
    for _ in 0..1 + dice.below(5) {
        let is_troubled = dice.chance(3);
        if is_troubled {
            world.disk.fail_one_in(dice.chance(2).then(|| 20 + dice.below(200)));
            let full = world.disk.used() + usize::try_from(dice.below(30_000)).unwrap();
            world.disk.limit(dice.chance(3).then_some(full));
        }
        let crashes = dice.chance(2);
        world.disk.crash_after(crashes.then(|| 1 + dice.below(1500)));
        let lot = Lot {
            lasts: seconds(dice, 5, 600),
            stops: dice.chance(3),
            jumps: (jumps && dice.chance(2)).then_some(150),
            is_troubled,
            is_last: false,
        };
        live(world, dice, &lot)?;
        world.disk.fail_one_in(None);
        world.disk.limit(None);
        if dice.chance(2) {
            world.time.passes(seconds(dice, 0, 900));
        }
        if jumps && dice.chance(3) {
            jump(world, dice);
        }
        world.web.wrong().map_or(Ok(()), Err)?;
    }
    world.disk.crash_after(None);
    world.web.is_in(Mood { trouble: None, publishes: false });
    let lot = Lot { lasts: REST, stops: false, jumps: None, is_troubled: false, is_last: true };
    let end = live(world, dice, &lot)?;
    world.web.wrong().map_or(Ok(()), Err)?;
    check(world)?;
    if end == End::Late { Err("it does not come to rest".to_owned()) } else { Ok(()) }
}

/// Lost, twice, out of order, torn.
fn check(world: &World) -> Result<(), String> {
    let mut newest: HashMap<u64, u32> = HashMap::new();
    let mut found = Vec::new();
    for (number, bytes) in stored(&world.disk)? {
        let text = String::from_utf8(bytes).map_err(|_| format!("torn: segment {number}"))?;
        for line in text.lines() {
            serde_json::from_str::<serde_json::Value>(line)
                .map_err(|error| format!("torn: segment {number}: {error}"))?;
            let entries = journal::entries(line);
            let [entry] = entries.iter().copied().collect::<Vec<_>>()[..] else {
                return Err(format!("a record is of {entries:?}: {line}"));
            };
            if found.contains(&entry) {
                return Err(format!("twice: {entry:?}"));
            }
            found.push(entry);
            let before = newest.insert(entry.number, entry.version);
            if before.is_some_and(|before| before > entry.version) {
                return Err(format!("out of order: {entry:?} behind version {before:?}"));
            }
        }
    }
    match world.web.stands().into_iter().find(|entry| !found.contains(entry)) {
        Some(entry) => Err(format!("lost: {entry:?}")),
        None => Ok(()),
    }
}

#[test]
fn each_entry_once_and_nobody_asked_too_soon_whatever_fails() {
    each_seed(500, run);
}
