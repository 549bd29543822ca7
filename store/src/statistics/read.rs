//! The statements of statistics, and what they find.

use std::collections::HashMap;

use sea_orm::{DbErr, QueryResult};

use super::{
    super::{Error, sql::Sql},
    Amount, Counted, MAX_CELLS, Measure, Row, Section, Spread,
    plan::{Plan, tables_of_keys},
};

/// A number that belongs to a row.
pub(super) struct Distinct {
    pub section: Section,
    pub cell: String,
    pub measure: Measure,
    pub number: i64,
}

/// What single projects give to a sum.
pub(super) struct Pieces {
    pub section: Section,
    pub cell: String,
    pub amount: Amount,
    pub currency: String,
    pub projects: i64,
    pub spread: Option<Spread>,
}

/// The cells that are shown.
pub(super) struct Shown {
    pub cells: Vec<String>,
    /// True if there are no others.
    pub all: bool,
}

impl Shown {
    /// False if a part of the statistic has nothing in it.
    fn has(&self, section: Section) -> bool {
        section != Section::Other || !self.all
    }
}

impl Plan<'_> {
    /// Everything once.
    pub async fn total(&self) -> Result<Row, Error> {
        let mut sql = self.begin();
        sql.push(&format!(" SELECT COUNT(*) AS count{} FROM base", self.sums()));
        if !self.question.amounts.is_empty() {
            sql.push(&format!(" GROUP BY {}", self.currencies()));
        }
        let mut total = Row::default();
        for row in self.snapshot.rows(sql.statement()).await? {
            total.count += row.try_get::<i64>("", "count")?;
            self.read_sums(&row, &mut total)?;
        }
        if matches!(self.question.counted, Counted::Projects(_)) {
            total.count_projects();
        }
        Ok(total)
    }

    /// All cells in no particular order; `None` if they are too many.
    pub async fn rows(&self) -> Result<Option<Vec<Row>>, Error> {
        let (table, count) = match (self.question.amounts.is_empty(), self.question.leaves_money()) {
            (true, _) => ("placed", "COUNT(*)"),
            (false, false) => ("given", "COUNT(*)"),
            (false, true) => ("lines", "CAST(SUM(counted) AS BIGINT)"),
        };
        let mut sql = self.begin();
        if table != "placed" {
            self.write_given(&mut sql);
        }
        if table == "lines" {
            self.write_lines(&mut sql);
        }
        let (keys, tables) = (self.keys("g"), tables_of_keys("g", self.dimensions()));
        let values = self.values("o");
        // Apart, so that PostgreSQL doesn't look for a way to the first rows only, which is a detour to all of them.
        sql.push(&format!(
            ", g AS MATERIALIZED (SELECT {} AS cell, {values}, {count} AS count{} FROM {table} o GROUP BY {values}",
            self.cell("o"),
            self.sums()
        ));
        if !self.question.amounts.is_empty() {
            sql.push(&format!(", {}", self.currencies()));
        }
        sql.push(&format!(") SELECT g.*{keys} FROM g{tables} LIMIT {}", MAX_CELLS + 1));
        let mut rows: Vec<Row> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut lines = 0;
        let read = |row: QueryResult| {
            lines += 1;
            let cell: String = row.try_get("", "cell")?;
            let place = if let Some(place) = places.get(&cell) {
                *place
            } else {
                let keys = self.dimensions().map(|(i, _)| row.try_get("", &format!("key{i}"))).collect::<Result<_, _>>()?;
                rows.push(Row { keys, cell: cell.clone(), ..Row::default() });
                places.insert(cell, rows.len() - 1);
                rows.len() - 1
            };
            rows[place].count += row.try_get::<i64>("", "count")?;
            self.read_sums(&row, &mut rows[place])
        };
        self.snapshot.each(sql.statement(), read).await?;
        if lines > MAX_CELLS {
            return Ok(None);
        }
        if !self.question.in_pieces() {
            rows.iter_mut().for_each(Row::count_projects);
        }
        Ok(Some(rows))
    }

    /// Adds `lines`: cells that count, and what is given to them, which may be to fewer of them.
    fn write_lines(&self, sql: &mut Sql) {
        let values = self.values("o");
        let nothing: Vec<String> = self
            .question
            .amounts
            .iter()
            .map(|amount| format!(", CAST(NULL AS BIGINT) AS {0}_minor, CAST(NULL AS TEXT) AS {0}_currency", amount.name()))
            .collect();
        let nothing = nothing.concat();
        sql.push(&format!(
            ", lines AS (SELECT {values}, 1 AS counted{nothing} FROM placed o \
             UNION ALL SELECT {values}, 0{} FROM given o)",
            self.amounts("o")
        ));
    }

    fn currencies(&self) -> String {
        let names: Vec<String> = self.question.amounts.iter().map(|amount| format!("{}_currency", amount.name())).collect();
        names.join(", ")
    }

    /// The sums of all amounts with their currencies.
    fn sums(&self) -> String {
        let sum = |amount: &Amount| {
            format!(", {0}_currency, {1}, COUNT({0}_minor) AS {0}_records", amount.name(), sum_of(&format!("{}_", amount.name())))
        };
        self.question.amounts.iter().map(sum).collect()
    }

    fn read_sums(&self, found: &QueryResult, row: &mut Row) -> Result<(), DbErr> {
        for amount in &self.question.amounts {
            let column = |what: &str| format!("{}_{what}", amount.name());
            let Some(currency) = found.try_get::<Option<String>>("", &column("currency"))? else { continue };
            let sum = row.sum_mut(*amount, &currency);
            sum.minor += read_minor(found, &column(""))?;
            sum.records += found.try_get::<i64>("", &column("records"))?;
        }
        Ok(())
    }

    /// What is left of the projects' stated amounts when every cell has got its part, and of how many projects that is less than nothing.
    pub async fn unallocated(&self) -> Result<(Option<Row>, i64), Error> {
        let mut sql = self.begin();
        self.write_given(&mut sql);
        self.write_rests(&mut sql);
        sql.push(&format!(
            " SELECT amount, currency, {}, COUNT(*) AS projects, 0 AS exceeded FROM rests GROUP BY amount, currency \
             UNION ALL SELECT '', '', '0', '0', COUNT(DISTINCT id), COUNT(DISTINCT CASE WHEN minor < 0 THEN id END) FROM rests",
            sum_of("")
        ));
        let (mut rest, mut exceeded) = (Row::default(), 0);
        for row in self.snapshot.rows(sql.statement()).await? {
            match read_amount(&row)? {
                Some(amount) => {
                    let sum = rest.sum_mut(amount, &row.try_get::<String>("", "currency")?);
                    sum.minor = read_minor(&row, "")?;
                    sum.projects = row.try_get("", "projects")?;
                }
                None => (rest.count, exceeded) = (row.try_get("", "projects")?, row.try_get("", "exceeded")?),
            }
        }
        Ok(((rest.count > 0).then_some(rest), exceeded))
    }

    /// How many distinct projects and partners there are, as far as that is asked for.
    pub async fn distinct(&self, shown: &Shown) -> Result<Vec<Distinct>, Error> {
        let measures = [(Measure::Partners, "partners"), (Measure::Projects, "projects")];
        let wanted: Vec<_> = measures
            .into_iter()
            .flat_map(|measure| Section::ALL.map(|section| (section, measure)))
            .filter(|(section, (measure, _))| self.question.wants(*section, *measure) && shown.has(*section))
            .collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = self.begin();
        if wanted.iter().any(|(section, _)| *section == Section::Unallocated) {
            self.write_given(&mut sql);
            self.write_rests(&mut sql);
        }
        write_shown(&mut sql, shown);
        sql.push(" ");
        sql.separated(" UNION ALL ", wanted, |sql, (section, (measure, name))| {
            let table = match section {
                Section::Rows | Section::Other => "placed",
                Section::Unallocated => "rests",
                Section::Total => "base",
            };
            let condition = self.condition(section, shown);
            let (from, member) = match (self.question.counted, measure) {
                // As any other join, SQLite would begin with all participations.
                (Counted::Projects(_) | Counted::Results, _) => {
                    let condition = and(condition, "p.project_id = o.id");
                    (format!("FROM {table} o CROSS JOIN participation p{condition}"), "p.partner_id")
                }
                (Counted::Participations, Measure::Projects) => (format!("FROM {table} o{condition}"), "o.project_id"),
                (Counted::Participations, _) => (format!("FROM {table} o{condition}"), "o.partner_id"),
            };
            let head = format!("SELECT '{}' AS section, '{name}' AS measure", section.name());
            if section == Section::Rows {
                sql.push(&format!(
                    "{head}, {} AS cell, COUNT(*) AS number FROM (SELECT DISTINCT {}, {member} AS member {from}) x GROUP BY {}",
                    self.cell("x"),
                    self.values("o"),
                    self.values("x")
                ));
            } else {
                sql.push(&format!("{head}, '' AS cell, COUNT(DISTINCT {member}) AS number {from}"));
            }
        });
        let rows = self.snapshot.rows(sql.statement()).await?;
        let read = |row: &QueryResult| {
            let name: String = row.try_get("", "measure")?;
            let measure = if name == "projects" { Measure::Projects } else { Measure::Partners };
            Ok(Distinct {
                section: read_section(row)?,
                cell: row.try_get("", "cell")?,
                measure,
                number: row.try_get("", "number")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// How many projects give to sums, and the least, middle and most of what they give, as far as that is asked for.
    pub async fn pieces(&self, shown: &Shown) -> Result<Vec<Pieces>, Error> {
        let question = self.question;
        let participations = question.counted == Counted::Participations;
        let stated = |section| match section {
            Section::Rows => question.in_pieces(),
            Section::Other => true,
            Section::Unallocated => false,
            Section::Total => participations,
        };
        let spread = |section: &Section| question.wants(*section, Measure::Spread);
        let wanted: Vec<Section> = Section::ALL
            .into_iter()
            .filter(|section| spread(section) || (stated(*section) && question.wants(*section, Measure::Stated)))
            .filter(|section| shown.has(*section))
            .collect();
        if wanted.is_empty() || question.amounts.is_empty() {
            return Ok(Vec::new());
        }
        let spreads = wanted.iter().any(spread);
        let mut sql = self.begin();
        if wanted.iter().any(|section| *section != Section::Total) {
            self.write_given(&mut sql);
        }
        if wanted.contains(&Section::Unallocated) {
            self.write_rests(&mut sql);
        }
        write_shown(&mut sql, shown);
        sql.push(", pieces AS (");
        let all = wanted.iter().flat_map(|section| question.amounts.iter().map(|amount| (*section, *amount)));
        sql.separated(" UNION ALL ", all, |sql, (section, amount)| self.write_pieces(sql, section, amount, shown));
        sql.push(")");
        if spreads {
            sql.push(
                ", ranked AS (SELECT pieces.*, COUNT(*) OVER (PARTITION BY section, cell, amount, currency) AS n, \
                 ROW_NUMBER() OVER (PARTITION BY section, cell, amount, currency ORDER BY minor) AS r FROM pieces) \
                 SELECT section, cell, amount, currency, COUNT(*) AS projects, MIN(minor) AS minimum, \
                 MAX(CASE WHEN r = (n + 1) / 2 THEN minor END) AS median, MAX(minor) AS maximum FROM ranked",
            );
        } else {
            sql.push(" SELECT section, cell, amount, currency, COUNT(*) AS projects FROM pieces");
        }
        sql.push(" GROUP BY section, cell, amount, currency");
        let mut pieces = Vec::new();
        for row in self.snapshot.rows(sql.statement()).await? {
            let Some(amount) = read_amount(&row)? else { continue };
            let number = |column: &str| row.try_get::<i64>("", column);
            let read =
                || Ok::<_, DbErr>(Spread { minimum: number("minimum")?, median: number("median")?, maximum: number("maximum")? });
            pieces.push(Pieces {
                section: read_section(&row)?,
                cell: row.try_get("", "cell")?,
                amount,
                currency: row.try_get("", "currency")?,
                projects: number("projects")?,
                spread: spreads.then(read).transpose()?,
            });
        }
        Ok(pieces)
    }

    /// Writes what each project gives to the rows of a section, its pieces added up.
    fn write_pieces(&self, sql: &mut Sql, section: Section, amount: Amount, shown: &Shown) {
        let name = amount.name();
        let head = format!("SELECT '{}' AS section, ", section.name());
        let cell = self.cell("o");
        let one = format!("{name}_currency AS currency, {name}_minor AS minor");
        let several = format!("{name}_currency AS currency, CAST(SUM({name}_minor) AS BIGINT) AS minor");
        let condition = and(self.condition(section, shown), &format!("o.{name}_minor IS NOT NULL"));
        sql.push(&match section {
            Section::Rows if self.question.in_pieces() => format!(
                "{head}{cell} AS cell, '{name}' AS amount, {several} FROM given o{condition} GROUP BY o.id, {}, {name}_currency",
                self.values("o")
            ),
            Section::Rows => format!("{head}{cell} AS cell, '{name}' AS amount, {one} FROM given o{condition}"),
            Section::Other => {
                format!("{head}'' AS cell, '{name}' AS amount, {several} FROM given o{condition} GROUP BY o.id, {name}_currency")
            }
            Section::Unallocated => format!("{head}'' AS cell, amount, currency, minor FROM rests WHERE amount = '{name}'"),
            Section::Total if self.question.counted == Counted::Participations => {
                format!("{head}'' AS cell, '{name}' AS amount, {several} FROM base o{condition} GROUP BY o.project_id, {name}_currency")
            }
            Section::Total => format!("{head}'' AS cell, '{name}' AS amount, {one} FROM base o{condition}"),
        });
    }

    /// The condition on the cells of a section.
    fn condition(&self, section: Section, shown: &Shown) -> String {
        match section {
            Section::Rows if !shown.all => format!(" WHERE {} IN (SELECT value FROM shown)", self.cell("o")),
            Section::Other => format!(" WHERE {} NOT IN (SELECT value FROM shown)", self.cell("o")),
            Section::Rows | Section::Unallocated | Section::Total => String::new(),
        }
    }

    /// How many have no value of each dimension.
    pub async fn lacking(&self) -> Result<Vec<i64>, Error> {
        let mut lacking = vec![0; self.question.dimensions.len()];
        if lacking.is_empty() {
            return Ok(lacking);
        }
        let mut sql = self.begin();
        sql.push(" ");
        sql.separated(" UNION ALL ", self.dimensions(), |sql, (i, _)| {
            sql.push(&format!("SELECT '{i}' AS dimension, COUNT(DISTINCT o.id) AS number FROM placed o WHERE o.v{i} IS NULL"));
        });
        for row in self.snapshot.rows(sql.statement()).await? {
            let name: String = row.try_get("", "dimension")?;
            if let Some(place) = name.parse::<usize>().ok().and_then(|i| lacking.get_mut(i - 1)) {
                *place = row.try_get("", "number")?;
            }
        }
        Ok(lacking)
    }

    /// What the sources of the counted records and of their participations ask to be shown, each once.
    pub async fn attributions(&self) -> Result<Vec<String>, Error> {
        let mut sql = self.begin();
        let (project, participation) = match self.question.counted {
            Counted::Projects(_) | Counted::Results => {
                ("id", "JOIN participation p ON p.id = c.participation_id JOIN base b ON b.id = p.project_id")
            }
            Counted::Participations => ("project_id", "JOIN base b ON b.id = c.participation_id"),
        };
        sql.push(&format!(
            " SELECT DISTINCT s.attribution FROM source s WHERE s.attribution IS NOT NULL AND s.id IN (\
             SELECT c.source_id FROM citation c JOIN base b ON b.{project} = c.project_id \
             UNION ALL SELECT c.source_id FROM citation c {participation}) ORDER BY s.attribution"
        ));
        let rows = self.snapshot.rows(sql.statement()).await?;
        rows.iter().map(|row| Ok(row.try_get("", "attribution")?)).collect()
    }
}

/// Adds `shown`, the cells that are shown.
fn write_shown(sql: &mut Sql, shown: &Shown) {
    sql.push(", shown AS (SELECT value FROM ").texts(&shown.cells).push(" cells)");
}

/// Adds to a condition, of which there may be none yet.
fn and(condition: String, more: &str) -> String {
    let word = if condition.is_empty() { " WHERE" } else { " AND" };
    condition + word + " " + more
}

/// An exact sum in two columns, `millions` and `units`: a sum in one would be too large for SQLite's numbers.
fn sum_of(prefix: &str) -> String {
    format!(
        "CAST(SUM({prefix}minor / 1000000) AS TEXT) AS {prefix}millions, CAST(SUM({prefix}minor % 1000000) AS TEXT) AS {prefix}units"
    )
}

fn read_minor(row: &QueryResult, prefix: &str) -> Result<i128, DbErr> {
    let part = |column: &str| {
        let text: String = row.try_get("", &format!("{prefix}{column}"))?;
        text.parse::<i128>().map_err(|_| DbErr::Type(format!("{text} is not a whole number")))
    };
    Ok(part("millions")? * 1_000_000 + part("units")?)
}

fn read_amount(row: &QueryResult) -> Result<Option<Amount>, DbErr> {
    let name: String = row.try_get("", "amount")?;
    Ok([Amount::TotalBudget, Amount::Grant].into_iter().find(|amount| amount.name() == name))
}

impl Section {
    const ALL: [Self; 4] = [Self::Rows, Self::Other, Self::Unallocated, Self::Total];

    fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Other => "other",
            Self::Unallocated => "unallocated",
            Self::Total => "total",
        }
    }
}

fn read_section(row: &QueryResult) -> Result<Section, DbErr> {
    let name: String = row.try_get("", "section")?;
    let found = Section::ALL.into_iter().find(|section| section.name() == name);
    found.ok_or_else(|| DbErr::Type(format!("{name} is no part of a statistic")))
}
