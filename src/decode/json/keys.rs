//! How JSON articles name their fields, by hand from what news-please, newspaper, fundus, Media Cloud,
//! NewsCatcher, webz.io, Event Registry, NewsAPI, the Guardian's and WordPress' interfaces write.
//!
//! Keys are compared in lower case with everything but letters and digits left out: `date_publish`,
//! `datePublish` and `Date-Publish` are one spelling. Earlier spellings win.

/// The headline.
pub(in crate::decode) const HEADLINE: &[&str] = &[
    "headline",
    "title",
    "articletitle",
    "titlefull",
    "webtitle",
    "headlinetext",
    "titlepage",
    "titlerss",
    "name",
];
/// Other headlines.
pub(in crate::decode) const HEADLINE_ALT: &[&str] =
    &["alternativeheadline", "alternateheadline", "alternativetitle", "headlineextended"];
/// Genre.
pub(in crate::decode) const GENRE: &[&str] = &["genre", "genres"];
/// The story as plain text.
pub(in crate::decode) const TEXT: &[&str] = &[
    "maintext",
    "articletext",
    "fulltext",
    "plaintext",
    "bodytext",
    "textcontent",
    "contenttext",
    "articlebody",
    "storytext",
    "cleanedtext",
    "textcleaned",
    "text",
    "body",
    "content",
    "article",
    "story",
    "paragraphs",
    "rawtext",
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
/// First publication.
pub(in crate::decode) const PUBLISHED: &[&str] = &[
    "datepublished",
    "publisheddate",
    "publishdate",
    "publishdatetime",
    "publisheddatetime",
    "publicationdatetime",
    "releasedatetime",
    "datepublish",
    "publicationdate",
    "publishedat",
    "datetimepub",
    "publishingdate",
    "webpublicationdate",
    "published",
    "pubdate",
    "publicationtime",
    "publishtime",
    "issuedate",
    "datetime",
    "date",
    "created",
    "createdat",
    "createddatetime",
    "creationdatetime",
    "createddate",
    "timestamp",
];
/// Last change.
pub(in crate::decode) const MODIFIED: &[&str] = &[
    "datemodified",
    "datemodify",
    "updateddatetime",
    "modifieddatetime",
    "lastmodifieddatetime",
    "lastupdated",
    "updatedate",
    "modificationdate",
    "updateddate",
    "modifieddate",
    "lastmodified",
    "updatedat",
    "modified",
    "updated",
];
/// Authors.
pub(in crate::decode) const AUTHORS: &[&str] =
    &["authors", "author", "byline", "journalists", "creators", "creator", "writers", "writer", "reporter"];
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
/// Language.
pub(in crate::decode) const LANGUAGE: &[&str] =
    &["language", "lang", "inlanguage", "metalang", "languagecode"];
/// Summary.
pub(in crate::decode) const LEAD: &[&str] = &[
    "description",
    "summary",
    "standfirst",
    "teaser",
    "metadescription",
    "excerpt",
    "abstract",
    "snippet",
    "trailtext",
    "lead",
];
/// Publisher.
pub(in crate::decode) const PUBLISHER: &[&str] = &[
    "publisher",
    "medianame",
    "namesource",
    "sourcename",
    "source",
    "publication",
    "sitename",
    "metasitename",
    "site",
    "outlet",
    "newspaper",
    "media",
    "sourcedomain",
    "domain",
    "canonicaldomain",
    "domainurl",
];
/// Keywords.
pub(in crate::decode) const KEYWORDS: &[&str] = &["keywords", "keyword", "tags", "metakeywords", "topics"];
/// Section.
pub(in crate::decode) const SECTION: &[&str] =
    &["section", "sectionname", "articlesection", "category", "topic", "rubric", "categories"];
/// Picture.
pub(in crate::decode) const IMAGE: &[&str] = &[
    "imageurl",
    "image",
    "topimage",
    "mainimage",
    "urltoimage",
    "thumbnail",
    "metaimg",
    "leadimage",
    "images",
    "thumbnailurl",
];
/// Dateline.
pub(in crate::decode) const DATELINE: &[&str] =
    &["dateline", "located", "datelineplace", "placeline", "dateplace", "town", "city"];
/// Whose copy it is, where a vendor says that of its agency.
pub(in crate::decode) const CREDIT: &[&str] =
    &["creditline", "credit", "origin", "agency", "wire", "newsagency", "infosource"];
/// Copyright.
pub(in crate::decode) const COPYRIGHT: &[&str] =
    &["copyright", "copyrightnotice", "rights", "copyrightholder"];
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
