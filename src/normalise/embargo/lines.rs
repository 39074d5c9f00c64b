//! Embargoes without a phrase known by heart: over several lines, in a letter's sentences, in words in any order, in Chinese, Japanese and
//! Korean.

use super::tokens;
use super::until::Until;
use super::words::Anchor;
use super::{MOST_TOKENS, Place, Said, Stated, WITHIN, closed, east_asian, find};
use crate::normalise::shape;

/// Most lines over which one embargo goes, and the longest of them in bytes.
const MOST_LINES: usize = 5;
const LONGEST_LINE: usize = 160;

/// The embargo that the first of these lines states, with how many of those below belong to it: `EMBARGO`, `Until 00:01 GMT`,
/// `Wednesday 13 January 2027`.
pub(in crate::normalise) fn over_lines(lines: &[&str]) -> Option<(Said, usize)> {
    let first = find(lines.first()?, Place::Line);
    over_lines_from(lines, first.as_ref())
}

/// [`over_lines`], where it is known what the first of them states alone.
pub(in crate::normalise) fn over_lines_from(
    lines: &[&str],
    stated: Option<&Stated<'_>>,
) -> Option<(Said, usize)> {
    let first = lines.first()?;
    let alone = stated.filter(|stated| stated.is_all());
    let mut text = (*first).to_owned();
    let mut found = alone.map(|stated| (stated.said.clone(), 1));
    let mut begun = found
        .as_ref()
        .map(|(said, _)| said.until.clone())
        .or_else(|| if closed::opens(first) { closed::goes_on(first) } else { None })?;
    for (line, count) in lines.iter().skip(1).zip(2..=MOST_LINES) {
        if line.len() > LONGEST_LINE || text.len() > 2 * LONGEST_LINE {
            break;
        }
        let Some(next) = closed::goes_on(line) else { break };
        let dates = begun.is_dated_by(&next);
        if begun.has_time() && begun.has_day() && !dates {
            break;
        }
        let adds = dates || next.has_time() && !begun.has_time() || next.has_day() && !begun.has_day();
        if !adds && (begun.is_said() || next.is_said()) {
            break;
        }
        text = format!("{text} {line}");
        let whole = find(&text, Place::Line).filter(Stated::is_all);
        match whole {
            Some(stated) => {
                begun = stated.said.until.clone();
                if adds || found.is_none() {
                    found = Some((stated.said, count));
                }
            }
            None if adds => break,
            None => {}
        }
    }
    found
}

/// The embargo of a line whose words are all those of one, or of a part of it that is set off.
pub(super) fn by_words(line: &str, place: Place) -> Option<Stated<'_>> {
    // a title behind it has as few letters as it has itself
    let is_titled =
        |stated: &Stated<'_>| stated.after.chars().filter(|c| east_asian::is_letter(*c)).count() >= 6;
    let headed = || (place == Place::Headline).then(|| by_cut(line).filter(is_titled)).flatten();
    let ended = || (place == Place::Headline).then(|| at_end(line)).flatten();
    let found = in_brackets(line, place).or_else(headed).or_else(|| whole(line));
    found.or_else(|| by_letter(line)).or_else(|| by_cut(line)).or_else(ended)
}

fn whole(line: &str) -> Option<Stated<'_>> {
    let (until, is_ban) = if line.contains(east_asian::is_letter) {
        (east_asian_end(line)?, true)
    } else {
        let request = closed::read(line)?;
        (request.until, request.anchor != Anchor::Release)
    };
    Some(Stated {
        said: Said { until, raw: line.to_owned(), is_ban, is_field: false },
        before: "",
        after: "",
    })
}

/// A request that says day and hour, and stands beside something else.
fn beside(part: &str) -> Option<Said> {
    let is_ban = |anchor| anchor != Anchor::Release;
    let (until, is_ban) = if part.contains(east_asian::is_letter) {
        (east_asian_end(part)?, true)
    } else {
        // what opens or closes to the public is beside its headline, too: copy is published
        let request = closed::read(part).filter(|it| it.anchor == Anchor::Firm || it.uses)?;
        (request.until, is_ban(request.anchor))
    };
    until.is_dated().then(|| Said { until, raw: part.trim().to_owned(), is_ban, is_field: false })
}

/// `Harbour closed (free for publication from 6 a.m. on Friday)`, `【1月15日午前5時解禁】...`.
fn in_brackets(line: &str, place: Place) -> Option<Stated<'_>> {
    const PAIRS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('【', '】'), ('（', '）')];
    let head = line.get(..line.floor_char_boundary(2 * WITHIN))?;
    let opens =
        head.char_indices().filter_map(|(at, c)| Some((at, PAIRS.iter().find(|(open, _)| *open == c)?)));
    opens.take(MOST_CUTS).find_map(|(start, (open, close))| {
        let inside = line.get(start + open.len_utf8()..)?;
        // a bracket inside it names a zone or a weekday
        inside.match_indices(*close).take(3).find_map(|(length, close)| {
            let said = beside(inside.get(..length)?)?;
            let before = line.get(..start)?.trim_end();
            let after = inside
                .get(length + close.len()..)?
                .trim_start_matches([' ', ':', '-', '–', '|', '　', ')', ']']);
            let stands = place == Place::Headline || before.is_empty() || after.is_empty();
            stands.then_some(Stated { said, before, after })
        })
    })
}

/// A request behind a mark, at the end of a headline.
fn at_end(line: &str) -> Option<Stated<'_>> {
    const MARKS: [&str; 4] = [" - ", " – ", " — ", " | "];
    let cuts = MARKS.into_iter().flat_map(|mark| line.match_indices(mark).take(3));
    cuts.into_iter().find_map(|(at, mark)| {
        let said = beside(line.get(at + mark.len()..)?)?;
        Some(Stated { said, before: line.get(..at)?, after: "" })
    })
}

/// A request among the sentences of a letter, which is for editors as a whole: `Dear colleagues, please find below ... It is under
/// embargo until 6 a.m. on Friday`.
fn by_letter(line: &str) -> Option<Stated<'_>> {
    let speaks = |word: &str| {
        let lower = shape::lower(word);
        LETTER.contains(&lower.as_str())
            || !word.is_ascii() && LETTER.contains(&tokens::fold(&lower).as_str())
    };
    let head = line.get(..line.floor_char_boundary(WITHIN))?;
    if line.len() > 2 * WITHIN || !head.split(|c: char| !c.is_alphabetic()).any(speaks) {
        return None;
    }
    let sentences = line.split_inclusive(['.', ':', '!', '\n']).scan(0, |from, part| {
        let start = *from;
        *from += part.len();
        line.get(start..)
    });
    let request = sentences.filter_map(|rest| closed::read(rest.trim())).find(|request| {
        request.anchor == Anchor::Firm && request.until.has_time() && request.until.has_day()
    })?;
    let said = Said { until: request.until, raw: line.to_owned(), is_ban: true, is_field: false };
    Some(Stated { said, before: "", after: "" })
}

/// Words by which a letter speaks to who gets it. Written by hand.
#[rustfmt::skip]
const LETTER: &[&str] = &["dear", "please", "colleagues", "you", "your", "attached", "liebe", "geehrte", "kollegen", "bitte", "ihnen", "anbei", "bonjour", "cher", "chers", "madame", "vous", "veuillez", "estimados", "estimado", "colegas", "adjunto", "adjuntamos", "gentili", "gentile", "colleghi", "allegato", "prezados", "caros", "anexo", "beste", "bijgaand", "bijlage", "hej", "kara", "bifogat", "kaere", "vedhaeftet", "vedlagt", "szanowni", "vazeni", "tisztelt", "уважаемые", "коллеги", "шановні"];

/// A request up to a mark at the head of a line.
fn by_cut(line: &str) -> Option<Stated<'_>> {
    let head = line
        .get(..line.floor_char_boundary(2 * WITHIN))
        .filter(|head| head.contains(east_asian::is_letter) || closed::begins(head))?;
    let is_mark = |cut: &str| {
        cut.ends_with(['.', '!', ';', ':', '：', '|', '-', '–', '—', ')', ']', '*', '+'])
            || cut.contains(east_asian::is_letter)
    };
    let cuts = head.match_indices([' ', '\n', '　']).filter(|(at, _)| head.get(..*at).is_some_and(is_mark));
    let mut cuts: Vec<usize> = cuts.map(|(at, _)| at).collect();
    // words are known where there are any, and the longest request counts
    if !head.contains(east_asian::is_letter) {
        cuts.reverse();
    }
    cuts.into_iter().take(MOST_CUTS).find_map(|at| {
        let (head, rest) = line.split_at_checked(at)?;
        let said = beside(head.trim_end_matches([' ', ':', '-', '–', '—', '|', '：']))?;
        Some(Stated {
            said,
            before: "",
            after: rest.trim_start_matches([' ', ':', '-', '–', '—', '|', '　']),
        })
    })
}

/// Most marks in a line at which an embargo may end.
const MOST_CUTS: usize = 8;

/// The end of an embargo in a line of Chinese, Japanese or Korean.
fn east_asian_end(line: &str) -> Option<Until> {
    if line.len() > 2 * WITHIN || line.contains(['“', '”', '"', '「', '」', '『']) {
        return None;
    }
    let tokens = tokens::of(line, 4 * MOST_TOKENS);
    // of equals the last counts, which is the first in the line
    let times = (0..tokens.len()).rev().filter_map(|at| {
        let (until, _) = Until::read(tokens.get(at..)?);
        (until.has_time() || until.has_day()).then_some(until)
    });
    let until = times.max_by_key(|until| (until.has_time() && until.has_day(), until.has_day()));
    let (day, clock) = until.as_ref().map_or((false, false), |until| (until.has_day(), until.has_time()));
    east_asian::forbids(line, &tokens, day, clock).then(|| until.unwrap_or_default())
}
