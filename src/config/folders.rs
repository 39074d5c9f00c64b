//! Which folders must not lie in one another: what stands in an inbox is read as copy, so nothing that wiredesk writes may be put there;
//! and what a sink publishes does not lie among what wiredesk keeps for itself, where it could be removed, moved or taken for something else.

use std::path::{Component, Path, PathBuf};

/// A folder that a setting names.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    /// The setting: `["source", "inbox", "path"]`.
    pub(super) key: Vec<String>,
    /// The folder, comparable: absolute, without `.` and `..`.
    pub(super) path: PathBuf,
    /// What it is for.
    pub(super) role: Role,
}

/// What a folder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Copy is read from it.
    Inbox,
    /// Copy that was read is put into it; several inboxes may share one.
    Done,
    /// wiredesk's own: state, quarantine, journal.
    Own,
    /// What a sink writes.
    Output,
}

/// Two folders that cannot be as they are: the one to complain about, the other, and why.
pub(super) type Clash<'f> = (&'f Folder, &'f Folder, &'static str);

/// Every pair that cannot be, each once.
pub(super) fn clashes(folders: &[Folder]) -> Vec<Clash<'_>> {
    let mut found = Vec::new();
    for (n, earlier) in folders.iter().enumerate() {
        for later in folders.iter().skip(n + 1) {
            let pair = match (earlier.role, later.role) {
                // The names of what they publish keep sinks apart.
                (Role::Output, Role::Output) => None,
                (_, Role::Output) => output(later, earlier),
                (Role::Output, _) => output(earlier, later),
                (Role::Inbox, Role::Inbox) => two_inboxes(earlier, later),
                (Role::Inbox, _) => inside(later, earlier),
                (_, Role::Inbox) => inside(earlier, later),
                (Role::Done, Role::Done) => None,
                _ if earlier.path == later.path => Some((later, earlier, "is the same folder as")),
                _ => None,
            };
            found.extend(pair);
        }
    }
    found
}

fn two_inboxes<'f>(one: &'f Folder, other: &'f Folder) -> Option<Clash<'f>> {
    if one.path == other.path {
        Some((other, one, "is the same folder as"))
    } else if one.path.starts_with(&other.path) {
        Some((one, other, "lies inside"))
    } else if other.path.starts_with(&one.path) {
        Some((other, one, "lies inside"))
    } else {
        None
    }
}

/// What a sink publishes lies in nobody's folder.
fn output<'f>(folder: &'f Folder, other: &'f Folder) -> Option<Clash<'f>> {
    let why = if folder.path == other.path {
        "is the same folder as"
    } else if folder.path.starts_with(&other.path) {
        "lies inside"
    } else if other.path.starts_with(&folder.path) {
        "is a folder that holds"
    } else {
        return None;
    };
    Some((folder, other, why))
}

fn inside<'f>(folder: &'f Folder, inbox: &'f Folder) -> Option<Clash<'f>> {
    let same = folder.path == inbox.path;
    let why = if same { "is the same folder as" } else { "lies inside" };
    folder.path.starts_with(&inbox.path).then_some((folder, inbox, why))
}

/// A path that can be compared: absolute, without `.` and `..`, links not followed.
pub(super) fn comparable(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// The same with links followed, as far as the path leads to something that is there.
pub(super) fn real(path: &Path) -> PathBuf {
    let plain = comparable(path);
    for ancestor in plain.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), plain.strip_prefix(ancestor)) {
            return real.join(rest);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(folders: &[(&str, Role)], expected: &[(&str, &str, &str)]) {
        let folders: Vec<Folder> = folders
            .iter()
            .map(|(path, role)| Folder {
                key: vec![(*path).into()],
                path: comparable(Path::new(path)),
                role: *role,
            })
            .collect();
        let found: Vec<(&str, &str, &str)> = clashes(&folders)
            .iter()
            .map(|(one, other, why)| (one.key[0].as_str(), *why, other.key[0].as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn apart() {
        check(
            &[("var/state", Role::Own), ("out", Role::Own), ("inbox", Role::Inbox), ("done", Role::Done)],
            &[],
        );
        // A name that begins alike is another folder.
        check(&[("inbox", Role::Inbox), ("inbox-done", Role::Done)], &[]);
        // An inbox inside another folder is nobody's copy read twice.
        check(&[("var", Role::Own), ("var/inbox", Role::Inbox)], &[]);
        check(&[("done", Role::Done), ("done", Role::Done)], &[]);
    }

    #[test]
    fn not_apart() {
        check(
            &[("inbox", Role::Inbox), ("inbox/done", Role::Done)],
            &[("inbox/done", "lies inside", "inbox")],
        );
        check(
            &[("./a/../inbox", Role::Inbox), ("inbox", Role::Own)],
            &[("inbox", "is the same folder as", "./a/../inbox")],
        );
        check(&[("in/a", Role::Inbox), ("in", Role::Inbox)], &[("in/a", "lies inside", "in")]);
        check(&[("out", Role::Own), ("./out", Role::Own)], &[("./out", "is the same folder as", "out")]);
        check(&[("out", Role::Own), ("out/.", Role::Done)], &[("out/.", "is the same folder as", "out")]);
    }

    #[test]
    fn the_file_of_a_sink_lies_in_nobodys_folder() {
        for role in [Role::Inbox, Role::Done, Role::Own] {
            check(&[("a", role), ("a/b", Role::Output)], &[("a/b", "lies inside", "a")]);
            check(&[("a/b", role), ("a", Role::Output)], &[("a", "is a folder that holds", "a/b")]);
            check(&[("a", Role::Output), ("./a", role)], &[("a", "is the same folder as", "./a")]);
            check(&[("a", role), ("a.jsonl", Role::Output)], &[]);
        }
        check(&[("a", Role::Output), ("./a", Role::Output), ("a/b", Role::Output)], &[]);
    }
}
