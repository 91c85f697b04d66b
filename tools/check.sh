#!/bin/bash
# `make check`: installs what is missing and runs every test. The last line counts: "N passed, N failed".
# What is built uses all cores; the parts in tests/check.d run side by side, as many as there are cores.
set -u
cd "$(dirname "$0")/.."
start=$SECONDS
jobs=$(nproc)
work=$(mktemp -d)
chmod 755 "$work"
trap 'tests/pg.sh stop "$work" >/dev/null 2>&1; rm -rf "$work"' EXIT

# Runs a part and notes the totals of its last line ("…: N passed, N failed[, N skipped]"); a part that broke counts as one failure.
part() {
	local name=$1 out rc line p f s t=$SECONDS
	shift
	out=$("$@" 2>&1)
	rc=$?
	line=$(grep -E '[0-9]+ passed, [0-9]+ failed' <<<"$out" | tail -1)
	p=$(sed -nE 's/.*\b([0-9]+) passed.*/\1/p' <<<"$line"); f=$(sed -nE 's/.*\b([0-9]+) failed.*/\1/p' <<<"$line")
	s=$(sed -nE 's/.*\b([0-9]+) skipped.*/\1/p' <<<"$line")
	p=${p:-0} f=${f:-0} s=${s:-0}
	if [ "$rc" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
	if [ "$rc" -eq 0 ] && [ -z "$line" ]; then p=1; fi
	{
		flock 9
		echo "$p $f $s" >>"$work/totals"
		if [ "$f" -ne 0 ]; then grep -A 12 -E '^(not ok|FAIL)' <<<"$out" | head -60 | grep . || tail -20 <<<"$out"; fi
		grep '^skipped' <<<"$out"
		echo "-- $name: $p passed, $f failed, $s skipped ($((SECONDS - t)) s)"
	} 9>"$work/lock"
	[ "$f" -eq 0 ]
}

finish() {
	local passed failed skipped
	read -r passed failed skipped < <(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$work/totals")
	echo "took $((SECONDS - start)) s"
	[ "$skipped" -eq 0 ] && skipped="" || skipped=", $skipped skipped"
	echo "$passed passed, $failed failed$skipped"
	[ "$failed" -eq 0 ]
	exit
}

part install tools/deps.sh && part build make --no-print-directory -j"$jobs" build/motcua || finish
part lint tools/lint.sh
part tools tests/tools.sh
MOTCUA_TEST_PG=$(tests/pg.sh start "$work") || part postgresql false
export MOTCUA_TEST_PG
part unit make --no-print-directory -j"$jobs" test-unit
part sanitizers make --no-print-directory -j"$jobs" SANITIZE=address,undefined test-unit build/san/motcua
part demo node tests/demo.mjs
for t in tests/check.d/*; do
	[ -x "$t" ] || continue
	while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
	part "${t##*/}" "$t" &
done
wait
finish
