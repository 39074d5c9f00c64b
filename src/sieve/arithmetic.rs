//! jaq's operators over counted values: what would be made is looked at before it is.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use jaq_core::ValR;
use jaq_json::{Rc, Val};

use super::meter::{self, Stopped};
use super::value::{LARGEST, SHELL, Value, copied};

/// The bounds of something made of both.
fn both(one: &Value, other: &Value) -> (usize, usize) {
    let ((size, depth), (other_size, other_depth)) = (one.bounds(), other.bounds());
    (size.saturating_add(other_size), depth.max(other_depth))
}

impl Add for Value {
    type Output = ValR<Value>;

    fn add(self, other: Value) -> ValR<Value> {
        let bounds = both(&self, &other);
        match (&self.val, &other.val) {
            (Val::BStr(one) | Val::TStr(one), Val::BStr(two) | Val::TStr(two)) => {
                // Where nobody else has the first, the second is put behind it.
                meter::made(two.len() + SHELL + if one.is_unique() { 0 } else { one.len() });
                if one.len() + two.len() > LARGEST {
                    meter::stop(Stopped::Size(LARGEST));
                }
            }
            (Val::Arr(one), Val::Arr(two)) => {
                copied(Rc::strong_count(one), one.len());
                meter::made(two.len() * size_of::<Val>());
            }
            (Val::Obj(one), Val::Obj(two)) => {
                copied(Rc::strong_count(one), one.len());
                meter::made(two.len() * SHELL);
            }
            _ => meter::step(),
        }
        Value::result(self.val + other.val, bounds)
    }
}

impl Sub for Value {
    type Output = ValR<Value>;

    fn sub(self, other: Value) -> ValR<Value> {
        let bounds = self.bounds();
        if let (Val::Arr(one), Val::Arr(two)) = (&self.val, &other.val) {
            copied(Rc::strong_count(one), one.len());
            meter::made(two.len() * size_of::<Val>());
        }
        meter::worked(bounds.0.saturating_add(other.size()));
        Value::result(self.val - other.val, bounds)
    }
}

impl Mul for Value {
    type Output = ValR<Value>;

    fn mul(self, other: Value) -> ValR<Value> {
        let bounds = both(&self, &other);
        match (&self.val, &other.val) {
            (Val::BStr(text) | Val::TStr(text), times) | (times, Val::BStr(text) | Val::TStr(text)) => {
                repeated(text.len(), times);
            }
            (Val::Obj(one), Val::Obj(two)) => {
                meter::made(one.len().saturating_add(two.len()) * SHELL);
                meter::worked(bounds.0);
            }
            // Numbers are short.
            _ => meter::made(bounds.0),
        }
        Value::result(self.val * other.val, bounds)
    }
}

/// Stops what would make too long a text.
fn repeated(length: usize, times: &Val) {
    use jaq_std::ValT as _;
    if !times.is_int() {
        return;
    }
    // A number that does not fit is as many times as there can be.
    let times = times.as_isize().map_or(usize::MAX, |times| usize::try_from(times).unwrap_or(0));
    let made = length.saturating_mul(times);
    if made > LARGEST {
        meter::stop(Stopped::Size(LARGEST));
    }
    meter::made(made + SHELL);
}

impl Div for Value {
    type Output = ValR<Value>;

    fn div(self, other: Value) -> ValR<Value> {
        let mut bounds = both(&self, &other);
        if let (Val::BStr(text) | Val::TStr(text), Val::BStr(by) | Val::TStr(by)) = (&self.val, &other.val) {
            let parts = match by.is_empty() {
                true => text.len(),
                false => memchr::memmem::find_iter(text, &**by).count() + 1,
            };
            meter::made(parts * SHELL + text.len());
            bounds = (text.len() + parts.saturating_mul(SHELL), 1);
            if bounds.0 > LARGEST {
                meter::stop(Stopped::Size(LARGEST));
            }
        }
        Value::result(self.val / other.val, bounds)
    }
}

impl Rem for Value {
    type Output = ValR<Value>;

    fn rem(self, other: Value) -> ValR<Value> {
        let bounds = both(&self, &other);
        meter::made(bounds.0.min(LARGEST));
        Value::result(self.val % other.val, bounds)
    }
}

impl Neg for Value {
    type Output = ValR<Value>;

    fn neg(self) -> ValR<Value> {
        meter::step();
        let bounds = self.bounds();
        Value::result(-self.val, bounds)
    }
}
