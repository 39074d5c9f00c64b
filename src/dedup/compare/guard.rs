//! The template guard: earnings reports, scores, forecasts and market closes share most of their words with one
//! another. Numbers, names, headline and first words tell them apart.
//!
//! What one text has beyond the other is no evidence, since stories are cut and added to; what each has and the
//! other lacks is a conflict.

use super::{rounded, siblings};
use crate::dedup::signature::features::Features;
use crate::dedup::signature::sketch::{Overlap, shared};

/// A text with fewer words may be all template.
const SHORT: u32 = 130;
/// A text with fewer words is a few lines.
const TINY: u32 = 40;
/// Fewest sampled shingles that two texts share, unless one has few.
const FEW: usize = 8;
/// Daily notices come back after a day; corrections come sooner.
const DAY: i64 = 18 * 3600;

/// How two sets of what stands out agree.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::dedup) struct Agreement {
    pub(in crate::dedup) shared: usize,
    /// In the first only.
    pub(in crate::dedup) first: usize,
    /// In the second only.
    pub(in crate::dedup) second: usize,
}

impl Agreement {
    pub(in crate::dedup) fn of(first: &[u32], second: &[u32]) -> Agreement {
        let shared = shared(first, second);
        Agreement { shared, first: first.len() - shared, second: second.len() - shared }
    }

    /// How many of each have no counterpart in the other.
    pub(in crate::dedup) fn conflicts(&self) -> usize {
        self.first.min(self.second)
    }

    /// Size of the smaller set.
    pub(in crate::dedup) fn smaller(&self) -> usize {
        self.shared + self.conflicts()
    }

    /// Share of the smaller set that is in the other; all of it where there is nothing.
    pub(in crate::dedup) fn share(&self) -> f64 {
        if self.smaller() == 0 { 1.0 } else { self.shared as f64 / self.smaller() as f64 }
    }
}

/// What tells whether two texts with shared words are one story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::dedup) struct Evidence {
    pub(in crate::dedup) overlap: Overlap,
    pub(in crate::dedup) numbers: Agreement,
    /// Figures that only one has and that are the other's in fewer digits.
    pub(in crate::dedup) rounded: usize,
    pub(in crate::dedup) names: Agreement,
    pub(in crate::dedup) headline: Agreement,
    /// Each headline names somebody of whom the other story knows nothing.
    pub(in crate::dedup) other_subject: bool,
    /// Each headline gives a figure of which the other story knows nothing.
    pub(in crate::dedup) other_figure: bool,
    /// They begin with the same words.
    pub(in crate::dedup) opening: bool,
    /// The shorter of the two may be all template.
    pub(in crate::dedup) short: bool,
    /// It is a few lines.
    pub(in crate::dedup) tiny: bool,
    /// They are more than about a day apart.
    pub(in crate::dedup) days: bool,
    /// The new one says that it puts the old one right.
    pub(in crate::dedup) tagged: bool,
    /// Both headlines name one company in angle brackets.
    pub(in crate::dedup) same_company: bool,
    /// Headlines that are alike but for whom they are about.
    pub(in crate::dedup) siblings: bool,
}

impl Evidence {
    pub(in crate::dedup) fn of(new: &Features, old: &Features, tagged: bool) -> Evidence {
        let other = |known: fn(&Features) -> &[u32]| is_alien(new, old, known) && is_alien(old, new, known);
        let numbers = figures(new, old);
        Evidence {
            overlap: new.sketch.overlap(&old.sketch),
            numbers,
            rounded: rounded::pairs(&new.numbers, &old.numbers).min(numbers.conflicts()),
            names: Agreement::of(&new.names.hashes, &old.names.hashes),
            headline: Agreement::of(&new.headline, &old.headline),
            other_subject: other(|it| &it.names.hashes),
            other_figure: other(|it| &it.numbers.hashes),
            opening: openings(new, old),
            short: new.words.min(old.words) < SHORT,
            tiny: new.words.min(old.words) < TINY,
            days: new.event.saturating_sub(old.event).saturating_abs() > DAY,
            tagged,
            same_company: new.companies.iter().any(|company| old.companies.contains(company)),
            siblings: siblings::are(new, old),
        }
    }

    /// The same few lines with figures in them, from the same source, a day or more later: what is measured each day came
    /// out the same.
    pub(in crate::dedup) fn is_notice_again(&self, new: &Features, same_source: bool) -> bool {
        const FIGURES: usize = 2;
        let figures = new.numbers.hashes.len() + new.repeated.len();
        self.siblings && self.short && !self.tagged
            || same_source && self.tiny && self.days && !self.tagged && figures >= FIGURES
    }

    /// The share of the smaller text that is in the other.
    pub(in crate::dedup) fn containment(&self) -> f64 {
        self.overlap.of_first().max(self.overlap.of_second())
    }

    /// Whether the headlines say the same. Where one has none, the names in the text speak for it.
    pub(in crate::dedup) fn same_headline(&self) -> bool {
        if self.headline.smaller() == 0 {
            return self.names.shared >= 4 && self.names.share() >= 0.6;
        }
        self.headline.share() >= 0.6
    }

    /// Whether enough words are the same, and what stands out with them.
    pub(in crate::dedup) fn same_story(&self) -> bool {
        if self.siblings && self.short && !self.tagged || self.tiny && !self.same_subject() {
            return false;
        }
        let loose = self.short || self.overlap.jaccard() < 0.5;
        if self.other_subject && loose && !self.tagged || self.is_next_step() {
            return false;
        }
        if self.rewritten() || self.told_again() {
            return true;
        }
        self.enough_words() && if self.short { self.short_is_same() } else { self.long_is_same() }
    }

    /// One story by what it tells, not by its words: to whoever has the one the other may say more.
    pub(in crate::dedup) fn in_other_words(&self) -> bool {
        !self.tagged && !self.enough_words() && self.containment() < 0.5
    }

    /// `Market given 90 mln help` and `Market given further 30 mln help`: what is done again under one form of words.
    fn is_next_step(&self) -> bool {
        let other = self.other_figure && self.numbers.conflicts() > 1;
        other && self.short && !self.tagged && self.overlap.jaccard() < 0.5
    }

    fn enough_words(&self) -> bool {
        let (of_new, of_old) = (self.overlap.of_first(), self.overlap.of_second());
        let jaccard = self.overlap.jaccard();
        if self.short && self.days && !self.tagged && jaccard < 0.5 && self.containment() < 0.7 {
            return false;
        }
        let headline = self.same_headline();
        self.overlap.shared >= FEW.min(self.overlap.first.min(self.overlap.second).div_ceil(2).max(3))
            && ((of_new >= 0.6 && (jaccard >= 0.5 || of_new >= 0.8 || headline))
                || of_old >= 0.6
                || (jaccard >= 0.2 && of_new.max(of_old) >= 0.35 && headline))
    }

    fn long_is_same(&self) -> bool {
        if self.overlap.of_first().min(self.overlap.of_second()) >= 0.97 {
            return true;
        }
        let other_figures = self.numbers.conflicts() >= 5 && self.numbers.share() < 0.4;
        self.names.share() >= 0.4 && !(other_figures && self.overlap.jaccard() < 0.5)
    }

    fn short_is_same(&self) -> bool {
        if self.numbers.conflicts() > 0 && !self.tagged && (self.days || self.other_everywhere()) {
            return false;
        }
        // a table has hardly any names
        let names = self.names.share() >= 0.6
            || (self.names.smaller() < 4 && self.numbers.shared >= 4 && self.numbers.share() >= 0.8);
        let numbers = self.numbers.share() >= 0.6 || self.one_put_right();
        numbers && names && (self.same_headline() || self.opening || self.is_part())
    }

    /// One is a part of the other nearly word for word, and nothing that stands out in it is another one.
    fn is_part(&self) -> bool {
        const SHINGLES: usize = 30;
        const NAMES: usize = 4;
        self.overlap.shared >= SHINGLES
            && self.containment() >= 0.9
            && self.numbers.conflicts() + self.names.conflicts() == 0
            && self.names.shared >= NAMES
    }

    /// It says that it puts a story of the same headline right, soon after, and one figure is another one: in a few lines
    /// that can be half of them.
    fn one_put_right(&self) -> bool {
        self.tagged && !self.days && self.numbers.conflicts() == 1 && self.same_headline()
    }

    /// Figures, names and headline each have what the other has not. Of a table of one company, which has hardly any names,
    /// that says nothing.
    fn other_everywhere(&self) -> bool {
        let (numbers, names) = (self.numbers.conflicts() > 0, self.names.conflicts() > 0);
        numbers && names && self.headline.conflicts() > 0 && !self.is_company_table()
    }

    /// A table of one company in both, with nearly the same figures.
    fn is_company_table(&self) -> bool {
        const FIGURES: usize = 8;
        let figures = self.figures();
        self.same_company && self.names.smaller() < 4 && figures.shared >= FIGURES && figures.share() >= 0.8
    }

    /// How the figures agree where one in fewer digits is the same.
    fn figures(&self) -> Agreement {
        let Agreement { shared, first, second } = self.numbers;
        let rounded = self.rounded;
        Agreement { shared: shared + rounded, first: first - rounded, second: second - rounded }
    }

    /// A few lines say nothing by themselves: the headline says whom they are about.
    fn same_subject(&self) -> bool {
        let told =
            self.same_headline() || self.names.shared >= 4 || self.same_company && self.is_table_of_other();
        let one_headline = self.headline.shared > 0 && self.headline.first + self.headline.second == 0;
        told && (self.figures().conflicts() == 0 || one_headline || self.tagged)
    }

    /// A table whose figures, five or more, all stand in the other, in as many digits or fewer.
    fn is_table_of_other(&self) -> bool {
        const FIGURES: usize = 5;
        let figures = self.figures();
        figures.shared >= FIGURES && figures.conflicts() == 0 && self.containment() >= 0.6
    }

    /// Of one company, and all that stands out in one is in the other: names (four or more), or the figures of a few lines.
    /// The fewer words are the same, the fewer other names there may be.
    fn told_again(&self) -> bool {
        const NAMES: usize = 4;
        const FIGURES: usize = 3;
        let one_cast = self.names.first + self.names.second <= 1;
        let words = if one_cast { 0.22 } else { 0.4 };
        let names = self.names.shared >= NAMES && self.names.share() >= 0.75 && self.names.conflicts() <= 2;
        let by_names = names && !self.days && self.numbers.conflicts() == 0 && self.containment() >= words;
        let same_figures = self.numbers.shared >= FIGURES && self.numbers.first + self.numbers.second == 0;
        let by_figures = self.tiny && same_figures && self.same_headline() && self.containment() >= 0.2;
        let table = self.is_company_table() && self.same_headline() && self.containment() >= 0.2;
        let by_table = !self.days && (table || self.tiny && self.is_table_of_other());
        self.same_company && (by_names || by_figures || by_table)
    }

    /// Hardly a sentence is the same, but all figures and names are, on the same day and under the same headline.
    fn rewritten(&self) -> bool {
        let figures = self.figures();
        let alike = figures.shared >= 3 && figures.share() >= 0.8;
        let names = self.names.smaller() < 4 || self.names.share() >= 0.6;
        !self.days
            && !self.other_everywhere()
            && alike
            && names
            && (self.same_headline() || self.begins_alike())
            && self.containment() >= 0.4
    }

    /// They begin alike, and what stands out in one, five figures or more, is in the other.
    fn begins_alike(&self) -> bool {
        const FIGURES: usize = 5;
        let conflicts = self.numbers.conflicts() + self.names.conflicts();
        self.opening && self.numbers.shared >= FIGURES && conflicts == 0
    }
}

/// How the figures agree. In two short texts of one length each counts as often as it stands there: `four above and four
/// below` is not `four above and nine below`.
fn figures(new: &Features, old: &Features) -> Agreement {
    let once = Agreement::of(&new.numbers.hashes, &old.numbers.hashes);
    let apart = new.words.abs_diff(old.words);
    if new.words.max(old.words) >= SHORT || 10 * apart > new.words.max(old.words) {
        return once;
    }
    let again = Agreement::of(&new.repeated, &old.repeated);
    Agreement {
        shared: once.shared + again.shared,
        first: once.first + again.first,
        second: once.second + again.second,
    }
}

/// Whether the headline of one names somebody, or gives a figure, that is known in its own text, but neither in the other's
/// text nor in its headline.
fn is_alien(one: &Features, other: &Features, known: fn(&Features) -> &[u32]) -> bool {
    one.headline.iter().any(|word| {
        known(one).binary_search(word).is_ok()
            && known(other).binary_search(word).is_err()
            && other.headline.binary_search(word).is_err()
    })
}

/// Whether two texts begin with the same words.
fn openings(new: &Features, old: &Features) -> bool {
    const WORDS: usize = 3;
    let first = new.opening.iter().take(WORDS);
    new.opening.len() >= WORDS && first.eq(old.opening.iter().take(WORDS))
}
