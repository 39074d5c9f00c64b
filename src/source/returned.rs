//! What comes back from quarantine to a source that has no folder of its own: `wiredesk quarantine retry` puts bytes and
//! reason into the state folder, and here they are delivered as they came, with their address.
//!
//! Promises: what was put there stays until its receipt came, and is in quarantine again where it is refused again.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use url::Url;

use crate::decode::listing::{self, Answer};
use crate::fetch::address::asked;
use crate::flow::{Outcome, Receipt};
use crate::host::{FileKind, Files, remove_if_there};
use crate::model::{Fault, FaultCode};
use crate::quarantine::{Came, Quarantine, Reason, Refused, with_reason};

use super::nudge::Nudges;
use super::urls::{self, rows::page_key};
use super::{Arrival, Content, Door};

/// How often it is looked for.
const LOOK: Duration = Duration::from_secs(5);
/// How much is on its way at a time.
const AT_A_TIME: usize = 16;
/// Reasons that are looked at at a time, whether they stand alone.
const MOST_REASONS: usize = 1000;
/// Largest reason that is read.
const LARGEST_REASON: u64 = 1 << 20;
/// Largest feed that is looked at.
const LARGEST_FEED: u64 = 64 << 20;

/// Where what comes back to a source waits for it.
pub(crate) fn folder(state: &Path, source: &str) -> PathBuf {
    state.join("returned").join(source)
}

/// One thing that came back.
struct Back {
    file: PathBuf,
    reason: Reason,
}

impl Back {
    fn came(&self) -> Came {
        self.reason.came.clone().unwrap_or_default()
    }
}

/// Delivers what comes back until the source is to stop.
pub(crate) async fn run(door: Door, quarantine: Quarantine, nudges: Arc<Nudges>) {
    let folder = folder(&door.state, &door.kept_as);
    // What cannot be put away is not delivered time and again.
    let mut stuck = BTreeSet::new();
    // A reason comes before its bytes and goes after them: one that stood alone before is left of what an end cut off.
    let mut alone = BTreeSet::new();
    while !door.is_stopping() {
        let Looked { found, reasons } =
            if door.is_open() { look(&door, &folder, &stuck, alone).await } else { Looked::default() };
        alone = reasons;
        let is_more = found.len() == AT_A_TIME;
        let mut waiting = Vec::new();
        for back in found {
            let told = deliver(&door, &back).await;
            waiting.push((back, told));
        }
        let mut is_done = true;
        for (back, told) in waiting {
            let outcome = match told {
                Some(told) => told.await.unwrap_or(Outcome::Dropped),
                None => Outcome::Dropped,
            };
            let is_kept = outcome != Outcome::Committed || is_done_with(&door, &nudges, &back).await;
            let outcome = if is_kept { outcome } else { Outcome::Dropped };
            is_done &= outcome != Outcome::Dropped;
            let file = back.file.clone();
            if !finish(&door, &quarantine, back, outcome).await {
                stuck.insert(file);
            }
        }
        if is_more && is_done {
            continue;
        }
        tokio::select! {
            biased;
            () = tokio::time::sleep(LOOK) => {}
            () = door.stopped() => {}
        }
    }
}

/// What stands in the folder: what came back, and reasons that stand alone.
#[derive(Default)]
struct Looked {
    found: Vec<Back>,
    reasons: BTreeSet<PathBuf>,
}

async fn look(door: &Door, folder: &Path, stuck: &BTreeSet<PathBuf>, alone: BTreeSet<PathBuf>) -> Looked {
    let (files, folder, stuck) = (Arc::clone(&door.files), folder.to_owned(), stuck.clone());
    let looking = door.clerk().does(move || list(&*files, &folder, &stuck, &alone));
    match looking.await {
        Ok(Ok(looked)) => looked,
        Ok(Err(error)) => {
            tracing::warn!(source = &*door.name, %error, "what came back from quarantine cannot be looked at");
            Looked::default()
        }
        Err(_) => Looked::default(),
    }
}

/// Looks, and removes the reasons that stood alone before and still do.
fn list(
    files: &dyn Files,
    folder: &Path,
    stuck: &BTreeSet<PathBuf>,
    alone: &BTreeSet<PathBuf>,
) -> io::Result<Looked> {
    let (mut found, mut reasons) = (BTreeSet::new(), BTreeSet::new());
    let listed = files.list(folder, &mut |name, kind| {
        let file = folder.join(&name);
        let bytes = name.as_encoded_bytes();
        let is_whole = kind == FileKind::File && !bytes.starts_with(b".");
        if is_whole && bytes.ends_with(b".reason.json") {
            if reasons.len() < MOST_REASONS {
                reasons.insert(file);
            }
        } else if is_whole && !stuck.contains(&file) {
            found.insert(file);
        }
        found.len() < AT_A_TIME
    });
    match listed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Looked::default()),
        listed => listed?,
    }
    let stands_alone = |reason: &PathBuf| {
        let name = reason.to_string_lossy().into_owned();
        let file = name.strip_suffix(".reason.json").map(PathBuf::from);
        file.is_some_and(|file| files.stat(&file).is_err_and(|error| error.kind() == io::ErrorKind::NotFound))
    };
    reasons.retain(stands_alone);
    for reason in reasons.intersection(alone) {
        remove_if_there(files, reason)?;
    }
    let back = |file: PathBuf| {
        let (_, bytes) = files.read(&with_reason(&file), LARGEST_REASON).ok()?;
        Some(Back { reason: serde_json::from_slice(&bytes).ok()?, file })
    };
    Ok(Looked { found: found.into_iter().filter_map(back).collect(), reasons })
}

/// Delivers one. What becomes of it is told; nothing where that is not possible now.
async fn deliver(door: &Door, back: &Back) -> Option<oneshot::Receiver<Outcome>> {
    let (tell, told) = oneshot::channel();
    let receipt = Receipt::new(move |outcome| drop(tell.send(outcome)));
    let (files, file, kind) = (Arc::clone(&door.files), back.file.clone(), door.kind);
    let is_listing = back.reason.code == FaultCode::NotAFeed.as_str();
    let opening = door.clerk().does(move || {
        let (stat, stream) = files.open_read(&file)?;
        let listing = if is_listing { Some(listing(&*files, &file, kind)?) } else { None };
        Ok::<_, io::Error>((stat.size, stream, listing))
    });
    let (size, stream, listing) = match opening.await {
        Ok(Ok(opened)) => opened,
        Ok(Err(error)) => {
            tracing::warn!(source = &*door.name, %error, file = %back.file.display(), "what came back from quarantine cannot be read");
            return None;
        }
        Err(_) => return None,
    };
    match listing {
        Some(Listing::Sitemap) => {
            receipt.commit();
            return Some(told);
        }
        Some(Listing::Neither(fault)) => {
            receipt.reject(fault);
            return Some(told);
        }
        Some(Listing::Feed) | None => {}
    }
    let room = door.room(size).await?;
    let came = back.came();
    let arrival = Arrival {
        content: Content::Stream(stream, size),
        place: came.place(back.reason.member.as_deref()),
        hints: came.hints(door.hints()),
        receipt,
    };
    door.hand_over(arrival, room).await.ok().map(|()| told)
}

/// What something is that was to list entries or pages, and did not.
enum Listing {
    /// Its entries are stories.
    Feed,
    /// It holds no story: it is asked for again in its time, and names its pages then.
    Sitemap,
    Neither(Fault),
}

fn listing(files: &dyn Files, file: &Path, kind: &str) -> io::Result<Listing> {
    let (_, bytes) = files.read(file, LARGEST_FEED)?;
    let Ok(nowhere) = url::Url::parse("file:///") else { return Ok(Listing::Feed) };
    let answer = Answer { bytes: &bytes, content_type: None, address: &nowhere, most: 1 };
    let is_sitemap = kind == "sitemap";
    let read = if is_sitemap {
        listing::sitemap(&answer).map(|_| Listing::Sitemap)
    } else {
        listing::feed(&answer).map(|_| Listing::Feed)
    };
    let what = if is_sitemap { "sitemap" } else { "feed" };
    let fault = |other| Fault::new(FaultCode::NotAFeed, format!("expected a {what}, found {other}"));
    Ok(read.unwrap_or_else(|other| Listing::Neither(fault(other))))
}

/// Has a source of pages know that it is done with one. False where it does not keep that now.
async fn is_done_with(door: &Door, nudges: &Nudges, back: &Back) -> bool {
    if door.kind != urls::KIND.name {
        return true;
    }
    let Some(url) = back.came().url.and_then(|url| Url::parse(&url).ok()) else { return true };
    tokio::select! {
        biased;
        kept = nudges.done(&door.name, page_key(&asked(&url))) => kept,
        () = door.stopped() => false,
    }
}

/// Puts away what is done with. Whether it is, or comes again.
async fn finish(door: &Door, quarantine: &Quarantine, back: Back, outcome: Outcome) -> bool {
    let (files, quarantine, name) = (Arc::clone(&door.files), quarantine.clone(), Arc::clone(&door.name));
    let file = back.file.clone();
    let finishing = door.clerk().does(move || match outcome {
        Outcome::Dropped => Ok(()),
        Outcome::Committed => put_away(&*files, &back.file),
        Outcome::Rejected(fault) => {
            let Reason { path, member, bytes, came, .. } = back.reason;
            let refused = Refused {
                fault: &fault,
                source: &name,
                path: path.as_deref(),
                member: member.as_deref(),
                bytes,
                came,
                key: back.file.as_os_str().as_encoded_bytes(),
            };
            quarantine.keep_file(&back.file, &refused)?;
            put_away(&*files, &back.file)
        }
    });
    match finishing.await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::error!(source = &*door.name, %error, file = %file.display(), "what came back from quarantine cannot be put away; it is left until the next start");
            false
        }
        Err(_) => false,
    }
}

fn put_away(files: &dyn Files, file: &Path) -> io::Result<()> {
    remove_if_there(files, file)?;
    remove_if_there(files, &with_reason(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;

    #[test]
    fn a_reason_that_stays_alone_is_removed_and_one_whose_bytes_come_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str| std::fs::write(folder.path().join(name), "{}").unwrap();
        let mut names = vec!["a", "a.reason.json", "b.reason.json", "c.reason.json"];
        names.iter().for_each(|name| put(name));
        let look = |alone: &BTreeSet<PathBuf>| {
            list(&RealFiles, folder.path(), &BTreeSet::new(), alone).unwrap().reasons
        };
        let alone = look(&BTreeSet::new());
        assert_eq!(alone.len(), 2);
        put("c");
        look(&alone);
        names[2] = "c";
        let mut left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, names);
    }

    #[test]
    fn what_was_to_list_something_is_looked_at_as_what_was_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("body");
        let is = |bytes: &str, kind: &str| {
            std::fs::write(&file, bytes).unwrap();
            match listing(&RealFiles, &file, kind).unwrap() {
                Listing::Feed => "a feed".to_owned(),
                Listing::Sitemap => "a sitemap".to_owned(),
                Listing::Neither(fault) => fault.message,
            }
        };
        let feed = "<rss version=\"2.0\"><channel><title>T</title></channel></rss>";
        let sitemap = "<urlset><url><loc>http://a.example/1</loc></url></urlset>";
        assert_eq!([is(feed, "feed"), is(sitemap, "sitemap")], ["a feed", "a sitemap"]);
        assert!(is(sitemap, "feed").starts_with("expected a feed, found"));
        assert!(
            is("<html><body>We will be back</body></html>", "sitemap")
                .starts_with("expected a sitemap, found")
        );
    }
}
