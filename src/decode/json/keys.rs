//! How JSON articles, and XML of vendors, name their fields, by hand from what news-please, newspaper, fundus, Media Cloud,
//! NewsCatcher, webz.io, Event Registry, NewsAPI, the Guardian's and WordPress' interfaces write; and what the same fields are called
//! in the languages that houses name them in.
//!
//! Keys are compared in lower case with everything but letters and digits left out: `date_publish`,
//! `datePublish` and `Date-Publish` are one spelling. Earlier spellings win.

/// The headline.
#[rustfmt::skip]
pub(in crate::decode) const HEADLINE: &[&str] = &[
    "headline", "title", "articletitle", "titlefull", "webtitle", "headlinetext", "titlepage", "titlerss", "titel", "überschrift",
    "ueberschrift", "schlagzeile", "hauptzeile", "haupttitel", "titre", "titrearticle", "titular", "titulo", "título", "titulonoticia", "encabezado",
    "titolo", "titoloarticolo", "hovedoverskrift", "kop", "koptekst", "overskrift", "tittel", "otsikko", "tytuł", "tytul",
    "titulek", "nadpis", "cím", "cim", "titlu", "başlık", "baslik", "judul", "заголовок", "rubrik", "name",
];
/// Other headlines.
#[rustfmt::skip]
pub(in crate::decode) const HEADLINE_ALT: &[&str] = &[
    "alternativeheadline", "alternateheadline", "alternativetitle", "headlineextended", "untertitel", "unterzeile", "subheadline", "subtitle",
    "subtitulo", "subtítulo", "bajada", "soustitre", "sottotitolo", "ondertitel", "underrubrik", "undertittel", "underoverskrift", "alaotsikko",
    "podtytuł", "podtytul",
];
/// Genre.
pub(in crate::decode) const GENRE: &[&str] = &["genre", "genres"];
/// The story as plain text.
#[rustfmt::skip]
pub(in crate::decode) const TEXT: &[&str] = &[
    "maintext", "articletext", "fulltext", "plaintext", "bodytext", "textcontent", "contenttext", "articlebody", "storytext", "cleanedtext",
    "textcleaned", "text", "body", "content", "article", "story", "paragraphs", "rawtext", "artikeltext", "fließtext", "fliesstext", "haupttext",
    "inhalt", "texte", "corps", "corpsarticle", "contenu", "texto", "cuerpo", "cuerponoticia", "contenido", "testo", "corpo", "contenuto", "conteudo",
    "conteúdo", "corponoticia", "tekst", "inhoud", "artikeltekst", "brödtext", "brodtext", "innehåll", "innehall", "brødtekst",
    "brodtekst", "innhold", "indhold", "teksti", "leipäteksti", "leipateksti", "sisältö", "treść", "tresc", "içerik", "icerik", "metin", "isi",
    "naskah", "текст",
];
/// The story as HTML.
pub(in crate::decode) const HTML: &[&str] = &[
    "bodyhtml",
    "contenthtml",
    "articlehtml",
    "htmlcontent",
    "contentrendered",
    "contentencoded",
    "html",
    "rawhtml",
];
/// Until when it is not to be used.
pub(in crate::decode) const EMBARGO: &[&str] = &[
    "embargoeduntil",
    "embargountil",
    "embargodate",
    "embargoend",
    "embargotime",
    "embargoedtill",
    "embargo",
    "embargoed",
    "isembargoed",
    "sperrfrist",
    "embargolift",
    "embargolifts",
    "embargoexpires",
    "holduntil",
    "holdforrelease",
    "notbefore",
    "publishafter",
    "releaseafter",
    "donotpublishbefore",
];
/// The end of what an object is about.
pub(in crate::decode) const END: &[&str] = &[
    "until", "end", "ends", "enddate", "endtime", "lifts", "expires", "till", "datetime", "date", "time",
    "value",
];
/// First publication.
#[rustfmt::skip]
pub(in crate::decode) const PUBLISHED: &[&str] = &[
    "datepublished", "publisheddate", "publishdate", "publishdatetime", "publisheddatetime", "publicationdatetime", "releasedatetime", "datepublish",
    "publicationdate", "publishedat", "datetimepub", "publishingdate", "webpublicationdate", "published", "pubdate", "publicationtime", "publishtime",
    "issuedate", "datetime", "date", "created", "createdat", "createddatetime", "creationdatetime", "createddate", "timestamp", "veröffentlicht",
    "veroeffentlicht", "veröffentlichungsdatum", "veroeffentlichungsdatum", "erscheinungsdatum", "erschienen", "erstelldatum", "erstellt",
    "publikationsdatum", "datepublication", "datedepublication", "dateparution", "dateheure", "publié", "publie", "fechapublicacion",
    "fechapublicación", "fechadepublicacion", "fechadepublicación", "fechahora", "fechacreacion", "publicado", "datapubblicazione",
    "datadipubblicazione", "dataora", "pubblicato", "datapublicacao", "datapublicação", "datahora", "datadepublicacao", "publicatiedatum",
    "gepubliceerd", "publiceringsdatum", "publicerad", "publicerat", "publiseringsdato", "publisert", "udgivelsesdato", "udgivet", "publiceret",
    "julkaistu", "julkaisupäivä", "julkaisuaika", "datapublikacji", "opublikowano", "yayıntarihi", "datum", "fecha", "dato", "päivämäärä",
    "paivamaara", "tarih", "tanggal", "дата",
];
/// Last change.
#[rustfmt::skip]
pub(in crate::decode) const MODIFIED: &[&str] = &[
    "datemodified", "datemodify", "updateddatetime", "modifieddatetime", "lastmodifieddatetime", "lastupdated", "updatedate", "modificationdate",
    "updateddate", "modifieddate", "lastmodified", "updatedat", "modified", "updated", "aktualisiert", "geändert", "geaendert", "änderungsdatum",
    "aenderungsdatum", "letzteänderung", "letzteaenderung", "datemodification", "datemiseajour", "miseajour", "misàjour", "modifié",
    "fechamodificacion", "fechamodificación", "fechaactualizacion", "fechaactualización", "actualizado", "datamodifica", "dataaggiornamento",
    "aggiornato", "dataatualizacao", "dataatualização", "atualizado", "modificado", "gewijzigd", "wijzigingsdatum", "bijgewerkt", "uppdaterad",
    "uppdaterat", "ändrad", "oppdatert", "endret", "opdateret", "ændret", "päivitetty", "muokattu", "zaktualizowano", "datamodyfikacji",
];
/// Authors.
#[rustfmt::skip]
pub(in crate::decode) const AUTHORS: &[&str] = &[
    "authors", "author", "byline", "journalists", "creators", "creator", "writers", "writer", "reporter", "autor", "autoren", "autorin", "verfasser",
    "autorenzeile", "auteur", "auteurs", "autora", "autores", "firma", "redactor", "periodista", "autore", "autori", "autrice",
    "giornalista", "jornalista", "repórter", "schrijver", "verslaggever", "författare", "forfattare", "skribent", "forfatter", "kirjoittaja",
    "tekijä", "toimittaja", "autorzy", "dziennikarz", "yazar", "penulis", "автор",
];
/// The address of the story.
pub(in crate::decode) const URL: &[&str] =
    &["url", "link", "weburl", "articleurl", "originalurl", "sourceurl", "externalurl", "permalink"];
/// The address the story names as its own.
pub(in crate::decode) const CANONICAL: &[&str] =
    &["canonicalurl", "canonicallink", "canonical", "mainentityofpage", "ampcanonical"];
/// The delivery's own id.
pub(in crate::decode) const ITEM: &[&str] = &[
    "uri",
    "guid",
    "uuid",
    "id",
    "storiesid",
    "articleid",
    "docid",
    "itemid",
    "storyid",
    "newsid",
    "newsitemid",
    "contentitemid",
    "contentid",
    "documentid",
    "assetid",
];
/// The delivery's own version of it.
pub(in crate::decode) const VERSION: &[&str] = &[
    "version",
    "itemversion",
    "versionnumber",
    "versionid",
    "revision",
    "revisionid",
    "revisionnumber",
    "sequence",
    "sequencenumber",
];
/// How urgent it is, from 1 to 9.
pub(in crate::decode) const URGENCY: &[&str] =
    &["urgency", "editorialpriority", "newspriority", "priority", "prioritaet", "prioridad"];
/// What a picture shows.
pub(in crate::decode) const CAPTION: &[&str] = &[
    "caption",
    "captiontext",
    "photocaption",
    "imagecaption",
    "picturecaption",
    "englishcaption",
    "captionabstract",
    "bildtext",
    "bildunterschrift",
    "legende",
    "billedtekst",
    "bildetekst",
];
/// What kind of content a delivery is.
pub(in crate::decode) const CONTENT_KIND: &[&str] =
    &["contenttype", "mediatype", "itemtype", "assettype", "itemclass"];
/// How editors are to handle it.
pub(in crate::decode) const INSTRUCTIONS: &[&str] =
    &["specialinstructions", "instructions", "editornote", "editorsnote", "ednote", "noteteditors"];
/// Whether it may be used.
pub(in crate::decode) const STATUS: &[&str] =
    &["pubstatus", "status", "publishingstatus", "publicationstatus", "editorialstatus"];
/// What is to be done with it, and flags that say that it is taken back.
pub(in crate::decode) const ACTION: &[&str] =
    &["state", "itemstatus", "lifecycle", "action", "operation", "op", "event", "signal", "signals"];
pub(in crate::decode) const TAKEN_BACK: &[&str] = &[
    "killed",
    "iskilled",
    "withdrawn",
    "iswithdrawn",
    "retracted",
    "isretracted",
    "deleted",
    "isdeleted",
    "canceled",
    "cancelled",
];
/// Language.
#[rustfmt::skip]
pub(in crate::decode) const LANGUAGE: &[&str] = &[
    "language", "lang", "inlanguage", "metalang", "languagecode", "sprache", "langue", "idioma", "lingua", "língua", "taal", "språk", "sprak",
    "sprog", "kieli", "język", "jezyk",
];
/// Summary.
#[rustfmt::skip]
pub(in crate::decode) const LEAD: &[&str] = &[
    "description", "summary", "standfirst", "teaser", "metadescription", "excerpt", "abstract", "snippet", "trailtext", "lead", "vorspann", "anriss",
    "teasertext", "kurztext", "chapeau", "chapo", "accroche", "résumé", "resume", "entradilla", "copete", "sumario", "resumen", "sommario",
    "riassunto", "resumo", "inleiding", "ingress", "ingresso", "manchet", "ingressi",
];
/// Publisher.
#[rustfmt::skip]
pub(in crate::decode) const PUBLISHER: &[&str] = &[
    "publisher", "medianame", "namesource", "sourcename", "source", "publication", "sitename", "metasitename", "site", "outlet", "newspaper", "media",
    "sourcedomain", "domain", "canonicaldomain", "domainurl", "herausgeber", "éditeur", "testata",
];
/// Keywords.
#[rustfmt::skip]
pub(in crate::decode) const KEYWORDS: &[&str] = &[
    "keywords", "keyword", "tags", "metakeywords", "topics", "schlagwort", "schlagworte", "schlagwörter", "schlagwoerter", "stichwort", "stichworte",
    "stichwörter", "stichwoerter", "motclé", "motcle", "motsclés", "motscles", "palabraclave", "palabrasclave", "etiqueta", "etiquetas",
    "parolachiave", "parolechiave", "etichette", "palavrachave", "palavraschave", "trefwoord", "trefwoorden", "sleutelwoorden", "nyckelord",
    "nøkkelord", "stikord", "emneord", "asiasana", "asiasanat", "avainsanat", "słowokluczowe", "slowokluczowe", "słowakluczowe", "slowakluczowe",
];
/// Section.
#[rustfmt::skip]
pub(in crate::decode) const SECTION: &[&str] = &[
    "section", "sectionname", "articlesection", "category", "topic", "rubric", "categories", "ressort", "rubrik", "kategorie", "sparte", "rubrique",
    "seccion", "sección", "categoria", "categoría", "sezione", "rubrica", "seção", "secao", "editoria", "rubriek", "sectie", "sektion", "avdelning",
    "seksjon", "kategori", "osasto", "dział", "dzial",
];
/// Picture.
#[rustfmt::skip]
pub(in crate::decode) const IMAGE: &[&str] = &[
    "imageurl", "image", "topimage", "mainimage", "urltoimage", "thumbnail", "metaimg", "leadimage", "images", "thumbnailurl", "bildurl",
];
/// Dateline.
#[rustfmt::skip]
pub(in crate::decode) const DATELINE: &[&str] = &[
    "dateline", "located", "datelineplace", "placeline", "dateplace", "town", "city", "ortsmarke", "ortszeile", "placename",
];
/// Whose copy it is, where a vendor says that of its agency.
#[rustfmt::skip]
pub(in crate::decode) const CREDIT: &[&str] = &[
    "creditline", "credit", "origin", "agency", "wire", "newsagency", "infosource", "agentur", "agence", "agencia", "agência", "agenzia", "quelle",
    "fuente", "fonte", "bron", "källa", "kilde", "lähde", "źródło", "zrodlo",
];
/// Copyright.
#[rustfmt::skip]
pub(in crate::decode) const COPYRIGHT: &[&str] = &[
    "copyright", "copyrightnotice", "rights", "copyrightholder", "urheberrecht", "urhebervermerk", "droits", "derechos", "diritti", "direitos",
    "rechten",
];
/// Slug.
pub(in crate::decode) const SLUG: &[&str] = &["slugline", "slug", "slugproper", "slugname", "slugtext"];
/// Whether it is free to read.
pub(in crate::decode) const FREE: &[&str] = &["isaccessibleforfree", "isfree"];

/// Keys under which lists of articles stand.
pub(in crate::decode) const LISTS: &[&str] = &[
    "articles",
    "results",
    "items",
    "posts",
    "stories",
    "hits",
    "documents",
    "docs",
    "news",
    "entries",
    "data",
    "records",
    "response",
    "value",
    "item",
];
/// Keys under which the article itself stands one level down.
pub(in crate::decode) const WRAPPERS: &[&str] =
    &["source", "article", "story", "data", "document", "item", "response", "fields", "news", "newsarticle"];
