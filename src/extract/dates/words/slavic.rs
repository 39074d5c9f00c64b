//! Polish, Czech, Slovak, Russian, Ukrainian.

use super::{Lexicon, Unit};

#[rustfmt::skip]
pub(super) const POLISH: Lexicon = Lexicon {
    language: "pl",
    months: ["stycznia|styczniu|styczeń", "lutego|lutym|luty", "marca|marcu|marzec", "kwietnia|kwietniu|kwiecień", "maja|maju|~maj", "czerwca|czerwcu|czerwiec", "lipca|lipcu|lipiec", "sierpnia|sierpniu|sierpień", "września|wrześniu|wrzesień", "października|październiku|październik", "listopada|listopadzie|listopad", "grudnia|grudniu|grudzień"],
    weekdays: ["poniedziałek|poniedziałku|poniedziałkiem", "wtorek|wtorku|wtorkiem", "środa|środę|środy|środą", "czwartek|czwartku|czwartkiem", "piątek|piątku|piątkiem", "sobota|sobotę|soboty|sobotą", "niedziela|niedzielę|niedzieli|niedzielą"],
    days: &[(-2, "przedwczoraj"), (-1, "wczoraj"), (0, "dziś|dzisiaj"), (1, "jutro"), (2, "pojutrze")],
    months_away: &[(-1, "w zeszłym miesiącu|w ubiegłym miesiącu|zeszłym miesiącu|ubiegłym miesiącu"), (0, "w tym miesiącu"), (1, "w przyszłym miesiącu|przyszłym miesiącu")],
    years_away: &[(-1, "w zeszłym roku|w ubiegłym roku|zeszłym roku|ubiegłym roku"), (0, "w tym roku|w bieżącym roku"), (1, "w przyszłym roku|przyszłym roku")],
    of_year: &[(-1, "ubiegłego roku|zeszłego roku|ub.r|ub. r|ub. roku"), (0, "tego roku|bieżącego roku|br"), (1, "przyszłego roku")],
    of_week: &[(-1, "w zeszłym tygodniu|w ubiegłym tygodniu|zeszłego tygodnia|ubiegłego tygodnia"), (0, "tego tygodnia"), (1, "w przyszłym tygodniu|przyszłego tygodnia")],
    distances: &[
        (Unit::Day, "dni temu", &[("", false, true)]), (Unit::Month, "miesiące temu|miesięcy temu|miesiąc temu", &[("", false, true)]), (Unit::Year, "lata temu|lat temu|rok temu", &[("", false, true)]),
        (Unit::Day, "dni", &[("za", true, true)]), (Unit::Month, "miesiące|miesięcy", &[("za", true, true)]), (Unit::Year, "lata|lat", &[("za", true, true)]),
    ],
    numbers: &[(2, "dwa|dwie"), (3, "trzy"), (4, "cztery"), (5, "pięć"), (6, "sześć"), (7, "siedem"), (8, "osiem"), (9, "dziewięć"), (10, "dziesięć")],
    last: "ubiegły|ubiegłą|zeszły|zeszłą|miniony|minioną|ostatni|ostatnią|ubiegłym|zeszłym", next: "najbliższy|najbliższą|przyszły|przyszłą|nadchodzący|nadchodzącą", last_behind: "ubiegłego", next_behind: "przyszłego",
    every: "każdy|każdą|każda|każdego|co",
    range: "do|i",
    link: "dnia",
    with_month: "w|we|od|do|na|przed|po|początku|końcu|połowie|koniec|początek",
    before_year: "rok|roku|lat|latach", after_year: "roku|rok|r.",
    ahead: "będzie|będą|zostanie|zostaną|odbędzie|odbędą|rozpocznie|rozpoczyna|zaczyna|otworzy|ruszy|planuje|planowane|planowana|planowany|ma",
    behind: "powiedział|powiedziała|poinformował|poinformowała|był|była|było|były|został|została|zostało|zostały|miał|miała", behind_endings: &["ał", "ała", "ało", "ały", "ali", "ił", "iła", "iło", "iły", "ili", "ył", "yła", "yło", "yli", "ęto", "ano"],
    innocent: "Wielki Piątek|Wielką Sobotę|Wielka Sobota|Czarny Piątek|Black Friday|Niedziela Palmowa|Gazeta Wyborcza",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const CZECH: Lexicon = Lexicon {
    language: "cs",
    months: ["ledna|lednu|leden", "února|únoru|únor", "března|březnu|březen", "dubna|dubnu|duben", "května|květnu|květen", "června|červnu|červen", "července|červenci|červenec", "srpna|srpnu|srpen", "září", "října|říjnu|říjen", "listopadu|listopad", "prosince|prosinci|prosinec"],
    weekdays: ["pondělí", "úterý|úterka", "středa|středu|středy|středou", "čtvrtek|čtvrtka|čtvrtkem", "pátek|pátku|pátkem", "sobota|sobotu|soboty|sobotou", "neděle|neděli|nedělí"],
    days: &[(-2, "předevčírem"), (-1, "včera|včera večer"), (0, "dnes|dneska"), (1, "zítra"), (2, "pozítří")],
    months_away: &[(-1, "minulý měsíc|v minulém měsíci"), (0, "tento měsíc|v tomto měsíci"), (1, "příští měsíc|v příštím měsíci")],
    years_away: &[(-1, "loni|vloni|v loňském roce"), (-2, "předloni"), (0, "letos|v letošním roce"), (1, "příští rok|v příštím roce")],
    of_year: &[(-1, "loňského roku|minulého roku|loni|vloni"), (0, "letošního roku|tohoto roku|letos"), (1, "příštího roku|příští rok")],
    of_week: &[(-1, "minulého týdne|minulý týden"), (0, "tohoto týdne|tento týden"), (1, "příštího týdne|příští týden")],
    distances: &[(Unit::Day, "dny|dnů|dní|dnem", &[("před", false, true), ("za", true, true)]), (Unit::Month, "měsíci|měsíců|měsíce|měsícem", &[("před", false, true), ("za", true, true)]), (Unit::Year, "lety|let|roky|rokem", &[("před", false, true), ("za", true, true)])],
    numbers: &[(2, "dva|dvě|dvěma"), (3, "tři|třemi"), (4, "čtyři|čtyřmi"), (5, "pět|pěti"), (6, "šest|šesti"), (7, "sedm|sedmi"), (8, "osm|osmi"), (9, "devět|devíti"), (10, "deset|deseti")],
    last: "minulý|minulou|minulé|uplynulou|uplynulý|loňském|loňského", next: "příští|nadcházející|nejbližší",
    every: "každé|každý|každou|každá|vždy",
    range: "do|až|a|až do",
    with_month: "v|ve|od|do|na|během|začátku|začátkem|konci|koncem|polovině|před|po|minulý|příští",
    before_year: "roce|roku|rok|roky|letech",
    ahead: "bude|budou|má|mají|plánuje|uskuteční|začíná|začne|začnou|otevře",
    behind: "řekl|řekla|uvedl|uvedla|byl|byla|bylo|byly|měl|měla", behind_endings: &["al", "ala", "alo", "aly", "ali", "il", "ila", "ilo", "ily", "ili", "el", "ela", "elo", "eli", "dl", "dla"],
    innocent: "Velký pátek|Velikonoční pondělí|Bílá sobota|Bílou sobotu|Černý pátek|Black Friday|Zelený čtvrtek|Květná neděle",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const SLOVAK: Lexicon = Lexicon {
    language: "sk",
    months: ["januára|januári|január", "februára|februári|február", "marca|marci|marec", "apríla|apríli|apríl", "mája|máji|máj", "júna|júni|jún", "júla|júli|júl", "augusta|auguste|august", "septembra|septembri|september", "októbra|októbri|október", "novembra|novembri|november", "decembra|decembri|december"],
    weekdays: ["pondelok|pondelka|pondelkom", "utorok|utorka|utorkom", "streda|stredu|stredy|stredou", "štvrtok|štvrtka|štvrtkom", "piatok|piatka|piatkom", "sobota|sobotu|soboty|sobotou", "nedeľa|nedeľu|nedele|nedeľou"],
    days: &[(-2, "predvčerom"), (-1, "včera|včera večer"), (0, "dnes"), (1, "zajtra"), (2, "pozajtra")],
    months_away: &[(-1, "minulý mesiac|v minulom mesiaci"), (0, "tento mesiac"), (1, "budúci mesiac|v budúcom mesiaci")],
    years_away: &[(-1, "vlani|minulý rok|v minulom roku"), (-2, "predvlani"), (0, "tento rok|v tomto roku"), (1, "budúci rok|v budúcom roku")],
    of_year: &[(-1, "minulého roka|minulého roku|vlani|vlaňajšieho roka"), (0, "tohto roka|tohto roku"), (1, "budúceho roka|budúceho roku")],
    of_week: &[(-1, "minulého týždňa|minulý týždeň"), (0, "tohto týždňa"), (1, "budúceho týždňa|budúci týždeň")],
    distances: &[(Unit::Day, "dňami|dní|dni", &[("pred", false, true), ("o", true, true)]), (Unit::Month, "mesiacmi|mesiacov|mesiace", &[("pred", false, true), ("o", true, true)]), (Unit::Year, "rokmi|rokov|roky", &[("pred", false, true), ("o", true, true)])],
    numbers: &[(2, "dva|dve|dvoma|dvomi"), (3, "tri|troma|tromi"), (4, "štyri|štyrmi"), (5, "päť|piatimi"), (6, "šesť"), (7, "sedem"), (8, "osem"), (9, "deväť"), (10, "desať")],
    last: "minulý|minulú|uplynulú|uplynulý", next: "budúci|budúcu|najbližší|najbližšiu|nadchádzajúci",
    every: "každý|každú|každá|vždy",
    range: "do|až|a",
    with_month: "v|vo|od|do|na|počas|začiatku|začiatkom|konci|koncom|polovici|pred|po|minulý|budúci",
    before_year: "roku|roka|rok|rokoch",
    ahead: "bude|budú|má|majú|plánuje|uskutoční|začne|začnú|otvorí",
    behind: "povedal|povedala|uviedol|uviedla|bol|bola|bolo|boli|mal|mala", behind_endings: &["al", "ala", "alo", "ali", "il", "ila", "ilo", "ili", "el", "ela", "elo", "eli"],
    innocent: "Veľký piatok|Veľkonočný pondelok|Čierny piatok|Black Friday|Zelený štvrtok",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const RUSSIAN: Lexicon = Lexicon {
    language: "ru",
    months: ["января|январе|январь|январю", "февраля|феврале|февраль|февралю", "марта|марте|март|марту", "апреля|апреле|апрель|апрелю", "мая|мае|май|маю", "июня|июне|июнь|июню", "июля|июле|июль|июлю", "августа|августе|август|августу", "сентября|сентябре|сентябрь|сентябрю", "октября|октябре|октябрь|октябрю", "ноября|ноябре|ноябрь|ноябрю", "декабря|декабре|декабрь|декабрю"],
    weekdays: ["понедельник|понедельника|понедельнику", "вторник|вторника|вторнику", "среду|~среда|~среды", "четверг|четверга|четвергу", "пятница|пятницу|пятницы|пятнице", "суббота|субботу|субботы|субботе", "воскресенье|воскресенья|воскресенью"],
    days: &[(-2, "позавчера"), (-1, "вчера|накануне вечером"), (0, "сегодня"), (1, "завтра"), (2, "послезавтра")],
    months_away: &[(-1, "в прошлом месяце|прошлом месяце"), (0, "в этом месяце"), (1, "в следующем месяце|в будущем месяце")],
    years_away: &[(-1, "в прошлом году|прошлом году"), (-2, "в позапрошлом году"), (0, "в этом году|в нынешнем году"), (1, "в следующем году|в будущем году")],
    of_year: &[(-1, "прошлого года|в прошлом году"), (0, "этого года|текущего года|нынешнего года"), (1, "следующего года|будущего года")],
    of_week: &[(-1, "на прошлой неделе|прошлой недели"), (0, "на этой неделе|этой недели"), (1, "на следующей неделе|следующей недели")],
    distances: &[
        (Unit::Day, "дня назад|дней назад|день назад", &[("", false, true)]), (Unit::Month, "месяца назад|месяцев назад|месяц назад", &[("", false, true)]), (Unit::Year, "года назад|лет назад|год назад", &[("", false, true)]),
        (Unit::Day, "дня|дней|день", &[("через", true, true)]), (Unit::Month, "месяца|месяцев|месяц", &[("через", true, true)]), (Unit::Year, "года|лет", &[("через", true, true)]),
    ],
    numbers: &[(2, "два|две"), (3, "три"), (4, "четыре"), (5, "пять"), (6, "шесть"), (7, "семь"), (8, "восемь"), (9, "девять"), (10, "десять"), (20, "двадцать")],
    last: "прошлый|прошлую|прошлое|минувший|минувшую|минувшее|прошлом|прошлого", next: "следующий|следующую|следующее|ближайший|ближайшую|ближайшее|будущий|будущую", last_behind: "прошлого", next_behind: "следующего",
    every: "каждый|каждую|каждое|каждая",
    range: "по|до|и",
    with_month: "в|с|к|до|на|начале|конце|середине|начала|конца|прошлом|прошлого|следующем",
    after_year: "году|года|год|годом|г.",
    ahead: "будет|будут|состоится|состоятся|пройдет|пройдёт|пройдут|планирует|планируют|планируется|откроется|открывается|начинается|начнется|начнётся|должен|должна|должны",
    behind: "сказал|сказала|заявил|заявила|сообщил|сообщила|сообщили|был|была|было|были", behind_endings: &["ал", "ала", "ало", "али", "ил", "ила", "ило", "или", "ел", "ела", "ели", "лся", "лась", "лось", "лись", "шел", "шла", "шли"],
    no_verbs: "или|если",
    innocent: "Страстная пятница|Чистый понедельник|Чистый четверг|черная пятница|чёрная пятница|Новая газета",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const UKRAINIAN: Lexicon = Lexicon {
    language: "uk",
    months: ["січня|січні|січень", "лютого|лютому|лютий", "березня|березні|березень", "квітня|квітні|квітень", "травня|травні|травень", "червня|червні|червень", "липня|липні|липень", "серпня|серпні|серпень", "вересня|вересні|вересень", "жовтня|жовтні|жовтень", "листопада|листопаді|листопад", "грудня|грудні|грудень"],
    weekdays: ["понеділок|понеділка|понеділку", "вівторок|вівторка|вівторку", "середа|середу|середи", "четвер|четверга|четвергу", "п'ятниця|п'ятницю|п'ятниці|п’ятниця|п’ятницю|п’ятниці", "субота|суботу|суботи", "неділя|неділю|неділі"],
    days: &[(-2, "позавчора"), (-1, "вчора|учора"), (0, "сьогодні"), (1, "завтра"), (2, "післязавтра")],
    months_away: &[(-1, "минулого місяця"), (0, "цього місяця"), (1, "наступного місяця")],
    years_away: &[(-1, "минулого року|торік"), (-2, "позаторік"), (0, "цього року|цьогоріч"), (1, "наступного року")],
    of_year: &[(-1, "минулого року"), (0, "цього року|поточного року"), (1, "наступного року")],
    of_week: &[(-1, "минулого тижня|на минулому тижні"), (0, "цього тижня"), (1, "наступного тижня")],
    distances: &[
        (Unit::Day, "дні тому|днів тому|день тому", &[("", false, true)]), (Unit::Month, "місяці тому|місяців тому|місяць тому", &[("", false, true)]), (Unit::Year, "роки тому|років тому|рік тому", &[("", false, true)]),
        (Unit::Day, "дні|днів|день", &[("через", true, true), ("за", true, true)]), (Unit::Month, "місяці|місяців|місяць", &[("через", true, true)]), (Unit::Year, "роки|років", &[("через", true, true)]),
    ],
    numbers: &[(2, "два|дві"), (3, "три"), (4, "чотири"), (5, "п'ять|п’ять"), (6, "шість"), (7, "сім"), (8, "вісім"), (9, "дев'ять|дев’ять"), (10, "десять"), (20, "двадцять")],
    last: "минулий|минулу|минулої|минулого|минулій", next: "наступний|наступну|найближчий|найближчу|наступного|наступної", last_behind: "минулого", next_behind: "наступного",
    every: "кожен|кожну|кожного|кожної|щопонеділка",
    range: "по|до|та|і",
    with_month: "у|в|з|із|до|на|початку|кінці|середині|наприкінці|минулого|наступного",
    after_year: "році|року|рік|р.",
    ahead: "буде|будуть|відбудеться|відбудуться|планує|планують|планується|відкриється|почнеться|має|мають",
    behind: "сказав|сказала|заявив|заявила|повідомив|повідомила|повідомили|був|була|було|були", behind_endings: &["ав", "ала", "ало", "али", "ив", "ила", "ило", "или", "вся", "лася", "лося", "лися"],
    no_verbs: "або|коли|мали|ввів",
    innocent: "Страсна п'ятниця|Страсна п’ятниця|Чорна п'ятниця|Чорна п’ятниця|чорна п'ятниця|чорна п’ятниця",
    ..Lexicon::EMPTY
};
