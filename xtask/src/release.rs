//! The binary that is put to the test.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// The given program, or the release build, which is made first.
pub(crate) fn binary(given: Option<&Path>) -> anyhow::Result<PathBuf> {
    built(given, "release")
}

/// The given program, or the build for packages, which is made first.
pub(crate) fn packaged(given: Option<&Path>) -> anyhow::Result<PathBuf> {
    built(given, "dist")
}

fn built(given: Option<&Path>, profile: &str) -> anyhow::Result<PathBuf> {
    if let Some(path) = given {
        return path.canonicalize().with_context(|| path.display().to_string());
    }
    let built = Command::new(env!("CARGO"))
        .args(["build", "--locked", "--package", "wiredesk", "--profile", profile])
        .status()?;
    ensure!(built.success(), "cargo build --profile {profile}: {built}");
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--locked"])
        .output()
        .context("cargo metadata")?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout)?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(Path::new(target).join(profile).join("wiredesk"))
}
