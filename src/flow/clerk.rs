//! One thread for work that blocks and belongs together, as one task after the other asks for it.
//!
//! What each thread of a large pool has once held stays with it for a while: work that goes round over hundreds of them
//! holds their memory hundreds of times. A clerk does it at one place.

use std::future::Future;
use std::io;
use std::sync::mpsc::{Sender, channel};

use tokio::sync::oneshot;

use super::guard;

type Work = Box<dyn FnOnce() + Send>;

/// A thread that does one piece of work after the other; it ends once the value is dropped and all is done.
#[derive(Debug)]
pub struct Clerk(Sender<Work>);

/// The work was not done to its end: it met a defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone;

impl Clerk {
    /// Starts a thread of this name.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn start(name: &str) -> io::Result<Clerk> {
        let (sender, work) = channel::<Work>();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work.iter().for_each(|work| work()))?;
        Ok(Clerk(sender))
    }

    /// Has something done, behind what was asked for before. It is done whether or not somebody waits for it.
    ///
    /// # Errors
    /// [`Undone`].
    pub fn does<T, W>(&self, work: W) -> impl Future<Output = Result<T, Undone>> + Send + use<T, W>
    where
        T: Send + 'static,
        W: FnOnce() -> T + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let work = move || {
            match guard(work) {
                // Whoever asked may be gone.
                Ok(done) => drop(tell.send(done)),
                Err(message) => tracing::error!(message, "a piece of work ended in a defect"),
            }
        };
        // The thread outlives this value.
        self.0.send(Box::new(work)).ok();
        async move { told.await.map_err(|_| Undone) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_in_order_by_one_thread_and_a_defect_costs_itself_alone() {
        let clerk = Clerk::start("clerk").unwrap();
        let first = clerk.does(|| std::thread::current().id());
        let broken = clerk.does(|| -> u8 { panic!("a defect") });
        let last = clerk.does(|| std::thread::current().id());
        assert_eq!(broken.await, Err(Undone));
        assert_eq!(first.await, last.await);
        let (tell, told) = std::sync::mpsc::channel();
        drop(clerk.does(move || tell.send(()).unwrap()));
        drop(clerk);
        told.recv().unwrap();
    }
}
