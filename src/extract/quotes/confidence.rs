//! How sure a quotation and its speaker are: a scorecard set by hand.

use crate::model::QuoteKind;

use super::attribute::{Attribution, How};
use super::lang::frame;
use super::speaker::Resolved;

/// 0 to 1, two digits.
pub(crate) fn confidence(kind: QuoteKind, attribution: &Attribution, resolved: &Resolved) -> f64 {
    let mut score: f64 = match (kind, attribution.how) {
        (QuoteKind::Direct, How::QuoteBefore) => 0.95,
        (QuoteKind::Direct, How::QuoteAfter | How::Colon) => 0.9,
        (QuoteKind::Direct, _) => 0.75,
        (QuoteKind::Mixed, How::That | How::Clause | How::QuoteBefore | How::QuoteAfter) => 0.85,
        (QuoteKind::Mixed, _) => 0.7,
        (QuoteKind::Indirect, How::That | How::According) => 0.8,
        (QuoteKind::Indirect, How::Clause) => 0.75,
        (QuoteKind::Indirect, _) => 0.5,
    };
    if attribution.frames & frame::CORE == 0 {
        score -= 0.08;
    }
    if attribution.source.is_none() {
        score -= 0.2;
    }
    if attribution.inherited || resolved.by == "pronoun" {
        score -= 0.05;
    }
    if attribution.modal || attribution.negated {
        score -= 0.1;
    }
    (score.clamp(0.05, 0.99) * 100.0).round() / 100.0
}
