//! Pictures with their captions and credits, and links, of a page or a part of one.

use std::collections::BTreeSet;

use url::Url;

use super::classes;
use super::dom::{Dom, Id};
use super::tag::Tag;
use crate::model::{Image, Link, LinkRel};
use crate::normalise::images;

/// Most characters of a caption that is one; longer text in a figure is the story laid out as a figure.
pub(super) const MAX_CAPTION: usize = 1_500;

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
                let image = picture(dom, at, base, false);
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

/// A figure: its first picture, its caption, its credit.
fn figure(dom: &Dom, figure: Id, base: Option<&Url>) -> Option<Image> {
    let (caption, credit) = told(dom, figure);
    let is_told = caption.is_some() || credit.is_some();
    let mut inside = dom.subtree(figure).filter(|n| dom.tag(*n) == Tag::Img);
    let image = inside.find_map(|n| picture(dom, n, base, is_told)).unwrap_or_default();
    let image = if is_told { Image { caption, credit, ..image } } else { image };
    (image.url.is_some() || image.caption.is_some()).then_some(image)
}

/// Caption and credit of the picture in an element.
pub(super) fn told(dom: &Dom, frame: Id) -> (Option<String>, Option<String>) {
    let inside = || dom.subtree(frame);
    let caption = inside()
        .find(|n| dom.tag(*n) == Tag::Figcaption)
        .or_else(|| inside().skip(1).find(|n| classes::is_caption(dom, *n)));
    let credit_line = |n: Id| {
        let line = Some(words(dom, n)).filter(|c| !c.is_empty() && c.chars().count() < 200);
        line.filter(|line| !images::is_bare_label(line))
    };
    let Some(caption) = caption else {
        return (None, inside().filter(|n| classes::is_credit(dom, *n)).take(CREDITS).find_map(credit_line));
    };
    let credits = dom.subtree(caption).skip(1).chain(inside()).filter(|n| classes::is_credit(dom, *n));
    let credit = credits.take(CREDITS).find_map(credit_line);
    let credit = credit
        .or_else(|| last_part(dom, caption).and_then(credit_line))
        .or_else(|| beside(dom, frame, caption));
    let whole = words(dom, caption);
    let told = match &credit {
        Some(credit) => match whole.rsplit_once(credit.as_str()) {
            Some((before, after)) => {
                format!("{} {}", before.trim_end(), after.trim_start()).trim().to_owned()
            }
            None => whole,
        },
        None => whole,
    };
    (Some(told).filter(|c| !c.is_empty() && c.chars().count() <= MAX_CAPTION), credit)
}

/// How many elements named as credits are looked at, of which the first may only be labels.
const CREDITS: usize = 4;
/// Most characters of a credit that stands outside of its caption.
const BESIDE: usize = 80;

/// The line of a frame outside of the caption that names who took the picture: it says so, or is a house's name.
fn beside(dom: &Dom, frame: Id, caption: Id) -> Option<String> {
    let lines = super::flow::pieces(dom, frame, |n| n == caption || is_unseen_line(dom, n));
    let line = lines.into_iter().map(|piece| piece.text).find(|line| line.chars().count() <= BESIDE)?;
    images::is_credit(&line).then_some(line)
}

/// The words of an element as readers see them, without those on buttons.
fn words(dom: &Dom, id: Id) -> String {
    let pieces = super::flow::pieces(dom, id, |n| is_unseen_line(dom, n));
    let lines: Vec<String> = pieces.into_iter().map(|p| p.text.replace('\n', " ")).collect();
    lines.join(" ")
}

fn is_unseen_line(dom: &Dom, id: Id) -> bool {
    dom.tag(id) != Tag::Text && !dom.tag(id).is_block() && classes::is_unseen(dom, id)
}

/// Most words of a credit that nothing but its place tells.
const CREDIT_WORDS: usize = 6;

/// The last part of a caption in an element of its own behind a whole sentence: names alone are who took the picture.
fn last_part(dom: &Dom, caption: Id) -> Option<Id> {
    let is_told = |n: &Id| dom.tag(*n) != Tag::Text || !dom.text(*n).trim().is_empty();
    let holder = std::iter::successors(Some(caption), |n| {
        let mut children = dom.children(*n).filter(is_told);
        children.next().filter(|c| children.next().is_none() && dom.tag(*c) != Tag::Text)
    })
    .last()?;
    let parts: Vec<Id> = dom.children(holder).filter(is_told).collect();
    let (last, before) = parts.split_last()?;
    let before = before.last().and_then(|n| dom.line(*n, 4 * MAX_CAPTION))?;
    let line = dom.line(*last, 200).filter(|_| {
        !matches!(dom.tag(*last), Tag::Text | Tag::A | Tag::Em | Tag::I | Tag::B | Tag::Strong)
    })?;
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic());
    let names = line.split_whitespace().all(is_name) && line.split_whitespace().count() <= CREDIT_WORDS;
    let names = names && line.contains(char::is_alphabetic) && !line.ends_with(['.', '!', '?', '…', ':']);
    (names && super::prose::ends_a_sentence(&before)).then_some(*last)
}

/// One `<img>`: the real address (lazy loading keeps it elsewhere) and the alternative text. What has a caption
/// `is_told` of, and no mark of a house by its name.
pub(super) fn picture(dom: &Dom, img: Id, base: Option<&Url>, is_told: bool) -> Option<Image> {
    if is_pixel(dom, img) {
        return None;
    }
    let shows = |address: &String| is_picture_address(address) || is_told && shows_something(address);
    let candidates = ["data-src", "data-original", "src", "data-lazy-src"];
    let mut addresses = candidates.iter().filter_map(|name| absolute(dom.attribute(img, name)?, base));
    let address = addresses.find(|address| shows(address) && !is_preview(address));
    let sets = ["srcset", "data-srcset", "data-lazy-srcset"];
    let set = |id: Id| sets.iter().find_map(|name| largest(dom.attribute(id, name)?, base));
    let sources = || {
        let around = dom.ancestors(img).take(2).find(|n| dom.tag(*n) == Tag::Picture)?;
        dom.children(around).filter(|n| dom.tag(*n) == Tag::Source).find_map(set)
    };
    let preview =
        || candidates.iter().filter_map(|name| absolute(dom.attribute(img, name)?, base)).find(shows);
    let url = address.or_else(|| set(img).or_else(sources).filter(shows)).or_else(preview)?;
    let alt = dom.attribute(img, "alt").map(super::flow::fold).filter(|a| !a.is_empty());
    let (alt, credit) = images::without_owner(alt);
    let kept = |names: &[&str]| {
        let value = names.iter().find_map(|name| dom.attribute(img, name)).map(super::fragment::line);
        value.filter(|value| !value.is_empty() && value.chars().count() <= MAX_CAPTION)
    };
    let caption = kept(&["data-caption"]);
    let credit = credit.or_else(|| kept(&["data-credit", "data-copyright"]));
    let credit = credit.or_else(|| kept(&["data-source"]).filter(|_| caption.is_some()));
    let is_mark =
        alt.as_deref().is_some_and(names_a_mark) || dom.attribute(img, "class").is_some_and(names_a_mark);
    (is_told || !is_mark).then(|| Image { url: Some(url), caption, credit, alt, ..Image::default() })
}

/// Widest picture that stands there until the picture itself comes, in pixels.
const PREVIEW: u32 = 100;

/// Whether an address asks for a picture too small to be more than a preview: `?w=40`.
fn is_preview(address: &str) -> bool {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let widths = query.split('&').filter_map(|pair| pair.strip_prefix("w=").or(pair.strip_prefix("width=")));
    widths.filter_map(|width| width.parse::<u32>().ok()).any(|width| width <= PREVIEW)
}

/// The last address of a list of sizes: the largest, as they are written.
fn largest(set: &str, base: Option<&Url>) -> Option<String> {
    let last = set.trim().trim_end_matches(',').rsplit(", ").next()?;
    absolute(last.split_whitespace().next()?, base)
}

/// An image that is there to be counted, not seen.
pub(super) fn is_pixel(dom: &Dom, img: Id) -> bool {
    let is_tiny = |name| {
        let size = dom.attribute(img, name).and_then(|size| size.trim().trim_end_matches("px").parse().ok());
        size.is_some_and(|size: u32| size <= 3)
    };
    is_tiny("width") || is_tiny("height")
}

/// Words of what stands there until a picture comes, and of counters.
const FILLERS: [&str; 19] = [
    "nopreview",
    "placeholder",
    "spacer",
    "blank",
    "transparent",
    "pixel",
    "1x1",
    "tracking",
    "beacon",
    "loading",
    "loader",
    "lazyload",
    "noimage",
    "dummy",
    "leer",
    "empty",
    "fallback",
    "default",
    "noimg",
];
/// Of these, what is one in a name of any length.
const BLANKS: [&str; 4] = ["transparent", "placeholder", "spacer", "blank"];
/// Words of marks of houses and of people.
const MARKS: [&str; 10] =
    ["logo", "logos", "logotype", "favicon", "icon", "icons", "sprite", "avatar", "emoji", "smiley"];
/// Most words of the name of a file, or of what stands for a picture, by which one of these decides.
const MARK_WORDS: usize = 3;

/// Whether a few words name such a picture: `site-logo`, `Lumen Courier logo`. A picture of a mark is described at length.
fn names_a_mark(name: &str) -> bool {
    is_named(name, &MARKS) || is_named(name, &FILLERS)
}

fn is_named(name: &str, as_one_of: &[&str]) -> bool {
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let is_one = |word: &str| as_one_of.contains(&&*word.to_ascii_lowercase());
    words().take(MARK_WORDS + 1).count() <= MARK_WORDS && words().any(is_one)
}

/// Words in the names of files by which these are for sharing and for one edition.
const SHARED: [&str; 12] = [
    "share",
    "sharing",
    "social",
    "og",
    "opengraph",
    "facebook",
    "fb",
    "twitter",
    "default",
    "common",
    "preview",
    "big",
];

/// Whether the picture that a page is shared with is the site's mark: `courier_logo_share_en.png`, or the portrait of an
/// account.
pub(super) fn is_mark_of_site(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let mut folders = path.split('/').skip(3);
    let name = file_name(&path).0;
    let words = || name.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2 && !SHARED.contains(w));
    let holds_mark = name.split(|c: char| !c.is_alphanumeric()).any(|word| MARKS.contains(&word));
    holds_mark && words().take(MARK_WORDS + 1).count() <= MARK_WORDS
        || folders.any(|folder| matches!(folder, "avatar" | "avatars" | "blavatar"))
}

/// Whether an address may be that of a picture of a story.
pub(in crate::decode) fn is_picture_address(address: &str) -> bool {
    shows_something(address) && !names_a_mark(file_name(address).0)
}

/// Whether an address is none of a counter, of a drawing, of what stands there until the picture comes.
fn shows_something(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let host = path.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let first = host.split('.').next().unwrap_or_default();
    let (name, kind) = file_name(address);
    let says_nothing = || name.split(|c: char| !c.is_alphanumeric()).any(|word| BLANKS.contains(&word));
    let is_filler = kind.eq_ignore_ascii_case("gif") && (names_a_mark(name) || says_nothing());
    let has_path = address
        .split_once("://")
        .is_none_or(|(_, rest)| rest.split_once('/').is_some_and(|(_, path)| !path.is_empty()));
    has_path
        && !(matches!(first, "pixel" | "beacon" | "stats" | "tracking")
            || kind.eq_ignore_ascii_case("svg")
            || is_filler)
}

/// Words in the names and addresses of advertisements.
#[rustfmt::skip]
const ADS: [&str; 16] = [
    "ad", "ads", "adserver", "adclick", "advert", "adverts", "advertisement", "banner", "banners", "werbung", "anzeige", "publicidad", "publicite", "sponsor", "doubleclick", "cta",
];

/// Whether a picture is an advertisement by its address or by where it leads.
pub(super) fn is_ad(address: &str) -> bool {
    let words = address.split(|c: char| !c.is_alphanumeric());
    words.map(str::to_ascii_lowercase).any(|word| ADS.contains(&word.as_str()))
}

/// The name of the file that an address ends in, and its kind.
fn file_name(address: &str) -> (&str, &str) {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    file.rsplit_once('.').unwrap_or((file, ""))
}

/// Whether an address is that of a picture's file.
pub(super) fn is_picture_file(address: &str) -> bool {
    let kind = file_name(address).1;
    ["jpg", "jpeg", "png", "webp", "avif", "gif"].iter().any(|known| kind.eq_ignore_ascii_case(known))
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
            "<picture><source data-srcset='quay-300.webp 300w, quay-600.webp 600w'><img src='data:image/gif;base64,R0'></picture>",
            &["https://n.example/a/quay-600.webp"],
        );
        let named =
            "<figure><img src=avatar-keel.jpg><figcaption>The Avatar at her berth.</figcaption></figure>";
        check(named, &["https://n.example/a/avatar-keel.jpg"]);
        check("<figure><img src=avatar-keel.jpg></figure>", &[]);
        check(
            "<img src=workers-lift-the-logo-of-the-bank.jpg alt='Workers lift the logo of the bank'>",
            &["https://n.example/a/workers-lift-the-logo-of-the-bank.jpg"],
        );
    }

    #[test]
    fn previews_give_way_and_captions_in_attributes_are_read() {
        let of = |html: &str| {
            let dom = Dom::of(&dom_query::Document::from(html));
            images(&dom, 0, Url::parse("https://n.example/a/").ok().as_ref(), 10)
        };
        let found = of("<img src='quay?w=40' srcset='quay?w=40 40w, quay?w=900 900w'>");
        assert_eq!(found[0].url.as_deref(), Some("https://n.example/a/quay?w=900"));
        assert_eq!(of("<img src='quay?w=40'>")[0].url.as_deref(), Some("https://n.example/a/quay?w=40"));
        let found = of("<img src=quay.jpg data-caption='The quay at dawn' data-source='Ana Exemplar/dpa'>");
        assert_eq!(found[0].caption.as_deref(), Some("The quay at dawn"));
        assert_eq!(found[0].credit.as_deref(), Some("Ana Exemplar/dpa"));
        let found = of(
            "<figure><img src=quay.jpg><span>Foto: Ana Exemplar</span><figcaption>The quay</figcaption></figure>",
        );
        assert_eq!(found[0].caption.as_deref(), Some("The quay"));
        assert_eq!(found[0].credit.as_deref(), Some("Foto: Ana Exemplar"));
        let found = of(
            "<figure><img src=quay.jpg><span>More pictures</span><figcaption>The quay</figcaption></figure>",
        );
        assert_eq!(found[0].credit, None);
    }

    #[test]
    fn marks_for_sharing_are_no_pictures() {
        assert!(is_mark_of_site("https://n.example/img/courier_logo_share_en.png"));
        assert!(is_mark_of_site("https://accounts.example/avatar/55bf7238?s=200"));
        assert!(!is_mark_of_site("https://n.example/img/workers-lift-the-logo-of-the-bank.jpg"));
        assert!(!is_mark_of_site("https://n.example/img/quay-at-dawn-share.jpg"));
        assert!(!is_picture_address("https://n.example"));
        assert!(!is_picture_address("https://n.example/index-transparent_h-3_w-4_zc-a5bf.gif"));
    }
}
