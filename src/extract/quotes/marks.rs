//! Which marks open and which close: the quoted spans of a field.
//!
//! Works paragraph by paragraph. What is quoted is the outermost span; marks inside it stay in it. A mark that is
//! never closed ends with its paragraph, and the next paragraph's opening mark goes on with it. Linear: looks at
//! most two marks ahead.
//!
//! Single marks count as quotation marks only where they stand like a pair around words (British style); an
//! apostrophe does not.

use super::tokens::{Glyph, Shape, Sort, Token, Tokens};

/// An outermost quoted span, as tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quoted {
    /// The opening mark.
    pub(crate) open: usize,
    /// The token after the closing mark, or the end of the paragraph.
    pub(crate) end: usize,
    /// Whether the closing mark is there.
    pub(crate) closed: bool,
    /// Whether the marks are single ones.
    pub(crate) single: bool,
    /// Whether it goes on with the unclosed quotation of the paragraph before.
    pub(crate) goes_on: bool,
}

impl Quoted {
    /// The tokens between the marks.
    pub(crate) fn inside(&self) -> (usize, usize) {
        (self.open + 1, if self.closed { self.end - 1 } else { self.end })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    Either,
}

/// The quoted spans of a field in order.
pub(crate) fn quoted(tokens: &Tokens<'_>) -> Vec<Quoted> {
    let mut out: Vec<Quoted> = Vec::new();
    let mut marks: Vec<usize> = Vec::new();
    for &(start, end) in &tokens.paragraphs {
        if !tokens.prose(start, end) {
            continue;
        }
        marks.clear();
        marks.extend((start..end).filter(|&i| matches!(tokens.list[i].sort, Sort::Quote(_))));
        if marks.is_empty() {
            continue;
        }
        let before = out.len();
        pair(tokens, &marks, end, &mut out);
        let unclosed =
            before.checked_sub(1).and_then(|i| out.get(i)).is_some_and(|q| !q.closed && q.end == start);
        if let Some(first) = out.get_mut(before) {
            first.goes_on = unclosed && first.open == start;
        }
    }
    out
}

/// Pairs the marks of one paragraph.
fn pair(tokens: &Tokens<'_>, marks: &[usize], end: usize, out: &mut Vec<Quoted>) {
    // the opening mark that we are in, and how many of its like are nested in it
    let mut open: Option<(usize, Glyph)> = None;
    let mut depth = 0_usize;
    // opening curly marks inside straight ones: their closing marks are not ours
    let mut curly = 0_usize;
    let last_single_close = marks.iter().rposition(|&m| single_closes(tokens, m));
    for (n, &mark) in marks.iter().enumerate() {
        let Sort::Quote(glyph) = tokens.list[mark].sort else { continue };
        let side = side(tokens, mark, glyph);
        match open {
            None => {
                let opens = match glyph {
                    Glyph::Single | Glyph::SingleHigh6 | Glyph::SingleLow9 => {
                        side == Side::Opens
                            && last_single_close.is_some_and(|close| close > n)
                            && !elided_start(tokens, mark)
                    }
                    Glyph::SingleHigh9 => false,
                    _ => side != Side::Closes,
                };
                if opens {
                    open = Some((mark, glyph));
                    (depth, curly) = (0, 0);
                }
            }
            Some((first, Glyph::Straight | Glyph::Ticks))
                if glyph == Glyph::High66 && side == Side::Opens && mark > first + 1 =>
            {
                curly += 1;
            }
            Some((_, Glyph::Straight | Glyph::Ticks)) if glyph == Glyph::High99 && curly > 0 => {
                curly -= 1;
            }
            Some((first, opener)) => {
                if closes(opener, glyph) && side != Side::Opens {
                    if is_single(opener) && possessive(tokens, marks, n, opener) {
                        continue;
                    }
                    if depth > 0 {
                        depth -= 1;
                        continue;
                    }
                    out.push(Quoted {
                        open: first,
                        end: mark + 1,
                        closed: true,
                        single: is_single(opener),
                        goes_on: false,
                    });
                    open = None;
                } else if side == Side::Opens && same_family(opener, glyph) {
                    // another opening mark of the same kind: nested where two closing ones follow, else the
                    // first was left open
                    let ahead = |k: usize| {
                        marks.get(n + k).is_some_and(|&m| match tokens.list[m].sort {
                            Sort::Quote(g) => closes(opener, g) && self::side(tokens, m, g) != Side::Opens,
                            _ => false,
                        })
                    };
                    if ahead(1) && ahead(2) {
                        depth += 1;
                    } else if !is_single(opener) {
                        out.push(Quoted {
                            open: first,
                            end: mark,
                            closed: false,
                            single: false,
                            goes_on: false,
                        });
                        open = Some((mark, glyph));
                        depth = 0;
                    }
                }
            }
        }
    }
    if let Some((first, opener)) = open
        && !is_single(opener)
        && first + 1 < end
    {
        out.push(Quoted { open: first, end, closed: false, single: false, goes_on: false });
    }
}

fn is_single(glyph: Glyph) -> bool {
    matches!(
        glyph,
        Glyph::Single
            | Glyph::SingleHigh6
            | Glyph::SingleHigh9
            | Glyph::SingleLow9
            | Glyph::SingleGuillemetOpen
            | Glyph::SingleGuillemetClose
    )
}

/// Whether a mark can close what another opened.
fn closes(opener: Glyph, mark: Glyph) -> bool {
    use Glyph::*;
    match opener {
        Straight => matches!(mark, Straight | High99 | Ticks),
        Ticks => matches!(mark, Ticks | Straight),
        Graves => matches!(mark, Ticks | Straight | High99),
        High66 => matches!(mark, High99 | Straight | High66 | Ticks),
        High99 => matches!(mark, High99),
        Low99 => matches!(mark, High66 | High99 | Straight),
        GuillemetOpen => matches!(mark, GuillemetClose),
        GuillemetClose => matches!(mark, GuillemetOpen),
        CornerOpen => matches!(mark, CornerClose),
        Single => matches!(mark, Single | SingleHigh9),
        SingleHigh6 => matches!(mark, SingleHigh9 | Single),
        SingleLow9 => matches!(mark, SingleHigh6 | SingleHigh9 | Single),
        SingleGuillemetOpen => matches!(mark, SingleGuillemetClose),
        SingleGuillemetClose => matches!(mark, SingleGuillemetOpen),
        CornerClose | SingleHigh9 => false,
    }
}

fn same_family(a: Glyph, b: Glyph) -> bool {
    a == b || (!is_single(a) && !is_single(b) && closes(a, b))
}

/// What the letters around a mark say.
fn side(tokens: &Tokens<'_>, mark: usize, glyph: Glyph) -> Side {
    match glyph {
        Glyph::Low99 | Glyph::CornerOpen | Glyph::Graves | Glyph::SingleLow9 => return Side::Opens,
        Glyph::CornerClose => return Side::Closes,
        Glyph::GuillemetOpen | Glyph::SingleGuillemetOpen if !german(tokens) => return Side::Opens,
        Glyph::GuillemetClose | Glyph::SingleGuillemetClose if !german(tokens) => return Side::Closes,
        _ => {}
    }
    let token = &tokens.list[mark];
    let previous = mark.checked_sub(1).and_then(|i| tokens.list.get(i));
    let next = tokens.list.get(mark + 1);
    let same_line = |t: &&Token| !gap_has_newline(tokens, t.end, token.start);
    let previous = previous.filter(same_line);
    let touches_before = previous.is_some() && !token.spaced;
    let touches_after = next.is_some_and(|t| !t.spaced);
    // typed the wrong way round: “No,“ he said
    if glyph == Glyph::High66 && !german(tokens) && (!touches_before || touches_after) {
        return Side::Opens;
    }
    match (touches_before, touches_after) {
        (false, true)
            if next.is_some_and(|t| {
                matches!(t.sort, Sort::Comma | Sort::Stop | Sort::Semicolon | Sort::Close)
            }) && previous.is_some() =>
        {
            Side::Closes
        }
        (false, true) => Side::Opens,
        (true, false) => Side::Closes,
        (false, false) => Side::Either,
        (true, true) => {
            let opens = previous.is_some_and(|t| {
                matches!(t.sort, Sort::Open | Sort::Dash | Sort::Quote(_)) || t.sort == Sort::Colon
            }) && next.is_some_and(Token::is_word);
            let closes = next.is_some_and(|t| !t.is_word() && !matches!(t.sort, Sort::Quote(_) | Sort::Open))
                && previous.is_some_and(|t| t.is_word() || t.sort == Sort::Stop);
            let after_stop = previous.is_some_and(|t| matches!(t.sort, Sort::Stop | Sort::Comma));
            if opens {
                Side::Opens
            } else if closes || after_stop {
                Side::Closes
            } else {
                Side::Either
            }
        }
    }
}

fn german(tokens: &Tokens<'_>) -> bool {
    tokens.language.capital_nouns
}

fn gap_has_newline(tokens: &Tokens<'_>, end: u32, start: u32) -> bool {
    start > end
        && tokens
            .text
            .as_bytes()
            .get(end as usize..start as usize)
            .is_some_and(|gap| gap.len() < 64 && gap.contains(&b'\n'))
}

fn single_closes(tokens: &Tokens<'_>, mark: usize) -> bool {
    matches!(tokens.list[mark].sort, Sort::Quote(Glyph::Single | Glyph::SingleHigh9 | Glyph::SingleHigh6))
        && side(tokens, mark, Glyph::Single) == Side::Closes
}

/// `'90s`, `'em`, `'cause`: an apostrophe at the head of a word.
fn elided_start(tokens: &Tokens<'_>, mark: usize) -> bool {
    let next = tokens.text(mark + 1);
    next.starts_with(|c: char| c.is_ascii_digit()) && next.ends_with('s')
        || matches!(
            next.to_lowercase().as_str(),
            "em" | "cause" | "til" | "tis" | "twas" | "round" | "bout" | "n"
        )
}

/// `the boys' house`: a closing place that is an apostrophe, where a better closing mark follows.
fn possessive(tokens: &Tokens<'_>, marks: &[usize], n: usize, opener: Glyph) -> bool {
    let mark = marks[n];
    let after_s = mark > 0 && tokens.text(mark - 1).ends_with(['s', 'S']);
    let small_next = tokens
        .list
        .get(mark + 1)
        .is_some_and(|t| t.spaced && t.sort == Sort::Word && t.shape == Shape::Small);
    let better = marks.get(n + 1).is_some_and(|&m| match tokens.list[m].sort {
        Sort::Quote(g) => closes(opener, g) && side(tokens, m, g) == Side::Closes,
        _ => false,
    });
    after_s && small_next && better
}

#[cfg(test)]
mod tests {
    use super::super::lang::language;
    use super::*;

    fn check(code: &str, text: &str, expected: &[&str]) {
        let tokens = Tokens::read(text, language(Some(code)));
        let found: Vec<String> = quoted(&tokens)
            .iter()
            .map(|q| {
                let (start, end) = q.inside();
                let mut s = tokens.slice(start, end).to_owned();
                if !q.closed {
                    s.push_str(" ->");
                }
                if q.goes_on {
                    s.insert_str(0, "-> ");
                }
                s
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_kinds_of_marks() {
        check("en", r#""Yes," he said. "No.""#, &["Yes,", "No."]);
        check("en", "“Yes,” he said.", &["Yes,"]);
        check("en", "''Yes,'' he said. ``No.''", &["Yes,", "No."]);
        check("de", "„Ja“, sagte er. »Nein«, «doch»", &["Ja", "Nein", "doch"]);
        check("fr", "« Oui », dit-il.", &["Oui"]);
        check("und", "「はい」と言った。", &["はい"]);
        check("en", "'It's the boys' house,' he said.", &["It's the boys' house,"]);
        check("en", "‘It’s ours,’ he said.", &["It’s ours,"]);
    }

    #[test]
    fn what_is_no_quotation_mark() {
        check("en", "He doesn't like the workers' union or the '90s.", &[]);
        check("en", "The boys’ house and the girls’ house.", &[]);
    }

    #[test]
    fn nested_marks_stay_inside() {
        check("en", "“He said ‘no’ to me,” she said.", &["He said ‘no’ to me,"]);
        check("en", "''He said 'no.'''", &["He said 'no.'"]);
        check("en", r#""He said "no" to me," she said."#, &[r#"He said "no" to me,"#]);
        check("en", r#""He said “no” to me," she said."#, &[r#"He said “no” to me,"#]);
    }

    #[test]
    fn unclosed_marks_end_with_their_paragraph() {
        check("en", "“One.\n\n“Two,” he said.", &["One. ->", "-> Two,"]);
        check("en", "\"One.\n\nThen \"two,\" he said.", &["One. ->", "two,"]);
        check("en", "\"One, he said. \"Two,\" he said.", &["One, he said. ->", "Two,"]);
    }
}
