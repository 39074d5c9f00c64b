use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use redb::{Builder, Database, DatabaseError};

use super::publishing::{Place, Publishing};
use super::*;
use crate::host::{AppendFile, FileKind, Files, Held, Lock, ReadSeek, RealFiles, Stat};

/// The real disk, until so many operations are done: then everything fails, as after a kill.
struct Disk {
    left: Arc<AtomicUsize>,
}

impl Disk {
    fn step(&self) -> io::Result<()> {
        step(&self.left)
    }
}

fn step(left: &AtomicUsize) -> io::Result<()> {
    let went = left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1));
    went.map(drop).map_err(|_| io::Error::other("killed"))
}

struct Appended(Box<dyn AppendFile>, Arc<AtomicUsize>);

impl AppendFile for Appended {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = step(&self.1) {
            self.0.append(bytes.get(..bytes.len() / 2).unwrap())?;
            return Err(error);
        }
        self.0.append(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        step(&self.1)?;
        self.0.sync()
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.0.cut(length)
    }
}

impl Files for Disk {
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        RealFiles.rename(from, to)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        self.step()?;
        Ok(Box::new(Appended(RealFiles.create(path)?, Arc::clone(&self.left))))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealFiles.remove(path)
    }

    fn create_folders(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealFiles.create_folders(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        RealFiles.sync_folder(path)
    }

    fn list(&self, folder: &Path, each: &mut dyn FnMut(OsString, FileKind) -> bool) -> io::Result<()> {
        RealFiles.list(folder, each)
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        RealFiles.stat(path)
    }

    fn read(&self, path: &Path, cap: u64) -> io::Result<(Stat, Vec<u8>)> {
        RealFiles.read(path, cap)
    }

    fn open_read(&self, path: &Path) -> io::Result<(Stat, Box<dyn ReadSeek>)> {
        RealFiles.open_read(path)
    }

    fn read_at(&self, path: &Path, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        RealFiles.read_at(path, offset, buffer)
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        RealFiles.open_append(path)
    }

    fn refresh(&self, path: &Path, offset: u64) -> io::Result<()> {
        RealFiles.refresh(path, offset)
    }

    fn open_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError> {
        RealFiles.open_database(path, how)
    }

    fn make_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError> {
        RealFiles.make_database(path, how)
    }

    fn replace(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealFiles.replace(from, to)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        RealFiles.remove_folder(path)
    }

    fn sync_everything(&self, folder: &Path) -> io::Result<()> {
        RealFiles.sync_everything(folder)
    }

    fn room(&self, folder: &Path) -> io::Result<u64> {
        RealFiles.room(folder)
    }

    fn lock_folder(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
        RealFiles.lock_folder(path)
    }

    fn hold_below(&self, root: &Held, folder: &Path) -> io::Result<Held> {
        RealFiles.hold_below(root, folder)
    }

    fn open_handles(&self, names: &HashSet<OsString>) -> HashMap<(u64, u64), bool> {
        RealFiles.open_handles(names)
    }
}

const FOREVER: usize = usize::MAX;
const LINES: Form = Form { rows: None, packing: Packing::Plain };
const BOUNDS: Bounds = Bounds { size: 1 << 30, every: Duration::from_secs(3600), open: 64, buffer: 32 << 20 };

/// A desk whose sink publishes below `export`.
struct House(tempfile::TempDir);

impl House {
    fn new() -> House {
        House(tempfile::tempdir().unwrap())
    }

    fn open_on(
        &self,
        left: usize,
        form: Form,
        bounds: Bounds,
        memory: &[u8],
    ) -> Result<Publishing, SinkError> {
        let files: Arc<dyn Files> = Arc::new(Disk { left: Arc::new(AtomicUsize::new(left)) });
        let place = Place { root: self.0.path().to_owned(), base: "export".into(), depth: 1 };
        Publishing::open(files, place, &["it"], form, bounds, memory)
    }

    fn open(&self, form: Form, bounds: Bounds) -> Publishing {
        self.open_on(FOREVER, form, bounds, b"").unwrap()
    }

    /// All files below `export` but for locks, by path.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.0.path().join("export")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
                let path = entry.path();
                match path.is_dir() {
                    true => folders.push(path),
                    false if path.extension() == Some(OsStr::new("lock")) => {}
                    false => drop(found.insert(path.clone(), fs::read(path).unwrap())),
                }
            }
        }
        found
    }

    fn hidden(&self) -> usize {
        self.files().keys().filter(|path| is_hidden(path)).count()
    }

    fn published(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        self.files().into_iter().filter(|(path, _)| !is_hidden(path)).collect()
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().unwrap().to_str().unwrap().starts_with('.')
}

fn message(number: usize, folder: &str) -> Message {
    let line = format!("{{\"id\":\"{number}\"}}\n");
    Message { line: line.into(), address: vec![format!("export/{folder}")], ..Message::default() }
}

fn record(id: &str, folder: &str) -> Message {
    let record = crate::model::Record { id: id.to_owned(), ..crate::model::Record::default() };
    let line = serde_json::to_vec(&record).unwrap();
    Message { line: line.into(), address: vec![format!("export/{folder}")], ..Message::default() }
}

fn take(publishing: &mut Publishing, message: &Message) {
    publishing.take(message, Instant::now()).unwrap();
}

fn publish(publishing: &mut Publishing) {
    publishing.settle().unwrap();
    publishing.publish().unwrap();
}

#[tokio::test]
async fn a_file_is_hidden_until_it_is_whole_and_its_name_says_which_and_when() {
    let house = House::new();
    let mut publishing = house.open(LINES, BOUNDS);
    assert_eq!(publishing.due(), None);
    for number in 0..4 {
        take(&mut publishing, &message(number, if number % 2 == 0 { "even" } else { "odd" }));
    }
    assert!(publishing.due().unwrap() > Instant::now());
    assert_eq!((house.published().len(), house.hidden()), (0, 2));
    assert!(house.files().contains_key(&house.0.path().join("export/even/.it.part")));
    publishing.settle().unwrap();
    assert_eq!((house.published().len(), house.hidden(), publishing.due()), (0, 2, None));
    publishing.publish().unwrap();
    let published = house.published();
    assert_eq!((published.len(), house.hidden()), (2, 0));
    let names: Vec<&str> = published.keys().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    for (name, number) in names.iter().zip(["-000001.jsonl", "-000002.jsonl"]) {
        assert!(name.starts_with("it-2") && name.ends_with(number) && name.len() == 32, "{name}");
    }
    assert_eq!(published.values().next().unwrap(), b"{\"id\":\"0\"}\n{\"id\":\"2\"}\n");
    take(&mut publishing, &message(9, "even"));
    publish(&mut publishing);
    assert_eq!(house.published().len(), 3);
    for (path, content) in published {
        assert_eq!(fs::read(path).unwrap(), content);
    }
}

/// Takes messages, and stores place and memory as the runner does. Ends when it is through, or killed; returns what is
/// stored.
fn run(
    house: &House,
    left: usize,
    stored: (usize, Vec<u8>),
    seen: &mut BTreeMap<PathBuf, Vec<u8>>,
) -> (bool, (usize, Vec<u8>)) {
    const MESSAGES: usize = 20;
    let (mut place, mut memory) = stored;
    let bounds = Bounds { open: 2, ..BOUNDS };
    let Ok(mut publishing) = house.open_on(left, LINES, bounds, &memory) else {
        return (false, (place, memory));
    };
    let mut at = place;
    loop {
        let end = (at + 6).min(MESSAGES);
        for number in at..end {
            let message = message(number, ["a", "b", "c"][number % 3]);
            if publishing.take(&message, Instant::now()).is_err() {
                return (false, (place, memory));
            }
        }
        at = end;
        if publishing.settle().is_err() {
            return (false, (place, memory));
        }
        (place, memory) = (at, publishing.memory());
        let done = publishing.publish();
        for (path, content) in house.published() {
            assert_eq!(
                *seen.entry(path).or_insert_with(|| content.clone()),
                content,
                "a published file changed"
            );
        }
        if done.is_err() {
            return (false, (place, memory));
        }
        // A program that takes away what it has read: the names are free again.
        for path in house.published().into_keys().filter(|path| path.ends_with("a")) {
            fs::remove_file(path).unwrap();
        }
        memory = publishing.memory();
        if at == MESSAGES {
            return (true, (place, memory));
        }
    }
}

#[tokio::test]
async fn killed_at_any_step_each_record_stands_in_one_file_and_none_ever_changes() {
    let mut kills = 0;
    for taken_away in [false, true] {
        for left in 0.. {
            let house = House::new();
            let mut seen = BTreeMap::new();
            let (through, stored) = run(&house, left, (0, Vec::new()), &mut seen);
            kills += usize::from(!through);
            if taken_away {
                // Whoever reads what is published has taken it by the time the desk is back.
                for (path, content) in house.published() {
                    assert_eq!(*seen.entry(path.clone()).or_insert_with(|| content.clone()), content);
                    fs::remove_file(path).unwrap();
                }
            }
            let (ended, _) = run(&house, FOREVER, stored, &mut seen);
            assert!(ended);
            assert_eq!(house.hidden(), 0, "killed after {left}");
            let published: Vec<String> =
                seen.values().map(|bytes| String::from_utf8(bytes.clone()).unwrap()).collect();
            let mut numbers: Vec<usize> = published
                .iter()
                .flat_map(|text| text.lines())
                .map(|line| {
                    serde_json::from_str::<serde_json::Value>(line).unwrap()["id"]
                        .as_str()
                        .unwrap()
                        .parse()
                        .unwrap()
                })
                .collect();
            numbers.sort_unstable();
            assert_eq!(numbers, (0..20).collect::<Vec<_>>(), "killed after {left}");
            if through {
                break;
            }
        }
    }
    assert!(kills > 150, "{kills}");
}

#[tokio::test]
async fn killed_twice_it_is_still_once() {
    for (first, second) in
        (0..60).step_by(7).flat_map(|first| (0..60).step_by(5).map(move |second| (first, second)))
    {
        let house = House::new();
        let mut seen = BTreeMap::new();
        let (_, stored) = run(&house, first, (0, Vec::new()), &mut seen);
        let (_, stored) = run(&house, second, stored, &mut seen);
        assert!(run(&house, FOREVER, stored, &mut seen).0);
        let lines: Vec<&[u8]> =
            seen.values().flat_map(|text| text.split_inclusive(|byte| *byte == b'\n')).collect();
        let unique: BTreeSet<&[u8]> = lines.iter().copied().collect();
        assert_eq!((lines.len(), unique.len()), (20, 20), "killed after {first}, then {second}");
    }
}

#[tokio::test]
async fn no_more_files_are_open_than_may_be_and_then_all_get_their_names() {
    let house = House::new();
    let mut publishing = house.open(LINES, Bounds { open: 2, ..BOUNDS });
    for (number, folder) in ["a", "b", "a", "c", "d", "b"].into_iter().enumerate() {
        take(&mut publishing, &message(number, folder));
        let written = house.files().keys().filter(|path| path.ends_with(".it.part")).count();
        assert!(written <= 2, "{written}");
    }
    assert!(publishing.due().unwrap() <= Instant::now());
    publish(&mut publishing);
    let published = house.published();
    assert_eq!(published.len(), 5, "{published:?}");
    // What came later for a folder stands in a file with a higher number.
    let of_b: Vec<&Vec<u8>> = published
        .iter()
        .filter(|(path, _)| path.parent().unwrap().ends_with("b"))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(of_b, [b"{\"id\":\"1\"}\n", b"{\"id\":\"5\"}\n"]);
}

#[tokio::test]
async fn a_full_file_is_due_at_once_and_rows_in_memory_are_bounded_together() {
    let house = House::new();
    let mut publishing = house.open(LINES, Bounds { size: 40_000, ..BOUNDS });
    while publishing.due().is_none_or(|due| due > Instant::now()) {
        take(&mut publishing, &message(1, "a"));
    }
    publish(&mut publishing);
    let size = house.published().into_values().next().unwrap().len();
    assert!((40_000..80_000).contains(&size), "{size}");
}

#[tokio::test]
async fn packed_files_unpack_to_the_same_and_a_table_has_its_header_in_each() {
    let packings = [(Packing::Plain, "jsonl"), (Packing::Gzip, "jsonl.gz"), (Packing::Zstd, "jsonl.zst")];
    for (packing, extension) in packings {
        let house = House::new();
        let mut publishing = house.open(Form { rows: None, packing }, BOUNDS);
        (0..1000).for_each(|number| take(&mut publishing, &message(number, "a")));
        publish(&mut publishing);
        let (path, content) = house.published().into_iter().next().unwrap();
        assert!(path.to_str().unwrap().ends_with(&format!("-000001.{extension}")), "{path:?}");
        let mut text = String::new();
        let mut unpacked: Box<dyn Read> = match packing {
            Packing::Plain => Box::new(&*content),
            Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(&*content)),
            Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(&*content).unwrap()),
        };
        unpacked.read_to_string(&mut text).unwrap();
        assert_eq!(text.lines().count(), 1000);
    }
    let house = House::new();
    let rows = Some((tables::Table::Records, Encoding::Csv));
    let mut publishing = house.open(Form { rows, packing: Packing::Plain }, BOUNDS);
    for (id, folder) in [("x1", "a"), ("x2", "b")] {
        take(&mut publishing, &record(id, folder));
    }
    publish(&mut publishing);
    for content in house.published().into_values() {
        let text = String::from_utf8(content).unwrap();
        assert!(text.starts_with("id,generation,") && text.lines().count() == 2, "{text}");
    }
    let strange = publishing.take(&message(1, "a"), Instant::now()).unwrap_err();
    assert!(matches!(strange, SinkError::Batch { .. }), "{strange}");
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn rows_of_all_files_together_are_written_out_beyond_the_buffer() {
    let house = House::new();
    let rows = Some((tables::Table::Records, Encoding::Parquet));
    let mut publishing =
        house.open(Form { rows, packing: Packing::Plain }, Bounds { buffer: 20_000, ..BOUNDS });
    for number in 0..500 {
        take(&mut publishing, &record(&format!("record {number}"), ["a", "b"][number % 2]));
    }
    publish(&mut publishing);
    for content in house.published().into_values() {
        let reader = ::parquet::file::reader::SerializedFileReader::new(bytes::Bytes::from(content)).unwrap();
        let metadata = ::parquet::file::reader::FileReader::metadata(&reader);
        assert_eq!(metadata.file_metadata().num_rows(), 250);
        assert!(metadata.num_row_groups() > 1, "{}", metadata.num_row_groups());
    }
}

#[tokio::test]
async fn only_its_own_hidden_files_are_thrown_away_and_one_name_has_one_desk() {
    let house = House::new();
    let folder = house.0.path().join("export/a");
    fs::create_dir_all(&folder).unwrap();
    let others =
        [".it-too.part", ".it-too-20261201T093000Z-000001.jsonl.part", ".item.part", "it.part", ".it"];
    let own =
        [".it.part", ".it-20261201T093000Z-000001.jsonl.part", ".it-20261201T093000Z-1000001.csv.gz.part"];
    for name in others.iter().chain(&own) {
        fs::write(folder.join(name), "x").unwrap();
    }
    let publishing = house.open(LINES, BOUNDS);
    let left: BTreeSet<String> =
        house.files().keys().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(left, others.iter().map(|name| (*name).to_owned()).collect());
    let error = house.open_on(FOREVER, LINES, BOUNDS, b"").err().unwrap();
    assert!(error.to_string().contains("another process publishes under this name"), "{error}");
    drop(publishing);
    house.open(LINES, BOUNDS);
}

#[tokio::test]
async fn what_an_earlier_version_wrote_stays_and_is_said_to_be_no_folder() {
    let house = House::new();
    fs::write(house.0.path().join("export"), "{}\n").unwrap();
    let error = house.open_on(FOREVER, LINES, BOUNDS, &[0; 24]).err().unwrap();
    assert!(matches!(error, SinkError::Settings { .. }), "{error}");
    assert!(error.to_string().contains("names a folder"), "{error}");
    assert_eq!(fs::read_to_string(house.0.path().join("export")).unwrap(), "{}\n");
}

#[test]
fn the_folder_of_a_template_is_what_stands_before_its_first_field() {
    for (path, expected, depth) in [
        ("export", "export", 0),
        ("export/day={published:%Y-%m-%d}", "export", 1),
        ("/srv/a/b-{language}/c", "/srv/a", 2),
        ("export/{published:%Y/%m/%d}", "export", 1),
        ("{language}/a", "", 2),
    ] {
        assert_eq!(base(path), (PathBuf::from(expected), depth), "{path}");
    }
}
