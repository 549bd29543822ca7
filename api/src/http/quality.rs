//! Headers that list what a client likes, each with a weight: `ro;q=0.9, en`.

use axum::http::{HeaderMap, HeaderName};

/// What the client lists, the best first. A weight that can't be read is 0, which refuses.
pub fn wishes<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<(&'a str, f32)> {
    let texts = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let mut wishes: Vec<(&str, f32)> = texts.flat_map(|text| text.split(',')).filter_map(wish).collect();
    wishes.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    wishes
}

fn wish(text: &str) -> Option<(&str, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let what = parts.next().filter(|what| !what.is_empty())?;
    let weight = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    let weight = weight.map_or(1.0, |(_, weight)| weight.trim().parse().unwrap_or(0.0));
    Some((what, if (0.0..=1.0).contains(&weight) { weight } else { 0.0 }))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderValue, header::ACCEPT_LANGUAGE};

    use super::*;

    #[test]
    fn the_best_comes_first_and_equals_keep_their_order() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT_LANGUAGE, HeaderValue::from_static("fr;q=0.5, ro , en; Q=0.9"));
        headers.append(ACCEPT_LANGUAGE, HeaderValue::from_static("it, de;q=x, es;q=7,"));
        let wishes = wishes(&headers, &ACCEPT_LANGUAGE);
        let names: Vec<&str> = wishes.iter().map(|(what, _)| *what).collect();
        assert_eq!(names, ["ro", "it", "en", "fr", "de", "es"]);
        assert!(wishes.iter().skip(4).all(|(_, weight)| *weight == 0.0));
    }
}
