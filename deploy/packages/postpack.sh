#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What npm pack and npm publish run last: package.json is whole again, and the program loads the host's libraries.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rm -f dist/linux-*/lib*.so.*
mv dist/package.json.whole package.json
