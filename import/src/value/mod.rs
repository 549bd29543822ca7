//! Values as sources write them, and what the registry makes of them.

mod country;
mod date;
mod mojibake;
mod number;
mod text;

pub use country::country;
pub use date::{DateForm, date};
pub use mojibake::repair;
pub use number::{Marks, amount, decimal};
pub use text::{address, clean, is_placeholder, key, organisation_key, text};
