//! Gaps before the first thing that can be read: a damaged beginning must not fill memory before it is known what follows.

use super::stream::Gap;

/// Some gaps with what is kept of them; of the rest, how many there are and how long they are together.
#[derive(Default)]
pub(super) struct Gaps {
    first: Vec<Gap>,
    more: usize,
    rest: Option<Gap>,
}

impl Gaps {
    /// Adds one; the first `most` are kept.
    pub(super) fn add(&mut self, gap: Gap, most: usize) {
        if self.first.len() < most {
            self.first.push(gap);
            return;
        }
        self.more += 1;
        let size = gap.size;
        self.rest.get_or_insert(Gap { size: 0, ..gap }).size += size;
    }

    /// All of them, the rest as one.
    pub(super) fn all(self) -> impl Iterator<Item = Gap> {
        let more = self.more;
        let rest =
            self.rest.map(|gap| Gap { why: format!("{more} more gaps, the first: {}", gap.why), ..gap });
        self.first.into_iter().chain(rest)
    }
}
