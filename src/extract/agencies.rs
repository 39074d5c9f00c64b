//! Agencies and outlets that a story cites: where the text says that one reported, quoted or was told something.
//!
//! A name without such words beside it is a mere mention and left out. Whose copy it is and who helped is known by
//! then; each house is listed once, with its weightiest role and the words that say so.

use crate::model::{Agency, AgencyRole, Record, TextLimits};
use crate::normalise::Agencies;
use crate::normalise::agencies::{self, Named};

use super::citation;

/// Longest text that is searched, in bytes: citations of a story stand in its first part too.
const SEARCHED: usize = 1 << 20;

/// The agencies of a record, whose copy it is first: those it has already, and those its text cites.
#[must_use]
pub fn agencies(record: &Record, limits: &TextLimits) -> Vec<Agency> {
    let mut found = Agencies::of(record, limits);
    cited(record, &mut found);
    found.in_order()
}

fn cited(record: &Record, found: &mut Agencies) {
    let captions = record.images.iter().filter_map(|i| i.caption.as_deref());
    let headline = record.headline.as_deref();
    for field in headline.into_iter().chain([record.text.as_str()]).chain(captions) {
        let field = field.get(..field.floor_char_boundary(SEARCHED)).unwrap_or_default();
        for named in agencies::in_text(field) {
            let Named { start, end, house } = named;
            if found.has(house) {
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
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, AgencyRole, &str)]) {
        let record = Record { text: text.to_owned(), ..Record::default() };
        let found = agencies(&record, &TextLimits::default());
        let found: Vec<_> = found.iter().map(|a| (a.name.as_str(), a.role, a.evidence.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    use AgencyRole::Cited;

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
}
