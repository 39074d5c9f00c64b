//! How long a file waits from its rename into the inbox to its line in the journal, at a rate that is kept up, beside bare
//! appends that are synced on the same disk before and after.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::support::corpus::article;
use crate::support::daemon::{House, files_below};

/// Appends that are synced, before and after each.
const BARE: usize = 200;
/// Bytes of such an append: those of a record.
const BARE_BYTES: usize = 8 << 10;

/// Lets so many files come at so many a second, and says what they waited.
pub(super) fn run(binary: &Path, files: u32, each_second: u32) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let inbox = "[source.inbox]\ntype = \"inbox\"\npath = \"inbox\"\n";
    let house = House::new(binary, folder.path(), inbox)?;
    fs::create_dir_all(house.path("inbox"))?;
    fs::create_dir_all(house.path("ready"))?;
    for number in 0..files {
        fs::write(house.path(format!("ready/{number:06}.txt")), article(3, number.into(), 3350))?;
    }
    rustix::fs::sync();
    let mut bare = syncs(folder.path())?;
    let daemon = house.open()?;
    thread::sleep(Duration::from_millis(500));
    let put: Arc<Mutex<HashMap<String, Instant>>> = Arc::default();
    let ended = Arc::new(AtomicBool::new(false));
    let reader = {
        let (out, put, ended) = (house.path("out"), Arc::clone(&put), Arc::clone(&ended));
        thread::spawn(move || read(&out, &put, &ended, files as usize))
    };
    let begin = Instant::now();
    for number in 0..files {
        let due = begin + Duration::from_secs(1) * number / each_second;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let name = format!("{number:06}.txt");
        let from = house.path(format!("ready/{name}"));
        put.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone(), Instant::now());
        fs::rename(from, house.path(format!("inbox/{name}")))?;
    }
    thread::sleep(Duration::from_secs(2));
    ended.store(true, Relaxed);
    let waited = reader.join().map_err(|_| anyhow::anyhow!("the reader failed"))??;
    bare.extend(syncs(folder.path())?);
    let left = files_below(&house.path("inbox")).len();
    ensure!(daemon.stop(Duration::from_secs(30))?.success(), "the daemon ended badly\n{}", house.said());
    ensure!(waited.len() == files as usize, "{} of {files} lines came, {left} files are left", waited.len());
    let [bare_half, bare_most] = [0.5, 0.99].map(|part| quantile(&bare, part));
    let [half, most] = [0.5, 0.99].map(|part| quantile(&waited, part));
    println!(
        "rename to line at {each_second} files a second: p50 {half:.1?}, p99 {most:.1?}; an append that is synced: p50 {bare_half:.1?}, p99 {bare_most:.1?}"
    );
    Ok(())
}

/// How long each of some appends takes until it is synced.
pub(super) fn syncs(folder: &Path) -> anyhow::Result<Vec<Duration>> {
    let mut file = File::create(folder.join("bare"))?;
    let bytes = vec![b'x'; BARE_BYTES];
    let mut each = Vec::new();
    for _ in 0..BARE {
        let begin = Instant::now();
        file.write_all(&bytes)?;
        file.sync_data()?;
        each.push(begin.elapsed());
    }
    Ok(each)
}

/// Follows the journal, and how long after it was put each file's line stood there.
fn read(
    out: &Path,
    put: &Mutex<HashMap<String, Instant>>,
    ended: &AtomicBool,
    files: usize,
) -> anyhow::Result<Vec<Duration>> {
    let mut waited = Vec::with_capacity(files);
    let (mut offset, mut text) = (0, Vec::new());
    while waited.len() < files && !ended.load(Relaxed) {
        thread::sleep(Duration::from_micros(200));
        let Some(segment) =
            files_below(out).into_iter().find(|path| path.extension().is_some_and(|end| end == "jsonl"))
        else {
            continue;
        };
        let mut file = File::open(segment)?;
        file.seek(SeekFrom::Start(offset))?;
        offset += file.read_to_end(&mut text)? as u64;
        let now = Instant::now();
        while let Some(end) = text.iter().position(|byte| *byte == b'\n') {
            let record: serde_json::Value = serde_json::from_slice(text.get(..end).unwrap_or_default())?;
            text.drain(..=end);
            let name = record["source"]["path"].as_str().unwrap_or_default();
            let began = put.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied();
            waited.extend(began.map(|began| now.saturating_duration_since(began)));
        }
    }
    Ok(waited)
}

pub(super) fn quantile(values: &[Duration], part: f64) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort();
    let place = (sorted.len() as f64 * part) as usize;
    sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
}
