//! Reads a language's file.

use super::{
    Cues, Language, MARKS, PHRASE, SPEECH_NOUN, VERB_BASE, VERB_ING, VERB_PART, VERB_PAST, VERB_S, frame,
};

/// What is read so far.
pub(super) struct Reader {
    pub(super) language: Language,
    pub(super) inflect: bool,
    pub(super) irregular: Vec<(String, String, String)>,
}

impl Reader {
    pub(super) fn line(&mut self, section: &str, line: &'static str, pass: usize) {
        match (section, pass) {
            ("", 0) => self.directive(line),
            ("irregular", 0) => {
                let forms: Vec<&str> = line.split_whitespace().collect();
                if let [base, past, part] = forms[..] {
                    self.irregular.push((base.to_owned(), past.to_owned(), part.to_owned()));
                } else {
                    self.mistake(format!("irregular: expected three forms: {line}"));
                }
            }
            ("irregular", 1) => {
                if let Some(base) = line.split_whitespace().next() {
                    self.verb(base);
                }
            }
            ("verb", 1) => line.split_whitespace().for_each(|word| {
                self.verb(word);
            }),
            ("speech", 1) => self.speech(line),
            ("noun" | "phrase", 1) => self.noun_or_phrase(section, line),
            ("verb-ending", 1) => self.language.verb_endings.extend(line.split_whitespace()),
            ("feminine-ending", 1) => self.language.feminine_endings.extend(line.split_whitespace()),
            ("attributive", 1) => self.language.attributive.extend(line.split_whitespace()),
            ("therein", 1) => self.language.therein.extend(line.split_whitespace()),
            ("mute", 1) => self.language.mute.extend(line.split_whitespace()),
            ("honorific", 1) => self.language.honorifics.extend(line.split_whitespace()),
            ("place-opener", 1) => self.language.place_openers.extend(line.split_whitespace()),
            ("place-closer", 1) => self.language.place_closers.extend(line.split_whitespace()),
            ("thing-closer", 1) => self.language.thing_closers.extend(line.split_whitespace()),
            ("taking-up", 1) => self.language.taking_up.extend(line.split_whitespace()),
            ("locative", 1) => self.language.locative.extend(line.split_whitespace()),
            (_, 1) if !section.is_empty() => match MARKS.iter().find(|(name, _)| *name == section) {
                Some((_, mark)) => line.split_whitespace().for_each(|word| self.mark(word, *mark)),
                None => self.mistake(format!("unknown section: {section}")),
            },
            _ => {}
        }
    }

    fn directive(&mut self, line: &'static str) {
        if let Some(word) = line.strip_prefix("and ") {
            self.language.and = word;
            return;
        }
        match line {
            "inflect english" => self.inflect = true,
            "nouns capital" => self.language.capital_nouns = true,
            "verb second" => self.language.verb_second = true,
            "elision" => self.language.elision = true,
            "measured" => self.language.measured = true,
            "null subjects" => self.language.null_subjects = true,
            "compounds" => self.language.compounds = true,
            "indirect" => self.language.indirect = true,
            _ if line.starts_with("language ") => {}
            _ => self.mistake(format!("unknown directive: {line}")),
        }
    }

    fn mistake(&mut self, message: String) {
        self.language.mistakes.push(message);
    }

    fn mark(&mut self, word: &str, mark: u64) {
        self.language.words.entry(word).marks |= mark;
    }

    fn frames(&mut self, names: &str) -> u32 {
        names.split_whitespace().fold(0, |frames, name| match frame::NAMES.iter().find(|(n, _)| *n == name) {
            Some((_, bit)) => frames | bit,
            None => {
                self.mistake(format!("unknown frame: {name}"));
                frames
            }
        })
    }

    /// Marks every form of a verb and returns the forms.
    fn verb(&mut self, base: &str) -> Vec<String> {
        if !self.inflect {
            self.mark(base, VERB_BASE | VERB_PAST);
            return vec![base.to_owned()];
        }
        let [third, past, part, ing] = english_forms(base, &self.irregular);
        self.mark(base, VERB_BASE);
        self.mark(&third, VERB_S);
        self.mark(&past, VERB_PAST);
        self.mark(&part, VERB_PART);
        self.mark(&ing, VERB_ING);
        vec![base.to_owned(), third, past, part, ing]
    }

    fn speech(&mut self, line: &str) {
        let Some((left, names)) = line.rsplit_once(':') else {
            return self.mistake(format!("speech: expected `lemma: frames`: {line}"));
        };
        let frames = self.frames(names);
        if let Some((_, forms)) = left.split_once('=') {
            // the infinitive is the plural of the present, too
            let lemma = left.split_whitespace().next().unwrap_or_default();
            if self.language.verb_second && lemma.ends_with('n') && !lemma.contains('-') {
                self.mark(lemma, VERB_BASE | VERB_S | VERB_PAST);
                self.cues(lemma).frames |= frames;
            }
            return self.forms(forms, frames);
        }
        let mut words = left.split_whitespace();
        let base = words.next().unwrap_or_default();
        let (heads, rest): (Vec<String>, Vec<&str>) = (self.verb(base), words.collect());
        for head in heads {
            let cues = self.cues(&head);
            if rest.is_empty() {
                cues.frames |= frames;
            } else {
                cues.longer.push((rest.iter().map(|word| (*word).into()).collect(), frames));
            }
        }
    }

    /// `teilt teilte | mit + mitgeteilt`: finite forms, separable prefixes, participles.
    fn forms(&mut self, forms: &str, frames: u32) {
        let (rest, participles) = forms.split_once('+').unwrap_or((forms, ""));
        let (finite, prefixes) = rest.split_once('|').unwrap_or((rest, ""));
        for form in participles.split_whitespace() {
            self.mark(form, VERB_PART);
            self.cues(form).frames |= frames;
        }
        for form in finite.split_whitespace() {
            self.mark(form, VERB_BASE | VERB_S | VERB_PAST);
            let mut alone = true;
            for prefix in prefixes.split_whitespace() {
                alone = false;
                self.cues(form).split.push((prefix.into(), frames));
                let joined = format!("{prefix}{form}");
                self.mark(&joined, VERB_BASE | VERB_S | VERB_PAST);
                self.cues(&joined).frames |= frames;
            }
            if alone {
                self.cues(form).frames |= frames;
            }
        }
    }

    fn noun_or_phrase(&mut self, section: &str, line: &str) {
        let Some((left, names)) = line.split_once(':') else {
            return self.mistake(format!("{section}: expected `words: frames`: {line}"));
        };
        let frames = self.frames(names);
        let mut words = left.split_whitespace();
        let head = words.next().unwrap_or_default().to_owned();
        let rest: Vec<Box<str>> = words.map(Into::into).collect();
        self.mark(&head, if section == "noun" { SPEECH_NOUN } else { PHRASE });
        let cues = self.cues(&head);
        if section == "noun" && rest.is_empty() {
            cues.noun |= frames;
        } else {
            cues.longer.push((rest, frames));
        }
    }

    fn cues(&mut self, head: &str) -> &mut Cues {
        let next = self.language.cues.len() + 1;
        let word = self.language.words.entry(head);
        if word.cue == 0 {
            word.cue = u16::try_from(next).unwrap_or(0);
            self.language.cues.push(Cues::default());
        }
        let index = usize::from(word.cue).saturating_sub(1);
        &mut self.language.cues[index]
    }
}

/// Third person, past, participle and -ing form.
pub(super) fn english_forms(base: &str, irregular: &[(String, String, String)]) -> [String; 4] {
    let vowel = |c: Option<char>| matches!(c, Some('a' | 'e' | 'i' | 'o' | 'u'));
    let mut tail = base.chars().rev();
    let (last, second, third) = (tail.next(), tail.next(), tail.next());
    let stem = |n: usize| base.chars().take(base.chars().count() - n).collect::<String>();
    let doubles = [
        "admit", "beg", "brag", "blab", "commit", "dub", "drop", "grab", "grin", "jab", "nod", "pen", "plan",
        "pop", "pot", "quip", "quit", "rap", "rebut", "refer", "rip", "scan", "set", "slam", "slap", "slip",
        "snap", "sob", "shrug", "stop", "submit", "tip", "trim", "wrap", "zap", "ban", "transfer", "prefer",
        "occur", "permit", "allot", "chat", "drag", "fit", "hug", "plug", "rob", "run", "sit", "swim", "win",
        "begin", "cut", "get", "hit", "let", "put", "shut", "bet", "bid", "dig",
    ];
    let ends_y = last == Some('y') && !vowel(second);
    let sibilant = matches!(last, Some('s' | 'x' | 'z' | 'o'))
        || (last == Some('h') && matches!(second, Some('c' | 's')));
    let s = if base == "have" {
        "has".to_owned()
    } else if ends_y {
        stem(1) + "ies"
    } else if sibilant {
        base.to_owned() + "es"
    } else {
        base.to_owned() + "s"
    };
    let double = doubles.contains(&base) && last.is_some();
    let doubled = || {
        let mut d = base.to_owned();
        d.extend(last);
        d
    };
    let ing = if last == Some('e') && second == Some('i') {
        stem(2) + "ying"
    } else if last == Some('e') && !matches!(second, Some('e' | 'o' | 'y')) && third.is_some() {
        stem(1) + "ing"
    } else if double {
        doubled() + "ing"
    } else {
        base.to_owned() + "ing"
    };
    if let Some((_, past, part)) = irregular.iter().find(|(b, _, _)| b == base) {
        return [s, past.clone(), part.clone(), ing];
    }
    let ed = if last == Some('e') {
        base.to_owned() + "d"
    } else if ends_y {
        stem(1) + "ied"
    } else if double {
        doubled() + "ed"
    } else {
        base.to_owned() + "ed"
    };
    [s, ed.clone(), ed, ing]
}
