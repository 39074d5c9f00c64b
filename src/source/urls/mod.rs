//! Pages by their addresses: each once, from a list that may be long and may grow for months.
//!
//! Promises: a page is done with once its record is synced, or its bytes are in quarantine with their address; what may
//! pass is tried again, what does not is kept with its code; whatever ends the process, no page is forgotten and none gives
//! two records. Of what waits nothing is held in memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::{Period, inline_schema};
use crate::decode::listing::address;
use crate::fetch::client::Client;
use crate::flow::Clerk;
use crate::quarantine::Quarantine;

use super::nudge::Nudged;
use super::{
    AsksFor, Contract, Door, Hold, Kind, OpenError, Opening, Running, Source, Table, Wrong, fetching, is_same,
};

mod list;
mod others;
mod page;
mod round;
pub(super) mod rows;
mod taking;
mod waits;

use list::List;
use others::{All, Others};
use page::Desk;
use rows::Rows;

/// Pages.
pub(crate) const KIND: Kind = Kind {
    name: "urls",
    contract: Contract {
        acknowledged: "a page is done with once its record is synced",
        redelivered: "a page that was not done with is fetched and delivered again; it gives no second record",
        order: "none between hosts; the pages of a host as the list has them, but for those that are tried again",
    },
    schema: inline_schema::<Urls>,
    read: |keys| Ok(Arc::new(Urls::deserialize(keys)?)),
};

/// Pages that are fetched once each. `[fetch]` says who asks, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Urls {
    /// Addresses of pages.
    #[serde(default)]
    pub urls: Vec<String>,
    /// A file with one address a line; # begins a comment. It may grow while the desk runs: an unfinished last line is an
    /// address once it stood still for 2 s.
    #[serde(default)]
    pub list: PathBuf,
    /// How often a page is asked for where what is in the way may pass: timeouts, hosts that are not reached, 429, 5xx.
    #[serde(default = "tries")]
    pub tries: u32,
    /// A file whose content is sent as `Authorization`, to scheme, host and port of each address as it is listed.
    #[serde(default)]
    pub authorization_file: PathBuf,
    /// How often something comes at least: when nothing has come for this long, a warning is logged and a metric is
    /// set, until something comes again. "0s" expects nothing.
    #[serde(default = "expect")]
    pub expect: Period,
}

const fn tries() -> u32 {
    5
}

const fn expect() -> Period {
    Period::seconds(0)
}

fn is_said(path: &Path) -> bool {
    !path.as_os_str().is_empty()
}

impl Table for Urls {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn fetches(&self) -> bool {
        true
    }

    fn expect(&self) -> Duration {
        self.expect.0
    }

    fn check(&self, wrong: &mut dyn Wrong) {
        fetching::check_addresses(&self.urls, "https://example.org/story", wrong);
        if self.urls.is_empty() && !is_said(&self.list) {
            wrong.say("urls", "names no page".to_owned(), "set `urls` or `list`");
        }
        if self.tries == 0 {
            wrong.say("tries", "expected at least 1, found 0".to_owned(), "the default is 5");
        }
    }

    fn at(&self, folder: &Path) -> Arc<dyn Table> {
        let at = |path: &Path| if is_said(path) { folder.join(path) } else { PathBuf::new() };
        let (list, authorization_file) = (at(&self.list), at(&self.authorization_file));
        Arc::new(Urls { list, authorization_file, ..self.clone() })
    }

    fn asks_for(&self) -> Vec<AsksFor> {
        fetching::asks_for("urls", &self.urls, |text| address(text).ok())
    }

    fn holds(&self) -> Vec<Hold> {
        Vec::new()
    }

    fn says(&self) -> String {
        let typed = match self.urls.as_slice() {
            [] => None,
            [only] => Some(only.clone()),
            several => Some(format!("{} addresses", several.len())),
        };
        let list = is_said(&self.list).then(|| self.list.display().to_string());
        let named: Vec<String> = typed.into_iter().chain(list).collect();
        let tries = match self.tries {
            1 => "asked once".to_owned(),
            tries => format!("asked up to {tries} times where what is in the way may pass"),
        };
        format!("the pages of {}, each once, as robots.txt allows; {tries}", named.join(", "))
    }

    fn is(&self, other: &dyn Table) -> bool {
        is_same(self, other)
    }

    fn open(&self, opening: &Opening) -> Result<Box<dyn Source>, OpenError> {
        let files = &opening.files;
        let rows = Rows::of(fetching::store(opening)?, &opening.name, &opening.kept_as);
        let clerk = opening
            .clerk
            .apart(&opening.name)
            .map_err(|error| OpenError::Failed(format!("cannot start a thread: {error}")))?;
        Ok(Box::new(Open {
            clerk,
            authorization: fetching::authorization(opening, &self.authorization_file)?,
            client: fetching::client(opening)?,
            others: Others::of(
                opening.commons.share("urls", || Ok::<_, OpenError>(All::default()))?,
                rows.clone(),
            ),
            rows,
            nudged: fetching::nudged(opening),
            quarantine: opening.quarantine.clone(),
            typed: self.urls.iter().filter_map(|text| address(text).ok()).collect(),
            list: is_said(&self.list).then(|| List::new(Arc::clone(files), self.list.clone())),
            tries: self.tries,
        }))
    }
}

/// It knows its pages, and asks for none yet.
struct Open {
    clerk: Clerk,
    authorization: Option<String>,
    client: Arc<Client>,
    rows: Rows,
    others: Others,
    nudged: Nudged,
    quarantine: Quarantine,
    typed: Vec<Url>,
    list: Option<List>,
    tries: u32,
}

impl Source for Open {
    fn run(self: Box<Self>, door: Door) -> Running {
        Box::pin(async move {
            let Open { clerk, authorization, client, rows, others, nudged, quarantine, typed, list, tries } =
                *self;
            let desk = Arc::new(Desk { clerk, door, client, quarantine, nudged, authorization });
            let pages = round::Named { rows, others: Arc::new(others), tries, typed };
            round::round(desk, pages, list).await;
        })
    }
}
