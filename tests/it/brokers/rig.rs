//! Real brokers for tests: each on a port and in a folder of its own, killed, frozen and emptied at will.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// What a broker has of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    /// The id that went with it.
    pub(crate) id: String,
    pub(crate) body: Vec<u8>,
}

/// A broker of any kind.
pub(crate) trait Broker {
    /// Type and address of a sink that sends to it, as lines of a table.
    fn keys(&self) -> String;

    /// Starts it, with what it had stored, and waits until it answers.
    fn start(&mut self);

    /// Its process.
    fn process(&mut self) -> &mut Process;

    /// What it has, in its order.
    fn received(&self) -> Vec<Received>;
}

/// The process of a broker; killed with the value.
pub(crate) struct Process(Option<Child>);

impl Process {
    /// None runs yet.
    pub(crate) fn none() -> Process {
        Process(None)
    }

    /// Starts a program and waits until it listens.
    pub(crate) fn start(&mut self, command: &mut Command, port: u16) {
        self.kill();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let program = command.get_program().to_owned();
        let child = command.spawn().unwrap_or_else(|error| {
            panic!("cannot start {}: {error}; `cargo xtask test` installs it", program.display())
        });
        self.0 = Some(child);
        until_it_listens(port);
    }

    /// Ends it at once.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.0.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(self.0.as_ref().unwrap()), signal).unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn until_it_listens(port: u16) {
    let end = Instant::now() + Duration::from_secs(30);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < end, "nothing listens on port {port}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Empties the folder in which a broker keeps its data.
pub(crate) fn empty(folder: &Path) {
    std::fs::remove_dir_all(folder).ok();
    std::fs::create_dir_all(folder).unwrap();
}

/// Does something that waits.
pub(crate) fn wait_for<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
