//! Copy that others send: one document, a bundle or lines of JSON in the body of a POST.
//!
//! Promises: what is answered with 200 is synced, or kept in quarantine with its reason, and named in the answer; whoever
//! sends the same bytes, or the same `Idempotency-Key`, again gets no second record, also after a crash; a sender that
//! gets no answer, or 429 or 503, loses nothing by sending again; nobody can make the desk hold more than a few bodies.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::config::{Period, Size, inline_schema};

use super::{
    Contract, Door, Hold, Kind, OpenError, Opening, Resource, Running, Source, Table, Wrong, is_same,
};

mod answer;
mod answers;
mod listener;
mod tokens;
mod waiting;

use listener::Listener;
use tokens::Tokens;
use waiting::Desk;

/// What is sent to an address of ours.
pub(crate) const KIND: Kind = Kind {
    name: "push",
    contract: Contract {
        acknowledged: "answered once all of it is synced",
        redelivered: "what was not answered is sent again by its sender; it gives no second record",
        order: "as it comes; what one sender sends without waiting for the answer may overtake itself",
    },
    schema: inline_schema::<Push>,
    read: |keys| Ok(Arc::new(Push::deserialize(keys)?)),
};

/// An address to which copy is sent: POST, one document, bundle or JSON Lines a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// Address and port to listen on. Two sources may share it, with another `path` each.
    #[serde(default = "listen")]
    pub listen: String,
    /// The path to which copy is sent.
    #[serde(default = "path")]
    pub path: String,
    /// A file with one token a line, any of which must be sent as `Authorization: Bearer TOKEN`. It is read again when it
    /// changes. Must be said unless `listen` is a loopback address.
    #[serde(default)]
    pub token_file: PathBuf,
    /// Largest body of a request.
    #[serde(default = "body")]
    pub body: Size,
    /// Most requests whose documents are not durable yet; who comes then is answered 429.
    #[serde(default = "waiting")]
    pub waiting: usize,
    /// How long a request waits for that; then it is answered 503, and what it brought is written all the same.
    #[serde(default = "patience")]
    pub patience: Period,
    /// How long an `Idempotency-Key` is remembered with its answer.
    #[serde(default = "remember")]
    pub remember: Period,
    /// How often something comes at least: when nothing has come for this long, a warning is logged and a metric is
    /// set, until something comes again. "0s" expects nothing.
    #[serde(default = "expect")]
    pub expect: Period,
}

fn listen() -> String {
    "127.0.0.1:9621".to_owned()
}

fn path() -> String {
    "/".to_owned()
}

const fn body() -> Size {
    Size::mebibytes(16)
}

const fn waiting() -> usize {
    64
}

const fn patience() -> Period {
    Period::seconds(30)
}

const fn remember() -> Period {
    Period::hours(24)
}

const fn expect() -> Period {
    Period::seconds(0)
}

impl Push {
    fn address(&self) -> Option<SocketAddr> {
        self.listen.parse().ok()
    }

    fn asks_for_token(&self) -> bool {
        !self.token_file.as_os_str().is_empty()
    }
}

impl Table for Push {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn expect(&self) -> Duration {
        self.expect.0
    }

    fn check(&self, wrong: &mut dyn Wrong) {
        wrong.period("patience", self.patience);
        wrong.period("remember", self.remember);
        match self.address() {
            None => wrong.say(
                "listen",
                format!("expected an address and a port, found {:?}", self.listen),
                "write \"127.0.0.1:9621\", or \"[::]:9621\" for every address of this machine",
            ),
            Some(address) if !address.ip().is_loopback() && !self.asks_for_token() => wrong.say(
                "listen",
                format!("{address} can be reached by others, and no token is asked for"),
                "set `token_file`, a file with one token a line",
            ),
            Some(_) => {}
        }
        if !self.path.starts_with('/') || self.path.contains(['?', '#']) {
            let message = format!("expected a path that begins with `/`, found {:?}", self.path);
            wrong.say("path", message, "write \"/\" or \"/copy\", without what follows a `?`");
        }
        if self.waiting == 0 {
            wrong.say("waiting", "expected at least 1, found 0".to_owned(), "the default is 64");
        }
        if self.body.0 == 0 {
            wrong.say("body", "expected a size of more than nothing".to_owned(), "the default is \"16MiB\"");
        }
    }

    fn at(&self, folder: &Path) -> Arc<dyn Table> {
        let token_file = if self.asks_for_token() { folder.join(&self.token_file) } else { PathBuf::new() };
        Arc::new(Push { token_file, ..self.clone() })
    }

    fn holds(&self) -> Vec<Hold> {
        let port = |address| Resource::Port(address, Some(self.path.clone()));
        self.address().map(|address| Hold { key: "listen", resource: port(address) }).into_iter().collect()
    }

    fn says(&self) -> String {
        let who = if self.asks_for_token() { "who has a token" } else { "whoever can reach it" };
        format!("POST http://{}{} from {who}", self.listen, self.path)
    }

    fn is(&self, other: &dyn Table) -> bool {
        is_same(self, other)
    }

    fn open(&self, opening: &Opening) -> Result<Box<dyn Source>, OpenError> {
        let failed = |error: String| OpenError::Failed(error);
        let address = self.address().ok_or_else(|| failed(format!("{:?} is no address", self.listen)))?;
        let tokens = match self.asks_for_token() {
            false => None,
            true => Some(
                Tokens::open(Arc::clone(&opening.files), &self.token_file)
                    .map_err(|error| failed(format!("token_file {}: {error}", self.token_file.display())))?,
            ),
        };
        let listener =
            opening.commons.share(&address.to_string(), || Listener::bind(address)).map_err(|error| {
                let message = format!("cannot listen on {address}: {error}");
                if error.kind() == std::io::ErrorKind::AddrInUse {
                    OpenError::Busy(message)
                } else {
                    failed(message)
                }
            })?;
        Ok(Box::new(Open { table: self.clone(), tokens, listener, quarantine: opening.quarantine.clone() }))
    }
}

/// It listens, and answers nobody yet.
struct Open {
    table: Push,
    tokens: Option<Tokens>,
    listener: Arc<Listener>,
    quarantine: crate::quarantine::Quarantine,
}

impl Source for Open {
    fn run(self: Box<Self>, door: Door) -> Running {
        Box::pin(async move {
            let Open { table, tokens, listener, quarantine } = *self;
            let path = table.path.clone();
            let desk = Desk::new(table, tokens, door.clone(), quarantine);
            let place = listener.serve(&path, Arc::clone(&desk));
            door.stopped().await;
            // Whoever comes from now on is told to come again; whoever waits is answered.
            desk.close().await;
            drop(place);
        })
    }
}
