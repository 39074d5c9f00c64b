//! Datelines in Chinese, Japanese and Korean, which have forms of their own: `【ロンドン共同】`, `[東京 4日 ロイター] -`,
//! `新华社北京3月4日电（记者王明）`, `（中央社記者王明台北4日電）`, `(서울=연합뉴스) 김민수 기자 =`.
//!
//! No word ends with a space there, so that place, date and agency are told by agencies that are known, by the form of a day, and,
//! where a reporter's name stands beside the place, by cities that are known.

use super::Inline;
use crate::model::Dateline;
use crate::normalise::agencies;

/// Most characters between the brackets, and of a place.
const LONGEST: usize = 32;
const LONGEST_PLACE: usize = 8;

/// Agencies as they stand before or behind a place without a space, longest first; all of them are marks in the table of agencies.
#[rustfmt::skip]
const AGENCIES: &[&str] = &[
    "中国新闻网", "中國新聞社", "中国新闻社", "朝鲜中央通讯社", "新华社", "新華社", "新华网", "中新社", "中新网", "中央社", "法新社", "路透社", "美联社", "美聯社", "共同社", "时事社", "塔斯社", "韩联社", "韓聯社", "埃菲社",
    "德新社", "安莎社", "俄新社", "国际文传电讯社", "共同通信", "時事通信", "聯合ニュース", "新華", "ロイター", "タス", "共同", "時事", "연합뉴스", "뉴시스", "뉴스1", "로이터", "AFP時事", "AFP", "AP", "EPA",
];

/// Great cities and capitals as datelines name them. Written by hand.
#[rustfmt::skip]
const CITIES: &[&str] = &[
    "北京", "上海", "天津", "重庆", "重慶", "广州", "廣州", "深圳", "南京", "杭州", "武汉", "成都", "西安", "香港", "澳门", "澳門", "台北", "臺北", "高雄", "台中", "台南", "拉萨", "乌鲁木齐", "沈阳", "哈尔滨", "长沙", "郑州", "济南", "福州", "昆明",
    "东京", "東京", "大阪", "京都", "名古屋", "札幌", "仙台", "広島", "福岡", "那覇", "首尔", "首爾", "ソウル", "平壤", "平壌", "釜山", "华盛顿", "華盛頓", "ワシントン", "纽约", "紐約", "ニューヨーク", "洛杉矶", "ロサンゼルス", "旧金山",
    "伦敦", "倫敦", "ロンドン", "巴黎", "パリ", "柏林", "ベルリン", "莫斯科", "モスクワ", "罗马", "羅馬", "ローマ", "马德里", "マドリード", "布鲁塞尔", "布魯塞爾", "ブリュッセル", "日内瓦", "ジュネーブ", "维也纳", "ウィーン", "基辅", "キーウ",
    "开罗", "カイロ", "耶路撒冷", "エルサレム", "德黑兰", "テヘラン", "新德里", "ニューデリー", "曼谷", "バンコク", "新加坡", "シンガポール", "雅加达", "ジャカルタ", "马尼拉", "マニラ", "河内", "ハノイ", "堪培拉", "悉尼", "シドニー", "渥太华",
    "安卡拉", "イスタンブール", "서울", "부산", "인천", "대구", "대전", "광주", "울산", "세종", "수원", "제주", "워싱턴", "도쿄", "베이징", "뉴욕", "런던", "파리", "모스크바", "평양",
];

/// The dateline at the head of a paragraph.
pub(super) fn inline(window: &str) -> Option<Inline> {
    let (read, end) = in_brackets(window).or_else(|| without_brackets(window))?;
    let rest = window.get(end..)?;
    let rest = behind_reporter(rest);
    let story = rest.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '-' | '－' | '—' | '–' | '=' | '＝' | ':' | '：' | '　' | '，')
    });
    let story = window.len() - story.len();
    let raw = window.get(..story)?.trim_end().to_owned();
    Some(Inline { dateline: Dateline { raw, ..read }, story, is_label: false })
}

/// A dateline with nothing behind it.
pub(super) fn alone(line: &str) -> Option<Dateline> {
    inline(line).filter(|found| found.story == line.len()).map(|found| found.dateline)
}

/// What stands in the brackets at the head, and where they end.
fn in_brackets(window: &str) -> Option<(Dateline, usize)> {
    let open = window.chars().next()?;
    let close = match open {
        '【' => '】',
        '［' | '[' => ['］', ']'].into_iter().find(|c| window.contains(*c))?,
        '（' | '(' => ['）', ')'].into_iter().find(|c| window.contains(*c))?,
        '〔' => '〕',
        _ => return None,
    };
    let end = window.find(close)?;
    let inner = window.get(open.len_utf8()..end)?;
    if inner.chars().count() > LONGEST || !inner.chars().any(is_east_asian) {
        return None;
    }
    Some((inside(inner)?, end + close.len_utf8()))
}

/// `東京 4日 ロイター`, `ロンドン共同`, `서울=연합뉴스`, `ワシントン＝山田太郎`, `中央社記者王明台北4日電`.
fn inside(inner: &str) -> Option<Dateline> {
    if let Some((place, agency)) = inner.split_once(['=', '＝', '／']) {
        let (place, agency) = (place.trim(), agency.trim());
        let is_korean =
            agency.chars().all(|c| is_hangul(c) || c.is_ascii_digit()) && place.chars().any(is_hangul);
        let is_known = agencies::named(agency).is_some();
        if is_place(place) && (is_known || is_korean || CITIES.contains(&place)) {
            // who stands behind a place that is known and is no agency wrote it
            return Some(told(Some(place), None, Some(agency).filter(|_| is_known || is_korean)));
        }
        // `中央社／台北4日電`
        return agencies::named(place)
            .and_then(|_| run_together(&format!("{place}{agency}"), true))
            .map(|read| Dateline { agency: Some(place.to_owned()), ..read });
    }
    let (before, date, after) = day(inner);
    let (before, after) = (before.trim(), after.trim_matches([' ', '　', '電', '电']));
    let words: Vec<&str> =
        before.split([' ', '　']).chain(after.split([' ', '　'])).filter(|w| !w.is_empty()).collect();
    if let Some((agency, others)) = words.split_last()
        && agencies::named(agency).is_some()
        && others.len() <= 1
        && (date.is_some() || !others.is_empty())
    {
        let place = others.first().copied();
        return place.is_none_or(is_place).then(|| told(place, date, Some(agency)));
    }
    run_together(inner, inner.ends_with(['電', '电', '訊', '讯']))
}

/// `新华社北京3月4日电`: an agency, the place, the day, and the word for a dispatch.
fn without_brackets(window: &str) -> Option<(Dateline, usize)> {
    let (end, mark) =
        window.char_indices().take(LONGEST).find(|(_, c)| matches!(c, '电' | '電' | '讯' | '訊'))?;
    let head = window.get(..end)?;
    AGENCIES.iter().find(|agency| head.starts_with(**agency))?;
    Some((run_together(head, true)?, end + mark.len_utf8()))
}

/// Agency, reporter, place and day without a mark between them. `is_dispatch`: the word for one stands behind them.
fn run_together(words: &str, is_dispatch: bool) -> Option<Dateline> {
    let (before, date, _) = day(words.trim_end_matches(['電', '电', '訊', '讯']));
    let before = before.trim();
    let leading = AGENCIES.iter().find(|agency| before.starts_with(**agency));
    let trailing = || AGENCIES.iter().find(|agency| before.ends_with(**agency));
    let (agency, place) = match leading {
        Some(agency) => (*agency, before.strip_prefix(*agency)?),
        None => {
            let agency = *trailing()?;
            (agency, before.strip_suffix(agency)?)
        }
    };
    let place = place.trim();
    let reporter = ["記者", "记者"].iter().find_map(|word| place.strip_prefix(*word));
    let place = match reporter {
        // the name's end is where a city begins
        Some(name) => CITIES.iter().find(|city| name.ends_with(**city)).copied().unwrap_or_default(),
        None => place,
    };
    let enough = date.is_some() && is_dispatch || !place.is_empty() && (leading.is_none() || is_dispatch);
    let is_right = place.is_empty() || is_place(place);
    (enough && is_right).then(|| told(Some(place).filter(|p| !p.is_empty()), date, Some(agency)))
}

/// What stands before and behind a day in figures (`3月4日`, `4日`, `2026年3月4日`), and the day.
fn day(words: &str) -> (&str, Option<&str>, &str) {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let Some(at) = words.find('日').filter(|at| words.get(..*at).is_some_and(|w| w.ends_with(is_digit)))
    else {
        return (words, None, "");
    };
    let end = at + '日'.len_utf8();
    let head = words.get(..at).unwrap_or_default();
    let start = head.trim_end_matches(|c: char| is_digit(c) || matches!(c, '月' | '年')).len();
    let part = |from, to| words.get(from..to).unwrap_or_default();
    (part(0, start), Some(part(start, end)), part(end, words.len()))
}

/// `（记者王明）` behind a dispatch, `김민수 기자 =` behind a Korean dateline: what stands behind those.
fn behind_reporter(rest: &str) -> &str {
    let tail = rest.trim_start();
    for (open, close) in [('（', '）'), ('(', ')')] {
        if let Some(inner) = tail.strip_prefix(open)
            && ["记者", "記者"].iter().any(|word| inner.starts_with(word))
            && let Some((_, story)) = inner.split_once(close)
        {
            return story;
        }
    }
    let is_signed = |signed: &str| {
        signed.chars().count() <= LONGEST
            && signed.trim_end().ends_with(['자', '원'])
            && signed.chars().all(|c| is_hangul(c) || matches!(c, ' ' | '·' | ','))
    };
    match tail.split_once(['=', '＝']) {
        Some((signed, story)) if is_signed(signed) => story,
        _ => rest,
    }
}

fn told(place: Option<&str>, date: Option<&str>, agency: Option<&str>) -> Dateline {
    Dateline {
        raw: String::new(),
        place: place.map(str::to_owned),
        region: None,
        country: None,
        date: date.map(str::to_owned),
        agency: agency.map(str::to_owned),
    }
}

fn is_place(name: &str) -> bool {
    (1..=LONGEST_PLACE + 4).contains(&name.chars().count())
        && name.chars().all(|c| is_east_asian(c) || matches!(c, '・' | '·' | 'ー' | ' '))
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}') || is_hangul(c)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}
