//! What each paragraph is: story, subhead, caption, credit, promotion, byline, dateline, correction, note, contact.
//!
//! Precision first: a paragraph that nothing proves to be something else is story text. A block whose kind its format
//! gives keeps it. Each judgement names its rule.

mod credits;
pub(super) mod foot;
mod judge;
mod marks;
mod notes;
pub(crate) mod openers;
mod photo;
mod pictures;
pub(super) mod press;
mod promo;
mod signed;
mod wire;

use super::embargo::{self, Place, Said};
use super::{dateline, dates, headline, kill, people, shape};
use crate::model::{Author, AuthorRole, BlockKind, Correction, Dateline, Image, Link, TextLimits};
use judge::Judge;
pub(super) use photo::credit_in_caption;

/// A paragraph on its way to a block of the record's body.
#[derive(Debug, Clone)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) kind: BlockKind,
    /// The rule that gave the kind; `format` where the format did.
    pub(super) rule: &'static str,
}

impl Paragraph {
    pub(super) fn new(text: String, given: Option<BlockKind>) -> Paragraph {
        match given {
            Some(kind) => Paragraph { text, kind, rule: GIVEN },
            None => Paragraph { text, kind: BlockKind::Text, rule: OPEN },
        }
    }

    fn is_open(&self) -> bool {
        self.rule == OPEN
    }

    fn is(&mut self, kind: BlockKind, rule: &'static str) {
        self.kind = kind;
        self.rule = rule;
    }
}

const GIVEN: &str = "format";
const OPEN: &str = "default";
const EMBARGO: &str = "embargo";

/// What the paragraphs say about the story beside its text.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<(Author, &'static str)>,
    pub(super) dateline: Option<Dateline>,
    pub(super) images: Vec<Image>,
    pub(super) links: Vec<Link>,
    pub(super) publisher: Option<String>,
    pub(super) corrections: Vec<Correction>,
    pub(super) embargoes: Vec<Said>,
    pub(super) copyright: Option<String>,
    pub(super) published: Option<(String, &'static str)>,
    pub(super) modified: Option<(String, &'static str)>,
    pub(super) tag: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) keywords: Vec<String>,
    /// A line takes the story back.
    pub(super) kill: bool,
    /// The story is about embargoes.
    tells: bool,
    /// It lists what is under embargo, each until its own time.
    lists: bool,
}

impl Findings {
    /// Whether an embargo beside other words is a part of the story: a calendar of what is to come, or a story about one. What names its hour is asked.
    fn tells_of_embargoes(&self, said: &Said) -> bool {
        self.lists || self.tells && !said.names_hour()
    }
}

/// How far from the head and from the end of a story bylines, datelines and sign-offs are looked for, in paragraphs.
const DATELINE_WITHIN: usize = 3;
const BYLINE_WITHIN: usize = 2;
const TAIL: usize = 4;
/// How far a tail of short lines reaches, and how far after a caption a photographer's name is looked for.
const LONGEST_TAIL: usize = 15;
const NAME_WITHIN: usize = 200;
/// Most people that lines of one story credit: beyond that it is a directory.
const MOST_AUTHORS: usize = 200;

/// Judges the paragraphs of one document in reading order.
pub(super) fn judge(paragraphs: &mut Vec<Paragraph>, wants_headline: bool, limits: &TextLimits) -> Findings {
    let mut findings = Findings { lists: lists_embargoes(paragraphs), ..Findings::default() };
    findings.tells = embargo::is_told_of(&super::opening_of(paragraphs.get(1..).unwrap_or_default()));
    if wants_headline {
        take_headline(paragraphs, &mut findings);
    }
    part_credits(paragraphs);
    let mut judge =
        Judge { paragraphs, findings, stories: 0, prose: 0, withheld: false, most: limits.list_entries };
    let mut at = 0;
    while at < judge.paragraphs.len() {
        at += judge.judge_at(at).max(1);
    }
    mark_items(judge.paragraphs);
    if judge.findings.authors.is_empty()
        && let Some((people, raw)) = signed::last_brackets(judge.paragraphs)
    {
        let people = people.into_iter().map(|person| (person, AuthorRole::Author)).collect();
        judge.credit(people, &raw, "rule:last-brackets");
    }
    judge.findings
}

/// Parts the credit in brackets behind the last words of a story from them: `... in May. (Reporting by A; Editing by B)`.
fn part_credits(paragraphs: &mut Vec<Paragraph>) {
    for at in (paragraphs.len().saturating_sub(TAIL)..paragraphs.len()).rev() {
        let Some(paragraph) = paragraphs.get_mut(at).filter(|p| p.kind == BlockKind::Text) else { continue };
        let Some((story, credit)) = paragraph.text.rsplit_once(" (") else { continue };
        let inner = credit.trim_end_matches(['.', ' ']).strip_suffix(')');
        let is_credit = inner.is_some_and(|inner| {
            matches!(openers::of(inner), Some((openers::Opener::Credit(role), _)) if credits::reporting(inner, role).is_some())
        });
        if !is_credit || !shape::ends_sentence(story) {
            continue;
        }
        let credit = Paragraph::new(format!("({credit}"), None);
        let end = story.len();
        paragraph.text.truncate(end);
        paragraphs.insert(at + 1, credit);
    }
}

/// Marks around an update tag on a line of its own.
const TAG_MARKS: &[char] = &['=', ' ', ':', '+', '(', ')', '[', ']', '-', '*', '.', '!'];

/// Whether a line says of goods or shows what it could say of copy too: the story below tells of it.
fn is_told_below(paragraphs: &[Paragraph], at: usize) -> bool {
    let line = paragraphs.get(at).map_or("", |p| p.text.as_str());
    let below = || super::opening_of(paragraphs.get(at + 1..).unwrap_or_default());
    kill::is_line(line, true) && kill::is_told_of(line.trim_matches(TAG_MARKS), &below())
}

/// `Date: 30 November 2026`.
fn is_labelled_date(line: &str) -> bool {
    let parts = line.split_once(':');
    parts.is_some_and(|(label, day)| shape::words_up_to(label, 3) < 3 && dates::is_only_a_date(day.trim()))
}

/// Whether the name of a house stands above the embargo of its release, and the headline below that.
fn is_letterhead(paragraphs: &[Paragraph], at: usize) -> bool {
    let open = |at: usize| paragraphs.get(at).filter(|p| p.is_open()).map_or("", |p| p.text.as_str());
    let is_short =
        |at: usize| (1..=press::MOST_NAMES).contains(&shape::words_up_to(open(at), press::MOST_NAMES + 1));
    if !is_short(at) {
        return false;
    }
    let embargo_at = |at: usize| {
        let lines: Vec<&str> = (at..at + MOST_LINES).map(open).collect();
        embargo::over_lines(&lines).map(|(_, count)| (at, count))
    };
    // a second line of it may be an office or an address
    let below_it = || embargo_at(at + 2).filter(|_| is_short(at + 1));
    let Some((at_embargo, count)) = embargo_at(at + 1).or_else(below_it) else { return false };
    let (line_at, at) = (at, at_embargo - 1);
    let below =
        (at + 1 + count..at + 3 + count).map(open).find(|line| !press::is_frame(line)).unwrap_or_default();
    press::is_letterhead(open(line_at), below)
        && headline::can_be_headline(below)
        && people::line(below).is_none()
        && !people::is_bare_person(below)
        && !dates::is_only_a_date(below)
}

/// Takes the headline out of the paragraphs, with the update tags above it.
fn take_headline(paragraphs: &mut Vec<Paragraph>, findings: &mut Findings) {
    let (mut at, count) = (0, paragraphs.len());
    while at < 12 {
        let is_taken = paragraphs.get(at).is_some_and(|p| p.rule == EMBARGO);
        if is_taken || take_embargo(paragraphs, at, findings) {
            at += 1;
            continue;
        }
        if let Some(correction) = correction_above(paragraphs, at) {
            findings.corrections.push(correction);
            paragraphs.iter_mut().skip(at).take(1).for_each(|p| p.is(BlockKind::Correction, "correction"));
            at += 1;
            continue;
        }
        if let Some(said) = embargo_in_slug(paragraphs, at) {
            findings.embargoes.push(said);
            paragraphs.iter_mut().skip(at).take(1).for_each(|p| p.is(BlockKind::Note, "above-headline"));
            at += 1;
            continue;
        }
        if let Some(above) = framed(paragraphs, at) {
            take_frame(above, findings);
            paragraphs.iter_mut().skip(at).take(1).for_each(|p| p.is(BlockKind::Note, "above-headline"));
            at += 1;
            continue;
        }
        if let Some(count) =
            press::contacts_above(paragraphs, at).filter(|count| at + count < paragraphs.len())
        {
            paragraphs
                .iter_mut()
                .skip(at)
                .take(count)
                .for_each(|p| p.is(BlockKind::Contact, "contact-block"));
            at += count;
            continue;
        }
        if let Some(count) = signed_above(paragraphs, at) {
            // judged in their turn
            at += count;
            continue;
        }
        let place =
            paragraphs.get(at).filter(|p| at > 0 && p.is_open()).and_then(|p| dateline::alone(&p.text));
        if let Some(place) = place.filter(|place| place.date.is_some() && findings.dateline.is_none())
            && paragraphs.get(at + 1).is_some_and(|next| headline::can_be_headline(&next.text))
        {
            findings.dateline = Some(place);
            paragraphs.iter_mut().skip(at).take(1).for_each(|p| p.is(BlockKind::Dateline, "dateline-line"));
            at += 1;
            continue;
        }
        let is_told = is_told_below(paragraphs, at);
        let is_letterhead = is_letterhead(paragraphs, at);
        let Some(paragraph) = paragraphs.get_mut(at).filter(|p| p.is_open()) else { break };
        let line = paragraph.text.as_str();
        let opener = openers::of(line);
        let kills = kill::is_line(line, true) && !is_told;
        findings.kill |= kills;
        if is_told {
            paragraph.is(BlockKind::Note, "above-headline");
        } else if kills || headline::is_tag(line) {
            findings.tag = Some(line.trim_matches(TAG_MARKS).to_owned());
            paragraph.is(BlockKind::Note, "update-tag");
        } else if at + 1 < count && press::is_source(line) {
            paragraph.is(BlockKind::Credit, "source-line");
        } else if press::is_label(line)
            || press::is_as_delivered(line)
            || at > 0 && press::is_release_number(line)
        {
            paragraph.is(BlockKind::Note, "release-label");
        } else if is_letterhead || at + 1 < count && press::is_address(line) {
            paragraph.is(BlockKind::Note, "letterhead");
        } else if shape::is_rule(line)
            || headline::is_slug(line)
            || notes::is_sign_off(line)
            || at + 1 < count && (is_labelled_date(line) || headline::is_routing(line))
        {
            findings.embargoes.extend(embargo::find(line, Place::Slug).map(|stated| stated.said));
            paragraph.is(BlockKind::Note, "above-headline");
        } else if notes::is_copyright(line, opener, marks::of(line).legal)
            || at > 0 && at + 1 < count && headline::is_routing(line)
            || at + 1 < count && dates::is_only_a_date(line)
        {
            // judged in its turn
        } else {
            break;
        }
        at += 1;
    }
    let alone = paragraphs.get(at).is_some_and(|p| findings.kill || kill::split(&p.text, true).is_some());
    let followed = paragraphs.len() > at + 1 || alone;
    if followed
        && paragraphs.get(at).is_some_and(|p| {
            let tagged = kill::split(&p.text, true).is_some_and(|(_, rest)| !rest.is_empty());
            // below a slug a byline may stand, where there is no headline
            let is_byline = at > 0 && people::line(&p.text).is_some();
            p.is_open()
                && (tagged || headline::can_be_headline(&p.text) && !is_byline)
                && !kill::asks_editors(&p.text)
        })
    {
        let mut headline = paragraphs.remove(at).text;
        // a line that cannot end there goes on in the next
        if headline::breaks_off(&headline)
            && paragraphs.get(at).is_some_and(|p| p.is_open() && headline::can_go_on(&p.text))
        {
            headline.push(' ');
            headline.push_str(&paragraphs.remove(at).text);
        }
        drop_repeated(paragraphs, at, &headline);
        findings.headline = Some(headline);
    }
}

/// What a line in brackets above a headline corrects: `(Rectifie le nombre de copilotes au 2e paragraphe : 115 et non 150)`.
fn correction_above(paragraphs: &[Paragraph], at: usize) -> Option<Correction> {
    let line = paragraphs.get(at).filter(|p| p.is_open())?.text.as_str();
    paragraphs.get(at + 1)?;
    notes::bracketed_correction(line)
}

/// The embargo in a slug that stands alone above the headline: `Harbour-HFR`, `BC-HARBOUR-EMBARGOED`.
fn embargo_in_slug(paragraphs: &[Paragraph], at: usize) -> Option<Said> {
    let line = paragraphs.get(at).filter(|p| p.is_open())?.text.trim();
    let is_slug = !line.contains(char::is_whitespace) && line.contains(['-', '/', '_']);
    paragraphs.get(at + 1)?;
    let words = line.replace(['-', '/', '_'], " ");
    Some(embargo::find(&words, Place::Slug).filter(|_| is_slug)?.said)
}

/// The line of an agency's frame that a paragraph above the headline is.
fn framed(paragraphs: &[Paragraph], at: usize) -> Option<wire::Above> {
    let line = |at: usize| paragraphs.get(at).filter(|p| p.is_open()).map(|p| p.text.as_str());
    wire::above(line(at)?, line(at + 1)?, line(at + 2).unwrap_or_default())
}

/// How many paragraphs above a headline say who wrote it: `By Dana Roy`, `Halden Post`.
fn signed_above(paragraphs: &[Paragraph], at: usize) -> Option<usize> {
    let text = |at: usize| paragraphs.get(at).filter(|p| p.is_open()).map(|p| p.text.as_str());
    let line = text(at)?;
    if !matches!(openers::of(line), Some((openers::Opener::Byline, _))) || people::line(line).is_none() {
        return None;
    }
    let count = 1 + usize::from(people::is_title_or_house(text(at + 1)?));
    let (headline, story) = (text(at + count)?, text(at + count + 1)?);
    let is_headline = headline::can_be_headline(headline) && !shape::ends_sentence(headline);
    (is_headline && shape::ends_sentence(story)).then_some(count)
}

fn take_frame(above: wire::Above, findings: &mut Findings) {
    let wire::Above { slug, tag, keywords, sent } = above;
    findings.slug = findings.slug.take().or(slug);
    findings.tag = findings.tag.take().or(tag);
    findings.keywords.extend(keywords);
    if let Some(sent) = sent {
        findings.published.get_or_insert((sent, "rule:time-group"));
    }
}

/// The headline stands once more right above the story, below a line with the dateline.
fn drop_repeated(paragraphs: &mut Vec<Paragraph>, from: usize, headline: &str) {
    const WITHIN: usize = 3;
    let plain = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = plain(headline);
    let is_same =
        |p: &Paragraph| p.is_open() && p.text.len() <= headline.len() + 16 && plain(&p.text) == wanted;
    let repeated = paragraphs.iter().skip(from).take(WITHIN).position(is_same).map(|at| from + at);
    if let Some(at) = repeated.filter(|at| at + 1 < paragraphs.len()) {
        paragraphs.remove(at);
    }
}

/// Most embargoes that one story states, and most lines that one of them goes over.
const MOST_EMBARGOES: usize = 8;
const MOST_LINES: usize = 5;

/// Whether paragraphs are entries of a calendar: several of them with something beside an embargo, each until another time.
fn lists_embargoes(paragraphs: &[Paragraph]) -> bool {
    let mut beside = paragraphs.iter().take(CALENDAR).filter_map(|p| embargo::beside(&p.text));
    let Some(first) = beside.next() else { return false };
    beside.any(|said| said.differs(&first))
}

/// How many paragraphs of a calendar are looked at.
const CALENDAR: usize = 60;

/// Takes an embargo out of a paragraph: it becomes a note, and what stands beside it paragraphs as it was one. Whether
/// the paragraph at this place is such a note now.
fn take_embargo(paragraphs: &mut Vec<Paragraph>, at: usize, findings: &mut Findings) -> bool {
    let Some(paragraph) = paragraphs.get(at) else { return false };
    let given = paragraph.rule;
    if findings.embargoes.len() == MOST_EMBARGOES || !matches!(given, OPEN | GIVEN) {
        return false;
    }
    let lines: Vec<&str> =
        paragraphs.iter().skip(at).take(MOST_LINES).map(|paragraph| paragraph.text.as_str()).collect();
    let stated = embargo::find(&paragraph.text, Place::Line);
    if let Some((said, count)) =
        embargo::over_lines_from(&lines, stated.as_ref()).filter(|(_, count)| *count > 1)
    {
        findings.embargoes.push(said);
        paragraphs.iter_mut().skip(at).take(count).for_each(|p| p.is(BlockKind::Note, EMBARGO));
        return true;
    }
    let Some(stated) = stated else { return false };
    let is_beside = !stated.is_all();
    if is_beside && findings.tells_of_embargoes(&stated.said) {
        return false;
    }
    let embargo::Stated { said, before, after } = stated;
    let (kind, note) = (paragraph.kind, said.raw.clone());
    let beside: Vec<Paragraph> = [before, after]
        .into_iter()
        .filter(|words| words.contains(char::is_alphanumeric))
        .map(|words| Paragraph { text: words.to_owned(), kind, rule: given })
        .collect();
    findings.embargoes.push(said);
    let note = Paragraph { text: note, kind: BlockKind::Note, rule: EMBARGO };
    paragraphs.splice(at..=at, std::iter::once(note).chain(beside));
    true
}

fn is_bullet(text: &str) -> bool {
    bullet(text).is_some()
        || text.starts_with('-') && text.chars().nth(1).is_some_and(|c| c == ' ' || c.is_alphanumeric())
}

/// The words after an unmistakable bullet.
fn bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['•', '▪', '■', '●', '‣', '◦', '·']).or_else(|| text.strip_prefix("* "))?;
    Some(rest.trim_start()).filter(|r| !r.is_empty())
}

/// Bulleted paragraphs are items of a list; hyphens only where several stand together.
fn mark_items(paragraphs: &mut [Paragraph]) {
    let hyphen = |p: Option<&Paragraph>| p.is_some_and(|p| p.rule == OPEN && is_bullet(&p.text));
    for at in 0..paragraphs.len() {
        let beside = hyphen(paragraphs.get(at + 1))
            || at
                .checked_sub(1)
                .is_some_and(|b| paragraphs.get(b).is_some_and(|p| p.kind == BlockKind::List));
        let Some(paragraph) = paragraphs.get_mut(at).filter(|p| p.rule == OPEN) else { continue };
        if let Some(words) = bullet(&paragraph.text) {
            paragraph.text = words.to_owned();
            paragraph.is(BlockKind::List, "bullet");
        } else if beside && is_bullet(&paragraph.text) {
            paragraph.is(BlockKind::List, "hyphens");
        }
    }
}
