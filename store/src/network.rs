//! The network of partners: who takes part in the same projects.

use super::{Error, Snapshot, filter::Filter, sql::Sql};

/// How many edges are given for each partner asked for.
const EDGES_PER_NODE: i64 = 10;

/// The partners with most projects, and between them the edges that stand for most shared projects.
#[derive(Debug, Default)]
pub struct Network {
    /// The row numbers of the partners, and how many of the projects each has.
    pub nodes: Vec<(i64, i64)>,
    /// Two partners and how many of the projects they share; the first one has the smaller key.
    pub edges: Vec<(i64, i64, i64)>,
    /// How many partners the projects have.
    pub partners: i64,
    /// True if not all partners, or not all edges between those that are, are given.
    pub truncated: bool,
}

/// The network of the projects that match, of at most `first` partners. Natural persons are left out.
pub async fn network(snapshot: &Snapshot, filter: &Filter, first: u64) -> Result<Network, Error> {
    let languages = if filter.searches() { snapshot.search_languages().await? } else { &[] };
    let first = i64::try_from(first).unwrap_or(i64::MAX);
    let mut network = Network::default();

    let mut sql = snapshot.sql("");
    let counted = if *filter == Filter::everything() {
        "(SELECT id AS partner_id, CAST(project_count AS BIGINT) AS n FROM partner WHERE project_count > 0)"
    } else {
        sql.push("WITH ");
        write_members(&mut sql, filter, languages, None);
        "(SELECT partner_id, COUNT(*) AS n FROM members GROUP BY partner_id)"
    };
    // One row at least, because it tells how many partners there are.
    sql.push(&format!(
        " SELECT s.id, c.n, COUNT(*) OVER () AS partners FROM {counted} c JOIN partner s ON s.id = c.partner_id \
         WHERE s.kind IS DISTINCT FROM 'NATURAL_PERSON' ORDER BY c.n DESC, s.sort_key, s.key LIMIT "
    ))
    .bind(first.max(1));
    for row in snapshot.rows(sql.statement()).await? {
        network.nodes.push((row.try_get("", "id")?, row.try_get("", "n")?));
        network.partners = row.try_get("", "partners")?;
    }
    network.nodes.truncate(usize::try_from(first).unwrap_or(usize::MAX));

    let shown: Vec<i64> = network.nodes.iter().map(|(id, _)| *id).collect();
    let most = first.saturating_mul(EDGES_PER_NODE);
    let mut sql = snapshot.sql("WITH ");
    write_members(&mut sql, filter, languages, Some(&shown));
    sql.push(
        ", named AS MATERIALIZED (SELECT m.partner_id, m.project_id, s.key FROM members m JOIN partner s ON s.id = m.partner_id) \
         SELECT a.partner_id AS one, b.partner_id AS other, COUNT(*) AS n FROM named a \
         JOIN named b ON b.project_id = a.project_id AND b.key > a.key \
         GROUP BY a.partner_id, b.partner_id, a.key, b.key ORDER BY n DESC, a.key, b.key LIMIT ",
    )
    .bind(most.saturating_add(1));
    for row in snapshot.rows(sql.statement()).await? {
        network.edges.push((row.try_get("", "one")?, row.try_get("", "other")?, row.try_get("", "n")?));
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    network.truncated = network.edges.len() > most || i64::try_from(shown.len()).unwrap_or(i64::MAX) < network.partners;
    network.edges.truncate(most);
    Ok(network)
}

/// Writes `members`: the partners of each project that matches, each once, perhaps only some of them.
fn write_members(sql: &mut Sql, filter: &Filter, languages: &[String], shown: Option<&[i64]>) {
    sql.push("members AS MATERIALIZED (SELECT DISTINCT p.partner_id, p.project_id FROM participation p WHERE TRUE");
    if let Some(shown) = shown {
        sql.push(" AND p.partner_id").any_id(shown);
    }
    if *filter != Filter::everything() {
        sql.push(" AND p.project_id IN (SELECT t.id FROM project t WHERE ");
        filter.write(sql, "t", languages);
        sql.push(")");
    }
    sql.push(")");
}
