//! Pages that several sources of lists name: each is asked for by the first of them, as long as it waits there.
//!
//! Each source knows all its pages, and looks whose one is when it is due: where the first has ended, names it no more or
//! could not have it, the next one asks. Whose a page is stands in the rows of the sources; only what is under way is held
//! here, so that no two ask for it at one time.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use crate::flow::held;
use crate::source::fetching::Key;
use crate::state::keep::KeepError;

use super::rows::{Rows, State as PageState};

#[derive(Default)]
struct State {
    /// Sources that are open, in the order of opening.
    sources: BTreeMap<u64, Rows>,
    count: u64,
    /// Who asks for a page now.
    under_way: HashMap<Key, u64>,
}

/// All sources of lists.
#[derive(Default)]
pub(super) struct All(Mutex<State>);

/// The others, as one source sees them, until the value is dropped.
pub(super) struct Others {
    all: Arc<All>,
    number: u64,
}

/// Whose a page is that one source names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whose {
    /// Its own.
    Own,
    /// It waits at a source that was there first.
    Theirs(String),
    /// Another one has done with it.
    Done,
    /// Another one asks for it just now.
    UnderWay,
}

impl Others {
    /// The others of a source with these pages.
    pub(super) fn of(all: Arc<All>, rows: Rows) -> Others {
        let number = {
            let mut state = held(&all.0);
            state.count += 1;
            let number = state.count;
            state.sources.insert(number, rows);
            number
        };
        Others { all, number }
    }

    /// Whose a page is.
    ///
    /// # Errors
    /// [`KeepError`].
    pub(super) fn whose(&self, key: &Key) -> Result<Whose, KeepError> {
        let others: Vec<(u64, Rows)> = {
            let state = held(&self.all.0);
            if state.under_way.get(key).is_some_and(|number| *number != self.number) {
                return Ok(Whose::UnderWay);
            }
            let others = state.sources.iter().filter(|(number, _)| **number != self.number);
            others.map(|(number, rows)| (*number, rows.clone())).collect()
        };
        for (number, rows) in others {
            match rows.page(key)?.map(|page| page.state) {
                Some(PageState::Done) => return Ok(Whose::Done),
                Some(PageState::Waiting) if number < self.number => {
                    return Ok(Whose::Theirs(rows.name().to_owned()));
                }
                Some(_) | None => {}
            }
        }
        Ok(Whose::Own)
    }

    /// It asks for a page now. False where another one does.
    pub(super) fn begin(&self, key: Key) -> bool {
        *held(&self.all.0).under_way.entry(key).or_insert(self.number) == self.number
    }

    /// It does so no more.
    pub(super) fn end(&self, key: &Key) {
        held(&self.all.0).under_way.remove(key);
    }
}

impl Drop for Others {
    fn drop(&mut self) {
        let mut state = held(&self.all.0);
        state.sources.remove(&self.number);
        state.under_way.retain(|_, number| *number != self.number);
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::super::rows::{Page, page_key};
    use super::*;
    use crate::host::RealFiles;
    use crate::source::fetching::open_store;

    fn put(rows: &Rows, path: &str, state: PageState) -> Key {
        let url = Url::parse(&format!("http://a.example/{path}")).unwrap();
        let key = page_key(&url);
        let mut changes = rows.change(rows.reading().unwrap());
        let before = rows.page(&key).unwrap();
        changes.put(&key, before.as_ref(), &Page { url: url.into(), state, ..Page::default() });
        rows.write(changes).unwrap();
        key
    }

    #[test]
    fn the_first_has_it_until_it_ends_and_what_anybody_is_done_with_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(open_store(Arc::new(RealFiles), folder.path()).unwrap());
        let rows = |name: &str| Rows::of(Arc::clone(&store), name, name);
        let all = Arc::new(All::default());
        let (one, two) = (rows("one"), rows("two"));
        let first = Others::of(Arc::clone(&all), one.clone());
        let second = Others::of(Arc::clone(&all), two.clone());
        let both = put(&one, "both", PageState::Waiting);
        put(&two, "both", PageState::Waiting);
        assert_eq!(
            (first.whose(&both).unwrap(), second.whose(&both).unwrap()),
            (Whose::Own, Whose::Theirs("one".to_owned()))
        );
        let late = put(&two, "late", PageState::Done);
        assert_eq!(first.whose(&late).unwrap(), Whose::Done, "the second was sooner");
        assert!(first.begin(both) && first.begin(both) && !second.begin(both));
        assert_eq!(second.whose(&both).unwrap(), Whose::UnderWay);
        first.end(&both);
        put(&one, "both", PageState::Done);
        assert_eq!(second.whose(&both).unwrap(), Whose::Done);
        let failed = put(&one, "failed", PageState::Failed);
        put(&two, "failed", PageState::Waiting);
        assert_eq!(
            second.whose(&failed).unwrap(),
            Whose::Own,
            "what the first could not have is tried by the next"
        );
        let left = put(&one, "left", PageState::Waiting);
        put(&two, "left", PageState::Waiting);
        assert_eq!(second.whose(&left).unwrap(), Whose::Theirs("one".to_owned()));
        drop(first);
        assert_eq!(second.whose(&left).unwrap(), Whose::Own, "the first has ended");
        put(&two, "both", PageState::Waiting);
        assert_eq!(second.whose(&both).unwrap(), Whose::Own, "nobody else is there");
    }
}
