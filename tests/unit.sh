#!/bin/bash
# Runs each unit test program; a line each, and the totals of cmocka's tests at the end: "unit: N passed, N failed".
set -u
passed=0 failed=0 skipped=0
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"
log="build/unit.log"
mkdir -p build
: >"$log"
for t in "$@"; do
	out=$(CMOCKA_MESSAGE_OUTPUT=STDOUT timeout 300 "$t" 2>&1)
	rc=$?
	printf '%s\n' "== $t" "$out" >>"$log"
	p=$(grep -c '^\[       OK \]' <<<"$out")
	f=$(grep -c '^\[  FAILED  \] [a-z_0-9]*$' <<<"$out")
	s=$(grep -c '^\[  SKIPPED \]' <<<"$out")
	if [ $rc -ne 0 ]; then
		[ "$f" -eq 0 ] && f=1
		echo "FAIL ${t##*/} (exit $rc)"
		grep -E 'FAILED|ERROR|Sanitizer|assert|:[0-9]+:' <<<"$out" | head -15
	elif [ $((p + s)) -eq 0 ]; then
		f=1
		echo "FAIL ${t##*/}: ran no test"
	fi
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "unit: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
