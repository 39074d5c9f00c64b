//! Words of dates in running text: English, German, French, Spanish. Written by hand.

/// What a word says about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateWord {
    /// A month by its number; whether it is written small in running text.
    Month(i8, bool),
    /// A weekday, Monday is 1, with its language.
    Weekday(i8, &'static str),
    /// So many days after publication, with its language.
    Days(i8, &'static str),
}

use DateWord::{Days, Month, Weekday};

/// In the case of running text: what is listed with a capital is one only with it.
#[rustfmt::skip]
pub(super) const WORDS: &[(&[&str], DateWord)] = &[
    (&["January", "Jan", "Januar", "Jänner"], Month(1, false)), (&["janvier", "enero"], Month(1, true)),
    (&["February", "Feb", "Februar"], Month(2, false)), (&["février", "febrero"], Month(2, true)),
    (&["March", "Mar", "März"], Month(3, false)), (&["mars", "marzo"], Month(3, true)),
    (&["April", "Apr"], Month(4, false)), (&["avril", "abril"], Month(4, true)),
    (&["May", "Mai"], Month(5, false)), (&["mai", "mayo"], Month(5, true)),
    (&["June", "Jun", "Juni"], Month(6, false)), (&["juin", "junio"], Month(6, true)),
    (&["July", "Jul", "Juli"], Month(7, false)), (&["juillet", "julio"], Month(7, true)),
    (&["August", "Aug"], Month(8, false)), (&["août", "agosto"], Month(8, true)),
    (&["September", "Sept", "Sep"], Month(9, false)), (&["septembre", "septiembre", "setiembre"], Month(9, true)),
    (&["October", "Oct", "Oktober", "Okt"], Month(10, false)), (&["octobre", "octubre"], Month(10, true)),
    (&["November", "Nov"], Month(11, false)), (&["novembre", "noviembre"], Month(11, true)),
    (&["December", "Dec", "Dezember", "Dez"], Month(12, false)), (&["décembre", "diciembre"], Month(12, true)),

    (&["Monday"], Weekday(1, "en")), (&["Tuesday"], Weekday(2, "en")), (&["Wednesday"], Weekday(3, "en")), (&["Thursday"], Weekday(4, "en")), (&["Friday"], Weekday(5, "en")), (&["Saturday"], Weekday(6, "en")), (&["Sunday"], Weekday(7, "en")),
    (&["Montag"], Weekday(1, "de")), (&["Dienstag"], Weekday(2, "de")), (&["Mittwoch"], Weekday(3, "de")), (&["Donnerstag"], Weekday(4, "de")), (&["Freitag"], Weekday(5, "de")), (&["Samstag", "Sonnabend"], Weekday(6, "de")), (&["Sonntag"], Weekday(7, "de")),
    (&["lundi"], Weekday(1, "fr")), (&["mardi"], Weekday(2, "fr")), (&["mercredi"], Weekday(3, "fr")), (&["jeudi"], Weekday(4, "fr")), (&["vendredi"], Weekday(5, "fr")), (&["samedi"], Weekday(6, "fr")), (&["dimanche"], Weekday(7, "fr")),
    (&["lunes"], Weekday(1, "es")), (&["martes"], Weekday(2, "es")), (&["miércoles"], Weekday(3, "es")), (&["jueves"], Weekday(4, "es")), (&["viernes"], Weekday(5, "es")), (&["sábado"], Weekday(6, "es")), (&["domingo"], Weekday(7, "es")),

    (&["yesterday", "Yesterday"], Days(-1, "en")), (&["today", "Today", "tonight"], Days(0, "en")), (&["tomorrow", "Tomorrow"], Days(1, "en")),
    (&["vorgestern"], Days(-2, "de")), (&["gestern", "Gestern"], Days(-1, "de")), (&["heute", "Heute"], Days(0, "de")), (&["morgen"], Days(1, "de")), (&["übermorgen"], Days(2, "de")),
    (&["avant-hier"], Days(-2, "fr")), (&["hier", "Hier"], Days(-1, "fr")), (&["aujourd'hui", "aujourd’hui", "Aujourd'hui", "Aujourd’hui"], Days(0, "fr")), (&["demain", "Demain"], Days(1, "fr")),
    (&["anteayer"], Days(-2, "es")), (&["ayer", "Ayer"], Days(-1, "es")), (&["hoy", "Hoy"], Days(0, "es")),
];

/// Words before a weekday that put it into the coming week.
#[rustfmt::skip]
pub(super) const COMING: &[&str] = &["next", "coming", "upcoming", "kommenden", "nächsten", "kommende", "nächste", "prochain", "próximo", "próxima"];

/// Words earlier in the sentence by which a weekday lies ahead.
#[rustfmt::skip]
pub(super) const AHEAD: &[&str] = &["will", "is to", "are to", "scheduled", "due", "expected", "plans", "wird", "werden", "soll", "sollen", "doit", "doivent", "prévu", "prévue", "deberá", "prevista", "previsto"];

/// Words before a year that stands alone.
#[rustfmt::skip]
pub(super) const BEFORE_YEAR: &[&str] = &[
    "in", "since", "by", "until", "till", "during", "before", "after", "from", "of", "early", "late", "mid", "In", "Since", "By", "year", "between", "and", "to", "through", "around", "Jahr", "Jahre", "seit", "bis", "Im", "im", "Seit", "von", "en", "depuis", "dès", "jusqu'en", "année", "En", "Depuis", "desde", "hasta", "año", "Desde",
];
