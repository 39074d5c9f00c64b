//! `wiredesk schema`: JSON Schemas, made from the types.

use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::{Exit, Fatal, out};
use crate::{config, model};

/// Flags of `schema`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk schema record > record.schema.json
  wiredesk schema config > pipeline.schema.json    for completion in an editor

JSON Schema, draft 2020-12.")]
pub struct SchemaArgs {
    /// Of what
    #[arg(value_enum)]
    pub of: Of,
}

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Of {
    /// One line of the output
    Record,
    /// pipeline.toml
    Config,
}

pub(super) fn schema(args: &SchemaArgs) -> Result<Exit, Fatal> {
    let schema = match args.of {
        Of::Record => record(),
        Of::Config => config::schema(),
    };
    out::print(format_args!("{schema:#}\n"))?;
    Ok(Exit::Ok)
}

/// JSON Schema (draft 2020-12) of one record, as it is written.
pub fn record() -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<model::Record>().to_value()
}
