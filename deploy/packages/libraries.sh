#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# libraries.sh: prints a folder with linux-x64 and linux-arm64, each with the C libraries that the service loads, and what
# these load, for glibc 2.28 and newer: libbpf built from its source in a Debian 11, the others that Debian's. Each finds
# the others beside itself. node-x64 and node-arm64 hold what Node.js loads besides glibc. Fetched and built once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=test/setup/apt.sh
source test/setup/apt.sh

# Debian 13's.
libbpf=1.5.0
libbpf_sha256=53492aff6dd47e4da04ef5e672d753b9743848bdb38e9d90eafbe190b7983c44

declare -A debian=([x64]=amd64 [arm64]=arm64) triplet=([x64]=x86_64-linux-gnu [arm64]=aarch64-linux-gnu)

fetch_source() {
  local uri
  uri=$(mirror debian)
  curl -sSf -o "$1/libbpf.tar.gz" "${uri%/}/pool/main/libb/libbpf/libbpf_$libbpf.orig.tar.gz"
  sha256sum --quiet -c <<<"$libbpf_sha256  $1/libbpf.tar.gz"
}

# build_libbpf TREE WORK ARCH TRIPLET VERSION: in a mount namespace of its own, with the headers of WORK/ARCH.
build_libbpf() {
  mount --bind "$2" "$1/build"
  # shellcheck disable=SC2016 # The inner shell expands.
  chroot "$1" /bin/bash -euc '
    cd /build
    mkdir "libbpf-$1"
    tar -xzf libbpf.tar.gz -C "libbpf-$1" --strip-components=1
    make -s -C "libbpf-$1/src" BUILD_STATIC_ONLY= NO_PKG_CONFIG=1 CC="$2-gcc" AR="$2-ar" \
      EXTRA_CFLAGS="-O2 -I/build/$1/usr/include" LDFLAGS="-L/build/$1/usr/lib/$2 -lelf -lz" "libbpf.so.$3"
    "$2-strip" --strip-unneeded "libbpf-$1/src/libbpf.so.$3"
  ' build_libbpf "${@:3}" >&2
}
export -f build_libbpf

build() {
  local arch package work=$1/work folder from
  bash test/setup/packages.sh build
  mkdir "$work"
  echo "libraries: fetching libbpf $libbpf and Debian 11's libelf, libseccomp and zlib" >&2
  fetch_source "$work"
  for arch in x64 arm64; do
    use_debian_11 "${debian[$arch]}"
    refresh_index
    mkdir "$work/$arch"
    for package in gcc-10-base libelf1 libelf-dev libgcc-s1 libseccomp2 libstdc++6 zlib1g zlib1g-dev; do
      unpack_package "$package:${debian[$arch]}" "$work/$arch"
    done
    # shellcheck disable=SC2016 # The inner shell expands.
    unshare --mount bash -euc 'build_libbpf "$@"' build "$tree" "$work" "$arch" "${triplet[$arch]}" "$libbpf"
    folder=$1/linux-$arch
    mkdir "$folder"
    cp "$work/libbpf-$arch/src/libbpf.so.$libbpf" "$folder/libbpf.so.1"
    from=$work/$arch
    cp -L "$from/usr/lib/${triplet[$arch]}/libelf.so.1" "$from/usr/lib/${triplet[$arch]}/libseccomp.so.2" "$folder"
    cp -L "$from/lib/${triplet[$arch]}/libz.so.1" "$folder"
    mkdir "$1/node-$arch"
    cp -L "$from/usr/lib/${triplet[$arch]}/libstdc++.so.6" "$from/lib/${triplet[$arch]}/libgcc_s.so.1" "$1/node-$arch"
    chmod 644 "$folder"/* "$1/node-$arch"/*
    # shellcheck disable=SC2016 # The loader expands it.
    patchelf --set-rpath '$ORIGIN' "$folder"/*
  done
  for package in gcc-10-base libelf1 libseccomp2 zlib1g; do cp "$work/x64/usr/share/doc/$package/copyright" "$1/$package.copyright"; done
  tar -xzOf "$work/libbpf.tar.gz" --wildcards '*/LICENSE' '*/LICENSE.LGPL-2.1' '*/LICENSE.BSD-2-Clause' >"$1/libbpf.copyright"
  rm -rf "$work"
}

if [[ $EUID -ne 0 ]]; then
  echo 'libraries: needs root, to enter a Debian 11' >&2
  exit 1
fi
tree=$(bash deploy/packages/debian-11.sh)
cached "$cache/libraries/$libbpf-node" build
echo "$cache/libraries/$libbpf-node"
