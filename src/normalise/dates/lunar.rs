//! Days of calendars that follow the moon as it is seen or computed elsewhere: told apart, and not read.
//!
//! A day of the Hijri calendar begins by a sighting, or by a table that holds for one country; the Chinese one needs a
//! table of months. Neither is guessed. What matters is that their figures are not taken for Gregorian ones.

/// Words before figures of the Chinese calendar and its kin.
const CHINESE: [&str; 12] =
    ["农历", "農曆", "阴历", "陰曆", "夏历", "夏曆", "旧历", "舊曆", "旧暦", "陰暦", "음력", "âm lịch"];
/// The same behind them.
const BEHIND: [&str; 3] = ["âm lịch", "(âm lịch", "ÂL"];

/// Months of the Hijri calendar.
#[rustfmt::skip]
const HIJRI_MONTHS: [&str; 34] = [
    "محرم", "صفر", "ربيع الأول", "ربيع الاول", "ربيع الثاني", "ربيع الآخر", "جمادى الأولى", "جمادى الاولى", "جمادى الثانية", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذي القعدة", "ذو الحجة", "ذي الحجة", "رمضان المبارك",
    "muharram", "safar", "rabi al-awwal", "rabi' al-awwal", "rabiul awal", "rabi al-thani", "jumada", "jumadil", "rajab", "shaban", "sha'ban", "ramadan", "shawwal", "dhu al-qi'dah", "dhu al-hijjah",
];

/// Whether a day in figures is one of such a calendar by what stands right beside it.
pub(super) fn is_marked(before: &str, after: &str) -> bool {
    let before = before.trim_end_matches([' ', ':', '：', '(', '（']);
    let after = after.trim_start();
    let is_hijri = ["هـ", "ه ", "ه)", "قمری", "ه.ق", "ه. ق", "AH"].iter().any(|mark| after.starts_with(mark))
        || after == "ه";
    let is_solar = ["هـ ش", "هـ.ش", "ه.ش", "ه. ش", "ه ش"].iter().any(|mark| after.starts_with(mark));
    CHINESE.iter().any(|mark| before.ends_with(mark))
        || BEHIND.iter().any(|mark| after.starts_with(mark))
        || is_hijri && !is_solar
}

/// Whether a line gives a day of such a calendar, whatever else it gives.
pub(crate) fn gives_lunar_day(line: &str) -> bool {
    let lower = line.to_lowercase();
    let figures = || lower.split(|c: char| !c.is_ascii_digit()).filter(|f| f.len() == 4);
    let is_year = |year: &str| ["13", "14", "15"].iter().any(|century| year.starts_with(century));
    let names_month = || HIJRI_MONTHS.iter().any(|month| lower.contains(month));
    figures().any(is_year) && (names_month() || lower.contains("هـ"))
        || CHINESE.iter().any(|mark| lower.contains(mark)) && lower.contains(['月', '월', '/', '年'])
}

#[cfg(test)]
mod tests {
    use super::super::{folded, sightings};
    use super::*;

    #[test]
    fn their_figures_are_no_gregorian_days() {
        for (line, language) in [
            ("农历2026年1月16日", "zh-CN"),
            ("農曆：2026年1月16日", "zh-HK"),
            ("음력 2026년 1월 16일", "ko"),
            ("16/1/2026 (âm lịch)", "vi"),
            ("١٥ رمضان ١٤٤٧", "ar"),
            ("١٤٤٧/٩/١٥ هـ", "ar"),
            ("15/09/1447 هـ", "en"),
            ("15 رمضان 1447 هـ", "ar"),
        ] {
            let folded = folded(line);
            assert_eq!(sightings(&folded, Some(language)), [], "{line}");
            assert!(gives_lunar_day(&folded), "{line}");
        }
    }

    #[test]
    fn gregorian_and_solar_days_stand_beside_them() {
        for (line, language, day) in [
            ("2026年3月4日 农历正月十六", "zh-CN", "2026-03-04"),
            ("2026년 3월 4일(음력 1월 16일)", "ko", "2026-03-04"),
            ("الأربعاء 15 رمضان 1447 هـ الموافق 4 مارس 2026", "ar", "2026-03-04"),
            ("15 رمضان 1447هـ - 4 مارس 2026م", "ar", "2026-03-04"),
            ("1404/12/13 هـ.ش", "fa", "2026-03-04"),
            ("ngày 4/3/2026 (tức 16/1 âm lịch)", "vi", "2026-03-04"),
        ] {
            let found = sightings(&folded(line), Some(language));
            let days: Vec<String> = found.iter().map(|s| s.moment.value()).collect();
            assert_eq!(days, [day], "{line}");
        }
        for line in ["4 March 2026", "Ramadan begins", "Opened in 1492"] {
            assert!(!gives_lunar_day(line), "{line}");
        }
    }
}
