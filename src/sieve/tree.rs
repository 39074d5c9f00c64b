//! What can be told of an expression by its syntax tree: whether it ends, and which top-level fields it reads.
//!
//! jq goes on for ever in two ways: a definition calls itself, or a function does that is made for it. The first is found
//! by scope, since functions cannot be handed their own name otherwise: a call of a definition inside its own body, at
//! any depth, by whichever name it has there. So whatever is left ends, as long as it may be (`meter`).

use jaq_core::load::lex::StrPart;
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::path::Part;

use super::mistake::Mistake;
use super::names::Names;

/// Terms nested deeper are refused.
const DEEPEST: usize = 1000;

/// Functions that are not there, by name and number of arguments, and why or what to use. None for any number.
const LACKING: &[(&str, Option<usize>, &str)] = &[
    ("debug", None, "leave it out: nothing is written beside messages"),
    ("stderr", None, "leave it out: nothing is written beside messages"),
    ("input", None, "a record is all that there is: use `.`"),
    ("inputs", None, "a record is all that there is: use `.`"),
    ("input_filename", None, "use `.source.path`"),
    ("input_line_number", None, "use `.source.member`"),
    ("halt", None, "use `empty` to send nothing"),
    ("halt_error", None, "use `error(…)` to put the record into quarantine"),
    ("env", None, "write the value down, or use ${NAME} in pipeline.toml"),
    ("now", None, "the same record must always give the same: use `.source.received_at`"),
    ("repeat", None, "it never ends: use `range`, `limit` or `..`"),
    ("while", None, "it may never end: use `range`, `limit` or `..`"),
    ("until", None, "it may never end: use `first(… | select(…))` over `range`"),
    ("recurse", Some(1), "it may never end: use `..` or `recurse` without arguments"),
    ("recurse", Some(2), "it may never end: use `.. | select(…)`"),
    ("jn", None, "it takes as long as its number says"),
    ("yn", None, "it takes as long as its number says"),
];

/// Variables that are not there.
const LACKING_VARIABLES: &[(&str, &str)] = &[
    ("$ENV", "write the value down, or use ${NAME} in pipeline.toml"),
    ("$__prog", "there is none"),
    ("$__loc__", "there is none"),
];

/// Functions of which only what they are given reads their input.
const READ_BY_ARGUMENTS: &[(&str, usize)] = &[
    ("IN", 2),
    ("add", 1),
    ("empty", 0),
    ("error", 1),
    ("false", 0),
    ("first", 1),
    ("infinite", 0),
    ("isempty", 1),
    ("last", 1),
    ("limit", 2),
    ("nan", 0),
    ("nth", 2),
    ("null", 0),
    ("range", 1),
    ("range", 2),
    ("range", 3),
    ("skip", 2),
    ("true", 0),
];

/// Those whose second argument is asked of what the first gives.
const READ_BY_THE_FIRST: &[(&str, usize)] = &[("all", 2), ("any", 2)];

/// What a name means where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// A definition whose body this is.
    Open,
    /// A definition before this, or what a definition was given.
    Known,
}

/// Names in scope, the innermost last.
type Scope<'s> = Vec<((&'s str, usize), Bound)>;

fn find(scope: &Scope<'_>, name: &str, count: usize) -> Option<Bound> {
    scope.iter().rev().find(|(bound, _)| *bound == (name, count)).map(|(_, bound)| *bound)
}

/// Refuses what could go on for ever, what is not there, and what is nested too deep.
pub(super) fn check<'s>(text: &'s str, term: &Term<&'s str>) -> Result<(), Mistake> {
    Check { text, scope: Vec::new(), depth: 0 }.term(term)
}

struct Check<'s> {
    text: &'s str,
    scope: Scope<'s>,
    depth: usize,
}

impl<'s> Check<'s> {
    fn term(&mut self, term: &Term<&'s str>) -> Result<(), Mistake> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let what = format!("nested deeper than {DEEPEST} levels");
            return Err(Mistake::new(self.text, 0..0, what).hint("make it simpler"));
        }
        match term {
            Term::Call(name, arguments) => {
                self.call(name, arguments.len())?;
                self.terms(arguments)?;
            }
            Term::Var(name) => self.variable(name)?,
            Term::Def(definitions, rest) => self.definitions(definitions, rest)?,
            term => {
                let mut inner = Ok(());
                each(term, &mut |term| {
                    if inner.is_ok() {
                        inner = self.term(term);
                    }
                });
                inner?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn terms(&mut self, terms: &[Term<&'s str>]) -> Result<(), Mistake> {
        terms.iter().try_for_each(|term| self.term(term))
    }

    fn call(&self, name: &'s str, count: usize) -> Result<(), Mistake> {
        match find(&self.scope, name, count) {
            Some(Bound::Known) => return Ok(()),
            Some(Bound::Open) => {
                let what = format!("`{name}` calls itself: recursion is refused, since it may never end");
                let hint = "write it with `reduce`, `foreach`, `range`, `limit` or `..`";
                return Err(Mistake::of(self.text, name, what).hint(hint));
            }
            None => {}
        }
        let lacking =
            LACKING.iter().find(|(lacking, of, _)| *lacking == name && of.is_none_or(|of| of == count));
        match lacking {
            Some((_, _, hint)) => {
                Err(Mistake::of(self.text, name, format!("there is no function `{name}` here")).hint(*hint))
            }
            None => Ok(()),
        }
    }

    fn variable(&self, name: &'s str) -> Result<(), Mistake> {
        match LACKING_VARIABLES.iter().find(|(lacking, _)| *lacking == name) {
            Some((_, hint)) => {
                Err(Mistake::of(self.text, name, format!("there is no variable `{name}` here")).hint(*hint))
            }
            None => Ok(()),
        }
    }

    fn definitions(&mut self, definitions: &[Def<&'s str>], rest: &Term<&'s str>) -> Result<(), Mistake> {
        let before = self.scope.len();
        for definition in definitions {
            let outside = self.scope.len();
            let given = definition.args.iter().filter(|given| !given.starts_with('$'));
            self.scope.extend(given.map(|given| ((*given, 0), Bound::Known)));
            let own = (definition.name, definition.args.len());
            self.scope.push((own, Bound::Open));
            self.term(&definition.body)?;
            self.scope.truncate(outside);
            self.scope.push((own, Bound::Known));
        }
        self.term(rest)?;
        self.scope.truncate(before);
        Ok(())
    }
}

/// Calls something with each term that stands directly in another, but for those of definitions.
fn each<'t, 's>(term: &'t Term<&'s str>, call: &mut dyn FnMut(&'t Term<&'s str>)) {
    match term {
        Term::Id | Term::Recurse | Term::Num(_) | Term::Arr(None) | Term::Break(_) | Term::Var(_) => {}
        Term::Str(_, parts) => {
            for part in parts {
                if let StrPart::Term(term) = part {
                    call(term);
                }
            }
        }
        Term::Arr(Some(term)) | Term::Neg(term) | Term::Label(_, term) => call(term),
        Term::Obj(members) => members.iter().for_each(|(key, value)| {
            call(key);
            value.iter().for_each(&mut *call);
        }),
        Term::BinOp(left, operator, right) => {
            call(left);
            if let BinaryOp::Pipe(Some(pattern)) = operator {
                each_of(pattern, call);
            }
            call(right);
        }
        Term::Fold(_, over, pattern, arguments) => {
            call(over);
            each_of(pattern, call);
            arguments.iter().for_each(&mut *call);
        }
        Term::TryCatch(term, caught) => {
            call(term);
            caught.iter().for_each(|term| call(term));
        }
        Term::IfThenElse(branches, otherwise) => {
            branches.iter().for_each(|(condition, then)| {
                call(condition);
                call(then);
            });
            otherwise.iter().for_each(|term| call(term));
        }
        Term::Call(_, arguments) => arguments.iter().for_each(&mut *call),
        Term::Def(_, rest) => call(rest),
        Term::Path(term, path) => {
            call(term);
            path.0.iter().for_each(|(part, _)| each_in(part, call));
        }
    }
}

fn each_of<'t, 's>(pattern: &'t Pattern<&'s str>, call: &mut dyn FnMut(&'t Term<&'s str>)) {
    match pattern {
        Pattern::Var(_) => {}
        Pattern::Arr(patterns) => patterns.iter().for_each(|pattern| each_of(pattern, call)),
        Pattern::Obj(members) => members.iter().for_each(|(key, pattern)| {
            call(key);
            each_of(pattern, call);
        }),
    }
}

fn each_in<'t, 's>(part: &'t Part<Term<&'s str>>, call: &mut dyn FnMut(&'t Term<&'s str>)) {
    match part {
        Part::Index(term) => call(term),
        Part::Range(from, to) => from.iter().chain(to).for_each(call),
    }
}

/// The top-level fields of its input that an expression reads: all of them where it uses its input in any other way than
/// by a field's name.
pub(super) fn names(term: &Term<&str>) -> Names {
    let mut reads = Reads { names: Names::default(), scope: Vec::new() };
    reads.term(term);
    reads.names
}

struct Reads<'s> {
    names: Names,
    scope: Scope<'s>,
}

impl<'s> Reads<'s> {
    fn all(&mut self) {
        self.names = Names::all();
    }

    /// A term whose input is the record. Terms whose input is something else read what the record's own terms gave.
    fn term(&mut self, term: &Term<&'s str>) {
        if self.names.is_all() {
            return;
        }
        match term {
            Term::Id | Term::Recurse => self.all(),
            Term::Path(of, path) => self.path(of, &path.0),
            // What comes out of the left is read by the right; what is bound to names is read on the right as well.
            Term::BinOp(left, BinaryOp::Pipe(None), right) => match **left {
                Term::Id => self.term(right),
                _ => self.term(left),
            },
            Term::BinOp(left, BinaryOp::Pipe(Some(_)), right) => {
                self.term(left);
                self.term(right);
            }
            Term::BinOp(left, operator, right) => match operator {
                BinaryOp::Assign | BinaryOp::Update | BinaryOp::UpdateMath(_) | BinaryOp::UpdateAlt => {
                    self.all()
                }
                _ => {
                    self.term(left);
                    self.term(right);
                }
            },
            Term::Obj(members) => members.iter().for_each(|(key, value)| self.member(key, value.as_ref())),
            Term::Fold(_, over, _, arguments) => {
                self.term(over);
                arguments.iter().take(1).for_each(|term| self.term(term));
            }
            Term::TryCatch(term, _) => self.term(term),
            // Without an `else` the record itself is what comes out.
            Term::IfThenElse(_, None) => self.all(),
            Term::Def(definitions, rest) => self.definitions(definitions, rest),
            Term::Call(name, arguments) => self.call(name, arguments),
            term => each(term, &mut |term| self.term(term)),
        }
    }

    fn path(&mut self, of: &Term<&'s str>, path: &[(Part<Term<&'s str>>, jaq_core::path::Opt)]) {
        let mut parts = path.iter().map(|(part, _)| part);
        match (of, path.first()) {
            (Term::Id, Some((Part::Index(index), _))) => match plain(index) {
                Some(name) => {
                    self.names.add(name);
                    parts.next();
                }
                None => return self.all(),
            },
            _ => self.term(of),
        }
        // What stands in brackets has the record as its input, too.
        parts.for_each(|part| each_in(part, &mut |term| self.term(term)));
    }

    fn member(&mut self, key: &Term<&'s str>, value: Option<&Term<&'s str>>) {
        match (key, value) {
            (Term::Var(_), None) => {}
            (key, None) => match plain(key) {
                Some(name) => self.names.add(name),
                None => self.all(),
            },
            (key, Some(value)) => {
                self.term(key);
                self.term(value);
            }
        }
    }

    fn definitions(&mut self, definitions: &[Def<&'s str>], rest: &Term<&'s str>) {
        let before = self.scope.len();
        for definition in definitions {
            let outside = self.scope.len();
            self.scope.extend(definition.args.iter().map(|given| ((*given, 0), Bound::Known)));
            self.term(&definition.body);
            self.scope.truncate(outside);
            self.scope.push(((definition.name, definition.args.len()), Bound::Known));
        }
        self.term(rest);
        self.scope.truncate(before);
    }

    /// A body was looked at where it is defined, as if its input were the record.
    fn call(&mut self, name: &'s str, arguments: &[Term<&'s str>]) {
        let called = (name, arguments.len());
        if find(&self.scope, name, arguments.len()).is_some() || READ_BY_ARGUMENTS.contains(&called) {
            arguments.iter().for_each(|term| self.term(term));
        } else if READ_BY_THE_FIRST.contains(&called) {
            arguments.iter().take(1).for_each(|term| self.term(term));
        } else {
            self.all();
        }
    }
}

/// A text without anything to be put into it.
fn plain<'t>(term: &'t Term<&str>) -> Option<&'t str> {
    match term {
        Term::Str(None, parts) => match parts.as_slice() {
            [StrPart::Str(text)] => Some(text),
            _ => None,
        },
        _ => None,
    }
}
