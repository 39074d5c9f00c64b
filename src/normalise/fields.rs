//! What the format says about the story, cleaned: names, dates, addresses, keywords.

use super::clean::Cleaner;
use super::embargo::{self, Place, Said};
use super::paragraphs::{Findings, press};
use super::{agencies, dates, headline, images, kill, language, people, urls};
use crate::model::{
    Agency, AgencyRole, Author, AuthorRole, Byline, Correction, DateClaim, Dated, Document, Found, Hints,
    Link, Publisher, Record, Rights, Status, TextLimits, Warning,
};

/// How much later than its arrival a story may claim to be published, in seconds.
const FUTURE: i64 = 86_400;
/// Longest single-line field kept, in characters; a longer one is no such field.
const LONGEST_LINE: usize = 2_000;

/// Whether an author's name is that of the publication: the publisher's, or what the publisher's or the site's name
/// begins with before a word such as "magazine". All in lower case.
fn is_publication(name: &str, publisher: Option<&str>, site: Option<&str>) -> bool {
    const WORDS: [&str; 12] = [
        "mag", "magazine", "news", "online", "daily", "weekly", "journal", "media", "network", "hq", "tv",
        "blog",
    ];
    let begins = publisher
        .and_then(|p| p.strip_prefix(name)?.strip_prefix(' '))
        .is_some_and(|rest| rest.split_whitespace().all(|w| WORDS.contains(&w)));
    let joined: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let in_site = || {
        let label = site?.split('.').next()?.replace('-', "");
        Some(WORDS.contains(&label.strip_prefix(joined.as_str())?))
    };
    publisher == Some(name) || begins || in_site().unwrap_or(false)
}

/// No embargo of a story that is delivered today ends before this year.
const EARLIEST: i16 = 1980;

/// Whether a field for an embargo says that there is none.
fn says_none(raw: &str) -> bool {
    matches!(
        raw.trim().to_ascii_lowercase().as_str(),
        "" | "false" | "no" | "none" | "null" | "0" | "n" | "nein" | "non" | "lifted" | "n/a" | "-"
    )
}

/// Whether a format is written for readers, not for desks.
fn is_for_readers(format: &str) -> bool {
    matches!(format, "html" | "rss" | "rdf" | "atom" | "json-feed" | "json-ld" | "news-sitemap" | "sitemap")
}

/// Whether a format is one that agencies deliver in.
fn is_of_agency(format: &str) -> bool {
    matches!(
        format,
        "newsml-g2" | "newsml-1" | "nitf" | "ninjs" | "ap-media-api" | "iptc7901" | "anpa1312" | "zczc"
    )
}

/// Fills a record's fields from those of a document.
pub(super) struct Fields<'a> {
    pub(super) record: &'a mut Record,
    cleaner: &'a mut Cleaner,
    hints: &'a Hints,
    limits: &'a TextLimits,
    /// What the fields say of an embargo, and where.
    embargoes: Vec<(Said, &'static str)>,
    /// How the story begins.
    opening: String,
}

impl<'a> Fields<'a> {
    pub(super) fn of(
        record: &'a mut Record,
        cleaner: &'a mut Cleaner,
        hints: &'a Hints,
        limits: &'a TextLimits,
        opening: String,
    ) -> Fields<'a> {
        Fields { record, cleaner, hints, limits, embargoes: Vec::new(), opening }
    }

    /// Notes where a field was found.
    fn found(&mut self, field: &str, from: &str) {
        self.record.provenance.insert(field.to_owned(), from.to_owned());
    }

    fn warn(&mut self, code: &str, message: String) {
        self.record.warnings.push(Warning::new(code, message));
    }

    fn line(&mut self, field: &str, found: Option<Found<String>>) -> Option<String> {
        let Found { value, from } = found?;
        let line = self.cleaner.some_line(&value).filter(|l| l.chars().nth(LONGEST_LINE).is_none())?;
        self.found(field, &from);
        Some(line)
    }

    /// Everything that does not need the paragraphs.
    pub(super) fn of_document(&mut self, document: &mut Document) {
        self.addresses(document);
        self.record.slug = self.line("slug", document.slug.take());
        self.slug_tag();
        self.record.section = self.line("section", document.section.take());
        self.record.genre = self.line("genre", document.genre.take());
        self.record.keywords = self.list(std::mem::take(&mut document.keywords));
        self.record.subjects = self.list(std::mem::take(&mut document.subjects));
        self.record.lead = document.lead.take().and_then(|lead| {
            let line = self.cleaner.some_line(&lead.value)?;
            let line = self.without_embargo(line, Place::Line, "lead")?;
            self.found("lead", &lead.from);
            Some(line)
        });
        if let Some(Found { value, from }) = document.urgency.take() {
            self.record.urgency = Some(value);
            self.found("urgency", &from);
        }
        if let Some(Found { value, from }) = document.status.take() {
            self.record.status = Some(value);
            self.found("status", &from);
        }
        let tag = self.line("update_tag", document.update_tag.take());
        if let Some(tag) = tag.and_then(|tag| self.without_embargo(tag, Place::Headline, "update_tag")) {
            self.record.update_tag = Some(tag);
        }
        let terms = document.rights.as_ref().and_then(|rights| rights.usage_terms.clone());
        let terms = terms.and_then(|terms| Some(embargo::find(&terms, Place::Line)?.said));
        self.embargoes.extend(terms.filter(Said::is_readable).map(|said| (said, "usage_terms")));
        self.embargoes_of_labels();
        let kills = |tag: &str| kill::is_line(tag, true) && !kill::is_told_of(tag, &self.opening);
        if self.record.update_tag.as_deref().is_some_and(kills) {
            self.take_back("rule:kill");
        }
        self.headline(document);
        let most = self.limits.list_entries;
        let beside = !is_for_readers(document.format);
        self.record.images =
            images::cleaned(std::mem::take(&mut document.images), self.cleaner, beside, most);
        self.record.links = self.links(std::mem::take(&mut document.links));
        self.record.rights = self.rights(document.rights.take());
    }

    /// The take that a slug names: `BC-Halden-Ferry, 1st Ld-Writethru`.
    fn slug_tag(&mut self) {
        let Some(slug) = &self.record.slug else { return };
        if let (bare, Some(tag)) = headline::split_slug(slug) {
            let (bare, tag) = (bare.to_owned(), tag.to_owned());
            self.record.slug = Some(bare);
            self.record.update_tag = Some(tag);
            self.found("update_tag", "rule:slug-tag");
        }
    }

    fn addresses(&mut self, document: &mut Document) {
        if let Some(Found { value, from }) =
            document.url.take().or_else(|| self.hints.url.clone().map(|u| Found::new(u, "delivery")))
            && let Some(url) = urls::given(&value)
        {
            self.found("url", &from);
            self.record.url = Some(url);
        }
        let own = document
            .canonical_url
            .take()
            .and_then(|found| Some((urls::canonical(&found.value)?, found.from.into_owned())));
        let derived = || Some((urls::canonical(self.record.url.as_deref()?)?, "rule:canonical".to_owned()));
        if let Some((canonical, from)) = own.or_else(derived) {
            self.found("canonical_url", &from);
            self.record.canonical_url = Some(canonical);
        }
        let address = self.record.canonical_url.as_deref().or(self.record.url.as_deref());
        let site = document.publisher_site.take().as_deref().and_then(urls::domain);
        let domain = site.or_else(|| address.and_then(urls::domain));
        if let Some(name) = self.line("publisher", document.publisher.take()) {
            // a story of another house keeps that one's address
            let named = name.contains('.') && !name.contains(' ');
            let own = named.then(|| urls::domain(&format!("https://{}/", name.to_lowercase()))).flatten();
            let letters = |host: &String| host.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let is_other = |own: &String| domain.as_ref().map(letters) != Some(letters(own));
            let own = own.filter(|own| document.format == "html" && is_other(own));
            let domain = own.or(domain);
            self.record.publisher = Some(Publisher { name, domain });
        }
    }

    fn headline(&mut self, document: &mut Document) {
        let Some(Found { value, from }) = document.headline.take() else { return };
        let Some(line) = self.cleaner.some_line(&value) else { return };
        let line = Some(line).filter(|l| !headline::is_placeholder(l));
        let Some(line) = line.and_then(|l| self.without_embargo(l, Place::Headline, "headline")) else {
            let others = std::mem::take(&mut document.headline_alt);
            document.headline = others.first().map(|other| Found::new(other.clone(), from));
            document.headline_alt = others.into_iter().skip(1).collect();
            return self.headline(document);
        };
        let publisher = self.record.publisher.as_ref().map(|p| p.name.as_str());
        let is_page_title = document.format == "html" && matches!(&*from, "title" | "og" | "twitter");
        let line = press::without_label(headline::without_wire_marks(&line));
        let line = headline::without_publisher(line, publisher, is_page_title);
        let line = self.headline_tag(line, !is_for_readers(document.format));
        self.record.headline = Some(line.to_owned());
        self.found("headline", &from);
        let own = self.record.headline.clone();
        let others = self.list(std::mem::take(&mut document.headline_alt));
        let mut others: Vec<String> = others
            .into_iter()
            .filter_map(|line| self.without_embargo(line, Place::Headline, "headline_alt"))
            .collect();
        others.retain(|h| Some(h) != own.as_ref());
        self.record.headline_alt = others;
    }

    /// The first line of plain text as its headline.
    pub(super) fn first_line(&mut self, line: &str) {
        let headline = self.headline_tag(headline::without_wire_marks(line), true);
        self.record.headline = Some(headline.trim_end_matches(';').to_owned());
        self.found("headline", "rule:first-line");
    }

    /// A line without the embargo that it states, if anything is left.
    fn without_embargo(&mut self, line: String, place: Place, field: &'static str) -> Option<String> {
        let Some(stated) = embargo::find(&line, place) else {
            let label = embargo::label(&line).filter(|_| {
                place == Place::Headline
                    && !is_for_readers(&self.record.source.format)
                    && !embargo::is_told_of(&self.opening)
            });
            let Some((said, rest)) = label else { return Some(line) };
            let rest = rest.to_owned();
            self.embargoes.push((said, field));
            return Some(rest);
        };
        // what the story tells of may stand in its headline
        if !stated.is_all() && !stated.said.names_hour() && embargo::is_told_of(&self.opening) {
            return Some(line);
        }
        let embargo::Stated { said, before, after } = stated;
        let rest = [before, after].map(str::trim).into_iter().filter(|part| !part.is_empty());
        let rest = rest.collect::<Vec<_>>().join(" ");
        self.embargoes.push((said, field));
        Some(rest).filter(|rest| rest.contains(char::is_alphanumeric))
    }

    /// Whether a field states an embargo: where a headline should stand, perhaps.
    pub(super) fn has_embargo(&self) -> bool {
        !self.embargoes.is_empty()
    }

    /// What slug, keywords, genre and section say of an embargo; they stay as they are.
    fn embargoes_of_labels(&mut self) {
        let record = &*self.record;
        let labels = record.slug.iter().map(|slug| (slug, "slug"));
        let labels = labels.chain(record.keywords.iter().map(|keyword| (keyword, "keywords")));
        let labels = labels.chain(record.genre.iter().map(|genre| (genre, "genre")));
        let labels = labels.chain(record.section.iter().map(|section| (section, "section")));
        // what a page is about stands among its keywords too
        let said = labels.filter_map(|(label, field)| Some((embargo::find(label, Place::Slug)?.said, field)));
        let is_for_desks = !is_for_readers(record.source.format.as_str());
        let said = said.filter(|(said, field)| is_for_desks || *field == "slug" || said.is_readable());
        self.embargoes.extend(said);
    }

    /// Takes the tag off a headline; a kill in it takes the story back. `wire`: whether it is wire copy.
    fn headline_tag<'h>(&mut self, line: &'h str, wire: bool) -> &'h str {
        let (tag, headline) = match kill::split(line, wire) {
            Some((tag, rest)) if !kill::is_told_of(&tag, &self.opening) => {
                self.take_back("rule:kill");
                (Some(tag), if rest.is_empty() { line } else { rest })
            }
            _ => headline::split_tag(line),
        };
        if let Some(text) = tag.as_deref().and_then(headline::correction_in) {
            let correction = Correction { text: text.to_owned(), kind: "correction".to_owned() };
            self.record.corrections.push(correction);
        }
        if self.record.update_tag.is_none()
            && let Some(tag) = tag
        {
            self.record.update_tag = Some(tag);
            self.found("update_tag", "rule:headline-tag");
        }
        headline
    }

    /// The story is taken back, whatever its format says.
    pub(super) fn take_back(&mut self, from: &str) {
        if self.record.status != Some(Status::Canceled) {
            self.record.status = Some(Status::Canceled);
            self.found("status", from);
        }
    }

    /// Cleaned, without empty entries and repetitions, capped.
    fn list(&mut self, entries: Vec<String>) -> Vec<String> {
        let mut kept = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for entry in entries {
            if kept.len() == self.limits.list_entries {
                break;
            }
            if let Some(line) =
                self.cleaner.some_line(&entry).filter(|l| l.chars().nth(LONGEST_LINE).is_none())
                && seen.insert(line.to_lowercase())
            {
                kept.push(line);
            }
        }
        kept
    }

    fn links(&mut self, links: Vec<Link>) -> Vec<Link> {
        let mut kept = Vec::new();
        for link in links.into_iter().take(self.limits.list_entries) {
            let url = link.url.as_deref().and_then(urls::given);
            let text = self.cleaner.line(&link.text);
            if url.is_some() || !text.is_empty() {
                kept.push(Link { url, text, rel: link.rel });
            }
        }
        kept
    }

    fn rights(&mut self, rights: Option<Rights>) -> Option<Rights> {
        let rights = rights?;
        let copyright = rights.copyright.and_then(|c| self.cleaner.some_line(&c));
        let usage_terms = rights.usage_terms.and_then(|u| self.cleaner.some_line(&u));
        let rights = Rights { copyright, usage_terms, free: rights.free };
        (rights != Rights::default()).then_some(rights)
    }

    /// What needs the paragraphs' findings beside the format's fields: the format's word goes first.
    pub(super) fn with_findings(&mut self, document: &mut Document, findings: &mut Findings) {
        if self.record.publisher.is_none()
            && let Some(name) = findings.publisher.take()
        {
            self.record.publisher = Some(Publisher { name, domain: None });
            self.found("publisher", "rule:more-from");
        }
        if let Some(publisher) = &mut self.record.publisher
            && publisher.domain.is_none()
            && let Some(address) = self.record.canonical_url.as_deref().or(self.record.url.as_deref())
        {
            publisher.domain = urls::domain(address);
        }
        let claimed = document.language.as_ref().map(|l| l.value.clone());
        let claim = claimed.as_deref().and_then(language::tag);
        self.dates(document, findings, claim.as_deref());
        let credits = std::mem::take(&mut document.credits);
        let is_page = document.format == "html";
        let is_wire = is_of_agency(document.format);
        self.authors(std::mem::take(&mut document.bylines), is_page, is_wire, findings);
        self.credits(&credits);
        if is_wire {
            self.publisher_credit();
        }
        if let Some(copyright) = findings.copyright.take() {
            let rights = self.record.rights.get_or_insert_with(Rights::default);
            if rights.copyright.is_none() {
                rights.copyright = Some(copyright);
                self.found("rights.copyright", "rule:copyright-line");
            }
        }
    }

    fn dates(&mut self, document: &mut Document, findings: &mut Findings, language: Option<&str>) {
        let claim = |found: &mut Option<(String, &'static str)>| {
            found.take().map(|(raw, from)| Found::new(DateClaim { raw }, from))
        };
        let published = document.published.take().or_else(|| claim(&mut findings.published));
        let modified = document.modified.take().or_else(|| claim(&mut findings.modified));
        self.record.published = self.dated("published", published, language);
        self.record.modified = self.dated("modified", modified, language);
        self.embargo(document.embargo_until.take(), findings, language);
    }

    fn dated(
        &mut self,
        field: &str,
        claim: Option<Found<DateClaim>>,
        language: Option<&str>,
    ) -> Option<Dated> {
        let Found { value: DateClaim { raw }, from } = claim?;
        let shown: String = raw.chars().take(80).collect();
        if raw.trim().is_empty() {
            return None;
        }
        let Some(moment) = dates::read(&raw, language) else {
            self.warn(
                "date-unreadable",
                format!("{field}: expected a date, found {shown:?} ({from}); left out"),
            );
            return None;
        };
        if dates::stands_for_none(&moment) {
            self.warn(
                "date-unreadable",
                format!("{field}: {shown:?} ({from}) is what stands where there is no date; left out"),
            );
            return None;
        }
        let arrival = dates::read(&self.hints.received_at, None).and_then(|m| m.earliest());
        if arrival.zip(moment.earliest()).is_some_and(|(arrival, claimed)| claimed > arrival + FUTURE) {
            self.warn(
                "date-in-future",
                format!("{field}: {shown:?} ({from}) is later than the arrival; left out"),
            );
            return None;
        }
        self.found(field, &from);
        Some(Dated { value: moment.value(), precision: moment.precision(), from: from.into_owned() })
    }

    /// An embargo may lie in the future. Until it has passed the story is withheld whatever its format calls it, and so
    /// it is where the end cannot be read. Of several ends the last counts.
    fn embargo(&mut self, claim: Option<Found<DateClaim>>, findings: &mut Findings, language: Option<&str>) {
        let claim = claim.filter(|claim| !says_none(&claim.value.raw));
        let claims = claim.map(|Found { value, from }| (Said::by_field(&value.raw), from.into_owned()));
        let lines = std::mem::take(&mut findings.embargoes);
        let lines = lines.into_iter().map(|said| (said, "rule:embargo-line".to_owned()));
        let fields = std::mem::take(&mut self.embargoes);
        let fields = fields.into_iter().map(|(said, field)| (said, format!("rule:embargo-in-{field}")));
        let received = dates::read(&self.hints.received_at, None);
        let published =
            self.record.published.as_ref().and_then(|published| dates::read(&published.value, None));
        let sent = published.or(received);
        // systems write the first day of their calendar where there is none
        let is_one = |said: &Said| said.moment(sent, language).is_none_or(|moment| moment.year >= EARLIEST);
        let said = claims.into_iter().chain(lines).chain(fields).filter(|(said, _)| is_one(said));
        let said: Vec<(Said, String)> = said.collect();
        let Some((first, first_from)) = said.first() else { return };

        let end =
            |(said, from): &(Said, String)| Some((said.moment(sent, language)?, from.clone(), said.is_ban));
        let mut ends: Vec<_> = said.iter().filter_map(end).collect();
        ends.sort_by_key(|(moment, ..)| std::cmp::Reverse(moment.earliest()));
        let Some((moment, from, is_ban)) = ends.first().cloned() else {
            let shown: String = first.raw.chars().take(120).collect();
            self.withhold(first_from);
            self.warn(
                "embargo-unreadable",
                format!(
                    "expected the time until which it holds, found {shown:?}; the story is marked withheld"
                ),
            );
            return;
        };
        if ends.iter().any(|(other, ..)| {
            (other.earliest(), other.precision()) != (moment.earliest(), moment.precision())
                && !moment.holds(other)
        }) {
            self.warn(
                "embargo-differs",
                format!("found more than one time until which it holds; the last counts, {}", moment.value()),
            );
        }
        let has_passed = |at: Option<dates::Moment>| {
            at.and_then(|at| at.earliest()).zip(moment.latest()).is_some_and(|(at, end)| at >= end)
        };
        if !is_ban && has_passed(received) {
            return;
        }
        self.found("embargo_until", &from);
        self.record.embargo_until = Some(moment.value());
        // Under embargo is what may not be used yet. A year that was guessed from a weekday does not let anything go, unless
        // the story was sent, or stood in public, after its time.
        let was_sent_after = published.is_some_and(|sent| sent.earliest() >= moment.earliest());
        let year = moment.year.to_string();
        let is_sure = was_sent_after
            || self.record.source.format == "html"
            || said.iter().any(|(said, _)| said.raw.contains(&year));
        if !(has_passed(received) && is_sure) {
            self.withhold(&from);
        }
    }

    /// The story is not to be used yet, whatever its format says; one that was taken back stays so.
    fn withhold(&mut self, from: &str) {
        if self.record.status != Some(Status::Canceled) {
            self.record.status = Some(Status::Withheld);
            self.found("status", from);
        }
    }

    /// People first. Houses that a page's JSON-LD lists beside them sign too, and alone where nobody else does; of
    /// houses named elsewhere only agencies sign, and the publisher where there is nobody else. What the lines of a
    /// story say of its authors counts where its format names no person: a page's foot credits desks and editors.
    fn authors(
        &mut self,
        bylines: Vec<Found<Byline>>,
        is_page: bool,
        is_wire: bool,
        findings: &mut Findings,
    ) {
        let publisher = self.record.publisher.as_ref().map(|p| p.name.to_lowercase());
        let address = self.record.canonical_url.as_deref().or(self.record.url.as_deref());
        let site = address.and_then(urls::domain);
        let mut signed = Signed::default();
        let mut houses = Vec::new();
        let mut named: Vec<Found<String>> = Vec::new();
        for Found { value, from } in bylines.into_iter().take(self.limits.list_entries) {
            let Some(raw) = self.cleaner.some_line(&value.raw) else { continue };
            let raw = raw.trim_matches([',', ';', '|', ' ', '-', '–', '/', ':']).to_owned();
            if is_page {
                let agencies = people::houses(&raw).into_iter().map(|h| Found::new(h, "rule:byline"));
                named.extend(agencies.filter(|h| agencies::named(&h.value).is_some_and(|h| h.wire)));
            }
            let title = value.title.and_then(|t| self.cleaner.some_line(&t));
            let organization = value.organization.and_then(|o| self.cleaner.some_line(&o));
            let (title, organization) = people::title_and_house(title, organization);
            let people = match &*from {
                _ if value.is_house => Vec::new(),
                "rule:signature" if signed.authors.is_empty() => people::bare_names(&raw).unwrap_or_default(),
                "rule:signature" => Vec::new(),
                _ => people::field(&raw).people,
            };
            if people.is_empty() {
                houses.push((raw, from, value.is_house));
                continue;
            }
            for person in people {
                if is_publication(&person.name.to_lowercase(), publisher.as_deref(), site.as_deref()) {
                    // `Le Courrier et AFP`: whose copy it is, and nobody's name
                    if from == "json-ld" || people::houses(&raw).is_empty() {
                        houses.push((person.name, from.clone(), true));
                    }
                    continue;
                }
                let author = Author {
                    name: person.name,
                    role: value.role.unwrap_or(AuthorRole::Author),
                    title: title.clone().or(person.title),
                    organization: organization.clone().or(person.organization),
                    raw: Some(raw.clone()),
                };
                signed.add(author, &from);
            }
        }
        if signed.authors.is_empty() || !is_page {
            for (author, rule) in findings.authors.drain(..) {
                let is_own =
                    is_publication(&author.name.to_lowercase(), publisher.as_deref(), site.as_deref());
                if is_own && author.raw.as_deref().is_some_and(|raw| !people::houses(raw).is_empty()) {
                    continue;
                }
                signed.add(author, rule);
            }
        }
        let alone = signed.authors.is_empty();
        let listed = alone || signed.from.as_deref() == Some("json-ld");
        for (name, from, is_house) in &houses {
            let agency = agencies::named(name);
            let is_own = publisher.as_deref() == Some(name.to_lowercase().as_str());
            // an agency that signs its own wire is whose copy it is, and nobody's name
            if is_wire && agency.is_some_and(|h| h.wire) {
                named.push(Found::new(name.clone(), from.clone()));
                continue;
            }
            let signs = agency.is_some_and(|h| h.wire)
                || alone && is_own
                || listed && from == "json-ld" && (*is_house || !is_own && people::is_house(name))
                || alone && from == "channel" && !name.contains(['@', '/']);
            if signs && people::names_somebody(name) {
                signed.add(house_author(name, agency.map(|h| h.name)), from);
            }
        }
        let publisher = self.record.publisher.as_ref().map(|p| p.name.clone());
        for author in &mut signed.authors {
            // the house by the name that it has for itself
            if let Some(publisher) =
                publisher.as_ref().filter(|p| p.to_lowercase() == author.name.to_lowercase())
            {
                author.name.clone_from(publisher);
            }
        }
        signed.authors.truncate(self.limits.list_entries);
        if let Some(from) = signed.from {
            self.found("authors", &from);
        }
        self.record.authors = signed.authors;
        self.credits(&named);
    }

    /// An agency that publishes what it delivers is whose copy it is, where nobody else is credited.
    fn publisher_credit(&mut self) {
        let Some(publisher) = self.record.publisher.as_ref().filter(|_| self.record.agencies.is_empty())
        else {
            return;
        };
        if agencies::named(&publisher.name).is_some_and(|house| house.wire) {
            let credit = Found::new(publisher.name.clone(), "rule:publisher");
            self.credits(&[credit]);
        }
    }

    /// Agencies that the format credits with the copy.
    fn credits(&mut self, credits: &[Found<String>]) {
        for Found { value, from } in credits.iter().take(MOST_CREDITS) {
            let Some(line) = self.cleaner.some_line(value).filter(|l| l.chars().nth(200).is_none()) else {
                continue;
            };
            let house = agencies::named(&line).or_else(|| agencies::wire(&line));
            let (name, code) = match house {
                Some(house) => (house.name.to_owned(), house.code.map(str::to_owned)),
                None if from == "json-ld" || is_bare_code(&line) => continue,
                None => (line.clone(), None),
            };
            let is_same = |agency: &Agency| without_form(&agency.name) == without_form(&name);
            if !self.record.agencies.iter().any(is_same) {
                self.record.agencies.push(Agency { name, code, role: AgencyRole::Origin, evidence: line });
                self.found("agencies", from);
            }
        }
    }
}

/// A house's name without its legal form, in small letters: `Example Media, LLC`, `Example Media`.
fn without_form(name: &str) -> String {
    const FORMS: [&str; 10] = ["llc", "inc", "ltd", "limited", "gmbh", "ag", "plc", "corp", "sa", "spa"];
    let lower = name.to_lowercase();
    let bare = lower.trim_end_matches('.');
    match bare.rsplit_once([' ', ',']) {
        Some((head, form)) if FORMS.contains(&form.replace('.', "").as_str()) => {
            head.trim_end_matches([',', ' ']).to_owned()
        }
        _ => bare.to_owned(),
    }
}

/// A code by which a vocabulary knows somebody, and no name: `Q20477`, `nameCode-000213`, `4711`.
fn is_bare_code(line: &str) -> bool {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    !line.contains(' ') && digits >= 3 && digits * 2 >= line.chars().filter(|c| c.is_alphabetic()).count()
}

/// Most credits of one document.
const MOST_CREDITS: usize = 50;

/// Authors in order, each person once, with where the first was found.
#[derive(Default)]
struct Signed {
    authors: Vec<Author>,
    names: std::collections::HashSet<String>,
    from: Option<String>,
}

impl Signed {
    fn add(&mut self, author: Author, from: &str) {
        if self.names.insert(author.name.to_lowercase()) {
            self.from.get_or_insert_with(|| from.to_owned());
            self.authors.push(author);
        }
    }
}

fn house_author(name: &str, house: Option<&str>) -> Author {
    Author {
        name: name.to_owned(),
        role: AuthorRole::Author,
        title: None,
        organization: house.map(str::to_owned),
        raw: None,
    }
}
