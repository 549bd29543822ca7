#!/bin/sh
# A throwaway PostgreSQL for one test run.
#
#   postgres.sh start        starts one and prints its URL, then its folder, one a line
#   postgres.sh stop FOLDER  stops the one in that folder and removes the folder
#
# Exits with 3 if no PostgreSQL is installed. Listens on loopback TCP only. Run by root, it works as the user postgres.
set -eu

programs() {
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV); do
        if [ -x "$folder/initdb" ]; then
            echo "$folder"
            return
        fi
    done
    if command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then
        dirname "$(command -v initdb)"
        return
    fi
    exit 3
}

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# Where it can, the cluster sorts text like a dictionary, so that tests notice an order that relies on the locale.
init() {
    common="--pgdata=$1 --username=postgres --auth=trust --encoding=UTF8 --no-sync"
    # shellcheck disable=SC2086
    if ! as_owner "$bin/initdb" $common --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US >/dev/null 2>&1; then
        as_owner rm -rf "$1"
        as_owner "$bin/initdb" $common --locale=C >/dev/null
    fi
}

start() {
    folder=$(as_owner mktemp -d "${TMPDIR:-/tmp}/inclusion-registry-postgres.XXXXXX")
    init "$folder/data"
    settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off"
    settings="$settings -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB -c autovacuum=off"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
        if as_owner "$bin/pg_ctl" start --wait --silent --pgdata="$folder/data" --log="$folder/log" \
            --options="$settings -c port=$port" >/dev/null 2>&1 </dev/null; then
            echo "postgres://postgres@127.0.0.1:$port/postgres"
            echo "$folder"
            return
        fi
    done
    cat "$folder/log" >&2
    as_owner rm -rf "$folder"
    echo "PostgreSQL does not start" >&2
    exit 1
}

stop() {
    as_owner "$bin/pg_ctl" stop --mode=immediate --silent --pgdata="$1/data" >/dev/null 2>&1 || true
    as_owner rm -rf "$1"
}

bin=$(programs) || exit 3
case "${1:-}" in
start) start ;;
stop) stop "${2:?the folder is missing}" ;;
*)
    echo "usage: postgres.sh start | stop FOLDER" >&2
    exit 2
    ;;
esac
