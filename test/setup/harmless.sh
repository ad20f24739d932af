#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# harmless.sh: prints the folder of the harmless corpus, the same on every machine, and fetches what of it is not cached.
# It has a folder for each line of test/unit/redact/harmless/sources.txt, named after the line's SHA-256.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/setup/cached.sh
source "$here/cached.sh"

# npm compares the package with what the registry says of it, and this with what the line pins.
build() {
  local folder=$1 package=$2 integrity=$3 fetched pattern chosen=() excluded=()
  echo "harmless: fetching $package" >&2
  fetched=$(npm pack --json --loglevel=error --pack-destination "$folder" "$package" |
    sed -n 's/^ *"integrity": "\(.*\)",$/\1/p')
  if [[ $fetched != "$integrity" ]]; then
    echo "harmless: $package is $fetched and not $integrity" >&2
    return 1
  fi
  for pattern in "${@:4}"; do
    if [[ $pattern == !* ]]; then excluded+=("--exclude=*/${pattern#!}"); else chosen+=("*/$pattern"); fi
  done
  tar -xzf "$folder"/*.tgz -C "$folder" --strip-components=1 --no-same-owner --no-same-permissions \
    --wildcards "${excluded[@]}" "${chosen[@]}"
  rm "$folder"/*.tgz
  find "$folder" -name '*.gz' -exec gunzip {} +
  # For a test that runs as another user.
  chmod -R u=rwX,go=rX "$folder"
}

while read -r line; do
  if [[ $line == '#'* ]]; then continue; fi
  read -ra fields <<<"$line"
  build_line() { build "$1" "${fields[@]:1}"; }
  name=$(sha256sum <<<"$line")
  cached "$cache/harmless/${name:0:16}" build_line
done <"$here/../unit/redact/harmless/sources.txt"
echo "$cache/harmless"
