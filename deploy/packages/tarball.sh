#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# tarball.sh NPM_PACKAGE FOLDER [x64|arm64]: makes of the npm package the tarball that needs nothing on its host but glibc
# 2.28: with Node.js and what that loads. Prints its path.
set -euo pipefail
if [[ $# -lt 2 ]]; then
  echo 'usage: tarball.sh NPM_PACKAGE FOLDER [x64|arm64]' >&2
  exit 2
fi
package=$(realpath "$1") folder=$(realpath "$2") arch=${3:-x64}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
name=ktls-otel-$version-linux-$arch
node=$(bash test/setup/node.sh 24 "$arch")
libraries=$(bash deploy/packages/libraries.sh)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/$name
mkdir -p "$root"/{bin,lib}
tar -xzf "$package" -C "$root/lib" --no-same-owner
mv "$root/lib/package" "$root/lib/ktls-otel"
chmod 644 "$root"/lib/ktls-otel/dist/linux-*/*.node
for other in "$root"/lib/ktls-otel/dist/linux-*; do
  if [[ $other != *-$arch ]]; then rm -r "$other"; fi
done
mv "$root"/lib/ktls-otel/{LICENSE,README.md,bpf,config} "$root"
mv "$root/lib/ktls-otel/dist/THIRD-PARTY-NOTICES.txt" "$root"
cp "$node" "$root/lib/node"
cp "$(dirname "$node")/../LICENSE" "$root/lib/node-LICENSE"
cp "$libraries/node-$arch"/* "$root/lib"
# shellcheck disable=SC2016 # The loader expands it.
patchelf --set-rpath '$ORIGIN' "$root/lib/node"

# With the options of Node.js that the program has in its first line.
options=$(sed -n '1s/^#!.* node //p' bin/ktls-otel)
cat >"$root/bin/ktls-otel" <<END
#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
lib=\$(dirname "\$(readlink -f "\$0")")/../lib
exec "\$lib/node" $options "\$lib/ktls-otel/bin/ktls-otel" "\$@"
END
chmod 755 "$root/bin/ktls-otel"

# The same files make the same bytes.
tar -C "$work" --sort=name --mtime='1980-01-01 00:00Z' --owner=0 --group=0 --numeric-owner -c "$name" |
  gzip -9n >"$folder/$name.tar.gz"
echo "$folder/$name.tar.gz"
