//! Webhooks, as Standard Webhooks describes them: each batch a signed request.
//!
//! The end of a batch is remembered before its first try, so that the same body goes under the same id until it is
//! answered, whoever is killed in between: the receiver can tell a repetition by its id.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use ring::hmac;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::table::sink_table;
use super::{Contract, Kind, Memory, Message, Opening, Refusal, Sending, Sent, Sink, SinkError};
use crate::broker::http::{Answer, Endpoint};
use crate::broker::{Tls, secret, settings};

/// How a secret of Standard Webhooks begins.
const SECRET: &str = "whsec_";
/// For so long single records are sent before what is confirmed is told.
const AT_ONCE: Duration = Duration::from_secs(1);
/// So many secrets sign: the old one and the new one.
const SIGNING: usize = 2;

sink_table! {
    /// A webhook (Standard Webhooks): each batch of records a request.
    struct Http {
        /// The address.
        url: String,
        /// The method.
        #[serde(default = "method")]
        method: String,
        /// What a request holds: "ndjson" (a record on each line), "array" (JSON) or "single" (one record a request).
        #[serde(default)]
        body: Body,
        /// How its body is compressed: "none", "gzip" or "zstd".
        #[serde(default)]
        compression: Compression,
        /// The file that holds the whole value of `Authorization`, such as "Bearer ...".
        #[serde(default, skip_serializing_if = "Option::is_none")]
        authorization_file: Option<PathBuf>,
        /// The file of the secrets that sign: one that begins with "whsec_" on each line; the first two sign.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        secret_file: Option<PathBuf>,
        /// TLS beside what the system trusts.
        #[serde(default)]
        tls: Tls,
    }
    batch = super::table::BATCH_OF_REQUESTS
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Body {
    #[default]
    Ndjson,
    Array,
    Single,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Compression {
    #[default]
    None,
    Gzip,
    Zstd,
}

fn method() -> String {
    "POST".to_owned()
}

pub(super) const KIND: Kind = Kind {
    name: "http",
    contract: Contract {
        confirmed: "once the other end has answered 2xx",
        repeated: "a request whose answer was lost, with the same body under the same `webhook-id`",
        order: "the journal's",
    },
    schema: Http::schema,
    read: Http::read,
    open,
    target: |_| None,
    templates: |_| Vec::new(),
};

fn open(opening: Opening<'_>) -> Result<Box<dyn Sink>, SinkError> {
    let keys = Http::of(opening.table)?;
    let authorities = keys.tls.authorities.as_ref().map(|file| opening.folder.join(file));
    let timeout = keys.timeout.0.max(Duration::from_millis(1));
    let endpoint =
        Endpoint::new(&keys.url, &keys.method, authorities.as_deref(), timeout, keys.retry.most.0)?;
    let planned = serde_json::from_slice(&opening.memory).ok();
    Ok(Box::new(Hook { keys, folder: opening.folder.to_owned(), endpoint, planned }))
}

struct Hook {
    keys: Http,
    folder: PathBuf,
    endpoint: Endpoint,
    /// The batch that is tried, until it is answered.
    planned: Option<Planned>,
}

/// A batch that is tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Planned {
    id: String,
    count: usize,
}

impl Planned {
    fn of(batch: &[Message]) -> Planned {
        let id = match batch {
            [single] => single.id.clone(),
            several => {
                let mut hash = blake3::Hasher::new();
                for message in several {
                    hash.update(message.id.as_bytes()).update(b"\n");
                }
                format!("b-{}", hash.finalize().to_hex().get(..32).unwrap_or_default())
            }
        };
        Planned { id, count: batch.len() }
    }
}

impl Sink for Hook {
    fn prepare(&mut self, batch: &[Message]) -> bool {
        if self.keys.body == Body::Single {
            // A record by itself has its own id and body, whatever it is sent with.
            return false;
        }
        let again = self.planned.as_ref().and_then(|planned| batch.get(..planned.count).map(Planned::of));
        if again.is_some() && again == self.planned {
            return false;
        }
        self.planned = Some(Planned::of(batch));
        true
    }

    fn send(&mut self, batch: Arc<[Message]>) -> Sending<'_> {
        Box::pin(async move {
            if self.keys.body == Body::Single {
                return self.one_by_one(&batch).await;
            }
            let planned = self.planned.clone().unwrap_or_else(|| Planned::of(&batch));
            let messages = batch.get(..planned.count).unwrap_or(&batch);
            let count = messages.len();
            match self.ask(&planned.id, messages).await {
                Answer::Taken => {
                    self.planned = None;
                    Sent::all(count)
                }
                Answer::Refused(code, why) if count == 1 => {
                    self.planned = None;
                    Sent { refused: vec![Refusal { at: 0, code, why }], ..Sent::all(1) }
                }
                Answer::Refused(code, why) => {
                    self.planned = None;
                    Sent::until(0, SinkError::Batch { code, why })
                }
                Answer::Failed(error) => Sent::until(0, error),
            }
        })
    }

    fn memory(&self) -> Memory {
        self.planned.as_ref().and_then(|planned| serde_json::to_vec(planned).ok()).unwrap_or_default()
    }
}

impl Hook {
    /// Sends messages one by one, for so long that what is confirmed is seen soon.
    async fn one_by_one(&self, batch: &[Message]) -> Sent {
        let (begun, mut sent) = (Instant::now(), Sent::default());
        for (at, message) in batch.iter().enumerate() {
            match self.ask(&message.id, std::slice::from_ref(message)).await {
                Answer::Taken => {}
                Answer::Refused(code, why) => sent.refused.push(Refusal { at, code, why }),
                Answer::Failed(error) => {
                    sent.error = Some(error);
                    break;
                }
            }
            sent.confirmed = at + 1;
            if begun.elapsed() >= AT_ONCE {
                break;
            }
        }
        sent
    }

    async fn ask(&self, id: &str, messages: &[Message]) -> Answer {
        match self.request(id, messages) {
            Ok((headers, body)) => self.endpoint.send(&headers, body).await,
            Err(error) => Answer::Failed(error),
        }
    }

    /// A request with its headers, signed now.
    fn request(&self, id: &str, messages: &[Message]) -> Result<(Vec<(String, String)>, Bytes), SinkError> {
        let body = self.body(messages).map_err(SinkError::passing)?;
        let time = Timestamp::now().as_second().to_string();
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut put = |name: &str, value: &str| headers.push((name.to_owned(), value.to_owned()));
        if let [message] = messages {
            message.headers.iter().for_each(|(name, value)| put(name, value));
        } else if let Some(message) = messages.first() {
            put("wiredesk-schema", message.header("wiredesk-schema"));
        }
        let kind = if self.keys.body == Body::Ndjson { "application/x-ndjson" } else { "application/json" };
        put("content-type", kind);
        match self.keys.compression {
            Compression::None => {}
            Compression::Gzip => put("content-encoding", "gzip"),
            Compression::Zstd => put("content-encoding", "zstd"),
        }
        put("webhook-id", id);
        put("webhook-timestamp", &time);
        put("idempotency-key", id);
        let wrong = |error: io::Error| settings("unauthorized", error.to_string());
        if let Some(file) = &self.keys.secret_file {
            let secrets = secret(&self.folder, file).map_err(wrong)?;
            put(
                "webhook-signature",
                &signatures(&secrets, id, &time, &body).map_err(|why| settings("unauthorized", why))?,
            );
        }
        if let Some(file) = &self.keys.authorization_file {
            put("authorization", &secret(&self.folder, file).map_err(wrong)?);
        }
        Ok((headers, body))
    }

    fn body(&self, messages: &[Message]) -> io::Result<Bytes> {
        let plain: Bytes = match (self.keys.body, messages) {
            (Body::Ndjson | Body::Single, [single]) => single.line.clone(),
            (Body::Ndjson | Body::Single, several) => {
                several.iter().flat_map(|message| message.line.iter().copied()).collect::<Vec<u8>>().into()
            }
            (Body::Array, several) => {
                let lines: Vec<&[u8]> = several.iter().map(|message| message.line.trim_ascii_end()).collect();
                [b"[".as_slice(), &lines.join(&b','), b"]"].concat().into()
            }
        };
        Ok(match self.keys.compression {
            Compression::None => plain,
            Compression::Gzip => {
                let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(&plain)?;
                encoder.finish()?.into()
            }
            Compression::Zstd => zstd::bulk::compress(&plain, 0)?.into(),
        })
    }
}

/// `v1,` and the HMAC-SHA256 of id, time and body for each secret that signs, parted by blanks.
fn signatures(secrets: &str, id: &str, time: &str, body: &[u8]) -> Result<String, String> {
    let signed = secrets.lines().map(str::trim).filter(|line| !line.is_empty()).take(SIGNING).map(|line| {
        let coded =
            line.strip_prefix(SECRET).ok_or("`secret_file`: expected a secret that begins with whsec_")?;
        let bytes = STANDARD.decode(coded).map_err(|_| "`secret_file`: what follows whsec_ is no base64")?;
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &bytes));
        for part in [id.as_bytes(), b".", time.as_bytes(), b".", body] {
            context.update(part);
        }
        Ok(format!("v1,{}", STANDARD.encode(context.sign())))
    });
    Ok(signed.collect::<Result<Vec<String>, String>>()?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector that the libraries of Standard Webhooks are tested with.
    #[test]
    fn a_signature_is_that_of_standard_webhooks() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signed =
            signatures(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b"{\"test\": 2432232314}");
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let two = signatures(&format!("{secret}\n\n{secret}\nwhsec_AAAA\n"), "a", "1", b"").unwrap();
        assert_eq!(two.split(' ').count(), 2);
        assert!(signatures("secret", "a", "1", b"").unwrap_err().contains("whsec_"));
        assert!(signatures("whsec_?", "a", "1", b"").unwrap_err().contains("base64"));
    }

    #[test]
    fn a_batch_has_one_id_whenever_it_is_sent() {
        let message = |id: &str| Message { id: id.to_owned(), ..Message::default() };
        let two = [message("a.1"), message("b.1")];
        assert_eq!(Planned::of(&two), Planned::of(&two));
        assert_ne!(Planned::of(&two).id, Planned::of(&[message("a.1"), message("b.2")]).id);
        assert_eq!(Planned::of(&two[..1]), Planned { id: "a.1".to_owned(), count: 1 });
    }
}
