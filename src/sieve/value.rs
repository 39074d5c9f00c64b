//! jaq's JSON value, counted: each knows how large and how deeply nested it may be, and making, copying and comparing
//! one is told to the meter. So no expression makes what does not fit into memory, and none makes what overflows the
//! stack when somebody walks over it.
//!
//! Sizes are of the value as it would be written, whatever parts it shares: they bound the time of a walk. Those of
//! parts are not looked up but taken to be the whole's, and counted again where that comes to too much.

use std::cmp::Ordering;
use std::fmt;

use jaq_core::path::Opt;
use jaq_core::{Error, Exn, ValR, ValX, val};
use jaq_json::{Map, Num, Rc, Val};
use jaq_std::ValT as _;

use super::meter::{self, Stopped};
use super::scan::DEEPEST;

/// The largest value.
pub(super) const LARGEST: usize = 16 << 20;
/// The largest number: longer ones take too long to multiply and to print.
const LARGEST_NUMBER: usize = 4 << 10;
/// What a number, and what a text or list without anything in it, takes about.
const SCALAR: usize = 24;
pub(super) const SHELL: usize = 64;

/// A value with what is known of its size.
#[derive(Debug, Default)]
pub(super) struct Value {
    pub(super) val: Val,
    size: u32,
    depth: u16,
}

/// How large and how deep a value is at most.
type Bounds = (usize, usize);

type Iter<'a, T> = Box<dyn Iterator<Item = T> + 'a>;

impl Value {
    /// A value that came from elsewhere.
    pub(super) fn of(val: Val) -> Value {
        let bounds = measure(&val);
        Value::checked(val, bounds)
    }

    /// A record of so many bytes, whose depth was looked at when it was read.
    pub(super) fn record(val: Val, written: usize) -> Value {
        // A member of two bytes, `0,`, takes at most as much as a number.
        Value::checked(val, (written.saturating_mul(SCALAR / 2).min(LARGEST), DEEPEST))
    }

    /// A text that was made.
    pub(super) fn text(bytes: impl Into<Vec<u8>>) -> Value {
        let bytes = bytes.into();
        meter::made(bytes.len() + SHELL);
        Value::leaf(Val::utf8_str(bytes))
    }

    pub(super) fn bounds(&self) -> Bounds {
        (self.size as usize, usize::from(self.depth))
    }

    pub(super) fn size(&self) -> usize {
        self.size as usize
    }

    pub(super) fn leaf(val: Val) -> Value {
        let size = leaf_size(&val).unwrap_or(SHELL);
        if size > LARGEST_NUMBER && matches!(val, Val::Num(_)) {
            meter::stop(Stopped::Size(LARGEST_NUMBER));
        }
        Value::checked(val, (size, 0))
    }

    /// A value within these bounds.
    pub(super) fn checked(val: Val, bounds: Bounds) -> Value {
        let (mut size, mut depth) = bounds;
        if size > LARGEST || depth > DEEPEST {
            (size, depth) = measure(&val);
            if size > LARGEST {
                meter::stop(Stopped::Size(LARGEST));
            }
            if depth > DEEPEST {
                meter::stop(Stopped::Depth(DEEPEST));
            }
        }
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        Value { val, size, depth: u16::try_from(depth).unwrap_or(u16::MAX) }
    }

    /// A part of a value of these bounds.
    fn part(val: Val, (size, depth): Bounds) -> Value {
        meter::step();
        match leaf_size(&val) {
            Some(_) => Value::leaf(val),
            None => Value::checked(val, (size, depth.saturating_sub(1).max(1))),
        }
    }

    /// A result of jaq's own operators.
    pub(super) fn result(result: Result<Val, jaq_json::Error>, bounds: Bounds) -> ValR<Value> {
        match result {
            Ok(val) if leaf_size(&val).is_some() => Ok(Value::leaf(val)),
            Ok(val) => Ok(Value::checked(val, bounds)),
            Err(error) => Err(failed(error)),
        }
    }

    /// What is in a list or object, with the keys; else the value itself.
    fn members(self) -> Result<Iter<'static, (Value, Value)>, Value> {
        let bounds = self.bounds();
        match self.val {
            Val::Arr(list) => Ok(Box::new((0..list.len()).map(move |n| {
                let val = list.get(n).cloned().unwrap_or_default();
                (Value::leaf(Val::from(n)), Value::part(val, bounds))
            }))),
            Val::Obj(map) => Ok(Box::new((0..map.len()).map(move |n| {
                let (key, val) = map.get_index(n).map(|(k, v)| (k.clone(), v.clone())).unwrap_or_default();
                (Value::part(key, bounds), Value::part(val, bounds))
            }))),
            _ => Err(self),
        }
    }

    /// Where an index, which may count from the end, lies in a list.
    fn place(&self, length: usize) -> Result<usize, Error<Value>> {
        let index = self.val.as_isize().ok_or_else(|| Error::typ(self.clone(), "integer"))?;
        let place = match usize::try_from(index) {
            Ok(place) => Some(place),
            Err(_) => length.checked_sub(index.unsigned_abs()),
        };
        let out = || Error::str(format_args!("index {index} out of bounds"));
        place.filter(|place| *place < length).ok_or_else(out)
    }

    /// Where a bound of a range, which may count from the end, lies in a list.
    fn bound(bound: Option<&Value>, length: usize, default: usize) -> Result<usize, Error<Value>> {
        let Some(bound) = bound.filter(|bound| !matches!(bound.val, Val::Null)) else { return Ok(default) };
        let index = bound.val.as_isize().ok_or_else(|| Error::typ(bound.clone(), "integer"))?;
        Ok(match usize::try_from(index) {
            Ok(place) => place.min(length),
            Err(_) => length.saturating_sub(index.unsigned_abs()),
        })
    }
}

/// How large a value is that holds no others.
fn leaf_size(val: &Val) -> Option<usize> {
    Some(match val {
        Val::Null | Val::Bool(_) | Val::Num(Num::Int(_) | Num::Float(_)) => SCALAR,
        Val::Num(Num::Dec(digits)) => SHELL + digits.len(),
        Val::Num(Num::BigInt(number)) => SHELL + usize::try_from(number.bits() / 8).unwrap_or(usize::MAX / 2),
        Val::BStr(bytes) | Val::TStr(bytes) => SHELL + bytes.len(),
        Val::Arr(_) | Val::Obj(_) => return None,
    })
}

/// How large and how deep a value is; as soon as it is too large or too deep, only that it is.
fn measure(val: &Val) -> Bounds {
    let mut size = 0;
    let depth = walk(val, 0, &mut size);
    (size, depth)
}

fn walk(val: &Val, depth: usize, size: &mut usize) -> usize {
    *size = size.saturating_add(leaf_size(val).unwrap_or(SHELL));
    if *size > LARGEST || depth > DEEPEST {
        return depth;
    }
    let inner = match val {
        Val::Arr(list) => list.iter().map(|val| walk(val, depth + 1, size)).max(),
        Val::Obj(map) => {
            map.iter().map(|(key, val)| walk(key, depth + 1, size).max(walk(val, depth + 1, size))).max()
        }
        _ => return depth,
    };
    inner.unwrap_or(depth + 1).max(depth + 1)
}

/// jaq's own error as ours, in its words.
pub(super) fn failed(error: jaq_json::Error) -> Error<Value> {
    Error::new(Value::of(error.into_val()))
}

/// A list in the making.
#[derive(Default)]
struct List {
    items: Vec<Val>,
    size: usize,
    depth: usize,
}

impl List {
    fn push(&mut self, value: Value) {
        let (size, depth) = value.bounds();
        self.items.push(value.val);
        (self.size, self.depth) = (self.size.saturating_add(size), self.depth.max(depth));
        // What is too large by its bounds alone is looked at in the end; by its number at once.
        if self.items.len() > LARGEST / SCALAR {
            meter::stop(Stopped::Size(LARGEST));
        }
    }

    fn finish(self) -> Value {
        meter::made(self.items.len() * size_of::<Val>() + SHELL);
        Value::checked(Val::Arr(Rc::new(self.items)), (self.size.saturating_add(SHELL), self.depth + 1))
    }
}

impl Clone for Value {
    fn clone(&self) -> Self {
        meter::step();
        Value { val: self.val.clone(), size: self.size, depth: self.depth }
    }
}

impl FromIterator<Value> for Value {
    fn from_iter<T: IntoIterator<Item = Value>>(values: T) -> Self {
        let mut list = List::default();
        values.into_iter().for_each(|value| list.push(value));
        list.finish()
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        meter::step();
        Value::leaf(Val::from(value))
    }
}

impl From<isize> for Value {
    fn from(value: isize) -> Self {
        meter::step();
        Value::leaf(Val::from(value))
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        meter::step();
        Value::leaf(Val::from(value))
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        meter::step();
        Value::leaf(Val::from(value))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::text(value)
    }
}

impl From<val::Range<Value>> for Value {
    fn from(range: val::Range<Value>) -> Self {
        let plain = |bound: Option<Value>| bound.map(|value| value.val);
        Value::of(Val::from(plain(range.start)..plain(range.end)))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        meter::worked(self.size().min(other.size()));
        self.val == other.val
    }
}

impl Eq for Value {}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        meter::worked(self.size().min(other.size()));
        self.val.cmp(&other.val)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.val.fmt(f)
    }
}

impl jaq_core::ValT for Value {
    fn from_num(digits: &str) -> ValR<Self> {
        meter::made(digits.len());
        Value::result(<Val as jaq_core::ValT>::from_num(digits), (0, 0))
    }

    fn from_map<I: IntoIterator<Item = (Self, Self)>>(members: I) -> ValR<Self> {
        let (mut map, mut size, mut depth) = (Map::default(), SHELL, 0);
        for (key, value) in members {
            let ((key_size, key_depth), (value_size, value_depth)) = (key.bounds(), value.bounds());
            meter::made(SHELL);
            size = size.saturating_add(key_size).saturating_add(value_size);
            depth = depth.max(key_depth).max(value_depth);
            map.insert(key.val, value.val);
        }
        Ok(Value::checked(Val::obj(map), (size, depth + 1)))
    }

    fn key_values(self) -> Iter<'static, Result<(Self, Self), Error<Self>>> {
        match self.members() {
            Ok(members) => Box::new(members.map(Ok)),
            Err(value) => Box::new(std::iter::once(Err(not_iterable(value)))),
        }
    }

    fn values(self) -> Box<dyn Iterator<Item = ValR<Self>>> {
        match self.members() {
            Ok(members) => Box::new(members.map(|(_, value)| Ok(value))),
            Err(value) => Box::new(std::iter::once(Err(not_iterable(value)))),
        }
    }

    fn index(self, index: &Self) -> ValR<Self> {
        let bounds = self.bounds();
        if let (Val::Arr(list), Val::Arr(part)) = (&self.val, &index.val) {
            many_times(list.len(), part.len());
        }
        match jaq_core::ValT::index(self.val, &index.val) {
            Ok(val) => Ok(Value::part(val, bounds)),
            Err(error) => Err(failed(error)),
        }
    }

    fn range(self, range: val::Range<&Self>) -> ValR<Self> {
        let bounds = self.bounds();
        match &self.val {
            Val::Arr(list) => meter::made(list.len() * size_of::<Val>()),
            _ => meter::worked(bounds.0),
        }
        let plain = |bound: Option<&'_ Value>| bound.map(|value| value.val.clone());
        let (start, end) = (plain(range.start), plain(range.end));
        Value::result(jaq_core::ValT::range(self.val, start.as_ref()..end.as_ref()), bounds)
    }

    fn map_values<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        let is_list = matches!(self.val, Val::Arr(_));
        let members = match self.members() {
            Ok(members) => members,
            Err(value) => return opt.fail(value, |value| Exn::from(not_iterable(value))),
        };
        if is_list {
            let mut list = List::default();
            for (_, value) in members {
                for made in f(value) {
                    list.push(made?);
                }
            }
            return Ok(list.finish());
        }
        let made = members.filter_map(|(key, value)| f(value).next().map(|made| Ok((key, made?))));
        Ok(Value::from_map(made.collect::<Result<Vec<_>, Exn<'a, Self>>>()?)?)
    }

    fn map_index<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        index: &Self,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        let bounds = self.bounds();
        match (self.val, &index.val) {
            (val @ (Val::TStr(_) | Val::BStr(_) | Val::Arr(_)), Val::Obj(range)) => {
                let bound = |name: &str| range.get(&Val::utf8_str(name.to_owned())).cloned().map(Value::of);
                let (start, end) = (bound("start"), bound("end"));
                Value::checked(val, bounds).map_range(start.as_ref()..end.as_ref(), opt, f)
            }
            (Val::Obj(mut shared), _) => {
                copied(Rc::strong_count(&shared), shared.len());
                let map = Rc::make_mut(&mut shared);
                let old = map.get_mut(&index.val).map(std::mem::take);
                let was_there = old.is_some();
                let old = old.map_or_else(|| Value::leaf(Val::Null), |old| Value::part(old, bounds));
                let made = f(old).next().transpose()?;
                let mut grown = (bounds.0 + index.size(), bounds.1);
                match made {
                    Some(made) => {
                        meter::made(SHELL);
                        grown = (grown.0 + made.size(), grown.1.max(made.bounds().1 + 1));
                        map.insert(index.val.clone(), made.val);
                    }
                    // In constant time, at the price of another order of the members.
                    None if was_there => drop(map.swap_remove(&index.val)),
                    None => {}
                }
                Ok(Value::checked(Val::Obj(shared), grown))
            }
            (Val::Arr(mut shared), _) => {
                let place = match index.place(shared.len()) {
                    Ok(place) => place,
                    Err(error) => {
                        return opt.fail(Value::checked(Val::Arr(shared), bounds), |_| error.into());
                    }
                };
                copied(Rc::strong_count(&shared), shared.len());
                let list = Rc::make_mut(&mut shared);
                let old = list.get_mut(place).map(std::mem::take).unwrap_or_default();
                let mut grown = bounds;
                match f(Value::part(old, bounds)).next().transpose()? {
                    Some(made) => {
                        grown = (grown.0 + made.size(), grown.1.max(made.bounds().1 + 1));
                        if let Some(slot) = list.get_mut(place) {
                            *slot = made.val;
                        }
                    }
                    None => {
                        meter::worked(list.len() * size_of::<Val>());
                        list.remove(place);
                    }
                }
                Ok(Value::checked(Val::Arr(shared), grown))
            }
            (val, _) => opt.fail(Value::checked(val, bounds), |value| Exn::from(not_iterable(value))),
        }
    }

    fn map_range<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        range: val::Range<&Self>,
        opt: Opt,
        f: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        let bounds = self.bounds();
        let Val::Arr(mut shared) = self.val else {
            return opt.fail(self, |value| Exn::from(Error::typ(value, "array")));
        };
        let length = shared.len();
        let found = Value::bound(range.start, length, 0)
            .and_then(|start| Ok((start, Value::bound(range.end, length, length)?.max(start))));
        let (start, end) = match found {
            Ok(found) => found,
            Err(error) => return opt.fail(Value::checked(Val::Arr(shared), bounds), |_| error.into()),
        };
        let old = shared.iter().skip(start).take(end - start).map(|val| Value::part(val.clone(), bounds));
        let made = f(old.collect()).next().transpose()?.unwrap_or_else(|| Value::from_iter([]));
        let (size, depth) = made.bounds();
        let Val::Arr(new) = made.val else { return Err(Error::typ(made, "array").into()) };
        copied(Rc::strong_count(&shared).max(2), length + new.len());
        Rc::make_mut(&mut shared).splice(start..end, new.iter().cloned());
        Ok(Value::checked(Val::Arr(shared), (bounds.0 + size, bounds.1.max(depth))))
    }

    fn as_bool(&self) -> bool {
        !matches!(self.val, Val::Null | Val::Bool(false))
    }

    fn into_string(self) -> Self {
        match self.val {
            Val::BStr(bytes) | Val::TStr(bytes) => Value::leaf(Val::TStr(bytes)),
            val => Value::text(val.to_string()),
        }
    }
}

impl jaq_std::ValT for Value {
    fn into_seq<S: FromIterator<Self>>(self) -> Result<S, Self> {
        match self.val {
            Val::Arr(_) => Ok(self.members()?.map(|(_, value)| value).collect()),
            _ => Err(self),
        }
    }

    fn is_int(&self) -> bool {
        self.val.is_int()
    }

    fn as_isize(&self) -> Option<isize> {
        self.val.as_isize()
    }

    fn as_f64(&self) -> Option<f64> {
        self.val.as_f64()
    }

    fn is_utf8_str(&self) -> bool {
        self.val.is_utf8_str()
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        meter::worked(self.size());
        self.val.as_bytes()
    }

    fn as_sub_str(&self, sub: &[u8]) -> Self {
        meter::made(SHELL);
        Value::leaf(self.val.as_sub_str(sub))
    }

    fn from_utf8_bytes(bytes: impl AsRef<[u8]> + Send + 'static) -> Self {
        meter::made(bytes.as_ref().len() + SHELL);
        Value::leaf(Val::from_utf8_bytes(bytes))
    }
}

/// A list or object of so many is copied before it is changed, where others have it too.
pub(super) fn copied(owners: usize, length: usize) {
    if owners > 1 {
        meter::made(length * SHELL);
    }
}

/// Every one of so many is compared with so many others.
pub(super) fn many_times(one: usize, other: usize) {
    // A comparison costs about as much as copying a few bytes.
    meter::made(one.saturating_mul(other).saturating_mul(4));
}

pub(super) fn not_iterable(value: Value) -> Error<Value> {
    Error::typ(value, "iterable (array or object)")
}
