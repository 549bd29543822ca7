//! Text that was read in the wrong encoding once.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// Repairs text that is UTF-8 read as Windows-1252 (`â€™` for `’`). Text that can't have come about so stays as it is.
#[must_use]
pub fn repair(text: &str) -> Cow<'_, str> {
    if !text.contains(['Ã', 'Â', 'â', 'Ä', 'Å', 'È', 'Î', 'Ï', 'Ð', 'Ñ', 'ð']) {
        return Cow::Borrowed(text);
    }
    if let Some(whole) = undone(text) {
        return Cow::Owned(whole);
    }
    // Where only parts were misread, each run of characters that aren't ASCII is tried by itself.
    let mut repaired = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| !c.is_ascii()) {
        let run = &rest[start..];
        let end = run.find(|c: char| c.is_ascii()).unwrap_or(run.len());
        repaired.push_str(&rest[..start]);
        match undone(&run[..end]) {
            Some(right) => repaired.push_str(&right),
            None => repaired.push_str(&run[..end]),
        }
        rest = &run[end..];
    }
    repaired.push_str(rest);
    if repaired == text { Cow::Borrowed(text) } else { Cow::Owned(repaired) }
}

/// The text whose UTF-8 bytes read as Windows-1252 are this text.
fn undone(text: &str) -> Option<String> {
    let (bytes, _, lost) = WINDOWS_1252.encode(text);
    if lost {
        return None;
    }
    String::from_utf8(bytes.into_owned()).ok().filter(|right| right != text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misread_text_is_repaired() {
        assert_eq!(repair("the beneficiariesâ€™ costs"), "the beneficiaries’ costs");
        assert_eq!(repair("CafÃ© – cafÃ©"), "Café – café");
        assert_eq!(repair("Ärztekammer Österreich"), "Ärztekammer Österreich");
        assert_eq!(repair("São Paulo, Ñuñoa"), "São Paulo, Ñuñoa");
    }
}
