//! The dimensions that records are counted by: which cells a record is in, defined once for filters, facets and statistics.

use record::labels::{self, Label};

use super::sql::Sql;
use crate::{
    status_rules::{call_status_rules, project_status_rules},
    table::Table,
};

/// Makes of rules an expression on `{row}` and `{today}`.
macro_rules! status_expression {
    (
        $entity:ident, $status:ident, $of:ident, $is:ident:
        $($variant:ident $spelling:literal if $($column:ident $constant:ident $comparison:ident $operator:tt),+;)+
    ) => {
        concat!(
            "CASE WHEN {row}.status IS NOT NULL THEN {row}.status",
            $(" WHEN TRUE", $(" AND {row}.", stringify!($column), " ", stringify!($operator), " {today}",)+ " THEN '", $spelling, "'",)+
            " END"
        )
    };
}

/// A dimension of one kind of record.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Dimension {
    /// The name in the schema.
    pub name: &'static str,
    /// Which cells a record is in.
    pub(super) cells: Cells,
    /// What the keys are.
    pub keys: Keys,
    /// Which values there are, as `value`, if the keys don't say it.
    vocabulary: Option<&'static str>,
    /// True if no record can be in two cells.
    pub single: bool,
    /// The cell of one part of a record, where cells come from its parts: of a participation in a project, an indicator of a result.
    pub(super) part: Option<Column>,
}

/// Which cells a record is in. A value is a row number where the keys are those of records, otherwise it is the key.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Cells {
    /// At most one.
    Column(Column),
    /// The pairs `id` and `value` of records and their cells, repeated or null ones included.
    Pairs(&'static str),
}

/// One value of each row of a table. `{today}` stands for the UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Column {
    /// The table.
    pub table: &'static str,
    /// What joins the row that the value is in to the table, called `t`, if it is elsewhere.
    pub join: &'static str,
    /// The value, which may be null. `{row}` stands for the row of the table.
    value: &'static str,
}

/// What the keys of a dimension are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keys {
    /// A year, a number or a unit.
    Plain,
    /// One of these values.
    Label(&'static [Label]),
    /// A code, which may be one of these values.
    Code(&'static [Label]),
    /// ISO 3166-1 alpha-2.
    Country,
    /// The record key of a row of this table.
    Record(Table),
    /// The code of a programme, or its record key after a blank if it has no code.
    Programme,
}

const fn many(name: &'static str, keys: Keys, cells: &'static str) -> Dimension {
    Dimension { name, cells: Cells::Pairs(cells), keys, vocabulary: None, single: false, part: None }
}

const fn one(name: &'static str, keys: Keys, column: Column) -> Dimension {
    Dimension { name, cells: Cells::Column(column), keys, vocabulary: None, single: true, part: None }
}

const fn side(name: &'static str, keys: Keys, part: Column, cells: &'static str) -> Dimension {
    Dimension { part: Some(part), ..many(name, keys, cells) }
}

const fn column(table: &'static str, value: &'static str) -> Column {
    Column { table, join: "", value }
}

const fn of_partner(value: &'static str) -> Column {
    Column { table: "participation", join: " JOIN partner s ON s.id = t.partner_id", value }
}

impl Dimension {
    const fn with(self, vocabulary: &'static str) -> Self {
        Self { vocabulary: Some(vocabulary), ..self }
    }
}

/// The programmes as a whole.
const WHOLE_PROGRAMMES: &str = "SELECT id AS value FROM programme WHERE parent_id IS NULL";

/// The dimension of projects by the concepts of one vocabulary.
macro_rules! concepts {
    ($name:literal, $vocabulary:literal) => {
        many(
            $name,
            Keys::Record(Table::Concept),
            concat!(
                "SELECT l.project_id AS id, l.concept_id AS value FROM project_concept l JOIN concept c ON c.id = l.concept_id \
                 JOIN vocabulary v ON v.id = c.vocabulary_id WHERE v.code = '",
                $vocabulary,
                "'"
            ),
        )
        .with(concat!(
            "SELECT c.id AS value FROM concept c JOIN vocabulary v ON v.id = c.vocabulary_id WHERE v.code = '",
            $vocabulary,
            "'"
        ))
    };
}

/// The dimensions of projects, in the order of the schema's enumeration.
pub static OF_PROJECTS: [Dimension; 20] = [
    many(
        "PROGRAMME",
        Keys::Programme,
        "SELECT l.project_id AS id, r.id AS value FROM project_programme l \
         JOIN programme_tree t ON t.descendant_id = l.programme_id JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
    )
    .with(WHOLE_PROGRAMMES),
    many("PROGRAMME_PART", Keys::Programme, "SELECT project_id AS id, programme_id AS value FROM project_programme"),
    one("FUNDING_CALL", Keys::Record(Table::FundingCall), column("project", "{row}.funding_call_id")),
    many(
        "WORK_COUNTRY",
        Keys::Country,
        "SELECT l.project_id AS id, t.country AS value FROM project_place l JOIN place t ON t.id = l.place_id",
    ),
    many("WORK_PLACE", Keys::Record(Table::Place), "SELECT project_id AS id, place_id AS value FROM project_place"),
    side(
        "PARTNER",
        Keys::Record(Table::Partner),
        column("participation", "{row}.partner_id"),
        "SELECT project_id AS id, partner_id AS value FROM participation",
    ),
    side(
        "PARTNER_COUNTRY",
        Keys::Country,
        of_partner("s.country"),
        "SELECT p.project_id AS id, s.country AS value FROM participation p JOIN partner s ON s.id = p.partner_id",
    ),
    side(
        "COORDINATOR_COUNTRY",
        Keys::Country,
        of_partner("CASE WHEN {row}.role = 'COORDINATOR' THEN s.country END"),
        "SELECT p.project_id AS id, s.country AS value FROM participation p JOIN partner s ON s.id = p.partner_id WHERE p.role = 'COORDINATOR'",
    ),
    side(
        "PARTNER_KIND",
        Keys::Label(&labels::PARTNER_KINDS),
        of_partner("s.kind"),
        "SELECT p.project_id AS id, s.kind AS value FROM participation p JOIN partner s ON s.id = p.partner_id",
    ),
    side(
        "ROLE",
        Keys::Label(&labels::PARTICIPATION_ROLES),
        column("participation", "{row}.role"),
        "SELECT p.project_id AS id, p.role AS value FROM participation p",
    ),
    one("START_YEAR", Keys::Plain, column("project", "substr({row}.start_first, 1, 4)")),
    many(
        "ACTIVE_YEAR",
        Keys::Plain,
        "SELECT p.id, y.year AS value FROM project p JOIN ( \
         WITH RECURSIVE years (n, last) AS ( \
         SELECT CAST(MIN(substr(COALESCE(start_first, end_first), 1, 4)) AS INTEGER), \
         CAST(MAX(substr(COALESCE(end_last, start_last), 1, 4)) AS INTEGER) FROM project \
         UNION ALL SELECT n + 1, last FROM years WHERE n < last) SELECT CAST(n AS TEXT) AS year FROM years) y \
         ON y.year >= substr(COALESCE(p.start_first, p.end_first), 1, 4) AND y.year <= substr(COALESCE(p.end_last, p.start_last), 1, 4)",
    ),
    concepts!("THEME", "THEME"),
    concepts!("TARGET_GROUP", "TARGET_GROUP"),
    concepts!("SUSTAINABLE_DEVELOPMENT_GOAL", "SDG"),
    concepts!("DISCRIMINATION_GROUND", "DISCRIMINATION_GROUND"),
    one(
        "STATUS",
        Keys::Label(&labels::PROJECT_STATUSES),
        column(
            "project",
            project_status_rules!(status_expression),
        ),
    ),
    many("LANGUAGE", Keys::Code(&labels::LANGUAGES), "SELECT project_id AS id, language AS value FROM project_language"),
    many(
        "SOURCE",
        Keys::Record(Table::Source),
        "SELECT project_id AS id, source_id AS value FROM citation WHERE project_id IS NOT NULL",
    ),
    many(
        "CURRENCY",
        Keys::Code(&labels::CURRENCIES),
        "SELECT id, total_budget_currency AS value FROM project UNION ALL SELECT id, grant_currency FROM project \
         UNION ALL SELECT project_id, amount_currency FROM project_amount \
         UNION ALL SELECT project_id, budget_currency FROM participation UNION ALL SELECT project_id, grant_currency FROM participation",
    ),
];

/// The dimensions of partners, in the order of the schema's enumeration.
pub static OF_PARTNERS: [Dimension; 7] = [
    one("COUNTRY", Keys::Country, column("partner", "{row}.country")),
    one("PLACE", Keys::Record(Table::Place), column("partner", "{row}.place_id")),
    one("KIND", Keys::Label(&labels::PARTNER_KINDS), column("partner", "{row}.kind")),
    many("ROLE", Keys::Label(&labels::PARTICIPATION_ROLES), "SELECT partner_id AS id, role AS value FROM participation"),
    many(
        "PROGRAMME",
        Keys::Programme,
        "SELECT p.partner_id AS id, r.id AS value FROM participation p \
         JOIN project_programme l ON l.project_id = p.project_id JOIN programme_tree t ON t.descendant_id = l.programme_id \
         JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
    )
    .with(WHOLE_PROGRAMMES),
    many(
        "THEME",
        Keys::Record(Table::Concept),
        "SELECT p.partner_id AS id, l.concept_id AS value FROM participation p JOIN project_concept l ON l.project_id = p.project_id \
         JOIN concept c ON c.id = l.concept_id JOIN vocabulary v ON v.id = c.vocabulary_id WHERE v.code = 'THEME'",
    )
    .with("SELECT c.id AS value FROM concept c JOIN vocabulary v ON v.id = c.vocabulary_id WHERE v.code = 'THEME'"),
    one("PROJECT_COUNT", Keys::Plain, column("partner", "CAST({row}.project_count AS TEXT)")),
];

/// The dimensions of funding calls, in the order of the schema's enumeration.
pub static OF_FUNDING_CALLS: [Dimension; 3] = [
    Dimension {
        single: true,
        ..many(
            "PROGRAMME",
            Keys::Programme,
            "SELECT c.id, r.id AS value FROM funding_call c JOIN programme_tree t ON t.descendant_id = c.programme_id \
             JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
        )
        .with(WHOLE_PROGRAMMES)
    },
    one("STATUS", Keys::Label(&labels::CALL_STATUSES), column("funding_call", call_status_rules!(status_expression))),
    many("DEADLINE_YEAR", Keys::Plain, "SELECT funding_call_id AS id, substr(day, 1, 4) AS value FROM funding_call_deadline"),
];

/// The dimensions of results, in the order of the schema's enumeration.
pub static OF_RESULTS: [Dimension; 7] = [
    one("KIND", Keys::Label(&labels::RESULT_KINDS), column("result", "{row}.kind")),
    many(
        "PROGRAMME",
        Keys::Programme,
        "SELECT x.id, r.id AS value FROM result x JOIN project_programme l ON l.project_id = x.project_id \
         JOIN programme_tree t ON t.descendant_id = l.programme_id JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
    )
    .with(WHOLE_PROGRAMMES),
    many(
        "COUNTRY",
        Keys::Country,
        "SELECT x.id, t.country AS value FROM result x JOIN project_place l ON l.project_id = x.project_id JOIN place t ON t.id = l.place_id",
    ),
    side(
        "INDICATOR",
        Keys::Record(Table::Concept),
        column("indicator", "{row}.concept_id"),
        "SELECT result_id AS id, concept_id AS value FROM indicator",
    )
    .with("SELECT concept_id AS value FROM indicator"),
    side("UNIT", Keys::Plain, column("indicator", "{row}.unit"), "SELECT result_id AS id, unit AS value FROM indicator"),
    one("YEAR", Keys::Plain, column("result", "substr({row}.delivered_first, 1, 4)")),
    side(
        "TARGET_REACHED",
        Keys::Label(&labels::TARGET_REACHED),
        column("indicator", "CASE WHEN {row}.target_reached THEN 'true' WHEN NOT {row}.target_reached THEN 'false' END"),
        "SELECT result_id AS id, CASE WHEN target_reached THEN 'true' WHEN NOT target_reached THEN 'false' END AS value FROM indicator",
    ),
];

/// The dimensions of participations, in the order of the schema's enumeration.
pub static OF_PARTICIPATIONS: [Dimension; 6] = [
    one("PARTNER", Keys::Record(Table::Partner), column("participation", "{row}.partner_id")),
    one("PARTNER_COUNTRY", Keys::Country, of_partner("s.country")),
    one("PARTNER_KIND", Keys::Label(&labels::PARTNER_KINDS), of_partner("s.kind")),
    one("ROLE", Keys::Label(&labels::PARTICIPATION_ROLES), column("participation", "{row}.role")),
    many(
        "PROGRAMME",
        Keys::Programme,
        "SELECT x.id, r.id AS value FROM participation x JOIN project_programme l ON l.project_id = x.project_id \
         JOIN programme_tree t ON t.descendant_id = l.programme_id JOIN programme r ON r.id = t.ancestor_id WHERE r.parent_id IS NULL",
    ),
    one(
        "START_YEAR",
        Keys::Plain,
        Column { table: "participation", join: " JOIN project j ON j.id = t.project_id", value: "substr(j.start_first, 1, 4)" },
    ),
];

impl Dimension {
    /// Writes the pairs of records and the keys of their cells as a table expression in brackets.
    pub(super) fn write_cells(&self, sql: &mut Sql, today: &str) {
        sql.push(&format!("(SELECT c.id, {} AS key FROM ", self.keys.of("c.value", "k")));
        self.write_values(sql, today);
        sql.push(&format!(" c{})", self.keys.join(" JOIN", "c.value", "k")));
    }

    /// The same with values instead of keys, which are cheaper to count.
    pub(super) fn write_values(&self, sql: &mut Sql, today: &str) {
        sql.push("(SELECT id, value FROM (");
        match self.cells {
            Cells::Column(column) => {
                sql.push("SELECT t.id, ");
                write_on(&column.of("t"), sql, today);
                sql.push(&format!(" AS value FROM {} t{}", column.table, column.join));
            }
            Cells::Pairs(pairs) => write_on(pairs, sql, today),
        }
        sql.push(") pairs WHERE value IS NOT NULL)");
    }

    /// True if the cells come from the parts of a record: for projects, from their partners.
    #[must_use]
    pub fn is_of_parts(&self) -> bool {
        self.part.is_some()
    }

    /// True if the cells are years.
    #[must_use]
    pub fn is_of_years(&self) -> bool {
        matches!(self.name, "START_YEAR" | "ACTIVE_YEAR")
    }

    /// True if the value of a record is an expression of its own row.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.cells, Cells::Column(Column { join: "", .. }))
    }

    /// Writes the value of the row `alias`; nothing if it is no expression of the row.
    pub(super) fn write_own(&self, sql: &mut Sql, alias: &str, today: &str) {
        if let Cells::Column(column) = self.cells {
            write_on(&column.of(alias), sql, today);
        }
    }

    /// Writes the condition that the row `alias` is in one of the cells with these keys.
    pub(super) fn write_in(&self, sql: &mut Sql, alias: &str, keys: &[String], today: &str) {
        if !self.is_own() {
            sql.push(&format!("{alias}.id IN (SELECT c.id FROM "));
            self.write_cells(sql, today);
            sql.push(" c WHERE c.key").any_text(keys).push(")");
            return;
        }
        self.write_own(sql, alias, today);
        match self.keys {
            Keys::Record(table) => {
                sql.push(&format!(" IN (SELECT k.id FROM {} k WHERE k.key", table.name())).any_text(keys).push(")");
            }
            _ => {
                sql.any_text(keys);
            }
        }
    }

    /// Writes the condition that the row `alias` is in some cell.
    pub(super) fn write_any(&self, sql: &mut Sql, alias: &str, today: &str) {
        if self.is_own() {
            self.write_own(sql, alias, today);
            sql.push(" IS NOT NULL");
        } else {
            sql.push(&format!("{alias}.id IN (SELECT c.id FROM "));
            self.write_values(sql, today);
            sql.push(" c)");
        }
    }

    /// Writes the values that there are, whether a record has them or not, as a table expression in brackets. Where nobody can list
    /// them, such as years, they are those that some record has.
    pub(super) fn write_vocabulary(&self, sql: &mut Sql, today: &str) {
        match (self.vocabulary, self.keys) {
            (Some(values), _) => {
                sql.push(&format!("({values})"));
            }
            (None, Keys::Record(table)) => {
                sql.push(&format!("(SELECT id AS value FROM {})", table.name()));
            }
            (None, Keys::Programme) => {
                sql.push("(SELECT id AS value FROM programme)");
            }
            (None, Keys::Country) => {
                sql.push("(SELECT country AS value FROM place UNION SELECT country FROM partner)");
            }
            (None, Keys::Label(words)) => {
                let values: Vec<String> = words.iter().map(|word| word.value.to_owned()).collect();
                sql.texts(&values);
            }
            (None, Keys::Plain | Keys::Code(_)) => self.write_values(sql, today),
        }
    }
}

impl Column {
    /// The value of the row of this alias.
    pub(super) fn of(self, row: &str) -> String {
        self.value.replace("{row}", row)
    }
}

impl Keys {
    /// The key of a value, with the table of the records under this alias.
    pub(super) fn of(self, value: &str, alias: &str) -> String {
        match self {
            Self::Record(_) => format!("{alias}.key"),
            Self::Programme => format!("COALESCE({alias}.code, ' ' || {alias}.key)"),
            Self::Plain | Self::Label(_) | Self::Code(_) | Self::Country => value.to_owned(),
        }
    }

    /// What joins the table of the records under this alias, if the keys are those of records.
    pub(super) fn join(self, word: &str, value: &str, alias: &str) -> String {
        match self {
            Self::Record(table) => format!("{word} {} {alias} ON {alias}.id = {value}", table.name()),
            Self::Programme => format!("{word} programme {alias} ON {alias}.id = {value}"),
            Self::Plain | Self::Label(_) | Self::Code(_) | Self::Country => String::new(),
        }
    }
}

/// Writes SQL in which `{today}` stands for a day.
pub(super) fn write_on(template: &str, sql: &mut Sql, today: &str) {
    sql.separated("", template.split("{today}").enumerate(), |sql, (i, part)| {
        if i > 0 {
            sql.bind(today);
        }
        sql.push(part);
    });
}
