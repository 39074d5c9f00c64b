//! The one place that writes to standard output and standard error.

use std::fmt::Display;
use std::io::Write;

use super::exit::Fatal;

/// Writes to standard output, as it is.
///
/// # Errors
/// See [`Fatal::output`]: a closed pipe ends the command quietly.
pub fn print(text: impl Display) -> Result<(), Fatal> {
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{text}").and_then(|()| stdout.flush()).map_err(Fatal::output)
}

/// Writes one line to standard error. If that cannot be written, there is nobody left to tell.
pub fn note(line: impl Display) {
    writeln!(std::io::stderr().lock(), "{line}").ok();
}
