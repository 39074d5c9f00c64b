//! Kills the running daemon at random moments while files arrive, and starts it again each time.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::daemon::{House, files_below, until};
use super::feed::Feed;
use super::oracle::{Account, Put, account};
use super::rng::Rng;

/// How often, over how many files, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kills {
    /// Kills.
    pub(crate) kills: u32,
    /// Files.
    pub(crate) files: u32,
    /// Seed of articles and moments.
    pub(crate) seed: u64,
    /// A daemon lives at most so long.
    pub(crate) longest_life: Duration,
    /// How long it may take to come to rest after the last kill.
    pub(crate) patience: Duration,
    /// Into two inboxes, every seventh file a bundle of at most so many stories; else one inbox and no bundle.
    pub(crate) bundles: Option<usize>,
}

/// A second inbox.
const SECOND: &str = "\
[source.second]
type = \"inbox\"
path = \"second\"
settle = \"300ms\"
rescan = \"1s\"
[pipeline]
workers = 2
[limits]
in_flight_documents = 16
";

/// The configuration of houses in which things are killed: rescans and settles sooner than the default.
pub(crate) const CONFIGURATION: &str = "\
[source.inbox]
type = \"inbox\"
path = \"inbox\"
settle = \"300ms\"
rescan = \"1s\"
";

/// Feeds and kills; then lets a last daemon come to rest, ends it, and asks the oracle.
///
/// # Errors
/// If the daemon does not come to rest, or ends otherwise than it should.
pub(crate) fn run(binary: &Path, folder: &Path, kills: Kills, progress: &dyn Fn(u32)) -> io::Result<Account> {
    let second = kills.bundles.map_or("", |_| SECOND);
    let house = House::new(binary, folder, &format!("{CONFIGURATION}{second}"))?;
    std::fs::create_dir_all(house.path("second"))?;
    let ended = AtomicBool::new(false);
    let puts = std::thread::scope(|scope| {
        let feeding = scope.spawn(|| feed(&house, kills, &ended));
        let Kills { kills, longest_life, seed, .. } = kills;
        let killed = kill_often(&house, kills, longest_life, seed, progress);
        ended.store(true, Relaxed);
        let puts = feeding.join().map_err(|_| io::Error::other("the feeder panicked"))?;
        killed.and(puts)
    })?;
    let mut last = house.open()?;
    let quiet = comes_to_rest(&house, puts.len(), kills.patience);
    if let Some(status) = last.ended()? {
        return Err(io::Error::other(format!("the last daemon ended by itself: {status}\n{}", house.said())));
    }
    let status = last.stop(Duration::from_secs(30))?;
    if !status.success() {
        return Err(io::Error::other(format!("the last daemon ended with {status}\n{}", house.said())));
    }
    let account = account(folder, &puts);
    if quiet { Ok(account) } else { Err(io::Error::other(format!("it does not come to rest:\n{account}"))) }
}

/// Puts the files in, spread over the time in which the daemon is killed.
fn feed(house: &House, kills: Kills, ended: &AtomicBool) -> io::Result<Vec<Put>> {
    let mut feeds = vec![Feed::new(&house.path("inbox"), kills.seed)];
    feeds.extend(kills.bundles.map(|_| Feed::new(&house.path("second"), kills.seed ^ 0x32)));
    let pause = (kills.longest_life / 2) * kills.kills / kills.files.max(1);
    for number in 0..kills.files as usize {
        let at = number % feeds.len();
        match kills.bundles {
            Some(most) if number % 7 == 3 => feeds[at].put_bundle(most)?,
            _ => feeds[at].put()?,
        }
        if !ended.load(Relaxed) {
            std::thread::sleep(pause);
        }
    }
    Ok(feeds.into_iter().flat_map(|feed| feed.puts).collect())
}

/// Starts the desk and kills it so many times; `killed` hears of each as it has happened, counted from one.
pub(crate) fn kill_often(
    house: &House,
    kills: u32,
    longest_life: Duration,
    seed: u64,
    killed: &dyn Fn(u32),
) -> io::Result<()> {
    let mut rng = Rng::new(seed ^ 0x6b69_6c6c);
    for kill in 0..kills {
        let mut daemon = house.start()?;
        let longest = usize::try_from(longest_life.as_micros()).unwrap_or(usize::MAX);
        let life = Duration::from_micros(rng.below(longest) as u64);
        if let Some(status) = daemon.ends_within(life)? {
            return Err(io::Error::other(format!("a daemon ended by itself: {status}\n{}", house.said())));
        }
        daemon.kill()?;
        killed(kill + 1);
    }
    Ok(())
}

/// Whether everything that was put in leaves the inbox in time.
pub(crate) fn comes_to_rest(house: &House, files: usize, patience: Duration) -> bool {
    let begin = Instant::now();
    let rest = until(patience, || {
        let left = files_below(&house.path("inbox")).len() + files_below(&house.path("second")).len();
        if left > 0 {
            std::thread::sleep(Duration::from_millis(40));
        }
        left == 0
    });
    rest && begin.elapsed() <= patience + Duration::from_secs(1) && files > 0
}
