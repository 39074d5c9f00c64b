//! Swedish, Danish, Norwegian, Finnish.

use super::{Lexicon, Unit};

#[rustfmt::skip]
pub(super) const SWEDISH: Lexicon = Lexicon {
    language: "sv",
    months: ["januari|~jan", "februari|~feb", "mars", "april|~apr", "maj", "juni|~jun", "juli|~jul", "augusti|~aug", "september|~sept|~sep", "oktober|~okt", "november|~nov", "december|~dec"],
    weekdays: [
        "måndag|måndagen|måndagens|måndagskvällen|måndagsmorgonen|-i måndags|+på måndag", "tisdag|tisdagen|tisdagens|tisdagskvällen|tisdagsmorgonen|-i tisdags|+på tisdag", "onsdag|onsdagen|onsdagens|onsdagskvällen|onsdagsmorgonen|-i onsdags|+på onsdag", "torsdag|torsdagen|torsdagens|torsdagskvällen|torsdagsmorgonen|-i torsdags|+på torsdag",
        "fredag|fredagen|fredagens|fredagskvällen|fredagsmorgonen|-i fredags|+på fredag", "lördag|lördagen|lördagens|lördagskvällen|lördagsmorgonen|-i lördags|+på lördag", "söndag|söndagen|söndagens|söndagskvällen|söndagsmorgonen|-i söndags|+på söndag",
    ],
    days: &[(-2, "i förrgår|förrgår"), (-1, "i går|igår|i går kväll|igår kväll"), (0, "i dag|idag|i kväll|ikväll|i morse"), (1, "i morgon|imorgon|i morgon kväll"), (2, "i övermorgon|övermorgon")],
    months_away: &[(-1, "förra månaden"), (0, "denna månad|den här månaden"), (1, "nästa månad")],
    years_away: &[(-1, "i fjol|förra året"), (0, "i år"), (1, "nästa år")],
    of_year: &[(-1, "i fjol|förra året"), (0, "i år"), (1, "nästa år")],
    of_week: &[(-1, "förra veckan"), (0, "denna vecka|den här veckan"), (1, "nästa vecka")],
    distances: &[(Unit::Day, "dag sedan|dagar sedan", &[("för", false, true)]), (Unit::Month, "månad sedan|månader sedan", &[("för", false, true)]), (Unit::Year, "år sedan", &[("för", false, true)]), (Unit::Day, "dagar", &[("om", true, true)]), (Unit::Month, "månader", &[("om", true, true)]), (Unit::Year, "år", &[("om", true, true)])],
    numbers: &[(1, "en|ett"), (2, "två"), (3, "tre"), (4, "fyra"), (5, "fem"), (6, "sex"), (7, "sju"), (8, "åtta"), (9, "nio"), (10, "tio"), (12, "tolv"), (20, "tjugo"), (30, "trettio")],
    last: "förra|senaste", next: "nästa|kommande",
    every: "varje|varannan",
    range: "till|och|till och med|t.o.m.",
    link: "den",
    with_month: "i|sedan|till|från|under|mitten av|början av|slutet av|förra|nästa",
    since: "sedan",
    before_year: "år|sedan|till|från|under|i|av|efter|före|våren|hösten|sommaren|vintern",
    ahead: "ska|skall|kommer|väntas|planeras|börjar|öppnar|startar|inleds|invigs",
    behind: "sade|sa|säger|var|har|hade|blev|skriver|uppgav|fick|gick|kom",
    innocent: "Svarta fredagen|Black Friday",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const DANISH: Lexicon = Lexicon {
    language: "da",
    months: ["januar|~jan", "februar|~feb", "marts", "april|~apr", "maj", "juni|~jun", "juli|~jul", "august|~aug", "september|~sept|~sep", "oktober|~okt", "november|~nov", "december|~dec"],
    weekdays: [
        "mandag|mandagens|mandag aften|mandag morgen|-i mandags|+på mandag", "tirsdag|tirsdagens|tirsdag aften|tirsdag morgen|-i tirsdags|+på tirsdag", "onsdag|onsdagens|onsdag aften|onsdag morgen|-i onsdags|+på onsdag", "torsdag|torsdagens|torsdag aften|torsdag morgen|-i torsdags|+på torsdag",
        "fredag|fredagens|fredag aften|fredag morgen|-i fredags|+på fredag", "lørdag|lørdagens|lørdag aften|lørdag morgen|-i lørdags|+på lørdag", "søndag|søndagens|søndag aften|søndag morgen|-i søndags|+på søndag",
    ],
    days: &[(-2, "i forgårs|forgårs"), (-1, "i går|i går aftes|igår"), (0, "i dag|i aften|i morges|idag"), (1, "i morgen|i morgen aften|imorgen"), (2, "i overmorgen|overmorgen")],
    months_away: &[(-1, "sidste måned"), (0, "denne måned"), (1, "næste måned")],
    years_away: &[(-1, "sidste år|i fjor"), (0, "i år"), (1, "næste år")],
    of_year: &[(-1, "sidste år|i fjor"), (0, "i år"), (1, "næste år")],
    of_week: &[(-1, "i sidste uge|sidste uge"), (0, "i denne uge|denne uge"), (1, "i næste uge|næste uge")],
    distances: &[(Unit::Day, "dag siden|dage siden", &[("for", false, true)]), (Unit::Month, "måned siden|måneder siden", &[("for", false, true)]), (Unit::Year, "år siden", &[("for", false, true)]), (Unit::Day, "dage", &[("om", true, true)]), (Unit::Month, "måneder", &[("om", true, true)]), (Unit::Year, "år", &[("om", true, true)])],
    numbers: &[(1, "en|et"), (2, "to"), (3, "tre"), (4, "fire"), (5, "fem"), (6, "seks"), (7, "syv"), (8, "otte"), (9, "ni"), (10, "ti"), (12, "tolv"), (20, "tyve"), (30, "tredive")],
    last: "sidste|forrige", next: "næste|kommende",
    every: "hver|enhver",
    range: "til|og|til og med",
    link: "den|d.",
    with_month: "i|siden|til|fra|midten af|begyndelsen af|slutningen af|sidste|næste",
    since: "siden",
    before_year: "i|siden|til|fra|år|af|efter|før|året",
    ahead: "skal|vil|ventes|kommer|planlagt|begynder|åbner|starter|indvies",
    behind: "sagde|siger|var|har|havde|blev|skriver|oplyser|oplyste|fik|gik|kom",
    innocent: "Black Friday",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const NORWEGIAN: Lexicon = Lexicon {
    language: "nb",
    months: ["januar|~jan", "februar|~feb", "mars", "april|~apr", "mai", "juni|~jun", "juli|~jul", "august|~aug", "september|~sept|~sep", "oktober|~okt", "november|~nov", "desember|~des"],
    weekdays: [
        "mandag|mandagens|mandag kveld|mandag morgen|+på mandag", "tirsdag|tirsdagens|tirsdag kveld|tirsdag morgen|+på tirsdag", "onsdag|onsdagens|onsdag kveld|onsdag morgen|+på onsdag", "torsdag|torsdagens|torsdag kveld|torsdag morgen|+på torsdag", "fredag|fredagens|fredag kveld|fredag morgen|+på fredag",
        "lørdag|lørdagens|lørdag kveld|lørdag morgen|+på lørdag", "søndag|søndagens|søndag kveld|søndag morgen|+på søndag",
    ],
    days: &[(-2, "i forgårs|i forgårs kveld|forgårs"), (-1, "i går|i går kveld|i gårkveld"), (0, "i dag|i kveld|i morges"), (1, "i morgen|i morgen kveld"), (2, "i overmorgen|overmorgen")],
    months_away: &[(-1, "forrige måned"), (0, "denne måneden"), (1, "neste måned")],
    years_away: &[(-1, "i fjor"), (0, "i år"), (1, "neste år")],
    of_year: &[(-1, "i fjor"), (0, "i år"), (1, "neste år")],
    of_week: &[(-1, "forrige uke|i forrige uke"), (0, "denne uken|denne uka"), (1, "neste uke|i neste uke")],
    distances: &[(Unit::Day, "dag siden|dager siden", &[("for", false, true)]), (Unit::Month, "måned siden|måneder siden", &[("for", false, true)]), (Unit::Year, "år siden", &[("for", false, true)]), (Unit::Day, "dager", &[("om", true, true)]), (Unit::Month, "måneder", &[("om", true, true)]), (Unit::Year, "år", &[("om", true, true)])],
    numbers: &[(1, "en|ett|et"), (2, "to"), (3, "tre"), (4, "fire"), (5, "fem"), (6, "seks"), (7, "sju"), (8, "åtte"), (9, "ni"), (10, "ti"), (12, "tolv"), (20, "tjue"), (30, "tretti")],
    last: "forrige|sist|siste", next: "neste|førstkommende|kommende",
    every: "hver|enhver",
    range: "til|og|til og med",
    link: "den",
    with_month: "i|siden|til|fra|midten av|begynnelsen av|slutten av|forrige|neste",
    since: "siden",
    before_year: "i|siden|til|fra|år|av|etter|før|året",
    ahead: "skal|vil|ventes|kommer|planlagt|begynner|åpner|starter|innvies",
    behind: "sa|sier|var|har|hadde|ble|skriver|opplyste|fikk|gikk|kom",
    innocent: "Black Friday",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const FINNISH: Lexicon = Lexicon {
    language: "fi",
    months: [
        "~tammikuuta|~tammikuun|~tammikuu|+tammikuussa", "~helmikuuta|~helmikuun|~helmikuu|+helmikuussa", "~maaliskuuta|~maaliskuun|~maaliskuu|+maaliskuussa", "~huhtikuuta|~huhtikuun|~huhtikuu|+huhtikuussa", "~toukokuuta|~toukokuun|~toukokuu|+toukokuussa", "~kesäkuuta|~kesäkuun|~kesäkuu|+kesäkuussa",
        "~heinäkuuta|~heinäkuun|~heinäkuu|+heinäkuussa", "~elokuuta|~elokuun|~elokuu|+elokuussa", "~syyskuuta|~syyskuun|~syyskuu|+syyskuussa", "~lokakuuta|~lokakuun|~lokakuu|+lokakuussa", "~marraskuuta|~marraskuun|~marraskuu|+marraskuussa", "~joulukuuta|~joulukuun|~joulukuu|+joulukuussa",
    ],
    weekdays: ["maanantaina|maanantain|maanantaista|maanantaihin", "tiistaina|tiistain|tiistaista|tiistaihin", "keskiviikkona|keskiviikon|keskiviikosta|keskiviikkoon", "torstaina|torstain|torstaista|torstaihin", "perjantaina|perjantain|perjantaista|perjantaihin", "lauantaina|lauantain|lauantaista|lauantaihin", "sunnuntaina|sunnuntain|sunnuntaista|sunnuntaihin"],
    days: &[(-2, "toissapäivänä"), (-1, "eilen"), (0, "tänään"), (1, "huomenna"), (2, "ylihuomenna")],
    months_away: &[(-1, "viime kuussa"), (0, "tässä kuussa"), (1, "ensi kuussa")],
    years_away: &[(-1, "viime vuonna"), (-2, "toissa vuonna"), (0, "tänä vuonna"), (1, "ensi vuonna")],
    of_year: &[(-1, "viime vuonna|viime vuotta"), (0, "tänä vuonna|tätä vuotta"), (1, "ensi vuonna|ensi vuotta")],
    of_week: &[(-1, "viime viikon|viime viikolla"), (0, "tämän viikon|tällä viikolla"), (1, "ensi viikon|ensi viikolla")],
    distances: &[(Unit::Day, "päivää sitten", &[("", false, true)]), (Unit::Month, "kuukautta sitten|kuukausi sitten", &[("", false, true)]), (Unit::Year, "vuotta sitten|vuosi sitten", &[("", false, true)])],
    numbers: &[(2, "kaksi"), (3, "kolme"), (4, "neljä"), (5, "viisi"), (6, "kuusi"), (7, "seitsemän"), (8, "kahdeksan"), (9, "yhdeksän"), (10, "kymmenen")],
    last: "viime|viimeksi", next: "ensi|tulevana",
    every: "joka|jokaisena",
    range: "ja",
    with_month: "viime|ensi",
    before_year: "vuonna|vuoden|vuodesta|vuoteen",
    ahead: "aikoo|aiotaan|odotetaan|avataan|alkaa|järjestetään",
    behind: "sanoi|kertoi|oli|olivat|ilmoitti|päätti",
    ..Lexicon::EMPTY
};
