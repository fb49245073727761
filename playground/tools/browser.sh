#!/usr/bin/env bash
# Prints the path of a Chromium for the tests: $CHROMIUM, an installed one, Debian's or Playwright's own. If it
# has to install one, the output of the installation goes to stderr.
set -euo pipefail
cd "$(dirname "$0")/.."

# On some distributions, a command of that name only says where to get the browser.
works() {
  [[ -n $1 ]] && "$1" --version >/dev/null 2>&1
}

found() {
  printf '%s\n' "$1"
  exit 0
}

installed() {
  local name path
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    path=$(command -v "$name") && works "$path" && found "$path"
  done
  return 0
}

if [[ -n ${CHROMIUM:-} ]]; then
  works "$CHROMIUM" && found "$CHROMIUM"
  echo "browser.sh: CHROMIUM is set to $CHROMIUM, which does not start" >&2
  exit 1
fi

installed

if [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
  if apt-get update >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium >&2; then
    installed
  fi
fi

# Only root can install the libraries that the browser needs; without root, they may be there already.
if npx playwright install --with-deps chromium >&2 || npx playwright install chromium >&2; then
  own=$(node --print 'require("@playwright/test").chromium.executablePath()') && works "$own" && found "$own"
fi

echo "browser.sh: no Chromium found, and none could be installed; set CHROMIUM to the path of one" >&2
exit 1
