//! Agencies and outlets in a story: whose copy it is, who contributed, whom it cites.
//!
//! An agency is the **origin** by the dateline, the byline's house, a credit line or the copyright; a **contributor**
//! where its writers are said to have helped; **cited** where the text says that it reported, quoted or was told
//! something. A name without such words beside it is a mere mention and left out. Each house is listed once, with its
//! weightiest role and the words that say so.

use crate::model::{Agency, AgencyRole, AuthorRole, BlockKind, Record, TextLimits};
use crate::normalise::agencies::{self, House, Named};

use super::citation;

/// Longest text that is searched, in bytes: citations of a story stand in its first part too.
const SEARCHED: usize = 1 << 20;

/// The agencies of a record, whose copy it is first: those its format credits, and those its text names.
#[must_use]
pub fn agencies(record: &Record, limits: &TextLimits) -> Vec<Agency> {
    let mut found = Found { agencies: record.agencies.clone(), most: limits.list_entries };
    origins(record, &mut found);
    contributors(record, &mut found);
    cited(record, &mut found);
    found.agencies.sort_by_key(|a| a.role);
    found.agencies
}

struct Found {
    agencies: Vec<Agency>,
    most: usize,
}

impl Found {
    fn house(&mut self, house: &House, role: AgencyRole, evidence: &str) {
        self.add(house.name, house.code, role, evidence);
    }

    fn add(&mut self, name: &str, code: Option<&str>, role: AgencyRole, evidence: &str) {
        if let Some(known) = self.agencies.iter_mut().find(|a| a.name == name) {
            if role < known.role {
                known.role = role;
                evidence.clone_into(&mut known.evidence);
            }
        } else if self.agencies.len() < self.most.min(MOST) {
            let code = code.map(str::to_owned);
            self.agencies.push(Agency { name: name.to_owned(), code, role, evidence: evidence.to_owned() });
        }
    }
}

/// Most agencies of one story: beyond that it is a directory.
const MOST: usize = 200;

fn origins(record: &Record, found: &mut Found) {
    if let Some(dateline) = &record.dateline
        && let Some(mark) = &dateline.agency
    {
        let mut known = false;
        for house in mark.split(['/', ' ']).filter_map(agencies::named).filter(|h| h.wire) {
            found.house(house, AgencyRole::Origin, &dateline.raw);
            known = true;
        }
        if !known {
            match agencies::named(mark) {
                Some(house) => found.house(house, AgencyRole::Origin, &dateline.raw),
                None => found.add(mark, None, AgencyRole::Origin, &dateline.raw),
            }
        }
    }
    let writers =
        record.authors.iter().filter(|a| matches!(a.role, AuthorRole::Author | AuthorRole::Reporter));
    for author in writers {
        let houses = [author.organization.as_deref(), author.title.as_deref()].into_iter().flatten();
        for house in houses.filter_map(wire_in) {
            found.house(house, AgencyRole::Origin, author.raw.as_deref().unwrap_or(&author.name));
        }
    }
    for block in &record.body {
        let line = block.text.as_str();
        match block.kind {
            BlockKind::Byline if line.len() < 200 => origin_in(line, found),
            BlockKind::Note | BlockKind::Credit if line.len() < 60 && is_only_a_house(line) => {
                origin_in(line, found)
            }
            BlockKind::Note
                if line.len() < 400 && (line.contains('©') || line.to_lowercase().contains("copyright")) =>
            {
                origin_in(line, found);
            }
            _ => {}
        }
    }
    if let Some(copyright) =
        record.rights.as_ref().and_then(|r| r.copyright.as_deref()).filter(|c| c.len() < 400)
    {
        origin_in(copyright, found);
    }
}

fn origin_in(line: &str, found: &mut Found) {
    if let Some(house) = wire_in(line) {
        found.house(house, AgencyRole::Origin, line);
    }
}

fn wire_in(words: &str) -> Option<&'static House> {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    let whole = agencies::named(bare).filter(|h| h.wire);
    whole.or_else(|| agencies::in_text(words).map(|n| n.house).find(|h| h.wire))
}

/// `dpa`, `(AFP)`, `Reuters`, `dpa wsz jln npr`: the agency signs its copy.
fn is_only_a_house(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    agencies::named(bare).is_some_and(|h| h.wire)
        || bare
            .split([' ', '/', '-'])
            .next()
            .is_some_and(|first| agencies::named(first).is_some_and(|h| h.wire))
            && bare
                .split([' ', '/', '-'])
                .skip(1)
                .all(|w| w.chars().all(|c| !c.is_uppercase()) && w.len() <= 4)
}

fn contributors(record: &Record, found: &mut Found) {
    for block in record.body.iter().filter(|b| b.kind == BlockKind::Credit && b.text.len() < 700) {
        let lower = block.text.to_lowercase();
        let helped = [
            "contribut",
            "reported from",
            "with files from",
            "with reporting",
            "avec ",
            "con información de",
            "mit material von",
        ];
        if helped.iter().any(|h| lower.contains(h)) {
            for named in agencies::in_text(&block.text) {
                found.house(named.house, AgencyRole::Contributor, &block.text);
            }
        }
    }
}

fn cited(record: &Record, found: &mut Found) {
    let captions = record.images.iter().filter_map(|i| i.caption.as_deref());
    let headline = record.headline.as_deref();
    for field in headline.into_iter().chain([record.text.as_str()]).chain(captions) {
        let mut end = field.len().min(SEARCHED);
        while !field.is_char_boundary(end) {
            end -= 1;
        }
        let field = field.get(..end).unwrap_or_default();
        for named in agencies::in_text(field) {
            let Named { start, end, house } = named;
            if found.agencies.iter().any(|a| a.name == house.name) {
                continue;
            }
            if let Some(evidence) = citation::evidence(field, start, end) {
                found.house(house, AgencyRole::Cited, evidence);
            }
        }
        for (name, evidence) in citation::unlisted(field) {
            found.add(name, None, AgencyRole::Cited, evidence);
        }
    }
    if let Some(line) = headline
        && let Some((mark, _)) = line.split_once(':')
        && let Some(house) = agencies::named(mark).filter(|_| mark.len() < 40)
    {
        found.house(house, AgencyRole::Cited, mark);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Dateline, Rights};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, AgencyRole, &str)]) {
        let record = Record { text: text.to_owned(), ..Record::default() };
        let found = agencies(&record, &TextLimits::default());
        let found: Vec<_> = found.iter().map(|a| (a.name.as_str(), a.role, a.evidence.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    use AgencyRole::{Cited, Origin};

    #[test]
    fn cited_where_words_say_so() {
        check(
            "“No,” Agence France-Presse quoted Ana Exemplar as saying.",
            &[("Agence France-Presse", Cited, "Agence France-Presse quoted")],
        );
        check(
            "Work stopped, AFP reported. The end, AFP said.",
            &[("Agence France-Presse", Cited, "AFP reported")],
        );
        check(
            "She spoke, the Associated Press reported",
            &[("Associated Press", Cited, "Associated Press reported")],
        );
        check(
            "“No,” he said, according to Australia's ABC.",
            &[("ABC", Cited, "according to Australia's ABC")],
        );
        check("“No,” he told Reuters by telephone.", &[("Reuters", Cited, "told Reuters")]);
        check(
            "He told Germany's Bild newspaper that it was over.",
            &[("Bild", Cited, "told Germany's Bild newspaper")],
        );
        check(
            "Er sagte der Deutschen Presse-Agentur, es sei vorbei.",
            &[("Deutsche Presse-Agentur", Cited, "sagte der Deutschen Presse-Agentur")],
        );
        check("C'est fini, a-t-il déclaré à l'AFP.", &[("Agence France-Presse", Cited, "déclaré à l'AFP")]);
        check("Se acabó, dijo a la agencia Efe.", &[("EFE", Cited, "dijo a la agencia Efe")]);
        check(
            "They will return, according to the Freedonian News Agency.",
            &[("Freedonian News Agency", Cited, "according to the Freedonian News Agency")],
        );
    }

    #[test]
    fn mere_mentions_are_left_out() {
        check("The AP exam is hard. Reuters is a company. ABC and CNN are channels.", &[]);
        check("An APPEAL was filed with the FAPE.", &[]);
    }

    #[test]
    fn whose_copy_it_is() {
        let dateline = Dateline {
            raw: "PORT LUMEN (AP) —".to_owned(),
            place: None,
            region: None,
            country: None,
            date: None,
            agency: Some("AP".to_owned()),
        };
        let rights = Rights { copyright: Some("© EFE 2019.".to_owned()), ..Rights::default() };
        let record = Record {
            text: "PORT LUMEN (AP) — The AP reported it.".to_owned(),
            dateline: Some(dateline),
            rights: Some(rights),
            ..Record::default()
        };
        let found = agencies(&record, &TextLimits::default());
        let found: Vec<_> = found.iter().map(|a| (a.name.as_str(), a.role)).collect();
        assert_eq!(found, [("Associated Press", Origin), ("EFE", Origin)]);
    }
}
