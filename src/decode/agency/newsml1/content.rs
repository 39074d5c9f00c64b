//! What the components of an item hold, by the roles that they have: story, title, caption, whom to ask, pictures.

use std::collections::HashSet;

use super::formal_name;
use crate::decode::agency::{nitf, read_body};
use crate::decode::xml::{Id, Xml};
use crate::model::{Block, BlockKind, Document, Fault, Found, Image, TextLimits};

/// The role of a component, lower case.
pub(super) fn role(xml: &Xml, component: Id) -> String {
    let role = xml.child(component, "Role").and_then(|r| formal_name(xml, r));
    role.unwrap_or_default().to_ascii_lowercase()
}

/// Whether a role is a picture's.
pub(super) fn is_picture(role: &str) -> bool {
    ["picture", "photo", "image", "graphic", "thumbnail", "quicklook", "preview"]
        .iter()
        .any(|word| role.contains(word))
}

/// What a component's role makes of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Story,
    Headline,
    Summary,
    Caption,
    /// Whom to ask.
    Contact,
    /// Written for elsewhere, or for no reader.
    Aside,
}

impl Part {
    fn of(role: &str) -> Part {
        let has = |words: &[&str]| words.iter().any(|word| role.contains(word));
        match role {
            "title" | "slug" => Part::Headline,
            "abstract" | "summary" => Part::Summary,
            _ if has(&["headline"]) => Part::Headline,
            _ if has(&["caption"]) => Part::Caption,
            _ if has(&["contact"]) => Part::Contact,
            _ if has(&["tweet", "socialmedia", "stylesheet", "script"]) => Part::Aside,
            _ => Part::Story,
        }
    }
}

/// Texts of the components in order; pictures with the caption that stands in their component.
pub(super) fn read_content(
    document: &mut Document,
    xml: &Xml,
    item: Id,
    limits: &TextLimits,
) -> Result<(), Fault> {
    let pictures = document.images.iter().filter_map(|i| i.url.clone()).collect();
    let mut component = Component { pictures, ..Component::default() };
    let mut contacts = Vec::new();
    for content in xml.outermost(xml.find_all(item, "ContentItem")) {
        component.move_to(xml, xml.parent(content));
        let data = xml.child(content, "DataContent");
        let line = || data.and_then(|d| xml.line(xml.find(d, "body").unwrap_or(d)));
        match Part::of(&component.role) {
            Part::Headline => {
                document.headline =
                    document.headline.take().or_else(|| line().map(|t| Found::new(t, "Role")));
            }
            Part::Summary => {
                document.lead = document.lead.take().or_else(|| line().map(|l| Found::new(l, "Role")));
            }
            Part::Caption => component.told = line().or(component.told.take()),
            Part::Contact => contacts.extend(line().map(|l| Block::of(BlockKind::Contact, l))),
            Part::Aside => {}
            Part::Story => match (data, media(xml, content)) {
                (Some(data), Media::Text) if !is_layout(xml, content) => {
                    read_text(document, xml, data, limits)?
                }
                (_, Media::Picture) => component.read_picture(document, xml, content),
                _ => {}
            },
        }
    }
    let captioned = component.told.is_some();
    if let Some(caption) = component.told.take() {
        add_caption(document, caption);
    }
    let untold = !captioned && document.blocks.iter().all(|b| b.kind == Some(BlockKind::Note));
    let is_story = |data: &Id| {
        let component = xml.parent(xml.parent(*data));
        Part::of(&role(xml, component)) == Part::Story
    };
    if untold && let Some(data) = xml.find_all(item, "DataContent").find(is_story) {
        read_body(document, xml, data, limits)?;
    }
    document.blocks.extend(contacts);
    Ok(())
}

fn read_text(document: &mut Document, xml: &Xml, data: Id, limits: &TextLimits) -> Result<(), Fault> {
    match xml.find(data, "nitf") {
        Some(inner) => nitf::read(document, xml, inner, limits),
        None => {
            let from = document.blocks.len();
            read_body(document, xml, xml.find(data, "body").unwrap_or(data), limits)?;
            let read = document.blocks.split_off(from);
            document.blocks.extend(read.into_iter().filter(|block| !is_placeholder(&block.text)));
            Ok(())
        }
    }
}

/// Where a sound or picture stood in the script of a broadcast: the name of an element, or a rule of asterisks.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    text == "NewsComponentRef" || text.len() > 1 && text.bytes().all(|b| b == b'*')
}

/// A caption in a component of its own is that of the picture beside it.
fn add_caption(document: &mut Document, caption: String) {
    let open = document.images.iter().position(|image| image.caption.is_none());
    if let Some(image) = open.and_then(|at| document.images.get_mut(at)) {
        image.caption = Some(caption);
    } else if document.images.is_empty() {
        document.images.push(Image { caption: Some(caption), ..Image::default() });
    }
}

/// Most content items of a component that are looked at for what they are.
const MOST_LOOKED_AT: usize = 100;

/// What the component around content items says of them: looked for once, however many they are.
#[derive(Default)]
struct Component {
    id: Option<Id>,
    role: String,
    /// The headline in its lines.
    caption: Option<String>,
    /// Who its lines credit, where it holds nothing but pictures.
    credit: Option<String>,
    /// What a component whose role is to be a caption says.
    told: Option<String>,
    /// The addresses of all pictures so far.
    pictures: HashSet<String>,
    /// The last picture: the component around its own, how far from the whole picture it is, where it stands.
    last: Option<(Id, u8, usize)>,
}

impl Component {
    fn move_to(&mut self, xml: &Xml, id: Id) {
        if self.id.replace(id) == Some(id) {
            return;
        }
        self.role = role(xml, id);
        let line = |names: &[&str]| {
            let mut lines = xml.children(id).filter(|c| xml.name(*c) == "NewsLines");
            lines.find_map(|l| names.iter().find_map(|name| xml.line_at(l, &[name])))
        };
        self.caption = line(&["HeadLine"]);
        let mut items = xml.children(id).filter(|c| xml.name(*c) == "ContentItem").take(MOST_LOOKED_AT);
        let only_pictures = items.all(|item| media(xml, item) == Media::Picture);
        self.credit = line(&["ByLine", "CreditLine"]).filter(|_| only_pictures);
    }

    /// Adds a picture, unless it is a smaller one of the last; a larger one takes its place.
    fn read_picture(&mut self, document: &mut Document, xml: &Xml, content: Id) {
        let Some(href) = xml.attribute(content, "Href") else { return };
        if self.role.contains("logo") || self.role.contains("icon") || !self.pictures.insert(href.to_owned())
        {
            return;
        }
        let around = xml.parent(xml.parent(content));
        let rank = match &*self.role {
            role if role.contains("thumb") => 2,
            role if role.contains("preview") || role.contains("quicklook") => 1,
            _ => 0,
        };
        if let Some((_, known, at)) =
            self.last.filter(|(beside, known, _)| *beside == around && *known != rank)
        {
            if rank < known
                && let Some(image) = document.images.get_mut(at)
            {
                image.url = Some(href.to_owned());
                self.last = Some((around, rank, at));
            }
            return;
        }
        self.last = Some((around, rank, document.images.len()));
        let (caption, credit) = (self.caption.clone(), self.credit.clone());
        document.images.push(Image { url: Some(href.to_owned()), caption, credit, ..Image::default() });
    }
}

/// Style sheets and scripts are no copy.
fn is_layout(xml: &Xml, content: Id) -> bool {
    let kind = xml.child(content, "MimeType").and_then(|m| formal_name(xml, m)).unwrap_or_default();
    kind.contains("css") || kind.contains("javascript")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Media {
    Text,
    Picture,
    Other,
}

/// What a content item is: by its media type, else by its MIME type and format; without any of them text, where it has some.
fn media(xml: &Xml, content: Id) -> Media {
    let said = |name: &str| {
        xml.child(content, name).and_then(|m| formal_name(xml, m)).map(|m| m.to_ascii_lowercase())
    };
    if let Some(media) = said("MediaType") {
        return match &*media {
            m if m.contains("text") || m.contains("story") => Media::Text,
            m if ["video", "audio", "sound", "film"].iter().any(|word| m.contains(word)) => Media::Other,
            _ => Media::Picture,
        };
    }
    let kind = said("MimeType").or_else(|| said("Format")).unwrap_or_default();
    let is_picture = ["image/", "jpeg", "jpg", "png", "gif", "tiff"].iter().any(|word| kind.contains(word));
    match xml.attribute(content, "Href") {
        Some(_) if is_picture => Media::Picture,
        Some(_) if xml.child(content, "DataContent").is_none() => Media::Other,
        _ => Media::Text,
    }
}
