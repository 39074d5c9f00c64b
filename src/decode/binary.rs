//! What is not copy at all: pictures, office files, programs.
//!
//! Only says what something is so that the refusal can name it; reads none of it.

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
}
