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
echo 'from cleanup.__main__ import main; main()' >"$work/cleanup.py"
mv "$work/cleanup.py" "$work/start.py"
PYTHONPATH=$work/program "$work/venv/bin/pyinstaller" --log-level WARN --noconfirm --onedir --name cleanup \
  --python-option "X utf8" --paths "$work/program" --collect-all cleanup --collect-submodules textual.widgets \
  --collect-submodules rich._unicode_data --copy-metadata digital-cleanup \
  --exclude-module tkinter --distpath "$work/dist" --workpath "$work/build" --specpath "$work" "$work/start.py"
mkdir -p "$out"
rm -rf "$out/cleanup"
mv "$work/dist/cleanup" "$out/cleanup"
du -sh "$out/cleanup"
