//! What a JSON text takes in memory once it is parsed, told before that.
//!
//! Five bytes are enough for an object, and an object takes some hundred: a short text can fill a machine. Articles and
//! answers of search interfaces stay far below: their bytes are text.

/// Bytes that one object takes with its first members.
const OBJECT: usize = 700;
/// Bytes that one list takes with its first entries.
const LIST: usize = 160;
/// Bytes that one more entry takes.
const ENTRY: usize = 48;
/// Bytes that any text may take.
const FREE: usize = 48 << 20;
/// Further bytes for each of its own.
const PER_BYTE: usize = 12;

/// Whether a text is so dense in objects and lists that it is not worth its memory.
pub(in crate::decode) fn has_room(text: &str) -> bool {
    let mut bytes = 0usize;
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'{' => bytes += OBJECT,
            b'[' => bytes += LIST,
            b',' => bytes += ENTRY,
            b'"' => {
                // To the end of the string.
                while let Some(byte) = rest.next() {
                    match byte {
                        b'\\' => {
                            rest.next();
                        }
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    bytes <= FREE.saturating_add(text.len().saturating_mul(PER_BYTE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_all_brackets_has_no_room() {
        let story = format!("{{\"title\":\"{}\",\"tags\":[{{\"name\":\"a\"}},1]}},", "{[,".repeat(500));
        assert!(has_room(&story.repeat(5_000)));
        assert!(has_room(&format!("[{}1]", "1,".repeat(1_000_000))));
        assert!(has_room(&"{\"a\":{}}".repeat(20_000)));
        assert!(!has_room(&"{\"a\":1},".repeat(200_000)));
        assert!(!has_room(&"[[],".repeat(1_000_000)));
        assert!(has_room("\"\\"));
    }
}
