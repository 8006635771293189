#!/usr/bin/env bash
# Installs what a build needs on Debian 12, as root or with sudo, and only what is missing.
# Usage: install-packages.sh [--ci | --bench]    --ci adds the second compiler with its sanitizers,
# and the checks of format and style; --bench what bench/run.sh measures and compares with.
set -euo pipefail

build_packages=(
  g++ cmake ninja-build
  libboost1.81-dev libssl-dev libsimdjson-dev libspdlog-dev librocksdb-dev libcli11-dev
  libjemalloc-dev libsystemd-dev libtomlplusplus-dev libgtest-dev libgmock-dev libbenchmark-dev
  openssl
)
ci_packages=(clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14)
bench_packages=(
  python3 nginx-core wrk nghttp2-client gnuplot-nox valgrind linux-perf strace
  libconcurrentqueue-dev
)

fail() {
  echo "install-packages: $*" >&2
  exit 1
}

wanted=("${build_packages[@]}")
case "${1-}" in
  "") ;;
  --ci) wanted+=("${ci_packages[@]}") ;;
  --bench) wanted+=("${bench_packages[@]}") ;;
  *) fail "unknown argument '$1'; there are --ci and --bench" ;;
esac

distribution=unknown
version=unknown
if [[ -r /etc/os-release ]]; then
  # shellcheck source=/dev/null
  distribution=$(. /etc/os-release && echo "${ID-unknown}")
  # shellcheck source=/dev/null
  version=$(. /etc/os-release && echo "${VERSION_ID-unknown}")
fi
if [[ $distribution != debian || $version != 12 ]]; then
  fail "this is $distribution $version; the packages are named for Debian 12 (bookworm)." \
    "Install their likes yourself: ${wanted[*]}"
fi

missing=()
for package in "${wanted[@]}"; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  echo "install-packages: all ${#wanted[@]} packages are installed"
  exit 0
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo >/dev/null ||
    fail "not root and no sudo; run as root: apt-get install ${missing[*]}"
  as_root=(sudo)
fi

echo "install-packages: installing ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o "Dpkg::Use-Pty=0")
"${apt[@]}" update
"${apt[@]}" install -y --no-install-recommends "${missing[@]}"
