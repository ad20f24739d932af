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
  make_debian "$suite" "$1"
  # As Debian's installer writes it; without it there is no localhost.
  printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' >"$1/etc/hosts"
  mkdir "$1/opt/package"
}

cached "$cache/debian-bare/$suite" build
echo "$cache/debian-bare/$suite"
