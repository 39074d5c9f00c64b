//! What may be asked from outside of what is known of everything that is fetched: feeds, pages, and that some are asked for
//! at once. The running daemon answers it, or a command by itself while none runs.
//!
//! An answer is short: it holds some rows, and where to go on.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decode::listing::address;
use crate::fetch::address::asked;
use crate::host::{Clock, Files};
use crate::state::keep::{Keep, KeepError};

use super::Commons;
use super::fetching::{self, Key};
use super::listed::rows::{Changes, Rows as Feeds, feed_key, sitemap_key};
use super::listed::said::moment;
pub(crate) use super::listed::said::{STATES, Said};
use super::nudge::Nudges;
pub(crate) use super::urls::rows::State as PageState;
use super::urls::rows::{self as pages, Page, page_key};

/// Said of an address that is none of ours.
const NOBODY: &str = "nobody asks for it: it is no feed, sitemap or page of a source";
/// Rows that are looked at for one answer.
const LOOKED: usize = 2000;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Ask {
    /// Feeds and how they stand.
    Feeds {
        source: Option<String>,
        state: Option<String>,
        /// Stands in the address or title.
        text: Option<String>,
        /// Where an earlier answer says to go on.
        after: Option<Place>,
    },
    /// The pages of a source.
    Pages { source: String, state: Option<PageState>, after: Option<Place> },
    /// These addresses are to be asked for at once.
    Retry { addresses: Vec<String> },
}

/// Where to go on.
pub(crate) type Place = String;

/// An answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Answer {
    pub(crate) lines: Vec<Value>,
    /// Where to go on, if there may be more.
    pub(crate) after: Option<Place>,
}

/// What is told of a page. What is not known is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageSaid {
    pub(crate) source: String,
    pub(crate) url: String,
    pub(crate) state: PageState,
    pub(crate) tries: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) next_try: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
}

/// What became of an address that was to be asked for at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retried {
    pub(crate) address: String,
    /// Who asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// Why it is not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
}

/// What is known, and who is told to ask.
struct Known {
    store: Arc<Keep>,
    /// The sources that run; none while the daemon does not.
    running: Option<Arc<Nudges>>,
    clock: Arc<dyn Clock>,
}

/// Answers what is asked of what stands in a state folder: with the sources of a running desk and the store that they
/// share, or without.
///
/// # Errors
/// [`KeepError`] where the store cannot be used.
pub(crate) fn answer(
    ask: &Ask,
    files: &Arc<dyn Files>,
    state: &Path,
    clock: &Arc<dyn Clock>,
    running: Option<&Commons>,
) -> Result<Answer, KeepError> {
    if files.stat(&state.join(fetching::STORE)).is_err() {
        return Ok(of_nothing(ask));
    }
    let open = || fetching::open_store(Arc::clone(files), state);
    let store = match running {
        Some(commons) => commons.share(fetching::STORE, open)?,
        None => Arc::new(open()?),
    };
    Known { store, running: running.map(fetching::nudges), clock: Arc::clone(clock) }.answer(ask)
}

/// Where nothing was ever fetched.
fn of_nothing(ask: &Ask) -> Answer {
    let Ask::Retry { addresses } = ask else { return Answer::default() };
    let retried = |address: &String| {
        let error = Some(NOBODY.to_owned());
        told(&Retried { address: address.clone(), source: None, error })
    };
    Answer { lines: addresses.iter().map(retried).collect(), after: None }
}

fn told<T: Serialize>(what: &T) -> Value {
    serde_json::to_value(what).unwrap_or_default()
}

fn key_of_place(place: Option<&Place>) -> Option<Key> {
    let place = place?;
    let number = u128::from_str_radix(place, 16).ok()?;
    Some(number.to_be_bytes())
}

fn place_of(key: Key) -> Place {
    format!("{:032x}", u128::from_be_bytes(key))
}

impl Known {
    fn answer(&self, ask: &Ask) -> Result<Answer, KeepError> {
        match ask {
            Ask::Feeds { source, state, text, after } => {
                let is_meant = |said: &Said| {
                    source.as_ref().is_none_or(|source| *source == said.source)
                        && state.as_ref().is_none_or(|state| *state == said.state)
                        && text.as_ref().is_none_or(|text| said.holds(text))
                };
                self.feeds(key_of_place(after.as_ref()).as_ref(), &is_meant)
            }
            Ask::Pages { source, state, after } => {
                let is_meant = |page: &Page| state.is_none_or(|state| state == page.state);
                self.pages(source, key_of_place(after.as_ref()).as_ref(), &is_meant)
            }
            Ask::Retry { addresses } => {
                let lines = addresses.iter().map(|address| Ok(told(&self.retry(address)?)));
                Ok(Answer { lines: lines.collect::<Result<_, KeepError>>()?, after: None })
            }
        }
    }

    fn feeds(&self, after: Option<&Key>, is_meant: &dyn Fn(&Said) -> bool) -> Result<Answer, KeepError> {
        let now = self.clock.now().as_second();
        let mut answer = Answer::default();
        let mut looked = 0;
        Feeds::of(Arc::clone(&self.store)).each(after, &mut |key, row| {
            looked += 1;
            if row.unlisted == 0 {
                let said = Said::of(row, now);
                answer.lines.extend(is_meant(&said).then(|| told(&said)));
            }
            go_on(looked, key, &mut answer)
        })?;
        Ok(answer)
    }

    fn pages(
        &self,
        source: &str,
        after: Option<&Key>,
        is_meant: &dyn Fn(&Page) -> bool,
    ) -> Result<Answer, KeepError> {
        let mut answer = Answer::default();
        let mut looked = 0;
        let sources = pages::sources(&self.store)?;
        let Some(rows) = sources.iter().find(|rows| rows.name() == source) else { return Ok(answer) };
        rows.each(after, &mut |key, page| {
            looked += 1;
            if is_meant(&page) {
                answer.lines.push(told(&said(source, page)));
            }
            go_on(looked, key, &mut answer)
        })?;
        Ok(answer)
    }

    fn retry(&self, typed: &str) -> Result<Retried, KeepError> {
        let retried = |source: Option<String>, error: Option<&str>| Retried {
            address: typed.to_owned(),
            source,
            error: error.map(str::to_owned),
        };
        let url = match address(typed) {
            Ok(url) => url,
            Err(error) => return Ok(retried(None, Some(&error.to_string()))),
        };
        let feeds = Feeds::of(Arc::clone(&self.store));
        for key in [feed_key(url.as_str()), sitemap_key(url.as_str())] {
            let Some(row) = feeds.feed(&key)?.filter(|row| row.unlisted == 0) else { continue };
            let source = row.source.clone();
            if !self.is_told(&source, key) {
                return Ok(retried(Some(source), Some("its source does not run")));
            }
            if self.running.is_none() {
                let mut changes = Changes::default();
                changes.feed(&key, &row.at_once(self.clock.now().as_second()));
                feeds.write(&changes)?;
            }
            return Ok(retried(Some(source), None));
        }
        let key = page_key(&asked(&url));
        for rows in pages::sources(&self.store)? {
            let Some(page) = rows.page(&key)? else { continue };
            let source = rows.name().to_owned();
            if page.state == PageState::Done {
                return Ok(retried(Some(source), Some("it is done with: its record is there")));
            }
            if !self.is_told(&source, key) {
                return Ok(retried(Some(source), Some("its source does not run")));
            }
            if self.running.is_none() {
                rows.at_once(&key, self.clock.now().as_second())?;
            }
            return Ok(retried(Some(source), None));
        }
        Ok(retried(None, Some(NOBODY)))
    }

    /// Tells a source to ask for something at once. Nobody has to be told while none runs.
    fn is_told(&self, source: &str, key: Key) -> bool {
        self.running.as_ref().is_none_or(|running| running.nudge(source, key))
    }
}

fn go_on(looked: usize, key: Key, answer: &mut Answer) -> ControlFlow<()> {
    if looked < LOOKED {
        return ControlFlow::Continue(());
    }
    answer.after = Some(place_of(key));
    ControlFlow::Break(())
}

fn said(source: &str, page: Page) -> PageSaid {
    let Page { url, state, tries, next, code, message, .. } = page;
    let next_try = if state == PageState::Waiting { moment(next) } else { None };
    PageSaid { source: source.to_owned(), url, state, tries, next_try, code, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::{RealFiles, SystemClock};
    use crate::source::listed::rows::Owner;

    fn known(folder: &Path) -> Known {
        let store = Arc::new(fetching::open_store(Arc::new(RealFiles), folder).unwrap());
        Known { store, running: None, clock: Arc::new(SystemClock::default()) }
    }

    #[test]
    fn long_answers_come_in_parts_that_hold_everything_once() {
        let folder = tempfile::tempdir().unwrap();
        let known = known(folder.path());
        let feeds: Vec<Arc<str>> = (0..4500).map(|n| Arc::from(format!("http://h{n}.example/rss"))).collect();
        crate::source::listed::named::name(
            &Feeds::of(Arc::clone(&known.store)),
            Owner { name: "world", kept_as: "world" },
            (&feeds, feed_key),
            1,
        )
        .unwrap();
        let (mut after, mut urls, mut answers) = (None, std::collections::BTreeSet::new(), 0);
        loop {
            let ask = Ask::Feeds { source: None, state: Some("new".to_owned()), text: None, after };
            // As it goes over the line.
            let ask = serde_json::from_str(&serde_json::to_string(&ask).unwrap()).unwrap();
            let answer = known.answer(&ask).unwrap();
            let new = answer.lines.iter().filter(|line| urls.insert(line["url"].to_string())).count();
            assert_eq!(new, answer.lines.len());
            answers += 1;
            after = answer.after;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((urls.len(), answers), (4500, 3));
        let none = |source: &str, text: &str| {
            let (source, text) = (Some(source.to_owned()), Some(text.to_owned()));
            let mut found = 0;
            let mut after = None;
            loop {
                let ask = Ask::Feeds { source: source.clone(), state: None, text: text.clone(), after };
                let answer = known.answer(&ask).unwrap();
                found += answer.lines.len();
                after = answer.after;
                if after.is_none() {
                    return found;
                }
            }
        };
        assert_eq!([none("other", "h"), none("world", "H77."), none("world", "h")], [0, 1, 4500]);
    }

    #[test]
    fn what_nobody_asks_for_is_not_retried() {
        let folder = tempfile::tempdir().unwrap();
        let known = known(folder.path());
        let feeds = [Arc::from("http://a.example/rss")];
        crate::source::listed::named::name(
            &Feeds::of(Arc::clone(&known.store)),
            Owner { name: "world", kept_as: "world" },
            (&feeds, feed_key),
            1,
        )
        .unwrap();
        let retry = |address: &str| known.retry(address).unwrap();
        assert_eq!(retry("http://A.example/rss").source.as_deref(), Some("world"));
        let sitemaps = [Arc::from("http://a.example/sitemap.xml")];
        let rows = Feeds::of(Arc::clone(&known.store));
        crate::source::listed::named::name(
            &rows,
            Owner { name: "papers", kept_as: "papers" },
            (&sitemaps, sitemap_key),
            1,
        )
        .unwrap();
        assert_eq!(retry("http://a.example/sitemap.xml").source.as_deref(), Some("papers"));
        assert!(retry("http://a.example/atom").error.unwrap().contains("nobody asks for it"));
        assert!(retry("a.example").error.unwrap().contains("absolute"));
        let rows = Feeds::of(Arc::clone(&known.store));
        assert!(rows.feed(&feed_key("http://a.example/rss")).unwrap().unwrap().next > 1_700_000_000);
    }
}
