//! How a user says where the fields of a vendor's XML stand.

use std::fmt;
use std::str::FromStr;

/// Where something stands in a vendor's XML: `Head/Title`, `//Byline/Name`, `Dates/@published`, `Lead | Summary`.
///
/// Steps are names of child elements, `*` for any; `//` before a name is any element of that name further inside; `@name`
/// at the end is an attribute; `.` is the story's own element. What is right of `|` is looked for where what is left of it is
/// not there. Namespace prefixes are left out: names are local names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementPath {
    /// In order: the first that leads somewhere counts.
    pub branches: Vec<Branch>,
}

/// One way of an [`ElementPath`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// From the story's own element inwards.
    pub steps: Vec<Step>,
    /// The attribute at the end, if it is not the element's text.
    pub attribute: Option<String>,
}

/// One step inwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A child element of this name.
    Child(String),
    /// Any child element.
    AnyChild,
    /// An element of this name, however deep.
    Inside(String),
}

impl FromStr for ElementPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            |why: &str| format!("expected an element path such as \"Head/Title\", found {text:?}: {why}");
        let branches = text.split('|').map(|branch| branch_of(branch.trim()).map_err(|why| wrong(&why)));
        Ok(ElementPath { branches: branches.collect::<Result<_, _>>()? })
    }
}

fn branch_of(text: &str) -> Result<Branch, String> {
    let mut branch = Branch::default();
    if text == "." {
        return Ok(branch);
    }
    if text.is_empty() {
        return Err("a path is missing".to_owned());
    }
    let mut is_deep = false;
    let mut parts = text.split('/').enumerate().peekable();
    while let Some((number, part)) = parts.next() {
        let is_last = parts.peek().is_none();
        if part.is_empty() {
            if is_last {
                return Err("it ends in /".to_owned());
            }
            // `//` leaves an empty part between the slashes, and one more before them at the beginning.
            if number == 0 && !text.starts_with("//") {
                return Err("paths start at the story's element: leave out the first /".to_owned());
            }
            if is_deep && number > 1 {
                return Err("more than two / in a row".to_owned());
            }
            is_deep = true;
            continue;
        }
        if let Some(attribute) = part.strip_prefix('@') {
            if !is_last {
                return Err("an attribute can only stand at the end".to_owned());
            }
            if is_deep {
                return Err("an attribute needs an element before it".to_owned());
            }
            branch.attribute = Some(name(attribute)?);
            continue;
        }
        branch.steps.push(match part {
            "*" if is_deep => return Err("// needs a name after it".to_owned()),
            "*" => Step::AnyChild,
            _ if is_deep => Step::Inside(name(part)?),
            _ => Step::Child(name(part)?),
        });
        is_deep = false;
    }
    Ok(branch)
}

fn name(text: &str) -> Result<String, String> {
    let starts = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if starts && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    if text.contains(':') {
        return Err(format!("{text:?} has a prefix: write the local name alone"));
    }
    Err(format!("{text:?} is no name of an element or attribute"))
}

impl fmt::Display for ElementPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, branch) in self.branches.iter().enumerate() {
            f.write_str(if number > 0 { " | " } else { "" })?;
            write!(f, "{branch}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for step in &self.steps {
            match step {
                Step::Child(name) => write!(f, "{between}{name}")?,
                Step::AnyChild => write!(f, "{between}*")?,
                Step::Inside(name) => write!(f, "//{name}")?,
            }
            between = "/";
        }
        match &self.attribute {
            Some(name) => write!(f, "{between}@{name}"),
            None if self.steps.is_empty() => f.write_str("."),
            None => Ok(()),
        }
    }
}

/// A vendor's XML, told by its outermost element, with where each field stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VendorXml {
    /// The name that its table has.
    pub name: String,
    /// Local name of the outermost element.
    pub root: String,
    /// Where each story stands, from the outermost element; `None` where the whole is one story.
    pub story: Option<ElementPath>,
    /// Where the fields stand, from the story's element.
    pub fields: Vec<(VendorField, ElementPath)>,
}

impl VendorXml {
    /// Where a field stands, if that was said.
    pub fn path(&self, field: VendorField) -> Option<&ElementPath> {
        self.fields.iter().find(|(known, _)| *known == field).map(|(_, path)| path)
    }
}

/// Hands the list of fields to a macro: variant, name of its setting, what it is.
macro_rules! with_vendor_fields {
    ($then:ident) => {
        $then! {
            Headline = headline, "The headline.";
            Text = text, "The story: one element with paragraphs or HTML in it, or one for each paragraph.";
            Lead = lead, "The summary.";
            Item = item, "The delivery's own id.";
            Version = version, "The delivery's own version of it.";
            Slug = slug, "The slug.";
            Authors = authors, "Authors: each that is found.";
            Dateline = dateline, "The dateline.";
            Published = published, "First publication.";
            Modified = modified, "Last change.";
            EmbargoUntil = embargo_until, "Not to be used before.";
            Canceled = canceled, "Says `true`, `1` or `yes`, or names a status such as `canceled`, where the story is withdrawn.";
            Language = language, "The language as claimed: a hint.";
            Section = section, "The section.";
            Genre = genre, "The genre.";
            Urgency = urgency, "Urgency, 1 to 9.";
            Keywords = keywords, "Keywords: each that is found, parted at commas.";
            Subjects = subjects, "Subjects: each that is found.";
            Publisher = publisher, "The publisher.";
            Credit = credit, "The agency that the copy is from.";
            Url = url, "The address of the story.";
            Copyright = copyright, "The copyright line.";
            UsageTerms = usage_terms, "What may be done with it.";
            Note = note, "Notes to editors: each that is found.";
            Image = image, "Addresses of pictures: each that is found.";
            Caption = caption, "Captions of the pictures, in the same order.";
        }
    };
}
#[cfg(feature = "daemon")] // the settings name these fields too
pub(crate) use with_vendor_fields;

macro_rules! vendor_field {
    ($($variant:ident = $name:ident, $what:literal;)*) => {
        /// What can be looked for in a vendor's XML.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum VendorField { $(#[doc = $what] $variant,)* }

        impl VendorField {
            /// As its setting is called.
            pub fn as_str(self) -> &'static str { match self { $(VendorField::$variant => stringify!($name),)* } }
        }
    };
}
with_vendor_fields!(vendor_field);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_and_written() {
        for text in
            ["Head/Title", "//Byline", "a//b/c", "Dates/@published", "@id", ".", "*/p", "Lead | //Summary"]
        {
            assert_eq!(text.parse::<ElementPath>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_path_is_refused_with_its_reason() {
        for (text, why) in [
            ("", "a path is missing"),
            ("a |", "a path is missing"),
            ("/a", "leave out the first /"),
            ("a/", "it ends in /"),
            ("a///b", "in a row"),
            ("////b", "in a row"),
            ("@id/a", "only stand at the end"),
            ("//@id", "needs an element"),
            ("//*", "needs a name"),
            ("dc:title", "local name alone"),
            ("a[1]", "is no name"),
            ("a b", "is no name"),
            ("a/@", "is no name"),
        ] {
            let error = text.parse::<ElementPath>().unwrap_err();
            assert!(error.contains(why), "{text:?}: {error}");
        }
    }
}
