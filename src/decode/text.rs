//! Plain text.
use crate::model::{Block, Document, Fault, FaultCode, Hints, TextLimits};

pub(super) fn decode(bytes: &[u8], _hints: &Hints, _limits: &TextLimits) -> Result<Document, Fault> {
    let text = String::from_utf8_lossy(bytes);
    if text.trim().is_empty() {
        return Err(Fault::new(FaultCode::Empty, "nothing but white space"));
    }
    let blocks = text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(Block::unknown).collect();
    Ok(Document { format: "text", blocks, ..Document::default() })
}
