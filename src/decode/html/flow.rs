//! The text of a page as it flows: one piece for each block that a reader would see as a line or paragraph.
//!
//! Folds white space, turns `<br>` into a line break and two of them into a new piece, drops soft hyphens and
//! zero-width spaces, and notes for each piece what the judgement about it needs: where it stands, how much of
//! it is linked or bold. It judges nothing itself.

use super::dom::{Dom, Id};
use super::tag::Tag;
use crate::model::Warning;

/// What a piece of text is by its markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// A paragraph, or text in a container.
    Paragraph,
    /// A heading with its level.
    Heading(u8),
    /// A list item.
    Item,
    /// A cell of a table.
    Cell,
    /// A caption of a figure.
    Caption,
}

/// A line or paragraph of the page.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Its text, white space folded, `\n` for a line break.
    pub(super) text: String,
    /// The nearest block element around it.
    pub(super) block: Id,
    /// Its first and last text nodes.
    pub(super) nodes: (Id, Id),
    /// What it is by its markup.
    pub(super) markup: Markup,
    /// Characters that are no white space.
    pub(super) chars: usize,
    /// Of these, how many are linked.
    pub(super) linked: usize,
    /// Whether its first and last characters are linked.
    pub(super) linked_ends: (bool, bool),
    /// Where its last link begins and ends, in bytes of the text.
    pub(super) last_link: (usize, usize),
    /// Of these, how many are bold.
    pub(super) bold: usize,
    /// Of these, how many are in italics.
    pub(super) italic: usize,
    /// How many commas and the like it has.
    pub(super) commas: usize,
}

/// Most pieces of one page: five times as many as a record may have paragraphs.
const MAX_PIECES: usize = 100_000;

/// What is said of a page that has more pieces than are read.
pub(super) fn capped(pieces: &[Piece]) -> Option<Warning> {
    let message = || format!("only the first {MAX_PIECES} pieces of text are looked at");
    (pieces.len() >= MAX_PIECES).then(|| Warning::new("page-capped", message()))
}

/// Reads the pieces of a subtree. `skip` says which elements are passed over with all that is in them.
pub(super) fn pieces(dom: &Dom, root: Id, mut skip: impl FnMut(Id) -> bool) -> Vec<Piece> {
    let mut writer = Writer::default();
    let mut open: Vec<Open> = Vec::new();
    let mut at = root;
    let end = dom.end(root);
    while at < end && writer.pieces.len() < MAX_PIECES {
        while let Some(last) = open.pop_if(|o| o.end <= at) {
            writer.leave(&last);
        }
        let tag = dom.tag(at);
        if tag == Tag::Text {
            writer.text(dom.text(at), at, &open);
            at += 1;
            continue;
        }
        let heads =
            || tag == Tag::Button && open.last().is_some_and(|o| matches!(o.markup, Markup::Heading(_)));
        if (tag.is_silent() && at != root && !heads()) || skip(at) {
            if tag.is_block() {
                writer.finish();
            }
            at = dom.end(at);
            continue;
        }
        match tag {
            Tag::Br => writer.line_break(),
            Tag::Hr => writer.finish(),
            _ if dom.end(at) > at + 1 => {
                let before = open.last().copied().unwrap_or(Open::root(root));
                let now = before.enter(tag, at, dom.end(at));
                writer.enter(&now);
                open.push(now);
            }
            _ if tag.is_block() => writer.finish(),
            _ => {}
        }
        at += 1;
    }
    writer.finish();
    writer.pieces
}

/// What stands around a text.
#[derive(Debug, Clone, Copy)]
struct Open {
    end: Id,
    block: Id,
    is_block: bool,
    markup: Markup,
    linked: bool,
    bold: bool,
    italic: bool,
    preformatted: bool,
}

impl Open {
    fn root(id: Id) -> Open {
        Open {
            end: Id::MAX,
            block: id,
            is_block: true,
            markup: Markup::Paragraph,
            linked: false,
            bold: false,
            italic: false,
            preformatted: false,
        }
    }

    fn enter(self, tag: Tag, id: Id, end: Id) -> Open {
        let is_block = tag.is_block();
        let markup = match tag {
            Tag::Figcaption | Tag::Caption => Markup::Caption,
            _ if self.markup == Markup::Caption => Markup::Caption,
            Tag::Li | Tag::Dd | Tag::Dt => Markup::Item,
            Tag::Td | Tag::Th => Markup::Cell,
            _ => tag.heading().map_or(self.markup, Markup::Heading),
        };
        Open {
            end,
            block: if is_block { id } else { self.block },
            is_block,
            markup,
            linked: self.linked || tag == Tag::A,
            bold: self.bold || matches!(tag, Tag::B | Tag::Strong),
            italic: self.italic || matches!(tag, Tag::I | Tag::Em | Tag::Cite),
            preformatted: self.preformatted || tag == Tag::Pre,
        }
    }
}

#[derive(Debug, Default)]
struct Writer {
    pieces: Vec<Piece>,
    piece: Option<Piece>,
    /// White space was seen since the last character.
    gap: bool,
    /// Line breaks since the last character.
    breaks: usize,
}

impl Writer {
    fn enter(&mut self, open: &Open) {
        if open.is_block {
            self.finish();
        }
    }

    fn leave(&mut self, open: &Open) {
        if open.is_block {
            self.finish();
        }
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks > 1 {
            self.finish();
        }
    }

    fn finish(&mut self) {
        self.gap = false;
        self.breaks = 0;
        if let Some(mut piece) = self.piece.take() {
            drop_pointer(&mut piece);
            self.pieces.push(piece);
        }
    }

    fn text(&mut self, text: &str, id: Id, open: &[Open]) {
        let around = open.last().copied().unwrap_or(Open::root(id));
        for c in text.chars() {
            if self.pieces.len() >= MAX_PIECES {
                return;
            }
            if around.preformatted && c == '\n' {
                self.line_break();
            } else if c.is_whitespace() {
                self.gap = true;
            } else if !is_invisible(c) {
                self.push(c, id, &around);
            }
        }
    }

    fn push(&mut self, c: char, id: Id, around: &Open) {
        let piece = self.piece.get_or_insert_with(|| Piece {
            text: String::new(),
            block: around.block,
            nodes: (id, id),
            markup: around.markup,
            chars: 0,
            linked: 0,
            linked_ends: (around.linked, around.linked),
            last_link: (0, 0),
            bold: 0,
            italic: 0,
            commas: 0,
        });
        if !piece.text.is_empty() {
            if self.breaks > 0 {
                piece.text.push('\n');
            } else if self.gap {
                piece.text.push(' ');
            }
        }
        self.gap = false;
        self.breaks = 0;
        if around.linked {
            let begins = if piece.linked_ends.1 { piece.last_link.0 } else { piece.text.len() };
            piece.last_link = (begins, piece.text.len() + c.len_utf8());
        }
        piece.text.push(c);
        piece.nodes.1 = id;
        piece.chars += 1;
        piece.linked += usize::from(around.linked);
        piece.linked_ends.1 = around.linked;
        piece.bold += usize::from(around.bold);
        piece.italic += usize::from(around.italic);
        piece.commas += usize::from(matches!(c, ',' | '،' | '、' | '，' | '。' | '；'));
    }
}

/// Longest link that only says that there is more, in bytes.
const POINTER: usize = 40;

/// `... the company said. Read more`: a link behind a whole sentence that says nothing but that there is more.
fn drop_pointer(piece: &mut Piece) {
    let (from, to) = piece.last_link;
    if from == 0 || to - from > POINTER {
        return;
    }
    let (Some(link), Some(rest)) = (piece.text.get(from..to), piece.text.get(to..)) else { return };
    let before =
        piece.text.get(..from).unwrap_or_default().trim_end_matches([' ', '(', '[', '→', '»', '>', '\n']);
    let is_last = !rest.contains(char::is_alphanumeric);
    if !is_last || !super::phrases::is_pointer(link) || !super::prose::ends_a_sentence(before) {
        return;
    }
    let dropped = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let own = dropped(link);
    piece.chars -= dropped(piece.text.get(before.len()..).unwrap_or_default());
    piece.linked -= own.min(piece.linked);
    piece.bold = piece.bold.min(piece.chars);
    piece.italic = piece.italic.min(piece.chars);
    piece.linked_ends.1 = false;
    piece.last_link = (0, 0);
    let end = before.len();
    piece.text.truncate(end);
}

/// Characters that print nothing and only break words for whoever reads on. The joiners stay: Persian, the
/// Indic scripts and emoji need them.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\0')
}

/// One line: white space folded, invisible characters dropped.
pub(super) fn fold(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    fold_into(text, &mut false, &mut line);
    line
}

/// Goes on with a line; `gap` is whether white space came last.
pub(super) fn fold_into(text: &str, gap: &mut bool, line: &mut String) {
    for c in text.chars() {
        if c.is_whitespace() {
            *gap = true;
        } else if !is_invisible(c) {
            if *gap && !line.is_empty() {
                line.push(' ');
            }
            *gap = false;
            line.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &[&str]) {
        let dom = Dom::of(&dom_query::Document::from(html));
        let found: Vec<String> = pieces(&dom, 0, |_| false).into_iter().map(|p| p.text).collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn blocks_part_pieces_and_inline_tags_do_not() {
        check(
            "<p>One <b>t</b>wo,<i> three</i></p>four<div>five</div>six",
            &["One two, three", "four", "five", "six"],
        );
        check("<p>One<br>two<br> <br>three</p>", &["One\ntwo", "three"]);
        check("<ul><li>a<li>b<ul><li>c</ul></ul>", &["a", "b", "c"]);
        check("<p>co\u{ad}op\u{200b}erate</p><script>x</script><p>  </p>", &["cooperate"]);
        check("<pre>one\ntwo\n\nthree</pre>", &["one\ntwo", "three"]);
        check("text <nav>menu</nav> goes on", &["text", "goes on"]);
        check("<h2><button>What now?</button></h2><p>One <button>x</button>", &["What now?", "One"]);
    }

    #[test]
    fn a_link_that_only_says_that_there_is_more_is_no_text() {
        check("<p>The quay is closed. <a href=x>Read more</a></p>", &["The quay is closed."]);
        check("<p>Der Kai ist gesperrt. (<a href=x>Weiterlesen</a> »)</p>", &["Der Kai ist gesperrt."]);
        check("<p>Le quai est fermé… <a href=x>Lire la suite</a>", &["Le quai est fermé…"]);
        check("<p>She asks him to <a href=x>read more</a></p>", &["She asks him to read more"]);
        check("<p>It is closed. <a href=x>Read more books</a></p>", &["It is closed. Read more books"]);
        check("<p><a href=x>Read more</a></p>", &["Read more"]);
    }

    #[test]
    fn what_is_not_read_of_a_page_is_said() {
        let said = |count: usize| {
            let dom = Dom::of(&dom_query::Document::from("<p>a".repeat(count)));
            capped(&pieces(&dom, 0, |_| false)).is_some_and(|warning| warning.code == "page-capped")
        };
        assert_eq!((said(10), said(MAX_PIECES + 10)), (false, true));
    }

    #[test]
    fn links_and_bold_are_counted() {
        let dom = Dom::of(&dom_query::Document::from("<p><a href=x>four</a> more <b>bold</b></p>"));
        let piece = &pieces(&dom, 0, |_| false)[0];
        assert_eq!((piece.chars, piece.linked, piece.bold), (12, 4, 4));
    }
}
