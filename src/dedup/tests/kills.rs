//! Kills in words and what they take back, before and after it comes.

use super::day::{Delivery, check, check_restarted, story};
use super::stories::{FERRY, MUSEUM, RATE};
use crate::dedup::Settings;

const HEADLINE: &str = "Ferry runs aground off Port Lumen, all safe";

fn ferry() -> Delivery {
    story("ferry", HEADLINE, FERRY).item("urn:wire:20150601:EXW-4711").slug("FERRY-AGROUND")
}

fn kill(note: &'static str) -> Delivery {
    story("kill", "MANDATORY KILL", "").kill(note).at(2.0)
}

#[test]
fn a_kill_finds_what_it_names() {
    for note in [
        "Editors: Please kill the story slugged FERRY-AGROUND, sent at noon.",
        "Editors: please withdraw the story slugged Ferry-Aground.",
        "EDS: PLEASE KILL FERRY-AGROUND. THE HARBOUR OFFICE DENIES IT.",
        "Please disregard the story headlined \"Ferry runs aground off Port Lumen, all safe\".",
        "Please disregard the story headlined FERRY RUNS AGROUND OFF PORT LUMEN, ALL SAFE sent at 0912 GMT.",
        "Clients are asked to kill story id EXW-4711.",
        "Please kill item urn:wire:20150601:EXW-4711.",
        "Headline: Ferry runs aground off Port Lumen, all safe",
        "Bitte die Meldung „Ferry runs aground off Port Lumen, all safe“ nicht verwenden.",
        "Achtung Redaktionen: Bitte verwenden Sie die Meldung EXW-4711 nicht.",
        "Prière d'annuler la dépêche intitulée « Ferry runs aground off Port Lumen, all safe ».",
        "Se ruega anular la noticia titulada “Ferry runs aground off Port Lumen, all safe”.",
        "Si prega di annullare la notizia dal titolo \"Ferry runs aground off Port Lumen, all safe\".",
        "Por favor, desconsiderem a notícia intitulada “Ferry runs aground off Port Lumen, all safe”.",
    ] {
        let rate = story("rate", "Bank of Freedonia raises main rate", RATE).slug("RATE").at(1.0);
        check_restarted(
            Settings::default(),
            &[ferry(), rate.clone(), kill(note)],
            &["ferry: original", "rate: original", "kill: revision of ferry, cancels ferry"],
        );
        // and where the kill comes first, the story falls when it comes
        check_restarted(
            Settings::default(),
            &[kill(note), rate, ferry()],
            &["kill: original", "rate: original", "ferry: revision of kill, canceled"],
        );
    }
}

#[test]
fn an_id_is_known_for_longer_than_a_headline_or_a_slug() {
    let by_headline = "Please kill the story headlined \"Ferry runs aground off Port Lumen, all safe\".";
    let by_slug = "Please kill the story slugged FERRY-AGROUND.";
    let canceled = "kill: revision of ferry, cancels ferry";
    for (note, hours, told) in [
        (by_headline, 48.0, canceled),
        (by_headline, 2000.0, "kill: original"),
        (by_slug, 48.0, canceled),
        (by_slug, 2000.0, "kill: original"),
        ("Please kill story id EXW-4711.", 120.0, canceled),
    ] {
        check(&[ferry(), kill(note).at(hours)], &["ferry: original", told]);
    }
}

#[test]
fn nobody_takes_back_the_story_of_another_source() {
    let herald = || ferry().named("herald").of_source("herald");
    let by_headline =
        || kill("Please kill the story headlined \"Ferry runs aground off Port Lumen, all safe\".");
    let repeats = || story("kill", "Ferry aground", FERRY).kill("Please kill this story.").at(2.0);
    check(&[herald(), by_headline()], &["herald: original", "kill: original"]);
    check(&[herald(), repeats()], &["herald: original", "kill: original"]);
    for kill in [by_headline(), repeats()] {
        check(
            &[herald(), ferry().at(1.0), kill],
            &[
                "herald: original",
                "ferry: copy of herald",
                "kill: revision of ferry in herald, cancels ferry",
            ],
        );
    }
}

#[test]
fn a_story_that_stands_is_not_taken_back() {
    let rate = story("rate", "Bank of Freedonia raises main rate", RATE);
    let note = "Editors: Please kill the story \"Ferry runs aground off Port Lumen, all safe\". \
                The story \"Bank of Freedonia raises main rate\" stands.";
    check_restarted(
        Settings::default(),
        &[rate, kill(note), ferry()],
        &["rate: original", "kill: original", "ferry: revision of kill, canceled"],
    );
}

#[test]
fn a_kill_waits_for_the_surer_names_that_it_did_not_find() {
    let vane = || story("vane", "Lost Vane found in museum", MUSEUM).slug("FERRY-AGROUND");
    check_restarted(
        Settings::default(),
        &[vane(), kill("Please kill story id EXW-4711, slugged FERRY-AGROUND."), ferry()],
        &[
            "vane: original",
            "kill: revision of vane, cancels vane",
            "ferry: revision of kill in vane, canceled",
        ],
    );
    // but not for those that are less sure than the one it found
    let other = story("vane", HEADLINE, MUSEUM);
    check_restarted(
        Settings::default(),
        &[ferry(), kill("Please kill story id EXW-4711, slugged FERRY-AGROUND."), other],
        &["ferry: original", "kill: revision of ferry, cancels ferry", "vane: original"],
    );
}

#[test]
fn one_story_is_taken_by_a_slug() {
    let note = "Editors: Please kill the story slugged FERRY-AGROUND. A substitute will follow.";
    let of_slug = |name, headline, text| story(name, headline, text).slug("FERRY-AGROUND");
    let vane = || of_slug("vane", "Lost Vane found in museum", MUSEUM);
    check_restarted(
        Settings::default(),
        &[
            kill(note),
            ferry(),
            vane().at(1.0),
            of_slug("again", "Ferry aground off Lumen", FERRY).undated().at(4.0),
        ],
        &[
            "kill: original",
            "ferry: revision of kill, canceled",
            "vane: original",
            "again: copy of ferry in kill, canceled",
        ],
    );
    // what does not say by the clock that it was made before has to be like what the kill names
    let mut that_day = vane().named("that day").at(3.0);
    that_day.day = true;
    check_restarted(
        Settings::default(),
        &[
            kill(note),
            that_day,
            story("rate", "Bank raises rate", RATE).slug("FERRY-AGROUND").undated().at(4.0),
            ferry(),
        ],
        &["kill: original", "that day: original", "rate: original", "ferry: revision of kill, canceled"],
    );
    let named = "Please kill the story slugged FERRY-AGROUND, headlined \"Ferry runs aground off Port Lumen, all safe\".";
    check_restarted(
        Settings::default(),
        &[kill(named), ferry().undated().at(3.0)],
        &["kill: original", "ferry: revision of kill, canceled"],
    );
}

#[test]
fn what_was_made_after_the_kill_is_another_story() {
    let note = "Editors: Please kill the story slugged FERRY-AGROUND.";
    check(
        &[
            kill(note),
            ferry().at(3.0),
            story("vane", "Lost Vane found", MUSEUM).slug("FERRY-AGROUND").undated().at(90.0),
        ],
        &["kill: original", "ferry: original", "vane: original"],
    );
}

#[test]
fn the_killed_story_once_more_from_its_source() {
    let again = |name| story(name, "Ferry aground off Lumen", FERRY).undated().at(4.0);
    let mut herald = again("herald");
    herald.source = "herald".into();
    check(
        &[
            story("ferry", HEADLINE, FERRY).slug("FERRY-AGROUND"),
            kill("Editors: Please kill the story slugged FERRY-AGROUND."),
            again("again"),
            herald,
        ],
        &[
            "ferry: original",
            "kill: revision of ferry, cancels ferry",
            "again: copy of ferry, canceled",
            "herald: copy of ferry",
        ],
    );
}

#[test]
fn two_kills_in_one_form_are_not_one() {
    check(
        &[
            ferry(),
            story("rate", "Bank of Freedonia raises main rate", RATE).slug("RATE-RISE"),
            kill("Editors: Please kill the story slugged FERRY-AGROUND."),
            kill("Editors: Please kill the story slugged RATE-RISE.").at(3.0).named("kill rate"),
        ],
        &[
            "ferry: original",
            "rate: original",
            "kill: revision of ferry, cancels ferry",
            "kill rate: revision of rate, cancels rate",
        ],
    );
}

#[test]
fn a_kill_may_take_back_several_stories() {
    let rate = || story("rate", "Bank of Freedonia raises main rate", RATE).slug("RATE-RISE").at(1.0);
    let vane = || story("vane", "Lost Vane found in museum", MUSEUM).slug("VANE-FOUND").at(1.0);
    for note in [
        "Editors: Please kill the stories slugged FERRY-AGROUND and RATE-RISE.",
        "Please kill the stories headlined \"Ferry runs aground off Port Lumen, all safe\" and \"Bank of Freedonia raises main rate\".",
        "Editors: Please kill the story slugged FERRY-AGROUND. Please also kill the story slugged RATE-RISE.",
    ] {
        check_restarted(
            Settings::default(),
            &[
                ferry(),
                rate(),
                vane(),
                kill(note),
                story("again", "Bank raises rate", RATE).undated().at(4.0),
            ],
            &[
                "ferry: original",
                "rate: original",
                "vane: original",
                "kill: revision of ferry, cancels ferry and rate",
                "again: copy of rate, canceled",
            ],
        );
        // what is not there yet falls when it comes
        check_restarted(
            Settings::default(),
            &[ferry(), vane(), kill(note), rate()],
            &[
                "ferry: original",
                "vane: original",
                "kill: revision of ferry, cancels ferry",
                "rate: revision of kill in ferry, canceled",
            ],
        );
        check_restarted(
            Settings::default(),
            &[rate(), vane(), kill(note), ferry()],
            &[
                "rate: original",
                "vane: original",
                "kill: revision of rate, cancels rate",
                "ferry: revision of kill in rate, canceled",
            ],
        );
    }
    // two names of one story are no two stories, though another bears the second
    check_restarted(
        Settings::default(),
        &[
            ferry(),
            story("vane", "Lost Vane found in museum", MUSEUM).slug("LUMEN-FERRY").at(1.0),
            kill("Please kill story id EXW-4711, slugged LUMEN-FERRY."),
        ],
        &["ferry: original", "vane: original", "kill: revision of ferry, cancels ferry"],
    );
}

#[test]
fn a_kill_may_name_an_address() {
    let page = || story("page", HEADLINE, FERRY).url("https://courier.example/2015/ferry");
    check_restarted(
        Settings::default(),
        &[page(), kill("Please withdraw our article at https://courier.example/2015/ferry from all sites.")],
        &["page: original", "kill: revision of page, cancels page"],
    );
}
