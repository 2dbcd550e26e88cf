#!/bin/sh
# Writes requirements/*.txt anew: every package pinned with its hashes, for all platforms and Python 3.11 and newer.
set -eu
command -v uv >/dev/null 2>&1 || { echo "uv is needed: pip install uv" >&2; exit 1; }
compile() {
    uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-header --quiet --upgrade "$@"
}
compile --group install -o requirements/runtime.txt
compile --group install --group dev --group gateways -o requirements/dev.txt
