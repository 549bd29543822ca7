//! Activities and action lines.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::{
    concept::Concept,
    enums::ActivityKind,
    error::Result,
    id::{self, NodeType},
    load_all,
    localized_text::{Languages, LocalizedText},
    partner::Partner,
    place::Place,
};
use crate::{
    enums::Stored,
    loaders::{PartnersOfActivity, PlacesOfActivity, TargetGroupsOfActivity},
};

/// An entry of the source's own list of activities.
pub struct Activity(pub Arc<entity::activity::Model>);

/// An entry of the source's own list of activities. Means that are named only in running prose stand in the summary.
#[Object]
impl Activity {
    /// The id; opaque, keep it as it is.
    pub(super) async fn id(&self) -> ID {
        id::encode(NodeType::Activity, &self.0.key)
    }

    /// The kind of activity.
    async fn kind(&self) -> Result<ActivityKind> {
        ActivityKind::stored(&self.0.kind)
    }

    /// What it is called.
    async fn title(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.title, &languages, &self.0.key)
    }

    /// What happens; null if there is no description.
    async fn description(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Option<LocalizedText> {
        LocalizedText::choose(&self.0.description, &languages)
    }

    /// Where it happens.
    async fn places(&self, ctx: &Context<'_>) -> Result<Vec<Place>> {
        load_all(ctx, PlacesOfActivity(self.0.id), Place).await
    }

    /// The partners that are named with it.
    async fn partners(&self, ctx: &Context<'_>) -> Result<Vec<Partner>> {
        load_all(ctx, PartnersOfActivity(self.0.id), Partner).await
    }

    /// The target groups that are named with it.
    async fn target_groups(&self, ctx: &Context<'_>) -> Result<Vec<Concept>> {
        load_all(ctx, TargetGroupsOfActivity(self.0.id), Concept).await
    }
}

/// A strategic line or a numbered step of method.
pub struct ActionLine(pub Arc<entity::action_line::Model>);

/// A strategic line or a numbered step of method that the source lists.
#[Object]
impl ActionLine {
    /// The place in the source's order, from 1.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// What it says.
    async fn title(
        &self,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> LocalizedText {
        LocalizedText::required(&self.0.title, &languages, "")
    }
}
