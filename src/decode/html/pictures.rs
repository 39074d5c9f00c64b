//! Which pictures of a page are its story's, each with its caption and its credit.
//!
//! A picture has a frame: the largest element around it in which nothing is told but what it shows and who took it. It is
//! the story's where the frame stands among the story's paragraphs, or with a caption between the headline and them;
//! not in what was set aside, nor in a card, nor behind a link that leads to something else. Whether a caption is one is
//! for the body to say.

use std::collections::HashMap;
use std::ops::Range;

use url::Url;

use super::body::{Body, Verdict};
use super::classes::Sense;
use super::dom::{Dom, Id};
use super::flow::Markup;
use super::jsonld::bare_address;
use super::tag::Tag;
use super::{media, phrases, sizes};
use crate::model::Image;
use crate::normalise::is_bare_name;

/// How far above a picture its frame, its link and what stands around it are looked for.
const FRAME: usize = 8;
const LINK: usize = 6;
const HOLDER: usize = 30;
/// Most nodes of a frame.
const LARGEST: usize = 400;
/// Most lines, and characters, of a box that says what its picture shows.
const BOX: usize = 2;
const BOX_CHARS: usize = 300;
/// Pictures of no more pixels on their longer side are marks, portraits and buttons, unless they have a caption.
const TINY: u32 = 100;

/// What pictures are looked for in.
pub(super) struct Page<'a> {
    pub(super) dom: &'a Dom,
    pub(super) body: &'a Body,
    /// The heading of the story.
    pub(super) anchor: Option<Id>,
    /// The page's own address.
    pub(super) address: Option<&'a str>,
    pub(super) base: Option<&'a Url>,
}

/// Pictures in order, each once whatever its size.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    images: Vec<Image>,
    places: HashMap<String, usize>,
}

impl Pictures {
    /// Adds a picture, or what is said of one that is known. Of what stands above the story without an address, the
    /// picture for sharing is meant.
    pub(super) fn add(&mut self, image: Image, is_above: bool) {
        let Some(key) = image.url.as_deref().map(sizes::key) else {
            let is_known = image.caption.is_some() && self.images.iter().any(|i| i.caption == image.caption);
            match self.images.first_mut() {
                _ if is_known => {}
                Some(first) if is_above && first.caption.is_none() => join(first, image),
                _ => self.images.push(image),
            }
            return;
        };
        let of_share = || {
            let shared =
                self.images.first().filter(|first| self.images.len() == 1 && first.caption.is_none())?;
            let own = shared.url.as_deref().zip(image.url.as_deref());
            let is_same_alt = shared.alt.is_some() && shared.alt == image.alt;
            let is_cut = own.is_some_and(|(a, b)| sizes::may_be_cuts(a, b));
            (is_above && is_cut && (is_same_alt || shared.alt.is_none())).then_some(0)
        };
        let place = self.places.get(&key).copied().or_else(of_share);
        match place.and_then(|place| self.images.get_mut(place)) {
            Some(known) => join(known, image),
            None => {
                self.places.insert(key, self.images.len());
                self.images.push(image);
            }
        }
    }

    /// The pictures, no more than so many.
    pub(super) fn most(mut self, most: usize) -> Vec<Image> {
        self.images.truncate(most);
        self.images
    }
}

/// One place tells what a picture shows and who took it.
fn join(known: &mut Image, image: Image) {
    if known.caption.is_none() && image.caption.is_some() {
        known.caption = image.caption;
        known.credit = image.credit.or(known.credit.take());
    } else {
        known.credit = known.credit.take().or(image.credit);
    }
    known.alt = image.alt.or(known.alt.take());
}

impl Page<'_> {
    /// Adds the pictures of the story.
    pub(super) fn read_into(&self, pictures: &mut Pictures, most: usize) {
        let Page { dom, body, .. } = *self;
        let end = dom.end(body.container);
        let first = body.pieces.iter().zip(&body.verdicts).find(|(_, v)| **v == Verdict::Story);
        let first = first.map_or(end, |(piece, _)| piece.nodes.0);
        let mut at = self.start();
        while at < end && pictures.images.len() < most {
            match dom.tag(at) {
                Tag::Script | Tag::Style | Tag::Svg | Tag::Nav | Tag::Template => {
                    at = dom.end(at);
                    continue;
                }
                tag if is_picture(tag) || tag == Tag::Figure && !self.holds_pictures(at) => {
                    let frame = if tag == Tag::Figure { at } else { self.frame(at) };
                    self.framed(frame).into_iter().for_each(|image| pictures.add(image, at < first));
                    at = dom.end(frame).max(at + 1);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn holds_pictures(&self, figure: Id) -> bool {
        self.dom
            .subtree(figure)
            .skip(1)
            .any(|n| is_picture(self.dom.tag(n)) || self.dom.tag(n) == Tag::Figure)
    }

    /// Where the pictures of the story begin: in the element that holds both its heading and its paragraphs.
    fn start(&self) -> Id {
        let container = self.body.container;
        let Some(anchor) = self.anchor.filter(|a| *a < container) else { return container };
        let dom = self.dom;
        dom.ancestors(container).find(|n| *n <= anchor && anchor < dom.end(*n)).unwrap_or(container)
    }

    /// The largest element around a picture in which nothing else is told and no other picture stands. A figure is one
    /// whatever stands in it, but for figures.
    fn frame(&self, picture: Id) -> Id {
        let dom = self.dom;
        let holds = |id: Id, node: Id| id <= node && node < dom.end(id);
        let figure = dom.ancestors(picture).take(FRAME).find(|n| dom.tag(*n) == Tag::Figure);
        let mut frame = figure.unwrap_or(picture);
        for up in dom.ancestors(frame).take(FRAME) {
            let is_story =
                holds(up, self.body.container) || self.anchor.is_some_and(|anchor| holds(up, anchor));
            let is_other = |n: &Id| {
                matches!(dom.tag(*n), Tag::Img | Tag::AmpImg | Tag::Figure)
                    && !dom.ancestors(*n).take(2).any(|n| dom.tag(n) == Tag::Noscript)
            };
            let has_others = || (up + 1..frame).chain(dom.end(frame)..dom.end(up)).any(|n| is_other(&n));
            if is_story || dom.end(up) - up > LARGEST || !self.tells_one(up) || has_others() {
                break;
            }
            frame = up;
        }
        frame
    }

    /// Whether an element tells of a picture and nothing else.
    fn tells_one(&self, id: Id) -> bool {
        let Page { dom, body, .. } = *self;
        let pieces = || body.pieces_within(id..dom.end(id));
        let is_box = || {
            let own: Vec<_> = pieces().filter_map(|n| body.pieces.get(n)).collect();
            let is_line = own.iter().all(|p| p.linked == 0 && !matches!(p.markup, Markup::Heading(_)));
            let is_short = own.len() <= BOX && own.iter().map(|p| p.chars).sum::<usize>() <= BOX_CHARS;
            let is_apart = |(nodes, sense): &(Range<Id>, Sense)| {
                nodes.start == id && matches!(sense, Sense::Box | Sense::Media)
            };
            is_line && is_short && body.apart.iter().any(is_apart)
        };
        pieces().all(|n| self.is_caption(n)) || is_box()
    }

    /// The pictures in a frame, those of the story.
    fn framed(&self, frame: Id) -> Vec<Image> {
        let Page { dom, base, .. } = *self;
        let (caption, credit) = self.told(frame);
        let is_told = caption.is_some() || credit.is_some();
        let pictures = || dom.subtree(frame).filter(|n| matches!(dom.tag(*n), Tag::Img | Tag::AmpImg));
        let first = pictures().next().unwrap_or(frame);
        let is_other = |caption: &str| is_promo(caption) || is_portrait(dom, first, caption);
        if !self.is_of_story(first, frame, is_told) || caption.as_deref().is_some_and(is_other) {
            return Vec::new();
        }
        let is_large = |n: &Id| is_told || !is_tiny(dom, *n);
        let found = pictures().filter(is_large).filter_map(|n| media::picture(dom, n, base, is_told));
        let mut images: Vec<Image> = found.collect();
        let is_shown = || !dom.subtree(frame).any(|n| is_other_media(dom.tag(n)) || media::is_pixel(dom, n));
        if images.is_empty() && is_told && dom.tag(frame).is_block() && is_shown() {
            // scripts bring it
            images.push(Image::default());
        }
        if let Some(image) = images.first_mut().filter(|_| is_told) {
            (image.caption, image.credit) = (caption, credit.or(image.credit.take()));
        }
        images
    }

    /// What a frame tells of its picture.
    fn told(&self, frame: Id) -> (Option<String>, Option<String>) {
        let Page { dom, body, .. } = *self;
        let pieces = body.pieces_within(frame..dom.end(frame));
        // a button that opens the picture holds its caption too
        let holds_caption = || dom.subtree(frame).any(|n| dom.tag(n) == Tag::Figcaption);
        if dom.end(frame) == frame + 1 || pieces.is_empty() && !holds_caption() {
            return (None, None);
        }
        let (caption, credit) = media::told(dom, frame);
        if caption.is_some() {
            return (caption, credit);
        }
        let is_shown = |n: &usize| body.senses.get(*n).copied().flatten() != Some(Sense::Hidden);
        let pieces = pieces.filter(is_shown).filter_map(|n| body.pieces.get(n));
        let caption = pieces.map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ");
        // the credit may stand in a line of the caption
        let caption = match credit.as_deref().and_then(|credit| caption.rsplit_once(credit)) {
            Some((told, rest)) => format!("{} {}", told.trim_end(), rest.trim_start()).trim().to_owned(),
            None if credit.is_some() => String::new(),
            None => caption,
        };
        let is_one = |caption: &String| {
            caption.contains(char::is_alphanumeric) && caption.chars().count() <= media::MAX_CAPTION
        };
        (Some(caption).filter(is_one), credit)
    }

    /// Whether a piece tells what a picture shows or who took it.
    fn is_caption(&self, piece: usize) -> bool {
        let Some(own) = self.body.pieces.get(piece) else { return false };
        let sense = self.body.senses.get(piece).copied().flatten();
        own.markup == Markup::Caption
            || matches!(sense, Some(Sense::Caption | Sense::Credit | Sense::Hidden))
            || self.dom.ancestors(own.nodes.0).take(LINK).any(|n| self.dom.tag(n) == Tag::Figure)
    }

    fn is_of_story(&self, picture: Id, frame: Id, is_told: bool) -> bool {
        let Page { body, .. } = *self;
        let is_above = picture < body.container;
        let apart =
            body.apart.iter().filter(|(nodes, _)| nodes.contains(&picture)).all(|(_, sense)| match sense {
                Sense::Caption | Sense::Credit | Sense::Media | Sense::Lead | Sense::Body | Sense::Muted => {
                    true
                }
                Sense::Chrome | Sense::Byline | Sense::Box | Sense::Social => is_told,
                _ => false,
            });
        let may_stand = is_told || !is_above && !self.is_behind(picture);
        may_stand
            && apart
            && !self.is_of_form(picture)
            && !self.leads_away(picture, frame, is_told)
            && self.stands_in_story(frame, is_told)
    }

    /// Whether a picture is a form's: a button, what is to be read from it. A whole page may stand in one.
    fn is_of_form(&self, picture: Id) -> bool {
        let Page { dom, body, .. } = *self;
        let form = dom.ancestors(picture).take(HOLDER).find(|n| dom.tag(*n) == Tag::Form);
        form.is_some_and(|form| body.container < form || dom.end(form) <= body.container)
    }

    /// Whether the story has ended before a picture, and something else begun: what is set aside or linked.
    fn is_behind(&self, picture: Id) -> bool {
        let body = self.body;
        let Some(last) = body.verdicts.iter().rposition(|v| matches!(v, Verdict::Story | Verdict::Lead))
        else {
            return false;
        };
        let after = body.pieces.get(last).map_or(0, |p| p.nodes.1);
        let is_else = |n: usize| {
            let is_linked = body.pieces.get(n).is_some_and(|p| p.linked > 0);
            !self.is_caption(n) && (is_linked || body.senses.get(n).copied().flatten().is_some())
        };
        picture > after && body.pieces_within(after + 1..picture).any(is_else)
    }

    /// Whether a picture is a link to something else than itself; one with a caption of its own may be a gallery's door.
    fn leads_away(&self, picture: Id, frame: Id, is_told: bool) -> bool {
        let dom = self.dom;
        let link = dom.ancestors(picture).take(LINK).find(|n| dom.tag(*n) == Tag::A);
        let Some(href) = link.and_then(|link| dom.attribute(link, "href")) else { return false };
        let Some(target) = media::absolute(href, self.base) else { return false };
        let bare = bare_address(&target);
        let own = self.address.map(bare_address).filter(|own| own.contains('/'));
        if media::is_picture_file(&target) || own.is_some_and(|own| bare.starts_with(own)) {
            return false;
        }
        let source = dom.attribute(picture, "src").unwrap_or_default();
        let is_elsewhere = own.is_some_and(|own| site(own) != site(bare));
        if is_elsewhere && !media::is_ad(&target) && !media::is_ad(source) && is_named(dom, picture) {
            return false;
        }
        let told_outside = || {
            let pieces =
                self.body.pieces_within(frame..dom.end(frame)).filter_map(|n| self.body.pieces.get(n));
            pieces.map(|p| p.chars - p.linked).sum::<usize>() >= 3
        };
        !(is_told && told_outside())
    }

    /// Whether what stands around a frame is a part of the story, and no card of another.
    fn stands_in_story(&self, frame: Id, is_told: bool) -> bool {
        let Page { dom, body, .. } = *self;
        let is_within = body.container <= frame;
        for up in dom.ancestors(frame).take(HOLDER) {
            let holds = |node: Id| up <= node && node < dom.end(up);
            if holds(body.container) || self.anchor.is_some_and(holds) {
                return is_within || is_told;
            }
            let mut pieces = body.pieces_within(up..dom.end(up)).filter(|n| !self.is_caption(*n)).peekable();
            if pieces.peek().is_none() {
                continue;
            }
            // a title that is a link is a card's
            let is_title = |n: usize| body.pieces.get(n).is_some_and(|p| p.linked * 10 >= p.chars * 8);
            let verdict = |n: usize| match body.verdicts.get(n).copied().unwrap_or(Verdict::Outside) {
                Verdict::Story if is_title(n) => Verdict::Aside(Sense::Promo),
                verdict => verdict,
            };
            let mut verdicts = pieces.map(verdict);
            let is_story = |v: Verdict| matches!(v, Verdict::Story | Verdict::Lead);
            let is_promo = |v: Verdict| v == Verdict::Aside(Sense::Promo);
            return match is_told {
                true => !verdicts.all(is_promo),
                false => verdicts.any(is_story),
            };
        }
        true
    }
}

fn is_picture(tag: Tag) -> bool {
    matches!(tag, Tag::Img | Tag::AmpImg)
}

/// What is told of in a figure that holds no picture.
fn is_other_media(tag: Tag) -> bool {
    use Tag::*;
    matches!(tag, Video | Audio | Iframe | Embed | Object | Table | Blockquote | Pre | Code | Canvas)
}

/// Whether a caption points to another story.
fn is_promo(caption: &str) -> bool {
    caption.chars().count() < 250 && phrases::is_promo(caption, 0, caption.chars().count())
}

/// Words that lead a byline.
const BY: [&str; 9] = ["by", "von", "par", "por", "di", "door", "av", "af", "przez"];

/// Whether what stands beside a picture is the byline of the person that it shows: `Von Ana Exemplar, Reporterin`.
fn is_portrait(dom: &Dom, picture: Id, caption: &str) -> bool {
    let Some((by, name)) = caption.split_once(' ') else { return false };
    let shown = dom.attribute(picture, "alt").map(str::trim).filter(|alt| is_bare_name(alt));
    BY.contains(&&*by.to_lowercase()) && shown.is_some_and(|shown| name.trim_start().starts_with(shown))
}

/// Whether something is said of what a picture shows.
fn is_named(dom: &Dom, picture: Id) -> bool {
    dom.attribute(picture, "alt")
        .is_some_and(|alt| alt.trim().contains(' ') && !alt.contains("all-to-action"))
}

/// The site of a bare address: the last two parts of its host's name.
fn site(bare: &str) -> &str {
    let host = bare.split(['/', '?', ':']).next().unwrap_or_default();
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let second = dots.nth(1);
    second.and_then(|at| host.get(at + 1..)).unwrap_or(host)
}

/// Whether the page shows a picture no larger than a mark.
fn is_tiny(dom: &Dom, img: Id) -> bool {
    let side = |name| {
        let size = dom.attribute(img, name)?.trim().trim_end_matches("px");
        size.parse::<u32>().ok()
    };
    side("width").zip(side("height")).is_some_and(|(w, h)| w.max(h) <= TINY)
}

impl Body {
    /// The pieces that begin among some nodes.
    pub(super) fn pieces_within(&self, nodes: Range<Id>) -> Range<usize> {
        let from = self.pieces.partition_point(|p| p.nodes.0 < nodes.start);
        from..self.pieces.partition_point(|p| p.nodes.0 < nodes.end).max(from)
    }
}
