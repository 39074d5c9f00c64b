//! What is below the addresses that somebody typed: the sitemaps that robots.txt files and indexes name, by what those
//! said last. Feeds have nothing below them.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use url::Url;

use crate::flow::held;
use crate::state::keep::KeepError;

use super::reading::is_robots;
use super::rows::{Child, Key, KeyOf, Row, Rows};

/// How deep indexes are followed: an index, indexes in it, and indexes in those.
const LEVELS: u8 = 3;

/// What is known of an address by what names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kin {
    /// The typed address above it, which is its own where it was typed.
    pub(super) root: Arc<str>,
    /// How many levels may be below it.
    pub(super) levels: u8,
    /// When it changed last, as the index says that names it.
    pub(super) lastmod: Option<String>,
}

#[derive(Debug, Default)]
struct State {
    /// What each address names that was asked.
    children: HashMap<Key, Arc<[Child]>>,
    kin: HashMap<Key, Kin>,
    has_changed: bool,
    sooner: Vec<Key>,
}

/// All of a source's addresses, and what they name.
#[derive(Debug)]
pub(in crate::source) struct Tree {
    /// Most addresses below a typed one.
    most: usize,
    /// Whose keys they are.
    key_of: KeyOf,
    state: Mutex<State>,
}

impl Tree {
    pub(in crate::source) fn new(most: usize, key_of: KeyOf) -> Tree {
        Tree { most, key_of, state: Mutex::default() }
    }

    /// The key of an address.
    pub(super) fn key(&self, address: &str) -> Key {
        (self.key_of)(address)
    }

    /// What the key of an address is.
    pub(super) fn key_of(&self) -> KeyOf {
        self.key_of
    }

    /// These are typed: all that is asked for, each once, what is typed first.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn grow(&self, rows: &Rows, typed: &[Arc<str>]) -> Result<Vec<Arc<str>>, KeepError> {
        let mut all = typed.to_vec();
        if self.most == 0 {
            return Ok(all);
        }
        let mut kin = HashMap::new();
        for root in typed {
            let is_robots = Url::parse(root).is_ok_and(|url| is_robots(&url));
            let levels = LEVELS + u8::from(is_robots);
            kin.insert(self.key(root), Kin { root: Arc::clone(root), levels, lastmod: None });
        }
        for root in typed {
            let mut left = self.most;
            let mut parents = VecDeque::from([self.key(root)]);
            while let Some(parent) = parents.pop_front() {
                let levels = kin.get(&parent).map_or(0, |kin: &Kin| kin.levels);
                if levels == 0 {
                    continue;
                }
                for child in self.children(rows, &parent)?.iter() {
                    let key = self.key(&child.address);
                    if left == 0 || kin.contains_key(&key) {
                        continue;
                    }
                    left -= 1;
                    let (root, lastmod) = (Arc::clone(root), child.lastmod.clone());
                    kin.insert(key, Kin { root, levels: levels - 1, lastmod });
                    all.push(Arc::from(child.address.as_str()));
                    parents.push_back(key);
                }
            }
        }
        held(&self.state).kin = kin;
        Ok(all)
    }

    fn children(&self, rows: &Rows, parent: &Key) -> Result<Arc<[Child]>, KeepError> {
        if let Some(children) = held(&self.state).children.get(parent) {
            return Ok(Arc::clone(children));
        }
        let children = rows.feed(parent)?.map(|row| row.children).unwrap_or_default();
        let children: Arc<[Child]> = children.into();
        held(&self.state).children.insert(*parent, Arc::clone(&children));
        Ok(children)
    }

    /// What names an address.
    pub(super) fn kin(&self, address: &str) -> Kin {
        let known = held(&self.state).kin.get(&self.key(address)).cloned();
        known.unwrap_or_else(|| Kin { root: Arc::from(address), levels: LEVELS, lastmod: None })
    }

    /// When an address is due by a clock that says `now`, no wait being longer than another number: at its time, or sooner where its index says that it changed since it was read.
    pub(super) fn due(&self, row: &Row, least: i64, (now, longest): (i64, i64)) -> i64 {
        let kin = self.kin(&row.url);
        let has_changed = kin.lastmod.is_some() && kin.lastmod != row.lastmod && row.failures == 0;
        let due = row.due(now, longest);
        if has_changed { due.min(row.last_poll.min(now).saturating_add(least)) } else { due }
    }

    /// An address names these from now on; how many are there as they were before.
    pub(super) fn names(&self, parent: &Key, children: &[Child]) -> usize {
        let mut state = held(&self.state);
        let before = state.children.insert(*parent, children.into()).unwrap_or_default();
        if *before == *children {
            return children.len();
        }
        let known: HashMap<&str, &Option<String>> =
            before.iter().map(|child| (child.address.as_str(), &child.lastmod)).collect();
        let (mut same, mut news) = (0, before.len() != children.len());
        for child in children {
            match known.get(child.address.as_str()) {
                Some(lastmod) if **lastmod == child.lastmod => same += 1,
                Some(_) => {
                    let key = self.key(&child.address);
                    if let Some(kin) = state.kin.get_mut(&key) {
                        kin.lastmod.clone_from(&child.lastmod);
                    }
                    state.sooner.push(key);
                }
                None => news = true,
            }
        }
        state.has_changed |= news;
        same
    }

    /// Whether there are others than before, and which are to be asked sooner; once.
    pub(super) fn changes(&self) -> (bool, Vec<Key>) {
        let mut state = held(&self.state);
        (std::mem::take(&mut state.has_changed), std::mem::take(&mut state.sooner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;
    use crate::source::listed::rows::{Changes, feed_key};

    fn child(address: &str, lastmod: &str) -> Child {
        let lastmod = Some(lastmod.to_owned()).filter(|lastmod| !lastmod.is_empty());
        Child { address: format!("http://a.example/{address}"), lastmod }
    }

    struct Room {
        _folder: tempfile::TempDir,
        rows: Rows,
    }

    impl Room {
        fn new() -> Room {
            let folder = tempfile::tempdir().unwrap();
            let store = open_store(Arc::new(RealFiles), folder.path()).unwrap();
            Room { _folder: folder, rows: Rows::of(Arc::new(store)) }
        }

        fn say(&self, address: &str, children: Vec<Child>) {
            let mut changes = Changes::default();
            let key = feed_key(&format!("http://a.example/{address}"));
            changes.feed(&key, &Row { children, ..Row::default() });
            self.rows.write(&changes).unwrap();
        }

        fn grow(&self, tree: &Tree, typed: &[&str]) -> Vec<String> {
            let typed: Vec<Arc<str>> =
                typed.iter().map(|path| format!("http://a.example/{path}").into()).collect();
            let all = tree.grow(&self.rows, &typed).unwrap();
            all.iter().map(|address| address.trim_start_matches("http://a.example/").to_owned()).collect()
        }
    }

    #[test]
    fn indexes_are_followed_three_levels_deep_and_no_address_twice() {
        let room = Room::new();
        for level in 0..6 {
            room.say(&format!("i{level}"), vec![child(&format!("i{}", level + 1), ""), child("i0", "")]);
        }
        let tree = Tree::new(100, feed_key);
        assert_eq!(room.grow(&tree, &["i0"]), ["i0", "i1", "i2", "i3"]);
        room.say("robots.txt", vec![child("i0", "")]);
        let tree = Tree::new(100, feed_key);
        assert_eq!(room.grow(&tree, &["robots.txt"]), ["robots.txt", "i0", "i1", "i2", "i3"]);
        assert_eq!(tree.kin("http://a.example/i3").root.as_ref(), "http://a.example/robots.txt");
        let tree = Tree::new(2, feed_key);
        assert_eq!(room.grow(&tree, &["i0"]), ["i0", "i1", "i2"], "no more below one address");
        assert_eq!(room.grow(&Tree::new(0, feed_key), &["i0"]), ["i0"]);
    }

    #[test]
    fn what_an_index_says_to_have_changed_is_asked_sooner() {
        let room = Room::new();
        room.say("i", vec![child("a", "1"), child("b", "1"), child("c", "")]);
        let tree = Tree::new(100, feed_key);
        room.grow(&tree, &["i"]);
        assert_eq!(tree.changes(), (false, vec![]));
        let key = |path: &str| feed_key(&format!("http://a.example/{path}"));
        assert_eq!(tree.names(&key("i"), &[child("a", "1"), child("b", "2"), child("d", "")]), 1);
        assert_eq!(tree.changes(), (true, vec![key("b")]));
        assert_eq!(tree.changes(), (false, vec![]));
        assert_eq!(tree.kin("http://a.example/b").lastmod.as_deref(), Some("2"));
        assert_eq!(room.grow(&tree, &["i"]), ["i", "a", "b", "d"]);
        let row = |path: &str, lastmod: Option<&str>| Row {
            url: format!("http://a.example/{path}"),
            lastmod: lastmod.map(str::to_owned),
            last_poll: 1000,
            next: 90_000,
            ..Row::default()
        };
        assert_eq!(
            tree.due(&row("b", Some("1")), 60, (2000, 1_000_000)),
            1060,
            "no sooner than anything is asked"
        );
        assert_eq!(tree.due(&row("b", Some("2")), 60, (2000, 1_000_000)), 90_000);
        assert_eq!(tree.due(&row("d", None), 60, (2000, 1_000_000)), 90_000, "its index says nothing of it");
    }
}
