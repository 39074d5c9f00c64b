//! Copies that are written without their text are still met under their own headlines.

use super::day::{check_restarted, story};
use super::stories::FERRY;
use crate::dedup::Settings;

/// The ferry in other words.
const BRIEF: &str = "All 214 people on the ferry Queen Adela were taken ashore by fishing boats after it struck a \
sandbank south of Port Lumen at 2:40 a.m. on Tuesday, the coast guard of Freedonia said. Eleven were treated.";

#[test]
fn a_brief_meets_the_headline_of_a_thin_copy() {
    for (thin, brief) in [(false, "brief: excerpt of herald in wire"), (true, "brief: excerpt of wire")] {
        check_restarted(
            Settings { thin, ..Settings::default() },
            &[
                story("wire", "Ferry runs aground off Port Lumen, all safe", FERRY),
                story("herald", "Fishing boats save 214 from sandbank", FERRY).at(1.0),
                story("brief", "Fishing boats save 214 from sandbank", BRIEF).at(2.0),
            ],
            &["wire: original", "herald: copy of wire", brief],
        );
    }
}

#[test]
fn without_the_copy_the_brief_is_a_story_of_its_own() {
    check_restarted(
        Settings::default(),
        &[
            story("wire", "Ferry runs aground off Port Lumen, all safe", FERRY),
            story("brief", "Fishing boats save 214 from sandbank", BRIEF).at(2.0),
        ],
        &["wire: original", "brief: original"],
    );
}

#[test]
fn a_thin_copys_next_version_says_what_changed() {
    let put_right = FERRY.replace("Eleven", "Twelve").replace("214", "217");
    let herald = |name, text: &str| story(name, "All rescued", text).item("urn:herald:ferry:2014");
    check_restarted(
        Settings { thin: true, ..Settings::default() },
        &[
            story("wire", "Ferry runs aground off Port Lumen, all safe", FERRY),
            herald("herald", FERRY).at(1.0),
            herald("herald again", &put_right).at(2.0),
            herald("herald at last", FERRY).at(3.0),
        ],
        &[
            "wire: original",
            "herald: copy of wire",
            "herald again: revision (2) of herald in wire",
            "herald at last: revision (3) of herald again in wire",
        ],
    );
}
