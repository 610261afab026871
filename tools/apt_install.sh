#!/bin/sh
# Install Debian or Ubuntu packages, as root or through sudo.
set -eu
if ! command -v apt-get >/dev/null 2>&1; then
    echo "make: please install: $* (this is not Debian or Ubuntu, so it was not tried)" >&2
    exit 1
fi
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
