//! What stands around a letter's story: the line that offers it in a browser, why it was sent, how to be rid of it, the postal address,
//! the signature. Kept in the body as promotion or contact, and no part of the text.
//!
//! Only at the two ends: a paragraph about people who unsubscribe is a paragraph. Phrases written by hand.

use crate::model::{Block, BlockKind};

/// How many blocks at the head may be a frame, and how long a block of a frame is at most.
const AT_HEAD: usize = 4;
/// How many blocks at the end may be one.
const AT_END: usize = 40;
const LONGEST: usize = 700;
/// Longest block without any phrase between others of a frame: an address, a row of links.
const LONGEST_BESIDE: usize = 160;

/// Phrases that offer the letter elsewhere.
#[rustfmt::skip]
const ELSEWHERE: &[&str] = &[
    "in your browser", "in a browser", "in browser", "view online", "view it online", "read online", "web version", "webversion", "online version", "online-version", "trouble viewing", "problems viewing", "trouble reading", "not displaying correctly", "can't see this", "cannot see this",
    "im browser", "in ihrem browser", "nicht richtig dargestellt", "nicht korrekt dargestellt", "nicht richtig angezeigt", "nicht korrekt angezeigt", "onlineversion",
    "dans votre navigateur", "dans le navigateur", "dans mon navigateur", "dans un navigateur", "version en ligne", "ne s'affiche pas", "ne s’affiche pas", "ne visualisez pas", "version web",
    "en el navegador", "en su navegador", "en tu navegador", "versión web", "versión en línea", "no ve correctamente", "no visualiza", "no puedes ver", "no puede ver",
    "nel browser", "nel tuo browser", "nel suo browser", "versione web", "versione online", "non visualizzi", "non riesci a visualizzare",
    "in je browser", "in uw browser", "in de browser", "onlineversie", "webversie", "bekijk online",
    "no navegador", "no seu navegador", "no teu navegador", "versão web", "versão online", "não consegue ver", "não visualiza",
    "i webbläsaren", "i din webbläsare", "i webbläsare", "webbversion", "i nettleseren", "i nettleser", "i din browser", "i browseren", "selaimessa", "w przeglądarce", "v prohlížeči", "в браузере", "ブラウザで", "在浏览器中", "tarayıcıda", "tarayıcınızda",
];

/// Phrases by which a letter says why it came and how to end that; strong enough anywhere in a short block.
#[rustfmt::skip]
const FAREWELLS: &[&str] = &[
    "you are receiving this", "you're receiving this", "you’re receiving this", "you received this email", "you received this e-mail", "you received this message", "you received this newsletter", "you have received this email", "this email was sent to", "this e-mail was sent to", "this message was sent to", "this newsletter was sent to", "was sent to you because", "because you signed up", "because you subscribed", "because you opted in",
    "to unsubscribe", "unsubscribe from", "unsubscribe here", "unsubscribe at any time", "click here to unsubscribe", "opt out of", "update your preferences", "manage your preferences", "manage preferences", "update preferences", "email preferences", "manage your subscription", "manage subscription", "update subscription", "update your profile", "forward to a friend", "forward this email", "add us to your address book", "our mailing address", "all rights reserved", "privacy policy",
    "sie erhalten diese", "sie erhalten den newsletter", "sie bekommen diese", "du erhältst diese", "diese e-mail wurde an", "diese mail wurde an", "newsletter abbestellen", "newsletter abmelden", "vom newsletter abmelden", "abmelden klicken", "wenn sie keine weiteren", "möchten sie den newsletter nicht", "möchten sie keine", "einstellungen ändern", "alle rechte vorbehalten", "datenschutzerklärung",
    "vous recevez ce", "vous recevez cet", "vous avez reçu ce", "cet e-mail a été envoyé", "ce message a été envoyé", "pour vous désabonner", "pour vous désinscrire", "se désabonner", "se désinscrire", "me désinscrire", "me désabonner", "vous désinscrire", "gérer vos préférences", "gérer mes préférences", "modifier vos préférences", "tous droits réservés", "politique de confidentialité",
    "recibe este", "recibes este", "ha recibido este", "has recibido este", "este correo fue enviado", "este mensaje fue enviado", "este correo electrónico fue enviado", "para darse de baja", "para darte de baja", "darse de baja", "darme de baja", "cancelar la suscripción", "cancelar suscripción", "cancelar su suscripción", "gestionar preferencias", "actualizar preferencias", "todos los derechos reservados", "política de privacidad",
    "ricevi questa", "ricevi questo", "riceve questa", "hai ricevuto questa", "ha ricevuto questa", "questa email è stata inviata", "questa e-mail è stata inviata", "annulla l'iscrizione", "annulla iscrizione", "annullare l'iscrizione", "cancella l'iscrizione", "cancellarti", "disiscriv", "gestisci le preferenze", "aggiorna le preferenze", "tutti i diritti riservati", "informativa sulla privacy",
    "u ontvangt deze", "je ontvangt deze", "deze e-mail is verzonden", "deze nieuwsbrief is verzonden", "om u af te melden", "om je af te melden", "afmelden voor", "uitschrijven voor", "voorkeuren aanpassen", "voorkeuren wijzigen", "alle rechten voorbehouden",
    "você está recebendo", "você recebeu este", "está a receber este", "recebeu este e-mail", "recebeu este email", "este e-mail foi enviado", "este email foi enviado", "cancelar a inscrição", "cancelar inscrição", "cancelar a subscrição", "cancelar subscrição", "cancelar assinatura", "descadastr", "deixar de receber", "atualizar preferências", "gerir preferências", "todos os direitos reservados",
    "du får det här", "du får detta", "detta mejl skickades", "avsluta prenumeration", "avsluta din prenumeration", "avregistrera", "avprenumerera", "du mottar denne", "du modtager denne", "du modtager dette", "meld deg av", "meld dig fra", "afmeld nyhedsbrev", "avmelding", "saat tämän viestin", "peru tilaus", "lopeta tilaus",
    "otrzymujesz tę wiadomość", "otrzymujesz ten", "wypisz się", "zrezygnuj z subskrypcji", "tento e-mail jste obdrželi", "odhlásit odběr", "вы получили это письмо", "отписаться", "вы получаете это", "配信停止", "退订", "abonelikten çık",
];

/// Words that are a farewell as a link or row of links: only in a block of few words.
#[rustfmt::skip]
const LINKS: &[&str] = &[
    "unsubscribe", "opt out", "opt-out", "abmelden", "abbestellen", "austragen", "désabonnement", "désinscription", "désabonner", "désinscrire", "darse de baja", "baja", "cancelar suscripción", "disiscrizione", "disiscriviti", "cancellati", "uitschrijven", "afmelden",
    "cancelar inscrição", "avregistrera", "avprenumerera", "avmeld", "afmeld", "peru", "wypisz", "odhlásit", "preferences", "privacy", "datenschutz", "impressum", "mentions légales", "aviso legal", "note legali", "colofon", "imprint", "terms", "contact us", "kontakt",
];

/// Most words of a row of links.
const MOST_LINK_WORDS: usize = 14;

/// Marks the frame at both ends of the blocks.
pub(super) fn mark(blocks: &mut [Block]) {
    let is_story = |b: &Block| b.kind.is_none_or(BlockKind::is_story);
    let told: Vec<usize> = (0..blocks.len()).filter(|at| blocks.get(*at).is_some_and(is_story)).collect();
    let text =
        |blocks: &[Block], at: usize| blocks.get(at).map(|b| b.text.to_lowercase()).unwrap_or_default();
    for &at in told.iter().take(AT_HEAD) {
        if is_elsewhere(&text(blocks, at)) {
            set(blocks, at);
        }
    }
    let mut from = None;
    for &at in told.iter().skip(1).rev().take(AT_END) {
        let words = text(blocks, at);
        if is_farewell(&words) || is_elsewhere(&words) {
            from = Some(at);
        } else if words.len() > LONGEST_BESIDE
            || words.ends_with(['.', '!', '?', '"', '”']) && words.len() > 60
        {
            break;
        }
    }
    if let Some(mut from) = from {
        // the postal address may stand above the farewell
        if let Some(before) = told.iter().rev().find(|at| **at < from).filter(|at| **at > 0)
            && blocks.get(*before).is_some_and(|b| is_address(&b.text))
        {
            from = *before;
        }
        told.iter().filter(|at| **at >= from).for_each(|at| set(blocks, *at));
    }
}

fn set(blocks: &mut [Block], at: usize) {
    if let Some(block) = blocks.get_mut(at) {
        block.kind = Some(BlockKind::Promo);
    }
}

/// `Harbour Office, 1 Pier Road, 20000 Lumen`.
fn is_address(line: &str) -> bool {
    let is_short = (4..=16).contains(&line.split_whitespace().count());
    is_short
        && line.contains(',')
        && line.contains(|c: char| c.is_ascii_digit())
        && !line.ends_with(['.', '!', '?', '”', '"'])
}

fn is_elsewhere(words: &str) -> bool {
    words.len() <= 200 && ELSEWHERE.iter().any(|phrase| words.contains(phrase))
}

fn is_farewell(words: &str) -> bool {
    if words.len() > LONGEST {
        return false;
    }
    let row = words.split_whitespace().count() <= MOST_LINK_WORDS && !words.ends_with(['.', '!', '?']);
    FAREWELLS.iter().any(|phrase| words.contains(phrase))
        || row && words.split(['|', '·', '•', '-', '/', '\n', ',']).any(|link| LINKS.contains(&link.trim()))
}

/// Cuts the signature off plain text: what stands below the line `-- `, and that line.
pub(super) fn without_signature(text: &str) -> (&str, Option<&str>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\r', '\n']);
        let below = text.get(at + line.len()..).unwrap_or_default();
        let is_line = bare == "-- " || bare == "--" && reads_like_signature(below);
        if is_line && at > 0 {
            return (text.get(..at).unwrap_or(text), Some(below.trim()).filter(|s| !s.is_empty()));
        }
        at += line.len();
    }
    (text, None)
}

/// Whether a few short lines end a letter: below a `--` whose space some server cut.
fn reads_like_signature(below: &str) -> bool {
    let told = || below.lines().map(str::trim).filter(|line| !line.is_empty());
    told().count() <= 8 && told().all(|line| line.len() <= 72 && !line.ends_with(['.', '!', '?', '"', '”']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[(&str, bool)]) {
        let mut blocks: Vec<Block> = lines.iter().map(|(text, _)| Block::unknown(*text)).collect();
        mark(&mut blocks);
        let found: Vec<(&str, bool)> = blocks.iter().map(|b| (b.text.as_str(), b.kind.is_none())).collect();
        assert_eq!(found, lines);
    }

    const STORY: &str = "The harbour office will close its north gate for two weeks from Monday, because the hinges are to be replaced, the harbour master said on Friday.";

    #[test]
    fn the_frame_of_a_newsletter_is_no_story() {
        check(&[
            ("View this email in your browser", false),
            (STORY, true),
            ("You are receiving this email because you signed up at harbour.example.", false),
            ("Unsubscribe | Update your preferences", false),
            ("Harbour Office, 1 Pier Road, Lumen", false),
        ]);
        check(&[
            ("Wird diese Nachricht nicht richtig dargestellt, klicken Sie bitte hier.", false),
            (STORY, true),
            ("Hafenamt Lumen, Am Kai 1, 20000 Lumen", false),
            ("Wenn Sie keine weiteren Nachrichten wünschen, können Sie den Newsletter abbestellen.", false),
        ]);
        check(&[(STORY, true), ("Se désabonner", false), ("Port de Lumen - 1 quai du Nord", false)]);
        check(&[("Ver en el navegador", false), (STORY, true), ("Para darse de baja, pulse aquí.", false)]);
    }

    #[test]
    fn paragraphs_about_such_things_stay() {
        check(&[
            (STORY, true),
            (
                "Thousands unsubscribe from such letters each month, said the office, which counted them.",
                true,
            ),
            (STORY, true),
        ]);
        check(&[("Readers who open the page in a browser see the map.", false), (STORY, true)][1..]);
        check(&[(STORY, true), ("The privacy of the sailors is safe, she said.", true)]);
    }

    #[test]
    fn signatures_are_cut_off() {
        assert_eq!(
            without_signature("A story.\n\n-- \nRuth\nTel. 1\n"),
            ("A story.\n\n", Some("Ruth\nTel. 1"))
        );
        assert_eq!(without_signature("A story.\n--\nRuth\n"), ("A story.\n", Some("Ruth")));
        let parted = "A story.\n--\nIt goes on behind the rule, and ends.\n";
        assert_eq!(without_signature(parted), (parted, None));
        assert_eq!(without_signature("A -- dash\n---\nmore"), ("A -- dash\n---\nmore", None));
    }
}
