//! Requests not to use a story yet that stand around it on its page: above its heading, in a box, at its foot.
//!
//! The judgement of the body sets such lines aside with dates, labels and boxes; but a story under embargo that goes out as a free one
//! is the worst that can happen, so they are looked for by what they say. What belongs to others (readers, other stories,
//! menus, what is hidden) is left where it is.

use super::body::{Body, Verdict};
use super::classes::Sense;
use super::dom::Dom;
use super::flow::Piece;
use super::head::Head;
use super::tag::Tag;
use crate::model::{Block, BlockKind, DateClaim, Found};
use crate::normalise;

/// How far above the story and below it such a line may stand, in pieces.
const ABOVE: usize = 40;
const BELOW: usize = 30;
/// Longest one, in characters that are no white space, and over how many pieces it goes.
const LONGEST: usize = 300;
const MOST_LINES: usize = 5;

/// The requests above the story's first paragraph and below it.
#[derive(Debug, Default)]
pub(super) struct Notices {
    above: Vec<Block>,
    below: Vec<Block>,
}

/// Names under which the head of a page says until when it is not to be used.
const NAMES: [&str; 6] =
    ["embargo", "embargo_until", "embargo-until", "embargoed", "article:embargo", "dc.date.embargo"];

/// What the head of a page says of an embargo.
pub(super) fn of_head(head: &Head) -> Option<Found<DateClaim>> {
    let raw = NAMES.iter().find_map(|name| head.meta_named(name)).or(head.embargo.as_deref())?;
    Some(Found::new(DateClaim { raw: raw.trim().to_owned() }, "meta"))
}

/// What an attribute on the story, or on what stands around it, says of an embargo: `data-embargo-until`.
pub(super) fn of_attributes(dom: &Dom, body: &Body) -> Option<Found<DateClaim>> {
    const ATTRIBUTES: [&str; 6] = [
        "data-embargo",
        "data-embargo-until",
        "data-embargoed-until",
        "data-embargo-date",
        "data-embargo-end",
        "data-embargoed",
    ];
    let is_story = |n: &usize| matches!(body.verdicts.get(*n), Some(Verdict::Story | Verdict::Lead));
    let first = body.pieces.get((0..body.pieces.len()).find(is_story)?)?;
    let around = std::iter::successors(Some(first.block), |at| Some(dom.parent(*at)).filter(|up| up != at));
    let mut said = around.flat_map(|at| ATTRIBUTES.iter().filter_map(move |name| dom.attribute(at, name)));
    let raw = said.find(|raw| raw.contains(|c: char| c.is_ascii_digit()))?;
    Some(Found::new(DateClaim { raw: raw.trim().to_owned() }, "data-embargo"))
}

impl Notices {
    pub(super) fn of(dom: &Dom, body: &Body) -> Notices {
        let mut notices = Notices::default();
        let is_story = |n: usize| matches!(body.verdicts.get(n), Some(Verdict::Story | Verdict::Lead));
        let Some(first) = (0..body.pieces.len()).find(|n| is_story(*n)) else { return notices };
        let last = (first..body.pieces.len()).rfind(|n| is_story(*n)).unwrap_or(first);
        let mut at = first.saturating_sub(ABOVE);
        while at <= (last + BELOW).min(body.pieces.len().saturating_sub(1)) {
            let pieces: Vec<&Piece> = body
                .pieces
                .iter()
                .enumerate()
                .skip(at)
                .take(MOST_LINES)
                .take_while(|(n, piece)| !is_story(*n) && may_be_one(dom, body, *n, piece))
                .map(|(_, piece)| piece)
                .collect();
            let (text, count) = asked(&pieces).unwrap_or_default();
            if count > 0 {
                let notices = if at < first { &mut notices.above } else { &mut notices.below };
                notices.push(Block::of(BlockKind::Note, text));
            }
            at += count.max(1);
        }
        notices
    }

    /// Puts them around the blocks of the story.
    pub(super) fn around(self, blocks: &mut Vec<Block>) {
        blocks.splice(0..0, self.above);
        blocks.extend(self.below);
    }
}

/// What these lines ask, from the first on, and how many of them. A label alone (`Embargo`) may be the topic of a story.
fn asked(pieces: &[&Piece]) -> Option<(String, usize)> {
    let lines: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let folded = |lines: &[&str]| lines.join(" ").replace('\n', " ");
    let count = normalise::embargo_lines(&lines);
    let text = folded(lines.get(..count)?);
    let is_topic = count == 1 && !text.contains([' ', ':']) && normalise::embargo_in(&text).is_none();
    match count {
        // beside other words in a link it is another story's
        0 if pieces.first().is_some_and(|piece| piece.linked * 2 >= piece.chars) => None,
        0 => Some((normalise::embargo_in(&folded(lines.get(..1)?))?, 1)),
        _ if is_topic => None,
        _ => Some((text, count)),
    }
}

/// Whether a piece may be one: what is linked, hidden, in a menu or of somebody else is none.
fn may_be_one(dom: &Dom, body: &Body, n: usize, piece: &Piece) -> bool {
    use Sense::*;
    let sense = body.senses.get(n).copied().flatten();
    // a box may have any name; what it says, to its last word and with its time, decides
    let is_named_only = matches!(sense, Some(Promo | Newsletter | Media))
        && piece.linked == 0
        && normalise::asks_until(&piece.text.replace('\n', " "));
    let is_of_others =
        matches!(sense, Some(Comments | Consent | Hidden | Muted | Promo | Newsletter | Tags | Media));
    (is_named_only || !is_of_others) && piece.chars <= LONGEST && !dom.is_in(piece.block, Tag::Nav)
}
