//! The client against a web that misbehaves: one test for each behaviour, named after it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use url::Url;
use wiredesk::config;
use wiredesk::fetch::client::{Client, Fetched, Purpose, Request};
use wiredesk::fetch::guard::Guard;
use wiredesk::fetch::headers::Headers;
use wiredesk::fetch::http::Http;
use wiredesk::host::SystemClock;

use crate::outside::web::Web;

mod addresses;
mod answers;
mod bodies;
mod command;
mod order;
mod redirects;
pub(crate) mod tls;

/// A client by a configuration.
fn client_by(text: &str) -> Client {
    let plan = config::parse(text, Path::new("pipeline.toml"), &|_| None)
        .unwrap_or_else(|errors| panic!("{errors}"));
    let network = Http::new(&plan.fetch, &Guard::new(plan.fetch.allow.clone())).unwrap();
    let clock = Arc::new(SystemClock::default());
    Client::new(Arc::new(network), clock, plan.fetch, plan.limits.expansion_ratio)
}

fn request(address: &str) -> Request {
    Request {
        url: Url::parse(address).unwrap(),
        purpose: Purpose::Listing,
        headers: Headers::default(),
        authorization: None,
        lane: 0,
        patience: Duration::from_secs(10),
        back_off: Duration::from_secs(60),
    }
}

/// Does something with a client and waits for its end.
fn with<T>(web: &Web, more: &str, work: impl AsyncFnOnce(Client) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { work(client_by(&web.config(more))).await })
}

/// Asks once for an address for which robots.txt does not count.
fn ask(web: &Web, address: &str) -> Fetched {
    with(web, "", async |client| client.fetch(&request(address)).await)
}

/// The code of what failed, or the status.
fn word(fetched: &Fetched) -> String {
    match &fetched.outcome {
        Ok(page) => page.status.to_string(),
        Err(failure) => failure.code.to_string(),
    }
}

fn words(web: &Web, address: &str) -> String {
    word(&ask(web, address))
}
