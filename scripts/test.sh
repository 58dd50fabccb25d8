#!/usr/bin/env bash
# Every test, in parts that run side by side: see tests/parts.py. With arguments: only `pytest` with these, on SQLite.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] && exec .venv/bin/python -m pytest -q "$@"
exec .venv/bin/python -m tests.parts
