//! Suggestions while somebody types: records whose names have words that begin like the last word typed.

use record::folding::{sort_key, words};

use super::{
    Error, Snapshot, analyser,
    filter::write_prefix,
    sql::{Clause, SearchExpression, Sql},
    table::Table,
};

/// How many words are looked for; further ones are left out.
const MOST_WORDS: usize = 32;
/// How much of what was typed is read, in characters.
const MOST_CHARACTERS: usize = 200;
/// How many records of a table are compared, each for the beginning of a name and for the beginning of a word.
const MOST_CANDIDATES: i64 = 200;
/// How short a single word can be to be looked for inside of names; what begins so in a whole registry is too much to choose from.
const SHORTEST: usize = 3;

/// What was typed so far.
#[derive(Clone, Debug)]
pub struct Typed {
    words: Vec<String>,
    mark: String,
    sort_key: String,
}

/// A record that may be meant.
#[derive(Clone, Copy, Debug)]
pub struct Suggested {
    /// Its table.
    pub table: Table,
    /// Its row number.
    pub id: i64,
}

impl Typed {
    /// Reads what was typed; `None` if it holds no letter and no digit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().take(MOST_CHARACTERS).collect();
        let words = words(&text).take(MOST_WORDS).collect();
        Some(Self { words, mark: analyser::exact_mark(&text)?, sort_key: sort_key(&text) })
    }

    /// True if the text has the words typed, the last of them being typed still, or begins as typed.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        let words: Vec<String> = words(text).collect();
        let Some((last, whole)) = self.words.split_last() else { return false };
        let begins = analyser::exact_mark(text).is_some_and(|mark| mark.starts_with(&self.mark));
        begins || (whole.iter().all(|word| words.contains(word)) && words.iter().any(|word| word.starts_with(last.as_str())))
    }

    /// A whole name that is what was typed.
    fn exactly(&self) -> SearchExpression {
        SearchExpression(vec![Clause::AnyOf(vec![self.mark.clone()])])
    }

    /// A whole name that begins as typed.
    fn beginning(&self) -> SearchExpression {
        SearchExpression(vec![Clause::Prefix(self.mark.clone())])
    }

    /// A name that has the words typed, the last of them being typed still; behind others, a single letter says too little yet.
    fn inside(&self) -> SearchExpression {
        let Some((last, whole)) = self.words.split_last() else { return SearchExpression(Vec::new()) };
        let mut clauses: Vec<Clause> = whole.iter().map(|word| Clause::AnyOf(vec![word.clone()])).collect();
        if whole.is_empty() || last.chars().nth(1).is_some() {
            clauses.push(Clause::Prefix(last.clone()));
        }
        SearchExpression(clauses)
    }

    fn is_short(&self) -> bool {
        self.words.len() == 1 && self.words[0].chars().count() < SHORTEST
    }
}

/// The records of the tables that may be meant, the best first: those with exactly this name, those with a name that begins so, those
/// with a word that begins so. Within each, the tables take turns, and of one table those with more projects come first.
pub async fn suggest(snapshot: &Snapshot, typed: &Typed, tables: &[Table], first: u64) -> Result<Vec<Suggested>, Error> {
    if tables.is_empty() {
        return Ok(Vec::new());
    }
    let limit = i64::try_from(first).unwrap_or(i64::MAX);
    let mut sql = snapshot.sql("");
    sql.separated(" UNION ALL ", tables.iter().enumerate(), |sql, (i, table)| write_best(sql, i, *table, typed, limit));
    let mut found = Vec::new();
    for row in snapshot.rows(sql.statement()).await? {
        let table = usize::try_from(row.try_get::<i32>("", "kind")?).unwrap_or(usize::MAX);
        let (rank, turn): (i32, i64) = (row.try_get("", "fit")?, row.try_get("", "turn")?);
        found.push((-rank, turn, table, row.try_get::<i64>("", "id")?));
    }
    found.sort_unstable();
    found.truncate(usize::try_from(first).unwrap_or(usize::MAX));
    Ok(found.into_iter().filter_map(|(.., table, id)| Some(Suggested { table: *tables.get(table)?, id })).collect())
}

/// Writes the best records of one table with how well they fit, and their turn among those that fit as well.
fn write_best(sql: &mut Sql, i: usize, table: Table, typed: &Typed, limit: i64) {
    let name = table.name();
    let projects = match table {
        Table::Place => "t.any_count DESC, ",
        Table::Partner | Table::FundingCall | Table::Programme | Table::Concept => "t.project_count DESC, ",
        _ => "",
    };
    sql.push(&format!(
        "SELECT kind, id, fit, turn FROM (SELECT {i} AS kind, t.id, c.fit, \
         ROW_NUMBER() OVER (PARTITION BY c.fit ORDER BY {projects}t.sort_key, t.key) AS turn FROM (SELECT id, MAX(fit) AS fit FROM ("
    ));
    write_found(sql, name, &typed.exactly(), 3);
    sql.push(&format!(" UNION ALL SELECT id, 2 FROM (SELECT id FROM {name} WHERE "));
    write_prefix("sort_key", &typed.sort_key, sql);
    if table == Table::Partner {
        sql.push(" AND kind IS DISTINCT FROM 'NATURAL_PERSON'");
    }
    sql.push(" ORDER BY sort_key, key LIMIT ").bind(limit).push(") first");
    if !typed.is_short() {
        sql.push(" UNION ALL ");
        write_found(sql, name, &typed.beginning(), 2);
        sql.push(" UNION ALL ");
        write_found(sql, name, &typed.inside(), 1);
    }
    sql.push(&format!(") candidates GROUP BY id) c JOIN {name} t ON t.id = c.id) ranked{i} WHERE turn <= ")).bind(limit);
}

/// Writes the records whose names match, as many as are compared: those that have been in the registry for longest.
fn write_found(sql: &mut Sql, table: &str, expression: &SearchExpression, fit: u8) {
    sql.push(&format!("SELECT id, {fit} AS fit FROM (SELECT rowid AS id FROM {table}_search WHERE "));
    sql.matches(table, "title", expression).push(" ORDER BY rowid LIMIT ").bind(MOST_CANDIDATES).push(&format!(") fit{fit}"));
}
