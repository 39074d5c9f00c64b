//! Text in, quotes out: `cargo run --example quotes < article.txt`.

#![allow(clippy::print_stdout)]

use std::io::Read;

use wiredesk::{extract::quotes, model};

fn main() -> std::io::Result<()> {
    let mut record = model::Record::default();
    std::io::stdin().read_to_string(&mut record.text)?;
    for quote in quotes::quotes(&record, &model::TextLimits::default()) {
        let speaker = quote.speaker.map(|s| s.name.unwrap_or(s.mention)).unwrap_or_else(|| "?".to_owned());
        println!("{speaker} ({:?}, {:.2}): {}", quote.kind, quote.confidence, quote.text);
    }
    Ok(())
}
