//! Laws that hold whatever the data: generated registries, imported and asked over HTTP, against a plain model in memory.
//!
//! The same registries are made in every run. `LAWS_SEED=n` makes others, `LAWS_CASES=n` more or fewer of them.

mod ask;
mod below;
mod exchange;
mod facets;
mod figures;
mod generate;
mod indicators;
mod model;
mod money;
mod names;
mod paging;
mod questions;
mod registry;
mod round_trip;
mod shares;
mod sums;
mod walk;

use std::env;

use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use self::{
    names::Names,
    questions::{ListQuestion, Questions},
    registry::Registry,
};
use crate::common::{backend::Backend, on_both_backends, server::Server};

on_both_backends!(generated_registries_obey_the_laws, an_empty_registry_obeys_the_laws);

/// A number from the environment.
fn number(name: &str, default: u32) -> u32 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn generated_registries_obey_the_laws(backend: Backend) {
    for_many_registries(|registry| check(backend, registry));
}

/// Checks generated registries, and shows the smallest that fails.
fn for_many_registries(check: impl Fn(&Registry)) {
    let config = Config {
        cases: number("LAWS_CASES", 5),
        max_shrink_iters: number("LAWS_SHRINKS", 60),
        failure_persistence: None,
        ..Config::default()
    };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("LAWS_SEED", 1).to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let outcome = runner.run(&generate::registries(), |registry| {
        check(&registry);
        Ok(())
    });
    if let Err(TestError::Fail(reason, registry)) = outcome {
        panic!("{reason}\nfor the registry {registry:?}");
    }
}

fn an_empty_registry_obeys_the_laws(backend: Backend) {
    let questions = Questions { lists: vec![ListQuestion::default()], ..Questions::default() };
    check(backend, &Registry { questions, ..Registry::default() });
}

fn check(backend: Backend, registry: &Registry) {
    let server = Server::with(backend, &registry.records());
    let client = server.client();
    let names = Names::ask(client);
    let lists = model::list::all(registry);
    facets::check(client, &names, &lists, &registry.questions);
    round_trip::check(client, &names, &lists, &registry.questions);
    paging::check(client, registry, &names, &lists);
    below::check(client, registry);
    let [projects, _, _, results] = &lists;
    sums::check(client, registry, &names, projects);
    shares::check(client, registry, &names, projects);
    indicators::check(client, registry, &names, results);
}
