//! The words that say what a day on a page is: when the story appeared, when it was changed, or something else.
//!
//! The table is written by hand from what sites write beside their dates.

use crate::normalise::dates;

/// What a day is by the words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// When the story appeared.
    Published,
    /// When it was changed.
    Modified,
    /// Neither: a deadline, an event, the day that a picture was taken.
    Other,
}

/// Words of a first publication, lower case.
#[rustfmt::skip]
const PUBLISHED: &[&str] = &[
    "published", "publish date", "publication date", "date published", "publishing date", "posted", "first posted", "created", "released", "issued", "filed", "uploaded", "submitted", "pub date", "pub. date", "online since", "written by", "originally published", "first published", "print date",
    "veröffentlicht", "veröffentlichung", "veröffentlichungsdatum", "erschienen", "erscheinungsdatum", "erstellt", "erstellungsdatum", "publiziert", "online seit", "freigegeben", "geschrieben von", "verfasst von", "erschien",
    "publié", "publiée", "publication", "mis en ligne", "mise en ligne", "paru", "parue", "posté", "créé", "date de publication", "rédigé", "écrit par",
    "publicado", "publicada", "publicación", "creado", "fecha de publicación", "subido", "escrito por", "publicat", "publicada el",
    "pubblicato", "pubblicata", "pubblicazione", "data pubblicazione", "data di pubblicazione", "creato", "inserito", "scritto da",
    "publicação", "publicado em", "postado", "postada", "criado", "data de publicação",
    "gepubliceerd", "geplaatst", "verschenen", "aangemaakt", "publicatiedatum", "publicerad", "publicerat", "publicerades", "publisert", "publiceret", "udgivet", "offentliggjort", "oprettet", "julkaistu", "útgefið", "birt",
    "opublikowano", "opublikowany", "data publikacji", "data dodania", "dodano", "utworzono", "publikacja", "publikováno", "zveřejněno", "vydáno", "vloženo", "publikované", "zverejnené", "uverejnené", "vydané", "megjelent", "megjelenés", "közzétéve", "létrehozva", "publicat", "postat", "data publicării", "objavljeno", "objavljen", "avaldatud", "publicēts", "paskelbta", "publikuota",
    "опубликовано", "опубликована", "опубликован", "дата публикации", "размещено", "создано", "опубліковано", "дата публікації", "опублікована", "публикувана", "публикувано", "публикуван", "објављено", "објављен", "апублікавана",
    "δημοσιεύτηκε", "δημοσιεύθηκε", "δημοσίευση", "ημερομηνία δημοσίευσης", "ανάρτηση", "yayınlanma", "yayımlanma", "yayınlandı", "yayın tarihi", "giriş", "oluşturulma", "eklenme", "eklendi", "diterbitkan", "dipublikasikan", "tayang", "terbit", "disiarkan", "diterbitkan pada", "xuất bản", "đăng lúc", "đăng ngày", "ngày đăng",
    "公開", "掲載", "配信", "投稿", "発表", "作成", "初出", "发布", "發布", "發佈", "发表", "發表", "刊登", "刊出", "上稿", "입력", "등록", "게재", "작성", "승인", "발행", "기사입력",
    "نشر", "نُشر", "نشرت", "تاريخ النشر", "فُرِضت", "انتشار", "تاریخ انتشار", "منتشر", "שנשלח", "פורסם", "פורסמה", "פרסום", "प्रकाशित", "प्रकाशन", "পোস্ট", "প্রকাশ", "প্রকাশিত", "प्रकाशित तारीख", "เผยแพร่", "โพสต์", "வெளியிடப்பட்டது", "প্রকাশের", "شائع",
];

/// Words of a change.
#[rustfmt::skip]
const MODIFIED: &[&str] = &[
    "updated", "update", "last updated", "last update", "last modified", "modified", "edited", "revised", "amended", "last edited", "last changed", "changed", "upd", "last reviewed", "reviewed", "corrected",
    "aktualisiert", "aktualisierung", "letzte aktualisierung", "geändert", "zuletzt geändert", "letzte änderung", "bearbeitet", "überarbeitet", "ergänzt", "stand:", "stand vom", "stand am", "stand der",
    "mis à jour", "mise à jour", "modifié", "modifiée", "dernière modification", "modification", "modifs", "actualisé", "actualisée", "maj", "màj", "m.à.j", "m.a.j",
    "actualizado", "actualizada", "actualización", "última actualización", "modificado", "modificada", "editado", "act", "actualitzat", "actualitzada",
    "aggiornato", "aggiornata", "aggiornamento", "ultimo aggiornamento", "modificato", "modificata", "modifica", "modifiche", "ultima modifica", "agg", "atualizado", "atualizada", "atualização", "última atualização", "modificação", "última modificação", "última revisão",
    "bijgewerkt", "gewijzigd", "aangepast", "laatste update", "laatst bijgewerkt", "geüpdatet", "geactualiseerd", "uppdaterad", "uppdaterat", "uppdaterades", "ändrad", "senast uppdaterad", "oppdatert", "endret", "sist oppdatert", "opdateret", "ændret", "senest opdateret", "päivitetty", "muokattu", "uppfært",
    "aktualizacja", "aktualizowano", "zaktualizowano", "ostatnia aktualizacja", "zmodyfikowano", "edytowano", "aktualizováno", "upraveno", "aktualizace", "naposledy upraveno", "aktualizované", "upravené", "frissítve", "frissült", "frissítés", "módosítva", "módosítás", "actualizat", "actualizată", "ultima actualizare", "modificat", "ažurirano", "izmjena", "izmenjeno", "posodobljeno", "uuendatud", "muudetud", "atnaujinta", "atjaunots", "përditësuar",
    "обновлено", "обновлена", "обновлён", "обновлен", "изменено", "последнее обновление", "оновлено", "оновлена", "змінено", "обновена", "обновено", "актуализирана", "актуализирано", "ажурирано", "абноўлена",
    "ενημερώθηκε", "τελευταία ενημέρωση", "ενημέρωση", "τροποποιήθηκε", "güncelleme", "güncellenme", "güncellendi", "son güncelleme", "diperbarui", "diperbaharui", "dikemas kini", "diupdate", "pembaruan", "cập nhật",
    "更新", "最終更新", "修正", "改訂", "最后更新", "最後更新", "修改", "수정", "업데이트", "최종수정", "갱신",
    "تحديث", "آخر تحديث", "حُدّث", "محدث", "بروزرسانی", "به‌روزرسانی", "به روز رسانی", "ویرایش", "עודכן", "עדכון", "עודכנה", "अपडेट", "अद्यतन", "अपडेटेड", "আপডেট", "อัปเดต", "อัพเดต", "แก้ไข", "புதுப்பிக்கப்பட்டது",
];

/// Words of what is neither.
#[rustfmt::skip]
const OTHER: &[&str] = &[
    "deadline", "expires", "expired", "expiry", "valid", "until", "till", "since", "event", "starts", "start", "begins", "ends", "end", "due", "closing date", "accepted", "received", "founded", "born", "died", "copyright", "©", "next update", "recorded", "archive", "taken", "joined", "member since", "effective", "dated", "today", "today is", "premiere", "release date", "air date", "aired", "next", "coming", "before", "after", "between", "by the end of", "register by", "apply by", "submit by", "rsvp by", "respond by", "reply by", "book by", "closes", "closing", "close",
    "gültig", "bis", "seit", "ab", "geboren", "gestorben", "einsendeschluss", "anmeldeschluss", "bewerbungsfrist", "bewerbungsschluss", "abgabefrist", "frist", "meldefrist", "termine", "beginn", "termin", "veranstaltung", "ende", "aufnahme", "archiv", "heute", "nächste", "geb",
    "jusqu'au", "jusqu’au", "valable", "depuis", "né", "née", "mort", "à partir", "expire", "date limite", "clôture", "échéance", "aujourd'hui", "aujourd’hui", "avant", "hasta", "desde", "válido", "vence", "plazo", "fecha límite", "cierre", "nacido", "hoy", "fino al", "entro", "scade", "scadenza", "termine ultimo", "valida", "dal", "nato", "nata", "oggi", "até", "prazo", "data limite", "hoje", "tot", "sinds", "geldig", "uiterste datum", "sluitingsdatum", "vanaf", "vandaag", "geboren op", "till och med", "sedan", "siden", "född", "født", "do dnia", "od dnia", "ważne", "dziś", "dnes", "до", "сегодня", "сьогодні", "bugün", "hari ini", "今日", "今天", "오늘", "اليوم", "امروز", "היום", "आज",
];

/// Words that ask when something is to be: they stand alone before a day, as the label of a form does.
#[rustfmt::skip]
const WHEN: &[&str] = &[
    "when", "event date", "date and time", "date & time", "doors open", "wann", "datum und uhrzeit", "veranstaltungstermin", "einlass", "quand", "date et heure", "cuándo", "cuando", "fecha y hora", "quando", "data e ora", "data e hora", "wanneer", "datum en tijd", "när", "hvornår", "når", "milloin", "kiedy", "kdy", "kedy", "mikor", "când", "kada", "когда", "коли", "кога", "πότε", "ne zaman", "kapan", "khi nào", "日時", "開催日", "开会时间", "时间地点", "일시", "متى", "מתי",
];

/// Whether what stands before a day asks when something is to be.
fn asks_when(text: &str) -> bool {
    let own = text.rsplit(['|', '\n', '•', '·']).next().unwrap_or_default();
    let own = own.trim_matches(|c: char| !c.is_alphanumeric());
    WHEN.iter().any(|word| {
        own.strip_prefix(word).is_some_and(|rest| {
            let mut words = rest.split(|c: char| !is_letter(c)).filter(|w| !w.is_empty());
            !rest.starts_with(is_letter) && words.all(dates::is_filler)
        })
    })
}

/// What the words before a day say it is: the label that stands nearest.
pub(super) fn before(text: &str) -> Option<Role> {
    let text = text.to_lowercase();
    if asks_when(&text) {
        return Some(Role::Other);
    }
    let tail: &str = text.char_indices().rev().nth(70).and_then(|(at, _)| text.get(at..)).unwrap_or(&text);
    let last = |words: &[&str]| {
        words.iter().filter_map(|w| Some((whole(tail, w)?, w.len()))).max_by_key(|(at, len)| (at + len, *len))
    };
    let found =
        [(Role::Published, last(PUBLISHED)), (Role::Modified, last(MODIFIED)), (Role::Other, last(OTHER))];
    let near = |(at, len): (usize, usize)| {
        tail.get(at + len..).is_some_and(|rest| {
            rest.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count() <= 4
        })
    };
    let both = |role: Role| found.iter().any(|(r, hit)| *r == role && hit.is_some_and(near));
    let nearest = found
        .iter()
        .filter_map(|(role, hit)| Some((*role, hit.filter(|h| near(*h))?)))
        .max_by_key(|(_, (at, len))| (at + len, *len))?;
    match nearest.0 {
        // "published and updated on" one day
        Role::Modified if both(Role::Published) && joined(tail) => Some(Role::Published),
        role => Some(role),
    }
}

/// What a short line says of a day below it: a label, with a word or two beside it.
pub(super) fn alone(line: &str) -> Option<Role> {
    let words = || line.split(|c: char| !is_letter(c)).filter(|w| !w.is_empty());
    let is_short = line.chars().count() <= 30 && words().count() <= 4;
    (is_short && !line.contains(|c: char| c.is_ascii_digit())).then(|| before(line)).flatten()
}

/// What stands before the label that stands nearest to the end of a text; all of it where there is none.
pub(super) fn lead(text: &str) -> &str {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return "";
    }
    let words = || PUBLISHED.iter().chain(MODIFIED);
    let nearest =
        words().filter_map(|w| Some((whole(&lower, w)?, w.len()))).max_by_key(|(at, len)| (at + len, *len));
    nearest.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// What the words right behind a day say it is: `(updated)`, `aktualisiert`.
pub(super) fn behind(text: &str) -> Option<Role> {
    let text = text.to_lowercase();
    let head = text.trim_start_matches([' ', '(', ',', '-', '–', '—', '|', '・', '（', '·']);
    let starts = |words: &[&str]| {
        words.iter().any(|w| {
            head.strip_prefix(w)
                .is_some_and(|rest| rest.chars().next().is_none_or(|c| !is_letter(c) || is_dense(c)))
        })
    };
    let length = head.chars().count();
    match () {
        // "am 4. März 2026 von admin veröffentlicht"
        () if length <= 60 && ends_with_one(head, PUBLISHED) => Some(Role::Published),
        () if length <= 60 && ends_with_one(head, MODIFIED) => Some(Role::Modified),
        () if length > 24 => None,
        () if starts(MODIFIED) => Some(Role::Modified),
        () if starts(PUBLISHED) => Some(Role::Published),
        () => None,
    }
}

/// Whether a few words that name somebody or something end with one of some verbs.
fn ends_with_one(text: &str, words: &[&str]) -> bool {
    let text = text.trim_end_matches(['.', ' ', ')']);
    let leads = ["von ", "vom ", "in ", "unter ", "durch ", "door ", "av ", "af "];
    text.split_whitespace().count() <= 5
        && leads.iter().any(|lead| text.starts_with(lead))
        && words.iter().any(|w| text.strip_suffix(w).is_some_and(|before| before.ends_with(' ')))
}

/// The text behind the last word for an update, if it ends with one or what follows is a time of day.
pub(super) fn after_update(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let (at, len) = MODIFIED
        .iter()
        .filter_map(|w| Some((whole(&lower, w)?, w.len())))
        .max_by_key(|(at, len)| at + len)?;
    text.get(at + len..)
}

/// Whether two labels stand together: "published and updated", "published/updated".
fn joined(text: &str) -> bool {
    text.contains(['/', '&'])
        || [" and ", " und ", " et ", " y ", " e ", " en ", " och ", " og "].iter().any(|w| text.contains(w))
}

/// Where a word last stands whole in a text.
fn whole(text: &str, word: &str) -> Option<usize> {
    let dense = word.chars().next().is_some_and(is_dense);
    text.rmatch_indices(word).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|t| t.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|t| t.chars().next());
        let open = |c: Option<char>| c.is_none_or(|c| !is_letter(c));
        dense || open(before) && open(after)
    })
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{900}'..='\u{dff}' | '\u{e31}'..='\u{e4e}')
}

/// Scripts that write no space between words.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_above_is_a_label_and_little_else() {
        assert_eq!(alone("Last updated on:"), Some(Role::Modified));
        assert_eq!(alone("Date de publication"), Some(Role::Published));
        assert_eq!(alone("Life goes on after the flood"), None);
    }

    #[test]
    fn the_label_that_stands_nearest_counts() {
        for (text, role) in [
            ("Published: ", Some(Role::Published)),
            ("Last updated on: ", Some(Role::Modified)),
            ("Publié le 12 mars, mis à jour le ", Some(Role::Modified)),
            ("Zuletzt aktualisiert am ", Some(Role::Modified)),
            ("Actualizado a ", Some(Role::Modified)),
            ("Published and updated on ", Some(Role::Published)),
            ("最終更新：", Some(Role::Modified)),
            ("입력 ", Some(Role::Published)),
            ("Valid until ", Some(Role::Other)),
            ("© ", Some(Role::Other)),
            ("When: Saturday, ", Some(Role::Other)),
            ("Wann: ", Some(Role::Other)),
            ("Quand ? ", Some(Role::Other)),
            ("When the harbour opens | ", None),
            ("Stand: ", Some(Role::Modified)),
            ("Submitted by clerk on Wednesday ", Some(Role::Published)),
            ("By Mara Lindqvist | ", None),
            ("Backdated ", None),
        ] {
            assert_eq!(before(text), role, "{text}");
        }
        assert_eq!(behind(" (updated)"), Some(Role::Modified));
        assert_eq!(behind(" aktualisiert"), Some(Role::Modified));
        assert_eq!(behind(" von admin veröffentlicht."), Some(Role::Published));
        assert_eq!(behind(" in the harbour"), None);
    }
}
