//! What a package refers to: its texts as links, its pictures as pictures. Items that come in the same message are stories
//! of their own and no links.

use std::collections::HashSet;

use crate::decode::xml::{Id, Xml};
use crate::model::{Document, Image, Link, LinkRel};

/// Most members of one package.
const MOST: usize = 1_000;

/// `here`: the items of the message.
pub(super) fn read(document: &mut Document, xml: &Xml, item: Id, here: &HashSet<&str>) {
    let Some(set) = xml.child(item, "groupSet") else { return };
    for member in xml.find_all(set, "itemRef").take(MOST) {
        if xml.attribute(member, "residref").is_some_and(|named| here.contains(named)) {
            continue;
        }
        let line = |name: &str| xml.child(member, name).and_then(|id| xml.line(id));
        let title = line("headline").or_else(|| line("title"));
        let class =
            xml.child(member, "itemClass").and_then(|c| xml.attribute(c, "qcode")).unwrap_or_default();
        let url = xml.attribute(member, "href").map(str::to_owned);
        if class.ends_with(":picture") || class.ends_with(":graphic") {
            let caption = line("description").or(title);
            if caption.is_some() || url.is_some() {
                document.images.push(Image { url, caption, ..Image::default() });
            }
        } else if let Some(text) = title {
            document.links.push(Link { url, text, rel: LinkRel::Related });
        }
    }
}
