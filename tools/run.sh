#!/bin/bash
# `make run`: installs what is missing, builds, makes ./var with the demo on the first run, serves. PORT= changes the port.
set -eu
port="${PORT:-8080}"
# One look at the sources (folders too: a file may be gone) says whether make has anything to do; make itself reads for
# half a second before it can tell.
built=
if [ ! -x build/motcua ] || [ ! -e build/.run ] ||
	[ -n "$(find Makefile src data po migrations web/* tools -name node_modules -prune -o -newer build/.run -print -quit)" ]; then
	mkdir -p build
	touch build/.run.begun
	tools/deps.sh run
	make --no-print-directory -j"$(nproc)" build/motcua
	built=1
fi
if [ ! -e var/motcua.db ]; then
	rm -rf var.new
	build/motcua demo --data var.new
	mv var.new var
elif [ -n "$built" ]; then
	build/motcua db migrate --data var >/dev/null
fi
[ -z "$built" ] || mv build/.run.begun build/.run
echo
[ -e var/demo.txt ] && cat var/demo.txt
echo "http://127.0.0.1:$port"
exec build/motcua serve --data var --listen "127.0.0.1:$port"
