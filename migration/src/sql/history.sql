CREATE TABLE revision (
    id $id,
    record_type $text NOT NULL,
    record_key $text NOT NULL,
    kind $text NOT NULL,
    at BIGINT NOT NULL,
    data_version BIGINT NOT NULL,
    checksum $text,
    source_id BIGINT REFERENCES source (id),
    merged_into $text
);
CREATE INDEX revision_record_type_record_key ON revision (record_type, record_key);

CREATE TABLE tombstone (
    id $id,
    record_type $text NOT NULL,
    key $text NOT NULL,
    slug $text,
    reason $text NOT NULL,
    at BIGINT NOT NULL,
    merged_into $text,
    checksum $text NOT NULL,
    UNIQUE (record_type, key),
    CHECK ((reason = 'MERGED') = (merged_into IS NOT NULL))
);
CREATE INDEX tombstone_record_type_slug ON tombstone (record_type, slug);
CREATE INDEX tombstone_key ON tombstone (key);
CREATE INDEX tombstone_merged_into ON tombstone (merged_into);

CREATE TABLE statement (
    id $id,
    kind $text NOT NULL,
    own_key $text NOT NULL,
    source_key $text NOT NULL,
    record_key $text NOT NULL,
    rule $text,
    body $text,
    UNIQUE (kind, own_key, source_key)
);
CREATE INDEX statement_kind_record_key ON statement (kind, record_key);

CREATE TABLE distinction (
    kind $text NOT NULL,
    record_key $text NOT NULL,
    other_key $text NOT NULL,
    PRIMARY KEY (kind, record_key, other_key),
    CHECK (record_key < other_key)
);

CREATE TABLE search_language (
    language $text NOT NULL,
    PRIMARY KEY (language)
);
