//! Paths of rules and of questions, and whether one matches the other (RFC 9309, section 2.2.2 and 2.2.3).
//!
//! Both are brought into one form first: octets beyond ASCII and white space with percent signs, hexadecimal digits in upper
//! case, a literal `*` or `$` as `%2A` or `%24`. So `*` in a pattern always stands for any octets.
//!
//! The cost of a match is at most the pattern's length and, for each part between stars, one pass over the path, by
//! `memmem`. Nothing is tried twice: if a part is taken where it first occurs, whatever follows has the most left.

use memchr::memmem;

/// Which letters keep their percent sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As written.
    Written,
    /// Letters, digits and `-._~` (RFC 3986, section 2.3) without one: `%62` is `b`.
    Plain,
}

/// Path and query of an address in the form in which they are compared.
pub(super) fn of_path(path: &str, form: Form) -> Vec<u8> {
    escaped(path.as_bytes(), form, |_| false)
}

/// How a rule's path is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern {
    /// Parts with a `*` between them; no two stars in a row.
    pub(super) parts: Vec<u8>,
    /// Whether the path must end where the pattern does (`$`).
    pub(super) ends: bool,
    /// Octets of the pattern, stars and `$` included: the most of them decide (section 2.2.2).
    pub(super) octets: u32,
}

impl Pattern {
    /// Of a rule's value, which has no white space around it.
    pub(super) fn new(value: &[u8], form: Form) -> Self {
        let (open, ends) = value.strip_suffix(b"$").map_or((value, false), |open| (open, true));
        let octets = escaped(value, Form::Plain, |byte| matches!(byte, b'*' | b'$')).len();
        let mut parts = escaped(open, form, |byte| byte == b'*');
        parts.dedup_by(|second, first| *second == b'*' && *first == b'*');
        let ends = ends && !parts.ends_with(b"*");
        if !ends && parts.ends_with(b"*") {
            parts.pop();
        }
        Pattern { parts, ends, octets: u32::try_from(octets).unwrap_or(u32::MAX) }
    }
}

/// Brings octets into the form in which they are compared, but for those that `keep` says.
fn escaped(bytes: &[u8], form: Form, keep: impl Fn(u8) -> bool) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(bytes.len());
    let mut push = |byte: u8, percent: bool| {
        if percent {
            let digit = |n: u8| HEX.get(usize::from(n)).copied().unwrap_or_default();
            out.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
        } else {
            out.push(byte);
        }
    };
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        match (*first, after) {
            (b'%', [high, low, behind @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit =
                    |byte: u8| char::from(byte).to_digit(16).and_then(|n| u8::try_from(n).ok()).unwrap_or(0);
                let byte = digit(*high) << 4 | digit(*low);
                let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
                push(byte, !(plain && form == Form::Plain));
                rest = behind;
            }
            (byte, _) if keep(byte) => push(byte, false),
            (byte, _) => push(byte, byte <= b' ' || byte >= 0x7f || matches!(byte, b'*' | b'$')),
        }
    }
    out
}

/// How much more may be looked at for one question, in octets.
#[derive(Debug)]
pub(super) struct Work(pub(super) usize);

/// That a question costs more than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spent;

impl Work {
    pub(super) fn take(&mut self, octets: usize) -> Result<(), Spent> {
        self.0 = self.0.checked_sub(octets).ok_or(Spent)?;
        Ok(())
    }
}

/// What a search costs beside the octets that it passes over, as if it were so many.
const SEARCH: usize = 64;

/// Whether parts with stars between them match a path: from its beginning, and to its end where `ends` says so.
pub(super) fn matches(parts: &[u8], ends: bool, path: &[u8], work: &mut Work) -> Result<bool, Spent> {
    let Some(first_star) = memchr::memchr(b'*', parts) else {
        return Ok(if ends { path == parts } else { path.starts_with(parts) });
    };
    let (head, tail) = parts.split_at(first_star);
    let Some(mut rest) = path.strip_prefix(head) else { return Ok(false) };
    work.take(parts.len())?;
    let mut parts = tail.get(1..).unwrap_or_default().split(|byte| *byte == b'*').peekable();
    while let Some(part) = parts.next() {
        if ends && parts.peek().is_none() {
            return Ok(rest.ends_with(part));
        }
        let found = memmem::find(rest, part);
        let passed = found.map_or(rest.len(), |at| at + part.len());
        work.take(SEARCH + passed)?;
        match found {
            Some(_) => rest = rest.get(passed..).unwrap_or_default(),
            None => return Ok(false),
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(pattern: &str, path: &str) -> bool {
        let pattern = Pattern::new(pattern.as_bytes(), Form::Plain);
        matches(&pattern.parts, pattern.ends, &of_path(path, Form::Plain), &mut Work(1 << 20)).unwrap()
    }

    #[test]
    fn patterns() {
        let cases = [
            ("/", "/anything", true),
            ("", "/", true),
            ("/fish", "/fish/salmon.html", true),
            ("/fish", "/Fish", false),
            ("/fish*", "/fish", true),
            ("/fish/", "/fish", false),
            ("/*.php", "/folder/filename.php?a", true),
            ("/*.php$", "/filename.php", true),
            ("/*.php$", "/filename.php?a", false),
            ("/*.php$", "/a.php/b.php", true),
            ("/fish*.php", "/fishheads/catfish.php?a", true),
            ("/fish*.php", "/Fish.PHP", false),
            ("*", "/", true),
            ("*$", "/a", true),
            ("$", "/", false),
            ("/$", "/", true),
            ("/$", "/a", false),
            ("/a**b", "/acb", true),
            ("/a*a$", "/a", false),
            ("/a*a$", "/aa", true),
            ("/ab*ab*ab$", "/abab", false),
            ("/ab*ab*ab$", "/ababab", true),
            ("/a$b", "/a$b", true),
            ("/a%24b", "/a$b", true),
            ("/a$$", "/a$", true),
            ("/a%2Ab", "/a*b", true),
            ("/a%2ab", "/axb", false),
            ("/a%2fb", "/a%2Fb", true),
            ("/a%2Fb", "/a/b", false),
            ("/%62%61%7A", "/baz", true),
            ("/baz", "/%62%61%7a", true),
            ("/ツ", "/%E3%83%84", true),
            ("/%e3%83%84", "/ツ", true),
            ("/a%", "/a%", true),
            ("/a%2", "/a%25", true),
            ("/a b", "/a%20b", true),
            ("fish", "/fish", false),
            ("*fish", "/a/fish", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(hit(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn octets_count_stars_and_the_end() {
        let octets = |value: &str| Pattern::new(value.as_bytes(), Form::Written).octets;
        assert_eq!(octets("/a*b$"), 5);
        assert_eq!(octets("/%62"), 2);
        assert_eq!(octets("/ツ"), 10);
        assert_eq!(octets("/***"), 4);
    }

    #[test]
    fn work_is_bounded() {
        let pattern = Pattern::new("/*a*a*a*b".as_bytes(), Form::Plain);
        let path = of_path(&format!("/{}", "a".repeat(10_000)), Form::Plain);
        assert_eq!(matches(&pattern.parts, pattern.ends, &path, &mut Work(1000)), Err(Spent));
        assert_eq!(matches(&pattern.parts, pattern.ends, &path, &mut Work(100_000)), Ok(false));
    }

    /// The textbook's way: every place is tried.
    fn slow(pattern: &[u8], path: &[u8]) -> bool {
        match pattern {
            [] => true,
            b"$" => path.is_empty(),
            [b'*', rest @ ..] => (0..=path.len()).any(|at| slow(rest, &path[at..])),
            [byte, rest @ ..] => path.first() == Some(byte) && slow(rest, &path[1..]),
        }
    }

    proptest::proptest! {
        #[test]
        fn as_the_textbook_has_it(pattern in "/[ab*]{0,8}[$]?", path in "/[ab]{0,10}") {
            proptest::prop_assert_eq!(hit(&pattern, &path), slow(pattern.as_bytes(), path.as_bytes()));
        }
    }
}
