//! Several processes on one database, a role that may only read, and a database that goes away for a while.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use serde_json::{Value, json};

use crate::common::{
    backend::{Backend, Database, Role},
    client::{Client, each},
    markdown::{blocks, read},
    on_both_backends,
    patience::eventually,
    records::{project, source},
    server::Server,
    sql,
};

on_both_backends!(
    every_server_sees_what_another_process_publishes,
    no_answer_mixes_two_versions,
    fewer_connections_than_questions
);

const COUNT: &str = "{ projects { totalCount } }";

/// Runs a test on PostgreSQL, if it is there.
macro_rules! on_postgres {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[test]
            fn postgres() {
                if let Some(backend) = crate::common::backend::Backend::postgres() {
                    super::$name(backend);
                }
            }
        })+
    };
}

on_postgres!(a_role_that_may_only_read_is_enough, broken_connections_are_made_anew, a_closed_database_is_waited_for);

/// The project of this number, of which each brings one euro.
fn numbered(number: usize) -> Value {
    let grant = json!([{"kind": "GRANT", "money": {"amount": "1.00", "currency": "EUR"}}]);
    project(&format!("p{number:03}"), json!({"amounts": grant}))
}

/// Imports one more project, in a process of its own.
fn import(database: &Database, number: usize) {
    let ended = database.import(&[source(), numbered(number)]);
    assert!(ended.success(), "{ended:?}");
}

/// Waits until the server shows so many projects.
fn sees(client: &Client, projects: usize) {
    eventually(|| (client.query(COUNT)["projects"]["totalCount"] == projects).then_some(()));
}

fn every_server_sees_what_another_process_publishes(backend: Backend) {
    let one = Server::with(backend, &[source(), numbered(1)]);
    let other = one.beside(&[]);
    let servers = [&one, &other];
    for number in 2..5 {
        // What was asked before is kept.
        for server in servers {
            sees(server.client(), number - 1);
        }
        import(one.database(), number);
        for server in servers {
            sees(server.client(), number);
        }
    }
}

/// Asks for the same in many ways, so that an answer of which every part is right can be of one version only.
fn version_seen(client: &Client, number: usize) -> usize {
    // Every other question was asked before and may be kept.
    let name = if number.is_multiple_of(2) { "Again".to_owned() } else { format!("Q{number}") };
    let query = format!(
        "query {name} {{
            registry {{ dataVersion counts {{ projects }} }}
            projects(first: 100, orderBy: [{{field: UPDATED}}]) {{ totalCount nodes {{ slug }} facet(by: START_YEAR) {{ totalCount missing }} }}
            projectStatistics(groupBy: []) {{ total {{ count grant {{ amount projectCount }} }} }}
        }}"
    );
    let answer = client.ask(&query, &json!({}));
    let version = answer["extensions"]["dataVersion"].as_u64().unwrap_or_else(|| panic!("no version: {answer:#}"));
    let data = &answer["data"];
    let expected: Vec<String> = (1..=version).map(|number| format!("p{number:03}")).collect();
    let mut slugs = each(data, "/projects/nodes", "/slug");
    slugs.sort_unstable();
    assert_eq!(slugs, expected, "version {version}");
    for part in [
        "/registry/dataVersion",
        "/registry/counts/projects",
        "/projects/totalCount",
        "/projects/facet/totalCount",
        "/projects/facet/missing",
        "/projectStatistics/total/count",
        "/projectStatistics/total/grant/0/projectCount",
    ] {
        assert_eq!(data.pointer(part), Some(&json!(version)), "{part} of version {version}: {answer:#}");
    }
    assert_eq!(data["projectStatistics"]["total"]["grant"][0]["amount"], format!("{version}.00"));
    usize::try_from(version).expect("a version is small")
}

fn no_answer_mixes_two_versions(backend: Backend) {
    const LAST: usize = 10;
    let one = Server::with(backend, &[source(), numbered(1)]);
    let other = one.beside(&[]);
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        for server in [&one, &other] {
            scope.spawn(|| {
                let mut newest = 0;
                let mut number = 0;
                while !ended.load(Ordering::Relaxed) {
                    let version = version_seen(server.client(), number);
                    assert!(version >= newest, "version {version} is shown after {newest}");
                    newest = version;
                    number += 1;
                }
                eventually(|| (version_seen(server.client(), 0) == LAST).then_some(()));
            });
        }
        (2..=LAST).for_each(|number| import(one.database(), number));
        ended.store(true, Ordering::Relaxed);
    });
}

fn fewer_connections_than_questions(backend: Backend) {
    let arguments =
        ["--read-connections", "1", "--max-concurrent", "8", "--read-idle-seconds", "0.1", "--read-lifetime-seconds", "0.2"];
    let server = Server::start(Database::with(backend, &[source(), numbered(1)]), &arguments);
    let limits = server.client().query("{ registry { limits { maxConcurrent } } }");
    assert_eq!(limits["registry"]["limits"]["maxConcurrent"], 1, "a query that runs has a connection");
    thread::scope(|scope| {
        for asker in 0..8 {
            let client = server.client();
            scope.spawn(move || (0..5).for_each(|number| assert_eq!(version_seen(client, 2 * (5 * asker + number) + 1), 1)));
        }
    });
}

/// The roles that listen for news of the database.
fn listening(database: &Database) -> Vec<String> {
    let text = "SELECT usename::text AS name, query AS value FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN %'";
    let rows = sql::with(database.url(), async |connection| sql::pairs(connection, text).await);
    rows.and_then(|rows| rows).expect("PostgreSQL answers").into_iter().map(|(role, _)| role).collect()
}

fn a_role_that_may_only_read_is_enough(backend: Backend) {
    let database = Database::new(backend);
    let role = Role::of(&database);
    let operating = blocks(&read("docs/operating.md"));
    let (_, statements) = operating.into_iter().find(|(language, _)| language == "sql").expect("the document makes a role");
    let statements = statements
        .replace("registry_reader", role.name())
        .replace("ON DATABASE registry ", &format!("ON DATABASE {} ", database.name()))
        .replace("FOR ROLE registry ", "FOR ROLE CURRENT_USER ");
    sql::execute(database.url(), &statements).expect("the statements of the document run");
    let url = database.url_as(role.name(), "another-secret");
    // The tables are made and filled by the main role.
    let server = Server::start(database, &["--database-read-url", &url]);
    assert_eq!(server.client().query(COUNT)["projects"]["totalCount"], 13);
    assert_eq!(server.client().get("/readyz").status, 200);
    import(server.database(), 1);
    sees(server.client(), 14);
    let listener = eventually(|| listening(server.database()).pop());
    assert_eq!(listener, role.name());
    for statement in ["UPDATE registry SET data_version = 1", "DELETE FROM project", "INSERT INTO search_language VALUES ('xx')"]
    {
        let allowed = format!("SET default_transaction_read_only = off; {statement}");
        let refused = sql::execute(&url, &allowed).expect_err(statement).to_string();
        assert!(refused.contains("permission denied"), "{refused}");
    }
}

#[test]
fn where_to_read_must_be_of_the_same_kind() {
    let database = Database::new(Backend::Sqlite);
    let ended = database.run(&["serve", "--listen", "127.0.0.1:0", "--database-read-url", "postgres://localhost/registry"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("both must be SQLite, or both PostgreSQL"), "{}", ended.stderr);
}

/// Asks something that was not asked before; nothing if the database can't be reached.
fn new_question(client: &Client, number: &mut usize) -> Option<u64> {
    *number += 1;
    let answer = client.ask(&format!("query Q{number} {COUNT}"), &json!({}));
    if let Some(error) = answer["errors"].get(0) {
        assert_eq!(error["extensions"]["code"], "DATABASE_UNAVAILABLE", "{error}");
        return None;
    }
    answer["data"]["projects"]["totalCount"].as_u64()
}

fn broken_connections_are_made_anew(backend: Backend) {
    let server = Server::with(backend, &[source(), numbered(1)]);
    let mut number = 0;
    for round in 1..4 {
        eventually(|| listening(server.database()).pop());
        assert_eq!(eventually(|| new_question(server.client(), &mut number)), round);
        server.database().break_connections(true);
        // At first nobody listens, and the news is seen all the same.
        import(server.database(), number_of(round + 1));
        eventually(|| (new_question(server.client(), &mut number)? == round + 1).then_some(()));
    }
}

fn number_of(round: u64) -> usize {
    usize::try_from(round).expect("a round is small")
}

fn a_closed_database_is_waited_for(backend: Backend) {
    let server = Server::with(backend, &[source(), numbered(1)]);
    let (client, mut number) = (server.client(), 0);
    assert_eq!(new_question(client, &mut number), Some(1));
    server.database().break_connections(false);
    eventually(|| new_question(client, &mut number).is_none().then_some(()));
    // What is kept can't be known to be true any more.
    client.fails(COUNT, "DATABASE_UNAVAILABLE", &["try again later"]);
    assert_eq!((client.get("/readyz").status, client.get("/healthz").status), (503, 200));
    server.database().break_connections(true);
    assert_eq!(eventually(|| new_question(client, &mut number)), 1);
    assert_eq!(eventually(|| (client.get("/readyz").status == 200).then_some(200)), 200);
    import(server.database(), 2);
    sees(client, 2);
    eventually(|| listening(server.database()).pop());
}
