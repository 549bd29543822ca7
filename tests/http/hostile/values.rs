//! Values that mean something to a database, a search engine, a number or a terminal.

use serde_json::{Value, json};

/// Texts that are syntax somewhere: every place gets them.
const SYNTAX: &[&str] = &[
    "",
    "%",
    "_",
    "'",
    "\"",
    "\\",
    "*",
    "NEAR(",
    "a & | ! <-> b:*",
    "\"a",
    "' OR 1=1 --",
    "'; DROP TABLE project; --",
    "a\u{0}b",
    "-1",
    "2026-02-30",
];

/// Texts that are written in unusual ways: they take turns, every place gets some of them.
const UNUSUAL: &[&str] = &[
    " ",
    "a",
    "%_%",
    "''",
    "\\'",
    "`",
    "a*",
    "^a",
    "-a",
    "title:a",
    "NEAR(a b, 2)",
    "a AND OR NOT",
    "(",
    "0x",
    "x'00'",
    "$1",
    "?1",
    ":a",
    "{}",
    "[\"a\"]",
    "\u{1F3C3}",
    "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}",
    "\u{202E}\u{5E9}\u{5DC}\u{5D5}\u{5DD}",
    "\u{645}\u{631}\u{62D}\u{628}\u{627}",
    "\u{130}\u{1C5}\u{FB00}\u{1E9E}",
    "e\u{301}\u{301}\u{301}",
    "\u{0}",
    "\u{1}\u{1B}[31m\u{7F}",
    "\r\n\t",
    "\u{FEFF}a",
    "\u{FFFF}",
    "null",
    "1e308",
    "9223372036854775808",
    "9999-12-31",
    "-0001-01-01",
    // An id and a cursor that decode to something else than they should.
    "UHJvamVjdDol",
    "UHJvamVjdDonIE9SIDE9MSAtLQ",
    "W10",
    "WyJwcm9qZWN0IixbIiUiXSwiJyJd",
];

/// Keys of dimensions: some have only few.
const KEYS: [&str; 2] = ["RO", "EVENT"];

/// How many places share the unusual texts.
const TURNS: usize = 5;

/// Numbers at the ends of what integers hold, and what is no integer.
const NUMBERS: &[f64] = &[-1.0, 0.0, 1.0, 0.5, 2_147_483_647.0, 2_147_483_648.0, -2_147_483_649.0, 1e308, -0.0];

/// The values for the place of this number and type. Places for numbers get texts too, and places for texts numbers.
pub fn of(scalar: &str, place: usize) -> Vec<Value> {
    let others = [json!(true), json!({}), json!([]), json!([[["a"]]]), json!(i64::MIN)];
    let numbers = NUMBERS.iter().map(|number| json!(number)).chain([json!(0), json!(1), json!(-1), json!(u64::MAX)]);
    let unusual = UNUSUAL.iter().skip(place % TURNS).step_by(TURNS);
    let texts = SYNTAX.iter().chain(unusual).map(|text| json!(text));
    let long = [json!("a ".repeat(2_000)), json!("%".repeat(5_000))];
    match scalar {
        "Int" | "Float" => numbers.chain(others).chain([json!("1"), json!("a")]).collect(),
        _ => texts
            .chain(KEYS.map(Value::from))
            .chain(long)
            .chain(others)
            .chain([json!(1)])
            .chain(valid(scalar).map(Value::from))
            .collect(),
    }
}

/// A value that a place of a stricter type accepts.
fn valid(scalar: &str) -> Option<&'static str> {
    Some(match scalar {
        "Date" => "2026-01-31",
        "DateTime" => "2026-01-31T08:00:00Z",
        "PartialDate" => "2026-01",
        "Decimal" => "1.00",
        "CountryCode" => "RO",
        "CurrencyCode" => "EUR",
        "LanguageTag" => "ro",
        _ => return None,
    })
}

/// A value as text that fits a message.
pub fn shortened(value: &Value) -> String {
    value.to_string().chars().take(100).collect()
}
