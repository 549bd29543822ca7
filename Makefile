# What to do with the registry. `make run` is enough to try it.
#
#   make run       build it and serve on http://127.0.0.1:8080 from registry.sqlite in this folder
#   make release   build it for production, as target/release/inclusion-registry
#   make test      run all tests, on SQLite and, if it is installed, on PostgreSQL
#   make web       build the playground GraphiQL, if Node.js is there; run, build and test do it by themselves
#   make clients   install the public clients that the tests use, if Node.js and Python are there
#   make check     check formatting and lints
#   make schema    write schema.graphql anew
#   make golden    write the golden answers in tests/cases and tests/data/versions anew: read what changed
#   make keep      write a registry of this version to tests/data/versions, for later versions to open

ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
CARGO ?= cargo
CARGO_TARGET_DIR ?= $(ROOT)/target
export CARGO_TARGET_DIR

MANIFEST := --manifest-path "$(ROOT)/Cargo.toml" --locked
.PHONY: run build release test web clients check schema golden keep

run: web
	$(CARGO) build $(MANIFEST) --package inclusion-registry
	exec "$(CARGO_TARGET_DIR)/debug/inclusion-registry" serve --database-url "sqlite://$(ROOT)/registry.sqlite?mode=rwc" $(ARGS)

build: web
	$(CARGO) build $(MANIFEST) --workspace

release: web
	$(CARGO) build $(MANIFEST) --package inclusion-registry --release

test: build clients
	$(CARGO) test $(MANIFEST) --workspace

# GraphiQL, which is built into the program. Without Node.js the program is built without it, and its page says so.
WEB := $(ROOT)/web
PLAYGROUND := $(WEB)/node_modules/.built
WEB_SOURCES := $(filter-out %.gitkeep,$(wildcard $(WEB)/*.json $(WEB)/*.ts $(WEB)/*.html $(WEB)/src/* $(WEB)/starters/*))

web: $(PLAYGROUND)

$(PLAYGROUND): $(WEB_SOURCES)
	@command -v npm >/dev/null && npm ci --prefix "$(WEB)" --no-audit --no-fund --loglevel=error \
		&& npm run build --prefix "$(WEB)" --loglevel=error && touch "$@" \
		|| echo "*** NOT BUILT: the playground, which needs Node.js 20.19 or newer, npm and a way to its registry" >&2

# Libraries of public clients. Whoever can't install them can still run all other tests.
CLIENTS := $(ROOT)/tests/clients
NODE_MODULES := $(CLIENTS)/node_modules/.package-lock.json
VENV := $(CLIENTS)/python/.venv

clients: $(NODE_MODULES) $(VENV)/bin/gql-cli

$(NODE_MODULES): $(CLIENTS)/package-lock.json
	@command -v npm >/dev/null && npm ci --prefix "$(CLIENTS)" --no-audit --no-fund --loglevel=error && touch "$@" \
		|| echo "*** NOT INSTALLED: the JavaScript clients of the tests, which need Node.js, npm and a way to its registry" >&2

$(VENV)/bin/gql-cli: $(CLIENTS)/python/requirements.txt
	@command -v python3 >/dev/null && python3 -m venv --clear "$(VENV)" \
		&& "$(VENV)/bin/pip" install --quiet --requirement "$<" && touch "$@" \
		|| echo "*** NOT INSTALLED: the Python client of the tests, which needs Python 3 with venv and a way to its registry" >&2

check:
	$(CARGO) fmt --manifest-path "$(ROOT)/Cargo.toml" --all --check
	$(CARGO) clippy $(MANIFEST) --workspace --all-targets -- --deny warnings

schema: build
	"$(CARGO_TARGET_DIR)/debug/inclusion-registry" schema > "$(ROOT)/schema.graphql.new"
	mv "$(ROOT)/schema.graphql.new" "$(ROOT)/schema.graphql"

golden: build
	UPDATE_GOLDEN=1 $(CARGO) test $(MANIFEST) --package tests -- graphql::golden::answers operations::versions --skip ::postgres

keep: build
	KEEP_VERSION=1 $(CARGO) test $(MANIFEST) --package tests operations::versions::a_registry_of_this_version_is_kept
