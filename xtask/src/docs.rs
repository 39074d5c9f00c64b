//! `cargo xtask docs`: writes the parts of docs/guide that are made from the types. The generator is the test that
//! holds them against the types, so that there is one.

use std::process::Command;

use anyhow::{Context, bail};

pub(crate) fn run() -> anyhow::Result<()> {
    let status = Command::new(env!("CARGO"))
        .args([
            "test",
            "--locked",
            "--test",
            "it",
            "--",
            "guide::settings",
            "guide::metrics",
            "tidy::quarantine_codes",
            "formats::the_table",
        ])
        .env("BLESS", "1")
        .status()
        .context("cargo test")?;
    if !status.success() {
        bail!("cargo test failed: {status}");
    }
    println!("docs: written to docs/guide");
    Ok(())
}
