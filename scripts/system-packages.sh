#!/usr/bin/env bash
# The test suite needs a browser, a spreadsheet program, Japanese fonts, PDF tools and gettext.
# Installs what is missing when it may; otherwise names it in one line and fails.
set -euo pipefail

declare -A needed=(
  [chromium]=chromium
  [soffice]=libreoffice-calc-nogui
  [pdftoppm]=poppler-utils
  [msgfmt]=gettext
)
missing=()
for program in "${!needed[@]}"; do
  command -v "$program" >/dev/null || missing+=("${needed[$program]}")
done
fc-list ':lang=ja' 2>/dev/null | grep -q . || missing+=(fonts-noto-cjk)
[ ${#missing[@]} -eq 0 ] && exit 0

install=(apt-get install -y -qq --no-install-recommends "${missing[@]}")
if command -v apt-get >/dev/null; then
  sudo=()
  [ "$(id -u)" -eq 0 ] || sudo=(sudo -n env DEBIAN_FRONTEND=noninteractive)
  if [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; then
    echo "[setup] system packages: ${missing[*]}"
    "${sudo[@]}" apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive "${sudo[@]}" "${install[@]}" >/dev/null && exit 0
  fi
fi
echo "The tests need these system packages: ${missing[*]}. Install them (Debian/Ubuntu: sudo ${install[*]}) and run again." >&2
exit 1
