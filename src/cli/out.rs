//! The one place that writes to standard output and standard error.
//!
//! What stands in names of files and in what was delivered is not let loose on a terminal: no control character and no
//! mark of direction leaves here but in data. Data (JSON, a schema, a configuration) leaves as it is.

use std::fmt::Display;
use std::io::Write;

use super::exit::Fatal;

/// Writes data to standard output, as it is.
///
/// # Errors
/// See [`Fatal::output`]: a closed pipe ends the command quietly.
pub fn print(text: impl Display) -> Result<(), Fatal> {
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{text}").and_then(|()| stdout.flush()).map_err(Fatal::output)
}

/// Writes text for reading to standard output: without what would steer a terminal.
///
/// # Errors
/// As [`print()`].
pub fn page(text: impl Display) -> Result<(), Fatal> {
    print(tame(&text.to_string(), Kept::Lines))
}

/// The same with colours.
///
/// # Errors
/// As [`print()`].
pub fn coloured(text: impl Display) -> Result<(), Fatal> {
    print(tame(&text.to_string(), Kept::LinesAndColours))
}

/// Writes one line to standard error. If that cannot be written, there is nobody left to tell.
pub fn note(line: impl Display) {
    let line = tame(&line.to_string(), Kept::Lines);
    writeln!(std::io::stderr().lock(), "{line}").ok();
}

/// A name as it is shown on a terminal: one line, with escapes for what steers a terminal or prints nothing.
pub fn shown(name: impl Display) -> String {
    tame(&name.to_string(), Kept::Nothing)
}

/// Which control characters have a meaning where they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    /// Line breaks and tabs.
    Lines,
    /// And the sequences that choose a colour.
    LinesAndColours,
}

fn tame(text: &str, kept: Kept) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let colour = if kept == Kept::LinesAndColours { colour_at(rest) } else { None };
        let length = colour.unwrap_or(c.len_utf8());
        let (piece, after) = rest.split_at(length);
        rest = after;
        let has_meaning = colour.is_some() || kept != Kept::Nothing && matches!(c, '\n' | '\t');
        if has_meaning || !steers(c) {
            out.push_str(piece);
        } else {
            out.extend(c.escape_default());
        }
    }
    out
}

/// Whether a character steers a terminal, breaks a line, or turns the direction of what stands around it.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The length of the sequence that chooses a colour, if one stands at the beginning.
fn colour_at(text: &str) -> Option<usize> {
    let (codes, _) = text.strip_prefix("\u{1b}[")?.split_once('m')?;
    codes.bytes().all(|byte| byte.is_ascii_digit() || byte == b';').then_some(codes.len() + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_that_steers_nothing() {
        assert_eq!(shown("Zürich – 港.txt"), "Zürich – 港.txt");
        assert_eq!(shown("a\u{1b}[31m\n\u{202e}txt.b\u{9b}"), "a\\u{1b}[31m\\n\\u{202e}txt.b\\u{9b}");
    }

    #[test]
    fn pages_keep_their_lines_and_colours() {
        assert_eq!(tame("a\n\tb\r\u{1b}[1m", Kept::Lines), "a\n\tb\\r\\u{1b}[1m");
        let page = "\u{1b}[31;1ma\u{1b}[0m\n\u{1b}]0;x\u{7}\u{1b}[2J";
        assert_eq!(tame(page, Kept::LinesAndColours), "\u{1b}[31;1ma\u{1b}[0m\n\\u{1b}]0;x\\u{7}\\u{1b}[2J");
    }
}
