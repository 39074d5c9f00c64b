//! What a supervisor asks over HTTP: `/livez`, `/readyz`, `/metrics`.
//!
//! Promises: asking changes nothing; every answer is made from counters, so that it comes at once also while the
//! disk does not answer; whoever asks is answered, however many others are connected. There is no password and nothing secret: names of sources, counts, times.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use crate::listen::Connections;

mod metrics;
mod process;
mod watched;

pub use metrics::{METRICS, Metric, Type, metrics};
pub use watched::Watched;

/// Most connections at a time.
const MOST: usize = 64;
/// How long head and body of a request may take, and an answer to be read.
const DEADLINE: Duration = Duration::from_secs(10);

/// Takes an address. What is returned answers there until it is dropped.
///
/// # Errors
/// If the operating system does not give the address.
pub async fn bind(
    address: SocketAddr,
    status: Arc<dyn Watched>,
) -> io::Result<impl Future<Output = ()> + use<>> {
    let taken = async {
        let listener = TcpListener::bind(address).await?;
        let local = listener.local_addr()?;
        Ok::<_, io::Error>((listener, local))
    };
    let (listener, local) = taken.await?;
    tracing::info!(address = %local, "answering /livez, /readyz and /metrics");
    if !local.ip().is_loopback() {
        tracing::info!("web.listen is no loopback address: whoever can reach it can read it");
    }
    Ok(async move {
        if let Err(error) = axum::serve(Connections::of(listener, MOST, DEADLINE), router(status)).await {
            tracing::error!(%error, "nothing is answered any more");
        }
    })
}

fn router(status: Arc<dyn Watched>) -> Router {
    Router::new()
        .route("/", get(async || "wiredesk: /livez /readyz /metrics\n"))
        .route("/livez", get(async |State(status): State<Arc<dyn Watched>>| probe(status.live(), &[])))
        .route(
            "/readyz",
            get(async |State(status): State<Arc<dyn Watched>>| probe(status.ready(), &status.notes())),
        )
        .route("/metrics", get(scrape))
        .with_state(status)
}

fn probe(result: Result<(), String>, notes: &[String]) -> Response {
    match result {
        Ok(()) if notes.is_empty() => (StatusCode::OK, "ok\n").into_response(),
        Ok(()) => (StatusCode::OK, format!("ok, but: {}\n", notes.join("; "))).into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}

async fn scrape(State(status): State<Arc<dyn Watched>>) -> Response {
    let text = metrics(&*status);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
