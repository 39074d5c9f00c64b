//! Names of members: UTF-8, else code page 437 (APPNOTE, appendix D).

/// What stands behind ASCII in code page 437, as the Unicode Consortium maps it.
const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The name of a member; `extra`: the fields beside it, one of which may hold the name in UTF-8 (APPNOTE 4.6.9).
pub(super) fn name(raw: &[u8], extra: &[u8]) -> String {
    let told = super::fields::field(extra, 0x7075).and_then(|field| {
        let (crc, name) = field.get(1..)?.split_first_chunk::<4>()?;
        let mut own = flate2::Crc::new();
        own.update(raw);
        std::str::from_utf8(name).ok().filter(|_| own.sum() == u32::from_le_bytes(*crc))
    });
    match (told, std::str::from_utf8(raw)) {
        (Some(name), _) | (None, Ok(name)) => name.to_owned(),
        (None, Err(_)) => raw.iter().map(|byte| from_437(*byte)).collect(),
    }
}

fn from_437(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(n) => UPPER.chars().nth(usize::from(n)).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_old_and_new_packers() {
        assert_eq!(UPPER.chars().count(), 128);
        assert_eq!(name(b"H\x84fen.txt", b""), "Häfen.txt");
        assert_eq!(name("Häfen.txt".as_bytes(), b""), "Häfen.txt");
        let mut crc = flate2::Crc::new();
        crc.update(b"H_fen.txt");
        let mut extra = vec![0x75, 0x70, 15, 0, 1];
        extra.extend(crc.sum().to_le_bytes());
        extra.extend("Häfen.txt".as_bytes());
        assert_eq!(name(b"H_fen.txt", &extra), "Häfen.txt");
        assert_eq!(name(b"H.fen.txt", &extra), "H.fen.txt", "a name that was changed since");
    }
}
