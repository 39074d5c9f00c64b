//! Puts invented files into an inbox in every way that people do it, and keeps account of what was put in.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::corpus::article;
use super::oracle::{Fate, Member, Put, hash};
use super::rng::Rng;

/// Puts files into an inbox, one after the other.
#[derive(Debug)]
pub(crate) struct Feed {
    inbox: PathBuf,
    /// The source's name, which is its folder's.
    source: String,
    seed: u64,
    rng: Rng,
    /// What was put in so far.
    pub(crate) puts: Vec<Put>,
    /// A content that some later file repeats under another name.
    repeated: Option<Vec<u8>>,
}

impl Feed {
    /// A feed for one inbox.
    pub(crate) fn new(inbox: &Path, seed: u64) -> Feed {
        let source = inbox.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Feed { inbox: inbox.to_owned(), source, seed, rng: Rng::new(seed), puts: Vec::new(), repeated: None }
    }

    /// Puts in a bundle of so many stories at most: JSON Lines, packed or plain, of which some lines are no JSON.
    pub(crate) fn put_bundle(&mut self, most: usize) -> io::Result<()> {
        let number = self.puts.len() as u64;
        let (mut lines, mut members) = (Vec::new(), Vec::new());
        let packed = self.rng.once_in(2);
        // One line alone is a document.
        for at in 1..=2 + self.rng.below(most.max(2) - 1) as u64 {
            let size = 300 + self.rng.below(1200);
            let story = article(self.seed ^ 3, number << 20 | at, size);
            let (headline, body) = story.split_once('\n').unwrap_or_default();
            let mut line = serde_json::json!({ "headline": headline, "body": body }).to_string();
            // The first line is what tells JSON Lines from other text.
            let fate = if at > 1 && self.rng.once_in(40) { Fate::Quarantine } else { Fate::Record };
            if fate == Fate::Quarantine {
                line.truncate(line.len() / 2);
            }
            line.push('\n');
            // A line is known without its end, packed or not.
            let content = hash(line.trim_end().as_bytes());
            members.push(Member { name: at.to_string(), content, fate });
            lines.extend_from_slice(line.as_bytes());
        }
        let (mut content, mut path) = (lines, format!("bundle-{number:05}.jsonl"));
        if packed {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            packed.write_all(&content)?;
            (content, path) = (packed.finish()?, format!("{path}.gz"));
        }
        let contents = vec![hash(&content)];
        self.renamed(&self.inbox.join(&path), &content)?;
        self.puts.push(Put { source: self.source.clone(), path, contents, fate: Fate::Record, members });
        Ok(())
    }

    /// Puts in one more file: plainly, in steps, under another name first, into a subfolder, a broken one, a copy of an
    /// earlier one, or one that is written over once.
    pub(crate) fn put(&mut self) -> io::Result<()> {
        let number = self.puts.len() as u64;
        let size = 400 + self.rng.below(3000);
        let mut content = article(self.seed, number, size).into_bytes();
        let mut path = format!("story-{number:05}.txt");
        if self.rng.once_in(5) {
            path = format!("desk-{}/{}/{path}", self.rng.below(3), self.rng.below(3));
        }
        let mut fate = Fate::Record;
        match self.rng.below(20) {
            0 => {
                content =
                    if self.rng.once_in(2) { Vec::new() } else { [0, 159, 146, 150, 0, 0, 1, 2].repeat(40) };
                // No two alike: a broken file is told apart by its name only.
                fate = Fate::Quarantine;
            }
            1 => match self.repeated.take() {
                Some(earlier) => content = earlier,
                None => self.repeated = Some(content.clone()),
            },
            _ => {}
        }
        let mut contents = vec![hash(&content)];
        let place = self.inbox.join(&path);
        fs::create_dir_all(place.parent().unwrap_or(&self.inbox))?;
        match self.rng.below(6) {
            0 => self.renamed(&place, &content)?,
            1 => Self::in_steps(&place, &content)?,
            2 if fate == Fate::Record => {
                fs::write(&place, &content)?;
                let later = article(self.seed ^ 1, number, content.len() + 1).into_bytes();
                if self.written_over(&place, &content, &later)? {
                    contents.push(hash(&later));
                }
            }
            _ => fs::write(&place, &content)?,
        }
        self.puts.push(Put { source: self.source.clone(), path, contents, fate, members: Vec::new() });
        Ok(())
    }

    fn renamed(&self, place: &Path, content: &[u8]) -> io::Result<()> {
        let partial = place.with_extension(["tmp", "part"][content.len() % 2]);
        fs::write(&partial, content)?;
        fs::rename(&partial, place)
    }

    fn in_steps(place: &Path, content: &[u8]) -> io::Result<()> {
        let mut file = File::create(place)?;
        for step in content.chunks(1024) {
            file.write_all(step)?;
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// Writes over a file by one call, without making it anew. Whether the file was still in the inbox then.
    fn written_over(&self, place: &Path, earlier: &[u8], later: &[u8]) -> io::Result<bool> {
        let file = match OpenOptions::new().write(true).open(place) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        file.write_all_at(later, 0)?;
        let now_at = fs::read_link(format!("/proc/self/fd/{}", file.as_raw_fd()))?;
        if now_at.starts_with(&self.inbox) {
            return Ok(true);
        }
        // It was finished with between the two calls: nobody looks at it any more.
        file.write_all_at(earlier, 0)?;
        file.set_len(earlier.len() as u64)?;
        Ok(false)
    }
}
