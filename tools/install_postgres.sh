#!/bin/sh
# Have PostgreSQL's programs for the tests of engines: those on the machine, else Debian's package. The tests
# start a server of their own; one that the package may start is left alone.
set -eu
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0
command -v initdb >/dev/null 2>&1 && command -v postgres >/dev/null 2>&1 && exit 0
"$(dirname "$0")/apt_install.sh" postgresql
