//! Worker threads of a stage, and the guard that keeps one bad item from ending them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::Notify;

/// Runs `work`; a panic in it becomes its message.
///
/// # Errors
/// The message of the panic.
pub fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
        text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
    })
}

/// Named threads, and who of them still runs.
#[derive(Debug, Default, Clone)]
pub struct Pool(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    running: Mutex<Vec<String>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    ended: Notify,
}

struct OnEnd {
    pool: Pool,
    name: String,
}

impl Drop for OnEnd {
    fn drop(&mut self) {
        let mut running = self.pool.0.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = running.iter().position(|name| *name == self.name) {
            running.swap_remove(at);
        }
        drop(running);
        self.pool.0.ended.notify_waiters();
    }
}

impl Pool {
    /// Starts a thread that ends when `work` returns.
    ///
    /// # Errors
    /// If the operating system gives no thread.
    pub fn spawn(&self, name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        let on_end = OnEnd { pool: self.clone(), name: name.to_owned() };
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner).push(name.to_owned());
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _on_end = on_end;
            work();
        })?;
        self.0.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }

    /// Who still runs, sorted.
    pub fn running(&self) -> Vec<String> {
        let mut names = self.0.running.lock().unwrap_or_else(PoisonError::into_inner).clone();
        names.sort();
        names
    }

    /// Returns when any thread has ended.
    pub async fn first_end(&self) {
        loop {
            let ended = self.0.ended.notified();
            let started = self.0.threads.lock().unwrap_or_else(PoisonError::into_inner).len();
            if self.running().len() < started {
                return;
            }
            ended.await;
        }
    }

    /// Returns when all threads have ended.
    pub async fn ended(&self) {
        loop {
            let ended = self.0.ended.notified();
            if self.running().is_empty() {
                return;
            }
            ended.await;
        }
    }

    /// Whether any thread ended by a panic; call it after [`Pool::ended`].
    pub fn join(&self) -> bool {
        let threads = std::mem::take(&mut *self.0.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let results: Vec<_> = threads.into_iter().map(JoinHandle::join).collect();
        results.iter().any(Result::is_err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(guard(|| 7), Ok(7));
        assert_eq!(guard(|| -> u8 { panic!("page {}", 3) }), Err("page 3".to_owned()));
    }

    #[test]
    fn who_still_runs_is_named() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let pool = Pool::default();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        pool.spawn("slow", move || wait.recv().unwrap()).unwrap();
        assert_eq!(pool.running(), ["slow"]);
        go.send(()).unwrap();
        runtime.block_on(pool.ended());
        assert!(pool.running().is_empty());
        assert!(!pool.join());
    }
}
