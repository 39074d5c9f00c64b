//! What delivery knew of something that was fetched or sent: it goes along into quarantine, so that the bytes can be
//! handed to their source again as they came.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::model::{Hints, Place};

/// What delivery knew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Came {
    /// Where it was fetched from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where redirects from there ended, if elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_url: Option<String>,
    /// The feed or sitemap that named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The id by which its source knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// `Content-Type` as delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// What its source knows it by, in hexadecimal digits, where that makes it what it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
}

impl Came {
    /// What is said of a delivery, if it is more than a path.
    pub fn of(hints: &Hints) -> Option<Came> {
        let Hints { url, final_url, feed, item, content_type, .. } = hints.clone();
        let came = Came { url, final_url, feed, item, content_type, known: None };
        (came != Came::default()).then_some(came)
    }

    /// The same of what its source knows by this.
    pub fn known(hints: &Hints, place: &[u8]) -> Came {
        let known = place.iter().fold(String::new(), |mut text, byte| {
            // A text takes what is written to it.
            write!(text, "{byte:02x}").unwrap_or_default();
            text
        });
        Came { known: Some(known), ..Came::of(hints).unwrap_or_default() }
    }

    /// What is said when it is delivered again.
    pub fn hints(self, hints: Hints) -> Hints {
        let Came { url, final_url, feed, item, content_type, .. } = self;
        Hints { url, final_url, feed, item, content_type, ..hints }
    }

    /// What makes it the same input, itself or a member of it.
    pub fn place(&self, member: Option<&str>) -> Place {
        let (mut place, is_known) = match self.known.as_deref().and_then(bytes) {
            Some(known) => (known, true),
            None => (self.url.clone().unwrap_or_default().into_bytes(), false),
        };
        if let Some(member) = member {
            place.push(b'!');
            place.extend_from_slice(member.as_bytes());
        }
        if is_known { Place::Known(place) } else { Place::At(place) }
    }
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_the_same_when_it_comes_again() {
        assert_eq!(Came::of(&Hints { path: Some("a.txt".to_owned()), ..Hints::default() }), None);
        let hints = Hints { url: Some("http://a.example/1".to_owned()), ..Hints::default() };
        let came = Came::known(&hints, b"\x00\xffplace");
        let text = serde_json::to_string(&came).unwrap();
        assert_eq!(text, "{\"url\":\"http://a.example/1\",\"known\":\"00ff706c616365\"}");
        let again: Came = serde_json::from_str(&text).unwrap();
        assert_eq!(again.place(None), Place::Known(b"\x00\xffplace".to_vec()));
        assert_eq!(again.place(Some("b")), Place::Known(b"\x00\xffplace!b".to_vec()));
        assert_eq!(again.hints(Hints::default()).url, hints.url);
        assert_eq!(Came::default().place(None), Place::At(Vec::new()), "as if it was sent");
    }
}
