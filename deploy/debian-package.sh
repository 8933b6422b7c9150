#!/usr/bin/env bash
# debian-package.sh [FOLDER [PYTHON]]: makes a .deb in FOLDER (dist/) for Debian or Ubuntu with this PYTHON's version,
# which should be the system's own. What the program needs is in it, in a folder that no other program looks into.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-dist}
python=${2:-/usr/bin/python3}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
private=$root/usr/lib/digital-cleanup
mkdir -p "$private" "$root/usr/bin" "$root/DEBIAN" "$root/usr/share/doc/digital-cleanup"
"$here/install-into.sh" "$private" "$python"

cat >"$root/usr/bin/cleanup" <<'START'
#!/usr/bin/python3 -I
import sys

sys.path.insert(0, "/usr/lib/digital-cleanup")
from cleanup.__main__ import main

main()
START
chmod 755 "$root/usr/bin/cleanup"
cp "$here/../LICENSE" "$root/usr/share/doc/digital-cleanup/copyright"

read -r version this next < <(PYTHONPATH=$private "$python" -c '
import sys
from cleanup import __version__
major, minor = sys.version_info[:2]
print(__version__, f"{major}.{minor}", f"{major}.{minor + 1}")')
find "$private" -name __pycache__ -prune -exec rm -rf {} +
cat >"$root/DEBIAN/control" <<CONTROL
Package: digital-cleanup
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: the maintainers of cleanup <root@localhost>
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: python3 (>= $this), python3 (<< $next), libc6
Section: utils
Priority: optional
Description: find what takes space for nothing, and move it to the trash
 Finds exact duplicates, large files, files nobody has used for long, and
 empty files and folders, says honestly what would be saved, moves what you
 choose to the trash, and brings it back if you change your mind.
CONTROL
# Compiled when installed, and taken away with the package.
cat >"$root/DEBIAN/postinst" <<'POST'
#!/bin/sh
set -e
[ "$1" != configure ] || python3 -m compileall -q /usr/lib/digital-cleanup || true
POST
cat >"$root/DEBIAN/prerm" <<'PRE'
#!/bin/sh
set -e
find /usr/lib/digital-cleanup -depth -type d -name __pycache__ -exec rm -rf {} +
PRE
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm"
chmod -R go=rX,u+w "$root"
mkdir -p "$out"
dpkg-deb --root-owner-group -Zxz --build "$root" "$out" >/dev/null
ls -l "$out"/digital-cleanup_*.deb
