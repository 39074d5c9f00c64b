//! Filter and shape of one run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::batch::Options;
use crate::line::Sifting;
use crate::model::{Fault, FaultCode, Head};
use crate::sieve::{self, Fields, Which};

/// How long each may take for one record.
const LONGEST: Duration = Duration::from_secs(5);

/// What filter and shape leave of each record.
pub(super) fn of(options: &Options) -> Option<Sifting> {
    if options.sieve.is_open() {
        return None;
    }
    let (sieve, start) = (Arc::clone(&options.sieve), Instant::now());
    let limits = sieve::Limits {
        results: options.line.rules.limits.list_entries,
        time: LONGEST,
        now: Arc::new(move || start.elapsed()),
    };
    Some(Box::new(move |line| {
        let fields = Fields::of(line, sieve.names());
        let fields = fields.map_err(|error| Fault::new(FaultCode::Panicked, error.to_string()))?;
        let id = Head::of(line).map(|head| format!("{}.{}", head.id, head.generation)).unwrap_or_default();
        sieve::with_stack(|| sieve.pass(&fields, &id, &limits)).map_err(|failure| {
            let code = match failure.which {
                Which::Filter => FaultCode::FilterFailed,
                Which::Shape => FaultCode::ShapeFailed,
            };
            Fault::new(code, failure.why)
        })
    }))
}
