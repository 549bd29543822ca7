//! Identifiers of organisations as <https://org-id.guide> lists them: `GB-CHC-1159982` is charity 1159982 of the Charity Commission.

use record::{Identifier, IdentifierScheme, Key, countries::is_country};

use super::value::key;

/// An organisation's identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgId {
    /// The record key of the organisation.
    pub key: Key,
    /// The identifier within its register.
    pub identifier: Identifier,
    /// True if a company's number got back the zeros that a spreadsheet took from its beginning.
    pub is_padded: bool,
}

/// Registers whose identifiers have a scheme of their own in the registry, and how keys made of them begin.
const REGISTERS: [(&str, &str, &str); 4] =
    [("XI-ROR", "ROR", "ror"), ("XI-GRID", "GRID", "grid"), ("XI-WIKIDATA", "WIKIDATA", "wikidata"), ("XI-ISNI", "ISNI", "isni")];

/// Reads an identifier of an organisation. `None` for what is none: a name, a placeholder, a number of no register, a code for a
/// whole sort of organisations.
#[must_use]
pub fn org_id(text: &str) -> Option<OrgId> {
    let hyphenated = text.replace(" -", "-").replace("- ", "-");
    let text = hyphenated.trim();
    if text.len() > 150 || text.contains(char::is_whitespace) || !text.contains(|c: char| c.is_ascii_digit() || c.is_alphabetic())
    {
        return None;
    }
    if is_channel(text) {
        // The channel codes of the OECD's Development Assistance Committee are the register XM-DAC, whether they say so or not.
        return Some(OrgId {
            key: key("org", &format!("xm-dac-{}", text.to_lowercase())),
            identifier: Identifier { scheme: "IATI".to_owned(), value: text.to_owned() },
            is_padded: false,
        });
    }
    let (list, number) = parts(text)?;
    let Some(number) = number else {
        let key = key("org", &text.to_lowercase());
        return Some(OrgId {
            key,
            identifier: Identifier { scheme: "IATI".to_owned(), value: text.to_owned() },
            is_padded: false,
        });
    };
    if let Some((_, scheme, prefix)) = REGISTERS.iter().find(|(register, ..)| *register == list) {
        let key = key(prefix, &number.to_lowercase());
        return Some(OrgId {
            key,
            identifier: Identifier { scheme: (*scheme).to_owned(), value: number.to_owned() },
            is_padded: false,
        });
    }
    if !fits(&list, number) {
        return None;
    }
    let is_padded = list == "GB-COH" && number.len() < 8 && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_padded { format!("{number:0>8}") } else { number.to_owned() };
    let key = key("org", &format!("{list}-{number}").to_lowercase());
    let identifier = match &*list {
        "XI-IATI" => Identifier { scheme: "IATI".to_owned(), value: format!("{list}-{number}") },
        _ => Identifier { scheme: list, value: number },
    };
    Some(OrgId { key, identifier, is_padded })
}

/// The list and the number in it. The earliest identifiers of IATI are a country's code and the number of one of its agencies.
fn parts(text: &str) -> Option<(String, Option<&str>)> {
    let (nation, rest) = text.split_once('-')?;
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if nation.eq_ignore_ascii_case("360G") {
        return has_letter_or_digit(rest).then(|| ("360G".to_owned(), Some(rest)));
    }
    let code = nation.get(..2)?.to_ascii_uppercase();
    let is_international = code.starts_with('X') && code.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_nation = (is_country(&code) || is_international) && (nation.len() == 2 || nation[2..].starts_with('_'));
    if !is_nation || !plain(nation) {
        return None;
    }
    match rest.split_once('-') {
        Some((register, number)) if plain(register) && has_letter_or_digit(number) => {
            Some((format!("{nation}-{register}").to_ascii_uppercase(), Some(number)))
        }
        Some(_) => None,
        None => {
            let is_agency = plain(rest) && rest.len() <= 20 && !text.contains(|c: char| c.is_ascii_lowercase());
            is_agency.then(|| (text.to_owned(), None))
        }
    }
}

/// True if the number can be one of its register; of most registers nobody here knows what theirs look like.
fn fits(list: &str, number: &str) -> bool {
    match list {
        "GB-COH" => number.len() <= 8 && number.bytes().all(|byte| byte.is_ascii_alphanumeric()) && has_digit(number),
        "GB-CHC" => number.starts_with(|c: char| c.is_ascii_digit()) && number.bytes().all(|b| b.is_ascii_digit() || b == b'-'),
        _ => true,
    }
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn has_letter_or_digit(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// True for the code of one organisation among the channel codes of the Development Assistance Committee, such as `41122` for
/// UNICEF. Those that end in 000 are sorts of organisations, but for three.
fn is_channel(text: &str) -> bool {
    let is_code = text.len() == 5 && text.as_bytes()[..2].iter().all(u8::is_ascii_digit);
    let is_code = is_code && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    is_code
        && matches!(text.as_bytes()[0], b'1'..=b'6')
        && (!text.ends_with("000") || matches!(text, "43000" | "44000" | "45000"))
}

/// The scheme of an identifier.
#[must_use]
pub fn scheme(code: &str) -> IdentifierScheme {
    let known = match code {
        "IATI" => Some(("IATI identifier of an aid activity or organisation", "https://iatistandard.org", None)),
        "ROR" => Some(("Research Organization Registry", "https://ror.org", Some("https://ror.org/{value}"))),
        "GRID" => {
            Some(("Global Research Identifier Database", "https://www.grid.ac", Some("https://www.grid.ac/institutes/{value}")))
        }
        "ISNI" => Some(("International Standard Name Identifier", "https://isni.org", Some("https://isni.org/isni/{value}"))),
        "WIKIDATA" => Some(("Wikidata item", "https://www.wikidata.org", Some("https://www.wikidata.org/wiki/{value}"))),
        "360G" => Some(("Organisation identifier made by a publisher of 360Giving data", "https://www.360giving.org", None)),
        "GB-CHC" => Some((
            "Charity number of the Charity Commission for England and Wales",
            "https://register-of-charities.charitycommission.gov.uk",
            None,
        )),
        "GB-COH" => Some((
            "Company number of Companies House",
            "https://www.gov.uk/government/organisations/companies-house",
            Some("https://find-and-update.company-information.service.gov.uk/company/{value}"),
        )),
        "XM-DAC" => Some((
            "Agency or channel code of the OECD Development Assistance Committee",
            "https://org-id.guide/list/XM-DAC",
            None,
        )),
        _ => None,
    };
    let (name, url, template) = match known {
        Some((name, url, template)) => (name.to_owned(), url.to_owned(), template),
        None => (format!("Identifiers of organisations in the list {code}"), format!("https://org-id.guide/list/{code}"), None),
    };
    IdentifierScheme { code: code.to_owned(), name, unique: true, url: Some(url), url_template: template.map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_told_from_what_is_none() {
        for (text, expected) in [
            ("GB-CHC-1159982", Some(("org-gb-chc-1159982", "GB-CHC", "1159982"))),
            ("gb-chc-1159982 ", Some(("org-gb-chc-1159982", "GB-CHC", "1159982"))),
            ("GB-COH-2732176", Some(("org-gb-coh-02732176", "GB-COH", "02732176"))),
            ("GB-COH-RC000631", Some(("org-gb-coh-rc000631", "GB-COH", "RC000631"))),
            ("US-EIN-27-1414646", Some(("org-us-ein-27-1414646", "US-EIN", "27-1414646"))),
            ("XI-IATI-EC_INTPA", Some(("org-xi-iati-ec_intpa", "IATI", "XI-IATI-EC_INTPA"))),
            ("XI-ROR-04ttjf776", Some(("ror-04ttjf776", "ROR", "04ttjf776"))),
            ("XM-DAC-41122", Some(("org-xm-dac-41122", "XM-DAC", "41122"))),
            ("41122", Some(("org-xm-dac-41122", "IATI", "41122"))),
            ("44000", Some(("org-xm-dac-44000", "IATI", "44000"))),
            ("CA-3", Some(("org-ca-3", "IATI", "CA-3"))),
            ("360G-ptc-12", Some(("org-360g-ptc-12", "360G", "ptc-12"))),
            ("60000", None),
            ("co-funding", None),
            ("RUBBISH-COH-RC000000", None),
            ("AA-AAA-123456789", None),
            ("Global Disability Innovation Hub (GDI Hub)", None),
            ("N/A", None),
            ("GB-CHC-", None),
            ("GB-COH-the-windmill", None),
            ("GB-CHC- 1153055", Some(("org-gb-chc-1153055", "GB-CHC", "1153055"))),
            ("", None),
            ("é-é", None),
        ] {
            let found = org_id(text);
            let found = found.as_ref().map(|id| (&*id.key, &*id.identifier.scheme, &*id.identifier.value));
            assert_eq!(found, expected, "{text}");
        }
    }
}
