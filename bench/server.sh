# Starting and stopping the program under measurement. To be sourced; sets `program`, `folder`, `url`, `server` and `address`.
#
# PROGRAM=path measures another binary than the release build, `url` another registry than one made for the run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${PROGRAM:-${CARGO_TARGET_DIR:-$root/target}/release/inclusion-registry}
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
url=${1:-sqlite://$folder/registry.sqlite?mode=rwc}

# Starts the program with these arguments besides its database.
start() {
    local log=$folder/log
    : >"$log"
    RUST_LOG=${RUST_LOG:-info} "$program" serve --listen 127.0.0.1:0 --database-url "$url" "$@" 2>"$log" &
    server=$!
    until address=$(grep -o -m1 'http://[0-9.]*:[0-9]*' "$log"); do
        kill -0 "$server" 2>/dev/null || { cat "$log" >&2; exit 1; }
        sleep 0.001
    done
}

stop() {
    kill "$server"
    wait "$server" || true
    server=
}

# The resident memory of the server in MB.
memory() {
    awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"
}
