//! By what is asked: `[fetch]` as it was at a moment, the network that it describes, and what follows from it alone.

use std::sync::Arc;

use url::{Host, Url};

use super::guard::Guard;
use super::headers::Headers;
use super::hop::{Code, Failure, Network};
use crate::config::plan::{Contact, Fetch};
use crate::decode::coding;

/// By what is asked.
pub(super) struct Means {
    pub(super) network: Arc<dyn Network>,
    pub(super) fetch: Arc<Fetch>,
    pub(super) expansion_ratio: u64,
    guard: Guard,
}

impl Means {
    pub(super) fn new(network: Arc<dyn Network>, fetch: Fetch, expansion_ratio: u64) -> Means {
        Means { guard: Guard::new(fetch.allow.clone()), network, fetch: Arc::new(fetch), expansion_ratio }
    }

    /// Makes an address such as can be asked for: of http or https, without user name, fragment and final dot, and no
    /// number that is refused.
    pub(super) fn checked(&self, url: &Url) -> Result<Url, Failure> {
        let scheme =
            |found: &str| Failure::new(Code::Scheme, format!("expected http or https, found {found}"));
        if !matches!(url.scheme(), "http" | "https") {
            return Err(scheme(url.scheme()));
        }
        let mut url = url.clone();
        url.set_fragment(None);
        let bare = url.set_username("").and_then(|()| url.set_password(None));
        if let Some(Host::Domain(name)) = url.host().map(|host| host.to_owned())
            && let Some(name) = name.strip_suffix('.')
        {
            url.set_host(Some(name)).map_err(|_| scheme("no host"))?;
        }
        bare.map_err(|()| scheme("no host"))?;
        self.guard.literal(&url).map_err(|refusal| Failure::new(Code::Address, refusal.to_string()))?;
        Ok(url)
    }

    /// What is sent with every request.
    pub(super) fn own_headers(&self) -> Headers {
        let mut headers = Headers::default();
        headers.push("user-agent", self.fetch.user_agent());
        if let Some(Contact::Mail(address)) = &self.fetch.contact {
            headers.push("from", address.as_str());
        }
        headers.push("accept-encoding", coding::ACCEPTED);
        headers
    }
}
