//! Where records are stated.

use sea_orm::entity::prelude::*;

/// Where records are stated.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "citation")]
pub struct Model {
    /// The row number, private to this database.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The project.
    pub project_id: Option<i64>,
    /// The participation.
    pub participation_id: Option<i64>,
    /// The partner.
    pub partner_id: Option<i64>,
    /// The call.
    pub funding_call_id: Option<i64>,
    /// The programme.
    pub programme_id: Option<i64>,
    /// The result.
    pub result_id: Option<i64>,
    /// Its place in the order of its source.
    pub position: i32,
    /// The source.
    pub source_id: i64,
    /// The source's own id of the record.
    #[sea_orm(column_type = "Text", nullable)]
    pub record_id: Option<String>,
    /// Its page.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// BCP 47.
    #[sea_orm(column_type = "Text", nullable)]
    pub language: Option<String>,
    /// The row that `project_id` names.
    #[sea_orm(belongs_to, from = "project_id", to = "id")]
    pub project: BelongsTo<Option<super::project::Entity>>,
    /// The row that `participation_id` names.
    #[sea_orm(belongs_to, from = "participation_id", to = "id")]
    pub participation: BelongsTo<Option<super::participation::Entity>>,
    /// The row that `partner_id` names.
    #[sea_orm(belongs_to, from = "partner_id", to = "id")]
    pub partner: BelongsTo<Option<super::partner::Entity>>,
    /// The row that `funding_call_id` names.
    #[sea_orm(belongs_to, from = "funding_call_id", to = "id")]
    pub funding_call: BelongsTo<Option<super::funding_call::Entity>>,
    /// The row that `programme_id` names.
    #[sea_orm(belongs_to, from = "programme_id", to = "id")]
    pub programme: BelongsTo<Option<super::programme::Entity>>,
    /// The row that `result_id` names.
    #[sea_orm(belongs_to, from = "result_id", to = "id")]
    pub result: BelongsTo<Option<super::result::Entity>>,
    /// The row that `source_id` names.
    #[sea_orm(belongs_to, from = "source_id", to = "id")]
    pub source: BelongsTo<super::source::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
