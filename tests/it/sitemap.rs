//! Sitemaps through the daemon: each page once, whichever sitemap names it, and nobody asked for what has not changed.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::daemon::{Daemon, records, story, until};
use crate::outside::web::{Web, answer, page};
use crate::support::Desk;

/// What lives at which path of which host; robots.txt is none unless it is put there.
#[derive(Clone, Default)]
struct Site(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl Site {
    fn put(&self, address: &str, body: impl AsRef<[u8]>) {
        self.0.lock().unwrap().insert(address.to_owned(), body.as_ref().to_vec());
    }

    fn serve(&self) -> Web {
        let site = self.clone();
        Web::serve(move |asked, wire| {
            let address = format!("{}{}", asked.host, asked.path);
            let said = match site.0.lock().unwrap().get(&address) {
                Some(body) => answer("200 OK", &[], body),
                None => answer("404 Not Found", &[], ""),
            };
            wire.write_all(&said).ok();
        })
    }
}

fn ago(hours: i64) -> String {
    let at = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An entry of a news sitemap.
fn news(address: &str, title: &str, hours: i64) -> String {
    let at = ago(hours);
    format!(
        "<url><loc>http://{address}</loc><lastmod>{at}</lastmod><news:news><news:publication><news:name>Lumen Post</news:name>\
         <news:language>en</news:language></news:publication><news:publication_date>{at}</news:publication_date>\
         <news:title>{title}</news:title></news:news></url>"
    )
}

fn plain(address: &str, hours: i64) -> String {
    format!("<url><loc>http://{address}</loc><lastmod>{}</lastmod></url>", ago(hours))
}

fn urlset(entries: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">{}</urlset>",
        entries.concat()
    )
}

fn index(named: &[(&str, &str)]) -> String {
    let each = |(address, lastmod): &(&str, &str)| {
        let lastmod =
            if lastmod.is_empty() { String::new() } else { format!("<lastmod>{lastmod}</lastmod>") };
        format!("<sitemap><loc>http://{address}</loc>{lastmod}</sitemap>")
    };
    let named: String = named.iter().map(each).collect();
    format!("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{named}</sitemapindex>")
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

/// A page whose words are its own.
fn html(title: &str) -> String {
    let number = title.bytes().fold(7_usize, |number, byte| number.wrapping_mul(31) + usize::from(byte));
    page(title).replace("</article>", &format!("<p>{}</p></article>", story(number)))
}

fn desk(web: &Web, keys: &str) -> Desk {
    let desk = Desk::new();
    let web_key = "[web]\nenabled = true\nlisten = \"127.0.0.1:0\"\n";
    let interval = "interval = { least = \"1s\", first = \"1s\", most = \"1s\" }";
    let source = format!("[source.papers]\ntype = \"sitemap\"\n{keys}\n{interval}\n");
    desk.write("pipeline.toml", format!("{web_key}{source}{}", web.config("")));
    desk
}

/// Records by their headline.
fn told(desk: &Desk) -> BTreeMap<String, Vec<Value>> {
    let mut told: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    if desk.path("out").is_dir() {
        for record in records(desk) {
            let headline = record["headline"].as_str().unwrap_or("none").to_owned();
            told.entry(headline).or_default().push(record);
        }
    }
    told
}

fn asked_for(web: &Web, address: &str) -> usize {
    web.paths().iter().filter(|path| *path == address).count()
}

#[test]
fn an_index_is_followed_and_each_page_is_one_record_whichever_sitemap_names_it() {
    let site = Site::default();
    site.put("a.test/index.xml", index(&[("a.test/deep.xml", ""), ("a.test/news.xml.gz", "2026-03-01")]));
    site.put("a.test/deep.xml", index(&[("a.test/more.xml", "")]));
    site.put(
        "a.test/news.xml.gz",
        gzip(&urlset(&[news("a.test/1", "Told one", 1), plain("a.test/about", 1)])),
    );
    site.put(
        "a.test/more.xml",
        urlset(&[
            news("a.test/1", "Told one", 1),
            news("a.test/2", "Told two", 2),
            news("a.test/9", "Old", 200),
        ]),
    );
    site.put("a.test/1", html("Shown one"));
    site.put("a.test/about", html("About us"));
    let web = site.serve();
    let desk = desk(&web, "urls = [\"http://a.test/index.xml\"]");
    let daemon = Daemon::open(&desk, &[]);
    until("both stories", || (told(&desk).len() == 2).then_some(()));
    // A new one, in a sitemap that the index says nothing of: it is asked in its own time.
    site.put(
        "a.test/more.xml",
        urlset(&[news("a.test/2", "Told two", 2), news("a.test/3", "Told three", 0)]),
    );
    until("the third", || (told(&desk).len() == 3).then_some(()));
    // One whose `lastmod` stays the same is asked once a day, however often its index is; else at once.
    assert_eq!(asked_for(&web, "a.test/news.xml.gz"), 1);
    site.put("a.test/news.xml.gz", gzip(&urlset(&[news("a.test/4", "Told four", 0)])));
    let asked = asked_for(&web, "a.test/index.xml");
    until("two more polls", || (asked_for(&web, "a.test/index.xml") >= asked + 2).then_some(()));
    assert_eq!(asked_for(&web, "a.test/news.xml.gz"), 1);
    site.put("a.test/index.xml", index(&[("a.test/deep.xml", ""), ("a.test/news.xml.gz", "2026-03-02")]));
    until("the fourth", || (told(&desk).len() == 4).then_some(()));
    assert!(daemon.close().success());
    let told = told(&desk);
    assert!(told.values().all(|records| records.len() == 1), "{told:?}");
    let shown = &told["Shown one"][0];
    assert_eq!(
        (&shown["headline_alt"][0], &shown["source"]["type"]),
        (&"Told one".into(), &"sitemap".into())
    );
    assert_eq!(shown["source"]["item"], "http://a.test/1");
    assert!(
        told.contains_key("Told two") && told.contains_key("Told three") && told.contains_key("Told four")
    );
    assert_eq!(told["Told two"][0]["warnings"][0]["code"], "page-not-fetched");
    assert_eq!(
        (asked_for(&web, "a.test/1"), asked_for(&web, "a.test/about"), asked_for(&web, "a.test/9")),
        (1, 0, 0)
    );
    // After a restart everything below the index is known, and asked in its time.
    let daemon = Daemon::open(&desk, &[]);
    let asked = asked_for(&web, "a.test/more.xml");
    until("a poll below the index", || (asked_for(&web, "a.test/more.xml") > asked).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(asked_for(&web, "a.test/news.xml.gz"), 2);
    assert_eq!(records(&desk).len(), 4);
}

#[test]
fn sites_name_their_sitemaps_and_without_follow_the_record_is_what_they_say() {
    let site = Site::default();
    let robots = "User-agent: *\nDisallow: /private\nSitemap: http://a.test/news.xml\nsitemap: /other.txt\nSitemap: nonsense://x\n";
    site.put("a.test/robots.txt", robots);
    site.put(
        "a.test/news.xml",
        urlset(&[news("a.test/1", "Told one", 1), news("a.test/private/2", "Told two", 2)]),
    );
    site.put("a.test/other.txt", "http://a.test/plain\n");
    let web = site.serve();
    let desk = desk(&web, "sites = [\"http://a.test\"]\nfollow = false");
    let daemon = Daemon::open(&desk, &[]);
    until("both stories", || (told(&desk).len() == 2).then_some(()));
    site.put("a.test/news.xml", urlset(&[news("a.test/1", "Told one otherwise", 0)]));
    until("its further version", || (told(&desk).len() == 3).then_some(()));
    until("the text", || (asked_for(&web, "a.test/other.txt") >= 2).then_some(()));
    assert!(daemon.close().success());
    let told = told(&desk);
    let [first, further] = [&told["Told one"][0], &told["Told one otherwise"][0]];
    assert_eq!(first["publisher"]["name"], "Lumen Post");
    assert_eq!(first["source"]["feed"], "http://a.test/news.xml");
    assert_eq!(first["cluster"]["id"], further["cluster"]["id"], "one item");
    assert_eq!(records(&desk).len(), 3);
    assert_eq!(asked_for(&web, "a.test/1") + asked_for(&web, "a.test/plain"), 0);
}

#[test]
fn every_page_is_a_story_where_that_is_said_and_a_text_will_do() {
    let site = Site::default();
    site.put(
        "a.test/sitemap.xml",
        urlset(&[plain("a.test/1", 1), plain("a.test/gone", 1), plain("a.test/old", 100)]),
    );
    site.put("a.test/all.txt", "http://a.test/1\nhttp://a.test/2\n");
    for number in 1..3 {
        site.put(&format!("a.test/{number}"), html(&format!("Shown {number}")));
    }
    let web = site.serve();
    let desk =
        desk(&web, "urls = [\"http://a.test/sitemap.xml\", \"http://a.test/all.txt\"]\nstories = \"all\"");
    let daemon = Daemon::open(&desk, &[]);
    until("both pages", || (told(&desk).len() == 2).then_some(()));
    until("the one that is gone", || (asked_for(&web, "a.test/gone") == 1).then_some(()));
    let asked = asked_for(&web, "a.test/sitemap.xml");
    until("two more polls", || (asked_for(&web, "a.test/sitemap.xml") >= asked + 2).then_some(()));
    assert!(daemon.close().success());
    assert_eq!(records(&desk).len(), 2, "nobody says anything of a page that is gone");
    let each = ["a.test/1", "a.test/2", "a.test/gone", "a.test/old"].map(|address| asked_for(&web, address));
    assert_eq!(each, [1, 1, 1, 0]);
}

#[test]
fn a_sitemap_without_news_for_long_is_asked_rarely_until_its_index_says_that_it_changed() {
    let site = Site::default();
    let named = |lastmod| index(&[("a.test/old.xml", lastmod), ("a.test/new.xml", "")]);
    site.put("a.test/index.xml", named(""));
    site.put("a.test/old.xml", urlset(&[news("a.test/1", "Told one", 60 * 24)]));
    site.put("a.test/new.xml", urlset(&[news("a.test/2", "Told two", 1)]));
    let web = site.serve();
    let keys =
        "urls = [\"http://a.test/index.xml\"]\nfollow = false\noldest = \"0s\"\nretire_after = \"30d\"";
    let desk = desk(&web, keys);
    let daemon = Daemon::open(&desk, &[]);
    until("both stories", || (told(&desk).len() == 2).then_some(()));
    until("more polls of the other", || (asked_for(&web, "a.test/new.xml") >= 3).then_some(()));
    assert_eq!(asked_for(&web, "a.test/old.xml"), 1);
    daemon.says("a sitemap had no news for long");
    site.put("a.test/old.xml", urlset(&[news("a.test/3", "Told three", 0)]));
    site.put("a.test/index.xml", named("2026-03-02"));
    until("the third", || (told(&desk).len() == 3).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn no_page_is_lost_or_doubled_by_kills_below_an_index() {
    let site = Site::default();
    let web = site.serve();
    let desk = desk(&web, "urls = [\"http://a.test/index.xml\"]\nbackfill = 1000");
    let mut pages: [Vec<String>; 3] = Default::default();
    let mut number = 0;
    for round in 0..8u64 {
        for _ in 0..5 {
            let address = format!("h{}.test/{number}", number % 2);
            pages[number % 3].insert(0, news(&address, &format!("Told {number}"), 0));
            site.put(&address, html(&format!("Shown {number}")));
            number += 1;
        }
        let named: Vec<String> = (0..3).map(|n| format!("a.test/{n}.xml")).collect();
        let lastmods: Vec<String> = (0..3).map(|n| format!("2026-03-0{}T0{n}:00:00Z", round + 1)).collect();
        let each: Vec<(&str, &str)> = (0..3).map(|n| (named[n].as_str(), lastmods[n].as_str())).collect();
        (0..3).for_each(|n| site.put(&named[n], urlset(&pages[n])));
        site.put("a.test/index.xml", index(&each));
        let daemon = Daemon::start(&desk, &[]);
        std::thread::sleep(Duration::from_millis(600 + 143 * round));
        // Killed, wherever it is.
        drop(daemon);
    }
    let daemon = Daemon::open(&desk, &[]);
    until("every page", || (told(&desk).len() == number).then_some(()));
    let asked = asked_for(&web, "a.test/index.xml");
    until("two more polls", || (asked_for(&web, "a.test/index.xml") >= asked + 2).then_some(()));
    assert!(daemon.close().success());
    for (headline, records) in told(&desk) {
        assert!(headline.starts_with("Shown ") && records.len() == 1, "{headline}: {}", records.len());
    }
}

#[test]
fn a_packed_sitemap_is_as_large_as_fetch_says_now() {
    let site = Site::default();
    let words: String = (0..400).map(|n| story(n).replace('-', " ")).collect();
    let entry = news("a.test/story", "Port of Lumen closed after storms", 1);
    site.put("a.test/news.xml.gz", gzip(&format!("{}<!-- {words} -->", urlset(&[entry]))));
    let web = site.serve();
    let desk = desk(&web, "urls = [\"http://a.test/news.xml.gz\"]\nfollow = false");
    let config = desk.read("pipeline.toml");
    let with = |body: &str| config.replace("[fetch]\n", &format!("[fetch]\nbody = \"{body}\"\n"));
    desk.write("pipeline.toml", with("110KiB"));
    let daemon = Daemon::open(&desk, &[]);
    daemon.says("too-large");
    assert!(told(&desk).is_empty());
    desk.write("pipeline.toml", with("1MiB"));
    daemon.signal(rustix::process::Signal::HUP);
    until("its story", || (told(&desk).len() == 1).then_some(()));
    assert!(daemon.close().success());
}

#[test]
fn a_sitemap_that_is_none_is_said_and_kept() {
    let site = Site::default();
    site.put("a.test/sitemap.xml", "<html><body>Not here</body></html>");
    site.put("a.test/bomb.xml.gz", gzip(&" ".repeat(64 << 20)));
    let web = site.serve();
    let desk = desk(&web, "urls = [\"http://a.test/sitemap.xml\", \"http://a.test/bomb.xml.gz\"]");
    let daemon = Daemon::open(&desk, &[]);
    daemon.says("expected a sitemap, found a web page");
    until("the bomb", || {
        (daemon.log().contains("expands") || daemon.log().contains("too-large")).then_some(())
    });
    assert!(daemon.close().success());
    let reasons = desk.reasons();
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!(
        (&reasons[0]["code"], &reasons[0]["path"]),
        (&"not-a-feed".into(), &"http://a.test/sitemap.xml".into())
    );
}

#[test]
fn what_cannot_be_is_refused_before_it_runs() {
    let desk = Desk::new();
    let check = |keys: &str| {
        let fetch = "[fetch]\ncontact = \"desk@example.org\"\n";
        desk.write("pipeline.toml", format!("[source.a]\ntype = \"sitemap\"\n{keys}\n{fetch}"));
        desk.run(&["check"])
    };
    let url = "urls = [\"http://a.example/s.xml\"]\n";
    for (keys, said) in [
        (String::new(), "names no sitemap"),
        ("sites = [\"http://a.example/news\"]".to_owned(), "a site without a path"),
        (format!("{url}stories = \"all\"\nfollow = false"), "says nothing of pages that are no news"),
        (format!("{url}sitemaps = 0"), "expected at least 1"),
        (format!("{url}interval = {{ least = \"2h\" }}"), "expected least <= first <= most"),
    ] {
        let ended = check(&keys);
        assert!(ended.stderr.contains(said) && ended.status == 78, "{keys}: {}", ended.stderr);
    }
    let ended = check(url);
    let said = "the news that the sitemaps of http://a.example/s.xml name, each fetched";
    assert!(ended.stdout.contains(said) && ended.status == 0, "{}{}", ended.stdout, ended.stderr);
}
