#!/usr/bin/env bash
# The memory of the server before and after each part of the hostile-input tests, one after the other, in the debug build.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
cargo build --quiet
cargo test --quiet --package tests -- hostile:: --nocapture --test-threads=1 --format=pretty 2>/dev/null | grep -E 'memory:|\.\.\. '
