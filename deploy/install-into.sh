#!/usr/bin/env bash
# install-into.sh FOLDER [PYTHON]: the program and all it needs, without what only developers use, for this PYTHON.
# The parts of libraries that no program loads go: tests, stubs, headers. They are a third of numpy.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
folder=$1
python=${2:-python3}

wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
"$python" -m venv "$wheels/venv"
"$wheels/venv/bin/pip" install -q 'pip>=24' 'setuptools>=77' wheel
# Built in a copy, so that no compiled loop or build folder is left in the checkout.
mkdir "$wheels/source"
(cd "$source" && cp -r pyproject.toml setup.py README.md LICENSE MANIFEST.in src "$wheels/source")
find "$wheels/source" \( -name '*.so' -o -name '*.pyd' -o -name '*.egg-info' -o -name __pycache__ \) -prune -exec rm -rf {} +
"$wheels/venv/bin/pip" install -q --no-compile --target "$folder" "$wheels/source"
rm -rf "$folder/bin" "$folder/include" "$folder/share"
find "$folder" -type d \( -name tests -o -name __pycache__ \) -prune -exec rm -rf {} +
find "$folder" -type f \( -name '*.pyi' -o -name '*.h' -o -name '*.a' -o -name '*.c' -o -name direct_url.json \) -delete
