//! What is listed by others and asked for time and again: feeds, whose answers list entries.
//!
//! A source of this kind says what it asks for and how an answer is read; when something is asked, what of an answer is
//! new, how it is delivered and what is remembered is here.

mod again;
mod claims;
mod desk;
mod due;
mod last;
pub(super) mod lists;
pub(super) mod named;
pub(super) mod open;
pub(super) mod pages;
pub(super) mod poll;
mod queue;
pub(super) mod reading;
pub(super) mod round;
pub(super) mod rows;
pub(crate) mod said;
mod together;
pub(super) mod tree;
pub(super) mod triage;
pub(super) mod waiting;
#[cfg(test)]
mod week;
