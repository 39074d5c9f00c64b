//! The headline of plain text, and what stands around headlines: update tags, wire marks, the publisher's name.

mod tags;

pub(super) use tags::{correction_in, is_tag, skip_tags, split_slug, split_tag};

use super::embargo::{self, Place};
use super::{agencies, dateline, people, shape};

/// Longest headline, in characters and words.
const LONGEST: usize = 250;
const MOST_WORDS: usize = 40;
/// Most words of a headline that ends with a full stop.
const MOST_WORDS_WITH_STOP: usize = 22;

/// Phrases with which lines for desks begin: how copy is to be handled, not what it says.
#[rustfmt::skip]
const ROUTING: &[&str] = &[
    "attention editors", "attn editors", "note to editors", "editors note", "eds", "eds note", "for immediate release", "not for publication", "not for release", "strictly embargoed", "embargoed", "embargo", "advisory to editors", "news advisory", "media advisory", "press release",
    "achtung redaktionen", "achtung redaktion", "hinweis an die redaktionen", "sperrfrist", "achtung sperrfrist", "zur sofortigen veröffentlichung", "pressemitteilung", "medienmitteilung", "sous embargo", "à lattention des rédactions", "attention rédactions", "communiqué de presse", "pour diffusion immédiate", "bajo embargo", "embargado", "a los señores editores", "atención editores", "nota de prensa", "comunicado de prensa", "para publicación inmediata", "sotto embargo", "comunicato stampa", "attenzione redazioni", "comunicado de imprensa", "media contact", "press contact", "pressekontakt", "contact presse", "contacto de prensa", "redaktioneller hinweis", "desks please note", "service message", "service advisory", "embargo none", "no embargo", "embargo lifted", "keine sperrfrist", "ohne sperrfrist", "sperrfrist keine", "persbericht", "onder embargo", "pressmeddelande", "pressemelding", "pressemeddelelse",
];

/// Letters and figures of a line's first part, small, with one space for whatever else stands between.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    for c in line.chars().take(80) {
        match c {
            '\'' | '’' | '.' => {}
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether a short line is for desks and no headline: `FOR IMMEDIATE RELEASE`, `Achtung Redaktionen:`.
pub(super) fn is_routing(line: &str) -> bool {
    let whole = folded(line);
    if is_addressed(line, &whole) || is_field(line, &whole) {
        return true;
    }
    let mark = [": ", " (", " - ", ":"].iter().filter_map(|mark| line.find(mark)).min();
    let label = mark.and_then(|at| line.get(..at)).map(folded);
    let is_loud = !line.contains(char::is_lowercase);
    let is_embargo = |phrase: &str| phrase.contains("embarg") || phrase.contains("sperrfrist");
    let leads = |text: &str, phrase: &str| {
        text.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let begins = ROUTING.iter().any(|phrase| {
        let is_labelled = label.as_deref().is_some_and(|label| leads(label, phrase))
            && (phrase.contains(' ') || line.contains(':'));
        let is_cried = is_loud && phrase.matches(' ').count() > 1 && leads(&whole, phrase);
        whole == *phrase || !is_embargo(phrase) && (is_labelled || is_cried)
    });
    begins
        || embargo::find(line, Place::Headline).is_some_and(|it| it.before.is_empty() && it.after.is_empty())
}

/// Words with which a line for desks begins that names them, small.
#[rustfmt::skip]
const TO_DESKS: &[&str] = &["attention", "att", "to", "for", "fao", "for the attention of", "to the attention of", "an", "an alle", "achtung", "für", "z hd", "zu händen", "à lattention des", "à lattention de", "pour", "à", "a la atención de", "a la atención de las", "atención", "para", "a", "alla cortese attenzione", "alla cortese attenzione delle", "alla ca", "per", "aan", "til", "till", "do", "dla", "pro", "hinweis an", "hinweis für", "memo to", "note to", "advisory to", "an die", "à", "a las", "aan de"];

/// Those to whom such lines are addressed, and what they work on, small.
#[rustfmt::skip]
const DESKS: &[&str] = &[
    "editor", "editors", "desk", "desks", "newsroom", "newsrooms", "producers", "subscribers", "clients", "redaktion", "redaktionen", "redaktørene", "redaktioner", "rédactions", "rédactions", "rédacteurs", "redacciones", "redactores", "editores", "redazioni", "redattori", "redacties", "redações", "redakcje", "redakcjom", "redakce", "redaksjoner", "redaksjonen", "redaktionerne", "redactie", "redakcji", "redakcím", "redakciám", "redacción", "redazione", "redação", "toimituksille", "szerkesztőségek",
];
#[rustfmt::skip]
const OF_DESKS: &[&str] = &[
    "news", "business", "city", "sports", "sport", "photo", "picture", "photos", "foreign", "national", "metro", "assignment", "managing", "health", "medical", "political", "politics", "science", "travel", "feature", "features", "lifestyle", "entertainment", "financial", "economics", "technology", "food", "all", "and", "the", "of", "directors", "directeurs", "television", "tv", "radio", "online", "web", "night", "day", "evening", "morning", "graphics", "copy", "sunday", "weekend",
    "sportives", "locales", "régionales", "nationales", "alle", "und", "het", "la", "ai", "agli", "chefs", "chef", "die", "der", "des", "les", "et", "las", "los", "de", "y", "e", "le", "delle", "i", "og", "och", "wirtschaft", "politik", "lokales", "kultur", "économie", "économiques", "politiques", "economía", "economia",
];

/// Whether a line names the desks for which copy is meant, and says nothing else: `ATTN: News editors, business desks`.
fn is_addressed(line: &str, folded: &str) -> bool {
    // nobody writes that in a headline
    if let Some(rest) = folded.strip_prefix("attn ") {
        return shape::words_up_to(rest, 13) <= 12;
    }
    let is_of_desks = |words: &str| {
        let mut words = words.split(' ');
        let is_desk = |word: &str| {
            DESKS.contains(&word) || word.ends_with("redaktion") || word.ends_with("redaktionen")
        };
        words.clone().any(is_desk) && words.all(|word| is_desk(word) || OF_DESKS.contains(&word))
    };
    if line.trim_end().ends_with(':') && is_of_desks(folded) {
        return true;
    }
    // EDITORS: Photos available
    let label = line.split_once(':').map(|(label, _)| label).filter(|l| !l.contains(char::is_lowercase));
    if label.is_some_and(|label| is_of_desks(&self::folded(label))) {
        return true;
    }
    let behind = TO_DESKS.iter().filter_map(|to| folded.strip_prefix(to)?.strip_prefix(' '));
    behind.min_by_key(|rest| rest.len()).is_some_and(is_of_desks)
}

/// Fields of a wire's header, small, whose value is a word or two: `Priority: urgent`.
const FIELDS: [&str; 14] = [
    "priority",
    "category",
    "slug",
    "keywords",
    "urgency",
    "word count",
    "prio",
    "priorität",
    "ressort",
    "stichwort",
    "catégorie",
    "priorité",
    "prioridad",
    "categoría",
];

/// Whether a line is a field of a header, or a release's number: `Pressemitteilung Nr. 12/2026`.
fn is_field(line: &str, whole: &str) -> bool {
    let field = line.split_once(':').filter(|(_, value)| (1..=2).contains(&shape::words_up_to(value, 3)));
    let is_number = |word: &str| {
        matches!(word, "nr" | "no" | "n" | "núm" | "č") || word.bytes().all(|b| b.is_ascii_digit())
    };
    let numbered = ROUTING.iter().any(|phrase| {
        whole
            .strip_prefix(phrase)
            .and_then(|rest| rest.strip_prefix(' '))
            .is_some_and(|rest| rest.contains(|c: char| c.is_ascii_digit()) && rest.split(' ').all(is_number))
    });
    field.is_some_and(|(name, _)| FIELDS.contains(&folded(name).as_str())) || numbered
}

/// Whether the first line of a text can be its headline: one short statement, no dateline, no paragraph.
pub(super) fn can_be_headline(line: &str) -> bool {
    let words = shape::words_up_to(line, MOST_WORDS + 1);
    let stop = line.ends_with('.') && !line.ends_with("...");
    words <= if stop { MOST_WORDS_WITH_STOP } else { MOST_WORDS }
        && line.chars().take(LONGEST + 1).count() <= LONGEST
        && line.chars().any(char::is_alphabetic)
        && !begins_with_markup(line)
        && !is_placeholder(line)
        && !is_routing(line)
        && (shape::sentences(line) <= 1 || words <= 16)
        && (is_loud_label(line) || !dateline::begins_story(line))
}

/// Words with which no headline ends, small.
#[rustfmt::skip]
const OPEN_ENDS: &[&str] = &[
    "the", "a", "an", "of", "on", "in", "for", "and", "to", "at", "by", "with", "from", "or", "as", "into", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "und", "von", "für", "mit", "im", "am", "zur", "zum", "bei",
    "le", "la", "les", "de", "du", "des", "et", "à", "au", "aux", "pour", "dans", "sur", "un", "une", "el", "los", "las", "del", "y", "en", "por", "para", "con", "il", "lo", "di", "della", "e", "per", "het", "een", "van", "voor", "met", "op", "o", "os", "da", "do", "em", "com",
];

/// Whether a line of a headline ends with a word that something must follow.
pub(super) fn breaks_off(line: &str) -> bool {
    // `hepatitis A`, `Team B`: a letter alone is a name
    let is_open = |word: &str| {
        OPEN_ENDS.contains(&word) || word.len() > 1 && OPEN_ENDS.contains(&word.to_lowercase().as_str())
    };
    line.split_whitespace().next_back().is_some_and(is_open) && shape::words_up_to(line, 4) >= 4
}

/// Whether a line can be the second one of a headline.
pub(super) fn can_go_on(line: &str) -> bool {
    shape::words_up_to(line, 13) <= 12
        && !shape::ends_sentence(line)
        && !begins_with_markup(line)
        && !dateline::begins_story(line)
        && people::line(line).is_none()
        && !people::is_bare_person(line)
}

/// `<tweet id=1>`, `</p>`; a company in angle brackets (`<EXAMPLE FERRIES LTD> YEAR NET`) is none.
fn begins_with_markup(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('<') else { return false };
    let Some((inside, _)) = rest.split_once('>') else { return true };
    !inside.starts_with(char::is_uppercase) || inside.contains('=')
}

/// `ECONOMIC OUTLOOK - FERRIES RUN DRY`: all of it in capitals, no agency and no date before its dash, no sentence.
fn is_loud_label(line: &str) -> bool {
    let loud = !line.contains(char::is_lowercase) && !shape::ends_sentence(line);
    loud && dateline::inline(line)
        .is_none_or(|found| found.dateline.agency.is_none() && found.dateline.date.is_none())
}

/// What systems write where somebody left the headline out, letters alone, small. By hand.
#[rustfmt::skip]
const PLACEHOLDERS: &[&str] = &[
    "noheadline", "notitle", "nosubject", "untitled", "headline", "headlinehere", "headlinetocome", "titletocome", "tbd", "tbc", "tk", "na", "null", "none", "undefined", "missingheadline", "nohead", "placeholder",
    "ohnetitel", "keintitel", "keinebetreffzeile", "keinbetreff", "ohnebetreff", "keineüberschrift", "ohneüberschrift", "titelfolgt", "sanstitre", "sansobjet", "aucuntitre", "pasdetitre", "sintítulo", "sintitulo", "sinasunto", "sintitular",
    "senzatitolo", "nessuntitolo", "nessunoggetto", "semtítulo", "semassunto", "geentitel", "geenonderwerp", "untitleddocument", "untitledpage", "headlinegoeshere", "titlehere", "titel", "titre", "título", "titolo", "semtitulo", "безназви", "無標題", "제목없음", "başlıksız", "utantitel", "ingenrubrik", "utentittel", "ingentittel", "udentitel", "eiotsikkoa", "beztytułu", "beznázvu", "безназвания", "безтемы", "無題", "无标题",
];

/// Whether a headline only fills its place: `No Headline !`, `(no subject)`.
pub(super) fn is_placeholder(line: &str) -> bool {
    let letters: String = line.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    // `NA` and `TK` are names, `n/a` is none
    let is_short = letters.chars().count() <= 4
        && !line.contains(['/', '(', '[', '<'])
        && letters != "null"
        && letters != "none";
    let has_digits = line.contains(|c: char| c.is_ascii_digit());
    !has_digits
        && (letters.is_empty()
            || PLACEHOLDERS.contains(&letters.as_str())
                && (!is_short || matches!(letters.as_str(), "tbd" | "tbc")))
}

/// Whether a line is a slug, not a headline: `BC-BKN--Heat-Hawks`, `Yemen/conflict/`.
pub(super) fn is_slug(line: &str) -> bool {
    let one_word = !line.contains(' ') || line.starts_with("BC-");
    one_word && line.len() < 80 && (line.starts_with("BC-") || line.ends_with('/') && line.contains('/'))
}

/// What telegraph copy sets around a headline: `++ Ferry sinks ++`, `*** EIL ***`.
const TELEGRAPH: [char; 14] = ['+', '*', '=', '#', '~', '-', '–', '—', '/', '•', '_', '|', '!', '°'];

/// Marks before a headline that are no words, alone: `■渡し船沈む`.
const POINTED: [char; 8] = ['■', '◆', '●', '★', '▲', '▼', '◼', '⚫'];

/// A headline without the points and the agency's code that begin it: `>>>ANSA/Ferry sinks`.
fn without_code_before(headline: &str) -> &str {
    let pointed = headline.trim_start_matches('>').trim_start();
    let agency = pointed.split_once('/').filter(|_| pointed.len() < headline.len());
    match agency {
        Some((code, rest)) if agencies::named(code.trim()).is_some_and(|house| house.wire) => {
            rest.trim_start()
        }
        _ => pointed,
    }
}

/// A headline without the marks of the telegraph before it: two or more of one kind, or as many as stand behind it.
fn without_marks_before(headline: &str) -> &str {
    let Some(mark) = headline.chars().next().filter(|c| TELEGRAPH.contains(c)) else { return headline };
    let rest = headline.trim_start_matches(mark);
    let count = (headline.len() - rest.len()) / mark.len_utf8();
    let stands_behind = headline.trim_end().trim_end_matches(mark).ends_with(' ');
    let is_set_off =
        rest.starts_with(' ') && (count >= 2 || headline.trim_end().ends_with(mark) && stands_behind);
    if is_set_off && rest.contains(char::is_alphabetic) { rest.trim_start() } else { headline }
}

/// The headline without the marks that stand around it on the wire: ` =`, `+`, `<`, `++ ... ++`.
pub(super) fn without_wire_marks(headline: &str) -> &str {
    let headline = without_code_before(headline).trim_start_matches(POINTED).trim_start();
    let mut rest = without_marks_before(headline);
    let mark = headline.chars().next().filter(|_| rest.len() < headline.len());
    if let Some(mark) = mark {
        let marks = rest.trim_end().trim_end_matches(mark);
        rest = if marks.ends_with(' ') { marks.trim_end() } else { rest };
    }
    loop {
        let marks = rest.trim_end_matches(['=', '<', '^', ' ']);
        // "C++", "Google+", "18+" keep their end
        let plus = marks.trim_end_matches('+');
        let next = if plus.len() < marks.len() && plus.ends_with([' ', '=', '<']) { plus } else { marks };
        if next.len() == rest.len() {
            return next;
        }
        rest = next;
    }
}

/// The headline of a page's title without the publisher's name: `Ferries halted - Example News`.
///
/// Conservative: the part cut off must be the publisher's name, or, where the publisher is unknown and the headline
/// comes from a page's title, a house of the table.
pub(super) fn without_publisher<'a>(
    headline: &'a str,
    publisher: Option<&str>,
    is_page_title: bool,
) -> &'a str {
    for separator in [" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " » ", " / "] {
        let Some((head, tail)) = headline.rsplit_once(separator) else { continue };
        if shape::words_up_to(head, 3) >= 3 && names_publisher(tail, publisher, is_page_title) {
            return head.trim_end();
        }
        if let Some((first, rest)) = headline.split_once(separator)
            && is_page_title
            && shape::words_up_to(rest, 3) >= 3
            && names_publisher(first, publisher, true)
        {
            return rest.trim_start();
        }
    }
    headline
}

fn names_publisher(part: &str, publisher: Option<&str>, is_page_title: bool) -> bool {
    let plain = |s: &str| -> String {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let part = part.trim();
    let without_domain = |s: &str| -> String {
        let s = s.to_lowercase();
        let s = s.strip_prefix("www.").unwrap_or(&s);
        s.split_once('.')
            .filter(|(_, tld)| tld.len() <= 6 && !tld.contains(' '))
            .map_or_else(|| s.to_owned(), |(n, _)| n.to_owned())
    };
    let same = |p: &str| {
        let (short, publisher) = (plain(part), plain(p));
        !short.is_empty()
            && (short == publisher
                || format!("the{short}") == publisher
                || short == format!("the{publisher}")
                || plain(&without_domain(part)) == plain(&without_domain(p)))
    };
    const AGENCIES: [&str; 9] =
        ["agency", "agentur", "agence", "agenzia", "agencia", "agência", "nyhetsbyrå", "агентство", "ajansı"];
    let calls_itself_agency = || {
        let words: Vec<String> = part.split_whitespace().map(str::to_lowercase).collect();
        (2..=5).contains(&words.len())
            && part.starts_with(char::is_uppercase)
            && [words.first(), words.last()].into_iter().flatten().any(|w| AGENCIES.contains(&w.as_str()))
    };
    let house = agencies::named(part);
    publisher.is_some_and(same)
        || is_page_title && (publisher.is_none() && house.is_some() || house.is_some_and(|h| h.wire))
        || is_page_title && calls_itself_agency()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_no_headlines() {
        assert!(can_be_headline("US slams Beijing over \"deteriorating\" human rights conditions in China"));
        assert!(can_be_headline("Is the ferry coming back? Nobody on the quay knows."));
        assert!(!can_be_headline("PORT LUMEN (Examplewire) - The last ferry left."));
        assert!(!can_be_headline(
            "The last ferry left at dawn on Monday. Nobody on the quay expected another before spring, and the ministry did not say anything about it."
        ));
        assert!(!can_be_headline("<tweet id=1>") && !can_be_headline("</p>"));
        assert!(can_be_headline("<EXAMPLE FERRIES LTD> MAKES INITIAL OFFER"));
        assert!(can_be_headline("ECONOMIC OUTLOOK - EXAMPLE FERRIES <EXF>"));
        assert!(!can_be_headline("PORT LUMEN, MARCH 3 - THE LAST FERRY LEFT"));
        assert!(!can_be_headline("PORT LUMEN - THE LAST FERRY LEFT."));
    }

    #[test]
    fn marks_of_the_wire_are_no_words() {
        for (line, kept) in [
            ("Ferries halted =", "Ferries halted"),
            ("Ferries halted +", "Ferries halted"),
            ("Why C++ is here to stay", "Why C++ is here to stay"),
            ("The end of C++", "The end of C++"),
            ("What became of Google+", "What became of Google+"),
            ("A film for those of 18+", "A film for those of 18+"),
            ("++ Selvena: torna la funivia ++", "Selvena: torna la funivia"),
            ("+++ Fähre vor Halden gesunken +++", "Fähre vor Halden gesunken"),
            ("*** Un bac coule au large ***", "Un bac coule au large"),
            ("+ Se hunde un barco +", "Se hunde un barco"),
            ("== Ferries halted ==", "Ferries halted"),
            ("-- Ferries halted --", "Ferries halted"),
            ("+5 % on ferries +", "+5 % on ferries"),
            ("- 12 degrees in Halden", "- 12 degrees in Halden"),
            ("+++", "+++"),
            ("++ Ferry sinks off Halden ++", "Ferry sinks off Halden"),
            ("+++ Ferry sinks +++", "Ferry sinks"),
            ("/// Ferries halted ///", "Ferries halted"),
            ("■渡し船沈む", "渡し船沈む"),
            ("!!! Ferries halted !!!", "Ferries halted"),
        ] {
            assert_eq!(without_wire_marks(line), kept);
        }
    }

    #[test]
    fn placeholders_and_lines_for_desks_are_no_headlines() {
        for line in ["No Headline !", "[untitled]", "Ohne Titel", "(no subject)", "Sans titre", "-"] {
            assert!(is_placeholder(line), "{line}");
        }
        for line in [
            "FOR IMMEDIATE RELEASE",
            "Achtung Redaktionen:",
            "ATTENTION EDITORS - new times",
            "ATTN: News editors, business desks",
            "ATTN HEALTH/MEDICAL WRITERS:",
            "To: City desks and photo editors",
            "An alle Redaktionen:",
            "Achtung Wirtschaftsredaktionen",
            "EDITORS: Photos available",
            "Aan de redactie",
            "Pressemitteilung Nr. 12/2026",
            "Priority: urgent",
            "Media contact: Ann Lee, 555-1234",
            "News editors and picture desks:",
            "For the attention of city editors:",
            "À l'attention des rédactions :",
            "A las redacciones de economía:",
            "Sperrfrist: 1. Januar, 6 Uhr",
            "Communiqué de presse",
        ] {
            assert!(is_routing(line), "{line}");
        }
        for line in [
            "Embargo on grain lifted",
            "Press release of hostages urged",
            "Titles for two",
            "No headline is safe",
            "Editors fight over ferry",
            "Attention: editors fight over ferry",
            "To all the editors: you were wrong about ferries",
            "News desks shut at three papers",
            "For editors, a hard year",
            "Embargo: what it means for Cuba",
            "Editors: who still needs them",
            "Press release of 12 hostages urged",
            "Priority: jobs before tax cuts",
            "EMBARGO: UN EXTENDS BAN UNTIL FRIDAY",
            "PRESS RELEASE BLUNDER COSTS MINISTER HIS JOB",
        ] {
            assert!(!is_routing(line) && !is_placeholder(line), "{line}");
        }
    }

    #[test]
    fn publishers_are_cut_off_titles() {
        let cut = |title, publisher| without_publisher(title, publisher, true);
        assert_eq!(
            cut("Ferries halted at noon - Example News", Some("Example News")),
            "Ferries halted at noon"
        );
        assert_eq!(cut("Ferries halted at noon | BBC News", None), "Ferries halted at noon");
        assert_eq!(
            cut("Ferries halted at noon - and nobody knows", Some("Example News")),
            "Ferries halted at noon - and nobody knows"
        );
        assert_eq!(cut("Ferries halted at noon | example.com", Some("Example")), "Ferries halted at noon");
    }
}
