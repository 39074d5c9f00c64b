//! The same line once, over files and folders: what `process` does, and what reads its outputs again.

pub mod batch;
pub mod members;
mod output;
mod rows;
mod sifting;
mod unfinished;

#[cfg(test)]
mod tests;
