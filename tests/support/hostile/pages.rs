//! Pages: the parser's own worst cases, and those of what reads the parsed page.

use super::{Generator, drawn, each, name, nested, repeat, word};

const HEAD: &str = "<!doctype html><html><head><title>Port closed</title></head><body><h1>Port closed</h1>\
<p>The port of Lumen was closed on Monday, the mayor of Lumen said in the evening, and it stays closed.</p>";

macro_rules! pages {
    ($($name:literal: $make:expr),* $(,)?) => {
        pub(super) const ALL: &[Generator] =
            &[$(Generator { name: concat!("page: ", $name), suffix: "html", make: $make }),*];
    };
}

pages! {
    "attributes on one tag": |n| each(n, &format!("{HEAD}<div"), |i| format!(" a{i}=1"), ">x</div>"),
    "one attribute repeated on one tag": |n| repeat(n, &format!("{HEAD}<div"), " a=1", ">x</div>"),
    "attributes on every tag": |n| {
        let many: String = (0..200).map(|i| format!(" a{i}=1")).collect();
        repeat(n, HEAD, &format!("<p{many}>x</p>"), "")
    },
    "attributes on end tags": |n| each(n, &format!("{HEAD}<div>x</div"), |i| format!(" a{i}=1"), ">"),
    "attributes added to the body": |n| each(n, HEAD, |i| format!("<body a{i}=1>"), ""),
    "attributes added to the root": |n| each(n, HEAD, |i| format!("<html a{i}=1>"), ""),
    "a class of many names": |n| each(n, &format!("{HEAD}<div class='"), |i| format!("{} ", word(i)), "'>x</div>"),
    "a class of one long name": |n| repeat(n, &format!("{HEAD}<div class='"), "sharebody", "'>x</div>"),
    "classes on every tag": |n| repeat(n, HEAD, "<p class='article-body share related ad-box no-sidebar'>x</p>", ""),
    "fonts closed by a paragraph": |n| each(n, HEAD, |i| format!("<font color={i}>x</p>"), ""),
    "asides closed by italics": |n| repeat(n, HEAD, "<aside></i>", ""),
    "divisions closed by spans": |n| repeat(n, HEAD, "<div></span>", ""),
    "divisions closed by headings": |n| repeat(n, HEAD, "<div></h1>", ""),
    "divisions closed by lists": |n| repeat(n, HEAD, "<div></ul>", ""),
    "divisions closed by cells": |n| repeat(n, HEAD, "<div></td>", ""),
    "spans closed by unknown names": |n| repeat(n, HEAD, "<span></x-y>", ""),
    "end tags only": |n| drawn(n, 1, HEAD, &["</div>", "</b>", "</p>", "</i>", "</a>", "</x>", "</table>"], ""),
    "paragraphs closed twice": |n| repeat(n, HEAD, "<p>x</p></p>", ""),
    "breaks as end tags": |n| repeat(n, HEAD, "x</br>", ""),
    "formatting opened again": |n| each(n, HEAD, |i| format!("<p><b id={i}>x"), ""),
    "four kinds of formatting opened again": |n| repeat(n, HEAD, "<p><b><i><u><s>x", ""),
    "much formatting, many paragraphs": |n| {
        let many: String = (0..300).map(|i| format!("<b id={i}>")).collect();
        repeat(n, &format!("{HEAD}{many}"), "<p>x", "")
    },
    "bold around divisions, misnested": |n| repeat(n, HEAD, "<b><div>x</b>", ""),
    "links around divisions": |n| each(n, HEAD, |i| format!("<a href=/{i}><div>x"), ""),
    "links never closed": |n| each(n, HEAD, |i| format!("<a href=/{i}>x "), ""),
    "unbreakable never closed": |n| repeat(n, HEAD, "<nobr>x ", ""),
    "unbreakable around divisions": |n| repeat(n, HEAD, "<nobr><div>x", ""),
    "formatting in objects": |n| repeat(n, HEAD, "<b><object>x</b>", ""),
    "preformatted in sections": |n| repeat(n, HEAD, "<section><pre>\nx</section>", ""),
    "sections with preformatted, flat": |n| repeat(n, HEAD, "<section><pre>\nx</pre></section>", ""),
    "preformatted lines": |n| repeat(n, &format!("{HEAD}<pre>"), "x\n", "</pre>"),
    "deep menus": |n| {
        let wall = format!("{}{}", "<nav>".repeat(900), "</nav>".repeat(900));
        repeat(n, HEAD, &wall, "")
    },
    "a deep menu above a long text": |n| repeat(n, &format!("{HEAD}{}", "<nav>".repeat(900)), "<p>One two.</p>", ""),
    "deep divisions above many paragraphs": |n| {
        repeat(n, &format!("{HEAD}{}", "<div class=x>".repeat(900)), "<p>One two three.</p>", "")
    },
    "deep divisions above many spans": |n| {
        repeat(n, &format!("{HEAD}{}", "<div class=x>".repeat(900)), "<span>One</span> ", "")
    },
    "deep beyond reason": |n| repeat(n, HEAD, "<div>", ""),
    "deep, and closed": |n| nested(n, HEAD, ["<div>", "x", "</div>"], ""),
    "text in a table": |n| repeat(n, &format!("{HEAD}<table>"), "x<tr>", "</table>"),
    "bold in a table": |n| repeat(n, &format!("{HEAD}<table>"), "<b>x<tr>", "</table>"),
    "links in a table": |n| repeat(n, &format!("{HEAD}<table>"), "<a href=x>x", "</table>"),
    "tables in tables": |n| repeat(n, HEAD, "<table><tr><td>", ""),
    "tables in cells of one table": |n| repeat(n, &format!("{HEAD}<table>"), "<tr><td>a<td>b<table></table>", ""),
    "rows of data": |n| repeat(n, &format!("{HEAD}<table>"), "<tr><td>a<td>b</tr>", ""),
    "one row of cells": |n| repeat(n, &format!("{HEAD}<table><tr>"), "<td>a", ""),
    "cells of cells": |n| repeat(n, &format!("{HEAD}<table><tr><td>"), "<div></td><td>", ""),
    "lists in lists": |n| repeat(n, HEAD, "<ul><li>x", ""),
    "items never closed": |n| repeat(n, &format!("{HEAD}<ul>"), "<li><div>x", ""),
    "definitions in divisions": |n| repeat(n, HEAD, "<dd><span>x<dt>", ""),
    "options in selections": |n| repeat(n, HEAD, "<select><option>x", ""),
    "one selection of options": |n| repeat(n, &format!("{HEAD}<select>"), "<option>x", ""),
    "forms and buttons": |n| repeat(n, HEAD, "<form><button>x", ""),
    "ruby": |n| repeat(n, HEAD, "<ruby><rtc><rt>x", ""),
    "drawings broken out of": |n| repeat(n, HEAD, "<svg><g><p>x", ""),
    "drawings closed by paragraphs": |n| repeat(n, HEAD, "<svg></p>x", ""),
    "a deep drawing": |n| repeat(n, &format!("{HEAD}<svg>"), "<g></x>", "</svg>"),
    "paths of a drawing": |n| repeat(n, &format!("{HEAD}<svg>"), "<path d='M0 0'>", "</svg>"),
    "formulas": |n| repeat(n, HEAD, "<math><mi><p>x", ""),
    "templates": |n| repeat(n, HEAD, "<template><td>x", ""),
    "comments never closed": |n| repeat(n, HEAD, "<!-- x ", ""),
    "comments": |n| repeat(n, HEAD, "x<!---->", ""),
    "bogus comments": |n| repeat(n, HEAD, "x<!x><?y>", ""),
    "references": |n| repeat(n, HEAD, "&amp;&#x41;&notit;&bogus;&", ""),
    "a reference of many digits": |n| repeat(n, &format!("{HEAD}<p>&#"), "9", ";</p>"),
    "scripts never closed": |n| repeat(n, HEAD, "<script><!--<script>x", ""),
    "scripts": |n| repeat(n, HEAD, "<script>x=1</script>", ""),
    "titles": |n| repeat(n, HEAD, "<title>x</title>", ""),
    "a title never closed": |n| repeat(n, "<!doctype html><title>", "<title>x &amp; ", ""),
    "plain text": |n| repeat(n, &format!("{HEAD}<plaintext>"), "<p>x", ""),
    "signs that begin no tag": |n| repeat(n, HEAD, "< ", ""),
    "tags never closed": |n| repeat(n, HEAD, "<a<", ""),
    "an attribute never closed": |n| repeat(n, &format!("{HEAD}<a href='"), "<p>x</p>", ""),
    "end tags without names": |n| repeat(n, HEAD, "</></ >", ""),
    "zeros": |n| repeat(n, HEAD, "x\0", ""),
    "carriage returns": |n| repeat(n, &format!("{HEAD}<p>"), "\r", "</p>"),
    "links": |n| each(n, HEAD, |i| format!("<a href='/{}/{i}'>{}</a> ", word(i), name(i)), ""),
    "links around much": |n| {
        let inner = "<span>x</span>".repeat(40);
        each(n, HEAD, |i| format!("<p><a href=/{i}>{inner}</a></p>"), "")
    },
    "links in cells in links": |n| each(n, HEAD, |i| format!("<a href=/{i}><table><tr><td>x"), ""),
    "pictures": |n| each(n, HEAD, |i| format!("<img src=/{i}.jpg alt='{}'>", name(i)), ""),
    "figures": |n| each(n, HEAD, |i| format!("<figure><img src=/{i}.jpg><figcaption>A port. <span class=credit>Photo: {}</span></figcaption></figure>", name(i)), ""),
    "figures in figures": |n| repeat(n, HEAD, "<figure><figcaption>x", ""),
    "one figure of captions": |n| repeat(n, &format!("{HEAD}<figure>"), "<div class=photo-credit>x</div>", "</figure>"),
    "sets of pictures": |n| each(n, &format!("{HEAD}<img srcset='"), |i| format!("/{i}.jpg {i}w, "), "'>"),
    "metas": |n| each(n, "<!doctype html><head>", |i| format!("<meta name=author content='{} {}'>", name(i), name(i + 9)), HEAD),
    "metas of keywords": |n| each(n, "<!doctype html><head><meta name=keywords content='", |i| format!("{}, ", word(i)), &format!("'>{HEAD}")),
    "linked data, many scripts": |n| repeat(n, "<!doctype html><head>", "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Port closed\"}</script>", HEAD),
    "linked data, a graph": |n| each(n, "<!doctype html><head><script type='application/ld+json'>{\"@graph\":[{\"@id\":\"#0\",\"@type\":\"NewsArticle\",\"headline\":\"Port closed\"}", |i| format!(",{{\"@id\":\"#{}\",\"@type\":\"NewsArticle\",\"author\":{{\"@id\":\"#{i}\"}}}}", i + 1), &format!("]}}</script>{HEAD}")),
    "linked data, authors": |n| each(n, "<!doctype html><head><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Port closed\",\"author\":[{\"name\":\"Ann Ray\"}", |i| format!(",{{\"@type\":\"Person\",\"name\":\"{} {}\"}}", name(i), name(i + 7)), &format!("]}}</script>{HEAD}")),
    "lines that name an author": |n| repeat(n, HEAD, "By<br>", ""),
    "labels of authors": |n| repeat(n, &format!("{HEAD}<div>"), "<span>Author</span><b>By</b>", "</div>"),
    "authors in authors": |n| repeat(n, &format!("{HEAD}{}", "<div itemprop=author class=byline rel=author>".repeat(800)), "<p>Ann Ray</p>", ""),
    "posts in posts": |n| repeat(n, &format!("{HEAD}{}", "<div class=social-embed>".repeat(800)), "<i class=twitter>x</i>", ""),
    "posts": |n| repeat(n, HEAD, "<div class=social-embed><p>x</p></div>", ""),
    "articles in articles": |n| repeat(n, HEAD, "<article><p>The mayor said so.</p>", ""),
    "articles in turn": |n| repeat(n, HEAD, "<article><h2>Port</h2><p>The mayor said so.</p></article>", ""),
    "bodies in bodies": |n| repeat(n, &format!("{HEAD}{}", "<div class=article-body>".repeat(800)), "<p class=article-body>The mayor said so.</p>", ""),
    "quotes in quotes": |n| repeat(n, &format!("{HEAD}{}", "<blockquote>".repeat(900)), "<p>x</p>", ""),
    "times": |n| each(n, HEAD, |i| format!("<time datetime='2026-03-04T{:02}:{:02}:00Z'>4 March 2026</time>", i % 24, i % 60), ""),
    "short paragraphs": |n| repeat(n, HEAD, "<p>x", ""),
    "long paragraphs": |n| each(n, HEAD, |i| format!("<p>The harbour of {} stays closed, the mayor said on day {i}, and nobody knows for how long.</p>", name(i)), ""),
    "one paragraph": |n| each(n, &format!("{HEAD}<p>"), |i| format!("The harbour of {} stays closed, the mayor said. ", name(i)), "</p>"),
    "headings": |n| each(n, HEAD, |i| format!("<h2>Related {}</h2>", word(i)), ""),
    "headings of the first level": |n| repeat(n, HEAD, "<h1><span>Port</span>", ""),
    "breaks": |n| repeat(n, &format!("{HEAD}<p>"), "One.<br>", ""),
    "hidden styles": |n| repeat(n, HEAD, "<p style='color:red;display : none'>x</p>", ""),
    "data in a picture": |n| repeat(n, &format!("{HEAD}<img src='data:image/png;base64,"), "QUJD", "'>"),
    "no story": |n| repeat(n, "<!doctype html><html><body>", "<div><a href=/x>One</a></div>", ""),
    "no story, deep": |n| repeat(n, &format!("<!doctype html><html><body>{}", "<div>".repeat(900)), "<div>a, b</div>", ""),
    "no story, lists of links": |n| repeat(n, "<!doctype html><html><body>", "<ul><li><a href=/x>One</a></li></ul>", ""),
    "tag soup": |n| drawn(n, 7, HEAD, SOUP, ""),
    "soup of formatting": |n| drawn(n, 8, HEAD, FORMATTING, ""),
    "soup of tables": |n| drawn(n, 9, HEAD, TABLES, ""),
    "soup of drawings": |n| drawn(n, 10, HEAD, DRAWINGS, ""),
}

const SOUP: &[&str] = &[
    "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a href=x>", "</a>", "<table>", "</table>", "<tr>", "</tr>",
    "<td>", "</td>", "<ul>", "<li>", "</ul>", "</li>", "<h2>", "</h2>", "<span class=x>", "</span>", "<pre>", "</pre>", "<svg>",
    "</svg>", "<form>", "</form>", "<select>", "</select>", "<option>", "<nav>", "</nav>", "<font size=1>", "</font>", "<section>",
    "</section>", "<button>", "</button>", "<dd>", "<dt>", "<ruby>", "<rt>", "<object>", "</object>", "<template>", "</template>",
    "<body>", "</body>", "<br>", "<hr>", "<img src=x>", "word ", "One two. ", "&amp;", "<!-- x -->",
];
const FORMATTING: &[&str] = &[
    "<b>", "<i>", "<u>", "<em>", "<strong>", "<small>", "<code>", "<font color=1>", "<a href=y>", "<nobr>", "</b>", "</i>", "</u>",
    "</em>", "</strong>", "</small>", "</code>", "</font>", "</a>", "</nobr>", "<p>", "<div>", "</p>", "</div>", "x",
];
const TABLES: &[&str] = &[
    "<table>", "<tbody>", "<tr>", "<td>", "<th>", "<caption>", "<colgroup>", "<col>", "</td>", "</tr>", "</table>", "x", "<b>", "</b>",
    "<p>", "<input>", "<select>", "</select>", "<form>", "<thead>", "<div>", "</div>",
];
const DRAWINGS: &[&str] = &[
    "<svg>", "<g>", "<foreignObject>", "<desc>", "<title>", "<math>", "<mi>", "<annotation-xml encoding='text/html'>", "<p>", "<b>",
    "</svg>", "</g>", "</foreignObject>", "</math>", "</p>", "x", "<table>", "<font color=red>", "<![CDATA[x]]>", "</title>", "</desc>",
];
