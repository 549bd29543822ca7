//! The four lists that can be counted by dimensions.

use std::collections::BTreeSet;

use super::{
    Cells, Key,
    cells::{
        self, OF_CALLS, OF_PARTNERS, OF_PROJECTS, OF_RESULTS, call_status, first_day, last_day, project_status, projects_of,
    },
    vocabulary,
};
use crate::laws::{
    money::Money,
    registry::{
        CONCEPTS, PLACES, PROGRAMMES, Partner, Project, Registry, TITLES, broader_concept, call_key, is_below, parent_place,
        parent_programme, partner_key, project_key, result_key,
    },
};

/// The words that are searched for: their forms are unlike those of any other word that is generated.
pub const WORDS: [&str; 3] = ["alpha", "beta", "zebra"];

/// A list as the model has it.
pub struct List {
    /// The field of the root.
    pub field: &'static str,
    pub dimensions: &'static [&'static str],
    /// The dimensions of which no record can have two values.
    single: &'static [&'static str],
    /// True if a filter can ask for all of several cells.
    pub all_of: bool,
    pub rows: Vec<Row>,
    /// The keys that there are of each dimension, in order, whether a record has them or not.
    pub vocabulary: Vec<Vec<Key>>,
    /// Conditions through relations: the members of a filter, and which rows fit.
    pub related: Vec<(&'static str, Vec<bool>)>,
}

/// A record of a list.
pub struct Row {
    pub key: Key,
    pub cells: Cells,
    /// Which of the words it is found by.
    pub words: BTreeSet<&'static str>,
}

impl List {
    /// True if a record can have several values of the dimension.
    pub fn is_multi_valued(&self, dimension: &str) -> bool {
        !self.single.contains(&dimension)
    }

    fn new(
        registry: &Registry,
        field: &'static str,
        dimensions: &'static [&'static str],
        single: &'static [&'static str],
    ) -> Self {
        let vocabulary = dimensions.iter().map(|dimension| vocabulary::listed(registry, field, dimension)).collect();
        Self { field, dimensions, single, all_of: field != "fundingCalls", rows: vec![], vocabulary, related: vec![] }
    }

    /// Adds the rows, and the keys that only records tell.
    fn with(mut self, rows: Vec<Row>, related: Vec<(&'static str, Vec<bool>)>) -> Self {
        for (dimension, keys) in self.dimensions.iter().zip(&mut self.vocabulary) {
            keys.extend(rows.iter().flat_map(|row| row.cells[dimension].iter().cloned()));
            keys.sort();
            keys.dedup();
        }
        Self { rows, related, ..self }
    }
}

/// All four lists.
pub fn all(registry: &Registry) -> [List; 4] {
    [projects(registry), partners(registry), calls(registry), results(registry)]
}

fn words<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<&'static str> {
    let words: BTreeSet<String> = texts.flat_map(str::split_whitespace).map(str::to_lowercase).collect();
    WORDS.into_iter().filter(|word| words.contains(*word)).collect()
}

fn title(number: usize) -> &'static str {
    TITLES[number].0
}

fn at_least(money: Option<Money>, currency: &str, minor: i64) -> bool {
    money.is_some_and(|money| money.currency == currency && money.minor >= minor)
}

fn has_concept(project: &Project, key: &str) -> bool {
    project.concepts.iter().any(|concept| is_below(CONCEPTS[*concept].0, key, &broader_concept))
}

fn has_programme(project: &Project, key: &str) -> bool {
    project.programmes.iter().any(|programme| is_below(PROGRAMMES[*programme].0, key, &parent_programme))
}

fn works_in(project: &Project, country: &str) -> bool {
    project.places.iter().any(|place| PLACES[*place].2 == country)
}

fn lies_in(place: Option<usize>, key: &str) -> bool {
    place.is_some_and(|place| is_below(PLACES[place].0, key, &parent_place))
}

fn projects(registry: &Registry) -> List {
    let row = |(i, project): (usize, &Project)| {
        let partners = project.participations.iter().map(|participation| registry.partner(participation));
        let names = partners.filter(|partner| !partner.is_person()).map(|partner| title(partner.name));
        let titles = project.titles.iter().map(|(_, number)| title(*number));
        let results = project.results.iter().map(|result| title(result.title));
        Row { key: project_key(i), cells: cells::of_project(registry, project), words: words(titles.chain(results).chain(names)) }
    };
    let with = |fits: &dyn Fn(&Project) -> bool| registry.projects.iter().map(fits).collect();
    let with_partner = |fits: &dyn Fn(&Partner) -> bool| {
        with(&|project: &Project| project.participations.iter().any(|participation| fits(registry.partner(participation))))
    };
    let coordinated_from = |project: &Project, country: &str| {
        let coordinators = project.participations.iter().filter(|participation| participation.role == Some("COORDINATOR"));
        coordinators.into_iter().any(|participation| registry.partner(participation).country == Some(country))
    };
    let touches = |project: &Project, key: &str| {
        let seats = project.participations.iter().map(|participation| registry.partner(participation).place);
        project.places.iter().any(|place| lies_in(Some(*place), key)) || seats.into_iter().any(|seat| lies_in(seat, key))
    };
    let starts_in = |project: &Project| {
        project.start.is_some_and(|start| *first_day(start) >= *"2018-01-01" && *last_day(start) <= *"2019-05-31")
    };
    let related = vec![
        (r#"partner: {country: {eq: "RO"}}"#, with_partner(&|partner| partner.country == Some("RO"))),
        (
            r#"partner: {country: {in: ["IT", "ES"]}, kind: {eq: EDUCATION}}"#,
            with_partner(&|partner| matches!(partner.country, Some("IT" | "ES")) && partner.kind == Some("EDUCATION")),
        ),
        ("partner: {country: {isNull: true}}", with_partner(&|partner| partner.country.is_none())),
        (
            r#"participation: {role: {eq: COORDINATOR}, partner: {country: {eq: "RO"}}}"#,
            with(&|project| coordinated_from(project, "RO")),
        ),
        (r#"country: {eq: "IT"}"#, with(&|project| works_in(project, "IT"))),
        (r#"place: {slug: {eq: "romania"}, relation: ANY}"#, with(&|project| touches(project, "romania"))),
        (r#"theme: {notation: {eq: "housing"}}"#, with(&|project| has_concept(project, "housing"))),
        (r#"programme: {code: {eq: "A"}}"#, with(&|project| has_programme(project, "first"))),
        (r#"totalBudget: {currency: "EUR", from: "1.00"}"#, with(&|project| at_least(project.budget, "EUR", 100))),
        ("grant: {isNull: true}", with(&|project| project.grant.is_none())),
        (r#"period: {start: {from: "2018", to: "2019-05"}}"#, with(&starts_in)),
        ("status: {eq: COMPLETED}", with(&|project| project_status(project) == Some("COMPLETED"))),
        (
            "result: {kind: {eq: REPORT}, indicator: {unit: {eq: \"PERSON\"}}}",
            with(&|project| {
                let mut reports = project.results.iter().filter(|result| result.kind == Some("REPORT"));
                reports.any(|result| result.indicators.iter().any(|indicator| indicator.unit == Some("PERSON")))
            }),
        ),
    ];
    let rows = registry.projects.iter().enumerate().map(row).collect();
    List::new(registry, "projects", &OF_PROJECTS, &["FUNDING_CALL", "START_YEAR", "STATUS"]).with(rows, related)
}

fn partners(registry: &Registry) -> List {
    let row = |(i, partner): (usize, &Partner)| {
        let name = [partner].into_iter().filter(|partner| !partner.is_person()).map(|partner| title(partner.name));
        Row { key: partner_key(i), cells: cells::of_partner(registry, i, partner), words: words(name) }
    };
    let with = |fits: &dyn Fn(usize, &Partner) -> bool| {
        registry.partners.iter().enumerate().map(|(i, partner)| fits(i, partner)).collect()
    };
    let in_project = |fits: &dyn Fn(&Project) -> bool| with(&|i, _| projects_of(registry, i).any(|(project, _)| fits(project)));
    let related = vec![
        (r#"country: {in: ["RO", "ES"]}"#, with(&|_, partner| matches!(partner.country, Some("RO" | "ES")))),
        ("country: {isNull: true}", with(&|_, partner| partner.country.is_none())),
        ("kind: {eq: EDUCATION}", with(&|_, partner| partner.kind == Some("EDUCATION"))),
        (r#"place: {slug: {eq: "romania"}}"#, with(&|_, partner| lies_in(partner.place, "romania"))),
        (r#"project: {country: {eq: "RO"}}"#, in_project(&|project| works_in(project, "RO"))),
        (
            r#"project: {theme: {notation: {eq: "housing"}}, grant: {isNull: false}}"#,
            in_project(&|project| has_concept(project, "housing") && project.grant.is_some()),
        ),
        ("projectCount: {from: 2}", with(&|i, _| projects_of(registry, i).count() >= 2)),
    ];
    let rows = registry.partners.iter().enumerate().map(row).collect();
    List::new(registry, "partners", &OF_PARTNERS, &["COUNTRY", "PLACE", "KIND", "PROJECT_COUNT"]).with(rows, related)
}

fn calls(registry: &Registry) -> List {
    let calls = || registry.calls.iter().enumerate();
    let row = |(i, call)| Row { key: call_key(i), cells: cells::of_call(call), words: words([title(call.title)].into_iter()) };
    let projects =
        |number: usize| registry.projects.iter().filter(|project| registry.call_number(project) == Some(number)).count();
    let related = vec![
        (
            r#"programme: {code: {eq: "A"}}"#,
            calls()
                .map(|(_, call)| {
                    call.programme.is_some_and(|programme| is_below(PROGRAMMES[programme].0, "first", &parent_programme))
                })
                .collect(),
        ),
        ("status: {eq: OPEN}", calls().map(|(_, call)| call_status(call) == Some("OPEN")).collect()),
        (
            r#"deadline: {from: "2019-02-01", to: "2020-01-01"}"#,
            calls().map(|(_, call)| call.deadlines.iter().any(|day| (&"2019-02-01"..=&"2020-01-01").contains(&day))).collect(),
        ),
        (r#"budget: {currency: "RON", from: "1.00"}"#, calls().map(|(_, call)| at_least(call.budget, "RON", 100)).collect()),
        ("opensOn: {isNull: true}", calls().map(|(_, call)| call.opens.is_none()).collect()),
        ("projectCount: {eq: 0}", calls().map(|(i, _)| projects(i) == 0).collect()),
    ];
    let rows = calls().map(row).collect();
    List::new(registry, "fundingCalls", &OF_CALLS, &["PROGRAMME", "STATUS"]).with(rows, related)
}

fn results(registry: &Registry) -> List {
    let results = || registry.results().map(|(i, j, result)| (&registry.projects[i], (i, j), result));
    let row = |(project, (i, j), result)| Row {
        key: result_key(i, j),
        cells: cells::of_result(project, result),
        words: words([title(result.title)].into_iter()),
    };
    let of_partner = |project: &Project, country: &str| {
        project.participations.iter().any(|participation| registry.partner(participation).country == Some(country))
    };
    let related = vec![
        ("kind: {isNull: true}", results().map(|(_, _, result)| result.kind.is_none()).collect()),
        (r#"project: {partner: {country: {eq: "RO"}}}"#, results().map(|(project, ..)| of_partner(project, "RO")).collect()),
        (
            r#"indicator: {unit: {eq: "PERSON"}, targetReached: true}"#,
            results()
                .map(|(_, _, result)| {
                    let persons = result.indicators.iter().filter(|indicator| indicator.unit == Some("PERSON"));
                    persons.into_iter().any(|indicator| indicator.target_reached() == Some(true))
                })
                .collect(),
        ),
        (
            r#"indicator: {concept: {notation: {eq: "people-reached"}}, hasTarget: false}"#,
            results()
                .map(|(_, _, result)| {
                    let measures =
                        |concept: Option<usize>| concept.is_some_and(|concept| CONCEPTS[concept].0 == "people-reached");
                    result.indicators.iter().any(|indicator| measures(indicator.concept) && indicator.target().is_none())
                })
                .collect(),
        ),
        (
            r#"deliveredOn: {to: "2021"}"#,
            results().map(|(_, _, result)| result.delivered.is_some_and(|date| *last_day(date) <= *"2021-12-31")).collect(),
        ),
    ];
    let rows = results().map(row).collect();
    List::new(registry, "results", &OF_RESULTS, &["KIND", "YEAR"]).with(rows, related)
}
