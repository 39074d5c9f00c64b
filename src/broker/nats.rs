//! NATS with JetStream: connecting, and what its errors mean.
//!
//! The client connects again by itself and then sends what was left in its buffers, which overtakes what is sent again by
//! whoever lost it. So a [`Connection`] lives once: a second handshake of the same client is refused by its own side, which
//! ends it, and whoever sends hears at once that the connection is gone.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use async_nats::jetstream::context::{ContextBuilder, PublishError, PublishErrorKind};
use async_nats::jetstream::{self, Context};
use async_nats::{Auth, AuthError, ConnectError, ConnectErrorKind, ConnectOptions, Event};
use nkeys::KeyPair;
use tokio::sync::watch;

use super::{Addresses, Tls, passing, secret, settings};
use crate::model::FaultCode;
use crate::sink::SinkError;

/// What the client logs by itself is not told: whoever sends says it, with what to do.
pub(super) const SILENCED: &str = "async_nats=off";

/// Where a server is, and who asks.
pub(crate) struct Server<'a> {
    pub(crate) url: &'a Addresses,
    pub(crate) user: Option<&'a str>,
    pub(crate) password_file: Option<&'a Path>,
    pub(crate) token_file: Option<&'a Path>,
    pub(crate) creds_file: Option<&'a Path>,
    pub(crate) nkey_file: Option<&'a Path>,
    pub(crate) tls: &'a Tls,
    /// What relative paths are relative to.
    pub(crate) folder: PathBuf,
    pub(crate) timeout: Duration,
    /// Most messages that are not confirmed.
    pub(crate) in_flight: usize,
}

/// Who asks, as the files say now.
#[derive(Clone, Default)]
struct Credentials {
    user: Option<String>,
    password: Option<String>,
    token: Option<String>,
    jwt: Option<String>,
    key: Option<Arc<KeyPair>>,
}

/// A connection that lives once.
pub(crate) struct Connection {
    pub(crate) context: Context,
    gone: watch::Receiver<Option<String>>,
}

impl Server<'_> {
    /// Connects, with the secrets as they are now.
    pub(crate) async fn connect(&self) -> Result<Connection, SinkError> {
        let credentials = self.credentials().map_err(|error| settings("unauthorized", error.to_string()))?;
        let (tell, gone) = watch::channel(None);
        let over = Arc::new(AtomicBool::new(false));
        let mut options = self.options(credentials, Arc::clone(&over), tell);
        if let Some(file) = &self.tls.authorities {
            options = options.add_root_certificates(self.folder.join(file));
        }
        if let (Some(certificate), Some(key)) = (&self.tls.certificate, &self.tls.key) {
            options = options.add_client_certificate(self.folder.join(certificate), self.folder.join(key));
        }
        let client = options.connect(self.url.all()).await.map_err(|error| self.not_connected(&error))?;
        over.store(true, Relaxed);
        let context = ContextBuilder::new()
            .timeout(self.timeout)
            .ack_timeout(self.timeout)
            .max_ack_inflight(self.in_flight)
            .build(client);
        Ok(Connection { context, gone })
    }

    fn options(
        &self,
        credentials: Credentials,
        over: Arc<AtomicBool>,
        tell: watch::Sender<Option<String>>,
    ) -> ConnectOptions {
        let authenticate = move |nonce: Vec<u8>| {
            let said = match over.load(Relaxed) {
                true => Err(AuthError::new("a connection that was lost is not taken up again")),
                false => credentials.sign(&nonce),
            };
            async move { said }
        };
        let tell = Arc::new(tell);
        ConnectOptions::with_auth_callback(authenticate)
            .name(concat!("wiredesk ", env!("CARGO_PKG_VERSION")))
            .connection_timeout(self.timeout)
            .request_timeout(Some(self.timeout))
            .client_capacity(self.in_flight.max(64))
            .max_reconnects(self.url.all().len())
            .ignore_discovered_servers()
            .event_callback(move |event| {
                let why = match event {
                    Event::Disconnected | Event::Closed => Some("the connection is gone".to_owned()),
                    Event::ServerError(error) => Some(error.to_string()),
                    _ => None,
                };
                if let Some(why) = why {
                    tell.send_if_modified(|told| told.is_none() && told.replace(why).is_none());
                }
                async {}
            })
    }

    fn credentials(&self) -> io::Result<Credentials> {
        let read = |file: Option<&Path>| file.map(|file| secret(&self.folder, file)).transpose();
        let wrong = |file: &Path, why: String| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", self.folder.join(file).display()))
        };
        let mut credentials = Credentials {
            user: self.user.map(str::to_owned),
            password: read(self.password_file)?,
            token: read(self.token_file)?,
            ..Credentials::default()
        };
        if let (Some(file), Some(seed)) = (self.nkey_file, read(self.nkey_file)?) {
            let key = KeyPair::from_seed(&seed).map_err(|error| wrong(file, error.to_string()))?;
            credentials.key = Some(Arc::new(key));
        }
        if let (Some(file), Some(text)) = (self.creds_file, read(self.creds_file)?) {
            let (jwt, seed) = parts(&text).ok_or_else(|| {
                wrong(file, "expected a user's JWT and an nkey seed between lines of dashes".to_owned())
            })?;
            let key = KeyPair::from_seed(seed).map_err(|error| wrong(file, error.to_string()))?;
            (credentials.jwt, credentials.key) = (Some(jwt.to_owned()), Some(Arc::new(key)));
        }
        Ok(credentials)
    }

    fn not_connected(&self, error: &ConnectError) -> SinkError {
        let said = error.to_string();
        match error.kind() {
            ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => settings(
                "unauthorized",
                format!(
                    "{said}: check `user`, `password_file`, `token_file`, `creds_file` or `nkey_file` and what they hold"
                ),
            ),
            ConnectErrorKind::ServerParse => settings("connect", format!("{said}: check `url`")),
            ConnectErrorKind::Dns => passing("dns", said),
            ConnectErrorKind::TimedOut => {
                passing("timeout", format!("no connection within {:?}", self.timeout))
            }
            ConnectErrorKind::Tls => passing("tls", said),
            ConnectErrorKind::Io | ConnectErrorKind::MaxReconnects if said.contains("ertificate") => {
                passing("tls", said)
            }
            ConnectErrorKind::Io | ConnectErrorKind::MaxReconnects => passing("connect", said),
        }
    }
}

impl Credentials {
    fn sign(&self, nonce: &[u8]) -> Result<Auth, AuthError> {
        let mut auth = Auth::new();
        auth.username.clone_from(&self.user);
        auth.password.clone_from(&self.password);
        auth.token.clone_from(&self.token);
        auth.jwt.clone_from(&self.jwt);
        if let Some(key) = &self.key {
            auth.nkey = self.jwt.is_none().then(|| key.public_key());
            auth.signature = Some(key.sign(nonce).map_err(AuthError::new)?);
        }
        Ok(auth)
    }
}

/// The JWT and the seed of a credentials file: each stands between two lines of dashes.
fn parts(text: &str) -> Option<(&str, &str)> {
    let is_frame = |line: &&str| line.trim_start().starts_with("---");
    let mut inside = text.lines().skip_while(|line| !is_frame(line)).skip(1);
    let jwt = inside.next()?.trim();
    let mut rest = inside.skip(1).skip_while(|line| !is_frame(line)).skip(1);
    Some((jwt, rest.next()?.trim())).filter(|(jwt, seed)| !jwt.is_empty() && !seed.is_empty())
}

impl Connection {
    /// Returns once the connection is gone, or the server says that it takes something amiss.
    pub(crate) async fn lost(&mut self) -> SinkError {
        match self.gone.wait_for(Option::is_some).await {
            Ok(why) => lost(why.as_deref().unwrap_or_default()),
            Err(_) => lost("the connection is gone"),
        }
    }
}

/// What a connection that ended means.
fn lost(why: &str) -> SinkError {
    let small = why.to_ascii_lowercase();
    if small.contains("permissions violation") {
        return settings("forbidden", format!("{why}: the user may not publish there"));
    }
    if small.contains("authorization") || small.contains("authentication") {
        return settings("unauthorized", why.to_owned());
    }
    passing("broken", why.to_owned())
}

/// What it means that a message was not confirmed.
pub(crate) enum NotConfirmed {
    /// This message alone, for good.
    Refused(FaultCode, String),
    /// Whatever comes.
    Failed(SinkError),
}

/// What an error of publishing means.
pub(crate) fn not_confirmed(error: &PublishError, subject: &str) -> NotConfirmed {
    use NotConfirmed::{Failed, Refused};
    let said = error.to_string();
    let told = std::error::Error::source(error).and_then(|source| source.downcast_ref::<jetstream::Error>());
    match (error.kind(), told) {
        (PublishErrorKind::StreamNotFound, _) => Failed(settings(
            "no-stream",
            format!(
                "no stream takes {subject}: make one that has this subject, give `create`, or wait until its servers are back"
            ),
        )),
        (PublishErrorKind::TimedOut, _) => Failed(passing("timeout", said)),
        (PublishErrorKind::MaxPayloadExceeded, _) => Refused(FaultCode::SinkTooLarge, said),
        (_, Some(error)) => by_code(error, subject),
        _ => Failed(passing("broken", said)),
    }
}

/// By the server's own number: `err_code` of JetStream's errors.
fn by_code(error: &jetstream::Error, subject: &str) -> NotConfirmed {
    use NotConfirmed::{Failed, Refused};
    let said = error.to_string();
    match error.error_code().0 {
        // stream not found, JetStream not enabled (for the account)
        10059 | 10039 | 10076 => Failed(settings(
            "no-stream",
            format!("{said}: no stream takes {subject}; make one, or give `create`"),
        )),
        10060 => Failed(settings(
            "wrong-stream",
            format!("{said}: {subject} is taken by another stream than `stream` says"),
        )),
        // message larger than max_msg_size of the stream
        10054 => Refused(FaultCode::SinkTooLarge, said),
        // maximum messages, bytes, messages of a subject exceeded; resources and storage of the account or server
        10077 | 10002 | 10023 | 10028 | 10047 => Failed(passing("full", said)),
        // sealed, a mirror, no permission to write
        10109 | 10110 => Failed(settings("forbidden", said)),
        _ if error.code() >= 500 => Failed(passing("limited", said)),
        _ => match said.contains("maximum") && said.contains("exceeded") {
            true => Failed(passing("full", said)),
            false => Refused(FaultCode::SinkRefused, said),
        },
    }
}
