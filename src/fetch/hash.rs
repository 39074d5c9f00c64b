//! Chance that follows from what it is about, so that a restart changes nothing.

use std::time::Duration;

/// A share of `span` from nothing to nearly all of it, spread evenly over subjects and rounds, and the same each time.
pub(super) fn share(span: Duration, subject: &str, round: i64) -> Duration {
    let mut hasher = blake3::Hasher::new();
    hasher.update(subject.as_bytes()).update(&round.to_le_bytes());
    let bytes = hasher.finalize();
    let drawn = bytes.as_bytes().first_chunk().map_or(0, |chunk| u32::from_le_bytes(*chunk));
    span.mul_f64(f64::from(drawn) / 4_294_967_296.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_spread_and_stay() {
        let span = Duration::from_secs(1000);
        let shares: Vec<_> =
            (0..1000).map(|n| share(span, &format!("https://example.org/{n}"), 7).as_secs_f64()).collect();
        assert!(shares.iter().all(|share| (0.0..1000.0).contains(share)));
        let mean = shares.iter().sum::<f64>() / 1000.0;
        assert!((450.0..550.0).contains(&mean), "{mean}");
        assert_eq!(share(span, "a", 1), share(span, "a", 1));
        assert_ne!(share(span, "a", 1), share(span, "a", 2));
        assert_eq!(share(Duration::ZERO, "a", 1), Duration::ZERO);
    }
}
