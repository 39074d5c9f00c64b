//! Names of months, weekdays and time zones, and the words for the halves of a day. Written by hand.

/// Names of months in the languages that news pages and agencies write dates in, lower case, without a full stop,
/// in the cases that dates stand in: English, German, French, Spanish, Italian, Portuguese, Catalan, Romanian, Dutch,
/// Swedish, Danish, Norwegian, Finnish, Estonian, Hungarian, Polish, Czech, Slovak, Slovene, Croatian, Russian, Ukrainian,
/// Bulgarian, Serbian, Greek, Turkish, Indonesian, Arabic, Persian (of the Gregorian calendar), Hebrew, Hindi.
/// `listopad` is November (Polish, Czech), not the Croatian October.
#[rustfmt::skip]
pub(super) const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "jänner", "jän", "janvier", "janv", "enero", "ene", "gennaio", "gen", "janeiro",
        "gener", "ianuarie", "ian", "januari", "tammikuuta", "tammikuu", "tammi", "jaanuar", "január", "stycznia",
        "styczeń", "sty", "ledna", "leden", "led", "januára", "januarja", "siječnja", "siječanj", "января", "январь",
        "янв", "січня", "січень", "януари", "јануар", "јануара", "ιανουαρίου", "ιανουάριος", "ιαν", "ocak", "oca",
        "يناير", "كانون الثاني", "ژانویه", "ינואר", "जनवरी",
    ],
    &[
        "february", "feb", "februar", "feber", "février", "fevrier", "févr", "fév", "febrero", "febbraio",
        "fevereiro", "fev", "febrer", "februarie", "februari", "helmikuuta", "helmikuu", "helmi", "veebruar",
        "február", "febr", "lutego", "luty", "lut", "února", "únor", "úno", "februára", "februarja", "veljače",
        "veljača", "февраля", "февраль", "фев", "февр", "лютого", "лютий", "февруари", "фебруар", "фебруара",
        "φεβρουαρίου", "φεβρουάριος", "φεβ", "şubat", "şub", "فبراير", "فوریه", "פברואר", "फरवरी", "फ़रवरी",
    ],
    &[
        "march", "mar", "märz", "maerz", "mär", "mrz", "mars", "marzo", "março", "març", "martie", "maart", "mrt",
        "marts", "maaliskuuta", "maaliskuu", "maalis", "märts", "március", "márc", "marca", "marzec", "března",
        "březen", "bře", "ožujka", "ožujak", "марта", "март", "мар", "березня", "березень", "μαρτίου", "μάρτιος",
        "μαρ", "mart", "maret", "مارس", "آذار", "מרץ", "मार्च",
    ],
    &[
        "april", "apr", "avril", "avr", "abril", "abr", "aprile", "aprilie", "huhtikuuta", "huhtikuu", "huhti",
        "aprill", "április", "ápr", "kwietnia", "kwiecień", "kwi", "dubna", "duben", "dub", "apríla", "apríl",
        "aprila", "travnja", "travanj", "апреля", "апрель", "апр", "квітня", "квітень", "април", "априла", "απριλίου",
        "απρίλιος", "απρ", "nisan", "nis", "أبريل", "ابريل", "نيسان", "آوریل", "אפריל", "अप्रैल",
    ],
    &[
        "may", "mai", "mayo", "maggio", "mag", "maio", "maig", "mei", "maj", "toukokuuta", "toukokuu", "touko",
        "május", "máj", "maja", "května", "květen", "kvě", "mája", "svibnja", "svibanj", "мая", "май", "травня",
        "травень", "мај", "маја", "μαΐου", "μάιος", "μαϊ", "mayıs", "مايو", "أيار", "مه", "מאי", "मई",
    ],
    &[
        "june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "juny", "iunie", "iun", "kesäkuuta",
        "kesäkuu", "kesä", "juuni", "június", "jún", "czerwca", "czerwiec", "cze", "června", "červen", "čvn", "júna",
        "junija", "lipnja", "lipanj", "июня", "июнь", "июн", "червня", "червень", "юни", "јун", "јуна", "ιουνίου",
        "ιούνιος", "ιουν", "haziran", "haz", "يونيو", "حزيران", "ژوئن", "יוני", "जून",
    ],
    &[
        "july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "juliol", "iulie", "iul",
        "heinäkuuta", "heinäkuu", "heinä", "juuli", "július", "júl", "lipca", "lipiec", "lip", "července", "červenec",
        "čvc", "júla", "julija", "srpnja", "srpanj", "июля", "июль", "июл", "липня", "липень", "юли", "јул", "јула",
        "ιουλίου", "ιούλιος", "ιουλ", "temmuz", "tem", "يوليو", "تموز", "ژوئیه", "יולי", "जुलाई",
    ],
    &[
        "august", "aug", "août", "aout", "agosto", "ago", "agost", "augustus", "augusti", "elokuuta", "elokuu", "elo",
        "augusztus", "sierpnia", "sierpień", "sie", "srpna", "srpen", "srp", "augusta", "avgusta", "kolovoza",
        "kolovoz", "августа", "август", "авг", "серпня", "серпень", "αυγούστου", "αύγουστος", "αυγ", "ağustos", "ağu",
        "agustus", "أغسطس", "اغسطس", "آب", "اوت", "אוגוסט", "अगस्त",
    ],
    &[
        "september", "sept", "sep", "septembre", "septiembre", "setiembre", "settembre", "set", "setembro",
        "setembre", "septembrie", "syyskuuta", "syyskuu", "syys", "szeptember", "szept", "września", "wrzesień",
        "wrz", "září", "zář", "septembra", "rujna", "rujan", "сентября", "сентябрь", "сен", "сент", "вересня",
        "вересень", "септември", "септембар", "септембра", "σεπτεμβρίου", "σεπτέμβριος", "σεπ", "eylül", "eyl",
        "سبتمبر", "أيلول", "سپتامبر", "ספטמבר", "सितंबर", "सितम्बर",
    ],
    &[
        "october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out", "octombrie",
        "lokakuuta", "lokakuu", "loka", "oktoober", "október", "października", "październik", "paź", "října", "říjen",
        "říj", "októbra", "oktobra", "октября", "октябрь", "окт", "жовтня", "жовтень", "октомври", "октобар",
        "октобра", "οκτωβρίου", "οκτώβριος", "οκτ", "ekim", "eki", "أكتوبر", "اكتوبر", "اکتبر", "אוקטובר", "अक्टूबर",
        "अक्तूबर",
    ],
    &[
        "november", "nov", "novembre", "noviembre", "novembro", "noiembrie", "marraskuuta", "marraskuu", "marras",
        "listopada", "listopad", "lis", "listopadu", "novembra", "studenoga", "studeni", "ноября", "ноябрь", "ноя",
        "листопада", "листопад", "ноември", "новембар", "новембра", "νοεμβρίου", "νοέμβριος", "νοε", "kasım", "kas",
        "نوفمبر", "نوامبر", "נובמבר", "नवंबर", "नवम्बर",
    ],
    &[
        "december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dicembre",
        "dezembro", "desembre", "decembrie", "desember", "des", "joulukuuta", "joulukuu", "joulu", "detsember",
        "grudnia", "grudzień", "gru", "prosince", "prosinec", "pro", "decembra", "prosinca", "prosinac", "декабря",
        "декабрь", "дек", "грудня", "грудень", "декември", "децембар", "децембра", "δεκεμβρίου", "δεκέμβριος", "δεκ",
        "aralık", "ara", "ديسمبر", "دسامبر", "דצמבר", "दिसंबर", "दिसम्बर",
    ],
];

/// Abbreviations of time zones that news uses, with minutes east of Greenwich. `IST` is India's, `BST` Britain's,
/// `CST` America's: the readings that dates in news most often mean.
#[rustfmt::skip]
pub(super) const ZONES: &[(&str, i16)] = &[
    ("z", 0), ("utc", 0), ("gmt", 0), ("ut", 0), ("wet", 0), ("west", 60), ("bst", 60), ("cet", 60), ("cest", 120),
    ("mez", 60), ("mesz", 120), ("eet", 120), ("eest", 180), ("sast", 120), ("cat", 120), ("wat", 60), ("eat", 180),
    ("msk", 180), ("мск", 180), ("trt", 180), ("ast", -240), ("adt", -180), ("est", -300), ("edt", -240),
    ("cst", -360), ("cdt", -300), ("mst", -420), ("mdt", -360), ("pst", -480), ("pdt", -420), ("akst", -540),
    ("akdt", -480), ("hst", -600), ("nst", -210), ("ndt", -150), ("brt", -180), ("art", -180), ("clt", -240),
    ("clst", -180), ("ist", 330), ("pkt", 300), ("npt", 345), ("ict", 420), ("wib", 420), ("wita", 480), ("wit", 540),
    ("sgt", 480), ("hkt", 480), ("pht", 480), ("myt", 480), ("jst", 540), ("kst", 540), ("awst", 480), ("acst", 570),
    ("acdt", 630), ("aest", 600), ("aedt", 660), ("nzst", 720), ("nzdt", 780), ("gst", 240), ("irst", 210),
];

/// American zones named without saying whether summer time holds, with minutes east of Greenwich in winter.
#[rustfmt::skip]
pub(super) const AMERICAN_ZONES: &[(&str, i16)] = &[("et", -300), ("ct", -360), ("mt", -420), ("pt", -480)];

/// Words for the half of the day, and whether it is the second one.
#[rustfmt::skip]
pub(super) const HALVES: &[(&str, bool)] = &[
    ("am", false), ("pm", true), ("a.m", false), ("p.m", true), ("午前", false), ("午後", true), ("上午", false),
    ("下午", true), ("오전", false), ("오후", true), ("πμ", false), ("μμ", true), ("ص", false), ("م", true),
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
    "木", "金", "土", "日", "월", "화", "수", "목", "금", "토", "일", "요",
    // between the parts
    "of", "the", "at", "on", "de", "del", "den", "der", "dem", "le", "la", "las", "el", "à", "a", "às", "as", "alle",
    "ore", "um", "uhr", "kl", "klo", "og", "och", "und", "om", "o", "v", "в", "г", "года", "року", "р", "h", "t",
    "st", "nd", "rd", "th", "er", "re", "e", "ngày", "tháng", "lúc", "gio", "giờ", "hora", "horas", "hs", "hrs",
    "hours", "heures", "ga", "år", "i", "w", "dnia", "godz", "saat", "pukul", "στις", "ώρα", "the", "min", "годы",
    // before it
    "published", "posted", "updated", "created", "first", "last", "modified", "date", "publication", "released",
    "issued", "veröffentlicht", "erstellt", "aktualisiert", "stand", "am", "vom", "publié", "mis", "jour", "ligne",
    "le", "publicado", "actualizado", "pubblicato", "aggiornato", "il", "atualizado", "em", "gepubliceerd", "op",
    "publicerad", "uppdaterad", "publisert", "oppdatert", "udgivet", "opdateret", "julkaistu", "päivitetty",
    "opublikowano", "publikováno", "опубликовано", "обновлено", "опубліковано", "yayınlanma", "tarihi", "güncelleme",
    "giriş", "diterbitkan", "公開", "更新", "入力", "입력", "수정", "发布", "时间", "時", "間", "发", "布", "于", "入", "力", "公", "開",
    "更", "新", "local", "time", "ist", "daily",
];
