use std::io::Write;

use super::columns::first_moment;
use super::*;
use crate::model::{Dated, Precision};

/// Records with everything that a column can hold, and with nothing.
fn records() -> Vec<Record> {
    let full = r##"{
        "schema": "wiredesk/1", "id": "a1", "kind": "article", "generation": 2, "extractor": "wiredesk",
        "source": {"name": "inbox", "type": "inbox", "path": "in/a, \"b\".txt", "item": "tag:1", "format": "text",
            "received_at": "2026-03-04T10:12:00.123456789Z"},
        "url": "https://courier.example/a?x=1", "canonical_url": "https://courier.example/a",
        "publisher": {"name": "Lumen Courier", "domain": "courier.example"},
        "headline": "Port, \"closed\"", "authors": [{"name": "Ann Ray", "role": "author"}, {"name": "Bo \"B\" Li", "role": "editor"}],
        "published": {"value": "2026-03-04T10:00+01:00", "precision": "minute", "from": "json-ld"},
        "embargo_until": "2026-03-04T11:00:00+01:00", "status": "withheld", "item_version": "3", "language": "en",
        "section": "Port", "genre": "News", "urgency": 4, "keywords": ["a,b", "ü", ""], "lead": "Lead.",
        "text": "One line.\n\n“Two,” he said. 🙂", "agencies": [{"name": "AP", "role": "origin", "evidence": "(AP)"}],
        "counts": {"words": 5, "sentences": 2, "paragraphs": 2, "quotes": 2},
        "hashes": {"raw": "", "text": ""},
        "cluster": {"id": "a0", "relation": "revision", "of": "a0", "similarity": 0.875, "revision": 2, "late": true,
            "cancels": "z1", "cancels_also": ["z2", "z3"]},
        "warnings": [{"code": "charset-lied", "message": "m"}],
        "quotes": [
            {"id": "q1", "kind": "mixed", "field": "text", "text": "Two", "spans": [[12, 15], [20, 25]], "hedged": true,
             "confidence": 0.93, "cue": {"text": "said", "spans": [[20, 24]]}, "same_as": "q0",
             "via": [{"name": "AP"}, {"name": "BBC"}],
             "speaker": {"name": "Cy Sample", "mention": "he", "spans": [[17, 19]], "role": "mayor", "organization": "Lumen",
                "type": "person", "resolved_by": "pronoun"}},
            {"id": "q2", "kind": "indirect", "field": "headline", "text": "closed", "spans": [[7, 13]], "hedged": false,
             "confidence": 1.0}
        ]
    }"##;
    let full = serde_json::from_str(full).unwrap();
    vec![Record::default(), full, Record { id: "b2".to_owned(), ..Record::default() }]
}

fn written(table: Table, encoding: Encoding, records: &[Record]) -> Vec<u8> {
    let mut writer = Writer::new(table, encoding, Vec::new()).unwrap();
    records.iter().for_each(|record| writer.write(record).unwrap());
    writer.finish().unwrap()
}

fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn csv_has_a_header_quotes_what_must_be_and_ends_lines_with_both() {
    let bytes = written(Table::Records, Encoding::Csv, &records());
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with("id,generation,kind,source_name,"), "{text}");
    assert!(text.ends_with("\r\n"));
    assert!(
        text.contains("\"Port, \"\"closed\"\"\"")
            && text.contains(",2026-03-04T09:00:00Z,2026-03-04T10:00+01:00,")
    );
    let rows = csv_rows(&bytes);
    assert_eq!(rows.len(), 4);
    let names: Vec<&str> = Table::Records.columns().iter().map(|column| column.name).collect();
    assert_eq!(rows[0], names);
    let cell = |name: &str| rows[2][names.iter().position(|n| *n == name).unwrap()].as_str();
    assert_eq!(cell("keywords"), r#"["a,b","ü",""]"#);
    assert_eq!(
        (cell("received_at"), cell("embargo_until")),
        ("2026-03-04T10:12:00.123456Z", "2026-03-04T10:00:00Z")
    );
    assert_eq!((cell("similarity"), cell("late"), cell("status")), ("0.875", "true", "withheld"));
    assert!(cell("text").contains('\n') && cell("text").contains('🙂'));
    let empty = written(Table::Quotes, Encoding::Csv, &[Record::default()]);
    assert_eq!(csv_rows(&empty).len(), 1, "a header and no row");
}

#[test]
fn names_of_columns_stand_once() {
    for table in Table::ALL {
        let names: std::collections::BTreeSet<&str> =
            table.columns().iter().map(|column| column.name).collect();
        assert_eq!(names.len(), table.columns().len(), "{}", table.as_str());
    }
}

#[test]
fn every_column_has_values_of_its_form() {
    for table in Table::ALL {
        for record in &records() {
            for row in table.rows(record) {
                for (column, value) in table.columns().iter().zip(row) {
                    let is_a_list = matches!(column.form, Form::Texts | Form::Spans);
                    let fits = match value {
                        Value::Nothing => !is_a_list,
                        Value::Text(text) => column.form == Form::Text && !text.is_empty(),
                        Value::Integer(_) => column.form == Form::Integer,
                        Value::Number(_) => column.form == Form::Number,
                        Value::Truth(_) => column.form == Form::Truth,
                        Value::Time(_) => column.form == Form::Time,
                        Value::Texts(_) => column.form == Form::Texts,
                        Value::Spans(_) => column.form == Form::Spans,
                    };
                    assert!(fits, "{} of {}", column.name, table.as_str());
                }
            }
        }
    }
}

#[test]
fn a_date_is_the_first_moment_that_it_can_mean() {
    let moment = |value: &str| {
        let date = Dated { value: value.to_owned(), precision: Precision::Second, from: String::new() };
        first_moment(&date).map(|moment| moment.to_string())
    };
    for (value, expected) in [
        ("2012", Some("2012-01-01T00:00:00Z")),
        ("2012-07", Some("2012-07-01T00:00:00Z")),
        ("2012-07-20", Some("2012-07-20T00:00:00Z")),
        ("2026-03-04T10:12", Some("2026-03-04T10:12:00Z")),
        ("2026-03-04T10:12Z", Some("2026-03-04T10:12:00Z")),
        ("2026-03-04T10:12:30+01:00", Some("2026-03-04T09:12:30Z")),
        ("2026-03-04T10:12:30", Some("2026-03-04T10:12:30Z")),
        ("yesterday", None),
        ("19é0", None),
    ] {
        assert_eq!(moment(value).as_deref(), expected, "{value}");
    }
}

/// A receiver that takes so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(feature = "parquet")]
mod parquet {
    use ::parquet::basic::Type as Physical;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;

    use super::*;

    fn reader(bytes: Vec<u8>) -> SerializedFileReader<bytes::Bytes> {
        SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap()
    }

    /// A value as CSV has it.
    fn cell(field: &Field) -> String {
        match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Long(number) => number.to_string(),
            Field::Double(number) => number.to_string(),
            Field::Bool(truth) => truth.to_string(),
            Field::TimestampMicros(micros) => Timestamp::from_microsecond(*micros).unwrap().to_string(),
            Field::ListInternal(_) => json(field).to_string(),
            other => panic!("{other:?}"),
        }
    }

    fn json(field: &Field) -> serde_json::Value {
        match field {
            Field::ListInternal(list) => list.elements().iter().map(json).collect(),
            Field::Str(text) => text.as_str().into(),
            Field::Long(number) => (*number).into(),
            other => panic!("{other:?}"),
        }
    }

    fn rows(bytes: Vec<u8>) -> Vec<Vec<String>> {
        let reader = reader(bytes);
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|row| row.unwrap().get_column_iter().map(|(_, field)| cell(field)).collect()).collect()
    }

    #[test]
    fn what_is_read_back_is_the_csv() {
        for table in Table::ALL {
            let records = records();
            let expected = csv_rows(&written(*table, Encoding::Csv, &records));
            let found = rows(written(*table, Encoding::Parquet, &records));
            assert_eq!(found.len(), expected.len() - 1);
            for (found, expected) in found.iter().zip(&expected[1..]) {
                for ((column, found), expected) in table.columns().iter().zip(found).zip(expected) {
                    assert_eq!(found, expected, "{} of {}", column.name, table.as_str());
                }
            }
        }
    }

    #[test]
    fn the_schema_is_the_list_of_columns() {
        for table in Table::ALL {
            let reader = reader(written(*table, Encoding::Parquet, &[]));
            let metadata = reader.metadata().file_metadata();
            assert_eq!(metadata.num_rows(), 0);
            let schema = metadata.schema_descr();
            let names: Vec<&str> =
                schema.root_schema().get_fields().iter().map(|field| field.name()).collect();
            let expected: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
            assert_eq!(names, expected);
            for (leaf, column) in schema.columns().iter().zip(table.columns()) {
                let (physical, levels) = match column.form {
                    Form::Text => (Physical::BYTE_ARRAY, (1, 0)),
                    Form::Integer | Form::Time => (Physical::INT64, (1, 0)),
                    Form::Number => (Physical::DOUBLE, (1, 0)),
                    Form::Truth => (Physical::BOOLEAN, (1, 0)),
                    Form::Texts => (Physical::BYTE_ARRAY, (1, 1)),
                    Form::Spans => (Physical::INT64, (2, 2)),
                };
                let found = (leaf.physical_type(), (leaf.max_def_level(), leaf.max_rep_level()));
                assert_eq!(found, (physical, levels), "{}", column.name);
            }
        }
    }

    #[test]
    fn a_group_is_closed_by_its_bytes() {
        let long = Record { text: "x".repeat(3 << 20), ..Record::default() };
        let mut writer = Writer::new(Table::Records, Encoding::Parquet, Vec::new()).unwrap();
        for _ in 0..25 {
            writer.write(&long).unwrap();
            assert!(writer.waiting() < 33 << 20, "{}", writer.waiting());
        }
        let reader = reader(writer.finish().unwrap());
        let groups = reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect::<Vec<_>>();
        assert_eq!(groups, [11, 11, 3]);
    }

    #[test]
    fn a_full_disk_is_told_as_such() {
        let record = Record { text: "no two of these words are alike".to_owned(), ..Record::default() };
        let mut writer = Writer::new(Table::Records, Encoding::Parquet, Full(100)).unwrap();
        writer.write(&record).unwrap();
        assert_eq!(writer.flush().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}

#[test]
fn a_full_disk_is_told() {
    let mut writer = Writer::new(Table::Records, Encoding::Csv, Full(100)).unwrap();
    assert_eq!(writer.flush().unwrap_err().kind(), io::ErrorKind::StorageFull);
}
