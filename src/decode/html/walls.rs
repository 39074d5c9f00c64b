//! Pages that hold something else in place of a story: a question about cookies, a check for robots.
//!
//! Such a page has no story to tell, and what it says is none. It is told by all of its text, and only where there is
//! little: a story about cookies has other paragraphs too.

use super::body::{Body, Verdict};
use super::prose;
use crate::model::{Fault, FaultCode};

/// Longest text of a check for robots and of a question about cookies, in characters.
const ROBOTS: usize = 1_500;
const COOKIES: usize = 8_000;
/// Longest text that is read as data.
const DATA: usize = 200_000;
/// Most pieces that are looked at.
const PIECES: usize = 60;

/// What checks for robots are called; written by hand. Small letters.
#[rustfmt::skip]
const CHECKS: &[&str] = &[
    "just a moment", "checking your browser", "checking if the site connection is secure", "attention required", "access denied", "access to this page has been denied", "are you a robot", "are you human", "are you a human", "robot check", "bot check", "security check", "human verification", "verify you are human", "verifying you are human", "verify that you are human", "prove you are human", "proves you are a human", "confirm you are human", "confirm you are a human", "press & hold", "press and hold", "before we continue", "supports javascript and cookies", "confirm that you are not a robot", "not a robot", "pardon our interruption", "unusual traffic", "automated requests", "request unsuccessful", "ddos protection", "you have been blocked", "enable javascript and cookies", "captcha", "please enable cookies", "please enable javascript",
    "einen moment", "ihr browser wird überprüft", "überprüfung ihres browsers", "sind sie ein roboter", "kein roboter", "kein bot", "sicherheitsprüfung", "sicherheitsüberprüfung", "zugriff verweigert", "aktivieren sie javascript", "javascript und cookies",
    "un instant", "vérification de votre navigateur", "êtes-vous un robot", "pas un robot", "accès refusé", "contrôle de sécurité", "vérification de sécurité", "activez javascript", "activer javascript",
    "un momento", "comprobando su navegador", "verificando su navegador", "verificando tu navegador", "no soy un robot", "no eres un robot", "acceso denegado", "comprobación de seguridad", "verificación de seguridad", "active javascript", "habilite javascript",
    "controllo del browser", "verifica del browser", "non sono un robot", "accesso negato", "controllo di sicurezza", "abilita javascript", "een ogenblik", "uw browser wordt gecontroleerd", "geen robot", "toegang geweigerd", "só um momento", "verificando seu navegador", "não sou um robô", "acesso negado", "verificação de segurança",
    "ett ögonblick", "inte en robot", "åtkomst nekad", "ikke en robot", "sprawdzanie przeglądarki", "nie jestem robotem", "odmowa dostępu", "проверка браузера", "я не робот", "доступ запрещен", "подтвердите, что вы не робот", "ロボットではありません", "私はロボットではありません", "正在检查您的浏览器", "请完成安全验证",
];

/// Words of questions about cookies; written by hand. Small letters.
#[rustfmt::skip]
const COOKIE_WORDS: &[&str] = &[
    "cookie", "partners", "consent", "personal data", "legitimate interest", "vendors", "privacy", "your choices", "your preferences", "personalised ad", "personalized ad", "personalised content", "information on a device", "browsing data", "device identifiers", "audience research", "accept all", "manage options", "tracking",
    "einwilligung", "zustimmung", "zustimmen", "personalisierte werbung", "werbung", "tracking", "datenschutz", "personenbezogene", "berechtigtes interesse", "partner", "endgerät", "werbefrei", "nutzungsdaten", "widerrufen",
    "partenaires", "consentement", "données personnelles", "intérêt légitime", "vie privée", "traceurs", "vos choix", "accepter", "acceptant", "refuser", "audience", "publicité", "sans publicité", "terminal",
    "socios", "consentimiento", "datos personales", "interés legítimo", "privacidad", "tus preferencias", "sus preferencias", "dispositivo",
    "consenso", "dati personali", "interesse legittimo", "fornitori", "le tue preferenze", "toestemming", "persoonsgegevens", "gerechtvaardigd belang", "voorkeuren", "parceiros", "consentimento", "dados pessoais", "legítimo interesse", "samtycke", "personuppgifter", "samtykke", "personopplysninger", "zgoda", "zgodę", "dane osobowe", "danych osobowych", "partnerzy", "prywatności",
];

/// Whom such a question speaks to.
#[rustfmt::skip]
const YOU: &[&str] = &[
    "you", "your", "we", "our", "sie", "ihre", "ihrer", "ihren", "ihrem", "wir", "du", "deine", "vous", "votre", "vos", "nous", "tu", "tus", "su", "sus", "usted", "nosotros", "tuoi", "tue", "tuo", "noi", "uw", "je", "jouw", "wij", "você", "seu", "seus", "sua", "nós", "du", "dina", "ditt", "vi", "din", "dine", "twoje", "twoich", "my", "nasi",
];

/// Refuses a page whose text is a wall.
///
/// # Errors
/// [`FaultCode::NoText`] that says what stands there.
pub(super) fn refuse(body: &Body, titles: &[&str]) -> Result<(), Fault> {
    let pieces = || body.pieces.iter().zip(&body.verdicts);
    let told = || pieces().filter(|(_, verdict)| matches!(verdict, Verdict::Story | Verdict::Lead));
    let all: usize = body.pieces.iter().map(|p| p.chars).sum();
    if all <= DATA && is_data(body) {
        return Err(Fault::new(FaultCode::NoText, "data for programs stands in place of a story"));
    }
    if all > COOKIES || told().next().is_none() {
        return Ok(());
    }
    let is = |what: &str| Err(Fault::new(FaultCode::NoText, format!("{what} stands in place of a story")));
    if all <= ROBOTS {
        let lines = titles.iter().map(|t| t.to_lowercase());
        let lines: Vec<String> =
            lines.chain(body.pieces.iter().take(PIECES).map(|p| p.text.to_lowercase())).collect();
        let signs = CHECKS.iter().filter(|sign| lines.iter().any(|line| line.contains(**sign))).count();
        if signs >= 2 {
            return is("a check for robots");
        }
    }
    let (mut asked, mut whole) = (0, 0);
    for (piece, _) in told().take(PIECES) {
        let weight = prose::weight(piece);
        whole += weight;
        asked += if asks_for_consent(&piece.text) { weight } else { 0 };
    }
    if whole > 0 && asked * 10 >= whole * 8 {
        return is("a question about cookies");
    }
    Ok(())
}

/// Whether all of a page's text is one value of JSON.
fn is_data(body: &Body) -> bool {
    let first = body.pieces.first().map(|p| p.text.trim_start()).unwrap_or_default();
    let opens = first.starts_with("{\"")
        || first.starts_with("[{")
        || first.starts_with("{ \"")
        || first == "{"
        || first == "[";
    opens && {
        let all: String = body.pieces.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ");
        serde_json::from_str::<serde::de::IgnoredAny>(&all).is_ok()
    }
}

fn asks_for_consent(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = COOKIE_WORDS.iter().filter(|word| text.contains(**word)).count();
    words >= 2 && text.split(|c: char| !c.is_alphanumeric()).any(|word| YOU.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::super::body;
    use super::super::dom::Dom;
    use super::*;

    fn is_wall(html: &str) -> bool {
        let dom = Dom::of(&dom_query::Document::from(html));
        let body = body::find(&dom, &body::Known::default());
        refuse(&body, &["Lumen Courier"]).is_err()
    }

    #[test]
    fn questions_and_checks_are_no_stories() {
        for html in [
            "<h2>We value your privacy</h2><p>We and our 842 partners store information on a device, such as cookies, to process personal data. You may accept or manage your choices.</p><button>OK</button>",
            "<p>Mit Ihrer Zustimmung verarbeiten wir und unsere Partner personenbezogene Daten mit Cookies, auch auf Ihrem Endgerät.</p>",
            "<p>Nos partenaires et nous déposons des cookies avec votre consentement, pour traiter vos données personnelles.</p>",
            "<h1>Checking your browser</h1><p>Please enable JavaScript and cookies to continue. Completing the CAPTCHA proves you are a human.</p>",
            "<h1>Einen Moment</h1><p>Ihr Browser wird überprüft, bevor Sie die Seite sehen. Aktivieren Sie JavaScript und Cookies.</p>",
            "<pre>{\"status\":\"ok\",\n\"results\":[{\"sku\":\"A-1177\",\"qty\":14},{\"sku\":\"A-1178\",\"qty\":0}]}</pre>",
            "<h1>Before we continue...</h1><p>Press &amp; Hold to confirm you are a human (and not a bot).</p>",
            "<h1>Accepter les cookies ou s'abonner</h1><p>En acceptant, vous permettez à nos 187 partenaires de déposer des traceurs afin de mesurer l'audience.</p><p>Vous pouvez aussi refuser et vous abonner pour 2 € par mois afin de naviguer sans traceurs.</p>",
            "<h1>Access denied</h1><p>We have seen unusual traffic from your network and must ask you to wait for a little while.</p>",
        ] {
            assert!(is_wall(html), "{html}");
        }
    }

    #[test]
    fn stories_about_them_are() {
        for html in [
            "<h1>Access denied: court keeps files closed</h1><p>The court of Lumen said on Monday that nobody may read the files of the harbour board before the summer.</p>",
            "<h1>Cookie rules end</h1><p>The ministry of Lumen wants to end the rules on cookies and consent, the minister said on Monday in the town hall.</p><p>Owners of shops welcomed the plan, which parliament will look at in May, after the vote on the budget of the harbour.</p>",
            "<p>The ferry waits for a moment, and nobody on the quay of Lumen knows why that is so, or for how long.</p>",
        ] {
            assert!(!is_wall(html), "{html}");
        }
    }
}
