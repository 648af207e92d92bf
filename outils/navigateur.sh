#!/usr/bin/env bash
# Installs Chromium from Debian's packages when there is none: the tests of the pages drive a real browser.
set -euo pipefail
if command -v chromium >/dev/null 2>&1; then exit 0; fi
echo "J'installe Chromium (paquets Debian), pour les tests des pages…" >&2
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Pas de Chromium ici, et ce système n'a pas apt-get : installez Chromium, puis relancez." >&2
  exit 1
fi
sudo=$([ "$(id -u)" = 0 ] || echo sudo)
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
$sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
