//! Which concepts lie below which, each below itself included.

use sea_orm::entity::prelude::*;

/// Which concepts lie below which, each below itself included.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "concept_tree")]
pub struct Model {
    /// The upper end, which may be the same.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ancestor_id: i64,
    /// The lower end.
    #[sea_orm(primary_key, auto_increment = false)]
    pub descendant_id: i64,
    /// The row that `ancestor_id` names.
    #[sea_orm(belongs_to, relation_enum = "Ancestor", from = "ancestor_id", to = "id")]
    pub ancestor: BelongsTo<super::concept::Entity>,
    /// The row that `descendant_id` names.
    #[sea_orm(belongs_to, relation_enum = "Descendant", from = "descendant_id", to = "id")]
    pub descendant: BelongsTo<super::concept::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
