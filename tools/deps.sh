#!/bin/bash
# Installs what building, running and testing needs on Debian 12: as root, or as a user with sudo. Quiet and quick when
# everything is there. Packages of the benchmark are asked for by bench/run.sh.
set -eu
build="gcc make pkg-config libmicrohttpd-dev libsqlite3-dev libpq-dev libjansson-dev libssl-dev libsodium-dev
 libcurl4-openssl-dev libcairo2-dev libpango1.0-dev libfontconfig-dev libqrencode-dev libutf8proc-dev libmagic-dev
 zlib1g-dev libbrotli-dev gettext git ca-certificates"
test="libcmocka-dev chromium postgresql-15 postgresql-client-15 poppler-utils zbar-tools default-jre-headless sqlite3
 curl procps"
want="$build"
[ "${1:-}" = run ] || want="$build $test"
command -v node >/dev/null || want="$want nodejs npm"
missing=""
for p in $want; do
	dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null | grep -q '^installed$' || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
sudo=""
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || { echo "missing:$missing — install them, or run as root" >&2; exit 1; }
	sudo="sudo"
fi
echo "installing:$missing"
case "$missing" in
*postgresql-15*) # the tests start their own; no cluster of the system's is wanted
	$sudo mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] ||
		echo "create_main_cluster = false" | $sudo tee /etc/postgresql-common/createcluster.conf >/dev/null ;;
esac
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/tmp/motcua-deps.log 2>&1 || {
	$sudo apt-get update -qq
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/tmp/motcua-deps.log 2>&1 || {
		tail -20 /tmp/motcua-deps.log >&2
		exit 1
	}
}
