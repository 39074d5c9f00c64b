//! How sure a quotation and its speaker are: a scorecard set by hand.
//!
//! The construction gives the ground, in round numbers; what is known to go wrong takes something off. The numbers say
//! how often quotation and speaker are both right (see docs/quotes.md for the table that compares them with labelled
//! articles). They are not fitted.

use crate::model::{QuoteKind, SpeakerType};

use super::attribute::{Attribution, How};
use super::lang::{Language, frame};
use super::speaker::Resolved;

/// What a construction is worth by itself.
fn ground(kind: QuoteKind, how: How) -> f64 {
    match (kind, how) {
        (QuoteKind::Direct, How::QuoteBefore) => 0.97,
        (QuoteKind::Direct, How::Transcript | How::According) => 0.9,
        (QuoteKind::Direct, How::QuoteAfter | How::Colon) => 0.88,
        (QuoteKind::Mixed, How::That | How::ClauseBefore) => 0.9,
        (QuoteKind::Mixed, How::Clause | How::ClauseAround | How::According) => 0.84,
        (QuoteKind::Mixed, How::QuoteBefore | How::Object) => 0.72,
        (QuoteKind::Mixed, How::QuoteAfter) => 0.55,
        (QuoteKind::Indirect, How::ClauseBefore | How::ClauseAround) => 0.84,
        (QuoteKind::Indirect, How::That | How::Clause) => 0.8,
        (QuoteKind::Indirect, How::According | How::Wh) => 0.78,
        (QuoteKind::Indirect, How::Object) => 0.55,
        (_, How::Loose) => 0.45,
        (_, How::Beside | How::Infinitive) => 0.35,
        (QuoteKind::Indirect, How::Noun | How::Colon) => 0.28,
        _ => 0.6,
    }
}

/// 0 to 1, two digits.
pub(crate) fn confidence(
    kind: QuoteKind,
    attribution: &Attribution,
    resolved: &Resolved,
    language: &Language,
) -> f64 {
    let mut odds = ground(kind, attribution.how);
    let mut take = |condition: bool, factor: f64| {
        if condition {
            odds *= factor;
        }
    };
    let indirect = kind == QuoteKind::Indirect;
    take(indirect && attribution.frames & frame::CORE == 0, 0.88);
    take(attribution.inherited, 0.9);
    take(attribution.source.is_none() && attribution.how != How::Wh, 0.6);
    take(indirect && attribution.modal, 0.7);
    take(indirect && attribution.negated, 0.8);
    take(indirect && resolved.by == "relative", 0.85);
    take(indirect && resolved.kind == Some(SpeakerType::Unknown) && resolved.by == "description", 0.85);
    take(!language.measured, 0.85);
    take(language.code == "und", 0.8);
    (odds.clamp(0.05, 0.99) * 100.0).round() / 100.0
}
