#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# addons.sh: prints a folder with linux-x64 and linux-arm64, each with ffi.node and ref.node for glibc 2.28 and newer, and
# builds them once for the versions that package-lock.json names, with the headers of this Node.js.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=test/setup/cached.sh
source test/setup/cached.sh

# Where npm is told to look, where Node.js was installed, or where npm ci has fetched them to.
headers() {
  local prefix node
  node=$(readlink -f "$(command -v node)")
  for prefix in "$(npm config get nodedir)" "$(dirname "$node")/.." /usr "$HOME/.cache/node-gyp/$(node -p process.versions.node)"; do
    if [[ -e $prefix/include/node/node_api.h ]]; then
      echo "$prefix/include/node"
      return
    fi
  done
  echo 'addons: no headers of Node.js; npm ci fetches them where npm_config_nodedir names no folder' >&2
  return 1
}
export -f headers

# build_in_tree TREE FOLDER: in a mount namespace of its own.
build_in_tree() {
  local tree=$1 folder=$2 from node_gyp
  from=$(headers)
  node_gyp=$(dirname "$(readlink -f "$(command -v npm)")")/../node_modules/node-gyp
  mount -t tmpfs tmpfs "$tree/build"
  mount --bind "$(dirname "$(bash test/setup/node.sh 24)")" "$tree/node"
  mount --bind "$node_gyp/.." "$tree/npm/node_modules"
  mkdir -p "$tree/build/include" "$tree/build/node_modules/@2060.io"
  mount --bind "$from" "$tree/headers"
  ln -s /headers "$tree/build/include/node"
  cp -rL node_modules/ffi-napi node_modules/node-addon-api node_modules/get-*-h "$tree/build/node_modules"
  cp -rL node_modules/@2060.io/ref-napi "$tree/build/node_modules/@2060.io"
  # shellcheck disable=SC2016 # The inner shell expands.
  # Without what npm tells its scripts, such as where this host's headers are.
  env -i HOME=/build PATH="/node:$PATH" chroot "$tree" /bin/bash -euc '
    for arch in x64 arm64; do
      if [[ $arch == arm64 ]]; then export CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++; fi
      for package in ffi-napi @2060.io/ref-napi; do
        cd "/build/node_modules/$package"
        node /npm/node_modules/node-gyp/bin/node-gyp.js rebuild --nodedir=/build --arch="$arch" --loglevel=error >&2
        mkdir -p "/build/out/linux-$arch"
        case $package in
          ffi-napi) cp build/Release/ffi_bindings.node "/build/out/linux-$arch/ffi.node" ;;
          *) cp build/Release/binding.node "/build/out/linux-$arch/ref.node" ;;
        esac
      done
      ${CC:+aarch64-linux-gnu-}strip --strip-unneeded "/build/out/linux-$arch"/*.node
    done'
  cp -r "$tree"/build/out/* "$folder"
}
export -f build_in_tree

build() {
  echo 'addons: building for x64 and arm64, a minute' >&2
  unshare --mount bash -euc 'build_in_tree "$@"' build "$tree" "$1"
}

if [[ $EUID -ne 0 ]]; then
  echo 'addons: needs root, to enter a Debian 11' >&2
  exit 1
fi
tree=$(bash deploy/packages/debian-11.sh)
versions=$(grep -A1 -E '"node_modules/(ffi-napi|@2060.io/ref-napi|.*node-addon-api)"' package-lock.json | sha256sum | head -c 16)
cached "$cache/addons/$versions" build
echo "$cache/addons/$versions"
