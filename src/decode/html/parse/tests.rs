//! The tree is html5ever's own for whatever is within the limits, and bounded for whatever is not.

use proptest::prelude::*;

use super::*;

/// The tree of html5ever, asked without counting.
fn theirs(html: &str) -> String {
    Page::from(html).html().to_string()
}

fn ours(html: &str) -> String {
    let parsed = parse_whole(html).unwrap();
    assert_eq!(parsed.warning, None, "{html}");
    parsed.page.html().to_string()
}

#[test]
fn the_tree_is_that_of_the_parser() {
    let many: String = (0..MAX_ATTRIBUTES).map(|n| format!(" a{n}='>'")).collect();
    for html in [
        "",
        "<!doctype html><p>One<p>Two <b>three</p>four",
        "<script>if (a<b && c>d) { x = \"</a b='\" }</script><p title='a>b'>x",
        "<script><!--<script></script a='</script><p>--></script><p>x",
        "<script><!-- <script> </script > x --></script y='z'><p>x",
        "<title>a <b c='</title><p d='>'>x</p>",
        "<textarea></textarea a=b><style>p > a {}</style  ><p>x",
        "<svg><style><a b='</style>'></style><title><p>x</title></svg><![CDATA[<a b='>]]>'>",
        "<svg><![CDATA[<a b='>]]><p c='>'>x</svg>",
        "<math><mi><![CDATA[x]]></mi></math><p>y",
        "<!-- <a b='--><p c='>'>x</p> -->",
        "<!--><p>x<!---><p>y<!-- a --!><p>z<!-- b ---><p>",
        "<?php <a b='?><p c='>'>x",
        "</><p>x</ a b='><p>y</p a b='>'>z",
        "<a =b =c='>' d='e'f=\"g\"/h/>x<a b=>y<a b = c>z<a b='>",
        "a < b <3 <",
        "<plaintext><a b='</plaintext>",
        "<noscript><a b='>'>x</a></noscript><noframes></a b='>'></noframes><p>",
        "<p>\r\n\0<table>x<tr><td>y<table><b>z",
        "<template><td>x</td></template><select><option>a<option>b</select>",
        "é<p é='ü>'>ö<scrıpt></script>",
        &format!("<div{many}>x</div{many}><p>y"),
    ] {
        assert_eq!(ours(html), theirs(html), "{html}");
    }
}

#[test]
fn code_is_left_out_and_all_else_stays() {
    for (html, code) in [
        (
            r#"<p>One<script>if (a<b && c>d) { x = "</p a b='" }</script><p title='a>b'>x"#,
            "if (a<b && c>d) { x = \"</p a b='\" }",
        ),
        ("<script type=module>qq</script ><p>x<script></script>", "qq"),
        ("<style>\n.q > a {}\n</style x='>'><p>x", "\n.q > a {}\n"),
        ("<script>q</scripts></script/><p>x", "q</scripts>"),
        ("<SCRIPT>q</Script><p>x<style>c", "q"),
        ("<script><!--<script></script a='</script><p>--></script><p>x", ""),
        ("<script type='application/ld+json'>{}</script><svg><style>a</style></svg>", ""),
        ("<title><style>a</style></title><textarea><script>b</script></textarea><p>x", ""),
    ] {
        let wanted = if code.is_empty() { theirs(html) } else { theirs(html).replace(code, "") };
        assert_eq!(parse(html).unwrap().page.html().to_string(), wanted, "{html}");
    }
    let page = parse("<script>a</script><style>b</style><p>x").unwrap().page;
    assert_eq!(&*page.text(), "x");
    // the line that is told is that of the page
    let deep = format!("<script>\n\n\n</script>\n{}", "<div>".repeat(100_000));
    assert!(parse(&deep).err().unwrap().message.contains("in line 5"));
}

#[test]
fn attributes_beyond_the_limit_are_left_out() {
    let many: String = (0..MAX_ATTRIBUTES + 50).map(|n| format!(" a{n}='>'")).collect();
    let found = ours(&format!("<p{many}>x</p><b{many}/>y</b{many}>z<a{many}"));
    let kept: String = (0..MAX_ATTRIBUTES).map(|n| format!(" a{n}=\"&gt;\"")).collect();
    assert_eq!(found, format!("<html><head></head><body><p{kept}>x</p><b{kept}>y</b>z</body></html>"));
}

#[test]
fn what_costs_too_much_is_read_as_far_as_it_goes() {
    // Whichever is used up first: the depth, or the steps.
    let is_bounded = |html: &str| match parse(html) {
        Err(fault) => fault.code == FaultCode::TooDeep,
        Ok(parsed) => parsed.warning.is_some() && parsed.page.html().contains("<p>One.</p>"),
    };
    let numbered: String = (0..50_000).map(|n| format!("<p><b id={n}>x")).collect();
    assert!(is_bounded(&format!("<p>One.</p>{numbered}")));
    // End tags that close nothing do not make a page less deep.
    for end in ["</i>", "</span>", "</h1>", "</x-y>"] {
        assert!(is_bounded(&format!("<p>One.</p>{}", format!("<div>{end}").repeat(10_000))), "{end}");
    }
    let open: String = (0..300).map(|n| format!("<b id={n}>")).collect();
    let parsed = parse(&format!("<p>One.</p><p>{open}{}", "</p><p>x\n".repeat(50_000))).unwrap();
    assert_eq!(parsed.warning.map(|w| w.code).as_deref(), Some("page-capped"));
    assert!(parsed.page.tree.len() <= MAX_NODES + 1_000, "{}", parsed.page.tree.len());
    assert!(parsed.page.html().contains("<p>One.</p>"));
    let parsed = parse(&"<p>x".repeat(MAX_NODES)).unwrap();
    assert!(parsed.warning.unwrap().message.contains("elements and texts"));
}

#[test]
fn signs_that_begin_nothing_are_left_out_where_they_are_very_many() {
    let found = ours(&format!("<p>{}a < b <3", "< ".repeat(MAX_STRAYS)));
    assert!(found.ends_with("&lt; a  b 3</p></body></html>"), "{}", found.len());
}

#[test]
fn only_deep_pages_are_refused() {
    assert!(parse(&"<div>".repeat(100_000)).is_err());
    assert!(parse(&"<p>a<br><li>b<img src=x>".repeat(10_000)).is_ok());
    assert!(parse(&"<div><span>a</span></div>".repeat(10_000)).is_ok());
}

proptest! {
    /// Whatever tags, marks and texts follow each other.
    #[test]
    fn any_soup_gives_the_parsers_tree(pieces in proptest::collection::vec(0..SOUP.len(), 0..40)) {
        let html: String = pieces.iter().map(|n| SOUP[*n]).collect();
        prop_assert_eq!(ours(&html), theirs(&html));
    }
}

const SOUP: &[&str] = &[
    "<script>",
    "</script>",
    "</script",
    "<!--",
    "-->",
    "--!>",
    "->",
    "--",
    "<![CDATA[",
    "]]>",
    "<svg>",
    "</svg>",
    "<math>",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea ",
    "<p a='",
    "'",
    "\"",
    ">",
    "<",
    "</",
    "/",
    "=",
    " ",
    "a",
    "<a b=\"",
    "<table>",
    "<td>",
    "</table>",
    "<b>",
    "</b>",
    "<i c>",
    "</i>",
    "<a>",
    "</a>",
    "<?",
    "<!",
    "<!doctype html>",
    "<desc>",
    "</desc>",
    "<template>",
    "</template>",
    "<plaintext>",
    "<noscript>",
    "</noscript>",
    "<iframe>",
    "</iframe>",
    "\n",
    "é",
    "\0",
    "&amp;",
    "<select>",
    "<option>",
    "</p>",
    "<div>",
    "</div>",
    "<form>",
    "</form>",
    "<body x>",
    "<frameset>",
    "<annotation-xml encoding=text/html>",
];
