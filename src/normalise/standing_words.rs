//! Words of the lines that stand around stories whatever they tell, by hand from what publishing systems, in the languages
//! that they are translated into, write there. Small letters; words parted by one space.

/// How the closing line of a feed begins, and what stands between the story's title and the site's name.
#[rustfmt::skip]
pub(super) const CARRIED: &[(&str, &str)] = &[
    ("the post", "appeared first on"), ("the post", "first appeared on"), ("the article", "appeared first on"), ("the article", "first appeared on"), ("the story", "appeared first on"), ("the story", "first appeared on"),
    ("this post", "appeared first on"), ("this post", "first appeared on"), ("this article", "appeared first on"), ("this article", "first appeared on"), ("this story", "first appeared on"), ("this story", "appeared first on"),
    ("der beitrag", "erschien zuerst auf"), ("der artikel", "erschien zuerst auf"), ("der beitrag", "ist zuerst erschienen auf"), ("dieser beitrag", "erschien zuerst auf"), ("dieser artikel", "erschien zuerst auf"), ("der text", "erschien zuerst auf"),
    ("l’article", "est apparu en premier sur"), ("cet article", "est apparu en premier sur"), ("l’article", "a été publié en premier sur"), ("l’article", "est paru en premier sur"),
    ("la entrada", "se publicó primero en"), ("la entrada", "apareció primero en"), ("la entrada", "aparece primero en"), ("la entrada", "se publicó primero en"), ("el cargo", "apareció primero en"), ("el artículo", "apareció primero en"), ("el artículo", "se publicó primero en"), ("la noticia", "apareció primero en"),
    ("l’articolo", "proviene da"), ("l’articolo", "sembra essere il primo su"), ("l’articolo", "è apparso per primo su"), ("il post", "proviene da"),
    ("o post", "apareceu primeiro em"), ("o post", "apareceu primeiro no"), ("o post", "apareceu primeiro na"), ("o conteúdo", "apareceu primeiro em"), ("o conteúdo", "aparece primeiro em"), ("o artigo", "apareceu primeiro em"), ("o artigo", "aparece primeiro em"),
    ("het bericht", "verscheen eerst op"), ("het bericht", "verscheen als eerste op"), ("het artikel", "verscheen eerst op"),
    ("inlägget", "dök först upp på"), ("inlägget", "publicerades först på"), ("indlægget", "blev først udgivet på"), ("indlægget", "dukkede først op på"), ("innlegget", "dukket først opp på"), ("innlegget", "ble først publisert på"),
    ("artikkeli", "julkaistiin ensimmäisenä"), ("artykuł", "pochodzi z serwisu"), ("post", "pojawił się poprzednio w"), ("příspěvek", "pochází z"), ("príspevok", "zobrazený najskôr"),
    ("запись", "впервые появилась"), ("сообщение", "появились сначала на"), ("запис", "спершу з’явився на"), ("articolul", "apare prima dată în"), ("artikel", "pertama kali tampil pada"), ("l’entrada", "ha aparegut primer a"), ("το άρθρο", "εμφανίστηκε πρώτα στο"),
];

/// The same in languages that order it otherwise: two pieces of the line.
pub(super) const CARRIED_OTHERWISE: &[(&str, &str)] = &[
    ("投稿", "に最初に表示されました"),
    ("最先出现在", ""),
    ("yazısı ilk önce", "ortaya çıktı"),
    ("bejegyzés először", "jelent meg"),
];

/// Addresses at which services that carry podcasts say what they do with data of listeners.
#[rustfmt::skip]
pub(super) const HOSTED: &[&str] = &[
    "omnystudio.com/listener", "acast.com/privacy", "/adchoices", "art19.com/privacy", "pcm.adswizz.com", "megaphone.fm/ad", "redcircle.com/privacy", "audioboom.com/privacy", "spreaker.com/privacy",
];

/// What readers' comments are called where they are counted.
#[rustfmt::skip]
pub(super) const COMMENTS: &[&str] = &[
    "comment", "comments", "response", "responses", "reply", "replies", "reaction", "reactions", "thought", "thoughts", "kommentar", "kommentare", "leserkommentare", "leserkommentar", "reaktionen", "antworten",
    "commentaire", "commentaires", "réaction", "réactions", "réponses", "réflexions", "comentario", "comentarios", "respuestas", "reacciones", "commento", "commenti", "risposte", "reactie", "reacties",
    "comentário", "comentários", "respostas", "kommentarer", "kommentit", "kommenttia", "komentarz", "komentarze", "komentarzy", "комментарий", "комментария", "комментариев", "комментарии", "коментарі", "коментарів",
    "yorum", "yorumlar", "hozzászólás", "comentarii", "komentáře", "komentářů", "komentáre", "σχόλια", "コメント", "댓글", "评论", "評論", "تعليقات", "تعليق", "komentar",
];

/// Words beside the number of comments.
#[rustfmt::skip]
pub(super) const BESIDE_COMMENTS: &[&str] = &[
    "reader", "readers", "user", "all", "view", "show", "read", "see", "alle", "anzeigen", "lesen", "voir", "les", "tous", "ver", "los", "mostra", "tutti", "i", "lees", "bekijk", "so", "far", "件", "to", "join",
];

/// What ties a number of comments to the title of the story.
pub(super) const ON: &[&str] =
    &["to", "on", "zu", "auf", "sur", "à", "en", "a", "su", "op", "på", "til", "do", "na"];

/// Words of lines with buttons to share a story: verbs and networks, of which one must be there.
#[rustfmt::skip]
pub(super) const SHARE: &[&str] = &[
    "share", "tweet", "teilen", "partager", "partagez", "compartir", "comparte", "condividi", "delen", "deel", "compartilhar", "compartilhe", "partilhar", "dela", "del", "jaa", "udostępnij", "поделиться", "поділитися", "paylaş", "sdílet", "bagikan",
    "facebook", "twitter", "whatsapp", "linkedin", "pinterest", "reddit", "telegram", "tumblr", "bluesky", "mastodon", "threads", "messenger", "vk", "viber",
];

/// The words between them.
#[rustfmt::skip]
pub(super) const BESIDE_SHARE: &[&str] = &[
    "on", "this", "via", "by", "with", "to", "x", "email", "e", "mail", "print", "copy", "link", "save", "pin", "it", "article", "story", "post", "page", "the", "your", "friends", "auf", "per", "bei", "diesen", "artikel", "beitrag", "drucken", "mailen", "sur", "par", "cet",
    "en", "por", "este", "esta", "su", "con", "op", "dit", "em", "no", "på", "i", "denna", "na", "w", "в", "link", "kopieren", "copier", "copiar", "copia", "lien", "enlace", "click", "like", "sms", "and", "or", "und", "et", "y", "e", "o", "artigo", "artículo", "articolo", "artikelen", "bericht",
];

/// How readers are told where to click.
#[rustfmt::skip]
pub(super) const CLICKS: &[&str] = &[
    "click here", "tap here", "click below", "click the link", "click on the link", "hier klicken", "klicken sie hier", "klick hier", "bitte klicken sie", "cliquez ici", "cliquer ici", "cliquez sur le lien", "haga clic aquí", "haz clic aquí", "haz click aquí", "pulse aquí", "pincha aquí",
    "clicca qui", "cliccate qui", "cliccare qui", "klik hier", "klik her", "klikk her", "klicka här", "clique aqui", "carregue aqui", "kliknij tutaj", "kliknij tu", "klikněte zde", "нажмите здесь", "натисніть тут", "buraya tıklayın", "klik di sini", "apasă aici", "klikkaa tästä",
];

/// What stands where a story goes on for those who pay or sign in.
#[rustfmt::skip]
pub(super) const WALLS: &[&str] = &[
    "this article is for subscribers", "this story is for subscribers", "this content is for subscribers", "this article is reserved for", "this story is reserved for", "this article is exclusive to", "this story is available to subscribers", "this article is available to subscribers", "subscribe to continue", "subscribe to read", "subscribe to keep reading", "subscribe now to read", "sign in to continue", "sign in to read", "log in to continue", "log in to read", "register to continue", "register to read",
    "to continue reading", "to keep reading", "to read the full story", "to read the full article", "to read the rest", "you have reached your limit", "you have read your free", "youve reached your limit", "youve read your free", "you have used all your free", "already a subscriber", "already a member", "unlock this article", "unlock this story", "become a member to read", "become a subscriber to read", "create a free account to", "keep reading for just", "want to read more", "the rest of this article is", "the rest of this story is",
    "dieser artikel ist nur für", "dieser artikel ist exklusiv", "dieser inhalt ist nur für", "dieser inhalt ist exklusiv", "um weiterzulesen", "um den ganzen artikel zu lesen", "um den artikel weiterzulesen", "jetzt abonnieren und weiterlesen", "weiterlesen mit", "sie haben bereits ein abo", "sie sind bereits abonnent", "bereits abonnent", "exklusiv für abonnenten", "nur für abonnenten", "jetzt anmelden und weiterlesen",
    "cet article est réservé", "ce contenu est réservé", "article réservé aux abonnés", "contenu réservé aux abonnés", "la suite est réservée", "pour lire la suite", "pour continuer la lecture", "abonnez vous pour lire", "abonnez vous pour continuer", "déjà abonné", "il vous reste",
    "este artículo es exclusivo", "este artículo es solo para", "contenido exclusivo para suscriptores", "solo para suscriptores", "para seguir leyendo", "para continuar leyendo", "suscríbete para seguir", "suscríbete para leer", "suscríbase para", "ya eres suscriptor", "ya soy suscriptor",
    "questo articolo è riservato", "contenuto riservato agli abbonati", "per continuare a leggere", "abbonati per continuare", "abbonati per leggere", "sei già abbonato", "dit artikel is alleen voor", "dit artikel is exclusief voor", "om verder te lezen", "lees verder met een abonnement", "word abonnee om", "al abonnee",
    "este artigo é exclusivo", "conteúdo exclusivo para assinantes", "exclusivo para assinantes", "para continuar lendo", "para continuar a ler", "assine para continuar", "assine para ler", "já é assinante", "för att läsa vidare", "logga in för att läsa", "endast för prenumeranter", "redan prenumerant", "for at læse videre", "kun for abonnenter", "for å lese videre", "denne saken er for abonnenter", "allerede abonnent",
    "aby czytać dalej", "tylko dla prenumeratorów", "tylko dla subskrybentów", "pro přihlášené", "только для подписчиков", "чтобы продолжить чтение", "чтобы дочитать", "この記事は有料会員限定", "この記事は会員限定",
];

/// What a reader agrees to who leaves an address or number.
#[rustfmt::skip]
pub(super) const AGREEMENTS: &[&str] = &[
    "you agree to", "you agree that", "you consent to", "you are agreeing to", "data rates may apply", "unsubscribe at any time", "unsubscribe anytime", "opt out at any time", "we respect your privacy", "we will never share your", "protected by recaptcha",
    "stimmen Sie", "willigen Sie", "willigst du", "stimmst du", "jederzeit abbestellen", "jederzeit widerrufen", "jederzeit abmelden", "vous acceptez", "vous consentez", "tu acceptes", "vous désinscrire", "vous désabonner", "aceptas", "acepta usted", "usted acepta", "consientes", "darte de baja", "darse de baja", "accetti", "acconsenti", "accetto",
    "ga je akkoord", "gaat u akkoord", "stem je in", "uitschrijven", "você concorda", "concorda com", "aceita receber", "cancelar a inscrição", "godkänner du", "samtycker du", "accepterer du", "samtykker du", "godtar du", "wyrażasz zgodę", "akceptujesz", "hyväksyt", "вы соглашаетесь", "вы даете согласие",
];

/// What they leave it for.
#[rustfmt::skip]
pub(super) const LEFT_FOR: &[&str] = &[
    "newsletter", "newsletters", "email", "emails", "mail", "mails", "message", "messages", "sms", "text", "texts", "number", "address", "marketing", "advertising", "offers", "promotional", "list", "inbox", "sign", "signing", "signup", "subscribe", "subscribing", "register", "registering", "unsubscribe", "privacy", "terms", "updates",
    "werbung", "werbliche", "angebote", "nachrichten", "anmeldung", "anmelden", "adresse", "nummer", "datenschutz", "datenschutzerklärung", "nutzungsbedingungen", "mailadresse", "courriel", "courriels", "offres", "inscription", "inscrivant", "numéro", "messages", "conditions", "confidentialité",
    "correo", "correos", "boletín", "boletines", "mensajes", "número", "ofertas", "publicidad", "privacidad", "términos", "registrarte", "suscribirte", "posta", "messaggi", "numero", "offerte", "privacy", "iscrivendoti", "iscrizione", "termini", "nieuwsbrief", "berichten", "nummer", "aanbiedingen", "voorwaarden", "aanmelden", "mensagens", "boletim", "inscrever", "privacidade", "termos", "nyhetsbrev", "erbjudanden", "villkor", "nyhedsbrev", "wiadomości", "newslettera", "regulamin", "uutiskirje", "рассылку", "рассылки",
];
