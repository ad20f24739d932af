#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# packages.sh [build] [guest] [demo] [backends] [bench] [lint] [packages]: installs the Debian packages of these groups, or of
# all, as far as they are missing. When nothing is, it needs neither root nor a network.
set -euo pipefail

# Of qemu-system-* 7.2 the guest uses virtiofsd and the libraries (test/guest/machine/emulator.sh).
declare -A groups=(
  [build]='clang llvm libbpf-dev libseccomp2 libelf-dev zlib1g-dev libssl-dev make gcc g++ python3 pkg-config linux-libc-dev-arm64-cross patchelf'
  [guest]='qemu-system-x86 qemu-system-common busybox-static cpio kmod xz-utils make gcc libelf1 binutils debootstrap'
  [demo]='nginx-light openssl iproute2 ca-certificates libnghttp2-14 nghttp2-client nghttp2-server python3-h2 curl'
  [backends]='prometheus redis-server'
  [bench]='bpftrace nghttp2-client nginx-light openssl'
  [packages]='systemd lintian rpm man-db buildah crun python3-venv'
  [lint]='git shellcheck shfmt clang-format'
)

wanted=()
if [[ $# -eq 0 ]]; then set -- build guest demo backends bench lint packages; fi
for group in "$@"; do
  if [[ ! -v groups[$group] ]]; then
    echo "packages: no group $group; the groups are build, guest, demo, backends, bench, lint and packages" >&2
    exit 2
  fi
  read -ra names <<<"${groups[$group]}"
  wanted+=("${names[@]}")
done

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for name in "${wanted[@]}"; do
  if ! grep -qxF "installed $name" <<<"$installed"; then missing+=("$name"); fi
done
if [[ ${#missing[@]} -eq 0 ]]; then exit 0; fi

if [[ $EUID -ne 0 ]]; then
  echo "packages: needs root to install ${missing[*]}" >&2
  exit 1
fi
echo "packages: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
# Status 101 of this hook forbids package scripts to start a service: nginx stays off.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
apt-get -q=2 update >&2
apt-get -q=2 -y --no-install-recommends -o Dpkg::Use-Pty=0 install "${missing[@]}" >&2
