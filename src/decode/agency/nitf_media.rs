//! The pictures of NITF: one for each `media`, whatever number of files it comes in, and `img` of those who write that.

use crate::decode::xml::{Id, Xml};
use crate::model::{Document, Image};

/// Most pictures of one story.
const MOST: usize = 1_000;

/// Completes what the body's elements said of pictures: who made them, files beside the delivery, other words for them.
pub(super) fn read(document: &mut Document, xml: &Xml, content: Id) {
    for media in xml.find_all(content, "media").take(MOST) {
        if xml
            .attribute(media, "media-type")
            .is_some_and(|kind| !kind.to_ascii_lowercase().starts_with("image"))
        {
            continue;
        }
        let files: Vec<Id> = xml.find_all(media, "media-reference").take(MOST).collect();
        let Some(whole) = files.iter().copied().rev().max_by_key(|file| width(xml, *file)) else { continue };
        let of = |file: Id| xml.attribute(file, "source").or_else(|| xml.attribute(file, "src"));
        let caption = xml.find(media, "media-caption").and_then(|c| xml.line(c));
        let is_mine = |image: &Image| {
            let by_file = image.url.as_deref().is_some_and(|url| files.iter().any(|f| of(*f) == Some(url)));
            by_file || image.url.is_none() && caption.is_some() && image.caption == caption
        };
        let at = document.images.iter().position(is_mine).unwrap_or(document.images.len());
        document.images.retain(|image| !is_mine(image));
        let image = Image {
            url: of(whole).map(str::to_owned),
            credit: xml.find(media, "media-producer").and_then(|p| xml.line(p)),
            alt: files.iter().find_map(|f| xml.attribute(*f, "alternate-text")).map(str::to_owned),
            caption,
            agency: None,
        };
        if image != Image::default() {
            document.images.insert(at.min(document.images.len()), image);
        }
    }
    for img in xml.find_all(content, "img").take(MOST) {
        let Some(file) = xml.attribute(img, "source") else { continue };
        if document.images.iter().all(|image| image.url.as_deref() != Some(file)) {
            document.images.push(Image { url: Some(file.to_owned()), ..Image::default() });
        }
    }
}

fn width(xml: &Xml, file: Id) -> u32 {
    xml.attribute(file, "width").and_then(|w| w.trim().parse().ok()).unwrap_or(0)
}
