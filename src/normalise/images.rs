//! The pictures that a format keeps apart: cleaned, their captions without the credits that stand in them.

use super::clean::Cleaner;
use super::{agencies, paragraphs, people, shape, urls};
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
    let credit = clean(image.credit).and_then(|credit| without_label(&credit).map(str::to_owned));
    let (caption, credit) = parted(clean(image.caption), credit);
    let agency = clean(image.agency).or_else(|| credit.as_deref().and_then(people::house_of));
    let address = |raw: &str| urls::given(raw).or_else(|| file_name(raw).filter(|_| beside));
    Image { url: image.url.as_deref().and_then(address), caption, alt: clean(image.alt), credit, agency }
}

/// A caption without the credit at its end, or nothing where it is one; the credit that says more. A house alone says
/// less than who took the picture for it.
fn parted(caption: Option<String>, credit: Option<String>) -> (Option<String>, Option<String>) {
    let known = caption.as_deref().and_then(paragraphs::credit_in_caption);
    let Some((told, named)) = known.or_else(|| caption.as_deref().and_then(labelled)) else {
        return (caption, credit);
    };
    let told = Some(told.to_owned()).filter(|told| !told.is_empty());
    let says_less = |credit: &String| agencies::named(credit).is_some() || people::is_employment(credit);
    (told, credit.filter(|credit| !says_less(credit)).or(Some(named)))
}

/// Words for pictures, their makers and owners, as labels of credits.
#[rustfmt::skip]
const LABELS: [&str; 44] = [
    "photo", "photos", "photograph", "photographer", "picture", "pictures", "image", "images", "credit", "photo credit", "image credit", "picture credit", "source", "courtesy", "foto", "fotos", "bild", "bilder", "bildquelle", "bildnachweis", "bildrechte", "quelle", "fotograf", "photo source", "crédit", "crédits", "crédit photo", "imagen", "fuente",
    "fotografía", "fotografia", "fonte", "immagine", "imagem", "beeld", "bron", "kuva", "zdjęcie", "fot", "fotoğraf", "фото", "ảnh", "圖", "写真",
];
/// What says that somebody has rights, and not who.
#[rustfmt::skip]
const RIGHTS: [&str; 12] = [
    "copyright", "all rights reserved", "tous droits réservés", "alle rechte vorbehalten", "todos los derechos reservados", "tutti i diritti riservati", "todos os direitos reservados", "alle rechten voorbehouden", "droits réservés", "derechos reservados", "rights reserved", "все права защищены",
];
/// Most words of what a label at the end of a caption names.
const NAMED: usize = 8;

/// Whether a line only labels a credit, or says that there are rights.
pub(crate) fn is_bare_label(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    RIGHTS.contains(&bare.as_str()) || LABELS.contains(&bare.as_str())
}

/// Whether a short line says who took a picture: it is labelled so, or is a house that has pictures.
pub(crate) fn is_credit(line: &str) -> bool {
    agencies::named(line.trim()).is_some_and(agencies::is_picture_house)
        || labelled(line).is_some_and(|(told, _)| told.is_empty())
        || paragraphs::credit_in_caption(line).is_some_and(|(told, _)| told.is_empty())
}

/// What a picture shows and whose it is, where a stroke of rights parts them: `A ferry © NOR`.
pub(crate) fn without_owner(alt: Option<String>) -> (Option<String>, Option<String>) {
    let parted = alt.as_deref().and_then(|alt| {
        let (told, owner) = alt.split_once('©')?;
        let (told, owner) = (told.trim_end(), owner.trim());
        (!told.is_empty() && !owner.is_empty()).then(|| (told.to_owned(), owner.to_owned()))
    });
    parted.map_or((alt, None), |(told, owner)| (Some(told), Some(owner)))
}

/// A credit without its label; nothing where it is no more than that.
fn without_label(credit: &str) -> Option<&str> {
    if is_bare_label(credit) {
        return None;
    }
    let credit = within_brackets(credit);
    match credit.split_once([':', '：']) {
        Some((label, rest)) if is_bare_label(label) && !rest.trim().is_empty() && !rest.starts_with("//") => {
            Some(rest.trim())
        }
        _ => Some(credit),
    }
}

/// A line without the brackets around all of it.
fn within_brackets(line: &str) -> &str {
    let inner = line.trim().strip_prefix('(').and_then(|inner| inner.strip_suffix(')'));
    inner.filter(|inner| !inner.contains(['(', ')'])).map_or(line, str::trim)
}

/// A caption, and the credit that ends it behind a label: `The quay. (Quelle: Harbour office)`, `The quay | Foto: Zvg.`,
/// `埠頭。圖／通訊社`.
fn labelled(caption: &str) -> Option<(&str, String)> {
    let whole = caption.trim_end();
    let (inner, is_bracketed) = match whole.strip_suffix([')', ']', '）']) {
        Some(inner) => (inner, true),
        None => (whole, false),
    };
    let (at, mark) = inner
        .match_indices([':', '：', '／'])
        .rfind(|(at, _)| !inner.get(at + 1..).is_some_and(|rest| rest.starts_with("//")))?;
    let (before, named) = (inner.get(..at)?.trim_end(), inner.get(at + mark.len()..)?.trim());
    let lower = before.to_lowercase();
    if lower.len() != before.len() {
        return None;
    }
    let is_label = |label: &&&str| {
        let rest = lower.strip_suffix(**label);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(|c: char| !c.is_alphanumeric()))
    };
    let label = LABELS.iter().filter(is_label).max_by_key(|label| label.len())?;
    let told = before.get(..before.len() - label.len())?;
    let open = told.trim_end().strip_suffix(['(', '[', '（']);
    if is_bracketed != open.is_some() {
        return None;
    }
    let told = open.unwrap_or(told).trim_end();
    // within a sentence it is a word of it
    let ends = told.trim_end_matches(['|', '/', '–', '—', '-', '•', '.']);
    let is_apart = open.is_some()
        || told.is_empty()
        || ends.len() < told.len()
        || shape::ends_sentence(told)
        || told.ends_with(',');
    let told = if ends.len() < told.len() && !told.ends_with('.') { ends.trim_end() } else { told };
    let is_name = !named.is_empty()
        && shape::words_up_to(named, NAMED + 1) <= NAMED
        && named.chars().count() <= 80
        && !named.contains(['(', '?', '!']);
    (is_apart && is_name).then(|| (told.trim_end_matches(','), named.to_owned()))
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
    fn labels_part_captions_and_credits() {
        let check = |caption: &str, told: Option<&str>, named: Option<&str>| {
            let (got, by) = parted(Some(caption.to_owned()), None);
            assert_eq!((got.as_deref(), by.as_deref()), (told, named), "{caption}");
        };
        check("Die Fähre am Kai. (Quelle: Hafenamt)", Some("Die Fähre am Kai."), Some("Hafenamt"));
        check("Die Fähre am Kai | Foto: Zvg.", Some("Die Fähre am Kai"), Some("Zvg."));
        check(
            "The ferry at the quay (Photo Credit : PTI File Photo )",
            Some("The ferry at the quay"),
            Some("PTI File Photo"),
        );
        check("Phà ở bến cảng. Ảnh: Bệnh viện cung cấp", Some("Phà ở bến cảng."), Some("Bệnh viện cung cấp"));
        check("渡輪停在碼頭。 圖／騰訊科技", Some("渡輪停在碼頭。"), Some("騰訊科技"));
        check("The ferry at the quay, Foto: LAT Images", Some("The ferry at the quay"), Some("LAT Images"));
        check("Bron: Havenbedrijf", None, Some("Havenbedrijf"));
        for caption in [
            "The mayor in the picture: nobody knows why.",
            "The source: a spring above Halden",
            "What the photo shows: a ferry (built in 2019)",
            "Ana Exemplar speaks of her goal: peace",
        ] {
            check(caption, Some(caption), None);
        }
    }

    #[test]
    fn credits_are_without_labels() {
        assert_eq!(without_label("Copyright"), None);
        assert_eq!(without_label("Tous droits réservés"), None);
        assert_eq!(without_label("Bild: Ana Exemplar/dpa"), Some("Ana Exemplar/dpa"));
        assert_eq!(without_label("Bild/dpa"), Some("Bild/dpa"));
        assert_eq!(without_label("AP Photo/Ana Exemplar"), Some("AP Photo/Ana Exemplar"));
        assert_eq!(without_label("Foto Exemplar"), Some("Foto Exemplar"));
        assert_eq!(without_label("(Image: Getty Images)"), Some("Getty Images"));
        assert_eq!(without_label("Ana Exemplar (Getty)"), Some("Ana Exemplar (Getty)"));
    }

    #[test]
    fn owners_part_from_what_is_shown() {
        let check = |alt: &str, told: &str, owner: Option<&str>| {
            let (got, by) = without_owner(Some(alt.to_owned()));
            assert_eq!((got.as_deref(), by.as_deref()), (Some(told), owner), "{alt}");
        };
        check(
            "A ferry lies in Halden © NOR Photo: Ana Exemplar",
            "A ferry lies in Halden",
            Some("NOR Photo: Ana Exemplar"),
        );
        check("A ferry lies in Halden", "A ferry lies in Halden", None);
        check("© NOR", "© NOR", None);
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
