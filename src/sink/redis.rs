//! Streams of Redis and Valkey: each record an entry.
//!
//! A batch is one pipeline; the entries before the first that failed are confirmed. A pipeline is no transaction: when the
//! connection breaks, some of it may have been done, and is sent again.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Pipeline, RedisResult};

use super::table::sink_table;
use super::{Contract, Doing, Kind, Message, Opening, Refusal, Sending, Sent, Sink, SinkError, Typed};
use crate::broker::redis::{Server, failure};
use crate::broker::{Tls, passing, settings};
use crate::config::units::Period;
use crate::model::FaultCode;

/// Remembers an id for a time and adds the entry, unless the id is remembered. KEYS: stream, id; ARGV: milliseconds, then
/// what follows the stream's name in XADD.
const ADD_ONCE: &str = "if redis.call('SET', KEYS[2], '', 'NX', 'PX', ARGV[1]) then \
                        return redis.call('XADD', KEYS[1], unpack(ARGV, 2)) else return false end";
/// Most bytes of a value where the server does not say.
const LARGEST: usize = 512 << 20;

sink_table! {
    /// A stream of Redis (6.2 and later) or Valkey (7.2 and later): each record an entry with the fields `id`, `kind` and
    /// the record itself.
    struct Redis {
        /// The server: "redis://" or "rediss://", a host, a port and the number of the database.
        url: String,
        /// The stream: a template. `{language}` stands for a field of the record; what it holds keeps its letters,
        /// digits, "-" and "_".
        stream: String,
        /// The field that holds the record.
        #[serde(default = "field")]
        field: String,
        /// About so many entries are kept (XADD MAXLEN ~); 0 keeps all.
        #[serde(default)]
        length: u64,
        /// How many replicas must have an entry before it counts as sent (WAIT).
        #[serde(default)]
        replicas: u32,
        /// How long the server remembers ids, so that what comes again is dropped; "0s" does not.
        #[serde(default = "duplicates")]
        duplicates: Period,
        /// The name of the user.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// The file that holds the password.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password_file: Option<PathBuf>,
        /// TLS; with `authorities` these are trusted in place of the system's.
        #[serde(default)]
        tls: Tls,
    }
}

fn field() -> String {
    "record".to_owned()
}

const fn duplicates() -> Period {
    Period::seconds(0)
}

pub(super) const KIND: Kind = Kind {
    name: "redis",
    contract: Contract {
        confirmed: "once the server has added it, and `replicas` have it; what a server that ends had not synced \
                    (`appendfsync`), or a failover had not replicated, is lost there",
        repeated: "what was sent in the second before a crash or a lost connection, under the same `id`; nothing within \
                   `duplicates`",
        order: "the journal's; what was sent again after a lost connection may stand behind what came after it",
    },
    schema: Redis::schema,
    read: Redis::read,
    open,
    target: |_| None,
    templates: |table| {
        Redis::of(table).map(|keys| vec![Typed::token("stream", keys.stream)]).unwrap_or_default()
    },
};

fn open(opening: Opening<'_>) -> Result<Box<dyn Sink>, SinkError> {
    let keys = Redis::of(opening.table)?;
    Ok(Box::new(ToStream { keys, folder: opening.folder.to_owned(), connection: None, largest: LARGEST }))
}

struct ToStream {
    keys: Redis,
    folder: PathBuf,
    connection: Option<MultiplexedConnection>,
    /// Most bytes of one value: one that is larger ends the connection, with all that is on its way.
    largest: usize,
}

impl Sink for ToStream {
    fn connect(&mut self) -> Doing<'_> {
        Box::pin(async move {
            let mut connection = self.server().connect().await?;
            let mut ask = redis::cmd("CONFIG");
            ask.arg("GET").arg("proto-max-bulk-len");
            // Where that may not be asked, the server has its default.
            let told: RedisResult<(String, usize)> = ask.query_async(&mut connection).await;
            self.largest = told.map_or(LARGEST, |(_, largest)| largest);
            redis::cmd("PING").query_async::<()>(&mut connection).await.map_err(|error| failure(&error))?;
            self.connection = Some(connection);
            Ok(())
        })
    }

    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        Box::pin(async move {
            let pipeline = self.pipeline(&batch);
            let Some(connection) = &mut self.connection else {
                return Sent::until(0, settings("connect", "it is not connected".to_owned()));
            };
            let answers = match pipeline.is_empty() {
                // All of it is too large.
                true => Ok(Vec::new()),
                false => pipeline.query_async::<Vec<RedisResult<Option<String>>>>(connection).await,
            };
            let answers = match answers {
                Ok(answers) => answers,
                Err(error) => return Sent::until(0, failure(&error)),
            };
            let sent = self.sent(&batch, answers);
            match self.keys.replicas {
                0 => sent,
                _ if sent.confirmed == 0 => sent,
                replicas => self.replicated(sent, replicas).await,
            }
        })
    }
}

impl ToStream {
    fn server(&self) -> Server<'_> {
        Server {
            url: &self.keys.url,
            user: self.keys.user.as_deref(),
            password_file: self.keys.password_file.as_deref(),
            tls: &self.keys.tls,
            folder: self.folder.clone(),
            timeout: self.timeout(),
        }
    }

    fn timeout(&self) -> Duration {
        self.keys.timeout.0.max(Duration::from_millis(1))
    }

    fn is_too_large(&self, message: &Message) -> bool {
        message.line.len() > self.largest
    }

    fn pipeline(&self, batch: &[Message]) -> Pipeline {
        let mut pipeline = redis::pipe();
        let remember = self.keys.duplicates.0.as_millis();
        for message in batch.iter().filter(|message| !self.is_too_large(message)) {
            let command = match remember {
                0 => pipeline.cmd("XADD").arg(message.place()),
                // Both keys lie in one slot of a cluster.
                milliseconds => pipeline
                    .cmd("EVAL")
                    .arg(ADD_ONCE)
                    .arg(2)
                    .arg(message.place())
                    .arg(format!("{{{}}}:id:{}", message.place(), message.id))
                    .arg(milliseconds.to_string()),
            };
            if self.keys.length > 0 {
                command.arg("MAXLEN").arg("~").arg(self.keys.length);
            }
            command.arg("*").arg("id").arg(&message.id).arg("kind").arg(message.header("wiredesk-kind"));
            command.arg(&self.keys.field).arg(&message.line[..]);
        }
        pipeline.ignore_errors();
        pipeline
    }

    /// What the answers to a pipeline mean.
    fn sent(&self, batch: &[Message], answers: Vec<RedisResult<Option<String>>>) -> Sent {
        let (mut sent, mut answers) = (Sent::default(), answers.into_iter());
        for (at, message) in batch.iter().enumerate() {
            if self.is_too_large(message) {
                let why = format!("{} bytes; the server takes {}", message.line.len(), self.largest);
                sent.refused.push(Refusal { at, code: FaultCode::SinkTooLarge, why });
            } else {
                match answers.next() {
                    Some(Ok(_)) => {}
                    Some(Err(error)) => {
                        sent.error = Some(failure(&error));
                        break;
                    }
                    None => {
                        sent.error = Some(passing("broken", "fewer answers than entries came".to_owned()));
                        break;
                    }
                }
            }
            sent.confirmed = at + 1;
        }
        sent
    }

    /// Waits until enough replicas have what was added.
    async fn replicated(&mut self, sent: Sent, replicas: u32) -> Sent {
        let Some(connection) = &mut self.connection else { return sent };
        let milliseconds = u64::try_from(self.keys.timeout.0.as_millis() / 2).unwrap_or(u64::MAX).max(1);
        let mut wait = redis::cmd("WAIT");
        wait.arg(replicas).arg(milliseconds);
        match wait.query_async::<u32>(connection).await {
            Ok(have) if have >= replicas => sent,
            Ok(have) => {
                let why = format!("{have} of {replicas} replicas have what was added");
                Sent::until(0, passing("limited", why))
            }
            Err(error) => Sent::until(0, failure(&error)),
        }
    }
}
