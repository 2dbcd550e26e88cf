#!/bin/sh
# Installs the system programs that some tests need, when it may (root or passwordless sudo).
# Where it may not, those tests are skipped and named at the end.
set -u
missing=""
need() { # program, Debian package
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"
}
need chromium chromium
need curl curl
need jq jq
need nginx nginx-light
need haproxy haproxy
need apache2 apache2-bin
need zstd zstd
need dovecot dovecot-imapd
need java default-jre-headless
need ip iproute2
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    sudo=""
elif sudo -n true 2>/dev/null; then
    sudo="sudo -n"
else
    echo "Not installed, and this user may not install them:$missing. Tests that need them are skipped." >&2
    exit 0
fi
echo "Installing for the tests:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q >/dev/null 2>&1
for package in $missing; do # one by one, so that one that a distribution lacks costs only its own tests
    $sudo apt-get install -y -q --no-install-recommends "$package" >/dev/null 2>&1 ||
        echo "Could not install $package; tests that need it are skipped." >&2
done
exit 0
