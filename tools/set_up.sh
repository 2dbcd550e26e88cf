#!/bin/sh
# Makes the virtual environment from pinned, hashed requirements and installs the project into it, editable.
set -eu
venv=$1
requirements=$2
log=$(mktemp)
trap 'rm -f "$log"' EXIT

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11 or newer is needed and was not found; install it, or name it: make PYTHON=/path/to/python3." >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

quietly() {
    "$@" >"$log" 2>&1 || {
        cat "$log" >&2
        echo "This step failed: $*" >&2
        exit 1
    }
}

python=$(find_python)
if [ ! -x "$venv/bin/pip" ]; then
    echo "Setting up $venv (a minute or two) ..." >&2
    if ! "$python" -m venv "$venv" >"$log" 2>&1; then
        # Debian and Ubuntu ship venv apart from Python
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        rm -rf "$venv"
        if ! as_root sh -c "apt-get update -q && apt-get install -y -q python$version-venv" >"$log" 2>&1; then
            cat "$log" >&2
            echo "Python's venv module is missing: apt install python$version-venv, then run this again." >&2
            exit 1
        fi
        quietly "$python" -m venv "$venv"
    fi
fi
quietly "$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes -r "$requirements"
quietly "$venv/bin/python" -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
