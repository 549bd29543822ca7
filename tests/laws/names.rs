//! Ids are the server's own: here is which record each of them names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    model::{Key, cells::programme_key},
    registry::PROGRAMMES,
};
use crate::common::client::Client;

/// The keys of all records by their ids, and the ids by the keys.
pub struct Names {
    records: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

impl Names {
    /// Asks for all records.
    pub fn ask(client: &Client) -> Self {
        let cited = ["projects", "partners", "fundingCalls", "results", "programmes"];
        let cited = cited.map(|list| format!("{list}(first: 100) {{ nodes {{ id sources {{ recordId }} }} }}")).join(" ");
        let data = client.query(&format!(
            "{{ {cited} places(first: 100) {{ nodes {{ id slug }} }} concepts(first: 100) {{ nodes {{ id notation }} }} \
             registry {{ sources(first: 100) {{ nodes {{ id slug }} }} }} }}"
        ));
        let mut names = Self { records: BTreeMap::new(), ids: BTreeMap::new() };
        let places = [
            ("/projects/nodes", "/sources/0/recordId"),
            ("/partners/nodes", "/sources/0/recordId"),
            ("/fundingCalls/nodes", "/sources/0/recordId"),
            ("/results/nodes", "/sources/0/recordId"),
            ("/programmes/nodes", "/sources/0/recordId"),
            ("/places/nodes", "/slug"),
            ("/concepts/nodes", "/notation"),
            ("/registry/sources/nodes", "/slug"),
        ];
        for (list, key) in places {
            for node in data.pointer(list).and_then(Value::as_array).into_iter().flatten() {
                let text = |pointer: &str| node.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
                names.add(&text(key), text("/id"));
            }
        }
        names
    }

    fn add(&mut self, record: &str, id: String) {
        let known = self.ids.insert(record.to_owned(), id.clone());
        assert_eq!(known, None, "two records are called {record}");
        self.records.insert(id, record.to_owned());
    }

    /// The record that an id names.
    pub fn record(&self, id: &str) -> &str {
        self.records.get(id).unwrap_or_else(|| panic!("{id} is no id of a record"))
    }

    /// The key of a cell as the model has it, of the key that clients see.
    pub fn key(&self, public: &str) -> Key {
        let Some(record) = self.records.get(public) else { return public.to_owned() };
        let programme = PROGRAMMES.iter().position(|programme| programme.0 == record);
        programme.map_or_else(|| record.clone(), programme_key)
    }

    /// The key of a cell as clients see it: an id where it is that of a record.
    pub fn public(&self, key: &str) -> String {
        self.ids.get(key.trim_start()).cloned().unwrap_or_else(|| key.to_owned())
    }
}
