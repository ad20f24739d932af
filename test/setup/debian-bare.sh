#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# debian-bare.sh bullseye|bookworm: prints the folder of a Debian that has nothing but its required packages, to be entered
# by chroot as root, and makes it once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/setup/apt.sh
source "$here/apt.sh"
suite=${1:?usage: debian-bare.sh SUITE}

build() {
  local uri
  bash "$here/packages.sh" guest
  uri=$(mirror debian)
  echo "debian-bare: making a root file system of $suite, half a minute" >&2
  # In a mount namespace, so that nothing stays mounted when it is ended.
  if ! unshare --mount debootstrap --variant=minbase "$suite" "$1" "$uri" &>"$1.log"; then
    tail -n 20 "$1.log" >&2
    rm "$1.log"
    return 1
  fi
  rm -rf "$1.log" "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/{doc,man,locale}
  # As Debian's installer writes it; without it there is no localhost.
  printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' >"$1/etc/hosts"
  mkdir "$1/opt/package"
}

cached "$cache/debian-bare/$suite" build
echo "$cache/debian-bare/$suite"
