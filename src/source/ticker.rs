//! A source of the tests, as one file and one line of the list: it delivers a story a tick, and remembers how far it is.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Arrival, Content, Contract, Door, Hold, Kind, OpenError, Opening, Ordered, Resource, Returns, Running,
    Source, Table, Wrong, is_same,
};
use crate::config::{Period, inline_schema};
use crate::flow::Outcome;
use crate::model::Place;
use crate::state::keep::{Batch, Layout, Table as Rows};

pub(super) const KIND: Kind = Kind {
    name: "ticker",
    contract: Contract {
        acknowledged: "its number is kept once every story up to it is synced",
        redelivered: "the stories after the last number that was kept",
        order: "by number",
    },
    schema: inline_schema::<Ticker>,
    read: |keys| Ok(Arc::new(Ticker::deserialize(keys)?)),
};

const NUMBERS: Rows<u64> = Rows::named("numbers");
const LAYOUT: Layout = Layout::first("the numbers of a ticker", "it begins anew");

/// A clock that tells stories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Ticker {
    /// The time between two stories.
    every: Period,
    /// How many there are.
    stories: u64,
    /// The name under which it is known.
    consumer: String,
    /// Whether it asks hosts of others.
    #[serde(default)]
    asks: bool,
}

impl Table for Ticker {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn fetches(&self) -> bool {
        self.asks
    }

    fn expect(&self) -> Duration {
        Duration::ZERO
    }

    fn check(&self, wrong: &mut dyn Wrong) {
        wrong.period("every", self.every);
    }

    fn at(&self, _folder: &Path) -> Arc<dyn Table> {
        Arc::new(self.clone())
    }

    fn holds(&self) -> Vec<Hold> {
        vec![Hold { key: "consumer", resource: Resource::Consumer(self.consumer.clone()) }]
    }

    fn says(&self) -> String {
        format!("{} stories, one every {}", self.stories, self.every)
    }

    fn is(&self, other: &dyn Table) -> bool {
        is_same(self, other)
    }

    fn open(&self, _opening: &Opening) -> Result<Box<dyn Source>, OpenError> {
        Ok(Box::new(self.clone()))
    }
}

impl Source for Ticker {
    fn run(self: Box<Self>, door: Door) -> Running {
        Box::pin(async move { self.tick(door).await })
    }
}

impl Ticker {
    async fn tick(&self, door: Door) {
        let keep = door.keep(LAYOUT).unwrap();
        let begin = keep.get(NUMBERS, b"next").unwrap().unwrap_or_default();
        let (returns, mut row) = (Returns::default(), Ordered::default());
        for number in begin..self.stories {
            let Some(room) = door.room(1000).await else { break };
            let text = format!("Story {number} of the ticker\n\nThe clock struck {number} in the harbour.\n");
            let arrival = Arrival {
                content: Content::Bytes(text.into_bytes()),
                hints: door.hints(),
                place: Place::Known(number.to_be_bytes().to_vec()),
                receipt: returns.telling((row.place(), number)),
            };
            if door.hand_over(arrival, room).await.is_err() {
                break;
            }
            tokio::time::sleep(self.every.0).await;
        }
        drop(door);
        while row.waiting() > 0 && !row.has_gap() {
            let back = returns.next().await;
            let (place, _) = back.token;
            assert!(back.outcome == Outcome::Dropped || back.told.written.len() == 1);
            for released in row.put(place, back) {
                let mut batch = Batch::default();
                batch.put(NUMBERS, b"next", &(released.token.1 + 1));
                keep.write(&batch).unwrap();
                returns.close(1);
            }
        }
    }
}

mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::daemon::run::{self, Ended, Hooks};
    use crate::host::{RealFiles, SystemClock};

    fn config(folder: &Path, stories: u64) -> String {
        let text = format!(
            "[source.ticks]\ntype = \"ticker\"\nevery = \"1ms\"\nstories = {stories}\nconsumer = \"desk\"\n\
             [source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\n"
        );
        std::fs::write(folder.join("pipeline.toml"), &text).unwrap();
        text
    }

    /// Runs a desk until the journal holds so many lines, and stops it. The lines.
    fn run_until(folder: &Path, lines: usize) -> Vec<serde_json::Value> {
        let file = folder.join("pipeline.toml");
        let plan = crate::config::load(&file).unwrap();
        let read = || {
            let mut found = Vec::new();
            for entry in std::fs::read_dir(folder.join("out")).into_iter().flatten().flatten() {
                let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
                found.extend(text.lines().filter_map(|line| serde_json::from_str(line).ok()));
            }
            found
        };
        let hooks = Hooks {
            reload: Arc::default(),
            load: Box::new(move || crate::config::load(&file)),
            set_level: Box::new(|_| true),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let ended = runtime.block_on(async {
            let enough = async {
                let end = std::time::Instant::now() + Duration::from_secs(30);
                while read().len() < lines && std::time::Instant::now() < end {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            };
            run::run(&plan, Arc::new(RealFiles), Arc::new(SystemClock::default()), &hooks, enough).await
        });
        assert_eq!(ended.unwrap(), Ended::Drained);
        read()
    }

    #[test]
    fn a_source_is_one_file_and_one_line() {
        let folder = tempfile::tempdir().unwrap();
        config(folder.path(), 40);
        assert!(run_until(folder.path(), 10).len() >= 10);
        // It goes on where it was, and nothing comes twice.
        let lines = run_until(folder.path(), 40);
        let ids: BTreeSet<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
        assert_eq!((lines.len(), ids.len()), (40, 40));
        assert!(lines.iter().all(|line| line["source"]["type"] == "ticker"), "{}", lines[0]);
        assert!(folder.path().join("var/state/sources/ticks.redb").is_file());
    }

    #[test]
    fn its_keys_and_what_it_holds_are_checked_as_for_any_other() {
        let parse = |text: &str| crate::config::parse(text, Path::new("pipeline.toml"), &|_| None);
        let one = "[source.a]\ntype = \"ticker\"\nevery = \"1s\"\nstories = 1\nconsumer = \"desk\"\n";
        assert!(parse(one).is_ok());
        for (text, said) in [
            (one.replace("stories", "storys"), "did you mean `stories`?"),
            (one.replace("1s", "0s"), "expected a duration longer than 0 for `source.a.every`"),
            (
                format!("{one}{}", one.replace("[source.a]", "[source.b]")),
                "source.b.consumer is the same as source.a.consumer",
            ),
        ] {
            let errors = parse(&text).unwrap_err().to_string();
            assert!(errors.contains(said), "{errors}");
        }
    }
}
