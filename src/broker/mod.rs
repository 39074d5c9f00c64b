//! What the sink and the source of one broker share: addresses, credentials, TLS, and what its errors mean.
//!
//! A client's crate is named in its file here and in that broker's sink and source, nowhere else.

use std::io;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::sink::SinkError;

pub(crate) mod http;
pub(crate) mod nats;
pub(crate) mod redis;

/// What the log leaves out, as directives of `tracing`: what clients say by themselves.
pub(crate) const SILENCED: &str = nats::SILENCED;

/// One address or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Addresses {
    /// One.
    One(String),
    /// Several, of one cluster.
    Several(Vec<String>),
}

impl Addresses {
    /// All of them.
    pub(crate) fn all(&self) -> &[String] {
        match self {
            Addresses::One(address) => std::slice::from_ref(address),
            Addresses::Several(addresses) => addresses,
        }
    }
}

/// TLS beside what the system trusts. No key switches verification off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Tls {
    /// Authorities that are trusted beside the system's: a file of certificates (PEM).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authorities: Option<PathBuf>,
    /// One's own certificate (PEM), where the other end asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<PathBuf>,
    /// Its key (PEM).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<PathBuf>,
}

/// What a file says that holds a secret, without the white space around it. It is read at each connection, so that it
/// can be changed.
pub(crate) fn secret(folder: &Path, file: &Path) -> io::Result<String> {
    let path = folder.join(file);
    let told = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(told)?;
    match text.trim() {
        "" => Err(io::Error::new(io::ErrorKind::InvalidData, format!("{} is empty", path.display()))),
        secret => Ok(secret.to_owned()),
    }
}

/// A failure that may pass by itself, in a word and in words.
pub(crate) fn passing(code: &'static str, why: String) -> SinkError {
    SinkError::Passing { code: code.into(), why, wait: None }
}

/// A failure that lasts until somebody changes a setting.
pub(crate) fn settings(code: &'static str, why: String) -> SinkError {
    SinkError::Settings { code: code.into(), why }
}
