#!/usr/bin/env bash
# What a user would have otherwise, beside the dispatcher and wrk, by turns, against the same nginx:
# the provider's library for Node, and syslog-ng's http() with a reliable disk buffer. Processor
# time a message is of the whole process; the dispatcher's and syslog-ng's include taking the
# messages in.
# Usage: run.sh [MESSAGES [ROUNDS]]    (20,000 and 5); needs node and npm to be there already
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

deploy/install-packages.sh --bench
for package in syslog-ng-core syslog-ng-mod-http; do
  dpkg-query -W "$package" >/dev/null 2>&1 ||
    { echo "run.sh: apt-get install $package" >&2; exit 69; }
done
command -v npm >/dev/null || { echo "run.sh: npm is not installed" >&2; exit 69; }
cmake --preset release
cmake --build --preset release --target dispatcher
mkdir -p build/alternatives
cp bench/alternatives/node/* build/alternatives
(cd build/alternatives && npm ci --no-audit --no-fund)
PYTHONPATH=bench PYTHONDONTWRITEBYTECODE=1 exec python3 -m measure.alternatives "$@"
