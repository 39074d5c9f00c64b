//! The words of kills, by hand from the conventions of English, German, French, Spanish, Italian, Portuguese, Dutch,
//! Scandinavian, Finnish, Polish, Russian and Turkish
//! agencies, and tags of Japanese, Chinese and Korean ones. Tags in capitals, everything else in small letters.

/// Lines that take a story back and are never a headline's own words.
#[rustfmt::skip]
pub(super) const KILLS: &[&str] = &[
    "KILL", "MANDATORY KILL", "KILL MANDATORY", "KILL NOTICE", "KILL ADVISORY", "BULLETIN KILL", "STORY KILL", "URGENT KILL", "ADVISORY KILL", "PHOTO KILL", "A KILL IS MANDATORY",
    "記事取り消し", "記事取消し", "記事取消", "配信取り消し", "全文取り消し", "全文取消", "撤稿", "撤稿通知", "稿件撤销", "기사 취소", "기사취소", "전문 취소", "전문취소",
    "MANDATORY STORY KILL", "KILL STORY", "STORY KILLED", "KILL KILL KILL", "KILL KILL",
];

/// Words that take a story back in wire copy; elsewhere "CANCELED: Jazz on the quay" is about the concert.
#[rustfmt::skip]
pub(super) const WITHDRAWALS: &[&str] = &[
    "CANCEL", "CANCELED", "CANCELLED", "CANCELLATION", "WITHDRAW", "WITHDRAWN", "WITHDRAWAL", "STORY WITHDRAWN", "STORY CANCELED", "STORY CANCELLED", "RETRACTION", "RETRACTED",
    "STORY WITHDRAWAL", "WITHDRAWAL NOTICE", "STORY RETRACTED", "MANDATORY WITHDRAWAL", "DISREGARD", "PLEASE DISREGARD", "DO NOT USE", "PLEASE WITHDRAW", "PLEASE KILL", "PLEASE CANCEL", "WITHDRAW STORY",
    "ZURÜCKGEZOGEN", "MELDUNG ZURÜCKGEZOGEN", "ACHTUNG ZURÜCKGEZOGEN", "RÜCKZUG", "MELDUNG ZURÜCKZIEHEN", "ZURÜCKZIEHUNG", "ACHTUNG MELDUNG ZURÜCKGEZOGEN", "ACHTUNG RÜCKZUG", "RÜCKRUF", "STORNO", "STORNIERUNG", "STORNIERT", "MELDUNG STORNIERT", "BITTE NICHT VERWENDEN", "NICHT VERWENDEN", "MELDUNG NICHT VERWENDEN", "MELDUNG ENTFÄLLT", "WIDERRUF", "MELDUNG GESPERRT", "ZURUECKGEZOGEN",
    "ANNULE", "ANNULÉ", "ANNULÉE", "ANNULEE", "ANNULER", "ANNULEZ", "ANNULATION", "DÉPÊCHE ANNULÉE", "DEPECHE ANNULEE", "DÉPÊCHE RETIRÉE", "ANNULATION DE DÉPÊCHE", "À ANNULER", "A ANNULER", "ANNULE ET REMPLACE PAS",
    "ANULADO", "ANULADA", "ANULAR", "ANULACIÓN", "ANULACION", "ANULEN", "ANÚLESE", "NOTICIA ANULADA", "ANULAR NOTICIA", "DESPACHO ANULADO", "INFORMACIÓN ANULADA",
    "ANNULLATO", "ANNULLATA", "ANNULLARE", "ANNULLAMENTO", "NOTIZIA ANNULLATA", "DA ANNULLARE", "ANNULLARE NOTIZIA",
    "ANULAÇÃO", "NOTÍCIA ANULADA", "CANCELAR", "CANCELAMENTO",
    "INGETROKKEN", "INTREKKING", "INTREKKEN", "BERICHT INGETROKKEN", "BERICHT VERVALT",
    "ÅTERKALLELSE", "ÅTERKALLAD", "ÅTERKALLAS", "STRYKES", "ANNULLERET", "TRUKKET TILBAGE", "TILBAGETRUKKET", "TRUKKET", "SAKEN TREKKES", "PERUTTU", "PERUUTUS", "MITÄTÖITY",
    "ANULOWANE", "ANULOWANIE", "ANULOWANA", "DEPESZA ANULOWANA", "WYCOFANE", "АННУЛИРОВАНО", "АННУЛИРОВАНИЕ", "АННУЛИРУЕТСЯ", "ОТЗЫВ СООБЩЕНИЯ", "СНЯТО С ЛЕНТЫ", "HABER İPTALİ", "İPTAL EDİLDİ",
];

/// To whom a note is.
#[rustfmt::skip]
pub(super) const ADDRESSES: &[&str] = &[
    "editors", "eds", "eds.", "editor", "attention editors", "attn editors", "attention", "attn", "all editors", "to all editors", "to editors", "note to editors", "editors' note", "editor's note", "editors note", "editor’s note", "editors’ note", "advisory to editors", "editors advisory", "clients", "subscribers", "attention subscribers", "note to subscribers", "note to clients", "members", "dear editors", "kill", "mandatory kill", "advisory", "urgent",
    "achtung", "achtung redaktionen", "redaktionen", "an die redaktionen", "an alle redaktionen", "hinweis an die redaktionen", "hinweis für redaktionen", "redaktioneller hinweis", "hinweis", "liebe kolleginnen und kollegen", "liebe kollegen", "redaktionshinweis", "korrekturhinweis", "achtung kunden",
    "rédactions", "aux rédactions", "attention rédactions", "attention aux rédactions", "note aux rédactions", "à l'attention des rédactions", "à l’attention des rédactions", "aux clients", "aux abonnés", "note aux abonnés", "rédacteurs en chef", "rédacteurs", "aux rédacteurs",
    "editores", "a los editores", "atención editores", "atención", "nota a los editores", "señores editores", "redacciones", "a las redacciones", "atención redacciones", "nota a las redacciones", "aviso a los editores", "abonados", "señores abonados", "aviso",
    "redazioni", "alle redazioni", "attenzione redazioni", "attenzione", "nota alle redazioni", "ai redattori", "avviso alle redazioni", "avviso",
    "aos editores", "atenção editores", "atenção", "nota aos editores", "redações", "às redações", "senhores editores",
    "redacties", "aan de redacties", "aan alle redacties", "let op redacties", "attentie redacties", "let op", "attentie",
    "dear partners", "partners", "till redaktionerna", "redaktioner", "til redaktionerne", "til redaksjonene", "redaksjoner", "toimituksille", "toimitukset", "do redakcji", "redakcje", "uwaga redakcje", "uwaga", "вниманию редакций", "вниманию редакторов", "вниманию абонентов", "редакциям", "внимание", "editörlerin dikkatine", "editörler",
];

/// Words for those to whom notes are, in whatever address: `editors and news directors`.
#[rustfmt::skip]
pub(super) const ADDRESSED: &[&str] = &[
    "editors", "eds", "clients", "subscribers", "members", "desks", "newsrooms", "directors", "redaktionen", "kunden", "rédactions", "rédacteurs", "abonnés", "editores", "redacciones", "abonados", "redazioni", "redattori", "abbonati", "redações", "redacties", "abonnees",
    "redaktionerna", "redaktioner", "redaktionerne", "redaksjonene", "redaksjoner", "toimituksille", "toimitukset", "redakcji", "redakcje", "redakcja", "редакций", "редакциям", "редакторов", "абонентов", "подписчиков", "editörlerin", "editörler",
];

/// Who is called so is at a desk, even where the word stands alone.
#[rustfmt::skip]
pub(super) const DESKS: &[&str] = &[
    "editors", "eds", "desks", "newsrooms", "kill", "redaktionen", "redaktionshinweis", "rédactions", "rédacteurs", "editores", "redacciones", "redazioni", "redattori", "redações", "redacties",
    "redaktionerna", "redaktioner", "redaktionerne", "redaksjonene", "redaksjoner", "toimituksille", "toimitukset", "redakcje", "редакциям", "редакторам", "editörler",
];

/// Verbs by which somebody is said to have said something.
#[rustfmt::skip]
pub(super) const TOLD: &[&str] = &[
    "said", "says", "say", "told", "wrote", "writes", "write", "added", "adds", "announced", "announces", "warned", "warns", "according",
    "sagte", "sagten", "sagt", "teilte", "teilten", "erklärte", "erklärten", "schrieb", "schreibt", "schreiben", "hieß", "warnte",
    "dit", "déclaré", "annoncé", "indiqué", "affirmé", "écrit", "selon", "dijo", "dijeron", "anunció", "informó", "según", "escribió",
    "detto", "dichiarato", "annunciato", "scritto", "secondo", "disse", "disseram", "anunciou", "escreveu", "segundo", "zei", "zeiden", "zegt", "schreef", "aldus",
    "sa", "sade", "säger", "uppgav", "skriver", "siger", "oplyste", "sier", "opplyste", "sanoi", "kertoi", "powiedział", "powiedziała", "poinformował", "poinformowała", "podał", "podała", "сказал", "сказала", "сообщил", "сообщила", "заявил", "заявила", "dedi", "söyledi", "açıkladı",
];

/// Words that begin a clause about what stands before it, or a reason.
#[rustfmt::skip]
pub(super) const RELATIVES: &[&str] = &[
    "which", "that", "who", "where", "whose", "because", "since", "as", "after", "although", "but", "and", "in", "der", "die", "das", "dem", "denn", "weil", "da", "nachdem", "wonach", "und", "aber", "qui", "que", "dont", "car", "parce", "où", "et", "mais",
    "porque", "pues", "donde", "y", "pero", "che", "perché", "poiché", "dove", "e", "ma", "pois", "onde", "mas", "dat", "omdat", "want", "waarin", "en", "maar",
    "som", "eftersom", "och", "men", "fordi", "og", "joka", "koska", "että", "mutta", "która", "który", "które", "ponieważ", "oraz", "ale", "который", "которая", "которое", "так", "поскольку", "но", "çünkü", "ve", "ama",
];

/// How one asks, before the verb.
#[rustfmt::skip]
pub(super) const COURTESIES: &[&str] = &[
    "please", "pls", "kindly", "you are asked to", "you are requested to", "editors are asked to", "editors are requested to", "editors are advised to", "clients are asked to", "clients are advised to", "clients are requested to", "subscribers are asked to", "subscribers are advised to", "subscribers are requested to", "members are asked to", "readers are advised that", "we ask you to", "we ask editors to", "bitte", "wir bitten darum,", "wir bitten sie,", "wir bitten,", "wir bitten",
    "prière de", "prière d'", "prière d’", "veuillez", "merci de", "merci d'", "merci d’", "nous vous prions de", "nous vous prions d'", "nous vous prions d’", "nous vous demandons de", "nous vous demandons d'", "nous vous demandons d’", "les rédactions sont priées de", "les rédactions sont priées d'", "les rédactions sont priées d’", "s'il vous plaît", "svp",
    "se ruega a los editores", "se ruega a los abonados", "se ruega", "les rogamos que", "les rogamos", "rogamos", "por favor,", "por favor", "favor de", "favor", "sírvanse", "se pide", "se solicita",
    "si prega di", "si pregano le redazioni di", "si prega", "vi preghiamo di", "vi preghiamo", "preghiamo di", "pregasi", "per favore", "siete pregati di",
    "solicitamos que", "solicita-se que", "pede-se que", "pedimos que", "é favor", "queiram",
    "gelieve", "graag", "wij verzoeken u", "u wordt verzocht",
    "vänligen", "var vänliga och", "vi ber er", "vi ber er att", "venligst", "vi beder jer", "vi beder om at", "vennligst", "vi ber dere", "pyydämme", "pyydämme teitä", "prosimy", "prosimy o", "uprzejmie prosimy o", "просим", "просьба", "пожалуйста,", "пожалуйста", "lütfen",
];

/// Verbs by which one asks that copy be taken back, before their object.
#[rustfmt::skip]
pub(super) const ASKED: &[&str] = &[
    "kill", "withdraw", "disregard", "retract", "delete", "spike", "pull", "cancel", "ignore", "discard", "do not use", "do not publish", "do not run", "don't use", "don’t use", "remove", "stop using", "cease using",
    "verwenden sie", "ziehen sie", "löschen sie", "sperren sie", "ignorieren sie", "streichen sie", "stornieren sie", "beachten sie", "benutzen sie", "veröffentlichen sie",
    "annuler", "annulez", "ne pas utiliser", "ne pas publier", "ne pas diffuser", "ne plus utiliser", "n'utilisez pas", "n’utilisez pas", "ignorer", "ignorez", "supprimer", "supprimez", "retirer", "retirez", "ne pas tenir compte de", "ne pas tenir compte du", "ne tenez pas compte de", "considérer comme nulle", "considérer comme annulée",
    "anular", "anulen", "anule", "anúlese", "anularan", "no utilizar", "no usar", "no utilicen", "no usen", "no publicar", "no publiquen", "no difundir", "no difundan", "eliminar", "eliminen", "retirar", "retiren", "ignorar", "ignoren", "descartar", "descarten", "hacer caso omiso de", "hagan caso omiso de", "no tener en cuenta", "no tengan en cuenta",
    "annullare", "annullate", "non utilizzare", "non usare", "non utilizzate", "non pubblicare", "non pubblicate", "non diffondere", "eliminare", "ignorare", "ignorate", "ritirare", "cestinare", "non tenere conto della", "non tener conto della", "considerare annullata", "considerate annullata", "considerare nulla",
    "anulem", "cancelar", "cancelem", "não utilizar", "não usar", "não utilizem", "não usem", "não publicar", "não publiquem", "desconsiderar", "desconsiderem", "ignorem", "eliminem", "retirem", "suprimir",
    "trek", "verwijder", "negeer", "gebruik",
    "stryk", "återkalla", "använd inte", "använd ej", "publicera inte", "publicera ej", "dra tillbaka", "radera", "ignorera", "bortse från",
    "slet", "annuller", "træk", "brug ikke", "anvend ikke", "offentliggør ikke", "ignorer", "se bort fra", "undlad at bruge", "slett", "ikke bruk", "bruk ikke", "ikke publiser", "trekk",
    "poistakaa", "älkää käyttäkö", "älkää julkaisko", "perukaa", "mitätöikää", "anulować", "anulowanie", "wycofać", "wycofanie", "nie publikować", "nie wykorzystywać", "niewykorzystywanie", "niepublikowanie", "usunąć", "usunięcie",
    "аннулировать", "не использовать", "не публиковать", "снять", "удалить", "отозвать", "считать недействительным",
];

/// Verbs that stand behind their object, or at the end of the sentence.
#[rustfmt::skip]
pub(super) const ASKED_BEHIND: &[&str] = &[
    "nicht verwenden", "nicht mehr verwenden", "nicht zu verwenden", "nicht veröffentlichen", "nicht mehr veröffentlichen", "nicht zu veröffentlichen", "nicht nutzen", "nicht mehr nutzen", "nicht benutzen", "nicht verbreiten", "nicht mehr verbreiten", "nicht zu verbreiten", "zurückziehen", "zurückzuziehen", "löschen", "zu löschen", "sperren", "zu sperren", "streichen", "zu streichen", "stornieren", "ignorieren", "zu ignorieren", "nicht beachten", "als gegenstandslos betrachten", "nicht", "zurück",
    "niet te gebruiken", "niet gebruiken", "niet meer te gebruiken", "niet meer gebruiken", "niet te publiceren", "niet publiceren", "in te trekken", "intrekken", "te verwijderen", "verwijderen", "te negeren", "negeren", "als niet verzonden te beschouwen", "niet", "in",
    "kullanmayınız", "kullanmayın", "yayımlamayınız", "yayınlamayınız", "iptal ediniz", "считать недействительным", "считать аннулированным",
];

/// What is said of copy that is taken back.
#[rustfmt::skip]
pub(super) const TAKEN_BACK: &[&str] = &[
    "has been killed", "is killed", "was killed in error", "must be killed", "should be killed", "is to be killed", "has been withdrawn", "is withdrawn", "is being withdrawn", "was withdrawn", "must be withdrawn", "should be withdrawn", "has been retracted", "is retracted", "is being retracted", "has been canceled", "has been cancelled", "is canceled", "is cancelled", "should not be used", "must not be used", "may not be used", "is not to be used", "should be disregarded", "must be disregarded", "is to be disregarded", "was issued in error", "was sent in error", "was published in error", "was moved in error", "was transmitted in error",
    "wird zurückgezogen", "ist zurückgezogen", "wurde zurückgezogen", "wird hiermit zurückgezogen", "ist hiermit zurückgezogen", "ist zurückzuziehen", "ist zu streichen", "wird gestrichen", "ist gesperrt", "wird gesperrt", "ist gegenstandslos", "wird storniert", "ist storniert", "entfällt", "darf nicht verwendet werden", "darf nicht mehr verwendet werden", "ist nicht zu verwenden", "soll nicht verwendet werden", "ist zu löschen", "zurückgezogen",
    "est annulée", "est annulé", "a été annulée", "a été annulé", "doit être annulée", "est à annuler", "est retirée", "est retiré", "a été retirée", "doit être considérée comme nulle", "est nulle et non avenue", "ne doit pas être utilisée", "ne doit plus être utilisée",
    "queda anulada", "queda anulado", "ha sido anulada", "ha sido anulado", "está anulada", "debe ser anulada", "debe anularse", "queda sin efecto", "ha sido retirada", "queda retirada", "no debe utilizarse", "no debe ser utilizada", "no debe usarse",
    "è annullata", "è stata annullata", "va annullata", "è da annullare", "è da considerarsi annullata", "è da considerare annullata", "deve considerarsi annullata", "è stata ritirata", "è ritirata", "non va utilizzata", "non deve essere utilizzata",
    "fica anulada", "fica anulado", "foi anulada", "foi cancelada", "está anulada", "está cancelada", "foi retirada", "deve ser desconsiderada", "não deve ser utilizada", "não deve ser usada",
    "is ingetrokken", "wordt ingetrokken", "wordt hierbij ingetrokken", "vervalt", "komt te vervallen", "is vervallen", "mag niet worden gebruikt", "mag niet gebruikt worden",
    "har återkallats", "är återkallad", "återkallas", "dras tillbaka", "har dragits tillbaka", "ska inte användas", "får inte användas", "är struken", "er trukket tilbage", "trækkes tilbage", "annulleres", "er annulleret", "må ikke bruges", "er trukket", "trekkes", "er trukket tilbake", "skal ikke brukes", "må ikke brukes",
    "on peruttu", "perutaan", "peruutetaan", "vedetään pois", "on vedetty pois", "mitätöidään", "ei saa käyttää", "została anulowana", "zostaje anulowana", "zostaje wycofana", "została wycofana", "nie może być wykorzystywana", "аннулировано", "аннулируется", "аннулирована", "отозвано", "отзывается", "снято с ленты", "не подлежит использованию", "iptal edilmiştir", "geri çekilmiştir", "kullanılmamalıdır",
];

/// What a house says that takes its own copy back.
#[rustfmt::skip]
pub(super) const OURS: &[&str] = &[
    "we are withdrawing", "we have withdrawn", "we withdraw", "we are killing", "we have killed", "we are retracting", "we have retracted", "we retract", "we are canceling", "we are cancelling",
    "wir ziehen", "hiermit ziehen wir", "wir haben die meldung", "wir stornieren",
    "nous annulons", "nous retirons", "nous avons annulé", "nous avons retiré",
    "anulamos", "retiramos", "hemos anulado", "hemos retirado", "queda anulada nuestra",
    "annulliamo", "ritiriamo", "abbiamo annullato", "abbiamo ritirato",
    "cancelamos",
    "wij trekken", "we trekken",
    "vi återkallar", "vi drar tillbaka", "vi trækker", "vi annullerer", "vi trekker", "perumme", "vedämme pois", "anulujemy", "wycofujemy", "мы аннулируем", "аннулируем", "отзываем",
];

/// Names of a piece of copy.
#[rustfmt::skip]
pub(super) const COPY: &[&str] = &[
    "story", "stories", "item", "items", "dispatch", "dispatches", "report", "article", "bulletin", "alert", "copy", "take", "version", "versions", "series", "brief", "urgent", "newsalert", "lead", "slug", "advisory", "snap",
    "meldung", "meldungen", "beitrag", "bericht", "text", "artikel", "nachricht", "eilmeldung", "zusammenfassung", "fassung", "korrespondentenbericht", "vorausmeldung", "blitzmeldung",
    "dépêche", "dépêches", "depeche", "article", "papier", "information", "alerte", "nouvelle", "texte", "version", "brève", "urgent",
    "noticia", "noticias", "nota", "información", "informacion", "despacho", "despachos", "teletipo", "crónica", "texto", "artículo", "versión", "urgente", "alerta", "nota",
    "notizia", "notizie", "dispaccio", "lancio", "articolo", "servizio", "testo", "pezzo", "versione",
    "notícia", "notícias", "matéria", "reportagem", "artigo", "texto", "peça", "versão",
    "bericht", "berichten", "artikel", "nieuwsbericht", "verhaal", "tekst", "versie",
    "artikeln", "texten", "nyheten", "telegrammet", "notisen", "artiklarna", "historien", "artiklen", "meddelelsen", "saken", "artikkelen", "meldingen", "juttu", "juttua", "jutun", "uutinen", "uutista", "uutisen", "sähke", "sähkettä", "artikkeli", "artikkelia", "artikkelin",
    "depesza", "depeszę", "depeszy", "depesze", "wiadomość", "wiadomości", "informacja", "informację", "informacji", "materiał", "materiału", "artykuł", "artykułu", "сообщение", "сообщения", "новость", "новости", "материал", "материала", "заметка", "заметку", "статью", "haberi", "haber", "haberimiz", "haberini", "haberimizi",
];

/// What says that another text stands for the one that is taken back, here and now.
#[rustfmt::skip]
pub(super) const REPLACED: &[&str] = &[
    "the following is", "following is", "the following version", "the following replaces", "use the following", "follows:", "below is", "replaces", "use this version", "use the version below", "corrected version below", "corrected story below", "here is the corrected", "substitute below",
    "es folgt", "im folgenden", "nachfolgend", "nachstehend", "ersetzt", "voici", "ci-dessous", "ci-après", "remplace", "a continuación", "sigue versión", "reemplaza", "sustituye", "di seguito", "sostituisce", "segue versione", "a seguir", "substitui", "hieronder", "vervangt",
];

/// What makes a request not to use something one to wait or to ask.
#[rustfmt::skip]
pub(super) const CONDITIONS: &[&str] = &[
    "before", "until", "till", "without", "prior", "unless", "vor", "bis", "ohne", "avant", "jusqu'à", "jusqu’à", "sans", "antes", "hasta", "sin", "prima", "fino", "senza", "até", "sem", "voor", "tot", "zonder", "embargo", "online", "outside",
];

/// What stands before a slug.
#[rustfmt::skip]
pub(super) const BEFORE_SLUG: &[&str] = &[
    "slugged", "slug", "slugline", "slug line", "under the slug", "stichwort", "kennwort", "kennung", "stichwort/kennung", "mot-clé", "mot clé", "mots-clés", "mots clés", "rubrique", "slug", "etiqueta", "palabra clave", "clave", "parola chiave", "sigla", "palavra-chave", "trefwoord", "keyword", "keywords",
];

/// What stands before a headline.
#[rustfmt::skip]
pub(super) const BEFORE_HEADLINE: &[&str] = &[
    "headlined", "headed", "headline", "headline reading", "titled", "entitled", "title", "the headline", "under the headline", "with the headline", "story", "stories", "item", "dispatch", "report", "article", "about",
    "überschrift", "der überschrift", "dem titel", "titel", "betitelt", "schlagzeile", "meldung", "bericht", "beitrag", "artikel", "text",
    "intitulée", "intitulé", "titrée", "titré", "sous le titre", "le titre", "titre", "dépêche", "article",
    "titulada", "titulado", "bajo el título", "con el título", "título", "titular", "noticia", "nota", "información", "despacho",
    "intitolata", "intitolato", "dal titolo", "con il titolo", "titolo", "notizia", "dispaccio", "articolo",
    "intitulada", "intitulado", "com o título", "sob o título", "notícia", "matéria",
    "getiteld", "met de kop", "onder de kop", "kop",
    "med rubriken", "rubriken", "med overskriften", "overskriften", "med tittelen", "otsikolla", "pod tytułem", "zatytułowaną", "zatytułowanej", "под заголовком", "с заголовком", "başlıklı", "artikeln", "artiklen", "artikkelen", "saken", "historien", "depeszę", "сообщение",
];

/// What stands before an id or number.
#[rustfmt::skip]
pub(super) const BEFORE_ID: &[&str] = &[
    "id", "ids", "item id", "story id", "story number", "number", "no", "no.", "nr", "nr.", "num", "num.", "n°", "nº", "guid", "uri", "urn", "item", "meldungsnummer", "nummer", "meldung", "numéro", "número", "numero", "dépêche", "noticia", "notizia", "notícia", "bericht", "identifier", "reference", "ref", "ref.", "story", "transmission", "transref",
];
