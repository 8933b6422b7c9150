#!/usr/bin/env bash
# single-file.sh [FOLDER [PYTHON]]: makes FOLDER/cleanup.pyz (dist/), which runs with this PYTHON's version on this kind
# of system, without being installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-dist}
python=${2:-python3}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/install-into.sh" "$work/program" "$python"
# The same program gives the same name of the unpacked copy.
digest=$(cd "$work/program" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c -16)
built_for=$("$python" -c 'import os, sys
print(f"{sys.platform} {os.uname().machine}, Python {sys.version_info[0]}.{sys.version_info[1]}")')
sed -e "s|@BUILT_FOR@|$built_for|" -e "s|@DIGEST@|$digest|" "$here/single_file/__main__.py" >"$work/program/__main__.py"
find "$work/program" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" {} +
mkdir -p "$out"
name=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
"$python" -m zipapp "$work/program" --compress --python "/usr/bin/env $name" --output "$out/cleanup.pyz"
# zipapp lets only its owner start it.
chmod 755 "$out/cleanup.pyz"
ls -l "$out/cleanup.pyz"
