//! `wiredesk cluster`: every member of a story's cluster, in order, with what each did to the story.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::ErrorKind;
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::out::shown;
use super::{Exit, Fatal, out};
use crate::config;
use crate::dedup::{Differences, Identity, Listed, is_thin, listing, origins};
use crate::model::{Changes, Kind, Record, Relation, Status};
use crate::once::members::{self, Archive, Found};

/// Flags of `cluster`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  wiredesk cluster 3f9c04d1...                      in the journal that pipeline.toml names
  wiredesk cluster 3f9c04d1... -c /etc/wiredesk.toml
  wiredesk cluster 3f9c04d1... --state seen/        in what `process --state seen/` wrote
  wiredesk cluster 3f9c04d1... --json | jq '.members[].changes'

The id is that of any member. Members stand in the order in which they were
published; * marks the one that the others come from: the earliest, an agency
before those who print it. The daemon may run: only what it has written is read.")]
pub struct ClusterArgs {
    /// The id of a record: 32 hexadecimal digits
    #[arg(value_name = "ID", value_parser = identity)]
    id: Identity,
    /// The configuration, which names the journal
    #[arg(short, long, value_name = "FILE", default_value = "pipeline.toml")]
    config: PathBuf,
    /// Looks in the outputs of `process --state DIR` instead
    #[arg(long, value_name = "DIR", conflicts_with = "config")]
    state: Option<PathBuf>,
    /// One JSON object instead of lines for reading
    #[arg(long)]
    json: bool,
}

fn identity(text: &str) -> Result<Identity, String> {
    let no_id = || "no record's id: that is 32 hexadecimal digits, the `id` of a record".to_owned();
    Identity::parse(text.trim()).ok_or_else(no_id)
}

pub(super) fn cluster(args: &ClusterArgs) -> Result<Exit, Fatal> {
    let archive = match &args.state {
        Some(folder) => Archive::State(folder.clone()),
        None => Archive::Journal(config::load(&args.config)?.journal.path),
    };
    let found = members::find(&archive, args.id).map_err(|error| unreadable(&archive, error))?;
    for what in &found.passed_over {
        out::note(format_args!("not looked at: {what}"));
    }
    let Found { cluster, records, remembered, .. } = found;
    let Some(cluster) = cluster else { return Err(unknown(&archive, args.id)) };
    let members = listing(records, &remembered);
    if args.json {
        let json = serde_json::to_string(&json(cluster, &members));
        let json = json.map_err(|error| Fatal::new(Exit::Internal, error))?;
        out::print(format_args!("{json}\n"))?;
    } else {
        out::page(page(cluster, &members))?;
    }
    Ok(Exit::Ok)
}

fn unreadable(archive: &Archive, error: std::io::Error) -> Fatal {
    let absent = error.kind() == ErrorKind::NotFound;
    match archive {
        Archive::Journal(folder) if absent => {
            let folder = shown(folder.display());
            Fatal::message(
                Exit::NoInput,
                format!("{folder}: there is no journal yet: `wiredesk run` writes it"),
            )
        }
        Archive::State(folder) if absent => {
            let folder = shown(folder.display());
            let what =
                format!("{folder}: there is no such state: `wiredesk process --state {folder}` makes it");
            Fatal::message(Exit::NoInput, what)
        }
        Archive::Journal(folder) | Archive::State(folder) => Fatal::io(shown(folder.display()), error),
    }
}

fn unknown(archive: &Archive, id: Identity) -> Fatal {
    let place = match archive {
        Archive::Journal(folder) => format!("in the journal in {}", shown(folder.display())),
        Archive::State(folder) => {
            format!("in what was written with the state in {}", shown(folder.display()))
        }
    };
    Fatal::message(Exit::NoInput, format!("no record with the id {id} is {place}"))
}

/// Columns before what is said about a member.
const INDENT: &str = "    ";
/// Most letters of a paragraph that are shown.
const SHOWN: usize = 90;
/// Most paragraphs of a kind that are shown.
const PARAGRAPHS: usize = 8;

/// The cluster for reading.
fn page(cluster: Identity, members: &[Listed]) -> String {
    let mut page = format!("cluster {cluster}, {}\n", count(members.len(), "member"));
    for (name, count) in origins(members) {
        writeln!(page, "written by {name}: credited by {count} of {}", members.len()).ok();
    }
    for member in members.iter().filter(|member| withdraws(member)) {
        writeln!(page, "withdrawn {} by {}", moment(member.event), member.id).ok();
    }
    for member in members {
        page.push('\n');
        self::member(&mut page, member);
    }
    page
}

fn member(page: &mut String, member: &Listed) {
    let mark = if member.original { '*' } else { ' ' };
    let mut what = member.relation.as_str().to_owned();
    if member.revision > 1 {
        write!(what, ", version {} of its item", member.revision).ok();
    }
    if let Some(of) = &member.of {
        write!(what, " of {}", of.chars().take(8).collect::<String>()).ok();
    }
    if let Some(similarity) = member.similarity {
        write!(what, ", {similarity:.2} alike").ok();
    }
    writeln!(page, "{mark} {}  {}  {what}", moment(member.event), member.id).ok();
    let mut say = |text: &str| writeln!(page, "{INDENT}{text}").ok();
    let Some(record) = &member.record else {
        say("(only the index remembers it: its record is not where it was written)");
        return;
    };
    if withdraws(member) {
        say("withdraws the story");
    }
    let tag = record.update_tag.as_deref().map(|tag| format!("{tag}: ")).unwrap_or_default();
    say(&format!("{tag}{}", record.headline.as_deref().unwrap_or("(no headline)")));
    say(&whence(record));
    match &member.differences {
        Some(differences) if differences.is_empty() => {
            say("the same words");
        }
        Some(differences) => {
            for line in lines(differences) {
                say(&line);
            }
        }
        None if is_thin(record) => {
            say("every paragraph stands in the other; written without its text");
        }
        None if member.of.is_some() && member.relation != Relation::Original => {
            say("nothing to compare it with: one of the two has no text here");
        }
        None => {}
    }
}

/// Whether a member is the agency's word that the story is not to be used.
fn withdraws(member: &Listed) -> bool {
    let record = member.record.as_ref();
    record.is_some_and(|record| record.kind == Kind::Cancel || record.status == Some(Status::Canceled))
}

/// Who published it, and where it was found.
fn whence(record: &Record) -> String {
    let source = &record.source;
    let place = source.url.as_deref().or(source.path.as_deref()).unwrap_or("-");
    let mut place = format!("{}: {}", source.name, shown(place));
    if let Some(member) = &source.member {
        write!(place, ", {}", shown(member)).ok();
    }
    match &record.publisher {
        Some(publisher) => format!("{} ({place})", publisher.name),
        None => place,
    }
}

/// What is different, a line for each kind of thing.
fn lines(differences: &Differences) -> Vec<String> {
    let Differences { changes, added, removed } = differences;
    let mut lines = Vec::new();
    let mut terms = |what: &str, added: &[String], removed: &[String]| {
        let list = |sign: char, terms: &[String]| {
            terms.iter().map(|term| format!(" {sign}{term}")).collect::<String>()
        };
        if !added.is_empty() || !removed.is_empty() {
            lines.push(format!("{what}:{}{}", list('+', added), list('-', removed)));
        }
    };
    terms("figures", &changes.figures_added, &changes.figures_removed);
    terms("names", &changes.names_added, &changes.names_removed);
    for (sign, paragraphs) in [('+', added), ('-', removed)] {
        for paragraph in paragraphs.iter().take(PARAGRAPHS) {
            lines.push(format!("{sign} {}", shortened(paragraph)));
        }
        if paragraphs.len() > PARAGRAPHS {
            lines.push(format!("{sign} and {}", count(paragraphs.len() - PARAGRAPHS, "more paragraph")));
        }
    }
    lines
}

fn shortened(paragraph: &str) -> String {
    let line = paragraph.replace('\n', " ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN - 1).chain(['…']).collect()
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// `2026-11-23 14:05:09Z`.
fn moment(seconds: i64) -> String {
    let moment = Timestamp::from_second(seconds).unwrap_or_default();
    moment.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// What `--json` prints.
#[derive(Serialize)]
struct Json<'a> {
    cluster: String,
    /// Id of the member that the others come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'a str>,
    /// Agencies that members name as origin, with how many do.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    origins: BTreeMap<String, usize>,
    /// Ids of the members that withdraw the story.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withdrawn_by: Vec<&'a str>,
    members: Vec<JsonMember<'a>>,
}

#[derive(Serialize)]
struct JsonMember<'a> {
    id: &'a str,
    /// When it was published, else received.
    event: String,
    original: bool,
    relation: Relation,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f64>,
    revision: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    update_tag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a crate::model::Source>,
    /// Absent where there is nothing to compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<JsonChanges<'a>>,
}

#[derive(Serialize)]
struct JsonChanges<'a> {
    #[serde(flatten)]
    changes: &'a Changes,
    added: &'a [String],
    removed: &'a [String],
}

fn json(cluster: Identity, members: &[Listed]) -> Json<'_> {
    let each = members.iter().map(|member| {
        let record = member.record.as_ref();
        JsonMember {
            id: &member.id,
            event: Timestamp::from_second(member.event).unwrap_or_default().to_string(),
            original: member.original,
            relation: member.relation,
            of: member.of.as_deref(),
            similarity: member.similarity,
            revision: member.revision,
            kind: record.map(|record| record.kind),
            headline: record.and_then(|record| record.headline.as_deref()),
            update_tag: record.and_then(|record| record.update_tag.as_deref()),
            publisher: record.and_then(|record| record.publisher.as_ref()).map(|it| it.name.as_str()),
            source: record.map(|record| &record.source),
            changes: member.differences.as_ref().map(|Differences { changes, added, removed }| JsonChanges {
                changes,
                added,
                removed,
            }),
        }
    });
    Json {
        cluster: cluster.to_string(),
        original: members.iter().find(|member| member.original).map(|member| member.id.as_str()),
        origins: origins(members).into_iter().collect(),
        withdrawn_by: members.iter().filter(|it| withdraws(it)).map(|member| member.id.as_str()).collect(),
        members: each.collect(),
    }
}
