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
    if is_pixel(dom, img) {
        return None;
    }
    let candidates = ["data-src", "data-original", "src"];
    let mut addresses = candidates.iter().filter_map(|name| absolute(dom.attribute(img, name)?, base));
    let address = addresses.find(|address| is_picture_address(address));
    let largest = || {
        let set = dom.attribute(img, "srcset").or_else(|| dom.attribute(img, "data-srcset"))?;
        let last = set.rsplit(", ").next()?;
        absolute(last.split_whitespace().next()?, base)
    };
    let url = address.or_else(largest).filter(|address| is_picture_address(address))?;
    let alt = dom.attribute(img, "alt").map(super::flow::fold).filter(|a| !a.is_empty());
    if alt.as_deref().is_some_and(names_a_mark) || dom.attribute(img, "class").is_some_and(names_a_mark) {
        return None;
    }
    Some(Image { url: Some(url), alt, ..Image::default() })
}

/// An image that is there to be counted, not seen.
fn is_pixel(dom: &Dom, img: Id) -> bool {
    let is_tiny = |name| {
        let size = dom.attribute(img, name).and_then(|size| size.trim().trim_end_matches("px").parse().ok());
        size.is_some_and(|size: u32| size <= 3)
    };
    is_tiny("width") || is_tiny("height")
}

/// Words of pictures that show nothing of a story: marks of houses, what stands there until a picture comes, counters.
#[rustfmt::skip]
const MARKS: [&str; 20] = [
    "logo", "logos", "logotype", "favicon", "icon", "icons", "sprite", "placeholder", "spacer", "blank", "transparent", "pixel", "1x1", "tracking", "beacon", "loading", "lazyload", "noimage", "dummy", "avatar",
];
/// Most words of the name of a file, or of what stands for a picture, by which one of these decides.
const MARK_WORDS: usize = 3;

/// Whether a few words name such a picture: `site-logo`, `Lumen Courier logo`. A picture of a mark is described at length.
fn names_a_mark(name: &str) -> bool {
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let is_mark = |word: &str| MARKS.contains(&&*word.to_ascii_lowercase());
    words().take(MARK_WORDS + 1).count() <= MARK_WORDS && words().any(is_mark)
}

/// Whether an address may be that of a picture of a story.
pub(in crate::decode) fn is_picture_address(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let host = path.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let first = host.split('.').next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let (name, kind) = file.rsplit_once('.').unwrap_or((file, ""));
    !(matches!(first, "pixel" | "beacon" | "stats" | "tracking")
        || kind.eq_ignore_ascii_case("svg")
        || names_a_mark(name))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_counters_are_no_pictures() {
        let check = |html: &str, expected: &[&str]| {
            let dom = Dom::of(&dom_query::Document::from(html));
            let found = images(&dom, 0, Url::parse("https://n.example/a/").ok().as_ref(), 10);
            let urls: Vec<_> = found.iter().filter_map(|i| i.url.as_deref()).collect();
            assert_eq!(urls, expected, "{html}");
        };
        check("<img src=logo.png><img src=/img/courier-logo-white.png><img src=arrow.svg>", &[]);
        check("<img src=a.jpg width=1 height=1><img src=https://pixel.n.example/b.gif?c=1>", &[]);
        check("<img src=a.jpg alt='Lumen Courier logo'><img src=b.jpg class='site-logo'>", &[]);
        check("<img src=placeholder.gif data-src=quay.jpg>", &["https://n.example/a/quay.jpg"]);
        check(
            "<img src=blank.gif srcset='quay-300.jpg 300w, quay-600.jpg 600w'>",
            &["https://n.example/a/quay-600.jpg"],
        );
        check("<img src=quay.jpg width=600>", &["https://n.example/a/quay.jpg"]);
        check(
            "<img src=workers-lift-the-logo-of-the-bank.jpg alt='Workers lift the logo of the bank'>",
            &["https://n.example/a/workers-lift-the-logo-of-the-bank.jpg"],
        );
    }
}
