//! Figures that two tellings round otherwise: `232,006,000` and `232.0 mln`, `2,114,000` and `2.1 mln`.
//!
//! Only digits are compared, since the word for millions stands beside the figure and is written in many ways. So it is
//! asked only where a headline or company says that two stories are about one thing.

use crate::dedup::signature::features::Terms;

/// A figure of fewer digits says too little to be another one rounded.
const FEWEST: usize = 2;
/// Longest figure that is compared, in digits.
const LONGEST: usize = 15;

/// How many figures that only one of two stories has are, each once, figures of the other in fewer digits.
pub(super) fn pairs(new: &Terms, old: &Terms) -> usize {
    let figures =
        |one: &Terms, other: &Terms| -> Vec<Figure> { one.beyond(other).filter_map(Figure::read).collect() };
    let (ours, mut theirs) = (figures(new, old), figures(old, new));
    let mut count = 0;
    for figure in ours {
        if let Some(place) = theirs.iter().position(|other| figure.is_rounded(*other)) {
            theirs.swap_remove(place);
            count += 1;
        }
    }
    count
}

/// The digits of a figure from the first that is not 0 to the last.
#[derive(Debug, Clone, Copy)]
struct Figure {
    digits: u64,
    count: usize,
    /// Digits before the decimal sign.
    whole: usize,
}

impl Figure {
    /// Nothing where it is no plain number of one or more.
    fn read(text: &str) -> Option<Figure> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let whole = text.split('.').next()?.bytes().filter(u8::is_ascii_digit).count();
        let digits = digits.trim_end_matches('0');
        let count = digits.len();
        let fits = plain && !digits.starts_with('0') && (FEWEST..=LONGEST).contains(&count);
        fits.then(|| digits.parse().ok().map(|digits| Figure { digits, count, whole })).flatten()
    }

    /// Whether one of two is the other in fewer digits, as it stands or in thousands, millions, billions.
    fn is_rounded(self, other: Figure) -> bool {
        let (fine, coarse) = if self.count > other.count { (self, other) } else { (other, self) };
        let unit = u32::try_from(fine.count - coarse.count).ok().and_then(|gone| 10_u64.checked_pow(gone));
        let rounds = |unit: u64| (fine.digits + unit / 2) / unit == coarse.digits;
        self.whole.abs_diff(other.whole).is_multiple_of(3) && unit.is_some_and(rounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_figure_in_fewer_digits() {
        let is = |one: &str, other: &str| {
            Figure::read(one).zip(Figure::read(other)).is_some_and(|(a, b)| a.is_rounded(b))
        };
        for (one, other) in [
            ("232,006,000", "232.0"),
            ("223.2", "223,151,000"),
            ("2,114,000", "2.1"),
            ("7,100,000", "7.1"),
            ("48.2", "48"),
        ] {
            assert!(is(one, other) && is(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("217", "214"),
            ("48.6", "48"),
            ("4.8", "48"),
            ("587,000", "600,000"),
            ("12", "1.25"),
            ("4th", "41"),
        ] {
            assert!(!is(one, other) && !is(other, one), "{one} {other}");
        }
    }
}
