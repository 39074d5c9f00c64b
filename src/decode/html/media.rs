//! Pictures with their captions and credits, and links, of a page or a part of one.

use std::collections::BTreeSet;

use url::Url;

use super::classes;
use super::dom::{Dom, Id};
use super::tag::Tag;
use crate::model::{Image, Link, LinkRel};

/// Most characters of a caption that is one; longer text in a figure is the story laid out as a figure.
const MAX_CAPTION: usize = 1_500;

/// Longest text of a link, in bytes; what is longer is a page in a link.
const LONGEST_LINK: usize = 8_000;

/// An address made absolute; nothing for scripts, inline data and what is no address.
pub(in crate::decode) fn absolute(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    let scheme = address.split(':').next().unwrap_or_default();
    let inline = ["data", "javascript", "about", "blob", "mailto", "tel"];
    if address.is_empty() || address.starts_with('#') || inline.iter().any(|s| s.eq_ignore_ascii_case(scheme))
    {
        return None;
    }
    match base {
        Some(base) => base.join(address).ok().map(String::from),
        None => Some(address.to_owned()),
    }
}

/// The pictures of a subtree in reading order, each address once.
pub(super) fn images(dom: &Dom, root: Id, base: Option<&Url>, most: usize) -> Vec<Image> {
    let mut images: Vec<Image> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut at = root;
    let end = dom.end(root);
    while at < end && images.len() < most {
        match dom.tag(at) {
            Tag::Figure => {
                images.extend(figure(dom, at, base).filter(|i| i.url.clone().is_none_or(|u| seen.insert(u))));
                at = dom.end(at);
                continue;
            }
            Tag::Img => {
                let image = picture(dom, at, base);
                images.extend(image.filter(|i| i.url.clone().is_some_and(|u| seen.insert(u))));
            }
            Tag::Script | Tag::Style | Tag::Svg | Tag::Nav => {
                at = dom.end(at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    images
}

/// A figure: its first picture, its caption, the credit in the caption if markup tells it apart.
fn figure(dom: &Dom, figure: Id, base: Option<&Url>) -> Option<Image> {
    let inside = || dom.subtree(figure);
    let mut image =
        inside().filter(|n| dom.tag(*n) == Tag::Img).find_map(|n| picture(dom, n, base)).unwrap_or_default();
    let caption = inside()
        .find(|n| dom.tag(*n) == Tag::Figcaption)
        .or_else(|| inside().skip(1).find(|n| classes::is_caption(dom, *n)));
    if let Some(caption) = caption {
        let credit = dom.subtree(caption).skip(1).find(|n| classes::is_credit(dom, *n));
        let whole = dom.plain(caption);
        let credit = credit.or_else(|| inside().find(|n| classes::is_credit(dom, *n)));
        let credit_line = credit.map(|n| dom.plain(n)).filter(|c| !c.is_empty() && c.chars().count() < 200);
        let told = match &credit_line {
            Some(credit) => whole.replacen(credit.as_str(), "", 1).trim().to_owned(),
            None => whole,
        };
        image.caption = Some(told).filter(|c| !c.is_empty() && c.chars().count() <= MAX_CAPTION);
        image.credit = credit_line;
    } else if let Some(credit) = inside().find(|n| classes::is_credit(dom, *n)) {
        image.credit = Some(dom.plain(credit)).filter(|c| !c.is_empty() && c.chars().count() < 200);
    }
    (image.url.is_some() || image.caption.is_some()).then_some(image)
}

/// One `<img>`: the real address (lazy loading keeps it elsewhere) and the alternative text.
fn picture(dom: &Dom, img: Id, base: Option<&Url>) -> Option<Image> {
    let candidates = ["data-src", "data-original", "src"];
    let address = candidates.iter().find_map(|name| absolute(dom.attribute(img, name)?, base));
    let largest = || {
        let set = dom.attribute(img, "srcset").or_else(|| dom.attribute(img, "data-srcset"))?;
        let last = set.rsplit(", ").next()?;
        absolute(last.split_whitespace().next()?, base)
    };
    let url = address.or_else(largest)?;
    let alt = dom.attribute(img, "alt").map(super::flow::fold).filter(|a| !a.is_empty());
    Some(Image { url: Some(url), alt, ..Image::default() })
}

/// The links of a subtree, each address once: what the story cites.
pub(super) fn links(
    dom: &Dom,
    nodes: impl Iterator<Item = Id>,
    base: Option<&Url>,
    most: usize,
) -> Vec<Link> {
    let mut links = Vec::new();
    let mut seen = BTreeSet::new();
    for id in nodes.filter(|n| dom.tag(*n) == Tag::A) {
        if links.len() >= most {
            break;
        }
        let Some(url) = dom.attribute(id, "href").and_then(|h| absolute(h, base)) else { continue };
        let Some(text) = dom.line(id, LONGEST_LINK) else { continue };
        if text.is_empty() || !seen.insert(url.clone()) {
            continue;
        }
        let rel = if classes::names_an_author(dom, id) { LinkRel::Author } else { LinkRel::Citation };
        links.push(Link { url: Some(url), text, rel });
    }
    links
}
