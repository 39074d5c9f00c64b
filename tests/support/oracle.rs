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

/// One file that was put into an inbox.
#[derive(Debug, Clone)]
pub(crate) struct Put {
    /// Name of the source.
    pub(crate) source: String,
    /// Relative to the inbox.
    pub(crate) path: String,
    /// Hashes of the whole contents it had, one after the other; the last one stayed.
    pub(crate) contents: Vec<String>,
    /// What is expected of the last one.
    pub(crate) fate: Fate,
    /// Of a bundle: its members. It has no record of its own then.
    pub(crate) members: Vec<Member>,
}

/// One story of a bundle.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// As records and reasons name it.
    pub(crate) name: String,
    /// The hash of its bytes.
    pub(crate) content: String,
    /// What is expected of it.
    pub(crate) fate: Fate,
}

impl Put {
    /// Whether a record with this member and content can come of it.
    fn gave(&self, member: &str, raw: &str) -> bool {
        if self.members.is_empty() {
            return member.is_empty() && self.contents.iter().any(|content| content == raw);
        }
        self.members.iter().any(|known| known.name == member && known.content == raw)
    }

    /// What is expected of it: member (empty for the whole), content and fate.
    fn expected(&self) -> impl Iterator<Item = (&str, &str, Fate)> {
        let whole =
            self.members.is_empty().then(|| ("", self.contents.last().map_or("", String::as_str), self.fate));
        let members = self.members.iter();
        whole.into_iter().chain(members.map(|member| (&*member.name, &*member.content, member.fate)))
    }
}

/// An input: source, path, content and member.
type Input = (String, String, String, String);

/// The hash by which a record names its input.
pub(crate) fn hash(content: &[u8]) -> String {
    blake3::hash(content).to_hex().to_string()
}

/// One file in so many may be held to end the desk; more than that is a desk that blames what it reads.
const CONDEMNED_OF: usize = 10;

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
    /// Files that are whole in quarantine since three lives in a row ended before anything of them was durable: what so
    /// many kills may look like.
    pub(crate) condemned: usize,
}

impl Account {
    /// Whether every promise was kept.
    pub(crate) fn is_clean(&self) -> bool {
        let wrong = [&self.lost, &self.twice, &self.torn, &self.changed];
        wrong.iter().all(|found| found.is_empty())
            && self.done + self.quarantine + self.inbox == self.files
            && self.condemned * CONDEMNED_OF <= self.files
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account { files, records, done, quarantine, inbox, cut, condemned, .. } = self;
        let counts = [self.lost.len(), self.twice.len(), self.torn.len(), self.changed.len()];
        let [lost, twice, torn, changed] = counts;
        writeln!(f, "lost {lost}, twice {twice}, torn {torn}, changed {changed}")?;
        let sum = done + quarantine + inbox;
        let equal = if sum == *files { "=" } else { "!=" };
        writeln!(f, "done {done} + quarantine {quarantine} + inbox {inbox} = {sum} {equal} files {files}")?;
        write!(f, "records {records}, torn ends cut and kept {cut}, held to end the desk {condemned}")?;
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

/// Holds a house's journal, done folder, quarantine and inboxes (the default layout, a source's folder bearing its name)
/// against what was put in.
pub(crate) fn account(house: &Path, puts: &[Put]) -> Account {
    let mut account = Account { files: puts.len(), ..Account::default() };
    let known: BTreeMap<(&str, &str), &Put> =
        puts.iter().map(|put| ((put.source.as_str(), put.path.as_str()), put)).collect();
    let inboxes: BTreeSet<&str> = puts.iter().map(|put| put.source.as_str()).collect();
    let recorded = journal(&house.join("out"), &known, &mut account);
    let mut condemned = BTreeSet::new();
    let refused = quarantine(&house.join("var/quarantine"), &mut account, &mut condemned);
    account.condemned = condemned.len();
    let put_away = done(&house.join("done"), puts, &mut account);
    account.inbox = inboxes.iter().map(|inbox| files_below(&house.join(inbox)).len()).sum();
    for put in puts {
        let (source, path) = (&put.source, &put.path);
        let last = put.contents.last().map_or("", String::as_str);
        if condemned.contains(&(source.clone(), path.clone(), last.to_owned())) {
            continue;
        }
        for (member, content, fate) in put.expected() {
            let input = |content: &str| (source.clone(), path.clone(), content.to_owned(), member.to_owned());
            let met = match fate {
                Fate::Record => recorded.contains(&input(content)),
                Fate::Quarantine => refused.contains(&input("")),
            };
            if !met {
                account.lost.push(format!("{source}/{path} {member} {content}: has no record or reason"));
            }
        }
        if put.fate == Fate::Record && !put_away.contains(last) {
            account.lost.push(format!("{source}/{path} {last}: is not in done"));
        }
    }
    account
}

/// Reads every line; returns the input of each record.
fn journal(folder: &Path, known: &BTreeMap<(&str, &str), &Put>, account: &mut Account) -> BTreeSet<Input> {
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
            let (source, member) = (text("/source/name"), text("/source/member"));
            let input = (source.to_owned(), path.to_owned(), raw.to_owned(), member.to_owned());
            if !ids.insert((id.to_owned(), generation)) | !inputs.insert(input) {
                account.twice.push(format!("{source}/{path} {member} {raw}"));
            }
            if !known.get(&(source, path)).is_some_and(|put| put.gave(member, raw)) {
                let what = format!("record of {source}/{path} {member} with content {raw}, never put in");
                account.changed.push(what);
            }
        }
    }
    inputs
}

/// The inputs that were refused, each with its bytes and its reason; without their content. Source, path and content of
/// those that are held to end the desk go into `condemned`.
fn quarantine(
    folder: &Path,
    account: &mut Account,
    condemned: &mut BTreeSet<(String, String, String)>,
) -> BTreeSet<Input> {
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
        // A member is kept beside its bundle, which is a file of its own.
        account.quarantine += usize::from(reason["member"].is_null());
        let text = |key: &str| reason[key].as_str().unwrap_or_default().to_owned();
        if reason["code"] == "ends-the-desk" {
            let content = hash(&fs::read(&path).unwrap_or_default());
            condemned.insert((text("source"), text("path"), content));
        }
        if reason["path"].is_null() {
            account.lost.push(format!("{name} in quarantine has no reason"));
        } else if !refused.insert((text("source"), text("path"), String::new(), text("member"))) {
            let what =
                format!("{}/{} {} is in quarantine twice", text("source"), text("path"), text("member"));
            account.twice.push(what);
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
