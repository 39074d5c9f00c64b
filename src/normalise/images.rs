//! The pictures that a format keeps apart: cleaned, their captions without the credits that stand in them.

use super::clean::Cleaner;
use super::{agencies, paragraphs, people, urls};
use crate::model::Image;

/// Longest name of a file beside the delivery, in bytes.
const LONGEST_NAME: usize = 255;

/// The pictures, at most so many. `beside`: whether their files may come beside the delivery, under a name that is no
/// address.
pub(super) fn cleaned(images: Vec<Image>, cleaner: &mut Cleaner, beside: bool, most: usize) -> Vec<Image> {
    let cleaned = images.into_iter().take(most).map(|image| cleaned_one(image, cleaner, beside));
    cleaned.filter(|image| *image != Image::default()).collect()
}

fn cleaned_one(image: Image, cleaner: &mut Cleaner, beside: bool) -> Image {
    let mut clean = |text: Option<String>| text.and_then(|t| cleaner.some_line(&t));
    let (caption, credit) = parted(clean(image.caption), clean(image.credit));
    let agency = clean(image.agency).or_else(|| credit.as_deref().and_then(people::house_of));
    let address = |raw: &str| urls::given(raw).or_else(|| file_name(raw).filter(|_| beside));
    Image { url: image.url.as_deref().and_then(address), caption, alt: clean(image.alt), credit, agency }
}

/// A caption without the credit at its end, or nothing where it is one; the credit that says more. A house alone says
/// less than who took the picture for it.
fn parted(caption: Option<String>, credit: Option<String>) -> (Option<String>, Option<String>) {
    let Some((told, named)) = caption.as_deref().and_then(paragraphs::credit_in_caption) else {
        return (caption, credit);
    };
    let told = Some(told.to_owned()).filter(|told| !told.is_empty());
    let says_less = |credit: &String| agencies::named(credit).is_some() || people::is_employment(credit);
    (told, credit.filter(|credit| !says_less(credit)).or(Some(named)))
}

/// The name of a picture's file.
fn file_name(raw: &str) -> Option<String> {
    const ENDINGS: [&str; 8] = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".tif", ".tiff", ".svg"];
    let name = raw.trim();
    let lower = name.to_ascii_lowercase();
    let is_name = name.len() <= LONGEST_NAME
        && !name.contains(|c: char| c.is_control() || matches!(c, ':' | '\\' | '?' | '<' | '>' | '"'))
        && !name.split('/').any(|part| matches!(part, "" | "." | ".."))
        && ENDINGS.iter().any(|ending| lower.ends_with(ending));
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_leave_their_captions() {
        let check = |caption: &str, credit: Option<&str>, told: Option<&str>, named: Option<&str>| {
            let (got, by) = parted(Some(caption.to_owned()), credit.map(str::to_owned));
            assert_eq!((got.as_deref(), by.as_deref()), (told, named), "{caption}");
        };
        let told = "FILE - A ferry leaves the quay of Halden on Tuesday, March 3, 2026.";
        check(
            &format!("{told} (AP Photo/Ana Exemplar)"),
            Some("ASSOCIATED PRESS"),
            Some(told),
            Some("AP Photo/Ana Exemplar"),
        );
        check(
            &format!("{told} (Photo by Tom Sample/Getty Images)"),
            None,
            Some(told),
            Some("Photo by Tom Sample/Getty Images"),
        );
        check(&format!("{told} (Tom Sample/Pool via AP)"), None, Some(told), Some("Tom Sample/Pool via AP"));
        check(&format!("{told} (DHA via AP, File)"), Some("AP"), Some(told), Some("DHA via AP, File"));
        check(
            "Die Fähre am Kai. Foto: Ana Exemplar/dpa",
            None,
            Some("Die Fähre am Kai."),
            Some("Ana Exemplar/dpa"),
        );
        check("Foto: Ana Exemplar / NTB", None, None, Some("Ana Exemplar / NTB"));
        // who is named by the delivery stays
        check(&format!("{told} (AP Photo)"), Some("Ana Exemplar"), Some(told), Some("Ana Exemplar"));
        // brackets that credit nobody
        check(
            "The ferry (built in 2019) at the quay.",
            None,
            Some("The ferry (built in 2019) at the quay."),
            None,
        );
        check(
            "Mayor Ana Exemplar (centre) speaks in Halden (Norvik)",
            None,
            Some("Mayor Ana Exemplar (centre) speaks in Halden (Norvik)"),
            None,
        );
    }

    #[test]
    fn files_beside_a_delivery() {
        assert_eq!(file_name("ferry_1.JPEG").as_deref(), Some("ferry_1.JPEG"));
        assert_eq!(file_name("media/ferry.png").as_deref(), Some("media/ferry.png"));
        assert_eq!(file_name("../../etc/ferry.png"), None);
        assert_eq!(file_name("data:image/png"), None);
        assert_eq!(file_name("ferry"), None);
    }
}
