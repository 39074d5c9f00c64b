//! Which paragraphs are captions and credits of pictures, and the images they make.

use super::judge::Judge;
use super::openers::{self, Opener};
use super::{NAME_WITHIN, OPEN, Paragraph, photo};
use crate::model::{BlockKind, Image};
use crate::normalise::{people, shape, urls};

impl Judge<'_> {
    /// Captions and credits of pictures.
    pub(super) fn picture(
        &mut self,
        at: usize,
        text: &str,
        opener: Option<(Opener, &str)>,
        mark: Option<usize>,
    ) -> Option<(BlockKind, &'static str, usize)> {
        if let Some((shows_story, address)) = photo::linked(text) {
            if shows_story {
                self.image(Image { url: urls::given(address), ..Image::default() });
            }
            return Some((BlockKind::Note, "picture-address", 1));
        }
        if let Some((caption, credit)) = mark.and_then(|mark| photo::captioned(text, mark)) {
            let image = Image {
                caption: Some(caption.to_owned()),
                credit: Some(credit.credit),
                agency: credit.agency,
                ..Image::default()
            };
            self.image(image);
            return Some((BlockKind::Caption, "caption-with-credit", 1));
        }
        if let Some(credit) = photo::alone(text, opener) {
            let caption = self.caption_before(at);
            self.image(Image {
                caption,
                credit: Some(credit.credit),
                agency: credit.agency,
                ..Image::default()
            });
            return Some((BlockKind::Credit, "photo-credit", 1));
        }
        let marked = photo::is_marked_caption(text, opener);
        if marked || self.stories == 0 && photo::reads_like_caption(text) {
            let next = self.paragraphs.get(at + 1).filter(|p| p.is_open()).map(|p| p.text.clone());
            if let Some(credit) = next.as_ref().and_then(|n| photo::alone(n, openers::of(n))) {
                self.image(Image {
                    caption: Some(text.to_owned()),
                    credit: Some(credit.credit),
                    agency: credit.agency,
                    ..Image::default()
                });
                self.paragraphs.get_mut(at + 1)?.is(BlockKind::Credit, "photo-credit");
                return Some((BlockKind::Caption, "caption-above-credit", 2));
            }
            if let Some(name) = next.filter(|n| self.is_photographer(at + 1, n, text)) {
                self.image(Image { caption: Some(text.to_owned()), credit: Some(name), ..Image::default() });
                self.paragraphs.get_mut(at + 1)?.is(BlockKind::Credit, "photographer-line");
                return Some((BlockKind::Caption, "caption-above-name", 2));
            }
        }
        if marked {
            self.image(Image { caption: Some(text.to_owned()), ..Image::default() });
            return Some((BlockKind::Caption, "caption-mark", 1));
        }
        None
    }

    /// A name alone under a caption is the photographer's if the story goes on after it and does not know that name.
    fn is_photographer(&self, at: usize, name: &str, caption: &str) -> bool {
        let surname = name.rsplit(' ').next().unwrap_or(name);
        let mut later = self.paragraphs.iter().skip(at + 1).take(NAME_WITHIN);
        let told = |p: &Paragraph| {
            shape::ends_sentence(&p.text) && openers::of(&p.text).is_none() && p.text.contains(surname)
        };
        people::is_bare_person(name)
            && !caption.contains(surname)
            && self.paragraphs.get(at + 1).is_some_and(|p| shape::words_up_to(&p.text, 6) >= 6)
            && !later.any(told)
    }

    /// The story paragraph just above a credit, if it reads like a caption: it becomes one.
    fn caption_before(&mut self, at: usize) -> Option<String> {
        let before = self.paragraphs.get_mut(at.checked_sub(1)?)?;
        if before.rule != OPEN || before.kind != BlockKind::Text || !photo::reads_like_caption(&before.text) {
            return None;
        }
        before.is(BlockKind::Caption, "caption-above-credit");
        self.stories = self.stories.saturating_sub(1);
        Some(before.text.clone())
    }

    fn image(&mut self, image: Image) {
        if self.findings.images.len() < self.most {
            self.findings.images.push(image);
        }
    }
}
