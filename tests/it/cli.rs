//! The commands as a user meets them: what they print, what they leave behind, how they exit.

use serde_json::Value;

use crate::support::{Desk, root};

const COMMANDS: [&str; 12] = [
    "run",
    "process",
    "quotes",
    "explain",
    "fetch",
    "check",
    "cat",
    "cluster",
    "quarantine",
    "reindex",
    "init",
    "schema",
];

#[test]
fn every_command_has_help_with_examples() {
    let desk = Desk::new();
    let help = desk.run(&["--help"]);
    assert_eq!((help.status, help.stderr.as_str()), (0, ""));
    for command in COMMANDS {
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{command} is not in --help");
        for flag in ["--help", "-h"] {
            let help = desk.run(&[command, flag]);
            assert_eq!(help.status, 0, "{command}");
            assert!(help.stdout.contains("Examples:\n  wiredesk "), "{command} {flag}: {}", help.stdout);
        }
    }
    assert!(help.stdout.contains("\n  78  the configuration is wrong"));
}

#[test]
fn version_is_the_packages() {
    let version = Desk::new().run(&["--version"]);
    assert_eq!(
        (version.status, version.stdout.as_str()),
        (0, concat!("wiredesk ", env!("CARGO_PKG_VERSION"), "\n"))
    );
}

#[test]
fn a_wrong_command_line_exits_64() {
    let desk = Desk::new();
    for args in [
        &[][..],
        &["bogus"],
        &["check", "--bogus"],
        &["process"],
        &["process", "a.txt", "--jobs", "0"],
        &["process", "a.txt", "--format", "xml"],
        &["schema"],
        &["schema", "feed"],
    ] {
        let ended = desk.run(args);
        assert_eq!((ended.status, ended.stdout.as_str()), (64, ""), "{args:?}");
        assert!(ended.stderr.contains("--help"), "{args:?}: {}", ended.stderr);
    }
    assert!(desk.names().is_empty());
}

#[test]
fn init_writes_the_default_file_and_check_takes_it() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["init"]).status, 0);
    let default = std::fs::read_to_string(root().join("pipeline.toml")).unwrap();
    assert_eq!(desk.read("pipeline.toml"), default);
    let check = desk.run(&["check"]);
    assert_eq!((check.status, check.stderr.as_str()), (0, ""));
    assert!(check.stdout.starts_with("pipeline.toml: ok\n"), "{}", check.stdout);
    for part in [
        "inbox (inbox): inbox; what was read is moved to done",
        "kept for 30d",
        "within 72h",
        "sinks       none",
    ] {
        assert!(check.stdout.contains(part), "{part} is not in {}", check.stdout);
    }
    // Looking at a configuration creates nothing.
    assert_eq!(desk.names(), ["pipeline.toml"]);
}

#[test]
fn init_to_standard_output() {
    let desk = Desk::new();
    let shown = desk.run(&["init", "-"]);
    assert_eq!((shown.status, shown.stdout.as_str()), (0, wiredesk::config::DEFAULT));
    assert!(desk.names().is_empty());
}

#[test]
fn init_leaves_a_file_alone_unless_forced() {
    let desk = Desk::new();
    desk.write("mine.toml", "# mine");
    let refused = desk.run(&["init", "mine.toml"]);
    assert_eq!(refused.status, 73);
    assert_eq!(refused.stderr, "mine.toml is there already; --force replaces it\n");
    assert_eq!(desk.read("mine.toml"), "# mine");
    assert_eq!(desk.run(&["init", "mine.toml", "--force"]).status, 0);
    assert_eq!(desk.read("mine.toml"), wiredesk::config::DEFAULT);
    assert_eq!(desk.run(&["init", "no/such/folder.toml"]).status, 73);
}

#[test]
fn a_wrong_configuration_exits_78_with_its_place() {
    let desk = Desk::new();
    desk.write("desk.toml", "[source.a]\ntype = \"inbox\"\npath = \"in\"\n[dedup]\nwindw = \"72h\"\n");
    for args in [
        &["check", "-c", "desk.toml"][..],
        &["run", "--config", "desk.toml"],
        &["process", "-c", "desk.toml", "desk.toml"],
    ] {
        let ended = desk.run(args);
        assert_eq!((ended.status, ended.stdout.as_str()), (78, ""), "{args:?}");
        let first = ended.stderr.lines().next().unwrap();
        assert_eq!(
            first, "desk.toml:5:1: unknown key `windw` in [dedup]; did you mean `window`?",
            "{args:?}"
        );
    }
}

#[test]
fn a_configuration_that_reads_nothing_is_wrong_for_check_and_run() {
    let desk = Desk::new();
    desk.write("pipeline.toml", "");
    for command in ["check", "run"] {
        let ended = desk.run(&[command]);
        assert_eq!(ended.status, 78, "{command}");
        assert!(ended.stderr.starts_with("pipeline.toml: there is no source"), "{}", ended.stderr);
    }
}

#[test]
fn a_configuration_that_is_not_there_exits_78() {
    let ended = Desk::new().run(&["check"]);
    assert_eq!(ended.status, 78);
    assert!(ended.stderr.starts_with("pipeline.toml: could not be read"), "{}", ended.stderr);
}

#[test]
fn relative_paths_start_at_the_configurations_folder() {
    let desk = Desk::new();
    desk.write("etc/pipeline.toml", wiredesk::config::DEFAULT);
    let check = desk.run(&["check", "-c", "etc/pipeline.toml"]);
    assert!(check.stdout.contains("etc/inbox; what was read is moved to etc/done"), "{}", check.stdout);
}

#[test]
fn variables_come_from_the_environment() {
    let desk = Desk::new();
    desk.write("pipeline.toml", "[source.a]\ntype = \"inbox\"\npath = \"${DESK_INBOX}\"\n");
    let set = desk.command(&["check"]).env("DESK_INBOX", "wire-copy").output().unwrap();
    assert!(String::from_utf8(set.stdout).unwrap().contains("a (inbox): wire-copy;"));
    let unset = desk.run(&["check"]);
    assert_eq!(unset.status, 78);
    assert!(unset.stderr.starts_with("pipeline.toml:3:9: the environment variable `DESK_INBOX` is not set"));
}

#[test]
fn schemas_are_json_schema_2020_12() {
    let desk = Desk::new();
    for of in ["record", "config"] {
        let ended = desk.run(&["schema", of]);
        assert_eq!(ended.status, 0, "{of}");
        let schema: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{of}");
        jsonschema::meta::validate(&schema).unwrap();
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child =
        Desk::new().command(&["schema", "record"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn records_of_process_fit_the_schema() {
    let desk = Desk::new();
    let examples = root().join("examples/articles");
    let ended = desk.run(&["process", examples.to_str().unwrap(), "--output", "out.jsonl"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let schema = wiredesk::cli::schema::record();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = desk.read("out.jsonl");
    assert!(text.lines().count() >= 5, "{text}");
    for line in text.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let problems: Vec<String> = validator.iter_errors(&record).map(|error| error.to_string()).collect();
        assert_eq!(problems, Vec::<String>::new(), "{line}");
    }
}

#[test]
fn process_says_what_is_refused_and_strict_makes_it_an_error() {
    let desk = Desk::new();
    desk.write("in/empty.txt", " \n\t\n").write("in/good.txt", "Council meets\n\nThe council met.\n");
    let lenient = desk.run(&["process", "in"]);
    assert_eq!(lenient.status, 0, "{}", lenient.stderr);
    assert_eq!(lenient.stdout.lines().count(), 1);
    assert!(lenient.stderr.contains("empty.txt") && lenient.stderr.contains("empty:"), "{}", lenient.stderr);
    let strict = desk.run(&["process", "--strict", "--quiet", "in"]);
    assert_eq!((strict.status, strict.stderr.as_str()), (65, ""));
    let quiet = desk.run(&["process", "--quiet", "in"]);
    let told = "wiredesk: 1 refused: without -q each is named with its reason; with --strict the exit status is 65\n";
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, told), "nothing is silent");
    assert_eq!(desk.run(&["process", "in", "-o", "no/such/folder.jsonl"]).status, 73);
    assert_eq!(desk.run(&["process", "nowhere.txt"]).status, 66);
}
