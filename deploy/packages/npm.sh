#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# npm.sh FOLDER: makes the npm package there, and prints its path.
set -euo pipefail
folder=$(realpath "${1:?usage: npm.sh FOLDER}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# However it ends.
trap 'if [[ -e dist/package.json.whole ]]; then bash deploy/packages/postpack.sh; fi' EXIT
name=$(npm pack --json --loglevel=error --pack-destination "$folder" | sed -n 's/^ *"filename": "\(.*\)",$/\1/p')
echo "$folder/$name"
