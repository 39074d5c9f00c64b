//! `wiredesk quotes` as somebody reads it: pages, pipes, bundles, and what cannot be read.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::Desk;

const FERRY: &str = "Ferry line to reopen in May\n\nThe ferry to the outer islands will sail again from May, after \
two winters at the pier.\n\n\"We have waited two winters for this,\" said Marta Lind, who chairs the board. \"The pier is \
ready.\"\n\nHer deputy, Jonas Brekke, told the Harbour News that fares would not rise.\n";

/// The columns left and right of the line, for each line that has one.
fn columns(page: &str) -> Vec<(String, String)> {
    let rows = page.lines().filter_map(|line| line.split_once(" │"));
    rows.map(|(left, right)| (left.trim().to_owned(), right.trim().to_owned())).collect()
}

fn row(page: &str, beginning: &str) -> (String, String) {
    let mut rows = columns(page).into_iter();
    rows.find(|(_, text)| text.starts_with(beginning)).unwrap_or_else(|| panic!("{beginning}\n{page}"))
}

#[test]
fn in_a_pipe_quotations_stand_between_brackets_with_the_speaker_in_the_margin() {
    let desk = Desk::new();
    desk.write("ferry.txt", FERRY);
    let ended = desk.run(&["quotes", "ferry.txt"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let page = &ended.stdout;
    assert!(!page.contains('\u{1b}'), "{page}");
    assert_eq!(columns(page)[0], (String::new(), "Ferry line to reopen in May".to_owned()));
    let (speaker, text) = row(page, "\"⟦We have");
    assert_eq!(speaker, "Marta Lind");
    assert!(text.starts_with("\"⟦We have waited two winters for this,⟧\" said Marta Lind"), "{text}");
    assert!(page.contains("\"⟦The pier is ready.⟧\""), "{page}");
    assert_eq!(row(page, "Her deputy").0, "~Jonas Brekke");
    // Reading leaves nothing behind.
    assert_eq!(desk.names(), ["ferry.txt"]);
}

#[test]
fn any_format_and_each_member_of_a_bundle() {
    let desk = Desk::new();
    let lines: Vec<String> = [("1", "Marta Lind"), ("2", "Jonas Brekke")]
        .iter()
        .map(|(id, name)| {
            serde_json::json!({
                "id": id,
                "title": "Ferry line to reopen in May",
                "text": format!("The pier was shown to reporters on Friday.\n\n\"The pier is ready,\" {name} said."),
            })
            .to_string()
        })
        .collect();
    desk.write("two.jsonl", format!("{}\n", lines.join("\n")));
    desk.write(
        "page.html",
        "<html><head><title>Ferry line to reopen</title></head><body><article><h1>Ferry line to reopen</h1><p>The ferry \
         to the outer islands will sail again from May, after two winters in which it lay at the pier.</p><p>&quot;The \
         pier is ready,&quot; Marta Lind said. &quot;We have waited two winters for this day to come.&quot;</p>\
         </article></body></html>",
    );
    let ended = desk.run(&["quotes", "two.jsonl", "page.html"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let titles: Vec<&str> = ended.stdout.lines().filter(|line| line.starts_with("== ")).collect();
    assert_eq!(titles, ["== two.jsonl: 1", "== two.jsonl: 2", "== page.html"]);
    let speakers: Vec<String> =
        columns(&ended.stdout).into_iter().map(|(left, _)| left).filter(|left| !left.is_empty()).collect();
    assert_eq!(speakers, ["Marta Lind", "Jonas Brekke", "Marta Lind"]);
}

#[test]
fn standard_input_and_json_with_offsets_that_hold() {
    let desk = Desk::new();
    let mut child = desk
        .command(&["quotes", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(FERRY.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert_eq!(stdout.lines().count(), 1);
    let said: Value = serde_json::from_str(&stdout).unwrap();
    let text: Vec<char> = said["text"].as_str().unwrap().chars().collect();
    let quotes = said["quotes"].as_array().unwrap();
    assert!(quotes.len() >= 2, "{quotes:?}");
    for quote in quotes.iter().filter(|quote| quote["field"] == "text") {
        let pieces: Vec<String> = quote["spans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| {
                let [start, end] = [0, 1].map(|n| span[n].as_u64().unwrap() as usize);
                text[start..end].iter().collect()
            })
            .collect();
        assert_eq!(quote["text"].as_str().unwrap(), pieces.join(" … "));
    }
    // They are the quotes of the record that `process` writes.
    desk.write("ferry.txt", FERRY);
    let record: Value = serde_json::from_str(&desk.run(&["process", "ferry.txt"]).stdout).unwrap();
    assert_eq!(record["quotes"], said["quotes"]);
    assert_eq!(record["text"], said["text"]);
}

#[test]
fn on_a_terminal_each_speaker_has_a_colour_unless_no_color_is_set() {
    let desk = Desk::new();
    desk.write("ferry.txt", FERRY);
    let on_terminal = |no_color: &str| {
        let program = env!("CARGO_BIN_EXE_wiredesk");
        let line = format!("stty cols 200 2>/dev/null; {program} quotes ferry.txt");
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).current_dir(desk.folder()).env("TERM", "xterm");
        command.env("NO_COLOR", no_color).stdin(Stdio::null());
        command.output().map(|output| String::from_utf8(output.stdout).unwrap())
    };
    let Ok(page) = on_terminal("") else {
        println!("skipped: there is no script(1) here to give a terminal");
        return;
    };
    assert!(page.contains("\u{1b}[31mWe have waited two winters for this,\u{1b}[0m"), "{page}");
    assert!(page.contains("\u{1b}[31mThe pier is ready.\u{1b}[0m"), "{page}");
    assert!(page.contains("~Jonas Brekke\u{1b}[0m │"), "{page}");
    assert!(page.contains("\u{1b}[32m") && !page.contains('⟦'), "{page}");
    let plain = on_terminal("1").unwrap();
    assert!(!plain.contains('\u{1b}') && plain.contains("⟦The pier is ready.⟧"), "{plain}");
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_shown() {
    let desk = Desk::new();
    desk.write("empty.txt", " \n").write("ferry.txt", FERRY).write("folder/ferry.txt", FERRY);
    let ended = desk.run(&["quotes", "empty.txt", "ferry.txt"]);
    assert_eq!(ended.status, 65);
    assert!(ended.stderr.starts_with("wiredesk: empty.txt: empty"), "{}", ended.stderr);
    assert!(ended.stdout.contains("⟦The pier is ready.⟧"), "{}", ended.stdout);
    let absent = desk.run(&["quotes", "nowhere.txt", "ferry.txt"]);
    assert_eq!(absent.status, 66, "{}", absent.stderr);
    assert!(absent.stdout.contains("⟦The pier is ready.⟧"), "{}", absent.stdout);
    let folder = desk.run(&["quotes", "folder"]);
    assert_eq!(folder.status, 66);
    assert_eq!(folder.stderr, "folder is a folder: name files, or use `wiredesk process folder`\n");
}

#[test]
fn what_an_article_says_cannot_steer_a_terminal() {
    let desk = Desk::new();
    desk.write("evil.txt", FERRY.replace("The pier", "\u{1b}]0;owned\u{7}The pier\u{1b}[31m\u{9b}2J"));
    let ended = desk.run(&["quotes", "evil.txt"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    let controls: Vec<char> = ended.stdout.chars().filter(|c| c.is_control() && *c != '\n').collect();
    assert!(controls.is_empty(), "{controls:?}");
}
