//! Which feeds: what the configuration names, and files that may change while the desk runs.

use std::path::PathBuf;
use std::sync::Arc;

use url::Url;

use crate::decode::listing::{Answer, address, address_line, outlines};
use crate::host::{Files, Stat};

/// A list is no larger.
const MOST_BYTES: u64 = 64 << 20;
/// Most feeds of one list.
const MOST: usize = 1_000_000;

/// How a file names feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// An address a line.
    Lines,
    /// Outlines.
    Opml,
}

struct List {
    path: PathBuf,
    form: Form,
    read: Option<Stat>,
    feeds: Vec<Arc<str>>,
}

fn shared(url: Url) -> Arc<str> {
    Arc::from(url.as_str())
}

/// What names feeds.
pub(in crate::source) struct Lists {
    files: Arc<dyn Files>,
    typed: Vec<Arc<str>>,
    lists: Vec<List>,
}

impl Lists {
    /// What names feeds: addresses, and files with a path that is not empty.
    pub(in crate::source) fn new(
        files: Arc<dyn Files>,
        typed: &[String],
        list: &PathBuf,
        opml: &PathBuf,
    ) -> Lists {
        let of = |path: &PathBuf, form| List { path: path.clone(), form, read: None, feeds: Vec::new() };
        let lists = [of(list, Form::Lines), of(opml, Form::Opml)];
        let lists = lists.into_iter().filter(|list| !list.path.as_os_str().is_empty()).collect();
        Lists {
            files,
            typed: typed.iter().filter_map(|text| address(text).ok()).map(shared).collect(),
            lists,
        }
    }

    /// Looks at the files. True if any has changed since the last time.
    ///
    /// # Errors
    /// What cannot be read; what was read of it before stands.
    pub(super) fn look(&mut self) -> (bool, Result<(), String>) {
        let (mut changed, mut result) = (false, Ok(()));
        for list in &mut self.lists {
            match list.look(&*self.files) {
                Ok(news) => changed |= news,
                Err(error) => result = Err(format!("{}: {error}", list.path.display())),
            }
        }
        (changed, result)
    }

    /// Every feed, each once, in the order of naming.
    pub(super) fn feeds(&self) -> Vec<Arc<str>> {
        let mut seen = std::collections::HashSet::new();
        let listed = self.lists.iter().flat_map(|list| &list.feeds);
        self.typed.iter().chain(listed).filter(|url| seen.insert(Arc::clone(url))).cloned().collect()
    }
}

impl List {
    fn look(&mut self, files: &dyn Files) -> std::io::Result<bool> {
        let stat = files.stat(&self.path)?;
        if self.read.as_ref().is_some_and(|read| read.same_content(&stat)) {
            return Ok(false);
        }
        let (stat, bytes) = files.read(&self.path, MOST_BYTES)?;
        let (feeds, wrong) = match self.form {
            Form::Lines => lines(&bytes),
            Form::Opml => opml(&bytes),
        };
        if let Some((first, why)) = wrong.first() {
            let (path, count) = (self.path.display(), wrong.len());
            tracing::warn!(%path, count, first, why, "not every line of a list is an address");
        }
        (self.read, self.feeds) = (Some(stat), feeds.into_iter().map(shared).collect());
        Ok(true)
    }
}

type Named = (Vec<Url>, Vec<(String, String)>);

fn lines(bytes: &[u8]) -> Named {
    let text = String::from_utf8_lossy(bytes);
    let (mut feeds, mut wrong) = (Vec::new(), Vec::new());
    for line in text.lines().take(MOST) {
        match address_line(line) {
            None => {}
            Some(Ok(url)) => feeds.push(url),
            Some(Err(error)) => wrong.push((line.to_owned(), error.to_string())),
        }
    }
    (feeds, wrong)
}

fn opml(bytes: &[u8]) -> Named {
    let (mut feeds, mut wrong) = (Vec::new(), Vec::new());
    // Its outlines are absolute: what it is read against does not matter.
    let Ok(nowhere) = Url::parse("file:///") else { return (feeds, wrong) };
    let answer = Answer { bytes, content_type: None, address: &nowhere, most: MOST };
    for outline in outlines(&answer) {
        match outline.address {
            Ok(url) => feeds.push(url),
            Err((raw, error)) => wrong.push((raw, error.to_string())),
        }
    }
    (feeds, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;

    #[test]
    fn files_are_read_again_when_they_change_and_stand_when_they_cannot_be() {
        let folder = tempfile::tempdir().unwrap();
        let (list, opml) = (folder.path().join("feeds.txt"), folder.path().join("feeds.opml"));
        std::fs::write(&list, "# feeds\nhttps://a.example/rss\nnonsense\n\nhttps://b.example/\n").unwrap();
        std::fs::write(&opml, "<opml><body><outline xmlUrl=\"https://c.example/rss\"/>").unwrap();
        let typed = ["https://b.example/".to_owned()];
        let mut lists = Lists::new(Arc::new(RealFiles), &typed, &list, &opml);
        let names = |lists: &Lists| lists.feeds().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(lists.look(), (true, Ok(())));
        assert_eq!(names(&lists), ["https://b.example/", "https://a.example/rss", "https://c.example/rss"]);
        assert_eq!(lists.look(), (false, Ok(())));
        std::fs::write(&list, "https://d.example/rss\n").unwrap();
        std::fs::remove_file(&opml).unwrap();
        let (changed, trouble) = lists.look();
        assert!(changed && trouble.unwrap_err().contains("feeds.opml"));
        assert_eq!(names(&lists), ["https://b.example/", "https://d.example/rss", "https://c.example/rss"]);
    }
}
