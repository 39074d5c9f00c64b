//! French, Spanish, Italian, Portuguese, Romanian.

use super::{Lexicon, Unit};

#[rustfmt::skip]
pub(super) const FRENCH: Lexicon = Lexicon {
    language: "fr",
    months: ["janvier|~janv", "février|~févr", "mars", "avril", "mai", "juin", "juillet|~juil", "août", "septembre|~sept", "octobre|~oct", "novembre|~nov", "décembre|~déc"],
    weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    days: &[(-3, "avant-avant-hier"), (-2, "avant-hier|avant-hier soir"), (-1, "hier|hier soir|hier matin"), (0, "aujourd'hui|aujourd’hui|ce matin|ce soir|cet après-midi"), (1, "demain|demain matin|demain soir"), (2, "après-demain"), (-7, "il y a huit jours")],
    months_away: &[(-1, "le mois dernier"), (0, "ce mois-ci"), (1, "le mois prochain")],
    years_away: &[(-1, "l'an dernier|l’an dernier|l'année dernière|l’année dernière|l'an passé|l’an passé"), (0, "cette année"), (1, "l'an prochain|l’an prochain|l'année prochaine|l’année prochaine")],
    of_year: &[(-1, "de l'an dernier|de l’an dernier|de l'année dernière|de l’année dernière"), (0, "de cette année"), (1, "de l'an prochain|de l’an prochain|de l'année prochaine|de l’année prochaine")],
    of_week: &[(-1, "de la semaine dernière|la semaine dernière"), (0, "de cette semaine|cette semaine"), (1, "de la semaine prochaine|la semaine prochaine")],
    weeks_behind: &[(1, "en huit"), (2, "en quinze")],
    distances: &[(Unit::Day, "jour|jours", &[("il y a", false, true), ("dans", true, true), ("d'ici", true, true), ("d’ici", true, true)]), (Unit::Month, "mois", &[("il y a", false, true), ("dans", true, true), ("d'ici", true, true), ("d’ici", true, true)]), (Unit::Year, "an|ans", &[("il y a", false, true), ("dans", true, true)])],
    last_behind: "dernier|dernière|passé|passée", next_behind: "prochain|prochaine",
    last: "dernier", next: "prochain",
    every: "chaque|le|les|tous les|certains|du",
    range: "au|et|à|jusqu'au|jusqu’au",
    link: "le",
    with_month: "en|au mois de|mois de|depuis|fin|début|mi|mi-|dès|jusqu'en|jusqu’en|courant",
    since: "depuis",
    before_year: "en|depuis|dès|jusqu'en|jusqu’en|année|fin|début|l'année|l’année|d'ici|de|avant|après",
    ahead: "doit|doivent|devrait|devraient|va|vont|sera|seront|aura|auront|prévu|prévue|prévus|prévues|débute|commence|ouvre|débutent|commencent|ouvrent|ouvriront", ahead_endings: &["era", "ira", "dra", "eront", "iront", "dront"],
    behind: "a|ont|s'est|s’est|avait|avaient|était|étaient|dit|est|été|fut|furent",
    innocent: "Vendredi saint|Vendredi Saint|Mercredi des Cendres|Journal du dimanche|Journal du Dimanche|Mardi gras|mardi gras|Black Friday|Lundi de Pâques|lundi de Pâques|Champ-de-Mars",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const SPANISH: Lexicon = Lexicon {
    language: "es",
    months: ["enero|~ene", "febrero|~feb", "marzo|~mar", "abril|~abr", "mayo|~may", "junio|~jun", "julio|~jul", "agosto|~ago", "septiembre|setiembre|~sept|~sep", "octubre|~oct", "noviembre|~nov", "diciembre|~dic"],
    weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    days: &[(-3, "trasanteayer"), (-2, "anteayer|antes de ayer|antier|anteanoche"), (-1, "ayer|anoche"), (0, "hoy|esta mañana|esta tarde|esta noche"), (1, "mañana|mañana por la mañana|mañana por la tarde|mañana por la noche"), (2, "pasado mañana")],
    months_away: &[(-1, "el mes pasado"), (0, "este mes"), (1, "el próximo mes|el mes que viene")],
    years_away: &[(-1, "el año pasado"), (0, "este año"), (1, "el próximo año|el año que viene|el año próximo")],
    of_year: &[(-1, "del año pasado"), (0, "de este año|del presente año|del año en curso"), (1, "del próximo año|del año que viene|del año próximo")],
    of_week: &[(-1, "de la semana pasada|la semana pasada"), (0, "de esta semana"), (1, "de la próxima semana|de la semana próxima|de la semana que viene")],
    weeks_behind: &[(1, "en ocho días|en ocho"), (2, "en quince días")],
    distances: &[(Unit::Day, "día|días", &[("hace", false, true), ("dentro de", true, true)]), (Unit::Month, "mes|meses", &[("hace", false, true), ("dentro de", true, true)]), (Unit::Year, "año|años", &[("hace", false, true), ("dentro de", true, true)])],
    last: "pasado|último", next: "próximo", last_behind: "pasado|último", next_behind: "próximo|que viene|entrante",
    every: "los|cada|todos los|algunos",
    range: "al|a|y|hasta el",
    link: "el|día",
    with_month: "en|desde|hasta|finales de|principios de|mediados de|mes de|pasado|próximo",
    since: "desde",
    before_year: "en|desde|hasta|año|de|para|finales|entre",
    ahead: "va|van|deberá|deberán|prevista|previsto|previstas|previstos|será|serán|comienza|comienzan|empieza|empiezan|abre|abren|arranca", ahead_endings: &["rá", "rán"],
    behind: "dijo|dijeron|ha|han|fue|fueron|había|habían|era|eran|murieron|murió|tuvo|hizo|hubo", behind_endings: &["ó", "aron", "ieron"],
    innocent: "la mañana|una mañana|cada mañana|media mañana|toda la mañana|Viernes Santo|Jueves Santo|Domingo de Ramos|Domingo de Resurrección|Miércoles de Ceniza|Black Friday|Viernes Negro|Santo Domingo|Plaza de Mayo|Cinco de Mayo",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const ITALIAN: Lexicon = Lexicon {
    language: "it",
    months: ["gennaio|~gen", "febbraio|~feb", "marzo|~mar", "aprile|~apr", "maggio|~mag", "giugno|~giu", "luglio|~lug", "agosto|~ago", "settembre|~set", "ottobre|~ott", "novembre|~nov", "dicembre|~dic"],
    weekdays: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    days: &[(-2, "l'altro ieri|l’altro ieri|altro ieri|avantieri|ier l'altro|l'altroieri|l’altroieri|altroieri"), (-1, "ieri|ieri sera|ieri mattina"), (0, "oggi|stamattina|stamani|stasera|stanotte|questa mattina|questa sera"), (1, "domani|domani sera|domani mattina"), (2, "dopodomani")],
    months_away: &[(-1, "il mese scorso|lo scorso mese|mese scorso"), (0, "questo mese"), (1, "il mese prossimo|il prossimo mese")],
    years_away: &[(-1, "l'anno scorso|l’anno scorso|lo scorso anno"), (0, "quest'anno|quest’anno"), (1, "l'anno prossimo|l’anno prossimo|il prossimo anno")],
    of_year: &[(-1, "dell'anno scorso|dell’anno scorso|dello scorso anno"), (0, "di quest'anno|di quest’anno"), (1, "dell'anno prossimo|dell’anno prossimo|del prossimo anno")],
    of_week: &[(-1, "della settimana scorsa|della scorsa settimana"), (0, "di questa settimana"), (1, "della settimana prossima|della prossima settimana")],
    weeks_behind: &[(1, "a otto")],
    distances: &[
        (Unit::Day, "giorno fa|giorni fa", &[("", false, true)]), (Unit::Month, "mese fa|mesi fa", &[("", false, true)]), (Unit::Year, "anno fa|anni fa", &[("", false, true)]),
        (Unit::Day, "giorni|giorno", &[("fra", true, true), ("tra", true, true)]), (Unit::Month, "mesi|mese", &[("fra", true, true), ("tra", true, true)]),
    ],
    last: "scorso|scorsa", next: "prossimo|prossima", last_behind: "scorso|scorsa|passato|passata", next_behind: "prossimo|prossima",
    every: "ogni|tutti i|tutte le|il|la",
    range: "al|e|a|fino al|all'|all’",
    with_month: "a|ad|nel|da|dal|in|fino a|fine|fine di|inizio|metà|mese di|entro|scorso|prossimo",
    since: "dal|dallo|dalla|da",
    before_year: "nel|dal|del|anno|al|in|fine|inizio|dell'anno|dell’anno",
    ahead: "deve|devono|dovrebbe|dovrebbero|previsti|prevista|previsto|previste|inizia|iniziano|apre|aprono|comincia|cominciano|parte", ahead_endings: &["rà", "ranno"],
    behind: "ha|hanno|aveva|avevano|è|sono|stato|stata|stati|detto|disse|fu|furono", behind_endings: &["ò", "arono", "irono"],
    no_verbs: "però|ciò|può",
    innocent: "Venerdì Santo|Domenica delle Palme|Lunedì dell'Angelo|Mercoledì delle Ceneri|Black Friday|Domenica Sport|Domenica In|venerdì nero",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const PORTUGUESE: Lexicon = Lexicon {
    language: "pt",
    months: ["janeiro|~jan", "fevereiro|~fev", "março|~mar", "abril|~abr", "maio|~mai", "junho|~jun", "julho|~jul", "agosto|~ago", "setembro|~set", "outubro|~out", "novembro|~nov", "dezembro|~dez"],
    weekdays: ["segunda-feira|segunda feira", "terça-feira|terça feira", "quarta-feira|quarta feira", "quinta-feira|quinta feira", "sexta-feira|sexta feira", "sábado", "domingo"],
    days: &[(-2, "anteontem|antes de ontem"), (-1, "ontem|ontem à noite"), (0, "hoje|esta manhã|esta noite|esta tarde"), (1, "amanhã"), (2, "depois de amanhã")],
    months_away: &[(-1, "o mês passado|no mês passado|mês passado"), (0, "este mês|neste mês"), (1, "no próximo mês|o próximo mês|mês que vem")],
    years_away: &[(-1, "o ano passado|no ano passado|ano passado"), (0, "este ano|neste ano"), (1, "no próximo ano|o próximo ano|ano que vem")],
    of_year: &[(-1, "do ano passado"), (0, "deste ano"), (1, "do próximo ano|do ano que vem")],
    of_week: &[(-1, "da semana passada"), (0, "desta semana"), (1, "da próxima semana|da semana que vem")],
    distances: &[(Unit::Day, "dia|dias", &[("há", false, true), ("daqui a", true, true), ("dentro de", true, true)]), (Unit::Month, "mês|meses", &[("há", false, true), ("daqui a", true, true), ("dentro de", true, true)]), (Unit::Year, "ano|anos", &[("há", false, true), ("daqui a", true, true), ("dentro de", true, true)])],
    last: "passado|passada|último|última", next: "próximo|próxima", last_behind: "passado|passada|último|última", next_behind: "próximo|próxima|que vem",
    every: "aos|todo|toda|cada|todos os|todas as|às",
    range: "a|e|até|ao|até ao",
    link: "dia",
    with_month: "em|até|desde|fim de|final de|início de|meados de|mês de|passado|próximo",
    since: "desde",
    before_year: "em|desde|até|ano|de|para|entre|fim",
    ahead: "vai|vão|deverá|deverão|deve|devem|prevista|previsto|será|serão|começa|começam|abre|abrem|inicia", ahead_endings: &["rá", "rão"],
    behind: "disse|disseram|foi|foram|tinha|tinham|era|eram|teve|fez|fizeram", behind_endings: &["ou", "aram", "eram", "iram", "deu", "beu", "ceu", "reu", "veu", "diu", "riu", "tiu", "giu"],
    no_verbs: "vou|sou|estou|dou",
    innocent: "Sexta-feira Santa|Domingo de Ramos|Domingo de Páscoa|Black Friday",
    ..Lexicon::EMPTY
};

#[rustfmt::skip]
pub(super) const ROMANIAN: Lexicon = Lexicon {
    language: "ro",
    months: ["ianuarie|~ian", "februarie|~feb", "martie", "aprilie|~apr", "~mai", "iunie", "iulie", "august|~aug", "septembrie|~sept", "octombrie|~oct", "noiembrie|~nov", "decembrie|~dec"],
    weekdays: ["luni|lunea", "marți|marţi|marțea", "miercuri|miercurea", "joi|joia", "vineri|vinerea", "sâmbătă|sîmbătă|sâmbăta", "duminică|duminica"],
    days: &[(-2, "alaltăieri"), (-1, "ieri|aseară"), (0, "astăzi|azi|diseară"), (1, "mâine"), (2, "poimâine")],
    months_away: &[(-1, "luna trecută"), (0, "luna aceasta"), (1, "luna viitoare")],
    years_away: &[(-1, "anul trecut"), (0, "anul acesta|anul ăsta"), (1, "anul viitor")],
    of_year: &[(-1, "anul trecut|al anului trecut"), (0, "anul acesta"), (1, "anul viitor")],
    of_week: &[(-1, "săptămâna trecută|de săptămâna trecută"), (1, "săptămâna viitoare|de săptămâna viitoare")],
    distances: &[(Unit::Day, "zile|de zile", &[("acum", false, true), ("peste", true, true)]), (Unit::Year, "ani|de ani", &[("acum", false, true)])],
    numbers: &[(2, "două|doi"), (3, "trei"), (4, "patru"), (5, "cinci"), (6, "șase"), (7, "șapte"), (8, "opt"), (9, "nouă"), (10, "zece")],
    last_behind: "trecut|trecută|trecute", next_behind: "viitor|viitoare|următoare",
    every: "fiecare|două|trei|patru|cinci|șase|câteva|multe|de|următoarele|ultimele",
    range: "și|până la|până pe|la",
    with_month: "în|din|până în|de la|la sfârșitul lunii",
    before_year: "în|din|anul|până|anului|iarna|vara",
    ahead: "va|vor|urmează",
    behind: "a|au|fost|era|declarat|spus",
    ..Lexicon::EMPTY
};
