//! What people of a byline did, where labels say so: `Text Elin Exemplar Foto Mats Sample`, `Par Nora Exemplar (traduction : Denis Sample)`,
//! `Ola Nordvik (foto)`, `Words: ... Pictures: ...`. Only who wrote or reported is an author of the story.
//!
//! One table of labels for all readers. A label counts where it begins a line or a bracket, stands behind a mark or a whole name, and a
//! name follows it; or where it stands in brackets behind one. `Anna Bild` is a name.

use std::borrow::Cow;

use super::{shape, words};

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Did {
    /// Wrote or reported.
    Wrote,
    /// Took or drew the pictures, translated, read aloud, filmed, edited.
    Else,
}

/// Labels, in small letters. Written by hand.
#[rustfmt::skip]
const LABELS: &[(&str, Did)] = &[
    ("words", Did::Wrote), ("text", Did::Wrote), ("texte", Did::Wrote), ("textes", Did::Wrote), ("texto", Did::Wrote), ("textos", Did::Wrote), ("testo", Did::Wrote), ("testi", Did::Wrote), ("tekst", Did::Wrote), ("teksti", Did::Wrote), ("tekstas", Did::Wrote), ("szöveg", Did::Wrote), ("текст", Did::Wrote), ("haber", Did::Wrote), ("yazı", Did::Wrote), ("story", Did::Wrote), ("文", Did::Wrote), ("取材", Did::Wrote), ("글", Did::Wrote), ("文字", Did::Wrote), ("reporting", Did::Wrote), ("bericht", Did::Wrote), ("reportage", Did::Wrote),
    ("photo", Did::Else), ("photos", Did::Else), ("photograph", Did::Else), ("photographs", Did::Else), ("photography", Did::Else), ("photographer", Did::Else), ("picture", Did::Else), ("pictures", Did::Else), ("image", Did::Else), ("images", Did::Else), ("main picture", Did::Else), ("main image", Did::Else), ("video", Did::Else), ("film", Did::Else), ("graphic", Did::Else), ("graphics", Did::Else), ("illustration", Did::Else), ("illustrations", Did::Else), ("illustrator", Did::Else), ("artwork", Did::Else), ("cartoon", Did::Else), ("drawing", Did::Else), ("drawings", Did::Else), ("translation", Did::Else), ("translated", Did::Else), ("translator", Did::Else), ("narration", Did::Else), ("narrated", Did::Else), ("narrator", Did::Else), ("read", Did::Else), ("voice", Did::Else), ("audio", Did::Else), ("sound", Did::Else), ("edited", Did::Else), ("editing", Did::Else), ("editor", Did::Else), ("design", Did::Else),
    ("foto", Did::Else), ("fotos", Did::Else), ("fotograf", Did::Else), ("fotografin", Did::Else), ("fotografie", Did::Else), ("fotografien", Did::Else), ("bild", Did::Else), ("bilder", Did::Else), ("grafik", Did::Else), ("grafiken", Did::Else), ("illustrationen", Did::Else), ("zeichnung", Did::Else), ("zeichnungen", Did::Else), ("karikatur", Did::Else), ("karte", Did::Else), ("kamera", Did::Else), ("übersetzung", Did::Else), ("übersetzt", Did::Else), ("deutsch", Did::Else), ("aus dem englischen", Did::Else), ("aus dem französischen", Did::Else), ("aus dem spanischen", Did::Else), ("gelesen", Did::Else), ("sprecher", Did::Else), ("sprecherin", Did::Else), ("ton", Did::Else), ("schnitt", Did::Else), ("redigiert", Did::Else),
    ("photographie", Did::Else), ("photographies", Did::Else), ("photographe", Did::Else), ("dessin", Did::Else), ("dessins", Did::Else), ("infographie", Did::Else), ("vidéo", Did::Else), ("traduction", Did::Else), ("traduit", Did::Else), ("traduit de l'anglais", Did::Else), ("traduit de l’anglais", Did::Else), ("adaptation", Did::Else), ("lecture", Did::Else), ("voix", Did::Else), ("montage", Did::Else),
    ("fotografía", Did::Else), ("fotografías", Did::Else), ("fotógrafo", Did::Else), ("fotógrafa", Did::Else), ("imagen", Did::Else), ("imágenes", Did::Else), ("ilustración", Did::Else), ("ilustraciones", Did::Else), ("vídeo", Did::Else), ("gráfico", Did::Else), ("gráficos", Did::Else), ("infografía", Did::Else), ("traducción", Did::Else), ("traducido", Did::Else), ("voz", Did::Else), ("locución", Did::Else), ("edición", Did::Else),
    ("fotografia", Did::Else), ("fotografo", Did::Else), ("immagini", Did::Else), ("illustrazione", Did::Else), ("illustrazioni", Did::Else), ("disegni", Did::Else), ("traduzione", Did::Else), ("tradotto", Did::Else), ("voce", Did::Else), ("lettura", Did::Else), ("riprese", Did::Else), ("montaggio", Did::Else),
    ("fotógrafos", Did::Else), ("imagem", Did::Else), ("imagens", Did::Else), ("ilustração", Did::Else), ("ilustrações", Did::Else), ("tradução", Did::Else), ("traduzido", Did::Else), ("edição", Did::Else), ("arte", Did::Else), ("narração", Did::Else),
    ("foto's", Did::Else), ("foto’s", Did::Else), ("beeld", Did::Else), ("beelden", Did::Else), ("illustratie", Did::Else), ("illustraties", Did::Else), ("tekening", Did::Else), ("tekeningen", Did::Else), ("vertaling", Did::Else), ("vertaald", Did::Else), ("fotografen", Did::Else), ("voorgelezen", Did::Else),
    ("översättning", Did::Else), ("översatt", Did::Else), ("teckning", Did::Else), ("uppläsning", Did::Else), ("inläsning", Did::Else), ("redigering", Did::Else), ("oversættelse", Did::Else), ("oversat", Did::Else), ("tegning", Did::Else), ("oplæsning", Did::Else), ("oversettelse", Did::Else), ("oversatt", Did::Else), ("illustrasjon", Did::Else), ("grafikk", Did::Else), ("opplesning", Did::Else),
    ("kuva", Did::Else), ("kuvat", Did::Else), ("valokuva", Did::Else), ("valokuvat", Did::Else), ("kuvitus", Did::Else), ("grafiikka", Did::Else), ("käännös", Did::Else), ("suomennos", Did::Else), ("zdjęcia", Did::Else), ("zdjęcie", Did::Else), ("fot", Did::Else), ("ilustracja", Did::Else), ("ilustracje", Did::Else), ("rysunki", Did::Else), ("tłumaczenie", Did::Else), ("tłum", Did::Else), ("przekład", Did::Else), ("czyta", Did::Else), ("překlad", Did::Else), ("přeložil", Did::Else), ("přeložila", Did::Else), ("ilustrace", Did::Else), ("fotky", Did::Else), ("fotó", Did::Else), ("fotók", Did::Else), ("fordította", Did::Else), ("fordítás", Did::Else), ("traducere", Did::Else), ("fotoğraf", Did::Else), ("fotoğraflar", Did::Else), ("çeviri", Did::Else), ("çizim", Did::Else), ("seslendiren", Did::Else), ("terjemahan", Did::Else),
    ("фото", Did::Else), ("фотографии", Did::Else), ("фотограф", Did::Else), ("иллюстрации", Did::Else), ("рисунки", Did::Else), ("перевод", Did::Else), ("видео", Did::Else), ("світлини", Did::Else), ("переклад", Did::Else), ("снимки", Did::Else), ("превод", Did::Else), ("φωτογραφίες", Did::Else), ("φωτογραφία", Did::Else), ("μετάφραση", Did::Else),
    ("写真", Did::Else), ("撮影", Did::Else), ("翻訳", Did::Else), ("イラスト", Did::Else), ("摄影", Did::Else), ("攝影", Did::Else), ("图片", Did::Else), ("翻译", Did::Else), ("翻譯", Did::Else), ("사진", Did::Else), ("번역", Did::Else), ("그림", Did::Else),
];

/// Small words between a label and the name.
const BY: &[&str] = &["by", "von", "de", "par", "por", "di", "da", "door", "av", "af", "von:", "by:"];

/// Longest byline looked at, in bytes.
const LONGEST: usize = 600;

/// A word of a byline with where it stands.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

/// A label with where it begins and where the names after it do.
#[derive(Debug, Clone, Copy)]
struct Label {
    start: usize,
    names: usize,
    did: Did,
    /// Several in one: `Text & foto`.
    is_joined: bool,
}

/// A byline without those who did something else than write.
pub(super) fn writers(raw: &str) -> Cow<'_, str> {
    if raw.len() > LONGEST {
        return Cow::Borrowed(raw);
    }
    let marked = without_marked(raw);
    let line = marked.as_deref().unwrap_or(raw);
    match without_labelled(line) {
        Some(kept) => Cow::Owned(kept),
        None => marked.map_or(Cow::Borrowed(raw), Cow::Owned),
    }
}

/// `Ola Nordvik (foto)`: takes out names with such a mark, and the marks of others.
fn without_marked(raw: &str) -> Option<String> {
    let mut kept = String::new();
    let mut rest = raw;
    let mut any = false;
    while let Some((before, tail)) = rest.split_once('(') {
        let Some((inside, after)) = tail.split_once(')') else { break };
        let Some(did) = whole_label(inside) else {
            kept.push_str(before);
            kept.push('(');
            kept.push_str(inside);
            kept.push(')');
            rest = after;
            continue;
        };
        any = true;
        match did {
            Did::Wrote => kept.push_str(before),
            Did::Else => kept.push_str(before.get(..name_before(before)).unwrap_or_default()),
        }
        kept.push_str(" | ");
        rest = after;
    }
    kept.push_str(rest);
    any.then_some(kept)
}

/// Where the name at the end of a piece of a byline begins: behind the last mark or conjunction, or a small word that opens the line.
fn name_before(before: &str) -> usize {
    let mark = before.rfind(['|', ',', ';', '/', ')', ':', '•', '·']).map_or(0, |at| at + 1);
    let tail = before.get(mark..).unwrap_or_default();
    let mut start = mark;
    for word in split(tail) {
        if shape::is_and(&word.text.to_lowercase()) {
            start = mark + word.end;
        }
    }
    start
}

/// What words in brackets say that somebody did, if they are labels and nothing else.
fn whole_label(inside: &str) -> Option<Did> {
    let words: Vec<Word<'_>> = split(inside);
    let (label, used) = label_at(inside, &words, 0)?;
    (used == words.len()).then_some(label)
}

/// The words of a line: marks are words of their own.
fn split(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    let is_mark = |c: char| {
        matches!(
            c,
            ':' | '：' | ',' | ';' | '|' | '/' | '(' | ')' | '[' | ']' | '•' | '·' | '・' | '、' | '&' | '+'
        )
    };
    for (at, c) in line.char_indices() {
        if c.is_whitespace() || is_mark(c) {
            if let Some(from) = start.take() {
                words.push((from, at));
            }
            if is_mark(c) {
                words.push((at, at + c.len_utf8()));
            }
        } else {
            start.get_or_insert(at);
        }
    }
    words.extend(start.map(|from| (from, line.len())));
    let word = |(start, end): (usize, usize)| Some(Word { start, end, text: line.get(start..end)? });
    words.into_iter().filter_map(word).collect()
}

/// The label that begins at a word, several of them joined, and how many words there are up to its end: one for both words and pictures is
/// the writer's.
fn label_at(line: &str, words: &[Word<'_>], at: usize) -> Option<(Did, usize)> {
    let (mut did, mut next) = single_label(line, words, at)?;
    loop {
        let joint = words.get(next).filter(|w| {
            matches!(w.text, "/" | "&" | "+" | "・" | "、") || shape::is_and(&w.text.to_lowercase())
        });
        let Some((other, after)) = joint.and_then(|_| single_label(line, words, next + 1)) else {
            return Some((did, next));
        };
        if other == Did::Wrote {
            did = other;
        }
        next = after;
    }
}

fn single_label(line: &str, words: &[Word<'_>], at: usize) -> Option<(Did, usize)> {
    let first = words.get(at)?;
    let longest = (1..=3).rev().filter_map(|count| Some((words.get(at + count - 1)?, at + count)));
    for (last, next) in longest {
        let said = line.get(first.start..last.end)?.trim_end_matches('.').to_lowercase();
        if let Some((_, did)) = LABELS.iter().find(|(label, _)| *label == said) {
            return Some((*did, next));
        }
    }
    None
}

/// The labels of a line, in order.
fn labels(line: &str, words: &[Word<'_>]) -> Vec<Label> {
    let mut found: Vec<Label> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match label_at(line, words, at).and_then(|(did, next)| label(words, at, did, next)) {
            Some((label, next)) => {
                found.push(label);
                at = next;
            }
            None => at += 1,
        }
    }
    found
}

/// The label, where what stands before and behind it says that it is one.
fn label(words: &[Word<'_>], at: usize, did: Did, next: usize) -> Option<(Label, usize)> {
    let start = words.get(at)?.start;
    let colon = words.get(next).is_some_and(|w| matches!(w.text, ":" | "：" | "|"));
    let mut names = next + usize::from(colon);
    let by = words.get(names).is_some_and(|w| BY.contains(&w.text.to_lowercase().as_str()));
    names += usize::from(by);
    let is_name = |w: &&Word<'_>| {
        w.text.starts_with(char::is_uppercase)
            || w.text.chars().any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
    };
    // `Video Journalist Ana Exemplar`: a job
    let is_job = words.get(names).is_some_and(|w| shape::is_title(&shape::key(w.text)));
    let named = if is_job { 0 } else { words.iter().skip(names).take_while(is_name).count() };
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    let behind_mark = before.is_none_or(|w| {
        w.text.chars().all(|c| !c.is_alphanumeric()) || w.text.ends_with('.') && w.text.chars().count() > 2
    });
    let whole_name = words.iter().take(at).rev().take_while(is_name).count() >= 2;
    let capital = words.get(at).is_some_and(|w| !w.text.starts_with(char::is_lowercase));
    let stands = if colon || by {
        behind_mark || whole_name || colon && capital
    } else {
        capital && (behind_mark || whole_name) && named >= 2 || east_asian(words, at, named)
    };
    (stands && named > 0)
        .then_some((Label { start, names: words.get(names)?.start, did, is_joined: next > at + 2 }, names))
}

/// `写真 佐藤みどり`
fn east_asian(words: &[Word<'_>], at: usize, named: usize) -> bool {
    named > 0
        && words.get(at).is_some_and(|w| {
            w.text.chars().all(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
        })
}

/// The line with those kept who wrote: those before the first label, and those behind one that says so.
fn without_labelled(line: &str) -> Option<String> {
    let words = split(line);
    let labels = labels(line, &words);
    if !labels.iter().any(|label| label.did == Did::Else || label.is_joined) {
        return None;
    }
    let says_wrote = labels.iter().any(|label| label.did == Did::Wrote);
    let first = labels.first()?;
    let mut kept = line.get(..first.start)?.trim_end().trim_end_matches(['(', '[', ',', ';']).to_owned();
    for (n, label) in labels.iter().enumerate() {
        let end = labels.get(n + 1).map_or(line.len(), |next| next.start);
        let names = line.get(label.names..end)?;
        kept.push_str(" | ");
        match label.did {
            Did::Wrote => kept.push_str(names.trim_end_matches(['(', '['])),
            // behind a mark others follow who wrote, where nobody else is said to have
            Did::Else if !says_wrote => {
                let mark = names.find(['|', ';', '/', ')', '•', '·']);
                kept.push_str(mark.and_then(|at| names.get(at + 1..)).unwrap_or_default());
            }
            Did::Else => {}
        }
    }
    let opened = words::OPENERS.contains(&kept.trim_matches([' ', '|']).to_lowercase().as_str());
    Some(if opened { String::new() } else { kept })
}

#[cfg(test)]
mod tests {
    use super::super::field;

    #[track_caller]
    fn check(raw: &str, expected: &[&str]) {
        let names: Vec<String> = field(raw).people.into_iter().map(|p| p.name).collect();
        assert_eq!(names, expected, "{raw}");
    }

    #[test]
    fn who_did_something_else_did_not_write() {
        for line in [
            "Words: Ana Exemplar Pictures: Tom Sample",
            "Words Ana Exemplar Photography Tom Sample",
            "Text Ana Exemplar Foto Tom Sample",
            "Text Ana Exemplar \u{a0} Foto Tom Sample",
            "TEXT: ANA EXEMPLAR FOTO: TOM SAMPLE",
            "Foto Tom Sample Text Ana Exemplar",
            "Text: Ana Exemplar, Fotos: Tom Sample",
            "Fotos: Tom Sample Text: Ana Exemplar",
            "Text: Ana Exemplar | Fotos: Tom Sample / Lea Muster",
            "Tekst Ana Exemplar Foto Tom Sample",
            "Tekst: Ana Exemplar, foto: Tom Sample",
            "Texte Ana Exemplar Photos Tom Sample",
            "Texte : Ana Exemplar – Photos : Tom Sample",
            "Texto: Ana Exemplar Fotografías: Tom Sample",
            "Testo di Ana Exemplar Foto di Tom Sample",
            "Texto Ana Exemplar Fotos Tom Sample",
            "Tekst Ana Exemplar Beeld Tom Sample",
            "Teksti Ana Exemplar Kuvat Tom Sample",
            "Tekst Ana Exemplar Zdjęcia Tom Sample",
            "Ana Exemplar, Foto: Tom Sample",
            "By Ana Exemplar, photographs by Tom Sample",
            "By Ana Exemplar. Illustrations by Tom Sample",
            "By Ana Exemplar, translated by Tom Sample",
            "By Ana Exemplar, narrated by Tom Sample",
            "Par Ana Exemplar (traduction : Tom Sample)",
            "Par Ana Exemplar, traduit de l'anglais par Tom Sample",
            "Por Ana Exemplar (traducción de Tom Sample)",
            "Von Ana Exemplar (Übersetzung: Tom Sample)",
            "Von Ana Exemplar, Illustration: Tom Sample",
            "Di Ana Exemplar, traduzione di Tom Sample",
            "Av Ana Exemplar (översättning: Tom Sample)",
            "Door Ana Exemplar, vertaling: Tom Sample",
            "Ana Exemplar (text) och Tom Sample (foto)",
            "Ana Exemplar (words) and Tom Sample (pictures)",
            "Tom Sample (bild), Ana Exemplar (text)",
            "Skrevet av Ana Exemplar | Tom Sample (foto)",
            "Ana Exemplar (text och foto)",
            "Text und Foto: Ana Exemplar",
            "Text & foto Ana Exemplar",
            "Words and pictures by Ana Exemplar",
        ] {
            check(line, &["Ana Exemplar"]);
        }
        check("Текст: Анна Образцова. Фото: Игорь Примеров", &["Анна Образцова"]);
        check("文・写真 佐藤みどり", &["佐藤みどり"]);
        check("Haber: Elif Örnek / TAŞKÖPRÜ, (DHA)", &["Elif Örnek"]);
        check("Autor: Jan Przykład, oprac. (mb), źródło: PAP", &["Jan Przykład"]);
        check("Fotos: Tom Sample", &[]);
        check("Por", &[]);
    }

    #[test]
    fn names_are_no_labels() {
        check("记者 王小明 通讯员 李芳", &["王小明", "李芳"]);
        check("By Ana Exemplar and Tom Sample", &["Ana Exemplar", "Tom Sample"]);
        check("Anna Bild", &["Anna Bild"]);
        check("Anna Bild and Tom Text", &["Anna Bild", "Tom Text"]);
        check("By Carl Foto and Ana Exemplar", &["Carl Foto", "Ana Exemplar"]);
        check("Lea Ton", &["Lea Ton"]);
        check("Video Journalist Ana Exemplar", &["Ana Exemplar"]);
        check("Ana Exemplar, Picture Editor", &["Ana Exemplar"]);
    }

    #[test]
    fn who_is_with_an_agency() {
        for line in [
            "Ana Exemplar com Lusa",
            "Ana Exemplar with Reuters",
            "Von Ana Exemplar mit dpa",
            "Von Ana Exemplar, mit dpa und AFP",
            "Ana Exemplar avec AFP",
            "Ana Exemplar (avec AFP)",
            "Ana Exemplar con EFE",
            "Ana Exemplar con ANSA",
            "Ana Exemplar met ANP",
            "Ana Exemplar med TT",
            "Ana Exemplar med NTB",
            "Ana Exemplar / STT",
            "Ana Exemplar z PAP",
            "Ana Exemplar & Reuters",
        ] {
            check(line, &["Ana Exemplar"]);
        }
    }
}
