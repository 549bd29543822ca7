//! Which programmes are parts of which, each of itself included.

use sea_orm::entity::prelude::*;

/// Which programmes are parts of which, each of itself included.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_tree")]
pub struct Model {
    /// The upper end, which may be the same.
    #[sea_orm(primary_key, auto_increment = false)]
    pub ancestor_id: i64,
    /// The lower end.
    #[sea_orm(primary_key, auto_increment = false)]
    pub descendant_id: i64,
    /// The row that `ancestor_id` names.
    #[sea_orm(belongs_to, relation_enum = "Ancestor", from = "ancestor_id", to = "id")]
    pub ancestor: BelongsTo<super::programme::Entity>,
    /// The row that `descendant_id` names.
    #[sea_orm(belongs_to, relation_enum = "Descendant", from = "descendant_id", to = "id")]
    pub descendant: BelongsTo<super::programme::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
