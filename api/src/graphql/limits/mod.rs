//! What a request may ask for, judged before anything runs.

pub mod cost;
pub mod text;
pub mod values;
pub mod variables;

use super::ErrorCode;

/// Why a document is refused: the message and its code.
pub type Refusal = (String, ErrorCode);

/// Refuses a number above its limit.
fn compare(what: &str, number: u64, limit: u64, cure: &str) -> Result<(), Refusal> {
    if number > limit {
        return Err((
            format!("this document has {number} {what}, at most {limit} are allowed: {cure}"),
            ErrorCode::QueryTooComplex,
        ));
    }
    Ok(())
}
