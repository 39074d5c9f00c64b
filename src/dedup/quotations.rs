//! A quotation travels too: a slightly altered one points to the form first seen.
//!
//! The same words have the same `id` in every story already. What is looked for here is a word changed, left out or
//! added, and a quotation cut short. The comparison is of words in order; who said it does not count, so that a
//! quotation put into another mouth is found as well. Only what stands in quotation marks travels.

use crate::model::{Quote, QuoteKind};
use crate::state::{Entry, Events, IndexError};

use super::hash::{Key, key};
use super::sketch::{SHINGLE, shingles};
use super::words::words;
use super::{Dedup, Identity};

/// Fewest words of a quotation that can be told from what anybody says.
const FEW: usize = 6;
/// Most words that are compared.
const MOST_WORDS: usize = 64;
/// Most keys of a quotation.
const KEYS: usize = 4;
/// Most quotations of one record that are looked up and noted.
const MOST_QUOTATIONS: usize = 64;
/// Most earlier quotations compared with one.
const MOST_CANDIDATES: usize = 8;
/// The payload of a quotation begins with this; that of a record with another byte.
const KIND: u8 = 2;

/// A quotation as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Quotation {
    id: String,
    words: Vec<u16>,
}

impl Quotation {
    fn of(quote: &Quote) -> Option<(Quotation, Vec<u64>)> {
        let mut all = Vec::new();
        words(&quote.text, |word| {
            if all.len() < MOST_WORDS {
                all.push(word.hash);
            }
        });
        if all.len() < FEW || quote.kind == QuoteKind::Indirect || quote.id.len() > usize::from(u8::MAX) {
            return None;
        }
        let mut keys: Vec<u64> =
            shingles(&all, SHINGLE).map(|shingle| key(Key::Quotation, shingle)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.truncate(KEYS);
        let words = all.iter().map(|word| *word as u16).collect();
        Some((Quotation { id: quote.id.clone(), words }, keys))
    }

    fn encode(&self) -> Vec<u8> {
        let mut payload = vec![KIND, u8::try_from(self.id.len()).unwrap_or(u8::MAX)];
        payload.extend_from_slice(self.id.as_bytes());
        self.words.iter().for_each(|word| payload.extend_from_slice(&word.to_le_bytes()));
        payload
    }

    fn decode(payload: &[u8]) -> Option<Quotation> {
        let ([KIND, length], rest) = payload.split_first_chunk::<2>()? else { return None };
        let (id, words) = rest.split_at_checked(usize::from(*length))?;
        let words = words.as_chunks::<2>().0.iter().map(|word| u16::from_le_bytes(*word)).collect();
        Some(Quotation { id: std::str::from_utf8(id).ok()?.to_owned(), words })
    }

    /// Whether one is a slightly altered form of the other, or a large part of it.
    fn is_form_of(&self, other: &Quotation) -> bool {
        let common = in_order(&self.words, &other.words) as f64;
        let (shorter, longer) = {
            let (a, b) = (self.words.len(), other.words.len());
            (a.min(b) as f64, a.max(b) as f64)
        };
        common >= 0.75 * longer || (common >= 0.9 * shorter && shorter >= 8.0 && shorter >= 0.4 * longer)
    }
}

/// How many words two quotations have in common, in order.
fn in_order(first: &[u16], second: &[u16]) -> usize {
    let mut row = vec![0; second.len() + 1];
    for a in first {
        let mut diagonal = 0;
        let mut left = 0;
        for (cell, b) in row.iter_mut().skip(1).zip(second) {
            let above = *cell;
            *cell = if a == b { diagonal + 1 } else { above.max(left) };
            (diagonal, left) = (above, *cell);
        }
    }
    row.last().copied().unwrap_or_default()
}

impl Dedup {
    /// Sets `same_as` on quotations that are slightly altered forms of earlier ones, and notes the others.
    ///
    /// An ordered step: to be called for each record that was judged, in the order of judgement, after extraction
    /// and before its line is written. `event` and `received` are in seconds since 1970.
    ///
    /// # Errors
    /// If the index cannot be read; then no quotation of the record is changed or noted.
    pub fn quotations(
        &mut self,
        id: Identity,
        quotes: &mut [Quote],
        received: i64,
    ) -> Result<(), IndexError> {
        let mut forms: Vec<(usize, String)> = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        let mut noted: Vec<Quotation> = Vec::new();
        for (place, quote) in quotes.iter().enumerate().take(MOST_QUOTATIONS) {
            let Some((quotation, keys)) = Quotation::of(quote) else { continue };
            let known = match &quote.same_as {
                Some(_) => continue,
                None => self.first_form(&quotation, &keys, &noted)?,
            };
            match known {
                Some(first) if first == quote.id => {}
                Some(first) => forms.push((place, first)),
                None => {
                    entries.push(Entry {
                        arrived: received,
                        event: received,
                        keys,
                        payload: quotation.encode(),
                    });
                    noted.push(quotation);
                }
            }
        }
        for (place, first) in forms {
            if let Some(quote) = quotes.get_mut(place) {
                quote.same_as = Some(first);
            }
        }
        self.overlay.note_quotations(id, entries);
        Ok(())
    }

    /// The id of the quotation of which this is a form, or its own if it was seen.
    fn first_form(
        &self,
        quotation: &Quotation,
        keys: &[u64],
        here: &[Quotation],
    ) -> Result<Option<String>, IndexError> {
        let same = |other: &&Quotation| other.id == quotation.id;
        if let Some(known) =
            here.iter().find(same).or_else(|| here.iter().find(|it| quotation.is_form_of(it)))
        {
            return Ok(Some(known.id.clone()));
        }
        let mut found = Vec::new();
        for key in keys {
            self.overlay.find_quotations(*key, MOST_CANDIDATES, &mut found);
        }
        let mut candidates: Vec<Quotation> =
            found.iter().filter_map(|number| Quotation::decode(self.overlay.quotation(*number)?)).collect();
        found.clear();
        for key in keys {
            self.index.find(*key, Events::ALL, MOST_CANDIDATES, &mut found)?;
        }
        found.sort_unstable();
        found.dedup();
        for number in found {
            candidates.extend(Quotation::decode(&self.index.payload(number)?));
        }
        let known = candidates.iter().find(same);
        let known = known.or_else(|| candidates.iter().find(|other| quotation.is_form_of(other)));
        Ok(known.map(|known| known.id.clone()))
    }
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
}
