#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# debian-13.sh: prints the folder of a Debian 13 with its nginx, to be entered by chroot as root, and makes it once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/setup/apt.sh
source "$here/apt.sh"

build() {
  make_debian trixie "$1" --include=nginx
  chroot "$1" nginx -v 2>/dev/null
}

cached "$cache/debian-13" build
echo "$cache/debian-13"
