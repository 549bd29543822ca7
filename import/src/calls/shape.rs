//! The shapes in which documents hold topics.

/// The shape in which a document holds topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Flat objects, as copies of the portal hold them.
    Flat,
    /// Answers of the portal's search.
    Search,
    /// One topic as its page reads it.
    Details,
    /// The list of all grants and tenders.
    List,
}

impl Shape {
    /// Tells by the beginning of a document.
    pub(super) fn of(head: &str) -> Option<Self> {
        let head = head.trim_start_matches('\u{feff}').trim_start();
        let has = |member: &str| head.contains(&format!("\"{member}\""));
        if !head.starts_with(['{', '[']) {
            return None;
        }
        match () {
            () if has("GrantTenderObj") => Some(Self::List),
            () if has("TopicDetails") || has("ccm2Id") && has("frameworkProgramme") && !has("metadata") => Some(Self::Details),
            () if has("metadata") && (has("frameworkProgramme") || has("callIdentifier")) => Some(Self::Search),
            () if has("topicId") && has("callIdentifier") => Some(Self::Flat),
            () => None,
        }
    }

    /// The member of the document that holds the topics.
    pub(super) fn member(self) -> Option<&'static str> {
        match self {
            Self::Search => Some("results"),
            Self::List => self.inner_member(),
            Self::Flat | Self::Details => None,
        }
    }

    /// The member that holds them, where it lies deeper.
    pub(super) fn inner_member(self) -> Option<&'static str> {
        (self == Self::List).then_some("GrantTenderObj")
    }
}
