//! Webhooks: one request at a time to an address that the operator typed, and what the answers mean.
//!
//! No redirects, no retries and no proxy of the environment: whoever sends decides. `[fetch]`'s guard of addresses does not
//! apply.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use url::Url;

use super::{passing, settings};
use crate::fetch::headers::{Headers, retry_after};
use crate::fetch::tls;
use crate::model::FaultCode;
use crate::sink::SinkError;

/// So much of an answer is read: what it says of a refusal is told.
const SAID: usize = 64 << 10;
/// So much of that is told.
const TOLD: usize = 300;

/// Whom requests go to.
pub(crate) struct Endpoint {
    client: Client,
    method: Method,
    url: Url,
    timeout: Duration,
    /// The longest wait that an answer may ask for.
    most: Duration,
}

/// What became of a request.
pub(crate) enum Answer {
    /// Taken.
    Taken,
    /// What was sent is taken amiss, for good.
    Refused(FaultCode, String),
    /// Anything else.
    Failed(SinkError),
}

impl Endpoint {
    /// Checks the address and the files of TLS; nothing is connected.
    pub(crate) fn new(
        url: &str,
        method: &str,
        authorities: Option<&Path>,
        timeout: Duration,
        most: Duration,
    ) -> Result<Endpoint, SinkError> {
        let wrong = |why: String| settings("connect", why);
        let url = Url::parse(url).map_err(|error| wrong(format!("`url`: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong(format!("`url`: expected http:// or https://, found {}://", url.scheme())));
        }
        let method =
            Method::from_bytes(method.as_bytes()).map_err(|error| wrong(format!("`method`: {error}")))?;
        let tls = tls::configure(authorities).map_err(|error| settings("tls", error.to_string()))?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls.config)
            .redirect(Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(timeout)
            .user_agent(concat!("wiredesk/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        Ok(Endpoint { client, method, url, timeout, most })
    }

    /// Sends one request and waits for what it is answered, as long as the time-out says.
    pub(crate) async fn send(&self, headers: &[(String, String)], body: Bytes) -> Answer {
        let mut map = HeaderMap::with_capacity(headers.len());
        for (name, value) in headers {
            match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
                (Ok(name), Ok(value)) => map.insert(name, value),
                _ => {
                    return Answer::Failed(settings(
                        "connect",
                        format!("{name:?} with {value:?} is no header"),
                    ));
                }
            };
        }
        let request = self.client.request(self.method.clone(), self.url.clone()).headers(map).body(body);
        let asked = async {
            let mut response = request.send().await?;
            let said = said(&mut response).await;
            Ok::<_, reqwest::Error>((response, said))
        };
        match tokio::time::timeout(self.timeout, asked).await {
            Ok(Ok((response, said))) => self.answer(&response, &said),
            Ok(Err(error)) => Answer::Failed(self.failure(&error)),
            Err(_) => {
                Answer::Failed(passing("timeout", format!("no whole answer within {:?}", self.timeout)))
            }
        }
    }

    fn answer(&self, response: &Response, said: &str) -> Answer {
        let status = response.status();
        let why = match said {
            "" => status.to_string(),
            said => format!("{status}: {said}"),
        };
        match status.as_u16() {
            200..=299 => Answer::Taken,
            413 => Answer::Refused(FaultCode::SinkTooLarge, why),
            400 | 415 | 422 => Answer::Refused(FaultCode::SinkRefused, why),
            410 => Answer::Failed(SinkError::Closed {
                code: "gone".into(),
                why: format!("{why}: it wants no more"),
            }),
            401 => Answer::Failed(settings(
                "unauthorized",
                format!("{why}: check what `authorization_file` holds"),
            )),
            403 => Answer::Failed(settings("forbidden", why)),
            300..=399 => Answer::Failed(settings(
                "redirect",
                format!("{why}: give the address that it leads to as `url`"),
            )),
            code @ (408 | 425 | 429 | 500..=599) => Answer::Failed(SinkError::Passing {
                code: if code == 429 { "limited".into() } else { format!("http-{code}").into() },
                why,
                wait: retry_after(&headers_of(response), Timestamp::now(), self.most),
            }),
            code => Answer::Failed(SinkError::Settings { code: format!("http-{code}").into(), why }),
        }
    }

    fn failure(&self, error: &reqwest::Error) -> SinkError {
        let mut innermost: &dyn Error = error;
        while let Some(source) = innermost.source() {
            innermost = source;
        }
        let why = innermost.to_string();
        match () {
            () if error.is_timeout() => {
                passing("timeout", format!("no connection within {:?}", self.timeout))
            }
            () if innermost.is::<rustls::Error>() || why.contains("certificate") => passing("tls", why),
            () if error.to_string().contains("dns") || why.contains("lookup") => passing("dns", why),
            () if error.is_connect() => passing("connect", why),
            () => passing("broken", why),
        }
    }
}

fn headers_of(response: &Response) -> Headers {
    let mut headers = Headers::default();
    for (name, value) in response.headers() {
        headers.push(name.as_str(), value.as_bytes());
    }
    headers
}

/// The beginning of an answer's body, on one line. All of it is read as far as it goes, so that the connection can be used
/// again.
async fn said(response: &mut Response) -> String {
    let mut body = Vec::new();
    while body.len() < SAID {
        match response.chunk().await {
            Ok(Some(piece)) => body.extend_from_slice(&piece),
            Ok(None) | Err(_) => break,
        }
    }
    let text = String::from_utf8_lossy(&body);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(TOLD).collect()
}
