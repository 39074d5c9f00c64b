//! Phrases at the head of a line that may make it something else than story text. Written by hand.
//!
//! A phrase alone proves little; what must hold beside it is decided where its kind is judged.

use std::sync::LazyLock;

use crate::model::AuthorRole;
use crate::normalise::phrases::{Phrases, spellings};

/// What a phrase announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opener {
    /// "More from X: story".
    MoreFrom,
    /// "Read more: story", "Related".
    Promo,
    /// "Watch the interview here".
    Invitation,
    /// "Follow X on Twitter".
    Follow,
    /// How to reach someone.
    Contact,
    /// Who reported, wrote, edited.
    Credit(AuthorRole),
    /// A picture's credit.
    Photo,
    /// A picture's caption.
    Caption,
    /// A correction.
    Correction,
    /// A clarification.
    Clarification,
    /// What an update adds.
    Update,
    /// A note by the editors.
    EditorsNote,
    /// A copyright line.
    Copyright,
    /// "Not for publication": the story ends here.
    Withheld,
    /// "Published: 4 March".
    Published,
    /// "Updated: 4 March".
    Modified,
    /// "By".
    Byline,
}

use AuthorRole::{Author, Contributor, Editor, Reporter};
use Opener::{
    Byline, Caption, Clarification, Contact, Copyright, Correction, Credit, EditorsNote, Follow, Invitation,
    Modified, MoreFrom, Photo, Promo, Published, Update, Withheld,
};

#[rustfmt::skip]
const OPENERS: &[(&str, Opener)] = &[
    ("more from", MoreFrom), ("more in", MoreFrom), ("more on", MoreFrom), ("mehr von", MoreFrom), ("mehr aus", MoreFrom), ("plus de", MoreFrom), ("más de", MoreFrom),

    ("read more", Promo), ("read also", Promo), ("read next", Promo), ("also read", Promo), ("also see", Promo), ("see also", Promo), ("see more", Promo), ("related", Promo), ("related story", Promo),
    ("related stories", Promo), ("related article", Promo), ("related articles", Promo), ("related coverage", Promo), ("related content", Promo), ("related links", Promo), ("related video", Promo), ("related news", Promo), ("recommended", Promo),
    ("more stories", Promo), ("more news", Promo), ("more coverage", Promo), ("more", Promo), ("also on", Promo), ("don't miss", Promo), ("dont miss", Promo), ("in case you missed it", Promo), ("you may also like", Promo), ("you might also like", Promo), ("top stories", Promo), ("most read", Promo), ("must read", Promo), ("must reads", Promo), ("trending", Promo), ("up next", Promo), ("keep reading", Promo), ("continue reading", Promo), ("further reading", Promo), ("editor's picks", Promo), ("editors' picks", Promo), ("earlier", Promo), ("previously", Promo), ("full coverage", Promo), ("full story", Promo), ("watch more", Promo), ("watch", Invitation), ("video", Promo), ("story continues below", Promo), ("article continues below", Promo), ("story continues below advertisement", Promo), ("advertisement", Promo), ("sponsored content", Promo), ("scroll down for video", Promo), ("load more", Promo), ("view more", Promo),
    ("mehr zum thema", Promo), ("zum thema", Promo), ("lesen sie auch", Promo), ("lesen sie hier", Promo), ("lesen sie mehr", Promo), ("lesen sie dazu", Promo), ("mehr dazu", Promo), ("mehr lesen", Promo), ("weiterlesen", Promo), ("lies auch", Promo), ("lesetipp", Promo), ("auch interessant", Promo), ("das könnte sie auch interessieren", Promo), ("das könnte dich auch interessieren", Promo), ("siehe auch", Promo), ("weitere artikel", Promo), ("weitere informationen", Promo), ("anzeige", Promo), ("empfehlungen der redaktion", Promo),
    ("lire aussi", Promo), ("lire la suite", Promo), ("lire l'article", Promo), ("à lire aussi", Promo), ("a lire aussi", Promo), ("à lire également", Promo), ("lire également", Promo), ("voir aussi", Promo), ("à voir aussi", Promo), ("à lire", Promo), ("pour aller plus loin", Promo), ("la suite après la publicité", Promo), ("publicité", Promo), ("sur le même sujet", Promo),
    ("lee también", Promo), ("lea también", Promo), ("lea además", Promo), ("leer también", Promo), ("leer más", Promo), ("te puede interesar", Promo), ("te recomendamos", Promo), ("ver también", Promo), ("vea también", Promo), ("más información", Promo), ("noticias relacionadas", Promo), ("relacionado", Promo), ("publicidad", Promo), ("no te pierdas", Promo), ("mira también", Promo),
    ("leggi anche", Promo), ("leggi tutto", Promo), ("vedi anche", Promo), ("guarda anche", Promo), ("approfondimenti", Promo), ("leia também", Promo), ("leia mais", Promo), ("veja também", Promo), ("saiba mais", Promo), ("lees ook", Promo), ("lees meer", Promo), ("bekijk ook", Promo), ("les også", Promo), ("les mer", Promo), ("se også", Promo), ("læs også", Promo), ("læs mere", Promo), ("läs mer", Promo), ("läs också", Promo), ("läs även", Promo), ("lue myös", Promo), ("katso myös", Promo), ("lue lisää", Promo), ("czytaj też", Promo), ("czytaj także", Promo), ("zobacz też", Promo), ("zobacz także", Promo), ("přečtěte si také", Promo), ("čtěte také", Promo), ("čtěte více", Promo), ("читайте также", Promo), ("читайте також", Promo), ("смотрите также", Promo), ("по теме", Promo), ("baca juga", Promo), ("baca selengkapnya", Promo), ("ayrıca bakınız", Promo), ("ilgili haberler", Promo), ("xem thêm", Promo), ("citește și", Promo), ("olvasson tovább", Promo), ("διαβάστε επίσης", Promo), ("διαβάστε ακόμη", Promo), ("関連記事", Promo), ("相关阅读", Promo), ("관련기사", Promo),

    ("read", Invitation), ("click", Invitation), ("listen", Invitation), ("listen to", Invitation), ("sign up", Invitation), ("subscribe", Invitation), ("download", Invitation), ("see the", Invitation), ("see photos", Invitation), ("see a", Invitation), ("view", Invitation), ("check out", Invitation), ("get the", Invitation), ("join", Invitation), ("like us", Invitation), ("tap", Invitation), ("take our", Invitation), ("visit", Invitation), ("find out more", Invitation), ("learn more", Invitation), ("tell us", Invitation), ("share your", Invitation), ("register", Invitation), ("klicken sie", Invitation), ("abonnieren sie", Invitation), ("hier geht es", Invitation), ("melden sie sich", Invitation), ("cliquez", Invitation), ("abonnez-vous", Invitation), ("inscrivez-vous", Invitation), ("suscríbete", Invitation), ("suscríbase", Invitation), ("haz clic", Invitation), ("haga clic", Invitation),

    ("follow", Follow), ("send", Contact), ("send tips", Contact), ("reach", Contact), ("contact", Contact), ("email", Contact), ("e-mail", Contact), ("twitter", Contact), ("facebook", Contact), ("instagram", Contact), ("tel", Contact), ("phone", Contact), ("media contact", Contact), ("media contacts", Contact), ("press contact", Contact), ("for more information, contact", Contact), ("kontakt", Contact), ("pressekontakt", Contact), ("folgen sie", Follow), ("suivez", Follow), ("sigue a", Follow),

    ("reporting by", Credit(Reporter)), ("reporting and writing by", Credit(Reporter)), ("reported by", Credit(Reporter)), ("additional reporting by", Credit(Contributor)), ("additional reporting from", Credit(Contributor)), ("additional reporting", Credit(Contributor)), ("writing by", Credit(Author)), ("written by", Credit(Author)), ("editing by", Credit(Editor)), ("edited by", Credit(Editor)), ("compiled by", Credit(Author)), ("research by", Credit(Contributor)), ("translated by", Credit(Contributor)), ("with reporting by", Credit(Contributor)), ("with additional reporting by", Credit(Contributor)), ("with files from", Credit(Contributor)), ("with contributions from", Credit(Contributor)), ("contributing", Credit(Contributor)), ("contributors", Credit(Contributor)), ("contributor", Credit(Contributor)), ("bericht von", Credit(Reporter)), ("berichtet von", Credit(Reporter)), ("geschrieben von", Credit(Author)), ("redigiert von", Credit(Editor)), ("mitarbeit", Credit(Contributor)), ("reportage de", Credit(Reporter)), ("reportage par", Credit(Reporter)), ("édité par", Credit(Editor)), ("rédigé par", Credit(Author)), ("version française", Credit(Contributor)), ("reporte de", Credit(Reporter)), ("reporte por", Credit(Reporter)), ("información de", Credit(Reporter)), ("editado por", Credit(Editor)), ("editado en español por", Credit(Editor)), ("escrito por", Credit(Author)), ("traducido por", Credit(Contributor)), ("reportagem de", Credit(Reporter)), ("edição de", Credit(Editor)),

    ("photo", Photo), ("photo by", Photo), ("photos by", Photo), ("photo credit", Photo), ("photograph", Photo), ("photograph by", Photo), ("photographs by", Photo), ("photo courtesy of", Photo), ("photo courtesy", Photo), ("picture", Photo), ("picture by", Photo), ("pictures", Photo), ("picture credit", Photo), ("image", Photo), ("image credit", Photo), ("image courtesy of", Photo), ("image by", Photo), ("images", Photo), ("credit", Photo), ("foto", Photo), ("fotos", Photo), ("foto von", Photo), ("bild", Photo), ("crédit photo", Photo), ("crédit", Photo), ("crédits", Photo), ("photo d'archives", Photo), ("fotografía", Photo), ("fotografía de", Photo), ("crédito", Photo), ("imagen", Photo), ("crédit image", Photo), ("quelle", Photo), ("bildquelle", Photo), ("foto di", Photo), ("zdjęcie", Photo), ("fot", Photo), ("фото", Photo),
    ("file photo", Caption), ("file -", Caption), ("file —", Caption), ("file –", Caption), ("file photo -", Caption), ("topshot -", Caption), ("caption", Caption), ("in this photo", Caption), ("in this file photo", Caption), ("in this image", Caption), ("pictured", Caption), ("archive photo", Caption), ("archivbild", Caption), ("bildunterschrift", Caption), ("légende", Caption), ("pie de foto", Caption),

    ("correction", Correction), ("corrections", Correction), ("corrected", Correction), ("corrects", Correction), ("correction appended", Correction), ("an earlier version of this", Correction), ("a previous version of this", Correction), ("an earlier version", Correction), ("this story has been corrected", Correction), ("this article has been corrected", Correction), ("this article has been revised", Correction), ("this post has been corrected", Correction), ("this version corrects", Correction), ("korjattu aiempaa uutista", Correction), ("korjaus", Correction), ("rättelse", Correction), ("rettelse", Correction), ("rectificatie", Correction), ("sprostowanie", Correction), ("correção", Correction), ("the following corrects and replaces", Correction), ("this release corrects and replaces", Correction), ("please replace the release", Correction), ("le communiqué suivant corrige", Correction), ("ce communiqué corrige", Correction), ("diese mitteilung korrigiert", Correction), ("esta nota corrige", Correction), ("korrektur", Correction), ("berichtigung", Correction), ("in einer früheren version", Correction), ("in einer ersten version", Correction), ("rectification", Correction), ("rectificatif", Correction), ("corrección", Correction), ("fe de errores", Correction), ("fe de erratas", Correction), ("correzione", Correction),
    ("clarification", Clarification), ("clarifies", Clarification), ("klarstellung", Clarification), ("précision", Clarification), ("aclaración", Clarification),
    ("adds", Update), ("updates", Update), ("recasts", Update), ("rewrites", Update), ("writes through", Update), ("refiles", Update), ("repeats", Update), ("eds", Update), ("update", Update), ("this story has been updated", Update), ("this article has been updated", Update), ("this post has been updated", Update), ("this report has been updated", Update), ("this piece has been updated", Update), ("this article was updated", Update), ("this story was updated", Update), ("this is a breaking news story", Update), ("this is a developing story", Update), ("this story is developing", Update), ("dieser artikel wurde aktualisiert", Update), ("dieser text wurde aktualisiert", Update), ("cet article a été mis à jour", Update), ("este artículo ha sido actualizado", Update), ("esta noticia ha sido actualizada", Update), ("neu", Update), ("neu:", Update),
    ("editor's note", EditorsNote), ("attn", EditorsNote), ("editors' note", EditorsNote), ("editors note", EditorsNote), ("note to editors", EditorsNote), ("notes to editors", EditorsNote), ("note to readers", EditorsNote), ("editor note", EditorsNote), ("attention editors", EditorsNote), ("anmerkung der redaktion", EditorsNote), ("anm. d. red", EditorsNote), ("hinweis an die redaktionen", EditorsNote), ("note de la rédaction", EditorsNote), ("ndlr", EditorsNote), ("nota del editor", EditorsNote), ("nota de la redacción", EditorsNote), ("nota do editor", EditorsNote),

    ("copyright", Copyright), ("©", Copyright), ("(c)", Copyright), ("all rights reserved", Copyright), ("alle rechte vorbehalten", Copyright), ("tous droits réservés", Copyright), ("todos los derechos reservados", Copyright), ("this material may not be published", Copyright), ("tutti i diritti riservati", Copyright),

    ("the following information is not for publication", Withheld), ("the following information is not intended for publication", Withheld), ("not for publication", Withheld), ("the following is not for publication", Withheld), ("die folgenden informationen sind nicht zur veröffentlichung bestimmt", Withheld), ("nicht zur veröffentlichung", Withheld), ("diese informationen sind nicht zur veröffentlichung bestimmt", Withheld), ("# notebook", Withheld), ("# notizblock", Withheld), ("## not for publication", Withheld),

    ("published", Published), ("first published", Published), ("posted", Published), ("publication date", Published), ("date", Published), ("veröffentlicht", Published), ("erstellt", Published), ("erschienen", Published), ("publié", Published), ("publié le", Published), ("publicado", Published), ("pubblicato", Published), ("gepubliceerd", Published), ("publisert", Published), ("publicerad", Published), ("opublikowano", Published), ("опубликовано", Published), ("issued", Published),
    ("updated", Modified), ("last updated", Modified), ("last modified", Modified), ("modified", Modified), ("aktualisiert", Modified), ("zuletzt aktualisiert", Modified), ("stand", Modified), ("mis à jour", Modified), ("mis à jour le", Modified), ("actualizado", Modified), ("aggiornato", Modified), ("oppdatert", Modified), ("uppdaterad", Modified), ("обновлено", Modified),

    ("by", Byline), ("von", Byline), ("par", Byline), ("por", Byline), ("di", Byline), ("door", Byline), ("af", Byline), ("av", Byline), ("text", Byline), ("story by", Byline), ("report by", Byline), ("words by", Byline), ("analysis by", Byline), ("opinion by", Byline), ("interview by", Byline), ("ein beitrag von", Byline), ("eine analyse von", Byline), ("ein kommentar von", Byline), ("ein gastbeitrag von", Byline), ("kommentar von", Byline), ("interview von", Byline), ("propos recueillis par", Byline), ("autor", Byline), ("autor/in", Byline), ("autor:in", Byline), ("autorin", Byline), ("auteur", Byline), ("author", Byline), ("oleh", Byline), ("a cura di", Byline), ("от", Byline),
];

struct Table {
    kinds: Vec<Opener>,
    /// With their ASCII letters small.
    phrases: Phrases,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let (mut kinds, mut phrases) = (Vec::new(), Vec::new());
    for (phrase, kind) in OPENERS {
        for phrase in spellings(phrase) {
            phrases.push(phrase.to_ascii_lowercase());
            kinds.push(*kind);
        }
    }
    Table { kinds, phrases: Phrases::new(phrases) }
});

/// How far into a line a phrase may reach, in bytes.
const LONGEST: usize = 80;

/// The longest phrase at the head of a line, and what follows it. Opening brackets, bullets, dashes and quotation marks
/// before it do not count.
pub(crate) fn of(line: &str) -> Option<(Opener, &str)> {
    let line = line
        .trim_start_matches(['(', '[', '*', '-', '–', '—', '•', '"', '“', '_', '>', '»', '►', '▶', '/', ' ']);
    let head = line.get(..line.floor_char_boundary(LONGEST))?;
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..head.len())?;
    lower.copy_from_slice(head.as_bytes());
    lower.make_ascii_lowercase();
    let (end, index) = TABLE.phrases.at_head(lower)?;
    let rest = line.get(end..)?;
    let whole = !rest.starts_with(char::is_alphanumeric)
        || line.get(..end)?.ends_with(|c: char| !c.is_alphanumeric());
    whole.then(|| Some((*TABLE.kinds.get(index)?, rest))).flatten()
}

/// Whether a line begins something new whatever stands before it.
pub(crate) fn begins(line: &str) -> bool {
    match of(line) {
        Some((Byline, rest)) => {
            rest.starts_with(' ') && rest.trim_start().starts_with(char::is_uppercase) && rest.len() < 80
        }
        Some((Credit(_) | Correction | Clarification | Copyright | Withheld, _)) => {
            line.starts_with(['(', '©']) || line.starts_with(char::is_uppercase)
        }
        Some((MoreFrom | Promo, rest)) => rest.trim_start().starts_with(':'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_phrase_wins() {
        let kind = |line: &str| of(line).map(|(o, rest)| (o, rest.to_owned()));
        assert_eq!(kind("Read more: story"), Some((Promo, ": story".to_owned())));
        assert_eq!(kind("À lire aussi : article"), Some((Promo, " : article".to_owned())));
        assert_eq!(kind("EDITOR’S NOTE: x"), Some((EditorsNote, ": x".to_owned())));
        assert_eq!(kind("(Additional reporting by Jo)"), Some((Credit(Contributor), " Jo)".to_owned())));
        assert_eq!(kind("Reader, beware"), None);
        assert_eq!(kind("Bypass opened"), None);
    }
}
