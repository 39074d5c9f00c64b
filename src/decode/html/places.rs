//! Whether what stands on a page belongs to its story: what is nearer to other stories, to readers' comments or to the
//! site itself says nothing about who wrote the story and when.

use std::cell::RefCell;

use super::classes::{self, Sense, Words};
use super::dom::{Dom, Id};
use super::jsonld::bare_address;
use super::phrases;
use super::tag::Tag;
use crate::normalise::names_people;

/// Senses whose elements are about something else, if they do not hold the heading of the story too.
const ELSEWHERE: [Sense; 5] = [Sense::Comments, Sense::Promo, Sense::Consent, Sense::Ad, Sense::Box];

/// Most nodes of a card that points to another story.
const LARGEST_CARD: usize = 60;

/// Where the heading of the story stands, as what is around it is seen from there.
pub(super) struct Around<'a> {
    dom: &'a Dom,
    anchor: Option<Id>,
    /// The page's own address: a link to it points to no other story.
    address: Option<&'a str>,
    /// The last menu above the heading, and the fourth link above it: what stands above either is parted from it.
    menu: Option<Id>,
    links: Option<Id>,
    words: RefCell<Words<'a>>,
}

/// How far a place belongs to the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belongs {
    /// It stands with the story.
    Well,
    /// It stands at the story's foot.
    Weakly,
    /// It is of another story, of a reader, of the site.
    Not,
}

impl<'a> Around<'a> {
    /// The place of a heading on a page.
    pub(super) fn of(dom: &'a Dom, anchor: Option<Id>, address: Option<&'a str>) -> Around<'a> {
        let above = |tag: Tag| (0..anchor.unwrap_or(0)).rev().filter(move |n| dom.tag(*n) == tag);
        let (menu, links) = (above(Tag::Nav).next(), above(Tag::A).nth(3));
        Around { dom, anchor, address: address.map(bare_address), menu, links, words: RefCell::default() }
    }

    fn leads_here(&self, link: Id) -> bool {
        let href = self.dom.attribute(link, "href").map(bare_address);
        self.address.is_some() && href == self.address
    }

    fn holds_anchor(&self, id: Id) -> bool {
        self.anchor.is_some_and(|a| id <= a && a < self.dom.end(id))
    }

    /// Whether a node belongs to the story.
    pub(super) fn belongs(&self, node: Id) -> Belongs {
        self.judged(node, true)
    }

    /// The same by the names of elements alone: what says itself what it is may stand in a list of links.
    pub(super) fn belongs_by_name(&self, node: Id) -> Belongs {
        self.judged(node, false)
    }

    fn judged(&self, node: Id, by_links: bool) -> Belongs {
        let words = &mut *self.words.borrow_mut();
        let mut found = Belongs::Well;
        for id in std::iter::once(node).chain(self.dom.ancestors(node)).take(40) {
            if self.dom.tag(id) == Tag::Text {
                continue;
            }
            if self.holds_anchor(id) || matches!(self.dom.tag(id), Tag::Body | Tag::Html) {
                // the foot of the page is not the story's
                let is_page = matches!(self.dom.tag(id), Tag::Body | Tag::Html);
                return if found == Belongs::Weakly && is_page { Belongs::Not } else { found };
            }
            match self.one(id, node, by_links, words) {
                Belongs::Not => return Belongs::Not,
                Belongs::Weakly => found = Belongs::Weakly,
                Belongs::Well => {}
            }
        }
        found
    }

    /// What one element around a node says, of those that do not hold the heading.
    fn one(&self, id: Id, node: Id, by_links: bool, words: &mut Words<'a>) -> Belongs {
        let dom = self.dom;
        let tag = dom.tag(id);
        let in_another_article =
            tag == Tag::Article && self.anchor.is_some_and(|a| dom.is_in(a, Tag::Article));
        if matches!(tag, Tag::Aside | Tag::Nav | Tag::Blockquote | Tag::Form | Tag::Dialog)
            || tag.is_silent()
            || in_another_article
        {
            return Belongs::Not;
        }
        if matches!(tag, Tag::Figure | Tag::Figcaption) {
            return Belongs::Weakly;
        }
        let is_large = self.is_large(id);
        let before = self.anchor.is_some_and(|a| dom.end(id) <= a);
        if tag == Tag::Header && before && !dom.is_in(id, Tag::Article) {
            return Belongs::Not;
        }
        let senses = classes::senses(dom, id, words);
        let signs = senses.any(&[Sense::Byline, Sense::Lead, Sense::Body]);
        if senses.any(&ELSEWHERE) && !is_large && (!signs || senses.any(&[Sense::Comments, Sense::Promo])) {
            return Belongs::Not;
        }
        if by_links && !is_large && self.is_card(id, node, signs) {
            return Belongs::Not;
        }
        if senses.has(Sense::Chrome) && before && !signs {
            return Belongs::Not;
        }
        let at_foot = tag == Tag::Footer || senses.any(&[Sense::Chrome, Sense::Bio]);
        if at_foot && !is_large && (!signs || senses.has(Sense::Bio)) {
            Belongs::Weakly
        } else {
            Belongs::Well
        }
    }

    /// Whether an element holds so much of what follows the heading that its name says nothing.
    fn is_large(&self, id: Id) -> bool {
        let from = self.anchor.map_or(0, |a| self.dom.end(a));
        let nodes = self.dom.end(id).saturating_sub(id);
        nodes > 200 && nodes * 2 > self.dom.len().saturating_sub(from)
    }

    /// Whether a small element points to another story: its heading is a link, or a list entry's words are.
    fn is_card(&self, id: Id, node: Id, signs: bool) -> bool {
        let dom = self.dom;
        if id == node || dom.end(id) - id > LARGEST_CARD || !dom.tag(id).is_block() {
            return false;
        }
        let is_heading = |n: Id| dom.tag(n).heading().is_some();
        let leads_away = |n: Id| dom.tag(n) == Tag::A && !self.leads_here(n);
        let linked = |n: Id| {
            dom.subtree(n).any(leads_away) || dom.ancestors(n).take(3).any(|a| a >= id && leads_away(a))
        };
        // a heading of a word or two ("Guides") names a section
        let names_section = |n: Id| signs && dom.line(n, 300).is_some_and(|line| words(&line) < 3);
        if dom.subtree(id).any(|n| is_heading(n) && linked(n) && !names_section(n)) {
            return true;
        }
        if signs {
            return false;
        }
        let wanted = if dom.tag(id) == Tag::Li { 3 } else { 5 };
        dom.subtree(id).filter(|n| leads_away(*n) && !(*n <= node && node < dom.end(*n))).any(|n| {
            let Some(line) = dom.line(n, 300) else { return true };
            words(&line) >= wanted && !super::authors::is_profile_address(dom, n) && !names_people(&line)
        })
    }

    /// Whether a list of links or a menu lies between a node above the heading and the heading.
    pub(super) fn is_parted_by_menu(&self, node: Id) -> bool {
        self.anchor.is_some_and(|anchor| node < anchor)
            && (self.links.is_some_and(|links| links >= self.dom.end(node))
                || self.menu.is_some_and(|menu| menu >= node))
    }

    /// The parts of the page below the heading where a heading ("Most read", "3 comments") has begun something else.
    pub(super) fn closed(&self, until: Id) -> Vec<std::ops::Range<Id>> {
        let dom = self.dom;
        let from = self.anchor.map_or(0, |a| dom.end(a));
        let mut closed: Vec<std::ops::Range<Id>> = Vec::new();
        for id in from..until.min(dom.len()) {
            let is_heading = matches!(dom.tag(id), Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6);
            if is_heading
                && closed.last().is_none_or(|c| c.end <= id)
                && let Some(line) = dom.line(id, 120)
                && (phrases::closes_a_story(&line)
                    || phrases::is_promo(&line, 0, line.chars().count())
                    || counts_comments(&line))
            {
                closed.push(id..dom.end(dom.parent(id)));
            }
        }
        closed
    }
}

/// How many words a line has, three characters of a dense script for one.
fn words(line: &str) -> usize {
    match super::prose::is_dense_script(line) {
        true => line.chars().count() / 3,
        false => line.split_whitespace().count(),
    }
}

/// `3 comments`, `12 responses`, `Kommentare (4)`.
fn counts_comments(line: &str) -> bool {
    #[rustfmt::skip]
    let words = [
        "comment", "response", "kommentar", "comentari", "comentár", "reacti", "repl", "réponse", "komentar", "komentář", "kommentit", "hozzászól", "комментар", "коментар", "σχόλι", "yorum", "תגובות", "تعليق", "评论", "評論", "コメント", "댓글",
    ];
    let lower = line.to_lowercase();
    lower.chars().any(|c| c.is_ascii_digit())
        && lower.split_whitespace().count() <= 4
        && words.iter().any(|w| lower.split(|c: char| !c.is_alphabetic()).any(|p| p.starts_with(w)))
}
