//! `[xml.NAME]` as typed: where the fields of a vendor's XML stand.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::vendor_xml::with_vendor_fields;
use crate::model::{ElementPath, VendorField};

/// An element path as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(pub ElementPath);

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        text.parse().map(Path).map_err(de::Error::custom)
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl JsonSchema for Path {
    fn schema_name() -> Cow<'static, str> {
        "ElementPath".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

macro_rules! table {
    ($($variant:ident = $name:ident, $what:literal;)*) => {
        /// XML of a vendor that is no known format: told by its outermost element, with where each field stands. Names
        /// are joined by `/`; `//NAME` is any element of that name further inside, `*` any element, `@NAME` at the end an
        /// attribute, `.` the story's own element; what is right of `|` is looked for where what is left of it is not
        /// there. Prefixes of namespaces are left out. All paths but `story` start at the story's own element.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct VendorXml {
            /// The name of the outermost element, without prefix.
            pub root: String,
            /// Where each story stands, from the outermost element; without it the whole file is one story.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(with = "Path")]
            pub story: Option<Path>,
            $(
                #[doc = $what]
                #[serde(default, skip_serializing_if = "Option::is_none")]
                #[schemars(with = "Path")]
                pub $name: Option<Path>,
            )*
        }

        impl VendorXml {
            /// The paths that were given, with what they lead to.
            pub fn fields(&self) -> Vec<(VendorField, ElementPath)> {
                let given = [$((VendorField::$variant, self.$name.as_ref()),)*];
                given.into_iter().filter_map(|(field, path)| Some((field, path?.0.clone()))).collect()
            }
        }
    };
}
with_vendor_fields!(table);
