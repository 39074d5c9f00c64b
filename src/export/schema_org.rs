//! schema.org `NewsArticle` as JSON-LD (<https://schema.org/NewsArticle>): what a page would say about the story.

use serde_json::Value;

use super::{Object, list, own_uri, status, uri, urn};
use crate::model::{
    Agency, AgencyRole, Author, AuthorRole, Dated, EntityType, LinkRel, Quote, Record, SpeakerType, Status,
};

/// A record as `NewsArticle`.
pub(super) fn of(record: &Record) -> Value {
    let rights = record.rights.as_ref();
    let object = Object::default()
        .with("@context", "https://schema.org")
        .with("@type", "NewsArticle")
        .with("@id", own_uri(record))
        .with("identifier", identifiers(record))
        .maybe("url", record.url.as_deref().and_then(uri))
        .maybe("mainEntityOfPage", record.canonical_url.as_deref().and_then(uri))
        .maybe("headline", record.headline.as_deref())
        .with("alternativeHeadline", Value::from(record.headline_alt.clone()))
        .with("author", people(record, &[AuthorRole::Author, AuthorRole::Reporter]))
        .with("editor", people(record, &[AuthorRole::Editor]))
        .with("contributor", people(record, &[AuthorRole::Contributor]))
        .maybe("dateline", record.dateline.as_ref().map(|d| d.raw.as_str()))
        .with("locationCreated", place(record))
        .maybe("datePublished", record.published.as_ref().map(date))
        .maybe("dateModified", record.modified.as_ref().map(date))
        .maybe("creativeWorkStatus", status(record).map(status_word))
        .maybe("inLanguage", record.language.as_deref())
        .maybe("articleSection", record.section.as_deref())
        .maybe("genre", record.genre.as_deref())
        .with("keywords", Value::from(record.keywords.clone()))
        .with("about", list(record.subjects.iter().map(|s| named("Thing", s))))
        .maybe("description", record.lead.as_deref())
        .with("articleBody", record.text.as_str())
        .with("wordCount", record.counts.words)
        .with("image", images(record))
        .maybe("publisher", record.publisher.as_ref().map(|p| named("Organization", &p.name)))
        .with("sourceOrganization", agencies(record, AgencyRole::Origin))
        .maybe("isAccessibleForFree", rights.and_then(|r| r.free))
        .maybe("copyrightNotice", rights.and_then(|r| r.copyright.as_deref()))
        .maybe("conditionsOfAccess", rights.and_then(|r| r.usage_terms.as_deref()))
        .maybe("version", record.cluster.as_ref().and_then(|c| c.revision))
        .maybe("isBasedOn", record.cluster.as_ref().and_then(|c| c.of.as_deref()).map(urn))
        .with("citation", links(record, LinkRel::Citation))
        .with("relatedLink", links(record, LinkRel::Related))
        .with("mentions", mentions(record))
        .with("correction", corrections(record))
        .with("hasPart", list(record.quotes.iter().map(quotation)));
    object.into()
}

fn named(kind: &str, name: &str) -> Object {
    Object::default().with("@type", kind).with("name", name)
}

fn identifiers(record: &Record) -> Value {
    let id = |kind: &str, value: &str| {
        Object::default().with("@type", "PropertyValue").with("propertyID", kind).with("value", value)
    };
    let item = record.source.item.iter().map(|item| id("item", item));
    list(std::iter::once(id("wiredesk", &record.id)).chain(item))
}

fn date(dated: &Dated) -> &str {
    &dated.value
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::Usable => "Published",
        Status::Withheld => "Withheld",
        Status::Canceled => "Canceled",
    }
}

fn people(record: &Record, roles: &[AuthorRole]) -> Value {
    list(record.authors.iter().filter(|a| roles.contains(&a.role)).map(person))
}

/// An agency that signs as author carries its own name as organisation.
fn person(author: &Author) -> Object {
    if author.organization.as_deref() == Some(author.name.as_str()) {
        return named("Organization", &author.name);
    }
    named("Person", &author.name)
        .maybe("jobTitle", author.title.as_deref())
        .maybe("affiliation", author.organization.as_deref().map(|name| named("Organization", name)))
}

fn place(record: &Record) -> Object {
    let Some(dateline) = &record.dateline else { return Object::default() };
    let Some(name) = &dateline.place else { return Object::default() };
    let address = Object::default()
        .maybe("addressRegion", dateline.region.as_deref())
        .maybe("addressCountry", dateline.country.as_deref());
    let address = if address.0.is_empty() { address } else { address.with("@type", "PostalAddress") };
    named("Place", name).with("address", address)
}

fn images(record: &Record) -> Value {
    list(record.images.iter().map(|image| {
        Object::default()
            .with("@type", "ImageObject")
            .maybe("url", image.url.as_deref().and_then(uri))
            .maybe("caption", image.caption.as_deref())
            .maybe("creditText", image.credit.as_deref())
            .maybe("description", image.alt.as_deref())
    }))
}

fn agencies(record: &Record, role: AgencyRole) -> Value {
    let organization = |a: &Agency| named("Organization", &a.name).maybe("alternateName", a.code.as_deref());
    list(record.agencies.iter().filter(|a| a.role == role).map(organization))
}

fn links(record: &Record, rel: LinkRel) -> Value {
    let urls = record.links.iter().filter(|l| l.rel == rel).filter_map(|l| uri(l.url.as_deref()?));
    Value::from(urls.collect::<Vec<String>>())
}

fn mentions(record: &Record) -> Value {
    list(record.entities.iter().map(|entity| {
        let kind = match entity.kind {
            EntityType::Person => "Person",
            EntityType::Organization => "Organization",
            EntityType::Place => "Place",
        };
        named(kind, &entity.name)
    }))
}

fn corrections(record: &Record) -> Value {
    let comment = |text: &str| Object::default().with("@type", "CorrectionComment").with("text", text);
    list(record.corrections.iter().map(|c| comment(&c.text)))
}

fn quotation(quote: &Quote) -> Object {
    let speaker = quote.speaker.as_ref().map(|speaker| {
        let kind = match speaker.kind {
            SpeakerType::Person => "Person",
            SpeakerType::Organization => "Organization",
            SpeakerType::Group | SpeakerType::Document | SpeakerType::Unknown => "Thing",
        };
        let name = speaker.name.as_deref().unwrap_or(&speaker.mention);
        let title = speaker.role.as_deref().filter(|_| kind == "Person");
        named(kind, name).maybe("jobTitle", title)
    });
    let via = quote.via.iter().map(|via| named("Organization", &via.name));
    Object::default()
        .with("@type", "Quotation")
        .with("identifier", quote.id.as_str())
        .with("text", quote.text.as_str())
        .maybe("spokenByCharacter", speaker)
        .with("provider", list(via))
}
