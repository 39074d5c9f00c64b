//! What stands in deploy/: configurations that are right, and files that are where they are looked for.

use std::fs;
use std::path::Path;

use wiredesk::config;

use crate::support::root;

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The configuration that a manifest of Kubernetes holds.
fn in_manifest() -> String {
    let manifest = read("deploy/kubernetes/wiredesk.yaml");
    let (_, rest) = manifest.split_once("pipeline.toml: |\n").unwrap();
    let lines = rest.lines().take_while(|line| line.is_empty() || line.starts_with("    "));
    lines.map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or_default())).collect()
}

#[test]
fn configurations_are_right() {
    let container = read("deploy/container.toml");
    for text in [read("deploy/debian/pipeline.toml"), container.clone(), in_manifest()] {
        let plan = config::parse(&text, Path::new("/etc/wiredesk/pipeline.toml"), &|_| None).unwrap();
        plan.require_source().unwrap();
        assert_eq!(plan.web.unwrap().port(), 9620);
        // Stopping is waited for longer than it may take.
        assert!(plan.shutdown_deadline.as_secs() < 40);
    }
    let settings = |text: &str| text.parse::<toml::Table>().unwrap();
    assert_eq!(settings(&container), settings(&in_manifest()));
    for name in ["deploy/wiredesk.service", "deploy/compose.yaml", "deploy/kubernetes/wiredesk.yaml"] {
        assert!(read(name).contains("40"), "{name}");
    }
}

#[test]
fn the_package_finds_its_files() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let deb = &manifest["package"]["metadata"]["deb"];
    for asset in deb["assets"].as_array().unwrap() {
        let from = asset[0].as_str().unwrap();
        let there =
            from.starts_with("target/") || root().join(from.trim_end_matches("*.md")).try_exists().unwrap();
        assert!(there, "{from}");
    }
    let script = root().join(deb["maintainer-scripts"].as_str().unwrap()).join("postinst");
    assert!(fs::read_to_string(script).unwrap().contains("#DEBHELPER#"));
}
