//! Fractions as decimals: one desk writes `16-1/2`, another `16.5` or `16½`.

/// Halves to sixty-fourths: prices and payouts. `9/11` and `24/7` are none.
const DENOMINATORS: [u32; 6] = [2, 4, 8, 16, 32, 64];

/// Thousandths of a thousandth: a sixty-fourth is six figures long.
const SCALE: u64 = 1_000_000;

/// What the sign of a fraction is worth, in [`SCALE`]ths.
pub(super) fn value(sign: char) -> Option<u64> {
    let (numerator, denominator) = match sign {
        '½' => (1, 2),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    };
    Some(numerator * SCALE / denominator)
}

/// The decimal that a fraction is, without zeros at its end; `None` for what is no fraction.
pub(super) fn decimal(word: &str) -> Option<String> {
    let signed = word.chars().next_back().and_then(value).map(|value| {
        let sign = word.chars().next_back().map_or(0, char::len_utf8);
        (word.get(..word.len() - sign).unwrap_or_default(), value)
    });
    let (whole, part) = match signed {
        Some(signed) => signed,
        None => written(word)?,
    };
    let whole: String = whole.trim_end_matches(['-', '–']).chars().filter(|c| *c != ',').collect();
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part = format!("{part:06}");
    Some(format!("{whole}.{}", part.trim_end_matches('0')))
}

/// `16-1/2`: the whole, and the rest in [`SCALE`]ths.
fn written(word: &str) -> Option<(&str, u64)> {
    let (before, denominator) = word.split_once('/')?;
    let (whole, numerator) = before.rsplit_once(['-', '–']).unwrap_or(("", before));
    let (numerator, denominator): (u32, u32) = (numerator.parse().ok()?, denominator.parse().ok()?);
    let is_part = numerator > 0 && numerator < denominator && DENOMINATORS.contains(&denominator);
    is_part.then(|| (whole, u64::from(numerator) * SCALE / u64::from(denominator)))
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn what_they_are_worth() {
        for (fraction, expected) in [
            ("16-1/2", "16.5"),
            ("1,016-1/2", "1016.5"),
            ("10-7/8", "10.875"),
            ("3/4", "0.75"),
            ("½", "0.5"),
            ("2-1/64", "2.015625"),
        ] {
            assert_eq!(decimal(fraction).as_deref(), Some(expected));
        }
        for other in ["9/11", "24/7", "3/4/26", "4/4", "16.5", "1990/91", "x"] {
            assert_eq!(decimal(other), None, "{other}");
        }
    }
}
