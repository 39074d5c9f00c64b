//! English, German, Dutch.

use super::{Lexicon, Order, Unit};

#[rustfmt::skip]
pub(super) const ENGLISH: Lexicon = Lexicon {
    language: "en",
    order: Order::Either,
    months: ["January|~Jan", "February|~Feb", "March|~Mar", "April|~Apr", "May", "June|~Jun", "July|~Jul", "August|~Aug", "September|~Sept|~Sep", "October|~Oct", "November|~Nov", "December|~Dec"],
    weekdays: ["Monday|~Mon", "Tuesday|~Tue|~Tues", "Wednesday|~Wed|~Weds", "Thursday|~Thu|~Thurs|~Thur", "Friday|~Fri", "Saturday|~Sat", "Sunday|~Sun"],
    days: &[
        (-2, "the day before yesterday|day before yesterday|the night before last"), (2, "the day after tomorrow|day after tomorrow"), (-1, "yesterday|last night"), (0, "today|tonight|this morning|this afternoon|this evening"), (1, "tomorrow"),
        (-7, "a week ago today"), (-8, "a week ago yesterday"), (7, "a week from today"), (8, "a week from tomorrow"), (14, "two weeks from today"),
    ],
    months_away: &[(-1, "last month"), (0, "this month"), (1, "next month"), (-2, "the month before last"), (2, "the month after next")],
    years_away: &[(-1, "last year"), (0, "this year"), (1, "next year"), (-2, "the year before last"), (2, "the year after next")],
    of_year: &[(-1, "last year|of last year"), (0, "this year|of this year"), (1, "next year|of next year")],
    of_week: &[(-1, "last week|of last week"), (0, "this week|of this week"), (1, "next week|of next week")],
    weeks_behind: &[(1, "week|after next"), (-1, "before last"), (2, "fortnight")],
    weeks_before: &[(1, "a week from|one week from|a week on|a week from next|a week from this"), (2, "two weeks from|a fortnight from|two weeks on"), (3, "three weeks from"), (-1, "a week ago|a week ago on|a week ago last"), (-2, "two weeks ago|two weeks ago on")],
    distances: &[
        (Unit::Day, "day ago|days ago", &[("", false, true)]), (Unit::Month, "month ago|months ago", &[("", false, true)]), (Unit::Year, "year ago|years ago", &[("", false, true)]),
        (Unit::Day, "days", &[("in", true, false)]), (Unit::Month, "months", &[("in", true, false)]),
        (Unit::Day, "days from now|day from now", &[("", true, true)]), (Unit::Month, "months from now|month from now", &[("", true, true)]), (Unit::Year, "years from now|year from now", &[("", true, true)]),
    ],
    last: "last|past", next: "next|coming|upcoming", next_behind: "next", last_behind: "last",
    every: "every|each|most|any|some|many|alternate|given",
    range: "to|through|until|till|thru",
    link: "the",
    with_month: "in|from|this|before|after|end of|start of|beginning of|middle of|month of|since|until|last|next|past|coming|early|late|mid|early-|late-|mid-|during|by",
    since: "since",
    before_year: "in|since|by|until|till|during|before|after|from|of|early|late|mid|year|between|and|to|through|around",
    ahead: "will|won't|won’t|would|shall|could|may|might|should|scheduled|due|expected|expects|expect|intends|aims|must|planned|plans|planning|slated|hopes|vows|going|upcoming",
    behind: "said|told|wrote|was|were|had|has|have|did|went|came|began|met|left|took|held|fell|rose|won|lost|struck|hit|made|gave|got|ran|broke|shot|sank|saw|found|spoke|sent|died|led|drew|flew|put|set|beat|says|born|sold|built|taken|bought|caught|swept|burst|seen",
    innocent: "Bloody Sunday|Black Monday|Black Tuesday|Black Wednesday|Black Thursday|Black Friday|Black Saturday|Black Sunday|Cyber Monday|Super Tuesday|Super Sunday|Super Saturday|Ash Wednesday|Palm Sunday|Easter Sunday|Easter Monday|Easter Saturday|Good Friday|Maundy Thursday|Holy Thursday|Holy Saturday|Whit Monday|Whit Sunday|Shrove Tuesday|Fat Tuesday|Pancake Tuesday|Mothering Sunday|Sheffield Wednesday|Giving Tuesday|Small Business Saturday|Casual Friday|Freaky Friday|Ruby Tuesday|Blue Monday|Manic Monday|Man Friday|Girl Friday|Taco Tuesday|Throwback Thursday|Gray Thursday|Red Friday|White Friday|Happy Mondays|Saturday Night Live|Monday Night Football|Sunday Night Football|Thursday Night Football|Friday Night Lights|Trinity Sunday|Advent Sunday|Selection Sunday|Championship Sunday|Remembrance Sunday|Wednesday Addams|Mr Friday|Mr. Friday|Joe Friday|USA Today|Today programme|Today show|May Day|April Fools",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const GERMAN: Lexicon = Lexicon {
    language: "de",
    months: ["Januar|Jänner|~Jan", "Februar|Feber|~Feb", "März", "April|~Apr", "Mai", "Juni|~Jun", "Juli|~Jul", "August|~Aug", "September|~Sept|~Sep", "Oktober|~Okt", "November|~Nov", "Dezember|~Dez"],
    weekdays: [
        "Montag|Montagmorgen|Montagvormittag|Montagmittag|Montagnachmittag|Montagabend|~Mo", "Dienstag|Dienstagmorgen|Dienstagvormittag|Dienstagmittag|Dienstagnachmittag|Dienstagabend|~Di", "Mittwoch|Mittwochmorgen|Mittwochvormittag|Mittwochmittag|Mittwochnachmittag|Mittwochabend|~Mi", "Donnerstag|Donnerstagmorgen|Donnerstagvormittag|Donnerstagmittag|Donnerstagnachmittag|Donnerstagabend|~Do",
        "Freitag|Freitagmorgen|Freitagvormittag|Freitagmittag|Freitagnachmittag|Freitagabend|~Fr", "Samstag|Sonnabend|Samstagmorgen|Samstagvormittag|Samstagmittag|Samstagnachmittag|Samstagabend|~Sa", "Sonntag|Sonntagmorgen|Sonntagvormittag|Sonntagmittag|Sonntagnachmittag|Sonntagabend|~So",
    ],
    days: &[
        (-3, "vorvorgestern"), (-2, "vorgestern|vorgestern Abend"), (-1, "gestern|gestern Abend|gestern Morgen|gestern Nachmittag"), (0, "heute|heute Morgen|heute Abend|heute Nachmittag"), (1, "morgen|morgen Abend|morgen früh"), (2, "übermorgen"), (3, "überübermorgen"),
        (7, "heute in einer Woche"), (8, "morgen in einer Woche"), (-7, "heute vor einer Woche"),
    ],
    months_away: &[(-1, "letzten Monat|vergangenen Monat|vorigen Monat"), (0, "diesen Monat|diesem Monat"), (1, "nächsten Monat|kommenden Monat"), (-2, "vorletzten Monat"), (2, "übernächsten Monat")],
    years_away: &[(-1, "letztes Jahr|letzten Jahr|vergangenen Jahr|vergangenes Jahr|vorigen Jahr|Vorjahr"), (0, "dieses Jahr|diesem Jahr|heuer"), (1, "nächstes Jahr|nächsten Jahr|kommenden Jahr|kommendes Jahr"), (-2, "vorletztes Jahr|vorletzten Jahr|Vorvorjahr"), (2, "übernächstes Jahr|übernächsten Jahr")],
    of_year: &[(-1, "vergangenen Jahres|letzten Jahres|vorigen Jahres|des Vorjahres|des vergangenen Jahres|des letzten Jahres"), (0, "dieses Jahres|des laufenden Jahres"), (1, "nächsten Jahres|kommenden Jahres|des nächsten Jahres|des kommenden Jahres")],
    of_week: &[(-1, "vergangener Woche|letzter Woche|der vergangenen Woche|der letzten Woche|voriger Woche|der Vorwoche"), (0, "dieser Woche"), (1, "nächster Woche|kommender Woche|der nächsten Woche|der kommenden Woche")],
    weeks_behind: &[(1, "in einer Woche|in acht Tagen"), (2, "in zwei Wochen|in vierzehn Tagen"), (-1, "vor einer Woche|vor acht Tagen")],
    weeks_before: &[(1, "übernächsten|übernächster|übernächste"), (-1, "vorletzten|vorletzter|vorvergangenen")],
    distances: &[(Unit::Day, "Tag|Tagen", &[("vor", false, true), ("in", true, false)]), (Unit::Month, "Monat|Monaten", &[("vor", false, true), ("in", true, false)]), (Unit::Year, "Jahr|Jahren", &[("vor", false, true), ("in", true, false)])],
    last: "letzten|letzter|letzte|vergangenen|vergangener|vergangene|vorigen", next: "ab|kommenden|kommender|kommende|nächsten|nächster|nächste", next_behind: "kommender",
    every: "jeden|jeder|jedem|immer|manchen",
    range: "bis|bis zum|und|auf den|zum",
    link: "den|dem|der",
    with_month: "in|im|monat|seit|bis|anfang|mitte|ende|letzten|vergangenen|kommenden|nächsten|ab",
    since: "seit",
    before_year: "jahr|jahre|seit|bis|im|von|jahres|nach|vor|ab|anfang|ende|mitte|sommer|herbst|winter|frühjahr",
    ahead: "wird|werden|soll|sollen|sollte|wollen|plant|planen|geplant|geplante|geplanten|dürfte|findet|finden|beginnt|beginnen|startet|starten|tagt|tagen|öffnet|öffnen|eröffnet|entscheidet|entscheiden|berät|beraten|debattiert|endet|enden|gilt|gelten|reist|trifft|treffen|will",
    behind: "sagte|sagten|erklärte|erklärten|teilte|teilten|mitteilte|mitteilten|berichtete|berichteten|wurde|wurden|war|waren|hatte|hatten|hat|haben|kam|kamen|starb|starben|begann|fand|fanden|stimmte|stimmten|beschloss|ging|gab",
    innocent: "Schwarzer Freitag|Schwarzen Freitag|Black Friday|Cyber Monday|Welt am Sonntag|Bild am Sonntag",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const DUTCH: Lexicon = Lexicon {
    language: "nl",
    months: ["januari|~jan", "februari|~feb", "maart", "april|~apr", "mei", "juni|~jun", "juli|~jul", "augustus|~aug", "september|~sep", "oktober|~okt", "november|~nov", "december|~dec"],
    weekdays: ["maandag|maandagavond|maandagochtend|maandagmiddag|~ma", "dinsdag|dinsdagavond|dinsdagochtend|dinsdagmiddag|~di", "woensdag|woensdagavond|woensdagochtend|woensdagmiddag|~wo", "donderdag|donderdagavond|donderdagochtend|donderdagmiddag|~do", "vrijdag|vrijdagavond|vrijdagochtend|vrijdagmiddag|~vr", "zaterdag|zaterdagavond|zaterdagochtend|zaterdagmiddag|~za", "zondag|zondagavond|zondagochtend|zondagmiddag|~zo"],
    days: &[(-2, "eergisteren"), (-1, "gisteren|gisteravond|gisterochtend|gistermiddag"), (0, "vandaag|vanochtend|vanavond|vanmiddag|vanmorgen"), (0, "deze morgen"), (1, "morgen|morgenavond|morgenochtend|morgenmiddag"), (2, "overmorgen")],
    months_away: &[(-1, "vorige maand|afgelopen maand"), (0, "deze maand"), (1, "volgende maand|komende maand")],
    years_away: &[(-1, "vorig jaar|afgelopen jaar"), (0, "dit jaar"), (1, "volgend jaar|komend jaar")],
    of_year: &[(-1, "van vorig jaar"), (0, "van dit jaar"), (1, "van volgend jaar")],
    of_week: &[(-1, "vorige week|afgelopen week"), (0, "deze week"), (1, "volgende week|komende week")],
    weeks_behind: &[(1, "over een week"), (2, "over twee weken")],
    distances: &[
        (Unit::Day, "dag geleden|dagen geleden", &[("", false, true)]), (Unit::Month, "maand geleden|maanden geleden", &[("", false, true)]), (Unit::Year, "jaar geleden", &[("", false, true)]),
        (Unit::Day, "dagen", &[("over", true, true)]), (Unit::Month, "maanden", &[("over", true, true)]),
    ],
    last: "afgelopen|vorige|laatste", next: "komende|volgende|aanstaande|aankomende", next_behind: "aanstaande|jongstleden",
    every: "elke|iedere|alle",
    range: "tot|tot en met|t/m|en",
    link: "de",
    with_month: "in|sinds|tot|begin|eind|midden|half|afgelopen|vorige|komende|volgende|vanaf",
    since: "sinds",
    before_year: "in|sinds|tot|van|jaar|uit|vanaf|begin|eind|na|voor",
    ahead: "zal|zullen|gaat|gaan|moet|wil|willen|begint|beginnen|opent|openen|vergadert|vindt",
    behind: "zei|zeiden|werd|werden|was|waren|heeft|hebben|had|hadden|kwam|kwamen|is|zijn",
    innocent: "de morgen|De Morgen|een morgen|elke morgen|iedere morgen|goede morgen|Black Friday|Goede Vrijdag|Cyber Monday",
    ..Lexicon::EMPTY
};
