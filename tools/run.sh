#!/bin/bash
# `make run`: installs what is missing, builds, makes ./var with the demo on the first run, serves. PORT= changes the port.
set -eu
port="${PORT:-8080}"
if [ ! -x build/motcua ] || ! make -q build/motcua 2>/dev/null; then
	tools/deps.sh run
	make --no-print-directory -j"$(nproc)" build/motcua
fi
if [ ! -e var/motcua.db ]; then
	rm -rf var.new
	build/motcua demo --data var.new
	mv var.new var
else
	build/motcua db migrate --data var >/dev/null
fi
echo
[ -e var/demo.txt ] && cat var/demo.txt
echo "http://127.0.0.1:$port"
exec build/motcua serve --data var --listen "127.0.0.1:$port"
