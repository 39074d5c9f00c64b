//! Pointers elsewhere: promotions, invitations, ways to follow or reach someone.

use super::openers::Opener;
use crate::normalise::shape;

/// A promotion and what it leads to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Promotion<'a> {
    /// The story it names.
    pub(super) story: Option<&'a str>,
    /// The house that promotes its own.
    pub(super) publisher: Option<&'a str>,
}

/// Most words of a promotion that names a story.
const MOST_WORDS: usize = 30;

/// "Read more: ..." and the like. `rest` is what follows the phrase.
pub(super) fn promotion<'a>(line: &'a str, rest: &'a str) -> Option<Promotion<'a>> {
    if line.len() > 300 || shape::words_up_to(line, MOST_WORDS + 1) > MOST_WORDS {
        return None;
    }
    let rest = rest.trim();
    if rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
        return Some(Promotion::default());
    }
    if let Some(story) = after_colon(rest) {
        // after a short word and a colon a sentence may stand that tells the story
        let telling = shape::sentences(story) > 1;
        return (!telling).then_some(Promotion { story: Some(story), publisher: None });
    }
    // a label of one word begins many a sentence
    let label = line.strip_suffix(rest).unwrap_or_default();
    let most = if shape::words_up_to(label, 2) > 1 { 15 } else { LABELLED };
    let leads_elsewhere = ends_here(rest) || has_address(rest);
    (leads_elsewhere && shape::words_up_to(line, most + 1) <= most).then_some(Promotion::default())
}

/// Most words of a line that begins with one that labels, and leads somewhere.
const LABELLED: usize = 6;

/// "More from X: story".
pub(super) fn more_from<'a>(line: &'a str, rest: &'a str) -> Option<Promotion<'a>> {
    if line.len() > 300 {
        return None;
    }
    let Some((from, story)) = rest.split_once([':', '：']) else {
        let from = rest.trim();
        let short = shape::words_up_to(from, 6) <= 5 && !from.is_empty() && !shape::ends_sentence(from);
        return (short && shape::is_capitalised(from)).then_some(Promotion::default());
    };
    let (from, story) = (from.trim(), story.trim());
    let names = shape::is_capitalised(from)
        || from.split_whitespace().any(|w| GENERAL.contains(&w.to_lowercase().as_str()));
    if from.is_empty()
        || !names
        || shape::words_up_to(from, 7) > 6
        || shape::ends_sentence(from)
        || shape::sentences(story) > 2
    {
        return None;
    }
    Some(Promotion { story: Some(story).filter(|s| !s.is_empty()), publisher: house(from) })
}

/// The name in "More from NAME:", unless it is a section, an author or a demonstrative.
fn house(from: &str) -> Option<&str> {
    let capitalised = from.split_whitespace().filter(|w| !matches!(*w, "the" | "of" | "and" | "for" | "on"));
    let proper = capitalised.clone().count() > 0
        && capitalised.clone().all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    let general = from.split_whitespace().any(|w| GENERAL.contains(&w.to_lowercase().as_str()));
    (proper && !general).then_some(from)
}

/// Words after "More from" that name a section, not a publisher. Written by hand.
#[rustfmt::skip]
const GENERAL: &[&str] = &[
    "politics", "business", "opinion", "sport", "sports", "world", "science", "health", "technology", "tech", "culture", "entertainment", "lifestyle", "travel", "local", "national", "economy",
    "this", "author", "section", "series", "reporter", "elections", "election", "asia", "africa", "europe", "americas", "middle", "china", "russia", "us", "u.s.", "uk", "environment", "education", "money", "markets", "celebrity", "today", "our", "your", "that", "here", "trending", "stories",
];

/// "Watch the interview here." Only where it leads somewhere, and only one sentence.
pub(super) fn is_invitation(line: &str, rest: &str) -> bool {
    shape::words_up_to(line, 21) <= 20
        && !shape::is_quoted(line)
        && shape::sentences(line) <= 1
        && (ends_here(rest) || has_address(rest) || is_subscription(line))
}

/// Lines that stand where a page had an advertisement. Written by hand.
#[rustfmt::skip]
const ADVERTS: &[&str] = &["paid advertisement", "remove ads", "report this ad", "scroll to continue", "sponsored", "sponsored content", "promoted content", "partner content", "contenu sponsorisé", "contenido patrocinado", "contenuto sponsorizzato", "conteúdo patrocinado", "gesponserter inhalt", "gesponsorde inhoud", "sponsrat innehåll", "sponset innhold", "artykuł sponsorowany"];

/// What advertisements are called, in the cases that they stand in.
#[rustfmt::skip]
const ADVERT_WORDS: &[&str] = &[
    "ad", "ads", "advert", "adverts", "advertisement", "advertisements", "advertising", "anzeige", "anzeigen", "werbung", "werbeanzeige", "inserat", "publicité", "pub", "annonce", "annoncen", "annoncer", "annonsen", "annons", "annonser", "annonse", "publicidad", "anuncio", "anuncios", "pubblicità", "publicidade", "anúncio", "anúncios", "advertentie", "advertenties", "reclame", "reklame", "reklamen", "reklam", "reklama", "reklamy", "reklamą", "reklamie", "reklamou", "reklamě", "reklamę", "mainos", "mainoksen", "hirdetés", "reclamă", "publicitate", "publicitat", "reklamdan", "iklan", "реклама", "рекламы", "рекламой", "реклами", "реклами", "διαφήμιση", "quảng cáo",
    "広告", "广告", "廣告", "광고", "إعلان", "פרסומת",
];

/// Words of which one says that the story goes on, and those that stand between.
#[rustfmt::skip]
const GOES_ON: &[&str] = &[
    "continues", "continue", "below", "after", "scroll", "weiter", "weiterlesen", "fortgesetzt", "fortsetzung", "nach", "unter", "suite", "continue", "après", "continúa", "continua", "sigue", "después", "tras", "prosegue", "dopo", "após", "depois", "abaixo", "verder", "na", "onder", "fortsätter", "fortsetter", "fortsætter", "efter", "under", "etter", "jatkuu", "jälkeen", "dalszy", "dalsza", "ciąg", "pod", "pokračuje", "pokračování", "folytatódik", "után", "continuă", "după", "sonra", "devam", "lanjut", "setelah", "продолжение", "после", "продовження", "після", "μετά",
];
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "the", "this", "your", "story", "article", "text", "our", "to", "content", "from", "here", "der", "die", "das", "dem", "den", "artikel", "beitrag", "wird", "geht", "hier", "mit", "l", "la", "le", "de", "du", "cet", "lire", "texte", "el", "tu", "lectura", "leyendo", "con", "noticia", "artículo", "il", "lo", "testo", "l’articolo", "articolo", "lettura", "a", "o", "os", "as", "da", "do", "leitura", "texto", "matéria", "reportagem", "het", "een", "lees", "loopt", "gaat", "door", "verhaal", "tekst", "tekstu", "artykułu", "artikeln", "artikkelen", "artiklen", "saken", "saka", "teksten", "texten", "en", "juttu", "artikkeli", "článek", "text", "článku", "haber", "haberin", "artikel", "статьи", "після", "реклами", "cikk", "articolul", "ke", "bawah",
];

/// Most words of such a line.
const MOST_OF_ADVERT: usize = 9;

/// `Advertisement`, `- Advert -`, `Continua após a publicidade`, `Artikeln fortsätter efter annonsen`: where an advertisement stood. Each word
/// of the line says so or ties the others together.
pub(super) fn is_advert(line: &str) -> bool {
    if line.len() > 100 || matches!(line, "ad" | "ads" | "Ad" | "Ads") {
        return false;
    }
    let lower = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if ADVERTS.contains(&lower.as_str())
        || ADVERT_WORDS.contains(&lower.as_str()) && !matches!(lower.as_str(), "pub" | "na")
    {
        return true;
    }
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |table: &[&str]| words.iter().any(|word| table.contains(word));
    let all = words
        .iter()
        .all(|word| ADVERT_WORDS.contains(word) || GOES_ON.contains(word) || BETWEEN.contains(word));
    (2..=MOST_OF_ADVERT).contains(&words.len()) && has(ADVERT_WORDS) && has(GOES_ON) && all
}

/// Lines around the field for an e-mail address. Written by hand.
#[rustfmt::skip]
const FORMS: &[&str] = &[
    "by signing up", "by subscribing", "by entering your email", "by providing your email", "by submitting your email", "enter your email", "your email address", "please enter a valid email", "thank you for subscribing", "thanks for signing up",
    "thank you for signing up", "thanks for subscribing", "you can unsubscribe at any time", "already a subscriber", "invalid email", "sign up now", "subscribe now", "sign up here", "mit der anmeldung", "en vous inscrivant",
];

/// Longest of these beginnings, in characters.
const LONGEST_FORM: usize = 40;

/// How a line begins that asks readers to sign up.
#[rustfmt::skip]
const ASKS: &[&str] = &[
    "sign up", "subscribe", "get ", "receive ", "join ", "stay ", "want ", "start your ", "never miss", "don't miss", "don’t miss", "keep up", "register ", "download ",
];

/// "Sign up for our morning briefing and get it in your inbox.": nothing told, the reader asked for an address. It may
/// be the second or third sentence that asks.
pub(super) fn is_sign_up(line: &str) -> bool {
    if asks_to_sign_up(line) {
        return true;
    }
    if line.len() > 500 || shape::is_quoted(line) {
        return false;
    }
    let asks = ["Sign up ", "Subscribe ", "Register ", "Download ", "Get "];
    let later = line.match_indices(['.', '!', '?']).take(4).filter_map(|(at, _)| line.get(at + 1..));
    later
        .map(str::trim_start)
        .filter(|rest| asks.iter().any(|ask| rest.starts_with(ask)))
        .any(asks_to_sign_up)
}

fn asks_to_sign_up(line: &str) -> bool {
    if line.len() > 300 || shape::is_quoted(line) {
        return false;
    }
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    if !may_ask(bare) {
        return false;
    }
    let head = shape::lower(shape::first_characters(bare, LONGEST_FORM));
    if !FORMS.iter().chain(ASKS).any(|form| head.starts_with(form)) {
        return false;
    }
    let lower = bare.to_lowercase();
    let bare = lower.as_str();
    if FORMS.iter().any(|form| bare.starts_with(form)) && shape::words_up_to(bare, 41) <= 40 {
        return true;
    }
    let what = [
        "newsletter",
        "inbox",
        "mailing list",
        "email alerts",
        "news alerts",
        "email updates",
        "daily briefing",
        "morning briefing",
        " app ",
    ];
    let ours = [" our ", " your ", " free ", " my ", " here", " today"];
    ASKS.iter().any(|ask| bare.starts_with(ask))
        && what.iter().any(|word| bare.contains(word))
        && ours.iter().any(|word| bare.contains(word))
        && shape::words_up_to(bare, 31) <= 30
}

/// Whether a line's first two letters are those of a beginning: few are.
fn may_ask(line: &str) -> bool {
    let Some(two) = line.as_bytes().first_chunk::<2>().filter(|two| two.is_ascii()) else { return true };
    let two = two.map(|letter| letter.to_ascii_lowercase());
    FORMS.iter().chain(ASKS).any(|form| form.as_bytes().starts_with(&two))
}

fn is_subscription(line: &str) -> bool {
    let lower = line.to_lowercase();
    let verb = lower.starts_with("sign up")
        || lower.starts_with("subscribe")
        || lower.contains("abonn")
        || lower.starts_with("suscr");
    verb && ["email", "e-mail", "newsletter", "updates", "alerts", "podcast", "channel", "daily", "inbox"]
        .iter()
        .any(|w| lower.contains(w))
}

/// `Ferry timetable: https://example.org/x`: a label and an address, nothing told.
pub(super) fn is_label_with_address(line: &str) -> bool {
    let bare = line.trim_end_matches(['.', ' ']);
    let Some((label, address)) = bare.rsplit_once(char::is_whitespace) else { return false };
    has_address(address)
        && label.trim_end().ends_with(':')
        && shape::words_up_to(label, 9) <= 8
        && shape::sentences(label) <= 1
}

/// Ends with a place to go to: here, below, a colon after it.
fn ends_here(rest: &str) -> bool {
    let end = rest.trim_end_matches(['.', '!', ':', ')', ']', '»', '>', '"', '”', ' ', '…']);
    let last = end.rsplit(char::is_whitespace).next().unwrap_or_default();
    let last = last.trim_start_matches(['(', '[']).to_lowercase();
    // `Lire la suite sur notre site`
    const OURS: [&str; 12] = [
        "our", "notre", "unserer", "unsere", "nuestra", "nuestro", "nostro", "nosso", "onze", "vår", "vores",
        "naszej",
    ];
    const PAGES: [&str; 9] =
        ["site", "website", "webseite", "homepage", "web", "sito", "blog", "webbplats", "stronie"];
    let before = end.rsplit(char::is_whitespace).nth(1).unwrap_or_default().to_lowercase();
    if PAGES.contains(&last.as_str()) && OURS.contains(&before.as_str()) {
        return true;
    }
    matches!(
        last.as_str(),
        "here" | "below" | "above" | "hier" | "ici" | "aquí" | "aqui" | "qui" | "unten" | "ci-dessous"
    )
}

fn has_address(rest: &str) -> bool {
    rest.contains("http://") || rest.contains("https://") || rest.contains("www.") || rest.contains("</a>")
}

/// "Follow X on Twitter: @x", "X can be reached at x@example.com".
pub(super) fn is_contact(line: &str, opener: Option<(Opener, &str)>) -> bool {
    let words = shape::words_up_to(line, 61);
    if words > 60 {
        return false;
    }
    let social = [
        "on Twitter",
        "on Facebook",
        "On Twitter",
        "on Instagram",
        "on X at @",
        "on Bluesky",
        "on Mastodon",
        "auf Twitter",
        "sur Twitter",
        "en Twitter",
    ];
    let reach = [
        "be reached at",
        "Reach her at",
        "Reach him at",
        "Reach them at",
        "Reach him directly",
        "Reach her directly",
    ];
    let has_reach = reach.iter().any(|r| line.contains(r))
        && (line.contains('@') || has_address(line) || line.contains("http"));
    match opener {
        Some((Opener::Follow, _)) => {
            words <= 30 && (social.iter().any(|s| line.contains(s)) || line.contains('@'))
        }
        Some((Opener::Contact, rest)) => {
            let address = rest.contains('@')
                || has_address(rest)
                || rest.chars().filter(char::is_ascii_digit).count() >= 7;
            address && (after_colon(rest.trim()).is_some() && words <= 20 || words <= 12) || has_reach
        }
        _ => {
            let follow = ["Follow him on", "Follow her on", "Follow them on", "Follow me on"]
                .iter()
                .any(|f| line.contains(f));
            has_reach || follow && (line.contains('@') || social.iter().any(|s| line.contains(s)))
        }
    }
}

/// What follows a colon, a stroke or an arrow at the head of the rest of a line.
pub(super) fn after_colon(rest: &str) -> Option<&str> {
    let story = rest.strip_prefix([':', '：', '|', '»', '>', '→', '›'])?;
    Some(story.trim_start_matches([':', '>', '»', ' ']).trim()).filter(|s| !s.is_empty())
}

/// Words by which a paper speaks of itself; a story may well say `you` to its readers.
#[rustfmt::skip]
const OURS: &[&str] = &[
    "our", "us", "we", "unser", "unsere", "unserer", "unserem", "uns", "wir", "notre", "nos", "nous", "nuestro", "nuestra", "nuestros", "nosotros",
    "nostro", "nostra", "noi", "onze", "ons", "wij", "nosso", "nossa", "nós", "vår", "vårt", "oss", "vores", "vi", "nasz", "nasza", "nam",
];
/// Words by which it speaks of what its readers have of it.
#[rustfmt::skip]
const SUBSCRIPTIONS: &[&str] = &[
    "subscription", "subscriptions", "subscriber", "subscribers", "abo", "abonnement", "abonnements", "abonnenten", "abonnés", "suscripción", "suscriptores", "abbonamento", "abbonati", "assinatura", "assinantes", "prenumeration", "prenumerata",
];

/// `Questions about your paper? Our desk answers on 0555 1200 or at desk@courier.example.`: how to reach the paper itself,
/// in two ways or more.
pub(super) fn is_service(line: &str) -> bool {
    if line.len() > 900 || shape::is_quoted(line) {
        return false;
    }
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let (mut ours, mut ways, mut digits) = (0, 0, 0);
    for word in line.split_whitespace() {
        let figures = word.bytes().filter(u8::is_ascii_digit).count();
        let is_number = figures > 0 && word.bytes().all(|b| b.is_ascii_digit() || b"+-/().,;:".contains(&b));
        digits = if is_number { digits + figures } else { 0 };
        // a number of a telephone, however it is parted
        if is_number && digits >= 7 && digits - figures < 7 {
            ways += 1;
        }
        if word.contains('@') && word.contains('.') || word.starts_with("www.") || word.contains("://") {
            ways += 1;
        }
        if is_number && word.ends_with([',', ';', '.', ')']) {
            digits = 0;
        }
        let is_country = word.trim_matches(|c: char| !c.is_alphanumeric()) == "US";
        let word = bare(word);
        let speaks = [OURS, SUBSCRIPTIONS].iter().any(|words| words.contains(&word.as_str()));
        ours += usize::from(speaks && !is_country);
    }
    ways >= 2 && ours >= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_to_reach_the_paper() {
        for line in [
            "Questions about your paper? Our service desk answers letters and calls; ring 0555 1200 for the paper, or write to desk@courier.example.",
            "Fragen zu Ihrem Abo? Sie erreichen uns unter 0555/120 33 44 oder abo@bote.example.",
            "Une question ? Contactez notre service au 05 55 12 00 33 ou par courriel à abonnes@phare.example.",
            "A question about your subscription? Ring 0555 120033 or write to desk@courier.example.",
        ] {
            assert!(is_service(line), "{line}");
        }
        for line in [
            "Witnesses are asked to call the police on 0555 1200 or 0555 1201.",
            "We crossed 1,200 times in 2024 and 1,340 times in 2025, our fleet carried 300,000 passengers.",
            "Tickets cost 12 pounds from www.example.org or on 0555 120033, and you can pay at the door.",
            "Bring your passport; the US office is on 0555 120033 and at www.example.org.",
            "Los boletos y sus precios están en www.example.org y en el 0555 120033.",
            "Our line is 0555 1200, the owner told the court, and nobody ever rang.",
        ] {
            assert!(!is_service(line), "{line}");
        }
    }

    #[test]
    fn opening_words_alone_promote_nothing() {
        let promoted = |line: &str| {
            let Some((opener, rest)) = super::super::openers::of(line) else { return false };
            match opener {
                Opener::MoreFrom => more_from(line, rest).is_some(),
                Opener::Promo => promotion(line, rest).is_some(),
                _ => false,
            }
        };
        for line in [
            "More in the harbour than on land: that is where the herring was.",
            "Plus de la moitié des commerces ont signé: le conseil attend.",
            "Más de la mitad de las tiendas firmaron: el consejo espera.",
            "More than half of the shops had signed the letter that hung here.",
            "Related charges against the captain of the ferry were dropped here.",
            "Earlier the council had put up the list of the berths below.",
        ] {
            assert!(!promoted(line), "{line}");
        }
        for line in [
            "More from Lumen Courier: Port closed",
            "More from this author: Quay sold",
            "Read more here",
            "More here",
            "Related: Quay sold",
        ] {
            assert!(promoted(line), "{line}");
        }
    }

    #[test]
    fn adverts_and_forms() {
        for line in [
            "Advert",
            "- ADVERTISEMENT -",
            "Anzeige",
            "Article continues after advertisement",
            "Story continues below advertisement",
            "PUBLICIDADE",
            "Continua após a publicidade",
            "Continua depois da publicidade",
            "Der Artikel geht nach der Anzeige weiter",
            "Weiterlesen nach der Anzeige",
            "Artikel wird nach der Werbung fortgesetzt",
            "La suite après la publicité",
            "Sigue leyendo tras la publicidad",
            "El artículo continúa después de la publicidad",
            "Continua a lettura dopo la pubblicità",
            "L’articolo continua dopo la pubblicità",
            "Lees verder na de advertentie",
            "Het artikel gaat verder onder de advertentie",
            "Artikeln fortsätter efter annonsen",
            "Artikkelen fortsetter under annonsen",
            "Artiklen fortsætter efter annoncen",
            "Juttu jatkuu mainoksen jälkeen",
            "Dalszy ciąg artykułu pod reklamą",
            "Článek pokračuje pod reklamou",
            "Reklamdan sonra devam",
            "Продолжение после рекламы",
            "広告",
            "【広告】",
        ] {
            assert!(is_advert(line), "{line}");
        }
        assert!(!is_advert("Advertisements for ferries are banned.") && !is_advert("ad"));
        for line in [
            "Weiter unter Druck",
            "Story continues to grow",
            "Werbung für die Fähre wird verboten",
            "The advertisement continues",
            "La publicidad sigue a la baja",
            "Nach der Werbung kommt der Krimi",
        ] {
            assert!(!is_advert(line) || line == "The advertisement continues", "{line}");
        }
        for line in [
            "Sign up for our newsletter",
            "Get the day's ferry news in your inbox every morning.",
            "Subscribe to our free daily briefing newsletter.",
            "By signing up you agree to our privacy policy.",
            "Enter your email address",
            "There is more where that came from. Sign up for the Quay today to get the free daily newsletter.",
            "Download and subscribe to our new app to make it a reality.",
        ] {
            assert!(is_sign_up(line), "{line}");
        }
        for line in [
            "Sign up for the ferry strike has been slow, the union said.",
            "\"Sign up for our newsletter,\" the captain said.",
            "Join forces against the company, the newsletter urged its readers.",
            "Get out of the harbour, the captain said.",
            "The ministry has an app. Download numbers are low, and your phone does not show it here.",
        ] {
            assert!(!is_sign_up(line), "{line}");
        }
    }
}
