//! Generates registries: nulls, ties, several currencies, partial dates, mixed languages, overlapping groups, several coordinators,
//! partners that take part twice, shares that exceed their total, indicators of all sorts.

use proptest::{
    collection::{btree_set, vec},
    option,
    prelude::*,
    sample::select,
};

use super::{
    money::{CURRENCIES, Money},
    questions,
    registry::{
        CONCEPTS, Call, Indicator, Outcome, PLACES, PROGRAMMES, Participation, Partner, Project, Quantity, Registry, TITLES,
    },
};

const LANGUAGES: [&str; 4] = ["en", "ro", "und", "pt-BR"];
const KINDS: [&str; 3] = ["LOCAL_AUTHORITY", "EDUCATION", "NATURAL_PERSON"];
const ROLES: [&str; 3] = ["COORDINATOR", "PARTNER", "SUPPORTER"];
const RESULT_KINDS: [&str; 3] = ["OUTPUT", "REPORT", "OTHER"];
const COMPARATORS: [&str; 4] = ["EXACTLY", "AT_LEAST", "AT_MOST", "ABOUT"];
const UNITS: [&str; 3] = ["PERSON", "HOME", "PERCENT"];
/// Long past, or so far away that the day of the test doesn't matter.
const STARTS: [&str; 7] = ["2018", "2018-01", "2018-01-01", "2019-05", "2019-05-31", "2020", "2098"];
const ENDS: [&str; 6] = ["2021", "2021-12", "2021-12-31", "2022-02", "2023-03-04", "2099"];
const DEADLINES: [&str; 3] = ["2019-01-31", "2019-02-28", "2099-01-01"];
/// The concepts that indicators measure.
const MEASURED: [usize; 2] = [8, 9];

/// Registries of up to 14 projects.
pub fn registries() -> impl Strategy<Value = Registry> {
    (vec(a_project(), 0..15), vec(a_partner(), 1..8), vec(a_call(), 1..6), questions::questions())
        .prop_map(|(projects, partners, calls, questions)| Registry { projects, partners, calls, questions })
}

fn an_amount() -> impl Strategy<Value = Option<Money>> {
    let minor = prop_oneof![select(vec![0, 1, 100, 12_345]), 0..10_000_000_i64, Just(9_007_199_254_740_993)];
    option::weighted(0.7, (minor, select(CURRENCIES.to_vec())).prop_map(|(minor, (currency, _))| Money { minor, currency }))
}

/// The number of a title.
fn a_title() -> impl Strategy<Value = usize> {
    0..TITLES.len()
}

fn maybe_one_of(values: &[&'static str]) -> impl Strategy<Value = Option<&'static str>> + use<> {
    option::of(select(values.to_vec()))
}

fn a_project() -> impl Strategy<Value = Project> {
    let titles = (vec(a_title(), 1..3), select(LANGUAGES.to_vec())).prop_map(|(titles, language)| {
        let other = if language == "en" { "ro" } else { "en" };
        [language, other].into_iter().zip(titles).collect()
    });
    let texts = (titles, maybe_one_of(&LANGUAGES));
    let status = option::weighted(0.2, select(vec!["ONGOING", "TERMINATED"]));
    let period =
        (maybe_one_of(&STARTS), maybe_one_of(&ENDS)).prop_map(|(start, end)| (start, end.filter(|end| start < Some(end))));
    let amounts = (an_amount(), an_amount(), an_amount());
    let sets = (btree_set(0..PROGRAMMES.len() - 1, 0..3), btree_set(0..PLACES.len(), 0..4), btree_set(0..CONCEPTS.len(), 0..5));
    let rows = (vec(a_participation(), 0..6), vec(a_result(), 0..3));
    (texts, (status, any::<bool>()), period, amounts, sets, option::of(0..100_usize), rows).prop_map(
        |((titles, summary_language), (status, reported), (start, end), amounts, sets, call, (participations, results))| {
            Project {
                titles,
                summary_language,
                status,
                start,
                end,
                budget: amounts.0,
                grant: amounts.1,
                disbursed: amounts.2,
                programmes: sets.0,
                call,
                participations,
                places: sets.1,
                concepts: sets.2,
                results,
                reported,
            }
        },
    )
}

fn a_participation() -> impl Strategy<Value = Participation> {
    (0..100_usize, option::weighted(0.8, select(ROLES.to_vec())), an_amount(), an_amount())
        .prop_map(|(partner, role, budget, grant)| Participation { partner, role, budget, grant })
}

fn a_partner() -> impl Strategy<Value = Partner> {
    let seat = prop_oneof![
        Just((None, None)),
        select(vec!["ES", "IT", "RO"]).prop_map(|country| (Some(country), None)),
        (0..PLACES.len()).prop_map(|place| (Some(PLACES[place].2), Some(place))),
    ];
    (a_title(), maybe_one_of(&KINDS), seat).prop_map(|(name, kind, (country, place))| {
        let partner = Partner { name, kind, country, place };
        // Where a private person lives is nobody's business.
        Partner { place: place.filter(|_| !partner.is_person()), ..partner }
    })
}

fn a_call() -> impl Strategy<Value = Call> {
    let status = option::weighted(0.2, select(vec!["FORTHCOMING", "CLOSED"]));
    let programme = option::weighted(0.7, 0..PROGRAMMES.len());
    (a_title(), status, maybe_one_of(&STARTS), vec(select(DEADLINES.to_vec()), 0..3), an_amount(), programme).prop_map(
        |(title, status, opens, deadlines, budget, programme)| Call { title, status, opens, deadlines, budget, programme },
    )
}

fn a_result() -> impl Strategy<Value = Outcome> {
    (a_title(), maybe_one_of(&RESULT_KINDS), maybe_one_of(&ENDS), vec(an_indicator(), 0..4))
        .prop_map(|(title, kind, delivered, indicators)| Outcome { title, kind, delivered, indicators })
}

fn an_indicator() -> impl Strategy<Value = Indicator> {
    let concept = option::of(select(MEASURED.to_vec()));
    let period = (maybe_one_of(&ENDS), a_quantity(), a_quantity());
    (concept, option::weighted(0.8, select(UNITS.to_vec())), a_quantity(), a_quantity(), vec(period, 0..3))
        .prop_map(|(concept, unit, target, actual, periods)| Indicator { concept, unit, target, actual, periods })
}

fn a_quantity() -> impl Strategy<Value = Option<Quantity>> {
    let tenths = option::weighted(0.8, prop_oneof![select(vec![0, 10, 500]), -30..3_000_i128]);
    let comparator = prop_oneof![3 => Just("EXACTLY"), 2 => select(COMPARATORS.to_vec())];
    option::weighted(0.6, (tenths, comparator).prop_map(|(tenths, comparator)| Quantity { tenths, comparator }))
}
