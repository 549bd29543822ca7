//! A grant as a project.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use record::{
    Amount, AmountKind, Citation, Concept, CurrencyCode, Identifier, Key, LanguageTag, Period, Programme, Project, Text,
    TextOrigin, Texts, Vocabulary,
};

use super::{
    grant::Grant,
    object::{Members, stated},
    organisations::{participations, persons},
    places::places,
};
use crate::{
    Sink, Stop, person,
    value::{self, address, key},
};

/// Emits a grant as a project.
pub(super) fn emit_project(grant: &Grant, sink: &mut Sink) -> Result<(), Stop> {
    let project = Project {
        key: key("360giving", grant.id),
        slug: None,
        acronym: None,
        title: title(grant, sink)?,
        summary: text(grant, sink, "description")?.into_iter().collect(),
        status: None,
        period: period(grant, sink)?,
        signed_on: grant.date(sink, grant.members, "awardDate", "awardDate")?,
        amounts: amounts(grant, sink)?,
        programmes: programmes(grant, sink)?,
        funding_call: None,
        identifiers: vec![Identifier { scheme: "360GIVING".to_owned(), value: grant.id.to_owned() }],
        stated_partner_count: None,
        participations: participations(grant, sink)?,
        activities: Vec::new(),
        action_lines: Vec::new(),
        results: Vec::new(),
        places: places(grant, sink)?,
        concepts: concepts(grant, sink)?,
        url: page(grant, sink)?,
        sources: vec![grant.citation()],
        conflicts: Vec::new(),
        withdrawn_at: None,
    };
    sink.record(grant.place, project)
}

fn und() -> LanguageTag {
    LanguageTag::stored("und")
}

/// A text of the grant, without the names of private persons that it goes to. The standard doesn't say in which language.
fn text(grant: &Grant, sink: &mut Sink, member: &str) -> Result<Option<Text>, Stop> {
    let Some(stated) = grant.text(sink, grant.members, member)? else { return Ok(None) };
    let mut wording = stated.to_owned();
    for name in persons(grant) {
        wording = person::without_name(&wording, &name);
    }
    Ok(sink.text(&und(), &wording))
}

/// A title that is nothing but the name of a private person has to be coined.
fn title(grant: &Grant, sink: &mut Sink) -> Result<Texts, Stop> {
    let stated = text(grant, sink, "title")?.filter(|title| title.text != person::NAME_WITHHELD);
    let title = stated.unwrap_or_else(|| {
        sink.remark("grants without a title, for which one was coined");
        let text = format!("360Giving grant {}", grant.id);
        Text { language: LanguageTag::stored("en"), text, origin: TextOrigin::Editorial }
    });
    Ok(vec![title])
}

/// The grant's own page.
fn page(grant: &Grant, sink: &mut Sink) -> Result<Option<String>, Stop> {
    let Some(stated) = grant.text(sink, grant.members, "url")? else { return Ok(None) };
    let page = address(stated);
    if page.is_none() {
        sink.leave_out(grant.fault("url", "this is no web address").value(stated))?;
    }
    Ok(page)
}

/// When the work runs: what came to pass before what was planned. Of several spans the first is taken.
fn period(grant: &Grant, sink: &mut Sink) -> Result<Option<Period>, Stop> {
    let actual = span(grant, sink, "actualDates")?;
    let planned = span(grant, sink, "plannedDates")?;
    let mut period = Period {
        start: actual.start.or(planned.start),
        end: actual.end.or(planned.end),
        // A planned length says nothing of a span whose ends are known to have come otherwise.
        months: actual.months.or(planned.months.filter(|_| actual.start.is_none() && actual.end.is_none())),
    };
    if let Err(reason) = period.check() {
        let member =
            if actual.start.is_some() || actual.end.is_some() { "actualDates[0].endDate" } else { "plannedDates[0].endDate" };
        let stated =
            [period.start, period.end].into_iter().flatten().map(|date| date.to_string()).collect::<Vec<_>>().join(" to ");
        sink.leave_out(grant.fault(member, reason).value(&stated))?;
        period = Period { start: None, end: None, ..period };
    }
    Ok(Some(period).filter(|period| *period != Period::default()))
}

fn span(grant: &Grant, sink: &mut Sink, member: &str) -> Result<Period, Stop> {
    let spans = grant.objects(sink, member)?;
    let Some((first, path)) = spans.first() else { return Ok(Period::default()) };
    sink.remarks("further spans of time left out", spans.len() - 1);
    let start = grant.date(sink, first, "startDate", &format!("{path}.startDate"))?;
    let end = grant.date(sink, first, "endDate", &format!("{path}.endDate"))?;
    let length_path = format!("{path}.duration");
    let length = grant.number(sink, first, "duration", &length_path)?;
    let months = length.filter(|length| length.fract().is_zero()).and_then(|length| i32::try_from(length.normalize()).ok());
    if let (Some(length), None) = (length, months) {
        let fault = grant.fault(&length_path, "this is no number of months").value(&length.to_string());
        sink.leave_out(fault.allowed("a whole number such as 12"))?;
    }
    Ok(Period { start, end, months })
}

fn amounts(grant: &Grant, sink: &mut Sink) -> Result<Vec<Amount>, Stop> {
    let mut amounts = Vec::new();
    let stated = [
        ("amountAwarded", AmountKind::Grant),
        ("amountAppliedFor", AmountKind::Other),
        ("amountDisbursed", AmountKind::Disbursement),
    ];
    let mut numbers = Vec::new();
    for (member, kind) in stated {
        if let Some(number) = grant.number(sink, grant.members, member, member)? {
            numbers.push((member, kind, number));
        }
    }
    if !numbers.is_empty() || grant.members.contains_key("currency") {
        let currency = currency(grant, sink, grant.members, "currency")?;
        for (currency, (member, kind, number)) in currency.iter().flat_map(|currency| numbers.iter().map(move |n| (currency, n)))
        {
            amounts.extend(amount(grant, sink, *kind, *number, currency, member)?);
        }
    }
    let has_total = amounts.iter().any(|amount| amount.kind == AmountKind::Disbursement);
    let payments = [("commitmentTransaction", AmountKind::Commitment), ("disbursementTransaction", AmountKind::Disbursement)];
    for (member, kind) in payments {
        let transactions = grant.objects(sink, member)?;
        // Single payments would be counted beside their sum.
        if kind == AmountKind::Disbursement && has_total {
            sink.remarks("single payments left out because their sum is stated", transactions.len());
            continue;
        }
        for (transaction, path) in transactions {
            let value = format!("{path}.value");
            let Some(number) = grant.number(sink, transaction, "value", &value)? else { continue };
            let own = transaction.contains_key("currency");
            let (around, column) =
                if own { (transaction, format!("{path}.currency")) } else { (grant.members, "currency".to_owned()) };
            let Some(currency) = currency(grant, sink, around, &column)? else { continue };
            let on = grant.date(sink, transaction, "transactionDate", &format!("{path}.transactionDate"))?;
            amounts.extend(amount(grant, sink, kind, number, &currency, &value)?.map(|amount| Amount { on, ..amount }));
        }
    }
    Ok(amounts)
}

fn currency(grant: &Grant, sink: &mut Sink, around: &Members, path: &str) -> Result<Option<CurrencyCode>, Stop> {
    let Some(stated) = stated(around, "currency") else {
        sink.leave_out(grant.fault(path, "the currency is missing, so the amounts can't be kept"))?;
        return Ok(None);
    };
    let read: Result<CurrencyCode, String> = stated.to_ascii_uppercase().parse();
    match read {
        Ok(currency) => Ok(Some(currency)),
        Err(reason) => {
            sink.leave_out(grant.fault(path, reason).value(&stated))?;
            Ok(None)
        }
    }
}

fn amount(
    grant: &Grant,
    sink: &mut Sink,
    kind: AmountKind,
    number: rust_decimal::Decimal,
    currency: &CurrencyCode,
    path: &str,
) -> Result<Option<Amount>, Stop> {
    let Some((money, is_rounded)) = value::amount(number, currency) else {
        sink.leave_out(grant.fault(path, "the amount is too large to be one").value(&number.to_string()))?;
        return Ok(None);
    };
    if is_rounded {
        sink.remark("amounts rounded to the smallest unit of their currency");
    }
    Ok((money.minor != 0).then_some(Amount { kind, money, on: None, period: None, participation: None, source: None }))
}

/// Longest code, in characters.
const MOST: usize = 300;

/// The code of a programme or classification.
fn code<'a>(grant: &Grant, sink: &mut Sink, object: &'a Members, path: &str) -> Result<Option<Cow<'a, str>>, Stop> {
    let code = stated(object, "code");
    match code {
        Some(code) if code.chars().count() > MOST => {
            sink.leave_out(grant.fault(&format!("{path}.code"), "this is too long for a code").value(&code))?;
            Ok(None)
        }
        code => Ok(code),
    }
}

fn programmes(grant: &Grant, sink: &mut Sink) -> Result<Vec<Key>, Stop> {
    let mut programmes = Vec::new();
    for (programme, path) in grant.objects(sink, "grantProgramme")? {
        let (code, title) = (code(grant, sink, programme, &path)?, stated(programme, "title"));
        let Some(known_by) = code.as_deref().or(title.as_deref()) else {
            if !programme.is_empty() {
                sink.leave_out(grant.fault(&path, "the programme has neither a code nor a title"))?;
            }
            continue;
        };
        let Some(name) = sink.text(&und(), title.as_deref().unwrap_or(known_by)) else { continue };
        let record = Programme {
            key: key(&grant.publisher.key, &known_by.to_lowercase()),
            slug: None,
            code: code.map(Cow::into_owned),
            name: vec![name],
            parent: None,
            period: None,
            sources: vec![Citation { record_id: None, ..grant.citation() }],
            withdrawn_at: None,
        };
        if !programmes.contains(&record.key) {
            programmes.push(record.key.clone());
        }
        sink.record_once(grant.place, record)?;
    }
    Ok(programmes)
}

/// Code lists of the standard for grants to individuals: code and title.
type Codelist = LazyLock<HashMap<String, String>>;
static REASONS: Codelist = LazyLock::new(|| codelist(include_str!("../../../data/reference/360giving/reasons.csv")));
static PURPOSES: Codelist = LazyLock::new(|| codelist(include_str!("../../../data/reference/360giving/purposes.csv")));

fn codelist(table: &str) -> HashMap<String, String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let entry = |row: csv::StringRecord| Some((row.get(0)?.to_owned(), row.get(1)?.to_owned()));
    reader.records().filter_map(Result::ok).filter_map(entry).collect()
}

/// The classifications of a grant, and the reason and purpose for which an individual gets one.
fn concepts(grant: &Grant, sink: &mut Sink) -> Result<Vec<Key>, Stop> {
    let mut concepts = Vec::new();
    for member in ["classifications", "fundingType"] {
        for (classification, path) in grant.objects(sink, member)? {
            let (code, title) = (code(grant, sink, classification, &path)?, stated(classification, "title"));
            let notation = code.as_deref().or(title.as_deref()).map(|notation| notation.chars().take(MOST).collect::<String>());
            let Some(notation) = notation.filter(|code| code.contains(char::is_alphanumeric)) else {
                if !classification.is_empty() {
                    sink.leave_out(grant.fault(&path, "the classification has neither a code nor a title"))?;
                }
                continue;
            };
            let vocabulary = stated(classification, "vocabulary");
            let vocabulary = match (&vocabulary, member) {
                (Some(name), _) => (format!("360G-{}", capitals(name)), name.clone().into_owned()),
                (None, "fundingType") => ("360G-FUNDING-TYPE".to_owned(), "Types of funding".to_owned()),
                (None, _) => (
                    capitals(&format!("{}-classification", grant.publisher.key)),
                    format!("Classifications of {}", grant.publisher.name),
                ),
            };
            let Some(label) = sink.text(&und(), title.as_deref().unwrap_or(&notation)) else { continue };
            add(grant, sink, &mut concepts, vocabulary, &notation, label)?;
        }
    }
    for (details, path) in grant.objects(sink, "toIndividualsDetails")? {
        for member in ["primaryGrantReason", "secondaryGrantReason", "grantPurpose"] {
            let purposes = details.get(member).and_then(serde_json::Value::as_array).into_iter().flatten();
            let codes = purposes.filter_map(|code| code.as_str().map(str::to_owned));
            let codes: Vec<String> = codes.chain(stated(details, member).map(Cow::into_owned)).collect();
            let (list, name) = match member {
                "grantPurpose" => (&PURPOSES, ("360G-GRANT-PURPOSE", "Purposes of grants to individuals")),
                _ => (&REASONS, ("360G-GRANT-REASON", "Reasons of grants to individuals")),
            };
            for code in codes {
                match list.get(&code) {
                    Some(title) => {
                        let label =
                            Text { language: LanguageTag::stored("en"), text: title.clone(), origin: TextOrigin::Original };
                        add(grant, sink, &mut concepts, (name.0.to_owned(), name.1.to_owned()), &code, label)?;
                    }
                    None => {
                        let fault = grant.fault(&format!("{path}.{member}"), "this code is not in its code list");
                        sink.leave_out(fault.value(&code).allowed("a code such as GTIR010 or GTIP010"))?;
                    }
                }
            }
        }
    }
    Ok(concepts)
}

fn add(
    grant: &Grant,
    sink: &mut Sink,
    concepts: &mut Vec<Key>,
    (code, name): (String, String),
    notation: &str,
    label: Text,
) -> Result<(), Stop> {
    let vocabulary = Vocabulary {
        code: Key::stored(code.clone()),
        name: vec![Text { language: LanguageTag::stored("en"), text: name, origin: TextOrigin::Editorial }],
        url: None,
        licence: None,
    };
    let concept = Concept {
        key: key(&code.to_lowercase(), &notation.to_lowercase()),
        vocabulary: vocabulary.code.clone(),
        notation: Some(notation.to_owned()),
        label: vec![label],
        broader: None,
        url: None,
    };
    if !concepts.contains(&concept.key) {
        concepts.push(concept.key.clone());
    }
    sink.offer(grant.place, vocabulary)?;
    sink.offer(grant.place, concept)
}

/// A name as the code of a vocabulary.
fn capitals(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '-' };
    name.trim().chars().take(100).map(plain).collect()
}
