//! Marks inside a paragraph that make a closer look worth while, found in one pass. Written by hand.

use std::sync::LazyLock;

use crate::normalise::phrases::Few;

/// Which marks a paragraph has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// A picture's credit, and where its first mark begins.
    pub(super) picture: Option<usize>,
    /// Legal words.
    pub(super) legal: bool,
    /// Someone contributed, or reported from somewhere.
    pub(super) contributed: bool,
    /// An address or handle.
    pub(super) address: bool,
}

#[derive(Clone, Copy)]
enum Mark {
    Picture,
    Legal,
    Contributed,
    Address,
}

#[rustfmt::skip]
const MARKS: &[(Mark, &[&str])] = &[
    (Mark::Picture, &[
        "(AP Photo", "AP Photo/", "(AFP PHOTO", "AFP PHOTO", "/ AFP", "(Photo by", "(Photo:", "(Photo credit", "(Photo courtesy", "(Photograph", "REUTERS/", "Reuters/", "(Getty", "Foto:", "Photo:", "Photograph:",
        "Picture:", "(Image:", "Image:", "(EPA/", "EPA/", "(Credit:", "Credit:", "© ", "Getty Images", "/dpa)", "/AFP)", "/AP)", "/Reuters)", "Crédit photo",
    ]),
    (Mark::Legal, &[
        "ights reserved", "ights Reserved", "may not be published, broadcast", "Rechte vorbehalten", "roits réservés", "erechos reservados", "iritti riservati", "echten voorbehouden", "ättigheter förbehåll", "ättigheter reserv", "ettigheter forbehold", "ettigheter reservert", "ettigheder forbehold", "ireitos reservados", "rawa zastrzeżone", "ráva vyhrazena", "ráva vyhradené", "ikeudet pidätetään", "og fenntartva", "repturile rezervate", "akları saklıdır", "рава защищены", "рава захищен",
        "iproduzione riservata", "RIPRODUZIONE RISERVATA", "eproduction interdite", "droits de reproduction et", "無断転載", "版权所有", "版權所有", "무단 전재", "무단전재",
    ]),
    (Mark::Contributed, &[
        "contributed", "helped with this", "assisted with this", "reported from", "wrote from", "reporting from", "diesem Bericht", "contribué à cet article", "contribuyó", "contribuyeron",
    ]),
    (Mark::Address, &["://", "www.", "on Twitter", "on Facebook", "On Twitter", "on Instagram"]),
];

struct Table {
    marks: Vec<Mark>,
    phrases: Few,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let all = || MARKS.iter().flat_map(|(mark, words)| words.iter().map(move |w| (*mark, *w)));
    Table { marks: all().map(|(mark, _)| mark).collect(), phrases: Few::new(all().map(|(_, w)| w)) }
});

/// The marks of a paragraph.
pub(super) fn of(text: &str) -> Marks {
    let mut marks = Marks { address: text.contains('@'), ..Marks::default() };
    for found in TABLE.phrases.anywhere(text) {
        match TABLE.marks.get(found.index) {
            Some(Mark::Picture) => marks.picture = marks.picture.or(Some(found.start)),
            Some(Mark::Legal) => marks.legal = true,
            Some(Mark::Contributed) => marks.contributed = true,
            Some(Mark::Address) => marks.address = true,
            None => {}
        }
    }
    marks
}
