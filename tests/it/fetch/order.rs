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
