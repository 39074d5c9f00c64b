//! One picture in many sizes: the part of its addresses that stays the same.
//!
//! Publishing systems cut a picture for each place and write the cut into its name, its path or its query. Two
//! addresses show one picture where what is left without that is the same.

/// Endings of a picture's file.
const ENDINGS: [&str; 9] = ["jpg", "jpeg", "png", "webp", "avif", "gif", "bmp", "tif", "tiff"];

/// Words in names and paths that say how a picture is cut.
#[rustfmt::skip]
const CUTS: &[&str] = &[
    "scaled", "resized", "resize", "cropped", "crop", "rotated", "thumb", "thumbnail", "thumbs", "large", "medium", "small", "full", "fullsize", "xl", "xxl", "xs", "landscape", "portrait", "square", "wide", "master", "original", "orig", "social", "og", "opengraph", "facebook", "twitter", "teaser", "hero", "retina", "default", "free", "width", "height", "w", "h", "size", "max", "fit", "image", "images", "photo", "picture", "alternates",
];
/// Single letters that say it at the end of a name.
const LETTERS: [&str; 3] = ["l", "m", "s"];
/// Fewest letters and figures of a name that tells one picture from all others.
const TELLING: usize = 10;
/// Fewest characters of a word of letters and figures that does.
const CODE: usize = 8;
/// Fewest figures in a name of that length.
const FIGURES: usize = 4;
/// How long the mark is that TYPO3 puts behind the names of what it makes (`csm_...`).
const MADE: usize = 10;
/// Fewest characters of a hash; what stands behind it in a name is a cut.
const HASH: usize = 20;

/// What is the same in all addresses of a picture.
pub(super) fn key(address: &str) -> String {
    let address = decoded(address);
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    if let Some(inner) = query.split(['&', ';']).filter_map(|pair| Some(pair.split_once('=')?.1)).find(|v| {
        let file = v.split(['?', '#']).next().unwrap_or_default();
        v.contains('/') && has_ending(file)
    }) {
        return of_path(inner);
    }
    let file = path.rsplit('/').next().unwrap_or_default();
    let is_script = [".php", ".aspx", ".ashx", ".cgi", ".do", ".jsp"].iter().any(|end| file.ends_with(end));
    if is_script || file.is_empty() && !query.is_empty() { address } else { of_path(path) }
}

/// An address with what is written in percent signs resolved, from the last address in it.
fn decoded(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default().replace('+', " ");
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    let whole = String::from_utf8_lossy(&bytes);
    let inner = whole.rfind("://").and_then(|at| whole.get(at + 3..)).unwrap_or(&whole);
    inner.trim_start_matches('/').to_lowercase()
}

fn has_ending(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, end)| ENDINGS.contains(&end))
}

fn of_path(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let stems: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(stem).collect();
    let named = stems.iter().skip(1).rfind(|stem| !stem.is_empty());
    match named.filter(|stem| is_telling(stem)) {
        Some(stem) => stem.clone(),
        None => stems.into_iter().filter(|stem| !stem.is_empty()).collect::<Vec<_>>().join("/"),
    }
}

/// A part of a path without what says how the picture is cut.
fn stem(part: &str) -> String {
    let bare = match part.rsplit_once('.') {
        Some((name, end)) if ENDINGS.contains(&end) => name,
        _ => part,
    };
    let words =
        bare.split(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '.'))).filter(|w| !w.is_empty());
    let mut kept: Vec<&str> = Vec::new();
    let mut after_cut = false;
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        let is_cut = CUTS.contains(&word) || is_measure(word) || after_cut && is_number(word);
        after_cut = is_cut && !is_number(word);
        if is_cut {
            continue;
        }
        let is_hash = is_hash(word);
        kept.push(if is_hash { word.split('.').next().unwrap_or(word) } else { word });
        if is_hash {
            // pictures may be counted behind it
            kept.extend(words.next_if(|next| is_number(next) && next.len() <= 2));
            break;
        }
    }
    let is_made = kept.first() == Some(&"csm") && kept.last().is_some_and(|last| last.len() == MADE);
    if kept.len() > 1 && (is_made || kept.last().is_some_and(|last| LETTERS.contains(last))) {
        kept.pop();
    }
    kept.join("-")
}

/// `1024x683`, `w640`, `1200w`, `r1.78`, `16:9`, `e1779374755189`, `2x`.
fn is_measure(word: &str) -> bool {
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let sides = |by: char| word.split_once(by).is_some_and(|(a, b)| figures(a) && figures(b));
    let led = word.get(1..).is_some_and(figures) && word.starts_with(['w', 'h', 'x', 'y', 'q', 'r']);
    let stamped = word.strip_prefix('e').is_some_and(|rest| figures(rest) && rest.len() >= 10);
    let focus = ["fpx", "fpy"].iter().any(|by| word.strip_prefix(by).is_some_and(figures));
    let ended = word.strip_suffix(['w', 'h', 'x']).is_some_and(|rest| figures(rest) && rest.len() <= 4);
    sides('x') || sides(':') || led || stamped || focus || ended
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

fn is_hash(word: &str) -> bool {
    let word = word.split('.').next().unwrap_or_default();
    word.len() >= HASH
        && word.bytes().all(|b| b.is_ascii_hexdigit())
        && word.bytes().any(|b| b.is_ascii_digit())
}

fn is_telling(stem: &str) -> bool {
    let is_code = |word: &str| {
        let figures = word.bytes().filter(u8::is_ascii_digit).count();
        word.len() >= CODE && figures > 0 && figures < word.len() || figures >= 6 && figures == word.len()
    };
    let letters = stem.chars().filter(|c| c.is_alphanumeric()).count();
    let figures = stem.chars().filter(char::is_ascii_digit).count();
    letters >= TELLING || letters >= CODE && figures >= FIGURES || stem.split('-').any(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_picture_has_one_key_in_all_its_sizes() {
        let same = |a: &str, b: &str| assert_eq!(key(a), key(b), "{a} {b}");
        same(
            "https://n.example/u/2026/quay-at-dawn.jpg",
            "https://n.example/u/2026/quay-at-dawn-1024x682.jpg",
        );
        same(
            "https://n.example/quay-at-dawn-scaled.jpg",
            "https://n.example/quay-at-dawn-e1779374755189-706x386.jpg",
        );
        same("https://n.example/full/1/quay.jpg", "https://n.example/full/1/quay.jpg?w=737&f=22f58f");
        same(
            "https://cdn.example/fetch/$s_!a!,w_1200,h_600/https%3A%2F%2Fb.example%2Fi%2F8f3eab96-0fe2-4f93_1254x1105.png",
            "https://cdn.example/fetch/$s_!a!,w_80/https%3A%2F%2Fb.example%2Fi%2F8f3eab96-0fe2-4f93_1254x1105.png",
        );
        same(
            "https://n.example/_next/image?url=%2Fm%2Fquay.jpg&w=640",
            "https://n.example/_next/image?url=%2Fm%2Fquay.jpg&w=1920",
        );
        same(
            "https://m.example/x/1200x625/img/RTX4MZLB/original.jpg",
            "https://m.example/y/80x80/img/RTX4MZLB/original.jpg",
        );
        same(
            "https://n.example/a/xlh2yf-quay/ALTERNATES/LANDSCAPE_1140/quay",
            "https://n.example/a/xlh2yf-quay/ALTERNATES/LANDSCAPE_160/quay",
        );
        same(
            "https://n.example/12f13966-e27a_w1280_r1.77_fpx45_fpy48.jpg",
            "https://n.example/12f13966-e27a_w180_r1.778_fpx51_fpy43.jpg",
        );
        same(
            "https://n.example/9/quay_c921e786cfacb765ced53a7a.nbc-fp-1200-630.JPG",
            "https://n.example/7/quay_c921e786cfacb765ced53a7a.fit-760w.jpg",
        );
        same(
            "https://n.example/gallery/33622-quay-on-monday-xl.jpg",
            "https://n.example/gallery/33622-quay-on-monday-l.jpg",
        );
    }

    #[test]
    fn pictures_that_differ_have_different_keys() {
        let differ = |a: &str, b: &str| assert_ne!(key(a), key(b), "{a} {b}");
        differ("https://n.example/quay-at-dawn-1.jpg", "https://n.example/quay-at-dawn-2.jpg");
        differ("https://n.example/1/image.jpg", "https://n.example/2/image.jpg");
        differ("https://n.example/show.php?id=1", "https://n.example/show.php?id=2");
        differ("https://n.example/i/DSC_0100.jpg", "https://n.example/i/DSC_0200.jpg");
        differ("https://m.example/crash/original.jpg", "https://m.example/quay/original.jpg");
        differ("https://m.example/20261203_1.jpg", "https://m.example/20261203_2.jpg");
        differ(
            "https://m.example/cf987ccfaa6a53cdafbf62304b_1.jpg",
            "https://m.example/cf987ccfaa6a53cdafbf62304b_2.jpg",
        );
        differ("https://m.example/?image=1", "https://m.example/?image=2");
    }
}
