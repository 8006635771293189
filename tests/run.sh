#!/usr/bin/env bash
# Installs what is missing, builds the release preset, runs every test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

deploy/install-packages.sh
cmake --preset release
cmake --build --preset release
ctest --preset release -j2
