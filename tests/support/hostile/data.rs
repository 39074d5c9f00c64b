//! JSON, JSON Lines, ninjs.

use super::{Generator, each, name, nested, repeat, word};

const OPEN: &str =
    "{\"title\":\"Port closed\",\"text\":\"The port of Lumen was closed on Monday, they said.\"";
const NINJS: &str = "{\"uri\":\"urn:a\",\"type\":\"text\",\"headline\":\"Port closed\",\"versioncreated\":\"2026-03-04T08:00:00Z\",\"body_text\":\"The port was closed.\"";
const BODY: &str = "{\"uri\":\"urn:a\",\"type\":\"text\",\"headline\":\"Port closed\",\"versioncreated\":\"2026-03-04T08:00:00Z\",\"body_html\":\"<p>The port was closed.</p>";

macro_rules! data {
    ($($name:literal: $make:expr),* $(,)?) => {
        pub(super) const ALL: &[Generator] =
            &[$(Generator { name: concat!("json: ", $name), suffix: "json", make: $make }),*];
    };
}

data! {
    "lists in lists": |n| nested(n, &format!("{OPEN},\"x\":"), ["[", "", "]"], "}"),
    "lists that only open": |n| repeat(n, &format!("{OPEN},\"x\":"), "[", ""),
    "objects, a hundred deep": |n| {
        let deep = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
        repeat(n, &format!("{OPEN},\"x\":[1"), &format!(",{deep}"), "]}")
    },
    "keys": |n| each(n, OPEN, |i| format!(",\"{}\":\"{}\"", word(i), word(i)), "}"),
    "one key again": |n| repeat(n, OPEN, ",\"text\":\"One.\"", "}"),
    "keys of stories": |n| each(n, OPEN, |i| format!(",\"x{i}\":{{\"title\":\"{}\",\"text\":\"{}\"}}", word(i), word(i)), "}"),
    "a list of numbers": |n| repeat(n, &format!("{OPEN},\"x\":[1"), ",1", "]}"),
    "a list of empty objects": |n| repeat(n, &format!("{OPEN},\"x\":[1"), ",{}", "]}"),
    "a long string": |n| repeat(n, "{\"title\":\"Port closed\",\"text\":\"", "The port was closed. ", "\"}"),
    "a string never closed": |n| repeat(n, "{\"title\":\"Port closed\",\"text\":\"", "The port was closed. ", ""),
    "escapes": |n| repeat(n, "{\"title\":\"Port closed\",\"text\":\"The port ", "\\u0041\\n\\\"", "\"}"),
    "half of pairs": |n| repeat(n, "{\"title\":\"Port closed\",\"text\":\"The port ", "\\ud83d ", "\"}"),
    "digits": |n| repeat(n, &format!("{OPEN},\"x\":"), "9", "}"),
    "spaces, then commas": |n| {
        let spaces = format!("[{}", " ".repeat(n / 2));
        repeat(n, &format!("{OPEN},\"x\":{spaces}"), ",", "]}")
    },
    "words without marks": |n| repeat(n, &format!("{OPEN},\"x\":"), "a ", "}"),
    "spaces": |n| repeat(n, &format!("{OPEN},\"x\":"), " \n", "1}"),
    "a page of formatting": |n| each(n, "{\"title\":\"Port closed\",\"html\":\"<p>The port was closed.</p>", |i| format!("<font color={i}>x</p>"), "\"}"),
    "paragraphs in a list": |n| each(n, "{\"title\":\"Port closed\",\"paragraphs\":[\"The port was closed.\"", |i| format!(",\"It was day {i}.\""), "]}"),
    "stories in a list": |n| each(n, "[{\"title\":\"Port\",\"text\":\"One.\"}", |i| format!(",{{\"title\":\"Port {i}\",\"text\":\"The port of {} was closed.\"}}", name(i)), "]"),
    "lines": |n| each(n, "", |i| format!("{{\"title\":\"Port {i}\",\"text\":\"The port of {} was closed, {} said.\"}}\n", name(i), name(i + 7)), ""),
    "lines, all the same": |n| repeat(n, "", "{\"title\":\"Port closed\",\"text\":\"The port of Lumen was closed on Monday, the mayor of the town said.\"}\n", ""),
    "lines, nearly the same": |n| each(n, "", |i| format!("{{\"title\":\"Port closed\",\"text\":\"The port of Lumen was closed on Monday, the mayor of the town said in the evening of day {i}, and nobody knows for how long.\"}}\n"), ""),
    "lines, every second damaged": |n| repeat(n, "", "{\"title\":\"Port\",\"text\":\"One.\"}\n{\"title\":\n", ""),
    "lines of nothing": |n| repeat(n, "{\"title\":\"Port\",\"text\":\"One.\"}\n{\"title\":\"Port\",\"text\":\"Two.\"}\n", "{}\n", ""),
    "ninjs, subjects": |n| each(n, &format!("{NINJS},\"subject\":[{{\"name\":\"x\"}}"), |i| format!(",{{\"name\":\"{}\",\"qcode\":\"a:{i}\"}}", word(i)), "]}"),
    "ninjs, associations": |n| each(n, &format!("{NINJS},\"associations\":{{\"a\":{{}}"), |i| format!(",\"p{i}\":{{\"type\":\"picture\",\"headline\":\"{}\",\"renditions\":{{\"a\":{{\"href\":\"https://n.example/{i}.jpg\"}}}}}}", name(i)), "}}"),
    "ninjs, associations in associations": |n| {
        let (open, close) = ("{\"associations\":{\"a\":".repeat(40), "}}".repeat(40));
        repeat(n, &format!("{NINJS},\"x\":[1"), &format!(",{open}1{close}"), "]}")
    },
    "ninjs, renditions": |n| each(n, &format!("{NINJS},\"associations\":{{\"a\":{{\"type\":\"picture\",\"renditions\":{{\"a\":{{}}"), |i| format!(",\"r{i}\":{{\"href\":\"/{i}.jpg\",\"width\":{i}}}"), "}}}}"),
    "ninjs, bylines": |n| each(n, &format!("{NINJS},\"byline\":\"By Ann Ray"), |i| format!(", {} {}", name(i), name(i + 2)), "\"}"),
    "ninjs, a page of end tags": |n| repeat(n, BODY, "<aside></i>", "\"}"),
    "ninjs, a page of attributes": |n| each(n, &format!("{BODY}<p"), |i| format!(" a{i}=1"), ">x</p>\"}"),
}
