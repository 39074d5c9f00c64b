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
    if file.is_empty() && !query.is_empty() {
        return format!("{path}?{}", without_cut(query));
    }
    let is_script = [".php", ".aspx", ".ashx", ".cgi", ".do", ".jsp"].iter().any(|end| file.ends_with(end));
    if is_script { address } else { of_path(path) }
}

/// Names in queries that say how a picture is cut and how long its address holds.
const QUERIED: [&str; 16] = [
    "w",
    "h",
    "width",
    "height",
    "q",
    "quality",
    "fit",
    "crop",
    "dpr",
    "format",
    "fm",
    "auto",
    "exp",
    "maxwidth",
    "maxheight",
    "resize",
];

/// A query without what says how the picture is cut, in one order.
fn without_cut(query: &str) -> String {
    let is_kept = |pair: &&str| !QUERIED.contains(&pair.split('=').next().unwrap_or_default());
    let mut pairs: Vec<&str> = query.split('&').filter(is_kept).collect();
    pairs.sort_unstable();
    pairs.join("&")
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
    let inner = match whole.rfind("://") {
        Some(at) => {
            let inner = whole.get(at + 3..).unwrap_or_default();
            // an address in a query ends where the next of it begins
            let is_queried =
                whole.get(..at).is_some_and(|before| before.ends_with("=http") || before.ends_with("=https"));
            if is_queried { inner.split('&').next().unwrap_or_default() } else { inner }
        }
        None => &whole,
    };
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
    if is_only_cut(words.clone()) {
        return String::new();
    }
    let mut after_cut = false;
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        if is_ratio(word) && words.next_if(|next| is_number(next) && next.len() <= 2).is_some() {
            while words.next_if(|next| is_number(next)).is_some() {}
            continue;
        }
        let word = without_cut_word(word);
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

/// Whether a part of a path says nothing but how the picture is cut: `w1200-h630-p-k-no-nu`, `s320`.
fn is_only_cut<'w>(mut words: impl Iterator<Item = &'w str>) -> bool {
    let is_side = |word: &str| {
        let figures = word.strip_prefix(['w', 'h', 's']);
        figures.is_some_and(|rest| (2..=4).contains(&rest.len()) && is_number(rest))
    };
    words.next().is_some_and(is_side)
        && words.all(|word| is_side(word) || word.len() <= 2 && word.bytes().all(|b| b.is_ascii_lowercase()))
}

/// `v16`: the first number of a ratio, `v16_9`.
fn is_ratio(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.len() <= 2 && is_number(rest))
}

/// Fewest figures of a picture's number, which a word for a cut may follow: `34357og`.
const NUMBER: usize = 4;

/// A number without the word for a cut right behind it.
fn without_cut_word(word: &str) -> &str {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, cut) = word.split_at_checked(end).unwrap_or((word, ""));
    if number.len() >= NUMBER && cut.len() >= 2 && CUTS.contains(&cut) { number } else { word }
}

/// Fewest figures of a number that alone tells a cut.
const CODED: usize = 6;
/// Letters in common of two cuts of one picture.
const COMMON: usize = 10;

/// Whether two names of pictures differ in nothing but numbers of the same length, of four figures or more: those of
/// the cuts. That may yet be another picture of the same series.
pub(super) fn may_be_cuts(a: &str, b: &str) -> bool {
    let (a, b) = (key(a), key(b));
    let runs = |text: &str| -> Vec<String> {
        let mut runs: Vec<String> = Vec::new();
        for c in text.chars() {
            match runs.last_mut() {
                Some(run) if run.ends_with(|l: char| l.is_ascii_digit()) == c.is_ascii_digit() => run.push(c),
                _ => runs.push(c.to_string()),
            }
        }
        runs
    };
    let (first, second) = (runs(&a), runs(&b));
    let differing = || first.iter().zip(&second).filter(|(x, y)| x != y);
    let is_cut =
        |(x, y): (&String, &String)| is_number(x) && is_number(y) && x.len() == y.len() && x.len() >= NUMBER;
    // one number of four figures is that of another picture from the same camera
    let is_counted = differing().count() == 1 && differing().all(|(x, _)| x.len() < CODED);
    let letters = a.chars().filter(|c| c.is_alphabetic()).count();
    a != b && first.len() == second.len() && letters >= COMMON && !is_counted && differing().all(is_cut)
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
    fn cuts_in_queries_paths_and_numbers() {
        let same = |a: &str, b: &str| assert_eq!(key(a), key(b), "{a} {b}");
        same("https://m.example/r/?m=2&i=1454&w=1200&r=LYNX", "https://m.example/r/?m=2&i=1454&r=LYNX&w=20");
        same(
            "https://m.example/gw/photo.php?u=https://n.example/2026/8685651.jpg&x=0&fw=1050",
            "https://m.example/gw/photo.php?u=https://n.example/2026/8685651.jpg&x=0&fw=800&exp=36",
        );
        same("https://m.example/AAZ/w1200-h630-p-k-no-nu/quay1.jpg", "https://m.example/AAZ/s320/quay1.jpg");
        same(
            "https://m.example/4099/4099_1757_v16_9_1600.jpeg",
            "https://m.example/4099/4099_1757_v16_9_1200.jpeg",
        );
        same(
            "https://m.example/b/quay-of-halden-34357og.jpg",
            "https://m.example/b/quay-of-halden-34357.jpg",
        );
        let differ = |a: &str, b: &str| assert_ne!(key(a), key(b), "{a} {b}");
        differ("https://m.example/r/?m=2&i=1454&w=1200", "https://m.example/r/?m=2&i=1455&w=1200");
        differ(
            "https://m.example/4099/4099_1757_v16_9_1600.jpeg",
            "https://m.example/4098/4098_1757_v16_9_1600.jpeg",
        );
        differ("https://m.example/AAZ/s320/quay1.jpg", "https://m.example/AAZ/s320/quay2.jpg");
    }

    #[test]
    fn numbers_of_cuts_may_differ() {
        let of = |name: &str| format!("https://n.example/2026/{name}.jpg");
        assert!(may_be_cuts(&of("630_3734766_quay_at_dawn"), &of("630_3734765_quay_at_dawn")));
        assert!(may_be_cuts(&of("quay-at-dawn-17-5714-3537-1761"), &of("quay-at-dawn-17-8348-8268-1761")));
        assert!(!may_be_cuts(&of("quay-at-dawn-1"), &of("quay-at-dawn-2")));
        assert!(!may_be_cuts(&of("DSC_0100"), &of("DSC_0200")));
        assert!(!may_be_cuts(&of("quay-at-dawn-MG_2959"), &of("quay-at-dawn-MG_2953")));
        assert!(!may_be_cuts(&of("quay-at-dawn-3734766"), &of("quay-at-dusk-3734766")));
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
