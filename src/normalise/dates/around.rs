//! Time zones, the words for the halves of a day, and the words around dates. Written by hand.

/// Abbreviations of time zones that news uses, with minutes east of Greenwich. `IST` is India's, `BST` Britain's,
/// `CST` America's: the readings that dates in news most often mean, unless the language says otherwise ([`LOCAL_ZONES`]).
#[rustfmt::skip]
pub(super) const ZONES: &[(&str, i16)] = &[
    ("z", 0), ("utc", 0), ("gmt", 0), ("ut", 0), ("wet", 0), ("west", 60), ("bst", 60), ("cet", 60), ("cest", 120),
    ("mez", 60), ("mesz", 120), ("eet", 120), ("eest", 180), ("sast", 120), ("cat", 120), ("wat", 60), ("eat", 180),
    ("msk", 180), ("мск", 180), ("trt", 180), ("ast", -240), ("adt", -180), ("est", -300), ("edt", -240),
    ("cst", -360), ("cdt", -300), ("mst", -420), ("mdt", -360), ("pst", -480), ("pdt", -420), ("akst", -540),
    ("akdt", -480), ("hst", -600), ("nst", -210), ("ndt", -150), ("brt", -180), ("art", -180), ("clt", -240),
    ("clst", -180), ("ist", 330), ("pkt", 300), ("npt", 345), ("ict", 420), ("wib", 420), ("wita", 480),
    ("wit", 540), ("sgt", 480), ("hkt", 480), ("pht", 480), ("myt", 480), ("jst", 540), ("kst", 540), ("awst", 480),
    ("acst", 570), ("acdt", 630), ("aest", 600), ("aedt", 660), ("nzst", 720), ("nzdt", 780), ("gst", 240),
    ("irst", 210), ("cot", -300), ("ect", -300), ("vet", -240), ("bot", -240), ("pyt", -180),
    ("uyt", -180), ("irdt", 270), ("aft", 270), ("uzt", 300), ("bdt", 360), ("mmt", 390), ("amt", 240), ("azt", 240),
    ("sst", -660), ("chst", 600),
];

/// American zones named without saying whether summer time holds, with minutes east of Greenwich in winter.
pub(super) const AMERICAN_ZONES: &[(&str, i16)] = &[("et", -300), ("ct", -360), ("mt", -420), ("pt", -480)];

/// Words for the half of the day, and whether it is the second one.
#[rustfmt::skip]
pub(super) const HALVES: &[(&str, bool)] = &[
    ("am", false), ("pm", true), ("a.m", false), ("p.m", true), ("午前", false), ("午後", true), ("上午", false),
    ("下午", true), ("오전", false), ("오후", true), ("πμ", false), ("μμ", true), ("ص", false), ("م", true),
    ("π.μ", false), ("μ.μ", true), ("早上", false), ("凌晨", false), ("晚上", true), ("صباحا", false), ("صباحاً", false),
    ("مساء", true), ("مساءً", true), ("पूर्वाह्न", false), ("अपराह्न", true),
];

/// Words that stand between or before the parts of a date and mean nothing for it. Other words make a string less
/// likely to be a date.
#[rustfmt::skip]
pub(super) const FILLERS: &[&str] = &[
    // weekdays
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu",
    "thur", "thurs", "fri", "sat", "sun", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
    "sonnabend", "sonntag", "mo", "di", "mi", "do", "fr", "sa", "so", "lundi", "mardi", "mercredi", "jeudi",
    "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "segunda", "terça", "quarta",
    "quinta", "sexta", "feira", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    "måndag", "mandag", "tisdag", "tirsdag", "onsdag", "torsdag", "fredag", "lördag", "lørdag", "söndag", "søndag",
    "maanantai", "maanantaina", "tiistai", "tiistaina", "keskiviikko", "keskiviikkona", "torstai", "torstaina",
    "perjantai", "perjantaina", "lauantai", "lauantaina", "sunnuntai", "sunnuntaina", "poniedziałek", "wtorek",
    "środa", "czwartek", "piątek", "sobota", "niedziela", "pondělí", "úterý", "středa", "čtvrtek", "pátek", "neděle",
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "понеділок", "вівторок",
    "середа", "четвер", "п'ятниця", "субота", "неділя", "pazartesi", "salı", "çarşamba", "perşembe", "cuma",
    "cumartesi", "pazar", "δευτέρα", "τρίτη", "τετάρτη", "πέμπτη", "παρασκευή", "σάββατο", "κυριακή", "senin",
    "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "luni", "marți", "miercuri", "joi", "vineri", "sâmbătă",
    "duminică", "thứ", "chủ", "nhật", "hai", "ba", "tư", "năm", "sáu", "bảy", "曜", "星", "期", "週", "周", "月", "火", "水",
    "木", "金", "土", "日", "월", "화", "수", "목", "금", "토", "일", "요", "samstags", "sonntags", "ponedeljak", "utorak",
    "srijeda", "četvrtak", "petak", "subota", "nedjelja", "понеделник", "сряда", "четвъртък", "петък", "неделя",
    "hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap", "esmaspäev", "teisipäev", "kolmapäev",
    "neljapäev", "reede", "laupäev", "pühapäev", "dilluns", "dimarts", "dimecres", "dijous", "divendres", "dissabte",
    "diumenge", "สัปดาห์", "วันจันทร์", "วันอังคาร", "วันพุธ", "วันพฤหัสบดี", "วันศุกร์", "วันเสาร์", "วันอาทิตย์",
    "ที่", "สุรกา", "الأحد", "الاثنين", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "شنبه",
    "یکشنبه", "دوشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת",
    "יום", "सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार", "isnin", "khamis", "jumaat",
    "ahad", "środę", "sobotę", "niedzielę", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "lun", "mer", "jeu",
    "ven", "sam", "dim", "mié", "jue", "vie", "sáb", "dom", "sab", "seg", "ter", "qua", "qui", "sex", "ma", "wo",
    "vr", "za", "zo", "man", "tir", "ons", "tor", "fre", "lør", "tis", "lör", "sön", "pon", "wt", "śr", "czw", "pią",
    "pi", "sob", "po", "út", "čt", "pá",
    // between the parts
    "of", "the", "at", "on", "de", "del", "den", "der", "dem", "le", "la", "las", "el", "à", "a", "às", "as", "alle",
    "ore", "um", "uhr", "kl", "klo", "og", "och", "und", "om", "o", "v", "в", "г", "года", "року", "р", "h", "t",
    "st", "nd", "rd", "th", "er", "re", "e", "ngày", "tháng", "lúc", "gio", "giờ", "hora", "horas", "hs", "hrs",
    "hours", "heures", "ga", "år", "i", "w", "dnia", "godz", "saat", "pukul", "στις", "ώρα", "min", "годы", "les",
    "du", "al", "kell", "ob", "u", "ora", "на", "во", "о", "об", "εις", "το", "τις", "jam", "pada", "น", "พ.ศ",
    "שעה", "בשעה", "ב", "في", "الساعة", "ساعت", "بجے", "को", "पर", "ч", "ч.", "год", "minut", "vid", "dd", "ko",
    "plkst", "d", "m", "y", "r.",
    // before it
    "published", "posted", "updated", "created", "first", "last", "modified", "date", "publication", "released",
    "issued", "veröffentlicht", "erstellt", "aktualisiert", "stand", "am", "vom", "publié", "mis", "jour", "ligne",
    "publicado", "actualizado", "pubblicato", "aggiornato", "il", "atualizado", "em", "gepubliceerd", "op",
    "publicerad", "uppdaterad", "publisert", "oppdatert", "udgivet", "opdateret", "julkaistu", "päivitetty",
    "opublikowano", "publikováno", "опубликовано", "обновлено", "опубліковано", "yayınlanma", "tarihi", "güncelleme",
    "giriş", "diterbitkan", "公開", "更新", "入力", "입력", "수정", "发布", "时间", "時", "間", "发", "布", "于", "入", "力", "公", "開",
    "更", "新", "一", "二", "三", "四", "五", "六", "天", "年", "оны", "сарын", "р", "жылғы", "жылы", "yil", "ta", "local", "time", "ist", "daily", "publish", "publishing", "publiziert", "erschienen", "geändert",
    "zuletzt", "letzte", "online", "seit", "datum", "publiée", "mise", "maj", "modifié", "publicada", "última",
    "ultimo", "fecha", "data", "pubblicata", "publicação", "laatste", "bijgewerkt", "geplaatst", "publicerat",
    "uppdaterat", "opublikowana", "aktualizacja", "zveřejněno", "aktualizováno", "megjelent", "frissítve",
    "publicat", "actualizat", "ενημερώθηκε", "δημοσιεύτηκε", "עודכן", "פורסם", "نشر", "تحديث", "انتشار", "प्रकाशित",
    "अपडेट", "เผยแพร่", "อัปเดต", "수정일", "등록", "승인", "掲", "載", "配", "信", "投", "稿", "表", "改", "最", "終", "终", "修", "刊",
    "登", "送", "發", "佈", "dnes", "upd", "เวลา",
];

/// Zones whose abbreviation means another elsewhere: by language or language and country.
pub(super) const LOCAL_ZONES: &[(&str, &str, i16)] = &[
    ("ga", "ist", 60),
    ("en-ie", "ist", 60),
    ("he", "ist", 120),
    ("en-il", "ist", 120),
    ("zh", "cst", 480),
    ("bn", "bst", 360),
    ("en-bd", "bst", 360),
    ("en-au", "est", 600),
    ("en-au", "edt", 660),
    ("ar", "ast", 180),
];

/// Words that stand right before a time of day: behind one of them `08.15` is a time.
#[rustfmt::skip]
pub(super) const CLOCK_OPENERS: &[&str] = &[
    "at", "um", "à", "às", "alle", "ore", "kl", "klo", "kell", "kello", "om", "op", "godz", "godzina", "pukul", "jam", "lúc", "saat", "ora", "u", "ob", "plkst", "v", "o", "в", "ve", "στις", "ώρα", "klokken", "las", "dalle", "uhrzeit", "heure", "hora", "time",
];
