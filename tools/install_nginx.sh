#!/bin/sh
# Have an nginx for `make serve-many`: one on the machine, else Debian's or Ubuntu's package.
set -eu
for name in nginx /usr/sbin/nginx /usr/local/sbin/nginx; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
"$(dirname "$0")/apt_install.sh" nginx
# The package starts a web server of its own on port 80, which nobody asked for here.
if [ -d /run/systemd/system ]; then
    sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo systemctl disable --quiet --now nginx || true
fi
