//! The oracle: what was put in against what came out.
//!
//! `lost`: a content that was put in and has neither a record nor a place in quarantine. `twice`: an input with more
//! than one record. `torn`: a line of the journal that is no whole record. `changed`: a record, or a file that was put
//! away, with a content that was never put in under that name. And every file stands somewhere, once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::daemon::files_below;

/// What is expected of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// One record.
    Record,
    /// A place in quarantine.
    Quarantine,
}

/// One file that was put into the inbox.
#[derive(Debug, Clone)]
pub(crate) struct Put {
    /// Relative to the inbox.
    pub(crate) path: String,
    /// Hashes of the whole contents it had, one after the other; the last one stayed.
    pub(crate) contents: Vec<String>,
    /// What is expected of the last one.
    pub(crate) fate: Fate,
}

/// The hash by which a record names its input.
pub(crate) fn hash(content: &[u8]) -> String {
    blake3::hash(content).to_hex().to_string()
}

/// What was found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) files: usize,
    pub(crate) records: usize,
    pub(crate) lost: Vec<String>,
    pub(crate) twice: Vec<String>,
    pub(crate) torn: Vec<String>,
    pub(crate) changed: Vec<String>,
    pub(crate) done: usize,
    pub(crate) quarantine: usize,
    pub(crate) inbox: usize,
    /// Damaged ends that were cut off the journal and kept.
    pub(crate) cut: usize,
}

impl Account {
    /// Whether every promise was kept.
    pub(crate) fn is_clean(&self) -> bool {
        let wrong = [&self.lost, &self.twice, &self.torn, &self.changed];
        wrong.iter().all(|found| found.is_empty()) && self.done + self.quarantine + self.inbox == self.files
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account { files, records, done, quarantine, inbox, cut, .. } = self;
        let counts = [self.lost.len(), self.twice.len(), self.torn.len(), self.changed.len()];
        let [lost, twice, torn, changed] = counts;
        writeln!(f, "lost {lost}, twice {twice}, torn {torn}, changed {changed}")?;
        let sum = done + quarantine + inbox;
        let equal = if sum == *files { "=" } else { "!=" };
        writeln!(f, "done {done} + quarantine {quarantine} + inbox {inbox} = {sum} {equal} files {files}")?;
        write!(f, "records {records}, torn ends cut and kept {cut}")?;
        for (name, found) in
            [("lost", &self.lost), ("twice", &self.twice), ("torn", &self.torn), ("changed", &self.changed)]
        {
            for what in found.iter().take(10) {
                write!(f, "\n  {name}: {what}")?;
            }
        }
        Ok(())
    }
}

/// Holds a house's journal, done folder, quarantine and inbox (the default layout) against what was put in.
pub(crate) fn account(house: &Path, puts: &[Put]) -> Account {
    let mut account = Account { files: puts.len(), ..Account::default() };
    let known: BTreeMap<&str, &Put> = puts.iter().map(|put| (put.path.as_str(), put)).collect();
    let recorded = journal(&house.join("out"), &known, &mut account);
    let refused = quarantine(&house.join("var/quarantine"), &mut account);
    let put_away = done(&house.join("done"), puts, &mut account);
    account.inbox = files_below(&house.join("inbox")).len();
    for put in puts {
        let last = put.contents.last().map_or("", String::as_str);
        let (met, stands) = match put.fate {
            Fate::Record => {
                (recorded.contains(&(put.path.clone(), last.to_owned())), put_away.contains(last))
            }
            Fate::Quarantine => (refused.contains(&put.path), true),
        };
        if !met || !stands {
            let what = if met { "has a record and is not in done" } else { "has no record or reason" };
            account.lost.push(format!("{} {last}: {what}", put.path));
        }
    }
    account
}

/// Reads every line; returns path and content hash of each record.
fn journal(folder: &Path, known: &BTreeMap<&str, &Put>, account: &mut Account) -> BTreeSet<(String, String)> {
    let mut inputs = BTreeSet::new();
    let mut ids = BTreeSet::new();
    let mut segments = files_below(folder);
    segments.sort();
    for segment in segments {
        let bytes = fs::read(&segment).unwrap_or_default();
        let name = segment.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !bytes.is_empty() && bytes.last() != Some(&b'\n') {
            account.torn.push(format!("{name} does not end in a newline"));
        }
        let lines = bytes.split(|&byte| byte == b'\n');
        for (number, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
            let record: Value = serde_json::from_slice(line).unwrap_or_default();
            let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let (id, path, raw) = (text("/id"), text("/source/path"), text("/hashes/raw"));
            if text("/schema") != "wiredesk/1" || id.is_empty() || raw.is_empty() {
                account.torn.push(format!("{name} line {}: {}", number + 1, String::from_utf8_lossy(line)));
                continue;
            }
            account.records += 1;
            let generation = record.pointer("/generation").and_then(Value::as_u64);
            let input = (path.to_owned(), raw.to_owned(), text("/source/member").to_owned());
            if !ids.insert((id.to_owned(), generation)) | !inputs.insert(input) {
                account.twice.push(format!("{path} {raw}"));
            }
            if !known.get(path).is_some_and(|put| put.contents.iter().any(|content| content == raw)) {
                account.changed.push(format!("record of {path} with content {raw}, which was never put in"));
            }
        }
    }
    inputs.into_iter().map(|(path, raw, _)| (path, raw)).collect()
}

/// The paths that were refused, each with its bytes and its reason.
fn quarantine(folder: &Path, account: &mut Account) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    for path in files_below(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".reason.json") || name.starts_with('.') {
            continue;
        }
        let reason = fs::read(path.with_file_name(format!("{name}.reason.json"))).unwrap_or_default();
        let reason: Value = serde_json::from_slice(&reason).unwrap_or_default();
        if reason["source"] == "journal" {
            account.cut += 1;
            continue;
        }
        account.quarantine += 1;
        match reason["path"].as_str() {
            Some(path) => drop(refused.insert(path.to_owned())),
            None => account.lost.push(format!("{name} in quarantine has no reason")),
        }
    }
    refused
}

/// The hashes of what was put away.
fn done(folder: &Path, puts: &[Put], account: &mut Account) -> BTreeSet<String> {
    let contents: BTreeSet<&String> = puts.iter().flat_map(|put| &put.contents).collect();
    let mut found = BTreeSet::new();
    for path in files_below(folder) {
        account.done += 1;
        let content = hash(&fs::read(&path).unwrap_or_default());
        if !contents.contains(&content) {
            account.changed.push(format!("{} in done has a content that was never put in", path.display()));
        }
        found.insert(content);
    }
    found
}
