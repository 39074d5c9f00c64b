//! Answers by `Idempotency-Key`: whoever did not hear the answer asks again and is told the same.
//!
//! A key is remembered with its answer once everything that it brought is durable, never before: after a crash in between
//! the same bytes are a replay anyway.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::flow::held;
use crate::state::keep::{Batch, Keep, KeepError, Layout, Table, Value};

use super::answer::Answer;

const KEYS: Table<Row> = Table::named("keys");
pub(super) const LAYOUT: Layout =
    Layout::first("the answers to pushes", "a push that is sent again is told what it brought as known");
/// Rows that are looked at in one go when the old ones are removed.
const PAGE: usize = 1000;

/// The answer to a key.
struct Row {
    body: [u8; 32],
    /// Forgotten after this second since 1970.
    until: i64,
    answer: Answer,
}

impl Value for Row {
    fn to_row(&self) -> Vec<u8> {
        let mut row = Vec::with_capacity(42 + self.answer.json.len());
        row.extend_from_slice(&self.body);
        row.extend_from_slice(&self.until.to_le_bytes());
        row.extend_from_slice(&self.answer.status.to_le_bytes());
        row.extend_from_slice(&self.answer.json);
        row
    }

    fn from_row(row: &[u8]) -> Option<Row> {
        let (body, row) = row.split_first_chunk()?;
        let (until, row) = row.split_first_chunk()?;
        let (status, json) = row.split_first_chunk()?;
        let answer = Answer { status: u16::from_le_bytes(*status), json: json.to_vec() };
        Some(Row { body: *body, until: i64::from_le_bytes(*until), answer })
    }
}

/// What is known of a key.
pub(super) enum Known {
    /// Nothing: it is taken, until the guard is dropped.
    New(Taken),
    /// It was answered.
    Answered(Answer),
    /// It came with another body.
    Differs,
    /// It is not answered yet.
    UnderWay,
}

/// A key that is under way.
pub(super) struct Taken {
    key: Vec<u8>,
    body: [u8; 32],
    under_way: Arc<Mutex<HashSet<Vec<u8>>>>,
}

impl Drop for Taken {
    fn drop(&mut self) {
        held(&self.under_way).remove(&self.key);
    }
}

/// The answers of one source.
pub(super) struct Answers {
    keep: Keep,
    remember: Duration,
    under_way: Arc<Mutex<HashSet<Vec<u8>>>>,
}

impl Answers {
    pub(super) fn new(keep: Keep, remember: Duration) -> Answers {
        Answers { keep, remember, under_way: Arc::default() }
    }

    /// Takes a key for a body, if it is free.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn take(&self, key: &[u8], body: &[u8], now: i64) -> Result<Known, KeepError> {
        let body = *blake3::hash(body).as_bytes();
        // Taken before it is looked for: between the two nobody may answer it.
        if !held(&self.under_way).insert(key.to_vec()) {
            return Ok(Known::UnderWay);
        }
        let taken = Taken { key: key.to_vec(), body, under_way: Arc::clone(&self.under_way) };
        Ok(match self.keep.get(KEYS, key)?.filter(|row| row.until >= now) {
            None => Known::New(taken),
            Some(row) if row.body == body => Known::Answered(row.answer),
            Some(_) => Known::Differs,
        })
    }

    /// Remembers the answer to a key.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn remember(&self, taken: &Taken, answer: &Answer, now: i64) -> Result<(), KeepError> {
        let until = now.saturating_add(i64::try_from(self.remember.as_secs()).unwrap_or(i64::MAX));
        let mut batch = Batch::default();
        batch.put(KEYS, &taken.key, &Row { body: taken.body, until, answer: answer.clone() });
        self.keep.write(&batch)
    }

    /// Removes what is remembered no longer.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn forget(&self, now: i64) -> Result<(), KeepError> {
        let mut after: Option<Vec<u8>> = None;
        loop {
            let (mut seen, mut last, mut batch) = (0, None, Batch::default());
            self.keep.each(KEYS, after.as_deref(), &mut |key, row: Row| {
                seen += 1;
                last = Some(key.to_vec());
                if row.until < now {
                    batch.remove(KEYS, key);
                }
                if seen < PAGE { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
            self.keep.write(&batch)?;
            if seen < PAGE {
                return Ok(());
            }
            after = last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Answers {
        let keep = Keep::with_backend(redb::backends::InMemoryBackend::new(), LAYOUT).unwrap();
        Answers::new(keep, Duration::from_secs(60))
    }

    fn answer() -> Answer {
        Answer { status: 200, json: b"{}".to_vec() }
    }

    #[test]
    fn a_key_is_answered_once_and_then_always_the_same() {
        let answers = answers();
        let Ok(Known::New(taken)) = answers.take(b"k", b"one", 100) else { panic!("it is new") };
        assert!(matches!(answers.take(b"k", b"one", 100), Ok(Known::UnderWay)));
        assert!(matches!(answers.take(b"l", b"one", 100), Ok(Known::New(_))));
        answers.remember(&taken, &answer(), 100).unwrap();
        drop(taken);
        assert!(matches!(answers.take(b"k", b"one", 160), Ok(Known::Answered(found)) if found == answer()));
        assert!(matches!(answers.take(b"k", b"two", 160), Ok(Known::Differs)));
        assert!(matches!(answers.take(b"k", b"two", 161), Ok(Known::New(_))), "its time is over");
    }

    #[test]
    fn a_key_that_came_to_nothing_is_free_again_and_old_ones_go() {
        let answers = answers();
        drop(answers.take(b"k", b"one", 0).unwrap());
        for number in 0..2500u32 {
            let Ok(Known::New(taken)) = answers.take(&number.to_be_bytes(), b"", 0) else { panic!() };
            answers.remember(&taken, &answer(), i64::from(number)).unwrap();
        }
        answers.forget(1061).unwrap();
        let mut left = 0;
        let mut count = |_: &[u8], _: Row| {
            left += 1;
            ControlFlow::Continue(())
        };
        answers.keep.each(KEYS, None, &mut count).unwrap();
        assert_eq!(left, 2500 - 1001);
    }
}
