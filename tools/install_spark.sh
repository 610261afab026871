#!/bin/sh
# Have Spark's Thrift server and its driver for `make test-spark`: Java from Debian's package where there is
# none, Spark and the driver from requirements-spark.txt into the virtual environment.
set -eu
here=$(dirname "$0")
command -v java >/dev/null 2>&1 || "$here/apt_install.sh" openjdk-17-jre-headless
"$here/../.venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/../requirements-spark.txt"
