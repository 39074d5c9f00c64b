//! What a host's robots.txt forbids (RFC 9309), for one product.
//!
//! The group of the product, joined from wherever its parts stand, else that of `*`; the rule with the most octets decides,
//! `Allow` where two have equally many. Read leniently, as crawlers of long standing read it: a byte order mark, line ends of
//! any kind, a forgotten colon and a few misspellings cost nobody their rules. Of the file's first 500 KiB a product's rules,
//! its `Crawl-delay` and the file's `Sitemap` lines are kept, and nothing else.
//!
//! One question costs at most a bounded number of steps, however the file is written: where they are spent, the answer is
//! no. `pattern.rs` says how a match stays linear, [`Standing`] what holds while a file is out of reach.
//!
//! Two departures from the letter, both towards less being asked: an `Allow` whose letters are written with percent signs
//! that they do not need (`/%62`) holds for addresses written so alone; and `Allow: /a/index.html` allows `/a/` too only
//! because Google's parser does.

use std::time::Duration;

use url::Url;

mod parse;
mod pattern;
mod standing;

use pattern::{Form, Pattern, Spent, Work};
pub use standing::{Answer, Standing, Verdict};

/// How much of a file is read (RFC 9309, section 2.5): bytes.
pub const READ: usize = 500 << 10;

/// Steps that one question may cost; a step is about an octet that is looked at. Ten thousand rules with stars against an
/// address of 500 letters cost less than that.
const WORK: usize = 8 << 20;

/// What one file says to one product.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    /// Most octets first, then what allows.
    rules: Vec<Rule>,
    /// The rules' patterns, one after the other.
    text: Box<[u8]>,
    delay: Option<Duration>,
    sitemaps: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    from: u32,
    to: u32,
    octets: u32,
    ends: bool,
    allows: bool,
}

/// What the rules say about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may be asked for.
    pub allowed: bool,
    /// The rule that decided, in the form in which it was compared; `None`: there was none.
    pub rule: Option<String>,
}

impl Robots {
    /// Reads a file for a product (RFC 9309, section 2.2.1: compared without regard to case).
    pub fn parse(body: &[u8], product: &str) -> Self {
        parse::parse(body, product)
    }

    /// How long the product is asked to wait between two requests; where it is said more than once, the longest.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.delay
    }

    /// What `Sitemap` lines name, as it stands there, in order; 1,000 at most.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }

    /// How much memory it takes, about: bytes.
    pub fn bytes(&self) -> usize {
        let sitemaps: usize = self.sitemaps.iter().map(String::len).sum();
        size_of::<Robots>() + self.rules.len() * size_of::<Rule>() + self.text.len() + sitemaps
    }

    /// How many rules hold for the product.
    pub fn rules(&self) -> usize {
        self.rules.len()
    }

    /// What the rules say about an address of the host. robots.txt itself is always allowed.
    pub fn decide(&self, url: &Url) -> Decision {
        let mut asked = url.path().to_owned();
        match url.query() {
            None if asked == "/robots.txt" => return Decision { allowed: true, rule: None },
            None => {}
            Some(query) => asked.extend(["?", query]),
        }
        match self.first(&asked) {
            Ok(Some(rule)) => Decision { allowed: rule.allows, rule: Some(self.written(rule)) },
            Ok(None) => Decision { allowed: true, rule: None },
            Err(Spent) => {
                Decision { allowed: false, rule: Some("rules that cost too much to match".to_owned()) }
            }
        }
    }

    /// Whether an address of the host may be asked for.
    pub fn allows(&self, url: &Url) -> bool {
        self.decide(url).allowed
    }

    /// The first rule that matches.
    fn first(&self, asked: &str) -> Result<Option<Rule>, Spent> {
        let plain = pattern::of_path(asked, Form::Plain);
        let written = pattern::of_path(asked, Form::Written);
        let mut work = Work(WORK);
        for rule in &self.rules {
            work.take(1)?;
            let parts = self.parts(*rule);
            let mut hit = pattern::matches(parts, rule.ends, &plain, &mut work)?;
            if !hit && rule.allows && written != plain {
                hit = pattern::matches(parts, rule.ends, &written, &mut work)?;
            }
            if hit {
                return Ok(Some(*rule));
            }
        }
        Ok(None)
    }

    fn parts(&self, rule: Rule) -> &[u8] {
        self.text.get(rule.from as usize..rule.to as usize).unwrap_or_default()
    }

    fn written(&self, rule: Rule) -> String {
        let name = if rule.allows { "Allow" } else { "Disallow" };
        let end = if rule.ends { "$" } else { "" };
        format!("{name}: {}{end}", String::from_utf8_lossy(self.parts(rule)))
    }
}

/// Rules of a group, on their way into a [`Robots`].
#[derive(Debug, Clone, Default)]
struct Group {
    rules: Vec<(Pattern, bool)>,
    delay: Option<Duration>,
}

impl Group {
    fn into_robots(mut self, sitemaps: Vec<String>) -> Robots {
        self.rules.sort_unstable_by(|(a, a_allows), (b, b_allows)| {
            b.octets.cmp(&a.octets).then(b_allows.cmp(a_allows)).then_with(|| a.cmp(b))
        });
        self.rules.dedup();
        let mut robots = Robots { delay: self.delay, sitemaps, ..Robots::default() };
        let mut text = Vec::new();
        for (pattern, allows) in &self.rules {
            let from = text.len();
            text.extend_from_slice(&pattern.parts);
            // A file of 500 KiB fills no more than three times as much.
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let (from, to) = (place(from), place(text.len()));
            robots.rules.push(Rule { from, to, octets: pattern.octets, ends: pattern.ends, allows: *allows });
        }
        robots.text = text.into();
        robots
    }
}

#[cfg(test)]
mod tests;
