//! `wiredesk fetch`: an address through the client and the stages, once.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use url::Url;

use super::out::shown;
use super::{Exit, Fatal, out};
use crate::config::{self, Plan};
use crate::decode::Request as Reading;
use crate::decode::coding::{self, Coding};
use crate::decode::listing::{self, Answer, SitemapKind};
use crate::fetch::client::{Client, Fetched, Page, Purpose, Request};
use crate::fetch::guard::Guard;
use crate::fetch::headers::Headers;
use crate::fetch::hop::Failure;
use crate::fetch::http::Http;
use crate::fetch::trace::{For, Hop};
use crate::host::{Clock, SystemClock};
use crate::model::{Fault, Hints, Record};
use crate::read_each;

/// Flags of `fetch`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk fetch https://example.org/story            the record of a page
  wiredesk fetch --explain https://example.org/story  and what happened at each hop
  wiredesk fetch --feed https://example.org/rss.xml   the records of a feed's entries

Each address is asked once, as [fetch] of the configuration says: in the pace
of its host, by its robots.txt (a feed only where fetch.robots is \"always\").
Records go to standard output, what happened to standard error. Nothing is kept.
Exit status 69 if an address could not be fetched, 65 if what came could not be
read.")]
pub struct FetchArgs {
    /// Addresses: http:// or https://
    #[arg(value_name = "ADDRESS", required = true)]
    addresses: Vec<String>,
    /// Says on standard error what happened at each hop
    #[arg(long)]
    explain: bool,
    /// What stands there is a feed or a sitemap, not a page
    #[arg(long)]
    feed: bool,
    /// A configuration [default: pipeline.toml, if there is one]
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// What is taken where a page is wanted, and where a feed is.
const PAGE: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8";
const FEED: &str =
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8";

/// What begins a file that is packed as a whole.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Sitemaps of an index that are counted: as many as the protocol lets one have.
const INDEX_MOST: usize = 50_000;
/// Those of them that are shown.
const INDEX_SHOWN: usize = 20;

/// How long the pace of a host, or a robots.txt that is out of reach, may keep one waiting.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long a host is left alone that asks for less and does not say for how long.
const BACK_OFF: Duration = Duration::from_secs(60);

/// A client of its own, by a configuration.
pub(super) struct Asker {
    plan: Plan,
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl Asker {
    /// By a file, else by the usual one, else by the defaults.
    pub(super) fn of(config: Option<&Path>) -> Result<Asker, Fatal> {
        let plan = plan(config)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| Fatal::io("the runtime", error))?;
        let guard = Guard::new(plan.fetch.allow.clone());
        let network = Http::new(&plan.fetch, &guard).map_err(|error| Fatal::io("[fetch]", error))?;
        let clock = Arc::new(SystemClock::default());
        let client = Client::new(Arc::new(network), clock, plan.fetch.clone(), plan.limits.expansion_ratio);
        Ok(Asker { plan, runtime, client })
    }

    fn ask(&self, url: &Url, feed: bool) -> Fetched {
        self.runtime.block_on(self.client.fetch(&request(url, feed)))
    }

    /// Asks for a page.
    pub(super) fn page(&self, url: &Url) -> Fetched {
        self.ask(url, false)
    }

    /// The sitemaps that robots.txt of a host names that was asked.
    pub(super) fn sitemaps(&self, url: &Url) -> Vec<String> {
        self.client.sitemaps(url)
    }
}

pub(super) fn fetch(args: &FetchArgs) -> Result<Exit, Fatal> {
    let addresses = addresses(&args.addresses)?;
    let asker = Asker::of(args.config.as_deref())?;
    let (mut unfetched, mut unread) = (false, false);
    for url in addresses {
        let fetched = asker.ask(&url, args.feed);
        if args.explain {
            out::note(explained(&url, &fetched).trim_end());
        }
        match &fetched.outcome {
            Ok(page) => {
                let index = if args.feed { index(&asker.plan, &fetched.url, page) } else { Vec::new() };
                match index.as_slice() {
                    [] => unread |= !print(&asker.plan, &url, &fetched, page)?,
                    named => out::note(of_index(&url, named).trim_end()),
                }
            }
            Err(failure) => {
                unfetched = true;
                out::note(shown(format_args!("wiredesk: {url}: {failure}")));
            }
        }
    }
    Ok(match (unfetched, unread) {
        (true, _) => Exit::Unavailable,
        (_, true) => Exit::Data,
        _ => Exit::Ok,
    })
}

fn addresses(typed: &[String]) -> Result<Vec<Url>, Fatal> {
    typed.iter().map(|text| address(text)).collect()
}

/// An address as it is typed.
pub(super) fn address(text: &str) -> Result<Url, Fatal> {
    let url = Url::parse(text).ok().filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| {
        let message = format!("expected an address that begins with http:// or https://, found {text:?}");
        Fatal::message(Exit::Usage, shown(message))
    })
}

fn plan(config: Option<&Path>) -> Result<Plan, Fatal> {
    let usual = Path::new("pipeline.toml");
    match config {
        Some(file) => Ok(config::load(file)?),
        None if usual.is_file() => Ok(config::load(usual)?),
        None => Ok(Plan::builtin()),
    }
}

fn request(url: &Url, feed: bool) -> Request {
    let mut headers = Headers::default();
    headers.push("accept", if feed { FEED } else { PAGE });
    let purpose = if feed { Purpose::Listing } else { Purpose::Page };
    Request {
        url: url.clone(),
        purpose,
        headers,
        authorization: None,
        lane: 0,
        patience: PATIENCE,
        back_off: BACK_OFF,
    }
}

/// Prints the records of what came; whether there was nothing in it that could not be read.
fn print(plan: &Plan, url: &Url, fetched: &Fetched, page: &Page) -> Result<bool, Fatal> {
    let hints = Hints {
        source: "fetch".into(),
        source_type: "fetch",
        url: Some(url.to_string()),
        final_url: Some(&fetched.url).filter(|to| *to != url).map(Url::to_string),
        content_type: page.headers.text("content-type").map(|text| text.into_owned()),
        received_at: SystemClock::default().stamp(),
        ..Hints::default()
    };
    let reading = Reading { hints: &hints, limits: &plan.limits, vendors: &plan.vendors, explain: false };
    let (mut whole, mut failed) = (true, None);
    let read = read_each(&page.body, &reading, &mut |each| {
        let printed = match each {
            Ok(record) => line(&record).and_then(out::print),
            Err(refused) => {
                whole = false;
                said(url, Some(&refused.member), &refused.fault);
                Ok(())
            }
        };
        failed = printed.err();
        if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    if let Some(fatal) = failed {
        return Err(fatal);
    }
    if let Err(fault) = &read {
        said(url, None, fault);
    }
    Ok(whole && read.is_ok())
}

/// The sitemaps that an index names; none where it is no index.
fn index(plan: &Plan, address: &Url, page: &Page) -> Vec<Url> {
    let (body, ratio) = (plan.fetch.body, plan.limits.expansion_ratio);
    let unpacked = page.body.starts_with(&GZIP).then(|| {
        let packed = page.body.to_vec();
        coding::unpack(packed, &[Coding::Gzip], body, ratio).unwrap_or_default()
    });
    let bytes = unpacked.as_deref().unwrap_or(&page.body);
    let content_type = page.headers.text("content-type");
    let answer = Answer { bytes, content_type: content_type.as_deref(), address, most: INDEX_MOST };
    match listing::sitemap(&answer) {
        Ok(sitemap) if sitemap.kind == SitemapKind::Index => {
            sitemap.sitemaps.into_iter().map(|named| named.address).collect()
        }
        _ => Vec::new(),
    }
}

/// What an index is, and what to do with it.
fn of_index(url: &Url, named: &[Url]) -> String {
    let mut text = format!(
        "wiredesk: {}: an index, which names sitemaps and no story: {} of them; fetch one of these with --feed, or have a \
         source of type sitemap follow them all\n",
        shown(url),
        named.len()
    );
    for address in named.iter().take(INDEX_SHOWN) {
        writeln!(text, "  {}", shown(address)).ok();
    }
    if named.len() > INDEX_SHOWN {
        writeln!(text, "  and {} more", named.len() - INDEX_SHOWN).ok();
    }
    text
}

fn line(record: &Record) -> Result<String, Fatal> {
    let line = serde_json::to_string(record).map_err(|error| Fatal::new(Exit::Internal, error))?;
    Ok(line + "\n")
}

fn said(url: &Url, member: Option<&str>, fault: &Fault) {
    let member = member.map(|member| format!("{member}: ")).unwrap_or_default();
    out::note(shown(format_args!("wiredesk: {url}: {member}{fault}")));
}

/// What happened, a paragraph for each hop.
fn explained(url: &Url, fetched: &Fetched) -> String {
    let mut text = format!("{}\n", shown(url));
    for hop in &fetched.hops {
        told(&mut text, hop);
    }
    if let Some(moved) = &fetched.moved {
        writeln!(text, "  moved for good to {}", shown(moved)).ok();
    }
    if let Ok(page) = &fetched.outcome {
        writeln!(text, "  {} bytes unpacked", page.body.len()).ok();
    }
    if let Some(wait) = fetched.retry_after {
        writeln!(text, "  the host asks to wait for {}", config::Period(wait)).ok();
    }
    text
}

fn told(text: &mut String, hop: &Hop) {
    let what = match hop.what {
        For::Document => "asked",
        For::Robots => "robots.txt",
    };
    let mut line = |words: String| {
        writeln!(text, "{}", shown(words)).ok();
    };
    line(format!("  {what} {}", hop.url));
    if let Some(rule) = &hop.rule {
        line(format!("    allowed by the rule {rule} of robots.txt"));
    }
    let address = hop.address.map(|address| format!(" from {address}")).unwrap_or_default();
    let times = format!("waited {}, took {}", millis(hop.waited), millis(hop.took));
    match (hop.status, &hop.failure) {
        (Some(status), _) => {
            line(format!("    {status} over {}{address}; {times}; {} bytes", hop.version, hop.bytes));
        }
        (None, Some(_)) if hop.took.is_zero() => {}
        (None, _) => line(format!("    no answer; {times}")),
    }
    for (name, value) in &hop.headers {
        line(format!("    {name}: {value}"));
    }
    if let Some(Failure { code, message }) = &hop.failure {
        line(format!("    {code}: {message}"));
    }
}

fn millis(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        let one = |text: &str| addresses(&[text.to_owned()]).map_err(|fatal| fatal.exit);
        assert!(one("https://example.org/a").is_ok());
        for wrong in ["example.org", "file:///etc/passwd", "ftp://example.org/", "https://", ""] {
            assert_eq!(one(wrong).unwrap_err(), Exit::Usage, "{wrong}");
        }
    }
}
