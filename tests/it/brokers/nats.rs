//! nats-server with JetStream.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use async_nats::ConnectOptions;
use async_nats::jetstream::{self, stream};

use super::rig::{Broker, Process, Received, free_port, wait_for};

pub(crate) const STREAM: &str = "NEWS";

pub(crate) struct Nats {
    process: Process,
    folder: tempfile::TempDir,
    pub(crate) port: u16,
    /// More lines of its configuration.
    pub(crate) settings: String,
    /// Who asks it here, where it wants to know.
    pub(crate) user: Option<(&'static str, &'static str)>,
}

impl Nats {
    /// Running, without a stream.
    pub(crate) fn new(settings: &str) -> Nats {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let mut nats =
            Nats { process: Process::none(), folder, port, settings: settings.to_owned(), user: None };
        nats.start();
        nats
    }

    /// Running, with a stream that takes everything under `news`.
    pub(crate) fn with_stream() -> Nats {
        let nats = Nats::new("");
        nats.make_stream(stream::Config::default());
        nats
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Makes the stream, but for its name and subjects as given.
    pub(crate) fn make_stream(&self, config: stream::Config) {
        wait_for(async {
            let config =
                stream::Config { name: STREAM.to_owned(), subjects: vec!["news.>".to_owned()], ..config };
            self.context().await.create_or_update_stream(config).await.unwrap();
        });
    }

    pub(crate) async fn context(&self) -> jetstream::Context {
        let mut options = ConnectOptions::new().connection_timeout(Duration::from_secs(5));
        if let Some((user, password)) = self.user {
            options = options.user_and_password(user.to_owned(), password.to_owned());
        }
        let url = format!("nats://127.0.0.1:{}", self.port);
        jetstream::new(options.connect(url).await.unwrap())
    }

    /// Every message with its subject and headers; none while it cannot say.
    pub(crate) fn messages(&self) -> Vec<stream_message::Message> {
        wait_for(async {
            let Ok(stream) = self.context().await.get_stream(STREAM).await else { return Vec::new() };
            let Ok(info) = stream.get_info().await else { return Vec::new() };
            let mut messages = Vec::new();
            for sequence in info.state.first_sequence..=info.state.last_sequence {
                messages.extend(stream.get_raw_message(sequence).await);
            }
            messages
        })
    }
}

/// The client's name for a message that is stored.
pub(crate) mod stream_message {
    pub(crate) use async_nats::jetstream::message::StreamMessage as Message;
}

impl Broker for Nats {
    fn keys(&self) -> String {
        format!(
            "type = \"nats\"\nurl = \"nats://127.0.0.1:{}\"\nsubject = \"news.all\"\nstream = \"{STREAM}\"\n",
            self.port
        )
    }

    fn start(&mut self) {
        let config = self.folder.path().join("nats.conf");
        let (port, store) = (self.port, self.store());
        let text = format!(
            "listen: \"127.0.0.1:{port}\"\njetstream {{ store_dir: \"{}\" }}\n{}\n",
            store.display(),
            self.settings
        );
        std::fs::write(&config, text).unwrap();
        self.process.start(Command::new("nats-server").arg("-c").arg(&config), port);
    }

    fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    fn received(&self) -> Vec<Received> {
        let id = |message: &stream_message::Message| {
            message.headers.get("Nats-Msg-Id").map_or_else(String::new, |id| id.as_str().to_owned())
        };
        let messages = self.messages();
        messages
            .into_iter()
            .map(|message| Received { id: id(&message), body: message.payload.to_vec() })
            .collect()
    }
}
