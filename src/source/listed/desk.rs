//! What everything of one source works with, and what it does in one way: bring an entry, keep what is refused.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::fetch::client::Client;
use crate::fetch::interval::Rules;
use crate::flow::{Outcome, Receipt};
use crate::model::{Fault, Hints, Place};
use crate::quarantine::{Came, Quarantine, Refused};
use crate::source::nudge::Nudged;
use crate::source::{Arrival, Content, Door};

use super::claims::Claim;
use super::poll::Manner;
use super::rows::{Key, Owner, Rows};
use super::together::Together;
use super::tree::Tree;
use super::waiting::Waiting;

/// The code of an entry whose page has no address.
pub(super) const NO_LINK: &str = "no-link";

/// What is in trouble where too much waits.
const FULL: &str = "asks for no feed until pages have come";

/// What every poll and every page of a source needs.
pub(in crate::source) struct Desk {
    pub(in crate::source) door: Door,
    pub(in crate::source) client: Arc<Client>,
    pub(in crate::source) rows: Arc<Rows>,
    pub(in crate::source) waiting: Arc<Waiting>,
    pub(super) together: Arc<Together>,
    /// What of that it has, where others name it too.
    pub(super) claim: Claim,
    pub(in crate::source) nudged: Nudged,
    pub(in crate::source) tree: Arc<Tree>,
    pub(in crate::source) quarantine: Quarantine,
    pub(in crate::source) manner: Manner,
}

impl Desk {
    /// The source's name.
    pub(super) fn source(&self) -> &str {
        &self.door.status().name
    }

    /// The name under which its state stands.
    pub(super) fn kept_as(&self) -> &str {
        &self.door.kept_as
    }

    /// Who asks for its feeds.
    pub(super) fn owner(&self) -> Owner<'_> {
        Owner { name: self.source(), kept_as: self.kept_as() }
    }

    /// When a feed is asked again, as the source and `[fetch]` say now.
    pub(super) fn rules(&self) -> Rules {
        Rules { wait_most: self.client.settings().wait_most, ..self.manner.rules }
    }

    /// Whether so many entries wait for their pages that no more are looked for. Says so.
    pub(super) fn waits_too_much(&self) -> bool {
        let is_full = self.manner.bounds.follow && self.waiting.is_full();
        let why = "256 MiB of entries wait for their pages: slow hosts, or an intake that stands still";
        self.door.trouble(FULL, is_full.then(|| why.to_owned()));
        is_full
    }

    /// Brings one entry, known by its place. What becomes of it is told; nothing where the source is to stop.
    pub(super) async fn hand_over(
        &self,
        content: Content,
        hints: Hints,
        place: Vec<u8>,
    ) -> Option<oneshot::Receiver<Outcome>> {
        let room = self.door.room(content.size()).await?;
        let (tell, told) = oneshot::channel();
        // Whoever waits for it may be gone: then the entry comes again, and is known.
        let receipt = Receipt::new(move |outcome| drop(tell.send(outcome)));
        let arrival = Arrival { content, hints, place: Place::Known(place), receipt };
        self.door.hand_over(arrival, room).await.ok().map(|()| told)
    }

    /// Keeps what is refused, under the address that it came from, with what is known of it. Whether it is kept.
    pub(super) async fn quarantine(
        &self,
        fault: Fault,
        bytes: Vec<u8>,
        address: &str,
        came: Came,
        key: Key,
    ) -> bool {
        let (quarantine, name) = (self.quarantine.clone(), Arc::clone(&self.door.status().name));
        let address = address.to_owned();
        let keep = move || {
            let refused = Refused {
                fault: &fault,
                source: &name,
                path: Some(&address),
                member: None,
                bytes: Some(bytes.len() as u64),
                came: Some(came),
                key: &key,
            };
            quarantine.keep_bytes(&bytes, &refused)
        };
        match self.door.clerk().does(keep).await {
            Ok(Ok(_)) => true,
            Ok(Err(error)) => {
                tracing::error!(source = self.source(), %error, "what is refused of a feed cannot be kept in quarantine");
                false
            }
            Err(_) => false,
        }
    }
}
