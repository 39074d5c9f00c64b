use std::sync::Arc;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn limits() -> Limits {
    let start = Instant::now();
    Limits { results: 2000, time: Duration::from_secs(5), now: Arc::new(move || start.elapsed()) }
}

/// What an expression gives as a shape: its lines, or why it fails.
fn shaped(expression: &str, record: &Value) -> Result<Vec<String>, String> {
    let sieve = Sieve::compile("", expression).map_err(|mistakes| mistakes[0].1.to_string())?;
    let line = record.to_string();
    let fields = Fields::of(line.as_bytes(), sieve.names()).unwrap();
    match with_stack(|| sieve.pass(&fields, "aa.1", &limits())) {
        Ok(Passed::Shaped(lines)) => {
            Ok(lines.into_iter().map(|line| String::from_utf8(line).unwrap().trim_end().to_owned()).collect())
        }
        Ok(other) => panic!("{other:?}"),
        Err(failure) => Err(failure.why),
    }
}

fn story() -> Value {
    json!({
        "schema": "wiredesk/1", "id": "aa", "language": "fr", "headline": "Un \"titre\"", "keywords": ["a", "b"],
        "cluster": {"id": "aa", "relation": "original"}, "published": {"value": "2026-03-04T01:12+03:00", "precision": "minute"},
        "quotes": [
            {"text": "Yes.", "speaker": {"name": "Ann Ray"}},
            {"text": "No.", "speaker": {"name": "Bo Li"}},
        ],
        "text": "Yes. No. 1,000 ways.", "urgency": 4, "generation": 2,
        "source": {"name": "in", "received_at": "2026-03-03T23:59:59Z"},
    })
}

#[test]
fn results_are_messages() {
    for (expression, lines) in [
        (".language", vec![r#""fr""#]),
        (
            ".quotes[]? + {record: $record}",
            vec![
                r#"{"speaker":{"name":"Ann Ray"},"text":"Yes.","record":"aa.1"}"#,
                r#"{"speaker":{"name":"Bo Li"},"text":"No.","record":"aa.1"}"#,
            ],
        ),
        ("empty", vec![]),
        ("{language, n: (.quotes | length), $record}", vec![r#"{"language":"fr","n":2,"record":"aa.1"}"#]),
        ("del(.body, .quotes, .text, .source) | keys | length", vec!["9"]),
        (".language | IN(\"de\", \"fr\")", vec!["true"]),
        ("IN(.language; \"de\", \"es\")", vec!["false"]),
        ("[.quotes[].speaker.name] | sort_by(length) | join(\" and \")", vec![r#""Bo Li and Ann Ray""#]),
        (".text | [scan(\"[0-9,]+\")]", vec![r#"["1,000"]"#]),
        (".headline | test(\"TITRE\"; \"i\")", vec!["true"]),
        (
            "1/0, -1/0, (0/0), 007.5, 1.0, 10000000000000000000000",
            vec![
                "1.7976931348623157e+308",
                "-1.7976931348623157e+308",
                "null",
                "7.5",
                "1.0",
                "10000000000000000000000",
            ],
        ),
        ("[.quotes[] | .text | length] | add", vec!["7"]),
        ("reduce .quotes[] as $q ({}; .[$q.speaker.name] += 1)", vec![r#"{"Ann Ray":1,"Bo Li":1}"#]),
        (".quotes[0].speaker.name |= ascii_upcase | .quotes[0].speaker.name", vec![r#""ANN RAY""#]),
        (
            ".keywords | index(\"b\"), (\"abcb\" | indices(\"b\")), contains([\"a\"]), has(1), (\"x1\" | tojson | fromjson)",
            vec!["1", "[1,3]", "true", "true", r#""x1""#],
        ),
        ("[.. | strings] | length > 5", vec!["true"]),
        ("(.keywords[0:1] |= map(. + \"!\")) | .keywords", vec![r#"["a!","b"]"#]),
        ("def twice(f): f | f; 1 | twice(. + 1)", vec!["3"]),
        ("[limit(3; range(10))], first(range(5; 9)), ([range(0; 10; 3)])", vec!["[0,1,2]", "5", "[0,3,6,9]"]),
        (".missing.deeper", vec!["null"]),
        (
            "with_entries(select(.key | IN(\"language\", \"urgency\")))",
            vec![r#"{"language":"fr","urgency":4}"#],
        ),
        ("[flatten, 1] | length", vec!["2"]),
        ("\"é\" as $x | [$x, $x] | @json", vec![r#""[\"é\",\"é\"]""#]),
        (".source.received_at | fromdate | todate", vec![r#""2026-03-03T23:59:59Z""#]),
        ("try error(\"x\") catch .", vec![r#""x""#]),
        (". as {language: $l} | $l", vec![r#""fr""#]),
    ] {
        let record = if expression.contains("flatten") { json!([[1], [2]]) } else { story() };
        if record.is_array() {
            continue;
        }
        assert_eq!(
            shaped(expression, &record),
            Ok(lines.into_iter().map(str::to_owned).collect()),
            "{expression}"
        );
    }
}

#[test]
fn a_record_passes_whose_first_result_is_neither_false_nor_null() {
    let line = story().to_string();
    for (filter, passes) in [
        (".language == \"fr\" and any(.quotes[]?; .speaker.name == \"Ann Ray\")", true),
        ("any(.quotes[]?; .speaker.name == \"Nobody\")", false),
        ("null", false),
        ("empty", false),
        ("true, error(\"never asked\")", true),
        ("false, true", false),
        ("0", true),
        ("$record == \"aa.1\"", true),
    ] {
        let sieve = Sieve::compile(filter, "").unwrap();
        let fields = Fields::of(line.as_bytes(), sieve.names()).unwrap();
        let passed = sieve.pass(&fields, "aa.1", &limits()).unwrap();
        assert_eq!(passed, if passes { Passed::Whole } else { Passed::Filtered }, "{filter}");
    }
}

#[test]
fn only_fields_that_are_named_are_read() {
    for (expression, names) in [
        (".language == \"fr\"", Some("language")),
        (".language == \"fr\" and any(.quotes[]?; .speaker.name == .text)", Some("language quotes")),
        (".quotes[]? + {record: $record}", Some("quotes")),
        ("{headline, t: .text, $record, \"url\"}", Some("headline text url")),
        (".cluster | .relation == .language", Some("cluster")),
        (". | .cluster.relation", Some("cluster")),
        ("if .urgency < 3 then .headline else empty end", Some("headline urgency")),
        ("[.keywords[] as $k | .section | select(. == $k)]", Some("keywords section")),
        (".quotes[.urgency]", Some("quotes urgency")),
        ("def lang: .language; lang == \"fr\"", Some("language")),
        ("def f(g): .a | g; f(.language)", Some("a language")),
        ("reduce .quotes[] as $q (0; . + 1)", Some("quotes")),
        ("try error(.headline) catch .", Some("headline")),
        ("\"\\(.language)/\\(.section)\"", Some("language section")),
        (".[\"genre\"]", Some("genre")),
        ("true", Some("")),
        (".", None),
        ("del(.body)", None),
        ("keys", None),
        (".. | strings", None),
        (".language = 1", None),
        ("select(.language == \"fr\")", None),
        ("if .urgency < 3 then .headline end", None),
        (".[.language]", None),
        ("def any(a; b): .; any(.language; .)", None),
        (". as $r | $r.language", None),
        ("any", None),
        ("{(.language): 1} | ., (.quotes | .)", Some("language")),
    ] {
        let found = Expression::compile(expression).unwrap_or_else(|e| panic!("{expression}: {e}"));
        let found = (!found.names().is_all()).then(|| found.names().named().collect::<Vec<_>>().join(" "));
        assert_eq!(found.as_deref(), names, "{expression}");
    }
}

#[test]
fn mistakes_say_where_and_what_to_do() {
    for (expression, said) in [
        ("", "line 1, column 1: expected something to evaluate, found the end"),
        (".a ==", "line 1, column 6: expected something to evaluate, found the end"),
        (".a\n  | .b )", "line 2, column 8: expected token, found `)`"),
        ("(.a", "line 1, column 4: expected closing parenthesis, found the end"),
        (".a .b c", "line 1, column 7: expected an operator or the end, found `c`"),
        ("if .a then 1", "line 1, column 13: expected else or end, found the end"),
        (
            ".a | INDEX(.b)",
            "line 1, column 6: there is no function `INDEX` with 1 argument: jaq lacks it: define it: `def NAME: …; …`, or write it out",
        ),
        (
            "@csv",
            "line 1, column 1: there is no function `@csv`: jaq lacks it: define it: `def NAME: …; …`, or write it out",
        ),
        (
            "$x",
            "line 1, column 1: there is no variable `$x`: bind it with `as $x |`; `$record` is the message id",
        ),
        (
            "$ENV.HOME",
            "line 1, column 1: there is no variable `$ENV` here: write the value down, or use ${NAME} in pipeline.toml",
        ),
        ("break $out", "line 1, column 7: there is no label `$out`"),
        (
            "now",
            "line 1, column 1: there is no function `now` here: the same record must always give the same: use `.source.received_at`",
        ),
        (
            "input",
            "line 1, column 1: there is no function `input` here: a record is all that there is: use `.`",
        ),
        ("halt", "line 1, column 1: there is no function `halt` here: use `empty` to send nothing"),
        (
            ".a | debug",
            "line 1, column 6: there is no function `debug` here: leave it out: nothing is written beside messages",
        ),
        (
            "env.HOME",
            "line 1, column 1: there is no function `env` here: write the value down, or use ${NAME} in pipeline.toml",
        ),
        (
            "[.a | until(. > 3; . + 1)]",
            "line 1, column 7: there is no function `until` here: it may never end: use `first(… | select(…))` over `range`",
        ),
        (
            "recurse(.a)",
            "line 1, column 1: there is no function `recurse` here: it may never end: use `..` or `recurse` without arguments",
        ),
        (
            "def f: 1 + f; f",
            "line 1, column 12: `f` calls itself: recursion is refused, since it may never end: write it with `reduce`, `foreach`, `range`, `limit` or `..`",
        ),
        ("import \"a\" as a; a::b", "line 1, column 8: expected an operator or the end, found `\"a\"`"),
    ] {
        match Expression::compile(expression) {
            Ok(_) => panic!("{expression:?} is compiled"),
            Err(mistake) => assert_eq!(mistake.to_string(), said, "{expression:?}"),
        }
    }
}

#[test]
fn what_calls_itself_is_refused() {
    for expression in [
        "def f: f; f",
        "def f: f | f; 1",
        "def f(g): f(g); f(.)",
        "def f: def g: f; g; f",
        "def f: def g: def h: g; h; g; f",
        "def f(g): g; def h: f(h); h",
        "def f: 1; def f: f + 1; f",
        "def f(f): 1; def g: [.[] | g]; g",
        "[.[] | def f: {a: f}; f]",
        "def f($a): if $a > 0 then f($a - 1) else 0 end; f(3)",
        "\"\\(def f: f; f)\"",
        "{(def f: f; f): 1}",
        ". as {(def f: f; f): $x} | $x",
        ".[def f: f; f]",
        "reduce (def f: f; f) as $x (0; 1)",
        "try error catch (def f: f; f)",
        "label $a | def f: f; f",
        "repeat(.)",
        "[while(true; .)]",
        "recurse(.)",
        "recurse(.; true)",
    ] {
        assert!(Expression::compile(expression).is_err(), "{expression} is compiled");
    }
    for expression in [
        "def f(f): f; f(1)",
        "def f: 1; def g: f + f; g",
        "def f: def f: 1; f; f",
        "def while(a; b): a; while(.; .)",
        "def f: 1; def f(x): f + x; f(2)",
        "recurse",
        "def repeat(f): [f]; repeat(.)",
    ] {
        Expression::compile(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    }
}

#[test]
fn hostile_expressions_are_refused_and_end_nothing() {
    let deep = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    let nested = format!("reduce range(100000) as $i (null; {})", "[.]");
    let mut expressions: Vec<String> = [
        "range(1e12)",
        "[range(1e12)]",
        "last(range(1e12))",
        "[limit(1e15; range(1e18))] | length",
        "first(range(1e12) | empty)",
        "reduce range(1e9) as $i (0; . + 1)",
        "foreach range(1e12) as $i ((0, 1); . + 1; empty)",
        "\"x\" * 1e9",
        "\"x\" * 1000000000",
        "\"x\" * 100000000000000000000000",
        "reduce range(60) as $i (\"x\"; . + .)",
        "reduce range(60) as $i ([1]; . + .)",
        "reduce range(60) as $i (0; [., .])",
        "reduce range(60) as $i ({}; {a: ., b: .}) | tojson",
        "reduce range(60) as $i (3; . * .)",
        "[range(2000) | [range(200)]] | [.[] | sort] | combinations",
        "[range(100)] | combinations(20)",
        "reduce range(1e6) as $i (null; {a: .}) | tojson | length",
        "\"[\" * 1000000 | fromjson",
        "\"9\" * 1000000 | tonumber",
        "sort_by(range(1e9))",
        "[1] | group_by(range(1e9))",
        "[1, 2] | min_by(range(1e9))",
        ".a[range(1e12)]",
        "path(.a[range(1e12)])",
        "[paths(range(1e12))]",
        "try range(1e12) catch .",
        "[.[]?, (try ([range(1e12)]) catch 1)] | length",
        "(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|empty",
        "(\"a\" * 1000000) as $a | $a | indices($a[1:500000])",
        "[range(50000)] as $a | $a | contains($a)",
        "[range(50000)] as $a | $a | .[[range(25000)]]",
        "\"a,\" * 5000000 | split(\",\") | length",
        "\"a\" * 2000000 | [match(\"a\"; \"g\")] | length",
        "\"a\" * 100000 | test(\"(a{1000}){1000}\")",
        "\"a\" * 100000 | test(\"(.*a.{50}){20}b\")",
        "(\"(\" * 2000) + \"a\" + (\")\" * 2000) as $p | \"a\" | test($p)",
        "(\"(a|\" * 800) + \"a\" + (\")*\" * 800) as $p | \"a\" * 2000 | test($p)",
        "range(0; 1; 0) | empty",
        "\"é\" * 200000 | [match(\"\"; \"g\")] | length",
        "(\"(\" * 100000) as $p | \"a\" | test($p)",
        "\"ab\" * 4000000 | explode | length",
        "[range(1000000)] | implode",
        "reduce range(300) as $i ([1]; [.]) | . == . , flatten, tojson",
        "[range(3000)] | .[] as $i | {} | .[$i | tostring] = [range(3000)]",
        "1e1000000000 + 1",
        "jn(1000000000; 1)",
        "label $x | range(1e12) | ., empty",
        "[range(1e5)] | reduce range(1e6) as $i (.; .[0] = $i) | length",
        "limit(-1; repeat(1))",
        "walk([., .])",
        "$__prog",
        "reduce range(1e7) as $i (\"\"; . + \"é\") | length",
        "ltrimstr(\"x\" * 16000000) | 1, range(1e7)",
        "strftime(\"%999999999d\")",
        "[splits(\"a\"; null)]",
        "getpath([range(1e7)])",
        "0 | todate, (1e300 | todate)",
        "{} | .[\"a\" * 1000] = . | [., .] | tojson | . * 100000",
        "tojson as $x | [range(2000) | $x * 5000]",
        "error(\"x\" * 10000000)",
    ]
    .map(str::to_owned)
    .into();
    expressions.push(nested);
    expressions.extend([
        deep("(", ")", 8000),
        deep("[", "]", 8000),
        deep("{a:", "}", 4000),
        deep("\"\\(", ")\"", 3000),
        "(".repeat(16_000),
        "[".repeat(16_000),
        "-".repeat(16_000),
        "- ".repeat(8_000) + "1",
        "try ".repeat(4_000) + "1",
        "if ".repeat(4_000),
        "def f: ".repeat(2_000),
        "1 as $x | ".repeat(1_500) + "$x",
        "label $x | ".repeat(1_400) + "1",
        ".|".repeat(8_000) + ".",
        "1,".repeat(8_000) + "1",
        "1+".repeat(8_000) + "1",
        ".a".repeat(8_000),
        ".[0]".repeat(4_000),
        "reduce ".repeat(2_000) + "1",
        format!(
            "def a: .; {}a",
            (0..400)
                .map(|n| format!(
                    "def a{}: a{} | a{}; ",
                    n + 1,
                    if n == 0 { String::new() } else { n.to_string() },
                    if n == 0 { String::new() } else { n.to_string() }
                ))
                .collect::<String>()
        ),
        format!(
            "def a0: .,.; {}a200|empty",
            (0..200).map(|n| format!("def a{}: a{n} | a{n}; ", n + 1)).collect::<String>()
        ),
    ]);
    for expression in expressions {
        let begun = Instant::now();
        let result = shaped(&expression, &story());
        let took = begun.elapsed();
        let shown: String = expression.chars().take(60).collect();
        let told = match &result {
            Ok(lines) => format!("{} results", lines.len()),
            Err(why) => why.chars().take(90).collect(),
        };
        println!("{:>6} ms  {shown}  ->  {told}", took.as_millis());
        assert!(took < Duration::from_secs(12), "{shown} took {took:?}");
        if let Err(why) = result {
            assert!(!why.contains("defect"), "{shown}: {why}");
            assert!(why.len() < 800, "{shown}: {} bytes", why.len());
        }
    }
}

#[test]
fn values_nested_without_measure_are_not_read() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let value = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        let line = format!("{{\"id\":\"aa\",\"body\":{value}}}");
        let refused = Fields::of(line.as_bytes(), &Names::default()).err().unwrap();
        assert!(refused.to_string().contains("nested deeper than 256"), "{refused}");
    }
    let line = format!("{{\"id\":\"aa\",\"urgency\":{}}}", "9".repeat(100_000));
    assert!(Fields::of(line.as_bytes(), &Names::all()).is_err());
}

#[test]
fn time_is_asked_for_while_an_expression_runs() {
    let ticks = std::sync::atomic::AtomicU64::new(0);
    let now: Now =
        Arc::new(move || Duration::from_secs(ticks.fetch_add(1, std::sync::atomic::Ordering::Relaxed)));
    let limits = Limits { now, ..limits() };
    let sieve = Sieve::compile("", "reduce range(1e6) as $i (0; . + 1)").unwrap();
    let fields = Fields::of(b"{}", sieve.names()).unwrap();
    let failure = sieve.pass(&fields, "a", &limits).unwrap_err();
    assert_eq!(
        failure,
        Failure { which: Which::Shape, why: "it took longer than 5 s for one record".to_owned() }
    );
}

#[test]
fn results_are_counted() {
    assert_eq!(shaped("range(2000)", &story()).map(|lines| lines.len()), Ok(2000));
    let why = shaped("range(2001)", &story()).unwrap_err();
    assert_eq!(why, "it gave more than 2000 results (limits.list_entries)");
}

#[test]
fn failures_are_in_jaqs_words() {
    for (expression, why) in [
        (".language.deeper", "cannot index \"fr\" with \"deeper\""),
        (".language + 1", "cannot calculate \"fr\" + 1"),
        ("error(\"not today\")", "not today"),
        (".keywords | {(.[0]): 1, (2): 3}", "the result has a key that is no text: 2"),
        ("\"a\" | tobytes", "the result holds bytes, which JSON does not know: a text is needed"),
        ("[1] | implode | test(\"(\")", "invalid regex: "),
    ] {
        let told = shaped(expression, &story()).unwrap_err();
        assert!(told.starts_with(why), "{expression}: {told}");
    }
}

fn filled(text: &str, form: Form, record: &Value) -> String {
    let template = Template::parse(text, form).unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
    let line = record.to_string();
    template.fill(&Fields::of(line.as_bytes(), &template.names()).unwrap())
}

#[test]
fn templates_are_filled_from_the_record() {
    let mut record = story();
    record["section"] = json!("World / Asia — Ünï");
    record["lead"] = json!("one\r\ntwo");
    for (text, token, free) in [
        ("news.{language}.{cluster.relation}", "news.fr.original", "news.fr.original"),
        ("{section}", "World_Asia_n_", "World / Asia — Ünï"),
        ("{lead}", "one_two", "one two"),
        ("{genre}", "none", "none"),
        ("{genre|language}", "fr", "fr"),
        ("{urgency}", "4", "4"),
        ("{published:%Y-%m-%d}", "2026-03-03", "2026-03-03"),
        ("{published:%H:%M}", "22_12", "22:12"),
        ("{published}", "2026-03-04T01_12_03_00", "2026-03-04T01:12+03:00"),
        ("date={modified|source.received_at:%Y-%m-%d}", "date=2026-03-03", "date=2026-03-03"),
        ("{headline}", "Un_titre_", "Un \"titre\""),
        ("plain", "plain", "plain"),
        ("", "", ""),
        ("{source.name}/{id}", "in/aa", "in/aa"),
    ] {
        assert_eq!(filled(text, Form::Token, &record), token, "{text}");
        assert_eq!(filled(text, Form::Free, &record), free, "{text}");
    }
    record["section"] = json!("a".repeat(100));
    assert_eq!(filled("{section}", Form::Token, &record).len(), 64);
    record["section"] = json!("");
    assert_eq!(filled("x{section}", Form::Token, &record), "xnone");
    for (value, day) in [
        ("2012-07-20", "2012-07-20"),
        ("2012-07", "2012-07-01"),
        ("2012", "2012-01-01"),
        ("2026-03-04T10:12Z", "2026-03-04"),
        ("2026-03-04T10:12", "2026-03-04"),
        ("soon", "none"),
    ] {
        record["published"]["value"] = json!(value);
        assert_eq!(filled("{published:%Y-%m-%d}", Form::Token, &record), day, "{value}");
    }
    let template = Template::parse("news.{language}.{section}", Form::Token).unwrap();
    assert_eq!(template.with_each_field("*"), "news.*.*");
}

#[test]
fn templates_say_what_is_wrong_with_them() {
    for (text, place, said) in [
        ("a.{langauge}", (1, 4), "a record has no field `langauge`"),
        ("a.{cluster.relatoin}", (1, 12), "`cluster` has no field `relatoin`"),
        ("{quotes}", (1, 2), "`quotes` is a list, of which a template takes nothing"),
        ("{quotes.text}", (1, 2), "`quotes` is a list, of which a template takes nothing"),
        ("{cluster}", (1, 2), "`cluster` has no single value"),
        ("{language", (1, 1), "`{` without `}` behind it"),
        ("é}", (1, 2), "`}` without `{` before it"),
        ("{}", (1, 2), "the name of a field is missing"),
        ("{language|}", (1, 11), "the name of a field is missing"),
        ("{urgency:%Y}", (1, 2), "`urgency` is no time"),
        ("{published:%Y%}", (1, 12), "no way to write a time"),
        ("{published:day}", (1, 12), "no part of a time is in it"),
        ("{language.x}", (1, 11), "`language` has no field `x`"),
    ] {
        let mistake = Template::parse(text, Form::Token).unwrap_err();
        assert!(mistake.what.starts_with(said), "{text}: {mistake}");
        assert_eq!(mistake.place, place, "{text}: {mistake}");
        assert!(mistake.hint.is_some(), "{text}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        "[\"\\\\{}\\[\\],: a]*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[\"\\\\{}a-c]{0,3}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn fields_are_those_of_a_full_parse(
        map in prop::collection::btree_map("[a-e\"\\\\é]{0,3}", any_json(), 0..8),
        pretty in any::<bool>(),
        wanted in prop::collection::btree_set("[a-e]{1,2}", 0..4),
    ) {
        let whole = Value::Object(map.into_iter().collect());
        let line = if pretty { serde_json::to_string_pretty(&whole).unwrap() } else { whole.to_string() };
        let mut names = Names::default();
        wanted.iter().for_each(|name| names.add(name));
        for names in [names, Names::all()] {
            let fields = Fields::of(line.as_bytes(), &names).unwrap();
            for (name, value) in whole.as_object().unwrap() {
                let found = fields.written(std::slice::from_ref(name));
                prop_assert_eq!(found.is_some(), names.has(name));
                if let Some(found) = found {
                    prop_assert_eq!(&serde_json::from_slice::<Value>(found).unwrap(), value);
                }
            }
        }
        // A line that was cut is no record.
        for cut in 0..line.len() {
            prop_assert!(Fields::of(&line.as_bytes()[..cut], &Names::default()).is_err());
        }
    }

    #[test]
    fn a_shape_that_changes_nothing_gives_the_same(value in any_json()) {
        let record = json!({"a": value});
        let lines = shaped(".a", &record).unwrap();
        let given: Value = serde_json::from_str(&lines[0]).unwrap();
        prop_assert_eq!(given, record["a"].clone());
    }

    #[test]
    fn whatever_is_typed_ends_nothing(text in "[ .|,()\\[\\]{}\"\\\\$a-c0-9:;=+*-]{0,40}") {
        if let Ok(expression) = Expression::compile(&text) {
            let line = story().to_string();
            let fields = Fields::of(line.as_bytes(), expression.names()).unwrap();
            drop(expression.lines(&fields, "aa.1", &limits()));
        }
    }

    #[test]
    fn tokens_hold_no_other_bytes(value in ".*", text in "[a-z.]{0,5}") {
        let record = json!({"language": value});
        let token = filled(&format!("{text}{{language}}"), Form::Token, &record);
        let token = token.strip_prefix(text.as_str()).unwrap();
        prop_assert!(!token.is_empty() && token.len() <= 64, "{}", token);
        prop_assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{}", token);
        let free = filled("{language}", Form::Free, &record);
        prop_assert!(!free.is_empty() && !free.contains(char::is_control), "{:?}", free);
    }
}
