//! What the class, id and other attributes of an element say about it.

use super::dom::{Dom, Id};

pub(super) fn is_caption(dom: &Dom, id: Id) -> bool {
    dom.attribute(id, "class").is_some_and(|c| c.to_ascii_lowercase().contains("caption"))
}

pub(super) fn is_credit(dom: &Dom, id: Id) -> bool {
    dom.attribute(id, "class").is_some_and(|c| c.to_ascii_lowercase().contains("credit"))
}

pub(super) fn names_an_author(dom: &Dom, id: Id) -> bool {
    dom.attribute(id, "rel").is_some_and(|r| r.contains("author"))
}
