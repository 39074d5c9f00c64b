//! NATS JetStream: each record a message of a stream.
//!
//! A batch is published with a window of confirmations that are waited for in order. Every message has its id as
//! `Nats-Msg-Id`: within its window the stream drops what comes again.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::Context;
use async_nats::jetstream::context::{PublishAckFuture, PublishError};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{self, DiscardPolicy, RetentionPolicy, StorageType};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::table::sink_table;
use super::{Contract, Doing, Kind, Message, Opening, Refusal, Sending, Sent, Sink, SinkError, Typed};
use crate::broker::nats::{Connection, NotConfirmed, Server, not_confirmed};
use crate::broker::{Addresses, Tls, settings};
use crate::config::units::{Period, Size};

sink_table! {
    /// NATS JetStream (nats-server 2.9 and later): each record a message of the stream that takes its subject.
    struct Nats {
        /// The servers: "nats://" or "tls://", a host and a port; one, or several of one cluster.
        url: Addresses,
        /// The subject of each message: a template. `{language}` stands for a field of the record; what it holds keeps
        /// its letters, digits, "-" and "_".
        subject: String,
        /// The stream that must take it: anything else is refused by the server.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stream: Option<String>,
        /// Makes `stream` where there is none, for every subject that `subject` can give.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        create: Option<Create>,
        /// The name of the user.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// The file that holds the password.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password_file: Option<PathBuf>,
        /// The file that holds a token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token_file: Option<PathBuf>,
        /// The file of credentials: a JWT and an nkey seed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        creds_file: Option<PathBuf>,
        /// The file that holds an nkey seed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nkey_file: Option<PathBuf>,
        /// TLS beside what the system trusts.
        #[serde(default)]
        tls: Tls,
        /// Most messages that are not confirmed yet.
        #[serde(default = "in_flight")]
        #[schemars(range(min = 1, max = 100_000))]
        in_flight: usize,
    }
}

/// A stream that is made where there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Create {
    /// "file" or "memory".
    storage: Storage,
    /// How many servers keep it.
    #[schemars(range(min = 1, max = 5))]
    replicas: usize,
    /// What is kept: "limits" (all, up to the limits), "interest" (until every consumer has it), "workqueue" (until one
    /// has).
    retention: Retention,
    /// What becomes of a message where the limits are reached: "new" (it is refused, and sent again until there is room)
    /// or "old" (the oldest one is dropped).
    discard: Discard,
    /// How long messages are kept; "0s" for ever.
    age: Period,
    /// How much is kept; "0B" is no limit.
    size: Size,
    /// How long ids are remembered, so that what comes again is dropped.
    duplicates: Period,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Storage {
    File,
    Memory,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Retention {
    Limits,
    Interest,
    Workqueue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Discard {
    New,
    Old,
}

impl Default for Create {
    fn default() -> Self {
        Create {
            storage: Storage::File,
            replicas: 1,
            retention: Retention::Limits,
            discard: Discard::New,
            age: Period::seconds(0),
            size: Size(0),
            duplicates: Period::seconds(600),
        }
    }
}

const fn in_flight() -> usize {
    512
}

pub(super) const KIND: Kind = Kind {
    name: "nats",
    contract: Contract {
        confirmed: "once the stream has stored it; JetStream says so before it syncs, unless `sync_interval` of the server is \
                    \"always\" or the stream has three replicas",
        repeated: "nothing in the stream, unless an outage between a message and its confirmation outlasts the stream's \
                   `duplicates`",
        order: "the journal's; what was sent again after a lost connection may stand behind what came after it",
    },
    schema: Nats::schema,
    read: Nats::read,
    open,
    target: |_| None,
    templates: |table| {
        Nats::of(table).map(|keys| vec![Typed::token("subject", keys.subject)]).unwrap_or_default()
    },
};

fn open(opening: Opening<'_>) -> Result<Box<dyn Sink>, SinkError> {
    let keys = Nats::of(opening.table)?;
    if keys.create.is_some() && keys.stream.is_none() {
        let why = "`create` makes the stream that `stream` names: give `stream`".to_owned();
        return Err(settings("no-stream", why));
    }
    Ok(Box::new(ToStream { keys, folder: opening.folder.to_owned(), connection: None }))
}

struct ToStream {
    keys: Nats,
    folder: PathBuf,
    connection: Option<Connection>,
}

impl Sink for ToStream {
    fn connect(&mut self) -> Doing<'_> {
        Box::pin(async move {
            let connection = self.server().connect().await?;
            if let (Some(create), Some(name)) = (&self.keys.create, &self.keys.stream) {
                let config = create.config(name, &self.keys.subject);
                let made = connection.context.get_or_create_stream(config).await;
                made.map_err(|error| {
                    settings("no-stream", format!("cannot make the stream {name}: {error}"))
                })?;
            }
            self.connection = Some(connection);
            Ok(())
        })
    }

    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        Box::pin(async move {
            let Some(connection) = &mut self.connection else {
                return Sent::until(0, settings("connect", "it is not connected".to_owned()));
            };
            let context = connection.context.clone();
            let mut window = Window::default();
            let lost = tokio::select! {
                () = window.send(&context, &batch, &self.keys) => None,
                lost = connection.lost() => Some(lost),
            };
            // What the server said of a message comes before what ended the connection.
            let error = window.error.take().or(lost);
            Sent { confirmed: window.confirmed, refused: window.refused, error, ..Sent::default() }
        })
    }
}

impl ToStream {
    fn server(&self) -> Server<'_> {
        let keys = &self.keys;
        Server {
            url: &keys.url,
            user: keys.user.as_deref(),
            password_file: keys.password_file.as_deref(),
            token_file: keys.token_file.as_deref(),
            creds_file: keys.creds_file.as_deref(),
            nkey_file: keys.nkey_file.as_deref(),
            tls: &keys.tls,
            folder: self.folder.clone(),
            timeout: keys.timeout.0.max(Duration::from_millis(1)),
            in_flight: keys.in_flight,
        }
    }
}

/// What of a batch is confirmed, in order, and what is on its way.
#[derive(Default)]
struct Window {
    confirmed: usize,
    refused: Vec<Refusal>,
    error: Option<SinkError>,
    on_the_way: VecDeque<PublishAckFuture>,
}

impl Window {
    /// Sends a batch up to its end or the first error that is not one message's own.
    async fn send(&mut self, context: &Context, batch: &[Message], keys: &Nats) {
        for message in batch {
            if self.on_the_way.len() >= keys.in_flight {
                self.next(batch).await;
            }
            if self.error.is_some() {
                return;
            }
            let publish = put(message, keys.stream.as_deref());
            match context.send_publish(message.place().to_owned(), publish).await {
                Ok(confirmation) => self.on_the_way.push_back(confirmation),
                Err(error) => {
                    // Those before it come first.
                    while self.error.is_none() && !self.on_the_way.is_empty() {
                        self.next(batch).await;
                    }
                    if self.error.is_none() {
                        self.came(Err(error), batch);
                    }
                }
            }
        }
        while self.error.is_none() && !self.on_the_way.is_empty() {
            self.next(batch).await;
        }
    }

    /// Waits for the next confirmation.
    async fn next(&mut self, batch: &[Message]) {
        if let Some(confirmation) = self.on_the_way.pop_front() {
            self.came(confirmation.await.map(|_| ()), batch);
        }
    }

    fn came(&mut self, came: Result<(), PublishError>, batch: &[Message]) {
        let Err(error) = came else {
            self.confirmed += 1;
            return;
        };
        let subject = batch.get(self.confirmed).map_or("", Message::place);
        match not_confirmed(&error, subject) {
            NotConfirmed::Failed(error) => self.error = Some(error),
            NotConfirmed::Refused(code, why) => {
                self.refused.push(Refusal { at: self.confirmed, code, why });
                self.confirmed += 1;
            }
        }
    }
}

fn put(message: &Message, stream: Option<&str>) -> PublishMessage {
    let mut headers = HeaderMap::new();
    for (name, value) in &message.headers {
        headers.insert(name.as_str(), value.as_str());
    }
    let publish =
        PublishMessage::build().payload(message.line.clone()).headers(headers).message_id(&message.id);
    match stream {
        Some(stream) => publish.expected_stream(stream),
        None => publish,
    }
}

impl Create {
    fn config(&self, name: &str, subject: &str) -> stream::Config {
        stream::Config {
            name: name.to_owned(),
            subjects: vec![every(subject)],
            storage: match self.storage {
                Storage::File => StorageType::File,
                Storage::Memory => StorageType::Memory,
            },
            num_replicas: self.replicas,
            retention: match self.retention {
                Retention::Limits => RetentionPolicy::Limits,
                Retention::Interest => RetentionPolicy::Interest,
                Retention::Workqueue => RetentionPolicy::WorkQueue,
            },
            discard: match self.discard {
                Discard::New => DiscardPolicy::New,
                Discard::Old => DiscardPolicy::Old,
            },
            max_age: self.age.0,
            max_bytes: match self.size.0 {
                0 => -1,
                size => i64::try_from(size).unwrap_or(i64::MAX),
            },
            duplicate_window: match self.age.0 {
                age if age.is_zero() => self.duplicates.0,
                age => self.duplicates.0.min(age),
            },
            ..stream::Config::default()
        }
    }
}

/// Every subject that a template can give: `*` for each token that holds a field.
fn every(template: &str) -> String {
    let tokens = template.split('.').scan(0_usize, |open, token| {
        // A dot within braces parts no tokens.
        let begins = *open == 0;
        *open += token.matches('{').count();
        let holds = *open > 0;
        *open = open.saturating_sub(token.matches('}').count());
        Some((begins, holds, token))
    });
    let mut subject: Vec<&str> = Vec::new();
    for (begins, holds, token) in tokens {
        match (begins, holds) {
            (true, true) => subject.push("*"),
            (true, false) => subject.push(token),
            // The rest of a field: its token is a star already.
            (false, _) => {}
        }
    }
    subject.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_made_for_every_subject_that_a_template_can_give() {
        for (template, subject) in [
            ("news", "news"),
            ("news.{language}", "news.*"),
            ("news.{language}.{cluster.relation}", "news.*.*"),
            ("a-{cluster.id}-b.x", "*.x"),
            ("{publisher.domain|source.name}.copy.{published:%Y-%m}", "*.copy.*"),
        ] {
            assert_eq!(every(template), subject, "{template}");
        }
    }
}
