//! Between the tokens of a page and its tree: counts what the tree's builder does unseen, and closes when the page has
//! used up its steps.

use std::cell::{Cell, RefCell};

use html5ever::LocalName;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;

use super::sink::{Handle, Sink};

/// A builder of trees that stops taking tokens.
pub(super) struct Gate {
    builder: TreeBuilder<Handle, Sink>,
    /// In text that holds no tags but the one that ends it: its name.
    raw: RefCell<Option<LocalName>>,
    /// The name of the last start tag.
    name: RefCell<LocalName>,
    /// How many tokens came.
    tokens: Cell<u64>,
    /// No end tag comes any more.
    plain: Cell<bool>,
    /// The last start tag begins what only a browser reads.
    code: Cell<bool>,
    /// The line of the last token that went through.
    line: Cell<u64>,
    /// How many lines were left out before it.
    skipped: Cell<u64>,
}

impl Gate {
    pub(super) fn new(builder: TreeBuilder<Handle, Sink>) -> Gate {
        Gate {
            builder,
            raw: RefCell::new(None),
            name: RefCell::new(LocalName::from("html")),
            tokens: Cell::new(0),
            plain: Cell::new(false),
            code: Cell::new(false),
            line: Cell::new(1),
            skipped: Cell::new(0),
        }
    }

    /// Whether nothing is taken any more.
    pub(super) fn is_closed(&self) -> bool {
        self.builder.sink.spent().is_some()
    }

    /// The name of the script, style or title whose text follows: a tag begins there only to end it.
    pub(super) fn raw_text(&self) -> Option<LocalName> {
        self.raw.borrow().clone()
    }

    /// How many tokens came.
    pub(super) fn tokens(&self) -> u64 {
        self.tokens.get()
    }

    /// Whether what follows is text to the end.
    pub(super) fn in_plain_text(&self) -> bool {
        self.plain.get()
    }

    /// Whether what follows stands in a drawing or a formula, where `<![CDATA[` is no comment.
    pub(super) fn in_foreign(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }

    /// Whether what follows, in text that holds no tags, is a style or a script.
    pub(super) fn in_code(&self) -> bool {
        self.code.get()
    }

    /// Notes that lines were left out.
    pub(super) fn skip_lines(&self, lines: usize) {
        self.skipped.set(self.skipped.get() + lines as u64);
    }

    /// The line of the last token that went through.
    pub(super) fn line(&self) -> u64 {
        self.line.get()
    }

    pub(super) fn into_sink(self) -> Sink {
        self.builder.sink
    }
}

/// The elements that the standard opens again wherever they were not closed. The builder compares them by their
/// attributes, and looks for them in a list that it shows nobody; the list is no longer than the tree is deep.
fn is_formatting(tag: &Tag) -> bool {
    matches!(
        &*tag.name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// Whether a tag begins a style, or a script that is no data.
fn is_code(tag: &Tag) -> bool {
    let holds_data = || {
        let kind = tag.attrs.iter().find(|attribute| &*attribute.name.local == "type");
        kind.is_some_and(|kind| kind.value.to_ascii_lowercase().contains("json"))
    };
    match &*tag.name {
        "style" => true,
        "script" => !holds_data(),
        _ => false,
    }
}

impl TokenSink for Gate {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        self.tokens.set(self.tokens.get() + 1);
        if self.is_closed() && token != Token::EOFToken {
            return TokenSinkResult::Continue;
        }
        match &token {
            Token::ParseError(_) => return TokenSinkResult::Continue,
            Token::TagToken(tag) => {
                match tag.kind {
                    TagKind::EndTag => drop(self.raw.take()),
                    TagKind::StartTag => {
                        self.code.set(is_code(tag));
                        drop(self.name.replace(tag.name.clone()));
                    }
                }
                let sink = &self.builder.sink;
                let compared = if is_formatting(tag) { sink.depth() } else { 1 };
                sink.step(compared * (1 + tag.attrs.len()));
            }
            _ => self.builder.sink.step(1),
        }
        self.line.set(line + self.skipped.get());
        let result = self.builder.process_token(token, line);
        match result {
            TokenSinkResult::RawData(_) => drop(self.raw.replace(Some(self.name.borrow().clone()))),
            TokenSinkResult::Plaintext => self.plain.set(true),
            _ => {}
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.in_foreign()
    }
}
