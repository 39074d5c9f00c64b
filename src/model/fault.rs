//! Why one document was refused.

use std::fmt;

macro_rules! fault_codes {
    ($($variant:ident = $code:literal, $stage:literal, $retry:literal, $what:literal;)*) => {
        /// Stable codes for what goes to quarantine. The text of a code never changes once released.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum FaultCode { $(#[doc = $what] $variant,)* }

        impl FaultCode {
            /// Every code, in the order of the stages that raise them.
            pub const ALL: &'static [FaultCode] = &[$(FaultCode::$variant,)*];

            /// The code as written in reason files: `empty`, `too-large`.
            pub fn as_str(self) -> &'static str { match self { $(FaultCode::$variant => $code,)* } }

            /// The stage that raises it.
            pub fn stage(self) -> &'static str { match self { $(FaultCode::$variant => $stage,)* } }

            /// Whether trying again unchanged can help.
            pub fn retryable(self) -> bool { match self { $(FaultCode::$variant => $retry,)* } }

            /// What it means and what to do.
            pub fn meaning(self) -> &'static str { match self { $(FaultCode::$variant => $what,)* } }
        }
    };
}

fault_codes! {
    Unreadable = "unreadable", "source", true, "the file could not be read: give the daemon permission, or repair the disk, then retry";
    TooLarge = "too-large", "source", true, "a document larger than limits.document_bytes, or a container larger than limits.arrival_bytes: raise the limit and retry, or split the file";
    EndsTheDesk = "ends-the-desk", "source", true, "the process has ended three times while this was read: please report it; retry after an update";
    NotAFeed = "not-a-feed", "source", true, "a feed was asked for, and something else came: open its address, and give the right one or remove it";
    Empty = "empty", "decode", false, "there is nothing in it but white space: check the delivery";
    Binary = "binary", "decode", false, "not text and of no format that wiredesk reads: it does not belong in the inbox";
    Malformed = "malformed", "decode", false, "recognised as a format but not readable as one: the message says where it breaks";
    NoText = "no-text", "decode", false, "readable, but it holds no story text";
    TooManyMembers = "too-many-members", "decode", true, "a bundle inside another with more members than limits.members, or a feed or list with more than limits.stories: raise the limit and retry, or split it";
    TooDeep = "too-deep", "decode", false, "bundles nested deeper than limits.nesting, or markup nested beyond reason";
    TooDense = "too-dense", "decode", false, "far more objects and lists for its length than any delivery has: it would not fit into memory";
    Expands = "expands", "decode", true, "decompresses to more than limits.document_bytes allows for a document, or limits.arrival_bytes, limits.expanded_bytes or limits.expansion_ratio for a container: a decompression bomb, or raise the limit that the message names and retry";
    TornTail = "torn-tail", "journal", false, "the end of the journal was damaged by a crash: the bytes are kept here, what they held is read again from its source";
    SinkTooLarge = "too-large-to-send", "sink", true, "a record larger than the other end of a sink takes: raise the limit there and retry, or leave fields out by `shape`";
    SinkRefused = "sink-refused", "sink", false, "a sink can never take this record, or this line of the journal is none: the message says why; it stands in the journal all the same, and the sink goes on";
    FilterFailed = "filter-failed", "sink", true, "the filter of a sink fails for this record, in jaq's words, or takes more than it may: mend the expression, then retry";
    ShapeFailed = "shape-failed", "sink", true, "the shape of a sink fails for this record, in jaq's words, or takes more than it may: mend the expression, then retry";
    Panicked = "panicked", "any", true, "a defect in wiredesk: the document is kept; please report it with the message";
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why one document, or one arrival, goes to quarantine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Fault {
    /// Stable code.
    pub code: FaultCode,
    /// What was expected, what was found, where; lower case, no full stop.
    pub message: String,
}

impl Fault {
    /// A fault with its message.
    pub fn new(code: FaultCode, message: impl Into<String>) -> Self {
        Fault { code, message: message.into() }
    }
}
