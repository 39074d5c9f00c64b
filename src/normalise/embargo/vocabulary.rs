//! The words of a request not to use copy yet, by what they do in it, in the languages of the wires. Written by hand, in small letters
//! without accents, a language after the other.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::tokens::Token;
use super::words;

/// What a word does in such a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Names the embargo: `embargoed`, `Sperrfrist`.
    Embargo,
    /// Forbids.
    Not,
    /// What is forbidden: to publish, to broadcast.
    Use,
    /// Until when.
    Bound,
    /// From when on.
    From,
    /// May be used.
    Free,
    /// To wait.
    Hold,
    /// Makes a sentence of it.
    Is,
    /// Points at the copy itself, or speaks to editors.
    Pointer,
    /// Says that it is over.
    Lifted,
    /// Stands in such lines, and decides nothing.
    Other,
}

/// Beginnings of words.
#[rustfmt::skip]
const EMBARGO: &[&str] = &["embarg", "sperrfrist", "sperrefrist", "sperrvermerk", "sperfrist", "klausul", "ambargo", "εμπαργκο", "эмбарго", "ембарго", "אמברגו", "באמברגו", "امبارغو", "एमबारगो", "एमबारगो"];
/// Those that are said of goods.
const OF_GOODS: &[&str] = &["embargoes", "embargos"];

#[rustfmt::skip]
const USE: &[&str] = &[
    "publi", "pubblic", "releas", "broadcast", "distribut", "transmi", "disclos", "circulat", "reproduc", "divulg", "difund", "difus", "diffus", "diffond", "difuz", "veroffentlich", "veroeffentlich", "verwend", "verbreit", "ausstrahl", "ausgestrahlt", "freigabe",
    "utilis", "utiliz", "veicul", "verspreid", "uitzend", "uitgezonden", "gepubliceerd", "offentliggor", "offentliggjor", "anvand", "sprid", "kringkast", "udsend", "julkais", "julkist", "opublikow", "wykorzyst", "rozpowszechn", "zverejn", "uverejn", "vysila", "kozol", "kozles", "kozze", "nyilvanos", "felhasznal", "megjelen", "objav", "δημοσι", "μεταδο", "χρησιμοποι",
    "yayin", "yayim", "публик", "опублик", "публік", "опублік", "использ", "распростран", "обнарод", "оприлюд", "пошир", "разглаш", "використ", "dipublikasi", "disiar", "disebar", "dimuat", "trasmess", "trasmett", "परकाश", "परसार", "انتشار", "منتشر", "avaldam", "avaldata", "skelbt", "skelbi", "siarkan", "terbit", "објав",
];
#[rustfmt::skip]
const USE_WHOLE: &str = "use used using usage air aired post posted posting share shared print printed reported reporting benutzen nutzen genutzt senden gesendet sendung bruk brukes brug bruges brugt gebruik gebruiken gebruikt publiceren usar usado usada emitir uso emision emissao \
    julkisuuteen kaytto kayttoa kayttaa pouzit pouziti pouzitie uporaba uporabiti koristiti kullanilamaz kullanim emisji folosi folosit ينشر تنشر نشر النشر للنشر بالنشر نشره نشرها استخدام بث לפרסום פרסום לפרסם לשידור לשימוש dang phat cong bo pho bien";

#[rustfmt::skip]
const NOT: &str = "not no don never nothing nobody none cannot prohibited forbidden nicht kein keine keiner keinesfalls untersagt verboten ne pas non aucune aucun interdit interdite interdits interdites interdiction prohibido prohibida prohibidos prohibidas prohibicion ningun ninguna \
    vietato vietata vietate divieto nao proibido proibida proibicao niet geen verboden nooit inte ej icke ikke ikkje forbjudet forbjuden forbudt ei eika kielletty alakoon nie zakaz zakazana zakazane neni zakazano nesmi nesmie nezverejnovat nepublikovat nezverejnujte nepublikujte nepouzivat nezverejnovat nem tilos nu interzis interzisa nije zabranjeno zabranjena prepovedano prepovedana ni \
    μην δεν οχι απαγορευεται yasak yasaktir yayinlanamaz yayimlanamaz yayinlanmamalidir yayimlanmamalidir μη не нельзя запрещено запрещена запрещается запрет заборонено забороняється حظر غير لا ممنوع يمنع يحظر محظور محظورة عدم لن לא אין אסור khong cam jangan tidak dilarang न नहीं मत ممنوع dilarang draudziama aizliegts keelatud забрањено";

#[rustfmt::skip]
const BOUND: &str = "before until till til prior earlier ahead vor bis bevor avant jusqu jusque antes hasta prima fino sino ate voor tot fore före før innan forran førend ennen asti saakka do przed pred drive skor skôr elott inainte pana prije πριν εωσ μεχρι kadar once oncesinde dek indtil inntil до ранее раньше раніше قبل حتى לפני עד पहले तक fins kuni iki lidz sehingga تا truoc sebelum hingga sampai";
#[rustfmt::skip]
const FROM: &str = "compter earliest tidigast tidligst aikaisintaan najwczesniej nejdrive najskor leghamarabb najranije vroegst oratol from after ab nach erst fruhestens partir apres des desde despues tras dopo dal dalle dalla apos depois vanaf na pas fran från efter fra etter alkaen jalkeen od po utan utantol kezdve dupa incepand nakon απο μετα itibaren sonra sonrasi после с після з بعد من ابتداء החל sau tu setelah mulai";
#[rustfmt::skip]
const FREE: &str = "frigives frigis slippes free frei freigegeben libre libero libera livre vrij fri fritt frigivet frigitt vapaa vapaasti julkaisuvapaa julkistettavissa wolne volne szabadon liber slobodno ελευθερο serbest свободно вільно";
#[rustfmt::skip]
const HOLD: &str = "confidential vertraulich confidentiel confidentielle confidencial riservato vertrouwelijk gesperrt hold held holding withhold zuruckhalten retenir retener aanhouden vasthouden wstrzymac pozdrzet tahan";

#[rustfmt::skip]
const IS: &str = "is are staat staan steht stehen star jsou ist sind gilt est sont esta estan è é sao är er jest są je sú este sunt ειναι";
#[rustfmt::skip]
const POINTER: &str = "it this these following its contents herein attached below above eds editors editor please note message email release diese dieser dieses dieser nachfolgende folgende beachten bitte cet cette ce ces presente present esta este estas estos presente queste questo questa dit deze denne denna detta dette tama tämä tato toto tento ez ezt acest aceasta ova ovo ta το παρον bu этот эта это данный данная цей ця це هذا هذه זו זה nay ini इस यह nothing information informations informationen informacion informazioni informacje informace pressemeddelelsen pressmeddelandet pressemeldingen pressemitteilung presseinformation medienmitteilung persbericht";

#[rustfmt::skip]
const LIFTED: &str = "lifted over expired broken breach broke aufgehoben abgelaufen beendet gebrochen levee levantado levantada terminado rimosso scaduto opgeheven verlopen encerrado opphevet havt slut zruseno feloldva ridicat ukinut снято снят знято kaldirildi dicabut";

/// Words beside those: articles and the like, copy and whom it is for, where it may appear, and to keep to it.
#[rustfmt::skip]
const OTHER: &str = "a an the of to in on at by for and or as it be may must should can could will shall would any all part parts form way whatsoever whole where when than then only strictly strict absolute respect respected observe observed honour honor kindly subject apply applies applied conditions terms media press news pr story stories article report copy content material materials document speech text data figures results study paper statement announcement interview video footage audio pictures images photos web website online internet radio tv television print newspapers papers sunday saturday edition editions broadcasters broadcast social networks platforms channels outlets journalists newsdesk newsdesks desk desks attention attn important urgent warning notice reminder time date local exactly sharp onwards thereafter hours s t n b nb public publicly general details quoted quote quotes via only solely exclusively you your we us our ask asked request requested accordingly dear all colleagues unless \
    der die das den dem des ein eine einer einem einen im am um zu zum zur und oder mit fur fuer von auf an alle aller allen nur auch kann darf durfen werden wird worden soll sollen muss mussen sein achtung hinweis redaktion redaktionen medien presse meldung mitteilung pressemitteilung presseinformation medienmitteilung beitrag bericht artikel inhalt inhalte rede text daten zahlen studie ergebnisse bilder fotos material strenge strikte strikt streng wichtig uhrzeit datum ortszeit bundesweit sofort dann zeitpunkt berichterstattung zeitungen rundfunk fernsehen hörfunk horfunk agenturen wir bitten sie um unbedingt einhalten einzuhalten respektieren wahren anmerkung gesperrt unter \
    le la les l de du d au aux a un une et ou en sur par pour peut doit doivent peuvent etre sous stricte strictement absolu ferme autorisee autorise permise merci respecter respect bien vouloir veuillez attention redaction redactions presse medias journalistes communique dossier document texte dépêche depeche article information contenu contenus discours etude resultats heure heures date locale precises nous vous prions demandons remercions prie priere usage reproduction reprise toute tout tous toutes ligne site internet antenne ordre uniquement seulement \
    el los las del al un una y o en por para con puede debe pueden deben ser su sus se bajo estrictamente estricto absoluto autorizada permitida ruega rogamos pedimos solicitamos respetar respeten atencion aviso nota prensa medios redaccion redacciones periodistas comunicado noticia texto articulo documento contenido contenidos material materiales discurso estudio datos resultados hora horas fecha local toda todo medio reproduccion parcial total gracias importante ojo solo unicamente señores senores editores \
    il lo la i gli un uno una di del della dei delle dello al alla allo ai alle e o in su per con da puo deve possono devono essere sotto rigorosamente stretto consentita assoluto attenzione avviso nota stampa giornalisti redazioni redazione comunicato notizia testo articolo documento contenuto contenuti materiale discorso studio dati risultati ora ore data locale prega pregano notizie notizia rispettare grazie importante si solo soltanto \
    os um uma ao aos do da dos das no na nos nas pelo pela pode deve podem devem ser sob estritamente rigoroso permitida autorizada atencao aviso nota imprensa jornalistas redacoes redacao comunicado noticia materia texto artigo documento conteudo discurso estudo dados resultados hora horas data local favor respeitar obrigado importante qualquer so apenas somente \
    het een te van op in aan en of met mag moet kan worden zijn onder strikt streng let attentie opmerking pers media journalisten redactie redacties persbericht bericht artikel tekst inhoud materiaal toespraak studie gegevens resultaten tijd datum lokale wij verzoeken u graag respecteren belangrijk uur gehele gedeeltelijke \
    och eller att t m o tillåten tilladt tillatt med av det den ett en som maa må skal ska far får kan bli blive blir bliver være vara under strengt strengt strikt obs redaktionen redaktioner redaksjonen redaksjoner pressmeddelande pressmeddelandet pressemelding pressemeddelelse pressemeddelelsen nyhet nyheten nyheden artikel artikeln artikelen saken tekst texten materiale materialet innehall indhold tal talet studie kl klockan klokken til till i på pa vennligst venligst overholdes respekteres gäller gjelder gaelder medier presse samtliga alle offentligt offentlig \
    ja tai saa voi tiedote tiedotteen tama uutinen teksti aineisto materiaali toimitus toimituksille huom huomio ehdoton embargon alainen klo julkinen julkisuuteen mennessa tiedotusvalineille \
    i lub oraz w na z ze o dla tylko uwaga redakcja redakcji redakcje media mediow mediom prasa informacja materiał material tekst artykul komunikat prasowy wiadomosc tresc godz godziny godzina dnia roku r pod scislym scisle prosimy zachowanie przestrzeganie moze mozna byc objete objety objeta objetych publicznie \
    a nebo v ve na pro se pod prisne dodrzujte dodrzovat prosim prosime redakce redakcie redakciam redakcim media mediim tiskova tlacova zprava sprava zpravu spravu text clanek clanok obsah hodin hod dne dna roku cas casu muze moze byt smi smie informace informacia verejne \
    az egy es vagy a csak kerjuk figyelem szerkesztosegek szerkesztok sajto sajtokozlemeny kozlemeny hir anyag cikk szoveg tartalom ora orakor oraig szigoru szigoruan alatt alatti aznap lehet hozhato nyilvanossagra hozni tilalom idopont betartasat hir \
    si sau la in pe cu de al ale ora ore orele data comunicat comunicatul presa stire stirea material materialul text articol redactii redactie atentie strict sub rugam respectati poate fi trebuie \
    i ili u na za pod o da se strogi strogo molimo postujte postivati mediji medijima urednici urednicima redakcije priopcenje priopcenje vijest tekst clanak materijal sadrzaj sati sat vrijeme datum moze biti smije sporocilo novica clanek uredniki uredniskim ure uri prosimo spostujte \
    και η ο το τα τη την τον του της στισ στην στο στα να με για υπο αυστηρο αυστηρα προσ συντακτεσ αρχισυντακτεσ δελτιο τυπου κειμενο ειδηση υλικο ωρα ωρασ ημερα παρακαλουμε τηρησετε μεσα ενημερωσησ μπορει πρεπει επιτρεπεται δημοσιοποιηση δημοσιοποιηθει \
    ve veya ile icin saat saati tarih tarihi tarihine tarihinden gun gunu basin bulteni haber metin icerik editorlere editorler dikkat lutfen uyunuz uyulmasi siki kesin medya rica olunur \
    п и или в во на для о об с по под к его их строго строгим строгое внимание редакции редакциям редакторам сми пресс релиз материал материалы новость сообщение текст статья информация содержание часов часа время времени московскому даты дата просьба соблюдать может быть должен должна подлежит разглашению \
    і й та або у в на для про з під до суворо суворе увага редакції редакціям редакторам змі прес реліз матеріал матеріали новина повідомлення текст стаття інформація інформацію зміст годин години час часу київським просимо дотримуватися може бути \
    مخصص مخصصة الواحدة الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة في على يوم الساعة ساعة بتاريخ تاريخ الموافق بيان صحفي خبر الخبر مادة المادة محتوى تنبيه انتباه ملاحظة للمحررين المحررين محررين صباحا مساء بتوقيت توقيت غرينتش حظر الحظر الي الى يرجى الالتزام هذه هذا اي \
    ראשון שני שלישי רביעי חמישי שישי שבת את של על ב ביום יום בשעה שעה תאריך הודעה לעיתונות הידיעה ידיעה חומר כתבה תוכן עורכים לעורכים לידיעת תשומת לב נא לכבד בבקשה \
    cac cua va hoac trong tren cho nay ngay gio phut luc vao thong tin bao chi tin bai noi dung ban tin cam van lenh xin vui long tuan thu truyen thong su dung \
    से को के का की में लिए बजे सुबह शाम दोपहर रात समय समाचार खबर यह इस है जाए करें किया संपादक कृपया प्रतिबंधित \
    kell vastavalt m d val gada plkst pagi petang saat pukul ura sati часова час у г ч و این خبر ساعت روز است به وقت el la les de del a h \
    dan atau di pada untuk yang pukul jam tanggal hari siaran pers berita naskah materi redaksi perhatian mohon harap patuhi media boleh dapat";

struct Sets {
    words: Vec<(Role, HashSet<&'static str>)>,
    /// All of these, and what stands beside.
    all: HashSet<&'static str>,
}

static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let lists = [
        (Role::Lifted, LIFTED),
        (Role::Not, NOT),
        (Role::Use, USE_WHOLE),
        (Role::Bound, BOUND),
        (Role::From, FROM),
        (Role::Free, FREE),
        (Role::Hold, HOLD),
        (Role::Is, IS),
        (Role::Pointer, POINTER),
        (Role::Other, OTHER),
    ];
    let listed = lists.into_iter().flat_map(|(_, list)| list.split_whitespace());
    let all = listed.chain(words::beside()).collect();
    let words = lists.into_iter().map(|(role, list)| (role, list.split_whitespace().collect())).collect();
    Sets { words, all }
});

/// What a word may do in a request, in the order of how much it decides; nothing where it never stands in one.
pub(super) fn roles(token: &Token<'_>) -> Vec<Role> {
    let (Some(word), Some(folded)) = (token.word(), token.folded()) else { return Vec::new() };
    let begins = |stems: &[&str]| stems.iter().any(|stem| folded.starts_with(stem));
    let mut roles = Vec::new();
    if begins(EMBARGO) && !OF_GOODS.contains(&folded) {
        roles.push(Role::Embargo);
    }
    if begins(USE) {
        roles.push(Role::Use);
    }
    if begins(INFORMS) {
        roles.push(Role::Other);
    }
    if begins(FORBIDS) {
        roles.push(Role::Not);
    }
    // "nezveřejňovat": the word forbids by itself
    if negated(folded).is_some_and(|rest| USE.iter().any(|u| rest.starts_with(u))) {
        roles.extend([Role::Not, Role::Use]);
    }
    let sets = SETS.words.iter().filter(|(_, set)| set.contains(word) || set.contains(folded));
    roles.extend(sets.map(|(role, _)| *role));
    let leads = || words::leads(std::slice::from_ref(token));
    if roles.is_empty()
        && ([word, folded].into_iter().any(|word| words::is_preface(word) || words::is_tail(word)) || leads())
    {
        roles.push(Role::Other);
    }
    roles
}

/// Whether a word never stands in a request: whether it has no [`roles`], found out at less cost, since nearly every
/// word of every story is asked.
pub(super) fn is_strange(token: &Token<'_>) -> bool {
    let (Some(word), Some(folded)) = (token.word(), token.folded()) else { return false };
    let is_listed = || SETS.all.contains(word) || SETS.all.contains(folded);
    let begins = |stems: &[&str], word: &str| stems.iter().any(|stem| word.starts_with(stem));
    let is_bent = || {
        begins(EMBARGO, folded) && !OF_GOODS.contains(&folded)
            || [USE, INFORMS, FORBIDS].into_iter().any(|stems| begins(stems, folded))
            || negated(folded).is_some_and(|rest| begins(USE, rest))
    };
    !is_listed() && !is_bent()
}

/// Beginnings of words of which each forbids by itself, and of words that decide nothing.
const FORBIDS: &[&str] = &["yayinlanma", "yayimlanma", "paylasilma", "kullanilma"];
const INFORMS: &[&str] = &["informa"];

/// A word without the `ne` or `nie` that turns it round in Czech, Slovak and others.
fn negated(folded: &str) -> Option<&str> {
    folded.strip_prefix("nie").or(folded.strip_prefix("ne"))
}

/// Whether a word is said of copy that is held back, and of nothing else.
pub(super) fn names_embargo(folded: &str) -> bool {
    EMBARGO.iter().any(|stem| folded.starts_with(stem))
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;

    #[test]
    fn strange_is_what_has_no_role() {
        let listed = SETS.all.iter().copied().chain(EMBARGO.iter().chain(USE).chain(OF_GOODS).copied());
        let others = "port Lumen closed embargoed embargoes nezveřejňovat nieopublikowane kullanılmaz harbour nebo news été 港";
        for word in listed.chain(others.split(' ')) {
            for token in tokens::of(word, 3).iter().filter(|token| token.word().is_some()) {
                assert_eq!(is_strange(token), roles(token).is_empty(), "{word}");
            }
        }
    }
}
