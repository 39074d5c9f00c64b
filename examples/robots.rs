//! What robots.txt files cost and say: `cargo xtask robots` runs it.
//!
//! usage: robots CASES.tsv: lines of product, address, 1 or 0 (allowed), file with `\n` and `\r` written so
//! Exit status 1 if a case is decided otherwise, or a question costs more than the limit. The limit stands here, so that
//! whoever runs it sees what is asked.
#![allow(clippy::print_stdout)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use url::Url;
use wiredesk::fetch::robots::{READ, Robots};

/// Most that a question may cost, whatever the file.
const MOST: Duration = Duration::from_millis(10);

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        println!("usage: robots CASES.tsv");
        return ExitCode::FAILURE;
    };
    let cases = match std::fs::read_to_string(&path) {
        Ok(cases) => cases,
        Err(e) => {
            println!("{path}: {e}");
            return ExitCode::FAILURE;
        }
    };
    let decided = decide(&cases);
    let quick = time();
    if decided && quick { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether every case is decided as it says.
fn decide(cases: &str) -> bool {
    let (mut all, mut right) = (0, 0);
    for line in cases.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [product, address, allowed, file] = fields[..] else {
            println!("not a case: {line}");
            continue;
        };
        all += 1;
        let file = file.replace("\\n", "\n").replace("\\r", "\r");
        // A case without an address asks for the host's first page.
        let address = if address.is_empty() { "http://foo.bar/" } else { address };
        let Ok(address) = Url::parse(address) else { continue };
        let decision = Robots::parse(file.as_bytes(), product).decide(&address);
        if decision.allowed == (allowed == "1") {
            right += 1;
        } else {
            println!("wrong: {line}\n  {decision:?}");
        }
    }
    println!("robots.txt: {right} of {all} cases");
    all > 0 && right == all
}

/// Whether no file makes a question cost too much.
fn time() -> bool {
    let mut quick = true;
    for (name, file) in worst_cases() {
        let begun = Instant::now();
        let robots = Robots::parse(&file, "wiredesk");
        let read = begun.elapsed();
        for path in [
            format!("/{}", "a".repeat(2000)),
            format!("/{}", "ab".repeat(1000)),
            format!("/{}", "a".repeat(60)),
        ] {
            let Ok(address) = Url::parse(&format!("http://foo.bar{path}")) else { continue };
            let took = (0..5).map(|_| {
                let begun = Instant::now();
                robots.allows(&address);
                begun.elapsed()
            });
            let took = took.min().unwrap_or_default();
            quick &= took <= MOST;
            let letters = path.len();
            println!(
                "{name}: {} rules, read in {read:.1?}, asked for {letters} letters in {took:.1?}",
                robots.rules()
            );
        }
    }
    quick
}

/// Files of 500 KiB whose rules cost much to match.
fn worst_cases() -> Vec<(&'static str, Vec<u8>)> {
    let fill = |line: &dyn Fn(usize) -> String| {
        let mut file = String::from("user-agent:*\n");
        for n in 0.. {
            let next = line(n);
            if file.len() + next.len() > READ {
                break;
            }
            file += &next;
        }
        file.into_bytes()
    };
    let letter = |n: usize| char::from(b"abcdefghijklmnopqrstuvwxyz"[n % 26]);
    let pair = |n: usize| format!("{}{}", letter(n / 26), letter(n));
    let stars = ["user-agent:*\ndisallow:/", &"*".repeat(READ - 24), "b"].concat();
    let alternating = ["user-agent:*\ndisallow:/", &"*a".repeat(READ / 2 - 20), "*b$"].concat();
    vec![
        ("one rule of stars", stars.into_bytes()),
        ("one rule of stars and letters", alternating.into_bytes()),
        ("short rules with a star", fill(&|n| format!("allow:*{}{}\n", pair(n), letter(n / 676)))),
        (
            "short rules with a star that match late",
            fill(&|n| format!("allow:*ab*{}{}\n", pair(n), letter(n / 676))),
        ),
        ("rules with many stars", fill(&|n| format!("allow:*a*a*a*a*a*a*a*a*{}b\n", pair(n)))),
        ("long rules without stars", fill(&|n| format!("allow:/{}{}b\n", "a".repeat(1000), pair(n)))),
        (
            "rules that match everywhere almost",
            fill(&|n| format!("allow:*aaaaaaaa{}{}z\n", pair(n), letter(n / 676))),
        ),
        (
            "short rules that match everywhere almost",
            fill(&|n| format!("allow:*a{}{}z\n", pair(n), letter(n / 676))),
        ),
        ("rules that match almost", fill(&|n| format!("allow:/*{}{}b$\n", "a".repeat(200), pair(n)))),
    ]
}
