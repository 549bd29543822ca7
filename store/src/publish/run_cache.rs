//! The cache of a run of publications.

use super::slugs::Numbers;
use crate::analyser::Analyser;

/// What makes later publications of a run cheaper, without changing what comes of them.
#[derive(Default)]
pub(super) struct RunCache {
    pub(super) analyser: Analyser,
    pub(super) slug_numbers: Numbers,
}
