#!/usr/bin/env bash
# Throughput and latency of the smallest questions and of answers that are kept, and the memory of the server. Needs wrk.
#
#   bench/http.sh [DATABASE_URL]
#
# Without a URL, a registry with the curated data is made first and removed afterwards. SECONDS_EACH=n measures each case for
# n seconds (default 5), CONNECTIONS=n over n connections (default 16). PROGRAM=path measures another binary than the release build.
set -euo pipefail

. "$(dirname "${BASH_SOURCE[0]}")/server.sh"
seconds=${SECONDS_EACH:-5}
connections=${CONNECTIONS:-16}
list='{ projects(first: 20) { totalCount nodes { id title { text } summary { text } participations(first: 5) { nodes { partner { name { text } } } } } } }'

escaped() { python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))' "$1"; }
body() { python3 -c 'import json, sys; print(json.dumps({"query": sys.argv[1]}))' "$1"; }

# Measures one case: its name, a script for wrk, the path.
measure() {
    printf '%s' "$2" >"$folder/case.lua"
    wrk --threads 2 --connections "$connections" --duration "${seconds}s" --latency --script "$folder/case.lua" "$address$3" |
        awk -v name="$1" '
            /^ +50%/ { middle = $2 } /^ +99%/ { slow = $2 } /Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = $NF }
            END { printf "%-36s %9.0f %9s %9s%s\n", name, rate, middle, slow, bad ? "   not 2xx or 3xx: " bad : "" }'
}

post() { printf 'wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\nwrk.body = [==[%s]==]\n%s' "$(body "$1")" "${2:-}"; }
get() { printf 'wrk.headers["accept"] = "application/json"\n%s' "${1:-}"; }

start
printf 'memory before: %s MB\n\n%-36s %9s %9s %9s\n' "$(memory)" "case, $connections connections" 'per s' '50%' '99%'
measure 'ping, POST' "$(post '{ __typename }')" /graphql
measure 'ping, GET' "$(get)" "/graphql?query=$(escaped '{ __typename }')"
measure 'list, kept, POST' "$(post "$list")" /graphql
measure 'list, kept, GET, br' "$(get 'wrk.headers["accept-encoding"] = "br"')" "/graphql?query=$(escaped "$list")"
tag=$(curl --silent --output /dev/null --dump-header - "$address/graphql?query=$(escaped "$list")" | tr -d '\r' | awk 'tolower($1) == "etag:" { print $2 }')
measure 'list, not modified' "$(get "wrk.headers['if-none-match'] = '$tag'")" "/graphql?query=$(escaped "$list")"
measure 'start page' "$(get)" /
measure 'playground' "$(get 'wrk.headers["accept-encoding"] = "br"')" /graphiql
printf '\nmemory after: %s MB\n' "$(memory)"
stop
start --response-cache 0
printf '\nwithout kept answers:\n'
measure 'list, POST' "$(post "$list")" /graphql
