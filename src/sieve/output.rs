//! Results as JSON, in jaq's way, but that nothing is written that is not JSON.

use std::fmt::{self, Write as _};

use jaq_json::{Num, Val};

use super::meter;

/// Most bytes of a failure that are kept.
const LONGEST_FAILURE: usize = 500;

/// Writes a value as one line.
///
/// # Errors
/// If there is no such value in JSON: bytes, keys that are no texts.
pub(super) fn line(value: &Val, out: &mut Vec<u8>) -> Result<(), String> {
    let begin = out.len();
    write(value, out)?;
    out.push(b'\n');
    meter::made(out.len() - begin);
    Ok(())
}

fn write(value: &Val, out: &mut Vec<u8>) -> Result<(), String> {
    match value {
        Val::Null => out.extend_from_slice(b"null"),
        Val::Bool(true) => out.extend_from_slice(b"true"),
        Val::Bool(false) => out.extend_from_slice(b"false"),
        Val::Num(number) => out.extend_from_slice(digits(number).as_bytes()),
        Val::TStr(text) => write_text(text, out),
        Val::BStr(_) => {
            return Err("the result holds bytes, which JSON does not know: a text is needed".to_owned());
        }
        Val::Arr(list) => {
            out.push(b'[');
            for (n, value) in list.iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                write(value, out)?;
            }
            out.push(b']');
        }
        Val::Obj(map) => {
            out.push(b'{');
            for (n, (key, value)) in map.iter().enumerate() {
                if n > 0 {
                    out.push(b',');
                }
                let Val::TStr(key) = key else {
                    return Err(format!("the result has a key that is no text: {}", shortened(key)));
                };
                write_text(key, out);
                out.push(b':');
                write(value, out)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}

fn write_text(text: &[u8], out: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(text);
    // Writing a text to memory does not fail.
    serde_json::to_writer(out, &*text).ok();
}

/// A number as JSON has it; what it does not have, as jq has it.
fn digits(number: &Num) -> String {
    match number {
        Num::Float(value) if value.is_nan() => "null".to_owned(),
        Num::Float(value) if value.is_infinite() => {
            (if *value > 0.0 { "1.7976931348623157e+308" } else { "-1.7976931348623157e+308" }).to_owned()
        }
        // An expression may write 007.5.
        Num::Dec(written) => {
            let (sign, digits) = written.strip_prefix('-').map_or(("", &***written), |digits| ("-", digits));
            let digits = digits.strip_prefix('+').unwrap_or(digits);
            let zeros = digits.bytes().take_while(|byte| *byte == b'0').count();
            let is_whole = digits.as_bytes().get(zeros).is_some_and(u8::is_ascii_digit);
            let kept = if is_whole { zeros } else { zeros.saturating_sub(1) };
            format!("{sign}{}", digits.get(kept..).unwrap_or(digits))
        }
        number => number.to_string(),
    }
}

/// What an error says: a text as it is, anything else as jaq writes it.
pub(super) fn said(error: &Val) -> String {
    match error {
        Val::TStr(text) => shortened(&String::from_utf8_lossy(text)),
        other => shortened(other),
    }
}

/// What somebody is told, no longer than anybody reads.
pub(super) fn shortened(what: &impl fmt::Display) -> String {
    struct Short(String);
    impl fmt::Write for Short {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            let room = LONGEST_FAILURE.saturating_sub(self.0.len());
            if text.len() <= room {
                self.0.push_str(text);
                return Ok(());
            }
            self.0.push_str(text.get(..text.floor_char_boundary(room)).unwrap_or_default());
            self.0.push('…');
            Err(fmt::Error)
        }
    }
    let mut short = Short(String::new());
    // It fails where it is cut.
    write!(short, "{what}").ok();
    short.0
}
