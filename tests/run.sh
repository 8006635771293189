#!/usr/bin/env bash
# Installs what is missing, builds the release preset, runs every test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

deploy/install-packages.sh
cmake --preset release
cmake --build --preset release
# One more than the processors a pipeline has: the end-to-end tests mostly wait.
ctest --preset release -j3
