CREATE TABLE registry (
    id INTEGER PRIMARY KEY,
    data_version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    project_count BIGINT NOT NULL,
    CHECK (id = 1)
);

CREATE TABLE source (
    id $id,
    key $text NOT NULL UNIQUE,
    slug $text NOT NULL UNIQUE,
    publisher $text NOT NULL,
    title $json NOT NULL,
    url $text,
    licence $text,
    attribution $text,
    language $text,
    retrieved_on $text,
    sort_key $text NOT NULL,
    checksum $text NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX source_sort_key_key ON source (sort_key, key);

CREATE TABLE identifier_scheme (
    id $id,
    code $text NOT NULL UNIQUE,
    name $text NOT NULL,
    is_unique BOOLEAN NOT NULL,
    url $text,
    url_template $text,
    checksum $text NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE vocabulary (
    id $id,
    code $text NOT NULL UNIQUE,
    name $json NOT NULL,
    url $text,
    licence $text,
    checksum $text NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE concept (
    id $id,
    key $text NOT NULL UNIQUE,
    vocabulary_id BIGINT NOT NULL REFERENCES vocabulary (id),
    notation $text,
    notation_key $text,
    label $json NOT NULL,
    broader_id BIGINT REFERENCES concept (id),
    url $text,
    sort_key $text NOT NULL,
    project_count INTEGER NOT NULL,
    checksum $text NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (vocabulary_id, notation),
    CHECK (broader_id <> id)
);
CREATE INDEX concept_sort_key_key ON concept (sort_key, key);
CREATE INDEX concept_broader_id ON concept (broader_id);

CREATE TABLE concept_tree (
    ancestor_id BIGINT NOT NULL REFERENCES concept (id),
    descendant_id BIGINT NOT NULL REFERENCES concept (id),
    PRIMARY KEY (ancestor_id, descendant_id)
);
CREATE INDEX concept_tree_descendant_id ON concept_tree (descendant_id);

CREATE TABLE place (
    id $id,
    key $text NOT NULL UNIQUE,
    slug $text NOT NULL UNIQUE,
    name $json NOT NULL,
    alternative_names $json NOT NULL,
    kind $text NOT NULL,
    country $text,
    nuts $text,
    parent_id BIGINT REFERENCES place (id),
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    sort_key $text NOT NULL,
    project_count INTEGER NOT NULL,
    seat_count INTEGER NOT NULL,
    any_count INTEGER NOT NULL,
    checksum $text NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (length(country) = 2),
    CHECK (latitude BETWEEN -90 AND 90),
    CHECK (longitude BETWEEN -180 AND 180),
    CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CHECK (parent_id <> id)
);
CREATE INDEX place_sort_key_key ON place (sort_key, key);
CREATE INDEX place_parent_id ON place (parent_id);
CREATE INDEX place_country ON place (country);
CREATE INDEX place_nuts ON place (nuts);

CREATE TABLE place_tree (
    ancestor_id BIGINT NOT NULL REFERENCES place (id),
    descendant_id BIGINT NOT NULL REFERENCES place (id),
    PRIMARY KEY (ancestor_id, descendant_id)
);
CREATE INDEX place_tree_descendant_id ON place_tree (descendant_id);

CREATE TABLE programme (
    id $id,
    key $text NOT NULL UNIQUE,
    slug $text NOT NULL UNIQUE,
    code $text UNIQUE,
    code_key $text,
    name $json NOT NULL,
    parent_id BIGINT REFERENCES programme (id),
    period_start $text,
    period_end $text,
    period_months INTEGER,
    sort_key $text NOT NULL,
    project_count INTEGER NOT NULL,
    checksum $text NOT NULL,
    updated_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    CHECK (parent_id <> id)
);
CREATE INDEX programme_sort_key_key ON programme (sort_key, key);
CREATE INDEX programme_parent_id ON programme (parent_id);

CREATE TABLE programme_tree (
    ancestor_id BIGINT NOT NULL REFERENCES programme (id),
    descendant_id BIGINT NOT NULL REFERENCES programme (id),
    PRIMARY KEY (ancestor_id, descendant_id)
);
CREATE INDEX programme_tree_descendant_id ON programme_tree (descendant_id);

CREATE TABLE funding_call (
    id $id,
    key $text NOT NULL UNIQUE,
    slug $text NOT NULL UNIQUE,
    identifier $text,
    identifier_key $text,
    title $json NOT NULL,
    summary $json NOT NULL,
    programme_id BIGINT REFERENCES programme (id),
    status $text,
    opens_on $text,
    opens_first $text,
    opens_last $text,
    first_deadline $text,
    last_deadline $text,
    budget_minor BIGINT,
    budget_currency $text,
    url $text,
    sort_key $text NOT NULL,
    project_count INTEGER NOT NULL,
    checksum $text NOT NULL,
    updated_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    CHECK ((budget_minor IS NULL) = (budget_currency IS NULL))
);
CREATE INDEX funding_call_sort_key_key ON funding_call (sort_key, key);
CREATE INDEX funding_call_identifier ON funding_call (identifier);
CREATE INDEX funding_call_programme_id ON funding_call (programme_id);
CREATE INDEX funding_call_opens_first ON funding_call (opens_first);
CREATE INDEX funding_call_last_deadline ON funding_call (last_deadline);

CREATE TABLE funding_call_deadline (
    id $id,
    funding_call_id BIGINT NOT NULL REFERENCES funding_call (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    day $text NOT NULL,
    deadline_at BIGINT,
    stage INTEGER,
    UNIQUE (funding_call_id, position)
);
CREATE INDEX funding_call_deadline_day ON funding_call_deadline (day);

CREATE TABLE partner (
    id $id,
    key $text NOT NULL UNIQUE,
    slug $text NOT NULL UNIQUE,
    name $json NOT NULL,
    alternative_names $json NOT NULL,
    kind $text,
    country $text,
    place_id BIGINT REFERENCES place (id),
    url $text,
    sort_key $text NOT NULL,
    project_count INTEGER NOT NULL,
    checksum $text NOT NULL,
    updated_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    CHECK (length(country) = 2)
);
CREATE INDEX partner_sort_key_key ON partner (sort_key, key);
CREATE INDEX partner_country_sort_key_key ON partner (country, sort_key, key);
CREATE INDEX partner_id_country_kind ON partner (id, country, kind);
CREATE INDEX partner_project_count ON partner (project_count);
CREATE INDEX partner_place_id ON partner (place_id);
CREATE INDEX partner_kind ON partner (kind);
CREATE INDEX partner_updated_at ON partner (updated_at);
