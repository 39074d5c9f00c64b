//! Attributions as the record gives them.

use crate::extract::entities::cast::Cast;
use crate::model::{Cue, Quote, QuoteKind, Speaker, SpeakerType, Via};
use crate::normalise::agencies::named;
use crate::normalise::eight::{Eight, run};
use crate::normalise::letters::is_alphanumeric;

use super::analysis::Field;
use super::attribute::Attribution;
use super::confidence::confidence;
use super::lang;
use super::speaker::Resolved;
use super::tokens::{Shape, Sort};

/// Appends the quotations of a field.
pub(crate) fn quotes(
    field: &Field<'_>,
    cast: &Cast<'_>,
    found: &[Attribution],
    speakers: Vec<Resolved>,
    limit: usize,
    out: &mut Vec<Quote>,
) {
    for (attribution, resolved) in found.iter().zip(speakers) {
        if out.len() >= limit {
            return;
        }
        if let Some(quote) = quote(field, cast, attribution, &resolved) {
            out.push(quote);
        }
    }
}

fn quote(
    field: &Field<'_>,
    cast: &Cast<'_>,
    attribution: &Attribution,
    resolved: &Resolved,
) -> Option<Quote> {
    let tokens = &field.tokens;
    let pieces = pieces(field, attribution);
    let mut spans = Vec::with_capacity(pieces.len());
    let mut texts = Vec::with_capacity(pieces.len());
    for &(start, end) in &pieces {
        spans.push(tokens.span(start, end)?);
        texts.push(tokens.slice(start, end));
    }
    if spans.is_empty() {
        return None;
    }
    let kind = kind(field, &pieces)?;
    if kind == QuoteKind::Indirect && (!tokens.language.indirect || resolved.mute) {
        return None;
    }
    let text = texts.join(" … ");
    let cue = attribution.cue.and_then(|(a, b)| {
        Some(Cue { text: tokens.slice(a, b).to_owned(), spans: vec![tokens.span(a, b)?] })
    });
    Some(Quote {
        id: id(&text),
        kind,
        field: field.field,
        image: field.image,
        text,
        spans,
        cue,
        speaker: attribution
            .source
            .filter(|_| !resolved.mute)
            .and_then(|source| speaker(field, cast, source, resolved)),
        via: attribution.via.iter().filter_map(|v| via(field, cast, *v)).collect(),
        hedged: attribution.hedged,
        confidence: confidence(kind, attribution, resolved, tokens.language),
        same_as: None,
    })
}

/// First 16 hexadecimal digits of the blake3 of the words: small letters and digits, one space between.
fn id(text: &str) -> String {
    let mut words = Vec::with_capacity(text.len() + 8);
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        if c.is_ascii_alphanumeric() {
            let Some(eight) = Eight::at(text.as_bytes(), at) else {
                words.push(c.to_ascii_lowercase() as u8);
                at += 1;
                continue;
            };
            let count = run(eight.alphanumeric());
            words.extend(eight.head_in_small(count).to_le_bytes().iter().take(count));
            at += count;
            continue;
        }
        at += c.len_utf8();
        if is_alphanumeric(c) {
            c.to_lowercase().for_each(|c| words.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
        } else if words.last().is_some_and(|last| *last != b' ') {
            words.push(b' ');
        }
    }
    let hash = blake3::hash(words.trim_ascii_end());
    let head = hash.as_bytes().first_chunk().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(head))
}

/// The content without the marks around it: ordered pieces that do not overlap.
fn pieces(field: &Field<'_>, attribution: &Attribution) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for &(start, end) in &attribution.content {
        let (mut start, mut end) = trim(field, start, end);
        if let Some(last) = out.last() {
            start = start.max(last.1);
        }
        end = end.max(start);
        if end > start {
            out.push((start, end));
        }
    }
    out
}

/// Takes off outer marks, commas and stops that belong to the sentence around.
fn trim(field: &Field<'_>, mut start: usize, mut end: usize) -> (usize, usize) {
    let list = &field.tokens.list;
    let mark = |t: usize| matches!(list[t].sort, Sort::Quote(_));
    while start < end {
        let quoted = field.quoted.partition_point(|q| q.open < start);
        let opening = field.quoted.get(quoted).filter(|q| q.open == start);
        match opening {
            // the whole piece is one quoted span, or the span is never closed
            Some(q) if q.end >= end || !q.closed => {
                start += 1;
                if q.closed && q.end == end {
                    end -= 1;
                }
            }
            Some(_) => break,
            None if matches!(
                list[start].sort,
                Sort::Comma | Sort::Stop | Sort::Dash | Sort::Colon | Sort::Semicolon
            ) =>
            {
                start += 1
            }
            None if mark(start) => start += 1,
            None => break,
        }
    }
    while end > start && matches!(list[end - 1].sort, Sort::Dash | Sort::Semicolon | Sort::Colon) {
        end -= 1;
    }
    (start, end)
}

/// Direct, mixed or indirect, by the share of the words between marks.
fn kind(field: &Field<'_>, pieces: &[(usize, usize)]) -> Option<QuoteKind> {
    let (mut words, mut inside) = (0_usize, 0_usize);
    for &(start, end) in pieces {
        let mut at = field.quoted.partition_point(|q| q.end <= start);
        for (token, word) in (start..).zip(&field.tokens.list[start..end]) {
            if !word.is_word() {
                continue;
            }
            words += 1;
            while field.quoted.get(at).is_some_and(|q| q.end <= token) {
                at += 1;
            }
            inside += usize::from(field.quoted.get(at).is_some_and(|q| q.open < token));
        }
    }
    match (words, inside) {
        (0, _) => None,
        (_, 0) => Some(QuoteKind::Indirect),
        (words, inside) if inside * 100 >= words * 98 => Some(QuoteKind::Direct),
        _ => Some(QuoteKind::Mixed),
    }
}

fn speaker(
    field: &Field<'_>,
    cast: &Cast<'_>,
    (start, end): (usize, usize),
    resolved: &Resolved,
) -> Option<Speaker> {
    let tokens = &field.tokens;
    let mut end = end;
    if end > start + 1 && tokens.list[end - 1].sort == Sort::Clitic {
        end -= 1;
    }
    let member = resolved.member.and_then(|m| cast.members.get(m));
    let role = member.and_then(|m| m.roles.iter().max_by_key(|r| r.text.len().min(60)));
    let own_role = resolved.own_role.map(|(a, b)| tokens.slice(a, b)).filter(|t| !t.is_empty());
    Some(Speaker {
        name: member
            .filter(|m| !m.shared)
            .map(|m| m.name.clone())
            .or_else(|| together(cast, &resolved.together, tokens.language.and)),
        mention: tokens.slice(start, end).to_owned(),
        spans: vec![tokens.span(start, end)?],
        role: role.map(|r| r.text).or(own_role).map(str::to_owned),
        organization: member.and_then(|m| m.roles.iter().find_map(|r| r.organization)).map(str::to_owned),
        kind: resolved.kind.unwrap_or(SpeakerType::Unknown),
        resolved_by: resolved.by.to_owned(),
    })
}

/// `Anna Corrado and Nils Uribe`.
fn together(cast: &Cast<'_>, members: &[usize], and: &str) -> Option<String> {
    let names: Vec<&str> =
        members.iter().filter_map(|m| cast.members.get(*m)).map(|m| m.name.as_str()).collect();
    let (last, rest) = names.split_last()?;
    Some(if rest.is_empty() { (*last).to_owned() } else { format!("{} {and} {last}", rest.join(", ")) })
}

/// Who carried the words: an agency or outlet by its name and code, another one as the article calls it. A pronoun
/// is nobody.
fn via(field: &Field<'_>, cast: &Cast<'_>, (start, end): (usize, usize)) -> Option<Via> {
    let tokens = &field.tokens;
    let list = &tokens.list;
    let first = list.get(start)?;
    if end == start + 1
        && first.shape != Shape::Capitals
        && first.is(lang::SUBJECT | lang::OBJECT | lang::PRONOUN | lang::WHO)
    {
        return None;
    }
    // der Agentur | dpa
    let small = |t: usize| list.get(t).is_some_and(|t| t.is_word() && t.is(lang::MEDIA) && !t.capital());
    let end =
        end + usize::from(tokens.language.verb_second && list.get(end - 1)?.is(lang::MEDIA) && small(end));
    let from = start + usize::from(first.is(lang::DET | lang::POSSESSIVE));
    // the state news agency TASS, the Guardian newspaper
    let kind = |t: usize| list[t].is(lang::MEDIA | lang::ORG) && list[t].shape != Shape::Capitals;
    let to = (from + 1..end).rev().find(|t| list[*t].capital() || !kind(*t)).map_or(end, |last| last + 1);
    let led = |t: &usize| {
        (from..*t).all(|before| kind(before) || !list[before].capital() || list[before].is(lang::DEMONYM))
    };
    let house = (from..end).take(8).filter(led).find_map(|t| named(tokens.slice(t, to.max(t + 1))));
    let number = cast.fields.iter().position(|f| std::ptr::eq(f, field))?;
    let member = || {
        (from..end)
            .rev()
            .find_map(|t| cast.mention_at(number, t))
            .and_then(|m| cast.mentions.get(m))
            .and_then(|m| cast.members.get(m.member))
            .map(|m| m.name.clone())
    };
    // the article's own name for an acronym
    let spelled = member().filter(|name| name.contains([' ', '-']) && to == from + 1);
    let house = spelled.as_deref().map_or(house, named);
    let Some(house) = house else {
        let name = spelled.or_else(member).unwrap_or_else(|| tokens.slice(from, end).to_owned());
        let house = named(&name);
        return Some(Via {
            code: house.and_then(|h| h.code).map(str::to_owned),
            name: house.map_or(name, |h| h.name.to_owned()),
        });
    };
    Some(Via { name: house.name.to_owned(), code: house.code.map(str::to_owned) })
}
