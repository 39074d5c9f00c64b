//! The locks of [`budget`](super::budget) and [`hall`](super::hall), named in one place: `tests/turnstile.rs` puts a model
//! checker's in theirs and takes both files through every order of events that it can think of.

pub(super) use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
