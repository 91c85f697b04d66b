#!/bin/bash
# The programs used at build time.
set -u
make --no-print-directory build/tools/tmpl build/tools/embed >/dev/null && sh tests/tools/tmpl_test.sh build/tools/tmpl
