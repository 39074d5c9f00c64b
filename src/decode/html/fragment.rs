//! HTML inside another format (a feed's content, a JSON body, an e-mail part): all of it is story.

use std::borrow::Cow;
use std::collections::HashSet;

use url::Url;

use super::dom::{Dom, Id};
use super::flow::Piece;
use super::parse::{self, Parsed};
use super::{blocks, classes, flow, media, shortcodes};
use crate::model::{Block, BlockKind, Document, Fault, TextLimits, Warning};
use crate::normalise::standing;

/// What a fragment holds.
#[derive(Debug, Default)]
pub(in crate::decode) struct Fragment {
    /// Its paragraphs.
    pub(in crate::decode) blocks: Vec<Block>,
    /// Its pictures.
    pub(in crate::decode) images: Vec<crate::model::Image>,
    /// Its links.
    pub(in crate::decode) links: Vec<crate::model::Link>,
    /// What to tell of it, where it was not read to its end.
    pub(in crate::decode) warning: Option<Warning>,
}

/// Reads a fragment; `base` makes its addresses absolute.
///
/// # Errors
/// [`crate::model::FaultCode::TooDeep`] if its elements nest beyond reason.
pub(in crate::decode) fn read(
    html: &str,
    base: Option<&Url>,
    limits: &TextLimits,
) -> Result<Fragment, Fault> {
    let Parsed { page, warning } = parse::parse(&shortcodes::resolve(html))?;
    let dom = Dom::of(&page);
    drop(page);
    let pieces = flow::pieces(&dom, 0, |_| false);
    let decided: Vec<_> = pieces.iter().map(kind_of).collect();
    let told = pieces.iter().zip(&decided).filter(|(_, kind)| kind.is_some()).map(|(piece, _)| piece.nodes);
    Ok(Fragment {
        blocks: blocks::blocks(&dom, &pieces, &decided),
        images: media::images(&dom, 0, base, limits.with_one_more().list_entries),
        links: media::links(&dom, outside(dom.len(), told), base, limits.with_one_more().list_entries),
        warning: warning.or_else(|| flow::capped(&pieces)),
    })
}

/// [`read`] of a letter: what its program hides (the line for lists of letters) and the sender's signature are no story.
///
/// # Errors
/// As [`read`].
pub(in crate::decode) fn read_letter_into(
    document: &mut Document,
    html: &str,
    limits: &TextLimits,
) -> Result<(), Fault> {
    let Parsed { page, warning } = parse::parse(html)?;
    let dom = Dom::of(&page);
    drop(page);
    let pieces = flow::pieces(&dom, 0, |id| classes::is_unread_in_letter(&dom, id));
    document.blocks.extend(blocks::blocks(&dom, &pieces, &[]));
    let most = limits.with_one_more().list_entries;
    document.images.extend(media::images(&dom, 0, None, most));
    document.links.extend(media::links(&dom, 0..dom.len(), None, most));
    if document.warnings.iter().all(|known| known.code != "page-capped") {
        document.warnings.extend(warning.or_else(|| flow::capped(&pieces)));
    }
    Ok(())
}

/// What stands around stories whatever they tell is promotion, and what it links to is cited by nobody.
fn kind_of(piece: &Piece) -> Option<BlockKind> {
    standing::is_standing(&piece.text).then_some(BlockKind::Promo)
}

/// All nodes but those of some pieces, which come in order, with the elements right around their first words.
fn outside(count: usize, pieces: impl Iterator<Item = (Id, Id)>) -> impl Iterator<Item = Id> {
    let mut from = 0;
    let mut ranges = Vec::new();
    for (first, last) in pieces {
        // a link at the head of a line begins right before its first word
        ranges.push(from..first.saturating_sub(1).max(from));
        from = last + 1;
    }
    ranges.push(from..count);
    ranges.into_iter().flatten()
}

/// The lead that markup holds: its lines, but for those that stand around any story.
pub(in crate::decode) fn lead(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return line(html);
    }
    let Ok(Parsed { page, .. }) = parse::parse(&shortcodes::resolve(html)) else { return line(html) };
    let dom = Dom::of(&page);
    let pieces = flow::pieces(&dom, 0, |_| false);
    let told = pieces.iter().filter(|piece| kind_of(piece).is_none());
    flow::fold(&told.map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" "))
}

/// Reads a fragment into a document, after what it already holds; its addresses are read against the document's own.
///
/// # Errors
/// As [`read`].
pub(in crate::decode) fn read_into(
    document: &mut Document,
    html: &str,
    limits: &TextLimits,
) -> Result<(), Fault> {
    let own = document.url.as_ref().and_then(|url| Url::parse(&url.value).ok());
    read_into_from(document, html, own.as_ref(), limits)
}

/// [`read_into`] with addresses read against `base`.
///
/// # Errors
/// As [`read`].
pub(in crate::decode) fn read_into_from(
    document: &mut Document,
    html: &str,
    base: Option<&Url>,
    limits: &TextLimits,
) -> Result<(), Fault> {
    let fragment = read(html, base, limits)?;
    document.blocks.extend(fragment.blocks);
    let known: HashSet<String> = document.images.iter().filter_map(|i| i.url.clone()).collect();
    // Those of a fragment differ among themselves.
    let new = fragment.images.into_iter().filter(|i| i.url.as_ref().is_none_or(|url| !known.contains(url)));
    document.images.extend(new);
    document.links.extend(fragment.links);
    if document.warnings.iter().all(|known| known.code != "page-capped") {
        document.warnings.extend(fragment.warning);
    }
    Ok(())
}

/// Text that may hold tags and entities, as one line.
pub(in crate::decode) fn line(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return flow::fold(text);
    }
    match parse::parse(&with_companies(&shortcodes::without_sections(text))) {
        Ok(parsed) => Dom::of(&parsed.page).plain(0),
        Err(_) => flow::fold(text),
    }
}

/// `<EXAMPLE CORP> YEAR NET`: what a wire puts in angle brackets and HTML does not know is no tag.
fn with_companies(text: &str) -> Cow<'_, str> {
    let is_company = |inside: &str| {
        let name: String = inside.chars().take_while(|c| c.is_ascii_alphanumeric()).take(12).collect();
        let loud = inside.starts_with(|c: char| c.is_ascii_uppercase()) && !inside.contains(['=', '/']);
        loud && !is_html_element(&name)
    };
    let mut kept = String::new();
    let (mut rest, mut found) = (text, false);
    while let Some((before, after)) = rest.split_once('<') {
        // no name of a company is longer: a text of signs alone is not read again and again
        let near = after.get(..after.floor_char_boundary(100)).unwrap_or(after);
        let company = near.split_once('>').is_some_and(|(inside, _)| is_company(inside));
        found |= company;
        kept.push_str(before);
        kept.push_str(if company { "&lt;" } else { "<" });
        rest = after;
    }
    kept.push_str(rest);
    if found { Cow::Owned(kept) } else { Cow::Borrowed(text) }
}

/// Longest entity that is looked for, in bytes.
const LONGEST_ENTITY: usize = 12;

/// Text that is no HTML and still has entities, as it is meant: its lines with these resolved.
pub(in crate::decode) fn unescaped(text: &str) -> Cow<'_, str> {
    let has_entity = || {
        text.match_indices('&').any(|(at, _)| {
            let near = text.as_bytes().get(at + 1..).unwrap_or_default().iter().take(LONGEST_ENTITY);
            let length = near.clone().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
            length > 1 && near.clone().nth(length) == Some(&b';')
        })
    };
    if looks_like_html(text) || !has_entity() {
        return Cow::Borrowed(text);
    }
    let resolve = |line: &str| {
        if line.contains('&') { self::line(&line.replace('<', "&lt;")) } else { line.to_owned() }
    };
    Cow::Owned(text.split('\n').map(resolve).collect::<Vec<_>>().join("\n"))
}

/// Whether a string is HTML rather than text that happens to hold a `<`.
pub(in crate::decode) fn looks_like_html(text: &str) -> bool {
    let Some(closes) = text.rfind('>') else { return false };
    let text = text.get(..=closes).unwrap_or_default();
    for (at, _) in text.match_indices('<') {
        let after = text.get(at + 1..).unwrap_or_default();
        let inside = after.trim_start_matches('/');
        let name: String = inside.chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
        let lower = name.to_ascii_lowercase();
        if super::tag::Tag::of(&lower) == super::tag::Tag::Other {
            continue;
        }
        let rest = inside.get(name.len()..).unwrap_or_default();
        // `the <table> tag`: a tag that a sentence names ends nowhere and says nothing of itself
        let begins_line =
            text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']).ends_with('\n') || at == 0;
        if inside.len() < after.len()
            || !rest.starts_with('>')
            || begins_line
            || BREAKS.contains(&lower.as_str())
        {
            return true;
        }
    }
    false
}

/// Elements that stand alone in a line.
const BREAKS: [&str; 5] = ["br", "hr", "wbr", "img", "p"];

/// Whether HTML knows an element of this name.
pub(in crate::decode) fn is_html_element(name: &str) -> bool {
    super::tag::Tag::of(&name.to_ascii_lowercase()) != super::tag::Tag::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_that_a_sentence_names_makes_no_html() {
        for text in
            ["<p>One.", "One.<br>Two.", "One <b>two</b>.", "<div>One", "see <a href='/x'>this", "<i>One two"]
        {
            assert!(looks_like_html(text), "{text}");
        }
        for text in [
            "The pages were built with the <table> tag.",
            "A <tr> stands in a <table>, she said.",
            "One\n\nThe <blink> and a < b > c",
            "Why <script> stays",
        ] {
            assert!(!looks_like_html(text), "{text}");
        }
    }

    #[test]
    fn companies_are_no_tags() {
        assert_eq!(line("<EXAMPLE COAST FUND> PAYOUT &amp; more"), "<EXAMPLE COAST FUND> PAYOUT & more");
        assert_eq!(line("EXAMPLE CORP <EXC> 2ND QTR"), "EXAMPLE CORP <EXC> 2ND QTR");
        assert_eq!(line("<B>Ferry</B> <I class=\"x\">aground</I>"), "Ferry aground");
    }

    #[test]
    fn blocks_have_the_kind_of_their_markup() {
        let html = "<p>Lead.</p><h2>Next</h2><ul><li>One</ul><blockquote><p>Said.</p></blockquote>\
                    <table><tr><td>a<td>b</tr></table><figure><img src=/p.jpg alt=Port><figcaption>The port. \
                    <span class=credit>Photo: Ann Ray</span></figcaption></figure>";
        let fragment =
            read(html, Url::parse("https://news.example/a/b").ok().as_ref(), &TextLimits::default()).unwrap();
        let kinds: Vec<_> = fragment.blocks.iter().map(|b| (b.kind, b.text.as_str())).collect();
        assert_eq!(
            kinds,
            [
                (None, "Lead."),
                (Some(BlockKind::Subhead), "Next"),
                (Some(BlockKind::List), "One"),
                (Some(BlockKind::Blockquote), "Said."),
                (Some(BlockKind::Table), "a | b"),
                (Some(BlockKind::Caption), "The port. Photo: Ann Ray"),
            ]
        );
        let image = &fragment.images[0];
        assert_eq!(image.url.as_deref(), Some("https://news.example/p.jpg"));
        assert_eq!(image.caption.as_deref(), Some("The port."));
        assert_eq!(image.credit.as_deref(), Some("Photo: Ann Ray"));
    }

    #[test]
    fn standing_lines_are_no_story() {
        let html = "<p>The quarry is <a href=https://q.example/q>closed</a>.</p><p>The post <a href=https://q.example/1>Quarry closed\
                    </a> appeared first on <a href=https://q.example>Valley Post</a>.</p><p>Share on Facebook</p>";
        let fragment = read(html, None, &TextLimits::default()).unwrap();
        let kinds: Vec<_> = fragment.blocks.iter().map(|b| b.kind).collect();
        assert_eq!(kinds, [None, Some(BlockKind::Promo), Some(BlockKind::Promo)]);
        let links: Vec<_> = fragment.links.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(links, ["closed"]);
        assert_eq!(lead(html), "The quarry is closed.");
        assert_eq!(lead("The quarry &amp; the road"), "The quarry & the road");
        assert_eq!(line("<![CDATA[Quarry & <b>road</b>]]>"), "Quarry & road");
    }

    #[test]
    fn captions_in_brackets_are_captions() {
        let html = "[caption id=\"a\" width=\"3\"]<img src=https://q.example/a.jpg> The east quay.[/caption]<p>It is open.</p>";
        let fragment = read(html, None, &TextLimits::default()).unwrap();
        let told: Vec<_> = fragment.blocks.iter().map(|b| (b.kind, b.text.as_str())).collect();
        assert_eq!(told, [(Some(BlockKind::Caption), "The east quay."), (None, "It is open.")]);
        assert_eq!(fragment.images[0].caption.as_deref(), Some("The east quay."));
    }

    #[test]
    fn html_is_told_from_text() {
        assert!(looks_like_html("a<br/>b"));
        assert!(!looks_like_html("3 < 4 and <b c"));
        assert!(!looks_like_html("<3 you"));
        assert_eq!(line("Q&amp;A: <b>ports</b>"), "Q&A: ports");
        assert_eq!(unescaped("One &lt; two.\n\nA <3 &amp; B &eacute;"), "One < two.\n\nA <3 & B é");
        assert_eq!(unescaped("AT&T & Co; and so on"), "AT&T & Co; and so on");
        assert_eq!(unescaped("&lt;p&gt;One.&lt;/p&gt;"), "<p>One.</p>");
        assert_eq!(unescaped("<p>One &lt; two</p>"), "<p>One &lt; two</p>");
    }
}
