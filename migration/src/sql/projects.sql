CREATE TABLE project (
    id $id,
    key $text NOT NULL UNIQUE,
    slug $text NOT NULL UNIQUE,
    acronym $text,
    acronym_key $text,
    title $json NOT NULL,
    summary $json NOT NULL,
    status $text,
    period_start $text,
    period_end $text,
    period_months INTEGER,
    start_first $text,
    start_last $text,
    end_first $text,
    end_last $text,
    signed_on $text,
    signed_first $text,
    signed_last $text,
    total_budget_minor BIGINT,
    total_budget_currency $text,
    grant_minor BIGINT,
    grant_currency $text,
    programme_id BIGINT REFERENCES programme (id),
    funding_call_id BIGINT REFERENCES funding_call (id),
    stated_partner_count INTEGER,
    url $text,
    sort_key $text NOT NULL,
    checksum $text NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    CHECK ((total_budget_minor IS NULL) = (total_budget_currency IS NULL)),
    CHECK ((grant_minor IS NULL) = (grant_currency IS NULL)),
    CHECK (stated_partner_count >= 0),
    CHECK (period_months > 0)
);
CREATE INDEX project_sort_key_key ON project (sort_key, key);
CREATE INDEX project_start_first_key ON project (start_first, key);
CREATE INDEX project_start_first_start_last ON project (start_first, start_last, id);
CREATE INDEX project_end_last_key ON project (end_last, key);
CREATE INDEX project_total_budget_currency_total_budget_minor_key ON project (total_budget_currency, total_budget_minor, key);
CREATE INDEX project_grant_currency_grant_minor_key ON project (grant_currency, grant_minor, key);
CREATE INDEX project_updated_at_key ON project (updated_at, key);
CREATE INDEX project_programme_id ON project (programme_id);
CREATE INDEX project_funding_call_id ON project (funding_call_id);
CREATE INDEX project_acronym ON project (acronym);

CREATE TABLE project_programme (
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    programme_id BIGINT NOT NULL REFERENCES programme (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (project_id, programme_id)
);
CREATE INDEX project_programme_programme_id_project_id ON project_programme (programme_id, project_id);

CREATE TABLE project_place (
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    place_id BIGINT NOT NULL REFERENCES place (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (project_id, place_id)
);
CREATE INDEX project_place_place_id_project_id ON project_place (place_id, project_id);

CREATE TABLE project_concept (
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    concept_id BIGINT NOT NULL REFERENCES concept (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (project_id, concept_id)
);
CREATE INDEX project_concept_concept_id_project_id ON project_concept (concept_id, project_id);

CREATE TABLE project_language (
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    language $text NOT NULL,
    PRIMARY KEY (project_id, language)
);
CREATE INDEX project_language_language ON project_language (language);

CREATE TABLE participation (
    id $id,
    key $text NOT NULL UNIQUE,
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    stated_partner $text,
    role $text,
    stated_role $text,
    position INTEGER,
    budget_minor BIGINT,
    budget_currency $text,
    grant_minor BIGINT,
    grant_currency $text,
    started_on $text,
    ended_on $text,
    CHECK ((budget_minor IS NULL) = (budget_currency IS NULL)),
    CHECK ((grant_minor IS NULL) = (grant_currency IS NULL))
);
CREATE INDEX participation_project_id_partner_id_role ON participation (project_id, partner_id, role);
CREATE INDEX participation_partner_id_project_id_role ON participation (partner_id, project_id, role);
CREATE INDEX participation_role ON participation (role);

CREATE TABLE project_amount (
    id $id,
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind $text NOT NULL,
    amount_minor BIGINT NOT NULL,
    amount_currency $text NOT NULL,
    on_date $text,
    period_start $text,
    period_end $text,
    period_months INTEGER,
    participation_id BIGINT REFERENCES participation (id) ON DELETE CASCADE,
    source_id BIGINT NOT NULL REFERENCES source (id),
    UNIQUE (project_id, position)
);
CREATE INDEX project_amount_participation_id ON project_amount (participation_id);

CREATE TABLE project_conflict (
    id $id,
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    field $text NOT NULL,
    value $text NOT NULL,
    source_id BIGINT NOT NULL REFERENCES source (id),
    preferred BOOLEAN NOT NULL,
    UNIQUE (project_id, position)
);

CREATE TABLE activity (
    id $id,
    key $text NOT NULL UNIQUE,
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind $text NOT NULL,
    title $json NOT NULL,
    description $json NOT NULL,
    UNIQUE (project_id, position)
);

CREATE TABLE activity_place (
    activity_id BIGINT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    place_id BIGINT NOT NULL REFERENCES place (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (activity_id, place_id)
);
CREATE INDEX activity_place_place_id ON activity_place (place_id);

CREATE TABLE activity_partner (
    activity_id BIGINT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    partner_id BIGINT NOT NULL REFERENCES partner (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (activity_id, partner_id)
);
CREATE INDEX activity_partner_partner_id ON activity_partner (partner_id);

CREATE TABLE activity_concept (
    activity_id BIGINT NOT NULL REFERENCES activity (id) ON DELETE CASCADE,
    concept_id BIGINT NOT NULL REFERENCES concept (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (activity_id, concept_id)
);
CREATE INDEX activity_concept_concept_id ON activity_concept (concept_id);

CREATE TABLE action_line (
    id $id,
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title $json NOT NULL,
    UNIQUE (project_id, position)
);

CREATE TABLE result (
    id $id,
    key $text NOT NULL UNIQUE,
    project_id BIGINT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    activity_id BIGINT REFERENCES activity (id),
    position INTEGER NOT NULL,
    kind $text,
    title $json NOT NULL,
    description $json NOT NULL,
    languages $json NOT NULL,
    delivered_on $text,
    delivered_first $text,
    delivered_last $text,
    url $text,
    sort_key $text NOT NULL,
    UNIQUE (project_id, position)
);
CREATE INDEX result_activity_id ON result (activity_id);
CREATE INDEX result_sort_key_key ON result (sort_key, key);
CREATE INDEX result_delivered_first ON result (delivered_first);

CREATE TABLE indicator (
    id $id,
    key $text NOT NULL UNIQUE,
    result_id BIGINT NOT NULL REFERENCES result (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name $json NOT NULL,
    concept_id BIGINT REFERENCES concept (id),
    unit $text,
    unit_label $json NOT NULL,
    baseline $json,
    target $json,
    actual $json,
    has_target BOOLEAN NOT NULL,
    has_actual BOOLEAN NOT NULL,
    target_reached BOOLEAN,
    UNIQUE (result_id, position)
);
CREATE INDEX indicator_concept_id ON indicator (concept_id);
CREATE INDEX indicator_unit ON indicator (unit);

CREATE TABLE indicator_period (
    id $id,
    indicator_id BIGINT NOT NULL REFERENCES indicator (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    period_start $text,
    period_end $text,
    period_months INTEGER,
    targets $json NOT NULL,
    actuals $json NOT NULL,
    UNIQUE (indicator_id, position)
);

CREATE TABLE identifier (
    id $id,
    project_id BIGINT REFERENCES project (id) ON DELETE CASCADE,
    partner_id BIGINT REFERENCES partner (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    scheme $text NOT NULL,
    value $text NOT NULL,
    normalised $text NOT NULL,
    CHECK ((project_id IS NULL) <> (partner_id IS NULL))
);
CREATE INDEX identifier_scheme_normalised ON identifier (scheme, normalised);
CREATE INDEX identifier_project_id ON identifier (project_id);
CREATE INDEX identifier_partner_id ON identifier (partner_id);

CREATE TABLE citation (
    id $id,
    project_id BIGINT REFERENCES project (id) ON DELETE CASCADE,
    participation_id BIGINT REFERENCES participation (id) ON DELETE CASCADE,
    partner_id BIGINT REFERENCES partner (id) ON DELETE CASCADE,
    funding_call_id BIGINT REFERENCES funding_call (id) ON DELETE CASCADE,
    programme_id BIGINT REFERENCES programme (id) ON DELETE CASCADE,
    result_id BIGINT REFERENCES result (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    source_id BIGINT NOT NULL REFERENCES source (id),
    record_id $text,
    url $text,
    language $text,
    CHECK ((project_id IS NOT NULL)$int + (participation_id IS NOT NULL)$int + (partner_id IS NOT NULL)$int + (funding_call_id IS NOT NULL)$int + (programme_id IS NOT NULL)$int + (result_id IS NOT NULL)$int = 1)
);
CREATE INDEX citation_project_id ON citation (project_id);
CREATE INDEX citation_participation_id ON citation (participation_id);
CREATE INDEX citation_partner_id ON citation (partner_id);
CREATE INDEX citation_funding_call_id ON citation (funding_call_id);
CREATE INDEX citation_programme_id ON citation (programme_id);
CREATE INDEX citation_result_id ON citation (result_id);
CREATE INDEX citation_source_id ON citation (source_id);
