//! What is not copy at all: pictures, office files, programs.
//!
//! Only says what something is so that the refusal can name it; reads none of it.

use crate::model::{Fault, FaultCode};

/// Known beginnings, by hand from the formats' own descriptions.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"8BPS", "a Photoshop picture"),
    (b"%PDF-", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "an RTF document"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office document"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"\xCA\xFE\xBA\xBE", "a program"),
    (b"\xCF\xFA\xED\xFE", "a program"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive, which is not unpacked: send zip, tar or gzip"),
    (b"Rar!\x1A\x07", "a RAR archive, which is not unpacked: send zip, tar or gzip"),
    (b"BZh", "a bzip2 file, which is not unpacked: send zip, tar, gzip or zstd"),
    (b"\xFD7zXZ\0", "an xz file, which is not unpacked: send zip, tar, gzip or zstd"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x1A\x45\xDF\xA3", "a Matroska film"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
];

/// What the bytes begin as, if that is something no desk can read.
pub(super) fn magic(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"RIFF") {
        return match bytes.get(8..12) {
            Some(b"WEBP") => Some("a WebP picture"),
            Some(b"WAVE") => Some("a WAV recording"),
            Some(b"AVI ") => Some("an AVI film"),
            _ => None,
        };
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("an MP4 film or HEIC picture");
    }
    MAGIC.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| *what)
}

/// Refuses text that is none: zero bytes, or more control characters than any wire protocol writes.
///
/// # Errors
/// [`FaultCode::Binary`] with what was seen.
pub(super) fn refuse_if_binary(text: &str) -> Result<(), Fault> {
    let head = super::text::head(text, 64 * 1024);
    let (mut controls, total, mut zeros) = (0usize, head.len(), 0usize);
    // counted in bytes, which a processor adds up many at a time
    for chunk in head.as_bytes().chunks(usize::from(u8::MAX)) {
        let (mut chunk_controls, mut chunk_zeros) = (0u8, 0u8);
        for b in chunk {
            let told = (*b == b'\n') | (*b == b'\r') | (*b == b'\t') | (*b == 0x0c) | (*b == 0x1b);
            chunk_zeros += u8::from(*b == 0);
            chunk_controls += u8::from((*b < 0x20) & !told);
        }
        zeros += usize::from(chunk_zeros);
        controls += usize::from(chunk_controls);
    }
    if zeros > 0 || controls * 20 > total {
        let message = format!(
            "expected text or a known format, found {controls} control characters ({zeros} zero bytes) in the first {total} bytes"
        );
        return Err(Fault::new(FaultCode::Binary, message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_is() {
        assert_eq!(magic(b"%PDF-1.7 ..."), Some("a PDF"));
        assert_eq!(magic(b"RIFF\0\0\0\0WEBPVP8 "), Some("a WebP picture"));
        assert_eq!(magic(b"BZ is a name"), None);
        assert_eq!(magic(b""), None);
    }

    #[test]
    fn text_is_not_refused() {
        assert!(refuse_if_binary("A line\u{1b}[1m\r\n\tand another").is_ok());
        assert!(refuse_if_binary("ab\0cd").is_err());
        assert!(refuse_if_binary("\u{1}\u{2}\u{3}abc").is_err());
    }
}
