//! Language data: one text file per language, read once.
//!
//! A file is made of `[section]` heads and lines. In most sections every word gets the section's mark
//! ([`MARKS`]). The others:
//! - `[irregular]`: `base past participle`, for languages that say `inflect english`;
//! - `[speech]`: `lemma: frames`, or `lemma = form form + participle: frames` where forms are listed. A lemma of
//!   several words inflects in its first;
//! - `[noun]`: nouns that carry speech (`statement: t`), with the same frames;
//! - `[phrase]`: prepositional cues (`according to: source-after`);
//! - `[verb-ending]`: endings that show a finite verb in a word that is not known;
//! - `[feminine-ending]`, `[attributive]`, `[locative]`: for languages that say `verb second`, the noun endings that
//!   show a feminine, the prepositions that tie an attribute to its noun, and those that say where something stands;
//! - `[mute]`: nouns and adjectives that stand where a speaker does and are none (*the idea*);
//! - `[honorific]`: titles that are no role (*Mr.*);
//! - `[place-opener]`, `[place-closer]`, `[thing-closer]`: first and last words of names that no person has (*Port*,
//!   *Harbour*, *Prize*);
//! - `[therein]`, `[taking-up]`: for those, too, the words for *in it* and *this*, which go back to the sentence before.
//!
//! A verb with a separable prefix gives it behind a bar: `mitteilen = teilt teilte | mit + mitgeteilt: q s`. Its forms
//! speak only where the prefix ends their clause (*teilte gestern mit*); the forms in which both are one word
//! (*mitteilte*) are made from the line.
//!
//! `#` starts a comment. A new language is its file and one line in [`FILES`]; no other code knows about it.
//! An unknown section or frame is a mistake in the data: the tests of this module refuse it.

use std::sync::LazyLock;

use super::table::Table;

mod reader;

use reader::Reader;

/// The languages: code and data.
const FILES: &[(&str, &str)] = &[
    ("en", include_str!("en.txt")),
    ("de", include_str!("de.txt")),
    ("fr", include_str!("fr.txt")),
    ("es", include_str!("es.txt")),
    ("und", include_str!("und.txt")),
];

macro_rules! marks {
    ($($name:ident = $section:literal;)*) => {
        /// One bit for each thing the data can say about a word.
        #[allow(missing_docs, non_camel_case_types, clippy::upper_case_acronyms, reason = "names as in the data files")]
        #[repr(u32)]
        enum MarkIndex { $($name,)* }
        $(#[doc = concat!("Words of the section `", $section, "`.")] pub(crate) const $name: u64 = 1 << MarkIndex::$name as u32;)*
        /// Section names and their marks.
        const MARKS: &[(&str, u64)] = &[$(($section, $name),)*];
    };
}

marks! {
    DET = "det";
    POSSESSIVE = "possessive";
    SUBJECT = "subject";
    OBJECT = "object";
    PRONOUN = "pronoun";
    MASCULINE = "masculine";
    FEMININE = "feminine";
    PLURAL = "plural";
    FIRST = "first";
    WHO = "who";
    THAT = "that";
    TO = "to";
    NOT = "not";
    AUX = "aux";
    NEGAUX = "negaux";
    MODAL = "modal";
    PREP = "prep";
    CONJ = "conj";
    SUB = "sub";
    WH = "wh";
    ADV = "adv";
    TIME = "time";
    ABBREV = "abbrev";
    TITLE = "title";
    MALE = "male";
    FEMALE = "female";
    MALE_NAME = "male-name";
    FEMALE_NAME = "female-name";
    PERSON = "person";
    GROUP = "group";
    ORG = "organization";
    DOCUMENT = "document";
    ORG_SUFFIX = "org-suffix";
    ORG_NAME = "org-name";
    PLACE = "place";
    PUBLIC_ROLE = "public-role";
    DEMONYM = "demonym";
    PARTICLE = "particle";
    NAME_SUFFIX = "name-suffix";
    NOT_NAME = "not-name";
    HEDGE = "hedge";
    VERB_BASE = "verb";
    VERB_S = "verb-s";
    VERB_PAST = "verb-past";
    VERB_PART = "verb-participle";
    VERB_ING = "verb-ing";
    SPEECH_NOUN = "noun";
    PHRASE = "phrase";
    CONTRAST = "contrast";
    BE = "be";
    HAVE = "have";
    AS_WORD = "as";
    BY_WORD = "by";
    MEDIA = "media";
    APPROX = "approximate";
    QUANTITY = "quantity";
    NOUNISH = "noun-first";
    CATENATIVE = "catenative";
    REFUSING = "refusing";
    REFLEXIVE = "reflexive";
    GENERIC = "generic-organization";
    OBLIQUE = "oblique";
    SUBJUNCTIVE = "subjunctive";
    GENITIVE = "genitive";
}

/// Any form of a verb.
pub(crate) const VERB: u64 = VERB_BASE | VERB_S | VERB_PAST | VERB_PART | VERB_ING;

/// Words of which there are few, which no name and no new word joins.
pub(crate) const CLOSED_CLASS: u64 = THAT
    | WHO
    | MODAL
    | AUX
    | NOT
    | TO
    | SUBJECT
    | POSSESSIVE
    | OBJECT
    | DET
    | CONJ
    | PRONOUN
    | WH
    | SUB
    | PREP
    | ADV;

/// What a noun can be.
const NOUN_CLASS: u64 = TITLE | PERSON | GROUP | ORG | DOCUMENT | MALE | FEMALE | MEDIA;

/// What a word that has a genitive can be.
const NAME_CLASS: u64 = NOUN_CLASS | PLACE | ORG_NAME | MALE_NAME | FEMALE_NAME;

/// The constructions a cue takes.
pub(crate) mod frame {
    /// Direct speech.
    pub(crate) const Q: u32 = 1;
    /// A clause, with or without `that`.
    pub(crate) const S: u32 = 1 << 1;
    /// A clause with `that`.
    pub(crate) const T: u32 = 1 << 2;
    /// A noun phrase: denied any role.
    pub(crate) const NP: u32 = 1 << 3;
    /// NP as X: described her as a friend.
    pub(crate) const AS: u32 = 1 << 4;
    /// NP X: called it a mistake.
    pub(crate) const X: u32 = 1 << 5;
    /// An addressee before the content: told reporters that.
    pub(crate) const ADDR: u32 = 1 << 6;
    /// NP to do: urged him to leave.
    pub(crate) const OT: u32 = 1 << 7;
    /// to do: promised to leave.
    pub(crate) const TO: u32 = 1 << 8;
    /// if, whether, why, how ...
    pub(crate) const WH: u32 = 1 << 9;
    /// NP of X: accused them of lying.
    pub(crate) const OF: u32 = 1 << 10;
    /// A state of mind: a quotation only where words stand in marks.
    pub(crate) const MENTAL: u32 = 1 << 11;
    /// A gesture: carries direct speech only.
    pub(crate) const GESTURE: u32 = 1 << 12;
    /// The plain verbs of saying.
    pub(crate) const CORE: u32 = 1 << 13;
    /// With a document or an institution as its subject: the report found.
    pub(crate) const FINDING: u32 = 1 << 14;
    /// of NP (nouns): criticism of the plan.
    pub(crate) const N_OF: u32 = 1 << 15;
    /// The source follows: according to NP.
    pub(crate) const SOURCE: u32 = 1 << 17;
    /// Its subject carries the words of its object: AFP quoted NAME as saying.
    pub(crate) const RELAY: u32 = 1 << 18;
    /// Its subject is empty, and the source is the place named with it: in the letter it says, A.
    pub(crate) const IMPERSONAL: u32 = 1 << 19;
    /// Opens an aside that says who reports: as the ministry said.
    pub(crate) const AS_CLAUSE: u32 = 1 << 20;
    /// The source stands in front: NP according.
    pub(crate) const SOURCE_BEFORE: u32 = 1 << 21;
    /// Reports what others said, where it stands behind an attribution: X said A, the agency reported.
    pub(crate) const CARRY: u32 = 1 << 16;
    /// Its object is what the words are about, not the words: criticized the plan. A quotation where words in marks
    /// stand in it, or `as` gives what was said of it.
    pub(crate) const ABOUT: u32 = 1 << 22;
    /// Answers to what others say: where its object is a report, a clause behind it is what the report says.
    pub(crate) const ANSWER: u32 = 1 << 23;
    /// The names of the frames in the data.
    pub(crate) const NAMES: &[(&str, u32)] = &[
        ("q", Q),
        ("s", S | T),
        ("t", T),
        ("np", NP),
        ("as", AS),
        ("x", X),
        ("addr", ADDR),
        ("ot", OT),
        ("to", TO),
        ("wh", WH),
        ("of", OF),
        ("m", MENTAL),
        ("g", GESTURE | Q),
        ("core", CORE),
        ("d", FINDING),
        ("nof", N_OF),
        ("source-after", SOURCE),
        ("source-before", SOURCE | SOURCE_BEFORE),
        ("as-clause", AS_CLAUSE),
        ("impersonal", IMPERSONAL),
        ("relay", RELAY),
        ("carry", CARRY),
        ("about", ABOUT),
        ("answer", ANSWER),
    ];
}

/// What the data says about one word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Word {
    /// Marks.
    pub(crate) marks: u64,
    /// Index into [`Language::cues`], plus one.
    pub(crate) cue: u16,
}

/// The cues that begin with one word.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    /// Frames of the word alone; 0 where it is only the head of longer cues.
    pub(crate) frames: u32,
    /// Longer cues: the words that follow, and their frames; longest first.
    pub(crate) longer: Vec<(Vec<Box<str>>, u32)>,
    /// Separable prefixes, and the frames of the verb with each.
    pub(crate) split: Vec<(Box<str>, u32)>,
    /// Frames as a noun.
    pub(crate) noun: u32,
}

/// One language.
#[derive(Debug)]
pub(crate) struct Language {
    /// BCP 47 code.
    pub(crate) code: &'static str,
    /// Whether common nouns are written with a capital.
    pub(crate) capital_nouns: bool,
    /// Whether indirect speech without any quotation mark is read too.
    pub(crate) indirect: bool,
    /// Whether the finite verb stands second, with its subject behind it where something else comes first, and a comma
    /// opens the reported clause.
    pub(crate) verb_second: bool,
    /// Whether articles and pronouns are elided and inverted with a hyphen: l'accord, dit-il.
    pub(crate) elision: bool,
    /// Whether the rules were measured on labelled articles of the language.
    pub(crate) measured: bool,
    /// What joins the last of several names: *and*.
    pub(crate) and: &'static str,
    /// Whether a verb can do without its subject: *añadió*.
    pub(crate) null_subjects: bool,
    /// Whether nouns are joined into one word that its last part classes: Bundesinnenminister.
    pub(crate) compounds: bool,
    /// Endings that show a finite verb in a word that is not known.
    pub(crate) verb_endings: Vec<&'static str>,
    /// Noun endings that show a feminine.
    pub(crate) feminine_endings: Vec<&'static str>,
    /// Prepositions that tie an attribute to its noun.
    pub(crate) attributive: Vec<&'static str>,
    /// Prepositions that say where something stands: what they hang a quoted name on is a medium or a title.
    pub(crate) locative: Vec<&'static str>,
    /// Words for *in it*, which take up a document of the sentence before.
    pub(crate) therein: Vec<&'static str>,
    /// Words that take up what the sentence before says: *das* teilte die Polizei mit.
    pub(crate) taking_up: Vec<&'static str>,
    /// Words that stand where a speaker does and are none: the idea, the latest.
    pub(crate) mute: Vec<&'static str>,
    /// Titles that are no role: Mr.
    pub(crate) honorifics: Vec<&'static str>,
    /// First words of the names of places: Port.
    pub(crate) place_openers: Vec<&'static str>,
    /// Last words of the names of places: Harbour.
    pub(crate) place_closers: Vec<&'static str>,
    /// Last words of the names of prizes, contests, laws and days.
    pub(crate) thing_closers: Vec<&'static str>,
    words: Table<Word>,
    /// Cues by head word.
    pub(crate) cues: Vec<Cues>,
    /// Mistakes in the data, for the tests.
    pub(crate) mistakes: Vec<String>,
}

static LANGUAGES: LazyLock<Vec<Language>> =
    LazyLock::new(|| FILES.iter().map(|(code, data)| Language::read(code, data)).collect());

/// The data for a BCP 47 tag; English where nothing is known, the language-neutral rules where it is another one.
pub(crate) fn language(tag: Option<&str>) -> &'static Language {
    let primary = tag.unwrap_or("en").split(['-', '_']).next().unwrap_or("en");
    let index = FILES
        .iter()
        .position(|(code, _)| primary.eq_ignore_ascii_case(code))
        .unwrap_or(FILES.len().saturating_sub(1));
    &LANGUAGES[index]
}

/// The language whose function words are most frequent at the head of a text: for records whose language nobody
/// knows yet.
pub(crate) fn guess(text: &str) -> &'static str {
    let mut counts = [0_usize; 8];
    let mut lower = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(120) {
        lower.clear();
        lower.extend(word.chars().flat_map(char::to_lowercase));
        for (language, count) in LANGUAGES.iter().zip(&mut counts) {
            *count +=
                usize::from(language.word(&lower).marks & (DET | PREP | CONJ | AUX | SUBJECT | SUB) != 0);
        }
    }
    // the first of equals: English
    let best = (0..FILES.len().min(counts.len())).rev().max_by_key(|i| counts[*i]).unwrap_or(0);
    FILES[best].0
}

impl Language {
    /// What is known about a word, given in lower case.
    #[inline]
    pub(crate) fn word(&self, lower: &str) -> Word {
        self.words.get(lower).copied().unwrap_or_default()
    }

    /// What is known about a word of up to sixteen bytes in lower case, packed.
    #[inline]
    pub(crate) fn packed_word(&self, lower: u128) -> Word {
        self.words.get_packed(lower).copied().unwrap_or_default()
    }

    /// What the last part of a joined noun says about the whole: *Bundesinnenminister* is a minister.
    pub(crate) fn compound(&self, lower: &str) -> u64 {
        if !self.compounds {
            return 0;
        }
        // Frankreichs
        if let Some(marks) =
            lower.strip_suffix('s').map(|stem| self.word(stem).marks & NAME_CLASS).filter(|m| *m != 0)
        {
            return marks;
        }
        let tails = lower.char_indices().skip(3).map(|(at, _)| lower.get(at..).unwrap_or(""));
        tails
            .take_while(|tail| tail.len() >= 5)
            .take(24)
            .map(|tail| self.word(tail).marks & NOUN_CLASS)
            .find(|marks| *marks != 0)
            .unwrap_or(0)
    }

    fn read(code: &'static str, data: &'static str) -> Language {
        let mut reader = Reader {
            language: Language {
                code,
                capital_nouns: false,
                indirect: false,
                elision: false,
                verb_second: false,
                measured: false,
                and: "and",
                null_subjects: false,
                compounds: false,
                verb_endings: Vec::new(),
                feminine_endings: Vec::new(),
                attributive: Vec::new(),
                locative: Vec::new(),
                therein: Vec::new(),
                taking_up: Vec::new(),
                mute: Vec::new(),
                honorifics: Vec::new(),
                place_openers: Vec::new(),
                place_closers: Vec::new(),
                thing_closers: Vec::new(),
                words: Table::default(),
                cues: Vec::new(),
                mistakes: Vec::new(),
            },
            inflect: false,
            irregular: Vec::new(),
        };
        let mut section = "";
        // irregular forms stand after the verbs in the file, and are needed with them: two passes
        for pass in 0..2 {
            for line in data.lines() {
                let line = line.split('#').next().unwrap_or("").trim();
                if line.is_empty() {
                    continue;
                }
                if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                    section = name;
                } else {
                    reader.line(section, line, pass);
                }
            }
            section = "";
        }
        for cues in &mut reader.language.cues {
            cues.longer.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
        reader.language
    }
}

#[cfg(test)]
mod tests {
    use super::reader::english_forms;
    use super::*;

    #[test]
    fn the_data_has_no_mistakes() {
        for language in LANGUAGES.iter() {
            assert_eq!(language.mistakes, Vec::<String>::new(), "{}", language.code);
        }
    }

    #[test]
    fn english_verbs_inflect() {
        let irregular = [("say".to_owned(), "said".to_owned(), "said".to_owned())];
        let forms = |base| english_forms(base, &irregular).join(" ");
        assert_eq!(forms("say"), "says said said saying");
        assert_eq!(forms("deny"), "denies denied denied denying");
        assert_eq!(forms("quip"), "quips quipped quipped quipping");
        assert_eq!(forms("argue"), "argues argued argued arguing");
        assert_eq!(forms("lie"), "lies lied lied lying");
        assert_eq!(forms("stress"), "stresses stressed stressed stressing");
        assert_eq!(forms("agree"), "agrees agreed agreed agreeing");
    }
}
