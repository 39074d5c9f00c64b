//! Redis and Valkey: connecting, and what their errors mean.
//!
//! A connection lives once: whoever loses it makes a new one, so that nothing overtakes what is sent again.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ClientTlsConfig, ConnectionInfo, ErrorKind, IntoConnectionInfo,
    RedisError, TlsCertificates,
};

use super::{Tls, passing, secret, settings};
use crate::sink::SinkError;

/// Where a server is, and who asks.
pub(crate) struct Server<'a> {
    pub(crate) url: &'a str,
    pub(crate) user: Option<&'a str>,
    pub(crate) password_file: Option<&'a Path>,
    pub(crate) tls: &'a Tls,
    /// What relative paths are relative to.
    pub(crate) folder: PathBuf,
    pub(crate) timeout: Duration,
}

impl Server<'_> {
    /// Connects, with the password as it is now.
    pub(crate) async fn connect(&self) -> Result<MultiplexedConnection, SinkError> {
        let wrong_file = |error: io::Error| settings("unauthorized", error.to_string());
        let client = match self.certificates().map_err(wrong_file)? {
            Some(certificates) => Client::build_with_tls(self.address().map_err(wrong_file)?, certificates),
            None => Client::open(self.address().map_err(wrong_file)?),
        };
        let client =
            client.map_err(|error| settings("connect", format!("{error}: check `url` and `tls`")))?;
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.timeout))
            .set_response_timeout(Some(self.timeout));
        let connected = client.get_multiplexed_async_connection_with_config(&config).await;
        connected.map_err(|error| failure(&error))
    }

    fn address(&self) -> io::Result<ConnectionInfo> {
        let wrong = |error: RedisError| io::Error::new(io::ErrorKind::InvalidInput, error.to_string());
        let address = self.url.into_connection_info().map_err(wrong)?;
        let mut who = address.redis_settings().clone();
        if let Some(user) = self.user {
            who = who.set_username(user);
        }
        if let Some(file) = self.password_file {
            who = who.set_password(secret(&self.folder, file)?);
        }
        Ok(address.set_redis_settings(who))
    }

    /// The files of `tls`, where it names any.
    fn certificates(&self) -> io::Result<Option<TlsCertificates>> {
        let read = |file: &Option<PathBuf>| {
            let read = file.as_ref().map(|file| {
                let path = self.folder.join(file);
                let told =
                    |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
                std::fs::read(&path).map_err(told)
            });
            read.transpose()
        };
        let root_cert = read(&self.tls.authorities)?;
        let own = (read(&self.tls.certificate)?, read(&self.tls.key)?);
        let client_tls = match own {
            (Some(client_cert), Some(client_key)) => Some(ClientTlsConfig { client_cert, client_key }),
            _ => None,
        };
        let is_any = root_cert.is_some() || client_tls.is_some();
        Ok(is_any.then_some(TlsCertificates { client_tls, root_cert }))
    }
}

/// What an error means.
pub(crate) fn failure(error: &RedisError) -> SinkError {
    let said = error.to_string();
    match (error.code(), error.kind()) {
        (Some("OOM"), _) => passing("full", said),
        (Some("NOAUTH" | "WRONGPASS"), _) | (_, ErrorKind::AuthenticationFailed) => {
            settings("unauthorized", format!("{said}: check `user` and what `password_file` holds"))
        }
        (Some("NOPERM"), _) => settings("forbidden", format!("{said}: the user may not do that there")),
        (Some("WRONGTYPE"), _) => settings(
            "wrong-stream",
            format!("{said}: what has that name is no stream; give another `stream`"),
        ),
        (
            Some(
                "LOADING" | "MASTERDOWN" | "READONLY" | "BUSY" | "CLUSTERDOWN" | "TRYAGAIN" | "MISCONF"
                | "NOREPLICAS",
            ),
            _,
        ) => passing("limited", said),
        _ if error.is_timeout() => passing("timeout", said),
        _ if error.is_connection_refusal() => passing("connect", said),
        (_, ErrorKind::InvalidClientConfig) => settings("connect", format!("{said}: check `url` and `tls`")),
        _ if said.to_ascii_lowercase().contains("certificate") => passing("tls", said),
        _ => passing("broken", said),
    }
}
