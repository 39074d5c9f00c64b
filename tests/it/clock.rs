//! A clock that jumps under a desk that asks for feeds: a year ahead and back, and an hour back. In this process, since the time
//! of day is everybody's.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Notify, oneshot};
use wiredesk::config;
use wiredesk::daemon::run::{Hooks, run};
use wiredesk::host::{Clock, RealFiles, SystemClock};

use crate::daemon::{records, story, until};
use crate::outside::web::{Web, answer};
use crate::support::Desk;

/// The host's clock, so many seconds off.
#[derive(Default)]
struct Off(SystemClock, AtomicI64);

impl Clock for Off {
    fn now(&self) -> Timestamp {
        let seconds = self.1.load(Relaxed);
        self.0.now() + jiff::SignedDuration::from_secs(seconds)
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }
}

fn told(desk: &Desk) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    if desk.path("out").is_dir() {
        for record in records(desk) {
            *told.entry(record["source"]["item"].as_str().unwrap_or("none").to_owned()).or_default() += 1;
        }
    }
    told
}

#[test]
fn feeds_are_asked_in_their_time_whatever_the_clock_says() {
    static PUBLISHED: OnceLock<AtomicUsize> = OnceLock::new();
    let published = PUBLISHED.get_or_init(AtomicUsize::default);
    let web = Web::serve(|_, wire| {
        // Without dates: what is old by a clock that is wrong is another matter.
        let item = |n| {
            format!(
                "<item><title>Story {n}</title><guid>{n}</guid><description>{}</description></item>",
                story(n)
            )
        };
        let items: String = (0..published.load(Relaxed)).map(item).collect();
        let feed = format!("<rss version=\"2.0\"><channel><title>News</title>{items}</channel></rss>");
        wire.write_all(&answer("200 OK", &[], feed)).ok();
    });
    let desk = Desk::new();
    let each = "interval = { least = \"1s\", first = \"1s\", most = \"1s\" }";
    let source = format!("[source.world]\ntype = \"feed\"\nurls = [\"http://a.test/rss\"]\n{each}\n");
    desk.write("pipeline.toml", format!("{source}{}", web.config("")));
    let plan = config::load(&desk.path("pipeline.toml")).unwrap();
    let clock = Arc::new(Off::default());
    let (stop, stopped) = oneshot::channel::<()>();
    let own = Arc::clone(&clock);
    let running = std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let again = plan.clone();
        let hooks = Hooks {
            reload: Arc::new(Notify::new()),
            load: Box::new(move || Ok(again.clone())),
            set_level: Box::new(|_| true),
        };
        let shutdown = async move { drop(stopped.await) };
        runtime.block_on(run(&plan, Arc::new(RealFiles), own, &hooks, shutdown)).unwrap();
    });
    let year = 365 * 86_400;
    for (jump, count) in [(0, 2), (year, 3), (-year, 4), (-3600, 5)] {
        clock.1.fetch_add(jump, Relaxed);
        published.store(count, Relaxed);
        until(&format!("{count} entries, {jump} s after the clock jumped"), || {
            (told(&desk).len() == count).then_some(())
        });
    }
    stop.send(()).unwrap();
    running.join().unwrap();
    assert!(told(&desk).values().all(|count| *count == 1), "{:?}", told(&desk));
    let asked: Vec<_> = web.log().into_iter().filter(|asked| asked.path == "/rss").collect();
    // how long one took to arrive says nothing: all of them together come about once a second
    if let [first, .., last] = asked.as_slice() {
        let (took, pauses) = (last.at - first.at, asked.len() as u32 - 1);
        assert!(
            took + Duration::from_secs(1) >= Duration::from_millis(750) * pauses,
            "{pauses} pauses in {took:?}"
        );
    }
}
