//! The table of an inbox in `pipeline.toml`: the documentation of a field here is the documentation of the setting.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::{Period, Role, inline_schema};
use crate::source::{Contract, Hold, Kind, OpenError, Opening, Resource, Source, Table, Wrong, is_same};

use super::driver::Intake;
use super::ledger::Ledger;
use super::{Ignore, Settings, is_pattern};

/// A watched folder.
pub(crate) const KIND: Kind = Kind {
    name: "inbox",
    contract: Contract {
        acknowledged: "moved, deleted or noted once all of its records are synced",
        redelivered: "what was claimed and not finished with is read again at the next start; it gives no second record",
        order: "a file after those that were ready before it, the oldest first",
    },
    schema: inline_schema::<Inbox>,
    read: |keys| Ok(Arc::new(Inbox::deserialize(keys)?)),
};

/// A folder that is watched: each file that is put there is read once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inbox {
    /// The folder to watch, with its subfolders.
    pub path: PathBuf,
    /// What happens to a file once its records are safe.
    #[serde(default)]
    pub after: After,
    /// Where `after = "move"` puts it: in a folder for its day, done/YYYY/MM/DD/. Must lie outside every inbox.
    #[serde(default = "done")]
    pub done: PathBuf,
    /// A file is read when it was closed or moved in, or has stood still for this long and nobody has it open; an empty one
    /// ten times as long.
    #[serde(default = "settle")]
    pub settle: Period,
    /// How long a file is left alone after it was closed, for writers that open it again to go on (a resumed transfer).
    #[serde(default = "settle_closed")]
    pub settle_closed: Period,
    /// Names that are left alone, beside hidden ones, *.tmp and *.part: "*.filepart". `*` is any run of characters, `?` is one
    /// byte.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// How often the whole folder is looked through, beside the notifications of the system, which can be missed.
    #[serde(default = "rescan")]
    pub rescan: Period,
    /// How often something comes at least: when nothing has come for this long, a warning is logged and a metric is
    /// set, until something comes again. "0s" expects nothing.
    #[serde(default = "expect")]
    pub expect: Period,
}

fn done() -> PathBuf {
    "done".into()
}

const fn settle() -> Period {
    Period::seconds(2)
}

const fn settle_closed() -> Period {
    Period::seconds(0)
}

const fn rescan() -> Period {
    Period::seconds(30)
}

const fn expect() -> Period {
    Period::seconds(0)
}

/// What happens to an inbox file once its records are safe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum After {
    /// It is moved to `done`.
    #[default]
    Move,
    /// It is removed.
    Delete,
    /// It stays; a ledger in the state folder remembers that it was read.
    Keep,
}

impl Table for Inbox {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn expect(&self) -> std::time::Duration {
        self.expect.0
    }

    fn check(&self, wrong: &mut dyn Wrong) {
        wrong.folder("path", &self.path);
        wrong.folder("done", &self.done);
        wrong.period("settle", self.settle);
        wrong.period("rescan", self.rescan);
        if let Some(pattern) = self.ignore.iter().find(|pattern| !is_pattern(pattern)) {
            let message = format!("expected patterns of names, found {pattern:?}");
            wrong.say(
                "ignore",
                message,
                "write the name of a file or folder without `/`, such as \"*.filepart\"",
            );
        }
    }

    fn at(&self, folder: &Path) -> Arc<dyn Table> {
        let (path, done) = (folder.join(&self.path), folder.join(&self.done));
        Arc::new(Inbox { path, done, ..self.clone() })
    }

    fn holds(&self) -> Vec<Hold> {
        let folder = |key, path: &Path, role| Hold { key, resource: Resource::Folder(path.to_owned(), role) };
        let mut holds = vec![folder("path", &self.path, Role::Inbox)];
        if self.after == After::Move {
            holds.push(folder("done", &self.done, Role::Done));
        }
        holds
    }

    fn says(&self) -> String {
        let after = match self.after {
            After::Move => format!("moved to {}", self.done.display()),
            After::Delete => "deleted".to_owned(),
            After::Keep => "kept where it is".to_owned(),
        };
        format!("{}; what was read is {after}", self.path.display())
    }

    fn takes_back(&self) -> Option<&Path> {
        Some(&self.path)
    }

    fn is(&self, other: &dyn Table) -> bool {
        is_same(self, other)
    }

    fn open(&self, opening: &Opening) -> Result<Box<dyn Source>, OpenError> {
        let after = match self.after {
            After::Move => super::After::Move(self.done.clone()),
            After::Delete => super::After::Delete,
            After::Keep => {
                let path = opening.state.join("ledgers").join(format!("{}.redb", opening.kept_as));
                super::After::Keep(Ledger::open(Arc::clone(&opening.files), &path)?)
            }
        };
        let settings = Settings {
            name: Arc::clone(&opening.name),
            folder: self.path.clone(),
            after,
            settle: self.settle.0,
            settle_closed: self.settle_closed.0,
            ignore: Ignore::new(&self.ignore),
            own: opening.own.clone(),
        };
        let (files, clock) = (Arc::clone(&opening.files), Arc::clone(&opening.clock));
        let inbox = super::Inbox::open(files, clock, opening.quarantine.clone(), settings)?;
        if let Err(error) = inbox.prune() {
            tracing::warn!(%error, "cannot prune the ledger");
        }
        Ok(Box::new(Intake::new(inbox, self.rescan.0, opening)))
    }
}
