//! What is said about a wrong configuration: `tests/fixtures/config/NAME.toml` and, word for word, `NAME.txt`.
//!
//! `BLESS=1 cargo test --test it config` writes the expected texts anew; read the difference before it is committed.

use std::fs;
use std::path::{Path, PathBuf};

use wiredesk::config;

use crate::support::{Desk, root};

/// The variables that the files may use.
fn variables(name: &str) -> Option<String> {
    match name {
        "DESK_HOME" => Some("/srv/desk".to_owned()),
        "DESK_WORKERS" => Some("many".to_owned()),
        _ => None,
    }
}

fn fixtures() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/fixtures/config")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

#[test]
fn each_wrong_file_gets_its_message() {
    let files = fixtures();
    assert!(files.len() >= 25, "{}", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let found = match config::parse(&text, Path::new("pipeline.toml"), &variables) {
            Ok(_) => "no problem was found\n".to_owned(),
            Err(errors) => format!("{errors}\n"),
        };
        let expected = file.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &found).unwrap();
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        if found != expected {
            wrong.push(format!("--- {name}: expected\n{expected}--- found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let desk = Desk::new();
    desk.write("latin.toml", b"[journal]\npath = \"caf\xe9\"\n")
        .write("huge.toml", vec![b'#'; (1 << 20) + 1]);
    let message = |name: &str| config::load(&desk.path(name)).unwrap_err().errors[0].clone();
    assert!(message("nowhere.toml").message.contains("`wiredesk init` writes a commented one"));
    assert_eq!(message("latin.toml").place, Some((2, 12)));
    assert!(message("latin.toml").message.contains("expected UTF-8"));
    assert!(message("huge.toml").message.contains("at most 1MiB"));
}

#[test]
fn a_flood_of_problems_is_cut() {
    let text: String = (0..150).map(|n| format!("x{n} = 1\n")).collect();
    let errors = config::parse(&text, Path::new("pipeline.toml"), &variables).unwrap_err();
    assert_eq!((errors.errors.len(), errors.more), (100, 50));
    assert!(errors.to_string().ends_with("pipeline.toml: and 50 more"));
    let sources = |n: usize| -> String {
        let table = |n| format!("[source.s{n}]\ntype = \"inbox\"\npath = \"in{n}\"\n");
        (0..n).map(table).collect()
    };
    assert!(config::parse(&sources(1000), Path::new("pipeline.toml"), &variables).is_ok());
    let errors = config::parse(&sources(1001), Path::new("pipeline.toml"), &variables).unwrap_err();
    assert_eq!(errors.errors[0].message, "expected at most 1000 tables of source, found 1001");
}

#[test]
fn the_schema_is_one_and_takes_the_default_file() {
    let schema = config::schema();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let json = |text: &str| -> serde_json::Value { toml::from_str::<serde_json::Value>(text).unwrap() };
    assert!(validator.is_valid(&json(config::DEFAULT)));
    for wrong in
        ["[jurnal]", "[dedup]\nwindow = 72", "[source.a]\ntype = \"inbx\"", "[source.a]\ntype = \"inbox\""]
    {
        assert!(!validator.is_valid(&json(wrong)), "{wrong}");
    }
}
