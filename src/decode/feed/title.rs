//! Whose feed it is, by its title: `Harbour - Lumen Courier`, `RSS Feed of the Lumen Courier`, `courier.example - World`.
//!
//! A title often names a section or says that it is a feed, too. The part that names the site, or that the feed gives as a name
//! elsewhere, is the publisher; what nothing proves to be a part stays whole. Words written by hand.

use url::Url;

use crate::normalise::domain_of;

/// What parts a publisher's name from a section's in a title.
const SEPARATORS: [&str; 11] = [" - ", " – ", " — ", " | ", " » ", " › ", " > ", " :: ", " · ", " / ", ": "];

/// What feeds are called, letters small.
#[rustfmt::skip]
const FEED: &[&str] = &[
    "rss", "feed", "feeds", "rss feed", "rss feeds", "rss-feed", "feed rss", "flux rss", "fil rss", "canal rss", "rss channel", "atom feed", "newsfeed", "rss 2.0", "xml feed", "rss-kanal", "kanał rss", "kanal rss", "flusso rss", "fuente rss", "topics",
];

/// What sections, rubrics and whole editions are called, letters small.
#[rustfmt::skip]
const SECTIONS: &[&str] = &[
    "news", "latest", "latest news", "latest stories", "latest articles", "latest headlines", "headlines", "top stories", "top news", "breaking news", "all news", "all stories", "all", "home", "homepage", "front page", "articles", "blog", "blogs", "world", "world news", "international", "national", "local", "local news", "regional", "politics", "business", "economy", "finance", "money", "markets", "sport", "sports", "football", "culture", "arts", "entertainment", "opinion", "comment", "technology", "tech", "science", "health", "education", "environment", "climate", "travel", "lifestyle", "life", "press releases", "press room", "newsroom", "podcast",
    "nachrichten", "aktuell", "aktuelles", "aktuelle nachrichten", "alle artikel", "startseite", "schlagzeilen", "topmeldungen", "welt", "ausland", "inland", "politik", "wirtschaft", "finanzen", "kultur", "meinung", "wissen", "wissenschaft", "technik", "netzwelt", "gesundheit", "panorama", "gesellschaft", "lokales", "regionales", "reise", "pressemitteilungen",
    "actualités", "actualité", "actus", "à la une", "la une", "une", "accueil", "dernières nouvelles", "monde", "france", "politique", "économie", "société", "santé", "sciences", "technologies", "sports", "opinions", "communiqués", "communiqués de presse",
    "noticias", "últimas noticias", "portada", "actualidad", "titulares", "mundo", "internacional", "nacional", "política", "economía", "sociedad", "deportes", "cultura", "opinión", "tecnología", "ciencia", "salud", "notas de prensa",
    "notizie", "ultime notizie", "ultim'ora", "prima pagina", "mondo", "esteri", "cronaca", "politica", "economia", "sport", "spettacoli", "scienza", "tecnologia", "salute",
    "notícias", "últimas notícias", "últimas", "capa", "brasil", "desporto", "esportes", "sociedade", "ciência", "tecnologia", "saúde", "opinião",
    "nieuws", "laatste nieuws", "voorpagina", "buitenland", "binnenland", "economie", "cultuur", "wetenschap", "nyheter", "senaste nytt", "utrikes", "inrikes", "ekonomi", "näringsliv", "kultur", "nyheder", "udland", "indland", "økonomi", "uutiset", "ulkomaat", "kotimaa", "talous", "urheilu",
    "wiadomości", "świat", "kraj", "polityka", "gospodarka", "zprávy", "svět", "domácí", "новости", "мир", "политика", "экономика", "спорт", "общество", "haberler", "dünya", "ekonomi", "spor",
];

/// Words between what a feed is called and whose it is.
#[rustfmt::skip]
const JOINTS: &[&str] = &[
    "of", "from", "by", "for", "the", "site", "website", "von", "vom", "der", "des", "du", "de", "del", "della", "dello", "di", "da", "do", "dos", "das", "d'", "van", "från", "fra", "af", "av", "sito", "sitio", "sur", "la", "le",
];

/// The publisher by a feed's title. `others` are names that the feed gives elsewhere, `site` is the address of its pages.
pub(in crate::decode) fn publisher(title: &str, others: &[String], site: Option<&Url>) -> String {
    let title = title.trim();
    let label = site.and_then(|site| label(site.as_str()));
    let label = label.as_deref();
    if label.is_some_and(|label| plain(title) == label) {
        return title.to_owned();
    }
    let parts: Vec<&str> = parts(title).into_iter().map(bare).filter(|part| !part.is_empty()).collect();
    let lower = title.to_lowercase();
    let is_called_feed =
        FEED.iter().any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')));
    if parts.first().is_none_or(|first| *first == title) && !is_called_feed {
        return title.to_owned();
    }
    let by_other = || others.iter().map(|other| other.trim()).find(|other| is_part(other, title));
    let by_site = || Some(without_suffix(best(&parts, label?)?, site));
    let mut named = parts.iter().filter(|part| !is_generic(part));
    let alone = named.next().filter(|_| named.next().is_none());
    by_other().or_else(by_site).or(alone.copied()).unwrap_or(title).to_owned()
}

/// The parts of a title between its separators.
fn parts(title: &str) -> Vec<&str> {
    SEPARATORS.iter().fold(vec![title], |parts, separator| {
        parts.into_iter().flat_map(|part| part.split(separator)).collect()
    })
}

/// A part without what says that it is a feed, at either end.
fn bare(part: &str) -> &str {
    let part = part.trim();
    let lower = part.to_lowercase();
    // what is longer or shorter in small letters is left as it is
    if lower.len() != part.len() || is_generic(part) {
        return part;
    }
    let behind = |word: &&&str| lower.strip_suffix(**word).is_some_and(|rest| rest.ends_with(' '));
    if let Some(word) = FEED.iter().filter(behind).max_by_key(|word| word.len()) {
        return part.get(..part.len() - word.len()).unwrap_or(part).trim_end();
    }
    let before = |word: &&&str| lower.strip_prefix(**word).is_some_and(|rest| rest.starts_with(' '));
    let Some(word) = FEED.iter().chain(SECTIONS).filter(before).max_by_key(|word| word.len()) else {
        return part;
    };
    let rest = part.get(word.len()..).unwrap_or_default().trim_start();
    let joined =
        rest.split_whitespace().take_while(|w| JOINTS.contains(w) || matches!(*w, "Site" | "Website"));
    let length: usize = joined.clone().map(|w| w.len() + 1).sum();
    let is_name = |name: &str| name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    match rest.get(length..) {
        Some(name) if is_name(name) && (joined.count() > 0 || word.contains("rss")) => name,
        _ => part,
    }
}

/// Whether a part is the name of a section or of a feed.
fn is_generic(part: &str) -> bool {
    let lower = part.trim().to_lowercase();
    FEED.contains(&lower.as_str()) || SECTIONS.contains(&lower.as_str())
}

/// The part that names the site, the more exactly the better.
fn best<'p>(parts: &[&'p str], label: &str) -> Option<&'p str> {
    let rank = |part: &str| {
        let name =
            plain(part.rsplit_once('.').filter(|(_, end)| end.len() <= 3).map_or(part, |(name, _)| name));
        let name = if name.is_empty() { plain(part) } else { name };
        match () {
            () if name == label
                || name.strip_prefix("the") == Some(label)
                || label.strip_prefix("the") == Some(&name) =>
            {
                3
            }
            () if label.chars().count() >= 3 && name.starts_with(label) => 2,
            () if label.chars().count() >= 4 && name.ends_with(label) => 2,
            () if begins_label(&name, label) && !is_generic(part) => 1,
            () if begins_label(&plain(part.split(' ').next().unwrap_or_default()), label)
                && !is_generic(part) =>
            {
                1
            }
            () => 0,
        }
    };
    let ranked = parts.iter().rev().map(|part| (rank(part), *part)).filter(|(rank, _)| *rank > 0);
    ranked.max_by_key(|(rank, _)| *rank).map(|(_, part)| part)
}

fn begins_label(name: &str, label: &str) -> bool {
    name.chars().count() >= 3 && label.starts_with(name)
}

/// `Lumen.example` of the site lumen.example is called `Lumen`; who writes the name small means the address.
fn without_suffix<'p>(part: &'p str, site: Option<&Url>) -> &'p str {
    let is_site = site
        .and_then(|site| domain_of(site.as_str()))
        .is_some_and(|domain| part.to_lowercase().replace(' ', "") == domain);
    match part.rsplit_once('.') {
        Some((name, _)) if is_site && name.chars().count() >= 3 && name.starts_with(char::is_uppercase) => {
            name
        }
        _ => part,
    }
}

/// Whether a name stands in a title that says more, as its words.
fn is_part(name: &str, title: &str) -> bool {
    let (name, title) = (plain(name), plain(title));
    name.chars().count() >= 4 && name.len() < title.len() && title.contains(&name)
}

/// What a site is called in its address: `courier` of `https://www.courier.example/`.
fn label(address: &str) -> Option<String> {
    let domain = domain_of(address)?;
    Some(plain(domain.split('.').next()?))
}

/// Letters and figures, small.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whose rights a line of copyright states: `© 2026 Lumen Courier. All rights reserved`.
pub(super) fn holder(copyright: &str) -> Option<String> {
    let line = copyright.split([',', ';', '|']).next()?;
    let line = line.split(". ").next()?.trim_end_matches('.');
    let is_said = |word: &&str| {
        let lower = word.to_lowercase();
        matches!(lower.as_str(), "copyright" | "(c)" | "©" | "by" | "-" | "–")
            || word.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | '©'))
    };
    let words: Vec<&str> = line.split_whitespace().skip_while(is_said).collect();
    Some(words.join(" ")).filter(|holder| !holder.is_empty() && words.len() <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, others: &[&str], site: &str, expected: &str) {
        let others: Vec<String> = others.iter().map(|other| (*other).to_owned()).collect();
        assert_eq!(publisher(title, &others, Url::parse(site).ok().as_ref()), expected, "{title}");
    }

    #[test]
    fn a_section_is_no_publisher() {
        let site = "https://www.lumencourier.example/";
        for title in [
            "Lumen Courier - Harbour",
            "Harbour | Lumen Courier",
            "Lumen Courier: World News",
            "Lumen Courier » Feed",
            "Lumen Courier RSS",
            "RSS - Lumen Courier",
            "Lumen Courier – Alle Artikel",
            "RSS Feed of the Lumen Courier",
            "Latest news from the Lumen Courier",
            "Flux RSS du Lumen Courier",
        ] {
            check(title, &[], site, "Lumen Courier");
        }
        // nothing but the words tells it
        check("Politik – Küstenblatt", &[], "https://x.example/", "Küstenblatt");
        check("Diario del Puerto | Últimas noticias", &[], "", "Diario del Puerto");
        check("Courier.example - RSS Channel - Top", &[], "http://www.courier.example/", "Courier");
        check("BCB News اردو - شہر", &[], "https://www.bcb.example/urdu", "BCB News اردو");
        check("BCB News اردو - شہر", &[], "https://www.bcburdu.example/", "BCB News اردو");
        check("Lumen News Feed", &[], "", "Lumen News");
        check("The Lumen Times > World", &[], "https://www.lumentimes.example", "The Lumen Times");
    }

    #[test]
    fn a_name_that_the_feed_gives_elsewhere_counts() {
        check("courier.example - harbour", &["Il Courier"], "https://courier.example", "courier.example");
        check(
            "ilcorriere.example - porto",
            &["Il Corriere"],
            "https://www.ilcorriere.example",
            "Il Corriere",
        );
        check(
            "Flux RSS du magazine de mer La Digue",
            &["La Digue"],
            "http://mer.example/ladigue",
            "La Digue",
        );
    }

    #[test]
    fn titles_that_say_nothing_else_stay() {
        for title in [
            "Lumen Courier",
            "Feed",
            "Feed title",
            "Latest news",
            "Ann Ray: Ferries",
            "Staff - Intake - County of Lumen",
            "News from a small island",
            "JSON Feed",
        ] {
            check(title, &[], "https://jsonfeed.example/", title);
        }
    }

    #[test]
    fn holders_of_rights() {
        assert_eq!(holder("© 2026 Lumen Courier. All rights reserved").as_deref(), Some("Lumen Courier"));
        assert_eq!(holder("Copyright (c) 2019-2026, nobody"), None);
        assert_eq!(holder("Lumen Courier").as_deref(), Some("Lumen Courier"));
    }
}
