#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# emulator.sh: prints the folder of a QEMU newer than Debian 12's, fetched from its
# backports when it is not cached. With two CPUs 7.2 runs code that another CPU has just
# rewritten in its old form, so that a kernel that patches itself (jump labels, ftrace,
# BPF trampolines) dies of "Oops: int3"; translation takes the page's lock since 8.1.
# The libraries and virtiofsd, which is no longer part of QEMU 8, are the installed 7.2's.
set -euo pipefail
# shellcheck source=test/setup/apt.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../setup/apt.sh"

build() {
  local folder=$1 package
  refresh_index
  for package in qemu-system-x86 qemu-system-data seabios; do
    unpack_package "$package/bookworm-backports" "$folder/packages"
  done
  mkdir "$folder/firmware"
  mv "$folder/packages/usr/bin/qemu-system-x86_64" "$folder/"
  mv "$folder/packages/usr/share/qemu/"*.bin "$folder/packages/usr/share/seabios/bios-256k.bin" "$folder/firmware/"
  rm -rf "$folder/packages"
  "$folder/qemu-system-x86_64" --version >/dev/null
}

cached "$cache/qemu" build
echo "$cache/qemu"
