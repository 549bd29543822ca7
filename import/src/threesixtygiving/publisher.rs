//! The publisher of grants, and the package in which a file states it.

use std::{borrow::Cow, io::BufReader};

use record::{Key, LanguageTag, Source, Text, TextOrigin};
use serde::Deserialize;

use super::object::{Members, objects, stated};
use crate::{
    Input,
    value::{address, key},
};

/// The publisher of grants: the one that the package names, or else the funder.
pub(super) struct Publisher {
    /// The key of its source, which also begins the keys of what only this publisher tells apart.
    pub(super) key: Key,
    pub(super) name: String,
    licence: Option<String>,
    /// The page of the data.
    page: Option<String>,
}

impl Publisher {
    pub(super) fn of(grant: &Members, package: &Package) -> Self {
        let funders = objects(grant, "fundingOrganization");
        let funder = funders.first().map(|(funder, _)| *funder);
        let of_funder = |member| funder.and_then(|funder| stated(funder, member)).map(Cow::into_owned);
        let published = package.publisher.as_ref();
        let name = published.map(|publisher| publisher.name.clone());
        // GrantNav names the publisher of each row of its tables.
        let name = name.or_else(|| stated(grant, "Publisher:Name").map(Cow::into_owned));
        let id = match (published, &name) {
            (Some(publisher), _) => publisher.identifier.clone(),
            (None, Some(name)) if of_funder("name").as_ref() != Some(name) => None,
            _ => of_funder("id"),
        };
        let name = name.or_else(|| of_funder("name"));
        let id = id.or_else(|| name.clone()).unwrap_or_else(|| "not stated".to_owned());
        let page = stated(grant, "dataSource").and_then(|page| address(&page));
        Self {
            key: key("360giving", &id.trim().to_lowercase()),
            name: name.unwrap_or(id),
            licence: package.license.clone().or_else(|| stated(grant, "License (see note)").map(Cow::into_owned)),
            page: page.or_else(|| package.access_url.as_deref().and_then(address)),
        }
    }

    pub(super) fn source(&self) -> Source {
        let licence = self.licence.as_deref().unwrap_or("CC-BY-4.0");
        let terms = if self.licence.is_some() { licence } else { "CC BY 4.0" };
        Source {
            key: self.key.clone(),
            slug: None,
            publisher: self.name.clone(),
            title: vec![Text {
                language: LanguageTag::stored("en"),
                text: format!("Grants of {}", self.name),
                origin: TextOrigin::Editorial,
            }],
            url: Some(self.page.clone().unwrap_or_else(|| "https://www.360giving.org".to_owned())),
            licence: Some(licence.to_owned()),
            attribution: Some(format!("Contains data published by {} under {terms}, via 360Giving.", self.name)),
            language: None,
            retrieved_on: None,
        }
    }
}

/// The members of a package beside its grants.
#[derive(Default, Deserialize)]
pub(super) struct Package {
    publisher: Option<PackagePublisher>,
    license: Option<String>,
    #[serde(rename = "accessURL")]
    access_url: Option<String>,
}

#[derive(Deserialize)]
struct PackagePublisher {
    name: String,
    identifier: Option<String>,
}

impl Package {
    /// Nothing of a file that is no package, or is broken: reading its grants will tell.
    pub(super) fn of(input: &Input) -> Self {
        let reader = input.open().ok().map(BufReader::new);
        reader.and_then(|reader| serde_json::from_reader(reader).ok()).unwrap_or_default()
    }
}
