//! Who made an item: who wrote it, who took its picture, and whose copy it is.

use serde_json::{Map, Value};

use super::media;
use crate::decode::json::value::{self, Fields};
use crate::model::{AuthorRole, Byline, Document, Found};

pub(super) fn read(document: &mut Document, object: &Map<String, Value>, fields: &Fields<'_>) {
    let keys = &["photographer", "bylines", "by", "byline"];
    if let Some((bylines, from)) = fields.first(keys, |v| Some(value::bylines(v)).filter(|b| !b.is_empty())) {
        let takes_pictures = from == "photographer" || media::is_photo(object);
        let role = takes_pictures.then_some(AuthorRole::Photographer);
        // one word beside a picture is the house that offers it
        let is_somebody = |b: &Byline| !takes_pictures || b.raw.trim().contains(' ');
        let signed = bylines.into_iter().filter(is_somebody).map(|b| Byline { role, ..b });
        document.bylines = signed.map(|b| Found::new(b, from)).collect();
    }
    for key in ["infosources", "infosource", "source"] {
        let Some(sources) = fields.get(key) else { continue };
        let names = match sources {
            Value::Array(list) => list.iter().filter_map(value::text).collect(),
            other => value::text(other).into_iter().collect::<Vec<_>>(),
        };
        document.credits.extend(names.into_iter().map(|n| Found::new(n, "infosource")));
        break;
    }
}
