//! The dimensions: what the schema names them is what they are in filters, facets and statistics.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::{
    backend::Backend,
    client::{Client, each},
    on_both_backends,
    server::shared,
};

on_both_backends!(
    every_dimension_is_known,
    dimensions_say_what_their_keys_are,
    filters_and_facets_mean_the_named_dimension,
    statistics_mean_the_named_dimension,
);

/// The enumerations of dimensions, with the list whose filter and facets take them and the statistic that groups by them.
const ENUMERATIONS: [(&str, Option<&str>, Option<&str>); 5] = [
    ("ProjectDimension", Some("projects"), Some("projectStatistics")),
    ("PartnerDimension", Some("partners"), None),
    ("FundingCallDimension", Some("fundingCalls"), None),
    ("ResultDimension", Some("results"), Some("indicatorStatistics")),
    ("ParticipationDimension", None, Some("participationStatistics")),
];

/// The values of an enumeration with their descriptions.
fn values(client: &Client, enumeration: &str) -> Vec<(String, String)> {
    let data = client.query(&format!("{{ __type(name: {enumeration:?}) {{ enumValues {{ name description }} }} }}"));
    let values = data["__type"]["enumValues"].as_array().unwrap_or_else(|| panic!("{enumeration} is no enumeration"));
    let text = |value: &Value, member: &str| value[member].as_str().unwrap_or_default().to_owned();
    values.iter().map(|value| (text(value, "name"), text(value, "description"))).collect()
}

fn every_dimension_is_known(backend: Backend) {
    let data = shared(backend).query("{ __schema { types { name } } }");
    let names = each(&data, "/__schema/types", "/name").into_iter().filter(|name| name.ends_with("Dimension"));
    assert_eq!(names.collect::<BTreeSet<_>>(), ENUMERATIONS.iter().map(|(name, ..)| *name).collect());
}

fn dimensions_say_what_their_keys_are(backend: Backend) {
    for (enumeration, ..) in ENUMERATIONS {
        for (name, description) in values(shared(backend), enumeration) {
            assert!(description.contains(". Key: "), "{enumeration}.{name}: {description}");
        }
    }
}

fn filters_and_facets_mean_the_named_dimension(backend: Backend) {
    let client = shared(backend);
    for (enumeration, list, _) in ENUMERATIONS {
        let Some(list) = list else { continue };
        for (name, _) in values(client, enumeration) {
            let filter = format!("{{ {list}(filter: {{dimensions: [{{dimension: {name}}}]}}) {{ totalCount }} }}");
            client.fails(&filter, "BAD_USER_INPUT", &[&format!(" {name} ")]);
            let data = client.query(&format!("{{ {list} {{ totalCount facet(by: {name}) {{ totalCount }} }} }}"));
            assert_eq!(data[list]["facet"]["totalCount"], data[list]["totalCount"], "{enumeration}.{name}");
        }
    }
}

fn statistics_mean_the_named_dimension(backend: Backend) {
    let client = shared(backend);
    for (enumeration, _, statistic) in ENUMERATIONS {
        let Some(statistic) = statistic else { continue };
        for (name, _) in values(client, enumeration) {
            let data = client.query(&format!("{{ {statistic}(groupBy: [{name}]) {{ rows {{ keys {{ dimension }} }} }} }}"));
            let named = each(&data[statistic], "/rows", "/keys/0/dimension");
            assert!(!named.is_empty() && named.iter().all(|named| *named == name), "{enumeration}.{name}: {named:?}");
        }
    }
}
