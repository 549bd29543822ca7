//! Projects with everything that belongs to them alone.

use serde::{Deserialize, Serialize};

use super::{Citation, Identifier, Key, Money, PartialDate, Period, ProjectResult, Texts};
use crate::{ActivityKind, AmountKind, ParticipationRole, ProjectStatus};

/// An initiative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Project {
    /// The record key.
    pub key: Key,
    /// The address part of its page; made from the acronym or title if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Its acronym.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// Its title; never empty. One that had to be coined has the origin EDITORIAL.
    pub title: Texts,
    /// Its summary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub summary: Texts,
    /// Its status, only where the source states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ProjectStatus>,
    /// When it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// When its contract was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<PartialDate>,
    /// The amounts stated of it. The first TOTAL_COST (else BUDGET) of the whole project is its total budget, the first GRANT
    /// (else EU_CONTRIBUTION, else NET_EU_CONTRIBUTION) its grant; amounts of several periods are parts and none of them is either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
    /// The keys of the programmes that fund it, the main one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programmes: Vec<Key>,
    /// The key of the call that it answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funding_call: Option<Key>,
    /// Its identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// The number of partners that the source states, named or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_partner_count: Option<i32>,
    /// The participations of partners.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participations: Vec<Participation>,
    /// The entries of the source's own list of activities, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<Activity>,
    /// The strategic lines or numbered steps that the source lists, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub action_lines: Vec<ActionLine>,
    /// Its results.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ProjectResult>,
    /// The keys of the places where the work happens, without the places around them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Key>,
    /// The keys of its themes, target groups, goals and other concepts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concepts: Vec<Key>,
    /// Its own site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The sources that state it; never empty.
    pub sources: Vec<Citation>,
    /// Statements of sources that disagree.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// Since when its source no longer lists it, RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    pub withdrawn_at: Option<time::OffsetDateTime>,
}

/// A stated amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Amount {
    /// The kind of the amount.
    pub kind: AmountKind,
    /// The amount.
    pub money: Money,
    /// The date that it is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<PartialDate>,
    /// The period that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The key, within the project, of the participation that it belongs to; absent for the whole project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participation: Option<Key>,
    /// The key of the source that states it; the project's first source if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Key>,
}

/// One partner's part in a project, one row of the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Participation {
    /// The key within the project.
    pub key: Key,
    /// The key of the partner.
    pub partner: Key,
    /// The key under which the source knows the partner, where that led to another record: if the two are told apart again, the
    /// participation goes back there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_partner: Option<Key>,
    /// The role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<ParticipationRole>,
    /// The source's own word for the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_role: Option<String>,
    /// Its place in the source's order, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
    /// The partner's own budget in the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// The partner's own share of the grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<Money>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_on: Option<PartialDate>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<PartialDate>,
    /// The sources that state it, if others than those of the project.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Citation>,
}

/// An entry of the source's own list of activities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Activity {
    /// The key within the project.
    pub key: Key,
    /// The kind of activity.
    pub kind: ActivityKind,
    /// Its title; never empty.
    pub title: Texts,
    /// A description of what happens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub description: Texts,
    /// The keys of the places where it happens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Key>,
    /// The keys of the partners that are named with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<Key>,
    /// The keys of the target groups that are named with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target_groups: Vec<Key>,
}

/// A strategic line or a numbered step of method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ActionLine {
    /// Its wording; never empty.
    pub title: Texts,
}

/// One of several statements about a field that disagree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Conflict {
    /// The field as the schema names it, such as `totalBudget`.
    pub field: String,
    /// The value that the source states.
    pub value: String,
    /// The key of the source.
    pub source: Key,
    /// True for the statement that the registry shows.
    #[serde(default)]
    pub preferred: bool,
}

impl Project {
    /// The headline of what the project costs: the first TOTAL_COST, else BUDGET, of the whole project.
    #[must_use]
    pub fn total_budget(&self) -> Option<&Money> {
        self.headline(&[AmountKind::TotalCost, AmountKind::Budget])
    }

    /// The headline of what the funder gives: the first GRANT, else EU_CONTRIBUTION, else NET_EU_CONTRIBUTION, of the whole
    /// project.
    #[must_use]
    pub fn grant(&self) -> Option<&Money> {
        self.headline(&[AmountKind::Grant, AmountKind::EuContribution, AmountKind::NetEuContribution])
    }

    fn headline(&self, kinds: &[AmountKind]) -> Option<&Money> {
        let whole = |kind: &AmountKind| {
            let mut whole = self.amounts.iter().filter(|amount| amount.kind == *kind && amount.participation.is_none());
            let first = whole.next()?;
            // One of several periods is a part.
            let is_part = first.period.is_some() && whole.any(|other| other.period.is_some() && other.period != first.period);
            (!is_part).then_some(first)
        };
        kinds.iter().find_map(whole).map(|amount| &amount.money)
    }
}
