//! What a configuration means. Which errors it gives is in `tests/it/config.rs`, with a file for each.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::plan::{OnDuplicate, Source};
use super::*;
use crate::source::inbox::{AfterKey as After, Keys as Inbox};

fn nothing_set(_: &str) -> Option<String> {
    None
}

fn plan_of(text: &str) -> Plan {
    parse(text, Path::new("/desk/pipeline.toml"), &nothing_set).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The defaults with the one source that the default file has.
fn default_plan(file: &str) -> Plan {
    let folder = Path::new(file).parent().unwrap();
    let mut plan = resolve::fixed(&raw::Raw::default(), Some(Path::new(file)));
    let inbox = Inbox {
        path: folder.join("inbox"),
        after: After::Move,
        done: folder.join("done"),
        settle: units::Period::seconds(2),
        settle_closed: units::Period::seconds(0),
        ignore: Vec::new(),
        rescan: units::Period::seconds(30),
        expect: units::Period::seconds(0),
    };
    plan.sources =
        vec![Source { name: "inbox".into(), was: None, table: std::sync::Arc::new(inbox), expect: None }];
    plan
}

/// The default file with every setting written out.
fn spelled_out() -> String {
    let is_setting = |line: &str| {
        let key = line.strip_prefix("# ").and_then(|line| line.split_once(" = ")).map(|(key, _)| key);
        key.is_some_and(|key| !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    };
    let lines: Vec<&str> = DEFAULT
        .lines()
        .map(|line| if is_setting(line) { line.strip_prefix("# ").unwrap_or(line) } else { line })
        .collect();
    lines.join("\n")
}

#[test]
fn the_default_file_is_the_defaults() {
    assert_eq!(plan_of(DEFAULT), default_plan("/desk/pipeline.toml"));
}

#[test]
fn the_settings_shown_in_the_default_file_are_the_defaults() {
    let mut plan = plan_of(&spelled_out());
    assert!(plan.dedup.on_duplicate_written);
    plan.dedup.on_duplicate_written = false;
    assert_eq!(plan, default_plan("/desk/pipeline.toml"));
}

/// Every `table.key` that a schema allows, with the type of a source or sink in place of its name.
fn keys_of(schema: &serde_json::Value, prefix: &str, found: &mut Vec<String>) {
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        let name = format!("{prefix}{key}");
        keys_of(inner, &format!("{name}."), found);
        for table in
            inner["patternProperties"][schema::NAME_PATTERN]["oneOf"].as_array().into_iter().flatten()
        {
            let kind = table["properties"]["type"]["const"].as_str().unwrap();
            keys_of(table, &format!("{name}.{kind}."), found);
        }
        found.push(name);
    }
}

#[test]
fn every_setting_is_in_the_default_file() {
    let mut keys = Vec::new();
    keys_of(&schema(), "", &mut keys);
    assert!(keys.len() > 30, "{keys:?}");
    let file: toml::Table = spelled_out().parse().unwrap();
    let missing = keys.iter().filter(|key| {
        let mut table = Some(&file);
        let stands = key.split('.').all(|part| {
            let value = table.and_then(|table| table.get(part));
            table = value.and_then(toml::Value::as_table);
            value.is_some()
        });
        // A desk has an inbox, and no other source and no sink unless it is given some.
        let is_given = key.starts_with("source.") && !key.starts_with("source.inbox");
        !stands && *key != "xml" && !key.starts_with("sink") && !is_given
    });
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_setting_says_what_it_is_and_its_default() {
    fn check(schema: &serde_json::Value, name: &str) {
        for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
            let name = format!("{name}.{key}");
            assert!(inner["description"].is_string(), "{name} has no description: {inner}");
            let required =
                schema["required"].as_array().is_some_and(|keys| keys.contains(&key.as_str().into()));
            let named = matches!(key.as_str(), "source" | "sink" | "xml");
            // What may be left out altogether has no default: a file, a name, a table whose keys have theirs.
            let is_optional = inner["type"].as_array().is_some_and(|types| types.contains(&"null".into()));
            assert!(
                required || named || is_optional || !inner["default"].is_null(),
                "{name} shows no default: {inner}"
            );
            check(inner, &name);
        }
    }
    let schema = schema();
    check(&schema, "");
    for kind in kinds::sources() {
        check(&schema::with_common((kind.schema)()), kind.name);
    }
    for kind in kinds::sinks() {
        check(&(kind.schema)(), kind.name);
    }
    assert_eq!(schema["properties"]["dedup"]["properties"]["window"]["default"], "72h");
}

#[test]
fn an_empty_file_is_the_builtin_plan() {
    let plan = parse("", Path::new("pipeline.toml"), &nothing_set).unwrap();
    assert_eq!(plan.file.as_deref(), Some(Path::new("pipeline.toml")));
    assert_eq!(Plan { file: None, ..plan }, Plan::builtin());
    assert_eq!(Plan::builtin().limits, crate::model::TextLimits::default());
}

#[test]
fn values_are_taken_as_written() {
    let plan = plan_of(
        r#"
        pipeline = { state = "/var/lib/desk", workers = 3, shutdown_deadline = "1m30s" }
        log.format = "json"
        log.level = "debug"
        [source.wire]
        type = "inbox"
        path = "/srv/wire"
        after = "keep"
        [source.agency]
        type = "inbox"
        path = "agency"
        after = "delete"
        settle = "500ms"
        [limits]
        document_bytes = "1MB"
        in_flight_documents = 7
        [dedup]
        on_duplicate = "drop"
        [journal]
        rotate = { size = "1MiB" }
        commit.count = 1
        "#,
    );
    assert_eq!(plan.state, PathBuf::from("/var/lib/desk"));
    assert_eq!(plan.quarantine, PathBuf::from("/desk/var/quarantine"));
    assert_eq!((plan.workers.get(), plan.shutdown_deadline), (3, Duration::from_secs(90)));
    assert_eq!(plan.log, plan::Log { format: plan::LogFormat::Json, level: plan::LogLevel::Debug });
    // Sources keep the order of the file.
    assert_eq!(plan.sources.iter().map(|source| &*source.name).collect::<Vec<_>>(), ["wire", "agency"]);
    let table: &dyn std::any::Any = &*plan.sources[1].table;
    let agency = table.downcast_ref::<Inbox>().unwrap();
    assert_eq!(agency.path, PathBuf::from("/desk/agency"));
    assert_eq!((agency.after, agency.settle.0), (After::Delete, Duration::from_millis(500)));
    assert_eq!((plan.limits.document_bytes, plan.in_flight.documents), (1_000_000, 7));
    assert_eq!(plan.dedup.on_duplicate, OnDuplicate::Drop);
    // What an inline table leaves out stays at its default.
    assert_eq!(plan.journal.rotate, plan::Rotate { size: 1 << 20, every: Duration::from_secs(86_400) });
    assert_eq!(plan.journal.commit, plan::Commit { count: 1 });
}

#[test]
fn who_asks_hosts_of_others_says_who_it_is() {
    let source =
        "[source.t]\ntype = \"ticker\"\nevery = \"1s\"\nstories = 1\nconsumer = \"c\"\nasks = true\n";
    let errors = parse(source, Path::new("pipeline.toml"), &nothing_set).unwrap_err();
    let error = &errors.errors[0];
    assert_eq!(error.message, "source.t asks hosts of others, and fetch.contact does not say who does");
    assert_eq!((error.place, errors.errors.len()), (Some((1, 9)), 1));
    let plan = plan_of(&format!("fetch.contact = \"desk@example.org\"\n{source}"));
    assert_eq!(plan.fetch.contact, Some(plan::Contact::Mail("desk@example.org".into())));
}

#[test]
fn a_body_is_no_larger_than_a_document() {
    assert_eq!(plan_of("limits.document_bytes = \"1MiB\"").fetch.body, 1 << 20);
    assert_eq!(plan_of("").fetch.body, 8 << 20);
}

#[test]
fn process_writes_copies_whole_unless_told() {
    assert_eq!(Plan::builtin().dedup.on_duplicate, OnDuplicate::Link);
    assert_eq!(Plan::builtin().for_process().dedup.on_duplicate, OnDuplicate::Keep);
    let told = plan_of("[dedup]\non_duplicate = \"link\"\n").for_process();
    assert_eq!(told.dedup.on_duplicate, OnDuplicate::Link);
}

#[test]
fn variables_fill_strings_and_numbers() {
    let env = |name: &str| match name {
        "DESK" => Some("/srv/\"desk\"".to_owned()),
        "WORKERS" => Some("5".to_owned()),
        _ => None,
    };
    let text = r#"
        # ${NOT_LOOKED_AT}
        [pipeline]
        state = "${DESK}/state"
        workers = "${WORKERS}"
        shutdown_deadline = "${DEADLINE:-40s}"
        [journal]
        path = '$${DESK}'
    "#;
    let plan = parse(text, Path::new("/etc/pipeline.toml"), &env).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(plan.state, PathBuf::from("/srv/\"desk\"/state"));
    assert_eq!((plan.workers.get(), plan.shutdown_deadline), (5, Duration::from_secs(40)));
    assert_eq!(plan.journal.path, PathBuf::from("/etc/${DESK}"));
}

#[test]
fn links_are_seen_through_when_a_file_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("inbox")).unwrap();
    std::os::unix::fs::symlink("inbox", folder.path().join("finished")).unwrap();
    let file = folder.path().join("pipeline.toml");
    let text = "[source.a]\ntype = \"inbox\"\npath = \"inbox\"\ndone = \"finished/today\"\n";
    std::fs::write(&file, text).unwrap();
    let errors = load(&file).unwrap_err();
    assert_eq!(errors.errors[0].message, "source.a.done lies inside source.a.path");
    assert_eq!(errors.errors[0].place, Some((4, 8)));
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    /// The default file with every setting, and a piece of it replaced.
    fn damaged() -> impl Strategy<Value = String> {
        let whole: Vec<char> = spelled_out().chars().collect();
        let length = whole.len();
        (0..length, 0..40_usize, "[\\[\\]{}=\"'$#.,a-z0-9\n\t é\u{0}-]{0,12}").prop_map(
            move |(at, cut, put)| {
                let end = (at + cut).min(length);
                whole[..at].iter().copied().chain(put.chars()).chain(whole[end..].iter().copied()).collect()
            },
        )
    }

    fn check(text: &str) {
        let Err(errors) = parse(text, Path::new("pipeline.toml"), &nothing_set) else { return };
        assert!(!errors.errors.is_empty());
        let lines = text.split('\n').count();
        for error in &errors.errors {
            let (line, column) = error.place.unwrap();
            assert!((1..=lines).contains(&line), "{error:?}");
            let length = text.split('\n').nth(line - 1).unwrap().chars().count();
            assert!((1..=length + 1).contains(&column), "{error:?}");
        }
        assert!(!errors.to_string().is_empty());
    }

    proptest! {
        #[test]
        fn gives_a_plan_or_problems_in_their_places(text in damaged()) {
            check(&text);
        }

        #[test]
        fn never_panics(text in "\\PC{0,200}") {
            check(&text);
        }
    }
}
