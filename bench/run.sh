#!/bin/bash
# `make bench`: speed beside peers, on this machine, in one run (docs/bench.md says how to read it). Writes build/bench/results.txt.
#   ROUNDS=5 READ_SECONDS=5 WRITE_SECONDS=20 DOSSIERS=100000 MANY=1000000   sizes
#   BENCH_ALL=1      Node and Django too          BENCH_PG=1   submissions on PostgreSQL too
#   PARTS="reads writes queue programs start"     what to run
# Needs two quiet cores, 12 GB of disk and half an hour. Peers and wrk are installed by apt when they are missing.
set -eu
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-5} read_s=${READ_SECONDS:-5} write_s=${WRITE_SECONDS:-20} dossiers=${DOSSIERS:-100000} many=${MANY:-1000000}
parts=${PARTS:-reads writes queue programs start}
drafts=$((rounds * write_s * 4500))
out=build/bench data=build/bench/data
threads=$(nproc)
hz=$(getconf CLK_TCK)
M=build/motcua
pids=""
trap 'for p in $pids; do kill "$p" 2>/dev/null || true; done' EXIT

say() { echo "$*" | tee -a $out/results.txt; }
wants() { [[ " $parts " == *" $1 "* ]]; }

install() {
	local missing="" p
	for p in "$@"; do dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null | grep -q '^installed$' || missing="$missing $p"; done
	[ -z "$missing" ] && return
	local sudo=""
	[ "$(id -u)" = 0 ] || sudo=sudo
	echo "installing:$missing"
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
		{ $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; }
}

# start NAME PORT COMMAND…: runs it, waits until it answers, leaves its pid in pid_NAME.
start() {
	local name=$1 port=$2
	shift 2
	"$@" >"$out/$name.log" 2>&1 &
	printf -v "pid_$name" %s $!
	pids="$pids $!"
	for _ in $(seq 200); do
		curl -s -o /dev/null "http://127.0.0.1:$port/" && return
		sleep 0.05
	done
	echo "$name does not answer; see $out/$name.log" >&2
	exit 1
}
stop() { local v="pid_$1"; kill "${!v}"; wait "${!v}" 2>/dev/null || true; }

# CPU of a server and its children so far, in ticks.
ticks() {
	local p sum=0 f
	for p in "$1" $(pgrep -P "$1"); do
		f=$(sed 's/.*) //' "/proc/$p/stat")
		set -- $f
		sum=$((sum + ${12} + ${13}))
	done
	echo $sum
}

# measure WHAT SERVER PORT SECONDS ARGUMENTS…: one run of wrk; a line "WHAT SERVER requests/s µs-CPU p99-ms failures" in runs.txt.
measure() {
	local what=$1 server=$2 port=$3 seconds=$4 v="pid_$2"
	shift 4
	local before after
	before=$(ticks "${!v}")
	wrk -t"$threads" -c64 -d"${seconds}s" --latency "${@:1:$#-1}" "http://127.0.0.1:$port${*: -1}" >"$out/wrk.log" 2>&1
	after=$(ticks "${!v}")
	awk -v what="$what" -v server="$server" -v ticks=$((after - before)) -v hz="$hz" '
		function ms(s) { return s ~ /us$/ ? s / 1000 : s ~ /ms$/ ? s + 0 : s * 1000 }
		$1 == "99%" { p99 = ms($2) }
		/requests in/ { n = $1 }
		/Requests\/sec/ { rate = $2 }
		/Non-2xx/ { bad = $NF }
		/Socket errors/ { gsub(/,/, ""); bad += $4 + $6 + $8 + $10 }
		END { printf "%s %s %.0f %.1f %.1f %d\n", what, server, rate, (n > 0 ? ticks * 1e6 / hz / n : 0), p99, bad }' "$out/wrk.log" |
		tee -a "$out/runs.txt"
}

# The median of a column of runs.txt for WHAT and SERVER.
median() { awk -v w="$1" -v s="$2" -v c="$3" '$1 == w && $2 == s { print $c }' "$out/runs.txt" | sort -n | awk '{ a[NR] = $1 } END { print NR ? a[int((NR + 1) / 2)] : "-" }'; }
table() { # table WHAT SERVER…
	local what=$1 s
	shift
	for s in "$@"; do
		[ "$(median "$what" "$s" 3)" = - ] ||
			say "$(printf '%-10s %-8s %8s requests/s %8s µs CPU %8s ms p99 %4s failures' "$what" "$s" "$(median "$what" "$s" 3)" \
				"$(median "$what" "$s" 4)" "$(median "$what" "$s" 5)" "$(median "$what" "$s" 6)")"
	done
}

seed() { # seed DIR DOSSIERS DRAFTS: anew, since its sessions last ten hours
	rm -rf "$1"
	$M demo --data "$1" >/dev/null 2>&1
	build/bench/seed --data "$1" --dossiers "$2" --drafts "$3" 2>"$1.log" || { cat "$1.log"; exit 1; }
}

line() { shuf -n1 --random-source=<(yes) "$data/bench/reads.txt"; }
field() { line | cut -d' ' -f"$1"; }

# --- pages ------------------------------------------------------------------------------------------------------------

peers_all() {
	install python3-django gunicorn g++ make
	if [ ! -d $out/node/node_modules/better-sqlite3 ]; then
		mkdir -p $out/node
		echo '{"private":true,"dependencies":{"better-sqlite3":"11.10.0"}}' >$out/node/package.json
		[ -e /usr/include/node/node.h ] || [ "$(dirname "$(readlink -f "$(command -v node)")")" != /usr/bin ] || install libnode-dev
		(cd $out/node && npm install --no-audit --no-fund --loglevel=error --build-from-source \
			$([ -e /usr/include/node/node.h ] && echo --nodedir=/usr))
	fi
	cp bench/peers/node.mjs $out/node/
	start node 18970 node $out/node/node.mjs 18970 "$data/motcua.db" $out/pages
	start django 18971 env PYTHONPATH=bench/peers BENCH_DB="$data/motcua.db" BENCH_PAGES=$out/pages \
		gunicorn -w $((threads * 2 + 1)) -b 127.0.0.1:18971 --log-level error django_app:application
}

nginx_conf() {
	mkdir -p $out/nginx
	cat >$out/nginx.conf <<-CONF
		daemon off; worker_processes $threads; pid $PWD/$out/nginx/pid; error_log $PWD/$out/nginx/error.log crit;
		events { worker_connections 1024; }
		http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types { text/html html; }
			open_file_cache max=100; client_body_temp_path $PWD/$out/nginx/b; proxy_temp_path $PWD/$out/nginx/p;
			fastcgi_temp_path $PWD/$out/nginx/f; uwsgi_temp_path $PWD/$out/nginx/u; scgi_temp_path $PWD/$out/nginx/s;
			server { listen 127.0.0.1:18961 backlog=1024; root $PWD/$out/pages; } }
	CONF
}

reads() {
	local id token code digits r k v
	local -A port=([procedure]=18981 [track]=18982 [dossier]=18983)
	read -r token id code digits < <(line)
	start ours 18960 $M serve --data "$data" --listen 127.0.0.1:18960
	pid_gzip=$pid_ours
	mkdir -p $out/pages
	curl -sf -o $out/pages/procedure.html http://127.0.0.1:18960/thu-tuc/1.001193
	curl -sf -o $out/pages/dossier.html -H "Cookie: phien=$token" "http://127.0.0.1:18960/ho-so/$id"
	curl -sf -o $out/pages/track.html --data "ma=$code&so_cuoi=$digits" http://127.0.0.1:18960/tra-cuu
	printf '%s\n' "$token" "$id" "$code" "$digits" >$out/pages/sample.txt
	nginx_conf
	start nginx 18961 nginx -p $out/nginx -c "$PWD/$out/nginx.conf"
	for k in procedure track dossier; do
		say "page $k: $(stat -c %s $out/pages/$k.html) bytes"
		start "bare_$k" "${port[$k]}" $out/bare_mhd "${port[$k]}" "$(stat -c %s $out/pages/$k.html)" "$threads" "$data/motcua.db"
	done
	[ -z "${BENCH_ALL:-}" ] || peers_all
	export LIST="$data/bench/reads.txt"
	for r in $(seq "$rounds"); do
		for k in procedure track dossier; do
			local path=/thu-tuc/1.001193 script=()
			[ $k = procedure ] || script=(-s bench/wrk/paths.lua)
			[ $k = track ] && path=/tra-cuu
			export KIND=$k
			measure $k ours 18960 "$read_s" ${script[@]+"${script[@]}"} $path
			GZIP=1 measure $k gzip 18960 "$read_s" -H 'Accept-Encoding: gzip' ${script[@]+"${script[@]}"} $path
			measure $k nginx 18961 "$read_s" /$k.html
			v="pid_bare_$k" && pid_bare=${!v}
			measure $k bare "${port[$k]}" "$read_s" ${script[@]+"${script[@]}"} $path
			if [ -n "${BENCH_ALL:-}" ]; then
				measure $k node 18970 "$read_s" ${script[@]+"${script[@]}"} $path
				measure $k django 18971 "$read_s" ${script[@]+"${script[@]}"} $path
			fi
		done
	done
	say "-- pages, uncompressed; gzip: compressed by the program at level 1, or kept so"
	for k in procedure track dossier; do table $k ours gzip nginx bare node django; done
	say "resident after the reads: $(awk '/VmRSS/ { print $2 }' "/proc/$pid_ours/status") kB"
	stop ours
}

# --- submissions --------------------------------------------------------------------------------------------------------

writes() {
	local r part=$((write_s * 4500)) sampler
	rm -f $out/wal.txt
	export LIST="$data/bench/drafts.txt" THREADS=$threads COUNT=$part
	rm -rf $out/bare.db*
	cp "$data/motcua.db" $out/bare.db
	start ours 18960 $M serve --data "$data" --listen 127.0.0.1:18960
	start bare_submit 18966 $out/bare_submit serve $out/bare.db 18966 "$threads"
	for r in $(seq "$rounds"); do
		export FROM=$(((r - 1) * part))
		(while :; do stat -c %s "$data/motcua.db-wal"; sleep 0.2; done >>$out/wal.txt 2>/dev/null) &
		sampler=$!
		measure submit ours 18960 "$write_s" -s bench/wrk/submit.lua /
		kill $sampler
		measure submit bare_submit 18966 "$write_s" -s bench/wrk/submit.lua /
	done
	stop bare_submit
	for r in $(seq "$rounds"); do
		tail -n $((r * 2000)) "$LIST" | head -2000 >$out/alone.txt
		echo "submit alone $($out/bare_submit alone $out/bare.db $out/alone.txt 2000) 0 0 0" | tee -a $out/runs.txt
	done
	say "-- submissions, durable, 64 clients, $write_s s"
	table submit ours bare_submit alone
	say "largest WAL: $(($(sort -n $out/wal.txt | tail -1) / 1000000)) MB; resident after the writes: $(awk '/VmRSS/ { print $2 }' "/proc/$pid_ours/status") kB"
	stop ours
	$M ledger verify --data "$data" | tee -a $out/results.txt
	$M tally recount --data "$data" | tee -a $out/results.txt
}

writes_pg() {
	local dir url r part=$((write_s * 2500))
	dir=$(mktemp -d)
	chmod 755 "$dir"
	url=$(tests/pg.sh start "$dir")
	rm -rf $out/pg
	$M demo --data $out/pg --database "$url" >/dev/null
	build/bench/seed --data $out/pg --database "$url" --dossiers "$dossiers" --drafts $((rounds * part)) 2>$out/pg.log
	export LIST=$out/pg/bench/drafts.txt THREADS=$threads COUNT=$part
	start ours 18960 $M serve --data $out/pg --database "$url" --listen 127.0.0.1:18960
	for r in $(seq "$rounds"); do
		export FROM=$(((r - 1) * part))
		measure submit_pg ours 18960 "$write_s" -s bench/wrk/submit.lua /
		tail -n $((r * 4000)) "$LIST" | head -4000 >$out/alone.txt
		echo "submit_pg pipelined $($out/bare_pg "$url" $out/alone.txt 4000) 0 0 0" | tee -a $out/runs.txt
	done
	say "-- submissions on PostgreSQL (its server shares these cores)"
	table submit_pg ours pipelined
	stop ours
	tests/pg.sh stop "$dir"
	rm -rf "$dir"
}

# --- the queue at a thousand and at a million; start --------------------------------------------------------------------

queue() {
	local r
	seed $out/few 1000 40
	seed $out/many "$many" 40
	start few 18967 $M serve --data $out/few --listen 127.0.0.1:18967
	start many 18968 $M serve --data $out/many --listen 127.0.0.1:18968
	for r in $(seq "$rounds"); do
		measure queue few 18967 "$read_s" -H "Cookie: phien=$(cat $out/few/bench/officer.txt)" /can-bo
		measure queue many 18968 "$read_s" -H "Cookie: phien=$(cat $out/many/bench/officer.txt)" /can-bo
	done
	say "-- an officer's queue page at 1,000 and at $many dossiers"
	table queue few many
	say "resident at $many: $(awk '/VmRSS/ { print $2 }' "/proc/$pid_many/status") kB"
	stop few
	stop many
}

start_time() {
	local i a b
	[ -d $out/many ] || seed $out/many "$many" 40
	for i in $(seq "$rounds"); do
		a=$(date +%s%N)
		$M serve --data $out/many --listen 127.0.0.1:18969 >/dev/null 2>&1 &
		until curl -sf -o /dev/null http://127.0.0.1:18969/healthz; do :; done
		b=$(date +%s%N)
		echo "start many $(((b - a) / 1000000)) 0 0 0" | tee -a $out/runs.txt
		kill $!
		wait $! 2>/dev/null || true
	done
	say "-- from start to the first answer with $many dossiers: $(median start many 3) ms"
}

programs() {
	say "-- engines"
	$out/lookup_bench data tests/data/search_questions.tsv | tee -a $out/results.txt
	$out/render_bench | tee -a $out/results.txt
	$out/due_bench | tee -a $out/results.txt
	verifying
}

verifying() {
	local p=build/testpki text=$out/verify.txt bits
	tools/testpki
	head -c 15000 /dev/urandom | base64 -w0 >$text
	for bits in 2048 4096; do
		openssl cms -sign -binary -cades -in $text -signer $p/certs/person-rsa$bits.pem -inkey $p/keys/person-rsa$bits.pem -certfile $p/certs/ca-public.pem \
			-outform DER -out $out/rsa$bits.p7s
		$out/verify_bench $out/rsa$bits.p7s $text $p/trust $p/certs/{person-rsa$bits,ca-public,root-public}.pem | tee -a $out/results.txt
	done
}

# --- run ------------------------------------------------------------------------------------------------------------------

install wrk nginx-light curl procps
mkdir -p $out
rm -f $out/runs.txt $out/results.txt
gcc -O2 -o $out/bare_mhd bench/peers/bare_mhd.c -lmicrohttpd -lsqlite3
gcc -O2 -o $out/bare_submit bench/peers/bare_submit.c -lmicrohttpd -lsqlite3 -lpthread
say "$(date +%F), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), load before: $(cut -d' ' -f1-3 /proc/loadavg); wrk shares the cores"
if wants reads || wants writes; then seed $data "$dossiers" "$drafts"; fi
wants reads && reads
wants writes && writes
[ -n "${BENCH_PG:-}" ] && { gcc -O2 -o $out/bare_pg bench/peers/bare_pg.c $(pkg-config --cflags --libs libpq); writes_pg; }
wants queue && queue
wants start && start_time
wants programs && programs
say "load after: $(cut -d' ' -f1-3 /proc/loadavg)"
