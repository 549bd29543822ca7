//! Facets of lists.

use async_graphql::{ComplexObject, Context, SimpleObject};
use store::{dimension::Dimension, facet::Question};

use super::{
    connection::{LazyPage, size},
    dimension::{self, public_key},
    error::{Error, Result},
    localized_text::{Languages, LocalizedText},
    node::Node,
    request,
    scalar::int,
};

/// How many buckets a facet has if nothing is said.
const DEFAULT_BUCKETS: i32 = 20;

/// The rows of a list by the values of a dimension. Unless rows can have several values, buckets, other and missing add up to the total.
#[derive(SimpleObject)]
pub struct Facet {
    /// The values with their numbers of rows, the largest first, equal ones by key: of records by their record key, bytewise.
    buckets: Vec<FacetBucket>,
    /// How many rows were counted.
    total_count: i32,
    /// How many of them have no value.
    missing: i32,
    /// How many rows are in buckets that are not shown; null if rows can have several values.
    other_count: Option<i32>,
    /// How many buckets are not shown.
    other_buckets: i32,
    /// True if a row can have several values of this dimension, so that buckets can add up to more than the total.
    multi_valued: bool,
}

/// A value of a dimension, and how many rows have it.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct FacetBucket {
    /// The key: an ISO code, a programme code, a value of an enumeration or a year, otherwise an id. As `{dimension, in: [key]}` in
    /// `dimensions` of the filter it finds exactly the rows that are counted.
    key: String,
    /// How many rows have the value.
    count: i32,
    /// True if the list's own filter selects it in `dimensions`; selected values are always shown, with 0 too.
    selected: bool,
    #[graphql(skip)]
    of: (&'static Dimension, String),
}

#[ComplexObject]
impl FacetBucket {
    /// What the value is called; where it has no name, such as a year, the key in the language "zxx".
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Languages in the order of preference; the first that exists is given, else the original.")]
        languages: Languages,
    ) -> Result<LocalizedText> {
        let (dimension, key) = &self.of;
        let label = dimension::label(ctx, dimension, key, &languages).await?;
        Ok(label.unwrap_or_else(|| LocalizedText::plain(&self.key, "zxx")))
    }

    /// The record that the value is; null for countries, years, codes and values of enumerations.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<Node>> {
        let (dimension, key) = &self.of;
        dimension::record(ctx, dimension, key).await
    }
}

/// Answers `facet` of a list.
pub async fn facet(
    ctx: &Context<'_>,
    list: &LazyPage,
    dimension: &'static Dimension,
    first: Option<i32>,
    min_count: i32,
    exclude_own: bool,
) -> Result<Facet> {
    let first = size(ctx, "first", first.unwrap_or(DEFAULT_BUCKETS))?;
    if min_count < 0 {
        return Err(Error::bad_input(format!("minCount is {min_count}: 0 or more is allowed")));
    }
    let question = Question {
        dimension,
        first: i64::try_from(first).unwrap_or(i64::MAX),
        min_count: i64::from(min_count),
        exclude_own,
        missing: ctx.look_ahead().field("missing").exists(),
        today: request(ctx).day(),
    };
    let found = list.facet(ctx, question).await?;
    let bucket = |bucket: &store::facet::Bucket| FacetBucket {
        key: public_key(dimension, &bucket.key),
        count: int(bucket.count),
        selected: bucket.selected,
        of: (dimension, bucket.key.clone()),
    };
    Ok(Facet {
        buckets: found.buckets.iter().map(bucket).collect(),
        total_count: int(found.total),
        missing: int(found.missing()),
        other_count: dimension.single.then(|| int(found.other_count())),
        other_buckets: int(found.other_buckets()),
        multi_valued: !dimension.single,
    })
}
