//! Against what addresses in XML are read: `xml:base` of the elements around them, else where the text came from.

use url::Url;

use super::{Id, Xml};

/// A base, and whether the text itself declares it.
#[derive(Debug, Clone, Default)]
pub(in crate::decode) struct Base {
    url: Option<Url>,
    declared: bool,
}

impl Base {
    /// Of a text that came from an address.
    pub(in crate::decode) fn of(url: Option<Url>) -> Base {
        Base { url, declared: false }
    }

    /// Inside an element of what this is the base of.
    pub(in crate::decode) fn inside(&self, xml: &Xml, id: Id) -> Base {
        let declared =
            xml.attributes(id).find(|(name, _)| *name == "xml:base").map(|(_, value)| value.trim());
        let joined = declared.and_then(|raw| match &self.url {
            Some(url) => url.join(raw).ok(),
            None => Url::parse(raw).ok(),
        });
        match joined {
            Some(url) => Base { url: Some(url), declared: true },
            None => self.clone(),
        }
    }

    /// The base.
    pub(in crate::decode) fn url(&self) -> Option<&Url> {
        self.url.as_ref()
    }

    /// The base, if the text declares it.
    pub(in crate::decode) fn declared(&self) -> Option<&Url> {
        self.url().filter(|_| self.declared)
    }
}
