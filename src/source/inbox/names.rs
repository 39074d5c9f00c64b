//! Names of files: which are left alone, and which one is free where a name is taken.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// Whether a name is one that is always left alone: hidden, or half written by convention.
pub(crate) fn is_ignored(name: &OsStr) -> bool {
    let name = name.as_bytes();
    name.starts_with(b".") || name.ends_with(b".tmp") || name.ends_with(b".part")
}

/// Patterns of names that are left alone: `*` is any run of characters, `?` is one byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignore(Vec<String>);

impl Ignore {
    /// Names that match one of these patterns, beside those that always are.
    pub fn new(patterns: &[String]) -> Self {
        Ignore(patterns.to_vec())
    }

    /// Whether a name is left alone.
    pub fn holds(&self, name: &OsStr) -> bool {
        is_ignored(name) || self.0.iter().any(|pattern| matches(pattern.as_bytes(), name.as_bytes()))
    }
}

/// Whether a pattern is one: of a name, and of more than nothing.
pub(crate) fn is_pattern(pattern: &str) -> bool {
    !pattern.is_empty() && !pattern.contains('/') && !pattern.contains('\0')
}

/// Goes back to the last star only, so that the time is bounded by the product of the lengths.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(b'?') => (p, n) = (p + 1, n + 1),
            Some(byte) if name.get(n) == Some(byte) => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, n) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

/// `story.txt` and 2 give `story~2.txt`.
pub(crate) fn numbered(name: &OsStr, copy: u64) -> PathBuf {
    let bytes = name.as_bytes();
    let dot = bytes.iter().rposition(|&b| b == b'.').filter(|&at| at > 0).unwrap_or(bytes.len());
    let (stem, extension) = bytes.split_at(dot);
    let suffix = format!("~{copy}");
    // A name may have 255 bytes at most.
    let room = 255_usize.saturating_sub(suffix.len() + extension.len());
    let mut new = stem.get(..stem.len().min(room)).unwrap_or_default().to_vec();
    new.extend_from_slice(suffix.as_bytes());
    new.extend_from_slice(extension);
    PathBuf::from(OsStr::from_bytes(&new))
}

/// A number from 2 that is free, without asking for each: the one after the last of an unbroken run, in as many
/// questions as twice its logarithm.
pub(crate) fn free_number(mut taken: impl FnMut(u64) -> bool) -> u64 {
    let (mut low, mut high) = (1, 2);
    while taken(high) && high < 1 << 40 {
        (low, high) = (high, high * 2);
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if taken(middle) { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_left_alone() {
        for name in [".hidden", "a.tmp", "b.part", ".wiredesk"] {
            assert!(is_ignored(OsStr::new(name)), "{name}");
        }
        for name in ["a.txt", "tmp", "part", "a.tmp.txt"] {
            assert!(!is_ignored(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn patterns_of_names() {
        for (pattern, name, matches) in [
            ("*.filepart", "story.xml.filepart", true),
            ("*.filepart", "story.xml", false),
            ("*.filepart", "filepart", false),
            ("Thumbs.db", "Thumbs.db", true),
            ("Thumbs.db", "thumbs.db", false),
            ("~*", "~story", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("*", "", true),
            ("**", "anything", true),
        ] {
            let ignore = Ignore::new(&[pattern.to_owned()]);
            assert_eq!(ignore.holds(OsStr::new(name)), matches, "{pattern} {name}");
        }
        // No pattern takes longer than the product of the lengths.
        let long = "a".repeat(5000);
        assert!(!Ignore::new(&["*a".repeat(100) + "b"]).holds(OsStr::new(&long)));
    }

    #[test]
    fn numbered_names_keep_their_ending_and_fit() {
        assert_eq!(numbered(OsStr::new("story.txt"), 2), PathBuf::from("story~2.txt"));
        assert_eq!(numbered(OsStr::new("story"), 3), PathBuf::from("story~3"));
        let long = "x".repeat(251) + ".txt";
        assert_eq!(numbered(OsStr::new(&long), 12).as_os_str().len(), 255);
    }

    #[test]
    fn a_free_number_is_found_in_few_questions() {
        for last in [1_u64, 2, 3, 71, 72, 73, 10_000, 1 << 30] {
            let mut asked = 0;
            let free = free_number(|number| {
                asked += 1;
                number <= last
            });
            assert_eq!(free, last + 1);
            assert!(asked <= 64, "{last}: {asked}");
        }
        // Whatever is taken, what is found is free.
        let taken = [2, 3, 4, 8, 16, 20, 1000];
        assert!(!taken.contains(&free_number(|number| taken.contains(&number))));
    }
}
