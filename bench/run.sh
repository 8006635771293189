#!/usr/bin/env bash
# How fast the dispatcher sends, and what a message costs it, beside others that send the same POST:
# installs what it needs, builds, measures, prints tables and what was aimed at, and leaves results
# and pictures in bench/results. README.md beside this tells what each figure means.
# Usage: run.sh [--quick | --full] [--server nginx|simulator] [--results DIRECTORY] [PART..]
# About 5 minutes on two idle cores; --quick 2, too little to judge by; --full more than an hour.
# A PART is named in --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

deploy/install-packages.sh --bench
# The headers of atomic_queue come with a dependency that conflicts with Boost 1.81: they are only
# unpacked. Without them the ring is compared with one less.
headers=$PWD/build/bench-headers
if [[ ! -d $headers/usr ]]; then
  mkdir -p "$headers"
  (cd "$headers" && apt-get -q download libatomic-queue-dev && dpkg-deb -x ./*.deb .) ||
    echo "run.sh: atomic_queue is not compared" >&2
fi
cmake --preset release
cmake --build --preset release --target dispatcher proxy-simulator benchmarks
PYTHONPATH=bench PYTHONDONTWRITEBYTECODE=1 exec python3 -m measure "$@"
