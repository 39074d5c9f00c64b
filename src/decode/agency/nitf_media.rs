//! The pictures of NITF: one for each `media`, whatever number of files it comes in, and `img` of those who write that.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::decode::xml::{Id, Xml};
use crate::model::{Document, Image};

/// Most pictures of one story.
const MOST: usize = 1_000;

/// Completes what the body's elements said of pictures: who made them, files beside the delivery, other words for them.
pub(super) fn read(document: &mut Document, xml: &Xml, content: Id) {
    let told = Told::read(xml, content);
    let mut has_place = vec![false; told.images.len()];
    let mut images = Vec::with_capacity(document.images.len() + told.images.len());
    for image in document.images.drain(..) {
        match told.that_is(&image) {
            None => images.push(image),
            Some(at) if !has_place[at] => {
                has_place[at] = true;
                images.extend(told.images[at].clone());
            }
            Some(_) => {}
        }
    }
    for (at, image) in told.images.iter().enumerate() {
        // A file of two `media` is the last one's.
        let is_anothers = |image: &Image| image.url.is_some() && told.that_is(image) != Some(at);
        if !has_place[at] {
            images.extend(image.clone().filter(|image| !is_anothers(image)));
        }
    }
    let mut seen: FxHashSet<String> = images.iter().filter_map(|image| image.url.clone()).collect();
    for file in xml.find_all(content, "img").take(MOST).filter_map(|img| xml.attribute(img, "source")) {
        if seen.insert(file.to_owned()) {
            images.push(Image { url: Some(file.to_owned()), ..Image::default() });
        }
    }
    document.images = images;
}

/// What the `media` of a story say.
struct Told<'x> {
    /// One each; none where it says nothing.
    images: Vec<Option<Image>>,
    /// Whose a file is.
    files: FxHashMap<&'x str, usize>,
    /// Whose a picture without a file is.
    captions: FxHashMap<String, usize>,
}

impl<'x> Told<'x> {
    fn read(xml: &'x Xml, content: Id) -> Told<'x> {
        let mut told =
            Told { images: Vec::new(), files: FxHashMap::default(), captions: FxHashMap::default() };
        for media in xml.find_all(content, "media").take(MOST) {
            let kind = xml.attribute(media, "media-type");
            if kind.is_some_and(|kind| !kind.to_ascii_lowercase().starts_with("image")) {
                continue;
            }
            let files: Vec<Id> = xml.find_all(media, "media-reference").take(MOST).collect();
            let Some(whole) = files.iter().copied().rev().max_by_key(|file| width(xml, *file)) else {
                continue;
            };
            let of = |file: Id| xml.attribute(file, "source").or_else(|| xml.attribute(file, "src"));
            let image = Image {
                url: of(whole).map(str::to_owned),
                credit: xml.find(media, "media-producer").and_then(|p| xml.line(p)),
                alt: files.iter().find_map(|f| xml.attribute(*f, "alternate-text")).map(str::to_owned),
                caption: xml.find(media, "media-caption").and_then(|c| xml.line(c)),
                agency: None,
            };
            let at = told.images.len();
            told.files.extend(files.iter().filter_map(|file| of(*file)).map(|file| (file, at)));
            told.captions.extend(image.caption.clone().map(|caption| (caption, at)));
            told.images.push(Some(image).filter(|image| *image != Image::default()));
        }
        told
    }

    /// Which of them a picture is.
    fn that_is(&self, image: &Image) -> Option<usize> {
        match (&image.url, &image.caption) {
            (Some(url), _) => self.files.get(url.as_str()).copied(),
            (None, Some(caption)) => self.captions.get(caption).copied(),
            (None, None) => None,
        }
    }
}

fn width(xml: &Xml, file: Id) -> u32 {
    xml.attribute(file, "width").and_then(|w| w.trim().parse().ok()).unwrap_or(0)
}
