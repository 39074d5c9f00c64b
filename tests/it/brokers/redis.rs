//! redis-server.

use std::path::PathBuf;
use std::process::Command;

use redis::Client;
use redis::streams::StreamRangeReply;

use super::rig::{Broker, Process, Received, free_port};

pub(crate) const STREAM: &str = "news";

pub(crate) struct Redis {
    process: Process,
    folder: tempfile::TempDir,
    pub(crate) port: u16,
    /// More lines of its configuration.
    pub(crate) settings: String,
    /// The password that it wants.
    pub(crate) password: Option<&'static str>,
}

impl Redis {
    /// Running, and keeping what it has on disk.
    pub(crate) fn new(settings: &str) -> Redis {
        Redis::with_password(settings, None)
    }

    pub(crate) fn with_password(settings: &str, password: Option<&'static str>) -> Redis {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        std::fs::create_dir(folder.path().join("store")).unwrap();
        let mut redis =
            Redis { process: Process::none(), folder, port, settings: settings.to_owned(), password };
        redis.start();
        redis
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    pub(crate) fn connection(&self) -> redis::RedisResult<redis::Connection> {
        let password = self.password.map_or_else(String::new, |password| format!(":{password}@"));
        Client::open(format!("redis://{password}127.0.0.1:{}/", self.port)).unwrap().get_connection()
    }

    pub(crate) fn ask(&self, words: &[&str]) {
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        command.exec(&mut self.connection().unwrap()).unwrap();
    }

    /// Every entry with its fields; none while it cannot say.
    pub(crate) fn entries(&self) -> Vec<redis::streams::StreamId> {
        let Ok(mut connection) = self.connection() else { return Vec::new() };
        let mut range = redis::cmd("XRANGE");
        range.arg(STREAM).arg("-").arg("+");
        range.query::<StreamRangeReply>(&mut connection).map(|reply| reply.ids).unwrap_or_default()
    }
}

impl Broker for Redis {
    fn keys(&self) -> String {
        format!("type = \"redis\"\nurl = \"redis://127.0.0.1:{}/0\"\nstream = \"{STREAM}\"\n", self.port)
    }

    fn start(&mut self) {
        let config = self.folder.path().join("redis.conf");
        let (port, store) = (self.port, self.store());
        let text = format!(
            "bind 127.0.0.1\nport {port}\ndir {}\nappendonly yes\nsave \"\"\n{}\n",
            store.display(),
            self.settings
        );
        std::fs::write(&config, text).unwrap();
        self.process.start(Command::new("redis-server").arg(&config), port);
    }

    fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    fn received(&self) -> Vec<Received> {
        let entries = self.entries().into_iter();
        entries
            .map(|entry| Received { id: entry.get("id").unwrap(), body: entry.get("record").unwrap() })
            .collect()
    }
}
