//! Containers: read as streams, at constant memory, over damage and in containers.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use super::*;
use crate::decode::{Raw, Request, decode_as, decode_raw, is_container, members};

mod gaps;
mod zips;

/// Counts what is read of it.
struct Counted<'b> {
    bytes: Cursor<&'b [u8]>,
    read: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        self.read += count as u64;
        Ok(count)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

fn limits() -> TextLimits {
    TextLimits { document_bytes: 64 << 10, ..TextLimits::default() }
}

/// What a container gives.
#[derive(Debug, Default)]
struct Given {
    /// `member` with the first words of its first paragraph, or `member! code`.
    pieces: Vec<String>,
    refusals: Vec<(String, Vec<u8>, String)>,
    fault: Option<FaultCode>,
    read: u64,
    largest: usize,
    raws: usize,
}

impl Given {
    fn piece(&mut self, piece: Piece) {
        self.pieces.push(match piece {
            Piece::Document(document, own) => {
                assert_eq!(own.is_none(), document.member.is_none());
                let text = document.blocks.first().map_or("", |b| b.text.as_str());
                format!("{}|{}", document.member.as_deref().unwrap_or(""), text.split(". ").next().unwrap())
            }
            Piece::Refused { member, bytes, fault } => {
                let piece = format!("{member}! {}", fault.code);
                self.refusals.push((member, bytes, fault.message));
                piece
            }
        });
    }

    fn stories(&self) -> Vec<&str> {
        self.pieces.iter().filter(|p| !p.contains("! ")).map(String::as_str).collect()
    }
}

/// Takes a container apart as the line does, and holds it against what one call gives.
fn read_with(bytes: &[u8], limits: &TextLimits) -> Given {
    let hints = Hints::default();
    let request = Request { hints: &hints, limits, vendors: &[], explain: false };
    let mut given = Given::default();
    let mut input = Counted { bytes: Cursor::new(bytes), read: 0 };
    let mut whole = None;
    let outcome = members(&mut input, &request, &mut |raw: Raw| {
        given.raws += 1;
        given.largest = given.largest.max(raw.bytes().len());
        if raw.member().is_none() {
            assert_eq!(raw.hash(None), blake3::hash(bytes), "of the arrival as it was delivered");
        }
        let each = decode_raw(&raw, &request, &mut |piece| {
            given.piece(piece);
            ControlFlow::Continue(())
        });
        whole = each.err().map(|fault| fault.code);
        ControlFlow::Continue(())
    });
    given.fault = outcome.err().map(|fault| fault.code).or(whole);
    given.read = input.read;
    let mut at_once = Given::default();
    let outcome = decode_as(bytes, &request, &mut |piece| {
        at_once.piece(piece);
        ControlFlow::Continue(())
    });
    assert_eq!(at_once.pieces, given.pieces);
    assert_eq!(outcome.err().map(|fault| fault.code), given.fault);
    given
}

fn read(bytes: &[u8]) -> Given {
    read_with(bytes, &limits())
}

fn story(n: usize) -> String {
    format!("Pier {n} was closed. The port said so on day {n} of the storm, and nobody knows for how long.\n")
}

fn line(n: usize) -> String {
    format!("{{\"title\":\"Pier {n}\",\"text\":\"Pier {n} was closed. The port said so.\"}}\n")
}

fn record(n: usize) -> Vec<u8> {
    let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{}", story(n));
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{n}>\r\nWARC-Target-URI: https://n.example/{n}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n",
        page.len()
    )
    .into_bytes()
}

fn letter(n: usize) -> String {
    format!(
        "From ann Wed Mar  4 10:00:00 2026\nFrom: Ann Ray <ann@courier.example>\nSubject: Pier {n}\nDate: Wed, 4 Mar 2026 10:00:00 +0000\n\n{}\n",
        story(n)
    )
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// What is expected of the stories `numbers` under their member names.
fn pieces_of(numbers: impl IntoIterator<Item = usize>, name: impl Fn(usize) -> String) -> Vec<String> {
    numbers.into_iter().map(|n| format!("{}|Pier {n} was closed", name(n))).collect()
}

fn name_of(n: usize) -> String {
    format!("{n}.txt")
}

/// Makes an archive of names and contents.
type Pack = fn(&[(&str, &[u8])]) -> Vec<u8>;

fn archive(count: usize, pack: Pack) -> Vec<u8> {
    let members: Vec<(String, String)> = (0..count).map(|n| (name_of(n), story(n))).collect();
    let members: Vec<(&str, &[u8])> = members.iter().map(|(n, s)| (n.as_str(), s.as_bytes())).collect();
    pack(&members)
}

/// Each container with its bytes, and the names of its members from 0.
type Sample = (&'static str, Vec<u8>, fn(usize) -> String);

fn samples(count: usize) -> Vec<Sample> {
    let number: fn(usize) -> String = |n| (n + 1).to_string();
    let urn: fn(usize) -> String = |n| format!("urn:{n}");
    let lines: String = (0..count).map(line).collect();
    let records: Vec<u8> = (0..count).flat_map(record).collect();
    let gz_records: Vec<u8> = (0..count).flat_map(|n| gzip(&record(n))).collect();
    let mbox: String = (0..count).map(letter).collect();
    vec![
        ("zip", archive(count, zip), name_of),
        ("tar", archive(count, tar), name_of),
        ("tar.gz", gzip(&archive(count, tar)), name_of),
        ("tar.zst", zstd(&archive(count, tar)), name_of),
        ("zip.gz", gzip(&archive(count, zip)), name_of),
        ("jsonl", lines.clone().into_bytes(), number),
        ("jsonl.gz", gzip(lines.as_bytes()), number),
        ("jsonl.zst", zstd(lines.as_bytes()), number),
        ("warc", records.clone(), urn),
        ("warc.gz", gz_records, urn),
        ("warc.gz in one", gzip(&records), urn),
        ("mbox", mbox.clone().into_bytes(), number),
        ("mbox.gz", gzip(mbox.as_bytes()), number),
    ]
}

#[test]
fn a_container_larger_than_a_document_is_read_whole() {
    const COUNT: usize = 2_000;
    for (name, bytes, member) in samples(COUNT) {
        let given = read(&bytes);
        assert_eq!(given.fault, None, "{name}");
        assert_eq!(given.pieces, pieces_of(0..COUNT, member), "{name}");
        assert!(given.largest < 2_000, "{name}: held {} bytes of one member", given.largest);
        assert!(
            is_container(&bytes[..bytes.len().min(64 << 10)], Some(bytes.len() as u64), &limits()),
            "{name}"
        );
    }
}

#[test]
fn reading_is_linear_in_bytes_read() {
    for ((name, small, _), (_, large, _)) in samples(1_000).into_iter().zip(samples(4_000)) {
        let (few, many) = (read(&small).read, read(&large).read);
        let size = large.len() as u64;
        assert!(
            many <= few * 5 && many <= size * 2 + (256 << 10),
            "{name}: {many} of {size} bytes, {few} before"
        );
    }
}

#[test]
fn what_is_one_document_is_no_container() {
    let limits = limits();
    for bytes in [
        STORY.to_vec(),
        gzip(STORY),
        zstd(STORY),
        gzip(&gzip(STORY)),
        br#"[{"title":"A","text":"One."},{"title":"B","text":"Two."}]"#.to_vec(),
        b"{\"title\":\"A\",\"text\":\"One.\"}".to_vec(),
        letter(1).split_once('\n').unwrap().1.as_bytes().to_vec(),
        "<rss><channel/></rss>".into(),
    ] {
        assert!(
            !is_container(&bytes, Some(bytes.len() as u64), &limits),
            "{:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
    let given = read(&gzip(STORY));
    assert_eq!(given.pieces, ["|Port closed"]);
    assert_eq!(read("Port closed.\n".repeat(10_000).as_bytes()).fault, Some(FaultCode::TooLarge));
    assert_eq!(read(b"").fault, Some(FaultCode::Empty));
}

#[test]
fn lines_of_any_charset_and_length() {
    let text = "{\"title\":\"A\",\"text\":\"Häfen.\"}\r\n\n{\"title\":\"B\",\"text\":\"Two.\"}\n";
    let utf16: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for bytes in [text.as_bytes().to_vec(), utf16, marked, latin, gzip(text.as_bytes())] {
        assert_eq!(read(&bytes).pieces, ["1|Häfen.", "3|Two."]);
    }
    // the first line alone is longer than what is looked at, and one in the middle longer than a document
    let limits = TextLimits { document_bytes: 200 << 10, ..TextLimits::default() };
    let long = |n: usize, size: usize| line(n).replace(". The", &format!(". {}The", "a ".repeat(size)));
    let lines = [long(0, 40_000), line(1), long(2, 150_000), line(3)].concat();
    for bytes in [lines.as_bytes().to_vec(), gzip(lines.as_bytes())] {
        let given = read_with(&bytes, &limits);
        let wanted = ["1|Pier 0 was closed", "2|Pier 1 was closed", "3! too-large", "4|Pier 3 was closed"];
        assert_eq!(given.pieces, wanted);
        assert_eq!(given.refusals[0].1.len(), 64 << 10);
        assert!(given.refusals[0].2.contains("limits.document_bytes"), "{given:?}");
    }
}

/// Overwrites what stands at a share of the bytes.
fn damage(bytes: &mut [u8], at: f64, length: usize) {
    let at = (bytes.len() as f64 * at) as usize;
    let end = (at + length).min(bytes.len());
    bytes[at..end].fill(0xEE);
}

/// Most stories are read in spite of the damage, under their own names and in order, and the damaged bytes are kept.
fn survives(name: &str, bytes: &[u8], member: fn(usize) -> String, count: usize, least: usize) {
    let given = read(bytes);
    assert_eq!(given.fault, None, "{name}: {given:?}");
    let all = pieces_of(0..count, member);
    // tar and a plain crawl have no checksum: a story in which letters are damaged is still one
    let (stories, altered): (Vec<&str>, Vec<&str>) =
        given.stories().into_iter().partition(|story| all.iter().any(|known| known == story));
    let mut known = all.iter();
    assert!(stories.iter().all(|story| known.any(|k| k == story)), "{name}: {stories:?}");
    assert!(altered.len() <= 5, "{name}: {altered:?}");
    let read = stories.len() + altered.len();
    assert!(stories.len() >= least, "{name}: only {} of {count}: {:?}", stories.len(), given.refusals);
    assert!(!given.refusals.is_empty() || read == count, "{name}: nothing says what is lost");
    let kept = given.refusals.iter().any(|(_, bytes, _)| !bytes.is_empty());
    // of what is cut off there may be nothing to keep
    let cut = given.refusals.iter().any(|(_, _, message)| message.contains("without the mark of its end"));
    assert!(kept || cut || read == count, "{name}: nothing is kept");
    assert!(given.refusals.iter().all(|(_, bytes, _)| bytes.len() <= 64 << 10), "{name}: too much is kept");
}

#[test]
fn after_damage_reading_goes_on() {
    const COUNT: usize = 200;
    for (name, whole, member) in samples(COUNT) {
        let has_parts = ["zip", "tar", "warc", "warc.gz"].contains(&name);
        if !has_parts {
            continue;
        }
        for at in [0.003, 0.3, 0.5, 0.7, 0.9] {
            let mut bytes = whole.clone();
            damage(&mut bytes, at, 40);
            // a zip is damaged in its directory at 0.9: what it does not name is read by the members' own headers
            let lost = if name == "zip" { 4 } else { 3 };
            survives(&format!("{name} at {at}"), &bytes, member, COUNT, COUNT - lost);
        }
        let mut bytes = whole.clone();
        for at in [0.1, 0.2, 0.4, 0.45, 0.6] {
            damage(&mut bytes, at, 40);
        }
        survives(&format!("{name} at five places"), &bytes, member, COUNT, COUNT - 10);
        // In the middle of a member, also of an archive of whole blocks.
        let cut = whole.len() * 2 / 3 + 550;
        survives(&format!("{name} cut off"), &whole[..cut], member, COUNT, COUNT / 2);
    }
}

#[test]
fn a_damaged_header_costs_its_member() {
    let whole = archive(50, tar);
    for hurt in [0, 1, 25, 49] {
        let mut bytes = whole.clone();
        // a header and a story, each a block
        bytes[hurt * 1024..hurt * 1024 + 40].fill(0xEE);
        let given = read(&bytes);
        if hurt > 0 {
            assert_eq!(given.stories(), pieces_of((0..50).filter(|n| *n != hurt), name_of));
            let [(member, kept, _)] = &given.refusals[..] else { panic!("{hurt}: {:?}", given.refusals) };
            assert_eq!(member, &format!("damaged at byte {}", hurt * 1024));
            assert!(kept.starts_with(&[0xEE; 40]) && kept.len() >= 1024, "{hurt}: {}", kept.len());
        } else {
            assert_eq!(given.stories(), pieces_of(1..50, name_of));
        }
    }
    // a hole of zeros is no end
    let mut bytes = whole.clone();
    bytes[10 * 1024..14 * 1024].fill(0);
    assert_eq!(read(&bytes).stories().len(), 46);
    let mut lines: Vec<u8> = (0..50).map(line).collect::<String>().into_bytes();
    let length = line(10).len();
    lines[length * 20..length * 20 + 30].fill(0xEE);
    let given = read(&lines);
    assert!(given.stories().len() >= 48 && !given.refusals.is_empty(), "{:?}", given.pieces);
    let mut mbox: Vec<u8> = (0..50).map(letter).collect::<String>().into_bytes();
    let third = memchr::memmem::find_iter(&mbox, b"\nFrom ann").nth(2).unwrap();
    mbox[third - 20..third].fill(0xEE);
    assert!(read(&mbox).stories().len() >= 48);
}

#[test]
fn one_damaged_gzip_member_of_a_crawl_costs_that_record() {
    let parts: Vec<Vec<u8>> = (0..50).map(|n| gzip(&record(n))).collect();
    for hurt in [0, 1, 25, 48, 49] {
        let mut parts = parts.clone();
        let middle = parts[hurt].len() / 2;
        for byte in &mut parts[hurt][middle..middle + 8] {
            *byte ^= 0x55;
        }
        let at: usize = parts[..hurt].iter().map(Vec::len).sum();
        let given = read(&parts.concat());
        let good = pieces_of((0..50).filter(|n| *n != hurt), |n| format!("urn:{n}"));
        assert_eq!(given.stories(), good, "{hurt}");
        let [(member, bytes, message)] = &given.refusals[..] else { panic!("{hurt}: {:?}", given.refusals) };
        assert_eq!((member.as_str(), bytes), (format!("damaged at byte {at}").as_str(), &parts[hurt]));
        assert!(message.contains("gzip member"), "{message}");
    }
    // only the checksum tells it: nothing of the record is passed off as good
    let mut parts = parts;
    let end = parts[7].len() - 6;
    parts[7][end] ^= 1;
    let given = read(&parts.concat());
    assert_eq!(given.stories().len(), 49);
    assert!(!given.pieces.iter().any(|piece| piece.starts_with("urn:7|")), "{:?}", given.pieces);
}

#[test]
fn damaged_frames_and_members_of_lines() {
    for pack in [gzip as fn(&[u8]) -> Vec<u8>, zstd] {
        let parts: Vec<Vec<u8>> = (0..20)
            .map(|part| pack((part * 10..part * 10 + 10).map(line).collect::<String>().as_bytes()))
            .collect();
        let mut hurt = parts.clone();
        let middle = hurt[5].len() / 2;
        for byte in &mut hurt[5][middle..middle + 4] {
            *byte ^= 0xFF;
        }
        hurt[19].truncate(20);
        let given = read(&hurt.concat());
        assert_eq!(given.fault, None);
        assert!(given.stories().len() >= 180, "{:?}", given.pieces);
        let damaged =
            given.refusals.iter().filter(|(member, ..)| member.starts_with("damaged at byte")).count();
        assert_eq!(damaged, 2, "{:?}", given.refusals);
        assert!(
            given.pieces.iter().any(|piece| piece.ends_with("|Pier 189 was closed")),
            "{:?}",
            given.pieces
        );
    }
}

#[test]
fn bodies_of_a_crawl_in_every_coding() {
    // story(4) as a packer of the field makes it
    let brotli = b"\x1BY\x00x\x1C\x07v,\xF8\x05\xCF\x16v\x83\x11*\xBD\x14\xA0*\xEC\x0Djn\xA9\xDE:\x91\x18\xC1i\xF0\xD9$0a\x03\x0E\xD8\xC3\x07\x9Bp\xE7]n\x1E]\x16i\x93\xC5\x94i[O>\x9C\xD1\x9C\xB1\x18\x14z:%\xC2\xC7\xA9EW\xEDkP\xA0l\x94\x93}~\x1C\x01";
    let plain = story(4).into_bytes();
    let record = |n: usize, coding: &str, body: &[u8]| {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: {coding}\r\n\r\n");
        let length = head.len() + body.len();
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{n}>\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{head}"
        );
        [record.as_bytes(), body, b"\r\n\r\n"].concat()
    };
    let packed = [
        ("br", brotli.to_vec()),
        ("zstd", zstd(&plain)),
        ("gzip", gzip(&plain)),
        ("zstd, gzip", gzip(&zstd(&plain))),
        // unpacked by the crawler, or called what it is not
        ("gzip", plain.clone()),
        ("zstd", plain.clone()),
        ("utf-8", plain.clone()),
    ];
    let crawl: Vec<u8> =
        packed.iter().enumerate().flat_map(|(n, (coding, body))| record(n, coding, body)).collect();
    let wanted: Vec<String> = (0..packed.len()).map(|n| format!("urn:{n}|Pier 4 was closed")).collect();
    assert_eq!(read(&crawl).pieces, wanted);
    let cut = read(&record(1, "br", &brotli[..40]));
    assert_eq!((cut.pieces, cut.fault), (vec!["urn:1! malformed".to_owned()], None));
}

#[test]
fn a_record_that_was_cut_off_does_not_swallow_the_next() {
    let mut crawl: Vec<u8> = record(0);
    let cut = record(1);
    crawl.extend_from_slice(&cut[..cut.len() - 50]);
    crawl.extend((2..6).flat_map(record));
    crawl.extend_from_slice(b"not a record\r\nat all\r\n");
    crawl.extend(record(6));
    let given = read(&crawl);
    assert_eq!(given.stories(), pieces_of([0, 2, 3, 4, 5, 6], |n| format!("urn:{n}")));
    let names: Vec<&str> = given.refusals.iter().map(|(member, ..)| member.as_str()).collect();
    assert_eq!(names[0], "#2");
    assert!(given.refusals[1].1.starts_with(b"not a record"), "{:?}", given.refusals);
    assert_eq!(names.len(), 2);
}

#[test]
fn a_zip_without_its_directory() {
    let whole = archive(20, zip);
    let directory = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let given = read(&whole[..directory]);
    assert_eq!(given.stories(), pieces_of(0..20, name_of));
    // as packers write it that cannot go back: sizes stand behind the members
    let mut streamed = Vec::new();
    for n in 0..20 {
        let (text, name) = (story(n), name_of(n));
        let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        deflate.write_all(text.as_bytes()).unwrap();
        let (packed, mut crc) = (deflate.finish().unwrap(), flate2::Crc::new());
        crc.update(text.as_bytes());
        streamed.extend(b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0");
        streamed.extend([0; 12]);
        streamed.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        streamed.extend([0; 2]);
        streamed.extend(name.as_bytes());
        streamed.extend(&packed);
        streamed.extend(b"PK\x07\x08");
        streamed.extend(crc.sum().to_le_bytes());
        streamed.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        streamed.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    }
    assert_eq!(read(&streamed).stories(), pieces_of(0..20, name_of));
}

#[test]
fn containers_in_containers_have_limits_of_their_own() {
    // larger than a document: read as it comes
    let inner = zip_stored(&(0..1_000).map(|n| (name_of(n), story(n))).collect::<Vec<_>>());
    assert!(inner.len() > limits().document_bytes);
    let outer = zip(&[("a.txt", STORY), ("in.zip", &inner), ("z.txt", STORY)]);
    let given = read(&outer);
    let mut wanted = vec!["a.txt|Port closed".to_owned()];
    wanted.extend(pieces_of(0..1_000, |n| format!("in.zip!/{n}.txt")));
    wanted.push("z.txt|Port closed".to_owned());
    assert_eq!(given.pieces, wanted);
    // each of them may hold so many, the one around them any number
    let few = TextLimits { members: 50, ..limits() };
    let many: String = (0..60).map(line).collect();
    let ok: String = (0..40).map(line).collect();
    let outer = tar(&[("many.jsonl", many.as_bytes()), ("ok.jsonl", ok.as_bytes()), ("z.txt", STORY)]);
    let given = read_with(&outer, &few);
    assert_eq!(given.stories().len(), 50 + 40 + 1, "{:?}", given.pieces);
    assert!(given.pieces.contains(&"many.jsonl! too-many-members".to_owned()));
    assert_eq!(read_with(many.as_bytes(), &few).stories().len(), 60);
    // what is read as one is held as one, so that it has a bound of its own
    let few = TextLimits { stories: 50, ..limits() };
    let items: String =
        (0..60).map(|n| format!("<item><guid>{n}</guid><title>Port {n} closed</title></item>")).collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>Port</title>{items}</channel></rss>");
    let given = read_with(feed.as_bytes(), &few);
    assert_eq!((given.stories().len(), given.fault), (50, Some(FaultCode::TooManyMembers)));
    assert_eq!(read_with(many.as_bytes(), &few).stories().len(), 60, "a container is not");
    // one that grows too large is refused alone
    let tight = TextLimits { expanded_bytes: 4 << 10, ..limits() };
    let outer = zip(&[("in.tar", &archive(50, tar)), ("z.txt", STORY)]);
    let given = read_with(&outer, &tight);
    assert!(given.pieces.iter().any(|piece| piece == "in.tar! expands"), "{:?}", given.pieces);
    assert_eq!(given.pieces.last().unwrap(), "z.txt|Port closed");
}

fn zip_stored(members: &[(String, String)]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        ::zip::write::SimpleFileOptions::default().compression_method(::zip::CompressionMethod::Stored);
    for (name, text) in members {
        writer.start_file(name.as_str(), stored).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn two_thousand_zips_in_a_zip() {
    let inner: Vec<(String, Vec<u8>)> =
        (0..2_000).map(|n| (format!("{n}.zip"), zip(&[("a.txt", story(n).as_bytes())]))).collect();
    let inner: Vec<(&str, &[u8])> = inner.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
    let bytes = zip(&inner);
    let given = read(&bytes);
    assert_eq!(given.pieces, pieces_of(0..2_000, |n| format!("{n}.zip!/a.txt")));
    assert!(given.read <= bytes.len() as u64 * 2 + (256 << 10), "{} of {}", given.read, bytes.len());
}

#[test]
fn an_arrival_has_a_limit_too() {
    let bytes = gzip((0..2_000).map(line).collect::<String>().as_bytes());
    let given = read_with(&bytes, &TextLimits { arrival_bytes: 20 << 10, ..limits() });
    assert!(given.stories().len() > 100);
    assert_eq!(given.fault, Some(FaultCode::Expands));
    let small = TextLimits { arrival_bytes: 1 << 10, ..limits() };
    let hints = Hints::default();
    let request = Request { hints: &hints, limits: &small, vendors: &[], explain: false };
    let fault =
        members(&mut Cursor::new(&bytes[..]), &request, &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(fault.code, FaultCode::TooLarge);
    assert!(fault.message.contains("limits.arrival_bytes"), "{fault}");
}

#[test]
fn reading_stops_when_it_is_told() {
    for (name, bytes, _) in samples(300) {
        let (hints, limits) = (Hints::default(), limits());
        let request = Request { hints: &hints, limits: &limits, vendors: &[], explain: false };
        let mut left = 3;
        let outcome = members(&mut Cursor::new(&bytes[..]), &request, &mut |_| {
            left -= 1;
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!((outcome, left), (Ok(()), 0), "{name}");
    }
}

/// A device that fails after so many bytes.
struct Failing<'b>(Cursor<&'b [u8]>, u64);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.position() >= self.1 {
            return Err(io::Error::other("the disk is gone"));
        }
        let most = buffer.len().min(4096);
        self.0.read(&mut buffer[..most])
    }
}

impl Seek for Failing<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_device_that_fails_is_no_damage() {
    for (name, bytes, _) in samples(2_000) {
        let (hints, limits) = (Hints::default(), limits());
        let request = Request { hints: &hints, limits: &limits, vendors: &[], explain: false };
        let half = bytes.len() as u64 / 2;
        let mut refused = 0;
        let mut input = Failing(Cursor::new(&bytes[..]), half);
        let fault = members(&mut input, &request, &mut |raw| {
            refused += usize::from(raw.refusal().is_some());
            ControlFlow::Continue(())
        });
        assert_eq!(fault.unwrap_err().code, FaultCode::Unreadable, "{name}");
        assert_eq!(refused, 0, "{name}");
    }
}

#[test]
fn hostile_beginnings_stay_linear() {
    // each looks like the beginning of a member that reaches to the end
    let gzips = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x05".repeat(40_000);
    let records = b"WARC/1.0\r\nContent-Length: 400000\r\n\r\n".repeat(10_000);
    let unsized_records = b"WARC/1.0\r\nWARC-Type: response\r\n".repeat(10_000);
    let mut header = ::tar::Header::new_ustar();
    header.set_path("a").unwrap();
    header.set_size(1 << 20);
    header.set_cksum();
    let headers = header.as_bytes().repeat(2_000);
    let locals =
        b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a\x05".repeat(10_000);
    for (name, bytes) in [
        ("gzips", gzips),
        ("records", records),
        ("unsized", unsized_records),
        ("tar", headers),
        ("zip", locals),
    ] {
        let given = read(&bytes);
        let size = bytes.len() as u64;
        assert!(given.read <= size * 3 + (256 << 10), "{name}: {} of {size} bytes", given.read);
        assert!(given.stories().is_empty(), "{name}: {:?}", given.stories());
    }
}

#[test]
fn whatever_happens_to_them_containers_end_and_say_the_same_in_one_call() {
    let limits = TextLimits { document_bytes: 8 << 10, expanded_bytes: 64 << 10, members: 40, ..limits() };
    let mut dice = 0x2545_F491_4F6C_DD1D_u64;
    let mut roll = |most: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice % most.max(1) as u64).unwrap()
    };
    let samples = samples(30);
    for turn in 0..400 {
        let (name, whole, _) = &samples[turn % samples.len()];
        let mut bytes = whole.clone();
        for _ in 0..=roll(4) {
            let (from, length) = (roll(bytes.len()), roll(200));
            let end = (from + length).min(bytes.len());
            match roll(5) {
                0 => bytes.truncate(from),
                1 => drop(bytes.drain(from..end)),
                2 => bytes[from..end].fill(u8::try_from(roll(256)).unwrap()),
                3 => {
                    let other = &samples[roll(samples.len())].1;
                    bytes.splice(from..from, other[..other.len().min(length * 4)].iter().copied());
                }
                _ => bytes.iter_mut().skip(from).take(3).for_each(|byte| *byte ^= 1 << roll(8)),
            }
        }
        let given = read_with(&bytes, &limits);
        assert!(given.largest <= 64 << 10, "{name} in turn {turn}: {}", given.largest);
        let size = bytes.len() as u64;
        assert!(given.read <= size * 8 + (256 << 10), "{name} in turn {turn}: {} of {size}", given.read);
    }
}
