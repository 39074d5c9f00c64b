//! The columns: the one list from which both writers and docs/tables.md are made. A column keeps its name, type and
//! meaning; new ones may come.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use super::{Form, Value};
use crate::model::{Cluster, Dated, Quote, Record, Speaker};

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its values are.
    pub form: Form,
    /// Where in the record it stands.
    pub from: &'static str,
    /// What it means.
    pub meaning: &'static str,
    get: Get,
}

/// How a value is got.
#[derive(Debug, Clone, Copy)]
enum Get {
    Record(for<'r> fn(&'r Record) -> Value<'r>),
    Quote(for<'r> fn(&'r Quote) -> Value<'r>),
    /// Which quotation of its record it is.
    Number,
}

impl Column {
    /// The value of a record, in the row of its n-th quotation.
    pub(super) fn value<'r>(&self, record: &'r Record, n: usize) -> Value<'r> {
        match self.get {
            Get::Record(get) => get(record),
            Get::Quote(get) => record.quotes.get(n).map_or(Value::Nothing, get),
            Get::Number => count(n),
        }
    }
}

const fn story(
    name: &'static str,
    form: Form,
    from: &'static str,
    meaning: &'static str,
    get: for<'r> fn(&'r Record) -> Value<'r>,
) -> Column {
    Column { name, form, from, meaning, get: Get::Record(get) }
}

const fn quote(
    name: &'static str,
    form: Form,
    from: &'static str,
    meaning: &'static str,
    get: for<'r> fn(&'r Quote) -> Value<'r>,
) -> Column {
    Column { name, form, from, meaning, get: Get::Quote(get) }
}

use Form::{Integer, Number, Spans, Text, Texts, Time, Truth};

const GENERATION: Column =
    story("generation", Integer, "generation", "1; the same record written again has the next one", |r| {
        Value::Integer(r.generation.into())
    });
const SOURCE_NAME: Column =
    story("source_name", Text, "source.name", "Configured name of the source", |r| text(&r.source.name));
const URL: Column = story("url", Text, "url", "Address as given", |r| maybe(r.url.as_ref()));
const PUBLISHER: Column = story("publisher", Text, "publisher.name", "Who published it", |r| {
    maybe(r.publisher.as_ref().map(|publisher| &publisher.name))
});
const PUBLISHER_DOMAIN: Column = story("publisher_domain", Text, "publisher.domain", "Its domain", |r| {
    maybe(r.publisher.as_ref().and_then(|publisher| publisher.domain.as_ref()))
});
const HEADLINE: Column =
    story("headline", Text, "headline", "Headline without update tags", |r| maybe(r.headline.as_ref()));
const PUBLISHED: Column = story(
    "published",
    Time,
    "published.value",
    "First publication: the first moment that it can mean, in UTC where no offset is given",
    |r| time(r.published.as_ref().and_then(first_moment)),
);
const RECEIVED_AT: Column = story("received_at", Time, "source.received_at", "When it arrived", |r| {
    time(r.source.received_at.parse().ok())
});
const LANGUAGE: Column = story("language", Text, "language", "BCP 47", |r| maybe(r.language.as_ref()));
const CLUSTER_ID: Column =
    story("cluster_id", Text, "cluster.id", "Id of the first record of its cluster; never changes", |r| {
        of_cluster(r, |cluster| text(&cluster.id))
    });
const RELATION: Column = story(
    "relation",
    Text,
    "cluster.relation",
    "What it is to `of`: `original`, `copy`, `excerpt`, `revision`",
    |r| of_cluster(r, |cluster| word(cluster.relation)),
);

/// A row a record.
pub const RECORDS: &[Column] = &[
    story("id", Text, "id", "The record's id: the same input always gets the same one", |r| text(&r.id)),
    GENERATION,
    story("kind", Text, "kind", "`article`, `duplicate` (a copy without its text), `cancel`", |r| {
        word(r.kind)
    }),
    SOURCE_NAME,
    story("source_type", Text, "source.type", "Type of the source", |r| text(&r.source.kind)),
    story(
        "source_path",
        Text,
        "source.path",
        "Path relative to the inbox, or to the folder given to `process`",
        |r| maybe(r.source.path.as_ref()),
    ),
    story("item", Text, "source.item", "The delivery's own id", |r| maybe(r.source.item.as_ref())),
    URL,
    story(
        "canonical_url",
        Text,
        "canonical_url",
        "Address without tracking parameters, fragment, AMP and mobile forms",
        |r| maybe(r.canonical_url.as_ref()),
    ),
    PUBLISHER,
    PUBLISHER_DOMAIN,
    HEADLINE,
    story("authors", Texts, "authors[].name", "Names of who made it, in order", |r| {
        texts(r.authors.iter().map(|author| &author.name))
    }),
    PUBLISHED,
    story("published_as_given", Text, "published.value", "The same as the delivery gives it", |r| {
        maybe(r.published.as_ref().map(|date| &date.value))
    }),
    story(
        "published_precision",
        Text,
        "published.precision",
        "How exactly it is known: `second`, `minute`, `day`, `month`, `year`",
        |r| r.published.as_ref().map_or(Value::Nothing, |date| word(date.precision)),
    ),
    RECEIVED_AT,
    LANGUAGE,
    story("section", Text, "section", "Section of the publication", |r| maybe(r.section.as_ref())),
    story("genre", Text, "genre", "Genre", |r| maybe(r.genre.as_ref())),
    story("urgency", Integer, "urgency", "1 (flash) to 9", |r| whole(r.urgency)),
    story("keywords", Texts, "keywords", "Keywords", |r| texts(&r.keywords)),
    story("lead", Text, "lead", "Description or first paragraph", |r| maybe(r.lead.as_ref())),
    story("text", Text, "text", "The story: paragraphs joined by blank lines", |r| text(&r.text)),
    story("words", Integer, "counts.words", "Words in `text`", |r| count(r.counts.words)),
    story("quotes", Integer, "counts.quotes", "Quotations: rows in the table `quotes`", |r| {
        count(r.counts.quotes)
    }),
    story(
        "agencies",
        Texts,
        "agencies[].name",
        "Agencies that it comes from, that contributed, or that it cites",
        |r| texts(r.agencies.iter().map(|agency| &agency.name)),
    ),
    story("status", Text, "status", "`usable`, `withheld` (under embargo), `canceled`", |r| {
        r.status.map_or(Value::Nothing, word)
    }),
    story("embargo_until", Time, "embargo_until", "Not to be used before", |r| {
        time(r.embargo_until.as_ref().and_then(|until| until.parse().ok()))
    }),
    story("item_version", Text, "item_version", "The delivery's own version of `item`", |r| {
        maybe(r.item_version.as_ref())
    }),
    CLUSTER_ID,
    RELATION,
    story("of", Text, "cluster.of", "Id of the record that it was linked to", |r| {
        of_cluster(r, |cluster| maybe(cluster.of.as_ref()))
    }),
    story("similarity", Number, "cluster.similarity", "How like that one it is, 0 to 1", |r| {
        of_cluster(r, |cluster| number(cluster.similarity))
    }),
    story("revision", Integer, "cluster.revision", "Which version of the same item, from 1", |r| {
        of_cluster(r, |cluster| whole(cluster.revision))
    }),
    story(
        "late",
        Truth,
        "cluster.late",
        "An older version after a newer one, or a story after its kill",
        |r| of_cluster(r, |cluster| Value::Truth(cluster.late)),
    ),
    story("cancels", Text, "cluster.cancels", "Of a kill: id of the record that it withdraws", |r| {
        of_cluster(r, |cluster| maybe(cluster.cancels.as_ref()))
    }),
    story(
        "cancels_also",
        Texts,
        "cluster.cancels_also",
        "Of a kill that names several: ids of the others",
        |r| texts(r.cluster.iter().flat_map(|cluster| &cluster.cancels_also)),
    ),
    story("warnings", Texts, "warnings[].code", "Codes of docs/warnings.md", |r| {
        texts(r.warnings.iter().map(|warning| &warning.code))
    }),
];

/// A row a quotation.
pub const QUOTES: &[Column] = &[
    story("record_id", Text, "id", "Id of the record that it stands in", |r| text(&r.id)),
    GENERATION,
    quote("quote_id", Text, "quotes[].id", "The same words have the same id in every story", |q| text(&q.id)),
    Column {
        name: "n",
        form: Integer,
        from: "quotes[]",
        meaning: "Which quotation of the record, from 0",
        get: Get::Number,
    },
    quote(
        "same_as",
        Text,
        "quotes[].same_as",
        "Id of the one first seen, of which it is an altered form",
        |q| maybe(q.same_as.as_ref()),
    ),
    quote(
        "kind",
        Text,
        "quotes[].kind",
        "How much of it stands in quotation marks: `direct` (all), `mixed` (a part), `indirect` (none)",
        |q| word(q.kind),
    ),
    quote("field", Text, "quotes[].field", "Where it stands: `text`, `headline`, `caption`", |q| {
        word(q.field)
    }),
    quote("text", Text, "quotes[].text", "The words; pieces are joined by ` … `", |q| text(&q.text)),
    quote(
        "begin",
        Integer,
        "quotes[].spans",
        "Where its first piece begins, in code points of `field`",
        |q| q.spans.first().map_or(Value::Nothing, |[begin, _]| count(*begin)),
    ),
    quote("end", Integer, "quotes[].spans", "Where its last piece ends", |q| {
        q.spans.last().map_or(Value::Nothing, |[_, end]| count(*end))
    }),
    quote("spans", Spans, "quotes[].spans", "Each piece", |q| Value::Spans(&q.spans)),
    quote(
        "verbatim",
        Texts,
        "quotes[].verbatim[].id",
        "Of a mixed one: ids of the pieces that stand in marks, which are the same in every story",
        |_| Value::Texts(Vec::new()),
    ),
    quote("cue", Text, "quotes[].cue.text", "The words that introduce it", |q| {
        maybe(q.cue.as_ref().map(|cue| &cue.text))
    }),
    quote("speaker", Text, "quotes[].speaker.name", "Who said it, as fully as the story names them", |q| {
        of_speaker(q, |speaker| maybe(speaker.name.as_ref()))
    }),
    quote("speaker_id", Text, "quotes[].speaker.id", "The same for one person through stories", |_| {
        Value::Nothing
    }),
    quote(
        "speaker_type",
        Text,
        "quotes[].speaker.type",
        "`person`, `organization`, `group`, `document`, `unknown`",
        |q| of_speaker(q, |speaker| word(speaker.kind)),
    ),
    quote("speaker_role", Text, "quotes[].speaker.role", "Their office or trade", |q| {
        of_speaker(q, |speaker| maybe(speaker.role.as_ref()))
    }),
    quote("speaker_organization", Text, "quotes[].speaker.organization", "Whom they speak for", |q| {
        of_speaker(q, |speaker| maybe(speaker.organization.as_ref()))
    }),
    quote(
        "mention",
        Text,
        "quotes[].speaker.mention",
        "What stands at the quotation: `he`, `the senator`",
        |q| of_speaker(q, |speaker| text(&speaker.mention)),
    ),
    quote(
        "resolved_by",
        Text,
        "quotes[].speaker.resolved_by",
        "How the mention was resolved: `name`, `surname`, `pronoun`, ...",
        |q| of_speaker(q, |speaker| text(&speaker.resolved_by)),
    ),
    quote(
        "speaker_confidence",
        Number,
        "quotes[].speaker.confidence",
        "How sure it is that `speaker` is right, 0 to 1",
        |_| Value::Nothing,
    ),
    quote("via", Texts, "quotes[].via[].name", "Who carried the words, outermost first", |q| {
        texts(q.via.iter().map(|via| &via.name))
    }),
    quote("hedged", Truth, "quotes[].hedged", "`reportedly`, `allegedly`", |q| Value::Truth(q.hedged)),
    quote(
        "confidence",
        Number,
        "quotes[].confidence",
        "How sure it is that the quotation is right, 0 to 1",
        |q| Value::Number(q.confidence),
    ),
    HEADLINE,
    LANGUAGE,
    PUBLISHED,
    RECEIVED_AT,
    PUBLISHER,
    PUBLISHER_DOMAIN,
    URL,
    SOURCE_NAME,
    CLUSTER_ID,
    RELATION,
];

fn text(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Nothing } else { Value::Text(Cow::Borrowed(text)) }
}

fn maybe(found: Option<&String>) -> Value<'_> {
    found.map_or(Value::Nothing, |found| text(found))
}

fn texts<'r>(found: impl IntoIterator<Item = &'r String>) -> Value<'r> {
    Value::Texts(found.into_iter().map(|text| Cow::Borrowed(text.as_str())).collect())
}

/// A word of a fixed list, as it stands in the record.
fn word(word: impl Serialize) -> Value<'static> {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(word)) => Value::Text(Cow::Owned(word)),
        _ => Value::Nothing,
    }
}

fn count(count: usize) -> Value<'static> {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

fn whole(number: Option<impl Into<i64>>) -> Value<'static> {
    number.map_or(Value::Nothing, |number| Value::Integer(number.into()))
}

fn number(number: Option<f64>) -> Value<'static> {
    number.map_or(Value::Nothing, Value::Number)
}

/// To the microsecond, as Parquet has it.
fn time(time: Option<Timestamp>) -> Value<'static> {
    let time = time.and_then(|time| Timestamp::from_microsecond(time.as_microsecond()).ok());
    time.map_or(Value::Nothing, Value::Time)
}

fn of_cluster(record: &Record, get: for<'r> fn(&'r Cluster) -> Value<'r>) -> Value<'_> {
    record.cluster.as_ref().map_or(Value::Nothing, get)
}

fn of_speaker(quote: &Quote, get: for<'r> fn(&'r Speaker) -> Value<'r>) -> Value<'_> {
    quote.speaker.as_ref().map_or(Value::Nothing, get)
}

/// The first moment that a date can mean; what gives no offset is read as UTC.
pub(super) fn first_moment(date: &Dated) -> Option<Timestamp> {
    let value = date.value.as_str();
    let whole = match value.len() {
        4 => format!("{value}-01-01T00:00:00Z"),
        7 => format!("{value}-01T00:00:00Z"),
        10 => format!("{value}T00:00:00Z"),
        _ => value.to_owned(),
    };
    whole.parse().or_else(|_| format!("{whole}Z").parse()).ok()
}
