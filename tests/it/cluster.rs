//! `wiredesk cluster` over an invented day: what the members are to each other, whoever is asked for, and where it looks.

use serde_json::Value;

use crate::support::{Desk, records};

const FERRY: &str = "A passenger ferry with 214 people on board ran aground off Port Halden early on Tuesday, the coast \
guard said, and all of them were taken ashore by fishing boats.\n\nThe Queen Adela left Cape Sorrow shortly after midnight \
and struck a sandbank about three kilometres south of the harbour entrance, commander Ilse Marrow told reporters. Eleven \
passengers were treated for cuts and bruises, and one crew member was kept in hospital with a broken wrist.\n\n\"We heard a \
long scraping noise and then everything stopped,\" said Tomas Reedy, a schoolteacher who was travelling with his two \
daughters. \"Nobody shouted. People put on their life jackets and waited on deck for the boats to come.\"\n\nThe ferry's \
owner, Northern Crossing Lines, said the vessel was inspected in April and that its navigation equipment was working. The \
company suspended its night sailings until the sandbank has been surveyed again.";

const LATER: &str = "Two tugs are to try to pull the ferry free at high water on Wednesday, and divers found no sign of \
leaking fuel, the environment ministry said in a statement that it read out at the harbour office of Port Halden.";

fn delivery(desk: &Desk, name: &str, headline: &str, published: &str, publisher: &str, text: &str) {
    let article = serde_json::json!({
        "@context": "https://schema.org", "@type": "NewsArticle",
        "headline": headline, "datePublished": published, "articleBody": text,
        "publisher": {"@type": "Organization", "name": publisher},
        "url": format!("https://{}.example/{name}", publisher.to_lowercase()),
    });
    desk.write(&format!("in/{name}.json"), article.to_string());
}

/// A day on which the wire's own story comes after the outlet that printed it.
fn day(desk: &Desk) {
    let ferry = |name, headline, published, publisher, text: &str| {
        delivery(desk, name, headline, published, publisher, text);
    };
    ferry("1-herald", "Fishing boats save ferry passengers", "2024-03-05T09:30:00Z", "Herald", FERRY);
    let other = "The town council of Port Halden put off its vote on the new market hall on Monday after a long debate \
                 about parking, and will meet again next week to hear the builders.";
    ferry("2-council", "Council puts off vote on market hall", "2024-03-05T09:40:00Z", "Herald", other);
    ferry("3-wire", "Ferry runs aground off Port Halden", "2024-03-05T07:00:00Z", "Examplewire", FERRY);
    let right = FERRY.replace("214", "217");
    ferry("4-right", "Ferry ran aground with 217 on board", "2024-03-05T11:00:00Z", "Courier", &right);
    let fuller = format!("{FERRY}\n\n{LATER}");
    ferry("5-fuller", "Tugs to pull ferry free", "2024-03-05T13:00:00Z", "Gazette", &fuller);
    let brief = FERRY.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    ferry("6-brief", "Ferry aground", "2024-03-05T14:00:00Z", "Post", &brief);
}

fn by_path<'r>(records: &'r [Value], name: &str) -> &'r Value {
    let named = |record: &&Value| record["source"]["path"].as_str().unwrap().contains(name);
    records.iter().find(named).unwrap_or_else(|| panic!("{name}"))
}

fn id<'r>(records: &'r [Value], name: &str) -> &'r str {
    by_path(records, name)["id"].as_str().unwrap()
}

fn members(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// Name, relation and mark of each member, in the order in which they are listed.
fn told(cluster: &Value) -> Vec<String> {
    let each = cluster["members"].as_array().unwrap().iter();
    each.map(|member| {
        let path = member["source"]["path"].as_str().unwrap_or("-").trim_end_matches(".json");
        let mark = if member["original"] == true { "* " } else { "" };
        format!("{mark}{path} {}", member["relation"].as_str().unwrap())
    })
    .collect()
}

const TOLD: [&str; 5] =
    ["* 3-wire copy", "1-herald original", "4-right revision", "5-fuller revision", "6-brief excerpt"];

#[test]
fn members_in_event_time_with_what_each_changed() {
    let desk = Desk::new();
    day(&desk);
    let ended = desk.run(&["process", "in", "--state", "seen", "-o", "out.jsonl"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let written = records(&desk.read("out.jsonl"));
    let herald = id(&written, "1-herald");
    let ask = |name: &str| {
        let ended = desk.run(&["cluster", id(&written, name), "--state", "seen", "--json"]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""), "{name}");
        members(&ended.stdout)
    };
    let cluster = ask("1-herald");
    assert_eq!(told(&cluster), TOLD);
    assert_eq!(cluster["cluster"], herald);
    assert_eq!(cluster["original"], id(&written, "3-wire"));
    for name in ["3-wire", "4-right", "5-fuller", "6-brief"] {
        assert_eq!(ask(name), cluster, "asked for {name}");
    }
    let alone = ask("2-council");
    assert_eq!(told(&alone), ["* 2-council original"]);

    let member = |place: usize| &cluster["members"][place];
    let right = &member(2)["changes"];
    assert_eq!((&right["figures_added"][0], &right["figures_removed"][0]), (&"217".into(), &"214".into()));
    assert!(right["added"][0].as_str().unwrap().starts_with("A passenger ferry with 217"), "{right}");
    assert!(right["removed"][0].as_str().unwrap().starts_with("A passenger ferry with 214"), "{right}");
    assert_eq!(member(3)["changes"]["added"], serde_json::json!([LATER]));
    assert_eq!(member(4)["changes"]["removed"].as_array().unwrap().len(), 2);
    assert!(member(0)["similarity"].as_f64().unwrap() > 0.99);

    let page = desk.run(&["cluster", herald, "--state", "seen"]).stdout;
    assert!(page.starts_with(&format!("cluster {herald}, 5 members\n")), "{page}");
    for part in [
        &format!("* 2024-03-05 07:00:00Z  {}  copy of {}", id(&written, "3-wire"), &herald[..8]),
        &format!("  2024-03-05 09:30:00Z  {herald}  original"),
        "figures: +217 -214",
        "+ Two tugs are to try to pull the ferry free",
        "Courier (process: 4-right.json)",
        "the same words",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn while_the_daemon_runs_and_after() {
    let desk = Desk::new();
    day(&desk);
    let house = desk.house("", "");
    let daemon = house.open().unwrap();
    // One by one: arrival is the order of the names.
    for (count, name) in (1..).zip(["1-herald", "2-council", "3-wire", "4-right", "5-fuller", "6-brief"]) {
        std::fs::rename(desk.path(&format!("in/{name}.json")), desk.path(&format!("inbox/{name}.json")))
            .unwrap();
        desk.records_when_done(count);
    }
    let written = desk.journal();
    assert_eq!(by_path(&written, "3-wire")["kind"], "duplicate");
    let ask = |name: &str| desk.run(&["cluster", id(&written, name), "--json"]);
    let running = ask("6-brief");
    assert_eq!((running.status, running.stderr.as_str()), (0, ""));
    let cluster = members(&running.stdout);
    assert_eq!(told(&cluster), TOLD);
    // The wire's copy was written without its text: nothing is made up about it.
    assert_eq!(cluster["members"][0].get("changes"), None);
    let page = desk.run(&["cluster", id(&written, "3-wire")]).stdout;
    assert!(page.contains("every paragraph stands in the other; written without its text"), "{page}");
    daemon.stop(std::time::Duration::from_secs(30)).unwrap();
    assert_eq!(ask("3-wire").stdout, running.stdout);
}

#[test]
fn what_only_the_index_remembers() {
    let desk = Desk::new();
    day(&desk);
    desk.run(&["process", "in/1-herald.json", "--state", "seen", "-o", "kept.jsonl"]);
    let second = desk.run(&["process", "in/3-wire.json", "--state", "seen"]);
    let wire = records(&second.stdout);
    let kept = records(&desk.read("kept.jsonl"));
    let ended = desk.run(&["cluster", id(&wire, "3-wire"), "--state", "seen"]);
    assert_eq!(ended.status, 0, "{}", ended.stderr);
    assert_eq!(ended.stderr, "not looked at: what was written to standard output\n");
    assert!(ended.stdout.contains("only the index remembers it"), "{}", ended.stdout);
    assert!(ended.stdout.contains(id(&kept, "1-herald")), "{}", ended.stdout);
    let asked = desk.run(&["cluster", id(&kept, "1-herald"), "--state", "seen"]);
    assert_eq!(asked.stdout, ended.stdout);
}

#[test]
fn what_is_not_there_is_said() {
    let desk = Desk::new();
    let nobody = "0123456789abcdef0123456789abcdef";
    let house = desk.house("", "");
    let absent = desk.run(&["cluster", nobody]);
    assert_eq!((absent.status, absent.stdout.as_str()), (66, ""));
    assert!(absent.stderr.contains("there is no journal yet"), "{}", absent.stderr);
    house.open().unwrap().stop(std::time::Duration::from_secs(30)).unwrap();
    let unknown = desk.run(&["cluster", nobody]);
    assert_eq!(unknown.status, 66);
    assert_eq!(unknown.stderr, format!("no record with the id {nobody} is in the journal in out\n"));
    let no_state = desk.run(&["cluster", nobody, "--state", "nowhere"]);
    assert_eq!(no_state.status, 66);
    assert!(no_state.stderr.starts_with("nowhere: there is no such state"), "{}", no_state.stderr);
    assert_eq!(desk.run(&["cluster", "3f9c"]).status, 64);
    assert_eq!(desk.run(&["cluster", nobody, "--state", "seen", "-c", "pipeline.toml"]).status, 64);
}

/// The ferry as an agency's copy, twice as an outlet's without a credit, and cut.
fn credited(desk: &Desk, folder: &str) {
    let wire = format!("Ferry runs aground off Port Halden\n\nPORT HALDEN (AFP) — {FERRY}\n");
    let herald = format!("Fishing boats save ferry passengers\n\n{FERRY}\n");
    let cut = FERRY.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    for (name, text) in [
        ("1-wire", wire.as_str()),
        ("2-herald", &herald),
        ("3-again", &herald),
        ("4-brief", &format!("Ferry aground\n\n{cut}\n")),
    ] {
        desk.write(&format!("{folder}/{name}.txt"), text);
    }
}

fn origin(record: &Value) -> (&str, &str) {
    let agency = &record["agencies"][0];
    assert_eq!((&agency["role"], &agency["code"]), (&"origin".into(), &"AFP".into()), "{record}");
    (agency["name"].as_str().unwrap(), agency["evidence"].as_str().unwrap())
}

#[test]
fn a_copy_without_a_credit_has_its_originals_agency() {
    let desk = Desk::new();
    credited(&desk, "in");
    let ended = desk.run(&["process", "in", "-o", "out.jsonl"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let written = records(&desk.read("out.jsonl"));
    let wire = id(&written, "1-wire");
    let of = |name: &str, relation: &str| {
        let record = by_path(&written, name);
        assert_eq!(origin(record), ("Agence France-Presse", &*format!("{relation} of {wire}")));
        assert_eq!(record["provenance"]["agencies"], "cluster");
    };
    assert_eq!(origin(by_path(&written, "1-wire")).1, "PORT HALDEN (AFP) —");
    of("2-herald", "copy");
    of("3-again", "copy");
    of("4-brief", "excerpt");
    // Word for word the same: what is said in one is said in the other.
    let (herald, again) = (by_path(&written, "2-herald"), by_path(&written, "3-again"));
    assert_eq!((&herald["quotes"], &herald["entities"]), (&again["quotes"], &again["entities"]));
    assert!(herald["quotes"].as_array().unwrap().len() >= 3, "{herald}");

    let house = desk.house("", "");
    let daemon = house.open().unwrap();
    for (count, name) in (1..).zip(["1-wire", "2-herald", "3-again", "4-brief"]) {
        std::fs::rename(desk.path(&format!("in/{name}.txt")), desk.path(&format!("inbox/{name}.txt")))
            .unwrap();
        desk.records_when_done(count);
    }
    drop(daemon);
    let journal = desk.journal();
    assert_eq!(by_path(&journal, "2-herald")["kind"], "duplicate");
    for (name, relation) in [("2-herald", "copy"), ("4-brief", "excerpt")] {
        let evidence = format!("{relation} of {}", id(&journal, "1-wire"));
        assert_eq!(origin(by_path(&journal, name)), ("Agence France-Presse", evidence.as_str()));
    }
}
