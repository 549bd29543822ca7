//! Explanations: what a statistic says of itself, in one sentence and in two languages.

use store::{
    dimension::Dimension,
    filter::Filter,
    statistics::{Amount, Counted, Indicators, Question, Statistics},
};

use crate::{
    localized_text::{Languages, LocalizedText},
    statistics::{
        clause::{Clause, Thing},
        wording::{english, romanian},
    },
};

/// What was counted and what is not known, clause by clause.
#[derive(Debug)]
pub struct Explanation(Vec<Clause>);

impl Explanation {
    /// What statistics of projects or participations say of themselves.
    pub fn of_statistics(question: &Question, found: &Statistics) -> Self {
        let thing = match question.counted {
            Counted::Projects(_) => Thing::Project,
            Counted::Participations => Thing::Participation,
            Counted::Results => Thing::Result,
        };
        let mut clauses = vec![counted(thing, found.total.count, &question.filter, &question.dimensions)];
        clauses.extend(question.amounts.iter().map(|amount| stated(thing, *amount, found)));
        let several = question.dimensions.iter().any(|dimension| !dimension.single);
        if let Counted::Projects(rule) = question.counted
            && several
            && !question.amounts.is_empty()
        {
            clauses.push(Clause::Attributed(rule));
        }
        clauses.extend(found.unallocated.as_ref().map(|rest| Clause::Unallocated(rest.count)));
        clauses.extend((found.exceeded > 0).then_some(Clause::Exceeded(found.exceeded)));
        let lacking = question.dimensions.iter().zip(&found.lacking).filter(|(_, number)| **number > 0);
        clauses.extend(lacking.map(|(dimension, number)| Clause::Lacking(thing, *number, dimension.name)));
        clauses.push(Clause::Overlap(thing, found.counts_overlap));
        Self(clauses)
    }

    /// What statistics of indicators say of themselves.
    pub fn of_indicators(filter: &Filter, dimensions: &[&'static Dimension], found: &Indicators) -> Self {
        Self(vec![
            counted(Thing::Result, found.results, filter, dimensions),
            Clause::Added(found.indicators, found.added),
            Clause::Overlap(Thing::Indicator, found.overlap),
        ])
    }

    /// The sentence in the first of the languages that exists.
    pub fn text(&self, languages: &Languages) -> Option<LocalizedText> {
        let sentence = |clause: fn(&Clause) -> String| {
            let clauses: Vec<String> = self.0.iter().map(clause).collect();
            capitalised(&clauses.join("; ")) + "."
        };
        LocalizedText::editorial(&[("en", &sentence(english)), ("ro", &sentence(romanian))], languages)
    }
}

fn counted(thing: Thing, number: i64, filter: &Filter, dimensions: &[&'static Dimension]) -> Clause {
    let filtered = *filter != Filter::everything();
    Clause::Counted { thing, number, filtered, dimensions: dimensions.iter().map(|dimension| dimension.name).collect() }
}

fn stated(thing: Thing, amount: Amount, found: &Statistics) -> Clause {
    let sums = found.total.sums(amount).iter().filter(|sum| sum.records > 0);
    let currencies: Vec<(String, i64)> = sums.map(|sum| (sum.currency.clone(), sum.records)).collect();
    let stating: i64 = currencies.iter().map(|(_, number)| number).sum();
    Clause::Stated(thing, amount, currencies, found.total.count - stating)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
