//! What the tree must look like: the boundaries between its parts, and habits that a compiler does not check.
//!
//! Each rule is a function from a file to what is wrong in it, and is shown a bad line before it is trusted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use wiredesk::model::FaultCode;

use crate::support::root;

/// A file of the repository.
struct Text {
    /// Relative to the root, `/`-separated.
    path: String,
    content: String,
}

impl Text {
    fn new(path: &str, content: &str) -> Self {
        Text { path: path.to_owned(), content: content.to_owned() }
    }

    /// Lines of code with their numbers: no comments, nothing of the tests at the end of a file.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = match self.content.split_once("\n#[cfg(test)]\nmod tests {") {
            Some((code, _)) => code,
            None => &self.content,
        };
        let lines = code.lines().enumerate().map(|(n, line)| (n + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "tests.rs")
    }
}

/// Every text file of the repository that people write.
fn all_files() -> Vec<Text> {
    let mut files = Vec::new();
    for folder in ["src", "tests", "xtask", "docs", "examples", "deploy", "benches", "fuzz", ".ci", ".cargo"]
    {
        collect(&root().join(folder), &mut files);
    }
    for entry in fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let written = entry.file_name() != "Cargo.lock" && entry.file_name() != ".git";
        if entry.file_type().unwrap().is_file() && written {
            add(&entry.path(), &mut files);
        }
    }
    assert!(files.len() > 40, "only {} files were found", files.len());
    files
}

fn collect(folder: &Path, files: &mut Vec<Text>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(Result::unwrap) {
        let path = entry.path();
        match entry.file_type().unwrap() {
            kind if kind.is_dir() && entry.file_name() != "target" => collect(&path, files),
            kind if kind.is_file() => add(&path, files),
            _ => {}
        }
    }
}

fn add(path: &Path, files: &mut Vec<Text>) {
    if let Ok(content) = fs::read_to_string(path) {
        let path = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        files.push(Text { path, content });
    }
}

/// Rust files below `src`.
fn sources() -> Vec<Text> {
    let mut files = all_files();
    files.retain(|file| file.path.starts_with("src/") && file.path.ends_with(".rs"));
    files
}

type Rule = fn(&Text) -> Vec<String>;

/// Checks that a rule finds something in each bad sample and nothing in the tree.
fn check(rule: Rule, bad: &[(&str, &str)], files: &[Text]) {
    for (path, content) in bad {
        assert!(!rule(&Text::new(path, content)).is_empty(), "the rule misses {content:?} in {path}");
    }
    let found: Vec<String> = files.iter().flat_map(rule).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// Lines of code that hold one of these words.
fn naming(file: &Text, words: &[&str], why: &str) -> Vec<String> {
    let found = file.code().filter_map(|(number, line)| {
        let word = words.iter().find(|word| holds_word(line, word))?;
        Some(format!("{}:{number}: names `{word}`: {why}", file.path))
    });
    found.collect()
}

/// Whether `word` stands in a line, not as a part of a longer one.
fn holds_word(line: &str, word: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(part_of_word) && !line[at + word.len()..].starts_with(part_of_word)
    })
}

fn in_folder(file: &Text, folders: &[&str]) -> bool {
    folders.iter().any(|folder| {
        let rest = file.path.strip_prefix("src/").and_then(|path| path.strip_prefix(folder));
        rest.is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
    })
}

#[test]
fn text_understanding_knows_no_files_network_runtime_or_clock() {
    fn rule(file: &Text) -> Vec<String> {
        if !in_folder(file, &["decode", "normalise", "dedup", "extract"]) || file.is_test() {
            return Vec::new();
        }
        let words = ["tokio", "reqwest", "std::fs", "std::net", "SystemTime", "Instant", "crate::host"];
        let mut found = naming(file, &words, "these stages are pure");
        for (number, line) in file.code().filter(|(_, line)| line.contains("use std::{")) {
            if holds_word(line, "fs") || holds_word(line, "net") {
                found.push(format!("{}:{number}: names files or network: these stages are pure", file.path));
            }
        }
        found
    }
    let bad = [
        ("src/decode/zip.rs", "use std::fs::File;"),
        ("src/dedup/mod.rs", "let now = std::time::Instant::now();"),
        ("src/extract/quotes/cues.rs", "async fn f() { tokio::task::yield_now().await }"),
        ("src/normalise/mod.rs", "use std::{fs, io};"),
        ("src/decode/containers.rs", "use crate::host::ReadSeek;"),
    ];
    check(rule, &bad, &sources());
}

#[test]
fn the_sieve_knows_no_files_network_runtime_or_clock_and_is_all_that_knows_jq() {
    fn rule(file: &Text) -> Vec<String> {
        if file.is_test() {
            return Vec::new();
        }
        if !in_folder(file, &["sieve"]) {
            return naming(file, &["jaq_core", "jaq_std", "jaq_json"], "expressions are for sieve");
        }
        let words = ["tokio", "std::fs", "std::net", "SystemTime", "Instant", "crate::host", "crate::sink"];
        let others = ["crate::config", "crate::journal", "crate::line"];
        naming(file, &[&words[..], &others].concat(), "it is given a line, and the time")
    }
    let bad = [
        ("src/sieve/meter.rs", "let now = std::time::Instant::now();"),
        ("src/sieve/mod.rs", "use crate::sink::Message;"),
        ("src/sink/reading.rs", "use jaq_json::Val;"),
    ];
    check(rule, &bad, &sources());
}

#[test]
fn channels_are_named_only_in_flow() {
    fn rule(file: &Text) -> Vec<String> {
        // Threads of a test may tell each other what they like.
        if in_folder(file, &["flow"]) || file.path.contains("/tests/") {
            return Vec::new();
        }
        naming(file, &["async_channel", "mpsc", "crossbeam"], "what waits between threads waits in flow")
    }
    check(rule, &[("src/source/inbox.rs", "use tokio::sync::mpsc::Sender;")], &sources());
}

#[test]
fn what_blocks_is_done_by_a_clerk_where_a_simulation_decides_when() {
    fn rule(file: &Text) -> Vec<String> {
        let files = ["src/source/door.rs", "src/source/returned.rs", "src/source/fetching.rs"];
        let is_simulated = in_folder(file, &["fetch", "source/listed", "source/urls"])
            || files.contains(&file.path.as_str());
        let words = ["spawn_blocking", "block_in_place"];
        if is_simulated { naming(file, &words, "flow::Clerk does what blocks") } else { Vec::new() }
    }
    let bad = [
        ("src/fetch/memory.rs", "tokio::task::spawn_blocking(move || keep.write(&batch));"),
        ("src/source/listed/poll.rs", "let read = spawn_blocking(read).await;"),
    ];
    check(rule, &bad, &sources());
}

#[test]
fn two_files_name_the_library_that_speaks_http() {
    fn rule(file: &Text) -> Vec<String> {
        if ["src/fetch/http.rs", "src/broker/http.rs"].contains(&&*file.path) {
            return Vec::new();
        }
        naming(file, &["reqwest"], "the network stands behind fetch::hop::Network")
    }
    check(rule, &[("src/source/feed.rs", "let client = reqwest::Client::new();")], &sources());
}

#[test]
fn nothing_is_read_or_unpacked_without_a_cap() {
    fn rule(file: &Text) -> Vec<String> {
        let mut found = Vec::new();
        if in_folder(file, &["fetch", "decode"]) && !file.is_test() {
            let whole = ["read_to_end", "read_to_string", "decode_all", "decompress_to_vec"];
            found = naming(file, &whole, "a reader of a stream says how much it takes");
        }
        if !in_folder(file, &["decode/bundle"]) && !file.is_test() {
            let unpackers = [
                "Decompress",
                "Decompressor",
                "DeflateDecoder",
                "FrameDecoder",
                "GzDecoder",
                "MultiGzDecoder",
                "StreamingDecoder",
                "ZlibDecoder",
            ];
            found.extend(naming(file, &unpackers, "what is sent is unpacked under a cap, by decode::coding"));
        }
        found
    }
    let bad = [
        ("src/fetch/http.rs", "response.read_to_end(&mut body)?;"),
        ("src/source/push/mod.rs", "let body = GzDecoder::new(body);"),
        ("src/fetch/client.rs", "brotli_decompressor::Decompressor::new(body, 4096)"),
    ];
    check(rule, &bad, &sources());
}

#[test]
fn the_client_knows_no_format() {
    fn rule(file: &Text) -> Vec<String> {
        if !in_folder(file, &["fetch"]) || file.is_test() {
            return Vec::new();
        }
        let of_decode =
            file.code().filter(|(_, line)| line.contains("decode::") && !line.contains("decode::coding"));
        let of_decode = of_decode
            .map(|(n, line)| format!("{}:{n}: {}: it knows hosts and answers", file.path, line.trim()));
        let rooms = ["crate::source", "crate::normalise", "crate::dedup", "crate::daemon", "crate::cli"];
        of_decode.chain(naming(file, &rooms, "it knows hosts and answers")).collect()
    }
    let bad = [
        ("src/fetch/client.rs", "use crate::decode::listing;"),
        ("src/fetch/pace.rs", "use crate::source::Door;"),
    ];
    check(rule, &bad, &sources());
}

#[test]
fn the_web_and_the_sinks_know_no_daemon() {
    fn rule(file: &Text) -> Vec<String> {
        if !in_folder(file, &["web", "sink", "journal", "quarantine", "state"]) {
            return Vec::new();
        }
        naming(file, &["crate::daemon", "crate::once", "crate::cli"], "it is given what it needs to know")
    }
    check(rule, &[("src/web/mod.rs", "use crate::daemon::Status;")], &sources());
}

#[test]
fn a_brokers_client_is_named_in_its_own_files() {
    fn rule(file: &Text) -> Vec<String> {
        let clients = [("async_nats", "nats"), ("nkeys", "nats"), ("redis::aio", "redis")];
        let own = |broker: &str| {
            ["broker", "sink", "source"].iter().any(|room| file.path == format!("src/{room}/{broker}.rs"))
        };
        let strange = clients.iter().filter(|(_, broker)| !own(broker)).map(|(client, _)| *client);
        naming(
            file,
            &strange.collect::<Vec<_>>(),
            "a client is known in broker/NAME, sink/NAME and source/NAME only",
        )
    }
    check(rule, &[("src/sink/runner.rs", "use async_nats::Client;")], &sources());
}

#[test]
fn fetching_knows_hosts_and_answers_and_no_format_or_source() {
    fn rule(file: &Text) -> Vec<String> {
        if !in_folder(file, &["fetch"]) || file.is_test() {
            return Vec::new();
        }
        let formats = ["rss", "atom", "opml", "rdf", "newsml", "nitf", "ninjs", "urlset", "sitemapindex"];
        let rooms = [
            "crate::source",
            "crate::daemon",
            "crate::line",
            "decode::feed",
            "decode::sitemap",
            "decode::listing",
        ];
        let why = "what an answer holds is for decode and whoever asked";
        [naming(file, &formats, why), naming(file, &rooms, why)].concat()
    }
    let bad = [
        ("src/fetch/client.rs", "use crate::source::Door;"),
        ("src/fetch/interval.rs", "if root == \"rss\" {"),
        ("src/fetch/mod.rs", "decode::feed::read(body)"),
    ];
    check(rule, &bad, &sources());
}

#[test]
fn sinks_know_nothing_of_each_other() {
    fn rule(file: &Text) -> Vec<String> {
        let Some(name) = file.path.strip_prefix("src/sink/").and_then(|name| name.strip_suffix(".rs")) else {
            return Vec::new();
        };
        let others = wiredesk::sink::KINDS.iter().map(|kind| kind.name).filter(|other| *other != name);
        if !wiredesk::sink::KINDS.iter().any(|kind| kind.name == name) {
            return Vec::new();
        }
        let words: Vec<String> = others.map(|other| format!("super::{other}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        naming(file, &words, "what sinks share belongs to sink/mod.rs")
    }
    check(rule, &[("src/sink/file.rs", "use super::stdout::of;")], &sources());
}

#[test]
fn the_model_imports_nothing_of_the_crate_but_itself() {
    fn rule(file: &Text) -> Vec<String> {
        if !in_folder(file, &["model"]) {
            return Vec::new();
        }
        let foreign = file.code().filter(|(_, line)| {
            line.match_indices("crate::").any(|(at, _)| !line[at..].starts_with("crate::model"))
        });
        foreign
            .map(|(n, line)| format!("{}:{n}: {}: the model stands alone", file.path, line.trim()))
            .collect()
    }
    check(rule, &[("src/model/record.rs", "use crate::flow::Sequence;")], &sources());
}

#[test]
fn no_file_is_two_things() {
    fn rule(file: &Text) -> Vec<String> {
        let lines = file.content.lines().count();
        if lines > 900 { vec![format!("{}: {lines} lines: split it", file.path)] } else { Vec::new() }
    }
    check(rule, &[("src/long.rs", &"\n".repeat(901))], &sources());
}

#[test]
fn nothing_is_left_to_do() {
    fn rule(file: &Text) -> Vec<String> {
        let marks =
            [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("FIX", "ME"), concat!("XX", "X")];
        let found = file.content.lines().enumerate().filter_map(|(n, line)| {
            let mark = marks.iter().find(|mark| line.contains(*mark))?;
            Some(format!("{}:{}: `{mark}`", file.path, n + 1))
        });
        found.collect()
    }
    let mut files = all_files();
    files.retain(|file| file.path.ends_with(".rs"));
    check(rule, &[("src/a.rs", concat!("fn f() { todo", "!() }"))], &files);
}

#[test]
fn no_path_of_a_build_machine() {
    fn rule(file: &Text) -> Vec<String> {
        let homes = [
            concat!("/ho", "me/"),
            concat!("/ro", "ot/"),
            concat!("/wo", "rk/"),
            concat!("/Us", "ers/"),
            env!("CARGO_MANIFEST_DIR"),
        ];
        let found = file.content.lines().enumerate().filter_map(|(n, line)| {
            let starts =
                |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "./_-}~".contains(c));
            let home = homes.iter().find(|home| line.match_indices(**home).any(|(at, _)| starts(at)))?;
            Some(format!("{}:{}: a path of a machine ({home})", file.path, n + 1))
        });
        found.collect()
    }
    let bad = [
        ("docs/a.md", concat!("see /ho", "me/anna/desk")),
        ("src/a.rs", concat!("let path = \"/wo", "rk/x\";")),
        (".ci/run", concat!("cd ", env!("CARGO_MANIFEST_DIR"))),
    ];
    check(rule, &bad, &all_files());
}

#[test]
fn fault_codes_are_unique_and_say_what_to_do() {
    let mut seen = BTreeSet::new();
    for code in FaultCode::ALL {
        let text = code.as_str();
        assert!(seen.insert(text), "{text} stands twice");
        let kebab = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(kebab && !text.is_empty(), "{text} is not lower-case words joined by -");
        assert!(code.meaning().len() > 20 && !code.meaning().ends_with('.'), "{text}: {:?}", code.meaning());
        assert!(!code.stage().is_empty(), "{text}");
    }
    assert!(seen.len() >= 10);
}

/// The codes in the first column of a table in Markdown.
fn documented(markdown: &str) -> Vec<&str> {
    let rows = markdown.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once("` | ")).map(|(code, _)| code).collect()
}

/// The code that each `Warning::new(` is given, if it stands there as a literal.
fn warning_codes(content: &str) -> Vec<&str> {
    let calls = content.split(concat!("Warning::", "new(")).skip(1);
    calls
        .filter_map(|call| call.trim_start().strip_prefix('"')?.split_once('"'))
        .map(|(code, _)| code)
        .collect()
}

#[test]
fn warning_codes_are_documented_once() {
    let markdown = fs::read_to_string(root().join("docs/warnings.md")).unwrap();
    let documented = documented(&markdown);
    let unique: BTreeSet<&str> = documented.iter().copied().collect();
    assert_eq!(unique.len(), documented.len(), "a code stands twice in docs/warnings.md");
    assert!(unique.contains("paragraphs-capped"), "{unique:?}");
    assert_eq!(warning_codes("w.push(Warning::new(\n  \"a-b\", \"text\")); Warning::new(code, x)"), ["a-b"]);
    for file in sources().iter().filter(|file| !file.is_test()) {
        for code in warning_codes(&file.content) {
            assert!(unique.contains(code), "{}: the warning `{code}` is not in docs/warnings.md", file.path);
        }
    }
}

/// What `docs/guide/quarantine-codes.md` says, made from the codes themselves.
fn quarantine_codes() -> String {
    let mut text = String::from(
        "# Quarantine codes\n\nWhat the `code` of a reason means, and what to do. A code never changes its meaning. \
         Where \"retry\" says yes, the same\nbytes may pass another time; see [quarantine](quarantine.md).\n\n\
         | code | stage | retry | what it means and what to do |\n|---|---|---|---|\n",
    );
    for code in FaultCode::ALL {
        let retry = if code.retryable() { "yes" } else { "no" };
        text += &format!("| `{code}` | {} | {retry} | {} |\n", code.stage(), code.meaning());
    }
    text
}

/// `BLESS=1 cargo test --test it quarantine_codes` writes the page anew.
#[test]
fn quarantine_codes_are_documented() {
    let page = root().join("docs/guide/quarantine-codes.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&page, quarantine_codes()).unwrap();
    }
    let written = fs::read_to_string(&page).unwrap_or_default();
    assert_eq!(written, quarantine_codes(), "BLESS=1 writes docs/guide/quarantine-codes.md anew");
    assert_eq!(documented(&written).len(), FaultCode::ALL.len());
}
