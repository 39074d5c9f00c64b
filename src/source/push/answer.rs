//! What a sender is told, and how it stands in the store of answers.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::flow::{Outcome, Told};
use crate::model::Fault;

/// Most ids, and most refused members, in an answer.
const MOST_LISTED: usize = 1000;

/// An answer: its status and its JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) json: Vec<u8>,
}

/// What became of a delivery.
#[derive(Serialize)]
struct Done<'a> {
    /// Records that were written, then those that were there already.
    ids: Vec<&'a str>,
    /// Records that were there already.
    known: u64,
    refused: Vec<Refused<'a>>,
}

#[derive(Serialize)]
struct Refused<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    member: &'a str,
    code: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Problem<'a> {
    error: &'a str,
}

impl Answer {
    /// What became of a delivery. None where nobody took it to its end: it is to be sent again.
    pub(super) fn of(outcome: &Outcome, told: &Told) -> Option<Answer> {
        let whole = match outcome {
            Outcome::Dropped => return None,
            Outcome::Rejected(fault) => Some(refused_of("", fault)),
            Outcome::Committed => None,
        };
        let members = told.refused.iter().map(|(member, fault)| refused_of(member, fault));
        let done = Done {
            ids: told.written.iter().chain(&told.known).take(MOST_LISTED).map(String::as_str).collect(),
            known: told.known_count,
            refused: whole.into_iter().chain(members).take(MOST_LISTED).collect(),
        };
        let (taken, refused) = (told.written_count + told.known_count, told.refused_count);
        // Copies that are dropped are neither: nothing is wrong with them.
        let nothing = *outcome != Outcome::Committed || (taken == 0 && refused > 0);
        let status = if nothing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Some(Answer::json(status, &done))
    }

    /// Something is wrong with the request, or cannot be done now.
    pub(super) fn problem(status: StatusCode, error: &str) -> Answer {
        Answer::json(status, &Problem { error })
    }

    fn json(status: StatusCode, value: &impl Serialize) -> Answer {
        let mut json = serde_json::to_vec(value).unwrap_or_default();
        json.push(b'\n');
        Answer { status: status.as_u16(), json }
    }
}

fn refused_of<'a>(member: &'a str, fault: &'a Fault) -> Refused<'a> {
    Refused { member, code: fault.code.as_str(), message: &fault.message }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, self.json).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}
