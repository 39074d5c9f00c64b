//! Which pictures of a page are its story's, and what is said of them, on invented pages.

use wiredesk::model::Image;

use super::bodies::{FOUR, ONE, THREE, TWO, page, paragraphs};

/// `file: caption [credit]` of each picture.
fn told(images: &[Image]) -> Vec<String> {
    let one = |image: &Image| {
        let url = image.url.as_deref().unwrap_or("-");
        let file = url.rsplit('/').next().unwrap_or(url);
        let caption = image.caption.as_deref().map(|c| format!(": {c}")).unwrap_or_default();
        let credit = image.credit.as_deref().map(|c| format!(" [{c}]")).unwrap_or_default();
        format!("{file}{caption}{credit}")
    };
    images.iter().map(one).collect()
}

#[track_caller]
fn check(body: &str, expected: &[&str]) {
    assert_eq!(told(&page(body).images), expected, "{body}");
}

const TITLE: &str = "<h1>Port of Lumen closed</h1>";

#[test]
fn a_picture_above_the_body_keeps_what_is_said_of_it() {
    let story = paragraphs(&[ONE, TWO, THREE, FOUR]);
    let body = format!("<div class=article-body>{story}</div>");
    for picture in [
        "<figure><img src=https://n.example/i/quay-at-dawn.jpg><figcaption>The east quay on Monday. <span class=credit>Ann Ray</span></figcaption></figure>",
        "<figure><img src=https://n.example/i/quay-at-dawn.jpg><figcaption><span class=x1>The east quay on Monday.</span><span class=x2>Ann Ray</span></figcaption></figure>",
        "<div class=lead-media><div><img src=https://n.example/i/quay-at-dawn.jpg></div><div class=caption>The east quay on Monday.</div><div class=credit>Ann Ray</div></div>",
        "<figure><a href=https://n.example/gallery/quay><picture><source srcset='https://n.example/i/quay-at-dawn.jpg 900w'><img src='data:image/gif;base64,R0'></picture></a><figcaption>The east quay on Monday. <small class=credit>Ann Ray</small></figcaption></figure>",
        "<figure><amp-img src=https://n.example/i/quay-at-dawn.jpg></amp-img><figcaption>The east quay on Monday. <i class=photo-credit>Ann Ray</i></figcaption></figure>",
    ] {
        let wanted = &["quay-at-dawn.jpg: The east quay on Monday. [Ann Ray]"];
        check(&format!("<article>{TITLE}{picture}{body}</article>"), wanted);
        check(&format!("<main>{picture}<div>{TITLE}</div>{body}</main>"), wanted);
    }
    check(
        &format!(
            "<article>{TITLE}<div class=author><img src=https://n.example/i/ann-ray.jpg>Ann Ray</div>{body}</article>"
        ),
        &[],
    );
    check(
        &format!(
            "<div class=top><a href=/><img src=https://n.example/i/town.jpg></a></div><article>{TITLE}{body}</article>"
        ),
        &[],
    );
}

#[test]
fn pictures_of_other_stories_of_houses_and_of_writers_are_not_the_storys() {
    let with = |between: &str| {
        format!(
            "<article>{TITLE}<div>{}{between}{}</div></article>",
            paragraphs(&[ONE, TWO]),
            paragraphs(&[THREE, FOUR])
        )
    };
    let own = "quay-at-noon.jpg";
    for picture in [
        "<figure><img src=https://n.example/i/quay-at-noon.jpg></figure>",
        "<p><img src=https://n.example/i/quay-at-noon.jpg></p>",
        "<p><a href=https://n.example/i/quay-at-noon.jpg><img src=https://n.example/i/quay-at-noon.jpg></a></p>",
        "<div class=inline-image><img src=https://n.example/i/quay-at-noon.jpg width=640 height=480></div>",
    ] {
        check(&with(picture), &[own]);
    }
    for other in [
        "<div class=related><a href=https://n.example/b><img src=https://n.example/i/striker.jpg></a><a href=https://n.example/b>The club has a new striker</a></div>",
        "<div class=card><img src=https://n.example/i/striker.jpg><h3><a href=https://n.example/b>The club has a new striker</a></h3></div>",
        "<figure><a href=https://n.example/b><img src=https://n.example/i/striker.jpg></a><figcaption><a href=https://n.example/b>The club has a new striker</a></figcaption></figure>",
        "<figure><img src=https://n.example/i/striker.jpg><figcaption>Read more: the club has a new striker</figcaption></figure>",
        "<div class=newsletter-signup><img src=https://n.example/i/morning-news.png><p>Sign up for our newsletter.</p></div>",
        "<a href=https://ads.example/ck?n=1><img src=https://ads.example/avw?zone=9></a>",
        "<a href=https://shop.example/click><img src=https://n.example/werbung/banner_3.jpg alt='Boots for all'></a>",
        "<div class=author-box><img src=https://n.example/i/ann-ray.jpg alt='Ann Ray'><p>Ann Ray writes about ports.</p></div>",
    ] {
        check(&with(other), &[]);
    }
    let behind = "<h2>More from Lumen</h2><ul><li><img src=https://n.example/i/a.jpg><a href=https://n.example/a>The club has a new striker from the coast</a></li>\
                  <li><img src=https://n.example/i/b.jpg><a href=https://n.example/b>The council votes on the new bridge in May</a></li></ul>";
    check(&format!("<article>{TITLE}{}{behind}</article>", paragraphs(&[ONE, TWO, THREE, FOUR])), &[]);
}

#[test]
fn a_picture_in_two_sizes_is_one() {
    let story = paragraphs(&[ONE, TWO, THREE]);
    let figure = "<figure><img src='https://n.example/u/quay-at-dawn-1024x682.jpg'><figcaption>The east quay.</figcaption></figure>\
                  <figure><img src='https://n.example/u/quay-at-dusk-2-300x200.jpg'></figure><figure><img src='https://n.example/u/quay-at-dusk-3.jpg'></figure>";
    let shared = "<meta property=og:image content='https://n.example/u/quay-at-dawn.jpg'>";
    check(
        &format!("{shared}<article>{TITLE}{figure}{story}</article>"),
        &["quay-at-dawn.jpg: The east quay.", "quay-at-dusk-2-300x200.jpg", "quay-at-dusk-3.jpg"],
    );
}
