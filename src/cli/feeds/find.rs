//! `wiredesk feeds find`: the feeds and sitemaps of a site.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::cli::fetch::{Asker, address};
use crate::cli::out::shown;
use crate::cli::{Exit, Fatal, out};
use crate::decode::listing::{self, Answer};

/// Most feeds of a page.
const MOST: usize = 1000;

/// Flags of `feeds find`.
#[derive(Debug, Args)]
pub(super) struct FindArgs {
    /// A page of the site: http:// or https://
    #[arg(value_name = "ADDRESS")]
    address: String,
    /// One JSON object on each line
    #[arg(long)]
    json: bool,
    /// A configuration [default: pipeline.toml, if there is one]
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// What was found.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Found {
    /// `feed` or `sitemap`.
    kind: &'static str,
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// Who says so: the page declares it, links to what looks like one, is one; robots.txt.
    by: &'static str,
}

pub(super) fn find(args: &FindArgs) -> Result<Exit, Fatal> {
    let url = address(&args.address)?;
    let asker = Asker::of(args.config.as_deref())?;
    let fetched = asker.page(&url);
    let mut found = Vec::new();
    let failure = match &fetched.outcome {
        Ok(page) => {
            let content_type = page.headers.text("content-type");
            let answer = Answer {
                bytes: &page.body,
                content_type: content_type.as_deref(),
                address: &fetched.url,
                most: MOST,
            };
            found.extend(named(&answer));
            None
        }
        Err(failure) => Some(failure),
    };
    let mut sitemaps = asker.sitemaps(&url);
    sitemaps.extend(asker.sitemaps(&fetched.url));
    for named in sitemaps {
        // A relative one is against the rules, and common.
        let sitemap = Found {
            kind: "sitemap",
            address: fetched.url.join(&named).map_or(named, String::from),
            title: None,
            by: "robots.txt",
        };
        if !found.contains(&sitemap) {
            found.push(sitemap);
        }
    }
    let mut text = String::new();
    for one in &found {
        if args.json {
            let line = serde_json::to_string(one).map_err(|error| Fatal::new(Exit::Internal, error))?;
            writeln!(text, "{line}").ok();
        } else {
            let title = one.title.as_ref().map(|title| format!("  {}", shown(title))).unwrap_or_default();
            writeln!(text, "{:<8} {}{title}  ({})", one.kind, shown(&one.address), one.by).ok();
        }
    }
    if args.json {
        out::print(text)?
    } else {
        out::page(text)?
    }
    if let Some(failure) = failure {
        out::note(shown(format_args!("wiredesk: {url}: {failure}")));
        return Ok(Exit::Unavailable);
    }
    if found.is_empty() {
        out::note(shown(format_args!("{} names no feed, and its robots.txt no sitemap", fetched.url)));
        return Ok(Exit::NoInput);
    }
    Ok(Exit::Ok)
}

/// What an answer itself is or names.
fn named(answer: &Answer<'_>) -> Vec<Found> {
    if let Ok(feed) = listing::feed(answer) {
        return vec![Found {
            kind: "feed",
            address: answer.address.to_string(),
            title: feed.title,
            by: "itself",
        }];
    }
    if listing::sitemap(answer).is_ok() {
        return vec![Found {
            kind: "sitemap",
            address: answer.address.to_string(),
            title: None,
            by: "itself",
        }];
    }
    let of_page = listing::feeds_of_page(answer).into_iter();
    of_page
        .map(|feed| Found {
            kind: "feed",
            address: feed.address.into(),
            title: feed.title,
            by: if feed.declared { "declared" } else { "linked" },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn an_answer_is_a_feed_a_sitemap_or_a_page_that_names_some() {
        let found = |bytes: &str| {
            let address = Url::parse("http://a.example/x").unwrap();
            let answer =
                Answer { bytes: bytes.as_bytes(), content_type: None, address: &address, most: MOST };
            named(&answer).into_iter().map(|found| (found.kind, found.address, found.by)).collect::<Vec<_>>()
        };
        let own = |kind| vec![(kind, "http://a.example/x".to_owned(), "itself")];
        assert_eq!(found("<rss version=\"2.0\"><channel><title>T</title></channel></rss>"), own("feed"));
        assert_eq!(found("<urlset><url><loc>http://a.example/1</loc></url></urlset>"), own("sitemap"));
        let page =
            "<html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/rss\"></head></html>";
        assert_eq!(found(page), [("feed", "http://a.example/rss".to_owned(), "declared")]);
        assert!(found("<html><body><p>Nothing</p></body></html>").is_empty());
    }
}
