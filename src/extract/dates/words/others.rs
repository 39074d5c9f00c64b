//! Hungarian, Greek, Turkish, Arabic.

use super::{Lexicon, Order, Unit};

#[rustfmt::skip]
pub(super) const HUNGARIAN: Lexicon = Lexicon {
    language: "hu",
    order: Order::YearFirst,
    months: ["január|~januári|+januárban|~jan", "február|~februári|+februárban|~febr", "március|~márciusi|+márciusban|~márc", "április|~áprilisi|+áprilisban|~ápr", "május|~májusi|+májusban|~máj", "június|~júniusi|+júniusban|~jún", "július|~júliusi|+júliusban|~júl", "augusztus|~augusztusi|+augusztusban|~aug", "szeptember|~szeptemberi|+szeptemberben|~szept", "október|~októberi|+októberben|~okt", "november|~novemberi|+novemberben|~nov", "december|~decemberi|+decemberben|~dec"],
    weekdays: ["hétfőn|hétfő|hétfői|hétfőre", "kedden|kedd|keddi|keddre", "szerdán|szerda|szerdai|szerdára", "csütörtökön|csütörtök|csütörtöki|csütörtökre", "pénteken|péntek|pénteki|péntekre", "szombaton|szombat|szombati|szombatra", "vasárnap|vasárnapi|vasárnapra"],
    days: &[(-2, "tegnapelőtt"), (-1, "tegnap|tegnap este"), (0, "ma|ma este|ma reggel"), (1, "holnap"), (2, "holnapután")],
    months_away: &[(-1, "múlt hónapban|a múlt hónapban"), (0, "ebben a hónapban"), (1, "jövő hónapban|a jövő hónapban")],
    years_away: &[(-1, "tavaly"), (-2, "tavalyelőtt"), (0, "idén"), (1, "jövőre|jövő évben")],
    of_year: &[(-1, "tavaly"), (0, "idén"), (1, "jövő")],
    distances: &[(Unit::Day, "napja|nappal ezelőtt", &[("", false, true)]), (Unit::Month, "hónapja|hónappal ezelőtt", &[("", false, true)]), (Unit::Year, "éve|évvel ezelőtt", &[("", false, true)]), (Unit::Day, "nap múlva", &[("", true, true)]), (Unit::Month, "hónap múlva", &[("", true, true)]), (Unit::Year, "év múlva", &[("", true, true)])],
    numbers: &[(1, "egy"), (2, "két|kettő"), (3, "három"), (4, "négy"), (5, "öt"), (6, "hat"), (7, "hét"), (8, "nyolc"), (9, "kilenc"), (10, "tíz"), (20, "húsz")],
    last: "múlt|elmúlt", next: "jövő|következő",
    every: "minden",
    of_week: &[(-1, "a múlt héten|múlt héten"), (1, "a jövő héten|jövő héten")],
    range: "és",
    with_month: "tavaly|idén|jövő|múlt",
    after_year: "-ben|-ban|-től|-tól|-ig|-es|-as",
    ahead: "fog|fognak|lesz|lesznek|várható|tervezik",
    behind: "volt|voltak|mondta|közölte|történt", behind_endings: &["tt", "tta", "tték", "ttek", "ttak"],
    innocent: "Nagypéntek|Virágvasárnap|Black Friday",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const GREEK: Lexicon = Lexicon {
    language: "el",
    months: ["Ιανουαρίου|Ιανουάριο|Ιανουάριος|~Ιαν", "Φεβρουαρίου|Φεβρουάριο|Φεβρουάριος|~Φεβ", "Μαρτίου|Μάρτιο|Μάρτιος|~Μαρ", "Απριλίου|Απρίλιο|Απρίλιος|~Απρ", "Μαΐου|Μαίου|Μάιο|Μάιος", "Ιουνίου|Ιούνιο|Ιούνιος", "Ιουλίου|Ιούλιο|Ιούλιος", "Αυγούστου|Αύγουστο|Αύγουστος", "Σεπτεμβρίου|Σεπτέμβριο|Σεπτέμβριος", "Οκτωβρίου|Οκτώβριο|Οκτώβριος", "Νοεμβρίου|Νοέμβριο|Νοέμβριος", "Δεκεμβρίου|Δεκέμβριο|Δεκέμβριος"],
    weekdays: ["Δευτέρα|Δευτέρας", "Τρίτη|Τρίτης", "Τετάρτη|Τετάρτης", "Πέμπτη|Πέμπτης", "Παρασκευή|Παρασκευής", "Σάββατο|Σαββάτου", "Κυριακή|Κυριακής"],
    days: &[(-2, "προχθές|προχτές"), (-1, "χθες|χτες"), (0, "σήμερα|απόψε"), (1, "αύριο"), (2, "μεθαύριο")],
    months_away: &[(-1, "τον περασμένο μήνα|τον προηγούμενο μήνα"), (0, "αυτόν τον μήνα"), (1, "τον επόμενο μήνα")],
    years_away: &[(-1, "πέρυσι|πέρσι"), (-2, "πρόπερσι"), (0, "φέτος|εφέτος"), (1, "του χρόνου")],
    of_year: &[(-1, "του περασμένου έτους|του προηγούμενου έτους|πέρυσι|πέρσι"), (0, "φέτος|του τρέχοντος έτους"), (1, "του επόμενου έτους|του χρόνου")],
    of_week: &[(-1, "της περασμένης εβδομάδας"), (1, "της επόμενης εβδομάδας")],
    distances: &[(Unit::Day, "ημέρες|μέρες|ημέρα", &[("πριν από", false, true), ("πριν", false, true), ("σε", true, false)]), (Unit::Month, "μήνες|μήνα", &[("πριν από", false, true), ("πριν", false, true), ("σε", true, false)]), (Unit::Year, "χρόνια|έτη", &[("πριν από", false, true), ("πριν", false, true)])],
    numbers: &[(2, "δύο|δυο"), (3, "τρεις|τρία"), (4, "τέσσερις|τέσσερα"), (5, "πέντε"), (6, "έξι"), (7, "επτά|εφτά"), (8, "οκτώ|οχτώ"), (9, "εννέα|εννιά"), (10, "δέκα")],
    last: "περασμένη|περασμένο|προηγούμενη|περασμένης", next: "επόμενη|ερχόμενη|προσεχή|επόμενο|ερχόμενο",
    every: "κάθε",
    range: "έως|ως|μέχρι|και|με",
    with_month: "τον|από|μέχρι|έως|περασμένο|επόμενο|τέλη|αρχές|μέσα",
    before_year: "το|του|από|έως|έτος",
    ahead: "θα|πρόκειται|αναμένεται",
    behind: "είπε|δήλωσε|ήταν|είχε|είχαν", behind_endings: &["ησε", "ωσε", "αν", "θηκε", "θηκαν"],
    innocent: "Μεγάλη Παρασκευή|Μεγάλης Παρασκευής|Μεγάλη Πέμπτη|Μεγάλο Σάββατο|Καθαρά Δευτέρα|Καθαρής Δευτέρας|Black Friday|Τρίτη Ηλικία",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const TURKISH: Lexicon = Lexicon {
    language: "tr",
    months: ["Ocak|+Ocak'ta|+Ocak’ta|+Ocak ayında", "Şubat|+Şubat'ta|+Şubat’ta|+Şubat ayında", "Mart|+Mart'ta|+Mart’ta|+Mart ayında", "Nisan|+Nisan'da|+Nisan’da|+Nisan ayında", "Mayıs|+Mayıs'ta|+Mayıs’ta|+Mayıs ayında", "Haziran|+Haziran'da|+Haziran’da|+Haziran ayında", "Temmuz|+Temmuz'da|+Temmuz’da|+Temmuz ayında", "Ağustos|+Ağustos'ta|+Ağustos’ta|+Ağustos ayında", "Eylül|+Eylül'de|+Eylül’de|+Eylül ayında", "Ekim|+Ekim'de|+Ekim’de|+Ekim ayında", "Kasım|+Kasım'da|+Kasım’da|+Kasım ayında", "Aralık|+Aralık'ta|+Aralık’ta|+Aralık ayında"],
    weekdays: ["Pazartesi|pazartesi", "Salı|salı", "Çarşamba|çarşamba", "Perşembe|perşembe", "Cuma|cuma", "Cumartesi|cumartesi", "Pazar günü|pazar günü|~Pazar"],
    days: &[(-2, "önceki gün|evvelsi gün"), (-1, "dün|dün akşam|dün gece"), (0, "bugün|bu sabah|bu akşam"), (1, "yarın"), (2, "öbür gün")],
    months_away: &[(-1, "geçen ay|geçtiğimiz ay"), (0, "bu ay"), (1, "gelecek ay|önümüzdeki ay")],
    years_away: &[(-1, "geçen yıl|geçen sene|geçtiğimiz yıl"), (0, "bu yıl|bu sene"), (1, "gelecek yıl|önümüzdeki yıl|seneye")],
    of_year: &[(-1, "geçen yıl|geçen yılın")],
    distances: &[(Unit::Day, "gün önce", &[("", false, true)]), (Unit::Month, "ay önce", &[("", false, true)]), (Unit::Year, "yıl önce|sene önce", &[("", false, true)]), (Unit::Day, "gün sonra", &[("", true, false)]), (Unit::Month, "ay sonra", &[("", true, false)])],
    numbers: &[(1, "bir"), (2, "iki"), (3, "üç"), (4, "dört"), (5, "beş"), (6, "altı"), (7, "yedi"), (8, "sekiz"), (9, "dokuz"), (10, "on")],
    last: "geçen|geçtiğimiz", next: "gelecek|önümüzdeki",
    every: "her",
    range: "ile|ila|ve",
    with_month: "geçen|gelecek|önümüzdeki|geçtiğimiz|bu",
    after_year: "yılında|yılı|yılının|yılından|'de|'da|'te|'ta|’de|’da|’te|’ta",
    ahead: "edecek|olacak|yapılacak|açılacak|planlanıyor|bekleniyor", ahead_endings: &["acak", "ecek", "acaktır", "ecektir", "acaklar", "ecekler"],
    behind: "", behind_endings: &["dı", "di", "du", "dü", "tı", "ti", "tu", "tü", "dılar", "diler"],
    innocent: "Kara Cuma|Efsane Cuma|Black Friday",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const ARABIC: Lexicon = Lexicon {
    language: "ar",
    months: ["يناير|كانون الثاني", "فبراير|شباط", "مارس|آذار", "أبريل|ابريل|إبريل|نيسان", "مايو|أيار", "يونيو|حزيران", "يوليو|تموز", "أغسطس|اغسطس|آب", "سبتمبر|أيلول", "أكتوبر|اكتوبر|تشرين الأول", "نوفمبر|تشرين الثاني", "ديسمبر|كانون الأول"],
    weekdays: ["الاثنين|الإثنين|يوم الاثنين|يوم الإثنين", "الثلاثاء|يوم الثلاثاء", "الأربعاء|الاربعاء|يوم الأربعاء", "الخميس|يوم الخميس", "الجمعة|يوم الجمعة", "السبت|يوم السبت", "الأحد|الاحد|يوم الأحد"],
    days: &[(-2, "أول أمس|أول من أمس|أمس الأول"), (-1, "أمس|البارحة|مساء أمس"), (0, "اليوم|هذا اليوم|صباح اليوم|مساء اليوم"), (1, "غدا|غداً|غدًا"), (2, "بعد غد|بعد غدٍ")],
    months_away: &[(-1, "الشهر الماضي"), (0, "الشهر الجاري|هذا الشهر|الشهر الحالي"), (1, "الشهر المقبل|الشهر القادم")],
    years_away: &[(-1, "العام الماضي|السنة الماضية"), (0, "العام الجاري|هذا العام|العام الحالي"), (1, "العام المقبل|العام القادم|السنة المقبلة")],
    of_year: &[(-1, "من العام الماضي|العام الماضي"), (0, "من العام الجاري|العام الجاري|من هذا العام"), (1, "من العام المقبل|العام المقبل")],
    of_week: &[(-1, "من الأسبوع الماضي|الأسبوع الماضي"), (1, "من الأسبوع المقبل|الأسبوع المقبل")],
    distances: &[(Unit::Day, "أيام|يوما|يوماً", &[("قبل", false, true), ("منذ", false, true), ("بعد", true, false)]), (Unit::Month, "أشهر|شهرا|شهراً", &[("قبل", false, true)]), (Unit::Year, "سنوات|أعوام|عاما|عاماً", &[("قبل", false, true)])],
    numbers: &[(3, "ثلاثة|ثلاث"), (4, "أربعة|أربع"), (5, "خمسة|خمس"), (6, "ستة|ست"), (7, "سبعة|سبع"), (8, "ثمانية|ثماني"), (9, "تسعة|تسع"), (10, "عشرة|عشر")],
    last_behind: "الماضي|الفائت|المنصرم", next_behind: "المقبل|القادم",
    every: "كل",
    range: "إلى|الى|حتى|و",
    with_month: "في|منذ|حتى|شهر|أواخر|أوائل|مطلع|نهاية|خلال",
    since: "منذ",
    before_year: "عام|سنة|العام|منذ",
    ahead: "سوف|سيتم|ستعقد|سيعقد|ستبدأ|سيبدأ|المقرر|ستفتح|سيفتتح|يعتزم",
    behind: "قال|قالت|أعلن|أعلنت|كان|كانت|صرح",
    innocent: "الجمعة العظيمة|الجمعة البيضاء|الجمعة السوداء|صلاة الجمعة|الأمم المتحدة اليوم|المصري اليوم|روسيا اليوم|اليوم السابع|اليوم العالمي|اليوم الوطني",
    ..Lexicon::EMPTY
};
