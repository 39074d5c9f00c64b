//! Records as rows: `process --format csv|parquet`.

use std::fmt::Write as _;
use std::fs;

use wiredesk::export::tables::Table;

use crate::support::{Desk, records, root};

const STORY: &str = r#"Port of Lumen closed

By Ann Ray

LUMEN, March 4 (AP) - The port of Lumen was closed on Wednesday after a storm, the city said.

"Nobody was hurt," said Cy Sample, the mayor of Lumen. "The boats are safe and the harbour is quiet now."

"We were told late," said Dee Doe, the harbour master of Freedonia, "and we were not pleased about it."
"#;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("in/port.txt", STORY)
        .write("in/note.txt", "Ferry late\n\nThe ferry was late again on Monday.\n");
    desk
}

fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The rows as maps by the names in the header.
fn named(rows: &[Vec<String>]) -> Vec<std::collections::BTreeMap<&str, &str>> {
    let each = rows[1..].iter();
    each.map(|row| rows[0].iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect()).collect()
}

#[test]
fn a_row_for_each_record_and_one_for_each_quotation() {
    let desk = desk();
    let own = records(&desk.run(&["process", "in"]).stdout);
    let ended = desk.run(&["process", "--format", "csv", "in"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
    let rows = csv(ended.stdout.as_bytes());
    let stories = named(&rows);
    assert_eq!(stories.len(), own.len());
    for (story, record) in stories.iter().zip(&own) {
        assert_eq!(record["id"], story["id"]);
        assert_eq!(record["text"], story["text"]);
        assert_eq!(record["counts"]["quotes"].to_string(), story["quotes"]);
        assert_eq!(record["source"]["path"], story["source_path"]);
    }
    let ended = desk.run(&["process", "--format", "csv", "--table", "quotes", "in"]);
    let rows = csv(ended.stdout.as_bytes());
    let quotes = named(&rows);
    let expected: Vec<_> =
        own.iter().flat_map(|record| record["quotes"].as_array().into_iter().flatten()).collect();
    assert!(expected.len() >= 2 && quotes.len() == expected.len(), "{rows:?}");
    for (found, quote) in quotes.iter().zip(expected) {
        assert_eq!(quote["id"], found["quote_id"]);
        assert_eq!(quote["text"], found["text"]);
        assert_eq!(quote["speaker"]["name"].as_str().unwrap_or_default(), found["speaker"]);
        assert_eq!(quote["spans"].to_string(), found["spans"]);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_the_rows_of_the_csv_in_a_file_and_in_a_pipe() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let desk = desk();
    for table in ["records", "quotes"] {
        let ended =
            desk.run(&["process", "-o", "rows.parquet", "--format", "parquet", "--table", table, "in"]);
        assert_eq!((ended.status, ended.stderr.as_str()), (0, ""));
        let script = "\"$0\" process --format parquet --table \"$1\" in | cat > piped.parquet";
        let piped = std::process::Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_wiredesk"), table])
            .current_dir(desk.path("."))
            .status();
        assert!(piped.unwrap().success());
        let file = fs::File::open(desk.path("rows.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let found: Vec<Vec<String>> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| {
                let row = row.unwrap();
                let texts = row.get_column_iter().filter_map(|(_, field)| match field {
                    Field::Str(text) => Some(text.clone()),
                    Field::Null => Some(String::new()),
                    _ => None,
                });
                texts.collect()
            })
            .collect();
        let ended = desk.run(&["process", "--format", "csv", "--table", table, "in"]);
        let rows = csv(ended.stdout.as_bytes());
        assert_eq!(found.len(), rows.len() - 1);
        let piped = SerializedFileReader::new(fs::File::open(desk.path("piped.parquet")).unwrap()).unwrap();
        assert_eq!(piped.metadata().file_metadata().num_rows() as usize, found.len());
        for (found, expected) in found.iter().zip(&rows[1..]) {
            // Arrival is another in each run; it is no text.
            assert!(
                !found.is_empty() && found.iter().all(|text| expected.contains(text)),
                "{found:?}\n{expected:?}"
            );
        }
    }
}

#[test]
fn what_cannot_be_a_table_says_what_to_do() {
    let desk = desk();
    for (arguments, said) in [
        (&["--format", "csv", "--state", "state"][..], "it goes with --format wiredesk, not csv"),
        (&["--table", "quotes"], "--table goes with --format csv and parquet"),
    ] {
        let ended = desk.run(&[&["process"], arguments, &["in"]].concat());
        assert_eq!(ended.status, 64, "{}", ended.stderr);
        assert!(ended.stderr.contains(said), "{}", ended.stderr);
    }
}

/// The columns of a table as docs/tables.md has them.
fn documented(table: Table) -> String {
    let mut text = "| column | csv | Parquet | in the record | meaning |\n|---|---|---|---|---|\n".to_owned();
    for column in table.columns() {
        let (csv, parquet) = column.form.names();
        let (name, from, meaning) = (column.name, column.from, column.meaning);
        writeln!(text, "| `{name}` | {csv} | `{parquet}` | `{from}` | {meaning} |").unwrap();
    }
    text
}

/// `BLESS=1 cargo test --test it the_columns_are_documented` writes them anew.
#[test]
fn the_columns_are_documented() {
    let path = root().join("docs/tables.md");
    for table in Table::ALL {
        let text = fs::read_to_string(&path).unwrap();
        let name = table.as_str();
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
        let (before, rest) = text.split_once(&open).unwrap();
        let (found, after) = rest.split_once(&close).unwrap();
        let expected = documented(*table);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, format!("{before}{open}{expected}{close}{after}")).unwrap();
        } else {
            assert!(found == expected, "{name}: BLESS=1 writes docs/tables.md anew: expected\n{expected}");
        }
    }
}
