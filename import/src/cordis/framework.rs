//! The framework programmes of the European Union, each with its own data set at CORDIS, and the schemes that all of them use.

use record::{IdentifierScheme, Key, LanguageTag, Source, Text, TextOrigin, Vocabulary};
use serde::{Deserialize, Serialize};

use crate::{Sink, Stop, value::key};

/// A framework programme by its code, such as `H2020`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Framework(String);

impl Framework {
    /// The framework programme that a code of a programme, part of a programme, topic, call or funding scheme shows.
    pub(super) fn of(code: &str) -> Option<Self> {
        let code = code.trim().to_ascii_uppercase();
        let numbered = |code: &str| code.strip_prefix("FP").and_then(|rest| rest.chars().next()).filter(char::is_ascii_digit);
        let found = if code.starts_with("HORIZON") || code.starts_with("EURATOM2027") || code.starts_with("EURATOM.") {
            // The data set of Horizon Europe includes the Euratom programme of its years.
            "HORIZON".to_owned()
        } else if code.starts_with("H2020") {
            "H2020".to_owned()
        } else {
            format!("FP{}", numbered(&code)?)
        };
        Some(Self(found))
    }

    /// Its code, which is that of its programme.
    pub(super) fn code(&self) -> &str {
        &self.0
    }

    /// Its name.
    pub(super) fn name(&self) -> String {
        match &*self.0 {
            "HORIZON" => "Horizon Europe".to_owned(),
            "H2020" => "Horizon 2020".to_owned(),
            code => code.to_owned(),
        }
    }
}

/// The data set of a framework programme; of CORDIS as a whole where nothing says which.
pub(super) fn source(framework: Option<&Framework>) -> Source {
    let slug = framework.map_or_else(|| "cordis".to_owned(), |framework| format!("cordis-{}", framework.0.to_ascii_lowercase()));
    let title = framework.map_or_else(
        || "CORDIS - EU research projects".to_owned(),
        |framework| format!("CORDIS - EU research projects under {}", framework.name()),
    );
    Source {
        key: key("source", &slug),
        slug: Some(slug),
        publisher: "Publications Office of the European Union, CORDIS".to_owned(),
        title: vec![Text { language: LanguageTag::stored("en"), text: title, origin: TextOrigin::Original }],
        url: Some("https://cordis.europa.eu".to_owned()),
        licence: Some("CC-BY-4.0".to_owned()),
        attribution: Some("© European Union, CORDIS (https://cordis.europa.eu), CC BY 4.0; adapted.".to_owned()),
        language: Some(LanguageTag::stored("en")),
        retrieved_on: None,
    }
}

/// The vocabulary of the fields of science.
pub(super) const FIELDS: &str = "EUROSCIVOC";

/// The vocabulary of the forms of funding.
pub(super) const SCHEMES: &str = "FUNDING_SCHEME";

/// Offers the identifier schemes and vocabularies that CORDIS uses.
pub(super) fn offer_schemes(sink: &mut Sink) -> Result<(), Stop> {
    let schemes = [
        ("EU_GRANT_AGREEMENT", "Number of a grant agreement with the European Union", true, None),
        ("CORDIS_RCN", "CORDIS record control number", true, None),
        ("DOI", "Digital object identifier", true, Some("https://doi.org/{value}")),
        ("PIC", "Participant Identification Code of the European Commission", true, None),
        ("VAT", "Value added tax number", false, None),
    ];
    for (code, name, unique, template) in schemes {
        let scheme = IdentifierScheme {
            code: code.to_owned(),
            name: name.to_owned(),
            unique,
            url: None,
            url_template: template.map(str::to_owned),
        };
        sink.offer("file", scheme)?;
    }
    let vocabularies = [
        (FIELDS, "European Science Vocabulary (EuroSciVoc)", Some("https://op.europa.eu/en/web/eu-vocabularies/euroscivoc")),
        (SCHEMES, "Funding schemes of the European Union", None),
    ];
    for (code, name, url) in vocabularies {
        let name = Text { language: LanguageTag::stored("en"), text: name.to_owned(), origin: TextOrigin::Original };
        let vocabulary = Vocabulary { code: Key::stored(code), name: vec![name], url: url.map(str::to_owned), licence: None };
        sink.offer("file", vocabulary)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_show_their_framework() {
        let of = |code| Framework::of(code).map(|framework| framework.0);
        for (code, expected) in [
            ("H2020-EU.3.1.", Some("H2020")),
            ("HORIZON.2.1", Some("HORIZON")),
            ("HORIZON-RIA", Some("HORIZON")),
            ("EURATOM.1.2.2", Some("HORIZON")),
            ("FP7-ENVIRONMENT", Some("FP7")),
            ("FP7", Some("FP7")),
            ("EURATOM", None),
            ("ERC-2023-STG", None),
            ("FPX", None),
            ("", None),
        ] {
            assert_eq!(of(code).as_deref(), expected, "{code}");
        }
    }
}
