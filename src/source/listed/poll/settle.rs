//! What a poll came to is taken into the feed's row: when it is asked again, what is said of it.

use crate::fetch::interval;
use crate::source::listed::again::{self, later, seconds};
use crate::source::listed::reading::is_robots;
use crate::source::listed::rows::Error;
use crate::source::listed::tree::Kin;

use super::{DAY, Poll, Went};

impl Poll {
    pub(super) fn settle(&mut self, went: Went) {
        let (rules, now) = (self.desk.rules(), self.answered);
        match went {
            // What has its receipt is known; everything else is asked for again in its time. It may have been asked just now.
            Went::Cut => {
                let now = self.desk.door.clock().now();
                self.row.next = again::not_before(later(now, rules.bounds.least));
            }
            Went::Held(wait) => self.row.held(later(now, wait)),
            Went::Read { known, of, wishes } => {
                if self.row.failures > 0 {
                    tracing::info!(source = self.source(), feed = %self.url, failures = self.row.failures, "{} can be read again", self.what());
                }
                (self.row.last_success, self.row.error) = (self.now, None);
                self.row.polled(interval::Outcome::Read { known, of }, &wishes, &rules, now);
                self.read_once();
            }
            Went::Failed { error, outcome, wishes } => {
                let was_given_up = self.row.is_given_up();
                self.row.polled(outcome, &wishes, &rules, now);
                if outcome != interval::Outcome::Offline {
                    self.failed(error, was_given_up);
                }
            }
        }
    }

    /// What was read is asked rarely where nothing new is to be expected: its index says that it is the same, or there was
    /// nothing for long.
    fn read_once(&mut self) {
        let Kin { lastmod, .. } = &self.kin;
        self.row.lastmod.clone_from(lastmod);
        if self.row.read_first == 0 {
            self.row.read_first = self.now;
        }
        // What a site allows and names is known for a day, as its robots.txt is.
        if is_robots(&self.url) {
            self.row.next = self.row.next.max(self.now + DAY);
        }
        // It may have changed again meanwhile.
        if lastmod.is_some() && self.desk.tree.kin(self.url.as_str()).lastmod == *lastmod {
            self.row.next = self.row.next.max(self.now + DAY);
        }
        let quiet = self.now - self.row.news;
        let is_over = |after| self.row.news > 0 && quiet > seconds(after);
        let is_retired = self.row.children.is_empty() && self.desk.manner.retire_after.is_some_and(is_over);
        if is_retired {
            self.row.next = self.row.next.max(self.now + seconds(self.desk.manner.rules.dead.again));
            if !self.row.is_retired {
                tracing::info!(source = self.source(), sitemap = %self.url, "a sitemap had no news for long: it is asked rarely");
            }
        }
        self.row.is_retired = is_retired;
    }

    /// Says what is news about a failure.
    fn failed(&mut self, error: Error, was_given_up: bool) {
        let is_news = self.row.error.as_ref().is_none_or(|before| before.code != error.code);
        if is_news {
            tracing::warn!(source = self.source(), feed = %self.url, code = error.code, why = error.message, "{} cannot be read", self.what());
        }
        self.row.error = Some(error);
        if !was_given_up && self.row.is_given_up() {
            let again = crate::config::Period(self.desk.manner.rules.dead.again);
            tracing::warn!(source = self.source(), feed = %self.url, %again, "{} is gone, or has failed for long: it is asked rarely", self.what());
        }
    }
}
