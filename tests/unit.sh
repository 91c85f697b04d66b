#!/bin/bash
# Runs the unit test programs, as many at a time as there are cores; the totals of cmocka's tests at the end:
# "unit: N passed, N failed, N skipped". A program that ends badly, or ran no test, is a failure.
set -u
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0" CMOCKA_MESSAGE_OUTPUT=STDOUT

one() {
	local out rc p f s
	out=$(timeout 300 "$1" 2>&1)
	rc=$?
	p=$(grep -c '^\[       OK \]' <<<"$out")
	f=$(grep -c '^\[  FAILED  \] [a-z_0-9]*$' <<<"$out")
	s=$(grep -c '^\[  SKIPPED \]' <<<"$out")
	if [ $rc -ne 0 ]; then
		[ "$f" -eq 0 ] && f=1
		printf '%s\n' "FAIL ${1##*/} (exit $rc)" "$(grep -E 'FAILED|ERROR|Sanitizer|assert|:[0-9]+:' <<<"$out" | head -15)"
	elif [ $((p + s)) -eq 0 ]; then
		f=1
		echo "FAIL ${1##*/}: ran no test"
	fi
	printf '%s\n' "== $1" "$out" >"$1.log"
	echo "total $p $f $s"
}
export -f one

printf '%s\n' "$@" | xargs -P "$(nproc)" -I{} bash -c 'one {}' | awk '
	$1 == "total" { p += $2; f += $3; s += $4; next }
	{ print }
	END { print "unit: " p + 0 " passed, " f + 0 " failed, " s + 0 " skipped"; exit f > 0 || p == 0 }'
