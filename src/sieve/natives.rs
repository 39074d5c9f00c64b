//! The functions that an expression may call: jaq's, without those that reach out of the record, with `IN`, and with
//! counted ones in place of those that make or compare much at one stroke.

use jaq_core::box_iter::BoxIter;
use jaq_core::data::{DataT, HasLut};
use jaq_core::load::parse::Def;
use jaq_core::native::{Filter, Fun, bome, run, unary, v};
use jaq_core::{Error, Exn, Lut, RunPtr, ValR};
use jaq_json::{Val, read};
use jaq_std::ValT as _;

use super::meter;
use super::value::{LARGEST, SHELL, Value, failed, many_times};

/// What expressions are run on.
pub(super) struct Kind;

impl DataT for Kind {
    type V<'a> = Value;
    type Data<'a> = Terms<'a>;
}

/// The terms of an expression: each that is run is counted.
#[derive(Clone)]
pub(super) struct Terms<'a>(pub(super) &'a Lut<Kind>);

impl<'a> HasLut<'a, Kind> for Terms<'a> {
    fn lut(&self) -> &'a Lut<Kind> {
        meter::term();
        self.0
    }
}

/// Functions of jaq's that are not there: they reach out of the record, or take as long as a number says.
const LEFT_OUT: &[&str] = &["debug_empty", "env", "halt", "jn", "now", "stderr_empty", "yn"];

/// Definitions of jaq's that rest on those.
const UNDEFINED: &[&str] = &["debug", "halt", "halt_error", "stderr"];

/// Functions of jaq's that are called by another name, behind a look at what they are given.
const GUARDED: &[(&str, &str)] =
    &[("matches", "matches_in"), ("split_", "split_in"), ("split_matches", "split_matches_in")];

/// Those looks, and what jaq lacks.
const OURS: &str = "
    def matches(re; flags): searchable(re; flags) | matches_in(re; flags);
    def split_(re; flags): searchable(re; flags) | split_in(re; flags);
    def split_matches(re; flags): searchable(re; flags) | split_matches_in(re; flags);
    def IN(s): any(s == .; .);
    def IN(src; s): any(src == s; .);
";

/// The longest pattern, and the longest texts in which one is looked for, once and all over.
const LONGEST_PATTERN: usize = 4 << 10;
const SEARCHED_ONCE: usize = 2 << 20;
const SEARCHED_ALL_OVER: usize = 256 << 10;

/// What can be called and is defined in jq.
pub(super) fn definitions() -> impl Iterator<Item = Def<&'static str>> {
    let ours = jaq_core::load::parse(OURS, |parser| parser.defs()).unwrap_or_default();
    let jaqs = jaq_std::defs().filter(|def| !UNDEFINED.contains(&def.name));
    jaq_core::defs().chain(ours).chain(jaqs).chain(jaq_json::defs())
}

/// What can be called and is not.
pub(super) fn functions() -> impl Iterator<Item = Fun<Kind>> {
    let jaqs = jaq_core::funs().chain(jaq_std::funs()).filter(|(name, ..)| !LEFT_OUT.contains(name));
    let jaqs = jaqs.map(|(name, arguments, function)| {
        let other = GUARDED.iter().find(|(guarded, _)| *guarded == name).map(|(_, other)| *other);
        (other.unwrap_or(name), arguments, function)
    });
    jaqs.chain(ours().into_vec().into_iter().map(run::<Kind>))
}

fn ours() -> Box<[Filter<RunPtr<Kind>>]> {
    Box::new([
        ("searchable", v(2), |mut cv| {
            let (flags, pattern) = (cv.0.pop_var(), cv.0.pop_var());
            bome(searchable(&cv.1, &pattern, &flags).map(|()| cv.1))
        }),
        ("fromjson", v(0), |cv| {
            let values: BoxIter<'_, _> = match from_json(&cv.1) {
                Ok(values) => Box::new(values.into_iter().map(Ok)),
                Err(error) => Box::new(std::iter::once(Err(Exn::from(error)))),
            };
            values
        }),
        ("tojson", v(0), |cv| bome(Ok(Value::text(cv.1.val.to_string())))),
        ("tobytes", v(0), |cv| bome(bytes(&cv.1))),
        ("length", v(0), |cv| bome(length(cv.1))),
        ("contains", v(1), |cv| unary(cv, |value, part| Ok(Value::from(contains(&value.val, &part.val))))),
        ("has", v(1), |cv| unary(cv, |value, key| has(value, &key))),
        ("indices", v(1), |cv| unary(cv, |value, part| indices(&value, &part))),
        ("bsearch", v(1), |cv| unary(cv, |value, wanted| search(value, &wanted))),
    ])
}

/// Refuses what would be searched for too long, or found too often.
fn searchable(text: &Value, pattern: &Value, flags: &Value) -> Result<(), Error<Value>> {
    let length = |value: &Value| value.as_bytes().map_or(0, <[u8]>::len);
    let is_all_over = flags.as_bytes().is_some_and(|flags| flags.contains(&b'g'));
    let longest = if is_all_over { SEARCHED_ALL_OVER } else { SEARCHED_ONCE };
    let (of_text, of_pattern) = (length(text), length(pattern));
    meter::made(of_pattern.saturating_mul(8));
    meter::worked(of_text.saturating_mul(8));
    match () {
        () if of_pattern > LONGEST_PATTERN => Err(Error::str(format_args!(
            "a pattern of {of_pattern} bytes is too long: {LONGEST_PATTERN} at most"
        ))),
        () if of_text > longest => Err(Error::str(format_args!(
            "a text of {of_text} bytes is too long to search: {longest} at most"
        ))),
        () => Ok(()),
    }
}

/// The values that a text holds as JSON.
fn from_json(text: &Value) -> Result<Vec<Value>, Error<Value>> {
    let bytes = text.val.try_as_utf8_bytes_owned().map_err(failed)?;
    meter::made(bytes.len().saturating_mul(4));
    // Neither too deep nor with numbers that take for ever: jaq's own parser asks for neither.
    let checked = serde_json::Deserializer::from_slice(&bytes).into_iter::<serde::de::IgnoredAny>();
    let mistake = checked.into_iter().find_map(Result::err).map(|error| error.to_string());
    let long = bytes.split(|byte| !byte.is_ascii_digit()).any(|digits| digits.len() > 1000);
    let mistake = mistake.or_else(|| long.then(|| "a number is too long".to_owned()));
    if let Some(mistake) = mistake {
        return Err(Error::str(format_args!("cannot parse {} as JSON: {mistake}", text.val)));
    }
    let read = read::parse_many(&bytes).map(|value| value.map(Value::of));
    read.collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::str(format_args!("cannot parse {} as JSON: {error}", text.val)))
}

fn bytes(value: &Value) -> ValR<Value> {
    fn collect(value: &Val, into: &mut Vec<u8>) -> bool {
        match value {
            Val::BStr(bytes) | Val::TStr(bytes) => into.extend_from_slice(bytes),
            Val::Arr(list) => return list.iter().all(|value| collect(value, into)),
            value => match value.as_isize().and_then(|byte| u8::try_from(byte).ok()) {
                Some(byte) => into.push(byte),
                None => return false,
            },
        }
        true
    }
    let mut collected = Vec::new();
    meter::made(value.size());
    match collect(&value.val, &mut collected) {
        true => Ok(Value::leaf(Val::byte_str(collected))),
        false => Err(Error::str(format_args!("cannot convert {value} to bytes"))),
    }
}

fn length(value: Value) -> ValR<Value> {
    let count = match &value.val {
        Val::Null => 0,
        Val::Num(number) => {
            let is_below = number < &jaq_json::Num::Int(0);
            return if is_below { -value } else { Ok(value) };
        }
        // As jaq counts them: what is no UTF-8 counts as one character for each run of it.
        Val::TStr(text) => String::from_utf8_lossy(text).chars().count(),
        Val::BStr(bytes) => bytes.len(),
        Val::Arr(list) => list.len(),
        Val::Obj(map) => map.len(),
        Val::Bool(_) => return Err(Error::str(format_args!("{value} has no length"))),
    };
    meter::worked(value.size());
    Ok(Value::from(count))
}

/// As jq has it: texts by their parts, lists and objects if all parts are contained in some part.
fn contains(value: &Val, part: &Val) -> bool {
    meter::step();
    match (value, part) {
        (Val::BStr(text), Val::BStr(part)) | (Val::TStr(text), Val::TStr(part)) => {
            meter::worked(text.len());
            memchr::memmem::find(text, part).is_some()
        }
        (Val::Arr(list), Val::Arr(parts)) => {
            parts.iter().all(|part| list.iter().any(|value| contains(value, part)))
        }
        (Val::Obj(map), Val::Obj(parts)) => {
            parts.iter().all(|(key, part)| map.get(key).is_some_and(|value| contains(value, part)))
        }
        (value, part) => value == part,
    }
}

fn has(value: Value, key: &Value) -> ValR<Value> {
    let is_there = match (&value.val, &key.val) {
        (Val::Obj(map), key) => map.contains_key(key),
        (Val::Arr(list), Val::Num(_)) => {
            key.val.as_isize().is_some_and(|n| usize::try_from(n).is_ok_and(|n| n < list.len()))
        }
        (Val::Null, _) => false,
        _ => return Err(Error::index(value, key.clone())),
    };
    Ok(Value::from(is_there))
}

/// Where a part stands in a text (in characters) or a list.
fn indices(value: &Value, part: &Value) -> ValR<Value> {
    let found: Vec<usize> = match (&value.val, &part.val) {
        (Val::BStr(_), Val::BStr(part)) | (Val::TStr(_), Val::TStr(part)) if part.is_empty() => Vec::new(),
        (Val::TStr(text), Val::TStr(part)) => {
            let (text, part) = (String::from_utf8_lossy(text), String::from_utf8_lossy(part));
            places_in(&text, &part)
        }
        (Val::BStr(text), Val::BStr(part)) => windows(text, part, |one, two| one == two),
        (Val::Arr(_), Val::Arr(part)) if part.is_empty() => Vec::new(),
        (Val::Arr(list), Val::Arr(part)) => windows(list, part, |one, two| one == two),
        (Val::Arr(list), part) => {
            meter::made(list.len());
            list.iter().enumerate().filter(|(_, value)| *value == part).map(|(n, _)| n).collect()
        }
        _ => return Err(Error::index(value.clone(), part.clone())),
    };
    Ok(found.into_iter().map(Value::from).collect())
}

/// Overlapping ones too, as jq has it.
fn places_in(text: &str, part: &str) -> Vec<usize> {
    let finder = memchr::memmem::Finder::new(part);
    let bytes = text.as_bytes();
    let (mut places, mut at, mut characters) = (Vec::new(), 0, 0);
    while let Some(found) = bytes.get(at..).and_then(|rest| finder.find(rest)) {
        let begin = at + found;
        characters += text.get(at..begin).map_or(0, |between| between.chars().count());
        places.push(characters);
        meter::worked(found + part.len());
        meter::made(SHELL);
        let step = text.get(begin..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        at = begin + step;
        characters += 1;
    }
    places
}

fn windows<T>(list: &[T], part: &[T], is_same: impl Fn(&[T], &[T]) -> bool) -> Vec<usize> {
    many_times(list.len(), part.len());
    list.windows(part.len()).enumerate().filter(|(_, window)| is_same(window, part)).map(|(n, _)| n).collect()
}

fn search(value: Value, wanted: &Value) -> ValR<Value> {
    let Val::Arr(list) = &value.val else { return Err(Error::typ(value, "array")) };
    meter::worked(value.size().min(LARGEST));
    let signed = |n: usize| isize::try_from(n).unwrap_or(isize::MAX);
    Ok(Value::from(list.binary_search(&wanted.val).map_or_else(|n| -1 - signed(n), signed)))
}
