//! Ids are the server's own: here is which record each of them names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    model::{Key, cells::programme_key},
    registry::PROGRAMMES,
};
use crate::common::client::Client;

/// The records by their ids, and the ids by the keys that the model gives records.
pub struct Names {
    keys: BTreeMap<String, Key>,
    ids: BTreeMap<Key, String>,
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
        let mut names = Self { keys: BTreeMap::new(), ids: BTreeMap::new() };
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
        let programme = PROGRAMMES.iter().position(|programme| programme.0 == record);
        let key = programme.map_or_else(|| record.to_owned(), programme_key);
        let known = self.ids.insert(key.clone(), id.clone());
        assert_eq!(known, None, "two records are called {key}");
        self.keys.insert(id, key);
    }

    /// The key of a record as the model has it, or what isn't an id as it is.
    pub fn key(&self, public: &str) -> Key {
        self.keys.get(public).cloned().unwrap_or_else(|| public.to_owned())
    }

    /// The key of a cell as clients see it: programmes with a code are known by that.
    pub fn public(&self, key: &str) -> String {
        let coded = PROGRAMMES.iter().any(|programme| programme.1 == Some(key));
        self.ids.get(key).filter(|_| !coded).cloned().unwrap_or_else(|| key.to_owned())
    }
}
