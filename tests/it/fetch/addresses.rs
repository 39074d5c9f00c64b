//! Where nobody may be led: counted by a listener that must see no connection.

use super::{request, with, word};
use crate::outside::web::{Web, answer};

/// Spellings of addresses of this machine, of its network, and of what carries them.
const REFUSED: &[&str] = &[
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "１２７.０.０.１",
    "127。0。0。1",
    "%31%32%37.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1]",
    "[fd00::1]",
    "[ff02::1]",
    "localhost",
    "localhost.",
    "LOCALHOST",
];

/// A web that leads wherever the query says.
fn leading() -> Web {
    Web::serve(|asked, wire| {
        let to = asked.path.split_once('?').map(|(_, to)| to.to_owned()).unwrap_or_default();
        wire.write_all(&answer("302 Found", &[("Location", &to)], "")).ok();
    })
}

#[test]
fn no_spelling_of_a_private_address_is_connected_to() {
    let target = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    target.set_nonblocking(true).unwrap();
    let port = target.local_addr().unwrap().port();
    let web = leading();
    with(&web, "", async |client| {
        for host in REFUSED {
            let address = format!("http://{host}:{port}/");
            let direct = word(&client.fetch(&request(&address)).await);
            let redirected = word(&client.fetch(&request(&format!("http://a.test/?{address}"))).await);
            for word in [direct, redirected] {
                assert_eq!(word, "address", "{host}");
            }
        }
    });
    assert_eq!(target.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn what_is_resolved_or_allowed_is_reached_by_that_alone() {
    let web = Web::serve(|_, wire| {
        wire.write_all(&answer("200 OK", &[], "words")).ok();
    });
    let port = web.address.port();
    let by_number = format!("http://127.0.0.1:{port}/");
    let word_of = |more: &str, address: &str| {
        with(&web, more, async |client| word(&client.fetch(&request(address)).await))
    };
    assert_eq!(word_of("", "http://a.test/"), "200");
    assert_eq!(word_of("", &by_number), "address");
    assert_eq!(word_of("", &format!("http://localhost:{port}/")), "address");
    assert_eq!(word_of("allow = [\"127.0.0.0/8\"]", &by_number), "200");
    assert_eq!(word_of("allow = [\"127.0.0.0/8\"]", &format!("http://localhost:{port}/")), "200");
    assert_eq!(word_of("allow = [\"10.0.0.0/8\"]", &by_number), "address");
}

#[test]
fn a_proxy_may_be_private_and_numbers_are_checked_all_the_same() {
    let web = Web::serve(|asked, wire| {
        wire.write_all(&answer("200 OK", &[], &asked.path)).ok();
    });
    let proxy = format!("proxy = \"http://{}\"", web.address);
    with(&web, &proxy, async |client| {
        let page = client.fetch(&request("http://far.invalid/story")).await.outcome.unwrap();
        assert_eq!(page.body, b"http://far.invalid/story");
        assert_eq!(word(&client.fetch(&request("http://10.0.0.1/")).await), "address");
    });
    assert_eq!(web.connections(), 1);
}
