//! What an expression may take: steps, what it makes, time, stack.
//!
//! jaq asks nobody whether it may go on. But it looks up every term that it runs, and copies and makes values, through
//! types of ours (`value`), which count here. Where a limit is met the evaluation is unwound, past whatever the
//! expression would catch, without a word of the panic hook. Counting is by thread: outside of [`metered`] nothing is
//! counted.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Steps that one evaluation may take: each term run, each value made or copied. What is kept at each step is small,
/// so that this bounds memory too.
const STEPS: u64 = 4_000_000;
/// So many bytes made cost a step.
const BYTES_A_STEP: u64 = 32;
/// The clock is asked after so many steps, or after work over so many bytes.
const LOOK_EVERY: u64 = 4096;
/// Work over so many bytes brings the next look at the clock as near as a step does.
const BYTES_A_LOOK: u64 = 4096;
/// Stack that an evaluation may take on any thread, and on one of [`with_stack`]: a fraction of what there is, since
/// the deepest calls are not counted.
const STACK: usize = 384 << 10;
const DEEP_STACK: usize = 20 << 20;
/// Stack of the threads of [`with_stack`]; only what is used takes memory.
const THREAD_STACK: usize = 32 << 20;

/// Time since some fixed moment.
pub type Now = Arc<dyn Fn() -> Duration + Send + Sync>;

/// What one record may take in each expression.
#[derive(Clone)]
pub struct Limits {
    /// Results of a shape.
    pub results: usize,
    /// How long it may take.
    pub time: Duration,
    /// What time it is.
    pub now: Now,
}

/// Why an evaluation was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stopped {
    Steps,
    Time(Duration),
    Stack,
    /// A value of so many bytes at most.
    Size(usize),
    /// A value nested so deep at most.
    Depth(usize),
}

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Stopped::Steps => write!(f, "it took more than {STEPS} steps for one record"),
            Stopped::Time(time) => write!(f, "it took longer than {} s for one record", time.as_secs_f64()),
            Stopped::Stack => f.write_str("it is nested too deep to be evaluated"),
            Stopped::Size(most) => write!(f, "it made a value of over {most} bytes"),
            Stopped::Depth(most) => write!(f, "it made a value nested deeper than {most} levels"),
        }
    }
}

struct Meter {
    /// Steps left.
    steps: Cell<u64>,
    /// Steps until the next look at the clock.
    look: Cell<u64>,
    /// Lowest address that the stack may reach.
    floor: Cell<usize>,
    /// When it must be over, how long that was, and how the time is asked for.
    until: RefCell<Option<(Duration, Duration, Now)>>,
    /// How much stack there is for an evaluation.
    stack: Cell<usize>,
}

thread_local! {
    static METER: Meter = const {
        Meter {
            steps: Cell::new(u64::MAX),
            look: Cell::new(u64::MAX),
            floor: Cell::new(0),
            until: RefCell::new(None),
            stack: Cell::new(STACK),
        }
    };
}

/// Does something on a thread with much stack, so that deeply nested expressions are evaluated and not refused; on this
/// one where no thread can be had.
pub fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    // Handed over in a cell: a thread that cannot be had takes nothing with it.
    let handed = Mutex::new(Some(work));
    let take = || handed.lock().unwrap_or_else(PoisonError::into_inner).take();
    let done = thread::scope(|scope| {
        let deep = || {
            METER.with(|meter| meter.stack.set(DEEP_STACK));
            take().map(|work| work())
        };
        let builder = thread::Builder::new().name("jq".to_owned()).stack_size(THREAD_STACK);
        let thread = builder.spawn_scoped(scope, deep).ok()?;
        thread.join().unwrap_or_else(|panicked| resume_unwind(panicked))
    });
    match done {
        Some(done) => done,
        None => match take() {
            Some(work) => work(),
            None => resume_unwind(Box::new("what was to be done is gone")),
        },
    }
}

/// Does something within limits. What it was unwound with otherwise is no limit: a defect.
pub(super) fn metered<T>(limits: &Limits, work: impl FnOnce() -> T) -> Result<T, String> {
    METER.with(|meter| {
        let until = (limits.now)().saturating_add(limits.time);
        meter.steps.set(STEPS);
        meter.look.set(LOOK_EVERY);
        meter.floor.set(here().saturating_sub(meter.stack.get()));
        *meter.until.borrow_mut() = Some((until, limits.time, Arc::clone(&limits.now)));
    });
    let done = catch_unwind(AssertUnwindSafe(work));
    unmetered();
    done.map_err(|unwound| why(&*unwound))
}

fn why(unwound: &(dyn Any + Send)) -> String {
    if let Some(stopped) = unwound.downcast_ref::<Stopped>() {
        return stopped.to_string();
    }
    let message = unwound.downcast_ref::<&str>().copied();
    let message = message.or_else(|| unwound.downcast_ref::<String>().map(String::as_str));
    format!("jaq has a defect, please report it: {}", message.unwrap_or("it panicked"))
}

fn unmetered() {
    METER.with(|meter| {
        meter.steps.set(u64::MAX);
        meter.look.set(u64::MAX);
        meter.floor.set(0);
        *meter.until.borrow_mut() = None;
    });
}

/// Unwinds what is evaluated.
pub(super) fn stop(stopped: Stopped) {
    // What is dropped while it is unwound counts for nothing.
    unmetered();
    if !thread::panicking() {
        resume_unwind(Box::new(stopped));
    }
}

/// About where the stack is.
#[inline(never)]
fn here() -> usize {
    let local = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&local)).addr()
}

/// A term is run.
pub(super) fn term() {
    let is_deep = METER.with(|meter| here() < meter.floor.get());
    if is_deep {
        stop(Stopped::Stack);
    }
    step();
}

/// A value is made or copied, or compared.
#[inline]
pub(super) fn step() {
    spend(1, 1);
}

/// So many bytes are made.
pub(super) fn made(bytes: usize) {
    let bytes = bytes as u64;
    spend(1 + bytes / BYTES_A_STEP, 1 + bytes / BYTES_A_LOOK);
}

/// So many bytes are gone through, and nothing is kept of that.
pub(super) fn worked(bytes: usize) {
    spend(1, 1 + bytes as u64 / BYTES_A_LOOK);
}

#[inline]
fn spend(steps: u64, nearer: u64) {
    METER.with(|meter| {
        let left = meter.steps.get().checked_sub(steps);
        meter.steps.set(left.unwrap_or(u64::MAX));
        if left.is_none() {
            stop(Stopped::Steps);
        }
        match meter.look.get().checked_sub(nearer) {
            Some(look) => meter.look.set(look),
            None => look(meter),
        }
    });
}

#[cold]
fn look(meter: &Meter) {
    meter.look.set(LOOK_EVERY);
    let late = match &*meter.until.borrow() {
        Some((until, time, now)) => (now() > *until).then_some(*time),
        None => None,
    };
    if let Some(time) = late {
        stop(Stopped::Time(time));
    }
}
