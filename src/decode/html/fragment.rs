//! HTML inside another format (a feed's content, a JSON body, an e-mail part): all of it is story.

use std::borrow::Cow;
use std::collections::HashSet;

use url::Url;

use super::dom::Dom;
use super::parse::{self, Parsed};
use super::{blocks, classes, flow, media};
use crate::model::{Block, Document, Fault, TextLimits, Warning};

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
    let Parsed { page, warning } = parse::parse(html)?;
    let dom = Dom::of(&page);
    drop(page);
    let pieces = flow::pieces(&dom, 0, |_| false);
    Ok(Fragment {
        blocks: blocks::blocks(&dom, &pieces, &[]),
        images: media::images(&dom, 0, base, limits.with_one_more().list_entries),
        links: media::links(&dom, 0..dom.len(), base, limits.with_one_more().list_entries),
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
    match parse::parse(&with_companies(text)) {
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
        let company = after.split_once('>').is_some_and(|(inside, _)| is_company(inside));
        found |= company;
        kept.push_str(before);
        kept.push_str(if company { "&lt;" } else { "<" });
        rest = after;
    }
    kept.push_str(rest);
    if found { Cow::Owned(kept) } else { Cow::Borrowed(text) }
}

/// Whether a string is HTML rather than text that happens to hold a `<`.
pub(in crate::decode) fn looks_like_html(text: &str) -> bool {
    let Some(closes) = text.rfind('>') else { return false };
    let mut rest = text.get(..closes).unwrap_or_default();
    while let Some((_, after)) = rest.split_once('<') {
        let name: String =
            after.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
        if super::tag::Tag::of(&name.to_ascii_lowercase()) != super::tag::Tag::Other {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether HTML knows an element of this name.
pub(in crate::decode) fn is_html_element(name: &str) -> bool {
    super::tag::Tag::of(&name.to_ascii_lowercase()) != super::tag::Tag::Other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BlockKind;

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
    fn html_is_told_from_text() {
        assert!(looks_like_html("a<br/>b"));
        assert!(!looks_like_html("3 < 4 and <b c"));
        assert!(!looks_like_html("<3 you"));
        assert_eq!(line("Q&amp;A: <b>ports</b>"), "Q&A: ports");
    }
}
