//! The labelled sets beside this repository, as `run_*.py` there give them to the program.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};

/// One file of a labelled set.
pub(crate) struct Set {
    /// The folder and the file: `polnear/dev`.
    pub(crate) name: String,
    /// Its lines.
    pub(crate) lines: Vec<Value>,
}

/// What is in a folder, sorted; nothing where there is none.
pub(crate) fn sorted(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    Ok(entries)
}

/// Every JSON Lines file in the folders of a folder.
pub(crate) fn json_lines(folder: &Path) -> anyhow::Result<Vec<Set>> {
    let mut sets = Vec::new();
    for of in sorted(folder)? {
        for file in sorted(&of)?.into_iter().filter(|file| file.extension().is_some_and(|ext| ext == "jsonl"))
        {
            let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            let lines = text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str);
            sets.push(Set {
                name: format!(
                    "{}/{}",
                    of.file_name().unwrap_or_default().display(),
                    file.file_stem().unwrap_or_default().display()
                ),
                lines: lines.collect::<Result<_, _>>().with_context(|| file.display().to_string())?,
            });
        }
    }
    Ok(sets)
}

/// The text of an article.
pub(crate) fn text(article: &Value) -> &str {
    article["text"].as_str().unwrap_or_default()
}

/// Articles that have a second `t` as one JSON Lines delivery, in the order of time.
pub(crate) fn stream(mut articles: Vec<Value>) -> String {
    let second = |article: &Value| article["t"].as_i64().unwrap_or_default();
    articles.sort_by_key(second);
    let mut lines = String::new();
    for article in articles {
        let published = moment(second(&article));
        let line = json!({
            "id": article["id"], "title": article["title"], "text": article["text"], "published": published,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    lines
}

/// Seconds after 1987 began, as the labelled streams count, in RFC 3339.
fn moment(seconds: i64) -> String {
    let (mut days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let mut year = 1987;
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", month + 1, days + 1)
}
