//! The log of a daemon: lines for standard error that nobody may be reading.
//!
//! Promises: whoever says something never waits for whoever reads it. Lines stand in a bounded buffer that a thread of
//! its own writes out; where it is full they are dropped, counted, and the count is said once there is a reader again.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tracing_subscriber::fmt::MakeWriter;

use crate::flow::held;

/// Most bytes of lines that wait.
const MOST_BYTES: usize = 1 << 20;
/// How long the end of the process waits for the last lines to be read.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Lines dropped since the start of the process.
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// How many lines of the log were dropped since the start, since nobody read them.
pub fn dropped_lines() -> u64 {
    DROPPED.load(Relaxed)
}

#[derive(Default)]
struct Waiting {
    lines: VecDeque<Vec<u8>>,
    bytes: usize,
    /// Dropped and not said yet.
    dropped: u64,
    /// Whether the thread is writing one.
    writing: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    news: Condvar,
    /// Woken whenever nothing waits any more.
    empty: Condvar,
}

impl Shared {
    fn put(&self, line: &[u8]) {
        let mut waiting = held(&self.waiting);
        if waiting.bytes + line.len() > MOST_BYTES {
            waiting.dropped += 1;
            DROPPED.fetch_add(1, Relaxed);
            return;
        }
        waiting.bytes += line.len();
        waiting.lines.push_back(line.to_vec());
        self.news.notify_one();
    }

    /// The next thing to write; waits for it.
    fn next(&self) -> Vec<u8> {
        let mut waiting = held(&self.waiting);
        waiting.writing = false;
        loop {
            if let Some(line) = waiting.lines.pop_front() {
                waiting.bytes -= line.len();
                waiting.writing = true;
                return line;
            }
            if waiting.dropped > 0 {
                let dropped = std::mem::take(&mut waiting.dropped);
                waiting.writing = true;
                return format!("[{dropped} lines of the log were dropped: nobody read it]\n").into_bytes();
            }
            self.empty.notify_all();
            waiting = wait(&self.news, waiting);
        }
    }
}

fn wait<'m>(condition: &Condvar, held: MutexGuard<'m, Waiting>) -> MutexGuard<'m, Waiting> {
    condition.wait(held).unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Where a log is written to without waiting. Clones write to the same place.
#[derive(Clone)]
pub struct Unhurried(Arc<Shared>);

impl std::fmt::Debug for Unhurried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unhurried")
    }
}

impl Unhurried {
    /// Writes to `out` on a thread of its own, which ends with the process.
    ///
    /// # Errors
    /// If the operating system gives no thread.
    pub fn to(mut out: impl Write + Send + 'static) -> io::Result<Unhurried> {
        let shared = Arc::new(Shared::default());
        let lines = Arc::clone(&shared);
        std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            loop {
                let line = lines.next();
                // There is nowhere to say that the log cannot be written.
                if out.write_all(&line).and_then(|()| out.flush()).is_err() {
                    DROPPED.fetch_add(1, Relaxed);
                }
            }
        })?;
        Ok(Unhurried(shared))
    }

    /// Waits a moment until everything is written. False if nobody reads it.
    pub fn finish(&self) -> bool {
        let end = Instant::now() + LAST_WORDS;
        let mut waiting = held(&self.0.waiting);
        while waiting.writing || !waiting.lines.is_empty() || waiting.dropped > 0 {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let woken = self.0.empty.wait_timeout(waiting, left);
            waiting = woken.unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
        true
    }
}

impl<'w> MakeWriter<'w> for Unhurried {
    type Writer = Line<'w>;

    fn make_writer(&'w self) -> Line<'w> {
        Line(&self.0)
    }
}

/// One event on its way into the buffer.
pub struct Line<'w>(&'w Shared);

impl std::fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Line")
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.put(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_stands_still_holds_nobody_up_and_hears_what_was_dropped() {
        let (mut reader, writer) = io::pipe().unwrap();
        let log = Unhurried::to(writer).unwrap();
        let line = [b"x".repeat(999), b"\n".to_vec()].concat();
        let before = dropped_lines();
        for _ in 0..3000 {
            log.make_writer().write_all(&line).unwrap();
        }
        assert!(dropped_lines() - before > 1000, "a pipe and a buffer hold about 1,100 of them");
        assert!(!log.finish());
        let reading = std::thread::spawn(move || {
            let mut text = Vec::new();
            let mut buffer = [0; 1 << 16];
            while !text.ends_with(b"nobody read it]\n") {
                let read = io::Read::read(&mut reader, &mut buffer).unwrap();
                text.extend_from_slice(&buffer[..read]);
            }
            String::from_utf8(text).unwrap()
        });
        let text = reading.join().unwrap();
        assert!(text.contains(" lines of the log were dropped"));
        assert!(log.finish());
    }
}
