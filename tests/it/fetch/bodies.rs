//! Bodies that are cut, packed, slow, endless, or no HTTP.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::{ask, request, with, word, words};
use crate::outside::web::{Web, Wire, answer, endlessly};

const SECOND: Duration = Duration::from_secs(1);

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = GzEncoder::new(Vec::new(), Compression::best());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut to = ZlibEncoder::new(Vec::new(), Compression::best());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(bytes, 3).unwrap()
}

/// 8 MiB of zeros, as a packer of the field makes them.
const BROTLI: [u8; 14] = [155, 255, 255, 127, 248, 39, 0, 226, 177, 64, 32, 247, 254, 15];

/// One that says these bytes, whatever it is asked.
fn saying(bytes: impl Into<Vec<u8>>) -> Web {
    let bytes = bytes.into();
    Web::serve(move |_, wire| {
        wire.write_all(&bytes).ok();
    })
}

#[test]
fn what_ends_early_is_broken() {
    for (said, expected) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nnine byte", "broken"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n", "broken"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwor", "broken"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nwords\r\n0\r\n\r\n", "broken"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwordswords\r\n0\r\n\r\n", "broken"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nwords", "broken"),
        ("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nwords", "broken"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "broken"),
        ("SSH-2.0-OpenSSH\r\n\r\n", "broken"),
        ("", "broken"),
        // what is longer than it says ends where it says
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwords and more", "200"),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end", "200"),
    ] {
        assert_eq!(words(&saying(said), "http://cut.test/"), expected, "{said:?}");
    }
}

#[test]
fn packed_bodies_are_unpacked_and_cut_ones_broken() {
    let words_of_it = "the port is closed ".repeat(50);
    let body = words_of_it.as_bytes();
    for (coding, packed) in [
        ("gzip", gzip(body)),
        ("deflate", deflate(body)),
        ("zstd", zstd(body)),
        ("deflate, gzip", gzip(&deflate(body))),
    ] {
        let whole = saying(answer("200 OK", &[("Content-Encoding", coding)], &packed));
        assert_eq!(ask(&whole, "http://packed.test/").outcome.unwrap().body, body, "{coding}");
        let cut = saying(answer("200 OK", &[("Content-Encoding", coding)], &packed[..packed.len() - 9]));
        assert_eq!(words(&cut, "http://packed.test/"), "broken", "{coding}");
        let none = saying(answer("200 OK", &[("Content-Encoding", coding)], body));
        assert_eq!(words(&none, "http://packed.test/"), "broken", "{coding}");
    }
}

#[test]
fn bombs_are_stopped_in_each_coding() {
    let zeros = vec![0; 7 << 20];
    for (coding, bomb) in [
        ("gzip", gzip(&zeros)),
        ("deflate", deflate(&zeros)),
        ("zstd", zstd(&zeros)),
        ("br", BROTLI.to_vec()),
        ("gzip, gzip", gzip(&gzip(&zeros))),
    ] {
        let web = saying(answer("200 OK", &[("Content-Encoding", coding)], &bomb));
        assert_eq!(words(&web, "http://bomb.test/"), "expands", "{coding}");
    }
    let web = saying(answer("200 OK", &[("Content-Encoding", "gzip")], gzip(&vec![0; 60_000])));
    let small = with(&web, "body = \"50KiB\"", async |client| {
        word(&client.fetch(&request("http://bomb.test/")).await)
    });
    assert_eq!(small, "too-large");
}

/// Asks, and holds the time that it takes against a bound.
fn within(web: &Web, more: &str, most: Duration) -> String {
    let begun = Instant::now();
    let word = with(web, more, async |client| word(&client.fetch(&request("http://slow.test/")).await));
    assert!(begun.elapsed() < most, "{:?}", begun.elapsed());
    word
}

#[test]
fn what_is_too_large_is_not_taken() {
    let declared = Web::serve(|_, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n").ok();
        endlessly(wire, b"x", SECOND, 5 * SECOND);
    });
    assert_eq!(within(&declared, "", SECOND), "too-large");
    let endless = Web::serve(|_, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok();
        endlessly(wire, &[b'x'; 1 << 16], Duration::ZERO, 5 * SECOND);
    });
    assert_eq!(within(&endless, "body = \"200KiB\"", SECOND), "too-large");
    // nobody reads the page of an error
    let error = Web::serve(|_, wire| {
        wire.write_all(b"HTTP/1.1 404 Not Found\r\n\r\n").ok();
        endlessly(wire, &[b'x'; 1 << 16], Duration::ZERO, 5 * SECOND);
    });
    assert_eq!(within(&error, "", SECOND), "http-404");
}

#[test]
fn endless_headers_end() {
    for line in ["X-Padding: ", "Set-Cookie: a=b; "] {
        let web = Web::serve(move |_, wire: &mut dyn Wire| {
            wire.write_all(b"HTTP/1.1 200 OK\r\n").ok();
            let header = format!("{line}{}\r\n", "x".repeat(2000));
            endlessly(wire, header.as_bytes(), Duration::ZERO, 5 * SECOND);
        });
        assert_eq!(within(&web, "", 2 * SECOND), "headers");
    }
    let one = Web::serve(|_, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\nX-Padding: ").ok();
        endlessly(wire, &[b'x'; 1 << 16], Duration::ZERO, 5 * SECOND);
    });
    assert_eq!(within(&one, "", 2 * SECOND), "headers");
}

#[test]
fn each_wait_has_an_end() {
    let silent = Web::serve(|_, _| std::thread::sleep(4 * SECOND));
    assert_eq!(within(&silent, "", 2 * SECOND), "timeout");
    let slow_head = Web::serve(|_, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\nX: ").ok();
        endlessly(wire, b"x", SECOND / 10, 4 * SECOND);
    });
    assert_eq!(within(&slow_head, "", 2 * SECOND), "timeout");
    let stops = Web::serve(|_, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nwords").ok();
        std::thread::sleep(4 * SECOND);
    });
    assert_eq!(within(&stops, "", 2 * SECOND), "timeout");
    let drips = Web::serve(|_, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n").ok();
        endlessly(wire, b"x", SECOND / 4, 6 * SECOND);
    });
    assert_eq!(within(&drips, "", 3 * SECOND), "timeout");
}

#[test]
fn all_bodies_together_stay_within_the_buffer() {
    let web = Web::serve(|_, wire| {
        wire.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok();
        endlessly(wire, &[b'x'; 1 << 14], Duration::from_millis(1), 5 * SECOND);
    });
    let more = "body = \"256KiB\"\nbuffer = \"1MiB\"\nconnections = 16\n";
    let most = with(&web, more, async |client| {
        let client = std::sync::Arc::new(client);
        let each = |n: usize| {
            let client = std::sync::Arc::clone(&client);
            tokio::spawn(async move { word(&client.fetch(&request(&format!("http://h{n}.test/"))).await) })
        };
        let asked: Vec<_> = (0..16).map(each).collect();
        let mut most = 0;
        while !asked.iter().all(|task| task.is_finished()) {
            most = most.max(client.buffered());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        for task in asked {
            let word = task.await.unwrap();
            assert!(["too-large", "timeout"].contains(&word.as_str()), "{word}");
        }
        assert_eq!((client.buffered(), client.in_flight()), (0, 0));
        most
    });
    assert!((256 << 10..=(1 << 20) + (256 << 10)).contains(&most), "{most}");
}

#[test]
fn a_refused_connection_and_an_unknown_name() {
    let web = saying("");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert_eq!(words(&web, &format!("http://nobody.test:{port}/")), "connect");
    // a machine whose name server is out of reach learns nothing before the wait ends
    let unknown = words(&web, "http://nobody.invalid/");
    assert!(["dns", "timeout"].contains(&unknown.as_str()), "{unknown}");
}
