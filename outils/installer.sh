#!/usr/bin/env bash
# Makes the environment: CPython 3.10, the pinned packages, the project itself. Says what it does.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1
uv=$(outils/uv.sh)

# A CPython 3.10 on the PATH, else pyenv's, else the one uv fetches. What is on the PATH may be the environment's own
# (activated), or a shim that leads to it: the interpreter behind it is taken.
python=$(python3.10 -c 'import os, ssl, sys; print(os.path.join(sys.base_prefix, "bin", "python3.10"))' 2>/dev/null || true)
if [ -z "$python" ]; then
  # pyenv keeps its versions side by side: the python3 on the PATH, when it is pyenv's, stands beside the one looked for.
  voisines=$(python3 -c 'import os, sys; print(os.path.dirname(sys.base_prefix))' 2>/dev/null || true)
  for versions in "${PYENV_ROOT:-$HOME/.pyenv}/versions" "$(pyenv root 2>/dev/null || true)/versions" "$voisines"; do
    python=$(ls -d "$versions"/3.10.*/bin/python 2>/dev/null | sort -V | tail -n 1 || true)
    [ -z "$python" ] || break
  done
fi
if [ -z "$python" ]; then
  echo "Pas de CPython 3.10 ici : uv va le chercher…" >&2
  python=3.10
fi

echo "J'installe les paquets dans $venv (une minute environ la première fois)…" >&2
if ! "$uv" venv --quiet --allow-existing --python "$python" "$venv"; then
  echo "CPython 3.10 est introuvable. Installez-le (avec pyenv par exemple : pyenv install 3.10), puis relancez." >&2
  exit 1
fi
# Hashes cover what is downloaded; the project itself is added after, without dependencies.
VIRTUAL_ENV=$venv "$uv" pip sync --require-hashes requirements.lock
VIRTUAL_ENV=$venv "$uv" pip install --quiet --no-deps --no-build-isolation --editable .
