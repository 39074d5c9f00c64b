//! Any bytes as a feed: entries within the most, each by itself a document that lists itself again, with the same names and
//! content; never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wiredesk::decode::listing::{Answer, address, feed, feeds_of_page, names};

fuzz_target!(|data: &[u8]| {
    let (Ok(from), Ok(elsewhere)) = (address("https://news.example/a/b"), address("https://other.example/"))
    else {
        return;
    };
    let answer = Answer { bytes: data, content_type: None, address: &from, most: 50 };
    let Ok(listed) = feed(&answer) else {
        assert!(feeds_of_page(&answer).len() <= 50);
        return;
    };
    assert!(listed.entries.len() <= 50);
    assert_eq!(names(&listed.entries).len(), listed.entries.len());
    for entry in &listed.entries {
        let answer = Answer { bytes: &entry.bytes, content_type: None, address: &elsewhere, most: 50 };
        let again = feed(&answer).map(|feed| feed.entries).unwrap_or_default();
        if let [again] = again.as_slice() {
            assert_eq!((&again.id, &again.link, &again.contents), (&entry.id, &entry.link, &entry.contents));
        }
    }
});
