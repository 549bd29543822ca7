//! Indexed texts: those of records that are searched, and how weighty they are.

/// Where a text stands in a record, from the narrowest to the widest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Zone {
    /// Acronym, identifier, title or name.
    Title,
    /// Names of places, partners and concepts.
    Names,
    /// Everything else.
    Rest,
}

/// A query for texts of records: `owner`, and columns of texts, in all languages or `plain`. `{ids}` stands for the
/// condition on the records.
pub(super) struct TextQuery {
    pub(super) zone: Zone,
    /// How many columns of texts in all languages there are; 0 if there is one plain column.
    pub(super) localised: usize,
    /// True if the whole text, typed exactly, is what people look for: a name, an acronym, an identifier.
    pub(super) exact: bool,
    pub(super) sql: &'static str,
}

const fn texts(zone: Zone, exact: bool, columns: usize, sql: &'static str) -> TextQuery {
    TextQuery { zone, localised: columns, exact, sql }
}

const fn plain(zone: Zone, sql: &'static str) -> TextQuery {
    TextQuery { zone, localised: 0, exact: true, sql }
}

pub(super) const PROJECT: &[TextQuery] = &[
    plain(Zone::Title, "SELECT id AS owner, acronym FROM project WHERE acronym IS NOT NULL AND id{ids}"),
    plain(Zone::Title, "SELECT project_id AS owner, value FROM identifier WHERE project_id{ids}"),
    texts(Zone::Title, true, 1, "SELECT id AS owner, title FROM project WHERE id{ids}"),
    texts(
        Zone::Names,
        false,
        2,
        "SELECT l.project_id AS owner, t.name, t.alternative_names FROM project_place l JOIN place t ON t.id = l.place_id \
         WHERE l.project_id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        2,
        "SELECT l.project_id AS owner, t.name, t.alternative_names FROM participation l JOIN partner t ON t.id = l.partner_id \
         WHERE COALESCE(t.kind, '') <> 'NATURAL_PERSON' AND l.project_id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        1,
        "SELECT l.project_id AS owner, t.label FROM project_concept l JOIN concept t ON t.id = l.concept_id WHERE l.project_id{ids}",
    ),
    texts(Zone::Rest, false, 1, "SELECT id AS owner, summary FROM project WHERE id{ids}"),
    texts(Zone::Rest, false, 2, "SELECT project_id AS owner, title, description FROM activity WHERE project_id{ids}"),
    texts(Zone::Rest, false, 1, "SELECT project_id AS owner, title FROM action_line WHERE project_id{ids}"),
    texts(Zone::Rest, false, 2, "SELECT project_id AS owner, title, description FROM result WHERE project_id{ids}"),
];

pub(super) const PARTNER: &[TextQuery] = &[
    texts(
        Zone::Title,
        true,
        2,
        "SELECT id AS owner, name, alternative_names FROM partner WHERE COALESCE(kind, '') <> 'NATURAL_PERSON' AND id{ids}",
    ),
    plain(
        Zone::Title,
        "SELECT i.partner_id AS owner, i.value FROM identifier i JOIN partner p ON p.id = i.partner_id \
         WHERE COALESCE(p.kind, '') <> 'NATURAL_PERSON' AND i.partner_id{ids}",
    ),
    texts(
        Zone::Names,
        false,
        2,
        "SELECT p.id AS owner, t.name, t.alternative_names FROM partner p JOIN place t ON t.id = p.place_id \
         WHERE COALESCE(p.kind, '') <> 'NATURAL_PERSON' AND p.id{ids}",
    ),
];

pub(super) const FUNDING_CALL: &[TextQuery] = &[
    plain(Zone::Title, "SELECT id AS owner, identifier FROM funding_call WHERE identifier IS NOT NULL AND id{ids}"),
    texts(Zone::Title, true, 1, "SELECT id AS owner, title FROM funding_call WHERE id{ids}"),
    texts(Zone::Rest, false, 1, "SELECT id AS owner, summary FROM funding_call WHERE id{ids}"),
];

pub(super) const PROGRAMME: &[TextQuery] = &[
    plain(Zone::Title, "SELECT id AS owner, code FROM programme WHERE code IS NOT NULL AND id{ids}"),
    texts(Zone::Title, true, 1, "SELECT id AS owner, name FROM programme WHERE id{ids}"),
];

pub(super) const RESULT: &[TextQuery] = &[
    texts(Zone::Title, true, 1, "SELECT id AS owner, title FROM result WHERE id{ids}"),
    texts(Zone::Rest, false, 1, "SELECT id AS owner, description FROM result WHERE id{ids}"),
    texts(Zone::Rest, false, 1, "SELECT result_id AS owner, name FROM indicator WHERE result_id{ids}"),
];

pub(super) const PLACE: &[TextQuery] = &[
    plain(Zone::Title, "SELECT id AS owner, nuts FROM place WHERE nuts IS NOT NULL AND id{ids}"),
    texts(Zone::Title, true, 2, "SELECT id AS owner, name, alternative_names FROM place WHERE id{ids}"),
];

pub(super) const CONCEPT: &[TextQuery] = &[
    plain(Zone::Title, "SELECT id AS owner, notation FROM concept WHERE notation IS NOT NULL AND id{ids}"),
    texts(Zone::Title, true, 1, "SELECT id AS owner, label FROM concept WHERE id{ids}"),
];
