//! Scripts of JSON-LD that are not quite JSON: what is certain is repaired, of the rest single members are taken.

use serde_json::{Map, Value};

use super::jsonld::{MAX_SCRIPT, STORY_TYPES};

/// Parses a script, repairing it if need be; two values in a row are two roots. And whether it was read to its end.
pub(super) fn parse(script: &str) -> (Vec<Value>, bool) {
    let stripped = strip_wrapping(script);
    match values(stripped) {
        Ok(found) => (found, true),
        Err(before) => match values(&repair(stripped)) {
            Ok(found) => (found, true),
            Err(after) => (if after.len() > before.len() { after } else { before }, false),
        },
    }
}

/// Whether a script says that it is about a story.
pub(super) fn names_a_story(script: &str) -> bool {
    STORY_TYPES.iter().take(10).any(|kind| script.contains(&format!("\"{kind}\"")))
}

/// The members of a script that cannot be read as JSON which tell of a story: taken one by one.
pub(super) fn salvaged(script: &str) -> Option<Value> {
    let kind = STORY_TYPES.iter().take(10).find(|kind| script.contains(&format!("\"{kind}\"")))?;
    let mut object = Map::new();
    object.insert("@type".to_owned(), Value::from(*kind));
    for key in ["headline", "datePublished", "dateModified", "dateCreated"] {
        if let Some((value, _)) = member(script, key) {
            object.insert(key.to_owned(), Value::from(value));
        }
    }
    if let Some(at) = script.find("\"author\"") {
        let authors = script.get(at..).unwrap_or_default();
        let end = authors.find(['}', ']']).map_or(authors.len(), |end| {
            let is_list = authors.get(..end).is_some_and(|head| head.contains('['));
            if is_list { authors.find(']').unwrap_or(authors.len()) } else { end }
        });
        let mut rest = authors.get(..end).unwrap_or_default();
        let mut names = Vec::new();
        while let Some((name, after)) = member(rest, "name").filter(|_| names.len() < 20) {
            names.push(Value::from(Map::from_iter([("name".to_owned(), Value::from(name))])));
            rest = rest.get(after..).unwrap_or_default();
        }
        object.insert("author".to_owned(), Value::from(names));
    }
    Some(Value::from(object)).filter(|o| o.as_object().is_some_and(|o| o.len() > 1))
}

/// The text of the first member of a name, and where it ends.
fn member(script: &str, key: &str) -> Option<(String, usize)> {
    let name = format!("\"{key}\"");
    let at = script.find(&name)? + name.len();
    let rest = script.get(at..)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let mut chars = rest.chars();
    let (mut text, mut escaped) = (String::new(), false);
    while let Some(c) = chars.next() {
        match c {
            '"' if !escaped && ends_string(chars.as_str()) => {
                return Some((text, script.len() - chars.as_str().len()));
            }
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            c if text.len() < 2_000 => text.push(c),
            _ => return None,
        }
        escaped = false;
    }
    None
}

/// How many characters are looked at to tell whether a string ends.
const LOOK_AHEAD: usize = 90;

/// Whether a quotation mark with this behind it ends a string of JSON, or is one of the text that nobody escaped.
fn ends_string(rest: &str) -> bool {
    let after = |text: &str| {
        let text: String = text.chars().take(40).collect();
        text.trim_start().to_owned()
    };
    let next = after(rest);
    match next.chars().next() {
        None | Some(':' | '}' | ']' | '/') => true,
        Some(',') => {
            let then = after(next.get(1..).unwrap_or_default());
            then.is_empty()
                || then.starts_with(['"', '{', '[', '}', ']', '-', '/', ',', '@'])
                || then.starts_with(|c: char| c.is_ascii_digit())
                || ["true", "false", "null"].iter().any(|w| then.starts_with(w))
                || then
                    .split_once(':')
                    .is_some_and(|(key, _)| key.chars().all(|c| c.is_alphanumeric() || c == '_'))
        }
        Some(_) => false,
    }
}

/// One value from a text that is nearly JSON; `None` where it cannot be mended for certain.
pub(in crate::decode) fn mended(text: &str) -> Option<Value> {
    if text.len() > MAX_SCRIPT {
        return None;
    }
    let mut found = values(&repair(text)).ok()?;
    found.pop().filter(|_| found.is_empty())
}

fn values(text: &str) -> Result<Vec<Value>, Vec<Value>> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) => found.push(value),
            Err(_) => return Err(found),
        }
    }
    Ok(found)
}

/// Comment and CDATA wrappings, a semicolon at the end.
fn strip_wrapping(script: &str) -> &str {
    let mut text = script.trim();
    for start in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[", "// <![CDATA["] {
        text = text.strip_prefix(start).unwrap_or(text).trim_start();
    }
    for end in ["-->", "//]]>", "/*]]>*/", "/* ]]> */", "// ]]>", "]]>", ";"] {
        text = text.strip_suffix(end).unwrap_or(text).trim_end();
    }
    text
}

/// Makes JSON of what is nearly JSON: raw control characters and quotation marks in strings, commas before a closing
/// bracket, keys without quotation marks, comments, wrong escapes.
fn repair(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut chars = text.chars().peekable();
    // The length up to the last character that is no white space.
    let mut said = 0;
    let mut in_string = false;
    while let Some(c) = chars.next() {
        if in_string {
            match c {
                '"' if ends_string(&chars.clone().take(LOOK_AHEAD).collect::<String>()) => in_string = false,
                '"' => {
                    out.push_str("\\\"");
                    continue;
                }
                '\\' => {
                    match chars.next() {
                        Some(e @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                            out.extend(['\\', e])
                        }
                        Some('\'') => out.push('\''),
                        Some(e) => out.extend(['\\', '\\', e]),
                        None => {}
                    }
                    continue;
                }
                '\n' | '\r' | '\t' => {
                    out.push(' ');
                    continue;
                }
                c if c.is_control() => continue,
                _ => {}
            }
            out.push(c);
            said = out.len();
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '/' if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|c| *c == '\n');
                continue;
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                chars.by_ref().find(|c| std::mem::replace(&mut last, *c) == '*' && *c == '/');
                continue;
            }
            '}' | ']' => {
                out.truncate(said);
                out.truncate(out.trim_end_matches(',').len());
                out.push(c);
            }
            ',' if out.get(..said).is_some_and(|said| said.ends_with([',', '{', '['])) => continue,
            c if c.is_alphabetic() || matches!(c, '_' | '@' | '$') => {
                let mut word = String::from(c);
                while let Some(c) =
                    chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | '$' | '-'))
                {
                    word.push(c);
                }
                let is_key = chars.clone().find(|c| !c.is_whitespace()) == Some(':');
                let mark = if is_key { "\"" } else { "" };
                out.extend([mark, &word, mark]);
            }
            _ => out.push(c),
        }
        if !c.is_whitespace() {
            said = out.len();
        }
    }
    out
}
