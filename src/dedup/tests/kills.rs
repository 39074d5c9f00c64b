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
fn a_kill_of_days_ago_still_finds_its_story() {
    check(
        &[
            ferry(),
            kill("Please kill the story headlined \"Ferry runs aground off Port Lumen, all safe\".")
                .at(120.0),
        ],
        &["ferry: original", "kill: revision of ferry, cancels ferry"],
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
