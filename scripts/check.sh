#!/usr/bin/env bash
# Every check, one after the other; all run, and any failure fails the whole.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=()

step() {
  local name=$1
  shift
  printf '[check] %-28s' "$name"
  local out
  if out=$("$@" 2>&1); then echo ok; else echo FAILED; echo "$out" | tail -n 60; failed+=("$name"); fi
}

deploy_check() {
  SHIRUBE_HTTPS=1 SHIRUBE_HOSTS=shirube.example SHIRUBE_SECRET_KEY=$($bin/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
    $bin/python manage.py check --deploy --fail-level WARNING
}

step "lint (ruff)" $bin/ruff check .
step "format (ruff)" $bin/ruff format --check .
step "types (mypy strict)" $bin/mypy .
step "layers (import-linter)" $bin/lint-imports
step "templates (djlint)" $bin/djlint --lint --quiet templates
step "deployment (Django)" deploy_check
step "missing migrations" $bin/python manage.py makemigrations --check --dry-run
step "translations complete" $bin/python -m pytest -q tests/house/test_translations.py
step "compose file" $bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

if [ ${#failed[@]} -gt 0 ]; then
  echo "[check] failed: ${failed[*]}" >&2
  exit 1
fi
