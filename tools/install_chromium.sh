#!/bin/sh
# Have a Chromium for the browser tests: one on the machine, else Debian's package, else Playwright's own
# (Ubuntu's package is a stub that needs snap).
set -eu
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && "$name" --version >/dev/null 2>&1 && exit 0
done
here=$(dirname "$0")
if grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
    "$here/apt_install.sh" chromium fonts-dejavu-core
else
    "$here/../.venv/bin/python" -m playwright install --with-deps chromium
fi
