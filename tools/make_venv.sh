#!/bin/sh
# Make the virtual environment $1 with Python 3.11 or later; on Debian and Ubuntu, where venv is a package
# of its own, install that package first.
set -eu
venv=$1
[ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && exit 0

python=
for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 &&
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "make: Python 3.11 or later was not found; install it, or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi
"$python" -m venv "$venv" 2>/dev/null && exit 0

rm -rf "$venv"
"$(dirname "$0")/apt_install.sh" python3-venv
"$python" -m venv "$venv"
