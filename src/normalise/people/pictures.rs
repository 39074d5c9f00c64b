//! Who took the pictures stands in bylines beside who wrote, and is no writer.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// `Pictures: Sam Dell`, `Fotos von Sam Dell`, `写真：...`: a label and what stands behind it up to the next label or mark.
/// Where one label is for both, words and pictures, nobody goes.
static LABELLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:^|[\s.,;|/(–—-])",
        r"(?:(?:photos?|photographs?|photography|pictures?|images?|illustrations?|fotos?|fotografie|bilder|bild|grafik|photographies?|fotografía|fotografías|imagen|imágenes|foto's|beeld|kuvat|kuva|zdjęcia|fotoğraf|фото|фотографии|світлини)",
        r"(?:\s?[:：]|\s(?:by|von|de|di|door|av|af|par|por)\s)",
        r"|(?:写真|撮影|摄影|攝影|图片|사진)\s?[:：\s])",
        r"[^|;/\n]*?(?:$|[|;/\n]|(?:words|text|texte|texto|testo|tekst|текст|haber|story|文)\s?[:：])",
    ))
    .ok()
});

/// `Ola Nordvik (foto)`: a name and what it did.
static MARKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[|,;/]|\s(?:and|og|och|und|et|y|e|en|i)\s)\s*[^|,;/()]+?\s\((?:foto|fotos|photos?|pictures|bilder|bild|text och foto|illustration|grafikk?|video|фото|写真|kuvat|zdjęcia)\)",
    )
    .ok()
});

/// A byline without those who took its pictures.
pub(super) fn without(raw: &str) -> Cow<'_, str> {
    let labelled = LABELLED.as_ref().and_then(|labelled| labelled.find(raw)).filter(|_| raw.len() <= 600);
    let Some(found) = labelled else {
        let marked = MARKED.as_ref().filter(|_| raw.contains('(') && raw.len() <= 600);
        return marked.map_or(Cow::Borrowed(raw), |marked| marked.replace_all(raw, ""));
    };
    let before = raw.get(..found.start()).unwrap_or_default().trim_end();
    let lower = before.to_lowercase();
    let joined = ["and", "und", "et", "y", "e", "en", "och", "og", "i", "и", "&", "+", "・", "、", "と", "/"];
    if joined.iter().any(|word| lower.ends_with(word) && lower.len() <= word.len() + 12) {
        return Cow::Borrowed(raw);
    }
    let label_behind = [":", "："].iter().any(|mark| found.as_str().ends_with(mark))
        && found.as_str().matches([':', '：']).count() > 1;
    let end = if label_behind {
        let words = found.as_str().rfind(char::is_whitespace).unwrap_or(0);
        found.start() + words
    } else {
        found.end()
    };
    Cow::Owned(format!("{before} | {}", raw.get(end..).unwrap_or_default().trim_start()))
}

#[cfg(test)]
mod tests {
    use super::super::field;

    #[test]
    fn who_took_the_pictures_did_not_write() {
        let check = |raw: &str, expected: &[&str]| {
            let names: Vec<String> = field(raw).people.into_iter().map(|p| p.name).collect();
            assert_eq!(names, expected, "{raw}");
        };
        check("Words: Ana Exemplar Pictures: Tom Sample", &["Ana Exemplar"]);
        check("Текст: Анна Образцова. Фото: Игорь Примеров", &["Анна Образцова"]);
        check("Text: Ana Exemplar, Fotos: Tom Sample", &["Ana Exemplar"]);
        check("Fotos: Tom Sample Text: Ana Exemplar", &["Ana Exemplar"]);
        check("Skrevet av Ana Exemplar | Tom Sample (foto)", &["Ana Exemplar"]);
        check("Ana Exemplar (text) och Tom Sample (foto)", &["Ana Exemplar"]);
        check("Text und Foto: Ana Exemplar", &["Ana Exemplar"]);
        check("文・写真 佐藤みどり", &["佐藤みどり"]);
        check("记者 王小明 通讯员 李芳", &["王小明", "李芳"]);
        check("Haber: Elif Örnek / TAŞKÖPRÜ, (DHA)", &["Elif Örnek"]);
        check("Autor: Jan Przykład, oprac. (mb), źródło: PAP", &["Jan Przykład"]);
        check("By Ana Exemplar and Tom Sample", &["Ana Exemplar", "Tom Sample"]);
        check("Por", &[]);
    }
}
