//! Input made to hurt: each ends within a second of processor time with a reason, or with a record within its limits.
//!
//! The limit is the system's own (`ulimit -t`): a process that needs more is killed. Builds without optimisation get
//! three seconds.

use std::io::Write;
use std::process::Stdio;

use flate2::{Compress, Compression, FlushCompress};
use serde_json::Value;

use crate::support::{Desk, Ended, records};

const SECONDS: u32 = if cfg!(debug_assertions) { 3 } else { 1 };

/// `process` on one file, killed when its time is spent.
fn process(name: &str, bytes: impl AsRef<[u8]>) -> Ended {
    let desk = Desk::new();
    desk.write(name, bytes);
    let program = env!("CARGO_BIN_EXE_wiredesk");
    let line = format!("ulimit -t {SECONDS}; exec {program} process --jobs 1 {name}");
    let mut command = std::process::Command::new("bash");
    command.args(["-c", &line]).current_dir(desk.folder()).env_clear().stdin(Stdio::null());
    let output = command.output().unwrap();
    let ended = Ended {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert_eq!(ended.status, 0, "{name}: {}: {}", output.status, ended.stderr);
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    ended
}

/// Refused, with this reason.
fn refused(name: &str, bytes: impl AsRef<[u8]>, reason: &str) {
    let ended = process(name, bytes);
    assert!(ended.stderr.contains(reason), "{name}: expected {reason:?}, found {:?}", ended.stderr);
}

fn record(name: &str, bytes: impl AsRef<[u8]>) -> Value {
    let ended = process(name, bytes);
    let mut found = records(&ended.stdout);
    assert_eq!(found.len(), 1, "{name}: {}", ended.stderr);
    found.remove(0)
}

/// Raw deflate of one piece after the other, each compressed on its own: a repeated one costs no time to make.
fn deflated(pieces: &[(&[u8], usize)]) -> Vec<u8> {
    let mut all = Vec::new();
    for (piece, times) in pieces {
        let mut block = Vec::with_capacity(piece.len() / 100 + 1024);
        let mut compress = Compress::new(Compression::best(), false);
        let mut at = 0;
        loop {
            block.reserve(1 << 16);
            compress.compress_vec(&piece[at..], &mut block, FlushCompress::Full).unwrap();
            at = usize::try_from(compress.total_in()).unwrap();
            if at == piece.len() && block.len() < block.capacity() {
                break;
            }
        }
        for _ in 0..*times {
            all.extend_from_slice(&block);
        }
    }
    all
}

/// A gzip stream of 10 GB and more, of about 10 MB: `head`, then one piece a thousand times.
fn bomb(head: &[u8], piece: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    bytes.extend(deflated(&[(head, 1), (piece, 1050)]));
    bytes.extend([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert!(bytes.len() < 16 << 20, "{} bytes", bytes.len());
    bytes
}

const TEN_MEGABYTES: usize = 10 << 20;

#[test]
fn gzip_bombs() {
    let zeros = vec![0u8; TEN_MEGABYTES];
    refused("bomb.gz", bomb(b"", &zeros), "expands: ");
    let lines = b"{\"title\":\"A\",\"text\":\"One.\"}\n{\"title\":\"B\",\"text\":\"Two.\"}\n";
    let ended = process("bomb.jsonl.gz", bomb(lines, &vec![b'a'; TEN_MEGABYTES]));
    assert_eq!(records(&ended.stdout).len(), 2);
    assert!(ended.stderr.contains("expands: "), "{}", ended.stderr);
    let mut header = tar::Header::new_gnu();
    header.set_path("big.txt").unwrap();
    header.set_size(10 << 30);
    header.set_cksum();
    refused("bomb.tar.gz", bomb(header.as_bytes(), &zeros), "expands: ");
    let letter = b"From ann Wed Mar  4 10:00:00 2026\nFrom: Ann Ray <ann@courier.example>\nSubject: a\nDate: Wed, 4 Mar 2026 10:00:00 +0000\n\n";
    refused("bomb.mbox.gz", bomb(letter, &zeros), "expands: ");
    let crawl = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:a>\r\nWARC-Target-URI: https://n.example/a\r\nContent-Type: application/http\r\nContent-Length: 10737418240\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>";
    refused("bomb.warc.gz", bomb(crawl, &zeros), "expands: ");
}

fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn zips_of_zips() {
    // Sixteen in each of sixteen in each ...: sixteen million stories in some kilobytes.
    let mut wide = b"Port closed\n\nThe port was closed.\n".to_vec();
    let mut suffix = "txt";
    for _ in 0..6 {
        wide = zip(&(0..16).map(|n| (format!("{n}.{suffix}"), wide.clone())).collect::<Vec<_>>());
        suffix = "zip";
    }
    refused("wide.zip", wide, "expands: ");
    let mut deep = b"Port closed\n\nThe port was closed.\n".to_vec();
    for _ in 0..200 {
        deep = zip(&[("a.zip".to_owned(), deep)]);
    }
    refused("deep.zip", deep, "too-deep: ");
    refused("zeros.zip", zip(&[("a.txt".to_owned(), vec![0; 100 << 20])]), "expands: ");
}

#[test]
fn a_live_blog_of_a_megabyte_and_a_half() {
    let (mut posts, mut body) = (Vec::new(), String::new());
    for n in 0..3_000 {
        let said = format!(
            "The harbour of Lumen stays closed, the mayor said on the morning of day {n}, and nobody knows for how long."
        );
        let at = format!("2026-03-04T{:02}:{:02}:00Z", n / 60 % 24, n % 60);
        body.push_str(&format!("<div class=\"live-post\"><time datetime=\"{at}\">{at}</time><h2>Post {n}</h2><p>{said}</p><p>\"We will see,\" said Cy Sample, the mayor. <a href=\"/x{n}\">More</a></p></div>"));
        posts.push(serde_json::json!({"@type": "BlogPosting", "headline": format!("Post {n}"), "datePublished": at, "articleBody": said}));
    }
    let linked = serde_json::json!({"@type": "LiveBlogPosting", "headline": "Storm in Lumen: live", "datePublished": "2026-03-04T00:00:00Z", "liveBlogUpdate": posts});
    let page = format!(
        "<!doctype html><html><head><title>Storm in Lumen: live</title><script type=\"application/ld+json\">{linked}</script></head><body><article><h1>Storm in Lumen: live</h1>{body}</article></body></html>"
    );
    assert!(page.len() > 1_500_000, "{}", page.len());
    let record = record("live.html", page);
    assert_eq!(record["genre"], "live blog", "{}", record["warnings"]);
    assert!(record["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "live-blog"));
    assert!(record["quotes"].as_array().map_or(0, Vec::len) <= 5_000);
}

#[test]
fn nested_beyond_reason() {
    let nest = |open: &str| open.repeat(100_000);
    refused("page.html", format!("<!doctype html><html><body>{}x", nest("<div>")), "too-deep: ");
    refused("inline.html", format!("<!doctype html><html><body><p>{}x", nest("<span><b>")), "too-deep: ");
    refused("item.xml", format!("<nitf>{}x", nest("<p>")), "too-deep: ");
    refused("feed.xml", format!("<rss>{}x", nest("<item>")), "no-text: ");
    refused("item.json", format!("{{\"title\":\"A\",\"text\":{}{}}}", nest("["), nest("]")), "malformed: ");
    let letter = "From: a@b.example\r\nDate: Wed, 4 Mar 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n";
    let parts: String = (0..20_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    process("letter.eml", format!("{letter}{parts}"));
}

/// A page with a story and with what is to be borne.
fn page_with(burden: &str) -> String {
    format!(
        "<!doctype html><html><head><title>Port closed</title></head><body><h1>Port closed</h1><p>The port of Lumen was closed on Monday, the mayor of Lumen said in the evening, and it stays closed for the week.</p>{burden}</body></html>"
    )
}

#[test]
fn one_page_does_not_stop_the_desk() {
    let numbered = |count: usize, unit: &dyn Fn(usize) -> String| (0..count).map(unit).collect::<String>();
    let told = |name: &str, burden: &str, warning: Option<&str>| {
        let record = record(name, page_with(burden));
        assert!(record["text"].as_str().unwrap().starts_with("The port of Lumen"), "{name}: {record}");
        let codes: Vec<&str> =
            record["warnings"].as_array().into_iter().flatten().filter_map(|w| w["code"].as_str()).collect();
        assert!(warning.is_none_or(|code| codes.contains(&code)), "{name}: {codes:?}");
    };
    let attributes = numbered(200_000, &|n| format!(" a{n}=1"));
    told("attributes.html", &format!("<div{attributes}>x</div>"), None);
    let open = numbered(300, &|n| format!("<b id={n}>"));
    told("formatting.html", &format!("<p>{open}{}", "</p><p>x".repeat(50_000)), Some("page-capped"));
    told("navigation.html", &format!("{}{}", "<nav>".repeat(900), "<p>x</p>".repeat(20_000)), None);
    told("sections.html", &"<section><pre>\nx</pre></section>".repeat(20_000), None);
    let rows = "<p>The harbour stays closed, the mayor of the town said on Monday, for a week.</p>\n";
    told(
        "long.html",
        &rows.repeat(8_000_000 / rows.len() / if cfg!(debug_assertions) { 8 } else { 1 }),
        None,
    );
    // Whichever is used up first: the depth, or the steps.
    let bounded = |name: &str, burden: &str| {
        let ended = process(name, page_with(burden));
        match records(&ended.stdout).first() {
            Some(record) => {
                assert!(record["warnings"].to_string().contains("page-capped"), "{name}: {record}")
            }
            None => assert!(ended.stderr.contains("too-deep: "), "{name}: {}", ended.stderr),
        }
    };
    bounded("fonts.html", &numbered(20_000, &|n| format!("<font color={n}>x</p>")));
    bounded("bold.html", &numbered(20_000, &|n| format!("<p><b id={n}>x")));
    for end in ["</i>", "</span>", "</h1>", "</ul>", "</x-y>"] {
        bounded("asides.html", &format!("<aside>{end}").repeat(12_000));
    }
    bounded("pre.html", &"<section><pre>\nx</i>".repeat(20_000));
}

#[test]
fn one_delivery_does_not_stop_the_desk() {
    let head = "<?xml version=\"1.0\"?><NewsML Version=\"1.2\"><NewsItem><NewsComponent><NewsLines><HeadLine>Port closed</HeadLine>";
    let tail = "<NewsComponent><ContentItem><DataContent><p>The port was closed.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>";
    let bylines = "<ByLine>By Ann Ray</ByLine>".repeat(40_000);
    record("bylines.xml", format!("{head}{bylines}</NewsLines>{tail}"));
    let pictures: String = (0..20_000)
        .map(|n| format!("<ContentItem Href=\"/{n}.jpg\"><MediaType FormalName=\"Photo\"/></ContentItem>"))
        .collect();
    record("pictures.xml", format!("{head}</NewsLines>{pictures}{tail}"));
    let enclosures: String = (0..20_000)
        .map(|n| format!("<enclosure url=\"https://n.example/{n}.jpg\" type=\"image/jpeg\"/>"))
        .collect();
    let feed = |item: &str| format!("<rss version=\"2.0\"><channel><title>C</title>{item}</channel></rss>");
    record("enclosures.xml", feed(&format!("<item><title>Port closed</title>{enclosures}</item>")));
    let nested = format!(
        "{}<description>{}</description>{}",
        "<item><title>A</title>".repeat(450),
        "The port was closed. ".repeat(40_000),
        "</item>".repeat(450)
    );
    assert!(records(&process("items.xml", feed(&nested)).stdout).len() <= 8);
    let objects = format!("{{\"title\":\"A\",\"x\":[{}1]}}", "{\"a\":1},".repeat(250_000));
    refused("objects.json", objects, "too-dense: ");
    let commas = format!("{{\"title\":\"A\",\"x\":[{}{}]}}", " ".repeat(500_000), ",".repeat(500_000));
    process("commas.json", commas);
    let marks = record("marks.txt", format!("Port closed\n\n{}", "a, ".repeat(650_000)));
    assert!(marks["warnings"].to_string().contains("extract-capped"), "{}", marks["warnings"]);
}

#[test]
fn ten_megabytes_of_linked_data() {
    let page = |scripts: &str| {
        format!(
            "<!doctype html><html><head><title>Port closed</title>{scripts}</head><body><p>The port of Lumen was closed on Monday, the mayor of Lumen said in the evening, and it will stay closed.</p></body></html>"
        )
    };
    let script = |json: &str| format!("<script type=\"application/ld+json\">{json}</script>");
    let text = "The port was closed on Monday, the mayor said. ".repeat(215_000);
    let story = format!("{{\"@type\":\"NewsArticle\",\"headline\":\"Not read\",\"articleBody\":\"{text}\"}}");
    let nodes = format!(
        "{{\"@type\":\"NewsArticle\",\"headline\":\"Not read\",\"x\":[{}1]}}",
        "{\"a\":1},".repeat(1_300_000)
    );
    for (name, json) in [("body.html", story), ("nodes.html", nodes)] {
        assert!(json.len() > 10_000_000, "{}", json.len());
        let record = record(name, page(&script(&json)));
        assert_eq!(record["headline"], "Port closed", "{name}");
        assert!(record["text"].as_str().unwrap().starts_with("The port of Lumen"), "{name}");
    }
    let small = script("{\"@type\":\"NewsArticle\",\"headline\":\"Port closed\"}").repeat(60_000);
    record("many.html", page(&small));
}

#[test]
fn entities_are_not_expanded_and_nothing_is_fetched() {
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE nitf [<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        laughs.push_str(&format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)));
    }
    laughs.push_str("]><nitf><body><body.head><hedline><hl1>Laughs</hl1></hedline></body.head><body.content><p>Text &a29; ends.</p></body.content></body></nitf>");
    assert_eq!(record("laughs.xml", laughs)["text"], "Text &a29; ends.");
    let secret = Desk::new();
    secret.write("secret.txt", "Bletchley");
    let path = secret.path("secret.txt").display().to_string();
    for (name, start, end) in [
        ("nitf.xml", "<nitf><body><body.content><p>", "</p></body.content></body></nitf>"),
        (
            "feed.xml",
            "<rss version=\"2.0\"><channel><title>C</title><item><title>A</title><description>",
            "</description></item></channel></rss>",
        ),
        ("page.xhtml", "<html><body><p>", "</p></body></html>"),
    ] {
        let root = start.trim_start_matches('<').split([' ', '>']).next().unwrap();
        for kind in ["SYSTEM", "PUBLIC \"-//X\""] {
            let external = format!(
                "<?xml version=\"1.0\"?><!DOCTYPE {root} [<!ENTITY x {kind} \"file://{path}\"><!ENTITY % y {kind} \"file://{path}\"> %y;]>{start}The key is &x; and it will be kept for the week, they said.{end}"
            );
            let ended = process(name, external);
            assert!(!ended.stdout.contains("Bletchley"), "{name}: {}", ended.stdout);
            assert_eq!(records(&ended.stdout).len(), 1, "{name}: {}", ended.stderr);
        }
    }
}
