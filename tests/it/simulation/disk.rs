//! A disk in memory that crashes, tears, fails and runs full where it is told to.
//!
//! What it promises is what a journaling file system promises and no more:
//! - names (create, rename, remove) reach the platter in the order of each folder, but only a random part of them
//!   before the folder is synced; a rename is whole or not at all;
//! - appended bytes reach it when the file is synced; of what was not, a random part survives a crash, and of that a
//!   random end may be zeros;
//! - after a failed sync the bytes concerned are lost although they can still be read, and a later sync succeeds
//!   without them;
//! - of writes in the middle of a file (a database) each one that was not synced survives a crash or not by itself, and
//!   those that a failed sync lost never reach it unless they are written again.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use redb::{Builder, Database, DatabaseError};
use wiredesk::host::{AppendFile, FileKind, Files, Lock, ReadSeek, Stat};

/// A small generator of the same numbers for the same seed.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// 0 to `below` - 1.
    pub(crate) fn below(&mut self, below: u64) -> u64 {
        (self.roll() >> 11) % below.max(1)
    }

    pub(crate) fn chance(&mut self, one_in: u64) -> bool {
        self.below(one_in) == 0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Folder,
    File(u64),
    Special,
}

#[derive(Debug, Clone)]
enum NameChange {
    Put(PathBuf, Node),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

impl NameChange {
    /// The folders whose names it changes. A new folder's own name stands in the one above it, and is not there
    /// after a crash because something in the new one was synced.
    fn folders(&self) -> Vec<PathBuf> {
        let parent = |path: &Path| path.parent().unwrap_or(path).to_owned();
        match self {
            NameChange::Put(path, _) | NameChange::Remove(path) => vec![parent(path)],
            NameChange::Rename(from, to) => vec![parent(from), parent(to)],
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Content {
    data: Vec<u8>,
    /// What is on the platter.
    durable: Vec<u8>,
    /// Bytes that a failed sync lost: still read, never on the platter.
    lost: Vec<(usize, usize)>,
    /// Writes in the middle since the last sync.
    scattered: Vec<(usize, Vec<u8>)>,
    is_scattered: bool,
    modified: i128,
}

#[derive(Debug)]
struct World {
    names: BTreeMap<PathBuf, Node>,
    durable_names: BTreeMap<PathBuf, Node>,
    changes: Vec<NameChange>,
    contents: HashMap<u64, Content>,
    next_inode: u64,
    now: i128,
    dice: Dice,
    operations: u64,
    crash_at: Option<u64>,
    crashed: bool,
    /// One operation in so many fails without a crash.
    fails_one_in: Option<u64>,
    /// Bytes that fit.
    capacity: Option<usize>,
    /// What somebody does to the next appended file that is synced, right after.
    meddling: Option<u64>,
    /// To which file that was done.
    meddled: Option<PathBuf>,
    locks: Vec<PathBuf>,
    /// Every operation that was asked for, for the report of a failed seed that is run alone.
    trace: Vec<String>,
    is_traced: bool,
}

/// The disk; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct SimDisk(Arc<Mutex<World>>);

fn crashed() -> io::Error {
    io::Error::other("the machine has crashed")
}

impl World {
    fn step(&mut self, what: &str, path: &Path) -> io::Result<()> {
        if self.crashed {
            return Err(crashed());
        }
        self.operations += 1;
        if self.is_traced {
            self.trace.push(format!("{} {what} {}", self.operations, path.display()));
        }
        if self.crash_at.is_some_and(|at| self.operations >= at) {
            self.crashed = true;
            self.trace.push("crash".to_owned());
            return Err(crashed());
        }
        Ok(())
    }

    /// Whether an operation that may fail does so now.
    fn fails(&mut self, what: &str) -> io::Result<()> {
        if let Some(one_in) = self.fails_one_in
            && self.dice.chance(one_in)
        {
            self.trace.push(format!("{what} fails"));
            return Err(io::Error::from_raw_os_error(5));
        }
        Ok(())
    }

    fn change(&mut self, change: NameChange) {
        apply(&mut self.names, &change);
        self.changes.push(change);
    }

    /// Brings the names of a folder to the platter, and of every other change what they lean on: the order within each
    /// folder is kept, and nothing is promised between folders that no change connects.
    fn settle_names(&mut self, folder: &Path) {
        let mut folders = vec![folder.to_owned()];
        let mut settled = vec![false; self.changes.len()];
        for (change, settled) in self.changes.iter().zip(&mut settled).rev() {
            let of = change.folders();
            *settled = of.iter().any(|touched| folders.contains(touched));
            if *settled {
                folders.extend(of);
            }
        }
        let mut left = Vec::new();
        for (change, settled) in std::mem::take(&mut self.changes).into_iter().zip(settled) {
            if settled {
                apply(&mut self.durable_names, &change);
            } else {
                left.push(change);
            }
        }
        self.changes = left;
    }

    fn used(&self) -> usize {
        let live = self.names.values().filter_map(|node| match node {
            Node::File(inode) => self.contents.get(inode).map(|content| content.data.len()),
            _ => None,
        });
        live.sum()
    }

    fn file(&self, path: &Path) -> io::Result<u64> {
        match self.names.get(path) {
            Some(Node::File(inode)) => Ok(*inode),
            Some(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn content(&mut self, inode: u64) -> &mut Content {
        self.contents.entry(inode).or_default()
    }

    fn room_for(&mut self, more: usize) -> bool {
        self.capacity.is_none_or(|capacity| self.used() + more <= capacity)
    }

    fn make(&mut self, path: &Path) -> u64 {
        let inode = self.next_inode;
        self.next_inode += 1;
        let modified = self.now;
        self.contents.insert(inode, Content { modified, ..Content::default() });
        self.change(NameChange::Put(path.to_owned(), Node::File(inode)));
        inode
    }

    /// Does what somebody wants to do to a file that has just been synced.
    fn meddle(&mut self, path: &Path, inode: u64) {
        let Some(how) = self.meddling.take() else { return };
        self.trace.push(format!("somebody meddles with {}", path.display()));
        self.meddled = Some(path.to_owned());
        if how == 0 {
            self.change(NameChange::Remove(path.to_owned()));
            return;
        }
        let content = self.content(inode);
        let length = if how == 1 { content.data.len() / 2 } else { content.data.len() + 7 };
        content.data.resize(length, b'#');
        content.durable = content.data.clone();
    }

    fn sync(&mut self, inode: u64) -> io::Result<()> {
        let failed = self.fails("sync");
        let content = self.content(inode);
        if content.is_scattered {
            let scattered = std::mem::take(&mut content.scattered);
            if failed.is_ok() {
                scattered.iter().for_each(|(at, bytes)| put(&mut content.durable, *at, bytes));
            }
            return failed;
        }
        if failed.is_err() {
            let begin = content.durable.len().min(content.data.len());
            content.lost.push((begin, content.data.len()));
            return failed;
        }
        content.durable = content.data.clone();
        for (from, to) in &content.lost {
            let to = (*to).min(content.durable.len());
            if let Some(range) = content.durable.get_mut(*from..to) {
                range.fill(0);
            }
        }
        Ok(())
    }
}

/// Writes bytes at a place of what is on the platter.
fn put(platter: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if platter.len() < end {
        platter.resize(end, 0);
    }
    platter[at..end].copy_from_slice(bytes);
}

fn apply(names: &mut BTreeMap<PathBuf, Node>, change: &NameChange) {
    match change {
        NameChange::Put(path, node) => {
            names.insert(path.clone(), *node);
        }
        NameChange::Rename(from, to) => {
            if let Some(node) = names.remove(from) {
                names.insert(to.clone(), node);
            }
        }
        NameChange::Remove(path) => {
            names.remove(path);
        }
    }
}

/// What stands in a folder that is not there is not there either.
fn drop_orphans(names: &mut BTreeMap<PathBuf, Node>) {
    let mut folders = std::collections::HashSet::new();
    names.retain(|path, node| {
        let reachable = path.parent().is_none_or(|folder| folders.contains(folder));
        if reachable && *node == Node::Folder {
            folders.insert(path.clone());
        }
        reachable
    });
}

impl SimDisk {
    pub(crate) fn new(seed: u64) -> Self {
        let mut names = BTreeMap::new();
        names.insert(PathBuf::from("/"), Node::Folder);
        SimDisk(Arc::new(Mutex::new(World {
            durable_names: names.clone(),
            names,
            changes: Vec::new(),
            contents: HashMap::new(),
            next_inode: 1,
            now: 1_700_000_000_000_000_000,
            dice: Dice::new(seed ^ 0xD15C),
            operations: 0,
            crash_at: None,
            crashed: false,
            fails_one_in: None,
            capacity: None,
            meddling: None,
            meddled: None,
            locks: Vec::new(),
            trace: Vec::new(),
            is_traced: super::alone().is_some(),
        })))
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    /// Crashes at the operation after so many more.
    pub(crate) fn crash_after(&self, operations: Option<u64>) {
        let mut world = self.world();
        world.crash_at = operations.map(|more| world.operations + more);
    }

    pub(crate) fn fail_one_in(&self, one_in: Option<u64>) {
        self.world().fails_one_in = one_in;
    }

    pub(crate) fn limit(&self, capacity: Option<usize>) {
        self.world().capacity = capacity;
    }

    pub(crate) fn has_crashed(&self) -> bool {
        self.world().crashed
    }

    pub(crate) fn tick(&self, nanos: i128) {
        self.world().now += nanos;
    }

    pub(crate) fn now(&self) -> i128 {
        self.world().now
    }

    pub(crate) fn trace(&self) -> Vec<String> {
        self.world().trace.clone()
    }

    /// The process ends here, whatever it was about to do: nothing that it still has reaches the disk.
    pub(crate) fn kill(&self) {
        let mut world = self.world();
        world.crashed = true;
        world.trace.push("kill".to_owned());
    }

    /// What the next process finds after a kill: all that was written, synced or not.
    pub(crate) fn go_on(&self) {
        let mut world = self.world();
        world.locks.clear();
        world.crashed = false;
        world.crash_at = None;
    }

    /// How many bytes stand on it.
    pub(crate) fn used(&self) -> usize {
        self.world().used()
    }

    /// The files below a folder, as much of each as is on the platter.
    pub(crate) fn durable_below(&self, folder: &Path, each: &mut dyn FnMut(&Path, u64, &[u8])) {
        let world = self.world();
        for (path, node) in
            world.names.range(folder.to_owned()..).take_while(|(path, _)| path.starts_with(folder))
        {
            if let Node::File(inode) = node
                && let Some(content) = world.contents.get(inode)
            {
                each(path, *inode, &content.durable);
            }
        }
    }

    /// Writes a line into the trace.
    pub(crate) fn says(&self, line: impl FnOnce() -> String) {
        let mut world = self.world();
        if world.is_traced {
            world.trace.push(line());
        }
    }

    /// What the machine finds when it comes up again.
    pub(crate) fn come_up(&self) {
        let mut world = self.world();
        // From some change on, nothing more of a folder reached the platter, and nothing that leans on it.
        let mut lost_from: Vec<PathBuf> = Vec::new();
        let odds = 1 + world.dice.below(12);
        for change in std::mem::take(&mut world.changes) {
            let folders = change.folders();
            if folders.iter().any(|folder| lost_from.contains(folder)) || world.dice.chance(odds) {
                lost_from.extend(folders);
            } else {
                apply(&mut world.durable_names, &change);
            }
        }
        drop_orphans(&mut world.durable_names);
        world.names = world.durable_names.clone();
        let mut inodes: Vec<u64> = world.contents.keys().copied().collect();
        inodes.sort_unstable();
        for inode in inodes {
            let mut dice = world.dice.clone();
            let content = world.content(inode);
            content.data = survivor(content, &mut dice);
            content.durable = content.data.clone();
            content.lost.clear();
            content.scattered.clear();
            world.dice = dice;
        }
        world.locks.clear();
        world.crashed = false;
        world.crash_at = None;
    }

    /// What a user does in a folder reaches the platter: that is not what is tested.
    fn settle(&self, path: &Path) {
        let mut world = self.world();
        path.ancestors().skip(1).for_each(|folder| world.settle_names(folder));
    }

    /// A user writes a file, whole and durable.
    pub(crate) fn user_writes(&self, path: &Path, bytes: &[u8]) {
        let mut world = self.world();
        for folder in path.ancestors().skip(1) {
            if !world.names.contains_key(folder) {
                world.change(NameChange::Put(folder.to_owned(), Node::Folder));
            }
        }
        let inode = match world.names.get(path) {
            Some(Node::File(inode)) => *inode,
            _ => world.make(path),
        };
        world.now += 1_000_000;
        let now = world.now;
        let content = world.content(inode);
        content.data = bytes.to_vec();
        content.durable = content.data.clone();
        content.modified = now;
        drop(world);
        self.settle(path);
    }

    /// Whether a file stands under a name.
    pub(crate) fn stands(&self, path: &Path) -> bool {
        matches!(self.world().names.get(path), Some(Node::File(_)))
    }

    /// A user renames a file, if it is still there and the new name is free.
    pub(crate) fn user_renames(&self, from: &Path, to: &Path) -> bool {
        let mut world = self.world();
        let possible = matches!(world.names.get(from), Some(Node::File(_))) && !world.names.contains_key(to);
        if possible {
            world.change(NameChange::Rename(from.to_owned(), to.to_owned()));
        }
        drop(world);
        self.settle(from);
        possible
    }

    /// Somebody removes (0), cuts (1) or lengthens (2) the next appended file, right after it was synced.
    pub(crate) fn meddle_next(&self, how: u64) {
        let mut world = self.world();
        world.meddled = None;
        world.meddling = Some(how);
    }

    /// The file that was meddled with since the last time of asking.
    pub(crate) fn meddled(&self) -> Option<PathBuf> {
        let mut world = self.world();
        world.meddling = None;
        world.meddled.take()
    }

    /// Somebody removes a file from outside.
    pub(crate) fn user_removes(&self, path: &Path) {
        self.world().change(NameChange::Remove(path.to_owned()));
        self.settle(path);
    }

    /// Somebody removes a folder with all that is in it; nobody holds it any more.
    pub(crate) fn user_removes_folder(&self, path: &Path) {
        let mut world = self.world();
        let below: Vec<PathBuf> = world.names.keys().filter(|name| name.starts_with(path)).cloned().collect();
        below.into_iter().rev().for_each(|name| world.change(NameChange::Remove(name)));
        world.locks.retain(|locked| locked != path);
        drop(world);
        self.settle(&path.join("each"));
        self.settle(path);
    }

    /// Somebody cuts a file short from outside, or, where it is shorter, lengthens it with what is no line.
    pub(crate) fn user_cuts(&self, path: &Path, length: usize) {
        let mut world = self.world();
        let Some(Node::File(inode)) = world.names.get(path).copied() else { return };
        let content = world.content(inode);
        content.data.resize(length, b'#');
        content.lost.clear();
        content.durable = content.data.clone();
    }

    /// A user makes something that is no regular file.
    pub(crate) fn user_makes_special(&self, path: &Path) {
        self.world().change(NameChange::Put(path.to_owned(), Node::Special));
        self.settle(path);
    }

    /// All files below a folder with their content.
    pub(crate) fn files_below(&self, folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
        let world = self.world();
        let below = world.names.iter().filter(|(path, _)| path.starts_with(folder));
        let files = below.filter_map(|(path, node)| match node {
            Node::File(inode) => Some((path.clone(), world.contents.get(inode)?.data.clone())),
            _ => None,
        });
        files.collect()
    }

    /// A database file on this disk.
    pub(crate) fn backend(&self, path: &Path) -> SimBackend {
        let mut world = self.world();
        let inode = match world.names.get(path) {
            Some(Node::File(inode)) => *inode,
            _ => world.make(path),
        };
        world.content(inode).is_scattered = true;
        drop(world);
        self.settle(path);
        SimBackend { disk: self.clone(), inode, path: path.to_owned() }
    }
}

/// What is on the platter after a crash.
fn survivor(content: &Content, dice: &mut Dice) -> Vec<u8> {
    if content.is_scattered {
        let mut platter = content.durable.clone();
        for (at, bytes) in &content.scattered {
            if dice.chance(2) {
                put(&mut platter, *at, bytes);
            }
        }
        return platter;
    }
    if content.data.starts_with(&content.durable) && content.lost.is_empty() {
        let unsynced = content.data.len() - content.durable.len();
        let kept = usize::try_from(dice.below(unsynced as u64 + 1)).unwrap();
        let mut platter = content.data[..content.durable.len() + kept].to_vec();
        if dice.chance(3) {
            let zeros = usize::try_from(dice.below(kept as u64 + 1)).unwrap();
            let length = platter.len();
            platter[length - zeros..].fill(0);
        }
        return platter;
    }
    // A cut that was not synced, or bytes that a failed sync lost.
    if dice.chance(2) {
        content.durable.clone()
    } else {
        content.data[..content.data.len().min(content.durable.len())].to_vec()
    }
}

struct SimFile {
    disk: SimDisk,
    inode: u64,
    path: PathBuf,
}

struct SimLock {
    disk: SimDisk,
    path: PathBuf,
}

impl Lock for SimLock {}

impl Drop for SimLock {
    fn drop(&mut self) {
        let path = &self.path;
        if let Ok(mut world) = self.disk.0.lock() {
            world.locks.retain(|locked| locked != path);
        }
    }
}

impl AppendFile for SimFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut world = self.disk.world();
        let alive = world.step("append to", &self.path);
        // A crash or a full disk can come in the middle of a write.
        let part = usize::try_from(world.dice.below(bytes.len() as u64 + 1)).unwrap();
        let (written, result) = if alive.is_err() {
            (part, alive)
        } else if let Err(error) = world.fails("append") {
            (part, Err(error))
        } else if !world.room_for(bytes.len()) {
            (part.min(64), Err(io::Error::from(io::ErrorKind::StorageFull)))
        } else {
            (bytes.len(), Ok(()))
        };
        let now = world.now;
        let content = world.content(self.inode);
        content.data.extend_from_slice(&bytes[..written]);
        content.modified = now;
        result
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut world = self.disk.world();
        world.step("sync", &self.path)?;
        world.sync(self.inode)?;
        world.meddle(&self.path, self.inode);
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        let mut world = self.disk.world();
        world.step("cut", &self.path)?;
        let length = usize::try_from(length).unwrap();
        let content = world.content(self.inode);
        content.data.truncate(length);
        content.lost.retain(|(from, _)| *from < length);
        Ok(())
    }
}

impl Files for SimDisk {
    fn list(&self, folder: &Path, each: &mut dyn FnMut(OsString, FileKind) -> bool) -> io::Result<()> {
        let mut world = self.world();
        world.step("list", folder)?;
        if world.names.get(folder) != Some(&Node::Folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let entries: Vec<_> = world
            .names
            .iter()
            .filter(|(path, _)| path.parent() == Some(folder))
            .map(|(path, node)| (path.file_name().unwrap().to_owned(), kind_of(*node)))
            .collect();
        drop(world);
        for (name, kind) in entries {
            if !each(name, kind) {
                break;
            }
        }
        Ok(())
    }

    fn stat(&self, path: &Path) -> io::Result<Stat> {
        let mut world = self.world();
        world.step("stat", path)?;
        let node = *world.names.get(path).ok_or(io::ErrorKind::NotFound)?;
        let mut stat =
            Stat { kind: kind_of(node), inode: (1, 0), size: 0, modified: 0, changed: 0, links: 1 };
        if let Node::File(inode) = node {
            let content = world.content(inode);
            stat.inode = (1, inode);
            stat.size = content.data.len() as u64;
            stat.modified = content.modified;
        }
        Ok(stat)
    }

    fn read(&self, path: &Path, cap: u64) -> io::Result<(Stat, Vec<u8>)> {
        let stat = self.stat(path)?;
        let mut world = self.world();
        let inode = world.file(path)?;
        if stat.size > cap {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{} bytes", stat.size)));
        }
        Ok((stat, world.content(inode).data.clone()))
    }

    fn open_read(&self, path: &Path) -> io::Result<(Stat, Box<dyn ReadSeek>)> {
        let (stat, bytes) = self.read(path, u64::MAX)?;
        Ok((stat, Box::new(io::Cursor::new(bytes))))
    }

    fn read_at(&self, path: &Path, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut world = self.world();
        world.step("read", path)?;
        let inode = world.file(path)?;
        let data = &world.content(inode).data;
        let begin = usize::try_from(offset).unwrap().min(data.len());
        let read = buffer.len().min(data.len() - begin);
        buffer[..read].copy_from_slice(&data[begin..begin + read]);
        Ok(read)
    }

    fn refresh(&self, path: &Path, offset: u64) -> io::Result<()> {
        let mut world = self.world();
        world.step("refresh", path)?;
        let inode = world.file(path)?;
        let offset = usize::try_from(offset).unwrap();
        let content = world.content(inode);
        content.lost.retain(|(from, _)| *from < offset);
        if content.is_scattered {
            content.scattered.push((offset, content.data[offset..].to_vec()));
        }
        world.sync(inode)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        let mut world = self.world();
        world.step("create", path)?;
        world.fails("create")?;
        if world.names.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if path.parent().is_some_and(|folder| world.names.get(folder) != Some(&Node::Folder)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inode = world.make(path);
        Ok(Box::new(SimFile { disk: self.clone(), inode, path: path.to_owned() }))
    }

    fn open_append(&self, path: &Path) -> io::Result<Box<dyn AppendFile>> {
        let mut world = self.world();
        world.step("open", path)?;
        let inode = world.file(path)?;
        Ok(Box::new(SimFile { disk: self.clone(), inode, path: path.to_owned() }))
    }

    fn open_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError> {
        let mut world = self.world();
        world.step("open", path)?;
        let inode = world.file(path)?;
        drop(world);
        how.create_with_backend(SimBackend { disk: self.clone(), inode, path: path.to_owned() })
    }

    fn make_database(&self, path: &Path, how: &Builder) -> Result<Database, DatabaseError> {
        let mut world = self.world();
        world.step("create", path)?;
        world.fails("create")?;
        let inode = world.make(path);
        world.content(inode).is_scattered = true;
        drop(world);
        how.create_with_backend(SimBackend { disk: self.clone(), inode, path: path.to_owned() })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step("rename", from)?;
        world.fails("rename")?;
        if !world.names.contains_key(from) {
            return Err(io::ErrorKind::NotFound.into());
        }
        if world.names.contains_key(to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        if to.parent().is_some_and(|folder| world.names.get(folder) != Some(&Node::Folder)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        world.change(NameChange::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn replace(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step("replace", to)?;
        if !world.names.contains_key(from) {
            return Err(io::ErrorKind::NotFound.into());
        }
        world.change(NameChange::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step("remove", path)?;
        if !world.names.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        world.change(NameChange::Remove(path.to_owned()));
        Ok(())
    }

    fn create_folders(&self, path: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step("make folders", path)?;
        let mut missing: Vec<PathBuf> = path
            .ancestors()
            .take_while(|folder| !world.names.contains_key(*folder))
            .map(Path::to_owned)
            .collect();
        while let Some(folder) = missing.pop() {
            world.change(NameChange::Put(folder.clone(), Node::Folder));
            let above = folder.parent().unwrap_or(&folder).to_owned();
            let synced = world.step("sync folder", &above).and_then(|()| world.fails("sync folder"));
            if let Err(error) = synced {
                if !world.crashed {
                    world.change(NameChange::Remove(folder));
                }
                return Err(error);
            }
            world.settle_names(&above);
        }
        Ok(())
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step("remove folder", path)?;
        if world.names.keys().any(|name| name.parent() == Some(path)) {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        world.change(NameChange::Remove(path.to_owned()));
        Ok(())
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step("sync folder", path)?;
        world.fails("sync folder")?;
        world.settle_names(path);
        Ok(())
    }

    fn sync_everything(&self, folder: &Path) -> io::Result<()> {
        let mut world = self.world();
        world.step("sync everything", folder)?;
        world.fails("sync everything")?;
        let mut inodes: Vec<u64> = world.contents.keys().copied().collect();
        inodes.sort_unstable();
        let failed = inodes.into_iter().filter(|inode| world.sync(*inode).is_err()).count();
        let folders: Vec<PathBuf> = world.changes.iter().flat_map(NameChange::folders).collect();
        folders.iter().for_each(|folder| world.settle_names(folder));
        if failed > 0 { Err(io::Error::from_raw_os_error(5)) } else { Ok(()) }
    }

    fn room(&self, folder: &Path) -> io::Result<u64> {
        let mut world = self.world();
        world.step("ask for room in", folder)?;
        let used = world.used();
        Ok(world.capacity.map_or(u64::MAX, |capacity| capacity.saturating_sub(used) as u64))
    }

    fn lock_folder(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
        let mut world = self.world();
        world.step("lock", path)?;
        if world.locks.iter().any(|locked| locked == path) {
            return Ok(None);
        }
        world.locks.push(path.to_owned());
        Ok(Some(Box::new(SimLock { disk: self.clone(), path: path.to_owned() })))
    }
}

fn kind_of(node: Node) -> FileKind {
    match node {
        Node::Folder => FileKind::Folder,
        Node::File(_) => FileKind::File,
        Node::Special => FileKind::Other,
    }
}

/// A file of a database: read and written anywhere.
#[derive(Debug)]
pub(crate) struct SimBackend {
    disk: SimDisk,
    inode: u64,
    path: PathBuf,
}

impl redb::StorageBackend for SimBackend {
    fn len(&self) -> io::Result<u64> {
        let mut world = self.disk.world();
        Ok(world.content(self.inode).data.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut world = self.disk.world();
        let begin = usize::try_from(offset).unwrap();
        let data = &world.content(self.inode).data;
        let bytes = data.get(begin..begin + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut world = self.disk.world();
        world.step("set length of", &self.path)?;
        let length = usize::try_from(len).unwrap();
        let more = length.saturating_sub(world.content(self.inode).data.len());
        if !world.room_for(more) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let content = world.content(self.inode);
        content.data.resize(length, 0);
        content.scattered.retain(|(at, bytes)| at + bytes.len() <= length);
        // A database relies on its length being there once it is set; only its content is at risk.
        content.durable.resize(length, 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut world = self.disk.world();
        world.step("sync", &self.path)?;
        world.sync(self.inode)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut world = self.disk.world();
        world.step("write", &self.path)?;
        let begin = usize::try_from(offset).unwrap();
        let content = world.content(self.inode);
        content.data[begin..begin + data.len()].copy_from_slice(data);
        content.scattered.push((begin, data.to_vec()));
        Ok(())
    }
}
