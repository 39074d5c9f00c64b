//! Who wrote the story: from JSON-LD, from meta elements, from the page's own text near the headline.
//!
//! The best place that names someone is taken whole, none is mixed with another. Addresses and handles are no
//! authors, the site itself only where the JSON-LD says so; what is left of a byline ("Von", a town, a role) is for
//! `normalise` to part.

use serde_json::Value;

use super::classes::{self, Sense};
use super::dom::{Dom, Id};
use super::head::Head;
use super::jsonld;
use super::metadata::{Linked, source_of};
use super::phrases;
use super::places::{Around, Belongs};
use super::signed;
use super::site::{Site, letters};
use super::tag::Tag;
use crate::decode::json::value;
use crate::model::{Byline, Document, Found};
use crate::normalise::names_people;

/// Where authors stand.
pub(super) const AUTHORS: &[&str] = &[
    "author",
    "parsely-author",
    "sailthru.author",
    "article:author_name",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "cxenseparse:author",
    "creator",
    "dc.author",
    "citation_author",
    "authors",
    "og:article:author",
];

/// Reads the authors. Houses that the JSON-LD lists as authors (a desk, an agency, the publication) are marked as
/// such and stand after the people; agencies among them are credits of the document too.
pub(super) fn read(
    place: &Place<'_>,
    linked: Option<&Linked<'_>>,
    site: &Site,
    document: &mut Document,
) -> Vec<Found<Byline>> {
    let (people, houses) = linked.map(|l| linked_authors(l, site)).unwrap_or_default();
    let may_be_origin = houses.iter().filter(|h| may_name(site, &h.raw));
    document.credits.extend(may_be_origin.map(|h| Found::new(h.raw.clone(), "json-ld")));
    document.credits.extend(signed::agencies(place));
    let mut found: Vec<_> = people.into_iter().map(|p| Found::new(p, "json-ld")).collect();
    if found.is_empty() {
        found = elsewhere(place, site);
    }
    for byline in found.iter_mut().filter(|f| f.value.title.is_none()) {
        byline.value.title = signed::job_of(place, &byline.value.raw);
    }
    found.extend(houses.into_iter().map(|h| Found::new(h, "json-ld")));
    found
}

/// Lines at the edges of a story that may sign it.
pub(super) fn signatures(lines: &[&str]) -> Vec<Found<Byline>> {
    let byline = |raw: &&str| Byline { raw: (*raw).to_owned(), ..Byline::default() };
    lines.iter().map(|raw| Found::new(byline(raw), "rule:signature")).collect()
}

/// Authors outside the JSON-LD.
fn elsewhere(place: &Place<'_>, site: &Site) -> Vec<Found<Byline>> {
    let head = place.head;
    let mut houses: Vec<Found<Byline>> = Vec::new();
    for name in AUTHORS {
        let found = head.metas_named(name).filter(|n| may_name(site, n)).map(str::to_owned);
        let byline = |raw| Found::new(Byline { raw, ..Byline::default() }, source_of(name));
        let found: Vec<_> = found.map(byline).collect();
        if found.iter().any(|f| names_people(&f.value.raw)) {
            return found;
        }
        if houses.is_empty() {
            houses = found;
        }
    }
    let labelled = head
        .meta_named("twitter:data1")
        .filter(|_| head.meta_named("twitter:label1").is_some_and(says_written_by));
    if let Some(raw) = labelled.filter(|n| may_name(site, n)) {
        return vec![Found::new(Byline { raw: raw.to_owned(), ..Byline::default() }, "meta")];
    }
    let mut found = in_elements(place);
    let bears_its_name = own_name(place, site, &found);
    found.retain(|f| may_name(site, &f.value.raw));
    if !houses.is_empty() {
        // a page may name people where its head names a house
        found.retain(|f| names_people(&f.value.raw));
        houses.append(&mut found);
        return houses;
    }
    if !found.iter().any(|f| names_people(&f.value.raw)) {
        let below = signed::below(place);
        if !below.is_empty() {
            found = below;
        }
    }
    if found.is_empty() { bears_its_name.into_iter().collect() } else { found }
}

/// The person whose site bears their name: named by a meta element and once more by the byline or the title.
fn own_name(place: &Place<'_>, site: &Site, bylines: &[Found<Byline>]) -> Option<Found<Byline>> {
    let named = AUTHORS.iter().flat_map(|name| place.head.metas_named(name).map(|n| (*name, n)));
    let mut own = named.filter(|(_, n)| site.is_called(n) && is_two_or_three_words(n) && names_people(n));
    let (from, name) = own.next()?;
    let wanted = letters(name);
    let signs = bylines.iter().any(|b| letters(&b.value.raw).ends_with(&wanted));
    let titled = place.head.title.as_deref().is_some_and(|title| {
        let title = title.to_lowercase();
        [" by ", " von ", " par ", " por ", " di ", " door "]
            .iter()
            .any(|by| title.rsplit_once(by).is_some_and(|(_, rest)| letters(rest).starts_with(&wanted)))
    });
    let byline = Byline { raw: name.to_owned(), is_house: true, ..Byline::default() };
    (signs || titled).then(|| Found::new(byline, source_of(from)))
}

/// The label that content systems put beside the author's name for previews.
fn says_written_by(label: &str) -> bool {
    let label = label.to_lowercase();
    [
        "written by",
        "verfasst von",
        "geschrieben von",
        "écrit par",
        "escrito por",
        "scritto da",
        "geschreven door",
        "skrevet av",
        "skriven av",
        "napisane przez",
        "автор",
        "yazan",
    ]
    .iter()
    .any(|l| label.starts_with(l))
}

/// Whether a value can be someone's name: no address, no e-mail, no handle, not the site itself.
fn may_name(site: &Site, name: &str) -> bool {
    !is_address(name) && !is_account(name) && !letters(name).is_empty() && !site.is_called(name)
}

/// `3d23d65-ddc6-4ce5`, `user_48211`: what a system calls somebody who gave no name.
fn is_account(name: &str) -> bool {
    let figures = name.chars().filter(char::is_ascii_digit).count();
    !name.contains(char::is_whitespace)
        && figures >= 3
        && (name.contains(['-', '_']) || figures * 2 >= name.len())
}

/// Whether a value is an address, or nothing but a handle.
fn is_address(name: &str) -> bool {
    let alone = !name.trim().contains(char::is_whitespace);
    name.contains("://")
        || name.contains("www.")
        || name.split_whitespace().all(|word| word.contains('@') || alone && word.contains('.'))
}

/// Authors of the JSON-LD object: people, and houses apart. The site's own name is a house's whatever its type says,
/// except that the site of one writer has that writer's name.
fn linked_authors(linked: &Linked<'_>, site: &Site) -> (Vec<Byline>, Vec<Byline>) {
    let (mut people, mut houses) = (Vec::new(), Vec::new());
    let Some(value) = linked.object.get("author").or_else(|| linked.object.get("creator")) else {
        return (people, houses);
    };
    let list = match value {
        Value::Array(list) => list.iter().take(100).collect(),
        one => vec![one],
    };
    for author in list {
        let resolved = jsonld::resolve(author, linked.references);
        let kind = resolved.and_then(|o| value::text(o.get("@type")?)).unwrap_or_default();
        let named = match resolved {
            Some(object) => match object.get("name").filter(|n| n.is_array()) {
                Some(names) => value::bylines(names),
                None => value::person(object).into_iter().collect(),
            },
            None => value::bylines(author),
        };
        for mut byline in named {
            byline.raw = crate::decode::html::fragment::line(&byline.raw);
            byline.is_house = kind.ends_with("Organization")
                || !(may_name(site, &byline.raw) || kind == "Person" && is_two_or_three_words(&byline.raw));
            let own = site.is_called(&byline.raw);
            match byline.is_house {
                false => people.push(byline),
                true if own || !is_address(&byline.raw) && !is_account(&byline.raw) => houses.push(byline),
                true => {}
            }
        }
    }
    (people, houses)
}

fn is_two_or_three_words(name: &str) -> bool {
    (2..=3).contains(&name.split_whitespace().count()) && !name.contains('.')
}

/// Where on a page authors are looked for.
pub(super) struct Place<'a> {
    pub(super) dom: &'a Dom,
    pub(super) head: &'a Head,
    /// The heading of the story.
    pub(super) anchor: Option<Id>,
}

/// How many nodes before and after the heading names are looked for.
const NEAR_BEFORE: usize = 400;
const NEAR_AFTER: usize = 2_100;

/// How many nodes may lie between what two kinds of markup tell of one byline.
const ONE_BYLINE: usize = 8;

/// A byline of one kind of markup.
struct Group {
    names: Vec<String>,
    from: &'static str,
    /// Where it begins and ends.
    nodes: (Id, Id),
    /// Nodes from the heading, more at the foot of the story or above the heading.
    distance: usize,
}

impl Group {
    fn has_people(&self) -> bool {
        self.names.iter().any(|name| names_people(name))
    }
}

/// Authors in the page's own text. Of microdata, `rel=author`, links to profiles, elements named as bylines and lines
/// with a label, those that stand nearest to the heading; where two kinds tell of one byline, the one named first.
fn in_elements(place: &Place<'_>) -> Vec<Found<Byline>> {
    let dom = place.dom;
    let heading = place.anchor.unwrap_or(0);
    let around = Around::of(dom, place.anchor, place.head.own_address());
    let near = || (heading.saturating_sub(NEAR_BEFORE)..dom.len()).take(NEAR_BEFORE + NEAR_AFTER);
    let elements = || near().filter(|n| dom.tag(*n) != Tag::Text);
    let signs = |n: &Id| !in_comment(dom, *n) && around.belongs(*n) != Belongs::Not;
    let prop = |n: Id, name: &str| dom.attribute(n, "itemprop") == Some(name);
    let microdata = elements().filter(|n| prop(*n, "author")).filter(signs).collect();
    let microdata = together(dom, heading, microdata);
    let inner =
        microdata.iter().map(|a| dom.subtree(*a).skip(1).find(|n| prop(*n, "name")).unwrap_or(*a)).collect();
    let linked = elements().filter(|n| classes::names_an_author(dom, *n)).filter(signs).collect();
    let profiles = elements().filter(|n| links_to_a_profile(dom, *n)).filter(signs).collect();
    let mut words = classes::Words::default();
    let bylines = elements()
        .filter(|n| classes::senses(dom, *n, &mut words).has(Sense::Byline))
        .filter(|n| names_someone(dom, *n) && signs(n) && !in_picture(dom, *n));
    let (above, below): (Vec<Id>, Vec<Id>) = bylines.partition(|n| *n < heading);
    let byline = below.into_iter().next().or(above.into_iter().next_back());
    let label = labelled(dom, heading, &around);
    let kinds = [
        ("microdata", inner),
        ("rel-author", together(dom, heading, linked)),
        ("rule:author-link", together(dom, heading, profiles)),
        ("rule:byline-element", byline.into_iter().collect()),
        ("rule:byline-label", label.into_iter().collect()),
    ];
    let mut groups: Vec<Group> =
        kinds.into_iter().filter_map(|(from, ids)| group(dom, heading, &around, from, &ids)).collect();
    if groups.iter().any(Group::has_people) {
        groups.retain(Group::has_people);
    }
    let Some(nearest) = groups.iter().min_by_key(|g| g.distance) else { return Vec::new() };
    let (from, to) = (nearest.nodes.0.saturating_sub(ONE_BYLINE), nearest.nodes.1 + ONE_BYLINE);
    let same = groups.iter().find(|g| (from..=to).contains(&g.nodes.0));
    let chosen = same.unwrap_or(nearest);
    let byline = |raw: &String| Found::new(Byline { raw: raw.clone(), ..Byline::default() }, chosen.from);
    chosen.names.iter().map(byline).collect()
}

/// The names in some elements, each once.
fn group(dom: &Dom, heading: Id, around: &Around<'_>, from: &'static str, ids: &[Id]) -> Option<Group> {
    let (first, last) = (*ids.first()?, *ids.last()?);
    let mut seen = std::collections::BTreeSet::new();
    let mut names: Vec<String> = ids
        .iter()
        .filter_map(|n| dom.spaced(*n, 600))
        .filter(|n| (2..150).contains(&n.chars().count()) && !phrases::is_furniture(n) && !is_button(n))
        .filter(|n| seen.insert(n.clone()))
        .collect();
    names.truncate(8);
    if names.is_empty() || from == "rule:author-link" && names.len() > 5 {
        return None;
    }
    let foot = if around.belongs(first) == Belongs::Weakly { 1_000 } else { 0 };
    let nodes =
        if first < heading { (heading - first) * 2 + 200 } else { first.saturating_sub(dom.end(heading)) };
    Some(Group { names, from, nodes: (first, dom.end(last)), distance: nodes + foot })
}

/// How many nodes may lie between two names of one byline: pictures and links of each may stand between.
const NAMES_APART: usize = 60;

/// The elements of one byline: the first after the heading, else the last before it, and those that stand with it.
/// Others further off sign other stories.
fn together(dom: &Dom, heading: Id, ids: Vec<Id>) -> Vec<Id> {
    let (mut before, after): (Vec<Id>, Vec<Id>) = ids.into_iter().partition(|id| *id < heading);
    let is_upwards = after.is_empty();
    before.reverse();
    let mut kept: Vec<Id> = Vec::new();
    for id in if is_upwards { before } else { after } {
        let apart = kept.last().map_or(0, |last| {
            let (upper, lower) = if is_upwards { (id, *last) } else { (*last, id) };
            lower.saturating_sub(dom.end(upper))
        });
        if apart > NAMES_APART {
            break;
        }
        kept.push(id);
    }
    if is_upwards {
        kept.reverse();
    }
    kept
}

pub(super) fn in_picture(dom: &Dom, id: Id) -> bool {
    dom.ancestors(id).take(5).any(|n| matches!(dom.tag(n), Tag::Figure | Tag::Figcaption))
        || classes::is_credit(dom, id)
        || classes::is_caption(dom, id)
}

/// How many nodes after the heading a line that begins with "By" is looked for.
const LABEL_WITHIN: usize = 300;

/// Words that name what follows them as the author, wherever on the page they stand alone.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "author", "authors", "written by", "words by", "story by", "posted by", "published by", "veröffentlicht von", "publié par", "publicado por", "pubblicato da", "gepubliceerd door", "postado por", "autor", "autorin", "autor/in", "autor:in", "autorin/autor", "autoren", "verfasst von",
    "auteur", "auteurs", "auteure", "écrit par", "rédigé par", "autores", "autora", "escrito por", "redactado por", "autore", "autori", "autrice", "scritto da", "geschreven door", "skrevet av", "skrevet af", "skriven av", "kirjoittaja", "autorzy", "автор", "авторы", "автори", "yazar", "penulis", "ditulis oleh", "tác giả", "συντάκτης", "szerző", "autorka", "napsal", "napsala", "מאת", "بقلم", "الكاتب", "作者", "記者", "记者", "文", "筆者", "기자", "words", "text", "texte", "texto", "testo", "tekst", "текст", "haber", "文・写真", "写真・文", "글",
];

/// Words that do so only where bylines stand: near the heading, before a short line.
const OPENERS: &[&str] = &[
    "by", "von", "par", "por", "di", "de", "door", "av", "af", "od", "oleh", "από", "text:", "texte:",
    "texto:", "testo:", "tekst:",
];

/// The line of a label such as "Author" or "By" and of what follows it.
fn labelled(dom: &Dom, heading: Id, around: &Around<'_>) -> Option<Id> {
    let texts = (heading..dom.len()).take(2_500).filter(|n| dom.tag(*n) == Tag::Text);
    let mut nobody = None;
    for id in texts.filter(|n| !in_link(dom, *n)) {
        let text = dom.text(id).trim();
        let label: String = text.chars().take(20).flat_map(char::to_lowercase).collect();
        let opens = |words: &[&str]| {
            words.iter().any(|w| {
                label
                    .strip_prefix(w)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':', '\u{a0}']))
            })
        };
        let stands_alone = text.trim_end_matches([':', ' ']).chars().count() <= 20;
        let says_itself = stands_alone && opens(LABELS);
        let names = opens(LABELS) && id < heading + LABEL_WITHIN && has_label(text);
        let counts = (says_itself || names) && around.belongs_by_name(id) != Belongs::Not
            || id < heading + LABEL_WITHIN && opens(OPENERS) && around.belongs(id) != Belongs::Not;
        if !counts {
            continue;
        }
        let own = text.chars().count() + 4;
        let says_more = |n: &Id| dom.line(*n, own * 4).is_none_or(|line| line.chars().count() > own);
        let around_heading = |n: &Id| *n <= heading && heading < dom.end(*n);
        let line = dom.ancestors(id).take(3).take_while(|n| !around_heading(n)).find(says_more);
        let line = line.filter(|n| stands_alone && short_line(dom, *n).is_some()).or(Some(dom.parent(id)));
        let Some(line) =
            line.filter(|n| short_line(dom, *n).is_some_and(|line| !line.ends_with(['.', '?', '!'])))
        else {
            continue;
        };
        if short_line(dom, line).is_some_and(|line| names_people(&line)) {
            return Some(line);
        }
        nobody = nobody.or(Some(line));
    }
    nobody
}

/// `Autor: Jan Przykład, ...`: a label with its mark, and what it names.
fn has_label(text: &str) -> bool {
    text.find([':', '：']).is_some_and(|at| at <= LABEL && text.len() > at + 2)
}

/// Longest label, in bytes.
const LABEL: usize = 40;

fn in_link(dom: &Dom, id: Id) -> bool {
    dom.ancestors(id).take(4).any(|n| dom.tag(n) == Tag::A)
}

fn short_line(dom: &Dom, id: Id) -> Option<String> {
    dom.line(id, 159).filter(|line| (2..=14).contains(&line.split_whitespace().count()))
}

/// Whether an element stands in what a reader wrote.
fn in_comment(dom: &Dom, id: Id) -> bool {
    let is_comment = |w: &str| w.get(..7).is_some_and(|w| w.eq_ignore_ascii_case("comment"));
    dom.ancestors(id).take(8).any(|n| {
        ["itemprop", "itemtype", "class", "id"]
            .iter()
            .filter_map(|a| dom.attribute(n, a))
            .any(|v| v.split([' ', '-', '_', '/']).any(is_comment))
    })
}

/// Longest line that is read for the names in it, in bytes.
const LONGEST_NAMES: usize = 2_000;

/// Whether an element is a link of two to four words to the page of an author.
fn links_to_a_profile(dom: &Dom, id: Id) -> bool {
    is_profile_address(dom, id)
        && (2..=4).contains(&dom.line(id, LONGEST_NAMES).unwrap_or_default().split_whitespace().count())
}

/// Whether an element is a link to the page of an author.
pub(super) fn is_profile_address(dom: &Dom, id: Id) -> bool {
    let Some(address) = dom.attribute(id, "href").filter(|_| dom.tag(id) == Tag::A) else { return false };
    let address = address.to_ascii_lowercase();
    let kept = [
        "author",
        "autor",
        "auteur",
        "autore",
        "journalist",
        "reporter",
        "contributor",
        "redacteur",
        "redakteur",
        "columnist",
        "writer",
        "byline",
    ];
    address
        .split(['/', '?', '=', '&'])
        .any(|part| kept.iter().any(|k| part.strip_prefix(k).is_some_and(|rest| rest.len() <= 2)))
}

/// Whether an element called a byline holds a short line that can name someone, whatever dates and handles stand in it.
fn names_someone(dom: &Dom, id: Id) -> bool {
    let class = dom.attribute(id, "class").unwrap_or_default().to_ascii_lowercase();
    let called = [
        "author",
        "byline",
        "autor",
        "auteur",
        "autore",
        "writer",
        "firma",
        "posted-by",
        "entry-meta",
        "post-meta",
    ]
    .iter()
    .chain(signed::CALLED)
    .any(|w| class.contains(w));
    let text = dom.spaced(id, LONGEST_NAMES).unwrap_or_default();
    called && text.split_whitespace().count() <= MOST_WORDS && !is_button(&text) && names_people(&text)
}

/// Most words of a byline with its date.
const MOST_WORDS: usize = 30;

/// Words on buttons and links beside names.
#[rustfmt::skip]
const BUTTONS: &[&str] = &[
    "learn more", "close", "read more", "see more", "show more", "more", "view all", "see all", "all articles", "more articles", "more stories", "follow", "following", "unfollow", "subscribe", "sign up", "sign in", "log in", "contact", "contact author", "email", "e-mail", "share", "about the author", "about the authors", "about", "profile", "view profile", "full bio", "bio", "website", "twitter", "facebook", "linkedin", "instagram", "next", "previous", "menu", "open", "back", "load more", "click here", "author archive", "view all posts",
    "mehr erfahren", "mehr", "mehr lesen", "schließen", "schliessen", "folgen", "zur person", "alle artikel", "zum profil", "über den autor", "über die autorin", "profil", "en savoir plus", "lire la suite", "fermer", "suivre", "voir plus", "tous ses articles", "leer más", "saber más", "ver más", "cerrar", "seguir", "ver perfil", "scopri di più", "leggi di più", "chiudi", "segui", "saiba mais", "leia mais", "fechar", "ver mais", "lees meer", "sluiten", "volgen", "meer", "läs mer", "les mer", "læs mere", "stäng", "lukk", "luk", "følg", "följ", "lue lisää", "sulje", "czytaj więcej", "zamknij", "więcej", "více", "zavřít", "zobrazit více", "подробнее", "закрыть", "ещё", "читать далее", "devamı", "kapat", "takip et", "selengkapnya", "tutup", "xem thêm", "đóng", "閉じる", "もっと見る", "続きを読む", "关闭", "關閉", "更多", "닫기", "더보기",
    "この記事を書いた人", "この記事の著者", "著者", "執筆者", "ライター", "작성자", "撰文", "المزيد", "إغلاق", "קרא עוד", "סגור",
];

/// Whether a text is what a button says and names nobody.
fn is_button(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '…', '>', '»', '→', ':', ' ']).to_lowercase();
    BUTTONS.contains(&text.as_str())
}
