# shellcheck shell=bash disable=SC2154
# Sourced by the system test: a Debian that boots in systemd-nspawn, without a network. Needs
# package, a .deb, and cache, a directory; sets root, the Debian, and machine, a directory of this
# run.

skip() {
  echo "skipped: $*"
  exit 77
}

need_machine_tools() {
  local tool
  [[ $(id -u) -eq 0 ]] || skip "not root, and a container needs that"
  for tool in systemd-nspawn mmdebstrap unshare; do
    command -v "$tool" >/dev/null || skip "no $tool; deploy/install-packages.sh --ci installs it"
  done
  cgroups=$(findmnt --noheadings --first-only --types cgroup2 --output TARGET) ||
    skip "no cgroup2 file system is mounted"
  unshare --mount true 2>/dev/null || skip "mounts are not allowed here"
}

# A Debian with what the package depends on, so that it can be installed without a network. Made
# once for each list of packages.
make_root() {
  local depends packages
  depends=$(dpkg-deb -f "$package" Depends | sed 's/ *([^)]*)//g; s/|[^,]*//g; s/ //g')
  packages=systemd-sysv,dbus,libnss-systemd,openssl,$depends
  root=$cache/debian-$(sha256sum <<<"$packages" | cut -c 1-12)
  [[ ! -d $root ]] || return 0
  echo "making a Debian with $packages"
  rm -rf "$cache"/debian-*
  mmdebstrap --quiet --variant=minbase --format=directory --dpkgopt=force-unsafe-io \
    --aptopt='Acquire::Languages "none"' --include="$packages" bookworm "$root.new" ||
    skip "no Debian could be fetched"
  mv "$root.new" "$root"
}

# In mounts and a control group of its own; with /run in memory, for nspawn wants it there. The
# packet filter of IPAddressDeny= needs bpf. Prints /told/log as it grows, and gives what
# `systemctl exit` was told.
boot_machine() {
  local group=$cgroups/dispatcher-test-$$ status=0
  mkdir "$group" 2>/dev/null || skip "no control group can be made here"
  : >"$machine/told/log"
  # shellcheck disable=SC2016  # the inner shell's
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout --kill-after=10 240 \
    unshare --mount bash -c 'set -e
      echo $$ >"$2/cgroup.procs"
      mount -t tmpfs tmpfs /run
      mount -t overlay overlay -o "lowerdir=$3,upperdir=$1/upper,workdir=$1/work" "$1/root" ||
        cp -a "$3/." "$1/upper/." "$1/root"  # this directory is in an overlay itself
      exec systemd-nspawn --quiet --boot --directory="$1/root" --machine=dispatcher-test \
        --register=no --keep-unit --private-network --console=pipe \
        --bind="$1/told:/told" --bind-ro="$1/share:/test" \
        --system-call-filter=bpf --capability=CAP_BPF' \
    boot "$machine" "$group" "$root" </dev/null >"$machine/boot.log" 2>&1 &
  local booted=$!
  tail -F -n +1 --pid=$booted "$machine/told/log" &
  wait "$booted" || status=$?
  wait $!
  find "$group" -depth -type d -exec rmdir {} +
  [[ -s $machine/told/log ]] || skip "no container boots here: $(tail -3 "$machine/boot.log")"
  return "$status"
}
