//! `cargo xtask test`: installs what the tests need beside the Rust toolchain, as far as it may, and runs all tests.

use std::process::{Command, Stdio};

use anyhow::ensure;

/// What some tests need, as the Debian package that has it. Without it they say that they did nothing.
const PACKAGES: &[(&str, &str)] = &[("strace", "strace"), ("setpriv", "util-linux")];

pub(crate) fn run() -> anyhow::Result<()> {
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(program, _)| !is_there(program)).map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        install(&missing);
    }
    let tests = Command::new(env!("CARGO")).args(["test", "--locked", "--workspace"]).status()?;
    ensure!(tests.success(), "cargo test: {tests}");
    Ok(())
}

fn is_there(program: &str) -> bool {
    let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok()
}

/// Installs packages if this is root on a Debian; else says what is missing.
fn install(packages: &[&str]) {
    let names = packages.join(" ");
    if !rustix::process::geteuid().is_root() || !is_there("apt-get") {
        println!("not installed: {names}; the tests that need them are skipped");
        return;
    }
    let apt = |args: &[&str]| {
        let status = Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive").status();
        status.is_ok_and(|status| status.success())
    };
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    let installed = apt(&install) || (apt(&["update"]) && apt(&install));
    if !installed {
        println!("cannot install {names}; the tests that need them are skipped");
    }
}
