//! A jq expression, compiled once.

use std::fmt;

use jaq_core::load::{Arena, File, Lexer, Loader, Parser, lex, parse};
use jaq_core::{Compiler, Ctx, ValT as _, Vars, compile};

use super::fields::Fields;
use super::meter::{self, Limits};
use super::mistake::Mistake;
use super::names::Names;
use super::natives::{Kind, Terms, definitions, functions};
use super::output;
use super::tree;
use super::value::Value;

/// The longest expression.
const LONGEST: usize = 16 << 10;
/// Stack for the parser, which calls itself for each bracket: enough for nothing but brackets. Only what is used takes
/// memory.
const PARSER_STACK: usize = 128 << 20;
/// The variable that holds the message id.
const RECORD: &str = "$record";

/// An expression that can be run.
pub struct Expression {
    text: String,
    compiled: jaq_core::Filter<Kind>,
    names: Names,
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.text).finish()
    }
}

impl Expression {
    /// Compiles an expression.
    ///
    /// # Errors
    /// If it is no jq, calls what is not there, or could go on for ever.
    pub fn compile(text: &str) -> Result<Expression, Mistake> {
        if text.len() > LONGEST {
            let what = format!("an expression of {} bytes is too long: {LONGEST} at most", text.len());
            return Err(Mistake::new(text, 0..0, what));
        }
        let compiled = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(PARSER_STACK);
            let thread = thread.spawn_scoped(scope, || compile_here(text));
            thread.map(|thread| {
                thread.join().unwrap_or_else(|_| Err(Mistake::new(text, 0..0, "jaq cannot read it")))
            })
        });
        let compiled =
            compiled.map_err(|error| Mistake::new(text, 0..0, format!("no thread to read it: {error}")));
        let (compiled, names) = compiled.flatten()?;
        Ok(Expression { text: text.to_owned(), compiled, names })
    }

    /// The top-level fields of a record that it reads.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Whether the first result is neither false nor null.
    pub(super) fn holds(&self, fields: &Fields<'_>, id: &str, limits: &Limits) -> Result<bool, String> {
        let (record, written) = fields.record(&self.names)?;
        meter::metered(limits, || {
            let first = self.results(Value::record(record, written), id).next();
            first.map_or(Ok(false), |first| first.map(|value| value.as_bool()))
        })?
    }

    /// Each result as a line of JSON.
    pub(super) fn lines(
        &self,
        fields: &Fields<'_>,
        id: &str,
        limits: &Limits,
    ) -> Result<Vec<Vec<u8>>, String> {
        let (record, written) = fields.record(&self.names)?;
        meter::metered(limits, || {
            let mut lines = Vec::new();
            for result in self.results(Value::record(record, written), id) {
                if lines.len() >= limits.results {
                    return Err(format!(
                        "it gave more than {} results (limits.list_entries)",
                        limits.results
                    ));
                }
                let mut line = Vec::new();
                output::line(&result?.val, &mut line)?;
                lines.push(line);
            }
            Ok(lines)
        })?
    }

    fn results(&self, record: Value, id: &str) -> impl Iterator<Item = Result<Value, String>> {
        let context = Ctx::<Kind>::new(Terms(&self.compiled.lut), Vars::new([Value::text(id)]));
        self.compiled.id.run((context, record)).map(|result| {
            result.map_err(|raised| match raised.get_err() {
                Ok(error) => output::said(&error.into_val().val),
                Err(_) => "it left by a `break` without its label".to_owned(),
            })
        })
    }
}

type Compiled = (jaq_core::Filter<Kind>, Names);

/// Reads the text, looks at the tree, and compiles it.
fn compile_here(text: &str) -> Result<Compiled, Mistake> {
    let tokens = Lexer::new(text).lex().map_err(|errors| not_read(text, &errors))?;
    let term = Parser::new(&tokens).parse(|parser| parser.term()).map_err(|errors| {
        let found = errors.into_iter().map(|(expected, found)| {
            (expected, found.map_or_else(|| text.get(text.len()..).unwrap_or_default(), lex::Token::as_str))
        });
        not_understood(text, &found.collect::<Vec<_>>())
    })?;
    tree::check(text, &term)?;
    let names = tree::names(&term);
    drop(term);
    let arena = Arena::default();
    let modules = Loader::new(definitions()).load(&arena, File { code: text, path: () });
    let modules = modules.map_err(|_| Mistake::new(text, 0..0, "jaq cannot read it"))?;
    let compiler = Compiler::<_, Kind>::default().with_funs(functions()).with_global_vars([RECORD]);
    let compiled = compiler.compile(modules).map_err(|errors| unknown(text, errors))?;
    Ok((compiled, names))
}

/// What the lexer did not expect.
fn not_read(text: &str, errors: &[lex::Error<&str>]) -> Mistake {
    let Some((expected, rest)) = errors.first() else {
        return Mistake::new(text, 0..0, "jaq cannot read it");
    };
    let first = rest.chars().next();
    let part = first.and_then(|first| rest.get(..first.len_utf8())).unwrap_or(rest);
    let found = first.map_or("the end".to_owned(), |first| format!("`{first}`"));
    Mistake::of(text, part, format!("expected {}, found {found}", expected.as_str()))
}

/// What the parser did not expect.
fn not_understood(text: &str, errors: &[parse::Error<&str>]) -> Mistake {
    let Some((expected, found)) = errors.first() else {
        return Mistake::new(text, 0..0, "jaq cannot read it");
    };
    // A block is found with all that is in it.
    let first_line = found.lines().next().unwrap_or_default();
    let shown = match first_line.chars().count() {
        0 => "the end".to_owned(),
        1..=40 => format!("`{first_line}`"),
        _ => format!("`{}…`", first_line.chars().take(40).collect::<String>()),
    };
    let expected = match expected {
        parse::Expect::Just(symbol) => format!("`{symbol}`"),
        // Where nothing may follow, something that joins is missing.
        parse::Expect::Nothing => "an operator or the end".to_owned(),
        parse::Expect::Term => "something to evaluate".to_owned(),
        other => other.as_str().to_owned(),
    };
    Mistake::of(text, found, format!("expected {expected}, found {shown}"))
}

/// What is not defined.
fn unknown(text: &str, errors: compile::Errors<&str, ()>) -> Mistake {
    let first = errors.into_iter().flat_map(|(_, undefined)| undefined).next();
    let Some((name, kind)) = first else { return Mistake::new(text, 0..0, "jaq cannot compile it") };
    let what = match kind {
        compile::Undefined::Filter(0) => format!("there is no function `{name}`: jaq lacks it"),
        compile::Undefined::Filter(count) => {
            format!(
                "there is no function `{name}` with {count} argument{}: jaq lacks it",
                if count == 1 { "" } else { "s" }
            )
        }
        compile::Undefined::Var => format!("there is no variable `{name}`"),
        compile::Undefined::Label => format!("there is no label `{name}`"),
        _ => format!("there is no module `{name}`"),
    };
    let mistake = Mistake::of(text, name, what);
    match kind {
        compile::Undefined::Var => {
            mistake.hint(format!("bind it with `as {name} |`; `{RECORD}` is the message id"))
        }
        compile::Undefined::Filter(_) => mistake.hint("define it: `def NAME: …; …`, or write it out"),
        _ => mistake,
    }
}
