//! Lines that systems and shops put around any story, whatever it tells: a feed's closing line, buttons to share, counts of
//! comments, where to click, what a reader agrees to who signs up, what stands where a story goes on for who pays.
//!
//! Each is told by the whole line: its words alone would meet sentences of stories. Pages, feeds and copy share it.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::phrases::Few;
use super::shape;
use super::standing_words::{
    AGREEMENTS, BESIDE_COMMENTS, BESIDE_SHARE, CARRIED, CARRIED_OTHERWISE, CLICKS, COMMENTS, HOSTED,
    LEFT_FOR, ON, SHARE, WALLS,
};

/// Longest of these lines, in bytes.
const LONGEST: usize = 700;
/// Most words of a name of a site.
const SITE: usize = 8;

/// The first words of phrases.
type Heads = LazyLock<FxHashSet<String>>;

fn heads<'a>(phrases: impl Iterator<Item = &'a str>) -> FxHashSet<String> {
    phrases.map(first_word).collect()
}

static CARRIED_HEADS: Heads = LazyLock::new(|| heads(CARRIED.iter().map(|(opening, _)| *opening)));
static CLICK_HEADS: Heads = LazyLock::new(|| heads(CLICKS.iter().copied()));
static WALL_HEADS: Heads = LazyLock::new(|| heads(WALLS.iter().copied()));
static AGREED: LazyLock<Few> = LazyLock::new(|| Few::new(AGREEMENTS.iter().copied()));

/// The letters and digits at the head of a line, in small letters.
fn first_word(line: &str) -> String {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    bare.chars().take_while(|c| c.is_alphanumeric()).take(24).flat_map(char::to_lowercase).collect()
}

/// Whether a line stands there whatever the story tells.
pub(crate) fn is_standing(line: &str) -> bool {
    line.len() <= LONGEST
        && (is_carried(line)
            || counts_comments(line)
            || is_share_line(line)
            || tells_where_to_click(line)
            || is_of_a_host(line))
}

/// `See omnystudio.com/listener for privacy information.`, `submitted by /u/ann [link] [comments]`: what the service that carries a
/// feed puts below each entry.
fn is_of_a_host(line: &str) -> bool {
    if !line.contains(['.', '/', '[']) || shape::words_up_to(line, 41) > 40 {
        return false;
    }
    let lower = line.to_lowercase();
    let is_submitted = || {
        lower.strip_prefix("submitted by").is_some_and(|rest| {
            rest.split_whitespace().all(|w| {
                w.starts_with("/u/")
                    || w.starts_with("/r/")
                    || matches!(w, "to" | "[link]" | "[comments]" | "|")
            })
        })
    };
    let is_links = || lower.split_whitespace().all(|w| matches!(w, "[link]" | "[comments]" | "|"));
    HOSTED.iter().any(|host| lower.contains(host)) || is_submitted() || is_links()
}

/// `The post Quarry closed appeared first on Lumen Courier.`
pub(crate) fn is_carried(line: &str) -> bool {
    let otherwise = || !line.is_ascii() && CARRIED_OTHERWISE.iter().any(|(one, _)| line.contains(one));
    if line.len() > LONGEST || !(CARRIED_HEADS.contains(&first_word(line)) || otherwise()) {
        return false;
    }
    let (lower, tokens) = lowered(line);
    if CARRIED_OTHERWISE.iter().any(|(one, other)| lower.contains(one) && lower.contains(other)) {
        return shape::words_up_to(line, 41) <= 40 && shape::sentences(line) <= 1;
    }
    let small: Vec<&str> = lower.split_whitespace().collect();
    small.len() == tokens.len()
        && CARRIED.iter().any(|(opening, middle)| {
            let opening: Vec<&str> = opening.split(' ').collect();
            let middle: Vec<&str> = middle.split(' ').collect();
            if !small.starts_with(&opening) {
                return false;
            }
            let mut places = opening.len()..small.len();
            let Some(at) = places.find(|at| small.get(*at..).is_some_and(|rest| rest.starts_with(&middle)))
            else {
                return false;
            };
            let title = tokens.get(opening.len()..at).unwrap_or_default();
            let site = tokens.get(at + middle.len()..).unwrap_or_default();
            let is_named = |words: &[&str]| words.first().is_some_and(|w| shape::is_capitalised(w));
            let untitled = title.is_empty() && opening.first().is_some_and(|w| is_demonstrative(w));
            (untitled || is_named(title)) && site.len() <= SITE && is_named(site)
        })
}

fn is_demonstrative(word: &str) -> bool {
    matches!(word, "this" | "dieser" | "cet")
}

/// A line in small letters with one apostrophe for all, and its words as they are written.
fn lowered(line: &str) -> (String, Vec<&str>) {
    (line.to_lowercase().replace(['\'', '`', '´'], "’"), line.split_whitespace().collect())
}

/// The letters and digits of a line as small words.
fn words(line: &str) -> Vec<String> {
    let bare: String = line.chars().filter(|c| !matches!(c, '\'' | '’')).collect();
    let words = bare.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect()
}

/// `Comments (12)`, `3 Kommentare`, `2 thoughts on “Quarry closed”`, `コメント3件`.
pub(crate) fn counts_comments(line: &str) -> bool {
    let counts = line.starts_with(|c: char| c.is_ascii_digit()) || line.starts_with("One ");
    if line.len() > if counts { 300 } else { 60 } {
        return false;
    }
    let mut found = Vec::new();
    for word in words(line) {
        // a number may stand at the word
        found.extend(
            word.split_inclusive(|c: char| c.is_numeric())
                .map(|w| w.trim_matches(char::is_numeric).to_owned())
                .filter(|w| !w.is_empty()),
        );
        if word.contains(char::is_numeric) || matches!(word.as_str(), "one" | "no") && found.len() == 1 {
            found.push("0".to_owned());
        }
    }
    let is_comments = |w: &String| COMMENTS.contains(&w.as_str());
    let counted = found.iter().filter(|w| w.as_str() == "0").count();
    let alone = found.len() <= 6
        && found.iter().filter(|w| is_comments(w)).count() == 1
        && found
            .iter()
            .all(|w| w == "0" || matches!(w.as_str(), "one" | "no") || is_comments(w) || is_beside(w));
    let at = found.iter().position(is_comments).filter(|at| *at <= 2);
    let on = at.and_then(|at| found.get(at + 1)).is_some_and(|w| ON.contains(&w.as_str()));
    let first = found.first().is_some_and(|w| matches!(w.as_str(), "0" | "one"));
    counted == 1 && alone || on && first && !shape::ends_sentence(line) && found.len() <= 30
}

/// `Comments`, `Leserkommentare`: a heading over what readers wrote. (`Reactions` may be one of the story.)
pub(crate) fn heads_comments(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    const BEGINNINGS: [&str; 9] =
        ["comment", "komment", "comen", "koment", "коммент", "комент", "yorum", "コメント", "评论"];
    let words = words(line);
    let is_comments = |w: &String| {
        COMMENTS.contains(&w.as_str())
            && (BEGINNINGS.iter().any(|b| w.starts_with(b)) || w.starts_with("leser"))
    };
    words.iter().filter(|w| is_comments(w)).count() == 1
        && words.iter().all(|w| is_comments(w) || is_beside(w))
}

fn is_beside(word: &str) -> bool {
    BESIDE_COMMENTS.contains(&word)
}

/// `Share on Facebook`, `Share this: Email Print WhatsApp`.
pub(crate) fn is_share_line(line: &str) -> bool {
    if line.len() > 120 || line.ends_with('.') {
        return false;
    }
    let words = words(line);
    let shares = words.iter().filter(|w| SHARE.contains(&w.as_str())).count();
    let known = |w: &String| {
        SHARE.contains(&w.as_str())
            || BESIDE_SHARE.contains(&w.as_str())
            || w.bytes().all(|b| b.is_ascii_digit())
    };
    shares > 0 && words.len() > 1 && words.iter().all(known)
}

/// `Click here for the full programme.`
fn tells_where_to_click(line: &str) -> bool {
    if !CLICK_HEADS.contains(&first_word(line))
        || shape::is_quoted(line)
        || shape::words_up_to(line, 21) > 20
        || shape::sentences(line) > 1
    {
        return false;
    }
    let line = words(line).join(" ");
    CLICKS.iter().any(|click| begins(&line, click))
}

fn begins(words: &str, phrase: &str) -> bool {
    words.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// `This article is for subscribers. To continue reading, sign in.`
pub(crate) fn is_wall(line: &str) -> bool {
    let dense = line.chars().take(8).any(|c| c >= '\u{2e80}');
    if line.len() > LONGEST
        || !dense && !WALL_HEADS.contains(&first_word(line))
        || shape::is_quoted(line)
        || shape::words_up_to(line, 41) > 40
    {
        return false;
    }
    let words = words(line).join(" ");
    WALLS.iter().any(|wall| if dense { words.contains(wall) } else { begins(&words, wall) })
}

/// `By signing up you agree to receive messages from us.`: said to who leaves an address or number.
pub(crate) fn asks_agreement(line: &str) -> bool {
    if line.len() > LONGEST || shape::is_quoted(line) || AGREED.anywhere(line).next().is_none() {
        return false;
    }
    let words = words(line);
    let joined = words.join(" ");
    let is_whole = |at: usize, phrase: &str| {
        joined.get(..at).is_some_and(|before| before.is_empty() || before.ends_with(' '))
            && joined.get(at + phrase.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    AGREEMENTS
        .iter()
        .map(|agreement| agreement.to_lowercase())
        .any(|a| joined.match_indices(&a).any(|(at, _)| is_whole(at, &a)))
        && words.iter().any(|w| LEFT_FOR.contains(&w.as_str()))
}

/// `asl/tib`, `burs-dc/lth/ah`: who wrote and who sent a story, by their letters.
pub(crate) fn is_desk_signature(line: &str) -> bool {
    const WORDS: [&str; 12] =
        ["and", "or", "he", "she", "his", "her", "him", "they", "yes", "no", "on", "off"];
    let line = line.trim().trim_matches(['(', ')', '[', ']']);
    let mut groups = line.split(['/', '-']);
    line.len() <= 30
        && line.contains('/')
        && groups.all(|g| {
            (2..=5).contains(&g.len()) && g.bytes().all(|b| b.is_ascii_lowercase()) && !WORDS.contains(&g)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_feeds() {
        for line in [
            "The post Road to the quarry to be mended appeared first on Valley Post.",
            "The post Quay closed first appeared on Lumen Courier",
            "This article first appeared on The Lumen Courier.",
            "Der Beitrag Hafen gesperrt erschien zuerst auf Lumener Bote.",
            "L’article Le port ferme est apparu en premier sur Le Phare.",
            "L'article Le port ferme est apparu en premier sur Le Phare.",
            "La entrada Cierra el puerto se publicó primero en El Faro.",
            "L'articolo Il porto chiude proviene da Il Faro.",
            "O post Porto fechado apareceu primeiro em O Farol.",
            "Het bericht Haven dicht verscheen eerst op De Vuurtoren.",
            "投稿 港が閉鎖 は 灯台新聞 に最初に表示されました。",
        ] {
            assert!(is_carried(line) && is_standing(line), "{line}");
        }
        for line in [
            "The post office in Lumen appeared first on the list of closures.",
            "The post of harbour master first appeared on the town's books in 1804.",
            "The article appeared first on page one and then nowhere.",
            "La entrada al puerto apareció primero en los mapas de 1804.",
            "Der Beitrag der Stadt erschien zuerst auf der Liste der Ausgaben.",
        ] {
            assert!(!is_standing(line), "{line}");
        }
    }

    #[test]
    fn lines_of_a_feeds_host() {
        for line in [
            "See omnystudio.com/listener for privacy information.",
            "Hosted on Acast. See acast.com/privacy for more information.",
            "Learn more about your ad choices. Visit podcastchoices.com/adchoices",
            "submitted by /u/ann_ray [link] [comments]",
            "submitted by /u/ann_ray to /r/lumen",
            "[link] [comments]",
        ] {
            assert!(is_standing(line), "{line}");
        }
        for line in [
            "The plan was submitted by Ann Ray on Monday.",
            "submitted by the council [of Lumen]",
            "See lumen.example/privacy for what the town says.",
            "[Comments] were few.",
        ] {
            assert!(!is_standing(line), "{line}");
        }
    }

    #[test]
    fn counts_of_comments() {
        for line in [
            "3 responses",
            "Comments (12)",
            "12 Comments",
            "Kommentare (3)",
            "1 commentaire",
            "2 thoughts on “Quay closed”",
            "One thought on “Quay closed”",
            "No Comments",
            "Reacties (4)",
            "コメント3件",
            "Show all 14 comments",
        ] {
            assert!(counts_comments(line), "{line}");
        }
        for line in [
            "Comments on the plan closed on Monday after 12 weeks.",
            "12 ferries",
            "Three responses to the storm",
            "The council had 300 comments on the plan.",
            "No comment was to be had from the 3 owners.",
        ] {
            assert!(!counts_comments(line), "{line}");
        }
        for line in ["Comments", "Leserkommentare", "All comments", "Comentarios"] {
            assert!(heads_comments(line), "{line}");
        }
        for line in ["Reactions", "Comment", "Comments on the plan", "Reaktionen"] {
            assert!(!heads_comments(line) || line == "Comment", "{line}");
        }
    }

    #[test]
    fn buttons_and_clicks() {
        for line in [
            "Share on Facebook",
            "Share this: Facebook Twitter Email Print",
            "Auf Facebook teilen",
            "Partager sur WhatsApp",
            "Compartir en Facebook",
            "Click here",
            "Click here for the full programme.",
            "Hier klicken",
            "Cliquez ici pour voir la carte",
        ] {
            assert!(is_standing(line), "{line}");
        }
        for line in [
            "Share prices fell on Monday.",
            "Facebook",
            "Share of the market",
            "Facebook and Twitter.",
            "Share this list with neighbours who have no letter box.",
            "“Click here,” the screen said, and the money was gone.",
        ] {
            assert!(!is_standing(line), "{line}");
        }
    }

    #[test]
    fn walls_and_agreements() {
        for line in [
            "This article is for subscribers only.",
            "To continue reading, choose your plan.",
            "Already a subscriber? Sign in",
            "Cet article est réservé aux abonnés.",
            "Um weiterzulesen, melden Sie sich an.",
            "Para seguir leyendo, suscríbete.",
            "この記事は有料会員限定です。",
        ] {
            assert!(is_wall(line), "{line}");
        }
        for line in [
            "To continue the service the town pays half.",
            "Subscribers to the line wait.",
            "Already a ferry is late.",
        ] {
            assert!(!is_wall(line), "{line}");
        }
        for line in [
            "If you send us your number you agree to receive advertising messages from the shop.",
            "By signing up you agree to our terms.",
            "Mit der Anmeldung stimmen Sie unserer Datenschutzerklärung zu.",
            "En vous inscrivant, vous acceptez de recevoir nos offres.",
        ] {
            assert!(asks_agreement(line), "{line}");
        }
        assert!(!asks_agreement("“Will you agree to the plan?” the chair asked the owners."));
        assert!(!asks_agreement("Whether you agree to the bridge or not, it will be built."));
    }

    #[test]
    fn signatures_of_desks() {
        for line in ["asl/tib", "burs-dc/lth/ah", "(mjk/pym)"] {
            assert!(is_desk_signature(line), "{line}");
        }
        for line in ["and/or", "he/she", "km/h.", "Ana/Tom", "tib", "harbour/quay"] {
            assert!(!is_desk_signature(line), "{line}");
        }
    }
}
