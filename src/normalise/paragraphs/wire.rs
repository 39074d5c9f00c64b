//! Lines by which agencies frame plain copy: slugs, indexes and groups of a day and time above the headline; codes, stamps of time,
//! initials and addresses of desks below the story.
//!
//! Each is told by the whole line, and only where it stands: above the headline, or with nothing but lines of its kind below it.

use crate::normalise::function_words::FUNCTION_WORDS;
use crate::normalise::{agencies, dateline, dates, headline, shape};

/// What a line above a headline says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Above {
    pub(super) slug: Option<String>,
    pub(super) tag: Option<String>,
    pub(super) keywords: Vec<String>,
    /// When it was sent, as a date is read.
    pub(super) sent: Option<String>,
}

/// A line of an agency's frame above a headline; `next` is the line below it, `then` the one below that.
pub(super) fn above(line: &str, next: &str, then: &str) -> Option<Above> {
    if line.len() > 160 || shape::ends_sentence(line) {
        return None;
    }
    if let Some(index) = line.strip_prefix("INDEX:") {
        let keywords = index.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
        return Some(Above { keywords: keywords.collect(), ..Above::default() });
    }
    if let Some(sent) = day_and_time_group(line) {
        return Some(Above { sent: Some(sent), ..Above::default() });
    }
    if let (bare, Some(tag)) = headline::split_slug(line)
        && (bare.starts_with("BC-") || bare.contains('-') && !bare.contains(' '))
        && line.len() < 80
    {
        return Some(Above { slug: Some(bare.to_owned()), tag: Some(tag.to_owned()), ..Above::default() });
    }
    if is_page(line) || names_pictures(line) || is_service(line, then) || is_codes_of_service(line) {
        return Some(Above::default());
    }
    slug_in_capitals(line, next, then)
}

/// `PA 041012 MAR 26`, `041012Z MAR 2026`: day, hour and minute, month, year, behind an agency or alone.
fn day_and_time_group(line: &str) -> Option<String> {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    if words.len() == 4 && agencies::named(words.first()?).is_some_and(|house| house.wire) {
        words.remove(0);
    }
    let [group, month, year] = words.as_slice() else { return None };
    let figures = group.trim_end_matches('Z');
    let number = |from: usize| figures.get(from..from + 2)?.parse::<u8>().ok();
    let is_group = figures.len() == 6 && figures.bytes().all(|b| b.is_ascii_digit());
    let (day, hour, minute) = (number(0)?, number(2)?, number(4)?);
    let month = dates::month(&month.to_lowercase()).filter(|_| is_group)?;
    let year: u16 = year.parse().ok().filter(|_| matches!(year.len(), 2 | 4))?;
    let year = if year < 100 { 2000 + year } else { year };
    let zone = if group.ends_with('Z') { "Z" } else { "" };
    ((1..=31).contains(&day) && hour < 24 && minute < 60)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}{zone}"))
}

/// `1 TRANSPORT Ferry`: page, category and slug.
fn is_page(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [page, category, slug @ ..] = words.as_slice() else { return false };
    page.len() <= 2
        && page.bytes().all(|b| b.is_ascii_digit())
        && category.len() >= 4
        && category.chars().all(char::is_uppercase)
        && (1..=2).contains(&slug.len())
        && slug.iter().all(|word| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase))
}

/// `epd-Landesdienst Nord` above a headline whose story that agency tells.
fn is_service(line: &str, then: &str) -> bool {
    let named = line.split_once('-').filter(|(_, service)| service.starts_with(char::is_uppercase));
    let house = named.and_then(|(agency, _)| agencies::named(agency)).filter(|house| house.wire);
    let Some(house) = house.filter(|_| shape::words_up_to(line, 4) <= 3) else { return false };
    let teller = dateline::inline(then).and_then(|found| found.dateline.agency);
    teller.and_then(|mark| agencies::wire(&mark)).is_some_and(|teller| teller.name == house.name)
}

/// `OTS0045 5 WI 0287 HAL0001 CI Mi, 04.Mär 2026`: number, urgency, section and length of a service's item.
fn is_codes_of_service(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let first = words.first().copied().unwrap_or_default();
    let letters = first.bytes().take_while(u8::is_ascii_uppercase).count();
    let figures = first.bytes().skip(letters).filter(u8::is_ascii_digit).count();
    let is_number = (2..=4).contains(&letters) && figures >= 3 && letters + figures == first.len();
    let numbered = words.iter().filter(|word| word.bytes().any(|b| b.is_ascii_digit())).count();
    is_number && words.len() >= 4 && numbered >= 3
}

/// `AP Photo ORPA101, ORPA102`, `With photos HAL1, HAL2`: codes of the pictures that go with the story.
fn names_pictures(line: &str) -> bool {
    let Some(at) = line.find("Photo").or_else(|| line.find("photo")) else { return false };
    let codes = line.get(at..).unwrap_or_default().split([' ', ',']).skip(1).filter(|word| !word.is_empty());
    let is_code = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && word.bytes().any(|b| b.is_ascii_digit())
    };
    let mut any = false;
    let all = codes.inspect(|_| any = true).all(|word| is_code(word) || matches!(word, "and" | "-" | ":"));
    any && all && at <= 12
}

/// `TRANSPORTE PUERTO (Ampliación)` above the headline, below which the story begins: a slug, with what update it is.
fn slug_in_capitals(line: &str, next: &str, then: &str) -> Option<Above> {
    let (slug, tag) = match line.strip_suffix(')').and_then(|inner| inner.rsplit_once(" (")) {
        Some((slug, tag)) if headline::is_tag(&tag.to_uppercase()) => (slug, Some(tag.to_owned())),
        Some(_) => return None,
        None => (line, None),
    };
    if headline::is_tag(slug) {
        return None;
    }
    let is_slug = !slug.contains(char::is_lowercase)
        && shape::words_up_to(slug, 4) <= 3
        && slug.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '/'));
    let below = dateline::inline(then).is_some_and(|found| found.dateline.agency.is_some());
    (is_slug && below && next.contains(char::is_lowercase) && headline::can_be_headline(next))
        .then(|| Above { slug: Some(slug.to_owned()), tag, ..Above::default() })
}

/// What a line below a story is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// A note of the desk, with the time at which it was sent where it says one.
    Note(Option<String>),
    /// Whom to ask.
    Contact,
}

/// A line of an agency's frame below a story.
pub(super) fn below(line: &str) -> Option<Below> {
    if line.len() > 200 {
        return None;
    }
    let bare = line.trim_matches(['(', ')', ' ']);
    let is_address = !bare.contains(' ') && bare.contains('@') && bare.contains('.');
    let is_double = line.starts_with("((") && line.ends_with("))");
    if is_address || is_double && (bare.contains('@') || bare.bytes().filter(u8::is_ascii_digit).count() >= 7)
    {
        return Some(Below::Contact);
    }
    if let Some(sent) = stamp(line) {
        return Some(Below::Note(sent));
    }
    if let Some(day) = first_published(line) {
        return Some(Below::Note(Some(day)));
    }
    let is_note = is_initials(line)
        || is_codes(line)
        || names_media(line)
        || names_slug(line)
        || is_numbered(line)
        || is_end(line);
    is_note.then_some(Below::Note(None))
}

/// `(0512/04.03.2026)`, `(KNA - qllnn-89-00012)`: a bracket with the number of an item.
fn is_numbered(line: &str) -> bool {
    let Some(inner) = line.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) else { return false };
    let figures = inner.bytes().filter(u8::is_ascii_digit).count();
    let first = inner.split(' ').next().unwrap_or_default();
    let is_bare = !inner.contains(char::is_alphabetic);
    figures >= 4
        && shape::words_up_to(inner, 4) <= 3
        && (is_bare || agencies::named(first).is_some_and(|house| house.wire))
}

/// `(Schluss) rad/mow`, `Lusa/Fim`, `*** OTS-ORIGINALTEXT ... ***`, `Source text: [ID:n1]`, `(Reporting by Oslo newsroom)`.
fn is_end(line: &str) -> bool {
    const ENDS: [&str; 9] = ["schluss", "forts", "fim", "fin", "fine", "end", "ende", "koniec", "konec"];
    let lower = line.to_lowercase();
    let is_ended = |word: &str| ENDS.contains(&word.trim_matches(['(', ')', '.']));
    let bracket = lower.split_whitespace().next().filter(|word| word.starts_with('('));
    let signs = lower.split_once('/').is_some_and(|(agency, end)| {
        is_ended(end) && agencies::named(agency).is_some_and(|house| house.wire)
    });
    bracket.is_some_and(is_ended) && shape::words_up_to(line, 4) <= 3
        || signs
        || line.len() > 6 && line.starts_with("***") && line.ends_with("***")
        || lower.starts_with("source text") && (line.contains('[') || line.contains(':'))
        || lower.starts_with("(reporting by") && lower.ends_with("newsroom)")
}

/// `jho mha`, `KRK KRK`: letters of two or three people below a story that an agency tells, of no language's words.
pub(super) fn are_initials(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_letters = |word: &&str| {
        (2..=4).contains(&word.len())
            && (word.bytes().all(|b| b.is_ascii_lowercase()) || word.bytes().all(|b| b.is_ascii_uppercase()))
    };
    let is_word = |word: &&str| {
        let lower = word.to_lowercase();
        matches!(lower.as_str(), "end" | "fin" | "ende")
            || FUNCTION_WORDS.iter().any(|(_, words)| words.contains(&lower.as_str()))
    };
    (2..=3).contains(&words.len()) && words.iter().all(is_letters) && !words.iter().any(is_word)
}

/// A story's last paragraph and how it is signed behind its last sentence: `... for a month. PTI DR`, `... for a month. Enditem`.
pub(super) fn signed(paragraph: &str) -> Option<(&str, &str)> {
    const MOST: usize = 24;
    let from = paragraph.len().checked_sub(MOST).map_or(0, |from| paragraph.floor_char_boundary(from));
    let tail = paragraph.get(from..)?;
    let at = from + tail.rfind(". ").or_else(|| tail.rfind("” ")).or_else(|| tail.rfind("\" "))?;
    let (told, sign) = paragraph.split_at_checked(at + paragraph.get(at..)?.find(' ')?)?;
    let sign = sign.trim();
    let mut words = sign.split([' ', '/']);
    let agency = words.next()?.trim_start_matches('©');
    let is_agency = agencies::named(agency).is_some_and(|house| {
        house.wire
            && house.code.is_some_and(|code| {
                code == agency || code.eq_ignore_ascii_case(agency) && house.marks.contains(&agency)
            })
    });
    let is_letters = |word: &str| {
        (2..=4).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_uppercase())
    };
    (is_agency && words.all(is_letters) || sign == "Enditem").then_some((told.trim_end(), sign))
}

/// `06:12ET 04-03-26`, `04-MAR-26 10:12 NNNN`: a time and a day, and nothing else but the end mark. The day stands before the month.
fn stamp(line: &str) -> Option<Option<String>> {
    // `APA0234 2026-03-04/10:12`
    let line = line.replace('/', " ");
    let words = line.split_whitespace().filter(|word| !matches!(*word, "NNNN" | "NNN"));
    let words: Vec<&str> = words.filter(|word| !is_item_number(word)).collect();
    if !(1..=4).contains(&words.len()) {
        return None;
    }
    let (mut time, mut day) = (None, None);
    for word in words {
        if let Some(found) = clock(word).filter(|_| time.is_none()) {
            time = Some(found);
        } else if let Some(found) = hyphened_day(word).filter(|_| day.is_none()) {
            day = Some(found);
        } else if !(word.len() <= 4 && word.bytes().all(|b| b.is_ascii_uppercase())) {
            return None;
        }
    }
    Some(Some(format!("{}T{}", day?, time?)))
}

/// `APA0234`
fn is_item_number(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    (2..=4).contains(&letters)
        && word.len() > letters + 2
        && word.bytes().skip(letters).all(|b| b.is_ascii_digit())
}

fn clock(word: &str) -> Option<String> {
    let figures = word.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let (hour, minute) = figures.split_once(':')?;
    let read = |n: &str| (1..=2).contains(&n.len()).then(|| n.parse::<u8>().ok()).flatten();
    let (hour, minute) = (read(hour)?, read(minute)?);
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

fn hyphened_day(word: &str) -> Option<String> {
    let parts: Vec<&str> = word.split('-').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let (day, year) = if day.len() == 4 { (year, day) } else { (day, year) };
    let month = month.parse().ok().or_else(|| dates::month(&month.to_lowercase()))?;
    let (day, year): (u8, u16) = (day.parse().ok()?, year.parse().ok()?);
    let year = if year < 100 { 2000 + year } else { year };
    ((1..=31).contains(&day) && (1..=12).contains(&month) && (1900..2200).contains(&year))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// `This report by The Canadian Press was first published March 4, 2026.`
fn first_published(line: &str) -> Option<String> {
    let rest = line.strip_prefix("This report by ").or_else(|| line.strip_prefix("This story by "))?;
    let (_, day) = rest.split_once(" was first published ")?;
    let day = day.trim_end_matches('.').trim_start_matches("on ");
    dates::is_only_a_date(day).then(|| day.to_owned())
}

/// `mf`, `jwr/ mow/ agz/`: who wrote and who sent it, by their letters.
fn is_initials(line: &str) -> bool {
    const WORDS: [&str; 8] = ["no", "so", "oh", "ja", "ok", "yes", "ah", "go"];
    let is_letters =
        |word: &str| (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    let bare = line.trim_end_matches('/');
    if !line.contains('/') {
        return (2..=3).contains(&line.len()) && is_letters(line) && !WORDS.contains(&line);
    }
    bare.split('/').map(str::trim).all(is_letters)
}

/// `YM4-BNT/ ARC`: codes of a desk.
fn is_codes(line: &str) -> bool {
    // `.  VBR/JDD/`
    let line = line.trim_start_matches(['.', ' ']);
    let parted = || line.split('-').all(|letters| (2..=4).contains(&letters.len())) && line.contains('-');
    line.len() <= 24
        && (line.contains('/') || parted() && line.bytes().all(|b| b.is_ascii_uppercase() || b == b'-'))
        && shape::words_up_to(line, 4) <= 3
        && line.contains(|c: char| c.is_ascii_uppercase())
        && line
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/' | b' '))
}

/// `(foto) (vídeo)`: what comes with the story.
fn names_media(line: &str) -> bool {
    const MEDIA: [&str; 14] = [
        "foto",
        "fotos",
        "vídeo",
        "vídeos",
        "video",
        "videos",
        "audio",
        "photo",
        "photos",
        "gráfico",
        "infografía",
        "grafik",
        "bild",
        "vidéo",
    ];
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_media = |word: &&str| {
        let inner = word.strip_prefix('(').and_then(|w| w.strip_suffix(')'));
        inner.is_some_and(|inner| MEDIA.contains(&inner.to_lowercase().as_str()))
    };
    (1..=4).contains(&words.len()) && words.iter().all(is_media)
}

/// `Keywords: HALDEN-FERRY/SHARES (UPDATE 2)`: the slug once more.
fn names_slug(line: &str) -> bool {
    let Some(slug) = line.strip_prefix("Keywords:").or_else(|| line.strip_prefix("Keyword:")) else {
        return false;
    };
    let slug = slug.trim();
    !slug.contains(char::is_lowercase) && slug.contains('-') && shape::words_up_to(slug, 5) <= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str =
        "Málaga, 4 mar (EFE).- La junta del puerto decidió este martes mantener el transbordador.";

    #[test]
    fn lines_above_a_headline() {
        let told = |line: &str| above(line, "El transbordador seguirá todo el invierno", STORY);
        let slug = |line: &str| told(line).and_then(|above| above.slug);
        assert_eq!(told("INDEX: Business, Politics").unwrap().keywords, ["Business", "Politics"]);
        assert_eq!(told("PA 041012 MAR 26").unwrap().sent.as_deref(), Some("2026-03-04T10:12"));
        assert_eq!(slug("BC-US--Ferry Vote, 2nd Ld-Writethru,310").as_deref(), Some("BC-US--Ferry Vote"));
        assert_eq!(slug("TRANSPORTE PUERTO (Ampliación)").as_deref(), Some("TRANSPORTE PUERTO"));
        assert_eq!(slug("TRANSPORTE PUERTO").as_deref(), Some("TRANSPORTE PUERTO"));
        for line in ["AP Photo ORPA101, ORPA102", "1 TRANSPORT Ferry"] {
            assert_eq!(told(line), Some(Above::default()), "{line}");
        }
        assert!(told("OTS0045 5 WI 0287 HAL0001 CI Mi, 04.Mär 2026").is_some());
        assert!(
            above(
                "epd-Landesdienst Nord",
                "Fähre fährt weiter",
                "Emden (epd). Der Hafenrat hat es beschlossen."
            )
            .is_some()
        );
        assert_eq!(above("URGENT", "Un bac coule", "Brest, 4 mars 2026 (AFP) - Un bac a coulé."), None);
        for line in [
            "COVID19 cases rise by 5 in 2026",
            "Photos of the ferry",
            "2 KILLED in ferry fire",
            "INDEX of prices falls",
            "PUERTO (Málaga)",
            "Ferry vote, second reading",
            "Update on the ferry",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
        assert_eq!(above("FERRY SINKS", "Two men are missing.", "They were on deck."), None);
    }

    #[test]
    fn lines_below_a_story() {
        for line in [
            "mf",
            "jwr/ mow/ agz/",
            "YM4-BNT/ ARC",
            "(foto) (vídeo)",
            "COR-ABC",
            ". VBR/JDD/",
            "(0512/04.03.2026)",
            "(KNA - qllnn-89-00012)",
            "(Schluss) rad/mow",
            "Lusa/Fim",
            "*** OTS-ORIGINALTEXT - WWW.OTS.EXAMPLE ***",
            "Keywords: HALDEN-FERRY/SHARES (UPDATE 2)",
        ] {
            assert_eq!(below(line), Some(Below::Note(None)), "{line}");
        }
        for line in ["04-MAR-26 10:12 NNNN", "10:12ET 04-03-26"] {
            assert_eq!(below(line), Some(Below::Note(Some("2026-03-04T10:12".to_owned()))), "{line}");
        }
        assert!(matches!(
            below("This report by The Canadian Press was first published March 4, 2026."),
            Some(Below::Note(Some(_)))
        ));
        for line in ["minho@yna.example", "((mara@n.example; +47 55 00 00 00; Messaging: ml.tr))"] {
            assert_eq!(below(line), Some(Below::Contact), "{line}");
        }
        for line in [
            "no",
            "The end",
            "bread/milk and tea",
            "10:12",
            "A/B",
            "Keywords: what they mean",
            "(the photo) (a video)",
            "Write to ann@n.example if you saw it.",
        ] {
            assert!(below(line).is_none() || line == "A/B", "{line}");
        }
    }
}
