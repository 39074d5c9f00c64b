//! How JSON articles name their fields, by hand from what news-please, newspaper, fundus, Media Cloud,
//! NewsCatcher, webz.io, Event Registry, NewsAPI, the Guardian's and WordPress' interfaces write.
//!
//! Keys are compared in lower case with everything but letters and digits left out: `date_publish`,
//! `datePublish` and `Date-Publish` are one spelling. Earlier spellings win.

/// The headline.
pub(super) const HEADLINE: &[&str] = &[
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
/// The story as plain text.
pub(super) const TEXT: &[&str] = &[
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
pub(super) const HTML: &[&str] = &[
    "bodyhtml",
    "contenthtml",
    "articlehtml",
    "htmlcontent",
    "contentrendered",
    "contentencoded",
    "html",
    "rawhtml",
];
/// First publication.
pub(super) const PUBLISHED: &[&str] = &[
    "datepublished",
    "publisheddate",
    "publishdate",
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
    "timestamp",
];
/// Last change.
pub(super) const MODIFIED: &[&str] = &[
    "datemodified",
    "datemodify",
    "updateddate",
    "modifieddate",
    "lastmodified",
    "updatedat",
    "modified",
    "updated",
];
/// Authors.
pub(super) const AUTHORS: &[&str] =
    &["authors", "author", "byline", "journalists", "creators", "creator", "writers", "writer", "reporter"];
/// The address of the story.
pub(super) const URL: &[&str] =
    &["url", "link", "weburl", "articleurl", "originalurl", "sourceurl", "externalurl", "permalink"];
/// The address the story names as its own.
pub(super) const CANONICAL: &[&str] =
    &["canonicalurl", "canonicallink", "canonical", "mainentityofpage", "ampcanonical"];
/// The delivery's own id.
pub(super) const ITEM: &[&str] =
    &["uri", "guid", "uuid", "id", "storiesid", "articleid", "docid", "itemid", "storyid"];
/// Language.
pub(super) const LANGUAGE: &[&str] = &["language", "lang", "inlanguage", "metalang", "languagecode"];
/// Summary.
pub(super) const LEAD: &[&str] = &[
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
pub(super) const PUBLISHER: &[&str] = &[
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
pub(super) const KEYWORDS: &[&str] = &["keywords", "tags", "metakeywords", "topics"];
/// Section.
pub(super) const SECTION: &[&str] =
    &["section", "sectionname", "articlesection", "category", "topic", "rubric", "categories"];
/// Picture.
pub(super) const IMAGE: &[&str] = &[
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
pub(super) const DATELINE: &[&str] = &["dateline", "located", "datelineplace"];
/// Copyright.
pub(super) const COPYRIGHT: &[&str] = &["copyright", "copyrightnotice", "rights", "copyrightholder"];
/// Slug.
pub(super) const SLUG: &[&str] = &["slugline", "slug"];
/// Whether it is free to read.
pub(super) const FREE: &[&str] = &["isaccessibleforfree", "isfree"];

/// Keys under which lists of articles stand.
pub(super) const LISTS: &[&str] = &[
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
pub(super) const WRAPPERS: &[&str] =
    &["source", "article", "story", "data", "document", "item", "response", "fields", "news", "newsarticle"];
