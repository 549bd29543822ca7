//! Sectors, tags, policy markers and subjects of indicators, as concepts of vocabularies.

use record::{Concept, Key, LanguageTag, Text, TextOrigin, Texts, Vocabulary};

use super::{
    activity::Activity,
    codelist,
    values::{is_true, wordings},
};
use crate::{Sink, Stop, value::key, xml::Element};

/// Longest code, in bytes.
const MOST: usize = 300;

/// A vocabulary as the registry keeps it.
struct Scheme {
    code: String,
    name: String,
    origin: TextOrigin,
    url: Option<String>,
}

/// The vocabulary that an element takes its code from.
enum CodeVocabulary {
    /// Purpose codes of the Development Assistance Committee, five digits or three.
    Sectors,
    Goals,
    Targets,
    PolicyMarkers,
    Scheme(Scheme),
}

/// Sector vocabularies by their codes in version 2 and names in version 1: our code, and what they are called.
const SECTOR_SCHEMES: [(&[&str], &str, &str); 10] = [
    (&["3", "COFOG"], "COFOG", "Classification of the Functions of Government (UN)"),
    (&["4", "NACE"], "NACE", "Statistical classification of economic activities in the European Community"),
    (&["5", "NTEE"], "NTEE", "National Taxonomy for Exempt Entities (USA)"),
    (&["6", "ADT"], "AIDDATA", "AidData"),
    (&["9"], "SDG_INDICATOR", "SDG Indicator"),
    (&["10"], "HUMANITARIAN_CLUSTER", "Humanitarian Global Clusters (Inter-Agency Standing Committee)"),
    (&["11"], "NAICS", "North American Industry Classification System (NAICS)"),
    (&["12"], "UN_SYSTEM_FUNCTION", "UN System Function"),
    (&["WB"], "WORLD_BANK_SECTOR", "World Bank sectors"),
    (&["ISO"], "ISO_SECTOR", "ISO sectors"),
];

/// Tag vocabularies beside those of the Sustainable Development Goals.
const TAG_SCHEMES: [(&[&str], &str, &str); 3] = [
    (&["1"], "AGROVOC", "Agrovoc"),
    (&["4"], "TEAM_EUROPE_INITIATIVE", "Team Europe Initiatives"),
    (&["5"], "GFNS", "Global Food and Nutrition Security (GFNS) Preparedness Plan (PP)"),
];

/// Vocabularies of what indicators measure.
const INDICATOR_SCHEMES: [(&[&str], &str, &str); 9] = [
    (&["1"], "WHO_INDICATOR", "WHO Registry"),
    (&["2"], "SPHERE_INDICATOR", "Sphere Handbook"),
    (&["3"], "US_FOREIGN_ASSISTANCE_INDICATOR", "US Foreign Assistance Framework"),
    (&["4"], "WORLD_DEVELOPMENT_INDICATOR", "World Bank World Development Indicators"),
    (&["5"], "MDG_INDICATOR", "UN Millennium Development Goals Indicators"),
    (&["6"], "HUMANITARIAN_INDICATOR", "UNOCHA Humanitarian Response Indicators"),
    (&["7"], "HIV_INDICATOR", "HIV/AIDS Indicator Registry"),
    (&["8"], "HIPSO", "Harmonized Indicators for Private Sector (HIPSO)"),
    (&["9"], "SDG_INDICATOR", "SDG Indicator"),
];

fn listed(vocabulary: &str, schemes: &[(&[&str], &str, &str)]) -> Option<CodeVocabulary> {
    let is_it = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(vocabulary));
    let (_, code, name) = schemes.iter().find(|(names, ..)| is_it(names))?;
    let origin = TextOrigin::Original;
    Some(CodeVocabulary::Scheme(Scheme { code: (*code).to_owned(), name: (*name).to_owned(), origin, url: None }))
}

/// The concepts of an activity and its transactions.
pub(super) fn concepts(activity: &Activity, sink: &mut Sink) -> Result<Vec<Key>, Stop> {
    let mut concepts = Vec::new();
    let around = || [activity.element].into_iter().chain(activity.element.children("transaction"));
    for sector in around().flat_map(|element| element.children("sector")) {
        let vocabulary = sector.attribute("vocabulary").unwrap_or("1");
        let origin = match vocabulary.to_ascii_uppercase().as_str() {
            "1" | "DAC" | "2" | "DAC-3" => Some(CodeVocabulary::Sectors),
            "7" => Some(CodeVocabulary::Goals),
            "8" => Some(CodeVocabulary::Targets),
            "99" | "RO" => Some(own(activity, sector, "SECTOR", "Sectors", 1)),
            "98" | "RO2" => Some(own(activity, sector, "SECTOR", "Sectors", 2)),
            other => listed(other, &SECTOR_SCHEMES),
        };
        add(activity, sink, sector, origin, vocabulary, &mut concepts)?;
    }
    for tag in activity.element.children("tag") {
        let vocabulary = tag.attribute("vocabulary").unwrap_or_default();
        let origin = match vocabulary {
            "2" => Some(CodeVocabulary::Goals),
            "3" => Some(CodeVocabulary::Targets),
            "99" => Some(own(activity, tag, "TAG", "Tags", 1)),
            other => listed(other, &TAG_SCHEMES),
        };
        add(activity, sink, tag, origin, vocabulary, &mut concepts)?;
    }
    for marker in activity.element.children("policy-marker") {
        let Some(significance) = marker.attribute("significance") else {
            let fault = activity.fault("policy-marker/@significance", "the marker doesn't say whether the policy is an aim");
            sink.leave_out(fault.value(marker.attribute("code").unwrap_or_default()).allowed("0 to 4"))?;
            continue;
        };
        if significance == "0" {
            sink.remark("policy markers that say that the policy is no aim");
            continue;
        }
        let vocabulary = marker.attribute("vocabulary").unwrap_or("1");
        let origin = match vocabulary.to_ascii_uppercase().as_str() {
            "1" | "DAC" => Some(CodeVocabulary::PolicyMarkers),
            "99" | "RO" => Some(own(activity, marker, "POLICY_MARKER", "Policy markers", 1)),
            _ => None,
        };
        add(activity, sink, marker, origin, vocabulary, &mut concepts)?;
    }
    if activity.element.attribute("humanitarian").is_some_and(is_true) {
        let label = vec![wording("en", "Humanitarian", TextOrigin::Original)];
        push(&mut concepts, emit_concept(activity, sink, &policy_markers(), "humanitarian", label, None)?);
    }
    for scope in activity.element.children("humanitarian-scope") {
        let vocabulary = scope.attribute("vocabulary").unwrap_or_default();
        let origin = match vocabulary {
            "99" => own(activity, scope, "HUMANITARIAN_SCOPE", "Emergencies and appeals", 1),
            _ => CodeVocabulary::Scheme(Scheme {
                code: "HUMANITARIAN_SCOPE".to_owned(),
                name: "Humanitarian emergencies and appeals".to_owned(),
                origin: TextOrigin::Editorial,
                url: None,
            }),
        };
        add(activity, sink, scope, Some(origin), vocabulary, &mut concepts)?;
    }
    Ok(concepts)
}

/// The concept that an indicator measures: the first reference that names it.
pub(super) fn of_indicator(activity: &Activity, sink: &mut Sink, indicator: &Element) -> Result<Option<Key>, Stop> {
    let mut concepts = Vec::new();
    for reference in indicator.children("reference") {
        let vocabulary = reference.attribute("vocabulary").unwrap_or_default();
        let origin = match vocabulary {
            "99" => Some(own(activity, reference, "INDICATOR", "Indicators", 1)),
            other => listed(other, &INDICATOR_SCHEMES),
        };
        add(activity, sink, reference, origin, vocabulary, &mut concepts)?;
    }
    if concepts.len() > 1 {
        sink.remarks("further references of indicators left out", concepts.len() - 1);
    }
    Ok(concepts.into_iter().next())
}

/// A publisher's own vocabulary; of some kinds it may have two.
fn own(activity: &Activity, element: &Element, kind: &str, name: &str, number: u8) -> CodeVocabulary {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '-' };
    let reference: String = activity.publisher.reference.chars().take(100).map(plain).collect();
    let (code, name) = match number {
        1 => (format!("IATI-{reference}-{kind}"), format!("{name} of {}", activity.publisher.name)),
        _ => (format!("IATI-{reference}-{kind}-{number}"), format!("{name} of {} ({number})", activity.publisher.name)),
    };
    let url = element.attribute("vocabulary-uri").or_else(|| element.attribute("indicator-uri"));
    let url = url.and_then(crate::value::address);
    CodeVocabulary::Scheme(Scheme { code, name, origin: TextOrigin::Editorial, url })
}

/// Adds what an element names to the concepts, or says why it can't.
fn add(
    activity: &Activity,
    sink: &mut Sink,
    element: &Element,
    origin: Option<CodeVocabulary>,
    vocabulary: &str,
    concepts: &mut Vec<Key>,
) -> Result<(), Stop> {
    let name = &element.name;
    let Some(origin) = origin else {
        let fault = activity.fault(format!("{name}/@vocabulary"), "this vocabulary is not known").value(vocabulary);
        return sink.leave_out(fault.allowed("a code of the IATI code lists"));
    };
    let code = element.attribute("code").unwrap_or_default();
    if !code.contains(char::is_alphanumeric) || code.len() > MOST {
        let (reason, value) = if code.len() > MOST {
            ("this is too long for a code", code)
        } else {
            ("the code is missing", wordings(element).next().map_or(code, |(_, label)| label))
        };
        return sink.leave_out(activity.fault(format!("{name}/@code"), reason).value(value));
    }
    let label: Texts = wordings(element).filter_map(|(language, label)| sink.text(&language, label)).collect();
    let concept = match origin {
        CodeVocabulary::Sectors => sector(activity, sink, code, label)?,
        CodeVocabulary::Goals => goal(activity, sink, code)?,
        CodeVocabulary::Targets => target(activity, sink, code)?,
        CodeVocabulary::PolicyMarkers => match codelist::POLICY_MARKERS.get(code) {
            Some(entry) => Some(emit_concept(activity, sink, &policy_markers(), code, entry.label(), None)?),
            None => None,
        },
        CodeVocabulary::Scheme(scheme) => {
            // Codes that nobody explains stand for themselves.
            let label = if label.is_empty() { vec![wording("zxx", code, TextOrigin::Original)] } else { label };
            Some(emit_concept(activity, sink, &scheme, code, label, None)?)
        }
    };
    match concept {
        Some(concept) => push(concepts, concept),
        None => {
            let fault = activity.fault(format!("{name}/@code"), "this code is not in its code list").value(code);
            sink.leave_out(fault.allowed(format!("a code of the IATI code list for the vocabulary {vocabulary}")))?;
        }
    }
    Ok(())
}

/// A concept is named once, however often an activity states it.
fn push(concepts: &mut Vec<Key>, concept: Key) {
    if !concepts.contains(&concept) {
        concepts.push(concept);
    }
}

/// A purpose code with its group, or a group. Codes that are newer than the code list need a narrative.
fn sector(activity: &Activity, sink: &mut Sink, code: &str, label: Texts) -> Result<Option<Key>, Stop> {
    let scheme = Scheme {
        code: "DAC".to_owned(),
        name: "Purpose codes of the OECD Development Assistance Committee".to_owned(),
        origin: TextOrigin::Editorial,
        url: Some("http://www.oecd.org/dac/stats/dacandcrscodelists.htm".to_owned()),
    };
    let is_code = matches!(code.len(), 3 | 5) && code.bytes().all(|byte| byte.is_ascii_digit());
    let entry = codelist::SECTORS.get(code).or_else(|| codelist::SECTOR_GROUPS.get(code));
    let label = entry.map_or(label, codelist::Entry::label);
    if !is_code || label.is_empty() {
        return Ok(None);
    }
    let group = entry.and_then(|entry| entry.group.as_deref()).or(code.get(..3)).filter(|group| *group != code);
    let broader = match group.and_then(|group| codelist::SECTOR_GROUPS.get_key_value(group)) {
        Some((group, entry)) => Some(emit_concept(activity, sink, &scheme, group, entry.label(), None)?),
        None => None,
    };
    emit_concept(activity, sink, &scheme, code, label, broader).map(Some)
}

fn goal(activity: &Activity, sink: &mut Sink, code: &str) -> Result<Option<Key>, Stop> {
    let code = code.trim_start_matches('0');
    match codelist::GOALS.get(code) {
        Some(entry) => emit_concept(activity, sink, &goals(), code, entry.label(), None).map(Some),
        None => Ok(None),
    }
}

fn target(activity: &Activity, sink: &mut Sink, code: &str) -> Result<Option<Key>, Stop> {
    let Some(entry) = codelist::TARGETS.get(code) else { return Ok(None) };
    let broader = goal(activity, sink, code.split('.').next().unwrap_or_default())?;
    emit_concept(activity, sink, &goals(), code, entry.label(), broader).map(Some)
}

fn goals() -> Scheme {
    Scheme {
        code: "SDG".to_owned(),
        name: "Sustainable Development Goals".to_owned(),
        origin: TextOrigin::Original,
        url: Some("https://sdgs.un.org/goals".to_owned()),
    }
}

fn policy_markers() -> Scheme {
    Scheme {
        code: "POLICY_MARKER".to_owned(),
        name: "Policy markers of the OECD Development Assistance Committee".to_owned(),
        origin: TextOrigin::Editorial,
        url: None,
    }
}

fn wording(language: &str, text: &str, origin: TextOrigin) -> Text {
    Text { language: LanguageTag::stored(language), text: text.to_owned(), origin }
}

/// Emits a concept with its vocabulary.
fn emit_concept(
    activity: &Activity,
    sink: &mut Sink,
    scheme: &Scheme,
    code: &str,
    label: Texts,
    broader: Option<Key>,
) -> Result<Key, Stop> {
    let vocabulary = Vocabulary {
        code: Key::stored(scheme.code.clone()),
        name: vec![wording("en", &scheme.name, scheme.origin)],
        url: scheme.url.clone(),
        licence: None,
    };
    let concept = Concept {
        key: key(&scheme.code.to_lowercase(), &code.to_lowercase()),
        vocabulary: vocabulary.code.clone(),
        notation: Some(code.to_owned()),
        label,
        broader,
        url: None,
    };
    let key = concept.key.clone();
    sink.offer(activity.place, vocabulary)?;
    sink.offer(activity.place, concept)?;
    Ok(key)
}
