//! `wiredesk feeds`: what is fetched, how it stands, and having it asked for at once.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};

use super::asking::Asking;
use super::out::shown;
use super::{Exit, Fatal, out};
use crate::config::{self, Plan};
use crate::source::asked::{Ask, PageSaid, PageState, Retried, STATES, Said};
use crate::source::urls;

mod find;

/// Flags of `feeds`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  wiredesk feeds                              every feed, with how it stands
  wiredesk feeds --state failing --json       those that fail, one JSON object a line
  wiredesk feeds lumen                        those with this in address or title
  wiredesk feeds retry https://example.org/rss.xml
  wiredesk feeds find https://example.org/    the feeds and sitemaps of a site
  wiredesk feeds pages backlog --state failed

The running daemon is asked by control.sock in its state folder, as its own user
or root; without one, what it has left there is read. States: new (never asked),
ok, failing, limited (the host asks for less), gone (it says so), dead (failing
for long, asked rarely), refused (robots.txt, an address that is not asked).
docs/guide/feeds.md.")]
pub struct FeedsArgs {
    #[command(subcommand)]
    what: Option<What>,
    /// Only those with this in their address or title
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// Only of this source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only those that stand so
    #[arg(long, value_name = "STATE", value_parser = PossibleValuesParser::new(STATES))]
    state: Option<String>,
    /// One JSON object on each line
    #[arg(long)]
    json: bool,
    /// The configuration, which names the state folder
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Has addresses asked for at once, in the pace of their hosts
    Retry(RetryArgs),
    /// Finds the feeds and sitemaps that a page and its robots.txt name
    Find(find::FindArgs),
    /// Lists the pages of a source of type urls
    Pages(PagesArgs),
}

#[derive(Debug, Args)]
struct RetryArgs {
    /// Feeds, or pages of a list, as they are configured
    #[arg(value_name = "ADDRESS", required = true)]
    addresses: Vec<String>,
    /// One JSON object on each line
    #[arg(long)]
    json: bool,
    /// The configuration, which names the state folder
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct PagesArgs {
    /// The source
    #[arg(value_name = "NAME")]
    source: String,
    /// Only those that stand so
    #[arg(long, value_name = "STATE", value_parser = PossibleValuesParser::new(PageState::ALL.map(PageState::as_str)))]
    state: Option<String>,
    /// One JSON object on each line
    #[arg(long)]
    json: bool,
    /// The configuration, which names the state folder
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
}

pub(super) fn feeds(args: &FeedsArgs) -> Result<Exit, Fatal> {
    match &args.what {
        None => list(args),
        Some(What::Retry(args)) => retry(args),
        Some(What::Find(args)) => find::find(args),
        Some(What::Pages(args)) => pages(args),
    }
}

/// The configuration, and that it has a source of this name.
fn plan(config: &Path, source: Option<&str>) -> Result<Plan, Fatal> {
    let plan = config::load(config)?;
    let is_there = |name: &str| plan.sources.iter().any(|source| *source.name == *name);
    if let Some(name) = source.filter(|name| !is_there(name)) {
        let names: Vec<&str> = plan.sources.iter().map(|source| &*source.name).collect();
        let message = format!("the configuration has no source {name:?}; it has {}", names.join(", "));
        return Err(Fatal::message(Exit::NoInput, shown(message)));
    }
    Ok(plan)
}

fn list(args: &FeedsArgs) -> Result<Exit, Fatal> {
    let plan = plan(&args.config, args.source.as_deref())?;
    let ask = |after| Ask::Feeds {
        source: args.source.clone(),
        state: args.state.clone(),
        text: args.text.clone(),
        after,
    };
    let mut found = Vec::new();
    Asking::of(&plan).each(ask, &mut |line| {
        if args.json {
            return out::print(format_args!("{line}\n"));
        }
        found.push(read::<Said>(line)?);
        Ok(())
    })?;
    if !args.json {
        found.sort_by(|a, b| (&a.source, &a.url).cmp(&(&b.source, &b.url)));
        out::page(table(&found))?;
    }
    Ok(Exit::Ok)
}

fn read<T: serde::de::DeserializeOwned>(line: serde_json::Value) -> Result<T, Fatal> {
    serde_json::from_value(line).map_err(|error| Fatal::new(Exit::Internal, error))
}

/// A line for each feed, and one more where something is wrong with it.
fn table(feeds: &[Said]) -> String {
    let mut text = String::new();
    if !feeds.is_empty() {
        let head = ["state", "last poll", "status", "next poll", "new a day", "source"];
        writeln!(
            text,
            "{:<8} {:<20} {:<6} {:<33} {:>9}  {}: address",
            head[0], head[1], head[2], head[3], head[4], head[5]
        )
        .ok();
    }
    for feed in feeds {
        let or_none = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let from = feed.interval_from.as_ref().map(|from| format!(" ({from})")).unwrap_or_default();
        let title = feed.title.as_ref().map(|title| format!("  {}", shown(title))).unwrap_or_default();
        let moved =
            if feed.address == feed.url { String::new() } else { format!(" -> {}", shown(&feed.address)) };
        writeln!(
            text,
            "{:<8} {:<20} {:<6} {:<33} {:>9}  {}: {}{moved}{title}",
            feed.state,
            or_none(feed.last_poll.clone()),
            or_none(feed.last_status.map(|status| status.to_string())),
            or_none(feed.next_poll.clone()) + &from,
            or_none(feed.new_per_day.map(|count| format!("{count:.1}"))),
            shown(&feed.source),
            shown(&feed.url),
        )
        .ok();
        if let Some(error) = &feed.error {
            let times = if feed.failures == 1 {
                "once".to_owned()
            } else {
                format!("{} times in a row", feed.failures)
            };
            writeln!(text, "         {times}: {}: {}", shown(&error.code), shown(&error.message)).ok();
        }
    }
    text
}

fn retry(args: &RetryArgs) -> Result<Exit, Fatal> {
    let plan = plan(&args.config, None)?;
    let answer = Asking::of(&plan).ask(&Ask::Retry { addresses: args.addresses.clone() })?;
    let mut exit = Exit::Ok;
    for line in answer.lines {
        let retried: Retried = read(line.clone())?;
        if retried.error.is_some() {
            exit = Exit::NoInput;
        }
        if args.json {
            out::print(format_args!("{line}\n"))?;
            continue;
        }
        let address = shown(&retried.address);
        match (retried.error, retried.source) {
            (Some(why), _) => out::note(format_args!("{address}: {}", shown(why))),
            (None, source) => {
                let source = source.map(|source| format!(" of {}", shown(source))).unwrap_or_default();
                out::page(format_args!("{address}{source} is due now\n"))?;
            }
        }
    }
    Ok(exit)
}

fn pages(args: &PagesArgs) -> Result<Exit, Fatal> {
    let plan = plan(&args.config, Some(&args.source))?;
    let source = plan.sources.iter().find(|source| *source.name == *args.source);
    let kind = source.map_or("", |source| source.table.kind().name);
    if kind != urls::KIND.name {
        let message = format!(
            "{} is of type {kind}: only sources of type urls have pages; `wiredesk feeds --source {0}` lists feeds",
            args.source
        );
        return Err(Fatal::message(Exit::NoInput, shown(message)));
    }
    let state = PageState::ALL.into_iter().find(|state| args.state.as_deref() == Some(state.as_str()));
    let ask = |after| Ask::Pages { source: args.source.clone(), state, after };
    Asking::of(&plan).each(ask, &mut |line| {
        if args.json {
            return out::print(format_args!("{line}\n"));
        }
        out::page(page(&read(line)?))
    })?;
    Ok(Exit::Ok)
}

/// State, tries, when it is tried next, code, address.
fn page(page: &PageSaid) -> String {
    let next = page.next_try.as_deref().unwrap_or("-");
    let code = page.code.as_ref().map_or_else(|| "-".to_owned(), shown);
    let (state, tries, url) = (page.state.as_str(), page.tries, shown(&page.url));
    format!("{state:<8} {tries:>3} {next:<20} {code:<18} {url}\n")
}
