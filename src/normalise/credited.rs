//! Whose copy a story is and who helped: agencies by the dateline, the byline's house, a credit line, the copyright.
//!
//! What stands around the text says so, so that it is known before the story is compared with others, and a copy
//! that is journaled without its text keeps it. Whom the text cites is told later.

use crate::model::{Agency, AgencyRole, AuthorRole, BlockKind, Record, TextLimits};

use super::agencies::{self, House};
use super::agency_lines::{self, Part};
use super::shape;

/// The agencies of a record, whose copy it is first: those its format credits, and those its lines credit.
pub(super) fn credited(record: &Record, limits: &TextLimits) -> Vec<Agency> {
    let mut found = Agencies::of(record, limits);
    origins(record, &mut found);
    contributors(record, &mut found);
    found.in_order()
}

/// Agencies of one story, each once with its weightiest role and the words that say so.
pub(crate) struct Agencies {
    list: Vec<Agency>,
    most: usize,
}

impl Agencies {
    /// Begins with those that the record has already.
    pub(crate) fn of(record: &Record, limits: &TextLimits) -> Agencies {
        Agencies { list: record.agencies.clone(), most: limits.list_entries.min(MOST) }
    }

    /// The weightiest role first.
    pub(crate) fn in_order(mut self) -> Vec<Agency> {
        self.list.sort_by_key(|agency| agency.role);
        self.list
    }

    pub(crate) fn has(&self, house: &House) -> bool {
        self.list.iter().any(|agency| agency.name == house.name)
    }

    pub(crate) fn house(&mut self, house: &House, role: AgencyRole, evidence: &str) {
        self.add(house.name, house.code, role, evidence);
    }

    pub(crate) fn add(&mut self, name: &str, code: Option<&str>, role: AgencyRole, evidence: &str) {
        if let Some(known) = self.list.iter_mut().find(|agency| agency.name == name) {
            if role < known.role {
                known.role = role;
                evidence.clone_into(&mut known.evidence);
            }
        } else if self.list.len() < self.most {
            let code = code.map(str::to_owned);
            self.list.push(Agency { name: name.to_owned(), code, role, evidence: evidence.to_owned() });
        }
    }
}

/// Most agencies of one story: beyond that it is a directory.
const MOST: usize = 200;

fn origins(record: &Record, found: &mut Agencies) {
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
            BlockKind::Note | BlockKind::Credit if agency_lines::read(line).is_some() => {
                let of_agencies = agency_lines::read(line).filter(|line| line.part == Part::Origin);
                for house in of_agencies.into_iter().flat_map(|line| line.houses) {
                    found.house(house, AgencyRole::Origin, line);
                }
            }
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
    if let Some(last) = record.body.iter().rev().find(|block| block.kind.is_story()) {
        signed_by(&last.text).for_each(|house| found.house(house, AgencyRole::Origin, signature(&last.text)));
    }
    if let Some(copyright) =
        record.rights.as_ref().and_then(|r| r.copyright.as_deref()).filter(|c| c.len() < 400)
    {
        origin_in(copyright, found);
    }
}

/// Longest signature in brackets, in bytes.
const SIGNATURE: usize = 40;

/// What stands in brackets at the end of a text.
fn signature(text: &str) -> &str {
    let inner =
        text.trim_end().strip_suffix(')').and_then(|head| head.rsplit_once('(')).map(|(_, inner)| inner);
    inner.filter(|inner| inner.len() <= SIGNATURE).unwrap_or_default()
}

/// `... geschützt werden soll. (mwe/dpa)`: agencies, and writers by a few small letters.
fn signed_by(text: &str) -> impl Iterator<Item = &'static House> {
    let parts = || signature(text).split(['/', ',', ';', '+', '&']).map(str::trim);
    let is_sign = |part: &str| (2..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase());
    let wire = |part: &str| agencies::named(part).filter(|house| house.wire);
    let before = text.rsplit_once('(').map(|(before, _)| before.trim_end()).unwrap_or_default();
    let is_signed = shape::ends_sentence(before) && parts().all(|part| wire(part).is_some() || is_sign(part));
    parts().filter(move |_| is_signed).filter_map(wire)
}

fn origin_in(line: &str, found: &mut Agencies) {
    if let Some(house) = wire_in(line) {
        found.house(house, AgencyRole::Origin, line);
    }
}

fn wire_in(words: &str) -> Option<&'static House> {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    let whole = agencies::named(bare).filter(|h| h.wire);
    whole.or_else(|| agencies::in_text(words).map(|n| n.house).find(|h| h.wire))
}

/// `dpa`, `(AFP)`, `Reuters`, `dpa wsz jln npr`, `AAP RESULTS`: the agency signs its copy.
fn is_only_a_house(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    agencies::named(bare).is_some_and(|h| h.wire)
        || bare
            .split([' ', '/', '-'])
            .next()
            .is_some_and(|first| agencies::named(first).is_some_and(|h| h.wire))
            && (bare
                .split([' ', '/', '-'])
                .skip(1)
                .all(|w| w.chars().all(|c| !c.is_uppercase()) && w.len() <= 4)
                || !bare.contains(char::is_lowercase) && bare.split([' ', '/', '-']).count() <= 3)
}

fn contributors(record: &Record, found: &mut Agencies) {
    for block in record.body.iter().filter(|b| b.kind == BlockKind::Credit && b.text.len() < 700) {
        if let Some(line) = agency_lines::read(&block.text).filter(|line| line.part == Part::Helped) {
            for house in line.houses {
                found.house(house, AgencyRole::Contributor, &block.text);
            }
            continue;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Dateline, Rights};

    #[test]
    fn the_last_brackets_sign() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> = signed_by(text).map(|house| house.name).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("Der Rat entscheidet im April. (mwe/dpa)", &["Deutsche Presse-Agentur"]);
        check("Le conseil votera en avril. (AFP)", &["Agence France-Presse"]);
        check(
            "Der Rat entscheidet im April. (APA/dpa)",
            &["Austria Presse Agentur", "Deutsche Presse-Agentur"],
        );
        check("The council votes in April (as Reuters reported).", &[]);
        check("The council (AP) votes in April.", &[]);
        check("He works for the agency (AFP)", &[]);
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
        let found = credited(&record, &TextLimits::default());
        let found: Vec<_> = found.iter().map(|a| (a.name.as_str(), a.role)).collect();
        assert_eq!(found, [("Associated Press", AgencyRole::Origin), ("EFE", AgencyRole::Origin)]);
    }
}
