//! Archives whose directory is missing, damaged, of another archive, or names the same bytes again and again.

use super::*;

fn crc_of(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A member as it stands in an archive; `flags` 8: its sizes stand behind it, not here.
fn local(name: &str, method: u16, flags: u16, packed: &[u8], crc: u32, size: usize) -> Vec<u8> {
    let told = |n: usize| if flags & 8 == 0 { u32::try_from(n).unwrap() } else { 0 };
    let mut bytes = b"PK\x03\x04\x14\0".to_vec();
    bytes.extend(flags.to_le_bytes());
    bytes.extend(method.to_le_bytes());
    bytes.extend([0; 4]);
    bytes.extend(if flags & 8 == 0 { crc } else { 0 }.to_le_bytes());
    bytes.extend(told(packed.len()).to_le_bytes());
    bytes.extend(told(size).to_le_bytes());
    bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    bytes.extend([0; 2]);
    bytes.extend(name.as_bytes());
    bytes.extend(packed);
    bytes
}

fn stored(name: &str, bytes: &[u8]) -> Vec<u8> {
    local(name, 0, 0, bytes, crc_of(bytes), bytes.len())
}

fn descriptor(crc: u32, packed: usize, size: usize) -> Vec<u8> {
    let numbers = [crc, u32::try_from(packed).unwrap(), u32::try_from(size).unwrap()];
    [b"PK\x07\x08".to_vec(), numbers.iter().flat_map(|n| n.to_le_bytes()).collect()].concat()
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Where the entries of a directory stand.
fn entries(archive: &[u8]) -> Vec<usize> {
    memchr::memmem::find_iter(archive, b"PK\x01\x02").collect()
}

#[test]
fn members_that_share_their_bytes_cost_no_more_than_the_archive() {
    let text = story(1).repeat(400);
    let mut bytes = stored("a.txt", text.as_bytes());
    let start = bytes.len();
    let size = u32::try_from(text.len()).unwrap().to_le_bytes();
    for n in 0..5_000 {
        let name = format!("{n:04}.txt");
        bytes.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0");
        bytes.extend(crc_of(text.as_bytes()).to_le_bytes());
        bytes.extend([size, size].concat());
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend([0; 16]);
        bytes.extend(name.as_bytes());
    }
    let length = bytes.len() - start;
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([5_000u16.to_le_bytes(); 2].concat());
    bytes.extend(u32::try_from(length).unwrap().to_le_bytes());
    bytes.extend(u32::try_from(start).unwrap().to_le_bytes());
    bytes.extend([0; 2]);
    let given = read(&bytes);
    assert!(given.read <= bytes.len() as u64 * 8, "{} of {}", given.read, bytes.len());
    assert_eq!(given.pieces.len(), 5_000);
    assert!(given.stories().len() < 30, "{}", given.stories().len());
    assert!(given.refusals[0].2.contains("those of members before it"), "{}", given.refusals[0].2);
}

#[test]
fn an_archive_inside_does_not_end_the_one_around_it() {
    let inner = archive(3, zip);
    let outer = [stored("a.txt", STORY), stored("in.zip", &inner), stored("z.txt", STORY)].concat();
    let mut wanted = vec!["a.txt|Port closed".to_owned()];
    wanted.extend(pieces_of(0..3, |n| format!("in.zip!/{n}.txt")));
    assert_eq!(read(&outer[..outer.len() - stored("z.txt", STORY).len()]).pieces, wanted);
    wanted.push("z.txt|Port closed".to_owned());
    assert_eq!(read(&outer).pieces, wanted);
    assert_eq!(read(&gzip(&outer)).pieces, wanted);
    // of one whose end nobody tells, the members are found, and what follows it
    let open_ended = local("in.zip", 0, 8, &inner, crc_of(&inner), inner.len());
    let unsized_inner = [stored("a.txt", STORY), open_ended, stored("z.txt", STORY)].concat();
    let given = read(&unsized_inner);
    assert_eq!(given.stories().last(), Some(&"z.txt|Port closed"), "{given:?}");
    assert!(given.refusals.iter().any(|(member, ..)| member == "in.zip"), "{given:?}");
    // an empty one
    let empty = [stored("a.txt", STORY), stored("none.zip", &zip(&[]))].concat();
    assert_eq!(read(&empty).stories(), ["a.txt|Port closed"]);
}

#[test]
fn one_archive_behind_another() {
    let (first, second) = (archive(3, zip), zip(&[("x.txt", STORY), ("y.txt", STORY)]));
    let mut wanted = pieces_of(0..3, name_of);
    wanted.push("x.txt|Port closed".to_owned());
    let cut = memchr::memmem::rfind(&second, b"PK\x03\x04").unwrap();
    assert_eq!(read(&[first.as_slice(), &second[..cut]].concat()).pieces, wanted, "the second lost its end");
    wanted.push("y.txt|Port closed".to_owned());
    assert_eq!(read(&[first.as_slice(), &second].concat()).pieces, wanted);
    // what no archive is says nothing
    assert_eq!(read(&[first.as_slice(), b"\r\n-- \r\nsent"].concat()).pieces, wanted[..3]);
}

#[test]
fn an_archive_cut_off_behind_a_header() {
    let whole = archive(20, zip);
    let headers: Vec<usize> = memchr::memmem::find_iter(&whole, b"PK\x03\x04").collect();
    for cut in [headers[10] + 30 + "10.txt".len(), headers[10] + 32, headers[10] + 36 + 4] {
        let given = read(&whole[..cut]);
        assert_eq!((given.fault, given.stories().len()), (None, 10), "{given:?}");
        assert_eq!(given.refusals.len(), 1, "{given:?}");
    }
}

#[test]
fn a_damaged_entry_costs_no_sound_member() {
    let whole = archive(20, zip);
    let entries = entries(&whole);
    // checksum, packed size, method, place
    for (at, length) in [(16, 4), (20, 4), (42, 4), (16, 8), (16, 30)] {
        for hurt in [vec![0], vec![7], vec![7, 8], vec![19]] {
            let mut bytes = whole.clone();
            for entry in &hurt {
                let from = entries[*entry] + at;
                bytes[from..from + length].fill(0xEE);
            }
            let given = read(&bytes);
            let told = given.refusals.iter().all(|(member, ..)| member.starts_with("damaged at byte"));
            assert_eq!(given.stories().len(), 20, "{at}, {hurt:?}: {given:?}");
            assert!(
                told && (length > 8 || given.refusals.is_empty()),
                "{at}, {hurt:?}: {:?}",
                given.refusals
            );
        }
    }
    // where the member is what is damaged, it is said
    let mut bytes = whole.clone();
    let seventh = memchr::memmem::find_iter(&whole, b"PK\x03\x04").nth(7).unwrap();
    bytes[seventh + 40..seventh + 60].fill(0xEE);
    let given = read(&bytes);
    assert_eq!((given.stories().len(), given.refusals.len()), (19, 1), "{given:?}");
}

#[test]
fn checksums_behind_members_are_held_against_them() {
    let text = story(1);
    let packed = deflate(text.as_bytes());
    let member = local("a.txt", 8, 8, &packed, 0, 0);
    let with = |crc: u32| {
        let behind = descriptor(crc, packed.len(), text.len());
        read(&[member.clone(), behind, stored("z.txt", STORY)].concat()).pieces
    };
    assert_eq!(with(crc_of(text.as_bytes())), ["a.txt|Pier 1 was closed", "z.txt|Port closed"]);
    assert_eq!(with(crc_of(text.as_bytes()) ^ 1), ["a.txt! malformed", "z.txt|Port closed"]);
}

#[test]
fn what_is_kept_of_a_member_is_its_own() {
    let litter = stored("__MACOSX/x", b"what a packer left");
    let broken = local("a.txt", 8, 8, b"\x07\xff\xff", 0, 0);
    let given = read(&[stored("0.txt", STORY), litter, broken, stored("z.txt", STORY)].concat());
    assert_eq!(given.pieces, ["0.txt|Port closed", "a.txt! malformed", "z.txt|Port closed"]);
    assert!(!given.refusals[0].1.starts_with(b"what a packer"), "{given:?}");
}

#[test]
fn an_archive_in_a_container_counts_what_it_unpacks_to() {
    let inner = zip_stored(&[("a.txt".to_owned(), story(1).repeat(30))]);
    let limits = TextLimits { expanded_bytes: 4 << 10, ..limits() };
    assert!(inner.len() < 4 << 10 && inner.len() * 2 > 4 << 10, "{}", inner.len());
    let given = read_with(&tar(&[("in.zip", &inner)]), &limits);
    assert_eq!(given.pieces, ["in.zip!/a.txt|Pier 1 was closed"]);
    let large = zip_stored(&[("a.txt".to_owned(), story(1).repeat(60))]);
    let given = read_with(&tar(&[("in.zip", &large)]), &limits);
    assert!(given.stories().is_empty(), "{given:?}");
}
