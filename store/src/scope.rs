//! Scopes: how the rows of a list belong to what it hangs at.

use super::{filter::Filter, sql::Sql};

/// How rows belong to a parent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say child and parent")]
pub enum Scope {
    ParticipationsOfProject,
    ParticipationsOfPartner,
    ResultsOfProject,
    ProjectsOfFundingCall,
    ProjectsOfProgramme,
    FundingCallsOfProgramme,
    ProjectsOfConcept,
    ProjectsWorkingIn,
    ProjectsSeatedIn,
    ProjectsTouching,
    PartnersSeatedIn,
    /// The partners that share a project with a partner, and as `shared` how many; only projects that match count. A natural person
    /// has none.
    CollaboratorsOfPartner(Box<Filter>),
    /// The projects that two partners share; their parent is the `pair`.
    ProjectsOfPair,
}

impl Scope {
    /// The name in cursors, which says nothing of conditions.
    pub(super) fn name(&self) -> String {
        match self {
            Self::CollaboratorsOfPartner(_) => "CollaboratorsOfPartner".to_owned(),
            scope => format!("{scope:?}"),
        }
    }

    /// True if the words of a search must be known before the scope can be written as SQL.
    pub(super) fn searches(&self) -> bool {
        matches!(self, Self::CollaboratorsOfPartner(filter) if filter.searches())
    }

    /// The pairs of parent and child; `{ids}` stands for the condition on the parents, `{projects}` for the one on projects.
    fn pairs(&self) -> &'static str {
        match self {
            Self::ParticipationsOfProject => "SELECT p.project_id AS parent, p.id FROM participation p WHERE p.project_id{ids}",
            Self::ParticipationsOfPartner => "SELECT p.partner_id AS parent, p.id FROM participation p WHERE p.partner_id{ids}",
            Self::ResultsOfProject => "SELECT r.project_id AS parent, r.id FROM result r WHERE r.project_id{ids}",
            Self::ProjectsOfFundingCall => "SELECT p.funding_call_id AS parent, p.id FROM project p WHERE p.funding_call_id{ids}",
            Self::ProjectsOfProgramme => {
                "SELECT DISTINCT t.ancestor_id AS parent, l.project_id AS id FROM programme_tree t \
                 JOIN project_programme l ON l.programme_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::FundingCallsOfProgramme => {
                "SELECT t.ancestor_id AS parent, c.id FROM programme_tree t \
                 JOIN funding_call c ON c.programme_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::ProjectsOfConcept => {
                "SELECT DISTINCT t.ancestor_id AS parent, l.project_id AS id FROM concept_tree t \
                 JOIN project_concept l ON l.concept_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::ProjectsWorkingIn => {
                "SELECT DISTINCT t.ancestor_id AS parent, l.project_id AS id FROM place_tree t \
                 JOIN project_place l ON l.place_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::ProjectsSeatedIn => {
                "SELECT DISTINCT t.ancestor_id AS parent, l.project_id AS id FROM place_tree t \
                 JOIN partner s ON s.place_id = t.descendant_id \
                 JOIN participation l ON l.partner_id = s.id WHERE t.ancestor_id{ids}"
            }
            Self::ProjectsTouching => {
                "SELECT t.ancestor_id AS parent, l.project_id AS id FROM place_tree t \
                 JOIN project_place l ON l.place_id = t.descendant_id WHERE t.ancestor_id{ids} \
                 UNION SELECT t.ancestor_id AS parent, l.project_id AS id FROM place_tree t \
                 JOIN partner s ON s.place_id = t.descendant_id \
                 JOIN participation l ON l.partner_id = s.id WHERE t.ancestor_id{ids}"
            }
            Self::PartnersSeatedIn => {
                "SELECT t.ancestor_id AS parent, s.id FROM place_tree t \
                 JOIN partner s ON s.place_id = t.descendant_id WHERE t.ancestor_id{ids}"
            }
            Self::CollaboratorsOfPartner(_) => {
                "SELECT parent, id, COUNT(*) AS shared FROM (SELECT DISTINCT a.partner_id AS parent, b.partner_id AS id, a.project_id \
                 FROM participation a JOIN partner s ON s.id = a.partner_id \
                 JOIN participation b ON b.project_id = a.project_id AND b.partner_id <> a.partner_id \
                 WHERE a.partner_id{ids} AND s.kind IS DISTINCT FROM 'NATURAL_PERSON'{projects}) both_in GROUP BY parent, id"
            }
            Self::ProjectsOfPair => {
                // As a join, PostgreSQL would compare all projects of one partner with all of the other.
                "SELECT DISTINCT w.value AS parent, b.project_id AS id FROM {pairs} w \
                 JOIN participation b ON b.partner_id = w.value & 2147483647 \
                 WHERE (SELECT a.project_id FROM participation a \
                 WHERE a.project_id = b.project_id AND a.partner_id = w.value >> 31 LIMIT 1) IS NOT NULL"
            }
        }
    }

    pub(super) fn write(&self, sql: &mut Sql, parents: &[i64], languages: &[String]) {
        let mut rest = self.pairs();
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            sql.push(before);
            match (name, self) {
                ("ids", _) => {
                    sql.any_id(parents);
                }
                ("pairs", _) => {
                    sql.ids(parents);
                }
                ("projects", Self::CollaboratorsOfPartner(filter)) if **filter != Filter::everything() => {
                    let project = sql.alias();
                    sql.push(&format!(" AND a.project_id IN (SELECT {project}.id FROM project {project} WHERE "));
                    filter.write(sql, &project, languages);
                    sql.push(")");
                }
                _ => {}
            }
            rest = after;
        }
        sql.push(rest);
    }
}
