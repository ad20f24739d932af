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
  make_debian bullseye "$1" --include=g++,g++-aarch64-linux-gnu,make,python3
  mkdir -p "$1"/{build,headers,node,npm/node_modules}
}

cached "$cache/debian-11" build
echo "$cache/debian-11"
