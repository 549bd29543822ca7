//! Runs of publications, as importers make them: batch after batch, each committed by itself.

use std::collections::BTreeMap;

use record::batch::{Batch, Entry, Incoming, Loss};
use serde_json::{Value, json};
use store::{
    Clock, Reading,
    publish::{Outcome, Publisher},
};

use crate::common::{
    backend::{Backend, Database},
    on_both_backends,
    records::{document, partner, place, programme, project, record, source, text, tombstone},
    sql,
};

on_both_backends!(
    a_dry_run_sees_earlier_batches,
    only_what_is_wrong_is_kept_out,
    a_file_is_kept_out_whole_beside_others,
    what_is_unreadable_keeps_nothing_else_out,
    a_run_that_breaks_off_can_be_repeated,
    an_unchanged_batch_leaves_the_version,
    another_writer_may_come_between,
    counts_follow_every_change,
    namesakes_get_the_next_number,
    nothing_is_left_of_what_goes,
    what_cites_several_sources_is_written_once,
    identifiers_count_though_their_scheme_is_new,
    what_is_merged_still_uses_what_it_states,
    what_is_published_happens_when_the_clock_says,
);

/// Records as a batch that enters record by record.
fn each(records: &[Value]) -> Batch {
    let document = record::read(&document(records));
    assert_eq!(document.faults, []);
    Batch {
        file: "batch".to_owned(),
        records: document.records.into_iter().map(Incoming::from).collect(),
        entry: Entry::Each,
        ..Batch::default()
    }
}

/// The vocabulary of themes.
fn vocabulary() -> Value {
    json!({"vocabulary": {"code": "THEME", "name": text("en", "Themes")}})
}

/// Opens the database and works with it.
fn open<T>(database: &Database, work: impl AsyncFnOnce(&store::Database) -> T) -> T {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    runtime.block_on(async {
        let database = store::Database::open(database.url(), Reading::default()).await.expect("the database can be opened");
        database.migrate().await.expect("the database can be migrated");
        work(&database).await
    })
}

/// Publishes batches one after the other and gives what each did.
fn run(database: &Database, dry_run: bool, batches: &[&[Value]]) -> Vec<Outcome> {
    open(database, async |database| {
        let mut publisher = Publisher::begin(database, dry_run).await.expect("a run begins");
        let mut outcomes = Vec::new();
        for records in batches {
            outcomes.push(publisher.publish(vec![each(records)]).await.expect("a batch is published"));
        }
        publisher.finish().await.expect("a run ends");
        outcomes
    })
}

/// The places of all faults.
fn faults(outcome: &Outcome) -> Vec<&str> {
    outcome.rejections.iter().map(|rejection| rejection.fault.path.as_str()).collect()
}

fn a_dry_run_sees_earlier_batches(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let before = database.export();
    let batches: &[&[Value]] = &[
        &[partner("b", json!({}))],
        &[project("c", json!({"participations": [{"key": "1", "partner": "b"}]}))],
        &[
            project("c", json!({"participations": [{"key": "1", "partner": "b"}]})),
            project("d", json!({"title": text("en", "c")})),
        ],
    ];
    let outcomes = run(&database, true, batches);
    assert!(outcomes.iter().all(|outcome| outcome.rejections.is_empty()), "{outcomes:?}");
    let projects = outcomes.iter().filter_map(|outcome| outcome.counts.get("project"));
    assert_eq!(projects.map(|count| (count.created, count.unchanged)).collect::<Vec<_>>(), [(1, 0), (1, 1)]);
    assert_eq!(database.export(), before);
    let written = run(&database, false, batches);
    assert_eq!(
        written.iter().map(|outcome| &outcome.counts).collect::<Vec<_>>(),
        outcomes.iter().map(|o| &o.counts).collect::<Vec<_>>()
    );
    assert_eq!(written.iter().map(|outcome| outcome.data_version).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
}

fn only_what_is_wrong_is_kept_out(backend: Backend) {
    let database = Database::with(backend, &[source(), partner("there", json!({}))]);
    let takes_part = |partner: &str| json!({"participations": [{"key": "1", "partner": partner}]});
    let concept = |key: &str, broader: &str| {
        record("concept", key, json!({"vocabulary": "THEME", "label": text("en", key), "broader": broader}))
    };
    let records = [
        project("good", takes_part("there")),
        project("lost", takes_part("nobody")),
        vocabulary(),
        concept("leaf", "branch"),
        concept("branch", "missing"),
        project("needs-leaf", json!({"concepts": ["leaf"]})),
        partner("there", json!({"place": "nowhere"})),
        project("good", json!({})),
        tombstone("PARTNER", "there", None),
    ];
    let outcomes = run(&database, false, &[&records]);
    let mut found = faults(&outcomes[0]);
    found.sort_unstable();
    let expected = [
        "records[1].project.participations[0].partner",
        "records[3].concept.broader",
        "records[4].concept.broader",
        "records[5].project.concepts[0]",
        "records[6].partner.place",
        "records[7].project.key",
        "records[8].tombstone.key",
    ];
    assert_eq!(found, expected);
    let count = &outcomes[0].counts["project"];
    assert_eq!((count.created, count.rejected), (1, 3));
    assert_eq!(outcomes[0].counts["partner"].rejected, 1);
    let exported = database.export();
    for (key, there) in [("good", true), ("lost", false), ("needs-leaf", false), ("leaf", false), ("there", true)] {
        assert_eq!(exported.contains(&format!("\"key\":\"{key}\"")), there, "{key} in {exported}");
    }
}

fn a_file_is_kept_out_whole_beside_others(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let whole = Batch {
        file: "whole".to_owned(),
        entry: Entry::Whole,
        ..each(&[partner("in-whole", json!({})), project("wrong", json!({"places": ["nowhere"]}))])
    };
    let by_record = each(&[
        project("needs-whole", json!({"participations": [{"key": "1", "partner": "in-whole"}]})),
        project("stands-alone", json!({})),
    ]);
    let outcome = open(&database, async |database| {
        let mut publisher = Publisher::begin(database, false).await.expect("a run begins");
        publisher.publish(vec![whole, by_record]).await.expect("batches are published")
    });
    let files: Vec<(&str, &str)> = outcome.rejections.iter().map(|r| (r.file.as_str(), r.fault.path.as_str())).collect();
    assert_eq!(files, [("whole", "records[1].project.places[0]"), ("batch", "records[0].project.participations[0].partner")]);
    let count = |kind: &str| (outcome.counts[kind].created, outcome.counts[kind].rejected);
    assert_eq!((count("partner"), count("project")), ((0, 1), (1, 2)));
}

fn what_is_unreadable_keeps_nothing_else_out(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let records = [project("a", json!({"slug": "Not an address"})), json!({"project": {"key": "b"}}), project("c", json!({}))];
    let read = record::read(&document(&records));
    assert_eq!((read.records.len(), read.unreadable.len(), read.faults.len()), (2, 1, 2), "{:?}", read.faults);
    let batch = Batch {
        file: "batch".to_owned(),
        records: read.records.into_iter().map(Incoming::from).collect(),
        unreadable: read.unreadable,
        faults: read.faults.into_iter().map(|fault| (Loss::Record("unknown"), fault)).collect(),
        entry: Entry::Each,
        ..Batch::default()
    };
    let outcome = open(&database, async |database| {
        let mut publisher = Publisher::begin(database, false).await.expect("a run begins");
        publisher.publish(vec![batch]).await.expect("a batch is published")
    });
    let count = &outcome.counts["project"];
    assert_eq!((count.created, count.rejected, outcome.rejections.len()), (1, 2, 2));
}

fn a_run_that_breaks_off_can_be_repeated(backend: Backend) {
    let batches: Vec<Vec<Value>> = (0..4)
        .map(|batch| {
            let key = |i: u32| format!("p-{batch}-{i}");
            let record =
                |i| project(&key(i), json!({"title": text("en", "Same name"), "participations": [{"key": "1", "partner": "b"}]}));
            (0..3).map(record).collect()
        })
        .collect();
    let batches: Vec<&[Value]> = batches.iter().map(Vec::as_slice).collect();
    let given = [source(), partner("b", json!({}))];
    let at_once = Database::with(backend, &given);
    run(&at_once, false, &batches);

    let broken_off = Database::with(backend, &given);
    open(&broken_off, async |database| {
        let mut publisher = Publisher::begin(database, false).await.expect("a run begins");
        for records in &batches[..2] {
            publisher.publish(vec![each(records)]).await.expect("a batch is published");
        }
        // Nothing ends the run.
    });
    let projects = broken_off.export().lines().filter(|line| line.starts_with("{\"project\"")).count();
    assert_eq!(projects, 6);
    let again = run(&broken_off, false, &batches);
    let created: Vec<usize> = again.iter().map(|outcome| outcome.counts["project"].created).collect();
    assert_eq!(created, [0, 0, 3, 3]);
    assert_eq!(broken_off.export(), at_once.export());
}

fn an_unchanged_batch_leaves_the_version(backend: Backend) {
    let database = Database::new(backend);
    let records = [source(), partner("b", json!({})), project("c", json!({}))];
    let outcomes = run(&database, false, &[&records, &records, &[], &[project("d", json!({}))]]);
    let versions: Vec<Option<i64>> = outcomes.iter().map(|outcome| outcome.data_version).collect();
    assert_eq!(versions, [Some(1), None, None, Some(2)]);
    assert_eq!(outcomes[1].counts.values().map(|count| count.unchanged).sum::<usize>(), 3);
}

fn another_writer_may_come_between(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let named = |key: &str| project(key, json!({"title": text("en", "Same name")}));
    open(&database, async |opened| {
        let mut publisher = Publisher::begin(opened, false).await.expect("a run begins");
        publisher.publish(vec![each(&[named("a"), named("b")])]).await.expect("a batch is published");
        assert!(database.import(&[named("c"), named("d")]).success());
        publisher.publish(vec![each(&[named("e"), named("c")])]).await.expect("a batch is published");
    });
    let exported = database.export();
    for (key, slug) in
        [("a", "same-name"), ("b", "same-name-2"), ("c", "same-name-3"), ("d", "same-name-4"), ("e", "same-name-5")]
    {
        assert!(exported.contains(&format!("\"key\":\"{key}\",\"slug\":\"{slug}\"")), "{key} in {exported}");
    }
}

/// All counts and all trees, by key.
pub fn figures(database: &Database) -> BTreeMap<String, String> {
    let counts = ["partner", "funding_call", "programme", "concept"]
        .map(|table| format!("SELECT '{table} ' || key AS name, CAST(project_count AS TEXT) AS value FROM {table}"));
    let places = "SELECT 'place ' || key AS name, project_count || ' ' || seat_count || ' ' || any_count AS value FROM place";
    let trees = ["programme", "concept", "place"].map(|table| {
        format!(
            "SELECT '{table} tree ' || a.key || ' ' || d.key AS name, 'below' AS value FROM {table}_tree t \
             JOIN {table} a ON a.id = t.ancestor_id JOIN {table} d ON d.id = t.descendant_id"
        )
    });
    let all = "SELECT 'registry' AS name, CAST(project_count AS TEXT) AS value FROM registry";
    let questions: Vec<&str> = counts.iter().chain(&trees).map(String::as_str).chain([places, all]).collect();
    let rows = sql::with(database.url(), async |connection| sql::pairs(connection, &questions.join(" UNION ALL ")).await);
    rows.expect("the database can be opened").expect("the figures can be read").into_iter().collect()
}

fn counts_follow_every_change(backend: Backend) {
    let database = Database::new(backend);
    let within = |key: &str, parent: &str| place(key, "CITY", json!({"parent": parent}));
    let concept = |key: &str, members: Value| {
        let mut concept = record("concept", key, json!({"vocabulary": "THEME", "label": text("en", key)}));
        let more = members.as_object().expect("members are an object").clone();
        concept["concept"].as_object_mut().expect("a record is an object").extend(more);
        concept
    };
    let first = [
        source(),
        vocabulary(),
        place("country", "COUNTRY", json!({})),
        place("other", "COUNTRY", json!({})),
        within("city", "country"),
        within("town", "country"),
        concept("theme", json!({})),
        concept("part", json!({"broader": "theme"})),
        programme("whole", json!({})),
        programme("area", json!({"parent": "whole"})),
        record("fundingCall", "call", json!({"identifier": "CALL", "programme": "area", "sources": [{"source": "source"}]})),
        partner("a", json!({"place": "city"})),
        partner("b", json!({"place": "town"})),
        partner("c", json!({})),
    ];
    let one = |members: Value| project("one", members);
    let many = |i: u32| {
        let partner = ["a", "b", "c"][i as usize % 3];
        project(
            &format!("many-{i}"),
            json!({"places": ["city"], "concepts": ["part"], "programmes": ["area"], "participations": [{"key": "1", "partner": partner}]}),
        )
    };
    let second: Vec<Value> = (0..9)
        .map(many)
        .chain([one(json!({
            "places": ["town"], "concepts": ["theme", "part"], "programmes": ["whole"], "fundingCall": "call",
            "participations": [{"key": "1", "partner": "a"}, {"key": "2", "partner": "b"}],
        }))])
        .collect();
    let changes: Vec<Vec<Value>> = vec![
        // A project changes what it refers to, and a partner moves.
        vec![
            one(json!({"places": ["other"], "participations": [{"key": "1", "partner": "c"}]})),
            partner("b", json!({"place": "city"})),
        ],
        // What lies in a tree is renamed, moves, and comes between.
        vec![place("city", "CITY", json!({"parent": "country", "nuts": "RO1"})), concept("part", json!({}))],
        vec![place("region", "REGION", json!({"parent": "other"})), within("city", "region"), programme("area", json!({}))],
        // A partner gets a seat, another is merged into it; a place is merged; a project goes.
        vec![partner("c", json!({"place": "town"}))],
        vec![tombstone("PARTNER", "a", Some("c"))],
        vec![tombstone("PLACE", "town", Some("city"))],
        vec![tombstone("PROJECT", "many-4", None), many(5), one(json!({"concepts": ["theme"], "fundingCall": "call"}))],
    ];
    run(&database, false, &[&first, &second]);
    for changes in &changes {
        let outcome = run(&database, false, &[changes]);
        assert_eq!(faults(&outcome[0]), [""; 0], "{changes:?}");
        let fresh = Database::new(backend);
        assert!(fresh.run(&["import", &fresh.file("all.jsonl", &database.export())]).success());
        assert_eq!(figures(&database), figures(&fresh), "after {changes:?}");
    }
}

fn namesakes_get_the_next_number(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let named = |i: u32| project(&format!("p{i:03}"), json!({"title": text("en", "Same")}));
    let taken = project("wish", json!({"slug": "same-70"}));
    let first: Vec<Value> = [taken].into_iter().chain((1..=150).map(named)).collect();
    let second: Vec<Value> = (151..=300).map(named).collect();
    run(&database, false, &[&first, &second]);
    run(&database, false, &[&[named(301)]]);
    let exported = database.export();
    // The 70th number belongs to another project, so that all after it are one further.
    for (key, slug) in [("p001", "same"), ("p069", "same-69"), ("p070", "same-71"), ("p150", "same-151"), ("p301", "same-302")] {
        assert!(exported.contains(&format!("\"key\":\"{key}\",\"slug\":\"{slug}\"")), "{key}");
    }
}

fn nothing_is_left_of_what_goes(backend: Backend) {
    let amount = json!({"kind": "GRANT", "money": {"amount": "5.00", "currency": "EUR"}});
    let cited = json!([{"source": "source", "recordId": "7"}]);
    let named = json!({"identifiers": [{"scheme": "SCHEME", "value": "1"}], "sources": cited});
    let full = |key: &str, partner: &str| {
        project(
            key,
            json!({
                "programmes": ["programme"], "fundingCall": "call", "identifiers": [{"scheme": "SCHEME", "value": key}],
                "amounts": [amount.clone()], "sources": cited,
                "participations": [{"key": "1", "partner": partner, "sources": cited}],
                "results": [{"key": "1", "title": text("en", "Result"), "sources": cited}],
            }),
        )
    };
    let first = [
        source(),
        json!({"identifierScheme": {"code": "SCHEME", "name": "Scheme", "unique": false}}),
        programme("programme", json!({"sources": cited})),
        record("fundingCall", "call", json!({"identifier": "CALL", "sources": cited})),
        partner("a", named.clone()),
        partner("b", json!({"sources": cited})),
        partner("c", json!({"sources": cited})),
        full("one", "a"),
        full("two", "b"),
        project("three", json!({"participations": [{"key": "1", "partner": "c"}], "sources": cited})),
    ];
    let second = [
        project("one", json!({"sources": cited})),
        tombstone("PROJECT", "two", None),
        tombstone("PROJECT", "three", Some("one")),
        tombstone("PARTNER", "a", Some("c")),
        tombstone("PARTNER", "b", None),
        tombstone("FUNDING_CALL", "call", None),
        tombstone("PROGRAMME", "programme", None),
    ];
    let database = Database::new(backend);
    for outcome in run(&database, false, &[&first, &second]) {
        assert_eq!(faults(&outcome), [""; 0]);
    }
    let of = |owner: &str, tables: &[&str]| {
        let orphans = |table: &&str| {
            format!(
                "SELECT '{table}' AS name, CAST(COUNT(*) AS TEXT) AS value FROM {table} \
                 WHERE {owner}_id IS NOT NULL AND {owner}_id NOT IN (SELECT id FROM {owner})"
            )
        };
        tables.iter().map(orphans).collect::<Vec<_>>()
    };
    let questions = [
        of("project", &["citation", "identifier", "project_amount", "project_programme", "project_language", "participation"]),
        of("participation", &["citation", "project_amount"]),
        of("partner", &["citation", "identifier"]),
        of("funding_call", &["citation"]),
        of("programme", &["citation"]),
        of("result", &["citation"]),
    ];
    let found = ["project", "partner", "funding_call", "programme", "result"].map(|table| {
        format!(
            "SELECT '{table}_search' AS name, CAST(COUNT(*) AS TEXT) AS value FROM {table}_search \
             WHERE rowid NOT IN (SELECT id FROM {table})"
        )
    });
    let questions = [questions.concat(), found.to_vec()].concat().join(" UNION ALL ");
    let left = sql::with(database.url(), async |connection| sql::pairs(connection, &questions).await);
    for (table, orphans) in left.and_then(|left| left).expect("the tables can be counted") {
        assert_eq!(orphans, "0", "rows of {table} that belong to nothing");
    }
}

fn what_is_merged_still_uses_what_it_states(backend: Backend) {
    let with = |key: &str| project(key, json!({"participations": [{"key": "1", "partner": "a"}]}));
    let database = Database::new(backend);
    let merge = [tombstone("PROJECT", "two", Some("one")), tombstone("PARTNER", "a", None)];
    let outcomes = run(&database, false, &[&[source(), partner("a", json!({})), project("one", json!({})), with("two")], &merge]);
    assert_eq!(faults(&outcomes[1]), ["records[1].tombstone.key"]);
    let fault = &outcomes[1].rejections[0].fault;
    assert_eq!(fault.reason, "this record is still in use: the project \"two\" refers to it");
}

fn identifiers_count_though_their_scheme_is_new(backend: Backend) {
    let scheme = json!({"identifierScheme": {"code": "PIC", "name": "Participant Identification Code", "unique": true}});
    let country = place("chile", "COUNTRY", json!({"country": "CL"}));
    let city = place("santiago", "CITY", json!({"country": "CL", "parent": "chile"}));
    let named = |key: &str, code: &str| {
        let identifiers = json!([{"scheme": "PIC", "value": code}]);
        partner(key, json!({"name": text("es", "Universidad"), "country": "CL", "place": "santiago", "identifiers": identifiers}))
    };
    let records = [source(), scheme, country, city, named("a", "999000001"), named("b", "999000002"), named("c", "999000001")];
    let outcomes = run(&Database::new(backend), false, &[&records, &records]);
    assert_eq!((outcomes[0].counts["partner"].created, outcomes[0].counts["partner"].merged), (2, 1));
    assert_eq!((outcomes[1].changed(), outcomes[1].data_version), (0, None), "each says what it said");
}

fn what_cites_several_sources_is_written_once(backend: Backend) {
    let mut other = source();
    other["source"]["key"] = json!("other");
    let cited = json!([{"source": "source"}, {"source": "other"}]);
    let records = [source(), other, partner("a", json!({"sources": cited})), project("one", json!({"sources": cited}))];
    let database = Database::new(backend);
    let outcomes = run(&database, false, &[&records, &records]);
    assert_eq!((outcomes[0].changed(), outcomes[1].changed(), outcomes[1].data_version), (4, 0, None));
    assert!(!database.export().contains("\"statement\""), "nobody states anything else");
}

fn what_is_published_happens_when_the_clock_says(backend: Backend) {
    let database = Database::with(backend, &[source()]);
    let moment = time::OffsetDateTime::from_unix_timestamp(981_173_106).expect("a moment");
    let updated_at = open(&database, async |database| {
        let database = database.clone().with_clock(Clock::fixed(moment));
        let mut publisher = Publisher::begin(&database, false).await.expect("a run begins");
        publisher.publish(vec![each(&[project("a", json!({}))])]).await.expect("a batch is published");
        publisher.finish().await.expect("the run ends");
        assert_eq!(database.today().to_string(), "2001-02-03");
        database.snapshot().updated_at().await.expect("the registry's state can be read")
    });
    assert_eq!(updated_at, moment.unix_timestamp());
}
