//! Element names as far as this reader cares about them.

macro_rules! tags {
    ($($name:ident = $text:literal,)*) => {
        /// An element's name; `Text` is a text node.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Tag { Text, Other, $($name,)* }

        impl Tag {
            pub(super) fn of(name: &str) -> Tag { match name { $($text => Tag::$name,)* _ => Tag::Other } }
        }
    };
}

tags! {
    A = "a", AmpImg = "amp-img", Abbr = "abbr", Address = "address", Article = "article", Aside = "aside", Audio = "audio",
    B = "b", Base = "base", Blockquote = "blockquote", Body = "body", Br = "br", Button = "button",
    Canvas = "canvas", Caption = "caption", Cite = "cite", Code = "code", Dd = "dd", Del = "del", Details = "details",
    Dialog = "dialog", Div = "div", Dl = "dl", Dt = "dt", Em = "em", Embed = "embed", Fieldset = "fieldset",
    Figcaption = "figcaption", Figure = "figure", Footer = "footer", Form = "form",
    H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head", Header = "header",
    Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img", Input = "input", Ins = "ins",
    Label = "label", Legend = "legend", Li = "li", Link = "link", Main = "main", Mark = "mark", Math = "math",
    Menu = "menu", Meta = "meta", Nav = "nav", Noscript = "noscript", Object = "object", Ol = "ol",
    Optgroup = "optgroup", Option = "option", P = "p", Picture = "picture", Pre = "pre", Q = "q", S = "s", Script = "script", Search = "search", Section = "section", Select = "select",
    Small = "small", Source = "source", Span = "span", Strong = "strong", Style = "style", Sub = "sub",
    Summary = "summary", Sup = "sup", Svg = "svg", Table = "table", Tbody = "tbody", Td = "td",
    Template = "template", Textarea = "textarea", Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time",
    Title = "title", Tr = "tr", U = "u", Ul = "ul", Video = "video", Wbr = "wbr",
}

impl Tag {
    /// Whether it starts and ends a line of its own.
    pub(super) fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Blockquote
                | Body
                | Caption
                | Dd
                | Details
                | Dialog
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Header
                | Hgroup
                | Hr
                | Html
                | Legend
                | Li
                | Main
                | Menu
                | Nav
                | Ol
                | P
                | Pre
                | Search
                | Section
                | Summary
                | Table
                | Tbody
                | Td
                | Tfoot
                | Th
                | Thead
                | Tr
                | Ul
        )
    }

    /// Whether nothing inside it is ever text of a story.
    pub(super) fn is_silent(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Audio
                | Button
                | Canvas
                | Dialog
                | Embed
                | Head
                | Iframe
                | Input
                | Math
                | Menu
                | Nav
                | Noscript
                | Object
                | Optgroup
                | Option
                | Script
                | Select
                | Style
                | Svg
                | Template
                | Textarea
                | Video
        )
    }

    /// Heading level.
    pub(super) fn heading(self) -> Option<u8> {
        Some(match self {
            Tag::H1 => 1,
            Tag::H2 => 2,
            Tag::H3 => 3,
            Tag::H4 => 4,
            Tag::H5 => 5,
            Tag::H6 => 6,
            _ => return None,
        })
    }
}
