//! Which agency or outlet a name, code or mark stands for.

use std::collections::HashMap;
use std::sync::LazyLock;

pub use super::agency_table::{HOUSES, House};
use super::phrases::Phrases;

/// Every name that may stand in running text, with the index of its house.
struct Names {
    phrases: Phrases,
    /// Whose name each of them is.
    houses: Vec<usize>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut patterns = Vec::new();
    for (index, house) in HOUSES.iter().enumerate() {
        let code = house.code.filter(|c| c.len() > 3 && house.name.eq_ignore_ascii_case(c));
        for name in [house.name].into_iter().chain(house.aliases.iter().copied()).chain(code) {
            patterns.push((name.to_owned(), index));
            if name.contains('\'') {
                patterns.push((name.replace('\'', "’"), index));
            }
        }
    }
    let (names, houses): (Vec<String>, Vec<usize>) = patterns.into_iter().unzip();
    Names { phrases: Phrases::new(names), houses }
});

/// The house that a whole string names, in any case: a name, an alias, a code or a mark of datelines and credits.
#[must_use]
pub fn named(name: &str) -> Option<&'static House> {
    static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
        let mut by_name = HashMap::new();
        for (index, house) in HOUSES.iter().enumerate() {
            for name in [house.name]
                .into_iter()
                .chain(house.aliases.iter().copied())
                .chain(house.marks.iter().copied())
            {
                by_name.entry(name.to_lowercase()).or_insert(index);
            }
        }
        for (index, house) in HOUSES.iter().enumerate() {
            if let Some(code) = house.code {
                by_name.entry(code.to_lowercase()).or_insert(index);
            }
        }
        by_name
    });
    let name = name.trim().trim_end_matches(['.', ':', '=']);
    if name.len() > 60 {
        return None;
    }
    let lower = name.to_lowercase();
    let bare = lower.strip_prefix("the ").unwrap_or(&lower);
    BY_NAME.get(lower.as_str()).or_else(|| BY_NAME.get(bare)).and_then(|&index| HOUSES.get(index))
}

/// The wire agency that a mark in a dateline or credit names: `AFP`, `dpa/lno`, `ats afp`, `AP Photo`.
#[must_use]
pub fn wire(mark: &str) -> Option<&'static House> {
    let whole = named(mark).filter(|h| h.wire);
    whole.or_else(|| mark.split(['/', ' ', ',', '-']).find_map(|part| named(part).filter(|h| h.wire)))
}

/// Whether a house deals in pictures only: its name alone on a line is a picture's credit.
pub(crate) fn is_picture_house(house: &House) -> bool {
    [
        "Getty Images",
        "European Pressphoto Agency",
        "Corbis",
        "Magnum Photos",
        "picture alliance",
        "Imago",
        "Zuma Press",
        "Shutterstock",
    ]
    .contains(&house.name)
}

/// A house named in running text.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// Byte range of the name.
    pub start: usize,
    /// End of the byte range.
    pub end: usize,
    /// Whose name it is.
    pub house: &'static House,
}

/// Every house that running text names, in order, as whole words and in the spelling of the table.
pub fn in_text(text: &str) -> impl Iterator<Item = Named> {
    NAMES.phrases.as_words(text).filter_map(|found| {
        let house = HOUSES.get(*NAMES.houses.get(found.index)?)?;
        Some(Named { start: found.start, end: found.end, house })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_codes_and_marks_lead_to_the_house() {
        let name = |mark: &str| named(mark).map(|h| h.name);
        assert_eq!(name("AFP"), Some("Agence France-Presse"));
        assert_eq!(name("the Associated Press"), Some("Associated Press"));
        assert_eq!(name("ats afp"), Some("Keystone-SDA"));
        assert_eq!(name("Examplewire"), None);
        assert_eq!(wire("tca/dpa").map(|h| h.name), Some("Deutsche Presse-Agentur"));
        assert_eq!(wire("CNN").map(|h| h.name), None);
    }

    #[test]
    fn running_text_names_houses_as_whole_words() {
        let names = |text: &str| in_text(text).map(|n| n.house.name).collect::<Vec<_>>();
        assert_eq!(
            names("told AFP, the AP reported. An APPLE is no AP."),
            ["Agence France-Presse", "Associated Press", "Associated Press"]
        );
        assert_eq!(names("Australia's ABC and ABC News"), ["ABC", "ABC News"]);
    }

    #[test]
    fn every_house_can_be_found_by_its_own_name() {
        for house in HOUSES {
            assert!(named(house.name).is_some(), "{}", house.name);
        }
        assert!(HOUSES.iter().filter(|h| h.wire).count() >= 60);
    }
}
