#!/usr/bin/env bash
# How long the program takes to its first answer, and how much memory it then holds, on a registry that exists already.
#
#   bench/start.sh [DATABASE_URL]
#
# Without a URL, a registry with the curated data is made first and removed afterwards. RUNS=n measures n starts (default 5).
# PROGRAM=path measures another binary than the release build.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/server.sh"
runs=${RUNS:-5}
question='{"query":"{ projects(first: 1) { nodes { title { text } } } }"}'

now() { date +%s%N; }

# Starts the program and sets `elapsed` (microseconds to the first answer).
start_and_ask() {
    local begin
    begin=$(now)
    start
    curl --silent --fail --output /dev/null --header 'content-type: application/json' --data "$question" "$address/graphql"
    elapsed=$((($(now) - begin) / 1000))
}

if [ -z "${1:-}" ]; then
    start
    stop
fi

times=()
for _ in $(seq "$runs"); do
    start_and_ask
    times+=("$elapsed")
    memory=$(memory)
    stop
done
median=$(printf '%s\n' "${times[@]}" | sort -n | sed -n "$(((runs + 1) / 2))p")
awk -v us="$median" -v mb="$memory" -v runs="$runs" \
    'BEGIN { printf "start to first answer: %.1f ms (median of %d)\nidle resident memory:  %.1f MB\n", us / 1000, runs, mb }'
