#!/bin/sh
# A PostgreSQL of its own for tests: socket only, in a folder made for it (settled.md 35).
#   tests/pg.sh start DIR    prints the address of an empty database `motcua`, UTF8, collation C
#   tests/pg.sh stop DIR     ends it and removes what start made
# Durable as in production (fsync on) unless PG_FSYNC=off.
set -eu

usage() {
	echo "usage: $0 start|stop DIR" >&2
	exit 2
}

[ $# -eq 2 ] || usage
mkdir -p "$2"
dir=$(cd "$2" && pwd)
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(pg_config --bindir)

# initdb refuses root.
if [ "$(id -u)" -eq 0 ]; then
	user=postgres
	as() { runuser -u postgres -- "$@"; }
else
	user=$(id -un)
	as() { "$@"; }
fi

start() {
	[ ! -e "$dir/data/postmaster.pid" ] || { echo "$dir: runs already" >&2; exit 1; }
	if [ ! -d "$dir/data" ]; then
		mkdir "$dir/data"
		[ "$user" = "$(id -un)" ] || chown "$user" "$dir" "$dir/data"
		as "$bin/initdb" -D "$dir/data" -U "$user" -A trust --locale=C.UTF-8 -E UTF8 >"$dir/initdb.log"
		cat >>"$dir/data/postgresql.conf" <<-EOF
			listen_addresses = ''
			unix_socket_directories = '$dir'
			unix_socket_permissions = 0777
			fsync = ${PG_FSYNC:-on}
			shared_buffers = 128MB
			max_wal_size = 1GB
			log_min_messages = error
		EOF
	fi
	as "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 60 start >/dev/null
	as "$bin/psql" -qX -h "$dir" -d postgres -c "CREATE DATABASE motcua TEMPLATE template0
		ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" >/dev/null 2>&1 ||
		as "$bin/psql" -qX -h "$dir" -d motcua -c 'SELECT 1' >/dev/null
	echo "postgresql:///motcua?host=$dir&user=$user"
}

stop() {
	[ -e "$dir/data/postmaster.pid" ] || exit 0
	as "$bin/pg_ctl" -D "$dir/data" -m fast -w -t 60 stop >/dev/null
	rm -rf "$dir/data" "$dir/initdb.log"
}

case $1 in
start) start ;;
stop) stop ;;
*) usage ;;
esac
