//! Times in Chinese, Japanese and Korean, whose words stand without spaces: `2027年1月15日（金）午前6時`, `1월 15일 오전 6시`.

use super::tokens::Token;

/// What stands in a time, longest first where one begins with another. Written by hand.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "日本時間", "北京时间", "北京時間", "台北時間", "臺北時間", "香港時間", "韓国時間", "現地時間", "当地时间", "當地時間", "格林尼治时间", "格林威治時間", "한국시간", "현지시간",
    "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "星期天", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "週一", "週二", "週三", "週四", "週五", "週六", "週日",
    "월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일",
    "令和", "民國", "民国", "낮", "아침", "午前", "午後", "上午", "下午", "凌晨", "早上", "晚上", "早晨", "深夜", "正午", "零時", "零时", "오전", "오후", "새벽", "저녁", "정오", "자정", "明日", "明天", "내일", "本日", "今日", "今天", "오늘",
    "年", "月", "日", "時", "时", "分", "点", "點", "号", "號", "半", "년", "월", "일", "시", "분",
];

/// Weekdays in brackets behind a date.
const WEEKDAYS: [[char; 3]; 7] = [
    ['月', '월', '一'],
    ['火', '화', '二'],
    ['水', '수', '三'],
    ['木', '목', '四'],
    ['金', '금', '五'],
    ['土', '토', '六'],
    ['日', '일', '七'],
];

/// Whether a letter is Chinese, Japanese or Korean.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// How long the word of a time at the head of a text is, in bytes.
pub(super) fn unit(text: &str) -> Option<usize> {
    text.starts_with(is_letter).then(|| UNITS.iter().find(|unit| text.starts_with(**unit)))?.map(|u| u.len())
}

/// What a part of a time says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Year(u32),
    Month(u32),
    Day(u32),
    Clock(u32, u32),
    Half(bool),
    Noon,
    Midnight,
    Weekday(i8),
    Ahead(i8),
}

/// The part of a time that stands first, and how many tokens it is.
pub(super) fn part(rest: &[Token<'_>]) -> Option<(Part, usize)> {
    let word = |at: usize| rest.get(at).and_then(Token::word);
    let number = |at: usize| rest.get(at).and_then(Token::number).map(|(value, _)| value);
    if let Some(value) = number(0) {
        return match word(1)? {
            "年" | "년" => Some((Part::Year(value), 2)),
            "月" | "월" => Some((Part::Month(value), 2)),
            "日" | "일" | "号" | "號" => Some((Part::Day(value), 2)),
            "時" | "时" | "点" | "點" | "시" => Some(match (number(2), word(2), word(3)) {
                (Some(minute), _, Some("分" | "분")) if minute < 60 => (Part::Clock(value, minute), 4),
                (_, Some("半"), _) => (Part::Clock(value, 30), 3),
                _ => (Part::Clock(value, 0), 2),
            }),
            _ => None,
        };
    }
    // years of eras
    if let (Some(era), Some(year), Some("年")) = (word(0), number(1), word(2)) {
        let before = if era == "令和" { 2018 } else { 1911 };
        return matches!(era, "令和" | "民國" | "民国").then_some((Part::Year(year + before), 3));
    }
    let part = match word(0)? {
        "午前" | "上午" | "凌晨" | "早上" | "早晨" | "오전" | "새벽" | "아침" => {
            Part::Half(false)
        }
        "午後" | "下午" | "晚上" | "오후" | "저녁" | "낮" => Part::Half(true),
        "正午" | "정오" => Part::Noon,
        "零時" | "零时" => Part::Clock(0, 0),
        "자정" => Part::Midnight,
        "明日" | "明天" | "내일" => Part::Ahead(1),
        "本日" | "今日" | "今天" | "오늘" => Part::Ahead(0),
        other => {
            let name = other.strip_prefix("星期").or(other.strip_prefix('周')).or(other.strip_prefix('週'));
            let named = other.ends_with("曜日") || other.ends_with("요일");
            let is_bare =
                rest.first()?.raw.chars().count() == 1 && rest.get(1).and_then(Token::mark) == Some(')');
            let name = name.or((named || is_bare).then_some(other))?;
            let name = if name == "天" { "日" } else { name };
            let first = name.chars().next()?;
            let (_, weekday) = WEEKDAYS.iter().zip(1..).find(|(names, _)| names.contains(&first))?;
            Part::Weekday(weekday)
        }
    };
    Some((part, 1))
}

/// Words for the embargo itself; bans, which are one only until a time that they name (`재배포 금지` is a copyright); and what opens other
/// things too (the fishing season), and needs an hour or brackets. Written by hand.
#[rustfmt::skip]
const NAMES: &[&str] = &["報道解禁", "情報解禁", "公開解禁", "掲載解禁", "放送解禁", "配信解禁", "発表解禁", "解禁日時", "解禁時間", "解禁時刻", "エンバーゴ", "報道協定", "禁发", "禁發", "新闻禁令", "新聞禁令", "新聞解禁", "新闻解禁", "엠바고", "보도유예", "보도 유예"];
#[rustfmt::skip]
const BANS: &[&str] = &[
    "報道禁止", "公開禁止", "掲載禁止", "放送禁止", "配信禁止", "使用禁止", "お控え", "報道しないで", "公開しないで", "掲載しないで", "報道可", "掲載可", "公開可", "放送可",
    "禁止发布", "禁止發布", "禁止刊登", "禁止发表", "禁止發表", "禁止报道", "禁止報道", "禁止公开", "禁止公開", "不得发布", "不得發布", "不得刊登", "不得发表", "不得發表", "不得报道", "不得報導", "不得公开", "不得公開", "请勿发布", "請勿發布", "请勿刊登", "請勿刊登", "请勿发表", "請勿發表", "请勿报道", "請勿報導", "方可发布", "方可發布", "方可刊登", "方可报道", "后发布", "後發布", "后刊登", "後刊登", "稿件解禁",
    "보도제한", "보도 제한", "보도금지", "보도 금지", "보도시점", "보도 시점", "보도일시", "보도 일시", "보도해 주", "보도 바랍", "보도하여 주", "보도 가능", "이후 보도", "공개 금지", "게재 금지", "배포 금지", "사용 금지", "사용 가능", "사용 바랍", "이용 가능",
];
/// Words that forbid, and what: both beside an hour.
const NOT: &[&str] = &[
    "禁止",
    "不得",
    "请勿",
    "請勿",
    "严禁",
    "嚴禁",
    "切勿",
    "控え",
    "ないで",
    "不可",
    "금지",
    "유예",
    "자제",
    "말아",
];
#[rustfmt::skip]
const USE: &[&str] = &["発表", "报道", "報導", "報道", "发布", "發布", "发表", "發表", "刊登", "刊发", "掲載", "配信", "公表", "보도", "게재", "송출", "배포"];
const COPY: &[&str] =
    &["報道", "新聞", "朝刊", "夕刊", "テレビ", "ラジオ", "ネット", "WEB", "資料", "記事", "発表", "稿"];
const OPENS: &[&str] = &["解禁"];
/// Most letters beside the words that forbid and the time.
const MOST_LETTERS: usize = 28;
/// Words of those who tell of an embargo.
const TELLS: &[&str] = &["논란", "깨", "파기", "어기", "破り", "破る", "違反", "打破"];
/// Words that it is over, unless an hour stands beside them.
const LIFTED: &[&str] = &["해제", "解除"];

/// Whether a line in these letters asks not to use copy yet, which says when as far as these tell.
pub(super) fn forbids(line: &str, tokens: &[Token<'_>], has_day: bool, has_clock: bool) -> bool {
    let said =
        |words: &[&str]| words.iter().find(|word| line.contains(**word)).map(|word| word.chars().count());
    let is_bracketed = line.starts_with(['(', '[', '（', '【', '〔', '［', '※', '*', '■', '◆', '●']);
    let bans = || said(BANS).filter(|_| has_day || has_clock);
    let forbids = || said(NOT).zip(said(USE)).filter(|_| has_clock).map(|(not, used)| not + used);
    // the fishing season opens as well
    let leads = |word: &&str| line.strip_prefix(*word).is_some_and(|rest| !rest.starts_with(is_letter));
    let is_of_copy = is_bracketed || said(COPY).is_some() || OPENS.iter().any(leads);
    let opens = || said(OPENS).filter(|_| is_of_copy && (has_clock || is_bracketed && has_day));
    let Some(length) = said(NAMES).or_else(bans).or_else(forbids).or_else(opens) else { return false };
    let of_time = |token: &Token<'_>| token.word().is_some_and(|word| UNITS.contains(&word));
    let letters = tokens
        .iter()
        .filter(|token| token.word().is_some() && !of_time(token))
        .map(|token| token.raw.chars().count())
        .sum::<usize>();
    letters <= length + MOST_LETTERS && said(TELLS).is_none() && (has_clock || said(LIFTED).is_none())
}
