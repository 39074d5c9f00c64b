//! A story that was put right: a figure, a name, a *not*, and hardly anything else.

use std::sync::LazyLock;

use super::change::Change;
use super::guard::Evidence;
use crate::dedup::signature::Signature;
use crate::dedup::signature::features::{Features, Terms};
use crate::dedup::signature::words::words;

/// Whether figures or names were changed, or a word that denies was added or left out, and hardly anything else.
pub(super) fn is_put_right(new: &Signature, old: &Features, evidence: &Evidence, change: &Change) -> bool {
    let (numbers, names) = (&evidence.numbers, &evidence.names);
    let length = new.features.words.abs_diff(old.words);
    let (sums, known) = (new.features.sums, old.sums);
    if denies(sums.all().wrapping_sub(known.all())) {
        return true;
    }
    // nothing but figures or names, however often, in texts of more of them than are kept
    let (figures, capitals) = (sums.figures != known.figures, sums.capitals != known.capitals);
    if sums.plain == known.plain && length == 0 && old.words > 0 {
        match (figures, capitals) {
            (true, false) => return true,
            (false, true) => return are_others(&new.features.names, &old.names),
            _ => {}
        }
    }
    // a figure that stands elsewhere in the story as well changes only one of the sets
    let swapped = length <= 1 && numbers.first + numbers.second > 0 && names.first + names.second == 0;
    let figures = if swapped { numbers.first.max(numbers.second) } else { numbers.conflicts() };
    let touched = |changes: usize| (3 * changes + 3) as f64 / f64::from(old.words.max(1));
    let little = |changes: usize| change.edits <= touched(changes) && length <= 2 + old.words / 50;
    if figures > 0 && names.conflicts() == 0 && little(figures) {
        return true;
    }
    const MOST_NAMES: usize = 3;
    let renamed = numbers.conflicts() == 0 && (1..=MOST_NAMES).contains(&names.conflicts());
    renamed && length <= 2 && little(names.conflicts()) && are_others(&new.features.names, &old.names)
}

/// Whether the names that two stories do not share are other names, not other spellings: of scanning errors and house
/// styles most letters are left.
fn are_others(new: &Terms, old: &Terms) -> bool {
    let gone: Vec<&str> = old.beyond(new).collect();
    let mut added = new.beyond(old);
    added.any(|name| !gone.is_empty() && gone.iter().all(|gone| !are_one(name, gone)))
}

/// Whether two spellings may be one name: most letters are the same, they begin alike, one holds the other (`London` and
/// `Londres`, `Britain` and `Grossbritannien`), or they are two languages' names of a country.
fn are_one(a: &str, b: &str) -> bool {
    const BEGINNING: usize = 4;
    const HELD: usize = 5;
    let letters = |name: &str| -> Vec<char> { name.chars().flat_map(char::to_lowercase).collect() };
    let (one, other) = (letters(a), letters(b));
    let most = (one.len().max(other.len()) / 3).max(1);
    let alike = one.iter().zip(&other).take_while(|(x, y)| x == y).count() >= BEGINNING;
    let holds = |long: &[char], short: &[char]| {
        short.get(..HELD).is_some_and(|head| long.windows(HELD).any(|part| part == head))
    };
    let country = |name: &[char]| {
        let name: String = name.iter().collect();
        COUNTRIES.iter().position(|names| names.contains(&name.as_str()))
    };
    let abroad = country(&one).is_some() && country(&one) == country(&other);
    abroad || alike || holds(&one, &other) || holds(&other, &one) || distance(&one, &other) <= most
}

/// Names of countries and their parts that share no beginning.
const COUNTRIES: &[&[&str]] = &[
    &["germany", "deutschland", "allemagne", "alemania", "germania", "duitsland", "alemanha"],
    &["states", "staaten", "unis", "unidos", "uniti", "staten"],
    &["united", "vereinigte", "états", "estados", "stati", "verenigde"],
    &["greece", "griechenland", "grèce", "grecia"],
    &["hungary", "ungarn", "hongrie", "ungheria", "hungría"],
    &["wales", "galles", "gales"],
    &["austria", "österreich", "autriche", "oostenrijk"],
    &["bank", "banque", "banco", "banca"],
];

/// How many letters one has to change, add or leave out.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != y)).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// What denies, as it is added to a sentence; beside some of it what it takes the place of.
#[rustfmt::skip]
const DENIALS: &[(&str, &str)] = &[
    ("not", ""), ("never", ""), ("no", ""), ("no", "a"), ("no", "the"), ("without", "with"), ("neither", ""), ("cannot", "can"), ("can not", "can"), ("did not", "did"), ("nor", "and"), ("not", "also"), ("not", "now"), ("none", "all"), ("nobody", "everybody"), ("no longer", ""), ("no longer", "still"),
    ("isn't", "is"), ("aren't", "are"), ("wasn't", "was"), ("weren't", "were"), ("hasn't", "has"), ("haven't", "have"), ("hadn't", "had"), ("doesn't", "does"), ("don't", "do"), ("didn't", "did"), ("won't", "will"), ("wouldn't", "would"), ("can't", "can"), ("couldn't", "could"), ("shouldn't", "should"), ("don't", ""), ("didn't", ""), ("doesn't", ""),
    ("nicht", ""), ("kein", "ein"), ("keine", "eine"), ("keinen", "einen"), ("keinem", "einem"), ("keiner", "einer"), ("keine", ""), ("kein", ""), ("nie", ""), ("niemals", ""), ("nicht mehr", ""), ("ohne", "mit"),
    ("ne pas", ""), ("n pas", ""), ("pas", ""), ("ne jamais", ""), ("n jamais", ""), ("ne plus", ""), ("n plus", ""), ("non", ""), ("aucun", "un"), ("aucune", "une"), ("sans", "avec"),
    ("no", ""), ("nunca", ""), ("ningún", "un"), ("ninguna", "una"), ("sin", "con"), ("tampoco", "también"), ("ya no", ""),
    ("mai", ""), ("nessun", "un"), ("nessuna", "una"), ("senza", "con"), ("non più", ""),
    ("não", ""), ("jamais", ""), ("sem", "com"), ("nenhum", "um"), ("nenhuma", "uma"), ("niet", ""), ("geen", "een"), ("geen", ""), ("nooit", ""), ("zonder", "met"),
];

/// Whether the difference between the words of two texts is that one denies what the other says.
fn denies(difference: u64) -> bool {
    static DIFFERENCES: LazyLock<Vec<u64>> = LazyLock::new(|| {
        let sum = |text: &str| {
            let mut sum = 0_u64;
            words(text, |word| sum = sum.wrapping_add(word.hash));
            sum
        };
        let added = DENIALS.iter().map(|(denial, instead)| sum(denial).wrapping_sub(sum(instead)));
        let mut all: Vec<u64> = added.flat_map(|added| [added, added.wrapping_neg()]).collect();
        all.sort_unstable();
        all
    });
    DIFFERENCES.binary_search(&difference).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_names() {
        assert!(are_one("Lumen", "Lurnen") && are_one("Mueller", "Müller") && are_one("Japan", "Japon"));
        assert!(are_one("London", "Londres") && are_one("Britain", "Grossbritannien"));
        assert!(are_one("Germany", "Deutschland") && !are_one("Germany", "Freedonia"));
        assert!(!are_one("Holt", "Levin") && !are_one("Marrow", "Sarre"));
        assert_eq!(distance(&['a', 'b', 'c'], &['b', 'd']), 2);
    }

    #[test]
    fn what_denies() {
        let sum = |text: &str| {
            let mut sum = 0_u64;
            words(text, |word| sum = sum.wrapping_add(word.hash));
            sum
        };
        for (one, other) in [
            ("The ferry was damaged", "The ferry was not damaged"),
            ("The mayor did pay", "The mayor didn't pay"),
            ("Die Fähre war beschädigt", "Die Fähre war nicht beschädigt"),
            ("Le bac est sûr", "Le bac n'est pas sûr"),
            ("El puerto está abierto", "El puerto no está abierto"),
            ("Il porto è aperto", "Il porto non è aperto"),
        ] {
            assert!(denies(sum(other).wrapping_sub(sum(one))), "{other}");
            assert!(denies(sum(one).wrapping_sub(sum(other))), "{other}");
        }
        assert!(!denies(0) && !denies(sum("ferry")));
    }
}
