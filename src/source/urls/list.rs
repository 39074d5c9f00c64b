//! A list that may grow for months: read in slices from where it was read up to, and from its beginning where it is not
//! the one that was read.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::decode::listing::address_line;
use crate::fetch::address::asked;
use crate::host::{Files, Stat};
use crate::source::fetching::{Key, key_of};

use super::rows::Reading;

/// Bytes of a slice.
const SLICE: usize = 64 << 10;
/// How much of what was read tells whether it still stands there.
const MARK: u64 = 1 << 10;
/// How long a last line must stand still that is not finished.
pub(super) const STILL: Duration = Duration::from_secs(2);

/// A list.
pub(super) struct List {
    files: Arc<dyn Files>,
    path: PathBuf,
    /// What the file was when it was looked at last.
    seen: Option<Stat>,
    /// Since when its last line stands unfinished.
    unfinished: Option<(Stat, Duration)>,
    /// Whether the rest of a line is passed over that is far too long.
    skips: bool,
}

/// A part of a list.
#[derive(Debug, Default)]
pub(super) struct Slice {
    /// Its addresses, as they are asked for.
    pub(super) addresses: Vec<Url>,
    /// Lines that are none, and the first of them with why.
    pub(super) wrong: u64,
    pub(super) first_wrong: Option<(String, String)>,
    /// How far the list is read with it.
    pub(super) reading: Reading,
    /// Whether it begins anew, since the list is another one than was read.
    pub(super) is_anew: bool,
    /// Whether its last line is not finished.
    pub(super) is_unfinished: bool,
}

impl List {
    /// The list in a file.
    pub(super) fn new(files: Arc<dyn Files>, path: PathBuf) -> List {
        List { files, path, seen: None, unfinished: None, skips: false }
    }

    /// The next slice behind what was read; none where there is nothing further.
    ///
    /// # Errors
    /// As the operating system says.
    pub(super) fn slice(&mut self, read: &Reading, now: Duration) -> io::Result<Option<Slice>> {
        let stat = self.files.stat(&self.path)?;
        let is_seen = self.seen.is_some_and(|seen| seen.same_content(&stat));
        if is_seen && read.at == stat.size && read.round > 0 {
            return Ok(None);
        }
        let is_anew = read.round == 0 || !is_seen && !self.is_the_one(read, &stat)?;
        let mut reading = read.clone();
        if is_anew {
            self.skips = false;
            (reading.at, reading.is_through) = (0, false);
            (reading.path, reading.inode) = (self.path_key(), stat.inode);
            reading.round += 1;
        }
        let mut bytes = vec![0; SLICE];
        let length = self.fill(reading.at, &mut bytes)?;
        bytes.truncate(length);
        let is_end = reading.at.saturating_add(length as u64) >= stat.size;
        let taken = self.whole_lines(&bytes, is_end, &stat, now);
        reading.is_through |= is_end;
        let mut slice = Slice { is_anew, is_unfinished: is_end && taken < length, ..Slice::default() };
        let moves = taken > 0 || is_anew || reading.is_through != read.is_through;
        reading.at += taken as u64;
        if moves {
            reading.before = self.mark(reading.at)?;
            slice.take(&bytes, taken, &mut self.skips);
        }
        slice.reading = reading;
        self.seen = Some(stat);
        Ok((moves || slice.is_unfinished).then_some(slice))
    }

    /// What was read could not be kept: it is looked at anew.
    pub(super) fn forget(&mut self) {
        (self.seen, self.unfinished, self.skips) = (None, None, false);
    }

    /// Whether what was read still stands in the file, with more behind it or not.
    fn is_the_one(&self, read: &Reading, stat: &Stat) -> io::Result<bool> {
        let same = read.round > 0 && read.path == self.path_key() && read.inode == stat.inode;
        Ok(same && stat.size >= read.at && self.mark(read.at)? == read.before)
    }

    fn path_key(&self) -> Key {
        key_of(&[self.path.as_os_str().as_encoded_bytes()])
    }

    /// What stands just before a place.
    fn mark(&self, at: u64) -> io::Result<Key> {
        let from = at.saturating_sub(MARK);
        let mut bytes = vec![0; usize::try_from(at - from).unwrap_or_default()];
        let length = self.fill(from, &mut bytes)?;
        Ok(key_of(&[bytes.get(..length).unwrap_or_default()]))
    }

    fn fill(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut length = 0;
        while let Some(rest) = buffer.get_mut(length..).filter(|rest| !rest.is_empty()) {
            match self.files.read_at(&self.path, at + length as u64, rest)? {
                0 => break,
                read => length += read,
            }
        }
        Ok(length)
    }

    /// How many of the bytes are lines: up to the last end of one, or all where the last has stood still.
    fn whole_lines(&mut self, bytes: &[u8], is_end: bool, stat: &Stat, now: Duration) -> usize {
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        if whole == bytes.len() || !is_end {
            self.unfinished = None;
            // A line that fills all of a slice is no address, whatever follows.
            return if whole == 0 { bytes.len() } else { whole };
        }
        match &self.unfinished {
            Some((seen, since)) if seen.same_content(stat) => {
                if now.saturating_sub(*since) >= STILL {
                    bytes.len()
                } else {
                    whole
                }
            }
            _ => {
                self.unfinished = Some((*stat, now));
                whole
            }
        }
    }
}

impl Slice {
    fn take(&mut self, bytes: &[u8], taken: usize, skips: &mut bool) {
        let lines = bytes.get(..taken).unwrap_or_default();
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let is_part = taken == SLICE && line.len() == SLICE && !line.ends_with(b"\n");
            let (was_skipped, text) = (*skips, String::from_utf8_lossy(line));
            *skips = is_part;
            if was_skipped {
                continue;
            }
            match address_line(&text) {
                None => {}
                Some(Ok(url)) if !is_part => self.addresses.push(asked(&url)),
                Some(wrong) => {
                    self.wrong += 1;
                    let why = wrong.err().map_or_else(|| "it is too long".to_owned(), |why| why.to_string());
                    let start = || text.trim().chars().take(200).collect();
                    self.first_wrong.get_or_insert_with(|| (start(), why));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use super::*;
    use crate::host::RealFiles;

    /// Reads all that there is now.
    fn read(list: &mut List, reading: &mut Reading, now: u64) -> (Vec<String>, u64) {
        let (mut found, mut wrong) = (Vec::new(), 0);
        while let Some(slice) = list.slice(reading, Duration::from_secs(now)).unwrap() {
            *reading = slice.reading;
            found.extend(slice.addresses.iter().map(|url| url.path().to_owned()));
            wrong += slice.wrong;
            if slice.is_unfinished {
                break;
            }
        }
        (found, wrong)
    }

    fn append(path: &Path, text: &str) {
        fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
    }

    fn list(path: &Path) -> List {
        List::new(Arc::new(RealFiles), path.to_owned())
    }

    #[test]
    fn a_list_that_grows_is_read_on_from_its_place_also_by_another_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("urls.txt");
        append(&path, "\u{feff}# pages\nhttp://a.example/1\r\n\nhttp://a.example/2#part\n");
        let mut reading = Reading::default();
        let mut one = list(&path);
        assert_eq!(read(&mut one, &mut reading, 0), (vec!["/1".to_owned(), "/2".to_owned()], 0));
        assert!(reading.is_through);
        append(&path, "http://a.example/3\nnonsense\n");
        assert_eq!(read(&mut one, &mut reading, 0), (vec!["/3".to_owned()], 1));
        append(&path, "http://a.example/4\n");
        assert_eq!(read(&mut list(&path), &mut reading, 0), (vec!["/4".to_owned()], 0));
        assert_eq!(reading.round, 1);
        assert_eq!(read(&mut list(&path), &mut reading, 0), (vec![], 0), "nothing is read twice");
    }

    #[test]
    fn a_last_line_without_an_end_counts_once_it_stood_still() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("urls.txt");
        append(&path, "http://a.example/1\nhttp://a.exam");
        let (mut list, mut reading) = (list(&path), Reading::default());
        assert_eq!(read(&mut list, &mut reading, 0).0, ["/1"]);
        append(&path, "ple/2");
        assert_eq!(read(&mut list, &mut reading, 5).0, [""; 0], "it has grown since");
        assert_eq!(read(&mut list, &mut reading, 6).0, [""; 0]);
        assert_eq!(read(&mut list, &mut reading, 7).0, ["/2"]);
        append(&path, "\nhttp://a.example/3\n");
        assert_eq!(read(&mut list, &mut reading, 7), (vec!["/3".to_owned()], 0));
        assert_eq!(reading.round, 1);
    }

    #[test]
    fn another_list_in_its_place_is_read_from_its_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("urls.txt");
        let lines = |numbers: std::ops::Range<usize>| -> String {
            numbers.map(|n| format!("http://a.example/{n:04}\n")).collect()
        };
        fs::write(&path, lines(0..100)).unwrap();
        let (mut list, mut reading) = (list(&path), Reading::default());
        assert_eq!(read(&mut list, &mut reading, 0).0.len(), 100);
        // Shortened, written over in its place with as much and more, put in its place.
        fs::write(&path, lines(0..40)).unwrap();
        assert_eq!((read(&mut list, &mut reading, 0).0.len(), reading.round), (40, 2));
        fs::write(&path, lines(500..540)).unwrap();
        assert_eq!((read(&mut list, &mut reading, 0).0.len(), reading.round), (40, 3));
        fs::write(&path, lines(600..700)).unwrap();
        assert_eq!((read(&mut list, &mut reading, 0).0.len(), reading.round), (100, 4));
        fs::write(folder.path().join("new"), lines(600..710)).unwrap();
        fs::rename(folder.path().join("new"), &path).unwrap();
        assert_eq!((read(&mut list, &mut reading, 0).0.len(), reading.round), (110, 5));
        fs::remove_file(&path).unwrap();
        assert!(list.slice(&reading, Duration::ZERO).is_err(), "it is said that it is gone");
    }

    #[test]
    fn a_long_list_is_read_in_slices_and_a_line_without_end_costs_no_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("urls.txt");
        let lines: String = (0..10_000).map(|n| format!("http://a.example/{n:05}\n")).collect();
        fs::write(&path, format!("{lines}http://a.example/{}\n{lines}", "x".repeat(3 * SLICE))).unwrap();
        let (mut list, mut reading) = (list(&path), Reading::default());
        let mut most = 0;
        let (mut count, mut wrong) = (0, 0);
        while let Some(slice) = list.slice(&reading, Duration::ZERO).unwrap() {
            most = most.max(slice.addresses.len());
            (count, wrong) = (count + slice.addresses.len(), wrong + slice.wrong);
            reading = slice.reading;
        }
        assert_eq!(count, 20_000);
        assert!(most * "http://a.example/00000\n".len() <= SLICE && wrong == 1, "{most} {wrong}");
    }
}
