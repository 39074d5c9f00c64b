//! Who does work that blocks, for tasks that wait for it: threads of the runtime, one thread for what belongs together, or
//! whoever is given in their place.
//!
//! What each thread of a large pool has once held stays with it for a while: work that goes round over hundreds of them
//! holds their memory hundreds of times. A clerk with a thread of its own does it at one place.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::channel;

use tokio::sync::oneshot;

use super::guard;

/// A piece of work.
pub type Work = Box<dyn FnOnce() + Send>;

/// Who does work that blocks. Clones are the same clerk.
#[derive(Clone)]
pub struct Clerk {
    takes: Arc<dyn Fn(Work) + Send + Sync>,
    /// Whether it is as many threads as the runtime has.
    is_many: bool,
}

impl Default for Clerk {
    /// The threads that the runtime of the task has for what blocks.
    fn default() -> Clerk {
        Clerk { takes: Arc::new(|work| drop(tokio::task::spawn_blocking(work))), is_many: true }
    }
}

impl std::fmt::Debug for Clerk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clerk").finish_non_exhaustive()
    }
}

/// The work was not done to its end: it met a defect, or the runtime ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undone;

impl Clerk {
    /// Starts a thread of this name, which does one piece of work after the other; it ends once the value is dropped and
    /// all is done.
    ///
    /// # Errors
    /// If the operating system gives none.
    pub fn start(name: &str) -> io::Result<Clerk> {
        let (sender, work) = channel::<Work>();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work.iter().for_each(|work| work()))?;
        // The thread outlives the value.
        Ok(Clerk::of(move |work| sender.send(work).unwrap_or_default()))
    }

    /// One who takes work as `takes` says: at once, or when its time comes. It may be done in any order.
    pub fn of(takes: impl Fn(Work) + Send + Sync + 'static) -> Clerk {
        Clerk { takes: Arc::new(takes), is_many: false }
    }

    /// One for work that belongs together: a thread of this name in place of many.
    ///
    /// # Errors
    /// As [`Clerk::start`].
    pub fn apart(&self, name: &str) -> io::Result<Clerk> {
        if self.is_many { Clerk::start(name) } else { Ok(self.clone()) }
    }

    /// Has something done. It is done whether or not somebody waits for it; by one thread behind what was asked for before.
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
        (self.takes)(Box::new(work));
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

    #[tokio::test]
    async fn what_belongs_together_leaves_the_many_threads_and_nobody_else() {
        let alone = Clerk::default().apart("alone").unwrap();
        let thread = || std::thread::current().id();
        assert_eq!(alone.does(thread).await, alone.does(thread).await);
        assert_eq!(Clerk::default().does(|| 7).await, Ok(7));
        assert_eq!(Clerk::default().does(|| -> u8 { panic!("a defect") }).await, Err(Undone));
        let here = Clerk::of(|work| work()).apart("here").unwrap();
        assert_eq!(here.does(thread).await, Ok(thread()));
    }
}
