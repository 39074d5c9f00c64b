//! Scaffold of the `process` command: one file after the other. Replaced by `cli/` before the first landing.
use std::io::Write;
use std::ops::ControlFlow;

use wiredesk::{decode, extract, model, normalise};

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(2).collect();
    let (root, output) = (&args[0], &args[2]);
    let mut out = std::io::BufWriter::new(std::fs::File::create(output)?);
    let root = std::path::Path::new(root);
    let mut files: Vec<_> = if root.is_dir() {
        std::fs::read_dir(root)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?
    } else {
        vec![root.to_owned()]
    };
    files.sort();
    let limits = model::TextLimits::default();
    for path in files {
        let bytes = std::fs::read(&path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hints = model::Hints {
            source: "process".into(),
            source_type: "process",
            path: Some(name.clone()),
            received_at: "2026-11-23T00:00:00Z".to_owned(),
            ..model::Hints::default()
        };
        let mut emit = |piece| {
            match piece {
                decode::Piece::Document(document, _) => {
                    let mut record = normalise::normalise(*document, &hints, &limits);
                    extract::extract(&mut record, &limits);
                    if let Ok(line) = serde_json::to_string(&record) {
                        let _ = writeln!(out, "{line}");
                    }
                }
                decode::Piece::Refused { member, fault, .. } => eprintln!("{name}: {member}: {fault}"),
            }
            ControlFlow::Continue(())
        };
        if let Err(fault) = decode::decode(&bytes, &hints, &limits, &mut emit) {
            eprintln!("{name}: {fault}");
        }
    }
    Ok(())
}
