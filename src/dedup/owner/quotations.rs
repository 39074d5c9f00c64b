//! A quotation travels too: a slightly altered one points to the form first seen.
//!
//! The same words have the same `id` in every story already. What is looked for here is a word changed, left out or
//! added, and a quotation cut short. The comparison is of words in order; who said it does not count, so that a
//! quotation put into another mouth is found as well. Only what stands in quotation marks travels.

use std::cmp::Reverse;

use crate::model::{Quote, QuoteKind};
use crate::state::{Entry, Events, IndexError, Search};

use super::Dedup;
use crate::dedup::Identity;
use crate::dedup::signature::hash::{Key, key};
use crate::dedup::signature::sketch::{SHINGLE, shingles};
use crate::dedup::signature::words::words;

/// Fewest words of a quotation that can be told from what anybody says.
const FEW: usize = 6;
/// Most words that are compared.
const MOST_WORDS: usize = 64;
/// Most keys of a quotation.
const KEYS: usize = 4;
/// Most quotations of one record that are looked up and noted.
const MOST_QUOTATIONS: usize = 64;
/// Most earlier quotations looked at for one key.
const MOST_FOR_A_KEY: usize = 8;
/// Most earlier quotations compared with one.
const MOST_CANDIDATES: usize = 8;
/// The payload of a quotation begins with this; that of a record with another byte.
const KIND: u8 = 2;

/// A quotation that is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Quotation {
    /// Its place among the quotations of its record.
    place: usize,
    id: String,
    words: Vec<u16>,
    keys: Vec<u64>,
}

/// What is looked up of a record's quotations: made without the owner, in parallel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quoted(Vec<Quotation>);

impl Quoted {
    /// Of those that are not known to be forms of others.
    pub fn of(quotes: &[Quote]) -> Quoted {
        let some = quotes.iter().enumerate().take(MOST_QUOTATIONS);
        let own = some.filter(|(_, quote)| quote.same_as.is_none());
        Quoted(own.filter_map(|(place, quote)| Quotation::of(place, quote)).collect())
    }
}

impl Quotation {
    fn of(place: usize, quote: &Quote) -> Option<Quotation> {
        if quote.kind == QuoteKind::Indirect || quote.id.len() > usize::from(u8::MAX) {
            return None;
        }
        let mut all = Vec::new();
        words(&quote.text, |word| {
            if all.len() < MOST_WORDS {
                all.push(word.hash);
            }
        });
        if all.len() < FEW {
            return None;
        }
        let mut keys: Vec<u64> =
            shingles(&all, SHINGLE).map(|shingle| key(Key::Quotation, shingle)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(KEYS);
        let words: Vec<u16> = all.iter().map(|word| *word as u16).collect();
        Some(Quotation { place, id: quote.id.clone(), words, keys })
    }

    fn encode(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(2 + self.id.len() + 2 * self.words.len());
        payload.extend([KIND, u8::try_from(self.id.len()).unwrap_or(u8::MAX)]);
        payload.extend_from_slice(self.id.as_bytes());
        self.words.iter().for_each(|word| payload.extend_from_slice(&word.to_le_bytes()));
        payload
    }

    /// Whether one is a slightly altered form of the other, or a large part of it. `places` are those of its words, once
    /// they are asked for.
    fn is_form_of(&self, places: &mut Option<Places>, words: impl ExactSizeIterator<Item = u16>) -> bool {
        let (own, others) = (self.words.len(), words.len());
        let (shorter, longer) = (own.min(others) as f64, own.max(others) as f64);
        let may_be_part = shorter >= 8.0 && shorter >= 0.4 * longer;
        if shorter < 0.75 * longer && !may_be_part {
            return false;
        }
        let places = places.get_or_insert_with(|| Places::of(&self.words));
        let common = f64::from(places.in_order(words));
        common >= 0.75 * longer || (may_be_part && common >= 0.9 * shorter)
    }
}

/// An earlier quotation as the index has it.
#[derive(Clone, Copy)]
struct Earlier<'a> {
    id: &'a str,
    words: &'a [[u8; 2]],
}

impl<'a> Earlier<'a> {
    /// None for what is no quotation.
    fn decode(payload: &'a [u8]) -> Option<Earlier<'a>> {
        let ([KIND, length], rest) = payload.split_first_chunk::<2>()? else { return None };
        let (id, words) = rest.split_at_checked(usize::from(*length))?;
        Some(Earlier { id: std::str::from_utf8(id).ok()?, words: words.as_chunks::<2>().0 })
    }

    fn words(&self) -> impl ExactSizeIterator<Item = u16> {
        self.words.iter().map(|word| u16::from_le_bytes(*word))
    }
}

/// The places of up to 64 words, a bit for each: the longest common subsequence with another text in one addition for
/// each of its words (Hyyrö 2004).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Places {
    /// Open addressing by the word itself, which is a hash; no places: free.
    slots: [(u16, u64); 2 * MOST_WORDS],
}

impl Places {
    fn of(words: &[u16]) -> Places {
        let mut places = Places { slots: [(0, 0); 2 * MOST_WORDS] };
        for (place, word) in words.iter().take(MOST_WORDS).enumerate() {
            let slot = places.slot(*word);
            if let Some(slot) = places.slots.get_mut(slot) {
                *slot = (*word, slot.1 | 1 << place);
            }
        }
        places
    }

    /// Where a word stands, or would.
    fn slot(&self, word: u16) -> usize {
        let mut slot = usize::from(word) % self.slots.len();
        while self.slots.get(slot).is_some_and(|(other, places)| *places != 0 && *other != word) {
            slot = (slot + 1) % self.slots.len();
        }
        slot
    }

    /// How many words another text has in common with these, in order.
    fn in_order(&self, others: impl Iterator<Item = u16>) -> u32 {
        let mut open = u64::MAX;
        for word in others {
            let here = self.slots.get(self.slot(word)).map_or(0, |(_, places)| *places) & open;
            open = open.wrapping_add(here) | (open - here);
        }
        open.count_zeros()
    }
}

impl Dedup {
    /// Sets `same_as` on quotations that are slightly altered forms of earlier ones, and notes the others.
    ///
    /// An ordered step: to be called for each record that was judged, in the order of judgement, after extraction
    /// and before its line is written. `received` is in seconds since 1970.
    ///
    /// # Errors
    /// If the index cannot be read; then no quotation of the record is changed or noted.
    pub fn quotations(
        &mut self,
        id: Identity,
        quotes: &mut [Quote],
        received: i64,
    ) -> Result<(), IndexError> {
        let quoted = Quoted::of(quotes);
        self.trace_quotations(id, quoted, quotes, received)
    }

    /// The same, with what is looked up of them made before.
    ///
    /// # Errors
    /// As [`quotations`](Dedup::quotations).
    pub fn trace_quotations(
        &mut self,
        id: Identity,
        quoted: Quoted,
        quotes: &mut [Quote],
        received: i64,
    ) -> Result<(), IndexError> {
        let mut forms: Vec<(usize, String)> = Vec::new();
        let mut noted: Vec<Quotation> = Vec::new();
        for quotation in quoted.0 {
            match self.first_form(&quotation, &noted)? {
                Some(first) if first == quotation.id => {}
                Some(first) => forms.push((quotation.place, first)),
                None => noted.push(quotation),
            }
        }
        for (place, first) in forms {
            if let Some(quote) = quotes.get_mut(place) {
                quote.same_as = Some(first);
            }
        }
        let entry = |quotation: Quotation| Entry {
            arrived: received,
            event: received,
            slack: 0,
            payload: quotation.encode(),
            keys: quotation.keys,
        };
        self.overlay.note_quotations(id, noted.into_iter().map(entry).collect());
        Ok(())
    }

    /// The id of the quotation of which this is a form, or its own if it was seen.
    ///
    /// Compared are, of the newest under each of its keys, those that share the most of them, whether they are in the
    /// index yet or not: when the index is written must not decide. The very same words come first, then the earliest
    /// form.
    fn first_form(&self, quotation: &Quotation, here: &[Quotation]) -> Result<Option<String>, IndexError> {
        let mut places = None;
        let same = |other: &&Quotation| other.id == quotation.id;
        let form = |other: &&Quotation| quotation.is_form_of(&mut places, other.words.iter().copied());
        if let Some(known) = here.iter().find(same).or_else(|| here.iter().find(form)) {
            return Ok(Some(known.id.clone()));
        }
        let (mut stored, mut recent) = (Vec::new(), Vec::new());
        for key in &quotation.keys {
            let mut search = Search::new(*key, Events::ALL, MOST_FOR_A_KEY);
            self.overlay.find_quotations(&mut search, &mut recent);
            if !search.is_done() {
                self.index.find(&mut search, &mut stored)?;
            }
        }
        let mut first: Option<String> = None;
        let mut is_same = |payload: &[u8]| {
            let Some(earlier) = Earlier::decode(payload) else { return false };
            if first.is_none()
                && earlier.id != quotation.id
                && quotation.is_form_of(&mut places, earlier.words())
            {
                first = Some(earlier.id.to_owned());
            }
            earlier.id == quotation.id
        };
        for (is_recent, number) in most_alike(stored, recent) {
            let found = if is_recent {
                self.overlay.quotation(number).is_some_and(&mut is_same)
            } else {
                let mut same = false;
                self.index.show(number, &mut |payload| same = is_same(payload))?;
                same
            };
            if found {
                return Ok(Some(quotation.id.clone()));
            }
        }
        Ok(first)
    }
}

/// Those found under the most keys, the earliest first: what the index has came before what it does not have yet.
fn most_alike(stored: Vec<u64>, recent: Vec<u64>) -> Vec<(bool, u64)> {
    let mut found: Vec<(bool, u64)> = stored.into_iter().map(|number| (false, number)).collect();
    found.extend(recent.into_iter().map(|number| (true, number)));
    found.sort_unstable();
    let mut counted: Vec<(Reverse<usize>, (bool, u64))> = found
        .chunk_by(|a, b| a == b)
        .filter_map(|alike| Some((Reverse(alike.len()), *alike.first()?)))
        .collect();
    if counted.len() > MOST_CANDIDATES {
        counted.sort_unstable();
        counted.truncate(MOST_CANDIDATES);
    }
    let mut candidates: Vec<(bool, u64)> = counted.into_iter().map(|(_, candidate)| candidate).collect();
    candidates.sort_unstable();
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::tests::day::{Desk, story};
    use crate::model::QuoteField;

    const SAID: &str = "We heard a long scraping noise and then everything stopped.";

    fn quote(text: &str) -> Quote {
        Quote {
            id: blake3::hash(text.as_bytes()).to_hex().to_string(),
            kind: QuoteKind::Direct,
            field: QuoteField::Text,
            image: None,
            text: text.into(),
            spans: Vec::new(),
            cue: None,
            speaker: None,
            via: Vec::new(),
            hedged: false,
            confidence: 1.0,
            same_as: None,
        }
    }

    /// What the quotations of stories that follow one another turn out to be forms of.
    fn check(spoken: &[&str], expected: &[Option<usize>]) {
        for flushed in [false, true] {
            let mut desk = Desk::new();
            let mut forms = Vec::new();
            for (n, text) in spoken.iter().enumerate() {
                let (mut record, _) = desk.judge(&story("a", &n.to_string(), &format!("Item {n}. {text}")));
                let id = Identity::parse(&record.id).unwrap();
                record.quotes = vec![quote(text)];
                desk.dedup.quotations(id, &mut record.quotes, 0).unwrap();
                forms.push(record.quotes[0].same_as.clone());
                desk.sync(record);
                if flushed {
                    desk.dedup.flush().unwrap();
                }
                desk.crash();
            }
            let ids: Vec<Option<String>> =
                expected.iter().map(|of| of.map(|of| quote(spoken[of]).id)).collect();
            assert_eq!(forms, ids, "flushed: {flushed}");
        }
    }

    #[test]
    fn altered_cut_and_unchanged() {
        check(
            &[
                SAID,
                "The budget will be put before parliament on Thursday morning.",
                SAID,
                "We heard a loud scraping noise and then everything stopped.",
                "a long scraping noise and then everything stopped",
                "We heard a loud scraping noise and then everything stopped.",
                "Everything stopped.",
            ],
            &[None, None, None, Some(0), Some(0), Some(0), None],
        );
    }

    #[test]
    fn common_words_are_not_the_same_quotation() {
        check(
            &[
                "We are looking into the matter and will publish our findings next week.",
                "We are looking into the matter and cannot say anything before the court has decided.",
            ],
            &[None, None],
        );
    }

    #[test]
    fn words_in_order() {
        let check = |first: &[u16], second: &[u16]| {
            let mut rows = vec![vec![0; second.len() + 1]; first.len() + 1];
            for (i, a) in first.iter().enumerate() {
                for (j, b) in second.iter().enumerate() {
                    rows[i + 1][j + 1] =
                        if a == b { rows[i][j] + 1 } else { rows[i][j + 1].max(rows[i + 1][j]) };
                }
            }
            let common = Places::of(first).in_order(second.iter().copied());
            assert_eq!(common, rows[first.len()][second.len()], "{first:?} {second:?}");
        };
        let mut state: u32 = 1;
        let mut next = |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        for round in 0..500_u32 {
            let some = |next: &mut dyn FnMut(u32) -> u32| -> Vec<u16> {
                // few different words, many of which fall into one slot
                (0..next(MOST_WORDS as u32 + 1)).map(|_| (next(1 + round % 40) * 64) as u16).collect()
            };
            check(&some(&mut next), &some(&mut next));
        }
    }
}
