//! Generated registries in the exchange format. Every record's place in its source is its own key, so that answers can be told apart.

use std::iter;

use serde_json::{Value, json};

use super::{
    money::Money,
    registry::{
        CONCEPTS, Call, Indicator, Outcome, PLACES, PROGRAMMES, Participation, Partner, Project, Quantity, Registry, SOURCES,
        TITLES, VOCABULARIES, call_key, partner_key, project_key, result_key,
    },
};
use crate::common::records::{partner, place, programme, project, record, text};

/// Leaves out the members that are null.
fn stated(members: Value) -> Value {
    let Value::Object(members) = members else { return members };
    members.into_iter().filter(|(_, value)| !value.is_null()).collect::<serde_json::Map<_, _>>().into()
}

fn money(amount: Option<Money>) -> Value {
    amount.map_or(Value::Null, Money::json)
}

fn cited(key: &str) -> Value {
    json!({"source": SOURCES[0], "recordId": key})
}

fn titled(title: usize) -> Value {
    text("en", TITLES[title].0)
}

impl Registry {
    /// The registry in the exchange format.
    pub fn records(&self) -> Vec<Value> {
        let source = |key: &&str| record("source", key, json!({"slug": key, "publisher": "The test", "title": text("en", key)}));
        let vocabulary = |code: &&str| json!({"vocabulary": {"code": code, "name": text("en", code)}});
        let concept = |(key, vocabulary, broader): &(&str, &str, Option<&str>)| {
            let members = json!({"vocabulary": vocabulary, "notation": key, "label": text("en", key), "broader": broader});
            record("concept", key, stated(members))
        };
        let place = |(key, kind, country, parent): &(&str, &str, &str, Option<&str>)| {
            place(key, kind, stated(json!({"slug": key, "country": country, "parent": parent})))
        };
        let programme = |(key, code, parent): &(&str, Option<&str>, Option<&str>)| {
            programme(key, stated(json!({"slug": key, "code": code, "parent": parent, "sources": [cited(key)]})))
        };
        let records = SOURCES.iter().map(source).chain(VOCABULARIES.iter().map(vocabulary)).chain(CONCEPTS.iter().map(concept));
        let records = records.chain(PLACES.iter().map(place)).chain(PROGRAMMES.iter().map(programme));
        let records = records.chain(self.partners.iter().enumerate().map(|(i, partner)| a_partner(i, partner)));
        let records = records.chain(self.calls.iter().enumerate().map(|(i, call)| a_call(i, call)));
        records.chain(self.projects.iter().enumerate().map(|(i, project)| self.a_project(i, project))).collect()
    }

    fn a_project(&self, i: usize, p: &Project) -> Value {
        let key = project_key(i);
        let titles = p.titles.iter().map(|(language, title)| json!({"language": language, "text": TITLES[*title].0}));
        let amounts = [("TOTAL_COST", p.budget), ("GRANT", p.grant), ("DISBURSEMENT", p.disbursed)];
        let amount = |(kind, amount): (&str, Option<Money>)| amount.map(|amount| json!({"kind": kind, "money": amount.json()}));
        let report = p.reported.then(|| json!({"source": SOURCES[1]}));
        let sources: Value = iter::once(cited(&key)).chain(report).collect();
        let members = json!({
            "slug": key,
            "title": titles.collect::<Value>(),
            "summary": p.summary_language.map(|language| text(language, "notes")),
            "status": p.status,
            "period": (p.start.is_some() || p.end.is_some()).then(|| stated(json!({"start": p.start, "end": p.end}))),
            "amounts": amounts.into_iter().filter_map(amount).collect::<Value>(),
            "programmes": p.programmes.iter().map(|j| PROGRAMMES[*j].0).collect::<Value>(),
            "fundingCall": self.call_number(p).map(call_key),
            "participations": p.participations.iter().enumerate().map(|(j, row)| self.a_participation(j, row)).collect::<Value>(),
            "results": p.results.iter().enumerate().map(|(j, result)| a_result(i, j, result)).collect::<Value>(),
            "places": p.places.iter().map(|j| PLACES[*j].0).collect::<Value>(),
            "concepts": p.concepts.iter().map(|j| CONCEPTS[*j].0).collect::<Value>(),
            "sources": sources,
        });
        project(&key, stated(members))
    }

    fn a_participation(&self, j: usize, row: &Participation) -> Value {
        let partner = partner_key(self.partner_number(row));
        let members = json!({"key": format!("row-{j}"), "partner": partner, "role": row.role, "budget": money(row.budget),
            "grant": money(row.grant)});
        stated(members)
    }
}

fn a_partner(i: usize, p: &Partner) -> Value {
    let key = partner_key(i);
    let place = p.place.map(|place| PLACES[place].0);
    let members = json!({"slug": key, "name": titled(p.name), "kind": p.kind, "country": p.country, "place": place, "sources": [cited(&key)]});
    partner(&key, stated(members))
}

fn a_call(i: usize, call: &Call) -> Value {
    let key = call_key(i);
    let members = json!({
        "slug": key,
        "title": titled(call.title),
        "status": call.status,
        "opensOn": call.opens,
        "deadlines": call.deadlines.iter().map(|day| json!({"on": day})).collect::<Value>(),
        "budget": money(call.budget),
        "programme": call.programme.map(|programme| PROGRAMMES[programme].0),
        "sources": [cited(&key)],
    });
    record("fundingCall", &key, stated(members))
}

fn a_result(i: usize, j: usize, result: &Outcome) -> Value {
    let indicators = result.indicators.iter().enumerate().map(|(k, indicator)| an_indicator(k, indicator));
    stated(
        json!({"key": format!("result-{j}"), "title": titled(result.title), "kind": result.kind, "deliveredOn": result.delivered,
        "indicators": indicators.collect::<Value>(), "sources": [cited(&result_key(i, j))]}),
    )
}

fn an_indicator(k: usize, indicator: &Indicator) -> Value {
    let several = |quantity: &Option<Quantity>| quantity.iter().copied().map(quantity_json).collect::<Value>();
    let period = |(end, target, actual): &(Option<&str>, Option<Quantity>, Option<Quantity>)| {
        stated(json!({"period": end.map(|end| json!({"end": end})), "targets": several(target), "actuals": several(actual)}))
    };
    stated(json!({"key": format!("indicator-{k}"), "concept": indicator.concept.map(|concept| CONCEPTS[concept].0),
        "unit": indicator.unit, "target": indicator.target.map(quantity_json), "actual": indicator.actual.map(quantity_json),
        "periods": indicator.periods.iter().map(period).collect::<Value>()}))
}

fn quantity_json(quantity: Quantity) -> Value {
    let comparator = quantity.comparator;
    match quantity.tenths {
        Some(tenths) => json!({"value": decimal(tenths), "comparator": comparator}),
        None => json!({"text": "a few", "comparator": comparator}),
    }
}

/// A number of tenths as a decimal without needless zeros.
pub fn decimal(tenths: i128) -> String {
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let sign = if tenths < 0 { "-" } else { "" };
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}
