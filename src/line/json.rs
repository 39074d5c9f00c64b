//! What a record is made of as JSON, byte for byte as `serde_json` writes it; a map whose keys are no strings is refused.
//!
//! A line is mostly text: a story's, its paragraphs', its quotations'. There a byte that must be escaped is looked for in
//! many bytes at once, where `serde_json` asks a table for each; it lets nobody in between. Names of fields are our own
//! and are written as they are.

use serde::Serialize;
use serde::ser::{self, Error as _};
use serde_json::Error;

/// Appends a value.
///
/// # Errors
/// If a map's key is no string; nothing in a record is like that.
pub(super) fn write(value: &impl Serialize, out: &mut Vec<u8>) -> Result<(), Error> {
    value.serialize(Writer { out })
}

struct Writer<'a> {
    out: &'a mut Vec<u8>,
}

/// Writes a list or an object: what stands between its entries, and what ends it.
struct Entries<'a> {
    out: &'a mut Vec<u8>,
    any: bool,
    end: &'static [u8],
}

/// Bytes that are looked at together.
const MANY: usize = 32;

/// Whether a byte cannot stand in a string as it is.
const fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// How many bytes at the head can stand in a string as they are.
fn plain(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((many, tail)) = rest.split_first_chunk::<MANY>() {
        if many.iter().fold(false, |any, byte| any | is_special(*byte)) {
            break;
        }
        rest = tail;
    }
    let checked = bytes.len() - rest.len();
    rest.iter().position(|byte| is_special(*byte)).map_or(bytes.len(), |at| checked + at)
}

impl<'a> Writer<'a> {
    fn string(self, text: &str) {
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        loop {
            let (head, tail) = rest.split_at(plain(rest));
            self.out.extend_from_slice(head);
            let Some((special, tail)) = tail.split_first() else { break };
            escape(*special, self.out);
            rest = tail;
        }
        self.out.push(b'"');
    }

    fn entries(self, [start, end]: [&'static [u8]; 2]) -> Entries<'a> {
        self.out.extend_from_slice(start);
        Entries { out: self.out, any: false, end }
    }

    /// A variant with something in it: an object of one field.
    fn variant(self, name: &str, start: &'static [u8], end: &'static [u8]) -> Entries<'a> {
        self.out.push(b'{');
        Writer { out: &mut *self.out }.string(name);
        self.out.push(b':');
        self.entries([start, end])
    }
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        _ => {
            let digits = [byte >> 4, byte & 15].map(|half| HEX[usize::from(half)]);
            out.extend_from_slice(b"\\u00");
            return out.extend_from_slice(&digits);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

const LIST: [&[u8]; 2] = [b"[", b"]"];
const OBJECT: [&[u8]; 2] = [b"{", b"}"];

macro_rules! number {
    ($($name:ident: $type:ty),*) => {
        $(fn $name(self, value: $type) -> Result<(), Error> {
            serde_json::to_writer(self.out, &value)
        })*
    };
}

impl<'a> ser::Serializer for Writer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Entries<'a>;
    type SerializeTuple = Entries<'a>;
    type SerializeTupleStruct = Entries<'a>;
    type SerializeTupleVariant = Entries<'a>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Entries<'a>;
    type SerializeStructVariant = Entries<'a>;

    number! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_f32: f32, serialize_f64: f64
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.string(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.string(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<(), Error> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let entries = self.variant(name, b"", b"}");
        value.serialize(Writer { out: &mut *entries.out })?;
        entries.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'a>, Error> {
        Ok(self.entries(LIST))
    }

    fn serialize_tuple(self, _: usize) -> Result<Entries<'a>, Error> {
        Ok(self.entries(LIST))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Entries<'a>, Error> {
        Ok(self.entries(LIST))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Entries<'a>, Error> {
        Ok(self.variant(name, b"[", b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'a>, Error> {
        Ok(self.entries(OBJECT))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'a>, Error> {
        Ok(self.entries(OBJECT))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Entries<'a>, Error> {
        Ok(self.variant(name, b"{", b"}}"))
    }
}

impl Entries<'_> {
    fn next(&mut self) -> Writer<'_> {
        if self.any {
            self.out.push(b',');
        }
        self.any = true;
        Writer { out: self.out }
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        let Writer { out } = self.next();
        out.push(b'"');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        value.serialize(Writer { out })
    }

    fn close(self) -> Result<(), Error> {
        self.out.extend_from_slice(self.end);
        Ok(())
    }
}

macro_rules! list {
    ($($of:ident: $add:ident),*) => {
        $(impl ser::$of for Entries<'_> {
            type Ok = ();
            type Error = Error;

            fn $add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                value.serialize(self.next())
            }

            fn end(self) -> Result<(), Error> {
                self.close()
            }
        })*
    };
}

list!(
    SerializeSeq: serialize_element, SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field, SerializeTupleVariant: serialize_field
);

macro_rules! object {
    ($($of:ident),*) => {
        $(impl ser::$of for Entries<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Error> {
                self.close()
            }
        })*
    };
}

object!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let Writer { out } = self.next();
        let from = out.len();
        key.serialize(Writer { out: &mut *out })?;
        if out.get(from) == Some(&b'"') { Ok(()) } else { Err(Error::custom("a map's key is no string")) }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.out.push(b':');
        value.serialize(Writer { out: &mut *self.out })
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[track_caller]
    fn check(value: &impl Serialize) {
        let mut ours = b"before".to_vec();
        write(value, &mut ours).unwrap();
        let theirs = format!("before{}", serde_json::to_string(value).unwrap());
        assert_eq!(String::from_utf8(ours).unwrap(), theirs);
    }

    #[test]
    fn every_character_wherever_it_stands() {
        let all = ('\0'..='\u{200}').chain(['\u{2028}', '“', '船', '🚢', '\u{10ffff}']);
        for c in all {
            for before in [0, 1, MANY - 1, MANY, MANY + 1, 3 * MANY] {
                check(&format!("{}{c}{}", "a".repeat(before), "z".repeat(MANY + 2)));
            }
            check(&c);
        }
        check(&"\"\\\n".repeat(50));
        check(&"");
    }

    #[test]
    fn numbers() {
        check(&[0_u64, 9, 10, 1234, u64::MAX]);
        check(&[0_i64, -1, i64::MIN, i64::MAX]);
        check(&(u8::MAX, i8::MIN, u16::MAX, i32::MIN, true, false));
        check(&[0.0, 1.0, 0.97, -2.5e-9, 1e300, f64::NAN, f64::INFINITY]);
        check(&0.1_f32);
    }

    #[test]
    fn whatever_a_type_is_made_of() {
        #[derive(Serialize)]
        enum Any {
            Unit,
            One(Option<u8>),
            Two(u8, &'static str),
            Named { a: (), b: Vec<Any> },
        }
        #[derive(Serialize)]
        struct Pair(u8, u8);
        #[derive(Serialize)]
        struct Alone(&'static str);
        #[derive(Serialize)]
        struct Nothing;
        let one = || Any::One(Some(1));
        check(&vec![
            Any::Unit,
            Any::One(None),
            Any::Two(1, "\n"),
            Any::Named { a: (), b: vec![one(), one()] },
        ]);
        check(&(Pair(1, 2), Alone("a"), Nothing, [0_u8; 0], None::<u8>));
        check(&BTreeMap::from([("a\"", vec![1]), ("b", vec![])]));
        check(&BTreeMap::<String, u8>::new());
        assert!(write(&BTreeMap::from([(vec![1], 1)]), &mut Vec::new()).is_err());
    }
}
