//! What every `[source.NAME]` has beside the keys of its type, as typed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The keys of every source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Common {
    /// The first name that this source had, where it was renamed: what is known under that one goes on (feeds, pages,
    /// ledgers, keys of pushes), and what was read once stays a replay. Records say the name of the table. It stays as
    /// it is when the source is renamed again.
    pub was: String,
}

impl Common {
    /// The names of the keys.
    pub const KEYS: [&str; 1] = ["was"];
}
