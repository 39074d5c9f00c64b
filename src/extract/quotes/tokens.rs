//! Words, marks and paragraphs of a field, with their places in bytes and in code points.
//!
//! One pass, linear in the text. Nothing is judged here but what the letters themselves say; whether a mark opens
//! or closes is [`super::marks`]' business, and what a word is in its sentence [`super::items`]'.

use crate::normalise::eight::{Eight, run};
use crate::normalise::letters::is_alphanumeric;

use super::lang::{ABBREV, Language, SUBJECT, Word};

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Letters, perhaps with digits, hyphens, inner apostrophes or abbreviation points.
    Word,
    /// `'s`, `'ll` and their like, cut from the word before.
    Clitic,
    /// Digits.
    Number,
    /// A quotation mark, or an apostrophe that stands alone.
    Quote(Glyph),
    /// `,`
    Comma,
    /// `.` `!` `?` `…`
    Stop,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `–` `—` `--`, or a hyphen between spaces.
    Dash,
    /// `(` `[`
    Open,
    /// `)` `]`
    Close,
    /// Anything else.
    Other,
}

/// Which quotation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// `"`
    Straight,
    /// `''`
    Ticks,
    /// Two grave accents.
    Graves,
    /// `“`
    High66,
    /// `”`
    High99,
    /// `„`
    Low99,
    /// `«`
    GuillemetOpen,
    /// `»`
    GuillemetClose,
    /// `「` `『`
    CornerOpen,
    /// `」` `』`
    CornerClose,
    /// `'`
    Single,
    /// `‘`
    SingleHigh6,
    /// `’`
    SingleHigh9,
    /// `‚`
    SingleLow9,
    /// `‹`
    SingleGuillemetOpen,
    /// `›`
    SingleGuillemetClose,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Begins with a small letter (or with none).
    Small,
    /// Begins with a capital.
    Capital,
    /// Capitals only, two or more.
    Capitals,
}

/// A word, number or mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Marks of the language data.
    pub(crate) marks: u64,
    /// First byte.
    pub(crate) start: u32,
    /// Byte after the last.
    pub(crate) end: u32,
    /// First code point.
    pub(crate) at: u32,
    /// Cue entry of the language data, plus one.
    pub(crate) cue: u16,
    /// What it is made of.
    pub(crate) sort: Sort,
    /// How it is written.
    pub(crate) shape: Shape,
    /// Whether white space stands before it.
    pub(crate) spaced: bool,
}

impl Token {
    /// Whether the language data gives it one of these marks.
    #[inline]
    pub(crate) fn is(&self, marks: u64) -> bool {
        self.marks & marks != 0
    }

    /// Whether it is a word or a number.
    #[inline]
    pub(crate) fn is_word(&self) -> bool {
        matches!(self.sort, Sort::Word | Sort::Number | Sort::Clitic)
    }

    /// Whether it begins with a capital.
    #[inline]
    pub(crate) fn capital(&self) -> bool {
        self.shape != Shape::Small
    }
}

/// A field cut into tokens.
#[derive(Debug)]
pub(crate) struct Tokens<'a> {
    /// The field.
    pub(crate) text: &'a str,
    /// Its language.
    pub(crate) language: &'static Language,
    /// The tokens in order.
    pub(crate) list: Vec<Token>,
    /// Paragraphs as ranges of tokens; none is empty.
    pub(crate) paragraphs: Vec<(usize, usize)>,
}

impl<'a> Tokens<'a> {
    /// Whether nearly all words of a paragraph begin with a capital: a headline set in Title Case.
    pub(crate) fn title_case(&self, start: usize, end: usize) -> bool {
        let words = self.list[start..end.min(start + 40)].iter().filter(|t| t.sort == Sort::Word);
        let (count, capitals) = words.fold((0, 0), |(n, c), t| (n + 1, c + usize::from(t.capital())));
        !self.language.capital_nouns && count >= 4 && capitals * 10 >= count * 7
    }

    /// The text of a token.
    #[inline]
    pub(crate) fn text(&self, index: usize) -> &'a str {
        self.list.get(index).and_then(|t| self.text.get(t.start as usize..t.end as usize)).unwrap_or("")
    }

    /// Whether a token ends with a point that belongs to it: Mr.
    #[inline]
    pub(crate) fn ends_with_point(&self, index: usize) -> bool {
        let end = self.list.get(index).map_or(0, |t| t.end as usize);
        end.checked_sub(1).and_then(|last| self.text.as_bytes().get(last)) == Some(&b'.')
    }

    /// The text from the first token to the last (exclusive).
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'a str {
        let (Some(first), Some(last)) = (self.list.get(start), self.list.get(end.wrapping_sub(1))) else {
            return "";
        };
        self.text.get(first.start as usize..last.end as usize).unwrap_or("")
    }

    /// The code points from the first token to the last (exclusive).
    pub(crate) fn span(&self, start: usize, end: usize) -> Option<[usize; 2]> {
        let (first, last) = (self.list.get(start)?, self.list.get(end.wrapping_sub(1))?);
        let tail = self.text.get(last.start as usize..last.end as usize)?;
        Some([first.at as usize, last.at as usize + tail.chars().count()])
    }

    /// Whether a paragraph can be read as sentences: not where a long one is made of marks alone.
    pub(crate) fn prose(&self, start: usize, end: usize) -> bool {
        let tokens = self.list.get(start..end).unwrap_or_default();
        tokens.len() < 400 || tokens.iter().filter(|t| t.is_word()).count() * 5 >= tokens.len()
    }

    /// Cuts a field.
    pub(crate) fn read(text: &'a str, language: &'static Language) -> Tokens<'a> {
        let mut reader = Reader {
            text,
            language,
            byte: 0,
            chars: 0,
            lower: String::with_capacity(32),
            list: Vec::with_capacity(text.len() / 5 + 8),
        };
        let paragraphs = reader.run();
        Tokens { text, language, list: reader.list, paragraphs }
    }
}

/// Up to fifteen ASCII letters.
struct PlainWord {
    count: usize,
    capitals: usize,
    first_capital: bool,
    /// In small letters, as the tables of words have it.
    lower: u128,
}

impl PlainWord {
    #[inline]
    fn at(bytes: &[u8], at: usize) -> Option<PlainWord> {
        let head = Eight::at(bytes, at)?;
        let count = run(head.letters());
        let first_capital = head.capitals(1) > 0;
        let (capitals, lower) = (head.capitals(count), u128::from(head.head_in_small(count)));
        match count {
            0 => None,
            8 => {
                let tail = Eight::at(bytes, at + 8)?;
                let more = Some(run(tail.letters())).filter(|count| *count < 8)?;
                let capitals = capitals + tail.capitals(more);
                let lower = lower | u128::from(tail.head_in_small(more)) << 64;
                Some(PlainWord { count: 8 + more, capitals, first_capital, lower })
            }
            _ => Some(PlainWord { count, capitals, first_capital, lower }),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    language: &'static Language,
    byte: usize,
    chars: usize,
    lower: String,
    list: Vec<Token>,
}

impl Reader<'_> {
    #[inline]
    fn peek_at(&self, byte: usize) -> Option<char> {
        match self.text.as_bytes().get(byte) {
            Some(b) if b.is_ascii() => Some(char::from(*b)),
            Some(_) => self.text.get(byte..).and_then(|rest| rest.chars().next()),
            None => None,
        }
    }

    #[inline]
    fn bump(&mut self, c: char) {
        self.byte += c.len_utf8();
        self.chars += 1;
    }

    fn run(&mut self) -> Vec<(usize, usize)> {
        let mut paragraphs = Vec::new();
        let mut first = 0;
        let mut spaced = true;
        while let Some(c) = self.peek_at(self.byte) {
            if self.plain_word(spaced) {
                spaced = self.text.as_bytes().get(self.byte) == Some(&b' ');
                if spaced {
                    self.bump(' ');
                }
            } else if c == '\n' {
                let blank = self.newlines();
                if self.list.len() > first && (blank || self.breaks_line()) {
                    paragraphs.push((first, self.list.len()));
                    first = self.list.len();
                }
                spaced = true;
            } else if c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}') {
                self.bump(c);
                spaced = true;
            } else {
                if is_alphanumeric(c)
                    || ((c == '@' || c == '#') && self.peek_at(self.byte + 1).is_some_and(is_alphanumeric))
                {
                    self.word(spaced);
                } else {
                    self.mark(c, spaced);
                }
                spaced = false;
            }
        }
        if self.list.len() > first {
            paragraphs.push((first, self.list.len()));
        }
        paragraphs
    }

    /// Passes line ends and the white space around them; whether there was more than one.
    fn newlines(&mut self) -> bool {
        let mut count = 0;
        while let Some(c) = self.peek_at(self.byte) {
            if !c.is_whitespace() {
                break;
            }
            count += usize::from(c == '\n');
            self.bump(c);
        }
        count > 1
    }

    /// Whether a single line end divides paragraphs: not where a sentence runs over it.
    fn breaks_line(&self) -> bool {
        let small = self.peek_at(self.byte).is_some_and(|c| c.is_lowercase());
        let ended =
            self.list.last().is_none_or(|t| !matches!(t.sort, Sort::Word | Sort::Number | Sort::Comma));
        ended || !small
    }

    fn push(&mut self, start: usize, at: usize, word: Word, sort: Sort, shape: Shape, spaced: bool) {
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.list.push(Token {
            marks: word.marks,
            start: place(start),
            end: place(self.byte),
            at: place(at),
            cue: word.cue,
            sort,
            shape,
            spaced,
        });
    }

    /// A word of a few ASCII letters and a mark or space behind it, neither of which has a part in the other: most are.
    /// Whether it was one.
    #[inline]
    fn plain_word(&mut self, spaced: bool) -> bool {
        let Some((word, PlainWord { count, capitals, first_capital, .. })) = self.plain_word_here() else {
            return false;
        };
        let shape = match (first_capital, capitals) {
            (true, n) if n > 1 && n == count => Shape::Capitals,
            (true, _) => Shape::Capital,
            _ => Shape::Small,
        };
        let (start, at) = (self.byte, self.chars);
        self.byte += count;
        self.chars += count;
        self.push(start, at, word, Sort::Word, shape, spaced);
        true
    }

    #[inline]
    fn plain_word_here(&self) -> Option<(Word, PlainWord)> {
        let bytes = self.text.as_bytes();
        let plain = PlainWord::at(bytes, self.byte)?;
        let end = *bytes.get(self.byte + plain.count)?;
        let word = self.language.packed_word(plain.lower);
        let apart = match end {
            b' ' | b',' | b'\n' | b':' | b';' | b'?' | b'!' | b'"' | b'(' | b')' => true,
            // of no abbreviation, and no part of an address
            b'.' => {
                word.marks & ABBREV == 0
                    && plain.count > 1
                    && matches!(bytes.get(self.byte + plain.count + 1), None | Some(b' ' | b'\n' | b'"'))
            }
            _ => false,
        };
        let compound = word.marks == 0 && plain.first_capital && plain.count > 6 && self.language.compounds;
        (apart && !compound).then_some((word, plain))
    }

    fn word(&mut self, spaced: bool) {
        let (start, at) = (self.byte, self.chars);
        let mut hyphen = None;
        let (mut letters, mut capitals, mut points) = (0, 0, 0);
        let mut first_capital = false;
        self.lower.clear();
        // the plain case at once: a run of ASCII letters
        let bytes = self.text.as_bytes().get(self.byte..).unwrap_or_default();
        let run = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if run > 0 {
            let head = self.text.get(self.byte..self.byte + run).unwrap_or("");
            self.lower.push_str(head);
            self.lower.make_ascii_lowercase();
            letters = run;
            capitals = head.bytes().filter(u8::is_ascii_uppercase).count();
            first_capital = head.bytes().next().is_some_and(|b| b.is_ascii_uppercase());
            self.byte += run;
            self.chars += run;
        }
        while let Some(c) = self.peek_at(self.byte) {
            if matches!(c, ' ' | ',' | '\n') && letters > 0 {
                break;
            }
            if c.is_ascii_lowercase() {
                letters += 1;
                self.lower.push(c);
            } else if is_alphanumeric(c) || c == '_' {
                if c.is_uppercase() {
                    first_capital |= letters == 0;
                    capitals += 1;
                }
                letters += usize::from(c.is_alphabetic());
                if c.is_ascii() {
                    self.lower.push(c.to_ascii_lowercase());
                } else {
                    self.lower.extend(c.to_lowercase());
                }
            } else if !self.joins(c, start, points) {
                break;
            } else {
                match c {
                    '-' | '\u{2010}' | '\u{2011}' => {
                        if self.inverted_pronoun() {
                            break;
                        }
                        hyphen = Some(self.lower.len() + 1);
                        self.lower.push('-');
                    }
                    '\'' | '\u{2019}' => {
                        if self.elides() {
                            self.lower.push('\'');
                            self.bump(c);
                            break;
                        }
                        self.lower.push('\'');
                    }
                    '.' => {
                        points += 1;
                        self.lower.push('.');
                    }
                    other => self.lower.push(other),
                }
            }
            self.bump(c);
        }
        let mut word = self.language.word(&self.lower);
        // the last part speaks for a compound that is unknown: co-founder, R-Wis.
        if word.marks == 0
            && let Some(tail) = hyphen.and_then(|at| self.lower.get(at..))
        {
            word = self.language.word(tail);
            word.cue = 0;
        }
        if word.marks == 0 && first_capital && letters > 6 {
            word.marks = self.language.compound(&self.lower);
        }
        // an abbreviation takes its point along: Mr.
        if points == 0
            && self.peek_at(self.byte) == Some('.')
            && self.abbreviates(word, first_capital, letters)
        {
            self.bump('.');
            if letters == 1 {
                word = Word::default();
            }
        } else if word.marks == 0 && self.lower.ends_with('.') {
            word = self.language.word(self.lower.trim_end_matches('.'));
        }
        let shape = match (first_capital, capitals) {
            (true, n) if n > 1 && n == letters => Shape::Capitals,
            (true, _) => Shape::Capital,
            _ => Shape::Small,
        };
        let sort = if letters == 0 { Sort::Number } else { Sort::Word };
        self.push(start, at, word, sort, shape, spaced);
        // the pronoun of an inversion is a word of its own: dit-il, a-t-elle
        if self.peek_at(self.byte) == Some('-') {
            self.bump('-');
        }
        self.clitic();
    }

    /// Whether a point after the word belongs to it: a known abbreviation, or an initial (J. Smith).
    fn abbreviates(&self, word: Word, capital: bool, letters: usize) -> bool {
        let known = word.marks & ABBREV != 0
            && (capital || matches!(self.lower.as_str(), "etc" | "vs" | "inc" | "bzw" | "ca"));
        known || (capital && letters == 1 && self.lower != "i")
    }

    /// Whether a character that is no letter belongs to the word that began at `start`.
    fn joins(&self, c: char, start: usize, points: usize) -> bool {
        let next = self.peek_at(self.byte + c.len_utf8());
        let next_joins = next.is_some_and(is_alphanumeric);
        match c {
            '-' | '\u{2010}' | '\u{2011}' => next_joins,
            '\'' | '\u{2019}' => next_joins && !self.is_clitic(self.byte),
            '@' | '#' => self.byte == start,
            '&' | '/' => next_joins,
            ',' | ':' => {
                next.is_some_and(|n| n.is_ascii_digit())
                    && self.lower.ends_with(|p: char| p.is_ascii_digit())
                    && self.lower.starts_with(|p: char| p.is_ascii_digit())
            }
            // U.S., a.m., 3.5, J.K., example.com
            '.' if next_joins => {
                let since = self.lower.rsplit(['.', '-']).next().map_or(0, |part| part.chars().count());
                since == 1 || next.is_some_and(|n| n.is_ascii_digit() || n.is_lowercase())
            }
            '.' => points > 0 && self.lower.rsplit('.').next().is_some_and(|part| part.chars().count() == 1),
            _ => false,
        }
    }

    /// `'s` `'re` `'ll` `'ve` `'d` `'m`, and nothing more, after the apostrophe at `byte`.
    fn is_clitic(&self, byte: usize) -> bool {
        let Some(apostrophe) = self.peek_at(byte) else { return false };
        let from = byte + apostrophe.len_utf8();
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        let lower = |n: usize| rest.get(n).map(u8::to_ascii_lowercase);
        let length = match (lower(0), lower(1)) {
            (Some(b'l'), Some(b'l')) | (Some(b'v' | b'r'), Some(b'e')) => 2,
            (Some(b's' | b'd' | b'm'), _) => 1,
            _ => return false,
        };
        !self.language.elision && !self.peek_at(from + length).is_some_and(is_alphanumeric)
    }

    /// Cuts off a clitic that begins here.
    fn clitic(&mut self) {
        let Some(c @ ('\'' | '\u{2019}')) = self.peek_at(self.byte) else { return };
        if !self.is_clitic(self.byte) {
            return;
        }
        let (start, at) = (self.byte, self.chars);
        self.bump(c);
        self.lower.clear();
        self.lower.push('\'');
        while let Some(c) = self.peek_at(self.byte).filter(char::is_ascii_alphabetic) {
            self.lower.push(c.to_ascii_lowercase());
            self.bump(c);
        }
        let word = self.language.word(&self.lower);
        self.push(start, at, word, Sort::Clitic, Shape::Small, false);
    }

    /// Whether the apostrophe here ends an elided word: l'accord, qu'il.
    fn elides(&self) -> bool {
        self.language.elision
            && matches!(
                self.lower.as_str(),
                "l" | "d" | "n" | "s" | "j" | "m" | "t" | "c" | "qu" | "jusqu" | "lorsqu" | "puisqu"
            )
    }

    /// Whether the hyphen here is followed by a subject pronoun and no more: dit-il, a-t-elle.
    fn inverted_pronoun(&self) -> bool {
        if !self.language.elision {
            return false;
        }
        let rest = self.text.get(self.byte + 1..).unwrap_or("");
        let rest = rest.strip_prefix("t-").unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        end <= 5 && rest.get(..end).is_some_and(|pronoun| self.language.word(pronoun).marks & SUBJECT != 0)
    }

    fn mark(&mut self, c: char, spaced: bool) {
        let (start, at) = (self.byte, self.chars);
        self.bump(c);
        let sort = match c {
            ',' | '،' | '、' | '，' => Sort::Comma,
            '.' => {
                while self.peek_at(self.byte) == Some('.') {
                    self.bump('.');
                }
                Sort::Stop
            }
            '!' | '?' | '…' | '。' | '！' | '？' => Sort::Stop,
            ':' | '：' => Sort::Colon,
            ';' => Sort::Semicolon,
            '–' | '—' | '―' => Sort::Dash,
            '-' => {
                while self.peek_at(self.byte) == Some('-') {
                    self.bump('-');
                }
                if self.byte - start > 1
                    || (spaced && self.peek_at(self.byte).is_none_or(char::is_whitespace))
                {
                    Sort::Dash
                } else {
                    Sort::Other
                }
            }
            '(' | '[' | '{' => Sort::Open,
            ')' | ']' | '}' => Sort::Close,
            '\'' => self.ticks(spaced),
            '`' if self.peek_at(self.byte) == Some('`') => {
                self.bump('`');
                Sort::Quote(Glyph::Graves)
            }
            _ => glyph(c).map_or(Sort::Other, Sort::Quote),
        };
        self.push(start, at, Word::default(), sort, Shape::Small, spaced);
    }

    /// One `'` is behind us: two make a double mark. Of three, the outer two do.
    fn ticks(&mut self, spaced: bool) -> Sort {
        if self.peek_at(self.byte) != Some('\'') {
            return Sort::Quote(Glyph::Single);
        }
        let three = self.peek_at(self.byte + 1) == Some('\'');
        if three && !spaced {
            return Sort::Quote(Glyph::Single);
        }
        self.bump('\'');
        Sort::Quote(Glyph::Ticks)
    }
}

/// The quotation mark that a character is.
fn glyph(c: char) -> Option<Glyph> {
    Some(match c {
        '"' | '＂' => Glyph::Straight,
        '“' | '‟' | '〝' => Glyph::High66,
        '”' | '〞' => Glyph::High99,
        '„' | '〟' => Glyph::Low99,
        '«' | '《' => Glyph::GuillemetOpen,
        '»' | '》' => Glyph::GuillemetClose,
        '「' | '『' => Glyph::CornerOpen,
        '」' | '』' => Glyph::CornerClose,
        '‘' | '‛' | '`' => Glyph::SingleHigh6,
        '’' | '´' => Glyph::SingleHigh9,
        '‚' => Glyph::SingleLow9,
        '‹' => Glyph::SingleGuillemetOpen,
        '›' => Glyph::SingleGuillemetClose,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::lang::language;
    use super::*;

    fn check(code: &str, text: &str, expected: &str) {
        let tokens = Tokens::read(text, language(Some(code)));
        let mut out = String::new();
        for (n, (start, end)) in tokens.paragraphs.iter().enumerate() {
            if n > 0 {
                out.push_str(" ¶ ");
            }
            out.push_str(&(*start..*end).map(|i| tokens.text(i)).collect::<Vec<_>>().join("|"));
        }
        assert_eq!(out, expected);
        for (index, token) in tokens.list.iter().enumerate() {
            let span = tokens.span(index, index + 1).unwrap();
            let by_chars: String = text.chars().skip(span[0]).take(span[1] - span[0]).collect();
            assert_eq!(by_chars, tokens.text(index), "{token:?}");
        }
    }

    #[test]
    fn words_marks_and_abbreviations() {
        check("en", "Mr. O'Brien's U.S. aide didn’t go.", "Mr.|O'Brien|'s|U.S.|aide|didn’t|go|.");
        check("en", "He said -- loudly -- \"no\".", "He|said|--|loudly|--|\"|no|\"|.");
        check("en", "''It's 3.5 per cent,'' he said.", "''|It|'s|3.5|per|cent|,|''|he|said|.");
        check("en", "''He said 'no.'''", "''|He|said|'|no|.|'|''");
        check("en", "é “über” 7,000", "é|“|über|”|7,000");
        check("en", "It ended. They left.", "It|ended|.|They|left|.");
    }

    #[test]
    fn inversions_and_elisions_are_cut() {
        check("fr", "« Oui », a-t-elle dit.", "«|Oui|»|,|a|t|elle|dit|.");
        check("fr", "L'accord, dit-il", "L'|accord|,|dit|il");
    }

    #[test]
    fn a_line_end_divides_only_finished_lines() {
        check("en", "one line\nruns on.\nTwo\n\nThree", "one|line|runs|on|. ¶ Two ¶ Three");
    }

    #[test]
    fn a_word_is_the_same_in_a_text_and_at_its_end() {
        for code in ["en", "de", "fr"] {
            let language = language(Some(code));
            for word in [
                "said",
                "Said",
                "SAID",
                "The",
                "dr",
                "Dr",
                "Minister",
                "minister",
                "Quay",
                "mit",
                "etc",
                "I",
                "spokeswoman",
                "Ministerpräsident",
                "Bundesinnenminister",
                "harbourmasters",
                "harbourmasterxx",
            ] {
                let first = |text: &str| {
                    let tokens = Tokens::read(text, language);
                    let token = tokens.list[0];
                    (token.marks, token.cue, token.start, token.end, token.sort, token.shape, token.at)
                };
                assert_eq!(first(&format!("{word} and more of it")), first(word), "{code} {word}");
                assert_eq!(first(&format!("{word}, and more of it")), first(word), "{code} {word}");
                for end in [":", ";", "?", "!\"", "\"", ")", "(", "”", "…"] {
                    assert_eq!(
                        first(&format!("{word}{end} And more of it")),
                        first(word),
                        "{code} {word}{end}"
                    );
                }
                assert_eq!(
                    first(&format!("{word}. And more of it")),
                    first(&format!("{word}.")),
                    "{code} {word}."
                );
            }
        }
    }
}
