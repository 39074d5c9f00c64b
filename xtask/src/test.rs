//! `cargo xtask test`: installs what the tests need beside the Rust toolchain, as far as it may, runs all tests, and says
//! which checks were not made for want of a program.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::ensure;

use crate::support::daemon::can_mount;

/// A program that some tests need, the Debian package that has it, and what is not checked without it.
struct Needed {
    program: &'static str,
    package: &'static str,
    checks: &'static str,
}

const NEEDED: &[Needed] = &[
    Needed {
        program: "strace",
        package: "strace",
        checks: "kills at system calls, injected errors, the order of syncs",
    },
    Needed { program: "setpriv", package: "util-linux", checks: "files that may not be read" },
    Needed { program: "nats-server", package: "nats-server", checks: "records on their way to NATS" },
    Needed { program: "redis-server", package: "redis-server", checks: "records on their way to Redis" },
    Needed { program: "systemd-analyze", package: "systemd", checks: "systemd's verdict on the unit" },
];

const PROMTOOL: Needed =
    Needed { program: "promtool", package: "prometheus", checks: "promtool's verdict on the metrics" };

pub(crate) fn run() -> anyhow::Result<()> {
    let missing = |needed: &&Needed| !is_there(Path::new(needed.program));
    let packages: Vec<&str> = NEEDED.iter().filter(missing).map(|needed| needed.package).collect();
    if !packages.is_empty() {
        install(&packages);
    }
    let promtool = promtool();
    let mut command = Command::new(env!("CARGO"));
    command.args(["test", "--locked", "--workspace"]);
    if let Some(promtool) = &promtool {
        command.env("PROMTOOL", promtool);
    }
    let tests = command.status()?;
    let without_promtool = promtool.is_none().then_some(&PROMTOOL);
    for needed in NEEDED.iter().filter(missing).chain(without_promtool) {
        println!("NOT CHECKED, {} is missing: {}", needed.program, needed.checks);
    }
    if !can_mount() {
        println!("NOT CHECKED, there are no mount namespaces here: what happens on a full disk");
    }
    ensure!(tests.success(), "cargo test: {tests}");
    Ok(())
}

fn is_there(program: &Path) -> bool {
    let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok()
}

/// Installs packages if this is root on a Debian; else says what is missing.
fn install(packages: &[&str]) {
    let names = packages.join(" ");
    if !rustix::process::geteuid().is_root() || !is_there(Path::new("apt-get")) {
        println!("not installed: {names}");
        return;
    }
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    let quiet = Quiet::new();
    let installed = apt(&install) || (apt(&["update"]) && apt(&install));
    drop(quiet);
    if !installed {
        println!("cannot install {names}");
    }
}

/// While it is there, no package starts what it installs: tests start brokers themselves, on ports of their own.
struct Quiet(Option<&'static Path>);

impl Quiet {
    fn new() -> Quiet {
        let policy = Path::new("/usr/sbin/policy-rc.d");
        let made = std::fs::File::create_new(policy).and_then(|mut file| {
            file.write_all(b"#!/bin/sh\nexit 101\n")?;
            file.set_permissions(std::fs::Permissions::from_mode(0o755))
        });
        Quiet(made.is_ok().then_some(policy))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some(policy) = self.0 {
            std::fs::remove_file(policy).ok();
        }
    }
}

fn apt(args: &[&str]) -> bool {
    let wait = ["-o", "DPkg::Lock::Timeout=300"];
    let status =
        Command::new("apt-get").args(wait).args(args).env("DEBIAN_FRONTEND", "noninteractive").status();
    status.is_ok_and(|status| status.success())
}

/// `promtool`: the installed one, or out of Debian's package, which is unpacked only: installed, it would start a server.
fn promtool() -> Option<PathBuf> {
    let given = std::env::var_os("PROMTOOL").map_or_else(|| PathBuf::from("promtool"), PathBuf::from);
    if is_there(&given) {
        return Some(given);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("target/prometheus");
    let unpacked = folder.join("usr/bin/promtool");
    if !is_there(&unpacked) {
        std::fs::create_dir_all(&folder).ok()?;
        let get = "apt-get download prometheus && dpkg-deb --extract prometheus_*.deb .";
        let unpack = |before: &str| {
            let script = format!("{before}{get}");
            let status = Command::new("sh").args(["-c", &script]).current_dir(&folder).status();
            status.is_ok_and(|status| status.success())
        };
        if !unpack("") && !unpack("apt-get update && ") {
            println!("cannot get promtool from Debian's package prometheus");
        }
    }
    is_there(&unpacked).then_some(unpacked)
}
