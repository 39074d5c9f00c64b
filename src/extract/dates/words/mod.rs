//! Words of dates in running text, one table a language. Written by hand.
//!
//! Forms of one meaning are parted by `|` and listed as running text writes them: what is small here may stand with a
//! capital at the head of a sentence, what has a capital always has it. A mark before a form: `~` counts only beside a day
//! or year (of weekdays: a date), `+` and `-` say by themselves that a weekday lies ahead or behind; a month with `+` needs
//! no word before it.

mod eastern;
mod germanic;
mod nordic;
mod others;
mod romance;
mod slavic;

/// What distances are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Month,
    Year,
}

/// How a language writes the parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `12 March 2026`.
    DayMonth,
    /// `March 12, 2026`, as well as the other.
    Either,
    /// `2026. március 12`.
    YearFirst,
    /// `2026年3月12日`: figures with their signs, and no spaces between words.
    Signs(Signs),
}

/// The signs behind year, month and day, and whether words are parted by spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signs {
    pub(super) year: char,
    pub(super) month: char,
    pub(super) day: &'static [char],
    pub(super) spaced: bool,
    /// What makes a number of days a span of time, behind it.
    pub(super) spans: &'static [&'static str],
}

/// Words, and how many days, months, years or weeks away they are.
pub(super) type Away = &'static [(i8, &'static str)];

/// What a number and a unit may mean: the words before the number, whether that lies ahead, and whether it is sure or only
/// so in a sentence that looks ahead.
pub(super) type Prefixes = &'static [(&'static str, bool, bool)];

/// What one language says about dates.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) language: &'static str,
    pub(super) order: Order,
    pub(super) months: [&'static str; 12],
    /// From Monday on.
    pub(super) weekdays: [&'static str; 7],
    pub(super) days: Away,
    pub(super) months_away: Away,
    pub(super) years_away: Away,
    /// Years told behind a day or month only: `loňského roku`.
    pub(super) of_year: Away,
    /// Weeks told behind or before a weekday: `Friday last week`; the weekday of that week.
    pub(super) of_week: Away,
    /// Words behind, and words before a weekday that put it so many weeks further.
    pub(super) weeks_behind: Away,
    pub(super) weeks_before: Away,
    /// Units with what follows them, and what stands before their number.
    pub(super) distances: &'static [(Unit, &'static str, Prefixes)],
    /// Numbers in words, beside those that dates of all formats share.
    pub(super) numbers: &'static [(i64, &'static str)],
    /// Words before and behind a weekday or month that put it behind or ahead.
    pub(super) last: &'static str,
    pub(super) next: &'static str,
    pub(super) last_behind: &'static str,
    pub(super) next_behind: &'static str,
    /// Words before a weekday that say it comes again and again.
    pub(super) every: &'static str,
    /// Words between the first and the last day of a range.
    pub(super) range: &'static str,
    /// Words between a weekday and its date, beside commas and brackets.
    pub(super) link: &'static str,
    /// Words before a month without its year, and those of them that look back.
    pub(super) with_month: &'static str,
    pub(super) since: &'static str,
    /// Words before and behind a year that stands alone.
    pub(super) before_year: &'static str,
    pub(super) after_year: &'static str,
    /// Words of a sentence by which a day beside them lies ahead or behind, and endings of such.
    pub(super) ahead: &'static str,
    pub(super) ahead_endings: &'static [&'static str],
    pub(super) behind: &'static str,
    pub(super) behind_endings: &'static [&'static str],
    /// Words with those endings that tell nothing.
    pub(super) no_verbs: &'static str,
    /// Words that are no dates although some of these stand in them.
    pub(super) innocent: &'static str,
}

impl Lexicon {
    const EMPTY: Lexicon = Lexicon {
        language: "",
        order: Order::DayMonth,
        months: [""; 12],
        weekdays: [""; 7],
        days: &[],
        months_away: &[],
        years_away: &[],
        of_year: &[],
        of_week: &[],
        weeks_behind: &[],
        weeks_before: &[],
        distances: &[],
        numbers: &[],
        last: "",
        next: "",
        last_behind: "",
        next_behind: "",
        every: "",
        range: "",
        link: "",
        with_month: "",
        since: "",
        before_year: "",
        after_year: "",
        ahead: "",
        ahead_endings: &[],
        behind: "",
        behind_endings: &[],
        no_verbs: "",
        innocent: "",
    };
}

/// All languages that are read.
pub(super) const LEXICONS: [&Lexicon; 25] = [
    &germanic::ENGLISH,
    &germanic::GERMAN,
    &germanic::DUTCH,
    &romance::FRENCH,
    &romance::SPANISH,
    &romance::ITALIAN,
    &romance::PORTUGUESE,
    &romance::ROMANIAN,
    &nordic::SWEDISH,
    &nordic::DANISH,
    &nordic::NORWEGIAN,
    &nordic::FINNISH,
    &slavic::POLISH,
    &slavic::CZECH,
    &slavic::SLOVAK,
    &slavic::RUSSIAN,
    &slavic::UKRAINIAN,
    &others::HUNGARIAN,
    &others::GREEK,
    &others::TURKISH,
    &others::ARABIC,
    &eastern::CHINESE,
    &eastern::JAPANESE,
    &eastern::KOREAN,
    &ANY,
];

/// What is read where the language is another or not known: days and months with their years, in the words of several.
#[rustfmt::skip]
const ANY: Lexicon = Lexicon {
    language: "",
    order: Order::Either,
    months: [
        "January|~Jan|Januar|janvier|enero|gennaio|janeiro|januari", "February|~Feb|Februar|février|febrero|febbraio|fevereiro|februari", "March|~Mar|März|mars|marzo|março|maart", "April|~Apr|avril|abril|aprile|april", "~May|Mai|mai|mayo|maggio|maio|mei|maj", "June|~Jun|Juni|juin|junio|giugno|junho|juni",
        "July|~Jul|Juli|juillet|julio|luglio|julho|juli", "August|~Aug|août|agosto|augustus|augusti", "September|~Sept|~Sep|septembre|septiembre|settembre|setembro|september", "October|~Oct|Oktober|octobre|octubre|ottobre|outubro|oktober", "November|~Nov|novembre|noviembre|november", "December|~Dec|Dezember|décembre|diciembre|dicembre|dezembro|december",
    ],
    before_year: "in|since|until|im|seit|en|depuis|desde|i|nel|em",
    ..Lexicon::EMPTY
};
