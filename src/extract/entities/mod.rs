//! People, organisations and places: mentions joined to entities.
//!
//! `Cast` finds the names of an article and says which of them are the same: `Pruss` and `Daniel Pruss`, `AFP`
//! and `Agence France-Presse`. Speakers need it, and the record's `entities` are made of it. It knows only what the
//! article says; there is no list of famous people behind it. Two people of one surname stay apart.

use crate::model::{Entity, EntityType, Mention, Record, TextField, TextLimits};

pub(crate) mod cast;
mod names;
mod numbers;
mod roles;

use super::quotes::analysis::Analysis;
use cast::Cast;

/// People, organisations and places of the record's text, headline and captions, in order of first mention.
pub fn entities(record: &Record, limits: &TextLimits) -> Vec<Entity> {
    Analysis::of(record, limits).entities()
}

/// The entities of a cast as the record gives them.
pub(crate) fn to_record(cast: &Cast<'_>, limit: usize) -> Vec<Entity> {
    let mut out = Vec::new();
    for member in cast.members.iter() {
        let Some(kind) = member.kind else { continue };
        let mentions: Vec<Mention> = member
            .mentions
            .iter()
            .filter_map(|&index| {
                let mention = cast.mentions.get(index)?;
                let field = cast.fields.get(mention.field)?;
                let span = field.tokens.span(mention.start, mention.end)?;
                Some(Mention {
                    text: field.tokens.slice(mention.start, mention.end).to_owned(),
                    field: match field.field {
                        crate::model::QuoteField::Text => TextField::Text,
                        crate::model::QuoteField::Headline => TextField::Headline,
                        crate::model::QuoteField::Caption => TextField::Caption,
                    },
                    image: field.image,
                    span,
                })
            })
            .collect();
        if mentions.is_empty() || out.len() >= limit {
            continue;
        }
        out.push(Entity { name: member.name.clone(), kind, count: mentions.len(), mentions });
    }
    out
}

/// What a member of the cast is called in the record.
pub(crate) fn is_person(kind: Option<EntityType>) -> bool {
    kind == Some(EntityType::Person)
}
