//! The dimensions that records are counted by: which cells a record is in, defined once for filters and statistics.

use super::sql::Sql;

/// A dimension of one kind of record.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Dimension {
    /// The name in the schema.
    pub name: &'static str,
    /// The pairs `id` and `key` of records and their cells, repeated or null ones included; `{today}` stands for the UTC day.
    cells: &'static str,
    /// What the keys are.
    pub keys: Keys,
    /// True if no record can be in two cells.
    pub single: bool,
    /// For projects: the cell of one participation `p` of a partner `s`.
    pub participation: Option<&'static str>,
}

/// What the keys of a dimension are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keys {
    /// A value of an enumeration, a year, a number or a truth value.
    Plain,
    /// ISO 3166-1 alpha-2.
    Country,
    /// The record key of a row of this table.
    Record(&'static str),
    /// The code of a programme, or its record key after a blank if it has no code.
    Programme,
}

const fn many(name: &'static str, keys: Keys, cells: &'static str) -> Dimension {
    Dimension { name, cells, keys, single: false, participation: None }
}

const fn one(name: &'static str, keys: Keys, cells: &'static str) -> Dimension {
    Dimension { name, cells, keys, single: true, participation: None }
}

const fn side(name: &'static str, keys: Keys, participation: &'static str, cells: &'static str) -> Dimension {
    Dimension { name, cells, keys, single: false, participation: Some(participation) }
}

/// The cells of projects by the concepts of one vocabulary.
macro_rules! concept_cells {
    ($vocabulary:literal) => {
        concat!(
            "SELECT l.project_id AS id, c.key FROM project_concept l JOIN concept c ON c.id = l.concept_id \
             JOIN vocabulary v ON v.id = c.vocabulary_id WHERE v.code = '",
            $vocabulary,
            "'"
        )
    };
}

/// The dimensions of projects, in the order of the schema's enumeration.
pub static OF_PROJECTS: [Dimension; 20] = [
    many(
        "PROGRAMME",
        Keys::Programme,
        "SELECT l.project_id AS id, COALESCE(r.code, ' ' || r.key) AS key FROM project_programme l \
         JOIN programme_tree t ON t.descendant_id = l.programme_id JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
    ),
    many(
        "PROGRAMME_PART",
        Keys::Programme,
        "SELECT l.project_id AS id, COALESCE(r.code, ' ' || r.key) AS key FROM project_programme l JOIN programme r ON r.id = l.programme_id",
    ),
    one(
        "FUNDING_CALL",
        Keys::Record("funding_call"),
        "SELECT p.id, c.key FROM project p JOIN funding_call c ON c.id = p.funding_call_id",
    ),
    many(
        "WORK_COUNTRY",
        Keys::Country,
        "SELECT l.project_id AS id, t.country AS key FROM project_place l JOIN place t ON t.id = l.place_id",
    ),
    many(
        "WORK_PLACE",
        Keys::Record("place"),
        "SELECT l.project_id AS id, t.key FROM project_place l JOIN place t ON t.id = l.place_id",
    ),
    side(
        "PARTNER",
        Keys::Record("partner"),
        "s.key",
        "SELECT p.project_id AS id, s.key FROM participation p JOIN partner s ON s.id = p.partner_id",
    ),
    side(
        "PARTNER_COUNTRY",
        Keys::Country,
        "s.country",
        "SELECT p.project_id AS id, s.country AS key FROM participation p JOIN partner s ON s.id = p.partner_id",
    ),
    side(
        "COORDINATOR_COUNTRY",
        Keys::Country,
        "CASE WHEN p.role = 'COORDINATOR' THEN s.country END",
        "SELECT p.project_id AS id, s.country AS key FROM participation p JOIN partner s ON s.id = p.partner_id WHERE p.role = 'COORDINATOR'",
    ),
    side(
        "PARTNER_KIND",
        Keys::Plain,
        "s.kind",
        "SELECT p.project_id AS id, s.kind AS key FROM participation p JOIN partner s ON s.id = p.partner_id",
    ),
    side("ROLE", Keys::Plain, "p.role", "SELECT p.project_id AS id, p.role AS key FROM participation p"),
    one("START_YEAR", Keys::Plain, "SELECT id, substr(start_first, 1, 4) AS key FROM project"),
    many(
        "ACTIVE_YEAR",
        Keys::Plain,
        "SELECT p.id, y.year AS key FROM project p JOIN ( \
         WITH RECURSIVE years (n, last) AS ( \
         SELECT CAST(MIN(substr(COALESCE(start_first, end_first), 1, 4)) AS INTEGER), \
         CAST(MAX(substr(COALESCE(end_last, start_last), 1, 4)) AS INTEGER) FROM project \
         UNION ALL SELECT n + 1, last FROM years WHERE n < last) SELECT CAST(n AS TEXT) AS year FROM years) y \
         ON y.year >= substr(COALESCE(p.start_first, p.end_first), 1, 4) AND y.year <= substr(COALESCE(p.end_last, p.start_last), 1, 4)",
    ),
    many("THEME", Keys::Record("concept"), concept_cells!("THEME")),
    many("TARGET_GROUP", Keys::Record("concept"), concept_cells!("TARGET_GROUP")),
    many("SUSTAINABLE_DEVELOPMENT_GOAL", Keys::Record("concept"), concept_cells!("SDG")),
    many("DISCRIMINATION_GROUND", Keys::Record("concept"), concept_cells!("DISCRIMINATION_GROUND")),
    one(
        "STATUS",
        Keys::Plain,
        "SELECT id, CASE WHEN status IS NOT NULL THEN status WHEN start_first > {today} THEN 'PLANNED' WHEN end_last < {today} THEN 'COMPLETED' \
         WHEN start_last <= {today} AND end_first >= {today} THEN 'ONGOING' END AS key FROM project",
    ),
    many("LANGUAGE", Keys::Plain, "SELECT project_id AS id, language AS key FROM project_language"),
    many(
        "SOURCE",
        Keys::Record("source"),
        "SELECT c.project_id AS id, s.key FROM citation c JOIN source s ON s.id = c.source_id WHERE c.project_id IS NOT NULL",
    ),
    many(
        "CURRENCY",
        Keys::Plain,
        "SELECT id, total_budget_currency AS key FROM project UNION SELECT id, grant_currency FROM project \
         UNION SELECT project_id, amount_currency FROM project_amount \
         UNION SELECT project_id, budget_currency FROM participation UNION SELECT project_id, grant_currency FROM participation",
    ),
];

/// The dimensions of partners, in the order of the schema's enumeration.
pub static OF_PARTNERS: [Dimension; 7] = [
    one("COUNTRY", Keys::Country, "SELECT id, country AS key FROM partner"),
    one("PLACE", Keys::Record("place"), "SELECT p.id, t.key FROM partner p JOIN place t ON t.id = p.place_id"),
    one("KIND", Keys::Plain, "SELECT id, kind AS key FROM partner"),
    many("ROLE", Keys::Plain, "SELECT partner_id AS id, role AS key FROM participation"),
    many(
        "PROGRAMME",
        Keys::Programme,
        "SELECT p.partner_id AS id, COALESCE(r.code, ' ' || r.key) AS key FROM participation p \
         JOIN project_programme l ON l.project_id = p.project_id JOIN programme_tree t ON t.descendant_id = l.programme_id \
         JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
    ),
    many(
        "THEME",
        Keys::Record("concept"),
        "SELECT p.partner_id AS id, c.key FROM participation p JOIN project_concept l ON l.project_id = p.project_id \
         JOIN concept c ON c.id = l.concept_id JOIN vocabulary v ON v.id = c.vocabulary_id WHERE v.code = 'THEME'",
    ),
    one("PROJECT_COUNT", Keys::Plain, "SELECT id, CAST(project_count AS TEXT) AS key FROM partner"),
];

/// The dimensions of funding calls, in the order of the schema's enumeration.
pub static OF_FUNDING_CALLS: [Dimension; 3] = [
    one(
        "PROGRAMME",
        Keys::Programme,
        "SELECT c.id, COALESCE(r.code, ' ' || r.key) AS key FROM funding_call c JOIN programme_tree t ON t.descendant_id = c.programme_id \
         JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
    ),
    one(
        "STATUS",
        Keys::Plain,
        "SELECT id, CASE WHEN status IS NOT NULL THEN status WHEN opens_first > {today} THEN 'FORTHCOMING' \
         WHEN last_deadline < {today} THEN 'CLOSED' WHEN opens_last <= {today} AND last_deadline >= {today} THEN 'OPEN' END AS key FROM funding_call",
    ),
    many("DEADLINE_YEAR", Keys::Plain, "SELECT funding_call_id AS id, substr(day, 1, 4) AS key FROM funding_call_deadline"),
];

/// The dimensions of results, in the order of the schema's enumeration.
pub static OF_RESULTS: [Dimension; 7] = [
    one("KIND", Keys::Plain, "SELECT id, kind AS key FROM result"),
    many(
        "PROGRAMME",
        Keys::Programme,
        "SELECT x.id, COALESCE(r.code, ' ' || r.key) AS key FROM result x JOIN project_programme l ON l.project_id = x.project_id \
         JOIN programme_tree t ON t.descendant_id = l.programme_id JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
    ),
    many(
        "COUNTRY",
        Keys::Country,
        "SELECT x.id, t.country AS key FROM result x JOIN project_place l ON l.project_id = x.project_id JOIN place t ON t.id = l.place_id",
    ),
    many(
        "INDICATOR",
        Keys::Record("concept"),
        "SELECT i.result_id AS id, c.key FROM indicator i JOIN concept c ON c.id = i.concept_id",
    ),
    many("UNIT", Keys::Plain, "SELECT result_id AS id, unit AS key FROM indicator"),
    one("YEAR", Keys::Plain, "SELECT id, substr(delivered_first, 1, 4) AS key FROM result"),
    many(
        "TARGET_REACHED",
        Keys::Plain,
        "SELECT result_id AS id, CASE WHEN target_reached THEN 'true' WHEN NOT target_reached THEN 'false' END AS key FROM indicator",
    ),
];

impl Dimension {
    /// Writes the pairs of records and their cells as a table expression in brackets.
    pub(super) fn write_cells(&self, sql: &mut Sql, today: &str) {
        sql.push("(SELECT id, key FROM (");
        sql.separated("", self.cells.split("{today}").enumerate(), |sql, (i, part)| {
            if i > 0 {
                sql.bind(today);
            }
            sql.push(part);
        });
        sql.push(") pairs WHERE key IS NOT NULL)");
    }
}
