#!/usr/bin/env bash
# Prints the path of a uv that works: the one on the PATH, else one installed into .outils (a folder of the project).
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v uv >/dev/null 2>&1; then
  command -v uv
  exit 0
fi
if [ ! -x .outils/bin/uv ]; then
  echo "J'installe uv (l'outil qui pose les paquets Python) dans .outils…" >&2
  if ! command -v python3 >/dev/null 2>&1; then
    echo "Il manque Python 3 pour commencer. Installez-le (paquets python3 et python3-venv), puis relancez." >&2
    exit 1
  fi
  if ! { python3 -m venv .outils && .outils/bin/pip install --quiet --disable-pip-version-check uv; } >&2; then
    echo "uv n'a pas pu être installé. Il faut python3-venv et un accès à l'index des paquets Python." >&2
    exit 1
  fi
fi
echo "$PWD/.outils/bin/uv"
