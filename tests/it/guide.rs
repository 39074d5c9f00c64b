//! The guide: what is made from the types stands as it is made, what is to be typed works.
//!
//! `cargo xtask docs` (or `BLESS=1 cargo test --test it guide`) writes the made parts anew.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use wiredesk::web::METRICS;

use crate::support::{Desk, root};

/// Holds a file of the guide against what it should be, or writes it.
fn check(name: &str, expected: &str) {
    let path = root().join("docs/guide").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "docs/guide/{name} is not what the types say: `cargo xtask docs` writes it anew"
    );
}

fn text<'v>(schema: &'v Value, key: &str) -> &'v str {
    schema[key].as_str().unwrap_or_default()
}

/// What a value may be, in a few words.
fn kind(schema: &Value) -> String {
    if let Some(choices) = schema["oneOf"].as_array() {
        let names: Vec<String> = choices.iter().map(|choice| format!("`{}`", choice["const"])).collect();
        return names.join(", ");
    }
    let bounds = || match (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        (Some(least), Some(most)) => format!("integer, {least} to {most}"),
        (Some(least), None) => format!("integer, from {least}"),
        _ => "integer".to_owned(),
    };
    match text(schema, "type") {
        "integer" => bounds(),
        "boolean" => "true or false".to_owned(),
        _ if text(schema, "pattern").contains("iB") => "size".to_owned(),
        _ if text(schema, "pattern").contains("weeks") => "duration".to_owned(),
        _ => "text".to_owned(),
    }
}

fn row(out: &mut String, name: &str, setting: &Value, required: bool) {
    if let Some(inner) = setting["properties"].as_object() {
        for (key, value) in inner {
            row(out, &format!("{name}.{key}"), value, false);
        }
        return;
    }
    let default = match &setting["default"] {
        Value::Null if required => "must be given".to_owned(),
        Value::Null => String::new(),
        value => format!("`{value}`"),
    };
    let what = text(setting, "description").replace('\n', " ").replace('|', "\\|");
    writeln!(out, "| `{name}` | {} | {default} | {what} |", kind(setting)).unwrap();
    for choice in setting["oneOf"].as_array().into_iter().flatten() {
        writeln!(out, "| | `{}` | | {} |", choice["const"], text(choice, "description").replace('\n', " "))
            .unwrap();
    }
}

fn table(out: &mut String, title: &str, schema: &Value) {
    writeln!(out, "\n## `[{title}]`\n\n{}\n", text(schema, "description").replace('\n', " ")).unwrap();
    out.push_str("| setting | value | default | what it is for |\n|---|---|---|---|\n");
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (key, setting) in schema["properties"].as_object().unwrap() {
        if key == "type" {
            writeln!(
                out,
                "| `type` | `{}` | must be given | {} |",
                setting["const"],
                text(setting, "description")
            )
            .unwrap();
        } else {
            row(out, key, setting, required.contains(&key.as_str()));
        }
    }
}

#[test]
fn settings() {
    let schema = wiredesk::config::schema();
    let mut out = String::from(
        "# Every setting\n\nMade from the types by `cargo xtask docs`; `pipeline.toml` itself holds the same with comments. \
         Durations are written \"500ms\", \"25s\", \"10m\", \"72h\", \"14d\"; sizes \"256MiB\" (powers of two) or \"256MB\" \
         (powers of ten). Relative paths start at the folder of the file. `\"${VAR}\"` and `\"${VAR:-default}\"` come from \
         the environment. `wiredesk check` says with line and column what is wrong.\n\nWhile `run` is running, SIGHUP \
         takes a changed file: `[limits]`, `[fetch]`, all `[source.NAME]`, `[sink.NAME]` and `[xml.NAME]`, `log.level` and `pipeline.shutdown_deadline`. The rest is \
         taken when it is started again; see [running.md](running.md).\n",
    );
    for (name, section) in schema["properties"].as_object().unwrap() {
        let named = || section["patternProperties"].as_object().into_iter().flat_map(|named| named.values());
        let kinds: Vec<&Value> =
            named().flat_map(|kinds| kinds["oneOf"].as_array().into_iter().flatten()).collect();
        if let Some(only) = named().find(|only| !only["properties"].is_null()) {
            table(&mut out, &format!("{name}.NAME"), only);
        }
        if !section["properties"].is_null() {
            table(&mut out, name, section);
        }
        for kind in kinds {
            let of = kind["properties"]["type"]["const"].as_str().unwrap();
            table(&mut out, &format!("{name}.NAME] with type = \"{of}\"").replace("\"", "\""), kind);
        }
    }
    let out = out.replace("\"]`\n", "\"`\n");
    check("settings.md", &out);
}

#[test]
fn metrics() {
    let mut out = String::from(
        "# Metrics\n\nWith `web.enabled = true`, `http://127.0.0.1:9620/metrics` answers in the text format of Prometheus. \
         Made from the code by `cargo xtask docs`. Counters begin at 0 with the process.\n\n| metric | type | labels | what it says |\n|---|---|---|---|\n",
    );
    for metric in METRICS {
        let labels: Vec<String> = metric.labels.iter().map(|label| format!("`{label}`")).collect();
        writeln!(
            out,
            "| `{}` | {} | {} | {} |",
            metric.name,
            metric.kind.as_str(),
            labels.join(", "),
            metric.help
        )
        .unwrap();
    }
    out.push_str(
        "\n## What to be woken by\n\n| when | what it means |\n|---|---|\n\
         | `wiredesk_ready == 0` for 5 minutes | the journal cannot be written, or it does not get through its start: `/readyz` says why |\n\
         | `wiredesk_stalled == 1` | a step hangs; systemd's watchdog or a liveness probe starts it again |\n\
         | `increase(wiredesk_commit_failures_total[5m]) > 0` | the disk refuses now and then |\n\
         | `wiredesk_source_stuck == 1` for 5 minutes | the disk of an inbox refuses every file, or the inbox is gone: `/readyz` says what |\n\
         | `wiredesk_source_quiet == 1` | an agency or a transfer is down |\n\
         | `increase(wiredesk_quarantined_total{code=\"panicked\"}[1h]) > 0` | a defect: the document is kept |\n\
         | `wiredesk_in_flight_bytes` at its limit for an hour | more comes in than is worked off: `wiredesk_stage_busy_seconds_total` shows where |\n\
         | `increase(wiredesk_reloads_total{result=\"refused\"}[1h]) > 0` | somebody's change was not taken: the log has the line and column |\n",
    );
    check("metrics.md", &out);
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        fs::read_dir(root().join("docs/guide")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    pages
}

/// What a page tells its reader to type: its blocks marked `sh`.
fn commands(page: &Path) -> String {
    let text = fs::read_to_string(page).unwrap();
    let blocks = text.split("\n```sh\n").skip(1).filter_map(|block| block.split_once("\n```"));
    blocks.map(|(commands, _)| format!("{commands}\n")).collect()
}

#[test]
fn what_the_guide_tells_to_type_works() {
    let mut walked = Vec::new();
    for page in pages() {
        let commands = commands(&page);
        if commands.is_empty() {
            continue;
        }
        let desk = Desk::new();
        desk.write("walk.sh", &commands);
        let program = Path::new(env!("CARGO_BIN_EXE_wiredesk")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let output = Command::new("timeout")
            .args(["120", "bash", "-eux", "walk.sh"])
            .current_dir(desk.path(""))
            .env("PATH", path)
            .env("HOME", desk.path(""))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            output.status.success(),
            "{name}: {}\n{said}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stdout)
        );
        walked.push(name);
    }
    assert_eq!(
        walked,
        [
            "archive.md",
            "backup.md",
            "explain.md",
            "export.md",
            "filters.md",
            "first-five-minutes.md",
            "inbox.md",
            "vendor-xml.md"
        ]
    );
}

#[test]
fn links_lead_somewhere() {
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')) {
            let target = link.0.split('#').next().unwrap();
            let lead =
                target.starts_with("http") || page.parent().unwrap().join(target).try_exists().unwrap();
            assert!(lead, "{}: {target}", page.display());
        }
    }
}
