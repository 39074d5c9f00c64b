//! `filter` and `shape`: of `process`, of sinks, and what is said of expressions that are wrong or hostile.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;
use wiredesk::sieve::{Fields, Limits, Passed, Sieve};

use crate::daemon::{Daemon, QUICK, inputs, published, records as journal, until};
use crate::support::{Desk, records};

/// Two stories: one quotes two people, the other nobody.
const QUOTING: &str = "Storm closes the port\n\n\"We had no choice,\" harbour master Tom Pell said on Monday.\n\n\
    \"Nobody should travel today,\" said Ida Moss, the spokeswoman of the port.\n";
const PLAIN: &str =
    "Ferry late\n\nThe ferry was late again on Monday, as it had been for most of the winter.\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("in/a.txt", QUOTING).write("in/b.txt", PLAIN);
    desk
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn process_writes_what_passes_as_it_is_in_every_format() {
    let desk = desk();
    let whole = desk.run(&["process", "in"]).stdout;
    let filter = "any(.quotes[]?; .speaker.name == \"Tom Pell\")";
    let ended = desk.run(&["process", "--filter", filter, "in"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let (passed, all) = (records(&ended.stdout), records(&whole));
    assert_eq!((passed.len(), all.len()), (1, 2));
    assert_eq!((&passed[0]["id"], &passed[0]["quotes"]), (&all[0]["id"], &all[0]["quotes"]));
    for format in ["ninjs", "schema-org", "csv"] {
        let both = desk.run(&["process", "--format", format, "in"]).stdout.lines().count();
        let ended = desk.run(&["process", "--format", format, "--filter", filter, "in"]);
        assert_eq!((ended.status, ended.stdout.lines().count() + 1), (0, both), "{format}: {}", ended.stderr);
    }
    let none = desk.run(&["process", "--filter", ".language == \"xx\"", "in"]);
    assert_eq!((none.status, none.stdout.as_str(), none.stderr.as_str()), (0, "", ""));
}

#[test]
fn process_writes_a_message_for_each_result() {
    let desk = desk();
    let ended = desk.run(&["process", "--shape", ".quotes[]? + {record: $record}", "in"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let quotes = lines(&ended.stdout);
    let own = records(&desk.run(&["process", "in"]).stdout);
    assert_eq!(quotes.len(), own[0]["quotes"].as_array().unwrap().len());
    assert!(quotes.len() >= 2);
    for (quote, own_quote) in quotes.iter().zip(own[0]["quotes"].as_array().unwrap()) {
        assert_eq!(quote["text"], own_quote["text"]);
        assert_eq!(quote["record"], format!("{}.1", own[0]["id"].as_str().unwrap()));
    }
}

#[test]
fn a_record_that_an_expression_fails_for_is_refused_and_the_others_are_written() {
    let desk = desk();
    let shape = "{id, first: .quotes[0].text, words: (.headline / \" \" | length)} | if .words == 2 then error(\"too short\") else . end";
    let ended = desk.run(&["process", "--strict", "--shape", shape, "in"]);
    assert_eq!(ended.status, 65);
    assert_eq!(ended.stderr, "wiredesk: b.txt: shape-failed: too short\n");
    assert_eq!(lines(&ended.stdout)[0]["words"], 4);
}

#[test]
fn process_says_what_is_wrong_with_an_expression() {
    let desk = desk();
    for (arguments, said) in [
        (&["--filter", ".a | INDEX(.b)"][..], "--filter: line 1, column 6: there is no function `INDEX`"),
        (&["--shape", "def f: f; f"], "--shape: line 1, column 8: `f` calls itself: recursion is refused"),
        (&["--shape", ".", "--format", "ninjs"], "--shape gives objects of its own"),
        (&["--filter", "true", "--state", "seen"], "goes with neither --filter nor --shape"),
    ] {
        let ended = desk.run(&[&["process"], arguments, &["in"]].concat());
        assert_eq!((ended.status, ended.stdout.as_str()), (64, ""), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{arguments:?}: {}", ended.stderr);
    }
    assert_eq!(desk.names(), ["in"]);
}

#[test]
fn no_expression_ends_or_holds_up_a_run() {
    let desk = desk();
    for hostile in [
        "[range(1e12)] | length",
        "\"x\" * 1000000000",
        "reduce range(1e12) as $i (0; . + 1)",
        "reduce range(1e6) as $i (null; [.])",
        "[limit(1e15; range(1e15))] | length > 0",
        "last(range(1e12))",
        "reduce range(60) as $i (0; [., .]) | tojson | length",
    ] {
        let begun = Instant::now();
        let ended = desk.run(&["process", "--strict", "--shape", hostile, "in"]);
        assert_eq!((ended.status, ended.stdout.as_str()), (65, ""), "{hostile}: {}", ended.stderr);
        assert_eq!(ended.stderr.matches("shape-failed: it ").count(), 2, "{hostile}: {}", ended.stderr);
        assert!(begun.elapsed() < Duration::from_secs(30), "{hostile}: {:?}", begun.elapsed());
    }
    for refused in
        [&"(".repeat(16_000), &"[".repeat(16_000), "def f: 1 + f; f", "repeat(1)", "env", "$ENV", "halt"]
    {
        let ended = desk.run(&["process", "--filter", refused, "in"]);
        assert_eq!(ended.status, 64, "{refused:.40}: {}", ended.stderr);
    }
}

const SINKS: &str = r#"
[sink.said]
type = "file"
path = "export/said"
from = "beginning"
rotate = { every = "50ms" }
filter = 'any(.quotes[]?; .speaker.name == "Tom Pell")'

[sink.quotes]
type = "file"
path = "export/quotes"
from = "beginning"
rotate = { every = "50ms" }
shape = '.quotes[]? + {record: $record}'

[sink.bad]
type = "file"
path = "export/bad"
from = "beginning"
rotate = { every = "50ms" }
shape = 'if .headline == "Ferry late" then error("no ferries") else {headline} end'
"#;

#[test]
fn sinks_filter_and_shape_each_for_itself() {
    let desk = Desk::new();
    desk.write("pipeline.toml", format!("{QUICK}{SINKS}"));
    desk.write("inbox/a.txt", QUOTING).write("inbox/b.txt", PLAIN);
    let daemon = Daemon::open(&desk, &[]);
    until("both records", || (desk.path("out").is_dir() && inputs(&desk).len() == 2).then_some(()));
    let filtered = r#"wiredesk_sink_records_total{sink="said",outcome="filtered"}"#;
    until("the filter", || (daemon.metric(filtered) == Some(1.0)).then_some(()));
    daemon.says("no ferries");
    let exported = |name: &str| published(&desk.path(&format!("export/{name}")));
    until("the files", || {
        (exported("said").lines().count() == 1 && exported("quotes").lines().count() >= 2).then_some(())
    });
    assert!(daemon.close().success());
    let all = journal(&desk);
    let quoting = all.iter().find(|record| record["quotes"].is_array()).unwrap();
    // As it stands in the journal, byte for byte.
    let segments = crate::outside::daemon::files_below(&desk.path("out"));
    let texts: String = segments.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    assert!(texts.lines().any(|line| exported("said").trim_end() == line));
    let quotes = lines(&exported("quotes"));
    assert_eq!(quotes.len(), quoting["quotes"].as_array().unwrap().len());
    assert!(quotes.iter().all(|quote| quote["record"] == format!("{}.1", quoting["id"].as_str().unwrap())));
    assert_eq!(lines(&exported("bad")), [serde_json::json!({"headline": "Storm closes the port"})]);
    let reasons = desk.reasons();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!((&reasons[0]["code"], &reasons[0]["source"]), (&"shape-failed".into(), &"sink:bad".into()));
    assert_eq!((&reasons[0]["message"], &reasons[0]["retryable"]), (&"no ferries".into(), &true.into()));
}

#[test]
fn a_shape_that_always_fails_stops_its_sink_and_no_other() {
    let desk = Desk::new();
    let sinks = "[sink.all]\ntype = \"file\"\npath = \"all\"\nrotate = { every = \"50ms\" }\nfrom = \"beginning\"\n\
        [sink.never]\ntype = \"file\"\npath = \"never\"\nrotate = { every = \"50ms\" }\nfrom = \"beginning\"\nrefused_in_row = 3\n\
        shape = \"[range(1e12)]\"\n";
    desk.write("pipeline.toml", format!("{QUICK}{sinks}"));
    for number in 0..6 {
        desk.write(&format!("inbox/{number}.txt"), crate::daemon::story(number));
    }
    let daemon = Daemon::open(&desk, &[]);
    daemon.says("3 records in a row were refused");
    until("the other sink", || (published(&desk.path("all")).lines().count() == 6).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(desk.reasons().len(), 2);
    assert_eq!(published(&desk.path("never")), "");
}

#[test]
fn check_tries_expressions_on_an_invented_story() {
    let desk = Desk::new();
    let sink = |keys: &str| format!("{QUICK}[sink.it]\ntype = \"file\"\npath = \"it\"\n{keys}");
    for (keys, said) in [
        ("filter = '.language == \"en\"'", "its filter lets an invented story pass"),
        ("filter = '.language == \"xx\"'", "its filter keeps an invented story back"),
        ("shape = '.quotes[]? + {record: $record}'", "messages of an invented story, the first: {"),
        (
            "shape = '{headline, cluster}'",
            "its shape makes of an invented story: {\"headline\":\"Storm closes the port of Lumen\"",
        ),
        ("shape = 'empty'", "its shape makes nothing of an invented story"),
        ("shape = '.headline + 1'", "its shape fails for an invented story: cannot calculate \"Storm closes"),
        ("filter = '[range(1e12)]'", "its filter fails for an invented story: it "),
    ] {
        desk.write("pipeline.toml", sink(keys));
        let ended = desk.run(&["check"]);
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        assert!(ended.stdout.contains(said), "{keys}: {}", ended.stdout);
    }
}

/// What stands between backquotes in the second column of the guide's tables, by whether it is a shape.
fn recipes() -> Vec<(bool, String)> {
    let guide = fs::read_to_string(crate::support::root().join("docs/guide/filters.md")).unwrap();
    let (filters, shapes) = guide.split_once("As a shape:").unwrap();
    let of = |text: &str, is_shape: bool| -> Vec<(bool, String)> {
        let rows =
            text.lines().filter_map(|line| line.strip_prefix("| ")).map(|row| row.replace("\\|", "\u{0}"));
        let cells = rows.filter_map(|row| row.split('|').nth(1).map(str::to_owned));
        let codes =
            cells.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>());
        codes.map(|code| (is_shape, code.replace('\u{0}', "|"))).collect()
    };
    let shapes = shapes.split("## What is refused").next().unwrap();
    [of(filters, false), of(shapes, true)].concat()
}

#[test]
fn the_recipes_of_the_guide_work() {
    let read = wiredesk::read(QUOTING.as_bytes(), &wiredesk::model::Hints::default()).unwrap();
    let line = serde_json::to_vec(&read.records[0]).unwrap();
    let recipes = recipes();
    assert!(recipes.len() >= 17, "{recipes:?}");
    for (is_shape, recipe) in recipes {
        let (filter, shape) = if is_shape { ("", &*recipe) } else { (&*recipe, "") };
        let sieve =
            Sieve::compile(filter, shape).unwrap_or_else(|mistakes| panic!("{recipe}: {}", mistakes[0].1));
        let fields = Fields::of(&line, sieve.names()).unwrap();
        let start = Instant::now();
        let now = std::sync::Arc::new(move || start.elapsed());
        let limits = Limits { results: 100, time: Duration::from_secs(5), now };
        let passed =
            sieve.pass(&fields, "a.1", &limits).unwrap_or_else(|failure| panic!("{recipe}: {failure}"));
        assert!(
            !is_shape || matches!(&passed, Passed::Shaped(lines) if !lines.is_empty()),
            "{recipe}: {passed:?}"
        );
    }
}
