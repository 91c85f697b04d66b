#!/bin/bash
# `make check`: installs what is missing and runs every test. The last line counts: "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
start=$SECONDS
total_passed=0 total_failed=0 total_skipped=0
jobs=$(nproc)

# Adds the totals a part printed in its last line ("…: N passed, N failed[, N skipped]"); a part that broke counts as one failure.
part() {
	local name=$1 out rc line
	shift
	local t=$SECONDS
	out=$("$@" 2>&1)
	rc=$?
	line=$(grep -E '[0-9]+ passed, [0-9]+ failed' <<<"$out" | tail -1)
	local p f s
	p=$(sed -nE 's/.*\b([0-9]+) passed.*/\1/p' <<<"$line"); f=$(sed -nE 's/.*\b([0-9]+) failed.*/\1/p' <<<"$line")
	s=$(sed -nE 's/.*\b([0-9]+) skipped.*/\1/p' <<<"$line")
	p=${p:-0} f=${f:-0} s=${s:-0}
	if [ "$rc" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
	if [ "$rc" -eq 0 ] && [ -z "$line" ]; then p=1; fi
	if [ "$f" -ne 0 ] || [ "$rc" -ne 0 ]; then echo "$out" | tail -60; fi
	echo "-- $name: $p passed, $f failed, $s skipped ($((SECONDS - t)) s)"
	total_passed=$((total_passed + p)) total_failed=$((total_failed + f)) total_skipped=$((total_skipped + s))
	return 0
}

tools/deps.sh || { echo "1 failed to install"; echo "0 passed, 1 failed"; exit 1; }
part build make --no-print-directory -j"$jobs" build/motcua
if [ "$total_failed" -ne 0 ]; then echo "$total_passed passed, $total_failed failed"; exit 1; fi
part lint tools/lint.sh
part tools tests/tools.sh
PG_DIR=$(mktemp -d)
chmod 755 "$PG_DIR"
url=$(tests/pg.sh start "$PG_DIR") || url=""
trap 'tests/pg.sh stop "$PG_DIR" >/dev/null 2>&1; rm -rf "$PG_DIR"' EXIT
if [ -z "$url" ]; then echo "-- postgresql did not start"; total_failed=$((total_failed + 1)); fi
export MOTCUA_TEST_PG="$url"
part unit make --no-print-directory -j"$jobs" test-unit
part sanitizers make --no-print-directory -j"$jobs" SANITIZE=address,undefined test-unit
for t in tests/check.d/*; do
	[ -x "$t" ] && part "$(basename "$t")" "$t"
done
echo "took $((SECONDS - start)) s"
if [ "$total_skipped" -gt 0 ]; then
	echo "$total_passed passed, $total_failed failed, $total_skipped skipped"
else
	echo "$total_passed passed, $total_failed failed"
fi
[ "$total_failed" -eq 0 ]
