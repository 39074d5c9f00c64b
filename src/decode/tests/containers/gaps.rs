//! What is said of damage, and what is made of what stands around it.

use super::*;

/// Flips bytes in the middle of something.
fn hurt(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 8] {
        *byte ^= 0x55;
    }
}

#[test]
fn every_gap_is_told() {
    for (damaged, told) in [(3, 3), (30, 17)] {
        let mut parts: Vec<Vec<u8>> =
            (0..40).map(|n| gzip((n * 9..n * 9 + 9).map(line).collect::<String>().as_bytes())).collect();
        for part in &mut parts[..damaged] {
            hurt(part);
        }
        let given = read(&parts.concat());
        assert_eq!(given.stories().len(), (40 - damaged) * 9);
        assert_eq!(given.refusals.len(), told, "{:?}", given.refusals);
        if damaged > told {
            assert!(given.refusals[told - 1].2.starts_with("14 more gaps"), "{:?}", given.refusals[told - 1]);
        }
    }
}

#[test]
fn the_end_of_a_letter_is_no_story() {
    let letters: Vec<String> = (0..30).map(letter).collect();
    let halves = |n: usize| letters[n].split_at(letters[n].len() / 2 + 60);
    let before = letters[..10].concat() + halves(10).0;
    let lost = halves(10).1.to_owned() + &letters[11..20].concat() + halves(20).0;
    let behind = halves(20).1.to_owned() + &letters[21..].concat();
    let mut lost = gzip(lost.as_bytes());
    let checksum = lost.len() - 6;
    lost[checksum] ^= 1;
    let given = read(&[gzip(before.as_bytes()), lost, gzip(behind.as_bytes())].concat());
    let said: Vec<&str> = given.stories().iter().map(|story| story.split_once('|').unwrap().1).collect();
    let whole: Vec<String> = (0..20).chain(21..30).map(|n| format!("Pier {n} was closed")).collect();
    assert_eq!(said, whole);
    let torn: Vec<&str> = given.refusals.iter().map(|(_, _, why)| why.as_str()).collect();
    assert!(torn.iter().any(|why| why.contains("of the letter is lost")), "{torn:?}");
}

#[test]
fn a_size_that_cannot_be_read_costs_its_member() {
    let whole = archive(20, tar);
    let mut bytes = whole.clone();
    let header = &mut bytes[7 * 1024..7 * 1024 + 512];
    header[124..136].copy_from_slice(b"not a number");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let given = read(&bytes);
    assert_eq!(given.stories(), pieces_of((0..20).filter(|n| *n != 7), name_of));
    let [(member, ..)] = &given.refusals[..] else { panic!("{:?}", given.refusals) };
    assert_eq!(member, &format!("damaged at byte {}", 7 * 1024));
}

#[test]
fn a_size_beyond_all_bounds_is_no_end_of_the_program() {
    for kind in [::tar::EntryType::Regular, ::tar::EntryType::Directory, ::tar::EntryType::XHeader] {
        let mut header = ::tar::Header::new_ustar();
        header.set_path("a").unwrap();
        header.set_entry_type(kind);
        header.set_size(u64::MAX - 5);
        header.set_cksum();
        let bytes =
            [archive(2, tar)[..2048].to_vec(), header.as_bytes().to_vec(), b"rest".repeat(50_000)].concat();
        assert_eq!(read(&bytes).stories(), pieces_of(0..2, name_of));
    }
}

#[test]
fn what_is_kept_of_a_page_is_its_beginning() {
    let block = format!("HTTP/1.1 200 OK\r\nX: {}", "a".repeat(100 << 10));
    let head =
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x>\r\nContent-Type: application/http\r\n";
    let crawl = [
        record(0),
        format!("{head}Content-Length: {}\r\n\r\n{block}\r\n\r\n", block.len()).into_bytes(),
        record(1),
    ];
    let given = read(&crawl.concat());
    assert_eq!(given.stories().len(), 2);
    assert_eq!((given.refusals.len(), given.refusals[0].1.len()), (1, 64 << 10), "{:?}", given.pieces);
}

#[test]
fn lines_are_the_same_wherever_a_chunk_ends() {
    let lines = |shift: usize| {
        let long = line(1).replace(". The", &format!(". {}{}The", "x".repeat(shift), "é".repeat(40_000)));
        gzip(format!("{}{long}{}", line(0), line(2)).as_bytes())
    };
    let limits = TextLimits { document_bytes: 1 << 20, ..limits() };
    let hints = Hints::default();
    let request = Request { hints: &hints, limits: &limits, vendors: &[], explain: false };
    let first = |bytes: &[u8]| {
        let mut hashes = Vec::new();
        decode_as(bytes, &request, &mut |piece| {
            if let Piece::Document(_, Some(own)) = piece {
                hashes.push(blake3::hash(&own));
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(hashes.len(), 3);
        (hashes[0], hashes[2])
    };
    assert_eq!(first(&lines(0)), first(&lines(1)));
}

#[test]
fn whoever_is_told_to_stop_reads_nothing_more() {
    let feed = "<rss><channel><item><title>A</title></item><item><title>B</title></item></channel></rss>";
    let list = r#"[{"title":"A","text":"One."},{"title":"B","text":"Two."}]"#;
    let sitemap = "<urlset><url><loc>https://n.example/a</loc><news><title>A</title></news></url>\
                   <url><loc>https://n.example/b</loc><news><title>B</title></news></url></urlset>";
    let newsml = "<NewsML><NewsItem><NewsLines><HeadLine>A</HeadLine></NewsLines></NewsItem>\
                  <NewsItem><NewsLines><HeadLine>B</HeadLine></NewsLines></NewsItem></NewsML>";
    let mut zip_with_damage = archive(3, zip);
    let directory = memchr::memmem::find(&zip_with_damage, b"PK\x01\x02").unwrap();
    zip_with_damage[directory + 46 + 5..directory + 46 + 30].fill(0xEE);
    let letter = letter(1)
        .split_once('\n')
        .unwrap()
        .1
        .replace("Subject:", "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\nSubject:");
    let letter = letter.replace("\n\nPier", "\n\n--b\nContent-Type: text/plain\n\nPier")
        + "\n--b\nContent-Type: application/json\nContent-Disposition: attachment; filename=a.json\n\n"
        + list
        + "\n--b--\n";
    let mbox: String = (0..3).map(super::letter).collect();
    for (name, inner) in [
        ("feed", feed.as_bytes()),
        ("list", list.as_bytes()),
        ("sitemap", sitemap.as_bytes()),
        ("newsml", newsml.as_bytes()),
        ("zip", &zip_with_damage),
        ("letter", letter.as_bytes()),
        ("mbox", mbox.as_bytes()),
        ("lines", (line(1) + &line(2)).as_bytes()),
    ] {
        let (hints, limits) = (Hints::default(), limits());
        let request = Request { hints: &hints, limits: &limits, vendors: &[], explain: false };
        let all = |most: usize| {
            let mut heard = 0;
            let outcome = decode_as(&tar(&[("in", inner), ("z.txt", STORY)]), &request, &mut |_| {
                heard += 1;
                if heard == most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert_eq!(outcome, Ok(()), "{name}");
            heard
        };
        let whole = all(usize::MAX);
        assert!(whole > 2, "{name}: {whole}");
        for most in 1..whole {
            assert_eq!(all(most), most, "{name}");
        }
    }
}
