#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What npm pack and npm publish run first: builds what the package holds for both processors, and leaves in package.json
# what an installer needs. All else is in the bundles, so that nothing is installed or compiled with it; postpack.sh puts
# the whole file back.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bash test/setup/packages.sh build >&2
npm run --silent build >&2
make -s -C bpf arm64 >&2
addons=$(bash deploy/packages/addons.sh)
libraries=$(bash deploy/packages/libraries.sh)
cp -r "$addons"/linux-* "$libraries"/linux-* dist
# What comes beside the bundles.
for file in "$libraries"/*.copyright; do
  printf '\n%s\n\n%s\n\n' "$(printf '=%.0s' {1..78})" "$(basename "$file" .copyright)"
  cat "$file"
done >>dist/THIRD-PARTY-NOTICES.txt
node deploy/packages/manifest.mjs >dist/package.json.packed
mv package.json dist/package.json.whole
mv dist/package.json.packed package.json
