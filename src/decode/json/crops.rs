//! One picture cut for several places is one picture: lists of pictures name it once for each cut.

use std::collections::HashMap;

use crate::model::Image;

/// Proportions that pictures are cut to, as addresses write them.
const CUTS: [(&str, &str); 9] = [
    ("1", "1"),
    ("4", "3"),
    ("3", "4"),
    ("16", "9"),
    ("9", "16"),
    ("3", "2"),
    ("2", "3"),
    ("5", "4"),
    ("2", "1"),
];
/// Fewest letters of a caption by which two pictures are told to be one.
const A_CAPTION: usize = 24;

/// The pictures, each once: the first of those that differ by how they are cut. One with more words about it takes the
/// place of one with fewer.
pub(super) fn whole(images: Vec<Image>) -> Vec<Image> {
    let mut kept: Vec<Image> = Vec::with_capacity(images.len());
    let mut known: HashMap<String, usize> = HashMap::new();
    for image in images {
        let keys = [image.url.as_deref().map(uncut), caption_of(&image)];
        let at = keys.iter().flatten().find_map(|key| known.get(key).copied());
        match at.and_then(|at| kept.get_mut(at)) {
            Some(same) => {
                same.caption = same.caption.take().or(image.caption);
                same.credit = same.credit.take().or(image.credit);
                same.alt = same.alt.take().or(image.alt);
            }
            None => kept.push(image),
        }
        let at = at.unwrap_or(kept.len() - 1);
        for key in keys.into_iter().flatten() {
            known.entry(key).or_insert(at);
        }
    }
    kept
}

/// A caption with its credit: two pictures that say the same of themselves are one.
fn caption_of(image: &Image) -> Option<String> {
    let caption = image.caption.as_deref().filter(|caption| caption.chars().count() >= A_CAPTION)?;
    Some(format!("{caption}\n{}", image.credit.as_deref().unwrap_or_default()))
}

/// An address without what its server is asked to do with the picture; where its path names a cut, without that and the
/// sizes beside it. A server that names its pictures in the query keeps it.
fn uncut(url: &str) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let file = path.rsplit('/').next().unwrap_or_default();
    let names_one = file.contains('.') || file.len() >= 16;
    if !names_one && !query.is_empty() {
        return url.to_owned();
    }
    let parts: Vec<&str> = path.split_inclusive(['/', '_', '-', '.']).collect();
    let bare = |at: usize| parts.get(at).map_or("", |part| part.trim_end_matches(['/', '_', '-', '.']));
    let is_cut = |at: usize| {
        let pair = |a: &str, b: &str| CUTS.contains(&(a.trim_start_matches('v'), b));
        // with a stroke between them they are a day
        let beside = parts.get(at).is_some_and(|part| part.ends_with(['_', '-']));
        bare(at).split_once('x').is_some_and(|(a, b)| pair(a, b)) || beside && pair(bare(at), bare(at + 1))
    };
    if !(0..parts.len()).any(is_cut) {
        return path.to_owned();
    }
    let is_size =
        |at: usize| (3..=4).contains(&bare(at).len()) && bare(at).bytes().all(|b| b.is_ascii_digit());
    let dropped = |at: usize| {
        let second = at > 0 && is_cut(at - 1) && !bare(at - 1).contains('x');
        is_cut(at) || second || is_size(at)
    };
    (0..parts.len()).filter(|at| !dropped(*at)).filter_map(|at| parts.get(at).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(urls: &[&str]) -> usize {
        let images = urls.iter().map(|url| Image { url: Some((*url).to_owned()), ..Image::default() });
        whole(images.collect()).len()
    }

    #[test]
    fn cuts_of_one_picture() {
        let one = [
            &["https://i.example/a1b2.jpg?w=1200&h=1200", "https://i.example/a1b2.jpg?w=1200&h=675"][..],
            &[
                "https://i.example/v2/images/0cefd588-bc8c-33bf?h=1",
                "https://i.example/v2/images/0cefd588-bc8c-33bf?h=2",
            ],
            &[
                "https://i.example/40/40_17_v4_3_800.jpeg",
                "https://i.example/40/40_17_v1_1_400.jpeg",
                "https://i.example/40/40_17_v16_9_1200.jpeg",
            ],
            &["https://i.example/17/16x9/1200.jpg", "https://i.example/17/4x3/1200.jpg"],
            &["https://i.example/16x9-1920/quay-101.jpg", "https://i.example/1x1-840/quay-101.jpg"],
        ];
        for urls in one {
            assert_eq!(count(urls), 1, "{urls:?}");
        }
        let two = [
            &["https://i.example/quay-1.jpg", "https://i.example/quay-2.jpg"][..],
            &["https://i.example/i?id=1", "https://i.example/i?id=2"],
            &["https://i.example/16x9/quay-101.jpg", "https://i.example/16x9/quay-b.jpg"],
            &["https://i.example/2026/3/2/1234.jpg", "https://i.example/2026/3/2/1235.jpg"],
        ];
        for urls in two {
            assert_eq!(count(urls), 2, "{urls:?}");
        }
    }

    #[test]
    fn pictures_that_say_the_same_of_themselves() {
        let image = |url: &str, caption: &str| Image {
            url: Some(url.to_owned()),
            caption: Some(caption.to_owned()),
            ..Image::default()
        };
        let told = "The north ferry at the quay of Halden on Tuesday.";
        assert_eq!(
            whole(vec![image("https://i.example/a", told), image("https://i.example/b", told)]).len(),
            1
        );
        assert_eq!(
            whole(vec![image("https://i.example/a", "Ferry"), image("https://i.example/b", "Ferry")]).len(),
            2
        );
    }
}
