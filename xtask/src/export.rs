//! `cargo xtask ninjs`: what `process --format ninjs` writes for a collection, against the IPTC's own schema.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::release;

/// What is validated, against what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files and folders that are processed
    #[arg(default_values = ["../shared/samples", "examples/articles"])]
    paths: Vec<PathBuf>,
    /// The IPTC's ninjs-schema_3.1.json
    #[arg(long, default_value = "../shared/samples/ninjs/schema/ninjs-schema_3.1.json")]
    schema: PathBuf,
    /// The program; without it the release build
    #[arg(long)]
    bin: Option<PathBuf>,
}

/// Most items whose errors are shown.
const SHOWN: usize = 20;

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let binary = release::binary(args.bin.as_deref())?;
    let text = std::fs::read_to_string(&args.schema).with_context(|| args.schema.display().to_string())?;
    let mut schema: Value = serde_json::from_str(&text)?;
    without_remote(&mut schema);
    let validator = jsonschema::options().should_validate_formats(true).build(&schema)?;
    let ended =
        Command::new(binary).args(["process", "--quiet", "--format", "ninjs"]).args(&args.paths).output()?;
    ensure!(ended.status.success(), "{}: {}", ended.status, String::from_utf8_lossy(&ended.stderr));
    let (mut items, mut wrong) = (0, 0);
    for line in String::from_utf8_lossy(&ended.stdout).lines() {
        let item: Value = serde_json::from_str(line)?;
        items += 1;
        let errors: Vec<String> = validator
            .iter_errors(&item)
            .map(|error| format!("    {}: {error}", error.instance_path()))
            .collect();
        wrong += usize::from(!errors.is_empty());
        if !errors.is_empty() && wrong <= SHOWN {
            println!("{}\n{}", item["uri"], errors.join("\n"));
        }
    }
    ensure!(items > 0, "nothing was written");
    ensure!(wrong == 0, "{wrong} of {items} items are not ninjs 3.1");
    println!("{items} items are valid ninjs 3.1");
    Ok(())
}

/// Nothing is fetched: the schema names one of another house for `geoJSON`, which is never written.
fn without_remote(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let remote = object.get("$ref").and_then(Value::as_str).is_some_and(|to| !to.starts_with('#'));
            if remote {
                object.remove("$ref");
            }
            object.values_mut().for_each(without_remote);
        }
        Value::Array(list) => list.iter_mut().for_each(without_remote),
        _ => {}
    }
}
