#!/usr/bin/env bash
# Installs what is missing, builds the release preset, runs every test, but those of the package on
# a Debian of its own: `ctest --preset release -L system`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

deploy/install-packages.sh
cmake --preset release
cmake --build --preset release
# One more than the processors a pipeline has: the end-to-end tests mostly wait.
ctest --preset release -j3 -LE system
