//! How a source of this kind is opened and run: the same for all of them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Period;
use crate::fetch::client::Client;
use crate::fetch::interval;
use crate::quarantine::Quarantine;
use crate::source::nudge::Nudged;
use crate::source::{Door, OpenError, Opening, Running, Source, Wrong, fetching};

use super::claims::{Claim, Claims};
use super::desk::Desk;
use super::lists::Lists;
use super::pages::pages;
use super::poll::Manner;
use super::reading::What;
use super::round::round;
use super::rows::{KeyOf, Rows, feed_key, sitemap_key};
use super::together::Together;
use super::tree::Tree;
use super::triage::Bounds;
use super::waiting::{Waiting, Weight};

/// What a table says, whatever kind it is of.
pub(in crate::source) struct Said {
    pub(in crate::source) what: What,
    pub(in crate::source) bounds: Bounds,
    pub(in crate::source) entries: usize,
    pub(in crate::source) interval: interval::Bounds,
    pub(in crate::source) dead: interval::Dead,
    /// Zero: a permanent move is remembered at the third poll.
    pub(in crate::source) moved_after: Duration,
    pub(in crate::source) retire_after: Option<Duration>,
    pub(in crate::source) authorization_file: PathBuf,
    pub(in crate::source) typed: Vec<String>,
    pub(in crate::source) list: PathBuf,
    pub(in crate::source) opml: PathBuf,
}

/// Opens a source by what its table says.
///
/// # Errors
/// If what it needs cannot be had.
pub(in crate::source) fn open(opening: &Opening, said: Said) -> Result<Box<dyn Source>, OpenError> {
    let client = fetching::client(opening)?;
    let rows = Arc::new(Rows::of(fetching::store(opening)?));
    let weight = opening.commons.share("waiting", || Ok::<_, OpenError>(Weight::default()))?;
    let waiting = Arc::new(Waiting::new(Arc::clone(&opening.kept_as), Arc::clone(&rows), weight));
    let key_of: KeyOf = match said.what {
        What::Feeds => feed_key,
        What::Sitemaps(_) => sitemap_key,
    };
    let tree = Arc::new(Tree::new(said.what.most_below(), key_of));
    let mut lists = Lists::new(Arc::clone(&opening.files), &said.typed, &said.list, &said.opml);
    // What is asked rarely has not gone.
    let rarely = said.retire_after.map_or(Duration::ZERO, |after| after.saturating_add(said.dead.again));
    let manner = Manner {
        what: said.what,
        bounds: said.bounds,
        rules: interval::Rules { bounds: said.interval, dead: said.dead, wait_most: opening.fetch.wait_most },
        entries: said.entries,
        moved_after: said.moved_after,
        authorization: fetching::authorization(opening, &said.authorization_file)?,
        remember: opening.remember.saturating_add(rarely),
        retire_after: said.retire_after,
    };
    let claims = opening.commons.share("claims", || Ok::<_, OpenError>(Claims::default()))?;
    let claim = Claim::of(claims, &opening.name);
    // Sources are opened in the order of the configuration. What cannot be read now is told by the round.
    drop(lists.look());
    claim.take(lists.feeds(), key_of);
    let quarantine = opening.quarantine.clone();
    let nudged = fetching::nudged(opening);
    Ok(Box::new(Open { manner, lists, client, rows, waiting, tree, claim, nudged, quarantine }))
}

/// It knows what is typed, and asks for nothing yet.
struct Open {
    manner: Manner,
    lists: Lists,
    client: Arc<Client>,
    rows: Arc<Rows>,
    waiting: Arc<Waiting>,
    tree: Arc<Tree>,
    claim: Claim,
    nudged: Nudged,
    quarantine: Quarantine,
}

impl Source for Open {
    fn run(self: Box<Self>, door: Door) -> Running {
        Box::pin(async move {
            let Open { manner, lists, client, rows, waiting, tree, claim, nudged, quarantine } = *self;
            let together =
                Together::new(Arc::clone(door.clock()), door.clerk().clone(), Arc::clone(&waiting));
            let desk = Arc::new(Desk {
                door,
                client,
                rows,
                waiting,
                together,
                tree,
                claim,
                nudged,
                quarantine,
                manner,
            });
            // What waits from before comes, whether or not pages are fetched from now on.
            tokio::join!(round(Arc::clone(&desk), lists), pages(desk));
        })
    }
}

/// Checks the bounds of the time between two polls.
pub(in crate::source) fn check_interval(
    [least, first, most]: [Period; 3],
    usual: &str,
    wrong: &mut dyn Wrong,
) {
    if least.0.is_zero() || least > first || first > most {
        let message = format!("expected least <= first <= most, found {least}, {first} and {most}");
        wrong.say("interval", message, &format!("the defaults are {usual}"));
    }
}
