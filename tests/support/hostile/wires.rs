//! XML, feeds and agency deliveries.

use super::{Generator, each, name, repeat, word};

const NITF: &str = "<?xml version=\"1.0\"?><nitf><head><title>Port</title></head><body><body.head><hedline><hl1>Port closed</hl1></hedline></body.head><body.content><p>The port was closed on Monday.</p>";
const NITF_END: &str = "</body.content></body></nitf>";
const RSS: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Courier</title>";
const RSS_END: &str = "</channel></rss>";
const RSS_ITEM: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:c=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Courier</title><item><title>Port closed</title><link>https://n.example/a</link>";
const RSS_ITEM_END: &str = "</item></channel></rss>";
const ATOM: &str =
    "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Courier</title>";
const G2: &str = "<?xml version=\"1.0\"?><newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:a\" version=\"1\"><itemMeta><versionCreated>2026-03-04T09:58:00Z</versionCreated></itemMeta><contentMeta><headline>Port closed</headline>";
const G2_END: &str = "</contentMeta><contentSet><inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>The port was closed on Monday.</p></body></html></inlineXML></contentSet></newsItem>";
const NEWSML: &str = "<?xml version=\"1.0\"?><NewsML Version=\"1.2\"><NewsItem><Identification><NewsIdentifier><NewsItemId>TX-1</NewsItemId></NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>Port closed</HeadLine></NewsLines>";
const NEWSML_END: &str = "<NewsComponent><ContentItem><DataContent><p>The port was closed.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>";
const VENDOR: &str = "<?xml version=\"1.0\"?><story><headline>Port closed</headline><body><p>The port of Lumen was closed on Monday.</p>";
const VENDOR_END: &str = "</body></story>";
const IPTC: &str = "\u{1}exw042 3 i 380 frd   exw 0045\r\n\r\nFreedonia/transport/port/\r\n\u{2} 1ST LEAD\r\nStorm closes the port of Lumen\r\nBy Ann Ray, exw =\r\n\r\n";
const IPTC_END: &str = "\r\n\u{3}041058 GMT Mar 26\r\n\u{4}";
const ANPA: &str = "\u{16}\u{16}\u{1}W0042\u{1f}__freed\r\nr i\u{13}\u{11}BC-FRD--Lumen-Port     03-04 0120\r\n\u{2}\u{2}\u{2}BC-FRD--Lumen Port, 1st Ld-Writethru,120<\r\n^Storm closes the port of Lumen<\r\n";
const ANPA_END: &str = "\r\n\t\u{3}AP-WF-03-04-26 1058GMT<\r\n\r\n\u{c}\r\n\u{4}";
const ZCZC: &str = "ZCZC EXW\r\n$K\r\n:LUMEN PORT\r\n^Storm closes the port of Lumen\r\n=2\r\n";

macro_rules! wires {
    ($($name:literal: $make:expr),* $(,)?) => {
        pub(super) const ALL: &[Generator] =
            &[$(Generator { name: $name, suffix: "xml", make: $make }),*];
    };
}

wires! {
    "nitf: elements in elements": |n| repeat(n, NITF, "<block>", ""),
    "nitf: sixty deep": |n| {
        let unit = format!("{}<p>One.</p>{}", "<block>".repeat(60), "</block>".repeat(60));
        repeat(n, NITF, &unit, NITF_END)
    },
    "nitf: contents in contents": |n| {
        let (open, close) = ("<body.content>".repeat(450), "</body.content>".repeat(450));
        repeat(n, &format!("{NITF}{open}"), "<p>One.</p>", &format!("{close}{NITF_END}"))
    },
    "nitf: deep above many paragraphs": |n| {
        let (open, close) = ("<block>".repeat(90), "</block>".repeat(90));
        repeat(n, &format!("{NITF}{open}"), "<p>One.</p>", &format!("{close}{NITF_END}"))
    },
    "nitf: end tags only": |n| repeat(n, NITF, "</p></block>", ""),
    "nitf: closed by others": |n| repeat(n, NITF, "<p></block>", NITF_END),
    "nitf: attributes on one element": |n| each(n, &format!("{NITF}<p"), |i| format!(" a{i}=\"1\""), &format!(">x</p>{NITF_END}")),
    "nitf: names of spaces": |n| each(n, NITF, |i| format!("<p xmlns:n{i}=\"urn:{i}\">x</p>"), NITF_END),
    "nitf: names of spaces, nested": |n| each(n, NITF, |i| format!("<n{i}:p xmlns:n{i}=\"urn:{i}\">"), ""),
    "nitf: entities declared": |n| each(n, "<?xml version=\"1.0\"?><!DOCTYPE nitf [", |i| format!("<!ENTITY e{i} \"x&e{};\">", i + 1), &format!("]>{}<p>&e0;</p>{NITF_END}", NITF.trim_start_matches("<?xml version=\"1.0\"?>"))),
    "nitf: entities": |n| repeat(n, &format!("{NITF}<p>"), "&amp;&#65;&bogus;& ", &format!("</p>{NITF_END}")),
    "nitf: sections of data": |n| repeat(n, &format!("{NITF}<p>"), "<![CDATA[x]]>", &format!("</p>{NITF_END}")),
    "nitf: sections never closed": |n| repeat(n, &format!("{NITF}<p>"), "<![CDATA[x", ""),
    "nitf: comments never closed": |n| repeat(n, NITF, "<!-- x ", ""),
    "nitf: instructions": |n| repeat(n, NITF, "<?x y?>", NITF_END),
    "nitf: paragraphs": |n| repeat(n, NITF, "<p>One.</p>", NITF_END),
    "nitf: pictures": |n| each(n, NITF, |i| format!("<media media-type=\"image\"><media-reference source=\"/{i}.jpg\"/><media-caption>{}</media-caption></media>", name(i)), NITF_END),
    "nitf: one picture in many files": |n| each(n, &format!("{NITF}<media media-type=\"image\">"), |i| format!("<media-reference source=\"{i}.jpg\" width=\"{i}\"/>"), &format!("</media>{NITF_END}")),
    "nitf: pictures without captions": |n| each(n, NITF, |i| format!("<media><media-reference source=\"{i}.jpg\"/></media><img source=\"{i}.png\"/>"), NITF_END),
    "nitf: sources": |n| each(n, "<?xml version=\"1.0\"?><nitf><head><docdata>", |i| format!("<from-src src-name=\"{}\"/>", name(i)), "</docdata></head><body><body.content><p>One.</p></body.content></body></nitf>"),
    "nitf: tables": |n| repeat(n, &format!("{NITF}<table>"), "<tr><td>a</td><td>b</td></tr>", &format!("</table>{NITF_END}")),
    "nitf: text without elements": |n| repeat(n, NITF, "The port was closed. ", NITF_END),
    "g2: subjects": |n| each(n, G2, |i| format!("<subject qcode=\"a:{i}\"><name>{}</name></subject>", word(i)), G2_END),
    "g2: headlines": |n| each(n, G2, |i| format!("<headline>{}</headline>", word(i)), G2_END),
    "g2: authors": |n| each(n, G2, |i| format!("<by>By {} {}</by><creator><name>{}</name></creator>", name(i), name(i + 3), name(i)), G2_END),
    "g2: sources": |n| each(n, G2, |i| format!("<infoSource literal=\"{}\"/>", word(i)), G2_END),
    "g2: parts of a content": |n| repeat(n, &G2_END.split_once("<inlineXML").map_or(String::new(), |(head, _)| format!("{G2}{head}")), "<inlineXML><h2>A</h2></inlineXML>", "</contentSet></newsItem>"),
    "g2: items": |n| each(n, "<?xml version=\"1.0\"?><newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>", |i| format!("<newsItem guid=\"urn:{i}\" version=\"1\"><contentMeta><headline>Port {i}</headline></contentMeta><contentSet><inlineXML><html><body><p>The port of {} was closed on day {i}.</p></body></html></inlineXML></contentSet></newsItem>", name(i)), "</itemSet></newsMessage>"),
    "newsml-g2: items that are not ended": |n| repeat(n, "<newsMessage><itemSet>", "<newsItem guid=\"urn:a\"><contentMeta><headline>Port</headline>", ""),
    "newsml-g2: beginnings of nothing": |n| repeat(n, "<newsMessage><itemSet>", "<newsItem", ""),
    "newsml-g2: codes of vocabularies": |n| each(n, G2, |i| format!("<subject qcode=\"n:{}\"/>", word(i)), G2_END),
    "newsml-g2: members of a package": |n| each(n, "<packageItem guid=\"urn:p\"><itemMeta><title>Port</title></itemMeta><groupSet><group>", |i| format!("<itemRef residref=\"urn:{i}\"><itemClass qcode=\"ninat:picture\"/><headline>{}</headline></itemRef>", name(i)), "</group></groupSet></packageItem>"),
    "newsml-1: lines beside lines": |n| each(n, NEWSML, |i| format!("<NewsComponent><NewsLines><HeadLine>{}</HeadLine><KeywordLine>{}</KeywordLine></NewsLines></NewsComponent>", name(i), word(i)), NEWSML_END),
    "newsml-1: lines in lines": |n| repeat(n, NEWSML, "<NewsComponent><NewsLines><HeadLine>Port</HeadLine></NewsLines>", ""),
    "newsml-1: pictures and their previews": |n| each(n, NEWSML, |i| format!("<NewsComponent><Role FormalName=\"{}\"/><ContentItem Href=\"{i}.jpg\"><MediaType FormalName=\"Photo\"/></ContentItem></NewsComponent>", ["Main", "Preview", "Thumbnail"][i % 3]), NEWSML_END),
    "anpa: rows": |n| each(n, ANPA, |i| format!("\t{};1;2;3<\r\n", name(i)), ANPA_END),
    "anpa: single marks": |n| repeat(n, ANPA, "\t`a' `b \r\n", ANPA_END),
    "iptc: the desk's notes": |n| each(n, &format!("{IPTC}Lumen (exw) - The port was closed.\r\n\r\nThe following information is not intended for publication\r\n"), |i| format!("- Reporting by: {} {},\r\n  {} {}\r\n", name(i), name(i + 1), name(i + 2), name(i + 3)), IPTC_END),
    "iptc: tags": |n| repeat(n, &IPTC.replace("By Ann Ray, exw =", "Port"), "1ST LEAD\r\n", IPTC_END),
    "newsml 1: components": |n| repeat(n, NEWSML, "<NewsComponent><Role FormalName=\"Main\"/><ContentItem><DataContent><p>x</p></DataContent></ContentItem></NewsComponent>", NEWSML_END),
    "newsml 1: components in components": |n| {
        let (open, close) = ("<NewsComponent>".repeat(30), "</NewsComponent>".repeat(30));
        repeat(n, NEWSML, &format!("{open}<NewsLines><HeadLine>A</HeadLine></NewsLines>{close}"), NEWSML_END)
    },
    "newsml 1: contents in contents": |n| {
        let (open, close) = ("<ContentItem><DataContent>".repeat(150), "</DataContent></ContentItem>".repeat(150));
        repeat(n, &format!("{NEWSML}{open}"), "<p>One.</p>", &format!("{close}{NEWSML_END}"))
    },
    "newsml 1: bylines": |n| {
        let tail = format!("</NewsLines>{NEWSML_END}");
        each(n, &NEWSML.replace("</NewsLines>", ""), |i| format!("<ByLine>By {}</ByLine>", name(i)), &tail)
    },
    "newsml 1: pictures of one component": |n| each(n, NEWSML, |i| format!("<ContentItem Href=\"/{i}.jpg\"><MediaType FormalName=\"Photo\"/></ContentItem>"), NEWSML_END),
    "newsml 1: items": |n| each(n, "<?xml version=\"1.0\"?><NewsML Version=\"1.2\">", |i| format!("<NewsItem><NewsComponent><NewsLines><HeadLine>Port {i}</HeadLine></NewsLines><ContentItem><DataContent><p>The port of {} was closed.</p></DataContent></ContentItem></NewsComponent></NewsItem>", name(i)), "</NewsML>"),
    "rss: items": |n| each(n, RSS, |i| format!("<item><title>Port {i}</title><link>https://n.example/{i}</link><description>The port of {} was closed.</description></item>", name(i)), RSS_END),
    "rss: empty items": |n| repeat(n, RSS, "<item></item>", RSS_END),
    "rss: items never closed": |n| repeat(n, RSS, "<item><title>Port</title>", ""),
    "rss: items in items": |n| {
        let (open, close) = ("<item><title>A</title>".repeat(450), "</item>".repeat(450));
        repeat(n, &format!("{RSS}{open}<description>"), "The port was closed. ", &format!("</description>{close}{RSS_END}"))
    },
    "rss: categories": |n| each(n, RSS_ITEM, |i| format!("<category>{}</category>", word(i)), RSS_ITEM_END),
    "rss: authors": |n| each(n, RSS_ITEM, |i| format!("<author>{} {}</author>", name(i), name(i + 4)), RSS_ITEM_END),
    "rss: enclosures": |n| each(n, RSS_ITEM, |i| format!("<enclosure url=\"https://n.example/{i}.jpg\" type=\"image/jpeg\"/>"), RSS_ITEM_END),
    "rss: titles": |n| repeat(n, RSS_ITEM, "<title>Port</title>", RSS_ITEM_END),
    "rss: a page of formatting": |n| each(n, &format!("{RSS_ITEM}<c:encoded><![CDATA[<p>The port was closed.</p>"), |i| format!("<font color={i}>x</p>"), &format!("]]></c:encoded>{RSS_ITEM_END}")),
    "rss: a page of attributes": |n| each(n, &format!("{RSS_ITEM}<c:encoded><![CDATA[<p"), |i| format!(" a{i}=1"), &format!(">x</p>]]></c:encoded>{RSS_ITEM_END}")),
    "rss: a page, escaped": |n| repeat(n, &format!("{RSS_ITEM}<description>"), "&lt;p&gt;&lt;b&gt;One.&lt;aside&gt;&lt;/i&gt;", &format!("</description>{RSS_ITEM_END}")),
    "rss: channels of unknown elements": |n| each(n, RSS, |i| format!("<x:{0}>1</x:{0}>", word(i)), RSS_END),
    "atom: entries": |n| each(n, ATOM, |i| format!("<entry><title>Port {i}</title><id>urn:{i}</id><content type=\"html\">&lt;p&gt;The port of {} was closed.&lt;/p&gt;</content></entry>", name(i)), "</feed>"),
    "atom: links": |n| each(n, &format!("{ATOM}<entry><title>Port</title><content>The port was closed.</content>"), |i| format!("<link rel=\"related\" href=\"/{i}\"/>"), "</entry></feed>"),
    "atom: an entry of elements": |n| repeat(n, &format!("{ATOM}<entry><title>Port</title><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">"), "<p><b>x</b></p>", "</div></content></entry></feed>"),
    "sitemap: addresses": |n| each(n, "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">", |i| format!("<url><loc>https://n.example/{i}</loc></url>"), "</urlset>"),
    "vendor xml: paragraphs": |n| repeat(n, VENDOR, "<p>One two three.</p>", VENDOR_END),
    "vendor xml: all names different": |n| each(n, VENDOR, |i| format!("<{0}>One two three.</{0}>", word(i)), VENDOR_END),
    "vendor xml: deep": |n| repeat(n, VENDOR, "<a>", ""),
    "vendor xml: deep above much": |n| {
        repeat(n, &format!("{VENDOR}{}", "<div>".repeat(90)), "<p>One two three.</p>", &format!("{}{VENDOR_END}", "</div>".repeat(90)))
    },
    "vendor xml: stories in stories": |n| {
        let (open, close) = ("<text>".repeat(900), "</text>".repeat(900));
        repeat(n, &format!("{VENDOR}{open}"), "One two three four five six.\n", &format!("{close}{VENDOR_END}"))
    },
    "vendor xml: dates in dates": |n| {
        let (open, close) = ("<date>".repeat(900), "</date>".repeat(900));
        repeat(n, &format!("{VENDOR}{open}"), "One two three.\n", &format!("{close}{VENDOR_END}"))
    },
    "vendor xml: attributes": |n| each(n, VENDOR, |i| format!("<p a{i}=\"{}\" href=\"/{i}\">One.</p>", word(i)), VENDOR_END),
    "vendor xml: signs only": |n| repeat(n, VENDOR, "<", ""),
    "vendor xml: names never ended": |n| repeat(n, &format!("{VENDOR}<"), "a", ""),
    "vendor xml: headlines": |n| each(n, VENDOR, |i| format!("<headline>{}</headline><author>{}</author><date>2026-03-04</date>", word(i), name(i)), VENDOR_END),
    "iptc 7901: paragraphs": |n| repeat(n, IPTC, "The port was closed on\r\nWednesday.\r\n\r\n", IPTC_END),
    "iptc 7901: headers": |n| repeat(n, "\u{1}exw042 3 i 380 frd   exw 0045\r\n\r\n", "Freedonia/transport/port/\r\n", IPTC_END),
    "iptc 7901: messages": |n| repeat(n, "", &format!("{IPTC}The port was closed.{IPTC_END}"), ""),
    "iptc 7901: beginnings only": |n| repeat(n, IPTC, "\u{1}\u{2}", ""),
    "iptc 7901: one line": |n| repeat(n, IPTC, "port ", IPTC_END),
    "anpa 1312: paragraphs": |n| repeat(n, ANPA, "\tThe port was closed.\r\n", ANPA_END),
    "anpa 1312: notes": |n| repeat(n, ANPA, "^Eds: Adds quote.<\r\n", ANPA_END),
    "anpa 1312: messages": |n| repeat(n, "", &format!("{ANPA}\tThe port was closed.{ANPA_END}"), ""),
    "anpa 1312: control characters": |n| repeat(n, ANPA, "\u{16}\u{13}\u{11}\u{12}", ANPA_END),
    "zczc: fields": |n| repeat(n, ZCZC, "^Storm closes the port\r\n:PORT\r\n", "NNNN\r\n"),
    "zczc: messages": |n| repeat(n, "", &format!("{ZCZC}    The port was closed.\r\nNNNN\r\n"), ""),
    "zczc: beginnings only": |n| repeat(n, ZCZC, "ZCZC ", ""),
}
