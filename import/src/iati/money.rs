//! Budgets and transactions.

use std::collections::HashSet;

use record::{Amount, AmountKind, CurrencyCode, Money, PartialDate};

use super::{
    activity::Activity,
    values::{day, of_code},
};
use crate::{
    Sink, Stop,
    value::{self, Marks},
    xml::Element,
};

/// Transaction types by their codes in version 2, and letters and words in version 1. What comes in, repayments, pledges and the like are
/// neither what the project commits nor what it pays, and must not swell those sums.
const TRANSACTIONS: [(&[&str], AmountKind); 4] = [
    (&["2", "C", "commitment", "outgoing commitment"], AmountKind::Commitment),
    (&["3", "D", "disbursement"], AmountKind::Disbursement),
    (&["4", "E", "expenditure"], AmountKind::Expenditure),
    (
        &["1", "IF", "5", "IP", "6", "LR", "7", "R", "8", "QP", "9", "QS", "10", "CG", "11", "12", "13", "incoming funds"],
        AmountKind::Other,
    ),
];

/// The amounts of an activity: its budgets, then its transactions.
pub(super) fn amounts(activity: &Activity, sink: &mut Sink) -> Result<Vec<Amount>, Stop> {
    let mut amounts = budgets(activity, sink)?;
    for (transaction, number) in activity.element.children("transaction").zip(1..) {
        let column = format!("transaction[{number}]");
        let stated = transaction.child("transaction-type");
        let code = stated.and_then(|stated| stated.attribute("code").or_else(|| stated.text()));
        let Some(kind) = code.and_then(|code| of_code(code, &TRANSACTIONS)) else {
            let fault = activity.fault(format!("{column}/transaction-type/@code"), "this is no type of transaction");
            sink.leave_out(fault.value(code.unwrap_or_default()).allowed("1 to 13, or the letters of version 1"))?;
            continue;
        };
        let Some(money) = money(activity, sink, transaction.child("value"), &column)? else { continue };
        let on = activity.date(sink, transaction.child("transaction-date"), &format!("{column}/transaction-date"))?;
        let on = match on {
            Some(on) => Some(on),
            None => value_date(activity, sink, transaction.child("value"), &column)?,
        };
        amounts.push(Amount { kind, money, on, period: None, participation: None, source: None });
    }
    Ok(amounts)
}

/// The budgets, each for its period. A revised one takes the place of the original one for the same period, also if nothing is left.
fn budgets(activity: &Activity, sink: &mut Sink) -> Result<Vec<Amount>, Stop> {
    let (mut budgets, mut revised) = (Vec::new(), HashSet::new());
    for (budget, number) in activity.element.children("budget").zip(1..) {
        let column = format!("budget[{number}]");
        let period = activity.period(sink, budget, &column)?;
        let dates = period.map(|period| (period.start.map(|date| date.to_string()), period.end.map(|date| date.to_string())));
        let is_revised = budget.attribute("type").is_some_and(|kind| kind == "2" || kind.eq_ignore_ascii_case("revised"));
        if is_revised {
            revised.extend(dates.clone());
        }
        let Some(money) = money(activity, sink, budget.child("value"), &column)? else { continue };
        let on = value_date(activity, sink, budget.child("value"), &column)?;
        let amount = Amount { kind: AmountKind::Budget, money, on, period, participation: None, source: None };
        budgets.push((dates.filter(|_| !is_revised), amount));
    }
    let before = budgets.len();
    budgets.retain(|(original, _)| original.as_ref().is_none_or(|dates| !revised.contains(dates)));
    sink.remarks("original budgets left out because a revised one of the same period takes their place", before - budgets.len());
    Ok(budgets.into_iter().map(|(_, amount)| amount).collect())
}

fn value_date(activity: &Activity, sink: &mut Sink, value: Option<&Element>, column: &str) -> Result<Option<PartialDate>, Stop> {
    let Some(stated) = value.and_then(|value| value.attribute("value-date")) else { return Ok(None) };
    let read = day(stated);
    if read.is_none() {
        let fault = activity.fault(format!("{column}/value/@value-date"), "this is no date").value(stated);
        sink.leave_out(fault.allowed("a day such as 2024-05-31, from 1900 to 2100"))?;
    }
    Ok(read)
}

/// An amount in its own currency or the activity's. Corrections may be negative; nothing is what nobody filled in.
fn money(activity: &Activity, sink: &mut Sink, value: Option<&Element>, column: &str) -> Result<Option<Money>, Stop> {
    let column = format!("{column}/value");
    let stated = value.and_then(Element::text);
    let (Some(value), Some(stated)) = (value, stated) else {
        sink.leave_out(activity.fault(column, "the amount is missing"))?;
        return Ok(None);
    };
    let Some(number) = value::decimal(stated, Marks::Point) else {
        sink.leave_out(activity.fault(column, "this is no amount").value(stated).allowed("a number such as 1250.50"))?;
        return Ok(None);
    };
    if number.is_zero() {
        sink.remark("amounts of 0 left out");
        return Ok(None);
    }
    let Some(currency) = value.attribute("currency").or_else(|| activity.element.attribute("default-currency")) else {
        let reason = "neither the amount nor its activity states a currency";
        sink.leave_out(activity.fault(column, reason).value(stated))?;
        return Ok(None);
    };
    let currency: CurrencyCode = match currency.to_ascii_uppercase().parse() {
        Ok(currency) => currency,
        Err(reason) => {
            let reason: String = reason;
            sink.leave_out(activity.fault(format!("{column}/@currency"), reason).value(currency))?;
            return Ok(None);
        }
    };
    match value::amount(number, &currency) {
        Some((money, is_rounded)) => {
            if is_rounded {
                sink.remark("amounts rounded to the smallest unit of their currency");
            }
            Ok(Some(money).filter(|money| money.minor != 0))
        }
        None => {
            sink.leave_out(activity.fault(column, "the amount is too large to be one").value(stated))?;
            Ok(None)
        }
    }
}
