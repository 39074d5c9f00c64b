//! Who signs at the end of a story's last words: `... until spring. (Ana Exemplar)`, `...する。【高梨遥】`, `（记者 王小明）`.
//!
//! Only behind a whole sentence, and only names: a speaker named in brackets stands inside one.

use super::Paragraph;
use crate::model::BlockKind;
use crate::normalise::people::{self, Person};
use crate::normalise::shape;

/// Longest signature, in bytes.
const LONGEST: usize = 80;
/// Brackets that hold signatures. Those of which nothing else stands at the end of a story need no role beside the name.
const BRACKETS: [(char, char, bool); 6] = [
    ('(', ')', false),
    ('（', '）', false),
    ('【', '】', true),
    ('〔', '〕', true),
    ('［', '］', true),
    ('[', ']', false),
];

/// Words of notes in brackets that are no names. By hand.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "敬称略", "略", "共同", "時事", "写真", "動画", "関連", "記事", "特集", "連載", "続報", "詳報", "速報", "終わり", "完", "終", "了", "以上", "後略", "仮名", "当時", "取材班", "編集部", "社会面", "参照", "出典", "転載", "提供", "広告", "編輯部", "编辑部", "本报讯", "责任编辑", "責任編輯", "新华社",
];

/// The people who sign in brackets behind the last words of a story, with the brackets.
pub(super) fn last_brackets(paragraphs: &[Paragraph]) -> Option<(Vec<Person>, String)> {
    let last = paragraphs.iter().rfind(|p| matches!(p.kind, BlockKind::Text | BlockKind::Blockquote))?;
    let text = last.text.trim_end();
    let (open, close, is_marked) = BRACKETS.into_iter().find(|(_, close, _)| text.ends_with(*close))?;
    let (before, inner) = text.strip_suffix(close)?.rsplit_once(open)?;
    let told = before.trim_end();
    if inner.len() > LONGEST
        || !(told.is_empty() || shape::ends_sentence(told) || told.ends_with(['。', '！', '？', '」', '』']))
    {
        return None;
    }
    let people = names(inner, is_marked)?;
    Some((people, format!("{open}{inner}{close}")))
}

fn names(inner: &str, is_marked: bool) -> Option<Vec<Person>> {
    if let Some(people) = people::with_role(inner) {
        return Some(people);
    }
    if NOTES.iter().any(|note| inner.contains(note)) {
        return None;
    }
    let is_east_asian = !inner.contains(|c: char| c.is_lowercase() || c.is_uppercase());
    if !is_east_asian {
        let inner = inner.split('/').next().unwrap_or(inner);
        return people::bare_names(inner).filter(|_| !is_marked);
    }
    let parts = inner.split(['、', '，', ',', '・', '/']).map(str::trim);
    let name = |part: &str| {
        let letters = part.chars().filter(|c| !c.is_whitespace()).count();
        let fits = (3..=5).contains(&letters) || is_marked && letters == 2;
        let kanji = part.chars().all(|c| {
            c.is_whitespace()
                || ('\u{4e00}'..='\u{9fff}').contains(&c)
                || matches!(c, '々' | 'ヶ')
                || ('\u{3040}'..='\u{309f}').contains(&c)
        });
        let begins = part.chars().next().is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let name: String = part.chars().filter(|c| !c.is_whitespace()).collect();
        (fits && kanji && begins && people::is_person(&name)).then(|| Person { name, ..Person::default() })
    };
    parts.map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(text: &str) -> Vec<String> {
        let paragraphs = [
            Paragraph::new("One.".to_owned(), Some(BlockKind::Text)),
            Paragraph::new(text.to_owned(), Some(BlockKind::Text)),
        ];
        last_brackets(&paragraphs)
            .map(|(people, _)| people.into_iter().map(|p| p.name).collect())
            .unwrap_or_default()
    }

    #[test]
    fn names_behind_the_last_words() {
        for (text, expected) in [
            ("市は説明会を重ねるとしている。【高梨遥】", vec!["高梨遥"]),
            ("市は説明会を重ねるとしている。（高梨遥）", vec!["高梨遥"]),
            ("市は説明会を重ねるとしている。〔高梨遥、佐藤健〕", vec!["高梨遥", "佐藤健"]),
            ("【高梨 遥】", vec!["高梨遥"]),
            ("议会将于四月表决。（记者 王小明）", vec!["王小明"]),
            ("議会は四月に採決する。（山田みどり記者）", vec!["山田みどり"]),
            ("Der Rat entscheidet im April. (Ana Exemplar)", vec!["Ana Exemplar"]),
            ("The council votes in April. (Ana Exemplar/Tom Sample)", vec!["Ana Exemplar"]),
        ] {
            assert_eq!(signed(text), expected, "{text}");
        }
        for text in [
            "市は説明会を重ねる。（敬称略）",
            "市は説明会を重ねる。【写真提供】",
            "市は説明会を重ねる。（共同）",
            "議会は四月に採決する（高梨遥）",
            "„Wir warten“, sagte die Vorsitzende (Ana Exemplar)",
            "The council votes in April. (AFP)",
            "The council votes in April. (Port Lumen)",
            "The council votes in April (see Ana Exemplar).",
        ] {
            assert!(signed(text).is_empty(), "{text}");
        }
    }
}
