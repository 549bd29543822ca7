//! Settings of a test run.

use std::env;

/// True if a variable of the environment is 1.
pub fn is_set(name: &str) -> bool {
    env::var(name).as_deref() == Ok("1")
}
