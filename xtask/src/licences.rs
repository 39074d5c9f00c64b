//! `cargo xtask licences`: every package of the tree, whatever the platform, against `deny.toml`.
//!
//! Reads what `cargo metadata` says; the licence expressions are SPDX 2.3, and `/` for OR as older packages write it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, bail};
use serde_json::Value;

/// What `deny.toml` lets in.
#[derive(Debug, Default)]
struct Policy {
    allowed: BTreeSet<String>,
    exceptions: BTreeMap<String, BTreeSet<String>>,
    banned: BTreeMap<String, String>,
}

pub(crate) fn run() -> anyhow::Result<()> {
    let policy = policy(&std::fs::read_to_string("deny.toml").context("deny.toml of this folder")?)?;
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", output.status);
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let wrong: Vec<String> = packages.iter().filter_map(|package| refused(&policy, package)).collect();
    if !wrong.is_empty() {
        bail!("not allowed by deny.toml:\n  {}", wrong.join("\n  "));
    }
    println!("licences: {} packages, all allowed by deny.toml", packages.len());
    Ok(())
}

fn policy(text: &str) -> anyhow::Result<Policy> {
    let table: toml::Table = text.parse().context("deny.toml")?;
    let licenses = table.get("licenses").context("deny.toml has no [licenses]")?;
    let mut policy = Policy { allowed: strings(licenses.get("allow")), ..Policy::default() };
    for exception in licenses.get("exceptions").and_then(toml::Value::as_array).into_iter().flatten() {
        let name =
            exception.get("crate").and_then(toml::Value::as_str).context("an exception without `crate`")?;
        policy.exceptions.insert(name.to_owned(), strings(exception.get("allow")));
    }
    let banned = table.get("bans").and_then(|bans| bans.get("deny")).and_then(toml::Value::as_array);
    for ban in banned.into_iter().flatten() {
        let text = |key: &str| ban.get(key).and_then(toml::Value::as_str);
        let name = text("crate").context("a ban without `crate`")?;
        policy.banned.insert(name.to_owned(), text("reason").unwrap_or("banned").to_owned());
    }
    Ok(policy)
}

fn strings(value: Option<&toml::Value>) -> BTreeSet<String> {
    let list = value.and_then(toml::Value::as_array).into_iter().flatten();
    list.filter_map(toml::Value::as_str).map(str::to_owned).collect()
}

/// Why a package may not be there, if it may not.
fn refused(policy: &Policy, package: &Value) -> Option<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let version = package["version"].as_str().unwrap_or_default();
    if let Some(reason) = policy.banned.get(name) {
        return Some(format!("{name} {version}: {reason}"));
    }
    let Some(expression) = package["license"].as_str() else {
        return Some(format!("{name} {version}: says no licence"));
    };
    let exception = policy.exceptions.get(name);
    let allowed = |id: &str| policy.allowed.contains(id) || exception.is_some_and(|ids| ids.contains(id));
    match holds(expression, &allowed) {
        Some(true) => None,
        Some(false) => Some(format!("{name} {version}: {expression}")),
        None => Some(format!("{name} {version}: {expression:?} is not a licence expression")),
    }
}

/// Whether an expression can be met with what is allowed; `None` if it is not one.
fn holds(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    let result = any_of(&mut words, allowed)?;
    words.is_empty().then_some(result)
}

/// `A OR B`; the words stand in reverse order.
fn any_of(words: &mut Vec<&str>, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = all_of(words, allowed)?;
    while words.pop_if(|word| *word == "OR").is_some() {
        result |= all_of(words, allowed)?;
    }
    Some(result)
}

/// `A AND B`, which binds closer than OR.
fn all_of(words: &mut Vec<&str>, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = one(words, allowed)?;
    while words.pop_if(|word| *word == "AND").is_some() {
        result &= one(words, allowed)?;
    }
    Some(result)
}

/// An identifier, with its exception if it has one, or an expression in brackets.
fn one(words: &mut Vec<&str>, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    match words.pop()? {
        "(" => {
            let inner = any_of(words, allowed)?;
            (words.pop()? == ")").then_some(inner)
        }
        "AND" | "OR" | "WITH" | ")" => None,
        id => match words.pop_if(|word| *word == "WITH") {
            Some(_) => Some(allowed(&format!("{id} WITH {}", words.pop()?))),
            None => Some(allowed(id)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let allowed = |id: &str| ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].contains(&id);
        for (expression, expected) in [
            ("MIT", Some(true)),
            ("GPL-3.0", Some(false)),
            ("GPL-3.0 OR MIT", Some(true)),
            ("GPL-3.0/MIT", Some(true)),
            ("GPL-3.0 AND MIT", Some(false)),
            ("(GPL-3.0 OR MIT) AND Zlib", Some(true)),
            ("GPL-3.0 OR MIT AND Apache-2.0", Some(false)),
            ("Apache-2.0 WITH LLVM-exception", Some(true)),
            ("Apache-2.0", Some(false)),
            ("MIT OR", None),
            ("(MIT", None),
            ("MIT Zlib", None),
            ("", None),
        ] {
            assert_eq!(holds(expression, &allowed), expected, "{expression}");
        }
    }

    #[test]
    fn packages() {
        let policy = policy(
            "[licenses]\nallow = [\"MIT\"]\nexceptions = [{ crate = \"a\", allow = [\"MPL-2.0\"] }]\n\
             [bans]\ndeny = [{ crate = \"b\", reason = \"why\" }]\n",
        )
        .unwrap();
        let check = |name: &str, license: Option<&str>, expected: Option<&str>| {
            let package = serde_json::json!({ "name": name, "version": "1.0.0", "license": license });
            assert_eq!(refused(&policy, &package).as_deref(), expected, "{name} {license:?}");
        };
        check("c", Some("MIT"), None);
        check("c", Some("MPL-2.0"), Some("c 1.0.0: MPL-2.0"));
        check("a", Some("MPL-2.0"), None);
        check("b", Some("MIT"), Some("b 1.0.0: why"));
        check("c", None, Some("c 1.0.0: says no licence"));
    }
}
