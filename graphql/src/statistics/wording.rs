//! The wording of explanations in English and Romanian.

use store::statistics::{Amount, Attribution};

use crate::statistics::clause::{Clause, Thing};

/// What stands in Romanian without an article behind "după"; what is specified further keeps it.
const WITHOUT_ARTICLE: [(&str, &str); 6] = [
    ("PARTNER", "partener"),
    ("THEME", "temă"),
    ("STATUS", "stadiu"),
    ("LANGUAGE", "limbă"),
    ("SOURCE", "sursă"),
    ("CURRENCY", "monedă"),
];

/// What a dimension is called in Romanian behind "după".
fn dupa(name: &str) -> &str {
    WITHOUT_ARTICLE.iter().find(|(known, _)| *known == name).map_or_else(|| dimension(name).1, |(_, bare)| bare)
}

/// What each dimension is called in English and, with its article, in Romanian.
const DIMENSIONS: [(&str, &str, &str); 26] = [
    ("PROGRAMME", "programme", "programul de finanțare"),
    ("PROGRAMME_PART", "part of the programme", "partea de program"),
    ("FUNDING_CALL", "funding call", "apelul de finanțare"),
    ("WORK_COUNTRY", "country of work", "țara în care se lucrează"),
    ("WORK_PLACE", "place of work", "locul în care se lucrează"),
    ("PARTNER", "partner", "partenerul"),
    ("PARTNER_COUNTRY", "country of the partner", "țara partenerului"),
    ("COORDINATOR_COUNTRY", "country of the coordinator", "țara coordonatorului"),
    ("PARTNER_KIND", "kind of the partner", "felul partenerului"),
    ("ROLE", "role of the partner", "rolul partenerului"),
    ("START_YEAR", "year of start", "anul de început"),
    ("ACTIVE_YEAR", "year of activity", "anul de desfășurare"),
    ("THEME", "theme", "tema"),
    ("TARGET_GROUP", "target group", "grupul țintă"),
    ("SUSTAINABLE_DEVELOPMENT_GOAL", "Sustainable Development Goal", "obiectivul de dezvoltare durabilă"),
    ("DISCRIMINATION_GROUND", "ground of discrimination", "criteriul de discriminare"),
    ("STATUS", "status", "stadiul"),
    ("LANGUAGE", "language", "limba"),
    ("SOURCE", "source", "sursa"),
    ("CURRENCY", "currency", "moneda"),
    ("KIND", "kind of result", "felul rezultatului"),
    ("COUNTRY", "country of work", "țara în care se lucrează"),
    ("INDICATOR", "thing measured", "lucrul măsurat"),
    ("UNIT", "unit", "unitatea de măsură"),
    ("YEAR", "year of delivery", "anul livrării"),
    ("TARGET_REACHED", "comparison with the target", "comparația cu ținta"),
];

/// What a dimension is called in English and, with its article, in Romanian.
fn dimension(name: &str) -> (&str, &str) {
    DIMENSIONS.iter().find(|(known, ..)| *known == name).map_or((name, name), |(_, en, ro)| (en, ro))
}

/// The names of dimensions in English, for where something is counted by them.
pub fn dimensions_in_english(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| dimension(name).0.to_owned()).collect();
    listed(&names, "and")
}

/// Several things as a list in a sentence.
fn listed(items: &[String], and: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// A number of things in English.
pub fn some_in_english(number: i64, thing: Thing) -> String {
    let noun = noun(thing);
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn noun(thing: Thing) -> &'static str {
    match thing {
        Thing::Project => "project",
        Thing::Participation => "participation",
        Thing::Result => "result",
        Thing::Indicator => "indicator",
    }
}

/// A clause in English.
pub fn english(clause: &Clause) -> String {
    match clause {
        Clause::Counted { thing, number, filtered, dimensions } => {
            let found = if *filtered { " that the filter finds" } else { "" };
            let by = if dimensions.is_empty() { String::new() } else { format!(", by {}", dimensions_in_english(dimensions)) };
            format!("{}{found}{by}", some_in_english(*number, *thing))
        }
        Clause::Stated(thing, amount, currencies, silent) => {
            let (what, of_each) = match (thing, amount) {
                (Thing::Participation, Amount::TotalBudget) => ("partners' own budget", "own budget"),
                (Thing::Participation, Amount::Grant) => ("partners' own share of the grant", "own share of the grant"),
                (_, Amount::TotalBudget) => ("total budget", "total budget"),
                (_, Amount::Grant) => ("grant", "grant"),
            };
            match (currencies.is_empty(), silent) {
                (true, 0 | 1) => return format!("no {of_each} is stated"),
                (true, _) => return format!("none of them states its {of_each}"),
                (false, _) => {}
            }
            let stated = |(currency, number): &(String, i64)| format!("in {currency} by {number} of them");
            let stated: Vec<String> = currencies.iter().map(stated).collect();
            let silent = match silent {
                0 => String::new(),
                1 => ", while 1 states none".to_owned(),
                number => format!(", while {number} state none"),
            };
            format!("the {what} as stated {}{silent}", listed(&stated, "and"))
        }
        Clause::Attributed(rule) => match rule {
            Attribution::Whole => "money is shown in full in each row of its project",
            Attribution::EqualSplit => "money is split equally among the rows of its project",
            Attribution::Coordinator => "money goes to the rows of the project's coordinators",
            Attribution::Share => "money goes to the rows of the partners, as much as their own shares state",
        }
        .to_owned(),
        Clause::Unallocated(number) => {
            format!("a part of the money of {} goes to no row", some_in_english(*number, Thing::Project))
        }
        Clause::Exceeded(number) => {
            format!("for {number} of these that part is negative, as the partners' shares exceed what the project states")
        }
        Clause::Lacking(_, number, name) => format!("for {number} of them the {} is not known", dimension(name).0),
        Clause::Added(0, _) => some_in_english(0, Thing::Indicator),
        Clause::Added(indicators, added) if indicators == added => format!(
            "{}{} added up where concept, unit and comparator are the same",
            some_in_english(*indicators, Thing::Indicator),
            if *added == 1 { "," } else { ", all of them" }
        ),
        Clause::Added(indicators, added) => format!(
            "{}, of which {added} added up where concept, unit and comparator are the same and {} left out",
            some_in_english(*indicators, Thing::Indicator),
            indicators - added
        ),
        Clause::Overlap(thing, false) => format!("each {} counts once", noun(*thing)),
        Clause::Overlap(thing, true) => {
            let article = if *thing == Thing::Indicator { "an" } else { "a" };
            format!("{article} {} with several values counts in several rows", noun(*thing))
        }
    }
}

/// What stands in Romanian between a number and what it counts: "de " from 20 on, unless the last two digits are 01 to 19.
pub fn de(number: i64) -> &'static str {
    if number == 0 || (1..20).contains(&(number % 100)) { "" } else { "de " }
}

/// A number of things in Romanian.
fn cateva(number: i64, thing: Thing) -> String {
    let (one, many) = match thing {
        Thing::Project => ("un proiect", "proiecte"),
        Thing::Participation => ("o participare", "participări"),
        Thing::Result => ("un rezultat", "rezultate"),
        Thing::Indicator => ("un indicator", "indicatori"),
    };
    if number == 1 { one.to_owned() } else { format!("{number} {}{many}", de(number)) }
}

/// Some of the things spoken of, in Romanian.
fn dintre_ele(number: i64, thing: Thing) -> String {
    let them = if thing == Thing::Indicator { "ei" } else { "ele" };
    match (number, thing) {
        (1, Thing::Participation) => format!("una dintre {them}"),
        (1, _) => format!("unul dintre {them}"),
        _ => format!("{number} dintre {them}"),
    }
}

/// A clause in Romanian.
pub fn romanian(clause: &Clause) -> String {
    match clause {
        Clause::Counted { thing, number, filtered, dimensions } => {
            let found = match (filtered, thing, number) {
                (false, ..) => "",
                (true, Thing::Participation, 1) => " găsită de filtru",
                (true, _, 1) => " găsit de filtru",
                (true, Thing::Indicator, _) => " găsiți de filtru",
                (true, ..) => " găsite de filtru",
            };
            let names: Vec<String> = dimensions.iter().map(|name| dupa(name).to_owned()).collect();
            let by = if names.is_empty() { String::new() } else { format!(", după {}", listed(&names, "și")) };
            format!("{}{found}{by}", cateva(*number, *thing))
        }
        Clause::Stated(thing, amount, currencies, silent) => {
            let (what, as_stated) = match (thing, amount) {
                (Thing::Participation, Amount::TotalBudget) => ("bugetul propriu", "așa cum este declarat"),
                (Thing::Participation, Amount::Grant) => ("partea proprie din finanțare", "așa cum este declarată"),
                (_, Amount::TotalBudget) => ("bugetul total", "așa cum este declarat"),
                (_, Amount::Grant) => ("finanțarea", "așa cum este declarată"),
            };
            if currencies.is_empty() && *silent <= 1 {
                return format!("{what} nu este {}", as_stated.trim_start_matches("așa cum este "));
            }
            if currencies.is_empty() {
                let none = if *thing == Thing::Participation { "niciuna" } else { "niciunul" };
                return format!("{what} nu apare la {none} dintre ele");
            }
            let stated = |(currency, number): &(String, i64)| format!("în {currency} la {}", dintre_ele(*number, *thing));
            let stated: Vec<String> = currencies.iter().map(stated).collect();
            let silent = if *silent == 0 { String::new() } else { format!(", iar la {} lipsește", dintre_ele(*silent, *thing)) };
            format!("{what} {as_stated} {}{silent}", listed(&stated, "și"))
        }
        Clause::Attributed(rule) => match rule {
            Attribution::Whole => "banii apar întregi în fiecare rând al proiectului lor",
            Attribution::EqualSplit => "banii se împart în mod egal între rândurile proiectului lor",
            Attribution::Coordinator => "banii revin rândurilor coordonatorilor proiectului",
            Attribution::Share => "banii revin rândurilor partenerilor, atât cât declară părțile lor",
        }
        .to_owned(),
        Clause::Unallocated(number) => {
            format!("o parte din banii de la {} nu revine niciunui rând", cateva(*number, Thing::Project))
        }
        Clause::Exceeded(number) => format!(
            "la {} această parte este negativă, pentru că părțile partenerilor depășesc ceea ce declară proiectul",
            dintre_ele(*number, Thing::Project)
        ),
        Clause::Lacking(thing, number, name) => {
            format!("la {} nu se cunoaște {}", dintre_ele(*number, *thing), dimension(name).1)
        }
        Clause::Added(0, _) => cateva(0, Thing::Indicator),
        Clause::Added(indicators, added) if indicators == added => format!(
            "{} acolo unde noțiunea, unitatea și comparatorul sunt aceleași",
            if *added == 1 {
                "un indicator, adunat".to_owned()
            } else {
                cateva(*indicators, Thing::Indicator) + ", toți adunați"
            }
        ),
        Clause::Added(indicators, added) => {
            let left_out = indicators - added;
            format!(
                "{}, din care {added} {} acolo unde noțiunea, unitatea și comparatorul sunt aceleași, iar {left_out} {} deoparte",
                cateva(*indicators, Thing::Indicator),
                if *added == 1 { "adunat" } else { "adunați" },
                if left_out == 1 { "lăsat" } else { "lăsați" }
            )
        }
        Clause::Overlap(thing, false) => {
            let each = match thing {
                Thing::Project => "fiecare proiect",
                Thing::Participation => "fiecare participare",
                Thing::Result => "fiecare rezultat",
                Thing::Indicator => "fiecare indicator",
            };
            format!("{each} se numără o singură dată")
        }
        Clause::Overlap(thing, true) => {
            format!("{} cu mai multe valori se numără în mai multe rânduri", cateva(1, *thing))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::dimension::{OF_PARTICIPATIONS, OF_PROJECTS, OF_RESULTS};

    #[test]
    fn numbers_agree_with_their_nouns() {
        let english = [(0, "0 projects"), (1, "1 project"), (2, "2 projects"), (21, "21 projects")];
        for (number, expected) in english {
            assert_eq!(some_in_english(number, Thing::Project), expected);
        }
        let romanian = [
            (0, "0 proiecte"),
            (1, "un proiect"),
            (2, "2 proiecte"),
            (19, "19 proiecte"),
            (20, "20 de proiecte"),
            (100, "100 de proiecte"),
            (101, "101 proiecte"),
            (119, "119 proiecte"),
            (120, "120 de proiecte"),
            (1_000, "1000 de proiecte"),
            (100_000, "100000 de proiecte"),
        ];
        for (number, expected) in romanian {
            assert_eq!(cateva(number, Thing::Project), expected);
        }
        assert_eq!(cateva(1, Thing::Participation), "o participare");
        assert_eq!(cateva(20, Thing::Participation), "20 de participări");
        assert_eq!(dintre_ele(1, Thing::Participation), "una dintre ele");
        assert_eq!(dintre_ele(1, Thing::Project), "unul dintre ele");
        assert_eq!(dintre_ele(20, Thing::Project), "20 dintre ele");
    }

    #[test]
    fn indicators_are_all_accounted_for() {
        let said = |indicators, added| {
            let clause = Clause::Added(indicators, added);
            [english(&clause), romanian(&clause)]
        };
        let alike = "where concept, unit and comparator are the same";
        let la_fel = "acolo unde noțiunea, unitatea și comparatorul sunt aceleași";
        assert_eq!(said(0, 0), ["0 indicators", "0 indicatori"]);
        assert_eq!(said(1, 1), [format!("1 indicator, added up {alike}"), format!("un indicator, adunat {la_fel}")]);
        assert_eq!(
            said(20, 20),
            [format!("20 indicators, all of them added up {alike}"), format!("20 de indicatori, toți adunați {la_fel}")]
        );
        let some = format!("3 indicators, of which 1 added up {alike} and 2 left out");
        assert_eq!(said(3, 1), [some, format!("3 indicatori, din care 1 adunat {la_fel}, iar 2 lăsați deoparte")]);
    }

    #[test]
    fn lists_are_joined() {
        let items = |number: usize| ["a", "b", "c"][..number].iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        let lists: Vec<String> = (0..4).map(|number| listed(&items(number), "and")).collect();
        assert_eq!(lists, ["", "a", "a and b", "a, b and c"]);
    }

    #[test]
    fn every_dimension_has_words() {
        for known in OF_PROJECTS.iter().chain(&OF_RESULTS).chain(&OF_PARTICIPATIONS) {
            assert!(DIMENSIONS.iter().any(|(name, ..)| *name == known.name), "{}", known.name);
        }
    }
}
