//! What sources that fetch have in common: one client, one store of what is known, what proves who asks.

use std::collections::HashSet;
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::config::plan::Fetch;
use crate::decode::listing::address;
use crate::fetch::address::asked;
use crate::fetch::client::Client;
use crate::fetch::guard::Guard;
use crate::fetch::hop::Network;
use crate::fetch::http::Http;
use crate::fetch::tally::Fetching;
use crate::host::Files;
use crate::state::keep::{Keep, KeepError, Layout};

use super::nudge::{Nudged, Nudges};
use super::{AsksFor, Commons, OpenError, Opening, Wrong};

/// Where what is known stands, in the state folder.
pub(super) const STORE: &str = "fetch.redb";
/// The key of the client among what sources share.
const CLIENT: &str = "client";
const LAYOUT: Layout = Layout::first(
    "what is known of feeds and pages",
    "every feed is read as one first seen, and every page of a list is asked for again",
);
/// A secret is no longer, in bytes.
const LONGEST_SECRET: u64 = 1 << 16;

/// A short hash that stands for a feed, an entry, a page.
pub(crate) type Key = [u8; 16];

/// The first whole second that is not before a moment: rows count seconds, and nobody is asked sooner.
pub(crate) fn not_before(moment: Timestamp) -> i64 {
    moment.as_second().saturating_add(i64::from(moment.subsec_nanosecond() > 0))
}

/// The key of what has these parts, in their order.
pub(crate) fn key_of(parts: &[&[u8]]) -> Key {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().as_bytes().first_chunk().copied().unwrap_or_default()
}

/// Says which of the addresses of `urls` are none, and which stand there twice.
pub(super) fn check_addresses(urls: &[String], example: &str, wrong: &mut dyn Wrong) {
    let mut seen = HashSet::new();
    for (at, typed) in urls.iter().enumerate() {
        match address(typed) {
            Err(error) => {
                let hint = format!("write \"{example}\"");
                wrong.entry("urls", at, format!("{error}, found {typed:?}"), &hint);
            }
            Ok(url) if !seen.insert(url.clone()) => {
                wrong.entry("urls", at, format!("{url} stands there twice"), "remove one of them");
            }
            Ok(_) => {}
        }
    }
}

/// The addresses of a list of the configuration, each as it is asked for.
pub(super) fn asks_for(
    key: &'static str,
    typed: &[String],
    read: impl Fn(&str) -> Option<Url>,
) -> Vec<AsksFor> {
    let each = typed.iter().enumerate();
    each.filter_map(|(at, text)| read(text).map(|url| AsksFor { key, at, url: asked(&url) })).collect()
}

/// The real network as `[fetch]` describes it.
pub(super) fn http(fetch: &Fetch) -> Result<Arc<dyn Network>, String> {
    let guard = Guard::new(fetch.allow.clone());
    let network = Http::new(fetch, &guard).map_err(|error| error.to_string())?;
    Ok(Arc::new(network))
}

/// The client of everything that fetches.
pub(super) fn client(opening: &Opening) -> Result<Arc<Client>, OpenError> {
    let store = store(opening)?;
    opening.commons.share(CLIENT, || {
        let network = opening.commons.network(&opening.fetch)?;
        let clock = Arc::clone(&opening.clock);
        let client = Client::new(network, clock, opening.fetch.clone(), opening.expansion_ratio);
        client.with_clerk(opening.clerk.clone()).remembering(store).map_err(OpenError::Keep)
    })
}

impl Commons {
    fn network(&self, fetch: &Fetch) -> Result<Arc<dyn Network>, OpenError> {
        (self.networks)(fetch).map_err(|error| OpenError::Failed(format!("[fetch]: {error}")))
    }

    /// Asks by another `[fetch]` from now on, where anything is fetched.
    ///
    /// # Errors
    /// If it cannot be asked by it; then everything stays.
    pub fn reload(&self, fetch: &Fetch, expansion_ratio: u64) -> Result<(), OpenError> {
        if let Some(client) = self.find::<Client>(CLIENT) {
            client.reload(self.network(fetch)?, fetch.clone(), expansion_ratio);
        }
        Ok(())
    }

    /// Has every list looked at now.
    pub fn look(&self) {
        nudges(self).look();
    }

    /// What sources are told from outside.
    pub(crate) fn nudges(&self) -> Arc<Nudges> {
        nudges(self)
    }

    /// What is fetched, if anything is.
    pub fn fetching(&self) -> Option<Fetching> {
        self.get::<Client>(CLIENT).map(|client| client.fetching())
    }
}

/// What is known of everything that is fetched: one store for all sources.
pub(super) fn store(opening: &Opening) -> Result<Arc<Keep>, OpenError> {
    let open = || open_store(Arc::clone(&opening.files), &opening.state);
    opening.commons.share(STORE, open).map_err(OpenError::Keep)
}

/// What a source is told to ask for at once.
pub(super) fn nudged(opening: &Opening) -> Nudged {
    Nudges::of(nudges(&opening.commons), &opening.name)
}

/// What all sources are told to ask for at once.
pub(super) fn nudges(commons: &Commons) -> Arc<Nudges> {
    match commons.share("nudges", || Ok::<_, Infallible>(Nudges::default())) {
        Ok(nudges) => nudges,
        Err(never) => match never {},
    }
}

/// Opens that store in a state folder, or makes it.
///
/// # Errors
/// [`KeepError`].
pub(crate) fn open_store(files: Arc<dyn Files>, state: &Path) -> Result<Keep, KeepError> {
    Keep::open(files, &state.join(STORE), LAYOUT)
}

/// What is sent as `Authorization`: the content of a file, where one is named.
pub(super) fn authorization(opening: &Opening, file: &Path) -> Result<Option<String>, OpenError> {
    if file.as_os_str().is_empty() {
        return Ok(None);
    }
    let read = opening.files.read(file, LONGEST_SECRET);
    let (_, bytes) =
        read.map_err(|error| OpenError::Failed(format!("authorization_file {}: {error}", file.display())))?;
    Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
}
