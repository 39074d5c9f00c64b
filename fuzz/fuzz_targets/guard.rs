//! Any bytes as an address, as a number and as text: no IPv6 passes the guard but what is global, or carries IPv4 that passes; a
//! range and the key of an address are their own; never a panic.
#![no_main]

use std::net::{IpAddr, Ipv6Addr};

use libfuzzer_sys::fuzz_target;
use url::Url;
use wiredesk::fetch::address;
use wiredesk::fetch::guard::{Guard, Range};

fuzz_target!(|data: &[u8]| {
    let guard = Guard::default();
    if let Some(bytes) = data.first_chunk::<16>() {
        let six = Ipv6Addr::from(*bytes);
        if let Some(four) = six.to_ipv4_mapped() {
            assert_eq!(guard.judge(IpAddr::V6(six)).is_ok(), guard.judge(IpAddr::V4(four)).is_ok());
        }
        let global = six.segments()[0] & 0xe000 == 0x2000;
        let nat64 = six.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
        assert!(guard.judge(IpAddr::V6(six)).is_err() || global || nat64 || six.to_ipv4_mapped().is_some());
    }
    let text = String::from_utf8_lossy(data);
    if let Ok(range) = text.parse::<Range>() {
        assert_eq!(range.to_string().parse::<Range>(), Ok(range));
    }
    if let Ok(url) = address::read(&text) {
        let key = address::key(&url);
        let again = Url::parse(&key).expect("a key is an address");
        assert_eq!(address::key(&again), key);
        guard.literal(&url).ok();
    }
});
