#!/usr/bin/env bash
# standalone-folder.sh [FOLDER [PYTHON]]: makes FOLDER/cleanup/ (dist/), which runs where there is no Python: the
# program is FOLDER/cleanup/cleanup. It needs the same kind of system, and a C library no older than here.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-dist}
python=${2:-python3}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/install-into.sh" "$work/program" "$python"
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install -q 'pyinstaller>=6.11'
PYTHONPATH=$work/program "$work/venv/bin/pyinstaller" --log-level WARN --noconfirm \
  --distpath "$work/dist" --workpath "$work/build" "$here/standalone/cleanup.spec"
mkdir -p "$out"
rm -rf "$out/cleanup"
mv "$work/dist/cleanup" "$out/cleanup"
du -sh "$out/cleanup"
