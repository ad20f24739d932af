#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# debian-13.sh: prints the folder of a Debian 13 with its nginx, to be entered by chroot as root, and makes it once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/setup/apt.sh
source "$here/apt.sh"

build() {
  local uri
  bash "$here/packages.sh" guest
  uri=$(mirror debian)
  echo 'debian-13: making a root file system with nginx, a minute' >&2
  # In a mount namespace, so that nothing stays mounted when it is ended.
  if ! unshare --mount debootstrap --variant=minbase --include=nginx trixie "$1" "$uri" &>"$1.log"; then
    tail -n 20 "$1.log" >&2
    rm "$1.log"
    return 1
  fi
  rm -rf "$1.log" "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/usr/share/{doc,man,locale}
  chroot "$1" nginx -v 2>/dev/null
}

cached "$cache/debian-13" build
echo "$cache/debian-13"
