//! Words of bylines that are no part of a name. Written by hand, lower case.

/// Phrases that open a byline. Longer ones first where one begins another.
#[rustfmt::skip]
pub(super) const OPENERS: &[&str] = &[
    "words:", "words and photos:", "words and pictures:", "haber:", "haber", "текст:", "текст и фото:", "text und foto", "text und fotos", "text und bild", "texte et photos", "texto y fotos", "testo e foto", "tekst en foto", "text och foto", "text och bild", "tekst og foto", "tekst i zdjęcia", "文・写真", "写真・文", "文と写真", "文、写真", "文/写真", "文/摄影", "文字", "글·사진",
    "written and reported by", "reported and written by", "story and photos by", "text and photos by", "words and pictures by",
    "story by", "written by", "reported by", "reporting by", "words by", "report by", "article by", "posted by", "published by",
    "compiled by", "edited by", "analysis by", "opinion by", "commentary by", "review by", "interview by", "photos by",
    "photographs by", "photography by", "pictures by", "video by", "additional reporting by", "submitted by", "created by",
    "contributed by", "by", "author", "authors", "from our correspondent", "from",
    "ein beitrag von", "ein gastbeitrag von", "eine analyse von", "ein kommentar von", "eine kolumne von", "ein interview von",
    "ein artikel von", "ein essay von", "ein bericht von", "eine reportage von", "interview von", "interview", "kommentar von",
    "analyse von", "text von", "bericht von", "geschrieben von", "von unserem korrespondenten", "von unserer korrespondentin",
    "von unserem redakteur", "von unserer redakteurin", "von", "text", "autor", "autorin", "autoren", "autor/in", "verfasst von", "aufgezeichnet von", "redaktion",
    "propos recueillis par", "écrit par", "publié par", "rédigé par", "article de", "par", "auteur", "auteurs", "auteure", "rédaction",
    "escrito por", "publicado por", "texto de", "texto por", "por", "autores", "autora", "redacción", "redactor",
    "scritto da", "articolo di", "pubblicato da", "a cura di", "di", "da", "autore", "autrice",
    "door onze redacteur", "geschreven door", "door", "auteurs", "skrevet af", "skrevet av", "skriven av", "tekst", "text av", "af", "av", "journalist",
    "kirjoittaja", "teksti", "tekst:", "autor:", "autorka", "autorzy", "przygotował", "napsal", "napsala", "автор", "авторы", "автор:", "текст", "автори", "yazan", "oleh", "penulis", "oleh:",
    "autor:in", "autorin/autor", "autori", "ditulis oleh", "tác giả", "συντάκτης", "szerző", "od", "από", "מאת", "بقلم", "作者", "文", "筆者", "この記事を書いた人", "この記事の著者", "著者", "執筆者", "執筆", "文責", "取材・文", "撰文", "작성자", "글",
    "de notre correspondant", "de notre correspondante", "de notre envoyé spécial", "de notre envoyée spéciale",
];

/// Words of which one makes the words around it a job title.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "analyst", "anchor", "assistant", "associate", "author", "bureau", "chief", "columnist", "commentator", "contributor",
    "contributing", "correspondent", "correspondents", "critic", "deputy", "director", "economist", "editor", "editors", "fellow", "freelance",
    "freelancer", "investigative", "journalist", "journalists", "lecturer", "manager", "photographer", "photojournalist", "political",
    "presenter", "president", "producer", "professor", "reporter", "reporters", "researcher", "senior", "specialist", "staff", "stringer", "trainee",
    "videographer", "writer", "writers", "blogger", "host", "executive", "ceo", "founder", "co-founder", "chairman", "minister", "founding", "national", "special",
    "redakteur", "redakteurin", "redaktor", "redaktorin", "reporterin", "korrespondent", "korrespondentin", "chefredakteur", "chefredakteurin",
    "autor", "autorin", "journalistin", "volontär", "volontärin", "ressortleiter", "ressortleiterin", "kolumnist", "kolumnistin", "wirtschaftsredakteur",
    "sportredakteur", "politikredakteur", "chefreporter", "chefreporterin", "leiter", "leiterin", "redaktionsleiter", "praktikant", "praktikantin", "moderator", "gastautor", "gastautorin",
    "correspondant", "correspondante", "rédacteur", "rédactrice", "journaliste", "chroniqueur", "chroniqueuse", "envoyé", "envoyée", "éditorialiste", "grand", "reporteur", "auteur", "auteure", "autrice",
    "corresponsal", "redactor", "redactora", "periodista", "columnista", "enviado", "enviada", "colaborador", "colaboradora", "autora",
    "corrispondente", "giornalista", "inviato", "inviata", "redattore", "redattrice", "jornalista", "repórter", "correspondente",
    "redacteur", "verslaggever", "correspondente", "reporterin", "journaliste", "toimittaja", "redaktör", "redaktør", "korrespondent", "dziennikarz", "dziennikarka", "redaktorka", "корреспондент", "журналист", "обозреватель", "muhabir", "editör", "wartawan",
];

/// Words of which one makes a name a house's, a desk's or a page's.
#[rustfmt::skip]
pub(super) const ORGANISATIONS: &[&str] = &[
    "agency", "agencies", "agence", "agencia", "agentur", "agenturen", "agenzia", "associates", "association", "board", "broadcasting", "bulletin", "chronicle",
    "club", "college", "committee", "company", "corp", "corporation", "council", "courier", "daily", "department", "desk", "dispatch", "editorial",
    "editors", "examiner", "express", "foundation", "gazette", "gmbh", "group", "guardian", "hearst", "herald", "inc", "independent", "inquirer", "institute",
    "international", "journal", "llc", "ltd", "magazine", "mail", "media", "mediengruppe", "monitor", "nachrichten", "network", "news", "newsdesk", "newspaper",
    "newspapers", "newsroom", "newswire", "observer", "online", "plc", "post", "presse", "press", "press-agentur", "productions", "publishing", "radio", "record", "redaction",
    "redaktion", "redazione", "redacción", "redacao", "redação", "redaktionen", "rédaction", "redactie", "register", "report", "republic", "review", "rundfunk", "sentinel", "service", "services", "sports", "standard",
    "star", "studio", "studios", "sun", "syndicate", "team", "telegraph", "television", "telegram", "times", "today", "tribune", "tv", "union", "university", "verlag", "wire", "wires", "world", "zeitung",
    "anzeiger", "tageblatt", "tagblatt", "kurier", "allgemeine", "blatt", "gruppe", "ag", "se", "kg", "admin", "administrator", "webmaster", "webdesk", "web", "website", "user", "guest", "editor-in-chief", "contributors",
    "community", "contribution", "partner", "partners", "sponsored", "advertorial", "advertisement", "anzeige", "publisher", "digital", "official", "office", "channel", "podcast", "newsletter", "info", "infos", "artículos", "articles", "posts", "trending", "latest", "developed", "designed", "powered", "zone", "jornal", "diario", "diário", "periódico", "revista", "giornale", "gazeta", "noticias", "notícias", "noticiero", "haber", "merkezi", "نيوز", "редакция", "редакція", "redakcja", "redakce", "toimitus", "redaksi", "szerkesztőség", "com", "www", "http", "https", "org", "net",
];

/// Words that name nobody: a line that holds only these has no author.
#[rustfmt::skip]
pub(super) const NOBODY: &[&str] = &[
    "staff", "reporter", "reporters", "correspondent", "correspondents", "writer", "writers", "anonymous", "unknown", "none", "null", "undefined", "n/a",
    "editor", "editors", "newsroom", "admin", "team", "agencies", "agencias", "agenturen", "agences", "agenzie", "agências", "agentur", "agentschappen", "and", "our", "own", "wire", "wires", "web", "desk", "news", "the", "redaktion", "redaction", "redacción",
    "rédaction", "redazione", "redactie", "redação", "author", "authors", "contributor", "contributors", "guest", "user", "various", "online", "email", "share", "follow", "view", "more", "bio", "profile",
    "reports", "from", "with", "additional", "reporting", "special", "to", "for", "as", "told", "posts", "all", "articles", "about", "гость", "админ", "администратор", "редакция", "المصدر",
];

/// Titles before a name that are no part of it.
pub(super) const HONORIFICS: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "rev",
    "hon",
    "herr",
    "frau",
    "m",
    "mme",
    "mlle",
    "sr",
    "sra",
    "srta",
    "don",
    "doña",
    "sig",
    "dott",
    "ing",
    "mag",
    "dipl-ing",
    "dipl",
    "phd",
];

/// What follows a name and belongs to it.
pub(super) const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "md"];

/// Small words inside names.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "de", "del", "della", "dello", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "las", "los", "el", "al", "y", "e", "i", "van", "von", "vom", "zu", "zum", "zur", "der", "den",
    "ten", "ter", "te", "bin", "bint", "ibn", "ben", "abu", "af", "av", "op", "san", "st", "och", "und", "'t", "dela", "d'", "l'",
];

/// Words between two people.
pub(super) const AND: &[&str] = &[
    "and", "und", "et", "y", "e", "en", "och", "og", "ja", "i", "и", "та", "és", "si", "și", "ve", "dan",
    "with", "mit", "avec", "con", "&", "+", "a", "και",
];

/// Words between a person and the agency that gave material.
#[rustfmt::skip]
pub(super) const WITH: &[&str] = &[
    "with", "mit", "avec", "con", "com", "met", "med", "z", "ze", "s", "se", "cu", "с", "со", "з", "из", "dengan", "ile", "from", "via", "per", "par", "von", "de", "da", "di", "van", "från", "fra", "for", "für", "pour", "para", "για", "με",
];

/// Words that follow a name and begin what is no part of it: a place, a house, a purpose.
pub(super) const AFTER_NAME: &[&str] = &[
    "in",
    "at",
    "for",
    "of",
    "from",
    "near",
    "aus",
    "für",
    "bei",
    "à",
    "pour",
    "en",
    "para",
    "per",
    "voor",
    "on",
    "is",
    "has",
    "ist",
    "est",
    "es",
    "reports",
    "updated",
    "published",
    "posted",
    "contributed",
    "special",
    "via",
    "covers",
    "covering",
    "writes",
    "wrote",
    "who",
    "über",
    "arbeitet",
    "schreibt",
    "the",
];

/// Capitalised words that begin titles, places and rubrics rather than names: a bare line with one is not a person.
#[rustfmt::skip]
pub(super) const NOT_NAMES: &[&str] = &[
    "the", "a", "an", "and", "of", "in", "on", "at", "for", "to", "with", "from", "by", "about", "after", "before", "how", "why", "what", "who", "when", "where", "which",
    "is", "are", "was", "were", "be", "do", "does", "did", "can", "will", "should", "not", "no", "yes", "new", "old", "more", "most", "all", "some", "this", "that", "these", "those",
    "your", "our", "my", "his", "her", "their", "its", "it", "we", "you", "they", "he", "she", "i", "if", "as", "so", "but", "or", "than", "then", "now", "today", "tomorrow", "yesterday",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "city", "county", "state", "states", "street", "road", "river", "island", "islands", "lake", "mount", "bay", "port", "fort", "cape", "valley", "beach",
    "president", "minister", "senator", "governor", "mayor", "king", "queen", "prince", "princess", "pope", "general", "judge", "court", "police", "army", "navy", "force", "government", "parliament", "congress", "senate", "house", "party", "election", "elections", "campaign", "vote", "debate",
    "war", "peace", "crisis", "deal", "talks", "plan", "bill", "law", "tax", "taxes", "budget", "trade", "market", "markets", "bank", "stocks", "economy", "oil", "gas", "energy", "climate", "weather", "health", "hospital", "school", "schools", "education", "university", "science", "technology", "music", "film", "movies", "book", "books", "art", "arts", "culture", "life", "style", "travel", "food", "sport", "sports", "football", "soccer", "baseball", "basketball", "cricket", "golf", "tennis", "game", "games", "cup", "league", "world", "national", "international", "global", "local", "politics", "business", "opinion", "analysis", "breaking", "latest", "live", "video", "photos", "gallery", "interview", "exclusive", "special", "report", "review", "summary", "background", "abstract", "full", "text", "related", "read", "watch", "see", "click", "share", "contact", "home", "menu", "search", "advertisement", "letter", "letters", "notes", "lead", "key", "points", "facts", "figures", "timeline", "profile", "obituary", "conclusion", "introduction", "overview", "bottom", "line", "big", "great", "good", "bad", "best", "worst", "first", "second", "third", "last", "final", "next", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "american", "british", "german", "french", "russian", "chinese", "republican", "republicans", "democrat", "democrats", "democratic", "question", "questions", "answer", "answers", "money", "people", "women", "men", "children", "family", "power", "security", "foreign", "policy", "defense", "defence", "immigration", "rights", "human", "freedom", "justice", "crime", "street", "wall", "white", "black", "red", "blue", "green",
    "der", "die", "das", "ein", "eine", "und", "oder", "mit", "für", "von", "zum", "zur", "im", "am", "auf", "nach", "vor", "bei", "wie", "was", "warum", "wer", "mehr", "neue", "neuer", "neues", "hintergrund", "analyse", "kommentar", "politik", "wirtschaft", "kultur",
    "les", "une", "un", "dans", "sur", "avec", "pour", "plus", "los", "las", "una", "con", "por", "para", "sin", "sobre", "más",
];

/// Ends and parts of names of papers, agencies and desks in Chinese, Japanese and Korean.
pub(super) const EAST_ASIAN_HOUSES: &[&str] = &[
    "新聞",
    "新闻",
    "時報",
    "时报",
    "日報",
    "日报",
    "晚报",
    "晩報",
    "通信",
    "通訊",
    "通讯",
    "放送",
    "電視",
    "电视",
    "テレビ",
    "ニュース",
    "編集",
    "编辑",
    "記者",
    "记者",
    "雑誌",
    "日刊",
    "週刊",
    "周刊",
    "社説",
    "取材班",
    "일보",
    "신문",
    "뉴스",
    "방송",
    "편집",
    "기자",
];

/// Ends of the names of papers and broadcasters there, as titles of pages close with them.
#[rustfmt::skip]
pub(super) const EAST_ASIAN_PAPERS: &[&str] = &[
    "新聞", "新聞社", "新聞デジタル", "新報", "日報", "時報", "タイムス", "タイムズ", "通信", "通信社", "放送", "テレビ", "ニュース", "オンライン", "デジタル", "電子版", "ウェブ", "新闻", "新闻网", "日报", "日报网", "晚报", "晨报", "时报", "快报", "商报", "早报", "通讯社", "电视台", "新聞網", "晚報", "週刊", "周刊", "在线", "일보", "신문", "뉴스", "방송", "타임스", "데일리", "닷컴",
];

/// Roles beside names in Chinese, Japanese and Korean, longer ones first where one ends another.
#[rustfmt::skip]
pub(super) const EAST_ASIAN_ROLES: &[&str] = &[
    "선임기자", "전문기자", "인턴기자", "수습기자", "객원기자", "기자", "특파원", "논설위원", "편집위원", "에디터", "앵커", "編集委員", "論説委員",
    "特派員", "特派记者", "特約記者", "特约记者", "本报记者", "见习记者", "實習記者", "实习记者", "通讯员", "通訊員", "記者", "记者", "編輯", "编辑",
];
/// Given names that agencies bear, too; those write theirs in capitals.
const GIVEN_NAMES: &[&str] = &["Petra", "Sana", "Jana", "Wafa", "Mena", "Ana", "Ina", "Maya"];

pub(super) fn is_given_name(name: &str) -> bool {
    GIVEN_NAMES.contains(&name)
}
