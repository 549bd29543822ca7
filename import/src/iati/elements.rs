//! The elements and attributes of an activity: those that are read, and those that are left out with the reason, in all versions of the standard from 1.01 to 2.03.

use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

use crate::xml::Element;

/// The elements and attributes that become part of records, by their path below the activity.
const MAPPED: &[&str] = &[
    "@default-currency",
    "@humanitarian",
    "@linked-data-uri",
    "iati-identifier",
    "reporting-org",
    "reporting-org/@ref",
    "reporting-org/@type",
    "title",
    "description",
    "participating-org",
    "participating-org/@ref",
    "participating-org/@role",
    "participating-org/@type",
    "other-identifier",
    "other-identifier/@ref",
    "other-identifier/@type",
    "activity-status",
    "activity-status/@code",
    "activity-date",
    "activity-date/@type",
    "activity-date/@iso-date",
    "activity-website",
    "recipient-country",
    "recipient-country/@code",
    "recipient-region",
    "recipient-region/@code",
    "recipient-region/@vocabulary",
    "location",
    "location/name",
    "location/point",
    "location/point/@srsName",
    "location/point/pos",
    "location/coordinates",
    "location/coordinates/@latitude",
    "location/coordinates/@longitude",
    "location/administrative",
    "location/administrative/@country",
    "location/administrative/@vocabulary",
    "location/administrative/@code",
    "location/location-id",
    "location/location-id/@vocabulary",
    "location/location-id/@code",
    "location/location-class",
    "location/location-class/@code",
    "location/location-type",
    "location/location-type/@code",
    "location/feature-designation",
    "location/feature-designation/@code",
    "sector",
    "sector/@vocabulary",
    "sector/@vocabulary-uri",
    "sector/@code",
    "tag",
    "tag/@vocabulary",
    "tag/@vocabulary-uri",
    "tag/@code",
    "policy-marker",
    "policy-marker/@vocabulary",
    "policy-marker/@vocabulary-uri",
    "policy-marker/@code",
    "policy-marker/@significance",
    "humanitarian-scope",
    "humanitarian-scope/@vocabulary",
    "humanitarian-scope/@vocabulary-uri",
    "humanitarian-scope/@code",
    "budget",
    "budget/@type",
    "budget/period-start",
    "budget/period-start/@iso-date",
    "budget/period-end",
    "budget/period-end/@iso-date",
    "budget/value",
    "budget/value/@currency",
    "budget/value/@value-date",
    "transaction",
    "transaction/transaction-type",
    "transaction/transaction-type/@code",
    "transaction/transaction-date",
    "transaction/transaction-date/@iso-date",
    "transaction/value",
    "transaction/value/@currency",
    "transaction/value/@value-date",
    "transaction/recipient-country",
    "transaction/recipient-country/@code",
    "transaction/recipient-region",
    "transaction/recipient-region/@code",
    "transaction/recipient-region/@vocabulary",
    "transaction/sector",
    "transaction/sector/@vocabulary",
    "transaction/sector/@vocabulary-uri",
    "transaction/sector/@code",
    "document-link",
    "document-link/@url",
    "document-link/category",
    "document-link/category/@code",
    "result",
    "result/@type",
    "result/title",
    "result/description",
    "result/document-link",
    "result/document-link/@url",
    "result/indicator",
    "result/indicator/@measure",
    "result/indicator/@ascending",
    "result/indicator/title",
    "result/indicator/description",
    "result/indicator/reference",
    "result/indicator/reference/@vocabulary",
    "result/indicator/reference/@code",
    "result/indicator/reference/@indicator-uri",
    "result/indicator/baseline",
    "result/indicator/baseline/@value",
    "result/indicator/baseline/@year",
    "result/indicator/baseline/@iso-date",
    "result/indicator/baseline/comment",
    "result/indicator/baseline/dimension",
    "result/indicator/baseline/dimension/@name",
    "result/indicator/baseline/dimension/@value",
    "result/indicator/baseline/location",
    "result/indicator/baseline/location/@ref",
    "result/indicator/period",
    "result/indicator/period/period-start",
    "result/indicator/period/period-start/@iso-date",
    "result/indicator/period/period-end",
    "result/indicator/period/period-end/@iso-date",
    "result/indicator/period/target",
    "result/indicator/period/target/@value",
    "result/indicator/period/target/comment",
    "result/indicator/period/target/dimension",
    "result/indicator/period/target/dimension/@name",
    "result/indicator/period/target/dimension/@value",
    "result/indicator/period/target/location",
    "result/indicator/period/target/location/@ref",
    "result/indicator/period/actual",
    "result/indicator/period/actual/@value",
    "result/indicator/period/actual/comment",
    "result/indicator/period/actual/dimension",
    "result/indicator/period/actual/dimension/@name",
    "result/indicator/period/actual/dimension/@value",
    "result/indicator/period/actual/location",
    "result/indicator/period/actual/location/@ref",
];

const PLAN: &str = "a plan of payments states the money of the budgets once more";
const TERMS: &str = "terms of the financing, not of the work";
const DETAIL: &str = "who paid whom, and how, is not kept of single payments";
const PLACE: &str = "the place is told by its name, point and country";
const SHARE: &str = "shares need not add up, and the registry doesn't split";
const PAPER: &str = "documents are reached through the source";
const HISTORY: &str = "says something of the data, not of the project";

/// The elements and attributes that are left out with all that is in them, and why.
const IGNORED: &[(&str, &str)] = &[
    ("@last-updated-datetime", HISTORY),
    ("@version", HISTORY),
    ("@hierarchy", "a part of an activity is a project of its own"),
    ("@budget-not-provided", "why there is no budget is no statement about the project"),
    ("reporting-org/@secondary-reporter", HISTORY),
    ("description/@type", "all descriptions make one summary"),
    ("participating-org/@activity-id", "the other organisation's activity is a project of its own"),
    ("participating-org/@crs-channel-code", "the organisation is told by its reference and name"),
    ("other-identifier/owner-org", "the kind of the identifier says enough"),
    ("other-identifier/@owner-ref", "the kind of the identifier says enough"),
    ("other-identifier/@owner-name", "the kind of the identifier says enough"),
    ("contact-info", "personal data"),
    ("activity-scope", "the places themselves are kept"),
    ("recipient-country/@percentage", SHARE),
    ("recipient-country/@type", HISTORY),
    ("recipient-region/@percentage", SHARE),
    ("recipient-region/@vocabulary-uri", PLACE),
    ("recipient-region/@type", HISTORY),
    ("location/@ref", PLACE),
    ("location/@percentage", SHARE),
    ("location/location-reach", PLACE),
    ("location/description", PLACE),
    ("location/activity-description", PLACE),
    ("location/gazetteer-entry", PLACE),
    ("location/exactness", PLACE),
    ("location/coordinates/@precision", PLACE),
    ("location/administrative/@level", PLACE),
    ("location/administrative/@adm1", PLACE),
    ("location/administrative/@adm2", PLACE),
    ("sector/@percentage", SHARE),
    ("sector/@type", HISTORY),
    ("country-budget-items", "says where the recipient's budget lists the money"),
    ("humanitarian-scope/@type", "an emergency and an appeal are told by their codes"),
    ("collaboration-type", TERMS),
    ("default-flow-type", TERMS),
    ("default-finance-type", TERMS),
    ("default-aid-type", TERMS),
    ("default-tied-status", TERMS),
    ("default-disbursement-channel", TERMS),
    ("budget/@status", "indicative and committed budgets are budgets"),
    ("budget/budget-line", "the budget is kept as a whole"),
    ("planned-disbursement", PLAN),
    ("capital-spend", SHARE),
    ("transaction/@ref", DETAIL),
    ("transaction/@humanitarian", DETAIL),
    ("transaction/description", DETAIL),
    ("transaction/provider-org", DETAIL),
    ("transaction/receiver-org", DETAIL),
    ("transaction/disbursement-channel", TERMS),
    ("transaction/flow-type", TERMS),
    ("transaction/finance-type", TERMS),
    ("transaction/aid-type", TERMS),
    ("transaction/tied-status", TERMS),
    ("transaction/recipient-region/@vocabulary-uri", PLACE),
    ("transaction/recipient-country/@percentage", SHARE),
    ("transaction/recipient-region/@percentage", SHARE),
    ("transaction/sector/@percentage", SHARE),
    ("document-link/@format", PAPER),
    ("document-link/title", PAPER),
    ("document-link/description", PAPER),
    ("document-link/language", PAPER),
    ("document-link/document-date", PAPER),
    ("document-link/recipient-country", PAPER),
    ("related-activity", "a part of an activity is a project of its own"),
    ("legacy-data", "values of an older system, in its own form"),
    ("conditions", TERMS),
    ("crs-add", "details for the statistics of the Development Assistance Committee"),
    ("fss", "a forecast of spending for the Development Assistance Committee"),
    ("result/@aggregation-status", "whether values may be added is judged by unit and concept"),
    ("result/reference", "the framework of a result is not kept"),
    ("result/document-link/@format", PAPER),
    ("result/document-link/title", PAPER),
    ("result/document-link/description", PAPER),
    ("result/document-link/category", PAPER),
    ("result/document-link/language", PAPER),
    ("result/document-link/document-date", PAPER),
    ("result/indicator/@aggregation-status", "whether values may be added is judged by unit and concept"),
    ("result/indicator/document-link", PAPER),
    ("result/indicator/baseline/document-link", PAPER),
    ("result/indicator/period/target/document-link", PAPER),
    ("result/indicator/period/actual/document-link", PAPER),
];

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| MAPPED.iter().copied().collect());
static LEFT_OUT: LazyLock<HashSet<&str>> = LazyLock::new(|| IGNORED.iter().map(|(path, _)| *path).collect());

/// Counts the elements and attributes of an activity that are in neither list. What has a prefix belongs to another standard.
pub(super) fn count_unlisted(activity: &Element, unlisted: &mut BTreeMap<String, usize>) {
    below(activity, &mut String::new(), unlisted);
}

fn below(element: &Element, path: &mut String, unlisted: &mut BTreeMap<String, usize>) {
    let length = path.len();
    for (name, _) in element.attributes().filter(|(name, _)| !name.contains(':')) {
        step(path, "@");
        path.push_str(name);
        if !KNOWN.contains(path.as_str()) && !LEFT_OUT.contains(path.as_str()) {
            *unlisted.entry(path.clone()).or_default() += 1;
        }
        path.truncate(length);
    }
    for child in element.children.iter().filter(|child| child.name != "narrative" && !child.name.contains(':')) {
        step(path, &child.name);
        if KNOWN.contains(path.as_str()) {
            below(child, path, unlisted);
        } else if !LEFT_OUT.contains(path.as_str()) {
            *unlisted.entry(path.clone()).or_default() += 1;
        }
        path.truncate(length);
    }
}

fn step(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(name);
}
