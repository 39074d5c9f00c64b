//! The members of one cluster, found again in what was written: the journal, or the outputs of `process --state`.
//!
//! Reads lines and takes no lock, so that a daemon or another run may be at work. The index is asked only for what
//! the outputs do not tell, and only where nobody else holds it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::memmem::Finder;
use serde::Deserialize;

use crate::dedup::{Dedup, Identity, Member, Settings};
use crate::host::{Files, Lock, RealFiles};
use crate::journal::Lines;
use crate::model::{Position, Record};
use crate::state::RedbIndex;

use super::output::outputs;
use crate::line::{INDEX, index_options};

/// Most members whose records are read; of a larger cluster the first to arrive.
pub const MOST: usize = 10_000;

/// Where records stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Archive {
    /// A journal's folder.
    Journal(PathBuf),
    /// The state folder of `process --state`: it knows which outputs it wrote.
    State(PathBuf),
}

/// A cluster as it was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Its id: that of its first member.
    pub cluster: Option<Identity>,
    /// The members' records in order of arrival, without quotes, entities and pictures.
    pub records: Vec<Record>,
    /// The members that the index remembers, in order of arrival.
    pub remembered: Vec<Member>,
    /// What could not be looked at, and why.
    pub passed_over: Vec<String>,
}

/// Looks for the cluster to which a record belongs.
///
/// # Errors
/// If the journal, or an output, cannot be read; of kind `NotFound` where there is none.
pub fn find(archive: &Archive, member: Identity) -> io::Result<Found> {
    let mut found = Found::default();
    let texts = match archive {
        Archive::Journal(folder) => Texts::Journal(folder.clone()),
        Archive::State(folder) => Texts::Files(written(folder, &mut found)?),
    };
    // Every line of a member names its cluster, and the first one's own id is that.
    let mut search = Search::new(member);
    texts.each_line(&mut |line| search.line(line))?;
    found.cluster = search.cluster();
    let index = match archive {
        Archive::Journal(_) => None,
        Archive::State(folder) => open_index(folder, &mut found),
    };
    if let (None, Some((dedup, _))) = (found.cluster, &index) {
        found.cluster = dedup.cluster_of(member).map_err(io::Error::other)?;
    }
    let Some(cluster) = found.cluster else { return Ok(found) };
    if cluster != member {
        search = Search::new(cluster);
        texts.each_line(&mut |line| search.line(line))?;
    }
    found.records = search.records;
    if search.left_out > 0 {
        found.passed_over.push(format!("{} further members: the first {MOST} are shown", search.left_out));
    }
    if let Some((dedup, _)) = &index {
        found.remembered = dedup.members(cluster).map_err(io::Error::other)?;
    }
    Ok(found)
}

/// The outputs that a state folder has written to, as far as they can be read again.
fn written(folder: &Path, found: &mut Found) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no such folder"));
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for name in outputs(folder)? {
        match name.as_str() {
            "-" => found.passed_over.push("what was written to standard output".to_owned()),
            path if files.iter().any(|known| known == Path::new(path)) => {}
            path if Path::new(path).is_file() => files.push(path.into()),
            path => found.passed_over.push(format!("{path}: it is not there any more")),
        }
    }
    Ok(files)
}

/// For a few look-ups, in bytes.
const MEMORY: u64 = 12 << 20;

/// The index of a state folder with the lock on that, if there is one and nobody else uses it.
fn open_index(folder: &Path, found: &mut Found) -> Option<(Dedup, Box<dyn Lock>)> {
    let path = folder.join(INDEX);
    if !path.is_file() {
        return None;
    }
    let opened = match RealFiles.lock_folder(folder) {
        Ok(Some(held)) => RedbIndex::open(&path, index_options(MEMORY))
            .map(|index| (index, held))
            .map_err(|error| error.to_string()),
        Ok(None) => Err("another wiredesk uses it: try again when that has ended".to_owned()),
        Err(error) => Err(error.to_string()),
    };
    match opened {
        Ok((index, held)) => Some((Dedup::new(Box::new(index), Settings::default()), held)),
        Err(why) => {
            found.passed_over.push(format!("{}: {why}", path.display()));
            None
        }
    }
}

/// Where lines come from.
enum Texts {
    Journal(PathBuf),
    Files(Vec<PathBuf>),
}

impl Texts {
    fn each_line(&self, take: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        let mut line = Vec::new();
        match self {
            Texts::Journal(folder) => {
                let opened = Lines::open(Arc::new(RealFiles), folder, Position::default());
                let mut lines = opened.map_err(|error| {
                    let kind = if folder.is_dir() { io::ErrorKind::Other } else { io::ErrorKind::NotFound };
                    io::Error::new(kind, error)
                })?;
                while lines.next(&mut line)?.is_some() {
                    take(&line);
                }
            }
            Texts::Files(files) => {
                for file in files {
                    let mut lines = BufReader::with_capacity(1 << 18, File::open(file)?);
                    while lines.read_until(b'\n', &mut line)? > 0 {
                        take(&line);
                        line.clear();
                    }
                }
            }
        }
        Ok(())
    }
}

/// Collects the records that are called by an id, or whose cluster is.
struct Search {
    id: Identity,
    text: String,
    finder: Finder<'static>,
    records: Vec<Record>,
    places: HashMap<String, usize>,
    left_out: usize,
}

/// What decides whether a line is looked at whole.
#[derive(Deserialize)]
struct Head {
    id: String,
    cluster: Option<ClusterId>,
}

#[derive(Deserialize)]
struct ClusterId {
    id: String,
}

impl Search {
    fn new(id: Identity) -> Search {
        let text = id.to_string();
        let finder = Finder::new(text.as_bytes()).into_owned();
        Search { id, text, finder, records: Vec::new(), places: HashMap::new(), left_out: 0 }
    }

    fn line(&mut self, line: &[u8]) {
        // An id stands in its line: most lines need no closer look.
        if self.finder.find(line).is_none() {
            return;
        }
        let Ok(head) = serde_json::from_slice::<Head>(line) else { return };
        let cluster = head.cluster.map(|cluster| cluster.id);
        if head.id != self.text && cluster.as_deref() != Some(self.text.as_str()) {
            return;
        }
        let Ok(mut record) = serde_json::from_slice::<Record>(line) else { return };
        record.quotes = Vec::new();
        record.entities = Vec::new();
        record.dates_mentioned = Vec::new();
        record.images = Vec::new();
        record.links = Vec::new();
        // A later generation of the same record stands for it.
        let known = self.places.get(&record.id).copied();
        if let Some(known) = known.and_then(|place| self.records.get_mut(place)) {
            *known = record;
        } else if self.records.len() == MOST {
            self.left_out += 1;
        } else {
            self.places.insert(record.id.clone(), self.records.len());
            self.records.push(record);
        }
    }

    /// The cluster of the record that is called by the id; or the id itself, where others name it as their cluster.
    fn cluster(&self) -> Option<Identity> {
        let own = self.records.iter().find(|record| record.id == self.text);
        match own {
            Some(record) => {
                let cluster = record.cluster.as_ref().and_then(|cluster| Identity::parse(&cluster.id));
                Some(cluster.unwrap_or(self.id))
            }
            None => (!self.records.is_empty()).then_some(self.id),
        }
    }
}
