//! The judgement of one paragraph after the other, with what has been seen before.

use super::openers::{self, Opener};
use super::{BYLINE_WITHIN, DATELINE_WITHIN};
use super::{
    Findings, LONGEST_TAIL, MOST_AUTHORS, Paragraph, TAIL, credits, is_bullet, marks, notes, press, promo,
    take_embargo, wire,
};
use crate::model::{Author, AuthorRole, BlockKind, Correction, Link, LinkRel};
use crate::normalise::{agency_lines, dateline, dates, embargo, headline, kill, people, shape, standing};

/// What has been judged so far, and what it said.
pub(super) struct Judge<'a> {
    pub(super) paragraphs: &'a mut Vec<Paragraph>,
    pub(super) findings: Findings,
    /// Story paragraphs seen so far.
    pub(super) stories: usize,
    /// Those of them that are no items of a list: points at the head of a story stand above its byline and dateline.
    pub(super) prose: usize,
    /// Whether "not for publication" was seen.
    pub(super) withheld: bool,
    pub(super) most: usize,
}

/// How many paragraphs are looked at for others with the same label.
const LABELS_WITHIN: usize = 200;

impl Judge<'_> {
    /// Judges the paragraph at an index, and with it those that belong to it; how many that were.
    pub(super) fn judge_at(&mut self, at: usize) -> usize {
        if self.may_state_embargo(at) && take_embargo(self.paragraphs, at, &mut self.findings) {
            return 1;
        }
        let Some(paragraph) = self.paragraphs.get(at) else { return 1 };
        if !paragraph.is_open() {
            return self.given(at);
        }
        let text = paragraph.text.clone();
        let opener = openers::of(&text);
        let judged = self.by_rule(at, &text, opener);
        if let Some((kind, rule, count)) = judged {
            for paragraph in self.paragraphs.iter_mut().skip(at).take(count) {
                if paragraph.is_open() {
                    paragraph.is(kind, rule);
                }
            }
            self.stories += usize::from(kind.is_story());
            self.prose += usize::from(kind.is_story() && kind != BlockKind::List);
            return count;
        }
        self.story(at, &text);
        1
    }

    /// Whether an embargo is looked for in a paragraph: above the story and below it, in notes, and in brackets.
    fn may_state_embargo(&self, at: usize) -> bool {
        let Some(paragraph) = self.paragraphs.get(at) else { return false };
        let is_set_off = matches!(paragraph.kind, BlockKind::Note | BlockKind::Correction)
            || paragraph.text.starts_with(['(', '[']);
        // a story that tells of embargoes gives examples
        let is_example = self.stories > 0 && self.findings.tells && !embargo::is_to_editors(&paragraph.text);
        is_set_off
            || (self.stories < DATELINE_WITHIN || self.is_tail(at))
                && !is_example
                && paragraph.kind != BlockKind::Blockquote
    }

    /// The rules that make a paragraph something else than story text, surest first.
    fn by_rule(
        &mut self,
        at: usize,
        text: &str,
        opener: Option<(Opener, &str)>,
    ) -> Option<(BlockKind, &'static str, usize)> {
        if self.withheld {
            return Some((BlockKind::Note, "not-for-publication", 1));
        }
        if self.stories < DATELINE_WITHIN
            && let Some(correction) = notes::bracketed_correction(text)
        {
            if self.findings.corrections.len() < self.most {
                self.findings.corrections.push(correction);
            }
            return Some((BlockKind::Correction, "correction", 1));
        }
        if shape::is_rule(text) {
            return Some((BlockKind::Note, "rule-line", 1));
        }
        if self.stories < DATELINE_WITHIN && kill::asks_editors(text) {
            self.findings.kill = true;
            return Some((BlockKind::Note, "kill", 1));
        }
        if press::is_source(text) && self.is_tail(at) {
            return Some((BlockKind::Credit, "source-line", 1));
        }
        if self.stories > 0
            && let Some(count) = press::contact_block(self.paragraphs, at)
        {
            return Some((BlockKind::Contact, "contact-block", count));
        }
        if self.stories > 1
            && let Some(count) = press::about_block(self.paragraphs, at)
        {
            return Some((BlockKind::Note, "about-company", count));
        }
        if promo::is_advert(text) || promo::is_sign_up(text) {
            return Some((BlockKind::Promo, "advert", 1));
        }
        if standing::is_standing(text) {
            return Some((BlockKind::Promo, "standing-line", 1));
        }
        if shape::is_markup(text) {
            return Some((BlockKind::Note, "markup", 1));
        }
        if (self.prose == 0 || self.is_tail(at))
            && agency_lines::read(text).is_some_and(|line| line.part == agency_lines::Part::Helped)
        {
            return Some((BlockKind::Credit, "agency-credit", 1));
        }
        let by_opener = opener.and_then(|(opener, rest)| self.by_opener(at, text, opener, rest));
        if by_opener.is_some() {
            return by_opener;
        }
        if text.len() <= 1000 {
            return self.by_marks(at, text, opener);
        }
        None
    }

    fn by_opener(
        &mut self,
        at: usize,
        text: &str,
        opener: Opener,
        rest: &str,
    ) -> Option<(BlockKind, &'static str, usize)> {
        match opener {
            Opener::Withheld if self.stories > 0 && is_label(rest) => {
                self.withheld = true;
                Some((BlockKind::Note, "not-for-publication", 1))
            }
            Opener::MoreFrom | Opener::Promo => self.promotion(text, opener, rest),
            Opener::Invitation => {
                promo::is_invitation(text, rest).then_some((BlockKind::Promo, "invitation", 1))
            }
            Opener::Credit(role) => {
                let in_place = text.starts_with(['(', '-', '–', '—'])
                    || self.is_tail(at)
                    || self.stories < BYLINE_WITHIN;
                let roles = credits::reporting(text, role).filter(|_| in_place)?;
                self.credit(roles, text, "rule:reporting-credit");
                Some((BlockKind::Credit, "reporting-credit", 1))
            }
            Opener::Correction | Opener::Clarification | Opener::Update | Opener::EditorsNote => {
                self.correction(at, text, opener, rest)
            }
            Opener::Published | Opener::Modified if self.stories < BYLINE_WITHIN => {
                self.date_line(text, opener, rest)
            }
            Opener::Byline => self.byline(at, text),
            _ => None,
        }
    }

    fn promotion(
        &mut self,
        text: &str,
        opener: Opener,
        rest: &str,
    ) -> Option<(BlockKind, &'static str, usize)> {
        let (promotion, rule) = if opener == Opener::MoreFrom {
            (promo::more_from(text, rest)?, "more-from")
        } else {
            (promo::promotion(text, rest)?, "promotion")
        };
        if let Some(publisher) = promotion.publisher {
            self.findings.publisher.get_or_insert_with(|| publisher.to_owned());
        }
        if let Some(story) = promotion.story.filter(|_| self.findings.links.len() < self.most) {
            self.findings.links.push(Link { url: None, text: story.to_owned(), rel: LinkRel::Promo });
        }
        Some((BlockKind::Promo, rule, 1))
    }

    fn correction(
        &mut self,
        at: usize,
        text: &str,
        opener: Opener,
        rest: &str,
    ) -> Option<(BlockKind, &'static str, usize)> {
        if opener == Opener::Update && self.is_label(text, rest) {
            return None;
        }
        let mut correction = notes::correction(text, opener, rest)?;
        let kind = if opener == Opener::EditorsNote { BlockKind::Note } else { BlockKind::Correction };
        let heads = rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        let mut count = 1;
        if heads {
            // "CORRECTION:" above its text; "Correction appended." says only that there is one
            count += self.paragraphs_headed(at, text);
            let below = self.paragraphs.iter().skip(at + 1).take(count - 1).map(|p| p.text.as_str());
            let below = below.collect::<Vec<_>>().join("\n");
            if below.is_empty() {
                return Some((kind, "correction", 1));
            }
            correction.text = below;
        }
        if self.findings.corrections.len() < self.most {
            self.findings.corrections.push(correction);
        }
        Some((kind, "correction", count))
    }

    /// Whether a phrase with a colon labels parts of the story: others begin so too, or what follows tells on.
    fn is_label(&self, text: &str, rest: &str) -> bool {
        let Some(label) = text.strip_suffix(rest).filter(|_| rest.starts_with([':', '：'])) else {
            return false;
        };
        let twin = |p: &&Paragraph| {
            p.text.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label))
                && p.text.get(label.len()..).is_some_and(|tail| tail.starts_with([':', '：']))
        };
        let twins = self.paragraphs.iter().take(LABELS_WITHIN).filter(twin).take(2).count();
        twins > 1 && !notes::is_about_copy(rest) || notes::tells_on(rest)
    }

    /// How many paragraphs stand under a heading with a colon: the next one, at the end of a story all of them.
    fn paragraphs_headed(&self, at: usize, heading: &str) -> usize {
        if !heading.trim_end().ends_with(':') {
            return 0;
        }
        let open = self.paragraphs.iter().skip(at + 1).take_while(|p| p.is_open()).take(TAIL + 2).count();
        if at + 1 + open == self.paragraphs.len() && open <= TAIL { open } else { open.min(1) }
    }

    fn date_line(
        &mut self,
        text: &str,
        opener: Opener,
        rest: &str,
    ) -> Option<(BlockKind, &'static str, usize)> {
        if text.len() > 120 {
            return None;
        }
        let date = rest.trim_start_matches([':', ' ', '-', '–', '|']);
        dates::parse(date, None).filter(|_| !tells_more(date))?;
        let slot = if opener == Opener::Published {
            &mut self.findings.published
        } else {
            &mut self.findings.modified
        };
        slot.get_or_insert_with(|| (date.to_owned(), "rule:date-line"));
        Some((BlockKind::Note, "date-line", 1))
    }

    fn byline(&mut self, at: usize, text: &str) -> Option<(BlockKind, &'static str, usize)> {
        if self.prose >= BYLINE_WITHIN && !self.is_tail(at) || shape::is_quoted(text) {
            return None;
        }
        let Some(credited) = people::line(text) else { return self.name_above_dateline(at, text) };
        let from = self.findings.authors.len();
        self.authors(&credited, text, AuthorRole::Author, "rule:byline");
        let next = self.paragraphs.get(at + 1).filter(|p| p.is_open() && people::is_title_or_house(&p.text));
        let Some(next) = next.map(|p| p.text.clone()) else { return Some((BlockKind::Byline, "byline", 1)) };
        let (title, house) = people::title_or_house(&next);
        for (author, _) in self.findings.authors.iter_mut().skip(from) {
            author.title = author.title.take().or_else(|| title.clone());
            author.organization = author.organization.take().or_else(|| house.clone());
        }
        Some((BlockKind::Byline, "byline", 2))
    }

    /// `By Tester` right above the paragraph with the dateline: a byline whatever the name is.
    fn name_above_dateline(&mut self, at: usize, text: &str) -> Option<(BlockKind, &'static str, usize)> {
        let (_, name) = text.split_once(' ')?;
        let is_name = shape::words_up_to(name, 4) <= 3
            && name.split(' ').all(|word| word.starts_with(|c: char| c.is_uppercase()))
            && !shape::ends_sentence(text);
        let above = self.paragraphs.get(at + 1).is_some_and(|p| dateline::inline(&p.text).is_some());
        if !is_name || !above || self.prose > 0 {
            return None;
        }
        let person = people::Person { name: name.to_owned(), ..people::Person::default() };
        self.credit(vec![(person, AuthorRole::Author)], text, "rule:byline");
        Some((BlockKind::Byline, "byline", 1))
    }

    /// Rules that look at the whole line.
    fn by_marks(
        &mut self,
        at: usize,
        text: &str,
        opener: Option<(Opener, &str)>,
    ) -> Option<(BlockKind, &'static str, usize)> {
        let marks = marks::of(text);
        if notes::is_copyright(text, opener, marks.legal) {
            self.findings.copyright.get_or_insert_with(|| text.to_owned());
            return Some((BlockKind::Note, "copyright", 1));
        }
        if let Some(found) = self.picture(at, text, opener, marks.picture) {
            return Some(found);
        }
        if marks.address && promo::is_label_with_address(text) {
            return Some((BlockKind::Promo, "label-with-address", 1));
        }
        let opens_contact = matches!(opener, Some((Opener::Follow | Opener::Contact, _)));
        if (marks.address || opens_contact)
            && promo::is_contact(text, opener)
            && (self.is_tail(at) || shape::words_up_to(text, 21) <= 20)
        {
            return Some((BlockKind::Contact, "contact", 1));
        }
        if self.stories > 0
            && self.ends_story(at)
            && let Some(below) = wire::below(text)
        {
            let wire::Below::Note(sent) = below else { return Some((BlockKind::Contact, "wire-contact", 1)) };
            if let Some(sent) = sent {
                self.findings.published.get_or_insert((sent, "rule:time-stamp"));
            }
            return Some((BlockKind::Note, "wire-line", 1));
        }
        let is_agencys = self.findings.dateline.as_ref().is_some_and(|dateline| dateline.agency.is_some());
        if is_agencys && self.ends_story(at) && wire::are_initials(text) {
            return Some((BlockKind::Note, "wire-line", 1));
        }
        if self.stories > 0 && self.is_tail(at) {
            if marks.address && promo::is_service(text) {
                return Some((BlockKind::Contact, "service-line", 1));
            }
            if self.ends_story(at) && standing::is_desk_signature(text) {
                return Some((BlockKind::Note, "desk-signature", 1));
            }
        }
        if self.is_tail(at) {
            if notes::is_hat_tip(text) {
                return Some((BlockKind::Credit, "hat-tip", 1));
            }
            if self.is_own_agency(text) {
                return Some((BlockKind::Note, "sign-off", 1));
            }
            if notes::is_sign_off(text) || notes::is_service_sign_off(text) {
                return Some((BlockKind::Note, "sign-off", 1));
            }
            if let Some((roles, house)) =
                Some(text).filter(|_| marks.contributed).and_then(credits::contributed)
            {
                let roles = roles.into_iter().map(|(mut person, role)| {
                    person.organization = person.organization.or_else(|| house.clone());
                    (person, role)
                });
                self.credit(roles.collect(), text, "rule:contributed");
                return Some((BlockKind::Credit, "contributed", 1));
            }
        }
        self.dateline_line(text).or_else(|| self.head_line(at, text))
    }

    /// A dateline on a line of its own: above the story, or below a few lines of it where agency and day leave no doubt.
    fn dateline_line(&mut self, text: &str) -> Option<(BlockKind, &'static str, usize)> {
        if self.findings.dateline.is_some() || self.prose >= DATELINE_WITHIN || text.len() > 120 {
            return None;
        }
        let found = dateline::alone(text)?;
        let is_sure = found.agency.is_some() && found.date.is_some();
        let is_told = found.agency.is_some()
            || found.date.is_some()
            || found.region.is_some()
            || found.country.is_some();
        if !(is_sure || self.prose == 0 && is_told) {
            return None;
        }
        self.findings.dateline = Some(found);
        Some((BlockKind::Dateline, "dateline-line", 1))
    }

    /// Lines that mean something only above the story.
    fn head_line(&mut self, at: usize, text: &str) -> Option<(BlockKind, &'static str, usize)> {
        if self.prose > 0 || text.len() > 120 {
            return None;
        }
        let kills = kill::is_line(text, false);
        self.findings.kill |= kills;
        if kills || headline::is_tag(text) {
            self.findings.tag.get_or_insert_with(|| text.to_owned());
            return Some((BlockKind::Note, "update-tag", 1));
        }
        if press::is_label(text) || press::is_as_delivered(text) {
            return Some((BlockKind::Note, "release-label", 1));
        }
        if dates::is_only_a_date(text) {
            self.findings.published.get_or_insert_with(|| (text.to_owned(), "rule:date-line"));
            return Some((BlockKind::Note, "date-line", 1));
        }
        let next_is_head = || {
            let next = self.paragraphs.get(at + 1)?;
            let head = dates::is_only_a_date(&next.text)
                || dateline::inline(&next.text).is_some()
                || people::is_title_or_house(&next.text)
                || matches!(openers::of(&next.text), Some((Opener::Published | Opener::Modified, _)));
            (next.is_open() && head).then_some(())
        };
        if people::is_bare_person(text) && next_is_head().is_some() && self.findings.authors.is_empty() {
            let person = people::Person { name: text.to_owned(), ..people::Person::default() };
            self.credit(vec![(person, AuthorRole::Author)], text, "rule:name-line");
            return Some((BlockKind::Byline, "name-line", 1));
        }
        None
    }

    /// A story paragraph: its inline dateline, its place in a list, or a subhead.
    fn story(&mut self, at: usize, text: &str) {
        self.inline_dateline(at, text);
        if self.stories > 0
            && self.ends_story(at)
            && let Some((told, sign)) = wire::signed(text)
            && let Some(paragraph) = self.paragraphs.get_mut(at)
        {
            paragraph.text = told.to_owned();
            let note = Paragraph { text: sign.to_owned(), kind: BlockKind::Note, rule: "sign-off" };
            self.paragraphs.insert(at + 1, note);
        }
        if self.stories > 0
            && self.is_subhead(at, text)
            && let Some(paragraph) = self.paragraphs.get_mut(at)
        {
            paragraph.is(BlockKind::Subhead, "short-line");
        }
        self.stories += 1;
        self.prose += usize::from(!self.is_item(at));
    }

    fn inline_dateline(&mut self, at: usize, text: &str) {
        if self.prose < DATELINE_WITHIN
            && self.findings.dateline.is_none()
            && let Some(found) = dateline::inline(text)
            && !(found.is_label && self.is_label_beside(at))
        {
            self.findings.dateline = Some(found.dateline);
        }
    }

    /// Whether a paragraph beside it begins with a label, too: `LONDON: Cloudy.`, `PARIS: Fair.`
    fn is_label_beside(&self, at: usize) -> bool {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        beside
            .filter_map(|at| self.paragraphs.get(at))
            .any(|p| dateline::inline(&p.text).is_some_and(|found| found.is_label))
    }

    /// Whether a paragraph is one of several with a bullet or hyphen before it.
    fn is_item(&self, at: usize) -> bool {
        let is =
            |at: Option<usize>| at.and_then(|at| self.paragraphs.get(at)).is_some_and(|p| is_bullet(&p.text));
        is(Some(at)) && (is(Some(at + 1)) || is(at.checked_sub(1)))
    }

    /// A short line without an end, between two paragraphs that have one.
    fn is_subhead(&self, at: usize, text: &str) -> bool {
        let tells =
            |p: Option<&Paragraph>| p.is_some_and(|p| shape::ends_sentence(&p.text) || p.text.len() > 200);
        text.len() <= 90
            && shape::words_up_to(text, 11) <= 10
            && !shape::ends_sentence(text)
            && !text.ends_with([':', ',', ';', '-', '–', '—'])
            && shape::is_capitalised(text)
            && !is_bullet(text)
            && tells(self.paragraphs.get(at + 1))
            && tells(at.checked_sub(1).and_then(|b| self.paragraphs.get(b)))
    }

    /// What the format says a paragraph is stays; what it says about the story is taken in.
    fn given(&mut self, at: usize) -> usize {
        let Some(Paragraph { text, kind, .. }) = self.paragraphs.get(at).cloned() else { return 1 };
        match kind {
            BlockKind::Text | BlockKind::List | BlockKind::Blockquote | BlockKind::Subhead => {
                if kind == BlockKind::Text {
                    self.inline_dateline(at, &text);
                }
                self.stories += 1;
                self.prose += usize::from(kind != BlockKind::List);
            }
            BlockKind::Note => {
                let tagged = kill::is_line(&text, true) && !super::is_told_below(self.paragraphs, at);
                self.findings.kill |= tagged || kill::asks_editors(&text);
                if let Some((Opener::Correction, rest)) = openers::of(&text)
                    && rest.trim_start().starts_with(':')
                    && let Some(correction) = notes::correction(&text, Opener::Correction, rest)
                    && self.findings.corrections.len() < self.most
                {
                    self.findings.corrections.push(correction);
                }
                // `Autor/in: Ana Exemplar (Port Lumen)`: what the desk is told of whom to ask
                if let Some((Opener::Byline, rest)) =
                    openers::of(&text).filter(|_| text.len() < 200 && text.matches(':').count() == 1)
                    && let Some(credited) = rest.strip_prefix(':').map(|names| people::field(names.trim()))
                {
                    self.authors(&credited, &text, AuthorRole::Author, "rule:author-note");
                }
            }
            BlockKind::Byline => {
                let is_line = people::line(&text);
                // `Lumen, 10 de marzo de 2026`: where and when
                if is_line.is_none()
                    && let Some(found) =
                        dateline::alone(&text).filter(|d| d.date.is_some() && d.place.is_some())
                    && found.place.as_deref().is_some_and(|place| !people::is_bare_person(place))
                {
                    self.findings.dateline.get_or_insert(found);
                    return 1;
                }
                let credited = is_line.unwrap_or_else(|| people::field(&text));
                self.authors(&credited, &text, AuthorRole::Author, "rule:byline");
            }
            BlockKind::Dateline if self.findings.dateline.is_none() => {
                self.findings.dateline = dateline::alone(&text)
            }
            BlockKind::Credit => {
                if let Some((Opener::Credit(role), _)) = openers::of(&text)
                    && let Some(roles) = credits::reporting(&text, role)
                {
                    self.credit(roles, &text, "rule:reporting-credit");
                }
            }
            BlockKind::Correction if self.findings.corrections.len() < self.most => {
                let named =
                    openers::of(&text).and_then(|(opener, rest)| notes::correction(&text, opener, rest));
                let plain = Correction { text: text.clone(), kind: "correction".to_owned() };
                self.findings.corrections.push(named.unwrap_or(plain));
            }
            BlockKind::Promo => {
                if let Some((Opener::MoreFrom, rest)) = openers::of(&text)
                    && let Some(promo::Promotion { publisher: Some(publisher), .. }) =
                        promo::more_from(&text, rest)
                {
                    self.findings.publisher.get_or_insert_with(|| publisher.to_owned());
                }
            }
            _ => {}
        }
        1
    }

    fn authors(&mut self, credited: &people::Credited, raw: &str, role: AuthorRole, rule: &'static str) {
        let people: Vec<_> = credited.people.iter().cloned().map(|p| (p, role)).collect();
        self.credit(people, raw, rule);
    }

    /// Adds people who are not among the authors yet.
    pub(super) fn credit(
        &mut self,
        people: Vec<(people::Person, AuthorRole)>,
        raw: &str,
        rule: &'static str,
    ) {
        for (person, role) in people {
            let known = self.findings.authors.iter().any(|(a, _)| a.name == person.name);
            if !known && self.findings.authors.len() < self.most.min(MOST_AUTHORS) {
                let people::Person { name, title, organization } = person;
                self.findings
                    .authors
                    .push((Author { name, role, title, organization, raw: Some(raw.to_owned()) }, rule));
            }
        }
    }

    /// Whether nothing but short lines stands below a paragraph.
    fn ends_story(&self, at: usize) -> bool {
        const SHORT: usize = 120;
        let below = self.paragraphs.iter().skip(at + 1);
        below.clone().take(LONGEST_TAIL + 1).count() <= LONGEST_TAIL
            && below.clone().all(|p| p.text.len() <= SHORT)
    }

    /// `(Bildhaus)`: the agency of the dateline signs below the story.
    fn is_own_agency(&self, text: &str) -> bool {
        let Some(agency) = self.findings.dateline.as_ref().and_then(|d| d.agency.as_deref()) else {
            return false;
        };
        let bare = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '/' | '.' | '-' | ' '));
        self.stories > 1 && bare.len() < text.len() && bare.to_lowercase() == agency.to_lowercase()
    }

    fn is_tail(&self, at: usize) -> bool {
        let left = self.paragraphs.len() - at.min(self.paragraphs.len());
        left <= TAIL
            || left <= LONGEST_TAIL && self.paragraphs.iter().skip(at + 1).all(|p| p.text.len() < 200)
    }
}

/// Whether words of a sentence stand beside a date: `14-05-2021 resultado de las pruebas`.
fn tells_more(date: &str) -> bool {
    const MOST: usize = 2;
    let words = date.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 2);
    let told = words.filter(|word| {
        word.starts_with(char::is_lowercase) && !dates::is_filler(word) && dates::month(word).is_none()
    });
    told.take(MOST + 1).count() > MOST
}

/// Whether nothing but a mark, or what it announces, stands behind a phrase.
fn is_label(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, ',' | '"' | '“' | '\''))
}
