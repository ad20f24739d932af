#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# debian-11.sh: prints the folder of a Debian 11 with compilers for amd64 and arm64, to be entered by chroot as root, and
# makes it once. What is built in it runs with glibc 2.31 and newer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=test/setup/apt.sh
source test/setup/apt.sh

build() {
  local uri
  bash test/setup/packages.sh guest
  uri=$(mirror debian)
  echo 'debian-11: making a root file system with compilers, two minutes' >&2
  # In a mount namespace, so that nothing stays mounted when it is ended.
  if ! unshare --mount debootstrap --variant=minbase --include=g++,g++-aarch64-linux-gnu,make,python3 bullseye "$1" "$uri" \
    &>"$1.log"; then
    tail -n 20 "$1.log" >&2
    rm "$1.log"
    return 1
  fi
  rm -rf "$1.log" "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/{doc,man,locale}
  mkdir -p "$1"/{build,headers,node,npm/node_modules}
}

cached "$cache/debian-11" build
echo "$cache/debian-11"
