//! Texts, keys and addresses.

use record::{CountryCode, Key, LanguageTag, Text, TextOrigin, checksum::sha256, folding::fold, slug::slug as slug_of};

/// A text as the registry keeps it: no control characters, no white space at its ends and no more than one empty line anywhere.
#[must_use]
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}'], "\n");
    let text = text.replace('\u{2029}', "\n\n");
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        let line = line.trim_end();
        if !(line.is_empty() && lines.last().is_none_or(String::is_empty)) {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n").trim().to_owned()
}

/// A source's own wording; `None` if there is none.
#[must_use]
pub fn text(language: &LanguageTag, wording: &str) -> Option<Text> {
    let wording = clean(wording);
    (!wording.is_empty()).then(|| Text { language: language.clone(), text: wording, origin: TextOrigin::Original })
}

/// A record key made of a source's own id: readable where the id is plain, and with a checksum where it isn't, so that different
/// ids never share a key.
#[must_use]
pub fn key(prefix: &str, id: &str) -> Key {
    let id = id.trim();
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_'));
    let key = if plain && !id.is_empty() && id.len() <= 120 {
        format!("{prefix}-{id}")
    } else {
        let slug: String = slug_of(id).chars().take(60).collect();
        format!("{prefix}-{slug}-{}", &sha256(id.as_bytes())[..10])
    };
    key.parse().unwrap_or_else(|_| Key::stored(format!("{prefix}-{}", sha256(id.as_bytes()))))
}

/// The key of an organisation that a source names without an identifier: the same name in the same country and city is the same
/// organisation, within one source.
#[must_use]
pub fn organisation_key(source: &str, name: &str, country: Option<&CountryCode>, city: Option<&str>) -> Key {
    let parts = [fold(name), country.map(ToString::to_string).unwrap_or_default(), city.map(fold).unwrap_or_default()];
    let slug: String = slug_of(name).chars().take(60).collect();
    Key::stored(format!("{source}-org-{slug}-{}", &sha256(parts.join("|").as_bytes())[..12]))
}

/// A web address; sources often leave the scheme out. `None` if it is none.
#[must_use]
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let scheme = text.split_once("://").map_or("http", |(scheme, _)| scheme).to_ascii_lowercase();
    let (name, port) = host.split('/').next().map(|host| host.split_once(':').unwrap_or((host, ""))).unwrap_or_default();
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = is_port && name.contains('.') && !name.starts_with('.') && !name.ends_with('.');
    let fits = is_host && !text.contains([' ', '@', '<', '>', '"']) && text.len() <= 2_000;
    (fits && matches!(&*scheme, "http" | "https")).then(|| format!("{scheme}://{host}"))
}

/// Words that people write where they have no reference.
const PLACEHOLDERS: [&str; 10] = ["n/a", "na", "none", "null", "-", "0", "unknown", "not available", "tbd", "tbc"];

/// True for a text that only says that there is nothing.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    PLACEHOLDERS.contains(&&*text.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_ids_apart() {
        assert_eq!(&*key("cordis", "101191725"), "cordis-101191725");
        assert!(key("iati", "T05-Eutf-1").starts_with("iati-t05-eutf-1-"));
        assert_ne!(key("iati", "T05-Eutf-1"), key("iati", "T05-EUTF-1"));
        assert_ne!(key("x", "ψ"), key("x", "χ"));
        assert!(key("x", &"a".repeat(500)).len() < 200);
    }

    #[test]
    fn addresses_get_their_scheme() {
        assert_eq!(address("www.bs.izs.it").as_deref(), Some("http://www.bs.izs.it"));
        assert_eq!(address("https://a.org/x").as_deref(), Some("https://a.org/x"));
        assert_eq!(address("javascript://a.org"), None);
        assert_eq!(address("somebody@a.org"), None);
        assert_eq!(address("http:www.a.org"), None);
        assert_eq!(address("a.org:8080/x").as_deref(), Some("http://a.org:8080/x"));
        assert_eq!(address("n/a"), None);
    }

    #[test]
    fn texts_lose_what_nobody_sees() {
        assert_eq!(clean("  a \r\n\r\n\r\n b\u{7}c\r"), "a\n\n bc");
        assert_eq!(clean(" \n "), "");
    }
}
