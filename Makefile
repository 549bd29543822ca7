# What to do with the registry. `make run` is enough to try it.
#
#   make run       build it and serve on http://127.0.0.1:8080 from registry.sqlite in this folder (PROFILE=release runs faster)
#   make test      run all tests, on SQLite and, if it is installed, on PostgreSQL
#   make check     check formatting and lints
#   make schema    write schema.graphql anew
#   make golden    write the golden answers in tests/cases anew: read what changed before you keep it

ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
PROFILE ?= quick
CARGO ?= cargo
CARGO_TARGET_DIR ?= $(ROOT)/target
export CARGO_TARGET_DIR

MANIFEST := --manifest-path "$(ROOT)/Cargo.toml" --locked
# The profiles dev and test share a folder.
BUILT = $(CARGO_TARGET_DIR)/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))

.PHONY: run build test check schema golden

run:
	$(CARGO) build $(MANIFEST) --package inclusion-registry --profile $(PROFILE)
	exec "$(BUILT)/inclusion-registry" serve --database-url "sqlite://$(ROOT)/registry.sqlite?mode=rwc" $(ARGS)

build:
	$(CARGO) build $(MANIFEST) --workspace

test: build
	$(CARGO) test $(MANIFEST) --workspace

check:
	$(CARGO) fmt --manifest-path "$(ROOT)/Cargo.toml" --all --check
	$(CARGO) clippy $(MANIFEST) --workspace --all-targets -- --deny warnings

schema: build
	"$(CARGO_TARGET_DIR)/debug/inclusion-registry" schema > "$(ROOT)/schema.graphql.new"
	mv "$(ROOT)/schema.graphql.new" "$(ROOT)/schema.graphql"

golden: build
	UPDATE_GOLDEN=1 $(CARGO) test $(MANIFEST) --package tests golden::answers_are_the_golden_ones::sqlite
