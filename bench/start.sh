#!/usr/bin/env bash
# How long the program takes to its first answer, and how much memory it then holds, on a registry that exists already.
#
#   bench/start.sh [DATABASE_URL]
#
# Without a URL, a registry with the curated data is made first and removed afterwards. RUNS=n measures n starts (default 5).
# PROGRAM=path measures another binary than the release build.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
program=${PROGRAM:-$target/release/inclusion-registry}
runs=${RUNS:-5}
question='{"query":"{ projects(first: 1) { nodes { title { text } } } }"}'

if [ -z "${PROGRAM:-}" ]; then
    cargo build --release --quiet --manifest-path "$root/Cargo.toml" --package inclusion-registry
fi

folder=$(mktemp -d)
server=
cleanup() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    rm -rf "$folder"
}
trap cleanup EXIT

now() { date +%s%N; }

# Starts the program and sets `server`, `address` and `elapsed` (microseconds to the first answer).
start() {
    local begin log=$folder/log
    : >"$log"
    begin=$(now)
    "$program" serve --listen 127.0.0.1:0 --database-url "$url" 2>"$log" &
    server=$!
    until address=$(grep -o -m1 'http://[0-9.]*:[0-9]*' "$log"); do
        kill -0 "$server" 2>/dev/null || { cat "$log" >&2; exit 1; }
        sleep 0.001
    done
    curl --silent --fail --output /dev/null --header 'content-type: application/json' --data "$question" "$address/graphql"
    elapsed=$((($(now) - begin) / 1000))
}

stop() {
    kill "$server"
    wait "$server" || true
    server=
}

url=${1:-}
if [ -z "$url" ]; then
    url="sqlite://$folder/registry.sqlite?mode=rwc"
    start
    stop
fi

times=()
for _ in $(seq "$runs"); do
    start
    times+=("$elapsed")
    memory=$(awk '/^VmRSS/ { print $2 }' "/proc/$server/status")
    stop
done
median=$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$(((runs + 1) / 2))p")
awk -v us="$median" -v kb="$memory" -v runs="$runs" \
    'BEGIN { printf "start to first answer: %.1f ms (median of %d)\nidle resident memory:  %.1f MB\n", us / 1000, runs, kb / 1024 }'
