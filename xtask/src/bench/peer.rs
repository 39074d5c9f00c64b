//! Programs to compare with, and the benches of `benches/`, which print JSON.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use serde_json::Value;

/// A Python program and what runs it.
#[derive(Debug)]
pub(super) struct Peer {
    python: PathBuf,
    program: PathBuf,
}

impl Peer {
    /// The program, if it and the modules that it needs are there; else it is said what is missing.
    pub(super) fn find(python: &Path, program: &Path, modules: &str, install: &str) -> Option<Peer> {
        let Ok(program) = program.canonicalize() else {
            println!("no {}: nothing to compare with", program.display());
            return None;
        };
        let import = format!("import {modules}");
        let imported = Command::new(python).args(["-c", &import]).stderr(Stdio::null()).status();
        if !imported.is_ok_and(|status| status.success()) {
            println!("no {} with {modules} ({install}): nothing to compare with", python.display());
            return None;
        }
        Some(Peer { python: python.to_owned(), program })
    }

    /// Runs it to its end and gives what it said.
    pub(super) fn run(&self, args: &[impl AsRef<OsStr>]) -> anyhow::Result<String> {
        let mut command = Command::new(&self.python);
        said(command.arg(&self.program).args(args))
    }
}

/// Builds a program of `benches/` in a profile and runs it; gives the JSON objects that it prints.
pub(super) fn bench(name: &str, profile: &str, args: &[impl AsRef<OsStr>]) -> anyhow::Result<Vec<Value>> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["bench", "--quiet", "--locked", "--package", "wiredesk", "--bench", name]);
    command.args(["--profile", profile, "--"]).args(args).stderr(Stdio::inherit());
    let lines = said(&mut command)?;
    let each = lines.lines().filter(|line| line.starts_with('{')).map(serde_json::from_str);
    each.collect::<Result<_, _>>().context("what the bench printed")
}

fn said(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "{command:?}: {}", output.status);
    String::from_utf8(output.stdout).context("what it printed")
}

/// A number of a JSON object.
pub(super) fn number(of: &Value, key: &str) -> anyhow::Result<f64> {
    of[key].as_f64().with_context(|| format!("no {key} in {of}"))
}

/// What was asked and what was found, in one line; whether it holds.
pub(super) fn asked(what: &str, found: f64, holds: bool) -> bool {
    println!("{} {what}: {found:.2}", if holds { "ok    " } else { "MISSED" });
    holds
}
