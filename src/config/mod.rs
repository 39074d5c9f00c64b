//! `pipeline.toml`: from text to a checked [`Plan`], or to every problem with its line and column.
//!
//! [`raw`] is what was typed, one struct for each table, with the documentation of every setting; [`plan`] is what it
//! means. Between them a file is parsed, the variables of the environment are put in, its shape is compared with the
//! schema made from the types, the types are read, and what does not go together is refused.
//! All problems are found, not only the first.
//!
//! It creates nothing and touches no folder: paths are only looked at to see through links.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

mod environment;
mod expressions;
mod fetch;
mod folders;
mod kinds;
mod literal;
mod over_sources;
pub mod plan;
mod problem;
pub mod raw;
pub mod raw_fetch;
pub mod raw_source;
pub mod raw_xml;
mod read;
mod resolve;
mod schema;
mod shape;
mod syntax;
pub mod units;
mod written;

pub use environment::Env;
pub use folders::Role;
pub use plan::Plan;
pub use problem::{ConfigError, ConfigErrors};
pub(crate) use schema::inline as inline_schema;
pub use schema::schema;
pub use units::{Period, Size};

use problem::Problem;
use written::Written;

/// The default configuration with its comments: what `wiredesk init` writes.
pub const DEFAULT: &str = include_str!("../../pipeline.toml");

/// Largest configuration file that is read.
const LARGEST: u64 = 1 << 20;

/// Reads a configuration file, with variables from the environment.
///
/// # Errors
/// Every problem of the file, or why it could not be read.
pub fn load(path: &Path) -> Result<Plan, ConfigErrors> {
    let text = read_file(path)?;
    parse_with(&text, path, &|name| std::env::var(name).ok(), folders::real)
}

/// Reads a configuration from its text. `path` is the name that errors give, and its folder is what relative paths
/// are relative to; nothing is read from the disk.
///
/// # Errors
/// Every problem of the text.
pub fn parse(text: &str, path: &Path, env: Env<'_>) -> Result<Plan, ConfigErrors> {
    parse_with(text, path, env, folders::comparable)
}

fn read_file(path: &Path) -> Result<String, ConfigErrors> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        let hint = if error.kind() == std::io::ErrorKind::NotFound {
            "; `wiredesk init` writes a commented one"
        } else {
            ""
        };
        return Err(ConfigErrors::whole(path, format!("could not be read: {error}{hint}")));
    }
    if bytes.len() as u64 > LARGEST {
        return Err(ConfigErrors::whole(path, "expected at most 1MiB of configuration, found more"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        let problem = Problem::at(Some(good..good + 1), "expected UTF-8, found a byte that is not")
            .hint("save the file as UTF-8");
        ConfigErrors::new(path, &text, vec![problem])
    })
}

fn parse_with(
    text: &str,
    path: &Path,
    env: Env<'_>,
    real: fn(&Path) -> PathBuf,
) -> Result<Plan, ConfigErrors> {
    let mut problems = Vec::new();
    let failed = |problems| Err(ConfigErrors::new(path, text, problems));
    let (root, syntax) = DeTable::parse_recoverable(text);
    if !syntax.is_empty() {
        return failed(syntax::problems(&syntax, text));
    }
    let mut table = root.into_inner();
    let variables = environment::interpolate(&mut table, text, env, &mut problems);
    let original = table.clone();
    let written = Written::new(text, &original);
    let mut later = Vec::new();
    let typed = read::read(table, &variables.strings, &mut later);
    let found =
        resolve::contradictions(&typed.fixed, &typed.sources, &typed.sinks, path, &written, real, &later);
    let clashes = resolve::vendor_clashes(&typed.vendors, &written);
    later.extend(found);
    later.extend(clashes);
    later.retain(|problem| !problem.lies_in(&variables.failed));
    problems.extend(later);
    if !problems.is_empty() {
        return failed(problems);
    }
    let mut plan = resolve::fixed(&typed.fixed, Some(path));
    plan.dedup.on_duplicate_written = written.has(&["dedup", "on_duplicate"]);
    plan.sources = typed.sources.iter().map(|(name, raw)| resolve::source(name, raw, path)).collect();
    plan.vendors = typed.vendors.iter().map(|(name, raw)| resolve::vendor(name, raw)).collect();
    plan.sinks =
        typed.sinks.iter().map(|(name, raw)| resolve::sink(name, raw, path, &typed.fixed.limits)).collect();
    Ok(plan)
}

#[cfg(test)]
mod tests;
