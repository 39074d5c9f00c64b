//! Whose turn it is: the pace of a host over all requests.

use std::sync::Arc;

use super::{request, with, word};
use crate::outside::web::{Web, answer};

/// Milliseconds between the requests that came to a host.
fn gaps(web: &Web, host: &str) -> Vec<u128> {
    let times: Vec<_> = web.log().iter().filter(|asked| asked.host == host).map(|asked| asked.at).collect();
    times.windows(2).map(|pair| pair[1].duration_since(pair[0]).as_millis()).collect()
}

fn polite() -> Web {
    Web::serve(|asked, wire| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let said = match asked.path.as_str() {
            "/robots.txt" => answer("200 OK", &[], "User-agent: *\nCrawl-delay: 0.4\n"),
            "/there" => answer("302 Found", &[("Location", "/here")], ""),
            "/busy" => answer("429 Slow", &[("Retry-After", "3600")], ""),
            _ => answer("200 OK", &[], "words"),
        };
        wire.write_all(&said).ok();
    })
}

#[test]
fn a_host_is_asked_once_at_a_time_and_others_meanwhile() {
    let web = polite();
    let more = "delay_most = \"10s\"\n".to_owned();
    let config = web.config(&more).replace("delay = \"0s\"", "delay = \"200ms\"");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let took = runtime.block_on(async {
        let client = Arc::new(super::client_by(&config));
        let begun = std::time::Instant::now();
        let asked: Vec<_> = ["http://a.test/1", "http://A.test./there", "http://b.test/1", "http://c.test/1"]
            .into_iter()
            .map(|address| {
                let client = Arc::clone(&client);
                tokio::spawn(async move { word(&client.fetch(&request(address)).await) })
            })
            .collect();
        for task in asked {
            assert_eq!(task.await.unwrap(), "200");
        }
        begun.elapsed()
    });
    let gaps = gaps(&web, "a.test");
    assert_eq!(gaps.len(), 2);
    // 50 ms for the answer, then the pause
    assert!(gaps.iter().all(|gap| *gap >= 245), "{gaps:?}");
    assert!(took.as_millis() < 1500, "{took:?}");
}

#[test]
fn after_429_nobody_asks_the_host_and_who_cannot_wait_is_told() {
    let web = polite();
    with(&web, "", async |client| {
        let fetched = client.fetch(&request("http://a.test/busy")).await;
        assert_eq!(
            (word(&fetched).as_str(), fetched.retry_after.map(|wait| wait.as_secs())),
            ("limited", Some(3600))
        );
        let next = client.fetch(&request("http://a.test/1")).await;
        let why = next.outcome.as_ref().unwrap_err().to_string();
        assert!(why.starts_with("limited: the host is not to be asked for another "), "{why}");
        assert_eq!(word(&client.fetch(&request("http://b.test/1")).await), "200");
    });
    assert_eq!(web.paths(), ["a.test/busy", "b.test/1"]);
}

/// Answers 429 or 503 where the path says so.
fn slow() -> Web {
    Web::serve(|asked, wire| {
        let wait = [("Retry-After", "3600")];
        let said = match asked.path.as_str() {
            "/429" => answer("429 Slow", &wait, ""),
            "/429-unknown" => answer("429 Slow", &[], ""),
            path if path.starts_with("/503") => answer("503 Later", &wait, ""),
            "/robots.txt" => answer("200 OK", &[], "User-agent: *\nCrawl-delay: 0.4\n"),
            "/never" => return std::thread::sleep(std::time::Duration::from_secs(3)),
            _ => answer("200 OK", &[], "words"),
        };
        wire.write_all(&said).ok();
    })
}

/// Asks for one address after the other; what each came to.
fn each(web: &Web, addresses: &[&str]) -> Vec<String> {
    with(web, "", async |client| {
        let mut words = Vec::new();
        for address in addresses {
            words.push(word(&client.fetch(&request(address)).await));
        }
        words
    })
}

#[test]
fn a_429_without_a_time_holds_the_host_back_too() {
    let web = slow();
    assert_eq!(each(&web, &["http://a.test/429-unknown", "http://a.test/1"]), ["limited"; 2]);
    assert_eq!(web.paths(), ["a.test/429-unknown"]);
}

#[test]
fn two_hosts_that_ask_for_less_speak_for_their_domain() {
    let web = slow();
    let words = each(
        &web,
        &[
            "http://one.paper.test/429",
            "http://three.paper.test/1",
            "http://two.paper.test/429",
            "http://three.paper.test/2",
            "http://other.test/1",
        ],
    );
    assert_eq!(words, ["limited", "200", "limited", "limited", "200"]);
    assert_eq!(web.log().len(), 4);
}

#[test]
fn a_503_holds_its_address_and_a_second_one_the_host() {
    let web = slow();
    let (first, second) = ("http://a.test/503", "http://a.test/503-again");
    let words = each(&web, &[first, first, "http://a.test/1", second, "http://a.test/1", "http://b.test/1"]);
    assert_eq!(words, ["http-503", "limited", "200", "http-503", "limited", "200"]);
    assert_eq!(web.log().len(), 4);
}

#[test]
fn a_request_that_is_dropped_under_way_gives_its_turn_back() {
    let web = slow();
    with(&web, "", async |client| {
        let gone = request("http://a.test/never");
        let gone = client.fetch(&gone);
        assert!(tokio::time::timeout(std::time::Duration::from_millis(200), gone).await.is_err());
        assert_eq!(client.in_flight(), 0);
        assert_eq!(word(&client.fetch(&request("http://a.test/1")).await), "200");
    });
    assert_eq!(web.paths(), ["a.test/never", "a.test/1"]);
}

#[test]
fn a_crawl_delay_holds_from_the_robots_txt_on_that_says_it() {
    let web = slow();
    let page = super::Request { purpose: super::Purpose::Page, ..request("http://a.test/1") };
    with(&web, "", async |client| {
        assert_eq!(word(&client.fetch(&page).await), "200");
        assert_eq!(word(&client.fetch(&request("http://a.test/2")).await), "200");
    });
    let gaps = gaps(&web, "a.test");
    assert!(gaps.len() == 2 && gaps.iter().all(|gap| *gap >= 395), "{gaps:?}");
}
